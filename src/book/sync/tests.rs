//! Random lives of a book on several machines: whatever each did, and in whatever order they heard of each other, all end
//! with the same rows.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::json;

use super::tables::{PICK, SYNCED};
use super::*;
use crate::book::chance::Chance;
use crate::book::check::Part;
use crate::book::copy::Watch;
use crate::book::desks;
use crate::book::picks::Offer;
use crate::book::tests::touch_of;
use crate::book::visits::{PlanState, PlannedRow};
use crate::domain::customer::{Customer, ReachEntry, Standing};
use crate::domain::ids::{CustomerId, RemarkId, TouchId};
use crate::domain::merging;
use crate::domain::remark::RemarkState;
use crate::domain::rotation::PickState;
use crate::domain::setback::{Setback, SetbackKind};
use crate::domain::tags::Tags;
use crate::domain::touch::{Outcome, Touch, TouchKind};
use crate::error::Error;
use crate::sync::segment::{self, Entry, Header, Kind, VERSION};
use importing::Files;

mod importing;
mod rules;

/// A machine of the test: its book, and how far its clock is off.
struct Desk {
    book: Book,
    writer: WriterId,
    off: TimeDelta,
    minutes: i64,
}

impl Desk {
    fn clock(&self) -> Clock {
        desks::clock(self.off, self.minutes)
    }
}

/// A segment in the folder, and who can see it by now.
struct InStore {
    arrived: Arrived,
    seen_by: Vec<bool>,
}

struct World {
    desks: Vec<Desk>,
    folder: Vec<InStore>,
    chance: Chance,
    files: Files,
    log: Vec<String>,
}

impl World {
    /// Machines that live a while alone, and then join the space one after the other.
    fn new(seed: u64, machines: usize) -> Self {
        let mut world = Self::apart(seed, machines);
        for at in 0..machines {
            for _ in 0..world.chance.below(6) {
                world.act(at);
            }
            world.join(at);
        }
        world
    }

    /// Machines that know nothing of each other.
    fn apart(seed: u64, machines: usize) -> Self {
        let mut chance = Chance(seed);
        let mut desks = Vec::new();
        for number in 0..machines {
            let (book, writer, off) = desks::machine(&mut chance, number);
            desks.push(Desk { book, writer, off, minutes: 0 });
        }
        let (files, folder, log) = (Files::new(), Vec::new(), Vec::new());
        Self { desks, folder, chance, files, log }
    }

    fn join(&mut self, at: usize) {
        let desk = &mut self.desks[at];
        let clock = desk.clock();
        let part = Membership::new("space", "/folder", desk.writer, &format!("desk {at}"));
        desk.book.join_space(&clock, &part).unwrap();
        desk.book.gather_everything(&clock).unwrap();
        self.sync(at, 100);
    }

    /// A file with those of its machine that a desk takes in with it: every other desk reads one at a time, and nothing is
    /// read before somebody whom a file forgets is erased.
    fn with_those_behind(&self, at: usize, first: &InStore, applied: &Upto) -> Vec<Arrived> {
        let mut together = vec![first.arrived.clone()];
        let forgets = |arrived: &Arrived| arrived.entries.iter().any(|entry| matches!(entry, Entry::Forget { .. }));
        while at % 2 == 1 && !together.last().is_some_and(forgets) {
            let Arrived { writer, seq, .. } = together[together.len() - 1];
            let upto = |of: &WriterId| if *of == writer { seq } else { applied.get(of).copied().unwrap_or_default() };
            let next = self.folder.iter().find(|file| {
                let Arrived { header, .. } = &file.arrived;
                let is_next = (file.arrived.writer, file.arrived.seq) == (writer, seq + 1);
                let is_ready = header.seen.iter().all(|(of, needed)| upto(of) >= *needed);
                is_next && is_ready && file.seen_by[at] && header.kind == Kind::Changes
            });
            let Some(next) = next else { break };
            together.push(next.arrived.clone());
        }
        together
    }

