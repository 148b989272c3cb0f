//! The demo book's people and setbacks, as plain data that the generator dates and fills in.
//!
//! Days count back from the day the demo is opened on. A touch that answers a setback has the same
//! `days_ago`, so that both move together where that day falls on a weekend.

use super::{favorites, more_favorites, others, past_buyers};

/// A customer of the demo book.
pub(super) struct DemoPerson {
    pub name: &'static str,
    pub company: &'static str,
    pub role: &'static str,
    /// E.164, from the ranges kept for fiction, or with a subscriber number that no one can have.
    pub phone: &'static str,
    /// The phone as it is usually written internationally.
    pub shown: &'static str,
    pub region: &'static str,
    pub email: &'static str,
    pub city: &'static str,
    /// IANA name.
    pub timezone: &'static str,
    /// Their own calling hours, mostly empty.
    pub hours: &'static str,
    pub favorite: bool,
    /// 1 to 5, or 0 where unrated; `profit` too.
    pub pleasure: u8,
    pub profit: u8,
    /// Peak days as written, empty where there are none.
    pub peak: &'static str,
    /// 0 is the default.
    pub touches_a_year: u8,
    pub facts: &'static str,
    /// Past buyers only.
    pub left: Option<Left>,
    /// The logs of successive conversations, oldest first, one remark a line; the last one belongs
    /// to the latest conversation. A past buyer's are from the time when they still bought.
    pub said: &'static [&'static str],
    /// Touches beside those of the rotation, oldest first.
    pub touches: &'static [DemoTouch],
}

/// When and why a past buyer left, and how often they should hear from us.
pub(super) struct Left {
    pub days_ago: u32,
    /// not-needed, solved, price, consolidated, changed-focus or other.
    pub because: &'static str,
    /// A cadence such as "90d", "12w" or "6m", empty for the default.
    pub every: &'static str,
}

/// A touch outside of the Monday rotation.
pub(super) struct DemoTouch {
    pub days_ago: u32,
    pub hour: u32,
    pub minute: u32,
    /// call, visit, card, gift or message.
    pub kind: &'static str,
    /// reached, voicemail or no-answer for calls, else empty.
    pub outcome: &'static str,
    pub minutes: u32,
    /// rotation, lift, keep-in-touch, visit or other.
    pub occasion: &'static str,
    /// 1 to 5, or 0 for none; `mood_after` too.
    pub mood_before: u8,
    pub mood_after: u8,
    /// The place in [`SETBACKS`] of the setback that this touch answered.
    pub setback: Option<usize>,
    pub text: &'static str,
}

/// A bad moment, answered by a call or left alone.
pub(super) struct DemoSetback {
    pub days_ago: u32,
    pub hour: u32,
    pub minute: u32,
    /// lost-deal, stalled-deal, rough-call or low-day.
    pub kind: &'static str,
    pub about: &'static str,
    pub mood: u8,
}

/// What most people have in common: no hours, no peak days, nothing extra.
pub(super) const NOBODY: DemoPerson = DemoPerson {
    name: "",
    company: "",
    role: "",
    phone: "",
    shown: "",
    region: "",
    email: "",
    city: "",
    timezone: "",
    hours: "",
    favorite: false,
    pleasure: 0,
    profit: 0,
    peak: "",
    touches_a_year: 0,
    facts: "",
    left: None,
    said: &[],
    touches: &[],
};

pub(super) const CALL: DemoTouch = DemoTouch {
    days_ago: 0,
    hour: 0,
    minute: 0,
    kind: "call",
    outcome: "reached",
    minutes: 0,
    occasion: "keep-in-touch",
    mood_before: 0,
    mood_after: 0,
    setback: None,
    text: "",
};

pub(super) const LIFT: DemoTouch = DemoTouch { occasion: "lift", ..CALL };

pub(super) const VISIT: DemoTouch = DemoTouch { kind: "visit", outcome: "", occasion: "visit", ..CALL };

pub(super) const CARD: DemoTouch = DemoTouch { kind: "card", outcome: "", ..CALL };

