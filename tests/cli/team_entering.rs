//! How people come into a team, where something comes in between: two at once, a kill, another server, an id that is taken.

use std::time::Duration;

use goodcall::testing::sync::keyfile;
use goodcall::testing::sync::team::{EpochKeys, Managing, TeamKeys};

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, book_says, join, praise, wall_texts};
use crate::support::{Book, Go, names, text};

/// Whether a book's key file has the keys of the team, and not only those of its wall.
fn has_team_key(site: &Site, book: &Book) -> bool {
    let file = keyfile::read(&book.file()).expect("a key file").expect("a key file");
    file.team(&site.named(NORTH)).is_some_and(|keys| keys.team.is_some())
}

/// Runs several at the same time; how each ends.
fn at_once(all: impl IntoIterator<Item = Go>) -> Vec<i32> {
    std::thread::scope(|scope| {
        let all: Vec<_> = all.into_iter().map(|go| scope.spawn(move || go.run().code.expect("an end"))).collect();
        all.into_iter().map(|thread| thread.join().expect("a thread")).collect()
    })
}

#[test]
fn of_two_managers_who_set_a_team_up_at_once_one_does() {
    let Some(site) = Site::with_team("setup at once") else { return };
    let people = ["max", "mo", "may"];
    for person in people {
        site.people(&[(person, &["manager_north"])]);
    }
    let books = people.map(|person| site.connected(person));
    let north = site.named(NORTH);
    let codes = at_once(books.iter().map(|book| book.go("team setup --json").arg(&north)));
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 1).count(), 2, "{codes:?}");
    for (book, code) in books.iter().zip(&codes) {
        assert_eq!(has_team_key(&site, book), *code == 0, "who lost has no keys");
    }
    assert_eq!(site.boss("SELECT count(DISTINCT owner) FROM goodcall.member"), "1");
    // Who lost is let in by who won.
    let (won, lost) = (codes.iter().position(|code| *code == 0), codes.iter().position(|code| *code == 1));
    let (won, lost) = (won.expect("one"), lost.expect("one"));
    join(&books[lost], &site.invite(&books[won], people[lost])).ok();
}

