//! Reading: each segment once all is here that its machine had read when it wrote it.

mod rehearsal;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::space::{Keys, Space};
use super::store::Store;
use super::{Left, Synced, Told};
use crate::app::App;
use crate::book::sync::{Arrived, Upto};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::{Listed, Unread};
use crate::sync::segment::{Entry, Kind, Part, Segment, SegmentFault};

/// How often the folder is listed again because somebody removed what was listed.
const LISTED_AGAIN: usize = 3;

/// Whose the segments under this machine's id are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// This machine's, be they of a book from an older backup.
    Its,
    /// Another's, too: it has a copy of the book and its key.
    Anothers,
}

/// How far the reading is.
#[derive(Debug)]
pub(super) struct Reading {
    pub store: Store,
    /// This machine.
    pub own: WriterId,
    /// Of each machine, the last segment that is here.
    applied: Upto,
    refused: BTreeSet<PathBuf>,
    /// What segments wait for, of those that were opened.
    wanted: BTreeMap<PathBuf, Upto>,
    /// Snapshots that can't be taken in.
    unusable: Vec<Vec<Listed>>,
    /// Whether a file vanished since it was listed.
    is_outdated: bool,
    /// Whether another machine said since the last time that somebody was forgotten.
    pub heard_of_forgetting: bool,
    /// Who was erased, by the record that each was shown as.
    erased: BTreeSet<CustomerId>,
    /// How many segments of this machine were read back.
    read_back: usize,
}

/// How many entries are taken in at once. While they are written, nobody else writes the book.
const AT_ONCE: usize = 4_000;

/// Segments that are taken in together: each time the book is saved, pages and the index of search are written again.
#[derive(Debug, Default)]
struct Batch {
    segments: Vec<Arrived>,
    entries: usize,
    /// Whether one says that somebody was forgotten: what is left of them is erased before anything else is read.
    forgets: bool,
}

impl Batch {
    fn add(&mut self, arrived: Arrived) {
        self.entries += arrived.entries.len();
        self.forgets |= arrived.entries.iter().any(|entry| matches!(entry, Entry::Forget { .. }));
        self.segments.push(arrived);
    }

    fn is_full(&self) -> bool {
        self.entries >= AT_ONCE || self.forgets
    }
}

impl App {
    pub(super) fn begin_reading(&self, space: &Space) -> Result<Reading> {
        Ok(Reading {
            store: self.list_store(space)?,
            own: space.part.writer,
            applied: Upto::new(),
            refused: BTreeSet::new(),
            wanted: BTreeMap::new(),
            unusable: Vec::new(),
            is_outdated: false,
            heard_of_forgetting: false,
            erased: BTreeSet::new(),
            read_back: 0,
        })
    }

    /// Reads all that can be read.
    pub(super) fn read_all(&mut self, space: &Space, reading: &mut Reading, done: &mut Synced) -> Result<()> {
        self.look_what_is_here(reading)?;
        let mut again = 0;
        loop {
            if self.read_what_is_ready(space, reading, done)? || self.read_snapshot(space, reading, done)? {
                continue;
            }
            if !std::mem::take(&mut reading.is_outdated) || again == LISTED_AGAIN {
                break;
            }
            again += 1;
            reading.store = self.list_store(space)?;
        }
        // Those whose erasure was cut off, and what stands for logs of theirs.
        let people = self.erase_forgotten(done)?;
        done.tell_erased(people);
        self.number_behind_what_others_saw(reading)?;
        done.waiting = reading.waiting();
        if reading.read_back > 0 {
            done.told.push(Told::ReadBack(reading.read_back));
        }
        Ok(())
    }

    /// Looks at segments under this machine's id that the book does not remember having sent: a push that was cut off, a
    /// book from an older backup, or another machine with a copy of the book and its key.
    pub(super) fn sort_out_own(&mut self, space: &Space, keys: &Keys, reading: &mut Reading) -> Result<Own> {
        let (own, clock) = (reading.own, self.clock());
        let of_own: Vec<Listed> = reading.store.changes.get(&own).cloned().unwrap_or_default();
        let parts = reading.store.parts.iter().filter(|part| part.writer == own).map(|part| part.seq);
        let last = of_own.iter().map(|listed| listed.seq).chain(parts).max().unwrap_or_default();
        let mut behind = last > self.part()?.seq;
        for listed in &of_own {
            if reading.store.is_read(listed) {
                continue;
            }
            let Ok(there) = space.read(listed) else { continue };
            let waiting = self.book.outgoing(listed.seq.saturating_sub(1))?.filter(|out| out.seq == listed.seq);
            if let Some(waiting) = waiting {
                if waiting.entries == there.entries {
                    self.book.was_sent(&clock, listed.seq, &listed.hash_hex())?;
                    reading.store.note_read(listed);
                } else {
                    behind = true;
                }
                continue;
            }
            let same_number =
                |other: &&Listed| other.seq == listed.seq && *other != listed && reading.store.is_read(other);
            let says_the_same = || {
                let sent = of_own.iter().find(same_number).map(|other| space.read(other));
                sent.and_then(std::result::Result::ok).is_some_and(|sent| sent.entries == there.entries)
            };
            let was_never_given = keys.file.writer == own && keys.file.sent.is_some_and(|sent| listed.seq > sent);
            if was_never_given || reading.store.has_read_number(listed) && !says_the_same() {
                return Ok(Own::Anothers);
            }
        }
        if behind {
            self.book.number_behind(last)?;
        }
        Ok(Own::Its)
    }

