//! `team praise`, `withdraw` and `wall`, and what `sync` does for a team, on a real PostgreSQL.

use serde_json::{Value, json};

use crate::support::postgres::{PASSWORD, Site};
use crate::support::teams::{NORTH, book_says, change_book, join, log_praise, praise, read_and_sent, wall_texts};
use crate::support::{Book, names, text};

fn add(book: &Book, who: &str) {
    book.words(&["add", who, "--company", "Norte", "--favorite"]).ok();
}

#[test]
fn a_month_of_praise_hangs_on_the_wall_newest_first() {
    let Some(site) = Site::with_team("a month of praise") else { return };
    let mia = site.manager();
    let (ana, ben) = (site.member(&mia, "ana"), site.member(&mia, "ben"));
    for (book, who) in [(&ana, "Olga Weiss"), (&ben, "Rui Pinto")] {
        book.at("2026-11-01T09:00:00Z");
        add(book, who);
    }
    let days = ["02", "09", "16", "23"];
    for (week, day) in days.iter().enumerate() {
        let flags: &[&str] = [&[][..], &["--customer"], &["--company"], &["--customer", "--company"]][week];
        for (book, who) in [(&ana, "olga"), (&ben, "rui")] {
            book.at(&format!("2026-11-{day}T10:00:00Z"));
            praise(book, who, &format!("Week {week} of {who}: @Sally saved us"), flags);
        }
    }
    mia.at("2026-11-23T18:00:00Z");
    let wall = mia.json("team wall");
    let wall = wall.as_array().expect("a list");
    assert_eq!(wall.len(), 8);
    let keys: Vec<&String> = wall[0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["id", "text", "teammate", "date", "by", "customer", "company", "team", "at"]);
    let dates: Vec<&str> = wall.iter().map(|row| text(&row["date"])).collect();
    assert_eq!(
        dates,
        [
            "2026-11-23",
            "2026-11-23",
            "2026-11-16",
            "2026-11-16",
            "2026-11-09",
            "2026-11-09",
            "2026-11-02",
            "2026-11-02"
        ]
    );
    let of_ana: Vec<&Value> = wall.iter().filter(|row| row["by"] == site.named("ana")).collect();
    assert_eq!(of_ana.len(), 4);
    let told: Vec<(&Value, &Value)> = of_ana.iter().map(|row| (&row["customer"], &row["company"])).collect();
    let (olga, norte, none) = (json!("Olga Weiss"), json!("Norte"), Value::Null);
    assert_eq!(told, [(&olga, &norte), (&none, &norte), (&olga, &none), (&none, &none)], "only as chosen");
    assert!(wall.iter().all(|row| row["teammate"] == "Sally" && row["team"] == site.named(NORTH)), "{wall:?}");
    assert!(wall.iter().all(|row| row["at"].as_str().is_some_and(|at| at.contains('T'))), "the server's time");
    assert_eq!(mia.json("team wall --since 2026-11-16").as_array().expect("a list").len(), 4);
    assert_eq!(mia.json("team wall --since 1w").as_array().expect("a list").len(), 4);
    mia.run("team wall --since yesterweek").fails(2);
    mia.words(&["team", "wall", "--team", &site.named(NORTH)]).ok().says("Week 3 of olga").says("shared by");
    mia.run("team wall --team south").fails(3);
    mia.run("team wall --limit 1").ok().says("Week 3").never_says("Week 2");
    // The reps see the same.
    assert_eq!(wall_texts(&ana), wall_texts(&mia));
}

#[test]
fn only_who_hung_it_up_takes_it_off() {
    let Some((_site, mia, [ana, ben])) = Site::with_books("withdraw", ["ana", "ben"]) else { return };
    let id = praise(&ana, "olga", "Best service in town", &["--customer"]);
    assert_eq!(wall_texts(&ben), ["Best service in town"]);
    ben.run(&format!("team withdraw {id}")).fails(4).warns("can withdraw it; you can't");
    let refused = ben.run(&format!("team withdraw {id} --json"));
    assert_eq!(refused.kind(), "rights");
    ben.run("team withdraw 12345678901").fails(3);
    // Again changes nothing, another choice does.
    ana.words(&["team", "praise", &id, "--customer"]).ok().says("already");
    ana.words(&["team", "praise", &id, "--company"]).ok();
    let wall = ben.json("team wall");
    assert_eq!((&wall[0]["customer"], &wall[0]["company"]), (&Value::Null, &json!("Norte")));
    // By its number in the last listing.
    ana.run("team wall").ok();
    ana.run("team withdraw 1").ok().says("off the wall");
    assert_eq!((wall_texts(&ana), wall_texts(&ben), wall_texts(&mia)), (vec![], vec![], vec![]));
    assert_eq!(book_says(&ben, "SELECT text || day || coalesce(company, '') FROM sync_wall"), "Text(\"\")");
    ana.run(&format!("team withdraw {id}")).fails(3);
    ana.run(&format!("team praise {id}")).ok();
    assert_eq!(wall_texts(&ben), ["Best service in town"], "it may come back");
}

