//! Reasons, times and moods in words; the command line and the screens say the same.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::visits::VisitPlan;
use crate::book::past_buyers::StandingChange;
use crate::book::visits::{PlanState, PlannedRow};
use crate::domain::customer::{Customer, LeftBecause, Standing};
use crate::domain::dates;
use crate::domain::rotation::Reason;
use crate::domain::touch::TouchKind;
use crate::domain::visits::{self, Count, Obstacle, PeakKind, PlannedVisit};
use crate::text::count;

/// Says why somebody is offered.
pub fn reason(reason: &Reason) -> String {
    match *reason {
        Reason::Wait { days: 0, .. } => "you talked today".into(),
        Reason::Wait { days, longest } => {
            let longest = if longest { ", the longest wait" } else { "" };
            format!("{} since you last talked{longest}", dates::span(days))
        }
        Reason::NeverTalked { days: 0 } => "new in your book, and you have not talked yet".into(),
        Reason::NeverTalked { days } => format!("{} in your book, and you have not talked yet", dates::span(days)),
        Reason::Ratings { pleasure, profit } => ratings(pleasure, profit),
        Reason::PicksUp { reached, of } if reached == of => format!("picked up all of the last {of} times"),
        Reason::PicksUp { reached, of } => format!("picks up {} in {of}", count(reached as usize, "time", "times")),
        Reason::HardToReach { misses, hour } => match hour {
            Some(hour) => format!("hard to reach ({misses} misses in a row): try {}", day_part(hour)),
            None => format!("hard to reach ({misses} misses in a row): try another time of day"),
        },
        Reason::OnlyOne => "your only favorite so far".into(),
    }
}

/// The ratings in words; None is unrated.
pub fn ratings(pleasure: Option<u8>, profit: Option<u8>) -> String {
    let of_five = |n: Option<u8>| n.map_or("unrated".to_string(), |n| format!("{n} of 5"));
    match (pleasure, profit) {
        (None, None) => "not rated yet".into(),
        (pleasure, profit) => format!("a pleasure {}, profitable {}", of_five(pleasure), of_five(profit)),
    }
}

fn day_part(hour: u32) -> String {
    match hour {
        0..=8 => "early in the morning".into(),
        9..=11 => "in the morning".into(),
        12 => "around noon".into(),
        13..=14 => "after lunch".into(),
        15..=17 => "in the late afternoon".into(),
        _ => "in the evening".into(),
    }
}

/// A time of day: "14:42" or "2:42 pm".
pub fn time(at: &impl Timelike, twelve_hours: bool) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    if twelve_hours {
        let (pm, twelve) = at.hour12();
        format!("{twelve}:{minute:02} {}", if pm { "pm" } else { "am" })
    } else {
        format!("{hour:02}:{minute:02}")
    }
}

/// Where a customer's clock hangs: their city, else the zone's.
pub fn place(customer: &Customer, zone: Tz) -> String {
    match customer.city.as_deref() {
        Some(city) => city.to_string(),
        None => zone.name().rsplit('/').next().unwrap_or(zone.name()).replace('_', " "),
    }
}

/// When somebody can be reached: "from 09:00", "from Monday 09:00"; by the clock of `zone`.
pub fn from_when(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, twelve_hours: bool) -> String {
    let (at, now) = (at.with_timezone(&zone), now.with_timezone(&zone));
    let time = time(&at, twelve_hours);
    let days = (at.date_naive() - now.date_naive()).num_days();
    match days {
        0 => format!("from {time}"),
        1 => format!("from {time} tomorrow"),
        _ => format!("from {} {time}", at.format("%A")),
    }
}

/// A way to be in touch, as it is suggested: "a handwritten card".
pub fn way(kind: TouchKind) -> &'static str {
    match kind {
        TouchKind::Call => "a call",
        TouchKind::Visit => "a visit",
        TouchKind::Card => "a handwritten card",
        TouchKind::Gift => "a box of doughnuts",
        TouchKind::Message => "a few kind lines",
    }
}

/// How long ago a past buyer heard from us: "2 years ago"; "never yet" where that is not known.
pub fn last_contact(c: &Customer, today: NaiveDate) -> String {
    match c.last_touch.max(c.left_on) {
        Some(day) => dates::ago(day, today),
        None => "never yet".into(),
    }
}

