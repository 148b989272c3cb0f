//! Syncs in the background: once the first screen is drawn, shortly after a change, soon after another machine sent
//! something, every few minutes, and at the end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::event::Event;
use crate::app::App;
use crate::app::sync::background::{There, Watched, wait_for};
use crate::app::sync::{Synced, Told};
use crate::domain::ids::PickId;
use crate::error::{ErrorKind, Result};

/// How long after a change it begins, so that several go together.
const AFTER_CHANGE: Duration = Duration::from_secs(2);
/// How long after the last one it begins anew, and by how much more at most: not all machines at once.
const EVERY: Duration = Duration::from_secs(270);
const MORE: Duration = Duration::from_secs(60);
/// The same after one that found the book busy, or left out a file, which may only be half there. While a folder or a server
/// is out of reach, it is twice as long each time: a server that comes back is not met by ten thousand at once.
const AGAIN: Duration = Duration::from_secs(30);
/// How soon after one began the user's wish may begin another.
const HURRIED_AGAIN: Duration = Duration::from_secs(10);
/// How often to look whether a sync is set up.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How often to look into the folder for what the other machines sent.
const GLANCE_EVERY: Duration = Duration::from_secs(2);
/// How long the end waits for it.
const ENDS_WITHIN: Duration = Duration::from_secs(1);
/// How long a file may be half there before the user hears of it: a carrier that writes it needs a while.
const HALF_THERE: Duration = Duration::from_secs(60);
/// From how many days on the user is told that there was none.
const TOLD_FROM: i64 = 2;

/// Whether the user is in the middle of something that others' changes might disturb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Busy {
    /// They type.
    Yes,
    No,
}

/// What is known of the folder, for the loop and the threads.
#[derive(Debug, Default)]
struct Folder {
    /// What was there when the last sync began.
    read: Option<There>,
    /// What was there at the last look since.
    seen: Option<There>,
}

/// Syncs the book that is open.
#[derive(Debug)]
pub(super) struct SyncWorker {
    /// Where to report how it went; with None it never begins.
    told: Option<Sender<Event>>,
    /// What to watch, where a sync is set up, and when to look for that again.
    watched: Option<Watched>,
    look_at: Option<Instant>,
    /// When it is due; None at first: at once.
    due: Option<Instant>,
    /// When the last one began.
    begun: Option<Instant>,
    /// How often in a row it found its folder or server out of reach.
    failed: u32,
    /// The last change that a sync has seen, and one that waits: what it is and since when.
    seen: Option<(i64, i64)>,
    waiting: Option<((i64, i64), Instant)>,
    running: Option<JoinHandle<()>>,
    folder: Arc<Mutex<Folder>>,
    glancing: Option<JoinHandle<()>>,
    glance_at: Instant,
    /// The offer on which the team had not agreed when the last sync began.
    asked_for: Option<PickId>,
    /// What kind of trouble the user was told of; none while all is well.
    trouble: Option<ErrorKind>,
    /// The files that were half there at the last sync, each with when that was found.
    left: BTreeMap<PathBuf, Instant>,
    /// What they were told that stays so, and is told once.
    lasting: Option<Told>,
    /// How many days there was none.
    days: Option<i64>,
    /// How many values lost and wait to be settled.
    conflicts: usize,
}

impl SyncWorker {
    /// Makes a worker that reports to the loop; without a sender it does nothing.
    pub(super) fn new(told: Option<Sender<Event>>) -> Self {
        Self {
            told,
            watched: None,
            look_at: None,
            due: None,
            begun: None,
            failed: 0,
            seen: None,
            waiting: None,
            running: None,
            folder: Arc::default(),
            glancing: None,
            glance_at: Instant::now(),
            asked_for: None,
            trouble: None,
            left: BTreeMap::new(),
            lasting: None,
            days: None,
            conflicts: 0,
        }
    }

