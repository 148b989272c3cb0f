//! Rights hold at the server, whatever it is asked: each statement here is one that no goodcall would send.

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{CarrierFault, Put, What};
use goodcall::testing::sync::server::{Added, Invitation, Invited, MachineProfile, SealedKey, Server, ServerFault};

use super::team_server::{dial, space};
use crate::support::Book;
use crate::support::postgres::Site;

const TABLES: [&str; 7] = ["head", "segment", "snapshot", "claim", "member", "seal", "epoch"];

fn member(machine: u64) -> MachineProfile {
    MachineProfile { machine: WriterId(machine), key: [1; 32], name: b"laptop".to_vec(), mac: [2; 32] }
}

fn invitation(site: &Site, id: u8, person: &str) -> Invitation {
    Invitation { id: [id; 16], role: site.named(person), sealed: b"sealed".to_vec() }
}

/// A team with a row in each table, a manager, two members, one who reads the wall, and strangers.
fn filled(test: &str) -> Option<Site> {
    let site = Site::new(test, &["north", "south"])?;
    site.people(&[
        ("may", &["manager_north"]),
        ("ana", &["team_north"]),
        ("ben", &["team_north"]),
        ("wim", &["wall_north"]),
        ("zoe", &["manager_south"]),
        ("new", &[]),
    ]);
    let (ana, may) = (dial(&site, "ana"), dial(&site, "may"));
    for space in [space(&site, "team"), space(&site, "wall")] {
        let carrier = ana.carrier(&space);
        carrier.put(WriterId(7), 1, What::Changes, b"one").expect("put");
        carrier.put(WriterId(7), 1, What::Snapshot, b"all").expect("put");
        carrier.claim(&[1; 32], b"hers").expect("a claim");
        ana.publish(&space, &member(7)).expect("published");
        assert_eq!(may.invite(&space, &invitation(&site, 1, "ben")), Ok(Invited::Done));
        let keys = [SealedKey { epoch: 1, machine: WriterId(7), sealed: b"key".to_vec() }];
        assert_eq!(may.add_epoch(&space, &keys), Ok(Added::Done));
    }
    Some(site)
}

fn count(site: &Site, person: &str, table: &str) -> String {
    site.as_person(person, &format!("SELECT count(*) FROM goodcall.{table}")).expect("a count")
}

#[test]
fn outside_a_team_no_table_has_a_row() {
    let Some(site) = filled("rows") else { return };
    for table in TABLES {
        assert_eq!(count(&site, "zoe", table), "0", "{table}");
        // Who only reads the wall has that, and nothing of the team.
        let of_wall = if table == "seal" { "0" } else { "1" };
        assert_eq!(count(&site, "wim", table), of_wall, "{table}");
        let all = if table == "seal" { "0" } else { "2" };
        assert_eq!(count(&site, "ana", table), all, "{table}");
        let refused = site.as_person("new", &format!("SELECT * FROM goodcall.{table}")).expect_err("no role");
        assert!(refused.contains("42501"), "{refused}");
    }
    assert_eq!(count(&site, "ben", "seal"), "2", "an invitation is read by whom it is for");
    assert_eq!(count(&site, "may", "seal"), "2", "and by who made it, to revoke it");
}

