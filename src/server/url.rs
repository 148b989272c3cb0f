//! The URL of a server: `postgres://USER@HOST:PORT/DB?sslrootcert=FILE`. No message repeats what may hold a password.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::sync::server::UrlParts;
use crate::system;
use crate::text::clean;

/// The port of a server whose URL names none.
const PORT: u16 = 5432;
/// The one way to be connected.
const VERIFIED: &str = "verify-full";
/// What libpq calls the system's own authorities.
const SYSTEM: &str = "system";

/// A server, a database there, and who logs in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
    pub user: String,
    pub database: String,
    /// Authorities to trust in place of the system's.
    pub authorities: Option<PathBuf>,
    pub password: Option<String>,
}

/// Without the password.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.url())
    }
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    /// It is not one, or asks for a connection that is less than wholly verified (usage).
    pub(super) fn read(url: &str) -> Result<Self> {
        let rest = url.trim();
        let rest = rest.strip_prefix("postgres://").or_else(|| rest.strip_prefix("postgresql://"));
        let rest = rest.ok_or_else(|| misread("the URL does not begin with postgres://"))?;
        if has_raw_password(rest) {
            return Err(Error::usage("a sign of the URL's password or name would be taken for a part of the URL").help(
                "in a password write %2F for /, %40 for @, %3F for ?, %23 for # and %25 for %; nothing was connected",
            ));
        }
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (place, database) = rest.split_once('/').ok_or_else(|| misread("the URL names no database"))?;
        let (login, server) = place.rsplit_once('@').ok_or_else(|| misread("the URL names no user"))?;
        let (user, password) = login.split_once(':').map_or((login, None), |(user, word)| (user, Some(word)));
        let (host, port) = host_and_port(server)?;
        let named = |text: &str, what: &str| match plain(text, what)? {
            text if text.is_empty() => Err(misread(&format!("the URL names no {what}"))),
            text => Ok(text),
        };
        let mut target = Self {
            host: named(host, "host")?,
            port,
            user: named(user, "user")?,
            database: named(database, "database")?,
            authorities: None,
            password: password.map(|word| plain(word, "password")).transpose()?,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            target.set(option)?;
        }
        Ok(target)
    }

    fn set(&mut self, option: &str) -> Result<()> {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let value = plain(value, "option")?;
        match key {
            "sslmode" if value == VERIFIED => {}
            "sslmode" => {
                let value = if is_word(&value) { value } else { "…".into() };
                return Err(misread(&format!("sslmode={} is less than wholly verified", clean(&value)))
                    .help("goodcall always verifies the server: leave sslmode out, or say sslmode=verify-full"));
            }
            "sslrootcert" if value.is_empty() || value == SYSTEM => self.authorities = None,
            "sslrootcert" => {
                let path = system::at_home(&value);
                self.authorities = Some(std::path::absolute(&path).unwrap_or(path));
            }
            "password" => self.password = Some(value),
            _ => {
                let key = if is_word(key) { key } else { "…" };
                return Err(misread(&format!(
                    "the URL has the option \"{}\", which goodcall does not know",
                    clean(key)
                ))
                .help("it knows sslrootcert=FILE and sslmode=verify-full"));
            }
        }
        Ok(())
    }

    /// The server for messages, as `host:port`.
    pub(super) fn server(&self) -> String {
        let host = clean(&self.host);
        if host.contains(':') { format!("[{host}]:{}", self.port) } else { format!("{host}:{}", self.port) }
    }

    /// The URL as it may be kept and shown.
    fn url(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { escaped(&self.host) };
        let authorities = self.authorities.as_deref().map(Path::to_string_lossy);
        let authorities = authorities.map(|file| format!("?sslrootcert={}", escaped_file(&file))).unwrap_or_default();
        let (user, database) = (escaped(&self.user), escaped(&self.database));
        format!("postgres://{user}@{host}:{}/{database}{authorities}", self.port)
    }

    /// The URL without what is secret in it, and that beside it.
    pub(super) fn parts(self) -> UrlParts {
        UrlParts { url: self.url(), password: self.password }
    }
}

fn misread(why: &str) -> Error {
    Error::usage(why).help("a server's URL is postgres://USER@HOST:PORT/DB?sslrootcert=FILE; nothing was connected")
}

/// Whether a `/`, `?` or `#` stands before the last `@`, or an odd sign behind the one that begins the database: what stands there
/// is perhaps half a password, to be shown and looked up nowhere.
fn has_raw_password(rest: &str) -> bool {
    // A file of authorities may have any of these in its name.
    let rest = rest.split_once("sslrootcert=").map_or(rest, |(before, _)| before);
    let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (database, options) = database.split_once('?').unwrap_or((database, ""));
    !place.contains('@') && rest.contains('@')
        || place.contains(['?', '#'])
        || database.contains(['@', '/', '#'])
        || options.contains('@')
}

/// Whether text is of the kind that options and their values are.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_')
}