    /// Reads what can be seen and sends what waits; cut off after some calls of the store.
    fn sync(&mut self, at: usize, mut calls: usize) {
        let machines = self.desks.len();
        let clock = self.desks[at].clock();
        self.desks[at].book.gather(&clock).unwrap();
        loop {
            let read = self.desks[at].book.read_segments().unwrap();
            let applied = self.desks[at].book.seen().unwrap();
            let next = self.folder.iter().find(|file| {
                let Arrived { writer, seq, hash, header, .. } = &file.arrived;
                let is_read = read.get(writer).is_some_and(|read| read.contains(&(*seq, hash.clone())));
                let of = |writer: &WriterId| applied.get(writer).copied().unwrap_or_default();
                let ready = of(writer) + 1 == *seq && header.seen.iter().all(|(writer, upto)| of(writer) >= *upto);
                file.seen_by[at] && !is_read && ready && header.kind == Kind::Changes
            });
            let mut snapshots = self.folder.iter().filter(|file| {
                let Kind::Snapshot { covers, .. } = &file.arrived.header.kind else { return false };
                let brings = |(writer, upto): (&WriterId, &u64)| applied.get(writer).is_none_or(|here| here < upto);
                file.seen_by[at] && covers.iter().any(brings)
            });
            let next = next.or(snapshots.next_back());
            let Some(next) = next.map(|file| self.with_those_behind(at, file, &applied)) else { break };
            if calls == 0 {
                return;
            }
            calls -= 1;
            let desk = &mut self.desks[at];
            let taken = desk.book.take_in(&clock, &next).unwrap();
            for Arrived { writer, seq, entries, .. } in &next {
                self.log.push(format!("{at} reads {writer} {seq} of {}", entries.len()));
            }
            for (id, name) in taken.forgotten {
                desk.book.erase(&clock, id, &name).unwrap();
            }
        }
        for (id, name) in self.desks[at].book.to_be_erased().unwrap() {
            self.desks[at].book.erase(&clock, id, &name).unwrap();
        }
        while let Some(out) = self.desks[at].book.outgoing(0).unwrap() {
            if calls == 0 {
                return;
            }
            calls -= 1;
            let desk = &mut self.desks[at];
            let hash = format!("{}-{}", desk.writer, out.seq);
            let header = Header {
                v: VERSION,
                seen: out.seen,
                made: clock.instant.timestamp_millis(),
                name: format!("desk {at}"),
                kind: Kind::Changes,
            };
            self.log.push(format!("{at} sends {}: {:?}", out.seq, out.entries));
            let arrived =
                Arrived { writer: desk.writer, seq: out.seq, hash: hash.clone(), header, entries: out.entries };
            let seen_by = (0..machines).map(|other| other == at || self.chance.one_in(2)).collect();
            self.folder.push(InStore { arrived, seen_by });
            // The end of a call may be lost: then the segment is there, and nobody knows.
            if self.chance.one_in(12) {
                return;
            }
            self.desks[at].book.was_sent(&clock, out.seq, &hash).unwrap();
        }
    }

    /// Puts a snapshot into the folder, in place of the segments that it covers.
    fn compact(&mut self, at: usize) {
        self.sync(at, 10_000);
        let desk = &mut self.desks[at];
        let clock = desk.clock();
        let whole = desk.book.whole_space(&clock).unwrap();
        let read = desk.book.read_segments().unwrap();
        self.folder.retain(|file| {
            let Arrived { writer, seq, hash, header, .. } = &file.arrived;
            let is_read = read.get(writer).is_some_and(|read| read.contains(&(*seq, hash.clone())));
            header.kind != Kind::Changes || !is_read || whole.covers.get(writer).is_none_or(|upto| upto < seq)
        });
        let kind = Kind::Snapshot { covers: whole.covers.clone(), part: segment::Part::WHOLE };
        let (seen, made) = (whole.covers, clock.instant.timestamp_millis());
        let header = Header { v: VERSION, seen, made, name: format!("desk {at}"), kind };
        let hash = format!("snapshot {}", self.folder.len());
        self.log.push(format!("{at} compacts"));
        let arrived = Arrived { writer: desk.writer, seq: 0, hash, header, entries: whole.entries };
        let seen_by = vec![false; self.desks.len()];
        self.folder.push(InStore { arrived, seen_by });
    }

    /// What happened, where somebody wants to read it.
    fn told(&self) -> String {
        desks::told(&self.log)
    }

    /// Everybody sees all there is, until nobody has anything to say.
    fn settle(&mut self) {
        for _ in 0..8 {
            for file in &mut self.folder {
                file.seen_by.fill(true);
            }
            for at in 0..self.desks.len() {
                self.sync(at, 10_000);
            }
        }
    }

    fn step(&mut self) {
        let at = self.chance.below(self.desks.len());
        if self.chance.one_in(4) {
            let calls = if self.chance.one_in(6) { self.chance.below(3) } else { 10_000 };
            for file in &mut self.folder {
                if self.chance.one_in(2) {
                    file.seen_by[at] = true;
                }
            }
            self.sync(at, calls);
        } else {
            self.act(at);
        }
    }

