//! `merge` and `keep-apart`: people who may be in the book twice.

use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Paint, Reply};
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::import::Imported;
use crate::app::merge::DuplicatePair;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::present::customers;
use crate::text::{clean, count};

#[derive(Debug, Args)]
pub struct Merge {
    /// The record to give up and the one to keep: ids, names, companies or emails; without them, list who may
    /// be in the book twice
    #[arg(value_names = ["WHO", "INTO"], num_args = 0..)]
    pub who: Vec<String>,
    /// Merge every two of one name that share a mailbox, or a number where one has no mailbox, and contradict each
    /// other in nothing: the later record goes into the elder
    #[arg(long, conflicts_with = "who")]
    pub agreeing: bool,
}

#[derive(Debug, Args)]
pub struct KeepApart {
    /// Two customers who are not one person
    #[arg(value_names = ["WHO", "OTHER"], num_args = 0.., required_unless_present = "list")]
    pub who: Vec<String>,
    /// List the customers you keep apart
    #[arg(long, conflicts_with_all = ["who", "remove"])]
    pub list: bool,
    /// Let goodcall ask about the two again
    #[arg(long)]
    pub remove: bool,
}

/// How many pairs `merge` lists for people.
const LISTED: usize = 50;
/// How many pairs an import names for people.
const NAMED: usize = 3;

impl Run for Merge {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if self.agreeing {
            return agreeing(app);
        }
        if self.who.is_empty() {
            return list(app, context);
        }
        let (goes, into) = two(app, &self.who, "merge WHO INTO", context)?;
        let customer = app.merge(goes.id, into.id)?;
        let name = context.paint.strong(&customer.name);
        let touches = app.count_touches_of(customer.id)?;
        let touches = count(touches, "touch", "touches");
        let merged = if goes.name == customer.name {
            customers::merged_namesakes(&name)
        } else {
            format!("{} is {name} now", clean(&goes.name))
        };
        let text = format!("{merged}: {touches}. goodcall undo takes it back.");
        let json = if context.json { customers::show(app, &customer)? } else { Value::Null };
        Ok(Reply::new(text, json))
    }
}

/// Finds the two customers that two WHOs mean.
fn two(app: &App, who: &[String], usage: &str, context: &Context) -> Result<(Customer, Customer)> {
    let [one, other] = who else {
        return Err(Error::usage(format!("{usage} needs two customers; {} given, nothing was changed", who.len()))
            .help("put quotation marks around a name of several words, or use the ids that goodcall merge shows"));
    };
    let whom = |who: &String| ask::who(app, std::slice::from_ref(who), context);
    Ok((whom(one)?, whom(other)?))
}

/// Merges all who agree.
fn agreeing(app: &mut App) -> Result<Reply> {
    let done = app.merge_agreeing()?;
    let record =
        |(goes, into): &(Customer, CustomerId)| json!({"customer": customers::who_of(goes), "into": into.to_string()});
    let merged: Vec<Value> = done.merged.iter().map(record).collect();
    let json = json!({"merged": merged, "left": done.left});
    let text = format!("{}.", customers::merged_agreeing(&done));
    if done.merged.is_empty() {
        return Ok(Reply::new("", json).note(text));
    }
    Ok(Reply::new(format!("{text} goodcall undo takes it back."), json))
}

fn list(app: &App, context: &Context) -> Result<Reply> {
    let pairs = app.duplicates()?;
    if context.json {
        let mut all = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            all.extend(app.duplicate_pair(pair)?.as_ref().map(customers::pair));
        }
        return Ok(Reply::new("", all.into()));
    }
    if pairs.is_empty() {
        return Ok(Reply::nothing().note("Nobody seems to be in the book twice."));
    }
    let mut card = Card::default();
    for pair in pairs.iter().take(LISTED) {
        if let Some(duplicates) = app.duplicate_pair(pair)? {
            add_pair(&mut card, &duplicates, context.paint);
        }
    }
    if pairs.len() > LISTED {
        card.line(&context.paint.dim(&format!("… and {} more", pairs.len() - LISTED)));
    }
    Ok(Reply::new(card.finish(), Value::Null)
        .note("goodcall merge WHO INTO makes the two one; goodcall keep-apart WHO WHO never asks again."))
}

fn add_pair(card: &mut Card, duplicates: &DuplicatePair, paint: Paint) {
    for c in [&duplicates.customer, &duplicates.other] {
        card.line(&format!("{}  {}{}", paint.dim(&c.id.to_string()), paint.strong(&c.name), rest(c)));
    }
    card.line(&paint.dim(&format!("    {}", customers::why(duplicates)))).line("");
}

