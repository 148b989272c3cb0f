//! A made-up book with everything in it, out through `export json` and in again: no field is another.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use goodcall::app::customers::Visibility;
use goodcall::app::export::Version;
use goodcall::app::import::ImportRequest;
use goodcall::app::lift::Happened;
use goodcall::app::{App, Now};
use goodcall::domain::choice::Choice;
use goodcall::domain::customer::{CustomerDraft, CustomerField, LeftBecause};
use goodcall::domain::ids::CustomerId;
use goodcall::domain::setback::SetbackKind;
use goodcall::domain::touch::{Outcome, TouchDraft, TouchKind};
use goodcall::testing::Book as Kept;
use serde_json::Value;

use crate::support::attacks::attacks;
use crate::support::{Book, Dice, MONDAY, is_everything};

fn app() -> App {
    let settings =
        goodcall::config::parse("timezone = \"UTC\"\nregion = \"US\"\n", Path::new("config.toml")).expect("settings");
    App::over(Kept::in_memory().expect("a book in memory"), settings, Now::Fixed(monday()))
}

fn monday() -> DateTime<Utc> {
    MONDAY.parse().expect("an instant")
}

/// A text as nobody would write it.
fn text(dice: &mut Dice, attacks: &[String]) -> String {
    match dice.below(4) {
        0 => dice.one(attacks).chars().take(200).collect(),
        1 => (0..dice.below(40))
            .filter_map(|_| char::from_u32(u32::try_from(dice.below(0x11_0000)).ok()?))
            .filter(|c| *c != '\0')
            .collect(),
        2 => dice
            .one(&[
                "Ana",
                "Porto \"Cold\" Chain",
                "東京支店",
                "a\nb\r\nc",
                "{\"x\": [null]}",
                " blanks ",
                "\\u0041",
                "1e999",
            ])
            .to_string(),
        _ => format!("Person {}", dice.below(1_000_000)),
    }
}

