//! Pieces that several screens draw with.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::screen::DrawContext;
use super::text_area::TextArea;
use crate::app::praise::Quoted;
use crate::app::reach::Reach;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::remark::{Remark, RemarkKind, without_marks};
use crate::present::reach;
use crate::text::{clean, clean_lines, cut, width, wrap, wrap_prose};

pub(super) mod dialog;
pub(super) mod half_blocks;
pub(super) mod hour_strip;
pub(super) mod matched;
pub(super) mod team;

/// The widest text to read.
pub(super) const READ_WIDTH: usize = 72;

/// Draws a rating as five dots; unrated is five empty ones.
pub(super) fn dots(rating: Option<u8>, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    let full = usize::from(rating.unwrap_or(0)).min(5);
    vec![Span::styled("●".repeat(full), cx.theme.accent), Span::styled("○".repeat(5 - full), cx.theme.empty)]
}

/// Draws both ratings, on two lines where one is too short for them.
pub(super) fn ratings(customer: &Customer, columns: usize, style: Style, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let one = |label: &'static str, rating| {
        let mut spans = vec![Span::styled(label, style)];
        spans.extend(dots(rating, cx));
        spans
    };
    flow(vec![one("a pleasure ", customer.pleasure), one("profitable ", customer.profit)], 3, columns)
}

/// Puts parts beside each other, `gap` columns apart; one that does not fit goes to the next line.
pub(super) fn flow(parts: Vec<Vec<Span<'static>>>, gap: usize, columns: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for part in parts {
        let needed: usize = part.iter().map(|s| width(&s.content)).sum();
        match lines.last_mut().filter(|line| line_width(line) + gap + needed <= columns) {
            Some(line) => {
                line.push_span(" ".repeat(gap));
                line.extend(part);
            }
            None => lines.push(Line::from(part)),
        }
    }
    lines
}

/// Takes the slant from a style, for what is drawn of blocks and strokes.
pub(super) fn upright(style: Style) -> Style {
    style.remove_modifier(Modifier::ITALIC)
}

/// Whether a row of a list is the selected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Selected,
    Other,
}

impl Row {
    /// Makes the row at a place of a list, given the place of the selected row.
    pub(super) fn at(place: usize, selected: usize) -> Self {
        if place == selected { Self::Selected } else { Self::Other }
    }

    /// Tells whether it is the selected one.
    pub(super) fn is_selected(self) -> bool {
        self == Self::Selected
    }

    /// Returns the mark before the row.
    pub(super) fn mark(self, cx: &DrawContext<'_>) -> Span<'static> {
        match self {
            Self::Selected => Span::styled("▎", cx.theme.accent),
            Self::Other => Span::raw(" "),
        }
    }

    /// Returns the accent style if the row is selected, else its own.
    pub(super) fn style(self, cx: &DrawContext<'_>, own: Style) -> Style {
        if self.is_selected() { cx.theme.accent } else { own }
    }
}

/// Draws a rating as five dots in a list: only the selected row takes the accent.
pub(super) fn quiet_dots(rating: Option<u8>, row: Row, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    if row.is_selected() {
        return dots(rating, cx);
    }
    let full = usize::from(rating.unwrap_or(0)).min(5);
    vec![Span::styled("●".repeat(full), cx.theme.secondary), Span::styled("○".repeat(5 - full), cx.theme.empty)]
}

/// Draws a bar of `columns`, the first `full` of them in a style.
pub(super) fn bar(full: usize, columns: usize, style: Style, cx: &DrawContext<'_>) -> [Span<'static>; 2] {
    let rest = columns.saturating_sub(full);
    [Span::styled("━".repeat(full), style), Span::styled("─".repeat(rest), cx.theme.empty)]
}

/// Draws a mood from 1 to 5 as one full dot among five.
pub(super) fn mood(mood: Option<u8>, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    (1..=5)
        .map(|n| if Some(n) == mood { Span::styled("●", cx.theme.accent) } else { Span::styled("○", cx.theme.empty) })
        .collect()
}

/// Wraps a text into cleaned lines of at most `columns`.
pub(super) fn paragraph(text: &str, columns: usize, style: Style) -> Vec<Line<'static>> {
    wrap_prose(&clean_lines(text), columns.clamp(1, READ_WIDTH)).into_iter().map(|l| Line::styled(l, style)).collect()
}

/// Wraps a text into at most `most` lines; the last ends in "…" if more would follow.
pub(super) fn first_lines(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, columns.max(1));
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), columns.max(1)).into_owned();
        }
    }
    lines
}

/// Draws praise in quotation marks; the other lines hang under the first letter.
pub(super) fn quote(text: &str, columns: usize, style: Style) -> Vec<Line<'static>> {
    let text = format!("“{}”", clean_lines(&without_marks(text)).trim());
    wrap_prose(&text, columns.clamp(4, READ_WIDTH) - 1)
        .into_iter()
        .enumerate()
        .map(|(at, line)| Line::styled(if at == 0 { line } else { format!(" {line}") }, style))
        .collect()
}

