//! Unfinished forms: a crash, a closed laptop or a dead battery loses no typed line.

use rusqlite::named_params;
use serde_json::{Map, Value, json};

use super::query::Query;
use super::rows::row;
use super::values::NobodyYet;
use super::{Book, Change, Note};
use crate::domain::ids::CustomerId;
use crate::domain::together;
use crate::error::{Error, ErrorKind, Result};
use crate::text::fold;

/// An unfinished form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDraft {
    /// Which form: "log", "customer", …
    pub form: String,
    /// Whom the form is about; None for a customer who is being added.
    pub customer: Option<CustomerId>,
    /// Its fields, as JSON.
    pub fields: String,
    /// Milliseconds since 1970.
    pub updated_at: i64,
}

row! {
    /// The columns of an unfinished form.
    const DRAFT: FormDraft = "draft" { form, customer as NobodyYet, fields, updated_at }
}

/// An unfinished form as the book keeps it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// Its fields, as JSON.
    pub fields: String,
    /// Whether another run of the program had saved it or thrown it away since it was last seen.
    pub was_ended: bool,
}

impl KeptDraft {
    /// Says that the book keeps the fields as they were given.
    pub fn as_given(fields: String) -> Self {
        Self { fields, was_ended: false }
    }
}

/// The name of the log form's draft.
pub const LOG_FORM: &str = "log";
/// The key under which a draft says that the user left it for later.
pub const LEFT: &str = "left";

/// The key under which a draft says which merges brought it, and what each form held before.
const MERGED: &str = "merged";
/// The key under which a log's form keeps its text, and who else was there.
const TEXT: &str = "text";
const WITH: &str = "with";

const REMOVE: &str = "DELETE FROM draft WHERE form = ?1 AND customer = ?2";
const LOOKING: &str = "look for unfinished forms";

impl Book {
    /// Returns the unfinished form for a customer, where there is one.
    pub fn draft(&self, form: &str, customer: Option<CustomerId>) -> Result<Option<FormDraft>> {
        let sql = format!("SELECT {DRAFT} FROM draft WHERE form = ?1 AND customer = ?2");
        self.db.optional(&sql, (form, NobodyYet(customer)), LOOKING)
    }

    /// Returns all unfinished forms, the latest first.
    pub fn drafts(&self) -> Result<Vec<FormDraft>> {
        self.db.all(&format!("SELECT {DRAFT} FROM draft ORDER BY updated_at DESC, id DESC"), [], LOOKING)
    }

    /// Returns the latest unfinished form, where there is one.
    pub fn latest_draft(&self) -> Result<Option<FormDraft>> {
        let sql = format!("SELECT {DRAFT} FROM draft ORDER BY updated_at DESC, id DESC LIMIT 1");
        self.db.optional(&sql, [], LOOKING)
    }
}

impl Note<'_> {
    /// Keeps an unfinished form.
    pub fn keep_draft(&self, form: &str, customer: Option<CustomerId>, fields: &str) -> Result<()> {
        // What undo put in stays known until somebody types in it; leaving the form again types nothing.
        let untouched = format!(
            "json_remove(fields, '$.{LEFT}', '$.{MERGED}') = json_remove(excluded.fields, '$.{LEFT}', '$.{MERGED}')"
        );
        // The form does not know where a merge brought it from.
        let kept = format!(
            "CASE WHEN json_type(fields, '$.{MERGED}') IS NULL THEN excluded.fields
                  ELSE json_set(excluded.fields, '$.{MERGED}', json_extract(fields, '$.{MERGED}')) END"
        );
        let sql = format!(
            "INSERT INTO draft (form, customer, fields, updated_at) SELECT :form, :customer, :fields, :now
             WHERE :customer = 0 OR EXISTS (SELECT 1 FROM customer WHERE id = :customer)
             ON CONFLICT (form, customer) DO UPDATE SET fields = {kept}, updated_at = excluded.updated_at,
               undone = CASE WHEN undone IS NULL THEN NULL WHEN {untouched} THEN undone END"
        );
        let kept = self.db.run(
            &sql,
            named_params! {
                ":form": form,
                ":customer": NobodyYet(customer),
                ":fields": fields,
                ":now": self.now_ms(),
            },
            "keep the draft",
        )?;
        if kept == 0 {
            return Err(Error::new(ErrorKind::NoMatch, "this customer is in the book no longer"));
        }
        Ok(())
    }

    /// Keeps an unfinished form that was last `seen` as these fields. Where another run of the program has written it since,
    /// both are kept. Returns what is kept now.
    pub fn keep_draft_seen(
        &self,
        form: &str,
        customer: Option<CustomerId>,
        fields: &str,
        seen: Option<&str>,
    ) -> Result<KeptDraft> {
        let theirs = self.draft(form, customer)?.map(|draft| draft.fields);
        let was_ended = theirs.is_none() && seen.is_some();
        let fields = match theirs {
            Some(theirs) if !are_same(Some(&theirs), seen) => brought_together(seen, &theirs, fields),
            _ => fields.to_string(),
        };
        self.keep_draft(form, customer, &fields)?;
        Ok(KeptDraft { fields, was_ended })
    }

    /// Throws an unfinished form away, unless another run of the program has written it since it was `seen`.
    pub fn drop_draft_seen(&self, form: &str, customer: Option<CustomerId>, seen: Option<&str>) -> Result<()> {
        match self.draft(form, customer)? {
            Some(draft) if are_same(Some(&draft.fields), seen) => self.drop_draft(form, customer),
            _ => Ok(()),
        }
    }

    /// Throws an unfinished form away.
    pub fn drop_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db.run(REMOVE, (form, NobodyYet(customer)), "throw the draft away")?;
        Ok(())
    }
}