/// What a change of standing means, in one line that is worth saying; None where the standing stayed.
pub fn standing_changed(before: &Customer, after: &Customer, today: NaiveDate) -> Option<String> {
    let first = after.first_name();
    match (before.standing, after.standing) {
        (Standing::Past, Standing::Active) => {
            let days = before.left_on.map(|d| (today - d).num_days()).filter(|days| *days > 0);
            let away = days.map(|days| format!(" after {}", dates::span(days)));
            Some(format!("{first} is back{}. Staying in touch was worth it.", away.unwrap_or_default()))
        }
        (Standing::Active, Standing::Past) => {
            let why = after.left_because.filter(|b| *b != LeftBecause::Other).map(|b| format!(" ({})", b.describe()));
            Some(format!("{first} is a past buyer now{}. Nothing to sell; stay in touch.", why.unwrap_or_default()))
        }
        _ => None,
    }
}

/// Why a visit is planned: "a peak day (Tuesday); the first of 2 this year".
pub fn visit_why(visit: &PlannedVisit) -> String {
    let day = match visit.why.peak {
        Some(PeakKind::Weekday(day)) => format!("a busy {} of theirs", weekday_long(day)),
        Some(PeakKind::LastOfMonth) => "the month's last, when they are busy".into(),
        Some(PeakKind::DayOfMonth(_)) => "a busy day of theirs".into(),
        None => "accepted".into(),
    };
    format!("{day}; {}", visit_turn(visit))
}

/// Which of the year's visits it is, and when the last one was, briefly: "2 of 3; 8 months after the last".
pub fn visit_turn_briefly(visit: &PlannedVisit, today: NaiveDate) -> String {
    let year = if visit.day.year() == today.year() { String::new() } else { format!(" in {}", visit.day.year()) };
    let last =
        visit.why.last_visit.map(|last| format!("; {} after the last", dates::span((visit.day - last).num_days())));
    format!("{} of {}{year}{}", visit.why.before + 1, visit.why.target, last.unwrap_or_default())
}

/// Which of the year's visits it is, and when the last one was: "visit 2 of 3 in 2026; 8 months after the last".
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

/// How many accounts are named whose target can't be met.
const UNMET_NAMED: usize = 1;

/// The targets that cannot be met, by year and reason, a line each.
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

/// When a customer left and came back: "left 12 Mar 2025 (left for a lower price), back 3 Oct"; None where never.
pub fn standing_history(history: &[StandingChange], today: NaiveDate) -> Option<String> {
    // A single leaving is what the customer's standing says already.
    if !history.iter().any(|s| s.standing == Standing::Active) {
        return None;
    }
    let words = history.iter().map(|s| {
        let when = s.day.map_or("once".to_string(), |d| dates::short(d, today));
        match s.standing {
            Standing::Active => format!("back {when}"),
            Standing::Past => {
                let why = s.because.filter(|b| *b != LeftBecause::Other).map(|b| format!(" ({})", b.describe()));
                format!("left {when}{}", why.unwrap_or_default())
            }
        }
    });
    Some(words.collect::<Vec<_>>().join(", "))
}

/// The visits to come that were accepted, and those that were declined with a reason.
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

/// Mood from 1 to 5 in a word.
pub fn mood(mood: u8) -> &'static str {
    match mood {
        1 => "awful",
        2 => "low",
        3 => "so-so",
        4 => "good",
        _ => "great",
    }
}

/// How long ago an instant was, for what is minutes or hours old: "5 minutes ago", "yesterday".
pub fn since(at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let passed = now.signed_duration_since(at);
    let number = |n: i64| usize::try_from(n).unwrap_or(0);
    if passed < TimeDelta::minutes(1) {
        "just now".into()
    } else if passed < TimeDelta::hours(1) {
        format!("{} ago", count(number(passed.num_minutes()), "minute", "minutes"))
    } else if passed < TimeDelta::hours(12) {
        format!("{} ago", count(number(passed.num_hours()), "hour", "hours"))
    } else {
        dates::ago(at.date_naive(), now.date_naive())
    }
}
