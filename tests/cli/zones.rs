//! Where a customer's clock is known, it is told, and where it was found; where it isn't, nothing is claimed.

use serde_json::Value;

use crate::support::Book;

#[test]
fn nothing_is_claimed_of_the_hour_where_the_zone_is_unknown() {
    let book = Book::in_zone("Europe/Lisbon");
    book.run("add 'Lou Hart' --favorite").ok();
    let today = book.json("today");
    assert_eq!(today["pick"]["local_time"], Value::Null);
    assert_eq!(today["pick"]["reachable_now"], Value::Null);
    assert_eq!(today["pick"]["customer"]["timezone"], Value::Null);
    assert_eq!(book.json("show lou")["timezone_from"], Value::Null);
    for line in ["today", "today --short", "show lou"] {
        book.run(line).ok().never_says("good time").never_says("there)").never_says("Lisbon");
    }
}

#[test]
fn a_zone_that_somebody_says_is_kept_as_said() {
    let book = Book::in_zone("Europe/Lisbon");
    book.run("add 'Lou Hart' --favorite --timezone asia/tokyo").ok();
    let lou = book.json("show lou");
    assert_eq!(lou["timezone"], "Asia/Tokyo");
    assert_eq!(lou["timezone_from"], "said");
    book.run("show lou").ok().says("in Tokyo").never_says("from the");
}

/// Contacts as Google exports them: some with a whole address, some with only a phone, some with only a city.
const CONTACTS: &str = "\
First Name,Last Name,Phonetic First Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country
Amy,One,,,,,Mobile,+1 212-555-0101,,,,,
Ben,Two,,,,,Work,(415) 555-0102,,,,,United States
Cal,Three,,,,,,,1 Main St,Springfield,IL,62701,US
Dee,Four,,,,,,,,\"Portland, OR\",,,
Eve,Five,,,,,,,,Flagstaff,AZ,,USA
Fay,Six,,,,,Mobile,+1 907-555-0106,,,,,
Gus,Seven,,,,,,,,London,,,
Hal,Eight,,,,,Work,+44 20 7946 0108,,London,,,United Kingdom
Ivy,Nine,,,,,Mobile,+44 7700 900109,,,,,
Jo,Ten,,,,,,,,Manchester,,,England
Kim,Eleven,,,,,,,,Madrid,,,
Leo,Twelve,,,,,Mobile,+34 612 34 51 12,,,,,
Mia,Thirteen,,,,,Work,+34 928 55 01 13,,Las Palmas,,,España
Ned,Fourteen,,,,,,,,Sevilla,,,Spain
Oto,Fifteen,,,,,,,,Lisboa,,,
Pia,Sixteen,,,,,Mobile,+351 912 345 116,,,,,
Quim,Seventeen,,,,,Work,225550117,,,,,Portugal
Rui,Eighteen,,,,,,,Rua 1,Ponta Delgada,,9500-001,Portugal
Sue,Nineteen,,,,,,,,München,,,Germany
Tom,Twenty,,,,,,,,Wien,,,
Una,Twenty-one,,,,,Work,+81 3-5550-0121,,,,,
Vic,Twenty-two,,,,,,,,São Paulo,,,Brasil
Wes,Twenty-three,,,,,Mobile,+61 2 5550 0123,,,,,
Xi,Twenty-four,,,,,,,,,,,
";

#[test]
fn the_zone_of_imported_contacts_is_found_from_what_the_file_says() {
    let book = Book::in_zone("Europe/Lisbon");
    book.write("contacts.csv", CONTACTS);
    book.write("config.toml", "region = \"PT\"\n");
    book.go("import contacts.csv").arg("--config").arg("config.toml").run().ok();
    for (who, zone, from) in [
        ("amy", "America/New_York", "area-code"),
        ("ben", "America/Los_Angeles", "area-code"),
        ("cal", "America/Chicago", "city"),
        ("dee", "America/Los_Angeles", "city"),
        ("eve", "America/Phoenix", "city"),
        ("fay", "America/Anchorage", "area-code"),
        ("gus", "Europe/London", "city"),
        ("hal", "Europe/London", "city"),
        ("ivy", "Europe/London", "country"),
        ("jo", "Europe/London", "city"),
        ("kim", "Europe/Madrid", "city"),
        ("leo", "Europe/Madrid", "area-code"),
        ("mia", "Atlantic/Canary", "city"),
        ("ned", "Europe/Madrid", "city"),
        ("oto", "Europe/Lisbon", "city"),
        ("pia", "Europe/Lisbon", "country"),
        ("quim", "Europe/Lisbon", "area-code"),
        ("rui", "Atlantic/Azores", "city"),
        ("sue", "Europe/Berlin", "city"),
        ("tom", "Europe/Vienna", "city"),
        ("una", "Asia/Tokyo", "country"),
        ("vic", "America/Sao_Paulo", "city"),
        ("wes", "Australia/Sydney", "area-code"),
    ] {
        let person = book.json(&format!("show {who}"));
        assert_eq!((&person["timezone"], &person["timezone_from"]), (&zone.into(), &from.into()), "{who}");
    }
    let without: Vec<_> = book
        .json("list")
        .as_array()
        .expect("customers")
        .iter()
        .filter(|c| c["timezone"].is_null())
        .map(|c| c["name"].clone())
        .collect();
    assert_eq!(without, ["Xi Twenty-four"]);
    let again = book.go("import contacts.csv --json").arg("--config").arg("config.toml").run().json();
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&0.into(), &0.into(), &24.into()));
}

