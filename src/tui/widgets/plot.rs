//! Lines over the months, drawn with thin strokes at three heights of a character, so that a few rows show a slope.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Strokes of a character, from the top.
const STROKES: [&str; 3] = ["▔", "━", "▁"];

/// A line of a plot: a value or None for each place along the way, and its style.
pub(crate) struct Series {
    pub values: Vec<Option<i64>>,
    pub style: Style,
    /// A mark in the middle of each place, instead of a stroke along it.
    pub mark: Option<&'static str>,
}

/// Draws lines between `low` and `high` (both in sight), one stroke for each place. If two lines share a character,
/// the later one is in sight.
pub(crate) fn plot(series: &[Series], (low, high): (i64, i64), columns: usize, rows: usize) -> Vec<Line<'static>> {
    let mut cells: Vec<Vec<Span<'static>>> = vec![vec![Span::raw(" "); columns]; rows];
    let steps = i64::try_from(rows * STROKES.len()).unwrap_or(i64::MAX) - 1;
    for one in series {
        let places = one.values.len().max(1);
        for (at, value) in one.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let span = (high - low).max(1);
            let from_top = ((high - (*value).clamp(low, high)) * steps + span / 2) / span;
            let step = usize::try_from(from_top).unwrap_or(0);
            let stroke = STROKES.get(step % STROKES.len()).copied().unwrap_or(" ");
            let (begin, end) = (at * columns / places, (at + 1) * columns / places);
            // Leave a gap after each stroke, to keep the places apart.
            let end = if end > begin + 2 { end - 1 } else { end };
            let middle = begin + (end - begin) / 2;
            let (stroke, columns) = one.mark.map_or((stroke, begin..end), |mark| (mark, middle..middle + 1));
            let row = cells.get_mut(step / STROKES.len()).and_then(|row| row.get_mut(columns));
            for cell in row.into_iter().flatten() {
                *cell = Span::styled(stroke, one.style);
            }
        }
    }
    cells.into_iter().map(Line::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[Option<i64>], columns: usize, rows: usize) -> Vec<String> {
        let series = [Series { values: values.to_vec(), style: Style::new(), mark: None }];
        let lines = plot(&series, (1, 5), columns, rows);
        lines.iter().map(|l| l.spans.iter().map(|s| s.content.as_ref()).collect()).collect()
    }

    #[test]
    fn a_line_rises_from_low_to_high() {
        assert_eq!(drawn(&[Some(1), Some(3), Some(5)], 12, 3), ["        ▔▔▔ ", "    ━━━     ", "▁▁▁         "]);
    }

    #[test]
    fn what_is_not_known_is_passed_over_and_nothing_leaves_the_picture() {
        assert_eq!(drawn(&[None, Some(3), None], 3, 1), [" ━ "]);
        assert_eq!(drawn(&[Some(99), Some(-99)], 2, 2), ["▔ ", " ▁"]);
        assert_eq!(drawn(&[], 2, 1), ["  "]);
    }
}
