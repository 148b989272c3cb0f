//! A call is logged as it comes, and nothing typed is lost.

use super::harness::{Harness, MONDAY, Script, add, at, on_disk, people, settings_by_twelve, settings_with};
use chrono::DateTime;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use goodcall::app::lift::Happened;
use goodcall::app::{App, Now, Start};
use goodcall::domain::customer::{CustomerDraft, CustomerField};
use goodcall::domain::setback::SetbackKind;
use goodcall::domain::touch::TouchDraft;
use goodcall::tui::shell::{Ended, Event};

#[test]
fn a_log_with_marks_shows_in_praise() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.says("This Monday's good call").says("Ana Ribeiro").press("l");
    h.types("+ You saved our launch, @Sally stayed on till midnight\n! Print the list the night before\nNo news");
    h.says("praise │ + You saved our launch").says("idea │ ! Print the list").never_says("news │");
    h.press("ctrl-s").says("Logged a call with Ana Ribeiro, 3 things they said").says("u undo");
    h.says("You called Ana.");
    h.press("esc 2").says("“You saved our launch, Sally stayed on till midnight”").says("@Sally").says("Ana Ribeiro");
    h.never_says("Print the list");
}

#[test]
fn what_is_written_on_a_card_is_not_counted_as_said() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("Thank you for six years").press("tab right right ctrl-s").says("Logged a card to Ana Ribeiro");
    h.never_says("they said");
}

#[test]
fn the_open_questions_stay_in_sight_on_the_call_where_there_is_room() {
    let mut app = people(&[]);
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Phone, "+1 312 555 0142"), (CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("enter enter").says("on the call");
    for size in [(80, 24), (100, 30), (110, 34)] {
        h.size(size).says("How are you doing?").says("What's new in your world?").says("What do you like about");
    }
    h.size((60, 18)).says("on the call");
}

#[test]
fn the_mark_is_named_as_it_is_typed() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("needs a ramp").never_says("need │");
    h.press("home").types("? ").says("need │ ? needs a ramp");
}

#[test]
fn undo_says_what_it_took_back() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ Kind").press("ctrl-s u").says("Undone: logged a call with Ana Ribeiro");
    h.says("This Monday's good call").says("Ana Ribeiro");
    h.press("2").says("Nothing kind in the book yet");
}

#[test]
fn undo_with_nothing_to_take_back_says_so() {
    let mut h = Harness::empty();
    h.press("u").never_says("Undone");
    let last = h.screen().lines().rev().nth(1).unwrap_or_default().trim_matches(['─', ' ']).to_string();
    assert!(!last.is_empty(), "a reason is given");
}

#[test]
fn a_draft_that_was_kept_is_taken_up_again() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("l").types("+ You saved our launch\nand then the line went");
    h.shell.keep_drafts();
    drop(h);
    let mut h = Harness::over(open());
    h.says("resume the log of Ana Ribeiro").press("r");
    h.says("+ You saved our launch").says("and then the line went");
    h.press("ctrl-s").says("Logged a call with Ana Ribeiro").never_says("resume the log");
}

#[test]
fn a_draft_is_offered_though_another_form_was_left_later() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ You saved our launch").press("esc");
    h.clock("2026-11-23T14:50:00Z").press("a").types("Marcus").press("esc");
    h.says("resume the log of Ana Ribeiro");
}

#[test]
fn a_form_that_is_left_is_kept_for_later() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("half a tho").press("esc").says("Kept the log of").press("l").says("half a tho");
    h.press("esc a").types("Marcus W").press("esc a").says("Marcus W");
}

#[test]
fn a_form_left_for_another_tab_by_mouse_is_kept() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("half a tho").click("Praise").press("1 l").says("half a tho");
}

#[test]
fn typing_that_goes_on_is_kept_when_the_events_end() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("never lose thi");
    let mut gone = Script([Event::Gone].into());
    assert_eq!(h.shell.run(&mut gone, || Ok(())).expect("an end"), Ended::Quit);
    let draft = h.shell.app().latest_draft().expect("the book").expect("a draft");
    assert!(draft.fields.contains("never lose thi"), "{}", draft.fields);
}

