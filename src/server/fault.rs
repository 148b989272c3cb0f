//! What a server or its network says, as a fault with words: by SQLSTATE where there is one.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, SqlState};

use super::tls;
use super::url::Target;
use crate::error::io_words;
use crate::sync::server::ServerFault;
use crate::text::clean;

/// What a server is called in messages, and who asks it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// As `host:port`.
    pub server: String,
    pub user: String,
    pub database: String,
    /// Why no password is known, where none is.
    no_password: String,
}

impl Place {
    /// The place of a target; `no_password` says why no password is known for it.
    pub(super) fn of(target: &Target, no_password: &str) -> Self {
        let plain = |text: &str| clean(text).into_owned();
        Self {
            server: target.server(),
            user: plain(&target.user),
            database: plain(&target.database),
            no_password: plain(no_password),
        }
    }

    /// It can't be reached, for a reason.
    pub(super) fn unreachable(&self, why: impl Into<String>) -> ServerFault {
        ServerFault::Unreachable { server: self.server.clone(), why: why.into() }
    }

    fn certificate(&self, why: impl Into<String>) -> ServerFault {
        ServerFault::Certificate { server: self.server.clone(), why: why.into() }
    }

    /// What the operating system said of the connection.
    pub(super) fn of_io(&self, error: &io::Error) -> ServerFault {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(tls) => self.certificate(tls::words(tls)),
            None => self.unreachable(match error.kind() {
                io::ErrorKind::ConnectionRefused => "nothing answers at that port".into(),
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => CLOSED.into(),
                _ => clean(&io_words(error)).into_owned(),
            }),
        }
    }

    /// What came of a question.
    pub(super) fn of_answer(&self, error: &tokio_postgres::Error) -> ServerFault {
        if let Some(said) = error.as_db_error() {
            return self.of_server(said);
        }
        let beneath = error.source();
        if let Some(io) = beneath.and_then(|beneath| beneath.downcast_ref::<io::Error>()) {
            return self.of_io(io);
        }
        let said = beneath.map(ToString::to_string).unwrap_or_default();
        match said.as_str() {
            NO_TLS => self.certificate("it shows none, for it takes no TLS connections"),
            NO_PASSWORD => {
                let Self { user, no_password, .. } = self;
                rights(format!("it asks for a password of {user}, and none is known here: {no_password}"))
            }
            _ if error.is_closed() => self.unreachable(CLOSED),
            _ => {
                let words = if said.is_empty() { error.to_string() } else { format!("{error}: {said}") };
                self.unreachable(clean(&words))
            }
        }
    }

    fn of_server(&self, said: &DbError) -> ServerFault {
        let message = clean(said.message()).into_owned();
        let Self { user, database, .. } = self;
        match said.code() {
            &SqlState::INVALID_PASSWORD => rights(format!("the password of {user} is wrong")),
            &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => rights(format!("{user} may not log in: {message}")),
            &SqlState::INSUFFICIENT_PRIVILEGE => rights(format!("{user} may not do that: {message}")),
            &SqlState::INVALID_CATALOG_NAME => ServerFault::Tables { why: format!("it has no database {database}") },
            &SqlState::DISK_FULL => ServerFault::Full { server: self.server.clone() },
            &SqlState::READ_ONLY_SQL_TRANSACTION => ServerFault::ReadOnly { server: self.server.clone() },
            &SqlState::TOO_MANY_CONNECTIONS => self.unreachable("it has as many connections as it takes"),
            &SqlState::PROTOCOL_VIOLATION => self.of_pooler(message),
            &SqlState::CANNOT_CONNECT_NOW => self.unreachable("it is starting or stopping"),
            &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN => self.unreachable("it was stopped"),
            code => match code.code().get(..2) {
                // What the script would have made.
                Some("3F" | "42") => ServerFault::Tables { why: message },
                // Values that the tables refuse.
                Some("22" | "23") => rights(message),
                _ => self.unreachable(message),
            },
        }
    }

    /// What pgbouncer says, whose SQLSTATE is the same whatever is wrong.
    fn of_pooler(&self, message: String) -> ServerFault {
        let Self { user, database, .. } = self;
        let says = |words: &str| message.contains(words);
        if says("authentication failed") || says("auth failed") || says("no such user") {
            rights(format!("the password of {user} is wrong, or the pooler does not know {user} ({message})"))
        } else if says("no such database") {
            ServerFault::Tables { why: format!("the pooler has no database {database}") }
        } else {
            self.unreachable(message)
        }
    }
}

fn rights(what: String) -> ServerFault {
    ServerFault::Rights { what }
}

/// What is said of a connection that ended.
const CLOSED: &str = "the connection was closed";
/// What tokio-postgres says of a server without TLS; it has no kind for it.
const NO_TLS: &str = "server does not support TLS";
/// What tokio-postgres says where a password is asked for and none was given.
const NO_PASSWORD: &str = "password missing";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_that_refuses_somebody_is_no_server_out_of_reach() {
        let target = Target::read("postgres://ana@db.example.com/goodcall").unwrap();
        let place = Place::of(&target, "");
        for message in ["SASL authentication failed", "password authentication failed", "no such user: ana"] {
            let fault = place.of_pooler(message.into());
            assert!(matches!(&fault, ServerFault::Rights { what } if what.contains("ana")), "{message}: {fault:?}");
        }
        assert!(matches!(place.of_pooler("no such database: goodcall".into()), ServerFault::Tables { .. }));
        let full = place.of_pooler("no more connections allowed (max_client_conn)".into());
        assert!(matches!(full, ServerFault::Unreachable { .. }), "{full:?}");
    }
}
