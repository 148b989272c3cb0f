//! Blocks of lines, side by side.

use ratatui::text::{Line, Span};

use super::line_width;

/// Lines that belong together.
pub(crate) type Block = Vec<Line<'static>>;

/// Puts two blocks side by side, the left one `columns` wide, with `gap` blank columns between them.
pub(crate) fn beside(left: Block, right: Block, columns: usize, gap: usize) -> Block {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let Some(other) = right.next().filter(|other| !other.spans.is_empty()) else { return line };
            let base = line.style;
            line.style = Default::default();
            line.spans.iter_mut().for_each(|span| span.style = base.patch(span.style));
            let blank = (columns + gap).saturating_sub(line_width(&line));
            line.push_span(Span::raw(" ".repeat(blank)));
            let style = other.style;
            line.spans.extend(other.spans.into_iter().map(|s| {
                let own = style.patch(s.style);
                s.style(own)
            }));
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Style};

    use super::*;

    #[test]
    fn the_right_block_begins_in_one_column_and_keeps_its_styles() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let left = vec![Line::styled("Who", bold), Line::raw("佐藤"), Line::raw("a")];
        let right = vec![Line::raw("7"), Line::styled("5", bold), Line::default(), Line::raw("9")];
        let drawn = beside(left, right, 6, 2);
        let texts: Vec<String> = drawn.iter().map(|l| l.spans.iter().map(|s| s.content.as_ref()).collect()).collect();
        assert_eq!(texts, ["Who     7", "佐藤    5", "a", "        9"]);
        assert_eq!(
            drawn.first().map(|l| l.spans.iter().map(|s| s.style).collect::<Vec<_>>()),
            Some(vec![bold, Style::new(), Style::new()])
        );
    }
}
