//! Reading: each segment once all is here that its machine had read when it wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::lying::Lying;
use super::space::{Space, hash_of};
use super::{Left, Synced, Told};
use crate::app::App;
use crate::book::sync::{Arrived, Upto};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::{Listed, Unread};
use crate::sync::segment::{Entry, Kind, Part, Segment, SegmentFault};

/// How often the folder is listed again because somebody removed what was listed.
const LISTED_AGAIN: usize = 3;

/// How far the reading is.
#[derive(Debug)]
pub(super) struct Taking {
    pub lying: Lying,
    /// Of each machine, the last segment that is here.
    applied: Upto,
    refused: BTreeSet<PathBuf>,
    /// What segments wait for, of those that were opened.
    wanted: BTreeMap<PathBuf, Upto>,
    /// Snapshots that can't be taken in.
    unusable: Vec<Vec<Listed>>,
    /// Whether a file vanished since it was listed.
    is_outdated: bool,
    /// Whether another machine writes under this one's id.
    pub is_cloned: bool,
    /// Whether somebody was forgotten elsewhere since the last time.
    pub heard_of_forgetting: bool,
    /// How many segments of this machine were read back.
    read_back: usize,
}

impl App {
    fn begin_taking(&self, space: &Space) -> Result<Taking> {
        Ok(Taking {
            lying: self.lying(space)?,
            applied: Upto::new(),
            refused: BTreeSet::new(),
            wanted: BTreeMap::new(),
            unusable: Vec::new(),
            is_outdated: false,
            is_cloned: false,
            heard_of_forgetting: false,
            read_back: 0,
        })
    }

    /// Looks what would be read and sent.
    pub(super) fn rehearse(&self, space: &Space) -> Result<Synced> {
        let mut done = Synced { is_rehearsal: true, sent: self.book.count_to_send()?, ..Synced::default() };
        let mut taking = self.begin_taking(space)?;
        self.look_what_is_here(space, &mut taking)?;
        while taking.pass_over_what_is_ready(space, &mut done)? || taking.pass_over_snapshot(space, &mut done)? {}
        done.waiting = taking.waiting();
        done.machines = self.book.machines()?.iter().filter(|machine| !machine.retired).count();
        Ok(done)
    }

    /// Reads all that can be read.
    pub(super) fn take_all(&mut self, space: &Space, done: &mut Synced) -> Result<Taking> {
        let mut taking = self.begin_taking(space)?;
        self.sort_out_own(space, &mut taking)?;
        self.look_what_is_here(space, &mut taking)?;
        let mut again = 0;
        loop {
            if self.take_what_is_ready(space, &mut taking, done)? || self.take_snapshot(space, &mut taking, done)? {
                continue;
            }
            if !std::mem::take(&mut taking.is_outdated) || again == LISTED_AGAIN {
                break;
            }
            again += 1;
            taking.lying = self.lying(space)?;
        }
        self.erase_forgotten(done)?;
        self.number_behind_what_others_saw(space, &taking)?;
        done.waiting = taking.waiting();
        if taking.read_back > 0 {
            done.told.push(Told::ReadBack(taking.read_back));
        }
        Ok(taking)
    }

    /// Looks at segments under this machine's id that the book does not remember having sent: a push that was cut off, a
    /// book from an older backup, or another machine with a copy of the book and its key.
    fn sort_out_own(&mut self, space: &Space, taking: &mut Taking) -> Result<()> {
        let own = space.part.writer;
        let clock = self.clock();
        let of_own: Vec<Listed> = taking.lying.changes.get(&own).cloned().unwrap_or_default();
        let parts = taking.lying.parts.iter().filter(|part| part.writer == own).map(|part| part.seq);
        let last = of_own.iter().map(|listed| listed.seq).chain(parts).max().unwrap_or_default();
        let mut behind = last > self.part()?.seq;
        for listed in &of_own {
            if taking.lying.is_read(listed) {
                continue;
            }
            let Ok(there) = space.read(listed) else { continue };
            let waiting = self.book.outgoing(listed.seq.saturating_sub(1))?.filter(|out| out.seq == listed.seq);
            if let Some(waiting) = waiting {
                if waiting.entries == there.entries {
                    self.book.was_sent(&clock, listed.seq, &hash_of(listed))?;
                    taking.lying.read.entry(own).or_default().insert((listed.seq, hash_of(listed)));
                } else {
                    behind = true;
                }
                continue;
            }
            let same_number =
                |other: &&Listed| other.seq == listed.seq && *other != listed && taking.lying.is_read(other);
            let was_sent =
                taking.lying.read.get(&own).is_some_and(|read| read.iter().any(|(seq, _)| *seq == listed.seq));
            let says_the_same = || {
                let sent = of_own.iter().find(same_number).map(|other| space.read(other));
                sent.and_then(std::result::Result::ok).is_some_and(|sent| sent.entries == there.entries)
            };
            if was_sent && !says_the_same() {
                taking.is_cloned = true;
            }
        }
        if behind { self.book.number_behind(last) } else { Ok(()) }
    }

