//! Remarks in the book: derived from touches, found again, and what became of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::named_params;

use super::query::Query;
use super::rows::{FromRow, NamedRow, REMARK};
use super::search::HitKind;
use super::values::{Lines, Millis, json_ids};
use super::{Book, Change};
use crate::domain::ids::{CustomerId, RemarkId, TouchId};
use crate::domain::remark::{self, ParsedRemark, Remark, RemarkKind, RemarkState, corrected};
use crate::domain::touch::Touch;
use crate::error::{Error, Missing, Result};

/// A remark, and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// What was said.
    pub remark: Remark,
    /// Who said it.
    pub customer_name: String,
    /// Where they work, as far as it is known.
    pub company: Option<String>,
    /// When it was said, in milliseconds since 1970.
    pub said_at: i64,
}

impl FromRow for Quoted {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            remark: Remark::from_row(row)?,
            customer_name: row.get("name")?,
            company: row.get("company")?,
            said_at: row.get("said_at")?,
        })
    }
}

/// The order of what is to be done: the earliest due first, then the earliest said.
pub(super) const EARLIEST_DUE: &str = "remark.due_on, remark.said_at, remark.touch, remark.position";

/// Makes the SQL that selects remarks and who said them; `which` follows WHERE.
pub(super) fn select_quoted(which: &str) -> String {
    format!(
        "SELECT {REMARK}, customer.name, customer.company, remark.said_at
         FROM remark JOIN customer ON customer.id = remark.customer WHERE {which}"
    )
}

impl Book {
    /// Returns the latest remark of a kind that a customer made.
    pub fn latest_remark(&self, customer: CustomerId, kind: RemarkKind) -> Result<Option<Remark>> {
        let sql = format!(
            "SELECT {REMARK} FROM remark WHERE customer = ?1 AND kind = ?2 ORDER BY said_at DESC, position LIMIT 1"
        );
        self.db.optional(&sql, (customer, kind), "look at what they said")
    }

    /// Returns a touch's remarks, in the order of its lines.
    pub fn remarks_of_touch(&self, touch: TouchId) -> Result<Vec<Remark>> {
        self.db.all(
            &format!("SELECT {REMARK} FROM remark WHERE touch = ?1 ORDER BY position"),
            [touch],
            "load the remarks",
        )
    }

    /// Returns the remarks of each of several touches, in one query.
    pub fn remarks_of_touches(&self, touches: &[Touch]) -> Result<Vec<Vec<Remark>>> {
        let sql = format!(
            "SELECT {REMARK} FROM json_each(?1) JOIN remark ON remark.touch = json_each.value
             ORDER BY remark.touch, position"
        );
        let ids = json_ids(touches.iter().map(|touch| touch.id));
        let all: Vec<Remark> = self.db.all(&sql, [ids], "load the remarks")?;
        let mut of: HashMap<TouchId, Vec<Remark>> = HashMap::with_capacity(touches.len());
        for remark in all {
            of.entry(remark.touch).or_default().push(remark);
        }
        Ok(touches.iter().map(|touch| of.remove(&touch.id).unwrap_or_default()).collect())
    }

    /// Finds a remark again, though its line may have been corrected: under its id, else where it stood in its log, if what
    /// stands there is of its kind.
    pub fn find_again(&self, remark: &Remark) -> Result<Option<Quoted>> {
        let Remark { id, touch, position, kind, .. } = *remark;
        let mut found = self.db.all(&select_quoted("remark.id = ?1"), [id], "load the remark")?;
        if found.is_empty() {
            let there = select_quoted("remark.touch = ?1 AND remark.position = ?2 AND remark.kind = ?3");
            found = self.db.all(&there, (touch, position, kind), "load the remark")?;
        }
        Ok(self.with_joined_names(found)?.pop())
    }

    /// Returns a remark and who said it; where none has the id, an error that says so.
    pub fn quoted(&self, id: RemarkId) -> Result<Quoted> {
        let found = self.db.all(&select_quoted("remark.id = ?1"), [id], "load the remark")?;
        self.with_joined_names(found)?.pop().ok_or_else(|| Error::missing(Missing::Remark, id))
    }

    /// Counts the open ideas and needs.
    pub fn count_open_ideas(&self) -> Result<usize> {
        self.counter("open ideas")
    }
}

/// A line of a log, and the remark that it tells.
struct Line<'l> {
    touch: &'l Touch,
    id: RemarkId,
    said: &'l ParsedRemark,
    /// Which of the log's remarks it is, counted from 0.
    position: usize,
}

/// A remark that a line carries on, with what only the book has of it.
struct Had {
    remark: Remark,
    ended_at: Option<i64>,
    last_shown_at: Option<i64>,
}

