//! Praise that goes to the wall by itself (`wall = "always"`), on a real PostgreSQL.

use crate::support::postgres::Site;
use crate::support::teams::{book_says, praise, read_and_sent, wall_texts};
use crate::support::{Book, Ran, text};

/// Runs a command in a book whose praise goes to the wall by itself.
fn always(book: &Book, words: &[&str]) -> Ran {
    let config = book.write("always.toml", "[team]\nwall = \"always\"\n");
    book.words(&[words, &["--config", &config.display().to_string()]].concat()).ok()
}

fn waiting(book: &Book) -> String {
    book_says(book, "SELECT count(*) FROM sync_wall WHERE to_send")
}

#[test]
fn what_is_logged_hangs_there_without_a_name_and_comes_off_with_its_log() {
    let Some((site, mia, [ana])) = Site::with_books("by itself", ["ana"]) else { return };
    ana.words(&["log", "olga", "-m", "+ Before the setting"]).ok();
    always(&ana, &["log", "olga", "-m", "+ Kind, says @Sally\n! An idea\n+ Quick"]);
    assert_eq!(waiting(&ana), "Integer(2)");
    assert_eq!(wall_texts(&mia), Vec::<String>::new(), "it waits like any act");
    assert_eq!(read_and_sent(&serde_json::from_str(&always(&ana, &["sync", "now", "--json"]).out).expect("JSON")).1, 2);
    let wall = mia.json("team wall");
    assert_eq!(wall.as_array().expect("a list").len(), 2);
    for row in wall.as_array().expect("a list") {
        assert!(row["customer"].is_null() && row["company"].is_null() && row["by"] == site.named("ana"), "{row}");
    }
    assert_eq!(wall.as_array().expect("a list").iter().filter(|row| row["teammate"] == "Sally").count(), 1);
    let touch = text(&ana.json("show olga")["touches"][0]["id"]).to_string();
    // A correction takes the words off, and hangs the new ones.
    always(&ana, &["touch", "edit", &touch, "-m", "+ Kinder still, says @Sally\n+ Quick"]);
    always(&ana, &["sync", "now"]);
    let mut texts = wall_texts(&mia);
    texts.sort();
    assert_eq!(texts, ["Kinder still, says @Sally", "Quick"]);
    always(&ana, &["touch", "delete", &touch]);
    always(&ana, &["sync", "now"]);
    assert_eq!(wall_texts(&mia), Vec::<String>::new());
    always(&ana, &["undo"]);
    always(&ana, &["sync", "now"]);
    assert_eq!(wall_texts(&mia).len(), 2, "the log is there again");
    always(&ana, &["redo"]);
    always(&ana, &["sync", "now"]);
    assert_eq!(wall_texts(&mia), Vec::<String>::new());
}

#[test]
fn what_the_user_takes_off_stays_off() {
    let Some((_site, mia, [ana])) = Site::with_books("stays off", ["ana"]) else { return };
    always(&ana, &["log", "olga", "-m", "+ Kind"]);
    always(&ana, &["sync", "now"]);
    let id = text(&ana.json("team wall")[0]["id"]).to_string();
    always(&ana, &["team", "withdraw", &id]);
    always(&ana, &["sync", "now"]);
    assert_eq!(wall_texts(&mia), Vec::<String>::new());
    // What was hung up by hand is not taken off where nothing says so.
    praise(&ana, "olga", "By hand", &[]);
    let touch = text(&ana.json("show olga")["touches"][0]["id"]).to_string();
    ana.words(&["touch", "edit", &touch, "-m", "+ Corrected"]).ok();
    ana.run("sync now").ok();
    assert_eq!(wall_texts(&mia), ["By hand"]);
}

#[test]
fn with_several_teams_it_goes_nowhere_and_joining_says_so_once() {
    let Some(site) = Site::new("two walls by itself", &["north", "south"]) else { return };
    site.people(&[("mia", &["manager_north", "manager_south"]), ("ana", &["team_north", "team_south"])]);
    let (mia, ana) = (site.connected("mia"), site.connected("ana"));
    let config = ana.write("always.toml", "[team]\nwall = \"always\"\n");
    let mut said = Vec::new();
    for team in ["north", "south"] {
        mia.words(&["team", "setup", &site.named(team)]).ok();
        let line = mia.words(&["team", "invite", &site.named("ana"), "--team", &site.named(team)]).ok().out;
        let joined = ana.go(&format!("team join - --config {}", config.display())).stdin(line.as_str()).run().ok();
        said.push(joined.err.contains("praise goes to none of their walls by itself"));
    }
    assert_eq!(said, [false, true]);
    ana.words(&["add", "Olga"]).ok();
    always(&ana, &["log", "olga", "-m", "+ Kind"]);
    assert_eq!(waiting(&ana), "Integer(0)");
    let wrong = ana.write("wrong.toml", "[team]\nwall = \"sometimes\"\n");
    ana.words(&["list", "--config", &wrong.display().to_string()]).fails(2).warns("is not one of ask, always");
}
