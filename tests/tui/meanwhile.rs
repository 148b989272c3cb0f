//! Two programs over one book: what one of them changes while a form is open in the other.

use std::path::PathBuf;

use goodcall::app::App;
use goodcall::app::several::ForAll;
use goodcall::domain::customer::{CustomerDraft, CustomerField, LeftBecause, Standing};
use goodcall::domain::ids::{CustomerId, RemarkId, TouchId};
use goodcall::domain::remark::RemarkState;
use goodcall::domain::touch::{TouchDraft, TouchKind};
use tempfile::TempDir;

use super::harness::{Harness, MONDAY, add, at, log, on_disk};

const FAVORITE: &[(CustomerField, &str)] = &[(CustomerField::Favorite, "yes")];

/// The screens over a book with Bruna and Camille, the same book once more, and their ids.
fn two_programs() -> (Harness, App, [CustomerId; 2], TempDir) {
    let (folder, open) = on_disk();
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

/// A window of another program over a book, after these keys.
fn second_window(other: App, keys: &str) -> Harness {
    let mut second = Harness::over(other);
    second.size((110, 34)).press(keys);
    second
}

/// Begins a log of Bruna in the window, and keeps it for the other to find.
fn begin_log(h: &mut Harness, text: &str) {
    h.press("l").types(text).shell.keep_drafts();
}

/// Types into the role of whom the window shows.
fn type_role<'h>(h: &'h mut Harness, role: &str) -> &'h mut Harness {
    h.press("e").tabs(CustomerField::Name, CustomerField::Role).types(role)
}

fn edit(other: &mut App, who: CustomerId, fields: &[(CustomerField, &str)]) {
    let mut draft = CustomerDraft::default();
    for (field, value) in fields {
        draft.set(*field, *value);
    }
    other.edit(who, &draft).expect("changed");
}

fn forget(other: &mut App, who: CustomerId) {
    let gone = other.customer(who).expect("a customer");
    other.forget(&gone).expect("forgotten");
}

fn last_log(other: &App, who: CustomerId) -> TouchId {
    other.touches_of(who, 1).expect("the logs").remove(0).id
}

fn delete_last_log(other: &mut App, who: CustomerId) {
    let touch = last_log(other, who);
    other.delete_touch(touch).expect("deleted");
}

/// The first thing that was said in the last log of somebody.
fn said_last(other: &App, who: CustomerId) -> RemarkId {
    other.remarks_of_touch(last_log(other, who)).expect("the remarks").remove(0).id
}

/// Logs an idea of Bruna, and looks at it in the window.
fn an_idea(h: &mut Harness, other: &mut App, bruna: CustomerId) {
    log(other, bruna, "2026-11-20T15:00:00Z", "! a leaflet");
    h.press("6").says("a leaflet");
}

#[track_caller]
fn draft_is_gone(h: &mut Harness) {
    assert_eq!(h.shell.app().latest_draft().expect("the book"), None);
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
    draft_is_gone(&mut h);
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
    begin_log(&mut h, "! tulips");
    other.merge(bruna, camille).expect("merged");
    h.types(", red")
        .press("ctrl-s")
        .says("Logged a call with Camille Dufresne; Bruna Costa was merged into this record");
    assert_eq!(texts(&mut h, camille), ["! tulips, red", "+ Kind"]);
    draft_is_gone(&mut h);
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
    type_role(&mut h, "Florist").shell.keep_drafts();
    other.merge(bruna, camille).expect("merged");
    h.types("s").press("ctrl-s").says("Changed Camille Dufresne; Bruna Costa was merged into this record");
    assert_eq!(h.shell.app().customer(camille).expect("Camille").role.as_deref(), Some("Florists"));
    draft_is_gone(&mut h);
}

#[test]
fn what_was_typed_about_somebody_who_was_forgotten_meanwhile_is_in_a_file_that_is_named() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    type_role(&mut h, "Florist").shell.keep_drafts();
    forget(&mut other, bruna);
    h.press("ctrl-s").says("Bruna Costa was forgotten meanwhile").never_says("no customer has the id");
    h.press("esc").says("Bruna Costa was forgotten meanwhile; what you typed is in");
    assert!(kept_file(&mut h).1.contains("Florist"));
}

#[test]
fn a_log_of_somebody_who_was_forgotten_meanwhile_is_in_a_file_too() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "! tulips");
    forget(&mut other, bruna);
    h.press("ctrl-s").says("Bruna Costa was forgotten meanwhile; what you typed goes into a file when you leave");
    h.press("esc").says("Bruna Costa was forgotten meanwhile; what you typed is in").never_says("for later");
    assert!(kept_file(&mut h).1.contains("! tulips"));
}

