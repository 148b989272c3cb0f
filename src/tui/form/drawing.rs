//! Draws a form with one field below the other: labels, a rule, the text, and the problem under it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::field::Tone;
use super::{Field, FieldKind, Form};
use crate::text::{clean, cut, pad, width};
use crate::tui::chrome::more_below;
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{dots, first_lines};

/// The most lines for the problem of a field.
const PROBLEM_LINES: usize = 4;
/// The most lines of a text whose field does not have the focus.
const QUIET_LINES: usize = 6;

/// How the rows of a form are spaced.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui) struct Rows {
    /// Columns of the labels.
    pub labels: usize,
    /// Blanks between a label and the rule.
    pub gap: usize,
    /// Empty rows between fields.
    pub between: usize,
    /// Where the headings of the parts stand.
    pub heads: Heads,
}

/// Where the headings of a form's parts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Heads {
    /// The form has no parts.
    None,
    /// In columns of their own, before the labels; a blank row parts them.
    Before(usize),
    /// On rows of their own.
    Above,
}

impl Rows {
    /// Returns the column in which the text begins.
    fn text_column(self) -> u16 {
        u16::try_from(self.before() + self.labels + self.gap + 2).unwrap_or(u16::MAX)
    }

    /// Counts the columns before the labels.
    fn before(self) -> usize {
        match self.heads {
            Heads::Before(columns) => columns,
            Heads::None | Heads::Above => 0,
        }
    }
}

/// What a row shows.
#[derive(Debug)]
enum Part {
    /// The label, and the field's text or choice.
    Value,
    /// A row of a text of several lines: its number, and the column of the cursor if the cursor is on it.
    Text {
        row: usize,
        text: String,
        cursor: Option<u16>,
    },
    Problem(String),
    Head(&'static str),
    Blank,
}

impl<K: Copy + PartialEq> Form<K> {
    /// Counts the rows that the form takes at a width.
    pub(in crate::tui) fn height(&self, columns: u16, rows: Rows) -> u16 {
        u16::try_from(self.parts(columns, rows).len()).unwrap_or(u16::MAX)
    }

    /// Draws the form, scrolled so that the focused field and its problem are in sight.
    pub(in crate::tui) fn draw(&self, frame: &mut Frame<'_>, area: Rect, rows: Rows, cx: &DrawContext<'_>) {
        let parts = self.parts(area.width, rows);
        let first = self.first_row(&parts, usize::from(area.height));
        self.drawn.set(area);
        self.drawn_rows.replace(parts.iter().skip(first).map(|(field, _)| *field).collect());
        let text = rows.text_column();
        let more = parts.len() > first + usize::from(area.height);
        if more {
            more_below(frame, area, cx);
        }
        for (y, (at, part)) in (area.y..area.bottom()).zip(parts.into_iter().skip(first)) {
            let row = Rect { y, height: 1, ..area };
            let right = Rect { x: area.x + text, width: area.width.saturating_sub(text), ..row };
            match part {
                Part::Blank => {}
                // Alone on the last row a heading says nothing.
                Part::Head(_) if more && y + 1 == area.bottom() => {}
                Part::Head(head) => frame.render_widget(Span::styled(head, cx.theme.secondary), row),
                Part::Problem(line) => frame.render_widget(Span::styled(line, cx.theme.error), right),
                Part::Value => {
                    frame.render_widget(self.label(at, 0, rows, cx), row);
                    self.draw_value(frame, right, at, cx);
                }
                Part::Text { row: line, text, cursor } => {
                    frame.render_widget(self.label(at, line, rows, cx), row);
                    frame.render_widget(Span::styled(text, self.text_style(at, cx)), right);
                    if let Some(x) = cursor {
                        frame.set_cursor_position((right.x + x, y));
                    }
                }
            }
        }
    }

