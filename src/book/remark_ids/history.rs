//! What the journal tells of remarks, under the ids that their logs tell: written as if changes had been made with those.
//! A correction that alters what a remark says takes one row away then, and adds another.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::GIVING;
use crate::book::Doing;
use crate::book::journal::{GONE, SET_CHECKSUM, checksum_of_state, unreadable_journal};
use crate::book::query::Query;
use crate::book::rows::row;
use crate::book::schema::{self, Table};
use crate::book::touches::text_of_touch;
use crate::domain::choice::Choice;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::remark::{self, RemarkKind};
use crate::error::Result;

/// Entries are gathered here until all are read. Each stands in the place of one that was there, `nth` behind it.
const GATHERED: &str = "CREATE TEMP TABLE gathered (place INTEGER, nth INTEGER, change INTEGER, row INTEGER, old TEXT,
  checksum INTEGER)";

/// Makes room behind each entry, and puts those that were gathered into the journal.
const PUT_IN: &str = "DELETE FROM journal WHERE tbl = 'remark' AND upto IS NULL;
  UPDATE journal SET id = -id WHERE (SELECT max(nth) > 0 FROM temp.gathered);
  UPDATE journal SET id = -id * (SELECT 1 + max(nth) FROM temp.gathered) WHERE (SELECT max(nth) > 0 FROM temp.gathered);
  INSERT INTO journal (id, change, tbl, row, old, checksum)
    SELECT place * (SELECT 1 + max(nth) FROM temp.gathered) + nth, change, 'remark', row, old, checksum
    FROM temp.gathered ORDER BY 1;
  DROP TABLE temp.gathered;";

/// Writes the journal's entries of remarks anew.
pub(super) fn give(db: &Connection) -> Result<()> {
    let Some(table) = schema::book_table(schema::REMARKS) else { return Ok(()) };
    db.execute_batch(GATHERED).doing(GIVING)?;
    let mut history = History { db, table, log: None, many: many(db)? };
    let mut entries: Vec<Entry> = Vec::new();
    let single =
        format!("SELECT {SINGLE} FROM journal WHERE tbl = 'remark' AND upto IS NULL ORDER BY journal.row, journal.id");
    db.each(&single, [], GIVING, |Single { row, id, change, old, checksum }| {
        if entries.last().is_some_and(|last| last.row != row) {
            history.of_remark(&entries)?;
            entries.clear();
        }
        match entries.last_mut().filter(|last| last.change == change) {
            // What a row was in the middle of a change does not count.
            Some(last) => (last.end, last.checksum) = (id, checksum),
            None => entries.push(Entry { row, begin: id, end: id, change, old, checksum }),
        }
        Ok(())
    })?;
    history.of_remark(&entries)?;
    history.of_many()?;
    join_those_of_one_row(db)?;
    db.execute_batch(PUT_IN).doing(GIVING)
}

/// An entry of the journal.
struct Single {
    row: i64,
    id: i64,
    change: i64,
    old: Option<String>,
    checksum: Option<i64>,
}

row! {
    const SINGLE: Single = "journal" { row, id, change, old, checksum }
}

/// What a change did to a remark.
struct Entry {
    row: i64,
    /// Its first entry, and its last.
    begin: i64,
    end: i64,
    change: i64,
    /// What the remark was before; None: it was not there.
    old: Option<String>,
    checksum: Option<i64>,
}

/// An entry for the remarks that an import added, by their old ids.
struct Many {
    id: i64,
    change: i64,
    first: i64,
    last: i64,
    /// What their checksums add up to.
    sum: i64,
    /// Whether any of them is of a touch that the import added.
    has_any: bool,
    /// How many are of other touches.
    single: i64,
}

/// Reads the entries for many remarks.
fn many(db: &Connection) -> Result<Vec<Many>> {
    let all = "SELECT id, change, row, upto FROM journal WHERE tbl = 'remark' AND upto IS NOT NULL";
    let all: Vec<(i64, i64, i64, i64)> = db.all(all, [], GIVING)?;
    let each = |(id, change, first, last)| {
        let sum = db.one("SELECT coalesce(checksum, 0) FROM journal WHERE id = ?1", [id], GIVING)?;
        Ok(Many { id, change, first, last, sum, has_any: false, single: 0 })
    };
    all.into_iter().map(each).collect()
}

/// What a log was before each change that wrote it, and what it is now.
struct Log {
    touch: TouchId,
    before: Vec<(i64, Option<String>)>,
    now: Option<String>,
}

impl Log {
    fn read(db: &Connection, touch: TouchId) -> Result<Self> {
        let before = "SELECT change, json_extract(old, '$.text') FROM journal
                      WHERE tbl = 'touch' AND row = ?1 AND upto IS NULL ORDER BY id";
        let before = db.all(before, [touch], GIVING)?;
        let now = text_of_touch(db, touch, GIVING)?;
        Ok(Self { touch, before, now })
    }

