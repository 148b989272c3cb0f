//! `add`, `edit`, `show`, `list`, `archive`, `dial`.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names};

const FIELDS: &str = "id name company role phone email city timezone hours favorite standing pleasure profit left_on \
    left_because cadence peak touches_a_year facts do_not_call snoozed_until archived_at added_at updated_at";

#[test]
fn a_name_is_enough() {
    let book = Book::new();
    let ana = book.json("add Ana Ribeiro");
    has_keys(&ana, FIELDS);
    assert_eq!(
        (&ana["name"], &ana["favorite"], &ana["standing"]),
        (&"Ana Ribeiro".into(), &false.into(), &"active".into())
    );
    for absent in ["company", "phone", "timezone", "pleasure", "left_on", "cadence", "snoozed_until", "archived_at"] {
        assert_eq!(ana[absent], Value::Null, "{absent}");
    }
    assert!(ana["id"].is_string());
    assert_eq!(ana["added_at"], "2026-11-23T10:00:00+00:00");
}

#[test]
fn everything_that_is_said_is_kept() {
    let book = Book::new();
    book.run(
        "add Ana --company 'Porto Cold Chain' --role Boss --phone '+351 225 550 142' --email ana@porto.example \
         --city Porto --timezone Europe/Lisbon --hours 09:00-12:00 --favorite --pleasure 5 --profit 4 --past \
         --left-on 2026-01-05 --left-because price --every 12w --peak tue,thu --touches-a-year 3 --do-not-call \
         --facts 'Two children'",
    )
    .ok();
    let ana = book.json("show ana");
    for (field, value) in [
        ("company", json!("Porto Cold Chain")),
        ("role", json!("Boss")),
        ("phone", json!("+351225550142")),
        ("email", json!("ana@porto.example")),
        ("city", json!("Porto")),
        ("timezone", json!("Europe/Lisbon")),
        ("hours", json!("09:00-12:00")),
        ("favorite", json!(true)),
        ("pleasure", json!(5)),
        ("profit", json!(4)),
        ("standing", json!("past")),
        ("left_on", json!("2026-01-05")),
        ("left_because", json!("price")),
        ("cadence", json!("12w")),
        ("peak", json!("tue,thu")),
        ("touches_a_year", json!(3)),
        ("do_not_call", json!(true)),
        ("facts", json!("Two children")),
    ] {
        assert_eq!(ana[field], value, "{field}");
    }
}

#[test]
fn what_was_switched_on_can_be_switched_off() {
    let book = Book::new();
    book.run("add Ana --favorite --past --do-not-call").ok();
    let ana = book.json("edit ana --no-favorite --active --may-call");
    has_keys(&ana, FIELDS);
    assert_eq!(
        (&ana["favorite"], &ana["standing"], &ana["do_not_call"]),
        (&false.into(), &"active".into(), &false.into())
    );
}

#[test]
fn wrong_values_are_refused_and_nothing_is_kept() {
    let book = Book::new();
    book.run("add Ana").ok();
    for flags in [
        "--pleasure 6",
        "--pleasure 0",
        "--profit five",
        "--timezone Europe/Atlantis",
        "--hours 25:00-26:00",
        "--hours 12:00-09:00",
        "--left-on '31 February'",
        "--left-on 2026-02-31",
        "--left-because boredom",
        "--every 3x",
        "--every 0d",
        "--peak someday",
        "--touches-a-year 13",
        "--touches-a-year 0",
    ] {
        book.run(&format!("edit ana {flags}")).fails(2);
        book.run(&format!("add Ben {flags}")).fails(2);
    }
    book.run("add ''").fails(2);
    book.run("add '  '").fails(2);
    book.run("add").fails(2);
    book.run("edit ana").fails(2);
    book.run("edit ana --name ''").fails(2);
    assert_eq!(names(&book.json("list"), "/name"), ["Ana"]);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(1));
}

#[test]
fn every_problem_is_named_at_once() {
    let book = Book::new();
    book.run("add Ana --pleasure 6 --timezone Nowhere").fails(2).warns("pleasure").warns("Nowhere");
}