    fn act(&mut self, at: usize) {
        let chance = &mut self.chance;
        let desk = &mut self.desks[at];
        desk.minutes += 1 + i64::try_from(chance.below(400)).unwrap();
        let clock = desk.clock();
        let what = chance.below(28);
        let done = match what {
            24 | 25 => self.import_from_a_crm(at, &clock),
            26 => self.import_an_export(at, &clock),
            _ => act(&mut desk.book, &clock, chance, what),
        };
        if let Err(refused) = &done {
            let is_undo = UNDO.contains(&what) || what == REDO;
            assert!(tells_what_is_in_the_way(refused, is_undo), "{at} acts {what}: {refused}");
        }
        self.log.push(format!("{at} acts {what}: {done:?}"));
    }

    fn import_from_a_crm(&mut self, at: usize, clock: &Clock) -> Result<String> {
        let file = importing::people_of_a_crm(&self.files, &mut self.chance, at);
        importing::import(&mut self.desks[at].book, clock, file)
    }

    /// Imports what the same desk, or another, exports by now.
    fn import_an_export(&mut self, at: usize, clock: &Clock) -> Result<String> {
        let from = self.chance.below(self.desks.len());
        let there = self.desks[from].clock();
        let file = importing::export(&self.files, &mut self.chance, (&mut self.desks[from].book, &there))?;
        let imported = importing::import(&mut self.desks[at].book, clock, file)?;
        Ok(format!("of desk {from} {imported}"))
    }
}

fn customers(book: &Book) -> Vec<i64> {
    book.db.all("SELECT id FROM customer ORDER BY id", [], "look").unwrap()
}

fn ids_of(book: &Book, table: &str) -> Vec<i64> {
    book.db.all(&format!("SELECT id FROM {table} ORDER BY id"), [], "look").unwrap()
}

const LINES: [&str; 7] = [
    "+ Thank you, @Sally",
    "! a pick list",
    "= the offer by Friday",
    "? a second site",
    "> Rui at Norte",
    "news of the day",
    "+ Ana: kind words",
];

fn text(chance: &mut Chance) -> String {
    let lines: Vec<&str> = (0..chance.below(4)).filter_map(|_| chance.of(&LINES).copied()).collect();
    lines.join("\n")
}

/// Whether a user who is refused something learns why, and can go on with the step before where that is an undo.
fn tells_what_is_in_the_way(refused: &Error, is_undo: bool) -> bool {
    let goes_on = ["there is nothing to ", "changed on another machine since"];
    !refused.is_contradiction() && (!is_undo || goes_on.iter().any(|told| refused.message.contains(told)))
}

/// The acts that undo, and the one that redoes.
const UNDO: [usize; 2] = [11, 12];
const REDO: usize = 13;