#[test]
fn a_form_without_a_word_in_it_leaves_no_file_behind() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("e");
    forget(&mut other, bruna);
    h.press("esc").never_says("goodcall-draft").says("Camille Dufresne");
}

#[test]
fn the_value_that_a_save_replaces_is_said() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    type_role(&mut h, "Florist");
    edit(&mut other, bruna, &[(CustomerField::Role, "Buyer"), (CustomerField::City, "Porto")]);
    h.press("ctrl-s").says("Changed Bruna Costa; it replaced the role “Buyer” from another window");
    let now = h.shell.app().customer(bruna).expect("Bruna");
    assert_eq!((now.role.as_deref(), now.city.as_deref()), (Some("Florist"), Some("Porto")));
    h.press("u");
    assert_eq!(h.shell.app().customer(bruna).expect("Bruna").role.as_deref(), Some("Buyer"));
}

#[test]
fn the_value_that_a_form_kept_for_later_replaces_is_said_too() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    type_role(&mut h, "Florist").press("esc");
    edit(&mut other, bruna, &[(CustomerField::Role, "Buyer")]);
    h.press("e ctrl-s").says("it replaced the role “Buyer” from another window");
}

#[test]
fn the_same_value_written_twice_replaces_nothing() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    type_role(&mut h, "Buyer");
    edit(&mut other, bruna, &[(CustomerField::Role, "Buyer")]);
    h.press("ctrl-s").says("Changed Bruna Costa").never_says("replaced");
}

#[test]
fn a_correction_says_which_value_of_a_log_it_replaced() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right e tab tab tab").types("14");
    let touch = last_log(&other, bruna);
    let draft = TouchDraft { minutes: Some(20), ..TouchDraft::default() };
    other.edit_touch(touch, &draft, None).expect("corrected");
    h.press("ctrl-s").says("it replaced the duration “20” from another window");
    assert_eq!(h.shell.app().touch(touch).expect("the log").minutes, Some(14));
}

const VISITED: &[(CustomerField, &str)] =
    &[(CustomerField::City, "Porto"), (CustomerField::Peak, "tue"), (CustomerField::TouchesAYear, "1")];

/// The plan of visits over a book with one account, the same book once more, and the account.
fn a_plan() -> (Harness, App, CustomerId, TempDir) {
    let (mut h, mut other, _, folder) = two_programs();
    let ana = add(&mut other, "Ana Ribeiro", VISITED);
    h.shell.app().set_now(at(MONDAY));
    h.press("5").says("Tue 24 Nov");
    (h, other, ana, folder)
}

#[test]
fn a_day_is_taken_only_for_whom_the_row_shows() {
    let (mut h, mut other, ana, _folder) = a_plan();
    add(&mut other, "Bo Lind", VISITED);
    edit(&mut other, ana, &[(CustomerField::Peak, "fri")]);
    h.press("enter").says("The plan changed meanwhile; nothing was taken").says("○ Tue 24 Nov  Porto  Bo Lind");
    for day in ["2026-11-24", "2026-12-11"] {
        assert!(h.shell.app().visits_on(day.parse().expect("a day")).expect("the visits").is_empty());
    }
    // The cursor follows whom it was on.
    h.says("▎○ Fri 11 Dec  Porto  Ana Ribeiro").press("enter").says("You visit Ana Ribeiro on Fri 11 Dec");
}

#[test]
fn a_visit_that_went_from_the_plan_meanwhile_is_neither_moved_nor_declined() {
    for (keys, is_archived) in [("m", false), ("x", false), ("m", true), ("x", true)] {
        let (mut h, mut other, ana, _folder) = a_plan();
        h.press(keys);
        let customer = other.customer(ana).expect("Ana");
        if is_archived {
            other.do_to_all(&[customer.id], &ForAll::Archive).expect("archived");
        } else {
            other.decline_visit(&customer, "2026-11-24".parse().expect("a day"), None).expect("declined");
        }
        h.press("enter").says("The plan changed meanwhile; nothing was changed").never_says("Why not Ana");
        h.never_says("To which of Ana's busy days?");
    }
}

#[test]
fn a_log_that_another_window_saved_is_not_logged_twice() {
    let (mut h, other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "+ Tulips");
    let mut second = second_window(other, "1 r");
    second.says("+ Tulips").press("ctrl-s").says("Logged a call with Bruna Costa");
    h.press("ctrl-s").says("This log of Bruna Costa was saved in another window already");
    assert_eq!(texts(&mut h, bruna), ["+ Tulips", "+ Kind"]);
    draft_is_gone(&mut h);
}

