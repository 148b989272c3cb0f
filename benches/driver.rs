//! Measures the program as its user meets it and prints one table of what is required: whole processes against `sqlite3`,
//! the app in a pseudo-terminal against a minimal program over the same book, and logging against an append and fsync.
//!
//! `cargo bench --bench driver` measures everything. `GOODCALL_BENCH_QUICK=1` measures fewer and smaller books,
//! `GOODCALL_BENCH_SIZES=100,10000` those sizes, `GOODCALL_BENCH_ONLY=today,frames,practices,keys,search,log` only some parts,
//! `GOODCALL_BENCH_RUNS=40` runs each process forty times, `GOODCALL_BENCH_DETAILS=1` prints more about keys and words.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench prints its figures, and stops at what it can't measure"
)]

mod books;

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use goodcall::app::search::SearchBook;
use goodcall::app::{App, Now};
use goodcall::domain::touch::{Outcome, TouchDraft};
use goodcall::testing;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

type Outcomes<T> = Result<T, Box<dyn Error>>;

const GOODCALL: &str = env!("CARGO_BIN_EXE_goodcall");
/// The terminal's size: wide enough for both columns of Today.
const SIZE: PtySize = PtySize { rows: 34, cols: 110, pixel_width: 0, pixel_height: 0 };
/// A pause of this length ends a frame.
const FRAME_ENDS: Duration = Duration::from_millis(8);
/// How long to wait for a frame.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> Outcomes<()> {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|a| a == "--bench") {
        return Ok(());
    }
    let plan = Plan::of_environment();
    fs::create_dir_all(books::folder().join("home"))?;
    let mut table = Table::default();
    for size in &plan.sizes {
        let book = books::copy(*size, "work")?;
        if plan.wants("today") {
            today(&book, *size, &plan, &mut table)?;
        }
        if plan.wants("frames") {
            first_frames(&book, *size, &plan, &mut table)?;
        }
        if plan.wants("practices") {
            practices(&book, *size, &plan, &mut table)?;
        }
        if plan.wants("keys") {
            keys(&book, *size, &plan, &mut table)?;
        }
        if plan.wants("search") && size * books::TOUCHES >= 100_000 {
            search(&book, *size, &plan, &mut table)?;
        }
        if plan.wants("log") {
            log(&book, *size, &plan, &mut table)?;
        }
        fs::remove_file(&book)?;
    }
    table.growth();
    table.print();
    Ok(())
}

/// What to measure.
struct Plan {
    sizes: Vec<usize>,
    only: Vec<String>,
    runs: usize,
    idle: Duration,
    details: bool,
}

impl Plan {
    fn of_environment() -> Self {
        let list = |name: &str| -> Vec<String> {
            let text = std::env::var(name).unwrap_or_default();
            text.split(',').filter(|t| !t.is_empty()).map(str::to_string).collect()
        };
        let quick = std::env::var_os("GOODCALL_BENCH_QUICK").is_some();
        let mut sizes: Vec<usize> = list("GOODCALL_BENCH_SIZES").iter().filter_map(|s| s.parse().ok()).collect();
        if sizes.is_empty() {
            sizes = if quick { vec![100, 10_000] } else { vec![100, 10_000, 100_000] };
        }
        let runs = list("GOODCALL_BENCH_RUNS").iter().find_map(|s| s.parse().ok());
        Self {
            sizes,
            only: list("GOODCALL_BENCH_ONLY"),
            runs: runs.unwrap_or(if quick { 20 } else { 60 }),
            idle: Duration::from_secs(if quick { 3 } else { 10 }),
            details: std::env::var_os("GOODCALL_BENCH_DETAILS").is_some(),
        }
    }

    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|o| o == part)
    }
}

