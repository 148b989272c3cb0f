//! What passes through the server for a team: keys, then what others hung on the wall, then what was hung here.

use super::{Link, Team, with_keys};
use crate::app::App;
use crate::app::sync::now::Mode;
use crate::app::sync::{Left, Synced};
use crate::book::sync::Upto;
use crate::book::team::{ReadSegment, TeamPart};
use crate::error::{Error, Result};
use crate::sync::carrier::{Carrier, Listed, Put, Unread, What};
use crate::sync::segment::{self, Batches, Header, Kind, Segment, SegmentFault, VERSION};
use crate::sync::team::praise::WallEntry;
use crate::sync::team::{EpochKeys, TeamSpace};

/// How many segments are taken in together, and how many rows at most before the next.
const TOGETHER: usize = 100;
const ROWS_TOGETHER: usize = 10_000;
/// How often in a row a number may be taken, before something else must be wrong.
const TAKEN: usize = 100;

/// What came of reading a segment.
enum Read {
    Segment(Box<ReadSegment>),
    /// It is sealed with a key that is not here yet, or gone.
    Later,
    Refused(SegmentFault),
}

impl App {
    /// Reads and sends what is new in all teams of the book. What fails in one keeps no other from it.
    pub(in crate::app) fn sync_teams(&mut self, mode: Mode, done: &mut Synced) -> Result<()> {
        done.is_rehearsal |= mode == Mode::Rehearsal;
        let mut link = match self.open_server() {
            Ok(link) => link,
            Err(error) => {
                done.fault.get_or_insert(error);
                return Ok(());
            }
        };
        let teams = self.book.teams()?;
        if let Err(error) = link.look_ahead(&teams) {
            done.fault.get_or_insert(error);
            return Ok(());
        }
        for part in teams {
            let synced = match mode {
                Mode::Really => self.sync_team(&mut link, part, done),
                Mode::Rehearsal => self.rehearse_team(&mut link, part, done),
            };
            if let Err(error) = synced {
                done.fault.get_or_insert(error);
            }
        }
        if mode == Mode::Really
            && let Err(error) = self.claim_open_offer(&link, done)
        {
            done.fault.get_or_insert(error);
        }
        Ok(())
    }

    fn sync_team(&mut self, link: &mut Link, part: TeamPart, done: &mut Synced) -> Result<()> {
        let mut team = with_keys(part, &link.file)?;
        self.note_roles(link, &mut team)?;
        self.read_epochs(link, &mut team)?;
        self.exchange_team(link, &mut team, done)
    }

    /// Reads and sends what is new in a team whose latest keys are here.
    pub(super) fn exchange_team(&mut self, link: &Link, team: &mut Team, done: &mut Synced) -> Result<()> {
        let left = done.left.len();
        self.has_a_clock()?;
        self.publish(link, team)?;
        let own_last = self.read_wall(link, team, done)?;
        if team.part.member {
            self.send_wall(link, team, own_last, done)?;
        }
        if done.left.len() == left {
            let clock = self.clock();
            self.book.team_went_well(&clock, team.part.id)?;
        }
        Ok(())
    }

    /// Reads what others hung on a team's wall. Returns the last number under which the server has anything of this machine.
    pub(super) fn read_wall(&mut self, link: &Link, team: &Team, done: &mut Synced) -> Result<u64> {
        let clock = self.clock();
        let carrier = link.server.carrier(&TeamSpace::Wall.named(&team.part.name));
        let known = self.book.wall_read(team.part.id)?;
        let mut own_last = known.get(&link.part.machine).copied().unwrap_or_default();
        for (writer, all) in carrier.after(&known)? {
            let mut segments: Vec<ReadSegment> = Vec::new();
            let mut left = all.iter().filter(|listed| !listed.snapshot);
            if writer == link.part.machine {
                own_last = all.iter().map(|listed| listed.seq).max().unwrap_or_default().max(own_last);
            }
            while let Some(listed) = left.next() {
                match read_one(&*carrier, listed, &team.keys.wall) {
                    Ok(Read::Segment(segment)) => segments.push(*segment),
                    Ok(Read::Later) => {
                        done.waiting += 1 + left.count();
                        break;
                    }
                    Ok(Read::Refused(fault)) => {
                        done.left.push(refused(listed, &team.part.name, &fault));
                        break;
                    }
                    Err(error) => {
                        done.read += self.book.take_in_wall(&clock, team.part.id, &segments)?;
                        return Err(error);
                    }
                }
                let rows: usize = segments.iter().map(|segment| segment.entries.len()).sum();
                if segments.len() == TOGETHER || rows >= ROWS_TOGETHER {
                    done.read += self.book.take_in_wall(&clock, team.part.id, &std::mem::take(&mut segments))?;
                }
            }
            done.read += self.book.take_in_wall(&clock, team.part.id, &segments)?;
        }
        Ok(own_last)
    }

