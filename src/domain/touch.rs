//! One contact with a customer, and the check that every log passes.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::choice::choices;
use super::ids::{CustomerId, SetbackId, TouchId};
use super::problems::Problems;
use crate::text::fold;

/// The longest log, in bytes.
pub const TEXT_LIMIT: usize = 1024 * 1024;

choices! {
    /// What kind of contact it was.
    TouchKind, "kind" { Call = "call", Visit = "visit", Card = "card", Gift = "gift", Message = "message" }

    /// How a call ended.
    Outcome, "outcome" { Reached = "reached", Voicemail = "voicemail", NoAnswer = "no-answer" }

    /// What brought the contact about.
    Occasion, "occasion" {
        /// It was their turn on a call day.
        Rotation = "rotation",
        /// It followed a setback.
        Lift = "lift",
        /// A past buyer was to hear from the user.
        KeepInTouch = "keep-in-touch",
        /// A visit, planned or not.
        Visit = "visit",
        /// Anything else.
        Other = "other",
    }
}

impl TouchKind {
    /// The words for it in "logged a call with".
    pub fn article(self) -> &'static str {
        match self {
            Self::Call => "a call with",
            Self::Visit => "a visit to",
            Self::Card => "a card to",
            Self::Gift => "a gift to",
            Self::Message => "a message to",
        }
    }
}

/// A contact in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Grows with the time it was logged, not with [`Touch::at`].
    pub id: TouchId,
    /// With whom.
    pub customer: CustomerId,
    /// How they were in touch.
    pub kind: TouchKind,
    /// Only calls have one.
    pub outcome: Option<Outcome>,
    /// When it happened, with the offset that applied there and then.
    pub at: DateTime<FixedOffset>,
    /// How long it took; None if unknown.
    pub minutes: Option<u32>,
    /// Why it was made.
    pub occasion: Occasion,
    /// The setback that it answered.
    pub setback: Option<SetbackId>,
    /// 1 (awful) to 5 (great); None if not asked or not answered.
    pub mood_before: Option<u8>,
    /// 1 (awful) to 5 (great); None if not asked or not answered.
    pub mood_after: Option<u8>,
    /// Whether a file brought it rather than a person.
    pub imported: bool,
    /// The log exactly as written.
    pub text: String,
}

impl Touch {
    /// The local day on which it happened.
    pub fn day(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// Whether it was a conversation: a reached call or a visit.
    pub fn is_conversation(&self) -> bool {
        is_conversation(self.kind, self.outcome)
    }

    /// Whether they heard from us: anything but a call that nobody answered.
    pub fn arrived(&self) -> bool {
        self.outcome != Some(Outcome::NoAnswer)
    }
}

/// Whether a contact of this kind and outcome is a conversation.
pub fn is_conversation(kind: TouchKind, outcome: Option<Outcome>) -> bool {
    match kind {
        TouchKind::Call => outcome == Some(Outcome::Reached),
        TouchKind::Visit => true,
        TouchKind::Card | TouchKind::Gift | TouchKind::Message => false,
    }
}

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Which customer it is.
    pub id: CustomerId,
    /// Their name now.
    pub name: String,
}

/// Everybody who was there: the one whose touch it is, and the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participants {
    /// Whose touch it is.
    pub first: Participant,
    /// The others, each once, in the order in which they were named.
    pub with: Vec<Participant>,
}

impl Participants {
    /// Goes through everybody, the first before the others.
    pub fn all(&self) -> impl Iterator<Item = &Participant> {
        std::iter::once(&self.first).chain(&self.with)
    }

    /// The names of everybody: "Ana Ribeiro and Paulo Silva".
    pub fn names(&self) -> String {
        names_in_words(self.all().map(|p| p.name.as_str())).unwrap_or_default()
    }

    /// The names of everybody but one; None where nobody else was there.
    pub fn names_without(&self, who: CustomerId) -> Option<String> {
        names_in_words(self.all().filter(|p| p.id != who).map(|p| p.name.as_str()))
    }

    /// The one of the others whom words mean: an id, or beginnings of the words of one name alone.
    pub fn named(&self, who: &str) -> Option<&Participant> {
        let typed = fold(who);
        let means = |p: &&Participant| {
            let name = fold(&p.name);
            let begins = |typed: &str| name.split_whitespace().any(|word| word.starts_with(typed));
            typed == p.id.to_string() || !typed.is_empty() && typed.split_whitespace().all(begins)
        };
        let mut found = self.with.iter().filter(means);
        found.next().filter(|_| found.next().is_none())
    }

    /// The name of one who was there.
    pub fn name_of(&self, who: CustomerId) -> Option<&str> {
        self.all().find(|p| p.id == who).map(|p| p.name.as_str())
    }
}

/// Joins names: "Ana Ribeiro, Paulo Silva and Rui Costa". None without any.
pub fn names_in_words<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    match names.split_last()? {
        (only, []) => Some((*only).to_string()),
        (last, before) => Some(format!("{} and {last}", before.join(", "))),
    }
}

