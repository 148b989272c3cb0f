//! Finds the delimiter and the header of a CSV text, anywhere in its first lines.

use super::ReadError;
use super::byte_order_marks::without_byte_order_marks;
use super::columns::Layout;
use super::fields::{self, ImportField};
use super::rows::{Row, Rows};
use super::strangers::EXPORT_PEOPLE;
use super::text;
use crate::domain::input::shorten;

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// How far from the top a header may begin, in lines.
const HEADER_WITHIN: u64 = 10;
/// Where the header is, and what it says.
pub(super) struct Header {
    pub(super) delimiter: u8,
    /// How many rows come before it.
    pub(super) above: usize,
    pub(super) layout: Layout,
}

/// Finds the row that names the columns, in the first lines and with each delimiter.
pub(super) fn find(head: &str, map: &[(String, ImportField)]) -> Result<Header, ReadError> {
    let mut search = Search::default();
    match said_delimiter(head) {
        Some(delimiter) => search.rows(head, delimiter, map)?,
        None => DELIMITERS.iter().try_for_each(|delimiter| search.rows(head, *delimiter, map))?,
    }
    let Search { best, likely, .. } = search;
    let titles = |h: &Header| h.layout.columns.iter().map(|c| c.title.clone()).collect();
    let found: Vec<String> = best.as_ref().map_or(likely, |(header, _)| titles(header));
    for (asked, _) in map {
        let key = fields::key(asked);
        if !found.iter().any(|f| fields::key(f) == key) {
            return Err(ReadError::NoSuchColumn {
                asked: asked.clone(),
                nearest: nearest(&key, &found),
                columns: found,
            });
        }
    }
    match best {
        Some((header, _)) => Ok(header),
        None if head.contains('\0') => Err(ReadError::Binary { what: "a binary file", help: EXPORT_PEOPLE }),
        None if found.iter().any(|c| is_data(c)) => Err(ReadError::NoHeader { first: shorten(&found.join(", "), 80) }),
        None => Err(ReadError::NoName { columns: found }),
    }
}

/// Reads the line with which Excel is told what separates the cells: `sep=;`.
fn said_delimiter(head: &str) -> Option<u8> {
    let first = head.lines().next()?.trim_matches(['"', ' ']);
    let said = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| first.get(4..))?;
    match *said.as_bytes() {
        [delimiter] if delimiter.is_ascii_punctuation() && delimiter != b'"' => Some(delimiter),
        [b'\\', b't'] | [] => Some(b'\t'),
        _ => None,
    }
}

/// The best header so far, over all delimiters.
#[derive(Default)]
struct Search {
    /// With its rank: whether it knows two columns, how many it knows, and how many it has.
    best: Option<(Header, (bool, usize, usize))>,
    /// Without a row that names a name column: the row that says most, to show.
    likely: Vec<String>,
    likely_score: (usize, usize),
}

impl Search {
    /// Looks at the first rows, as one delimiter divides them.
    fn rows(&mut self, head: &str, delimiter: u8, map: &[(String, ImportField)]) -> Result<(), ReadError> {
        let mut rows = Rows::new(head.as_bytes(), delimiter);
        let mut row = Row::default();
        let mut above = 0;
        let mut first_width = None;
        while rows.next(&mut row)? && row.line <= HEADER_WITHIN {
            if !row.is_blank() && row.trouble.is_none() {
                let cell = |at| String::from_utf8_lossy(row.cell(at));
                // Where exports were put together, a mark stands within the text.
                let title = |at| text::trim(&without_byte_order_marks(&cell(at))).to_string();
                let titles: Vec<String> = (0..row.len()).map(title).collect();
                let filled = titles.iter().filter(|t| !t.is_empty()).count();
                let layout = Layout::of(&titles, map);
                if layout.has_name() {
                    self.rate(Header { delimiter, above, layout }, filled);
                } else {
                    self.rate_unnamed(titles, layout.recognized(), *first_width.get_or_insert(filled));
                }
            }
            above += 1;
        }
        Ok(())
    }

    /// Keeps a header where it is better: the first row with two known columns is one; a single one may be a heading.
    fn rate(&mut self, header: Header, filled: usize) {
        let recognized = header.layout.recognized();
        let score = (recognized > 1, recognized, filled);
        let is_better = self.best.as_ref().is_none_or(|(best, best_score)| {
            if best.delimiter == header.delimiter { score.0 && !best_score.0 } else { score > *best_score }
        });
        if is_better {
            self.best = Some((header, score));
        }
    }

    fn rate_unnamed(&mut self, titles: Vec<String>, recognized: usize, width: usize) {
        if self.likely.is_empty() || (recognized, width) > self.likely_score {
            self.likely_score = (recognized, width);
            self.likely = titles;
        }
    }
}

/// Whether a cell of the first row is a value rather than the name of a column.
fn is_data(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    (cell.contains('@') && cell.contains('.')) || digits >= 7 || (digits > 0 && letters == 0)
}

/// Finds the column whose name shares most with the one asked for.
fn nearest(key: &str, columns: &[String]) -> Option<String> {
    // A cell that is not a name may be long.
    let first = |text: &str| text.chars().take(100).collect::<String>();
    let distance = |column: &str| {
        let other = fields::key(column);
        if other.is_empty() {
            return usize::MAX;
        }
        if other.contains(key) || key.contains(&other) {
            return 0;
        }
        strsim::levenshtein(&first(key), &first(&other))
    };
    let best = columns.iter().map(|c| (distance(c), c)).min_by_key(|d| d.0)?;
    let close = best.0 <= key.chars().count() / 3 + 1;
    close.then(|| best.1.clone())
}
