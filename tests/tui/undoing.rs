//! Undo can't be leaned on, redo puts back what it took, and a log that is taken back is an unfinished one again.

use std::path::Path;

use super::harness::{Harness, MONDAY, add, at, log, people, settings, settings_with};
use goodcall::app::{App, Now};
use goodcall::domain::customer::CustomerField;
use goodcall::domain::touch::TouchDraft;
use tempfile::TempDir;

/// Ten weeks before [`MONDAY`].
const EARLIER: &str = "2026-09-14T15:00:00Z";
const NAMES: [&str; 4] = ["Ana Ribeiro", "Marcus Webb", "Dana Okafor", "Ji-woo Park"];

fn open(path: &Path, now: &str) -> App {
    App::open(Some(path), settings(), Now::Fixed(at(now))).expect("the book")
}

/// A book in a file, with customers whom an earlier session added.
fn older_book() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.db");
    let mut app = open(&path, EARLIER);
    for name in NAMES {
        add(&mut app, name, &[(CustomerField::Favorite, "yes")]);
    }
    (folder, path)
}

fn steps(h: &mut Harness) -> usize {
    h.shell.app().undo_steps(1000).expect("the steps").len()
}

fn favorites_of_one_session() -> Harness {
    let names: Vec<String> = (0..60).map(|n| format!("Customer {n:02}")).collect();
    Harness::over(people(&names.iter().map(String::as_str).collect::<Vec<_>>()))
}

#[test]
fn a_held_key_is_one_press() {
    let mut h = favorites_of_one_session();
    h.pass(1000).presses_every(40, 'u', 40).says("Undone: added Customer 59");
    assert_eq!(steps(&mut h), 59);
    // A key begins to repeat after a while.
    h.pass(2000).presses_every(40, 'u', 1).pass(500).presses_every(33, 'u', 60).says("Undone: added Customer 57");
    assert_eq!(steps(&mut h), 57);
    h.pass(299).presses_every(0, 'u', 1);
    assert_eq!(steps(&mut h), 57);
    h.pass(300).presses_every(0, 'u', 1).says("Undone: added Customer 56");
    assert_eq!(steps(&mut h), 56);
}

#[test]
fn presses_one_by_one_take_back_what_this_session_did() {
    let mut h = favorites_of_one_session();
    h.press("u u u").says("Undone: added Customer 57");
    assert_eq!(steps(&mut h), 57);
    // With another key between, even quick presses are no held key.
    h.presses_every(20, 'u', 1).presses_every(20, '3', 1).presses_every(20, 'u', 1);
    assert_eq!(steps(&mut h), 56);
}

#[test]
fn an_older_change_goes_with_a_second_press() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    h.press("u").says("Older: added Ji-woo Park, 10 weeks ago. u again takes it back").never_says("Undone");
    assert_eq!(steps(&mut h), 4);
    // Too early: the question stays.
    h.presses_every(999, 'u', 1).says("Older: added Ji-woo Park");
    assert_eq!(steps(&mut h), 4);
    h.presses_every(400, 'u', 1).says("Undone: added Ji-woo Park").says("U redo");
    assert_eq!(steps(&mut h), 3);
    // The next older one has a second press of its own.
    h.presses_every(1500, 'u', 1).says("Older: added Dana Okafor, 10 weeks ago");
    assert_eq!(steps(&mut h), 3);
    h.presses_every(1000, 'u', 1).says("Undone: added Dana Okafor");
    assert_eq!(steps(&mut h), 2);
}

#[test]
fn another_key_between_asks_anew() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    for between in ["3", "down", "?", "esc"] {
        h.press("u").says("Older: added Ji-woo Park").pass(1000).press(between).pass(1000);
        h.press("esc").pass(1000);
    }
    h.press("u").says("Older: added Ji-woo Park").pass(2000).click("Customers").pass(10);
    h.press("u").says("Older: added Ji-woo Park");
    assert_eq!(steps(&mut h), 4);
    h.presses_every(1000, 'u', 1).says("Undone: added Ji-woo Park");
}

