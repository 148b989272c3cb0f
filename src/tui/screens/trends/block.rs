//! Blocks of figures, alone and side by side.

use ratatui::text::{Line, Span};

use crate::tui::screen::DrawContext;
use crate::tui::widgets::line_width;

/// Blank columns between two blocks.
pub(super) const GAP: usize = 4;

/// Figures under their title.
pub(super) type Block = Vec<Line<'static>>;

/// Returns the title over a block.
pub(super) fn title(text: String, cx: &DrawContext<'_>) -> Line<'static> {
    Line::styled(text, cx.theme.secondary)
}

/// Puts two blocks side by side.
pub(super) fn beside(left: Block, right: Block, columns: usize) -> Block {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let gap = (columns + GAP).saturating_sub(line_width(&line));
            line.push_span(Span::raw(" ".repeat(gap)));
            let other = right.next().unwrap_or_default();
            let style = other.style;
            line.spans.extend(other.spans.into_iter().map(|s| {
                let own = style.patch(s.style);
                s.style(own)
            }));
            line
        })
        .collect()
}