impl Change<'_> {
    /// Removes the draft of what this change saves, unless another run of the program has written it since it was `seen`.
    pub fn finish_draft_seen(&self, form: &str, customer: Option<CustomerId>, seen: Option<&str>) -> Result<()> {
        match self.draft(form, customer)? {
            Some(draft) if are_same(Some(&draft.fields), seen) => self.finish_draft(form, customer),
            _ => Ok(()),
        }
    }

    /// Removes the draft of what this change saves.
    pub fn finish_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db.run(REMOVE, (form, NobodyYet(customer)), "finish the draft")?;
        Ok(())
    }
}

/// An unfinished form of a record that was merged, as it was before.
#[derive(Debug)]
struct Moved {
    from: CustomerId,
    /// The form of the record that stayed; None where it had none.
    mine: Option<Value>,
    theirs: Value,
}

impl Moved {
    fn json(&self) -> Value {
        let Self { from, mine, theirs } = self;
        json!({"from": from.to_string(), "mine": mine, "theirs": theirs})
    }

    fn read(value: &Value) -> Option<Self> {
        let from = CustomerId(value.get("from")?.as_str()?.parse().ok()?);
        let mine = value.get("mine").filter(|mine| !mine.is_null()).cloned();
        Some(Self { from, mine, theirs: value.get("theirs")?.clone() })
    }

    /// What both forms came to.
    fn both(&self) -> Value {
        let both = self.mine.as_ref().map(|mine| both_drafts(&mine.to_string(), &self.theirs.to_string(), "\n"));
        both.map_or_else(|| self.theirs.clone(), |both| Value::Object(object(&both)))
    }
}

impl Change<'_> {
    /// Moves the unfinished forms of a record that goes; of two of a kind it keeps what was typed in either. Undo gives them
    /// back with [`Self::part_drafts`].
    pub(super) fn move_drafts(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        for theirs in self.drafts()?.into_iter().filter(|d| d.customer == Some(from)) {
            let mine = self.draft(&theirs.form, Some(into))?.map(|mine| object(&mine.fields).into());
            let moved = Moved { from, mine, theirs: object(&theirs.fields).into() };
            let mut fields = moved.both();
            if let Value::Object(fields) = &mut fields {
                // What an earlier merge brought to either stays known.
                let before = [moved.mine.as_ref(), Some(&moved.theirs)].into_iter().flatten();
                let mut parts: Vec<Value> = before.flat_map(|form| parts_of(form.as_object())).collect();
                parts.push(moved.json());
                fields.insert(MERGED.into(), parts.into());
            }
            self.finish_draft(&theirs.form, Some(from))?;
            self.put_draft(&theirs.form, into, &fields, theirs.updated_at)?;
        }
        Ok(())
    }

    /// Gives a record that is back the unfinished forms that a merge had moved from it. One that was written in since stays
    /// as well, where it was joined with another.
    pub(super) fn part_drafts(&self, gone: CustomerId, into: CustomerId) -> Result<()> {
        for draft in self.drafts()?.into_iter().filter(|d| d.customer == Some(into)) {
            let mut fields = object(&draft.fields);
            let mut parts = parts_of(Some(&fields));
            let is_theirs = |part: &Value| Moved::read(part).is_some_and(|moved| moved.from == gone);
            let Some(at) = parts.iter().rposition(is_theirs) else { continue };
            let Some(moved) = Moved::read(&parts.remove(at)) else { continue };
            let both = moved.both().to_string();
            let is_untouched = are_same(Some(&draft.fields), Some(&both));
            fields.shift_remove(MERGED);
            if !parts.is_empty() {
                fields.insert(MERGED.into(), parts.into());
            }
            let (stays, goes) = match moved.mine {
                None => (None, fields.into()),
                Some(mine) if is_untouched => (Some(mine), moved.theirs),
                Some(_) => (Some(fields.into()), moved.theirs),
            };
            self.put_draft(&draft.form, gone, &goes, draft.updated_at)?;
            match stays {
                Some(stays) => self.put_draft(&draft.form, into, &stays, draft.updated_at)?,
                None => self.finish_draft(&draft.form, Some(into))?,
            }
        }
        Ok(())
    }

    fn put_draft(&self, form: &str, customer: CustomerId, fields: &Value, at: i64) -> Result<()> {
        let sql = "INSERT INTO draft (id, form, customer, fields, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (form, customer)
                   DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at, undone = NULL";
        let draft = (self.new_id(&self.clock), form, customer, fields.to_string(), at);
        self.db.run(sql, draft, "move the unfinished forms").map(drop)
    }
}

