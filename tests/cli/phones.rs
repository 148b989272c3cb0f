//! Telephone numbers as people and spreadsheets write them: what is read, what is kept beside it, what is dialed, and how
//! it is found.

use serde_json::{Value, json};

use crate::support::{Book, Ran, names};

/// A book of somebody in a region.
fn configured(region: &str) -> Book {
    let book = Book::in_zone("Europe/Lisbon");
    book.write("config.toml", format!("region = \"{region}\"\n"));
    book
}

/// Runs a line with the configuration of `configured`.
fn run(book: &Book, line: &str) -> Ran {
    let config = book.path("config.toml");
    book.go(line).arg("--config").arg(config).run()
}

fn phone(book: &Book, who: &str) -> Value {
    book.json(&format!("show {who}"))["phone"].clone()
}

#[test]
fn what_cannot_be_read_is_kept_as_a_fact_and_said_row_by_row() {
    let book = configured("PT");
    let unreadable = ["3.51E+11", "######", "#N/A", "n/a", "-", "0", "+"];
    let rows = unreadable.iter().enumerate().map(|(at, cell)| format!("Person {at},{cell}\n"));
    book.write("a.csv", format!("name,phone\n{}", rows.collect::<String>()));
    let imported = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&imported["added"], &imported["rejected"]), (&json!(7), &json!([])));
    let noted = imported["noted"].as_array().expect("notes");
    assert_eq!(
        noted.iter().map(|note| note["line"].as_u64()).collect::<Vec<_>>(),
        (2..9).map(Some).collect::<Vec<_>>()
    );
    for (at, cell) in unreadable.iter().enumerate() {
        assert!(noted[at]["reason"].as_str().is_some_and(|reason| reason.contains(&format!("\"{cell}\""))), "{cell}");
        let person = book.json(&format!("show 'Person {at}'"));
        assert_eq!((&person["phone"], &person["facts"]), (&Value::Null, &json!(format!("Phone: {cell}"))), "{cell}");
        run(&book, &format!("dial 'Person {at}'")).fails(1).warns("no phone number");
    }
    let again = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(7)));
}

#[test]
fn what_a_spreadsheet_made_of_a_number_is_read() {
    let book = configured("PT");
    book.write(
        "a.csv",
        "name,phone\nFay,351225550706.0\nHal,\"351,226,550,701\"\nIda,351226550701.00\nJon,(351)226550701\n\
         Kai,22-655-07-01 (h)\nBea,'+351225550702\nCaio,\"=\"\"+351225550703\"\"\"\nSci,3.51225550706E+11\n",
    );
    let imported = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&imported["added"], &imported["noted"]), (&json!(8), &json!([])));
    for (who, number) in [
        ("fay", "+351225550706"),
        ("hal", "+351226550701"),
        ("ida", "+351226550701"),
        ("jon", "+351226550701"),
        ("kai", "+351226550701"),
        ("bea", "+351225550702"),
        ("caio", "+351225550703"),
        ("sci", "+351225550706"),
    ] {
        assert_eq!(phone(&book, who), number, "{who}");
    }
}

#[test]
fn a_rounded_number_never_takes_the_place_of_a_good_one() {
    let book = configured("PT");
    book.write("a.csv", "name,email,phone\nAna Serra,ana@sul.example,225550701\n");
    run(&book, "import a.csv").ok();
    for worse in ["3.51226E+11", "######", "-"] {
        book.write("a.csv", format!("name,email,phone\nAna Serra,ana@sul.example,{worse}\n"));
        run(&book, "import a.csv").ok();
        assert_eq!(phone(&book, "ana"), "+351225550701", "{worse}");
    }
    run(&book, "edit ana --phone 3.51E+11").ok().warns("stays");
    let ana = book.json("show ana");
    assert_eq!(ana["phone"], "+351225550701");
    assert!(ana["facts"].as_str().is_some_and(|facts| facts.contains("Phone: 3.51E+11")), "{}", ana["facts"]);
}

