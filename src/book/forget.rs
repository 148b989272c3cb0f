//! Erasing a person: no byte of them stays in the book's pages, its index or its journal.

use std::collections::{HashMap, HashSet};

use super::journal::touch_of_remark;
use super::query::Query;
use super::rows::{FromRow, NamedRow, row};
use super::schema::{self, Holds};
use super::search::HitKind;
use super::sync::ForgetIn;
use super::undo::UndoEnd;
use super::{Book, Doing, search_index};
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::source_uid;
use crate::error::Result;
use crate::text;

const FORGETTING: &str = "forget them in the journal";
const LOOKING: &str = "look for them in the copy";
/// The shortest name or number to look for: shorter ones would be found everywhere.
const SHORTEST_MARK: usize = 4;

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Logs that went with the person.
    pub touches: usize,
    /// Remarks in those logs.
    pub remarks: usize,
    /// Those of them that others said, who were there too.
    pub of_others: usize,
    /// Changes that can't be undone any more, because the person was in them.
    pub changes: usize,
    /// Remarks of theirs that hung on the walls of teams, and go off them.
    pub hanging: usize,
}

/// What tells a person from others.
#[derive(Debug, Clone, Default)]
pub struct ForgottenPerson {
    pub ids: Vec<CustomerId>,
    pub name: String,
    /// Folded names, each with its folded company.
    names: HashSet<(String, Option<String>)>,
    /// Email addresses, numbers and source uids, in lower case.
    marks: HashSet<String>,
}

/// A person in a copy of the book.
#[derive(Debug, Clone, Default)]
pub struct InCopy {
    pub records: Vec<(CustomerId, String)>,
    /// Records of theirs and of somebody else that are one there.
    pub joined: Vec<Joined>,
}

/// A person's record and somebody else's, of which one was merged into the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub gone: CustomerId,
    pub into: CustomerId,
    /// Which of the two is somebody else's.
    pub other: CustomerId,
    /// What somebody else is called there.
    pub other_name: String,
}

/// A record in a copy of the book, with what tells people apart.
struct Record {
    id: CustomerId,
    name: String,
    company: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    source_uid: Option<String>,
}

row! {
    /// The columns of a record.
    const RECORD: Record = "customer" { id, name, company, email, phone, source_uid }
}

/// A record that was merged, and into whose.
struct Known {
    record: Record,
    into: CustomerId,
}

impl FromRow for Known {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self { into: row.get("into_id")?, record: Record::from_row(row)? })
    }
}

impl ForgottenPerson {
    /// Whether a record has their source, email, number, or name and company.
    fn is_like(&self, record: Record) -> bool {
        let Record { name, company, email, phone, source_uid, .. } = record;
        let told = |mark: Option<String>| mark.is_some_and(|mark| self.marks.contains(&mark.to_lowercase()));
        let named = || self.names.contains(&(text::fold(&name), company.as_deref().map(text::fold)));
        told(email) || told(phone) || told(source_uid) || named()
    }
}

/// Writes the query for the changes that say anything of a customer (?1): they wrote the customer, touches that they were
/// at or remarks of those, a row that refers to any of these now, or one that did before. What a row came to with an entry is the old
/// state of its next one or the row itself, and what came before a change is added to it.
fn their_changes() -> String {
    let (mut referring, mut referred) = (Vec::new(), Vec::new());
    for table in schema::book_tables() {
        for column in table.columns {
            let theirs = match column.holds {
                Holds::Customer => "= ?1",
                Holds::Ref if column.name == "record" => "= ?1",
                Holds::Ref if column.name == "answered_by" => "IN mine",
                Holds::Ref if column.name == "touch" => "IN met",
                _ => continue,
            };
            referring.push(format!("SELECT '{0}', id FROM {0} WHERE {1} {theirs}", table.name, column.name));
            referred.push(format!("json_extract(old, '$.{}') {theirs}", column.name));
        }
    }
    referred.sort_unstable();
    referred.dedup();
    format!(
        "WITH met (id) AS (
           SELECT id FROM touch WHERE customer = ?1
           UNION SELECT touch FROM touch_with WHERE customer = ?1
           UNION SELECT row FROM journal WHERE tbl = 'touch' AND json_extract(old, '$.customer') = ?1
           UNION SELECT json_extract(old, '$.touch') FROM journal
             WHERE tbl = 'touch_with' AND json_extract(old, '$.customer') = ?1),
         mine (id) AS (
           SELECT id FROM met
           UNION SELECT id FROM remark WHERE customer = ?1 OR touch IN met
           UNION SELECT row FROM journal WHERE tbl = 'remark'
             AND (json_extract(old, '$.customer') = ?1 OR json_extract(old, '$.touch') IN met)
           UNION SELECT gone FROM known_as WHERE customer = ?1
           UNION SELECT ?1),
         referring (tbl, row) AS ({})
         SELECT DISTINCT change FROM journal WHERE (tbl IN ('customer', 'touch', 'remark') AND row IN mine)
           OR (tbl, row) IN referring OR {}
         UNION SELECT change FROM journal AS many WHERE upto IS NOT NULL
           AND (tbl IN ('customer', 'touch')
                  AND EXISTS (SELECT 1 FROM mine WHERE mine.id BETWEEN many.row AND many.upto)
                OR EXISTS (SELECT 1 FROM referring
                           WHERE referring.tbl = many.tbl AND referring.row BETWEEN many.row AND many.upto)
                OR tbl = 'remark' AND EXISTS (SELECT 1 FROM met WHERE met.id BETWEEN many.row AND many.upto))",
        referring.join(" UNION ALL "),
        referred.join(" OR ")
    )
}

