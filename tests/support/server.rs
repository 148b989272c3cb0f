//! A real PostgreSQL for tests and benches.
//!
//! It lies in a folder of its own, listens on the loopback alone, and shows a certificate for `localhost` that an authority
//! made for it has signed. It ends with the process that started it, however that ends.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A server that runs.
pub(crate) struct Server {
    folder: PathBuf,
    bin: PathBuf,
    pub port: u16,
    /// What ends it: it reads until this process is gone.
    _end: Child,
}

/// The folder of PostgreSQL's own programs.
fn programs() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = folders.into_iter().rev().chain(std::env::split_paths(&path)).collect();
    all.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// Whether this is the user whom PostgreSQL refuses to run as.
pub(crate) fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output();
    said.is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}

/// A command that runs as whom PostgreSQL runs as.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// Runs a command to its end, and says what it said where that is a bad one.
fn done(command: &mut Command) -> Result<Output, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

impl Server {
    /// Starts one with these settings besides; the error says why there is none.
    pub(crate) fn start(settings: &str) -> Result<Self, String> {
        let bin = programs().ok_or("there is no PostgreSQL")?;
        let folder = tempfile::Builder::new().prefix("goodcall-pg").tempdir().map_err(|e| e.to_string())?.keep();
        let port = free_port();
        certify(&folder)?;
        if is_root() {
            done(Command::new("chown").args(["-R", "postgres"]).arg(&folder))?;
        }
        let db = folder.join("db");
        done(as_postgres(&bin.join("initdb")).current_dir("/").arg("-D").arg(&db).args([
            "-U",
            "boss",
            "-A",
            "trust",
            "-N",
            "--locale=C",
            "-E",
            "UTF8",
        ]))?;
        let conf = format!(
            "ssl=on\nssl_cert_file='{0}/cert.pem'\nssl_key_file='{0}/key.pem'\nlisten_addresses='127.0.0.1'\nport={port}\n\
             unix_socket_directories='{0}'\n{settings}",
            folder.display()
        );
        // The folder is private, so who comes by the socket is believed.
        let hba = "local all all trust\nhost refused all all reject\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(db.join("postgresql.auto.conf"), conf).map_err(|e| e.to_string())?;
        fs::write(db.join("pg_hba.conf"), hba).map_err(|e| e.to_string())?;
        let end = end_with_this_process(&bin, &folder)?;
        let log = folder.join("log");
        done(
            as_postgres(&bin.join("pg_ctl"))
                .current_dir("/")
                .arg("-D")
                .arg(&db)
                .arg("-l")
                .arg(&log)
                .args(["-w", "start"]),
        )
        .map_err(|why| format!("{why}{}", fs::read_to_string(&log).unwrap_or_default()))?;
        Ok(Self { folder, bin, port, _end: end })
    }

    /// Stops it as its administrator would, or starts it again.
    pub(crate) fn control(&self, act: &str) {
        self.control_by("fast", act);
    }

    /// Stops it as a power cut would.
    pub(crate) fn crash(&self) {
        self.control_by("immediate", "stop");
    }

    fn control_by(&self, mode: &str, act: &str) {
        let mut command = as_postgres(&self.bin.join("pg_ctl"));
        command.current_dir("/").arg("-D").arg(self.folder.join("db")).arg("-l").arg(self.folder.join("log"));
        done(command.args(["-w", "-m", mode, act])).expect("pg_ctl");
    }

    /// A file beside the server, such as `ca.pem`.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Runs SQL as a role, whom the socket believes; what it prints, or the error.
    pub(crate) fn sql(&self, role: &str, database: &str, sql: &str) -> Result<String, String> {
        let psql = [self.bin.join("psql"), PathBuf::from("psql")].into_iter().find(|p| p.is_file());
        let mut command = Command::new(psql.unwrap_or_else(|| "psql".into()));
        command.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-h"]).arg(&self.folder);
        command.args(["-p", &self.port.to_string(), "-U", role, "-d", database, "-f", "-"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| e.to_string())?;
        // psql may end before it has read all.
        let _all = child.stdin.take().expect("a pipe").write_all(sql.as_bytes());
        let output = child.wait_with_output().map_err(|e| e.to_string())?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
        if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
    }
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Makes an authority, and a certificate for `localhost` that it has signed.
fn certify(folder: &Path) -> Result<(), String> {
    let script = "
        set -e
        new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
        openssl req -x509 $new -days 30 -subj /CN=authority -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem
        openssl req -x509 $new -days 30 -subj /CN=another -addext basicConstraints=critical,CA:TRUE -keyout other.key -out other.pem
        openssl req $new -subj /CN=localhost -keyout key.pem -out request.pem
        echo subjectAltName=DNS:localhost >names
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out cert.pem
        chmod 600 key.pem";
    done(Command::new("sh").args(["-c", script]).current_dir(folder)).map(drop)
}

/// Begins what stops the server and removes its folder once this process is gone, even if it is killed.
fn end_with_this_process(bin: &Path, folder: &Path) -> Result<Child, String> {
    let script = "trap '' INT TERM; cat >/dev/null; \"$@\" >/dev/null 2>&1; rm -rf \"$FOLDER\"";
    let stop = as_postgres(&bin.join("pg_ctl"));
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(stop.get_program()).args(stop.get_args());
    command.arg("-D").arg(folder.join("db")).args(["-m", "immediate", "stop"]);
    command.env("FOLDER", folder).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map_err(|e| e.to_string())
}