#[test]
fn what_was_typed_on_is_added_to_the_log_that_another_window_saved() {
    for keeps in [false, true] {
        let (mut h, other, [bruna, _], _folder) = two_programs();
        begin_log(&mut h, "+ Tulips");
        let mut second = second_window(other, "1 r ctrl-s");
        second.says("Logged a call with Bruna Costa");
        h.types(", red");
        if keeps {
            h.shell.keep_drafts();
        }
        h.press("ctrl-s").says("saved in another window already; what you added is in it now");
        assert_eq!(texts(&mut h, bruna), ["+ Tulips, red", "+ Kind"]);
        draft_is_gone(&mut h);
    }
}

#[test]
fn what_both_windows_added_is_in_the_log() {
    let (mut h, other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "+ Tulips");
    let mut second = second_window(other, "1 r");
    second.types("\n! More").press("ctrl-s").says("Logged a call with Bruna Costa");
    h.types("\n! Mine").shell.keep_drafts();
    h.press("ctrl-s").says("saved in another window already; what you added is in it now");
    assert_eq!(texts(&mut h, bruna), ["+ Tulips\n! More\n! Mine", "+ Kind"]);
}

#[test]
fn what_was_added_besides_the_text_goes_into_the_log_that_another_window_saved() {
    for keeps in [false, true] {
        let (mut h, mut other, [bruna, _], _folder) = two_programs();
        let zoe = add(&mut other, "Zoe Lind", &[]);
        begin_log(&mut h, "+ Tulips");
        let mut second = second_window(other, "1 r tab right tab");
        second.types("20");
        second.press("ctrl-s").says("Logged a visit to Bruna Costa");
        h.press("tab tab tab tab tab tab tab").types("Zoe Lind");
        if keeps {
            h.shell.keep_drafts();
        }
        h.press("ctrl-s").says("saved in another window already; what you added is in it now");
        let logs = h.shell.app().touches_of(bruna, 9).expect("the logs");
        assert_eq!(logs.len(), 2);
        assert_eq!((logs[0].text.as_str(), logs[0].minutes, logs[0].kind), ("+ Tulips", Some(20), TouchKind::Visit));
        let people = h.shell.app().participants_of(&logs[0]).expect("the people");
        assert_eq!(people.all().map(|who| who.id).collect::<Vec<_>>(), [bruna, zoe]);
    }
}

#[test]
fn another_text_than_another_window_saved_is_logged_at_the_second_key() {
    let (mut h, other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "+ Tulips");
    let mut second = second_window(other, "1 r");
    second.types(", red").press("ctrl-s").says("Logged a call with Bruna Costa");
    h.types(" or roses")
        .press("ctrl-s")
        .says("Another window saved this log already, with another text; Ctrl-S again logs yours too");
    assert_eq!(texts(&mut h, bruna), ["+ Tulips, red", "+ Kind"]);
    h.press("ctrl-s").says("Logged a call with Bruna Costa");
    assert_eq!(texts(&mut h, bruna).len(), 3);
}

#[test]
fn a_log_that_another_window_saved_is_not_kept_for_later() {
    let (mut h, other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "+ Tulips");
    let mut second = second_window(other, "1 r ctrl-s");
    second.says("Logged a call with Bruna Costa");
    h.press("esc").says("This log of Bruna Costa was saved in another window already");
    assert_eq!(texts(&mut h, bruna), ["+ Tulips", "+ Kind"]);
    draft_is_gone(&mut h);
}

#[test]
fn a_log_of_ones_own_in_each_window_stays() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    begin_log(&mut h, "+ Tulips");
    log(&mut other, bruna, MONDAY, "+ Roses");
    h.press("ctrl-s").says("Logged a call with Bruna Costa");
    assert_eq!(texts(&mut h, bruna).len(), 3);
}

#[test]
fn a_tag_goes_to_whom_they_became() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    h.press("t").types("gold");
    other.merge(bruna, camille).expect("merged");
    h.press("enter")
        .says("Tagged Camille Dufresne: gold; Bruna was merged into this record")
        .never_says("Took the tag");
    assert!(h.shell.app().customer(camille).expect("Camille").tags.to_string().contains("gold"));
}

#[test]
fn dialogs_about_somebody_who_was_forgotten_meanwhile_say_so_and_close() {
    for (keys, answer, asks) in [
        ("z", "enter", "Snooze Bruna until when?"),
        ("r 4", "4", "how good is Bruna for business?"),
        ("t g", "enter", "Which tag for Bruna?"),
    ] {
        let (mut h, mut other, [bruna, _], _folder) = two_programs();
        h.press(keys).says(asks);
        forget(&mut other, bruna);
        h.press(answer).says("was forgotten meanwhile").never_says(asks).never_says("has the id");
    }
}

