//! The columns of a row, as JSON: what passes between machines, and what SQL reads and writes.

use serde_json::{Map, Value};

/// Columns by name.
pub(super) type Fields = Map<String, Value>;

/// The value of a column; what is not there is null.
pub(super) fn value_of<'f>(fields: &'f Fields, column: &str) -> &'f Value {
    fields.get(column).unwrap_or(&Value::Null)
}

/// The id that a column holds.
pub(super) fn id_of(fields: &Fields, column: &str) -> Option<i64> {
    fields.get(column).and_then(Value::as_i64)
}

/// The text that a column holds.
pub(super) fn text_of(fields: &Fields, column: &str) -> Option<String> {
    fields.get(column).and_then(Value::as_str).map(str::to_string)
}

/// Whether a customer has another name than before, or is gone.
pub(super) fn is_renamed(before: &Fields, now: Option<&Fields>) -> bool {
    now.is_none_or(|now| value_of(before, "name") != value_of(now, "name"))
}
