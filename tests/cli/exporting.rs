//! `export json`, and that file brought back.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Book, names, same_bytes};

/// A book with something of everything.
fn full() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --company 'Porto, \"Cold\" Chain' --phone +351225550142 --facts 'Two\nlines'").ok();
    book.run("add Paula --past --left-on 2025-01-05 --left-because price --every 6m").ok();
    book.run("lift --after lost-deal --about 'The big one' --mood 2").ok();
    book.run("log ben -m '+ Kind, says @Sally\n! Idea\n  in two lines\n? Need\n> Zoe\nNews' --mood-after 4").ok();
    book.run("skip --because 'on holiday'").ok();
    book.run("snooze cleo 'in 2 weeks'").ok();
    book.run("praise --next").ok();
    let praise = book.id("praise");
    book.run(&format!("praise --star {praise}")).ok();
    book.run("archive paula").ok();
    book
}

/// The export as one value, less what differs from run to run.
fn exported(book: &Book) -> Value {
    let mut all = book.run("export json").json();
    all["goodcall"] = Value::Null;
    all
}

#[test]
fn a_book_comes_back_from_its_export_whole() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    let path = book.path("all.json").display().to_string();
    let result = other.words(&["import", &path, "--json"]).json();
    assert_eq!((&result["updated"], &result["rejected"]), (&0.into(), &json!([])));
    assert!(result["added"].as_u64().is_some_and(|n| n > 10), "{result}");
    assert_eq!(exported(&other), exported(&book));
    for line in ["today", "list", "show ben", "praise", "lift", "search kind", "list --archived"] {
        assert_eq!(other.json(line), book.json(line), "{line}");
    }
}

#[test]
fn the_same_file_again_changes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let before = exported(&book);
    let steps = book.json("undo --list");
    let result = book.json("import all.json");
    assert_eq!((&result["added"], &result["updated"]), (&0.into(), &0.into()));
    assert_eq!(exported(&book), before);
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn the_newer_of_two_rows_stays() {
    let book = full();
    book.run("export json -o old.json").ok();
    book.at("2026-11-24T10:00:00Z").run("edit ana --company Newer").ok();
    book.run("import old.json").ok();
    assert_eq!(book.json("show ana")["company"], "Newer");
    book.run("export json -o new.json").ok();
    let other = full();
    let path = |name: &str| book.path(name).display().to_string();
    other.words(&["import", &path("old.json")]).ok();
    other.words(&["import", &path("new.json")]).ok();
    assert!(other.run("list --json").json().to_string().contains("Newer"));
}

#[test]
fn an_import_of_a_book_is_undone_whole() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::with_favorites(&["Zoe"]);
    let before = exported(&other);
    other.words(&["import", &book.path("all.json").display().to_string()]).ok();
    other.run("undo").ok();
    assert_eq!(exported(&other), before);
}

#[test]
fn an_export_never_overwrites_unless_told_to() {
    let book = full();
    let kept = book.write("kept.json", "mine");
    book.run("export json -o kept.json").fails(1).warns("--force");
    same_bytes(&kept, b"mine");
    book.run("export json -o kept.json --force").ok();
    let all: Value = serde_json::from_str(&book.read("kept.json")).expect("JSON");
    assert!(all.is_object());
    book.run("export json -o no/such/folder/x.json").fails(1);
    book.run("export yaml").fails(2);
}

#[test]
fn ids_in_an_export_are_texts() {
    let all = exported(&full());
    assert!(all["customer"][0]["id"].is_string(), "{}", all["customer"][0]);
}

#[test]
fn a_damaged_file_changes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let whole = book.read("all.json");
    let other = Book::new();
    for (name, content) in [
        ("cut.json", &whole[..whole.len() / 2]),
        ("other.json", "{\"name\": \"not ours\"}"),
        ("list.json", "[1, 2]"),
        ("empty.json", ""),
        ("noise.json", "{{{"),
    ] {
        other.write(name, content);
        other.run(&format!("import {name}")).fails(1);
        assert_eq!(other.json("list"), json!([]), "{name}");
    }
    assert_eq!(other.json("undo --list"), json!([]));
}

#[test]
fn rows_that_belong_to_nobody_are_left_out_and_named() {
    let book = full();
    book.run("export json -o all.json").ok();
    let mut all: Value = serde_json::from_str(&book.read("all.json")).expect("JSON");
    all["customer"] = json!([]);
    let other = Book::new();
    other.write("orphans.json", all.to_string());
    let ran = other.run("import orphans.json").ends(5);
    let nobody = "the customer that it belongs to is neither in the file nor in the book";
    assert!(ran.out.contains("orphans.json, line 1: touch 2026-11-23: ") && ran.out.contains(nobody), "{}", ran.out);
    assert_eq!(other.json("praise"), json!([]));
    assert_eq!(other.json("list"), json!([]));
    other.run("doctor").ok();
}

