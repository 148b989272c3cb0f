//! What a team's server is asked, on a real PostgreSQL: whatever else of teams is built rests on this.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{Claim, Claimed, Put, Unread, What};
use goodcall::testing::sync::server::{SealedKey, Server};

use crate::support::postgres::Site;
use crate::support::wire::Wire;

/// Connects as a person.
pub(super) fn dial(site: &Site, person: &str) -> Box<dyn Server> {
    dial_url(&site.url(person))
}

/// Connects to the server of a URL.
pub(super) fn dial_url(url: &str) -> Box<dyn Server> {
    goodcall::server::dialing().expect("teams").dial(url, None).expect("a connection")
}

#[test]
fn what_is_put_is_read_by_the_team_and_a_number_is_taken_once() {
    let Some(site) = Site::new("team", &["north", "south"]) else { return };
    site.people(&[("ana", &["team_north"]), ("ben", &["team_north"]), ("zoe", &["team_south"])]);
    let (ana, ben, zoe) = (dial(&site, "ana"), dial(&site, "ben"), dial(&site, "zoe"));
    let space = space(&site, "team");
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
    assert_eq!(
        his.claim(&[1; 32], b"his"),
        Ok(Claim::Lost(Claimed { owner: site.named("ana"), sealed: b"hers".to_vec() }))
    );
    // Another team has nothing of it.
    assert_eq!(zoe.carrier(&space).heads().expect("heads").len(), 0);
    assert!(zoe.carrier(&space).put(WriterId(9), 1, What::Changes, b"x").is_err());
}

/// The space of a team, or of its wall.
pub(super) fn space(site: &Site, kind: &str) -> String {
    format!("{kind}_{}", site.named("north"))
}

/// How many are claimed, and put, at once.
const KEYS: u8 = 20;

#[test]
fn of_those_who_are_first_at_once_one_is() {
    let Some(site) = Site::new("races", &["north"]) else { return };
    let people = ["ana", "ben", "cai", "dee"];
    for person in people {
        site.people(&[(person, &["team_north"])]);
    }
    let space = space(&site, "team");
    let of = |person: &str| {
        let server = dial(&site, person);
        let carrier = server.carrier(&space);
        let mut won = 0;
        for key in 0..KEYS {
            won += usize::from(carrier.claim(&[key; 32], person.as_bytes()).expect("a claim") == Claim::Won);
        }
        won
    };
    let won: usize = std::thread::scope(|scope| {
        let claiming: Vec<_> = people.iter().map(|person| scope.spawn(move || of(person))).collect();
        claiming.into_iter().map(|thread| thread.join().expect("a thread")).sum()
    });
    assert_eq!(won, usize::from(KEYS));
    // Three processes of one person, with copies of one book: each number is done once, and the others are told.
    let done: usize = std::thread::scope(|scope| {
        let putting = [1_u8, 2, 3].map(|copy| {
            let (site, space) = (&site, &space);
            scope.spawn(move || {
                let server = dial(site, "ana");
                let carrier = server.carrier(space);
                let put = |seq| carrier.put(WriterId(7), seq, What::Changes, &[copy; 2000]).expect("an answer");
                (1..=u64::from(KEYS)).map(put).filter(|put| matches!(put, Put::Done(_))).count()
            })
        });
        putting.into_iter().map(|thread| thread.join().expect("a thread")).sum()
    });
    assert_eq!(done, usize::from(KEYS));
    assert_eq!(dial(&site, "ben").carrier(&space).heads().expect("heads")[&WriterId(7)].len(), usize::from(KEYS));
}

#[test]
fn a_push_that_is_killed_leaves_nothing_by_halves() {
    let name = "a_push_that_is_killed_leaves_nothing_by_halves";
    let me = WriterId(7);
    let bytes = |seq: u64| seq.to_be_bytes().repeat(20_000);
    if let (Ok(url), Ok(space)) = (std::env::var("URL"), std::env::var("SPACE")) {
        let server = dial_url(&url);
        let carrier = server.carrier(&space);
        let from = carrier.heads().expect("heads").get(&me).map_or(0, |all| all.last().map_or(0, |last| last.seq));
        for seq in from + 1.. {
            carrier.put(me, seq, What::Changes, &bytes(seq)).expect("put");
            println!("put {seq}");
        }
    }
    let Some(site) = Site::new("killed pushes", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let space = space(&site, "team");
    let mut said = BTreeSet::new();
    for kill in 1..=6 {
        let mut command = Command::new(std::env::current_exe().expect("this test"));
        command.args(["--exact", "--nocapture", &format!("cli::team_server::{name}")]);
        command.env("URL", site.url("ana")).env("SPACE", &space).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map(|line| line.expect("a line"));
        let of = |line: String| line.strip_prefix("put ").and_then(|seq| seq.parse::<u64>().ok());
        said.extend(lines.by_ref().filter_map(of).take(kill));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        said.extend(lines.filter_map(of));
    }
    let server = dial(&site, "ana");
    let carrier = server.carrier(&space);
    let there = carrier.heads().expect("heads").remove(&me).expect("segments");
    for listed in &there {
        assert_eq!(carrier.get(listed).expect("bytes"), bytes(listed.seq));
    }
    let numbers: Vec<u64> = there.iter().map(|listed| listed.seq).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "no gap");
    assert!(said.iter().all(|seq| numbers.contains(seq)) && said.len() >= 21, "{said:?} {numbers:?}");
    let last = numbers.last().copied().expect("one");
    assert_eq!(site.boss(&format!("SELECT seq FROM goodcall.head WHERE space = '{space}'")), last.to_string());
    // What was put and could not be written down is there, and other bytes are told so.
    assert!(matches!(carrier.put(me, last, What::Changes, &bytes(last)), Ok(Put::There(_))));
    assert_eq!(carrier.put(me, last, What::Changes, b"what was typed since"), Ok(Put::Taken));
}

