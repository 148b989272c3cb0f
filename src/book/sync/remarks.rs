//! Remarks: every machine reads them from the touch's text in the same way; what users made of them travels.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::named_params;
use serde_json::{Value, json};

use super::fields::{Fields, id_of, text_of, value_of};
use super::logical::{Key, Logical};
use super::placing::Placing;
use super::tables::{REMARK, TOUCH};
use super::{Machines, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::touches::text_of_touch;
use crate::book::values::{Lines, Millis};
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::remark::{self, ParsedRemark, RemarkKind, corrected};
use crate::domain::touch::Touch;
use crate::error::Result;

/// The name under which a remark says which ids its line had before it was corrected.
pub(super) const WAS: &str = "was";
/// What goes along to the corrected line: all that a user makes of a remark.
const GOES_ALONG: [&[&str]; 3] = [&["starred"], &["state", "ended_at"], &["due_on"]];

/// Takes ids that a remark's line had before. Returns whether any is new.
pub(super) fn take_ids_before(made: &mut Logical, before: impl IntoIterator<Item = i64>) -> bool {
    let known = ids_before(&made.fields);
    let all: BTreeSet<i64> = known.iter().copied().chain(before).collect();
    let is_new = all.len() > known.len();
    if is_new {
        made.fields.insert(WAS.to_string(), json!(all));
    }
    is_new
}

/// The ids that a remark's line had before.
pub(super) fn ids_before(fields: &Fields) -> BTreeSet<i64> {
    value_of(fields, WAS).as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

impl Book {
    /// What was made of a remark, also by who knew its line as it was before: of each field what was said last.
    pub(super) fn made_of_line(&self, machines: &Machines, id: i64) -> Result<Option<Logical>> {
        let made = self.logical(machines, &REMARK, &Key::Id(id), || Ok(None))?.filter(|made| made.here);
        made.map(|made| self.with_what_was_made_before(machines, id, made)).transpose()
    }

    /// Adds to what was made of a remark what others made of it under the ids that its line had before.
    pub(super) fn with_what_was_made_before(&self, machines: &Machines, id: i64, made: Logical) -> Result<Logical> {
        let (mut made, mut seen) = (made, BTreeSet::from([id]));
        let mut next: Vec<i64> = ids_before(&made.fields).into_iter().collect();
        while let Some(old) = next.pop() {
            if !seen.insert(old) {
                continue;
            }
            let before = self.logical(machines, &REMARK, &Key::Id(old), || Ok(None))?;
            let Some(before) = before.filter(|before| before.here) else { continue };
            for group in GOES_ALONG {
                let Some(first) = group.first().filter(|first| before.stamp(first) > made.stamp(first)) else {
                    continue;
                };
                made.take(group, &before.fields);
                made.set_stamp(first, before.stamp(first));
            }
            next.extend(ids_before(&before.fields));
        }
        Ok(made)
    }

    /// Finds the remarks of a corrected log that carry on others under a new id: these, by the new one.
    pub(super) fn corrected_lines(&self, touch: i64, before: &Fields) -> Result<BTreeMap<i64, i64>> {
        let (Some(was), Some(is)) = (text_of(before, "text"), text_of_touch(&self.db, TouchId(touch), READING)?) else {
            return Ok(BTreeMap::new());
        };
        let (was, is) = (remark::parse(&was), remark::parse(&is));
        let texts: Vec<_> = was.iter().map(|line| (line.kind, line.text.as_str())).collect();
        let carried = corrected::carried_on(&texts, &is);
        let id = |line: &ParsedRemark| line.id(TouchId(touch)).0;
        let (old, new): (BTreeSet<i64>, BTreeSet<i64>) = (was.iter().map(id).collect(), is.iter().map(id).collect());
        let pairs = is.iter().zip(carried).filter_map(|(line, place)| Some((id(line), id(was.get(place?)?))));
        Ok(pairs.filter(|(line, before)| !old.contains(line) && !new.contains(before)).collect())
    }

    /// What a remark is before anybody makes anything of it.
    pub(super) fn usual_remark(&self, id: i64) -> Result<Fields> {
        let kind = self.db.optional("SELECT kind FROM remark WHERE id = ?1", [id], READING)?;
        Ok(usual(kind.unwrap_or(RemarkKind::News)))
    }

    /// What was made of a remark: who said it and in which words, where its touch does not tell, and what became of it.
    pub(super) fn made_of_remark(&self, id: i64, row: &Fields) -> Result<Fields> {
        let touch = id_of(row, "touch");
        let of_touch: Option<i64> = self.db.optional("SELECT customer FROM touch WHERE id = ?1", [touch], READING)?;
        let mut made = row.clone();
        if of_touch == id_of(row, "customer") {
            made.insert("customer".to_string(), Value::Null);
        }
        if self.line_of(touch, id)? == text_of(row, "text") {
            made.insert("text".to_string(), Value::Null);
        }
        Ok(made)
    }

    /// The text of a remark as its touch has it.
    fn line_of(&self, touch: Option<i64>, remark: i64) -> Result<Option<String>> {
        let Some(touch) = touch.map(TouchId) else { return Ok(None) };
        let log = text_of_touch(&self.db, touch, READING)?;
        let said = log.map(|log| remark::parse(&log)).unwrap_or_default();
        Ok(said.into_iter().find(|said| said.id(touch).0 == remark).map(|said| said.text))
    }

    /// When a remark was changed last: when its log was said otherwise, or something was made of it.
    pub(super) fn remark_updated_at(&self, machines: &Machines, touch: i64, made: Option<&Logical>) -> Result<i64> {
        let known = self.logical(machines, &TOUCH, &Key::Id(touch), || self.row_of_id(&TOUCH, touch))?;
        let told = known.map(|known| known.stamp("text").max(known.stamp("occurred_at"))).unwrap_or_default();
        let made = made.map(Logical::newest).unwrap_or_default();
        Ok(told.max(made).instant_ms())
    }
}

/// The fields of a remark of a kind of which nobody made anything.
fn usual(kind: RemarkKind) -> Fields {
    let state = if kind.is_to_do() { json!("open") } else { Value::Null };
    [
        ("customer", Value::Null),
        ("text", Value::Null),
        ("starred", json!(0)),
        ("state", state),
        ("ended_at", Value::Null),
        ("due_on", Value::Null),
    ]
    .into_iter()
    .map(|(column, value)| (column.to_string(), value))
    .collect()
}

impl Placing<'_> {
    /// Writes a touch's remarks as its text and the space have them.
    pub(super) fn place_remarks(&mut self, touch: &Touch) -> Result<()> {
        let mut there: Vec<i64> = self.book.db.all("SELECT id FROM remark WHERE touch = ?1", [touch.id], READING)?;
        for (position, said) in remark::parse(&touch.text).into_iter().enumerate() {
            let id = said.id(touch.id);
            let made = self.book.made_of_line(&self.machines, id.0)?;
            there.retain(|known| *known != id.0);
            self.place_remark(touch, (id, position, &said), made.as_ref())?;
        }
        for gone in there {
            self.change.remove_remark(RemarkId(gone))?;
        }
        Ok(())
    }

    fn was_at(&self, touch: &Touch, customer: i64) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM touch_with WHERE touch = ?1 AND customer = ?2)";
        self.book.db.one(sql, (touch.id, customer), READING)
    }

    fn place_remark(
        &mut self,
        touch: &Touch,
        (id, position, said): (RemarkId, usize, &ParsedRemark),
        made: Option<&Logical>,
    ) -> Result<()> {
        let usual = usual(said.kind);
        let fields = made.map_or(&usual, |made| &made.fields);
        let by = id_of(fields, "customer").map(|by| self.book.shown_root(&self.pointers, by)).transpose()?;
        let by = by.filter(|by| *by != touch.customer.0);
        // Merged on another machine, they may be somebody who was not there.
        let was_there = by.map_or(Ok(true), |by| self.was_at(touch, by))?;
        let by = by.filter(|_| was_there);
        let spoken = text_of(fields, "text").filter(|_| was_there);
        let text = spoken.as_deref().unwrap_or(&said.text);
        let state = text_of(fields, "state").filter(|_| said.kind.is_to_do());
        let at = self.book.remark_updated_at(&self.machines, touch.id.0, made)?;
        let sql = "INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state,
                     ended_at, due_on, updated_at)
                   VALUES (:id, :touch, :customer, :at, :day, :position, :kind, :text, :teammate, :starred, :state, :ended,
                     :due, :now)
                   ON CONFLICT (id) DO UPDATE SET touch = excluded.touch, customer = excluded.customer,
                     said_at = excluded.said_at, said_on = excluded.said_on, position = excluded.position,
                     kind = excluded.kind, text = excluded.text, teammate = excluded.teammate,
                     starred = excluded.starred, state = excluded.state, ended_at = excluded.ended_at,
                     due_on = excluded.due_on, updated_at = excluded.updated_at
                   WHERE (touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, ended_at,
                     due_on, updated_at) IS NOT (excluded.touch, excluded.customer, excluded.said_at, excluded.said_on,
                     excluded.position, excluded.kind, excluded.text, excluded.teammate, excluded.starred,
                     excluded.state, excluded.ended_at, excluded.due_on, excluded.updated_at)";
        let values = named_params! {
            ":id": id,
            ":touch": touch.id,
            ":customer": by.unwrap_or(touch.customer.0),
            ":at": Millis(touch.at),
            ":day": touch.day(),
            ":position": position,
            ":kind": said.kind,
            ":text": text,
            ":teammate": Lines(said.teammates.as_slice()),
            ":starred": value_of(fields, "starred").as_i64().unwrap_or_default(),
            ":state": state.clone().or_else(|| said.kind.is_to_do().then(|| "open".to_string())),
            ":ended": id_of(fields, "ended_at").filter(|_| state.as_deref().is_some_and(|state| state != "open")),
            ":due": text_of(fields, "due_on").filter(|_| said.kind.is_to_do()),
            ":now": at,
        };
        if self.book.db.run(sql, values, WRITING)? > 0 {
            self.change.index_remark(id, touch.at.timestamp())?;
        }
        Ok(())
    }
}
