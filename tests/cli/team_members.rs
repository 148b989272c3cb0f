//! `team setup`, `invite`, `join`, `members` and `remove`, on a real PostgreSQL.

use serde_json::json;

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, join, log_praise, praise, wall_texts};
use crate::support::{Book, names, text};

#[test]
fn a_team_is_set_up_once_and_by_a_manager() {
    let Some(site) = Site::with_team("team setup") else { return };
    let north = site.named(NORTH);
    let nobody = Book::new();
    assert_eq!(nobody.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-off");
    assert!(!nobody.file().exists(), "no book was begun in vain");
    let ana = site.connected("ana");
    assert_eq!(ana.words(&["team", "setup", &north, "--json"]).ends(4).kind(), "rights");
    assert_eq!(ana.run("team wall --json").ends(1).kind(), "sync-off");
    let mia = site.connected("mia");
    let set_up = mia.words(&["team", "setup", &north, "--json"]).json();
    assert_eq!((&set_up["team"], &set_up["member"]), (&json!(north), &json!(site.named("mia"))));
    assert_eq!(mia.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-on");
    let other = site.connected("mia");
    assert_eq!(other.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-on", "from another machine too");
    assert_eq!(ana.words(&["team", "setup", "south", "--json"]).ends(4).kind(), "rights");
    for name in ["No Such", "North", "", "a\"; DROP ROLE x"] {
        let refused = mia.words(&["team", "setup", name, "--json"]).fails(2);
        assert!(refused.kind() == "usage" && !refused.err.contains("GRANT"), "{}", refused.err);
    }
}

#[test]
fn an_invitation_lets_one_rep_in_once_within_a_week() {
    let Some(site) = Site::with_team("team invite") else { return };
    let mia = site.manager();
    let (ana, ben) = (site.connected("ana"), site.connected("ben"));
    let rep = site.named("ana");
    let invited = mia.words(&["team", "invite", &rep, "--json"]).json();
    let line = text(&invited["line"]).to_string();
    assert!(line.starts_with("gt1-") && line.len() == 4 + 21 * 5 - 1, "{line}");
    assert_eq!((&invited["rep"], &invited["team"]), (&json!(rep), &json!(site.named(NORTH))));
    // Another's line does not use it up.
    assert_eq!(ben.go("team join - --json").stdin(line.clone()).run().ends(4).kind(), "key");
    let slip = line.replacen(&line[4..8], "QQQQ", 1);
    join(&ana, &slip).fails(2);
    join(&ana, "gc1-AAAA").fails(2).warns("key of a book");
    let joined = ana.go("team join - --json").stdin(line.clone()).run().json();
    assert_eq!(joined, json!({"team": site.named(NORTH), "member": rep, "fingerprint": invited["fingerprint"]}));
    assert_eq!(ana.go("team join - --json").stdin(line).run().ends(4).kind(), "key");
    // The clock is the server's.
    let ran = mia.words(&["team", "invite", &site.named("ben")]).ok();
    assert_eq!(ran.out.lines().count(), 1, "the line stands alone");
    let old = ran.out;
    site.boss("UPDATE goodcall.seal SET at = now() - interval '8 days'");
    assert_eq!(ben.go("team join - --json").stdin(old).run().ends(4).kind(), "key");
    join(&ben, &site.invite(&mia, "ben")).ok().says(&site.named("ben"));
    // Who is no manager invites nobody, and a name that the server does not know is one nobody has.
    assert_eq!(ana.words(&["team", "invite", &rep, "--json"]).ends(4).kind(), "rights");
    mia.words(&["team", "invite", "nobody"]).fails(3);
}

#[test]
fn a_role_that_was_not_granted_lets_nobody_in_and_the_line_holds() {
    let Some(site) = Site::with_team("role not granted") else { return };
    let mia = site.manager();
    site.people(&[("eva", &[])]);
    let eva = site.connected("eva");
    let line = site.invite(&mia, "eva");
    assert_eq!(eva.go("team join - --json").stdin(line.clone()).run().ends(4).kind(), "rights");
    site.boss(&format!("GRANT wall_{} TO {}", site.named(NORTH), site.named("eva")));
    assert_eq!(eva.go("team join - --json").stdin(line.clone()).run().ends(4).kind(), "rights");
    site.boss(&format!("GRANT team_{} TO {}", site.named(NORTH), site.named("eva")));
    join(&eva, &line).ok();
}

#[test]
fn members_are_listed_with_the_letters_that_they_compare() {
    let Some(site) = Site::with_team("team members") else { return };
    let mia = site.manager();
    let (ana, tom) = (site.member(&mia, "ana"), site.member(&mia, "tom"));
    let members = mia.json("team members");
    assert_eq!(names(&members, "/name"), ["ana", "mia", "tom"].map(|name| site.named(name)));
    let keys: Vec<&String> = members[0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["name", "machine", "manager", "joined", "last_seen", "fingerprint", "id"]);
    assert_eq!((&members[0]["manager"], &members[1]["manager"]), (&json!(false), &json!(true)));
    assert!(text(&members[0]["joined"]).contains('T'), "{members}");
    let letters = names(&members, "/fingerprint");
    assert!(letters.iter().all(|letters| letters.len() == 9) && letters[0] != letters[1], "{letters:?}");
    for book in [&ana, &tom] {
        assert_eq!(names(&book.json("team members"), "/fingerprint"), letters);
    }
    ana.run("team members").ok().says("this machine").says("manager");
    // What a server makes up is not listed.
    site.boss(
        "INSERT INTO goodcall.member (space, machine, owner, key, name, mac)
           SELECT space, 77, 'eve', key, name, mac FROM goodcall.member WHERE space LIKE 'wall%' LIMIT 1",
    );
    assert_eq!(mia.json("team members"), members);
}

#[test]
fn who_was_removed_keeps_what_was_read_and_reads_nothing_new() {
    let Some(site) = Site::with_team("team remove") else { return };
    let mia = site.manager();
    let (ana, ben, tom) = (site.member(&mia, "ana"), site.member(&mia, "ben"), site.member(&mia, "tom"));
    for book in [&ana, &ben] {
        book.run("add Olga --favorite").ok();
    }
    praise(&ana, "olga", "Before", &[]);
    ben.run("sync now").ok();
    let waiting = site.connected("ana");
    let early = site.invite(&mia, "ana");
    let rep = site.named("ben");
    assert_eq!(ana.words(&["team", "remove", &rep, "--json"]).ends(4).kind(), "rights");
    mia.words(&["team", "remove", &site.named("mia")]).fails(1);
    mia.run("team remove nobody").fails(3);
    let ran = mia.words(&["team", "remove", &rep]).ok();
    let north = site.named(NORTH);
    assert_eq!(ran.out, format!("REVOKE team_{north}, wall_{north}, manager_{north} FROM \"{rep}\";\n"));
    assert_eq!(mia.words(&["team", "remove", &rep]).ok().out, ran.out, "again, if in doubt");

    // Before the roles are taken away: the keys are others.
    praise(&ana, "olga", "After", &[]);
    assert_eq!(ben.json("sync status")["teams"][0]["member"], false, "asked, before any sync");
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
    assert_eq!(wall_texts(&mia), ["After", "Before"]);
    assert_eq!(wall_texts(&tom), ["After", "Before"], "who only reads the wall has the new key too");
    site.boss(&ran.out);
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
    let status = ben.json("sync status");
    assert_eq!((&status["teams"][0]["reachable"], &status["teams"][0]["member"]), (&json!(true), &json!(false)));
    ben.run("sync status").ok().says("not in the team");
    let kept = ben.run("team wall").ends(4);
    assert!(kept.out.contains("Before") && !kept.out.contains("After"), "{}", kept.out);
    let id = log_praise(&ben, "olga", "Mine");
    assert_eq!(ben.words(&["team", "praise", &id, "--json"]).ends(4).kind(), "not-member");
    ben.run("show olga").ok();
    assert_eq!(names(&mia.json("team members"), "/name"), ["ana", "mia", "tom"].map(|name| site.named(name)));
    // A line from before somebody left is of no use, and says so.
    join(&waiting, &early).fails(4).warns("somebody has left");

    // A new invitation lets ben in again, with all that hangs there.
    site.boss(&format!("GRANT team_{north} TO {rep}"));
    join(&ben, &site.invite(&mia, "ben")).ok();
    assert_eq!(wall_texts(&ben), ["After", "Before"]);
    praise(&ben, "olga", "Back again", &[]);
    assert!(wall_texts(&ana).contains(&"Back again".to_string()));
    assert_eq!(names(&mia.json("team members"), "/name").len(), 4);
    // And away again: each epoch follows the one before.
    mia.words(&["team", "remove", &rep]).ok();
    praise(&ana, "olga", "Later still", &[]);
    assert!(wall_texts(&tom).contains(&"Later still".to_string()));
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
}

#[test]
fn a_second_machine_of_a_rep_takes_off_what_the_first_hung_up() {
    let Some((_site, _mia, [laptop, desktop])) = Site::with_books("two machines of a rep", ["ana", "ana"]) else {
        return;
    };
    let id = praise(&laptop, "olga", "Kind", &[]);
    assert_eq!(wall_texts(&desktop), ["Kind"]);
    desktop.run(&format!("team withdraw {id}")).ok();
    assert_eq!(wall_texts(&laptop), [""; 0]);
}

#[test]
fn a_copied_book_goes_on_as_a_machine_of_its_own() {
    let Some((_site, mia, [ana, ben])) = Site::with_books("copied book", ["ana", "ana"]) else { return };
    praise(&ana, "olga", "From the first", &[]);
    std::fs::copy(ana.file(), ben.file()).expect("the copy");
    praise(&ben, "olga", "From the copy", &[]);
    praise(&ana, "olga", "From the first again", &[]);
    assert_eq!(wall_texts(&mia).len(), 3);
    assert_eq!(wall_texts(&ben).len(), 3);
    assert_eq!(wall_texts(&ana).len(), 3);
}

#[test]
fn invitations_that_nobody_took_are_listed_and_taken_back() {
    let Some(site) = Site::with_team("open invitations") else { return };
    let mia = site.manager();
    let (ana, ben) = (site.named("ana"), site.named("ben"));
    mia.run("team invite --list").ok().warns("No invitation of yours waits");
    let lines: Vec<String> =
        [&ana, &ben, &ana].map(|rep| mia.words(&["team", "invite", rep]).ok().out).into_iter().collect();
    let tom = mia.words(&["team", "invite", &site.named("tom"), "--wall"]).ok().out;
    let open = mia.json("team invite --list");
    let reps: Vec<(&str, bool)> = open
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (text(&one["rep"]), one["wall"].as_bool().expect("a truth")))
        .collect();
    assert_eq!(reps, [(ana.as_str(), false), (&ben, false), (&ana, false), (&site.named("tom"), true)]);
    assert!(
        open.as_array().expect("a list").iter().all(|one| one["holds"] == true && one["team"] == site.named(NORTH))
    );
    mia.run("team invite --list").ok().says(&format!("{ben}  into")).says("to the wall of");
    mia.words(&["team", "invite", "--revoke", &ana]).ok().says("2 invitations of");
    join(&site.connected("ana"), &lines[0]).fails(4).warns("this invitation was used");
    join(&site.connected("ben"), &lines[1]).ok();
    assert_eq!(mia.json("team invite --list").as_array().expect("a list").len(), 1, "what was taken is gone");
    let revoked = mia.words(&["team", "invite", "--json", "--revoke", &site.named("tom")]).json();
    assert_eq!(revoked, json!({"rep": site.named("tom"), "team": site.named(NORTH), "revoked": 1}));
    join(&site.connected("tom"), &tom).fails(4);
    mia.words(&["team", "invite", "--revoke", &ana]).fails(3).warns("no invitation of yours");
    mia.run("team invite").fails(2);
    // Who is no manager has none, and takes none back.
    let rep = site.member(&mia, "ana");
    rep.run("team invite --list").fails(4);
    rep.words(&["team", "invite", "--revoke", &ben]).fails(4);
}

#[test]
fn machines_of_one_name_are_told_apart_and_a_short_line_is_counted_in_words() {
    let Some(site) = Site::with_team("machines of one name") else { return };
    let mia = site.manager();
    let _laptop = site.member(&mia, "ana");
    let _desk = site.member(&mia, "ana");
    let members = mia.json("team members");
    let ids: Vec<&str> = members
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["name"] == site.named("ana"))
        .map(|one| text(&one["id"]))
        .collect();
    assert!(ids.len() == 2 && ids[0] != ids[1], "{members}");
    let listed = mia.run("team members").ok().out;
    assert!(ids.iter().all(|id| listed.contains(id)), "{listed}");
    let own = members.as_array().expect("a list").iter().find(|one| one["name"] == site.named("mia")).expect("mia");
    assert!(!listed.contains(text(&own["id"])), "one is told by its name: {listed}");
    site.connected("ben").run("team join gt1-AAAA").fails(2).warns("it has 1 group of letters instead of 21");
}
