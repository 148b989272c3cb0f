//! How it is where a customer is, and from when they can be reached by the user's clock.

use crate::domain::tz::Tz;
use chrono::{DateTime, Datelike, Timelike, Utc};

use super::{customers, times};
use crate::app::reach::Reach;
use crate::domain::customer::Customer;
use crate::domain::dates::HourCycle;

/// Stands in place of a number.
pub const NO_NUMBER: &str = "no phone number yet";

/// Says how it is where a customer is: "14:42 in Porto, a good time", or "asleep, 00:42 in Flagstaff; from 14:00 your time".
/// None where their zone is unknown: then nothing is said of the hour.
pub fn there(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    with_prospect(here(customer, reach, hours)?, reach, hours)
}

/// Says the same, with the weekday where it is another one there: "asleep, Tue 00:42 in Tokyo; from 18:00 your time".
pub fn there_by_day(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    let local = reach.local?;
    let day = weekday_there(reach.clock.instant, reach, local.timezone());
    let here = format!("{}{day}{}", asleep(reach)?, time_and_place(customer, local, hours));
    with_prospect(here, reach, hours)
}

/// Adds whether it is a good time, or from when it is.
fn with_prospect(here: String, reach: &Reach, hours: HourCycle) -> Option<String> {
    Some(match (reach.now, from(reach, hours)) {
        (Some(true), _) => format!("{here}, a good time"),
        (_, Some(from)) => format!("{here}; {from}"),
        (_, None) => here,
    })
}

/// Says the same without the moment from which they can be reached: "asleep, 00:42 in Flagstaff".
pub fn here(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    Some(format!("{}{}", asleep(reach)?, time_and_place(customer, reach.local?, hours)))
}

/// Says whether they sleep, as far as the hour tells.
fn asleep(reach: &Reach) -> Option<&'static str> {
    Some(if reach.is_asleep() && !WAKING.contains(&reach.local?.hour()) { "asleep, " } else { "" })
}

fn time_and_place(customer: &Customer, local: DateTime<Tz>, hours: HourCycle) -> String {
    format!("{} in {}", times::time(&local, hours), customers::place(customer, local.timezone()))
}

/// Names the weekday of an instant in a zone, with a blank behind it; empty where it is the user's own.
fn weekday_there(at: DateTime<Utc>, reach: &Reach, zone: Tz) -> String {
    let there = at.with_timezone(&zone).date_naive();
    let own = at.with_timezone(&reach.clock.zone).date_naive();
    if there == own { String::new() } else { format!("{} ", there.weekday()) }
}

/// Says what their clock shows when their hours next begin, where it is not the user's own: "06:00 in Flagstaff", "Tue 09:00
/// in Tokyo".
pub fn begins_there(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    let (from, zone) = (reach.from?, reach.local?.timezone());
    let (there, own) = (from.with_timezone(&zone), from.with_timezone(&reach.clock.zone));
    let day = weekday_there(from, reach, zone);
    (there.naive_local() != own.naive_local()).then(|| format!("{day}{}", time_and_place(customer, there, hours)))
}

/// Says until when they can be reached by the user's clock: "until 18:30".
pub fn until(end: DateTime<Utc>, reach: &Reach, hours: HourCycle) -> String {
    format!("until {}", hour(end, reach, hours))
}

/// The hours of the day at which somebody out of reach is not asleep.
const WAKING: std::ops::Range<u32> = 7..22;

/// Says from when a customer can be reached by the user's clock: "from 14:00 your time". None where they can be now, or where
/// that is unknown.
pub fn from(reach: &Reach, hours: HourCycle) -> Option<String> {
    let (from, local) = (reach.from?, reach.local?);
    let own = |at: DateTime<Utc>| at.with_timezone(&reach.clock.zone).naive_local();
    let when = times::from_when(from, reach.clock.instant, reach.clock.zone, hours);
    // Whose time it is does not matter where both clocks agree.
    let agree = own(from) == from.with_timezone(&local.timezone()).naive_local();
    let comma = if when.ends_with("tomorrow") { "," } else { "" };
    Some(if agree { when } else { format!("{when}{comma} your time") })
}

/// Says an hour to come by the user's clock: "14:00", "14:00 tomorrow", "Wednesday 14:00".
pub fn hour(at: DateTime<Utc>, reach: &Reach, hours: HourCycle) -> String {
    let when = times::from_when(at, reach.clock.instant, reach.clock.zone, hours);
    when.trim_start_matches("from ").to_string()
}
