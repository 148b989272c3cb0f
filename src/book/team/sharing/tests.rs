//! Random lives of a team: whatever each rep did, and in whatever order they heard of each other, all end with the same
//! customers, the same owners and the same logs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::document::{FAVORITE, document_of};
use super::*;
use crate::book::chance::Chance;
use crate::book::check::Part;
use crate::book::copy::Watch;
use crate::book::desks;
use crate::book::team::ServerPart;
use crate::book::tests::touch_of;
use crate::domain::customer::{Customer, ReachEntry};
use crate::domain::ids::TouchId;
use crate::domain::tags::Tags;
use crate::domain::touch::Touch;
use crate::sync::WriterId;
use crate::sync::team::TeamSpace;

/// A machine of a rep: two of the reps may have two.
struct Desk {
    book: Book,
    writer: WriterId,
    rep: String,
    team: TeamPart,
    off: TimeDelta,
    minutes: i64,
}

impl Desk {
    fn clock(&self) -> Clock {
        desks::clock(self.off, self.minutes)
    }

    fn customers(&self) -> Vec<i64> {
        self.book.db.all("SELECT id FROM customer ORDER BY id", [], "look").unwrap()
    }
}

struct World {
    desks: Vec<Desk>,
    /// What each machine put at the server: its segments, in order, each with whether a manager did.
    server: Vec<Vec<SharedOutgoing>>,
    chance: Chance,
    log: Vec<String>,
}

impl World {
    fn new(seed: u64, machines: usize) -> Self {
        let mut chance = Chance(seed);
        let mut desks = Vec::new();
        for number in 0..machines {
            let (mut book, writer, off) = desks::machine(&mut chance, number);
            let rep = ["mia", "ana", "ben", "ana", "cleo"][number].to_string();
            let (url, name) = ("postgres://server/db".into(), format!("desk {number}"));
            let account = rep.clone();
            let part = ServerPart { url, account, host: "server".into(), database: "db".into(), machine: writer, name };
            let clock = desks::clock(TimeDelta::zero(), -60);
            book.keep_server(&clock, &part).unwrap();
            let team = book.keep_team(&clock, ("north", true, rep == "mia")).unwrap();
            desks.push(Desk { book, writer, rep, team, off, minutes: 0 });
        }
        Self { server: vec![Vec::new(); desks.len()], desks, chance, log: Vec::new() }
    }

    /// Reads some of what is there, then sends; a call may be cut off before or after.
    fn sync(&mut self, at: usize, mut calls: usize) {
        let clock = self.desks[at].clock();
        let writers: BTreeMap<WriterId, usize> =
            self.desks.iter().enumerate().map(|(number, desk)| (desk.writer, number)).collect();
        let desk = &mut self.desks[at];
        let read = desk.book.read_of_team((desk.team.id, TeamSpace::Team)).unwrap();
        for (writer, number) in writers {
            let known = usize::try_from(read.get(&writer).copied().unwrap_or_default()).unwrap();
            for (seq, SharedOutgoing { entries, by_manager }) in (1..).zip(&self.server[number]).skip(known) {
                if calls == 0 {
                    return;
                }
                calls -= 1;
                let rep = self.desks[number].rep.clone();
                let segment = SharedSegment {
                    writer,
                    seq,
                    rep: (rep, *by_manager),
                    rows: entries.len(),
                    entries: entries.iter().filter_map(SharedEntry::of_entry).collect(),
                };
                let desk = &mut self.desks[at];
                let taken = desk.book.take_in_shared(&clock, desk.team.id, &[segment]).unwrap();
                self.log.push(format!("{at} reads {number}'s {seq}"));
                for id in taken.forgotten {
                    let name = desk.book.customer(id).unwrap().name;
                    desk.book.erase(&clock, id, &name).unwrap();
                }
            }
        }
        let desk = &mut self.desks[at];
        if !desk.team.manager {
            desk.book.take_back_managers_acts(&clock, desk.team.id).unwrap();
        }
        desk.book.gather_shared(&clock, desk.team.id).unwrap();
        let mut sent = desk.book.shared_outgoing(desk.team.id).unwrap();
        if sent.entries.is_empty() || calls == 0 {
            return;
        }
        assert!(desk.team.manager || !sent.by_manager, "the server takes it from a manager alone");
        let some = 1 + self.chance.below(sent.entries.len());
        sent.entries.truncate(some);
        self.log.push(format!("{at} sends {sent:?}"));
        self.server[at].push(sent);
        // The end of a call may be lost: then the segment is there, and nobody knows.
        if self.chance.one_in(10) {
            return;
        }
        let seq = self.server[at].len() as u64;
        let desk = &mut self.desks[at];
        let (team, writer) = (desk.team.id, desk.writer);
        desk.book.shared_was_sent(&clock, team, (writer, seq), some).unwrap();
    }

