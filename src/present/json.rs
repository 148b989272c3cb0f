//! The common pieces of JSON, by the command line's contract: ids as strings, dates, instants
//! with offset, absent things null.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;

use crate::domain::choice::Choice;
use crate::domain::tz::Tz;

/// Writes a choice's word.
pub(super) fn choice<C: Choice>(choice: Option<C>) -> Value {
    choice.map_or(Value::Null, |c| c.as_str().into())
}

/// Writes a date.
pub(super) fn day(date: Option<NaiveDate>) -> Value {
    date.map_or(Value::Null, |d| d.to_string().into())
}

/// Writes an instant, by the clock of a zone.
pub fn instant(at: DateTime<Utc>, zone: Tz) -> Value {
    at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false).into()
}

/// Writes an instant in milliseconds since 1970, by the clock of a zone.
pub(super) fn at(ms: Option<i64>, zone: Tz) -> Value {
    ms.and_then(DateTime::from_timestamp_millis).map_or(Value::Null, |at| instant(at, zone))
}