#[test]
fn a_signal_ends_the_loop_with_the_draft_kept() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("never lose thi");
    let mut hangup = Script([Event::Signal(1), Event::Nothing].into());
    assert_eq!(h.shell.run(&mut hangup, || Ok(())).expect("an end"), Ended::Signal(1));
    assert!(h.shell.app().latest_draft().expect("the book").is_some());
}

#[test]
fn minutes_are_typed_as_people_say_them() {
    for (typed, minutes, shown) in [
        ("1h 20", 80, "1h 20"),
        ("1:05", 65, "1h 05"),
        ("90 min", 90, "1h 30"),
        ("20", 20, "20 min"),
        ("1 h", 60, "1h ·"),
    ] {
        let mut h = Harness::with(&["Ana Ribeiro"]);
        h.press("l").types("+ Kind").press("tab tab tab").types(typed).press("tab").says(shown).press("ctrl-s");
        let ana = h.who("Ana Ribeiro");
        assert_eq!(h.shell.app().touches_of(ana, 1).expect("a log")[0].minutes, Some(minutes), "{typed}");
    }
}

#[test]
fn a_problem_in_the_details_is_named_and_nothing_is_lost() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ Kind").press("tab tab tab").types("soon").press("ctrl-s");
    h.says("\"soon\" is not a number of minutes").says("+ Kind");
    h.press("backspace backspace backspace backspace").types("14").press("ctrl-s").says("Logged a call");
    let id = h.who("Ana Ribeiro");
    let touch = h.shell.app().last_conversation(id).expect("the book").expect("the call");
    assert_eq!((touch.minutes, touch.text.as_str()), (Some(14), "+ Kind"));
}

#[test]
fn what_is_pasted_is_text_and_never_keys() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.paste("s\nq\n").says("Ana Ribeiro");
    assert_eq!(h.ended, None, "a paste on Today quits nothing");
    h.press("l").paste("+ one\r\n! two\r\n").says("praise │ + one").says("idea │ ! two");
}

#[test]
fn a_call_that_nobody_dials_shows_the_number_and_copies_it() {
    let mut h = Harness::demo();
    h.press("enter").says("The number is copied, if your terminal allows it");
    assert_eq!(h.outside.all().len(), 1, "one copy");
    assert!(h.outside.all()[0].starts_with("copied +"), "{:?}", h.outside.all());
}

#[test]
fn a_log_of_the_timeline_is_corrected() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    super::harness::log(&mut app, id, "2026-11-02T15:00:00Z", "+ Verry kind");
    let mut h = Harness::over(app);
    h.press("3 right e").says("+ Verry kind").press("home right right right right delete ctrl-s");
    h.says("Corrected a call with Ana Ribeiro").press("2").says("“Very kind”");
}

#[test]
fn after_a_conversation_the_mood_is_asked_in_one_line_and_once() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    let ana = h.who("Ana");
    let mood = |h: &mut Harness| h.shell.app().touches_of(ana, 1).expect("the book")[0].mood_after;
    h.press("l").types("+ Kind").press("ctrl-s").says("Logged a call with Ana Ribeiro").says("u undo");
    h.says("How do you feel now?  1 awful  2 low  3 so-so  4 good  5 great · or go on").says("You called Ana.");
    h.press("4").says("Good. That is what they are for").never_says("How do you feel now?");
    assert_eq!(mood(&mut h), Some(4));
    h.press("u").says("Undone");
    assert_eq!(mood(&mut h), None);
    // Not after a card or a call without an answer, not where the log says it, and not for a correction.
    h.press("l tab right right").press("ctrl-s").says("Logged a card to Ana Ribeiro").never_says("How do you feel");
    h.press("l tab tab right").press("ctrl-s").says("Logged a call with").never_says("How do you feel now?");
    h.press("l tab tab tab tab tab tab 5")
        .press("ctrl-s")
        .says("Logged a call with")
        .never_says("How do you feel now?");
    assert_eq!(mood(&mut h), Some(5));
    h.press("3 right e").press("ctrl-s").says("Corrected").never_says("How do you feel now?");
    // Where there is room, it says more of the other keys.
    h.size((110, 34))
        .press("esc esc 1 l")
        .press("ctrl-s")
        .says("1 awful  2 low  3 so-so  4 good  5 great · any other key goes on");
}