/// The merges that brought something to a form.
fn parts_of(fields: Option<&Map<String, Value>>) -> Vec<Value> {
    fields.and_then(|fields| fields.get(MERGED)).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn object(fields: &str) -> Map<String, Value> {
    serde_json::from_str(fields).unwrap_or_default()
}

/// Whether a draft is as it was seen; leaving it for later changes nothing.
pub fn are_same(draft: Option<&str>, seen: Option<&str>) -> bool {
    let fields = |draft: Option<&str>| {
        draft.map(|draft| {
            let mut fields = object(draft);
            fields.shift_remove(LEFT);
            fields.shift_remove(MERGED);
            fields
        })
    };
    fields(draft) == fields(seen)
}

/// Brings together what two runs of the program made of a form that both had `seen`: their text, and after a blank line the
/// lines that mine has besides. Of the other fields mine counts where it changed.
fn brought_together(seen: Option<&str>, theirs: &str, mine: &str) -> String {
    let (seen, theirs, mut both) = (object(seen.unwrap_or_default()), object(theirs), object(mine));
    let text = |of: &Map<String, Value>| of.get(TEXT).and_then(Value::as_str).unwrap_or_default().to_string();
    let written = together::texts(&text(&seen), &text(&theirs), &text(&both));
    for (key, value) in theirs {
        if both.get(&key).is_none_or(|mine| Some(mine) == seen.get(&key) || mine.as_str() == Some("") || mine.is_null())
        {
            both.insert(key, value);
        }
    }
    both.insert(TEXT.into(), written.into());
    Value::Object(both).to_string()
}

/// Does to the fields of a form as they are now, `theirs`, what mine changed in those that both had `seen`: each text by its
/// lines, who was there by their names.
pub fn changed_together(seen: &Value, theirs: &Value, mine: &Value) -> Value {
    let (Value::Object(theirs), Value::Object(mine)) = (theirs, mine) else { return mine.clone() };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_string();
    let mut both = theirs.clone();
    for (key, mine) in mine.iter().filter(|(key, mine)| seen.get(key.as_str()) != Some(*mine)) {
        let (before, now, mine_text) = (text(seen.get(key)), text(theirs.get(key)), text(Some(mine)));
        let together = match key.as_str() {
            TEXT => together::texts(&before, &now, &mine_text).into(),
            WITH => together::lists(&names(&before), &names(&now), &names(&mine_text)).join(", ").into(),
            _ => mine.clone(),
        };
        both.insert(key.clone(), together);
    }
    Value::Object(both)
}

/// The names between commas, each as an entry of a list.
fn names(text: &str) -> Vec<together::Entry<'_>> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|written| together::Entry { key: fold(written), written }).collect()
}

/// Joins two unfinished forms: what the first holds stays, and the second's text follows after `between`.
pub(super) fn both_drafts(mine: &str, theirs: &str, between: &str) -> String {
    let (mut mine, theirs) = (object(mine), object(theirs));
    for (key, value) in theirs {
        let said = match (mine.get(&key), &value) {
            (Some(Value::String(mine)), Value::String(theirs)) if key == TEXT && !mine.is_empty() => {
                format!("{mine}{between}{theirs}").into()
            }
            (Some(Value::String(mine)), Value::String(theirs)) if key == WITH && !mine.is_empty() => {
                both_names(mine, theirs).into()
            }
            (Some(Value::Object(mine)), Value::Object(theirs)) => {
                let both = theirs.iter().chain(mine).map(|(key, value)| (key.clone(), value.clone()));
                Value::Object(both.collect())
            }
            (None | Some(Value::Null), _) => value,
            (Some(Value::String(mine)), _) if mine.is_empty() => value,
            _ => continue,
        };
        mine.insert(key, said);
    }
    Value::Object(mine).to_string()
}