impl Change<'_> {
    /// Sets what became of an idea, a need or a promise; says whether that changed anything.
    pub fn set_remark_state(&self, id: RemarkId, state: RemarkState) -> Result<bool> {
        self.set_remark_state_at(id, state, self.now_ms())
    }

    /// The same at an instant, in milliseconds since 1970; for books that are made up.
    pub fn set_remark_state_at(&self, id: RemarkId, state: RemarkState, at: i64) -> Result<bool> {
        let ended_at = (state != RemarkState::Open).then_some(at);
        let changed = self.db.run(
            "UPDATE remark SET state = ?2, ended_at = ?3, updated_at = ?4
             WHERE id = ?1 AND state IS NOT NULL AND state <> ?2",
            (id, state, ended_at, self.now_ms()),
            "say what became of it",
        )?;
        Ok(changed > 0)
    }

    /// Derives a touch's remarks from its text, each by the one who says it; `before` is its text until now. A remark whose
    /// text stayed, or nearly did, keeps its star, state, due day and shows, also where somebody else is found to have said
    /// it. One that the log tells otherwise now has another id.
    pub(super) fn derive_remarks(&self, touch: &Touch, before: &str) -> Result<()> {
        let (was, before) = (before, self.remarks_of_touch(touch.id)?);
        let said = remark::parse_by(&touch.text, &self.speakers_of(touch, (was, &before))?);
        let texts: Vec<_> = before.iter().map(|remark| (remark.kind, remark.text.as_str())).collect();
        let carried = corrected::carried_on_by(&texts, was, &said, &touch.text);
        let mut before: Vec<_> = before.into_iter().map(Some).collect();
        let mut lines = Vec::with_capacity(said.len());
        for ((position, said), old) in said.iter().enumerate().zip(carried) {
            let line = Line { touch, id: said.id(touch.id), said, position };
            let old = old.and_then(|place| before.get_mut(place)).and_then(Option::take);
            lines.push((line, old));
        }
        // What goes makes room first: its id may be that of another line by now.
        for gone in before.into_iter().flatten() {
            self.remove_remark(gone.id)?;
        }
        let mut new = Vec::new();
        for (line, old) in lines {
            match old {
                Some(old) if old.id == line.id => self.move_remark(&old, &line)?,
                old => new.push((line, old.map(|old| self.take_along(old)).transpose()?)),
            }
        }
        new.iter().try_for_each(|(line, had)| self.add_remark(had.as_ref(), line))
    }

    /// Removes a remark whose line has another id now, and returns what it had.
    fn take_along(&self, remark: Remark) -> Result<Had> {
        let besides = "SELECT ended_at, last_shown_at FROM remark WHERE id = ?1";
        let (ended_at, last_shown_at) = self.db.one(besides, [remark.id], "load the remarks")?;
        self.remove_remark(remark.id)?;
        Ok(Had { remark, ended_at, last_shown_at })
    }

    /// Adds the remark of a line, which carries on another where there was one.
    fn add_remark(&self, had: Option<&Had>, line: &Line<'_>) -> Result<()> {
        let Line { touch, id, said, position } = *line;
        let state = had.map_or_else(|| said.kind.is_to_do().then_some(RemarkState::Open), |had| had.remark.state);
        self.db.run(
            "INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state,
               due_on, ended_at, last_shown_at, times_shown, updated_at)
             VALUES (:id, :touch, :customer, :at, :day, :position, :kind, :text, :teammate, :starred, :state,
               :due, :ended, :shown, :times, :now)",
            named_params! {
                ":id": id,
                ":touch": touch.id,
                ":customer": said.by.unwrap_or(touch.customer),
                ":at": Millis(touch.at),
                ":day": touch.day(),
                ":position": position,
                ":kind": said.kind,
                ":text": said.text,
                ":teammate": Lines(said.teammates.as_slice()),
                ":starred": had.is_some_and(|had| had.remark.starred),
                ":state": state,
                ":due": self.due_now(had.map(|had| &had.remark), line),
                ":ended": had.and_then(|had| had.ended_at),
                ":shown": had.and_then(|had| had.last_shown_at),
                ":times": had.map_or(0, |had| had.remark.times_shown),
                ":now": self.now_ms(),
            },
            "keep the remark",
        )?;
        self.note_remark(touch.id, id)?;
        self.index_remark(id, touch.at.timestamp())
    }

    /// Writes a remark over the one of the same id.
    fn move_remark(&self, old: &Remark, line: &Line<'_>) -> Result<()> {
        let Line { touch, id, said, position } = *line;
        let changed = self.db.run(
            "UPDATE remark SET customer = :customer, said_at = :at, said_on = :day, position = :position, text = :text,
               teammate = :teammate, due_on = :due, updated_at = :now
             WHERE id = :id AND (customer, said_at, said_on, position, text) IS NOT
               (:customer, :at, :day, :position, :text)",
            named_params! {
                ":id": id,
                ":customer": said.by.unwrap_or(touch.customer),
                ":at": Millis(touch.at),
                ":day": touch.day(),
                ":position": position,
                ":text": said.text,
                ":teammate": Lines(said.teammates.as_slice()),
                ":due": self.due_now(Some(old), line),
                ":now": self.now_ms(),
            },
            "keep the remark",
        )?;
        if changed > 0 { self.index_remark(id, touch.at.timestamp()) } else { Ok(()) }
    }

    /// Returns the day on which a line's remark is due; None where it asks for nothing. What the user moved to another day
    /// stays there, unless it is said later now.
    fn due_now(&self, old: Option<&Remark>, line: &Line<'_>) -> Option<NaiveDate> {
        let said_on = line.touch.day();
        let told = || self.due_on(line.said.kind, &line.said.text, said_on);
        let Some(old) = old else { return told() };
        let is_moved = old.due_on != self.due_on(old.kind, &old.text, old.said_on);
        let stays = old.state != Some(RemarkState::Open) || is_moved && old.due_on >= Some(said_on);
        if stays { old.due_on } else { told() }
    }

    /// The day on which something said on a day is due; None where it asks for nothing.
    fn due_on(&self, kind: RemarkKind, text: &str, said_on: NaiveDate) -> Option<NaiveDate> {
        remark::due_on(kind, text, said_on, self.date_order)
    }

    pub(super) fn remove_remark(&self, id: RemarkId) -> Result<()> {
        self.unindex(id.0, HitKind::Remark)?;
        self.db.run("DELETE FROM remark WHERE id = ?1", [id], "remove the remark")?;
        Ok(())
    }

    pub(super) fn forget_remarks_of(&self, touch: TouchId) -> Result<()> {
        for remark in self.remarks_of_touch(touch)? {
            self.remove_remark(remark.id)?;
        }
        Ok(())
    }
}
