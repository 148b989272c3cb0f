//! What changes while the program is open: midnight, the minute, and another goodcall.

use std::time::{Duration, Instant};

use super::harness::{Harness, MONDAY, add, at, blank, log, on_disk};
use goodcall::domain::customer::CustomerField;
use goodcall::tui::shell::Event;

#[test]
fn midnight_moves_the_header_and_the_offer() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.size((130, 34)).says("Mon 23 Nov  08:42").says("This Monday's good call");
    h.clock("2026-11-24T06:00:00Z").says("Tue 24 Nov  00:00").says("This week's good call").says("Why Ana");
    h.press("s").says("Why Marcus");
    h.clock("2026-11-30T05:59:00Z").says("Sun 29 Nov  23:59").says("This week's good call").says("Why Marcus");
    h.clock("2026-11-30T06:00:00Z").says("Mon 30 Nov  00:00").says("This Monday's good call").says("Why ");
}

#[test]
fn a_call_is_logged_on_the_day_on_which_its_form_was_opened() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.clock("2026-11-24T05:58:00Z").press("l").types("late").clock("2026-11-24T06:01:00Z").press("ctrl-s");
    let id = h.who("Ana");
    let touch = h.shell.app().last_conversation(id).expect("the book").expect("the call");
    assert_eq!(touch.day().to_string(), "2026-11-23");
}

#[test]
fn a_new_minute_leaves_a_filter_that_is_being_typed_alone() {
    let mut h = Harness::demo();
    h.press("3 /").clock("2026-11-23T14:43:00Z").types("ana").says("/ ana").says("Ana Ribeiro");
    h.clock("2026-11-23T14:44:00Z").says("/ ana").types(" r").says("/ ana r");
}

#[test]
fn a_new_minute_leaves_the_list_where_it_stands() {
    for filter in ["", "/ c u s enter"] {
        let names: Vec<String> = (10..50).map(|n| format!("Customer {n}")).collect();
        let mut h = Harness::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
        h.press("3").press(filter).press("pgdn pgdn k k k");
        let list = |s: &str| s.lines().skip(2).map(|l| l.chars().take(34).collect()).collect::<Vec<String>>();
        let before = h.screen();
        h.clock("2026-11-23T14:43:00Z");
        assert_eq!(list(&h.screen()), list(&before), "with {filter:?}");
    }
}

#[test]
fn a_key_at_midnight_does_not_hide_that_the_day_changed() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.says("This Monday's good call").shell.app().set_now(at("2026-11-24T06:00:00Z"));
    h.press("f5").send(Event::Nothing);
    h.says("This week's good call");
}

#[test]
fn a_new_minute_leaves_what_is_typed_alone() {
    for (way, text) in [("l", "half a log"), ("a", "Marcus"), (":", "okafor"), ("/", "night"), ("z", "next mon")] {
        let mut h = Harness::demo();
        h.press(way).types(text).clock("2026-11-23T14:43:00Z").says(text);
    }
}

