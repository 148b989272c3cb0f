//! Touches: how to be in touch, how a call felt, and a touch as JSON.

use crate::app::log::Logged;
use crate::domain::ids::CustomerId;
use crate::domain::remark::Remark;
use crate::domain::touch::{Participants, TouchKind};
use crate::text::clean;

pub use crate::app::after_log::{json_of as logged, touch as json};

/// What to bear in mind on a call to a past buyer.
pub const NOTHING_TO_SELL: &str = "Nothing to sell. Just ask how they are.";

/// Suggests a way to be in touch: "a handwritten card".
pub fn way(kind: TouchKind) -> &'static str {
    match kind {
        TouchKind::Call => "a call",
        TouchKind::Visit => "a visit",
        TouchKind::Card => "a handwritten card",
        TouchKind::Gift => "a box of doughnuts",
        TouchKind::Message => "a few kind lines",
    }
}

/// Says who said a remark, "— Paulo Silva", where it was another than the one it stands with.
pub fn said_by(remark: &Remark, people: &Participants, stands_with: CustomerId) -> Option<String> {
    let name = people.name_of(remark.customer).filter(|_| remark.customer != stands_with)?;
    Some(format!("— {}", clean(name)))
}

/// Says who else was at a touch, seen from one who was: ", with Paulo Silva".
pub fn with_others(people: &Participants, whose: CustomerId) -> String {
    people.names_without(whose).map(|names| format!(", with {}", clean(&names))).unwrap_or_default()
}

/// Says a mood from 1 to 5 in a word.
pub fn mood(mood: u8) -> &'static str {
    match mood {
        1 => "awful",
        2 => "low",
        3 => "so-so",
        4 => "good",
        _ => "great",
    }
}

/// Says behind what was logged that the configured program could not be started after it; nothing where it could.
pub fn hook_failed(logged: &Logged) -> String {
    logged.hook_failed.as_ref().map(|why| format!("; {why}")).unwrap_or_default()
}
