//! Unfinished forms: a crash, a closed laptop or a dead battery loses no typed line.

use rusqlite::named_params;
use serde_json::{Map, Value};

use super::query::Query;
use super::rows::row;
use super::values::NobodyYet;
use super::{Book, Change, Note};
use crate::domain::ids::CustomerId;
use crate::error::{Error, ErrorKind, Result};

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

/// The name of the log form's draft.
pub const LOG_FORM: &str = "log";
/// The key under which a draft says that the user left it for later.
pub const LEFT: &str = "left";

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
        // What undo put in stays known until somebody types in it; to leave the form again is no typing.
        let untouched = format!("json_remove(fields, '$.{LEFT}') = json_remove(excluded.fields, '$.{LEFT}')");
        let sql = format!(
            "INSERT INTO draft (form, customer, fields, updated_at) SELECT :form, :customer, :fields, :now
             WHERE :customer = 0 OR EXISTS (SELECT 1 FROM customer WHERE id = :customer)
             ON CONFLICT (form, customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at,
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
    /// both are kept. Returns the fields as they are now.
    pub fn keep_draft_seen(
        &self,
        form: &str,
        customer: Option<CustomerId>,
        fields: &str,
        seen: Option<&str>,
    ) -> Result<String> {
        let theirs = self.draft(form, customer)?.map(|draft| draft.fields);
        let fields = match theirs {
            Some(theirs) if !are_same(Some(&theirs), seen) => brought_together(seen, &theirs, fields),
            _ => fields.to_string(),
        };
        self.keep_draft(form, customer, &fields)?;
        Ok(fields)
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

fn object(fields: &str) -> Map<String, Value> {
    serde_json::from_str(fields).unwrap_or_default()
}

/// Whether a draft is as it was seen; to leave it for later is no other draft.
pub fn are_same(draft: Option<&str>, seen: Option<&str>) -> bool {
    let fields = |draft: Option<&str>| {
        draft.map(|draft| {
            let mut fields = object(draft);
            fields.shift_remove(LEFT);
            fields
        })
    };
    fields(draft) == fields(seen)
}

/// Brings together what two runs of the program made of a form that both had `seen`: their text, and after a blank line the
/// lines that mine has besides. Of the other fields mine counts where it changed.
fn brought_together(seen: Option<&str>, theirs: &str, mine: &str) -> String {
    const TEXT: &str = "text";
    let (seen, theirs, mut both) = (object(seen.unwrap_or_default()), object(theirs), object(mine));
    let text = |of: &Map<String, Value>| of.get(TEXT).and_then(Value::as_str).unwrap_or_default().to_string();
    let written = texts_together(&text(&seen), &text(&theirs), &text(&both));
    for (key, value) in theirs {
        if both.get(&key).is_none_or(|mine| Some(mine) == seen.get(&key) || mine.as_str() == Some("") || mine.is_null())
        {
            both.insert(key, value);
        }
    }
    both.insert(TEXT.into(), written.into());
    Value::Object(both).to_string()
}

fn texts_together(seen: &str, theirs: &str, mine: &str) -> String {
    // Where they added paragraphs around what both had seen, mine goes on in its place.
    let paragraph = |at: usize| {
        let (before, after) = (theirs.get(..at)?, theirs.get(at + seen.len()..)?);
        let stands_alone =
            (before.is_empty() || before.ends_with("\n\n")) && (after.is_empty() || after.starts_with("\n\n"));
        stands_alone.then(|| format!("{before}{mine}{after}"))
    };
    if !seen.trim().is_empty()
        && let Some(together) = theirs.match_indices(seen).find_map(|(at, _)| paragraph(at))
    {
        return together;
    }
    // Else the lines that mine no longer has go, and those that it has besides follow.
    let removed = besides(seen, mine.lines().collect());
    let left = besides(theirs, removed).join("\n");
    let new = besides(mine, theirs.lines().chain(seen.lines()).collect()).join("\n");
    match (left.trim().is_empty(), new.trim().is_empty()) {
        (true, _) => mine.to_string(),
        (false, true) => left,
        (false, false) => format!("{}\n\n{}", left.trim_end_matches('\n'), new.trim_start_matches('\n')),
    }
}

/// The lines of a text besides some others, each of which stands for one.
fn besides<'t>(text: &'t str, mut others: Vec<&str>) -> Vec<&'t str> {
    let is_another = |line: &&str| match others.iter().position(|other| other == line) {
        Some(at) => {
            others.swap_remove(at);
            false
        }
        None => true,
    };
    text.lines().filter(is_another).collect()
}

/// Joins two unfinished forms: what the first holds stays, and the second's text follows after `between`.
pub(super) fn both_drafts(mine: &str, theirs: &str, between: &str) -> String {
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (mut mine, theirs) = (read(mine), read(theirs));
    for (key, value) in theirs {
        let said = match (mine.get(&key), &value) {
            (Some(Value::String(mine)), Value::String(theirs)) if key == "text" && !mine.is_empty() => {
                format!("{mine}{between}{theirs}").into()
            }
            (Some(Value::String(mine)), Value::String(theirs)) if key == "with" && !mine.is_empty() => {
                both_names(mine, theirs).into()
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

    #[test]
    fn what_two_runs_wrote_is_brought_together() {
        for (seen, theirs, mine, both) in [
            // Both began alone.
            ("", "+ One", "! Two", "+ One\n\n! Two"),
            // Both went on with what both had seen.
            ("+ One", "+ One more", "+ One two", "+ One more\n\n+ One two"),
            ("+ One", "+ One\nnews", "+ One\nidea", "+ One\nnews\n\nidea"),
            // What they added stands around mine, which goes on.
            ("+ One", "+ One\n\n! Two", "+ One more", "+ One more\n\n! Two"),
            ("! Two", "+ One\n\n! Two", "! Two more\nnews", "+ One\n\n! Two more\nnews"),
            // Its own text is never doubled.
            ("+ One", "+ One\nnews", "+ One", "+ One\nnews"),
            ("", "+ One", "+ One", "+ One"),
            ("+ One", "", "+ One more", "+ One more"),
            // A line that mine corrected is corrected in theirs.
            ("+ One\n\n! Two", "+ One more\n\n! Two", "+ One\n\n! Two!", "+ One more\n\n! Two!"),
        ] {
            assert_eq!(texts_together(seen, theirs, mine), both, "{seen:?} {theirs:?} {mine:?}");
        }
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
