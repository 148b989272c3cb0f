//! Who else was there: a touch belongs to one customer, and may be with several.

use std::collections::{BTreeSet, HashMap};

use rusqlite::params_from_iter;

use super::drafts::LOG_FORM;
use super::query::Query;
use super::rows::{FromRow, NamedRow, row};
use super::values::{NobodyYet, json_ids};
use super::{Book, Change};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::remark::speakers::Speakers;
use crate::domain::remark::{self, Remark, speakers, taking_out};
use crate::domain::touch::{Participant, Participants, Touch};
use crate::error::Result;
use crate::text;

const LOOKING: &str = "look who was there";
const WRITING: &str = "write who was there";

row! {
    /// The columns of somebody who was there.
    const PARTICIPANT: Participant = "customer" { id, name }
}

/// Somebody who was there, and at which touch.
struct Link {
    touch: TouchId,
    who: Participant,
}

impl FromRow for Link {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self { touch: row.get("touch")?, who: Participant::from_row(row)? })
    }
}

impl Book {
    /// Returns who was at a touch besides its customer, in the order in which they were named.
    pub fn companions_of(&self, touch: TouchId) -> Result<Vec<Participant>> {
        let sql = format!(
            "SELECT {PARTICIPANT} FROM touch_with JOIN customer ON customer.id = touch_with.customer
             WHERE touch_with.touch = ?1 ORDER BY touch_with.id"
        );
        self.db.all(&sql, [touch], LOOKING)
    }

    /// Returns the ids of those who were at a touch besides its customer.
    pub(super) fn companion_ids(&self, touch: TouchId) -> Result<Vec<CustomerId>> {
        self.db.all("SELECT customer FROM touch_with WHERE touch = ?1 ORDER BY id", [touch], LOOKING)
    }

    /// Returns everybody who was at a touch.
    pub fn participants_of(&self, touch: &Touch) -> Result<Participants> {
        let sql = format!("SELECT {PARTICIPANT} FROM customer WHERE id = ?1");
        let first = self.db.one(&sql, [touch.customer], LOOKING)?;
        Ok(Participants { first, with: self.companions_of(touch.id)? })
    }

    /// Returns everybody who was at each of some touches, in their order; with two queries, however many there are.
    pub fn participants_of_all(&self, touches: &[Touch]) -> Result<Vec<Participants>> {
        let all =
            |sql: &str| -> Result<Vec<Link>> { self.db.all(sql, [json_ids(touches.iter().map(|t| t.id))], LOOKING) };
        let first = format!(
            "SELECT touch.id AS touch, {PARTICIPANT} FROM json_each(?1) JOIN touch ON touch.id = json_each.value
             JOIN customer ON customer.id = touch.customer"
        );
        let with = format!(
            "SELECT touch_with.touch, {PARTICIPANT} FROM json_each(?1) JOIN touch_with ON touch_with.touch = json_each.value
             JOIN customer ON customer.id = touch_with.customer ORDER BY touch_with.id"
        );
        let mut found: HashMap<TouchId, Participants> = HashMap::with_capacity(touches.len());
        for Link { touch, who } in all(&first)? {
            found.insert(touch, Participants { first: who, with: Vec::new() });
        }
        for Link { touch, who } in all(&with)? {
            if let Some(people) = found.get_mut(&touch) {
                people.with.push(who);
            }
        }
        touches.iter().map(|t| found.remove(&t.id).map_or_else(|| self.participants_of(t), Ok)).collect()
    }

    /// Returns the touches that somebody was at besides their customer.
    pub(super) fn touches_with(&self, who: CustomerId) -> Result<Vec<TouchId>> {
        self.db.all("SELECT touch FROM touch_with WHERE customer = ?1 ORDER BY touch", [who], LOOKING)
    }

    /// Returns the others who were at a customer's own touches.
    pub(super) fn met_with(&self, who: CustomerId) -> Result<Vec<CustomerId>> {
        let sql = "SELECT DISTINCT touch_with.customer FROM touch JOIN touch_with ON touch_with.touch = touch.id
                   WHERE touch.customer = ?1";
        self.db.all(sql, [who], LOOKING)
    }

    /// Returns how the lines of a touch say who speaks. `before` is its text until now, and the remarks of that: somebody
    /// whose name was written otherwise then still speaks for themselves.
    pub(super) fn speakers_of(&self, touch: &Touch, before: (&str, &[Remark])) -> Result<Speakers> {
        if self.companion_ids(touch.id)?.is_empty() {
            return Ok(Speakers::default());
        }
        let mut speakers = Speakers::of(&self.participants_of(touch)?);
        let (text, remarks) = before;
        for (line, remark) in remark::parse(text).iter().zip(remarks).filter(|(_, r)| r.customer != touch.customer) {
            if let Some((name, _)) = speakers::prefix(&line.text).filter(|(_, said)| *said == remark.text) {
                speakers.also_called(name, remark.customer);
            }
        }
        Ok(speakers)
    }

