//! Days off as JSON.

use serde_json::{Value, json};

use crate::app::away::Away;

/// Writes a time away and where it comes from.
pub fn json(a: &Away) -> Value {
    let kept_in = if a.configured { "configuration" } else { "book" };
    json!({"from": a.first.to_string(), "to": a.last.to_string(), "name": a.name, "kept_in": kept_in})
}
