//! `promises`: what you said you would do, the due first.

use clap::Args;
use serde_json::Value;

use super::ideas::{Place, ended_as, moved_to, write};
use super::output::{ALL, Card, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::ideas::Ended;
use crate::app::listing::Listing;
use crate::domain::ids::RemarkId;
use crate::domain::remark::RemarkState;
use crate::error::Result;
use crate::present::ideas;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Promises {
    #[command(subcommand)]
    pub act: Option<PromiseAct>,
    /// Include what is kept or dropped
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, clap::Subcommand)]
pub enum PromiseAct {
    /// Mark a promise as kept
    Kept {
        /// The promise's id, or its number in the last listing
        id: String,
    },
    /// Drop a promise that nobody waits for
    Drop {
        /// The promise's id, or its number in the last listing
        id: String,
    },
    /// Move a promise to another day
    Move {
        /// The promise's id, or its number in the last listing
        id: String,
        /// Today or later: thu, "3 dec", "in 2 weeks"
        #[arg(value_name = "WHEN", num_args = 1.., required = true)]
        to: Vec<String>,
    },
    /// Open a promise again
    Reopen {
        /// The promise's id, or its number in the last listing
        id: String,
    },
}

impl Run for Promises {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            None => list(app, if self.all { Ended::Shown } else { Ended::Hidden }, context),
            Some(PromiseAct::Kept { id }) => end(app, id, RemarkState::Kept, context),
            Some(PromiseAct::Drop { id }) => end(app, id, RemarkState::Dropped, context),
            Some(PromiseAct::Reopen { id }) => end(app, id, RemarkState::Open, context),
            Some(PromiseAct::Move { id, to }) => {
                let promise = app.promise(read_id(app, id)?)?;
                let moved = app.move_due_day(promise.remark.id, app.day_to_move_to(&to.join(" "))?)?;
                Ok(moved_to(&moved, context))
            }
        }
    }
}

fn end(app: &mut App, id: &str, state: RemarkState, context: &Context) -> Result<Reply> {
    let ended = app.end_promise(read_id(app, id)?, state)?;
    Ok(ended_as(state, &ended, context))
}

fn list(app: &App, ended: Ended, context: &Context) -> Result<Reply> {
    let found = app.promises(ALL, ended)?;
    if context.json {
        return Ok(Reply::new("", found.iter().map(ideas::json).collect::<Vec<_>>().into()));
    }
    if found.iter().next().is_none() {
        return Ok(Reply::nothing()
            .numbers(Listing::Promises, Vec::new())
            .note("You owe nothing. Log what you promise: goodcall log WHO -m \"= the price list by thu\""));
    }
    let mut card = Card::default();
    let groups = [("Due", &found.due), ("Later", &found.later), ("Kept or dropped", &found.ended)];
    let mut written: Vec<i64> = Vec::new();
    for (at, (title, promises)) in groups.into_iter().filter(|(_, p)| !p.is_empty()).enumerate() {
        if at > 0 {
            card.line("");
        }
        card.line(&context.paint.dim(title));
        for promise in promises {
            written.push(promise.remark.id.0);
            let place = Place { number: written.len(), today: context.today };
            write(&mut card, promise, place, context.paint);
        }
    }
    Ok(Reply::new(card.finish(), Value::Null).numbers(Listing::Promises, written))
}

/// Reads an id, or a number of the last listing.
fn read_id(app: &App, text: &str) -> Result<RemarkId> {
    app.listed_id(Listing::Promises, text, |id| app.quoted(RemarkId(id)).is_ok()).map(RemarkId)
}
