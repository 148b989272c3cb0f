//! The reminder: what there is to say today, and the timer of the system that says it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::App;
use super::occasions::Celebration;
use super::praise::Quoted;
use super::today::{OfferRequest, Today, TodayPick};
use crate::book::anniversaries::TheirDay;
use crate::domain::anniversary::{Anniversary, AnniversaryKind};
use crate::domain::rotation::PickState;
use crate::error::Result;
use crate::files::make_private_folder;
use crate::system;

pub mod setup;

/// How the files begin that say when a prompt last showed the pick of a book.
const PROMPT: &str = "prompt-";

/// What there is to say on a day; all empty where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The user's local day.
    pub date: NaiveDate,
    /// The good call, on its day and not made yet.
    pub call: Option<CallToMake>,
    /// The promises whose day it is; those of earlier days stand on Today.
    pub promises: Vec<Quoted>,
    /// Whose birthday comes in as many days as are configured.
    pub birthdays: Vec<Celebration>,
}

/// A good call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallToMake {
    /// Whom to call.
    pub pick: TodayPick,
    /// Until when they can be reached, where they can be now and that ends.
    pub until: Option<DateTime<Utc>>,
}

impl App {
    /// Says what there is to say today, and stores the offer that it tells of. On days off nobody is to be called; what was
    /// promised for them stays promised.
    pub fn remind(&mut self) -> Result<Reminder> {
        let date = self.clock().today();
        let mut reminder = Reminder { date, call: None, promises: Vec::new(), birthdays: Vec::new() };
        let ask = OfferRequest { anyway: false, ahead: 0 };
        if !self.is_away(date)? && self.has_call_waiting(&self.today_as_it_stands(ask)?) {
            self.agree_on_offer(ask)?;
            let pick = self.today(ask)?.pick;
            reminder.call = pick.map(|pick| CallToMake { until: self.reachable_until(&pick), pick });
        }
        reminder.promises = self.promises_due(usize::MAX >> 1)?;
        reminder.promises.retain(|promise| promise.remark.due_on == Some(date));
        let days = Days::new(self.settings.config.reminder.days_before_birthday.into());
        if let Some(on) = date.checked_add_days(days) {
            reminder.birthdays = self.birthdays_on(on, date)?;
        }
        Ok(reminder)
    }

    /// Finds whose birthday is on a day to come, by name.
    fn birthdays_on(&self, on: NaiveDate, today: NaiveDate) -> Result<Vec<Celebration>> {
        let kind = AnniversaryKind::Birthday;
        let mut days = self.book.days_between(on, on)?;
        days.retain(|day| day.kind == kind && day.day.next_from(today) == on);
        days.sort_by(|a, b| (&a.name, a.customer).cmp(&(&b.name, b.customer)));
        let celebration = |day: TheirDay| Celebration {
            anniversary: Anniversary { kind, on, years: day.day.years_on(on) },
            customer: day.customer,
            name: day.name,
            standing: day.standing,
        };
        Ok(days.into_iter().map(celebration).collect())
    }

    /// Whether a call is to be made on this very day: that of a call day, or one that was kept for it.
    pub fn has_call_waiting(&self, today: &Today) -> bool {
        let zone = self.settings.zone;
        let kept_for = |p: &TodayPick| p.pick.kept_for.map(|at| at.with_timezone(&zone).date_naive());
        let open = today.pick.as_ref().filter(|p| p.pick.state == PickState::Offered);
        open.is_some_and(|p| today.call_day || kept_for(p) == Some(today.date))
    }

    fn is_away(&self, day: NaiveDate) -> Result<bool> {
        Ok(self.times_away()?.iter().any(|(first, last)| (*first..=*last).contains(&day)))
    }

    /// Says until when a pick can be reached, where they can be now.
    fn reachable_until(&self, pick: &TodayPick) -> Option<DateTime<Utc>> {
        self.hours_of(&pick.customer).end_of(self.clock().instant, pick.customer.timezone?)
    }

    /// Whether a shell's prompt may show the pick: only the first time on a day, whichever shell asks. The day is kept by
    /// book in the state folder; where it can't be, every shell shows the pick.
    pub fn is_first_prompt(&self) -> bool {
        self.note_prompt().unwrap_or(true)
    }

    fn note_prompt(&self) -> Option<bool> {
        let (path, today) = (self.prompt_file()?, self.clock().today().to_string());
        make_private_folder(crate::files::folder_of(&path)).ok()?;
        let mut options = std::fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        crate::files::keep_private(&mut options);
        let mut file = options.open(path).ok()?;
        // Of several shells that start at once, one gets the lock.
        if file.try_lock().is_err() {
            return Some(false);
        }
        let mut noted = String::new();
        file.read_to_string(&mut noted).ok()?;
        if noted == today {
            return Some(false);
        }
        file.rewind().ok()?;
        file.write_all(today.as_bytes()).ok()?;
        Some(true)
    }

    /// The file for this book; None for a book in memory.
    fn prompt_file(&self) -> Option<PathBuf> {
        let mut hasher = DefaultHasher::new();
        self.book_path()?.canonicalize().ok()?.hash(&mut hasher);
        Some(system::state_folder().ok()?.join(format!("{PROMPT}{:016x}.txt", hasher.finish())))
    }

    /// Whether to tell of the reminder: after the first log of a book, where there is none yet.
    pub fn may_suggest_reminder(&self) -> bool {
        self.book.has_one_touch().unwrap_or(false) && system::timer::Timer::all_installed().is_empty()
    }
}
