//! Draws how far each target has come, and what the marks of the months mean.

use ratatui::text::{Line, Span};

use crate::domain::visits::Count;
use crate::text::width;
use crate::tui::screen::DrawContext;
use crate::tui::widgets::line_width;

/// Columns of a bar.
const BAR: usize = 18;

/// Explains the marks.
pub(super) fn legend(cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let marks = [
        ("●", theme.accent, "accepted"),
        ("○", theme.accent, "proposed"),
        ("✓", theme.good, "visited"),
        ("·", theme.text, "a busy day of theirs"),
    ];
    let spans = marks.into_iter().flat_map(|(mark, style, word)| {
        [Span::styled(mark, style), Span::styled(format!(" {word}   "), theme.secondary)]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Draws the targets below each other, with bars.
pub(super) fn progress_lines(
    measured: &[(&'static str, Count)],
    columns: usize,
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut all = Vec::new();
    for (what, count) in measured {
        let reached = count.done >= count.target;
        let mark = if reached { theme.good_mark } else { "" };
        let number = format!(" {mark}{} of {}", count.done, count.target);
        // Shorten the bar, never a number.
        let bar = BAR.min(columns.saturating_sub(width(&number)));
        let full = (count.done.min(count.target) * bar).checked_div(count.target).unwrap_or(bar);
        all.push(Line::styled(*what, theme.secondary));
        all.push(Line::from(vec![
            Span::styled("━".repeat(full), if reached { theme.good } else { theme.accent }),
            Span::styled("─".repeat(bar - full), theme.hairline),
            Span::styled(number, theme.text),
        ]));
        all.push(Line::default());
    }
    all
}

/// Draws the targets on a line.
pub(super) fn progress_line(measured: &[(&'static str, Count)], columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let whole = |what: &'static str| what;
    let brief = |what: &'static str| match what {
        "field days, first month" => "first month",
        _ => what.split(" this").next().unwrap_or(what),
    };
    let line = |words: fn(&'static str) -> &'static str| {
        let each = measured.iter().flat_map(|(what, count)| {
            [
                Span::styled(format!("{} of {} ", count.done, count.target), cx.theme.text),
                Span::styled(format!("{}   ", words(what)), cx.theme.secondary),
            ]
        });
        Line::from(each.collect::<Vec<_>>())
    };
    let line_in_full = line(whole);
    if line_width(&line_in_full) <= columns + 3 { line_in_full } else { line(brief) }
}
