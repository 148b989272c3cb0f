//! Compaction: all there is in one snapshot, in place of the segments that brought it.

use super::forgotten_left::ForgottenLeft;
use super::space::Space;
use super::store::{Store, bytes_of};
use super::{Synced, Told};
use crate::app::App;
use crate::book::sync::{KnownPart, Upto, Whole};
use crate::error::{ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::carrier::{Carrier, Listed};
use crate::sync::segment::{Batches, Entry, Kind, Part};

/// How many times larger than the last snapshot the segments may become.
const TIMES: u64 = 4;
/// Segments of fewer bytes than this are never worth a snapshot.
const WORTH: u64 = 1024 * 1024;
/// How many times smaller than the book a snapshot is, at least; for a space that has none yet.
const SMALLER: u64 = 8;

/// What a compaction did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Files that were removed.
    pub removed: usize,
    /// Files that may hold somebody who was forgotten.
    pub left: usize,
    /// The machines that have not heard of it.
    pub awaits: Vec<String>,
}

impl App {
    /// After everything was sent: sends all there is where the folder lost it, and makes a snapshot where one is due.
    pub(super) fn keep_small(&mut self, space: &Space, store: &mut Store, done: &mut Synced) -> Result<()> {
        if self.has_lost(space, store)? {
            self.put_snapshot(space, done)?;
            done.told.push(Told::SentAnew);
        }
        if self.part()?.compact {
            self.look_into_parts(space, store)?;
            let ForgottenLeft { files, awaits } = self.forgotten_left(Some(store))?;
            if files == 0 {
                return self.book.was_compacted(&self.clock());
            }
            if !awaits.is_empty() {
                done.told.push(Told::Awaits(files, awaits));
                return Ok(());
            }
        } else if done.read + done.sent == 0 || !self.is_large(store) {
            return Ok(());
        }
        match self.compact_space(space, done) {
            Ok(removed) => done.told.push(Told::Compacted(removed)),
            // All was sent; a later sync compacts.
            Err(error) if matches!(error.kind, ErrorKind::ReadOnly | ErrorKind::Full) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Whether segments that this machine had sent are gone from the folder, and no snapshot covers them.
    fn has_lost(&mut self, space: &Space, store: &mut Store) -> Result<bool> {
        let own = space.part.writer;
        let there = |seq: u64, hash: &String| {
            let listed = store.changes.get(&own).into_iter().flatten();
            listed.into_iter().any(|listed| listed.seq == seq && listed.hash_hex() == *hash)
        };
        let sent = store.read.get(&own).into_iter().flatten();
        let lost = sent.filter(|(seq, hash)| !there(*seq, hash)).map(|(seq, _)| *seq).max();
        let Some(lost) = lost.filter(|lost| *lost > store.covered(own)) else { return Ok(false) };
        self.look_into_parts(space, store)?;
        Ok(lost > store.covered(own))
    }

    /// Whether the segments take much more room than a snapshot would.
    fn is_large(&self, store: &Store) -> bool {
        let latest = store.snapshots().iter().map(|(_, parts)| bytes_of(parts.iter())).max();
        let of_book = || self.book.path().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |book| book.len());
        let snapshot = latest.unwrap_or_else(|| of_book() / SMALLER);
        bytes_of(store.changes.values().flatten()) > (snapshot * TIMES).max(WORTH)
    }

    /// Puts a snapshot into the folder, and returns what it covers and the hashes of its parts.
    pub(super) fn put_snapshot(&mut self, space: &Space, done: &mut Synced) -> Result<(Upto, Vec<String>)> {
        let clock = self.clock();
        let Whole { covers, entries } = self.book.whole_space(&clock)?;
        self.send_all(space, done)?;
        let seq = covers.get(&space.part.writer).copied().unwrap_or_default();
        let mut seen = covers.clone();
        seen.remove(&space.part.writer);
        let mut batches: Vec<Vec<Entry>> = Batches::of_snapshot(entries).collect();
        if batches.is_empty() {
            batches.push(Vec::new());
        }
        let of = u32::try_from(batches.len()).unwrap_or(u32::MAX);
        let set = if of == 1 { Part::WHOLE.set } else { WriterId::new()?.0 };
        let mut hashes = Vec::new();
        for (entries, number) in batches.into_iter().zip(1..) {
            let kind = Kind::Snapshot { covers: covers.clone(), part: Part { set, number, of } };
            let header = space.header(seen.clone(), clock.instant.timestamp_millis(), kind);
            let listed = space.put(seq, header, entries)?;
            let known = KnownPart { covers: covers.clone(), part: (set, number, of) };
            self.book.know_part(&clock, &listed.hash_hex(), &known)?;
            hashes.push(listed.hash_hex());
        }
        Ok((covers, hashes))
    }

    /// Puts a snapshot in place of all that it covers. Returns how many files were removed.
    pub(super) fn compact_space(&mut self, space: &Space, done: &mut Synced) -> Result<usize> {
        let (covers, own) = self.put_snapshot(space, done)?;
        let mut store = self.list_store(space)?;
        self.look_into_parts(space, &mut store)?;
        let is_covered = |upto: u64, writer: WriterId| covers.get(&writer).is_some_and(|covered| *covered >= upto);
        let changes = store.changes.values().flatten();
        let changes = changes.filter(|listed| is_covered(listed.seq, listed.writer) && store.is_read(listed));
        let parts = store.parts.iter().filter(|part| {
            let known = store.known.get(&part.hash_hex());
            let is_within =
                known.is_some_and(|known| known.covers.iter().all(|(writer, upto)| is_covered(*upto, *writer)));
            is_within && !own.contains(&part.hash_hex())
        });
        let covered: Vec<Listed> = changes.chain(parts).cloned().collect();
        let removed = space.folder.remove(&covered)?;
        let left = self.list_store(space)?;
        if self.forgotten_left(Some(&left))?.files == 0 {
            self.book.was_compacted(&self.clock())?;
        }
        Ok(removed)
    }
}
