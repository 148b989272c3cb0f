//! Customers in the book.

use rusqlite::{OptionalExtension, Row, named_params};

use super::rows::{self, CUSTOMER, Columns};
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::rotation::Candidate;
use crate::error::{Error, ErrorKind, Result};
use crate::text;

/// Which customers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Everyone who is not archived.
    #[default]
    Present,
    /// The archived alone.
    Archived,
}

/// A line of the customers list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    pub id: CustomerId,
    pub sort_name: String,
    pub name: String,
    pub company: Option<String>,
    pub favorite: bool,
    pub past: bool,
    pub pleasure: Option<u8>,
    pub profit: Option<u8>,
    pub last_talked: Option<chrono::NaiveDate>,
}

const LINE: &str = "customer.id, sort_name, name, company, favorite, standing = 'past', pleasure, profit, last_talked";

fn line(row: &Row<'_>) -> rusqlite::Result<CustomerLine> {
    let mut c = Columns::new(row);
    Ok(CustomerLine {
        id: CustomerId(c.take()?),
        sort_name: c.take()?,
        name: c.take()?,
        company: c.take()?,
        favorite: c.take()?,
        past: c.take()?,
        pleasure: c.take()?,
        profit: c.take()?,
        last_talked: c.optional_day()?,
    })
}

/// Which way a page goes from a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The lines after it.
    Down,
    /// The lines before it, nearest first.
    Up,
}

impl Book {
    /// A customer; an error that says so where there is none.
    pub fn customer(&self, id: CustomerId) -> Result<Customer> {
        self.find_customer(id)?
            .ok_or_else(|| Error::new(ErrorKind::NoMatch, format!("there is no customer with the id {id}")))
    }

