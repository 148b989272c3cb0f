//! What the program makes is the user's alone, whatever the umask; where a link stands, nothing is made.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Book, MONDAY, same_bytes};

/// A home in which nothing was made yet, beside a folder for temporary files.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(home.at("tmp")).expect("a folder");
        fs::set_permissions(home.at("tmp"), fs::Permissions::from_mode(0o700)).expect("a folder");
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Prepares goodcall under a umask, on the book in its usual place.
    fn under(&self, umask: &str, words: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        let script = format!("umask {umask}; exec \"$@\"");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_goodcall"), "--now", MONDAY]).args(words);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.0.path()).env("TMPDIR", self.at("tmp"));
        command.env("TZ", "UTC").current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    #[track_caller]
    fn run(&self, umask: &str, words: &[&str]) {
        let output = self.under(umask, words).output().expect("goodcall starts");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Everything under the home, with its mode.
    fn modes(&self) -> BTreeMap<PathBuf, u32> {
        fn go(folder: &Path, into: &mut BTreeMap<PathBuf, u32>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                // What comes and goes may be gone.
                let Ok(about) = path.symlink_metadata() else { continue };
                into.insert(path.clone(), about.permissions().mode() & 0o777);
                if about.is_dir() {
                    go(&path, into);
                }
            }
        }
        let mut modes = BTreeMap::new();
        go(self.0.path(), &mut modes);
        modes
    }

    #[track_caller]
    fn is_private(modes: &BTreeMap<PathBuf, u32>, but: &[&str], umask: &str) {
        for (path, mode) in modes {
            if but.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            let (right, what) = if path.is_dir() { (0o700, "folder") } else { (0o600, "file") };
            assert_eq!(format!("{mode:o}"), format!("{right:o}"), "umask {umask}: the {what} {}", path.display());
        }
    }
}

#[test]
fn whatever_the_umask_everything_made_is_the_users_alone() {
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        home.run(umask, &["add", "Ana", "--favorite"]);
        home.run(umask, &["config", "init"]);
        home.run(umask, &["export", "json", "-o", "all.json"]);
        fs::write(home.at("there.ics"), "").expect("a file");
        fs::set_permissions(home.at("there.ics"), fs::Permissions::from_mode(0o666)).expect("a file");
        home.run(umask, &["export", "ics", "-o", "there.ics", "--force"]);
        home.run(umask, &["demo", "--save", "demo.db"]);
        home.run(umask, &["--db", "other.db", "today"]);
        let modes = home.modes();
        Home::is_private(&modes, &[], umask);
        let made = ["goodcall.db", "config.toml", "all.json", "there.ics", "demo.db", "other.db"];
        for name in made {
            assert!(modes.keys().any(|path| path.ends_with(name)), "{name} was not made: {modes:?}");
        }
    }
}

#[test]
fn what_is_there_only_while_it_works_is_the_users_alone_too() {
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        let people: String = (0..4000).map(|n| format!("Person {n},p{n}@example.com\n")).collect();
        fs::write(home.at("people.csv"), format!("Name,Email\n{people}")).expect("a file");
        let mut seen = BTreeMap::new();
        let mut child =
            home.under(umask, &["import", "people.csv"]).stdout(Stdio::null()).spawn().expect("goodcall starts");
        while child.try_wait().expect("a child").is_none() {
            seen.extend(home.modes());
        }
        assert!(seen.keys().any(|path| path.to_string_lossy().ends_with("-journal")), "no journal was seen: {seen:?}");
        Home::is_private(&seen, &["people.csv"], umask);
    }
}

#[test]
fn what_the_editor_is_given_is_the_users_alone() {
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        home.run(umask, &["add", "Ana"]);
        let editor = home.at("editor.sh");
        fs::write(
            &editor,
            "#!/bin/sh\nls -l \"$1\" > \"$HOME/seen\"; ls -ld \"$TMPDIR\"/* >> \"$HOME/seen\"; echo Said > \"$1\"\n",
        )
        .expect("a script");
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).expect("a script");
        let output = home.under(umask, &["log", "ana"]).env("EDITOR", &editor).output().expect("goodcall starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let seen = fs::read_to_string(home.at("seen")).expect("what the editor saw");
        assert!(seen.lines().count() >= 2 && seen.lines().all(|line| line.starts_with("-rw-------")), "{seen}");
        assert_eq!(fs::read_dir(home.at("tmp")).expect("a folder").count(), 0, "a temporary file was left");
    }
}

