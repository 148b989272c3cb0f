//! What the visit plan asks the user: whether they are new in their job, and on which days their best customers are busy.

use chrono::NaiveDate;

use super::UnloggedVisit;
use crate::app::App;
use crate::book::asked::{NEW_IN_JOB, PEAK_DAYS};
use crate::config;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField};
use crate::domain::dates::{self, Toward};
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};

pub use crate::book::asked::WithoutPeakDays;

/// How many customers are asked about: the best.
const BEST: u32 = 5;
/// For how many days a question that was put off is not asked again.
const PUT_OFF: i64 = 28;

/// A question of the visit plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitQuestion {
    /// Whether the user is new in their job.
    NewInJob,
    /// On which days a customer is busiest.
    PeakDays(WithoutPeakDays),
    /// Whether a visit of a day gone by took place.
    Unlogged(UnloggedVisit),
}

impl App {
    /// Returns what is to be asked now: the visits without a log, the question that comes once, the best customer without
    /// peak days.
    pub fn visit_questions(&self) -> Result<Vec<VisitQuestion>> {
        let today = self.clock().today();
        let best = self.book.best_without_peak_days(BEST)?;
        let is_open = |one: &WithoutPeakDays| one.asked.is_none_or(|day| (today - day).num_days() >= PUT_OFF);
        let unlogged = self.unlogged_visits()?.into_iter();
        let mut questions: Vec<VisitQuestion> = unlogged.map(VisitQuestion::Unlogged).collect();
        if self.settings.hired_on.is_none() && self.settings.path.is_some() && !self.book.was_asked(NEW_IN_JOB)? {
            questions.push(VisitQuestion::NewInJob);
        }
        questions.extend(best.into_iter().find(is_open).map(VisitQuestion::PeakDays));
        Ok(questions)
    }

    /// Puts a question off; the one that comes once is not asked again, and a visit asked about did not take place.
    pub fn put_off(&mut self, question: &VisitQuestion) -> Result<()> {
        let clock = self.clock();
        let (what, customer) = match question {
            VisitQuestion::NewInJob => (NEW_IN_JOB, None),
            VisitQuestion::PeakDays(customer) => (PEAK_DAYS, Some(customer.id)),
            VisitQuestion::Unlogged(visit) => return self.visit_not_made(visit),
        };
        self.book.note(&clock, |note| note.asked(what, customer, clock.today()))
    }

    /// Keeps a customer's peak days, as the user writes them.
    pub fn keep_peak_days(&mut self, customer: CustomerId, days: &str) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Peak, days.trim().to_string());
        self.edit(customer, &draft)
    }

    /// Writes the day on which the user began their job into the configuration, and goes by it; returns the day.
    pub fn keep_hired_on(&mut self, words: &str) -> Result<NaiveDate> {
        let clock = self.clock();
        let day = dates::parse_when(words, &clock, Toward::Past).map_err(|e| Error::usage(e.to_string()))?.date;
        let Some(path) = self.settings.path.clone() else {
            return Err(Error::failed("goodcall has no configuration file to write this into"));
        };
        config::write_hired_on(&path, day)?;
        self.settings.hired_on = Some(day);
        self.settings.config.visits.hired_on = day.to_string();
        // The answer stands in the configuration; that it was asked may be forgotten.
        let _unnoted = self.put_off(&VisitQuestion::NewInJob);
        Ok(day)
    }
}
