//! Symbols of several characters, such as flags, families and signs with a variation: terminals disagree about how many
//! columns they take, and leave parts of them behind.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};

/// Where the last frame had such symbols: rows, each with the first column.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    rows: Vec<(u16, u16)>,
}

impl Clusters {
    /// Makes the terminal write a row again, from such a symbol on, while the row has one and when it has one no longer.
    pub(super) fn write_anew(&mut self, buffer: &mut Buffer) {
        let now = found(buffer);
        for (y, from) in self.rows.iter().chain(&now) {
            for x in *from..buffer.area.right() {
                if let Some(cell) = buffer.cell_mut((x, *y)) {
                    cell.set_diff_option(CellDiffOption::AlwaysUpdate);
                }
            }
        }
        self.rows = now;
    }
}

/// Lists the rows that have such a symbol, with the column of the first.
fn found(buffer: &Buffer) -> Vec<(u16, u16)> {
    let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    let first = |row: &[Cell]| row.iter().position(|cell| is_cluster(cell.symbol()));
    let found = (buffer.area.y..).zip(rows).filter_map(|(y, row)| {
        let column = u16::try_from(first(row)?).ok()?;
        Some((y, buffer.area.x + column))
    });
    found.collect()
}

/// Whether a symbol is more than one character; letters with marks that every terminal composes do not count.
fn is_cluster(symbol: &str) -> bool {
    symbol.len() > 3 && symbol.chars().nth(1).is_some_and(|second| !matches!(second, '\u{300}'..='\u{36F}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(before: &str, after: &str) -> Vec<u16> {
        let mut clusters = Clusters::default();
        let [mut before, mut after] = [before, after].map(|line| Buffer::with_lines([line]));
        clusters.write_anew(&mut before);
        clusters.write_anew(&mut after);
        before.diff(&after).into_iter().map(|(x, ..)| x).collect()
    }

    #[test]
    fn a_row_is_written_whole_from_such_a_symbol_on_and_once_more_without_it() {
        assert_eq!(written("ab 🇵🇹 cd", "ab 🇵🇹 cd"), [3, 5, 6, 7]);
        assert_eq!(written("ab 🇵🇹 cd", "ab    cd"), [3, 4, 5, 6, 7]);
        assert_eq!(written("ab 👩‍🌾   ", "ab      "), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn other_rows_are_written_where_they_change() {
        assert_eq!(written("ab 🌷 cd", "ab 🌷 ce"), [7]);
        assert_eq!(written("e\u{301}b 佐藤", "e\u{301}b 佐藤"), Vec::<u16>::new());
    }
}
