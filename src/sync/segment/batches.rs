//! Entries in portions, each for one segment.

use std::iter::Peekable;

use super::{Entry, wire};

/// The most entries of a segment of changes.
const CHANGES: Limit = Limit { entries: 1_000, bytes: 1024 * 1024 };
/// The most entries of a part of a snapshot, which is read once and should be few files.
const SNAPSHOT: Limit = Limit { entries: 200_000, bytes: 16 * 1024 * 1024 };

#[derive(Debug, Clone, Copy)]
struct Limit {
    entries: usize,
    /// Of JSON, before it is packed.
    bytes: usize,
}

/// Splits entries into what goes into one segment each; an entry that is larger alone stands alone.
#[derive(Debug)]
pub struct Batches<I: Iterator<Item = Entry>> {
    entries: Peekable<I>,
    limit: Limit,
}

impl<I: Iterator<Item = Entry>> Batches<I> {
    /// Splits changes: at most 1,000 entries and 1 MiB each.
    pub fn new(entries: impl IntoIterator<IntoIter = I>) -> Self {
        Self { entries: entries.into_iter().peekable(), limit: CHANGES }
    }

    /// Splits all there is into parts of a snapshot: at most 200,000 entries and 16 MiB each.
    pub fn of_snapshot(entries: impl IntoIterator<IntoIter = I>) -> Self {
        Self { entries: entries.into_iter().peekable(), limit: SNAPSHOT }
    }
}

impl<I: Iterator<Item = Entry>> Iterator for Batches<I> {
    type Item = Vec<Entry>;

    fn next(&mut self) -> Option<Vec<Entry>> {
        let first = self.entries.next()?;
        let mut bytes = wire::size_of(&first);
        let mut batch = vec![first];
        while batch.len() < self.limit.entries {
            let limit = self.limit.bytes;
            let fits = |entry: &Entry| {
                bytes = bytes.saturating_add(wire::size_of(entry));
                bytes <= limit
            };
            let Some(entry) = self.entries.next_if(fits) else { break };
            batch.push(entry);
        }
        Some(batch)
    }
}
