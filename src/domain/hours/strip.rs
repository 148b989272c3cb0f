//! A day of the user's clock in half hours, and in which of them a customer can be called.

use crate::domain::tz::Tz;
use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};

use super::CallingHours;
use crate::domain::dates::{Clock, localize};

/// How many half hours a strip has: a whole day.
pub const HALF_HOURS: usize = 48;
/// The hours of the clock that are written out, and from one of which a strip begins.
pub const STEP: u32 = 3;
/// When the day begins that a strip shows, unless it is earlier now.
const MORNING: u32 = 6;

/// A day of the user's clock, 24 hours from one hour on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// The half hours, in order; always [`HALF_HOURS`].
    pub halves: Vec<Half>,
    /// Which of them it is now.
    pub now: usize,
    /// The stretch that counts: the one under way, else the next that begins in this day, as a range of half hours.
    pub stretch: Option<(usize, usize)>,
}

/// Half an hour of a strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half {
    /// When it begins by the user's clock.
    pub at: NaiveDateTime,
    /// Whether the customer can be called then; the half hour of now says what is so now.
    pub callable: bool,
}

impl Half {
    /// Returns the hour of the clock to write at this half hour; None between the written ones.
    pub fn label(&self) -> Option<u32> {
        (self.at.minute() == 0 && self.at.hour().is_multiple_of(STEP)).then(|| self.at.hour())
    }
}

/// Makes the strip of a customer in `zone`, on the user's clock. It begins at six in the morning, at midnight where it is
/// earlier than six, and later, at the written hour before now at the latest, where that brings the whole of their next hours
/// into sight.
pub fn strip(hours: &CallingHours, zone: Tz, clock: Clock) -> Strip {
    let begin = begin(hours, zone, clock);
    let half = TimeDelta::minutes(30);
    let quarter = TimeDelta::minutes(15);
    let mut at = begin;
    let mut halves = Vec::with_capacity(HALF_HOURS);
    let mut now = 0;
    for place in 0..HALF_HOURS {
        let next = at.checked_add_signed(half).unwrap_or(at);
        let is_now = at <= clock.instant && clock.instant < next;
        if is_now {
            now = place;
        }
        // The middle decides, so an hour that begins at a quarter is rounded to the nearest half.
        let asked = if is_now { clock.instant } else { at.checked_add_signed(quarter).unwrap_or(at) };
        halves.push(Half { at: localize(at, clock.zone).naive_local(), callable: hours.contains(asked, zone) });
        at = next;
    }
    let stretch = stretch(&halves, now);
    Strip { halves, now, stretch }
}

/// Finds the stretch under way, else the next one.
fn stretch(halves: &[Half], now: usize) -> Option<(usize, usize)> {
    let first = halves.iter().skip(now).position(|half| half.callable)? + now;
    let before = halves.iter().take(first).rev().take_while(|half| half.callable).count();
    let long = halves.iter().skip(first).take_while(|half| half.callable).count();
    Some((first - before, first + long))
}

/// Finds the instant at which the strip begins.
fn begin(hours: &CallingHours, zone: Tz, clock: Clock) -> DateTime<Utc> {
    let local = clock.local();
    let today = local.date_naive();
    let of_hour = |hour: u32| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
        instant(today.and_time(time), clock)
    };
    let usual = if local.hour() < MORNING { 0 } else { MORNING };
    let latest = local.hour() / STEP * STEP;
    let Some(end) = end_of_next(hours, zone, clock) else { return of_hour(usual) };
    let day = TimeDelta::hours(24);
    let mut candidates = (usual..=latest).step_by(STEP as usize).map(of_hour);
    let in_sight = candidates.find(|begin| begin.checked_add_signed(day).is_some_and(|ends| ends >= end));
    in_sight.unwrap_or_else(|| of_hour(latest))
}

/// Finds when the hours under way end, or the next ones that begin within a day; None where none begin, or never end.
fn end_of_next(hours: &CallingHours, zone: Tz, clock: Clock) -> Option<DateTime<Utc>> {
    if hours.contains(clock.instant, zone) {
        return hours.end_of(clock.instant, zone);
    }
    let begin = hours.next_begin(clock.instant, zone)?;
    if begin - clock.instant > TimeDelta::hours(24) {
        return None;
    }
    hours.end_of(begin, zone)
}

