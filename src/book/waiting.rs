//! Waiting while another goodcall writes. SQLite's own handler pauses longer after each try, so where many write, the
//! one that has waited longest gets in last. Here the pauses get shorter.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;

/// How long to wait for another writer.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// The longest pause between two tries, in milliseconds, until a total wait is reached. The actual pause is a random part
/// of it, so that two writers don't keep colliding.
const PAUSES: [(Duration, u64); 3] =
    [(Duration::from_millis(200), 12), (Duration::from_secs(1), 6), (Duration::from_secs(5), 2)];

/// About what a try costs.
const TRY: Duration = Duration::from_micros(150);

/// How long a book waits for another writer; it can be told to wait less.
#[derive(Debug, Clone)]
pub(super) struct Patience(Arc<AtomicU64>);

impl Patience {
    /// Sets the longest wait, and returns the one before it.
    pub(super) fn set(&self, at_most: Duration) -> Duration {
        let millis = u64::try_from(at_most.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.0.swap(millis, Ordering::Relaxed))
    }

    fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Makes a connection wait for other writers.
pub(super) fn wait_for_others(db: &mut Connection) -> rusqlite::Result<Patience> {
    let patience = Patience(Arc::new(AtomicU64::new(0)));
    patience.set(PATIENCE);
    let limit = patience.clone();
    // Added up from its own pauses: the book doesn't read the clock.
    let mut waited = Duration::ZERO;
    db.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            waited = Duration::ZERO;
        }
        if waited >= limit.get() {
            return false;
        }
        let pause = pause(waited, getrandom::u32().unwrap_or(0));
        std::thread::sleep(pause);
        waited += pause + TRY;
        true
    }))?;
    Ok(patience)
}

/// Draws the next pause after a total wait.
fn pause(waited: Duration, chance: u32) -> Duration {
    let longest = PAUSES.iter().find(|(until, _)| waited < *until).map_or(1, |(_, millis)| *millis);
    Duration::from_micros(500 + u64::from(chance) % (longest * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_waited_longer_looks_more_often() {
        let longest = |millis| (0..50_000).step_by(97).map(|c| pause(Duration::from_millis(millis), c)).max().unwrap();
        assert!(longest(0) > longest(500) && longest(500) > longest(3000));
        assert!(longest(60_000) > Duration::ZERO);
    }
}
