//! The configuration: where, whether right, what is in force.

use crate::support::{Book, has_keys};

#[test]
fn without_a_configuration_the_defaults_are_in_force() {
    let book = Book::new();
    book.bare("config check").run().ok();
    let shown = book.bare("config show --json").run().json();
    assert_eq!(shown["call_days"], serde_json::json!(["mon"]));
    assert_eq!(shown["past_buyers"]["cadence"], "90d");
    assert_eq!(shown["visits"]["touches_a_year"], 2);
    has_keys(&shown, "calling_hours timezone questions theme past_buyers visits");
}

#[test]
fn an_example_can_be_begun_and_is_right() {
    let book = Book::new();
    let path = book.bare("config path").run().ok().out.trim().to_string();
    assert!(path.contains("goodcall"), "{path}");
    book.bare("config init").run().ok().says("goodcall");
    assert!(std::path::Path::new(&path).is_file(), "{path}");
    book.bare("config check").run().ok();
    assert_eq!(book.bare("config show --json").run().json(), Book::new().bare("config show --json").run().json());
    book.bare("config init").run().fails(1).warns("there already");
}

#[test]
fn what_is_shown_can_be_configured_again() {
    let book = Book::new();
    let shown = book.bare("config show").run().ok().out;
    book.write("shown.toml", shown);
    book.bare("config check --config shown.toml").run().ok();
}

#[test]
fn a_typo_is_named_with_its_line_and_the_nearest_key() {
    let book = Book::new();
    book.write("typo.toml", "call_days = [\"mon\"]\n\ncaling_hours = \"mon-fri 09:00-17:00\"\n");
    for line in ["config check", "today", "list"] {
        book.go(&format!("{line} --config typo.toml"))
            .run()
            .fails(2)
            .warns("caling_hours")
            .warns("calling_hours")
            .warns("line 3");
    }
    assert!(!book.file().exists());
}

#[test]
fn a_typo_in_a_table_is_named_too() {
    let book = Book::new();
    book.write("typo.toml", "[past_buyers]\n# how often\ncadense = \"90d\"\n");
    book.bare("config check --config typo.toml").run().fails(2).warns("cadence").warns("line 3");
}

#[test]
fn wrong_values_are_named_with_their_line() {
    let book = Book::new();
    for (content, key) in [
        ("call_days = [\"someday\"]\n", "call_days"),
        ("calling_hours = \"always\"\n", "calling_hours"),
        ("timezone = \"Europe/Atlantis\"\n", "timezone"),
        ("[past_buyers]\ncadence = \"often\"\n", "cadence"),
        ("[visits]\ntouches_a_year = 13\n", "touches_a_year"),
        ("away = [\"Christmas\"]\n", "away"),
        ("away = [\"2027-01-02..2026-12-24\"]\n", "away"),
        ("call_days = \n", "line 1"),
    ] {
        book.write("wrong.toml", content);
        book.bare("config check --config wrong.toml").run().fails(2).warns(key);
    }
}

#[test]
fn a_list_that_holds_something_else_is_said_with_its_key() {
    let book = Book::new();
    for (content, said) in [
        ("\nopen = 5\n", "line 2: open: 5 is not a text or a list of texts"),
        ("open = [\"https://x.example/?a=1\",\n 3]\n", "line 2: open: 3 is not a text; each in this list"),
        ("after_log = [[\"x\"]]\n", "line 1: after_log: [\"x\"] is not a text; each in this list"),
        ("call_days = true\n", "call_days: true is not a text or a list of texts"),
        ("[past_buyers]\nways = [1.5]\n", "line 2: ways: 1.5 is not a text"),
        ("after_log = [\"\"]\n", "line 1: a command begins with the name of a program; write [] for none"),
        ("dial = [\" \", \"{number}\"]\n", "a command begins with the name of a program"),
        ("after_log = [\"a\\u0000b\"]\n", "line 1: a command can't hold a NUL character"),
    ] {
        book.write("wrong.toml", content);
        let ran = book.bare("config check --config wrong.toml").run().fails(2).warns(said);
        assert!(!ran.err.contains("expected") && !ran.err.contains("invalid type"), "{}", ran.err);
    }
    book.write("right.toml", "after_log = \"\"\ndial = []\nopen = \"\"\n");
    book.bare("config check --config right.toml").run().ok();
}

