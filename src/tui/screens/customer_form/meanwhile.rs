//! Saves the form, and takes in what another program did to the customer while it was open.

use super::CustomerForm;
use crate::app::App;
use crate::app::meanwhile::Became;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField};
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::present::{customers, meanwhile};
use crate::tui::screen::{Context, Flow};

/// What another program did meanwhile.
#[derive(Debug, Default)]
pub(super) struct Meanwhile {
    /// Whether the book has the customer no longer.
    gone: bool,
    /// What the record was called that the form was opened for, before it was merged into another.
    was: Option<String>,
    /// Who came into the book last, before the form of a new customer was opened.
    pub newest: Option<CustomerId>,
    /// What to say of it, once.
    pub news: Option<String>,
}

impl CustomerForm {
    /// Looks what became of the customer, and of who pointed to a new one, and takes it in.
    pub(super) fn look_for(&mut self, app: &App) -> Result<()> {
        if let Some(by) = self.referred_by
            && let Became::PartOf(now) = app.what_became_of(by)?
        {
            self.referred_by = Some(now.id);
        }
        let Some(id) = self.editing else { return Ok(()) };
        match app.what_became_of(id)? {
            Became::Here(customer) => {
                self.meanwhile.gone = false;
                self.catch_up(&customer);
            }
            Became::PartOf(now) => {
                self.editing = Some(now.id);
                let was = std::mem::replace(&mut self.title, now.name.clone());
                self.meanwhile.news = Some(meanwhile::merged(&was, &now.name, "your changes go there"));
                self.meanwhile.was = Some(was);
                self.catch_up(&now);
            }
            Became::Gone if !self.meanwhile.gone => {
                self.meanwhile.gone = true;
                let what = app.gone_meanwhile(&self.title)?.message;
                self.meanwhile.news = Some(match self.changes() {
                    None => what,
                    Some(_) => {
                        // The book's draft went with them.
                        self.form.not_kept();
                        format!("{what}; what you typed goes into a file when you leave")
                    }
                });
            }
            Became::Gone => {}
        }
        Ok(())
    }

    /// Says that the book has the customer no longer; None where it has them.
    pub(super) fn gone(&self, app: &App) -> Result<Option<Error>> {
        if self.meanwhile.gone { app.gone_meanwhile(&self.title).map(Some) } else { Ok(None) }
    }

    /// Takes in what another run of the program changed since the form was opened: a field that nobody typed into shows what
    /// the book has now. Of one that holds several things what was done to each is kept, once the cursor is elsewhere.
    pub(super) fn catch_up(&mut self, customer: &Customer) {
        let now = Self::over(Some(customer.id), String::new(), &CustomerDraft::of(customer), None).before;
        for field in self.form.keys().collect::<Vec<_>>() {
            let (before, now, text) = (self.before.get(field.key()), now.get(field.key()), self.form.text(field));
            let (Some(before), Some(now)) = (before, now.filter(|now| before != Some(*now))) else { continue };
            let is_typed = text != *before;
            if is_typed && (!field.is_several() || self.form.is_focused(field)) {
                continue;
            }
            let together = field.together(before, now, &text);
            self.before.insert(field.key(), now.clone());
            self.form.fill(field, if is_typed { &together } else { now });
        }
    }

    /// Lists the values that another program wrote since the form was opened, and that saving replaces: of fields that hold
    /// one value.
    fn replaced(&self, customer: &Customer) -> Vec<(String, String)> {
        let now = Self::over(Some(customer.id), String::new(), &CustomerDraft::of(customer), None).before;
        let single = self.form.keys().filter(|field| !field.is_several() && !self.form.is_hidden(*field));
        let replaced = single.filter_map(|field| {
            let (before, now, text) = (self.before.get(field.key())?, now.get(field.key())?, self.form.text(field));
            let is_replaced = now != before && text != *before && text != *now;
            is_replaced.then(|| (label(field), customers::typed(field, now.clone())))
        });
        replaced.collect()
    }

    /// Says that the record was merged into another one meanwhile.
    fn merged(&self) -> String {
        let was = self.meanwhile.was.as_ref().filter(|was| **was != self.title);
        was.map(|was| format!("; {was} was merged into this record")).unwrap_or_default()
    }

    pub(super) fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        self.look_for(context.app)?;
        self.meanwhile.news = None;
        if let Some(gone) = self.gone(context.app)? {
            return Err(gone.help("what you typed goes into a file when you leave"));
        }
        let draft = self.written();
        if let Err(problems) = context.app.check_customer(self.editing, &draft) {
            self.form.set_problems(
                problems.0.into_iter().filter_map(|p| Some((CustomerField::of_key(p.field)?, p.message))),
            );
            context.tell(format!("Not saved yet: {}", self.form.problems_in_words()));
            return Ok(Flow::Stay);
        }
        if let Some(flow) = self.added_elsewhere(context)? {
            return Ok(flow);
        }
        let before = self.editing.map(|id| context.app.customer(id)).transpose()?;
        let replaced = before.as_ref().map(|now| self.replaced(now)).unwrap_or_default();
        let customer = context.app.save_customer_form(self.editing, &draft, self.referred_by)?;
        let verb = if self.editing.is_none() { "Added" } else { "Changed" };
        self.form.saved();
        let moved = before.and_then(|b| customers::standing_changed(&b, &customer, context.app.clock().today()));
        let phone = customers::phone_note(context.app, &draft, &customer);
        let done = moved.unwrap_or_else(|| format!("{verb} {}", customer.name));
        let said = match phone {
            Some(phone) => format!("{}. {phone}", done.trim_end_matches('.')),
            None => done,
        };
        let settles = self.editing.is_none() && context.app.settles_referral(&customer, &self.said)?;
        let referral = if settles { "; the referral is done" } else { "" };
        context.done(format!("{said}{referral}{}{}", self.merged(), meanwhile::replaced(&replaced)));
        Ok(Flow::Pop)
    }
}

/// What a field is called in a sentence.
fn label(field: CustomerField) -> String {
    field.spec().label.to_lowercase()
}
