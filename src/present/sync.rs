//! Sync in words and as JSON: what was read and sent, how it stands, what lost to something else.

use std::path::Path;

use serde_json::{Value, json};

use super::json::at;
use super::team::statuses_json;
use crate::app::sync::leaving::{EndedPart, Others};
use crate::app::sync::machines::Machine;
use crate::app::sync::status::{Status, ToldOfForgetting};
use crate::app::sync::{CallsInstead, ClocksDiffer, Synced, Told, WhyNewId};
use crate::app::team::status::TeamStatus;
use crate::domain::tz::Tz;
use crate::error::Error;
use crate::text::{clean, count, listed};

/// A day and a time of two clocks that are far apart.
const INSTANT: &str = "%Y-%m-%d %H:%M";

/// What was read and sent, as JSON.
pub fn synced_json(synced: &Synced) -> Value {
    let left = synced.left.iter().map(
        |left| json!({"file": left.file.display().to_string(), "kind": left.kind.as_str(), "reason": left.reason}),
    );
    json!({
        "read": synced.read, "sent": synced.sent, "waiting": synced.waiting, "conflicts": synced.conflicts,
        "left": left.collect::<Vec<_>>(), "machines": synced.machines, "dry_run": synced.is_rehearsal,
        "told": synced.told.iter().map(told).collect::<Vec<_>>(),
    })
}

/// Says what was read and sent: "12 rows read, 3 sent." Where nothing was, an error or what waits says why.
pub fn synced(synced: &Synced) -> String {
    let rows = |n| count(n, "row", "rows");
    let would = if synced.is_rehearsal { " would be" } else { "" };
    let said = match (synced.read, synced.sent) {
        (0, 0) if synced.error().is_some() || synced.waiting > 0 => None,
        (0, 0) if synced.is_rehearsal => Some("Nothing to read, and nothing to send.".to_string()),
        (0, 0) => Some("Nothing new.".to_string()),
        (read, 0) => Some(format!("{}{would} read.", rows(read))),
        (0, sent) => Some(format!("{}{would} sent.", rows(sent))),
        (read, sent) => Some(format!("{}{would} read, {sent} sent.", rows(read))),
    };
    let lost = (synced.conflicts > 0).then(|| {
        let lost = count(synced.conflicts, "value", "values");
        format!("{lost} lost to another made at the same time: goodcall sync conflicts.")
    });
    let waits = (synced.waiting > 0).then(|| {
        let waits = count(synced.waiting, "file waits", "files wait");
        format!("{waits} for others that are still on their way.")
    });
    said.into_iter().chain(lost).chain(waits).collect::<Vec<_>>().join(" ")
}

/// Says who calls somebody whom the user was offered.
pub fn calls_instead(left: &CallsInstead) -> String {
    let CallsInstead { rep, customer, is_weekly } = left;
    let when = if *is_weekly { "this week" } else { "this time" };
    format!("{} calls {} {when}.", clean(rep), clean(customer))
}

/// Says whom other reps handed over to the user.
fn handed_over(handed: &[(String, String)]) -> String {
    match handed {
        [(rep, customer)] => format!("{} handed {} over to you.", clean(rep), clean(customer)),
        all => format!("{} were handed over to you.", count(all.len(), "customer", "customers")),
    }
}

/// Says what a user is told besides, a sentence or two.
pub fn told(told: &Told) -> String {
    match told {
        Told::NewId(WhyNewId::Copied) => {
            "This book is a copy of another machine's, so it takes part under an id of its own.".into()
        }
        Told::NewId(WhyNewId::Cloned) => {
            "Another machine has a copy of this book and its key, so this one goes on under a new id. Nothing is lost."
                .into()
        }
        Told::NewId(WhyNewId::Taken) => {
            "Somebody else on the team's server has taken the id of this machine; it has a new one.".into()
        }
        Told::NewId(WhyNewId::Retired) => "This machine was retired; it is back under a new id.".into(),
        Told::ReadBack(_) => {
            "This book was from an older backup, or a copy of it syncs elsewhere: what was sent under its id is in it now.".into()
        }
        Told::Forgotten(people) => {
            let (people, were) = (count(*people, "person", "people"), if *people == 1 { "was" } else { "were" });
            format!("{people} forgotten elsewhere {were} erased here too, backups included.")
        }
        Told::CopiesLeft => {
            "They may still be in backups that could not be rewritten: goodcall doctor looks at them.".into()
        }
        Told::SentAnew => {
            "What this machine had sent was gone from the folder, so all that it holds was sent again.".into()
        }
        Told::Compacted(removed) => {
            format!("{} in the folder made way for one that holds all there is.", count(*removed, "file", "files"))
        }
        Told::Awaits(left, names) => awaited(*left, names),
        Told::ClocksDiffer(clocks) => clocks_differ(clocks),
        Told::Renewed(name) => renewed(name),
        Told::CallsInstead(left) => calls_instead(left),
        Told::HandedOver(handed) => handed_over(handed),
        Told::NoManager(team) => {
            let team = clean(team);
            format!(
                "You are not a manager of {team} any more. What you did as one and had not sent is taken back: its customers are \
                 whose they were."
            )
        }
        Told::Later(entries) => format!(
            "A newer goodcall said {} that this one does not know; update it to see them.",
            count(*entries, "thing", "things")
        ),
    }
}