/// One act of a user; errors are refusals, which change nothing.
fn act(book: &mut Book, clock: &Clock, chance: &mut Chance, what: usize) -> Result<String> {
    let people = customers(book);
    let somebody = chance.of(&people).copied().map(CustomerId);
    let touches = ids_of(book, "touch");
    let touch = chance.of(&touches).copied().map(TouchId);
    let remarks = ids_of(book, "remark");
    let remark = chance.of(&remarks).copied().map(RemarkId);
    match (what, somebody, touch, remark) {
        (0 | 1, ..) => {
            let name = *chance.of(&["Ana Ribeiro", "Marcus Webb", "Zoe", "Rui Costa"]).unwrap();
            book.change(clock, "added", |change| {
                let mut customer = Customer::new(change.new_customer_id(), name, change.clock());
                customer.favorite = chance.one_in(2);
                customer.tags = Tags::read(chance.of(&["vip", "porto, vip", ""]).unwrap()).unwrap_or_default();
                customer.facts = chance.of(&[None, Some("Likes tea".to_string())]).unwrap().clone();
                customer.birthday = chance.of(&["04-12", "1990-04-12", "x"]).unwrap().parse().ok();
                let phone = chance.of(&["+351225550142", "+351225550143"]).unwrap();
                customer.phone = Some((*phone).to_string());
                if chance.one_in(2) {
                    let value = chance.of(&["+351225550144", "+351225550145"]).unwrap().to_string();
                    customer.others.phones = vec![ReachEntry { label: None, value, shown: None, region: None }];
                }
                change.add_customer(&customer)?;
                if chance.one_in(3) {
                    change.keep_imported_fields(customer.id, &json!({"name": name}).to_string())?;
                }
                Ok(format!("added {}", customer.id))
            })
        }
        (2..=4, Some(id), ..) => book.change(clock, "edited", |change| {
            let mut customer = change.customer(id)?;
            match chance.below(9) {
                0 => customer.city = chance.of(&[None, Some("Porto".into()), Some("Faro".into())]).unwrap().clone(),
                1 => customer.pleasure = Some(1 + u8::try_from(chance.below(5)).unwrap()),
                2 => {
                    customer.facts =
                        Some(chance.of(&["Two sons", "Plays chess", "also: name Zoe"]).unwrap().to_string());
                }
                3 => {
                    customer.standing = *chance.of(&[Standing::Active, Standing::Past]).unwrap();
                    customer.left_on = (customer.standing == Standing::Past).then(|| clock.today());
                }
                4 => customer.tags = Tags::read(chance.of(&["vip", "porto, vip", "spring"]).unwrap()).unwrap(),
                5 => customer.referred_by = chance.of(&people).copied().map(CustomerId).filter(|by| *by != id),
                6 => customer.birthday = chance.of(&["04-12", "1991-05-12", "x"]).unwrap().parse().ok(),
                7 => customer.others.phones.clear(),
                _ => customer.name = chance.of(&["Ana R.", "Zoe Z.", "Rui Costa"]).unwrap().to_string(),
            }
            change.update_customer(&customer)?;
            Ok(format!("edited {id}"))
        }),
        (5..=7, Some(id), ..) => {
            let said = text(chance);
            let with: Vec<CustomerId> = if chance.one_in(4) {
                chance.of(&people).copied().map(CustomerId).into_iter().collect()
            } else {
                vec![]
            };
            book.change(clock, "logged a call", |change| {
                let touch = touch_of(change, id, &said);
                change.add_touch_with(&touch, &with)?;
                Ok(format!("logged {} with {id}", touch.id))
            })
        }
        (8 | 9, _, Some(touch), _) => {
            let said = text(chance);
            book.change(clock, "corrected", |change| {
                let touch = change.touch(touch)?;
                let mut new = Touch { text: said, ..touch };
                match chance.below(4) {
                    0 => (new.kind, new.outcome) = (TouchKind::Visit, None),
                    1 => (new.kind, new.outcome) = (TouchKind::Call, Some(Outcome::Voicemail)),
                    2 => new.minutes = Some(3),
                    _ => {}
                }
                change.update_touch(&new)?;
                Ok(format!("corrected {}", new.id))
            })
        }
        (10, _, Some(touch), _) => book.change(clock, "deleted", |change| {
            change.delete_touch(&change.touch(touch)?)?;
            Ok(format!("deleted {touch}"))
        }),
        (what, ..) if UNDO.contains(&what) => {
            book.undo(clock, None).map(|undone| format!("undid {}", undone.step.label))
        }
        (REDO, ..) => book.redo(clock).map(|step| format!("redid {}", step.label)),
        (14 | 15, Some(into), ..) => {
            let other = chance.of(&people).copied().map(CustomerId).filter(|other| *other != into);
            let Some(other) = other else { return Ok("nobody to merge".into()) };
            book.gather(clock)?;
            book.change(clock, "merged", |change| {
                let (goes, stays) = (change.customer(other)?, change.customer(into)?);
                let pointer = goes.referred_by.map(|by| change.find_customer(by)).transpose()?.flatten();
                let merged = merging::merged(&stays, &goes, pointer.as_ref().map(|c| c.name.as_str()));
                change.merge(&goes, &merged)?;
                Ok(format!("merged {other} into {into}"))
            })
        }
        (16, _, _, Some(remark)) => book.change(clock, "said what became of it", |change| {
            let state = *chance.of(&[RemarkState::Open, RemarkState::Dropped]).unwrap();
            change.set_remark_state(remark, state)?;
            Ok(format!("{state:?} {remark}"))
        }),
        (17, _, _, Some(remark)) => book.change(clock, "starred", |change| {
            let sql = "UPDATE remark SET starred = ?2, updated_at = ?3 WHERE id = ?1 AND kind = 'praise'";
            change.db.run(sql, (remark, chance.one_in(2), change.now_ms()), "star")?;
            Ok(format!("starred {remark}"))
        }),
        (18, Some(id), ..) => book.change(clock, "planned", |change| {
            let day = clock.today() + TimeDelta::days(i64::try_from(chance.below(3)).unwrap());
            let state = *chance.of(&[PlanState::Accepted, PlanState::Declined]).unwrap();
            change.plan_visit(&PlannedRow { customer: id, day, state, moved_to: None, because: None })?;
            Ok(format!("planned {id} on {day}"))
        }),
        (19 | 20, Some(id), ..) => {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
            let offer = Offer { call_day: day, customer: id, wait_days: 3, weight: 2, score: 6, reasons: Vec::new() };
            book.note(clock, |note| note.store_offer(&offer))?;
            book.change(clock, "settled", |change| {
                let picks = change.picks_of_slot(day)?;
                let open = picks.iter().find(|pick| pick.state == PickState::Offered);
                let Some(open) = open else { return Ok("no offer".into()) };
                let state = *chance.of(&[PickState::Called, PickState::Skipped, PickState::NotReached]).unwrap();
                change.settle(open.id, state, None)?;
                Ok(format!("settled {} {state:?}", open.customer))
            })
        }
        (21, ..) => book.change(clock, "noted a setback", |change| {
            let setback = Setback {
                id: crate::domain::ids::SetbackId(change.new_id(clock)),
                kind: SetbackKind::LostDeal,
                about: None,
                at: clock.stamp(),
                mood: Some(2),
                answered_by: touch,
            };
            change.db.insert(&setback, change.now_ms(), "note it")?;
            Ok(format!("setback answered by {touch:?}"))
        }),
        (22, Some(id), ..) => {
            let other = chance.of(&people).copied().map(CustomerId).filter(|other| *other != id);
            let Some(other) = other else { return Ok("nobody to keep apart".into()) };
            book.change(clock, "kept apart", |change| {
                if chance.one_in(3) {
                    change.keep_apart_no_longer(id, other)?
                } else {
                    change.keep_apart(id, other)?
                };
                Ok(format!("kept {id} and {other} apart"))
            })
        }
        (23, Some(id), ..) if chance.one_in(3) => {
            let name = book.customer(id)?.name;
            let records = book.merged_records(id)?;
            for (record, name) in records.into_iter().chain([(id, name)]) {
                book.erase(clock, record, &name)?;
            }
            Ok(format!("forgot {id}"))
        }
        _ => Ok("nothing".into()),
    }
}

