//! What passes through the server for a team: keys, then what others shared and hung on the wall, then what was done here.

use super::epochs::take_keys;
use super::{Link, Team, with_keys};
use crate::app::App;
use crate::app::sync::now::{Mode, is_of_store};
use crate::app::sync::{Left, Synced, Told};
use crate::book::sync::Upto;
use crate::book::team::{ReadSegment, SharedOutgoing, SharedSegment, TeamPart};
use crate::error::{Error, Result};
use crate::sync::WriterId;
use crate::sync::carrier::{Carrier, Listed, Put, Unread, Vouched, What};
use crate::sync::segment::{self, Batches, Entry, Header, Kind, Segment, SegmentFault, VERSION};
use crate::sync::team::praise::WallEntry;
use crate::sync::team::shared::SharedEntry;
use crate::sync::team::{EpochKeys, TeamSpace};

/// How many segments are taken in together, and how many rows at most before the next.
const TOGETHER: usize = 100;
const ROWS_TOGETHER: usize = 10_000;
/// How often in a row a number may be taken, before something else must be wrong.
const TAKEN: usize = 100;

/// What came of reading a segment.
enum Read {
    Segment(Opened),
    /// It is sealed with a key that is not here yet, or gone.
    Later,
    Refused(SegmentFault),
}

/// A segment that was opened.
struct Opened {
    writer: WriterId,
    seq: u64,
    vouched: Option<Vouched>,
    entries: Vec<Entry>,
}

/// What is to be sent.
enum Outgoing {
    Wall(Vec<WallEntry>),
    Shared(SharedOutgoing),
}

impl Outgoing {
    fn entries(&self) -> Vec<Entry> {
        match self {
            Self::Wall(acts) => acts.iter().map(WallEntry::entry).collect(),
            Self::Shared(SharedOutgoing { entries, .. }) => entries.clone(),
        }
    }

    fn what(&self) -> What {
        match self {
            Self::Wall(_) => What::Changes,
            Self::Shared(outgoing) => what_of(outgoing),
        }
    }
}

