//! Reaches a server: name, connection, TLS, password, within five seconds in all.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::account;
use super::connection::{Connection, Reached, leave};
use super::fault::Place;
use super::password;
use super::tls;
use super::url::Target;
use super::watched_stream::{Moved, Watched};
use crate::error::{Error, Result};
use crate::sync::server::{Dial, Server, ServerFault, UrlParts};
use crate::text::clean;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How the program is called in the server's list of connections.
const PROGRAM: &str = "goodcall";

/// Opens connections to PostgreSQL.
#[derive(Debug)]
pub(super) struct Postgres;

impl Dial for Postgres {
    fn dial(&self, url: &str, password: Option<&str>) -> Result<Box<dyn Server>> {
        let mut target = Target::read(url)?;
        let given = password.map(str::to_string).or(target.password.take());
        let found = given.map_or_else(|| password::of_surroundings(&target), Ok);
        let place = Place::of(&target, found.as_ref().err().map_or("", String::as_str));
        target.password = found.ok();
        let connector = tls::connector(target.authorities.as_deref())?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build();
        let runtime = runtime.map_err(|e| place.of_io(&e))?;
        match runtime.block_on(reach(&target, connector, &place)) {
            Ok(reached) => {
                let mut connection = Connection::new(runtime, reached, target.host, place);
                connection.account = account::of(&connection)?;
                let taken_for = &connection.account.user;
                if *taken_for != target.user {
                    // What is for oneself is not for whomever a server says that one is.
                    let what = format!("it takes {} for {}", clean(&target.user), clean(taken_for));
                    return Err(ServerFault::Rights { what }.into());
                }
                Ok(Box::new(connection))
            }
            Err(fault) => {
                leave(runtime);
                Err(refused(fault))
            }
        }
    }

    fn parts_of(&self, url: &str) -> Result<UrlParts> {
        Target::read(url).map(Target::parts)
    }
}

/// What was refused when somebody came in, with what to do about it.
fn refused(fault: ServerFault) -> Error {
    let is_of_login = matches!(fault, ServerFault::Rights { .. });
    let error = Error::from(fault);
    if is_of_login {
        error.help(
            "nothing was changed; goodcall team connect takes the password in the URL, from PGPASSWORD or ~/.pgpass, and \
             the server's administrator says who may log in",
        )
    } else {
        error
    }
}

async fn reach(
    target: &Target,
    mut connector: MakeRustlsConnect,
    place: &Place,
) -> std::result::Result<Reached, ServerFault> {
    let until = Instant::now() + CONNECT;
    let late = |_| place.unreachable(format!("it did not answer within {} seconds", CONNECT.as_secs()));
    let moved = Moved::new();
    let inner = timeout_at(until, connected(target, until)).await.map_err(late)?;
    let stream = Watched { inner: inner.map_err(|e| place.of_io(&e))?, moved: moved.clone() };
    let mut config = tokio_postgres::Config::new();
    config.user(&target.user).dbname(&target.database).application_name(PROGRAM).ssl_mode(SslMode::Require);
    if let Some(password) = &target.password {
        config.password(password);
    }
    let connector = MakeTlsConnect::<Watched>::make_tls_connect(&mut connector, &target.host);
    let connector = connector.map_err(|e| place.unreachable(e.to_string()))?;
    let connected = timeout_at(until, config.connect_raw(stream, connector)).await.map_err(late)?;
    let (client, connection) = connected.map_err(|e| place.of_answer(&e))?;
    // How it ends, each question says.
    let going = tokio::spawn(async move { drop(connection.await) });
    Ok(Reached { client, going, moved })
}

/// Connects to one of the addresses of a host: each has its share of the time that is left.
async fn connected(target: &Target, until: Instant) -> std::io::Result<TcpStream> {
    let named = tokio::net::lookup_host((target.host.as_str(), target.port)).await;
    // What the system says of it is no help to people.
    let named = named.map_err(|_| std::io::Error::other("its name can't be looked up"))?;
    let addresses: Vec<SocketAddr> = named.collect();
    let mut failed = std::io::Error::other("the name has no address");
    let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for address in addresses {
        let share = until.saturating_duration_since(Instant::now()) / left.max(1);
        left = left.saturating_sub(1);
        match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Questions are small, and each waits for its answer.
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(e)) => failed = e,
            Err(_) => failed = std::io::ErrorKind::TimedOut.into(),
        }
    }
    Err(failed)
}
