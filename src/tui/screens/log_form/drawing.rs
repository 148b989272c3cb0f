//! Draws the log form: details above, the text below, with the marks named in a gutter.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::head::{Head, Room};
use super::{LogField, LogForm};
use crate::domain::choice::Choice;
use crate::domain::customer::Standing;
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::{LineKind, RemarkKind, line_kinds};
use crate::domain::touch::TouchKind;
use crate::present::{tally, times, touches};
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::mood;

/// Blank columns on the left and on the right of the page.
const MARGIN: u16 = 4;
/// Columns of the gutter that names the marks.
const GUTTER: u16 = 9;
/// A text with fewer rows has none to spare for the tally.
const LEAST_ROWS: u16 = 4;
/// A body with as many rows has some to leave blank.
const AIRY: u16 = 16;

impl LogForm {
    /// Draws the form as a page: who it is with, and how a `call` stands, with lines of the call card under that; the details;
    /// the text as wide as the page, down to the footer.
    pub(crate) fn draw_page(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        (call, card): (Option<Span<'static>>, Vec<Line<'static>>),
    ) {
        let top = u16::from(area.height >= AIRY);
        let columns = area.width.saturating_sub(2 * MARGIN);
        let inner = Rect { x: area.x + MARGIN, y: area.y + top, width: columns, height: area.height - top };
        let mut lines = self.head(area, cx, call);
        if !card.is_empty() {
            lines.push(Line::default());
            lines.extend(card);
        }
        if area.height >= AIRY {
            lines.push(Line::default());
        }
        self.draw_below(frame, inner, cx, lines);
    }

