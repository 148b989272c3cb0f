//! Which files may still hold somebody who was forgotten, and which machines have not heard of it.

use super::lying::Lying;
use super::space::hash_of;
use crate::app::App;
use crate::book::sync::{Machine, Upto};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::carrier::Listed;

/// What forgetting has left in the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dirt {
    /// Files that may hold somebody who was forgotten.
    pub files: usize,
    /// The machines that have not read of it, as their users call them.
    pub awaits: Vec<String>,
}

/// What is called by a name, or by its id where it has none.
pub(super) fn called(machine: &Machine) -> String {
    if machine.name.is_empty() { machine.writer.to_string() } else { machine.name.clone() }
}

/// Whether who had read up to there, and wrote a segment, had heard of every forgetting.
fn is_clean(forgets: &Upto, seen: &Upto, by: Option<(WriterId, u64)>) -> bool {
    forgets.iter().all(|(writer, said)| match by {
        Some((own, seq)) if own == *writer => seq > *said,
        _ => seen.get(writer).is_some_and(|seen| seen >= said),
    })
}

impl App {
    /// Looks which files may still hold somebody; without a listing it counts the segments that were read or sent.
    pub(super) fn dirt(&self, lying: Option<&Lying>) -> Result<Dirt> {
        let (forgets, part) = (self.book.forgets()?, self.part()?);
        if forgets.is_empty() || !part.compact {
            return Ok(Dirt::default());
        }
        let segments = self.book.seen_by_segments()?;
        let is_dirty = |listed: &&Listed| {
            let seen = segments.get(&(listed.writer, listed.seq, hash_of(listed)));
            !seen.is_some_and(|seen| is_clean(&forgets, seen, Some((listed.writer, listed.seq))))
        };
        let files = match lying {
            Some(lying) => {
                let parts = lying.parts.iter().filter(|part| {
                    !lying.known.get(&hash_of(part)).is_some_and(|known| is_clean(&forgets, &known.covers, None))
                });
                lying.changes.values().flatten().filter(is_dirty).count() + parts.count()
            }
            None => {
                let dirty =
                    segments.iter().filter(|((writer, seq, _), seen)| !is_clean(&forgets, seen, Some((*writer, *seq))));
                dirty.count()
            }
        };
        let mut awaits = Vec::new();
        if files > 0 {
            for machine in self.book.machines()?.iter().filter(|m| !m.retired && m.writer != part.writer) {
                let by = Some((machine.writer, u64::MAX));
                if !is_clean(&forgets, &machine.seen, by) {
                    awaits.push(called(machine));
                }
            }
        }
        Ok(Dirt { files, awaits })
    }
}