#[test]
fn the_numbers_of_tabs_are_dead_for_half_a_second_after_the_question() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l")
        .types("+ Kind")
        .press("ctrl-s 6")
        .says("How do you feel now?")
        .says("Logged a call")
        .says("You called Ana.");
    h.press("6").never_says("How do you feel now?").never_says("You called Ana.").says("No open ideas.");
    // One that answers is no tab's, and neither is the next one that comes at once.
    h.press("1 l").types("+ Kind").press("ctrl-s").presses_every(100, '3', 2).says("Noted. Another call may help");
    h.says("You called Ana.").press("3").never_says("You called Ana.");
    // A held Ctrl-S answers nothing.
    h.press("1 l").types("+ Kind").press("ctrl-s");
    h.send(Event::Key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL))).says("How do you feel now?");
}

#[test]
fn any_other_key_goes_on_and_does_what_it_does() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ Kind").press("ctrl-s l").says("Ctrl-S save").never_says("How do you feel now?").press("esc");
    h.press("l").types("+ Kind").press("ctrl-s esc").never_says("How do you feel now?").says("You called Ana.");
    h.press("l").types("+ Kind").press("ctrl-s").click("3 Customers").never_says("How do you feel now?").says("▎★ Ana");
}

#[test]
fn ratings_wait_for_the_next_card() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.says("How good is a call with Ana?").press("l").types("+ Kind").press("ctrl-s").says("You called Ana.");
    h.never_says("How good is a call with").press("esc").never_says("How good is a call with");
    h.clock("2026-11-30T14:42:00Z").says("How good is a call with Marcus?");
}

#[test]
fn the_head_has_the_number_in_block_digits_where_there_is_room() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Phone, "+1 928-555-0142");
    draft.set(CustomerField::Company, "Porto Cold Chain");
    draft.set(CustomerField::Timezone, "America/Chicago");
    draft.set(CustomerField::Hours, "08:00-18:00");
    app.edit(id, &draft).expect("a number");
    let mut h = Harness::over(app);
    let digits = "▀█▀  █    ▀▀█ █▀▀ █▀█   ▀▀█ ▀▀█ ▀▀█   █ █  █  ▀▀█ █▀▀";
    for (size, is_large) in [((80, 24), true), ((79, 24), false), ((80, 23), false), ((110, 34), true)] {
        h.size(size).press("esc l").says("Porto Cold Chain");
        let screen = h.screen();
        assert_eq!(screen.contains(digits), is_large, "{size:?}\n{screen}");
        assert_eq!(screen.contains("+1 928-555-0142"), !is_large, "{size:?}\n{screen}");
        // On the call the timer stands beside it, whatever the width.
        h.press("esc enter").says("on the call  0:0").press("esc");
    }
}

#[test]
fn a_long_name_stands_whole_beside_the_timer() {
    let mut app = people(&["José María Rodríguez de la Fuente y Álvarez de Toledo"]);
    let id = app.who("José").expect("a customer").id;
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Phone, "+1 928-555-0142");
    draft.set(CustomerField::Company, "Sons and Daughters of the Northern Cold Chain Company");
    draft.set(CustomerField::DoNotCall, "no");
    draft.set(CustomerField::Timezone, "America/Chicago");
    draft.set(CustomerField::Hours, "08:00-18:00");
    app.edit(id, &draft).expect("a number");
    let mut h = Harness::over(app);
    for (size, company) in [((80, 24), "Sons and Daughters of the Northern"), ((110, 34), "Chain Company")] {
        h.size(size)
            .press("enter")
            .says("José María Rodríguez de la Fuente y Álvarez de Toledo")
            .says("on the call  0:0");
        h.says(company).press("esc");
    }
}

