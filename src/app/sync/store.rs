//! What is in the store: the files of a space, and which of them were read.

use std::collections::{BTreeMap, BTreeSet};

use super::space::Space;
use crate::app::App;
use crate::book::sync::{KnownPart, Upto};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::{Carrier, Listed, Unread};
use crate::sync::segment::{Kind, SegmentFault};

/// The files of a space, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// Segments of changes, each writer's by number.
    pub changes: BTreeMap<WriterId, Vec<Listed>>,
    /// Parts of snapshots.
    pub parts: Vec<Listed>,
    /// Which segments the book has read, by number and hash.
    pub read: BTreeMap<WriterId, BTreeSet<(u64, String)>>,
    /// What is known of the parts, by their hash.
    pub known: BTreeMap<String, KnownPart>,
}

/// The parts of one snapshot that are there.
#[derive(Default)]
struct Set {
    /// How many it has.
    of: u32,
    covers: Upto,
    parts: BTreeMap<u32, Listed>,
}

/// What came of looking into the parts of snapshots.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// What is known now, by the parts' hashes.
    pub known: Vec<(String, KnownPart)>,
    /// Those that can't be read.
    pub refused: Vec<(Listed, SegmentFault)>,
}

impl Store {
    /// Whether the book has read a segment.
    pub(super) fn is_read(&self, listed: &Listed) -> bool {
        self.read.get(&listed.writer).is_some_and(|read| read.contains(&(listed.seq, listed.hash_hex())))
    }

    /// Whether the book has read a segment of its writer and number, be it this one or another.
    pub(super) fn has_read_number(&self, listed: &Listed) -> bool {
        self.read.get(&listed.writer).is_some_and(|read| read.iter().any(|(seq, _)| *seq == listed.seq))
    }

    /// Notes that the book has read a segment.
    pub(super) fn note_read(&mut self, listed: &Listed) {
        self.read.entry(listed.writer).or_default().insert((listed.seq, listed.hash_hex()));
    }

    /// The segments that were not read.
    pub(super) fn unread(&self) -> impl Iterator<Item = &Listed> {
        self.changes.values().flatten().filter(|listed| !self.is_read(listed))
    }

    /// The parts of snapshots that nobody looked into yet: what they cover may be news.
    pub(super) fn unknown_parts(&self) -> impl Iterator<Item = &Listed> {
        self.parts.iter().filter(|part| !self.is_known(part))
    }

    /// All files.
    pub(super) fn all(&self) -> impl Iterator<Item = &Listed> {
        self.changes.values().flatten().chain(&self.parts)
    }

    /// The snapshots that lie there with all their parts, as far as they were looked into: each with its parts in order.
    pub(super) fn snapshots(&self) -> Vec<(Upto, Vec<Listed>)> {
        let mut sets: BTreeMap<(WriterId, u64, u64), Set> = BTreeMap::new();
        for listed in &self.parts {
            let Some(known) = self.known.get(&listed.hash_hex()) else { continue };
            let (set, number, of) = known.part;
            let whole = sets.entry((listed.writer, listed.seq, set)).or_default();
            whole.of = of;
            whole.covers.clone_from(&known.covers);
            whole.parts.insert(number, listed.clone());
        }
        let is_whole = |set: &Set| u32::try_from(set.parts.len()).is_ok_and(|there| there == set.of);
        sets.into_values().filter(is_whole).map(|set| (set.covers, set.parts.into_values().collect())).collect()
    }

    /// Whether it is known what a part of a snapshot covers.
    pub(super) fn is_known(&self, part: &Listed) -> bool {
        self.known.contains_key(&part.hash_hex())
    }

    /// Looks into the snapshots that nobody looked into yet.
    pub(super) fn look_into_parts(&mut self, space: &Space) -> Result<Looked> {
        let new: Vec<Listed> = self.parts.iter().filter(|part| !self.is_known(part)).cloned().collect();
        let mut looked = Looked::default();
        for listed in new {
            match space.read_header(&listed) {
                Ok(header) => {
                    let Kind::Snapshot { covers, part } = header.kind else { continue };
                    let known = KnownPart { covers, part: (part.set, part.number, part.of) };
                    self.known.insert(listed.hash_hex(), known.clone());
                    looked.known.push((listed.hash_hex(), known));
                }
                Err(Unread::Gone) => {}
                Err(Unread::Carrier(fault)) => return Err(fault.into()),
                Err(Unread::Segment(fault)) => looked.refused.push((listed, fault)),
            }
        }
        Ok(looked)
    }

    /// The last segment of a writer that some snapshot covers.
    pub(super) fn covered(&self, writer: WriterId) -> u64 {
        self.snapshots().iter().filter_map(|(covers, _)| covers.get(&writer)).copied().max().unwrap_or_default()
    }
}

impl App {
    /// Lists what is in the store.
    pub(super) fn list_store(&self, space: &Space) -> Result<Store> {
        let heads = space.folder.heads()?;
        self.store_of(heads)
    }

    /// Sorts what a listing has.
    pub(super) fn store_of(&self, heads: BTreeMap<WriterId, Vec<Listed>>) -> Result<Store> {
        let mut store = Store { read: self.book.read_segments()?, known: self.book.known_parts()?, ..Store::default() };
        for (writer, all) in heads {
            let (parts, changes): (Vec<Listed>, Vec<Listed>) = all.into_iter().partition(|listed| listed.snapshot);
            store.parts.extend(parts);
            if !changes.is_empty() {
                store.changes.insert(writer, changes);
            }
        }
        Ok(store)
    }

    /// Looks into the snapshots that nobody looked into yet, and remembers it. Returns what can't be read.
    pub(super) fn look_into_parts(&mut self, space: &Space, store: &mut Store) -> Result<Vec<(Listed, SegmentFault)>> {
        let clock = self.clock();
        let looked = store.look_into_parts(space)?;
        for (hash, known) in &looked.known {
            self.book.know_part(&clock, hash, known)?;
        }
        let there: Vec<String> = store.parts.iter().map(Listed::hash_hex).collect();
        if store.known.keys().any(|known| !there.contains(known)) {
            self.book.keep_parts(&clock, &there)?;
        }
        Ok(looked.refused)
    }
}

/// The bytes of files, as far as the system says.
pub(super) fn bytes_of<'l>(files: impl Iterator<Item = &'l Listed>) -> u64 {
    files.filter_map(|listed| std::fs::metadata(&listed.path).ok()).map(|there| there.len()).sum()
}
