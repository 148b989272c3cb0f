//! Tells what the bytes of a terminal begin with: a key, a click, a paste, or something it says of itself.

use crossterm::event::{KeyCode, KeyEvent};

use super::keys;
use crate::tui::event::Event;

pub(super) const ESC: u8 = 0x1b;
/// The longest CSI sequence that means anything.
const LONGEST_CSI: usize = 128;

/// What bytes begin with.
pub(super) enum First {
    /// The next bytes say.
    Unclear,
    /// This many bytes that are an event, or nothing.
    Is(usize, Option<Event>),
    /// This many bytes that begin a reply.
    Reply(usize),
    /// This many bytes that begin a paste.
    Paste(usize),
}

/// Whether a read goes on where Esc began something other than a key.
pub(super) fn follows_esc(read: &[u8]) -> bool {
    let whole = [&[ESC], read].concat();
    matches!(whole.as_slice(), [_, b'[', ..]) || matches!(first(&whole), First::Reply(_))
}

/// Whether a key could be the second byte of a reply that comes byte by byte.
pub(super) fn may_begin_reply(read: &[u8]) -> bool {
    matches!(read, [b'P' | b']' | b'_' | b'['])
}

/// Reads the key that bytes begin with, as if they were typed.
pub(super) fn key_of(bytes: &[u8]) -> Option<(usize, Option<KeyEvent>)> {
    match bytes {
        [ESC, rest @ ..] if !rest.is_empty() => {
            let (length, key) = keys::character(rest)?;
            Some((length + 1, key.map(keys::with_alt)))
        }
        _ => keys::character(bytes),
    }
}

/// Says what bytes begin with.
pub(super) fn first(bytes: &[u8]) -> First {
    match bytes {
        [] | [ESC] => First::Unclear,
        // Alt with an arrow, as some terminals send it.
        [ESC, ESC, b'[' | b'O', ..] => match first(bytes.get(1..).unwrap_or_default()) {
            First::Is(length, Some(Event::Key(key))) => First::Is(length + 1, Some(Event::Key(keys::with_alt(key)))),
            First::Unclear => First::Unclear,
            _ => First::Is(1, Some(Event::Key(KeyCode::Esc.into()))),
        },
        [ESC, ESC, ..] => First::Is(1, Some(Event::Key(KeyCode::Esc.into()))),
        [ESC, b'[', rest @ ..] => csi(rest),
        [ESC, b'O', last, ..] if keys::named(*last).is_some() => {
            First::Is(3, keys::named(*last).map(|code| Event::Key(code.into())))
        }
        [ESC, b'P' | b']' | b'_' | b'O'] => First::Unclear,
        [ESC, b'P' | b']', b'0'..=b'9' | b'>' | b'!' | b'$', ..]
        | [ESC, b'_', b'G', ..]
        | [ESC, b'X' | b'^', _, ..] => First::Reply(2),
        _ => key_of(bytes).map_or(First::Unclear, |(length, key)| First::Is(length, key.map(Event::Key))),
    }
}

/// Reads a CSI sequence, from behind its `ESC [`.
fn csi(rest: &[u8]) -> First {
    match rest {
        [b'['] => return First::Unclear,
        [b'[', last, ..] => return First::Is(4, keys::of_console(*last).map(Event::Key)),
        [b'M', button, column, row, ..] => {
            return First::Is(6, keys::of_plain_mouse(*button, *column, *row).map(Event::Mouse));
        }
        [b'M', ..] => return First::Unclear,
        _ => {}
    }
    let length = rest.iter().position(|b| !matches!(b, 0x20..=0x3f));
    let Some((length, last)) = length.and_then(|at| Some((at, *rest.get(at)?))) else {
        return if rest.len() > LONGEST_CSI { First::Is(2 + rest.len(), None) } else { First::Unclear };
    };
    let parameters = rest.get(..length).and_then(|p| std::str::from_utf8(p).ok()).unwrap_or_default();
    let event = match (parameters, last) {
        // It was never finished; alone, it was a key.
        ("", 0..=0x1f | 0x7f..) => return First::Is(2, key_of(b"\x1b[").and_then(|(_, key)| key.map(Event::Key))),
        (_, 0..=0x1f | 0x7f..) => return First::Is(2 + length, None),
        ("200", b'~') => return First::Paste(2 + length + 1),
        (p, b'M' | b'm') if p.starts_with('<') => keys::of_sgr_mouse(p, last).map(Event::Mouse),
        (p, b'M') => keys::of_rxvt_mouse(p).map(Event::Mouse),
        (p, b'c') if names_one_of_256(p) => Some(Event::Shows256),
        (p, _) => keys::of_csi(p, last).map(Event::Key),
    };
    First::Is(2 + length + 1, event)
}

/// Reads the first number of a terminal's answer to "which are you" (DA2): xterm is 41, what is built on VTE 61 or 65, mlterm
/// 24. Those set TERM to "xterm" in some settings, and show 256 colors all the same.
fn names_one_of_256(parameters: &str) -> bool {
    let named = parameters.strip_prefix('>').and_then(|p| p.split(';').next());
    matches!(named, Some("24" | "41" | "61" | "65"))
}
