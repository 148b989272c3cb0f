//! The team's wall in the app: what hangs there as it was read last, taken off and hung up with a key, and the sync sends it.

use goodcall::app::App;
use goodcall::app::sync::Synced;
use goodcall::domain::customer::CustomerField;
use goodcall::error::{Error, ErrorKind};
use goodcall::tui::shell::Event;
use rusqlite::Connection;
use tempfile::TempDir;

use super::harness::{Harness, add, log, on_disk};

/// The server and teams of a book, with the minutes since they were last read.
pub(super) fn in_teams(db: &Connection, teams: &[(&str, bool)]) {
    db.execute_batch(
        "INSERT INTO sync_server (id, url, account, host, database, machine, name)
         VALUES (1, 'postgres://ana@db.example/goodcall', 'ana', 'db.example', 'goodcall', 7, 'laptop')",
    )
    .expect("a server");
    for (team, is_member) in teams {
        let sql = "INSERT INTO sync_team (name, member, manager) VALUES (?1, ?2, 0)";
        db.execute(sql, (team, is_member)).expect("a team");
    }
}

/// A remark, the rep, its words, the teammate, the day, and who said it.
type Hanging<'a> = (i64, &'a str, &'a str, Option<&'a str>, &'a str, Option<&'a str>);

/// Hangs something on a team's wall.
fn hang(db: &Connection, team: &str, rows: &[Hanging<'_>]) {
    for (remark, rep, text, teammate, day, customer) in rows {
        let sql = "INSERT INTO sync_wall (team, remark, rep, here, text, teammate, day, customer, clock, machine, at)
                   VALUES ((SELECT id FROM sync_team WHERE name = ?1), ?2, ?3, 1, ?4, ?5, ?6, ?7, ?2, 7, ?2)";
        db.execute(sql, (team, remark, rep, text, teammate, day, customer)).expect("praise");
    }
}

/// A book in these teams, with Ana's praise of two teammates, and its file for what the program does not show.
fn a_book(teams: &[(&str, bool)], rows: &[Hanging<'_>]) -> (TempDir, App, Connection) {
    let (folder, open) = on_disk();
    let mut app = open();
    let ana = add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Norte")]);
    log(&mut app, ana, "2026-11-20T15:00:00Z", "+ Sally saved our launch, @Sally stayed till midnight");
    let path = app.book_path().expect("a file").to_path_buf();
    drop(app);
    let db = Connection::open(path).expect("the book");
    in_teams(&db, teams);
    for (team, _) in teams {
        hang(&db, team, rows);
    }
    (folder, open(), db)
}

pub(super) fn number(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).expect("a number")
}

const WAITING: &str = "SELECT count(*) FROM sync_wall WHERE to_send";

#[test]
fn a_book_in_no_team_learns_what_a_wall_is_and_how_to_get_one() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("W").says("This book is in no team.").says("goodcall team join LINE").says("Esc back");
    h.press("x").says("Nothing hangs here yet").press("esc").never_says("in no team");
    h.press(":").types("the team's wall").says("W").press("enter").says("This book is in no team.");
    h.press("W").never_says("in no team");
    let mut h = Harness::demo();
    h.press("2 H").says("You are in no team with a wall for it; W says how to begin");
    h.press("d").never_says("the team's wall").press("W").says("This book is in no team.");
}

#[test]
fn an_empty_wall_says_how_to_begin_and_praise_hangs_with_the_names_that_were_chosen() {
    let (_folder, app, db) = a_book(&[("north", true)], &[]);
    let mut h = Harness::over(app);
    h.press("W")
        .says("The wall of north")
        .says("Nothing hangs here yet.")
        .says("2 H  to your praise, and hang some of it up");
    h.press("2 H").says("May the team north read who said it?");
    for answer in ["1  no, only what was said", "2  Ana Ribeiro", "3  Norte", "4  Ana Ribeiro, Norte"] {
        h.says(answer);
    }
    assert_eq!(number(&db, WAITING), 0);
    h.press("1").says("Hangs now on the wall of north; W shows the wall");
    assert_eq!(number(&db, WAITING), 1);
    let names = "SELECT count(*) FROM sync_wall WHERE customer IS NULL AND company IS NULL AND teammate = 'Sally'";
    assert_eq!(number(&db, names), 1, "no name goes along that was not asked for");
    h.press("H 1").says("It hangs already on the wall of north");
    h.press("W").says("“Sally saved our launch, Sally stayed till midnight”");
    h.says("shared by you  20 Nov  @Sally  waits to be sent").never_says("Norte");
    // The same with names takes its place.
    h.press("2 H 4 W").says("Ana Ribeiro, Norte");
    assert_eq!(number(&db, WAITING), 1);
    h.press("enter").says("3 Customers").says("Ana Ribeiro").never_says("The wall of north");
}

