//! Which customer a row of a file is about, and what files said of them before.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Importer;
use crate::book::Change;
use crate::book::known_as::KnownAs;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, Reimport};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

/// Names longer than this must share a word to be alike.
const LONG_NAME: usize = 200;

/// A customer whom a file is about.
pub(super) struct Known {
    pub(super) id: CustomerId,
    /// The merged record that the file is about; it holds what the file said before.
    pub(super) alias: Option<KnownAs>,
}

impl From<CustomerId> for Known {
    fn from(id: CustomerId) -> Self {
        Self { id, alias: None }
    }
}

impl Importer<'_, '_> {
    /// The customer in the book who is this person: by source uid, else email, else phone with a like name, else name
    /// and company exactly. Each also finds the records that were merged into a customer's.
    pub(super) fn same_person(&self, c: &Customer) -> Result<Option<Known>> {
        if let Some(uid) = &c.source_uid {
            let found = self.change.customer_by_source(uid)?;
            if let Some(known) = self.known(c, found, |book| Ok(book.known_by_source(uid)?.into_iter().collect()))? {
                return Ok(Some(known));
            }
        }
        if let Some(email) = &c.email {
            let found = self.change.customer_by_email(email)?;
            if let Some(known) = self.known(c, found, |book| book.known_by_email(email))? {
                return Ok(Some(known));
            }
        }
        if let Some(phone) = &c.phone {
            let like = |name: &str| are_alike(name, &c.name);
            let found = self.change.customers_by_phone(phone)?.into_iter().find(|(_, name)| like(name));
            let merged = |book: &Change<'_>| {
                Ok(book.known_by_phone(phone)?.into_iter().filter(|k| like(&k.name)).collect::<Vec<_>>())
            };
            if let Some(known) = self.known(c, found.map(|(id, _)| id), merged)? {
                return Ok(Some(known));
            }
        }
        let company = c.company.as_deref();
        let found = self.change.customer_by_name(&c.name, company)?;
        self.known(c, found, |book| book.known_by_name(&c.name, company))
    }

    /// The customer that was found, or one into whose record such a one was merged. Where both are the same customer,
    /// the file speaks of the record whose name it has.
    fn known(
        &self,
        c: &Customer,
        found: Option<CustomerId>,
        merged: impl FnOnce(&Change<'_>) -> Result<Vec<KnownAs>>,
    ) -> Result<Option<Known>> {
        let mut merged = if self.has_known_as { merged(self.change)? } else { Vec::new() };
        let Some(id) = found else {
            let named = merged.iter().position(|k| k.name == c.name).unwrap_or(0);
            let alias = (named < merged.len()).then(|| merged.swap_remove(named));
            return Ok(alias.map(|k| Known { id: k.customer, alias: Some(k) }));
        };
        let Some(alias) = merged.into_iter().find(|k| k.customer == id && k.name == c.name) else {
            return Ok(Some(id.into()));
        };
        let own = self.change.customer(id)?.name == c.name && self.change.imported_fields(id)?.is_some();
        Ok(Some(Known { id, alias: (!own).then_some(alias) }))
    }

    pub(super) fn kept_fields(&self, known: &Known) -> Result<Map<String, Value>> {
        let text = match &known.alias {
            Some(alias) => self.change.known_fields(alias.id)?,
            None => self.change.imported_fields(known.id)?,
        };
        Ok(match text.map(|t| serde_json::from_str(&t)) {
            Some(Ok(Value::Object(fields))) => fields,
            _ => Map::new(),
        })
    }

    pub(super) fn keep_fields(
        &self,
        known: &Known,
        new: &Customer,
        draft: &CustomerDraft,
        before: &Map<String, Value>,
    ) -> Result<()> {
        // Sorted, so that the same fields are the same text.
        let mut fields: BTreeMap<String, Value> = before.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        for field in of_files(draft) {
            fields.insert(field.key().into(), field.text(new).into());
        }
        for former in CustomerField::ALL.iter().filter_map(|f| f.former_key()) {
            fields.remove(former);
        }
        self.keep(known, fields)
    }

    pub(super) fn keep(&self, known: &Known, fields: BTreeMap<String, Value>) -> Result<()> {
        let text = Value::Object(fields.into_iter().collect()).to_string();
        match &known.alias {
            Some(alias) => self.change.keep_known_fields(alias.id, &text),
            None => self.change.keep_imported_fields(known.id, &text),
        }
    }
}

/// Returns the fields of a draft that a file may change later: not ratings and favorites, which are the user's.
pub(super) fn of_files(draft: &CustomerDraft) -> impl Iterator<Item = CustomerField> {
    draft.iter().map(|(field, _)| field).filter(|f| f.spec().reimport == Reimport::Changes)
}

/// Returns what the last import said of a field.
pub(super) fn kept_field(kept: &Map<String, Value>, field: CustomerField) -> Option<&str> {
    kept.get(field.key()).or_else(|| kept.get(field.former_key()?))?.as_str()
}

/// Whether two names may belong to one person: the same words, or most of the letters.
fn are_alike(a: &str, b: &str) -> bool {
    let (a, b) = (text::fold(a), text::fold(b));
    let shares_a_word = || a.split_whitespace().any(|w| w.len() > 1 && b.split_whitespace().any(|v| v == w));
    let is_short = a.len() < LONG_NAME && b.len() < LONG_NAME;
    a == b || shares_a_word() || is_short && strsim::jaro_winkler(&a, &b) > 0.85
}
