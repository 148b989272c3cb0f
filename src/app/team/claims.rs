//! Claims of customers who are anyone's: what is asked of a server, by a sync or by a thread that nobody waits for too long.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use crate::app::sync::background::wait_for;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::carrier::{Claim, Claimed};
use crate::sync::server::{Dial, Server};
use crate::sync::team::{EpochKeys, TeamSpace, claim_key, open_claimer, seal_claimer};

/// A claim as it is asked for.
#[derive(Clone)]
pub(in crate::app) struct ClaimRequest {
    space: String,
    key: [u8; 32],
    sealed: Vec<u8>,
}

impl ClaimRequest {
    /// Makes the claim of a team's customer for a call day, in the name of a rep.
    pub(in crate::app) fn new(
        (team, keys): (&str, &EpochKeys),
        rep: &str,
        (customer, day): (CustomerId, NaiveDate),
    ) -> Result<Self> {
        let key = claim_key(keys, customer.0, &day.to_string());
        let sealed = seal_claimer(keys, &key, rep)?;
        Ok(Self { space: TeamSpace::Team.named(team), key, sealed })
    }

    /// Asks for it.
    ///
    /// # Errors
    /// The server has failed, or refuses.
    pub(in crate::app) fn ask(&self, server: &dyn Server) -> Result<Claim> {
        Ok(server.carrier(&self.space).claim(&self.key, &self.sealed)?)
    }

    /// Says who has the claim, after an answer to a rep: whom the server vouches for. That it is the rep's own is believed only
    /// where nothing else is sealed beside it.
    pub(in crate::app) fn holder(&self, keys: &EpochKeys, rep: &str, answer: Claim) -> String {
        match answer {
            Claim::Won => rep.to_string(),
            Claim::Lost(Claimed { owner, sealed }) if owner == rep => {
                open_claimer(keys, &self.key, &sealed).unwrap_or(owner)
            }
            Claim::Lost(Claimed { owner, .. }) => owner,
        }
    }
}

/// Asks a server on a thread of its own.
pub(in crate::app) struct Asker {
    asked: Sender<ClaimRequest>,
    answers: Receiver<Option<Claim>>,
    thread: JoinHandle<()>,
    until: Instant,
}

impl Asker {
    /// Connects to a server; all its answers have to be there within a time. None where no thread is to be had.
    pub(in crate::app) fn begin(
        dial: &'static dyn Dial,
        (url, password): (String, Option<String>),
        within: Duration,
    ) -> Option<Self> {
        let until = Instant::now() + within;
        let (asked, requests) = channel::<ClaimRequest>();
        let (answer, answers) = channel();
        let ask = move || {
            let Ok(server) = dial.dial(&url, password.as_deref()) else { return };
            for request in requests {
                if answer.send(request.ask(&*server).ok()).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("claim".into()).spawn(ask).ok()?;
        Some(Self { asked, answers, thread, until })
    }

    /// Asks for a claim; None where no answer came in time, or none that says who has it.
    pub(in crate::app) fn ask(&self, request: &ClaimRequest) -> Option<Claim> {
        self.asked.send(request.clone()).ok()?;
        self.answers.recv_timeout(self.until.saturating_duration_since(Instant::now())).ok()?
    }

    /// Takes leave of the server, within the same time.
    pub(in crate::app) fn end(self) {
        let Self { asked, answers, thread, until } = self;
        drop((asked, answers));
        wait_for(Some(&thread), until);
    }
}
