//! Erasing a person: no byte of them stays in the book's pages, its index or its journal.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::named_params;

use super::search::Kind;
use super::{Book, Doing, Note};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    pub touches: usize,
    pub remarks: usize,
    /// Changes that can't be undone any more, because the person was in them.
    pub changes: usize,
}

/// The journal's entries that say anything of a customer (?1): rows of them, rows of their touches and remarks, and
/// what search finds of those.
const THEIR_ENTRIES: &str = "
  WITH entry AS (SELECT id, change, tbl, row, coalesce(new, old) AS state, old FROM journal),
  mine AS (
    SELECT id FROM touch WHERE customer = ?1
    UNION SELECT id FROM remark WHERE customer = ?1
    UNION SELECT row FROM entry WHERE tbl IN ('touch', 'remark')
      AND (json_extract(state, '$.customer') = ?1 OR json_extract(old, '$.customer') = ?1)
    UNION SELECT gone FROM known_as WHERE customer = ?1
    UNION SELECT ?1)
  SELECT DISTINCT change FROM entry WHERE
    (tbl IN ('customer', 'touch', 'remark') AND row IN mine)
    OR json_extract(state, '$.customer') = ?1 OR json_extract(old, '$.customer') = ?1
    OR json_extract(state, '$.other') = ?1 OR json_extract(old, '$.other') = ?1
    OR json_extract(state, '$.referred_by') = ?1 OR json_extract(old, '$.referred_by') = ?1
    OR json_extract(state, '$.answered_by') IN mine OR json_extract(old, '$.answered_by') IN mine
    OR (tbl = 'search_text' AND (json_extract(state, '$.ref') IN mine OR json_extract(old, '$.ref') IN mine))";

impl Book {
    /// Erases a customer, under an id and name, with everything that was logged of them; it can't be undone. The file is
    /// written anew.
    pub fn erase(&mut self, id: CustomerId, name: &str) -> Result<Erased> {
        const ERASING: &str = "forget them";
        self.db.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = FILE;").doing(ERASING)?;
        let erased = self.transaction(|book| {
            let changes = book.forget_in_journal(id, name)?;
            let count = |sql: &str| book.db.query_row(sql, [id.0], |row| row.get::<_, usize>(0)).doing(ERASING);
            let touches = count("SELECT count(*) FROM touch WHERE customer = ?1")?;
            let remarks = count("SELECT count(*) FROM remark WHERE customer = ?1")?;
            let execute =
                |sql: &str, values: &[(&str, &dyn rusqlite::ToSql)]| book.db.execute(sql, values).doing(ERASING);
            execute(
                "DELETE FROM search_text WHERE (kind = :remark AND ref IN (SELECT id FROM remark WHERE customer = :id))
                   OR (kind = :touch AND ref IN (SELECT id FROM touch WHERE customer = :id))
                   OR (kind = :customer AND ref = :id)",
                named_params! {
                    ":remark": Kind::Remark.word(), ":touch": Kind::Touch.word(), ":customer": Kind::Customer.word(),
                    ":id": id.0,
                },
            )?;
            execute("DELETE FROM draft WHERE customer = :id", named_params! {":id": id.0})?;
            // What belongs to them goes with them, and what refers to them refers to nobody.
            execute("DELETE FROM customer WHERE id = :id", named_params! {":id": id.0})?;
            // The words of what is gone stay in the index until it is made anew.
            book.db.execute_batch("INSERT INTO search (search) VALUES ('rebuild')").doing(ERASING)?;
            Ok(Erased { touches, remarks, changes })
        })?;
        self.db.execute_batch("VACUUM").doing("write the book anew")?;
        Ok(erased)
    }