    /// Looks up how far each machine's segments are here.
    fn look_what_is_here(&self, space: &Space, taking: &mut Taking) -> Result<()> {
        let own = space.part.writer;
        taking.applied = self.book.machines()?.into_iter().map(|machine| (machine.writer, machine.seq)).collect();
        let read = taking.lying.read.get(&own);
        let is_known = |listed: &&Listed| read.is_some_and(|read| read.iter().any(|(seq, _)| *seq == listed.seq));
        let unknown = taking.lying.changes.get(&own).into_iter().flatten().filter(|listed| !is_known(listed));
        let unknown = unknown.filter(|listed| !taking.refused.contains(&listed.path)).map(|listed| listed.seq).min();
        if let (Some(first), Some(applied)) = (unknown, taking.applied.get_mut(&own)) {
            *applied = (*applied).min(first.saturating_sub(1));
        }
        Ok(())
    }

    /// Takes in every segment that waits for nothing. Returns whether there was one.
    fn take_what_is_ready(&mut self, space: &Space, taking: &mut Taking, done: &mut Synced) -> Result<bool> {
        let mut was_any = false;
        let writers: Vec<WriterId> = taking.lying.changes.keys().copied().collect();
        for writer in writers {
            let all = taking.lying.changes.get(&writer).cloned().unwrap_or_default();
            for listed in all {
                if taking.lying.is_read(&listed) || taking.refused.contains(&listed.path) {
                    continue;
                }
                let here = taking.here(writer);
                let Some(segment) = taking.ready(space, &listed, done)? else {
                    // What a machine wrote later waits too.
                    if listed.seq > here {
                        break;
                    }
                    continue;
                };
                self.take(space, segment, &listed, taking, done)?;
                was_any = true;
            }
        }
        Ok(was_any)
    }

    /// Takes in a segment.
    fn take(
        &mut self,
        space: &Space,
        segment: Segment,
        listed: &Listed,
        taking: &mut Taking,
        done: &mut Synced,
    ) -> Result<()> {
        let Segment { writer, seq, header, entries, .. } = segment;
        if writer == space.part.writer {
            taking.read_back += 1;
        }
        let arrived = Arrived { writer, seq, hash: hash_of(listed), header, entries };
        if self.take_arrived(&arrived, taking, done)? {
            self.book.wants_compaction(&self.clock(), true)?;
        }
        taking.lying.read.entry(writer).or_default().insert((seq, hash_of(listed)));
        taking.wanted.remove(&listed.path);
        let here = taking.applied.entry(writer).or_default();
        *here = (*here).max(seq);
        self.look_what_is_here_of_own(space, taking)
    }

    /// What this machine had sent is here as far as it was read back.
    fn look_what_is_here_of_own(&self, space: &Space, taking: &mut Taking) -> Result<()> {
        if taking.read_back > 0 { self.look_what_is_here(space, taking) } else { Ok(()) }
    }

    /// Takes in what arrived. Returns whether it says of somebody that they were forgotten, which was not known.
    fn take_arrived(&mut self, arrived: &Arrived, taking: &mut Taking, done: &mut Synced) -> Result<bool> {
        let clock = self.clock();
        let mut is_new = false;
        for entry in &arrived.entries {
            if let Entry::Forget { row, .. } = entry {
                is_new = is_new || !self.book.is_forgotten(*row)?;
            }
        }
        let taken = self.book.take_in(&clock, arrived)?;
        done.read += taken.rows;
        done.conflicts += taken.conflicts;
        taking.heard_of_forgetting |= is_new;
        if !taken.forgotten.is_empty() {
            self.erase_forgotten(done)?;
        }
        Ok(is_new)
    }

    /// Takes in a snapshot, where what is needed lies nowhere else. Returns whether there was one.
    fn take_snapshot(&mut self, space: &Space, taking: &mut Taking, done: &mut Synced) -> Result<bool> {
        if !taking.needs_snapshot() {
            return Ok(false);
        }
        let mut refused = Vec::new();
        self.look_into_parts(space, &mut taking.lying, |listed, fault| refused.push((listed.clone(), fault.clone())))?;
        for (listed, fault) in refused {
            taking.refuse(&listed, &fault, done);
        }
        let Some(parts) = taking.best_snapshot() else { return Ok(false) };
        let Some(arrived) = taking.whole(space, &parts, done)? else {
            taking.unusable.push(parts);
            return Ok(true);
        };
        self.take_arrived(&arrived, taking, done)?;
        self.look_what_is_here(space, taking)?;
        Ok(true)
    }

