//! What the app says of syncs that run by themselves: never in place of what answers a key, and once. And what two machines
//! changed at the same time, settled with a key.

use std::path::Path;

use goodcall::app::sync::now::Mode;
use goodcall::app::sync::{Synced, Told};
use goodcall::app::{App, Now};
use goodcall::domain::customer::{CustomerDraft, CustomerField};
use goodcall::error::{Error, ErrorKind};
use goodcall::testing::Book;
use goodcall::tui::shell::Event;
use tempfile::TempDir;

use super::harness::{Harness, add, at, on_disk, settings};

fn names() -> Harness {
    Harness::with(&["Ana Ribeiro", "Marcus Webb"])
}

fn trouble() -> Event {
    Event::Synced(Box::new(Err(Error::new(ErrorKind::Unreachable, "the folder /stick can't be reached"))))
}

fn well() -> Event {
    Event::Synced(Box::new(Ok(Synced::default())))
}

fn told(told: Told) -> Event {
    Event::Synced(Box::new(Ok(Synced { told: vec![told], ..Synced::default() })))
}

#[test]
fn the_undo_line_stays_until_it_was_read() {
    for (event, said) in
        [(trouble(), "Sync waits: the folder /stick"), (told(Told::SentAnew), "What this machine had sent")]
    {
        let mut h = names();
        h.press("3 f").says("Marcus Webb").says("u undo");
        let before = h.screen();
        h.send(event).send(Event::Nothing);
        assert_eq!(h.screen(), before);
        // The next key has an answer of its own, which stays too.
        h.press("f").send(Event::Nothing).says("u undo").never_says(said);
        h.press("j").send(Event::Nothing).says(said);
    }
}

#[test]
fn an_error_stays_until_it_was_read() {
    let mut h = Harness::empty();
    h.press("u").says("There is nothing to undo");
    let before = h.screen();
    h.send(told(Told::SentAnew)).send(Event::Nothing);
    assert_eq!(h.screen(), before);
    h.press("3").send(Event::Nothing).says("What this machine had sent");
    // Each is told, one after the other.
    let mut h = Harness::empty();
    h.press("u").send(trouble()).send(Event::BackedUp(Err(Error::failed("the disk is full"))));
    h.press("3").send(Event::Nothing).says("Sync waits: the folder").never_says("backup");
    h.press("3").send(Event::Nothing).says("Could not take today's backup: the disk is full");
}

#[test]
fn trouble_is_told_once_and_no_longer_than_it_lasts() {
    let mut h = names();
    h.send(trouble()).says("Sync waits: the folder /stick can't be reached");
    h.press("3").send(trouble()).send(Event::Nothing).never_says("Sync");
    h.send(well()).send(trouble()).says("Sync waits: the folder");
    h.send(well()).never_says("Sync");
    // What is over before anybody read it is not told at all.
    h.press("f").says("u undo").send(well()).send(trouble());
    h.send(well()).press("j").send(Event::Nothing).never_says("Sync");
}

#[test]
fn what_a_sync_brought_is_on_the_screen_before_it_is_told() {
    let (_folder, open) = on_disk();
    let ana = add(&mut open(), "Ana Ribeiro", &[]);
    let mut h = Harness::over(open());
    h.press("3").says("Ana Ribeiro").never_says("Norte");
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Company, "Norte");
    open().edit(ana, &draft).expect("an edit beside the screens");
    h.send(told(Told::SentAnew)).says("Norte").says("What this machine had sent");
}

#[test]
fn lift_is_left_alone_until_it_is_left() {
    let mut h = names();
    h.press("d").send(trouble()).send(Event::Nothing).never_says("Sync");
    h.press("esc").send(Event::Nothing).says("Sync waits: the folder /stick can't be reached");
    assert!(!h.is_drawn("Sync waits", ratatui::style::Modifier::BOLD), "nothing is wrong");
}

#[test]
fn a_renewed_key_is_told_once() {
    let mut h = names();
    let renewed = || told(Told::Renewed("laptop".into()));
    h.send(renewed()).says("The key was renewed on laptop");
    h.press("3").send(renewed()).send(Event::Nothing).never_says("renewed");
    // What happens again is told again.
    for _ in 0..2 {
        h.send(told(Told::Forgotten(1))).says("1 person forgotten elsewhere");
        h.press("j");
    }
}

/// The facts that the desktop had written, longer than a line.
const SONS: &str = "Two sons, Daan and Luís; the elder starts school in September, the younger plays football with the under \
                    nines, and their grandmother looks after both on Thursdays.";

fn open(folder: &Path, name: &str, now: &str) -> App {
    App::open(Some(&folder.join(name)), settings(), Now::Fixed(at(now))).expect("the book")
}