#[test]
fn nobody_writes_as_another_or_changes_what_is_anothers() {
    let Some(site) = filled("writing") else { return };
    let (team, ben) = (space(&site, "team"), site.named("ben"));
    let refused = |person: &str, sql: &str| {
        let why = site.as_person(person, sql).expect_err(sql);
        assert!(why.contains("42501"), "{sql}: {why}");
    };
    // Owners are not named, and times neither.
    refused("ana", &format!("INSERT INTO goodcall.head (space, writer, owner, seq) VALUES ('{team}', 9, '{ben}', 1)"));
    refused(
        "ana",
        &format!("INSERT INTO goodcall.claim (space, key, owner, sealed) VALUES ('{team}', '9', '{ben}', '')"),
    );
    refused("ana", &format!("UPDATE goodcall.member SET owner = '{ben}'"));
    refused("ana", "UPDATE goodcall.head SET owner = 'x'");
    refused("ana", "UPDATE goodcall.segment SET bytes = ''");
    refused("ana", "UPDATE goodcall.snapshot SET bytes = ''");
    refused("ana", "UPDATE goodcall.claim SET sealed = ''");
    refused("may", "UPDATE goodcall.seal SET role = current_user");
    refused("may", "UPDATE goodcall.epoch SET epoch = 2");
    refused("may", "DELETE FROM goodcall.epoch");
    refused("ana", "TRUNCATE goodcall.segment");
    // In the name of the role that all of them have: nobody's.
    refused(
        "ana",
        &format!("SET ROLE {team}; INSERT INTO goodcall.head (space, writer, seq) VALUES ('{team}', 78, 0)"),
    );
    // Nor in that of a role they were granted besides, a group's or another person's: as who they logged in.
    let sales = site.named("sales");
    site.boss(&format!(
        "CREATE ROLE {sales} NOLOGIN; GRANT {team} TO {sales}; GRANT {sales}, {ben} TO {}",
        site.named("ana")
    ));
    for role in [&sales, &ben] {
        refused(
            "ana",
            &format!("SET ROLE {role}; INSERT INTO goodcall.head (space, writer, seq) VALUES ('{team}', 78, 0)"),
        );
    }
    site.boss(&format!("REVOKE {sales}, {ben} FROM {}", site.named("ana")));
    // Ben's own number under Ana's machine: it is hers.
    let his = dial(&site, "ben").carrier(&team).put(WriterId(7), 2, What::Changes, b"x");
    assert!(matches!(his, Err(CarrierFault::Server(ServerFault::Rights { .. }))), "{his:?}");
    let row = format!(
        "INSERT INTO goodcall.segment (space, writer, seq, hash, bytes) VALUES ('{team}', 7, 3, '12345678', '')"
    );
    let why = site.as_person("ben", &row).expect_err("a segment under another's machine");
    assert!(why.contains("23503"), "{why}");
    // What is another's is not there to be changed, be it for a manager.
    for person in ["ben", "may", "zoe"] {
        for sql in [
            "DELETE FROM goodcall.segment",
            "DELETE FROM goodcall.snapshot",
            "DELETE FROM goodcall.claim",
            "DELETE FROM goodcall.member",
            "UPDATE goodcall.head SET seq = 99",
            "UPDATE goodcall.member SET last_seen = now()",
        ] {
            site.as_person(person, &format!("{sql} WHERE owner <> current_user")).expect(sql);
        }
    }
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.segment"), "2");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.member"), "2");
    assert_eq!(site.boss("SELECT max(seq) FROM goodcall.head"), "1");
}

#[test]
fn nobody_adds_where_their_roles_do_not_let_them() {
    let Some(site) = filled("adding") else { return };
    let (team, wall) = (space(&site, "team"), space(&site, "wall"));
    // Another team, a wall that one only reads, a space that is none.
    for (person, space) in [("zoe", &team), ("zoe", &wall), ("wim", &wall), ("wim", &team)] {
        let put = dial(&site, person).carrier(space).put(WriterId(9), 1, What::Changes, b"x");
        assert!(matches!(put, Err(CarrierFault::Server(ServerFault::Rights { .. }))), "{person}: {put:?}");
        assert!(dial(&site, person).carrier(space).claim(&[9; 32], b"x").is_err());
    }
    let odd = site.as_person("ana", "INSERT INTO goodcall.head (space, writer, seq) VALUES ('a.b', 9, 1)");
    assert!(odd.is_err(), "its name would make the table unreadable");
    // Who is no manager invites nobody, makes no keys, and makes nobody a manager.
    let ana = dial(&site, "ana");
    assert!(matches!(ana.invite(&team, &invitation(&site, 2, "zoe")), Err(ServerFault::Rights { .. })));
    let key = SealedKey { epoch: 2, machine: WriterId(7), sealed: Vec::new() };
    assert!(matches!(ana.add_epoch(&team, &[key]), Err(ServerFault::Rights { .. })));
    let granted = site.as_person("ana", &format!("GRANT manager_{} TO {}", site.named("north"), site.named("ana")));
    assert!(granted.is_err());
    // The wall's reader is published there, so that later keys come to them, and nowhere else.
    let wim = dial(&site, "wim");
    assert_eq!(wim.publish(&wall, &member(8)), Ok(()));
    assert!(matches!(wim.publish(&team, &member(8)), Err(ServerFault::Rights { .. })));
}

