//! Lift: whom to call right now, after a setback.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};

use super::dates::Clock;
use super::hours::CallingHours;
use super::ids::CustomerId;
use super::rotation::UNRATED;
use super::tz::Tz;

/// A favorite that a lift may offer: active, not archived, not snoozed, free to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Decides last, between two of one name.
    pub id: CustomerId,
    /// Decides between two who are equal otherwise.
    pub name: String,
    /// 1 to 5; None is unrated.
    pub pleasure: Option<u8>,
    /// 1 to 5; None is unrated.
    pub profit: Option<u8>,
    /// Their own hours, else the configured ones.
    pub hours: CallingHours,
    /// Their time zone; None where it is unknown, and with it whether they can be reached.
    pub zone: Option<Tz>,
    /// The user's local day; without a conversation, their wait begins here.
    pub added_on: NaiveDate,
    /// The day of the last conversation.
    pub talked: Option<NaiveDate>,
    /// The day of the last reached call with occasion lift.
    pub lifted: Option<NaiveDate>,
    /// The day on which they last praised.
    pub praised: Option<NaiveDate>,
}

/// A candidate, with what decides their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// Who it is.
    pub candidate: &'a Candidate,
    /// Whether it is within their calling hours, in their time zone; None where that is unknown.
    pub reachable_now: Option<bool>,
    /// When they are reachable next; None if they are now, or where their zone is unknown.
    pub reachable_from: Option<DateTime<Utc>>,
    /// No recent call has worn them out.
    pub rested: bool,
    /// 2 x pleasure + profit, plus 2 for praise within a year.
    pub merit: i64,
    /// Days since the last conversation, or since they were added; never negative.
    pub wait_days: i64,
    /// Whether they praised within the last 365 days.
    pub praised_lately: bool,
}

/// A customer is rested after more than this many days since a conversation.
const REST_AFTER_TALK: i64 = 3;
/// A customer is rested after more than this many days since a lift call.
const REST_AFTER_LIFT: i64 = 28;
/// Days for which praise counts.
const PRAISE_COUNTS: i64 = 365;

/// Milliseconds of an hour.
const HOUR: i64 = 60 * 60 * 1000;

/// Counts the hours that begin before somebody can be reached: 0 now, 1 within the hour. Unknown zones come between.
fn hours_off(reachable_now: Option<bool>, from: Option<DateTime<Utc>>, now: DateTime<Utc>) -> (u8, i64) {
    match (reachable_now, from) {
        (Some(true), _) => (0, 0),
        (None, _) => (1, 0),
        (Some(false), Some(from)) => (2, ((from - now).num_milliseconds() + HOUR - 1) / HOUR),
        (Some(false), None) => (3, 0),
    }
}

