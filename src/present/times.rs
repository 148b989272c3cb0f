//! Times of day, and how long ago something was.

use chrono::{DateTime, FixedOffset, TimeDelta, Timelike, Utc};

use crate::domain::dates::{self, HourCycle};
use crate::domain::hours as weekly;
use crate::domain::tz::Tz;
use crate::text::count;

/// Writes a time of day: "14:42" or "2:42 pm".
pub fn time(at: &impl Timelike, hours: HourCycle) -> String {
    hours.write(at)
}

/// Writes calling hours as they were typed, with their times by the user's clock: "mon-fri 7:00 am-5:00 pm".
pub fn calling_hours(typed: &str, hours: HourCycle) -> String {
    match hours {
        HourCycle::TwentyFour => typed.to_string(),
        HourCycle::Twelve => weekly::with_times(typed, |at| hours.write(&at)),
    }
}

/// Says when somebody can be reached: "from 09:00", "from Monday 09:00"; by the clock of `zone`.
pub fn from_when(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, hours: HourCycle) -> String {
    let (at, now) = (at.with_timezone(&zone), now.with_timezone(&zone));
    let time = time(&at, hours);
    let days = (at.date_naive() - now.date_naive()).num_days();
    match days {
        0 => format!("from {time}"),
        1 => format!("from {time} tomorrow"),
        _ => format!("from {} {time}", at.format("%A")),
    }
}

/// Says how long ago an instant was, in minutes or hours where it is recent: "5 minutes ago", "yesterday".
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