#[test]
fn two_numbers_in_one_cell_are_two() {
    let book = configured("US");
    book.write(
        "a.csv",
        "name,phone\nTwo,202-555-0186 / 202-555-0187\nOr,202-555-0188 or 202-555-0189\n\
         Lines,\"202-555-0190\n202-555-0191\"\nSemi,202-555-0192; 202-555-0193\n",
    );
    run(&book, "import a.csv").ok();
    for (who, first, second) in [
        ("two", "+12025550186", "+12025550187"),
        ("or", "+12025550188", "+12025550189"),
        ("lines", "+12025550190", "+12025550191"),
        ("semi", "+12025550192", "+12025550193"),
    ] {
        let person = book.json(&format!("show {who}"));
        assert_eq!(person["phone"], first);
        assert_eq!(names(&person["phones"], "/e164"), [first, second], "{who}");
        assert_eq!(person["facts"], Value::Null);
    }
    let again = run(&book, "import a.csv --json").json();
    assert_eq!((&again["updated"], &again["unchanged"]), (&json!(0), &json!(4)));
    run(&book, "add Typed --phone '202-555-0194 / 202-555-0195' --facts Friendly").ok();
    let typed = book.json("show typed");
    assert_eq!(names(&typed["phones"], "/e164"), ["+12025550194", "+12025550195"]);
    assert_eq!(typed["facts"], "Friendly");
}