#[test]
fn a_dropped_role_takes_nothing_from_the_others() {
    let Some(site) = filled("dropped roles") else { return };
    let zoe = dial(&site, "zoe");
    let south = format!("team_{}", site.named("south"));
    zoe.carrier(&south).put(WriterId(9), 1, What::Changes, b"south").expect("put");
    zoe.publish(&south, &member(9)).expect("published");
    site.boss(&format!("DROP ROLE {}", site.named("ben")));
    for kind in ["manager", "team", "wall"] {
        site.boss(&format!("DROP OWNED BY {kind}_{0}; DROP ROLE {kind}_{0}", site.named("south")));
    }
    for table in TABLES {
        let all = if table == "seal" { "0" } else { "2" };
        assert_eq!(count(&site, "ana", table), all, "{table}");
    }
    let members = dial(&site, "ana").members(&space(&site, "team")).expect("members");
    assert_eq!(members.len(), 1);
    assert!(dial(&site, "ana").carrier(&south).put(WriterId(7), 1, What::Changes, b"x").is_err());
}

#[test]
fn what_made_the_tables_can_be_run_again() {
    let Some(site) = filled("again") else { return };
    site.make_tables(&["north", "west"]);
    site.make_tables(&[]);
    assert_eq!(count(&site, "ana", "segment"), "2");
    assert_eq!(count(&site, "zoe", "segment"), "0");
    let put = dial(&site, "ana").carrier(&space(&site, "team")).put(WriterId(7), 2, What::Changes, b"two");
    assert!(matches!(put, Ok(Put::Done(_))));
    // It needs no book and no server.
    let book = Book::new();
    let ran = book.run("team schema --team north").ok().says("CREATE ROLE team_north NOLOGIN");
    assert!(!book.file().exists());
    assert_eq!(book.run("team schema --team north").ok().out, ran.out);
    book.run("team schema --team North").fails(2).warns("small letters");
    book.words(&["team", "schema", "--team", "a; DROP TABLE x"]).fails(2);
}

#[test]
fn machines_are_published_with_who_they_are() {
    let Some(site) = filled("members") else { return };
    let (team, may, ana) = (space(&site, "team"), dial(&site, "may"), dial(&site, "ana"));
    may.publish(&team, &member(5)).expect("published");
    let before = ana.members(&team).expect("members");
    let said: Vec<(&str, bool, WriterId)> =
        before.iter().map(|m| (m.owner.as_str(), m.manager, m.said.machine)).collect();
    let (ana_is, may_is) = (site.named("ana"), site.named("may"));
    assert_eq!(said, [(ana_is.as_str(), false, WriterId(7)), (may_is.as_str(), true, WriterId(5))]);
    // Published again: the key may be new, the day it joined is not.
    let again = MachineProfile { key: [9; 32], name: b"desk".to_vec(), ..member(7) };
    ana.publish(&team, &again).expect("published");
    let after = may.members(&team).expect("members");
    assert_eq!((&after[0].said, after[0].joined), (&again, before[0].joined));
    assert!(after[0].last_seen >= before[0].last_seen);
    // Another's machine can't be taken over.
    assert!(matches!(dial(&site, "ben").publish(&team, &member(7)), Err(ServerFault::Rights { .. })));
}

#[test]
fn a_machine_keeps_its_number_in_all_spaces_before_it_is_seen_in_one() {
    let Some(site) = filled("reserved numbers") else { return };
    let (team, wall) = (space(&site, "team"), space(&site, "wall"));
    let both = [team.clone(), wall.clone()];
    let (ben, ana) = (dial(&site, "ben"), dial(&site, "ana"));
    assert_eq!(ben.reserve(WriterId(20), &both, &both), Ok(true));
    assert_eq!(ben.reserve(WriterId(20), &both, &both), Ok(true), "and again");
    assert_eq!(ana.reserve(WriterId(20), &both, &both), Ok(false));
    assert_eq!(ana.reserve(WriterId(7), &both, &both), Ok(true), "her own since long");
    assert_eq!(ben.reserve(WriterId(7), &[], &both), Ok(false));
    assert!(matches!(ana.publish(&team, &member(5)), Ok(())));
    assert_eq!(ben.reserve(WriterId(5), &both, &both), Ok(false), "published, if nothing was put");
    assert_eq!(site.boss("SELECT max(seq) FROM goodcall.head WHERE writer = 20"), "0");
    assert!(ana.carrier(&team).heads().expect("heads").keys().all(|writer| *writer == WriterId(7)));
    // Who only reads the wall keeps none, and looks all the same.
    let wim = dial(&site, "wim");
    assert_eq!(wim.reserve(WriterId(21), &[], std::slice::from_ref(&wall)), Ok(true));
    assert_eq!(wim.reserve(WriterId(7), &[], &[wall]), Ok(false));
    assert!(matches!(wim.reserve(WriterId(21), &both, &both), Err(ServerFault::Rights { .. })));
}

