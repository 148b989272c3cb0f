//! How Lift draws: one sentence set large, the person and the keys below it, all of it one block in the optical center.

use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::{width, wrap};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{first_lines, flow, half_blocks, line_width, upright};

/// The widest line of the sentence.
const SENTENCE: usize = 60;
/// The fewest rows of a terminal in which it is set in large letters.
const LARGE: u16 = 39;
/// Blank columns on both sides together.
const SIDES: u16 = 8;
/// How many of those the answers to a question may take to fit in one row.
const TO_FIT: usize = 4;

/// How much air there is between the parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// From 24 rows.
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

    /// Counts the blank rows between two parts.
    fn gap(self) -> usize {
        if self.is_roomy() { 3 } else { 1 }
    }
}

/// The columns that text may take in an area.
pub(super) fn columns(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(SIDES))
}

/// The sentence that the screen is about.
pub(super) struct Sentence {
    pub text: String,
    pub style: Style,
    /// Who said it and when, below it.
    pub caption: Vec<Line<'static>>,
}

impl Sentence {
    /// Sets the sentence as large as it fits into an area beside `others` rows, and its caption below. It never pushes
    /// anything else off the screen: a very long one ends in "…".
    fn set(&self, area: Rect, others: usize) -> Vec<Line<'static>> {
        let spacing = Spacing::of_rows(area.height);
        let wide = columns(area);
        let columns = wide.min(SENTENCE);
        let under = if self.caption.is_empty() { 0 } else { if spacing.is_roomy() { 2 } else { 1 } };
        let room = usize::from(area.height).saturating_sub(others + under + self.caption.len()).max(2);
        if let Some(mut lines) = self.set_large(area, (wide, room)) {
            lines.extend(vec![Line::default(); under]);
            lines.extend(self.caption.iter().cloned());
            return lines;
        }
        let rows = even(&self.text, columns).unwrap_or_else(|| wrap(&self.text, columns));
        let rows = if rows.len() > room { first_lines(&self.text, columns, room) } else { rows };
        let airy = spacing.is_roomy() && rows.len() <= 4 && rows.len() * 2 <= room;
        let mut lines = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 && airy {
                lines.push(Line::default());
            }
            lines.push(Line::styled(row, self.style));
        }
        lines.extend(vec![Line::default(); under]);
        lines.extend(self.caption.iter().cloned());
        lines
    }
}

impl Sentence {
    /// Sets the sentence in letters of half blocks, in the middle of the area, where there is room for that.
    fn set_large(&self, area: Rect, (columns, room): (usize, usize)) -> Option<Vec<Line<'static>>> {
        if area.height < LARGE {
            return None;
        }
        let rows = half_blocks::sentence(&self.text, columns, room)?;
        let style = upright(self.style);
        let rows = rows.into_iter().map(|row| {
            let before = usize::from(area.width).saturating_sub(width(&row)) / 2;
            // The rows of a line of letters stay below one another.
            Line::styled(format!("{}{row}", " ".repeat(before)), style).left_aligned()
        });
        Some(rows.collect())
    }
}

/// Draws a sentence and the parts below it as one block, a little above the middle; returns where each part begins.
pub(super) fn block(
    frame: &mut Frame<'_>,
    area: Rect,
    sentence: &Sentence,
    parts: Vec<Vec<Line<'static>>>,
) -> Vec<Rect> {
    let spacing = Spacing::of_rows(area.height);
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let others = parts.iter().map(|part| part.len() + spacing.gap()).sum::<usize>();
    // The last row is the message's.
    let room = Rect { height: area.height.saturating_sub(1), ..area };
    let mut lines = sentence.set(room, others);
    let mut begins = Vec::new();
    for part in parts {
        lines.extend(vec![Line::default(); spacing.gap()]);
        begins.push(lines.len());
        lines.extend(part);
    }
    let tall = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(room.height);
    let top = room.y + (room.height - tall) * 2 / 5;
    centered(frame, Rect { y: top, height: tall, ..area }, lines);
    let at = |begin: usize| Rect { y: top + u16::try_from(begin).unwrap_or(0), height: 1, ..area };
    begins.into_iter().map(at).collect()
}

/// Wraps a text into as few rows as it needs, but as evenly as possible: as narrow as those rows allow.
fn even(text: &str, columns: usize) -> Option<Vec<String>> {
    let rows = wrap(text, columns).len();
    (columns / 2..columns).map(|c| wrap(text, c)).find(|w| w.len() <= rows)
}

/// Puts a question before its answers with their keys, in one line, or in two where one is too short.
pub(super) fn choices(
    question: &str,
    answers: impl IntoIterator<Item = (String, String)>,
    columns: usize,
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let question = vec![Span::styled(question.to_string(), theme.secondary)];
    let answers: Vec<Vec<Span<'static>>> = answers
        .into_iter()
        .map(|(key, word)| vec![Span::styled(key, theme.accent), Span::styled(format!(" {word}"), theme.secondary)])
        .collect();
    let whole = flow(std::iter::once(question.clone()).chain(answers.iter().cloned()).collect(), 3, columns);
    if whole.len() == 1 {
        return whole;
    }
    let mut lines = vec![Line::from(question)];
    // In one row, if only closer together and nearer to the edge.
    let rows = [(3, columns), (2, columns + TO_FIT)].map(|(gap, columns)| flow(answers.clone(), gap, columns));
    let [airy, close] = rows;
    lines.extend(if airy.len() == 1 || close.len() > 1 { airy } else { close });
    lines
}

/// Draws lines in the middle of an area, from its top on.
fn centered(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'static>>) {
    for (row, mut line) in (area.y..area.bottom()).zip(lines) {
        if line.alignment == Some(Alignment::Left) {
            frame.render_widget(line, Rect { y: row, height: 1, ..area });
            continue;
        }
        // Blanks at the end would push the line to the left.
        if let Some(last) = line.spans.last_mut() {
            last.content = last.content.trim_end().to_string().into();
        }
        let wide = u16::try_from(line_width(&line)).unwrap_or(u16::MAX).min(area.width);
        let x = area.x + (area.width - wide) / 2;
        frame.render_widget(line, Rect { x, y: row, width: wide, height: 1 });
    }
}