/// Draws a remark: praise in quotation marks, the others with their mark.
pub(super) fn remark(remark: &Remark, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    if remark.kind == RemarkKind::Praise {
        return quote(&remark.text, columns, cx.theme.praise);
    }
    let Some(mark) = remark.kind.mark() else { return paragraph(&remark.text, columns, cx.theme.text) };
    let lines = paragraph(&remark.text, columns.saturating_sub(2), cx.theme.text);
    labelled(mark.encode_utf8(&mut [0; 4]), 2, lines, cx.theme.accent)
}

/// Returns the name of the speaker, and the company after a comma.
pub(super) fn speaker(quoted: &Quoted) -> (String, String) {
    let company = quoted.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
    (clean(&quoted.customer_name).into_owned(), company)
}

/// Says how long ago it was said, or which anniversary it is.
pub(super) fn said_when(said_on: chrono::NaiveDate, today: chrono::NaiveDate) -> String {
    crate::domain::praise::anniversary(said_on, today).unwrap_or_else(|| dates::ago(said_on, today))
}

/// Draws a customer's clock: "14:42 in Porto, a good time"; None if their zone is unknown.
pub(super) fn clock(customer: &Customer, reach: &Reach, cx: &DrawContext<'_>) -> Option<Span<'static>> {
    Some(clock_in_words(&reach::there(customer, reach, cx.hours)?, reach, cx))
}

/// Draws what a customer's clock says, in the color of whether it is a good time.
pub(super) fn clock_in_words(words: &str, reach: &Reach, cx: &DrawContext<'_>) -> Span<'static> {
    let words = clean(words);
    if reach.is_asleep() {
        Span::styled(words.into_owned(), cx.theme.secondary)
    } else {
        Span::styled(format!("{}{words}", cx.theme.good_mark), cx.theme.good)
    }
}

/// Draws the same on as many lines as it takes.
pub(super) fn clock_lines(
    customer: &Customer,
    reach: &Reach,
    columns: usize,
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    clock(customer, reach, cx).map_or_else(Vec::new, |clock| paragraph(&clock.content, columns, clock.style))
}

/// Draws a field of one line behind a sign, and puts the cursor into it.
pub(super) fn prompt(
    frame: &mut Frame<'_>,
    place: Rect,
    (sign, field): (&'static str, &TextArea),
    cx: &DrawContext<'_>,
) -> Line<'static> {
    let sign = Span::styled(format!("{sign} "), cx.theme.accent);
    let before = u16::try_from(width(&sign.content)).unwrap_or(u16::MAX);
    let (text, x) = field.view(place.width.saturating_sub(before));
    frame.set_cursor_position((place.x + before + x, place.y));
    Line::from(vec![sign, Span::styled(clean(&text).into_owned(), cx.theme.strong())])
}

/// Puts a label to the left of lines.
pub(super) fn labelled(label: &str, columns: usize, lines: Vec<Line<'static>>, style: Style) -> Vec<Line<'static>> {
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let label = if at == 0 { label } else { "" };
            let gap = " ".repeat(columns.saturating_sub(width(label)));
            Line::from_iter(std::iter::once(Span::styled(format!("{label}{gap}"), style)).chain(spans_of(line)))
        })
        .collect()
}

/// Names a key and what it does, in as many lines as that takes.
pub(super) fn key_line(key: &str, does: &str, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let before = 4 + width(key);
    let does = paragraph(does, columns.saturating_sub(before), cx.theme.text);
    labelled(&format!("  {key}"), before, does, cx.theme.accent)
}

/// Puts lines to the right of others, which take `columns`, with `gap` blank columns between them.
pub(super) fn side_by_side(
    left: Vec<Line<'static>>,
    right: Vec<Line<'static>>,
    columns: usize,
    gap: usize,
) -> Vec<Line<'static>> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let line = left.next().unwrap_or_default();
            let Some(other) = right.next().filter(|other| !other.spans.is_empty()) else { return line };
            let blank = Span::raw(" ".repeat((columns + gap).saturating_sub(line_width(&line))));
            Line::from_iter(spans_of(line).chain(std::iter::once(blank)).chain(spans_of(other)))
        })
        .collect()
}

/// Takes a line apart; each span keeps the style that the line gave it.
pub(super) fn spans_of(line: Line<'static>) -> impl Iterator<Item = Span<'static>> {
    let base = line.style;
    line.spans.into_iter().map(move |span| {
        let style = base.patch(span.style);
        span.style(style)
    })
}

/// Measures a line in columns.
pub(super) fn line_width(line: &Line<'_>) -> usize {
    line.spans.iter().map(|s| width(&s.content)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_block_begins_in_one_column_and_keeps_its_styles() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let left = vec![Line::styled("Who", bold), Line::raw("佐藤"), Line::raw("a")];
        let right = vec![Line::raw("7"), Line::styled("5", bold), Line::default(), Line::raw("9")];
        let drawn = side_by_side(left, right, 6, 2);
        let texts: Vec<String> = drawn.iter().map(|l| l.spans.iter().map(|s| s.content.as_ref()).collect()).collect();
        assert_eq!(texts, ["Who     7", "佐藤    5", "a", "        9"]);
        assert_eq!(
            drawn.first().map(|l| l.spans.iter().map(|s| s.style).collect::<Vec<_>>()),
            Some(vec![bold, Style::new(), Style::new()])
        );
    }
}
