//! Draws the list: a customer on each row, with what tells them apart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Customers;
use super::columns::{Columns, Needs, Room};
use crate::app::customers::CustomerLine;
use crate::app::several::ListCounts;
use crate::domain::filter::Filter as Narrowed;
use crate::domain::order::Order;
use crate::text::{count, cut, width};
use crate::tui::chrome::{LEFT, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, key_line, paragraph};

/// The fewest columns with ratings where something is cut for them.
const WITH_RATINGS: usize = 60;
/// The fewest rows with a blank one before the heads.
const AIRY: u16 = 22;
/// The columns of the signs of those that are marked.
const SIGNS: u16 = 2;
/// What follows the number of all customers, where there is room.
const IN_ALL: &str = " in all";
/// The columns between the list and the page, right of both, and around them in all.
pub(super) const BESIDE: u16 = 3;
pub(super) const RIGHT: u16 = 2;
pub(super) const MARGINS: u16 = LEFT + BESIDE + RIGHT;
/// The columns that a list leaves to the page, in a wide body and in a narrow one.
const WIDE: u16 = 90;
const WIDE_PAGE: u16 = 36;
const NARROW_PAGE: u16 = 32;

impl Customers {
    /// Says on an empty list what fills it.
    pub(super) fn draw_nobody(frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = page(area, u16::MAX);
        let columns = usize::from(inner.width);
        let mut lines = vec![Line::styled("Nobody here yet.", cx.theme.accent), Line::default()];
        lines.extend(paragraph(
            "Everybody you sell to has a page here: how to reach them, what they said, and what is still open.",
            columns,
            cx.theme.text,
        ));
        lines.push(Line::default());
        for (scope, action, does) in [
            (Scope::Global, Action::AddCustomer, "add one; a name and a number will do"),
            (Scope::Customers, Action::Import, "import your contacts, from a file or a folder"),
        ] {
            lines.extend(key_line(&cx.keymap.key(scope, action), does, columns, cx));
        }
        crate::tui::chrome::lines(frame, inner, lines);
    }

    /// Returns what stands in the columns of the list, which may have at most `most`.
    fn columns(&self, most: u16) -> Columns {
        // The signs of those that are marked leave the columns behind them as wide as they were.
        let signs = if self.marks.is_empty() { 0 } else { SIGNS };
        let room = Room { most: most.into(), with_ratings: WITH_RATINGS, sorted: self.pages.order };
        self.needs.columns(3 + usize::from(signs), room)
    }

    /// Returns how many columns of a body the list takes beside a page.
    pub(super) fn list_columns(&self, body: u16) -> u16 {
        let page = if body >= WIDE { WIDE_PAGE } else { NARROW_PAGE };
        // The signs of those that are marked take their columns from the page.
        let signs = if self.marks.is_empty() { 0 } else { SIGNS };
        let most = body.saturating_sub(MARGINS + page) + signs;
        let columns = self.columns(most).all();
        u16::try_from(columns).unwrap_or(most).min(most)
    }

