//! Draws the log form: details above, the text below, with the marks named in a gutter.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

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

/// Columns of the gutter that names the marks.
const GUTTER: u16 = 10;
/// A text with fewer rows has none to spare for the tally.
const LEAST_ROWS: u16 = 4;

impl LogForm {
    /// Draws the form, with lines of the call card under the name.
    pub(crate) fn draw_under(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>, card: Vec<Line<'static>>) {
        let inner = Rect { x: area.x + 4, width: area.width.saturating_sub(8).min(86), ..area };
        let mut head = vec![self.name_line(usize::from(inner.width), cx)];
        if !card.is_empty() {
            head.push(Line::default());
            head.extend(card);
            head.push(Line::default());
        }
        self.draw_below(frame, inner, cx, head);
    }

    /// Draws the form without the name, for a place beside the call card.
    pub(crate) fn draw_beside(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_below(frame, Rect { width: area.width.min(86), ..area }, cx, Vec::new());
    }

    fn draw_below(&self, frame: &mut Frame<'_>, inner: Rect, cx: &DrawContext<'_>, mut head: Vec<Line<'static>>) {
        head.extend(self.detail_lines(usize::from(inner.width), cx));
        for problem in self.form.problems() {
            head.extend(crate::tui::widgets::paragraph(problem, usize::from(inner.width), cx.theme.error));
        }
        head.extend(self.reminders(usize::from(inner.width), cx));
        head.push(Line::default());
        let rows = u16::try_from(head.len()).unwrap_or(0);
        crate::tui::chrome::lines(frame, inner, head);
        let text = Rect { y: inner.y + rows, height: inner.height.saturating_sub(rows), ..inner };
        self.draw_text(frame, text, cx);
    }

    fn name_line(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let company = self.customer.role_and_company();
        let name = cut(&clean(&self.customer.name), columns).into_owned();
        let room = columns.saturating_sub(width(&name) + 2);
        Line::from(vec![
            Span::styled(name, cx.theme.accent),
            Span::styled(format!("  {}", cut(&clean(&company), room)), cx.theme.secondary),
        ])
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
            text if text.trim().is_empty() => {
                format!("{} {}", dates::weekday_day(self.opened.date_naive()), times::time(&self.opened, cx.hours))
            }
            text => cut(&clean(&text), 24).into_owned(),
        }
    }

    /// Counts in the last row what the log holds by now; returns the rows above it.
    fn draw_tally(&self, frame: &mut Frame<'_>, area: Rect, written: &str, cx: &DrawContext<'_>) -> Rect {
        let tally = tally::of_log(written, self.days, self.date_order);
        if tally.is_empty() || area.height < LEAST_ROWS {
            return area;
        }
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
        let columns = (area.width - GUTTER - 3).min(74);
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
                Span::styled(format!("{name:>9} "), name_style),
                Span::styled("│ ", theme.hairline),
                Span::styled(clean(text).into_owned(), style),
            ]));
        }
        while drawn.len() < room.min(6) {
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
