//! No room, no permission, no luck: a clear error, the book as it was, reading goes on, and what was typed is kept.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::ground::{Background, Ran, binary, finish, finish_with, report, times};
use super::shim::shim_or_say;

const NO_SPACE: i32 = 28;
const IO_ERROR: i32 = 5;
/// What somebody typed.
const TYPED: &str = "+ You saved our launch";

/// Counts the checks.
#[derive(Default)]
struct Checks(usize);

impl Checks {
    /// It failed as it should: a reason, one of the ends for it, and no panic.
    #[track_caller]
    fn refused(&mut self, ran: &Ran, code: i32, words: &str) {
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert!(ran.err.contains(words) && !ran.err.contains("panicked"), "no {words:?}: {ran:?}");
        self.0 += 1;
    }

    /// The same, and what was typed is in a file that the message names, or in the message.
    #[track_caller]
    fn refused_and_kept(&mut self, ran: &Ran, code: i32, words: &str) {
        let named = ran.err.split("kept in ").nth(1).map(|rest| rest.lines().next().unwrap_or_default().trim());
        let kept = named.map(|path| fs::read_to_string(path).expect("the file that is named"));
        let mode = named.map(|path| fs::metadata(path).expect("the file").permissions().mode() & 0o777);
        assert!(kept.as_deref().unwrap_or(&ran.err).contains(TYPED), "what was typed is gone: {ran:?}");
        assert!(mode.is_none_or(|mode| mode == 0o600), "{mode:?}");
        self.refused(ran, code, words);
    }

    /// Reading goes on.
    #[track_caller]
    fn reads(&mut self, mut go: impl FnMut(&[&str]) -> Command) {
        for words in [&["today"][..], &["list"], &["show", "ana"], &["praise"], &["search", "ana"]] {
            let ran = finish(&mut go(words)).ok();
            assert!(!ran.out.is_empty(), "{words:?}: {ran:?}");
            self.0 += 1;
        }
    }
}

/// A file system of its own over the book's folder, small and full, in a namespace that only its holder keeps.
struct FullDisk {
    holder: Child,
}

impl FullDisk {
    /// None where namespaces may not be had.
    fn over(ground: &Background) -> Option<Self> {
        let script = "cp \"$0/book.db\" \"$1\" && mount -t tmpfs -o size=2m none \"$0\" && cp \"$1\" \"$0/book.db\" &&
            { cat /dev/zero > \"$0/filler\" 2>/dev/null; echo full; cat >/dev/null; }";
        let mut command = Command::new("unshare");
        command.args(["-Urm", "sh", "-c", script]).arg(ground.path("book")).arg(ground.path("copy.db"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().ok()?;
        let mut said = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut said).ok()?;
        let disk = Self { holder };
        let entered = finish(ground_dress(ground, &mut disk.enter("true"))).code == Some(0);
        (said.trim() == "full" && entered).then_some(disk)
    }

    /// Runs a program on it.
    fn enter(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.arg("--target").arg(self.holder.id().to_string());
        command.args(["--user", "--mount", "--preserve-credentials", "--"]).arg(program);
        command
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.holder.stdin.take());
        let _ended = self.holder.wait();
    }
}

fn ground_dress<'a>(ground: &Background, command: &'a mut Command) -> &'a mut Command {
    ground.dress(command);
    command
}

fn with_praise() -> Background {
    let ground = Background::new();
    ground.run_at("2026-11-20T10:00:00Z", &["log", "ana", "-m", "+ Kind words"]).ok();
    ground
}

