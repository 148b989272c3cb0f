//! Erasing a person: no byte of them stays in the book's pages, its index or its journal.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::named_params;

use super::search::HitKind;
use super::{Book, Doing, Note};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

/// Shorter names would be found everywhere.
const SHORTEST_MARK: usize = 4;

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Logs that went with the person.
    pub touches: usize,
    /// Remarks in those logs.
    pub remarks: usize,
    /// Changes that can't be undone any more, because the person was in them.
    pub changes: usize,
}

/// What tells a person from others.
#[derive(Debug, Clone, Default)]
pub struct ForgottenPerson {
    pub ids: Vec<CustomerId>,
    pub name: String,
    /// Folded names, each with its folded company.
    names: HashSet<(String, Option<String>)>,
    /// Email addresses, numbers and source uids, in small letters.
    marks: HashSet<String>,
}

/// A person in a copy of the book.
#[derive(Debug, Clone, Default)]
pub struct InCopy {
    pub records: Vec<(CustomerId, String)>,
    /// Others into whose records theirs was merged there.
    pub part_of: Vec<CustomerId>,
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
            let marks = book.marks_of(id, name)?;
            let changes = book.forget_in_journal(id, name, &marks)?;
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
                    ":remark": HitKind::Remark, ":touch": HitKind::Touch, ":customer": HitKind::Customer,
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

    /// The records of a person in a copy of their book: under the ids given, and those that are nobody of today and have
    /// their source, email, number, or name and company. And whoever they were merged into there.
    pub fn records_of(&self, person: &ForgottenPerson, living: &dyn Fn(CustomerId) -> Result<bool>) -> Result<InCopy> {
        const LOOKING: &str = "look for them in the copy";
        let mut found = InCopy::default();
        let mut statement =
            self.db.prepare("SELECT id, name, company, email, phone, source_uid FROM customer").doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        while let Some(row) = rows.next().doing(LOOKING)? {
            let id = CustomerId(row.get(0).doing(LOOKING)?);
            let name: String = row.get(1).doing(LOOKING)?;
            let (company, email, phone, uid): (Option<String>, Option<String>, Option<String>, Option<String>) = (
                row.get(2).doing(LOOKING)?,
                row.get(3).doing(LOOKING)?,
                row.get(4).doing(LOOKING)?,
                row.get(5).doing(LOOKING)?,
            );
            let named = || person.names.contains(&(text::fold(&name), company.as_deref().map(text::fold)));
            let told = |mark: Option<String>| mark.is_some_and(|mark| person.marks.contains(&mark.to_lowercase()));
            let alike = || told(email) || told(phone) || told(uid) || named();
            if person.ids.contains(&id) || (alike() && !living(id)?) {
                found.records.push((id, name));
            }
        }
        for id in &person.ids {
            if let Some(into) = self.merged_into(id.0)?.filter(|into| !person.ids.contains(into)) {
                found.part_of.push(into);
            }
        }
        Ok(found)
    }

    /// What tells a person from others, in this book: their records, and those that were merged into them.
    pub fn person(&self, customer: &Customer) -> Result<ForgottenPerson> {
        let mut person =
            ForgottenPerson { ids: vec![customer.id], name: customer.name.clone(), ..ForgottenPerson::default() };
        let mut mark = |name: &str, company: Option<&str>, marks: [Option<&String>; 3]| {
            person.names.insert((text::fold(name), company.map(text::fold)));
            person.marks.extend(marks.into_iter().flatten().map(|m| m.to_lowercase()));
        };
        let c = customer;
        mark(&c.name, c.company.as_deref(), [c.email.as_ref(), c.phone.as_ref(), c.source_uid.as_ref()]);
        for known in self.known_as(customer.id)? {
            let marks = [known.email.as_ref(), known.phone.as_ref(), known.source_uid.as_ref()];
            mark(&known.name, known.company.as_deref(), marks);
        }
        person.ids.extend(self.merged_records(customer.id)?.into_iter().map(|(id, _)| id));
        Ok(person)
    }

    /// Takes every change out of the journal that says anything of a customer; how many. Part of a change could not be
    /// undone without them, so they go whole.
    fn forget_in_journal(&self, id: CustomerId, name: &str, marks: &[String]) -> Result<usize> {
        const FORGETTING: &str = "forget them in the journal";
        let mut changes: Vec<i64> = self
            .db
            .prepare(THEIR_ENTRIES)
            .and_then(|mut s| s.query_map([id.0], |row| row.get(0))?.collect())
            .doing(FORGETTING)?;
        // Records of theirs that were taken back are in the journal under other ids.
        let mut saying = self
            .db
            .prepare(
                "SELECT DISTINCT change FROM journal WHERE instr(lower(coalesce(old, '') || coalesce(new, '')), ?1)",
            )
            .doing(FORGETTING)?;
        for mark in marks.iter().filter(|m| m.len() >= SHORTEST_MARK) {
            let found: Vec<i64> =
                saying.query_map([mark], |row| row.get(0)).and_then(Iterator::collect).doing(FORGETTING)?;
            changes.extend(found);
        }
        changes.sort_unstable();
        changes.dedup();
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
            // That there was a change is kept, so that nobody takes what it did for damage.
            for sql in [
                "DELETE FROM journal WHERE change = ?1",
                "UPDATE change SET label = 'forgotten', undoes = NULL, undone_by = id WHERE id = ?1",
            ] {
                self.db.prepare_cached(sql).and_then(|mut s| s.execute([change])).doing(FORGETTING)?;
            }
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

    /// What entries of the journal would hold of a person: their name, email, number and source, in small letters, as
    /// they stand in JSON.
    fn marks_of(&self, id: CustomerId, name: &str) -> Result<Vec<String>> {
        let mut marks = vec![name.to_string(), text::search_text(name)];
        if let Some(c) = self.find_customer(id)? {
            marks.extend([c.email, c.phone, c.source_uid].into_iter().flatten());
        }
        let in_json =
            |m: &String| serde_json::Value::from(m.to_ascii_lowercase()).to_string().trim_matches('"').to_string();
        Ok(marks.iter().map(in_json).collect())
    }

    /// The records that were merged into a customer's: in older copies of the book they are there still.
    pub fn merged_records(&self, id: CustomerId) -> Result<Vec<(CustomerId, String)>> {
        self.db
            .prepare_cached("SELECT gone, name FROM known_as WHERE customer = ?1 ORDER BY id")
            .and_then(|mut s| s.query_map([id.0], |row| Ok((CustomerId(row.get(0)?), row.get(1)?)))?.collect())
            .doing("look whom they were known as")
    }

    /// The facts that are kept with customers.
    pub fn all_facts(&self) -> Result<Vec<(CustomerId, String, String)>> {
        self.db
            .prepare_cached("SELECT id, name, facts FROM customer WHERE facts IS NOT NULL ORDER BY sort_name, id")
            .and_then(|mut s| s.query_map([], |row| Ok((CustomerId(row.get(0)?), row.get(1)?, row.get(2)?)))?.collect())
            .doing("look through the facts")
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
pub(crate) fn names(text: &str, name: &str) -> bool {
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
