//! Reads the pages of a list of customers: all of them in an order, or those that the filter finds.

use crate::app::App;
use crate::app::customers::{CustomerLine, Direction, Visibility};
use crate::app::narrowed::{Found, Narrowing, PageOf};
use crate::domain::filter::Filter;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;
use crate::tui::window::{Pages, Sizes};

/// The lines to read at a time, to hold, and to move with a page key.
pub(crate) const SIZES: Sizes = Sizes { page: 60, held: 400, leap: 10 };

/// A line of the list.
pub(crate) struct Listed {
    pub line: CustomerLine,
    /// The same line among the filter's hits; None in the whole list.
    found: Option<Found>,
}

/// Customers in an order.
pub(crate) struct Ordered {
    pub order: Order,
    /// What the list is narrowed to.
    narrowing: Narrowing,
    /// What could not be read of the filter.
    pub problem: Option<String>,
    /// The only ones to list; None lists everybody.
    among: Option<Vec<CustomerId>>,
}

impl Default for Ordered {
    fn default() -> Self {
        Self {
            order: Order::Name,
            narrowing: Narrowing::default().showing(Visibility::Present),
            problem: None,
            among: None,
        }
    }
}

impl Ordered {
    /// Lists only some customers; None lists everybody.
    pub(crate) fn of(among: Option<Vec<CustomerId>>) -> Self {
        Self { among, ..Self::default() }
    }

    /// Tells whether the list holds only some customers.
    pub(crate) fn is_narrowed(&self) -> bool {
        !self.narrowing.is_everybody()
    }

    /// Narrows the list, as the book stands now.
    pub(crate) fn narrow(&mut self, filter: &Filter, app: &App) -> Result<()> {
        let narrowing = app.narrowing(filter)?.showing(Visibility::Present);
        self.narrowing = match &self.among {
            Some(ids) => narrowing.among(ids.clone()),
            None => narrowing,
        };
        self.problem = filter.problems.first().cloned();
        Ok(())
    }
}

impl Pages for Ordered {
    type Item = Listed;
    type Id = CustomerId;

    fn id(item: &Listed) -> CustomerId {
        item.line.id
    }

    fn page(&self, app: &App, from: Option<&Listed>, direction: Direction, count: usize) -> Result<Vec<Listed>> {
        if self.narrowing.is_everybody() {
            let lines = app.customer_page(self.order, from.map(|f| &f.line), direction, count)?;
            return Ok(lines.into_iter().map(|line| Listed { line, found: None }).collect());
        }
        let after = from.and_then(|f| f.found.as_ref());
        let found = app.narrowed_page(&self.narrowing, PageOf { order: self.order, after, limit: count })?;
        Ok(found.into_iter().map(|f| Listed { line: f.line.clone(), found: Some(f) }).collect())
    }

    fn find(&self, app: &App, id: &CustomerId) -> Result<Option<Listed>> {
        Ok(app.customer_line(*id)?.map(|line| Listed { line, found: None }))
    }

    /// The hits of a filter can only be read downwards.
    fn goes_up(&self) -> bool {
        self.narrowing.is_everybody()
    }
}
