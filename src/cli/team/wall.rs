//! `team praise`, `withdraw` and `wall`: what customers said, for the whole team to read.

use clap::Args;
use serde_json::Value;

use super::sent;
use crate::app::App;
use crate::app::listing::Listing;
use crate::app::team::wall::{Naming, WallAct, WallPraise};
use crate::cli::Context;
use crate::cli::output::{Bounds, Card, Reply, quoted};
use crate::cli::praise::read_id;
use crate::domain::dates::{self, Toward};
use crate::domain::ids::RemarkId;
use crate::error::{Error, Result};
use crate::present::team;
use crate::text::{clean, listed, thousands};

/// How many to print for people without a limit.
const LIMIT: usize = 50;

#[derive(Debug, Args)]
pub struct Praise {
    /// The praise, by its id or its number in the last listing of goodcall praise
    #[arg(value_name = "ID")]
    pub id: String,
    /// Also say who said it
    #[arg(long)]
    pub customer: bool,
    /// Also say where they work
    #[arg(long)]
    pub company: bool,
    /// On the wall of this team; needed where the book is in several
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
}

#[derive(Debug, Args)]
pub struct Withdraw {
    /// The praise, by its id or its number in the last listing of goodcall team wall
    #[arg(value_name = "ID")]
    pub id: String,
    /// From the wall of this team alone
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
}

#[derive(Debug, Args)]
pub struct Wall {
    /// Only of this team
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// Only what was said since then
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Show at most N
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

pub(super) fn praise(app: &mut App, praise: &Praise, context: &Context) -> Result<Reply> {
    let id = read_id(app, &praise.id)?;
    let naming = Naming { customer: praise.customer, company: praise.company };
    let act = app.share_praise(id, praise.team.as_deref(), naming)?;
    let is_done = if act.was_so { "It hangs there already, on the wall of" } else { "It hangs now on the wall of" };
    let words = Words { is_done, waits: "It is kept, and goes with the next goodcall sync now." };
    Ok(acted(app, &act, context, &words))
}

pub(super) fn withdraw(app: &mut App, withdraw: &Withdraw, context: &Context) -> Result<Reply> {
    let id = app.listed_id(Listing::Wall, &withdraw.id, |id| app.is_on_a_wall(RemarkId(id)))?;
    let act = app.withdraw_praise(RemarkId(id), withdraw.team.as_deref())?;
    let waits = "It is off here; the others hear of it with the next goodcall sync now.";
    Ok(acted(app, &act, context, &Words { is_done: "It is off the wall of", waits }))
}

/// What is said of a remark.
struct Words {
    /// Once it was sent, before the team's name.
    is_done: &'static str,
    /// Where it was not.
    waits: &'static str,
}

/// Says what became of a remark.
fn acted(app: &App, act: &WallAct, context: &Context, words: &Words) -> Reply {
    let zone = app.clock().zone;
    let mut json = act.hanging.first().map_or(Value::Null, |hanging| team::hanging_json(hanging, zone));
    if let Value::Object(all) = &mut json {
        all.insert("sent".into(), act.synced.fault.is_none().into());
    }
    let teams: Vec<String> = act.hanging.iter().map(|hanging| clean(&hanging.team).into_owned()).collect();
    let mut card = Card::default();
    if let Some(hanging) = act.hanging.first() {
        quoted(context.paint, &hanging.text).iter().for_each(|line| {
            card.line(line);
        });
    }
    card.line(&if act.synced.fault.is_some() {
        words.waits.to_string()
    } else {
        format!("{} {}.", words.is_done, listed(&teams))
    });
    sent(Reply::new(card.finish(), json), &act.synced)
}

pub(super) fn wall(app: &mut App, wall: &Wall, context: &Context) -> Result<Reply> {
    let since = match &wall.since {
        Some(words) => {
            let when = dates::parse_when(words, &app.clock(), Toward::Past);
            Some(when.map_err(|e| Error::usage(format!("--since: {e}")))?.date)
        }
        None => None,
    };
    let seen = app.team_wall(wall.team.as_deref(), since)?;
    let (mut hanging, zone) = (seen.hanging, app.clock().zone);
    let bounds = Bounds::new(wall.limit, LIMIT, context.format());
    let is_cut = bounds.cut(&mut hanging);
    let json = hanging.iter().map(|hanging| team::hanging_json(hanging, zone)).collect::<Vec<_>>().into();
    let mut reply = Reply::new(shown(&hanging, context), json);
    reply = reply.numbers(Listing::Wall, hanging.iter().map(|hanging| hanging.remark.0).collect());
    if is_cut {
        reply = reply.note_cut(&format!("newest {}", thousands(LIMIT)));
    }
    if hanging.is_empty() {
        reply = reply.note(if wall.since.is_some() {
            "Nothing that was said since then hangs there."
        } else {
            "Nothing hangs there yet. goodcall team praise ID hangs up what a customer said."
        });
    }
    if seen.fault.is_some() {
        reply = reply.note("This is what was read last.");
    }
    reply.error = seen.fault;
    Ok(reply)
}

/// The remarks with their numbers, for people.
fn shown(hanging: &[WallPraise], context: &Context) -> String {
    let mut card = Card::default();
    let several = hanging.iter().any(|one| hanging.first().is_some_and(|first| first.team != one.team));
    for (at, one) in hanging.iter().enumerate() {
        if at > 0 {
            card.line("");
        }
        for (line, number) in
            quoted(context.paint, &one.text).iter().zip(std::iter::once(at + 1).chain(std::iter::repeat(0)))
        {
            let number = if number == 0 { String::new() } else { number.to_string() };
            card.line(&format!("{number:>3} {line}"));
        }
        let team = if several { format!(" in {}", one.team) } else { String::new() };
        let byline = format!("{}{team}", team::byline(one, context.today));
        card.line(&format!("    {}", context.paint.dim(&byline)));
    }
    card.finish()
}
