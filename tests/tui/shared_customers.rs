//! Customers whom a team shares, in the app: whose they are, what other reps logged, and the acts, which the sync sends.

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::ids::CustomerId;
use rusqlite::Connection;
use tempfile::TempDir;

use super::harness::{Harness, MONDAY, add, at, log, on_disk, settings_with};
use super::team_wall::{in_teams, number};

/// A book of ana's in the team north with Olga, whom she shares, and with Ivo, who is hers alone.
struct Shared {
    _folder: TempDir,
    db: Connection,
    path: std::path::PathBuf,
    olga: CustomerId,
}

impl Shared {
    fn with(teams: &[(&str, bool)], owner: Option<&str>) -> Self {
        let (folder, open) = on_disk();
        let mut app = open();
        let fields = [
            (CustomerField::Company, "Norte"),
            (CustomerField::Favorite, "yes"),
            (CustomerField::Phone, "+351 22 555 0142"),
        ];
        let olga = add(&mut app, "Olga Weiss", &fields);
        add(&mut app, "Ivo Lind", &[(CustomerField::Company, "Lind AB")]);
        log(&mut app, olga, "2026-10-05T15:00:00Z", "+ You always call back");
        let path = app.book_path().expect("a file").to_path_buf();
        drop(app);
        let db = Connection::open(&path).expect("the book");
        in_teams(&db, teams);
        let shared = Self { _folder: folder, db, path, olga };
        if owner != Some("") {
            shared.share(owner);
        }
        shared
    }

    fn share(&self, owner: Option<&str>) {
        let rep = owner.unwrap_or("ana");
        let act = "INSERT INTO sync_sharing (team, customer, clock, machine, act, rep, manager, owner)
                   SELECT id, ?1, 1, 9, 'share', ?2, 0, ?3 FROM sync_team WHERE name = 'north'";
        self.db.execute(act, (self.olga.0, rep, owner)).expect("an act");
        let here = "INSERT INTO sync_shared (team, customer, here, owner)
                    SELECT id, ?1, 1, ?2 FROM sync_team WHERE name = 'north'";
        self.db.execute(here, (self.olga.0, owner)).expect("a shared customer");
        let whose = "UPDATE customer SET team = 'north', owner = ?2 WHERE id = ?1";
        self.db.execute(whose, (self.olga.0, owner)).expect("the customer's row");
    }

    /// What another rep logged with Olga; her last talk follows.
    fn logged(&self, (touch, rep): (i64, &str), (day, kind, outcome): (&str, &str, Option<&str>), text: Option<&str>) {
        let instant =
            format!("{day}T16:00:00Z").parse().map_or(0, |at: chrono::DateTime<chrono::Utc>| at.timestamp_millis());
        let sql =
            "INSERT INTO sync_team_touch (team, touch, rep, customer, here, kind, outcome, occurred_at, utc_offset,
                     day, text, clock, machine)
                   SELECT id, ?1, ?2, ?3, 1, ?4, ?5, ?6, 0, ?7, ?8, 1, 9 FROM sync_team WHERE name = 'north'";
        self.db.execute(sql, (touch, rep, self.olga.0, kind, outcome, instant, day, text)).expect("another rep's log");
        if outcome == Some("reached") || kind == "visit" {
            let talked = "UPDATE customer SET last_talked = max(coalesce(last_talked, ''), ?2) WHERE id = ?1";
            self.db.execute(talked, (self.olga.0, day)).expect("the last talk");
        }
    }

    fn app(&self, config: &str) -> App {
        App::open(Some(&self.path), settings_with(config), goodcall::app::Now::Fixed(at(MONDAY))).expect("the book")
    }

    fn screens(&self) -> Harness {
        Harness::over(self.app(""))
    }

    fn says(&self, sql: &str) -> Option<String> {
        self.db.query_row(sql, [], |row| row.get(0)).expect("a row")
    }
}

const NORTH: &[(&str, bool)] = &[("north", true)];
const NEVER: &str = "";