#[cfg(unix)]
#[test]
fn the_dialer_is_given_a_number_that_was_read_or_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::new();
    let script = book.write("dialer", "#!/bin/sh\nprintf '%s' \"$1\" > said.part && mv said.part said\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).expect("a script");
    book.write(
        "config.toml",
        format!("region = \"US\"\ndial = [{:?}, \"{{number}}\"]\n", script.display().to_string()),
    );
    for (typed, dialed) in [
        ("202-555-0186 / 202-555-0187", Some("+12025550186")),
        ("(202) 555-0181 x123", Some("+12025550181,123")),
        ("202-555-0182 ext. 45", Some("+12025550182,45")),
        ("+12025550184,,99", Some("+12025550184,99")),
        ("+12025550185;ext=12", Some("+12025550185,12")),
        ("+351 226550701 Durchwahl 12", Some("+351226550701,12")),
        ("351225550706.0", Some("+351225550706")),
        ("1-800-FLOWERS", Some("+18003569377")),
        ("011 351 22 555 0190", Some("+351225550190")),
        ("112", Some("112")),
        ("555-0142", Some("5550142")),
        ("see notes", None),
        ("3.51E+11", None),
        ("0", None),
    ] {
        let added = book.words(&["add", &format!("--phone={typed}"), "--config", "config.toml", "--json", "--", "Ana"]);
        let id = added.json()["id"].as_str().expect("an id").to_string();
        let ran = run(&book, &format!("dial {id}"));
        let Some(dialed) = dialed else {
            ran.fails(1).warns(&format!("\"{typed}\"")).warns(&format!("goodcall edit {id} --phone"));
            continue;
        };
        ran.ok();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !book.path("said").exists() && std::time::Instant::now() < until {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert_eq!(book.read("said"), dialed, "{typed}");
        std::fs::remove_file(book.path("said")).expect("what was dialed");
    }
}

#[test]
fn a_phone_is_found_however_it_is_spaced() {
    let book = configured("PT");
    run(&book, "add 'Ana Ribeiro' --phone '+351 225 550 142'").ok();
    run(&book, "add 'Ben Okafor' --phone '+44 20 7946 0321'").ok();
    for asked in [
        "022 555 0142",
        "225550142",
        "+351 22 555 01 42",
        "(0)22 555 0142",
        "22-555-0142",
        "00351225550142",
        "+351225550142",
        "0142",
    ] {
        assert_eq!(
            names(&book.words(&["search", "--json", "--", asked]).json(), "/customer/name"),
            ["Ana Ribeiro"],
            "{asked}"
        );
        assert_eq!(book.words(&["show", "--json", "--", asked]).json()["name"], "Ana Ribeiro", "{asked}");
    }
    assert_eq!(names(&book.json("search '020 7946 0321'"), "/customer/name"), ["Ben Okafor"]);
    book.run("show 42").fails(3);
    assert_eq!(book.json("doctor")["ok"], true);
}

#[test]
fn the_region_must_be_a_country() {
    for (region, offered) in [("UK", "\"GB\" (United Kingdom)"), ("EN", "\"US\""), ("EU", "write"), ("ZZ", "write")] {
        let book = configured(region);
        run(&book, "config check").fails(2).warns(&format!("\"{region}\" is not a region")).warns(offered);
    }
    let book = configured("gb");
    run(&book, "config check").ok();
}

#[test]
fn what_no_telephone_could_dial_is_a_fact_in_a_new_row_too() {
    let unreadable = [
        ("PT", "2026-03-12"),
        ("PT", "12/03/2026 09:30"),
        ("PT", "912 345 67"),
        ("PT", "+999 123 456 789"),
        ("PT", "(0351) 912 000 112"),
        ("PT", "12"),
        ("US", "070 123 45 67"),
        ("US", "(070) 123-4567"),
        ("US", "+1 170 123 4567"),
    ];
    for (region, cell) in unreadable {
        let book = configured(region);
        book.write("a.csv", format!("name,phone\nAna Serra,{cell}\n"));
        let imported = run(&book, "import a.csv --json").ok().json();
        assert_eq!((&imported["added"], &imported["noted"][0]["line"]), (&json!(1), &json!(2)), "{cell}");
        let reason = imported["noted"][0]["reason"].as_str().expect("a reason");
        assert!(reason.contains(&format!("\"{cell}\"")) && reason.contains("fact"), "{reason}");
        let ana = book.json("show ana");
        assert_eq!((&ana["phone"], &ana["facts"]), (&Value::Null, &json!(format!("Phone: {cell}"))), "{cell}");
        run(&book, "dial ana").fails(1).warns("no phone number");
        let again = run(&book, "import a.csv --json").ok().json();
        assert_eq!((&again["updated"], &again["unchanged"]), (&json!(0), &json!(1)), "{cell}");
    }
    // By hand it stays where it was typed, but it is not dialed either.
    let book = configured("PT");
    run(&book, "add Typed --phone '912 345 67'").ok().warns("won't dial it");
    run(&book, "dial typed").fails(1).warns("\"912 345 67\"");
    run(&book, "edit typed --phone '+351 912 345 678'").ok();
    run(&book, "edit typed --phone '912 345 67'").ok().warns("+351 912 345 678 stays");
    assert_eq!(phone(&book, "typed"), "+351912345678");
}

#[test]
fn a_number_that_can_be_read_goes_before_one_that_cannot() {
    let book = configured("PT");
    book.write(
        "a.csv",
        "Name,Mobile Phone,Work Phone\nAna,912 345 67,225 550 142\nBea,2026-03-12,225 550 143\nCaio,912 345 678,225 550 144\n\
         Dora,912 345 67 / 912 345 679,\n",
    );
    let imported = run(&book, "import a.csv --json").ok().json();
    let lines: Vec<_> = imported["noted"].as_array().expect("notes").iter().map(|note| note["line"].clone()).collect();
    assert_eq!(lines, [2, 3, 5], "{imported}");
    for (who, number, fact) in [
        ("ana", "+351225550142", "912 345 67"),
        ("bea", "+351225550143", "2026-03-12"),
        ("dora", "+351912345679", "912 345 67"),
    ] {
        assert_eq!(phone(&book, who), number, "{who}");
        let facts = book.json(&format!("show {who}"))["facts"].clone();
        assert!(facts.as_str().is_some_and(|facts| facts.contains(fact)), "{who}: {facts}");
    }
    assert_eq!(names(&book.json("show caio")["phones"], "/e164"), ["+351912345678", "+351225550144"]);
    let again = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&again["updated"], &again["unchanged"]), (&json!(0), &json!(4)));
}

