//! Repairing what can be worked out again, or set right without a loss. It leaves no step to undo.

use serde_json::{Map, Value};

use super::check::Part;
use super::copy::Watch;
use super::counting::{RECOUNT_CUSTOMERS, RECOUNT_LOGS};
use super::query::Query;
use super::rows::row;
use super::search::HitKind;
use super::{Book, Change, Doing, schema, search_index};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::{Error, Result};
use crate::text;

/// Rows that tell of somebody's life with us: worth a customer to belong to.
const TELLING: [&str; 7] = ["touch", "remark", "touch_with", "pick", "planned_visit", "standing_change", "known_as"];
/// The name of a customer whose record was lost.
const LOST: &str = "Somebody whose record was lost";

/// A reference to a row that is not there.
struct LooseEnd {
    child: String,
    child_id: i64,
    reference: String,
    parent: String,
    /// Whether the child goes with its parent.
    cascades: bool,
}

row! {
    /// The columns of a loose end: the table and id of a row, its column that refers, and the table that this refers to.
    const LOOSE_END: LooseEnd = "f" {
        child: "f.\"table\"",
        child_id: "f.rowid",
        reference: "l.\"from\"",
        parent,
        cascades: "l.on_delete = 'CASCADE'",
    }
}

impl Book {
    /// Rebuilds the search index from what is in the book.
    pub fn repair_search(&mut self, clock: &Clock) -> Result<()> {
        self.repairing(clock, |change| search_index::make_anew(&change.db))
    }

    /// Derives every customer's columns again, and counts again.
    pub fn repair_what_is_kept_up(&mut self, clock: &Clock) -> Result<()> {
        self.repairing(clock, |change| {
            for id in change.ids("customer")? {
                change.derive_customer(&change.customer(CustomerId(id))?)?;
            }
            change.db.execute_batch(&format!("{RECOUNT_CUSTOMERS}{RECOUNT_LOGS}")).doing("count again")
        })
    }

    /// Rebuilds SQLite's indexes, and keeps them only if every check passes then: a book whose rows are damaged stays as it
    /// is. Returns whether it helped.
    pub fn repair_indexes(&mut self, watch: &Watch) -> Result<bool> {
        let repaired = self.transaction(|book| {
            book.db.execute_batch("REINDEX").doing("make the indexes anew")?;
            for part in Part::ALL {
                if !book.look_for_damage(part, watch)?.is_empty() {
                    return Err(Error::failed("it does not help"));
                }
            }
            Ok(())
        });
        match repaired {
            Err(e) if e.is_interrupted() => Err(e),
            repaired => Ok(repaired.is_ok()),
        }
    }

    /// Repairs references to rows that are not there. A customer who was lost gets a record again, so that nothing of
    /// theirs goes; other references are cleared; a row that then belongs to nothing is taken out once `keep` has it.
    pub fn repair_references(&mut self, clock: &Clock, keep: impl FnOnce(&[Orphan]) -> Result<()>) -> Result<Repaired> {
        const REPAIRING: &str = "put the references right";
        self.repairing(clock, |change| {
            let mut repaired = Repaired::default();
            while let Some(LooseEnd { child, child_id, reference, parent, cascades }) = change.loose_end()? {
                if !cascades {
                    let clear = format!("UPDATE {child} SET {reference} = NULL WHERE id = ?1");
                    change.db.run(&clear, [child_id], REPAIRING)?;
                } else if parent == "customer" && TELLING.contains(&child.as_str()) {
                    let whose = format!("SELECT {reference} FROM {child} WHERE id = ?1");
                    let id: CustomerId = change.db.one(&whose, [child_id], REPAIRING)?;
                    change.add_customer(&Customer::new(id, LOST, clock))?;
                    change.refresh_derived(id)?;
                    repaired.given_back += 1;
                } else {
                    change.take_out(&child, child_id, &mut repaired.taken_out)?;
                }
            }
            if !repaired.taken_out.is_empty() {
                keep(&repaired.taken_out)?;
            }
            Ok(repaired)
        })
    }

