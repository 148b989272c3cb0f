//! Compaction: what this machine says in a space now, in new segments, in place of all that it sent there before. So no word that
//! was taken back stays on the server, and who joins reads little. Each machine does it for its own segments alone.
//!
//! The new segments come first and the old ones go then: a run that is killed in between leaves both, which say the same.

use super::exchange::what_of;
use super::{Link, Team};
use crate::app::App;
use crate::book::sync::Upto;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::{Carrier, Listed, Put, What};
use crate::sync::segment::{self, Batches, Entry, Header, Kind, Segment, VERSION};
use crate::sync::team::praise::WallEntry;
use crate::sync::team::{EpochKeys, TeamSpace};

/// How many segments of its own a machine leaves in a space.
const MANY: u64 = 64;

/// What a machine says in a space now.
pub(super) struct Anew<'a> {
    /// The space, as the server calls it.
    pub space: String,
    pub keys: &'a EpochKeys,
    /// What was read of it: of each machine, all up to a number.
    pub seen: Upto,
    /// The last number that this machine used there.
    pub own_last: u64,
    /// By this machine's clock, in milliseconds since 1970.
    pub made: i64,
    /// All that it says, by what it is put there as. Segments of what is not among it stay.
    pub said: Vec<(What, Vec<Entry>)>,
}

/// What came of writing anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compacted {
    /// The number before those of the new segments: up to it, nothing of this machine is there any more but what stays.
    pub upto: u64,
    /// The number of the last new one.
    pub last: u64,
}

impl Link {
    /// Puts what this machine says into new segments, then removes its older ones. None where the server has something under
    /// a number that this machine does not know of: that is to be read first.
    pub(super) fn write_anew(&self, anew: Anew<'_>) -> Result<Option<Compacted>> {
        let Anew { space, keys, seen, own_last, made, said } = anew;
        let (carrier, writer) = (self.server.carrier(&space), self.part.machine);
        let mut last = own_last;
        let (epoch, key) = keys.latest();
        let kinds: Vec<What> = said.iter().map(|(what, _)| *what).collect();
        let batches = said.into_iter().flat_map(|(what, all)| Batches::new(all).map(move |entries| (what, entries)));
        for (what, entries) in batches {
            let (seen, name) = (seen.clone(), self.part.name.clone());
            let header = Header { v: VERSION, seen, made, name, kind: Kind::Changes };
            let segment = Segment { space: keys.space(), writer, seq: last + 1, epoch, header, entries };
            match carrier.put(writer, last + 1, what, &segment::seal(&segment, &key.sealing())?)? {
                Put::Done(_) | Put::There(_) => last += 1,
                Put::Taken => return Ok(None),
            }
        }
        let mut older = own_upto(&*carrier, writer, (&seen, own_last))?;
        older.retain(|listed| is_of(listed, &kinds));
        carrier.remove(&older)?;
        Ok(Some(Compacted { upto: own_last, last }))
    }
}

/// Whether a segment is of one of these kinds.
fn is_of(listed: &Listed, kinds: &[What]) -> bool {
    let by_manager = listed.vouched.as_ref().is_some_and(|vouched| vouched.by_manager);
    kinds.contains(if by_manager { &What::ByManager } else { &What::Changes })
}

/// The segments of a machine up to a number.
fn own_upto(carrier: &dyn Carrier, writer: WriterId, (seen, upto): (&Upto, u64)) -> Result<Vec<Listed>> {
    // What others wrote is not asked for again.
    let mut known = seen.clone();
    known.remove(&writer);
    let mut own = carrier.after(&known)?.remove(&writer).unwrap_or_default();
    own.retain(|listed| listed.seq <= upto);
    Ok(own)
}

impl App {
    /// Writes this machine's part of one of a team's spaces anew where that is due: it has many segments there, or one with
    /// words that were taken back.
    pub(super) fn compact(&mut self, link: &Link, (team, space): (&Team, TeamSpace)) -> Result<()> {
        let Some(keys) = team.keys.of(space) else { return Ok(()) };
        let (clock, id) = (self.clock(), team.part.id);
        let seen = self.book.read_of_team((id, space))?;
        let own_last = seen.get(&link.part.machine).copied().unwrap_or_default();
        let (is_stale, upto) = self.book.compaction_of_team((id, space))?;
        if !is_stale && own_last.saturating_sub(upto) <= MANY || self.book.count_waiting((id, space))? > 0 {
            return Ok(());
        }
        let mut said = match space {
            TeamSpace::Wall => vec![(What::Changes, self.book.own_on_wall(id)?.iter().map(WallEntry::entry).collect())],
            TeamSpace::Team => {
                self.book.own_of_shared(id)?.into_iter().map(|said| (what_of(&said), said.entries)).collect()
            }
        };
        // Who is no manager any more can't say again what they did as one: that stays, and holds nothing but whose somebody is.
        said.retain(|(what, _)| team.part.manager || *what != What::ByManager);
        let made = clock.instant.timestamp_millis();
        let named = space.named(&team.part.name);
        if let Some(compacted) = link.write_anew(Anew { space: named, keys, seen, own_last, made, said })? {
            let Compacted { upto, last } = compacted;
            self.book.team_was_compacted(&clock, (id, space), (link.part.machine, upto, last))?;
        }
        Ok(link.server.carrier(&space.named(&team.part.name)).remove_old_claims()?)
    }
}