#[test]
fn what_comes_in_place_of_a_good_number_or_mailbox_is_a_fact() {
    let book = configured("PT");
    let file = |phone: &str, email: &str| {
        book.write("a.vcf", format!("BEGIN:VCARD\nUID:a\nFN:Ana\nNOTE:Tea\nTEL:{phone}\nEMAIL:{email}\nEND:VCARD\n"));
        run(&book, "import a.vcf --json").ok().json()
    };
    file("225 550 701", "ana@sul.example");
    for (phone, email, fact) in [
        ("12", "ana@sul.example", "Phone: 12"),
        ("112", "ana@sul.example", "Phone: 112"),
        ("912 345 67", "ana@sul.example", "Phone: 912 345 67"),
        ("225 550 701", "ana at sul", "Email: ana at sul"),
    ] {
        let imported = file(phone, email);
        assert!(imported["noted"][0]["reason"].as_str().is_some_and(|reason| reason.contains("fact")), "{imported}");
        let ana = book.json("show ana");
        assert_eq!((&ana["phone"], &ana["email"]), (&json!("+351225550701"), &json!("ana@sul.example")), "{fact}");
        assert_eq!(ana["facts"], format!("Tea\n{fact}"));
        let again = file(phone, email);
        assert_eq!((&again["updated"], &again["unchanged"]), (&json!(0), &json!(1)), "{fact}");
    }
    // What the user wrote stays, and the fact comes behind it.
    run(&book, "edit ana --facts Coffee").ok();
    file("######", "ana@sul.example");
    assert_eq!(book.json("show ana")["facts"], "Coffee\nPhone: ######");
    assert_eq!(file("######", "ana@sul.example")["updated"], 0);
}

#[test]
fn links_and_zeros_in_brackets_are_read() {
    let book = configured("PT");
    book.write(
        "a.csv",
        "name,phone,email\nAna,+351 (0) 912 000 112,mailto:ana@sul.example\n\
         Bea,tel:+351-912-000-113,MAILTO:bea@sul.example?subject=Hello\nCaio,TEL:112,<mailto:caio@sul.example>\n",
    );
    let imported = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&imported["added"], &imported["noted"]), (&json!(3), &json!([])));
    for (who, number, email) in [
        ("ana", "+351912000112", "ana@sul.example"),
        ("bea", "+351912000113", "bea@sul.example"),
        ("caio", "112", "caio@sul.example"),
    ] {
        let person = book.json(&format!("show {who}"));
        assert_eq!((&person["phone"], &person["email"]), (&json!(number), &json!(email)));
    }
    run(&book, "add Dora --email mailto:dora@sul.example --phone 'tel:+351 (0)22 555 0142'").ok();
    let dora = book.json("show dora");
    assert_eq!((&dora["phone"], &dora["email"]), (&json!("+351225550142"), &json!("dora@sul.example")));
}

/// The numbers of somebody, each with its label.
fn labelled(book: &Book, who: &str) -> Vec<(String, String)> {
    let person = book.json(&format!("show {who}"));
    let entries = person["phones"].as_array().expect("phones").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    entries.map(|phone| (text(&phone["label"]), text(&phone["e164"]))).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(label, number)| ((*label).to_string(), (*number).to_string())).collect()
}

