//! Brings text back that a spreadsheet read in another encoding, before it overwrites what is right.

use super::Importer;
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::input::shorten;
use crate::error::Result;
use crate::exchange::{ImportedPerson, may_be_garbled, read_back, readings};

/// A field of a row that was read in another encoding.
struct Garbled {
    field: CustomerField,
    text: String,
    meant: String,
}

impl Importer<'_, '_> {
    /// Returns a row of goodcall's own as it was meant, unless nothing of it was read in another encoding; of other rows it
    /// only says so. Both are said once for a file.
    pub(super) fn as_meant(&mut self, person: &ImportedPerson) -> Result<Option<ImportedPerson>> {
        if !person.draft.iter().any(|(_, text)| may_be_garbled(text)) {
            return Ok(None);
        }
        let id = person.own.as_ref().and_then(|own| own.id);
        let present = match id.map(|id| self.change.identity_of(id)).transpose()?.flatten() {
            Some(identity) => Some(self.change.customer(identity.customer)?),
            None => None,
        };
        let garbled = garbled(person, present.as_ref());
        let Some(Garbled { text, meant, .. }) = garbled.first() else { return Ok(None) };
        let what = format!("\"{}\" is \"{}\" that was read in another encoding", shorten(text, 40), shorten(meant, 40));
        let reason = match id {
            Some(_) => format!("{what}; such text comes in as it was meant"),
            None => format!("{what}; save the file as UTF-8 where it comes from, and import it again"),
        };
        if !std::mem::replace(&mut self.file.is_garbled, true) {
            self.imported.noted.add(&self.file.named, person.line, reason);
        }
        if id.is_none() {
            return Ok(None);
        }
        let mut person = person.clone();
        for Garbled { field, meant, .. } in garbled {
            person.draft.set(field, meant);
        }
        Ok(Some(person))
    }
}

/// Finds the fields that are what the book has, read in another encoding, and those that evidently were read so. What the
/// book has as it stands is right.
fn garbled(person: &ImportedPerson, present: Option<&Customer>) -> Vec<Garbled> {
    let garbled = |(field, text): (CustomerField, &str)| {
        let held = present.map(|customer| field.text(customer)).filter(|held| !held.is_empty());
        if !may_be_garbled(text) || held.as_deref() == Some(text) {
            return None;
        }
        let as_held = held.and_then(|held| readings(text).find(|reading| *reading == held));
        let meant = as_held.or_else(|| read_back(text))?;
        Some(Garbled { field, text: text.to_string(), meant })
    };
    person.draft.iter().filter_map(garbled).collect()
}
