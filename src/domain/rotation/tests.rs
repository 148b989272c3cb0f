//! The worked example of the design, and what must always hold.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn mondays() -> CallDays {
    CallDays::new(vec![Weekday::Mon], Vec::new())
}

fn previous(on: &str) -> Option<Previous<'static>> {
    Some(Previous { day: day(on), called: &[] })
}

fn offered(id: CustomerId) -> OpenSlot<'static> {
    OpenSlot { offered: Some(id), called: &[] }
}

fn names<'a>(ranked: &'a [Ranked<'_>]) -> Vec<&'a str> {
    ranked.iter().map(|r| r.candidate.name.as_str()).collect()
}

fn candidate(id: i64, name: &str, ratings: Option<(u8, u8)>, talked: Option<&str>, added: &str) -> Candidate {
    Candidate {
        id: CustomerId(id),
        name: name.into(),
        pleasure: ratings.map(|r| r.0),
        profit: ratings.map(|r| r.1),
        added_at: day(added).and_hms_opt(12, 0, 0).unwrap().and_utc(),
        added_on: day(added),
        talked: talked.map(day),
        snoozed_until: None,
        anyones: false,
    }
}

fn worked_example() -> Vec<Candidate> {
    vec![
        candidate(1, "Ana", Some((5, 4)), Some("2026-09-21"), "2025-01-01"),
        candidate(2, "Marcus", Some((3, 5)), Some("2026-09-28"), "2025-01-01"),
        candidate(3, "Ji-woo", Some((5, 5)), Some("2026-11-18"), "2025-01-01"),
        candidate(4, "Dana", None, None, "2026-10-01"),
    ]
}

#[test]
fn the_worked_example_of_the_design_comes_out() {
    let book = worked_example();
    let ranked = rank(&book, day("2026-11-23"), previous("2026-11-16"));
    let got: Vec<_> = ranked.iter().map(|r| (r.candidate.name.as_str(), r.score, r.left_out)).collect();
    assert_eq!(got, [("Dana", 530, false), ("Ana", 819, false), ("Marcus", 672, false), ("Ji-woo", 70, true)]);
    assert!(ranked[1].longest_wait);

    let ahead =
        forecast(&book, Outlook { days: &mondays(), today: day("2026-11-23"), open: offered(CustomerId(4)) }, 3);
    let got: Vec<_> = ahead.iter().map(|f| (f.day, f.name.as_str(), f.wait_days, f.score)).collect();
    let wanted = [("2026-11-30", "Ana", 70, 910), ("2026-12-07", "Marcus", 70, 840), ("2026-12-14", "Ji-woo", 26, 364)];
    assert_eq!(got, wanted.map(|(on, name, wait, score)| (day(on), name, wait, score)));
}

#[test]
fn who_was_never_talked_to_comes_first_and_among_themselves_by_score() {
    let book = vec![
        candidate(1, "Ana", Some((5, 5)), Some("2025-01-06"), "2024-01-01"),
        candidate(2, "New", Some((1, 1)), None, "2026-11-22"),
        candidate(3, "Newer", Some((5, 5)), None, "2026-11-23"),
        candidate(4, "Long", None, None, "2026-01-01"),
    ];
    let ranked = rank(&book, day("2026-11-23"), previous("2026-11-16"));
    assert_eq!(names(&ranked), ["Long", "New", "Newer", "Ana"]);
    assert_eq!(ranked[2].score, 0);
}

#[test]
fn where_everybody_was_talked_to_those_called_come_last_the_one_called_last_at_the_very_end() {
    let talked = |id, name, on| candidate(id, name, Some((5, 5)), Some(on), "2025-01-01");
    let book = vec![
        talked(1, "Ana", "2026-11-17"),
        talked(2, "Bea", "2026-11-16"),
        candidate(3, "Cleo", Some((1, 1)), Some("2026-11-22"), "2025-01-01"),
    ];
    // Bea was called on Monday, Ana called back on Tuesday, Cleo met the user on Sunday.
    let called = [CustomerId(2), CustomerId(1)];
    let previous = Some(Previous { day: day("2026-11-16"), called: &called });
    assert_eq!(names(&rank(&book, day("2026-11-23"), previous)), ["Cleo", "Bea", "Ana"]);
    let all_called = [CustomerId(2), CustomerId(3), CustomerId(1)];
    let previous = Some(Previous { day: day("2026-11-16"), called: &all_called });
    assert_eq!(names(&rank(&book, day("2026-11-23"), previous)), ["Bea", "Cleo", "Ana"]);
}

#[test]
fn the_forecast_knows_everybody_called_in_the_open_slot() {
    let talked = |id, name| candidate(id, name, Some((5, 5)), Some("2026-11-23"), "2025-01-01");
    let book = vec![talked(1, "Ana"), talked(2, "Bea")];
    let days = mondays();
    let ahead = |called: &[CustomerId]| {
        let open = OpenSlot { offered: None, called };
        let ahead = forecast(&book, Outlook { days: &days, today: day("2026-11-24"), open }, 2);
        ahead.into_iter().map(|f| f.name).collect::<Vec<_>>()
    };
    assert_eq!(ahead(&[CustomerId(1), CustomerId(2)]), ["Ana", "Bea"]);
    assert_eq!(ahead(&[CustomerId(2), CustomerId(1)]), ["Bea", "Ana"]);
}

#[test]
fn a_recent_conversation_is_offered_again_if_nobody_else_is_left() {
    let only = vec![candidate(3, "Ji-woo", Some((5, 5)), Some("2026-11-18"), "2025-01-01")];
    assert_eq!(rank(&only, day("2026-11-23"), previous("2026-11-16")).len(), 1);
}

#[test]
fn a_snoozed_customer_is_back_on_the_day_named() {
    let mut book = worked_example();
    book[0].snoozed_until = Some(day("2026-11-24"));
    book.retain(|c| c.name != "Dana");
    let first = |on: &str| rank(&book, day(on), None)[0].candidate.name.clone();
    assert_eq!(first("2026-11-23"), "Marcus");
    assert_eq!(first("2026-11-24"), "Ana");
}

#[test]
fn ties_go_by_pleasure_profit_seniority_name_and_id() {
    let same = |id, name: &str, ratings, added: &str| candidate(id, name, ratings, Some("2026-10-01"), added);
    let book = vec![
        same(6, "Zoe", Some((3, 3)), "2025-02-01"),
        same(5, "Zoe", Some((3, 3)), "2025-02-01"),
        same(4, "Abe", None, "2025-02-01"),
        same(3, "Zoe", Some((3, 3)), "2025-01-01"),
        same(2, "Zoe", Some((4, 2)), "2025-02-01"),
        same(1, "Zoe", Some((2, 4)), "2025-02-01"),
    ];
    let ids: Vec<_> = rank(&book, day("2026-11-23"), None).iter().map(|r| r.candidate.id.0).collect();
    assert_eq!(ids, [2, 3, 4, 5, 6, 1]);
}

#[test]
fn days_away_are_not_call_days() {
    let days = CallDays::new(vec![Weekday::Mon], vec![(day("2026-12-24"), day("2027-01-04"))]);
    assert_eq!(days.next_after(day("2026-12-21")), Some(day("2027-01-11")));
    assert_eq!(days.last_up_to(day("2027-01-06")), Some(day("2026-12-21")));
    assert_eq!(days.last_before(day("2026-12-21")), Some(day("2026-12-14")));
}

#[test]
fn three_misses_in_a_row_make_somebody_hard_to_reach() {
    let call = |hour, reached| PastCall { hour, reached };
    let calls = [call(9, false), call(10, false), call(9, false), call(14, true), call(14, true), call(11, true)];
    assert_eq!(reason_from_calls(&calls), Some(Reason::HardToReach { misses: 3, hour: Some(14) }));
    assert_eq!(reason_from_calls(&calls[1..]), Some(Reason::PicksUp { reached: 3, of: 5 }));
    assert_eq!(reason_from_calls(&calls[..3]), Some(Reason::HardToReach { misses: 3, hour: None }));
    assert_eq!(reason_from_calls(&[]), None);
}

/// Ratings, days since the last talk, days since they were added.
type Row = (Option<(u8, u8)>, Option<i64>, i64);

/// Books of two to nine favorites who were added, rated and talked to at random.
fn books() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (prop::option::of((1..=5_u8, 1..=5_u8)), prop::option::of(0..400_i64), 0..600_i64);
    prop::collection::vec(one, 2..10).prop_map(|rows| {
        let today = day("2026-11-23");
        let make = |(i, (ratings, talked, added)): (usize, Row)| {
            let back = |days: i64| (today - chrono::TimeDelta::days(days)).to_string();
            candidate(i64::try_from(i).unwrap(), &format!("c{i}"), ratings, talked.map(back).as_deref(), &back(added))
        };
        rows.into_iter().enumerate().map(make).collect()
    })
}

