//! Values in small languages of their own, kept with the words they were written in.

use std::str::FromStr;

use super::problems::Invalid;

/// A value and its spelling: read once, and shown as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled<T> {
    written: String,
    value: Option<T>,
}

impl<T: FromStr<Err = Invalid>> Spelled<T> {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Says what is wrong with the text, and what would be right.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        Ok(Self { value: Some(text.parse()?), written: text.to_string() })
    }

    /// Takes what the book holds. A spelling that cannot be read, from a newer goodcall or another hand, is kept as it is.
    pub fn kept(written: String) -> Self {
        Self { value: written.parse().ok(), written }
    }
}

impl<T> Spelled<T> {
    /// The words, as they were written.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The value; None where the words mean nothing here.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::cadence::Cadence;
    use super::*;

    #[test]
    fn a_spelling_is_kept_beside_the_value_or_without_one() {
        let twelve_weeks = Spelled::<Cadence>::read("12W").unwrap();
        assert_eq!((twelve_weeks.as_written(), twelve_weeks.value()), ("12W", Some(&Cadence::Days(84))));
        let strange = Spelled::<Cadence>::kept("each spring".into());
        assert_eq!((strange.as_written(), strange.value()), ("each spring", None));
        assert!(Spelled::<Cadence>::read("each spring").is_err());
    }
}
