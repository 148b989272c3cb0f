//! What differs between a row and what the space's state of it shows: that was changed here.

use std::borrow::Cow;

use serde_json::json;

use super::READING;
use super::fields::{Fields, id_of, value_of};
use super::gathering::Gathering;
use super::logical::{HERE, Key, Logical, WHOLE, travels};
use super::saying::{entry, take_group};
use super::tables::{AWAITED, PICK, Synced};
use super::touched::Touched;
use crate::book::journal;
use crate::book::query::Query;
use crate::error::Result;

impl Gathering<'_> {
    /// Compares a row with what the space's state of it shows; what differs was changed here.
    pub(super) fn compare(
        &mut self,
        table: &'static Synced,
        key: &Key,
        (known, shown): (Option<Logical>, Option<&Fields>),
        physical: Option<&Fields>,
        one: &Touched,
    ) -> Result<()> {
        // What others changed of it is shown, and compared no more.
        if self.came_back.contains(&(table.code, key.clone())) {
            return Ok(());
        }
        let is_new = known.is_none();
        let was_gone = known.as_ref().is_some_and(|known| !known.here);
        let known_id = known.as_ref().and_then(|known| id_of(&known.fields, "id"));
        let mut logical = known.unwrap_or_else(Logical::unknown);
        let before = self.fields_before(&logical);
        let mut said = match (shown, physical.filter(|row| travels(table, row))) {
            (None, None) => Fields::new(),
            (Some(shown), None) => {
                if is_new {
                    take_identity(table, &mut logical, shown);
                }
                logical.here = false;
                logical.set_stamp(HERE, one.stamp);
                [(HERE.to_string(), json!(0))].into_iter().collect()
            }
            (_, Some(actual)) if is_new => {
                let as_added = if table.has_key() { Cow::Borrowed(actual) } else { self.as_added(table, actual, one) };
                new_row(table, &mut logical, &as_added, one)
            }
            (shown, Some(actual)) => {
                let removed = self.removed_here(table, actual, one)?;
                changed_fields(table, &mut logical, (shown, actual, removed.as_ref()), one)
            }
        };
        if is_new && said.is_empty() {
            return Ok(());
        }
        if is_new && table.has_key() {
            self.new_ids.entry(table.code).or_default().extend(id_of(&logical.fields, "id"));
        }
        if was_gone && logical.here && AWAITED.contains(&table) {
            self.appeared.extend(id_of(&logical.fields, "id"));
        }
        if one.is_added && !is_new {
            self.note_that_it_is_back(table, key, (&logical, physical));
        }
        let renamed = self.take_id_of(table, Some(&logical.fields), physical)?;
        let physical = renamed.as_ref().or(physical);
        if let Some(row) = physical {
            // A row was changed when the latest of its fields was, by the clock that all machines agree on.
            self.date(table, row, logical.newest().instant_ms())?;
        }
        self.book.keep_logical(&self.machines, table, (key, &logical), physical)?;
        // A smaller id stays, so that the others have to hear of it, also where nothing else was changed.
        let is_renumbered = known_id.is_some_and(|id| Some(id) != id_of(&logical.fields, "id"));
        if !said.is_empty() || is_renumbered {
            self.say_what_stands_beside((table, key), &before, &mut said)?;
            self.entries.push(entry(table, key, (&logical, one.stamp), said));
        }
        Ok(())
    }

    /// A new row as it was added: where a merge has moved it since, the pointer says so. An offer is there before it is news.
    pub(super) fn as_added<'f>(&self, table: &Synced, actual: &'f Fields, one: &Touched) -> Cow<'f, Fields> {
        let offered_to = || one.before.as_ref().filter(|_| *table == PICK).and_then(|offer| id_of(offer, "customer"));
        let owner = one.added_to.or_else(offered_to).filter(|_| table.owners() == ["customer"]);
        match owner.filter(|owner| id_of(actual, "customer") == Some(self.pointers.root(*owner))) {
            Some(owner) => {
                let mut row = actual.clone();
                row.insert("customer".to_string(), json!(owner));
                Cow::Owned(row)
            }
            None => Cow::Borrowed(actual),
        }
    }

    /// What a row that is there again was when this machine removed it; None where it was there all the time, or
    /// another machine removed it.
    pub(super) fn removed_here(&self, table: &Synced, row: &Fields, one: &Touched) -> Result<Option<Fields>> {
        let Some(id) = id_of(row, "id").filter(|_| one.is_added) else { return Ok(None) };
        let sql = "SELECT old FROM journal WHERE tbl = ?1 AND row = ?2 AND checksum = ?3 AND old IS NOT NULL
                   ORDER BY id DESC LIMIT 1";
        let old: Option<String> = self.book.db.optional(sql, (table.name, id, journal::GONE), READING)?;
        Ok(old.and_then(|old| serde_json::from_str(&old).ok()))
    }

    /// Notes that a row is there again, as the space has it by now.
    fn note_that_it_is_back(&mut self, table: &Synced, key: &Key, (logical, physical): (&Logical, Option<&Fields>)) {
        let place = (table.code, key.clone());
        let differs = |row: &Fields| table.columns().any(|c| value_of(row, c) != value_of(&logical.fields, c));
        if physical.is_some_and(differs) {
            self.changed_meanwhile.insert(place.clone());
        }
        self.came_back.insert(place);
    }

    /// The values of a row before it is written over, where any value had lost.
    pub(super) fn fields_before(&self, logical: &Logical) -> Fields {
        if self.has_clashes { logical.fields.clone() } else { Fields::new() }
    }

    /// Says which values lost before and stand beside what is said.
    pub(super) fn say_what_stands_beside(
        &self,
        row: (&Synced, &Key),
        before: &Fields,
        said: &mut Fields,
    ) -> Result<()> {
        if self.has_clashes { self.book.say_what_stands_beside(row, before, said) } else { Ok(()) }
    }

    /// Gives a row that stands under another id than the space has it the space's, also in the journal. Returns it so.
    pub(super) fn take_id_of(
        &self,
        table: &Synced,
        known: Option<&Fields>,
        row: Option<&Fields>,
    ) -> Result<Option<Fields>> {
        let Some(row) = row.filter(|row| table.has_key() && travels(table, row)) else { return Ok(None) };
        let ids = (id_of(row, "id"), known.and_then(|known| id_of(known, "id")));
        let (Some(from), Some(to)) = ids else { return Ok(None) };
        if from == to || self.book.has_row(table.name, to)? {
            return Ok(None);
        }
        self.rename_row(table, from, to)?;
        let mut row = row.clone();
        row.insert("id".to_string(), json!(to));
        Ok(Some(row))
    }

    /// Writes when a row was changed last, where it says otherwise; undo of what changed it goes on to work.
    pub(super) fn date(&self, table: &Synced, row: &Fields, at: i64) -> Result<()> {
        let (Some(id), Some(now)) = (id_of(row, "id"), id_of(row, "updated_at")) else { return Ok(()) };
        if now == at { Ok(()) } else { journal::date(&self.book.db, table.name, id, at) }
    }
}

