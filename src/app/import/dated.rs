//! What a file says of when: a last contact becomes a touch; a card that is older than one which came in changes nothing that
//! is known.

use chrono::NaiveDate;

use super::Importer;
use super::known::Known;
use crate::domain::told::Told;
use crate::domain::touch::{Occasion, Touch, TouchKind};
use crate::error::Result;
use crate::exchange::ImportedPerson;

/// The key for the last contact that a file gave.
const LAST_CONTACTED: &str = "last_contacted";
/// The key for when the newest card of somebody was written.
const REVISED: &str = "revised";

/// Whether a card is older than one about the same person that came in before.
pub(super) fn is_older(known: &Known, person: &ImportedPerson) -> bool {
    let newest = known.told.note(REVISED).filter(|_| known.is_of_uid);
    newest.zip(person.revised.as_deref()).is_some_and(|(newest, revised)| revised < newest)
}

/// Keeps when a card was written, where none was newer.
pub(super) fn keep_revision(told: &mut Told, person: &ImportedPerson) {
    if let Some(revised) = &person.revised
        && told.note(REVISED).is_none_or(|newest| newest < revised.as_str())
    {
        told.set_note(REVISED, revised.clone());
    }
}

impl Importer<'_, '_> {
    /// Records a "last contacted" date as one touch, marked imported.
    pub(super) fn last_contacted(&mut self, known: &mut Known, date: NaiveDate) -> Result<()> {
        let told = known.told.note(LAST_CONTACTED).is_some_and(|d| *d >= *date.to_string());
        if told || date > self.clock.today() {
            return Ok(());
        }
        known.told.set_note(LAST_CONTACTED, date.to_string());
        self.keep(known)?;
        let noon = self.clock.noon(date);
        self.imported.touches += 1;
        self.change.add_touch(&Touch {
            id: self.change.new_touch_id(),
            customer: known.id,
            kind: TouchKind::Message,
            outcome: None,
            at: noon.min(self.clock.stamp()),
            minutes: None,
            occasion: Occasion::Other,
            setback: None,
            mood_before: None,
            mood_after: None,
            imported: true,
            text: String::new(),
        })
    }
}
