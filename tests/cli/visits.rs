//! `visits`: which day with whom, what is decided of it, and the progress against the targets.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names, text};

/// A Monday; the quarter that comes next ends on 31 March 2027.
const NOW: &str = "2026-11-02T10:00:00Z";

/// Accounts with the flags that they were added with.
fn accounts(all: &[(&str, &str)]) -> Book {
    let book = Book::new();
    book.at(NOW);
    for (name, flags) in all {
        book.run(&format!("add {name} {flags}")).ok();
    }
    book
}

/// The plan as lines: day, name, and a star where it was accepted.
fn lines(visits: &Value) -> Vec<String> {
    let line = |v: &Value| {
        let star = if v["state"] == "accepted" { "*" } else { "" };
        format!("{} {}{star}", text(&v["date"]), text(&v["customer"]["name"]))
    };
    visits["plan"].as_array().expect("a plan").iter().map(line).collect()
}

fn plan(book: &Book) -> Vec<String> {
    lines(&book.json("visits"))
}

fn configured(book: &Book, config: &str) -> Value {
    let path = book.write("config.toml", config);
    book.go("visits --json").arg("--config").arg(path).run().json()
}

#[test]
fn the_plan_has_these_keys() {
    let book = accounts(&[("Ana", "--peak tue")]);
    let all = book.json("visits");
    has_keys(&all, "days trips later plan targets");
    has_keys(&all["days"][0], "date city state visits");
    has_keys(&all["days"][0]["visits"][0], "customer why state");
    has_keys(&all["plan"][0], "date customer why");
    has_keys(&all["plan"][0]["customer"], "id name");
    assert!(!text(&all["plan"][0]["why"]).is_empty());
    has_keys(&all["targets"], "quarter first_month accounts");
    assert_eq!(all["targets"]["quarter"], json!({"done": 0, "target": 2}));
    assert_eq!(all["targets"]["first_month"], Value::Null);
    has_keys(&all["targets"]["accounts"][0], "customer done target");
    book.run("visits").ok().says("3 Nov").says("Ana").says("0 of 2");
}

#[test]
fn visits_fall_on_peak_days_from_tomorrow_on_at_half_the_even_spacing() {
    // Four a year: half of 365 / 4 days is 45.6. Three Tuesdays are far enough apart, and 2026 has two of them left.
    let book = accounts(&[("Ana", "--peak tue --touches-a-year 4")]);
    // In 2027 she lacks most on the last of them, 4 x 88 / 365.
    let expected = ["2026-11-03 Ana", "2026-12-22 Ana", "2027-03-30 Ana"];
    assert_eq!(plan(&book), expected);
    // On a Tuesday the first is the one in a week.
    assert_eq!(plan(book.at("2026-11-03T10:00:00Z"))[0], "2026-11-10 Ana");
}

#[test]
fn the_last_visit_made_keeps_the_next_one_at_a_distance() {
    let book = accounts(&[("Ana", "--peak tue")]);
    book.run("log ana --kind visit --at 2026-10-20 -m 'In their hall'").ok();
    // 365 / 4 is 91.25: from 20 October that is 20 January, and of the Tuesdays after it the last is worth most.
    assert_eq!(plan(&book), ["2027-03-30 Ana"]);
    assert_eq!(lines(&book.json("visits --until 2027-01-26")), ["2027-01-26 Ana"]);
    assert_eq!(lines(&book.json("visits --until 2027-01-25")), [""; 0]);
    book.run("undo").ok();
    // 14 July and 92 days are 14 October; 3 November is free.
    book.run("log ana --kind visit --at 2026-07-14 -m 'In their hall'").ok();
    assert_eq!(plan(&book), ["2026-11-03 Ana", "2027-03-30 Ana"]);
    book.run("log ana --kind visit --at 2026-01-06 -m 'In their hall'").ok();
    assert_eq!(plan(&book), ["2027-03-30 Ana"], "two are what the year should have");
}

#[test]
fn peak_days_may_be_days_of_the_month_or_both_in_some_months() {
    let until = |peak: &str| {
        let book = accounts(&[("Ana", &format!("--peak '{peak}' --touches-a-year 12"))]);
        lines(&book.json("visits --until 2027-02-28"))
    };
    // Nobody works on the last of December; on 31 January 12 x 30 / 365 is less than the visit of February.
    assert_eq!(until("15,last"), ["2026-11-15 Ana", "2026-12-15 Ana", "2027-02-28 Ana"]);
    assert_eq!(until("mon and last"), ["2026-11-30 Ana"]);
    // Christmas is a Friday; 12 x 28 / 365 of the new year is less than a visit.
    assert_eq!(until("fri dec-jan"), ["2026-12-04 Ana", "2027-01-29 Ana"]);
}