#[test]
fn numbers_are_added_removed_and_preferred() {
    let book = configured("PT");
    run(&book, "add Ana --phone 'work:+351 22 555 0142' --phone '+351 912 345 678' --email a@x.example").ok();
    assert_eq!(labelled(&book, "ana"), pairs(&[("work", "+351225550142"), ("", "+351912345678")]));
    // The same number with another label is one entry.
    run(&book, "edit ana --phone 'mobile: 912345678' --phone 'tel:+351225550143'").ok();
    let all = [("work", "+351225550142"), ("mobile", "+351912345678"), ("", "+351225550143")];
    assert_eq!(labelled(&book, "ana"), pairs(&all));
    run(&book, "edit ana --prefer mobile").ok();
    assert_eq!(phone(&book, "ana"), "+351912345678");
    assert_eq!(labelled(&book, "ana")[1].0, "work", "they changed places");
    run(&book, "edit ana --no-phone 912345678 --no-phone '(0)22 555 0143'").ok();
    assert_eq!(labelled(&book, "ana"), pairs(&[("work", "+351225550142")]));
    book.run("undo").ok();
    assert_eq!(labelled(&book, "ana").len(), 3);
    book.run("redo").ok();
    assert_eq!(labelled(&book, "ana").len(), 1);
    run(&book, "edit ana --no-phone WORK").ok();
    assert_eq!(phone(&book, "ana"), Value::Null);
    run(&book, "edit ana --phone '+351 22 555 0144' --email 'home:mailto:b@x.example' --prefer b@x.example").ok();
    assert_eq!(phone(&book, "ana"), "+351225550144", "it is the only one");
    let ana = book.json("show ana");
    assert_eq!(
        ana["emails"],
        json!([
            {"label": "home", "value": "b@x.example", "e164": null}, {"label": null, "value": "a@x.example", "e164": null}
        ])
    );
    assert_eq!(book.json("doctor")["ok"], true);
}

#[test]
fn nobody_is_dialed_who_is_not_to_be_called() {
    let book = configured("PT");
    run(&book, "add Ana --phone 'work:+351 22 555 0142' --do-not-call").ok();
    for line in ["dial ana", "dial ana --to work"] {
        run(&book, line).fails(1).warns("Ana is not to be called; nothing was dialed").warns("--may-call");
    }
}

#[test]
fn a_number_that_is_not_there_is_named_with_those_that_are() {
    let book = configured("PT");
    run(&book, "add Ana --phone 'work:+351 22 555 0142' --phone 'work:+351 22 555 0143'").ok();
    for flag in ["--no-phone", "--prefer"] {
        let missing = run(&book, &format!("edit ana {flag} home")).fails(3);
        missing.warns("\"home\"").warns("+351 22 555 0142 (work)").warns("+351 22 555 0143 (work)");
        run(&book, &format!("edit ana {flag} work")).fails(3).warns("fits several");
        run(&book, &format!("edit ana {flag} '+351 22 555 0199'")).fails(3);
    }
    run(&book, "dial ana --to work").fails(3).warns("fits several");
    run(&book, "dial ana --to home").fails(3).warns("+351 22 555 0142 (work)");
    run(&book, "edit ana --phone ':+351 22 555 0150'").fails(2).warns("blank");
    run(&book, &format!("edit ana --phone '{}:+351 22 555 0150'", "x".repeat(300))).fails(2).warns("64 characters");
    run(&book, "edit ana --phone ''").fails(2).warns("there are several").warns("+351 22 555 0143 (work)");
    assert_eq!(labelled(&book, "ana").len(), 2);
    run(&book, "edit ana --phone 'ask: Maria'").ok().warns("stays");
    assert_eq!(labelled(&book, "ana").len(), 2);
}

