//! Customers that match a filter, as `list`, `praise`, `export` and the screens' `/` take it.

use super::App;
use super::customers::{CustomerLine, Visibility};
use crate::domain::customer::Customer;
use crate::domain::filter::{Filter, State};
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;

pub use crate::book::narrowed::{Found, PageOf};
pub use crate::book::narrowing::Narrowing;

impl App {
    /// Looks up what a filter asks for, so that lists can be narrowed by it. It holds as long as the book is the same.
    pub fn narrowing(&self, filter: &Filter) -> Result<Narrowing> {
        let due = if filter.states.contains(&State::Due) { Some(self.who_is_due()?) } else { None };
        self.book.narrowing(filter, due)
    }

    /// Passes each customer that matches to `with`, in an order.
    pub fn each_narrowed(
        &self,
        narrowing: &Narrowing,
        order: Order,
        mut with: impl FnMut(Customer) -> Result<()>,
    ) -> Result<()> {
        if narrowing.is_everybody() && order == Order::Name {
            return self.book.each_customer(Visibility::Present, with);
        }
        self.book.narrowed(narrowing, order)?.into_iter().try_for_each(|id| with(self.book.customer(id)?))
    }

    /// Returns the lines of the first customers that match, in an order: at most `limit`.
    pub fn first_lines(&self, narrowing: &Narrowing, order: Order, limit: usize) -> Result<Vec<CustomerLine>> {
        let page = self.book.narrowed_page(narrowing, PageOf { order, after: None, limit })?;
        Ok(page.into_iter().map(|found| found.line).collect())
    }

    /// Counts the customers that match, where the book keeps count of them.
    pub fn count_narrowed(&self, narrowing: &Narrowing) -> Result<Option<usize>> {
        self.book.count_narrowed(narrowing)
    }

    /// Returns everybody who matches, in an order.
    pub fn narrowed(&self, narrowing: &Narrowing, order: Order) -> Result<Vec<CustomerId>> {
        self.book.narrowed(narrowing, order)
    }

    /// Returns everybody who matches a filter's keys, the archived too; None where it has no keys.
    pub fn whom_keys_mean(&self, filter: &Filter) -> Result<Option<Vec<CustomerId>>> {
        let keys = filter.keys();
        if keys.is_empty() {
            return Ok(None);
        }
        self.book.narrowed(&self.narrowing(&keys)?, Order::Name).map(Some)
    }

    /// Returns whom of some customers a filter's keys mean; None where it has no keys.
    pub fn whom_keys_mean_among(
        &self,
        filter: &Filter,
        ids: impl FnOnce() -> Vec<CustomerId>,
    ) -> Result<Option<Vec<CustomerId>>> {
        let keys = filter.keys();
        if keys.is_empty() {
            return Ok(None);
        }
        self.book.narrowed(&self.narrowing(&keys)?.among(ids()), Order::Name).map(Some)
    }

    /// Finds a page of the customers who match.
    pub fn narrowed_page(&self, narrowing: &Narrowing, page: PageOf<'_>) -> Result<Vec<Found>> {
        self.book.narrowed_page(narrowing, page)
    }

    /// Returns the customer who came into the book last.
    pub fn newest_customer(&self) -> Result<Option<CustomerId>> {
        self.book.newest_customer()
    }

    /// Counts the customers who are not archived.
    pub fn count_present(&self) -> Result<usize> {
        self.book.count_present()
    }

    /// Whether anybody is a favorite.
    pub fn has_favorites(&self) -> Result<bool> {
        self.book.has_favorites()
    }
}

#[cfg(test)]
mod tests;