#[test]
fn only_praise_hangs_there_and_only_members_hang_it() {
    let Some((site, mia, [ana, tom])) = Site::with_books("only praise", ["ana", "tom"]) else { return };
    ana.words(&["log", "olga", "-m", "! wants a ramp"]).ok();
    let idea = ana.id("ideas");
    ana.run(&format!("team praise {idea}")).fails(3).warns("not praise");
    praise(&ana, "olga", "Kind as ever", &[]);
    let id = log_praise(&tom, "olga", "Fast");
    let refused = tom.run(&format!("team praise {id} --json")).ends(4);
    assert_eq!(refused.kind(), "rights");
    assert_eq!(wall_texts(&tom), ["Kind as ever"], "what was refused does not hang there, nor wait");
    assert_eq!(tom.json("sync status")["teams"][0]["to_send"], 0);
    assert_eq!(tom.json("sync now")["sent"], 0);
    // Out of reach, what could never be sent does not wait; with the role of a member it goes at once.
    site.unplug(&tom);
    tom.run(&format!("team praise {id}")).fails(5);
    assert_eq!(tom.json("sync status")["teams"][0]["to_send"], 0);
    site.plug_in(&tom);
    site.boss(&format!("GRANT team_{} TO {}", site.named(NORTH), site.named("tom")));
    tom.run(&format!("team praise {id}")).ok();
    assert_eq!(wall_texts(&mia), ["Fast", "Kind as ever"]);
}

#[test]
fn who_only_reads_the_wall_from_now_on_still_reads_it() {
    let Some((site, _mia, [ana, ben])) = Site::with_books("a reader still", ["ana", "ben"]) else { return };
    let (north, rep) = (site.named(NORTH), site.named("ben"));
    site.boss(&format!("REVOKE team_{north} FROM {rep}; GRANT wall_{north} TO {rep}"));
    praise(&ana, "olga", "Kind", &[]);
    let later = "2026-11-24T10:00:00Z";
    assert_eq!(ben.at(later).json("sync now")["read"], 1);
    let status = ben.json("sync status");
    assert_eq!((&status["teams"][0]["member"], &status["teams"][0]["reachable"]), (&json!(false), &json!(true)));
}

#[test]
fn what_could_not_be_sent_goes_with_the_next_sync_once() {
    let Some((site, mia, [ana])) = Site::with_books("out of reach", ["ana"]) else { return };
    let first = praise(&ana, "olga", "The first", &[]);
    site.unplug(&ana);
    let second = log_praise(&ana, "olga", "The second");
    let ran = ana.run(&format!("team praise {second} --json")).ends(5);
    assert_eq!(ran.kind(), "unreachable");
    ana.run(&format!("team withdraw {first}")).ends(5).says("off here");
    // Out of reach: what was read last, and 5.
    let wall = ana.run("team wall --json").ends(5).value();
    assert_eq!((names(&wall, "/text"), &wall[0]["at"]), (vec!["The second".to_string()], &Value::Null));
    ana.run("team wall").ends(5).says("The second").says("waits to be sent").warns("what was read last");
    let status = ana.json("sync status");
    let team = &status["teams"][0];
    assert_eq!((&team["reachable"], &team["to_send"]), (&json!(false), &json!(2)), "{status}");
    assert_eq!(ana.run("sync now --json").ends(5).kind(), "unreachable");
    assert_eq!(wall_texts(&mia), ["The first"]);

    site.plug_in(&ana);
    assert_eq!(ana.json("sync now --dry-run")["sent"], 2);
    let done = ana.json("sync now");
    assert_eq!(read_and_sent(&done), (0, 2));
    let done = ana.json("sync now");
    assert_eq!(read_and_sent(&done), (0, 0), "once");
    assert_eq!(mia.json("sync now")["read"], 2);
    assert_eq!(wall_texts(&mia), ["The second"]);
}

