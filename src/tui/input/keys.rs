//! Single keys, and the clicks and keys of CSI sequences, as crossterm names them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// Reads the character that bytes begin with: its length, and the key where there is one. None where bytes of it are yet
/// to come.
pub(super) fn character(bytes: &[u8]) -> Option<(usize, Option<KeyEvent>)> {
    let first = *bytes.first()?;
    let control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    let key = match first {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        0x7f => KeyCode::Backspace.into(),
        0 => control(b' '),
        0x1b => KeyCode::Esc.into(),
        0x01..=0x1a => control(first - 1 + b'a'),
        0x1c..=0x1f => control(first - 0x1c + b'4'),
        _ => {
            let start = bytes.get(..bytes.len().min(4)).unwrap_or_default();
            let valid = match std::str::from_utf8(start) {
                Ok(text) => text,
                Err(error) => match (error.valid_up_to(), error.error_len()) {
                    (0, None) => return None,
                    (0, Some(wrong)) => return Some((wrong, None)),
                    (right, _) => std::str::from_utf8(start.get(..right)?).unwrap_or_default(),
                },
            };
            let c = valid.chars().next()?;
            let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            return Some((c.len_utf8(), Some(KeyEvent::new(KeyCode::Char(c), modifiers))));
        }
    };
    Some((1, Some(key)))
}

/// Adds Alt to a key.
pub(super) fn with_alt(mut key: KeyEvent) -> KeyEvent {
    key.modifiers |= KeyModifiers::ALT;
    key
}

/// The keys that end `ESC O` and, with modifiers, `ESC [ 1 ; n`.
pub(super) fn named(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

/// The function keys of the Linux console: `ESC [ [ A`.
pub(super) fn of_console(last: u8) -> Option<KeyEvent> {
    matches!(last, b'A'..=b'E').then(|| KeyCode::F(last - b'A' + 1).into())
}

/// The key of a CSI sequence; None where it is not a key: reports of the terminal, focus, releases.
pub(super) fn of_csi(parameters: &str, last: u8) -> Option<KeyEvent> {
    if parameters.is_empty() {
        return match last {
            b'Z' => Some(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
            // `ESC [ R` is not a key but half a report.
            b'R' => None,
            _ => named(last).map(KeyEvent::from),
        };
    }
    let mut parts = parameters.split(';');
    let mut number = parts.next()?.split(':');
    let code = number.next().filter(|n| !n.is_empty()).map_or(Some(1), |n| n.parse::<u32>().ok())?;
    let mut how = parts.next().unwrap_or_default().split(':');
    let modifiers = modifiers(how.next().and_then(|mask| mask.parse().ok()).unwrap_or(1));
    // The event's kind: 3 is a release.
    if how.next() == Some("3") {
        return None;
    }
    let code = match last {
        b'~' => numbered(code)?,
        b'u' => match char::from_u32(code)? {
            '\x1b' => KeyCode::Esc,
            '\r' => KeyCode::Enter,
            '\t' if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            '\t' => KeyCode::Tab,
            '\x7f' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        },
        // With parameters it tells where the cursor is.
        b'R' => return None,
        _ => named(last)?,
    };
    Some(KeyEvent::new(code, modifiers))
}

fn numbered(code: u32) -> Option<KeyCode> {
    let function = |number: u32| u8::try_from(number).ok().map(KeyCode::F);
    match code {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(code - 10),
        17..=21 => function(code - 11),
        23..=26 => function(code - 12),
        28..=29 => function(code - 15),
        31..=34 => function(code - 17),
        _ => None,
    }
}

fn modifiers(mask: u8) -> KeyModifiers {
    let mask = mask.saturating_sub(1);
    let bits = [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL, KeyModifiers::SUPER];
    let set = bits.into_iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0);
    set.fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

/// The mouse of an SGR sequence: `ESC [ < button ; column ; row M`.
pub(super) fn of_sgr_mouse(parameters: &str, last: u8) -> Option<MouseEvent> {
    let mut numbers = parameters.strip_prefix('<')?.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    let (button, column, row) = (u8::try_from(next()?).ok()?, next()?, next()?);
    if last == b'M' { mouse(button, column, row) } else { None }
}

/// The mouse of an rxvt sequence: `ESC [ button ; column ; row M`.
pub(super) fn of_rxvt_mouse(parameters: &str) -> Option<MouseEvent> {
    let mut numbers = parameters.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    let (button, column, row) = (u8::try_from(next()?).ok()?, next()?, next()?);
    mouse(button.checked_sub(32)?, column, row)
}

/// The mouse of the oldest encoding: `ESC [ M` and three bytes.
pub(super) fn of_plain_mouse(button: u8, column: u8, row: u8) -> Option<MouseEvent> {
    let place = |at: u8| u16::from(at.saturating_sub(32));
    mouse(button.checked_sub(32)?, place(column), place(row))
}

/// What the program answers: the left button's press and the wheel. Columns and rows count from 1.
fn mouse(button: u8, column: u16, row: u16) -> Option<MouseEvent> {
    let kind = match button & 0b1110_0011 {
        0 => MouseEventKind::Down(MouseButton::Left),
        64 => MouseEventKind::ScrollUp,
        65 => MouseEventKind::ScrollDown,
        _ => return None,
    };
    // Shift, Alt and Control are bits 2 to 4.
    let modifiers = modifiers(((button >> 2) & 0b111) + 1);
    Some(MouseEvent { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)?, modifiers })
}