#[test]
fn what_a_role_was_granted_is_told_to_who_asks() {
    let Some(site) = filled("roles of others") else { return };
    let may = dial(&site, "may");
    let north = site.named("north");
    let of = |person: &str| {
        let roles = may.roles_of(&north, &site.named(person)).expect("an answer");
        roles.map(|roles| (roles.member, roles.wall, roles.manager))
    };
    assert_eq!(of("may"), Some((true, true, true)));
    assert_eq!(of("ana"), Some((true, true, false)));
    assert_eq!(of("wim"), Some((false, true, false)));
    assert_eq!((of("zoe"), of("new")), (Some((false, false, false)), Some((false, false, false))));
    assert_eq!(of("nobody"), None);
    let none = may.roles_of("nowhere", &site.named("ana")).expect("an answer").expect("a role");
    assert!(!none.member && !none.wall && !none.manager);
}

#[test]
fn an_invitation_is_taken_once_and_in_time_by_whom_it_is_for() {
    let Some(site) = filled("invitations") else { return };
    let (team, may) = (space(&site, "team"), dial(&site, "may"));
    let (ben, ana, new) = (dial(&site, "ben"), dial(&site, "ana"), dial(&site, "new"));
    for id in 2..6 {
        assert_eq!(may.invite(&team, &invitation(&site, id, "ben")), Ok(Invited::Done));
    }
    assert_eq!(may.invite(&team, &invitation(&site, 9, "nobody")), Ok(Invited::NoSuchRole));
    assert_eq!(ana.take_invitation(&[2; 16]), Ok(None), "it is another's");
    assert_eq!(ana.read_invitation(&[2; 16]), Ok(None), "and not for them to read");
    assert_eq!(ben.read_invitation(&[2; 16]), Ok(Some(b"sealed".to_vec())), "it stays where it is");
    assert_eq!(ben.take_invitation(&[2; 16]), Ok(Some(b"sealed".to_vec())));
    assert_eq!(ben.take_invitation(&[2; 16]), Ok(None), "it is used");
    site.boss("UPDATE goodcall.seal SET at = now() - interval '8 days' WHERE id = decode(repeat('03', 16), 'hex')");
    assert_eq!(ben.read_invitation(&[3; 16]), Ok(None), "it is too old");
    assert_eq!(ben.take_invitation(&[3; 16]), Ok(None), "it is too old");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.seal WHERE id = decode(repeat('03', 16), 'hex')"), "0");
    // Of two who take it at once one has it.
    let took: Vec<bool> = std::thread::scope(|scope| {
        let take = || dial(&site, "ben").take_invitation(&[4; 16]).expect("an answer").is_some();
        let both = [scope.spawn(take), scope.spawn(take)];
        both.into_iter().map(|thread| thread.join().expect("a thread")).collect()
    });
    assert_eq!(took.iter().filter(|took| **took).count(), 1);
    // Somebody of another team sees what waits for them, sealed, and can't take it.
    assert_eq!(may.invite(&team, &invitation(&site, 8, "zoe")), Ok(Invited::Done));
    assert_eq!(count(&site, "zoe", "seal"), "1");
    assert!(matches!(dial(&site, "zoe").take_invitation(&[8; 16]), Err(ServerFault::Rights { .. })));
    // Who was not granted the role yet is told so, and the invitation waits.
    assert_eq!(may.invite(&team, &invitation(&site, 7, "new")), Ok(Invited::Done));
    assert!(matches!(new.take_invitation(&[7; 16]), Err(ServerFault::Rights { .. })));
    site.boss(&format!("GRANT wall_{} TO {}", site.named("north"), site.named("new")));
    let Err(ServerFault::Rights { what }) = new.take_invitation(&[7; 16]) else { panic!("the wall is not the team") };
    assert!(what.contains(&format!("{team} was not granted to {}", site.named("new"))), "{what}");
    site.boss(&format!("GRANT team_{} TO {}", site.named("north"), site.named("new")));
    assert_eq!(new.take_invitation(&[7; 16]), Ok(Some(b"sealed".to_vec())));
}

