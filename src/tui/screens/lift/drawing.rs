//! How Lift draws: one sentence set large, and everything centered.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::text::wrap;
use crate::tui::widgets::line_width;

/// The widest line of the sentence.
pub(super) const SENTENCE: usize = 60;

/// How much air there is between the parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    Roomy,
    Tight,
}

impl Spacing {
    /// Chooses the spacing for a screen with this many rows.
    pub(super) fn of_rows(rows: u16) -> Self {
        if rows >= 24 { Self::Roomy } else { Self::Tight }
    }

    /// Tells whether there is room for blank rows.
    pub(super) fn is_roomy(self) -> bool {
        self == Self::Roomy
    }
}

/// Sets a text large: in rows as even as possible, with a blank row between them where there is room.
pub(super) fn set_large(text: &str, columns: usize, spacing: Spacing, style: Style) -> Vec<Line<'static>> {
    let mut rows = wrap(text, columns);
    if let Some(more) = even(text, columns, rows.len()) {
        rows = more;
    }
    let airy = spacing.is_roomy() && rows.len() <= 4;
    let mut lines = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        if at > 0 && airy {
            lines.push(Line::default());
        }
        lines.push(Line::styled(row, style));
    }
    lines
}

/// Wraps a text into the same number of rows, but as evenly as possible: as narrow as those rows allow.
fn even(text: &str, columns: usize, rows: usize) -> Option<Vec<String>> {
    let least = columns / 2;
    (least..columns).map(|c| wrap(text, c)).find(|w| w.len() <= rows)
}

/// Draws lines in the middle of an area, from its top on.
pub(super) fn centered(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'static>>) {
    for (row, mut line) in (area.y..area.bottom()).zip(lines) {
        // Blanks at the end would push the line to the left.
        if let Some(last) = line.spans.last_mut() {
            last.content = last.content.trim_end().to_string().into();
        }
        let wide = u16::try_from(line_width(&line)).unwrap_or(u16::MAX).min(area.width);
        let x = area.x + (area.width - wide) / 2;
        frame.render_widget(line, Rect { x, y: row, width: wide, height: 1 });
    }
}
