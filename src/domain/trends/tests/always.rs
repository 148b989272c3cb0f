//! What must hold for every book.

use std::collections::BTreeSet;

use chrono::Days;
use proptest::prelude::*;

use super::calls::Book;
use super::*;

/// Today, and as many days before it as a book may be old.
const TODAY: &str = "2026-11-25";
const AGE: u64 = 200;

fn window(week_starts: Weekday, weeks: usize) -> Window {
    Window { today: day(TODAY), week_starts, weeks }
}

fn back(days: u64) -> NaiveDate {
    day(TODAY) - Days::new(days)
}

fn any_weekday() -> impl Strategy<Value = Weekday> {
    (0..7_u8).prop_map(|n| Weekday::try_from(n).unwrap())
}

fn any_book() -> impl Strategy<Value = Book> {
    let weekdays = prop::collection::btree_set(0..7_u8, 0..4);
    let away = prop::collection::vec((0..AGE, 0..30_u64), 0..3);
    let picks = prop::collection::btree_set(0..AGE, 0..60);
    let talks = prop::collection::vec(0..AGE, 0..60);
    (0..AGE, weekdays, away, picks, talks).prop_map(|(age, weekdays, away, picks, talks)| {
        let weekdays: Vec<_> = weekdays.into_iter().map(|n| Weekday::try_from(n).unwrap()).collect();
        let away: Vec<_> = away.into_iter().map(|(from, long)| (back(from), back(from) + Days::new(long))).collect();
        let days = CallDays::new(weekdays.clone(), away.clone());
        let mut talked: Vec<_> = talks.into_iter().map(back).collect();
        talked.sort_unstable();
        let called = picks.into_iter().filter_map(|n| days.last_up_to(back(n))).collect();
        Book { began: back(age), weekdays, away, called, talked }
    })
}