    /// Returns what stands before a row of a field: the label on the first row, the rule on all of them.
    fn label(&self, at: usize, line: usize, rows: Rows, cx: &DrawContext<'_>) -> Line<'static> {
        let label = self.fields.get(at).filter(|_| line == 0).map_or("", |f| f.label);
        let label = format!("{label:>labels$}{blank:gap$}", labels = rows.labels, gap = rows.gap, blank = "");
        let head = self.head_at(at).filter(|_| line == 0).unwrap_or_default();
        Line::from(vec![
            Span::styled(pad(head, rows.before()), cx.theme.secondary),
            Span::styled(label, self.label_style(at, cx)),
            Span::styled("│ ", cx.theme.hairline),
        ])
    }

    /// Returns the heading of the part that a field begins.
    fn head_at(&self, at: usize) -> Option<&'static str> {
        let field = self.fields.get(at)?;
        let before = self.fields.iter().take(at).rfind(|field| !field.hidden);
        (!field.part.is_empty() && before.is_none_or(|before| before.part != field.part)).then_some(field.part)
    }

    fn text_style(&self, at: usize, cx: &DrawContext<'_>) -> Style {
        match self.fields.get(at).map(|f| f.tone) {
            Some(Tone::Praise) => cx.theme.praise,
            _ => cx.theme.text,
        }
    }

    fn label_style(&self, at: usize, cx: &DrawContext<'_>) -> Style {
        if self.fields.get(at).is_some_and(|f| f.problem.is_some()) {
            cx.theme.error
        } else if at == self.focus {
            cx.theme.accent
        } else {
            cx.theme.secondary
        }
    }

    /// Draws the value of a field of one line, a choice or a rating.
    fn draw_value(&self, frame: &mut Frame<'_>, area: Rect, at: usize, cx: &DrawContext<'_>) {
        let Some(field) = self.fields.get(at) else { return };
        let focused = at == self.focus;
        let spans = match field.kind() {
            FieldKind::Choice(words) if focused => all_choices(words, &field.text().text(), area.width, cx),
            FieldKind::Choice(_) => vec![Span::styled(choice_word(&field.text().text()), cx.theme.text)],
            FieldKind::Rating => {
                let hint = if focused { "1 to 5" } else { field.hint };
                let mut spans = dots(field.text().text().parse().ok(), cx);
                let room = usize::from(area.width).saturating_sub(spans_width(&spans) + 2);
                spans.push(Span::styled(format!("  {}", cut(hint, room)), cx.theme.secondary));
                spans
            }
            FieldKind::Text => {
                let (shown, x) = field.text().view(text_width(area.width));
                if focused {
                    frame.set_cursor_position((area.x + x, area.y));
                }
                let hint = if field.text().is_empty() { field.hint } else { "" };
                vec![
                    Span::styled(clean(&shown).into_owned(), self.text_style(at, cx)),
                    Span::styled(cut(hint, text_width(area.width).into()), cx.theme.secondary),
                ]
            }
        };
        frame.render_widget(Line::from(spans), area);
    }

    /// Lists what each row shows, with the field it belongs to.
    fn parts(&self, columns: u16, rows: Rows) -> Vec<(usize, Part)> {
        let room = columns.saturating_sub(rows.text_column());
        let mut parts = Vec::new();
        for (at, field) in self.fields.iter().enumerate().filter(|(_, field)| !field.hidden) {
            if let Some(head) = self.head_at(at) {
                match rows.heads {
                    Heads::Above => parts.push((at, Part::Head(head))),
                    // The row belongs to the field above.
                    Heads::Before(_) if at > 0 => parts.push((at - 1, Part::Blank)),
                    Heads::Before(_) | Heads::None => {}
                }
            }
            parts.extend(self.value_parts(at, field, text_width(room)).into_iter().map(|part| (at, part)));
            let problem = field.problem.iter().flat_map(|p| first_lines(&clean(p), room.into(), PROBLEM_LINES));
            let mut below: Vec<(usize, Part)> = problem.map(|line| (at, Part::Problem(line))).collect();
            // A problem fills the blank rows first.
            while below.len() < rows.between {
                below.push((at, Part::Blank));
            }
            parts.append(&mut below);
        }
        parts
    }

