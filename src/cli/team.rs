//! `team`: a team on its own PostgreSQL server.

use std::path::Path;

use serde_json::json;

use super::output::Reply;
use super::{BookNamed, Context, Dialing, Run, is_there};
use crate::app::sync::Synced;
use crate::app::team::connecting::Account;
use crate::app::team::schema::schema;
use crate::app::{App, IN_MEMORY};
use crate::error::{Error, ErrorKind, Result};
use crate::present::sync;
use crate::text::clean;
use args::Act;
pub(super) use args::Team;

mod args;
mod entering;
mod members;
mod sharing;
mod wall;

impl Run for Team {
    fn begins_book(&self) -> bool {
        matches!(self.act, Act::Connect(_))
    }

    fn before(&self, named: &BookNamed<'_>, dial: Dialing) -> Result<Option<Reply>> {
        if let Act::Schema(asked) = &self.act {
            let sql = schema(&asked.team)?;
            return Ok(Some(Reply::new(sql.clone(), json!({"sql": sql}))));
        }
        let book = named()?;
        if book == Path::new(IN_MEMORY) || is_there(&book) {
            return Ok(None);
        }
        if let Act::Connect(connect) = &self.act {
            // No book is begun for a server that can't be reached.
            let Some(dial) = dial else { return Ok(None) };
            let parts = dial.parts_of(&connect.url)?;
            return dial.dial(&parts.url, parts.password.as_deref()).map(|_| None);
        }
        Err(Error::new(ErrorKind::SyncOff, format!("no book was begun at {}", book.display()))
            .help("goodcall team connect URL begins one, then goodcall team join LINE"))
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            // It was answered before the book was opened.
            Act::Schema(_) => Ok(Reply::nothing()),
            Act::Connect(connect) => Ok(connected(&app.connect_team(&connect.url)?)),
            Act::Setup(setup) => entering::set_up(app, setup),
            Act::Invite(invite) => entering::invite(app, invite),
            Act::Join(join) => entering::join(app, join),
            Act::Members(of) => members::members(app, of),
            Act::Remove(remove) => members::remove(app, remove),
            Act::Leave(leave) => members::leave(app, leave),
            Act::Share(share) => sharing::share(app, share, context),
            Act::Unshare(unshare) => sharing::unshare(app, unshare, context),
            Act::Give(give) => sharing::give(app, give, context),
            Act::Praise(praise) => wall::praise(app, praise, context),
            Act::Withdraw(withdraw) => wall::withdraw(app, withdraw, context),
            Act::Wall(wanted) => wall::wall(app, wanted, context),
        }
    }
}

/// Adds to a reply what was read along with an act, as far as the user is told of that, and why the act was not sent.
fn sent(reply: Reply, synced: &Synced) -> Reply {
    let refused = synced.left.iter().map(|left| clean(&left.error.message).into_owned());
    let reply = refused.chain(synced.told.iter().map(sync::told)).fold(reply, Reply::note);
    Reply { error: synced.fault.clone(), ..reply }
}

fn connected(account: &Account) -> Reply {
    let teams: Vec<&str> = account.teams.iter().map(|team| team.team.as_str()).collect();
    let json = json!({"user": account.user, "host": account.host, "database": account.database, "teams": teams});
    let (user, host, database) = (clean(&account.user), clean(&account.host), clean(&account.database));
    let text = format!("Connected to {database} on {host} as {user}.");
    if teams.is_empty() {
        let none = format!("No team's role was granted to {user} yet; the server's administrator does that.");
        return Reply::new(text, json).note(none);
    }
    let teams: Vec<String> = teams.iter().map(|team| clean(team).into_owned()).collect();
    Reply::new(format!("{text} Teams: {}.", teams.join(", ")), json)
}