#[test]
fn the_field_is_as_wide_as_the_page_and_grows_to_the_footer() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    for (columns, rows) in [(80, 24), (160, 48), (200, 60)] {
        let line = "a".repeat(usize::from(columns) - 20);
        h.size((columns, rows)).press("l").types(&line).says(&line);
        let screen = h.screen();
        let bars = screen.lines().filter(|line| line.contains('│')).count();
        assert!(bars >= usize::from(rows) - 14, "{bars} rows of {rows}\n{screen}");
        h.press("ctrl-u esc");
    }
}

#[test]
fn the_time_of_a_log_is_written_alike_when_new_and_when_corrected() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    let draft = TouchDraft {
        at: Some(DateTime::parse_from_rfc3339("2026-11-20T09:05:30+09:00").expect("an instant")),
        text: "+ Kind".into(),
        ..TouchDraft::default()
    };
    app.log(id, &draft).expect("a log from another zone");
    let mut h = Harness::over(app);
    h.press("l").says("Mon 23 Nov 08:42").press("tab tab tab tab").types("fri 9:30").press("tab");
    h.says("Fri 20 Nov 09:30").press("esc");
    h.press("3 right e").says("Fri 20 Nov 09:05").types("\n! more").press("ctrl-s").says("Corrected a call");
    let touch = h.shell.app().touches_of(id, 1).expect("the book").remove(0);
    assert_eq!(touch.at.to_rfc3339(), "2026-11-20T09:05:30+09:00");
}

#[test]
fn a_log_kept_for_later_is_offered_at_once_in_the_same_session() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ You saved our launch").press("esc").says("resume the log of Ana Ribeiro");
    h.press("r").says("praise │ + You saved our launch").press("ctrl-s").says("Logged a call").never_says("resume");
    // Also one that was begun on another screen, and one that is thrown away again.
    h.press("esc 3 j l").types("half a tho").press("esc 1").says("resume the log of Marcus Webb");
    h.press("r").press("ctrl-u").press("esc").never_says("resume the log");
}

#[test]
fn a_form_that_was_opened_and_left_unchanged_keeps_nothing() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    super::harness::log(&mut app, id, "2026-11-02T15:00:00Z", "+ Kind");
    let mut h = Harness::over(app);
    for way in ["l", "enter", "3 l", "3 right e", "3 e", "a", "d p"] {
        h.press("esc esc 1").press(way).press("esc").never_says("Kept");
        let draft = h.shell.app().latest_draft().expect("the book");
        assert_eq!(draft, None, "{way}");
        // Typed and taken back is unchanged as well.
        h.press("esc esc 1").press(way).types("x").press("backspace esc").never_says("Kept");
        let draft = h.shell.app().latest_draft().expect("the book");
        assert_eq!(draft, None, "{way}, x, backspace");
    }
}

#[test]
fn a_correction_kept_for_later_is_offered_too() {
    let mut app = people(&["Ana Ribeiro"]);
    let id = app.who("Ana").expect("a customer").id;
    super::harness::log(&mut app, id, "2026-11-02T15:00:00Z", "+ Kind");
    let mut h = Harness::over(app);
    h.press("3 right e end").types(" words").press("esc").says("Kept the log of Ana Ribeiro for later");
    h.press("esc 1").says("resume the log of Ana Ribeiro").press("r").says("+ Kind words").press("ctrl-s");
    h.says("Corrected a call with Ana Ribeiro").never_says("resume the log");
}

#[test]
fn ctrl_c_in_a_log_says_that_it_is_kept() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Wendell Tsosie", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("l").types("+ You saved our launch").press("ctrl-c");
    assert_eq!(h.ended, Some(Ended::Quit));
    assert_eq!(h.shell.farewells(), ["Your log of Wendell is kept; the next start takes it up."]);
    drop(h);
    // The next start: on the log itself.
    let app = open();
    let start = app.where_to_start().expect("a start");
    let mut h = Harness::begin(app, start);
    h.says("praise │ + You saved our launch").says("You began this log just now").press("ctrl-s").says("Logged a call");
    assert_eq!(h.shell.farewells(), Vec::<String>::new());
    assert_eq!(h.shell.app().where_to_start().expect("a start"), Start::Today);
}

