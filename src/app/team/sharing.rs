//! A team's customers: they are shared, handed over, and taken back; by commands, and from the screens.

use super::members::belonging;
use super::{Sending, not_member, only_managers};
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::now::is_of_store;
use crate::book::team::TeamPart;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::sharing::{Shared, SharingAct};
use crate::error::{Error, ErrorKind, Result};
use crate::sync::team::TeamSpace;
use crate::text::{clean, listed};

/// Whose a shared customer is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewOwner {
    /// The user's.
    User,
    /// A rep's, by role.
    Rep(String),
    /// Anyone's: who is first calls them.
    Anyone,
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
    /// What was read and sent along with it. Its fault says why the act was not sent: it is in the book, and goes with the
    /// next sync.
    pub synced: Synced,
}

impl App {
    /// Shares a customer with a team, the only one unless it is named. They are the user's there, or anyone's.
    ///
    /// # Errors
    /// They are shared with another team, or the user only reads the wall (`Rights`).
    pub fn share_customer(
        &mut self,
        id: CustomerId,
        (team, owner): (Option<&str>, &NewOwner),
        sending: Sending,
    ) -> Result<SharedAct> {
        self.may_join_teams()?;
        let customer = self.book.customer(id)?;
        let team = self.team_to_write_in(team, sending)?;
        if let Some(shared_by) = customer.team.as_deref().filter(|shared_by| *shared_by != team.name) {
            let (name, shared_by) = (clean(&customer.name), clean(shared_by));
            return Err(Error::failed(format!(
                "{name} is shared with {shared_by}, and a customer is in one team alone"
            ))
            .help(format!("nothing was changed; goodcall team unshare \"{name}\" takes them out of {shared_by}")));
        }
        let role = self.role_of(owner, &team, sending)?;
        if customer.team.is_none() {
            return self.act_on_shared((customer, team), (SharingAct::Share, role), sending);
        }
        // Somebody whom the team has already may become anyone's; nobody becomes the user's by that.
        if role.is_some() || customer.owner.is_none() {
            return Ok(SharedAct { customer, team: team.name, was_so: true, synced: Synced::default() });
        }
        self.may_change_shared(&customer, &team)?;
        self.act_on_shared((customer, team), (SharingAct::Give, None), sending)
    }

    /// Hands a shared customer over.
    ///
    /// # Errors
    /// No team shares them, they are another rep's (`Rights`), or the rep is not in the team (`NoMatch`).
    pub fn give_customer(&mut self, id: CustomerId, to: &NewOwner, sending: Sending) -> Result<SharedAct> {
        let (customer, team) = self.may_hand_over(id)?;
        let role = self.role_of(to, &team, sending)?;
        if role == customer.owner {
            return Ok(SharedAct { customer, team: team.name, was_so: true, synced: Synced::default() });
        }
        self.act_on_shared((customer, team), (SharingAct::Give, role), sending)
    }

    /// Takes a customer out of the team that shares them. They stay in this book.
    ///
    /// # Errors
    /// As [`App::may_hand_over`].
    pub fn unshare_customer(&mut self, id: CustomerId, sending: Sending) -> Result<SharedAct> {
        let shared = self.may_hand_over(id)?;
        self.act_on_shared(shared, (SharingAct::Unshare, None), sending)
    }

    /// Makes sure that the user may hand a shared customer over, or take them back; returns both them and the team.
    ///
    /// # Errors
    /// No team shares them, they are another rep's (`Rights`), or the user is not in the team.
    pub fn may_hand_over(&mut self, id: CustomerId) -> Result<(Customer, TeamPart)> {
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
        self.may_change_shared(&customer, &team)?;
        Ok((customer, team))
    }

    /// Returns the teams with which the user can share customers, by name.
    pub fn teams_to_share_with(&self) -> Result<Vec<String>> {
        let members = self.book.teams()?.into_iter().filter(|team| team.member);
        Ok(members.map(|team| team.name).collect())
    }

    /// Returns the reps of a team of whom this book has read anything, by name, without the user.
    pub fn reps_known(&self, team: &str) -> Result<Vec<String>> {
        self.book.reps_known(team)
    }

