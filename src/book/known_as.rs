//! What customers were also known as: the records that were merged into theirs. By these a later import knows them.

use rusqlite::named_params;

use super::query::Query;
use super::rows::row;
use super::{Book, Change};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;

const LOOKING: &str = "look at who was merged";

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

row! {
    /// The columns of a merged record.
    const KNOWN_AS: KnownAs = "known_as" { id, customer, name, company, phone, email, source_uid }
}

impl Book {
    /// Whether any record was ever merged into another.
    pub fn has_known_as(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM known_as)", [], LOOKING)
    }

    /// Returns what a customer was also known as, the earliest record first.
    pub fn known_as(&self, customer: CustomerId) -> Result<Vec<KnownAs>> {
        let sql = format!("SELECT {KNOWN_AS} FROM known_as WHERE customer = ?1 ORDER BY id");
        self.db.all(&sql, [customer], LOOKING)
    }

    /// Returns whose record this id was, where it was merged into theirs.
    pub fn merged_into(&self, gone: i64) -> Result<Option<CustomerId>> {
        self.db.optional("SELECT customer FROM known_as WHERE gone = ?1", [gone], LOOKING)
    }

    /// Returns the records that were merged into another by a change of another book and are still here, each with the
    /// one it was merged into.
    pub fn unmerged(&self) -> Result<Vec<(CustomerId, CustomerId)>> {
        let sql = "SELECT gone, customer FROM known_as
                   WHERE gone IN (SELECT id FROM customer) AND gone <> customer ORDER BY id";
        self.db.all(sql, [], LOOKING)
    }
}

impl Change<'_> {
    /// Remembers a record that goes as what `into` was also known as, with the fields that its last import brought.
    pub(super) fn remember_as(&self, gone: &Customer, into: CustomerId) -> Result<()> {
        const REMEMBERING: &str = "remember the record";
        let theirs = "UPDATE known_as SET customer = ?2 WHERE customer = ?1";
        self.db.run(theirs, (gone.id, into), REMEMBERING)?;
        let sql =
            "INSERT INTO known_as (id, customer, gone, name, company, phone, email, source_uid, fields, updated_at)
                   VALUES (:id, :into, :gone, :name, :company, :phone, :email, :uid, :fields, :now)
                   ON CONFLICT (gone) DO UPDATE SET customer = excluded.customer, name = excluded.name,
                     company = excluded.company, phone = excluded.phone, email = excluded.email,
                     source_uid = excluded.source_uid, fields = excluded.fields, updated_at = excluded.updated_at";
        let values = named_params! {
            ":id": self.new_id(&self.clock),
            ":into": into,
            ":gone": gone.id,
            ":name": gone.name,
            ":company": gone.company,
            ":phone": gone.phone,
            ":email": gone.email,
            ":uid": gone.source_uid,
            ":fields": self.imported_fields(gone.id)?,
            ":now": self.now_ms(),
        };
        self.db.run(sql, values, REMEMBERING).map(drop)
    }

    /// Keeps the fields of a merged record as an import brought them.
    pub fn keep_known_fields(&self, known: i64, fields: &str) -> Result<()> {
        let sql = "UPDATE known_as SET fields = ?2, updated_at = ?3 WHERE id = ?1 AND fields IS NOT ?2";
        self.db.run(sql, (known, fields, self.now_ms()), "keep what the import brought").map(drop)
    }
}
