//! Reads text as programs save it: with or without a byte-order mark.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The byte-order mark as a letter, which it is nowhere but at the beginning.
const MARK: char = '\u{feff}';

/// Why bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// The first line that is not, from 1.
    pub line: usize,
}

/// Reads UTF-8, or UTF-16 that says so with its mark; the mark goes.
///
/// # Errors
/// Names the line that is neither.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if broken { Err(NotText { line: 1 }) } else { Ok(text.into_owned()) };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(without_mark(text).to_owned()),
        Err(e) => {
            let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
            Err(NotText { line: before.iter().filter(|b| **b == b'\n').count() + 1 })
        }
    }
}

/// Reads what [`decode`] can, and the rest with a sign for each byte that is not text.
pub fn decode_lossy(bytes: &[u8]) -> Cow<'_, str> {
    decode(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Owned)
}

/// Returns the text behind its byte-order mark.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_read_and_goes() {
        let text = "+ köstlich 🙂\n! more";
        let wide =
            |unit: fn(u16) -> [u8; 2]| format!("{MARK}{text}").encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let marked = format!("{MARK}{text}").into_bytes();
        for bytes in [text.as_bytes().to_vec(), marked, wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode("a\u{feff}b".as_bytes()).as_deref(), Ok("a\u{feff}b"));
    }

    #[test]
    fn what_is_no_text_names_its_line() {
        assert_eq!(decode(b"one\ntwo\ncaf\xe9\n"), Err(NotText { line: 3 }));
        assert_eq!(decode(b"\xff\xfe\x00\xd8"), Err(NotText { line: 1 }));
        assert_eq!(decode_lossy(b"caf\xe9"), "caf\u{fffd}");
    }
}
