//! Finds the delimiter and the header of a CSV text, wherever in the first lines it stands.

use super::ReadError;
use super::columns::{self, ImportField, Layout};
use super::rows::{Row, Rows};
use super::text;
use crate::domain::input::shorten;

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// How many lines from the top a header may begin.
const HEADER_WITHIN: u64 = 10;
/// Where the header is, and what it says.
pub(super) struct Header {
    pub(super) delimiter: u8,
    /// How many rows come before it.
    pub(super) above: usize,
    pub(super) layout: Layout,
}

/// Finds the row that names the columns, within the first lines and for each delimiter.
pub(super) fn find(head: &str, map: &[(String, ImportField)]) -> Result<Header, ReadError> {
    let mut best: Option<(Header, (bool, usize, usize))> = None;
    // Where no row names a name: the row that says most, to be shown.
    let mut likely: Vec<String> = Vec::new();
    let mut likely_score = (0, 0);
    for delimiter in DELIMITERS {
        let mut rows = Rows::new(head.as_bytes(), delimiter);
        let mut row = Row::default();
        let mut above = 0;
        let mut first_width = None;
        while rows.next(&mut row)? && row.line <= HEADER_WITHIN {
            let titles: Vec<String> =
                (0..row.len()).map(|at| text::trim(&String::from_utf8_lossy(row.cell(at))).to_string()).collect();
            if row.is_blank() || row.trouble.is_some() {
                above += 1;
                continue;
            }
            let layout = Layout::of(&titles, map);
            let filled = titles.iter().filter(|t| !t.is_empty()).count();
            let recognized = layout.recognized();
            if layout.has_name() {
                // The first row with two known columns is the header; one alone may be a heading above it.
                let score = (recognized > 1, recognized, filled);
                let better = best
                    .as_ref()
                    .is_none_or(|(b, s)| if b.delimiter == delimiter { score.0 && !s.0 } else { score > *s });
                if better {
                    let header = Header { delimiter, above, layout };
                    best = Some((header, score));
                }
            } else {
                let width = *first_width.get_or_insert(filled);
                if likely.is_empty() || (recognized, width) > likely_score {
                    likely_score = (recognized, width);
                    likely = titles;
                }
            }
            above += 1;
        }
    }
    let columns = |layout: &Layout| layout.columns.iter().map(|c| c.title.clone()).collect();
    let found: Vec<String> = best.as_ref().map_or(likely, |(h, _)| columns(&h.layout));
    for (asked, _) in map {
        let key = columns::key(asked);
        if !found.iter().any(|f| columns::key(f) == key) {
            return Err(ReadError::NoSuchColumn {
                asked: asked.clone(),
                nearest: nearest(&key, &found),
                columns: found,
            });
        }
    }
    match best {
        Some((header, _)) => Ok(header),
        None if head.contains('\0') => {
            Err(ReadError::Binary { what: "a binary file", help: "export the people as CSV or vCard" })
        }
        None if found.iter().any(|c| is_data(c)) => Err(ReadError::NoHeader { first: shorten(&found.join(", "), 80) }),
        None => Err(ReadError::NoName { columns: found }),
    }
}

/// Whether a cell of the first row is a value rather than the name of a column.
fn is_data(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    (cell.contains('@') && cell.contains('.')) || digits >= 7 || (digits > 0 && letters == 0)
}

/// The column whose name shares most with the one asked for.
fn nearest(key: &str, columns: &[String]) -> Option<String> {
    let distance = |column: &str| {
        let other = columns::key(column);
        if other.is_empty() {
            return usize::MAX;
        }
        if other.contains(key) || key.contains(&other) {
            return 0;
        }
        edits(key, &other)
    };
    let best = columns.iter().map(|c| (distance(c), c)).min_by_key(|d| d.0)?;
    let close = best.0 <= key.chars().count() / 3 + 1;
    close.then(|| best.1.clone())
}

/// Counts the letters to change, add or drop between two words.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(100).collect();
    let mut before: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(100).enumerate() {
        let mut now = Vec::with_capacity(before.len());
        now.push(i + 1);
        for ((to, pair), left) in b.iter().zip(before.windows(2)).zip(0..) {
            let &[diagonal, above] = pair else { continue };
            let left: usize = now.get::<usize>(left).copied().unwrap_or(usize::MAX - 1);
            let changed = diagonal + usize::from(from != *to);
            now.push(changed.min(above + 1).min(left + 1));
        }
        before = now;
    }
    before.last().copied().unwrap_or(usize::MAX)
}