    /// A customer, where there is one with this id.
    pub fn find_customer(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.db
            .prepare_cached(&format!("SELECT {CUSTOMER} FROM customer WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id.0], rows::customer).optional())
            .doing("load the customer")
    }

    /// The favorites that may be offered, snoozed ones included: the rotation's candidates.
    pub fn candidates(&self) -> Result<Vec<Candidate>> {
        let candidate = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            Ok(Candidate {
                id: CustomerId(c.take()?),
                name: c.take()?,
                pleasure: c.take()?,
                profit: c.take()?,
                added_at: c.instant()?,
                added_on: c.day()?,
                talked: c.optional_day()?,
                snoozed_until: c.optional_day()?,
            })
        };
        self.db
            .prepare_cached(
                "SELECT id, name, pleasure, profit, added_at, added_on, last_talked, snoozed_until FROM customer
                 WHERE favorite AND standing = 'active' AND archived_at IS NULL AND do_not_call = 0",
            )
            .and_then(|mut s| s.query_map([], candidate)?.collect())
            .doing("load the favorites")
    }

    /// The favorites whom the lift may name, in full: snoozed ones are left to the caller.
    pub fn favorites(&self) -> Result<Vec<Customer>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {CUSTOMER} FROM customer
                 WHERE favorite AND standing = 'active' AND archived_at IS NULL AND NOT do_not_call"
            ))
            .and_then(|mut s| s.query_map([], rows::customer)?.collect())
            .doing("load the favorites")
    }

    /// Whether anyone is a favorite at all.
    pub fn has_favorites(&self) -> Result<bool> {
        self.db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM customer WHERE favorite)")
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .doing("look for favorites")
    }

    /// Every customer that is shown, in the order of their names, one after the other.
    pub fn each_customer(&self, shown: Visibility, mut with: impl FnMut(Customer) -> Result<()>) -> Result<()> {
        let which = match shown {
            Visibility::Present => "archived_at IS NULL",
            Visibility::Archived => "archived_at IS NOT NULL",
        };
        let mut statement = self
            .db
            .prepare(&format!("SELECT {CUSTOMER} FROM customer WHERE {which} ORDER BY sort_name, id"))
            .doing("list the customers")?;
        let mut found = statement.query([]).doing("list the customers")?;
        while let Some(row) = found.next().doing("list the customers")? {
            with(rows::customer(row).doing("list the customers")?)?;
        }
        Ok(())
    }

    /// How many customers are not archived.
    pub fn count_present(&self) -> Result<usize> {
        self.tally("present")
    }

    pub(super) fn tally(&self, name: &str) -> Result<usize> {
        self.db
            .prepare_cached("SELECT n FROM tally WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)))
            .doing("count")
    }

    /// A page of the list of those present, by name: `limit` lines from a line (not included) on, or from an end.
    pub fn customer_page(
        &self,
        from: Option<&CustomerLine>,
        way: Direction,
        limit: usize,
    ) -> Result<Vec<CustomerLine>> {
        let (after, order) = match way {
            Direction::Down => (">", "sort_name, id"),
            Direction::Up => ("<", "sort_name DESC, id DESC"),
        };
        let beyond = if from.is_some() { format!("AND (sort_name, id) {after} (?2, ?3)") } else { String::new() };
        let sql = format!("SELECT {LINE} FROM customer WHERE archived_at IS NULL {beyond} ORDER BY {order} LIMIT ?1");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut s| match from {
                Some(from) => s.query_map((limit, &from.sort_name, from.id.0), line)?.collect(),
                None => s.query_map([limit], line)?.collect(),
            })
            .doing("list the customers")
    }

    /// One line of the list.
    pub fn customer_line(&self, id: CustomerId) -> Result<Option<CustomerLine>> {
        self.db
            .prepare_cached(&format!("SELECT {LINE} FROM customer WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id.0], line).optional())
            .doing("load the customer")
    }

    /// One line of the list, where the customer is not archived.
    pub(super) fn present_line(&self, id: CustomerId) -> Result<Option<CustomerLine>> {
        self.db
            .prepare_cached(&format!("SELECT {LINE} FROM customer WHERE id = ?1 AND archived_at IS NULL"))
            .and_then(|mut s| s.query_row([id.0], line).optional())
            .doing("load the customer")
    }

    /// The customer that a source's record id stands for.
    pub fn customer_by_source(&self, uid: &str) -> Result<Option<CustomerId>> {
        self.one_id("SELECT id FROM customer WHERE source_uid = ?1 ORDER BY id LIMIT 1", uid)
    }

    /// The customer with this email, whatever its case.
    pub fn customer_by_email(&self, email: &str) -> Result<Option<CustomerId>> {
        self.one_id(
            "SELECT id FROM customer WHERE lower(email) = lower(?1) AND email IS NOT NULL ORDER BY id LIMIT 1",
            email,
        )
    }

    /// The customers with this phone number; of a switchboard's many only the first.
    pub fn customers_by_phone(&self, phone: &str) -> Result<Vec<(CustomerId, String)>> {
        self.db
            .prepare_cached("SELECT id, name FROM customer WHERE phone = ?1 ORDER BY id LIMIT 50")
            .and_then(|mut s| s.query_map([phone], |row| Ok((CustomerId(row.get(0)?), row.get(1)?)))?.collect())
            .doing("look for the number")
    }

    /// The customer with exactly this name and company.
    pub fn customer_by_name(&self, name: &str, company: Option<&str>) -> Result<Option<CustomerId>> {
        // The folded name finds the few to look at, through the list's two indexes.
        let sql = "SELECT id FROM customer WHERE archived_at IS NULL AND sort_name = ?1 AND name = ?2 AND company IS ?3
                   UNION ALL
                   SELECT id FROM customer WHERE archived_at IS NOT NULL AND sort_name = ?1 AND name = ?2 AND company IS ?3
                   LIMIT 1";
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row((text::fold(name), name, company), |row| row.get(0).map(CustomerId)).optional()
            })
            .doing("look for the name")
    }

    fn one_id(&self, sql: &str, what: &str) -> Result<Option<CustomerId>> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([what], |row| row.get(0).map(CustomerId)).optional())
            .doing("look for the customer")
    }
}