    /// Says who the log is with, and how a `call` stands, across a body.
    pub(crate) fn head(&self, body: Rect, cx: &DrawContext<'_>, call: Option<Span<'static>>) -> Vec<Line<'static>> {
        let columns = usize::from(body.width.saturating_sub(2 * MARGIN));
        let head = Head { customer: &self.customer, reach: &self.reach, call };
        head.lines(Room { columns, body: (body.width, body.height) }, cx)
    }

    /// Draws the form without its head, for a place beside the call card.
    pub(crate) fn draw_beside(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_below(frame, area, cx, Vec::new());
    }

    /// Draws lines, the details and the text.
    fn draw_below(&self, frame: &mut Frame<'_>, inner: Rect, cx: &DrawContext<'_>, mut lines: Vec<Line<'static>>) {
        let columns = usize::from(inner.width);
        lines.extend(self.detail_lines(columns, cx));
        for problem in self.form.problems() {
            lines.extend(crate::tui::widgets::paragraph(problem, columns, cx.theme.error));
        }
        lines.extend(self.reminders(columns, cx));
        lines.push(Line::default());
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inner.height);
        crate::tui::chrome::lines(frame, inner, lines);
        let text = Rect { y: inner.y + rows, height: inner.height - rows, ..inner };
        self.draw_text(frame, text, cx);
    }

    /// Returns the style of a detail: the focused one is underlined.
    pub(super) fn style_of(&self, field: LogField, cx: &DrawContext<'_>) -> Style {
        let (theme, focused) = (cx.theme, self.form.is_focused(field));
        let base = if self.form.problem(field).is_some() {
            theme.error
        } else if focused {
            theme.accent
        } else {
            theme.secondary
        };
        if focused { base.add_modifier(Modifier::UNDERLINED) } else { base }
    }

    /// Lists kind, outcome, minutes, time and moods, and who else was there.
    fn detail_lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let style = |field: LogField| self.style_of(field, cx);
        let dot = || Span::styled(" · ", theme.hairline);
        let mut what = vec![Span::styled(self.kind().as_str(), style(LogField::Kind))];
        if self.kind() == TouchKind::Call {
            what.push(dot());
            what.push(Span::styled(self.outcome().as_str().replace('-', " "), style(LogField::Outcome)));
        }
        what.push(dot());
        what.push(Span::styled(self.minutes_words(), style(LogField::Minutes)));
        what.push(dot());
        what.push(Span::styled(self.when_words(cx), style(LogField::When)));
        let mut moods = vec![Span::styled("before ", style(LogField::Before))];
        moods.extend(mood(self.form.rating(LogField::Before), cx));
        moods.push(Span::styled("   after ", style(LogField::After)));
        moods.extend(mood(self.form.rating(LogField::After), cx));
        let used = what.iter().chain(&moods).map(|s| width(&s.content)).sum::<usize>();
        let mut lines = if used + 3 > columns {
            vec![Line::from(what), Line::from(moods)]
        } else {
            what.push(Span::raw(" ".repeat(columns - used)));
            what.extend(moods);
            vec![Line::from(what)]
        };
        lines.extend(self.with_lines(columns, cx));
        lines.extend(self.words_line(columns, cx));
        lines
    }

    /// Reminds the user that there is nothing to sell to a past buyer, and of earlier gifts.
    fn reminders(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if self.customer.standing == Standing::Past {
            lines.push(Line::styled(touches::NOTHING_TO_SELL, cx.theme.quiet));
        }
        if self.kind() == TouchKind::Gift && !self.gifts.is_empty() {
            let before = format!("given before: {}", clean(&self.gifts.join("; ")));
            lines.extend(crate::tui::widgets::paragraph(&before, columns, cx.theme.secondary).into_iter().take(2));
        }
        lines
    }

    /// Returns the questions of an empty log; a visit is for watching them at work.
    fn hints(&self) -> &'static [&'static str] {
        match self.kind() {
            TouchKind::Visit => &["what do they like?", "how do they use it?", "who on our side helped? + and @Name"],
            TouchKind::Gift => &["what you gave them"],
            TouchKind::Card | TouchKind::Message => &["what you wrote, or nothing"],
            TouchKind::Call => &["what they said, a line each", "? a need   > somebody they pointed to"],
        }
    }

    fn minutes_words(&self) -> String {
        let typed = self.form.text(LogField::Minutes);
        if self.form.is_focused(LogField::Minutes) {
            // The unit stands there in case a bare number is typed.
            let unit = if typed.bytes().all(|b| b.is_ascii_digit()) { "min" } else { "" };
            return format!("{}▏{unit}", clean(&typed));
        }
        match (self.minutes_now(), typed) {
            (Some(minutes), _) => duration::brief(minutes),
            (None, text) if text.is_empty() => "– min".into(),
            (None, text) => clean(&text).into_owned(),
        }
    }

    fn when_words(&self, cx: &DrawContext<'_>) -> String {
        let typed = self.form.text(LogField::When);
        if self.form.is_focused(LogField::When) {
            return format!("{}▏", clean(&typed));
        }
        match typed {
            text if !text.trim().is_empty() && self.when.is_none() => cut(&clean(&text), 24).into_owned(),
            _ => {
                let at = self.when.unwrap_or(self.opened);
                format!("{} {}", dates::weekday_date(at.date_naive(), self.days.1), times::time(&at, cx.hours))
            }
        }
    }

    /// Counts in the last row what the log holds by now; returns the rows above it.
    fn draw_tally(&self, frame: &mut Frame<'_>, area: Rect, written: &str, cx: &DrawContext<'_>) -> Rect {
        if area.height < LEAST_ROWS {
            return area;
        }
        let tally = tally::of_log(written, self.days, self.date_order);
        let above = Rect { height: area.height - 1, ..area };
        let (x, y) = (area.x + GUTTER + 2, area.y + above.height);
        let row = Rect { x, y, width: area.width.saturating_sub(GUTTER + 2), height: 1 };
        let tally = cut(&tally, usize::from(row.width)).into_owned();
        frame.render_widget(Span::styled(tally, cx.theme.secondary), row);
        above
    }

    fn draw_text(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let Some(written) = self.form.area(LogField::Text) else { return };
        if area.height == 0 || area.width <= GUTTER + 3 {
            return;
        }
        let area = self.draw_tally(frame, area, &written.text(), cx);
        let columns = area.width - GUTTER - 3;
        let layout = written.layout(columns, 0);
        let kinds = line_kinds(&written.text());
        let lines = written.lines();
        let room = usize::from(area.height);
        let (cursor_x, cursor_row) = layout.cursor;
        let first = cursor_row.saturating_sub(room.saturating_sub(1));
        let mut drawn = Vec::with_capacity(room);
        for row in layout.rows.iter().skip(first).take(room) {
            let kind = kinds.get(row.line).copied().unwrap_or(LineKind::Blank);
            let name = match kind {
                LineKind::Begins(RemarkKind::News, _) | LineKind::Blank | LineKind::Continued => "",
                LineKind::Begins(kind, _) => kind.as_str(),
            };
            let praised = praised_lines(&kinds, row.line);
            let style = if praised { theme.praise } else { theme.text };
            let text = lines.get(row.line).and_then(|l| l.get(row.start..row.end)).unwrap_or_default();
            let name = if row.first { name } else { "" };
            let name_style = if name == "praise" { theme.praise } else { theme.accent };
            drawn.push(Line::from(vec![
                Span::styled(format!("{name:>8} "), name_style),
                Span::styled("│ ", theme.hairline),
                Span::styled(clean(text).into_owned(), style),
            ]));
        }
        while drawn.len() < room {
            drawn.push(Line::from(vec![Span::raw(" ".repeat(usize::from(GUTTER))), Span::styled("│", theme.hairline)]));
        }
        if written.is_empty() {
            for (at, (line, hint)) in drawn.iter_mut().zip(self.hints()).enumerate() {
                let gap = if at == 0 { "" } else { " " };
                let hint = cut(hint, usize::from(columns));
                line.push_span(Span::styled(format!("{gap}{hint}"), theme.secondary));
            }
        }
        crate::tui::chrome::lines(frame, area, drawn);
        if self.form.is_focused(LogField::Text) {
            let x = area.x + GUTTER + 2 + cursor_x;
            let y = area.y + u16::try_from(cursor_row - first).unwrap_or(0);
            frame.set_cursor_position((x, y));
        }
    }
}

/// Tells whether a line begins praise or continues it.
fn praised_lines(kinds: &[LineKind], line: usize) -> bool {
    let before = kinds.iter().take(line + 1).rev().find(|k| matches!(k, LineKind::Begins(..)));
    let here = kinds.get(line);
    matches!(before, Some(LineKind::Begins(RemarkKind::Praise, _))) && !matches!(here, Some(LineKind::Blank))
}
