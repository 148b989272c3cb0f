//! Every field of a customer, on every surface. Nothing here names a field to be walked: the table does.

use goodcall::domain::customer::{CustomerField, Flag, Kind, Merge, ReachKind, Reimport};
use serde_json::Value;

use crate::support::Book;

/// What `add` and `edit` are given to write every field's example.
fn flags() -> Vec<String> {
    let mut words = Vec::new();
    for spec in CustomerField::ALL.iter().map(|f| f.spec()) {
        match &spec.flag {
            Flag::Own => {}
            Flag::Takes(name, ..) | Flag::Chooses(name, _) => {
                words.extend([format!("--{name}"), spec.example.to_string()]);
            }
            Flag::Lists(flags) => {
                for one in spec.example.split(", ") {
                    words.extend([format!("--{}", flags.add.0), one.to_string()]);
                }
            }
            Flag::Switches(switches) => {
                let switch =
                    switches.iter().find(|s| s.word == spec.example).expect("a switch that writes the example");
                words.push(format!("--{}", switch.name));
            }
        }
    }
    words
}

fn run(book: &Book, command: &[&str], flags: &[String]) {
    let words: Vec<&str> = command.iter().copied().chain(flags.iter().map(String::as_str)).collect();
    book.words(&words).ok();
}

/// A book in which one customer has every field's example.
fn filled() -> Book {
    let book = Book::new();
    run(&book, &["add", CustomerField::Name.spec().example], &flags());
    book
}

/// A value of JSON as the text that sets the field.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Array(several) => several.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn has_every_example(customer: &Value, but: &[CustomerField]) {
    for field in CustomerField::ALL.iter().filter(|f| !but.contains(f)) {
        assert!(customer.get(field.key()).is_some(), "{} is not in JSON", field.key());
        assert_eq!(text(&customer[field.key()]), field.spec().example, "{}", field.key());
    }
}

#[test]
fn every_field_is_added_by_a_flag_and_shown() {
    let book = filled();
    has_every_example(&book.json("show ana"), &[]);
    has_every_example(&book.json("list")[0], &[]);
    let shown = book.run("show ana").ok().out;
    for (field, spec) in CustomerField::ALL.iter().map(|f| (*f, f.spec())).filter(|(_, s)| s.shown.is_some()) {
        let label = spec.shown.expect("a label");
        assert!(shown.lines().any(|line| line.trim_start().starts_with(label)), "no {label} in\n{shown}");
        if matches!(spec.kind, Kind::Text | Kind::Reach(ReachKind::Email) | Kind::Lines | Kind::Parsed) {
            for line in goodcall::present::customers::typed(field, spec.example.to_string()).lines() {
                assert!(shown.contains(line), "no {line} in\n{shown}");
            }
        }
    }
}

#[test]
fn days_and_spans_are_shown_in_words_and_stay_as_typed_in_json() {
    let book = Book::new();
    book.run("add Ana --peak tue,fri --birthday 04-12 --past --every 6w").ok();
    let shown = book.run("show ana").ok().says("Peak days  Tue and Fri\n").says("Birthday   12 April\n");
    shown.says("Every      6 weeks\n").never_says("tue,fri").never_says("04-12");
    let json = book.json("show ana");
    assert_eq!(
        (&json["peak"], &json["birthday"], &json["cadence"]),
        (&"tue,fri".into(), &"04-12".into(), &"6w".into())
    );
}

#[test]
fn every_field_is_edited_and_undone() {
    let book = Book::new();
    book.run("add Ben").ok();
    let before = book.json("show ben");
    let name = ["edit", "ben", "--name", CustomerField::Name.spec().example];
    run(&book, &name, &flags());
    has_every_example(&book.json("show ana"), &[]);
    book.run("undo").ok();
    let after = book.json("show ben");
    for field in CustomerField::ALL {
        assert_eq!(after[field.key()], before[field.key()], "{}", field.key());
    }
}

#[test]
fn every_field_is_imported_from_a_column_of_its_name() {
    let keys: Vec<&str> = CustomerField::ALL.iter().map(|f| f.key()).collect();
    let cells: Vec<String> = CustomerField::ALL.iter().map(|f| format!("\"{}\"", f.spec().example)).collect();
    let book = Book::new();
    book.write("people.csv", format!("{}\n{}\n", keys.join(","), cells.join(",")));
    let imported = book.json("import people.csv");
    for key in &keys {
        assert_eq!(imported["columns"][key], *key);
    }
    has_every_example(&book.json("show ana"), &[]);
    let again = book.json("import people.csv");
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&0.into(), &0.into(), &1.into()));
}

