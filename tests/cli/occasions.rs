//! Occasions: birthdays, and the days on which past buyers first said yes, from the pick to the calendar; and cadences by
//! tag.

use serde_json::{Value, json};

use crate::support::{Book, names};

const MONDAY: &str = "2026-11-23T10:00:00Z";

fn with_config(book: &Book, line: &str, config: &str) -> Value {
    let path = book.write("config.toml", config);
    book.go(&format!("{line} --json")).arg("--config").arg(path).run().ok().json()
}

#[test]
fn the_birthdays_of_today_and_the_seven_days_after_are_told() {
    let book = Book::new();
    book.at(MONDAY);
    for (name, birthday) in [
        ("Ana", "1980-11-23"),
        ("Ben", "11-30"),
        ("Cleo", "1990-11-22"),
        ("Dora", "12-01"),
        ("Eli", "1970-11-24"),
        ("Finn", "11-23"),
        ("Gus", "11-25"),
    ] {
        book.run(&format!("add {name} --birthday {birthday}")).ok();
    }
    book.run("archive finn").ok();
    book.run("forget gus --yes").ok();
    let today = book.json("today");
    let told: Vec<Value> = today["birthdays"].as_array().expect("a list").clone();
    let told: Vec<Value> = told.iter().map(|b| json!([b["customer"]["name"], b["date"], b["turns"]])).collect();
    let expected =
        [json!(["Ana", "2026-11-23", 46]), json!(["Eli", "2026-11-24", 56]), json!(["Ben", "2026-11-30", null])];
    assert_eq!(told, expected);
    book.run("today").ok().says("Ana turns 46 today").says("Eli turns 56 tomorrow").says("Ben: birthday on Mon 30 Nov");
    assert_eq!(book.json("today --ahead 1")["birthdays"].as_array().map(Vec::len), Some(3));
    book.at("2026-12-28T10:00:00Z").run("add Hal --birthday 1991-01-02").ok();
    let new_year = book.json("today")["birthdays"].clone();
    assert_eq!(names(&new_year, "/customer/name"), ["Hal"]);
    assert_eq!((&new_year[0]["date"], &new_year[0]["turns"]), (&"2027-01-02".into(), &36.into()));
}

#[test]
fn who_was_born_on_29_february_has_a_birthday_every_year() {
    let book = Book::new();
    book.run("add Ana --birthday 1980-02-29").ok();
    let date = |now: &str| book.at(now).json("today")["birthdays"][0]["date"].clone();
    assert_eq!(date("2027-02-22T10:00:00Z"), "2027-02-28");
    assert_eq!(date("2027-02-28T10:00:00Z"), "2027-02-28");
    assert_eq!(date("2027-03-01T10:00:00Z"), Value::Null);
    assert_eq!(date("2028-02-28T10:00:00Z"), "2028-02-29");
}

#[test]
fn a_birthday_is_a_reason_on_the_picks_card() {
    let book = Book::with_favorites(&["Ana"]);
    book.at(MONDAY).run("edit ana --birthday 1980-11-27 --customer-since 2019-11-25").ok();
    let pick = book.json("today")["pick"].clone();
    assert_eq!(pick["reasons"][0], "turns 46 on Fri 27 Nov");
    // Only of past buyers the first yes counts.
    assert_eq!(pick["anniversaries"], json!([{"kind": "birthday", "date": "2026-11-27", "turns": 46}]));
    book.run("today").ok().says("turns 46 on Fri 27 Nov");
    // It is told as of now, and is gone when it is over.
    let later = book.at("2026-11-28T10:00:00Z").json("today")["pick"].clone();
    assert_eq!((&later["customer"]["name"], &later["anniversaries"]), (&"Ana".into(), &json!([])));
    assert_ne!(later["reasons"][0], "turns 46 on Fri 27 Nov");
}

#[test]
fn past_buyers_with_an_occasion_come_first_with_a_card_or_a_call() {
    let book = Book::new();
    book.at(MONDAY);
    book.run("add Years --past --left-on 2024-01-05").ok();
    book.run("add Due --past --left-on 2026-06-05").ok();
    book.run("add Fresh --past --left-on 2026-11-01 --birthday 11-25").ok();
    book.run("add Quiet --past --left-on 2026-11-01").ok();
    book.run("add Silent --past --do-not-call --left-on 2025-01-05 --customer-since 2019-11-24").ok();
    book.run("add Active --birthday 11-24").ok();
    book.run("add Away --past --left-on 2026-01-05 --birthday 11-24").ok();
    book.run("archive away").ok();
    let due = book.json("due");
    assert_eq!(names(&due, "/customer/name"), ["Silent", "Fresh", "Years", "Due"]);
    assert_eq!((&due[0]["suggest"], &due[1]["suggest"]), (&"card".into(), &"call".into()));
    assert_eq!(due[0]["anniversaries"], json!([{"kind": "first-yes", "date": "2026-11-24", "turns": 7}]));
    assert_eq!((&due[1]["state"], &due[1]["anniversaries"][0]["turns"]), (&"fresh".into(), &Value::Null));
    book.run("due").ok().says("first said yes 7 years ago").says("birthday on Wed 25 Nov").never_says("Quiet");
    // The way that was used last does not come again.
    book.run("log fresh --kind call --at 2026-11-20 -m hello").ok();
    assert_eq!(book.json("due")[1]["suggest"], "card");
    assert_eq!(names(&book.json("due --all"), "/customer/name"), ["Silent", "Fresh", "Years", "Due", "Quiet"]);
    let only_visits = with_config(&book, "due", "[past_buyers]\nways = [\"visit\"]\na_week = 1\n");
    assert_eq!(names(&only_visits, "/suggest"), ["card", "card", "visit", "visit"]);
    let path = book.path("config.toml");
    let text = book.go("due").arg("--config").arg(path).run().ok().out;
    assert!(text.contains("Fresh") && text.contains("Years") && !text.contains("\nDue"), "{text}");
    assert_eq!(book.json("today")["waiting"]["past_buyers_due"], 3);
}

