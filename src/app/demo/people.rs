//! The demo book's people and setbacks: reads `people.toml`, which is compiled in.

use std::fmt::Display;
use std::str::FromStr;

use chrono::NaiveTime;
use serde::de::{Deserialize, Deserializer, Error as _};

use crate::domain::choice::Choice;
use crate::domain::customer::LeftBecause;
use crate::domain::setback::SetbackKind;
use crate::domain::touch::{Occasion, Outcome, TouchKind};
use crate::domain::tz::Tz;
use crate::error::{self, Error};

const DATA: &str = include_str!("people.toml");

/// Everyone in the demo book, and two years of bad moments, oldest first.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoData {
    pub people: Vec<DemoPerson>,
    pub setbacks: Vec<DemoSetback>,
}

/// A customer of the demo book.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoPerson {
    pub name: String,
    pub company: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    pub phone_shown: Option<String>,
    pub region: Option<String>,
    pub email: Option<String>,
    pub city: Option<String>,
    #[serde(deserialize_with = "parsed")]
    pub timezone: Tz,
    /// Their own calling hours, as written.
    pub hours: Option<String>,
    #[serde(default)]
    pub favorite: bool,
    /// 1 to 5.
    pub pleasure: Option<u8>,
    /// 1 to 5.
    pub profit: Option<u8>,
    /// Peak days as written.
    pub peak: Option<String>,
    pub touches_a_year: Option<u8>,
    pub facts: Option<String>,
    /// Past buyers only.
    pub left: Option<Left>,
    /// The logs of successive conversations, oldest first.
    pub said: Vec<String>,
    /// Touches besides those of the rotation, oldest first.
    #[serde(default)]
    pub touches: Vec<DemoTouch>,
}

/// When and why a past buyer left, and how often they should hear from us.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Left {
    pub days_ago: u32,
    #[serde(deserialize_with = "choice")]
    pub because: LeftBecause,
    /// A cadence such as "90d", "12w" or "6m".
    pub every: Option<String>,
}

/// A touch outside the Monday rotation.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoTouch {
    pub days_ago: u32,
    pub at: NaiveTime,
    #[serde(deserialize_with = "choice")]
    pub kind: TouchKind,
    /// Calls only; a call without one was reached.
    #[serde(default, deserialize_with = "optional_choice")]
    pub outcome: Option<Outcome>,
    #[serde(deserialize_with = "choice")]
    pub occasion: Occasion,
    pub minutes: Option<u32>,
    /// 1 to 5.
    pub mood_before: Option<u8>,
    /// 1 to 5.
    pub mood_after: Option<u8>,
    pub text: String,
}

/// A bad moment, answered by a call or left alone.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoSetback {
    pub days_ago: u32,
    pub at: NaiveTime,
    #[serde(deserialize_with = "choice")]
    pub kind: SetbackKind,
    pub about: String,
    /// 1 to 5.
    pub mood: u8,
}

impl DemoData {
    /// Reads the compiled-in file; a test checks that it is sound.
    pub(super) fn read() -> error::Result<Self> {
        toml::from_str(DATA).map_err(|e| Error::failed(format!("could not read the demo's people: {}", e.message())))
    }

    /// Finds the setback that a touch answers: a lift answers the one of its day.
    pub(super) fn answered_by(&self, touch: &DemoTouch) -> Option<usize> {
        let day = (touch.occasion == Occasion::Lift).then_some(touch.days_ago)?;
        self.setbacks.iter().position(|setback| setback.days_ago == day)
    }
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

fn choice<'de, D: Deserializer<'de>, C: Choice>(deserializer: D) -> Result<C, D::Error> {
    let word = String::deserialize(deserializer)?;
    C::parse(&word).ok_or_else(|| D::Error::custom(format!("\"{word}\" is not one of {}", C::list())))
}

fn optional_choice<'de, D: Deserializer<'de>, C: Choice>(deserializer: D) -> Result<Option<C>, D::Error> {
    choice(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::cadence::Cadence;
    use crate::domain::hours::CallingHours;
    use crate::domain::peak::PeakDays;

    fn is_rating(rating: Option<u8>) -> bool {
        rating.is_none_or(|r| (1..=5).contains(&r))
    }

    #[test]
    fn everything_in_the_file_can_be_read() {
        let data = DemoData::read().unwrap();
        let names: BTreeSet<&str> = data.people.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names.len(), data.people.len(), "a name twice");
        for p in &data.people {
            assert!(is_rating(p.pleasure) && is_rating(p.profit), "{}", p.name);
            assert!(p.touches_a_year.is_none_or(|n| (1..=12).contains(&n)), "{}", p.name);
            assert!(p.hours.as_ref().is_none_or(|h| CallingHours::parse(h).is_ok()), "{}", p.name);
            assert!(p.peak.as_ref().is_none_or(|d| PeakDays::parse(d).is_ok()), "{}", p.name);
            let every = p.left.as_ref().and_then(|l| l.every.as_ref());
            assert!(every.is_none_or(|e| Cadence::parse(e).is_ok()), "{}", p.name);
            assert!(p.said.iter().all(|s| !s.trim().is_empty()), "{}", p.name);
            assert!(p.touches.is_sorted_by_key(|t| std::cmp::Reverse(t.days_ago)), "{}: oldest first", p.name);
            for t in &p.touches {
                assert!(is_rating(t.mood_before) && is_rating(t.mood_after), "{}, {}", p.name, t.days_ago);
                assert!(t.outcome.is_none() || t.kind == TouchKind::Call, "{}, {}", p.name, t.days_ago);
            }
        }
        assert!(data.setbacks.iter().all(|s| (1..=5).contains(&s.mood)));
        assert!(data.setbacks.is_sorted_by_key(|s| std::cmp::Reverse(s.days_ago)), "oldest first");
    }

    #[test]
    fn each_lift_answers_a_setback_of_its_own() {
        let data = DemoData::read().unwrap();
        let lifts: Vec<&DemoTouch> =
            data.people.iter().flat_map(|p| &p.touches).filter(|t| t.occasion == Occasion::Lift).collect();
        let answered: BTreeSet<usize> = lifts.iter().map(|t| data.answered_by(t).unwrap()).collect();
        assert_eq!(answered.len(), lifts.len());
        for lift in lifts {
            let setback = &data.setbacks[data.answered_by(lift).unwrap()];
            assert!(setback.at < lift.at, "{}", setback.about);
        }
    }
}