/// A run is killed once the server has its segment, and before it could note that.
#[test]
fn what_a_killed_run_had_sent_is_not_sent_again() {
    let Some((site, mia, [ana])) = Site::with_books("killed", ["ana"]) else { return };
    praise(&ana, "olga", "Told once", &[]);
    let segments = || site.boss("SELECT count(*) FROM goodcall.segment");
    let before = segments();
    change_book(&ana, "UPDATE sync_wall SET to_send = 1, at = NULL; DELETE FROM sync_wall_read;");
    let done = ana.json("sync now");
    assert_eq!((read_and_sent(&done), segments()), ((0, 0), before));
    assert_eq!(ana.json("sync status")["teams"][0]["to_send"], 0);
    assert_eq!(wall_texts(&mia), ["Told once"]);
}

#[test]
fn a_number_that_other_bytes_have_is_named_and_the_next_one_used() {
    let Some((site, mia, [ana])) = Site::with_books("a number taken", ["ana"]) else { return };
    praise(&ana, "olga", "The first", &[]);
    site.boss(
        "INSERT INTO goodcall.segment (space, writer, seq, owner, hash, bytes)
           SELECT space, writer, 2, owner, substr(sha256('\\x6f6f'), 1, 8), '\\x6f6f' FROM goodcall.segment;
         UPDATE goodcall.head SET seq = 2",
    );
    praise(&ana, "olga", "The second", &[]);
    assert_eq!(site.boss("SELECT string_agg(seq::text, ' ' ORDER BY seq) FROM goodcall.segment"), "1 2 3");
    // Damage is named once and stays out; everything else is read.
    let ran = mia.run("sync now --json").ends(4);
    let done = ran.value();
    assert_eq!((&done["read"], &done["left"][0]["kind"]), (&json!(2), &json!("segment")), "{done}");
    assert_eq!(ran.kind(), "segment");
    assert!(ran.err.contains("passed over"), "{}", ran.err);
    let again = mia.json("sync now");
    assert_eq!((&again["read"], &again["left"]), (&json!(0), &json!([])), "nobody is stopped by it for ever: {again}");
    assert_eq!(wall_texts(&mia), ["The second", "The first"]);
}

#[test]
fn sync_status_lists_the_teams_of_a_book_on_one_machine() {
    let Some((site, mia, [ana])) = Site::with_books("status", ["ana"]) else { return };
    praise(&ana, "olga", "Kind", &[]);
    let file = std::fs::read(mia.file()).expect("the book");
    let status = mia.json("sync status");
    let team = &status["teams"][0];
    assert_eq!(status["on"], false);
    let keys: Vec<&String> = team.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["name", "where", "reachable", "member", "manager", "last", "to_send", "waiting"]);
    assert_eq!(
        (&team["name"], &team["reachable"], &team["member"], &team["manager"]),
        (&json!(site.named(NORTH)), &json!(true), &json!(true), &json!(true))
    );
    assert_eq!((&team["to_send"], &team["waiting"]), (&json!(0), &json!(1)));
    assert!(text(&team["where"]).ends_with(&site.database), "{team}");
    assert!(text(&team["last"]).starts_with("2026-11-23T10:00:00"), "{team}");
    assert_eq!(std::fs::read(mia.file()).expect("the book"), file, "it writes nothing");
    mia.run("sync status").ok().says("as a manager").says("not read yet");
    let done = mia.json("sync now");
    assert_eq!((read_and_sent(&done), &done["waiting"]), ((1, 0), &json!(0)));
    assert_eq!(mia.json("sync status")["teams"][0]["waiting"], 0);
    // The own machines come along.
    let folder = mia.path("shared");
    std::fs::create_dir_all(&folder).expect("a folder");
    mia.words(&["sync", "setup", &folder.display().to_string()]).ok();
    praise(&ana, "olga", "Kinder", &[]);
    assert!(mia.json("sync status")["clock_off_s"].is_i64(), "against the team's server");
    let done = mia.json("sync now");
    assert_eq!((&done["read"], &done["machines"]), (&json!(1), &json!(1)));
    // One out of reach keeps nobody from the other.
    let away = mia.path("away");
    std::fs::rename(&folder, &away).expect("a folder that is gone");
    praise(&ana, "olga", "Kindest", &[]);
    let ran = mia.run("sync now --json").ends(5);
    let done = ran.value();
    assert_eq!((&done["read"], ran.kind()), (&json!(1), "unreachable".to_string()));
    std::fs::rename(&away, &folder).expect("a folder that is back");
    site.unplug(&mia);
    mia.run("add Rui").ok();
    let ran = mia.run("sync now --json").ends(5);
    let done = ran.value();
    assert_eq!((&done["sent"], ran.kind()), (&json!(1), "unreachable".to_string()));
    site.plug_in(&mia);
    mia.run("sync off").ok();
    assert_eq!(wall_texts(&mia), ["Kindest", "Kinder", "Kind"], "the team's key is still there");
}

