//! The fields of a log, and the keys of each.

use crate::domain::choice::Choice;
use crate::domain::touch::{Outcome, TEXT_LIMIT, TouchKind};
use crate::tui::form::Field;

/// The fields of a log, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogField {
    Text,
    Kind,
    Outcome,
    Minutes,
    When,
    Before,
    After,
    With,
    /// Whether the words go to the team.
    Words,
}

/// Makes the fields of an empty log.
pub(super) fn fields() -> Vec<Field<LogField>> {
    vec![
        Field::lines(LogField::Text).at_most(TEXT_LIMIT),
        Field::choice(LogField::Kind, TouchKind::ALL.iter().map(|k| k.as_str()).collect()),
        Field::choice(LogField::Outcome, Outcome::ALL.iter().map(|o| o.as_str()).collect()),
        Field::line(LogField::Minutes),
        Field::line(LogField::When),
        Field::rating(LogField::Before),
        Field::rating(LogField::After),
        Field::line(LogField::With),
        Field::yes_no(LogField::Words),
    ]
}

/// Keys, and what they do.
pub(super) type Keys = &'static [(&'static str, &'static str)];

impl LogField {
    /// The keys of each detail, for the footer.
    pub(super) const DETAILS: &'static [(Self, Keys)] = &[
        (Self::Kind, &[("←→", "call, visit, card, gift, message")]),
        (Self::Outcome, &[("←→", "reached, voicemail, no answer")]),
        (Self::Minutes, &[("20", "or 1h 20")]),
        (Self::When, &[("yesterday 16:00", "or a date")]),
        (Self::Before, &[("1-5", "how you felt")]),
        (Self::After, &[("1-5", "how you feel")]),
        (Self::With, &[("⏎", "take the name"), (",", "another name")]),
        (Self::Words, &[("←→", "for you alone, for the team")]),
    ];

    /// Returns the field for a problem's field name.
    pub(super) fn of_problem(name: &str) -> Self {
        match name {
            "at" => Self::When,
            "minutes" => Self::Minutes,
            "outcome" => Self::Outcome,
            "mood_before" => Self::Before,
            "mood_after" => Self::After,
            "with" => Self::With,
            _ => Self::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footer_names_every_choice() {
        let all = |words: Vec<&str>| words.join(", ").replace('-', " ");
        let named = |field| LogField::DETAILS.iter().find(|(of, _)| *of == field).map(|(_, keys)| keys[0].1);
        assert_eq!(named(LogField::Kind), Some(all(TouchKind::ALL.iter().map(|k| k.as_str()).collect()).as_str()));
        assert_eq!(named(LogField::Outcome), Some(all(Outcome::ALL.iter().map(|o| o.as_str()).collect()).as_str()));
    }
}
