//! Writes JSON that can't steer a terminal, hide text or pile up marks: it escapes such characters, as in `\u202e`.
//!
//! A program reads the same value from it.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::clean::{MARKS, is_mark, stands_alone};

/// Writes a value as one line of JSON; escapes what a terminal could take for more than text.
pub fn json(value: &serde_json::Value) -> String {
    let mut out = Vec::new();
    // A value's keys are texts and a vector takes every byte, so this can't fail.
    let written = value.serialize(&mut Serializer::with_formatter(&mut out, Escaping));
    match (written, String::from_utf8(out)) {
        (Ok(()), Ok(text)) => text,
        _ => "null".into(),
    }
}

/// The compact form of JSON, with escapes for characters that may not stay as they are.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let (mut from, mut marks) = (0, 0);
        let mut escaped = |c: char| {
            if c.is_alphanumeric() || c.is_ascii() {
                marks = 0;
                return c == '\u{7F}' || !c.is_ascii() && !stands_alone(c);
            }
            marks = if is_mark(c) { marks + 1 } else { 0 };
            marks > MARKS || !stands_alone(c)
        };
        for (at, c) in fragment.char_indices().filter(|(_, c)| escaped(*c)) {
            out.write_all(fragment.get(from..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        out.write_all(fragment.get(from..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json as value};

    use super::*;

    #[test]
    fn what_steers_or_hides_is_escaped_and_the_rest_stands() {
        for (text, written) in [
            ("Ana \"Ré\" 東京 👍🏽", r#""Ana \"Ré\" 東京 👍🏽""#),
            ("Jose\u{301} नि", "\"Jose\u{301} नि\""),
            ("\u{1b}[2J\u{7f}\u{9b}m", r#""\u001b[2J\u007f\u009bm""#),
            ("\u{202e}a\u{2066}b\u{200d}c\u{feff}", r#""\u202ea\u2066b\u200dc\ufeff""#),
            ("\u{2028}\u{e000}\u{e0041}\u{ad}", r#""\u2028\ue000\udb40\udc41\u00ad""#),
        ] {
            assert_eq!(json(&value!(text)), written);
        }
        let pile = format!("e{}", "\u{301}".repeat(10));
        assert_eq!(json(&value!(pile)), format!("\"e{}\\u0301\\u0301\"", "\u{301}".repeat(8)));
        assert_eq!(json(&value!({"\u{202e}k": [1, null, 2.5, true]})), r#"{"\u202ek":[1,null,2.5,true]}"#);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_value_is_read_back_as_it_was(key in any::<String>(), text in any::<String>(), number in any::<i64>()) {
            let whole = value!({key: [text, number]});
            let written = json(&whole);
            let harm = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
            prop_assert!(!written.chars().any(harm), "{}", written);
            prop_assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(whole));
        }
    }
}
