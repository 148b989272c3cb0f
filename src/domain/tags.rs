//! Tags: the user's own words for groups of customers. Two spellings of one tag are one.

use std::fmt;

use super::input::{one_line, shorten};
use super::problems::Invalid;
use crate::text::fold;

/// The longest tag, in characters.
const LONGEST: usize = 300;

/// A tag, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Reads what was typed as one tag.
    ///
    /// # Errors
    /// Refuses blanks, and more than 300 characters.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let line = one_line(text);
        let chars = line.chars().count();
        if fold(&line).is_empty() {
            Err(Invalid::new("a tag needs at least one letter or sign"))
        } else if chars > LONGEST {
            let start = shorten(&line, 30);
            Err(Invalid::new(format!("a tag holds at most {LONGEST} characters, and \"{start}\" has {chars}")))
        } else {
            Ok(Self(line))
        }
    }

    /// The tag as it was written first.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one tag have in common.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// The tags of one customer, each once, in the order of their folded texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<Tag>);

impl Tags {
    /// Reads tags as a form has them: a comma, a semicolon or a line's end between them; a tag that holds one of these
    /// stands in quotes.
    ///
    /// # Errors
    /// Refuses a tag that is too long.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let mut tags = Self::default();
        for part in parts(text) {
            if !part.trim().is_empty() {
                tags.add(Tag::read(&part)?);
            }
        }
        Ok(tags)
    }

    /// Takes what the book holds, a tag on each line.
    pub fn kept(lines: &str) -> Self {
        Self(lines.lines().map(|tag| Tag(tag.to_string())).collect())
    }

    /// The tags in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Tag::as_str)
    }

    /// What their spellings come to, in order.
    pub fn folded(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(Tag::folded)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is this tag, in whatever spelling.
    pub fn has(&self, tag: &Tag) -> bool {
        let folded = tag.folded();
        self.0.iter().any(|own| own.folded() == folded)
    }

    /// Adds a tag; returns whether it is new. One that is there keeps its spelling.
    pub fn add(&mut self, tag: Tag) -> bool {
        let folded = tag.folded();
        match self.0.binary_search_by_key(&folded, Tag::folded) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, tag);
                true
            }
        }
    }

    /// Takes a tag away; returns whether it was there.
    pub fn remove(&mut self, tag: &Tag) -> bool {
        let (folded, before) = (tag.folded(), self.0.len());
        self.0.retain(|own| own.folded() != folded);
        self.0.len() < before
    }

    /// Adds all of another's.
    pub fn unite(&mut self, other: &Self) {
        for tag in &other.0 {
            self.add(tag.clone());
        }
    }

    /// The tags that another does not have.
    pub fn without<'t>(&'t self, other: &'t Self) -> impl Iterator<Item = &'t Tag> {
        self.0.iter().filter(|tag| !other.has(tag))
    }

    /// The tags that another has too, in another spelling.
    pub fn respelled<'t>(&'t self, other: &'t Self) -> impl Iterator<Item = &'t Tag> {
        self.0.iter().filter(|tag| other.has(tag) && !other.0.contains(tag))
    }
}

impl FromIterator<Tag> for Tags {
    fn from_iter<I: IntoIterator<Item = Tag>>(all: I) -> Self {
        let mut tags = Self::default();
        for tag in all {
            tags.add(tag);
        }
        tags
    }
}

/// As [`Tags::read`] reads them: "Porto, vip".
impl fmt::Display for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, tag) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            if tag.contains([',', ';']) || tag.starts_with('"') {
                write!(f, "\"{}\"", tag.replace('"', "\"\""))?;
            } else {
                f.write_str(tag)?;
            }
        }
        Ok(())
    }
}

/// Takes a text apart at commas, semicolons and line ends outside of quotes. A quote counts at the beginning of a tag.
pub fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                part.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if part.trim().is_empty() => {
                part.clear();
                quoted = true;
            }
            ',' | ';' | '\n' if !quoted => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tags(text: &str) -> Tags {
        Tags::read(text).unwrap()
    }

    #[test]
    fn two_spellings_of_a_tag_are_one_and_the_first_stays() {
        let mut both = tags("VIP, Café; vip\ncafe,  , Key  account");
        assert_eq!(both.to_string(), "Café, Key account, VIP");
        assert!(!both.add(Tag::read("KEY ACCOUNT").unwrap()) && both.has(&Tag::read("cafÉ").unwrap()));
        assert!(both.remove(&Tag::read("Vip").unwrap()) && !both.remove(&Tag::read("vip").unwrap()));
        both.unite(&tags("Cafe, Porto"));
        assert_eq!(both.to_string(), "Café, Key account, Porto");
        assert_eq!(both.without(&tags("porto")).map(Tag::as_str).collect::<Vec<_>>(), ["Café", "Key account"]);
    }

    #[test]
    fn a_tag_with_a_comma_stands_in_quotes() {
        let quoted = tags("\"Smith, John\", 5\" pipe, \"\"\"so\"\" called\"");
        assert_eq!(quoted.iter().collect::<Vec<_>>(), ["\"so\" called", "5\" pipe", "Smith, John"]);
        assert_eq!(tags(&quoted.to_string()), quoted);
    }

    #[test]
    fn blanks_and_endless_tags_are_refused() {
        assert!(Tag::read(" \t ").is_err() && Tags::read(" , ;").unwrap().is_empty());
        assert!(Tag::read(&"é".repeat(300)).is_ok());
        let error = Tags::read(&format!("vip, {}", "é".repeat(301))).unwrap_err().to_string();
        assert!(error.contains("at most 300 characters") && error.contains("has 301"), "{error}");
    }

    proptest! {
        #[test]
        fn tags_are_read_as_they_are_written(all in proptest::collection::vec("[a-c,;\" ]{1,6}", 0..5)) {
            let tags: Tags = all.iter().filter_map(|tag| Tag::read(tag).ok()).collect();
            prop_assert_eq!(Tags::read(&tags.to_string()).unwrap(), tags);
        }
    }
}
