//! The sections of a configuration, as the user wrote them, and what each has where it is silent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lists::one_or_many;

/// When to remind the user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reminder {
    /// Such as "08:55", by the user's clock.
    pub at: String,
    /// How many days before a birthday, 0 to 30.
    pub days_before_birthday: u32,
}

/// How to keep in touch with past buyers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PastBuyers {
    /// Such as "90d", "12w" or "6m"; for those without a cadence of their own.
    pub cadence: String,
    /// Kinds of touch ("card"), in the order of the first suggestions.
    #[serde(deserialize_with = "one_or_many")]
    pub ways: Vec<String>,
    /// How many to bring up in a week; the others are only counted.
    pub a_week: u32,
    /// A cadence by the reason for leaving: "price" = "6m".
    pub cadence_by_reason: BTreeMap<String, String>,
    /// A cadence by tag, in whatever spelling: "vip" = "6w".
    pub cadence_by_tag: BTreeMap<String, String>,
}

/// The targets for visits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Visits {
    /// Visits a year for each account without a number of its own, 1 to 12.
    pub touches_a_year: u8,
    /// At least 1.
    pub field_days_a_quarter: u32,
    /// The most accounts to visit on a day, at least 1.
    pub visits_a_day: u8,
    /// The day, such as "2026-10-05"; empty to plan no first month.
    pub hired_on: String,
    /// Field days in the month that begins on [`Visits::hired_on`].
    pub field_days_first_month: u32,
}

/// How many backups to keep, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backups {
    /// How many recent days keep a backup; 0 keeps none.
    pub daily: u32,
    /// The weeks before those.
    pub weekly: u32,
    /// The months before those; all three 0 takes no backups at all.
    pub monthly: u32,
    /// Empty is beside the book; "~/" is the home folder.
    pub folder: String,
}

/// Of a log, that it was, when, and how it went.
pub(super) const FACTS: &str = "facts";
/// The words, too.
pub const ALL: &str = "all";

/// What customers said is hung up by who chooses to.
pub(super) const ASK: &str = "ask";
/// All praise that is logged is hung up.
pub const ALWAYS: &str = "always";

/// What a team gets by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Team {
    /// What the others get of each log on a shared customer: "facts", or "all" with its words.
    pub logs: String,
    /// Which praise hangs on the wall: "ask" for what the user chooses, or "always" for all that is logged, without names.
    pub wall: String,
}

impl Default for Team {
    fn default() -> Self {
        Self { logs: FACTS.into(), wall: ASK.into() }
    }
}

impl Default for Reminder {
    fn default() -> Self {
        Self { at: "08:55".into(), days_before_birthday: 3 }
    }
}

impl Default for PastBuyers {
    fn default() -> Self {
        Self {
            cadence: "90d".into(),
            ways: ["call", "card", "visit", "gift", "message"].map(String::from).to_vec(),
            a_week: 5,
            cadence_by_reason: BTreeMap::new(),
            cadence_by_tag: BTreeMap::new(),
        }
    }
}

impl Default for Visits {
    fn default() -> Self {
        Self {
            touches_a_year: 2,
            field_days_a_quarter: 2,
            visits_a_day: 3,
            hired_on: String::new(),
            field_days_first_month: 5,
        }
    }
}

impl Default for Backups {
    fn default() -> Self {
        Self { daily: 7, weekly: 4, monthly: 12, folder: String::new() }
    }
}