#[test]
fn only_active_customers_with_peak_days_are_visited() {
    let book = accounts(&[("Ana", "--peak tue"), ("Ben", ""), ("Cleo", "--peak tue"), ("Dora", "--peak tue")]);
    book.run("edit cleo --past").ok();
    book.run("archive dora").ok();
    assert_eq!(plan(&book), ["2026-11-03 Ana", "2027-03-30 Ana"]);
    assert_eq!(names(&book.json("visits")["targets"]["accounts"], "/customer/name"), ["Ana"]);
    book.run("unarchive dora").ok();
    // Without a city they are in two; 90 / 4 / 2 days lie between field days.
    assert_eq!(plan(&book)[1], "2026-11-17 Dora");
}

#[test]
fn who_lacks_most_comes_first_and_ties_go_by_city() {
    let cities = [("Zoe", "--peak tue --city Faro"), ("Ana", "--peak tue --city Porto")];
    let book = accounts(&cities);
    assert_eq!(plan(&book)[..2], ["2026-11-03 Zoe", "2026-11-17 Ana"]);
    book.run("log zoe --kind visit --at 2026-02-03 -m 'In their hall'").ok();
    assert_eq!(plan(&book)[..2], ["2026-11-03 Ana", "2026-11-17 Zoe"]);
    // Two of a target of five lack more than none of two: 4.2 - 2 against 1.7.
    book.run("edit zoe --touches-a-year 5").ok();
    book.run("log zoe --kind visit --at 2026-05-05 -m 'Again'").ok();
    assert_eq!(plan(&book)[..2], ["2026-11-03 Zoe", "2026-11-17 Ana"]);
}

#[test]
fn the_shortfall_is_looked_at_anew_after_each_placement() {
    // Due by 2 November: Ana 10.03 of 12, Zoe 3.3 of 4.
    let book = accounts(&[
        ("Ana", "--peak tue --city Porto --touches-a-year 12"),
        ("Zoe", "--peak tue --city Faro --touches-a-year 4"),
    ]);
    for month in 1..=7 {
        book.run(&format!("log ana --kind visit --at 2026-{month:02}-05 -m x")).ok();
    }
    // 10.03 - 7 is 3.03, less than Zoe's 3.34; once Zoe has one she has 2.34 left, Ana once she has one 2.03, then 1.03.
    // 46 days after the 3rd Zoe's is free again, on the 22nd: that is worth more than Ana's next.
    assert_eq!(plan(&book)[..4], ["2026-11-03 Zoe", "2026-11-17 Ana", "2026-12-08 Ana", "2026-12-22 Zoe"]);
}

#[test]
fn no_date_has_two_cities() {
    for (ana, zoe, together) in [
        ("--city Porto", "--city Porto", true),
        ("--city Porto", "--city PÓRTO", true),
        ("--city Porto", "--city Faro", false),
        ("--city Porto", "", false),
        ("", "", false),
    ] {
        let book = accounts(&[("Ana", &format!("--peak tue {ana}")), ("Zoe", &format!("--peak tue {zoe}"))]);
        // Faro comes before Porto, a city before none.
        let first_two = match (together, zoe.contains("Faro")) {
            (true, _) => ["2026-11-03 Ana", "2026-11-03 Zoe"],
            (false, true) => ["2026-11-03 Zoe", "2026-11-17 Ana"],
            (false, false) => ["2026-11-03 Ana", "2026-11-17 Zoe"],
        };
        assert_eq!(plan(&book)[..2], first_two, "{ana} {zoe}");
        book.run("visits accept ana 2026-11-03").ok();
        let accepted = book.run("visits accept zoe 2026-11-03");
        if together {
            accepted.ok()
        } else {
            accepted.fails(2)
        };
    }
}

#[test]
fn a_proposal_makes_room_for_what_was_accepted() {
    let book = accounts(&[("Ana", "--peak tue --city Porto"), ("Zoe", "--peak tue --city Faro")]);
    book.run("visits accept zoe 2026-11-03").ok();
    assert_eq!(plan(&book)[..2], ["2026-11-03 Zoe*", "2026-11-17 Ana"]);
}

#[test]
fn an_accepted_visit_stays_put() {
    let book = accounts(&[("Ana", "--peak tue,thu")]);
    let accepted = book.json("visits accept ana 2026-11-19");
    assert_eq!((&accepted["date"], &accepted["state"]), (&"2026-11-19".into(), &"accepted".into()));
    assert_eq!(accepted["customer"]["name"], "Ana");
    let expected = ["2026-11-19 Ana*", "2027-03-30 Ana"];
    assert_eq!(plan(&book), expected);
    book.run("edit ana --touches-a-year 1").ok();
    assert_eq!(plan(&book)[0], expected[0]);
    assert_eq!(plan(book.at("2026-11-18T10:00:00Z"))[0], expected[0]);
    // Not made: it is gone, and the year's visit is planned anew.
    assert_eq!(plan(book.at("2026-11-20T10:00:00Z"))[0], "2026-11-24 Ana");
}

