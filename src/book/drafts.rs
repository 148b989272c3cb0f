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

    /// Throws an unfinished form away.
    pub fn drop_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db.run(REMOVE, (form, NobodyYet(customer)), "throw the draft away")?;
        Ok(())
    }
}

impl Change<'_> {
    /// Removes the draft of what this change saves.
    pub fn finish_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db.run(REMOVE, (form, NobodyYet(customer)), "finish the draft")?;
        Ok(())
    }
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
