//! What older versions could only keep as a fact becomes what it is, where an import wrote it: "Birthday: 3 May" a birthday.
//! It happens once, at the end of a migration, and is a change like any other: undo takes it back.

use chrono::DateTime;
use rusqlite::{Connection, named_params};
use serde_json::{Map, Value};

use super::query::Query;
use super::rows::CUSTOMER;
use super::{journal, search_index};
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::ids::{ChangeId, CustomerId};
use crate::error::Result;

const LIFTING: &str = "bring what imports wrote out of the facts";
/// How the line of a birthday begins.
const BIRTHDAY: &str = "Birthday: ";
/// What undo calls it.
const LABEL: &str = "brought birthdays out of the facts";

/// Brings everything out of the facts in one change; where there is nothing, it leaves no step.
pub(super) fn lift(db: &Connection) -> Result<()> {
    // Nothing later is known here than what was done last.
    let last = "SELECT max(made_at) FROM change";
    let Some(now): Option<i64> = db.one(last, [], LIFTING)? else { return Ok(()) };
    db.run("INSERT INTO change (label, made_at, utc_offset) VALUES (?1, ?2, 0)", (LABEL, now), LIFTING)?;
    let change = ChangeId(db.last_insert_rowid());
    let lifted = lift_birthdays(db, now)?;
    if lifted == 0 {
        return db.run("DELETE FROM change WHERE id = ?1", [change], LIFTING).map(drop);
    }
    journal::write_checksums(db, change)?;
    db.run("UPDATE change SET open = 0 WHERE id = ?1", [change], LIFTING).map(drop)
}

/// Makes birthdays of the lines that say one, and returns how many.
fn lift_birthdays(db: &Connection, now: i64) -> Result<usize> {
    let today = DateTime::from_timestamp_millis(now).unwrap_or_default().date_naive();
    let sql = "SELECT customer.id, customer.facts, imported.fields FROM customer
               JOIN imported ON imported.customer = customer.id WHERE instr(customer.facts, ?1)";
    let mut lifted = 0;
    for (id, facts, fields) in db.all::<(CustomerId, String, String)>(sql, [BIRTHDAY], LIFTING)? {
        let Ok(Value::Object(mut told)) = serde_json::from_str(&fields) else { continue };
        let birthday = facts.lines().find_map(|line| {
            let day = YearDay::read_birthday(line.strip_prefix(BIRTHDAY)?, today).ok()?;
            was_told(&told, line).then_some((line, day))
        });
        let Some((line, day)) = birthday else { continue };
        forget_line(&mut told, line);
        told.insert(CustomerField::Birthday.key().into(), day.to_string().into());
        db.run(
            "INSERT INTO anniversary (id, customer, kind, month, day, year, updated_at)
             VALUES (:id, :id, :kind, :month, :day, :year, :now)",
            named_params! {
                // Two books that were one make the same row of it.
                ":id": id,
                ":kind": AnniversaryKind::Birthday,
                ":month": day.month(),
                ":day": day.day(),
                ":year": day.year(),
                ":now": now,
            },
            LIFTING,
        )?;
        let imported = "UPDATE imported SET fields = ?2, updated_at = ?3 WHERE customer = ?1";
        db.run(imported, (id, Value::Object(told).to_string(), now), LIFTING)?;
        db.run(
            "UPDATE customer SET facts = ?2, updated_at = ?3 WHERE id = ?1",
            (id, without(&facts, line), now),
            LIFTING,
        )?;
        let customer: Customer = db.one(&format!("SELECT {CUSTOMER} FROM customer WHERE id = ?1"), [id], LIFTING)?;
        search_index::index_customer(db, &customer)?;
        lifted += 1;
    }
    Ok(lifted)
}

/// The facts as each source told them, the last one of all first.
fn told_facts(told: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let sources = told.get("sources").and_then(Value::as_array).into_iter().flatten();
    let of_sources = sources.filter_map(|source| source.get(1)?.get(CustomerField::Facts.key())?.as_str());
    told.get(CustomerField::Facts.key()).and_then(Value::as_str).into_iter().chain(of_sources)
}

/// Whether an import wrote a line of the facts.
fn was_told(told: &Map<String, Value>, line: &str) -> bool {
    told_facts(told).any(|facts| facts.lines().any(|told| told == line))
}

/// Takes a line out of what imports told, so that a file that comes again says nothing new.
fn forget_line(told: &mut Map<String, Value>, line: &str) {
    let sources = told.get_mut("sources").and_then(Value::as_array_mut).into_iter().flatten();
    let of_sources = sources.filter_map(|source| source.get_mut(1)?.as_object_mut());
    for said in of_sources {
        forget_in(said, line);
    }
    forget_in(told, line);
}

fn forget_in(said: &mut Map<String, Value>, line: &str) {
    let key = CustomerField::Facts.key();
    if let Some(facts) = said.get(key).and_then(Value::as_str) {
        let rest = without(facts, line);
        match rest {
            Some(rest) => said.insert(key.into(), rest.into()),
            None => said.remove(key),
        };
    }
}

/// A text without one of its lines; None where nothing is left.
fn without(text: &str, line: &str) -> Option<String> {
    let mut rest: Vec<&str> = text.lines().collect();
    if let Some(at) = rest.iter().position(|other| *other == line) {
        rest.remove(at);
    }
    let rest = rest.join("\n");
    (!rest.is_empty()).then_some(rest)
}
