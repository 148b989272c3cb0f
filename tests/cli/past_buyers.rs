//! `due`: who has not heard from you, for how long, and a way to be in touch; leaving, and being won back.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names, text};

/// Past buyers by name and the day on which they left, with further flags.
fn past(buyers: &[(&str, &str, &str)]) -> Book {
    let book = Book::new();
    for (name, left_on, flags) in buyers {
        book.run(&format!("add {name} --past --left-on {left_on} {flags}")).ok();
    }
    book
}

fn with_config(book: &Book, line: &str, config: &str) -> Value {
    let path = book.write("config.toml", config);
    book.go(&format!("{line} --json")).arg("--config").arg(path).run().json()
}

fn due(book: &Book) -> Vec<String> {
    names(&book.json("due"), "/customer/name")
}

/// The one past buyer in a book.
fn only(book: &Book) -> Value {
    let all = book.json("due --all");
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    all[0].clone()
}

#[test]
fn each_says_who_how_long_why_and_how() {
    let book = past(&[("Paula", "2026-05-01", "--left-because price --every 12w --company Acme")]);
    book.run("log paula --kind card --at 2026-06-01").ok();
    let one = only(&book);
    has_keys(&one, "customer elapsed_days cadence_days state last_touch suggest");
    has_keys(&one["customer"], "id name company role phone timezone favorite standing pleasure profit");
    assert_eq!((&one["customer"]["name"], &one["customer"]["standing"]), (&"Paula".into(), &"past".into()));
    assert_eq!((&one["elapsed_days"], &one["cadence_days"]), (&175.into(), &84.into()));
    assert_eq!(one["last_touch"], json!({"kind": "card", "date": "2026-06-01"}));
    assert_eq!((&one["state"], &one["suggest"]), (&"due".into(), &"call".into()));
    book.run("due").ok().says("Paula").says("Acme").says("price").says("6 months ago").says("call");
}

#[test]
fn without_past_buyers_there_is_nobody() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("due"), json!([]));
    assert_eq!(book.json("due --all"), json!([]));
    book.run("due").ok().never_says("Ana");
}

#[test]
fn the_wait_runs_from_the_last_touch_or_from_leaving_whichever_is_later() {
    let book = past(&[("Paula", "2026-10-01", "")]);
    assert_eq!(only(&book)["elapsed_days"], 53);
    assert_eq!(only(&book)["last_touch"], Value::Null);
    book.run("log paula --kind visit --at 2026-08-01 -m before").ok();
    assert_eq!(only(&book)["elapsed_days"], 53, "they left after that");
    for (kind, day, elapsed) in [("card", "2026-11-01", 22), ("message", "2026-11-20", 3), ("gift", "2026-11-10", 3)] {
        book.run(&format!("log paula --kind {kind} --at {day}")).ok();
        assert_eq!(only(&book)["elapsed_days"], elapsed, "{kind}");
    }
    assert_eq!(only(&book)["last_touch"], json!({"kind": "message", "date": "2026-11-20"}));
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(only(&book)["elapsed_days"], 22);
}

#[test]
fn an_attempt_neither_resets_the_clock_nor_counts_a_voicemail_does() {
    let book = past(&[("Paula", "2026-06-01", "")]);
    let before = only(&book);
    book.run("log paula --outcome no-answer").ok();
    assert_eq!(only(&book), before);
    assert_eq!(book.json("week")["past_buyers"], 0);
    book.run("log paula --outcome voicemail").ok();
    assert_eq!((&only(&book)["elapsed_days"], &only(&book)["state"]), (&0.into(), &"fresh".into()));
    assert_eq!(only(&book)["suggest"], "card");
}

