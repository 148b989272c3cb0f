//! How it is where a customer is, and from when they can be reached by the user's clock.

use chrono::{DateTime, Timelike, Utc};

use super::{customers, times};
use crate::app::reach::Reach;
use crate::domain::customer::Customer;
use crate::domain::dates::HourCycle;

/// Says how it is where a customer is: "14:42 in Porto, a good time", or "asleep, 00:42 in Flagstaff; from 14:00 your time".
/// None where their zone is unknown: then nothing is said of the hour.
pub fn there(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    let here = here(customer, reach, hours)?;
    Some(match (reach.now, from(reach, hours)) {
        (Some(true), _) => format!("{here}, a good time"),
        (_, Some(from)) => format!("{here}; {from}"),
        (_, None) => here,
    })
}

/// Says the same without the moment from which they can be reached: "asleep, 00:42 in Flagstaff".
pub fn here(customer: &Customer, reach: &Reach, hours: HourCycle) -> Option<String> {
    let local = reach.local?;
    let asleep = if reach.is_asleep() && !WAKING.contains(&local.hour()) { "asleep, " } else { "" };
    let place = customers::place(customer, local.timezone());
    Some(format!("{asleep}{} in {place}", times::time(&local, hours)))
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