#[test]
fn the_shortest_cadence_of_their_tags_comes_between_their_own_and_their_reasons() {
    let config = "[past_buyers]\ncadence = \"5w\"\n[past_buyers.cadence_by_reason]\nprice = \"6m\"\n\
                  [past_buyers.cadence_by_tag]\nVIP = \"20d\"\n\"spring fair\" = \"1m\"\ngolf = \"9m\"\n";
    let book = Book::new();
    book.at(MONDAY);
    for (name, flags) in [
        ("Own", "--every 10d --tag vip"),
        ("Both", "--tag 'Spring Fair' --tag vip --left-because price"),
        ("Fair", "--tag 'spring fair' --left-because price"),
        ("Golf", "--tag golf"),
        ("Other", "--tag other"),
        ("Price", "--left-because price"),
    ] {
        book.run(&format!("add {name} --past --left-on 2026-05-23 {flags}")).ok();
    }
    let all = with_config(&book, "due --all", config);
    let cadences: Vec<Value> =
        all.as_array().expect("a list").iter().map(|d| json!([d["customer"]["name"], d["cadence_days"]])).collect();
    let expected = [
        json!(["Own", 10]),
        json!(["Both", 20]),
        json!(["Fair", 31]),
        json!(["Other", 35]),
        json!(["Price", 184]),
        json!(["Golf", 276]),
    ];
    assert_eq!(cadences, expected);
    assert_eq!(with_config(&book, "today", config)["waiting"]["past_buyers_due"], 5);
    let due = with_config(&book, "list is:due", config);
    assert_eq!(names(&due, "/name"), ["Both", "Fair", "Other", "Own", "Price"]);
    book.run("edit golf --no-tag golf").ok();
    assert_eq!(with_config(&book, "today", config)["waiting"]["past_buyers_due"], 6);
    book.run("undo").ok();
    assert_eq!(with_config(&book, "today", config)["waiting"]["past_buyers_due"], 5);
}

#[test]
fn a_cadence_by_tag_that_makes_no_sense_is_refused_at_its_line() {
    let book = Book::new();
    let long = "x".repeat(301);
    for (line, why) in [
        ("vip = \"soon\"", "line 2: vip: \"soon\" is not a cadence; write 90d, 12w or 6m"),
        ("\"spring fair\" = \"0d\"", "line 2: spring fair: \"0d\" is not a cadence"),
        ("\" \" = \"6m\"", "a tag needs at least one letter"),
        (&format!("{long} = \"6m\""), "a tag holds at most 300 characters"),
        ("vip = \"6m\"\nVIP = \"5m\"", "in two spellings; write it once"),
    ] {
        let path = book.write("config.toml", format!("[past_buyers.cadence_by_tag]\n{line}\n"));
        for command in ["due", "config check"] {
            book.go(command).arg("--config").arg(&path).run().fails(2).warns(why);
        }
    }
}

#[test]
fn birthdays_stand_in_the_calendar_each_once_under_one_uid() {
    let book = Book::new();
    book.at(MONDAY);
    book.run("add Ana --birthday 1980-04-12 --phone +351225550142").ok();
    book.run("add Ben --birthday 11-23").ok();
    book.run("add Cleo --birthday 11-24").ok();
    book.run("archive cleo").ok();
    book.run("add Tom --past --customer-since 2019-12-02").ok();
    book.run("add Una --customer-since 2019-12-02").ok();
    let uid = format!("UID:birthday-{}@goodcall", book.id("show ana"));
    let calendar = book.run("export ics").ok().out.replace("\r\n", "\n");
    assert_eq!(calendar.matches(&uid).count(), 1);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20270412\n") && calendar.contains("SUMMARY:Ana turns 47\n"));
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261123\n") && calendar.contains("SUMMARY:Ben's birthday\n"));
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20261202\n") && calendar.contains("SUMMARY:Tom first said yes 7 years")
    );
    assert!(!calendar.contains("Cleo") && !calendar.contains("SUMMARY:Una"), "{calendar}");
    let next_year = book.at("2027-04-13T10:00:00Z").run("export ics").ok().out;
    assert!(next_year.contains(&uid) && next_year.contains("SUMMARY:Ana turns 48"), "{next_year}");
}
