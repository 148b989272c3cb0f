//! What was promised: owed on Today and on the card, listed on Ideas, counted in a log.

use goodcall::app::App;

use super::harness::{Harness, log, people};

/// Ana's price list was due on Thursday, Marcus's drawing is due on Friday; Ana is the pick.
fn owing() -> App {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let (ana, marcus) = (app.who("ana").expect("Ana").id, app.who("marcus").expect("Marcus").id);
    log(&mut app, marcus, "2026-11-17T15:00:00Z", "= the price list by thu");
    log(&mut app, ana, "2026-11-09T15:00:00Z", "+ Kind\n= the drawing on 27 November\n= the sample by fri");
    app
}

#[test]
fn what_is_due_stands_under_the_pick_with_its_keys() {
    let mut h = Harness::over(owing());
    // The oldest first: the sample was due on the 13th.
    h.says("Ana Ribeiro").says("Owed        = the sample, since 13 Nov");
    h.says("Space kept   m another day");
    h.press("space").says("Kept: “the sample by fri”, Ana").says("u undo");
    h.says("Owed        = the price list, to Marcus, since Thursday");
    h.press("u").says("Owed        = the sample, since 13 Nov");
    h.press("U").says("= the price list, to Marcus, since Thursday");
    h.press("m").says("When, then?").types("yesterday").press("enter").says("gone by");
    h.press("ctrl-u").types("3 dec").press("enter").says("Moved to Thu 3 Dec: “the price list by thu”, Marcus");
    // Nothing is due any more; what Ana is owed stands on her card all the same, without keys.
    h.says("Owed        = the drawing, by Friday").never_says("Space kept");
    h.press("space").says("No promise is due today");
}

#[test]
fn an_empty_answer_is_tomorrow() {
    let mut h = Harness::over(owing());
    h.press("m enter").says("Moved to Tue 24 Nov").press("u").says("since 13 Nov");
}

#[test]
fn ideas_lists_promises_under_a_heading_of_their_own() {
    let mut h = Harness::over(owing());
    h.press("6")
        .says("You promised")
        .says("= the sample by fri")
        .says("Space kept")
        .says("m another day")
        .says("x drop");
    let screen = h.screen();
    let place = |what: &str| screen.find(what).expect("it stands there");
    assert!(place("the sample by fri") < place("the price list by thu"));
    assert!(place("the price list by thu") < place("the drawing on 27 November"));
    h.press("space").says("Kept: “the sample by fri”").never_says("= the sample");
    h.press("m").types("mon").press("enter").says("Moved to Mon 30 Nov: “the price list by thu”");
    h.press("g right").says("Carried to Fri 4 Dec");
    h.press("g x").says("Dropped").press("e").says("Kept or dropped").says("✓ the sample by fri");
    h.press("G space").says("Open again").press("u u u").says("Undone");
}

#[test]
fn an_idea_moves_to_another_day_too() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2026-11-20T15:00:00Z", "! Print labels");
    let mut h = Harness::over(app);
    h.press("6 m").types("3 dec").press("enter").says("Moved to Thu 3 Dec: “Print labels”, Ana").says("by Thu 3 Dec");
}

#[test]
fn the_log_counts_what_its_marks_name() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").says("= promise").types("+ Kind\n+ Kinder\n! pick list\n= the list by wed");
    h.says("promise │ = the list by wed").says("2 praise · 1 idea · 1 promise, by Wed");
    h.press("ctrl-s").says("Logged a call with Ana Ribeiro, 3 things they said, 1 promise");
    h.press("3").says("Owed").says("the list, by Wednesday");
}

#[test]
fn what_was_promised_is_not_what_they_said_last() {
    let mut h = Harness::over(owing());
    h.says("“Kind”");
    let screen = h.screen();
    assert!(screen.matches("the drawing").count() <= 1, "{screen}");
    h.press("space space");
    let screen = h.screen();
    assert_eq!(screen.matches("the drawing").count(), 1, "{screen}");
}

#[test]
fn where_nobody_is_to_be_called_what_is_due_stands_there_still() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2026-11-19T15:00:00Z", "= the price list by fri");
    let mut h = Harness::over(app);
    h.press("s").says("Owed        = the price list, to Ana, since Friday").says("Space kept");
    h.press("space").says("Kept").never_says("Owed");
}

#[test]
fn a_long_promise_takes_two_lines_and_many_are_counted() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    let long = format!("= {} by fri", "the whole list ".repeat(200));
    log(&mut app, ana, "2026-11-18T15:00:00Z", &format!("{long}\n= b by fri\n= c by fri\n= d by fri\n= e by fri"));
    let mut h = Harness::over(app);
    h.says("Owed").says("…").says("Space kept   m another day");
    h.size((60, 18)).says("Ana Ribeiro").says("Owed").says("Space kept   m another day").says(" more");
}
