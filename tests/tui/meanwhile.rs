//! Two programs over one book: what one of them changes while a form is open in the other.

use std::path::PathBuf;

use goodcall::app::{App, Now};
use goodcall::domain::customer::{CustomerDraft, CustomerField};
use goodcall::domain::ids::CustomerId;
use goodcall::domain::touch::TouchDraft;
use tempfile::TempDir;

use super::harness::{Harness, MONDAY, add, at, log, settings};

const FAVORITE: &[(CustomerField, &str)] = &[(CustomerField::Favorite, "yes")];

/// The screens over a book with Bruna and Camille, the same book once more, and their ids.
fn two_programs() -> (Harness, App, [CustomerId; 2], TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.db");
    let open = || App::open(Some(&path), settings(), Now::Fixed(at(MONDAY))).expect("the book");
    let mut app = open();
    let bruna = add(&mut app, "Bruna Costa", FAVORITE);
    let camille = add(&mut app, "Camille Dufresne", FAVORITE);
    log(&mut app, bruna, "2026-11-16T15:00:00Z", "+ Kind");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("3");
    (h, open(), [bruna, camille], folder)
}

fn texts(h: &mut Harness, who: CustomerId) -> Vec<String> {
    let touches = h.shell.app().touches_of(who, 9).expect("the logs");
    touches.into_iter().map(|touch| touch.text).collect()
}

/// The file that a message names, and what is in it.
fn kept_file(h: &mut Harness) -> (PathBuf, String) {
    let screen = h.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    let from = screen.find("goodcall-draft-").expect("a file is named");
    let name = screen[from..].split(".txt").next().expect("its name");
    let path = std::env::temp_dir().join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&path).expect("the file");
    std::fs::remove_file(&path).expect("the file goes");
    (path, text)
}

fn delete_last_log(other: &mut App, who: CustomerId) {
    let touch = other.touches_of(who, 1).expect("the logs").remove(0).id;
    other.delete_touch(touch).expect("deleted");
}

#[test]
fn a_correction_of_a_log_that_was_deleted_meanwhile_is_logged_anew() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e end").types(" words");
    delete_last_log(&mut other, bruna);
    h.press("ctrl-s").says("Another window deleted this log; Ctrl-S again logs it anew, Esc keeps it for later");
    h.press("ctrl-s").says("Logged a call with Bruna Costa, one thing they said");
    assert_eq!(texts(&mut h, bruna), ["+ Kind words"]);
    let touch = h.shell.app().touches_of(bruna, 1).expect("the log").remove(0);
    assert_eq!(touch.at.to_utc(), at("2026-11-16T15:00:00Z"));
    assert_eq!(h.shell.app().latest_draft().expect("the book"), None);
}

#[test]
fn a_correction_of_a_deleted_log_that_is_kept_for_later_is_found_again() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e end").types(" words");
    delete_last_log(&mut other, bruna);
    h.press("ctrl-s esc").says("Kept the log of Bruna Costa for later");
    let start = h.shell.app().unfinished_log().expect("the book").expect("it is kept");
    assert_eq!(start.name, "Bruna Costa");
    h.press("esc 1").says("resume the log of Bruna Costa").press("r").says("+ Kind words").press("ctrl-s");
    h.says("Logged a call with Bruna Costa").never_says("resume the log");
    assert_eq!(texts(&mut h, bruna), ["+ Kind words"]);
}

#[test]
fn a_correction_kept_for_later_is_found_though_its_log_is_deleted_then() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e end").types(" words").press("esc esc");
    delete_last_log(&mut other, bruna);
    h.press("1").says("resume the log of Bruna Costa").press("r").says("+ Kind words").press("ctrl-s");
    assert_eq!(texts(&mut h, bruna), ["+ Kind words"]);
}

#[test]
fn a_deleted_log_that_is_back_is_corrected_again() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e end").types(" words");
    delete_last_log(&mut other, bruna);
    h.press("ctrl-s").says("Another window deleted this log");
    other.undo().expect("undone");
    h.press("ctrl-s").says("Corrected a call with Bruna Costa");
    assert_eq!(texts(&mut h, bruna), ["+ Kind words"]);
}

