//! Placing: the book's tables show what the rows of the space come to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fields::{Fields, id_of, is_renamed, text_of, value_of};
use super::logical::{KEPT, Key, Logical, travels};
use super::rows::Wrote;
use super::tables::{AWAITED, CUSTOMER, KEPT_APART, KNOWN_AS, PICK, REMARK, SYNCED, Synced, TOUCH, TOUCH_WITH};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::query::Query;
use crate::book::search::HitKind;
use crate::book::{Book, Change};
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::Result;

/// How many customers are derived together.
const AT_ONCE: usize = 500;

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
    /// Customers who have another name now, or are gone.
    pub renamed: BTreeSet<i64>,
    /// Customers out of whose facts something was taken here.
    pub taken_out_of: BTreeSet<i64>,
    /// Whether any value had lost before.
    pub has_clashes: bool,
}

impl<'b> Placing<'b> {
    /// Begins to write; see [`Book::write_for_others`].
    pub(super) fn begin(book: &'b Book, clock: &Clock) -> Result<Self> {
        let machines = book.machine_numbers()?;
        let pointers = book.pointers(&machines)?;
        let (customers, touches, groups, appeared, renamed, taken_out_of) = Default::default();
        let (change, has_clashes) = (book.deriving(clock), book.has_clashes()?);
        Ok(Self {
            book,
            change,
            machines,
            pointers,
            customers,
            touches,
            groups,
            appeared,
            renamed,
            taken_out_of,
            has_clashes,
        })
    }
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
            let Some(id) = id_of(&fields, column) else { return Ok(None) };
            let root = self.shown_root(pointers, id)?;
            if !self.has_row(CUSTOMER.name, root)? {
                return Ok(None);
            }
            fields.insert((*column).to_string(), json!(root));
        }
        if *table == KEPT_APART && !in_one_order(&mut fields) {
            return Ok(None);
        }
        if *table == TOUCH_WITH && !self.is_at_anothers_touch(&fields)? {
            return Ok(None);
        }
        for (column, of) in table.soft() {
            let root = |id| if *of == CUSTOMER.name { self.shown_root(pointers, id) } else { Ok(id) };
            let wanted = id_of(&fields, column).map(root).transpose()?;
            let wanted = wanted.filter(|id| *table != CUSTOMER || Some(*id) != id_of(&fields, "id"));
            let there = match wanted {
                Some(id) if self.has_row(of, id)? => json!(id),
                _ => Value::Null,
            };
            fields.insert((*column).to_string(), there);
        }
        Ok(Some(fields))
    }

    /// The record that the tables show another as part of. One that was merged into somebody who is gone stands alone, and
    /// one that was removed is part of nobody, so that what names it is shown nowhere.
    pub(super) fn shown_root(&self, pointers: &Pointers, id: i64) -> Result<i64> {
        let (mut at, mut seen) = (id, BTreeSet::new());
        while seen.insert(at) && !self.has_row(CUSTOMER.name, at)? && self.merged_into(at)?.is_some() {
            at = pointers.into.get(&at).map_or(at, |(next, _)| *next);
        }
        Ok(at)
    }

    /// Whether a customer who was removed has a logged touch, for which they stay.
    pub(super) fn stays_for_a_touch(&self, table: &Synced, key: &Key) -> Result<bool> {
        let Key::Id(id) = key else { return Ok(false) };
        if *table != CUSTOMER {
            return Ok(false);
        }
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM touch WHERE customer = ?1)
               OR EXISTS (SELECT 1 FROM {KEPT} WHERE tbl = ?2 AND state IS NOT NULL
                            AND state ->> 'customer' = ?1 AND coalesce(state ->> 'here', 1) = 1)"
        );
        self.db.one(&sql, (id, TOUCH.code), READING)
    }

    fn is_at_anothers_touch(&self, fields: &Fields) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM touch WHERE id = ?1 AND customer <> ?2)";
        self.db.one(sql, (id_of(fields, "touch"), id_of(fields, "customer")), READING)
    }
}