    /// Begins one if it is due. What can't be looked up now is looked up later. While the user types, nothing is fetched that
    /// the other machines sent just now.
    pub(super) fn look(&mut self, app: &App, busy: Busy) {
        let now = Instant::now();
        if self.told.is_none() || is_running(self.running.as_ref()) {
            return;
        }
        if self.look_at.is_none_or(|at| at <= now) {
            self.look_at = Some(now + LOOK_EVERY);
            self.look_up(app);
        }
        if self.watched.is_none() {
            return;
        }
        let latest = app.latest_change().unwrap_or_default();
        if self.seen.is_some_and(|seen| seen != latest) && self.waiting.is_none_or(|(change, _)| change != latest) {
            self.waiting = Some((latest, now));
        }
        let has_changed = self.waiting.is_some_and(|(_, since)| now.duration_since(since) >= AFTER_CHANGE);
        let unclaimed = app.unclaimed_offer().unwrap_or_default();
        let is_unasked = unclaimed.is_some() && unclaimed != self.asked_for;
        if has_changed || is_unasked || self.due.is_none_or(|due| due <= now) || busy == Busy::No && self.has_news() {
            self.asked_for = unclaimed;
            self.begin(app, latest);
        } else if busy == Busy::No && self.glance_at <= now {
            self.glance();
        }
    }

    /// Looks up what to watch, and how long there was no sync.
    fn look_up(&mut self, app: &App) {
        self.watched = if app.can_write() { app.watched().unwrap_or_default() } else { None };
        let days = app.days_without_sync().ok().flatten();
        self.days = days.filter(|days| self.watched.is_some() && *days >= TOLD_FROM);
        self.count_conflicts(app);
    }

    /// Counts the values that wait to be settled: the user may have settled one just now.
    pub(super) fn count_conflicts(&mut self, app: &App) {
        self.conflicts = if self.watched.is_some() { app.count_conflicts().unwrap_or_default() } else { 0 };
    }

    /// Whether the last look into the folder found what no sync has seen.
    fn has_news(&self) -> bool {
        let folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        folder.seen.is_some() && folder.seen != folder.read
    }

    /// Looks into the folder, on a thread: a drive may be slow to answer.
    fn glance(&mut self) {
        self.glance_at = Instant::now() + GLANCE_EVERY;
        let Some(watched) = self.watched.clone().filter(|_| !is_running(self.glancing.as_ref())) else { return };
        let folder = Arc::clone(&self.folder);
        let look = move || {
            let there = watched.look();
            folder.lock().unwrap_or_else(PoisonError::into_inner).seen = there;
        };
        // Without a thread the next look tries again.
        self.glancing = std::thread::Builder::new().name("glance".into()).spawn(look).ok();
    }

    fn begin(&mut self, app: &App, latest: (i64, i64)) {
        let (Some(told), Some(watched)) = (self.told.clone(), self.watched.clone()) else { return };
        let folder = Arc::clone(&self.folder);
        let before = move || {
            let there = watched.look();
            *folder.lock().unwrap_or_else(PoisonError::into_inner) = Folder { read: there, seen: None };
        };
        let then = move |synced: Result<Synced>| {
            // The loop may be gone by now.
            let _sent = told.send(Event::Synced(Box::new(synced)));
        };
        // Without a thread the next look tries again.
        self.running = app.sync_beside(before, then);
        (self.seen, self.waiting) = (Some(latest), None);
        self.begun = Some(Instant::now());
        self.due = Some(Instant::now() + EVERY + up_to(MORE));
    }

    /// Lets one begin now, unless the last one began only just: the user looks at what others write.
    pub(super) fn hurry(&mut self) {
        if self.begun.is_some_and(|begun| begun.elapsed() >= HURRIED_AGAIN) {
            self.due = None;
        }
    }

    /// Takes note of how one went.
    pub(super) fn ended(&mut self, app: &App, synced: &Result<Synced>) {
        self.look_up(app);
        let has_failed = synced.as_ref().is_ok_and(|synced| synced.fault.is_some());
        let is_for_later = match synced {
            Ok(synced) => !synced.left.is_empty(),
            Err(error) => error.kind == ErrorKind::Busy,
        };
        if has_failed || is_for_later {
            let wait = again_after(self.failed);
            self.due = Some(Instant::now() + wait + up_to(wait / 2));
        }
        self.failed = if has_failed { self.failed.saturating_add(1) } else { 0 };
    }

    /// How many days there was none, where that is worth a word.
    pub(super) fn days(&self) -> Option<i64> {
        self.days
    }

