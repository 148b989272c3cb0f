//! Days of one user's two machines, each with an app in a terminal of its own and a folder of its own. What lies between
//! the folders brings files late, the newest first, half of each before the whole, and leaves conflict copies. One app is
//! killed every day while a log is typed, and both plan the same visit. `GOODCALL_WEEK=full` lives seven days instead of two.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::terminal::{PATIENCE, Place, Terminal};

/// How long what is done on one machine may take to the other: a look each second, two seconds after a change, the carrier,
/// and a look into the folder every two seconds.
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);
/// How often the carrier moves something.
const MOVES_EVERY: Duration = Duration::from_millis(50);

/// Brings files from each of two folders to the other.
struct Carrier {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Carrier {
    fn between(folders: [PathBuf; 2]) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let ending = Arc::clone(&ends);
        let thread = std::thread::spawn(move || {
            let mut half_there = BTreeSet::new();
            while !ending.load(Ordering::SeqCst) {
                let [one, other] = &folders;
                step(one, other, &mut half_there);
                step(other, one, &mut half_there);
                std::thread::sleep(MOVES_EVERY);
            }
        });
        Self { ends, thread: Some(thread) }
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

/// Brings half of the newest file that is missing, or the other half of one.
fn step(from: &Path, to: &Path, half_there: &mut BTreeSet<PathBuf>) {
    let missing = |name: &&PathBuf| !to.join(name).exists() || half_there.contains(&to.join(name));
    let names = names_in(from, Path::new(""));
    let Some(name) = names.iter().filter(missing).max() else { return };
    let (Ok(bytes), target) = (fs::read(from.join(name)), to.join(name)) else { return };
    fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
    if half_there.remove(&target) {
        fs::write(&target, &bytes).expect("room");
        fs::write(target.with_extension("sync-conflict-20261123-104200-ABCDEFG.gcs"), &bytes).expect("room");
    } else {
        fs::write(&target, bytes.get(..bytes.len() / 2).unwrap_or_default()).expect("room");
        half_there.insert(target);
    }
}

/// The files below a folder that a carrier brings, by their paths in it.
fn names_in(root: &Path, below: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join(below)).into_iter().flatten().flatten();
    let names = entries.flat_map(|entry| {
        let name = below.join(entry.file_name());
        if entry.path().is_dir() { names_in(root, &name) } else { vec![name] }
    });
    let is_brought =
        |name: &PathBuf| !name.to_string_lossy().contains(".tmp") && !name.to_string_lossy().contains(".sync-");
    names.filter(is_brought).collect()
}

/// Waits until something holds.
#[track_caller]
fn until(wanted: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + ARRIVES_WITHIN;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain for {wanted}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What both books are to have alike.
fn seen_of(place: &Place) -> Vec<String> {
    let json = ["list", "praise", "ideas", "promises", "visits"].map(|what| place.goodcall(&[what, "--json"]));
    json.into_iter().chain([place.goodcall(&["sync", "conflicts"])]).collect()
}

/// Logs a call with whom Customers has in focus; the words stay on the screen until they are saved.
fn types(terminal: &mut Terminal, words: &str) {
    terminal.send("3").says("Ana Ribeiro").send("l").says("for later").send(words).says(words);
}

fn saves(terminal: &mut Terminal) {
    terminal.send("\x13").says("Logged a call").send("3");
}

fn quits(mut terminal: Terminal) {
    terminal.send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
}

/// A day on both machines.
fn live(day: u32, laptop: &Place, desktop: &Place) {
    let at = |minute: u32| format!("2026-11-{}T14:{minute}:00Z", 23 + day);
    let (mut on_laptop, mut on_desktop) = (laptop.open_at(&at(42)), desktop.open_at(&at(47)));
    types(&mut on_laptop, &format!("+ Kind on day {day}"));
    types(&mut on_desktop, &format!("= call back on day {day}"));
    saves(&mut on_laptop);
    // The plug is pulled while somebody types.
    let words = format!("call back on day {day}");
    until("the draft", || desktop.app().latest_draft().expect("drafts").is_some_and(|d| d.fields.contains(&words)));
    on_desktop.signal(Signal::KILL).end(PATIENCE);
    let mut on_desktop = desktop.open_at(&at(52));
    on_desktop.says(&words);
    saves(&mut on_desktop);
    // Neither has heard of the other's city.
    let (here, there) = (format!("Porto {day}"), format!("Lisbon {day}"));
    laptop.goodcall(&["edit", "ana", "--city", &here]);
    desktop.goodcall(&["edit", "ana", "--city", &there]);
    let visit = format!("2026-12-{:02}", 1 + day);
    for place in [laptop, desktop] {
        place.goodcall(&["visits", "accept", "ana", &visit]);
    }
    until("both logs on both", || {
        let praise = desktop.goodcall(&["praise"]);
        praise.contains(&format!("Kind on day {day}")) && laptop.goodcall(&["promises"]).contains(&words)
    });
    let has_it = |place: &Place| place.goodcall(&["sync", "conflicts"]).contains(&format!("Porto {day}"));
    until("the conflict on both", || has_it(laptop) && has_it(desktop));
    on_laptop.send("X").says("Changed at the same time").says(&here).says(&there).send(" ").says("Nothing to settle.");
    until("what was settled", || !has_it(desktop));
    quits(on_laptop);
    quits(on_desktop);
    until("books that are alike", || {
        for place in [laptop, desktop] {
            // A file may be half there just now.
            let _ended = place.try_goodcall(&["sync", "now"]);
        }
        seen_of(laptop) == seen_of(desktop)
    });
}

#[test]
fn two_machines_that_are_killed_and_hear_late_of_each_other_end_each_day_alike() {
    let (laptop, desktop) = (Place::new(), Place::empty());
    let folders = [&laptop, &desktop].map(|place| place.path("shared"));
    for folder in &folders {
        fs::create_dir(folder).expect("a folder");
    }
    let [here, there] = folders.each_ref().map(|folder| folder.to_str().expect("UTF-8"));
    laptop.goodcall(&["edit", "ana", "--peak", "mon,tue,wed,thu,fri,sat,sun"]);
    let line = laptop.goodcall(&["sync", "setup", here, "--name", "laptop"]);
    let _carrier = Carrier::between(folders.clone());
    until("a space to join", || {
        desktop.try_goodcall(&["sync", "join", line.trim(), there, "--name", "desktop"]).is_some()
    });
    until("the laptop's book", || {
        let _ended = desktop.try_goodcall(&["sync", "now"]);
        desktop.goodcall(&["list"]).contains("Ana Ribeiro")
    });
    let days = if std::env::var("GOODCALL_WEEK").is_ok_and(|days| days == "full") { 7 } else { 2 };
    for day in 0..days {
        live(day, &laptop, &desktop);
    }
}
