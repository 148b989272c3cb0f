//! Draws every screen at four sizes, over books in which every text is an attack.

use goodcall::app::{App, Now, Start};
use goodcall::domain::customer::CustomerField;
use goodcall::domain::ids::CustomerId;
use goodcall::domain::setback::SetbackKind;
use goodcall::domain::touch::{Outcome, TouchDraft, TouchKind};
use goodcall::testing::Book;

use super::harness::{Harness, MONDAY, add, at, settings_with};
use super::names::is_sound;
use crate::attacks::{attacks, more_texts};

const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (110, 34), (160, 48)];

/// Keys to every screen and dialog, from Today.
const WAYS: [&str; 49] = [
    "",
    "enter",
    "l",
    "z",
    "s",
    "n",
    "r",
    "i",
    "a",
    "?",
    ":",
    "/ z e d",
    ": z e d",
    "d",
    "d 1",
    "d 1 enter 2",
    "d p",
    "d enter",
    "d l",
    "1 h",
    "w",
    "2",
    "2 f",
    "2 J",
    "2 w",
    "2 w enter",
    "2 t",
    "2 j j",
    "3",
    "3 right",
    "3 right e",
    "3 e",
    "3 z",
    "3 A",
    "3 G enter",
    "3 / z",
    "4",
    "4 w",
    "4 l",
    "4 j enter",
    "5",
    "5 m",
    "5 x",
    "5 l",
    "6",
    "6 e",
    "6 G enter",
    "7",
    "7 G",
];

fn is_everything() -> bool {
    std::env::var_os("GOODCALL_FAULTS").is_some_and(|v| v == "full")
}

/// Adds a customer with the text in every field and every remark.
fn attack(app: &mut App, text: &str, number: usize) -> CustomerId {
    let fields = [
        (CustomerField::Company, text),
        (CustomerField::Role, text),
        (CustomerField::City, text),
        (CustomerField::Phone, text),
        (CustomerField::Email, text),
        (CustomerField::Facts, text),
        (CustomerField::Peak, "tue,thu"),
        (CustomerField::Favorite, "yes"),
    ];
    let past = [(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2026-01-05")];
    let fields: Vec<_> = fields.into_iter().chain(past.into_iter().filter(|_| number % 3 == 1)).collect();
    let id = add(app, &format!("zed {text}"), &fields);
    let said = format!("+ {text} @\"{text}\" @Sally\n! {text}\n? {text}\n> {text}\n{text}\n  {text}");
    for (when, kind) in [("2026-11-09T15:00:00Z", TouchKind::Call), ("2026-11-10T15:00:00Z", TouchKind::Gift)] {
        let draft = TouchDraft {
            kind: Some(kind),
            outcome: (kind == TouchKind::Call).then_some(Outcome::Reached),
            at: Some(at(when).fixed_offset()),
            text: said.clone(),
            mood_before: Some(2),
            mood_after: Some(4),
            ..TouchDraft::default()
        };
        app.log(id, &draft).expect("a log");
    }
    id
}

fn book_of(texts: &[String]) -> (App, Vec<CustomerId>) {
    // Write the text as a TOML string of escapes only.
    let escaped: String = texts.concat().chars().take(200).map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let settings = settings_with(&format!("questions = [\"{escaped}\", \"{escaped}\"]\n"));
    let mut app =
        App::over(Book::in_memory().expect("a book in memory"), settings, Now::Fixed(at("2026-11-16T15:00:00Z")));
    let ids: Vec<CustomerId> = texts.iter().enumerate().map(|(number, text)| attack(&mut app, text, number)).collect();
    for text in texts.iter().take(3) {
        let happened = goodcall::app::lift::Happened {
            kind: Some(SetbackKind::LostDeal),
            about: Some(text.clone()),
            mood: Some(2),
        };
        app.record_setback(&happened).expect("a setback");
    }
    let last = texts.last().expect("a text");
    let draft = serde_json::json!({"text": last, "minutes": last, "when": last}).to_string();
    app.keep_draft("log", ids.first().copied(), &draft).expect("a draft");
    app.set_now(at(MONDAY));
    (app, ids)
}

fn looks_sound(some: &[String], ways: &[&str]) {
    let mut h = Harness::over(book_of(some).0);
    for size in SIZES {
        h.size(size);
        for way in ways {
            h.press("esc esc esc 1").press(way);
            is_sound(&mut h, &format!("{:?} … at {size:?} after {way:?}", some.first()));
        }
    }
    h.press("esc esc esc 1");
}

#[test]
fn no_attack_reaches_a_frame_raw_or_misplaces_a_column() {
    let mut texts = attacks();
    if is_everything() {
        texts.extend(more_texts());
    }
    for (turn, some) in texts.chunks(9).enumerate() {
        // Each book takes some of the ways; all books together take them all.
        let ways: Vec<&str> = WAYS.into_iter().skip(turn % 3).step_by(if is_everything() { 1 } else { 3 }).collect();
        looks_sound(some, &ways);
    }
}

#[test]
fn no_attack_that_is_typed_or_pasted_reaches_a_frame_raw() {
    for (turn, text) in attacks().iter().enumerate().filter(|(turn, _)| is_everything() || turn % 3 == 0) {
        let mut h = Harness::with(&["Ana Ribeiro"]);
        h.size(SIZES[turn % SIZES.len()]);
        for way in
            ["l", "l tab tab tab", "a", "a tab tab tab", ":", "/", "i", "z", "d p", "2 /", "3 /", "4 /", "6 /", "d 1"]
        {
            h.press(way).paste(text).types(&text.chars().take(60).collect::<String>());
            is_sound(&mut h, &format!("{text:?} after {way}"));
            h.press("enter");
            is_sound(&mut h, &format!("{text:?} after {way}, then enter"));
            h.press("esc esc esc esc esc 1");
        }
    }
}

#[test]
fn no_attack_is_marked_or_told_of_raw() {
    for (turn, some) in attacks().chunks(9).enumerate().filter(|(turn, _)| is_everything() || turn % 3 == 0) {
        let (app, ids) = book_of(some);
        let mut h = Harness::begin(app, Start::MarkFavorites(ids));
        h.size(SIZES[turn % SIZES.len()]);
        is_sound(&mut h, "marking");
        for way in [
            "j space j space",
            "enter",
            "3 f",
            "f",
            "r 5 5",
            "z enter",
            "v",
            "A",
            "u",
            "1 s",
            "l x ctrl-s",
            "u",
            "u",
            "6 x",
            "6 enter",
            "5 a",
            "u",
        ] {
            h.press(way);
            is_sound(&mut h, &format!("{:?} … after {way}", some.first()));
        }
    }
}

#[test]
fn a_hundred_thousand_marks_on_a_letter_stay_in_their_cell() {
    let pile = format!("Zo{}e", "\u{301}".repeat(100_000));
    let mut app = book_of(&["Ana".to_string()]).0;
    let id = add(&mut app, "Zoe", &[(CustomerField::Favorite, "yes")]);
    super::harness::log(&mut app, id, "2026-11-20T15:00:00Z", &format!("+ {pile}\n! {pile}"));
    let mut h = Harness::over(app);
    for way in ["2", "3 G", "6", "7", "d p", "1 l"] {
        h.press("esc esc").press(way);
        is_sound(&mut h, way);
    }
    h.paste(&pile);
    is_sound(&mut h, "a pile pasted");
}
