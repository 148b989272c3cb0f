//! One function per user act, used by the command line and the screens alike: each owns its transaction and says what
//! it did. The app owns the book, the settings and "now".

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use crate::book::Book;
use crate::config::Settings;
use crate::domain::dates::{Clock, DateOrder};
use crate::domain::rotation::CallDays;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::Dial;
use crate::system;

pub use start::Start;

pub mod after_log;
pub mod asked;
pub mod away;
pub mod backups;
pub mod calendar;
pub mod completing;
pub mod customers;
pub mod demo;
pub mod doctor;
pub mod drafts;
pub mod export;
pub mod forget;
pub mod ideas;
pub mod import;
pub mod journal;
pub mod keep_in_touch;
pub mod lift;
pub mod listing;
pub mod log;
pub mod marking;
pub mod meanwhile;
pub mod merge;
pub mod narrowed;
pub mod occasions;
pub mod opening;
pub mod phones;
mod places;
pub mod praise;
pub mod promises;
pub mod reach;
pub mod remind;
pub mod restore;
pub mod search;
pub mod several;
pub mod start;
pub mod sync;
pub mod team;
pub mod teammates;
pub mod today;
pub mod transfer;
pub mod trends;
pub mod undo;
pub mod visits;
pub mod wall;
pub mod week;
pub mod who;

/// Where "now" comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// The system's clock.
    System,
    /// As if it were then; for scripts and tests.
    Fixed(DateTime<Utc>),
}

impl Now {
    /// The clock that it makes in a zone.
    pub fn clock(self, zone: crate::domain::tz::Tz) -> Clock {
        let instant = match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        };
        Clock { instant, zone }
    }
}

/// The program without its surfaces.
#[derive(Debug)]
pub struct App {
    book: Book,
    settings: Settings,
    now: Now,
    /// Praise that was shown and is not noted yet, so that no key waits for the disk.
    shown: Vec<crate::domain::ids::RemarkId>,
    /// Whom the user is asked to rate, and nothing notes it yet.
    asking: Option<crate::domain::ids::CustomerId>,
    /// What reaches a team's server; None in a build without teams.
    servers: Option<&'static dyn Dial>,
    /// What kept the last sync of this run from its work.
    sync_trouble: Option<ErrorKind>,
}

/// The name of the user's own book.
pub const BOOK: &str = "goodcall.db";

/// A book in memory instead of a file.
pub const IN_MEMORY: &str = ":memory:";

impl App {
    /// Opens the book at `path`, or the user's own where none is named; `:memory:` is a book in memory.
    pub fn open(path: Option<&Path>, settings: Settings, now: Now) -> Result<Self> {
        let book = match path {
            Some(path) if path == Path::new(IN_MEMORY) => Book::in_memory()?,
            Some(path) => Book::open(path)?,
            None => Book::open(&default_book()?)?,
        };
        Ok(Self::over(book, settings, now))
    }

    /// The app on a second connection to a book that this process has open, for a thread of its own.
    pub fn open_again(path: &Path, settings: Settings, now: Now) -> Result<Self> {
        Ok(Self::over(Book::open_again(path)?, settings, now))
    }

    /// The app over a book that is already open.
    pub fn over(mut book: Book, settings: Settings, now: Now) -> Self {
        book.read_dates_in(DateOrder::of_region(settings.region.as_deref()));
        Self { book, settings, now, shown: Vec::new(), asking: None, servers: None, sync_trouble: None }
    }

    /// The app with what reaches a team's server.
    #[must_use]
    pub fn with_servers(self, servers: Option<&'static dyn Dial>) -> Self {
        Self { servers, ..self }
    }

    /// What reaches a team's server; None in a build without teams.
    pub fn servers(&self) -> Option<&'static dyn Dial> {
        self.servers
    }

    /// What reaches a team's server.
    ///
    /// # Errors
    /// This goodcall was built without teams.
    pub fn reach_servers(&self) -> Result<&'static dyn Dial> {
        self.servers.ok_or_else(|| {
            Error::failed("this goodcall was built without teams")
                .help("install one that was built with the feature team")
        })
    }

    /// What comes first in 3/12, in the words of a promise and elsewhere.
    pub fn date_order(&self) -> DateOrder {
        DateOrder::of_region(self.settings.region.as_deref())
    }

    /// Where the book lies; `None` for a book in memory.
    pub fn book_path(&self) -> Option<&Path> {
        self.book.path()
    }

    /// Whether another file now lies where the book was opened.
    pub fn book_was_replaced(&self) -> bool {
        self.book.was_replaced()
    }

    /// Whether the book can be written; one that can't is still read.
    pub fn can_write(&self) -> bool {
        self.book.can_write()
    }

    /// A number that changes whenever another connection changes the book.
    pub fn data_version(&self) -> Result<i64> {
        self.book.data_version()
    }

    /// Sets how long a change waits for another program that is writing; returns what was set before.
    pub fn wait_at_most(&self, at_most: Duration) -> Duration {
        self.book.wait_at_most(at_most)
    }

    /// What is configured.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// "Now", in the user's zone.
    pub fn clock(&self) -> Clock {
        self.now.clock(self.settings.zone)
    }

    /// Where "now" comes from.
    pub fn now(&self) -> Now {
        self.now
    }

    /// Moves a fixed now; for tests that live through days.
    pub fn set_now(&mut self, instant: DateTime<Utc>) {
        self.now = Now::Fixed(instant);
    }

    /// The call days: those configured, less the times away of the configuration and of the book.
    pub fn call_days(&self) -> Result<CallDays> {
        Ok(CallDays::new(self.settings.weekdays.clone(), self.times_away()?))
    }

    /// The times away, first and last day of each: those of the configuration, then those of the book.
    pub(crate) fn times_away(&self) -> Result<Vec<(NaiveDate, NaiveDate)>> {
        let mut away = self.settings.away.clone();
        away.extend(self.book.away()?);
        Ok(away)
    }

    /// The first day of a day's week, as configured.
    pub fn week_start(&self, day: NaiveDate) -> NaiveDate {
        day.week(self.settings.week_starts).first_day()
    }
}

#[cfg(test)]
impl App {
    /// Does something as the app over a book that a test lends it.
    pub(crate) fn lent<T>(book: &mut Book, (settings, now): (Settings, Now), act: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            /// Lies in the place of the one that is lent; made once, because that takes long.
            static SPARE: std::cell::Cell<Option<Book>> = const { std::cell::Cell::new(None) };
        }
        let spare = SPARE.take().unwrap_or_else(|| Book::in_memory().unwrap());
        let mut app = Self::over(std::mem::replace(book, spare), settings, now);
        let done = act(&mut app);
        SPARE.set(Some(std::mem::replace(book, app.book)));
        done
    }
}

/// The book beneath an app; for [`crate::testing`] alone.
pub(crate) fn book_of(app: &App) -> &Book {
    &app.book
}

/// The user's own book; its folder is made, for the user alone, where it is missing.
pub fn default_book() -> Result<PathBuf> {
    let folder = system::data_folder()?;
    if !folder.exists() {
        crate::files::make_private_folder(&folder).map_err(|e| {
            Error::new(
                crate::error::ErrorKind::Permission,
                format!("could not make the folder {}: {}", folder.display(), crate::error::io_words(&e)),
            )
            .help("make it yourself, or name a book with --db")
        })?;
    }
    Ok(folder.join(BOOK))
}