#[test]
fn of_two_managers_who_make_the_same_epoch_one_does() {
    let Some(site) = filled("epochs") else { return };
    let team = space(&site, "team");
    let key = |machine, sealed: &[u8]| SealedKey { epoch: 2, machine: WriterId(machine), sealed: sealed.to_vec() };
    let may: Box<dyn Server> = dial(&site, "may");
    let mine = [key(7, b"a"), key(8, b"b")];
    assert_eq!(may.add_epoch(&team, &mine), Ok(Added::Done));
    assert_eq!(may.add_epoch(&team, &[key(9, b"c")]), Ok(Added::Taken), "be it for other machines");
    assert_eq!(dial(&site, "ana").epochs_after(&team, 1), Ok(mine.to_vec()));
    assert_eq!(may.epochs_after(&team, 0).expect("keys").len(), 3);
    assert_eq!(may.epochs_after(&team, 2), Ok(Vec::new()));
    assert_eq!(dial(&site, "zoe").epochs_after(&team, 0), Ok(Vec::new()));
}

#[test]
fn only_a_manager_sends_as_one_and_that_they_were_one_then_stays_so() {
    let Some(site) = filled("as a manager") else { return };
    let team = space(&site, "team");
    let put = |person: &str, machine| {
        dial(&site, person).carrier(&team).put(WriterId(machine), 1, What::ByManager, b"given to ben")
    };
    for person in ["ana", "wim", "zoe"] {
        let refused = put(person, 40);
        assert!(matches!(refused, Err(CarrierFault::Server(ServerFault::Rights { .. }))), "{person}: {refused:?}");
    }
    let why = site
        .as_person(
            "ana",
            &format!(
                "INSERT INTO goodcall.head (space, writer, seq) VALUES ('{team}', 41, 0);
                 INSERT INTO goodcall.segment (space, writer, seq, hash, bytes, by_manager)
                   VALUES ('{team}', 41, 1, '12345678', '', true)"
            ),
        )
        .expect_err("a member's");
    assert!(why.contains("42501"), "{why}");
    let Ok(Put::Done(done)) = put("may", 42) else { panic!("she is a manager") };
    assert!(done.vouched.is_some_and(|vouched| vouched.by_manager));
    site.boss(&format!("REVOKE manager_{0} FROM {1}; GRANT team_{0} TO {1}", site.named("north"), site.named("may")));
    assert!(put("may", 43).is_err(), "she is none any more");
    let seen = |writer| {
        let heads = dial(&site, "ben").carrier(&team).heads().expect("heads");
        heads[&WriterId(writer)][0].vouched.clone().expect("a server vouches").by_manager
    };
    assert_eq!((seen(42), seen(7)), (true, false), "what she sent as one still counts");
}

#[test]
fn a_claim_is_removed_by_who_made_it_once_its_day_is_long_past() {
    let Some(site) = filled("old claims") else { return };
    let (team, ana, ben) = (space(&site, "team"), dial(&site, "ana"), dial(&site, "ben"));
    ben.carrier(&team).claim(&[2; 32], b"his").expect("a claim");
    ana.carrier(&team).claim(&[3; 32], b"hers").expect("a claim");
    let left = || {
        site.boss("SELECT string_agg(encode(substr(key, 1, 1), 'hex'), ' ' ORDER BY key) FROM goodcall.claim WHERE space LIKE 'team%'")
    };
    for sql in ["DELETE FROM goodcall.claim", "DELETE FROM goodcall.claim WHERE owner = current_user"] {
        site.as_person("ana", sql).expect("nothing of hers is old");
    }
    ana.carrier(&team).remove_old_claims().expect("an answer");
    assert_eq!(left(), "01 02 03");
    site.boss(
        "UPDATE goodcall.claim SET at = now() - interval '61 days' WHERE substr(key, 1, 1) IN ('\\x01', '\\x02')",
    );
    // That a team was set up stays claimed however long ago that was.
    let wall = space(&site, "wall");
    dial(&site, "may").carrier(&wall).claim(b"goodcall setup of a team, once  ", b"proof").expect("a claim");
    site.boss("UPDATE goodcall.claim SET at = now() - interval '9 years' WHERE space LIKE 'wall%'");
    for person in ["may", "ana", "ben"] {
        for space in [&team, &wall] {
            dial(&site, person).carrier(space).remove_old_claims().expect("an answer");
        }
        if person == "ana" {
            assert_eq!(left(), "02 03", "ben's is his to remove");
        }
    }
    assert_eq!(left(), "03");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.claim WHERE sealed = 'proof'"), "1");
}
