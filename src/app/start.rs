//! Where the screens open: on what was cut off, on what is still sore, else on Today.

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::Value;

use super::App;
use super::log::{LOG_FORM, corrected};
pub use crate::book::drafts::LEFT;
use crate::domain::ids::{CustomerId, SetbackId, TouchId};
use crate::error::Result;

/// How long after its last key a log that was cut off opens by itself.
const TAKEN_UP_WITHIN: TimeDelta = TimeDelta::hours(12);
/// How long after a setback the screens open on Lift.
const SORE_FOR: TimeDelta = TimeDelta::hours(2);

/// Where the screens open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Start {
    /// On the first tab.
    #[default]
    Today,
    /// On a log that was cut off.
    Log(UnfinishedLog),
    /// On Lift, after a setback that nothing has answered yet.
    Lift(SetbackId),
    /// On a list in which to mark favorites, after an import.
    MarkFavorites(Vec<CustomerId>),
}

/// A log, or a correction of one, that nobody saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedLog {
    /// Whom it is about.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// The log that it corrects, which may be gone by now; None for a new one.
    pub correcting: Option<TouchId>,
    /// When its text last changed.
    pub at: DateTime<FixedOffset>,
    /// Whether the program ended over it; else the user left it for later.
    pub cut_off: bool,
}

impl App {
    /// Says where the screens open: on a log that was cut off in the last 12 hours; on Lift where nothing has answered a
    /// setback of the last 2 hours; else on Today.
    pub fn where_to_start(&self) -> Result<Start> {
        let now = self.clock().stamp();
        let lately = |at: DateTime<FixedOffset>, within| (TimeDelta::zero()..=within).contains(&(now - at));
        if let Some(log) = self.unfinished_log()?.filter(|log| log.cut_off && lately(log.at, TAKEN_UP_WITHIN)) {
            return Ok(Start::Log(log));
        }
        let setback = self.book.unanswered_setback(now)?;
        Ok(setback.filter(|s| lately(s.at, SORE_FOR)).map_or(Start::Today, |s| Start::Lift(s.id)))
    }

    /// Returns the latest log that nobody saved yet, or correction of one.
    pub fn unfinished_log(&self) -> Result<Option<UnfinishedLog>> {
        for draft in self.book.drafts()? {
            let correcting = corrected(&draft.form);
            if draft.form != LOG_FORM && correcting.is_none() {
                continue;
            }
            let Some(customer) = draft.customer.map(|id| self.book.find_customer(id)).transpose()?.flatten() else {
                continue;
            };
            let fields: Value = serde_json::from_str(&draft.fields).unwrap_or_default();
            let at = DateTime::from_timestamp_millis(draft.updated_at).unwrap_or_default();
            return Ok(Some(UnfinishedLog {
                customer: customer.id,
                name: customer.name,
                correcting,
                at: at.fixed_offset(),
                cut_off: fields.get(LEFT).and_then(Value::as_bool) != Some(true),
            }));
        }
        Ok(None)
    }
}