impl Book {
    /// Erases the customer with this id and name for good, and all that was logged of them. Neither this nor anything
    /// before it can be undone. The file is written anew.
    pub fn erase(&mut self, clock: &Clock, id: CustomerId, name: &str) -> Result<Erased> {
        self.erase_and(clock, (id, name), ForgetIn::Book, |book| book.write_undo_end(clock, UndoEnd::Forget))
    }

    /// Erases a person from a copy of the book.
    pub fn erase_from_copy(&mut self, clock: &Clock, id: CustomerId, name: &str) -> Result<Erased> {
        self.erase_and(clock, (id, name), ForgetIn::Copy, |_| Ok(()))
    }

    fn erase_and(
        &mut self,
        clock: &Clock,
        (id, name): (CustomerId, &str),
        place: ForgetIn,
        then: impl FnOnce(&Self) -> Result<()>,
    ) -> Result<Erased> {
        const ERASING: &str = "forget them";
        self.db.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = FILE;").doing(ERASING)?;
        let erased = self.transaction(|book| {
            let hanging = book.withdraw_all_of(clock, id)?;
            if place == ForgetIn::Book {
                book.forget_in_teams(clock, id)?;
            }
            let shared = book.forget_in_space(clock, id, place)?;
            let marks = book.marks_of(id, name)?;
            let changes = book.forget_in_journal(id, name, &marks)?;
            let touches = book.db.one("SELECT count(*) FROM touch WHERE customer = ?1", [id], ERASING)?;
            let of_others = book.remarks_of_others(id)?;
            let theirs: usize = book.db.one("SELECT count(*) FROM remark WHERE customer = ?1", [id], ERASING)?;
            let remarks = theirs + of_others;
            let change = book.unjournaled(clock);
            change.take_out_words_of(id, name)?;
            book.gather_what_was_taken_out(clock, shared)?;
            let met = book.met_with(id)?;
            // What is taken out takes its words along, so they have to be there.
            book.write_waiting_words()?;
            let unindex =
                "DELETE FROM search_text WHERE (kind = ?2 AND ref IN (SELECT id FROM touch WHERE customer = ?1))
                   OR (kind = ?3 AND ref IN (SELECT remark.id FROM remark JOIN touch ON touch.id = remark.touch
                                             WHERE touch.customer = ?1))";
            book.db.run(unindex, (id, HitKind::Touch, HitKind::Remark), ERASING)?;
            book.db.run("DELETE FROM draft WHERE customer = ?1", [id], ERASING)?;
            change.forget_source_records(id)?;
            change.remove_customer(id)?;
            book.show_whom_they_pointed_to(clock, id)?;
            // The index is made anew from the words that it has.
            book.write_waiting_words()?;
            met.into_iter().try_for_each(|other| change.refresh_derived(other))?;
            // The words of what is gone stay in the index until it is made anew.
            search_index::erase_what_is_gone(&book.db)?;
            then(book)?;
            Ok(Erased { touches, remarks, of_others, changes, hanging })
        })?;
        self.db.execute_batch("VACUUM").doing("write the book anew")?;
        Ok(erased)
    }

