//! Small books, counted by hand.

use super::*;
use crate::domain::cadence::{Cadence, standing};
use crate::domain::ids::CustomerId;
use crate::domain::rotation::CallDays;
use crate::domain::setback::SetbackKind;
use chrono::Weekday;

mod always;
mod calls;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

fn month(text: &str) -> Month {
    Month::of(day(&format!("{text}-01")))
}

fn mondays() -> CallDays {
    CallDays::new(vec![Weekday::Mon], Vec::new())
}

fn rated(on: &str, who: (i64, &str), setback: Option<SetbackKind>, before: u8, after: u8) -> RatedCall {
    RatedCall { day: day(on), customer: CustomerId(who.0), name: who.1.into(), setback, before, after }
}

fn told(figure: Option<Tenths>) -> String {
    figure.map_or("none".into(), |f| f.to_string())
}

fn figures(mood: &Mood) -> (usize, String, String, String) {
    (mood.rated, told(mood.before), told(mood.after), told(mood.lift))
}

fn means(rated: usize, before: &str, after: &str, lift: &str) -> (usize, String, String, String) {
    (rated, before.into(), after.into(), lift.into())
}

const ANA: (i64, &str) = (1, "Ana Ribeiro");
const BO: (i64, &str) = (2, "Bo Lund");
const CY: (i64, &str) = (3, "Cy Ode");

/// Ten rated calls: five with Ana, four with Bo, one with Cy.
fn ten_calls() -> Vec<RatedCall> {
    let (lost, rough) = (Some(SetbackKind::LostDeal), Some(SetbackKind::RoughCall));
    vec![
        rated("2026-09-07", ANA, None, 3, 4),
        rated("2026-09-14", BO, rough, 2, 5),
        rated("2026-09-21", ANA, lost, 1, 4),
        rated("2026-09-28", CY, None, 3, 3),
        rated("2026-11-02", ANA, rough, 2, 4),
        rated("2026-11-03", BO, lost, 1, 5),
        rated("2026-11-09", ANA, None, 3, 4),
        rated("2026-11-16", BO, None, 4, 5),
        rated("2026-11-18", ANA, lost, 2, 3),
        rated("2026-11-23", BO, None, 3, 3),
    ]
}

#[test]
fn means_are_rounded_to_one_decimal_and_halves_go_away_from_zero() {
    for (sum, count, shown) in [
        (8, 5, "1.6"),
        (5, 4, "1.3"),    // 1.25
        (-5, 4, "-1.3"),  // -1.25
        (1, 20, "0.1"),   // 0.05
        (-1, 20, "-0.1"), // -0.05
        (1, 21, "0.0"),
        (-1, 21, "0.0"),
        (-1, 2, "-0.5"),
        (10, 3, "3.3"),
        (20, 3, "6.7"),
        (0, 7, "0.0"),
        (-12, 1, "-12.0"),
    ] {
        assert_eq!(told(Tenths::mean(sum, count)), shown, "{sum} / {count}");
    }
    assert_eq!(Tenths::mean(3, 0), None);
    assert_eq!(Tenths::mean(8, 5).map(Tenths::tenths), Some(16));
    assert_eq!(format!("{:>5}|{:+}|{:<5}|", Tenths::new(16), Tenths::new(16), Tenths::new(-5)), "  1.6|+1.6|-0.5 |");
    assert!(Tenths::new(-5) < Tenths::default() && Tenths::default() < Tenths::new(5));
}

#[test]
fn months_run_over_the_new_year_and_back() {
    let run: Vec<_> = month("2026-11").through(month("2027-02")).map(|m| m.to_string()).collect();
    assert_eq!(run, ["2026-11", "2026-12", "2027-01", "2027-02"]);
    assert_eq!(month("2027-01").through(month("2026-12")).count(), 0);
    assert_eq!(month("2026-11").back(11), month("2025-12"));
    assert_eq!(month("2026-01").back(1), month("2025-12"));
    assert_eq!(month("2026-12").back(0), month("2026-12"));
    assert_eq!(
        (month("2026-12").next(), month("2026-12").year(), month("2026-12").month()),
        (month("2027-01"), 2026, 12)
    );
}

#[test]
fn mood_is_the_mean_before_the_mean_after_and_the_mean_lift() {
    // Before: 3+2+1+3+2+1+3+4+2+3 = 24; after: 4+5+4+3+4+5+4+5+3+3 = 40; 16 over ten calls.
    let mood = Mood::of(&ten_calls());
    assert_eq!(figures(&mood), means(10, "2.4", "4.0", "1.6"));
    assert_eq!(told(mood.claim()), "1.6");
}

#[test]
fn a_lift_is_the_mean_of_lifts_and_not_the_difference_of_rounded_means() {
    // Before 5 / 4 = 1.25 is shown as 1.3, after 10 / 4 = 2.5; the lift of 1.25 is 1.3, though the rounded means differ by 1.2.
    let calls: Vec<_> =
        [(1, 2), (1, 2), (1, 3), (2, 3)].map(|(before, after)| rated("2026-11-02", ANA, None, before, after)).into();
    assert_eq!(figures(&Mood::of(&calls)), means(4, "1.3", "2.5", "1.3"));
}

