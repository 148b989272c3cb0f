//! The wall: remarks are hung there, taken off, and looked at.

use chrono::NaiveDate;

use super::{Link, Sending};
use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::sync::Synced;
use crate::book::team::{Seen, TeamPart};
use crate::domain::ids::RemarkId;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::team::TeamSpace;
use crate::sync::team::praise::Praise;
use crate::text::clean;

pub use crate::book::team::WallPraise;

/// What of a remark is told besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Naming {
    /// Who said it.
    pub customer: bool,
    /// Where they work.
    pub company: bool,
}

/// What came of an act on a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallAct {
    /// What it was about: as it hangs there, or hung there.
    pub hanging: Vec<WallPraise>,
    /// Whether it was so already.
    pub was_so: bool,
    /// What was read and sent along with it. Its fault says why the act was not sent: it is in the book, and goes with the
    /// next sync.
    pub synced: Synced,
}

/// What hangs on the walls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallSeen {
    /// The newest first.
    pub hanging: Vec<WallPraise>,
    /// Why this is what was read before, and not what hangs there now.
    pub fault: Option<Error>,
}

impl App {
    /// Hangs a remark on a team's wall.
    ///
    /// # Errors
    /// It is not praise (`NoMatch`), or the user only reads the wall (`Rights`).
    pub fn share_praise(&mut self, remark: RemarkId, team: Option<&str>, naming: Naming) -> Result<WallAct> {
        self.may_join_teams()?;
        let quoted = self.praise_of(remark)?;
        let team = self.team_to_write_in(team, Sending::Now)?;
        let praise = praise_to_hang(&quoted, naming);
        let clock = self.clock();
        let hung_before = !self.own_hanging(remark, Some(&team.name))?.is_empty();
        let is_new = self.book.share_praise(&clock, team.id, (remark, &praise, quoted.remark.customer))?;
        let waits = is_new || self.book.count_waiting((team.id, TeamSpace::Wall))? > 0;
        let synced = if waits { self.send_now(&[&team])? } else { Synced::default() };
        // What waited before, or hangs there, stays.
        let is_refused = |error: &&Error| matches!(error.kind, ErrorKind::Rights | ErrorKind::NotMember);
        if let Some(error) = synced.fault.as_ref().filter(is_refused).filter(|_| is_new && !hung_before) {
            self.book.take_back_praise(&clock, team.id, remark)?;
            return Err(error.clone());
        }
        let hanging = self.own_hanging(remark, Some(&team.name))?;
        Ok(WallAct { hanging, was_so: !is_new, synced })
    }

    /// Takes a remark off the wall again.
    ///
    /// # Errors
    /// It hangs on no wall (`NoMatch`), or another rep shared it (`Rights`).
    pub fn withdraw_praise(&mut self, remark: RemarkId, team: Option<&str>) -> Result<WallAct> {
        self.may_join_teams()?;
        let team = team.map(|name| self.team_named(Some(name))).transpose()?;
        let wanted = team.as_ref().map(|team| team.name.as_str());
        if self.book.teams()?.is_empty() {
            self.team_named(None)?;
        }
        if self.own_hanging(remark, wanted)?.is_empty() {
            // It may hang there since another machine of this user shared it.
            let _as_far = self.look_at_walls(None);
        }
        let own = self.own_hanging(remark, wanted)?;
        if own.is_empty() {
            return Err(match self.book.hanging(remark)?.first() {
                Some(other) => Error::new(
                    ErrorKind::Rights,
                    format!("{} shared that, and can withdraw it; you can't", clean(&other.rep)),
                )
                .help(format!("nothing was changed; ask {} to take it off", clean(&other.rep))),
                None => Error::new(ErrorKind::NoMatch, format!("nothing on the wall has the id {remark}"))
                    .help("nothing was changed; goodcall team wall --json shows the ids"),
            });
        }
        let clock = self.clock();
        let all = self.book.teams()?;
        let teams: Vec<_> = all.iter().filter(|team| own.iter().any(|hanging| hanging.team == team.name)).collect();
        for team in &teams {
            self.book.withdraw_praise(&clock, team.id, remark)?;
        }
        let synced = self.send_now(&teams)?;
        Ok(WallAct { hanging: own, was_so: false, synced })
    }

    /// Whether a remark hangs on any wall, as far as it was read.
    pub fn is_on_a_wall(&self, remark: RemarkId) -> bool {
        self.book.hanging(remark).is_ok_and(|hanging| !hanging.is_empty())
    }