/// Joins who was there by two unfinished logs: names between commas, each once.
fn both_names(mine: &str, theirs: &str) -> String {
    let mut names: Vec<&str> = mine.split(',').map(str::trim).collect();
    names.extend(theirs.split(',').map(str::trim).filter(|name| !mine.split(',').any(|known| known.trim() == *name)));
    names.retain(|name| !name.is_empty());
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tests::{book, clock};

    #[test]
    fn what_a_correction_changed_is_done_to_the_log_as_it_is_now() {
        let seen =
            json!({"text": "+ One\nnews", "kind": "call", "minutes": "20", "with": "Paulo, Zoe", "mood_after": 3});
        let theirs = json!({"text": "+ One\nnews\n! Two", "kind": "visit", "minutes": "20", "with": "Paulo, Zoe, Bea",
            "mood_after": 3});
        let mine = json!({"text": "+ One!\nnews", "kind": "call", "minutes": "", "with": "Zoe", "mood_after": null});
        let both = json!({"text": "+ One!\nnews\n! Two", "kind": "visit", "minutes": "", "with": "Zoe, Bea",
            "mood_after": null});
        assert_eq!(changed_together(&seen, &theirs, &mine), both);
    }

    fn merged(book: &mut Book, gone: CustomerId, into: CustomerId) {
        let merge = |change: &Change<'_>| change.merge(&change.customer(gone)?, &change.customer(into)?);
        book.change(&clock(), "merged", merge).unwrap();
    }

    fn log_of(book: &Book, customer: CustomerId) -> Option<String> {
        let draft = book.draft(LOG_FORM, Some(customer)).unwrap()?;
        object(&draft.fields).get(TEXT).and_then(Value::as_str).map(str::to_string)
    }

    fn keep(book: &mut Book, customer: CustomerId, text: &str) {
        let fields = json!({TEXT: text}).to_string();
        book.note(&clock(), |note| note.keep_draft(LOG_FORM, Some(customer), &fields)).unwrap();
    }

    #[test]
    fn an_unfinished_log_goes_with_its_record_into_a_merge_and_out_of_it() {
        let (mut book, ids) = book();
        let (gone, into) = (ids[0], ids[1]);
        let logs = |book: &Book| [log_of(book, gone), log_of(book, into)];
        let some = |text: &str| Some(text.to_string());
        keep(&mut book, gone, "+ One");
        merged(&mut book, gone, into);
        assert_eq!(logs(&book), [None, some("+ One")]);
        keep(&mut book, into, "+ One more");
        book.undo(&clock(), None).unwrap();
        assert_eq!(logs(&book), [some("+ One more"), None]);
        book.redo(&clock()).unwrap();
        assert_eq!(logs(&book), [None, some("+ One more")]);
        book.undo(&clock(), None).unwrap();
        assert_eq!(logs(&book), [some("+ One more"), None]);
        // Of two each gets its own back.
        keep(&mut book, into, "! Two");
        merged(&mut book, gone, into);
        assert_eq!(logs(&book), [None, some("! Two\n+ One more")]);
        book.undo(&clock(), None).unwrap();
        assert_eq!(logs(&book), [some("+ One more"), some("! Two")]);
        // What was written into both since is lost to nobody.
        book.redo(&clock()).unwrap();
        keep(&mut book, into, "! Two\n+ One more\nnews");
        book.undo(&clock(), None).unwrap();
        assert_eq!(logs(&book), [some("+ One more"), some("! Two\n+ One more\nnews")]);
        // One that was saved or thrown away stays so.
        book.redo(&clock()).unwrap();
        book.note(&clock(), |note| note.drop_draft(LOG_FORM, Some(into))).unwrap();
        book.undo(&clock(), None).unwrap();
        assert_eq!(logs(&book), [None, None]);
    }

    #[test]
    fn of_the_other_fields_the_one_that_changed_counts() {
        let seen = r#"{"text":"","kind":"call","minutes":"","with":""}"#;
        let theirs = r#"{"text":"a","kind":"visit","minutes":"","with":"Paulo","left":true}"#;
        let mine = r#"{"text":"b","kind":"call","minutes":"20","with":""}"#;
        let both = object(&brought_together(Some(seen), theirs, mine));
        let of = |key: &str| both.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        assert_eq!(
            (of("text"), of("kind"), of("minutes"), of("with")),
            ("a\n\nb".into(), "visit".into(), "20".into(), "Paulo".into())
        );
    }
}