    /// Draws the rows of the list, under a line that counts or the filter, and the heads of the columns.
    pub(super) fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let below = |area: Rect, rows: u16| {
            let rows = rows.min(area.height);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        };
        let problem = self.pages.problem.as_deref();
        let first = Rect { height: 1.min(area.height), ..area };
        let mut rows = 1;
        if self.filter.is_on() {
            rows = self.filter.draw_beside(
                frame,
                area,
                cx,
                (&self.count(usize::from(area.width.saturating_sub(2))), problem),
            );
        } else {
            frame.render_widget(self.count_line(usize::from(area.width), cx), first);
        }
        let airy = area.height >= AIRY && rows < 2;
        let mut area = below(area, rows + u16::from(airy));
        if self.list.is_empty() {
            let mut lines = vec![Line::styled("Nobody matches.", theme.text), Line::default()];
            let help = format!("Words are looked for in every field. To narrow it: {}.", Narrowed::language());
            lines.extend(paragraph(&help, usize::from(area.width).saturating_sub(2), theme.secondary));
            crate::tui::chrome::lines(frame, below(area, 1), lines);
            return;
        }
        let width = area.width;
        let columns = self.columns(width).over(width.into());
        let order = self.pages.order;
        frame.render_widget(columns.heads(order, cx), Rect { height: 1.min(area.height), ..area });
        area = below(area, 1);
        self.first_row.set(area.y);
        let top = self.list.top(usize::from(area.height));
        let shown = self.list.items().iter().enumerate().skip(top).take(usize::from(area.height));
        for (y, (at, listed)) in (area.y..area.bottom()).zip(shown) {
            let row = Row::at(at, self.list.cursor());
            if row.is_selected() {
                self.drawn.set(Some(Rect { y, height: 1, ..area }));
            }
            if self.marks.has(listed.line.id) {
                self.drawn_marked.borrow_mut().push(Rect { y, height: 1, ..area });
            }
            frame.render_widget(self.list_line(&listed.line, row, columns, cx), Rect { y, height: 1, ..area });
        }
    }

    /// Counts in words who is listed, and says by what the list is sorted: as much of it as has room.
    fn count(&self, columns: usize) -> String {
        let mut parts = self.counted();
        let is_wide = |parts: &[String]| width(&parts.join(" · ")) > columns;
        if is_wide(&parts) {
            parts = parts.iter().map(|part| part.strip_suffix(IN_ALL).unwrap_or(part).to_string()).collect();
        }
        // Part of a number would be another number.
        while parts.len() > 1 && is_wide(&parts) {
            parts.pop();
        }
        cut(&parts.join(" · "), columns).into_owned()
    }

    /// Returns the parts of the same.
    fn counted(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if self.list.is_empty() {
            return parts;
        }
        if self.pages.is_narrowed() {
            let more = if self.list.is_whole() { "" } else { "+" };
            parts.push(format!("{}{more} found", self.list.items().len()));
        } else {
            let ListCounts { present, favorites, past } = self.counts;
            parts.extend((favorites > 0).then(|| count(favorites, "favorite", "favorites")));
            parts.extend((past > 0).then(|| format!("{past} past")));
            let all =
                if parts.is_empty() { count(present, "customer", "customers") } else { format!("{present}{IN_ALL}") };
            parts.push(all);
        }
        if self.pages.order != Order::Name {
            parts.push(self.pages.order.describe().to_string());
        }
        if !self.marks.is_empty() && self.filter.is_on() {
            parts.insert(0, format!("{} marked", self.marks.len()));
        }
        parts
    }

    /// Counts who is listed, and how many are marked.
    fn count_line(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let marked = match self.marks.len() {
            0 => String::new(),
            n => format!("{n} marked   "),
        };
        let room = columns.saturating_sub(1 + width(&marked));
        let said = self.count(room);
        Line::from(vec![Span::raw(" "), Span::styled(marked, theme.accent), Span::styled(said, theme.secondary)])
    }

    fn list_line(&self, line: &CustomerLine, row: Row, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let mut spans = vec![row.mark(cx)];
        if !self.marks.is_empty() {
            let marked = if self.marks.has(line.id) { "● " } else { "  " };
            spans.push(Span::styled(marked, theme.accent));
        }
        spans.push(if line.favorite { Span::styled("★ ", theme.accent) } else { Span::raw("  ") });
        let own = if line.past { theme.secondary } else { theme.text };
        spans.extend(columns.row(line, self.pages.order, (row, own, self.today), cx));
        Line::from(spans)
    }

    /// Takes in what the rows that were read need.
    pub(super) fn measure(&mut self) {
        let (order, today) = (self.pages.order, self.today);
        let items = self.list.items();
        let ends = [items.first(), items.last()].map(|end| end.map(|listed| listed.line.id));
        let measured = Some((order, items.len(), ends));
        if self.measured == measured {
            return;
        }
        if self.measured.is_none_or(|(before, ..)| before != order) {
            self.needs = Needs::default();
        }
        self.measured = measured;
        let needs = &mut self.needs;
        items.iter().for_each(|listed| needs.take_in(&listed.line, order, today));
    }
}