    /// Finds the records of a person in a copy of their book: under the ids given, and those that are nobody of today and
    /// have their source, email, number, or name and company. And those that are one with somebody else's there.
    /// `today` says whose a record is now; None: nobody's.
    pub fn records_of(
        &self,
        person: &ForgottenPerson,
        today: &dyn Fn(CustomerId) -> Result<Option<CustomerId>>,
    ) -> Result<InCopy> {
        let mut found = InCopy::default();
        let mut names = HashMap::new();
        let all = format!("SELECT {RECORD} FROM customer");
        self.db.each(&all, [], LOOKING, |record: Record| {
            let (id, name) = (record.id, record.name.clone());
            if person.ids.contains(&id) || (person.is_like(record) && today(id)? != Some(id)) {
                found.records.push((id, name.clone()));
            }
            names.insert(id, name);
            Ok(())
        })?;
        let is_theirs = |id: CustomerId| found.records.iter().any(|(theirs, _)| *theirs == id);
        let known =
            "SELECT gone AS id, name, company, email, phone, source_uid, customer AS into_id FROM known_as ORDER BY id";
        for (record, into) in
            self.db.all::<Known>(known, [], LOOKING)?.into_iter().map(|known| (known.record, known.into))
        {
            let (gone, name) = (record.id, record.name.clone());
            let whose = today(gone)?;
            if person.ids.contains(&gone) || (whose.is_none() && person.is_like(record)) {
                if !is_theirs(into) {
                    let other_name = names.get(&into).cloned().unwrap_or_default();
                    found.joined.push(Joined { gone, into, other: into, other_name });
                }
            } else if is_theirs(into) && whose.is_some_and(|whose| !person.ids.contains(&whose)) {
                found.joined.push(Joined { gone, into, other: gone, other_name: name });
            }
        }
        Ok(found)
    }

    /// Counts what others said at a customer's own touches: it goes with those.
    pub fn remarks_of_others(&self, id: CustomerId) -> Result<usize> {
        let sql = "SELECT count(*) FROM remark JOIN touch ON touch.id = remark.touch
                   WHERE touch.customer = ?1 AND remark.customer <> ?1";
        self.db.one(sql, [id], "count what others said")
    }

    /// Returns whose a record is: a customer's own, or that of the one they were merged into; None where it is gone.
    pub fn whose_record(&self, id: CustomerId) -> Result<Option<CustomerId>> {
        if self.find_customer(id)?.is_some() { Ok(Some(id)) } else { self.merged_into(id.0) }
    }

    /// Returns what tells a person from others in this book: their records, and those that were merged into them.
    pub fn person(&self, customer: &Customer) -> Result<ForgottenPerson> {
        let mut person =
            ForgottenPerson { ids: vec![customer.id], name: customer.name.clone(), ..ForgottenPerson::default() };
        let mut mark = |name: &str, company: Option<&str>, marks: &[&String]| {
            person.names.insert((text::fold(name), company.map(text::fold)));
            person.marks.extend(marks.iter().map(|m| m.to_lowercase()));
        };
        let (c, reach) = (customer, [customer.emails(), customer.phones()].concat());
        mark(&c.name, c.company.as_deref(), &reach.iter().map(|entry| &entry.value).collect::<Vec<_>>());
        for known in self.known_as(customer.id)? {
            let marks: Vec<_> = [known.email.as_ref(), known.phone.as_ref()].into_iter().flatten().collect();
            mark(&known.name, known.company.as_deref(), &marks);
        }
        // Older copies hold the ids of other programs in another spelling.
        let uids = self.uids_of(customer.id)?;
        person.marks.extend(uids.iter().flat_map(|uid| source_uid::spellings(uid)).map(|uid| uid.to_lowercase()));
        person.ids.extend(self.merged_records(customer.id)?.into_iter().map(|(id, _)| id));
        Ok(person)
    }

