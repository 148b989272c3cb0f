//! The SQL for the administrator of a team's server.

use crate::error::Result;
use crate::server::schema;

/// Writes the SQL for a server, and for the roles of these teams. It needs neither a book nor the server.
///
/// # Errors
/// A name that is not one of a team (usage).
pub fn schema(teams: &[String]) -> Result<String> {
    schema::script(teams)
}