    fn settle(&mut self) {
        for _ in 0..60 {
            for at in 0..self.desks.len() {
                self.sync(at, 10_000);
            }
        }
    }

    fn step(&mut self) {
        let at = self.chance.below(self.desks.len());
        if self.chance.one_in(4) {
            let calls = if self.chance.one_in(4) { self.chance.below(4) } else { 10_000 };
            self.sync(at, calls);
        } else {
            self.act(at);
        }
    }

    fn act(&mut self, at: usize) {
        let chance = &mut self.chance;
        let desk = &mut self.desks[at];
        desk.minutes += 1 + i64::try_from(chance.below(400)).unwrap();
        let what = chance.below(22);
        // Managers come and go; what counts is what they were when they sent it.
        if chance.one_in(20) {
            let is_manager = chance.one_in(2) && matches!(desk.rep.as_str(), "mia" | "ben");
            desk.team = desk.book.keep_team(&desk.clock(), ("north", true, is_manager)).unwrap();
        }
        let done = act(desk, chance, what);
        self.log.push(format!("{at} ({}) acts {what}: {done:?}", desk.rep));
    }

    fn told(&self) -> String {
        desks::told(&self.log)
    }
}

/// One act of a rep; errors are refusals, which change nothing.
fn act(desk: &mut Desk, chance: &mut Chance, what: usize) -> Result<String> {
    let clock = desk.clock();
    let people = desk.customers();
    let somebody = chance.of(&people).copied().map(CustomerId);
    let touches: Vec<i64> = desk.book.db.all("SELECT id FROM touch ORDER BY id", [], "look")?;
    let touch = chance.of(&touches).copied().map(TouchId);
    let book = &mut desk.book;
    match (what, somebody, touch) {
        (0 | 1, ..) => book.change(&clock, "added", |change| {
            let name = *chance.of(&["Ana Ribeiro", "Marcus Webb", "Zoe"]).unwrap();
            let mut customer = Customer::new(change.new_customer_id(), name, change.clock());
            customer.favorite = chance.one_in(2);
            customer.tags = Tags::read(chance.of(&["vip", "porto, vip", ""]).unwrap()).unwrap_or_default();
            customer.phone = Some("+351225550142".into());
            change.add_customer(&customer)?;
            Ok(format!("added {}", customer.id))
        }),
        (2..=5, Some(id), _) => book.change(&clock, "edited", |change| {
            let mut customer = change.customer(id)?;
            match chance.below(8) {
                0 => customer.city = chance.of(&[None, Some("Porto".into()), Some("Faro".into())]).unwrap().clone(),
                1 => customer.pleasure = Some(1 + u8::try_from(chance.below(5)).unwrap()),
                2 => {
                    customer.facts = chance.of(&[None, Some("Two sons".into()), Some("Chess".into())]).unwrap().clone();
                }
                3 => customer.favorite = !customer.favorite,
                4 => customer.tags = Tags::read(chance.of(&["vip", "porto, vip", "spring"]).unwrap()).unwrap(),
                5 => customer.birthday = chance.of(&["04-12", "1991-05-12", "x"]).unwrap().parse().ok(),
                6 => {
                    let entry = |value: &str| ReachEntry { value: value.into(), ..ReachEntry::default() };
                    let all = [entry("+351225550144"), entry("+351225550145"), entry("+351225550146")];
                    customer.others.phones = all.into_iter().filter(|_| chance.one_in(2)).collect();
                }
                _ => customer.name = chance.of(&["Ana R.", "Zoe Z.", "Rui Costa"]).unwrap().to_string(),
            }
            change.update_customer(&customer)?;
            Ok(format!("edited {id}"))
        }),
        (6..=8, Some(id), _) => book.change(&clock, "logged", |change| {
            let touch = touch_of(change, id, "+ Thank you, @Sally");
            change.add_touch(&touch)?;
            if chance.one_in(3) {
                change.tell_words_of(touch.id)?;
            }
            Ok(format!("logged {}", touch.id))
        }),
        (9, _, Some(touch)) => book.change(&clock, "corrected", |change| {
            let before = change.touch(touch)?;
            change.update_touch(&Touch { text: "! a pick list".into(), ..before })?;
            Ok(format!("corrected {touch}"))
        }),
        (10, _, Some(touch)) => book.change(&clock, "deleted", |change| {
            change.delete_touch(&change.touch(touch)?)?;
            Ok(format!("deleted {touch}"))
        }),
        (11 | 12, ..) => book.undo(&clock, None).map(|undone| format!("undid {}", undone.step.label)),
        (13, ..) => book.redo(&clock).map(|step| format!("redid {}", step.label)),
        (14..=16, Some(id), _) if book.customer(id)?.team.is_none() => {
            let owner = (!chance.one_in(3)).then(|| desk.rep.clone());
            let team = desk.team.clone();
            book.act_on_shared(&clock, &team, (id, SharingAct::Share, owner.as_deref()))?;
            Ok(format!("shared {id} {owner:?}"))
        }
        // Also by who may not: then it counts for nothing, on every machine.
        (17 | 18, Some(id), _) if book.customer(id)?.team.is_some() => {
            let to = *chance.of(&[Some("ana"), Some("ben"), Some("mia"), None]).unwrap();
            let team = desk.team.clone();
            book.act_on_shared(&clock, &team, (id, SharingAct::Give, to))?;
            Ok(format!("gave {id} to {to:?}"))
        }
        (19, Some(id), _) if book.customer(id)?.team.is_some() => {
            let team = desk.team.clone();
            book.act_on_shared(&clock, &team, (id, SharingAct::Unshare, None))?;
            Ok(format!("unshared {id}"))
        }
        (21, ..) => {
            let all = book.clashes()?;
            let Some(clash) = chance.of(&all) else { return Ok("nothing lost".into()) };
            if chance.one_in(2) {
                book.take_of_clash(&clock, (clash.id, "took"), &|_, _| {})?;
            } else {
                book.keep_of_clash(&clock, clash.id, "kept")?;
            }
            Ok(format!("settled {} of {}", clash.field, clash.row))
        }
        (20, Some(id), _) if chance.one_in(4) => {
            let name = book.customer(id)?.name;
            book.erase(&clock, id, &name)?;
            Ok(format!("forgot {id}"))
        }
        _ => Ok("nothing".into()),
    }
}

