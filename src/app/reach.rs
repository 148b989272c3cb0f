//! When a customer can be reached: their clock, and whether it is a good time.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

use super::App;
use crate::domain::customer::Customer;
use crate::domain::hours::CallingHours;

/// A customer's clock now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Their time; None where their zone is unknown.
    pub local: Option<DateTime<FixedOffset>>,
    /// Their zone, else the user's.
    pub zone: Tz,
    /// Whether it is within their calling hours.
    pub now: bool,
    /// When their calling hours next begin; None during them.
    pub from: Option<DateTime<Utc>>,
}

impl App {
    /// Returns a customer's own calling hours; the configured ones where there are none that can be read.
    pub(crate) fn hours_of(&self, customer: &Customer) -> CallingHours {
        let own = customer.hours.as_ref().and_then(|h| h.value().cloned());
        own.unwrap_or_else(|| self.settings.calling_hours.clone())
    }

    /// A customer's clock now.
    pub fn reach(&self, customer: &Customer) -> Reach {
        let clock = self.clock();
        let zone = customer.timezone.unwrap_or(clock.zone);
        let hours = self.hours_of(customer);
        let now = hours.contains(clock.instant, zone);
        Reach {
            local: customer.timezone.map(|z| clock.instant.with_timezone(&z).fixed_offset()),
            zone,
            now,
            from: if now { None } else { hours.next_begin(clock.instant, zone) },
        }
    }
}
