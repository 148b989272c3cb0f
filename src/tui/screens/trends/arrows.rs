//! What calls do for the mood: for each month an arrow from the mood before to the mood after.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::months::Axis;
use crate::app::trends::Trends as Figures;
use crate::domain::trends::{Mood, Tenths};
use crate::present::touches;
use crate::present::trends::mood_words;
use crate::text::count;
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{flow, paragraph};

/// The marks of the moods, and the shaft between them.
const AFTER: &str = "▲";
const LOWER: &str = "▼";
const BEFORE: &str = "●";
const SHAFT: &str = "┃";

/// Rows of the arrows: one for each half of a mood, or for each quarter.
pub(super) const HALVES: usize = 9;
pub(super) const QUARTERS: usize = 17;
/// The lowest and the highest mood, in tenths.
const LOW: i64 = 10;
const HIGH: i64 = 50;

/// Says what a call does, with the key of the arrows.
pub(super) fn headline(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let calls = count(t.mood.rated, "rated call", "rated calls");
    let key =
        |mark, style, words: &str| vec![Span::styled(mark, style), Span::styled(format!(" {words}"), theme.secondary)];
    let keys = [key(AFTER, theme.good, "after"), key(BEFORE, theme.secondary, "before")];
    let said = mood_words(&t.mood);
    let Some(lift) = t.mood.claim() else {
        let keys = if t.mood.rated > 0 { keys.to_vec() } else { Vec::new() };
        return flow([vec![vec![Span::styled(said, theme.text)]], keys].concat(), 3, columns);
    };
    let (mark, style) = match lift.tenths() {
        1.. => (theme.good_mark, theme.good.add_modifier(Modifier::BOLD)),
        _ => ("", theme.strong()),
    };
    let said = said.split(" (").next().unwrap_or_default();
    let said = said.strip_prefix('a').map_or_else(|| said.to_string(), |rest| format!("A{rest}"));
    let parts = [vec![vec![Span::styled(format!("{mark}{said}"), style)]], keys.to_vec()].concat();
    let with_calls = [parts.clone(), vec![vec![Span::styled(calls, theme.secondary)]]].concat();
    let (all, brief) = (flow(with_calls, 3, columns), flow(parts, 3, columns));
    if all.len() > brief.len() { brief } else { all }
}

/// Says how to rate calls, where none is rated.
pub(super) fn how_to_rate(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let words =
        "Rate how you feel before and after a call, in the log's details. After a setback goodcall asks you once.";
    paragraph(words, columns, cx.theme.secondary)
}

/// The row of a mood, from the top.
fn row_of(mood: Tenths, rows: usize) -> usize {
    let last = i64::try_from(rows.saturating_sub(1)).unwrap_or(0);
    let from_top = HIGH - mood.tenths().clamp(LOW, HIGH);
    usize::try_from((from_top * last * 2 + (HIGH - LOW)) / (2 * (HIGH - LOW))).unwrap_or(0)
}

/// Draws the arrows over the months, in as many rows, with the scale beside them.
pub(super) fn arrows(t: &Figures, axis: &Axis<'_>, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let moods: Vec<Option<&Mood>> = axis
        .months
        .iter()
        .map(|month| t.mood_by_month.iter().find(|(of, _)| *of == month.month).map(|(_, mood)| mood))
        .collect();
    (0..rows)
        .map(|row| {
            let mut line = Vec::from(scale(row, rows, axis, cx));
            for mood in &moods {
                let (mark, style) = mood.map_or((" ", Style::new()), |mood| mark(mood, row, rows, cx));
                line.push(Span::raw(" ".repeat(axis.middle())));
                line.push(Span::styled(mark, style));
                line.push(Span::raw(" ".repeat(axis.each - axis.middle() - 1)));
            }
            Line::from(line)
        })
        .collect()
}

/// Names the moods left of their rows.
fn scale(row: usize, rows: usize, axis: &Axis<'_>, cx: &DrawContext<'_>) -> [Span<'static>; 2] {
    let named = (1..=5_u8).find(|mood| row_of(Tenths::new(i64::from(*mood) * 10), rows) == row);
    let words = match named {
        Some(mood) if axis.has_words() => format!("{} {mood}", touches::mood(mood)),
        Some(mood) => mood.to_string(),
        None => String::new(),
    };
    [
        Span::styled(format!("{words:>label$} ", label = axis.label - 2), cx.theme.secondary),
        Span::styled("│", cx.theme.hairline),
    ]
}

/// Chooses what an arrow has on a row.
fn mark(mood: &Mood, row: usize, rows: usize, cx: &DrawContext<'_>) -> (&'static str, Style) {
    let theme = cx.theme;
    let (Some(before), Some(after)) = (mood.before, mood.after) else { return (" ", theme.text) };
    let (from, to) = (row_of(before, rows), row_of(after, rows));
    let rises = after >= before;
    if row == to {
        if rises { (AFTER, theme.good) } else { (LOWER, theme.text) }
    } else if row == from {
        (BEFORE, theme.secondary)
    } else if (from.min(to)..from.max(to)).contains(&row) {
        (SHAFT, if rises { theme.good } else { theme.secondary })
    } else {
        (" ", theme.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_of_a_mood_has_its_row() {
        let rows = |tenths| row_of(Tenths::new(tenths), HALVES);
        assert_eq!([50, 45, 40, 35, 30, 25, 20, 15, 10].map(rows), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!([48, 47, 12, 13, 99, -3].map(rows), [0, 1, 8, 7, 0, 8]);
        assert_eq!(row_of(Tenths::new(30), QUARTERS), 8);
    }
}