    /// How many values lost and wait to be settled.
    pub(super) fn conflicts(&self) -> usize {
        self.conflicts
    }

    /// Whether the user is to be told of trouble: once for each kind, until all is well again.
    pub(super) fn is_trouble_new(&mut self, trouble: Option<ErrorKind>) -> bool {
        let is_news = trouble.is_some() && trouble != self.trouble;
        self.trouble = trouble;
        is_news
    }

    /// Whether a file has been half there for so long that it may be damaged.
    pub(super) fn is_left_long(&mut self, synced: &Result<Synced>) -> bool {
        let now = Instant::now();
        let half_there = synced.iter().flat_map(Synced::half_there).map(|left| left.file.clone());
        let since = |file: PathBuf| (self.left.get(&file).copied().unwrap_or(now), file);
        self.left = half_there.map(since).map(|(since, file)| (file, since)).collect();
        self.left.values().any(|since| since.elapsed() >= HALF_THERE)
    }

    /// Whether the user is to be told something: every sync says again that another machine has a new key.
    pub(super) fn is_new(&mut self, told: &Told) -> bool {
        if !matches!(told, Told::Renewed(_)) {
            return true;
        }
        self.lasting.replace(told.clone()).as_ref() != Some(told)
    }

    /// Sends what waits, and lets the program end after a second at the latest: what is not sent then is sent next time.
    pub(super) fn finish(&mut self, app: &App) {
        let until = Instant::now() + ENDS_WITHIN;
        wait_for(self.running.as_ref(), until);
        let latest = app.latest_change().unwrap_or_default();
        // What could not be sent before may go now.
        if (self.seen != Some(latest) || self.trouble.is_some()) && Instant::now() < until {
            self.begin(app, latest);
            wait_for(self.running.as_ref(), until);
        }
    }
}

/// How long to wait after some failures in a row.
fn again_after(failed: u32) -> Duration {
    AGAIN.saturating_mul(2_u32.saturating_pow(failed)).min(EVERY)
}

/// A time of chance, below another.
fn up_to(most: Duration) -> Duration {
    let chance = getrandom::u32().unwrap_or_default();
    most.mul_f64(f64::from(chance) / f64::from(u32::MAX))
}

fn is_running(thread: Option<&JoinHandle<()>>) -> bool {
    thread.is_some_and(|thread| !thread.is_finished())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::sync::Left;
    use crate::error::Error;

    #[test]
    fn who_wants_to_see_what_is_new_waits_for_no_turn_but_never_asks_again_and_again() {
        let later = Some(Instant::now() + EVERY);
        let mut worker = SyncWorker { due: later, ..SyncWorker::new(None) };
        worker.hurry();
        assert_eq!(worker.due, later, "the first one begins by itself");
        worker.begun = Some(Instant::now());
        worker.hurry();
        assert_eq!(worker.due, later);
        worker.begun = Instant::now().checked_sub(HURRIED_AGAIN);
        worker.hurry();
        assert_eq!(worker.due, None);
    }

    #[test]
    fn a_file_that_a_carrier_is_writing_is_no_trouble_and_one_that_stays_so_is() {
        let file = PathBuf::from("0000000007-482e5fd014b1984e.gcs");
        let error = Error::new(ErrorKind::Segment, "cut off");
        let left = Left { file: file.clone(), kind: ErrorKind::Segment, reason: "cut off".into(), error };
        let half_there = || Ok(Synced { left: vec![left.clone()], ..Synced::default() });
        let mut worker = SyncWorker::new(None);
        assert!(!worker.is_left_long(&half_there()));
        let long_ago = Instant::now().checked_sub(HALF_THERE).expect("a machine that runs for a minute");
        worker.left.insert(file, long_ago);
        assert!(worker.is_left_long(&half_there()));
        // It came whole, and another one begins.
        assert!(!worker.is_left_long(&Ok(Synced::default())));
        assert!(!worker.is_left_long(&half_there()));
    }

    #[test]
    fn who_finds_a_server_out_of_reach_tries_less_and_less_often() {
        let waits: Vec<u64> = (0..6).map(|failed| again_after(failed).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 270, 270]);
        assert_eq!(again_after(u32::MAX), EVERY);
        assert!((0..100).all(|_| up_to(MORE) <= MORE));
    }
}