#[test]
fn nothing_is_claimed_from_fewer_than_five_calls() {
    let calls = ten_calls();
    assert_eq!(Mood::of(&[]), Mood::default());
    assert_eq!(Mood::default().claim(), None);
    let one = Mood::of(&calls[..1]);
    assert_eq!((figures(&one), one.claim()), (means(1, "3.0", "4.0", "1.0"), None));
    assert_eq!(Mood::of(&calls[..4]).claim(), None);
    assert_eq!(told(Mood::of(&calls[..5]).claim()), "1.8"); // 1+3+3+0+2 = 9
}

#[test]
fn mood_by_setback_keeps_the_order_of_the_choice_and_leaves_out_what_never_happened() {
    let got: Vec<_> = mood_by_setback(&ten_calls()).iter().map(|(kind, mood)| (*kind, figures(mood))).collect();
    let lost = (SetbackKind::LostDeal, means(3, "1.3", "4.0", "2.7")); // before 1+1+2, after 4+5+3
    let rough = (SetbackKind::RoughCall, means(2, "2.0", "4.5", "2.5"));
    assert_eq!(got, [lost, rough]);
    assert_eq!(mood_by_setback(&[]), []);
}

#[test]
fn only_with_enough_calls_is_somebody_said_to_lift_you_most() {
    let list = mood_by_customer(&ten_calls());
    let got: Vec<_> = list.iter().map(|c| (c.name.as_str(), figures(&c.mood))).collect();
    let ana = ("Ana Ribeiro", means(5, "2.2", "3.8", "1.6")); // before 3+1+2+3+2, after 4+4+4+4+3
    let bo = ("Bo Lund", means(4, "2.5", "4.5", "2.0")); // more, but of four calls
    let cy = ("Cy Ode", means(1, "3.0", "3.0", "0.0"));
    assert_eq!(got, [ana, bo, cy]);
    // Bo's four calls are too few to compare Ana with.
    assert_eq!(lifts_most(&list, &Mood::of(&ten_calls())), None);

    let mut more = ten_calls();
    more.push(rated("2026-11-24", BO, None, 2, 4));
    let list = mood_by_customer(&more);
    let all = Mood::of(&more);
    assert_eq!(lifts_most(&list, &all).map(|c| (c.customer, c.mood.rated)), Some((CustomerId(2), 5)));
    assert_eq!(lifts_most(&list[1..], &all), None);
    assert_eq!(lifts_most(&list[2..], &all), None);
    assert_eq!(lifts_most(&[], &all), None);
}

