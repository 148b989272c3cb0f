//! The head of a log: who it is with, and the number, in half blocks where there is room.

use ratatui::text::{Line, Span};

use crate::app::reach::Reach;
use crate::domain::customer::Customer;
use crate::present::reach::NO_NUMBER;
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{clock, flow, half_blocks, line_width};

/// The smallest body with a number in half blocks: that of a terminal of 80 columns and 24 rows.
const LARGE: (u16, u16) = (80, 20);
/// Columns between the name and the number.
const GAP: usize = 3;

/// Who a log is with.
pub(crate) struct Head<'a> {
    pub customer: &'a Customer,
    pub reach: &'a Reach,
    /// How the call stands; None outside of calls, where their clock stands in its place.
    pub call: Option<Span<'static>>,
}

/// The columns of a head, and the columns and rows of the body that it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub columns: usize,
    pub body: (u16, u16),
}

impl Head<'_> {
    /// Draws name, company and the state of things on the left and the number on the right; the number below, where the
    /// names would not fit beside it.
    pub(crate) fn lines(&self, room: Room, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let is_large = room.body.0 >= LARGE.0 && room.body.1 >= LARGE.1;
        let number = self.customer.shown_phone().filter(|_| is_large && !self.customer.do_not_call);
        let Some(digits) = number.and_then(|number| half_blocks::number(number, room.columns)) else {
            return self.plain(room.columns, cx);
        };
        let wide = digits.iter().map(|row| width(row)).max().unwrap_or(0);
        let left = room.columns.saturating_sub(wide + GAP);
        let names = self.names(cx);
        if names.iter().all(|row| width(&row.content) <= left) {
            let row = |(name, digits): (Span<'static>, String)| {
                let gap = " ".repeat(room.columns.saturating_sub(wide + width(&name.content)));
                Line::from(vec![name, Span::raw(gap), Span::styled(digits, cx.theme.accent)])
            };
            return names.into_iter().zip(digits).map(row).collect();
        }
        let digits = digits.into_iter().map(|row| Line::styled(row, cx.theme.accent));
        self.who_and_state(room.columns, cx).into_iter().chain(digits).collect()
    }

    /// Who it is, with how things stand at the end of a row. A clock gives way to the company, the timer never.
    fn who_and_state(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let state = self.state(cx).map(|state| (width(&state.content) + GAP, state));
        let fits = |wide: usize| self.who(columns.saturating_sub(wide), cx).len() == 1;
        let state = state.filter(|(wide, _)| self.call.is_some() || fits(*wide));
        let Some((wide, state)) = state else { return self.who(columns, cx) };
        let mut rows = self.who(columns.saturating_sub(wide), cx);
        let name_fits = width(&clean(&self.customer.name)) + wide <= columns;
        let mut at = 0;
        if let [name, company] = rows.as_mut_slice() {
            // The company has its row for itself, or gives up its end: names are cut last.
            *name = Line::from(self.name(columns, cx));
            *company = self.company(if name_fits { columns } else { columns.saturating_sub(wide) }, cx);
            at = usize::from(!name_fits);
        }
        if let Some(row) = rows.get_mut(at) {
            row.push_span(" ".repeat(columns.saturating_sub(line_width(row) + wide - GAP)));
            row.push_span(state);
        }
        rows
    }

    /// Name and company in one row, or a row each.
    fn who(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let (mut name, company) = (Line::from(self.name(columns, cx)), self.company(usize::MAX, cx));
        if line_width(&company) == 0 {
            return vec![name];
        }
        if line_width(&name) + 2 + line_width(&company) > columns {
            return vec![name, self.company(columns, cx)];
        }
        name.push_span("  ");
        name.extend(company.spans);
        vec![name]
    }

    fn name(&self, columns: usize, cx: &DrawContext<'_>) -> Span<'static> {
        Span::styled(cut(&clean(&self.customer.name), columns).into_owned(), cx.theme.accent)
    }

    fn company(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let company = clean(&self.customer.role_and_company()).into_owned();
        Line::from(Span::styled(cut(&company, columns).into_owned(), cx.theme.secondary))
    }

    /// How the call stands, else their clock.
    fn state(&self, cx: &DrawContext<'_>) -> Option<Span<'static>> {
        self.call.clone().or_else(|| clock(self.customer, self.reach, cx))
    }

    /// The name, the company and how things stand, a row each.
    fn names(&self, cx: &DrawContext<'_>) -> [Span<'static>; 3] {
        [
            Span::styled(clean(&self.customer.name).into_owned(), cx.theme.accent),
            Span::styled(clean(&self.customer.role_and_company()).into_owned(), cx.theme.secondary),
            self.state(cx).unwrap_or_default(),
        ]
    }

    /// Draws who it is, and the number with how things stand.
    fn plain(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let number = match self.customer.shown_phone() {
            _ if self.customer.do_not_call => Span::styled("not to be called", theme.error),
            Some(number) => Span::styled(cut(&clean(number), columns).into_owned(), theme.strong()),
            None => Span::styled(NO_NUMBER, theme.secondary),
        };
        let parts = [Some(number), self.state(cx)].into_iter().flatten().map(|part| vec![part]).collect();
        self.who(columns, cx).into_iter().chain(flow(parts, GAP, columns)).collect()
    }
}
