//! Reasons, times and moods in words; the command line and the screens say the same.

use chrono::{DateTime, FixedOffset, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::rotation::Reason;
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
        Reason::PicksUp { reached, of } => format!("picks up {} in {of}", count(reached, "time", "times")),
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
    if passed < TimeDelta::minutes(1) {
        "just now".into()
    } else if passed < TimeDelta::hours(1) {
        format!("{} ago", count(passed.num_minutes(), "minute", "minutes"))
    } else if passed < TimeDelta::hours(12) {
        format!("{} ago", count(passed.num_hours(), "hour", "hours"))
    } else {
        dates::ago(at.date_naive(), now.date_naive())
    }
}
