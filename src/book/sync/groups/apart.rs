//! Taking a group apart: every row as its own record has it, before the records are merged anew.

use serde_json::{Value, json};

use super::{Group, Logical, shown_as_they_are};
use crate::book::query::Query;
use crate::book::sync::fields::{Fields, id_of};
use crate::book::sync::logical::{Key, travels};
use crate::book::sync::placing::in_one_order;
use crate::book::sync::tables::{CUSTOMER, KEPT_APART, KNOWN_AS, SETBACK, SYNCED, Synced, TOUCH_WITH};
use crate::book::sync::{Pointers, WRITING};
use crate::error::Result;

impl Group<'_, '_> {
    /// Keeps what a merge will change as the space has it: what belongs to the members or names them, and what refers to
    /// their touches.
    pub(super) fn keep_whole(&self) -> Result<()> {
        for table in shown_as_they_are() {
            let pointing = (*table == CUSTOMER).then_some("referred_by");
            for column in table.belonging().into_iter().chain(pointing) {
                self.keep_whole_where(table, column, &self.ids)?;
            }
        }
        let touches = json!(self.touches()?).to_string();
        self.keep_whole_where(&SETBACK, "answered_by", &touches)?;
        self.keep_whole_where(&TOUCH_WITH, "touch", &touches)
    }

    fn keep_whole_where(&self, table: &Synced, column: &str, ids: &str) -> Result<()> {
        let rows = self.book.rows_where(table, column, ids)?;
        rows.iter().try_for_each(|row| self.book.keep_whole(self.machines, table, row))
    }

    /// Writes every row as its own record has it.
    pub(super) fn take_apart(&self) -> Result<()> {
        let known_as = "DELETE FROM known_as WHERE gone IN (SELECT value FROM json_each(?1))";
        self.book.db.run(known_as, [&self.ids], WRITING)?;
        for table in shown_as_they_are() {
            let mut kept = self.kept(table)?;
            // The members' own are made anew; others are names of records that are nowhere.
            kept.retain(|(_, known)| *table != KNOWN_AS || !self.members.contains(&gone_of(known)));
            for (key, known) in kept.iter().filter(|_| table.has_key()) {
                self.make_room(table, key, known)?;
            }
            for (key, known) in &kept {
                self.write_alone(table, key, known)?;
            }
            // Somebody may have been pointed to by a member who is there only now.
            for (key, known) in kept.iter().filter(|(_, known)| id_of(&known.fields, "referred_by").is_some()) {
                self.write_alone(table, key, known)?;
            }
        }
        Ok(())
    }

    /// Takes out a row that a merge moved, and what a merge made in its place.
    fn make_room(&self, table: &Synced, key: &Key, known: &Logical) -> Result<()> {
        self.book.remove_row(table, id_of(&known.fields, "id").unwrap_or_default())?;
        let made = self.book.row_of_key(table, key)?.filter(|row| travels(table, row));
        let made = made.and_then(|row| id_of(&row, "id"));
        made.map_or(Ok(()), |made| self.book.remove_row(table, made))
    }

    /// Writes a row as its record has it, or takes away one that was removed.
    fn write_alone(&self, table: &Synced, key: &Key, known: &Logical) -> Result<()> {
        if !known.here && table.has_key() {
            return Ok(());
        }
        if !known.here && !self.book.stays_for_a_touch(table, key)? {
            return match self.book.row_of_key(table, key)?.filter(|row| *table != CUSTOMER && travels(table, row)) {
                Some(row) => self.book.remove_row(table, id_of(&row, "id").unwrap_or_default()),
                None => Ok(()),
            };
        }
        let mut fields = known.fields.clone();
        self.without_what_is_missing(table, &mut fields)?;
        self.as_others_are(table, &mut fields)?;
        if *table != KEPT_APART || in_one_order(&mut fields) {
            self.book.write_row(table, &fields, known.newest().instant_ms())?;
        }
        Ok(())
    }

    /// Who is of another group is whom that shows.
    fn as_others_are(&self, table: &Synced, fields: &mut Fields) -> Result<()> {
        for column in table.owners() {
            if let Some(id) = id_of(fields, column).filter(|id| !self.members.contains(id)) {
                fields.insert((*column).to_string(), json!(self.shown_root(id)?));
            }
        }
        Ok(())
    }

    /// What refers to nothing that is there refers to nothing.
    pub(super) fn without_what_is_missing(&self, table: &Synced, fields: &mut Fields) -> Result<()> {
        for (column, of) in table.soft() {
            let of_group = |id: &i64| *of != "customer" || self.members.contains(id);
            let wanted = id_of(fields, column).map(|id| if of_group(&id) { Ok(id) } else { self.shown_root(id) });
            let there = match wanted.transpose()? {
                Some(id) if self.book.has_row(of, id)? => json!(id),
                _ => Value::Null,
            };
            fields.insert((*column).to_string(), there);
        }
        Ok(())
    }

    /// Takes out the rows that a merge had made, or moved under an id that they have no more.
    pub(super) fn take_out_what_was_derived(&self) -> Result<()> {
        let kept = self.kept_by_id()?;
        for table in SYNCED.iter().copied().filter(|table| table.has_key() && **table != KNOWN_AS) {
            for column in table.owners() {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    let (Some(key), Some(id)) = (Key::of(table, &row), id_of(&row, "id")) else { continue };
                    let is_moved = kept.get(&(table.code, id)).is_some_and(|(_, known)| known.here);
                    if travels(table, &row) && !is_moved && !self.book.knows_row(table, &key)? {
                        self.book.remove_row(table, id)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes out members who were removed, and rows that belong to nobody.
    pub(super) fn take_out_who_is_not_here(&self) -> Result<()> {
        for (key, known) in self.kept(&CUSTOMER)? {
            if let Key::Id(id) = key
                && self.book.shown(&Pointers::default(), &CUSTOMER, &key, &known)?.is_none()
            {
                self.book.remove_row(&CUSTOMER, id)?;
            }
        }
        self.take_out_what_is_nobodys()
    }

    /// Takes out rows of records that are no customers, and of those who were at their own touch.
    pub(super) fn take_out_what_is_nobodys(&self) -> Result<()> {
        for table in shown_as_they_are() {
            let owner = |column: &&str| format!("{}.{column}", table.name);
            let missing = |column: &str| format!("NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = {column})");
            let missing: Vec<String> = table.owners().iter().map(|column| missing(&owner(column))).collect();
            for column in table.owners() {
                let theirs = format!("{column} IN (SELECT value FROM json_each(?1))");
                let sql = format!("DELETE FROM {} WHERE {theirs} AND ({})", table.name, missing.join(" OR "));
                self.book.db.run(&sql, [&self.ids], WRITING)?;
            }
        }
        let alone = "DELETE FROM touch_with WHERE customer IN (SELECT value FROM json_each(?1))
                       AND NOT EXISTS (SELECT 1 FROM touch
                                       WHERE touch.id = touch_with.touch AND touch.customer <> touch_with.customer)";
        self.book.db.run(alone, [&self.ids], WRITING).map(drop)
    }
}

/// The record that a pointer is of.
fn gone_of(pointer: &Logical) -> i64 {
    id_of(&pointer.fields, "gone").unwrap_or_default()
}
