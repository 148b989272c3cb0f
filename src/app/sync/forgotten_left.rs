//! Which files may still hold somebody who was forgotten, and which machines have not heard of it.

use super::machines::called;
use super::store::Store;
use crate::app::App;
use crate::book::sync::Upto;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::Listed;

/// What forgetting has left in the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ForgottenLeft {
    /// Files that may hold somebody who was forgotten.
    pub files: usize,
    /// The machines that have not read of it, as their users call them.
    pub awaits: Vec<String>,
}

/// Whether who had read up to there, and wrote this segment, had heard of everybody who was forgotten.
fn has_heard(forgets: &Upto, seen: &Upto, by: Option<(WriterId, u64)>) -> bool {
    forgets.iter().all(|(writer, said)| match by {
        Some((own, seq)) if own == *writer => seq > *said,
        _ => seen.get(writer).is_some_and(|seen| seen >= said),
    })
}

impl App {
    /// Looks which files may still hold somebody; without a listing it counts the segments that were read or sent.
    pub(super) fn forgotten_left(&self, store: Option<&Store>) -> Result<ForgottenLeft> {
        let (forgets, part) = (self.book.forgets()?, self.part()?);
        if forgets.is_empty() || !part.compact {
            return Ok(ForgottenLeft::default());
        }
        let segments = self.book.seen_by_segments()?;
        let may_hold = |listed: &&Listed| {
            let seen = segments.get(&(listed.writer, listed.seq, listed.hash_hex()));
            !seen.is_some_and(|seen| has_heard(&forgets, seen, Some((listed.writer, listed.seq))))
        };
        let files = match store {
            Some(store) => {
                let parts = store.parts.iter().filter(|part| {
                    !store.known.get(&part.hash_hex()).is_some_and(|known| has_heard(&forgets, &known.covers, None))
                });
                store.changes.values().flatten().filter(may_hold).count() + parts.count()
            }
            None => {
                let heard = |((writer, seq, _), seen): &(&(WriterId, u64, String), &Upto)| {
                    has_heard(&forgets, seen, Some((*writer, *seq)))
                };
                segments.iter().filter(|segment| !heard(segment)).count()
            }
        };
        let mut awaits = Vec::new();
        if files > 0 {
            for machine in self.book.machines()?.iter().filter(|m| !m.retired && m.writer != part.writer) {
                let by = Some((machine.writer, u64::MAX));
                if !has_heard(&forgets, &machine.seen, by) {
                    awaits.push(called(machine));
                }
            }
        }
        Ok(ForgottenLeft { files, awaits })
    }
}
