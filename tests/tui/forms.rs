//! What every form promises: it reports every problem at its field, and every text that does not fit.

use super::harness::{Harness, add, blank};
use goodcall::domain::customer::CustomerField;

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