    fn repairing<T>(&mut self, clock: &Clock, repair: impl FnOnce(&Change<'_>) -> Result<T>) -> Result<T> {
        self.transaction(|book| repair(&book.unjournaled(clock)))
    }

    fn ids(&self, table: &str) -> Result<Vec<i64>> {
        self.db.all(&format!("SELECT id FROM {table} ORDER BY id"), [], "go through the book")
    }
}

impl Change<'_> {
    fn loose_end(&self) -> Result<Option<LooseEnd>> {
        let sql = format!(
            "SELECT {LOOSE_END} FROM pragma_foreign_key_check f JOIN pragma_foreign_key_list(f.\"table\") l ON l.id = f.fkid"
        );
        self.db.optional(&sql, [], "check the references")
    }

    /// Derives the columns of a customer that come from the name and the logs. `updated_at` stays: nobody changed them today.
    pub(super) fn derive_customer(&self, customer: &Customer) -> Result<()> {
        let (talked, touch, kind) = self.last_touches(customer.id)?;
        let sql = "UPDATE customer SET sort_name = ?2, last_talked = ?3, last_touch = ?4, last_touch_kind = ?5,
                     sort_company = ?6, sort_city = ?7
                   WHERE id = ?1 AND (sort_name, last_talked, last_touch, last_touch_kind, sort_company, sort_city)
                     IS NOT (?2, ?3, ?4, ?5, ?6, ?7)";
        let company = text::fold_known(customer.company.as_deref());
        let city = text::fold_known(customer.city.as_deref());
        let derived = (customer.id, text::fold(&customer.name), talked, touch, kind, company, city);
        self.db.run(sql, derived, "keep up the customer").map(drop)
    }

    /// Takes a row out, together with the rows that would go with it.
    fn take_out(&self, table: &str, row: i64, taken: &mut Vec<Orphan>) -> Result<()> {
        const TAKING: &str = "take out what belongs to nothing";
        if table == "touch" {
            for remark in self.remarks_of_touch(TouchId(row))? {
                self.take_out("remark", remark.id.0, taken)?;
            }
            let links = "SELECT id FROM touch_with WHERE touch = ?1";
            for link in self.db.all(links, [row], TAKING)? {
                self.take_out("touch_with", link, taken)?;
            }
        }
        let columns = schema::table(table).into_iter().flat_map(|t| t.columns).map(|c| c.name);
        let fields = format!("SELECT {} FROM {table} WHERE id = ?1", schema::json_object(columns, table));
        let fields: Option<String> = self.db.optional(&fields, [row], TAKING)?;
        if let Some(fields) = fields.and_then(|fields| serde_json::from_str(&fields).ok()) {
            taken.push(Orphan { table: table.to_string(), fields });
        }
        let gone = self.db.run(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row], TAKING)?;
        if gone == 0 {
            return Err(Error::failed(format!("could not {TAKING}: {table} {row}")));
        }
        HitKind::parse(table).map_or(Ok(()), |kind| self.unindex(row, kind))
    }
}

/// What was done for references to rows that are not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repaired {
    /// Customers who got a record again.
    pub given_back: usize,
    pub taken_out: Vec<Orphan>,
}

