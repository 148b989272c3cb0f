//! Ids of rows: 63-bit integers that no two machines share, so that books can merge one day.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Names a customer.
    CustomerId,
    /// Names a touch.
    TouchId,
    /// Names a remark.
    RemarkId,
    /// Names a setback.
    SetbackId,
    /// Names an offer of a call day.
    PickId,
    /// Names a change that can be undone.
    ChangeId,
}

/// Milliseconds from 1970 to 2020, when the ids' own time begins.
const BEGIN_MS: i64 = 1_577_836_800_000;
/// Low bits that are random.
const RANDOM_BITS: u32 = 22;

/// How far ahead of an id others are looked for: an hour's worth.
const LOOKED_AHEAD: i64 = (60 * 60 * 1000) << RANDOM_BITS;

/// Makes ever larger ids: milliseconds since 2020 in the high bits, random low bits, no id twice.
#[derive(Debug, Default)]
pub struct IdMaker {
    last: i64,
    /// The end of the ids that are known to be free.
    free_until: i64,
}

impl IdMaker {
    /// Makes the next id for an instant in milliseconds since 1970, from the random number given. `last_taken` finds the
    /// greatest id that is in use between two; it is asked once for as many ids as an hour has.
    pub fn next(&mut self, unix_ms: i64, random: u32, last_taken: impl Fn(i64, i64) -> Option<i64>) -> i64 {
        let mask = (1_i64 << RANDOM_BITS) - 1;
        let high = (unix_ms - BEGIN_MS).clamp(0, i64::MAX >> RANDOM_BITS) << RANDOM_BITS;
        let fresh = high | (i64::from(random) & mask);
        // Many rows of an import share a millisecond: those step on by a random stride.
        let stride = 1 + i64::from(random & 0x3ff);
        let mut id = if fresh >> RANDOM_BITS <= self.last >> RANDOM_BITS && self.last > 0 {
            self.last.saturating_add(stride)
        } else {
            fresh.max(1)
        };
        while id >= self.free_until {
            let upto = id.saturating_add(LOOKED_AHEAD);
            match last_taken(id, upto) {
                // Of another run in the same instant: those are passed over together. A copy of the book passes over the same
                // ones, so the step is as large as chance allows: a smaller one brings both to one id now and then.
                Some(taken) if taken < i64::MAX => id = taken.saturating_add(1 + (i64::from(random) & mask)),
                _ => {
                    self.free_until = upto;
                    break;
                }
            }
        }
        self.last = id;
        id
    }

    /// Notes that others may have taken ids.
    pub fn look_again(&mut self) {
        self.free_until = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_ids_of_one_millisecond_differ_and_grow() {
        let mut ids = IdMaker::default();
        let mut last = 0;
        for i in 0..1_000_000_u32 {
            let id = ids.next(1_795_000_000_000, i.wrapping_mul(2_654_435_761), |_, _| None);
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }

    #[test]
    fn a_clock_before_2020_still_gives_positive_ids() {
        assert!(IdMaker::default().next(0, 0, |_, _| None) > 0);
    }

    #[test]
    fn machines_of_one_instant_and_one_last_id_come_to_unlike_ids() {
        const NOW: i64 = 1_795_000_000_000;
        let last = IdMaker::default().next(NOW, u32::MAX, |_, _| None);
        let next = |i: u32| {
            let last_taken = |from: i64, _| (from <= last).then_some(last);
            IdMaker::default().next(NOW, i.wrapping_mul(2_654_435_761), last_taken)
        };
        let ids: std::collections::BTreeSet<i64> = (1..=20_000).map(next).collect();
        assert_eq!(ids.len(), 20_000);
        assert!(ids.first() > Some(&last));
    }

    #[test]
    fn what_is_taken_is_passed_over_at_little_cost() {
        let mut first = IdMaker::default();
        let taken: std::collections::BTreeSet<i64> = (0..20_000_u32)
            .map(|i| first.next(1_795_000_000_000, i.wrapping_mul(2_654_435_761), |_, _| None))
            .collect();
        let asked = std::cell::Cell::new(0);
        let last_taken = |from: i64, upto: i64| {
            asked.set(asked.get() + 1);
            taken.range(from..=upto).next_back().copied()
        };
        // The same chance at the same instant, and another.
        for chance in [2_654_435_761, 2_246_822_519] {
            let mut ids = IdMaker::default();
            for i in 0..20_000_u32 {
                let id = ids.next(1_795_000_000_000, i.wrapping_mul(chance), last_taken);
                assert!(!taken.contains(&id), "{id}");
            }
        }
        assert!(asked.get() <= 6, "{}", asked.get());
    }
}