    /// Looks up how far each machine's segments are here.
    fn look_what_is_here(&self, reading: &mut Reading) -> Result<()> {
        reading.applied = self.book.machines()?.into_iter().map(|machine| (machine.writer, machine.seq)).collect();
        let of_own = reading.store.changes.get(&reading.own).into_iter().flatten();
        let unknown = of_own.filter(|listed| !reading.store.has_read_number(listed));
        let unknown = unknown.filter(|listed| !reading.refused.contains(&listed.path)).map(|listed| listed.seq).min();
        if let (Some(first), Some(applied)) = (unknown, reading.applied.get_mut(&reading.own)) {
            *applied = (*applied).min(first.saturating_sub(1));
        }
        Ok(())
    }

    /// Takes in every segment that waits for nothing. Returns whether there was one.
    fn read_what_is_ready(&mut self, space: &Space, reading: &mut Reading, done: &mut Synced) -> Result<bool> {
        let mut batch = Batch::default();
        let looked = self.read_ready_into(&mut batch, space, reading, done);
        // Where the folder fails on the way, what was read before stays.
        self.read_batch(&mut batch, reading, done)?;
        looked
    }

    /// Does the same, but for the last segments: these are left in the batch.
    fn read_ready_into(
        &mut self,
        batch: &mut Batch,
        space: &Space,
        reading: &mut Reading,
        done: &mut Synced,
    ) -> Result<bool> {
        let mut was_any = false;
        let writers: Vec<WriterId> = reading.store.changes.keys().copied().collect();
        for writer in writers {
            let all = reading.store.changes.get(&writer).cloned().unwrap_or_default();
            for listed in all {
                if reading.store.is_read(&listed) || reading.refused.contains(&listed.path) {
                    continue;
                }
                let here = reading.here(writer);
                let Some(segment) = reading.ready(space, &listed, done)? else {
                    // What a machine wrote later waits too.
                    if listed.seq > here {
                        break;
                    }
                    continue;
                };
                was_any = true;
                reading.note_read(&listed);
                reading.wanted.remove(&listed.path);
                batch.add(arrived(segment, &listed));
                let is_own = listed.writer == reading.own;
                if is_own || batch.is_full() {
                    self.read_batch(batch, reading, done)?;
                }
                if is_own {
                    // What this machine had sent is here as far as it was read back.
                    reading.read_back += 1;
                    self.look_what_is_here(reading)?;
                }
            }
        }
        Ok(was_any)
    }

    /// Takes in what is in a batch, which is empty then.
    fn read_batch(&mut self, batch: &mut Batch, reading: &mut Reading, done: &mut Synced) -> Result<()> {
        let Batch { segments, .. } = std::mem::take(batch);
        if !segments.is_empty() && self.apply(&segments, reading, done)? {
            self.book.ask_for_compaction(&self.clock())?;
        }
        Ok(())
    }

    /// Takes in what arrived. Returns whether it says of somebody that they were forgotten, which was not known.
    fn apply(&mut self, arrived: &[Arrived], reading: &mut Reading, done: &mut Synced) -> Result<bool> {
        let clock = self.clock();
        let mut is_new = false;
        for entry in arrived.iter().flat_map(|one| &one.entries) {
            if let Entry::Forget { row, .. } = entry {
                is_new = is_new || !self.book.is_forgotten(*row)?;
                // Also where both machines forgot them: each awaits a word of the other.
                reading.heard_of_forgetting = true;
            }
        }
        let taken = self.book.take_in(&clock, arrived)?;
        done.read += taken.rows;
        done.conflicts += taken.conflicts;
        if !taken.forgotten.is_empty() {
            self.erase_forgotten(done)?;
            done.tell_erased(taken.people.into_iter().filter(|person| reading.erased.insert(*person)).count());
        }
        Ok(is_new)
    }

    /// Takes in a snapshot, where what is needed lies nowhere else. Returns whether there was one.
    fn read_snapshot(&mut self, space: &Space, reading: &mut Reading, done: &mut Synced) -> Result<bool> {
        if !reading.needs_snapshot() {
            return Ok(false);
        }
        let refused = self.look_into_parts(space, &mut reading.store)?;
        reading.refuse_all(refused, done);
        let Some(parts) = reading.best_snapshot() else { return Ok(false) };
        let Some(arrived) = reading.whole(space, &parts, done)? else {
            reading.unusable.push(parts);
            return Ok(true);
        };
        self.apply(&[arrived], reading, done)?;
        self.look_what_is_here(reading)?;
        Ok(true)
    }