/// A row that belonged to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    pub table: String,
    pub fields: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::check::Findings;
    use crate::book::tests::{book, clock};

    fn found(book: &Book, part: Part) -> Findings {
        book.look_for_damage(part, &Watch::default()).unwrap()
    }

    #[test]
    fn a_sound_book_has_no_findings() {
        let book = book().0;
        for part in Part::ALL {
            assert_eq!(found(&book, part), Findings::default(), "{part:?}");
        }
    }

    #[test]
    fn what_is_derived_is_compared_and_made_anew() {
        for (part, spoil) in [
            (Part::Search, "UPDATE search_text SET body = 'other words' WHERE kind = 'customer'"),
            (Part::Search, "DELETE FROM search_text WHERE kind = 'remark'"),
            (Part::Search, "INSERT INTO search (search) VALUES ('delete-all')"),
            (Part::Search, "INSERT INTO search_part (search_part) VALUES ('delete-all')"),
            (Part::Search, "DELETE FROM search_text WHERE kind = 'customer'"),
            (Part::Search, "DELETE FROM search WHERE rowid = (SELECT min(id) FROM search_text)"),
            (Part::Search, "REPLACE INTO search (rowid, words) SELECT min(id), 'x y' FROM search_text"),
            (Part::KeptUp, "UPDATE customer SET last_talked = '1999-01-01'"),
            (Part::KeptUp, "UPDATE customer SET sort_name = 'zzz'"),
            (Part::KeptUp, "UPDATE counter SET n = n + 1"),
            (Part::KeptUp, "INSERT INTO past_wait VALUES ('', '', '', 3)"),
            (Part::KeptUp, "UPDATE praised_on SET teammate = 'Somebody'"),
            (Part::KeptUp, "DELETE FROM talked_on"),
        ] {
            let mut book = book().0;
            book.db.execute_batch(spoil).unwrap();
            assert!(!found(&book, part).is_empty(), "{spoil}");
            match part {
                Part::Search => book.repair_search(&clock()).unwrap(),
                _ => book.repair_what_is_kept_up(&clock()).unwrap(),
            }
            for part in [Part::Search, Part::KeptUp, Part::Remarks] {
                assert_eq!(found(&book, part), Findings::default(), "{spoil}");
            }
        }
    }

    #[test]
    fn what_the_program_did_not_write_is_seen() {
        for (part, spoil) in [
            (Part::Remarks, "UPDATE remark SET text = text || 'x'"),
            (Part::Remarks, "UPDATE touch SET text = '+ something else'"),
            (Part::Remarks, "UPDATE touch SET day = '1999-01-01'"),
            (Part::Remarks, "UPDATE remark SET said_on = '1999-01-01'"),
            (Part::Search, "UPDATE customer SET company = 'Other'"),
            (Part::Journal, "UPDATE customer SET profit = 2"),
            (Part::Journal, "DELETE FROM remark WHERE position = 2"),
        ] {
            let book = book().0;
            book.db.execute_batch(spoil).unwrap();
            assert!(!found(&book, part).is_empty(), "{spoil}");
        }
    }

    #[test]
    fn what_belongs_to_nothing_is_taken_out_and_told() {
        let mut book = book().0;
        book.db
            .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM touch; UPDATE customer SET referred_by = 42; PRAGMA foreign_keys = ON;")
            .unwrap();
        assert!(!found(&book, Part::References).is_empty());
        let mut kept = Vec::new();
        book.repair_references(&clock(), |orphans| {
            kept.extend_from_slice(orphans);
            Ok(())
        })
        .unwrap();
        assert!(kept.iter().any(|o| o.table == "remark" && o.fields["text"] == "a pick list"), "{kept:?}");
        assert_eq!(found(&book, Part::References), Findings::default());
        book.repair_what_is_kept_up(&clock()).unwrap();
        book.repair_search(&clock()).unwrap();
        for part in [Part::File, Part::Remarks, Part::KeptUp, Part::Search] {
            assert_eq!(found(&book, part), Findings::default(), "{part:?}");
        }
    }

    #[test]
    fn whoever_was_lost_gets_a_record_again() {
        let mut book = book().0;
        let remarks =
            |book: &Book| book.db.query_row("SELECT count(*) FROM remark", [], |r| r.get::<_, i64>(0)).unwrap();
        let before = remarks(&book);
        book.db
            .execute_batch(
                "PRAGMA foreign_keys = OFF; DELETE FROM customer WHERE name LIKE 'Ana%'; PRAGMA foreign_keys = ON;",
            )
            .unwrap();
        let repaired = book.repair_references(&clock(), |_| Ok(())).unwrap();
        assert_eq!((repaired.given_back, repaired.taken_out.len()), (1, 0));
        assert_eq!(remarks(&book), before);
        book.repair_search(&clock()).unwrap();
        for part in [Part::File, Part::References, Part::Remarks, Part::KeptUp, Part::Search] {
            assert_eq!(found(&book, part), Findings::default(), "{part:?}");
        }
    }
}
