//! Keys that hold a list: one value need not be written as one.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, SeqAccess, Visitor};

/// Reads a list of texts, or a text as a list of one.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    from.deserialize_any(Texts)
}

/// Reads a command: a list of the program and its arguments, or the program alone. A text with blanks would have to be
/// split as a shell does, and goodcall starts no shell.
pub(super) fn command<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let words = from.deserialize_any(Texts)?;
    if words.iter().any(|word| word.contains('\0')) {
        return Err(D::Error::custom("a command can't hold a NUL character"));
    }
    match words.as_slice() {
        [program, ..] if program.trim().is_empty() => {
            Err(D::Error::custom("a command begins with the name of a program; write [] for none"))
        }
        // A path may hold blanks.
        [one] if one.split_whitespace().count() > 1 && !one.contains(['/', '\\']) => {
            let parts: Vec<String> = one.split_whitespace().map(|part| format!("\"{part}\"")).collect();
            let example = parts.join(", ");
            Err(D::Error::custom(format!("a command is a list, a text for each argument: write [{example}]")))
        }
        _ => Ok(words),
    }
}

/// Takes a text or a list of them.
struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
        // Nothing at all is a list without anything.
        Ok(if text.is_empty() { Vec::new() } else { vec![text.to_string()] })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}
