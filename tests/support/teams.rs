//! A team on a real server: its manager and its reps, each with a book of their own.

use rusqlite::Connection;
use serde_json::Value;

use super::postgres::Site;
use super::{Book, Ran, names};

/// The team of most tests.
pub(crate) const NORTH: &str = "north";

/// Runs SQL on a book; what the first column of the first row says.
pub(crate) fn book_says(book: &Book, sql: &str) -> String {
    let db = Connection::open(book.file()).expect("the book");
    db.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0))
        .map(|value| format!("{value:?}"))
        .expect("a row")
}

/// Changes a book behind the program's back.
pub(crate) fn change_book(book: &Book, sql: &str) {
    Connection::open(book.file()).expect("the book").execute_batch(sql).expect("SQL on the book");
}

impl Site {
    /// The database of a test with the team, its manager mia, the reps ana and ben, and tom, who reads the wall. None says
    /// that the test is not run.
    pub(crate) fn with_team(test: &str) -> Option<Self> {
        let site = Self::new(test, &[NORTH])?;
        site.people(&[
            ("mia", &["manager_north"]),
            ("ana", &["team_north"]),
            ("ben", &["team_north"]),
            ("tom", &["wall_north"]),
        ]);
        Some(site)
    }

    /// The same, with the books of the manager and of these people; the customer Olga is in each but the manager's. None says
    /// that the test is not run.
    pub(crate) fn with_books<const N: usize>(test: &str, people: [&str; N]) -> Option<(Self, Book, [Book; N])> {
        let site = Self::with_team(test)?;
        let mia = site.manager();
        let books = people.map(|person| {
            let book = site.member(&mia, person);
            book.words(&["add", "Olga", "--company", "Norte", "--favorite"]).ok();
            book
        });
        Some((site, mia, books))
    }

    /// A book that is connected to the server.
    pub(crate) fn connected(&self, person: &str) -> Book {
        let book = Book::new();
        book.words(&["team", "connect", &self.url(person)]).ok();
        book
    }

    /// The manager's book, with the team set up.
    pub(crate) fn manager(&self) -> Book {
        let book = self.connected("mia");
        book.words(&["team", "setup", &self.named(NORTH)]).ok();
        book
    }

    /// The line of an invitation.
    pub(crate) fn invite(&self, manager: &Book, person: &str) -> String {
        let wall: &[&str] = if person == "tom" { &["--wall"] } else { &[] };
        let named = self.named(person);
        manager.words(&[&["team", "invite", named.as_str()], wall].concat()).ok().out
    }

    /// A rep's book, in the team.
    pub(crate) fn member(&self, manager: &Book, person: &str) -> Book {
        let (book, line) = (self.connected(person), self.invite(manager, person));
        join(&book, &line).ok();
        book
    }

    /// Makes a book's server one that nobody listens at, until [`Site::plug_in`].
    pub(crate) fn unplug(&self, book: &Book) {
        self.move_to(book, super::postgres::free_port());
    }

    /// Makes a book look for its server at another port, until [`Site::plug_in`].
    pub(crate) fn move_to(&self, book: &Book, port: u16) {
        let usual = self.server.port;
        change_book(book, &format!("UPDATE sync_server SET url = replace(url, ':{usual}/', ':{port}/')"));
    }

    /// Lets a book reach its server again.
    pub(crate) fn plug_in(&self, book: &Book) {
        let url = self.url(&name_in(book));
        let plain = url.replace(&format!(":{}@", password_in(&url)), "@");
        change_book(book, &format!("UPDATE sync_server SET url = '{plain}'"));
    }
}

/// Whose book it is.
fn name_in(book: &Book) -> String {
    let db = Connection::open(book.file()).expect("the book");
    let account: String = db.query_row("SELECT account FROM sync_server", [], |row| row.get(0)).expect("an account");
    account.rsplit_once('_').expect("a person of a test").0.to_string()
}

/// The password as it stands in a URL.
fn password_in(url: &str) -> String {
    let login = url.split("://").nth(1).and_then(|rest| rest.split('@').next()).expect("a login");
    login.split_once(':').expect("a password").1.to_string()
}

/// Adds favorites to the first of some books, shares them with these flags, and brings them into the others.
pub(crate) fn share_among(books: &[&Book], names: &[&str], flags: &[&str]) {
    let (first, others) = books.split_first().expect("a book");
    for (second, name) in names.iter().enumerate() {
        first.at(&format!("2026-09-01T09:00:{second:02}Z")).words(&["add", name, "--favorite"]).ok();
    }
    first.at(super::MONDAY);
    for name in names {
        first.words(&[&["team", "share", name], flags].concat()).ok();
    }
    for book in others {
        book.run("sync now").ok();
    }
}

/// Joins with a line on standard input.
pub(crate) fn join(book: &Book, line: &str) -> Ran {
    book.go("team join -").stdin(line).run()
}

/// Logs praise of somebody; returns its id.
pub(crate) fn log_praise(book: &Book, who: &str, said: &str) -> String {
    book.words(&["log", who, "-m", &format!("+ {said}")]).ok();
    let all = book.json("praise --limit 1");
    super::text(&all[0]["id"]).to_string()
}

/// The same, and hangs it on the wall with these flags.
pub(crate) fn praise(book: &Book, who: &str, said: &str, flags: &[&str]) -> String {
    let id = log_praise(book, who, said);
    book.words(&[&["team", "praise", id.as_str()], flags].concat()).ok();
    id
}

/// What a wall shows: the remarks, newest first.
pub(crate) fn wall_texts(book: &Book) -> Vec<String> {
    names(&book.json("team wall"), "/text")
}

/// How many rows a sync read and sent.
pub(crate) fn read_and_sent(done: &Value) -> (i64, i64) {
    (done["read"].as_i64().expect("a number"), done["sent"].as_i64().expect("a number"))
}
