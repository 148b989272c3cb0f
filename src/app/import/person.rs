//! A person in a file: a new customer, or changes to one whom the book has.

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::Importer;
use super::known::{Known, kept_field, of_files};
use crate::app::phones;
use crate::domain::customer::{Customer, CustomerDraft, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Occasion, Touch, TouchKind};
use crate::error::Result;
use crate::exchange::ImportedPerson;
use crate::text;

/// The key for the last contact that a file gave.
const LAST_CONTACTED: &str = "last_contacted";

impl Importer<'_, '_> {
    /// Imports a person from a file; the inner error says why they were left out.
    pub(super) fn person(&mut self, person: &ImportedPerson, file: &Path) -> Result<std::result::Result<(), String>> {
        let draft = &person.draft;
        let region = person.country.as_deref().and_then(region_of).or(self.region);
        let read = |t: &str| phones::read(t, region);
        let blank = Customer::new(CustomerId(0), "", &self.clock);
        let checked = match draft.check(blank, &self.clock, &read) {
            Ok(checked) => Customer { source_uid: person.source_uid.clone(), ..checked },
            Err(problems) => return Ok(Err(problems.to_string())),
        };
        let known = match self.same_person(&checked)? {
            Some(known) => {
                let changed = self.update(&known, &checked, draft)?;
                if changed {
                    self.imported.updated += 1;
                    self.imported.concerned.push(known.id);
                } else {
                    self.imported.unchanged += 1;
                }
                known
            }
            None => {
                self.imported.added += 1;
                let id = self.add(checked, draft)?;
                self.imported.concerned.push(id);
                id.into()
            }
        };
        if let Some(date) = person.last_contacted {
            self.last_contacted(&known, date)?;
        }
        for note in &person.notes {
            self.imported.noted.add(file, person.line, note.clone());
        }
        Ok(Ok(()))
    }

    fn add(&mut self, checked: Customer, draft: &CustomerDraft) -> Result<CustomerId> {
        let customer = Customer {
            id: self.change.new_customer_id(),
            favorite: checked.favorite || self.plan.favorite,
            standing: if self.plan.past { Standing::Past } else { checked.standing },
            ..checked
        };
        self.change.add_customer(&customer)?;
        self.keep_fields(&customer.id.into(), &customer, draft, &Map::new())?;
        self.imported.new_customers.push(customer.id);
        Ok(customer.id)
    }

    /// Changes what the file says differently from last time, where the user has not edited it since.
    fn update(&self, known: &Known, new: &Customer, draft: &CustomerDraft) -> Result<bool> {
        let present = self.change.customer(known.id)?;
        let before = self.kept_fields(known)?;
        let mut after = present.clone();
        for field in of_files(draft) {
            let last = kept_field(&before, field);
            let untouched = match last {
                Some(last) => field.text(&present) == last,
                None => field.of(&present).is_unsaid(),
            };
            if untouched && last != Some(field.text(new).as_str()) {
                field.copy(&mut after, new);
            }
        }
        if after.source_uid.is_none() && known.alias.is_none() {
            after.source_uid.clone_from(&new.source_uid);
        }
        let changed = self.change.update_customer(&after)?;
        self.keep_fields(known, new, draft, &before)?;
        Ok(changed)
    }

    /// Records a "last contacted" date as one touch, marked imported.
    fn last_contacted(&mut self, known: &Known, date: NaiveDate) -> Result<()> {
        let mut fields = self.kept_fields(known)?;
        let told = fields.get(LAST_CONTACTED).and_then(Value::as_str).is_some_and(|d| *d >= *date.to_string());
        if told || date > self.clock.today() {
            return Ok(());
        }
        fields.insert(LAST_CONTACTED.into(), date.to_string().into());
        self.keep(known, fields.into_iter().collect())?;
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

/// Reads a country from a file as a region: a code, or one of the names that exports use most.
fn region_of(country: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 24] = [
        ("united states", "US"),
        ("united states of america", "US"),
        ("usa", "US"),
        ("united kingdom", "GB"),
        ("great britain", "GB"),
        ("uk", "GB"),
        ("england", "GB"),
        ("germany", "DE"),
        ("deutschland", "DE"),
        ("france", "FR"),
        ("spain", "ES"),
        ("espana", "ES"),
        ("italy", "IT"),
        ("italia", "IT"),
        ("portugal", "PT"),
        ("canada", "CA"),
        ("australia", "AU"),
        ("ireland", "IE"),
        ("netherlands", "NL"),
        ("austria", "AT"),
        ("switzerland", "CH"),
        ("japan", "JP"),
        ("india", "IN"),
        ("brazil", "BR"),
    ];
    let folded = text::fold(country);
    let code = country.trim().to_uppercase();
    let by_code = || NAMES.iter().map(|(_, c)| *c).find(|c| *c == code);
    NAMES.iter().find(|(name, _)| *name == folded).map(|(_, code)| *code).or_else(by_code)
}