#[test]
fn no_screen_shows_a_raw_id_of_somebody_who_is_gone() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("f f");
    forget(&mut other, bruna);
    let gone = "They were forgotten or merged in another window; the list is up to date now";
    h.press("f").says(gone).never_says("has the id").never_says("Bruna Costa");
}

#[test]
fn somebody_who_was_forgotten_meanwhile_is_never_shown_as_somebody_else() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    an_idea(&mut h, &mut other, bruna);
    forget(&mut other, bruna);
    h.press("enter").says("They were forgotten or merged in another window; the list is up to date now");
    h.never_says("a leaflet").never_says("has the id").never_says("Camille");
}

#[test]
fn a_key_on_an_idea_goes_to_whom_they_became() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    an_idea(&mut h, &mut other, bruna);
    other.merge(bruna, camille).expect("merged");
    h.press("enter").says("▎★ Camille Dufresne").says("also: name Bruna Costa");
}

#[test]
fn an_idea_that_went_meanwhile_is_said_to_be_removed() {
    for keys in ["space", "x", "m enter", "right"] {
        let (mut h, mut other, [bruna, _], _folder) = two_programs();
        an_idea(&mut h, &mut other, bruna);
        delete_last_log(&mut other, bruna);
        h.press(keys).says("It was removed in another window; the list is up to date now");
        h.never_says("has the id").never_says("a leaflet");
    }
}

#[test]
fn what_another_window_corrected_stays_in_focus() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    let said = "! a leaflet\n! blue labels\n! a map\n+ Early\n+ Exact, as ever\n+ Eager";
    log(&mut other, bruna, "2026-11-20T15:00:00Z", said);
    let touch = last_log(&other, bruna);
    let mut correct = |text: &str| {
        other.edit_touch(touch, &TouchDraft::default(), Some(text)).expect("corrected");
    };
    h.press("6 j");
    correct(&said.replace("blue labels", "blue label"));
    h.press("space").says("Done: ").says("blue label");
    h.press("2 j");
    correct(&said.replace("blue labels", "blue label").replace("as ever", "as always"));
    h.press("*").says("Starred");
    let remarks = h.shell.app().remarks_of_touch(touch).expect("the remarks");
    let ended: Vec<_> =
        remarks.iter().filter(|r| r.state == Some(RemarkState::Done)).map(|r| r.text.as_str()).collect();
    let starred: Vec<_> = remarks.iter().filter(|r| r.starred).map(|r| r.text.as_str()).collect();
    assert_eq!((ended, starred), (vec!["blue label"], vec!["Exact, as always"]));
}

#[test]
fn a_pair_of_which_one_is_gone_is_out_of_the_list() {
    let (mut h, mut other, _, _folder) = two_programs();
    let twin = add(&mut other, "Bruna Costa", &[]);
    h.press("M").says("One person, or two?");
    forget(&mut other, twin);
    h.press(">")
        .never_says("has the id")
        .says("the list is up to date now")
        .says("Nobody seems to be in the book twice");
}

#[test]
fn a_new_customer_whom_another_window_added_is_not_added_twice() {
    let (mut h, other, _, _folder) = two_programs();
    h.press("a").types("Kim Lund").shell.keep_drafts();
    let mut second = second_window(other, "3 a");
    second.says("Kim Lund").press("ctrl-s").says("Added Kim Lund");
    h.press("ctrl-s").says("Kim Lund was added in another window already");
    let kims = h.shell.app().who_matches("Kim Lund").expect("the book").len();
    assert_eq!((kims, h.shell.app().latest_draft().expect("the book")), (1, None));
}

#[test]
fn a_new_customer_with_other_details_is_added_at_the_second_key() {
    let (mut h, other, _, _folder) = two_programs();
    h.press("a").types("Kim Lund").shell.keep_drafts();
    let mut second = second_window(other, "3 a ctrl-s");
    second.says("Added Kim Lund");
    h.tabs(CustomerField::Name, CustomerField::Company).types("Lund Freight").press("ctrl-s");
    h.says("Another window added Kim Lund already, with other details; Ctrl-S again adds yours too");
    assert_eq!(h.shell.app().who_matches("Kim Lund").expect("the book").len(), 1);
    h.press("ctrl-s").says("Added Kim Lund");
    assert_eq!(h.shell.app().who_matches("Kim Lund").expect("the book").len(), 2);
}

