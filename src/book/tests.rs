//! What must hold of the book as a whole: the journal covers every column, undo leaves no trace, nothing reads it all.

use std::cell::RefCell;

use chrono::{TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::check::Part;
use super::copy::Watch;
use super::customers::Direction;
use super::ideas::Ideas;
use super::identities::{Among, Said};
use super::picks::{Offer, PastPick};
use super::praise::PraiseFilter;
use super::promises::Promises;
use super::visits::{PlanState, PlannedRow};
use super::*;
use crate::domain::anniversary::YearDay;
use crate::domain::choice::Choice as _;
use crate::domain::customer::{Customer, ReachEntry, ReachKind, Standing};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::order::Order;
use crate::domain::remark::{RemarkKind, RemarkState};
use crate::domain::rotation::PickState;
use crate::domain::setback::{Setback, SetbackKind};
use crate::domain::tags::Tags;
use crate::domain::touch::{Occasion, Outcome, Touch, TouchKind};

pub(super) fn clock() -> Clock {
    Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: crate::domain::tz::Tz::UTC }
}

pub(super) fn later(minutes: i64) -> Clock {
    Clock { instant: clock().instant + TimeDelta::minutes(minutes), ..clock() }
}

pub(super) fn touch_of(change: &Change<'_>, customer: CustomerId, text: &str) -> Touch {
    Touch {
        id: change.new_touch_id(),
        customer,
        kind: TouchKind::Call,
        outcome: Some(Outcome::Reached),
        at: change.clock().stamp(),
        minutes: Some(7),
        occasion: Occasion::Other,
        setback: None,
        mood_before: Some(2),
        mood_after: None,
        imported: false,
        text: text.into(),
    }
}

/// A book of two customers with a touch each.
pub(super) fn book() -> (Book, Vec<CustomerId>) {
    let mut book = Book::in_memory().unwrap();
    let ids = book
        .change(&clock(), "began", |change| {
            let mut ids = Vec::new();
            for name in ["Ana Ribeiro", "Marcus Webb"] {
                let customer =
                    Customer { favorite: true, ..Customer::new(change.new_customer_id(), name, change.clock()) };
                change.add_customer(&customer)?;
                change.add_touch(&touch_of(change, customer.id, "+ Thank you, @Sally\n! a pick list\nnews"))?;
                ids.push(customer.id);
            }
            Ok(ids)
        })
        .unwrap();
    (book, ids)
}