    /// The role that the team's server knows the user by; empty where there is none.
    pub fn team_role(&self) -> Result<String> {
        Ok(self.book.account()?.unwrap_or_default())
    }

    /// Whether a customer is forgotten for all of the team that shares them, and which that is; None where none does.
    pub fn forgets_in_team(&self, customer: &Customer) -> Result<Option<(String, bool)>> {
        let Some(team) = self.book.team_of(customer.id)? else { return Ok(None) };
        let shared = self.book.shared(team.id, customer.id)?;
        Ok(Some((team.name, shared.may_be_changed_by(&self.team_role()?, team.manager))))
    }

    fn may_change_shared(&self, customer: &Customer, team: &TeamPart) -> Result<()> {
        let shared = self.book.shared(team.id, customer.id)?;
        if shared.may_be_changed_by(&self.team_role()?, team.manager) {
            return Ok(());
        }
        let Shared { owner, sharer, .. } = shared;
        let (name, whose) = (clean(&customer.name), owner.clone().or(sharer).unwrap_or_default());
        let whose = clean(&whose);
        let is_whose = if owner.is_some() { "belongs to" } else { "is anyone's, and was shared by" };
        Err(Error::new(ErrorKind::Rights, format!("{name} {is_whose} {whose}; only {whose} or a manager does that"))
            .help(format!("nothing was changed; ask {whose}, or a manager of {}", team.name)))
    }

    /// The role of whom a customer is to be; None is anyone's. A command asks the server whether the rep is in the team.
    fn role_of(&mut self, owner: &NewOwner, team: &TeamPart, sending: Sending) -> Result<Option<String>> {
        match (owner, sending) {
            (NewOwner::Anyone, _) => Ok(None),
            (NewOwner::User, _) => self.team_role().map(Some),
            (NewOwner::Rep(rep), Sending::Later) => Ok(Some(rep.clone())),
            (NewOwner::Rep(rep), Sending::Now) => self.rep_named(rep, team).map(Some),
        }
    }

    /// A rep of a team, by role.
    fn rep_named(&mut self, rep: &str, team: &TeamPart) -> Result<String> {
        let mut link = self.open_server()?;
        let team = self.open_team(&mut link, Some(&team.name))?;
        // The server lists who was removed, too.
        let members = belonging(&link, &team, TeamSpace::Team)?;
        let mut reps: Vec<String> = members.into_iter().map(|known| known.member.owner).collect();
        reps.sort();
        reps.dedup();
        let wanted = rep.trim();
        reps.iter().find(|known| *known == wanted).cloned().ok_or_else(|| {
            let (wanted, reps) = (clean(wanted).into_owned(), listed(&reps));
            Error::new(ErrorKind::NoMatch, format!("nobody called \"{wanted}\" is in the team {}", team.part.name))
                .help(format!("nothing was changed; in it are {reps}"))
        })
    }

    /// Keeps an act in the book. One that is sent at once, and refused, is taken back.
    fn act_on_shared(
        &mut self,
        (customer, team): (Customer, TeamPart),
        (act, owner): (SharingAct, Option<String>),
        sending: Sending,
    ) -> Result<SharedAct> {
        let clock = self.clock();
        let at = self.book.act_on_shared(&clock, &team, (customer.id, act, owner.as_deref()))?;
        let synced = match sending {
            Sending::Now => self.send_now(&[&team])?,
            Sending::Later => Synced::default(),
        };
        // What could never be sent is not kept.
        let is_refused = |error: &&Error| !is_of_store(error) && error.kind != ErrorKind::Certificate;
        if let Some(error) = synced.fault.as_ref().filter(is_refused) {
            self.book.take_back_shared_act(&clock, team.id, (customer.id, at))?;
            return Err(error.clone());
        }
        // The user was a manager when this book last asked.
        if !self.book.has_shared_act(team.id, (customer.id, at))? {
            return Err(only_managers(&team.name, "do that with another rep's customer"));
        }
        let customer = self.book.customer(customer.id)?;
        Ok(SharedAct { customer, team: team.name, was_so: false, synced })
    }
}