#[test]
fn the_clock_of_twelve_hours_goes_through_all_that_is_said() {
    let book = Book::in_zone("UTC");
    book.run("add 'Marcus Webb' --favorite --timezone UTC --hours 'mon-thu 07:00-17:00, fri 8-12:30'").ok();
    let id = book.json("log marcus -m hello --at '2026-11-22 15:30'");
    let id = id["touch"]["id"].as_str().expect("an id").to_string();
    for (clock, time, hours) in [
        ("24h", "Sun 22 Nov 15:30.", "mon-thu 07:00-17:00, fri 8-12:30"),
        ("12h", "Sun 22 Nov 3:30 pm.", "mon-thu 7:00 am-5:00 pm, fri 8:00 am-12:30 pm"),
    ] {
        book.write("own.toml", format!("clock = \"{clock}\"\ntimezone = \"UTC\"\n"));
        let run = |line: &str| book.go(&format!("{line} --config own.toml")).run().ok();
        run("log marcus -m hello --at '2026-11-22 15:30'").says(&format!("Logged a call with Marcus Webb, {time}"));
        run(&format!("touch show {id}")).says(time);
        run("show marcus").says(hours);
        assert_eq!(run("show marcus --json").json()["hours"], "mon-thu 07:00-17:00, fri 8-12:30");
    }
    let at = |clock: &str| {
        book.write("own.toml", format!("clock = \"{clock}\"\ntimezone = \"UTC\"\n"));
        let go = book.bare("doctor --config own.toml --now 2026-11-23T14:42:00Z").arg("--db").arg(book.file());
        go.run().out
    };
    assert!(at("24h").contains("2026-11-23 14:42"), "{}", at("24h"));
    assert!(at("12h").contains("2026-11-23 2:42 pm"), "{}", at("12h"));
}

#[test]
fn a_configuration_that_is_named_must_be_there() {
    let book = Book::new();
    for line in ["today", "config check", "config show"] {
        let ran = book.go(&format!("{line} --config nowhere.toml")).run().fails(1);
        assert!(ran.err.contains("nowhere.toml"), "{}", ran.err);
    }
}

#[test]
fn a_configuration_in_its_usual_place_is_read() {
    let book = Book::with_favorites(&["Ana"]);
    let path = book.bare("config path").run().ok().out.trim().to_string();
    let path = std::path::Path::new(&path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
    std::fs::write(path, "call_days = [\"wed\"]\n").expect("the file");
    assert_eq!(book.json("today")["slot"], "2026-11-18");
}

#[test]
fn calling_hours_and_questions_are_heeded() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --timezone UTC").ok();
    book.write("own.toml", "calling_hours = \"tue 08:00-09:00\"\nquestions = [\"What made you laugh?\"]\n");
    let lift = book.go("lift --json --config own.toml").run().json();
    assert_eq!(lift["call"][0]["reachable_from"], "2026-11-24T08:00:00+00:00");
    book.go("today --config own.toml").run().ok().says("What made you laugh?");
}

#[test]
fn a_configuration_that_is_named_and_missing_says_how_to_begin_one() {
    let book = Book::with_favorites(&["Ana"]);
    book.go("today --config nowhere.toml").run().fails(1).warns("nowhere.toml").warns("goodcall config init");
    book.go("list").env("GOODCALL_CONFIG", "gone.toml").run().fails(1).warns("gone.toml").warns("goodcall config init");
    book.bare("config init --config begun.toml").run().ok();
    book.go("today --config begun.toml").run().ok();
    book.bare("doctor --config nowhere.toml").run().warns("").says("nowhere.toml");
}

#[test]
fn one_value_needs_no_list() {
    let book = Book::with_favorites(&["Ana"]);
    for (content, slot) in [("call_days = \"wed\"\n", "2026-11-18"), ("call_days = \"mon, thu\"\n", "2026-11-23")] {
        book.write("own.toml", content);
        assert_eq!(book.go("today --json --config own.toml").run().json()["slot"], slot, "{content}");
    }
    book.write("own.toml", "questions = \"What made you laugh?\"\n");
    book.go("today --config own.toml").run().ok().says("What made you laugh?");
    book.write("own.toml", "\ndial = \"softphone {number}\"\n");
    book.go("today --config own.toml").run().fails(2).warns("line 2").warns("[\"softphone\", \"{number}\"]");
    book.write("own.toml", "call_days = \"weekdays\"\n");
    book.go("today --config own.toml").run().fails(2).warns("call_days").warns("mon, tue");
}
