//! How much of the card a layout shows, and how it puts blocks into a column.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::tui::widgets::labelled;

/// Columns of the labels.
pub(super) const LABELS: usize = 12;

/// What the head of the card may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub columns: usize,
    pub name: NameIn,
    pub strip: StripShown,
    /// The most lines of the name, and of role and company.
    pub lines_each: usize,
    /// Blank lines before the number.
    pub before_number: usize,
    /// Blank lines before the hours.
    pub before_strip: usize,
}

/// In what the name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameIn {
    /// In letters of half blocks, where it fits.
    Blocks,
    /// In such letters twice as large, where it fits.
    LargeBlocks,
    Bold,
}

/// Whether the hours are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StripShown {
    Yes,
    No,
}

/// How much of each block to draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub remarks: usize,
    pub questions: usize,
    /// The most lines of a promise.
    pub promise: usize,
    /// The most reasons, beside the ratings; with none of them the first stands alone.
    pub reasons: usize,
    /// The most lines of the facts.
    pub facts: usize,
    /// How many kind words of a year ago: one or none.
    pub years_ago: usize,
    /// Blank lines between blocks.
    pub gap: usize,
}

const fn budget(remarks: usize, questions: usize, promise: usize, reasons: usize) -> Budget {
    Budget { remarks, questions, promise, reasons, facts: 0, years_ago: 0, gap: 1 }
}

/// From the most to the least: facts go first, then what was said and what to ask, then the blank lines; what is due is cut
/// last.
const BUDGETS: [Budget; 15] = [
    Budget { facts: 20, years_ago: 1, gap: 2, ..budget(9, 9, 99, 9) },
    Budget { facts: 20, years_ago: 1, ..budget(9, 9, 99, 9) },
    Budget { facts: 4, years_ago: 1, ..budget(6, 9, 99, 9) },
    Budget { facts: 2, years_ago: 1, ..budget(4, 9, 20, 9) },
    Budget { years_ago: 1, ..budget(4, 4, 12, 9) },
    budget(4, 4, 12, 9),
    budget(3, 2, 8, 9),
    budget(2, 1, 8, 9),
    budget(1, 0, 6, 9),
    budget(1, 0, 6, 1),
    Budget { gap: 0, ..budget(2, 1, 8, 9) },
    Budget { gap: 0, ..budget(1, 1, 6, 9) },
    Budget { gap: 0, ..budget(1, 0, 6, 1) },
    Budget { gap: 0, ..budget(1, 0, 4, 0) },
    Budget { gap: 0, ..budget(1, 0, 3, 0) },
];

/// Returns the budgets of a body with this many rows, from the most to the least: the widest gaps only where rows abound.
pub(super) fn budgets(rows: u16) -> impl Iterator<Item = Budget> {
    BUDGETS.into_iter().filter(move |budget| budget.gap < 2 || rows >= ABOUNDING)
}

/// The fewest rows of a body with two blank ones between blocks.
const ABOUNDING: u16 = 44;

/// Lines that belong together under a label.
pub(super) struct Labelled {
    pub label: String,
    pub lines: Vec<Line<'static>>,
}

impl Labelled {
    pub(super) fn new(label: impl Into<String>, lines: Vec<Line<'static>>) -> Self {
        Self { label: label.into(), lines }
    }
}

/// Puts blocks below each other, each with its label on the left.
pub(super) fn labels_left(blocks: Vec<Labelled>, gap: usize, style: Style) -> Vec<Line<'static>> {
    let blocks = blocks.into_iter().map(|block| labelled(&block.label, LABELS, block.lines, style));
    stacked(blocks.collect(), gap)
}

/// Puts blocks below each other, each with its label above.
pub(super) fn labels_above(blocks: Vec<Labelled>, gap: usize, style: Style) -> Vec<Line<'static>> {
    let headed = |block: Labelled| std::iter::once(Line::styled(block.label, style)).chain(block.lines).collect();
    stacked(blocks.into_iter().map(headed).collect(), gap)
}

/// Joins groups of lines with blank ones between them.
pub(super) fn stacked(groups: Vec<Vec<Line<'static>>>, gap: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in groups.into_iter().filter(|group| !group.is_empty()) {
        if !lines.is_empty() {
            lines.extend(std::iter::repeat_n(Line::default(), gap));
        }
        lines.extend(group);
    }
    lines
}
