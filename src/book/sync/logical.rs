//! A row as the space has it: its values, each with the clock of its last change. It is kept beside the book only where the
//! book's tables show the row otherwise.

use std::collections::BTreeMap;

use rusqlite::types::{ToSql, ToSqlOutput, Value as SqlValue, ValueRef};
use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
pub(super) use super::stamp::Stamp;
use super::tables::{PICK, REMARK, Synced};
use super::twins::{self, Twin};
use super::{Machines, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::error::{Error, ErrorKind, Result};

/// The name under which a row's presence has its clock.
pub(super) const HERE: &str = "here";

/// Its value where a row is said whole: what is not said of it, it lacks. Other machines may have the row from a file, or have
/// made it themselves, and more of it.
pub(super) const WHOLE: i64 = 2;

/// The field in which an offer keeps how else it was settled.
pub(super) const RIVALS: &str = "rivals";

/// The rows that the book's tables show otherwise, where `state IS NOT NULL`. Left to itself, SQLite reads all rows of a table.
pub(super) const KEPT: &str = "sync_row INDEXED BY sync_row_state";

/// What names a row in the space: its id, or the values of its key as JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Id(i64),
    Values(String),
}

impl Key {
    /// The key of a row of a table.
    pub(super) fn of(table: &Synced, fields: &Fields) -> Option<Self> {
        if !table.has_key() {
            return fields.get("id").and_then(Value::as_i64).map(Self::Id);
        }
        let values = table.key.iter().map(|column| fields.get(*column).cloned());
        values.collect::<Option<Vec<Value>>>().map(|values| Self::Values(Value::Array(values).to_string()))
    }

    /// The values of the key; None where the id is it.
    pub(super) fn values(&self) -> Option<Vec<Value>> {
        match self {
            Self::Id(_) => None,
            Self::Values(json) => serde_json::from_str(json).ok(),
        }
    }
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Id(id) => ToSqlOutput::Owned(SqlValue::Integer(*id)),
            Self::Values(json) => ToSqlOutput::Borrowed(ValueRef::Text(json.as_bytes())),
        })
    }
}

impl Key {
    /// Reads a key from its column.
    pub(super) fn from_sql(value: SqlValue) -> Option<Self> {
        match value {
            SqlValue::Integer(id) => Some(Self::Id(id)),
            SqlValue::Text(json) => Some(Self::Values(json)),
            _ => None,
        }
    }
}

/// A row as the space has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Logical {
    /// Whether it is there, and was not removed.
    pub here: bool,
    /// Every column that travels, and the id.
    pub fields: Fields,
    /// The clock of all that has none of its own.
    pub base: Stamp,
    /// Clocks by the first column of a group, or [`HERE`].
    pub stamps: BTreeMap<String, Stamp>,
    /// Rows that other machines said alike.
    pub twins: Vec<Twin>,
}

impl Logical {
    /// A row that nobody has said anything of.
    pub(super) fn unknown() -> Self {
        Self { here: false, fields: Fields::new(), base: Stamp::default(), stamps: BTreeMap::new(), twins: Vec::new() }
    }

    /// The clock of a group, by its first column, or of the presence.
    pub(super) fn stamp(&self, first: &str) -> Stamp {
        self.stamps.get(first).copied().unwrap_or(self.base)
    }

    /// Gives a group, or the presence, a clock.
    pub(super) fn set_stamp(&mut self, first: &str, stamp: Stamp) {
        if stamp == self.base {
            self.stamps.remove(first);
        } else {
            self.stamps.insert(first.to_string(), stamp);
        }
    }

    /// The latest clock of any of it.
    pub(super) fn newest(&self) -> Stamp {
        self.stamps.values().copied().chain([self.base]).max().unwrap_or_default()
    }

    /// Takes the id of a row. Of rows that are one by what they say, the smallest id stays.
    pub(super) fn take_id(&mut self, table: &Synced, id: i64) {
        let known = id_of(&self.fields, "id").filter(|_| table.has_key());
        self.fields.insert("id".to_string(), json!(known.map_or(id, |known| known.min(id))));
    }

    /// Takes a group's values from a row, in place of all that was said of it.
    pub(super) fn take(&mut self, group: &[&str], from: &Fields) {
        self.fields.remove(RIVALS);
        for column in group {
            match value_of(from, column) {
                Value::Null => drop(self.fields.remove(*column)),
                value => drop(self.fields.insert((*column).to_string(), value.clone())),
            }
        }
    }

    /// Writes a group over what it was.
    pub(super) fn write(&mut self, group: &[&str], from: &Fields, stamp: Stamp) {
        self.take(group, from);
        if let Some(first) = group.first() {
            self.set_stamp(first, stamp);
            self.twins.iter_mut().for_each(|twin| twin.part_from(first));
        }
    }

    /// Adds a twin, or the groups in which a known one is like this row.
    pub(super) fn add_twin(&mut self, twin: Twin) {
        match self.twins.iter_mut().find(|known| known.stamp == twin.stamp) {
            Some(known) => known.join(&twin),
            None => self.twins.push(twin),
        }
    }

    /// Whether a row of the book's tables shows exactly this.
    pub(super) fn is_shown_by(&self, table: &Synced, physical: Option<&Fields>) -> bool {
        let Some(physical) = physical.filter(|_| self.here && !self.fields.contains_key(RIVALS)) else { return false };
        let same = |column: &str| value_of(&self.fields, column) == value_of(physical, column);
        table.columns().all(same) && (!table.has_key() || same("id"))
    }
}

