//! Breaks lines at words, for reading and for the text area.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{ELLIPSIS, grapheme_width};

/// Wraps text at words into rows of at most `columns` display columns; breaks longer words, an address at a sign in it.
///
/// It keeps newlines and drops blanks at the end of a row. There is always at least one row.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut rows = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let from = rows.len();
        for range in break_line(line, columns, columns, grapheme_width) {
            let row = line.get(range).unwrap_or_default().trim_end_matches(is_blank);
            if row.is_empty() && from == rows.len() && !line.trim().is_empty() {
                continue; // an indentation too wide for a word after it
            }
            rows.push(fit(row, columns));
        }
    }
    rows
}

/// Wraps as [`wrap`] does, but no short word stands alone in the last row of a line where the rows above can spare another.
pub fn wrap_prose(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| without_widow(line, columns)).collect()
}

/// Wraps a line, in fewer columns where that keeps its last word from standing alone and takes no more rows.
fn without_widow(line: &str, columns: usize) -> Vec<String> {
    let rows = wrap(line, columns);
    let ends_alone = |rows: &[String]| match rows {
        [_, .., last] => !last.contains(is_blank) && super::width(last) < columns / 3,
        _ => false,
    };
    if !ends_alone(&rows) {
        return rows;
    }
    let narrower = (columns - columns / 4..columns).rev().map(|columns| wrap(line, columns));
    let spared = narrower.into_iter().find(|spared| spared.len() == rows.len() && !ends_alone(spared));
    spared.unwrap_or(rows)
}

/// The row, with "…" for each grapheme wider than the whole row.
fn fit(row: &str, columns: usize) -> String {
    if super::width(row) <= columns {
        return row.to_owned();
    }
    row.graphemes(true).map(|g| if grapheme_width(g) > columns { ELLIPSIS } else { g }).collect()
}

/// Whether an address or a path may be broken here: before its `@`, behind a dot, a hyphen, a slash.
fn is_joint(before: &str, next: &str) -> bool {
    next == "@" || matches!(before, "." | "-" | "_" | "/") && next.starts_with(char::is_alphanumeric)
}

/// Whether the last joint is the `@` of an address in the word that begins at `start`: no other is as good.
fn stays_at_sign(line: &str, joint: usize, start: usize) -> bool {
    let name = line.get(start..joint).unwrap_or_default();
    name.len() > 5 && !name.contains(is_blank) && line.get(joint..).is_some_and(|rest| rest.starts_with('@'))
}

/// Breaks one line into rows, as byte ranges without gaps; `first` and `rest` are the columns of the first row and of the
/// others.
///
/// Blanks stay at the end of their row and may hang over its edge. A grapheme wider than a row has its own row. An empty
/// line is one empty row.
pub fn break_line(line: &str, first: usize, rest: usize, measure: impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0); // the row being filled
    let (mut at, mut used_at) = (0, 0); // the last place where it may end
    let mut joint = 0; // the last place within a word where it may end if the word is too long
    let mut before = "";
    for (place, grapheme) in line.grapheme_indices(true) {
        let wide = measure(grapheme);
        let blank = grapheme.chars().all(is_blank);
        if may_break(before, grapheme) {
            (at, used_at) = (place, used);
        }
        if is_joint(before, grapheme) && !stays_at_sign(line, joint, at.max(start)) {
            joint = place;
        }
        while !blank && place > start {
            let columns = if rows.is_empty() { first } else { rest };
            if used + wide <= columns {
                break;
            }
            if at <= start {
                // A third of a row and more stands before the joint of an address.
                let used_joint =
                    line.get(start..joint).unwrap_or_default().graphemes(true).map(&measure).sum::<usize>();
                let is_near = joint > start && used_joint * 3 >= columns;
                (at, used_at) = if is_near { (joint, used_joint) } else { (place, used) };
            }
            rows.push(start..at);
            (start, used, used_at) = (at, used - used_at, 0);
            if used > rest {
                // The word is too long for its new row as well.
                used = 0;
                for (inner, grapheme) in line.get(at..place).unwrap_or_default().grapheme_indices(true) {
                    let wide = measure(grapheme);
                    if used + wide > rest && at + inner > start {
                        rows.push(start..at + inner);
                        (start, used) = (at + inner, 0);
                    }
                    used += wide;
                }
            }
        }
        used += wide;
        before = grapheme;
    }
    rows.push(start..line.len());
    rows
}

/// Blanks that may end a row: all but the no-break ones.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

fn may_break(before: &str, after: &str) -> bool {
    let (Some(left), Some(right)) = (before.chars().next(), after.chars().next()) else {
        return false;
    };
    if is_blank(left) || is_blank(right) {
        return is_blank(left) && !is_blank(right);
    }
    (is_ideographic(left) || is_ideographic(right)) && !opens(left) && !closes(right)
}

