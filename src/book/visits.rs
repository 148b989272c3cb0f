//! Visits in the book: the accounts, the visits that were made, and those that are planned.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::query::Query;
use super::rows::row;
use super::values::choice_values;
use super::{Book, Change};
use crate::domain::choice::choices;
use crate::domain::ids::CustomerId;
use crate::error::Result;

choices! {
    /// What became of a planned visit.
    PlanState, "state" { Accepted = "accepted", Moved = "moved", Declined = "declined" }
}
choice_values!(PlanState);

/// An active customer with peak days, as the plan needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub id: CustomerId,
    pub name: String,
    pub city: Option<String>,
    pub address: Option<String>,
    /// The country of the number.
    pub phone_region: Option<String>,
    /// As written.
    pub peak: String,
    pub touches_a_year: Option<u8>,
}

/// What was decided of a visit on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Whom the visit is to.
    pub customer: CustomerId,
    /// The day it was planned for.
    pub day: NaiveDate,
    /// What was decided.
    pub state: PlanState,
    /// Where a moved visit went.
    pub moved_to: Option<NaiveDate>,
    /// Why, in the user's words.
    pub because: Option<String>,
}

/// An accepted visit of a day gone by that nobody logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnloggedVisit {
    /// Whom it was to.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// The day it was planned for.
    pub day: NaiveDate,
}

row! {
    /// The columns of an account.
    const ACCOUNT: AccountRow = "customer" { id, name, city, address, phone_region, peak, touches_a_year }
}

row! {
    /// The columns of what was decided of a visit.
    const PLANNED: PlannedRow = "planned_visit" { customer, day, state, moved_to, because }
}

const LOOKING: &str = "look at the visit plan";

impl Book {
    /// Passes the accounts to `with` one by one: active customers with peak days, not archived.
    pub fn each_account(&self, with: impl FnMut(AccountRow) -> Result<()>) -> Result<()> {
        let sql = format!(
            "SELECT {ACCOUNT} FROM customer WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL"
        );
        self.db.each(&sql, [], "load the accounts", with)
    }

    /// Returns the visits made from one day to another, by day: one with several people counts for each of them.
    pub fn visits_made(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<(NaiveDate, CustomerId)>> {
        self.db.all(
            "SELECT day, customer FROM touch WHERE kind = 'visit' AND day BETWEEN ?1 AND ?2
             UNION ALL SELECT touch.day, touch_with.customer FROM touch JOIN touch_with ON touch_with.touch = touch.id
               WHERE touch.kind = 'visit' AND touch.day BETWEEN ?1 AND ?2
             ORDER BY day",
            (from, upto),
            "look at the visits",
        )
    }

    /// Counts the visits made to a customer from one day to another.
    pub fn visits_made_to(&self, customer: CustomerId, from: NaiveDate, upto: NaiveDate) -> Result<usize> {
        self.db.one(
            "SELECT (SELECT count(*) FROM touch
                       WHERE customer = ?1 AND kind = 'visit' AND day BETWEEN ?2 AND ?3)
                  + (SELECT count(*) FROM touch_with JOIN touch ON touch.id = touch_with.touch
                       WHERE touch_with.customer = ?1 AND touch.kind = 'visit' AND touch.day BETWEEN ?2 AND ?3)",
            (customer, from, upto),
            "look at the visits",
        )
    }

    /// Returns the accepted visits from one day to another of those who are not archived and to whom no visit was logged
    /// since, by day and name.
    pub fn unlogged_visits(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<UnloggedVisit>> {
        let rows: Vec<(CustomerId, String, NaiveDate)> = self.db.all(
            "SELECT planned.customer, customer.name, planned.day FROM planned_visit planned
             JOIN customer ON customer.id = planned.customer
             WHERE planned.day BETWEEN ?1 AND ?2 AND planned.state = 'accepted' AND customer.archived_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM touch
                 WHERE touch.customer = planned.customer AND touch.kind = 'visit' AND touch.day >= planned.day)
               AND NOT EXISTS (SELECT 1 FROM touch_with JOIN touch ON touch.id = touch_with.touch
                 WHERE touch_with.customer = planned.customer AND touch.kind = 'visit' AND touch.day >= planned.day)
             ORDER BY planned.day, customer.name, planned.customer",
            (from, upto),
            "look for visits without a log",
        )?;
        Ok(rows.into_iter().map(|(customer, name, day)| UnloggedVisit { customer, name, day }).collect())
    }

    /// Returns what was decided of planned visits, by day.
    pub fn planned_visits(&self) -> Result<Vec<PlannedRow>> {
        self.db.all(&format!("SELECT {PLANNED} FROM planned_visit ORDER BY day, customer"), [], LOOKING)
    }

    /// Returns what was decided of a customer's visits, by day.
    pub fn planned_visits_of(&self, customer: CustomerId) -> Result<Vec<PlannedRow>> {
        let sql = format!("SELECT {PLANNED} FROM planned_visit WHERE customer = ?1 ORDER BY day");
        self.db.all(&sql, [customer], LOOKING)
    }

    /// Returns what was decided of visits on a day.
    pub fn planned_on(&self, day: NaiveDate) -> Result<Vec<PlannedRow>> {
        self.db.all(&format!("SELECT {PLANNED} FROM planned_visit WHERE day = ?1"), [day], LOOKING)
    }

    /// Returns what was decided of a customer's visit on a day.
    pub fn planned_visit(&self, customer: CustomerId, day: NaiveDate) -> Result<Option<PlannedRow>> {
        let sql = format!("SELECT {PLANNED} FROM planned_visit WHERE customer = ?1 AND day = ?2");
        self.db.optional(&sql, (customer, day), LOOKING)
    }
}

impl Change<'_> {
    /// Keeps what was decided of a visit, in place of what was decided of that customer and day before.
    pub fn plan_visit(&self, row: &PlannedRow) -> Result<()> {
        self.db.run(
            "INSERT INTO planned_visit (id, customer, day, state, moved_to, because, updated_at)
             VALUES (:id, :customer, :day, :state, :to, :because, :now)
             ON CONFLICT (customer, day) DO UPDATE SET state = excluded.state, moved_to = excluded.moved_to,
               because = excluded.because, updated_at = excluded.updated_at
             WHERE (state, moved_to, because) IS NOT (excluded.state, excluded.moved_to, excluded.because)",
            named_params! {
                ":id": self.new_id(&self.clock),
                ":customer": row.customer,
                ":day": row.day,
                ":state": row.state,
                ":to": row.moved_to,
                ":because": row.because,
                ":now": self.now_ms(),
            },
            "keep the visit plan",
        )?;
        Ok(())
    }
}