    /// Writes the names of those who were at a touch as a form takes them: somebody whose name would fit another one too,
    /// or holds a comma, by their id.
    pub fn written_companions(&self, touch: TouchId) -> Result<String> {
        let same = "SELECT count(*) FROM (SELECT 1 FROM customer WHERE sort_name = ?1 LIMIT 2)";
        let mut written = Vec::new();
        for Participant { id, name } in self.companions_of(touch)? {
            let is_clear = !name.contains(',') && self.db.one::<i64>(same, [text::fold(&name)], LOOKING)? == 1;
            written.push(if is_clear { name } else { id.to_string() });
        }
        Ok(written.join(", "))
    }
}

impl Change<'_> {
    /// Writes who was at a touch besides its customer: each once, and never the customer again. Says whether that changed
    /// anything.
    pub(super) fn write_companions(&self, touch: &Touch, with: &[CustomerId]) -> Result<bool> {
        let before = self.companion_ids(touch.id)?;
        let mut wanted = BTreeSet::new();
        let mut changed = false;
        for who in with.iter().filter(|who| **who != touch.customer) {
            if wanted.insert(*who) && !before.contains(who) {
                let link = (self.new_id(&self.clock), touch.id, who, self.now_ms());
                let sql = "INSERT INTO touch_with (id, touch, customer, updated_at) VALUES (?1, ?2, ?3, ?4)";
                self.db.run(sql, link, WRITING)?;
                changed = true;
            }
        }
        for gone in before.iter().filter(|who| !wanted.contains(who)) {
            self.db.run("DELETE FROM touch_with WHERE touch = ?1 AND customer = ?2", (touch.id, gone), WRITING)?;
            changed = true;
        }
        Ok(changed)
    }

    /// Moves what somebody was at to the record they are merged into: one link is enough, and none to the first.
    pub(super) fn merge_companions(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        const MERGING: &str = "merge them";
        let twice = "DELETE FROM touch_with WHERE customer IN (?1, ?2)
                       AND EXISTS (SELECT 1 FROM touch WHERE id = touch_with.touch AND customer IN (?1, ?2))
                     OR customer = ?1
                       AND EXISTS (SELECT 1 FROM touch_with AS mine WHERE mine.touch = touch_with.touch AND mine.customer = ?2)";
        self.db.run(twice, (from, into), MERGING)?;
        let rest = "UPDATE touch_with SET customer = ?2 WHERE customer = ?1";
        self.db.run(rest, (from, into), MERGING).map(drop)
    }

    /// Takes the words of somebody who was at others' touches out of those, and out of the logs that nobody saved yet.
    pub(super) fn take_out_words_of(&self, who: CustomerId, name: &str) -> Result<()> {
        for id in self.touches_with(who)? {
            let touch = self.touch(id)?;
            let remarks = self.remarks_of_touch(id)?;
            let theirs = |place: usize| remarks.get(place).is_some_and(|r| r.customer == who);
            let text = taking_out::without_remarks(&touch.text, theirs);
            let with: Vec<CustomerId> = self.companion_ids(id)?.into_iter().filter(|other| *other != who).collect();
            self.update_touch_with(&Touch { text, ..touch }, Some(&with))?;
        }
        self.take_out_of_drafts(who, name)
    }

    fn take_out_of_drafts(&self, who: CustomerId, name: &str) -> Result<()> {
        let words: Vec<String> = text::fold(name).split_whitespace().map(str::to_string).collect();
        let is_them = |piece: &str| {
            let folded = text::fold(piece);
            let mut typed = folded.split_whitespace().peekable();
            piece == who.to_string()
                || typed.peek().is_some() && typed.all(|typed| words.iter().any(|word| word.starts_with(typed)))
        };
        for draft in self.drafts()?.into_iter().filter(|d| d.form == LOG_FORM || d.form.starts_with("touch ")) {
            let Ok(serde_json::Value::Object(mut fields)) = serde_json::from_str(&draft.fields) else { continue };
            let with = fields.get("with").and_then(serde_json::Value::as_str).unwrap_or_default();
            let (theirs, others): (Vec<&str>, Vec<&str>) =
                with.split(',').map(str::trim).filter(|piece| !piece.is_empty()).partition(|piece| is_them(piece));
            if theirs.is_empty() {
                continue;
            }
            let with = others.join(", ");
            let written = fields.get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
            let said = remark::parse(written);
            let names_them = |place: usize| {
                let prefix = said.get(place).and_then(|said| speakers::prefix(&said.text));
                prefix.is_some_and(|(name, _)| is_them(name))
            };
            let text = taking_out::without_remarks(written, names_them);
            fields.insert("text".into(), text.into());
            fields.insert("with".into(), with.into());
            let fields = serde_json::Value::Object(fields).to_string();
            // What undo put into it may be theirs too.
            let sql = "UPDATE draft SET fields = ?3, undone = NULL WHERE form = ?1 AND customer = ?2";
            self.db.run(
                sql,
                params_from_iter([&draft.form as &dyn rusqlite::ToSql, &NobodyYet(draft.customer), &fields]),
                WRITING,
            )?;
        }
        Ok(())
    }
}
