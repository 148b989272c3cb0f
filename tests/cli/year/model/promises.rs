//! What was promised: the day that the words name, and whose turn it is.

use chrono::{Datelike, Days, Weekday};

use super::super::people::Day;
use super::super::script::Named;
use super::{Model, Moment, monday_of};

#[derive(Debug, Clone)]
pub(crate) struct Promise {
    pub id: String,
    pub at: Moment,
    pub who: &'static str,
    pub text: String,
    pub due: Day,
    pub state: &'static str,
    pub kept_at: Option<Moment>,
}

/// The Friday of the week in which something was heard; from Friday on the next one.
pub(crate) fn friday_after(day: Day) -> Day {
    next(Weekday::Fri, day)
}

/// The first such weekday after a day.
fn next(weekday: Weekday, day: Day) -> Day {
    day.iter_days().skip(1).find(|d| d.weekday() == weekday).expect("a weekday")
}

/// When a promise is due that was made on a day.
pub(super) fn due(named: Named, made: Day) -> Day {
    match named {
        Named::No => friday_after(made),
        Named::By(weekday) => next(weekday, made),
        Named::Tomorrow => made + Days::new(1),
        Named::NextWeek => monday_of(made) + Days::new(7 + 4),
        Named::On(month, day) => {
            let mut days = made.iter_days();
            days.find(|d| (d.month(), d.day()) == (month, day)).expect("a day of the year")
        }
    }
}

impl Model {
    /// The open promises, the earliest due first.
    pub(crate) fn owed(&self) -> Vec<&Promise> {
        let mut open: Vec<&Promise> = self.promises.iter().filter(|p| p.state == "open").collect();
        open.sort_by_key(|p| (p.due, p.at));
        open
    }

    /// Those that are due by now.
    pub(crate) fn owed_now(&self) -> Vec<&Promise> {
        let mut open = self.owed();
        open.retain(|p| p.due <= self.today());
        open
    }
}
