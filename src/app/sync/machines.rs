//! The machines of the space, and those that are awaited no more.

use std::collections::BTreeMap;

use super::WriterId;
use super::store::Store;
use crate::app::App;
use crate::book::sync::Machine as KnownMachine;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{clean, fold, listed};

/// A machine of the space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its id.
    pub id: WriterId,
    /// As its user calls it; its id where it has no name here.
    pub name: String,
    /// Whether it is this one.
    pub is_this: bool,
    /// Its last segment that was read here; of this one, the last that was made.
    pub known: u64,
    /// How many of its later ones are known of and were not read.
    pub missing: u64,
    /// When its latest segment was made by its own clock, in milliseconds since 1970.
    pub last_seen: Option<i64>,
    /// Whether it is awaited no more.
    pub is_retired: bool,
}

/// The name of a machine, or its id where it has none.
pub(super) fn called(machine: &KnownMachine) -> String {
    if machine.name.is_empty() { machine.writer.to_string() } else { machine.name.clone() }
}

impl App {
    /// Counts the machines that are not retired, this one too.
    pub(super) fn count_machines(&self) -> Result<usize> {
        Ok(self.book.machines()?.iter().filter(|machine| !machine.retired).count())
    }

    /// Lists the machines of the space; `store` tells of what is not read yet.
    pub(super) fn machines_of(&self, store: Option<&Store>) -> Result<Vec<Machine>> {
        let own = self.part()?.writer;
        let all = self.book.machines()?;
        let mut heard_of: BTreeMap<WriterId, u64> = BTreeMap::new();
        let in_folder = store.into_iter().flat_map(Store::all).map(|listed| (listed.writer, listed.seq));
        let seen = all.iter().flat_map(|machine| machine.seen.iter().map(|(writer, seq)| (*writer, *seq)));
        for (writer, seq) in in_folder.chain(seen) {
            let known = heard_of.entry(writer).or_default();
            *known = (*known).max(seq);
        }
        let machines = all.iter().map(|machine| Machine {
            id: machine.writer,
            name: called(machine),
            is_this: machine.writer == own,
            known: machine.seq,
            missing: heard_of.get(&machine.writer).copied().unwrap_or_default().saturating_sub(machine.seq),
            last_seen: machine.last_seen,
            is_retired: machine.retired,
        });
        let mut machines: Vec<Machine> = machines.collect();
        let unknown = heard_of.iter().filter(|(writer, _)| !all.iter().any(|machine| machine.writer == **writer));
        machines.extend(unknown.map(|(writer, seq)| Machine {
            id: *writer,
            name: writer.to_string(),
            is_this: false,
            known: 0,
            missing: *seq,
            last_seen: None,
            is_retired: false,
        }));
        Ok(machines)
    }

    /// Lists the machines of the space.
    ///
    /// # Errors
    /// The book takes part in none.
    pub fn sync_machines(&self) -> Result<Vec<Machine>> {
        self.book_file()?;
        self.machines_of(self.store_if_reached()?.as_ref())
    }

    /// Awaits a machine no more: by its id, the beginning of it, or its name. The others hear of it at the next sync.
    ///
    /// # Errors
    /// None or several are meant (`NoMatch`, `Ambiguous`), or this machine is.
    pub fn retire_machine(&mut self, which: &str) -> Result<Machine> {
        self.may_sync()?;
        let all = self.machines_of(None)?;
        let wanted = which.trim().to_lowercase();
        let exact: Vec<&Machine> = all.iter().filter(|m| m.id.to_string() == wanted).collect();
        let named = || all.iter().filter(|m| fold(&m.name) == fold(which.trim())).collect::<Vec<_>>();
        let begun = || all.iter().filter(|m| !wanted.is_empty() && m.id.to_string().starts_with(&wanted)).collect();
        let found = [exact, named(), begun()].into_iter().find(|found: &Vec<&Machine>| !found.is_empty());
        let machine = match found.as_deref() {
            Some([machine]) => (*machine).clone(),
            None | Some([]) => {
                let all: Vec<String> = all.iter().map(|m| format!("{} ({})", m.id, clean(&m.name))).collect();
                return Err(Error::new(ErrorKind::NoMatch, format!("no machine is called \"{}\"", clean(which)))
                    .help(format!("nothing was changed; the machines are {}", listed(&all))));
            }
            Some(several) => {
                let ids: Vec<String> = several.iter().map(|m| m.id.to_string()).collect();
                return Err(Error::new(ErrorKind::Ambiguous, format!("\"{}\" may be {}", clean(which), listed(&ids)))
                    .help("nothing was changed; name one by its whole id"));
            }
        };
        if machine.is_this {
            return Err(Error::failed("this is the machine itself; nothing was changed")
                .help("goodcall sync off ends its part; then retire it on another machine"));
        }
        let clock = self.clock();
        self.book.retire(&clock, machine.id)?;
        Ok(Machine { is_retired: true, ..machine })
    }
}