/// A log as the book keeps it: id, rep, whether it is there, kind, words, clock.
type Log = (i64, String, bool, Option<String>, Option<String>, i64);

/// What a book has of its team: by customer the state, and every log.
fn all_of(desk: &Desk) -> (BTreeMap<i64, Value>, Vec<Value>) {
    let team = desk.team.id;
    let known: Vec<i64> =
        desk.book.db.all("SELECT customer FROM sync_shared WHERE team = ?1 ORDER BY 1", [team], "look").unwrap();
    let mut customers = BTreeMap::new();
    for id in known {
        let state = desk.book.state(team, id).unwrap();
        if state.hidden {
            continue;
        }
        let owner = desk.book.shared(team, CustomerId(id)).unwrap().owner;
        let fields: Document =
            state.fields.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
        let row = desk.book.find_customer(CustomerId(id)).unwrap();
        assert_eq!(row.is_some() && state.here, state.here && !state.fields.is_empty(), "{id} is shown");
        if let Some(row) = row.filter(|_| state.here) {
            assert_eq!((row.team.as_deref(), &row.owner), (Some("north"), &owner), "{id}");
            let mut shown = document_of(&row);
            let favorite = fields.get(FAVORITE).cloned();
            shown.extend(favorite.map(|favorite| (FAVORITE.to_string(), favorite)));
            // Which of several numbers comes first is told by the places that they were given.
            let without_place = |document: &Document| -> Document {
                let plain = |name: &String, value: &Value| {
                    (name.clone(), if name.contains(':') { json!(1) } else { value.clone() })
                };
                document.iter().map(|(name, value)| plain(name, value)).collect()
            };
            assert_eq!(without_place(&shown), without_place(&fields), "{id} is shown as the team has them");
        }
        customers.insert(id, json!([state.here, owner, state.forgotten, fields, state.clocks]));
    }
    let hidden = "SELECT customer FROM sync_shared WHERE hidden OR forgotten";
    let sql = format!(
        "SELECT touch, rep, here, kind, text, clock FROM sync_team_touch WHERE customer NOT IN ({hidden}) ORDER BY touch, rep"
    );
    let logs: Vec<Log> = desk.book.db.all(&sql, [], "look").unwrap();
    let logs =
        logs.into_iter().map(|(touch, rep, here, kind, text, clock)| json!([touch, rep, here, kind, text, clock]));
    (customers, logs.filter(|log| log[2] == true).collect())
}