/// Takes a row that this machine knows nothing of from others, and returns what is said of it.
fn new_row(table: &Synced, logical: &mut Logical, actual: &Fields, one: &Touched) -> Fields {
    logical.here = true;
    logical.base = one.stamp;
    take_identity(table, logical, actual);
    let mut said = Fields::new();
    said.insert(HERE.to_string(), json!(WHOLE));
    for group in table.groups {
        logical.take(group, actual);
        said.extend(group.iter().map(|c| ((*c).to_string(), value_of(actual, c).clone())));
    }
    said.retain(|_, value| !value.is_null());
    said
}

/// Takes by what a row is itself: its id and its key.
fn take_identity(table: &Synced, logical: &mut Logical, row: &Fields) {
    logical.take_id(table, id_of(row, "id").unwrap_or_default());
    for column in table.key {
        let value = || value_of(row, column).clone();
        logical.fields.entry((*column).to_string()).or_insert_with(value);
    }
}

/// Takes what differs from what was shown of a row, or, of one that was gone, from what it was when it was removed here: others
/// may have changed it meanwhile. Returns what is said of it.
fn changed_fields(
    table: &Synced,
    logical: &mut Logical,
    (shown, actual, removed): (Option<&Fields>, &Fields, Option<&Fields>),
    one: &Touched,
) -> Fields {
    let mut said = Fields::new();
    if !logical.here {
        logical.here = true;
        logical.set_stamp(HERE, one.stamp);
        said.insert(HERE.to_string(), json!(1));
    }
    take_identity(table, logical, actual);
    let was = shown.unwrap_or(&logical.fields).clone();
    let was_moved_here =
        one.before.as_ref().is_some_and(|before| value_of(before, "customer") != value_of(actual, "customer"));
    for group in table.groups {
        let is_as = |before: &Fields| group.iter().all(|c| value_of(before, c) == value_of(actual, c));
        let is_same = is_as(&was) || removed.is_some_and(is_as);
        // Where a merge moved a row, the pointer says so; of one from before the space there is none, and its undo moves the
        // row itself.
        if !is_same && (**group != ["customer"] || shown.is_some() && was_moved_here) {
            take_group(logical, group, actual, (one.stamp, &mut said));
        }
    }
    said
}
