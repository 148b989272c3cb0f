//! Birthdays, and the days on which past buyers first said yes.

use rusqlite::named_params;

use super::Change;
use super::query::Query;
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::customer::Customer;
use crate::error::Result;

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
                ":id": self.new_id(&self.clock),
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
