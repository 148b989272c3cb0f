//! What older versions could only keep as a fact becomes what it is, where an import wrote it: "Birthday: 3 May" a birthday,
//! "Work phone: +351 22 555 0177" one of their numbers. It happens once, at the end of a migration, and is a change like
//! any other: undo takes it back.

mod line;

use chrono::DateTime;
use rusqlite::{Connection, named_params};

use super::query::Query;
use super::{journal, search_index};
use crate::domain::anniversary::AnniversaryKind;
use crate::domain::choice::Choice as _;
use crate::domain::customer::{Customer, CustomerField, ReachEntry, ReachKind};
use crate::domain::ids::{ChangeId, CustomerId};
use crate::domain::told::{Told, without_line};
use crate::error::Result;
use line::{Found, MARKS};

const LIFTING: &str = "bring what imports wrote out of the facts";

/// Brings everything out of the facts in one change; where there is nothing, it leaves no step.
pub(super) fn lift(db: &Connection) -> Result<()> {
    // Nothing later is known here than what was done last.
    let last = "SELECT max(made_at) FROM change";
    let Some(now): Option<i64> = db.one(last, [], LIFTING)? else { return Ok(()) };
    db.run("INSERT INTO change (label, made_at, utc_offset) VALUES (?1, ?2, 0)", (LIFTING, now), LIFTING)?;
    let change = ChangeId(db.last_insert_rowid());
    let mut moved = Moved::default();
    let sql = "SELECT id FROM customer WHERE instr(facts, ?1) OR instr(facts, ?2) OR instr(facts, ?3)";
    for id in db.all::<CustomerId>(sql, MARKS, LIFTING)? {
        lift_from(db, id, now, &mut moved)?;
    }
    let Some(label) = moved.label() else {
        return db.run("DELETE FROM change WHERE id = ?1", [change], LIFTING).map(drop);
    };
    journal::write_checksums(db, change)?;
    db.run("UPDATE change SET label = ?2, open = 0 WHERE id = ?1", (change, label), LIFTING).map(drop)
}

/// How much moved out of the facts.
#[derive(Default)]
struct Moved {
    birthdays: usize,
    phones: usize,
    emails: usize,
}

impl Moved {
    /// What undo calls it; None where nothing moved.
    fn label(&self) -> Option<String> {
        let all = [(self.birthdays, "birthdays"), (self.phones, "phones"), (self.emails, "emails")];
        let what: Vec<&str> = all.into_iter().filter(|(moved, _)| *moved > 0).map(|(_, what)| what).collect();
        let (last, others) = what.split_last()?;
        let what = if others.is_empty() { (*last).to_string() } else { format!("{} and {last}", others.join(", ")) };
        Some(format!("brought {what} out of the facts"))
    }
}

/// What imports told of a customer, or of a record that was merged into theirs: a row of the table.
struct Teller {
    table: &'static str,
    row: i64,
    told: Told,
    has_changed: bool,
}

fn tellers_of(db: &Connection, id: CustomerId) -> Result<Vec<Teller>> {
    let mut tellers = Vec::new();
    for table in ["imported", "known_as"] {
        let sql = format!("SELECT id, fields FROM {table} WHERE customer = ?1 AND fields IS NOT NULL ORDER BY id");
        let rows = db.all::<(i64, String)>(&sql, [id], LIFTING)?;
        let teller =
            |(row, fields): (i64, String)| Teller { table, row, told: Told::read(Some(&fields)), has_changed: false };
        tellers.extend(rows.into_iter().map(teller));
    }
    Ok(tellers)
}

