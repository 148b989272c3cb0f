//! What a customer is reached by.

use crate::domain::choice::choices;

choices! {
    /// What a customer is reached by.
    ReachKind, "way to reach somebody" { Phone = "phone", Email = "email" }
}

impl ReachKind {
    /// What messages call an entry of the list.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Phone => "phone number",
            Self::Email => "email",
        }
    }
}
