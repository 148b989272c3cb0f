//! `team connect` where a server is not what it should be, is not there, or stops answering: each its code and kind, and
//! never a password in a message.

use std::time::{Duration, Instant};

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{Carrier, CarrierFault, Put, ServerFault, What};

use super::team_server::{dial, dial_url, space};
use crate::support::postgres::{PASSWORD, Site, free_port};
use crate::support::wire::{Wire, that_says};
use crate::support::{Book, Go, text};

/// Connects a new book, and expects a code and a kind; returns message and help.
#[track_caller]
fn fails(url: &str, code: i32, kind: &str) -> String {
    let book = Book::new();
    let said = fails_as(book.go("team connect --json").arg(url), code, kind);
    assert!(!book.file().exists() && !book.path("book.db.sync-key").exists(), "nothing is begun in vain");
    said
}

#[track_caller]
fn fails_as(go: Go, code: i32, kind: &str) -> String {
    let ran = go.run().fails(code);
    let error = ran.error();
    assert_eq!(error["kind"], kind, "{error}");
    let said = format!("{} ({})", text(&error["message"]), text(&error["help"]));
    assert!(!ran.err.contains(PASSWORD) && !ran.err.contains("s3cret"), "{said}");
    said
}

#[test]
fn a_server_is_known_by_its_certificate_alone() {
    let Some(site) = Site::new("certificates", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let url = site.url("ana");
    let with = |file: &str| url.replace(&site.server.file("ca.pem"), &site.server.file(file));
    let (plain, _) = url.split_once('?').expect("an option");
    assert!(fails(&url.replace("localhost", "127.0.0.1"), 4, "certificate").contains("it is for another host"));
    let unknown = "no authority that is trusted here has signed it";
    assert!(fails(&with("other.pem"), 4, "certificate").contains(unknown));
    assert!(fails(plain, 4, "certificate").contains(unknown), "the world's authorities have not signed it");
    assert!(fails(&with("none.pem"), 4, "certificate").contains("none.pem: no such file"));
    assert!(fails(&with("names"), 4, "certificate").contains("it holds no certificate"));
    assert!(fails(&site.url_at("ana", that_says(b"N")), 4, "certificate").contains("it takes no TLS connections"));
    // One of the system's own is trusted where the URL names none.
    let book = Book::new();
    let with_system = || book.go("team connect").arg(plain);
    with_system().env("SSL_CERT_FILE", &site.server.file("ca.pem")).run().ok();
    with_system().env("SSL_CERT_FILE", &site.server.file("other.pem")).run().fails(4);
}

#[test]
fn a_url_that_asks_for_less_than_full_verification_is_wrong_usage() {
    for option in ["sslmode=require", "sslmode=verify-ca", "sslmode=disable", "sslmode=", "options=x", "host=/tmp"] {
        let said = fails(&format!("postgres://ana:s3cret@localhost/db?{option}"), 2, "usage");
        assert!(said.contains("verify-full"), "{said}");
    }
    fails("https://ana:s3cret@localhost/db", 2, "usage");
}

#[test]
fn a_login_that_is_refused_says_what_is_wrong_with_it() {
    let Some(site) = Site::new("logins", &["north"]) else { return };
    site.people(&[("ana", &["team_north"]), ("full", &["team_north"])]);
    let ana = site.named("ana");
    let wrong = fails(&site.url_with(&format!("{ana}:s3cret")), 4, "rights");
    assert!(wrong.contains(&format!("the password of {ana} is wrong")) && wrong.contains("PGPASSWORD"), "{wrong}");
    assert!(fails(&site.url_with(&ana), 4, "rights").contains("asks for a password"));
    assert!(fails(&site.url_with("nobody:s3cret"), 4, "rights").contains("the password of nobody is wrong"));
    let to = |database: &str| site.url("ana").replace(&format!("/{}?", site.database), &format!("/{database}?"));
    assert!(fails(&to("refused"), 4, "rights").contains("may not log in"));
    assert!(fails(&to("nowhere"), 4, "rights").contains("no database nowhere"));
    assert!(fails(&to("postgres"), 4, "rights").contains("goodcall team schema"));
    // A role that is set for who logs in writes in nobody's name.
    site.boss(&format!(
        "CREATE ROLE {0} NOLOGIN; GRANT {0} TO {ana}; ALTER ROLE {ana} SET role = '{0}'",
        site.named("sales")
    ));
    let other = fails(&site.url("ana"), 4, "rights");
    assert!(other.contains(&format!("ALTER ROLE \"{ana}\" RESET role")), "{other}");
    site.boss(&format!("ALTER ROLE {} CONNECTION LIMIT 0", site.named("full")));
    assert!(fails(&site.url("full"), 5, "unreachable").contains("as many connections"));
}

#[test]
fn a_password_comes_from_where_psql_finds_it() {
    let Some(site) = Site::new("passwords", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let (ana, port) = (site.named("ana"), site.server.port);
    let url = site.url_with(&ana);
    let connect = |book: &Book| book.go("team connect").arg(&url);
    let book = Book::new();
    connect(&book).env("PGPASSWORD", PASSWORD).run().ok();
    connect(&book).run().fails(4).warns(".pgpass: no such file");
    let lines = format!("localhost:{port}:other:*:wrong\nlocalhost:*:*:{ana}:{PASSWORD}\n");
    let (elsewhere, home) = (book.write("passwords", &lines), book.write("home/.pgpass", &lines));
    let private = |path: &std::path::Path, mode: u32| {
        #[cfg(unix)]
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("a mode");
        let _ = (path, mode);
    };
    private(&elsewhere, 0o600);
    private(&home, 0o644);
    connect(&book).run().fails(4).warns("password").warns(".pgpass was passed over, because others may read it");
    private(&home, 0o600);
    connect(&book).run().ok();
    std::fs::remove_file(&home).expect("a file");
    connect(&book).env("PGPASSFILE", &elsewhere.display().to_string()).run().ok();
    let nowhere = book.path("nowhere").display().to_string();
    connect(&book).env("PGPASSFILE", &nowhere).run().fails(4).warns(&format!("{nowhere}: no such file"));
    let other = book.write("others", "elsewhere:*:*:*:wrong\n");
    private(&other, 0o600);
    connect(&book).env("PGPASSFILE", &other.display().to_string()).run().fails(4).warns("no line of ");
    // Nothing of these is kept; a password in the URL is, for who comes again without one.
    assert!(!book.read("book.db.sync-key").contains(PASSWORD));
    book.words(&["team", "connect", &site.url("ana")]).ok();
    connect(&book).run().ok();
}

#[test]
fn a_server_that_does_not_answer_is_given_five_seconds() {
    let Some(site) = Site::new("silence", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let refused = fails(&site.url_at("ana", free_port()), 5, "unreachable");
    assert!(refused.contains("nothing answers at that port"), "{refused}");
    for said in [b"".as_slice(), b"S"] {
        let begun = Instant::now();
        let silent = fails(&site.url_at("ana", that_says(said)), 5, "unreachable");
        assert!(silent.contains("did not answer within 5 seconds"), "{silent}");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
    let unknown = fails(&site.url("ana").replace("localhost", "nowhere.invalid"), 5, "unreachable");
    assert!(unknown.contains("its name can't be looked up"), "{unknown}");
}

/// What came of a put that did not come through.
fn unreachable(put: Result<Put, CarrierFault>) -> String {
    match put {
        Err(CarrierFault::Server(ServerFault::Unreachable { why, .. })) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_stops_in_the_middle_is_given_up_and_the_next_connection_goes_on() {
    let Some(site) = Site::new("the middle", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let space = space(&site, "team");
    let large = vec![7; 200_000];
    let put = |carrier: &dyn Carrier, seq| carrier.put(WriterId(7), seq, What::Changes, &large);
    let wire = Wire::to(site.server.port);
    let server = dial_url(&site.url_at("ana", wire.port));
    let carrier = server.carrier(&space);
    assert!(matches!(put(&*carrier, 1), Ok(Put::Done(_))));
    wire.dies_after(100_000);
    let begun = Instant::now();
    assert!(unreachable(put(&*carrier, 2)).contains("has not answered for 10 seconds"));
    assert!(begun.elapsed() >= Duration::from_secs(10), "what is slow is waited for");
    // It is not asked again, for the answers would be those of before.
    let again = Instant::now();
    assert!(unreachable(put(&*carrier, 2)).contains("the connection was closed"));
    assert!(again.elapsed() < Duration::from_secs(5));
    wire.cut();
    let next = dial(&site, "ana");
    let carrier = next.carrier(&space);
    assert!(matches!(put(&*carrier, 2), Ok(Put::Done(_))), "nothing of it had come through");
    // Its administrator ends the connection.
    site.boss(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{}'",
        site.named("ana")
    ));
    let _why = unreachable(put(&*carrier, 3));
    assert!(matches!(put(&*dial(&site, "ana").carrier(&space), 3), Ok(Put::Done(_))));
}

#[test]
fn a_server_that_was_stopped_is_unreachable_until_it_is_started_again() {
    let Some(site) = Site::alone("a stopped server", &["north"]) else { return };
    site.people(&[("ana", &["team_north"])]);
    let space = space(&site, "team");
    let before = dial(&site, "ana");
    let one = before.carrier(&space).put(WriterId(7), 1, What::Changes, b"one");
    assert!(matches!(one, Ok(Put::Done(_))));
    site.server.control("stop");
    fails(&site.url("ana"), 5, "unreachable");
    let _why = unreachable(before.carrier(&space).put(WriterId(7), 2, What::Changes, b"two"));
    site.server.control("start");
    Book::new().words(&["team", "connect", &site.url("ana")]).ok();
    let after = dial(&site, "ana");
    assert!(matches!(after.carrier(&space).put(WriterId(7), 2, What::Changes, b"two"), Ok(Put::Done(_))));
    assert_eq!(after.carrier(&space).heads().expect("heads")[&WriterId(7)].len(), 2);
}
