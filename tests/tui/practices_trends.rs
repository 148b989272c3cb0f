//! Trends and Today show what the book holds; keys reach every tab, and no name leaves its place.

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::ids::CustomerId;
use goodcall::domain::touch::{TouchDraft, TouchKind};
use goodcall::text::width;

use super::harness::{Harness, add, at, blank, log, people};
use super::names::{is_sound, names};

/// The sizes at which everything must be in place.
const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (110, 34), (160, 48)];

/// Logs a call with the mood before and after.
fn felt(app: &mut App, customer: CustomerId, when: &str, mood: (u8, u8)) {
    let draft = TouchDraft {
        at: Some(at(when).fixed_offset()),
        mood_before: Some(mood.0),
        mood_after: Some(mood.1),
        ..TouchDraft::default()
    };
    app.log(customer, &draft).expect("a log");
}

/// Two favorites, five calls (four of them rated), and three kind words (two of them for Sally).
fn counted() -> App {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let [ana, marcus] = ["Ana Ribeiro", "Marcus Webb"].map(|n| app.who(n).expect("a customer").id);
    log(
        &mut app,
        ana,
        "2026-09-07T15:00:00Z",
        "+ @Sally saved our launch\n+ @Sally again\n+ You call when nothing is wrong",
    );
    felt(&mut app, marcus, "2026-10-26T15:00:00Z", (2, 4));
    felt(&mut app, ana, "2026-11-02T15:00:00Z", (2, 4));
    felt(&mut app, marcus, "2026-11-09T15:00:00Z", (1, 3));
    felt(&mut app, ana, "2026-11-16T15:00:00Z", (3, 5));
    app
}

#[test]
fn the_figures_on_the_screen_are_those_of_the_book() {
    let app = counted();
    let t = app.trends(52).expect("figures");
    assert_eq!((t.calls(), t.praise(), t.streak.now, t.mood.rated), (5, 3, 4, 4), "counted by hand");
    let mut h = Harness::over(app);
    for size in [(80, 48), (110, 34), (160, 48)] {
        h.size(size).press("7").says("4 call days in a row").says("5 calls since September").says("3 kind words");
        h.says(&format!("{} of 2 favorites in the last round", t.rotation.talked_in_last_round))
            .says("4 rated calls so far; 5 will tell whether they lift you");
        for (name, n) in [("Sally", 2), ("Ana Ribeiro", 3)] {
            let screen = h.screen();
            let line = screen.lines().find(|l| l.contains(name)).unwrap_or_else(|| panic!("no {name} in\n{screen}"));
            assert!(line.contains(&format!("━ {n}")), "{line:?}");
        }
        let screen = h.screen();
        let squares = squares(&screen);
        // Kind words came on the first of them; of the slots since then six passed without a call.
        assert_eq!(squares.matches(['■', '◆']).count(), 5, "a square for each call day kept\n{screen}");
        assert!(squares.trim_start().starts_with('◆') && squares.matches('◆').count() == 1, "{squares}");
    }
}

/// Reads the row of squares under the months.
fn squares(screen: &str) -> String {
    let row =
        screen.lines().find_map(|l| l.trim_start().strip_prefix("call days ").filter(|l| !l.contains("in a row")));
    // Beside it there may be a list.
    row.unwrap_or_else(|| panic!("no squares in\n{screen}")).chars().take(42).collect()
}

#[test]
fn the_year_begins_with_the_book_and_each_month_has_its_name_once() {
    let mut h = Harness::over(counted());
    for columns in 60..=200 {
        let screen = h.size((columns, 34)).press("7").screen();
        let names = screen.lines().find(|l| l.contains("Oct")).unwrap_or_else(|| panic!("no months in\n{screen}"));
        let words: Vec<&str> = names.split_whitespace().take(3).collect();
        assert_eq!(words, ["Sep", "Oct", "Nov"], "{columns}\n{screen}");
        assert!(!screen.contains("Aug"), "{columns}\n{screen}");
    }
    let mut h = Harness::demo();
    let year = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
    for columns in 60..=200 {
        let screen = h.size((columns, 34)).press("7").screen();
        let names = screen.lines().find(|l| l.contains("Feb")).unwrap_or_else(|| panic!("no months in\n{screen}"));
        assert_eq!(names.split_whitespace().take(12).collect::<Vec<_>>(), year, "{columns}\n{screen}");
    }
}

#[test]
fn an_arrow_leads_from_the_mood_before_to_the_mood_after() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("Ana").expect("a customer").id;
    for (when, mood) in
        [("2026-10-05T15:00:00Z", (2, 4)), ("2026-11-02T15:00:00Z", (4, 3)), ("2026-09-07T15:00:00Z", (3, 3))]
    {
        felt(&mut app, ana, when, mood);
    }
    let mut h = Harness::over(app);
    h.size((80, 24)).press("7");
    let screen = h.screen();
    let row = |mood: &str| {
        let row = screen
            .lines()
            .find(|l| l.trim_start().starts_with(mood))
            .unwrap_or_else(|| panic!("no {mood} in\n{screen}"));
        row.split_whitespace().skip(3).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        [row("great 5"), row("good 4"), row("so-so 3"), row("low 2"), row("awful 1")],
        ["", "▲ ●", "▲ ┃ ▼", "●", ""]
    );
    // The heading and the first row do not touch.
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|l| l.contains("great 5")).expect("a scale");
    assert_eq!(lines[at - 1].trim(), "", "{screen}");
}

