//! What the screens do with a team's customers: only in the book. The next sync sends it.

use super::sharing::{NewOwner, SharedAct, TeamLog};
use super::wall::only_reads;
use crate::app::App;
use crate::book::team::TeamPart;
use crate::domain::choice::Choice as _;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::sharing::SharingAct;
use crate::domain::touch::{self, Outcome, Touch, TouchKind};
use crate::error::{Error, Result};
use crate::text::clean;

/// How many of the others' latest logs are looked at for a conversation.
const LOOKED_AT: usize = 40;

impl App {
    /// Returns the teams with which the user can share customers, by name.
    pub fn teams_to_share_with(&self) -> Result<Vec<String>> {
        let members = self.book.teams()?.into_iter().filter(|team| team.member);
        Ok(members.map(|team| team.name).collect())
    }

    /// Whom the team's server knows the user as; empty where there is none.
    pub fn team_role(&self) -> Result<String> {
        self.own_role()
    }

    /// Returns the reps of a team of whom this book has read anything, by name, without the user.
    pub fn reps_known(&self, team: &str) -> Result<Vec<String>> {
        self.book.reps_known(team)
    }

    /// Makes sure that the user may hand a shared customer over, or take them back.
    ///
    /// # Errors
    /// No team shares them, they are another rep's (`Rights`), or the user only reads the wall.
    pub fn may_hand_over(&mut self, id: CustomerId) -> Result<()> {
        let (customer, team) = self.shared_customer(id)?;
        self.may_change_shared(&customer, &team)
    }

    /// Shares a customer with a team as a rep's, or as anyone's.
    ///
    /// # Errors
    /// They are shared by now, or the user only reads the wall.
    pub fn share_here(&mut self, id: CustomerId, team: &str, owner: &NewOwner) -> Result<SharedAct> {
        self.may_join_teams()?;
        let team = self.team_named(Some(team))?;
        if !team.member {
            return Err(only_reads(&team.name));
        }
        let customer = self.book.customer(id)?;
        if let Some(shared_by) = &customer.team {
            let (name, shared_by) = (clean(&customer.name), clean(shared_by));
            return Err(Error::failed(format!("{name} is shared with {shared_by} already")).help("nothing was changed"));
        }
        self.act_here(&customer, &team, (SharingAct::Share, owner))
    }

    /// Hands a shared customer over.
    ///
    /// # Errors
    /// As [`App::may_hand_over`].
    pub fn give_here(&mut self, id: CustomerId, to: &NewOwner) -> Result<SharedAct> {
        let (customer, team) = self.shared_customer(id)?;
        self.may_change_shared(&customer, &team)?;
        if role_of(to) == customer.owner.as_deref() {
            return Ok(SharedAct { customer, team: team.name, was_so: true, fault: None });
        }
        self.act_here(&customer, &team, (SharingAct::Give, to))
    }

    /// Takes a customer out of the team that shares them.
    ///
    /// # Errors
    /// As [`App::may_hand_over`].
    pub fn unshare_here(&mut self, id: CustomerId) -> Result<SharedAct> {
        let (customer, team) = self.shared_customer(id)?;
        self.may_change_shared(&customer, &team)?;
        self.act_here(&customer, &team, (SharingAct::Unshare, &NewOwner::Anyone))
    }

    fn act_here(
        &mut self,
        customer: &Customer,
        team: &TeamPart,
        (act, owner): (SharingAct, &NewOwner),
    ) -> Result<SharedAct> {
        let clock = self.clock();
        self.book.act_on_shared(&clock, team, (customer.id, act, role_of(owner)))?;
        let customer = self.book.customer(customer.id)?;
        Ok(SharedAct { customer, team: team.name.clone(), was_so: false, fault: None })
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

/// The role of whom a customer is to be; None is anyone.
fn role_of(owner: &NewOwner) -> Option<&str> {
    match owner {
        NewOwner::Anyone => None,
        NewOwner::Rep(rep) => Some(rep),
    }
}

fn is_conversation(log: &TeamLog) -> bool {
    let outcome = log.outcome.as_deref().and_then(Outcome::parse);
    TouchKind::parse(&log.kind).is_some_and(|kind| touch::is_conversation(kind, outcome))
}