#[test]
fn every_number_finds_its_owner_and_a_file_adds_what_is_new() {
    let book = configured("PT");
    book.write("a.csv", "Name,Email,Mobile Phone,Work Phone\nAna Serra,ana@x.example,912345678,225550142\n");
    book.write("b.vcf", "BEGIN:VCARD\nFN:Ana Serra\nTEL;TYPE=HOME:+351225550142\nTEL:+351225550199\nEND:VCARD\n");
    run(&book, "import a.csv").ok();
    assert_eq!(run(&book, "import b.vcf --json").ok().json()["updated"], 1, "known by a number that is not the first");
    let all = [("mobile", "+351912345678"), ("work", "+351225550142"), ("", "+351225550199")];
    assert_eq!(labelled(&book, "ana"), pairs(&all));
    for asked in ["225 550 142", "+351 22 555 0199", "912345678"] {
        assert_eq!(names(&book.words(&["search", "--json", "--", asked]).json(), "/customer/name"), ["Ana Serra"]);
        assert_eq!(book.words(&["show", "--json", "--", asked]).json()["name"], "Ana Serra", "{asked}");
    }
    // What the user took out stays out, whichever of the files comes again.
    run(&book, "edit ana --no-phone 225550142 --no-phone 225550199").ok();
    let steps = book.json("undo --list").as_array().map(Vec::len);
    for file in ["a.csv", "b.vcf", "a.csv"] {
        assert_eq!(run(&book, &format!("import {file} --json")).ok().json()["unchanged"], 1, "{file}");
    }
    assert_eq!(labelled(&book, "ana"), pairs(&[("mobile", "+351912345678")]));
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), steps, "no step was left");
    // The file's own change of a number takes its place; a number that the user wrote stays.
    book.write("a.csv", "Name,Email,Mobile Phone,Work Phone\nAna Serra,ana@x.example,912345679,225550142\n");
    run(&book, "import a.csv").ok();
    assert_eq!(labelled(&book, "ana"), pairs(&[("mobile", "+351912345679")]));
    run(&book, "edit ana --no-phone mobile --phone '+351 911 111 111'").ok();
    book.write("a.csv", "Name,Email,Mobile Phone,Work Phone\nAna Serra,ana@x.example,912345670,225550142\n");
    run(&book, "import a.csv").ok();
    assert_eq!(labelled(&book, "ana"), pairs(&[("", "+351911111111"), ("mobile", "+351912345670")]));
}