/// A figure and its limit.
struct Row {
    what: String,
    size: usize,
    figure: f64,
    limit: f64,
    unit: &'static str,
    beside: String,
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    /// Times that must not grow with the book: the name, the size and the milliseconds.
    growing: Vec<(&'static str, usize, f64)>,
}

impl Table {
    fn add(
        &mut self,
        what: impl Into<String>,
        size: usize,
        figure: f64,
        limit: f64,
        unit: &'static str,
        beside: String,
    ) {
        let row = Row { what: what.into(), size, figure, limit, unit, beside };
        eprintln!("{}", row.line());
        self.rows.push(row);
    }

    fn growth(&mut self) {
        let largest = self.growing.iter().map(|g| g.1).max().unwrap_or(0);
        let smallest = self.growing.iter().map(|g| g.1).min().unwrap_or(0);
        if largest == smallest {
            return;
        }
        let small: Vec<_> = self.growing.iter().filter(|g| g.1 == smallest).copied().collect();
        for (what, _, before) in small {
            let Some((.., after)) = self.growing.iter().find(|g| g.0 == what && g.1 == largest).copied() else {
                continue;
            };
            let beside = format!("{before:.2} to {after:.2} ms");
            self.add(format!("growth of {what}"), largest, after / before, 1.5, "x", beside);
        }
    }

    fn print(&self) {
        println!("| required | customers | measured | limit | | |\n| --- | ---: | ---: | ---: | --- | --- |");
        for row in &self.rows {
            println!("{}", row.line());
        }
        let missed = self.rows.iter().filter(|r| !r.holds()).count();
        println!("\n{missed} of {} missed", self.rows.len());
    }
}

impl Row {
    fn holds(&self) -> bool {
        self.figure <= self.limit
    }

    fn line(&self) -> String {
        let Self { what, size, figure, limit, unit, beside } = self;
        let said = if self.holds() { "holds" } else { "**missed**" };
        format!("| {what} | {size} | {figure:.2} {unit} | {limit:.2} {unit} | {said} | {beside} |")
    }
}

/// Milliseconds in order, for medians and percentiles.
struct Times(Vec<f64>);

impl Times {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    fn at(&self, part: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        // Places among a few thousand times are exact as floats.
        let place = (last as f64 * part).ceil() as usize;
        self.0.get(place.min(last)).copied().unwrap_or(f64::NAN)
    }

    fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Both medians and 99th percentiles, for the table.
    fn beside(&self, theirs: &Self) -> String {
        format!(
            "{:.2} ms beside {:.2}; 99th percentile {:.2} beside {:.2}",
            self.median(),
            theirs.median(),
            self.at(0.99),
            theirs.at(0.99)
        )
    }

