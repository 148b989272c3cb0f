//! Takes the day's backup in the background: never before the first screen is drawn, and never while the user types.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::event::Event;
use crate::app::App;
use crate::app::backups::{Depth, Due, Watch};

/// How long to wait for a stopped backup to notice.
const STOPS_WITHIN: Duration = Duration::from_millis(800);

/// Takes one backup a day.
#[derive(Debug)]
pub(super) struct BackupWorker {
    /// Where to report how it went; with None it takes no backups.
    told: Option<Sender<Event>>,
    /// The day of the last attempt.
    tried: Option<NaiveDate>,
    running: Option<(Arc<Watch>, JoinHandle<()>)>,
}

impl BackupWorker {
    /// Makes a worker that reports to the loop; without a sender it takes no backups.
    pub(super) fn new(told: Option<Sender<Event>>) -> Self {
        Self { told, tried: None, running: None }
    }

    /// Begins the day's backup if it is due and today has seen no attempt yet.
    pub(super) fn look(&mut self, app: &App) {
        let today = app.clock().today();
        let Some(told) = self.told.clone().filter(|_| self.tried != Some(today)) else { return };
        let Some(path) = app.book_path().map(std::path::Path::to_path_buf) else { return };
        self.tried = Some(today);
        if app.backup_due() == Due::No {
            return;
        }
        let watch = Arc::new(Watch::default());
        let (settings, now, watched) = (app.settings().clone(), app.now(), Arc::clone(&watch));
        let work = move || {
            let taken =
                App::open_again(&path, settings, now).and_then(|app| app.back_up_daily(Depth::Closely, &watched));
            // The loop may be gone by now.
            let _sent = told.send(Event::BackedUp(taken));
        };
        // Without a thread there is no backup today; tomorrow tries again.
        self.running = std::thread::Builder::new().name("backup".into()).spawn(work).ok().map(|thread| (watch, thread));
    }

    /// Stops the running backup and leaves nothing unfinished behind.
    pub(super) fn stop(&mut self) {
        let Some((watch, thread)) = self.running.take() else { return };
        watch.stop();
        let until = Instant::now() + STOPS_WITHIN;
        while !thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Takes a backup that has not begun yet, if it is quick.
    pub(super) fn catch_up(&mut self, app: &App) {
        if self.told.is_some() && self.tried != Some(app.clock().today()) && app.backup_due() == Due::Soon {
            // If it fails now, the next start tries again and reports it.
            let _failed = app.back_up_daily(Depth::Briefly, &Watch::default());
        }
    }
}
