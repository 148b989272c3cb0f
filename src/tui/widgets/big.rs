//! Large digits, to read a number off the screen.

/// Five rows of three columns; each row's bits are the columns from left to right.
fn glyph(c: char) -> Option<[u8; 5]> {
    Some(match c {
        '0' => [0b111, 0b101, 0b101, 0b101, 0b111],
        '1' => [0b010, 0b110, 0b010, 0b010, 0b111],
        '2' => [0b111, 0b001, 0b111, 0b100, 0b111],
        '3' => [0b111, 0b001, 0b111, 0b001, 0b111],
        '4' => [0b101, 0b101, 0b111, 0b001, 0b001],
        '5' => [0b111, 0b100, 0b111, 0b001, 0b111],
        '6' => [0b111, 0b100, 0b111, 0b101, 0b111],
        '7' => [0b111, 0b001, 0b010, 0b010, 0b010],
        '8' => [0b111, 0b101, 0b111, 0b101, 0b111],
        '9' => [0b111, 0b101, 0b111, 0b001, 0b111],
        '+' => [0b000, 0b010, 0b111, 0b010, 0b000],
        c if is_gap(c) => [0; 5],
        _ => return None,
    })
}

/// Whether a character parts the groups of a number.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2011}')
}

/// Draws a number in rows of half blocks, its groups apart; None if it does not fit, or holds more than a number.
pub(crate) fn number(text: &str, columns: usize) -> Option<Vec<String>> {
    let digits = text.chars().filter(|c| !matches!(c, '(' | ')'));
    let glyphs: Vec<(bool, [u8; 5])> = digits.map(|c| glyph(c).map(|g| (is_gap(c), g))).collect::<Option<_>>()?;
    let wide: usize = glyphs.iter().map(|(blank, _)| if *blank { 2 } else { 4 }).sum();
    if glyphs.is_empty() || wide > columns + 1 {
        return None;
    }
    let bit = |rows: &[u8; 5], row: usize, column: u8| rows.get(row).is_some_and(|r| r >> (2 - column) & 1 == 1);
    let row = |pair: usize| {
        let mut line = String::new();
        for (blank, rows) in &glyphs {
            if *blank {
                line.push_str("  ");
                continue;
            }
            for column in 0..3 {
                line.push(match (bit(rows, pair * 2, column), bit(rows, pair * 2 + 1, column)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            line.push(' ');
        }
        line.trim_end().to_string()
    };
    Some((0..3).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
