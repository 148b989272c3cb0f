//! Customers' numbers and mailboxes besides the preferred ones. They are read with the customer's row, as JSON, so that a
//! list of customers takes no query for each.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use super::Change;
use super::query::Query;
use super::rows::row;
use super::values::choice_values;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, OtherEntries, ReachEntry, ReachKind};
use crate::domain::ids::CustomerId;
use crate::error::Result;

choice_values!(ReachKind);

const WRITING: &str = "write how they are reached";

/// A row of the table.
struct Stored {
    id: i64,
    kind: ReachKind,
    label: Option<String>,
    value: String,
    shown: Option<String>,
    region: Option<String>,
    position: i64,
}

row! {
    /// The columns of a row.
    const STORED: Stored = "reach" { id, kind, label, value, shown, region, position }
}

/// An entry as the customer's row has it: position, kind, label, value, shown, region.
type Written = (i64, String, Option<String>, String, Option<String>, Option<String>);

impl FromSql for OtherEntries {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let (mut others, json) = (Self::default(), value.as_str()?);
        if json == "[]" {
            return Ok(others);
        }
        let mut all: Vec<Written> = serde_json::from_str(json).map_err(|e| FromSqlError::Other(Box::new(e)))?;
        all.sort_by_key(|(position, ..)| *position);
        for (_, kind, label, value, shown, region) in all {
            let entry = ReachEntry { label, value, shown, region };
            match ReachKind::parse(&kind) {
                Some(ReachKind::Phone) => others.phones.push(entry),
                Some(ReachKind::Email) => others.emails.push(entry),
                None => {}
            }
        }
        Ok(others)
    }
}

impl Change<'_> {
    /// Writes the entries behind the preferred ones. A row whose value is there already stays the same row.
    pub(super) fn write_others(&self, customer: &Customer) -> Result<()> {
        let sql = format!("SELECT {STORED} FROM reach WHERE customer = ?1 AND kind <> 'web'");
        let mut there: Vec<Stored> = self.db.all(&sql, [customer.id], WRITING)?;
        let OtherEntries { phones, emails } = &customer.others;
        let numbered = |kind, entries| (0..).zip(entries).map(move |(at, entry): (i64, &ReachEntry)| (kind, at, entry));
        let mut new = Vec::new();
        for (kind, position, entry) in numbered(ReachKind::Phone, phones).chain(numbered(ReachKind::Email, emails)) {
            let ReachEntry { label, value, shown, region } = entry;
            let Some(at) = there.iter().position(|row| row.kind == kind && row.value == *value) else {
                new.push((kind, position, entry));
                continue;
            };
            let row = there.swap_remove(at);
            if (&row.label, &row.shown, &row.region, row.position) != (label, shown, region, position) {
                let sql = "UPDATE reach SET label = ?2, shown = ?3, region = ?4, position = ?5, updated_at = ?6
                           WHERE id = ?1";
                self.db.run(sql, (row.id, label, shown, region, position, self.now_ms()), WRITING)?;
            }
        }
        for row in there {
            self.db.run("DELETE FROM reach WHERE id = ?1", [row.id], WRITING)?;
        }
        for (kind, position, entry) in new {
            let ReachEntry { label, value, shown, region } = entry;
            let sql = "INSERT INTO reach (id, customer, kind, label, value, shown, region, position, updated_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let id = self.id_of_row("reach", &[&customer.id.to_string(), kind.as_str(), value])?;
            let row = (id, customer.id, kind, label, value, shown, region, position, self.now_ms());
            self.db.run(sql, row, WRITING)?;
        }
        Ok(())
    }

    /// Moves what goodcall only keeps, such as addresses of pages, from one record to the other; the numbers and mailboxes
    /// of the one that goes are in the merged customer's lists.
    pub(super) fn merge_reach(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        self.db.run("DELETE FROM reach WHERE customer = ?1 AND kind <> 'web'", [from], WRITING)?;
        let twice = "DELETE FROM reach WHERE customer = ?1 AND value IN (SELECT value FROM reach AS mine
                       WHERE mine.customer = ?2 AND mine.kind = 'web')";
        self.db.run(twice, (from, into), WRITING)?;
        let rest = "UPDATE reach SET customer = ?2 WHERE customer = ?1";
        self.db.run(rest, (from, into), WRITING).map(drop)
    }
}