#[test]
fn a_visit_that_was_made_leaves_the_plan_and_counts() {
    let book = accounts(&[("Ana", "--peak tue --touches-a-year 1")]);
    book.run("visits accept ana 2026-11-03").ok();
    book.at("2026-11-03T15:00:00Z").run("log ana --kind visit -m 'In their hall'").ok();
    let all = book.json("visits");
    assert!(lines(&all).iter().all(|l| !l.starts_with("2026")), "{all}");
    assert_eq!(all["targets"]["accounts"][0]["done"], 1);
    assert_eq!(all["targets"]["quarter"]["done"], 1);
}

#[test]
fn accepting_is_refused_where_it_makes_no_sense() {
    let book = accounts(&[("Ana", "--peak tue"), ("Ben", ""), ("Cleo", "--peak tue"), ("Anabel", "--peak tue")]);
    book.run("edit cleo --past").ok();
    book.run("away 2026-11-17").ok();
    let before = (book.json("visits"), book.json("undo --list"));
    for (line, code, kind) in [
        ("accept ana 2026-11-04", 2, "usage"),
        ("accept ana 2026-10-27", 2, "usage"),
        ("accept ana 2026-11-17", 2, "usage"),
        ("accept ana 2026-02-30", 2, "usage"),
        ("accept ana someday", 2, "usage"),
        ("accept ana", 2, "usage"),
        ("accept", 2, "usage"),
        ("accept nobody 2026-11-10", 3, "no-match"),
        ("accept an 2026-11-10", 3, "ambiguous"),
        ("accept ben 2026-11-10", 1, "failed"),
        ("accept cleo 2026-11-10", 1, "failed"),
        ("decline ana 2026-11-04", 3, "no-match"),
        ("decline ana 2026-11-10", 3, "no-match"),
        ("decline ben 2026-11-10", 1, "failed"),
        ("move ana 2026-11-10 2026-11-24", 3, "no-match"),
        ("move ana 2026-11-03 2026-11-04", 2, "usage"),
        ("move ana 2026-11-03 2026-11-03", 2, "usage"),
        ("move ana 2026-11-03 2026-10-27", 2, "usage"),
        ("move ana 2026-11-03", 2, "usage"),
    ] {
        let error = book.run(&format!("visits {line} --json")).fails(code).error();
        assert_eq!(error["kind"], kind, "{line}: {error}");
        book.run(&format!("visits {line}")).fails(code);
    }
    assert_eq!((book.json("visits"), book.json("undo --list")), before);
}

#[test]
fn a_visit_moves_to_another_peak_day_and_stays_there() {
    let book = accounts(&[("Ana", "--peak tue,thu")]);
    let before = plan(&book);
    let moved = book.json("visits move ana 2026-11-03 2026-11-12");
    assert_eq!((&moved["date"], &moved["state"]), (&"2026-11-12".into(), &"accepted".into()));
    assert_eq!(plan(&book)[0], "2026-11-12 Ana*");
    book.run("visits move ana 2026-11-12 2026-11-05").ok();
    assert_eq!(plan(&book)[0], "2026-11-05 Ana*");
    assert_eq!(plan(&book).iter().filter(|l| l.starts_with("2026")).count(), 1);
    book.run("undo").ok();
    assert_eq!(plan(&book)[0], "2026-11-12 Ana*");
    book.run("undo").ok();
    assert_eq!(plan(&book), before);
}

#[test]
fn the_days_that_are_suggested_are_days_to_go() {
    let book = accounts(&[("Ana", "--peak thu")]);
    book.run("away 2027-01-07").ok();
    let ana = plan(&book).into_iter().find(|line| line.ends_with("Ana")).expect("a visit to Ana");
    let day = ana.split(' ').next().expect("a day");
    // 24 and 31 December are Thursdays, and on 7 January the user is away.
    let refused = book.run(&format!("visits move ana {day} 2026-12-18")).fails(2).err;
    assert!(refused.contains("the next ones are 2027-01-14, 2027-01-21"), "{refused}");
    for suggested in ["2027-01-14", "2027-01-21"] {
        book.run(&format!("visits move ana {day} {suggested}")).ok();
        book.run("undo").ok();
    }
}

