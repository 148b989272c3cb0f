//! What waits to be sent to a team: what a manager alone may do goes apart from the rest, so that the server can vouch for it.
//! What can never be sent is taken back.

use super::{READING, State, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::choice::Choice as _;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::sharing::SharingAct;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::{self, Entry};
use crate::sync::team::TeamSpace;
use crate::sync::team::shared::SharedEntry;

/// The most entries that are read to be sent at once.
const AT_ONCE: i64 = 1_000;

/// Whether a line that waits is an act that counts because a manager did it.
const IS_MANAGERS: &str = "EXISTS (SELECT 1 FROM sync_sharing AS act
  WHERE act.team = waits.team AND act.manager AND act.machine = (SELECT machine FROM sync_server)
    AND json_extract(waits.line, '$[0]') = 'sharing' AND act.customer = json_extract(waits.line, '$[1]')
    AND act.clock = json_extract(waits.line, '$[2]'))";

/// What of all that waits goes next.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SharedOutgoing {
    /// The entries, the earliest first.
    pub entries: Vec<Entry>,
    /// Whether they count because a manager did them.
    pub by_manager: bool,
}

impl Book {
    /// Has a team told something with the next exchange.
    pub(super) fn tell_team(&self, team: i64, said: &SharedEntry) -> Result<()> {
        let line = segment::lines_of(&[said.entry()])?;
        self.db.run("INSERT INTO sync_shared_out (team, line) VALUES (?1, ?2)", (team, line), WRITING).map(drop)
    }

    /// Returns what waits to be sent to a team, the first of it: a manager's acts, or what is none.
    pub fn shared_outgoing(&self, team: i64) -> Result<SharedOutgoing> {
        let sql = format!(
            "SELECT line, {IS_MANAGERS} FROM sync_shared_out AS waits WHERE team = ?1 ORDER BY id LIMIT {AT_ONCE}"
        );
        let rows: Vec<(String, bool)> = self.db.all(&sql, [team], READING)?;
        let by_manager = rows.first().is_some_and(|(_, is_managers)| *is_managers);
        let alike = rows.into_iter().take_while(|(_, is_managers)| *is_managers == by_manager);
        let entries = segment::entries_of(&alike.map(|(line, _)| line).collect::<String>()).map_err(|_| {
            Error::new(ErrorKind::Damaged, "what waits to be sent to the team can't be read; nothing was sent")
                .help("goodcall doctor says what to do")
        })?;
        Ok(SharedOutgoing { entries, by_manager })
    }

    /// Notes that the first entries of what waits came to the server, in a segment of this number.
    pub fn shared_was_sent(
        &mut self,
        clock: &Clock,
        team: i64,
        (writer, seq): (WriterId, u64),
        entries: usize,
    ) -> Result<()> {
        let sql = "DELETE FROM sync_shared_out WHERE id IN
                     (SELECT id FROM sync_shared_out WHERE team = ?1 ORDER BY id LIMIT ?2)";
        self.note(clock, |note| {
            note.db.run(sql, (team, entries), WRITING)?;
            note.segment_was_read((team, TeamSpace::Team), writer, seq)
        })
    }

    /// Notes that entries were read back which this machine had sent, be it in a run that was killed: they wait no longer.
    pub(super) fn came_back(&self, team: i64, entries: &[SharedEntry]) -> Result<()> {
        if self.count_waiting((team, TeamSpace::Team))? == 0 {
            return Ok(());
        }
        let sql = "DELETE FROM sync_shared_out WHERE team = ?1 AND json_extract(line, '$[0]') = ?2
                     AND json_extract(line, '$[1]') = ?3 AND json_extract(line, '$[2]') = ?4";
        for entry in entries {
            if let Entry::Row { table, row, hlc, .. } = entry.entry() {
                self.db.run(sql, (team, table, row, hlc.0), WRITING)?;
            }
        }
        Ok(())
    }

    /// Takes back an act of this machine's on a team's customer that was not sent: as if it had not been done.
    pub fn take_back_shared_act(&mut self, clock: &Clock, team: i64, (customer, at): (CustomerId, Hlc)) -> Result<()> {
        self.note(clock, |note| note.take_back_act(clock, team, (customer.0, at)))
    }

