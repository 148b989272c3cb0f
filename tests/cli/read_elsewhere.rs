//! What goodcall writes for other programs, read by parsers that are not its own: Python's `csv`, `vobject` and
//! `icalendar`. Each test says "not run" where the machine has no python3 with them; `.ci/run` installs them.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::attacks::attacks;
use crate::support::{Book, python_with};

/// Reads a text with the parser of a kind; None where there is none.
fn read(kind: &str, module: &str, text: &str) -> Option<Value> {
    let python = python_with(module, &format!("read elsewhere: {kind}"))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/readers.py");
    let mut command = assert_cmd::Command::new(python);
    let output = command.arg(script).arg(kind).env("PYTHONUTF8", "1").write_stdin(text).output().expect("python");
    assert!(output.status.success(), "{kind}: {}\n{text}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

/// A customer with something in every field that other programs know, and people named as nobody is.
fn book() -> Book {
    let book = Book::new();
    book.words(&[
        "add",
        "Ana Maria Ribeiro",
        "--company=Porto; \"Cold\", Chain",
        "--role=Operations, lead",
        "--phone=work: +351 22 555 0142",
        "--phone=boat: +351 912 345 678",
        "--email=ana@porto.example",
        "--address=Rua das Flores 12; 2.º\n4000-001 Porto",
        "--city=Porto",
        "--birthday=1980-04-12",
        "--tag=vip",
        "--tag=Porto, north",
        "--facts==1+1 is two\nLikes tea; not coffee, \\n is no break",
        "--timezone=Europe/Lisbon",
        "--favorite",
    ])
    .ok();
    book.run("add 'Ben Okafor' --birthday 04-12 --favorite").ok();
    for text in attacks() {
        let name = format!("Z{}", text.chars().take(100).collect::<String>());
        book.words(&["add", &name, &format!("--facts={text}"), &format!("--company={text}")]);
    }
    book
}

#[test]
fn python_reads_the_rows_as_they_are_meant() {
    let book = book();
    let Some(rows) = read("csv", "csv", &book.run("export csv").ok().out) else { return };
    let ana = &rows[0];
    for (column, value) in [
        ("name", "Ana Maria Ribeiro"),
        ("company", "Porto; \"Cold\", Chain"),
        ("phone", "work: +351 22 555 0142\nboat: +351 912 345 678"),
        ("tags", "\"Porto, north\", vip"),
        ("facts", "'=1+1 is two\nLikes tea; not coffee, \\n is no break"),
        ("First Name", "Ana Maria"),
        ("Last Name", "Ribeiro"),
        ("Organization Name", "Porto; \"Cold\", Chain"),
        ("Labels", "* myContacts ::: Porto, north ::: vip"),
        ("Birthday", "1980-04-12"),
        ("Phone 1 - Label", "* work"),
        ("Phone 2 - Value", "+351912345678"),
        ("E-mail 1 - Value", "ana@porto.example"),
        ("Address 1 - Formatted", "Rua das Flores 12; 2.º\n4000-001 Porto"),
    ] {
        assert_eq!(ana[column], value, "{column}");
    }
    assert_eq!(rows.as_array().map(Vec::len), book.json("list").as_array().map(Vec::len));
    // No cell is one that a spreadsheet computes; a number of E.164 is only digits behind its sign.
    let is_number = |cell: &str| cell.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    for (column, cell) in rows.as_array().expect("rows").iter().filter_map(Value::as_object).flatten() {
        let cell = cell.as_str().expect("a text");
        let is_computed = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(cell);
        assert!(!is_computed, "{column}: {cell}");
    }
}

#[test]
fn vobject_reads_the_cards_as_they_are_meant() {
    let book = book();
    for version in ["3", "4"] {
        let Some(cards) = read("vcard", "vobject", &book.run(&format!("export vcard --vcard {version}")).ok().out)
        else {
            return;
        };
        let ana = &cards[0];
        for (property, value) in [
            ("fn", json!("Ana Maria Ribeiro")),
            ("family", json!("Ribeiro")),
            ("given", json!("Ana Maria")),
            ("org", json!(["Porto; \"Cold\", Chain"])),
            ("title", json!("Operations, lead")),
            ("tel", json!(["+351 22 555 0142", "+351 912 345 678"])),
            ("email", json!(["ana@porto.example"])),
            ("x-ablabel", json!(["boat"])),
            ("street", json!("Rua das Flores 12; 2.º\n4000-001 Porto")),
            ("city", json!("Porto")),
            ("bday", json!(if version == "3" { "1980-04-12" } else { "19800412" })),
            ("note", json!("=1+1 is two\nLikes tea; not coffee, \\n is no break")),
            ("version", json!(format!("{version}.0"))),
            ("tz", json!("Europe/Lisbon")),
        ] {
            assert_eq!(ana[property], value, "{version}: {property}");
        }
        assert!(ana["uid"].as_str().is_some_and(|uid| uid.starts_with("goodcall-")), "{ana}");
        assert!(ana["preferred"][0].as_str().is_some_and(|params| params.to_uppercase().contains("PREF")), "{ana}");
        assert_eq!(cards.as_array().map(Vec::len), book.json("list").as_array().map(Vec::len));
    }
}

#[test]
fn icalendar_and_vobject_read_the_days_to_come() {
    let book = book();
    book.run("log ben --at '3 days ago' -m '= send the price list; all of it, by 2026-12-01'").ok();
    let calendar = book.run("export ics").ok().out;
    let Some(events) = read("ics", "icalendar, vobject", &calendar) else { return };
    let events = events.as_array().expect("events");
    let of = |start: &str| events.iter().find(|e| e["uid"].as_str().is_some_and(|uid| uid.starts_with(start)));
    let call = of("call-day-").expect("a call day");
    assert_eq!((&call["start"], &call["alarms"]), (&json!("2026-11-23T08:55:00+00:00"), &json!(["0:00:00"])));
    let promise = of("promise-").expect("a promise");
    assert_eq!(promise["start"], "2026-12-01");
    assert!(promise["summary"].as_str().is_some_and(|s| s.contains("the price list; all of it, by")), "{promise}");
    let birthday = events.iter().find(|e| e["summary"] == "Ana Maria Ribeiro turns 47").expect("a birthday");
    assert_eq!(birthday["start"], "2027-04-12");
    assert!(events.iter().all(|e| e["sequence"].as_u64().is_some_and(|n| n > 0)));
}
