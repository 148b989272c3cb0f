//! `sync`: the same book on several machines, through a folder that something else carries.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::{Value, json};

use super::output::{Card, Reply};
use super::{BookNamed, Context, Dialing, Run, is_there, line};
use crate::app::sync::Synced;
use crate::app::sync::joining::{self, Joined, LineOf};
use crate::app::sync::leaving::Others;
use crate::app::sync::machines::Machine;
use crate::app::sync::now::Mode;
use crate::app::{App, IN_MEMORY};
use crate::error::{Error, ErrorKind, Result};
use crate::present::{sync, times};
use crate::text::{clean, count, pad, width};
pub(super) use args::Sync;
use args::{Act, Join, Key, MachineAct, Setup};

mod args;
mod conflicts;
mod status;

impl Run for Sync {
    fn begins_book(&self) -> bool {
        matches!(self.act, Act::Setup(_) | Act::Join(_))
    }

    /// Looks at key and folder, so that no book is begun in vain.
    fn before(&self, named: &BookNamed<'_>, _dial: Dialing) -> Result<Option<Reply>> {
        if let Act::Setup(Setup { name: Some(name), .. }) | Act::Join(Join { name: Some(name), .. }) = &self.act {
            joining::name_as_given(name)?;
        }
        let book = named()?;
        if book == Path::new(IN_MEMORY) {
            return Ok(None);
        }
        match &self.act {
            Act::Setup(setup) => joining::may_begin(&book, &setup.folder).map(|()| None),
            Act::Join(join) if is_there(&book) => join.line().map(|_| None),
            Act::Join(join) => {
                let line = join.line()?;
                joining::may_begin(&book, &join.folder)?;
                joining::may_join(line, &join.folder).map(|()| None)
            }
            Act::Status(_) if !is_there(&book) => Ok(Some(status::of_no_book())),
            _ if !is_there(&book) => {
                Err(Error::new(ErrorKind::SyncOff, format!("no book was begun at {}", book.display())).help(
                    "goodcall sync setup FOLDER on the first machine, goodcall sync join LINE FOLDER on the others",
                ))
            }
            _ => Ok(None),
        }
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            Act::Setup(setup) => set_up(app, setup),
            Act::Join(join) => self::join(app, join),
            Act::Now(now) => {
                let mode = if now.dry_run { Mode::Rehearsal } else { Mode::Really };
                Ok(synced(&app.sync_now(mode)?))
            }
            Act::Status(_) => status::status(app),
            Act::Conflicts(which) => conflicts::run(app, which.act.as_ref(), context),
            Act::Machines(machines) => self::machines(app, machines.act.as_ref()),
            Act::Key(key) => self::key(app, key),
            Act::Compact(_) => compact(app),
            Act::Open(open) => Ok(opened(app, &open.files)),
            Act::Off(_) => off(app),
        }
    }
}

impl Join {
    /// The line: as given, or from standard input.
    fn line(&self) -> Result<&str> {
        if self.line != "-" {
            return Ok(&self.line);
        }
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let line = line::of_input(LineOf::Book, joining::is_whole_line)?;
        Ok(self.read.get_or_init(|| line))
    }
}

/// What was read and sent, with all that is told besides.
fn synced(synced: &Synced) -> Reply {
    with_told(Reply::new(sync::synced(synced), sync::synced_json(synced)), synced)
}

pub(super) fn with_told(reply: Reply, synced: &Synced) -> Reply {
    let mut reply = synced.told.iter().fold(reply, |reply, told| reply.note(sync::told(told)));
    reply.notes_for_programs = true;
    reply.notes.extend(synced.left.iter().skip(1).map(|left| clean(&left.error.message).into_owned()));
    reply.error = synced.error();
    if let (Some(fault), false) = (&synced.fault, synced.left.is_empty()) {
        reply.notes.push(clean(&fault.message).into_owned());
    }
    reply
}

fn set_up(app: &mut App, setup: &Setup) -> Result<Reply> {
    let Joined { line, space, id, name, folder, synced } = app.set_up_sync(&setup.folder, setup.name.as_deref())?;
    let json = json!({
        "line": line, "space": space, "machine": {"id": id, "name": name}, "folder": folder.display().to_string(),
    });
    let reply = Reply::new(line, json).note(format!(
        "That line is the key to this book. On the other machine: goodcall sync join - FOLDER, then paste it. \
         {} sent; this machine is {}.",
        count(synced.sent, "row was", "rows were"),
        clean(&name)
    ));
    Ok(with_told(reply, &synced))
}