    /// Lists the rows of a field's value: a single one, except for a text of several lines.
    fn value_parts(&self, at: usize, field: &Field<K>, columns: u16) -> Vec<Part> {
        let text = field.text();
        let blank = |row| Part::Text { row, text: String::new(), cursor: None };
        if text.is_one_line() || text.is_empty() {
            return std::iter::once(Part::Value).chain((1..field.rows).map(blank)).collect();
        }
        let focused = at == self.focus;
        let layout = text.layout(columns, 0);
        let most = if focused { layout.rows.len() } else { QUIET_LINES };
        let is_last = |row: usize| row + 1 == most && layout.rows.len() > most;
        let shown = layout.rows.iter().take(most).enumerate().map(|(row, place)| {
            let line = text.lines().get(place.line).and_then(|l| l.get(place.start..place.end)).unwrap_or_default();
            let line = clean(line).into_owned();
            let text = if is_last(row) { cut(&format!("{line} …"), usize::from(columns)).into_owned() } else { line };
            let cursor = (focused && layout.cursor.1 == row).then_some(layout.cursor.0);
            Part::Text { row, text, cursor }
        });
        let shown: Vec<Part> = shown.collect();
        let written = shown.len();
        shown.into_iter().chain((written..field.rows).map(blank)).collect()
    }

    /// Finds the first row to draw, so that the focused field and its problem are in sight, and as many of the other
    /// problems below it as fit.
    fn first_row(&self, parts: &[(usize, Part)], room: usize) -> usize {
        let first = parts.iter().position(|(at, _)| *at == self.focus).unwrap_or(0);
        let last = parts.iter().rposition(|(at, _)| *at == self.focus).unwrap_or(0);
        // A text that is taller than the form keeps its cursor in sight instead.
        let cursor = parts.iter().position(|(_, part)| matches!(part, Part::Text { cursor: Some(_), .. }));
        let seen = cursor.filter(|_| last - first + 2 > room).unwrap_or(last);
        let problem = parts.iter().rposition(|(_, part)| matches!(part, Part::Problem(_))).unwrap_or(0);
        let for_problems = (problem + 1).saturating_sub(room).min(first);
        let from = (seen + 2).saturating_sub(room).max(for_problems).min(parts.len().saturating_sub(room));
        // The end of a field whose label is out of sight says nothing.
        let field = |row: usize| parts.get(row).map(|(at, _)| *at);
        let begins = |row: &usize| row.checked_sub(1).is_none_or(|above| field(above) != field(*row));
        (from..=first).find(begins).unwrap_or(from)
    }
}

/// Returns the columns for a text: the cursor needs one of its own.
fn text_width(columns: u16) -> u16 {
    columns.saturating_sub(1).max(1)
}

/// Draws all the words of a choice, the chosen one in the accent color; where they have no room, that one and how many others
/// there are.
fn all_choices(words: &[&'static str], chosen: &str, columns: u16, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    let spans = words.iter().map(|word| {
        let style = if *word == chosen { cx.theme.accent } else { cx.theme.secondary };
        Span::styled(format!("{}  ", choice_word(word)), style)
    });
    let spans: Vec<Span<'static>> = spans.collect();
    let columns = usize::from(columns);
    if spans_width(&spans) <= columns + 2 {
        return spans;
    }
    let chosen = cut(&choice_word(chosen), columns).into_owned();
    let room = columns.saturating_sub(width(&chosen));
    let others = format!("   ←→ {} others", words.len().saturating_sub(1));
    let others = if width(&others) <= room { others } else { String::new() };
    vec![Span::styled(chosen, cx.theme.accent), Span::styled(others, cx.theme.secondary)]
}

fn spans_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| width(&span.content)).sum()
}

/// Returns a choice as drawn, not as it is typed on the command line; the empty one is a dash.
fn choice_word(word: &str) -> String {
    if word.is_empty() { "–".to_string() } else { word.replace('-', " ") }
}