#[test]
fn the_states_turn_at_three_quarters_at_the_cadence_and_at_a_year() {
    for (left_on, elapsed, state) in [
        ("2026-09-10", 74, "fresh"),
        ("2026-09-09", 75, "soon"),
        ("2026-08-16", 99, "soon"),
        ("2026-08-15", 100, "due"),
        ("2025-11-24", 364, "due"),
        ("2025-11-23", 365, "years"),
    ] {
        let book = past(&[("Paula", left_on, "--every 100d")]);
        let one = only(&book);
        assert_eq!((&one["elapsed_days"], &one["state"]), (&elapsed.into(), &state.into()));
        assert_eq!(due(&book).len(), usize::from(state != "fresh"), "{state}");
    }
    // Three quarters of 10 days are 7.5: the seventh day is fresh, the eighth is not.
    assert_eq!(only(&past(&[("Paula", "2026-11-16", "--every 10d")]))["state"], "fresh");
    assert_eq!(only(&past(&[("Paula", "2026-11-15", "--every 10d")]))["state"], "soon");
}

#[test]
fn years_come_first_then_the_longest_wait_against_the_cadence_then_the_undated() {
    let book = past(&[
        ("Soon", "2026-09-05", ""),
        ("Fresh", "2026-11-20", ""),
        ("Long", "2025-01-01", "--every 24m"),
        ("Twice", "2026-11-03", "--every 10d"),
        ("Once", "2026-08-25", ""),
        ("Longer", "2024-01-01", ""),
    ]);
    book.run("add Unknown --past --every 1d").ok();
    assert_eq!(due(&book), ["Longer", "Long", "Twice", "Once", "Soon", "Unknown"]);
    assert_eq!(names(&book.json("due --all"), "/customer/name")[5..], ["Fresh", "Unknown"]);
    let unknown = &book.json("due")[5];
    assert_eq!((&unknown["elapsed_days"], &unknown["state"]), (&Value::Null, &"due".into()));
}

#[test]
fn waits_are_compared_as_exact_fractions_and_ties_go_by_name() {
    // 89 of 90 is more than 88 of 89, by one part in 8010; 30 of 90 is exactly 10 of 30.
    let book = past(&[
        ("Less", "2026-08-27", "--every 89d"),
        ("More", "2026-08-26", "--every 90d"),
        ("Zoe", "2026-10-24", "--every 90d"),
        ("Ann", "2026-11-13", "--every 30d"),
        ("Mia", "2026-10-24", "--every 90d"),
    ]);
    assert_eq!(names(&book.json("due --all"), "/customer/name"), ["More", "Less", "Ann", "Mia", "Zoe"]);
}

#[test]
fn a_cadence_of_months_is_one_of_the_calendar() {
    let book = past(&[("Paula", "2026-08-31", "--every 6m")]);
    assert_eq!(only(&book)["cadence_days"], 181);
    assert_eq!(only(book.at("2027-02-27T10:00:00Z"))["state"], "soon");
    assert_eq!(only(book.at("2027-02-28T10:00:00Z"))["state"], "due");
    book.run("edit paula --every 12w").ok();
    assert_eq!(only(&book)["cadence_days"], 84);
    book.run("edit paula --every ''").ok();
    assert_eq!(only(&book)["cadence_days"], 90);
}

#[test]
fn the_own_cadence_comes_before_the_reasons_and_that_before_the_default() {
    let config =
        "[past_buyers]\ncadence = \"5w\"\n[past_buyers.cadence_by_reason]\nprice = \"6m\"\nsolved = \"200d\"\n";
    let book = past(&[
        ("Own", "2026-05-23", "--every 10d --left-because price"),
        ("Price", "2026-05-23", "--left-because price"),
        ("Solved", "2026-05-23", "--left-because solved"),
        ("Other", "2026-05-23", "--left-because other"),
        ("None", "2026-05-23", ""),
    ]);
    let all = with_config(&book, "due --all", config);
    let cadences: Vec<(String, i64)> = names(&all, "/customer/name")
        .into_iter()
        .zip(all.as_array().expect("a list").iter().map(|d| d["cadence_days"].as_i64().expect("days")))
        .collect();
    let expected = [("Own", 10), ("None", 35), ("Other", 35), ("Price", 184), ("Solved", 200)];
    assert_eq!(cadences, expected.map(|(name, days)| (name.to_string(), days)));
}