impl Placing<'_> {
    /// Shows a row as the space has it.
    pub(super) fn place(&mut self, table: &'static Synced, key: &Key, logical: &Logical) -> Result<()> {
        if *table == REMARK {
            self.touches.extend(id_of(&logical.fields, "touch"));
            return self.book.keep_logical(&self.machines, table, (key, logical), None);
        }
        let physical = self.book.row_of_key(table, key)?;
        let owners = self.owners(table, &logical.fields);
        if owners.iter().any(|id| self.pointers.is_merged(*id)) {
            self.groups.extend(owners);
            return self.book.keep_logical(&self.machines, table, (key, logical), None);
        }
        self.customers.extend(owners);
        self.customers.extend(physical.iter().flat_map(|row| table.owners().iter().filter_map(|c| id_of(row, c))));
        let mut shown = self.book.shown(&self.pointers, table, key, logical)?;
        if shown.is_none() && *table == TOUCH && logical.here && self.brings_back_its_customer(key, logical)? {
            shown = self.book.shown(&self.pointers, table, key, logical)?;
        }
        if *table == CUSTOMER && physical.as_ref().is_some_and(|row| is_renamed(row, shown.as_ref())) {
            self.renamed.extend(id_of(&logical.fields, "id"));
        }
        let placed = self.write(table, key, (logical, shown), physical)?;
        self.book.keep_logical(&self.machines, table, (key, logical), placed.as_ref())
    }

    /// The customers whose row it is; of a pointer only a record that stands in a group.
    fn owners(&self, table: &Synced, fields: &Fields) -> BTreeSet<i64> {
        let mut owners = table.records_of(fields);
        if *table == KNOWN_AS {
            let gone = id_of(fields, "gone");
            owners.retain(|id| Some(*id) != gone || self.pointers.is_merged(*id));
        }
        owners
    }

    /// Somebody who was removed is there again when another machine logged a touch of theirs.
    fn brings_back_its_customer(&mut self, key: &Key, logical: &Logical) -> Result<bool> {
        let Some(owner) = id_of(&logical.fields, "customer").map(|id| self.pointers.root(id)) else { return Ok(false) };
        let key_of_owner = Key::Id(owner);
        let known = self.book.logical(&self.machines, &CUSTOMER, &key_of_owner, || Ok(None))?;
        let Some(known) = known.filter(|known| !known.fields.is_empty()) else { return Ok(false) };
        self.book.keep_logical(&self.machines, &TOUCH, (key, logical), None)?;
        self.place(&CUSTOMER, &key_of_owner, &known)?;
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
        let at = logical.newest().instant_ms();
        match (shown, physical) {
            (Some(shown), physical) => {
                let same = physical.as_ref().is_some_and(|row| {
                    let columns = table.columns().chain(["id"]);
                    columns.into_iter().all(|c| value_of(row, c) == value_of(&shown, c))
                        && id_of(row, "updated_at") == Some(at)
                });
                if same {
                    // Its words may be younger than before, and with them its remarks.
                    self.touches.extend((*table == TOUCH).then(|| id_of(&shown, "id")).flatten());
                    return Ok(physical);
                }
                if self.book.write_row(table, &shown, at)? == Wrote::Refused {
                    return self.book.row_of_key(table, key);
                }
                if physical.is_none() && AWAITED.contains(&table) {
                    self.appeared.extend(id_of(&shown, "id"));
                }
                self.after_writing(table, &shown, physical.as_ref())?;
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

    /// Does what follows from a row that was written, and what it was before.
    fn after_writing(&mut self, table: &Synced, shown: &Fields, before: Option<&Fields>) -> Result<()> {
        if *table == TOUCH {
            self.touches.extend(id_of(shown, "id"));
            let is_moved = |before: &Fields| value_of(before, "customer") != value_of(shown, "customer");
            if let Some(id) = id_of(shown, "id").filter(|_| before.is_some_and(is_moved)) {
                // Who has it by now is not at it besides, and who had it may be.
                self.keep_what_refers_to(table.name, id)?;
                self.appeared.insert(id);
            }
        }
        if *table == TOUCH_WITH {
            self.touches.extend(id_of(shown, "touch"));
        }
        if *table == PICK && text_of(shown, "state").as_deref() == Some("called") {
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
        match table.name {
            "customer" => {
                self.keep_what_refers_to(table.name, id)?;
                self.unindex_touches_of(id)?;
                self.change.unindex(id, HitKind::Customer)?;
            }
            "touch" => {
                self.keep_what_refers_to(table.name, id)?;
                self.change.forget_remarks_of(TouchId(id))?;
                self.change.unindex(id, HitKind::Touch)?;
                self.customers.extend(id_of(row, "customer"));
                let with = "SELECT customer FROM touch_with WHERE touch = ?1";
                self.customers.extend(self.book.db.all::<i64>(with, [id], READING)?);
            }
            "touch_with" => self.touches.extend(id_of(row, "touch")),
            "setback" => self.keep_what_refers_to(table.name, id)?,
            _ => {}
        }
        self.book.remove_row(table, id)?;
        if *table == TOUCH {
            self.recheck_customer(id_of(row, "customer"))?;
        }
        Ok(())
    }

    /// Somebody who was removed, and stayed for a touch, goes with the last one.
    fn recheck_customer(&mut self, id: Option<i64>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let key = Key::Id(id);
        let known = self.book.logical(&self.machines, &CUSTOMER, &key, || self.book.row_of_id(&CUSTOMER, id))?;
        match known {
            Some(known) if !known.here => self.place(&CUSTOMER, &key, &known),
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
    fn keep_what_refers_to(&self, of: &str, id: i64) -> Result<()> {
        for table in SYNCED {
            for (column, _) in table.references().into_iter().filter(|(_, target)| *target == of) {
                for row in self.book.rows_where(table, column, &format!("[{id}]"))? {
                    self.book.keep_whole(&self.machines, table, &row)?;
                }
            }
        }
        Ok(())
    }

    /// Shows the rows that waited for others which are there now.
    pub(super) fn place_what_waited(&mut self) -> Result<()> {
        while !self.appeared.is_empty() {
            let ids = json!(std::mem::take(&mut self.appeared)).to_string();
            let mut waiting: Vec<(&'static Synced, Key)> = Vec::new();
            for table in SYNCED.into_iter().filter(|table| **table != REMARK) {
                let columns: Vec<&str> = table.references().into_iter().map(|(column, _)| column).collect();
                let keys = self.book.kept_rows(table, &columns, &ids)?;
                waiting.extend(keys.into_iter().map(|key| (table, key)));
            }
            waiting.into_iter().try_for_each(|(table, key)| self.place_again(table, &key))?;
        }
        Ok(())
    }

    /// Shows a row that the tables did not show, or not so, as it is shown by now.
    pub(super) fn place_again(&mut self, table: &'static Synced, key: &Key) -> Result<()> {
        match self.book.logical(&self.machines, table, key, || self.book.row_of_key(table, key))? {
            Some(known) => self.place(table, key, &known),
            None => Ok(()),
        }
    }

    /// Derives what is worked out from the rows that were written.
    pub(super) fn derive(&mut self) -> Result<()> {
        self.derive_what_was_written()?;
        for id in std::mem::take(&mut self.touches) {
            let Some(touch) = self.book.find_touch(TouchId(id))? else { continue };
            self.change.index_touch(&touch)?;
            self.place_remarks(&touch)?;
            self.customers.insert(touch.customer.0);
            let with = "SELECT customer FROM touch_with WHERE touch = ?1";
            self.customers.extend(self.book.db.all::<i64>(with, [id], READING)?);
        }
        let customers: Vec<i64> = std::mem::take(&mut self.customers).into_iter().collect();
        customers.chunks(AT_ONCE).try_for_each(|some| self.derive_customers(some))?;
        self.unindex_what_is_gone()
    }

    /// Derives what is worked out for customers. Their rows come first, then their words: before a row that has triggers
    /// is written, SQLite has search write the words that it holds.
    fn derive_customers(&self, ids: &[i64]) -> Result<()> {
        let today = self.change.clock().today();
        let mut customers = Vec::with_capacity(ids.len());
        for id in ids {
            match self.book.find_customer(CustomerId(*id))? {
                Some(customer) => customers.push(customer),
                None => self.change.unindex(*id, HitKind::Customer)?,
            }
        }
        customers.iter().try_for_each(|customer| self.change.derive_customer(customer))?;
        let is_out = |c: &&Customer| !c.in_rotation() || c.snoozed_until.is_some_and(|until| until > today);
        customers.iter().filter(is_out).try_for_each(|customer| self.change.withdraw_offers(customer.id))?;
        customers.iter().try_for_each(|customer| self.change.index_customer(customer))
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
