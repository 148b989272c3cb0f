//! A team's customers: they are shared, handed over, and taken back.

use super::not_member;
use crate::app::App;
use crate::app::sync::now::is_of_store;
use crate::book::team::TeamPart;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::sharing::{Shared, SharingAct};
use crate::error::{Error, ErrorKind, Result};
use crate::sync::team::TeamSpace;
use crate::text::{clean, listed};

pub use crate::book::team::TeamLog;

/// Whose a shared customer is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewOwner {
    /// Anyone's: who is first calls them.
    Anyone,
    /// A rep's, by role.
    Rep(String),
}

/// What came of an act on a team's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedAct {
    /// The customer, as they are now.
    pub customer: Customer,
    /// The team.
    pub team: String,
    /// Whether it was so already.
    pub was_so: bool,
    /// Why it was not sent; it is in the book, and goes with the next sync.
    pub fault: Option<Error>,
}

impl App {
    /// Shares a customer with a team. They are the user's there, or anyone's.
    ///
    /// # Errors
    /// They are shared with another team, or the user only reads the wall (`Rights`).
    pub fn share_customer(&mut self, id: CustomerId, team: Option<&str>, is_anyones: bool) -> Result<SharedAct> {
        self.may_join_teams()?;
        let customer = self.book.customer(id)?;
        let team = self.team_named(team)?;
        let team = if team.member { team } else { self.member_by_now(&team)? };
        if let Some(shared_by) = customer.team.as_deref().filter(|shared_by| *shared_by != team.name) {
            let (name, shared_by) = (clean(&customer.name), clean(shared_by));
            return Err(Error::failed(format!(
                "{name} is shared with {shared_by}, and a customer is in one team alone"
            ))
            .help(format!("nothing was changed; goodcall team unshare \"{name}\" takes them out of {shared_by}")));
        }
        let account = self.own_role()?;
        let owner = (!is_anyones).then_some(account.as_str());
        if customer.team.is_some() {
            return self.shared_again(&customer, team, owner);
        }
        self.act_on_shared(&customer, &team, (SharingAct::Share, owner))
    }

    /// Shares somebody whom the team has already: whose they are may change.
    fn shared_again(&mut self, customer: &Customer, team: TeamPart, owner: Option<&str>) -> Result<SharedAct> {
        if owner.is_some() || customer.owner.is_none() {
            let (customer, team) = (customer.clone(), team.name);
            return Ok(SharedAct { customer, team, was_so: true, fault: None });
        }
        self.may_change_shared(customer, &team)?;
        self.act_on_shared(customer, &team, (SharingAct::Give, None))
    }

    /// Whether a customer is forgotten for all of the team that shares them, and which that is; None where none does.
    pub fn forgets_in_team(&self, customer: &Customer) -> Result<Option<(String, bool)>> {
        let Some(team) = self.book.team_of(customer.id)? else { return Ok(None) };
        let shared = self.book.shared(team.id, customer.id)?;
        Ok(Some((team.name, shared.may_be_changed_by(&self.own_role()?, team.manager))))
    }

    /// Takes a customer out of the team that shares them. They stay in this book.
    ///
    /// # Errors
    /// No team shares them, or they are another rep's (`Rights`).
    pub fn unshare_customer(&mut self, id: CustomerId) -> Result<SharedAct> {
        let (customer, team) = self.shared_customer(id)?;
        self.may_change_shared(&customer, &team)?;
        self.act_on_shared(&customer, &team, (SharingAct::Unshare, None))
    }

    /// Hands a shared customer over.
    ///
    /// # Errors
    /// No team shares them, they are another rep's (`Rights`), or the rep is not in the team (`NoMatch`).
    pub fn give_customer(&mut self, id: CustomerId, to: &NewOwner) -> Result<SharedAct> {
        let (customer, team) = self.shared_customer(id)?;
        self.may_change_shared(&customer, &team)?;
        let owner = match to {
            NewOwner::Anyone => None,
            NewOwner::Rep(rep) => Some(self.rep_named(rep, &team)?),
        };
        if owner == customer.owner {
            return Ok(SharedAct { customer, team: team.name, was_so: true, fault: None });
        }
        self.act_on_shared(&customer, &team, (SharingAct::Give, owner.as_deref()))
    }

