//! Mending what can be worked out again, or set right without a loss. No step to undo comes of it.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use super::check::Part;
use super::copy::Watch;
use super::search::HitKind;
use super::{Book, Change, Doing, schema};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::{ChangeId, CustomerId, RemarkId, TouchId};
use crate::error::{Error, Result};
use crate::text;

/// References to rows that are not there: the table, its row, the column, the table referred to, and whether the row goes
/// with what it refers to.
const LOOSE_ENDS: &str = "SELECT f.\"table\", f.rowid, l.\"from\", f.parent, l.on_delete = 'CASCADE'
  FROM pragma_foreign_key_check f JOIN pragma_foreign_key_list(f.\"table\") l ON l.id = f.fkid";
/// Rows in which somebody's life with us is told: they are worth a customer to belong to.
const TELLING: [&str; 6] = ["touch", "remark", "pick", "planned_visit", "standing_change", "known_as"];
/// The name of a customer whose record was lost.
const LOST: &str = "Somebody whose record was lost";

struct LooseEnd {
    table: String,
    row: i64,
    column: String,
    parent: String,
    goes_with_it: bool,
}

impl Book {
    /// Makes what search finds anew where it is wrong, from what is in the book.
    pub fn repair_search(&mut self, clock: &Clock) -> Result<()> {
        self.repairing(clock, |change| {
            change
                .db
                .execute_batch(
                    "DELETE FROM search_text WHERE CASE kind
                WHEN 'customer' THEN NOT EXISTS (SELECT 1 FROM customer WHERE id = ref)
                WHEN 'touch' THEN NOT EXISTS (SELECT 1 FROM touch WHERE id = ref)
                ELSE NOT EXISTS (SELECT 1 FROM remark WHERE id = ref) END",
                )
                .doing("clear the search index")?;
            for id in change.ids("customer")? {
                change.index_customer(&change.customer(CustomerId(id))?)?;
            }
            for id in change.ids("touch")? {
                change.index_touch(&change.touch(TouchId(id))?)?;
            }
            for id in change.ids("remark")? {
                let quoted = change.quoted(RemarkId(id))?;
                let said_at = change.touch(quoted.remark.touch)?.at.timestamp();
                change.index_remark(RemarkId(id), &quoted.remark.text, said_at)?;
            }
            change
                .db
                .execute_batch("INSERT INTO search (search) VALUES ('rebuild')")
                .doing("make the search index anew")
        })
    }

    /// Works out again what is kept up beside customers, and what is counted.
    pub fn repair_what_is_kept_up(&mut self, clock: &Clock) -> Result<()> {
        self.repairing(clock, |change| {
            for id in change.ids("customer")? {
                let customer = change.customer(CustomerId(id))?;
                let (talked, touch, kind) = change.last_touches(customer.id)?;
                // As it was when it was written last: not a change of today.
                change
                    .db
                    .prepare_cached(
                        "UPDATE customer SET sort_name = ?2, last_talked = ?3, last_touch = ?4, last_touch_kind = ?5
                         WHERE id = ?1 AND (sort_name, last_talked, last_touch, last_touch_kind) IS NOT (?2, ?3, ?4, ?5)",
                    )
                    .and_then(|mut s| {
                        s.execute((
                            id,
                            text::fold(&customer.name),
                            talked.map(|d| d.to_string()),
                            touch.map(|d| d.to_string()),
                            kind.map(Choice::as_str),
                        ))
                    })
                    .doing("keep up the customer")?;
            }
            change.db.execute_batch(RECOUNT).doing("count again")
        })
    }

    /// Makes the indexes anew, and keeps that only where everything fits then: a book whose rows are damaged stays as
    /// it is. Whether it helped.
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

    /// Puts right references to rows that are not there: whoever was lost gets a record again, so that nothing of theirs
    /// goes; other references are cleared; and what is left belongs to nothing, and is taken out once `keep` has it.
    pub fn repair_references(&mut self, clock: &Clock, keep: impl FnOnce(&[Orphan]) -> Result<()>) -> Result<Repaired> {
        const REPAIRING: &str = "put the references right";
        self.repairing(clock, |change| {
            let mut repaired = Repaired::default();
            while let Some(end) = change.loose_end()? {
                if !end.goes_with_it {
                    let sql = format!("UPDATE {} SET {} = NULL WHERE id = ?1", end.table, end.column);
                    change.db.execute(&sql, [end.row]).doing(REPAIRING)?;
                } else if end.parent == "customer" && TELLING.contains(&end.table.as_str()) {
                    let sql = format!("SELECT {} FROM {} WHERE id = ?1", end.column, end.table);
                    let id: i64 = change.db.query_row(&sql, [end.row], |row| row.get(0)).doing(REPAIRING)?;
                    change.add_customer(&Customer::new(CustomerId(id), LOST, clock))?;
                    change.refresh_derived(CustomerId(id))?;
                    repaired.given_back += 1;
                } else {
                    change.take_out(&end.table, end.row, &mut repaired.taken_out)?;
                }
            }
            if !repaired.taken_out.is_empty() {
                keep(&repaired.taken_out)?;
            }
            Ok(repaired)
        })
    }

    fn repairing<T>(&mut self, clock: &Clock, repair: impl FnOnce(&Change<'_>) -> Result<T>) -> Result<T> {
        // No change is open meanwhile, so that nothing is journaled.
        self.transaction(|book| repair(&Change { book, clock: *clock, id: ChangeId(0) }))
    }

    fn ids(&self, table: &str) -> Result<Vec<i64>> {
        self.db
            .prepare(&format!("SELECT id FROM {table} ORDER BY id"))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing("go through the book")
    }
}

impl Change<'_> {
    fn loose_end(&self) -> Result<Option<LooseEnd>> {
        self.db
            .query_row(LOOSE_ENDS, [], |r| {
                Ok(LooseEnd {
                    table: r.get(0)?,
                    row: r.get(1)?,
                    column: r.get(2)?,
                    parent: r.get(3)?,
                    goes_with_it: r.get(4)?,
                })
            })
            .optional()
            .doing("check the references")
    }

    /// Takes a row out, and with it what would go by itself.
    fn take_out(&self, table: &str, row: i64, taken: &mut Vec<Orphan>) -> Result<()> {
        const TAKING: &str = "take out what belongs to nothing";
        if table == "touch" {
            for remark in self.remarks_of_touch(TouchId(row))? {
                self.take_out("remark", remark.id.0, taken)?;
            }
        }
        let columns: Vec<String> =
            schema::table(table).into_iter().flat_map(|t| t.columns).map(|c| c.name.to_string()).collect();
        if let Some(fields) = self.row_now(table, &columns, row)? {
            taken.push(Orphan { table: table.to_string(), fields });
        }
        let gone = self.db.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row]).doing(TAKING)?;
        if gone == 0 {
            return Err(Error::failed(format!("could not {TAKING}: {table} {row}")));
        }
        for kind in [HitKind::Customer, HitKind::Touch, HitKind::Remark] {
            if kind.as_str() == table {
                self.unindex(row, kind)?;
            }
        }
        Ok(())
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

const RECOUNT: &str = "
  UPDATE tally SET n = (SELECT count(*) FROM remark WHERE state = 'open') WHERE name = 'open ideas';
  UPDATE tally SET n = (SELECT count(*) FROM customer WHERE archived_at IS NULL) WHERE name = 'present';
  DELETE FROM past_wait;
  INSERT INTO past_wait (cadence, because, since, n)
    SELECT coalesce(cadence, ''), coalesce(left_because, ''),
      coalesce(max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)), ''), count(*)
    FROM customer WHERE standing = 'past' AND archived_at IS NULL GROUP BY 1, 2, 3;";

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
            (Part::Search, "UPDATE search_text SET body = 'other words' WHERE kind = 'remark'"),
            (Part::Search, "DELETE FROM search_text WHERE kind = 'customer'"),
            (
                Part::Search,
                "INSERT INTO search (search, rowid, title, body) VALUES ('delete', (SELECT min(id) FROM search_text), 'x', 'y')",
            ),
            (Part::KeptUp, "UPDATE customer SET last_talked = '1999-01-01'"),
            (Part::KeptUp, "UPDATE customer SET sort_name = 'zzz'"),
            (Part::KeptUp, "UPDATE tally SET n = n + 1"),
            (Part::KeptUp, "INSERT INTO past_wait VALUES ('', '', '', 3)"),
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