/// Says a customer's company and role, all that they are reached by, and whether they are archived.
fn rest(c: &Customer) -> String {
    let known = [&c.company, &c.role].into_iter().flatten().cloned();
    let reach = c.emails().into_iter().chain(c.phones());
    let known = known.chain(reach.map(|entry| entry.described()));
    let known = known.map(|t| format!(", {}", clean(&t))).collect::<String>();
    if c.archived_at.is_some() { format!("{known} (archived)") } else { known }
}

impl Run for KeepApart {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if self.list {
            return list_apart(app, context);
        }
        let (one, other) = two(app, &self.who, "keep-apart WHO WHO", context)?;
        let names = format!("{} and {}", context.paint.strong(&one.name), context.paint.strong(&other.name));
        let text = if self.remove {
            if app.keep_apart_no_longer(one.id, other.id)? {
                format!("goodcall may ask about {names} again.")
            } else {
                format!("{names} were not kept apart.")
            }
        } else if app.keep_apart(one.id, other.id)? {
            format!("{names} are two people; goodcall will not ask again.")
        } else {
            format!("{names} were kept apart already.")
        };
        let mut json = apart_json(&one, &other);
        if let Value::Object(fields) = &mut json {
            fields.insert("kept_apart".into(), (!self.remove).into());
        }
        Ok(Reply::new(text, json))
    }
}

fn apart_json(one: &Customer, other: &Customer) -> Value {
    json!({"customer": customers::who_of(one), "other": customers::who_of(other), "kept_apart": true})
}

fn list_apart(app: &App, context: &Context) -> Result<Reply> {
    let pairs = app.kept_apart()?;
    if context.json {
        return Ok(Reply::new("", pairs.iter().map(|(a, b)| apart_json(a, b)).collect::<Vec<_>>().into()));
    }
    if pairs.is_empty() {
        return Ok(Reply::nothing().note("You keep nobody apart. goodcall merge lists who may be in the book twice."));
    }
    let mut card = Card::default();
    for (one, other) in &pairs {
        for c in [one, other] {
            card.line(&format!("{}  {}{}", context.paint.dim(&c.id.to_string()), clean(&c.name), rest(c)));
        }
        card.line("");
    }
    Ok(Reply::new(card.finish(), Value::Null))
}

/// Says which people may be in the book twice after an import; None where there are none.
pub(super) fn found_by_import(imported: &Imported) -> Option<String> {
    let Some(duplicates) = imported.duplicates else {
        return (!imported.refused)
            .then(|| "These are too many to compare now; goodcall merge lists who may be in the book twice.".into());
    };
    if duplicates == 0 {
        return None;
    }
    let mut lines = vec![match duplicates {
        1 => "One of them may be in the book twice:".to_string(),
        n => format!("{n} likely duplicates:"),
    }];
    for t in imported.likeliest.iter().take(NAMED) {
        let names =
            format!("{}{} and {}{}", clean(&t.customer.name), at(&t.customer), clean(&t.other.name), at(&t.other));
        lines.push(format!("  {names}: {}", customers::why(t)));
        // In a rehearsal they have no ids yet.
        if !imported.dry_run {
            let (one, other) = (t.other.id, t.customer.id);
            lines.push(format!("    goodcall merge {one} {other}, or goodcall keep-apart {one} {other}"));
        }
    }
    if duplicates > NAMED {
        lines.push(format!("  … and {} more", duplicates - NAMED));
    }
    let what = if imported.dry_run { "After the import goodcall merge" } else { "goodcall merge" };
    lines.push(format!("{what} lists them; goodcall merges nobody unasked."));
    Some(lines.join("\n"))
}

fn at(c: &Customer) -> String {
    c.company.as_deref().map(|c| format!(" ({})", clean(c))).unwrap_or_default()
}

/// A likely duplicate that an import found; a person whom it has not added yet has no id.
pub(super) fn imported_json(duplicates: &DuplicatePair, imported: &Imported) -> Value {
    let mut value = customers::pair(duplicates);
    for (key, c) in [("customer", &duplicates.customer), ("other", &duplicates.other)] {
        if imported.dry_run
            && imported.new_customers.contains(&c.id)
            && let Some(id) = value.pointer_mut(&format!("/{key}/id"))
        {
            *id = Value::Null;
        }
    }
    value
}
