//! A part of the book for an export: some customers, and what belongs to them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::book::Book;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// The ids of what a part holds, as an export writes them.
pub(super) struct Part {
    customers: HashSet<String>,
    touches: HashSet<String>,
    /// The setbacks that touches of theirs answered.
    setbacks: HashSet<String>,
}

impl Part {
    /// Finds what belongs to these customers.
    pub(super) fn of(book: &Book, customers: &[CustomerId]) -> Result<Self> {
        let (mut touches, mut setbacks) = (HashSet::new(), HashSet::new());
        for (touch, setback) in book.touches_of_all(customers)? {
            touches.insert(touch.to_string());
            setbacks.extend(setback.map(|setback| setback.to_string()));
        }
        Ok(Self { customers: customers.iter().map(ToString::to_string).collect(), touches, setbacks })
    }

    /// Whether a row belongs to the part; takes out of it what points beyond.
    pub(super) fn takes(&self, table: &str, row: &mut Map<String, Value>) -> bool {
        let has = |row: &Map<String, Value>, column: &str, of: &HashSet<String>| {
            row.get(column).and_then(Value::as_str).is_some_and(|id| of.contains(id))
        };
        let takes = match table {
            "customer" => has(row, "id", &self.customers),
            "setback" => has(row, "id", &self.setbacks),
            "kept_apart" => has(row, "customer", &self.customers) && has(row, "other", &self.customers),
            "touch_with" => has(row, "customer", &self.customers) && has(row, "touch", &self.touches),
            _ => has(row, "customer", &self.customers),
        };
        let beyond = match table {
            "customer" => Some(("referred_by", &self.customers)),
            "setback" => Some(("answered_by", &self.touches)),
            _ => None,
        };
        if let Some((column, of)) = beyond
            && !has(row, column, of)
        {
            row.insert(column.to_string(), Value::Null);
        }
        takes
    }
}