    /// Returns what hangs on the walls, read from the server; where it can't be reached, what was read last.
    pub fn team_wall(&mut self, team: Option<&str>, since: Option<NaiveDate>) -> Result<WallSeen> {
        self.may_join_teams()?;
        let team = match team {
            Some(name) => Some(self.team_named(Some(name))?),
            None if self.book.teams()?.is_empty() => Some(self.team_named(None)?),
            None => None,
        };
        let fault = self.look_at_walls(team.as_ref()).err();
        let seen = Seen { team: team.map(|team| team.id), since: since.map(|day| day.to_string()) };
        Ok(WallSeen { hanging: self.book.wall(&seen)?, fault })
    }

    /// Reads what is new on a wall, or on all.
    fn look_at_walls(&mut self, only: Option<&TeamPart>) -> Result<()> {
        let mut link = self.open_server()?;
        let mut synced = Synced::default();
        let mut teams = self.book.teams()?;
        teams.retain(|team| only.is_none_or(|only| only.id == team.id));
        link.look_ahead(&teams)?;
        for team in &teams {
            let looked = self.look_at_wall(&mut link, &team.name, &mut synced);
            if let Err(error) = looked {
                synced.fault.get_or_insert(error);
            }
        }
        synced.error().map_or(Ok(()), Err)
    }

    fn look_at_wall(&mut self, link: &mut Link, name: &str, synced: &mut Synced) -> Result<()> {
        let mut team = self.open_team(link, Some(name))?;
        self.publish(link, &mut team)?;
        self.read_wall(link, &team, synced).map(drop)
    }

    /// Sends what waits in teams, over one connection, and reads what is new there. Why something could not be sent is in the
    /// result.
    pub(super) fn send_now(&mut self, teams: &[&TeamPart]) -> Result<Synced> {
        let mut synced = Synced::default();
        let mut sent = self.open_server().map(|mut link| {
            teams.iter().map(|team| self.send_to(&mut link, team, &mut synced)).collect::<Vec<Result<()>>>()
        });
        let faults = match &mut sent {
            Ok(all) => all.drain(..).filter_map(Result::err).collect(),
            Err(error) => vec![error.clone()],
        };
        for error in faults {
            // What is wrong with the book is said as everywhere.
            if error.kind == ErrorKind::Damaged {
                return Err(error);
            }
            synced.fault.get_or_insert(error);
        }
        Ok(synced)
    }

    fn send_to(&mut self, link: &mut Link, team: &TeamPart, synced: &mut Synced) -> Result<()> {
        let mut opened = self.open_team(link, Some(&team.name))?;
        if !opened.part.member {
            return Err(only_reads(&team.name));
        }
        self.exchange_team(link, &mut opened, synced)
    }

    /// A team of which the user is a member, the only one unless it is named. Of who only read its wall, the server is asked
    /// whether they have become one, where there is time for that.
    ///
    /// # Errors
    /// They are none, or it can't be reached: what could never be sent does not wait.
    pub(super) fn team_to_write_in(&mut self, name: Option<&str>, sending: Sending) -> Result<TeamPart> {
        let mut team = self.team_named(name)?;
        if !team.member && sending == Sending::Now {
            let mut link = self.open_server()?;
            team = self.open_team(&mut link, Some(&team.name))?.part;
        }
        if team.member { Ok(team) } else { Err(only_reads(&team.name)) }
    }

    /// What this user shared under a remark's id.
    fn own_hanging(&self, remark: RemarkId, team: Option<&str>) -> Result<Vec<WallPraise>> {
        let account = self.team_role()?;
        let mut hanging = self.book.hanging(remark)?;
        hanging.retain(|hanging| hanging.rep == account && team.is_none_or(|team| hanging.team == team));
        Ok(hanging)
    }
}

/// A remark as it is hung up.
pub(super) fn praise_to_hang(quoted: &Quoted, naming: Naming) -> Praise {
    Praise {
        text: quoted.remark.text.clone(),
        teammate: quoted.remark.teammates.first().cloned(),
        day: quoted.remark.said_on.to_string(),
        customer: naming.customer.then(|| quoted.customer_name.clone()),
        company: quoted.company.clone().filter(|_| naming.company),
    }
}

/// The error of who only reads a wall.
fn only_reads(team: &str) -> Error {
    Error::new(ErrorKind::Rights, format!("you only read the wall of {team}"))
        .help(format!("nothing was changed; the server's administrator grants the role team_{team}"))
}
