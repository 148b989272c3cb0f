//! Syncs in the background: once the first screen is drawn, shortly after a change, every few minutes, and at the end.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::event::Event;
use crate::app::App;
use crate::app::sync::now::Mode;
use crate::error::ErrorKind;

/// How long after a change it begins, so that several go together.
const AFTER_CHANGE: Duration = Duration::from_secs(2);
/// How long after the last one it begins anew, and by how much more at most: not all machines at once.
const EVERY: Duration = Duration::from_secs(270);
const MORE: u64 = 60;
/// How often to look whether a sync is set up.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long the end waits for it.
const ENDS_WITHIN: Duration = Duration::from_secs(1);
/// From how many days on the user is told that there was none.
const TOLD_FROM: i64 = 2;

/// Syncs the book that is open.
#[derive(Debug)]
pub(super) struct SyncWorker {
    /// Where to report how it went; with None it never begins.
    told: Option<Sender<Event>>,
    /// Whether a sync is set up, and when to look again.
    is_on: bool,
    look_at: Option<Instant>,
    /// When it is due; None at first: at once.
    due: Option<Instant>,
    /// The last change that a sync has seen, and one that waits: what it is and since when.
    seen: Option<i64>,
    waiting: Option<(i64, Instant)>,
    running: Option<JoinHandle<()>>,
    /// What kind of trouble the user was told of; none while all is well.
    trouble: Option<ErrorKind>,
    /// How many days there was none.
    days: Option<i64>,
}

impl SyncWorker {
    /// Makes a worker that reports to the loop; without a sender it does nothing.
    pub(super) fn new(told: Option<Sender<Event>>) -> Self {
        Self {
            told,
            is_on: false,
            look_at: None,
            due: None,
            seen: None,
            waiting: None,
            running: None,
            trouble: None,
            days: None,
        }
    }

    /// Begins one if it is due. What can't be looked up now is looked up later.
    pub(super) fn look(&mut self, app: &App) {
        let now = Instant::now();
        if self.told.is_none() || self.running.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        if self.look_at.is_none_or(|at| at <= now) {
            self.look_at = Some(now + LOOK_EVERY);
            self.is_on = app.can_write() && app.is_synced().unwrap_or_default();
            self.count_days(app);
        }
        if !self.is_on {
            return;
        }
        let latest = app.latest_change().unwrap_or_default();
        if self.seen.is_some_and(|seen| seen != latest) && self.waiting.is_none_or(|(change, _)| change != latest) {
            self.waiting = Some((latest, now));
        }
        let has_changed = self.waiting.is_some_and(|(_, since)| now.duration_since(since) >= AFTER_CHANGE);
        if has_changed || self.due.is_none_or(|due| due <= now) {
            self.begin(app, latest);
        }
    }

    fn begin(&mut self, app: &App, latest: i64) {
        let (Some(told), Some(path)) = (self.told.clone(), app.book_path().map(PathBuf::from)) else { return };
        let (settings, now, dial) = (app.settings().clone(), app.now(), app.servers());
        let work = move || {
            let opened = App::open_again(&path, settings, now).map(|app| app.with_servers(dial));
            let synced = opened.and_then(|mut app| app.sync_now(Mode::Really));
            // The loop may be gone by now.
            let _sent = told.send(Event::Synced(Box::new(synced)));
        };
        // Without a thread the next look tries again.
        self.running = std::thread::Builder::new().name("sync".into()).spawn(work).ok();
        (self.seen, self.waiting) = (Some(latest), None);
        let more = getrandom::u32().map_or(0, |chance| u64::from(chance) % MORE);
        self.due = Some(Instant::now() + EVERY + Duration::from_secs(more));
    }

    /// Counts the days without one.
    pub(super) fn count_days(&mut self, app: &App) {
        self.days = app.days_without_sync().ok().flatten().filter(|days| self.is_on && *days >= TOLD_FROM);
    }

    /// How many days there was none, where that is worth a word.
    pub(super) fn days(&self) -> Option<i64> {
        self.days
    }

    /// Whether the user is to be told of trouble: once for each kind, until all is well again.
    pub(super) fn is_news(&mut self, trouble: Option<ErrorKind>) -> bool {
        let is_news = trouble.is_some() && trouble != self.trouble;
        self.trouble = trouble;
        is_news
    }

    /// Sends what waits, and lets the program end after a second at the latest: what is not sent then is sent next time.
    pub(super) fn finish(&mut self, app: &App) {
        let until = Instant::now() + ENDS_WITHIN;
        self.wait(until);
        let latest = app.latest_change().unwrap_or_default();
        if self.told.is_some() && self.is_on && self.seen != Some(latest) && Instant::now() < until {
            self.begin(app, latest);
            self.wait(until);
        }
    }

    fn wait(&mut self, until: Instant) {
        while self.running.as_ref().is_some_and(|thread| !thread.is_finished()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
