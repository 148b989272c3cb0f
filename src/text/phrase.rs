//! Words that stand together in a text.

use super::search::{search_query, search_words};
use super::undivided::is_undivided;

/// Words that must stand together, whatever their case and accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    typed: String,
    /// The folded words, with a blank between two of them.
    words: String,
}

impl Phrase {
    /// Reads a phrase; None where it has no word.
    pub fn read(typed: &str) -> Option<Self> {
        let words = search_words(typed).join(" ");
        (!words.is_empty()).then(|| Self { typed: typed.to_lowercase(), words })
    }

    /// Returns the words that the search index has of every text with the phrase.
    pub fn asked(&self) -> Option<Vec<String>> {
        search_query(&self.typed)
    }

    /// Whether a text has it, from the beginning of a word on; what is written without blanks begins anywhere.
    pub fn stands_in(&self, text: &str) -> bool {
        format!(" {}", search_words(text).join(" ")).contains(&format!(" {}", self.words))
            || is_undivided(&self.typed) && text.to_lowercase().contains(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    #[test]
    fn a_phrase_stands_where_its_words_follow_each_other() {
        for (phrase, text, stands) in [
            ("cold chain", "Porto (Cold Chain), S.A.", true),
            ("COLD cha", "Porto Cold Chain", true),
            ("sao paulo", "São Paulo", true),
            ("ana o'brien", "Ana O’Brien", true),
            ("old chain", "Porto Cold Chain", false),
            ("chain cold", "Porto Cold Chain", false),
            ("지우", "박지우", true),
        ] {
            assert_eq!(Phrase::read(phrase).unwrap().stands_in(text), stands, "{phrase} in {text}");
        }
        assert_eq!(Phrase::read("--"), None);
    }
}
