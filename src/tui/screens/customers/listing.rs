//! Draws the list: a customer on each row, with what tells them apart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Customers;
use crate::app::customers::CustomerLine;
use crate::app::several::ListCounts;
use crate::domain::order::Order;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, paragraph, quiet_dots};

/// The columns of both ratings.
const RATINGS: usize = 12;
/// The fewest columns with room for more than names, and for a company beside a name.
const WITH_COMPANY: usize = 38;
const LEAST_COMPANY: usize = 5;
/// The fewest rows with heads over the columns, and with a blank one before them.
const WITH_HEADS: u16 = 16;
const AIRY: u16 = 22;

impl Customers {
    /// Says on an empty list what fills it.
    pub(super) fn draw_nobody(frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = Rect {
            x: area.x + 4,
            y: area.y + 2,
            width: area.width.saturating_sub(8),
            height: area.height.saturating_sub(2),
        };
        let mut lines = vec![Line::styled("Nobody here yet.", cx.theme.accent), Line::default()];
        let add = cx.keymap.key(Scope::Global, Action::AddCustomer);
        let import = cx.keymap.key(Scope::Customers, Action::Import);
        lines.extend(paragraph(
            &format!("{add} adds a customer: a name and a number will do. {import} imports a file of contacts."),
            usize::from(inner.width),
            cx.theme.text,
        ));
        crate::tui::chrome::lines(frame, inner, lines);
    }

    /// Draws the rows of the list, under the filter if it is in view, a line that counts, and the heads of the columns.
    pub(super) fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let below = |area: Rect, rows: u16| {
            let rows = rows.min(area.height);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        };
        let mut area = below(area, self.filter.draw_with(frame, area, cx, self.pages.problem.as_deref()));
        if self.list.is_empty() {
            frame.render_widget(Span::styled("Nobody matches.", theme.secondary), area);
            return;
        }
        let is_tall = area.height >= WITH_HEADS;
        let count = self.count_line(usize::from(area.width), cx);
        frame.render_widget(count, Rect { height: 1.min(area.height), ..area });
        area = below(area, if area.height >= AIRY { 2 } else { 1 });
        let heads = area;
        area = below(area, u16::from(is_tall));
        self.first_row.set(area.y);
        let top = self.list.top(usize::from(area.height));
        let shown = self.list.items().iter().enumerate().skip(top).take(usize::from(area.height));
        let what = Shown { city: self.pages.order == Order::City, marks: !self.marks.is_empty() };
        let columns = Columns::of(shown.clone().map(|(_, listed)| &listed.line), what, usize::from(area.width));
        if is_tall {
            frame.render_widget(columns.heads(cx), Rect { height: 1, ..heads });
        }
        for (y, (at, listed)) in (area.y..area.bottom()).zip(shown) {
            let row = Row::at(at, self.list.cursor());
            if row.is_selected() {
                self.drawn.set(Some(Rect { y, height: 1, ..area }));
            }
            frame.render_widget(self.list_line(&listed.line, row, columns, cx), Rect { y, height: 1, ..area });
        }
    }

    /// Counts who is listed, says how many are marked, and by what the list is sorted.
    fn count_line(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let mut parts = Vec::new();
        if self.pages.is_narrowed() {
            let more = if self.list.is_whole() { "" } else { "+" };
            parts.push(format!("{}{more} found", self.list.items().len()));
        } else {
            let ListCounts { present, favorites, past } = self.counts;
            parts.extend((favorites > 0).then(|| count(favorites, "favorite", "favorites")));
            parts.extend((past > 0).then(|| format!("{past} past")));
            parts.push(present.to_string());
        }
        if self.pages.order != Order::Name {
            parts.push(self.pages.order.describe().to_string());
        }
        let marked = match self.marks.len() {
            0 => String::new(),
            n => format!("{n} marked   "),
        };
        let said = cut(&parts.join(" · "), columns.saturating_sub(1 + width(&marked))).into_owned();
        Line::from(vec![Span::raw(" "), Span::styled(marked, theme.accent), Span::styled(said, theme.secondary)])
    }

    fn list_line(&self, line: &CustomerLine, row: Row, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let name_style = row.style(cx, if line.past { theme.secondary } else { theme.text });
        let mark = row.mark(cx);
        let star = if line.favorite { Span::styled("★ ", theme.accent) } else { Span::raw("  ") };
        let talked = line.last_talked.map_or_else(String::new, |d| short_ago(d, self.today));
        let mut spans = vec![mark];
        if columns.shown.marks {
            let marked = if self.marks.has(line.id) { "● " } else { "  " };
            spans.push(Span::styled(marked, theme.accent));
        }
        spans.extend([star, Span::styled(pad(&clean(&line.name), columns.name), name_style)]);
        if columns.company > 0 {
            let text = pad(&clean(columns.shown.of(line)), columns.company);
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

/// What stands in the columns of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    /// Whether the city stands in the place of the company.
    city: bool,
    marks: bool,
}

impl Shown {
    /// Returns what stands beside a name.
    fn of(self, line: &CustomerLine) -> &str {
        let text = if self.city { &line.city } else { &line.company };
        text.as_deref().unwrap_or_default()
    }
}

/// How the columns of the list are shared out among the rows in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    name: usize,
    /// None of it where only names have room.
    company: usize,
    ratings: bool,
    shown: Shown,
}

impl Columns {
    /// Shares out a row: names take what the longest needs before a company is cut, and each what the other leaves.
    fn of<'a>(lines: impl Iterator<Item = &'a CustomerLine>, shown: Shown, columns: usize) -> Self {
        let room = columns.saturating_sub(3 + 5 + if shown.marks { 2 } else { 0 });
        if room < WITH_COMPANY {
            return Self { name: room, company: 0, ratings: false, shown };
        }
        let (mut names, mut companies, mut rated) = (0, 0, false);
        for line in lines {
            names = names.max(width(&clean(&line.name)));
            companies = companies.max(width(&clean(shown.of(line))));
            rated |= line.pleasure.is_some() || line.profit.is_some();
        }
        let room = room - if rated { RATINGS } else { 0 } - 2;
        let company = companies.min(room.saturating_sub(names)).max(LEAST_COMPANY.min(companies));
        Self { name: room - company, company, ratings: rated, shown }
    }

    /// Writes what each column holds over it.
    fn heads(self, cx: &DrawContext<'_>) -> Line<'static> {
        let before = if self.shown.marks { 5 } else { 3 };
        let mut heads = format!("{}{}", " ".repeat(before), pad("name", self.name));
        if self.company > 0 {
            heads.push_str(&format!(" {} ", pad(if self.shown.city { "city" } else { "company" }, self.company)));
        }
        if self.ratings {
            heads.push_str("ratings     ");
        }
        Line::styled(format!("{heads}{:>5}", "talk"), cx.theme.quiet)
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