#[test]
fn a_call_day_on_which_they_praised_you_stands_out_also_without_color() {
    let mut h = Harness::over(counted());
    h.size((110, 34)).press("7").says("◆ and they praised you").says("■ called");
    assert!(h.is_drawn("◆ ", ratatui::style::Modifier::BOLD));
}

#[test]
fn nothing_is_claimed_from_fewer_than_five() {
    let mut h = Harness::over(counted());
    h.size((110, 34)).press("7").never_says("lifts you").never_says("+2.0");
    h.press("1 l tab tab tab tab tab 2 tab 4 ctrl-s 7").says("A call lifts you by 2.0").says("5 rated calls");
    h.never_says("lifts you most");
}

#[test]
fn both_moods_of_the_picture_are_named() {
    let mut h = Harness::over(counted());
    h.size((110, 34)).press("7");
    let legend = h.screen().lines().any(|l| l.contains("before") && l.contains("after") && !l.contains("Mood before"));
    assert!(legend, "which line is before and which is after\n{}", h.screen());
}

#[test]
fn the_week_is_read_in_words_and_copied() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l")
        .types("+ You called first, @Sally")
        .press("ctrl-s esc 7 w")
        .says("Your week since Mon 23 Nov")
        .says("1 call.");
    h.says("The good call went to")
        .says("“You called first, Sally”")
        .press("y")
        .says("The week is copied, if your terminal allows it");
    let copied = h.outside.all().join("\n");
    assert!(copied.starts_with("copied Your week since") && copied.contains("You called first"), "{copied}");
    h.press("esc").never_says("Your week since").says("1 call since November");
}

#[test]
fn the_week_in_words_ends_at_its_last_line() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ You called first").press("ctrl-s esc 7 w").press("j j j j j j j j j j j j j j");
    h.says("Your week since");
}

#[test]
fn what_was_said_comes_first_in_the_week_and_a_mark_says_that_more_follows() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[]);
    let said = "+ You stayed on the line with us until the very last of the pallets was off the truck\n".repeat(3);
    log(&mut app, ana, "2026-11-23T13:00:00Z", &said);
    let mut h = Harness::over(app);
    h.size((60, 18)).press("7").never_says("0 of 0");
    h.press("w").says("“You").says("↓").never_says("1 call.");
    h.press("j j j j j j j j").says("1 call.").says("3 kind words from customers.").never_says("↓");
    for columns in [60, 110, 160] {
        let screen = h.size((columns, 40)).press("k k k k k k k k").never_says("↓").screen();
        let row = |text: &str| screen.lines().position(|l| l.contains(text)).expect(text);
        assert!(row("Your week since") < row("“You") && row("“You") <= row("1 call."), "{screen}");
    }
}

#[test]
fn a_week_with_somebody_won_back_is_not_empty() {
    let mut app = blank();
    add(&mut app, "Helga Brandt", &[(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")]);
    let mut h = Harness::over(app);
    h.press("4 b 7 w").says("Back again: Helga Brandt.").never_says("Nothing is logged yet");
}

#[test]
fn what_is_still_open_stands_on_the_next_card() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("Ana").expect("a customer").id;
    log(&mut app, ana, "2026-09-14T15:00:00Z", "? Looking at a second site in March");
    log(&mut app, ana, "2026-10-05T15:00:00Z", "Back from two weeks off");
    let mut h = Harness::over(app);
    for size in [(80, 24), (110, 34), (160, 48)] {
        h.size(size).says("Still open").says("? Looking at a second site in March").says("Back from two weeks off");
    }
    h.press("6 space 1").never_says("Still open").never_says("second site");
}

#[test]
fn in_a_row_goes_on_counting_beyond_what_is_drawn() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let ids = ["Ana", "Marcus"].map(|n| app.who(n).expect("a customer").id);
    let first = at("2026-08-17T15:00:00Z");
    for week in 0..14 {
        let when = first + chrono::TimeDelta::weeks(week);
        log(&mut app, ids[usize::try_from(week % 2).expect("0 or 1")], &when.to_rfc3339(), "");
    }
    let mut h = Harness::over(app);
    h.size((110, 34)).says("14 in a row").press("l ctrl-s").says("15 in a row");
    h.press("esc 7").says("15 call days in a row");
}

#[test]
fn no_heading_stands_over_nothing() {
    let mut h = Harness::over(counted());
    h.size((60, 60)).press("7");
    let screen = h.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|l| l.contains("What a call does after") || l.contains("What lifts you"));
    let below = at.and_then(|at| lines.get(at + 1)).map_or("", |l| l.trim());
    assert!(at.is_none() || !below.is_empty(), "{screen}");
}

