//! The byte-order mark at the beginning of a text: more than one, or one that a program read as letters, "ï»¿name".

use std::borrow::Cow;
use std::sync::LazyLock;

use super::garbled::{READ_IN, ROUNDS};

const MARK: &str = "\u{feff}";

/// How each encoding reads a mark whose UTF-8 was not told: once and more, the longest first.
static READ_AS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for encoding in READ_IN {
        let mut text = MARK.to_string();
        for _ in 0..ROUNDS {
            // Some encodings take the last byte of it for the first of a letter, which no comma goes on.
            let with_comma = format!("{text},");
            let (read, _) = encoding.decode_without_bom_handling(with_comma.as_bytes());
            let Some(read) = read.strip_suffix(',') else { break };
            text = read.to_string();
            // What stands for no letter is shown as one of these.
            all.extend(["?", "・"].map(|sign| text.replace(char::REPLACEMENT_CHARACTER, sign)));
            all.push(text.clone());
        }
    }
    all.retain(|read| !read.is_ascii() && read.chars().count() > 1);
    all.sort_by_key(|read| std::cmp::Reverse(read.len()));
    all.dedup();
    all
});

/// What a text begins with in place of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ByteOrderMarks {
    /// How many bytes of the text to leave out.
    pub(super) length: usize,
    /// What of these bytes is text all the same: a quotation mark before the mark, and a letter that was read with it.
    pub(super) text: String,
}

impl ByteOrderMarks {
    /// Finds the marks at the beginning of a text.
    pub(super) fn of(text: &str) -> Self {
        let quote = if text.starts_with('"') { "\"" } else { "" };
        let mut found = Self { length: quote.len(), text: quote.to_string() };
        loop {
            let rest = text.get(found.length..).unwrap_or_default();
            if rest.starts_with(|c: char| c.is_ascii()) {
                break;
            }
            if let Some(mark) =
                std::iter::once(MARK).chain(READ_AS.iter().map(String::as_str)).find(|m| rest.starts_with(m))
            {
                found.length += mark.len();
            } else if let Some((length, letter)) = with_letter(rest) {
                found.length += length;
                found.text.push(letter);
            } else {
                break;
            }
        }
        if found.length == quote.len() { Self::default() } else { found }
    }
}

/// Reads a mark of which an encoding of two bytes made a sign with the letter behind it: "锘縩ame". Returns how many bytes
/// these signs have, and the letter.
fn with_letter(text: &str) -> Option<(usize, char)> {
    let length = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let signs = text.get(..length)?;
    READ_IN.iter().find_map(|encoding| {
        let (bytes, _, is_lossy) = encoding.encode(signs);
        match bytes.strip_prefix(MARK.as_bytes()) {
            Some(&[letter]) if !is_lossy && letter.is_ascii() => Some((length, char::from(letter))),
            _ => None,
        }
    })
}

/// Returns a text without the marks at its beginning.
pub(super) fn without_byte_order_marks(text: &str) -> Cow<'_, str> {
    let marks = ByteOrderMarks::of(text);
    let rest = text.get(marks.length..).unwrap_or_default();
    if marks.text.is_empty() { Cow::Borrowed(rest) } else { Cow::Owned(marks.text + rest) }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GBK, IBM866, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

    use super::*;

    #[test]
    fn a_mark_goes_in_whatever_it_was_read_and_however_often() {
        for encoding in READ_IN {
            for name in ["goodcall_id", "\"goodcall_id\"", "BEGIN:VCARD", "Name", "name", "{\"goodcall\": 1"] {
                let mut text = format!("{MARK}{name}");
                for _ in 0..ROUNDS {
                    let (read, _) = encoding.decode_without_bom_handling(text.as_bytes());
                    text = read.into_owned();
                    if text.ends_with(name) || text.chars().count() == name.chars().count() + 1 {
                        assert_eq!(without_byte_order_marks(&text), name, "{text} in {}", encoding.name());
                    }
                }
            }
        }
    }

    #[test]
    fn the_marks_that_programs_leave_go() {
        for text in [
            "ï»¿name",
            "\u{feff}\u{feff}name",
            "Ã¯Â»Â¿name",
            "\u{feff}ï»¿name",
            "Ôªøname",
            "锘縩ame",
            "癤퓆ame",
            "・ｿname",
        ] {
            assert_eq!(without_byte_order_marks(text), "name", "{text}");
        }
        assert_eq!(without_byte_order_marks("\"ï»¿name\",company"), "\"name\",company");
        for (encoding, read) in
            [(GBK, "锘縢"), (EUC_KR, "癤풿"), (WINDOWS_1252, "ï»¿g"), (MACINTOSH, "Ôªøg"), (IBM866, "я╗┐g")]
        {
            let whole = encoding.decode_without_bom_handling("\u{feff}goodcall_id".as_bytes()).0;
            assert!(whole.starts_with(read), "{whole}");
        }
        assert!([BIG5, SHIFT_JIS].iter().all(|e| READ_IN.contains(e)));
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in
            ["", "\"", "name", "\"name\"", "Ñame", "姓名", "名前,会社", "이름", "Имя", "ï", "锘", "İsim", "Όνομα"]
        {
            assert_eq!(
                (ByteOrderMarks::of(text), without_byte_order_marks(text).as_ref()),
                (ByteOrderMarks::default(), text),
                "{text}"
            );
        }
    }
}
