//! The words of a sentence, and where its parts end.

use std::ops::Range;

use crate::domain::dates::weekday_named;

/// A word of a sentence, in lower case and without what surrounds it.
pub(super) struct Word {
    pub(super) text: String,
    /// What followed it: "," or ")." or nothing.
    pub(super) tail: String,
    /// Where it stands in the sentence, in bytes, with all that surrounds it.
    pub(super) place: Range<usize>,
}

impl Word {
    /// Whether a comma, a full stop or the like ends what the word belongs to.
    pub(super) fn closes(&self) -> bool {
        !self.tail.is_empty()
    }
}

/// Splits a sentence into its words.
pub(super) fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut next = 0;
    for chunk in text.split_inclusive(|c: char| c.is_whitespace() || c == '—') {
        let place = next..next + chunk.len();
        next = place.end;
        let chunk = chunk.trim_end_matches(|c: char| c.is_whitespace() || c == '—');
        let chunk = chunk.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = chunk.trim_end_matches(|c: char| !c.is_alphanumeric());
        let tail = chunk.get(bare.len()..).unwrap_or_default();
        if bare.is_empty() {
            continue;
        }
        let bare = bare.to_lowercase();
        // Of "thu/fri" and "mon-wed", the first.
        let (bare, tail) = match bare.split_once(['/', '-', '–']) {
            Some((first, second)) if weekday_named(first).is_some() && weekday_named(second).is_some() => (first, ","),
            _ => (bare.as_str(), tail),
        };
        words.push(Word { text: bare.to_owned(), tail: tail.to_owned(), place });
    }
    words
}
