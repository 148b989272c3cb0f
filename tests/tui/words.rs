//! What the screens say: which one, when and in which year, and never more than is known.

use goodcall::domain::customer::CustomerField;

use super::harness::{Harness, add, blank, log, people};

#[test]
fn the_squares_begin_with_the_book() {
    let squares = |h: &mut Harness| h.screen().chars().filter(|c| *c == '■' || *c == '□').count();
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.size((110, 34)).press("l").types("Fine").press("ctrl-s").says("■");
    assert_eq!(squares(&mut h), 1, "the first day\n{}", h.screen());
    // Three weeks later there are four call days, two of them without a call.
    h.clock("2026-12-07T15:00:00Z").press("l").types("Fine").press("ctrl-s").clock("2026-12-14T15:00:00Z");
    assert_eq!(squares(&mut h), 4, "{}", h.screen());
    // A call that is logged late was in the book's time.
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    log(&mut app, id, "2026-11-10T15:00:00Z", "Fine");
    let mut h = Harness::over(app);
    h.size((110, 34));
    assert_eq!(squares(&mut h), 3, "{}", h.screen());
}

#[test]
fn after_the_call_the_next_good_call_has_a_name_and_a_day() {
    let mut h = Harness::with(&["Claire Martin", "Greg Olsen"]);
    h.clock("2026-12-14T15:00:00Z").press("l").types("Fine").press("ctrl-s");
    h.says("You called Claire. Next good call: Greg, Mon 21 Dec").never_says("Next: Mon");
    // In another year, with the year.
    let mut h = Harness::with(&["Claire Martin", "Greg Olsen"]);
    h.clock("2026-12-28T15:00:00Z").press("l").types("Fine").press("ctrl-s");
    h.says("Next good call: Greg, Mon 4 Jan 2027");
}

#[test]
fn a_first_call_is_a_good_one() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    Harness::over(app).says("no call in this book yet: a good first one").never_says("you have not talked");
    // Added on 1 September.
    Harness::with(&["Ana Ribeiro"]).says("11 weeks in this book and no call yet: a good first one");
}

#[test]
fn every_message_says_which_one_it_is_about() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    log(&mut app, id, "2026-11-20T15:00:00Z", "+ You saved our launch\n! A list by weight");
    let mut h = Harness::over(app);
    h.press("2 *").says("Starred: “You saved our launch”, Ana").press("*").says("No longer starred: “You saved");
    h.press("y").says("“You saved our launch”, Ana is copied, if your terminal allows it");
    h.press("6 y").says("“A list by weight”, Ana is copied, if your terminal allows it");
    h.press("right").says("Carried to Fri 4 Dec: “A list by weight”, Ana");
    h.press("space").says("Done: “A list by weight”, Ana").says("u undo");
    h.press("e space").says("Open again: “A list by weight”, Ana").press("x").says("Dropped: “A list by weight”, Ana");
    h.press("d *").says("Starred: “You saved our launch”, Ana");
}

#[test]
fn a_day_of_another_year_is_confirmed_with_its_year() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("3 z").types("in a year").press("enter").says("Ana Ribeiro is back on Tue 23 Nov 2027");
    h.says("until Tue 23 Nov 2027").press("u z").types("in 2 weeks").press("enter");
    h.says("Ana Ribeiro is back on Mon 7 Dec").never_says("2026");
}

#[test]
fn a_past_buyer_left_without_a_reason_just_left() {
    let mut app = blank();
    let fields = [(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2026-11-23")];
    add(&mut app, "Helga Brandt", &fields);
    Harness::over(app).size((110, 34)).press("3").says("Past buyer  left today").never_says("left, today");
}

#[test]
fn one_thing_in_common_asks_whom_an_idea_might_help() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    for name in ["Ana", "Marcus"] {
        let id = app.who(name).expect("a customer").id;
        let mut draft = goodcall::domain::customer::CustomerDraft::default();
        draft.set(CustomerField::Facts, "Anneke: birthday 3 May");
        app.edit(id, &draft).expect("an edit");
    }
    let id = app.who("Ana").expect("a customer").id;
    log(&mut app, id, "2026-11-20T15:00:00Z", "! A list by weight");
    let mut h = Harness::over(app);
    h.press("6").says("whom might this help?").never_says("good for");
    h.press("w").says("No other customer comes to mind for this one");
}
