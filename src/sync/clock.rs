//! The time of a change among machines whose clocks disagree: a hybrid logical clock.

use serde::{Deserialize, Serialize};

/// Milliseconds from 1970 to 2020, when stamps begin.
const BEGIN_MS: i64 = 1_577_836_800_000;
/// Milliseconds from 1970 to the end of the year 2100.
const END_MS: i64 = 4_133_980_800_000;
/// Low bits that count what happens within a millisecond.
const COUNTER_BITS: u32 = 12;

/// A stamp: milliseconds since 2020 in the high bits, a counter in the low 12. Later changes that knew of this one have a
/// greater stamp, whatever the clocks say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub i64);

impl Hlc {
    /// The first stamp of an instant, in milliseconds since 1970; of one before 2020 that of 2020.
    pub fn at(ms_since_1970: i64) -> Self {
        let ms = ms_since_1970.saturating_sub(BEGIN_MS).clamp(0, i64::MAX >> COUNTER_BITS);
        Self(ms << COUNTER_BITS)
    }

    /// The stamp of the next change, after this one and not before `now`.
    #[must_use]
    pub fn next(self, now: Self) -> Self {
        Self(self.0.saturating_add(1)).max(now)
    }

    /// The instant in it, in milliseconds since 1970.
    pub fn instant_ms(self) -> i64 {
        (self.0 >> COUNTER_BITS).saturating_add(BEGIN_MS)
    }

    /// Whether it lies after the year 2100, which no clock says that anybody set.
    pub fn is_beyond_2100(self) -> bool {
        is_beyond_2100(self.instant_ms())
    }
}

/// Whether an instant, in milliseconds since 1970, lies after the year 2100.
pub(super) fn is_beyond_2100(ms_since_1970: i64) -> bool {
    ms_since_1970 >= END_MS
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp_millis()
    }

    #[test]
    fn a_stamp_ends_with_the_year_2100() {
        assert!(!Hlc::at(ms("2100-12-31T23:59:59.999Z")).is_beyond_2100());
        assert!(Hlc::at(ms("2101-01-01T00:00:00Z")).is_beyond_2100());
        assert!(Hlc(i64::MAX).is_beyond_2100());
        assert_eq!(Hlc::at(ms("2020-01-01T00:00:00Z")), Hlc(0));
        assert_eq!(Hlc::at(ms("1999-01-01T00:00:00Z")), Hlc(0));
    }

    #[test]
    fn a_change_comes_after_what_it_knew_even_by_a_slow_clock() {
        let seen = Hlc::at(ms("2027-11-26T09:00:00Z"));
        let slow = Hlc::at(ms("2026-11-26T09:00:00Z"));
        assert_eq!(seen.next(slow), Hlc(seen.0 + 1));
        assert_eq!(slow.next(seen), seen);
        assert_eq!(Hlc(i64::MAX).next(slow), Hlc(i64::MAX));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_instant_comes_back_and_stamps_grow(at in BEGIN_MS..END_MS, now in BEGIN_MS..END_MS) {
            prop_assert_eq!(Hlc::at(at).instant_ms(), at);
            let next = Hlc::at(at).next(Hlc::at(now));
            prop_assert!(next > Hlc::at(at) && next >= Hlc::at(now));
        }
    }
}