#[test]
fn what_became_of_an_idea_meanwhile_is_said() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    an_idea(&mut h, &mut other, bruna);
    let idea = said_last(&other, bruna);
    other.end_idea(idea, RemarkState::Dropped).expect("dropped");
    h.press("space").says("It was dropped meanwhile; done now: ");
    assert_eq!(h.shell.app().quoted(idea).expect("the idea").remark.state, Some(RemarkState::Done));
}

#[test]
fn a_log_that_changed_meanwhile_is_deleted_only_at_the_second_key() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    h.press("right");
    let touch = last_log(&other, bruna);
    other.edit_touch(touch, &TouchDraft::default(), Some("+ Kinder")).expect("corrected");
    h.press("delete").says("This log changed meanwhile, here it is").says("“Kinder”");
    assert_eq!(texts(&mut h, bruna), ["+ Kinder"]);
    h.press("delete").says("Deleted a call with Bruna Costa");
    assert_eq!(texts(&mut h, bruna), [""; 0]);
}

#[test]
fn a_referral_is_done_though_who_gave_it_was_merged_meanwhile() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    log(&mut other, bruna, "2026-11-20T15:00:00Z", "> Kim Lund, Lund Freight");
    h.press("6 G").says("Kim Lund").press("enter").says("Referred by Bruna");
    other.merge(bruna, camille).expect("merged");
    h.press("ctrl-s").says("Added Kim Lund; the referral is done").never_says("Lund Freight");
    let kim = h.who("Kim Lund");
    assert_eq!(h.shell.app().customer(kim).expect("Kim").referred_by, Some(camille));
}

#[test]
fn nobody_is_skipped_but_whom_today_shows() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    h.press("1").says("Camille Dufresne");
    other.skip(None).expect("skipped");
    assert_eq!(other.open_pick().expect("the pick"), Some(bruna));
    h.press("s").says("The day's call changed meanwhile; nothing was changed").says("Bruna Costa");
    assert_eq!(h.shell.app().open_pick().expect("the pick"), Some(bruna));
    assert_ne!(bruna, camille);
    h.press("s").says("Skipped Bruna Costa");
}

#[test]
fn nobody_is_called_who_is_forgotten_or_not_to_be_called_by_now() {
    for (keys, is_forgotten) in [("c", false), ("c", true), ("C", false), ("C", true), ("3 j C enter", false)] {
        let (mut h, mut other, [_, camille], _folder) = two_programs();
        edit(&mut other, camille, &[(CustomerField::Phone, "+33 1 42 68 53 00\n+33 1 42 68 53 01")]);
        h.shell.app().set_now(at("2026-11-23T14:43:00Z"));
        let (before, last) = keys.rsplit_once(' ').unwrap_or(("", keys));
        h.press("2 1").press(before).says("Camille Dufresne");
        if is_forgotten {
            forget(&mut other, camille);
            h.press(last).says("Camille Dufresne was forgotten meanwhile");
        } else {
            edit(&mut other, camille, &[(CustomerField::DoNotCall, "yes")]);
            h.press(last).says("Camille Dufresne is not to be called");
        }
        h.never_says("The number is copied");
    }
}

#[test]
fn a_question_about_somebody_who_is_gone_is_put_off_without_a_word_of_the_book() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    add(&mut other, "Ana Ribeiro", VISITED);
    h.press("5").says("On which days is Bruna Costa busiest?");
    forget(&mut other, bruna);
    forget(&mut other, camille);
    h.press("up x").never_says("could not keep").never_says("Bruna Costa");
}

#[test]
fn what_became_of_a_promise_meanwhile_is_said_on_today() {
    let (mut h, mut other, [bruna, _], _folder) = two_programs();
    log(&mut other, bruna, "2026-11-20T15:00:00Z", "= send a card by monday");
    let promise = said_last(&other, bruna);
    h.press("f f 1").says("send a card");
    other.end_promise(promise, RemarkState::Dropped).expect("dropped");
    h.press("space").says("It was dropped meanwhile; kept now: ");
}

#[test]
fn the_reason_of_a_past_buyer_stays_where_another_record_became_part_of_theirs() {
    let (mut h, mut other, [bruna, camille], _folder) = two_programs();
    other.move_standing(camille, Standing::Past, Some(LeftBecause::Price)).expect("moved");
    h.press("b").says("Why did Bruna leave?");
    other.merge(bruna, camille).expect("merged");
    h.press("1").says("Camille Dufresne is a past buyer already; Bruna Costa was merged into this record");
    assert_eq!(h.shell.app().customer(camille).expect("Camille").left_because, Some(LeftBecause::Price));
}
