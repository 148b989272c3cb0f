//! Values that lost to another made at the same time, in words and as JSON.

use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};

use super::json;
use super::touches;
use crate::app::after_log::who;
use crate::app::sync::conflict_words::subject;
use crate::app::sync::conflicts::{Chosen, Clash};
use crate::domain::dates;
use crate::domain::tz::Tz;
use crate::text::{clean, count};

/// A conflict as JSON.
pub fn conflict_json(clash: &Clash, zone: Tz) -> Value {
    let customer = clash.customer.as_ref().map(|(id, name)| who(*id, name));
    json!({
        "id": clash.id.to_string(), "table": clash.table, "row": clash.row.to_string(), "customer": customer,
        "field": clash.field, "kept": clash.kept, "lost": clash.lost, "kept_by": clash.kept_by,
        "lost_by": clash.lost_by, "at": json::at(Some(clash.at), zone),
    })
}

/// Says when the value that lost was written.
pub fn written(clash: &Clash, zone: Tz, today: NaiveDate) -> String {
    let at = DateTime::from_timestamp_millis(clash.at);
    at.map_or_else(String::new, |at| dates::short(at.with_timezone(&zone).date_naive(), today))
}

/// The value that the book has, in words.
pub fn kept(clash: &Clash, zone: Tz, today: NaiveDate) -> String {
    value(clash, (&clash.kept, clash.names.0.as_deref()), (zone, today))
}

/// The value that lost, in words.
pub fn lost(clash: &Clash, zone: Tz, today: NaiveDate) -> String {
    value(clash, (&clash.lost, clash.names.1.as_deref()), (zone, today))
}

/// Says how a conflict was settled: "Kept 5 for the pleasure of Ana".
pub fn settled(clash: &Clash, chosen: Chosen, (zone, today): (Tz, NaiveDate)) -> String {
    let subject = subject(clash);
    let subject = clean(&subject);
    match chosen {
        Chosen::Kept => format!("Kept {} for the {subject}", kept(clash, zone, today)),
        Chosen::Lost => format!("Took {} for the {subject}", lost(clash, zone, today)),
    }
}

/// The machine that wrote a value, which may have no name here yet.
pub fn by(name: &str) -> String {
    if name.is_empty() { "another machine".into() } else { clean(name).into_owned() }
}

/// A value of a conflict's field in words, by the name that it stands for; nothing is "nothing".
fn value(clash: &Clash, (value, name): (&Value, Option<&str>), (zone, today): (Tz, NaiveDate)) -> String {
    if let Some(name) = name {
        return clean(name).into_owned();
    }
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => {
            let day = text.parse::<NaiveDate>().map(|day| dates::short(day, today));
            let at = || DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&zone));
            let at = || at().map(|at| format!("{} {}", dates::short(at.date_naive(), today), at.format("%H:%M")));
            day.or_else(|_| at()).unwrap_or_else(|_| words(&clash.field, text))
        }
        other => number(&clash.field, other),
    }
}

/// A text: what a user typed in quotation marks, and what the program chose without.
fn words(field: &str, text: &str) -> String {
    match field {
        "kind" | "outcome" | "state" | "standing" | "left_because" | "cadence" => {
            clean(&text.replace('-', " ")).into_owned()
        }
        _ => format!("“{}”", clean(&text.replace('\n', "; "))),
    }
}

fn number(field: &str, number: &Value) -> String {
    match (field, number.as_u64().and_then(|n| usize::try_from(n).ok())) {
        ("mood" | "mood_before" | "mood_after", Some(mood @ 1..=5)) => {
            touches::mood(u8::try_from(mood).unwrap_or_default()).into()
        }
        ("minutes", Some(minutes)) => count(minutes, "minute", "minutes"),
        _ => number.to_string(),
    }
}
