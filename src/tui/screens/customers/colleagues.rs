//! The others at a customer's company, on their page: each can be gone to.

use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::customers::CustomerLine;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::Row;

/// Something on the page that can be gone to.
pub(super) enum Stop {
    Colleague(CustomerId),
    /// Everybody at a company.
    Everybody(String),
    /// A log of the timeline.
    Log,
}

/// How many colleagues to name; behind them one row leads to all.
const NAMED: usize = 4;

/// The others at a company, by name.
#[derive(Default)]
pub(super) struct Colleagues {
    company: String,
    named: Vec<CustomerLine>,
    /// Whether there are more than are named.
    more: bool,
}

impl Colleagues {
    /// Reads a customer's colleagues.
    pub(super) fn of(app: &App, customer: &Customer) -> Result<Self> {
        let Some(company) = customer.company.clone() else { return Ok(Self::default()) };
        let mut named = app.colleagues(customer, NAMED + 1)?;
        let more = named.len() > NAMED;
        named.truncate(NAMED);
        Ok(Self { company, named, more })
    }

    /// Counts the rows that can be gone to.
    pub(super) fn stops(&self) -> usize {
        self.named.len() + usize::from(self.more)
    }

    /// Returns where a row leads.
    pub(super) fn stop(&self, at: usize) -> Option<Stop> {
        match self.named.get(at) {
            Some(line) => Some(Stop::Colleague(line.id)),
            None => (self.more && at == self.named.len()).then(|| Stop::Everybody(self.company.clone())),
        }
    }

    /// Draws them, with a blank row behind; beside each row its place among those that can be gone to.
    pub(super) fn rows(
        &self,
        selected: Option<usize>,
        columns: usize,
        cx: &DrawContext<'_>,
    ) -> Vec<(Option<usize>, Line<'static>)> {
        let theme = cx.theme;
        if self.named.is_empty() {
            return Vec::new();
        }
        let head = format!("Also at {}:", clean(&self.company));
        let row_of = |at| selected.map_or(Row::Other, |selected| Row::at(at, selected));
        let mut rows = Vec::new();
        let only = self.named.first().filter(|_| self.named.len() == 1).map(|line| clean(&line.name).into_owned());
        if let Some(name) = only.filter(|name| width(&head) + 1 + width(name) <= columns) {
            let style = row_of(0).style(cx, theme.text);
            let line = vec![Span::styled(format!("{head} "), theme.secondary), Span::styled(name, style)];
            rows.push((Some(0), Line::from(line)));
        } else {
            rows.push((None, Line::styled(cut(&head, columns).into_owned(), theme.secondary)));
            let names = self.named.iter().map(|line| clean(&line.name).into_owned());
            let all = self.more.then(|| "and more: all of them".to_string());
            for (at, name) in names.chain(all).enumerate() {
                let row = row_of(at);
                let name = Span::styled(cut(&name, columns.saturating_sub(2)).into_owned(), row.style(cx, theme.text));
                rows.push((Some(at), Line::from(vec![row.mark(cx), Span::raw(" "), name])));
            }
        }
        rows.push((None, Line::default()));
        rows
    }
}