#[test]
fn nothing_is_said_to_be_kept_where_nothing_is() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Wendell Tsosie", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    assert_eq!(h.press("l").press("ctrl-c").shell.farewells(), Vec::<String>::new(), "an empty log");
    let mut h = Harness::demo();
    assert_eq!(h.press("l").types("+ x").press("ctrl-c").shell.farewells(), Vec::<String>::new(), "in memory");
}

#[test]
fn a_log_left_for_later_or_long_ago_is_offered_and_does_not_open_by_itself() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("l").types("half a tho").press("esc");
    drop(h);
    let app = open();
    assert_eq!(app.where_to_start().expect("a start"), Start::Today, "left with Esc");
    // Taken up and cut off again: after 12 hours it only waits.
    let mut h = Harness::over(app);
    h.press("r").types("ught").press("ctrl-c");
    drop(h);
    let mut app = open();
    app.set_now(at("2026-11-24T02:41:00Z"));
    assert!(matches!(app.where_to_start().expect("a start"), Start::Log(log) if log.name == "Ana Ribeiro"));
    app.set_now(at("2026-11-24T02:43:00Z"));
    assert_eq!(app.where_to_start().expect("a start"), Start::Today, "twelve hours later");
    Harness::over(app).says("resume the log of Ana Ribeiro");
}

#[test]
fn a_setback_without_an_answer_opens_lift_for_two_hours() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("d 1 esc esc");
    let app = h.shell.app();
    let start = app.where_to_start().expect("a start");
    assert!(matches!(start, Start::Lift(_)), "{start:?}");
    app.set_now(at("2026-11-23T16:41:00Z"));
    assert!(matches!(app.where_to_start().expect("a start"), Start::Lift(_)));
    app.set_now(at("2026-11-23T16:43:00Z"));
    assert_eq!(app.where_to_start().expect("a start"), Start::Today);
    app.set_now(at(MONDAY));
    let mut app = people(&["Ana Ribeiro"]);
    let happened = Happened { kind: Some(SetbackKind::LostDeal), about: None, mood: None };
    app.record_setback(&happened).expect("a setback");
    let start = app.where_to_start().expect("a start");
    let mut h = Harness::begin(app, start);
    h.says("Don't call your mother.").says("how do you feel?").never_says("what happened?");
    // A conversation answers it.
    h.press("l").types("+ Kind").press("ctrl-s");
    assert_eq!(h.shell.app().where_to_start().expect("a start"), Start::Today);
}

#[test]
fn who_else_was_there_is_completed_and_stands_on_each_page() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb", "Paulo Silva", "Rui Paulino"]);
    h.press("l").types("+ You saved us\n+ Paulo: Thank you").never_says("with");
    h.press("shift-tab").says("with ▏").types("pau").says("⏎ Paulo Silva").says("↓ another");
    h.press("down").says("⏎ Rui Paulino").press("up enter").says("with Paulo Silva▏");
    h.types(", marc")
        .press("enter")
        .says("with Paulo Silva, Marcus Webb▏")
        .press("tab")
        .says("with Paulo Silva, Marcus");
    h.press("ctrl-s").says("Logged a call with Ana Ribeiro, Paulo Silva and Marcus Webb, 2");
    h.size((110, 34)).press("esc 3 g").says("with Paulo Silva and Marcus Webb").says("— Paulo Silva");
    h.press("j j").says("with Ana Ribeiro and Marcus Webb").says("— Ana Ribeiro").says("“Thank you”");
    h.press("u").says("Talked      not yet");
    h.press("1 r")
        .says("with Paulo Silva, Marcus Webb")
        .press("ctrl-s")
        .says("Logged a call with Ana Ribeiro, Paulo Silva");
}

