//! The head of a log: who it is with, and the number, in block digits where there is room.

use ratatui::text::{Line, Span};

use crate::app::reach::Reach;
use crate::domain::customer::Customer;
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{big, clock, flow, line_width};

/// The smallest body with a number in block digits: that of a terminal of 80 columns and 24 rows.
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
        let Some(digits) = number.and_then(|number| big::number(number, room.columns)) else {
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
        std::iter::once(self.name_and_state(room.columns, cx)).chain(digits).collect()
    }

    /// Everything in one row. The company gives way to the timer, and a clock to the company.
    fn name_and_state(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let whole = line_width(&self.name_and_company(usize::MAX, cx));
        let state = self.state(cx).map(|state| (width(&state.content) + GAP, state));
        let state = state.filter(|(wide, _)| self.call.is_some() || whole + wide <= columns);
        let Some((wide, state)) = state else { return self.name_and_company(columns, cx) };
        let mut line = self.name_and_company(columns.saturating_sub(wide), cx);
        line.push_span(" ".repeat(columns.saturating_sub(line_width(&line) + wide - GAP)));
        line.push_span(state);
        line
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

    /// The name, and behind it the company as far as it fits.
    fn name_and_company(&self, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let name = cut(&clean(&self.customer.name), columns).into_owned();
        let company = self.customer.role_and_company();
        let room = columns.saturating_sub(width(&name) + 2);
        let company = if room > 1 { format!("  {}", cut(&clean(&company), room)) } else { String::new() };
        Line::from(vec![Span::styled(name, cx.theme.accent), Span::styled(company, cx.theme.secondary)])
    }

    /// Draws who it is, and the number with how things stand.
    fn plain(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let number = match self.customer.shown_phone() {
            _ if self.customer.do_not_call => Span::styled("not to be called", theme.error),
            Some(number) => Span::styled(cut(&clean(number), columns).into_owned(), theme.strong()),
            None => Span::styled("no phone number yet", theme.secondary),
        };
        let parts = [Some(number), self.state(cx)].into_iter().flatten().map(|part| vec![part]).collect();
        std::iter::once(self.name_and_company(columns, cx)).chain(flow(parts, GAP, columns)).collect()
    }
}
