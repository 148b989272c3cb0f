//! The unfinished form of a customer, as the book keeps it.

use serde_json::{Map, Value};

use super::{BEFORE, CustomerForm, REFERRED_BY, SAID};
use crate::app::App;
use crate::app::customers::CUSTOMER_FORM;
use crate::domain::customer::CustomerField;
use crate::error::Result;
use crate::tui::screen::{Drafting, Seen, Unsaved};

impl CustomerForm {
    /// Writes what differs from the form as it was opened, as JSON; None if nothing does.
    pub(super) fn changes(&self) -> Option<String> {
        let written = self.form.keys().map(|f| (f.key(), self.form.text(f)));
        let changed = written.filter(|(key, text)| self.before.get(key) != Some(text));
        let mut written: Map<String, Value> = changed.map(|(key, text)| (key.to_string(), text.into())).collect();
        let changed = CustomerField::ALL.iter().filter(|f| written.contains_key(f.key()));
        let before: Map<String, Value> =
            changed.filter_map(|f| Some((f.key().to_string(), self.before.get(f.key())?.as_str().into()))).collect();
        if self.editing.is_some() && !before.is_empty() {
            written.insert(BEFORE.into(), before.into());
        }
        if let Some(by) = self.referred_by {
            written.insert(REFERRED_BY.into(), by.to_string().into());
            written.insert(SAID.into(), self.said.clone().into());
        }
        (!written.is_empty()).then(|| Value::Object(written).to_string())
    }
}

impl Drafting for CustomerForm {
    fn not_kept(&mut self) {
        self.form.not_kept();
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.form.take_changed() {
            return None;
        }
        Some(Unsaved {
            form: CUSTOMER_FORM.into(),
            customer: self.editing,
            fields: self.changes(),
            seen: Seen::Unasked,
        })
    }

    fn follow(&mut self, app: &App) -> Result<bool> {
        let before = self.editing;
        self.look_for(app)?;
        match self.gone(app)? {
            Some(gone) => Err(gone),
            None => Ok(self.editing != before),
        }
    }

    fn farewell(&self) -> Option<String> {
        self.changes()?;
        Some(match self.editing {
            Some(_) => format!("Your changes to {} are kept; their form takes them up.", self.title),
            None => "The customer whom you were adding is kept; the form takes it up.".into(),
        })
    }
}
