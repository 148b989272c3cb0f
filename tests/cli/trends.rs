//! `trends`: figures of small books that were counted by hand.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names};

/// Ana called on 2, 9 and 23 November, nobody on the 16th; the calls rated. Ben on Wednesday the 4th.
fn book() -> Book {
    let book = Book::new();
    book.at("2026-11-01T10:00:00Z").run("add Ana --favorite").ok();
    book.run("add Ben").ok();
    for (at, line) in [
        ("2026-11-02", "log -m '+ You saved us, @Sally' --mood-before 2 --mood-after 4"),
        ("2026-11-04", "log ben -m '+ Kind\n+ Quick' --mood-before 2 --mood-after 2"),
        ("2026-11-09", "log -m fine --mood-before 3 --mood-after 4"),
        ("2026-11-09", "log ben --outcome voicemail"),
        ("2026-11-23", "log -m fine --mood-before 2 --mood-after 3"),
    ] {
        book.at(&format!("{at}T10:00:00Z")).run(line).ok();
    }
    book.at("2026-11-25T10:00:00Z");
    book
}

/// The figures of a mood.
fn mood(value: &Value) -> (u64, Option<f64>, Option<f64>, Option<f64>) {
    let figure = |key: &str| value[key].as_f64();
    (value["rated"].as_u64().expect("a number"), figure("before"), figure("after"), figure("lift"))
}

#[test]
fn the_figures_have_these_keys() {
    let book = book();
    let all = book.json("trends");
    has_keys(&all, "weeks streak best_streak mood praise_by_month rotation");
    has_keys(&all["weeks"][0], "week_start calls pick_called");
    has_keys(&all["mood"], "rated before after lift");
    has_keys(&all["rotation"], "favorites talked_in_last_round");
    assert_eq!(all["weeks"].as_array().map(Vec::len), Some(52));
    assert_eq!(all["weeks"][51]["week_start"], "2026-11-23");
}

#[test]
fn weeks_count_reached_calls_and_whether_the_pick_was_called() {
    let book = book();
    let weeks = book.json("trends --weeks 5")["weeks"].clone();
    let expected = json!([
        {"week_start": "2026-10-26", "calls": 0, "pick_called": null},
        {"week_start": "2026-11-02", "calls": 2, "pick_called": true},
        {"week_start": "2026-11-09", "calls": 1, "pick_called": true},
        {"week_start": "2026-11-16", "calls": 0, "pick_called": false},
        {"week_start": "2026-11-23", "calls": 1, "pick_called": true},
    ]);
    assert_eq!(weeks, expected);
}

#[test]
fn weeks_begin_where_the_configuration_says() {
    let book = book();
    let config = book.write("config.toml", "week_starts = \"sun\"\n");
    let all = book.go("trends --weeks 2 --json").arg("--config").arg(config).run().json();
    assert_eq!(names(&all["weeks"], "/week_start"), ["2026-11-15", "2026-11-22"]);
}

#[cfg(unix)]
#[test]
fn weeks_and_hours_follow_the_locale_where_the_configuration_does_not_say() {
    let book = book();
    let weeks = |locale: &str| {
        let all = book.go("trends --weeks 2 --json").env("LC_TIME", locale).run().json();
        names(&all["weeks"], "/week_start")
    };
    assert_eq!(weeks("en_US.UTF-8"), ["2026-11-15", "2026-11-22"]);
    assert_eq!(weeks("ar_EG.UTF-8"), ["2026-11-14", "2026-11-21"]);
    assert_eq!(weeks("de_DE.UTF-8"), ["2026-11-16", "2026-11-23"]);
    // LC_ALL goes before LC_TIME, and programs read instants alone.
    book.run("edit ana --timezone Europe/Lisbon").ok();
    let show = |locale: &str| book.go("show ana").env("LC_TIME", "de_DE.UTF-8").env("LC_ALL", locale).run().ok().out;
    assert!(show("en_US.UTF-8").contains("10:00 am"), "{}", show("en_US.UTF-8"));
    assert!(show("de_DE.UTF-8").contains("10:00 in"), "{}", show("de_DE.UTF-8"));
    let json = |locale: &str| book.go("show ana --json").env("LC_ALL", locale).run().ok().out;
    assert_eq!(json("en_US.UTF-8"), json("de_DE.UTF-8"));
}

#[test]
fn the_streak_is_of_call_days() {
    let book = book();
    let streak = |book: &Book| {
        let all = book.json("trends");
        (all["streak"].as_u64(), all["best_streak"].as_u64())
    };
    assert_eq!(streak(&book), (Some(1), Some(2)));
    // The slot that is open breaks nothing yet, and one that went by does.
    assert_eq!(streak(book.at("2026-11-30T10:00:00Z")), (Some(1), Some(2)));
    assert_eq!(streak(book.at("2026-12-07T10:00:00Z")), (Some(0), Some(2)));
    // A conversation with anyone keeps it, also days later in the slot, also a visit.
    book.run("log ben --at 2026-12-03 --kind visit -m 'In their hall'").ok();
    assert_eq!(streak(&book), (Some(2), Some(2)));
    book.run("undo").ok();
    book.run("log ben --at 2026-12-03 --outcome voicemail").ok();
    book.run("log ben --at 2026-12-03 --kind card").ok();
    assert_eq!(streak(&book), (Some(0), Some(2)));
}

