//! The deal is lost: one key, one sentence, one person to call, one question.

use super::harness::{Harness, add, blank, log, on_disk, people};
use goodcall::app::lift::Happened;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::setback::SetbackKind;

#[test]
fn a_setback_is_noted_a_call_made_and_the_mood_asked_once() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let id = app.who("Marcus").expect("a customer").id;
    log(&mut app, id, "2026-10-05T15:00:00Z", "+ You never once sold me anything I didn't need");
    let mut h = Harness::over(app);
    h.press("d").says("“You never once sold me anything I didn't need”").says("Don't call your mother.");
    h.press("1").says("Noted: lost a deal").says("about what?").press("enter").says("how do you feel?");
    h.press("2").says("Noted how you feel").never_says("how do you feel?");
    let first = if h.screen().contains("Call Ana") { "Ana Ribeiro" } else { "Marcus Webb" };
    h.press("enter").says(first).types("+ Still glad you called").press("ctrl-s");
    h.says("how do you feel now?")
        .never_says("How do you feel now?")
        .never_says("how do you feel?")
        .never_says("not now");
    h.press("4").says("Noted how you feel: good").says("That was worth a call.").never_says("how do you feel now?");
    h.press("esc 3 l").types("and again").press("ctrl-s").says("Logged a call").says("How do you feel now?  1 awful");
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
    h.press("d 1 enter").says("how do you feel?").press("u").says("Undone");
    h.says("what happened?");
}

#[test]
fn a_kind_sentence_from_an_email_is_there_on_the_next_bad_day() {
    let mut app = people(&["Ana Ribeiro"]);
    add(&mut app, "Helga Brandt", &[(CustomerField::Company, "Brandt Kühlung")]);
    let mut h = Harness::over(app);
    h.press("d").says("One day a customer's own words stand here.").press("p");
    h.paste("You are the only one who\nanswered on a Sunday.").press("tab").types("Helga").press("tab");
    h.types("last month").press("ctrl-s").says("Kept what Helga Brandt wrote");
    h.press("esc d").says("answered on a Sunday.").says("Helga Brandt");
}

#[test]
fn whoever_wrote_a_kind_sentence_and_is_new_is_added_on_the_spot() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d p").types("Thank you for the Sunday").press("tab").types("Helga Brandt, Brandt Kühlung").press("tab");
    h.says("Helga Brandt is not in the book yet; saving adds them").types("last month").press("ctrl-s");
    h.says("Added Helga Brandt, and kept what they wrote");
    let helga = h.shell.app().who("Helga").expect("a customer");
    assert_eq!((helga.company.as_deref(), helga.favorite), (Some("Brandt Kühlung"), false));
    h.press("esc d").says("“Thank you for the Sunday”").says("Helga Brandt, Brandt Kühlung");
    // One act, one undo: both are gone.
    h.press("esc u").says("Undone: added Helga Brandt with what they wrote");
    assert!(h.shell.app().who("Helga").is_err());
    h.press("2").says("Nothing kind in the book yet.");
}

#[test]
fn who_wrote_a_kind_sentence_is_named_before_it_is_kept() {
    let mut h = Harness::with(&["Ana Ribeiro", "Ana Silva"]);
    h.press("d p").types("Thank you").press("tab").types("Ana Ribiero").press("tab");
    h.says("Did you mean Ana Ribeiro? Saving adds Ana Ribiero");
    h.press("shift-tab ctrl-u").types("ribeiro").press("tab").says("Ana Ribeiro").never_says("Saving adds");
    // Two are meant, or nobody could be: nothing is kept.
    for who in ["Ana", "+49 431 555", "ana@porto.example"] {
        h.press("shift-tab ctrl-u").types(who).press("ctrl-s").says("Thank you").never_says("Kept what").press("tab");
    }
}

#[test]
fn what_it_was_about_is_text_until_enter_or_esc() {
    for end in ["enter", "esc"] {
        let mut h = Harness::with(&["Ana Ribeiro"]);
        h.press("d 1").types("2 quotes, cold calls? up to q").says("about what?").says("2 quotes, cold calls? up to q");
        h.press(end).says("how do you feel?").says("Noted: 2 quotes, cold calls? up to q").press("2");
        let setback = h.shell.app().where_to_start().expect("a start");
        let goodcall::app::Start::Lift(id) = setback else { panic!("no setback") };
        let setback = h.shell.app().setback(id).expect("a setback");
        assert_eq!((setback.about.as_deref(), setback.mood), (Some("2 quotes, cold calls? up to q"), Some(2)));
        // Keys are keys again.
        h.says("Call Ana").press("l").says("what they said").press("esc");
        h.press("u u").press("u").says("what happened?");
    }
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d 1 enter").says("how do you feel?").press("esc").never_says("Call Ana");
}

#[test]
fn where_letters_are_text_no_letter_is_said_to_undo() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d 1").says("Noted: lost a deal").says("about what?").never_says("u undo").press("u").says("› u");
    h.press("backspace enter").says("how do you feel?").press("2").says("u undo");
}

#[test]
fn what_was_typed_about_it_survives_the_end_of_the_program() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("d 3").types("They hung u");
    h.shell.keep_drafts();
    assert_eq!(h.shell.farewells(), ["What happened is kept; the next start takes it up."]);
    let app = open();
    let start = app.where_to_start().expect("a start");
    let mut h = Harness::begin(app, start);
    h.says("about what?").says("They hung u").types("p").press("enter").says("Noted: They hung up");
    let app = open();
    assert!(app.latest_draft().expect("drafts").is_none());
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

