//! The sections of a key file, one for each space.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Keyed, ServerKeys};
use crate::sync::key::SpaceKey;
use crate::sync::letters;
use crate::sync::team::{EpochKeys, MachineKey, Managing, TeamKeys};

/// The kind of the space of one user's own machines.
const OWN: &str = "own";
/// The kind of what belongs to the server of teams.
const SERVER: &str = "server";
/// The kind of a team.
const TEAM: &str = "team";

/// Writes a section.
pub(super) fn written(space: &Keyed) -> Table {
    match space {
        Keyed::Own(key) => Table::from_iter([("kind".into(), OWN.into()), ("key".into(), key.line().into())]),
        Keyed::Server(server) => {
            let mut table = Table::from_iter([
                ("kind".into(), SERVER.into()),
                ("url".into(), server.url.clone().into()),
                ("account".into(), server.account.clone().into()),
                ("host".into(), server.host.clone().into()),
                ("database".into(), server.database.clone().into()),
                ("machine".into(), server.machine.to_string().into()),
                ("secret".into(), server.secret.letters().into()),
            ]);
            table.extend(server.password.clone().map(|password| ("password".into(), password.into())));
            table
        }
        Keyed::Team(name, keys) => {
            let mut table = Table::from_iter([
                ("kind".into(), TEAM.into()),
                ("name".into(), name.clone().into()),
                ("wall".into(), lines_of(&keys.wall).into()),
            ]);
            table.extend(keys.team.as_ref().map(|keys| ("keys".into(), lines_of(keys).into())));
            let Managing { public, secrets } = &keys.managing;
            table.extend(public.map(|public| ("managers".into(), letters::lower(&public).into())));
            if !secrets.is_empty() {
                let secrets = secrets.iter().map(|(epoch, secret)| (epoch.to_string(), secret.letters().into()));
                table.insert("secrets".into(), secrets.collect::<Table>().into());
            }
            table
        }
        Keyed::Other(space) => space.clone(),
    }
}

/// Reads a section; what is wrong with it comes back in words.
pub(super) fn read(space: &Value) -> Result<Keyed, String> {
    let space = space.as_table().ok_or("one of its spaces is not a section")?;
    let text = |name: &str| space.get(name).and_then(Value::as_str);
    match text("kind") {
        Some(OWN) => key_of(text("key").ok_or("a space has no key")?).map(Keyed::Own),
        Some(SERVER) => {
            let machine = text("machine").and_then(|id| id.parse().ok()).ok_or("a server's machine is not one")?;
            let secret = text("secret").and_then(MachineKey::of_letters).ok_or("a server's secret is not one")?;
            let url = text("url").ok_or("a server has no URL")?.to_string();
            let named = |name: &str| text(name).unwrap_or_default().to_string();
            Ok(Keyed::Server(ServerKeys {
                url,
                account: named("account"),
                host: named("host"),
                database: named("database"),
                machine,
                secret,
                password: text("password").map(str::to_string),
            }))
        }
        Some(TEAM) => {
            let name = text("name").ok_or("a team has no name")?.to_string();
            let team = space.get("keys").map(keys_of).transpose()?;
            let wall = keys_of(space.get("wall").ok_or("a team's wall has no key")?)?;
            let managing = managing_of(text("managers"), space.get("secrets"))?;
            Ok(Keyed::Team(name, TeamKeys { team, wall, managing }))
        }
        Some(_) => Ok(Keyed::Other(space.clone())),
        None => Err("a space has no kind".into()),
    }
}

fn key_of(line: &str) -> Result<SpaceKey, String> {
    SpaceKey::of_line(line).map_err(|e| e.to_string())
}

/// The managers' keys; a version before them wrote none.
fn managing_of(public: Option<&str>, secrets: Option<&Value>) -> Result<Managing, String> {
    let odd = || "a team's managers have a key that is not one".to_string();
    let public = public.map(|public| letters::of_lower(public).ok_or_else(odd)).transpose()?;
    let secrets = secrets.map(|secrets| secrets.as_table().ok_or_else(odd)).transpose()?;
    let secrets = secrets.into_iter().flatten().map(|(epoch, secret)| {
        let secret = secret.as_str().and_then(MachineKey::of_letters);
        epoch.parse().ok().zip(secret).ok_or_else(odd)
    });
    Ok(Managing { public, secrets: secrets.collect::<Result<_, _>>()? })
}

/// The keys by epoch: the first one is epoch 0.
fn lines_of(keys: &EpochKeys) -> Table {
    keys.all().map(|(epoch, key)| (epoch.to_string(), Value::from(key.line()))).collect()
}

fn keys_of(lines: &Value) -> Result<EpochKeys, String> {
    let lines = lines.as_table().ok_or("a team's keys are not a section")?;
    let keys = lines.iter().map(|(epoch, line)| {
        let epoch: u32 = epoch.parse().map_err(|_| "a key of a team has no number".to_string())?;
        Ok((epoch, key_of(line.as_str().unwrap_or_default())?))
    });
    let keys: BTreeMap<u32, SpaceKey> = keys.collect::<Result<_, String>>()?;
    EpochKeys::of(keys).ok_or_else(|| "a team's first key is missing".to_string())
}