fn join(app: &mut App, join: &Join) -> Result<Reply> {
    let line = join.line()?.to_string();
    let joined = app.join_sync(&line, &join.folder, join.name.as_deref())?;
    let mut json = sync::synced_json(&joined.synced);
    if let Value::Object(all) = &mut json {
        all.insert("space".into(), joined.space.into());
        all.insert("machine".into(), json!({"id": joined.id, "name": joined.name}));
    }
    let text = format!("Joined as {}. {}", clean(&joined.name), sync::synced(&joined.synced));
    Ok(with_told(Reply::new(text, json), &joined.synced))
}

/// Says how long ago an instant was, in milliseconds since 1970.
fn since(ms: i64, app: &App) -> String {
    let now = app.clock().stamp();
    let at = DateTime::from_timestamp_millis(ms).map(|at| at.with_timezone(now.offset()));
    at.map_or_else(String::new, |at| times::since(at, now))
}

fn add_machines(card: &mut Card, machines: &[Machine], app: &App) {
    let columns = machines.iter().map(|m| width(&clean(&m.name))).max().unwrap_or_default();
    for machine in machines {
        let mut said = Vec::new();
        if machine.is_this {
            said.push("this machine".to_string());
        }
        said.extend(machine.last_seen.filter(|_| !machine.is_this).map(|ms| since(ms, app)));
        if machine.missing > 0 {
            let missing = usize::try_from(machine.missing).unwrap_or(usize::MAX);
            said.push(format!("{} not read yet", count(missing, "file", "files")));
        }
        if machine.is_retired {
            said.push("retired".into());
        }
        card.line(&format!("{}  {}  {}", machine.id, pad(&clean(&machine.name), columns), said.join(", ")));
    }
}

fn machines(app: &mut App, act: Option<&MachineAct>) -> Result<Reply> {
    let zone = app.clock().zone;
    let retired = match act {
        None => None,
        Some(MachineAct::Retire(which)) => Some(app.retire_machine(&which.id)?),
    };
    let all = app.sync_machines()?;
    let json = sync::machines_json(&all, zone);
    if let Some(machine) = retired {
        let text =
            format!("Nothing waits for {} any more; the others hear of it at the next sync.", clean(&machine.name));
        return Ok(Reply::new(text, json));
    }
    let mut card = Card::default();
    add_machines(&mut card, &all, app);
    Ok(Reply::new(card.finish(), json))
}

fn key(app: &mut App, key: &Key) -> Result<Reply> {
    if !key.new {
        let line = app.sync_line()?;
        let json = json!({"line": line});
        return Ok(Reply::new(line, json)
            .note("Anybody with this line can read everything. On the other machine: goodcall sync join - FOLDER."));
    }
    let new = app.renew_sync_key()?;
    let json = json!({"line": new.line, "space": new.space, "before": new.before});
    let reply = Reply::new(new.line, json).note(format!(
        "That is the new key. On each other machine: goodcall sync join - FOLDER, then paste it. \
         Then remove the folder goodcall-sync/{} yourself.",
        new.before
    ));
    Ok(with_told(reply, &new.synced))
}

fn compact(app: &mut App) -> Result<Reply> {
    let (done, through) = app.compact_sync()?;
    let removed =
        (done.removed > 0 || done.left == 0).then(|| format!("{} removed.", count(done.removed, "file", "files")));
    let left = (done.left > 0).then(|| sync::awaited(done.left, &done.awaits));
    let text = removed.into_iter().chain(left).collect::<Vec<_>>().join(" ");
    let json = json!({"removed": done.removed, "left": done.left, "awaits": done.awaits});
    Ok(with_told(Reply::new(text, json), &through))
}

fn opened(app: &App, files: &[PathBuf]) -> Reply {
    let mut reply = Reply { printed: true, ..Reply::default() };
    for file in files {
        match app.open_sealed(file) {
            Ok(lines) => reply.text.push_str(&lines),
            Err(error) if reply.error.is_none() => reply.error = Some(error),
            Err(error) => reply.notes.push(clean(&error.message).into_owned()),
        }
    }
    reply
}

fn off(app: &mut App) -> Result<Reply> {
    let ended = app.end_sync()?;
    let json = json!({"off": true, "folder": ended.folder, "told": ended.others == Others::Told});
    Ok(Reply::new(sync::ended(&ended), json))
}
