//! What every form promises: it reports every problem at its field, and every text that does not fit.

use super::harness::{Harness, add, blank, on_disk};
use goodcall::app::App;
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
    h.tabs(CustomerField::Hours, CustomerField::Standing).press("right");
    h.tabs(CustomerField::Standing, CustomerField::LeftOn).types("someday").press("ctrl-s");
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
    for (field, problem) in
        [("they wrote │", "write or paste what they said"), ("when │ soonish", "could not read \"soonish\"")]
    {
        let problems: Vec<usize> =
            h.screen().lines().enumerate().filter(|(_, l)| l.contains(problem)).map(|(at, _)| at).collect();
        let field = h.screen().lines().position(|l| l.contains(field)).expect("the field");
        assert!(problems.contains(&(field + 1)), "{problem}\n{}", h.screen());
    }
    // Somebody who is not in the book yet is added.
    h.says("who │ Nobody At All").says("Saving adds Nobody At All");
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
fn the_form_stands_in_parts_and_asks_only_past_buyers_why_they_left() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[]);
    let mut h = Harness::over(app);
    for (size, head) in [((110, 34), "Who                    name  │"), ((60, 18), "    Who\n              name  │")]
    {
        h.size(size).press("3 e").says(head);
        h.press("esc");
    }
    h.size((110, 40)).press("e");
    let parts = ["Who", "When to call", "How good", "Visits", "Notes"].map(|part| row(&mut h, &format!("    {part} ")));
    assert!(parts.is_sorted(), "{}", h.screen());
    h.never_says("Past buyer").never_says("left on");
    h.tabs(CustomerField::Name, CustomerField::Standing).press("right");
    h.says("Past buyer").says("left on").says("left because").says("in touch every");
    h.tabs(CustomerField::Standing, CustomerField::LeftOn).types("2026-01-05");
    // What was typed is back with the standing, and is not saved without it.
    h.press(&"shift-tab ".repeat(4)).press("left").never_says("left on").press("right").says("2026-01-05");
    h.press("left ctrl-s").never_says("Not saved");
    let id = h.who("Ana");
    assert_eq!(h.shell.app().customer(id).expect("the book").left_on, None);
}

#[test]
fn every_problem_is_at_its_field_in_the_smallest_terminal() {
    let mut h = Harness::empty();
    h.size((60, 18))
        .press("a")
        .tabs(CustomerField::Name, CustomerField::Timezone)
        .types("Mars/Olympus")
        .press("ctrl-s");
    h.says("Not saved yet: 2 fields need another look").says("name  │\n");
    let (name, problem) = (row(&mut h, "name  │"), row(&mut h, "a customer needs a name"));
    assert_eq!(problem, name + 1, "{}", h.screen());
    h.types("Ana")
        .press("ctrl-s")
        .says("Not saved yet: one field needs another look")
        .says("time zone  │ Mars/Olympus");
    let (zone, problem) = (row(&mut h, "time zone  │"), row(&mut h, "is not a time zone"));
    assert_eq!(problem, zone + 1, "{}", h.screen());
}

#[test]
fn notes_have_room_for_more_than_a_line() {
    let mut h = Harness::empty();
    h.size((110, 34)).press("a shift-tab").types("Two children\nSails");
    let first = row(&mut h, "good to know  │ Two children");
    let rules = h.screen().lines().skip(first.into()).take(4).filter(|line| line.contains('│')).count();
    assert_eq!(rules, 4, "{}", h.screen());
}

#[test]
fn a_referral_stays_in_sight_and_is_read() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[]);
    let said = "> Kim Lund at Lund & Sons, ring after lunch: +45 33 12 34 56";
    super::harness::log(&mut app, ana, "2026-11-20T15:00:00Z", said);
    let mut h = Harness::over(app);
    for size in [(60, 18), (80, 24), (110, 34)] {
        h.size(size).press("3 g R").says("Referred by Ana").says("name  │ Kim Lund").says("company  │ Lund & Sons");
        h.says("“Kim Lund at Lund & Sons, ring after lunch:").says("phones  │ +45 33 12 34 56");
        h.press(&"tab ".repeat(16)).says("“Kim Lund at Lund & Sons").press("esc");
    }
    // Taken up later, it still says so.
    h.press("3 g R end")
        .types("x")
        .press("esc a")
        .says("“Kim Lund at Lund & Sons")
        .press("end backspace ctrl-s")
        .says("Added Kim Lund")
        .press("esc 3 / ")
        .types("kim");
    h.says("+45 33 12 34 56").says("Referred by");
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
    let (folder, open) = on_disk();
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

#[test]
fn a_scrolled_form_begins_with_a_field_and_not_with_the_rest_of_a_problem() {
    let mut h = Harness::demo();
    h.size((80, 24)).press("3 j e").tabs(CustomerField::Name, CustomerField::Birthday).types("13-45");
    h.tabs(CustomerField::Birthday, CustomerField::Timezone).types("Nowhere/Zone");
    h.tabs(CustomerField::Timezone, CustomerField::Hours).types("25-99").press("ctrl-s").says("3 fields need");
    for _ in 0..14 {
        let screen = h.screen();
        let first = screen.lines().skip(5).find(|row| !row.trim().is_empty()).unwrap_or_default();
        assert!(first.contains('│'), "{first:?} begins\n{screen}");
        h.press("tab");
    }
}

#[test]
fn a_short_form_cuts_no_hint_unmarked_and_says_that_more_follows() {
    let mut h = Harness::demo();
    h.size((60, 18)).press("a").says("a line each, e.g. work: +351 22…").says("↓");
    for _ in 0..8 {
        h.press("tab");
        let screen = h.screen();
        let last = screen.lines().nth(15).unwrap_or_default().trim().trim_end_matches('↓').trim().to_string();
        assert!(!["When to call", "How good", "Visits", "Past buyer", "Who"].contains(&last.as_str()), "{screen}");
    }
    h.press("esc ?").says("↓");
}
