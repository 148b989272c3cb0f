//! Draws a hit: a customer, or what somebody said, with the words that were looked for.

use ratatui::text::{Line, Span};

use super::SearchScreen;
use crate::app::search::{Hit, HitKind};
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::text::{clean, cut, pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::matched::{emphasized, lines_around};
use crate::tui::widgets::{READ_WIDTH, Row};

/// The columns that say what a hit is.
const KIND: usize = 10;
/// The most rows of what somebody said: of the chosen hit, and of the others.
const ROWS_CHOSEN: usize = 6;
const ROWS: usize = 2;

impl SearchScreen {
    /// Draws a hit: what it is, who, when, and where the words are.
    pub(super) fn lines(
        &self,
        hit: &Hit,
        row: Row,
        looked_for: (&[String], usize),
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        match hit.kind {
            HitKind::Customer => self.customer_lines(hit, row, looked_for, cx),
            _ => self.said_lines(hit, row, looked_for, cx),
        }
    }

    /// Draws a customer: who, and the field that has the words where the name and the company don't.
    fn customer_lines(
        &self,
        hit: &Hit,
        row: Row,
        (words, columns): (&[String], usize),
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = room_of(columns);
        let mut first = before("customer", row, cx);
        first.extend(emphasized(&cut(&clean(&hit.text), room), words, theme.strong(), cx));
        let mut lines = vec![Line::from(first)];
        if let Some((label, text)) = self.elsewhere.get(&hit.id) {
            let text = format!("{label}: {}", clean(text));
            for line in lines_around(&text, words, room, 1) {
                let mut below = before("", row, cx);
                below.extend(emphasized(&line, words, theme.secondary, cx));
                lines.push(Line::from(below));
            }
        }
        lines
    }

    /// Draws what somebody said: who and when, and the words around those that were looked for.
    fn said_lines(
        &self,
        hit: &Hit,
        row: Row,
        (words, columns): (&[String], usize),
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = room_of(columns);
        let most = if row.is_selected() { ROWS_CHOSEN } else { ROWS };
        let date = hit.date.as_deref().and_then(|d| d.parse().ok()).map(|d| dates::short(d, self.today));
        let date = date.unwrap_or_default();
        let kind = hit.remark_kind.as_deref().unwrap_or("log");
        let name = clean(&hit.customer_name);
        // Beside a long name the day has no room, and goes before the words.
        let (beside, day) = if width(&name) + width(&date) < room { (date, String::new()) } else { ("".into(), date) };
        let who = pad(&name, room.saturating_sub(width(&beside)));
        let mut first = before(kind, row, cx);
        first.extend([Span::styled(who, row.style(cx, theme.secondary)), Span::styled(beside, theme.secondary)]);
        let mut lines = vec![Line::from(first)];
        let said = clean(&without_marks(&hit.text).replace('\n', " · ")).into_owned();
        let (said, style) = match kind {
            "praise" => (format!("“{said}”"), theme.praise),
            _ => (said, theme.text),
        };
        let columns = if day.is_empty() { room } else { room.saturating_sub(width(&day) + 2) };
        let is_quoted = said.starts_with('“');
        let room_of_quote = columns.saturating_sub(usize::from(is_quoted));
        for (at, line) in lines_around(&said, words, room_of_quote, most).into_iter().enumerate() {
            let mut below = before("", row, cx);
            if !day.is_empty() {
                let day = if at == 0 { day.as_str() } else { "" };
                below.push(Span::styled(pad(day, room - columns), theme.secondary));
            }
            // The other lines of a quote hang under its first letter.
            if is_quoted && !line.starts_with('“') {
                below.push(Span::raw(" "));
            }
            below.extend(emphasized(&line, words, style, cx));
            lines.push(Line::from(below));
        }
        lines
    }
}

/// Counts the columns behind what a hit is.
fn room_of(columns: usize) -> usize {
    columns.saturating_sub(KIND + 2).min(READ_WIDTH)
}

/// Draws the mark of a row, and what the hit is.
fn before(label: &str, row: Row, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    vec![row.mark(cx), Span::raw(" "), Span::styled(pad(label, KIND), row.style(cx, cx.theme.secondary))]
}