#[test]
fn after_the_call_the_loop_closes_and_leads_back_to_work() {
    let mut app = people(&["Ana Ribeiro"]);
    add(&mut app, "Tom Ferreira", &[(CustomerField::Company, "Ferreira & Filhos")]);
    let mut h = Harness::over(app);
    h.press("3 d 1 enter 2 l").types("She is well\n+ You made my day.").press("ctrl-s").says("how do you feel now?");
    h.press("5").says("“You made my day.”").says("Ana Ribeiro, just now").never_says("Don't call your mother.");
    h.says("low ●●○○○ ━━━━▶ great ●●●●●").says("That was worth a call.").says("Esc back to work").says("c one more");
    h.press("esc").says("Tom Ferreira").never_says("back to work");
    // What stood on the screen was shown.
    h.press("d").says("“You made my day.”");
    let id = h.who("Ana");
    let praise = h.shell.app().praise(&goodcall::app::praise::PraiseFilter::default(), 9).expect("praise");
    assert_eq!((praise.len(), praise[0].remark.customer), (1, id));
}

#[test]
fn one_more_names_somebody_else_and_an_undo_opens_the_loop_again() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("d 2 enter 3 l").types("All well").press("ctrl-s 2").says("All well").says("so-so ●●●○○ ━━━━▶ low ●●○○○");
    h.says("Not every call lifts you.").press("c").says("Call Marcus").never_says("All well");
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("d l").types("All well").press("ctrl-s").says("how do you feel now?").says("just now");
    h.press("u").says("Undone").says("Call Ana").never_says("just now").never_says("how do you feel now?");
}

#[test]
fn a_call_without_a_setback_asks_for_the_mood_where_it_closes() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d l").press("ctrl-s").says("You called Ana.").says("how do you feel now?").press("4");
    h.says("good ●●●●○").says("That was worth a call.").never_says("how do you feel now?").never_says("▶");
    let mut missed = Harness::with(&["Ana Ribeiro"]);
    missed.press("d l").types("x").press("esc").says("Don't call your mother.").never_says("back to work");
}

#[test]
fn the_person_named_is_told_with_a_reason_and_speaks_first() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    for (name, text) in [("Ana", "+ Words of Ana"), ("Marcus", "+ Words of Marcus")] {
        let id = app.who(name).expect("a customer").id;
        log(&mut app, id, "2026-10-05T15:00:00Z", text);
    }
    let mut h = Harness::over(app);
    h.press("d").says("Call Ana").says("“Words of Ana”").says("said something kind this year");
    h.says("7 weeks since you last talked");
    h.press("o").says("Call Marcus").says("“Words of Marcus”");
    h.press("o").says("Call Ana").says("“Words of Marcus”");
}

#[test]
fn with_no_favorites_lift_says_how_to_mark_one() {
    Harness::empty().press("d").says("Add somebody you like calling: Esc, then a");
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[]);
    Harness::over(app)
        .press("d")
        .says("Mark somebody you like calling as a favorite: Esc,")
        .says("then f in Customers");
}

#[test]
fn the_question_after_a_log_gives_way_to_any_other_key() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let lost = Happened { kind: Some(SetbackKind::LostDeal), about: None, mood: None };
    app.record_setback(&lost).expect("a setback");
    let mut h = Harness::over(app);
    let visit = "l tab right";
    h.press(visit)
        .press("ctrl-s")
        .says("How do you feel now?  1 awful  2 low  3 so-so  4 good  5 great · or go on")
        .press("u");
    h.says("Undone: logged a visit to Ana Ribeiro").never_says("How do you feel now?");
    h.press(visit).press("ctrl-s").says("How do you feel now?").press("3").says("Noted. Another call may help");
    h.press("u").says("Undone: noted how you feel after a visit to Ana Ribeiro");
    h.press("u")
        .press(visit)
        .press("ctrl-s")
        .says("How do you feel now?")
        .press("/")
        .never_says("How do you feel now?");
    h.press("esc").press("u").says("Undone: logged a visit");
    h.press(visit).press("ctrl-s").press("esc").never_says("How do you feel now?").says("You visited Ana.");
}

#[test]
fn from_forty_rows_the_sentence_stands_in_large_letters() {
    let mut h = Harness::demo();
    h.size((160, 48)).press("d");
    let screen = h.screen();
    assert!(screen.contains("▄▀▀▄") && !screen.contains("“"), "{screen}");
    h.says("Don't call your mother.").says("what happened?");
    h.size((160, 36)).says("“").never_says("▄▀▀▄");
}

#[test]
fn what_happened_is_asked_in_the_middle() {
    let mut h = Harness::demo();
    h.size((110, 34)).press("d 1").says("about what?").says("⏎ goes on");
    let middle = |h: &mut Harness, text: &str| {
        let line = h.screen().lines().find(|line| line.contains(text)).map(str::to_string).expect("the line");
        let begins = line.chars().count() - line.trim_start().chars().count();
        (begins + line.chars().count()) / 2
    };
    let about = middle(&mut h, "about what?");
    h.types("the Lisbon tender, lost");
    let typed = middle(&mut h, "about what?");
    assert!(about.abs_diff(55) <= 8 && typed.abs_diff(55) <= 2, "{about} {typed}");
}
