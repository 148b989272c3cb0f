//! Placing: the book's tables show what the rows of the space come to.

use std::collections::BTreeSet;

use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};

use super::rows::{Wrote, text_of};
use super::stored::{Fields, Key, Logical, id_of, travels, value_of};
use super::tables::{self, CUSTOMER, PICK, REMARK, SETBACK, SYNCED, Synced, TOUCH, TOUCH_WITH};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::query::Query;
use crate::book::rows::TOUCH as TOUCH_ROW;
use crate::book::search::HitKind;
use crate::book::{Book, Change};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::sync::clock::Hlc;

/// What writes the book's tables.
pub(super) struct Placing<'b> {
    pub book: &'b Book,
    pub change: Change<'b>,
    pub machines: Machines,
    pub pointers: Pointers,
    /// Customers and touches of whom something is derived, or whose records are merged.
    pub customers: BTreeSet<i64>,
    pub touches: BTreeSet<i64>,
    pub groups: BTreeSet<i64>,
    /// Rows that others may have waited for.
    pub appeared: BTreeSet<i64>,
}

impl Book {
    /// What the tables show of a row, where nobody in it is merged; None: nothing.
    pub(super) fn shown(
        &self,
        pointers: &Pointers,
        table: &Synced,
        key: &Key,
        logical: &Logical,
    ) -> Result<Option<Fields>> {
        if !logical.here && !self.stays_for_a_touch(table, key)? {
            return Ok(None);
        }
        let mut fields = logical.fields.clone();
        for column in table.owners() {
            let Some(root) = id_of(&fields, column).map(|id| pointers.root(id)) else { return Ok(None) };
            if !self.has_row("customer", root)? {
                return Ok(None);
            }
            fields.insert(column.to_string(), json!(root));
        }
        if table.name == "kept_apart" && !in_one_order(&mut fields) {
            return Ok(None);
        }
        if table.code == TOUCH_WITH && !self.is_at_anothers_touch(&fields)? {
            return Ok(None);
        }
        for (column, of) in table.soft() {
            let wanted = id_of(&fields, column).map(|id| if *of == "customer" { pointers.root(id) } else { id });
            let wanted = wanted.filter(|id| table.code != CUSTOMER || Some(*id) != id_of(&fields, "id"));
            let there = match wanted {
                Some(id) if self.has_row(of, id)? => json!(id),
                _ => Value::Null,
            };
            fields.insert((*column).to_string(), there);
        }
        Ok(Some(fields))
    }

    /// Whether a customer who was removed has a logged touch, for which they stay.
    pub(super) fn stays_for_a_touch(&self, table: &Synced, key: &Key) -> Result<bool> {
        let (CUSTOMER, Key::Id(id)) = (table.code, key) else { return Ok(false) };
        let sql = "SELECT EXISTS (SELECT 1 FROM touch WHERE customer = ?1)
                     OR EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?2 AND state IS NOT NULL
                                  AND state ->> 'customer' = ?1 AND coalesce(state ->> 'here', 1) = 1)";
        self.db.one(sql, (id, TOUCH), READING)
    }

    fn is_at_anothers_touch(&self, fields: &Fields) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM touch WHERE id = ?1 AND customer <> ?2)";
        self.db.one(sql, (id_of(fields, "touch"), id_of(fields, "customer")), READING)
    }
}