#[test]
fn a_page_says_who_shares_them_and_shows_other_reps_logs_in_their_place() {
    let book = Shared::with(NORTH, Some("ana"));
    book.logged((901, "ben"), ("2026-11-16", "call", Some("reached")), None);
    book.logged((902, "cleo"), ("2026-09-02", "visit", None), Some("! wants a ramp"));
    let mut h = book.screens();
    h.size((110, 40)).press("3").types("/olga").press("enter");
    h.says("Team        north, yours")
        .says("Talked      7 days ago, 16 Nov, by ben")
        .says("16 Nov  call by ben")
        .says("2 Sep  visit by cleo")
        .says("! wants a ramp");
    let screen = h.screen();
    let places = ["16 Nov  call", "5 Oct  call", "2 Sep  visit"].map(|row| screen.find(row).expect(row));
    assert!(places.is_sorted(), "{screen}");
    h.press("enter").never_says("e edit this log").says("↑↓ logs");
    for key in ["e", "enter", "delete", "H"] {
        h.press(key).says("ben logged that; it is not yours to change");
    }
    h.press("j e").says("You always call back").says("Ctrl-S save");
    h.press("esc").press("j delete").says("cleo logged that");
    assert_eq!(number(&book.db, "SELECT count(*) FROM sync_team_touch WHERE here"), 2);
    h.press("esc esc").press("3").types("/is:shared").says("1 found").says("Olga Weiss").never_says("Ivo Lind");
    // Whom nobody shares has nothing of it.
    h.press("esc esc").press("3").types("/ivo").press("enter").never_says("Team  ");
}

#[test]
fn a_customer_is_shared_handed_over_and_taken_back_with_a_key_and_the_next_sync_sends_it() {
    let book = Shared::with(NORTH, Some(NEVER));
    let mut h = book.screens();
    h.press("3").types("/olga").press("enter s").says("Share Olga with north?").says("1  yes, as yours");
    assert_eq!(book.says("SELECT team FROM customer WHERE name LIKE 'Olga%'"), None, "nothing is done by asking");
    h.press("1").says("Olga Weiss is shared with north, and is yours there").says("u undo").says("north, yours");
    assert_eq!(number(&book.db, "SELECT count(*) FROM sync_sharing WHERE act = 'share' AND owner = 'ana'"), 1);
    assert!(number(&book.db, "SELECT count(*) FROM sync_shared_out") >= 2, "it waits to be sent, with her log");
    // The reps are those of whom anything was read.
    book.db
        .execute_batch(
            "INSERT INTO sync_wall (team, remark, rep, here, clock, machine) VALUES (1, 5, 'ben', 1, 1, 9);
             INSERT INTO sync_sharing (team, customer, clock, machine, act, rep, manager, owner)
             VALUES (1, 77, 1, 9, 'share', 'cleo', 0, 'cleo')",
        )
        .expect("others");
    h.press("s").says("Olga is yours in north. And from now on?");
    for answer in [
        "1  yours, as before",
        "2  ben's",
        "3  cleo's",
        "4  another rep's",
        "5  anyone's: who is first",
        "6  not shared with",
    ] {
        h.says(answer);
    }
    h.press("5").says("Olga Weiss is now anyone's in north").says("north, anyone's");
    h.press("s").says("Olga is anyone's in north").says("2  yours").press("2").says("Olga Weiss is now yours in north");
    h.press("s 6").says("Olga Weiss is in your book alone; north shares them no more").never_says("Team  ");
    assert_eq!(book.says("SELECT team FROM customer WHERE name LIKE 'Olga%'"), None);
    // From the palette, as anyone's.
    h.press(":").types("share them").press("enter").says("Share Olga with north?").press("2").says("is anyone's there");
    h.press("s 2").press("s 2").says("Olga Weiss is now ben's in north").says("north, ben's").never_says("u undo");
    h.press("s").says("Olga Weiss belongs to ben; only ben or a manager does that").never_says("And from now on?");
}

