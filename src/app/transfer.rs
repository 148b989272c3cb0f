//! The whole book out as JSON, and back into any book.

mod bounded;
pub(super) mod kinds;
mod part;
mod waiting;

use std::collections::HashSet;
use std::fmt;
use std::io::{Read, Write};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

use super::App;
use crate::book::transfer::{self, Came, LogLines, RowTaken, TakenIn};
use crate::book::{Book, Change};
use crate::domain::ids::CustomerId;
use crate::domain::input::shorten;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{AtomicFile, folder_of, refuse_taken};
use crate::text;
use bounded::{Bounded, PassOver, Room};
use part::Part;
use waiting::Waiting;

pub use crate::files::IfExists;

/// The version of the file's shape.
const FORMAT: u64 = 1;
/// The key that says that goodcall wrote the file.
const MARK: &str = "goodcall";

/// How many rows came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are new to the book.
    pub added: usize,
    /// Rows that were older in the book than in the file.
    pub updated: usize,
    /// Rows that the book has already, or newer.
    pub unchanged: usize,
    /// Those of the new ones that are touches.
    pub touches: usize,
}

/// What came of a goodcall JSON file.
pub(super) struct TakenBook {
    pub(super) counts: RowCounts,
    /// The same by the table of the book, in the order of the file.
    pub(super) kinds: Vec<(&'static str, RowCounts)>,
    /// The customers that came or changed.
    pub(super) customers: Vec<CustomerId>,
}

/// What is to be said of a row.
pub(super) enum RowNote {
    /// It was left out.
    Rejected(u64, String),
    /// Something of it was.
    Noted(u64, String),
}

impl App {
    /// Writes the book as JSON, row by row: all of it, or some customers with what belongs to them.
    pub fn export_json(&self, only: Option<&[CustomerId]>, out: &mut dyn Write) -> Result<()> {
        self.book.read(|book| {
            let part = only.map(|ids| Part::of(book, ids)).transpose()?;
            write_book(book, part.as_ref(), self.clock(), out)
        })
    }

    /// Writes a file that an export makes: beside its target, synced, then put in place; never over another without
    /// being told to.
    pub fn write_file(
        &self,
        path: &Path,
        taken: IfExists,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        refuse_taken(path, taken)?;
        self.refuse_the_book_itself(path)?;
        let folder = folder_of(path);
        let mut file = AtomicFile::begin(folder).about("write a file into", folder)?;
        {
            let mut buffered = std::io::BufWriter::new(file.file());
            write(&mut buffered)?;
            buffered.flush().about("write", path)?;
        }
        file.persist(path, taken)
    }
}

fn write_book(book: &Book, part: Option<&Part>, clock: crate::domain::dates::Clock, out: &mut dyn Write) -> Result<()> {
    let put = |out: &mut dyn Write, text: &str| out.write_all(text.as_bytes()).map_err(|e| Error::unwritten(&e));
    let head =
        json!({"format": FORMAT, "exported_at": clock.stamp().to_rfc3339(), "version": env!("CARGO_PKG_VERSION")});
    put(out, &format!("{{\"{MARK}\": {head}"))?;
    for table in transfer::tables() {
        put(out, &format!(",\n\"{table}\": ["))?;
        let mut gap = "\n";
        book.each_row(table, |mut row| {
            if part.is_some_and(|part| !part.takes(table, &mut row)) {
                return Ok(());
            }
            put(out, gap)?;
            gap = ",\n";
            put(out, &text::json(&Value::Object(row)))
        })?;
        put(out, "]")?;
    }
    put(out, "}\n")
}

/// Takes a goodcall JSON file in, row by row. A row that can't be is left out, with what belongs to it; `say` is told, with
/// the line.
pub(super) fn take_book(change: &Change<'_>, input: impl Read, say: &mut dyn FnMut(RowNote)) -> Result<TakenBook> {
    let room = Room::default();
    let mut taking = Taking {
        change,
        counts: RowCounts::default(),
        kinds: Vec::new(),
        rows: TakenIn::default(),
        lines: LogLines::default(),
        left_out: HashSet::new(),
        of_forgotten: change.has_forgotten()?.then(HashSet::new),
        say,
        waiting: Waiting::default(),
        failed: None,
        marked: false,
        room: room.clone(),
    };
    change.rows_in_any_order()?;
    let mut json = serde_json::Deserializer::from_reader(Bounded::new(input, room.clone()));
    let read = BookSeed(&mut taking).deserialize(&mut json).and_then(|()| json.end());
    if let Some(failed) = taking.failed {
        return Err(failed);
    }
    if room.is_used_up() {
        return Err(Error::failed("the file holds a row of over 32 MiB, which no book holds")
            .help("nothing was changed; export it again"));
    }
    read.map_err(|e| Error::failed(format!("the file is damaged: {e}")).help("nothing was changed; export it again"))?;
    if !taking.marked {
        return Err(
            Error::failed("the file is JSON, but not goodcall's").help("goodcall export json writes such a file")
        );
    }
    taking.settle_waiting()?;
    let settle = || {
        change.settle_rows(&taking.rows)?;
        for (gone, into) in change.unmerged()? {
            // The record that stays holds in the file what was merged into it.
            change.merge(&change.customer(gone)?, &change.customer(into)?)?;
        }
        Ok(())
    };
    settle().map_err(|e: Error| match e.kind {
        ErrorKind::NoMatch | ErrorKind::Damaged => {
            Error::failed(format!("the file is incomplete: {e}")).help("nothing was changed; export it again")
        }
        _ => e,
    })?;
    let mut came = Vec::with_capacity(taking.rows.customers.len());
    for id in taking.rows.customers {
        // A merged record is no longer a customer.
        came.extend(change.find_customer(CustomerId(id))?.map(|c| c.id));
    }
    Ok(TakenBook { counts: taking.counts, kinds: taking.kinds, customers: came })
}

struct Taking<'a, 'b> {
    change: &'a Change<'b>,
    counts: RowCounts,
    kinds: Vec<(&'static str, RowCounts)>,
    rows: TakenIn,
    /// The log of the remark that came last.
    lines: LogLines,
    /// The rows that were left out.
    left_out: HashSet<i64>,
    /// Rows of people who were forgotten; None where nobody was.
    of_forgotten: Option<HashSet<i64>>,
    say: &'a mut dyn FnMut(RowNote),
    /// What belongs to rows that did not come yet.
    waiting: Waiting,
    /// Our own error, which serde can't carry.
    failed: Option<Error>,
    marked: bool,
    room: Room,
}

impl Taking<'_, '_> {
    fn take(&mut self, table: &'static str, row: Map<String, Value>) -> Result<()> {
        self.take_at(table, row, self.room.line())
    }

