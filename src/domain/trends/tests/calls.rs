//! Call days kept, week by week and day by day, counted by hand.

use std::collections::BTreeSet;

use super::*;

/// What a book knows of its call days; it lends a history of them.
#[derive(Debug, Clone)]
pub(super) struct Book {
    pub(super) began: NaiveDate,
    pub(super) weekdays: Vec<Weekday>,
    pub(super) away: Vec<(NaiveDate, NaiveDate)>,
    pub(super) called: BTreeSet<NaiveDate>,
    pub(super) talked: Vec<NaiveDate>,
}

impl Book {
    fn new(began: &str, called: &[&str], talked: &[&str]) -> Self {
        let called = dates(called).into_iter().collect();
        Self { began: day(began), weekdays: vec![Weekday::Mon], away: Vec::new(), called, talked: dates(talked) }
    }

    pub(super) fn days(&self) -> CallDays {
        CallDays::new(self.weekdays.clone(), self.away.clone())
    }

    pub(super) fn ask<T>(&self, answer: impl Fn(&History<'_>) -> T) -> T {
        let Self { began, away, called, talked, .. } = self;
        answer(&History { began: *began, days: &self.days(), away, called, talked })
    }

    pub(super) fn slots(&self, today: &str) -> Vec<Slot> {
        self.ask(|history| slots(history, day(today)))
    }

    fn streak(&self, today: &str) -> (usize, usize) {
        let streak = streak(&self.slots(today));
        (streak.now, streak.best)
    }

    fn weeks(&self, window: Window) -> Vec<(String, usize, Option<bool>)> {
        let list = weeks(&window, &self.talked, &self.slots(&window.today.to_string()));
        list.iter().map(|w| (w.week_start.to_string(), w.calls, w.pick_called)).collect()
    }

    fn heat(&self, window: Window) -> Heat {
        self.ask(|history| heat(&window, history, &slots(history, window.today)))
    }
}

fn window(today: &str, week_starts: Weekday, weeks: usize) -> Window {
    Window { today: day(today), week_starts, weeks }
}

/// Mondays from 26 October on: called, called, missed, kept by a talk on Thursday with somebody else, called.
fn november() -> Book {
    let called = ["2026-10-26", "2026-11-02", "2026-11-23"];
    let talked = ["2026-10-26", "2026-11-02", "2026-11-02", "2026-11-19", "2026-11-23", "2026-11-24"];
    Book::new("2026-10-26", &called, &talked)
}

fn shown(list: &[(&str, usize, Option<bool>)]) -> Vec<(String, usize, Option<bool>)> {
    list.iter().map(|(start, calls, called)| ((*start).to_owned(), *calls, *called)).collect()
}

#[test]
fn a_call_day_is_kept_by_its_pick_or_by_anybody_talked_to_in_its_slot() {
    let got: Vec<_> = november().slots("2026-11-25").iter().map(|s| (s.kept(), s.missed(), s.open)).collect();
    let (kept, missed) = ((true, false, false), (false, true, false));
    assert_eq!(got, [kept, kept, missed, kept, (true, false, true)]);
    assert_eq!(november().streak("2026-11-25"), (2, 2));
}

#[test]
fn an_empty_book_has_no_streak_and_missed_nothing() {
    let book = Book::new("2026-11-23", &[], &[]);
    assert_eq!(book.streak("2026-11-23"), (0, 0));
    assert_eq!(book.slots("2026-11-23"), [Slot { day: day("2026-11-23"), called: false, talked: false, open: true }]);
    let never = Book { weekdays: Vec::new(), ..november() };
    assert_eq!((never.slots("2026-11-25"), never.streak("2026-11-25")), (Vec::new(), (0, 0)));
}

#[test]
fn the_open_slot_breaks_no_streak_until_the_next_call_day_comes() {
    let book = november();
    assert_eq!(book.streak("2026-11-30"), (2, 2)); // Monday, not called yet
    assert_eq!(book.streak("2026-12-02"), (2, 2)); // Wednesday, Monday's slot still open
    assert_eq!(book.streak("2026-12-06"), (2, 2)); // Sunday
    assert_eq!(book.streak("2026-12-07"), (0, 2));
    let called = Book::new("2026-10-26", &["2026-11-23", "2026-11-30"], &["2026-12-02"]);
    assert_eq!(called.streak("2026-12-02"), (2, 2));
}

#[test]
fn a_talk_on_the_eve_of_a_call_day_is_the_slot_before() {
    let book = Book::new("2026-11-02", &[], &["2026-11-08", "2026-11-16"]);
    let got: Vec<_> = book.slots("2026-11-18").iter().map(Slot::kept).collect();
    assert_eq!(got, [true, false, true]);
}

#[test]
fn a_time_away_neither_breaks_nor_lengthens_a_streak() {
    // Mondays 14 and 21 December, then 4 January: the 28th is away.
    let away = vec![(day("2026-12-24"), day("2027-01-02"))];
    let called = ["2026-12-14", "2026-12-21", "2027-01-04"];
    let book = Book { away, ..Book::new("2026-12-14", &called, &[]) };
    assert_eq!(book.streak("2027-01-05"), (3, 3));
    assert_eq!(book.streak("2026-12-30"), (2, 2));
    assert_eq!(Book { away: Vec::new(), ..book }.streak("2027-01-05"), (1, 2));
    // A talk while away keeps the slot before, which lasts until the next call day.
    let away = vec![(day("2026-12-24"), day("2027-01-02"))];
    let talked = Book { away, ..Book::new("2026-12-21", &[], &["2026-12-30"]) };
    assert_eq!(talked.streak("2027-01-05"), (1, 1));
}

#[test]
fn call_days_before_the_book_began_do_not_count() {
    // Begun on Wednesday 4 November, in the slot of Monday the 2nd.
    let began = "2026-11-04";
    let none = Book::new(began, &["2026-11-09"], &[]);
    assert_eq!(none.slots("2026-11-11").iter().map(|s| s.day).collect::<Vec<_>>(), dates(&["2026-11-09"]));
    assert_eq!(none.streak("2026-11-11"), (1, 1));
    // Its pick called on that Wednesday is the first call day kept.
    let at_once = Book::new(began, &["2026-11-02", "2026-11-09"], &["2026-11-04"]);
    assert_eq!(at_once.streak("2026-11-11"), (2, 2));
    // And on that Wednesday the slot is open.
    assert_eq!(none.slots(began), [Slot { day: day("2026-11-02"), called: false, talked: false, open: true }]);
    // A clock that stands before the beginning finds the slot of its own day.
    assert_eq!(none.slots("2026-10-28").iter().map(|s| s.day).collect::<Vec<_>>(), dates(&["2026-10-26"]));
}

#[test]
fn two_call_days_a_week_are_kept_one_by_one() {
    let weekdays = vec![Weekday::Mon, Weekday::Thu];
    let book = Book { weekdays, ..Book::new("2026-11-09", &["2026-11-09", "2026-11-19"], &["2026-11-13"]) };
    // 9th called, 12th kept by the talk on Friday, 16th missed, 19th called, 23rd open.
    assert_eq!(book.streak("2026-11-25"), (1, 2));
    let weeks = book.weeks(window("2026-11-25", Weekday::Mon, 3));
    assert_eq!(weeks, shown(&[("2026-11-09", 1, Some(true)), ("2026-11-16", 0, Some(true)), ("2026-11-23", 0, None)]));
    // On Thursday Monday's slot is lost, but the week is not.
    assert_eq!(book.weeks(window("2026-11-26", Weekday::Mon, 1)), shown(&[("2026-11-23", 0, None)]));
    assert_eq!(book.weeks(window("2026-11-30", Weekday::Mon, 2))[0].2, Some(false));
}

#[test]
fn weeks_count_calls_and_say_whether_the_pick_was_called() {
    let got = november().weeks(window("2026-11-25", Weekday::Mon, 6));
    let expected = [
        ("2026-10-19", 0, None), // before the book began
        ("2026-10-26", 1, Some(true)),
        ("2026-11-02", 2, Some(true)),
        ("2026-11-09", 0, Some(false)),
        ("2026-11-16", 1, Some(false)), // somebody else was called
        ("2026-11-23", 2, Some(true)),
    ];
    assert_eq!(got, shown(&expected));
    assert_eq!(november().weeks(window("2026-11-25", Weekday::Mon, 0)), []);
}

#[test]
fn a_call_day_that_is_not_called_yet_leaves_its_week_open() {
    let last = |today| november().weeks(window(today, Weekday::Mon, 2));
    assert_eq!(last("2026-11-30"), shown(&[("2026-11-23", 2, Some(true)), ("2026-11-30", 0, None)]));
    assert_eq!(last("2026-12-07"), shown(&[("2026-11-30", 0, Some(false)), ("2026-12-07", 0, None)]));
}

#[test]
fn weeks_may_start_on_sunday() {
    // Sunday 6 December begins a week in which no call day has come; Monday's slot of the week before is still open.
    let got = november().weeks(window("2026-12-06", Weekday::Sun, 3));
    assert_eq!(got, shown(&[("2026-11-22", 2, Some(true)), ("2026-11-29", 0, None), ("2026-12-06", 0, None)]));
    let book = Book::new("2026-11-01", &[], &["2026-11-21", "2026-11-22", "2026-11-28", "2026-11-29"]);
    let calls: Vec<_> = book.weeks(window("2026-11-29", Weekday::Sun, 3)).iter().map(|w| w.1).collect();
    assert_eq!(calls, [1, 2, 1]);
}

#[test]
fn a_week_holds_the_new_year_and_a_time_away_leaves_it_open() {
    let away = vec![(day("2026-12-24"), day("2027-01-02"))];
    let book = Book { away, ..Book::new("2026-12-21", &["2026-12-21"], &["2026-12-31", "2027-01-01", "2027-01-03"]) };
    let got = book.weeks(window("2027-01-04", Weekday::Mon, 3));
    assert_eq!(got, shown(&[("2026-12-21", 0, Some(true)), ("2026-12-28", 3, None), ("2027-01-04", 0, None)]));
}

#[test]
fn the_heat_map_tells_each_day() {
    use DayKind::*;

    // Begun on Thursday 12 November; away on the 20th and 21st; today is Wednesday the 25th, Monday's slot is open.
    let away = vec![(day("2026-11-20"), day("2026-11-21"))];
    let book = Book { away, ..Book::new("2026-11-12", &[], &["2026-11-12", "2026-11-17", "2026-11-17"]) };
    let map = book.heat(window("2026-11-25", Weekday::Mon, 3));
    let rows: Vec<_> = map.columns.iter().map(|column| column.map(|c| (c.kind, c.talks))).collect();
    let no = (NoCallDay, 0);
    let first = [(Kept, 0), (OutOfRange, 0), (OutOfRange, 0), (NoCallDay, 1), no, no, no];
    let second = [(Kept, 0), (NoCallDay, 2), no, no, (Away, 0), (Away, 0), no];
    let third = [(Open, 0), no, no, (Future, 0), (Future, 0), (Future, 0), (Future, 0)];
    assert_eq!(rows, [first, second, third]);
    assert_eq!((map.columns[0][0].day, map.columns[2][6].day), (day("2026-11-09"), day("2026-11-29")));
    let missed = book.heat(window("2026-11-30", Weekday::Mon, 2));
    assert_eq!(missed.columns[0][0].kind, Missed);
    assert_eq!(book.heat(window("2026-11-25", Weekday::Mon, 0)), Heat::default());
}

#[test]
fn the_heat_map_may_start_its_weeks_on_sunday() {
    let map = november().heat(window("2026-11-25", Weekday::Sun, 53));
    assert_eq!(map.columns.len(), 53);
    assert!(map.columns.iter().flatten().all(|c| c.day <= day("2026-11-28")));
    let last = map.columns[52].map(|c| c.day);
    assert_eq!((last[0], last[1], last[6]), (day("2026-11-22"), day("2026-11-23"), day("2026-11-28")));
    assert_eq!(map.columns[52][1], Cell { day: day("2026-11-23"), kind: DayKind::Kept, talks: 1 });
}

#[test]
fn the_months_begin_with_the_book_and_tell_what_came_of_each_call_day() {
    let year = |first: &str, today: &str, praised: &[&str]| {
        let (first, today, praised) = (day(first), day(today), dates(praised));
        november().ask(|history| year((first, today), history, &slots(history, today), &praised))
    };
    let told = |months: Vec<MonthOfCalls>| {
        let day_told = |d: &CallDay| {
            let state = if d.kept {
                "kept"
            } else if d.open {
                "open"
            } else {
                "missed"
            };
            format!("{} {state}{}", d.day.format("%d"), if d.praised { " praised" } else { "" })
        };
        let month_told = |m: MonthOfCalls| {
            (m.month.to_string(), m.call_days.iter().map(day_told).collect::<Vec<_>>().join(", "), m.other_talks)
        };
        months.into_iter().map(month_told).collect::<Vec<_>>()
    };
    // Praise on a Thursday and a Friday belongs to that week's Monday; November has five talks, three kept a call day.
    assert_eq!(
        told(year("2025-12-01", "2026-11-25", &["2026-11-19", "2026-11-20"])),
        [
            ("2026-10".into(), "26 kept".into(), 0),
            ("2026-11".into(), "02 kept, 09 missed, 16 kept praised, 23 kept".into(), 2),
        ]
    );
    assert_eq!(
        told(year("2026-11-10", "2026-11-30", &["2026-11-30"])),
        [("2026-11".into(), "16 kept, 23 kept, 30 open praised".into(), 1)],
        "the window begins later than the book"
    );
    // On a Tuesday before the first call, Monday's slot is still open.
    assert_eq!(
        told(year("2025-12-01", "2026-09-01", &[])),
        [("2026-08".into(), "31 open".into(), 0), ("2026-09".into(), String::new(), 0)]
    );
    // Kind words from an old email, before the first call.
    assert_eq!(year("2025-12-01", "2026-11-25", &["2026-08-14"]).len(), 4);
}
