//! Who in the book a row of a file may be about: customers, and the records that were merged into theirs.

use std::ops::ControlFlow;

use rusqlite::Params;

use super::query::Query;
use super::rows::row;
use super::{Book, Change};
use crate::domain::customer::OtherEntries;
use crate::domain::ids::CustomerId;
use crate::domain::told::Told;
use crate::error::Result;
use crate::text;

const LOOKING: &str = "look for the person";
/// How many with one mailbox, number or name are looked at: beyond that it is a switchboard.
const LOOKED_AT: usize = 20;

/// What tells a customer, or a record that was merged into theirs, from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whose record it is.
    pub customer: CustomerId,
    /// The merged record's row in `known_as`; None where it is the customer's own.
    pub known: Option<i64>,
    /// The id that the record has, or had before it was merged.
    pub record: CustomerId,
    /// As the record has it.
    pub name: String,
    /// None where it is not known.
    pub company: Option<String>,
    /// As the record has it.
    pub email: Option<String>,
    /// E.164 where it parsed, else as typed.
    pub phone: Option<String>,
    /// The customer's other numbers and mailboxes; a merged record has none of its own.
    pub others: OtherEntries,
    /// The id that another program gave it; further ones are in `source_record`.
    pub source_uid: Option<String>,
    /// The fields as the last import brought them, as JSON.
    pub fields: Option<String>,
    /// Whether the customer is out of sight.
    pub is_archived: bool,
}

row! {
    /// The columns of a customer's own identity.
    const OWN: Identity = "customer" {
        customer: "customer.id",
        known: "NULL",
        record: "customer.id",
        name,
        company,
        email,
        phone,
        others: "(SELECT json_group_array(json_array(position, kind, label, value, shown, region)) FROM reach
                  WHERE reach.customer = customer.id AND reach.kind <> 'web')",
        source_uid,
        fields: "(SELECT fields FROM imported WHERE imported.customer = customer.id)",
        is_archived: "customer.archived_at IS NOT NULL",
    }
}

/// The columns of the identity of a merged record.
const MERGED: &str =
    "known_as.customer AS customer, known_as.id AS known, known_as.gone AS record, known_as.name AS name,
  known_as.company AS company, known_as.email AS email, known_as.phone AS phone, '[]' AS others,
  known_as.source_uid AS source_uid,
  known_as.fields AS fields, 0 AS is_archived";

/// Whom to look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The customers' own records: enough where nobody was ever merged.
    Own,
    /// The records that were merged into theirs, too.
    Merged,
}

