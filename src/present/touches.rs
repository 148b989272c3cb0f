//! Touches: how to be in touch, how a call felt, and a touch as JSON.

use crate::domain::touch::TouchKind;

pub use crate::app::after_log::touch as json;

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