#[test]
fn a_file_with_a_touch_of_nobody_brings_everything_else_in_whatever_order() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --referred-by ana").ok();
    book.run("log ana -m '+ Kind'").ok();
    book.run("log ben -m '! Larger type'").ok();
    let whole = book.run("export json").json();
    let mut file = whole.clone();
    let stray = json!("77");
    let touches = file["touch"].as_array_mut().expect("touches");
    let of_ben = touches.iter().position(|touch| touch["text"] == "! Larger type").expect("his");
    touches[of_ben]["customer"] = stray.clone();
    let ben = file["customer"].as_array_mut().expect("customers").iter_mut().find(|c| c["name"] == "Ben");
    ben.expect("Ben")["referred_by"] = stray;
    let other = Book::new();
    other.write("bad.json", file.to_string());
    let ran = left_out(&other);
    let why = names(&ran["rejected"], "/reason");
    assert_eq!(
        why,
        [
            "touch 2026-11-23: the customer that it belongs to is neither in the file nor in the book",
            "remark: the touch that it belongs to was left out",
        ]
    );
    let noted = names(&ran["noted"], "/reason");
    assert_eq!(noted, ["customer Ben: the customer who pointed to them is neither in the file nor in the book"]);
    assert_eq!(names(&other.json("list"), "/name"), ["Ana", "Ben"]);
    assert_eq!(names(&other.json("praise"), "/text"), ["Kind"]);
    assert_eq!((&other.json("ideas"), &other.json("show ben")["referred_by"]), (&json!([]), &Value::Null));
    other.run("doctor").ok();
    other.run("undo").ok();
    assert_eq!(other.json("list"), json!([]));
    // Tables in any order: what comes first waits for what it belongs to.
    let keys = ["remark", "touch", "customer"].into_iter();
    let others = whole.as_object().expect("tables").keys().map(String::as_str);
    let others = others.filter(|key| !["goodcall", "remark", "touch", "customer"].contains(key));
    let tables = ["goodcall"].into_iter().chain(keys).chain(others).map(|key| format!("\"{key}\": {}", whole[key]));
    let third = Book::new();
    third.write("turned.json", format!("{{{}}}", tables.collect::<Vec<_>>().join(",\n")));
    third.run("import turned.json").ok();
    let strip = |book: &Book| {
        let mut all = book.run("export json").json();
        all.as_object_mut().expect("a book").remove("goodcall");
        all
    };
    assert_eq!(strip(&third), strip(&book));
}

#[test]
fn a_dry_run_of_a_book_writes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::with_favorites(&["Zoe"]);
    let before = fs::read(other.file()).expect("a book");
    let path = book.path("all.json").display().to_string();
    let result = other.words(&["import", &path, "--dry-run", "--json"]).json();
    assert_eq!(result["dry_run"], true);
    assert!(result["added"].as_u64().is_some_and(|n| n > 10), "{result}");
    same_bytes(&other.file(), &before);
}

#[test]
fn an_export_never_replaces_the_book_itself() {
    let book = full();
    let before = fs::read(book.file()).expect("a book");
    book.run("export json -o book.db --force").fails(1).warns("book.db");
    book.run("export json -o ./book.db --force").fails(1);
    same_bytes(&book.file(), &before);
}

#[test]
fn a_row_that_the_book_can_not_hold_is_told_in_plain_words() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Kind'").ok();
    let whole = book.run("export json").json();
    for (table, key, value, code, told) in [
        ("customer", "name", serde_json::Value::Null, 5, "its \"name\" is missing"),
        ("touch", "kind", serde_json::json!("letter"), 5, "one of its values is not one that goodcall knows"),
        ("touch", "customer", serde_json::json!("77"), 5, "is neither in the file nor in the book"),
    ] {
        let mut file = whole.clone();
        (file[table][0]["id"], file[table][0][key]) = ("5".into(), value);
        book.write("bad.json", file.to_string());
        let ran = book.run("import bad.json").ends(code);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(told), "{said}");
        let raw = ["constraint", "CHECK", "NULL", "FOREIGN", "SQL"];
        assert!(!raw.iter().any(|word| said.contains(word)), "{said}");
        assert_eq!(book.run("export json").json(), whole, "{key}: nothing was changed");
    }
}

