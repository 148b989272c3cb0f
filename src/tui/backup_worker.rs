//! The day's backup, taken in the background: never before the first screen stands, and not while keys are pressed.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::event::Event;
use crate::app::App;
use crate::app::backups::{Depth, Due, Watch};

/// How long a backup that is stopped may take to notice.
const STOPS_WITHIN: Duration = Duration::from_millis(800);

/// Takes one backup a day.
#[derive(Debug)]
pub(super) struct BackupWorker {
    /// Where it tells how it went; None takes none.
    told: Option<Sender<Event>>,
    /// The day for which it was tried.
    tried: Option<NaiveDate>,
    running: Option<(Arc<Watch>, JoinHandle<()>)>,
}

impl BackupWorker {
    /// Tells the loop how it went; without one takes no backups.
    pub(super) fn new(told: Option<Sender<Event>>) -> Self {
        Self { told, tried: None, running: None }
    }

    /// Begins the day's backup, where it is due and was not tried yet.
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
            // The loop may have ended meanwhile.
            let _sent = told.send(Event::BackedUp(taken));
        };
        // Where no thread can be had, the day after has one.
        self.running = std::thread::Builder::new().name("backup".into()).spawn(work).ok().map(|thread| (watch, thread));
    }

    /// Stops what is being done; nothing unfinished stays.
    pub(super) fn stop(&mut self) {
        let Some((watch, thread)) = self.running.take() else { return };
        watch.stop();
        let until = Instant::now() + STOPS_WITHIN;
        while !thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Takes a backup that was not begun yet, where that takes no time.
    pub(super) fn catch_up(&mut self, app: &App) {
        if self.told.is_some() && self.tried != Some(app.clock().today()) && app.backup_due() == Due::Soon {
            // One that fails now is tried, and told of, the next time.
            let _failed = app.back_up_daily(Depth::Briefly, &Watch::default());
        }
    }
}
