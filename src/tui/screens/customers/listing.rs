//! Draws the list: a customer on each row, with what tells them apart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Customers;
use crate::app::customers::CustomerLine;
use crate::text::{clean, pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, quiet_dots};

/// The columns of both ratings.
const RATINGS: usize = 12;
/// The fewest columns with room for more than names, and for a company beside a name.
const WITH_COMPANY: usize = 38;
const LEAST_COMPANY: usize = 5;

impl Customers {
    /// Draws the rows of the list, under the filter if it is in view.
    pub(super) fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let mut area = area;
        let taken = self.filter.draw_with(frame, area, cx, self.pages.problem.as_deref());
        area = Rect { y: area.y + taken, height: area.height.saturating_sub(taken), ..area };
        if self.list.is_empty() {
            frame.render_widget(Span::styled("Nobody matches.", theme.secondary), area);
            return;
        }
        let top = self.list.top(usize::from(area.height));
        let shown = self.list.items().iter().enumerate().skip(top).take(usize::from(area.height));
        let columns = Columns::of(shown.clone().map(|(_, listed)| &listed.line), usize::from(area.width));
        for (y, (at, listed)) in (area.y..area.bottom()).zip(shown) {
            let row = Row::at(at, self.list.cursor());
            if row.is_selected() {
                self.drawn.set(Some(Rect { y, height: 1, ..area }));
            }
            frame.render_widget(self.list_line(&listed.line, row, columns, cx), Rect { y, height: 1, ..area });
        }
    }

    fn list_line(&self, line: &CustomerLine, row: Row, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let name_style = row.style(cx, if line.past { theme.secondary } else { theme.text });
        let mark = row.mark(cx);
        let star = if line.favorite { Span::styled("★ ", theme.accent) } else { Span::raw("  ") };
        let talked = line.last_talked.map_or_else(String::new, |d| short_ago(d, self.today));
        let mut spans = vec![mark, star, Span::styled(pad(&clean(&line.name), columns.name), name_style)];
        if columns.company > 0 {
            let text = pad(&clean(line.company.as_deref().unwrap_or_default()), columns.company);
            spans.push(Span::styled(format!(" {text} "), theme.secondary));
        }
        if columns.ratings {
            for rating in [line.pleasure, line.profit] {
                match rating {
                    Some(_) => spans.extend(quiet_dots(rating, row, cx)),
                    None => spans.push(Span::raw("     ")),
                }
                spans.push(Span::raw(" "));
            }
        }
        spans.push(Span::styled(format!("{talked:>5}"), theme.secondary));
        Line::from(spans)
    }
}

/// How the columns of the list are shared out among the rows in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    name: usize,
    /// None of it where only names have room.
    company: usize,
    ratings: bool,
}

impl Columns {
    /// Shares out a row: names take what the longest needs before a company is cut, and each what the other leaves.
    fn of<'a>(lines: impl Iterator<Item = &'a CustomerLine>, columns: usize) -> Self {
        let room = columns.saturating_sub(3 + 5);
        if room < WITH_COMPANY {
            return Self { name: room, company: 0, ratings: false };
        }
        let (mut names, mut companies, mut rated) = (0, 0, false);
        for line in lines {
            names = names.max(width(&clean(&line.name)));
            companies = companies.max(width(&clean(line.company.as_deref().unwrap_or_default())));
            rated |= line.pleasure.is_some() || line.profit.is_some();
        }
        let room = room - if rated { RATINGS } else { 0 } - 2;
        let company = companies.min(room.saturating_sub(names)).max(LEAST_COMPANY.min(companies));
        Self { name: room - company, company, ratings: rated }
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
