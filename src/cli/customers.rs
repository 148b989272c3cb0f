//! `add`, `edit`, `show`, `snooze`, `archive`, `unarchive`.

mod show;

use clap::Args;
use serde_json::Value;

use super::args::{CustomerFlags, Who, flag_of};
use super::output::Reply;
use super::{Context, Run, ask, misplaced};
use crate::app::App;
use crate::app::customers::Visibility;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, ListEdit};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::tags::Tag;
use crate::error::{Error, ErrorKind, Result};
use crate::present::customers;
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Add {
    /// The customer's name
    #[arg(required = true)]
    pub name: Vec<String>,
    #[command(flatten)]
    pub fields: CustomerFlags,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
    /// Change the name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    #[command(flatten)]
    pub fields: CustomerFlags,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub who: Who,
}

#[derive(Debug, Args)]
pub struct Archive {
    #[command(flatten)]
    pub who: Who,
}

#[derive(Debug, Args)]
pub struct Unarchive {
    #[command(flatten)]
    pub who: Who,
}

#[derive(Debug, Args)]
pub struct Snooze {
    /// A customer, and until when: goodcall snooze ana "in 2 weeks"
    #[arg(required = true, num_args = 1.., value_names = ["WHO", "WHEN"])]
    pub who_when: Vec<String>,
    /// Bring the customer back now
    #[arg(long)]
    pub end: bool,
}

fn one(app: &App, c: &Customer, text: String, context: &Context) -> Reply {
    let json = if context.json { customers::json(c, app.settings().zone) } else { Value::Null };
    Reply::new(text, json)
}

impl Run for Add {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        misplaced::refuse_beside_name(&self.name)?;
        let mut draft = self.fields.draft.clone();
        draft.set(CustomerField::Name, self.name.join(" "));
        let by = referred_by(app, &self.fields, context)?.flatten();
        app.check_customer(None, &draft).map_err(|problems| problems.named(flag_of))?;
        let customer = app.add_referred(&draft, by)?;
        let favorite = if customer.favorite { " to your favorites" } else { "" };
        let text = format!("Added {}{favorite}.", context.paint.strong(&customer.name));
        Ok(with_phone_note(app, one(app, &customer, text, context), &draft, &customer))
    }
}

impl Run for Edit {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let customer =
            ask::who(app, &self.who, context).map_err(|error| misplaced::value_beside_who(&self.who, error))?;
        let mut draft = self.fields.draft.clone();
        if let Some(name) = &self.name {
            draft.set(CustomerField::Name, name.clone());
        }
        let by = referred_by(app, &self.fields, context)?;
        if draft.is_empty() && by.is_none() {
            return Err(Error::usage("no change was given, so nothing was changed")
                .help("goodcall edit --help shows the flags"));
        }
        let before = customer;
        refuse_missing_tags(&before, &draft)?;
        app.check_customer(Some(before.id), &draft).map_err(|problems| problems.named(flag_of))?;
        let customer = app.edit_referred(before.id, &draft, by)?;
        let name = context.paint.strong(&customer.name);
        let text = match customers::standing_changed(&before, &customer, context.today) {
            Some(line) => format!("Changed {name}. {}", clean(&line)),
            None => format!("Changed {name}."),
        };
        Ok(with_phone_note(app, one(app, &customer, text, context), &draft, &customer))
    }
}

/// Refuses to take away a tag that a customer does not have.
fn refuse_missing_tags(customer: &Customer, draft: &CustomerDraft) -> Result<()> {
    for (_, edit) in draft.edits().iter().filter(|(field, _)| *field == CustomerField::Tags) {
        if let ListEdit::Remove(text) = edit
            && let Ok(tag) = Tag::read(text)
            && !customer.tags.has(&tag)
        {
            let theirs = if customer.tags.is_empty() { "no tags yet".into() } else { customer.tags.to_string() };
            let what = format!("{} has no tag \"{}\"; nothing was changed", customer.name, tag.as_str());
            return Err(Error::new(ErrorKind::NoMatch, what).help(format!("their tags: {theirs}")));
        }
    }
    Ok(())
}

/// Adds what became of the text that was written for the phone.
fn with_phone_note(app: &App, mut reply: Reply, draft: &CustomerDraft, customer: &Customer) -> Reply {
    let note = customers::phone_note(app, draft, customer);
    reply.notes.extend(note.map(|note| clean(&note).into_owned()));
    reply
}

/// Finds the customer that `--referred-by` means; "" means nobody.
fn referred_by(app: &App, fields: &CustomerFlags, context: &Context) -> Result<Option<Option<CustomerId>>> {
    match fields.referred_by.as_ref() {
        None => Ok(None),
        Some(who) if who.trim().is_empty() => Ok(Some(None)),
        Some(who) => Ok(Some(Some(ask::who(app, std::slice::from_ref(who), context)?.id))),
    }
}

impl Run for Snooze {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if self.end {
            let who = ask::who(app, &self.who_when, context)?;
            let customer = app.unsnooze(who.id)?;
            let text = format!("{} is back in the rotation.", context.paint.strong(&customer.name));
            return Ok(one(app, &customer, text, context));
        }
        let (who, until) = who_and_when(app, &self.who_when, context)?;
        let customer = app.snooze(who.id, until)?;
        let text = format!(
            "{} is out of the rotation until {}.",
            context.paint.strong(&customer.name),
            dates::weekday_date(until, context.today)
        );
        Ok(one(app, &customer, text, context))
    }
}

/// Tells WHO and WHEN apart where both are several words: WHEN is the longest readable time at the end.
fn who_and_when(app: &App, all: &[String], context: &Context) -> Result<(Customer, chrono::NaiveDate)> {
    let mut failed = None;
    for at in 1..all.len() {
        let (who, when) = all.split_at(at);
        match app.read_snooze(&when.join(" ")) {
            Ok(until) => return Ok((ask::who(app, who, context)?, until)),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    Err(failed.unwrap_or_else(|| {
        Error::usage("say until when: goodcall snooze ana \"in 2 weeks\"; --end brings them back now")
    }))
}

impl Run for Archive {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        put(app, &self.who, Visibility::Archived, context)
    }
}

impl Run for Unarchive {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        put(app, &self.who, Visibility::Present, context)
    }
}

/// Archives a customer, or brings them back.
fn put(app: &mut App, who: &Who, visibility: Visibility, context: &Context) -> Result<Reply> {
    let customer = ask::who(app, &who.who, context)?;
    let (customer, changed) = app.set_visibility(customer.id, visibility)?;
    let name = context.paint.strong(&customer.name);
    let text = match (visibility, changed) {
        (Visibility::Archived, true) => format!("{name} is archived; what they said stays."),
        (Visibility::Archived, false) => format!("{name} was archived already."),
        (Visibility::Present, true) => format!("{name} is back."),
        (Visibility::Present, false) => format!("{name} was never archived."),
    };
    Ok(one(app, &customer, text, context))
}
