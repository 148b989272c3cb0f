//! Draws a hit: a customer, or what somebody said, with the words that were looked for.

use chrono::NaiveDate;
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
        (words, columns): (&[String], usize),
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let drawn = DrawnHit { hit, row, words, room: room_of(columns), cx };
        match hit.kind {
            HitKind::Customer => drawn.customer(self.elsewhere.get(&hit.id)),
            _ => drawn.said(self.today),
        }
    }
}

/// A hit, and what drawing it takes.
struct DrawnHit<'h> {
    hit: &'h Hit,
    row: Row,
    /// The words that were looked for.
    words: &'h [String],
    /// The columns behind what the hit is.
    room: usize,
    cx: &'h DrawContext<'h>,
}

impl DrawnHit<'_> {
    /// Draws a customer: who, and the field that has the words where the name and the company don't.
    fn customer(&self, elsewhere: Option<&(&'static str, String)>) -> Vec<Line<'static>> {
        let Self { hit, words, room, cx, .. } = *self;
        let mut first = self.before("customer");
        first.extend(emphasized(&cut(&clean(&hit.text), room), words, cx.theme.strong(), cx));
        let mut lines = vec![Line::from(first)];
        if let Some((label, text)) = elsewhere {
            let text = format!("{label}: {}", clean(text));
            for line in lines_around(&text, words, room, 1) {
                let mut below = self.before("");
                below.extend(emphasized(&line, words, cx.theme.secondary, cx));
                lines.push(Line::from(below));
            }
        }
        lines
    }

    /// Draws what somebody said: who and when, and the words around those that were looked for.
    fn said(&self, today: NaiveDate) -> Vec<Line<'static>> {
        let Self { hit, row, words, room, cx } = *self;
        let theme = cx.theme;
        let most = if row.is_selected() { ROWS_CHOSEN } else { ROWS };
        let date = hit.date.as_deref().and_then(|d| d.parse().ok()).map(|d| dates::short(d, today));
        let date = date.unwrap_or_default();
        let kind = hit.remark_kind.as_deref().unwrap_or("log");
        let name = clean(&hit.customer_name);
        // Beside a long name the day has no room, and goes before the words.
        let (beside, day) = if width(&name) + width(&date) < room { (date, String::new()) } else { ("".into(), date) };
        let who = pad(&name, room.saturating_sub(width(&beside)));
        let mut first = self.before(kind);
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
            let mut below = self.before("");
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

    /// Draws the mark of the row, and what the hit is.
    fn before(&self, label: &str) -> Vec<Span<'static>> {
        let Self { row, cx, .. } = *self;
        vec![row.mark(cx), Span::raw(" "), Span::styled(pad(label, KIND), row.style(cx, cx.theme.secondary))]
    }
}

/// Counts the columns behind what a hit is.
fn room_of(columns: usize) -> usize {
    columns.saturating_sub(KIND + 2).min(READ_WIDTH)
}