/// A contact as entered, before the check. `None` keeps what was there, or means the usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TouchDraft {
    /// By default a call.
    pub kind: Option<TouchKind>,
    /// Only for a call; by default reached.
    pub outcome: Option<Outcome>,
    /// Not after now; by default now.
    pub at: Option<DateTime<FixedOffset>>,
    /// At most a day.
    pub minutes: Option<u32>,
    /// By default [`usual_occasion`].
    pub occasion: Option<Occasion>,
    /// 1 to 5.
    pub mood_before: Option<u8>,
    /// 1 to 5.
    pub mood_after: Option<u8>,
    /// Who else was there, whatever the order; by default nobody.
    pub with: Option<Vec<CustomerId>>,
    /// Whether its words go to the team that shares the customer; by default as the configuration says, and as they did.
    pub shared: Option<bool>,
    /// The log as written, a remark a line; may be empty.
    pub text: String,
}

/// The longest contact, in minutes: a day.
const MINUTES_LIMIT: u32 = 24 * 60;

impl TouchDraft {
    /// Returns every problem at once; a contact is at `now` at the latest.
    pub fn check(&self, now: DateTime<FixedOffset>) -> Result<(), Problems> {
        let mut problems = Problems::default();
        if self.outcome.is_some() && self.kind.is_some_and(|k| k != TouchKind::Call) {
            problems.add("outcome", "only a call is reached, voicemail or no-answer");
        }
        if let Some(at) = self.at.filter(|at| *at > now) {
            problems.add("at", format!("{} lies in the future; log what has happened", at.format("%Y-%m-%d %H:%M")));
        }
        for (field, mood) in [("mood_before", self.mood_before), ("mood_after", self.mood_after)] {
            if let Some(mood) = mood.filter(|m| !(1..=5).contains(m)) {
                problems.add(field, format!("{mood} is not from 1 to 5"));
            }
        }
        if let Some(minutes) = self.minutes.filter(|m| *m > MINUTES_LIMIT) {
            problems.add("minutes", format!("{minutes} minutes are more than a day"));
        }
        if self.text.len() > TEXT_LIMIT {
            problems.add("text", format!("{} bytes are more than the {TEXT_LIMIT} a log holds", self.text.len()));
        }
        problems.or(())
    }

    /// The kind, by default a call.
    pub fn kind(&self) -> TouchKind {
        self.kind.unwrap_or(TouchKind::Call)
    }

    /// The outcome: a call is reached by default, other kinds have none.
    pub fn outcome(&self) -> Option<Outcome> {
        (self.kind() == TouchKind::Call).then(|| self.outcome.unwrap_or(Outcome::Reached))
    }
}

/// What decides the usual occasion of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccasionFacts {
    /// How they were in touch.
    pub kind: TouchKind,
    /// The customer is the open pick.
    pub is_open_pick: bool,
    /// A setback of the last 24 hours is unanswered.
    pub unanswered_setback: bool,
    /// The customer is a favorite.
    pub favorite: bool,
    /// The customer once bought and no longer does.
    pub past_buyer: bool,
}

/// The occasion of a log that names none.
pub fn usual_occasion(facts: OccasionFacts) -> Occasion {
    if facts.is_open_pick {
        Occasion::Rotation
    } else if facts.unanswered_setback && facts.favorite {
        Occasion::Lift
    } else if facts.kind == TouchKind::Visit {
        Occasion::Visit
    } else if facts.past_buyer {
        Occasion::KeepInTouch
    } else {
        Occasion::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    #[test]
    fn words_are_read_in_any_case() {
        assert_eq!(Outcome::parse("No-Answer"), Some(Outcome::NoAnswer));
        assert_eq!(TouchKind::list(), "call, visit, card, gift or message");
    }

    #[test]
    fn a_call_in_the_future_is_refused() {
        let now = DateTime::parse_from_rfc3339("2026-11-23T09:00:00Z").unwrap();
        let draft = TouchDraft { at: Some(now + chrono::Duration::minutes(1)), ..TouchDraft::default() };
        assert!(draft.check(now).unwrap_err().to_string().contains("lies in the future"));
    }

    #[test]
    fn the_usual_occasion_follows_the_first_rule_that_fits() {
        let facts = OccasionFacts {
            kind: TouchKind::Call,
            is_open_pick: true,
            unanswered_setback: true,
            favorite: true,
            past_buyer: false,
        };
        assert_eq!(usual_occasion(facts), Occasion::Rotation);
        assert_eq!(usual_occasion(OccasionFacts { is_open_pick: false, ..facts }), Occasion::Lift);
        let stranger = OccasionFacts { is_open_pick: false, favorite: false, ..facts };
        assert_eq!(usual_occasion(stranger), Occasion::Other);
        assert_eq!(usual_occasion(OccasionFacts { kind: TouchKind::Visit, ..stranger }), Occasion::Visit);
        assert_eq!(usual_occasion(OccasionFacts { past_buyer: true, ..stranger }), Occasion::KeepInTouch);
    }
}