impl App {
    /// Reads and sends what is new in all teams of the book. What fails in one keeps no other from it.
    pub(in crate::app) fn sync_teams(&mut self, mode: Mode, done: &mut Synced) -> Result<()> {
        done.is_rehearsal |= mode == Mode::Rehearsal;
        let opened = if mode == Mode::Really { self.open_server() } else { self.open_server_to(mode) };
        let mut link = match opened {
            Ok(link) => link,
            Err(error) => {
                done.fault.get_or_insert(error);
                return Ok(());
            }
        };
        if mode == Mode::Really {
            self.wall_follows()?;
        }
        let teams = self.book.teams()?;
        if let Err(error) = link.look_ahead(&teams) {
            done.fault.get_or_insert(error);
            return Ok(());
        }
        for part in teams {
            let synced = match mode {
                Mode::Really => self.sync_team(&mut link, part, done),
                Mode::Rehearsal => self.rehearse_team(&link, part, done),
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
        let before = self.book.own_in_team(team.part.id)?;
        self.exchange_team(link, &mut team, done)?;
        self.tell_of_handed(&team.part, &before, done)
    }

    /// Reads and sends what is new in a team whose latest keys are here.
    pub(super) fn exchange_team(&mut self, link: &mut Link, team: &mut Team, done: &mut Synced) -> Result<()> {
        let left = done.left.len();
        self.has_a_clock()?;
        let published = self.publish(link, team);
        done.told.append(&mut link.told);
        published?;
        let spaces: Vec<TeamSpace> = team.keys.spaces().filter(|space| is_read(*space, team)).collect();
        for space in spaces {
            let own_last = self.read_space(link, team, space, done)?;
            if team.part.member {
                self.send_space(link, team, (space, own_last), done)?;
            }
        }
        if team.part.member {
            let compacted =
                [TeamSpace::Wall, TeamSpace::Team].into_iter().try_for_each(|space| self.compact(link, (team, space)));
            match compacted {
                // All was sent; a later sync compacts.
                Err(error) if is_of_store(&error) => {}
                compacted => compacted?,
            }
        }
        if done.left.len() == left {
            let clock = self.clock();
            self.book.team_went_well(&clock, team.part.id)?;
        }
        Ok(())
    }

    /// Takes back what waits and only a manager may do, where the user is none any more.
    fn keep_to_roles(&mut self, team: &Team, done: &mut Synced) -> Result<()> {
        let clock = self.clock();
        if !team.part.manager && self.book.take_back_managers_acts(&clock, team.part.id)? > 0 {
            done.told.push(Told::NoManager(team.part.name.clone()));
        }
        Ok(())
    }

    /// Reads what others hung on a team's wall. Returns the last number under which the server has anything of this machine.
    pub(super) fn read_wall(&mut self, link: &Link, team: &Team, done: &mut Synced) -> Result<u64> {
        self.read_space(link, team, TeamSpace::Wall, done)
    }

    /// Reads what others wrote in one of a team's spaces. Returns the last number under which the server has anything of this
    /// machine.
    fn read_space(&mut self, link: &Link, team: &Team, space: TeamSpace, done: &mut Synced) -> Result<u64> {
        let Some(keys) = team.keys.of(space) else { return Ok(0) };
        let carrier = link.server.carrier(&space.named(&team.part.name));
        let known = self.book.read_of_team((team.part.id, space))?;
        let mut own_last = known.get(&link.part.machine).copied().unwrap_or_default();
        for (writer, all) in carrier.after(&known)? {
            let mut segments: Vec<Opened> = Vec::new();
            let mut left = all.iter().filter(|listed| !listed.snapshot);
            if writer == link.part.machine {
                own_last = all.iter().map(|listed| listed.seq).max().unwrap_or_default().max(own_last);
            }
            while let Some(listed) = left.next() {
                match read_one(&*carrier, listed, keys) {
                    Ok(Read::Segment(segment)) => segments.push(segment),
                    Ok(Read::Later) => {
                        done.waiting += 1 + left.count();
                        break;
                    }
                    Ok(Read::Refused(fault)) => {
                        done.left.push(refused(listed, (space, &team.part.name), &fault));
                        if !matches!(fault, SegmentFault::Damaged(_)) {
                            break;
                        }
                        // What a server has stays as it is: it is named once, and passed over.
                        let (writer, seq) = (listed.writer, listed.seq);
                        segments.push(Opened { writer, seq, vouched: None, entries: Vec::new() });
                    }
                    Err(error) => {
                        self.take_in((team, space), segments, done)?;
                        return Err(error);
                    }
                }
                let rows: usize = segments.iter().map(|segment| segment.entries.len()).sum();
                if segments.len() == TOGETHER || rows >= ROWS_TOGETHER {
                    self.take_in((team, space), std::mem::take(&mut segments), done)?;
                }
            }
            self.take_in((team, space), segments, done)?;
        }
        Ok(own_last)
    }

    /// Takes segments in. What a newer version says besides is passed over.
    fn take_in(&mut self, (team, space): (&Team, TeamSpace), segments: Vec<Opened>, done: &mut Synced) -> Result<()> {
        if segments.is_empty() {
            return Ok(());
        }
        let (clock, id) = (self.clock(), team.part.id);
        match space {
            TeamSpace::Wall => {
                let segments: Vec<ReadSegment> = segments.into_iter().map(of_wall).collect();
                done.read += self.book.take_in_wall(&clock, id, &segments)?;
            }
            TeamSpace::Team => {
                let segments: Vec<SharedSegment> = segments.into_iter().map(of_shared).collect();
                let taken = self.book.take_in_shared(&clock, id, &segments)?;
                done.read += taken.rows;
                done.conflicts += taken.conflicts;
                self.erase_for_all(&taken.forgotten, done)?;
            }
        }
        Ok(())
    }

    /// Erases customers from this book and its backups whom their owner, or a manager, had erased for all.
    fn erase_for_all(&mut self, forgotten: &[crate::domain::ids::CustomerId], done: &mut Synced) -> Result<()> {
        for id in forgotten {
            let Some(customer) = self.book.find_customer(*id)? else { continue };
            let copies_left = self.forget(&customer)?.own_left;
            done.tell_erased(1);
            if copies_left {
                done.tell_once(Told::CopiesLeft);
            }
        }
        Ok(())
    }

    /// What waits to be sent to one of a team's spaces.
    fn outgoing_of(&self, space: TeamSpace, team: i64) -> Result<Outgoing> {
        let outgoing = match space {
            TeamSpace::Wall => Outgoing::Wall(self.book.wall_outgoing(team)?),
            TeamSpace::Team => Outgoing::Shared(self.book.shared_outgoing(team)?),
        };
        Ok(outgoing)
    }

    /// Sends what waits. A number that other bytes have is read, and the next one used.
    fn send_space(
        &mut self,
        link: &Link,
        team: &Team,
        (space, own_last): (TeamSpace, u64),
        done: &mut Synced,
    ) -> Result<()> {
        let (clock, id) = (self.clock(), team.part.id);
        let Some(keys) = team.keys.of(space) else { return Ok(()) };
        if space == TeamSpace::Team {
            self.keep_to_roles(team, done)?;
            self.book.gather_shared(&clock, id)?;
        }
        let carrier = link.server.carrier(&space.named(&team.part.name));
        let (mut seq, mut taken) = (own_last + 1, 0);
        loop {
            let outgoing = self.outgoing_of(space, id)?;
            let Some(entries) = Batches::new(outgoing.entries()).next() else { return Ok(()) };
            let count = entries.len();
            let (epoch, key) = keys.latest();
            let seen: Upto = self.book.read_of_team((id, space))?;
            let name = link.part.name.clone();
            let header = Header { v: VERSION, seen, made: clock.instant.timestamp_millis(), name, kind: Kind::Changes };
            let writer = link.part.machine;
            let segment = Segment { space: keys.space(), writer, seq, epoch, header, entries };
            let sealed = segment::seal(&segment, &key.sealing())?;
            match carrier.put(writer, seq, outgoing.what(), &sealed)? {
                Put::Done(listed) | Put::There(listed) => {
                    match outgoing {
                        Outgoing::Wall(acts) => {
                            let at = listed.vouched.map(|vouched| vouched.at);
                            let sent = acts.get(..count).unwrap_or_default();
                            self.book.wall_was_sent(&clock, id, (writer, seq, at), sent)?;
                        }
                        Outgoing::Shared(_) => self.book.shared_was_sent(&clock, id, (writer, seq), count)?,
                    }
                    done.sent += count;
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
                    seq = self.read_space(link, team, space, done)?.max(seq) + 1;
                    taken += 1;
                }
            }
        }
    }

    /// Looks what would be read and sent; nothing is kept, later keys neither.
    fn rehearse_team(&self, link: &Link, part: TeamPart, done: &mut Synced) -> Result<()> {
        let mut team = with_keys(part, &link.file)?;
        link.granted_roles(&team.part.name)?;
        take_keys(link, &mut team)?;
        let spaces: Vec<TeamSpace> = team.keys.spaces().filter(|space| is_read(*space, &team)).collect();
        for space in spaces {
            let Some(keys) = team.keys.of(space) else { continue };
            let carrier = link.server.carrier(&space.named(&team.part.name));
            for (writer, all) in carrier.after(&self.book.read_of_team((team.part.id, space))?)? {
                for listed in all.iter().filter(|listed| !listed.snapshot && writer != link.part.machine) {
                    match read_one(&*carrier, listed, keys)? {
                        Read::Segment(segment) => done.read += segment.entries.len(),
                        Read::Later => done.waiting += 1,
                        Read::Refused(fault) => done.left.push(refused(listed, (space, &team.part.name), &fault)),
                    }
                }
            }
        }
        let clock = self.clock();
        done.sent += self.book.count_to_send_to(&clock, team.part.id)?;
        Ok(())
    }
}

/// What is put at the server for entries of what a team shares.
pub(super) fn what_of(outgoing: &SharedOutgoing) -> What {
    if outgoing.by_manager { What::ByManager } else { What::Changes }
}

/// Whether a space is read and written: who only reads the wall by now has no place in the other.
fn is_read(space: TeamSpace, team: &Team) -> bool {
    space == TeamSpace::Wall || team.part.member
}

/// A segment of the wall: what hangs there hangs in the name of whom the server vouches for.
fn of_wall(segment: Opened) -> ReadSegment {
    let Opened { writer, seq, vouched, entries } = segment;
    let mut entries: Vec<WallEntry> = entries.iter().filter_map(WallEntry::of_entry).collect();
    if let Some(vouched) = &vouched {
        entries.iter_mut().for_each(|entry| entry.by.clone_from(&vouched.owner));
    }
    ReadSegment { writer, seq, at: vouched.map(|vouched| vouched.at), entries }
}

/// A segment of what the team shares, in the name of whom the server vouches for, and with what they were when they sent it.
fn of_shared(segment: Opened) -> SharedSegment {
    let Opened { writer, seq, vouched, entries } = segment;
    let rep = vouched.map(|vouched| (vouched.owner, vouched.by_manager)).unwrap_or_default();
    let (rows, entries) = (entries.len(), entries.iter().filter_map(SharedEntry::of_entry).collect());
    SharedSegment { writer, seq, rep, rows, entries }
}

/// Reads a segment.
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
            let (writer, seq, vouched) = (listed.writer, listed.seq, listed.vouched.clone());
            Read::Segment(Opened { writer, seq, vouched, entries: segment.entries })
        }
        Err(fault) => Read::Refused(fault),
    })
}

/// A segment that was refused, in words.
fn refused(listed: &Listed, (space, team): (TeamSpace, &str), fault: &SegmentFault) -> Left {
    let whose = listed.vouched.as_ref().map_or_else(|| listed.writer.to_string(), |vouched| vouched.owner.clone());
    let place = match space {
        TeamSpace::Wall => format!("on the wall of {team}"),
        TeamSpace::Team => format!("among what {team} shares"),
    };
    let message = format!("segment {} of {whose} {place} can't be read: {fault}", listed.seq);
    let help = match fault {
        SegmentFault::Newer(_) => "update goodcall on this machine, then run goodcall sync now",
        SegmentFault::Damaged(_) => {
            "nothing of it was read, and it is passed over from now on; all else was read and sent"
        }
        SegmentFault::Clock => "nothing of it was read; set the clock of the machine that wrote it",
    };
    let error = Error::new(fault.kind(), message).help(help);
    Left { file: listed.path.clone(), kind: fault.kind(), reason: fault.to_string(), error }
}