#[test]
fn a_file_changes_only_the_fields_that_are_its_own() {
    let keys: Vec<&str> = CustomerField::ALL.iter().map(|f| f.key()).collect();
    let book = Book::new();
    let name = CustomerField::Name.spec().example;
    book.write("people.csv", format!("name\n{name}\n"));
    book.run("import people.csv").ok();
    // The name and the company tell who somebody is: they stay as they were.
    let own = [CustomerField::Company];
    let cells = CustomerField::ALL
        .iter()
        .map(|f| if own.contains(f) { String::new() } else { format!("\"{}\"", f.spec().example) });
    book.write("people.csv", format!("{}\n{}\n", keys.join(","), cells.collect::<Vec<_>>().join(",")));
    assert_eq!(book.json("import people.csv")["updated"], 1);
    let ana = book.json("show ana");
    for field in CustomerField::ALL.iter().filter(|f| !own.contains(f)) {
        let arrived = text(&ana[field.key()]) == field.spec().example;
        assert_eq!(arrived, field.spec().reimport != Reimport::Leaves, "{}", field.key());
    }
}

#[test]
fn every_field_goes_out_as_json_and_comes_back() {
    let (book, other) = (filled(), Book::new());
    let out = book.run("export json").ok().out;
    other.write("book.json", out);
    other.run("import book.json").ok();
    let (before, after) = (book.json("show ana"), other.json("show ana"));
    has_every_example(&after, &[]);
    assert_eq!(before["phone_shown"], after["phone_shown"]);
}

#[test]
fn every_field_survives_a_merge() {
    let book = filled();
    book.run("add 'Ana R'").ok();
    let ids = ["list"].map(|list| book.json(list));
    let id = |name: &str| {
        let found = ids[0].as_array().expect("a list").iter().find(|c| c["name"] == name).expect("a customer");
        found["id"].as_str().expect("an id").to_string()
    };
    book.words(&["merge", &id("Ana Ribeiro"), &id("Ana R")]).ok();
    let kept = book.json("show ana");
    let facts = text(&kept["facts"]);
    for field in CustomerField::ALL {
        let (value, example) = (text(&kept[field.key()]), field.spec().example);
        match field.spec().merge {
            Merge::Keep(what) if *field == CustomerField::Name => {
                assert!(facts.contains(&format!("also: {what} {example}")));
            }
            Merge::Keep(_) | Merge::Either | Merge::United | Merge::All(_) => {
                assert_eq!(value, example, "{}", field.key());
            }
            Merge::Both => assert!(value.contains(example), "{value}"),
            Merge::Standing | Merge::KeepOfPast(_) => assert!(facts.contains("a past buyer who left on 2025-03-12")),
        }
    }
}

#[test]
fn no_field_outlives_the_person() {
    let book = filled();
    book.words(&["forget", "ana", "--yes"]).ok();
    let out = book.run("export json").ok().out;
    for spec in CustomerField::ALL
        .iter()
        .map(|f| f.spec())
        .filter(|s| matches!(s.kind, Kind::Text | Kind::Reach(_) | Kind::Lines))
    {
        for line in spec.example.lines() {
            assert!(!out.contains(line), "{line} outlived them");
        }
    }
}

#[test]
fn an_address_that_differs_is_noted_when_records_are_merged() {
    let book = Book::new();
    book.words(&["add", "Ana", "--address", "Rua 1\n4000 Porto"]).ok();
    book.words(&["add", "Ana R", "--address", "Rua 2\n4700 Braga"]).ok();
    book.words(&["merge", "Ana R", "Ana"]).ends(0);
    let ana = &book.json("list")[0];
    assert_eq!(
        (text(&ana["address"]), text(&ana["facts"])),
        ("Rua 1\n4000 Porto".into(), "also: name Ana R\nalso: address Rua 2, 4700 Braga".into())
    );
}

#[test]
fn an_address_of_more_than_64_kib_is_refused() {
    let book = Book::new();
    book.words(&["add", "Ana", "--address", &"x".repeat(64 * 1024 + 1)]).fails(2).warns("address");
}

#[test]
fn a_wrong_field_is_named_by_the_flag_that_was_typed() {
    let book = Book::new();
    book.words(&["add", "Ana"]).ok();
    let named = |flag: &str, text: &str| {
        let flag_typed = format!("--{flag}");
        for command in [["edit", "ana"], ["add", "Ben"]] {
            let said = book.words(&[command[0], command[1], &flag_typed, text]).fails(2).err;
            assert!(said.starts_with(&format!("goodcall: {flag}: ")), "{command:?} {flag_typed}: {said}");
        }
    };
    let mut wrong = 0;
    for spec in CustomerField::ALL.iter().map(|f| f.spec()) {
        let Flag::Takes(flag, ..) = &spec.flag else { continue };
        // No field holds so much; the smaller languages don't know the word either.
        named(flag, &"x".repeat(64 * 1024 + 1));
        if matches!(spec.kind, Kind::Parsed | Kind::Day | Kind::Rating) {
            named(flag, "zz");
            wrong += 1;
        }
    }
    named("tag", " ");
    named("tag", &"x".repeat(301));
    assert!(wrong > 5, "most languages were tried");
    let several = ["edit", "ana", "--every", "zz", "--left-on", "zz", "--touches-a-year", "13"];
    book.words(&several).fails(2).warns("left-on: ").warns("every: \"zz\" is not a cadence").warns("touches-a-year: ");
}
