//! What the user is asked only once, or not again for a while: a machine's own, so undo ignores it.

use chrono::NaiveDate;

use super::query::Query;
use super::{Book, Note};
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// Whether the user is new in their job.
pub(crate) const NEW_IN_JOB: &str = "new-in-job";
/// On which days a customer is busiest.
pub(crate) const PEAK_DAYS: &str = "peak-days";

/// How good a call with a customer is.
pub(crate) const RATING: &str = "rating";
/// The same, once the user would rather not say.
pub(crate) const NO_RATING: &str = "no-rating";

/// Whether the user was asked to rate a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedToRate {
    /// Never yet.
    Never,
    /// On a day, and nobody answered.
    On(NaiveDate),
    /// The user would rather not.
    Declined,
}

/// A customer without peak days who would be worth a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutPeakDays {
    /// The customer's.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// The day on which the user was asked for the days and put it off.
    pub asked: Option<NaiveDate>,
}

impl Book {
    /// Whether the user was asked something that is about no customer.
    pub fn was_asked(&self, what: &str) -> Result<bool> {
        let asked: Option<i64> = self.db.optional(
            "SELECT 1 FROM asked WHERE what = ?1 AND customer IS NULL",
            [what],
            "look at what was asked",
        )?;
        Ok(asked.is_some())
    }

    /// Returns whether the user was asked to rate a customer.
    pub fn asked_to_rate(&self, customer: CustomerId) -> Result<AskedToRate> {
        let sql = "SELECT what, day FROM asked WHERE customer = ?1 AND what IN (?2, ?3) ORDER BY what LIMIT 1";
        let asked: Option<(String, NaiveDate)> =
            self.db.optional(sql, (customer, RATING, NO_RATING), "look at what was asked")?;
        Ok(match asked {
            None => AskedToRate::Never,
            Some((what, _)) if what == NO_RATING => AskedToRate::Declined,
            Some((_, day)) => AskedToRate::On(day),
        })
    }

    /// Returns the best active customers without peak days, at most `most`: those whom the user talked to or visited first, of
    /// them the highest 2 x pleasure + profit first, unrated counts 3 and 3, then by name.
    pub fn best_without_peak_days(&self, most: u32) -> Result<Vec<WithoutPeakDays>> {
        let rows: Vec<(CustomerId, String, Option<String>, Option<NaiveDate>)> = self.db.all(
            "SELECT customer.id, name, company, asked.day FROM customer
             LEFT JOIN asked ON asked.customer = customer.id AND what = ?1
             WHERE peak IS NULL AND standing = 'active' AND archived_at IS NULL
             ORDER BY last_talked IS NULL, 2 * coalesce(pleasure, 3) + coalesce(profit, 3) DESC, name, customer.id LIMIT ?2",
            (PEAK_DAYS, most),
            "look for customers without peak days",
        )?;
        let each = |(id, name, company, asked)| WithoutPeakDays { id, name, company, asked };
        Ok(rows.into_iter().map(each).collect())
    }
}

impl Note<'_> {
    /// Keeps the day on which the user was asked something, in place of an earlier one.
    pub fn asked(&self, what: &str, customer: Option<CustomerId>, day: NaiveDate) -> Result<()> {
        let keeping = "keep what was asked";
        self.db.run("DELETE FROM asked WHERE what = ?1 AND customer IS ?2", (what, customer), keeping)?;
        let id = self.new_id(&self.clock);
        self.db.run(
            // Another run of the program may have forgotten them.
            "INSERT INTO asked (id, what, customer, day) SELECT ?1, ?2, ?3, ?4
             WHERE ?3 IS NULL OR EXISTS (SELECT 1 FROM customer WHERE id = ?3)",
            (id, what, customer, day),
            keeping,
        )?;
        Ok(())
    }
}