/// A new column travels, or is named here as one that each machine has for itself.
#[test]
fn every_column_travels_or_each_machine_has_its_own() {
    let book = Book::in_memory().unwrap();
    let mut staying = Vec::new();
    for table in &SYNCED {
        let columns: Vec<String> =
            book.db.all("SELECT name FROM pragma_table_info(?1) ORDER BY cid", [table.name], "look").unwrap();
        let stays = columns
            .into_iter()
            .filter(|c| !["id", "updated_at"].contains(&c.as_str()) && !table.columns().any(|travels| travels == c));
        staying.extend(stays.map(|column| format!("{}.{column}", table.name)));
    }
    let derived_or_own = [
        "customer.sort_name",
        "customer.last_talked",
        "customer.last_touch",
        "customer.last_touch_kind",
        "customer.sort_company",
        "customer.sort_city",
        "customer.team",
        "customer.owner",
        "remark.said_at",
        "remark.said_on",
        "remark.position",
        "remark.kind",
        "remark.teammate",
        "remark.last_shown_at",
        "remark.times_shown",
        "pick.kept_for",
    ];
    assert_eq!(staying, derived_or_own);
}

/// All rows that travel, and the conflicts that are listed.
fn dump(book: &Book) -> BTreeMap<String, String> {
    let mut all = rows(book);
    for Clash { id, table, row, field, kept, lost, at, .. } in lost(book) {
        let told = json!({"table": table, "row": row, "field": field, "kept": kept, "lost": lost, "at": at});
        all.insert(format!("conflict {id}"), told.to_string());
    }
    all
}

/// All rows that travel, as their tables have them.
fn rows(book: &Book) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    for table in SYNCED {
        let columns: Vec<String> =
            book.db.all("SELECT name FROM pragma_table_info(?1) ORDER BY name", [table.name], "look").unwrap();
        let own = ["times_shown", "last_shown_at", "kept_for"];
        let columns: Vec<String> = columns.into_iter().filter(|c| !own.contains(&c.as_str())).collect();
        let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {c}")).collect();
        let which = if *table == PICK { "WHERE state NOT IN ('offered', 'withdrawn')" } else { "" };
        let sql = format!("SELECT '{0} ' || id, json_object({1}) FROM {0} {which}", table.name, pairs.join(", "));
        rows.extend(book.db.all::<(String, String)>(&sql, [], "look").unwrap());
    }
    rows
}