impl Placing<'_> {
    /// Shows a row as the space has it.
    pub(super) fn place(&mut self, table: &'static Synced, key: &Key, logical: &Logical) -> Result<()> {
        if table.code == REMARK {
            self.touches.extend(id_of(&logical.fields, "touch"));
            return self.book.keep_logical(&self.machines, table, (key, logical), None);
        }
        let physical = self.book.row_of_key(table, key)?;
        let owners = self.owners(table, key, &logical.fields);
        if owners.iter().any(|id| self.pointers.is_merged(*id)) {
            self.groups.extend(owners);
            return self.book.keep_logical(&self.machines, table, (key, logical), None);
        }
        self.customers.extend(owners);
        self.customers.extend(physical.iter().flat_map(|row| table.owners().filter_map(|c| id_of(row, c))));
        let mut shown = self.book.shown(&self.pointers, table, key, logical)?;
        if shown.is_none() && table.code == TOUCH && logical.here && self.brings_back_its_customer(key, logical)? {
            shown = self.book.shown(&self.pointers, table, key, logical)?;
        }
        let placed = self.write(table, key, (logical, shown), physical)?;
        self.book.keep_logical(&self.machines, table, (key, logical), placed.as_ref())
    }

    fn owners(&self, table: &Synced, key: &Key, fields: &Fields) -> BTreeSet<i64> {
        let mut owners: BTreeSet<i64> = table.owners().filter_map(|column| id_of(fields, column)).collect();
        if let (CUSTOMER, Key::Id(id)) = (table.code, key) {
            owners.insert(*id);
        }
        if table.code == tables::KNOWN_AS {
            owners.extend(id_of(fields, "gone").filter(|gone| self.pointers.is_merged(*gone)));
        }
        owners
    }

    /// Somebody who was removed is there again when another machine logged a touch of theirs.
    fn brings_back_its_customer(&mut self, key: &Key, logical: &Logical) -> Result<bool> {
        let Some(owner) = id_of(&logical.fields, "customer").map(|id| self.pointers.root(id)) else { return Ok(false) };
        let (Some(customers), Some(touches)) = (tables::by_code(CUSTOMER), tables::by_code(TOUCH)) else {
            return Ok(false);
        };
        let key_of_owner = Key::Id(owner);
        let known = self.book.logical(&self.machines, customers, &key_of_owner, || Ok(None))?;
        let Some(known) = known.filter(|known| !known.fields.is_empty()) else { return Ok(false) };
        self.book.keep_logical(&self.machines, touches, (key, logical), None)?;
        self.place(customers, &key_of_owner, &known)?;
        Ok(true)
    }

    /// Writes what is shown of a row, or takes away what is no longer; returns what its table has then.
    fn write(
        &mut self,
        table: &'static Synced,
        key: &Key,
        (logical, shown): (&Logical, Option<Fields>),
        physical: Option<Fields>,
    ) -> Result<Option<Fields>> {
        let at = Hlc(logical.newest().clock).instant_ms();
        match (shown, physical) {
            (Some(shown), physical) => {
                let same = physical.as_ref().is_some_and(|row| {
                    let columns = table.columns().chain(["id"]);
                    columns.into_iter().all(|c| value_of(row, c) == value_of(&shown, c))
                        && id_of(row, "updated_at") == Some(at)
                });
                if same {
                    return Ok(physical);
                }
                if self.book.write_row(table, &shown, at)? == Wrote::Refused {
                    return self.book.row_of_key(table, key);
                }
                self.after_writing(table, &shown, physical.is_none())?;
                Ok(Some(shown))
            }
            // An offer that is open here is this machine's own.
            (None, Some(row)) if travels(table, &row) => {
                self.take_away(table, &row)?;
                Ok(None)
            }
            (None, physical) => Ok(physical),
        }
    }

    fn after_writing(&mut self, table: &Synced, shown: &Fields, is_new: bool) -> Result<()> {
        let Some(id) = id_of(shown, "id") else { return Ok(()) };
        if is_new && matches!(table.code, CUSTOMER | SETBACK | TOUCH) {
            self.appeared.insert(id);
        }
        if table.code == TOUCH {
            self.touches.insert(id);
        }
        if table.code == TOUCH_WITH {
            self.touches.extend(id_of(shown, "touch"));
        }
        if table.code == PICK && text_of(shown, "state").as_deref() == Some("called") {
            // The slot has its call: an offer that is open here is of no use.
            let withdraw =
                "UPDATE pick SET state = 'withdrawn', settled_at = ?2 WHERE call_day = ?1 AND state = 'offered'";
            self.book.db.run(withdraw, (text_of(shown, "call_day"), self.change.now_ms()), WRITING)?;
        }
        Ok(())
    }

    /// Takes a row out of its table; what belongs to it is kept as the space has it.
    fn take_away(&mut self, table: &Synced, row: &Fields) -> Result<()> {
        let Some(id) = id_of(row, "id") else { return Ok(()) };
        match table.code {
            CUSTOMER => {
                self.keep_what_refers_to(table.name, id)?;
                self.unindex_touches_of(id)?;
                self.change.unindex(id, HitKind::Customer)?;
            }
            TOUCH => {
                self.keep_what_refers_to(table.name, id)?;
                self.change.forget_remarks_of(TouchId(id))?;
                self.change.unindex(id, HitKind::Touch)?;
                self.customers.extend(id_of(row, "customer"));
                let with = "SELECT customer FROM touch_with WHERE touch = ?1";
                self.customers.extend(self.book.db.all::<i64>(with, [id], READING)?);
            }
            TOUCH_WITH => self.touches.extend(id_of(row, "touch")),
            SETBACK => self.keep_what_refers_to(table.name, id)?,
            _ => {}
        }
        self.book.remove_row(table, id)?;
        if table.code == TOUCH {
            self.recheck_customer(id_of(row, "customer"))?;
        }
        Ok(())
    }

    /// Somebody who was removed, and stayed for a touch, goes with the last one.
    fn recheck_customer(&mut self, id: Option<i64>) -> Result<()> {
        let (Some(id), Some(customers)) = (id, tables::by_code(CUSTOMER)) else { return Ok(()) };
        let key = Key::Id(id);
        let known = self.book.logical(&self.machines, customers, &key, || self.book.row_of_id(customers, id))?;
        match known {
            Some(known) if !known.here => self.place(customers, &key, &known),
            _ => Ok(()),
        }
    }

    fn unindex_touches_of(&self, customer: i64) -> Result<()> {
        let touches = "SELECT id FROM touch WHERE customer = ?1";
        for touch in self.book.db.all::<i64>(touches, [customer], READING)? {
            self.change.forget_remarks_of(TouchId(touch))?;
            self.change.unindex(touch, HitKind::Touch)?;
        }
        Ok(())
    }

    /// Keeps the rows that refer to one as the space has them, before that one goes and they with it, or their reference.
    pub(super) fn keep_what_refers_to(&self, of: &str, id: i64) -> Result<()> {
        for table in &SYNCED {
            let owning = table.owners().filter(|_| of == "customer");
            let soft = table.soft().iter().filter(|(_, target)| *target == of).map(|(column, _)| *column);
            let with = (table.code == TOUCH_WITH && of == "touch").then_some("touch");
            for column in owning.chain(soft).chain(with) {
                for row in self.book.rows_where(table, column, &format!("[{id}]"))? {
                    self.keep_whole(table, row)?;
                }
            }
        }
        Ok(())
    }

    /// Keeps a row as the space has it, whatever becomes of the one in its table.
    pub(super) fn keep_whole(&self, table: &Synced, row: Fields) -> Result<()> {
        if table.code == REMARK {
            return Ok(());
        }
        let Some(key) = Key::of(table, &row) else { return Ok(()) };
        match self.book.logical(&self.machines, table, &key, || Ok(Some(row)))? {
            Some(known) => self.book.keep_logical(&self.machines, table, (&key, &known), None),
            None => Ok(()),
        }
    }

    /// Shows the rows that waited for others which are there now.
    pub(super) fn place_what_waited(&mut self) -> Result<()> {
        while !self.appeared.is_empty() {
            let ids = json!(std::mem::take(&mut self.appeared)).to_string();
            let mut waiting: Vec<(i64, Key)> = Vec::new();
            for table in SYNCED.iter().filter(|table| table.code != REMARK) {
                let soft = table.soft().iter().map(|(column, _)| *column);
                let with = (table.code == TOUCH_WITH).then_some("touch");
                let columns: Vec<&str> = table.owners().chain(soft).chain(with).collect();
                if columns.is_empty() {
                    continue;
                }
                let which: Vec<String> =
                    columns.iter().map(|c| format!("state ->> '{c}' IN (SELECT value FROM json_each(?2))")).collect();
                let sql = format!(
                    "SELECT key FROM sync_row WHERE tbl = ?1 AND state IS NOT NULL AND ({})",
                    which.join(" OR ")
                );
                for key in self.keys(&sql, (table.code, &ids))? {
                    waiting.push((table.code, key));
                }
            }
            for (code, key) in waiting {
                let Some(table) = tables::by_code(code) else { continue };
                if let Some(known) = self.book.logical(&self.machines, table, &key, || Ok(None))? {
                    self.place(table, &key, &known)?;
                }
            }
        }
        Ok(())
    }

    /// The keys that a query finds.
    pub(super) fn keys(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Key>> {
        let keys: Vec<SqlValue> = self.book.db.all(sql, params, READING)?;
        Ok(keys.into_iter().filter_map(Key::from_sql).collect())
    }

    /// Derives what is worked out from the rows that were written.
    pub(super) fn derive(&mut self) -> Result<()> {
        self.derive_what_was_written()?;
        for id in std::mem::take(&mut self.touches) {
            let touch: Option<Touch> =
                self.book.db.optional(&format!("SELECT {TOUCH_ROW} FROM touch WHERE id = ?1"), [id], READING)?;
            let Some(touch) = touch else { continue };
            self.change.index_touch(&touch)?;
            self.place_remarks(&touch)?;
            self.customers.insert(touch.customer.0);
            let with = "SELECT customer FROM touch_with WHERE touch = ?1";
            self.customers.extend(self.book.db.all::<i64>(with, [id], READING)?);
        }
        let today = self.change.clock().today();
        for id in std::mem::take(&mut self.customers) {
            match self.book.find_customer(CustomerId(id))? {
                Some(customer) => {
                    self.change.derive_customer(&customer)?;
                    self.change.index_customer(&customer)?;
                    if !customer.in_rotation() || customer.snoozed_until.is_some_and(|until| until > today) {
                        self.change.withdraw_offers(customer.id)?;
                    }
                }
                None => self.change.unindex(id, HitKind::Customer)?,
            }
        }
        self.unindex_what_is_gone()
    }
}

/// Two who are kept apart stand in one order. Returns false where they are one by now.
pub(super) fn in_one_order(fields: &mut Fields) -> bool {
    let (one, other) = (id_of(fields, "customer"), id_of(fields, "other"));
    if one > other {
        fields.insert("customer".to_string(), json!(other));
        fields.insert("other".to_string(), json!(one));
    }
    one != other
}
