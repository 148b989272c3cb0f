//! Servers that lie: rows are made up, changed and shown again by the administrator, with the help of who was removed. What is
//! believed is what a manager's machine made.

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::keyfile::{self, ServerKeys};
use goodcall::testing::sync::server::{MachineProfile, SealedKey};
use goodcall::testing::sync::team::{
    Managing, NewEpoch, OwnMachine, Part, Stays, TeamKeys, TeamSpace, new_epoch, open_epoch, publish,
};

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, join, log_praise, praise, wall_texts};
use crate::support::{Book, names};

/// What a book's key file has of the team and of its machine: all that whose book it is could use against the others.
fn stolen(site: &Site, book: &Book) -> (TeamKeys, ServerKeys) {
    let file = keyfile::read(&book.file()).expect("a key file").expect("a key file");
    (file.team(&site.named(NORTH)).expect("the team's keys").clone(), file.server().expect("a machine").clone())
}

/// A machine that gets a part of an epoch.
fn stays(site: &Site, book: &Book, part: Part) -> Stays {
    let (_, machine) = stolen(site, book);
    Stays { machine: machine.machine, public: machine.secret.public(), part }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Site {
    fn wall(&self) -> String {
        format!("wall_{}", self.named(NORTH))
    }

    /// Puts an epoch in place of those that the server has.
    fn forges(&self, by: &str, sealed: &[SealedKey]) {
        let (wall, by) = (self.wall(), self.named(by));
        let machines: Vec<String> = sealed.iter().map(|key| key.machine.0.to_string()).collect();
        let keys: Vec<String> = sealed.iter().map(|key| format!("'\\x{}'::bytea", hex(&key.sealed))).collect();
        let epoch = sealed[0].epoch;
        self.boss(&format!(
            "DELETE FROM goodcall.epoch WHERE space = '{wall}' AND epoch >= {epoch};
             INSERT INTO goodcall.epoch (space, epoch, owner, machines, sealed)
             VALUES ('{wall}', {epoch}, '{by}', ARRAY[{}]::bigint[], ARRAY[{}])",
            machines.join(", "),
            keys.join(", ")
        ));
    }

    /// Makes up a row of a machine.
    fn passes_off(&self, owner: &str, space: TeamSpace, said: &MachineProfile) {
        let (space, owner) = (space.named(&self.named(NORTH)), self.named(owner));
        self.boss(&format!(
            "INSERT INTO goodcall.member (space, machine, owner, key, name, mac)
             VALUES ('{space}', {}, '{owner}', '\\x{}', '\\x{}', '\\x{}')
             ON CONFLICT (space, machine) DO UPDATE SET key = excluded.key, name = excluded.name, mac = excluded.mac",
            said.machine.0,
            hex(&said.key),
            hex(&said.name),
            hex(&said.mac)
        ));
    }
}

/// A sync that takes no word of what the server shows, and sends nothing.
#[track_caller]
fn believes_nothing(book: &Book) {
    let ran = book.run("sync now --json").ends(4);
    assert_eq!(ran.kind(), "key");
    assert!(ran.err.contains("made by no manager whom this book knows"), "{}", ran.err);
}

#[test]
fn who_was_removed_forges_no_epoch_with_the_servers_help() {
    let Some((site, mia, [ana, ben])) = Site::with_books("a forged epoch", ["ana", "ben"]) else { return };
    praise(&ana, "olga", "Before", &[]);
    ben.run("sync now").ok();
    let before = stolen(&site, &ben).0;
    mia.words(&["team", "remove", &site.named("ben")]).ok();
    let real = site.boss("CREATE TABLE kept AS SELECT * FROM goodcall.epoch; SELECT count(*) FROM kept");
    assert_eq!(real, "1");

    // Ben makes keys himself, for ana's machine; the server shows them in place of mia's, and calls him a manager.
    let forging = TeamKeys { managing: Managing::new(0).expect("keys"), ..before.clone() };
    let stay = [stays(&site, &ana, Part::Team), stays(&site, &ben, Part::Team)];
    let NewEpoch { sealed, .. } = new_epoch(&forging, &site.named(NORTH), &stay).expect("keys");
    site.boss(&format!("GRANT manager_{} TO {}", site.named(NORTH), site.named("ben")));
    for by in ["ben", "mia"] {
        site.forges(by, &sealed);
        believes_nothing(&ana);
        let id = log_praise(&ana, "olga", &format!("To {by}"));
        assert_eq!(ana.words(&["team", "praise", &id, "--json"]).ends(4).kind(), "key");
    }
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.segment"), "1", "nothing was sent that he could read");
    // Nor does a machine of his that he has published with the keys of before, as a manager's, change that.
    let (_, his) = stolen(&site, &ben);
    for space in [TeamSpace::Team, TeamSpace::Wall] {
        let (team, owner) = (site.named(NORTH), site.named("mia"));
        let own = OwnMachine { team: &team, owner: &owner, machine: WriterId(77), key: &his.secret, name: "desk" };
        let said = publish(&forging, space, own).expect("a profile").expect("a profile");
        site.passes_off("mia", space, &said);
    }
    believes_nothing(&ana);

    // The real ones are taken, and what waited goes out under them.
    site.boss("DELETE FROM goodcall.epoch; INSERT INTO goodcall.epoch SELECT * FROM kept");
    ana.run("sync now").ok();
    let after = stolen(&site, &ana).0;
    assert_eq!((after.epoch(), stolen(&site, &mia).0.epoch()), (1, 1));
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
    let opened = site.boss("SELECT count(*) FROM goodcall.epoch, unnest(machines) AS m WHERE m = 77");
    assert_eq!(opened, "0");

    // The same once more, behind the real ones; and the real ones again, as if they were the next.
    let NewEpoch { sealed, .. } =
        new_epoch(&TeamKeys { managing: Managing::new(1).expect("keys"), ..after }, &site.named(NORTH), &stay)
            .expect("keys");
    site.forges("ben", &sealed);
    believes_nothing(&ana);
    site.boss(
        "DELETE FROM goodcall.epoch WHERE epoch = 2;
         INSERT INTO goodcall.epoch SELECT space, 2, owner, at, machines, sealed FROM kept",
    );
    believes_nothing(&ana);
    believes_nothing(&mia);
    site.boss("DELETE FROM goodcall.epoch WHERE epoch = 2");
    ana.run("sync now").ok();
    assert!(wall_texts(&mia).contains(&"To ben".to_string()));
}

#[test]
fn a_machine_is_not_passed_off_as_anothers() {
    let Some((site, mia, [ana, _ben])) = Site::with_books("passed off", ["ana", "ben"]) else { return };
    // The server says that ana's machine is ben's: it is nobody's, and gets no new key in ben's name either.
    let all = names(&mia.json("team members"), "/name");
    site.boss(&format!(
        "UPDATE goodcall.member SET owner = '{}' WHERE owner = '{}'",
        site.named("ben"),
        site.named("ana")
    ));
    let listed = names(&mia.json("team members"), "/name");
    assert_eq!((all.len(), listed), (3, ["ben", "mia"].map(|name| site.named(name)).to_vec()));
    // What ana's machine is, no row of a stranger's key shows.
    let (keys, _) = stolen(&site, &ana);
    let strange = TeamKeys::new().expect("keys");
    let (_, machine) = stolen(&site, &mia);
    let (team, owner) = (site.named(NORTH), site.named("ana"));
    let own = OwnMachine { team: &team, owner: &owner, machine: WriterId(77), key: &machine.secret, name: "x" };
    let said = publish(&strange, TeamSpace::Wall, own).expect("a profile").expect("a profile");
    site.passes_off("ana", TeamSpace::Wall, &said);
    assert_eq!(mia.json("team members").as_array().expect("a list").len(), 2);
    assert_eq!(keys.epoch(), 0);
}

#[test]
fn whom_the_server_hides_is_told_so_and_writes_nothing_under_old_keys() {
    let Some((site, mia, [ana, _ben])) = Site::with_books("a hidden row", ["ana", "ben"]) else { return };
    praise(&ana, "olga", "Before", &[]);
    for space in [TeamSpace::Team, TeamSpace::Wall] {
        let space = space.named(&site.named(NORTH));
        site.boss(&format!(
            "CREATE TABLE kept AS SELECT * FROM goodcall.member WHERE space = '{space}' AND owner = '{0}';
             DELETE FROM goodcall.member WHERE space = '{space}' AND owner = '{0}'",
            site.named("ana")
        ));
        mia.words(&["team", "remove", &site.named("ben")]).ok();
        site.boss("INSERT INTO goodcall.member SELECT * FROM kept; DROP TABLE kept");
        let id = log_praise(&ana, "olga", &format!("Under {space}"));
        assert_eq!(ana.words(&["team", "praise", &id, "--json"]).ends(4).kind(), "not-member", "{space}");
        assert_eq!(ana.run("sync now --json").ends(4).kind(), "not-member");
        assert!(stolen(&site, &ana).0.team.is_some(), "nothing is lost");
        join(&ana, &site.invite(&mia, "ana")).ok();
        assert_eq!(stolen(&site, &ana).0.epoch(), stolen(&site, &mia).0.epoch());
        ana.words(&["team", "praise", &id]).ok();
    }
    assert_eq!(wall_texts(&mia).len(), 3);
}

#[test]
fn who_spoils_what_their_machines_say_is_removed_all_the_same() {
    let Some((site, mia, [ana, ben])) = Site::with_books("spoiled rows", ["ana", "ben"]) else { return };
    let rep = site.named("ben");
    let revoke = format!("REVOKE team_{0}, wall_{0}, manager_{0} FROM \"{rep}\";\n", site.named(NORTH));
    for (spoils, epoch) in [
        ("UPDATE goodcall.member SET mac = decode(repeat('00', 32), 'hex') WHERE owner = current_user", "1"),
        ("UPDATE goodcall.member SET key = decode(repeat('00', 32), 'hex') WHERE owner = current_user", "2"),
        ("DELETE FROM goodcall.member WHERE owner = current_user", "3"),
    ] {
        site.as_person("ben", spoils).expect("his own rows");
        assert_eq!(mia.words(&["team", "remove", &rep]).ok().out, revoke, "{spoils}");
        assert_eq!(site.boss("SELECT max(epoch) FROM goodcall.epoch"), epoch);
    }
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
    praise(&ana, "olga", "After", &[]);
    assert_eq!(wall_texts(&mia), ["After"]);
    site.boss(&revoke);
    // Nothing is left of him: neither roles nor rows.
    mia.words(&["team", "remove", &rep]).fails(3);
    // Roles were taken away first, and rows are there: it is done all the same.
    let tom = site.member(&mia, "tom");
    let reader = site.named("tom");
    site.boss(&format!("REVOKE wall_{} FROM {reader}; UPDATE goodcall.member SET name = 'x'", site.named(NORTH)));
    mia.words(&["team", "remove", &reader]).ok();
    assert_eq!(tom.run("sync now --json").ends(4).kind(), "not-member");
}

#[test]
fn a_manager_removes_with_the_managers_key_alone_and_a_line_brings_it() {
    let Some((site, mia, [ana])) = Site::with_books("a new manager", ["ana"]) else { return };
    let (ben, tom) = (site.member(&mia, "ben"), site.member(&mia, "tom"));
    // The server makes ana a manager; that is its word alone.
    let (north, rep) = (site.named(NORTH), site.named("ben"));
    site.boss(&format!("GRANT manager_{north} TO {}", site.named("ana")));
    mia.run("team members").ok().says("manager without the managers' key").says("manager, this machine");
    ana.run("team members").ok().never_says("without the managers' key");
    let refused = ana.words(&["team", "remove", &rep, "--json"]).ends(4);
    assert_eq!(refused.kind(), "key");
    assert!(refused.err.contains("--manager"), "{}", refused.err);
    assert_eq!(ana.words(&["team", "invite", &rep, "--manager", "--json"]).ends(4).kind(), "key");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.epoch"), "0");
    // She lets people in, who believe mia.
    site.boss(&format!("CREATE ROLE {} LOGIN; GRANT team_{north} TO {0}", site.named("eva")));
    site.boss(&format!("ALTER ROLE {} PASSWORD '{}'", site.named("eva"), crate::support::postgres::PASSWORD));
    let eva = site.member(&ana, "eva");
    let invited = mia.words(&["team", "invite", &site.named("ana"), "--manager"]).ok().warns("managers' key");
    join(&ana, &invited.out).ok();
    ana.words(&["team", "remove", &rep]).ok();
    assert_eq!(ben.run("sync now --json").ends(4).kind(), "not-member");
    for book in [&mia, &tom, &eva] {
        book.run("sync now").ok();
        assert_eq!(stolen(&site, book).0.epoch(), 1);
    }
    assert!(!stolen(&site, &eva).0.can_manage() && !stolen(&site, &tom).0.can_manage());
    mia.run("team members").ok().never_says("without the managers' key");
    // Mia was given the next secret along with the keys, and removes her in turn: ana makes no more.
    mia.words(&["team", "remove", &site.named("ana")]).ok();
    eva.run("sync now").ok();
    let hers = stolen(&site, &ana).0;
    assert!(hers.can_manage());
    let NewEpoch { sealed, .. } = new_epoch(&hers, &north, &[stays(&site, &eva, Part::Team)]).expect("keys");
    let (of_eva, machine) = stolen(&site, &eva);
    assert_eq!(open_epoch(&of_eva, &north, &machine.secret, &sealed[0]), None, "whoever shows it");
    site.boss(&format!("CREATE TABLE kept AS SELECT * FROM goodcall.epoch WHERE space = '{}'", site.wall()));
    let behind: Vec<SealedKey> = sealed.into_iter().map(|key| SealedKey { epoch: 3, ..key }).collect();
    site.forges("ana", &behind);
    believes_nothing(&eva);
    site.boss("DELETE FROM goodcall.epoch WHERE epoch = 3");
    assert_eq!(ana.run("sync now --json").ends(4).kind(), "not-member");
    // A machine of mia's that is new, and one of hers that lost everything.
    let second = site.member(&mia, "mia");
    second.words(&["team", "remove", &site.named("tom")]).ok();
    mia.words(&["team", "remove", &site.named("tom")]).ok();
    eva.run("sync now").ok();
    assert_eq!((stolen(&site, &eva).0.epoch(), stolen(&site, &second).0.can_manage()), (4, true));
    // Who has the key from a line and is no manager by the server does not get the next one.
    join(&eva, &mia.words(&["team", "invite", &site.named("eva"), "--manager"]).ok().out).ok();
    assert!(stolen(&site, &eva).0.can_manage());
    mia.words(&["team", "remove", &site.named("tom")]).ok();
    eva.run("sync now").ok();
    second.run("sync now").ok();
    assert!(!stolen(&site, &eva).0.can_manage() && stolen(&site, &second).0.can_manage());
}

#[test]
fn somebody_in_the_team_goes_on_where_no_manager_has_their_machine() {
    let Some((site, mia, [ana, eva])) = Site::with_books("a lost manager", ["ana", "ben"]) else { return };
    praise(&ana, "olga", "Before", &[]);
    let north = site.named(NORTH);
    assert_eq!(ana.words(&["team", "setup", &north, "--anew", "--json"]).ends(4).kind(), "rights");
    site.boss(&format!("GRANT manager_{north} TO {}", site.named("ana")));
    assert_eq!(ana.words(&["team", "setup", &north, "--json"]).ends(1).kind(), "sync-on");
    assert_eq!(mia.words(&["team", "setup", &north, "--anew", "--json"]).ends(1).kind(), "sync-on", "she has the key");
    let nobody = site.connected("mia");
    assert_eq!(nobody.words(&["team", "setup", &north, "--anew", "--json"]).ends(4).kind(), "key");
    ana.words(&["team", "setup", &north, "--anew"]).ok().says("Invite each of the others anew");
    // Mia's machine is lost; she gets a new one, by ana's line. Who has not joined anew goes on, and does not follow.
    let new = site.connected("mia");
    join(&new, &ana.words(&["team", "invite", &site.named("mia"), "--manager"]).ok().out).ok();
    assert_eq!(wall_texts(&new), ["Before"]);
    praise(&eva, "olga", "As before", &[]);
    new.words(&["team", "remove", &site.named("tom")]).ok();
    believes_nothing(&eva);
    join(&eva, &site.invite(&new, "ben")).ok();
    assert_eq!(wall_texts(&eva), ["As before", "Before"]);
    assert_eq!(stolen(&site, &ana).0.epoch(), 0);
    ana.run("sync now").ok();
    assert!(stolen(&site, &ana).0.can_manage() && stolen(&site, &ana).0.epoch() == 1);
}