    /// Whether an act of this machine's on a team's customer was not taken back.
    pub fn has_shared_act(&self, team: i64, (customer, at): (CustomerId, Hlc)) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_sharing WHERE team = ?1 AND customer = ?2 AND clock = ?3
                     AND machine = (SELECT machine FROM sync_server))";
        self.db.one(sql, (team, customer, at.0), READING)
    }

    /// Takes back what this machine did as a manager and did not send, once the user is none any more. Returns how much that
    /// was.
    pub fn take_back_managers_acts(&mut self, clock: &Clock, team: i64) -> Result<usize> {
        let sql = format!(
            "SELECT json_extract(line, '$[1]'), json_extract(line, '$[2]') FROM sync_shared_out AS waits
             WHERE team = ?1 AND {IS_MANAGERS} ORDER BY id DESC"
        );
        let acts: Vec<(i64, i64)> = self.db.all(&sql, [team], READING)?;
        if !acts.is_empty() {
            self.note(clock, |note| {
                let author = note.author()?;
                for (customer, at) in &acts {
                    let is_forgotten = note.state(team, *customer)?.forgotten;
                    note.take_back_act(clock, team, (*customer, Hlc(*at)))?;
                    if is_forgotten {
                        // They were erased here all the same: what the user logged on them goes, as any member's does.
                        note.take_back_own_logs(clock, team, &author, CustomerId(*customer))?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(acts.len())
    }

    fn take_back_act(&self, clock: &Clock, team: i64, (customer, at): (i64, Hlc)) -> Result<()> {
        let was_here = self.state(team, customer)?.here;
        let machine = self.author()?.machine;
        let act = "DELETE FROM sync_sharing WHERE team = ?1 AND customer = ?2 AND clock = ?3 AND machine = ?4
                   RETURNING act";
        let Some(act) = self.db.optional::<String>(act, (team, customer, at.0, machine), WRITING)? else {
            return Ok(());
        };
        let waits = "DELETE FROM sync_shared_out WHERE team = ?1 AND json_extract(line, '$[0]') = 'sharing'
                       AND json_extract(line, '$[1]') = ?2 AND json_extract(line, '$[2]') = ?3";
        self.db.run(waits, (team, customer, at.0), WRITING)?;
        if act == SharingAct::Share.as_str() {
            self.take_back_told(team, customer, (at, machine))?;
        }
        self.refresh_shared(team, customer)?;
        if self.sharings(team, customer)?.is_empty() {
            let gone = "DELETE FROM sync_shared WHERE team = ?1 AND customer = ?2";
            self.db.run(gone, (team, customer), WRITING)?;
            self.show_whose(customer)?;
        }
        let State { here, hidden, .. } = self.state(team, customer)?;
        if here && !hidden && !was_here { self.show_again(clock, team, customer) } else { Ok(()) }
    }

    /// Takes back what this machine was about to tell of a customer since it shared them.
    fn take_back_told(&self, team: i64, customer: i64, (since, machine): (Hlc, i64)) -> Result<()> {
        let waits = "DELETE FROM sync_shared_out WHERE team = ?1 AND json_extract(line, '$[2]') > ?3 AND (
                       json_extract(line, '$[0]') = 'customer' AND json_extract(line, '$[1]') = ?2
                       OR json_extract(line, '$[0]') = 'touch' AND json_extract(line, '$[3].customer') = ?2)";
        self.db.run(waits, (team, customer, since.0), WRITING)?;
        let logs = "DELETE FROM sync_team_touch WHERE team = ?1 AND customer = ?2 AND clock > ?3 AND machine = ?4";
        self.db.run(logs, (team, customer, since.0, machine), WRITING)?;
        let mut state = self.state(team, customer)?;
        state.clocks.retain(|_, (clock, by)| *by != machine || *clock <= since.0);
        state.fields.retain(|name, _| state.clocks.contains_key(name));
        state.earlier.retain(|name, _| state.clocks.contains_key(name));
        // The next time they are shared, what differs is told.
        state.shown = state.fields.clone();
        self.keep_state(team, customer, &state)
    }

    /// Says what waits to be sent as another machine: this one has a new id.
    pub(in crate::book::team) fn send_shared_as(&self, before: i64, now: i64) -> Result<()> {
        let waits = |table: &str, row: &str, of: &str| {
            format!(
                "UPDATE OR REPLACE {table} SET machine = ?2 WHERE machine = ?1 AND EXISTS (
                   SELECT 1 FROM sync_shared_out AS waits WHERE waits.team = {table}.team
                     AND json_extract(line, '$[0]') = '{of}' AND json_extract(line, '$[1]') = {table}.{row}
                     AND json_extract(line, '$[2]') = {table}.clock)"
            )
        };
        self.db.run(&waits("sync_sharing", "customer", "sharing"), (before, now), WRITING)?;
        self.db.run(&waits("sync_team_touch", "touch", "touch"), (before, now), WRITING)?;
        let told = "SELECT DISTINCT team, json_extract(line, '$[1]'), json_extract(line, '$[2]') FROM sync_shared_out
                    WHERE json_extract(line, '$[0]') = 'customer'";
        for (team, customer, clock) in self.db.all::<(i64, i64, i64)>(told, [], READING)? {
            let mut state = self.state(team, customer)?;
            let of_line = state.clocks.values_mut().filter(|stamp| **stamp == (clock, before));
            of_line.for_each(|stamp| stamp.1 = now);
            self.keep_state(team, customer, &state)?;
        }
        Ok(())
    }
}
