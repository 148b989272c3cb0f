//! What search finds.

use serde_json::{Value, json};

use super::customers::who;
use crate::app::search::Hit;
use crate::domain::choice::Choice;

/// Writes a search result.
pub fn json(h: &Hit) -> Value {
    json!({
        "kind": h.kind.as_str(),
        "id": h.id.to_string(),
        "customer": who(h.customer, &h.customer_name),
        "text": h.text,
        "date": h.date,
        "remark_kind": h.remark_kind,
    })
}