#[test]
fn names_that_are_taken_one_after_the_other_stay_apart_and_all_are_shown() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb", "Zoe Lindqvist", "Keoni Kahananui", "Ruth Callaghan"]);
    h.size((60, 18)).press("l").types("lunch").press("shift-tab");
    for name in ["marc", "zoe", " keo", "ruth"] {
        h.types(name).press("enter");
    }
    h.press("tab").says("with Marcus Webb, Zoe Lindqvist, Keoni").says("Ruth Callaghan").press("ctrl-s");
    h.says("Logged a call with Ana");
    for who in ["Marcus Webb", "Zoe Lindqvist", "Keoni Kahananui", "Ruth Callaghan"] {
        let who = h.who(who);
        assert_eq!(h.shell.app().count_touches_of(who).expect("the book"), 1);
    }
}

#[test]
fn each_detail_names_its_keys_in_the_footer() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").says("+ praise").press("tab").says("←→ call, visit, card, gift, message").never_says("+ praise");
    h.press("tab").says("←→ reached, voicemail, no answer").press("shift-tab shift-tab").says("+ praise");
    h.press("shift-tab").says("⏎ take the name").says(", another name");
}

#[test]
fn a_name_that_fits_nobody_or_several_is_a_problem_at_its_field() {
    let mut h = Harness::with(&["Ana Ribeiro", "Paulo Silva", "Paulo Costa"]);
    h.press("l").types("lunch").press("shift-tab").types("paulo").press("ctrl-s").says("\"paulo\" may be any of 2");
    h.types(" c").press("enter").says("with Paulo Costa▏").types(", Xavier").press("ctrl-s");
    h.says("nobody in the book matches \"Xavier\"").says("lunch");
    h.press("ctrl-w backspace").press("ctrl-s").says("Logged a call with Ana Ribeiro and Paulo Costa");
    let paulo = h.who("Paulo Costa");
    assert_eq!(h.shell.app().count_touches_of(paulo).expect("the book"), 1);
}

#[test]
fn somebody_of_a_name_that_two_have_is_taken_by_their_id() {
    let mut h = Harness::with(&["Ana Ribeiro", "Paulo Silva", "Paulo Silva"]);
    h.press("l").types("lunch").press("shift-tab").types("paulo").press("enter").press("ctrl-s");
    h.says("Logged a call with Ana Ribeiro and Paulo Silva").press("u 1 r ctrl-s").says("and Paulo Silva");
}

#[test]
fn a_correction_shows_who_was_there_and_takes_them_out() {
    let mut h = Harness::with(&["Ana Ribeiro", "Paulo Silva"]);
    h.press("l").types("+ Paulo: Thank you").press("shift-tab").types("paulo").press("ctrl-s");
    h.says("and Paulo Silva").press("esc 3 j").says("with Ana Ribeiro").press("enter enter");
    // From his page, too, it is Ana's log.
    h.says("Ana Ribeiro")
        .says("with Paulo Silva")
        .press("shift-tab ctrl-u")
        .press("ctrl-s")
        .says("Corrected a call with Ana Ribeiro,")
        .never_says("Paulo Silva, one");
    let paulo = h.who("Paulo Silva");
    assert_eq!(h.shell.app().count_touches_of(paulo).expect("the book"), 0);
}

#[test]
fn two_apps_with_one_customers_log_open_keep_what_was_typed_in_both() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let text_of = |h: &mut Harness| {
        let draft = h.shell.app().latest_draft().expect("the book").expect("a draft");
        serde_json::from_str::<serde_json::Value>(&draft.fields).expect("JSON")["text"]
            .as_str()
            .expect("text")
            .to_string()
    };
    let (mut one, mut two) = (Harness::over(app), Harness::over(open()));
    one.press("l");
    two.press("l").types("! Two");
    one.types("+ One").shell.keep_drafts();
    two.shell.keep_drafts();
    assert_eq!(text_of(&mut one), "+ One\n\n! Two");
    two.press("end").says("+ One").says("! Two");
    // Nothing is doubled by keeping it again, from either side.
    one.types(" more").shell.keep_drafts();
    one.press("end").says("+ One more").says("! Two");
    two.types("!").shell.keep_drafts();
    one.types("").shell.keep_drafts();
    assert_eq!(text_of(&mut two), "+ One more\n\n! Two!");
    // What one saves is logged; what the other wrote since waits.
    one.types("\nthree").shell.keep_drafts();
    two.press("ctrl-s").says("Logged a call with Ana Ribeiro, 2 things they said");
    assert!(text_of(&mut one).contains("three"), "{}", text_of(&mut one));
}