#[test]
fn undo_takes_back_what_was_done_with_a_team_and_enter_alone_changes_nothing() {
    let book = Shared::with(NORTH, Some(NEVER));
    let mut h = book.screens();
    h.press("3").types("/olga").press("enter s 1").says("north, yours").says("u undo");
    h.press("u").says("Olga Weiss is in your book alone").never_says("north, yours");
    h.press("s 1").press("s enter").says("north, yours").never_says("And from now on?");
    h.press("s 3").says("north, anyone's").press("u").says("Olga Weiss is now yours in north").says("north, yours");
    h.press("s 4").says("in your book alone").press("u").says("Olga Weiss is shared with north").says("north, yours");
    assert_eq!(book.says("SELECT owner FROM customer WHERE name LIKE 'Olga%'").as_deref(), Some("ana"));
}

#[test]
fn another_rep_is_typed_and_one_who_is_not_known_is_asked_about() {
    let book = Shared::with(NORTH, Some("ana"));
    let mut h = book.screens();
    h.press("3").types("/olga").press("enter s").says("2  another rep's").press("2").says("Whose is Olga from now on?");
    h.press("enter").says("the role of a rep").types("bne").press("enter");
    h.says("nothing was read of a rep called “bne”").press("backspace backspace").types("en").press("enter enter");
    h.says("Olga Weiss is now ben's in north");
}

#[test]
fn with_several_teams_one_is_asked_for_and_without_any_the_wall_says_how_to_begin() {
    let book = Shared::with(&[("north", true), ("south", true), ("west", false)], Some(NEVER));
    let mut h = book.screens();
    h.press("3").types("/olga").press("enter s").says("Share Olga with which team?").never_says("west");
    h.press("2").says("Share Olga with south?").press("1").says("Olga Weiss is shared with south");
    for (teams, says) in
        [(&[("north", false)][..], "in no team that could share them"), (&[][..], "W says how to begin")]
    {
        let book = Shared::with(teams, Some(NEVER));
        let mut h = book.screens();
        h.press("3").types("/olga").press("enter s").says(says);
    }
    Harness::demo().press("3 s").says("You are in no team that could share them");
}

#[test]
fn the_log_of_a_shared_customer_asks_for_whom_its_words_are() {
    let told = "SELECT count(*) FROM sync_told";
    for (config, begins, after_turning, others) in [
        ("", "words for you alone", "words for north, too", 1),
        ("[team]\nlogs = \"all\"\n", "words for north, too", "words for you alone", 0),
    ] {
        let book = Shared::with(NORTH, Some("ana"));
        let mut h = Harness::over(book.app(config));
        h.press("3").types("/olga").press("enter l").says(begins).types("Hello").press("ctrl-s 4");
        assert_eq!(number(&book.db, told), 1 - others, "{begins}");
        h.press("l").types("Again").press("shift-tab").says("for you alone, for the team").press("right");
        h.says(after_turning).press("ctrl-s 4");
        assert_eq!(number(&book.db, told), 1, "{begins}: one of the two logs");
        // A correction begins with what holds, and changes it.
        h.press("right e").says(after_turning).press("shift-tab right").says(begins).press("ctrl-s");
        assert_eq!(number(&book.db, told), 2 * (1 - others), "{begins}");
        h.press("esc").types("/ivo").press("enter l").never_says("words for");
    }
}

#[test]
fn cards_and_lift_say_whose_they_are_and_who_talked_to_them_last() {
    let book = Shared::with(NORTH, Some("ana"));
    book.logged((901, "ben"), ("2026-11-20", "call", Some("reached")), Some("Her son is at school\n+ Kind of you"));
    let mut h = book.screens();
    for size in [(80, 24), (110, 34), (160, 48)] {
        h.size(size)
            .press("1")
            .says("3 days since ben talked to them")
            .says("ben: 20 Nov")
            .says("Her son is at school");
        h.says("you: 5 Oct").never_says("since you last talked").never_says("north, ana's");
    }
    h.size((80, 24)).press("d").says("ben talked to them 3 days ago").never_says("you talked only");
    h.press("esc").never_says("north, ana's").press("c").says("ben talked to them 3 days ago");
    // Whose they are is said where that is not the user.
    for (owner, says) in [(None, "north, anyone's"), (Some("ben"), "north, ben's")] {
        let book = Shared::with(NORTH, owner);
        let mut h = book.screens();
        if owner.is_none() {
            h.press("1").says("Not agreed with the team").says(says);
        }
        h.press("d").says(says);
    }
    // One's own talk is the last again.
    let book = Shared::with(NORTH, Some("ana"));
    book.logged((901, "ben"), ("2026-09-20", "call", Some("reached")), None);
    book.logged((902, "ben"), ("2026-11-20", "call", Some("no-answer")), None);
    book.screens().press("1").says("Last time   5 Oct").never_says("ben talked").press("d").never_says("ben talked");
}

