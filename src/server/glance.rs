//! What is new in several spaces, asked in one question: who reads a hundred walls waits for one answer and not for hundreds.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::sync::WriterId;

/// How long an answer counts as what is new. What is sent later must ask anew whose keys are still good.
const COUNTS_FOR: Duration = Duration::from_secs(5);

/// How far each machine of a space has come.
pub(super) type Heads = BTreeMap<WriterId, u64>;

/// An answer, each part of which is taken once.
#[derive(Debug, Default)]
pub(super) struct Glance {
    until: Option<Instant>,
    heads: BTreeMap<String, Heads>,
    epochs: BTreeMap<String, u64>,
}

impl Glance {
    /// Begins an answer about some spaces, asked for at an instant, with nothing in any of them.
    pub(super) fn of(spaces: &[String], asked: Instant) -> Self {
        let heads = spaces.iter().map(|space| (space.clone(), Heads::new())).collect();
        let epochs = spaces.iter().map(|space| (space.clone(), 0)).collect();
        Self { until: Some(asked + COUNTS_FOR), heads, epochs }
    }

    /// Notes how far a machine has come.
    pub(super) fn note_head(&mut self, space: String, writer: WriterId, seq: u64) {
        self.heads.entry(space).or_default().insert(writer, seq);
    }

    /// Notes the latest epoch of a space.
    pub(super) fn note_epoch(&mut self, space: String, epoch: u64) {
        self.epochs.insert(space, epoch);
    }

    /// Takes how far the machines of a space have come; None where that is to be asked.
    pub(super) fn take_heads(&mut self, space: &str) -> Option<Heads> {
        self.heads.remove(space).filter(|_| self.counts())
    }

    /// Takes the latest epoch of a space; None where that is to be asked.
    pub(super) fn take_epoch(&mut self, space: &str) -> Option<u64> {
        self.epochs.remove(space).filter(|_| self.counts())
    }

    fn counts(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_once_and_not_for_long() {
        let spaces = ["wall_north".to_string()];
        let mut glance = Glance::of(&spaces, Instant::now());
        assert_eq!((glance.take_heads("wall_north"), glance.take_heads("wall_north")), (Some(Heads::new()), None));
        assert_eq!((glance.take_epoch("wall_north"), glance.take_epoch("wall_north")), (Some(0), None));
        glance.note_head("wall_north".into(), WriterId(7), 3);
        glance.note_epoch("wall_north".into(), 2);
        assert_eq!(glance.take_heads("wall_north"), Some([(WriterId(7), 3)].into()));
        assert_eq!(glance.take_epoch("wall_north"), Some(2));
        assert_eq!((glance.take_heads("wall_south"), glance.take_epoch("wall_south")), (None, None));
        let Some(long_ago) = Instant::now().checked_sub(COUNTS_FOR) else { return };
        let mut old = Glance::of(&spaces, long_ago);
        assert_eq!((old.take_heads("wall_north"), old.take_epoch("wall_north")), (None, None));
    }
}