#[test]
fn a_long_list_does_not_shout() {
    let book = Book::new();
    let mut rows = String::from("Name,Left on\n");
    for n in 10..40 {
        writeln!(rows, "Buyer {n},2026-03-{:02}", n - 9).expect("text");
    }
    book.write("old.csv", rows);
    book.run("import old.csv --past").ok();
    let text = book.run("due").ok().says("Buyer 10").says("Buyer 14").never_says("Buyer 15").says("25 others");
    assert_eq!(text.out.matches("Buyer").count(), 5);
    assert_eq!(due(&book).len(), 30);
    assert_eq!(book.run("due --all").ok().out.matches("Buyer").count(), 30);
    let config = book.write("config.toml", "[past_buyers]\na_week = 2\n");
    let two = book.go("due").arg("--config").arg(config).run().ok().out;
    assert_eq!(two.matches("Buyer").count(), 2, "{two}");
    assert_eq!(book.json("today")["waiting"]["past_buyers_due"], 30);
}

// Bug 2.
#[test]
fn a_handful_is_for_the_week_not_for_each_look_at_the_list() {
    let book = Book::new();
    for n in 10..20 {
        book.run(&format!("add Buyer{n} --past --left-on 2026-03-{n}")).ok();
    }
    for n in 10..15 {
        book.run(&format!("log buyer{n} --kind card")).ok();
    }
    // Five a week were brought up and have heard: the others can wait until next Monday.
    let out = book.run("due").ok().out;
    assert_eq!(out.matches("Buyer").count(), 0, "{out}");
    let next_week = book.at("2026-11-30T10:00:00Z").run("due").ok().out;
    assert_eq!(next_week.matches("Buyer").count(), 5, "{next_week}");
}

#[test]
fn the_way_to_be_in_touch_varies() {
    let book = past(&[("Paula", "2026-01-05", "")]);
    let mut ways = Vec::new();
    for day in 1..=12 {
        let way = text(&only(&book)["suggest"]).to_string();
        book.run(&format!("log paula --kind {way} --at 2026-11-{day:02} -m x")).ok();
        ways.push(way);
    }
    assert_eq!(ways[..5], ["call", "card", "visit", "gift", "message"]);
    assert_eq!(ways[5..10], ways[..5], "the one used longest ago comes next");
}

#[test]
fn the_way_used_last_is_not_suggested_where_there_is_another() {
    let book = past(&[("Paula", "2026-01-05", "")]);
    book.run("log paula --kind gift --at 2026-03-01").ok();
    book.run("log paula --kind card --at 2026-02-01").ok();
    let suggest = |ways: &str| {
        let config = format!("[past_buyers]\nways = {ways}\n");
        with_config(&book, "due --all", &config)[0]["suggest"].clone()
    };
    assert_eq!(suggest("[\"gift\", \"card\"]"), "card");
    assert_eq!(suggest("[\"gift\"]"), "gift");
    assert_eq!(suggest("[\"card\", \"gift\", \"message\", \"visit\"]"), "message");
}

#[test]
fn nobody_is_to_be_called_who_does_not_want_it() {
    let book = past(&[("Paula", "2026-01-05", "--do-not-call")]);
    assert_eq!(only(&book)["suggest"], "card");
    let config = "[past_buyers]\nways = [\"call\", \"gift\"]\n";
    book.run("log paula --kind gift").ok();
    assert_eq!(with_config(&book, "due --all", config)[0]["suggest"], "gift");
    assert_eq!(with_config(&book, "due --all", "[past_buyers]\nways = [\"call\"]\n")[0]["suggest"], Value::Null);
    let path = book.path("config.toml");
    book.go("due --all").arg("--config").arg(path).run().ok().says("Paula");
}

#[test]
fn a_touch_with_a_past_buyer_is_for_keeping_in_touch() {
    let book = past(&[("Paula", "2026-01-05", "")]);
    assert_eq!(book.json("log paula --kind card")["touch"]["occasion"], "keep-in-touch");
}

