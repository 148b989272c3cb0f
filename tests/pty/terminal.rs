//! A pseudo-terminal with the program in it, and the screen that a person would see.
//!
//! Every wait is for a condition and has a deadline; nothing of the machine's environment shows through.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use goodcall::app::{App, Now};
use goodcall::domain::customer::{CustomerDraft, CustomerField};
use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtyPair, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tempfile::TempDir;

/// How long anything may take that a person waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// A Monday morning in Chicago.
pub(crate) const MONDAY: &str = "2026-11-23T14:42:00Z";

/// A folder with a home, a configuration and a book with two favorites.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self::empty();
        let mut app = place.app();
        for name in ["Ana Ribeiro", "Marcus Webb"] {
            let mut draft = CustomerDraft::default();
            draft.set(CustomerField::Name, name).set(CustomerField::Favorite, "yes");
            app.add(&draft).expect("a customer");
        }
        place
    }

    /// The same with nobody in the book.
    pub(crate) fn empty() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        for folder in ["home", "config", "data", "cache"] {
            std::fs::create_dir(place.path(folder)).expect("a folder");
        }
        place.configure("theme = \"mono\"\n");
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn book(&self) -> PathBuf {
        self.path("book.db")
    }

    /// Writes the configuration; nothing dials.
    pub(crate) fn configure(&self, more: &str) {
        let text = format!("timezone = \"America/Chicago\"\nclock = \"24h\"\ndial = [\"/nonexistent/dialer\"]\n{more}");
        std::fs::write(self.path("config.toml"), text).expect("a configuration");
    }

    /// The book through the library, as another process would see it.
    pub(crate) fn app(&self) -> App {
        let settings = goodcall::config::load(Some(&self.path("config.toml"))).expect("a right configuration");
        App::open(Some(&self.book()), settings, Now::Fixed(MONDAY.parse().expect("an instant"))).expect("the book")
    }

    /// What a second process prints about the book.
    #[track_caller]
    pub(crate) fn goodcall(&self, arguments: &[&str]) -> String {
        let output = self.run_beside(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The same of one that may fail; None then.
    pub(crate) fn try_goodcall(&self, arguments: &[&str]) -> Option<String> {
        let output = self.run_beside(arguments);
        output.status.success().then(|| String::from_utf8(output.stdout).expect("UTF-8"))
    }

    fn run_beside(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("goodcall"));
        command.env_clear().envs(self.environment()).timeout(PATIENCE);
        command.args(self.options()).args(arguments).output().expect("goodcall starts")
    }

    fn environment(&self) -> Vec<(String, String)> {
        let path = |name: &str| self.path(name).display().to_string();
        [
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("TERM", "xterm-256color".into()),
            ("COLORTERM", "truecolor".into()),
            ("TZ", "America/Chicago".into()),
            ("LANG", "C.UTF-8".into()),
            ("HOME", path("home")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CACHE_HOME", path("cache")),
        ]
        .map(|(name, value)| (name.to_string(), value))
        .to_vec()
    }

    fn options(&self) -> Vec<String> {
        self.options_at(MONDAY)
    }

    fn options_at(&self, now: &str) -> Vec<String> {
        let book = self.book().display().to_string();
        let config = self.path("config.toml").display().to_string();
        ["--db", &book, "--config", &config, "--now", now].map(String::from).to_vec()
    }

    /// Runs a command in a terminal.
    pub(crate) fn run(&self, arguments: &[&str]) -> Terminal {
        let binary = assert_cmd::cargo::cargo_bin!("goodcall").display().to_string();
        let own = arguments.iter().map(ToString::to_string);
        self.spawn(&binary, &self.options().into_iter().chain(own).collect::<Vec<_>>(), &[])
    }

    /// Opens the app in a terminal of 80x24.
    pub(crate) fn open(&self) -> Terminal {
        self.open_with(&[])
    }

    /// The same at another instant.
    pub(crate) fn open_at(&self, now: &str) -> Terminal {
        let binary = assert_cmd::cargo::cargo_bin!("goodcall").display().to_string();
        self.spawn(&binary, &self.options_at(now), &[])
    }

    /// The same with more in the environment.
    pub(crate) fn open_with(&self, environment: &[(&str, &str)]) -> Terminal {
        let binary = assert_cmd::cargo::cargo_bin!("goodcall").display().to_string();
        self.spawn(&binary, &self.options(), environment)
    }

    /// Opens the app under a shell with job control, which says so when the app stops, and takes it up again at Enter.
    pub(crate) fn open_in_a_shell(&self) -> Terminal {
        let binary = assert_cmd::cargo::cargo_bin!("goodcall").display().to_string();
        let script = "set -m; \"$0\" \"$@\"; echo it has stopped; read line; fg >/dev/null; echo it has ended";
        let mut arguments = vec!["-c".to_string(), script.into(), binary];
        arguments.extend(self.options());
        self.spawn("/bin/sh", &arguments, &[])
    }

    /// Opens a shell that finds goodcall and its book; None where there is no such shell.
    pub(crate) fn open_shell(&self, shell: &str, arguments: &[&str]) -> Option<Terminal> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).map(|folder| folder.join(shell)).find(|file| file.is_file())?;
        let binary = assert_cmd::cargo::cargo_bin!("goodcall");
        let folders = binary.parent().map(PathBuf::from).into_iter().chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).expect("a path").into_string().expect("UTF-8");
        let (book, config) = (self.book().display().to_string(), self.path("config.toml").display().to_string());
        let environment =
            [("PATH", &*path), ("GOODCALL_DB", &book), ("GOODCALL_CONFIG", &config), ("GOODCALL_NOW", MONDAY)];
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Some(self.spawn(&found.display().to_string(), &arguments, &environment))
    }

    fn spawn(&self, program: &str, arguments: &[String], environment: &[(&str, &str)]) -> Terminal {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        command.args(arguments);
        command.cwd(self.path("home"));
        Terminal::start(command)
    }
}

