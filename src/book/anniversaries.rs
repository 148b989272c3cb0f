//! Birthdays, and the days on which past buyers first said yes.

use chrono::{Datelike, NaiveDate};
use rusqlite::named_params;

use super::query::Query;
use super::rows::row;
use super::{Book, Change};
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// A customer's day that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirDay {
    /// Whose day it is.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Whether they buy now or once did.
    pub standing: Standing,
    /// Which of their days.
    pub kind: AnniversaryKind,
    /// The day.
    pub day: YearDay,
}

row! {
    /// The columns of such a day.
    const THEIR_DAY: TheirDay = "anniversary" {
        customer,
        name: "customer.name",
        standing: "customer.standing",
        kind,
        day: "iif(year IS NULL, '', format('%04d-', year)) || format('%02d-%02d', month, day)",
    }
}

impl Book {
    /// Returns whose days come back from one day to another, at most a year later, in any order; not of the archived. A
    /// 29 February counts as the 28th too.
    pub fn days_between(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<TheirDay>> {
        // The new year's days begin the calendar again.
        let parts = if from.year() == upto.year() {
            vec![(from.month(), from.day(), upto.month(), upto.day())]
        } else {
            vec![(from.month(), from.day(), 12, 31), (1, 1, upto.month(), upto.day())]
        };
        let sql = format!(
            "SELECT {THEIR_DAY} FROM anniversary JOIN customer ON customer.id = anniversary.customer
             WHERE (month, day) >= (?1, ?2) AND (month, day) <= (?3, ?4) AND customer.archived_at IS NULL"
        );
        let mut days = Vec::new();
        for (month, day, last_month, last_day) in parts {
            let last_day = if (last_month, last_day) == (2, 28) { 29 } else { last_day };
            days.extend(self.db.all(&sql, (month, day, last_month, last_day), "look whose day comes")?);
        }
        Ok(days)
    }

    /// Returns everybody's days, of those who are not archived.
    pub fn all_days(&self) -> Result<Vec<TheirDay>> {
        let sql = format!(
            "SELECT {THEIR_DAY} FROM anniversary JOIN customer ON customer.id = anniversary.customer
             WHERE customer.archived_at IS NULL"
        );
        self.db.all(&sql, [], "look whose day comes")
    }
}

impl Change<'_> {
    /// Writes the days of a customer that come back, where they are others than the book has.
    pub(super) fn write_anniversaries(&self, customer: &Customer) -> Result<()> {
        for (kind, day) in [
            (AnniversaryKind::Birthday, customer.birthday),
            (AnniversaryKind::FirstYes, customer.customer_since.map(YearDay::from)),
        ] {
            self.write_anniversary(customer, kind, day)?;
        }
        Ok(())
    }

    fn write_anniversary(&self, customer: &Customer, kind: AnniversaryKind, day: Option<YearDay>) -> Result<()> {
        const WRITING: &str = "write the customer's days";
        let Some(day) = day else {
            let sql = "DELETE FROM anniversary WHERE customer = ?1 AND kind = ?2";
            return self.db.run(sql, (customer.id, kind), WRITING).map(drop);
        };
        self.db.run(
            "INSERT INTO anniversary (id, customer, kind, month, day, year, updated_at)
             VALUES (:id, :customer, :kind, :month, :day, :year, :now)
             ON CONFLICT (customer, kind) DO UPDATE SET month = excluded.month, day = excluded.day, year = excluded.year,
               updated_at = excluded.updated_at
             WHERE (month, day, year) IS NOT (excluded.month, excluded.day, excluded.year)",
            named_params! {
                ":id": self.id_of_row("anniversary", &[&customer.id.to_string(), Choice::as_str(kind)])?,
                ":customer": customer.id,
                ":kind": kind,
                ":month": day.month(),
                ":day": day.day(),
                ":year": day.year(),
                ":now": self.now_ms(),
            },
            WRITING,
        )?;
        Ok(())
    }
}
