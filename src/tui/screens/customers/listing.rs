//! Draws the list: a customer on each row, with what tells them apart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Customers;
use crate::app::customers::CustomerLine;
use crate::text::{clean, pad};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, quiet_dots};

/// The columns of both ratings.
const RATINGS: usize = 12;

impl Customers {
    /// Draws the rows of the list, under the filter if it is in view.
    pub(super) fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let mut area = area;
        if self.filter.draw(frame, area, cx) {
            area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        }
        if self.list.is_empty() {
            frame.render_widget(Span::styled("Nobody matches.", theme.secondary), area);
            return;
        }
        let top = self.list.top(usize::from(area.height));
        for (y, (at, listed)) in (area.y..area.bottom()).zip(self.list.items().iter().enumerate().skip(top)) {
            let row = Row::at(at, self.list.cursor());
            let line = self.list_line(&listed.line, row, usize::from(area.width), cx);
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
    }

    fn list_line(&self, line: &CustomerLine, row: Row, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let name_style = row.style(cx, if line.past { theme.secondary } else { theme.text });
        let mark = row.mark(cx);
        let star = if line.favorite { Span::styled("★ ", theme.accent) } else { Span::raw("  ") };
        let talked = line.last_talked.map_or_else(String::new, |d| short_ago(d, self.today));
        let room = columns.saturating_sub(3 + 5);
        let mut spans = vec![mark, star];
        if room >= 38 {
            let name = 20;
            let company = room - name - 1 - RATINGS;
            spans.push(Span::styled(pad(&clean(&line.name), name), name_style));
            let text = pad(&clean(line.company.as_deref().unwrap_or_default()), company - 1);
            spans.push(Span::styled(format!(" {text} "), theme.secondary));
            for rating in [line.pleasure, line.profit] {
                match rating {
                    Some(_) => spans.extend(quiet_dots(rating, row, cx)),
                    None => spans.push(Span::raw("     ")),
                }
                spans.push(Span::raw(" "));
            }
        } else {
            spans.push(Span::styled(pad(&clean(&line.name), room), name_style));
        }
        spans.push(Span::styled(format!("{talked:>5}"), theme.secondary));
        Line::from(spans)
    }
}

/// Says how long ago, in five columns: "today", "3 d", "9 wk", "4 mo", "2 y".
fn short_ago(date: chrono::NaiveDate, today: chrono::NaiveDate) -> String {
    match (today - date).num_days() {
        ..=0 => "today".into(),
        days @ 1..=13 => format!("{days} d"),
        days @ 14..=111 => format!("{} wk", days / 7),
        days @ 112..=729 => format!("{} mo", days * 100 / 3044),
        days => format!("{} y", days / 365),
    }
}
