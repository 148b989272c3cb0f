//! The dots of letters, of the marks above and below them, and of digits.

/// Six rows of dots.
pub(super) type Glyph = [&'static str; 6];

/// Returns the dots of a capital letter, or of a mark between letters.
pub(super) fn letter(c: char) -> Option<Glyph> {
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

/// Returns the dots of a digit, or of the sign before a number: five rows, and a blank one.
pub(super) fn digit(c: char) -> Option<Glyph> {
    Some(match c {
        '0' => ["###", "# #", "# #", "# #", "###", "   "],
        '1' => [" # ", "## ", " # ", " # ", "###", "   "],
        '2' => ["###", "  #", "###", "#  ", "###", "   "],
        '3' => ["###", "  #", "###", "  #", "###", "   "],
        '4' => ["# #", "# #", "###", "  #", "  #", "   "],
        '5' => ["###", "#  ", "###", "  #", "###", "   "],
        '6' => ["###", "#  ", "###", "# #", "###", "   "],
        '7' => ["###", "  #", " # ", " # ", " # ", "   "],
        '8' => ["###", "# #", "###", "# #", "###", "   "],
        '9' => ["###", "# #", "###", "  #", "###", "   "],
        '+' => ["   ", " # ", "###", " # ", "   ", "   "],
        _ => return None,
    })
}

/// A mark of a letter: two rows of dots above it or below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
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
pub(super) const MARKED: [(&str, &str, Mark); 11] = [
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
pub(super) fn combining(c: char) -> Option<Mark> {
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
pub(super) fn apart(c: char) -> (char, Option<Mark>) {
    let found = MARKED.iter().find_map(|(with, without, mark)| {
        let place = with.chars().position(|w| w == c)?;
        Some((without.chars().nth(place)?, Some(*mark)))
    });
    found.unwrap_or((c, None))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