#[test]
fn moods_are_means_rounded_to_one_decimal_halves_away_from_zero() {
    let book = book();
    // Before 2 + 2 + 3 + 2 = 9, after 4 + 2 + 4 + 3 = 13, by 4: 2.25, 3.25 and a lift of exactly 1.
    assert_eq!(mood(&book.json("trends")["mood"]), (4, Some(2.3), Some(3.3), Some(1.0)));
    let low = Book::with_favorites(&["Ana"]);
    for (day, after) in [(2, 3), (3, 3), (4, 3), (5, 2)] {
        low.run(&format!("log ana --at 2026-11-0{day} -m x --mood-before 3 --mood-after {after}")).ok();
    }
    // -1 / 4 is -0.25.
    assert_eq!(mood(&low.json("trends")["mood"]), (4, Some(3.0), Some(2.8), Some(-0.3)));
}

#[test]
fn a_call_without_both_moods_and_one_nobody_answered_are_not_rated() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m x --mood-after 5").ok();
    book.run("log ana -m x --mood-before 5").ok();
    book.run("log ana --outcome no-answer --mood-before 1 --mood-after 5").ok();
    assert_eq!(mood(&book.json("trends")["mood"]), (0, None, None, None));
}

#[test]
fn nothing_is_claimed_from_fewer_than_five() {
    let book = book();
    let out = book.run("trends").ok().says("4 rated calls").out;
    assert!(!out.contains("lifts you"), "{out}");
    book.run("log ana -m x --mood-before 2 --mood-after 3").ok();
    // The fifth: a lift of 5 by 5.
    book.run("trends").ok().says("lifts you by 1.0").says("5 rated calls").never_says("Ana lifts you");
    book.run("log ana -m x --mood-before 2 --mood-after 3").ok();
    let ana = book.json("trends")["mood"]["by_customer"][0].clone();
    assert_eq!((&ana["customer"]["name"], &ana["rated"]), (&"Ana".into(), &5.into()));
    // Nobody to compare her with yet.
    book.run("trends").ok().says("Ana: 2.2 before, 3.4 after, +1.2 (5 calls)").never_says("lifts you most");
    for _ in 0..5 {
        book.run("log ben -m x --mood-before 3 --mood-after 3").ok();
    }
    book.run("trends").ok().says("Ana lifts you most: 2.2 before, 3.4 after, +1.2 (5 calls)");
}

#[test]
fn the_lift_is_told_by_what_went_wrong() {
    let book = book();
    for (day, kind, before, after) in [(16, "lost-deal", 1, 4), (17, "lost-deal", 2, 4), (18, "low-day", 2, 3)] {
        book.at(&format!("2026-11-{day}T10:00:00Z")).run(&format!("lift --after {kind} --mood {before}")).ok();
        book.at(&format!("2026-11-{day}T10:30:00Z")).run(&format!("log ana -m x --mood-after {after}")).ok();
    }
    book.at("2026-11-25T10:00:00Z");
    let kinds = book.json("trends")["mood"]["by_setback"].clone();
    assert_eq!(names(&kinds, "/setback"), ["lost-deal", "low-day"]);
    // Before 1 + 2, after 4 + 4, lift 3 + 2.
    assert_eq!(mood(&kinds[0]), (2, Some(1.5), Some(4.0), Some(2.5)));
    assert_eq!(mood(&kinds[1]), (1, Some(2.0), Some(3.0), Some(1.0)));
    book.run("trends").ok().says("too few to tell");
}

#[test]
fn moods_and_praise_are_counted_by_month() {
    let book = book();
    book.run("log ben --at 2026-10-31 -m '+ Before' --mood-before 1 --mood-after 2").ok();
    let all = book.json("trends --weeks 5");
    let praise = json!([{"month": "2026-10", "count": 1}, {"month": "2026-11", "count": 3}]);
    assert_eq!(all["praise_by_month"], praise);
    let months = &all["mood"]["by_month"];
    assert_eq!(names(months, "/month"), ["2026-10", "2026-11"]);
    assert_eq!((mood(&months[0]).0, mood(&months[1]).0), (1, 4));
}

#[test]
fn who_praised_and_who_was_praised() {
    let book = book();
    let all = book.json("trends");
    assert_eq!(names(&all["praised_most"], "/customer/name"), ["Ben", "Ana"]);
    assert_eq!((&all["praised_most"][0]["count"], &all["praised_most"][1]["count"]), (&2.into(), &1.into()));
    assert_eq!(all["teammates"], json!([{"name": "Sally", "count": 1}]));
}

