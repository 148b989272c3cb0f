//! Values that are one of a few words, spelled the same on the command line, in JSON and in the book.

use serde::Serializer;

/// A value out of a fixed list of words.
pub trait Choice: Copy + Sized + 'static {
    /// Every value, in the order in which it is offered.
    const ALL: &'static [Self];
    /// What the list is of, for messages.
    const WHAT: &'static str;

    /// The word for this value.
    fn as_str(self) -> &'static str;

    /// Reads a word, whatever its case.
    fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.iter().copied().find(|c| c.as_str().eq_ignore_ascii_case(word))
    }

    /// The words, joined for a message: "call, visit or card".
    fn list() -> String {
        let words: Vec<_> = Self::ALL.iter().map(|c| c.as_str()).collect();
        match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.concat(),
        }
    }
}

/// Writes a choice as its word, for `#[serde(serialize_with)]` and the derives below.
pub fn serialize_choice<C: Choice, S: Serializer>(choice: &C, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(choice.as_str())
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $word, "` in flags, JSON and the book.")] $variant),+ }

        impl $crate::domain::choice::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const WHAT: &'static str = $what;
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::domain::choice::serialize_choice(self, serializer)
            }
        }
    )+};
}
pub(crate) use choices;
