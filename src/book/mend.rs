//! Mending what can be worked out again, or set right without a loss. No step to undo comes of it.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use super::check::Part;
use super::copy::Watch;
use super::search::Kind;
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::dates::Clock;
use crate::domain::ids::{ChangeId, CustomerId, RemarkId, TouchId};
use crate::error::{Error, Result};
use crate::text;

/// What to do with a reference to a row that is not there.
const LOOSE_ENDS: &str =
    "SELECT f.\"table\", f.rowid, (SELECT \"from\" FROM pragma_foreign_key_list(f.\"table\") WHERE id = f.fkid),
  (SELECT on_delete FROM pragma_foreign_key_list(f.\"table\") WHERE id = f.fkid) FROM pragma_foreign_key_check f";

impl Book {
    /// Makes what search finds anew where it is wrong, from what is in the book.
    pub fn mend_search(&mut self, clock: &Clock) -> Result<()> {
        self.mending(clock, |change| {
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
    pub fn mend_what_is_kept_up(&mut self, clock: &Clock) -> Result<()> {
        self.mending(clock, |change| {
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
                            kind.map(Choice::word),
                        ))
                    })
                    .doing("keep up the customer")?;
            }
            change.db.execute_batch(RECOUNT).doing("count again")
        })
    }

    /// Makes the indexes anew, and keeps that only where everything fits then: a book whose rows are damaged stays as
    /// it is. Whether it helped.
    pub fn mend_indexes(&mut self, watch: &Watch) -> Result<bool> {
        let mended = self.transaction(|book| {
            book.db.execute_batch("REINDEX").doing("make the indexes anew")?;
            for part in Part::ALL {
                if !book.look_for_damage(part, watch)?.is_empty() {
                    return Err(Error::failed("it does not help"));
                }
            }
            Ok(())
        });
        match mended {
            Err(e) if e.is_interrupted() => Err(e),
            mended => Ok(mended.is_ok()),
        }
    }

    /// Takes out rows that belong to a row that is not there, and clears references to such rows; what was taken out.
    pub fn mend_references(&mut self, clock: &Clock) -> Result<Vec<Orphan>> {
        const MENDING: &str = "take out what belongs to nothing";
        self.mending(clock, |change| {
            let mut orphans = Vec::new();
            // What is taken out may leave more behind.
            while let Some((table, row, column, on_delete)) = change
                .db
                .query_row(LOOSE_ENDS, [], |r| {
                    Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?))
                })
                .optional()
                .doing(MENDING)?
            {
                if on_delete == "SET NULL" {
                    change
                        .db
                        .execute(&format!("UPDATE {table} SET {column} = NULL WHERE id = ?1"), [row])
                        .doing(MENDING)?;
                    continue;
                }
                let columns = change.columns(&table)?;
                if let Some(fields) = change.row_now(&table, &columns, row)? {
                    orphans.push(Orphan { table: table.clone(), fields });
                }
                let gone = change.db.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row]).doing(MENDING)?;
                if gone == 0 {
                    return Err(Error::failed(format!("could not {MENDING}: {table} {row}")));
                }
                for kind in [Kind::Customer, Kind::Touch, Kind::Remark] {
                    if kind.word() == table {
                        change.unindex(row, kind)?;
                    }
                }
            }
            Ok(orphans)
        })
    }

    fn mending<T>(&mut self, clock: &Clock, mend: impl FnOnce(&Change<'_>) -> Result<T>) -> Result<T> {
        // No change is open meanwhile, so that nothing is journaled.
        self.transaction(|book| mend(&Change { book, clock: *clock, id: ChangeId(0) }))
    }

    fn ids(&self, table: &str) -> Result<Vec<i64>> {
        self.db
            .prepare(&format!("SELECT id FROM {table} ORDER BY id"))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing("go through the book")
    }
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
                Part::Search => book.mend_search(&clock()).unwrap(),
                _ => book.mend_what_is_kept_up(&clock()).unwrap(),
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
    fn orphans_are_taken_out_and_told() {
        let mut book = book().0;
        book.db
            .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM touch; UPDATE customer SET referred_by = 42; PRAGMA foreign_keys = ON;")
            .unwrap();
        assert!(!found(&book, Part::References).is_empty());
        let orphans = book.mend_references(&clock()).unwrap();
        assert!(orphans.iter().any(|o| o.table == "remark" && o.fields["text"] == "a pick list"), "{orphans:?}");
        assert_eq!(found(&book, Part::References), Findings::default());
        book.mend_what_is_kept_up(&clock()).unwrap();
        book.mend_search(&clock()).unwrap();
        for part in [Part::File, Part::Remarks, Part::KeptUp, Part::Search] {
            assert_eq!(found(&book, part), Findings::default(), "{part:?}");
        }
    }
}
