//! A log that is taken back is an unfinished one again: nothing that was typed is lost with it. Redo takes it out of the
//! draft as long as nobody typed in it.

use serde_json::{Map, Value, json};

use super::{LOGGED, Step};
use crate::book::Change;
use crate::book::drafts::{LEFT, LOG_FORM, both_drafts};
use crate::book::query::Query;
use crate::book::rows::TOUCH;
use crate::book::values::NobodyYet;
use crate::domain::choice::Choice;
use crate::domain::ids::{ChangeId, CustomerId};
use crate::domain::touch::{Outcome, Touch};
use crate::error::{Error, Result};
use crate::text::clean;

const KEEPING: &str = "keep what was logged as an unfinished log";
/// The field that holds what was said.
const TEXT: &str = "text";

impl Change<'_> {
    /// Finds the log that a change added and somebody typed, as it is in the book, and who else was there, as a form has it.
    pub(super) fn log_of(&self, step: &Step) -> Result<Option<(Touch, String)>> {
        if step.label.split_whitespace().next() != Some(LOGGED) {
            return Ok(None);
        }
        let added = "SELECT row FROM journal WHERE change = ?1 AND tbl = 'touch' AND old IS NULL LIMIT 2";
        match self.db.all::<i64>(added, [step.id], "look for the log")?.as_slice() {
            [only] => {
                let sql = format!("SELECT {TOUCH} FROM touch WHERE id = ?1 AND NOT imported");
                let log: Option<Touch> = self.db.optional(&sql, [only], "look for the log")?;
                log.map(|log| self.written_companions(log.id).map(|with| (log, with))).transpose()
            }
            _ => Ok(None),
        }
    }

    /// Makes a log that was taken back an unfinished one: alone, or after what the customer's unfinished log holds already.
    /// Returns whose it is; None where there was nothing to keep, or nobody is left to keep it with.
    pub(super) fn keep_as_unfinished(&self, log: &Touch, with: &str) -> Result<Option<CustomerId>> {
        if is_blank(log) || self.find_customer(log.customer)?.is_none() {
            return Ok(None);
        }
        let (fields, undone) = match self.unfinished_log(log.customer)? {
            None => (alone(fields_of(log, with)), vec![json!({"by": self.id.0})]),
            Some((before, undone)) => {
                let (fields, part) = added_to(&before, &fields_of(log, with).to_string(), self.id);
                let mut parts = parts_of(undone.as_deref());
                parts.push(part);
                (fields, parts)
            }
        };
        let sql = "INSERT INTO draft (form, customer, fields, updated_at, undone) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (form, customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at,
                     undone = excluded.undone";
        let draft = (LOG_FORM, NobodyYet(Some(log.customer)), fields, self.now_ms(), Value::Array(undone).to_string());
        self.db.run(sql, draft, KEEPING)?;
        Ok(Some(log.customer))
    }

    /// Takes a log that is in the book again out of the unfinished one into which an undo put it; an error where that was
    /// edited since. What was in it before stays.
    pub(super) fn finish_undone_log(&self, log: &Touch, undo: ChangeId) -> Result<()> {
        let Some((fields, undone)) = self.unfinished_log(log.customer)?.filter(|_| !is_blank(log)) else {
            return Ok(());
        };
        let mut parts = parts_of(undone.as_deref());
        let Some(part) = parts.pop().filter(|p| p.get("by").and_then(Value::as_i64) == Some(undo.0)) else {
            let name = self.customer(log.customer)?.name;
            return Err(Error::failed(format!(
                "the unfinished log of {} was edited since; nothing was redone",
                clean(&name)
            ))
            .help("it holds what undo took back: save it as it is now (r on Today), or empty it and redo then"));
        };
        let Some(Value::Object(before)) = part.get("before").cloned() else {
            return self.finish_draft(LOG_FORM, Some(log.customer));
        };
        let undone = (!parts.is_empty()).then(|| Value::Array(parts).to_string());
        let sql = "UPDATE draft SET fields = ?3, undone = ?4 WHERE form = ?1 AND customer = ?2";
        let draft = (LOG_FORM, NobodyYet(Some(log.customer)), as_before(&fields, before), undone);
        self.db.run(sql, draft, KEEPING).map(drop)
    }

    /// Returns the fields of a customer's unfinished log, and what undo put into it.
    fn unfinished_log(&self, customer: CustomerId) -> Result<Option<(String, Option<String>)>> {
        let sql = "SELECT fields, undone FROM draft WHERE form = ?1 AND customer = ?2";
        self.db.optional(sql, (LOG_FORM, NobodyYet(Some(customer))), KEEPING)
    }
}

/// Whether a log says nothing that somebody would have to type again.
fn is_blank(log: &Touch) -> bool {
    log.text.trim().is_empty() && (log.minutes, log.mood_before, log.mood_after) == (None, None, None)
}

/// Writes a log as the log form keeps it.
fn fields_of(log: &Touch, with: &str) -> Value {
    json!({
        TEXT: log.text,
        "kind": log.kind.as_str(),
        "outcome": log.outcome.unwrap_or(Outcome::Reached).as_str(),
        "minutes": log.minutes.map(|m| m.to_string()).unwrap_or_default(),
        "when": "",
        "with": with,
        "mood_before": log.mood_before,
        "mood_after": log.mood_after,
        "opened": log.at.to_rfc3339(),
    })
}

/// Writes the fields of a draft that begins with an undone log: it was left for later, not cut off.
fn alone(mut fields: Value) -> String {
    if let Value::Object(fields) = &mut fields {
        fields.insert(LEFT.into(), true.into());
    }
    fields.to_string()
}

fn object(fields: &str) -> Map<String, Value> {
    serde_json::from_str(fields).unwrap_or_default()
}

fn parts_of(undone: Option<&str>) -> Vec<Value> {
    undone.and_then(|undone| serde_json::from_str(undone).ok()).unwrap_or_default()
}

/// Adds an undone log to an unfinished one, after a blank line. Also returns the part that undoes this: what each field
/// was before, and for the text how long it was.
fn added_to(before: &str, log: &str, undo: ChangeId) -> (String, Value) {
    let was = object(before);
    let text = was.get(TEXT).and_then(Value::as_str).unwrap_or_default();
    let lines = text.len() - text.trim_end_matches('\n').len();
    let fields = both_drafts(before, log, "\n\n".get(lines.min(2)..).unwrap_or_default());
    let mut changed = Map::new();
    for (key, value) in object(&fields) {
        if was.get(&key) != Some(&value) {
            let old = if key == TEXT { text.len().into() } else { was.get(&key).cloned().unwrap_or_default() };
            changed.insert(key, old);
        }
    }
    (fields, json!({"by": undo.0, "before": changed}))
}

/// Gives an unfinished log the fields that it had before a log was added to it.
fn as_before(fields: &str, before: Map<String, Value>) -> String {
    let mut fields = object(fields);
    for (key, old) in before {
        let shortened = |length: u64| {
            let text = fields.get(TEXT).and_then(Value::as_str)?;
            text.get(..usize::try_from(length).ok()?).map(Value::from)
        };
        let old = if key == TEXT { old.as_u64().and_then(shortened).unwrap_or_default() } else { old };
        fields.insert(key, old);
    }
    Value::Object(fields).to_string()
}
