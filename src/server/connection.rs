//! An open connection: asks the server, one question at a time, and gives up where nothing moves.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::types::{FromSqlOwned, ToSql, Type};
use tokio_postgres::{Client, Row};

use super::fault::Place;
use super::glance::Glance;
use super::watched_stream::Moved;
use crate::sync::server::{Account, ServerFault};

/// How long nothing may move before an answer is given up.
const SILENCE: Duration = Duration::from_secs(10);
/// How long an answer may take in all: one that comes byte by byte would hold up whatever waits for it.
const ANSWER: Duration = Duration::from_secs(60);
/// How long taking leave may take.
const LEAVE: Duration = Duration::from_millis(500);

/// A value of a question, with its type: told along with it, it costs no question of its own, and a pooler may give each
/// question to another connection.
pub(super) type Asked<'q> = (&'q (dyn ToSql + Sync), Type);

/// What comes of a question.
pub(super) type Answer<T> = std::result::Result<T, ServerFault>;

/// A connection, and what keeps it going.
pub(super) struct Reached {
    pub client: Client,
    pub going: JoinHandle<()>,
    pub moved: Moved,
}

/// Ends a runtime without waiting: a name that is still looked up would be waited for.
pub(super) fn leave(runtime: Runtime) {
    runtime.shutdown_background();
}

/// An open connection.
pub(super) struct Connection {
    pub account: Account,
    pub place: Place,
    /// Both are there until it ends.
    runtime: Option<Runtime>,
    reached: Option<Reached>,
    /// Why it can be used no more, once that is so: an answer that comes late would be taken for the next one's.
    broken: Cell<bool>,
    /// What was asked of several spaces at once.
    pub ahead: RefCell<Glance>,
}

impl Connection {
    /// Begins with nobody's account.
    pub(super) fn new(runtime: Runtime, reached: Reached, host: String, place: Place) -> Self {
        let account = Account { user: String::new(), host, database: String::new(), teams: Vec::new(), now: 0 };
        let (broken, ahead) = (Cell::new(false), RefCell::default());
        Self { account, place, runtime: Some(runtime), reached: Some(reached), broken, ahead }
    }

    /// Asks for rows.
    pub(super) fn ask(&self, sql: &str, values: &[Asked<'_>]) -> Answer<Vec<Row>> {
        let gone = || self.place.unreachable("the connection was closed");
        let (Some(runtime), Some(Reached { client, moved, .. })) = (&self.runtime, &self.reached) else {
            return Err(gone());
        };
        if self.broken.get() {
            return Err(gone());
        }
        let answer = runtime.block_on(answered(client, sql, values, moved));
        match answer {
            Some(Ok(rows)) => Ok(rows),
            Some(Err(error)) => {
                self.broken.set(client.is_closed());
                Err(self.place.of_answer(&error))
            }
            None => {
                self.broken.set(true);
                let why = match moved.silence() >= SILENCE {
                    true => format!("it has not answered for {} seconds", SILENCE.as_secs()),
                    false => format!("its answer is not whole after {} seconds", ANSWER.as_secs()),
                };
                Err(self.place.unreachable(why))
            }
        }
    }

    /// Asks for one row, where there may be none.
    pub(super) fn ask_one(&self, sql: &str, values: &[Asked<'_>]) -> Answer<Option<Row>> {
        Ok(self.ask(sql, values)?.into_iter().next())
    }
}

/// Reads a value of a row.
pub(super) fn value<T: FromSqlOwned>(row: &Row, name: &str) -> Answer<T> {
    row.try_get(name).map_err(|e| ServerFault::Tables { why: e.to_string() })
}

/// Reads a number of a row that is never negative.
pub(super) fn number(row: &Row, name: &str) -> Answer<u64> {
    let number: i64 = value(row, name)?;
    u64::try_from(number).map_err(|_| ServerFault::Tables { why: format!("its {name} is out of range: {number}") })
}

/// How long an answer is waited for, after it has taken a while and nothing has moved for a while.
fn patience(taken: Duration, silence: Duration) -> Duration {
    SILENCE.saturating_sub(silence).min(ANSWER.saturating_sub(taken))
}

/// The answer to a question; None once nothing has moved for too long, or all of it takes too long.
async fn answered(
    client: &Client,
    sql: &str,
    values: &[Asked<'_>],
    moved: &Moved,
) -> Option<std::result::Result<Vec<Row>, tokio_postgres::Error>> {
    moved.now();
    let begun = Instant::now();
    let mut answer = std::pin::pin!(client.query_typed(sql, values));
    loop {
        let left = patience(begun.elapsed(), moved.silence());
        if left.is_zero() {
            return None;
        }
        if let Ok(answer) = timeout(left, &mut answer).await {
            return Some(answer);
        }
    }
}

impl Drop for Connection {
    /// Says goodbye, so that the server need not wonder.
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if let Some(Reached { client, going, .. }) = self.reached.take() {
            drop(client);
            // A server that does not listen is left all the same.
            let _gone = runtime.block_on(async { timeout(LEAVE, going).await.is_ok() });
        }
        leave(runtime);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_given_up_after_silence_or_after_a_minute_of_dripping() {
        let seconds = Duration::from_secs;
        for (taken, silence, left) in
            [(0, 0, 10), (9, 9, 1), (10, 10, 0), (45, 5, 5), (55, 1, 5), (60, 0, 0), (90, 3, 0)]
        {
            assert_eq!(patience(seconds(taken), seconds(silence)), seconds(left), "{taken} {silence}");
        }
    }
}
