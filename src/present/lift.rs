//! Whom to call after a setback, and why.

use serde_json::{Value, json};

use super::json::instant;
use super::{customers, reach, reasons, team};
use crate::app::App;
use crate::app::lift::Callable;
use crate::domain::customer::Customer;

/// Says why it is good to call somebody now, beginning with their clock and the moment from which they can be reached.
/// Nothing is said of the hour where their zone is unknown.
pub fn reasons(app: &App, c: &Callable) -> Vec<String> {
    let there = reach::there(&c.customer, &app.reach(&c.customer), app.settings().hours);
    there.into_iter().chain(reasons_beside_clock(c, &in_team(app, &c.customer))).collect()
}

/// What somebody's team has to do with calling them; empty where none shares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InTeam {
    /// Whose they are there, where that is not the user.
    place: Option<String>,
    /// That another rep talked to them last.
    talked: Option<String>,
}

/// Looks up what somebody's team has to do with calling them.
pub fn in_team(app: &App, customer: &Customer) -> InTeam {
    if customer.team.is_none() {
        return InTeam::default();
    }
    let others = app.last_conversation(customer.id).and_then(|own| app.others_talk(customer, own.as_ref()));
    // What can't be read now is left out, as it would be without a team.
    let talked = others.ok().flatten().map(|log| team::talked(&log, app.clock().today()));
    InTeam { place: team::place_beside_call(app, customer).ok().flatten(), talked }
}

/// Says the same without a word of the hour.
pub fn reasons_beside_clock(c: &Callable, in_team: &InTeam) -> Vec<String> {
    let customer = &c.customer;
    let mut said = Vec::new();
    if customer.pleasure.is_some() || customer.profit.is_some() {
        said.push(reasons::ratings(customer.pleasure, customer.profit));
    }
    if c.praised_lately {
        said.push("said something kind this year".into());
    }
    if let Some(talked) = &in_team.talked {
        said.push(talked.clone());
    } else if !c.rested {
        said.push("you talked only lately".into());
    } else if customer.last_talked.is_some() && c.wait_days > 0 {
        said.push(reasons::since(c.wait_days, None));
    }
    said.extend(in_team.place.clone());
    said
}

/// Writes somebody to call now as `lift --json` prints them.
pub fn json(app: &App, c: &Callable) -> Value {
    let own = app.settings().zone;
    json!({
        "customer": customers::card(&c.customer),
        "reachable_now": c.reachable_now,
        "reachable_from": c.reachable_from.map(|at| instant(at, own)),
        "rested": c.rested,
        "merit": c.merit,
        "wait_days": c.wait_days,
        "reasons": reasons(app, c),
    })
}