    /// Takes every change out of the journal that says anything of a customer, and returns how many. Part of a change
    /// could not be undone without them, so they go whole.
    fn forget_in_journal(&self, id: CustomerId, name: &str, marks: &[String]) -> Result<usize> {
        let mut changes: Vec<i64> = self.db.all(&their_changes(), [id], FORGETTING)?;
        // Records of theirs that were taken back are in the journal under other ids.
        let saying = "SELECT DISTINCT change FROM journal WHERE instr(lower(old), ?1)";
        let taken_back = "SELECT DISTINCT row FROM journal WHERE tbl = 'customer' AND instr(lower(old), ?1)
                            AND row NOT IN (SELECT id FROM customer UNION SELECT gone FROM known_as)";
        for mark in marks.iter().filter(|m| m.len() >= SHORTEST_MARK) {
            changes.extend(self.db.all::<i64>(saying, [mark], FORGETTING)?);
            for other in self.db.all::<i64>(taken_back, [mark], FORGETTING)? {
                changes.extend(self.db.all::<i64>(&their_changes(), [other], FORGETTING)?);
                self.db.run("DELETE FROM draft WHERE customer = ?1", [other], FORGETTING)?;
            }
        }
        changes.sort_unstable();
        changes.dedup();
        // A label may name the person even where the change's entries don't.
        let name = text::fold(name);
        self.db.each("SELECT id, label FROM change", [], FORGETTING, |(change, label): (i64, String)| {
            if !changes.contains(&change) && names(&text::fold(&label), &name) {
                changes.push(change);
            }
            Ok(())
        })?;
        self.add_what_came_before(&mut changes)?;
        for change in &changes {
            self.db.run("DELETE FROM journal WHERE change = ?1", [change], FORGETTING)?;
            // The change itself stays, so that nobody takes what it did for damage.
            let forgotten = "UPDATE change SET label = 'forgotten', undoes = NULL, undone_by = id WHERE id = ?1";
            self.db.run(forgotten, [change], FORGETTING)?;
        }
        Ok(changes.len())
    }

    /// Adds the earlier changes of the rows that these changed: without the later ones they could not be undone.
    fn add_what_came_before(&self, changes: &mut Vec<i64>) -> Result<()> {
        let before = format!(
            "SELECT earlier.change FROM journal AS later
                        JOIN journal AS earlier ON earlier.tbl = later.tbl
                          AND earlier.row BETWEEN later.row AND coalesce(later.upto, later.row)
                      WHERE later.change = ?1 AND earlier.change < ?1
                      UNION SELECT many.change FROM journal AS later
                        JOIN journal AS many ON many.upto IS NOT NULL AND many.tbl = later.tbl
                          AND later.row BETWEEN many.row AND many.upto
                      WHERE later.change = ?1 AND many.change < ?1
                      UNION SELECT many.change FROM journal AS later
                        JOIN journal AS many ON many.upto IS NOT NULL AND many.tbl = 'remark'
                          AND {} BETWEEN many.row AND many.upto
                      WHERE later.change = ?1 AND later.tbl = 'remark' AND later.upto IS NULL AND many.change < ?1",
            touch_of_remark("later")
        );
        let mut known: HashSet<i64> = changes.iter().copied().collect();
        let mut at = 0;
        while let Some(change) = changes.get(at).copied() {
            at += 1;
            let before: Vec<i64> = self.db.all(&before, [change], FORGETTING)?;
            changes.extend(before.into_iter().filter(|c| known.insert(*c)));
        }
        Ok(())
    }

    /// Returns what entries of the journal would hold of a person: their name, email, number and source, in lower case, as
    /// JSON spells them.
    fn marks_of(&self, id: CustomerId, name: &str) -> Result<Vec<String>> {
        let mut marks = vec![name.to_string(), text::search_text(name)];
        if let Some(c) = self.find_customer(id)? {
            let reach = [c.emails(), c.phones()].concat().into_iter().map(|entry| entry.value);
            marks.extend(reach.chain(c.source_uid));
        }
        let in_json =
            |m: &String| serde_json::Value::from(m.to_ascii_lowercase()).to_string().trim_matches('"').to_string();
        Ok(marks.iter().map(in_json).collect())
    }

    /// Returns the records that were merged into a customer's: in older copies of the book they are there still.
    pub fn merged_records(&self, id: CustomerId) -> Result<Vec<(CustomerId, String)>> {
        let sql = "SELECT gone, name FROM known_as WHERE customer = ?1 ORDER BY id";
        self.db.all(sql, [id], "look whom they were known as")
    }

    /// Returns what customers have in a field of several lines: id, name, text.
    pub fn texts_in(&self, field: CustomerField) -> Result<Vec<(CustomerId, String, String)>> {
        let column = field.key();
        let sql = format!("SELECT id, name, {column} FROM customer WHERE {column} IS NOT NULL ORDER BY sort_name, id");
        self.db.all(&sql, [], "look through what customers have in their fields")
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