/// Which columns differ, each with both values.
fn differences(one: Option<&String>, other: Option<&String>) -> String {
    let (Some(one), Some(other)) = (one, other) else { return format!("{one:?}\n   {other:?}") };
    let read = |text: &str| -> BTreeMap<String, serde_json::Value> { serde_json::from_str(text).unwrap() };
    let (one, other) = (read(one), read(other));
    let unlike = one.iter().filter(|(column, value)| other.get(*column) != Some(value));
    let told = unlike.map(|(column, value)| format!("{column}: {value} / {}", other[column]));
    told.collect::<Vec<_>>().join(", ")
}

/// The conflicts that are listed.
fn lost(book: &Book) -> Vec<Clash> {
    book.clashes().unwrap()
}

fn live(seed: u64) {
    live_on(seed, dump, |_| {});
}

/// Lives, and does something beside at each step; at the end all books show the same.
fn live_on(seed: u64, show: fn(&Book) -> BTreeMap<String, String>, mut beside: impl FnMut(&mut World)) {
    let machines = 2 + usize::try_from(seed % 4).unwrap();
    let mut world = World::new(seed, machines);
    for _ in 0..120 {
        world.step();
        beside(&mut world);
    }
    world.settle();
    let first = show(&world.desks[0].book);
    for (at, desk) in world.desks.iter().enumerate() {
        let broken: Vec<String> =
            desk.book.db.all("SELECT \"table\" FROM pragma_foreign_key_check", [], "look").unwrap();
        assert_eq!(broken, Vec::<String>::new(), "seed {seed}, desk {at}");
        for part in Part::ALL {
            let found = desk.book.look_for_damage(part, &Watch::default()).unwrap();
            assert!(found.is_empty(), "seed {seed}, desk {at}: {found}{}", world.told());
        }
        let other = show(&desk.book);
        if other == first {
            continue;
        }
        let mut unlike = Vec::new();
        for key in first.keys().chain(other.keys()) {
            if first.get(key) != other.get(key) {
                unlike.push(format!("{key}: {}", differences(first.get(key), other.get(key))));
            }
        }
        unlike.sort();
        unlike.dedup();
        panic!("seed {seed}: desk {at} differs:\n{}{}", unlike.join("\n"), world.told());
    }
}

#[test]
fn of_two_full_books_the_later_record_counts_also_where_it_lacks_something() {
    let mut world = World::apart(2, 2);
    let (early, late) = (crate::book::tests::clock(), crate::book::tests::later(60));
    for (desk, clock, city, role) in [(0, early, Some("Porto"), Some("Buyer")), (1, late, None, Some("Head of buying"))]
    {
        let text = |value: Option<&str>| value.map(str::to_string);
        let ana =
            Customer { city: text(city), role: text(role), ..Customer::new(CustomerId(7), "Ana Ribeiro", &clock) };
        world.desks[desk].book.change(&clock, "added", |change| change.add_customer(&ana)).unwrap();
    }
    // Whoever comes first.
    for at in [1, 0] {
        world.join(at);
    }
    world.settle();
    for desk in &world.desks {
        let ana = desk.book.customer(CustomerId(7)).unwrap();
        assert_eq!((ana.city, ana.role.as_deref()), (None, Some("Head of buying")));
    }
    let lost = |desk: &Desk| desk.book.clashes().unwrap().into_iter().map(|clash| clash.field).collect::<Vec<_>>();
    assert!(world.desks.iter().all(|desk| lost(desk).contains(&"city".to_string())));
}

/// Two hundred lives; `GOODCALL_HISTORIES=10000 cargo test --lib all_books_end_alike` lives more, and `GOODCALL_SEED` begins
/// with another one and tells what happened.
#[test]
fn all_books_end_alike() {
    desks::live_all(200, live);
}

/// The same lives, in which now and then a machine puts a snapshot in place of the segments; others may not have read these.
#[test]
fn all_books_end_alike_whose_folder_is_compacted() {
    desks::live_all(40, |seed| {
        let mut chance = Chance(seed);
        live_on(seed, dump, |world| {
            if chance.one_in(20) {
                let at = chance.below(world.desks.len());
                world.compact(at);
            }
        });
    });
}