/// What a row says of the fields that tell people apart, spelled as [`Identity::fields`] keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Said {
    pub name: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Book {
    /// Whether any import ever brought anybody.
    pub fn has_imported(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM imported)", [], LOOKING)
    }

    /// Hands on the name, mailbox and number of everybody, of the records that were merged into theirs, and of all other ways
    /// to reach them.
    pub fn each_identity(&self, mut with: impl FnMut(Option<&str>, Option<&str>, Option<&str>)) -> Result<()> {
        let sql = "SELECT name, email, phone FROM customer UNION ALL SELECT name, email, phone FROM known_as
                   UNION ALL SELECT NULL, iif(kind = 'email', value, NULL), iif(kind = 'phone', value, NULL) FROM reach";
        self.db.scan(sql, [], LOOKING, |row| {
            with(row.optional_text("name")?, row.optional_text("email")?, row.optional_text("phone")?);
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Finds whose record has an id, or had it before it was merged.
    pub fn identity_of(&self, record: CustomerId) -> Result<Option<Identity>> {
        match self.own("customer.id = ?1", [record])?.pop() {
            None => Ok(self.merged("gone = ?1", [record])?.pop()),
            found => Ok(found),
        }
    }

    /// Returns the calls that imports brought, as they keep them: those of merged records before the customers' own.
    pub fn calls_told(&self) -> Result<Vec<(CustomerId, String)>> {
        const KEPT: &str = "CASE WHEN json_valid(fields) THEN fields ->> ?1 END";
        let sql = format!(
            "SELECT customer, {KEPT} AS calls FROM known_as WHERE calls IS NOT NULL
             UNION ALL SELECT customer, {KEPT} AS calls FROM imported WHERE calls IS NOT NULL"
        );
        self.db.all(&sql, [Told::CALLS], "look at the calls that were imported")
    }

    /// Finds whom the id of another program stands for, in any of its spellings.
    pub fn identities_by_uid(&self, spellings: &[String], among: Among) -> Result<Vec<Identity>> {
        let mut found = Vec::new();
        for uid in spellings {
            found.extend(self.identities("source_uid = (?1 || '')", uid, among)?);
            let others = "SELECT customer, record FROM source_record WHERE uid = (?1 || '') ORDER BY id";
            for (customer, record) in self.db.all::<(CustomerId, CustomerId)>(others, [uid], LOOKING)? {
                let merged = if record == customer { Vec::new() } else { self.merged("gone = ?1", [record])? };
                let its = if merged.is_empty() { self.own("customer.id = ?1", [customer])? } else { merged };
                found.extend(its);
            }
        }
        Ok(found)
    }

    /// Finds the next customer, by id after `after`, about whom the last import said exactly this.
    pub fn identity_told(&self, said: &Said, after: CustomerId) -> Result<Option<Identity>> {
        let Said { name, company, email, phone } = said;
        let next = "SELECT customer FROM imported WHERE said = json_array(?1, ?2, ?3, ?4) AND customer > ?5
                    ORDER BY customer LIMIT 1";
        let found: Option<CustomerId> = self.db.optional(next, (name, company, email, phone, after), LOOKING)?;
        Ok(match found {
            Some(customer) => self.own("customer.id = ?1", [customer])?.pop(),
            None => None,
        })
    }

    /// Finds the merged records of which the last import said exactly this.
    pub fn merged_told(&self, said: &Said) -> Result<Vec<Identity>> {
        let Said { name, company, email, phone } = said;
        self.merged("said = json_array(?1, ?2, ?3, ?4)", (name, company, email, phone))
    }

    /// Finds those with a mailbox among theirs, whatever its case.
    pub fn identities_by_email(&self, email: &str, among: Among) -> Result<Vec<Identity>> {
        let mut found = self.identities("lower(email) = lower(?1) AND email IS NOT NULL", email, among)?;
        let others = "customer.id IN (SELECT customer FROM reach WHERE kind = 'email' AND lower(value) = lower(?1))";
        found.extend(self.own(others, [email])?);
        Ok(found)
    }

    /// Finds those with a phone number among theirs.
    pub fn identities_by_phone(&self, phone: &str, among: Among) -> Result<Vec<Identity>> {
        let mut found = self.identities("phone = (?1 || '')", phone, among)?;
        let others = "customer.id IN (SELECT customer FROM reach WHERE kind = 'phone' AND value = (?1 || ''))";
        found.extend(self.own(others, [phone])?);
        Ok(found)
    }

    /// Finds those with a name, whatever its case and accents; merged records by its exact spelling.
    pub fn identities_by_name(&self, name: &str, among: Among) -> Result<Vec<Identity>> {
        // The list's two indexes: of those present, and of the archived.
        let sql = format!(
            "SELECT {OWN} FROM customer WHERE sort_name = (?1 || '') AND archived_at IS NULL
             UNION ALL SELECT {OWN} FROM customer WHERE sort_name = (?1 || '') AND archived_at IS NOT NULL LIMIT {LOOKED_AT}"
        );
        let mut found = self.db.all(&sql, [text::fold(name)], LOOKING)?;
        if among == Among::Merged {
            found.extend(self.merged("name = (?1 || '')", [name])?);
        }
        Ok(found)
    }

    /// Returns all ids that other programs gave a customer and the records that were merged into theirs.
    pub fn uids_of(&self, customer: CustomerId) -> Result<Vec<String>> {
        let sql = "SELECT source_uid FROM customer WHERE id = ?1 AND source_uid IS NOT NULL
                   UNION ALL SELECT source_uid FROM known_as WHERE customer = ?1 AND source_uid IS NOT NULL
                   UNION ALL SELECT uid FROM source_record WHERE customer = ?1";
        self.db.all(sql, [customer], LOOKING)
    }

    /// A bare parameter beside the text columns would make SQLite plan the query anew for each value.
    fn identities(&self, which: &str, value: &str, among: Among) -> Result<Vec<Identity>> {
        let mut found = self.own(which, [value])?;
        if among == Among::Merged {
            found.extend(self.merged(which, [value])?);
        }
        Ok(found)
    }

    fn own(&self, which: &str, values: impl Params) -> Result<Vec<Identity>> {
        let sql = format!("SELECT {OWN} FROM customer WHERE {which} ORDER BY customer.id LIMIT {LOOKED_AT}");
        self.db.all(&sql, values, LOOKING)
    }

    fn merged(&self, which: &str, values: impl Params) -> Result<Vec<Identity>> {
        let sql = format!("SELECT {MERGED} FROM known_as WHERE {which} ORDER BY known_as.id LIMIT {LOOKED_AT}");
        self.db.all(&sql, values, LOOKING)
    }
}

impl Change<'_> {
    /// Remembers a further id under which another program knows a record of a customer.
    pub fn add_source_record(&self, customer: CustomerId, record: CustomerId, uid: &str) -> Result<()> {
        let sql = "INSERT INTO source_record (id, customer, record, uid, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = (self.new_id(&self.clock), customer, record, uid, self.now_ms());
        self.db.run(sql, values, "keep the id that another program has").map(drop)
    }

    /// Takes out the ids by which other programs know a record that is forgotten, whoever has them since a merge.
    pub(super) fn forget_source_records(&self, record: CustomerId) -> Result<()> {
        self.db
            .run("DELETE FROM source_record WHERE record = ?1", [record], "forget the ids of other programs")
            .map(drop)
    }
}
