//! A lost deal, a stalled deal, a rough call or a low day.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::choice::choices;
use super::ids::{SetbackId, TouchId};

choices! {
    /// What went wrong.
    SetbackKind, "setback" {
        LostDeal = "lost-deal",
        StalledDeal = "stalled-deal",
        RoughCall = "rough-call",
        LowDay = "low-day",
    }
}

impl SetbackKind {
    /// In words: "lost a deal".
    pub fn describe(self) -> &'static str {
        match self {
            Self::LostDeal => "lost a deal",
            Self::StalledDeal => "deal stalled",
            Self::RoughCall => "rough call",
            Self::LowDay => "low day",
        }
    }
}

/// How long after a setback a conversation still answers it.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::hours(24);

/// A setback of one kind is the same as an unanswered one that was recorded less than this before.
pub const SAME_WITHIN: TimeDelta = TimeDelta::hours(2);

/// Something that went wrong, and the touch that answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// Grows with the time it was noted.
    pub id: SetbackId,
    /// What it was.
    pub kind: SetbackKind,
    /// In the user's words; None if they wrote nothing.
    pub about: Option<String>,
    /// When it was first noted, with the offset there and then.
    pub at: DateTime<FixedOffset>,
    /// 1 to 5.
    pub mood: Option<u8>,
    /// The conversation that followed within [`ANSWER_WITHIN`], if any.
    pub answered_by: Option<TouchId>,
}