#[test]
fn a_name_of_three_hundred_characters_is_kept_and_shown() {
    let book = Book::new();
    let name = "Ännchen ".repeat(38).trim().to_string();
    book.words(&["add", &name, "--favorite"]).ok();
    assert_eq!(book.json("list")[0]["name"], name.as_str());
    book.run("today").ok();
    book.run("list").ok();
    book.run("show Ännchen").ok();
}

#[test]
fn a_field_of_more_than_64_kib_is_refused() {
    let book = Book::new();
    let long = "x".repeat(64 * 1024 + 1);
    book.words(&["add", "Ana", "--facts", &long]).fails(2).warns("facts");
    book.words(&["add", "Ana", "--facts", &long[1..]]).ok();
}

#[test]
fn a_phone_that_is_none_is_kept_as_typed_and_said() {
    let book = Book::new();
    book.run("add Ana --phone 'ask reception'").ok().warns("ask reception");
    assert_eq!(book.json("show ana")["phone"], "ask reception");
}

#[test]
fn the_configured_region_reads_phone_numbers() {
    let book = Book::new();
    let config = book.write("config.toml", "region = \"US\"\n");
    let ana = book.go("add Ana --phone '(650) 253-0000' --json").arg("--config").arg(config).run().json();
    assert_eq!(ana["phone"], "+16502530000");
}

#[test]
fn show_has_the_touches_remarks_and_wait() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ben -m 'Not hers'").ok();
    book.run("log ana --at 2026-11-01 -m '+ Kind\nNews'").ok();
    book.run("log ana --at 2026-11-10 --outcome voicemail").ok();
    let ana = book.json("show ana");
    has_keys(&ana, FIELDS);
    assert_eq!(ana["wait_days"], 22);
    assert_eq!(names(&ana["touches"], "/outcome"), ["voicemail", "reached"]);
    assert_eq!(names(&ana["remarks"], "/text"), ["Kind", "News"]);
    book.run("show ana").ok().says("Ana").says("Kind").says("News").never_says("Not hers");
}

#[test]
fn the_list_is_by_name_and_leaves_out_the_archived() {
    let book = Book::new();
    for add in ["zoe --company Alpha", "Émile --company Beta --favorite", "Ana --past", "Bo --favorite"] {
        book.run(&format!("add {add}")).ok();
    }
    book.run("archive bo").ok();
    assert_eq!(names(&book.json("list"), "/name"), ["Ana", "Émile", "zoe"]);
    assert_eq!(names(&book.json("list --favorites"), "/name"), ["Émile"]);
    assert_eq!(names(&book.json("list --past"), "/name"), ["Ana"]);
    assert_eq!(names(&book.json("list --archived"), "/name"), ["Bo"]);
    assert_eq!(names(&book.json("list --sort company"), "/name"), ["zoe", "Émile", "Ana"]);
    book.run("list --sort shoe-size").fails(2);
}

#[test]
fn the_list_by_wait_has_the_longest_first() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("log ana --at 2026-11-20 -m x").ok();
    book.run("log cleo --at 2026-11-10 -m x").ok();
    assert_eq!(names(&book.json("list --sort wait"), "/name"), ["Ben", "Cleo", "Ana"]);
}

#[test]
fn archived_and_back() {
    let book = Book::with_favorites(&["Ana"]);
    let ana = book.json("archive ana");
    assert_ne!(ana["archived_at"], Value::Null);
    assert_eq!(book.json("list"), json!([]));
    let ana = book.json("unarchive ana");
    assert_eq!((&ana["archived_at"], &ana["favorite"]), (&Value::Null, &true.into()));
    book.run("unarchive ana").ok();
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(3), "nothing changed, so no step");
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_step() {
    let book = Book::with_favorites(&["Ana"]);
    let before = book.json("show ana");
    book.at("2026-11-24T10:00:00Z").run("edit ana --favorite --name Ana").ok();
    assert_eq!(book.json("show ana")["updated_at"], before["updated_at"]);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(1));
}