pub(super) const GIFT: DemoTouch = DemoTouch { kind: "gift", ..CARD };

pub(super) const MESSAGE: DemoTouch = DemoTouch { kind: "message", ..CARD };

/// Everyone in the demo book: favorites, other active customers, past buyers.
pub(super) static PEOPLE: &[DemoPerson] = &[
    favorites::ANA,
    favorites::MARCUS,
    favorites::DANA,
    favorites::JI_WOO,
    more_favorites::ZOE,
    more_favorites::LUKASZ,
    more_favorites::HARUKA,
    more_favorites::RUTH,
    more_favorites::WENDELL,
    others::FIONA,
    others::CAMILLE,
    others::RAHUL,
    others::NIKOS,
    others::KEONI,
    others::AROHA,
    others::BRUNA,
    others::GORDON,
    others::SIOBHAN,
    past_buyers::HELGA,
    past_buyers::TOM,
    past_buyers::PRIYA_NAIR,
    past_buyers::LEE,
    past_buyers::SAM,
    past_buyers::ESTELA,
];

/// Two years of bad moments, oldest first.
pub(super) static SETBACKS: &[DemoSetback] = &[
    DemoSetback {
        days_ago: 703,
        hour: 10,
        minute: 20,
        kind: "lost-deal",
        about: "Halvorsen Marine stays with the old supplier",
        mood: 2,
    },
    DemoSetback {
        days_ago: 656,
        hour: 15,
        minute: 10,
        kind: "rough-call",
        about: "Purchasing at Brightwater, forty minutes about the discount",
        mood: 2,
    },
    DemoSetback {
        days_ago: 601,
        hour: 11,
        minute: 30,
        kind: "stalled-deal",
        about: "Lindgren Auto: budget frozen, no date given",
        mood: 2,
    },
    DemoSetback {
        days_ago: 550,
        hour: 16,
        minute: 20,
        kind: "low-day",
        about: "Eleven calls, eleven machines",
        mood: 1,
    },
    DemoSetback {
        days_ago: 495,
        hour: 9,
        minute: 40,
        kind: "lost-deal",
        about: "Second place at Corvid Tools, again",
        mood: 1,
    },
    DemoSetback {
        days_ago: 451,
        hour: 14,
        minute: 0,
        kind: "rough-call",
        about: "The new man at Fennimore hung up in the middle of a sentence",
        mood: 2,
    },
    DemoSetback {
        days_ago: 397,
        hour: 10,
        minute: 10,
        kind: "lost-deal",
        about: "Amberly Pharmacies said no, after seven months",
        mood: 1,
    },
    DemoSetback {
        days_ago: 347,
        hour: 13,
        minute: 15,
        kind: "stalled-deal",
        about: "The one who wanted us at Tollgate Furniture has left the company",
        mood: 2,
    },
    DemoSetback { days_ago: 293, hour: 9, minute: 15, kind: "low-day", about: "Forecast meeting", mood: 2 },
    DemoSetback { days_ago: 270, hour: 16, minute: 5, kind: "low-day", about: "Nothing happened. All day", mood: 2 },
    DemoSetback {
        days_ago: 236,
        hour: 15,
        minute: 30,
        kind: "rough-call",
        about: "Shouted at over an invoice that was ours to fix",
        mood: 1,
    },
    DemoSetback {
        days_ago: 181,
        hour: 10,
        minute: 45,
        kind: "lost-deal",
        about: "Redfern Grocers: nothing personal, they said",
        mood: 2,
    },
    DemoSetback {
        days_ago: 130,
        hour: 16,
        minute: 30,
        kind: "stalled-deal",
        about: "Osprey Outdoor put off the signature, third time",
        mood: 2,
    },
    DemoSetback { days_ago: 67, hour: 12, minute: 0, kind: "low-day", about: "Three no-shows before noon", mood: 2 },
    DemoSetback {
        days_ago: 9,
        hour: 14,
        minute: 20,
        kind: "lost-deal",
        about: "Pallister Freight signed with the others over lunch",
        mood: 1,
    },
];
