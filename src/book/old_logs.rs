//! Logs from before promises had a mark: a line that began with `= ` was news, and stays it.

use std::collections::HashSet;

use rusqlite::Connection;

use super::query::Query;
use super::{Change, journal};
use crate::domain::remark::{self, RemarkKind};
use crate::domain::touch::Touch;
use crate::error::Result;

const KEEPING: &str = "keep the lines of older logs as they were";

/// Keeps the lines of the logs of an older book what they were, in what undo puts back, too.
pub(super) fn keep_as_news(db: &Connection) -> Result<()> {
    let likely = "SELECT DISTINCT touch.id, touch.text FROM remark JOIN touch ON touch.id = remark.touch
         WHERE remark.kind = 'news' AND (remark.text GLOB '=*' OR lower(substr(remark.text, 1, 8)) = 'promise:')";
    for (id, log) in db.all::<(i64, String)>(likely, [], KEEPING)? {
        if let Some(kept) = remark::keep_as_news(&log, |_| true) {
            journal::alter(db, "touch", id, || {
                db.run("UPDATE touch SET text = ?2 WHERE id = ?1", (id, &kept), KEEPING).map(drop)
            })?;
        }
    }
    let before = "SELECT id, old, json_extract(old, '$.text') FROM journal
         WHERE tbl = 'touch' AND old IS NOT NULL AND (instr(old, '=') OR instr(lower(old), 'promise:'))";
    for (id, old, log) in db.all::<(i64, String, Option<String>)>(before, [], KEEPING)? {
        if let Some(kept) = log.and_then(|log| remark::keep_as_news(&log, |_| true)) {
            let new: String = db.one("SELECT json_set(?1, '$.text', ?2)", (&old, kept), KEEPING)?;
            journal::alter_state(db, id, "touch", (&old, &new))?;
        }
    }
    Ok(())
}

impl Change<'_> {
    /// Keeps the lines of a log that came from an older export what its remarks say they were.
    pub(super) fn keep_lines_as_they_came(&self, touch: Touch) -> Result<Touch> {
        let remarks = self.remarks_of_touch(touch.id)?;
        if remarks.iter().any(|r| r.kind == RemarkKind::Promise) {
            return Ok(touch);
        }
        let news = remarks.iter().filter(|r| r.kind == RemarkKind::News);
        let news: HashSet<&str> = news.filter_map(|r| r.text.lines().next()).collect();
        let Some(text) = remark::keep_as_news(&touch.text, |line| news.contains(line)) else { return Ok(touch) };
        self.db.run("UPDATE touch SET text = ?2 WHERE id = ?1", (touch.id, &text), KEEPING)?;
        Ok(Touch { text, ..touch })
    }
}
