//! A name or a number in half blocks, three rows high, to read it off the screen. Of a name, a row above and a row below
//! hold the marks of its letters.

use std::iter::Peekable;

use glyphs::{Glyph, Mark, apart, combining, digit, letter};

mod glyphs;
mod sentence;
mod small;

pub(crate) use sentence::sentence;

/// The rows of dots: two for marks above, six for glyphs, two for marks below.
const ROWS: usize = 10;
/// The columns of a blank.
const BLANK: usize = 2;

/// A line of dots, glyph by glyph.
#[derive(Default)]
struct Dots {
    rows: [Vec<bool>; ROWS],
}

impl Dots {
    fn columns(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    fn blank(&mut self, columns: usize) {
        for row in &mut self.rows {
            row.extend(std::iter::repeat_n(false, columns));
        }
    }

    /// Adds a glyph, its mark in the middle above or below it, and a blank column.
    fn add(&mut self, glyph: Glyph, mark: Option<Mark>) {
        let none = ["", ""];
        let (above, below) = match mark {
            Some(Mark::Above(rows)) => (rows, none),
            Some(Mark::Below(rows)) => (none, rows),
            None => (none, none),
        };
        let parts = above.into_iter().chain(glyph).chain(below);
        let widest = parts.clone().map(str::len).max().unwrap_or(0);
        for (row, part) in self.rows.iter_mut().zip(parts) {
            let before = (widest - part.len()) / 2;
            row.extend(std::iter::repeat_n(false, before));
            row.extend(part.bytes().map(|dot| dot == b'#'));
            row.extend(std::iter::repeat_n(false, widest - before - part.len() + 1));
        }
    }

    /// Draws two rows of dots as one of half blocks.
    fn drawn(&self, pair: usize) -> String {
        let (top, bottom) = (self.rows.get(pair * 2), self.rows.get(pair * 2 + 1));
        let dots = top.into_iter().flatten().zip(bottom.into_iter().flatten());
        let line: String = dots
            .map(|dots| match dots {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        line.trim_end().to_string()
    }

    /// Draws a row of dots twice as large, each as two whole blocks.
    fn doubled(&self, row: usize) -> String {
        let dots = self.rows.get(row).into_iter().flatten();
        let line: String = dots.map(|dot| if *dot { "██" } else { "  " }).collect();
        line.trim_end().to_string()
    }
}

/// How large the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Three rows high.
    Usual,
    /// Six rows high.
    Double,
}

impl Size {
    fn times(self) -> usize {
        match self {
            Self::Usual => 1,
            Self::Double => 2,
        }
    }
}

/// A letter, and the mark above or below it.
type Marked = (char, Option<Mark>);

/// Takes the next letter with its mark, `parted` by a function or combined from two characters; None inside where it has two,
/// as no letter is drawn with them.
fn next_letter(
    letters: &mut Peekable<impl Iterator<Item = char>>,
    parted: fn(char) -> Marked,
) -> Option<Option<Marked>> {
    let (plain, own) = parted(letters.next()?);
    let mut marks: Vec<Mark> = own.into_iter().collect();
    while let Some(more) = letters.peek().copied().and_then(combining) {
        letters.next();
        marks.push(more);
    }
    Some((marks.len() < 2).then(|| (plain, marks.pop())))
}

/// Draws a name in capitals; None where it does not fit into the columns, or has a letter that is not drawn here.
pub(crate) fn name(text: &str, size: Size, columns: usize) -> Option<Vec<String>> {
    let mut dots = Dots::default();
    let mut letters = text.trim().chars().flat_map(char::to_uppercase).peekable();
    while let Some(next) = next_letter(&mut letters, apart) {
        let (plain, mark) = next?;
        if plain.is_whitespace() && mark.is_none() {
            dots.blank(BLANK);
            continue;
        }
        dots.add(letter(plain)?, mark);
        if dots.columns() * size.times() > columns + size.times() {
            return None;
        }
    }
    let rows: Vec<String> = match size {
        Size::Usual => (0..ROWS / 2).map(|pair| dots.drawn(pair)).collect(),
        Size::Double => (0..ROWS).map(|row| dots.doubled(row)).collect(),
    };
    let last = rows.iter().rposition(|row| !row.is_empty())?;
    let first = rows.iter().position(|row| !row.is_empty())?;
    Some(rows.into_iter().take(last + 1).skip(first).collect())
}

/// Whether a character parts the groups of a number.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2011}')
}

/// Draws a number, its groups apart; None if it does not fit, or holds more than a number.
pub(crate) fn number(text: &str, columns: usize) -> Option<Vec<String>> {
    let mut dots = Dots::default();
    for c in text.chars().filter(|c| !matches!(c, '(' | ')')) {
        if is_gap(c) {
            dots.blank(BLANK);
        } else {
            dots.add(digit(c)?, None);
        }
    }
    // No digit has a mark above or below it.
    (1..=columns + 1).contains(&dots.columns()).then(|| (1..ROWS / 2 - 1).map(|pair| dots.drawn(pair)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width;

    #[test]
    fn a_name_stands_three_rows_high() {
        assert_eq!(
            name("Ana Li", Size::Usual, 40).unwrap_or_default(),
            ["▄▀▀▄ █▄ █ ▄▀▀▄   █    █", "█▄▄█ █▀▄█ █▄▄█   █    █", "█  █ █ ▀█ █  █   █▄▄▄ █"]
        );
    }

    #[test]
    fn marks_stand_above_and_below_whether_composed_or_not() {
        let composed = name("Élodie Ç", Size::Usual, 60).unwrap_or_default();
        assert_eq!(composed.len(), 5);
        assert_eq!(composed.first().map(String::as_str), Some(" ▄▀"));
        assert_eq!(Some(composed), name("E\u{301}lodie C\u{327}", Size::Usual, 60));
        assert_eq!(name("Müller", Size::Usual, 60).map(|rows| rows.len()), Some(4));
        assert_eq!(name("Weiß", Size::Usual, 60), name("WEISS", Size::Usual, 60));
    }

    #[test]
    fn other_letters_and_names_without_room_are_left_to_others() {
        for text in ["佐藤 遥", "Анна", "Ana 2", "Trần Thị Ngọc", "", "  ", "👩 Ana"] {
            assert_eq!(name(text, Size::Usual, 200), None, "{text}");
        }
        assert_eq!(name("Ana", Size::Usual, 13), None);
        assert!(name("Ana", Size::Usual, 14).is_some());
    }

    #[test]
    fn digits_stand_three_rows_high() {
        assert_eq!(
            number("17", 10).unwrap_or_default(),
            ["▄█  ▀▀█", " █   █", "▀▀▀  ▀"].map(std::string::ToString::to_string)
        );
    }

    #[test]
    fn a_number_that_does_not_fit_is_not_cut() {
        assert_eq!(number("123456", 20), None);
        assert_eq!(number("ask Maria", 80), None);
        assert_eq!(number("(928) 555-0142", 80), number("928 555 0142", 80));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_name_is_wider_than_its_room(text in "[A-Za-zÀ-ž' .-]{1,30}", columns in 0_usize..160) {
            for size in [Size::Usual, Size::Double] {
                for row in name(&text, size, columns).unwrap_or_default() {
                    prop_assert!(width(&row) <= columns);
                }
            }
        }
    }
}
