//! A team's server: PostgreSQL, over TLS alone. What it keeps and who may do what is in the SQL that `schema` prints; the
//! rest speaks to it, and only a build with the feature `team` has that.

#[cfg(feature = "team")]
mod account;
#[cfg(feature = "team")]
mod carrier;
#[cfg(feature = "team")]
mod connection;
#[cfg(feature = "team")]
mod dial;
#[cfg(feature = "team")]
mod fault;
#[cfg(feature = "team")]
mod glance;
#[cfg(feature = "team")]
mod membership;
#[cfg(feature = "team")]
mod password;
#[cfg(feature = "team")]
mod read_ahead;
pub mod schema;
#[cfg(feature = "team")]
mod tls;
#[cfg(feature = "team")]
mod url;
#[cfg(feature = "team")]
mod watched_stream;

use crate::sync::server::Dial;

/// What opens connections to servers; None in a build without teams.
pub fn dialing() -> Option<&'static dyn Dial> {
    #[cfg(feature = "team")]
    {
        Some(&dial::Postgres)
    }
    #[cfg(not(feature = "team"))]
    {
        None
    }
}