#[test]
fn undo_takes_down_what_was_hung_up_unless_something_else_was_done_since() {
    let (_folder, app, db) = a_book(&[("north", true)], &[]);
    let mut h = Harness::over(app);
    h.press("3 f 2").never_says("on the team's wall");
    h.press("H 1").says("Hangs now on the wall of north").says("u undo").says("@Sally  on the team's wall");
    h.press("u").says("Off the wall: “Sally saved our launch").never_says("on the team's wall");
    assert_eq!(number(&db, "SELECT count(*) FROM sync_wall WHERE here"), 0);
    // What was done before is next.
    h.pass(1000).press("u").says("Undone: made a favorite of Ana Ribeiro");
    // Other names beside it go again, and the ones before come back.
    h.press("2 H 1").press("H 4").says("Hangs now").press("u").says("It hangs there as before");
    assert_eq!(number(&db, "SELECT count(*) FROM sync_wall WHERE here AND customer IS NULL"), 1);
    h.press("H 4").says("Hangs now").press("*").says("Starred").press("u").says("Undone: ");
    assert_eq!(number(&db, "SELECT count(*) FROM sync_wall WHERE here AND customer IS NOT NULL"), 1);
}

#[test]
fn praise_hangs_from_a_customers_log_too() {
    let (_folder, app, db) = a_book(&[("north", true)], &[]);
    let mut h = Harness::over(app);
    let ana = h.who("Ana");
    log(h.shell.app(), ana, "2026-11-21T15:00:00Z", "+ Always on time\n+ Honest about delays");
    log(h.shell.app(), ana, "2026-11-22T15:00:00Z", "? A second site");
    h.press("3 H").says("Choose one of the logs first");
    h.press("enter H").says("No praise in this log");
    h.press("j j H").says("May the team north read who said it?").press("esc");
    h.press("k H").says("Which of them?").says("1  “Always on time”").says("2  “Honest about delays”");
    h.press("2 1").says("Hangs now on the wall of north");
    assert_eq!(number(&db, "SELECT count(*) FROM sync_wall WHERE text LIKE '%Honest about delays'"), 1);
}

#[test]
fn with_several_teams_the_wall_is_asked_for_and_each_remark_says_its_team() {
    let rows = [(1, "ben", "Kind", None, "2026-11-20", None)];
    let (_folder, app, db) = a_book(&[("north", true), ("south", true), ("west", false)], &rows);
    let mut h = Harness::over(app);
    h.press("W").says("The walls of north, south and west").says("shared by ben  20 Nov  north").says("20 Nov  west");
    h.press("2 H").says("On the wall of which team?").says("1  north").says("2  south").never_says("west");
    h.press("2").says("May the team south read who said it?").press("3").says("Hangs now on the wall of south");
    let there = "SELECT count(*) FROM sync_wall JOIN sync_team ON sync_team.id = team WHERE to_send AND name = 'south'
                   AND company = 'Norte' AND customer IS NULL";
    assert_eq!(number(&db, there), 1);
}

#[test]
fn one_who_only_reads_the_wall_hangs_nothing_there() {
    let (_folder, app, _db) = a_book(&[("north", false)], &[]);
    let mut h = Harness::over(app);
    h.press("W").says("Nothing hangs here yet.").never_says("2 H");
    h.press("2 H").says("You are in no team with a wall for it");
}

#[test]
fn ones_own_is_taken_off_and_undo_hangs_it_up_again() {
    let rows = [
        (1, "ana", "You always call back", Some("Ben"), "2026-11-19", Some("Olga")),
        (2, "ben", "Nobody is kinder", None, "2026-11-20", None),
    ];
    let (_folder, app, db) = a_book(&[("north", true)], &rows);
    let mut h = Harness::over(app);
    h.press("3 f W").says("▎ “Nobody is kinder”").never_says("x take it off");
    h.press("x").says("ben hung that up, and can take it off; you can't").says("Nobody is kinder");
    h.press("j").says("x take it off").press("x").says("Off the wall: “You always call back”").says("u undo");
    assert_eq!(number(&db, "SELECT count(*) FROM sync_wall WHERE NOT here AND to_send AND text = ''"), 1);
    h.press("u").says("It hangs there again: “You always call back”").says("▎ “You always call back”");
    h.says("shared by you  19 Nov  @Ben  Olga  waits to be sent");
    // What the wall has no part in is next.
    h.pass(1000).press("u").says("Undone: made a favorite of Ana Ribeiro");
    h.press("enter").says("The log that this is from was corrected, or is gone");
    h.press("g enter").says("Who said that is in the book of ben");
    h.press("y").says("“Nobody is kinder” is copied, if your terminal allows it");
}

