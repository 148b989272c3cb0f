//! `list`: customers by words and keys, in an order. And the reading of such words for other commands.

use clap::Args;
use serde_json::Value;

use super::output::{Bounds, Card, Paint, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::customers::{CustomerLine, Visibility};
use crate::app::narrowed::Narrowing;
use crate::domain::choice::Choice;
use crate::domain::dates;
use crate::domain::filter::{Filter, State};
use crate::domain::order::Order;
use crate::error::{Error, Result};
use crate::present::customers;
use crate::text::{clean, pad, thousands};

#[derive(Debug, Args)]
pub struct List {
    /// Words to find in anything known of them; also city:, company:, phone:, tag:, and is: with favorite, past, due,
    /// active, shared or archived. All must match
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
    /// Show at most N; without it 1,000, and with --json all
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// The columns of a name and of a company, with two blanks between.
const NAME: usize = 24;
/// The columns that the longest "13 months ago" takes.
const TALKED: usize = 13;
/// How many to print for people without a limit.
const LIMIT: usize = 1000;

impl Run for List {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let mut filter = read_filter(&self.words)?;
        let flags = [(self.favorites, State::Favorite), (self.past, State::Past), (self.archived, State::Archived)];
        filter.states.extend(flags.into_iter().filter_map(|(given, state)| given.then_some(state)));
        let order = Order::parse(&self.sort).unwrap_or(Order::Name);
        let narrowing = app.narrowing(&filter)?.showing(Visibility::Present);
        let bounds = Bounds::new(self.limit, LIMIT, context.format());
        if context.json {
            return json(app, &narrowing, order, bounds);
        }
        let mut found = app.first_lines(&narrowing, order, bounds.to_read())?;
        let is_cut = bounds.cut(&mut found);
        if found.is_empty() {
            return Ok(Reply::nothing().note(if filter.is_empty() || app.count_present()? == 0 {
                "No customers found. goodcall add NAME adds one; goodcall import FILE adds many."
            } else {
                "Nobody matches. goodcall list shows everybody."
            }));
        }
        let today = app.clock().today();
        let mut card = Card::default();
        for line in &found {
            card.line(&list_line(line, today, context.paint));
        }
        let reply = Reply::new(card.finish(), Value::Null);
        if !is_cut {
            return Ok(reply);
        }
        let of = app.count_narrowed(&narrowing)?.map(|n| format!(" of {}", thousands(n))).unwrap_or_default();
        Ok(reply.note_cut(&format!("first {}{of}", thousands(LIMIT))))
    }
}

fn json(app: &App, narrowing: &Narrowing, order: Order, bounds: Bounds) -> Result<Reply> {
    let (mut found, zone) = (Vec::new(), app.settings().zone);
    if bounds.is_all() {
        app.each_narrowed(narrowing, order, |c| {
            found.push(customers::json(&c, zone));
            Ok(())
        })?;
    } else {
        for line in app.first_lines(narrowing, order, bounds.to_read())? {
            found.push(customers::json(&app.customer(line.id)?, zone));
        }
    }
    Ok(Reply::new("", found.into()))
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

fn list_line(c: &CustomerLine, today: chrono::NaiveDate, paint: Paint) -> String {
    let star = if c.favorite { "★" } else { " " };
    let talked = c.last_talked.map_or_else(|| "not yet".to_string(), |d| dates::ago(d, today));
    let name = pad(&clean(&c.name), NAME);
    let company = pad(&clean(c.company.as_deref().unwrap_or_default()), NAME);
    let standing = if c.past { format!("{}  past", pad(&talked, TALKED)) } else { talked };
    format!("{} {name}  {company}  {}", paint.strong(star), paint.dim(&standing))
}