/// Brings what imports wrote out of the facts of a customer.
fn lift_from(db: &Connection, id: CustomerId, now: i64, moved: &mut Moved) -> Result<()> {
    let Some(before) = db.find::<Customer>(id, LIFTING)? else { return Ok(()) };
    let mut tellers = tellers_of(db, id)?;
    let mut after = before.clone();
    let today = DateTime::from_timestamp_millis(now).unwrap_or_default().date_naive();
    for fact in before.facts.iter().flat_map(|facts| facts.lines()) {
        if !tellers.iter().any(|teller| teller.told.has_fact(fact)) {
            continue;
        }
        let Some(found) = line::read(fact, before.phone_region.as_deref(), today) else { continue };
        match &found {
            Found::Birthday(_) if after.birthday.is_some() => continue,
            Found::Birthday(day) => {
                after.birthday = Some(*day);
                moved.birthdays += 1;
            }
            Found::Entry(kind, entry) => {
                let entries = after.entries(*kind).into_iter().chain([entry.clone()]).collect();
                after.set_entries(*kind, entries);
                match kind {
                    ReachKind::Phone => moved.phones += 1,
                    ReachKind::Email => moved.emails += 1,
                }
            }
        }
        after.facts = after.facts.as_deref().and_then(|facts| without_line(facts, fact));
        for teller in tellers.iter_mut().filter(|teller| teller.told.has_fact(fact)) {
            match &found {
                Found::Birthday(day) => teller.told.set_note(CustomerField::Birthday.key(), day.to_string()),
                Found::Entry(kind, entry) => teller.told.bring_as_fact(fact, *kind, &entry.key(*kind)),
            }
            teller.told.forget_fact(fact);
            teller.has_changed = true;
        }
    }
    if after == before { Ok(()) } else { write(db, (&before, &after), &tellers, now) }
}

/// Writes a customer whose facts came to what they are, and what imports told of them.
fn write(db: &Connection, (before, after): (&Customer, &Customer), tellers: &[Teller], now: i64) -> Result<()> {
    if let Some(day) = after.birthday.filter(|_| before.birthday.is_none()) {
        db.run(
            "INSERT INTO anniversary (id, customer, kind, month, day, year, updated_at)
             VALUES (:id, :id, :kind, :month, :day, :year, :now)",
            named_params! {
                // Two books that were one make the same row of it.
                ":id": after.id,
                ":kind": AnniversaryKind::Birthday,
                ":month": day.month(),
                ":day": day.day(),
                ":year": day.year(),
                ":now": now,
            },
            LIFTING,
        )?;
    }
    for (kind, entries) in [(ReachKind::Phone, &after.others.phones), (ReachKind::Email, &after.others.emails)] {
        for (position, entry) in (0_i64..).zip(entries) {
            let ReachEntry { label, value, shown, region } = entry;
            let sql = "INSERT INTO reach (id, customer, kind, label, value, shown, region, position, updated_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let id = row_id(after.id, kind, value);
            db.run(sql, (id, after.id, kind, label, value, shown, region, position, now), LIFTING)?;
        }
    }
    for Teller { table, row, told, .. } in tellers.iter().filter(|teller| teller.has_changed) {
        let sql = format!("UPDATE {table} SET fields = ?2, updated_at = ?3 WHERE id = ?1");
        db.run(&sql, (row, told.write(), now), LIFTING)?;
    }
    db.run(
        "UPDATE customer SET facts = :facts, phone = :phone, phone_label = :phone_label, phone_shown = :phone_shown,
           phone_region = :phone_region, email = :email, email_label = :email_label, updated_at = :now WHERE id = :id",
        named_params! {
            ":id": after.id,
            ":facts": after.facts,
            ":phone": after.phone,
            ":phone_label": after.phone_label,
            ":phone_shown": after.phone_shown,
            ":phone_region": after.phone_region,
            ":email": after.email,
            ":email_label": after.email_label,
            ":now": now,
        },
        LIFTING,
    )?;
    match db.find(after.id, LIFTING)? {
        Some(written) => search_index::index_customer(db, &written),
        None => Ok(()),
    }
}

/// The id of an entry: two books that were one make the same row of it (FNV-1a).
fn row_id(customer: CustomerId, kind: ReachKind, value: &str) -> i64 {
    let text = format!("{customer} {} {value}", kind.as_str());
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    i64::try_from(hash >> 2).unwrap_or(i64::MAX)
}
