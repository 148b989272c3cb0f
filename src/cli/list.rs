//! `list`: customers by words and keys, in an order. And the reading of such words for other commands.

use clap::Args;
use serde_json::Value;

use super::output::{Card, Paint, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::customers::Visibility;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates;
use crate::domain::filter::{Filter, State};
use crate::domain::order::Order;
use crate::error::{Error, Result};
use crate::present::customers;
use crate::text::{clean, pad};

#[derive(Debug, Args)]
pub struct List {
    /// Words that anything known of them holds; also city:, company:, phone:, tag:, and is: with favorite, past, due,
    /// active or archived. All must hold
    pub words: Vec<String>,
    /// Only favorites
    #[arg(long)]
    pub favorites: bool,
    /// Only past buyers
    #[arg(long)]
    pub past: bool,
    /// Only archived customers
    #[arg(long)]
    pub archived: bool,
    /// The order
    #[arg(long, default_value = "name", value_parser = ["wait", "name", "company", "city"])]
    pub sort: String,
}

impl Run for List {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let mut filter = read_filter(&self.words)?;
        let flags = [(self.favorites, State::Favorite), (self.past, State::Past), (self.archived, State::Archived)];
        filter.states.extend(flags.into_iter().filter_map(|(given, state)| given.then_some(state)));
        let order = Order::parse(&self.sort).unwrap_or(Order::Name);
        let mut found = Vec::new();
        app.each_narrowed(&app.narrowing(&filter)?.showing(Visibility::Present), order, |c| {
            found.push(c);
            Ok(())
        })?;
        if context.json {
            let zone = app.settings().zone;
            return Ok(Reply::new("", found.iter().map(|c| customers::json(c, zone)).collect::<Vec<_>>().into()));
        }
        if found.is_empty() {
            return Ok(Reply::nothing().note(if filter.is_empty() || app.count_present()? == 0 {
                "No customers found. goodcall add NAME adds one; goodcall import FILE adds many."
            } else {
                "Nobody matches. goodcall list shows everybody."
            }));
        }
        let today = app.clock().today();
        let mut card = Card::default();
        for c in &found {
            card.line(&list_line(c, today, context.paint));
        }
        Ok(Reply::new(card.finish(), Value::Null))
    }
}

/// Reads the words of a filter of customers; what can't be read is an error.
pub(super) fn read_filter(words: &[String]) -> Result<Filter> {
    let filter = Filter::of_arguments(words);
    if filter.problems.is_empty() {
        return Ok(filter);
    }
    let keys = Filter::language();
    Err(Error::usage(filter.problems.join("; "))
        .help(format!("the keys are {keys}; in quotes of its own ('\"re:boxes\"') a word with a colon is a word")))
}

fn list_line(c: &Customer, today: chrono::NaiveDate, paint: Paint) -> String {
    let star = if c.favorite { "★" } else { " " };
    let talked = c.last_talked.map_or_else(|| "not yet".to_string(), |d| dates::ago(d, today));
    let name = pad(&clean(&c.name), 26);
    let company = pad(&clean(c.company.as_deref().unwrap_or_default()), 26);
    let standing = if c.standing == Standing::Past { "  past" } else { "" };
    format!("{} {}{company}{}", paint.strong(star), name, paint.dim(&format!("{talked}{standing}")))
}
