//! Draws the list to mark favorites in: the question, what is marked so far, and a star before each name.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::customers::columns::{Columns, Room};
use super::{Marking, WIDEST};
use crate::app::customers::CustomerLine;
use crate::domain::customer::first_name;
use crate::domain::order::Order;
use crate::text::{clean, cut, width};
use crate::tui::chrome::page;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::Row;

/// The rows above the list: the question, what is marked, the filter, and the heads of the columns.
const ABOVE: u16 = 3;
/// The fewest columns with ratings: those to mark favorites by come before a whole company.
const WITH_RATINGS: usize = 48;
/// The columns before a name.
const BEFORE: usize = 3;

impl Marking {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = page(area, WIDEST);
        let columns = usize::from(inner.width);
        let below = |area: Rect, rows: u16| {
            let rows = rows.min(area.height);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        };
        crate::tui::chrome::lines(frame, Rect { height: ABOVE.min(inner.height), ..inner }, self.head(columns, cx));
        let mut rows = below(inner, ABOVE);
        if self.filter.is_on() {
            let line = below(inner, ABOVE - 1);
            rows =
                below(line, self.filter.draw_beside(frame, line, cx, (&self.found(), self.pages.problem.as_deref())));
        }
        if self.list.is_empty() {
            self.first_row.set(rows.y);
            frame.render_widget(Span::styled("Nobody matches.", cx.theme.text), below(rows, 1));
            return;
        }
        let shares = self.columns(columns);
        frame.render_widget(shares.heads(self.pages.order, cx), Rect { height: 1.min(rows.height), ..rows });
        rows = below(rows, 1);
        self.first_row.set(rows.y);
        let top = self.list.top(usize::from(rows.height));
        let shown = self.list.items().iter().enumerate().skip(top).take(usize::from(rows.height));
        for (y, (at, listed)) in (rows.y..rows.bottom()).zip(shown) {
            let row = Row::at(at, self.list.cursor());
            frame.render_widget(self.row(&listed.line, row, shares, cx), Rect { y, height: 1, ..rows });
        }
    }

    fn columns(&self, columns: usize) -> Columns {
        let room = Room { most: columns, with_ratings: WITH_RATINGS, sorted: self.pages.order };
        self.needs.without_talks().columns(BEFORE, room).over(columns)
    }

    fn head(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let stars = self.stars();
        let hint = match stars {
            0 => {
                let whole = "Mark three to begin with. Each Monday goodcall picks one of them.";
                let short = "Mark three. Each Monday goodcall picks one.";
                if width(whole) <= columns { whole } else { short }.to_string()
            }
            1 | 2 => format!("{stars} marked; three make a good rotation."),
            _ => format!("{stars} marked; each gets a call every {stars} call days."),
        };
        let key = cx.keymap.key(Scope::Marking, Action::Duplicates);
        let twice = match self.duplicates {
            None | Some(0) => None,
            Some(1) => Some(format!("One may be in the book twice: {key}")),
            Some(n) => Some(format!("{n} people may be in the book twice: {key}")),
        };
        let mut head = vec![
            Line::styled("Whom do you like calling?", theme.accent),
            Line::styled(cut(&hint, columns).into_owned(), theme.secondary),
        ];
        if !self.filter.is_on() {
            let sorted = (self.pages.order != Order::Name).then(|| self.pages.order.describe().to_string());
            let third: Vec<String> = [twice, sorted].into_iter().flatten().collect();
            head.push(Line::styled(cut(&third.join(" · "), columns).into_owned(), theme.quiet));
        }
        head
    }

    /// Says beside the filter what it found, and by what the list is sorted.
    fn found(&self) -> String {
        if self.list.is_empty() {
            return String::new();
        }
        let more = if self.list.is_whole() { "" } else { "+" };
        let found = format!("{}{more} found", self.list.items().len());
        match self.pages.order {
            Order::Name => found,
            order => format!("{found} · {}", order.describe()),
        }
    }

    fn row(&self, line: &CustomerLine, row: Row, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let star =
            if self.has_star(line) { Span::styled("★ ", theme.accent) } else { Span::styled("· ", theme.hairline) };
        let mut spans = vec![row.mark(cx), star];
        let Some((_, pleasure)) = self.rating.filter(|(id, _)| *id == line.id) else {
            spans.extend(columns.row(line, self.pages.order, (row, theme.text, self.today), cx));
            return Line::from(spans);
        };
        let first = clean(first_name(&line.name)).into_owned();
        let asked = match pleasure {
            None => [format!("How good is {first} to work with? 1-5"), "to work with? 1-5".to_string()],
            Some(n) => [format!("A pleasure {n} of 5. And for business? 1-5"), "for business? 1-5".to_string()],
        };
        let name = clean(&line.name);
        let room = columns.behind().saturating_sub(width(&name) + 2);
        let [long, short] = asked;
        let asked = if width(&long) <= room { long } else { short };
        let room = columns.behind().saturating_sub(width(&asked) + 2);
        spans.push(Span::styled(format!("{}  ", cut(&name, room)), theme.accent));
        spans.push(Span::styled(asked, theme.strong()));
        Line::from(spans)
    }
}
