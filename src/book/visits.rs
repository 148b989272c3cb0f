//! Visits in the book: the accounts, the visits that were made, and those that are planned.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, named_params};

use super::rows::Columns;
use super::{Book, Change, Doing};
use crate::domain::choice::{Choice, choices};
use crate::domain::ids::CustomerId;
use crate::error::Result;

choices! {
    /// What became of a planned visit.
    PlanState, "state" { Accepted = "accepted", Moved = "moved", Declined = "declined" }
}

/// An active customer with peak days, as the plan needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub id: CustomerId,
    pub name: String,
    pub city: Option<String>,
    /// As written.
    pub peak: String,
    pub touches_a_year: Option<u8>,
}

/// What was decided of a visit on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    pub customer: CustomerId,
    pub day: NaiveDate,
    pub state: PlanState,
    /// Where a moved visit went.
    pub moved_to: Option<NaiveDate>,
    pub because: Option<String>,
}

fn planned(row: &Row<'_>) -> rusqlite::Result<PlannedRow> {
    let mut c = Columns::new(row);
    Ok(PlannedRow {
        customer: CustomerId(c.take()?),
        day: c.day()?,
        state: c.choice()?,
        moved_to: c.optional_day()?,
        because: c.take()?,
    })
}

impl Book {
    /// The accounts: active customers with peak days, not archived.
    pub fn accounts(&self) -> Result<Vec<AccountRow>> {
        let account = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            Ok(AccountRow {
                id: CustomerId(c.take()?),
                name: c.take()?,
                city: c.take()?,
                peak: c.take()?,
                touches_a_year: c.take()?,
            })
        };
        self.db
            .prepare_cached(
                "SELECT id, name, city, peak, touches_a_year FROM customer
                 WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL",
            )
            .and_then(|mut s| s.query_map([], account)?.collect())
            .doing("load the accounts")
    }

    /// The visits made from one day to another, by day.
    pub fn visits_made(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<(NaiveDate, CustomerId)>> {
        self.db
            .prepare_cached(
                "SELECT day, customer FROM touch WHERE kind = 'visit' AND day BETWEEN ?1 AND ?2 ORDER BY day",
            )
            .and_then(|mut s| {
                s.query_map((from.to_string(), upto.to_string()), |row| {
                    let mut c = Columns::new(row);
                    Ok((c.day()?, CustomerId(c.take()?)))
                })?
                .collect()
            })
            .doing("look at the visits")
    }

    /// What was decided of planned visits, by day.
    pub fn planned_visits(&self) -> Result<Vec<PlannedRow>> {
        self.db
            .prepare_cached("SELECT customer, day, state, moved_to, because FROM planned_visit ORDER BY day, customer")
            .and_then(|mut s| s.query_map([], planned)?.collect())
            .doing("look at the visit plan")
    }

    /// What was decided of a customer's visits, by day.
    pub fn planned_visits_of(&self, customer: CustomerId) -> Result<Vec<PlannedRow>> {
        self.db
            .prepare_cached(
                "SELECT customer, day, state, moved_to, because FROM planned_visit WHERE customer = ?1 ORDER BY day",
            )
            .and_then(|mut s| s.query_map([customer.0], planned)?.collect())
            .doing("look at the visit plan")
    }

    /// What was decided of visits on a day.
    pub fn planned_on(&self, day: NaiveDate) -> Result<Vec<PlannedRow>> {
        self.db
            .prepare_cached("SELECT customer, day, state, moved_to, because FROM planned_visit WHERE day = ?1")
            .and_then(|mut s| s.query_map([day.to_string()], planned)?.collect())
            .doing("look at the visit plan")
    }

    /// What was decided of a customer's visit on a day.
    pub fn planned_visit(&self, customer: CustomerId, day: NaiveDate) -> Result<Option<PlannedRow>> {
        self.db
            .prepare_cached(
                "SELECT customer, day, state, moved_to, because FROM planned_visit WHERE customer = ?1 AND day = ?2",
            )
            .and_then(|mut s| s.query_row((customer.0, day.to_string()), planned).optional())
            .doing("look at the visit plan")
    }
}

impl Change<'_> {
    /// Keeps what was decided of a visit; it takes the place of what was decided of that customer and day before.
    pub fn plan_visit(&self, row: &PlannedRow) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO planned_visit (id, customer, day, state, moved_to, because, updated_at)
                 VALUES (:id, :customer, :day, :state, :to, :because, :now)
                 ON CONFLICT (customer, day) DO UPDATE SET state = excluded.state, moved_to = excluded.moved_to,
                   because = excluded.because, updated_at = excluded.updated_at
                 WHERE (state, moved_to, because) IS NOT (excluded.state, excluded.moved_to, excluded.because)",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": self.new_id(&self.clock),
                    ":customer": row.customer.0,
                    ":day": row.day.to_string(),
                    ":state": row.state.as_str(),
                    ":to": row.moved_to.map(|d| d.to_string()),
                    ":because": row.because,
                    ":now": self.now_ms(),
                })
            })
            .doing("keep the visit plan")?;
        Ok(())
    }
}
