//! The visit plan: the reason for each visit, the targets out of reach, and the plan as JSON.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::customers::who;
use crate::app::visits::{PlanState, PlannedRow, VisitPlan};
use crate::domain::dates;
use crate::domain::visits::{self, Count, Obstacle, PeakKind, PlannedVisit};

/// Says why a visit is planned: "a peak day (Tuesday); the first of 2 this year".
pub fn visit_why(visit: &PlannedVisit) -> String {
    let day = match visit.why.peak {
        Some(PeakKind::Weekday(day)) => format!("a busy {} of theirs", weekday_long(day)),
        Some(PeakKind::NthWeekday(nth, day)) => {
            format!("the month's {} {}, when they are busy", nth.as_str(), weekday_long(day))
        }
        Some(PeakKind::LastOfMonth) => "the month's last, when they are busy".into(),
        Some(PeakKind::DayOfMonth(_)) => "a busy day of theirs".into(),
        None => "accepted".into(),
    };
    format!("{day}; {}", visit_turn(visit))
}

/// Says which of the year's visits it is and when the last one was, briefly: "2 of 3; 8 months after the last".
pub fn visit_turn_briefly(visit: &PlannedVisit, today: NaiveDate) -> String {
    let year = if visit.day.year() == today.year() { String::new() } else { format!(" in {}", visit.day.year()) };
    let last =
        visit.why.last_visit.map(|last| format!("; {} after the last", dates::span((visit.day - last).num_days())));
    format!("{} of {}{year}{}", visit.why.before + 1, visit.why.target, last.unwrap_or_default())
}

/// Says which of the year's visits it is and when the last one was: "visit 2 of 3 in 2026; 8 months after the last".
pub fn visit_turn(visit: &PlannedVisit) -> String {
    let which = visit.why.before + 1;
    let target = usize::from(visit.why.target);
    let turn = if which > target {
        format!("one more than {target} a year")
    } else {
        format!("visit {which} of {target} in {}", visit.day.year())
    };
    let last =
        visit.why.last_visit.map(|last| format!("; {} after the last", dates::span((visit.day - last).num_days())));
    format!("{turn}{}", last.unwrap_or_default())
}

fn weekday_long(day: chrono::Weekday) -> &'static str {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    match day {
        Mon => "Monday",
        Tue => "Tuesday",
        Wed => "Wednesday",
        Thu => "Thursday",
        Fri => "Friday",
        Sat => "Saturday",
        Sun => "Sunday",
    }
}

/// How many accounts to name whose target is out of reach.
const UNMET_NAMED: usize = 1;

/// Says which targets are out of reach, by year and reason, a line each.
pub fn unmet(plan: &VisitPlan) -> Vec<String> {
    let mut groups: BTreeMap<(i32, Obstacle), Vec<&str>> = BTreeMap::new();
    for unmet in &plan.plan.unmet {
        groups.entry((unmet.year, unmet.why)).or_default().push(&unmet.name);
    }
    let mut lines: Vec<String> = groups
        .into_iter()
        .map(|((year, why), names)| {
            let why = match why {
                Obstacle::NoPeakDay => "no peak day is left",
                Obstacle::Away => "you are away on the days left",
                Obstacle::Declined => "the days left were declined",
                Obstacle::Spacing => "too near to their other visits",
                Obstacle::Taken => "the days left go to other cities",
            };
            let others = match names.len().saturating_sub(UNMET_NAMED) {
                0 => String::new(),
                1 => " and one other".into(),
                n => format!(" and {n} others"),
            };
            let named = names.iter().take(UNMET_NAMED).copied().collect::<Vec<_>>().join(", ");
            format!("No room in {year} for all visits to {named}{others}: {why}.")
        })
        .collect();
    let short = |c: Count, planned: usize, what: &str| {
        (c.done + planned < c.target).then(|| {
            format!(
                "{what}: {} of {} field days with this plan; more accounts with peak days would help.",
                c.done + planned,
                c.target
            )
        })
    };
    let days = |first, last| visits::field_days(plan.plan.visits.iter().map(|v| v.day), first, last);
    let (_, quarter_end) = visits::quarter_of(plan.today);
    if plan.until >= quarter_end {
        lines.extend(short(plan.progress.quarter, days(plan.today, quarter_end), "This quarter"));
    }
    if let (Some(first_month), Some(end)) = (plan.progress.first_month, plan.first_month_end)
        && plan.until >= end
    {
        lines.extend(short(first_month, days(plan.today, end), "The first month"));
    }
    lines
}

/// Lists the accepted visits to come, and the declined ones with their reasons.
pub fn planned_visits(planned: &[PlannedRow], today: NaiveDate) -> Option<String> {
    let words = planned.iter().filter(|p| p.day >= today).filter_map(|p| {
        let day = dates::weekday_date(p.day, today);
        match (p.state, &p.because) {
            (PlanState::Accepted, _) => Some(format!("on {day}")),
            (PlanState::Declined, Some(because)) => Some(format!("not on {day} ({because})")),
            _ => None,
        }
    });
    Some(words.collect::<Vec<_>>().join(", ")).filter(|w| !w.is_empty())
}

/// Writes the plan and the progress as `visits --json` prints them.
pub fn json(plan: &VisitPlan) -> Value {
    let visits = plan.plan.visits.iter().map(|v| {
        json!({
            "date": v.day.to_string(),
            "customer": who(v.account, &v.name),
            "state": v.state,
            "why": visit_why(v),
        })
    });
    let count = |c: Count| json!({"done": c.done, "target": c.target});
    let accounts = plan.progress.accounts.iter().map(|a| {
        let customer = who(a.account, &a.name);
        json!({"customer": customer, "done": a.visits.done, "target": a.visits.target})
    });
    json!({
        "until": plan.until.to_string(),
        "plan": visits.collect::<Vec<_>>(),
        "targets": {
            "quarter": count(plan.progress.quarter),
            "first_month": plan.progress.first_month.map(count),
            "accounts": accounts.collect::<Vec<_>>(),
        },
        "unmet": plan.plan.unmet.iter().map(|u| {
            json!({"customer": who(u.account, &u.name), "year": u.year, "missing": u.missing, "target": u.target})
        }).collect::<Vec<_>>(),
        "notes": unmet(plan),
    })
}