    /// Takes the row that stands on a line.
    fn take_at(&mut self, table: &'static str, mut row: Map<String, Value>, line: u64) -> Result<()> {
        let id = id_in(&row, "id");
        let whose = called(table, &row);
        if let Some(belongs_to) = self.without_left_out(&mut row) {
            self.left_out.extend(id);
            let why = format!("{whose}: the {belongs_to} that it belongs to was left out");
            (self.say)(RowNote::Rejected(line, why));
            return Ok(());
        }
        if self.is_of_forgotten(table, &mut row)? {
            if let (Some(rows), Some(id)) = (&mut self.of_forgotten, id) {
                rows.insert(id);
            }
            (self.say)(RowNote::Noted(line, format!("{whose}: left out, for they were forgotten")));
            return Ok(());
        }
        let Some(mut row) = self.put_aside(table, row, line)? else { return Ok(()) };
        match table {
            "touch" => self.lines = LogLines::default(),
            "remark" if !self.change.tell_remark(&mut row, &mut self.lines)? => {
                self.count(table, Came::Unchanged);
                return Ok(());
            }
            _ => {}
        }
        let id = id_in(&row, "id");
        let owner = id.map(|id| self.change.owner_of(table, id)).transpose()?.flatten();
        let touch = id_in(&row, "touch");
        let came = match self.change.take_row(table, row)? {
            RowTaken::In(came, notes) => {
                notes.iter().for_each(|note| (self.say)(RowNote::Noted(line, format!("{whose}: {note}"))));
                came
            }
            RowTaken::Out(why) => {
                self.left_out.extend(id);
                (self.say)(RowNote::Rejected(line, format!("{whose}: {why}")));
                return Ok(());
            }
        };
        self.count(table, came);
        self.counts.touches += usize::from(table == "touch" && came == Came::Added);
        if let Some(id) = id.filter(|_| came != Came::Unchanged) {
            match table {
                "customer" => self.rows.customers.push(id),
                "touch" => self.rows.touches.push(id),
                "remark" => self.rows.remarks.push(id),
                "reach" | "tag" => self.rows.found_by.push((table, id)),
                "touch_with" => self.rows.touches.extend(touch),
                _ => {}
            }
            self.rows.owners.extend(owner);
        }
        Ok(())
    }

