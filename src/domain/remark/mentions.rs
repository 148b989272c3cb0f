//! The teammates whom a text names: `@Sally`, `@"Sally Reyes"`.

/// The teammates a text names: `@Sally`, `@"Sally Reyes"`, at the start of a word.
pub fn teammates(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for mention in mentions(text) {
        let name = mention.name.trim();
        if !name.is_empty() && !names.iter().any(|n| n.to_lowercase() == name.to_lowercase()) {
            names.push(name.to_string());
        }
    }
    names
}

/// The text as one reads it out: without the marks around teammates' names.
pub fn without_marks(text: &str) -> String {
    read_out(text).into_iter().map(Piece::text).collect()
}

/// A piece of a text as one reads it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stands there.
    Plain(&'a str),
    /// A teammate's name, without its mark.
    Name(&'a str),
}

impl<'a> Piece<'a> {
    /// Returns the text of it.
    pub fn text(self) -> &'a str {
        match self {
            Self::Plain(text) | Self::Name(text) => text,
        }
    }
}

/// Takes a text apart as one reads it out: teammates' names stand by themselves.
pub fn read_out(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mention in mentions(text) {
        pieces.push(Piece::Plain(text.get(at..mention.start).unwrap_or_default()));
        pieces.push(Piece::Name(mention.name));
        at = mention.end;
    }
    pieces.push(Piece::Plain(text.get(at..).unwrap_or_default()));
    pieces.retain(|piece| !piece.text().is_empty());
    pieces
}

struct Mention<'a> {
    start: usize,
    end: usize,
    name: &'a str,
}

fn mentions(text: &str) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    for (start, c) in text.char_indices() {
        if start >= skip_to && c == '@' && !before.is_some_and(within_a_word) {
            let rest = text.get(start + 1..).unwrap_or_default();
            let (name, length) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').map_or(("", 0), |(name, _)| (name, name.len() + 2)),
                None => {
                    let name = plain_name(rest);
                    (name, name.len())
                }
            };
            if !name.trim().is_empty() {
                skip_to = start + 1 + length;
                found.push(Mention { start, end: skip_to, name });
            }
        }
        before = Some(c);
    }
    found
}

/// A character after which an `@` belongs to an address, not to a name.
fn within_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '@')
}

/// The name that starts a text: letters, digits, and `-` `_` `'` between them; it excludes a final 's.
fn plain_name(text: &str) -> &str {
    let mut end = 0;
    let mut following = text.chars().skip(1);
    for (at, c) in text.char_indices() {
        let next = following.next();
        let joins =
            matches!(c, '-' | '_' | '\'' | '’') && end == at && at > 0 && next.is_some_and(char::is_alphanumeric);
        // Combining marks belong to the letter before them.
        let combines = matches!(c, '\u{300}'..='\u{36f}') && at > 0;
        if !(c.is_alphanumeric() || joins || combines) {
            break;
        }
        end = at + c.len_utf8();
    }
    let name = text.get(..end).unwrap_or_default();
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::without_marks;
    use crate::domain::remark::parse;

    #[test]
    fn praise_names_teammates_at_the_start_of_words_only() {
        let names = |t: &str| parse(t).into_iter().next().unwrap().teammates;
        assert_eq!(names("+ @Sally and (@\"Sally Reyes\"), @sally's too, ana@porto.pt"), ["Sally", "Sally Reyes"]);
        assert_eq!(names("+ @José-María, @O'Neil stayed"), ["José-María", "O'Neil"]);
        assert_eq!(names("+ @ nobody, @\"unclosed"), Vec::<String>::new());
        assert_eq!(names("! @Sally's idea"), Vec::<String>::new());
    }

    #[test]
    fn a_text_is_read_out_without_the_marks() {
        assert_eq!(without_marks("@Sally and @\"Old Ben\": a@b.c"), "Sally and Old Ben: a@b.c");
    }
}
