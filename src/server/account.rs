//! Whom a server takes a connection for.

use std::collections::BTreeMap;

use super::connection::{Connection, value};
use super::schema;
use crate::error::{Error, Result};
use crate::sync::server::{Account, ServerFault, TeamRoles};
use crate::text::clean;

/// The user, who logged in, the server's time, whether it has the tables, and the roles that were granted to the user, or to a role that the user
/// has. Among ten thousand roles `pg_has_role` of each takes some forty times as long.
const ACCOUNT: &str = "
    SELECT current_user::text AS who, session_user::text AS login, current_database()::text AS database,
        (extract(epoch FROM now()) * 1000)::bigint AS now,
        EXISTS (SELECT FROM pg_namespace WHERE nspname = 'goodcall') AS is_ready,
        ARRAY(
            WITH RECURSIVE mine (role) AS (
                SELECT oid FROM pg_roles WHERE rolname = current_user
                UNION SELECT granted.roleid FROM mine JOIN pg_auth_members AS granted ON granted.member = mine.role
            )
            SELECT pg_get_userbyid(role)::text FROM mine
        ) AS roles";

/// Asks whom the server takes a connection for.
pub(super) fn of(connection: &Connection) -> Result<Account> {
    let row = connection.ask_one(ACCOUNT, &[])?;
    let row = row.ok_or_else(|| Error::from(connection.place.unreachable("it gave no answer")))?;
    if !value::<bool>(&row, "is_ready")? {
        let why = format!("the database {} has no schema goodcall", connection.place.database);
        return Err(ServerFault::Tables { why }.into());
    }
    let (user, login): (String, String) = (value(&row, "who")?, value(&row, "login")?);
    if user != login {
        let (user, login) = (clean(&user), clean(&login));
        return Err(ServerFault::Rights {
            what: format!("it makes {login} act as the role {user}, in whose name nobody writes: ALTER ROLE \"{login}\" RESET role"),
        }
        .into());
    }
    Ok(Account {
        user,
        host: connection.account.host.clone(),
        database: value(&row, "database")?,
        teams: teams_of(&value::<Vec<String>>(&row, "roles")?),
        now: value(&row, "now")?,
    })
}

/// The teams of roles, by name.
fn teams_of(roles: &[String]) -> Vec<TeamRoles> {
    let mut teams: BTreeMap<&str, TeamRoles> = BTreeMap::new();
    for role in roles {
        let Some((kind @ ("team" | "wall" | "manager"), name)) = role.split_once('_') else { continue };
        if schema::check_name(name).is_err() {
            continue;
        }
        let team = teams.entry(name).or_insert_with(|| TeamRoles::none(name));
        match kind {
            "team" => team.member = true,
            "wall" => team.wall = true,
            _ => team.manager = true,
        }
    }
    teams.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_by_team() {
        let roles = [
            "manager_south",
            "team_a_b",
            "wall_a_b",
            "ana",
            "wall_south",
            "team_south",
            "wall_west",
            "team_",
            "team_Odd",
            "goodcall_user",
            "lunch_north",
        ];
        let teams = teams_of(&roles.map(String::from));
        let said = |t: &TeamRoles| format!("{} {} {} {}", t.team, t.member, t.wall, t.manager);
        let said: Vec<String> = teams.iter().map(said).collect();
        assert_eq!(said, ["a_b true true false", "south true true true", "west false true false"]);
    }
}