#[test]
fn the_days_that_an_error_names_are_those_of_the_plan() {
    let book = accounts(&[("Bea", "--peak tue,thu --touches-a-year 2")]);
    let days: Vec<String> = plan(&book).iter().map(|line| line.replace(" Bea", "")).collect();
    let refused = book.run("visits move bea 2027-12-03 2027-12-09").fails(3).err;
    assert!(refused.contains(&format!("planned for {}", days.join(", "))), "{refused}");
}

#[test]
fn a_long_name_is_whole_in_the_text() {
    let book = Book::new();
    book.at(NOW);
    book.go("add").arg("Beatriz Vasconcelos-Albuquerque").arg("--peak").arg("tue").run().ok();
    let said = book.run("visits").ok().out;
    assert!(said.contains("Beatriz Vasconcelos-Albuquerque a busy Tuesday"), "{said}");
}

// Bug 5.
#[test]
fn moving_one_visit_onto_another_loses_none() {
    let book = accounts(&[("Ana", "--peak tue --touches-a-year 12")]);
    book.run("visits accept ana 2026-11-10").ok();
    book.run("visits accept ana 2026-12-15").ok();
    let before = plan(&book);
    book.run("visits move ana 2026-11-10 2026-12-15").fails(2);
    assert_eq!(plan(&book), before);
}

#[test]
fn a_declined_day_is_not_proposed_again() {
    let book = accounts(&[("Ana", "--peak tue")]);
    let before = plan(&book);
    let declined =
        book.words(&["visits", "decline", "ana", "2026-11-03", "--because", "stock-taking", "--json"]).json();
    assert_eq!((&declined["date"], &declined["state"]), (&"2026-11-03".into(), &"declined".into()));
    assert_eq!(plan(&book)[0], "2026-11-10 Ana");
    let kept = book.run("export json").json()["planned_visit"][0].clone();
    assert_eq!((&kept["state"], &kept["because"]), (&"declined".into(), &"stock-taking".into()));
    book.run("undo").ok();
    assert_eq!(plan(&book), before);
    book.run("visits accept ana 2026-11-03").ok();
    book.run("visits decline ana 2026-11-03").ok();
    assert_eq!(plan(&book)[0], "2026-11-10 Ana");
    book.run("visits accept ana 2026-11-03").ok();
    assert_eq!(plan(&book)[0], "2026-11-03 Ana*", "a mind may change");
}

#[test]
fn accepting_twice_leaves_one_step() {
    let book = accounts(&[("Ana", "--peak tue")]);
    book.run("visits accept ana 2026-11-03").ok();
    let steps = book.json("undo --list");
    book.run("visits accept ana 2026-11-03").ok();
    assert_eq!(book.json("undo --list"), steps);
    book.run("undo").ok();
    assert_eq!(plan(&book)[0], "2026-11-03 Ana");
}

#[test]
fn nobody_is_visited_on_days_off() {
    let book = accounts(&[("Ana", "--peak tue")]);
    book.run("away 2026-11-01 2026-11-14").ok();
    assert_eq!(plan(&book)[0], "2026-11-17 Ana");
    let config = "away = [\"2026-11-17..2026-11-30\"]\n";
    assert_eq!(lines(&configured(&book, config))[0], "2026-12-01 Ana");
}

#[test]
fn days_are_told_by_the_user_who_is_where_they_are() {
    let book = Book::in_zone("Pacific/Auckland");
    // Monday noon in London is Tuesday in Auckland.
    book.at("2026-11-02T12:00:00Z").run("add Ana --peak tue").ok();
    assert_eq!(plan(&book)[0], "2026-11-10 Ana");
}

#[test]
fn the_horizon_is_the_end_of_next_quarter_or_a_day() {
    let book = accounts(&[("Ana", "--peak tue --touches-a-year 12")]);
    assert!(plan(&book).last().is_some_and(|l| l.as_str() <= "2027-03-31 Ana" && l.as_str() > "2027-03-09"));
    let until = lines(&book.json("visits --until 2026-11-24"));
    assert_eq!(until, ["2026-11-03 Ana", "2026-11-24 Ana"]);
    assert_eq!(lines(&book.json("visits --until 'in 2 weeks'")), ["2026-11-03 Ana"]);
    for wrong in ["yesterday", "today", "2026-01-01", "someday", "2026-02-30", "2126-01-01"] {
        book.run(&format!("visits --until '{wrong}'")).fails(2);
        let error = book.run(&format!("visits --json --until '{wrong}'")).fails(2).error();
        assert_eq!(error["kind"], "usage", "{wrong}");
    }
}