/// The streak as the rule says it, day by day: no order, no search, no slot.
fn streak_by_the_day(book: &Book) -> Streak {
    let (days, mut at) = (book.days(), back(AGE + 7));
    let (mut call_day, mut kept, mut streak) = (None::<NaiveDate>, false, Streak::default());
    let settle = |call_day: Option<NaiveDate>, kept: bool, streak: &mut Streak| {
        let counts = call_day.is_some_and(|day| day >= book.began || kept);
        if counts && kept {
            streak.now += 1;
            streak.best = streak.best.max(streak.now);
        } else if counts {
            streak.now = 0;
        }
    };
    while at <= day(TODAY) {
        if days.contains(at) {
            // A slot that was over before the book began is none of its own.
            if at > book.began {
                settle(call_day, kept, &mut streak);
            }
            (call_day, kept) = (Some(at), book.called.contains(&at));
        }
        kept |= book.talked.contains(&at);
        at = at + Days::new(1);
    }
    if kept {
        settle(call_day, kept, &mut streak);
    }
    streak
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_streak_is_never_longer_than_the_best_nor_the_best_than_the_call_days(book in any_book()) {
        let (slots, streak) = (book.slots(TODAY), streak(&book.slots(TODAY)));
        prop_assert!(streak.now <= streak.best && streak.best <= slots.len());
        prop_assert!(slots.windows(2).all(|pair| pair[0].day < pair[1].day && !pair[0].open));
        prop_assert!(slots.last().is_none_or(|slot| slot.open));
        prop_assert!(slots.iter().all(|slot| book.days().contains(slot.day) && slot.day <= day(TODAY)));
    }

    #[test]
    fn a_kept_day_more_never_shortens_a_streak(book in any_book(), which in any::<prop::sample::Index>()) {
        let slots = book.slots(TODAY);
        if slots.is_empty() {
            return Ok(());
        }
        let before = streak(&slots);
        let mut more = book.clone();
        more.called.insert(slots[which.index(slots.len())].day);
        let after = streak(&more.slots(TODAY));
        prop_assert!(after.best >= before.best && after.now >= before.now, "{:?} became {:?}", before, after);
    }

    #[test]
    fn the_streak_is_what_counting_day_by_day_gives(book in any_book()) {
        // Before the first day that is walked there may be a call day whose slot an early time away stretches.
        prop_assume!(book.days().last_up_to(book.began).is_none_or(|first| first > back(AGE + 7)));
        prop_assert_eq!(streak(&book.slots(TODAY)), streak_by_the_day(&book));
    }

    #[test]
    fn the_calls_of_the_weeks_are_the_calls_in_the_window(
        book in any_book(), week_starts in any_weekday(), count in 0..40_usize,
    ) {
        let window = window(week_starts, count);
        let list = weeks(&window, &book.talked, &book.slots(TODAY));
        prop_assert_eq!(list.len(), count);
        let first = list.first().map_or(day(TODAY) + Days::new(1), |w| w.week_start);
        let inside = book.talked.iter().filter(|talk| **talk >= first).count();
        prop_assert_eq!(list.iter().map(|w| w.calls).sum::<usize>(), inside);
        prop_assert!(list.iter().all(|w| w.week_start.weekday() == week_starts));
        prop_assert!(list.last().is_none_or(|w| w.week_start <= day(TODAY) && day(TODAY) < w.week_start + Days::new(7)));
    }

    #[test]
    fn every_day_of_the_map_is_there_once_with_its_talks(book in any_book(), week_starts in any_weekday()) {
        let map = book.ask(|history| heat(&window(week_starts, 53), history, &book.slots(TODAY)));
        let cells: Vec<_> = map.columns.iter().flatten().collect();
        prop_assert_eq!(cells.len(), 371);
        prop_assert!(cells.windows(2).all(|pair| pair[0].day.succ_opt() == Some(pair[1].day)));
        prop_assert_eq!(cells.iter().map(|c| c.talks as usize).sum::<usize>(), book.talked.len());
        let of = |kind| cells.iter().filter(|c| c.kind == kind).count();
        let slots = book.slots(TODAY);
        prop_assert_eq!(of(DayKind::Kept), slots.iter().filter(|s| s.kept()).count());
        prop_assert_eq!(of(DayKind::Missed), slots.iter().filter(|s| s.missed()).count());
        prop_assert!(of(DayKind::Open) <= 1);
    }

    #[test]
    fn no_more_favorites_are_talked_to_than_there_are(
        book in any_book(), favorites in prop::collection::vec(prop::option::of(0..AGE), 0..20),
    ) {
        let talked: Vec<_> = favorites.iter().map(|n| n.map(back)).collect();
        let got = coverage(&talked, &book.days(), day(TODAY));
        prop_assert_eq!(got.favorites, talked.len());
        prop_assert!(got.talked_in_last_round <= talked.iter().flatten().count());
        // As the rule says it, with no early end.
        let round = std::iter::successors(book.days().last_up_to(day(TODAY)), |at| book.days().last_before(*at));
        let first = round.take(talked.len()).last();
        let by_rule = talked.iter().flatten().filter(|t| first.is_some_and(|first| **t >= first)).count();
        prop_assert_eq!(got.talked_in_last_round, by_rule);
    }

    #[test]
    fn a_mean_lies_within_half_a_tenth_of_the_true_one_and_both_signs_round_alike(
        sum in -1_000_000..1_000_000_i64, count in 1..10_000_usize,
    ) {
        let mean = Tenths::mean(sum, count).unwrap().tenths();
        let count = i64::try_from(count).unwrap();
        prop_assert!((mean * count - sum * 10).abs() * 2 <= count);
        prop_assert_eq!(Tenths::mean(-sum, usize::try_from(count).unwrap()).unwrap().tenths(), -mean);
    }
}

#[test]
fn ten_years_of_calls_on_every_weekday_are_one_streak() {
    let weekdays = vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let talked: Vec<_> = (0..3653).rev().map(back).collect();
    let book = Book { began: back(3652), weekdays, away: Vec::new(), called: BTreeSet::new(), talked };
    // From Friday 25 November 2016 it is 521 weeks to Friday 20 November 2026, and four weekdays up to the 25th.
    let expected = 521 * 5 + 4;
    assert_eq!(streak(&book.slots(TODAY)), Streak { now: expected, best: expected });
}