    fn worst(&self) -> f64 {
        self.at(1.0)
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

// Whole processes.

fn run(command: &mut Command) -> Outcomes<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let ended = command.status()?;
    let took = ms(began.elapsed());
    if ended.success() { Ok(took) } else { Err(format!("{command:?} ended with {ended}").into()) }
}

/// The program over a book, away from the user's own files.
fn goodcall(book: &Path) -> Command {
    let mut command = Command::new(GOODCALL);
    command.args(["--now", books::NOW, "--db"]).arg(book).envs(surroundings());
    command
}

fn surroundings() -> Vec<(&'static str, String)> {
    let home = books::folder().join("home");
    let home = home.display().to_string();
    vec![
        ("HOME", home.clone()),
        ("XDG_CONFIG_HOME", home.clone()),
        ("XDG_DATA_HOME", home),
        ("TERM", "xterm-256color".into()),
        ("TZ", "America/New_York".into()),
    ]
}

fn today(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first answer of a day is stored; every later one is read.
    run(goodcall(book).args(["today", "--json"]))?;
    for _ in 0..plan.runs {
        ours.push(run(goodcall(book).args(["today", "--json"]))?);
        let sql = "select count(*) from customer where favorite";
        theirs.push(run(Command::new("sqlite3").arg(book).arg(sql))?);
    }
    let (ours, theirs) = (Times::of(ours), Times::of(theirs));
    let beside = ours.beside(&theirs);
    table.add("today --json beside sqlite3", size, ours.median() / theirs.median(), 1.15, "x", beside);
    table.growing.push(("today --json", size, ours.median()));
    Ok(())
}

// The app in a pseudo-terminal.

/// A program in a pseudo-terminal, with what its screen shows.
struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    shown: vt100::Parser,
    bytes: usize,
    began: Instant,
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    fn start(program: &Path, arguments: &[&str]) -> Outcomes<Self> {
        let pair = native_pty_system().openpty(SIZE)?;
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        for (name, value) in surroundings() {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let (sender, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let chunk = buffer.get(..read).unwrap_or_default().to_vec();
                if sender.send((Instant::now(), chunk)).is_err() {
                    break;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        let shown = vt100::Parser::new(SIZE.rows.try_into()?, SIZE.cols.try_into()?, 0);
        Ok(Self { child, keys, chunks, shown, bytes: 0, began, _master: pair.master })
    }

    fn app(book: &Path) -> Outcomes<Self> {
        let book = book.display().to_string();
        Self::start(Path::new(GOODCALL), &["--now", books::NOW, "--db", &book])
    }

    fn row(&self, row: u16) -> String {
        self.shown.screen().contents_between(row, 0, row, SIZE.cols)
    }

    /// Waits until the last row is drawn and returns the milliseconds since the start.
    fn first_frame(&mut self) -> Outcomes<f64> {
        let until = self.began + PATIENCE;
        while self.row(SIZE.rows - 1).trim().is_empty() {
            let chunk = self.chunks.recv_timeout(until.saturating_duration_since(Instant::now()));
            let (at, bytes) = chunk.map_err(|_| format!("no first frame, but: {}", self.shown.screen().contents()))?;
            self.take(&bytes);
            if !self.row(SIZE.rows - 1).trim().is_empty() {
                return Ok(ms(at.duration_since(self.began)));
            }
        }
        Err("the first frame came before the wait for it".into())
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.shown.process(bytes);
    }

    /// Takes what is drawn until a pause of `quiet`; returns when the first and the last of it came.
    fn settle(&mut self, quiet: Duration, patience: Duration) -> Option<(Instant, Instant)> {
        let until = Instant::now() + patience;
        let mut came: Option<(Instant, Instant)> = None;
        loop {
            let wait = if came.is_some() { quiet } else { until.saturating_duration_since(Instant::now()) };
            match self.chunks.recv_timeout(wait) {
                Ok((at, bytes)) => {
                    self.take(&bytes);
                    came = Some((came.map_or(at, |c| c.0), at));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return came,
            }
        }
    }

    /// Presses a key and returns the milliseconds to the end of the next frame; None if nothing is drawn.
    fn press(&mut self, key: &str) -> Outcomes<Option<f64>> {
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes())?;
        self.keys.flush()?;
        let frame = self.settle(FRAME_ENDS, Duration::from_millis(60));
        Ok(frame.map(|(_, last)| ms(last.duration_since(pressed))))
    }

    /// Presses a key, waits until the screen is done, and returns the milliseconds to the first and the last byte.
    fn press_and_wait(&mut self, key: &str, quiet: Duration) -> Outcomes<Option<(f64, f64)>> {
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes())?;
        self.keys.flush()?;
        let came = self.settle(quiet, quiet);
        Ok(came.map(|(first, last)| (ms(first.duration_since(pressed)), ms(last.duration_since(pressed)))))
    }

    fn process(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.child.process_id().unwrap_or(0)))
    }