    /// Returns what it said until a change.
    fn until(&self, change: i64) -> Option<&str> {
        let next = self.before.iter().find(|(by, _)| *by >= change);
        next.map_or(self.now.as_deref(), |(_, text)| text.as_deref())
    }
}

/// A remark as the journal or the book has it.
struct State {
    fields: Map<String, Value>,
}

impl State {
    fn read(state: &str) -> Result<Self> {
        serde_json::from_str(state).map(|fields| Self { fields }).map_err(|_| unreadable_journal())
    }

    fn touch(&self) -> TouchId {
        TouchId(self.fields.get("touch").and_then(Value::as_i64).unwrap_or_default())
    }

    fn kind(&self) -> RemarkKind {
        let kind = self.fields.get("kind").and_then(Value::as_str);
        kind.and_then(RemarkKind::parse).unwrap_or(RemarkKind::News)
    }

    fn text(&self) -> &str {
        self.fields.get("text").and_then(Value::as_str).unwrap_or_default()
    }

    fn place(&self) -> usize {
        let place = self.fields.get("position").and_then(Value::as_u64);
        place.and_then(|place| usize::try_from(place).ok()).unwrap_or_default()
    }

    /// Writes it with another id.
    fn under(mut self, id: RemarkId) -> String {
        self.fields.insert("id".into(), id.0.into());
        Value::Object(self.fields).to_string()
    }
}

/// An entry to be put in.
#[derive(Clone, Copy)]
struct Gathered<'s> {
    place: (i64, i64),
    change: i64,
    row: RemarkId,
    old: Option<&'s str>,
    checksum: Option<i64>,
}

struct History<'d> {
    db: &'d Connection,
    table: &'static Table,
    /// The log that was read last.
    log: Option<Log>,
    many: Vec<Many>,
}

/// A remark at some time: its state as it was, its id, and its state under that.
struct Known {
    was: String,
    id: RemarkId,
    is: String,
}