#[test]
fn an_emptied_field_is_absent_again() {
    let book = Book::new();
    book.run("add Ana --company Porto --facts x --pleasure 3").ok();
    let ana = book.words(&["edit", "ana", "--company", "", "--facts", "", "--json"]).json();
    assert_eq!((&ana["company"], &ana["facts"], &ana["pleasure"]), (&Value::Null, &Value::Null, &3.into()));
}

#[cfg(unix)]
#[test]
fn dial_starts_the_configured_program_with_digits_alone() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let out = book.path("dialed");
    let config =
        book.write("config.toml", format!("dial = [\"cp\", \"{{number}}\", {:?}]\n", out.display().to_string()));
    book.run("edit ana --phone '+351 225 550 142; rm -rf'").ok();
    book.write("+351225550142", "dialed");
    let dial = |who: &str| book.go(&format!("dial {who}")).arg("--config").arg(&config).run();
    dial("ben").fails(1).warns("phone");
    dial("nobody").fails(3);
    book.run("edit ana --phone '+351 225 550 142'").ok();
    dial("").ok().says("Ana");
    // The dialer is not waited for.
    let seen = (0..400).any(|_| {
        std::thread::yield_now();
        out.exists() || std::process::Command::new("true").status().is_ok_and(|_| out.exists())
    });
    assert!(seen);
}

#[test]
fn a_day_of_another_year_is_confirmed_with_its_year() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-23T10:00:00Z");
    book.run("snooze ana 'in a year'").ok().says("Ana is out of the rotation until Tue 23 Nov 2027.");
    book.run("show ana").ok().says("until Tue 23 Nov 2027");
    book.run("snooze ana 'in 2 weeks'").ok().says("until Mon 7 Dec.");
    book.run("away 2026-12-24 2027-01-02").ok().says("Away Thu 24 Dec to Sat 2 Jan 2027.");
    book.run("away --remove 2026-12-24").ok().says("You are not away from Thu 24 Dec any more.");
    book.run("away 2027-05-03").ok().says("Away Mon 3 May 2027.");
    book.run("edit ana --peak tue,fri").ok();
    book.run("visits accept ana 2027-01-05").ok().says("You visit Ana on Tue 5 Jan 2027.");
    book.run("visits move ana 2027-01-05 2027-01-08").ok().says("The visit to Ana is on Fri 8 Jan 2027.");
    book.run("visits decline ana 2027-01-08").ok().says("No visit to Ana on Fri 8 Jan 2027.");
}

#[test]
fn an_address_of_another_systems_lines_is_kept_with_the_books() {
    let book = Book::with_favorites(&["Ana"]);
    book.words(&["edit", "ana", "--address", "Rua 1\r\n4000 Porto\r\n", "--facts", "One\rTwo"]).ok();
    let shown = book.json("show ana");
    assert_eq!((&shown["address"], &shown["facts"]), (&"Rua 1\n4000 Porto".into(), &"One\nTwo".into()));
}

#[test]
fn words_may_begin_with_a_hyphen() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.words(&["edit", "ana", "--facts", "- likes tea\n- two children", "--address", "- Rua 1"]).ok();
    let shown = book.json("show ana");
    assert_eq!((&shown["facts"], &shown["address"]), (&"- likes tea\n- two children".into(), &"- Rua 1".into()));
    book.words(&["lift", "--after", "lost-deal", "--about", "-50k at Sul"]).ok();
    book.words(&["skip", "--because", "- on vacation"]).ok();
    assert_eq!(book.json("today")["offered_before"][0]["because"], "- on vacation");
}

/// Customers in two cities, past and present, with numbers.
fn spread() -> Book {
    let book = Book::new();
    for line in [
        "add 'Ana Ribeiro' --company 'Porto Cold Chain' --city Porto --phone +351225550142 --favorite",
        "add 'Bo Porto' --company 'Bright Dental' --city 'São Paulo' --phone '+55 11 5555 0142'",
        "add 'Cleo Sá' --company 'Bright Sail' --city 'Porto Alegre' --past --left-on 2026-01-05",
        "add 'Dana Ito' --city Lisbon --past --left-on 2026-11-20 --email dana@bright.example",
    ] {
        book.run(line).ok();
    }
    book
}