#[test]
fn a_log_of_somebody_who_was_merged_meanwhile_goes_to_whom_they_became() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    h.press("l").types("! tulips").shell.keep_drafts();
    other.merge(bruna, camille).expect("merged");
    h.types(", red")
        .press("ctrl-s")
        .says("Logged a call with Camille Dufresne; Bruna Costa was merged into this record");
    assert_eq!(texts(&mut h, camille), ["! tulips, red", "+ Kind"]);
    assert_eq!(h.shell.app().latest_draft().expect("the book"), None);
}

#[test]
fn a_log_of_somebody_who_was_merged_meanwhile_is_kept_for_later_and_never_said_to_be_in_a_file() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    h.press("l").types("! tulips");
    other.merge(bruna, camille).expect("merged");
    h.press("esc").never_says("The book could not take it").says("Kept the log of");
    h.press("esc 1").says("resume the log of Camille Dufresne").press("r").says("! tulips");
}

#[test]
fn changes_to_somebody_who_was_merged_meanwhile_go_to_whom_they_became() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types("Florist").shell.keep_drafts();
    other.merge(bruna, camille).expect("merged");
    h.types("s").press("ctrl-s").says("Changed Camille Dufresne; Bruna Costa was merged into this record");
    assert_eq!(h.shell.app().customer(camille).expect("Camille").role.as_deref(), Some("Florists"));
    assert_eq!(h.shell.app().latest_draft().expect("the book"), None);
}

#[test]
fn what_was_typed_about_somebody_who_was_forgotten_meanwhile_is_in_a_file_that_is_named() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types("Florist").shell.keep_drafts();
    let gone = other.customer(bruna).expect("Bruna");
    other.forget(&gone).expect("forgotten");
    h.press("ctrl-s").says("Bruna Costa was forgotten meanwhile").never_says("no customer has the id");
    h.press("esc").says("Bruna Costa was forgotten meanwhile; what you typed is in");
    assert!(kept_file(&mut h).1.contains("Florist"));
}

#[test]
fn a_log_of_somebody_who_was_forgotten_meanwhile_is_in_a_file_too() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("l").types("! tulips").shell.keep_drafts();
    let gone = other.customer(bruna).expect("Bruna");
    other.forget(&gone).expect("forgotten");
    h.press("ctrl-s").says("Bruna Costa was forgotten meanwhile; what you typed goes into a file when you leave");
    h.press("esc").says("Bruna Costa was forgotten meanwhile; what you typed is in").never_says("for later");
    assert!(kept_file(&mut h).1.contains("! tulips"));
}

#[test]
fn a_form_without_a_word_in_it_leaves_no_file_behind() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e");
    let gone = other.customer(bruna).expect("Bruna");
    other.forget(&gone).expect("forgotten");
    h.press("esc").never_says("goodcall-draft").says("Camille Dufresne");
}

#[test]
fn the_value_that_a_save_replaces_is_said() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types("Florist");
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Role, "Buyer").set(CustomerField::City, "Porto");
    other.edit(bruna, &draft).expect("changed");
    h.press("ctrl-s").says("Changed Bruna Costa; it replaced the role “Buyer” from another window");
    let now = h.shell.app().customer(bruna).expect("Bruna");
    assert_eq!((now.role.as_deref(), now.city.as_deref()), (Some("Florist"), Some("Porto")));
    h.press("u");
    assert_eq!(h.shell.app().customer(bruna).expect("Bruna").role.as_deref(), Some("Buyer"));
}

#[test]
fn the_value_that_a_form_kept_for_later_replaces_is_said_too() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types("Florist").press("esc");
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Role, "Buyer");
    other.edit(bruna, &draft).expect("changed");
    h.press("e ctrl-s").says("it replaced the role “Buyer” from another window");
}

#[test]
fn the_same_value_written_twice_replaces_nothing() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types("Buyer");
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Role, "Buyer");
    other.edit(bruna, &draft).expect("changed");
    h.press("ctrl-s").says("Changed Bruna Costa").never_says("replaced");
}

#[test]
fn a_correction_says_which_value_of_a_log_it_replaced() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e tab tab tab").types("14");
    let touch = other.touches_of(bruna, 1).expect("the log").remove(0).id;
    let draft = TouchDraft { minutes: Some(20), ..TouchDraft::default() };
    other.edit_touch(touch, &draft, None).expect("corrected");
    h.press("ctrl-s").says("it replaced the duration “20” from another window");
    assert_eq!(h.shell.app().touch(touch).expect("the log").minutes, Some(14));
}