/// The conflicts that are listed, but for those of customers whom somebody hides: field, both values, and the reps.
fn lost(book: &Book, hidden: &BTreeSet<i64>) -> Vec<[String; 6]> {
    let clashes = book.clashes().unwrap().into_iter().filter(|clash| !hidden.contains(&clash.row));
    let told = |clash: crate::book::sync::Clash| {
        let crate::book::sync::Clash { id, field, kept, lost, kept_by, lost_by, .. } = clash;
        [id.to_string(), field, kept.to_string(), lost.to_string(), kept_by, lost_by]
    };
    clashes.map(told).collect()
}

fn live(seed: u64) {
    let machines = 2 + usize::try_from(seed % 4).unwrap();
    let mut world = World::new(seed, machines);
    for _ in 0..120 {
        world.step();
    }
    world.settle();
    let all: Vec<_> = world.desks.iter().map(all_of).collect();
    let hidden: BTreeSet<i64> = world
        .desks
        .iter()
        .flat_map(|desk| desk.book.db.all::<i64>("SELECT customer FROM sync_shared WHERE hidden", [], "look").unwrap())
        .collect();
    for (number, (customers, logs)) in all.iter().enumerate() {
        let told = world.told();
        for (id, state) in customers {
            let first = all.iter().find_map(|(others, _)| others.get(id)).unwrap();
            assert_eq!(state, first, "seed {seed}, desk {number}, customer {id}{told}");
        }
        let of_all = |logs: &[Value]| -> Vec<Value> { logs.to_vec() };
        if hidden.is_empty() {
            assert_eq!(of_all(logs), of_all(&all[0].1), "seed {seed}, desk {number}{told}");
        }
    }
    for desk in &world.desks {
        let told = world.told();
        assert_eq!(lost(&desk.book, &hidden), lost(&world.desks[0].book, &hidden), "seed {seed}, {}{told}", desk.rep);
    }
    for desk in &mut world.desks {
        assert_eq!(desk.book.count_waiting((desk.team.id, TeamSpace::Team)).unwrap(), 0, "seed {seed}: all is said");
        for part in [Part::File, Part::References, Part::Remarks, Part::KeptUp, Part::Journal, Part::Search] {
            let found = desk.book.look_for_damage(part, &Watch::default()).unwrap();
            assert!(found.is_empty(), "seed {seed}: {found}");
        }
    }
}

/// A hundred lives; as in the histories of one user's machines, the environment asks for more, or for others.
#[test]
fn all_reps_end_alike() {
    desks::live_all(100, live);
}
