//! Logs on a team's customers: what other reps logged, and whether the words of one's own go to the team.

use crate::app::App;
use crate::domain::choice::Choice as _;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::touch::{self, Outcome, Touch, TouchKind};
use crate::error::{Error, ErrorKind, Result};
use crate::text::clean;

pub use crate::book::team::TeamLog;

/// How many of the others' latest logs are looked at for a conversation.
const LOOKED_AT: usize = 40;

impl App {
    /// Returns what other reps of the team logged on a customer, the newest first.
    pub fn team_logs_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<TeamLog>> {
        self.book.team_logs_of(customer, limit)
    }

    /// Counts what other reps of the team logged on a customer.
    pub fn count_team_logs_of(&self, customer: CustomerId) -> Result<usize> {
        self.book.count_team_logs_of(customer)
    }

    /// Returns the log of another rep with an id, where the team has one.
    pub fn team_log(&self, touch: TouchId) -> Result<Option<TeamLog>> {
        self.book.team_log(touch)
    }

    /// Makes sure that a log is not another rep's.
    ///
    /// # Errors
    /// It is (`Rights`).
    pub fn is_own_log(&self, touch: TouchId) -> Result<()> {
        self.book.team_log(touch)?.map_or(Ok(()), |log| Err(is_anothers(&log)))
    }

    /// Returns another rep's conversation with a customer that came after the user's own last one, of a later day.
    pub fn others_talk(&self, customer: &Customer, own: Option<&Touch>) -> Result<Option<TeamLog>> {
        let is_later = customer.last_talked.is_some_and(|day| own.is_none_or(|talk| talk.day() < day));
        if !is_later {
            return Ok(None);
        }
        Ok(self.book.team_logs_of(customer.id, LOOKED_AT)?.into_iter().find(is_conversation))
    }

    /// Whether the words of what is logged with a shared customer go to the team, unless the user says otherwise.
    pub fn tells_words(&self) -> bool {
        self.settings.config.team.logs == crate::config::ALL
    }

    /// Whether the words of a log go to the team.
    pub fn tells_words_of(&self, touch: TouchId) -> Result<bool> {
        self.book.tells_words_of(touch)
    }
}

/// The error of who would change, delete or hang up another rep's log.
pub fn is_anothers(log: &TeamLog) -> Error {
    let rep = clean(&log.rep);
    Error::new(ErrorKind::Rights, format!("{rep} logged that; it is not yours to change"))
        .help(format!("nothing was changed; ask {rep} to correct it"))
}

fn is_conversation(log: &TeamLog) -> bool {
    let outcome = log.outcome.as_deref().and_then(Outcome::parse);
    TouchKind::parse(&log.kind).is_some_and(|kind| touch::is_conversation(kind, outcome))
}