/// An editor in which somebody types.
fn editor(ground: &Background) -> String {
    let path = ground.path("editor.sh");
    fs::write(&path, format!("#!/bin/sh\nprintf '{TYPED}\\n' > \"$1\"\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a script that runs");
    path.display().to_string()
}

/// Every way to write: refused with these words, and what was typed is kept.
#[track_caller]
fn refuses_to_write(checks: &mut Checks, ground: &Background, go: impl Fn(&[&str]) -> Command, code: i32, words: &str) {
    let file = ground.path("people.csv");
    let people: String = (0..400).map(|n| format!("Person {n},person{n}@example.com\n")).collect();
    fs::write(&file, format!("name,email\n{people}")).expect("a file");
    checks.refused_and_kept(&finish(&mut go(&["log", "ana", "-m", TYPED])), code, words);
    checks.refused_and_kept(&finish_with(&mut go(&["log", "ana", "--stdin"]), TYPED), code, words);
    checks.refused(&finish(&mut go(&["import", file.to_str().expect("a path")])), code, words);
    checks.refused(&finish(&mut go(&["undo"])), code, words);
    checks.refused(&finish(&mut go(&["add", "Cleo"])), code, words);
}

#[test]
fn a_full_disk_refuses_with_a_reason_and_is_still_read() {
    let (ground, mut checks) = (with_praise(), Checks::default());
    let before = ground.bytes();
    let way = if let Some(disk) = FullDisk::over(&ground) {
        let go = |words: &[&str]| {
            let mut command = disk.enter(binary());
            ground.dress(&mut command);
            command.args(words);
            command
        };
        checks.reads(go);
        refuses_to_write(&mut checks, &ground, go, 1, "the disk is full");
        let ran = finish(go(&["log", "ana"]).env("EDITOR", editor(&ground)));
        checks.refused_and_kept(&ran, 1, "the disk is full");
        checks.reads(go);
        let now = finish(ground_dress(&ground, disk.enter("cmp").arg(ground.book()).arg(ground.path("copy.db"))));
        assert_eq!(now.code, Some(0), "the book on the full disk: {now:?}");
        "a full tmpfs"
    } else {
        let Some(shim) = shim_or_say("a full disk (no namespace, no shim)") else { return };
        let go = |words: &[&str]| {
            let mut command = ground.under_shim(shim, words);
            command.env("FAULTS_FAIL", format!("w 0 1000000 {NO_SPACE}"));
            command
        };
        checks.reads(go);
        refuses_to_write(&mut checks, &ground, go, 1, "the disk is full");
        let ran = finish(go(&["log", "ana"]).env("EDITOR", editor(&ground)));
        checks.refused_and_kept(&ran, 1, "the disk is full");
        checks.reads(go);
        "writes that the shim fails"
    };
    assert!(ground.bytes() == before, "the book is as it was, byte for byte");
    report(&format!("a full disk ({way})"), checks.0, "0 typed texts lost, the book as it was");
}

#[test]
fn a_limit_on_the_size_of_files_refuses_with_a_reason() {
    let (ground, mut checks) = (with_praise(), Checks::default());
    let before = ground.bytes();
    for blocks in ["8", "16", "0"] {
        let go = |words: &[&str]| {
            let mut command = Command::new("sh");
            ground.dress(&mut command);
            command.args(["-c", "ulimit -f \"$1\"; shift; exec \"$0\" \"$@\""]).arg(binary()).arg(blocks).args(words);
            command
        };
        if blocks == "0" {
            // Not even a file for what was typed: the message holds it.
            checks.refused_and_kept(&finish(&mut go(&["log", "ana", "-m", TYPED])), 1, "limit on the size");
            checks.reads(go);
        } else {
            refuses_to_write(&mut checks, &ground, go, 1, "limit on the size");
        }
        ground.is_sound();
        assert!(ground.bytes() == before, "the book is as it was, byte for byte");
    }
    report("a limit on the size of files", checks.0, "0 typed texts lost, the book as it was");
}

/// Makes a run one that permissions hold for: root is above them.
fn as_somebody<'a>(ground: &Background, command: &'a mut Command) -> &'a mut Command {
    const NOBODY: u32 = 65_534;
    if rustix::process::geteuid().is_root() {
        fs::set_permissions(ground.path(""), fs::Permissions::from_mode(0o755)).expect("a folder to pass through");
        for name in ["home", "tmp"] {
            fs::set_permissions(ground.path(name), fs::Permissions::from_mode(0o777)).expect("a folder for all");
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

#[test]
fn what_can_only_be_read_is_read() {
    let (ground, mut checks) = (with_praise(), Checks::default());
    let before = ground.bytes();
    // Where it was built, others may not look.
    let program = ground.path("goodcall");
    fs::copy(binary(), &program).expect("a copy of the program");
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    let go = |words: &[&str]| {
        let mut command = Command::new(&program);
        ground.dress(&mut command);
        as_somebody(&ground, &mut command).args(words);
        command
    };
    for (file, folder) in [(0o444, 0o777), (0o666, 0o555)] {
        mode(&ground.book(), file);
        mode(&ground.path("book"), folder);
        checks.reads(go);
        for words in [&["log", "ana", "-m", TYPED][..], &["undo"], &["add", "Cleo"]] {
            let ran = finish(&mut go(words));
            // Whoever reads the kept file in the name of another may do so as root only.
            checks.refused(&ran, 4, "only be read");
            assert!(words[0] != "log" || ran.err.contains("kept in "), "{ran:?}");
        }
    }
    mode(&ground.path("book"), 0o755);
    mode(&ground.book(), 0o600);
    assert!(ground.bytes() == before, "the book is as it was, byte for byte");
    report("a file and a folder that can only be read", checks.0, "0 typed texts lost, the book as it was");
}

#[test]
fn a_locked_book_is_read_and_refuses_what_is_typed_with_its_copy() {
    let (ground, mut checks) = (with_praise(), Checks::default());
    // To read the file here would give the lock away.
    let before = ground.bytes();
    let other = ground.look();
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    checks.reads(|words| ground.command(words));
    checks.refused_and_kept(&ground.run(&["log", "ana", "-m", TYPED]), 4, "busy");
    let ran = finish(ground.command(&["log", "ana"]).env("EDITOR", editor(&ground)));
    checks.refused_and_kept(&ran, 4, "busy");
    other.execute_batch("ROLLBACK; BEGIN EXCLUSIVE").expect("a lock for itself alone");
    checks.refused_and_kept(&finish_with(&mut ground.command(&["log", "ana", "--stdin"]), TYPED), 4, "busy");
    other.execute_batch("ROLLBACK").expect("no lock");
    assert!(ground.bytes() == before, "the book is as it was, byte for byte");
    report("a locked book", checks.0, "0 typed texts lost, the book as it was");
}

/// Lets each call fail in turn, from it on or only once, until none is left to fail.
#[track_caller]
fn each_call_fails(calls: &str, error: i32, what: &str) {
    let Some(shim) = shim_or_say(what) else { return };
    let ground = with_praise();
    let before = ground.export();
    let (mut tried, mut kept) = (0, 0);
    for count in [1, 1_000_000] {
        let step = times(2, 1);
        for from in (0..).step_by(step) {
            let plan = format!("{calls} {from} {count} {error}");
            let mut log = ground.under_shim(shim, &["log", "ana", "-m", TYPED]);
            let ran = finish(log.env("FAULTS_FAIL", &plan)).ended_well();
            tried += 1;
            ground.is_sound();
            let there = ground.count(TYPED);
            if ran.code == Some(0) {
                assert_eq!(there, 1, "{plan}: acknowledged, and not there");
                ground.run(&["undo"]).ok();
            } else {
                let unsure = ran.err.contains("may have been saved");
                assert!(there == 0 || unsure, "{plan}: it is there, though it says {}", ran.err);
                if there == 1 {
                    ground.run(&["undo"]).ok();
                }
                assert!(ran.err.contains("kept in "), "{plan}: {ran:?}");
                kept += 1;
            }
            assert_eq!(ground.export(), before, "{plan}");
            if ran.code == Some(0) && from > 12 {
                break;
            }
            assert!(from < 400, "{plan}: it never ends");
        }
    }
    report(what, tried, &format!("{kept} refused with their text kept, the book as it was each time"));
}

#[test]
fn a_disk_that_fills_up_at_any_write_loses_nothing() {
    each_call_fails("w", NO_SPACE, "the disk is full from the n-th write on, or once");
}

#[test]
fn a_sync_that_fails_loses_nothing() {
    each_call_fails("s", IO_ERROR, "the n-th sync fails, or all from it on");
}
