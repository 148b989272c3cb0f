//! Draws the year as a map: a column for each week, a row for each weekday, with call days and other conversations.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::block::{Block, title};
use crate::app::trends::Trends as Figures;
use crate::domain::trends::{Cell, DayKind};
use crate::present::trends::month_word;
use crate::text::{count, cut, pad, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;

/// Columns of the weekdays' names.
pub(super) const WEEKDAYS: usize = 4;

/// Draws the year.
pub(super) fn map(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    let wide = if columns >= t.heat.columns.len() * 2 + WEEKDAYS { 2 } else { 1 };
    let room = columns.saturating_sub(WEEKDAYS) / wide;
    let skipped = t.heat.columns.len().saturating_sub(room);
    let shown = t.heat.columns.get(skipped..).unwrap_or_default();
    let mut names = " ".repeat(WEEKDAYS + shown.len() * wide + 3);
    for (column, month) in t.heat.months.iter().filter(|(column, _)| *column >= skipped) {
        let at = WEEKDAYS + (column - skipped) * wide;
        let word = month_word(*month);
        if names.get(at.saturating_sub(1)..at + 3).is_some_and(|place| place.trim().is_empty()) {
            names.replace_range(at..at + word.len().min(3), &cut(&word, 3));
        }
    }
    let mut all = vec![title(names.trim_end().to_string(), cx)];
    for row in 0..7 {
        let day = shown.first().and_then(|c| c.get(row)).map(|c| c.day.format("%a").to_string()).unwrap_or_default();
        let day = if row % 2 == 0 { day } else { String::new() };
        let mut spans = vec![Span::styled(pad(&day, WEEKDAYS), theme.secondary)];
        for cell in shown.iter().filter_map(|column| column.get(row)) {
            let (mark, style) = mark(cell, cx);
            spans.push(Span::styled(pad(mark, wide), style));
        }
        all.push(Line::from(spans));
    }
    all.push(legend(columns, cx));
    all
}

/// Returns the line above the map: the streak, the calls, and the key for the week in words.
pub(super) fn head(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let calls = count(t.calls(), "call", "calls");
    let streak = match t.streak.now {
        0 => "a new streak begins with the next call".to_string(),
        n => format!("{} in a row", count(n, "call day", "call days")),
    };
    let best = if t.streak.best > t.streak.now { format!(", {} at best", t.streak.best) } else { String::new() };
    let key = cx.keymap.key(Scope::Trends, Action::Week);
    let calls = format!("   {calls} in {} weeks", t.weeks.len());
    let calls = if width(&streak) + width(&best) + width(&calls) <= columns { calls } else { String::new() };
    let mut spans =
        vec![Span::styled(streak, theme.accent), Span::styled(best, theme.text), Span::styled(calls, theme.secondary)];
    let used: usize = spans.iter().map(|s| width(&s.content)).sum();
    let week = " the week in words";
    if let Some(gap) = columns.checked_sub(used + width(&key) + width(week)).filter(|gap| *gap >= 3) {
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(Span::styled(key, theme.accent));
        spans.push(Span::styled(week, theme.secondary));
    }
    Line::from(spans)
}

fn mark(cell: &Cell, cx: &DrawContext<'_>) -> (&'static str, Style) {
    let theme = cx.theme;
    match (cell.kind, cell.talks) {
        (DayKind::Kept, _) => ("■", theme.accent),
        (DayKind::Missed, _) => ("□", theme.secondary),
        (DayKind::Open, _) => ("□", theme.accent),
        (DayKind::OutOfRange | DayKind::Future, _) => (" ", theme.hairline),
        (_, 1) => ("▪", theme.secondary),
        (_, talks) if talks > 1 => ("■", theme.secondary),
        (DayKind::Away, _) => ("–", theme.empty),
        (DayKind::NoCallDay, _) => ("·", theme.empty),
    }
}

fn legend(columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let words = [
        ("■", theme.accent, "a call day kept"),
        ("□", theme.secondary, "missed"),
        ("▪", theme.secondary, "another talk"),
        ("–", theme.empty, "away"),
    ];
    let mut spans = vec![Span::raw(" ".repeat(WEEKDAYS))];
    let mut used = WEEKDAYS;
    for (mark, style, word) in words {
        used += width(word) + 5;
        if used <= columns {
            spans.push(Span::styled(mark, style));
            spans.push(Span::styled(format!(" {word}   "), theme.secondary));
        }
    }
    Line::from(spans)
}