/// All rows of all tables but those that undo leaves alone.
fn dump(book: &Book) -> Vec<String> {
    let left_alone = ["change", "journal", "draft"];
    let tables: Vec<String> = strings(
        &book.db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' UNION SELECT 'search_text'",
    );
    let mut rows = Vec::new();
    for table in tables.iter().filter(|t| !left_alone.contains(&t.as_str())) {
        let columns = strings(&book.db, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let values: Vec<_> = columns
            .iter()
            .filter(|c| !["times_shown", "last_shown_at"].contains(&c.as_str()))
            // Rows of one rank stand in the order in which they came.
            .map(|c| match (table.as_str(), c.as_str()) {
                ("search_text", "id") => "quote(id >> iif(kind = 'customer', 9, 6))".to_string(),
                _ => format!("quote({c})"),
            })
            .collect();
        let open = if table == "pick" { "WHERE state <> 'offered'" } else { "" };
        let order = match table.as_str() {
            "past_wait" => "cadence, because, since",
            "praised_on" | "talked_on" => "day",
            "search_text" => "1",
            of_space if of_space.starts_with("sync_") => "1",
            _ => "id",
        };
        let sql = format!("SELECT '{table} ' || {} FROM {table} {open} ORDER BY {order}", values.join(" || ',' || "));
        rows.extend(strings(&book.db, &sql));
    }
    rows
}

fn strings(db: &Connection, sql: &str) -> Vec<String> {
    db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn the_journal_covers_every_column_of_every_table() {
    let (book, _) = book();
    let free = [
        "change",
        "journal",
        "draft",
        "counter",
        "past_wait",
        "praised_on",
        "talked_on",
        "written_file",
        "asked",
        "search_text",
    ];
    let derived =
        ["sort_name", "last_talked", "last_touch", "last_touch_kind", "sort_company", "sort_city", "team", "owner"];
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE 'search'
               UNION SELECT 'search_text'";
    for table in strings(&book.db, sql).iter().filter(|t| !free.contains(&t.as_str()) && !t.starts_with("sync_")) {
        for event in ["added", "changed", "removed"] {
            let name = format!("journal_{table}_{event}");
            let trigger =
                strings(&book.db, &format!("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = '{name}'"));
            let trigger = trigger.first().unwrap_or_else(|| panic!("there is no trigger {name}"));
            for column in strings(&book.db, &format!("SELECT name FROM pragma_table_info('{table}')")) {
                let pair = format!("'{column}', old.{column}");
                let is_kept = event != "added" && !(table == "customer" && derived.contains(&column.as_str()));
                assert_eq!(trigger.contains(&pair), is_kept, "{name} and {column}");
            }
        }
    }
}

/// How many kinds of change there are below.
const KINDS: u8 = 27;

/// One change of a random kind; whether there was anything to change.
fn act(book: &mut Book, ids: &[CustomerId], kind: u8, which: usize, minute: i64) {
    let clock = later(minute);
    let id = ids[which % ids.len()];
    let slot = clock.today();
    match kind % KINDS {
        8 => {
            let offer = Offer { call_day: slot, customer: id, wait_days: 1, weight: 10, score: 10, reasons: vec![] };
            book.note(&clock, |note| note.store_offer(&offer)).unwrap();
            return;
        }
        9 => {
            let next = book.next_praise(&PraiseFilter::default()).unwrap();
            if let Some(quoted) = next {
                book.note(&clock, |note| note.praise_shown(quoted.remark.id)).unwrap();
            }
            return;
        }
        10 => return book.note(&clock, |note| note.keep_draft("log", Some(id), "{}")).unwrap(),
        _ => {}
    }
    book.change(&clock, "did something", |change| {
        let latest: Option<TouchId> = change.touches_of(id, 1)?.first().map(|t| t.id);
        match (kind % KINDS, latest) {
            (0, _) => change.add_customer(&Customer::new(change.new_customer_id(), format!("New {minute}"), &clock)),
            (1, _) => {
                let customer = change.customer(id)?;
                let name = format!("{} {which}", customer.name);
                let birthday =
                    YearDay::new(which.is_multiple_of(2).then_some(1980), 1 + u32::try_from(which % 12).unwrap(), 29);
                let customer_since = (!which.is_multiple_of(3)).then_some(slot);
                let tags = Tags::read(["vip", "Vip, porto", ""][which % 3]).unwrap();
                let city = Some("Porto".into());
                change.update_customer(&Customer { name, city, birthday, customer_since, tags, ..customer }).map(|_| ())
            }
            (2, _) => {
                let customer = change.customer(id)?;
                change.update_customer(&Customer { favorite: false, standing: Standing::Past, ..customer }).map(|_| ())
            }
            (3, _) => {
                let with = &ids[..usize::from(minute % 2 == 0)];
                let text = format!("+ kind {minute}\n? Ana: a need\n= the price list by thu");
                change.add_touch_with(&touch_of(change, id, &text), with)
            }
            (4, Some(latest)) => {
                let touch = change.touch(latest)?;
                let text = format!("{}\n! more {minute}", touch.text);
                let with = (minute % 3 < 2).then_some(&ids[..usize::from(minute % 3 == 0)]);
                change.update_touch_with(&Touch { text, ..touch }, with).map(|_| ())
            }
            (5, Some(latest)) => change.delete_touch(&change.touch(latest)?),
            (6, Some(latest)) => match change.remarks_of_touch(latest)?.first() {
                Some(remark) => {
                    if remark.starred { change.unstar(remark.id) } else { change.star(remark.id) }.map(drop)
                }
                None => Ok(()),
            },
            (7, _) => {
                let (id, at) = (change.new_setback_id(), clock.stamp());
                change.add_setback(&Setback {
                    id,
                    kind: SetbackKind::LostDeal,
                    about: None,
                    at,
                    mood: Some(1),
                    answered_by: None,
                })
            }
            (11, _) => {
                let open = change.picks_of_slot(slot)?.into_iter().find(|p| p.state == PickState::Offered);
                open.map_or(Ok(()), |p| change.settle(p.id, PickState::Skipped, Some("why")))
            }
            (12, _) => {
                let customer = change.customer(id)?;
                change.update_customer(&Customer { standing: Standing::Active, left_on: None, ..customer }).map(|_| ())
            }
            (13, _) => change.plan_visit(&planned(id, minute)),
            (14, _) if minute % 2 == 0 => {
                let named = [(slot, slot + chrono::Days::new(minute.unsigned_abs()), Some("Christmas".to_string()))];
                change.add_days_off(&named).map(|_| ())
            }
            (14, _) => change.add_away(slot, slot + chrono::Days::new(minute.unsigned_abs())).map(|_| ()),
            (15, _) => change.remove_away(slot).map(|_| ()),
            (16, _) => change.join_teammate("Sally", &format!("Sally {which}")),
            (18, _) => merge_a_twin(change, id, minute),
            (19, _) => change.keep_apart(ids[0], ids[1]).map(|_| ()),
            (20, _) => change.keep_apart_no_longer(ids[1], ids[0]).map(|_| ()),
            (21, _) => {
                let open = change.picks_of_slot(slot)?.into_iter().find(|p| p.state == PickState::Offered);
                open.map_or(Ok(()), |p| change.keep_offer(p.id, clock.instant + chrono::TimeDelta::hours(3)))
            }
            (22, _) => {
                let customer = change.customer(id)?;
                let favorite = !customer.favorite;
                change.update_customer(&Customer { favorite, standing: Standing::Active, ..customer }).map(drop)
            }
            (23, _) => {
                let offer =
                    Offer { call_day: slot, customer: id, wait_days: 1, weight: 10, score: 10, reasons: vec![] };
                change.store_offer(&offer)?;
                change.settle_as_called(slot, id).map(drop)
            }
            (24, _) => match change.same_setback(SetbackKind::LostDeal, clock.stamp())? {
                Some(before) => change.update_setback(&Setback { mood: Some(2), ..before }),
                None => Ok(()),
            },
            (26, _) => add_many(change, id, minute),
            (25, _) => change.update_customer(&reached(change.customer(id)?, which, minute)).map(drop),
            (17, Some(latest)) => {
                for remark in change.remarks_of_touch(latest)?.iter().filter(|r| r.state.is_some()) {
                    if minute % 2 == 0 {
                        change.move_due_day(remark.id, slot)?;
                    } else {
                        let is_promise = remark.kind == RemarkKind::Promise;
                        let ended = if is_promise { RemarkState::Kept } else { RemarkState::Done };
                        change.set_remark_state(remark.id, ended)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    })
    .unwrap();
}

/// Adds many as an import does: some of them change again in the same change, or go, and so does somebody who was there.
fn add_many(change: &Change<'_>, id: CustomerId, minute: i64) -> Result<()> {
    let influx = if minute % 2 == 0 { Influx::Some } else { Influx::Most };
    let many = change.begin_many(influx)?.expect("no later ids");
    let mut added = Vec::new();
    for nth in 0..4 {
        let of = |name: &str| Customer::new(change.new_customer_id(), format!("{name} {minute} {nth}"), change.clock());
        let tags = Tags::read(if nth == 1 { "vip" } else { "" }).unwrap();
        let standing = if nth == 2 { Standing::Past } else { Standing::Active };
        let customer = Customer { tags, standing, city: Some("Porto".into()), ..of("Many") };
        change.add_customer(&customer)?;
        change.keep_imported_fields(customer.id, "{}")?;
        change.add_touch(&touch_of(change, customer.id, "+ kind\n! an idea"))?;
        added.push(customer);
    }
    change.keep_imported_fields(added[0].id, r#"{"city":"Porto"}"#)?;
    let later = Customer { city: Some("Faro".into()), tags: Tags::default(), ..change.customer(added[1].id)? };
    change.update_customer(&later)?;
    change.merge(&change.customer(added[3].id)?, &change.customer(added[2].id)?)?;
    let tagged = Customer { tags: Tags::read("vip, many").unwrap(), ..change.customer(id)? };
    change.update_customer(&tagged)?;
    if let Some(before) = change.touches_of(id, 1)?.pop() {
        let text = format!("{}\n+ said later {minute}", before.text.replace("kind", "kind too"));
        change.update_touch(&Touch { text, ..before })?;
    }
    let new = change.touches_of(added[0].id, 1)?.remove(0);
    change.update_touch(&Touch { text: "+ very kind\n! an idea".into(), ..new })?;
    change.end_many(many)?;
    let last = Customer::new(change.new_customer_id(), format!("Last {minute}"), change.clock());
    change.add_customer(&last)?;
    change.update_customer(&Customer { city: Some("Lagos".into()), ..change.customer(added[0].id)? }).map(drop)
}

#[test]
fn what_is_added_at_once_takes_few_entries_and_blocks_an_undo_once_it_is_changed() {
    let (mut book, ids) = book();
    let before = dump(&book);
    book.change(&later(1), "imported people.csv", |change| add_many(change, ids[0], 1)).unwrap();
    let imported = book.undo_steps(1).unwrap().remove(0);
    let entries = "SELECT tbl || ' ' || (upto IS NOT NULL) || ' ' || count(*) FROM journal WHERE change = 2 GROUP BY 1";
    let entries = strings(&book.db, &entries.replace("GROUP BY 1", "GROUP BY tbl, upto IS NOT NULL ORDER BY 1"));
    for many in ["customer 1 1", "touch 1 1", "remark 1 1"] {
        assert!(entries.iter().any(|e| e == many), "{many}: {entries:?}");
    }
    let after = dump(&book);
    let search = |book: &Book| book.search(&["many".into()], 9).unwrap().len();
    assert_eq!(search(&book), 4, "three customers, and one by a tag");
    let damage =
        |book: &Book| Part::ALL.map(|part| book.look_for_damage(part, &Watch::default()).unwrap().told).concat();
    assert_eq!(damage(&book), [""; 0]);
    // One of them is changed behind its back.
    let role = |book: &Book, role: &str| {
        book.db.execute_batch(&format!("UPDATE customer SET role = {role} WHERE name = 'Many 1 0'")).unwrap();
    };
    role(&book, "'Buyer'");
    assert!(book.undo(&later(2), None).unwrap_err().message.contains("changed again since"));
    let told = "a customer of those that came in at once is not as it was written last";
    assert!(damage(&book).iter().any(|found| found == told), "{:?}", damage(&book));
    role(&book, "NULL");
    book.undo(&later(3), None).unwrap();
    assert_eq!((dump(&book), search(&book)), (before, 0));
    book.redo(&later(4)).unwrap();
    assert_eq!((dump(&book), search(&book), damage(&book)), (after, 4, vec![]));
    assert_eq!(book.undo_steps(1).unwrap(), [imported]);
}

#[test]
fn indexes_that_rest_while_many_come_in_are_there_again() {
    let (mut book, ids) = book();
    let made = |book: &Book| {
        strings(&book.db, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
    };
    let before = made(&book);
    // The first minute is odd: most of the book's customers will be new.
    book.change_if(&later(1), "imported", |change| add_many(change, ids[0], 1).map(|()| false)).unwrap();
    assert_eq!(made(&book), before, "a rehearsal");
    book.change(&later(1), "imported", |change| add_many(change, ids[0], 1)).unwrap();
    assert_eq!(made(&book), before);
}

#[test]
fn ids_of_a_clock_that_was_ahead_are_noted_one_by_one() {
    let (mut book, _) = book();
    let rest = |book: &mut Book| {
        let mut rest = false;
        let begin = |change: &Change<'_>| {
            rest = change.begin_many(Influx::Some)?.is_some();
            Ok(false)
        };
        book.change_if(&later(1), "imported", begin).unwrap();
        rest
    };
    assert!(rest(&mut book));
    // What a merge made has a greater id than the clock gives, and comes with no clock.
    let merged = "INSERT INTO tag (id, customer, tag, folded, updated_at)
                  SELECT 1 << 61, id, 'vip', 'vip', 7 FROM customer LIMIT 1";
    book.db.execute_batch(merged).unwrap();
    assert!(rest(&mut book));
    let ahead =
        "INSERT INTO away (id, first_day, last_day, updated_at) VALUES (1 << 62, '2026-12-01', '2026-12-02', 7)";
    book.db.execute_batch(ahead).unwrap();
    assert!(!rest(&mut book));
    let triggers = "SELECT count(*) || '' FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'journal%added'";
    assert_eq!(strings(&book.db, triggers), ["17"]);
}

/// A customer with other numbers and mailboxes: new ones, the same in another order or with another label, or none.
fn reached(mut customer: Customer, which: usize, minute: i64) -> Customer {
    let entry = |value: String| ReachEntry { value, ..ReachEntry::default() };
    for (kind, new) in [
        (ReachKind::Phone, entry(format!("+3512255501{minute:02}"))),
        (ReachKind::Email, entry(format!("mail{minute}@example.com"))),
    ] {
        let mut entries = customer.entries(kind);
        match (which + usize::try_from(minute).unwrap()) % 4 {
            0 => entries.clear(),
            1 => entries.reverse(),
            2 => entries.iter_mut().for_each(|entry| entry.label = Some(format!("label {minute}"))),
            _ => entries.push(new),
        }
        entries.push(entry(["+351225550142", "ana@example.com"][usize::from(kind == ReachKind::Email)].to_string()));
        customer.set_entries(kind, entries);
    }
    customer
}

/// Adds a second record of a customer, with all that may hang on one, and merges it.
fn merge_a_twin(change: &Change<'_>, id: CustomerId, minute: i64) -> Result<()> {
    let twin = Customer {
        favorite: true,
        email: Some(format!("twin{minute}@example.com")),
        ..Customer::new(change.new_customer_id(), format!("Twin {minute}"), change.clock())
    };
    change.add_customer(&twin)?;
    change.add_touch_with(&touch_of(change, twin.id, &format!("+ kind twin {minute}\n! an idea")), &[id])?;
    let other = Customer::new(change.new_customer_id(), format!("Other {minute}"), change.clock());
    change.add_customer(&other)?;
    let both = [twin.id, id];
    change.add_touch_with(
        &touch_of(change, other.id, "+ Twin: kind\n! Ana: labels"),
        &both[usize::from(minute % 2 == 0)..],
    )?;
    change.plan_visit(&planned(twin.id, minute))?;
    change.add_past_pick(&PastPick {
        call_day: change.clock().today(),
        customer: twin.id,
        position: 9,
        state: PickState::Called,
        wait_days: 1,
        weight: 1,
    })?;
    change.keep_imported_fields(twin.id, "{}")?;
    change.keep_apart(twin.id, id)?;
    let pointed = Customer { referred_by: Some(twin.id), ..change.customer(id)? };
    change.update_customer(&pointed)?;
    change.merge(&change.customer(twin.id)?, &crate::domain::merging::merged(&pointed, &twin, None))
}

fn planned(customer: CustomerId, minute: i64) -> PlannedRow {
    let day = clock().today() + chrono::Days::new(minute.unsigned_abs() % 3);
    let state = if minute % 2 == 0 { PlanState::Accepted } else { PlanState::Declined };
    PlannedRow { customer, day, state, moved_to: None, because: Some(format!("minute {minute}")) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_changes_undone_leave_the_book_as_it_was(acts in prop::collection::vec((any::<u8>(), 0..2_usize), 1..25)) {
        let (mut book, ids) = book();
        let before = dump(&book);
        let steps = book.undo_steps(1000).unwrap().len();
        for (minute, (kind, which)) in acts.into_iter().enumerate() {
            act(&mut book, &ids, kind, which, i64::try_from(minute).unwrap() + 1);
        }
        while book.undo_steps(1000).unwrap().len() > steps {
            book.undo(&later(600), None).unwrap();
        }
        prop_assert_eq!(dump(&book), before);
        book.db.execute_batch("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)").unwrap();
        let orphans = strings(&book.db, "SELECT \"table\" FROM pragma_foreign_key_check");
        prop_assert!(orphans.is_empty(), "{:?}", orphans);
    }
}

/// What a book must look like after any changes, undos and redos: its states, and which of them it is in.
struct Foretold {
    states: Vec<Vec<String>>,
    now: usize,
}

impl Foretold {
    /// Does one more thing to the book, and compares.
    fn goes_on(&mut self, book: &mut Book, ids: &[CustomerId], (kind, which): (u8, usize), minute: i64) {
        let (before, clock) = (newest_change(book), later(minute));
        match kind % (KINDS + 14) {
            undo if undo < 8 => match self.now.checked_sub(1) {
                Some(earlier) => {
                    book.undo(&clock, None).unwrap();
                    self.now = earlier;
                }
                None => assert_eq!(book.undo(&clock, None).unwrap_err().message, "there is nothing to undo"),
            },
            redo if redo < 14 => match self.now + 1 < self.states.len() {
                true => {
                    book.redo(&clock).unwrap();
                    self.now += 1;
                }
                false => assert_eq!(book.redo(&clock).unwrap_err().message, "there is nothing to redo"),
            },
            other => {
                act(book, ids, other - 14, which, minute);
                if newest_change(book) != before {
                    self.states.truncate(self.now + 1);
                    self.states.push(dump(book));
                    self.now += 1;
                }
            }
        }
        assert_eq!(dump(book), self.states[self.now], "after {kind}, {which} in minute {minute}");
    }
}

fn newest_change(book: &Book) -> i64 {
    book.db.query_row("SELECT coalesce(max(id), 0) FROM change", [], |row| row.get(0)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_undos_and_redos_end_as_foretold(acts in prop::collection::vec((any::<u8>(), 0..2_usize), 1..60)) {
        let (mut book, ids) = book();
        // Without the customers nothing more can be done.
        book.forget_changes().unwrap();
        let mut foretold = Foretold { states: vec![dump(&book)], now: 0 };
        for (minute, what) in (1..).zip(acts) {
            foretold.goes_on(&mut book, &ids, what, minute);
        }
        book.db.execute_batch("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)").unwrap();
        let orphans = strings(&book.db, "SELECT \"table\" FROM pragma_foreign_key_check");
        prop_assert!(orphans.is_empty(), "{:?}", orphans);
        for part in [Part::Remarks, Part::KeptUp, Part::Journal, Part::Search] {
            let found = book.look_for_damage(part, &Watch::default()).unwrap();
            prop_assert!(found.is_empty(), "{}", found);
        }
    }
}

#[test]
fn what_is_counted_on_the_way_to_a_screen_agrees_with_the_rows() {
    let (mut book, ids) = book();
    for minute in 1..60 {
        act(&mut book, &ids, u8::try_from(minute * 7 % 12).unwrap(), usize::try_from(minute % 2).unwrap(), minute);
    }
    book.change(&later(70), "archived", |change| {
        let customer = change.customer(ids[0])?;
        change.update_customer(&Customer { archived_at: Some(clock().instant), ..customer })
    })
    .unwrap();
    let count = |sql: &str| strings(&book.db, &format!("SELECT CAST(({sql}) AS TEXT)"))[0].clone();
    assert_eq!(
        count("SELECT n FROM counter WHERE name = 'open ideas'"),
        count("SELECT count(*) FROM remark WHERE state = 'open' AND kind <> 'promise'")
    );
    assert_eq!(
        count("SELECT n FROM counter WHERE name = 'present'"),
        count("SELECT count(*) FROM customer WHERE archived_at IS NULL")
    );
    let past = "SELECT count(*) FROM customer WHERE standing = 'past' AND archived_at IS NULL";
    assert_eq!(count("SELECT coalesce(sum(n), 0) FROM past_wait"), count(past));
    assert_ne!(count("SELECT count(*) FROM remark WHERE state = 'open'"), "0");
}

#[test]
fn what_was_changed_again_since_is_not_undone() {
    let (mut book, ids) = book();
    let rename = |book: &mut Book, name: &str, minute| {
        book.change(&later(minute), format!("renamed to {name}"), |change| {
            let customer = change.customer(ids[0])?;
            change.update_customer(&Customer { name: name.into(), ..customer })
        })
        .unwrap();
    };
    rename(&mut book, "Anna", 1);
    // Somebody else's program writes past the door.
    book.db.execute("UPDATE customer SET name = 'Anne' WHERE id = ?1", [ids[0].0]).unwrap();
    let error = book.undo(&later(2), None).unwrap_err();
    assert!(error.message.contains("changed again since"), "{error}");
    assert_eq!(book.customer(ids[0]).unwrap().name, "Anne");
}

#[test]
fn a_change_that_changed_nothing_leaves_no_step() {
    let (mut book, ids) = book();
    let steps = book.undo_steps(10).unwrap();
    book.change(&later(1), "nothing", |change| {
        let customer = change.customer(ids[0])?;
        change.update_customer(&customer)
    })
    .unwrap();
    assert_eq!(book.undo_steps(10).unwrap(), steps);
}

#[test]
fn a_failed_change_leaves_the_book_as_it_was() {
    let (mut book, ids) = book();
    let before = dump(&book);
    let failed = book.change(&later(1), "half", |change| {
        change.add_touch(&touch_of(change, ids[0], "+ lost"))?;
        Err::<(), _>(Error::failed("in the middle"))
    });
    assert_eq!(failed.unwrap_err().message, "in the middle");
    assert_eq!(dump(&book), before);
}

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn keep_statement(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        SEEN.with_borrow_mut(|seen| seen.push(statement.sql().to_string()));
    }
}

/// Does everything that is promised to be fast however large the book.
fn everyday_acts(book: &mut Book, ids: &[CustomerId]) {
    let today = clock().today();
    book.candidates().unwrap();
    book.favorites().unwrap();
    book.has_favorites().unwrap();
    book.picks_of_slot(today).unwrap();
    book.called_days(today, today).unwrap();
    book.without_call(&[(today, today)], 1).unwrap();
    book.count_open_ideas().unwrap();
    for which in [Promises::DueUpTo(today), Promises::DueAfter(today), Promises::Ended] {
        book.promises(which, 4).unwrap();
    }
    book.count_promises_due(today).unwrap();
    book.count_promises_made(0, 1).unwrap();
    book.promises_kept(0, 1).unwrap();
    for which in [Ideas::DueFrom(today, today), Ideas::DueBefore(today), Ideas::DueAfter(today), Ideas::Ended] {
        book.ideas(which, 4).unwrap();
    }
    for wait in book.past_waits().unwrap() {
        book.past_buyers_of(&wait, 10, "[]").unwrap();
    }
    book.past_buyers_heard(today).unwrap();
    book.away().unwrap();
    book.joined_names().unwrap();
    book.planned_on(today).unwrap();
    book.visits_made(today, today).unwrap();
    book.each_account(|_| Ok(())).unwrap();
    book.peak_spellings().unwrap();
    book.accounts_with_peak(&["tue".into()], 3).unwrap();
    book.referrals(today, 9).unwrap();
    book.rows_with_word("pick", 9, 300).unwrap();
    book.customers_of_rows(&[1]).unwrap();
    book.matched(&[CustomerId(1)]).unwrap();
    book.talked_days(today, today).unwrap();
    book.rated_conversations(today, today).unwrap();
    book.praise_days(today, today).unwrap();
    book.brought((today, today), (0, 1)).unwrap();
    book.setbacks_between(0, 1).unwrap();
    book.ideas_done(0, 1).unwrap();
    book.won_back(today, today).unwrap();
    book.began().unwrap();
    for id in ids {
        book.ways_used(*id).unwrap();
        book.gifts_to(*id, 3).unwrap();
        book.standing_history(*id).unwrap();
        book.open_ideas_of(*id, 3).unwrap();
        book.promises_to(*id, 3).unwrap();
        book.referred_by(*id).unwrap();
        book.planned_visit(*id, today).unwrap();
        book.planned_visits_of(*id).unwrap();
        book.customer(*id).unwrap();
        book.last_conversation(*id).unwrap();
        book.past_calls(*id, 40).unwrap();
        book.last_lift_call(*id).unwrap();
        book.last_praise(*id).unwrap();
        book.own_praise(*id, 0, &[]).unwrap();
        book.last_conversation_in(*id, today, Some(today)).unwrap();
        book.touches_of(*id, 40).unwrap();
        book.count_touches_of(*id).unwrap();
        book.remarks_of_touches(&book.touches_of(*id, 40).unwrap()).unwrap();
    }
    book.unanswered_setback(clock().stamp()).unwrap();
    book.same_setback(SetbackKind::LostDeal, clock().stamp()).unwrap();
    book.offered_a_favorite(today).unwrap();
    for order in Order::ALL {
        let page = book.customer_page(*order, None, Direction::Down, 1).unwrap();
        book.customer_page(*order, page.first(), Direction::Down, 100).unwrap();
        book.customer_page(*order, page.first(), Direction::Up, 100).unwrap();
    }
    book.colleagues(CustomerId(0), "Cold Chain", 5).unwrap();
    book.count_present().unwrap();
    let words = vec!["an".to_string()];
    book.filter_customers(&words, None, 100).unwrap();
    book.search(&words, 60).unwrap();
    book.search(&["pick".into(), "list".into()], 60).unwrap();
    book.who("ana").unwrap();
    for filter in [
        PraiseFilter::default(),
        PraiseFilter { starred: true, ..PraiseFilter::default() },
        PraiseFilter { customer: ids.first().copied(), ..PraiseFilter::default() },
        PraiseFilter { words, ..PraiseFilter::default() },
    ] {
        let page = book.praise(&filter, None, Direction::Down, 1).unwrap();
        book.praise(&filter, page.first(), Direction::Down, 40).unwrap();
        book.praise(&filter, page.first(), Direction::Up, 40).unwrap();
        book.next_praise(&filter).unwrap();
    }
    book.latest_draft().unwrap();
    book.has_imported().unwrap();
    book.identities_by_uid(&["x".into(), "vcard:x".into()], Among::Merged).unwrap();
    book.identities_by_email("x", Among::Merged).unwrap();
    book.identities_by_phone("x", Among::Merged).unwrap();
    book.identities_by_name("x", Among::Merged).unwrap();
    book.identity_told(&Said::default(), CustomerId(0)).unwrap();
    book.merged_told(&Said::default()).unwrap();
    book.has_known_as().unwrap();
    for (minute, kind) in (0..KINDS).enumerate() {
        act(book, ids, kind, 0, i64::try_from(minute).unwrap() + 1);
    }
    book.undo(&later(100), None).unwrap();
    book.redo(&later(101)).unwrap();
}

#[test]
fn nothing_reads_all_touches_or_remarks() {
    let (mut book, ids) = book();
    book.change(&clock(), "one left", |change| {
        let customer =
            Customer { standing: Standing::Past, ..Customer::new(change.new_customer_id(), "Tom", &clock()) };
        change.add_customer(&customer)
    })
    .unwrap();
    book.db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(keep_statement)).unwrap();
    everyday_acts(&mut book, &ids);
    book.db.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).unwrap();
    let seen = SEEN.take();
    assert!(seen.len() > 60, "only {} statements were seen", seen.len());
    let starts = ["SELECT", "UPDATE", "DELETE", "INSERT", "WITH"];
    for sql in seen.iter().filter(|s| starts.iter().any(|start| s.trim_start().starts_with(start))) {
        for step in strings_at(&book.db, &format!("EXPLAIN QUERY PLAN {sql}"), 3) {
            let large = ["touch", "remark", "search_text", "customer", "pick", "journal"];
            let whole = large.iter().any(|t| step == format!("SCAN {t}"));
            assert!(!whole, "{step}\n{sql}");
            // An order that no index keeps would read all it orders.
            let sorts =
                step.contains("USE TEMP B-TREE FOR ORDER BY") && !SORTED_FEW.iter().any(|few| sql.contains(few));
            assert!(!sorts, "{step}\n{sql}");
        }
    }
}

#[test]
fn what_an_import_asks_of_everybody_is_answered_by_indexes() {
    let (mut book, _) = book();
    book.db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(keep_statement)).unwrap();
    for value in ["x", "y", "z"] {
        let said = Said { name: Some(value.into()), ..Said::default() };
        book.identities_by_uid(&[value.into()], Among::Merged).unwrap();
        book.identities_by_email(value, Among::Merged).unwrap();
        book.identities_by_phone(value, Among::Merged).unwrap();
        book.identities_by_name(value, Among::Merged).unwrap();
        book.identity_told(&said, CustomerId(0)).unwrap();
        book.merged_told(&said).unwrap();
    }
    book.uids_of(CustomerId(0)).unwrap();
    book.db.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).unwrap();
    let seen = SEEN.take();
    assert!(seen.len() >= 12, "only {} statements were seen", seen.len());
    for sql in seen.iter().filter(|s| s.starts_with("SELECT")) {
        for step in strings_at(&book.db, &format!("EXPLAIN QUERY PLAN {sql}"), 3) {
            assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}\n{sql}");
        }
        // Some expressions make SQLite plan a statement anew for each value.
        let planned = book.db.prepare_cached(sql).unwrap().get_status(rusqlite::StatementStatus::RePrepare);
        assert_eq!(planned, 0, "{sql}");
    }
}

/// Statements that order the few rows they have found by other means.
const SORTED_FEW: [&str; 8] = [
    // The slots of the streak: a year of call days at most.
    "json_each(?1) AS slot",
    "touch_with",
    "AND remark.customer =",
    "ORDER BY day DESC",
    "ORDER BY sort_name, customer.id",
    "FROM draft",
    "search MATCH",
    "json_each(?1) JOIN remark",
];

fn strings_at(db: &Connection, sql: &str, column: usize) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let count = statement.parameter_count();
    let nothing = vec![rusqlite::types::Null; count];
    let rows = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get(column)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn more_people_of_nearly_one_name_than_a_rank_holds_are_found_all_the_same() {
    let mut book = Book::in_memory().unwrap();
    // As many rows as names that begin with the same seven letters have places, filled from the rank of "Customer 1".
    let add = |book: &mut Book, name: &str| {
        book.change(&clock(), "added", |change| {
            let customer = Customer { id: change.new_customer_id(), ..Customer::new(CustomerId(0), name, &clock()) };
            change.add_customer(&customer).map(|()| customer.id)
        })
        .unwrap()
    };
    add(&mut book, "Customer 1");
    let fill = "WITH RECURSIVE n(at) AS (SELECT (max(id) >> 9) << 9 FROM search_text UNION ALL SELECT at + 1 FROM n
                  WHERE (at + 1) & 511 <> 0)
                INSERT OR IGNORE INTO search_text (id, kind, ref, title, body) SELECT at, 'customer', at, '', '' FROM n";
    book.db.execute_batch(fill).unwrap();
    let full: i64 = book.db.query_row("SELECT count(*) FROM search_text", [], |row| row.get(0)).unwrap();
    assert_eq!(full, 1 << 9);
    let ids: Vec<CustomerId> = (2..200).map(|n| add(&mut book, &format!("Customer {n}"))).collect();
    let found = book.search(&["customer".into(), "150".into()], 10).unwrap();
    assert_eq!(found.iter().map(|hit| hit.customer).collect::<Vec<_>>(), [ids[148]]);
}

#[test]
fn an_id_that_another_run_took_in_the_same_instant_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let clock =
        Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: crate::domain::tz::Tz::UTC };
    // Two runs that draw the same chance.
    for run in 0..2 {
        let mut book = Book::open(&folder.path().join("book.db")).unwrap();
        book.repeatable(7);
        book.change(&clock, "added many", |change| {
            (0..200).try_for_each(|n| {
                let id = change.new_customer_id();
                change.add_customer(&Customer::new(id, format!("Ana {run} {n}"), &clock))
            })
        })
        .unwrap();
        assert_eq!(book.counts().unwrap().0, 200 * (run + 1));
    }
}