impl History<'_> {
    /// Gathers the entries of a remark, each for another change.
    fn of_remark(&mut self, entries: &[Entry]) -> Result<()> {
        let Some(first) = entries.first() else { return Ok(()) };
        let mut states = Vec::with_capacity(entries.len() + 1);
        for entry in entries {
            states.push(entry.old.as_ref().map(|old| self.known(old, entry.change)).transpose()?);
        }
        states.push(self.known_now(first.row)?);
        self.of_many_with(first, states.first().and_then(Option::as_ref))?;
        for (entry, pair) in entries.iter().zip(states.windows(2)) {
            if let [before, after] = pair {
                self.gather_change(entry, before.as_ref(), after.as_ref())?;
            }
        }
        Ok(())
    }

    /// Gathers what a change did to a remark.
    fn gather_change(&self, entry: &Entry, before: Option<&Known>, after: Option<&Known>) -> Result<()> {
        let came_to = match after {
            Some(after) if entry.checksum == Some(checksum_of_state(self.table, &after.was)?) => {
                Some(checksum_of_state(self.table, &after.is)?)
            }
            _ => entry.checksum,
        };
        let change = entry.change;
        let mut new =
            Gathered { place: (entry.begin, 0), change, row: RemarkId(entry.row), old: None, checksum: came_to };
        match (before, after) {
            (Some(before), Some(after)) if before.id != after.id => {
                let gone = entry.checksum.map(|_| GONE);
                self.gather(&Gathered { row: before.id, old: Some(&before.is), checksum: gone, ..new })?;
                (new.place, new.row) = ((entry.end, 1), after.id);
            }
            (Some(before), _) => (new.row, new.old) = (before.id, Some(before.is.as_str())),
            (None, Some(after)) => new.row = after.id,
            // Added and gone in one change; or what became of it was forgotten.
            (None, None) => {}
        }
        self.gather(&new)
    }

    fn gather(&self, new: &Gathered<'_>) -> Result<()> {
        let Gathered { place: (place, nth), change, row, old, checksum } = *new;
        let add = "INSERT INTO temp.gathered (place, nth, change, row, old, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.db.run(add, (place, nth, change, row, old, checksum), GIVING).map(drop)
    }

    /// Works out what a state of a remark was under its new id, until a change.
    fn known(&mut self, state: &str, change: i64) -> Result<Known> {
        let read = State::read(state)?;
        let touch = read.touch();
        if self.log.as_ref().is_none_or(|log| log.touch != touch) {
            self.log = Some(Log::read(self.db, touch)?);
        }
        let log = self.log.as_ref().and_then(|log| log.until(change));
        let told = log
            .and_then(|log| remark::id_told_by(touch, &remark::parse(log), (read.kind(), read.text()), read.place()));
        let id = told.unwrap_or_else(|| remark::id_of(touch, read.kind(), read.text(), 0));
        Ok(Known { was: state.to_string(), id, is: read.under(id) })
    }

    /// Reads a remark as it is now; None where it is gone.
    fn known_now(&self, row: i64) -> Result<Option<Known>> {
        let now = format!(
            "SELECT {}, told.id FROM remark JOIN temp.told AS told ON was = remark.id WHERE remark.id = ?1",
            self.state()
        );
        let now: Option<(String, RemarkId)> = self.db.optional(&now, [row], GIVING)?;
        now.map(|(was, id)| Ok(Known { is: State::read(&was)?.under(id), was, id })).transpose()
    }

    /// Makes the SQL of a remark's state as the journal has it.
    fn state(&self) -> String {
        schema::json_object(self.table.columns.iter().map(|c| c.name), schema::REMARKS)
    }

    /// Counts a remark that an import added, as it was until something else changed it.
    fn of_many_with(&mut self, first: &Entry, state: Option<&Known>) -> Result<()> {
        let Some(state) = state else { return Ok(()) };
        let of = self
            .many
            .iter()
            .position(|many| first.change > many.change && (many.first..=many.last).contains(&first.row));
        of.map_or(Ok(()), |of| self.count_among(of, state))
    }

    /// Counts the remarks that imports added and nothing has changed since, and writes the entries for many.
    fn of_many(&mut self) -> Result<()> {
        let untouched = format!(
            "SELECT {}, told.id FROM remark JOIN temp.told AS told ON was = remark.id WHERE remark.id BETWEEN ?1 AND ?2
               AND NOT EXISTS (SELECT 1 FROM journal WHERE tbl = 'remark' AND row = remark.id AND upto IS NULL)",
            self.state()
        );
        for at in 0..self.many.len() {
            let Some(Many { first, last, .. }) = self.many.get(at) else { continue };
            let (db, ends) = (self.db, (*first, *last));
            db.each(&untouched, ends, GIVING, |(was, id): (String, RemarkId)| {
                let is = State::read(&was)?.under(id);
                self.count_among(at, &Known { was, id, is })
            })?;
        }
        for Many { id, sum, has_any, .. } in &self.many {
            let write = if *has_any { SET_CHECKSUM } else { "DELETE FROM journal WHERE id = ?1 AND ?2 IS NOT NULL" };
            self.db.run(write, (id, sum), GIVING)?;
        }
        Ok(())
    }

    /// Counts a remark among those of an import under its new id; one of a touch that was there before gets an entry.
    fn count_among(&mut self, at: usize, state: &Known) -> Result<()> {
        let (was, is) = (checksum_of_state(self.table, &state.was)?, checksum_of_state(self.table, &state.is)?);
        let touch = State::read(&state.was)?.touch().0;
        let Some(many) = self.many.get_mut(at) else { return Ok(()) };
        many.sum = many.sum.wrapping_sub(was);
        if (many.first..=many.last).contains(&touch) {
            many.sum = many.sum.wrapping_add(is);
            many.has_any = true;
            return Ok(());
        }
        many.single += 1;
        let (place, change) = ((many.id, many.single), many.change);
        self.gather(&Gathered { place, change, row: state.id, old: None, checksum: Some(is) })
    }
}

/// Makes one of the entries that a change has of one row now: one remark went, and another came that says the same.
fn join_those_of_one_row(db: &Connection) -> Result<()> {
    let twice = "SELECT change, row FROM temp.gathered GROUP BY change, row HAVING count(*) > 1";
    for of in db.all::<(i64, i64)>(twice, [], GIVING)? {
        let theirs =
            "SELECT rowid, old, checksum FROM temp.gathered WHERE change = ?1 AND row = ?2 ORDER BY place, nth";
        let theirs: Vec<(i64, Option<String>, Option<i64>)> = db.all(theirs, of, GIVING)?;
        let Some((first, ..)) = theirs.first() else { continue };
        let old = theirs.iter().find_map(|(_, old, _)| old.as_ref());
        let sums = || theirs.iter().filter_map(|(.., checksum)| *checksum);
        let checksum = sums().rfind(|sum| *sum != GONE).or_else(|| sums().next_back());
        db.run("UPDATE temp.gathered SET old = ?2, checksum = ?3 WHERE rowid = ?1", (first, old, checksum), GIVING)?;
        let others = "DELETE FROM temp.gathered WHERE change = ?1 AND row = ?2 AND rowid <> ?3";
        db.run(others, (of.0, of.1, first), GIVING)?;
    }
    Ok(())
}
