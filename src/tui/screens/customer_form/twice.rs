//! Where another window added the customer while the form of a new one was open: nobody is added twice unasked.

use super::CustomerForm;
use crate::app::App;
use crate::app::customers::CUSTOMER_FORM;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField};
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};

impl CustomerForm {
    /// Notes who came into the book last when the form of a new customer is opened.
    pub(super) fn note_newest(&mut self, app: &App) -> Result<()> {
        if self.editing.is_none() && self.meanwhile.newest.is_none() {
            self.meanwhile.newest = Some(app.newest_customer()?.unwrap_or(CustomerId(0)));
        }
        Ok(())
    }

    /// Closes the form of a new customer whom another window added as the form has them. Returns None where it added nobody of
    /// that name.
    ///
    /// # Errors
    /// Fails, once, where it added somebody of that name with something else: to ask.
    pub(super) fn added_elsewhere(&mut self, context: &mut Context<'_>) -> Result<Option<Flow>> {
        let Some(newest) = self.meanwhile.newest else { return Ok(None) };
        let name = self.form.text(CustomerField::Name);
        let Some(other) = context.app.added_after(newest, name.trim())? else { return Ok(None) };
        if self.has_nothing_besides(&other) {
            self.form.saved();
            context.app.drop_draft_seen(CUSTOMER_FORM, None, self.changes().as_deref())?;
            context.outdated(format!("{} was added in another window already", other.name));
            return Ok(Some(Flow::Pop));
        }
        self.meanwhile.newest = Some(other.id);
        let key = |action| context.keymap.key(Scope::Form, action);
        let (save, back) = (key(Action::Save), key(Action::Back));
        Err(Error::failed(format!("Another window added {} already, with other details", other.name))
            .help(format!("{save} again adds yours too, {back} keeps it for later")))
    }

    fn has_nothing_besides(&self, other: &Customer) -> bool {
        let theirs = Self::over(None, String::new(), &CustomerDraft::of(other), None).form;
        let same = |field: CustomerField| self.form.is_empty(field) || self.form.text(field) == theirs.text(field);
        self.form.keys().filter(|field| !self.form.is_hidden(*field)).all(same)
    }
}