    /// A customer whom a team shares, and the team.
    pub(super) fn shared_customer(&mut self, id: CustomerId) -> Result<(Customer, TeamPart)> {
        self.may_join_teams()?;
        let customer = self.book.customer(id)?;
        let Some(team) = self.book.team_of(id)? else {
            let name = clean(&customer.name);
            return Err(Error::failed(format!("no team shares {name}"))
                .help(format!("nothing was changed; goodcall team share \"{name}\" shares them")));
        };
        if !team.member {
            return Err(not_member(&team.name));
        }
        Ok((customer, team))
    }

    pub(super) fn may_change_shared(&self, customer: &Customer, team: &TeamPart) -> Result<()> {
        let shared = self.book.shared(team.id, customer.id)?;
        if shared.may_be_changed_by(&self.own_role()?, team.manager) {
            return Ok(());
        }
        let Shared { owner, sharer, .. } = shared;
        let (name, whose) = (clean(&customer.name), owner.clone().or(sharer).unwrap_or_default());
        let whose = clean(&whose);
        let is_whose = if owner.is_some() { "belongs to" } else { "is anyone's, and was shared by" };
        Err(Error::new(ErrorKind::Rights, format!("{name} {is_whose} {whose}; only {whose} or a manager does that"))
            .help("nothing was changed"))
    }

    /// The role that the team's server knows this user by.
    pub(super) fn own_role(&self) -> Result<String> {
        Ok(self.book.team_server()?.map(|server| server.account).unwrap_or_default())
    }

    /// A rep of a team, by role.
    fn rep_named(&mut self, rep: &str, team: &TeamPart) -> Result<String> {
        let mut link = self.open_server()?;
        let team = self.open_team(&mut link, Some(&team.name))?;
        let members = link.server.members(&TeamSpace::Team.named(&team.part.name))?;
        let mut reps: Vec<String> = members.into_iter().map(|member| member.owner).collect();
        reps.sort();
        reps.dedup();
        let wanted = rep.trim();
        reps.iter().find(|known| *known == wanted).cloned().ok_or_else(|| {
            let (wanted, reps) = (clean(wanted).into_owned(), listed(&reps));
            Error::new(ErrorKind::NoMatch, format!("nobody called \"{wanted}\" is in the team {}", team.part.name))
                .help(format!("nothing was changed; in it are {reps}"))
        })
    }

    /// Keeps an act in the book, and sends it. One that the server refuses is taken back.
    fn act_on_shared(
        &mut self,
        customer: &Customer,
        team: &TeamPart,
        (act, owner): (SharingAct, Option<&str>),
    ) -> Result<SharedAct> {
        let clock = self.clock();
        self.book.act_on_shared(&clock, team, (customer.id, act, owner))?;
        let fault = self.send_now(&[team])?;
        // What could never be sent is not kept.
        if let Some(error) = fault.as_ref().filter(|error| !is_of_store(error) && error.kind != ErrorKind::Certificate)
        {
            self.book.take_back_shared_act(&clock, team, customer.id)?;
            return Err(error.clone());
        }
        let customer = self.book.customer(customer.id)?;
        Ok(SharedAct { customer, team: team.name.clone(), was_so: false, fault })
    }

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
        match self.book.team_log(touch)? {
            None => Ok(()),
            Some(log) => {
                let rep = clean(&log.rep);
                Err(Error::new(ErrorKind::Rights, format!("{rep} logged that, and can correct it; you can't"))
                    .help("nothing was changed"))
            }
        }
    }
}