/// Gives every row of a JSON file a line of its own, as an export does, and returns the line of each row that holds a text.
fn by_lines(file: &Value, marks: &[&str]) -> (String, Vec<usize>) {
    let tables = file.as_object().expect("a book").iter().map(|(name, rows)| match rows {
        Value::Array(rows) => {
            let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
            format!("\"{name}\": [\n{}]", rows.join(",\n"))
        }
        head => format!("\"{name}\": {head}"),
    });
    let whole = format!("{{{}}}\n", tables.collect::<Vec<_>>().join(",\n"));
    let line = |mark: &&str| 1 + whole.lines().position(|line| line.contains(mark)).expect("the row");
    let lines = marks.iter().map(line).collect();
    (whole, lines)
}

/// Imports a file of which rows are left out.
fn left_out(book: &Book) -> Value {
    serde_json::from_str(&book.run("import bad.json --json").ends(5).out).expect("JSON")
}

#[test]
fn a_file_brings_only_what_flags_take_and_the_rest_of_it() {
    let book = Book::with_favorites(&["Ana", "Ben", "Caio"]);
    book.run("edit ana --tag vip --tag fair --birthday 1980-04-12 --peak fri --phone '+351 22 555 0142'").ok();
    book.run("edit ben --birthday 1990-05-13").ok();
    book.run("log ana -m '+ Kind' --minutes 20").ok();
    book.run("log ben -m '+ Kinder'").ok();
    book.run("visits accept ana 2026-12-04").ok();
    book.run("away 2027-01-04 2027-01-08").ok();
    let mut file = book.run("export json").json();
    let row = |file: &Value, table: &str, key: &str, value: &str| {
        let rows = file[table].as_array().expect("rows");
        rows.iter().position(|row| row[key] == value).expect("the row")
    };
    let (vip, fair) = (row(&file, "tag", "tag", "vip"), row(&file, "tag", "tag", "fair"));
    file["tag"][vip]["tag"] = " \t".into();
    file["tag"][fair]["tag"] = "fa\0ir".into();
    let (ana, ben) = (row(&file, "customer", "name", "Ana"), row(&file, "customer", "name", "Ben"));
    file["customer"][ana]["peak"] = "blah".into();
    file["customer"][ana]["pleasure"] = 9.into();
    file["customer"][ben]["name"] = "".into();
    let ana_id = file["customer"][ana]["id"].clone();
    let born = row(&file, "anniversary", "customer", ana_id.as_str().expect("an id"));
    file["anniversary"][born]["year"] = 1604.into();
    file["planned_visit"][0]["day"] = "2026-12-25".into();
    file["away"][0]["last_day"] = "2037-01-08".into();
    let hers = row(&file, "touch", "customer", ana_id.as_str().expect("an id"));
    file["touch"][hers]["mood_after"] = 12.into();
    let (whole, lines) = by_lines(&file, &["\" \\t\"", "2026-12-25", "2037-01-08", "\"blah\"", "1604"]);
    let other = Book::new();
    other.write("bad.json", whole);
    let ran = left_out(&other);
    let said = |what: &str, at: usize, line: Option<usize>, reason: &str| {
        let note = &ran[what][at];
        assert!(note["reason"].as_str().is_some_and(|said| said.contains(reason)), "{what} {at}: {note}");
        if let Some(line) = line {
            assert_eq!(note["line"], line, "{note}");
        }
    };
    let rejected: Vec<String> = names(&ran["rejected"], "/reason");
    assert!(rejected.iter().any(|why| why.contains("a customer needs a name")));
    for (line, why) in [
        (lines[0], "tag: a tag needs at least one letter or sign"),
        (lines[1], "nobody works on 25 December 2026"),
        (lines[2], "a time away is at most a year"),
    ] {
        let found = ran["rejected"].as_array().expect("rows").iter().find(|row| row["line"] == line).expect("the line");
        assert!(found["reason"].as_str().is_some_and(|said| said.contains(why)), "{found}");
    }
    said("noted", 0, Some(lines[3]), "customer Ana: the pleasure \"9\" can't be read; it is kept among the facts");
    said("noted", 1, Some(lines[3]), "customer Ana: the peak days \"blah\" can't be read; it is kept among the facts");
    said("noted", 2, None, "mood after \"12\" is not from 1 to 5: left out");
    said("noted", 3, Some(lines[4]), "nobody alive was born in 1604");
    said("noted", 4, None, "holds a NUL: taken out");
    assert_eq!(ran["touches"], 1, "what Ben said went with him");
    let ana = other.json("show ana");
    assert_eq!((&ana["tags"], &ana["birthday"]), (&json!(["fair"]), &json!("04-12")));
    assert_eq!((&ana["pleasure"], &ana["peak"]), (&Value::Null, &Value::Null));
    assert_eq!((&ana["facts"], &ana["phone"]), (&json!("Pleasure: 9\nPeak days: blah"), &json!("+351225550142")));
    assert_eq!(ana["touches"][0]["minutes"], 20);
    assert_eq!(names(&other.json("list"), "/name"), ["Ana", "Caio"]);
    assert_eq!((&other.json("away --list"), &other.json("visits")["plan"]), (&json!([]), &json!([])));
    other.run("doctor").ok();
    // The same file again changes nothing, and --strict takes nothing of it.
    let again = left_out(&other);
    assert_eq!((&again["added"], &again["updated"], &again["touches"]), (&0.into(), &0.into(), &0.into()));
    let strict = Book::new();
    strict.write("bad.json", other.read("bad.json"));
    strict.run("import bad.json --strict").ends(5);
    assert_eq!(strict.json("list"), json!([]));
}