/// Whether the app tells it by itself.
pub fn is_news(told: &Told) -> bool {
    !matches!(told, Told::Compacted(_) | Told::Awaits(..) | Told::Later(_))
}

/// What became of a value that lost.
const LOST: &str = " lost to another made at the same time";

/// Says how many values lost, and what shows them: a key, or a command.
pub fn lost(many: usize, shown_by: &str) -> String {
    let (lost, them) = (count(many, "value", "values"), if many == 1 { "it" } else { "them" });
    format!("{lost}{LOST}; {shown_by} shows {them}")
}

/// Whether a text is the one that counts the values that lost.
pub fn is_of_lost(text: &str) -> bool {
    text.contains(LOST)
}

/// Counts the values that lost and wait to be settled: "2 conflicts".
pub fn crossed(conflicts: usize) -> String {
    count(conflicts, "conflict", "conflicts")
}

/// Says that a file could not be read, by its name: the folder it lies in is long, and known.
pub fn half_there(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format!("{} is half there, or damaged; goodcall sync now says more", clean(&name))
}

/// Says that a folder or a server is out of reach, without the reason.
pub fn out_of_reach(error: &Error) -> &str {
    error.message.split_once(": ").map_or(error.message.as_str(), |(what, _)| what)
}

/// Says how long there was no sync: "2 days without sync".
pub fn days_without(days: i64) -> String {
    format!("{} without sync", count(usize::try_from(days).unwrap_or_default(), "day", "days"))
}

/// Says whom a compaction awaits: "2 sealed files in the folder may still hold somebody you forgot, ..."
pub fn awaited(left: usize, names: &[String]) -> String {
    let files = count(left, "sealed file", "sealed files");
    if names.is_empty() {
        return format!(
            "{files} in the folder may still hold somebody you forgot; goodcall sync compact replaces them."
        );
    }
    let names: Vec<String> = names.iter().map(|name| clean(name).into_owned()).collect();
    let sync = if names.len() == 1 { "syncs" } else { "sync" };
    format!("{files} in the folder may still hold somebody you forgot, until {} {sync}.", listed(&names))
}

/// Says that a machine renewed the key, and how this one follows.
pub fn renewed(name: &str) -> String {
    let name = clean(name);
    format!(
        "The key was renewed on {name}: what is done here no longer reaches it. On {name}, goodcall sync key prints the new \
         LINE; then goodcall sync join LINE FOLDER here."
    )
}

/// Says what two clocks show, of which one is wrong.
fn clocks_differ(clocks: &ClocksDiffer) -> String {
    let ClocksDiffer { name, there, here } = clocks;
    let days = usize::try_from((*there - *here).num_days()).unwrap_or_default();
    let name = clean(name);
    format!(
        "The clocks of {name} and of this machine are {} apart: there it was {}, here it is {}. Set the wrong one right; what \
         is edited under the later clock wins.",
        count(days, "day", "days"),
        there.format(INSTANT),
        here.format(INSTANT)
    )
}

/// The machines as JSON.
pub fn machines_json(machines: &[Machine], zone: Tz) -> Value {
    let machine = |machine: &Machine| {
        json!({
            "id": machine.id, "name": machine.name, "this": machine.is_this, "known": machine.known,
            "missing": machine.missing, "last_seen": at(machine.last_seen, zone), "retired": machine.is_retired,
        })
    };
    machines.iter().map(machine).collect::<Vec<_>>().into()
}

/// Says that a book no longer syncs, and what the other machines hear of it.
pub fn ended(ended: &EndedPart) -> String {
    let EndedPart { folder, name, id, others, unsent } = ended;
    let mut said = vec![format!("This book no longer syncs. It stays as it is, and so does {}.", clean(folder))];
    if *unsent > 0 {
        said.push(format!(
            "{} that had not been sent.",
            count(*unsent, "row stays here alone", "rows stay here alone")
        ));
    }
    match others {
        Others::Told => said.push("The other machines no longer wait for this one.".into()),
        Others::Untold => said.push(format!(
            "The others could not be told, and go on waiting for {}: goodcall sync machines retire {id} on one of them.",
            clean(name)
        )),
        Others::None => {}
    }
    said.join(" ")
}

/// How it stands, as JSON.
pub fn status_json(status: Option<&Status>, teams: &[TeamStatus], zone: Tz) -> Value {
    let clock_off = teams.iter().find_map(|team| team.clock_ahead).map(|ahead| -ahead);
    let teams = statuses_json(teams, zone);
    let Some(status) = status else { return json!({"on": false, "teams": teams}) };
    json!({
        "on": true, "space": status.space, "carrier": "folder", "where": status.folder.display().to_string(),
        "reachable": status.is_reachable, "machine": {"id": status.id, "name": status.name},
        "last": at(status.last, zone), "to_send": status.to_send, "waiting": status.waiting,
        "conflicts": status.conflicts, "clock_off_s": clock_off,
        "machines": machines_json(&status.machines, zone), "forgotten_left": status.forgotten_left,
        "awaits": status.awaits, "later": status.later, "teams": teams,
    })
}

/// What is left elsewhere of somebody who was forgotten, as JSON.
pub fn forgetting_json(told: &ToldOfForgetting) -> Value {
    json!({"told": told.is_told, "left": told.left, "awaits": told.awaits})
}
