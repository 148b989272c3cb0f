//! Setbacks in the book, and the touches that answered them.

use chrono::{DateTime, FixedOffset};

use super::query::Query;
use super::rows::SETBACK;
use super::values::Millis;
use super::{Book, Change};
use crate::domain::ids::{SetbackId, TouchId};
use crate::domain::setback::{ANSWER_WITHIN, SAME_WITHIN, Setback, SetbackKind};
use crate::error::{Error, Missing, Result};

impl Book {
    /// Returns what setbacks were about, in the words of those who recorded them.
    pub fn setback_abouts(&self) -> Result<Vec<String>> {
        let sql = "SELECT about FROM setback WHERE about IS NOT NULL ORDER BY occurred_at DESC";
        self.db.all(sql, [], "look at the setbacks")
    }

    /// Returns a setback; where none has the id, an error that says so.
    pub fn setback(&self, id: SetbackId) -> Result<Setback> {
        self.db.find(id, "load the setback")?.ok_or_else(|| Error::missing(Missing::Setback, id))
    }

    /// Returns the setback that one of its kind at `at` would repeat: recorded less than two hours before, and unanswered.
    pub fn same_setback(&self, kind: SetbackKind, at: DateTime<FixedOffset>) -> Result<Option<Setback>> {
        let sql = format!(
            "SELECT {SETBACK} FROM setback WHERE occurred_at > ?1 AND occurred_at <= ?2 AND kind = ?3
               AND answered_by IS NULL ORDER BY occurred_at DESC, id DESC LIMIT 1"
        );
        self.db.optional(&sql, (Millis(at - SAME_WITHIN), Millis(at), kind), "look for a setback")
    }

    /// Returns the latest setback of the 24 hours before `at` that nothing has answered yet.
    pub fn unanswered_setback(&self, at: DateTime<FixedOffset>) -> Result<Option<Setback>> {
        let sql = format!(
            "SELECT {SETBACK} FROM setback WHERE occurred_at BETWEEN ?1 AND ?2 AND answered_by IS NULL
             ORDER BY occurred_at DESC, id DESC LIMIT 1"
        );
        self.db.optional(&sql, (Millis(at - ANSWER_WITHIN), Millis(at)), "look for a setback")
    }
}

impl Change<'_> {
    /// Makes an id for a new setback.
    pub fn new_setback_id(&self) -> SetbackId {
        SetbackId(self.new_id(&self.clock))
    }

    /// Records a setback.
    pub fn add_setback(&self, setback: &Setback) -> Result<()> {
        self.db.insert(setback, self.now_ms(), "record the setback")
    }

    /// Writes a setback over the one with the same id.
    pub fn update_setback(&self, setback: &Setback) -> Result<()> {
        self.db.update(setback, self.now_ms(), "bring the setback up to date")
    }

    /// Sets the mood of a setback, 1 to 5.
    pub fn set_setback_mood(&self, setback: SetbackId, mood: u8) -> Result<()> {
        let sql = "UPDATE setback SET mood = ?2, updated_at = ?3 WHERE id = ?1";
        self.db.run(sql, (setback, mood, self.now_ms()), "keep the mood")?;
        Ok(())
    }

    /// Notes which touch answered a setback.
    pub fn answer_setback(&self, setback: SetbackId, touch: TouchId) -> Result<()> {
        let sql = "UPDATE setback SET answered_by = ?2, updated_at = ?3 WHERE id = ?1";
        self.db.run(sql, (setback, touch, self.now_ms()), "answer the setback")?;
        Ok(())
    }

    /// Leaves the setbacks that a touch answered without an answer.
    pub fn unanswer_setbacks(&self, touch: TouchId) -> Result<()> {
        let sql = "UPDATE setback SET answered_by = NULL, updated_at = ?2 WHERE answered_by = ?1";
        self.db.run(sql, (touch, self.now_ms()), "leave the setback open")?;
        Ok(())
    }
}