#[test]
fn field_days_are_dates_whoever_was_visited() {
    let book = accounts(&[("Ana", "--peak tue"), ("Ben", ""), ("Paula", "--past")]);
    for (who, day) in [("ana", "2026-10-06"), ("ben", "2026-10-06"), ("paula", "2026-10-01"), ("ben", "2026-09-30")] {
        book.run(&format!("log {who} --kind visit --at {day} -m x")).ok();
    }
    book.run("log ana --at 2026-10-20 -m 'a call is no visit'").ok();
    let targets = book.json("visits")["targets"].clone();
    assert_eq!(targets["quarter"], json!({"done": 2, "target": 2}));
    let accounts = targets["accounts"].as_array().expect("accounts");
    assert_eq!((accounts.len(), &accounts[0]["done"], &accounts[0]["target"]), (1, &1.into(), &2.into()));
    let more = configured(&book, "[visits]\ntouches_a_year = 3\nfield_days_a_quarter = 6\n");
    assert_eq!(more["targets"]["quarter"], json!({"done": 2, "target": 6}));
    assert_eq!(more["targets"]["accounts"][0]["target"], 3);
    let next_year = book.at("2027-01-01T10:00:00Z").json("visits")["targets"].clone();
    assert_eq!((&next_year["quarter"]["done"], &next_year["accounts"][0]["done"]), (&0.into(), &0.into()));
}

#[test]
fn the_first_month_counts_from_the_day_of_hiring_and_ends() {
    let book = accounts(&[("Ana", "--peak tue"), ("Ben", "")]);
    let config = "[visits]\nhired_on = \"2026-10-31\"\nfield_days_first_month = 7\n";
    for (who, day) in [("ana", "2026-10-30"), ("ana", "2026-10-31"), ("ben", "2026-10-31"), ("ben", "2026-11-02")] {
        book.run(&format!("log {who} --kind visit --at {day} -m x")).ok();
    }
    assert_eq!(configured(&book, config)["targets"]["first_month"], json!({"done": 2, "target": 7}));
    let path = book.path("config.toml");
    book.go("visits").arg("--config").arg(path).run().ok().says("2 of 7");
    book.at("2026-11-29T10:00:00Z");
    assert_eq!(configured(&book, config)["targets"]["first_month"]["done"], 2);
    book.at("2026-12-01T10:00:00Z");
    assert_eq!(configured(&book, config)["targets"]["first_month"], Value::Null);
}

#[test]
fn a_target_that_cannot_be_met_is_told_and_ends_no_plan() {
    let book = accounts(&[("Ana", "--peak '29 feb' --touches-a-year 12"), ("Ben", "--peak tue")]);
    let all = book.json("visits");
    assert_eq!(lines(&all), ["2026-11-03 Ben", "2027-03-30 Ben"]);
    assert_eq!(names(&all["later"], "/customer/name"), ["Ana"]);
    // 12 x 305 / 365.
    assert!(all["later"][0]["shortfall"].as_f64().is_some_and(|lack| (lack - 10.027).abs() < 0.001), "{all}");
    book.run("visits").ok().says("1 account wants a visit later").says("Ana");
    let leap = lines(&book.json("visits --until 2028-12-31"));
    assert_eq!(leap.iter().filter(|l| l.ends_with("Ana")).collect::<Vec<_>>(), ["2028-02-29 Ana"]);
}

#[test]
fn bad_values_are_refused() {
    let book = accounts(&[("Ana", "--peak tue")]);
    for flags in [
        "--peak '31 feb'",
        "--peak '30,31 feb'",
        "--peak funday",
        "--peak 32",
        "--peak 0",
        "--peak feb",
        "--touches-a-year 0",
        "--touches-a-year 13",
        "--touches-a-year two",
    ] {
        let error = book.run(&format!("edit ana {flags} --json")).fails(2).error();
        assert_eq!(error["kind"], "usage", "{flags}");
    }
    book.run("log ana --kind visit --at 2026-11-03 -m 'not yet'").fails(2);
    assert_eq!(plan(&book)[0], "2026-11-03 Ana");
    for config in [
        "[visits]\ntouches_a_year = 0\n",
        "[visits]\ntouches_a_year = 13\n",
        "[visits]\nfield_days_a_quarter = 0\n",
        "[visits]\nhired_on = \"soon\"\n",
    ] {
        let path = book.write("config.toml", config);
        book.go("visits").arg("--config").arg(path).run().fails(2);
    }
}