    /// Whether a row is of somebody who was forgotten; takes out of it what only refers to them.
    fn is_of_forgotten(&self, table: &str, row: &mut Map<String, Value>) -> Result<bool> {
        let Some(rows) = &self.of_forgotten else { return Ok(false) };
        let is_of = |row: &Map<String, Value>, key: &str| -> Result<bool> {
            match id_in(row, key) {
                Some(id) => Ok(rows.contains(&id) || self.change.is_forgotten(id)?),
                None => Ok(false),
            }
        };
        for may_go in ["referred_by", "answered_by"] {
            if is_of(row, may_go)? {
                row.insert(may_go.into(), Value::Null);
            }
        }
        for key in ["customer", "other", "touch", "gone", "record"] {
            if is_of(row, key)? {
                return Ok(true);
            }
        }
        id_in(row, "id").map_or(Ok(false), |id| self.change.is_row_forgotten(table, id))
    }

    fn count(&mut self, table: &'static str, came: Came) {
        if self.kinds.last().is_none_or(|(last, _)| *last != table) {
            self.kinds.push((table, RowCounts::default()));
        }
        for counts in self.kinds.last_mut().map(|(_, of_kind)| of_kind).into_iter().chain([&mut self.counts]) {
            match came {
                Came::Added => counts.added += 1,
                Came::Updated => counts.updated += 1,
                Came::Unchanged => counts.unchanged += 1,
            }
        }
    }

    /// Takes out of a row what refers to one that was left out. Returns what the row is nothing without.
    fn without_left_out(&self, row: &mut Map<String, Value>) -> Option<&'static str> {
        if self.left_out.is_empty() {
            return None;
        }
        let is_out = |row: &Map<String, Value>, key| id_in(row, key).is_some_and(|id| self.left_out.contains(&id));
        for may_go in ["referred_by", "answered_by", "setback"] {
            if is_out(row, may_go) {
                row.insert(may_go.into(), Value::Null);
            }
        }
        [("customer", "customer"), ("other", "customer"), ("touch", "touch")]
            .into_iter()
            .find_map(|(key, what)| is_out(row, key).then_some(what))
    }
}

fn id_in(row: &Map<String, Value>, key: &str) -> Option<i64> {
    row.get(key).and_then(Value::as_str).and_then(|id| id.parse().ok())
}

/// Names a row for people: "customer Ana Ribeiro", "tag vip".
fn called(table: &str, row: &Map<String, Value>) -> String {
    let naming = ["name", "tag", "value", "day", "first_day"];
    let name =
        naming.iter().find_map(|key| row.get(*key).and_then(Value::as_str).filter(|name| !name.trim().is_empty()));
    let name = name.map(|name| format!(" {}", shorten(&name.replace('\0', ""), 40))).unwrap_or_default();
    format!("{}{name}", table.replace('_', " "))
}

struct BookSeed<'t, 'a, 'b>(&'t mut Taking<'a, 'b>);

impl<'de> DeserializeSeed<'de> for BookSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for BookSeed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a goodcall book")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.room.renew();
            if key == MARK {
                let head: Value = map.next_value()?;
                let format = head.get("format").and_then(Value::as_u64).unwrap_or(0);
                if format != FORMAT {
                    self.0.failed = Some(
                        Error::failed(format!("the file has format {format}; this goodcall reads {FORMAT}"))
                            .help("nothing was changed; update goodcall, then import it again"),
                    );
                    return Err(A::Error::custom("another format"));
                }
                self.0.marked = true;
            } else if let Some(table) = transfer::tables().find(|t| *t == key) {
                map.next_value_seed(RowsSeed(self.0, table))?;
            } else {
                map.next_value_seed(PassOver(&self.0.room))?;
            }
        }
        Ok(())
    }
}

struct RowsSeed<'t, 'a, 'b>(&'t mut Taking<'a, 'b>, &'static str);

impl<'de> DeserializeSeed<'de> for RowsSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsSeed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> std::result::Result<(), A::Error> {
        while let Some(row) = rows.next_element::<Map<String, Value>>()? {
            let taken = self.0.take(self.1, row);
            self.0.room.renew();
            if let Err(error) = taken {
                self.0.failed = Some(error);
                return Err(A::Error::custom("a row that can't be taken"));
            }
        }
        Ok(())
    }
}
