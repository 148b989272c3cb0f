//! A sentence in half blocks, capitals and small letters, to be read from across the room.

use super::glyphs::{Glyph, Mark, apart, digit, letter};
use super::small::small;
use super::{Dots, ROWS, next_letter};

/// Blank columns between two words, besides the one behind each letter.
const BETWEEN_WORDS: usize = 2;

/// Draws a sentence in as few lines as fit, as evenly as possible, each line in rows of the same width; None where a character
/// is not drawn here, or where it takes more than `most` rows.
pub(crate) fn sentence(text: &str, columns: usize, most: usize) -> Option<Vec<String>> {
    let words: Vec<Dots> = text.split_whitespace().map(word).collect::<Option<_>>()?;
    let lines = |columns: usize| lines(&words, columns);
    let fewest = lines(columns)?.len();
    // As narrow as that many lines allow.
    let narrowest = (columns / 3..=columns).find_map(|columns| lines(columns).filter(|lines| lines.len() == fewest))?;
    let drawn: Vec<Vec<String>> = narrowest.iter().map(Dots::whole).collect();
    let rows = drawn.join(&String::new());
    (!rows.is_empty() && rows.len() <= most).then_some(rows)
}

/// Sets words one after the other; None where one is wider than a line.
fn lines(words: &[Dots], columns: usize) -> Option<Vec<Dots>> {
    let mut lines: Vec<Dots> = Vec::new();
    for word in words {
        if word.columns() > columns + 1 {
            return None;
        }
        match lines.last_mut() {
            Some(line) if line.columns() + BETWEEN_WORDS + word.columns() <= columns + 1 => {
                line.blank(BETWEEN_WORDS);
                line.append(word);
            }
            _ => {
                let mut line = Dots::default();
                line.append(word);
                lines.push(line);
            }
        }
    }
    Some(lines)
}

/// Draws a word; None where it has a character that is not drawn here.
fn word(text: &str) -> Option<Dots> {
    let mut dots = Dots::default();
    let mut letters = text.chars().peekable();
    while let Some(next) = next_letter(&mut letters, parted) {
        let (plain, mark) = next?;
        if let Some((glyph, below)) = small(plain) {
            dots.add_small(glyph, below, mark)?;
        } else if let Some(number) = digit(plain).filter(|_| plain.is_ascii_digit()) {
            dots.add(on_the_line(number), None);
        } else {
            dots.add(letter(plain)?, mark);
        }
    }
    Some(dots)
}

/// Takes a letter, capital or small, apart into the plain one and its mark.
fn parted(c: char) -> (char, Option<Mark>) {
    let mut capitals = c.to_uppercase();
    match (c.is_lowercase(), capitals.next(), capitals.next()) {
        (true, Some(capital), None) => match apart(capital) {
            (plain, mark @ Some(_)) => (plain.to_ascii_lowercase(), mark),
            (_, None) => (c, None),
        },
        _ => apart(c),
    }
}

/// Moves a digit of five rows down to where letters stand.
fn on_the_line(mut number: Glyph) -> Glyph {
    number.rotate_right(1);
    number
}

impl Dots {
    fn append(&mut self, other: &Self) {
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            row.extend(more);
        }
    }

    /// Adds a small letter: a mark above it stands where tall letters have their upper part. None where that is in its way.
    fn add_small(&mut self, mut glyph: Glyph, mut below: [&'static str; 2], mark: Option<Mark>) -> Option<()> {
        let [_, second, ..] = glyph;
        match mark {
            Some(Mark::Above(_)) if !second.trim().is_empty() => return None,
            Some(Mark::Above(rows)) => {
                for (row, part) in glyph.iter_mut().zip(rows) {
                    *row = part;
                }
            }
            Some(Mark::Below(rows)) => below = rows,
            None => {}
        }
        self.add(glyph, Some(Mark::Below(below)));
        Some(())
    }

    /// Draws the rows of a line, all of the same width; the rows above capitals only where one has a mark.
    fn whole(&self) -> Vec<String> {
        let rows: Vec<String> = (0..ROWS / 2).map(|pair| self.drawn(pair)).collect();
        let skipped = usize::from(rows.first().is_some_and(String::is_empty));
        // The column behind the last letter is blank.
        let columns = self.columns().saturating_sub(1);
        rows.into_iter().skip(skipped).map(|row| crate::text::pad(&row, columns)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    #[test]
    fn a_sentence_stands_in_small_letters() {
        let rows = sentence("Yes, I say", 50, 9).unwrap_or_default();
        let expected = [
            "▀▄ ▄▀                █                 ",
            "  █   ▄██▄ ▄█▀▀      █   ▄█▀▀ ▄▀▀█ █  █",
            "  █   ▀▄▄▄ ▄▄█▀  ▄   █   ▄▄█▀ ▀▄▄█ ▀▄▄█",
            "                ▀                   ▄▄▀",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn its_lines_are_even_and_no_wider_than_their_room() {
        let text = "“You're the only vendor who calls when nothing is wrong.”";
        for columns in [60, 100, 150, 200] {
            let rows = sentence(text, columns, 60).unwrap_or_default();
            assert!(!rows.is_empty() && rows.iter().all(|row| width(row) <= columns), "{columns}: {rows:?}");
        }
        assert_eq!(sentence(text, 60, 8), None, "it takes more rows");
        assert_eq!(sentence("Donaudampfschifffahrt", 60, 40), None, "a word is wider than the room");
    }

    #[test]
    fn what_has_other_letters_is_left_to_be_written() {
        for text in ["", "佐藤さん", "Спасибо", "👍 great", "50 % off"] {
            assert_eq!(sentence(text, 200, 60), None, "{text}");
        }
        assert!(sentence("Não é só o preço, Łukasz: 3/4 & “ça va”…", 200, 60).is_some());
    }
}
