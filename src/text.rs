//! Prepares text for people and for the search index: cleans, measures, cuts, wraps and folds it.
//!
//! All of it works by grapheme cluster, and widths are those that ratatui draws.

mod clean;
mod decode;
mod json;
mod phrase;
mod search;
mod undivided;
mod wrap;

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use clean::{clean, clean_lines, clean_tabbed, shown_width};
pub use decode::{NotText, decode, decode_lossy, without_mark};
pub use json::json;
pub use phrase::Phrase;
pub use search::{begins_words, fold, fold_known, search_query, search_text, search_words};
pub use undivided::is_undivided;
pub use wrap::{break_line, wrap, wrap_prose};

/// Replaces text that was cut off.
const ELLIPSIS: &str = "…";

/// Joins words: "a, b and c".
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Writes a place in an order: "1st", "22nd", "13th".
pub fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (1, hundredth) if hundredth != 11 => "st",
        (2, hundredth) if hundredth != 12 => "nd",
        (3, hundredth) if hundredth != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// Measures text in display columns, grapheme by grapheme, as ratatui lays it out.
///
/// Graphemes with control characters have no width, as ratatui does not draw them: clean the text first.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// Measures one grapheme in display columns, as ratatui's `CellWidth` does.
fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        return 0;
    }
    // ratatui adds a cell for each halfwidth voicing mark to unicode-width's count.
    let marks = grapheme.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    UnicodeWidthStr::width(grapheme) + marks
}

/// Cuts text to at most `columns` display columns; a cut text ends in "…".
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns && text.is_ascii() || width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let (mut used, mut end) = (0, 0);
    for (start, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > columns - 1 {
            break;
        }
        end = start + grapheme.len();
    }
    let kept = text.get(..end).unwrap_or_default().trim_end();
    Cow::Owned(format!("{kept}{ELLIPSIS}"))
}

/// Cuts text to `columns` display columns, or fills it with blanks to exactly that width.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = cut(text, columns).into_owned();
    let blanks = columns.saturating_sub(width(&padded));
    padded.extend(std::iter::repeat_n(' ', blanks));
    padded
}

/// Writes a thing with its article: "a touch", "an idea".
pub fn a(thing: &str) -> String {
    let article = if thing.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {thing}")
}

/// Counts things in words: "1 week", "9 weeks".
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Writes a number with its thousands apart: "12,500".
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 999, 1_000, 12_500, 1_000_000].map(thousands);
        assert_eq!(written, ["0", "999", "1,000", "12,500", "1,000,000"]);
    }

    #[test]
    fn widths_are_those_of_the_screen() {
        for (text, columns) in [
            ("", 0),
            ("Ana Ribeiro", 11),
            ("José", 4),
            ("Jose\u{301}", 4),
            ("東京", 4),
            ("👨‍👩‍👧‍👦", 2),
            ("🇵🇹🇩🇪", 4),
            ("❤\u{FE0F}", 2),
            ("\u{1b}[31mred", 7),
        ] {
            assert_eq!(width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn a_cut_text_ends_in_an_ellipsis() {
        for (text, columns, expected) in [
            ("Porto Cold Chain", 16, "Porto Cold Chain"),
            ("Porto Cold Chain", 11, "Porto Cold…"),
            ("Porto Cold Chain", 7, "Porto…"),
            ("Porto", 1, "…"),
            ("Porto", 0, ""),
            ("東京支店", 6, "東京…"),
            ("東京支店", 8, "東京支店"),
            ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…"),
            ("Jose\u{301}\u{301}!!", 5, "Jose\u{301}\u{301}…"),
        ] {
            assert_eq!(cut(text, columns), expected);
        }
    }

    #[test]
    fn a_padded_text_fills_its_column_exactly() {
        assert_eq!(pad("Ana", 6), "Ana   ");
        assert_eq!(pad("東京支店", 4), "東… ");
        assert_eq!(pad("Marcus", 4), "Mar…");
        assert_eq!(pad("", 0), "");
    }

    #[test]
    fn one_is_counted_in_the_singular() {
        assert_eq!(count(1, "week", "weeks"), "1 week");
        assert_eq!(count(9, "week", "weeks"), "9 weeks");
        assert_eq!(count(0, "week", "weeks"), "0 weeks");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_cut_text_is_never_wider_than_asked(text in any::<String>(), columns in 0_usize..40) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert!(width(&cut(&clean(&text), columns)) <= columns);
        }

        #[test]
        fn a_padded_text_is_always_as_wide_as_asked(text in "(\\PC|[a-z ]){0,20}", columns in 0_usize..40) {
            prop_assert_eq!(width(&pad(&clean(&text), columns)), columns);
        }
    }
}
