//! What forms share: fields of one line with labels, and keys that turn through choices.

use crossterm::event::{KeyCode, KeyEvent};

use super::keymap::Action;

/// A key that turns through the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Next,
    Previous,
    Digit(u8),
}

/// What a key means on a field of choices.
pub(super) fn turn_of(key: KeyEvent) -> Option<Turn> {
    match key.code {
        KeyCode::Right | KeyCode::Char(' ' | '+') => Some(Turn::Next),
        KeyCode::Left | KeyCode::Char('-') => Some(Turn::Previous),
        KeyCode::Char(c) => c.to_digit(10).and_then(|d| u8::try_from(d).ok()).map(Turn::Digit),
        _ => None,
    }
}

/// Whether an action goes to the next field of a form, or to the one before.
pub(super) fn field_step(action: Action) -> Option<bool> {
    match action {
        Action::NextField => Some(false),
        Action::PreviousField => Some(true),
        _ => None,
    }
}

/// Whether a key goes to the next line of a form, or to the one before.
pub(super) fn line_step(key: KeyEvent) -> Option<bool> {
    match key.code {
        KeyCode::Down | KeyCode::Enter => Some(false),
        KeyCode::Up => Some(true),
        _ => None,
    }
}