#[test]
fn what_was_decided_survives_an_export() {
    let book = accounts(&[("Ana", "--peak tue,thu --city Beja"), ("Zoe", "--peak tue --city Faro")]);
    book.run("visits move ana 2026-11-03 2026-11-12").ok();
    book.run("visits accept zoe 2026-11-17").ok();
    book.run("visits decline zoe 2026-11-17 --because 'too soon'").ok();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.at(NOW).words(&["import", &book.path("all.json").display().to_string()]).ok();
    assert_eq!(other.json("visits"), book.json("visits"));
    let decided = |book: &Book| book.run("export json").json()["planned_visit"].clone();
    assert_eq!(decided(&other), decided(&book));
    other.run("undo").ok();
    assert_eq!(other.json("visits")["plan"], json!([]));
}

#[test]
fn a_day_alone_accepts_all_that_is_proposed_on_it() {
    let book = accounts(&[
        ("Ana", "--peak tue --city Porto"),
        ("Ben", "--peak tue --city Porto"),
        ("Cleo", "--peak wed --city Faro"),
    ]);
    let plan = book.json("visits")["plan"].clone();
    let plan = plan.as_array().expect("a plan");
    let day = crate::support::text(&plan[0]["date"]).to_string();
    let of_day = plan.iter().filter(|v| v["date"] == day.as_str()).count();
    let accepted = book.json(&format!("visits accept {day}"));
    assert_eq!((&accepted["date"], accepted["visits"].as_array().map(Vec::len)), (&day.as_str().into(), Some(of_day)));
    book.run(&format!("visits accept {day}")).fails(3).warns("no visit is proposed on").warns("goodcall visits");
    book.run("visits accept 2026-11-29").fails(3);
    // One step takes all of it back.
    book.run("undo").ok().says("accepted");
    assert_eq!(book.json(&format!("visits accept {day}"))["visits"].as_array().map(Vec::len), Some(of_day));
}

#[test]
fn a_peak_day_may_be_a_weekday_of_the_month() {
    let days = |peak: &str| {
        let book = accounts(&[("Ana", &format!("--peak '{peak}' --touches-a-year 12"))]);
        assert_eq!(book.json("show ana")["peak"], peak, "spelled as it was written");
        let plan = book.json("visits --until 2027-03-31")["plan"].clone();
        plan.as_array()
            .expect("a plan")
            .iter()
            .map(|v| crate::support::text(&v["date"]).to_string())
            .collect::<Vec<_>>()
    };
    let last_fridays = ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26", "2027-03-26"];
    let planned = days("last fri");
    assert!(!planned.is_empty() && planned.iter().all(|day| last_fridays.contains(&day.as_str())), "{planned:?}");
    let first_mondays = ["2026-12-07", "2027-01-04"];
    let planned = days("first mon nov-jan");
    assert!(!planned.is_empty() && planned.iter().all(|day| first_mondays.contains(&day.as_str())), "{planned:?}");
    let book = accounts(&[("Ana", "--peak 'first mon' --touches-a-year 12")]);
    book.run("visits").ok().says("the month's first Monday, when they are busy");
    book.run("edit ana --peak 'sixth mon'").fails(2).warns("peak").warns("first mon");
}

#[test]
fn nobody_is_visited_on_the_feasts() {
    let book = accounts(&[("Ana", "--peak '24,25,26,31 dec'"), ("Ben", "--peak '1 jan'")]);
    let all = book.json("visits --until 2027-12-30");
    assert_eq!((lines(&all).len(), names(&all["later"], "/customer/name").len()), (0, 2));
    book.run("visits accept ana 2026-12-25").fails(2).warns("nobody works on Fri 25 Dec").warns("nothing was changed");
}

#[test]
fn a_field_day_takes_three_accounts_of_a_city_unless_configured() {
    let people: Vec<String> = (1..=5).map(|n| format!("N{n}")).collect();
    let all: Vec<(&str, &str)> = people.iter().map(|name| (name.as_str(), "--peak tue --city Porto")).collect();
    let book = accounts(&all);
    let visits = book.json("visits");
    let day = &visits["days"][0];
    assert_eq!(
        (&day["date"], &day["city"], &day["state"]),
        (&"2026-11-03".into(), &"Porto".into(), &"proposed".into())
    );
    assert_eq!(names(&day["visits"], "/customer/name"), ["N1", "N2", "N3"]);
    assert_eq!(names(&visits["days"][1]["visits"], "/customer/name"), ["N4", "N5"]);
    let visits = configured(&book, "[visits]\nvisits_a_day = 1\n");
    let this_year = names(&visits["days"], "/date").iter().filter(|date| date.starts_with("2026")).count();
    assert_eq!(this_year, 4, "two and two more a quarter");
    // A day accepted in part is proposed; one that is accepted whole is accepted.
    book.run("visits accept n2 2026-11-03").ok();
    let day = book.json("visits")["days"][0].clone();
    assert_eq!(
        (&day["state"], names(&day["visits"], "/customer/name")),
        (&"proposed".into(), vec!["N1".into(), "N2".into(), "N3".into()])
    );
    assert_eq!(names(&day["visits"], "/state"), ["proposed", "accepted", "proposed"]);
    book.run("visits accept 2026-11-03").ok().says("N1 and N3");
    assert_eq!(book.json("visits")["days"][0]["state"], "accepted");
    book.run("visits").ok().says("Porto").says("N2");
}

