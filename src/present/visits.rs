//! The visit plan: the reason for each visit, who has to wait, and the plan as JSON.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::customers::who;
use crate::app::praise::Quoted;
use crate::app::visits::{DayCard, PlanState, PlannedRow, UnloggedVisit, VisitPlan};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::input::capitalized;
use crate::domain::visits::{self, Count, FieldDay, Later, Obstacle, PeakKind, PlannedVisit, Trip};
use crate::text::ordinal;

pub use unlogged::{did_you_visit, no_visit, unlogged_json};

mod unlogged;

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

/// In how many words a line says which visit of the year it is; the lines of a list say it alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// "the 2nd of 2 this year", where there is room.
    Whole,
    /// "2nd of 2".
    Brief,
}

/// Says whom a day takes and why, from the longest words to the briefest: a line takes the first that fits.
pub fn day_line(day: &FieldDay, today: NaiveDate, turn: Turn) -> Vec<String> {
    let [first, second, more @ ..] = day.visits.as_slice() else {
        return day.visits.first().map(|visit| visit_line(visit, today, turn)).unwrap_or_default();
    };
    let names: Vec<&str> = day.visits.iter().map(|visit| first_name(&visit.name)).collect();
    let is_twice = |name: &&str| names.iter().filter(|other| *other == name).count() > 1;
    // Two of one first name are told apart by the whole.
    let names =
        if names.iter().any(is_twice) { day.visits.iter().map(|visit| visit.name.as_str()).collect() } else { names };
    let all = names.join(", ");
    let busy = if more.is_empty() { "both busy that day" } else { "all busy that day" };
    let is_busy = |visit: &PlannedVisit| visit.why.peak.is_some();
    let mut lines = Vec::new();
    if is_busy(first) && is_busy(second) && more.iter().all(is_busy) {
        lines.push(format!("{all}: {busy}"));
    }
    let others = names.len() - 1;
    lines.extend([all, format!("{} and {others} more", names.first().copied().unwrap_or_default())]);
    lines.push(format!("{} accounts", names.len()));
    lines
}

/// Says whom a visit is to and which of the year's it is, from the longest words to the briefest.
pub fn visit_line(visit: &PlannedVisit, today: NaiveDate, turn: Turn) -> Vec<String> {
    let (name, which, target) = (&visit.name, visit.why.before + 1, usize::from(visit.why.target));
    let brief = match target {
        _ if which > target => "one more".into(),
        1 => "the only one".into(),
        _ => format!("{} of {target}", ordinal(which)),
    };
    let mut lines = Vec::new();
    if turn == Turn::Whole {
        let whole = whole_line(visit, today);
        if let Some(last) = visit.why.last_visit {
            lines.push(format!("{whole}, {} after the last", dates::span((visit.day - last).num_days())));
        }
        lines.push(whole);
    }
    lines.extend([format!("{name}, {brief}"), name.clone(), first_name(name).to_string()]);
    lines
}

/// Says in whole words whom a visit is to and which of the year's it is: "Ana Ribeiro, the 2nd of 2 this year".
pub fn whole_line(visit: &PlannedVisit, today: NaiveDate) -> String {
    let (name, which, target) = (&visit.name, visit.why.before + 1, usize::from(visit.why.target));
    let year = if visit.day.year() == today.year() { "this year".into() } else { format!("in {}", visit.day.year()) };
    match target {
        _ if which > target => format!("{name}, one more than {target} a year"),
        1 => format!("{name}, the one visit {year}"),
        _ => format!("{name}, the {} of {target} {year}", ordinal(which)),
    }
}

/// How many days stand under a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// No more than the target.
    UpToTarget,
    /// More than the target, to choose from.
    More,
}

/// Says what the quarter of a day should have: "Two field days this quarter", "Two from January to March 2027"; where more
/// are listed, "Two of these this quarter".
pub fn quarter_heading(target: usize, (day, today): (NaiveDate, NaiveDate), listed: Listed) -> String {
    let (first, last) = visits::quarter_of(day);
    if visits::quarter_of(today).0 == first {
        return format!("{} this quarter", field_days(target, listed));
    }
    let number = number_in_words(target);
    let year = if first.year() == today.year() { String::new() } else { format!(" {}", first.year()) };
    match listed {
        Listed::UpToTarget => format!("{number} from {} to {}{year}", first.format("%B"), last.format("%B")),
        Listed::More => format!("{number} of these from {} to {}{year}", first.format("%b"), last.format("%b")),
    }
}

/// Says what the first month should have: "Five field days in your first month".
pub fn first_month_heading(target: usize, listed: Listed) -> String {
    format!("{} in your first month", field_days(target, listed))
}

fn field_days(target: usize, listed: Listed) -> String {
    let number = number_in_words(target);
    match (listed, target) {
        (Listed::More, _) => format!("{number} of these"),
        (Listed::UpToTarget, 1) => format!("{number} field day"),
        (Listed::UpToTarget, _) => format!("{number} field days"),
    }
}

fn number_in_words(number: usize) -> String {
    dates::number_word(number).map_or_else(|| number.to_string(), capitalized)
}

/// Says that a group of days has fewer than it should, and what would help; None where it has as many.
pub fn short_of(done: usize, planned: usize, target: usize) -> Option<&'static str> {
    if done >= target && planned == 0 {
        return Some("As many as you set out to make.");
    }
    (done + planned < target).then_some("More accounts with peak days would help.")
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