#[test]
fn every_tab_of_the_header_is_reached_by_its_number_a_click_and_tab() {
    for columns in [60, 80, 92, 110, 160] {
        let mut h = Harness::demo();
        h.size((columns, 34));
        let screens: Vec<String> = (1..=7).map(|n| h.press(&n.to_string()).screen()).collect();
        assert!(screens.iter().enumerate().all(|(at, s)| !screens[..at].contains(s)), "{columns}: all differ");
        for (here, _) in screens.iter().enumerate() {
            for (there, screen) in screens.iter().enumerate() {
                h.press(&(here + 1).to_string());
                let header = h.screen().lines().next().unwrap_or_default().to_string();
                // The numbers are in order; the time follows the last tab.
                let mut x = 0;
                for n in 1..=there + 1 {
                    x += header[x..].find(&n.to_string()).unwrap_or_else(|| panic!("no {n} in {header:?}"));
                }
                let column = u16::try_from(width(&header[..x])).expect("a column");
                h.mouse(crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left), column, 0);
                assert_eq!(h.screen(), *screen, "{columns} columns, from {} to {}", here + 1, there + 1);
            }
        }
        h.press("1");
        for screen in screens.iter().cycle().skip(1).take(14) {
            h.press("tab");
            assert_eq!(h.screen(), *screen, "{columns} columns");
        }
        for screen in screens.iter().rev().cycle().take(14) {
            h.press("shift-tab");
            assert_eq!(h.screen(), *screen, "{columns} columns, back");
        }
    }
}

/// Keys to the screens of the practices.
const WAYS: [&str; 19] = [
    "4",
    "4 j",
    "4 l",
    "4 w l",
    "4 w w l",
    "4 c",
    "4 b",
    "5",
    "5 enter",
    "5 m",
    "5 x",
    "5 l",
    "6",
    "6 j",
    "6 space e",
    "6 G enter",
    "7",
    "7 G",
    "7 w",
];

#[test]
fn no_name_leaves_its_place_on_the_screens_of_the_practices() {
    for name in names() {
        let mut app = blank();
        let fields = [
            (CustomerField::Company, name.as_str()),
            (CustomerField::City, name.as_str()),
            (CustomerField::Phone, name.as_str()),
            (CustomerField::Facts, name.as_str()),
            (CustomerField::Peak, "tue,fri"),
            (CustomerField::Favorite, "yes"),
        ];
        let id = add(&mut app, &name, &fields);
        let text = format!("+ {name} @{name}\n! {name}\n? {name}\n> {name}, {name}\n{name}");
        log(&mut app, id, "2026-11-20T15:00:00Z", &text);
        let past = [(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04"), fields[0], fields[3]];
        let left = add(&mut app, &format!("{name}2"), &past);
        let gift = TouchDraft {
            kind: Some(TouchKind::Gift),
            at: Some(at("2025-06-02T15:00:00Z").fixed_offset()),
            text: format!("{name}\n+ {name} @{name}"),
            ..TouchDraft::default()
        };
        app.log(left, &gift).expect("a log");
        let mut h = Harness::over(app);
        for size in SIZES {
            h.size(size);
            for way in WAYS {
                h.press(way);
                is_sound(&mut h, &format!("{name:?} at {size:?} after {way}"));
                h.press("esc esc esc u u 1");
            }
        }
    }
}

#[test]
fn the_columns_of_the_plan_stand_under_each_other_whatever_the_names() {
    let mut app = blank();
    for name in names() {
        add(&mut app, &name, &[(CustomerField::City, "Porto"), (CustomerField::Peak, "tue")]);
    }
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("5 g");
        let screen = h.screen();
        // Whom a day takes stands behind its city; the visits of the day in focus stand below that.
        let rows = screen.lines().filter(|l| l.contains(" Porto ") || l.contains("1st of 2"));
        let places: Vec<usize> = rows
            .map(|row| {
                let from = row.find("Porto ").map_or(0, |at| at + "Porto".len());
                let whom = row[from..].trim_start_matches([' ', '▎']);
                width(&row[..row.len() - whom.len()])
            })
            .collect();
        assert!(places.len() > 4, "{size:?}\n{screen}");
        assert!(places.windows(2).all(|two| two[0] == two[1]), "{size:?}: {places:?}\n{screen}");
    }
}

#[test]
fn the_bars_of_whoever_praised_begin_under_each_other_whatever_the_names() {
    for three in names().chunks(3) {
        let mut app = blank();
        for name in three {
            let id = add(&mut app, name, &[]);
            log(&mut app, id, "2026-11-20T15:00:00Z", "+ Kind");
        }
        let mut h = Harness::over(app);
        for size in [(80, 60), (110, 34), (160, 48)] {
            h.size(size).press("7");
            let screen = h.screen();
            let rows = screen.lines().filter(|l| l.split("━ 1").nth(1).is_some_and(|rest| !rest.starts_with(" of")));
            let places: Vec<usize> = rows.filter_map(|r| r.find("━━━").map(|at| width(&r[..at]))).collect();
            assert_eq!(places.len(), three.len(), "{size:?}\n{screen}");
            assert!(places.windows(2).all(|two| two[0] == two[1]), "{size:?}: {places:?}\n{screen}");
        }
    }
}