#[test]
fn an_export_with_words_holds_only_those_customers_and_what_belongs_to_them() {
    let book = full();
    book.run("edit ana --city Porto").ok();
    book.run("edit ben --city Porto --referred-by paula").ok();
    book.run("away 2026-12-24 2026-12-31").ok();
    let part = book.run("export json city:porto").json();
    assert_eq!(crate::support::names(&part["customer"], "/name"), ["Ana", "Ben"]);
    assert_eq!(part["customer"][1]["referred_by"], Value::Null, "Paula is not in it");
    let ben = part["customer"][1]["id"].clone();
    let of_ben = |table: &str| {
        let rows = part[table].as_array().expect("rows");
        assert!(!rows.is_empty() && rows.iter().all(|row| row["customer"] == ben), "{table}: {rows:?}");
    };
    of_ben("touch");
    of_ben("remark");
    assert_eq!(part["setback"].as_array().map(Vec::len), Some(1), "the one that his call answered");
    assert_eq!((&part["away"], &part["standing_change"]), (&json!([]), &json!([])));
    book.run("export json -o part.json city:porto").ok().says("2 customers");
    let other = Book::new();
    let path = book.path("part.json").display().to_string();
    let result = other.words(&["import", &path, "--json"]).json();
    assert_eq!(result["rejected"], json!([]));
    assert_eq!(other.json("show ben")["remarks"], book.json("show ben")["remarks"]);
    // Back in the whole book it changes nothing.
    let before = exported(&book);
    book.run("import part.json").ok();
    assert_eq!(exported(&book), before);
    book.run("export json is:rich").fails(2).warns("did you mean is:");
    assert_eq!(book.run("export json nobody-at-all").json()["customer"], json!([]));
}

#[test]
fn a_calendar_with_words_holds_only_their_days() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --city Lisbon").ok();
    let all = book.run("export ics").ok().out;
    assert!(all.contains("A good call: Ana") && all.contains("A good call: Ben"), "{all}");
    let part = book.run("export ics city:lisbon").ok().out;
    assert!(!part.contains("A good call: Ana") && part.contains("A good call: Ben"), "{part}");
}

#[test]
fn an_export_is_narrowed_by_customer_and_tag_and_refuses_what_says_nothing_to_its_format() {
    let book = Book::with_favorites(&["Ana Ribeiro", "Ben Okafor", "Zoe Lund"]);
    book.run("edit ana --tag vip").ok();
    book.run("edit zoe --tag vip-friend").ok();
    let names = |line: &str| {
        let all = book.run(line).json();
        let rows = all["customer"].as_array().expect("rows");
        rows.iter().map(|c| c["name"].as_str().expect("a name").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("export json --customer ben"), ["Ben Okafor"]);
    assert_eq!(names("export json --customer ben --customer ana"), ["Ana Ribeiro", "Ben Okafor"]);
    assert_eq!(names("export json --tag VIP"), ["Ana Ribeiro"], "not the tags that only begin so");
    book.run("archive ben").ok();
    assert_eq!(names("export json --customer ben"), ["Ben Okafor"], "a name means the archived too");
    book.run("export json --customer nobody-here").fails(3);
    book.run("export json --tag vipp").fails(3).warns("did you mean \"vip\"?");
    book.run("export json --year 2026").fails(2).warns("--year says nothing to an export of json");
    book.run("export ics --teammate sal -o x.ics").fails(2).warns("it goes with markdown and html");
    assert_eq!(book.run("export json -o -").ok().out, book.run("export json").ok().out);
}
