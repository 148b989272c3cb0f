//! Whom to call after a setback, and why.

use serde_json::{Value, json};

use super::json::instant;
use super::{customers, reach, reasons};
use crate::app::App;
use crate::app::lift::Callable;
use crate::domain::dates;

/// Says why it is good to call somebody now, beginning with their clock and the moment from which they can be reached.
/// Nothing is said of the hour where their zone is unknown.
pub fn reasons(app: &App, c: &Callable) -> Vec<String> {
    let there = reach::there(&c.customer, &app.reach(&c.customer), app.settings().hours);
    there.into_iter().chain(reasons_beside_clock(c)).collect()
}

/// Says the same without a word of the hour.
pub fn reasons_beside_clock(c: &Callable) -> Vec<String> {
    let customer = &c.customer;
    let mut said = Vec::new();
    if customer.pleasure.is_some() || customer.profit.is_some() {
        said.push(reasons::ratings(customer.pleasure, customer.profit));
    }
    if c.praised_lately {
        said.push("said something kind this year".into());
    }
    if !c.rested {
        said.push("you talked only lately".into());
    } else if customer.last_talked.is_some() && c.wait_days > 0 {
        said.push(format!("{} since you last talked", dates::span(c.wait_days)));
    }
    said
}

/// Writes somebody to call now as `lift --json` prints them.
pub fn json(app: &App, c: &Callable) -> Value {
    let zone = c.customer.timezone.unwrap_or(app.settings().zone);
    json!({
        "customer": customers::card(&c.customer),
        "reachable_now": c.reachable_now,
        "reachable_from": c.reachable_from.map(|at| instant(at, zone)),
        "rested": c.rested,
        "merit": c.merit,
        "wait_days": c.wait_days,
        "reasons": reasons(app, c),
    })
}
