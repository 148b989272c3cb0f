//! A name in letters of half blocks, three rows high; a fourth and a fifth row hold marks above and below letters.

/// Six rows of dots.
type Letter = [&'static str; 6];

/// The dots of a capital letter, or of a mark between letters.
fn letter(c: char) -> Option<Letter> {
    Some(match c {
        'A' => [" ## ", "#  #", "#  #", "####", "#  #", "#  #"],
        'B' => ["### ", "#  #", "### ", "#  #", "#  #", "### "],
        'C' => [" ###", "#   ", "#   ", "#   ", "#   ", " ###"],
        'D' => ["### ", "#  #", "#  #", "#  #", "#  #", "### "],
        'E' => ["####", "#   ", "### ", "#   ", "#   ", "####"],
        'F' => ["####", "#   ", "### ", "#   ", "#   ", "#   "],
        'G' => [" ###", "#   ", "#   ", "# ##", "#  #", " ###"],
        'H' => ["#  #", "#  #", "####", "#  #", "#  #", "#  #"],
        'I' => ["#", "#", "#", "#", "#", "#"],
        'J' => ["   #", "   #", "   #", "   #", "#  #", " ## "],
        'K' => ["#  #", "# # ", "##  ", "##  ", "# # ", "#  #"],
        'L' => ["#   ", "#   ", "#   ", "#   ", "#   ", "####"],
        'M' => ["#   #", "## ##", "# # #", "# # #", "#   #", "#   #"],
        'N' => ["#  #", "## #", "## #", "# ##", "# ##", "#  #"],
        'O' => [" ## ", "#  #", "#  #", "#  #", "#  #", " ## "],
        'P' => ["### ", "#  #", "#  #", "### ", "#   ", "#   "],
        'Q' => [" ## ", "#  #", "#  #", "#  #", "# # ", " # #"],
        'R' => ["### ", "#  #", "#  #", "### ", "# # ", "#  #"],
        'S' => [" ###", "#   ", " ## ", "   #", "   #", "### "],
        'T' => ["#####", "  #  ", "  #  ", "  #  ", "  #  ", "  #  "],
        'U' => ["#  #", "#  #", "#  #", "#  #", "#  #", " ## "],
        'V' => ["#   #", "#   #", "#   #", " # # ", " # # ", "  #  "],
        'W' => ["#   #", "#   #", "# # #", "# # #", "## ##", "#   #"],
        'X' => ["#  #", "#  #", " ## ", " ## ", "#  #", "#  #"],
        'Y' => ["#   #", " # # ", "  #  ", "  #  ", "  #  ", "  #  "],
        'Z' => ["####", "   #", "  # ", " #  ", "#   ", "####"],
        'Ø' => [" ### ", "#  ##", "# # #", "# # #", "##  #", " ### "],
        'Æ' => [" #####", "# #   ", "# ### ", "###   ", "# #   ", "# ####"],
        'Œ' => [" #####", "# #   ", "# ### ", "# #   ", "# #   ", " #####"],
        'Ł' => [" #   ", " #   ", " ##  ", "##   ", " #   ", " ####"],
        'Đ' | 'Ð' => [" ### ", " #  #", "### #", " #  #", " #  #", " ### "],
        'Þ' => ["#   ", "### ", "#  #", "#  #", "### ", "#   "],
        '-' | '‐' | '–' => ["   ", "   ", "   ", "###", "   ", "   "],
        '\'' | '’' => ["#", "#", " ", " ", " ", " "],
        '.' => [" ", " ", " ", " ", " ", "#"],
        _ => return None,
    })
}

/// A mark of a letter: two rows of dots above it or below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Above([&'static str; 2]),
    Below([&'static str; 2]),
}

const GRAVE: Mark = Mark::Above(["#  ", " # "]);
const ACUTE: Mark = Mark::Above(["  #", " # "]);
const CIRCUMFLEX: Mark = Mark::Above([" ## ", "#  #"]);
const TILDE: Mark = Mark::Above([" # #", "# # "]);
const DIAERESIS: Mark = Mark::Above(["#  #", "    "]);
const CARON: Mark = Mark::Above(["#  #", " ## "]);
const RING: Mark = Mark::Above([" ## ", "    "]);
const DOT: Mark = Mark::Above(["#", " "]);
const MACRON: Mark = Mark::Above(["####", "    "]);
const CEDILLA: Mark = Mark::Below(["  # ", " #  "]);
const OGONEK: Mark = Mark::Below(["  # ", "   #"]);

/// Letters that have a mark, and without it, in the same order.
const MARKED: [(&str, &str, Mark); 11] = [
    ("ÀÈÌÒÙǸẀ", "AEIOUNW", GRAVE),
    ("ÁÉÍÓÚÝĆŃŚŹĹŔ", "AEIOUYCNSZLR", ACUTE),
    ("ÂÊÎÔÛŴŶĈĜĤĴŜ", "AEIOUWYCGHJS", CIRCUMFLEX),
    ("ÃÑÕĨŨẼ", "ANOIUE", TILDE),
    ("ÄËÏÖÜŸ", "AEIOUY", DIAERESIS),
    ("ČĎĚŇŘŠŤŽĂĞŬ", "CDENRSTZAGU", CARON),
    ("ÅŮ", "AU", RING),
    ("ĖĠİŻĊ", "EGIZC", DOT),
    ("ĀĒĪŌŪ", "AEIOU", MACRON),
    ("ÇŞȘŢȚĢĶĻŅ", "CSSTTGKLN", CEDILLA),
    ("ĄĘĮŲ", "AEIU", OGONEK),
];

/// Returns the mark of a combining character.
fn combining(c: char) -> Option<Mark> {
    Some(match c {
        '\u{300}' => GRAVE,
        '\u{301}' => ACUTE,
        '\u{302}' => CIRCUMFLEX,
        '\u{303}' => TILDE,
        '\u{304}' => MACRON,
        '\u{306}' | '\u{30c}' => CARON,
        '\u{307}' => DOT,
        '\u{308}' => DIAERESIS,
        '\u{30a}' => RING,
        '\u{326}' | '\u{327}' => CEDILLA,
        '\u{328}' => OGONEK,
        _ => return None,
    })
}

/// Takes a letter apart into the plain one and its mark.
fn apart(c: char) -> (char, Option<Mark>) {
    let found = MARKED.iter().find_map(|(with, without, mark)| {
        let place = with.chars().position(|w| w == c)?;
        Some((without.chars().nth(place)?, Some(*mark)))
    });
    found.unwrap_or((c, None))
}

/// The rows of dots of a letter with its mark: two above, six of the letter, two below.
const ROWS: usize = 10;
/// The blank columns of a blank.
const BLANK: usize = 2;

/// A line of dots, letter by letter.
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

    /// Adds a letter, its mark in the middle above or below it, and a blank column.
    fn add(&mut self, letter: Letter, mark: Option<Mark>) {
        let none = ["", ""];
        let (above, below) = match mark {
            Some(Mark::Above(rows)) => (rows, none),
            Some(Mark::Below(rows)) => (none, rows),
            None => (none, none),
        };
        let parts = above.into_iter().chain(letter).chain(below);
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

/// Draws a name in capitals; None where it does not fit into the columns, or has a letter that is not drawn here.
pub(crate) fn name(text: &str, size: Size, columns: usize) -> Option<Vec<String>> {
    let mut dots = Dots { rows: Default::default() };
    let mut letters = text.trim().chars().flat_map(char::to_uppercase).peekable();
    while let Some(c) = letters.next() {
        if c.is_whitespace() {
            dots.blank(BLANK);
            continue;
        }
        let (plain, mut mark) = apart(c);
        while let Some(more) = letters.peek().copied().and_then(combining) {
            letters.next();
            // No letter is drawn with two marks.
            if mark.replace(more).is_some() {
                return None;
            }
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
    fn every_letter_has_six_rows_of_one_width() {
        for c in ('A'..='Z').chain("ØÆŒŁĐÞ-'.".chars()) {
            let rows = letter(c).unwrap_or_default();
            assert!(rows.iter().all(|row| row.len() == rows[0].len() && !row.is_empty()), "{c}");
        }
        for (with, without, _) in MARKED {
            assert_eq!(with.chars().count(), without.chars().count(), "{with}");
            assert!(without.chars().all(|c| letter(c).is_some()), "{without}");
        }
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
