//! Who pointed to whom among those whom an import brings: known once everybody is there.

use std::collections::HashMap;

use crate::domain::ids::CustomerId;

/// Who pointed to those who came in, until everybody is there.
#[derive(Debug, Default)]
pub(super) struct Referrals {
    pub(super) open: Vec<Referral>,
    /// Customers whom the book has under other ids than the file.
    pub(super) others: HashMap<CustomerId, CustomerId>,
}

/// Somebody who came in, and who pointed to them, by the id in the file or by name.
#[derive(Debug)]
pub(super) struct Referral {
    pub(super) customer: CustomerId,
    pub(super) by: Option<CustomerId>,
    pub(super) name: Option<String>,
}
