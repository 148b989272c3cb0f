//! Where a password comes from that stands neither in the URL nor in the key file: as psql does it, from PGPASSWORD, or from
//! the file that PGPASSFILE names, else `~/.pgpass`.

use std::path::{Path, PathBuf};

use super::url::Target;
use crate::error::io_words;
use crate::files::is_open_to_others;

/// Finds the password for a server; else says why none was found.
pub(super) fn of_surroundings(target: &Target) -> Result<String, String> {
    if let Some(word) = std::env::var("PGPASSWORD").ok().filter(|word| !word.is_empty()) {
        return Ok(word);
    }
    of_file(&file().ok_or("PGPASSWORD is not set")?, target)
}

/// The file of passwords.
fn file() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("PGPASSFILE").filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named));
    }
    if cfg!(windows) {
        return Some(PathBuf::from(std::env::var_os("APPDATA")?).join("postgresql").join("pgpass.conf"));
    }
    Some(etcetera::home_dir().ok()?.join(".pgpass"))
}

/// Reads the password from a file; one that others can read is passed over, as psql does.
fn of_file(path: &Path, target: &Target) -> Result<String, String> {
    let shown = path.display();
    let there = std::fs::metadata(path).map_err(|e| format!("{shown}: {}", io_words(&e)))?;
    if !there.is_file() {
        return Err(format!("{shown} is not a file"));
    }
    if is_open_to_others(path) {
        return Err(format!("{shown} was passed over, because others may read it (chmod 600 makes it yours alone)"));
    }
    let lines = std::fs::read_to_string(path).map_err(|e| format!("{shown}: {}", io_words(&e)))?;
    of_lines(&lines, target).ok_or_else(|| format!("no line of {shown} is for this server, database and user"))
}

/// The password of the first line that is for a server: `host:port:database:user:password`, where `*` stands for anything
/// and `\` before what is meant as it stands.
fn of_lines(lines: &str, target: &Target) -> Option<String> {
    let port = target.port.to_string();
    let wanted = [target.host.as_str(), &port, &target.database, &target.user];
    lines.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line;
        for value in wanted {
            let (field, behind) = cut(rest)?;
            if rest.strip_prefix('*').and_then(|r| r.strip_prefix(':')).is_none() && field != value {
                return None;
            }
            rest = behind;
        }
        // What follows the password is not its own.
        let (password, _) = cut(rest).unwrap_or_else(|| (unescaped(rest), ""));
        (!password.is_empty()).then_some(password)
    })
}

/// The first field, as it is meant, and what stands behind its colon; None without a colon.
fn cut(line: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    let end = line.char_indices().find(|(_, c)| {
        let ends = *c == ':' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (field, rest) = line.split_at_checked(end?.0)?;
    Some((unescaped(field), rest.strip_prefix(':')?))
}

fn unescaped(field: &str) -> String {
    let mut chars = field.chars();
    let mut meant = String::with_capacity(field.len());
    while let Some(c) = chars.next() {
        meant.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> Target {
        Target::read("postgres://ana@db.example.com:5433/sales").unwrap()
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        for (lines, password) in [
            ("", None),
            ("db.example.com:5433:sales:ana:right", Some("right")),
            ("other:5433:sales:ana:wrong\n*:*:*:ana:right\n*:*:*:*:later", Some("right")),
            ("#db.example.com:5433:sales:ana:wrong\n*:5433:*:*:r:wrong", Some("r")),
            ("db.example.com:5432:*:*:x\n*:*:other:*:x\n*:*:*:ben:x", None),
            (r"db.example.com:5433:sales:ana:a\:b\\c", Some(r"a:b\c")),
            (r"\*:*:*:*:x", None),
            (r"db\.example.com:*:*:*:right", Some("right")),
            ("db.example.com:5433:sales", None),
            ("*:*:*:*:", None),
            ("*:*:*:*:with blank ", Some("with blank ")),
            ("*:*:*:*:right\r\n", Some("right")),
        ] {
            assert_eq!(of_lines(lines, &target()).as_deref(), password, "{lines}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_passed_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pgpass");
        let found = |path: &Path| of_file(path, &target());
        assert!(found(&path).unwrap_err().contains("no such file"));
        std::fs::write(&path, "*:*:*:*:right").unwrap();
        for (mode, password) in [(0o600, Some("right")), (0o640, None), (0o604, None), (0o400, Some("right"))] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            let found = found(&path);
            assert_eq!(found.as_deref().ok(), password, "{mode:o}");
        }
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(found(&path).unwrap_err().contains("others may read it"));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        std::fs::write(&path, "other:*:*:*:wrong").unwrap();
        assert!(found(&path).unwrap_err().starts_with("no line of "));
        assert!(found(folder.path()).unwrap_err().ends_with("is not a file"));
    }
}
