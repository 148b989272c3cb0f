//! A PostgreSQL for the tests of teams: one server for a test binary, with a database for each test. Where there is none,
//! tests say "not run".

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use super::Book;
pub(crate) use super::server::{Server, free_port};

/// What everybody's password is.
pub(crate) const PASSWORD: &str = "s3cret/pass@word";
/// Nothing of a test need outlive a power cut.
const SETTINGS: &str = "fsync=off\nmax_connections=60\n";

/// The server of this test binary; None says that the test is not run without it.
fn server(test: &str) -> Option<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(|| Server::start(SETTINGS)) {
        Ok(server) => Some(server),
        Err(why) => {
            println!("{test} | not run: {why}");
            None
        }
    }
}

/// A database of a test's own, with the tables of teams. Roles are the server's, so their names have the test's number.
pub(crate) struct Site {
    pub server: &'static Server,
    pub database: String,
    number: usize,
}

impl Site {
    /// A database with these teams; None says that the test is not run.
    pub(crate) fn new(test: &str, teams: &[&str]) -> Option<Self> {
        let site = Self::without_tables(test)?;
        site.make_tables(teams);
        Some(site)
    }

    /// A database on a server that is this test's alone, and may be stopped.
    pub(crate) fn alone(test: &str, teams: &[&str]) -> Option<Self> {
        let _is_there = server(test)?;
        // It ends with this process.
        let server = Box::leak(Box::new(Server::start(SETTINGS).expect("another server")));
        let site = Self::on(server);
        site.make_tables(teams);
        Some(site)
    }

    /// A database in which nothing was made.
    pub(crate) fn without_tables(test: &str) -> Option<Self> {
        server(test).map(Self::on)
    }

    fn on(server: &'static Server) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database = format!("test_{number}");
        server.sql("boss", "postgres", &format!("CREATE DATABASE {database}")).expect("a database");
        Self { server, database, number }
    }

    /// Another database on the same server, with the same people.
    pub(crate) fn another_database(&self) -> Self {
        let database = format!("{}_other", self.database);
        self.boss(&format!("CREATE DATABASE {database}"));
        Self { server: self.server, database, number: self.number }
    }

    /// Runs what `goodcall team schema` prints.
    pub(crate) fn make_tables(&self, teams: &[&str]) {
        // The roles are the server's: two at once would both make them.
        static ONE_BY_ONE: Mutex<()> = Mutex::new(());
        let book = Book::new();
        let mut go = book.bare("team schema");
        for team in teams {
            go = go.arg("--team").arg(self.named(team));
        }
        let sql = go.run().ok().out;
        let _alone = ONE_BY_ONE.lock();
        self.server.sql("boss", &self.database, &sql).expect("tables");
    }

    /// The name of a team or a person, as only this test has it.
    pub(crate) fn named(&self, name: &str) -> String {
        format!("{name}_{}", self.number)
    }

    /// Makes people who may log in, each with roles such as `team_north`.
    pub(crate) fn people(&self, people: &[(&str, &[&str])]) {
        for (person, roles) in people {
            let person = self.named(person);
            let mut sql = format!("CREATE ROLE {person} LOGIN PASSWORD '{PASSWORD}';");
            for role in *roles {
                sql.push_str(&format!("GRANT {} TO {person};", self.named(role)));
            }
            self.boss(&sql);
        }
    }

    /// Runs SQL as the administrator.
    #[track_caller]
    pub(crate) fn boss(&self, sql: &str) -> String {
        self.server.sql("boss", &self.database, sql).expect("SQL of the administrator")
    }

    /// Runs SQL as a person.
    pub(crate) fn as_person(&self, person: &str, sql: &str) -> Result<String, String> {
        self.server.sql(&self.named(person), &self.database, sql)
    }

    /// The URL of a person, with their password.
    pub(crate) fn url(&self, person: &str) -> String {
        let word = PASSWORD.replace('/', "%2F").replace('@', "%40");
        self.url_with(&format!("{}:{word}", self.named(person)))
    }

    /// The same with another login, such as `ana`.
    pub(crate) fn url_with(&self, login: &str) -> String {
        let Self { server, database, .. } = self;
        format!("postgres://{login}@localhost:{}/{database}?sslrootcert={}", server.port, server.file("ca.pem"))
    }

    /// The same at another port of this machine.
    pub(crate) fn url_at(&self, person: &str, port: u16) -> String {
        self.url(person).replace(&format!(":{}/", self.server.port), &format!(":{port}/"))
    }
}
