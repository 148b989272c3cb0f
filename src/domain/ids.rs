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

/// Makes ever larger ids: milliseconds since 2020 in the high bits, random low bits, no id twice.
#[derive(Debug, Default)]
pub struct IdMaker {
    last: i64,
}

impl IdMaker {
    /// Makes the next id for an instant in milliseconds since 1970, from the random number given.
    pub fn next(&mut self, unix_ms: i64, random: u32) -> i64 {
        let mask = (1_i64 << RANDOM_BITS) - 1;
        let high = (unix_ms - BEGIN_MS).clamp(0, i64::MAX >> RANDOM_BITS) << RANDOM_BITS;
        let fresh = high | (i64::from(random) & mask);
        // Many rows of an import share a millisecond: those step on by a random stride.
        let id = if fresh >> RANDOM_BITS <= self.last >> RANDOM_BITS && self.last > 0 {
            self.last + 1 + i64::from(random & 0x3ff)
        } else {
            fresh.max(1)
        };
        self.last = id;
        id
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
            let id = ids.next(1_795_000_000_000, i.wrapping_mul(2_654_435_761));
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }

    #[test]
    fn a_clock_before_2020_still_gives_positive_ids() {
        assert!(IdMaker::default().next(0, 0) > 0);
    }
}