/// Chinese and Japanese have no blanks; a row may end after any of their characters.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{30FF}' | '\u{31F0}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Characters that never end a row.
fn opens(c: char) -> bool {
    "([{“‘（［｛〈《「『【〔".contains(c)
}

/// Characters that never begin a row.
fn closes(c: char) -> bool {
    ")]}”’,.;:!?…、。，．：；？！）］｝〉》」』】〕ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width;

    #[test]
    fn an_address_that_is_too_long_is_broken_at_a_sign_in_it() {
        for (text, columns, rows) in [
            ("ana.ribeiro@portocold.example", 27, &["ana.ribeiro", "@portocold.example"][..]),
            ("to ana.ribeiro@portocold.example", 27, &["to", "ana.ribeiro", "@portocold.example"]),
            ("sales@porto-cold-chain-international.example", 24, &["sales@porto-cold-chain-", "international.example"]),
            ("https://example.com/people/ana", 20, &["https://example.com/", "people/ana"]),
            ("ana@porto.example", 17, &["ana@porto.example"]),
            ("incomprehensibilities", 10, &["incomprehe", "nsibilitie", "s"]),
        ] {
            assert_eq!(wrap(text, columns), rows, "{text}");
        }
    }

    #[test]
    fn text_is_wrapped_at_words() {
        for (text, columns, rows) in [
            ("", 10, vec![""]),
            ("You're the only vendor", 10, vec!["You're the", "only", "vendor"]),
            ("one\n\ntwo\r\n", 10, vec!["one", "", "two", ""]),
            ("a  b", 10, vec!["a  b"]),
            ("  indented text", 10, vec!["  indented", "text"]),
            ("      indentation", 11, vec!["indentation"]),
            ("internationalization", 8, vec!["internat", "ionaliza", "tion"]),
            ("so internationalization", 8, vec!["so", "internat", "ionaliza", "tion"]),
            ("21\u{A0}Sep 14\u{A0}min", 9, vec!["21\u{A0}Sep", "14\u{A0}min"]),
            ("東京支店、大阪", 8, vec!["東京支", "店、大阪"]),
            ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, vec!["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]),
            ("東", 1, vec!["…"]),
            ("ab", 0, vec!["a", "b"]),
        ] {
            assert_eq!(wrap(text, columns), rows, "{text:?} at {columns}");
        }
    }

    #[test]
    fn no_short_word_stands_alone_at_the_end_of_a_paragraph() {
        let text = "weighed by how good they are to talk to.";
        assert_eq!(wrap(text, 37), ["weighed by how good they are to talk", "to."]);
        assert_eq!(wrap_prose(text, 37), ["weighed by how good they are to", "talk to."]);
        assert_eq!(
            wrap_prose("not yet\na long word and incomprehensibility", 16),
            ["not yet", "a long word and", "incomprehensibil", "ity"]
        );
        assert_eq!(wrap_prose("one", 37), ["one"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_row_is_wider_than_asked(text in any::<String>(), columns in 1_usize..30) {
            let (rows, prose) = (wrap(&text, columns), wrap_prose(&text, columns));
            prop_assert_eq!(rows.len(), prose.len());
            for row in rows.into_iter().chain(prose) {
                prop_assert!(width(&row) <= columns, "{:?}", row);
            }
        }

        #[test]
        fn no_word_is_lost(text in "([a-zäé東京、。 -]|\n){0,60}", columns in 2_usize..30) {
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&wrap(&text, columns).join(" ")), squeeze(&text));
            prop_assert_eq!(squeeze(&wrap_prose(&text, columns).join(" ")), squeeze(&text));
        }

        #[test]
        fn broken_rows_fit_and_have_no_gaps(line in "(\\PC|[a-z 東]|[ab@./-]){0,60}", first in 1_usize..20, rest in 1_usize..20) {
            let rows = break_line(&line, first, rest, grapheme_width);
            let mut joined = String::new();
            for (place, row) in rows.into_iter().enumerate() {
                let row = line.get(row).unwrap_or_default();
                let mut graphemes: Vec<&str> = row.graphemes(true).collect();
                while graphemes.last().is_some_and(|last| last.chars().all(is_blank)) {
                    graphemes.pop();
                }
                let used: usize = graphemes.iter().map(|grapheme| grapheme_width(grapheme)).sum();
                prop_assert!(used <= if place == 0 { first } else { rest } || graphemes.len() == 1, "{:?}", row);
                joined.push_str(row);
            }
            prop_assert_eq!(joined, line);
        }
    }
}
