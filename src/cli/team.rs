//! `team`: a team on its own PostgreSQL server.

use serde_json::json;

use super::output::Reply;
use super::{BookNamed, Context, Run};
use crate::app::App;
use crate::app::team::connecting::Account;
use crate::app::team::schema::schema;
use crate::error::Result;
use crate::text::clean;
use args::Act;
pub(super) use args::Team;

mod args;

impl Run for Team {
    fn begins_book(&self) -> bool {
        matches!(self.act, Act::Connect(_))
    }

    fn before(&self, named: &BookNamed<'_>) -> Result<Option<Reply>> {
        match &self.act {
            Act::Schema(asked) => {
                let sql = schema(&asked.team)?;
                Ok(Some(Reply::new(sql.clone(), json!({"sql": sql}))))
            }
            Act::Connect(_) => named().map(|_| None),
        }
    }

    fn run(&self, app: &mut App, _context: &Context) -> Result<Reply> {
        match &self.act {
            // It was answered before the book was opened.
            Act::Schema(_) => Ok(Reply::nothing()),
            Act::Connect(connect) => Ok(connected(&app.connect_team(&connect.url)?)),
        }
    }
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
