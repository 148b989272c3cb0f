//! What every form promises: it reports every problem at its field, and every text that does not fit.

use super::harness::{Harness, MONDAY, add, at, blank, settings};
use goodcall::app::{App, Now};
use goodcall::domain::customer::{CustomerDraft, CustomerField, ListEdit};
use goodcall::domain::ids::CustomerId;

/// Finds the row of the screen that holds a text.
fn row(h: &mut Harness, text: &str) -> u16 {
    h.place(text).1
}

#[test]
fn three_wrong_fields_of_a_customer_are_all_said_at_their_fields_and_the_first_is_focused() {
    let mut h = Harness::empty();
    h.size((80, 50)).press("a").types("Ana Ribeiro").tabs(CustomerField::Name, CustomerField::Timezone);
    h.types("Mars/Olympus").tabs(CustomerField::Timezone, CustomerField::Hours).types("soon");
    h.tabs(CustomerField::Hours, CustomerField::LeftOn).types("someday").press("ctrl-s");
    for (field, problem) in [
        ("time zone  │ Mars/Olympus", "is not a time zone"),
        ("calling hours  │ soon", "could not read \"soon\""),
        ("left on  │ someday", "could not read \"someday\""),
    ] {
        let (field, problem) = (row(&mut h, field), row(&mut h, problem));
        assert_eq!(problem, field + 1, "{}", h.screen());
    }
    let cursor = h.cursor().expect("a cursor").1;
    assert_eq!(cursor, row(&mut h, "Mars/Olympus"), "the first that is wrong is focused");
    // A changed field loses its mark; the others keep theirs.
    h.press("ctrl-u").types("Europe/Lisbon").never_says("is not a time zone").says("could not read \"soon\"");
}

#[test]
fn two_problems_of_a_log_are_both_said() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ Kind").press("tab tab tab").types("soon").press("tab").types("never").press("ctrl-s");
    h.says("\"soon\" is not a number of minutes").says("could not read \"never\" as a date");
    h.says("Not logged, but kept: 2 fields need another look");
    // The first has the focus: typing goes into the minutes.
    h.press("ctrl-u").types("14").never_says("is not a number").says("could not read \"never\"");
    h.press("tab ctrl-u ctrl-s").says("Logged a call");
}

#[test]
fn everything_wrong_with_a_kind_sentence_is_said_at_its_field() {
    let mut h = Harness::demo();
    h.press("d p tab").types("Nobody At All").press("tab").types("soonish").press("ctrl-s");
    for (field, problem) in [
        ("they wrote │", "write or paste what they said"),
        ("who │ Nobody At All", "\"Nobody At All\""),
        ("when │ soonish", "could not read \"soonish\""),
    ] {
        let problems: Vec<usize> =
            h.screen().lines().enumerate().filter(|(_, l)| l.contains(problem)).map(|(at, _)| at).collect();
        let field = h.screen().lines().position(|l| l.contains(field)).expect("the field");
        assert!(problems.contains(&(field + 1)), "{problem}\n{}", h.screen());
    }
    h.types("x").says("they wrote │ x").never_says("write or paste what they said");
}

#[test]
fn a_paste_that_is_too_long_is_said_at_its_field() {
    let long = "x".repeat(70_000);
    let mut h = Harness::empty();
    h.press("a tab").paste(&long);
    let (field, problem) = (row(&mut h, "company  │"), row(&mut h, "too long: this field holds 64 KiB"));
    assert_eq!(problem, field + 1);
    h.types("Porto Cold Chain").says("company  │ Porto Cold Chain").never_says("too long");

    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ Kind").paste(&"x".repeat(1024 * 1024)).says("too long: this field holds 1 MiB");
    h.says("praise │ + Kind").press("ctrl-s").says("Logged a call");

    let mut h = Harness::demo();
    h.press("z").paste(&long).says("too long: this field holds 64 KiB");
}

#[test]
fn what_is_good_to_know_takes_several_lines() {
    let mut app = blank();
    let id = add(&mut app, "Ana Ribeiro", &[(CustomerField::Facts, "Two children\nSails")]);
    let mut h = Harness::over(app);
    h.press("3 e").press("shift-tab").says("good to know  │ Two children").says("│ Sails");
    h.press("enter").types("Drinks tea").press("ctrl-s").says("Changed Ana Ribeiro");
    let facts = h.shell.app().customer(id).expect("the book").facts;
    assert_eq!(facts.as_deref(), Some("Two children\nSails\nDrinks tea"));
}