/// Host and port of what stands between user and database: `db.example.com`, `[::1]:5432`.
fn host_and_port(server: &str) -> Result<(&str, u16)> {
    let no_port = || misread("the URL's port is not a number from 1 to 65535");
    let (host, port) = match server.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or_else(no_port)?)),
        None => server.split_once(':').map_or((server, None), |(host, port)| (host, Some(port))),
    };
    let port = match port {
        None | Some("") => PORT,
        Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(no_port)?,
    };
    Ok((host, port))
}

/// Reads what is written as `%40`.
fn plain(text: &str, what: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = behind.first_chunk::<2>().and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.filter(|d| !d.starts_with('+')).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let byte = byte.filter(|byte| *byte != 0);
        bytes.push(byte.ok_or_else(|| misread(&format!("the URL's {what} has a % that is not one: write %25")))?);
        rest = behind.get(2..).unwrap_or_default();
    }
    String::from_utf8(bytes).map_err(|_| misread(&format!("the URL's {what} is not text")))
}

/// Writes text so that [`plain`] reads it, and nothing in it is taken for a part of the URL.
fn escaped(text: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    written_with(text, is_plain)
}

/// The same of a file, whose slashes stay as they are.
fn escaped_file(text: &str) -> String {
    written_with(text, |b| b.is_ascii_alphanumeric() || b"-._~/\\".contains(&b))
}

fn written_with(text: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b if is_plain(b) => written.push(char::from(b)),
            b => written.push_str(&format!("%{b:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_comes_apart_and_its_password_beside_it() {
        let parts = |url: &str| Target::read(url).unwrap().parts();
        let ana = "postgres://ana@db.example.com:5432/sales";
        for (url, kept, password) in [
            ("postgres://ana@db.example.com/sales", ana, None),
            (" postgresql://ana:s%40cret:x@db.example.com:5432/sales?sslmode=verify-full\n", ana, Some("s@cret:x")),
            ("postgres://ana@db.example.com/sales?sslrootcert=system&password=p", ana, Some("p")),
            ("postgres://ana:@db.example.com/sales", ana, Some("")),
            ("postgres://a%2Fb@[::1]:7/s%3Fx", "postgres://a%2Fb@[::1]:7/s%3Fx", None),
            (
                "postgres://ana:p@ss@h/d?sslrootcert=/etc/a%20b.pem",
                "postgres://ana@h:5432/d?sslrootcert=/etc/a%20b.pem",
                Some("p@ss"),
            ),
        ] {
            let found = parts(url);
            assert_eq!((found.url.as_str(), found.password.as_deref()), (kept, password), "{url}");
            assert!(!format!("{:?}", Target::read(url).unwrap()).contains("cret"));
        }
        let target = Target::read("postgres://ana@[::1]:7/s?sslrootcert=ca.pem").unwrap();
        assert_eq!((target.server().as_str(), target.host.as_str()), ("[::1]:7", "::1"));
        assert!(target.authorities.unwrap().is_absolute(), "it is found from any folder");
        // What is kept is read again, whatever is in it.
        let odd = "postgres://a%2Fb%40c%3Fd@h/e%2Ff?sslrootcert=/home/a@b/c%3F.pem";
        let again = Target::read(odd).unwrap();
        assert_eq!((again.user.as_str(), again.database.as_str()), ("a/b@c?d", "e/f"));
        assert_eq!(Target::read(&again.url()).unwrap(), again);
    }

    #[test]
    fn a_password_with_signs_that_mean_something_in_a_url_is_told_how_to_write_them() {
        for url in ["postgres://ana:p/w@h/d", "postgres://ana:p@s/w@h/d", "postgres://ana:p?w@h/d"] {
            let error = Target::read(url).unwrap_err();
            assert!(error.help.as_ref().unwrap().contains("%2F for /, %40 for @"), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused_without_repeating_a_password() {
        for url in [
            "",
            "db.example.com",
            "https://ana@h/d",
            "postgres://ana:secret@h",
            "postgres://h/d",
            "postgres://:secret@h/d",
            "postgres://ana:secret@/d",
            "postgres://ana:secret@h/",
            "postgres://ana:secret@h:0/d",
            "postgres://ana:secret@h:x/d",
            "postgres://ana:secret@h:65536/d",
            "postgres://ana:secret%@h/d",
            "postgres://ana:secret%zz@h/d",
            "postgres://ana:secret%ff@h/d",
            "postgres://ana:secret%00@h/d",
            "postgres://ana:secret@h/d?sslmode=require",
            "postgres://ana:secret@h/d?sslmode",
            "postgres://ana:secret@h/d?host=x",
            "postgres://ana:secret@[::1]5/d",
            "postgres://ana:secret/x@h/d",
            "postgres://ana:secret?x@h/d",
            "postgres://ana:secret#x@h/d",
            "postgres://ana:x/secret@h/d",
            "postgres://ana:x@secret/y@h/d",
            "postgres://ana:x@y/secret@h/d",
            "postgres://ana:x@y/z/secret@h/d",
            "postgres://ana:x@y/z?secret@h/d",
            "postgres://ana:x@y/z?secret=1@h/d",
            "postgres://ana:x@y/z?sslmode=secret@h/d",
        ] {
            let error = Target::read(url).unwrap_err();
            assert_eq!(error.kind.exit_code(), 2, "{url}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}: {error}");
        }
    }
}