fn sync(app: &mut App) -> Synced {
    app.sync_now(Mode::Really).expect("a sync")
}

/// A laptop on whose book a desktop changed the same fields of Ana at the same time; what the laptop wrote stands.
fn crossed(edits: &[(CustomerField, &str, &str)]) -> (TempDir, App, Harness) {
    let folder = tempfile::tempdir().expect("a folder");
    let shared = folder.path().join("shared");
    std::fs::create_dir(&shared).expect("a folder");
    let mut laptop = open(folder.path(), "laptop.db", "2026-11-23T10:00:00Z");
    let ana = add(&mut laptop, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    std::fs::create_dir(folder.path().join("desk")).expect("a folder");
    let mut desktop = open(&folder.path().join("desk"), "desktop.db", "2026-11-23T11:00:00Z");
    let line = laptop.set_up_sync(&shared, Some("laptop")).expect("a space").line;
    desktop.join_sync(&line, &shared, Some("the desk by the window")).expect("a machine");
    sync(&mut laptop);
    for (field, of_desktop, of_laptop) in edits {
        laptop.set_now(at("2026-11-23T12:00:00Z"));
        for (app, text) in [(&mut desktop, of_desktop), (&mut laptop, of_laptop)] {
            let mut draft = CustomerDraft::default();
            draft.set(*field, *text);
            app.edit(ana, &draft).expect("an edit");
        }
    }
    sync(&mut desktop);
    assert_eq!(sync(&mut laptop).conflicts, edits.len());
    sync(&mut desktop);
    laptop.set_now(at("2026-11-24T15:00:00Z"));
    desktop.set_now(at("2026-11-24T15:00:00Z"));
    let harness = Harness::over(laptop);
    (folder, desktop, harness)
}

/// Selects the conflict of a field; the two have no order.
fn select(h: &mut Harness, field: &str) {
    h.press("g");
    if !h.screen().contains(&format!("▎ Ana Ribeiro  {field}")) {
        h.press("j");
    }
    h.says(&format!("▎ Ana Ribeiro  {field}"));
}

#[test]
fn what_lost_is_listed_and_taken_or_let_be_with_a_key() {
    let (_folder, mut desktop, mut h) =
        crossed(&[(CustomerField::City, "Porto", "Lisbon"), (CustomerField::Role, "CEO", "Owner")]);
    let who = h.who("Ana");
    h.press("X").says("Changed at the same time").says("1 of 2").says("Ana Ribeiro  city").says("Ana Ribeiro  role");
    for said in ["stands   “Lisbon”", "lost     “Porto”", "laptop", "the desk by the window", "23 Nov"] {
        h.says(said);
    }
    select(&mut h, "city");
    h.press("t").says("Took “Porto” for the city of Ana Ribeiro").says("u undo").says("1 of 1").never_says("  city");
    let city = |h: &mut Harness| h.shell.app().customer(who).expect("Ana").city;
    assert_eq!(city(&mut h).as_deref(), Some("Porto"));
    h.press("u").says("Undone: took the other city of Ana Ribeiro").says("of 2").says("▎ Ana Ribeiro  city");
    assert_eq!(city(&mut h).as_deref(), Some("Lisbon"));
    h.press("U").says("1 of 1").press("u").says("▎ Ana Ribeiro  city");
    h.press("space").says("Kept “Lisbon” for the city of Ana Ribeiro").says("u undo").never_says("  city");
    h.press("u").says("Undone: kept the city of Ana Ribeiro").says("▎ Ana Ribeiro  city");
    h.press("space space").says("Nothing to settle.");
    sync(h.shell.app());
    sync(&mut desktop);
    assert_eq!(desktop.sync_conflicts().expect("conflicts"), []);
    h.press("esc").says("Today").never_says("settle");
}

#[test]
fn enter_opens_whom_a_conflict_is_about_and_a_click_selects() {
    let (_folder, _desktop, mut h) =
        crossed(&[(CustomerField::City, "Porto", "Lisbon"), (CustomerField::Role, "CEO", "Owner")]);
    h.press("X").says("1 of 2");
    for field in ["city", "role", "city"] {
        h.click(&format!("Ana Ribeiro  {field}")).says(&format!("▎ Ana Ribeiro  {field}"));
    }
    h.press("enter").says("3 Customers").says("Ana Ribeiro").never_says("Changed at the same time");
    h.press("X X").never_says("Changed at the same time");
}

#[test]
fn one_that_another_machine_settled_meanwhile_says_so() {
    let (_folder, mut desktop, mut h) = crossed(&[(CustomerField::City, "Porto", "Lisbon")]);
    h.press("X").says("1 of 1");
    let clash = desktop.sync_conflicts().expect("conflicts").remove(0);
    desktop.settle_conflict(&clash, goodcall::app::sync::conflicts::Chosen::Kept).expect("settled");
    sync(&mut desktop);
    sync(h.shell.app());
    h.press("t").says("That was settled meanwhile").says("Nothing to settle.");
}

#[test]
fn a_long_value_is_whole_where_it_is_selected_at_every_size() {
    let (_folder, _desktop, mut h) = crossed(&[
        (CustomerField::Facts, SONS, "Plays chess"),
        (CustomerField::City, "Porto", "Lisbon"),
        (CustomerField::Role, "CEO", "Owner"),
        (CustomerField::Company, "Porto Cold Chain", "Norte"),
    ]);
    for size in [(60, 18), (80, 24), (110, 34), (160, 48)] {
        h.size(size).press("X");
        for at in 0..4 {
            let screen = h.screen();
            assert!(screen.contains(&format!("{} of 4", at + 1)), "{screen}");
            let has_facts = screen.lines().any(|line| line.contains('▎') && line.contains("facts"));
            if has_facts {
                let words: Vec<&str> = screen.split_whitespace().collect();
                assert!(SONS.split_whitespace().all(|word| words.iter().any(|shown| shown.contains(word))), "{screen}");
            }
            h.press("j");
        }
        h.press("esc");
    }
}

#[test]
fn without_a_conflict_the_page_says_what_will_stand_there() {
    names()
        .press("X")
        .says("This book is on one machine only.")
        .says("goodcall sync setup FOLDER")
        .press("t")
        .press("enter");
    let (_folder, _desktop, mut h) = crossed(&[]);
    h.press("X").says("Nothing to settle.").press("space t enter j").says("Nothing to settle.");
}

#[test]
fn news_of_a_conflict_names_the_key_that_shows_it() {
    let mut h = names();
    let lost = |conflicts| Event::Synced(Box::new(Ok(Synced { conflicts, ..Synced::default() })));
    h.send(lost(1)).says("1 value lost to another made at the same time; X shows it");
    h.press("3").send(lost(2)).says("2 values lost to another made at the same time; X shows them");
}

#[test]
fn news_of_a_conflict_goes_once_it_is_settled_and_never_stands_over_the_list() {
    let (_folder, _desktop, mut h) = crossed(&[(CustomerField::City, "Porto", "Lisbon")]);
    let lost = || Event::Synced(Box::new(Ok(Synced { conflicts: 1, ..Synced::default() })));
    h.press("X").send(lost()).send(Event::Nothing).never_says("lost to another made");
    h.press("esc").send(lost()).says("1 value lost to another made at the same time; X shows it");
    let clash = h.shell.app().sync_conflicts().expect("conflicts").remove(0);
    h.shell.app().settle_conflict(&clash, goodcall::app::sync::conflicts::Chosen::Kept).expect("settled");
    h.send(well()).send(Event::Nothing).never_says("lost to another made");
    // One that nobody read yet is not said at all.
    h.press("3 f").says("u undo").send(lost()).send(well()).press("j").send(Event::Nothing).never_says("lost to");
}

#[test]
fn the_count_of_conflicts_follows_what_is_settled_and_undone() {
    let (_folder, _desktop, mut h) =
        crossed(&[(CustomerField::City, "Porto", "Lisbon"), (CustomerField::Role, "CEO", "Owner")]);
    h.send(well()).says("2 conflicts: X");
    h.press("X t").press("3").says("1 conflict: X").press("u j").says("2 conflicts: X");
    h.press("X space").press("t 3 j").never_says("conflict");
}

#[test]
fn a_file_that_is_half_there_is_not_told_at_first_sight() {
    let error = Error::new(ErrorKind::Segment, "/Sync/0000000007-482e5fd014b1984e.gcs can't be read: cut off");
    let file = "/Sync/0000000007-482e5fd014b1984e.gcs".into();
    let left = goodcall::app::sync::Left { file, kind: error.kind, reason: "cut off".into(), error };
    let mut h = names();
    h.send(Event::Synced(Box::new(Ok(Synced { left: vec![left], ..Synced::default() }))));
    h.send(Event::Nothing).never_says("Sync");
}

#[test]
fn a_book_in_a_team_alone_can_have_something_to_settle_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Book::open(&folder.path().join("book.db")).expect("a book");
    let now = Now::Fixed(at("2026-11-23T10:00:00Z"));
    book.keep_team(&now.clock(settings().zone), ("north", true, false)).expect("a team");
    let mut h = Harness::over(App::over(book, settings(), now));
    h.press("X").says("Nothing to settle.").never_says("This book is on one machine only.");
}