#[test]
fn a_click_focuses_a_field() {
    let mut h = Harness::empty();
    h.press("a").click("email").types("ana@portocold.example").says("emails  │ ana@portocold.example");
}

#[test]
fn a_form_kept_for_later_outlives_other_changes_of_the_customer() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.size((110, 40)).press("3 e").tabs(CustomerField::Name, CustomerField::Company).types("Porto Cold Chain");
    h.press("esc f").says("Ana Ribeiro");
    h.press("r").types("54").press("e").says("company  │ Porto Cold Chain");
    h.press("ctrl-s").says("Changed Ana Ribeiro").says("Porto Cold Chain");
    // A new customer's form, while another is added elsewhere.
    h.press("a").types("Bea Nunes").press("esc");
    add(h.shell.app(), "Caio Brito", &[]);
    h.press("a").says("Bea Nunes");
}

/// Opens the form of a customer with two numbers, tags and facts over a file, and the same book once more.
fn two_programs() -> (Harness, App, CustomerId, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.db");
    let open = || App::open(Some(&path), settings(), Now::Fixed(at(MONDAY))).expect("the book");
    let mut app = open();
    let phones = "work: +351 22 555 0142\nmobile: +351 912 345 678";
    let fields = [
        (CustomerField::Phone, phones),
        (CustomerField::Tags, "Porto, vip"),
        (CustomerField::Facts, "Two children\nLikes tea"),
    ];
    let ana = add(&mut app, "Ana Ribeiro", &fields);
    let mut h = Harness::over(app);
    h.size((110, 50)).press("3 e").says("work: +351 22 555 0142");
    (h, open(), ana, folder)
}

/// What another program does to the customer meanwhile.
fn change_elsewhere(other: &mut App, ana: CustomerId) {
    let mut draft = CustomerDraft::default();
    draft
        .edit(CustomerField::Phone, ListEdit::Add("home: +351 22 655 0701".into()))
        .edit(CustomerField::Phone, ListEdit::Remove("mobile".into()))
        .edit(CustomerField::Tags, ListEdit::Add("fair".into()))
        .edit(CustomerField::Email, ListEdit::Add("ana@porto.example".into()))
        .set(CustomerField::Facts, "Two children\nLikes coffee")
        .set(CustomerField::City, "Porto");
    other.edit(ana, &draft).expect("the change");
}

fn texts(app: &mut App, ana: CustomerId, fields: &[CustomerField]) -> Vec<String> {
    let ana = app.customer(ana).expect("the customer");
    fields.iter().map(|field| field.text(&ana)).collect()
}

const SEVERAL: [CustomerField; 4] =
    [CustomerField::Phone, CustomerField::Email, CustomerField::Tags, CustomerField::Facts];

#[test]
fn what_another_program_did_to_a_list_meanwhile_stays() {
    let (mut h, mut other, ana, _folder) = two_programs();
    h.tabs(CustomerField::Name, CustomerField::Phone).press("ctrl-end").types("\nfarm: +351 22 655 0702");
    h.tabs(CustomerField::Phone, CustomerField::Tags).press("end").types(", tea lover");
    change_elsewhere(&mut other, ana);
    h.press("ctrl-s").says("Changed Ana Ribeiro");
    let phones = "work: +351 22 555 0142\nhome: +351 22 655 0701\nfarm: +351 22 655 0702";
    let now = texts(h.shell.app(), ana, &SEVERAL);
    assert_eq!(now, [phones, "ana@porto.example", "fair, Porto, tea lover, vip", "Two children\nLikes coffee"]);
    assert_eq!(texts(h.shell.app(), ana, &[CustomerField::City]), ["Porto"]);
}

#[test]
fn a_form_kept_for_later_changes_the_lists_as_they_are_then() {
    let (mut h, mut other, ana, _folder) = two_programs();
    h.tabs(CustomerField::Name, CustomerField::Phone).press("ctrl-home").types("office ");
    h.tabs(CustomerField::Phone, CustomerField::Facts).press("ctrl-end").types("\nPlays chess").press("esc");
    change_elsewhere(&mut other, ana);
    h.press("e").says("office work: +351 22 555 0142").says("home: +351 22 655 0701").never_says("912 345 678");
    h.says("Likes coffee").says("Plays chess").says("ana@porto.example").press("ctrl-s").says("Changed Ana Ribeiro");
    let phones = "office work: +351 22 555 0142\nhome: +351 22 655 0701";
    let now = texts(h.shell.app(), ana, &SEVERAL);
    assert_eq!(now, [phones, "ana@porto.example", "fair, Porto, vip", "Two children\nLikes coffee\n\nPlays chess"]);
}
