//! The visit plan: the reason for each visit, who has to wait, and the plan as JSON.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::customers::who;
use crate::app::praise::Quoted;
use crate::app::visits::{DayCard, PlanState, PlannedRow, VisitPlan};
use crate::domain::dates;
use crate::domain::visits::{self, Count, FieldDay, Later, Obstacle, PeakKind, PlannedVisit, Trip};

/// What to look for on a visit.
pub const LOOK_FOR: [&str; 2] = ["how they use it on their busiest day", "what they do around it by hand"];

/// Says why a visit is planned: "a peak day (Tuesday); the first of 2 this year".
pub fn visit_why(visit: &PlannedVisit) -> String {
    let day = match visit.why.peak {
        Some(PeakKind::Weekday(day)) => format!("a busy {} of theirs", weekday_long(day)),
        Some(PeakKind::NthWeekday(nth, day)) => {
            format!("the month's {} {}, when they are busy", nth.as_str(), weekday_long(day))
        }
        Some(PeakKind::LastOfMonth) => "the month's last, when they are busy".into(),
        Some(PeakKind::DayOfMonth(_)) => "a busy day of theirs".into(),
        None => "not a busy day of theirs".into(),
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

/// Says whom the user visits on a day: "You visit Ana and Camille on Tue 8 Dec".
pub fn you_visit(names: &[&str], day: NaiveDate, today: NaiveDate) -> String {
    let names = match names {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        names => names.concat(),
    };
    format!("You visit {names} on {}", dates::weekday_date(day, today))
}

/// Says why an account has to wait.
pub fn later_why(why: Obstacle) -> &'static str {
    match why {
        Obstacle::NoPeakDay => "none of their busy days comes before the plan ends",
        Obstacle::NotDue => "the next one is not due yet",
        Obstacle::Away => "you are away on their busy days",
        Obstacle::Declined => "you declined their busy days",
        Obstacle::Spacing => "too soon after their other visits",
        Obstacle::Near => "their busy days lie too near to other field days",
        Obstacle::Full => "the quarter's field days go to others",
        Obstacle::NoPlace => "others in their city wait longer",
        Obstacle::Abroad => "when you travel there",
    }
}

/// Counts who has to wait: "13 accounts want a visit later".
pub fn later_counted(plan: &VisitPlan) -> Option<String> {
    match plan.plan.later.as_slice() {
        [] => None,
        [_] => Some("1 account wants a visit later".into()),
        all => Some(format!("{} accounts want a visit later", all.len())),
    }
}

/// Says when a trip is, briefly: "7 to 9 Dec" for a trip of several days.
pub fn trip_span(trip: &Trip, today: NaiveDate) -> String {
    match trip.span() {
        Some((first, last)) if first != last => {
            format!("{} to {}", dates::weekday_date(first, today), dates::weekday_date(last, today))
        }
        Some((day, _)) => dates::weekday_date(day, today),
        None => String::new(),
    }
}

/// Says where the plan falls short of its field days, a line each.
pub fn notes(plan: &VisitPlan) -> Vec<String> {
    let short = |c: Count, planned: usize, what: &str| {
        (c.done + planned < c.target).then(|| {
            format!(
                "{what}: {} of {} field days with this plan; more accounts with peak days would help.",
                c.done + planned,
                c.target
            )
        })
    };
    let planned = plan.plan.visits();
    let days = |first, last| visits::field_days(planned.iter().map(|v| v.day), first, last);
    let mut lines = Vec::new();
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

fn day_json(day: &FieldDay) -> Value {
    let visits = day.visits.iter().map(
        |visit| json!({"customer": who(visit.account, &visit.name), "why": visit_why(visit), "state": visit.state}),
    );
    json!({
        "date": day.day.to_string(),
        "city": day.city.as_deref(),
        "state": day.state(),
        "visits": visits.collect::<Vec<_>>(),
    })
}

/// Writes the card of a day.
pub fn card_json(card: &DayCard) -> Value {
    let visits = card.visits.iter().map(|one| {
        let texts = |quoted: &[Quoted]| quoted.iter().map(|q| q.remark.text.clone()).collect::<Vec<_>>();
        let said = one.last_said.iter().map(|r| json!({"kind": r.kind, "text": r.text})).collect::<Vec<_>>();
        let thank = one.thank.as_ref().map(|q| json!({"teammates": q.remark.teammates, "text": q.remark.text}));
        json!({
            "customer": who(one.customer.id, &one.customer.name),
            "company": one.customer.company,
            "phone": one.customer.phone,
            "address": one.customer.address,
            "state": one.visit.state,
            "why": visit_why(&one.visit),
            "thank": thank,
            "last_said": said,
            "last_talk": one.last_talk.as_ref().map(|touch| touch.day().to_string()),
            "open": texts(&one.open),
            "owed": texts(&one.owed),
        })
    });
    json!({"date": card.day.day.to_string(), "city": card.day.city.as_deref(), "visits": visits.collect::<Vec<_>>()})
}

fn trip_json(trip: &Trip) -> Value {
    let (first, last) = trip.span().unzip();
    json!({
        "city": trip.city(),
        "from": first.map(|day| day.to_string()),
        "to": last.map(|day| day.to_string()),
        "days": trip.days.iter().map(day_json).collect::<Vec<_>>(),
    })
}

fn later_json(later: &Later) -> Value {
    // Days of a year times a dozen visits: exact in a floating-point number until the division.
    let whole = |n: i64| i32::try_from(n).map_or(0.0, f64::from);
    let shortfall = whole(later.shortfall.numerator) / whole(later.shortfall.days);
    json!({"customer": who(later.account, &later.name), "shortfall": shortfall, "why": later_why(later.why)})
}

/// Writes the plan and the progress as `visits --json` prints them.
pub fn json(plan: &VisitPlan) -> Value {
    let visits = plan.plan.visits().into_iter().map(|v| {
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
        "days": plan.plan.days.iter().map(day_json).collect::<Vec<_>>(),
        "trips": plan.plan.trips.iter().map(trip_json).collect::<Vec<_>>(),
        "later": plan.plan.later.iter().map(later_json).collect::<Vec<_>>(),
        "plan": visits.collect::<Vec<_>>(),
        "targets": {
            "quarter": count(plan.progress.quarter),
            "first_month": plan.progress.first_month.map(count),
            "accounts": accounts.collect::<Vec<_>>(),
        },
        "notes": notes(plan),
    })
}
