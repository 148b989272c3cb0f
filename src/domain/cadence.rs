//! Past buyers: how long since they heard from us, against how often they should.

use chrono::{Days, NaiveDate};
use std::cmp::Ordering;
use std::str::FromStr;

use super::choice::choices;
use super::dates::add_months;
use super::problems::Invalid;

choices! {
    /// How a past buyer's wait stands.
    Wait, "state" { Fresh = "fresh", Soon = "soon", Due = "due", Years = "years" }
}

/// How often a past buyer should hear from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Days from the last touch, 1 to 3660; weeks are read as days.
    Days(u32),
    /// Calendar months from the last touch.
    Months(u32),
}

/// The longest cadence: ten years.
const LONGEST_DAYS: u32 = 3660;

impl FromStr for Cadence {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Cadence {
    /// Reads "90d", "12w" or "6m"; at least a day, at most ten years.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let error = || Invalid::new(format!("\"{text}\" is not a cadence; write 90d, 12w or 6m"));
        let lower = text.trim().to_lowercase();
        let unit = lower.chars().last().ok_or_else(error)?;
        let digits = lower.get(..lower.len() - unit.len_utf8()).unwrap_or_default().trim_end();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let n: u32 = digits.parse().map_err(|_| error())?;
        let cadence = match unit {
            'd' => Self::Days(n),
            'w' => Self::Days(n.checked_mul(7).ok_or_else(error)?),
            'm' => Self::Months(n),
            _ => return Err(error()),
        };
        let days = match cadence {
            Self::Days(n) => n,
            Self::Months(n) => n.saturating_mul(30),
        };
        if (1..=LONGEST_DAYS).contains(&days) { Ok(cadence) } else { Err(error()) }
    }

    /// Says it in words: "6 weeks", "90 days", "month".
    pub fn describe(self) -> String {
        let (number, one, many) = match self {
            Self::Days(days) if days % 7 == 0 => (days / 7, "week", "weeks"),
            Self::Days(days) => (days, "day", "days"),
            Self::Months(months) => (months, "month", "months"),
        };
        if number == 1 { one.to_string() } else { format!("{number} {many}") }
    }

    /// The cadence in days, counted from a day.
    pub fn days_from(self, from: NaiveDate) -> i64 {
        match self {
            Self::Days(n) => i64::from(n),
            Self::Months(n) => (add_months(from, i32::try_from(n).unwrap_or(i32::MAX)) - from).num_days(),
        }
    }

    /// The day on which they are due, counted from a day.
    pub fn due_from(self, from: NaiveDate) -> Option<NaiveDate> {
        from.checked_add_days(Days::new(u64::try_from(self.days_from(from)).unwrap_or(0)))
    }
}

/// Days from which a wait is counted in years.
pub const YEARS_FROM: i64 = 365;

/// How a past buyer's wait stands on a day; `since` is the last touch that arrived or the day they left, whichever is
/// later, and None where neither is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Days since then; None where neither day is known.
    pub elapsed_days: Option<i64>,
    /// The cadence in days, counted from then where it is in months.
    pub cadence_days: i64,
    /// What that means for them today.
    pub state: Wait,
}

/// Tells how a wait stands. Fresh is under three quarters of the cadence, due is at or over it.
pub fn standing(since: Option<NaiveDate>, cadence: Cadence, today: NaiveDate) -> Standing {
    let Some(since) = since else {
        return Standing { elapsed_days: None, cadence_days: cadence.days_from(today), state: Wait::Due };
    };
    let elapsed = (today - since).num_days().max(0);
    let cadence_days = cadence.days_from(since);
    let state = if elapsed >= YEARS_FROM {
        Wait::Years
    } else if elapsed >= cadence_days {
        Wait::Due
    } else if elapsed * 4 < cadence_days * 3 {
        Wait::Fresh
    } else {
        Wait::Soon
    };
    Standing { elapsed_days: Some(elapsed), cadence_days, state }
}

impl Standing {
    /// Orders by elapsed against cadence, longest first; the undated come last.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self.elapsed_days, other.elapsed_days) {
            (Some(a), Some(b)) => (b * self.cadence_days).cmp(&(a * other.cadence_days)),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cadences_are_days_weeks_and_calendar_months() {
        assert_eq!(Cadence::parse("90d"), Ok(Cadence::Days(90)));
        assert_eq!(Cadence::parse("12W"), Ok(Cadence::Days(84)));
        assert_eq!(Cadence::parse("6m").unwrap().due_from(day("2026-08-31")), Some(day("2027-02-28")));
        for wrong in ["", "0d", "d", "90", "1y", "-3d", "99999999999d", "+9d"] {
            assert!(Cadence::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_states_turn_at_three_quarters_at_the_cadence_and_at_a_year() {
        let state = |days| {
            standing(Some(day("2026-11-23") - chrono::Days::new(days)), Cadence::Days(100), day("2026-11-23")).state
        };
        assert_eq!(
            [state(74), state(75), state(99), state(100), state(364), state(365)],
            [Wait::Fresh, Wait::Soon, Wait::Soon, Wait::Due, Wait::Due, Wait::Years]
        );
        assert_eq!(standing(None, Cadence::Days(90), day("2026-11-23")).state, Wait::Due);
    }

    #[test]
    fn waits_are_compared_as_exact_fractions() {
        let today = day("2026-11-23");
        let a = standing(Some(today - chrono::Days::new(50)), Cadence::Days(100), today);
        let b = standing(Some(today - chrono::Days::new(40)), Cadence::Days(70), today);
        let unknown = standing(None, Cadence::Days(1), today);
        assert_eq!(b.compare(&a), Ordering::Less);
        assert_eq!(a.compare(&unknown), Ordering::Less);
        assert_eq!(a.compare(&a), Ordering::Equal);
    }
}
