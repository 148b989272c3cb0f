//! A visit that was accepted and not logged: the question whether it took place, and what is said where it did not.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::visits::UnloggedVisit;
use crate::domain::dates;
use crate::present::customers::who;

/// Asks whether a visit took place: "Did you visit Łukasz yesterday?"
pub fn did_you_visit(name: &str, day: NaiveDate, today: NaiveDate) -> String {
    let on = match (today - day).num_days() {
        1 => "yesterday".to_string(),
        2..7 => format!("on {}", day.format("%A")),
        _ => format!("on {}", dates::weekday_date(day, today)),
    };
    format!("Did you visit {name} {on}?")
}

/// Says that no visit took place, or will: "No visit to Ana on Tue 24 Nov".
pub fn no_visit(name: &str, day: NaiveDate, today: NaiveDate) -> String {
    format!("No visit to {name} on {}", dates::weekday_date(day, today))
}

/// Writes the visits without a log.
pub fn unlogged_json(unlogged: &[UnloggedVisit]) -> Vec<Value> {
    let one =
        |visit: &UnloggedVisit| json!({"customer": who(visit.customer, &visit.name), "date": visit.day.to_string()});
    unlogged.iter().map(one).collect()
}