/// The same books, with everybody talked to at least once.
fn met(mut book: Vec<Candidate>) -> Vec<Candidate> {
    for c in &mut book {
        c.talked = c.talked.or(Some(c.added_on)).map(|t| t.min(day("2026-11-22")));
    }
    book
}

/// Lives through call days with every pick reached; who was picked on each.
fn live(mut book: Vec<Candidate>, call_days: usize) -> Vec<CustomerId> {
    let days = mondays();
    let mut today = day("2026-11-23");
    let mut picked: Vec<CustomerId> = Vec::new();
    for _ in 0..call_days {
        let called: Vec<CustomerId> = picked.last().copied().into_iter().collect();
        let previous = days.last_before(today).map(|day| Previous { day, called: &called });
        let id = rank(&book, today, previous)[0].candidate.id;
        book.iter_mut().find(|c| c.id == id).unwrap().talked = Some(today);
        picked.push(id);
        today = days.next_after(today).unwrap();
    }
    picked
}

#[test]
fn favorites_who_are_all_added_on_a_call_day_are_each_called_once_a_round() {
    let book: Vec<_> = (0..4).map(|i| candidate(i, "same", None, None, "2026-11-23")).collect();
    let ids: Vec<_> = live(book, 8).iter().map(|id| id.0).collect();
    assert_eq!(ids, [0, 1, 2, 3, 0, 1, 2, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_picked_on_two_call_days_running(book in books()) {
        for pair in live(book, 40).windows(2) {
            prop_assert_ne!(pair[0], pair[1]);
        }
    }

    #[test]
    fn with_equal_ratings_everyone_is_picked_once_a_round(book in books(), rating in 1..=5_u8) {
        let mut book = book;
        for c in &mut book {
            (c.pleasure, c.profit) = (Some(rating), Some(rating));
            // Who is talked to beside the pick on the first day shares a wait with it for good.
            c.talked = c.talked.map(|t| t.min(day("2026-11-22")));
        }
        let n = book.len();
        let picked = live(book, n * 3);
        for round in picked.windows(n) {
            let mut each = round.to_vec();
            each.sort_unstable();
            each.dedup();
            prop_assert_eq!(each.len(), n);
        }
    }

    #[test]
    fn nobody_starves(book in books()) {
        let book = met(book);
        let n = book.len();
        let longest = (7 * n).div_ceil(3);
        let ids: Vec<_> = book.iter().map(|c| c.id).collect();
        let picked = live(book, longest * 6);
        for id in ids {
            // From the first call day on, whatever waits the book began with.
            let at: Vec<_> = (0..picked.len()).filter(|i| picked[*i] == id).collect();
            prop_assert!(at[0] < longest, "{id:?} first after {} call days of at most {longest}", at[0] + 1);
            for pair in at.windows(2) {
                prop_assert!(pair[1] - pair[0] <= longest, "{} call days of at most {longest}", pair[1] - pair[0]);
            }
        }
    }

    #[test]
    fn the_first_round_names_everybody_once(book in books()) {
        let mut book = book;
        book.iter_mut().for_each(|c| c.talked = None);
        let n = book.len();
        let mut round = live(book, n);
        round.sort_unstable();
        round.dedup();
        prop_assert_eq!(round.len(), n);
    }

    #[test]
    fn the_new_come_before_everybody_who_was_talked_to(book in books()) {
        let mut new: Vec<_> = book.iter().filter(|c| c.talked.is_none()).map(|c| c.id).collect();
        let mut first = live(book, new.len());
        new.sort_unstable();
        first.sort_unstable();
        prop_assert_eq!(first, new);
    }

    #[test]
    fn the_order_of_the_rows_never_matters(book in books(), turn in 0..9_usize) {
        let names = |b: &[Candidate]| rank(b, day("2026-11-23"), None).iter().map(|r| r.candidate.id).collect::<Vec<_>>();
        let mut turned = book.clone();
        turned.rotate_left(turn % book.len());
        turned.reverse();
        prop_assert_eq!(names(&book), names(&turned));
    }

    #[test]
    fn the_forecast_names_whom_the_call_days_then_offer(book in books()) {
        let today = day("2026-11-23");
        let days = mondays();
        let first = live(book.clone(), 1)[0];
        let ahead = forecast(&book, Outlook { days: &days, today, open: offered(first) }, 12);
        let lived = live(book, 13);
        prop_assert_eq!(ahead.iter().map(|f| f.id).collect::<Vec<_>>(), lived[1..].to_vec());
    }

    #[test]
    fn a_forecast_made_the_day_before_comes_true(book in books(), two in 0..3_usize) {
        let monday = day("2026-11-30");
        let sunday = day("2026-11-29");
        let days = mondays();
        let called: Vec<_> = book.iter().map(|c| c.id).take(two).collect();
        let open = OpenSlot { offered: None, called: &called };
        let ahead = forecast(&book, Outlook { days: &days, today: sunday, open }, 1);
        let previous = days.last_before(monday).map(|day| Previous { day, called: &called });
        prop_assert_eq!(ahead[0].id, rank(&book, monday, previous)[0].candidate.id);
    }
}
