//! Setbacks in the book, and the touches that answered them.

use chrono::{DateTime, FixedOffset};
use rusqlite::{OptionalExtension, named_params};

use super::rows::{self, SETBACK};
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::ids::{SetbackId, TouchId};
use crate::domain::setback::{ANSWER_WITHIN, Setback};
use crate::error::{Error, ErrorKind, Result};

impl Book {
    /// What setbacks were about, in the words of whoever recorded them.
    pub fn setback_abouts(&self) -> Result<Vec<String>> {
        self.db
            .prepare_cached("SELECT about FROM setback WHERE about IS NOT NULL ORDER BY occurred_at DESC")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing("look at the setbacks")
    }

    /// A setback; an error that says so where there is none.
    pub fn setback(&self, id: SetbackId) -> Result<Setback> {
        self.db
            .prepare_cached(&format!("SELECT {SETBACK} FROM setback WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id.0], rows::setback).optional())
            .doing("load the setback")?
            .ok_or_else(|| Error::new(ErrorKind::NoMatch, format!("there is no setback with the id {id}")))
    }

    /// The latest setback of the 24 hours before `at` that nothing has answered yet.
    pub fn unanswered_setback(&self, at: DateTime<FixedOffset>) -> Result<Option<Setback>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {SETBACK} FROM setback WHERE occurred_at BETWEEN ?1 AND ?2 AND answered_by IS NULL
                 ORDER BY occurred_at DESC, id DESC LIMIT 1"
            ))
            .and_then(|mut s| {
                let (from, upto) = ((at - ANSWER_WITHIN).timestamp_millis(), at.timestamp_millis());
                s.query_row((from, upto), rows::setback).optional()
            })
            .doing("look for a setback")
    }
}

impl Change<'_> {
    /// A new id for a setback.
    pub fn new_setback_id(&self) -> SetbackId {
        SetbackId(self.new_id(&self.clock))
    }

    /// Records a setback.
    pub fn add_setback(&self, setback: &Setback) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO setback (id, kind, about, occurred_at, utc_offset, day, mood, answered_by, updated_at)
                 VALUES (:id, :kind, :about, :at, :offset, :day, :mood, :by, :now)",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": setback.id.0,
                    ":kind": setback.kind.as_str(),
                    ":about": setback.about,
                    ":at": setback.at.timestamp_millis(),
                    ":offset": setback.at.offset().local_minus_utc(),
                    ":day": setback.at.date_naive().to_string(),
                    ":mood": setback.mood,
                    ":by": setback.answered_by.map(|t| t.0),
                    ":now": self.now_ms(),
                })
            })
            .doing("record the setback")?;
        Ok(())
    }

    /// Keeps the mood of a setback, 1 to 5.
    pub fn set_setback_mood(&self, setback: SetbackId, mood: u8) -> Result<()> {
        self.db
            .prepare_cached("UPDATE setback SET mood = ?2, updated_at = ?3 WHERE id = ?1")
            .and_then(|mut s| s.execute((setback.0, mood, self.now_ms())))
            .doing("keep the mood")?;
        Ok(())
    }

    /// Notes which touch answered a setback.
    pub fn answer_setback(&self, setback: SetbackId, touch: TouchId) -> Result<()> {
        self.db
            .prepare_cached("UPDATE setback SET answered_by = ?2, updated_at = ?3 WHERE id = ?1")
            .and_then(|mut s| s.execute((setback.0, touch.0, self.now_ms())))
            .doing("answer the setback")?;
        Ok(())
    }

    /// Leaves the setbacks that a touch answered without an answer.
    pub fn unanswer_setbacks(&self, touch: TouchId) -> Result<()> {
        self.db
            .prepare_cached("UPDATE setback SET answered_by = NULL, updated_at = ?2 WHERE answered_by = ?1")
            .and_then(|mut s| s.execute((touch.0, self.now_ms())))
            .doing("leave the setback open")?;
        Ok(())
    }
}