#[test]
fn leaning_on_the_key_takes_nothing_older_back() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    h.presses_every(400, 'u', 1).pass(500).presses_every(40, 'u', 100).says("Older: added Ji-woo Park");
    assert_eq!(steps(&mut h), 4);
    // Even where it begins a moment before a second press would count.
    h.pass(5000).press("esc u").pass(950).presses_every(40, 'u', 100).says("Older: added Ji-woo Park");
    assert_eq!(steps(&mut h), 4);
    h.pass(5000).press("esc u").pass(970).presses_every(40, 'u', 100).says("Undone: added Ji-woo Park");
    assert_eq!(steps(&mut h), 3, "the press after a second counts, and what follows it is held");
}

#[test]
fn what_this_session_did_goes_at_once_and_what_was_before_asks() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    h.press("3 f").says("u undo").press("u").says("Undone").press("u").says("Older: added Ji-woo Park");
    assert_eq!(steps(&mut h), 4);
}

#[test]
fn what_another_program_did_meanwhile_asks_too() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    h.press("3 f");
    let mut other = open(&path, "2026-11-23T14:40:00Z");
    let ana = other.who("Ana").expect("Ana").id;
    log(&mut other, ana, "2026-11-23T14:30:00Z", "+ Said elsewhere");
    h.press("u").says("Older: logged a call with Ana Ribeiro, 2 minutes ago. u again takes it back");
    assert_eq!(steps(&mut h), 6);
    h.presses_every(1000, 'u', 1).says("Undone: logged a call with Ana Ribeiro. The draft waits  U redo");
    h.press("u").says("Undone: ");
    assert_eq!(steps(&mut h), 4);
    // What it undoes itself while the question stands is not taken for what was named.
    h.press("u").says("Older: added Ji-woo Park");
    other.undo().expect("an undo");
    h.presses_every(1000, 'u', 1).says("Older: added Dana Okafor");
    assert_eq!(steps(&mut h), 3);
}

#[test]
fn a_long_label_leaves_room_for_the_question() {
    let (_folder, path) = older_book();
    add(&mut open(&path, EARLIER), &"Bartholomew ".repeat(12), &[]);
    let mut h = Harness::over(open(&path, MONDAY));
    for columns in [60, 80, 110] {
        h.size((columns, 24)).press("esc u").says("Older: added B").says("…, 10 weeks ago. u again takes it back");
    }
    h.size((80, 24)).presses_every(1000, 'u', 1).says("Undone: added Bartholomew").says("U redo");
}

#[test]
fn the_first_undo_of_what_was_before_takes_a_backup_that_holds_it() {
    let (folder, path) = older_book();
    let backups = || {
        let names = std::fs::read_dir(folder.path()).expect("the folder").map(|e| e.expect("an entry").file_name());
        names.filter(|n| n.to_string_lossy().contains(".backup-")).count()
    };
    let mut h = Harness::over(open(&path, MONDAY));
    h.press("3 f u").says("Undone");
    assert_eq!(backups(), 0, "what this session did needs none");
    h.press("u").presses_every(1000, 'u', 1).says("Undone: added Ji-woo Park");
    assert_eq!(backups(), 1);
    h.press("u").presses_every(1000, 'u', 1).says("Undone: added Dana Okafor");
    assert_eq!(backups(), 1, "one a day");
    let copy = open(&folder.path().join("book.db.backup-2026-11-23"), MONDAY);
    assert_eq!(copy.undo_steps(9).expect("the steps").len(), 4);
}

#[cfg(unix)]
#[test]
fn without_the_backup_nothing_older_is_undone() {
    let (folder, path) = older_book();
    std::fs::write(folder.path().join("taken"), "no folder").expect("a file");
    let config = format!("[backups]\nfolder = \"{}/taken/inside\"\n", folder.path().display());
    let app = App::open(Some(&path), settings_with(&config), Now::Fixed(at(MONDAY))).expect("the book");
    let mut h = Harness::over(app);
    h.press("u").presses_every(1000, 'u', 1).never_says("Undone");
    h.size((160, 24)).press("u").presses_every(1000, 'u', 1).says("Could not take a backup before this undo");
    assert_eq!(steps(&mut h), 4);
}

#[test]
fn redo_puts_back_what_undo_took() {
    let mut h = Harness::with(&NAMES);
    h.press("3").says("Ji-woo Park").press("u u").says("Undone: added Dana Okafor").never_says("Ji-woo Park");
    h.press("U").says("Redone: added Dana Okafor").says("u undo").never_says("Ji-woo");
    h.press("ctrl-r").says("Redone: added Ji-woo Park").press("U").says("There is nothing to redo");
    assert_eq!(steps(&mut h), 4);
    h.press("u").says("Undone: added Ji-woo Park").press("f").press("U").says("There is nothing to redo");
}

