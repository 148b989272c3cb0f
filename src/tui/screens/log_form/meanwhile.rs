//! What another program did to whom a log is about, or to the log that it corrects, while the form was open: what was typed
//! stays, and goes where it belongs now.

use serde_json::Value;

use super::LogForm;
use crate::app::App;
use crate::app::meanwhile::Became;
use crate::domain::customer::Customer;
use crate::domain::ids::TouchId;
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::meanwhile;

/// What another program did meanwhile.
#[derive(Debug, Default)]
pub(super) struct Meanwhile {
    /// Whether the log to correct is deleted: saving logs it anew.
    deleted: bool,
    /// Whether the book has the customer no longer.
    gone: bool,
    /// The record that the form was about before it was merged into another.
    pub was: Option<Box<Customer>>,
    /// What another program wrote where the user wrote something else: labels and values.
    pub replaced: Vec<(String, String)>,
    /// The draft that this form had in common with another window, as it was when that ended it; None where it did not, or
    /// where nothing was typed here since.
    pub ended: Option<String>,
    /// What to say of it, once.
    pub news: Option<String>,
}

impl LogForm {
    /// Opens the correction of a log that was deleted since: saving logs it anew.
    pub(super) fn of_deleted(app: &App, customer: &Customer, id: TouchId) -> Result<Self> {
        let mut form = Self::blank(app, customer);
        form.correcting = Some(id);
        form.meanwhile.deleted = true;
        form.read_draft(app)?;
        form.read_day(app);
        Ok(form)
    }

    /// Returns the log that saving corrects; None where it logs a new one.
    pub(super) fn corrects(&self) -> Option<TouchId> {
        self.correcting.filter(|_| !self.meanwhile.deleted)
    }

    /// Looks whom the log is about now, and remembers to say so where that changed; returns whether it is somebody else.
    pub(super) fn look_for(&mut self, app: &App) -> Result<bool> {
        if let Some(was) = &self.meanwhile.was
            && let Became::Here(back) = app.what_became_of(was.id)?
        {
            self.turn_to(app, back);
            self.meanwhile.was = None;
            return Ok(true);
        }
        match app.what_became_of(self.customer.id)? {
            Became::Here(_) => self.meanwhile.gone = false,
            Became::PartOf(now) => {
                let was = self.turn_to(app, now);
                let said = meanwhile::merged(&was.name, &self.customer.name, "this log goes there");
                self.meanwhile.news = Some(said);
                self.meanwhile.was = Some(Box::new(was));
                return Ok(true);
            }
            Became::Gone if !self.meanwhile.gone => {
                self.meanwhile.gone = true;
                let what = app.gone_meanwhile(&self.customer.name)?.message;
                self.meanwhile.news = Some(if self.is_unchanged() {
                    what
                } else {
                    // The book's draft went with them.
                    self.form.not_kept();
                    format!("{what}; what you typed goes into a file when you leave")
                });
            }
            Became::Gone => {}
        }
        Ok(false)
    }

    /// Makes the log one of another record; returns that of before.
    fn turn_to(&mut self, app: &App, customer: Customer) -> Customer {
        self.reach = app.reach(&customer);
        std::mem::replace(&mut self.customer, customer)
    }

    pub(super) fn is_gone(&self) -> bool {
        self.meanwhile.gone
    }

    /// Takes in whether the log to correct is still there, and remembers to say so where it is not.
    pub(super) fn look_at(&mut self, corrected: Option<&Touch>) {
        let was_deleted = std::mem::replace(&mut self.meanwhile.deleted, corrected.is_none());
        if corrected.is_none() && !was_deleted {
            self.meanwhile.news = Some("Another window deleted this log; saving it logs it anew".into());
        }
    }

    /// Remembers which values another program wrote between `before` and `now`, where the user wrote others.
    pub(super) fn note_replaced(&mut self, before: &Value, now: &Value, mine: &Value) {
        for &(key, label) in SINGLE {
            let [before, now, mine] =
                [before, now, mine].map(|fields| fields.get(key).filter(|value| !value.is_null()));
            if now == before || mine == before || mine == now {
                continue;
            }
            let said = |word: &str| if key == "outcome" { word.replace('-', " ") } else { word.to_string() };
            let value = now.map(|now| now.as_str().map_or_else(|| now.to_string(), said));
            self.meanwhile.replaced.retain(|(known, _)| *known != label);
            self.meanwhile.replaced.push((label.to_string(), value.unwrap_or_default()));
        }
    }
}

/// The fields that hold one value, with their words: of two that were written the last one stays.
const SINGLE: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("outcome", "outcome"),
    ("minutes", "duration"),
    ("when", "time"),
    ("mood_before", "mood before"),
    ("mood_after", "mood after"),
];