#[test]
fn a_zone_is_found_again_when_city_or_phone_change_unless_it_was_said() {
    let book = Book::in_zone("Europe/Lisbon");
    let zone = |who: &str| {
        let person = book.json(&format!("show {who}"));
        (person["timezone"].clone(), person["timezone_from"].clone())
    };
    book.run("add Lou --phone '+1 212 555 0142'").ok();
    assert_eq!(zone("lou"), ("America/New_York".into(), "area-code".into()));
    book.run("show lou").ok().says("New York time, from the area code");
    book.run("edit lou --role Boss").ok();
    assert_eq!(zone("lou"), ("America/New_York".into(), "area-code".into()));
    book.run("edit lou --phone '+1 415 555 0142' --prefer '+1 415 555 0142'").ok();
    assert_eq!(zone("lou"), ("America/Los_Angeles".into(), "area-code".into()));
    book.run("edit lou --city Denver").ok();
    assert_eq!(zone("lou"), ("America/Denver".into(), "city".into()));
    book.run("edit lou --timezone Asia/Tokyo").ok();
    book.run("edit lou --city Chicago --phone '+1 602 555 0142' --prefer '+1 602 555 0142'").ok();
    assert_eq!(zone("lou"), ("Asia/Tokyo".into(), "said".into()));
    book.words(&["edit", "lou", "--timezone", ""]).ok();
    assert_eq!(zone("lou"), ("America/Chicago".into(), "city".into()));
    book.run("edit lou --city Springfield").ok();
    assert_eq!(zone("lou"), ("America/Phoenix".into(), "area-code".into()), "the city decides nothing");
    book.run("edit lou --no-phone '+1 415 555 0142' --no-phone '+1 212 555 0142'").ok();
    book.words(&["edit", "lou", "--phone", "", "--city", "Springfield"]).ok();
    assert_eq!(zone("lou"), (Value::Null, Value::Null));
}

#[test]
fn a_zone_of_the_file_goes_before_one_that_was_found() {
    let book = Book::in_zone("Europe/Lisbon");
    book.write("a.csv", "name,email,city,country\nAna,ana@x.example,Denver,USA\n");
    book.run("import a.csv").ok();
    assert_eq!(book.json("show ana")["timezone"], "America/Denver");
    book.write("a.csv", "name,email,city,country,time zone\nAna,ana@x.example,Denver,USA,Asia/Tokyo\n");
    book.run("import a.csv").ok();
    let ana = book.json("show ana");
    assert_eq!((&ana["timezone"], &ana["timezone_from"]), (&"Asia/Tokyo".into(), &"said".into()));
    book.write("a.csv", "name,email,city,country\nAna,ana@x.example,Boston,USA\n");
    book.run("import a.csv").ok();
    assert_eq!(book.json("show ana")["timezone"], "Asia/Tokyo");
}

#[test]
fn a_tz_that_is_no_zone_is_said() {
    let book = Book::in_zone("Mars/Olympus");
    book.run("list").ok().warns("TZ is \"Mars/Olympus\"");
    let doctor = book.run("doctor --json").ends(1);
    let checks: Value = serde_json::from_str(&doctor.out).expect("what doctor found");
    let zone = checks["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .find(|check| check["name"] == "time zone")
        .expect("a check");
    assert_eq!(zone["ok"], false);
    assert!(zone["detail"].as_str().is_some_and(|detail| detail.contains("Mars/Olympus")), "{zone}");
    book.write("config.toml", "timezone = \"Europe/Lisbon\"\n");
    let ran = book.go("list").arg("--config").arg("config.toml").run().ok();
    assert!(!ran.err.contains("TZ"), "{}", ran.err);
    for fine in ["", ":Europe/Lisbon", "UTC0", ":/etc/localtime"] {
        let ran = book.go("list").env("TZ", fine).run().ok();
        assert!(!ran.err.contains("TZ"), "{fine}: {}", ran.err);
    }
}