/// Finds the instant of a wall time that has already come; one that the clock jumped over comes when it had jumped.
fn instant(wall: NaiveDateTime, clock: Clock) -> DateTime<Utc> {
    let found = clock.zone.from_local_datetime(&wall).earliest();
    let found = found.map_or_else(|| clock.at(wall).with_timezone(&Utc), |at| at.with_timezone(&Utc));
    found.min(clock.instant)
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const CHICAGO: Tz = Tz::America__Chicago;

    fn zone(name: &str) -> Tz {
        name.parse().unwrap()
    }

    fn of(hours: &str, zone: Tz, now: &str, own: Tz) -> Strip {
        strip(&CallingHours::parse(hours).unwrap(), zone, Clock { instant: at(now), zone: own })
    }

    /// The first half hour, then a character for each: a line where they can be called, a cross or a bar where it is now.
    fn drawn(strip: &Strip) -> String {
        let one = |(place, half): (usize, &Half)| match (place == strip.now, half.callable) {
            (true, true) => '#',
            (true, false) => '|',
            (false, true) => '=',
            (false, false) => '.',
        };
        let first = strip.halves[0].at.format("%a %H:%M ").to_string();
        first + &strip.halves.iter().enumerate().map(one).collect::<String>()
    }

    const USUAL: &str = "09:00-17:30";

    #[test]
    fn a_day_begins_at_six_and_shows_their_hours_on_my_clock() {
        let flagstaff = of(USUAL, Tz::America__Phoenix, "2026-11-23T14:42:00Z", CHICAGO);
        assert_eq!(drawn(&flagstaff), format!("Mon 06:00 .....|..{}{}", "=".repeat(17), ".".repeat(23)));
        assert_eq!(flagstaff.stretch, Some((8, 25)));
        assert_eq!(flagstaff.halves[8].at.to_string(), "2026-11-23 10:00:00");
        let own = of(USUAL, CHICAGO, "2026-11-23T16:00:00Z", CHICAGO);
        assert_eq!(drawn(&own), format!("Mon 06:00 ......==#{}{}", "=".repeat(14), ".".repeat(25)));
    }

    #[test]
    fn half_hour_zones_begin_at_the_half_hour() {
        let kolkata = of(USUAL, zone("Asia/Kolkata"), "2026-11-23T14:42:00Z", CHICAGO);
        // 09:00 to 17:30 in Kolkata is 21:30 to 06:00 in Chicago.
        assert_eq!(kolkata.halves[31].at.time().to_string(), "21:30:00");
        assert_eq!(kolkata.stretch, Some((31, 48)));
        // A quarter is rounded to the nearest half hour: 09:00 in Kathmandu is 21:15 in Chicago.
        let kathmandu = of(USUAL, zone("Asia/Kathmandu"), "2026-11-23T14:42:00Z", CHICAGO);
        assert!(matches!(kathmandu.stretch, Some((30 | 31, 47 | 48))), "{:?}", kathmandu.stretch);
    }

    #[test]
    fn hours_across_midnight_stand_in_one_piece() {
        let tokyo = of(USUAL, Tz::Asia__Tokyo, "2026-11-23T14:42:00Z", CHICAGO);
        assert_eq!(tokyo.stretch, Some((24, 41)), "{}", drawn(&tokyo));
        assert_eq!(tokyo.halves[24].at.to_string(), "2026-11-23 18:00:00");
        assert_eq!(tokyo.halves[41].at.to_string(), "2026-11-24 02:30:00");
    }

    #[test]
    fn the_day_begins_later_where_that_brings_their_next_hours_into_sight() {
        // 09:00 to 17:30 in Lisbon is 03:00 to 11:30 in Chicago.
        let awake = of(USUAL, Tz::Europe__Lisbon, "2026-11-23T14:42:00Z", CHICAGO);
        assert_eq!((awake.halves[0].at.hour(), awake.stretch), (6, Some((0, 11))), "{}", drawn(&awake));
        let over = of(USUAL, Tz::Europe__Lisbon, "2026-11-23T18:10:00Z", CHICAGO);
        assert_eq!((over.halves[0].at.hour(), over.stretch), (12, Some((30, 47))), "{}", drawn(&over));
        // Not later than now, even where the end stays out of sight.
        let evening = of("09:00-21:00", Tz::America__Phoenix, "2026-11-24T04:10:00Z", CHICAGO);
        assert!(
            evening.halves[evening.now].at.hour() == 22 && evening.halves[0].at.hour() == 21,
            "{}",
            drawn(&evening)
        );
    }

    #[test]
    fn at_night_the_day_begins_at_midnight() {
        let night = of(USUAL, CHICAGO, "2026-11-23T10:40:00Z", CHICAGO);
        assert_eq!((night.halves[0].at.hour(), night.now, night.stretch), (0, 9, Some((18, 35))));
    }

    #[test]
    fn on_a_weekend_nothing_is_ahead() {
        let saturday = of(USUAL, CHICAGO, "2026-11-28T16:00:00Z", CHICAGO);
        assert_eq!((saturday.stretch, saturday.halves.iter().filter(|h| h.callable).count()), (None, 0));
        // On Sunday evening their Monday has begun, and hours of their own may hold on Saturday.
        assert!(of(USUAL, Tz::Asia__Tokyo, "2026-11-29T18:00:00Z", CHICAGO).stretch.is_some());
        assert!(of("sat 10-12", CHICAGO, "2026-11-28T14:00:00Z", CHICAGO).stretch.is_some());
    }

    #[test]
    fn on_the_days_on_which_clocks_change_the_written_hours_stay_true() {
        // In 2026 Chicago's clocks go forward on 8 March at 2:00 and back on 1 November.
        let labels = |strip: &Strip| {
            strip.halves.iter().enumerate().filter_map(|(n, h)| Some((n, h.label()?))).collect::<Vec<_>>()
        };
        let forward = of(USUAL, CHICAGO, "2026-03-08T07:00:00Z", CHICAGO);
        assert_eq!(labels(&forward)[..3], [(0, 0), (4, 3), (10, 6)]);
        let back = of("daily 9-17", CHICAGO, "2026-11-01T07:30:00Z", CHICAGO);
        assert_eq!(labels(&back)[..3], [(0, 0), (8, 3), (14, 6)]);
        assert_eq!(back.stretch, Some((20, 36)));
    }

    #[test]
    fn hours_that_never_end_fill_the_day() {
        let always = of("daily 0-24", CHICAGO, "2026-11-23T14:42:00Z", CHICAGO);
        assert!(always.halves.iter().all(|h| h.callable) && always.stretch == Some((0, 48)));
    }

    fn zones() -> impl Strategy<Value = Tz> {
        prop::sample::select(vec![
            CHICAGO,
            Tz::Asia__Tokyo,
            zone("Asia/Kolkata"),
            zone("Asia/Kathmandu"),
            Tz::Europe__Lisbon,
            zone("Pacific/Auckland"),
            Tz::Australia__Lord_Howe,
            zone("Pacific/Chatham"),
            zone("America/St_Johns"),
            zone("Pacific/Kiritimati"),
            Tz::UTC,
        ])
    }

    fn hours() -> impl Strategy<Value = String> {
        (8_u32..45, 2_u32..20, prop::sample::select(vec!["", "daily ", "sat,sun ", "tue "])).prop_map(
            |(from, long, days)| {
                let to = (from + long).min(48);
                let time = |half: u32| format!("{}:{:02}", half / 2, half % 2 * 30);
                format!("{days}{}-{}", time(from), time(to))
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_zones_the_strip_is_a_day_that_holds_now_and_says_the_truth(
            seconds in 1_700_000_000_i64..1_900_000_000, theirs in zones(), own in zones(), hours in hours(),
        ) {
            let hours = CallingHours::parse(&hours).unwrap();
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let strip = strip(&hours, theirs, Clock { instant, zone: own });
            prop_assert_eq!(strip.halves.len(), HALF_HOURS);
            let now = localize(instant, own).naive_local();
            let half = strip.halves[strip.now];
            let since = now - half.at;
            prop_assert!((0..30).contains(&since.num_minutes()), "{} {}", half.at, now);
            prop_assert_eq!(half.callable, hours.contains(instant, theirs));
            if let Some((first, end)) = strip.stretch {
                prop_assert!(end > strip.now && end <= HALF_HOURS && first < end);
                prop_assert!(strip.halves[first..end].iter().all(|h| h.callable));
                prop_assert!(strip.halves[strip.now.min(first)..first].iter().all(|h| !h.callable));
            } else {
                prop_assert!(strip.halves[strip.now..].iter().all(|h| !h.callable));
            }
        }

        #[test]
        fn their_next_hours_begin_in_sight_where_they_begin_within_twenty_hours(
            seconds in 1_700_000_000_i64..1_900_000_000, theirs in zones(), hours in hours(),
        ) {
            let hours = CallingHours::parse(&hours).unwrap();
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let strip = strip(&hours, theirs, Clock { instant, zone: CHICAGO });
            let next = hours.next_begin(instant, theirs).filter(|next| *next - instant <= TimeDelta::hours(20));
            if let Some(next) = next.filter(|_| !hours.contains(instant, theirs)) {
                let next = localize(next, CHICAGO).naive_local();
                let (first, _) = strip.stretch.expect("in sight");
                let away = (strip.halves[first].at - next).num_minutes().abs();
                prop_assert!(away <= 15, "{} {next}", strip.halves[first].at);
            }
        }
    }
}