#[test]
fn the_change_of_another_goodcall_appears() {
    let (_folder, open) = on_disk();
    let (mut one, other) = (open(), open());
    let mut h = Harness::over(other);
    h.says("Who do you like calling?");
    add(&mut one, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let begun = Instant::now();
    while !h.screen().contains("Why Ana") {
        assert!(begun.elapsed() < Duration::from_secs(3), "{}", h.screen());
        std::thread::yield_now();
        h.send(Event::Nothing);
    }
}

#[test]
fn somebody_whom_another_goodcall_archived_is_not_called_from_a_stale_list() {
    let (_folder, open) = on_disk();
    let (mut one, other) = (open(), open());
    let ana = add(&mut one, "Ana Ribeiro", &[]);
    add(&mut one, "Marcus Webb", &[]);
    let mut h = Harness::over(other);
    h.press("3").says("Ana Ribeiro");
    one.set_visibility(ana, goodcall::app::customers::Visibility::Archived).expect("out of sight");
    let begun = Instant::now();
    while h.screen().contains("Ana Ribeiro") {
        assert!(begun.elapsed() < Duration::from_secs(3), "{}", h.screen());
        std::thread::yield_now();
        h.send(Event::Nothing);
    }
    h.says("Marcus Webb").press("l").types("still here").press("ctrl-s").says("Logged a call with Marcus Webb");
}

/// Ji-woo sleeps in Seoul and is next; Ana is awake in Lisbon.
fn one_asleep() -> Harness {
    let mut app = blank();
    for (second, (name, zone)) in [("Ji-woo Park", "Asia/Seoul"), ("Ana Ribeiro", "Europe/Lisbon")].iter().enumerate() {
        app.set_now(at("2026-09-01T15:00:00Z") + chrono::TimeDelta::seconds(i64::try_from(second).expect("few")));
        let fields = [
            (CustomerField::Favorite, "yes"),
            (CustomerField::Timezone, *zone),
            (CustomerField::Phone, "+1 312 555 0142"),
        ];
        add(&mut app, name, &fields);
    }
    app.set_now(at(MONDAY));
    Harness::over(app)
}

#[test]
fn a_pick_asleep_is_told_in_the_users_clock_with_what_to_do() {
    for (columns, rows) in [(60, 18), (80, 24), (110, 34)] {
        let mut h = one_asleep();
        h.size((columns, rows));
        h.says("Ji-woo Park").says("asleep, 23:42 in Seoul; from 18:00 your time");
        h.says("t at 18:00").says("s Ana Ribeiro, who can be reached now").says("twice calls anyway");
    }
}

#[test]
fn a_pick_asleep_is_called_only_at_the_second_enter() {
    let mut h = one_asleep();
    h.press("enter").says("again to call Ji-woo anyway: asleep, 23:42 in Seoul").never_says("on the call");
    // Another key in between, and the question is asked again.
    h.press("n u enter").says("again to call Ji-woo anyway: asleep, 23:42 in Seoul").never_says("on the call");
    h.press("enter").says("on the call");
    assert!(one_asleep().press("t enter enter").screen().contains("on the call"));
}

#[test]
fn whoever_sleeps_is_called_from_praise_and_lift_only_at_the_second_key() {
    let mut h = one_asleep();
    let id = h.who("Ji-woo");
    log(&mut *h.shell.app(), id, "2026-11-20T15:00:00Z", "+ Kind\n! Print the labels");
    for tab in ["2", "6"] {
        h.press(tab).press("c").says("c again to call Ji-woo anyway: asleep, 23:42 in Seoul").never_says("on the call");
        // Another key in between, and the question is asked again.
        h.press("j c").says("c again to call Ji-woo anyway").press("C").says("on the call").press("esc esc");
    }
    h.press("d o")
        .says("Call Ji-woo")
        .press("C")
        .says("C again to call Ji-woo anyway: asleep")
        .never_says("on the call");
    h.press("o o enter").says("⏎ again to call Ji-woo anyway").press("enter").says("on the call");
}

#[test]
fn a_pick_asleep_is_kept_for_their_hour_and_undone() {
    let mut h = one_asleep();
    h.press("t").says("Kept the call with Ji-woo for 18:00").says("kept for 18:00").never_says("t at 18:00");
    h.press("u").says("Undone").says("t at 18:00").never_says("kept for 18:00");
}

#[test]
fn skipping_a_pick_asleep_names_who_is_awake() {
    let mut h = one_asleep();
    h.press("s").says("Skipped Ji-woo Park; Ana can be reached now").says("14:42 in Lisbon, a good time");
    h.press("t").says("Ana can be reached now").never_says("kept for");
    h.press("u").says("Ji-woo Park").says("asleep");
}

#[test]
fn of_somebody_whose_zone_is_unknown_nothing_is_said_of_the_hour() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.never_says("asleep").never_says("a good time").never_says("calls anyway").never_says("your time");
    h.press("t").says("Nothing is known of Ana's hours").never_says("kept for");
    h.press("d").says("Call Ana").never_says("a good time").never_says("asleep").never_says("your time");
}

#[test]
fn whoever_sleeps_is_called_from_any_list_at_the_second_key() {
    let mut app = blank();
    let field = |of: &[(CustomerField, &'static str)]| [&[(CustomerField::Phone, "+81 3 5550 0142")], of].concat();
    add(&mut app, "Haruka Sato", &field(&[(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")]));
    let kenji = add(&mut app, "Kenji Abe", &field(&[(CustomerField::Peak, "tue"), (CustomerField::City, "Hakodate")]));
    log(&mut app, kenji, "2026-11-23T14:00:00Z", "! Print the list the night before\n+ You made my day");
    let mut h = Harness::over(app);
    h.size((110, 34));
    for (tab, key, first) in [
        ("4", "c", "Haruka"),
        ("4", "C", "Haruka"),
        ("5 down", "c", "Kenji"),
        ("5 down", "C", "Kenji"),
        ("6", "c", "Kenji"),
        ("6", "C", "Kenji"),
        ("2", "c", "Kenji"),
    ] {
        let asks = format!("{key} again to call {first} anyway: asleep");
        h.press(tab).press(key).says(&asks).never_says("on the call");
        // Another key in between, and it is asked again.
        h.press("g G").press(key).says(&asks).never_says("on the call");
        h.press(key).says("on the call").press("esc esc");
    }
}