#[test]
fn a_log_that_is_emptied_leaves_alone_what_another_app_keeps() {
    let (_folder, open) = on_disk();
    let mut app = open();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let (mut one, mut two) = (Harness::over(app), Harness::over(open()));
    two.press("l");
    one.press("l").types("+ One").shell.keep_drafts();
    two.types("x").press("backspace esc").press("1 r").says("+ One");
    // What the other app wrote meanwhile is there when the form comes to the front again.
    one.types("\nnews").shell.keep_drafts();
    two.press("esc r").says("news");
}

#[test]
fn a_correction_keeps_what_another_program_corrected_meanwhile() {
    let (_folder, open) = on_disk();
    let mut app = open();
    let ana = add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    super::harness::log(&mut app, ana, "2026-11-16T15:00:00Z", "+ You saved us\nNew site\n! A leaflet");
    let touch = app.touches_of(ana, 1).expect("the book").remove(0).id;
    let edit = |other: &mut App, minutes, text: &str| {
        let draft = goodcall::domain::touch::TouchDraft { minutes: Some(minutes), ..Default::default() };
        other.edit_touch(touch, &draft, Some(text)).expect("the correction");
    };
    let (mut h, mut other) = (Harness::over(app), open());
    h.size((110, 34)).press("3 right e").says("+ You saved us").press("ctrl-home end").types(", twice");
    edit(&mut other, 20, "+ You saved us\nNew site\n! A leaflet, in Spanish");
    h.press("ctrl-s").says("Corrected a call with Ana Ribeiro").says("with what another window changed");
    let now = h.shell.app().touch(touch).expect("the log");
    assert_eq!(
        (now.text.as_str(), now.minutes),
        ("+ You saved us, twice\nNew site\n! A leaflet, in Spanish", Some(20))
    );
    // One that was kept for later, and the same line here and there.
    h.press("e ctrl-home end").types(" over").shell.keep_drafts();
    h.press("esc");
    edit(&mut other, 25, "+ You saved us, thrice\nNew site\n! A leaflet, in Spanish");
    h.press("e").says("+ You saved us, thrice").says("+ You saved us, twice over").press("ctrl-s");
    let now = h.shell.app().touch(touch).expect("the log");
    let both = "+ You saved us, thrice\n\n+ You saved us, twice over\nNew site\n! A leaflet, in Spanish";
    assert_eq!((now.text.as_str(), now.minutes), (both, Some(25)));
}

#[test]
fn a_program_after_a_log_that_cannot_start_is_said() {
    let book = goodcall::testing::Book::in_memory().expect("a book");
    let mut app = App::over(book, settings_with("after_log = [\"/nonexist\"]\n"), Now::Fixed(at(MONDAY)));
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    let why = "; \"after_log\" could not start /nonexist: no such file or folder; the log is kept";
    h.size((200, 60)).press("l").types("Hello").press("ctrl-s");
    h.says(&format!("Logged a call with Ana Ribeiro, one thing they said{why}"));
}

#[test]
fn hours_of_a_customer_go_by_the_users_clock() {
    let book = goodcall::testing::Book::in_memory().expect("a book");
    let mut app = App::over(book, settings_by_twelve(), Now::Fixed(at(MONDAY)));
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Hours, "mon-fri 07:00-17:00")]);
    Harness::over(app).size((160, 48)).press("3").says("mon-fri 7:00 am-5:00 pm");
}
