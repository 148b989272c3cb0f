//! `team leave`: a book that is in the team no more, on a real PostgreSQL.

use serde_json::json;

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, book_says, join, praise, wall_texts};
use crate::support::{Book, names};

/// What a book and its key file still have of a team.
fn has_left(site: &Site, book: &Book) {
    for table in ["sync_team", "sync_wall", "sync_wall_read"] {
        assert_eq!(book_says(book, &format!("SELECT count(*) FROM {table}")), "Integer(0)", "{table}");
    }
    let keys = std::fs::read_to_string(book.path("book.db.sync-key")).expect("a key file");
    assert!(!keys.contains(&site.named(NORTH)), "a key of the team is still there");
}

#[test]
fn who_leaves_has_nothing_of_the_team_any_more_and_what_they_hung_up_stays() {
    let Some((site, mia, [ana, ben])) = Site::with_books("leave", ["ana", "ben"]) else { return };
    praise(&ana, "olga", "Kind of ana", &[]);
    praise(&ben, "olga", "Kind of ben", &[]);
    assert_eq!(wall_texts(&ana).len(), 2);
    ana.run("team leave nowhere").fails(3).warns("this book is in no team called \"nowhere\"");
    ana.run("team leave").ok().says(&format!("This book has left {}.", site.named(NORTH))).says("stays there");
    has_left(&site, &ana);
    assert_eq!(names(&mia.json("team members"), "/name"), [site.named("ben"), site.named("mia")]);
    assert_eq!(wall_texts(&mia).len(), 2);
    ana.run("sync now").fails(1);
    assert_eq!(ana.json("sync status")["teams"], json!([]));
    ana.run("team leave").fails(1).warns("this book is in no team");
    ana.run("list").ok().says("Olga");
    // A new invitation lets them in again.
    join(&ana, &site.invite(&mia, "ana")).ok();
    assert_eq!(wall_texts(&ana).len(), 2);
}

#[test]
fn what_they_hung_up_goes_with_them_if_they_say_so() {
    let Some((site, mia, [ana, ben])) = Site::with_books("leave and withdraw", ["ana", "ben"]) else { return };
    praise(&ana, "olga", "Kind of ana", &[]);
    praise(&ana, "olga", "Kinder of ana", &[]);
    praise(&ben, "olga", "Kind of ben", &[]);
    let left = ana.json("team leave --withdraw");
    assert_eq!(left, json!({"team": site.named(NORTH), "told": true, "withdrawn": 2, "unsent": 0}));
    has_left(&site, &ana);
    assert_eq!(wall_texts(&mia), ["Kind of ben"]);
}

#[test]
fn out_of_reach_one_leaves_and_reads_what_stays() {
    let Some((site, mia, [ana])) = Site::with_books("leave offline", ["ana"]) else { return };
    praise(&ana, "olga", "Kind of ana", &[]);
    site.unplug(&ana);
    ana.run("team leave --withdraw").fails(5).warns("without --withdraw leaves it");
    assert_eq!(book_says(&ana, "SELECT count(*) FROM sync_team"), "Integer(1)", "it is in the team as before");
    let id = crate::support::teams::log_praise(&ana, "olga", "Not sent");
    ana.run(&format!("team praise {id}")).ends(5);
    ana.run("team leave").ok().warns("1 act of yours was not sent before").warns("goodcall team remove");
    has_left(&site, &ana);
    assert_eq!(wall_texts(&mia), ["Kind of ana"]);
    assert_eq!(mia.json("team members").as_array().expect("a list").len(), 2, "the server was not told");
    site.plug_in(&ana);
    ana.run("sync now").fails(1);
}

#[test]
fn who_was_removed_leaves_and_no_sync_ends_with_it_again() {
    let Some((site, mia, [ana])) = Site::with_books("leave after removal", ["ana"]) else { return };
    mia.run(&format!("team remove {}", site.named("ana"))).ok();
    site.boss(&format!("REVOKE {} FROM {}", site.named("team_north"), site.named("ana")));
    let folder = ana.path("shared");
    std::fs::create_dir(&folder).expect("a folder");
    ana.words(&["sync", "setup", &folder.display().to_string()]).ok();
    ana.run("sync now").ends(4);
    ana.run("team leave").ok();
    has_left(&site, &ana);
    ana.run("sync now").ok();
}

#[test]
fn a_book_whose_key_is_gone_leaves_too() {
    let Some((_site, _mia, [ana])) = Site::with_books("leave without keys", ["ana"]) else { return };
    std::fs::remove_file(ana.path("book.db.sync-key")).expect("the key file");
    ana.run("sync now").ends(4);
    ana.run("team leave").ok().warns("The server still lists this machine");
    assert_eq!(book_says(&ana, "SELECT count(*) FROM sync_team"), "Integer(0)");
}