// Bug 10.
#[test]
fn a_teammate_goes_by_the_name_that_teammates_has() {
    let book = Book::with_favorites(&["Ana"]);
    for (day, name) in [(2, "sally"), (3, "Sally"), (4, "Sally"), (5, "Sal")] {
        book.run(&format!("log ana --at 2026-11-0{day} -m '+ @{name} helped'")).ok();
    }
    let name = |book: &Book| (book.json("teammates")[0]["name"].clone(), book.json("trends")["teammates"][0].clone());
    let (kept, told) = name(&book);
    assert_eq!((&kept, &told["count"]), (&"Sally".into(), &3.into()));
    assert_eq!(told["name"], kept);
    book.run("teammates join Sal Sally").ok();
    assert_eq!(name(&book).1["count"], 4);
}

#[test]
fn the_last_round_is_as_many_call_days_as_there_are_favorites() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    // The last three call days are the 9th, the 16th and the 23rd.
    book.run("log ana --at 2026-11-09 -m x").ok();
    book.run("log ben --at 2026-11-08 -m x").ok();
    book.run("log cleo --outcome voicemail").ok();
    assert_eq!(book.json("trends")["rotation"], json!({"favorites": 3, "talked_in_last_round": 1}));
    book.run("log cleo --kind visit -m x").ok();
    assert_eq!(book.json("trends")["rotation"], json!({"favorites": 3, "talked_in_last_round": 2}));
}

#[test]
fn past_buyers_are_in_touch_until_they_are_due() {
    let book = Book::new();
    for (name, left, heard) in [
        ("Fresh", "2020-11-23", "2026-11-01"),
        ("Soon", "2023-11-24", "2026-09-10"),
        ("Due", "2010-01-01", "2026-08-01"),
        ("Years", "2012-01-01", "2024-01-01"),
    ] {
        book.run(&format!("add {name} --past --left-on {left}")).ok();
        book.run(&format!("log {name} --kind card --at {heard}")).ok();
    }
    book.run("add Undated --past").ok();
    let past = book.json("trends")["past_buyers"].clone();
    // Six years today, and three tomorrow: two.
    assert_eq!((&past["count"], &past["in_touch"]), (&5.into(), &2.into()));
    assert_eq!((&past["longest_years"], &past["years"]), (&6.into(), &8.into()));
}

#[test]
fn visits_stand_against_their_targets() {
    let book = Book::new();
    book.run("add Ana --peak tue --touches-a-year 1").ok();
    book.run("add Ben --peak tue --touches-a-year 3").ok();
    for (who, day) in [("ana", "2026-10-06"), ("ana", "2026-11-03"), ("ben", "2026-11-03"), ("ben", "2025-12-30")] {
        book.run(&format!("log {who} --kind visit --at {day} -m x")).ok();
    }
    let visits = book.json("trends")["visits"].clone();
    // What Ana has beyond her one visit makes up for none of Ben's.
    assert_eq!((&visits["done"], &visits["target"]), (&2.into(), &4.into()));
    assert_eq!((&visits["accounts_at_target"], &visits["accounts"]), (&1.into(), &2.into()));
    assert_eq!(visits["quarter"], json!({"done": 2, "target": 2}));
}

// Bug 6.
#[test]
fn visits_alone_are_something_to_tell() {
    let book = Book::new();
    book.run("add Ana --favorite --peak mon").ok();
    book.run("log ana --kind visit -m 'In their hall'").ok();
    assert_eq!(book.json("trends")["streak"], 1);
    book.run("trends").ok().says("1 of 2 this year");
}

#[test]
fn an_empty_book_has_figures_too() {
    let book = Book::new();
    let all = book.json("trends --weeks 1");
    assert_eq!(all["weeks"], json!([{"week_start": "2026-11-23", "calls": 0, "pick_called": null}]));
    assert_eq!((&all["streak"], &all["best_streak"]), (&0.into(), &0.into()));
    assert_eq!(mood(&all["mood"]), (0, None, None, None));
    assert_eq!(all["rotation"], json!({"favorites": 0, "talked_in_last_round": 0}));
    book.run("trends").ok();
}

#[test]
fn a_number_of_weeks_that_is_none_is_refused() {
    let book = book();
    for wrong in ["0", "-1", "x", "100000", "1.5"] {
        let error = book.run(&format!("trends --weeks={wrong} --json")).fails(2).error();
        assert_eq!(error["kind"], "usage", "{wrong}");
    }
}

#[test]
fn looking_changes_nothing() {
    let book = book();
    let before = book.run("export json").json()["touch"].clone();
    let steps = book.json("undo --list");
    for line in ["trends", "week", "due", "visits", "ideas", "teammates", "kudos sally"] {
        book.run(line).ok();
    }
    assert_eq!(book.run("export json").json()["touch"], before);
    assert_eq!(book.json("undo --list"), steps);
    book.at(MONDAY);
}
