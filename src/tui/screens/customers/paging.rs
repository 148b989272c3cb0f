//! Reads the pages of the list: all customers by name, or those that the filter finds.

use crate::app::App;
use crate::app::customers::{CustomerLine, Direction};
use crate::app::narrowed::Found;
use crate::domain::filter::Filter;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::tui::window::{Pages, Sizes};

/// The lines to read at a time, to hold, and to move with a page key.
pub(super) const SIZES: Sizes = Sizes { page: 100, held: 400, leap: 10 };

/// A line of the list.
pub(super) struct Listed {
    pub line: CustomerLine,
    /// The same line among the filter's hits; None in the whole list.
    found: Option<Found>,
}

/// Customers by name.
#[derive(Default)]
pub(super) struct ByName {
    /// The filter; empty for everybody.
    pub filter: Filter,
}

impl Pages for ByName {
    type Item = Listed;
    type Id = CustomerId;

    fn id(item: &Listed) -> CustomerId {
        item.line.id
    }

    fn page(&self, app: &App, from: Option<&Listed>, direction: Direction, count: usize) -> Result<Vec<Listed>> {
        if self.filter.is_empty() {
            let lines = app.customer_page(from.map(|f| &f.line), direction, count)?;
            return Ok(lines.into_iter().map(|line| Listed { line, found: None }).collect());
        }
        let found = app.narrowed_page(&self.filter, from.and_then(|f| f.found.as_ref()), count)?;
        Ok(found.into_iter().map(|f| Listed { line: f.line.clone(), found: Some(f) }).collect())
    }

    fn find(&self, app: &App, id: &CustomerId) -> Result<Option<Listed>> {
        Ok(app.customer_line(*id)?.map(|line| Listed { line, found: None }))
    }

    /// The hits of a filter can only be read downwards.
    fn goes_up(&self) -> bool {
        self.filter.is_empty()
    }
}
