//! Draws how far each target has come, and what the marks of the calendar mean.

use ratatui::text::{Line, Span};

use crate::app::visits::VisitPlan;
use crate::domain::visits::Count;
use crate::text::{pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{bar, flow};

/// The fewest columns of a bar, and the most.
const BARS: (usize, usize) = (4, 12);

/// A target, in words and in fewer words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub what: &'static str,
    pub brief: &'static str,
    pub count: Count,
}

/// Lists the targets: the quarter's field days, the visits of the year, the first month.
pub(super) fn measured(plan: &VisitPlan) -> Vec<Measured> {
    let year = plan.progress.all_accounts().visits;
    let mut all = vec![
        Measured { what: "field days", brief: "field days", count: plan.progress.quarter },
        Measured { what: "visits this year", brief: "visits", count: year },
    ];
    let first_month = plan.progress.first_month;
    all.extend(first_month.map(|count| Measured { what: "first month", brief: "1st month", count }));
    all
}

/// Draws the targets below each other, each with a bar.
pub(super) fn bars(measured: &[Measured], columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let numbers: Vec<String> = measured.iter().map(|m| format!("{} of {}", m.count.done, m.count.target)).collect();
    let number = numbers.iter().map(|n| width(n)).max().unwrap_or(0);
    let is_reached = measured.iter().any(|m| m.count.done >= m.count.target);
    let room = columns.saturating_sub(number + 2 + if is_reached { width(theme.good_mark) } else { 0 });
    let widest = |of: fn(&Measured) -> &'static str| measured.iter().map(|m| width(of(m))).max().unwrap_or(0);
    let has_room = widest(|m| m.what) + 1 + BARS.0 <= room;
    let word: fn(&Measured) -> &'static str = if has_room { |m| m.what } else { |m| m.brief };
    let label = widest(word) + 1;
    // The bar gives way, never a number.
    let long = room.saturating_sub(label).min(BARS.1);
    let lines = measured.iter().zip(numbers).map(|(measured, number)| {
        let Count { done, target } = measured.count;
        let reached = done >= target;
        let full = (done.min(target) * long).checked_div(target).unwrap_or(long);
        let mark = if reached { theme.good_mark } else { "" };
        let mut line = Line::from(Span::styled(pad(word(measured), label), theme.secondary));
        line.extend(bar(full, long, if reached { theme.good } else { theme.accent }, cx));
        line.push_span(Span::styled(format!("  {mark}{number}"), theme.text));
        line
    });
    lines.collect()
}

/// Explains the marks, on as many lines as it takes.
pub(super) fn legend(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let marks = [
        ("●", theme.accent, "taken"),
        ("○", theme.accent, "proposed"),
        ("✓", theme.good, "visited"),
        ("·", theme.text, "a busy day of theirs"),
    ];
    let part = |(mark, style, word)| vec![Span::styled(mark, style), Span::styled(format!(" {word}"), theme.secondary)];
    flow(marks.into_iter().map(part).collect(), 2, columns)
}