/// Fills a book until its export holds so many rows.
fn fill(app: &mut App, rows: usize) {
    let (mut dice, attacks) = (Dice::new(6), attacks());
    let words = ["yes", "no"];
    let mut customers = Vec::new();
    let mut made = 0;
    while made < rows {
        app.set_now(monday() - TimeDelta::minutes(i64::try_from(dice.below(200_000)).expect("few")));
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Name, format!("N{}", text(&mut dice, &attacks)));
        for field in [
            CustomerField::Company,
            CustomerField::Role,
            CustomerField::City,
            CustomerField::Email,
            CustomerField::Facts,
            CustomerField::Phone,
        ] {
            if dice.below(3) > 0 {
                draft.set(field, text(&mut dice, &attacks));
            }
        }
        let phones = [
            "work: +351 22 555 0142\nmobile: +351 912 345 678",
            "+1 212 555 0142",
            "(212) 555-0199 ext. 12\nSaturday line: +49 30 901820\nhome: +44 20 7946 0958",
            "Büro: +49 30 901820",
            "",
        ];
        let emails =
            ["ana@x.example\nhome: ana@home.example\nboat: a,b@x.example", "work: 'b@x.example", "=c@x.example"];
        for (field, texts) in [
            (CustomerField::Phone, &phones[..]),
            (CustomerField::Email, &emails),
            (CustomerField::Address, &["Rua das Flores 12\n4000-001 Porto", "=1+1;2", "\"The Barn\", A, B\\n"]),
            (CustomerField::Tags, &["vip", "vip, \"Porto, north\"", "a;b, \\x, =y, ::: z", "'tis"]),
            (CustomerField::Birthday, &["1980-04-12", "04-12", "02-29", "1604-02-29"]),
            (CustomerField::CustomerSince, &["2019-05-02", "2026-01-31"]),
        ] {
            if dice.below(2) == 0 {
                draft.set(field, *dice.one(texts));
            }
        }
        draft.set(CustomerField::Favorite, *dice.one(&words)).set(CustomerField::DoNotCall, *dice.one(&words));
        draft.set(CustomerField::Pleasure, (1 + dice.below(5)).to_string());
        draft.set(CustomerField::Timezone, *dice.one(&["Europe/Lisbon", "Asia/Tokyo", "", "America/St_Johns"]));
        draft.set(CustomerField::Hours, *dice.one(&["", "09:00-12:00", "mon-fri 08:15-17:45"]));
        draft.set(CustomerField::Peak, *dice.one(&["", "tue,thu", "fri"]));
        draft.set(CustomerField::TouchesAYear, *dice.one(&["", "1", "12"]));
        if dice.below(3) == 0 {
            draft.set(CustomerField::Standing, "past").set(CustomerField::LeftOn, "2026-01-05");
            draft.set(CustomerField::LeftBecause, dice.one(LeftBecause::ALL).as_str());
            draft.set(CustomerField::Cadence, *dice.one(&["90d", "12w", "6m"]));
        }
        let Ok(customer) = app.add(&draft) else { continue };
        customers.push(customer.id);
        made += 2;
        for _ in 0..dice.below(3) {
            app.set_now(monday() - TimeDelta::minutes(i64::try_from(dice.below(100_000)).expect("few")));
            let kind = *dice.one(TouchKind::ALL);
            let said = format!(
                "+ {} @Sal{}\n! {}\n? {}\n> {}\n{}",
                text(&mut dice, &attacks),
                dice.below(9),
                text(&mut dice, &attacks),
                text(&mut dice, &attacks),
                text(&mut dice, &attacks),
                text(&mut dice, &attacks)
            );
            let mood = |dice: &mut Dice| u8::try_from(dice.below(6)).ok().filter(|m| *m > 0);
            let draft = TouchDraft {
                kind: Some(kind),
                outcome: (kind == TouchKind::Call).then(|| *dice.one(Outcome::ALL)),
                minutes: Some(u32::try_from(dice.below(90)).expect("few")),
                mood_before: mood(&mut dice),
                mood_after: mood(&mut dice),
                text: said,
                ..TouchDraft::default()
            };
            let Ok(logged) = app.log(customer.id, &draft) else { continue };
            made += 1 + logged.remarks.len();
        }
        if dice.below(12) == 0 {
            let happened = Happened {
                kind: Some(*dice.one(SetbackKind::ALL)),
                about: Some(text(&mut dice, &attacks)),
                mood: Some(2),
            };
            made += usize::from(app.record_setback(&happened).is_ok());
        }
        if dice.below(12) == 0 {
            app.set_now(monday());
            let because = text(&mut dice, &attacks);
            let days = (1..20).map(|days| monday().date_naive() + TimeDelta::days(days));
            if let Some(day) = days.into_iter().find(|day| app.can_visit(&customer, *day)) {
                app.accept_visit(&customer, day).expect("a visit");
                made += 1;
                if dice.below(2) == 0 {
                    app.decline_visit(&customer, day, Some(&because)).expect("no visit");
                }
            }
            made += usize::from(app.today(Default::default()).is_ok() && app.skip(Some(&because)).is_ok());
        }
    }
    app.set_now(monday());
    let day = |days| monday().date_naive() + TimeDelta::days(days);
    app.go_away(day(30), day(40)).expect("time away");
    app.join_teammates("Sal1", "Sal2", goodcall::app::teammates::Unknown::Taken).expect("one teammate");
    for two in customers.windows(2).take(20) {
        app.edit_referred(two[1], &CustomerDraft::default(), Some(Some(two[0]))).expect("who pointed to them");
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Standing, if two[0].0 % 2 == 0 { "past" } else { "active" });
        app.edit(two[0], &draft).expect("who left, or came back");
        let visibility = if two[0].0 % 3 == 0 { Visibility::Archived } else { Visibility::Present };
        app.set_visibility(two[0], visibility).expect("a customer out of sight");
        if two[0].0 % 5 == 0 {
            app.snooze(two[0], day(9)).expect("a snooze");
        }
    }
}

fn exported(app: &App) -> Value {
    let mut out = Vec::new();
    app.export_json(None, &mut out).expect("an export");
    let mut all: Value = serde_json::from_slice(&out).expect("JSON");
    all["goodcall"]["exported_at"] = Value::Null;
    all
}