#[test]
fn redo_has_its_keys_in_lift_the_help_and_the_palette() {
    let mut h = Harness::with(&NAMES);
    h.press("d 1 enter")
        .says("how do you feel?")
        .press("u")
        .says("Undone")
        .press("U")
        .says("Redone: noted: lost a deal");
    h.press("u").says("Undone").press("ctrl-r").says("Redone: noted: lost a deal").press("esc");
    h.size((110, 60)).press("?").says("redo what undo took back").press("esc");
    h.press("u :").types("redo").press("enter").says("Redone: ");
}

#[test]
fn in_a_text_field_the_keys_of_redo_touch_no_book() {
    let mut h = Harness::with(&NAMES);
    for way in ["l", "a", "/", "3 /", ":", "z"] {
        h.press("esc esc 1 u").says("Undone");
        let before = steps(&mut h);
        h.press(way).press("ctrl-r").types("U").press("ctrl-r").press("esc");
        assert_eq!(steps(&mut h), before, "after {way}");
        h.press("esc 1 U").says("Redone");
    }
    // Nor in a question over a screen.
    h.press("esc 3 u").says("Undone");
    let before = steps(&mut h);
    h.press("r ctrl-r");
    assert_eq!(steps(&mut h), before);
}

#[test]
fn a_typed_log_that_is_taken_back_waits_as_a_draft() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    let lines = ["+ You saved our launch", "! Print the list", "? A ramp", "four", "five", "six", "seven", "eight"];
    h.press("l").types(&lines.join("\n")).press("tab right tab").types("14").press("ctrl-s u");
    h.says("Undone: logged a visit to Ana Ribeiro. The draft waits (r on Today)").says("resume the log of Ana Ribeiro");
    h.press("r").says("visit").says("14 min");
    for line in lines {
        h.says(line);
    }
    h.press("ctrl-s").says("Logged a visit to Ana Ribeiro, 8 things they said").never_says("resume the log");
}

#[test]
fn a_missed_call_that_is_taken_back_leaves_no_draft() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("n u").says("Undone: logged a call with Ana Ribeiro").never_says("draft").never_says("resume the log");
}

#[test]
fn an_undone_log_follows_what_was_begun_after_it() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    let ana = h.who("Ana");
    log(h.shell.app(), ana, "2026-11-23T14:00:00Z", "+ Logged and taken back");
    h.press("3 l").types("Begun since").press("esc u").says("Undone: logged a call with Ana Ribeiro. The draft waits");
    h.press("1 r").says("Begun since").says("praise │ + Logged and taken back");
    let text = h.screen();
    let row = |what: &str| text.lines().position(|l| l.contains(what)).expect("a row");
    assert_eq!(row("+ Logged and taken back") - row("Begun since"), 2, "a blank line between\n{text}");
    h.press("esc U").says("Redone").press("1 r").says("Begun since").never_says("Logged and taken back");
}

#[test]
fn redo_takes_the_draft_away_unless_somebody_typed_in_it() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ Kind words").press("ctrl-s u").says("resume the log of Ana Ribeiro");
    // To look at it is no edit, nor is it to move in it.
    h.press("r").says("+ Kind words").press("left left tab");
    h.shell.keep_drafts();
    h.press("esc U").says("Redone: logged a call with Ana Ribeiro").never_says("resume the log");
    h.press("u").says("Undone").press("r").types(", and more").press("esc");
    h.size((160, 24)).press("U").says("The unfinished log of Ana Ribeiro was edited since; nothing was redone");
    h.press("r").says("+ Kind words, and more").press("ctrl-s").says("Logged a call with Ana Ribeiro");
    h.press("U").says("There is nothing to redo");
}

