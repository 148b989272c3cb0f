//! A telephone number as it is kept: E.164 where it could be read, else as typed.

use chrono_tz::Tz;

/// A number, its usual way of writing, and what it tells about where the person is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phone {
    /// E.164 ("+351225550142") where it parsed, else as typed.
    pub number: String,
    /// As it is written in its country; None where it did not parse.
    pub shown: Option<String>,
    /// ISO 3166 region ("PT"); None where it did not parse.
    pub region: Option<String>,
    /// The region's time zone, where the region has just one.
    pub zone: Option<Tz>,
}

/// What may be handed to a dialer: digits, `+`, `*`, `#` and pauses; None where no digit is left.
pub fn dialable(number: &str) -> Option<String> {
    let kept: String =
        number.trim().chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#' | ',' | ';')).collect();
    kept.bytes().any(|b| b.is_ascii_digit()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_telephone_understands_is_dialed() {
        assert_eq!(dialable("+351 22 555-0142").as_deref(), Some("+351225550142"));
        assert_eq!(dialable("$(rm -rf ~)"), None);
        assert_eq!(dialable("*21#").as_deref(), Some("*21#"));
    }
}