#[test]
fn a_customer_leaves_in_one_act_with_date_and_reason() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let gone = book.json("edit ana --past --left-on 2026-10-05 --left-because consolidated");
    assert_eq!((&gone["standing"], &gone["left_on"]), (&"past".into(), &"2026-10-05".into()));
    assert_eq!(gone["left_because"], "consolidated");
    assert_eq!(names(&book.json("due --all"), "/customer/name"), ["Ana"]);
    assert_eq!(names(&book.json("list --past"), "/name"), ["Ana"]);
    book.run("show ana").ok().says("head office consolidated");
    book.run("undo").ok();
    assert_eq!(book.json("due --all"), json!([]));
    let back = book.json("show ana");
    assert_eq!((&back["standing"], &back["left_on"]), (&"active".into(), &Value::Null));
    assert_eq!(book.run("export json").json()["standing_change"], json!([]));
}

#[test]
fn whoever_leaves_without_a_date_leaves_today() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --past").ok();
    assert_eq!((&only(&book)["elapsed_days"], &only(&book)["state"]), (&0.into(), &"fresh".into()));
    assert_eq!(book.json("show ana")["left_on"], "2026-11-23");
}

#[test]
fn a_past_buyer_with_no_date_of_leaving_is_due_and_told_apart() {
    let book = Book::new();
    book.run("add Paula --past").ok();
    let one = only(&book);
    assert_eq!((&one["elapsed_days"], &one["state"]), (&Value::Null, &"due".into()));
    assert_eq!((&one["cadence_days"], &one["last_touch"]), (&90.into(), &Value::Null));
    book.run("due").ok().says("Paula");
    book.run("log paula --outcome no-answer").ok();
    assert_eq!(only(&book)["elapsed_days"], Value::Null);
    book.run("log paula --kind card --at 2026-11-20").ok();
    assert_eq!(only(&book)["elapsed_days"], 3);
    book.run("edit paula --active").ok().says("Paula is back");
}

#[test]
fn winning_one_back_is_worth_a_line() {
    let book = past(&[("Paula", "2026-09-21", "--left-because price")]);
    let said = book.run("edit paula --active").ok().says("Paula is back").says("9 weeks").out;
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!said.contains('!'), "{said}");
    let back = book.json("show paula");
    assert_eq!((&back["standing"], &back["left_on"]), (&"active".into(), &Value::Null));
    assert_eq!(back["left_because"], Value::Null);
    assert_eq!(book.json("due --all"), json!([]));
    assert_eq!(book.json("week")["won_back"], json!(["Paula"]));
    book.run("undo").ok();
    assert_eq!(only(&book)["customer"]["name"], "Paula");
    assert_eq!(book.json("show paula")["left_because"], "price");
    assert_eq!(book.json("week")["won_back"], json!([]));
}

/// A customer's standing over time, as the export has it.
fn history(book: &Book) -> Vec<(Value, Value, Value)> {
    let all = book.run("export json").json();
    let rows = all["standing_change"].as_array().expect("rows");
    rows.iter().map(|r| (r["standing"].clone(), r["day"].clone(), r["because"].clone())).collect()
}

#[test]
fn the_history_of_leaving_and_coming_back_is_kept() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-09-10T10:00:00Z").run("edit ana --past --left-because price --left-on 2026-09-09").ok();
    book.at("2026-10-10T10:00:00Z").run("edit ana --active").ok();
    book.at(MONDAY).run("edit ana --past --left-because solved").ok();
    let step = |standing: &str, day: &str, because: Value| (json!(standing), json!(day), because);
    let expected = [
        step("past", "2026-09-09", "price".into()),
        step("active", "2026-10-10", Value::Null),
        step("past", "2026-11-23", "solved".into()),
    ];
    assert_eq!(history(&book), expected);
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.words(&["import", &book.path("all.json").display().to_string()]).ok();
    assert_eq!(history(&other), expected);
    assert_eq!(other.json("due --all"), book.json("due --all"));
    book.run("edit ana --past").ok();
    assert_eq!(history(&book), expected, "nothing changed");
    book.run("undo").ok();
    assert_eq!(history(&book), expected[..2]);
}