#[test]
fn no_field_of_a_made_up_book_is_changed_by_the_way_out_and_in() {
    let rows = if is_everything() { 10_000 } else { 300 };
    let mut first = app();
    // What is counted as made is up to an eighth more than what the export holds.
    fill(&mut first, rows + rows / 5);
    let folder = Book::new();
    let people = folder.write(
        "people.csv",
        "Name,Email,Last Contacted\nIda,ida@example.com,2024-03-12\n\"J\u{1b}o\",jo@example.com,\n",
    );
    first.import(&ImportRequest { files: vec![people], ..ImportRequest::default() }).expect("an import");
    let whole = exported(&first);
    let tables = [
        "customer",
        "setback",
        "touch",
        "remark",
        "pick",
        "planned_visit",
        "teammate_alias",
        "away",
        "imported",
        "standing_change",
    ];
    for table in tables {
        assert!(whole[table].as_array().is_some_and(|rows| !rows.is_empty()), "nothing of {table} was made up");
    }
    let count: usize = whole.as_object().expect("an object").values().filter_map(Value::as_array).map(Vec::len).sum();
    assert!(count >= rows, "{count} rows");

    let mut out = Vec::new();
    first.export_json(None, &mut out).expect("an export");
    let file = folder.write("book.json", &out);
    // Through the program itself, into a file.
    folder.words(&["import", &file.display().to_string()]).ok();
    let second: Value = {
        let mut all = folder.run("export json").json();
        all["goodcall"]["exported_at"] = Value::Null;
        all
    };
    for (table, rows) in whole.as_object().expect("an object") {
        let others = &second[table];
        for (one, other) in rows.as_array().into_iter().flatten().zip(others.as_array().into_iter().flatten()) {
            assert_eq!(one, other, "{table}");
        }
        assert_eq!(rows, others, "{table}");
    }
}

/// Every customer by id, with all that an export of people holds of them: not what their logs add up to.
fn people(app: &App, only: Visibility) -> std::collections::BTreeMap<String, Value> {
    let mut filter = goodcall::domain::filter::Filter::default();
    if only == Visibility::Archived {
        filter.states.push(goodcall::domain::filter::State::Archived);
    }
    let narrowing = app.narrowing(&filter).expect("a filter").showing(only);
    let mut people = std::collections::BTreeMap::new();
    app.each_narrowed(&narrowing, goodcall::domain::order::Order::City, |customer| {
        let mut all = goodcall::present::customers::json(&customer, app.settings().zone);
        for other in ["updated_at", "last_talked", "last_touch"] {
            all[other] = Value::Null;
        }
        people.insert(customer.id.to_string(), all);
        Ok(())
    })
    .expect("customers");
    people
}

/// A value with its texts as they are shown.
fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) => goodcall::text::clean_lines(text).trim().into(),
        Value::Array(all) => all.iter().map(shown).collect(),
        Value::Object(all) => all.iter().map(|(key, value)| (key.clone(), shown(value))).collect(),
        other => other.clone(),
    }
}

/// Takes a file into an empty book, and compares everybody with those of another book: their texts as they are, or as they
/// are shown, where a format has no place for what steers and hides.
fn comes_back(first: &App, name: &str, file: &[u8], like: fn(&Value) -> Value) {
    let folder = Book::new();
    let path = folder.write(name, file);
    let mut second = app();
    let request = ImportRequest { files: vec![path], ..ImportRequest::default() };
    let imported = second.import(&request).expect("an import");
    assert!(imported.rejected.is_empty(), "{name}: {:?}", imported.rejected);
    for only in [Visibility::Present, Visibility::Archived] {
        let (one, other) = (people(first, only), people(&second, only));
        for (id, person) in &one {
            let came = other.get(id).unwrap_or_else(|| panic!("{name}: nobody came for {person:#}"));
            for (key, value) in person.as_object().expect("an object") {
                assert_eq!((key, like(&came[key])), (key, like(value)), "{name}: {person:#}");
            }
        }
        assert_eq!(one.len(), other.len(), "{name}");
    }
    assert_eq!(imported.noted.named, [], "{name}");
    let again = second.import(&request).expect("an import");
    assert_eq!((again.added, again.updated, again.unchanged), (0, 0, imported.added), "{name}");
}

#[test]
fn nobody_of_a_made_up_book_is_changed_by_the_way_out_and_in_as_people() {
    let mut book = app();
    fill(&mut book, if is_everything() { 4_000 } else { 300 });
    let mut csv = Vec::new();
    book.export_csv(None, &mut csv).expect("an export");
    comes_back(&book, "people.csv", &csv, Value::clone);
    let ids = |only| people(&book, only).into_keys().map(|id| CustomerId(id.parse().expect("an id")));
    let all: Vec<CustomerId> = ids(Visibility::Present).chain(ids(Visibility::Archived)).collect();
    for (name, version) in [("four.vcf", Version::Four), ("three.vcf", Version::Three)] {
        let mut cards = Vec::new();
        book.export_vcards(Some(&all), version, &mut cards).expect("an export");
        comes_back(&book, name, &cards, shown);
    }
}