#[test]
fn other_countries_are_for_trips() {
    let book = accounts(&[
        ("Ana", "--peak tue --city Porto --touches-a-year 1 --phone '+351 225 550 142'"),
        ("Haruka", "--peak tue --city Hakodate --phone '+81 138 22 0142'"),
        ("Kenta", "--peak wed --city Hakodate --address '1-2 Suehiro\nHakodate\nJapan'"),
        ("Zoe", "--peak thu --city Hakodate"),
    ]);
    let at_home = |config: &str| configured(&book, config);
    let visits = at_home("home = \"PT\"\n");
    let trip = &visits["trips"][0];
    assert_eq!(
        (&trip["city"], &trip["from"], &trip["to"]),
        (&"Hakodate".into(), &"2026-11-03".into(), &"2026-11-04".into()),
        "{visits}"
    );
    assert_eq!(names(&trip["days"], "/visits/0/customer/name"), ["Haruka", "Kenta"]);
    assert_eq!(names(&visits["days"], "/city")[..2], ["Hakodate", "Porto"], "an unknown country is home");
    assert_eq!(visits["plan"].as_array().map(Vec::len), Some(lines(&visits).len()));
    // In Japan it is Ana who takes a trip, and nobody goes with her.
    let visits = at_home("region = \"PT\"\nhome = \"jp\"\n");
    assert_eq!(visits["trips"], json!([]), "{visits}");
    assert_eq!(names(&visits["later"], "/customer/name"), ["Ana"]);
    assert_eq!(visits["later"][0]["why"], "when you travel there");
    let path = book.write("config.toml", "home = \"UK\"\n");
    book.go("visits").arg("--config").arg(path).run().fails(2).warns("line 1").warns("GB");
}

#[test]
fn the_card_of_a_day_says_whom_where_and_what_to_look_for() {
    let book = accounts(&[
        (
            "'Ana Ribeiro'",
            "--peak tue --city Porto --company 'Porto Cold Chain' --phone '+351 225 550 142' --address 'Rua das Flores 12'",
        ),
        ("Ben", "--peak tue --city Porto"),
    ]);
    book.run("log ana --at 2026-10-20 -m '+ You saved our launch, @Sally stayed on'").ok();
    book.run("log ana --at 2026-10-27 -m '? Looking at a second site\n= send her the price list by thu'").ok();
    let card = book.run("visits card 2026-11-03").ok();
    let card = card
        .says("Tue 3 Nov, Porto")
        .says("Ana Ribeiro, Porto Cold Chain")
        .says("Rua das Flores 12")
        .says("22 555 0142");
    card.says("Sally").says("You saved our launch").says("Looking at a second site").says("price list").says("Ben");
    let printed = book.run("visits card 2026-11-03").out;
    assert_eq!(printed.matches("Looking at a second site").count(), 1, "said once: {printed}");
    assert!(
        printed.lines().any(|line| line.trim_start_matches(' ') == "Where      Porto"),
        "of Ben the city: {printed}"
    );
    assert!(printed.contains("? Looking at a second site") && printed.contains("Owed       send her"), "{printed}");
    let json = book.json("visits card 2026-11-03");
    assert_eq!((&json["date"], &json["city"]), (&"2026-11-03".into(), &"Porto".into()));
    assert_eq!(names(&json["visits"], "/customer/name"), ["Ana Ribeiro", "Ben"]);
    assert_eq!(json["visits"][0]["thank"]["teammates"], json!(["Sally"]));
    assert_eq!(json["visits"][0]["phone"], "+351225550142");
    book.run("edit ana --do-not-call").ok();
    book.run("visits card 2026-11-03").ok().says("not to be called").never_says("22 555 0142");
    assert_eq!(book.json("visits card 2026-11-03")["visits"][0]["phone"], serde_json::Value::Null);
    book.run("visits accept 2026-11-03").ok();
    book.run("visits card tue").ok().says("Ana Ribeiro");
    for none in ["2026-11-04", "2026-11-01"] {
        book.run(&format!("visits card {none}")).fails(3).warns("no visit is planned");
    }
    book.run("visits card someday").fails(2);
}

