//! The order of a list of customers.

use super::choice::choices;

choices! {
    /// What a list of customers is sorted by; then by name.
    Order, "order" {
        /// By name.
        Name = "name",
        /// By company; who has none comes last.
        Company = "company",
        /// By city; who has none comes last.
        City = "city",
        /// The longest without a talk first; from the day on which they were added where there was none yet.
        Wait = "wait",
    }
}

impl Order {
    /// Says in words by what it sorts.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Company => "by company",
            Self::City => "by city",
            Self::Wait => "the longest without a talk first",
        }
    }

    /// Returns the order that comes after this one, in turn.
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::Company,
            Self::Company => Self::City,
            Self::City => Self::Wait,
            Self::Wait => Self::Name,
        }
    }
}
