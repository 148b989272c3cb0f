//! `AtomicFile` forms: a crash, a closed laptop or a dead battery loses not one typed line.

use rusqlite::{OptionalExtension, named_params};

use super::{Book, Change, Doing, Note};
use crate::domain::ids::CustomerId;
use crate::error::{Error, ErrorKind, Result};

/// An unfinished form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDraft {
    /// Which form: "log", "customer", …
    pub form: String,
    pub customer: Option<CustomerId>,
    /// Its fields, as JSON.
    pub fields: String,
    /// Milliseconds since 1970.
    pub updated_at: i64,
}

const REMOVE: &str = "DELETE FROM draft WHERE form = ?1 AND customer = ?2";

fn key(customer: Option<CustomerId>) -> i64 {
    customer.map_or(0, |c| c.0)
}

impl Book {
    /// The unfinished form for a customer, where there is one.
    pub fn draft(&self, form: &str, customer: Option<CustomerId>) -> Result<Option<FormDraft>> {
        Ok(self.drafts()?.into_iter().find(|d| d.form == form && d.customer == customer))
    }

    /// All unfinished forms, the latest first.
    pub fn drafts(&self) -> Result<Vec<FormDraft>> {
        self.db
            .prepare_cached("SELECT form, customer, fields, updated_at FROM draft ORDER BY updated_at DESC, id DESC")
            .and_then(|mut s| {
                s.query_map([], |row| {
                    let customer: i64 = row.get(1)?;
                    Ok(FormDraft {
                        form: row.get(0)?,
                        customer: (customer != 0).then_some(CustomerId(customer)),
                        fields: row.get(2)?,
                        updated_at: row.get(3)?,
                    })
                })?
                .collect()
            })
            .doing("look for unfinished forms")
    }

    /// The latest unfinished form, where there is one.
    pub fn latest_draft(&self) -> Result<Option<FormDraft>> {
        let any: Option<i64> = self
            .db
            .prepare_cached("SELECT 1 FROM draft LIMIT 1")
            .and_then(|mut s| s.query_row([], |row| row.get(0)).optional())
            .doing("look for unfinished forms")?;
        if any.is_none() { Ok(None) } else { Ok(self.drafts()?.into_iter().next()) }
    }
}

impl Note<'_> {
    /// Keeps an unfinished form.
    pub fn keep_draft(&self, form: &str, customer: Option<CustomerId>, fields: &str) -> Result<()> {
        let kept = self
            .db
            .prepare_cached(
                "INSERT INTO draft (form, customer, fields, updated_at) SELECT :form, :customer, :fields, :now
                 WHERE :customer = 0 OR EXISTS (SELECT 1 FROM customer WHERE id = :customer)
                 ON CONFLICT (form, customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":form": form, ":customer": key(customer), ":fields": fields,
                    ":now": self.clock.instant.timestamp_millis(),
                })
            })
            .doing("keep the draft")?;
        if kept == 0 {
            return Err(Error::new(ErrorKind::NoMatch, "this customer is in the book no longer"));
        }
        Ok(())
    }

    /// Throws an unfinished form away.
    pub fn drop_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db
            .prepare_cached(REMOVE)
            .and_then(|mut s| s.execute((form, key(customer))))
            .doing("throw the draft away")?;
        Ok(())
    }
}

impl Change<'_> {
    /// Removes the draft of what this change saves.
    pub fn finish_draft(&self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        self.db.prepare_cached(REMOVE).and_then(|mut s| s.execute((form, key(customer)))).doing("finish the draft")?;
        Ok(())
    }
}
