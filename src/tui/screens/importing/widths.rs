//! How wide the columns of the table are that shows a file's columns.

use crate::app::import::preview::PreviewColumn;
use crate::domain::input::one_line;
use crate::present::imports;
use crate::text::{clean, width};

/// The widest a column's name and its field are, in columns.
const TITLE: usize = 30;
const FIELD: usize = 18;
/// Columns between those of the table.
const GAP: usize = 3;
/// The columns that a sample needs to be worth showing beside another.
const SAMPLE: usize = 24;

/// The widths of the table's columns.
pub(super) struct Widths {
    pub(super) title: usize,
    pub(super) sample: usize,
    /// How many samples stand beside each other.
    pub(super) samples: usize,
    /// None for cards, whose fields stand in front.
    pub(super) field: usize,
}

impl Widths {
    pub(super) fn of(rows: &[PreviewColumn], heading: &str, columns: usize, from: usize) -> Self {
        let longest = |words: &mut dyn Iterator<Item = usize>, least: usize| words.max().unwrap_or(0).max(least);
        let is_cards = heading.is_empty();
        let title_of = |column: &PreviewColumn| match column.field {
            Some(field) if is_cards => width(&imports::field_name(field)),
            _ => width(&clean(column.title.trim())),
        };
        let title = longest(&mut rows.iter().map(title_of), width(heading)).min(TITLE);
        let field_of = |column: &PreviewColumn| match (column.field, column.labels) {
            (None, Some(of)) => width(&imports::field_name(of)) + " label".len(),
            (field, _) => field.map_or(8, |field| width(&imports::field_name(field))),
        };
        let field = if is_cards { 0 } else { longest(&mut rows.iter().map(field_of), 8).min(FIELD) };
        // On a narrow page the name gives way to the sample.
        let title = title.min(columns.saturating_sub(field + 2 * GAP) / 2);
        let room = columns.saturating_sub(title + field + if field > 0 { GAP } else { 0 });
        let there = rows.iter().map(|column| column.samples.len()).max().unwrap_or(0).saturating_sub(from).max(1);
        let samples = (room / (SAMPLE + GAP)).clamp(1, there);
        let widest =
            rows.iter().flat_map(|c| &c.samples).map(|cell| width(&shown_cell(cell))).max().unwrap_or(0).max(10);
        let sample = (room / samples).saturating_sub(GAP).min(widest);
        Self { title, sample, samples, field }
    }
}

/// Writes a cell on one line, without what would steer the terminal.
pub(super) fn shown_cell(cell: &str) -> String {
    clean(&one_line(cell)).into_owned()
}