#[test]
fn ten_thousand_segments_are_read_with_few_questions_and_none_where_nothing_is_new() {
    let Some(site) = Site::new("many segments", &["north"]) else { return };
    site.people(&[("ana", &["team_north"]), ("ben", &["team_north"])]);
    let (space, ben) = (space(&site, "team"), site.named("ben"));
    // Two machines, as if they had put them one by one.
    site.boss(&format!(
        "INSERT INTO goodcall.head (space, writer, owner, seq) SELECT '{space}', w, '{ben}', 5000 FROM generate_series(1, 2) w;
         INSERT INTO goodcall.segment (space, writer, seq, owner, hash, bytes)
         SELECT '{space}', w, n, '{ben}', substr(sha256(b), 1, 8), b FROM generate_series(1, 2) w, generate_series(1, 5000) n,
         convert_to(w || ' ' || n || repeat(' ', 600), 'UTF8') b; ANALYZE goodcall.segment;"
    ));
    let wire = Wire::to(site.server.port);
    let server = dial_url(&site.url_at("ana", wire.port));
    let carrier = server.carrier(&space);
    let before = wire.asked();
    let news = carrier.after(&[(WriterId(1), 10)].into()).expect("news");
    assert_eq!((news[&WriterId(1)].len(), news[&WriterId(2)].len()), (4990, 5000));
    for listed in news.values().flatten() {
        let bytes = carrier.get(listed).expect("bytes");
        assert!(bytes.starts_with(format!("{} {} ", listed.writer.0, listed.seq).as_bytes()));
    }
    let asked = wire.asked() - before;
    assert!(asked < 200, "{asked} times");
    let before = wire.asked();
    assert!(carrier.after(&[(WriterId(1), 5000), (WriterId(2), 5000)].into()).expect("news").is_empty());
    assert_eq!(wire.asked() - before, 1);
    // What was removed since it was listed is gone, and the others are there.
    let first = carrier.after(&[(WriterId(1), 5000)].into()).expect("news").remove(&WriterId(2)).expect("listed");
    site.boss(&format!("DELETE FROM goodcall.segment WHERE space = '{space}' AND writer = 2 AND seq IN (1, 3)"));
    assert_eq!(carrier.get(&first[0]), Err(Unread::Gone));
    assert!(carrier.get(&first[1]).is_ok());
    assert_eq!(carrier.get(&first[2]), Err(Unread::Gone));
}

#[test]
fn what_is_new_in_many_spaces_is_asked_once() {
    let Some(site) = Site::new("many spaces", &["north", "south"]) else { return };
    site.people(&[("ana", &["team_north", "wall_south"]), ("mia", &["manager_south"])]);
    let spaces = ["team_north", "wall_north", "wall_south", "team_south"].map(|space| site.named(space));
    let (me, hers) = (WriterId(7), WriterId(8));
    let mia = dial(&site, "mia");
    mia.carrier(&spaces[2]).put(hers, 1, What::Changes, b"well done").expect("put");
    mia.carrier(&spaces[3]).put(hers, 1, What::Changes, b"not for ana").expect("put");
    let key = SealedKey { epoch: 1, machine: me, sealed: b"key".to_vec() };
    mia.add_epoch(&spaces[2], std::slice::from_ref(&key)).expect("an epoch");

    let wire = Wire::to(site.server.port);
    let ana = dial_url(&site.url_at("ana", wire.port));
    ana.carrier(&spaces[0]).put(me, 1, What::Changes, b"mine").expect("put");
    let before = wire.asked();
    ana.look_ahead(&spaces).expect("an answer");
    assert_eq!(wire.asked() - before, 1);
    for space in &spaces {
        assert!(ana.carrier(space).after(&[(me, 1), (hers, 1)].into()).expect("news").is_empty());
        assert!(ana.epochs_after(space, 1).expect("epochs").is_empty());
    }
    assert_eq!(wire.asked() - before, 1, "all came of one answer");
    // What was taken is asked anew, and an answer of news is followed by what is new.
    mia.carrier(&spaces[2]).put(hers, 2, What::Changes, b"again").expect("put");
    let news = ana.carrier(&spaces[2]).after(&[(hers, 1)].into()).expect("news");
    assert_eq!(news[&hers].iter().map(|listed| listed.seq).collect::<Vec<_>>(), [2]);
    ana.look_ahead(&spaces).expect("an answer");
    assert_eq!(ana.carrier(&spaces[2]).after(&[].into()).expect("news")[&hers].len(), 2);
    assert_eq!(ana.epochs_after(&spaces[2], 0).expect("epochs"), [key]);
    assert!(ana.carrier(&spaces[3]).after(&[].into()).expect("news").is_empty(), "another team's stays its own");
    let before = wire.asked();
    ana.look_ahead(&[]).expect("nothing to ask");
    assert_eq!(wire.asked(), before);
}