/// Says the same in a few words.
pub fn later_why_briefly(why: Obstacle) -> &'static str {
    match why {
        Obstacle::NoPeakDay => "no busy day before it ends",
        Obstacle::NotDue => "not due yet",
        Obstacle::Away => "you are away",
        Obstacle::Declined => "declined",
        Obstacle::Spacing => "too soon",
        Obstacle::Near => "too near other days",
        Obstacle::Full => "the quarter is full",
        Obstacle::NoPlace => "others wait longer",
        Obstacle::Abroad => "when you travel",
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

/// Says how many have to wait.
pub fn later_line(later: &[Later]) -> String {
    match later.len() {
        1 => "1 account wants a visit".into(),
        all => format!("{all} accounts want a visit"),
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

/// Says the same in fewer words, without the weekdays and the year: "7 to 9 Dec", "30 Nov to 2 Dec".
pub fn trip_dates(trip: &Trip) -> String {
    match trip.span() {
        Some((first, last)) if first.month() == last.month() => {
            format!("{} to {}", first.day(), dates::short(last, last))
        }
        Some((first, last)) => format!("{} to {}", dates::short(first, first), dates::short(last, last)),
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
    if let (Some(first_month), Some((_, end))) = (plan.progress.first_month, plan.first_month)
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
            "phone": one.customer.phone.as_ref().filter(|_| !one.customer.do_not_call),
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

/// Writes the plan, the progress and the visits without a log as `visits --json` prints them.
pub fn json(plan: &VisitPlan, unlogged: &[UnloggedVisit]) -> Value {
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
        "unlogged_visits": unlogged_json(unlogged),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CustomerId;
    use crate::domain::visits::{Planned, Why};

    fn visit(name: &str, day: &str, (before, target): (usize, u8)) -> PlannedVisit {
        PlannedVisit {
            day: day.parse().unwrap(),
            account: CustomerId(1),
            name: name.into(),
            state: Planned::Proposed,
            why: Why { peak: Some(PeakKind::Weekday(chrono::Weekday::Tue)), before, target, last_visit: None },
        }
    }

    fn day(visits: Vec<PlannedVisit>) -> FieldDay {
        FieldDay { day: "2026-12-08".parse().unwrap(), city: None, visits }
    }

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn a_line_says_which_visit_of_the_year_it_is() {
        for (day, turn, words) in [
            ("2026-12-08", (3, 4), "Ana Ribeiro, the 4th of 4 this year"),
            ("2026-12-08", (11, 12), "Ana Ribeiro, the 12th of 12 this year"),
            ("2027-01-05", (0, 2), "Ana Ribeiro, the 1st of 2 in 2027"),
            ("2026-12-08", (0, 1), "Ana Ribeiro, the one visit this year"),
            ("2026-12-08", (2, 2), "Ana Ribeiro, one more than 2 a year"),
        ] {
            assert_eq!(visit_line(&visit("Ana Ribeiro", day, turn), today(), Turn::Whole)[0], words);
        }
    }

    #[test]
    fn a_line_gets_briefer_until_it_fits() {
        let lines = day_line(&day(vec![visit("Ana Ribeiro", "2026-12-08", (1, 2))]), today(), Turn::Whole);
        assert_eq!(lines, ["Ana Ribeiro, the 2nd of 2 this year", "Ana Ribeiro, 2nd of 2", "Ana Ribeiro", "Ana"]);
        let brief = visit_line(&visit("Ana Ribeiro", "2026-12-08", (1, 2)), today(), Turn::Brief);
        assert_eq!(brief, ["Ana Ribeiro, 2nd of 2", "Ana Ribeiro", "Ana"]);
    }

    #[test]
    fn a_day_of_several_says_who_is_busy_and_tells_two_of_one_name_apart() {
        let of = |names: &[&str]| day(names.iter().map(|name| visit(name, "2026-12-08", (0, 2))).collect());
        let first = |names: &[&str]| day_line(&of(names), today(), Turn::Whole)[0].clone();
        assert_eq!(first(&["Ana Ribeiro", "Camille Laurent"]), "Ana, Camille: both busy that day");
        assert_eq!(first(&["Ana Ribeiro", "Bo Sund", "Cleo Sá"]), "Ana, Bo, Cleo: all busy that day");
        assert_eq!(first(&["Ana Ribeiro", "Ana Sousa"]), "Ana Ribeiro, Ana Sousa: both busy that day");
        let mut quiet = of(&["Ana Ribeiro", "Bo Sund"]);
        quiet.visits[1].why.peak = None;
        assert_eq!(day_line(&quiet, today(), Turn::Whole)[0], "Ana, Bo");
    }

    #[test]
    fn a_quarter_is_headed_by_what_it_should_have() {
        let listed = |target, day: &str, listed| quarter_heading(target, (day.parse().unwrap(), today()), listed);
        let heading = |target, day: &str| listed(target, day, Listed::UpToTarget);
        assert_eq!(heading(2, "2026-12-31"), "Two field days this quarter");
        assert_eq!(heading(1, "2026-10-01"), "One field day this quarter");
        assert_eq!(heading(13, "2027-02-01"), "13 from January to March 2027");
        assert_eq!(first_month_heading(5, Listed::UpToTarget), "Five field days in your first month");
        assert_eq!(listed(2, "2026-12-31", Listed::More), "Two of these this quarter");
        assert_eq!(listed(2, "2027-02-01", Listed::More), "Two of these from Jan to Mar 2027");
        assert_eq!(first_month_heading(5, Listed::More), "Five of these in your first month");
    }
}