#[test]
fn after_somebody_was_forgotten_nothing_before_is_undone() {
    let (_folder, path) = older_book();
    let mut h = Harness::over(open(&path, MONDAY));
    h.press("3 f");
    let mut other = open(&path, MONDAY);
    let marcus = other.who("Marcus").expect("Marcus").id;
    let marcus = other.customer(marcus).expect("Marcus");
    other.forget(&marcus).expect("forgotten");
    h.size((160, 24)).press("u").says("There is nothing to undo: somebody was forgotten on 23 Nov");
    h.never_says("Marcus").press("u").never_says("Undone").press("U").says("There is nothing to redo");
    let ana = h.who("Ana");
    let words = TouchDraft { text: "+ Since then".into(), ..TouchDraft::default() };
    h.shell.app().log(ana, &words).expect("a log");
    h.press("u").says("Undone: logged a call with Ana Ribeiro").press("u").says("There is nothing to undo: somebody");
}

#[test]
fn ctrl_z_takes_typing_back_and_ctrl_y_brings_back_what_was_cut() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    h.press("l").types("+ You saved our launch").press("ctrl-z").says("+ You saved our").never_says("launch");
    h.press("ctrl-r").says("+ You saved our launch");
    h.press("ctrl-u").never_says("saved").press("ctrl-y").says("+ You saved our launch").press("ctrl-y");
    h.says("+ You saved our launch+ You saved our launch").press("ctrl-z ctrl-z").never_says("saved");
    h.press("ctrl-z").says("+ You saved our launch");
    h.paste("\n! Pasted\n? twice").says("idea │ ! Pasted").press("ctrl-z").never_says("Pasted");
    h.says("+ You saved our launch").press("ctrl-s").says("Logged a call with Ana Ribeiro, one thing they said");
}

#[test]
fn what_is_cut_in_one_field_goes_into_another() {
    let mut h = Harness::empty();
    h.press("a").types("Porto Cold Chain").press("ctrl-w ctrl-w ctrl-w tab ctrl-y").says("Porto Cold Chain");
    h.press("ctrl-z").never_says("Porto Cold Chain").press("ctrl-z").never_says("Porto");
    assert!(h.outside.all().is_empty(), "nothing was suspended");
}

#[test]
fn a_choice_that_was_turned_is_turned_back() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l tab").says("call · reached").press("right").says("visit · ").press("right ctrl-z").says("visit · ");
    h.press("ctrl-z").never_says("visit · ").says("call · reached");
}

#[test]
fn a_held_redo_is_one_press_too() {
    let mut h = favorites_of_one_session();
    h.press("u u u");
    assert_eq!(steps(&mut h), 57);
    h.pass(1000).presses_every(40, 'U', 40).says("Redone: added Customer 57");
    assert_eq!(steps(&mut h), 58);
    h.pass(299).presses_every(0, 'U', 1);
    assert_eq!(steps(&mut h), 58);
    h.pass(300).presses_every(0, 'U', 1).says("Redone: added Customer 58");
    assert_eq!(steps(&mut h), 59);
    // Another key between ends it.
    h.press("u").presses_every(20, 'U', 1).presses_every(20, '3', 1).presses_every(20, 'u', 1).says("Undone");
}

#[test]
fn without_room_the_key_that_takes_up_the_draft_is_said_only_where_it_works() {
    let mut h = Harness::with(&["Ana Ribeiro of the Northern Cold Chain"]);
    h.size((70, 20)).press("l").types("+ Kind").press("ctrl-s u").says("The draft waits (r)");
    h.press("r ctrl-s esc 3 u").says("The draft waits").never_says("(r").press("1").says("resume the log");
}

#[test]
fn after_undo_the_cursor_is_on_what_came_back() {
    let mut app = people(&["Ana Ribeiro", "Marcus Webb"]);
    let ana = app.who("ana").expect("Ana").id;
    super::harness::log(&mut app, ana, "2026-11-23T14:00:00Z", "! First\n! Second\n= the sample by fri");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("6").says("▎ ! First").press("space").says("▎ ! Second");
    h.press("u").says("▎ ! First");
    h.press("j j space").says("Kept").press("g u").says("▎ = the sample by fri");
    // On past buyers, whose list loses and gets them back.
    h.press("3 b 1 j b 1 4").says("▎").press("b").says("Ana is back").press("u");
    let first = h.screen().lines().find(|line| line.contains('▎')).map(str::to_string).expect("a cursor");
    h.press("j b").press("u").says("Undone");
    let back = h.screen().lines().find(|line| line.contains('▎')).map(str::to_string).expect("a cursor");
    assert!(first.contains("Ana Ribeiro") && back.contains("Marcus Webb"), "{first}\n{back}");
}
