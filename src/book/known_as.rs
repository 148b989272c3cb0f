//! What customers were also known as: the records that were merged into theirs. By these a later import knows them.

use rusqlite::{OptionalExtension, Params, Row, named_params};

use super::rows::Columns;
use super::{Book, Change, Doing};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// A record that was merged into a customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAs {
    /// The id the record had; an export made before the merge names it.
    pub id: i64,
    /// Whose record it is part of now.
    pub customer: CustomerId,
    /// As the record had it.
    pub name: String,
    /// As the record had it.
    pub company: Option<String>,
    /// E.164 where it parsed, else as typed.
    pub phone: Option<String>,
    /// As the record had it.
    pub email: Option<String>,
    /// The vCard UID or record id of the file that brought it.
    pub source_uid: Option<String>,
}

const KNOWN_AS: &str = "SELECT id, customer, name, company, phone, email, source_uid FROM known_as";

fn known_as(row: &Row<'_>) -> rusqlite::Result<KnownAs> {
    let mut c = Columns::new(row);
    Ok(KnownAs {
        id: c.take()?,
        customer: CustomerId(c.take()?),
        name: c.take()?,
        company: c.take()?,
        phone: c.take()?,
        email: c.take()?,
        source_uid: c.take()?,
    })
}

impl Book {
    /// Whether any record was ever merged into another.
    pub fn has_known_as(&self) -> Result<bool> {
        self.db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM known_as)")
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .doing("look at who was merged")
    }

    /// What a customer was also known as, the earliest record first.
    pub fn known_as(&self, customer: CustomerId) -> Result<Vec<KnownAs>> {
        self.known_where("customer = ?1 ORDER BY id", [customer.0])
    }

    /// The merged record that a source's record id stands for.
    pub fn known_by_source(&self, uid: &str) -> Result<Option<KnownAs>> {
        Ok(self.known_where("source_uid = ?1 ORDER BY id LIMIT 1", [uid])?.pop())
    }

    /// The merged records with this email, whatever its case.
    pub fn known_by_email(&self, email: &str) -> Result<Vec<KnownAs>> {
        self.known_where("lower(email) = lower(?1) AND email IS NOT NULL ORDER BY id", [email])
    }

    /// The merged records with this phone number.
    pub fn known_by_phone(&self, phone: &str) -> Result<Vec<KnownAs>> {
        self.known_where("phone = ?1 ORDER BY id", [phone])
    }

    /// The merged records with exactly this name and company.
    pub fn known_by_name(&self, name: &str, company: Option<&str>) -> Result<Vec<KnownAs>> {
        self.known_where("name = ?1 AND company IS ?2 ORDER BY id", (name, company))
    }

    /// A merged record's fields as the last import brought them, as JSON.
    pub fn known_fields(&self, known: i64) -> Result<Option<String>> {
        self.db
            .prepare_cached("SELECT fields FROM known_as WHERE id = ?1")
            .and_then(|mut s| s.query_row([known], |row| row.get(0)))
            .doing("look at the last import")
    }

    /// Whose record this id was, where it was merged into theirs.
    pub(super) fn merged_into(&self, gone: i64) -> Result<Option<CustomerId>> {
        self.db
            .prepare_cached("SELECT customer FROM known_as WHERE gone = ?1")
            .and_then(|mut s| s.query_row([gone], |row| row.get(0).map(CustomerId)).optional())
            .doing("look at who was merged")
    }

    fn known_where(&self, which: &str, values: impl Params) -> Result<Vec<KnownAs>> {
        self.db
            .prepare_cached(&format!("{KNOWN_AS} WHERE {which}"))
            .and_then(|mut s| s.query_map(values, known_as)?.collect())
            .doing("look at who was merged")
    }
}

impl Book {
    /// Records that are said to be merged into another, and are there still: whose merge came from another book.
    pub fn unmerged(&self) -> Result<Vec<(CustomerId, CustomerId)>> {
        self.db
            .prepare_cached(
                "SELECT gone, customer FROM known_as WHERE gone IN (SELECT id FROM customer) AND gone <> customer ORDER BY id",
            )
            .and_then(|mut s| {
                s.query_map([], |row| Ok((CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?.collect()
            })
            .doing("look at who was merged")
    }
}

impl Change<'_> {
    /// Remembers a record that goes as what `into` was also known as, with the fields that its last import brought.
    pub(super) fn remember_as(&self, gone: &Customer, into: CustomerId) -> Result<()> {
        self.db
            .prepare_cached("UPDATE known_as SET customer = ?2, updated_at = ?3 WHERE customer = ?1")
            .and_then(|mut s| s.execute((gone.id.0, into.0, self.now_ms())))
            .doing("remember the record")?;
        let fields = self.imported_fields(gone.id)?;
        self.db
            .prepare_cached(
                "INSERT INTO known_as (id, customer, gone, name, company, phone, email, source_uid, fields, updated_at)
                 VALUES (:id, :into, :gone, :name, :company, :phone, :email, :uid, :fields, :now)
                 ON CONFLICT (gone) DO UPDATE SET customer = excluded.customer, name = excluded.name,
                   company = excluded.company, phone = excluded.phone, email = excluded.email,
                   source_uid = excluded.source_uid, fields = excluded.fields, updated_at = excluded.updated_at",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": self.new_id(&self.clock),
                    ":into": into.0,
                    ":gone": gone.id.0,
                    ":name": gone.name,
                    ":company": gone.company,
                    ":phone": gone.phone,
                    ":email": gone.email,
                    ":uid": gone.source_uid,
                    ":fields": fields,
                    ":now": self.now_ms(),
                })
            })
            .doing("remember the record")?;
        Ok(())
    }

    /// Keeps the fields of a merged record as an import brought them.
    pub fn keep_known_fields(&self, known: i64, fields: &str) -> Result<()> {
        self.db
            .prepare_cached("UPDATE known_as SET fields = ?2, updated_at = ?3 WHERE id = ?1 AND fields IS NOT ?2")
            .and_then(|mut s| s.execute((known, fields, self.now_ms())))
            .doing("keep what the import brought")?;
        Ok(())
    }
}
