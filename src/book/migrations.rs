//! Migrations: a new book gets them all, an older one those it lacks, once a copy of it is put aside.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::errors::LEFT_UNTOUCHED;
use super::file::read_only;
use super::query::Query;
use super::{Doing, copy, customers, journal, lifting, old_logs, remark_ids, search_index};
use crate::error::{Error, ErrorKind, Result, io_words};
use crate::files::{AtomicFile, folder_of, numbered, with_suffix};

/// The migrations, oldest first: `user_version` counts how many a book has had.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_book.sql"),
    include_str!("../../migrations/0002_practices.sql"),
    include_str!("../../migrations/0003_merging.sql"),
    include_str!("../../migrations/0004_one_place.sql"),
    include_str!("../../migrations/0005_nothing_lost.sql"),
    include_str!("../../migrations/0006_whole_person.sql"),
    include_str!("../../migrations/0007_lighter.sql"),
    include_str!("../../migrations/0008_smaller.sql"),
    include_str!("../../migrations/0009_shared_ids.sql"),
    include_str!("../../migrations/0010_second_machine.sql"),
    include_str!("../../migrations/0011_team.sql"),
    include_str!("../../migrations/0012_shared_customers.sql"),
    include_str!("../../migrations/0013_wall_compaction.sql"),
    include_str!("../../migrations/0014_lost_in_teams.sql"),
    include_str!("../../migrations/0015_conflicts_alike.sql"),
];

/// The version of a book that has had every migration.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Reads the version of a book; `act` completes "could not …" for an error.
pub(super) fn version(db: &Connection, act: &str) -> Result<i64> {
    db.one("PRAGMA user_version", [], act)
}

/// The migration that gives the journal checksums; from it on, the program makes the journal's triggers.
const CHECKSUMS: usize = 4;

/// Books of earlier versions have an index of another form.
const SMALLER: i64 = 8;

/// Books of earlier versions have remarks whose ids the clock made.
const SHARED_IDS: i64 = 9;

/// Books of earlier versions sort by name alone.
const SORTED_BY_MORE: i64 = 6;

/// Books of earlier versions have logs in which nothing marked a promise.
const WITH_PROMISES: i64 = 6;

/// Books of earlier versions have birthdays among the facts.
const LIFTED: i64 = 6;

/// Runs the migrations after `from`, and sets the version. The caller holds the transaction.
pub(super) fn migrate(db: &Connection, from: i64) -> Result<()> {
    const MIGRATING: &str = "bring the book up to date";
    for (number, migration) in (1..).zip(MIGRATIONS).skip(usize::try_from(from).unwrap_or(0)) {
        if number >= CHECKSUMS {
            journal::drop_triggers(db)?;
        }
        db.execute_batch(migration).doing(MIGRATING)?;
        if number == CHECKSUMS {
            journal::replace_new_states(db)?;
        }
    }
    if (1..SMALLER).contains(&from) {
        search_index::make_anew(db)?;
    }
    if (1..SORTED_BY_MORE).contains(&from) {
        customers::fold_what_sorts(db)?;
    }
    if (1..WITH_PROMISES).contains(&from) {
        old_logs::keep_as_news(db)?;
    }
    if (1..SHARED_IDS).contains(&from) {
        remark_ids::give(db)?;
    }
    journal::make_triggers(db)?;
    if (1..LIFTED).contains(&from) {
        lifting::lift(db)?;
    }
    db.execute_batch(&format!("PRAGMA user_version = {}", newest())).doing(MIGRATING)
}

/// Brings an older book up to date. It first puts a checked copy aside; all migrations are one transaction, so a failed
/// one leaves the book as it was.
pub(super) fn bring_up_to_date(db: &Connection, path: &Path) -> Result<()> {
    in_one_after(db, |version| put_aside(path, version).map(drop))?;
    let much_is_free = "SELECT freelist_count * 4 > page_count FROM pragma_freelist_count, pragma_page_count";
    if db.one(much_is_free, [], "look at the size of the book")? {
        // It is only a matter of room: a disk that is full, or somebody who reads, leaves the book as large as it was.
        let _smaller = db.execute_batch("VACUUM");
    }
    Ok(())
}

/// Runs the migrations that a book lacks in one transaction.
pub(super) fn in_one(db: &Connection) -> Result<()> {
    in_one_after(db, |_| Ok(()))
}

/// Does the same after `first`, which gets the version that the book has. Nobody else writes then: of several goodcalls
/// that open the book at once, one comes here, and the others find it done.
fn in_one_after(db: &Connection, first: impl FnOnce(i64) -> Result<()>) -> Result<()> {
    const MIGRATING: &str = "bring the book up to date";
    db.execute_batch("BEGIN IMMEDIATE").doing(MIGRATING)?;
    let migrated = version(db, MIGRATING)
        .and_then(|now| if now < newest() { first(now).and_then(|()| migrate(db, now)) } else { Ok(()) });
    let ended = migrated.and_then(|()| db.execute_batch("COMMIT").doing(MIGRATING));
    if ended.is_err() && !db.is_autocommit() {
        // The first error is the one to report; SQLite rolls the rest back at the next opening at the latest.
        let _rolled_back = db.execute_batch("ROLLBACK");
    }
    ended
}

/// Copies the book beside itself, checks the copy, and only then gives it its name.
fn put_aside(path: &Path, version: i64) -> Result<PathBuf> {
    let cannot = |why: &str| {
        Error::failed(format!("could not put a copy of {} aside: {why}", path.display()))
            .help("this goodcall keeps books in a newer form; nothing was changed yet: make room in the folder, and try again")
    };
    let file = AtomicFile::begin(folder_of(path)).map_err(|e| cannot(&io_words(&e)))?;
    // Through a connection of its own: one that writes can't be copied from.
    copy::copy_database(&read_only(path)?, file.path(), &copy::Watch::default())?;
    if let Some(found) = copy::first_damage(file.path())? {
        return Err(
            Error::new(ErrorKind::Damaged, format!("{} is damaged: {found}", path.display())).help(LEFT_UNTOUCHED)
        );
    }
    file.persist_first_free(numbered(&aside_name(path, version))).map_err(|e| cannot(&e.message))
}

/// "goodcall.db" of version 1 is put aside as "goodcall.db.version-1".
fn aside_name(path: &Path, version: i64) -> PathBuf {
    with_suffix(path, &format!(".version-{version}"))
}