#[test]
fn nobody_lifts_you_most_if_two_do_so_equally_or_none_does() {
    let with = |who, n: usize, before, after| vec![rated("2026-11-02", who, None, before, after); n];
    let list = mood_by_customer(&[with(ANA, 5, 2, 3), with(BO, 6, 3, 4)].concat());
    assert_eq!(list.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Bo Lund", "Ana Ribeiro"]);
    let most = |calls: &[RatedCall]| lifts_most(&mood_by_customer(calls), &Mood::of(calls)).map(|c| c.customer);
    assert_eq!(lifts_most(&list, &Mood::default()), None);
    assert_eq!(most(&with(ANA, 5, 3, 3)), None);
    assert_eq!(most(&with(ANA, 5, 3, 2)), None);
    assert_eq!(most(&[with(ANA, 5, 2, 3), with(BO, 5, 3, 3)].concat()), Some(CustomerId(1)));
}

#[test]
fn nobody_lifts_you_most_who_lifts_you_less_than_all_calls_do() {
    let with = |who, n: usize, before, after| vec![rated("2026-11-02", who, None, before, after); n];
    let few = with(CY, 4, 1, 5);
    let calls = [with(ANA, 5, 2, 3), with(BO, 5, 3, 3), few].concat();
    assert_eq!(told(Mood::of(&calls).lift), "1.5");
    assert_eq!(lifts_most(&mood_by_customer(&calls), &Mood::of(&calls)), None);
}

#[test]
fn customers_of_one_lift_and_as_many_calls_come_by_name_and_then_by_id() {
    let calls = [(4, "Zoe"), (3, "Ann"), (2, "Ann")].map(|who| rated("2026-11-02", who, None, 2, 3));
    let got: Vec<_> = mood_by_customer(&calls).iter().map(|c| c.customer.0).collect();
    assert_eq!(got, [2, 3, 4]);
}

#[test]
fn mood_by_month_has_the_months_without_a_rated_call_too() {
    let by_month = mood_by_month(&ten_calls(), month("2026-08"), month("2026-11"));
    let got: Vec<_> = by_month.iter().map(|(month, mood)| (month.to_string(), figures(mood))).collect();
    let expected = [
        ("2026-08".into(), means(0, "none", "none", "none")),
        ("2026-09".into(), means(4, "2.3", "4.0", "1.8")), // before 9 / 4 = 2.25, lift 7 / 4 = 1.75
        ("2026-10".into(), means(0, "none", "none", "none")),
        ("2026-11".into(), means(6, "2.5", "4.0", "1.5")), // before 2+1+3+4+2+3, after 4+5+4+5+3+3
    ];
    assert_eq!(got, expected);
    assert_eq!(mood_by_month(&ten_calls(), month("2026-12"), month("2026-11")), []);
}

#[test]
fn praise_is_counted_by_month_over_the_new_year() {
    let praise = dates(&["2027-01-31", "2026-11-01", "2026-11-30", "2026-10-31", "2027-02-01"]);
    let got: Vec<_> = by_month(&praise, month("2026-11"), month("2027-01")).iter().map(|m| m.count).collect();
    assert_eq!(got, [2, 0, 1]);
    assert_eq!(by_month(&[], month("2026-11"), month("2026-11")), [MonthCount { month: month("2026-11"), count: 0 }]);
}

#[test]
fn who_praised_most_comes_first_then_the_name_then_the_id() {
    let praise = [(7, "Ana"), (2, "Bo"), (7, "Ana"), (1, "Cy"), (9, "Bo"), (2, "Bo")];
    let counts = count_each(praise);
    let got: Vec<_> = top(counts.clone(), 3).iter().map(|n| (n.id, n.name.clone(), n.count)).collect();
    assert_eq!(got, [(7, "Ana".into(), 2), (2, "Bo".into(), 2), (9, "Bo".into(), 1)]);
    assert_eq!(top(counts.clone(), 0), []);
    assert_eq!(top(counts, 99).len(), 4);
    let teammates = count_each(["Sally", "Tom", "Sally"].map(|name| (name, name)));
    assert_eq!(top(teammates, 1), [Named { id: "Sally", name: "Sally".into(), count: 2 }]);
    assert_eq!(top(vec![Named { id: 1, name: "Nobody".into(), count: 0 }], 5), []);
}

#[test]
fn a_round_is_as_many_call_days_as_there_are_favorites() {
    // Wednesday; the last three call days are the Mondays 9, 16 and 23 November.
    let today = day("2026-11-25");
    let favorites = [Some(day("2026-11-09")), Some(day("2026-11-08")), None];
    assert_eq!(coverage(&favorites, &mondays(), today), Coverage { favorites: 3, talked_in_last_round: 1 });
    let four = [favorites.as_slice(), &[Some(day("2026-11-25"))]].concat();
    assert_eq!(coverage(&four, &mondays(), today), Coverage { favorites: 4, talked_in_last_round: 3 });
    assert_eq!(coverage(&[], &mondays(), today), Coverage::default());
    assert_eq!(coverage(&[None; 3], &mondays(), today), Coverage { favorites: 3, talked_in_last_round: 0 });
}

#[test]
fn a_round_reaches_back_over_a_time_away() {
    let away = CallDays::new(vec![Weekday::Mon], vec![(day("2026-12-24"), day("2027-01-10"))]);
    // The last two call days are 11 January and 21 December.
    let favorites = [Some(day("2026-12-21")), Some(day("2026-12-20"))];
    assert_eq!(coverage(&favorites, &away, day("2027-01-13")).talked_in_last_round, 1);
    let only_one = CallDays::new(vec![Weekday::Mon], vec![(day("2000-01-01"), day("2027-01-10"))]);
    assert_eq!(coverage(&favorites, &only_one, day("2027-01-13")).talked_in_last_round, 0);
    let never = CallDays::new(Vec::new(), Vec::new());
    assert_eq!(coverage(&favorites, &never, day("2027-01-13")), Coverage { favorites: 2, talked_in_last_round: 0 });
}

#[test]
fn past_buyers_are_in_touch_until_they_are_due() {
    let today = day("2026-11-23");
    let buyer = |left: Option<&str>, since: Option<&str>| PastBuyer {
        left_on: left.map(day),
        standing: standing(since.map(day), Cadence::Days(90), today),
    };
    let book = [
        buyer(Some("2020-11-23"), Some("2026-11-01")), // fresh, six years today
        buyer(Some("2023-11-24"), Some("2026-09-10")), // soon, three years tomorrow: two
        buyer(Some("2010-01-01"), Some("2026-08-01")), // due
        buyer(Some("2012-01-01"), Some("2024-01-01")), // years
        buyer(None, Some("2026-11-20")),
        buyer(None, None), // due
    ];
    let kept = KeptInTouch { past_buyers: 6, in_touch: 3, longest_years: 6, total_years: 8 };
    assert_eq!(kept_in_touch(&book, today), kept);
    assert_eq!(kept_in_touch(&[], today), KeptInTouch::default());
    // A customer who leaves next month has stayed in touch for no year yet.
    assert_eq!(kept_in_touch(&[buyer(Some("2026-12-23"), Some("2026-11-20"))], today).longest_years, 0);
}