#[test]
fn forgetting_a_customer_takes_what_they_said_off_the_wall() {
    let Some((site, mia, [ana])) = Site::with_books("forget", ["ana"]) else { return };
    add(&ana, "Rui");
    praise(&ana, "olga", "Splendid marmalade", &["--customer"]);
    praise(&ana, "rui", "Quick", &[]);
    assert_eq!(wall_texts(&mia).len(), 2);
    let backup = ana.path("backup.db");
    ana.words(&["backup", &backup.display().to_string()]).ok();
    // The log is corrected: its remark is another one by now, and the wall has the one that was hung up.
    let touch = text(&ana.json("show olga")["touches"][0]["id"]).to_string();
    ana.words(&["touch", "edit", &touch, "-m", "+ Splendid marmalade, always"]).ok();
    site.unplug(&ana);
    let rui = ana.json("forget rui --yes");
    assert_eq!(rui["sync"], json!({"told": false, "left": 0, "awaits": []}), "{rui}");
    ana.words(&["forget", "olga", "--yes"]).ok().says("off your team's wall").never_says("Your other machines");
    for file in [ana.file(), backup] {
        let bytes = std::fs::read(&file).expect("a book");
        assert!(!bytes.windows(9).any(|seen| seen == b"marmalade"), "{}", file.display());
    }
    site.plug_in(&ana);
    assert_eq!(ana.json("sync now")["sent"], 2);
    assert_eq!(wall_texts(&mia), Vec::<String>::new());
    assert_eq!(book_says(&mia, "SELECT count(*) FROM sync_wall WHERE text LIKE '%marmalade%'"), "Integer(0)");
}

#[test]
fn neither_book_nor_backup_nor_export_holds_a_key_or_a_password() {
    let Some((site, mia, [ana])) = Site::with_books("no key in the book", ["ana"]) else { return };
    praise(&ana, "olga", "Kind", &[]);
    let key_file = ana.read("book.db.sync-key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(ana.path("book.db.sync-key")).expect("the key file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let secrets: Vec<&str> = key_file
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| name.parse::<u32>().is_ok() || ["secret", "password"].contains(name))
        .map(|(_, value)| value.trim_matches('"'))
        .collect();
    assert!(secrets.len() >= 4 && secrets.contains(&PASSWORD), "{}", secrets.len());
    let backup = ana.path("backup.db");
    ana.words(&["backup", &backup.display().to_string()]).ok();
    let export = ana.run("export json").ok().out.into_bytes();
    for (what, bytes) in [
        ("the book", std::fs::read(ana.file()).expect("the book")),
        ("a backup", std::fs::read(&backup).expect("the backup")),
        ("an export", export),
    ] {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|seen| seen == secret.as_bytes());
            assert!(!found, "{what} holds what is secret");
        }
    }
    ana.run("doctor").ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = ana.path("book.db.sync-key");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("a mode");
        ana.run("doctor --dry-run").ends(1).says("others may read the key");
        ana.run("doctor").ok().says("now only you can");
        assert_eq!(std::fs::metadata(&path).expect("the key file").permissions().mode() & 0o777, 0o600);
    }
    // Without the key file nothing goes; a new invitation writes it anew.
    std::fs::remove_file(ana.path("book.db.sync-key")).expect("the key file");
    assert_eq!(ana.run("sync now --json").ends(4).kind(), "key");
    ana.run("doctor").ends(1).says("is missing beside the book");
    ana.words(&["team", "connect", &site.url("ana")]).ok();
    join(&ana, &site.invite(&mia, "ana")).ok();
    assert_eq!(wall_texts(&ana), ["Kind"]);
}

