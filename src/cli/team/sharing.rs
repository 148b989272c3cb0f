//! `team share`, `unshare` and `give`: customers whom a team has together.

use clap::Args;
use serde_json::Value;

use super::sent;
use crate::app::App;
use crate::app::team::Sending;
use crate::app::team::sharing::{NewOwner, SharedAct};
use crate::cli::args::Who;
use crate::cli::output::Reply;
use crate::cli::{Context, ask};
use crate::error::{Error, Result};
use crate::present::{customers, team};

#[derive(Debug, Args)]
pub struct Share {
    #[command(flatten)]
    pub who: Who,
    /// With this team; needed where the book is in several
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// They are nobody's own: the first who claims them calls them
    #[arg(long)]
    pub anyone: bool,
}

#[derive(Debug, Args)]
pub struct Unshare {
    #[command(flatten)]
    pub who: Who,
}

#[derive(Debug, Args)]
pub struct Give {
    /// A customer, and who has them from now on: a rep, by role, or anyone
    #[arg(required = true, num_args = 2.., value_names = ["WHO", "REP|anyone"])]
    pub who_rep: Vec<String>,
}

pub(super) fn share(app: &mut App, share: &Share, context: &Context) -> Result<Reply> {
    let customer = ask::who(app, &share.who.who, context)?;
    let owner = if share.anyone { NewOwner::Anyone } else { NewOwner::User };
    let act = app.share_customer(customer.id, (share.team.as_deref(), &owner), Sending::Now)?;
    Ok(acted(app, &act, &team::shared(&act, &app.team_role()?)))
}

pub(super) fn unshare(app: &mut App, unshare: &Unshare, context: &Context) -> Result<Reply> {
    let customer = ask::who(app, &unshare.who.who, context)?;
    let act = app.unshare_customer(customer.id, Sending::Now)?;
    Ok(acted(app, &act, &team::unshared(&act)))
}

pub(super) fn give(app: &mut App, give: &Give, context: &Context) -> Result<Reply> {
    let Some((rep, who)) = give.who_rep.split_last() else {
        return Err(Error::usage("say whom, and to whom: goodcall team give ana ben"));
    };
    let customer = ask::who(app, who, context)?;
    let to = if rep == "anyone" { NewOwner::Anyone } else { NewOwner::Rep(rep.clone()) };
    let act = app.give_customer(customer.id, &to, Sending::Now)?;
    Ok(acted(app, &act, &team::given(&act, &app.team_role()?)))
}

/// Says what became of a customer.
fn acted(app: &App, act: &SharedAct, done: &str) -> Reply {
    let mut json = customers::json(&act.customer, app.settings().zone);
    if let Value::Object(all) = &mut json {
        all.insert("sent".into(), act.synced.fault.is_none().into());
    }
    let mut reply = Reply::new(done, json);
    if act.synced.fault.is_some() {
        reply = reply.note("The others hear of it with the next goodcall sync now.");
    }
    sent(reply, &act.synced)
}