    /// Sends what waits. A number that other bytes have is read, and the next one used.
    fn send_wall(&mut self, link: &Link, team: &Team, own_last: u64, done: &mut Synced) -> Result<()> {
        let (clock, id) = (self.clock(), team.part.id);
        let carrier = link.server.carrier(&TeamSpace::Wall.named(&team.part.name));
        let (mut seq, mut taken) = (own_last + 1, 0);
        loop {
            let waiting = self.book.wall_outgoing(id)?;
            let Some(entries) = Batches::new(waiting.iter().map(WallEntry::entry)).next() else { return Ok(()) };
            let sent = waiting.get(..entries.len()).unwrap_or_default();
            let (epoch, key) = team.keys.wall.latest();
            let seen: Upto = self.book.wall_read(id)?;
            let name = link.part.name.clone();
            let header = Header { v: VERSION, seen, made: clock.instant.timestamp_millis(), name, kind: Kind::Changes };
            let (space, writer) = (team.keys.wall.space(), link.part.machine);
            let sealed = segment::seal(&Segment { space, writer, seq, epoch, header, entries }, &key.sealing())?;
            match carrier.put(writer, seq, What::Changes, &sealed)? {
                Put::Done(listed) | Put::There(listed) => {
                    let at = listed.vouched.map(|vouched| vouched.at);
                    self.book.wall_was_sent(&clock, id, (writer, seq, at), sent)?;
                    done.sent += sent.len();
                    (seq, taken) = (seq + 1, 0);
                }
                Put::Taken if taken == TAKEN => {
                    return Err(Error::failed(
                        "the numbers of this machine are all taken at the server; nothing was sent",
                    )
                    .help("goodcall sync now tries again"));
                }
                // What a run that was killed had put there is read back, and is not sent again.
                Put::Taken => {
                    seq = self.read_wall(link, team, done)?.max(seq) + 1;
                    taken += 1;
                }
            }
        }
    }

    /// Looks what would be read and sent.
    fn rehearse_team(&mut self, link: &mut Link, part: TeamPart, done: &mut Synced) -> Result<()> {
        let team = with_keys(part, &link.file)?;
        link.granted_roles(&team.part.name)?;
        let carrier = link.server.carrier(&TeamSpace::Wall.named(&team.part.name));
        for (writer, all) in carrier.after(&self.book.wall_read(team.part.id)?)? {
            for listed in all.iter().filter(|listed| !listed.snapshot && writer != link.part.machine) {
                match read_one(&*carrier, listed, &team.keys.wall)? {
                    Read::Segment(segment) => done.read += segment.entries.len(),
                    Read::Later => done.waiting += 1,
                    Read::Refused(fault) => done.left.push(refused(listed, &team.part.name, &fault)),
                }
            }
        }
        done.sent += self.book.count_wall_to_send(team.part.id)?;
        Ok(())
    }
}

/// Reads a segment of a wall. What hangs there hangs in the name of whom the server vouches for. What a newer version says
/// besides is passed over.
fn read_one(carrier: &dyn Carrier, listed: &Listed, keys: &EpochKeys) -> Result<Read> {
    let bytes = match carrier.get(listed) {
        Ok(bytes) => bytes,
        Err(Unread::Gone) => return Ok(Read::Later),
        Err(Unread::Carrier(fault)) => return Err(fault.into()),
        Err(Unread::Segment(fault)) => return Ok(Read::Refused(fault)),
    };
    let epoch = match segment::epoch_of(&bytes) {
        Ok(epoch) => epoch,
        Err(fault) => return Ok(Read::Refused(fault)),
    };
    let Some(key) = keys.of_epoch(epoch) else { return Ok(Read::Later) };
    let opened = segment::open(&bytes, &key.sealing(), keys.space(), (listed.writer, listed.seq));
    Ok(match opened {
        Ok(segment) => {
            let mut entries: Vec<WallEntry> = segment.entries.iter().filter_map(WallEntry::of_entry).collect();
            if let Some(vouched) = &listed.vouched {
                entries.iter_mut().for_each(|entry| entry.by.clone_from(&vouched.owner));
            }
            let at = listed.vouched.as_ref().map(|vouched| vouched.at);
            Read::Segment(Box::new(ReadSegment { writer: listed.writer, seq: listed.seq, at, entries }))
        }
        Err(fault) => Read::Refused(fault),
    })
}

/// A segment that was refused, in words.
fn refused(listed: &Listed, team: &str, fault: &SegmentFault) -> Left {
    let whose = listed.vouched.as_ref().map_or_else(|| listed.writer.to_string(), |vouched| vouched.owner.clone());
    let message = format!("segment {} of {whose} on the wall of {team} can't be read: {fault}", listed.seq);
    let help = match fault {
        SegmentFault::Newer(_) => "update goodcall on this machine, then run goodcall sync now",
        SegmentFault::Damaged(_) => {
            "nothing of it was read, and what its machine sent later waits; all else was read and sent"
        }
        SegmentFault::Clock => "nothing of it was read; set the clock of the machine that wrote it",
    };
    let error = Error::new(fault.kind(), message).help(help);
    Left { file: listed.path.clone(), kind: fault.kind(), reason: fault.to_string(), error }
}