#[test]
fn a_setup_that_was_cut_off_goes_on() {
    let Some(site) = Site::with_team("setup cut off") else { return };
    let mia = site.connected("mia");
    let north = site.named(NORTH);
    // Nothing can be published: its keys are kept, and it has claimed the team.
    site.boss("REVOKE INSERT ON goodcall.member FROM goodcall_user");
    site.boss("REVOKE INSERT (space, machine, key, name, mac) ON goodcall.member FROM goodcall_user");
    mia.words(&["team", "setup", &north, "--json"]).ends(4);
    site.boss("GRANT INSERT (space, machine, key, name, mac) ON goodcall.member TO goodcall_user");
    let other = site.connected("mia");
    assert_eq!(other.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-on", "it is claimed");
    mia.words(&["team", "setup", &north]).ok();
    assert_eq!(mia.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-on");
    join(&other, &site.invite(&mia, "mia")).ok();
}

#[test]
fn no_member_takes_the_place_of_who_sets_a_team_up() {
    let Some(site) = Site::with_team("a claimed setup") else { return };
    let wall = format!("wall_{}", site.named(NORTH));
    let sql = format!(
        "INSERT INTO goodcall.claim (space, key, sealed) VALUES ('{wall}', 'goodcall setup of a team, once  ', 'x')"
    );
    assert!(site.as_person("ana", &sql).expect_err("no manager").contains("42501"));
    let mia = site.manager();
    assert_eq!(site.boss("SELECT owner FROM goodcall.claim"), site.named("mia"));
    join(&site.connected("ana"), &site.invite(&mia, "ana")).ok();
}

#[test]
fn an_invitation_is_taken_once_its_keys_are_kept() {
    let Some(site) = Site::with_team("taken last") else { return };
    let mia = site.manager();
    let (ana, other) = (site.connected("ana"), site.connected("ana"));
    let line = site.invite(&mia, "ana");
    // Taking it lasts for ever.
    site.boss(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN OLD; END $$;
         CREATE TRIGGER waits BEFORE DELETE ON goodcall.seal FOR EACH ROW EXECUTE FUNCTION wait()",
    );
    let waits = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '{}' AND query LIKE '%DELETE FROM goodcall.seal%'",
        site.named("ana")
    );
    std::thread::scope(|scope| {
        let go = ana.go("team join -").stdin(line.clone());
        let joining = scope.spawn(move || go.run());
        while site.boss(&waits) == "0" {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(has_team_key(&site, &ana), "before it is taken");
        site.boss(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{}'",
            site.named("ana")
        ));
        joining.join().expect("a thread").ends(5);
    });
    site.boss("DROP TRIGGER waits ON goodcall.seal");
    // She is in; whether the line was used nobody could tell her. It is good for this machine again, and then for none.
    ana.run("sync now").ok();
    join(&ana, &line).ok();
    join(&ana, &line).fails(4);
    assert_eq!(join(&other, &line).fails(4).code, Some(4));
    assert!(!has_team_key(&site, &other));
    assert_eq!(names(&mia.json("team members"), "/name").len(), 2);
    // Of two machines at once one comes in.
    let (one, two, line) = (site.connected("ben"), site.connected("ben"), site.invite(&mia, "ben"));
    let codes = at_once([&one, &two].map(|book| book.go("team join -").stdin(line.clone())));
    assert!(codes.contains(&0) && codes.contains(&4), "{codes:?}");
    assert_ne!(has_team_key(&site, &one), has_team_key(&site, &two));
}

#[test]
fn a_line_for_the_wall_takes_nothing_from_who_is_in_the_team() {
    let Some((site, mia, [ana])) = Site::with_books("wall line", ["ana"]) else { return };
    let rep = site.named("ana");
    let invited = mia.words(&["team", "invite", &rep, "--wall"]).ok();
    assert!(invited.err.contains("more than read the wall") && invited.err.contains("team_north"), "{}", invited.err);
    mia.words(&["team", "remove", &site.named("ben")]).ok();
    let invited = mia.words(&["team", "invite", &rep, "--wall"]).ok();
    join(&ana, &invited.out).ok();
    assert!(has_team_key(&site, &ana));
    praise(&ana, "olga", "Still in", &[]);
    assert_eq!(wall_texts(&mia), ["Still in"]);
    let joined = join(&mia, &mia.words(&["team", "invite", &site.named("mia"), "--wall"]).ok().out);
    joined.ok();
    mia.words(&["team", "remove", &site.named("ben")]).ok();
    // Who only reads the wall is told of nothing more, and is removed from what they have.
    let tom = site.member(&mia, "tom");
    let wall = mia.words(&["team", "invite", &site.named("tom"), "--wall"]).ok();
    wall.never_warns("more than read the wall");
    mia.words(&["team", "remove", &site.named("tom")]).ok().says("REVOKE");
    assert_eq!(tom.run("sync now --json").ends(4).kind(), "not-member");
    praise(&ana, "olga", "And again", &[]);
    assert_eq!(wall_texts(&mia).len(), 2);
    mia.words(&["team", "invite", &rep, "--wall", "--manager"]).fails(2);
}

#[test]
fn a_machine_whose_id_somebody_took_gets_another() {
    let Some(site) = Site::with_team("taken ids") else { return };
    let mia = site.manager();
    let ana = site.connected("ana");
    let ben = site.named("ben");
    let id = || {
        let file = keyfile::read(&ana.file()).expect("a key file").expect("a key file");
        file.server().expect("a machine").machine.0
    };
    let before = id();
    let wall = format!("wall_{}", site.named(NORTH));
    site.boss(&format!(
        "INSERT INTO goodcall.head (space, writer, owner, seq) VALUES ('{wall}', {before}, '{ben}', 9)"
    ));
    join(&ana, &site.invite(&mia, "ana")).ok();
    assert_ne!(id(), before);
    ana.words(&["add", "Olga"]).ok();
    praise(&ana, "olga", "Mine", &[]);
    assert_eq!(wall_texts(&mia), ["Mine"]);
    assert_eq!(book_says(&ana, "SELECT count(*) FROM sync_wall WHERE to_send"), "Integer(0)");
    // Nobody takes one that was seen: it is kept in all spaces before.
    let seen = id();
    for space in ["team", "wall"] {
        let space = format!("{space}_{}", site.named(NORTH));
        let sql = format!("INSERT INTO goodcall.head (space, writer, seq) VALUES ('{space}', {seen}, 0)");
        assert!(site.as_person("ben", &sql).expect_err("taken").contains("23505"));
    }
    // One that was taken later is told of.
    site.boss(&format!("UPDATE goodcall.member SET owner = '{ben}' WHERE machine = {seen}"));
    let told = ana.at("2026-11-24T09:00:00+01:00").run("sync now").ok();
    assert!(
        format!("{}{}", told.out, told.err).contains("has taken the id of this machine"),
        "{}{}",
        told.out,
        told.err
    );
    assert_ne!(id(), seen);
    ana.run("sync now").ok();
}

#[test]
fn another_server_is_not_mixed_with_the_first_and_a_new_name_of_it_is_no_other() {
    let Some((site, mia, [ana])) = Site::with_books("another server", ["ana"]) else { return };
    praise(&ana, "olga", "Here", &[]);
    let wall = wall_texts(&ana);
    // Another database of the same server has the same roles, and a team of this name with other keys.
    let other = site.another_database();
    other.make_tables(&[NORTH]);
    let before = ana.read("book.db.sync-key");
    let refused = ana.words(&["team", "connect", &other.url("ana"), "--json"]).fails(1);
    assert!(text(&refused.error()["message"]).contains("has nothing that its keys open"), "{}", refused.err);
    let _second = other.manager();
    ana.words(&["team", "connect", &other.url("ana")]).fails(1).warns("--db");
    assert_eq!(ana.read("book.db.sync-key"), before);
    assert_eq!(wall_texts(&ana), wall);
    // The same server under another name: with a certificate for both, it is a host that was only renamed.
    let renamed = site.url("ana").replace("@localhost:", "@LOCALHOST:");
    ana.words(&["team", "connect", &renamed]).ok();
    assert_eq!(wall_texts(&ana), wall);
    praise(&ana, "olga", "There", &[]);
    assert_eq!(wall_texts(&mia).len(), 2);
    // A book that is in no team goes where it likes.
    Book::new().words(&["team", "connect", &other.url("ana")]).ok();
}

#[test]
fn keys_of_an_older_version_are_kept_and_say_what_they_lack() {
    let Some((site, mia, [ana])) = Site::with_books("older keys", ["ana"]) else { return };
    let north = site.named(NORTH);
    let mut file = keyfile::read(&mia.file()).expect("a key file").expect("a key file");
    let now = file.team(&north).expect("keys").clone();
    let older = |team: Option<EpochKeys>| TeamKeys { team, wall: now.wall.clone(), managing: Managing::default() };
    let keep = |file: &mut keyfile::KeyFile, keys: &TeamKeys| {
        file.set_team(&north, Some(keys.clone()));
        keyfile::write(&mia.file(), file).expect("a key file");
    };
    // The wall goes on; nobody is let in or removed.
    let old = older(Some(EpochKeys::new().expect("keys")));
    keep(&mut file, &old);
    praise(mia_with_olga(&mia), "olga", "As ever", &[]);
    assert_eq!(wall_texts(&ana), ["As ever"]);
    let rep = site.named("ana");
    for words in [["team", "remove", &rep, "--json"], ["team", "invite", &rep, "--json"]] {
        assert_eq!(mia.words(&words).ends(4).kind(), "key");
    }
    let refused = mia.words(&["team", "setup", &north, "--anew", "--json"]).ends(4);
    assert!(refused.kind() == "key" && refused.err.contains("of an older version"), "{}", refused.err);
    let kept = keyfile::read(&mia.file()).expect("a key file").expect("a key file");
    assert_eq!(kept.team(&north), Some(&old));
    // Where only the managers' key is missing, it can be made.
    keep(&mut file, &older(now.team.clone()));
    mia.words(&["team", "setup", &north, "--anew"]).ok();
    mia.words(&["team", "invite", &rep]).ok();
}

#[test]
fn a_rehearsal_writes_nothing() {
    let Some((site, mia, [ana])) = Site::with_books("a rehearsal", ["ana"]) else { return };
    praise(mia_with_olga(&mia), "olga", "News", &[]);
    mia.words(&["team", "remove", &site.named("ben")]).ok();
    praise(&mia, "olga", "Under new keys", &[]);
    site.boss(&format!("GRANT manager_{} TO {}", site.named(NORTH), site.named("ana")));
    let tables = ["head", "segment", "claim", "member", "seal", "epoch"];
    let server = || tables.map(|table| site.boss(&format!("SELECT * FROM goodcall.{table} ORDER BY 1, 2")));
    let rows = |table: &str| {
        book_says(
            &ana,
            &format!(
                "SELECT group_concat(t.member || t.manager || coalesce(t.published, '') || coalesce(t.last_ok, '')) FROM {table} AS t"
            ),
        )
    };
    let book = || (rows("sync_team"), book_says(&ana, "SELECT count(*) FROM sync_wall"), ana.read("book.db.sync-key"));
    let (before, on_server) = (book(), server());
    let rehearsed = ana.at("2026-11-24T12:00:00+01:00").json("sync now --dry-run");
    assert_eq!((&rehearsed["read"], &rehearsed["waiting"]), (&serde_json::json!(2), &serde_json::json!(0)));
    assert_eq!((book(), server()), (before, on_server));
    ana.run("sync now").ok();
    assert_eq!(wall_texts(&ana).len(), 2);
}

fn mia_with_olga(mia: &Book) -> &Book {
    mia.words(&["add", "Olga", "--favorite"]).ok();
    mia
}
