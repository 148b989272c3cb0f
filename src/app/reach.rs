//! When a customer can be reached: their clock, and whether it is a good time.

use chrono::{DateTime, Utc};

use super::App;
use crate::domain::customer::Customer;
use crate::domain::dates::{Clock, localize};
use crate::domain::hours::CallingHours;
use crate::domain::tz::Tz;

/// A customer's clock now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The user's clock.
    pub clock: Clock,
    /// The customer's time, in their zone; None where that is unknown.
    pub local: Option<DateTime<Tz>>,
    /// Whether it is within their calling hours; None where their zone is unknown.
    pub now: Option<bool>,
    /// When their calling hours next begin; None during them, and where their zone is unknown.
    pub from: Option<DateTime<Utc>>,
}

impl Reach {
    /// Whether they can't be reached now, as far as is known.
    pub fn is_asleep(&self) -> bool {
        self.now == Some(false)
    }
}

impl App {
    /// Returns a customer's own calling hours; the configured ones where there are none that can be read.
    pub(crate) fn hours_of(&self, customer: &Customer) -> CallingHours {
        let own = customer.hours.as_ref().and_then(|h| h.value().cloned());
        own.unwrap_or_else(|| self.settings.calling_hours.clone())
    }

    /// A customer's clock now. Where their zone is unknown nothing is claimed: the user's own may be half a day off.
    pub fn reach(&self, customer: &Customer) -> Reach {
        let clock = self.clock();
        let Some(zone) = customer.timezone else { return Reach { clock, local: None, now: None, from: None } };
        let hours = self.hours_of(customer);
        let now = hours.contains(clock.instant, zone);
        Reach {
            clock,
            local: Some(localize(clock.instant, zone)),
            now: Some(now),
            from: if now { None } else { hours.next_begin(clock.instant, zone) },
        }
    }
}
