//! What random lives of several machines have in common: how a machine begins, what its clock says, and how many lives there are.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use chrono::{TimeDelta, TimeZone, Utc};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Book;
use super::chance::Chance;
use crate::domain::dates::Clock;
use crate::domain::tz::Tz;
use crate::sync::WriterId;

/// The clock of a machine that is off by so much, some minutes after its life began.
pub(super) fn clock(off: TimeDelta, minutes: i64) -> Clock {
    let begin = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
    Clock { instant: begin + off + TimeDelta::minutes(minutes), zone: Tz::UTC }
}

thread_local! {
    /// An empty book, from which those of the machines are copied: to begin one runs every migration.
    static BLANK: Book = Book::in_memory().unwrap();
}

fn blank() -> Book {
    let mut db = Connection::open_in_memory().unwrap();
    BLANK.with(|blank| Backup::new(&blank.db, &mut db).unwrap().step(-1).unwrap());
    Book::over(db, None).unwrap()
}

/// The empty book of a machine, the machine's id, and how far its clock is off.
pub(super) fn machine(chance: &mut Chance, number: usize) -> (Book, WriterId, TimeDelta) {
    let off = match chance.below(5) {
        0 => TimeDelta::days(365),
        1 => TimeDelta::days(-365),
        2 => TimeDelta::hours(1),
        _ => TimeDelta::zero(),
    };
    let writer = WriterId(chance.next() >> 1);
    let mut book = blank();
    book.repeatable(u32::try_from(chance.next() >> 40).unwrap() + u32::try_from(number).unwrap());
    (book, writer, off)
}

/// What happened, where somebody wants to read it.
pub(super) fn told(log: &[String]) -> String {
    let wanted = std::env::var_os("GOODCALL_SEED").is_some();
    if wanted { format!("\n{}", log.join("\n")) } else { String::new() }
}

/// Lives as many lives as `GOODCALL_HISTORIES` says, or a few, from `GOODCALL_SEED` on, one after the other on each core, and
/// names those that failed.
pub(super) fn live_all(few: u64, live: fn(u64)) {
    let wanted = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let (from, many) = (wanted("GOODCALL_SEED").unwrap_or(0), wanted("GOODCALL_HISTORIES").unwrap_or(few));
    let (next, failed) = (AtomicU64::new(from), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < from + many) {
                    if catch_unwind(|| live(seed)).is_err() {
                        failed.lock().unwrap().insert(seed);
                    }
                }
            });
        }
    });
    assert_eq!(failed.into_inner().unwrap(), BTreeSet::new(), "of {many} histories");
}