    /// Where others have read more of this machine than it remembers, its next segment comes behind that.
    fn number_behind_what_others_saw(&mut self, reading: &Reading) -> Result<()> {
        let seen = reading.wanted.values().filter_map(|wanted| wanted.get(&reading.own)).copied().max();
        let seen = seen.unwrap_or_default();
        if seen > self.part()?.seq { self.book.number_behind(seen) } else { Ok(()) }
    }
}

impl Reading {
    /// How many segments wait for others.
    fn waiting(&self) -> usize {
        self.store.unread().filter(|listed| !self.refused.contains(&listed.path)).count()
    }

    /// Whether a snapshot may bring something: nobody looked into it yet, or it covers more than is here. Its machine may have
    /// written nothing since, and who wrote what it took the place of may not either.
    fn needs_snapshot(&self) -> bool {
        self.store.parts.iter().any(|part| !self.store.is_known(part)) || self.best_snapshot().is_some()
    }

    /// The parts of the snapshot that brings most, of those that bring anything.
    fn best_snapshot(&self) -> Option<Vec<Listed>> {
        let more = |covers: &Upto| -> u64 {
            covers.iter().map(|(writer, upto)| upto.saturating_sub(self.here(*writer))).sum()
        };
        let usable = self.store.snapshots().into_iter().filter(|(_, parts)| !self.unusable.contains(parts));
        let best = usable.map(|(covers, parts)| (more(&covers), parts)).filter(|(more, _)| *more > 0);
        best.max_by_key(|(more, _)| *more).map(|(_, parts)| parts)
    }

    /// The last segment of a machine that is here.
    fn here(&self, writer: WriterId) -> u64 {
        self.applied.get(&writer).copied().unwrap_or_default()
    }

    fn is_here(&self, wanted: &Upto) -> bool {
        wanted.iter().all(|(writer, upto)| self.here(*writer) >= *upto)
    }

    /// Notes that a segment is here.
    fn note_read(&mut self, listed: &Listed) {
        self.store.note_read(listed);
        let here = self.applied.entry(listed.writer).or_default();
        *here = (*here).max(listed.seq);
    }

    fn refuse_all(&mut self, refused: Vec<(Listed, SegmentFault)>, done: &mut Synced) {
        for (listed, fault) in refused {
            self.refuse(&listed, &fault, done);
        }
    }

    fn refuse(&mut self, listed: &Listed, fault: &SegmentFault, done: &mut Synced) {
        if self.refused.insert(listed.path.clone()) {
            done.left.push(Left {
                file: listed.path.clone(),
                kind: fault.kind(),
                reason: fault.to_string(),
                error: fault.about(&listed.path, "run goodcall sync now"),
            });
        }
    }

    /// Opens a segment, if it waits for nothing.
    fn ready(&mut self, space: &Space, listed: &Listed, done: &mut Synced) -> Result<Option<Segment>> {
        if listed.seq > self.here(listed.writer).saturating_add(1) {
            return Ok(None);
        }
        if self.wanted.get(&listed.path).is_some_and(|wanted| !self.is_here(wanted)) {
            return Ok(None);
        }
        match space.read(listed) {
            Ok(segment) if self.is_here(&segment.header.seen) => Ok(Some(segment)),
            Ok(segment) => {
                self.wanted.insert(listed.path.clone(), segment.header.seen);
                Ok(None)
            }
            Err(Unread::Gone) => {
                self.is_outdated = true;
                Ok(None)
            }
            Err(Unread::Carrier(fault)) => Err(fault.into()),
            Err(Unread::Segment(fault)) => {
                self.refuse(listed, &fault, done);
                Ok(None)
            }
        }
    }

    /// Puts a snapshot together from its parts; None where one of them can't be read.
    fn whole(&mut self, space: &Space, parts: &[Listed], done: &mut Synced) -> Result<Option<Arrived>> {
        let mut whole: Option<Arrived> = None;
        for listed in parts {
            let segment = match space.read(listed) {
                Ok(segment) => segment,
                Err(Unread::Carrier(fault)) => return Err(fault.into()),
                Err(Unread::Gone) => {
                    self.is_outdated = true;
                    return Ok(None);
                }
                Err(Unread::Segment(fault)) => {
                    self.refuse(listed, &fault, done);
                    return Ok(None);
                }
            };
            match &mut whole {
                Some(whole) => whole.entries.extend(segment.entries),
                None => {
                    let mut first = arrived(segment, listed);
                    if let Kind::Snapshot { part, .. } = &mut first.header.kind {
                        *part = Part::WHOLE;
                    }
                    whole = Some(first);
                }
            }
        }
        Ok(whole)
    }
}

/// A segment as the book takes it in.
fn arrived(segment: Segment, listed: &Listed) -> Arrived {
    let Segment { writer, seq, header, entries, .. } = segment;
    Arrived { writer, seq, hash: listed.hash_hex(), header, entries }
}
