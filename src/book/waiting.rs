//! Waiting while another goodcall writes. SQLite's own way waits longer and longer between two looks, so that whoever
//! has waited longest comes last where many write; here they look more and more often.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;

/// How long to wait for another writer.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// The longest pause between two looks, by how long was waited: a chance within it keeps two from marching in step.
const PAUSES: [(Duration, u64); 3] =
    [(Duration::from_millis(200), 12), (Duration::from_secs(1), 6), (Duration::from_secs(5), 2)];

/// About what a look costs.
const LOOK: Duration = Duration::from_micros(150);

/// How long a book waits for another writer; it can be told to wait less.
#[derive(Debug, Clone)]
pub(super) struct Patience(Arc<AtomicU64>);

impl Patience {
    /// Waits at most so long from now on; what was in force before.
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
    // By its own pauses: a book knows no clock.
    let mut waited = Duration::ZERO;
    db.busy_handler(Some(move |looks: i32| {
        if looks == 0 {
            waited = Duration::ZERO;
        }
        if waited >= limit.get() {
            return false;
        }
        let pause = pause(waited, getrandom::u32().unwrap_or(0));
        std::thread::sleep(pause);
        waited += pause + LOOK;
        true
    }))?;
    Ok(patience)
}

/// The pause after having waited so long.
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
