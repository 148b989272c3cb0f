//! `team`: its words, JSON, exit codes and kinds, on a real PostgreSQL.

use serde_json::json;

use crate::support::Book;
use crate::support::postgres::{PASSWORD, Site};

#[test]
fn connect_says_who_one_is_and_keeps_the_password_beside_the_book() {
    let Some(site) = Site::new("team connect", &["north"]) else { return };
    site.people(&[("ana", &["team_north"]), ("new", &[])]);
    let book = Book::with_favorites(&["Ana"]);
    let ran = book.words(&["team", "connect", &site.url("ana"), "--json"]).ok();
    assert!(!format!("{}{}", ran.out, ran.err).contains(PASSWORD));
    let said = json!({
        "user": site.named("ana"), "host": "localhost", "database": site.database, "teams": [site.named("north")],
    });
    assert_eq!(ran.json(), said);
    let kept = book.read("book.db.sync-key");
    assert!(kept.contains(PASSWORD), "{kept}");
    assert!(!String::from_utf8_lossy(&std::fs::read(book.file()).expect("the book")).contains(PASSWORD));
    book.words(&["team", "connect", &site.url("new")]).ok().warns("No team's role was granted");
}