    /// Takes every change out of the journal that says anything of a customer; how many. Part of a change could not be
    /// undone without them, so they go whole.
    fn forget_in_journal(&self, id: CustomerId, name: &str) -> Result<usize> {
        const FORGETTING: &str = "forget them in the journal";
        let mut changes: Vec<i64> = self
            .db
            .prepare(THEIR_ENTRIES)
            .and_then(|mut s| s.query_map([id.0], |row| row.get(0))?.collect())
            .doing(FORGETTING)?;
        // A change's label names whom it was about, also where its entries don't.
        let name = text::fold(name);
        let mut labels = self.db.prepare("SELECT id, label FROM change").doing(FORGETTING)?;
        let mut rows = labels.query([]).doing(FORGETTING)?;
        while let Some(row) = rows.next().doing(FORGETTING)? {
            let (change, label): (i64, String) = (row.get(0).doing(FORGETTING)?, row.get(1).doing(FORGETTING)?);
            if !changes.contains(&change) && names(&text::fold(&label), &name) {
                changes.push(change);
            }
        }
        drop(rows);
        drop(labels);
        self.add_what_came_before(&mut changes)?;
        for change in &changes {
            self.db
                .prepare_cached("DELETE FROM change WHERE id = ?1")
                .and_then(|mut s| s.execute([change]))
                .doing(FORGETTING)?;
        }
        Ok(changes.len())
    }

    /// Adds the earlier changes of the rows that these changed: without the later ones they could not be undone.
    fn add_what_came_before(&self, changes: &mut Vec<i64>) -> Result<()> {
        let mut known: HashSet<i64> = changes.iter().copied().collect();
        let mut at = 0;
        while let Some(change) = changes.get(at).copied() {
            at += 1;
            let before: Vec<i64> = self
                .db
                .prepare_cached(
                    "SELECT DISTINCT earlier.change FROM journal AS later
                       JOIN journal AS earlier ON (earlier.tbl, earlier.row) = (later.tbl, later.row)
                     WHERE later.change = ?1 AND earlier.change < ?1",
                )
                .and_then(|mut s| s.query_map([change], |row| row.get(0))?.collect())
                .doing("forget them in the journal")?;
            changes.extend(before.into_iter().filter(|c| known.insert(*c)));
        }
        Ok(())
    }

    /// The records that were merged into a customer's: in older copies of the book they are there still.
    pub fn merged_records(&self, id: CustomerId) -> Result<Vec<(CustomerId, String)>> {
        self.db
            .prepare_cached("SELECT gone, name FROM known_as WHERE customer = ?1 ORDER BY id")
            .and_then(|mut s| s.query_map([id.0], |row| Ok((CustomerId(row.get(0)?), row.get(1)?)))?.collect())
            .doing("look whom they were known as")
    }

    /// Files into which the book was copied or written out on request.
    pub fn written_files(&self) -> Result<Vec<(PathBuf, Written)>> {
        self.db
            .prepare_cached("SELECT path, kind FROM written_file ORDER BY id")
            .and_then(|mut s| {
                s.query_map([], |row| {
                    let (path, kind): (String, String) = (row.get(0)?, row.get(1)?);
                    Ok((path.into(), if kind == "backup" { Written::Backup } else { Written::Export }))
                })?
                .collect()
            })
            .doing("look where the book was written to")
    }
}

/// What was written into a file on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Backup,
    Export,
}

impl Note<'_> {
    /// Notes that the book was copied or written out into a file.
    pub fn wrote_file(&self, path: &Path, what: Written) -> Result<()> {
        let kind = if what == Written::Backup { "backup" } else { "export" };
        self.db
            .prepare_cached(
                "INSERT INTO written_file (path, kind, updated_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, updated_at = excluded.updated_at",
            )
            .and_then(|mut s| s.execute((path.display().to_string(), kind, self.clock.instant.timestamp_millis())))
            .doing("note where the book was written to")?;
        Ok(())
    }
}

/// Whether a folded text holds a folded name, as words of its own.
pub fn names(text: &str, name: &str) -> bool {
    let inside_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(name).any(|(at, found)| {
            let (before, after) =
                (text.get(..at).unwrap_or_default(), text.get(at + found.len()..).unwrap_or_default());
            !inside_word(before.chars().next_back()) && !inside_word(after.chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_is_found_only_as_words_of_its_own() {
        assert!(names("logged a call with al", "al"));
        assert!(names("al, and ben", "al"));
        assert!(!names("called them all", "al"));
        assert!(!names("anything", ""));
    }
}
