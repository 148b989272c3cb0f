//! A team's server, as the rest of goodcall knows it: the spaces that it carries, and the members and sealed keys that it
//! keeps for them. What speaks to a real one is in `src/server/`, and a build without teams has none of it.

use std::fmt;

use super::WriterId;
use super::carrier::Carrier;
pub use super::carrier::ServerFault;
use crate::error::Result;

/// Opens connections to servers.
pub trait Dial: fmt::Debug + Sync {
    /// Connects within five seconds, over TLS, to the server that a URL names.
    ///
    /// # Errors
    /// A URL that names no server, a server that can't be reached, a certificate that is not the host's, a user who may not
    /// come in.
    fn dial(&self, url: &str, password: Option<&str>) -> Result<Box<dyn Server>>;

    /// A URL as it may be kept and shown: without its password, which comes beside it.
    ///
    /// # Errors
    /// It names no server, or asks for a connection that is less than wholly verified.
    fn parts_of(&self, url: &str) -> Result<UrlParts>;
}

/// A URL without what is secret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlParts {
    /// The URL without a password.
    pub url: String,
    /// The password that stood in it.
    pub password: Option<String>,
}

/// A connection to a server.
pub trait Server {
    /// Whom the server takes this connection for, and what it lets them do.
    fn account(&self) -> &Account;

    /// What carries one of its spaces, such as `team_north` or `wall_north`.
    fn carrier<'a>(&'a self, space: &str) -> Box<dyn Carrier + 'a>;

    /// Asks at once what is new in several spaces: what [`Carrier::after`] and [`Server::epochs_after`] say of each next
    /// time comes of that answer, if it is asked soon.
    ///
    /// # Errors
    /// The server has failed.
    fn look_ahead(&self, spaces: &[String]) -> std::result::Result<(), ServerFault>;

    /// The machines that were published in a space, the oldest first.
    ///
    /// # Errors
    /// The server has failed.
    fn members(&self, space: &str) -> std::result::Result<Vec<MemberMachine>, ServerFault>;

    /// Publishes this machine in a space, or that it was seen again.
    ///
    /// # Errors
    /// The server has failed, or refuses.
    fn publish(&self, space: &str, member: &MachineProfile) -> std::result::Result<(), ServerFault>;

    /// Takes a machine of this account from a space's list; nothing is done where it is not on it.
    ///
    /// # Errors
    /// The server has failed.
    fn unpublish(&self, space: &str, machine: WriterId) -> std::result::Result<(), ServerFault>;

    /// Keeps this machine's id for the account in these spaces, before anybody there sees it; false where another account has
    /// taken it in one of them, or in one of the others that are looked at.
    ///
    /// # Errors
    /// The server has failed.
    fn reserve(
        &self,
        machine: WriterId,
        spaces: &[String],
        looked_at: &[String],
    ) -> std::result::Result<bool, ServerFault>;

    /// Which of a team's roles somebody was granted; None where the server has no such role.
    ///
    /// # Errors
    /// The server has failed.
    fn roles_of(&self, team: &str, role: &str) -> std::result::Result<Option<TeamRoles>, ServerFault>;

    /// Leaves an invitation that one role alone can read.
    ///
    /// # Errors
    /// The server has failed, or refuses: only managers invite.
    fn invite(&self, space: &str, invitation: &Invitation) -> std::result::Result<Invited, ServerFault>;

    /// Reads an invitation that is for this account and leaves it there; None where there is none, or it is older than a week.
    ///
    /// # Errors
    /// The server has failed.
    fn read_invitation(&self, id: &[u8; 16]) -> std::result::Result<Option<Vec<u8>>, ServerFault>;

    /// The invitations to a space that this account made and nobody took, the oldest first.
    ///
    /// # Errors
    /// The server has failed.
    fn invitations(&self, space: &str) -> std::result::Result<Vec<WaitingInvitation>, ServerFault>;

    /// Revokes the invitations of a role to a space that this account made; returns how many there were.
    ///
    /// # Errors
    /// The server has failed.
    fn revoke_invitations(&self, space: &str, role: &str) -> std::result::Result<usize, ServerFault>;

    /// Takes an invitation that is for this account, so that nobody can take it again; None where there is none, or it is
    /// older than a week by the server's clock.
    ///
    /// # Errors
    /// The server has failed.
    fn take_invitation(&self, id: &[u8; 16]) -> std::result::Result<Option<Vec<u8>>, ServerFault>;

    /// Adds a new epoch's key, sealed to each machine that stays: all of them or none.
    ///
    /// # Errors
    /// The server has failed, or refuses: only managers do that.
    fn add_epoch(&self, space: &str, keys: &[SealedKey]) -> std::result::Result<Added, ServerFault>;

    /// The keys of epochs later than one, for all machines, by epoch.
    ///
    /// # Errors
    /// The server has failed.
    fn epochs_after(&self, space: &str, epoch: u32) -> std::result::Result<Vec<SealedKey>, ServerFault>;
}

/// An invitation that nobody took yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingInvitation {
    /// The role it is for.
    pub role: String,
    /// When it was made, by the server's clock, in milliseconds since 1970.
    pub at: i64,
    /// Whether it still holds: it is not older than a week.
    pub holds: bool,
}

/// What came of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// It waits there.
    Done,
    /// The server has no role of this name.
    NoSuchRole,
}

/// What came of adding an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Its keys are there.
    Done,
    /// Another manager has added an epoch of this number.
    Taken,
}

/// An account at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The role that logged in.
    pub user: String,
    /// The server's host.
    pub host: String,
    /// The database.
    pub database: String,
    /// The teams whose roles the account was granted, by name.
    pub teams: Vec<TeamRoles>,
    /// The server's time, in milliseconds since 1970.
    pub now: i64,
}

/// Which of a team's roles an account was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRoles {
    /// The team's name.
    pub team: String,
    /// `team_NAME`: shares customers and praise.
    pub member: bool,
    /// `wall_NAME`: reads the wall.
    pub wall: bool,
    /// `manager_NAME`: invites and removes.
    pub manager: bool,
}

impl TeamRoles {
    /// None of a team's roles.
    pub fn none(team: &str) -> Self {
        Self { team: team.to_string(), member: false, wall: false, manager: false }
    }
}

/// A machine as it is published in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberMachine {
    /// The role that published it, as the server vouches for.
    pub owner: String,
    /// Whether that role is a manager of the team.
    pub manager: bool,
    /// When it joined and when it was seen last, by the server's clock, in milliseconds since 1970.
    pub joined: i64,
    /// See `joined`.
    pub last_seen: i64,
    /// What the machine says of itself.
    pub said: MachineProfile,
}

/// What a machine publishes of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineProfile {
    /// Its id.
    pub machine: WriterId,
    /// Its public key.
    pub key: [u8; 32],
    /// Its name, sealed under the space's key.
    pub name: Vec<u8>,
    /// The code under the space's key that shows that no server made it up.
    pub mac: [u8; 32],
}

/// A space's key under a one-time key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Names it.
    pub id: [u8; 16],
    /// The role that may read it.
    pub role: String,
    /// What is sealed.
    pub sealed: Vec<u8>,
}

/// An epoch's key, sealed to a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// The epoch, from 1.
    pub epoch: u32,
    /// To whom it is sealed.
    pub machine: WriterId,
    /// What is sealed, behind codes that show to which public key it was given.
    pub sealed: Vec<u8>,
}