    /// The peak memory of the program, in MiB.
    fn peak_memory(&self) -> Outcomes<f64> {
        let status = fs::read_to_string(self.process().join("status"))?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    /// The processor time of all its threads so far, in milliseconds.
    fn processor(&self) -> Outcomes<f64> {
        let mut nanoseconds = 0.0;
        for thread in fs::read_dir(self.process().join("task"))? {
            let spent = fs::read_to_string(thread?.path().join("schedstat"))?;
            nanoseconds += spent.split(' ').next().unwrap_or("0").parse::<f64>()?;
        }
        Ok(nanoseconds / 1e6)
    }

    fn quit(mut self) -> Outcomes<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

/// Builds the minimal program over a book the way this one was built.
fn minimal() -> Outcomes<PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["bench", "--bench", "minimal", "--no-run", "--message-format=json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::null())
        .output()?;
    let messages = String::from_utf8_lossy(&built.stdout);
    for message in messages.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()) {
        let is_it = message.pointer("/target/name").and_then(|n| n.as_str()) == Some("minimal");
        if let Some(path) = message.get("executable").and_then(|e| e.as_str()).filter(|_| is_it) {
            return Ok(PathBuf::from(path));
        }
    }
    Err("could not build the least program: cargo bench --bench minimal --no-run".into())
}

fn first_frames(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    let minimal = minimal()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first answer of a day is stored; every later one is read.
    run(goodcall(book).args(["today", "--json"]))?;
    for _ in 0..plan.runs {
        let mut app = Screen::app(book)?;
        ours.push(app.first_frame()?);
        app.quit()?;
        let mut least = Screen::start(&minimal, &[&book.display().to_string()])?;
        theirs.push(least.first_frame()?);
        least.quit()?;
    }
    let (ours, theirs) = (Times::of(ours), Times::of(theirs));
    let beside = ours.beside(&theirs);
    table.add("first frame beside the least program", size, ours.median() / theirs.median(), 1.5, "x", beside);
    table.growing.push(("the first frame", size, ours.median()));
    Ok(())
}

const ESC: &str = "\x1b";
const TAB: &str = "\t";
const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const PAGE_DOWN: &str = "\x1b[6~";
const PAGE_UP: &str = "\x1b[5~";
const BACKSPACE: &str = "\x7f";

type Keys = &'static [&'static str];

/// A screen: the keys that open it, the keys to measure there over and over, and the keys that leave it.
const SCREENS: [(&str, Keys, Keys, Keys); 16] = [
    ("the tabs", &["1"], &["2", "3", "1"], &[]),
    ("Today", &["1"], &["?", ESC, ":", ESC, "/", ESC], &[]),
    ("the way to Lift and forms", &["1"], &["d", ESC, "l", ESC, "e", ESC, "a", ESC], &[]),
    ("Praise", &["2"], &["j", "j", "k", PAGE_DOWN, PAGE_UP, "G", "g"], &[]),
    ("Customers", &["3"], &["j", "j", "k", PAGE_DOWN, PAGE_DOWN, PAGE_UP, "G", "g"], &[]),
    ("Customers, filtering", &["3", "/"], &["m", "a", "n", BACKSPACE, BACKSPACE, BACKSPACE], &[ESC, "1"]),
    ("In touch", &["4"], &["j", "j", "w", "k", PAGE_DOWN, "G", "g", "x", "x"], &["1"]),
    ("Visits", &["5"], &["j", "j", "k", PAGE_DOWN, "G", "g"], &["1"]),
    ("Ideas", &["6"], &["j", "j", "k", PAGE_DOWN, "e", "e", "g"], &["1"]),
    ("Trends", &["7"], &["j", "k", "G", "g"], &["1"]),
    ("Lift", &["1", "d"], &[RIGHT, "o", RIGHT], &[ESC]),
    ("the log", &["1", "l"], &["t", "h", "e", " ", "p", "r", "i", "c", "e", "\r"], &[ESC]),
    ("a customer", &["1", "e"], &["a", BACKSPACE, TAB], &[ESC]),
    ("search", &["1", "/"], &["t", "h", "e", BACKSPACE, DOWN, BACKSPACE, BACKSPACE], &[ESC]),
    ("the palette", &["1", ":"], &["l", "o", BACKSPACE, DOWN, BACKSPACE], &[ESC]),
    ("help", &["1", "?"], &["j", "k", PAGE_DOWN, PAGE_UP], &[ESC]),
];

fn keys(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    let mut app = Screen::app(book)?;
    app.first_frame()?;
    app.settle(Duration::from_millis(300), Duration::from_millis(300));
    let mut all = Vec::new();
    for (name, enter, measured, leave) in SCREENS {
        for key in enter {
            app.press_and_wait(key, Duration::from_millis(60))?;
        }
        if plan.details {
            eprintln!("--- {name}, {size}\n{}", app.shown.screen().contents());
        }
        let mut times = Vec::new();
        let mut slowest = (0.0, "");
        let mut pressed = 0;
        while pressed < plan.runs * 3 {
            for key in measured {
                pressed += 1;
                if let Some(time) = app.press(key)? {
                    times.push(time);
                    if time > slowest.0 {
                        slowest = (time, key);
                    }
                }
            }
        }
        for key in leave {
            app.press_and_wait(key, Duration::from_millis(60))?;
        }
        let drawn = times.len();
        all.extend(&times);
        let times = Times::of(times);
        let beside = format!("{drawn} frames of {pressed} keys; worst {:.2} ms at {:?}", slowest.0, slowest.1);
        let limit = if name == "Customers, filtering" { 2.5 } else { 4.0 };
        table.add(format!("a key on {name}, median"), size, times.median(), limit, "ms", beside);
        table.add(format!("a key on {name}, 99th percentile"), size, times.at(0.99), 16.0, "ms", String::new());
    }
    table.growing.push(("a key", size, Times::of(all).median()));
    app.press_and_wait("1", Duration::from_millis(1500))?;
    table.add("peak memory", size, app.peak_memory()?, 16.0, "MiB", String::new());
    let (bytes, spent) = (app.bytes, app.processor()?);
    app.settle(plan.idle, plan.idle);
    let seconds = plan.idle.as_secs_f64();
    let written = (app.bytes - bytes) as f64;
    table.add("written while nothing moves", size, written, 0.0, "bytes", format!("in {seconds} s"));
    let idle = (app.processor()? - spent) / seconds;
    table.add("processor while nothing moves", size, idle, 0.5, "ms/s", format!("in {seconds} s"));
    app.quit()
}

/// The screens of the practices, by the key that opens them.
const PRACTICES: &[(&str, &str)] = &[("In touch", "4"), ("Visits", "5"), ("Ideas", "6"), ("Trends", "7")];

/// Opens each screen of the practices in an app that has not shown it yet, so it reads all that it shows. In a large book
/// Visits and Trends count in the background: the first frame says so, and the figures follow.
fn practices(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    for (name, key) in PRACTICES {
        let (mut times, mut figures) = (Vec::new(), Vec::new());
        for _ in 0..plan.runs.div_ceil(6).max(3) {
            let mut app = Screen::app(book)?;
            app.first_frame()?;
            app.settle(Duration::from_millis(300), Duration::from_millis(300));
            if let Some((first, last)) = app.press_and_wait(key, Duration::from_millis(400))? {
                times.push(first);
                figures.push(last);
            }
            if plan.details {
                eprintln!("--- {name}, {size}\n{}", app.shown.screen().contents());
            }
            app.quit()?;
        }
        let (times, figures) = (Times::of(times), Times::of(figures));
        table.add(format!("{name} opened, worst"), size, times.worst(), 16.0, "ms", String::new());
        let aside = matches!(*name, "Visits" | "Trends") && size > 5_000;
        let limit = if aside { 250.0 } else { 16.0 };
        table.add(format!("its figures, {name}, median"), size, figures.median(), limit, "ms", String::new());
    }
    Ok(())
}

fn search(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    let remarks = size * books::TOUCHES;
    let rare = if remarks > 100_000 { 80.0 } else { 16.0 };
    let words = books::Words::new();
    let said: Vec<String> = [books::FIFTH, books::NEARLY_ALL].iter().map(|w| (*w).to_string()).collect();
    let places = (0..40).chain((40..2_000).step_by(53)).chain((2_000..20_000).step_by(691));
    let said: Vec<String> = said.into_iter().chain(places.map(|p| words.at(p).to_string())).collect();

    // Every word and prefix, without the screen.
    let index = SearchBook::open(book)?;
    let mut asked: Vec<String> =
        said.iter().flat_map(|w| (1..=w.len()).filter_map(|n| w.get(..n).map(str::to_string))).collect();
    asked.sort();
    asked.dedup();
    let mut times: Vec<(f64, String)> = Vec::new();
    for word in asked {
        let began = Instant::now();
        index.search(std::slice::from_ref(&word), 60)?;
        times.push((ms(began.elapsed()), word));
    }
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worst: Vec<String> = times.iter().take(5).map(|(time, word)| format!("{word} {time:.1}")).collect();
    let all = Times::of(times.iter().map(|t| t.0).collect());
    let beside = format!("{} words and prefixes; worst: {}", times.len(), worst.join(", "));
    table.add("results for a word or prefix, 99th percentile", size, all.at(0.99), rare, "ms", beside);
    table.add("results for a word or prefix, worst", size, all.worst(), rare, "ms", String::new());
    let fifth = times.iter().filter(|(_, w)| books::FIFTH.starts_with(w.as_str()) && w.len() > 3);
    let fifth = fifth.map(|t| t.0).fold(0.0, f64::max);
    table.add("results for a word in a fifth", size, fifth, 16.0, "ms", "worst of its prefixes, too".into());

    // The same, typed.
    let mut app = Screen::app(book)?;
    app.first_frame()?;
    app.press_and_wait("/", Duration::from_millis(100))?;
    let (mut echoes, mut results) = (Vec::new(), Vec::new());
    let quiet = Duration::from_millis(if remarks > 100_000 { 150 } else { 50 });
    for word in said.iter().step_by(if plan.details { 1 } else { 3 }) {
        let mut letter = [0; 4];
        for c in word.chars() {
            if let Some((first, last)) = app.press_and_wait(c.encode_utf8(&mut letter), quiet)? {
                echoes.push(first);
                results.push(last);
            }
        }
        for _ in word.chars() {
            app.press(BACKSPACE)?;
        }
        app.settle(quiet, quiet);
    }
    let (echoes, results) = (Times::of(echoes), Times::of(results));
    let beside = format!("{} letters; worst {:.1} ms", echoes.0.len(), echoes.worst());
    table.add("a typed letter on the screen, 99th percentile", size, echoes.at(0.99), 16.0, "ms", beside);
    let beside = format!("worst {:.1} ms", results.worst());
    table.add("its results on the screen, 99th percentile", size, results.at(0.99), rare, "ms", beside);
    app.quit()
}

fn log(book: &Path, size: usize, plan: &Plan, table: &mut Table) -> Outcomes<()> {
    let settings = goodcall::config::parse("timezone = \"America/New_York\"", Path::new("config.toml"))?;
    let mut app = App::open(Some(book), settings, Now::Fixed(books::clock()?.instant))?;
    let favorites: Vec<_> = testing::book(&app).favorites()?.iter().map(|c| c.id).collect();
    let beside = books::folder().join("append");
    let mut file = OpenOptions::new().create(true).append(true).open(&beside)?;
    let (words, mut chance) = (books::Words::new(), books::Chance::new(99));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for customer in favorites.iter().cycle().take(plan.runs * 3) {
        let text = format!("+ {}\n{}", words.sentence(&mut chance), words.sentence(&mut chance));
        let draft = TouchDraft { outcome: Some(Outcome::Reached), minutes: Some(9), text, ..TouchDraft::default() };
        let began = Instant::now();
        app.log(*customer, &draft)?;
        ours.push(ms(began.elapsed()));
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        theirs.push(ms(began.elapsed()));
    }
    fs::remove_file(beside)?;
    let (ours, theirs) = (Times::of(ours), Times::of(theirs));
    let limit = 2.0 * theirs.median() + 1.5;
    let beside = format!("append and fsync {:.2} ms; 99th percentile {:.2} ms", theirs.median(), ours.at(0.99));
    table.add("logging a call", size, ours.median(), limit, "ms", beside);
    table.growing.push(("logging a call", size, ours.median()));
    Ok(())
}