#[test]
fn a_copy_put_aside_is_the_users_alone() {
    let home = Home::new();
    let db = rusqlite::Connection::open(home.at("old.db")).expect("a file");
    db.execute_batch(include_str!("../../migrations/0001_book.sql")).expect("the first version's tables");
    db.execute_batch("PRAGMA application_id = 1734566252; PRAGMA user_version = 1;").expect("a header");
    drop(db);
    fs::set_permissions(home.at("old.db"), fs::Permissions::from_mode(0o644)).expect("a file");
    home.run("000", &["--db", "old.db", "today"]);
    let modes = home.modes();
    assert!(modes.keys().any(|path| path.to_string_lossy().contains("old.db.")), "{modes:?}");
    Home::is_private(&modes, &["old.db"], "000");
}

#[test]
fn nothing_is_made_where_a_link_stands() {
    let book = Book::with_favorites(&["Ana"]);
    let there = book.write("there", "somebody else's");
    symlink(&there, book.path("link")).expect("a link");
    symlink(book.path("nowhere"), book.path("dangling")).expect("a link");
    for link in ["link", "dangling"] {
        for line in
            ["export json -o", "export json --force -o", "export ics --force -o", "demo --save", "config init --config"]
        {
            let ran = book.run(&format!("{line} {link}")).fails(1);
            assert!(ran.err.contains(link) && ran.err.contains("nothing was written"), "{line} {link}: {}", ran.err);
        }
        book.bare(&format!("today --db {link}")).run().fails(4);
        assert!(book.path(link).symlink_metadata().is_ok_and(|about| about.is_symlink()), "{link}");
    }
    same_bytes(&there, b"somebody else's");
    assert!(!book.path("nowhere").exists());
}

#[test]
fn a_book_is_reached_through_a_link() {
    let book = Book::with_favorites(&["Ana"]);
    symlink(book.file(), book.path("link.db")).expect("a link");
    book.bare("add Ben --db link.db").run().ok();
    book.run("list").ok().says("Ben");
    assert!(book.path("link.db").symlink_metadata().is_ok_and(|about| about.is_symlink()));
}

#[test]
fn a_program_that_dials_is_given_arguments_and_no_shell() {
    let book = Book::new();
    let script = book.write(
        "dialer",
        "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done > said.part && mv said.part said\n",
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).expect("a script");
    let name = "--help; touch pwned `touch pwned` $(touch pwned) | & > pwned";
    let config = book.write(
        "config.toml",
        format!(
            "dial = [{:?}, \"$(touch pwned)\", \"{{number}}\", \"{{name}}\", \"; touch pwned\"]\n",
            script.display().to_string()
        ),
    );
    for (phone, number) in [
        ("+1 312 555 0142", "+13125550142"),
        ("*21#", "*21#"),
        ("+1 312 555 0142;touch pwned,5", "+13125550142"),
        ("$(touch pwned) 3125550142`touch pwned`", "3125550142"),
        ("tel:3125550142?x=y&6/../7%0a", "3125550142"),
    ] {
        let added = book.words(&["add", &format!("--phone={phone}"), "--json", "--", name]).json();
        let id = added["id"].as_str().expect("an id").to_string();
        book.go(&format!("dial {id}")).arg("--config").arg(&config).run().ok();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !book.path("said").exists() && std::time::Instant::now() < until {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let plain = name.trim_start_matches('-');
        assert_eq!(book.read("said"), format!("<$(touch pwned)><{number}><{plain}><; touch pwned>"), "{phone}");
        fs::remove_file(book.path("said")).expect("what was said");
    }
    assert!(!book.path("pwned").exists());
}