#[test]
fn words_teammates_and_paging_narrow_and_move_as_in_other_lists() {
    let many: Vec<(i64, String, String)> = (1..=300)
        .map(|n| (n, format!("Sentence number {n}"), format!("2026-{:02}-{:02}", 1 + n / 28, 1 + n % 28)))
        .collect();
    let rows: Vec<_> = many
        .iter()
        .map(|(n, text, day)| {
            let teammate = (n % 100 == 7).then_some("Zoë");
            (*n, if n % 2 == 0 { "ben" } else { "eva" }, text.as_str(), teammate, day.as_str(), None)
        })
        .collect();
    let (_folder, app, _db) = a_book(&[("north", true)], &rows);
    let mut h = Harness::over(app);
    h.press("W").says("▎ “Sentence number 300”").says("November");
    for n in (1..300).rev() {
        h.press("j");
        if n % 60 == 0 || n == 1 {
            h.says(&format!("▎ “Sentence number {n}”"));
        }
    }
    h.press("g").says("▎ “Sentence number 300”").press("G").says("▎ “Sentence number 1”").press("k k");
    h.says("▎ “Sentence number 3”").press("g");
    h.press("/").types("number 123").says("“Sentence number 123”").never_says("Sentence number 12”").press("enter");
    h.says("only with “number 123”").press("esc").says("Sentence number 300");
    h.press("/").types("zoe").says("number 207").says("number 107").never_says("number 206").press("enter t");
    h.says("only about Zoë, with “zoe”").press("t").says("only with “zoe”").press("esc").says("number 300");
    h.press("/").types("nothing like it").says("Nothing on the wall matches.").press("esc").says("number 300");
}

#[test]
fn where_the_server_is_out_of_reach_one_dim_line_says_how_old_the_wall_is() {
    let rows = [(1, "ben", "Kind", None, "2026-11-20", None)];
    let (_folder, app, db) = a_book(&[("north", true)], &rows);
    let mut h = Harness::over(app);
    h.press("W").says("Not read yet.");
    let read = h.shell.app().clock().instant.timestamp_millis() - 3 * 3_600_000;
    db.execute("UPDATE sync_team SET last_ok = ?1", [read]).expect("a reading");
    h.press("W W").says("Read 3 hours ago.");
    db.execute("UPDATE sync_team SET last_ok = ?1", [read + 3 * 3_600_000]).expect("a reading");
    h.press("W W").never_says("Read ");
    let unreachable =
        || Event::Synced(Box::new(Err(Error::new(ErrorKind::Unreachable, "the server can't be reached"))));
    h.send(unreachable()).says("Read just now. The server can't be reached.");
    h.send(Event::Synced(Box::new(Ok(Synced::default())))).never_says("Read ");
}

#[test]
fn the_wall_is_whole_at_every_size_whatever_hangs_there() {
    let long = "a very long word of praise ".repeat(20);
    let rows = [
        (1, "josé-antonio", "고마워요, 정말 최고예요", Some("박지우"), "2026-11-20", Some("שירות מצוין")),
        (
            2,
            "ana",
            long.as_str(),
            Some("Sally"),
            "2026-11-19",
            Some("Dana Okafor of Okafor Foods Trading International"),
        ),
        (3, "ben", "\u{1b}[31mred\u{202e}", Some("\u{7}Ben"), "not a day", Some("e\u{301}e\u{301}")),
    ];
    let (_folder, app, _db) = a_book(&[("north", true)], &rows);
    let mut h = Harness::over(app);
    for size in [(60, 18), (80, 24), (110, 34), (160, 48), (200, 60)] {
        h.size(size).press("1 W g");
        for _ in 0..3 {
            let screen = h.screen();
            assert!(screen.lines().any(|line| line.contains('▎')), "{screen}");
            assert!(
                !screen.contains('\u{1b}') && !screen.contains('\u{202e}') && !screen.contains('\u{7}'),
                "{screen}"
            );
            h.press("j");
        }
    }
}

#[test]
fn lift_leads_to_the_wall_and_back() {
    let rows = [(1, "ben", "Nobody is kinder", None, "2026-11-20", None)];
    let (_folder, app, _db) = a_book(&[("north", true)], &rows);
    let mut h = Harness::over(app);
    h.press("d").says("W the team's wall").press("W").says("Nobody is kinder").press("esc").says("what happened?");
}