    /// Where others have read more of this machine than it remembers, its next segment comes behind that.
    fn number_behind_what_others_saw(&mut self, space: &Space, taking: &Taking) -> Result<()> {
        let own = space.part.writer;
        let seen = taking.wanted.values().filter_map(|wanted| wanted.get(&own)).copied().max().unwrap_or_default();
        if seen > self.part()?.seq { self.book.number_behind(seen) } else { Ok(()) }
    }
}

impl Taking {
    /// How many segments wait for others.
    fn waiting(&self) -> usize {
        self.lying.unread().filter(|listed| !self.refused.contains(&listed.path)).count()
    }

    /// Whether something is missing that a snapshot may bring.
    fn needs_snapshot(&self) -> bool {
        let is_ahead = self.lying.parts.iter().any(|part| part.seq > self.here(part.writer));
        is_ahead || !self.lying.parts.is_empty() && self.lying.unread().next().is_some()
    }

    /// The parts of the snapshot that brings most, of those that bring anything.
    fn best_snapshot(&self) -> Option<Vec<Listed>> {
        let more = |covers: &Upto| -> u64 {
            covers.iter().map(|(writer, upto)| upto.saturating_sub(self.here(*writer))).sum()
        };
        let usable = self.lying.snapshots().into_iter().filter(|(_, parts)| !self.unusable.contains(parts));
        let best = usable.map(|(covers, parts)| (more(&covers), parts)).filter(|(more, _)| *more > 0);
        best.max_by_key(|(more, _)| *more).map(|(_, parts)| parts)
    }

    /// Counts what every segment says that waits for nothing. Returns whether there was one.
    fn pass_over_what_is_ready(&mut self, space: &Space, done: &mut Synced) -> Result<bool> {
        let mut was_any = false;
        let all: Vec<Listed> = self.lying.unread().cloned().collect();
        for listed in all.into_iter().filter(|listed| !self.refused.contains(&listed.path)).collect::<Vec<_>>() {
            if let Some(segment) = self.ready(space, &listed, done)? {
                done.read += segment.entries.len();
                self.lying.read.entry(listed.writer).or_default().insert((listed.seq, hash_of(&listed)));
                let here = self.applied.entry(listed.writer).or_default();
                *here = (*here).max(listed.seq);
                was_any = true;
            }
        }
        Ok(was_any)
    }

    /// Counts what a snapshot says that would be read. Returns whether there was one.
    fn pass_over_snapshot(&mut self, space: &Space, done: &mut Synced) -> Result<bool> {
        if !self.needs_snapshot() {
            return Ok(false);
        }
        let mut refused = Vec::new();
        self.lying.look_into_parts(space, |listed, fault| refused.push((listed.clone(), fault.clone())))?;
        for (listed, fault) in refused {
            self.refuse(&listed, &fault, done);
        }
        let Some(parts) = self.best_snapshot() else { return Ok(false) };
        match self.whole(space, &parts, done)? {
            Some(Arrived { header, entries, .. }) => {
                done.read += entries.len();
                if let Kind::Snapshot { covers, .. } = header.kind {
                    for (writer, upto) in covers {
                        let here = self.applied.entry(writer).or_default();
                        *here = (*here).max(upto);
                    }
                }
            }
            None => self.unusable.push(parts),
        }
        Ok(true)
    }

    /// The last segment of a machine that is here.
    fn here(&self, writer: WriterId) -> u64 {
        self.applied.get(&writer).copied().unwrap_or_default()
    }

    fn is_here(&self, wanted: &Upto) -> bool {
        wanted.iter().all(|(writer, upto)| self.here(*writer) >= *upto)
    }

    fn refuse(&mut self, listed: &Listed, fault: &SegmentFault, done: &mut Synced) {
        if self.refused.insert(listed.path.clone()) {
            done.left.push(Left {
                file: listed.path.clone(),
                kind: fault.kind(),
                reason: fault.to_string(),
                error: fault.about(&listed.path),
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
            let Segment { writer, seq, mut header, entries, .. } = match space.read(listed) {
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
                Some(whole) => whole.entries.extend(entries),
                None => {
                    if let Kind::Snapshot { part, .. } = &mut header.kind {
                        *part = Part::WHOLE;
                    }
                    whole = Some(Arrived { writer, seq, hash: hash_of(listed), header, entries });
                }
            }
        }
        Ok(whole)
    }
}