// Bug 9.
#[test]
fn correcting_the_day_of_leaving_is_no_second_leaving() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-20T10:00:00Z").run("edit ana --past").ok();
    book.at("2026-11-21T10:00:00Z").run("edit ana --left-on 2026-11-02 --left-because price").ok();
    assert_eq!(only(&book)["elapsed_days"], 19);
    book.at(MONDAY).run("edit ana --active").ok();
    let standings: Vec<Value> = history(&book).into_iter().map(|h| h.0).collect();
    assert_eq!(standings, ["past", "active"]);
}

#[test]
fn the_archived_are_out_of_sight() {
    let book = past(&[("Paula", "2026-01-05", ""), ("Otto", "2026-01-06", "")]);
    book.run("archive paula").ok();
    assert_eq!(due(&book), ["Otto"]);
    assert_eq!(book.json("today")["waiting"]["past_buyers_due"], 1);
    book.run("undo").ok();
    assert_eq!(due(&book), ["Paula", "Otto"]);
}

#[test]
fn bad_values_are_refused_and_nothing_is_changed() {
    let book = past(&[("Paula", "2026-01-05", "--every 12w")]);
    let before = book.json("show paula");
    for flags in [
        "--every 0d",
        "--every 0m",
        "--every -3d",
        "--every 9y",
        "--every often",
        "--left-on 2027-01-01",
        "--left-on tomorrow",
        "--left-on 2026-02-30",
        "--left-because bored",
    ] {
        book.run(&format!("edit paula {flags}")).fails(2);
        let error = book.run(&format!("edit paula {flags} --json")).fails(2).error();
        assert_eq!(error["kind"], "usage", "{flags}");
    }
    book.run("log paula --kind card --at 2026-11-24").fails(2);
    book.run("log paula --kind card --at tomorrow").fails(2);
    assert_eq!(book.json("show paula"), before);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(1));
    book.run("due --nonsense").fails(2);
    book.run("due paula").fails(2);
}

#[test]
fn a_configuration_that_makes_no_sense_is_refused() {
    let book = past(&[("Paula", "2026-01-05", "")]);
    for config in [
        "[past_buyers]\ncadence = \"0d\"\n",
        "[past_buyers]\ncadence = \"now and then\"\n",
        "[past_buyers]\nways = [\"fax\"]\n",
        "[past_buyers]\na_week = -1\n",
        "[past_buyers.cadence_by_reason]\nprice = \"0m\"\n",
        "[past_buyers.cadence_by_reason]\nweather = \"6m\"\n",
    ] {
        let path = book.write("config.toml", config);
        let ran = book.go("due --json").arg("--config").arg(path).run().fails(2);
        assert_eq!(ran.kind(), "usage", "{config}");
    }
}

#[test]
fn a_referral_becomes_a_customer_who_was_referred() {
    let book = Book::with_favorites(&["Ana", "Anabel", "Ben"]);
    let zoe = book.json("add Zoe --referred-by ben");
    assert_eq!(zoe["referred_by"], book.json("show ben")["id"]);
    book.run("show zoe").ok().says("Ben");
    book.run("edit zoe --referred-by anabel").ok();
    assert_eq!(book.json("show zoe")["referred_by"], book.json("show anabel")["id"]);
    book.run("edit zoe --company Acme").ok();
    assert_eq!(book.json("show zoe")["referred_by"], book.json("show anabel")["id"]);
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(book.json("show zoe")["referred_by"], book.json("show ben")["id"]);
}

#[test]
fn a_referral_by_nobody_or_by_several_adds_nobody() {
    let book = Book::with_favorites(&["Ana", "Andrea", "Ben"]);
    for (line, code, kind) in [
        ("add Zoe --referred-by nobody", 3, "no-match"),
        ("add Zoe --referred-by an", 3, "ambiguous"),
        ("edit ben --referred-by nobody", 3, "no-match"),
        ("edit ben --referred-by ben", 2, "usage"),
    ] {
        let error = book.run(&format!("{line} --json")).fails(code).error();
        assert_eq!(error["kind"], kind, "{line}");
    }
    assert_eq!(names(&book.json("list"), "/name"), ["Ana", "Andrea", "Ben"]);
    assert_eq!(book.json("show ben")["referred_by"], Value::Null);
}
