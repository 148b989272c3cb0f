//! Reads ahead: who reads one of the segments that were listed reads the next ones too, and each question costs a way to the
//! server and back.

use std::collections::{BTreeMap, BTreeSet};

use crate::sync::WriterId;
use crate::sync::carrier::Listed;

/// How many segments are asked for at first.
const FIRST: usize = 16;
/// The most that are asked for at once.
const MOST: usize = 512;
/// How many bytes an answer should have, about.
const ENOUGH: usize = 512 * 1024;

/// A segment of a space: its writer and number.
pub(super) type Number = (WriterId, u64);

/// What was listed and is to come, and what of it is here.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    listed: BTreeSet<Number>,
    here: BTreeMap<Number, Vec<u8>>,
    many: usize,
}

impl Ahead {
    /// Notes what was listed; these may be read next.
    pub(super) fn expect(&mut self, listed: &BTreeMap<WriterId, Vec<Listed>>) {
        let all = listed.values().flatten().filter(|listed| !listed.snapshot);
        self.listed = all.map(|listed| (listed.writer, listed.seq)).collect();
        self.here.clear();
        self.many = FIRST;
    }

    /// Takes a segment that is here.
    pub(super) fn take(&mut self, number: Number) -> Option<Vec<u8>> {
        self.here.remove(&number)
    }

    /// Which segments to ask for, when one is wanted that is not here.
    pub(super) fn wanted(&self, number: Number) -> Vec<Number> {
        let next = self.listed.range(number..).copied().filter(|next| *next != number);
        std::iter::once(number).chain(next.take(self.many.max(1) - 1)).collect()
    }

    /// Keeps what came of asking, and learns from it how many to ask for: small ones by the hundred, large ones one by one.
    pub(super) fn keep(&mut self, came: Vec<(Number, Vec<u8>)>) {
        let bytes: usize = came.iter().map(|(_, bytes)| bytes.len()).sum();
        let many = came.len().max(1) * ENOUGH / bytes.max(1);
        self.many = many.clamp(1, (self.many * 4).clamp(1, MOST));
        // What was not taken was not wanted.
        self.here = came.into_iter().collect();
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn listed(writer: u64, seqs: std::ops::RangeInclusive<u64>) -> (WriterId, Vec<Listed>) {
        let writer = WriterId(writer);
        let one = |seq| Listed { writer, seq, snapshot: false, hash: [0; 8], path: PathBuf::new(), vouched: None };
        (writer, seqs.map(one).collect())
    }

    fn ask(ahead: &mut Ahead, number: Number, size: usize) -> usize {
        let wanted = ahead.wanted(number);
        assert_eq!(wanted[0], number);
        ahead.keep(wanted.iter().map(|number| (*number, vec![0; size])).collect());
        wanted.len()
    }

    #[test]
    fn small_segments_come_by_the_hundred_and_large_ones_one_by_one() {
        let mut ahead = Ahead::default();
        ahead.expect(&[listed(1, 1..=10_000), listed(2, 1..=3)].into());
        let me = |seq| (WriterId(1), seq);
        assert_eq!(ask(&mut ahead, me(1), 600), FIRST);
        assert!(ahead.take(me(2)).is_some() && ahead.take(me(2)).is_none() && ahead.take(me(17)).is_none());
        assert_eq!(ask(&mut ahead, me(17), 600), 64);
        assert_eq!(ask(&mut ahead, me(81), 600), 256);
        assert_eq!(ask(&mut ahead, me(337), 600), MOST);
        assert_eq!(ask(&mut ahead, me(2000), 1_000_000), MOST);
        assert_eq!(ask(&mut ahead, me(2600), 1_000_000), 1);
        // The next writer's come along with the last of one.
        assert_eq!(ask(&mut ahead, me(2601), 10), 1);
        assert_eq!(ahead.wanted(me(9_999)), [me(9_999), me(10_000), (WriterId(2), 1), (WriterId(2), 2)]);
        // What nobody listed is asked for by itself.
        assert_eq!(Ahead::default().wanted((WriterId(9), 1)), [(WriterId(9), 1)]);
    }
}
