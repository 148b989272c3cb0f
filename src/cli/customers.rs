//! `add`, `edit`, `show`, `snooze`, `archive`, `unarchive`.

use clap::Args;
use serde_json::Value;

use super::args::{CustomerFlags, Who, flag_of};
use super::output::{ALL, Card, Paint, READ_WIDTH, Reply, marked, quoted};
use super::{Context, Run, ask, misplaced};
use crate::app::App;
use crate::app::customers::Visibility;
use crate::app::listing::Listing;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, ListEdit, Standing};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::ids::CustomerId;
use crate::domain::remark::RemarkKind;
use crate::domain::tags::Tag;
use crate::error::{Error, ErrorKind, Result};
use crate::present::{customers, ideas, reasons, times, touches, visits};
use crate::text::{clean, clean_lines, wrap};

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

/// How many touches `show` prints for people.
const SHOWN_TOUCHES: usize = 12;
/// How many colleagues `show` names for people.
const SHOWN_COLLEAGUES: usize = 12;

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

impl Run for Show {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let c = ask::who(app, &self.who.who, context)?;
        if context.json {
            return Ok(Reply::new("", customers::show(app, &c)?));
        }
        let paint = context.paint;
        let mut card = Card::default();
        let star = if c.favorite { " ★" } else { "" };
        card.line(&format!("{}{star}  {}", paint.strong(&c.name), paint.dim(&c.id.to_string())));
        let company = c.role_and_company();
        if !company.is_empty() {
            card.line(&clean(&company));
        }
        card.line("");
        let standing = customers::standing_history(&app.standing_history(c.id)?, context.today);
        let planned = visits::planned_visits(&app.planned_visits_of(c.id)?, context.today);
        let colleagues = customers::colleagues(&c, &app.colleagues(&c, SHOWN_COLLEAGUES + 1)?, SHOWN_COLLEAGUES);
        let owed = ideas::all_owed(&app.promises_to(c.id, ALL)?, context.today);
        let kept = [("Also at", colleagues), ("History", standing), ("Planned", planned), ("Owed", owed)];
        let kept = kept.into_iter().filter_map(|(label, text)| Some((label, text?)));
        let all: Vec<(&str, String)> = facts(app, &c).into_iter().chain(kept).collect();
        card.room_for(all.iter().map(|(label, _)| *label));
        for (label, text) in all {
            let lines = wrap(&clean_lines(&text), READ_WIDTH);
            card.field(paint, label, &lines);
        }
        let touches = history(&mut card, app, &c, paint)?;
        Ok(Reply::new(card.finish(), Value::Null).numbers(Listing::Touches, touches))
    }
}

/// Lists what the book knows of a customer, as labels and text.
fn facts(app: &App, c: &Customer) -> Vec<(&'static str, String)> {
    let today = app.clock().today();
    let reach = app.reach(c);
    let local = reach.local.map(|l| {
        let from = customers::zone_source(c).map(|source| format!(" ({source})")).unwrap_or_default();
        format!("{} in {}{from}", times::time(&l, app.settings().hours), customers::place(c, l.timezone()))
    });
    let standing = match c.standing {
        Standing::Active => None,
        Standing::Past => Some(format!("past buyer: {}", customers::left(c, today))),
    };
    let referred = c.referred_by.and_then(|r| app.find_customer(r).ok().flatten()).map(|r| r.name);
    let ratings = (c.pleasure.is_some() || c.profit.is_some()).then(|| reasons::ratings(c.pleasure, c.profit));
    let snoozed = c.snoozed_until.filter(|d| *d > today).map(|d| format!("until {}", dates::weekday_date(d, today)));
    let talked = c.last_talked.map(|d| format!("{} ({})", dates::ago(d, today), dates::short(d, today)));
    // What stands in no field of its own, and the field that it follows.
    let others = [
        (CustomerField::Timezone, "Time", local),
        (CustomerField::Hours, "Standing", standing),
        (CustomerField::Hours, "Ratings", ratings),
        (CustomerField::TouchesAYear, "Snoozed", snoozed),
        (CustomerField::DoNotCall, "Archived", c.archived_at.map(|_| "out of sight".to_string())),
        (CustomerField::DoNotCall, "Referred by", referred),
        (CustomerField::DoNotCall, "Last talk", talked),
    ];
    let mut known = Vec::new();
    for field in CustomerField::ALL {
        known.extend(field.spec().shown.zip(customers::value(c, *field, (today, app.settings().hours))));
        let following = others.iter().filter(|(after, ..)| after == field);
        known.extend(following.filter_map(|(_, label, text)| Some((*label, text.clone()?))));
    }
    known
}

/// Lists the touches with their numbers; returns their ids in that order.
fn history(card: &mut Card, app: &App, c: &Customer, paint: Paint) -> Result<Vec<i64>> {
    let today = app.clock().today();
    let all = app.touches_of(c.id, SHOWN_TOUCHES)?;
    let said = app.remarks_of_touches(&all)?;
    let people = app.participants_of_all(&all)?;
    for (((number, touch), people), remarks) in (1..).zip(&all).zip(&people).zip(said) {
        let outcome = touch.outcome.map(|o| format!(", {}", o.as_str().replace('-', " "))).unwrap_or_default();
        let minutes = touch.minutes.map(|m| format!(", {}", duration::brief(m))).unwrap_or_default();
        let with = touches::with_others(people, c.id);
        let line = format!(
            "{number:>2}  {}  {}{outcome}{minutes}{with}",
            dates::short(touch.day(), today),
            touch.kind.as_str()
        );
        card.line("").line(&paint.dim(&line));
        for remark in remarks {
            let lines = if remark.kind == RemarkKind::Praise {
                quoted(paint, &remark.text)
            } else {
                marked(remark.kind.mark(), &remark.text)
            };
            let by = touches::said_by(&remark, people, c.id).map(|by| paint.dim(&by));
            for line in lines.into_iter().chain(by) {
                card.line(&format!("    {line}"));
            }
        }
    }
    let count = app.count_touches_of(c.id)?;
    if count > SHOWN_TOUCHES {
        card.line("").line(&paint.dim(&format!("… and {} earlier", count - SHOWN_TOUCHES)));
    }
    Ok(all.iter().map(|touch| touch.id.0).collect())
}
