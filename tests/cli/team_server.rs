//! What a team's server is asked, on a real PostgreSQL: whatever else of teams is built rests on this.

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{Claim, Put, Unread, What};
use goodcall::testing::sync::server::Server;

use crate::support::postgres::Site;

/// Connects as a person.
fn dial(site: &Site, person: &str) -> Box<dyn Server> {
    goodcall::server::dialing().expect("teams").dial(&site.url(person), None).expect("a connection")
}

#[test]
fn what_is_put_is_read_by_the_team_and_a_number_is_taken_once() {
    let Some(site) = Site::new("team", &["north", "south"]) else { return };
    site.people(&[("ana", &["team_north"]), ("ben", &["team_north"]), ("zoe", &["team_south"])]);
    let (ana, ben, zoe) = (dial(&site, "ana"), dial(&site, "ben"), dial(&site, "zoe"));
    let space = format!("team_{}", site.named("north"));
    let account = ana.account();
    assert_eq!((&account.user, account.host.as_str()), (&site.named("ana"), "localhost"));
    assert_eq!(account.database, site.database);
    let teams: Vec<(&str, bool, bool, bool)> =
        account.teams.iter().map(|t| (t.team.as_str(), t.member, t.wall, t.manager)).collect();
    assert_eq!(teams, [(site.named("north").as_str(), true, true, false)]);

    let (me, theirs) = (WriterId(7), WriterId(8));
    let (hers, his) = (ana.carrier(&space), ben.carrier(&space));
    assert_eq!(hers.heads().expect("heads").len(), 0);
    let Put::Done(one) = hers.put(me, 1, What::Changes, b"one").expect("put") else { panic!("it was put") };
    assert_eq!(hers.put(me, 1, What::Changes, b"one"), Ok(Put::There(one.clone())));
    assert_eq!(hers.put(me, 1, What::Changes, b"other"), Ok(Put::Taken));
    let Put::Done(two) = hers.put(me, 2, What::Changes, &[0, 255, 7]).expect("put") else { panic!("it was put") };
    let Put::Done(all) = hers.put(me, 2, What::Snapshot, b"all").expect("put") else { panic!("it was put") };
    his.put(theirs, 1, What::Changes, b"his").expect("put");
    let heads = his.heads().expect("heads");
    assert_eq!(heads[&me], [one.clone(), two.clone(), all.clone()]);
    assert_eq!(heads[&theirs].len(), 1);
    for (listed, bytes) in [(&one, b"one".as_slice()), (&two, &[0, 255, 7]), (&all, b"all")] {
        assert_eq!(his.get(listed).expect("bytes"), bytes);
    }
    let vouched = one.vouched.as_ref().expect("a server vouches");
    assert_eq!(vouched.owner, site.named("ana"));
    assert!((0..60_000).contains(&(ben.account().now - vouched.at + 30_000)), "{vouched:?} {}", ben.account().now);
    // Nothing is new to who has seen all; else what is beyond is listed.
    assert_eq!(his.after(&[(me, 2), (theirs, 1)].into()).expect("news").len(), 0);
    assert_eq!(his.after(&[(me, 1), (theirs, 1)].into()), Ok([(me, vec![two.clone(), all.clone()])].into()));
    assert_eq!(his.after(&[(me, 2)].into()), Ok([(theirs, heads[&theirs].clone())].into()));
    // What another put stays, what is one's own goes.
    assert_eq!(his.remove(&[one.clone(), heads[&theirs][0].clone()]), Ok(1));
    assert_eq!(hers.remove(&[one.clone(), all.clone()]), Ok(2));
    assert_eq!(his.get(&one), Err(Unread::Gone));
    assert_eq!(hers.heads().expect("heads")[&me], [two]);
    // A claim is won once.
    assert_eq!(hers.claim(&[1; 32], b"hers"), Ok(Claim::Won));
    assert_eq!(his.claim(&[1; 32], b"his"), Ok(Claim::Lost(b"hers".to_vec())));
    // Another team has nothing of it.
    assert_eq!(zoe.carrier(&space).heads().expect("heads").len(), 0);
    assert!(zoe.carrier(&space).put(WriterId(9), 1, What::Changes, b"x").is_err());
}

#[test]
fn outside_a_team_no_table_has_a_row_and_nobody_writes_as_another() {
    let Some(site) = Site::new("rights", &["north", "south"]) else { return };
    site.people(&[("ana", &["team_north"]), ("ben", &["team_north"]), ("zoe", &["team_south"])]);
    let space = format!("team_{}", site.named("north"));
    dial(&site, "ana").carrier(&space).put(WriterId(7), 1, What::Changes, b"one").expect("put");
    let tables = ["head", "segment", "snapshot", "claim", "member", "seal", "epoch"];
    for table in tables {
        let many = |who| site.as_person(who, &format!("SELECT count(*) FROM goodcall.{table}"));
        assert_eq!(many("zoe").as_deref(), Ok("0"), "{table}");
    }
    let ben = site.named("ben");
    let forged = format!("INSERT INTO goodcall.head (space, writer, owner, seq) VALUES ('{space}', 9, '{ben}', 1)");
    let refused = site.as_person("ana", &forged).expect_err("an owner is not named");
    assert!(refused.contains("42501"), "{refused}");
}