/// Ranks the candidates by whom to call now: by the hour in which they can be reached, rested, merit and wait, then by
/// name and id. Those whose zone is unknown come after those who can be reached now.
pub fn rank<'a>(candidates: &'a [Candidate], clock: &Clock) -> Vec<Ranked<'a>> {
    let today = clock.today();
    let days_since = |day: Option<NaiveDate>| day.map(|d| (today - d).num_days());
    let mut ranked: Vec<Ranked<'a>> = candidates
        .iter()
        .map(|c| {
            let reachable_now = c.zone.map(|zone| c.hours.contains(clock.instant, zone));
            let asleep = c.zone.filter(|_| reachable_now == Some(false));
            let reachable_from = asleep.and_then(|zone| c.hours.next_begin(clock.instant, zone));
            let rested = days_since(c.talked).is_none_or(|d| d > REST_AFTER_TALK)
                && days_since(c.lifted).is_none_or(|d| d > REST_AFTER_LIFT);
            let praised_lately = days_since(c.praised).is_some_and(|d| d <= PRAISE_COUNTS);
            let merit = 2 * i64::from(c.pleasure.unwrap_or(UNRATED))
                + i64::from(c.profit.unwrap_or(UNRATED))
                + if praised_lately { 2 } else { 0 };
            let wait_days = (today - c.talked.unwrap_or(c.added_on)).num_days().max(0);
            Ranked { candidate: c, reachable_now, reachable_from, rested, merit, wait_days, praised_lately }
        })
        .collect();
    ranked.sort_by(|a, b| {
        let key = |r: &Ranked<'a>| {
            let off = hours_off(r.reachable_now, r.reachable_from, clock.instant);
            (off, !r.rested, Reverse(r.merit), Reverse(r.wait_days))
        };
        key(a).cmp(&key(b)).then_with(|| (&a.candidate.name, a.candidate.id).cmp(&(&b.candidate.name, b.candidate.id)))
    });
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clock() -> Clock {
        let instant = DateTime::parse_from_rfc3339("2026-11-23T10:00:00Z").unwrap().with_timezone(&Utc);
        Clock { instant, zone: Tz::UTC }
    }

    fn candidate(id: i64, name: &str) -> Candidate {
        Candidate {
            id: CustomerId(id),
            name: name.into(),
            pleasure: None,
            profit: None,
            hours: CallingHours::default(),
            zone: Some(Tz::UTC),
            added_on: "2026-01-01".parse().unwrap(),
            talked: None,
            lifted: None,
            praised: None,
        }
    }

    fn back(days: u64) -> Option<NaiveDate> {
        Some(clock().today() - chrono::Days::new(days))
    }

    fn order(candidates: &[Candidate]) -> Vec<i64> {
        rank(candidates, &clock()).iter().map(|r| r.candidate.id.0).collect()
    }

    #[test]
    fn who_can_be_reached_now_comes_before_who_is_better() {
        let asleep = Candidate { zone: Some(Tz::America__Los_Angeles), pleasure: Some(5), ..candidate(1, "Lou") };
        let awake = Candidate { pleasure: Some(1), ..candidate(2, "Ana") };
        let both = [asleep, awake];
        assert_eq!(order(&both), [2, 1]);
        let ranked = rank(&both, &clock());
        assert_eq!(ranked[1].reachable_from.map(|d| d.to_rfc3339()).as_deref(), Some("2026-11-23T17:00:00+00:00"));
    }

    #[test]
    fn who_is_somewhere_unknown_comes_between_those_awake_and_those_asleep() {
        let asleep = Candidate { zone: Some(Tz::America__Los_Angeles), pleasure: Some(5), ..candidate(1, "Lou") };
        let unknown = Candidate { zone: None, pleasure: Some(4), ..candidate(2, "Una") };
        let awake = Candidate { pleasure: Some(1), ..candidate(3, "Ana") };
        let all = [asleep, unknown, awake];
        assert_eq!(order(&all), [3, 2, 1]);
        let ranked = rank(&all, &clock());
        let known: Vec<_> = ranked.iter().map(|r| (r.reachable_now, r.reachable_from.is_some())).collect();
        assert_eq!(known, [(Some(true), false), (None, false), (Some(false), true)]);
    }

    #[test]
    fn among_those_asleep_the_hour_in_which_they_can_be_reached_decides() {
        // It is 10:00: each hour that has begun counts as one.
        let from = |id, hours: &str, pleasure| Candidate {
            hours: hours.parse().unwrap(),
            pleasure: Some(pleasure),
            ..candidate(id, "same")
        };
        let half_past_eleven = from(1, "11:30-12:00", 5);
        assert_eq!(order(&[half_past_eleven.clone(), from(2, "11:00-12:00", 1)]), [2, 1], "two hours, one");
        assert_eq!(order(&[half_past_eleven, from(2, "11:01-12:00", 1)]), [1, 2], "both two hours");
        assert_eq!(order(&[from(1, "10:01-12:00", 1), from(2, "11:00-12:00", 5)]), [2, 1], "both one hour");
        assert_eq!(order(&[from(1, "sun 09:00-10:00", 5), from(2, "tue 09:00-10:00", 1)]), [2, 1]);
    }

    #[test]
    fn the_worn_out_come_after_the_rested() {
        let talked = |days| Candidate { talked: back(days), pleasure: Some(5), ..candidate(1, "Ana") };
        let lifted =
            |days| Candidate { talked: back(days), lifted: back(days), pleasure: Some(5), ..candidate(1, "Ana") };
        let other = candidate(2, "Bo");
        assert_eq!(order(&[talked(3), other.clone()]), [2, 1]);
        assert_eq!(order(&[talked(4), other.clone()]), [1, 2]);
        assert_eq!(order(&[lifted(28), other.clone()]), [2, 1]);
        assert_eq!(order(&[lifted(29), other]), [1, 2]);
    }

    #[test]
    fn praise_within_a_year_adds_two() {
        let praised = |days| rank(&[Candidate { praised: back(days), ..candidate(1, "A") }], &clock())[0].merit;
        assert_eq!((praised(0), praised(365), praised(366)), (11, 11, 9));
    }

    #[test]
    fn the_longer_wait_then_the_name_decide() {
        let a = Candidate { talked: back(10), ..candidate(1, "A") };
        let b = Candidate { talked: back(20), ..candidate(2, "B") };
        let c = Candidate { talked: back(20), ..candidate(3, "C") };
        assert_eq!(order(&[c, a, b]), [2, 3, 1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_of_the_rows_never_matters(
            rows in prop::collection::vec((1..=5_u8, 1..=5_u8, 0..60_u64, 0..800_u64, 0..4_usize), 1..12),
        ) {
            let zones = [Some(Tz::UTC), Some(Tz::Asia__Seoul), Some(Tz::America__New_York), None];
            let book: Vec<_> = rows.iter().enumerate().map(|(i, (pleasure, profit, talked, praised, zone))| Candidate {
                pleasure: Some(*pleasure),
                profit: Some(*profit),
                talked: back(*talked),
                praised: back(*praised),
                zone: zones[*zone],
                ..candidate(i64::try_from(i).unwrap(), "same")
            }).collect();
            let mut turned = book.clone();
            turned.reverse();
            prop_assert_eq!(order(&book), order(&turned));
            let ranked = rank(&book, &clock());
            let place = |r: &Ranked<'_>| match r.reachable_now { Some(true) => 0, None => 1, Some(false) => 2 };
            for pair in ranked.windows(2) {
                prop_assert!(place(&pair[0]) <= place(&pair[1]));
            }
            for one in &ranked {
                prop_assert_eq!(one.reachable_now == Some(false), one.reachable_from.is_some());
            }
        }
    }
}