impl Book {
    /// Returns a row as the space has it; where the book's tables show it, `shown` is what they show.
    pub(super) fn logical(
        &self,
        machines: &Machines,
        table: &Synced,
        key: &Key,
        shown: impl FnOnce() -> Result<Option<Fields>>,
    ) -> Result<Option<Logical>> {
        type Row = (i64, i64, Option<String>, Option<String>, Option<String>);
        let sql = "SELECT clock, machine, clocks, state, twins FROM sync_row WHERE tbl = ?1 AND key = ?2";
        let Some((clock, machine, clocks, state, twins)) = self.db.optional::<Row>(sql, (table.code, key), READING)?
        else {
            return Ok(None);
        };
        let base = Stamp { clock, writer: machines.writer(machine) };
        let stamps = clocks.map(|clocks| read_clocks(&clocks, machines)).transpose()?.unwrap_or_default();
        let twins = twins.map(|json| twins::read(&json, machines).ok_or_else(unreadable)).transpose()?;
        let (here, fields) = match state {
            Some(state) => {
                let mut fields: Fields = serde_json::from_str(&state).map_err(|_| unreadable())?;
                let here = fields.remove(HERE).is_none_or(|here| here != json!(0));
                (here, fields)
            }
            None => match shown()? {
                Some(fields) => (true, fields),
                None => (false, Fields::new()),
            },
        };
        Ok(Some(Logical { here, fields, base, stamps, twins: twins.unwrap_or_default() }))
    }

    /// Keeps a row as the space has it, whatever becomes of the one in its table, which is `shown`.
    pub(super) fn keep_whole(&self, machines: &Machines, table: &Synced, shown: &Fields) -> Result<()> {
        let Some(key) = Key::of(table, shown).filter(|_| *table != REMARK) else { return Ok(()) };
        match self.logical(machines, table, &key, || Ok(Some(shown.clone())))? {
            Some(known) => self.keep_logical(machines, table, (&key, &known), None),
            None => Ok(()),
        }
    }

    /// Whether the space knows a row.
    pub(super) fn knows_row(&self, table: &Synced, key: &Key) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?1 AND key = ?2)";
        self.db.one(sql, (table.code, key), READING)
    }

    /// Lists the rows as the space has them that the tables show otherwise, and that name one of some rows in one of some
    /// columns.
    pub(super) fn kept_rows(&self, table: &Synced, columns: &[&str], ids: &str) -> Result<Vec<Key>> {
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let which: Vec<String> =
            columns.iter().map(|c| format!("state ->> '{c}' IN (SELECT value FROM json_each(?2))")).collect();
        let sql = format!("SELECT key FROM {KEPT} WHERE tbl = ?1 AND state IS NOT NULL AND ({})", which.join(" OR "));
        let keys: Vec<SqlValue> = self.db.all(&sql, (table.code, ids), READING)?;
        Ok(keys.into_iter().filter_map(Key::from_sql).collect())
    }

    /// Keeps a row as the space has it; `physical` is what the book's tables show of it.
    pub(super) fn keep_logical(
        &self,
        machines: &Machines,
        table: &Synced,
        (key, logical): (&Key, &Logical),
        physical: Option<&Fields>,
    ) -> Result<()> {
        let state = (!logical.is_shown_by(table, physical)).then(|| state_of(logical));
        let clocks = (!logical.stamps.is_empty()).then(|| written_clocks(&logical.stamps, machines));
        let twins = (!logical.twins.is_empty()).then(|| twins::written(&logical.twins, machines));
        let base = logical.base;
        let sql = "INSERT INTO sync_row (tbl, key, clock, machine, clocks, state, twins)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT (tbl, key) DO UPDATE SET clock = excluded.clock, machine = excluded.machine,
                     clocks = excluded.clocks, state = excluded.state, twins = excluded.twins";
        let row = (table.code, key, base.clock, machines.number(base.writer), clocks, state, twins);
        self.db.run(sql, row, WRITING).map(drop)
    }
}

/// Writes all columns of a row, and whether it is there.
fn state_of(logical: &Logical) -> String {
    let mut fields = logical.fields.clone();
    fields.retain(|_, value| !value.is_null());
    if !logical.here {
        fields.insert(HERE.to_string(), 0.into());
    }
    Value::Object(fields).to_string()
}

/// Reads the clocks of a row's groups.
pub(super) fn read_clocks(json: &str, machines: &Machines) -> Result<BTreeMap<String, Stamp>> {
    let clocks: BTreeMap<String, (i64, i64)> = serde_json::from_str(json).map_err(|_| unreadable())?;
    let stamp = |(clock, machine)| Stamp { clock, writer: machines.writer(machine) };
    Ok(clocks.into_iter().map(|(first, clock)| (first, stamp(clock))).collect())
}

fn written_clocks(stamps: &BTreeMap<String, Stamp>, machines: &Machines) -> String {
    let clocks: BTreeMap<&str, (i64, i64)> =
        stamps.iter().map(|(first, s)| (first.as_str(), (s.clock, machines.number(s.writer)))).collect();
    json!(clocks).to_string()
}

/// Whether a row travels at all: an offer does once it is settled.
pub(super) fn travels(table: &Synced, row: &Fields) -> bool {
    *table != PICK || !matches!(value_of(row, "state").as_str(), Some("offered" | "withdrawn"))
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Damaged, "what the book keeps of its space can't be read; nothing was changed")
        .help("goodcall doctor looks at it; goodcall sync off and sync join begin anew, and keep the book as it is")
}