#[test]
fn an_accepted_visit_that_was_not_logged_is_asked_about_for_a_week() {
    let book = accounts(&[("Ana", "--peak tue"), ("Bo", "--peak wed")]);
    book.run("visits accept ana 2026-11-03").ok();
    let ana = text(&book.json("visits")["plan"][0]["customer"]["id"]).to_string();
    assert_eq!(book.json("visits")["unlogged_visits"], json!([]));
    book.at("2026-11-03T10:00:00Z");
    assert_eq!(book.json("visits")["unlogged_visits"], json!([]), "the day has not gone by");
    book.at("2026-11-04T10:00:00Z");
    let unlogged = json!([{"customer": {"id": ana, "name": "Ana"}, "date": "2026-11-03"}]);
    assert_eq!(book.json("visits")["unlogged_visits"], unlogged);
    assert_eq!(book.json("today")["unlogged_visits"], unlogged);
    let decline = "goodcall visits decline Ana 2026-11-03";
    for verb in ["visits", "today"] {
        let asked = book.run(verb).ok().says("Did you visit Ana yesterday?\n").never_says(&ana);
        let asked = asked.says("  yes: goodcall log Ana --kind visit --at 2026-11-03\n");
        let asked = asked.says(&format!("  no:  {decline}\n"));
        let mut lines = asked.out.lines().filter(|line| line.contains("goodcall") || line.contains("Did you"));
        assert!(lines.all(|line| line.chars().count() <= 80), "{}", asked.out);
    }
    book.at("2026-11-10T10:00:00Z");
    book.run("visits").ok().says("Did you visit Ana on Tue 3 Nov?");
    book.at("2026-11-11T10:00:00Z");
    assert_eq!(book.json("visits")["unlogged_visits"], json!([]), "after a week nobody asks");
    book.at("2026-11-04T10:00:00Z");
    book.run(decline.trim_start_matches("goodcall ")).ok().says("No visit to Ana on Tue 3 Nov.");
    assert_eq!(book.json("today")["unlogged_visits"], json!([]));
    assert!(plan(&book).iter().any(|line| line.ends_with(" Ana")), "she is in the plan again");
    book.run("undo").ok();
    assert_eq!(book.json("visits")["unlogged_visits"], unlogged);
    // A log of the visit answers, on its day or a day after.
    book.run("log ana --kind visit -m Fine").ok();
    assert_eq!(book.json("visits")["unlogged_visits"], json!([]));
}

#[test]
fn one_who_left_since_can_still_be_answered_for_and_a_visit_with_company_counts() {
    let book = accounts(&[("Ana", "--peak tue"), ("Bo", "--peak tue")]);
    book.run("visits accept ana 2026-11-03").ok();
    book.at("2026-11-04T10:00:00Z");
    book.run("edit ana --past").ok();
    let unlogged = |book: &Book| book.json("visits")["unlogged_visits"].as_array().expect("a list").len();
    assert_eq!(unlogged(&book), 1);
    book.run("visits decline ana 2026-11-03").ok();
    assert_eq!(unlogged(&book), 0);
    book.run("undo").ok();
    book.run("log bo --kind visit --at 2026-11-03 --with ana -m Fine").ok();
    assert_eq!(unlogged(&book), 0);
}

#[test]
fn a_visit_of_a_day_gone_by_is_declined_by_its_weekday_and_another_day_names_it() {
    let book = accounts(&[("Ana Ribeiro", "--peak tue"), ("Ana Costa", "--peak wed")]);
    book.run("visits accept ribeiro 2026-11-03").ok();
    book.at("2026-11-06T10:00:00Z");
    // Two have this first name.
    book.run("visits").ok().says("  no:  goodcall visits decline \"Ana Ribeiro\" 2026-11-03");
    let refused = book.run("visits decline ribeiro 2026-11-02").fails(3);
    refused
        .warns("no visit to Ana Ribeiro was planned for 2026-11-02; nothing was changed")
        .warns("if the one on Tue 3 Nov did not take place: goodcall visits decline \"Ana Ribeiro\" 2026-11-03");
    book.run("visits decline costa 2026-11-02").fails(3).warns("goodcall visits shows the plan");
    book.run("visits decline ribeiro").fails(2).warns("goodcall visits decline ana \"1 dec\"");
    book.run("visits decline ribeiro tue").ok().says("No visit to Ana Ribeiro on Tue 3 Nov.");
    assert_eq!(book.json("visits")["unlogged_visits"], json!([]));
    // Of one that is accepted for the Tuesday to come, the day to come is meant.
    book.run("undo").ok();
    book.run("visits accept ribeiro 2026-11-10").ok();
    book.run("visits decline ribeiro tue").ok().says("No visit to Ana Ribeiro on Tue 10 Nov.");
}
