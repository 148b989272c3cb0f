//! Whom to call after a setback, and why.

use serde_json::{Value, json};

use super::json::instant;
use super::{customers, reasons, times};
use crate::app::App;
use crate::app::lift::Callable;
use crate::domain::dates;

/// Says why it is good to call somebody now.
pub fn reasons(app: &App, c: &Callable) -> Vec<String> {
    let (customer, clock, hours) = (&c.customer, app.clock(), app.settings().hours);
    let mut said = Vec::new();
    if let Some(zone) = customer.timezone {
        let time = times::time(&clock.instant.with_timezone(&zone), hours);
        let good = if c.reachable_now { ", a good time" } else { "" };
        said.push(format!("{time} in {}{good}", customers::place(customer, zone)));
    }
    if let Some(from) = c.reachable_from {
        let zone = customer.timezone.unwrap_or(clock.zone);
        said.push(format!("can be reached {}", times::from_when(from, clock.instant, zone, hours)));
    }
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
