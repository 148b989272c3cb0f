//! Syncs around the conversation: before the first question and at the end, each for a second at most.

use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::lines;
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::background::{trouble_of, wait_for, was_tried};
use crate::domain::input::capitalized;
use crate::error::{ErrorKind, Result};
use crate::present::sync;
use crate::text::clean;

/// How long the user waits for it.
const WITHIN: Duration = Duration::from_secs(1);

/// The sync of the book of a conversation.
#[derive(Default)]
pub(super) struct Syncing {
    running: Option<(JoinHandle<()>, Receiver<Result<Synced>>)>,
    /// The last change that one has seen.
    seen: (i64, i64),
    /// What kind of trouble was told.
    trouble: Option<ErrorKind>,
}

impl Syncing {
    /// Reads what is new, where a sync is set up, and says what the user should know. What takes longer goes on meanwhile.
    pub(super) fn begin(app: &App) -> Self {
        let mut syncing = Self::default();
        syncing.sync(app, Instant::now() + WITHIN);
        syncing
    }

    /// Sends what was done since. What takes longer is sent the next time.
    pub(super) fn end(mut self, app: &App) {
        let until = Instant::now() + WITHIN;
        self.wait(until);
        if app.latest_change().unwrap_or_default() != self.seen && Instant::now() < until {
            self.sync(app, until);
        }
    }

    fn sync(&mut self, app: &App, until: Instant) {
        if !app.can_write() || !app.is_synced().unwrap_or_default() {
            return;
        }
        self.seen = app.latest_change().unwrap_or_default();
        let (done, synced) = channel();
        let then = move |synced| {
            // The conversation may be over.
            let _sent = done.send(synced);
        };
        self.running = app.sync_beside(|| (), then).map(|thread| (thread, synced));
        self.wait(until);
    }

    fn wait(&mut self, until: Instant) {
        let Some((thread, synced)) = &self.running else { return };
        wait_for(Some(thread), until);
        let Ok(synced) = synced.try_recv() else { return };
        self.running = None;
        self.tell(&synced);
    }

    fn tell(&mut self, synced: &Result<Synced>) {
        if !was_tried(synced) {
            return;
        }
        let trouble = trouble_of(synced);
        let before = std::mem::replace(&mut self.trouble, trouble.as_ref().map(|error| error.kind));
        if let Some(error) = trouble.filter(|error| before != Some(error.kind)) {
            lines::say(&format!("Sync: {}.", clean(&error.message)));
            if let Some(help) = &error.help {
                lines::say(&format!("{}.", capitalized(&clean(help))));
            }
        }
        let Ok(synced) = synced else { return };
        for told in synced.told.iter().filter(|told| sync::is_news(told)) {
            lines::say(&sync::told(told));
        }
        if synced.conflicts > 0 {
            lines::say(&format!("{}.", sync::lost(synced.conflicts, "sync conflicts")));
        }
    }
}
