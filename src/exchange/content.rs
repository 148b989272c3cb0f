//! Content lines as iCalendar and vCard have them: text escaped, lines folded.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{clean_tabbed, width};

/// The longest line, in bytes, without its end.
pub(super) const LINE: usize = 75;

/// Writes text as a value that many programs show: a tab becomes a blank.
pub(super) fn escaped(text: &str) -> String {
    escaped_with_tabs(&text.replace('\t', " "))
}

/// Writes text as a value: commas, semicolons and backslashes escaped, line breaks as `\n`; a tab stays. The format has no
/// escape for what steers or hides, so that is shown as everywhere.
pub(super) fn escaped_with_tabs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean_tabbed(&text.replace("\r\n", "\n").replace('\r', "\n")).chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded if it is too long: continued lines begin with a blank. Cuts no letter and no emoji in two, unless
/// it is longer than a line.
pub(super) fn line(out: &mut String, text: &str) {
    let mut room = LINE;
    let mut push = |part: &str| {
        if part.len() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push_str(part);
        room = room.saturating_sub(part.len());
    };
    for grapheme in text.graphemes(true) {
        if grapheme.len() < LINE {
            push(grapheme);
        } else {
            pieces(grapheme).iter().for_each(|piece| push(piece));
        }
    }
    out.push_str("\r\n");
}

/// Divides a letter that is longer than a line before characters that have a width of their own, as far as there are any.
fn pieces(grapheme: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in grapheme.chars() {
        let mut buffer = [0; 4];
        let written = &*c.encode_utf8(&mut buffer);
        match pieces.last_mut().filter(|piece| width(written) == 0 && piece.len() + written.len() < LINE) {
            Some(piece) => piece.push_str(written),
            None => pieces.push(written.to_string()),
        }
    }
    pieces
}