#[test]
fn what_others_hung_up_is_cleaned_before_it_is_shown() {
    let Some((_site, mia, [ana])) = Site::with_books("hostile text", ["ana"]) else { return };
    praise(&ana, "olga", "Kind", &["--customer"]);
    mia.run("sync now").ok();
    change_book(
        &mia,
        "UPDATE sync_wall SET text = 'red \u{1b}[31m\u{202e}evil', rep = 'a\u{1b}]0;x\u{7}na', customer = 'O\u{1b}[2J\nlga'",
    );
    let shown = mia.run("team wall").ok();
    assert!(!shown.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", shown.out);
    assert!(shown.out.contains("evil"), "{:?}", shown.out);
}

#[test]
fn a_book_in_two_teams_is_asked_which_and_shows_both_walls() {
    let Some(site) = Site::new("two teams", &["north", "south"]) else { return };
    site.people(&[("mia", &["manager_north", "manager_south"]), ("ana", &["team_north", "team_south"])]);
    let (mia, ana) = (site.connected("mia"), site.connected("ana"));
    let (north, south, rep) = (site.named("north"), site.named("south"), site.named("ana"));
    for team in [&north, &south] {
        mia.words(&["team", "setup", team]).ok();
    }
    mia.words(&["team", "invite", &rep]).fails(3).warns("--team");
    for team in [&north, &south] {
        join(&ana, &mia.words(&["team", "invite", &rep, "--team", team]).ok().out).ok();
    }
    add(&ana, "Olga");
    for (team, said) in [(&north, "Told the north"), (&south, "Told the south")] {
        let id = log_praise(&ana, "olga", said);
        ana.run(&format!("team praise {id}")).fails(3).warns("--team");
        ana.words(&["team", "praise", &id, "--team", team]).ok();
    }
    assert_eq!(mia.json("sync now")["read"], 2);
    assert_eq!(wall_texts(&mia).len(), 2);
    mia.words(&["team", "wall", "--team", &south]).ok().says("the south").never_says("the north");
    mia.run("team wall").ok().says(&format!("in {north}"));
    assert_eq!(names(&mia.json("sync status")["teams"], "/name"), [north.clone(), south]);
    // Removed from one, ana stays in the other.
    mia.words(&["team", "remove", &rep, "--team", &north]).ok();
    let ran = ana.run("sync now --json").ends(4);
    assert_eq!(ran.kind(), "not-member");
    let id = log_praise(&ana, "olga", "Still in the south");
    ana.words(&["team", "praise", &id, "--team", &site.named("south")]).ok();
    assert_eq!(wall_texts(&mia).len(), 3);
}

#[test]
fn a_restored_book_knows_its_team_and_what_it_hung_up() {
    let Some(site) = Site::with_team("restore") else { return };
    let mia = site.manager();
    let ana = Book::new();
    add(&ana, "Olga");
    let (before, between) = (ana.path("before.db"), ana.path("between.db"));
    ana.words(&["backup", &before.display().to_string()]).ok();
    ana.words(&["team", "connect", &site.url("ana")]).ok();
    join(&ana, &site.invite(&mia, "ana")).ok();
    let first = praise(&ana, "olga", "The first", &[]);
    ana.words(&["backup", &between.display().to_string()]).ok();
    ana.run(&format!("team withdraw {first}")).ok();
    praise(&ana, "olga", "The second", &[]);
    for backup in [between, before] {
        ana.words(&["restore", &backup.display().to_string()]).ok();
        let done = ana.json("sync now");
        assert_eq!(done["sent"], 0, "what was sent before is no edit: {done}");
        assert_eq!(
            (wall_texts(&ana), wall_texts(&mia)),
            (vec!["The second".to_string()], vec!["The second".to_string()])
        );
    }
    let id = log_praise(&ana, "olga", "The third");
    ana.run(&format!("team praise {id}")).ok();
    assert_eq!(wall_texts(&mia), ["The third", "The second"]);
    assert_eq!(mia.json("team members").as_array().expect("a list").len(), 2, "it is the same machine");
}

#[test]
fn of_several_syncs_at_once_each_ends_well_and_one_sends() {
    let Some((site, _mia, [ana])) = Site::with_books("at once", ["ana"]) else { return };
    site.unplug(&ana);
    let id = log_praise(&ana, "olga", "Kind");
    ana.run(&format!("team praise {id}")).ends(5);
    site.plug_in(&ana);
    let runs: Vec<_> = (0..4).map(|_| ana.go("sync now --json")).collect();
    let sent: i64 = std::thread::scope(|scope| {
        let threads: Vec<_> = runs.into_iter().map(|go| scope.spawn(|| go.run().json())).collect();
        threads.into_iter().filter_map(|thread| thread.join().expect("a run")["sent"].as_i64()).sum()
    });
    assert_eq!((sent, site.boss("SELECT count(*) FROM goodcall.segment")), (1, "1".to_string()));
}
