//! Ways to the server: one that counts bytes and may be long, a pooler, and a client that asks nothing worth asking.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Client;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Outcomes;
use crate::company::{Company, DATABASE, PASSWORD};
use crate::server::{free_port, is_root};

/// A way that counts what passes.
pub(crate) struct Counted {
    pub port: u16,
    there: Arc<AtomicU64>,
    back: Arc<AtomicU64>,
}

impl Counted {
    /// A way to a port of this machine, each direction of which takes this long.
    pub(crate) fn to(port: u16, takes: Duration) -> Outcomes<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (there, back) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let way = Self { port: listener.local_addr()?.port(), there: Arc::clone(&there), back: Arc::clone(&back) };
        std::thread::spawn(move || {
            for here in listener.incoming() {
                let (Ok(here), Ok(server)) = (here, TcpStream::connect(("127.0.0.1", port))) else { continue };
                let _quick = (here.set_nodelay(true), server.set_nodelay(true));
                let (Ok(here_too), Ok(server_too)) = (here.try_clone(), server.try_clone()) else { continue };
                let (there, back) = (Arc::clone(&there), Arc::clone(&back));
                std::thread::spawn(move || carry(here, server, &there, takes));
                std::thread::spawn(move || carry(server_too, here_too, &back, takes));
            }
        });
        Ok(way)
    }

    /// What has passed since it was last asked, to the server and back.
    pub(crate) fn passed(&self) -> (u64, u64) {
        (self.there.swap(0, Ordering::Relaxed), self.back.swap(0, Ordering::Relaxed))
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64, takes: Duration) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        counted.fetch_add(read as u64, Ordering::Relaxed);
        std::thread::sleep(takes);
        if to.write_all(buffer.get(..read).unwrap_or_default()).is_err() {
            break;
        }
    }
    let _over = to.shutdown(Shutdown::Write);
}

/// A connection that asks for the number one: what a question costs at least.
pub(crate) struct Raw {
    runtime: Runtime,
    client: Client,
}

impl Raw {
    pub(crate) fn connect(company: &Company, login: &str, port: u16) -> Outcomes<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let authority = company.server.file("ca.pem");
        let client = runtime.block_on(reach(Path::new(&authority), login, port))?;
        Ok(Self { runtime, client })
    }

    pub(crate) fn one(&self) -> Outcomes<()> {
        let rows = self.runtime.block_on(self.client.query_typed("SELECT 1", &[]))?;
        if rows.len() == 1 { Ok(()) } else { Err("SELECT 1 gave no row".into()) }
    }
}

async fn reach(authority: &Path, login: &str, port: u16) -> Result<Client, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority)? {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut tls = MakeRustlsConnect::new(tls.with_root_certificates(roots).with_no_client_auth());
    let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let tls = MakeTlsConnect::<tokio::net::TcpStream>::make_tls_connect(&mut tls, "localhost")?;
    let mut config = tokio_postgres::Config::new();
    config.user(login).password(PASSWORD).dbname(DATABASE).ssl_mode(SslMode::Require);
    let (client, connection) = config.connect_raw(stream, tls).await?;
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

/// A pgbouncer before the server; it ends with this process.
pub(crate) struct Pooler {
    pub port: u16,
    _end: Child,
}

impl Pooler {
    /// Starts one as docs/team.md sets it up; the error says why there is none.
    pub(crate) fn start(company: &Company) -> Outcomes<Self> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"].map(Path::new);
        let program = program.into_iter().find(|path| path.is_file()).ok_or("there is no pgbouncer")?;
        let port = free_port();
        let (server, file) = (&company.server, |name: &str| company.server.file(name));
        let people =
            "SELECT '\"' || rolname || '\" \"' || rolpassword || '\"' FROM pg_authid WHERE rolpassword IS NOT NULL";
        fs::write(file("people.txt"), company.boss(people)?)?;
        let ini = format!(
            "[databases]\n{DATABASE} = host=localhost port={at} dbname={DATABASE}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nlogfile = {log}\nauth_type = scram-sha-256\nauth_file = {people}\n\
             client_tls_sslmode = require\nclient_tls_cert_file = {cert}\nclient_tls_key_file = {key}\n\
             server_tls_sslmode = verify-full\nserver_tls_ca_file = {ca}\npool_mode = transaction\nmax_client_conn = 2000\n\
             default_pool_size = 1\nmax_db_connections = 100\n",
            at = server.port,
            log = file("pgbouncer.log"),
            people = file("people.txt"),
            cert = file("cert.pem"),
            key = file("key.pem"),
            ca = file("ca.pem"),
        );
        fs::write(file("pgbouncer.ini"), ini)?;
        let mut command = Command::new("sh");
        let script = "trap '' INT TERM; \"$@\" >/dev/null 2>&1 & cat >/dev/null; kill $!";
        command.args(["-c", script, "sh"]);
        if is_root() {
            command.args(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }
        let end = command.arg(program).arg(file("pgbouncer.ini")).stdin(Stdio::piped()).spawn()?;
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > until {
                let log = fs::read_to_string(file("pgbouncer.log")).unwrap_or_default();
                return Err(format!("pgbouncer did not start: {log}").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { port, _end: end })
    }
}