#[test]
fn the_calendar_says_which_rep_talked_to_them_last() {
    let book = Shared::with(NORTH, Some("ana"));
    book.logged((901, "ben"), ("2026-11-20", "call", Some("reached")), Some("Her son is at school"));
    let calendar = book.app("").export_ics(None, goodcall::present::calendar::card).expect("a calendar");
    let calendar = calendar.replace("\r\n ", "");
    assert!(calendar.contains("3 days since ben talked to them"), "{calendar}");
    assert!(calendar.contains("Last time\\, ben: 20 Nov\\nHer son is at school\\n\\nYou: 5 Oct"), "{calendar}");
    assert!(!calendar.contains("you last talked"), "{calendar}");
}

#[test]
fn hostile_words_of_other_reps_are_clean_and_whole_at_every_size() {
    let book = Shared::with(NORTH, Some("ana"));
    let long = "a very long word of theirs ".repeat(12);
    book.logged(
        (901, "\u{1b}[31mbén\u{202e}"),
        ("2026-11-20", "call", Some("reached")),
        Some("고마워요\u{7}\n\n\u{1b}]0;x"),
    );
    book.logged((902, "ana-maría-of-the-long-name-in-the-north"), ("2026-11-19", "visit", None), Some(&long));
    book.logged((903, "שרה"), ("not a day", "call\u{1b}", Some("re\u{7}ached")), None);
    let mut h = book.screens();
    for size in [(60, 18), (80, 24), (110, 34), (160, 48), (200, 60)] {
        for keys in ["1", "3 g j enter", "3 g j enter j", "3 g j enter s", "esc d", "esc 3 g j l"] {
            h.size(size).press(keys);
            let screen = h.screen();
            assert!(!screen.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{screen}");
        }
        h.press("esc esc esc");
    }
}

#[test]
fn a_value_that_lost_to_another_reps_is_settled_on_the_screen_of_conflicts() {
    for (keys, says, city) in [("t", "Took “Faro”", "Faro"), ("space", "Kept “Porto”", "Porto")] {
        let book = Shared::with(NORTH, Some("ana"));
        let lost = r#"UPDATE sync_shared SET fields = '{"city":"Porto","name":"Olga Weiss","company":"Norte"}',
              shown = fields, clocks = '{"city":[900,9],"name":[1,1],"company":[1,1]}',
              earlier = '{"city":{"8":[800,["Faro"]]}}';
            UPDATE sync_shared SET shown = fields;
            UPDATE customer SET city = 'Porto';
            INSERT INTO sync_shared_read (team, machine, seq, rep) VALUES (1, 8, 1, 'ben'), (1, 9, 1, 'cleo')"#;
        book.db.execute_batch(lost).expect("a value that lost");
        let mut h = book.screens();
        h.press("X").says("Olga Weiss").says("city").says("Porto").says("Faro").says("ben").says("cleo");
        h.press(keys).says(says).says("Nothing to settle");
        assert_eq!(book.says("SELECT city FROM customer WHERE name LIKE 'Olga%'").as_deref(), Some(city));
        let told = "SELECT count(*) FROM sync_shared_out WHERE line LIKE '%\"city\"%' AND line LIKE '%\"8\":800%'";
        assert_eq!(number(&book.db, told), 1, "the team hears that both were seen");
    }
}
