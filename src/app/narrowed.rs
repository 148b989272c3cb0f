//! Customers that match a filter, as `list` and `/` take it.

use super::App;
use super::customers::{CustomerLine, Visibility};
use super::keep_in_touch::is_due;
use crate::domain::customer::Customer;
use crate::domain::filter::Filter;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::search_query;

/// A customer whom a filter found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Grows along the list: the next page begins behind it.
    place: i64,
    /// The line to show.
    pub line: CustomerLine,
}

impl App {
    /// Passes each customer that matches a filter to `with`, in the order of their names.
    pub fn each_narrowed(
        &self,
        filter: &Filter,
        shown: Visibility,
        with: impl FnMut(Customer) -> Result<()>,
    ) -> Result<()> {
        let is_due = |c: &Customer| is_due(self.standing_of_customer(c).state);
        self.book.each_narrowed(filter, shown, &is_due, with)
    }

    /// Returns everybody who matches a filter's keys, the archived too; None where it has no keys.
    pub fn whom_keys_mean(&self, filter: &Filter) -> Result<Option<Vec<CustomerId>>> {
        let keys = Filter { words: Vec::new(), phrases: Vec::new(), ..filter.clone() };
        if !keys.has_keys() {
            return Ok(None);
        }
        let mut ids = Vec::new();
        for shown in [Visibility::Present, Visibility::Archived] {
            self.each_narrowed(&keys, shown, |c| {
                ids.push(c.id);
                Ok(())
            })?;
        }
        Ok(Some(ids))
    }

    /// Counts the customers who are not archived.
    pub fn count_present(&self) -> Result<usize> {
        self.book.count_present()
    }

    /// Whether anybody is a favorite.
    pub fn has_favorites(&self) -> Result<bool> {
        self.book.has_favorites()
    }

    /// Finds the customers who are not archived and match a filter: `limit` of them by name, after one that was
    /// found before. Plain words are asked of the index page by page; anything else is found at once.
    pub fn narrowed_page(&self, filter: &Filter, after: Option<&Found>, limit: usize) -> Result<Vec<Found>> {
        if !filter.has_keys() {
            let words = search_query(&filter.words.join(" ")).unwrap_or_default();
            let found = self.book.filter_customers(&words, after.map(|f| f.place), limit)?;
            return Ok(found.into_iter().map(|(place, line)| Found { place, line }).collect());
        }
        let mut found = Vec::new();
        let mut place = 0;
        self.each_narrowed(filter, Visibility::Present, |c| {
            place += 1;
            if found.len() < limit && after.is_none_or(|after| after.place < place) {
                found.push(Found { place, line: CustomerLine::of(&c) });
            }
            Ok(())
        })?;
        Ok(found)
    }
}
