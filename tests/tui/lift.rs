//! The deal is lost: one key, one sentence, one person to call, one question.

use super::harness::{Harness, add, log, people};
use goodcall::domain::customer::CustomerField;

#[test]
fn a_setback_is_noted_a_call_made_and_the_mood_asked_once() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let id = app.who("Marcus").expect("a customer").id;
    log(&mut app, id, "2026-10-05T15:00:00Z", "+ You never once sold me anything I didn't need");
    let mut h = Harness::over(app);
    h.press("d").says("“You never once sold me anything I didn't need”").says("Don't call your mother.");
    h.press("1").says("Noted: lost a deal").says("how do you feel?");
    h.press("2").says("Noted how you feel").never_says("how do you feel?");
    let first = if h.screen().contains("Call Ana") { "Ana Ribeiro" } else { "Marcus Webb" };
    h.press("enter").says(first).types("+ Still glad you called").press("ctrl-s");
    h.says("How do you feel now?").press("4").says("That is what they are for").never_says("How do you feel now?");
    h.press("esc 3 l").types("and again").press("ctrl-s").says("Logged a call").never_says("How do you feel now?");
}

#[test]
fn lift_works_from_every_tab() {
    for tab in ["1", "2", "3"] {
        let mut h = Harness::demo();
        h.press(tab).press("d").says("Don't call your mother.").press("esc").never_says("Don't call your mother.");
    }
}

#[test]
fn another_key_gives_another_sentence() {
    let mut h = Harness::demo();
    h.press("d");
    let first = h.screen();
    h.press("right");
    let second = h.screen();
    let quote = |s: &str| s.lines().find(|l| l.contains('“')).map(str::to_string);
    assert!(quote(&first).is_some() && quote(&first) != quote(&second), "{first}\n{second}");
}

#[test]
fn someone_else_is_named_round_and_round() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("d");
    let first = if h.screen().contains("Call Ana") { ("Call Ana", "Call Marcus") } else { ("Call Marcus", "Call Ana") };
    h.press("o").says(first.1).press("o").says(first.0);
}

#[test]
fn a_setback_is_undone_where_it_was_noted() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d 1").says("how do you feel?").press("u").says("Undone");
    h.says("what happened?");
}

#[test]
fn a_kind_sentence_from_an_email_is_there_on_the_next_bad_day() {
    let mut app = people(&["Ana Ribeiro"]);
    add(&mut app, "Helga Brandt", &[(CustomerField::Company, "Brandt Kühlung")]);
    let mut h = Harness::over(app);
    h.press("d").says("One day a customer will say something kind").press("p");
    h.paste("You are the only one who\nanswered on a Sunday.").press("tab").types("Helga").press("tab");
    h.types("last month").press("ctrl-s").says("Kept what Helga Brandt wrote");
    h.press("esc d").says("answered on a Sunday.").says("Helga Brandt");
}

#[test]
fn who_wrote_a_kind_sentence_has_to_be_known() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d p").types("Thank you").press("tab").types("Nobody").press("ctrl-s");
    h.says("Thank you").says("Nobody").never_says("Kept what");
}

#[test]
fn nobody_is_named_who_is_not_to_be_called() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("Ana").expect("a customer").id;
    let mut draft = goodcall::domain::customer::CustomerDraft::default();
    draft.set(CustomerField::DoNotCall, "yes");
    app.edit(ana, &draft).expect("an edit");
    Harness::over(app).press("d").never_says("Call Ana").says("None of your favorites can be called now.");
}