/// What the program wrote, and the screen that came of it.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// The keyboard's end of the terminal.
type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// A program that runs in a pseudo-terminal.
pub(crate) struct Terminal {
    /// None once the terminal was closed.
    pair: Option<PtyPair>,
    writer: Option<Writer>,
    reader: Option<JoinHandle<()>>,
    closing: Arc<AtomicBool>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    ended: Receiver<ExitStatus>,
    /// None once it has ended.
    process: Option<Pid>,
    /// The line discipline before the program began.
    before: String,
}

impl Terminal {
    fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let before = discipline(pair.master.as_ref());
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let process = child.process_id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        let answers = Arc::clone(&writer);
        let parser = vt100::Parser::new(cells(24), cells(80), 0);
        let seen = Arc::new((Mutex::new(Seen { parser, bytes: Vec::new() }), Condvar::new()));
        let sees = Arc::clone(&seen);
        let closing = Arc::new(AtomicBool::new(false));
        let closes = Arc::clone(&closing);
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if closes.load(Ordering::SeqCst) {
                    break;
                }
                // As every terminal does, it tells where the cursor stands when it is asked.
                if buffer[..count].windows(4).any(|w| w == b"\x1b[6n") {
                    let mut writer = answers.lock().expect("the keyboard");
                    writer.write_all(b"\x1b[1;1R").and_then(|()| writer.flush()).expect("a terminal that listens");
                }
                let mut seen = sees.0.lock().expect("the screen");
                seen.parser.process(&buffer[..count]);
                seen.bytes.extend_from_slice(&buffer[..count]);
                sees.1.notify_all();
            }
        });
        let (tell, ended) = channel();
        std::thread::spawn(move || tell.send(child.wait().expect("an end")));
        Self { pair: Some(pair), writer: Some(writer), reader: Some(reader), closing, seen, ended, process, before }
    }

    /// Sends bytes as the keyboard would.
    pub(crate) fn send(&mut self, bytes: &str) -> &mut Self {
        let mut writer = self.writer.as_ref().expect("an open terminal").lock().expect("the keyboard");
        writer.write_all(bytes.as_bytes()).and_then(|()| writer.flush()).expect("a terminal that listens");
        drop(writer);
        self
    }

    /// Waits until what is seen is as it should be.
    #[track_caller]
    fn wait_until(&mut self, wanted: &str, is_so: impl Fn(&Seen) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().expect("the screen");
        while !is_so(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let shown = seen.parser.screen().contents();
                drop(seen);
                panic!("waited in vain for {wanted}\n{shown}");
            }
            seen = self.seen.1.wait_timeout(seen, left).expect("the screen").0;
        }
        drop(seen);
        self
    }

    /// Waits until the screen names this.
    #[track_caller]
    pub(crate) fn says(&mut self, what: &str) -> &mut Self {
        self.wait_until(&format!("{what:?}"), |seen| seen.parser.screen().contents().contains(what))
    }

    /// Waits until the screen does no longer name this.
    #[track_caller]
    pub(crate) fn no_longer_says(&mut self, what: &str) -> &mut Self {
        self.wait_until(&format!("no {what:?}"), |seen| !seen.parser.screen().contents().contains(what))
    }

    /// Waits until these bytes were written.
    #[track_caller]
    pub(crate) fn writes(&mut self, bytes: &str) -> &mut Self {
        self.wait_until(&format!("the bytes {bytes:?}"), |seen| {
            seen.bytes.windows(bytes.len()).any(|w| w == bytes.as_bytes())
        })
    }

    /// Waits until the screen's state is as it should be.
    #[track_caller]
    pub(crate) fn shows(&mut self, wanted: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        self.wait_until(wanted, |seen| is_so(seen.parser.screen()))
    }

    /// The screen's text now.
    pub(crate) fn contents(&self) -> String {
        self.seen.0.lock().expect("the screen").parser.screen().contents()
    }

    /// Everything that was written.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().expect("the screen").bytes.clone()
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.seen.0.lock().expect("the screen").parser.set_size(cells(rows), cells(columns));
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master().resize(size).expect("another size");
        self
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.process.expect("a program that runs"), signal).expect("a process to signal");
        self
    }

    /// Signals what runs in the foreground: under a shell, its job.
    pub(crate) fn signal_job(&mut self, signal: Signal) -> &mut Self {
        let job = self.master().process_group_leader().and_then(Pid::from_raw).expect("a job");
        kill_process(job, signal).expect("a job to signal");
        self
    }

    /// Waits until the program is stopped.
    #[track_caller]
    pub(crate) fn stops(&mut self) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        let process = self.process.expect("a program that runs");
        let asks = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        while waitid(WaitId::Pid(process), asks).expect("a child").is_none() {
            assert!(Instant::now() < deadline, "it does not stop\n{}", self.contents());
            std::thread::sleep(Duration::from_millis(5));
        }
        self
    }

    /// Waits until the program has ended; its exit code.
    #[track_caller]
    pub(crate) fn end(&mut self, within: Duration) -> u32 {
        match self.ended.recv_timeout(within) {
            Ok(status) => {
                self.process = None;
                status.exit_code()
            }
            Err(_) => panic!("it goes on after {within:?}\n{}", self.contents()),
        }
    }

    /// The terminal is as it was before the program began.
    #[track_caller]
    pub(crate) fn is_restored(&mut self) -> &mut Self {
        self.shows("the terminal as it was", |s| {
            !s.alternate_screen()
                && !s.hide_cursor()
                && !s.bracketed_paste()
                && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && (s.fgcolor(), s.bgcolor(), s.bold()) == (vt100::Color::Default, vt100::Color::Default, false)
        });
        assert_eq!(self.discipline(), self.before, "raw mode is off again");
        self
    }

    /// Closes the terminal under the program, as a window does that goes away.
    pub(crate) fn close(&mut self) -> &mut Self {
        self.closing.store(true, Ordering::SeqCst);
        // What is drawn at the new size wakes the reader, which lets go then.
        self.resize(81, 24);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader");
        }
        (self.writer, self.pair) = (None, None);
        self
    }

    /// The line discipline now.
    pub(crate) fn discipline(&self) -> String {
        discipline(self.master())
    }

    fn master(&self) -> &(dyn MasterPty + Send) {
        self.pair.as_ref().expect("an open terminal").master.as_ref()
    }

    /// Whether keys come one by one.
    pub(crate) fn is_raw(&self) -> bool {
        self.discipline() != self.before
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended is not there to be ended.
        if self.ended.try_recv().is_err() {
            let _gone = self.process.map(|process| kill_process(process, Signal::KILL));
        }
    }
}

fn discipline(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().expect("a line discipline"))
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has cells")
}

/// A file's folder has nothing in it but what is named.
#[track_caller]
pub(crate) fn holds_only(folder: &Path, names: &[&str]) {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let there: Vec<String> = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert!(there.iter().all(|name| names.contains(&name.as_str())), "{there:?}");
}