impl Change<'_> {
    /// A new id for a customer.
    pub fn new_customer_id(&self) -> CustomerId {
        CustomerId(self.new_id(&self.clock))
    }

    /// Adds a customer.
    pub fn add_customer(&self, customer: &Customer) -> Result<()> {
        let sql = format!(
            "INSERT INTO customer ({}) VALUES ({})",
            WRITTEN.join(", "),
            WRITTEN.map(|c| format!(":{c}")).join(", ")
        );
        self.write_customer(&sql, customer)?;
        self.index_customer(customer)
    }

    /// Writes a customer over the one with the same id; where nothing differs, nothing is written. Says whether it was.
    pub fn update_customer(&self, customer: &Customer) -> Result<bool> {
        let before = self.customer(customer.id)?;
        let same = Customer { updated_at: before.updated_at, ..customer.clone() };
        if same == before {
            return Ok(false);
        }
        let assignments: Vec<_> = WRITTEN.iter().map(|c| format!("{c} = :{c}")).collect();
        let sql = format!("UPDATE customer SET {} WHERE id = :id", assignments.join(", "));
        self.write_customer(&sql, customer)?;
        self.index_customer(customer)?;
        if customer.standing != before.standing {
            self.keep_standing(&before, customer)?;
        } else if (customer.left_on, customer.left_because) != (before.left_on, before.left_because) {
            self.correct_leaving(customer)?;
        }
        if !customer.in_rotation() || customer.snoozed_until.is_some_and(|d| d > self.clock.today()) {
            self.withdraw_offers(customer.id)?;
        }
        Ok(true)
    }

    fn write_customer(&self, sql: &str, c: &Customer) -> Result<()> {
        let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string());
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": c.id.0,
                    ":name": c.name,
                    ":sort_name": text::fold(&c.name),
                    ":company": c.company,
                    ":role": c.role,
                    ":phone": c.phone,
                    ":phone_shown": c.phone_shown,
                    ":phone_region": c.phone_region,
                    ":email": c.email,
                    ":city": c.city,
                    ":timezone": c.timezone.map(chrono_tz::Tz::name),
                    ":hours": c.hours,
                    ":standing": c.standing.as_str(),
                    ":favorite": c.favorite,
                    ":pleasure": c.pleasure,
                    ":profit": c.profit,
                    ":left_on": day(c.left_on),
                    ":left_because": c.left_because.map(Choice::as_str),
                    ":cadence": c.cadence,
                    ":peak": c.peak,
                    ":touches_a_year": c.touches_a_year,
                    ":facts": c.facts,
                    ":do_not_call": c.do_not_call,
                    ":referred_by": c.referred_by.map(|r| r.0),
                    ":snoozed_until": day(c.snoozed_until),
                    ":archived_at": c.archived_at.map(|a| a.timestamp_millis()),
                    ":added_at": c.added_at.timestamp_millis(),
                    ":added_on": c.added_on.to_string(),
                    ":updated_at": self.now_ms(),
                    ":source_uid": c.source_uid,
                    ":last_talked": day(c.last_talked),
                    ":last_touch": day(c.last_touch),
                    ":last_touch_kind": c.last_touch_kind.map(Choice::as_str),
                })
            })
            .doing("write the customer")?;
        Ok(())
    }

    /// The fields as the last import brought them, as JSON; None where no import did.
    pub fn imported_fields(&self, customer: CustomerId) -> Result<Option<String>> {
        self.db
            .prepare_cached("SELECT fields FROM imported WHERE customer = ?1")
            .and_then(|mut s| s.query_row([customer.0], |row| row.get(0)).optional())
            .doing("look at the last import")
    }

    /// Keeps the fields as an import brought them.
    pub fn keep_imported_fields(&self, customer: CustomerId, fields: &str) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO imported (id, customer, fields, updated_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at
                 WHERE fields <> excluded.fields",
            )
            .and_then(|mut s| s.execute((self.new_id(&self.clock), customer.0, fields, self.now_ms())))
            .doing("keep what the import brought")?;
        Ok(())
    }
}

/// The columns that are written, in no particular order.
const WRITTEN: [&str; 33] = [
    "id",
    "name",
    "sort_name",
    "company",
    "role",
    "phone",
    "phone_shown",
    "phone_region",
    "email",
    "city",
    "timezone",
    "hours",
    "standing",
    "favorite",
    "pleasure",
    "profit",
    "left_on",
    "left_because",
    "cadence",
    "peak",
    "touches_a_year",
    "facts",
    "do_not_call",
    "referred_by",
    "snoozed_until",
    "archived_at",
    "added_at",
    "added_on",
    "updated_at",
    "source_uid",
    "last_talked",
    "last_touch",
    "last_touch_kind",
];