#[test]
fn a_phrase_is_found_in_any_mailbox_and_show_names_all() {
    let book = configured("PT");
    run(&book, "add Moreira --email work:m@vidros.example --email home:ines.m@casa.example --phone work:225550177")
        .ok();
    run(&book, "edit moreira --phone mobile:912345678").ok();
    run(&book, "add Other --email ines@m.example").ok();
    for (filter, found) in [("\"ines m casa\"", vec!["Moreira"]), ("\"ines m\"", vec!["Moreira", "Other"])] {
        assert_eq!(names(&book.words(&["list", filter, "--json"]).json(), "/name"), found, "{filter}");
    }
    assert_eq!(book.words(&["list", "\"m ines\"", "--json"]).json(), json!([]));
    let shown = book.run("show moreira").ok().out.clone();
    for line in ["work: +351 22 555 0177", "mobile: +351 912 345 678", "home: ines.m@casa.example"] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn a_label_may_hold_a_digit_and_one_line_may_hold_several() {
    let book = configured("PT");
    let ran = run(&book, "add Ana --phone 'office 2:+351 22 555 0142'").ok();
    assert_eq!(ran.err, "", "it can be read");
    assert_eq!(labelled(&book, "ana"), pairs(&[("office 2", "+351225550142")]));
    let line = "work: +351 22 555 0143, mobile: +351 912 345 678 home: 22 555 0144; office 3: 22 555 0145";
    assert_eq!(run(&book, &format!("add Bea --phone '{line}'")).ok().err, "");
    let all = [
        ("work", "+351225550143"),
        ("mobile", "+351912345678"),
        ("home", "+351225550144"),
        ("office 3", "+351225550145"),
    ];
    assert_eq!(labelled(&book, "bea"), pairs(&all));
    // An extension names no other number, and a mailbox each its own label.
    run(&book, "add Caio --phone 'work: +351 22 555 0146 ext: 123' --email 'work: c@x.example, home: d@x.example'")
        .ok();
    let caio = book.json("show caio");
    assert_eq!((&caio["phones"][0]["value"], &caio["phones"][1]), (&json!("+351 22 555 0146 ext. 123"), &Value::Null));
    let emails: Vec<_> =
        caio["emails"].as_array().expect("emails").iter().map(|e| (&e["label"], &e["value"])).collect();
    assert_eq!(emails, [(&json!("work"), &json!("c@x.example")), (&json!("home"), &json!("d@x.example"))]);
}

#[test]
fn what_of_a_number_goes_to_the_facts_is_said() {
    let book = configured("PT");
    let ran = run(&book, "add Ana --phone 'work: +351225550142x'").ok();
    ran.warns("The phone is +351 22 555 0142; what else you wrote is among the facts.");
    assert_eq!(book.json("show ana")["facts"], "Phone: +351225550142x");
    let ran = run(&book, "edit ana --phone 'home: 912 345 67'").ok();
    ran.warns("\"912 345 67\" can't be read as a phone number. +351 22 555 0142 stays");
    assert_eq!(labelled(&book, "ana"), pairs(&[("work", "+351225550142")]));
}

#[test]
fn columns_may_be_called_as_the_form_calls_their_fields() {
    let book = configured("PT");
    let header = "Name,Peak days,Customer since,Calling hours,In touch every,Good to know,Visits a year,Do not call";
    book.write("a.csv", format!("{header}\nAna,\"tue,thu\",2019-05-02,09:00-12:00,90d,Likes tea,3,yes\n"));
    let imported = run(&book, "import a.csv --json").ok().json();
    assert_eq!((&imported["unused"], &imported["noted"]), (&json!([]), &json!([])));
    let ana = book.json("show ana");
    for (key, value) in [
        ("peak", json!("tue,thu")),
        ("customer_since", json!("2019-05-02")),
        ("hours", json!("09:00-12:00")),
        ("cadence", json!("90d")),
        ("facts", json!("Likes tea")),
        ("touches_a_year", json!(3)),
        ("do_not_call", json!(true)),
    ] {
        assert_eq!(ana[key], value, "{key}");
    }
}

#[test]
fn what_of_a_cell_is_no_number_is_said_and_kept() {
    let book = Book::new();
    book.run("add 'Old One' --email old@x.example").ok();
    book.write(
        "people.csv",
        "Name,Phone,Email\nA One,+351225550142/43,\nB Two,+351 22 555 0143 or 43,\nC Three,+351 22 555 0144 ask for Rui,\n\
         D Four,+351 22 555 0145 ext 12,\nE Five,+351 22 555 0146 / +351 912 345 678,\n\
         Old One,+351 22 555 0147 (mornings),old@x.example\n",
    );
    let imported = book.json("import people.csv");
    let noted: Vec<(u64, String)> = imported["noted"]
        .as_array()
        .expect("notes")
        .iter()
        .map(|note| (note["line"].as_u64().expect("a line"), note["reason"].as_str().expect("a reason").to_string()))
        .collect();
    let says =
        |typed: &str| format!("the phone \"{typed}\" says more than its number: all of it is among the facts, too");
    assert_eq!(
        noted,
        [
            (2, says("+351225550142/43")),
            (3, says("+351 22 555 0143 or 43")),
            (4, says("+351 22 555 0144 ask for Rui")),
            (7, says("+351 22 555 0147 (mornings)")),
        ]
    );
    for (who, phone, facts) in [
        ("'A One'", "+351225550142", json!("Phone: +351225550142/43")),
        ("'B Two'", "+351225550143", json!("Phone: +351 22 555 0143 or 43")),
        ("'C Three'", "+351225550144", json!("Phone: +351 22 555 0144 ask for Rui")),
        ("'D Four'", "+351225550145", json!(null)),
        ("'E Five'", "+351225550146", json!(null)),
        ("'Old One'", "+351225550147", json!("Phone: +351 22 555 0147 (mornings)")),
    ] {
        let shown = book.json(&format!("show {who}"));
        assert_eq!((&shown["phone"], &shown["facts"]), (&json!(phone), &facts), "{who}");
    }
    let again = book.json("import people.csv");
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(0)), "{again}");
}
