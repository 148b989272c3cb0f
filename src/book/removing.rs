//! Removing a customer, for who merges, forgets or no longer shares them.

use super::Change;
use super::query::Query;
use super::search::HitKind;
use crate::domain::ids::CustomerId;
use crate::error::Result;

impl Change<'_> {
    /// Removes a customer's row. What belongs to it goes with it, and what refers to it refers to nobody.
    pub(super) fn remove_customer(&self, id: CustomerId) -> Result<()> {
        self.unindex(id.0, HitKind::Customer)?;
        self.db.run("DELETE FROM customer WHERE id = ?1", [id], "remove the customer").map(drop)
    }
}