#[test]
fn a_list_is_narrowed_by_words_and_keys() {
    let book = spread();
    let listed = |words: &[&str]| {
        let all: Vec<&str> = ["list", "--json"].iter().chain(words).copied().collect();
        names(&book.words(&all).json(), "/name")
    };
    for (words, found) in [
        (vec!["city:porto"], vec!["Ana Ribeiro", "Cleo Sá"]),
        (vec!["porto"], vec!["Ana Ribeiro", "Bo Porto", "Cleo Sá"]),
        (vec!["alegre"], vec!["Cleo Sá"]),
        (vec!["city:sao paulo"], vec!["Bo Porto"]),
        (vec!["city:\"são paulo\""], vec!["Bo Porto"]),
        (vec!["company:bright"], vec!["Bo Porto", "Cleo Sá"]),
        (vec!["bright"], vec!["Bo Porto", "Cleo Sá", "Dana Ito"]),
        (vec!["phone:0142"], vec!["Ana Ribeiro", "Bo Porto"]),
        (vec!["phone:+351 22"], vec!["Ana Ribeiro"]),
        (vec!["phone:\"22 555-01 42\""], vec!["Ana Ribeiro"]),
        (vec!["phone:0035122"], vec!["Ana Ribeiro"]),
        (vec!["tag:vip"], vec![]),
        (vec!["is:favorite"], vec!["Ana Ribeiro"]),
        (vec!["is:past"], vec!["Cleo Sá", "Dana Ito"]),
        (vec!["is:due"], vec!["Cleo Sá"]),
        (vec!["city:porto is:past"], vec!["Cleo Sá"]),
        (vec!["city:porto", "ana"], vec!["Ana Ribeiro"]),
        (vec!["\"ana ribeiro\""], vec!["Ana Ribeiro"]),
        (vec!["\"ribeiro ana\""], vec![]),
        (vec!["\"cold chain"], vec!["Ana Ribeiro"]),
        (vec!["is:active"], vec!["Ana Ribeiro", "Bo Porto"]),
        (vec!["company:bright", "--past"], vec!["Cleo Sá"]),
        (vec!["CITY:PORTO", "is:Past"], vec!["Cleo Sá"]),
        (vec!["--sort", "city"], vec!["Dana Ito", "Ana Ribeiro", "Cleo Sá", "Bo Porto"]),
        (vec!["--sort", "company"], vec!["Bo Porto", "Cleo Sá", "Ana Ribeiro", "Dana Ito"]),
        (vec!["--sort", "company", "city:porto"], vec!["Cleo Sá", "Ana Ribeiro"]),
    ] {
        assert_eq!(listed(&words), found, "{words:?}");
    }
    book.run("list city:porto").ok().says("Ana Ribeiro");
    book.run("archive ana").ok();
    assert_eq!(listed(&["city:porto"]), ["Cleo Sá"]);
    assert_eq!(listed(&["city:porto", "--archived"]), ["Ana Ribeiro"]);
    assert_eq!(listed(&["city:porto is:archived"]), ["Ana Ribeiro"]);
}

#[test]
fn a_filter_that_cannot_be_read_is_an_error() {
    let book = spread();
    for (words, said) in [
        ("tag:", "tag:vip"),
        ("is:rich", "favorite, past, due, active, shared or archived"),
        ("is:favrite", "did you mean is:favorite?"),
        ("town:porto", "town: is not a key; a word alone is found anywhere"),
        ("city:", "city:porto"),
        ("phone:none", "takes digits"),
        ("compny:bright", "company:"),
    ] {
        book.words(&["list", words]).fails(2).warns(said);
        book.words(&["praise", words]).fails(2).warns(said);
    }
}

#[test]
fn a_filter_that_matches_nobody_does_not_say_that_the_book_is_empty() {
    let book = Book::new();
    book.run("list ana").ok().warns("No customers found. goodcall add NAME adds one");
    book.run("add Ana").ok();
    for line in ["list zeppelin", "list is:past", "list --favorites"] {
        book.run(line).ok().warns("Nobody matches. goodcall list shows everybody.");
    }
    book.run("list name:ana").fails(2).warns("name: is not a key; a word alone is found anywhere");
}
