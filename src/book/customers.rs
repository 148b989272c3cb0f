//! Customers in the book.

use rusqlite::Connection;

use super::query::Query;
use super::rows::{CUSTOMER, row};
use super::values::{Millis, json_ids};
use super::{Book, Change};
use crate::domain::customer::{Customer, OtherEntries, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::rotation::Candidate;
use crate::domain::tags::Tags;
use crate::error::{Error, Missing, Result};
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
    /// Kept with the selection: a line may move between two looks at the list.
    pub id: CustomerId,
    /// The name folded to lower case without accents: the order of the list.
    pub sort_name: String,
    /// As the user wrote it.
    pub name: String,
    /// None where it is not known.
    pub company: Option<String>,
    /// None where it is not known.
    pub city: Option<String>,
    /// Marked for the rotation.
    pub favorite: bool,
    /// A past buyer.
    pub past: bool,
    /// 1 to 5; None is unrated.
    pub pleasure: Option<u8>,
    /// 1 to 5; None is unrated.
    pub profit: Option<u8>,
    /// The local day of the last conversation.
    pub last_talked: Option<chrono::NaiveDate>,
    /// The local day on which they were added.
    pub added_on: chrono::NaiveDate,
}

impl CustomerLine {
    /// The line of a customer.
    pub fn of(c: &Customer) -> Self {
        Self {
            id: c.id,
            sort_name: text::fold(&c.name),
            name: c.name.clone(),
            company: c.company.clone(),
            city: c.city.clone(),
            favorite: c.favorite,
            past: c.standing == Standing::Past,
            pleasure: c.pleasure,
            profit: c.profit,
            last_talked: c.last_talked,
            added_on: c.added_on,
        }
    }
}

row! {
    /// The columns of a line of the list.
    pub(super) const LINE: CustomerLine = "customer" {
        id,
        sort_name,
        name,
        company,
        city,
        favorite,
        past: "standing = 'past'",
        pleasure,
        profit,
        last_talked,
        added_on,
    }
}

row! {
    /// The columns of a candidate.
    const CANDIDATE: Candidate = "customer" {
        id,
        name,
        pleasure,
        profit,
        added_at as Millis,
        added_on,
        talked: "last_talked",
        snoozed_until,
        anyones: "team IS NOT NULL AND owner IS NULL",
    }
}

/// Whether a customer is another rep's in a team. What is shared and whose is kept up in the customer's row.
pub(super) const IS_ANOTHERS: &str =
    "(team IS NOT NULL AND owner IS NOT NULL AND owner IS NOT (SELECT account FROM sync_server))";

/// Folds the companies and cities of a book of an earlier version, by which lists sort.
pub(super) fn fold_what_sorts(db: &Connection) -> Result<()> {
    const FOLDING: &str = "fold what lists are sorted by";
    type Said = (i64, Option<String>, Option<String>);
    let sql = "SELECT id, company, city FROM customer WHERE company IS NOT NULL OR city IS NOT NULL";
    let said: Vec<Said> = db.all(sql, [], FOLDING)?;
    for (id, company, city) in said {
        let folded = (id, text::fold_known(company.as_deref()), text::fold_known(city.as_deref()));
        db.run("UPDATE customer SET sort_company = ?2, sort_city = ?3 WHERE id = ?1", folded, FOLDING)?;
    }
    Ok(())
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
    /// Returns a customer; where nobody has the id, an error that says so.
    pub fn customer(&self, id: CustomerId) -> Result<Customer> {
        self.find_customer(id)?.ok_or_else(|| Error::missing(Missing::Customer, id))
    }

    /// Returns the customer with an id, where somebody has it.
    pub fn find_customer(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.db.find(id, "load the customer")
    }

    /// Returns the favorites that may be offered, snoozed ones included: the rotation's candidates. Those who are another
    /// rep's in a team are left to that rep.
    pub fn candidates(&self) -> Result<Vec<Candidate>> {
        self.db.all(
            &format!(
                "SELECT {CANDIDATE} FROM customer
                 WHERE favorite AND standing = 'active' AND archived_at IS NULL AND do_not_call = 0
                   AND NOT {IS_ANOTHERS}"
            ),
            [],
            "load the favorites",
        )
    }

    /// Returns the favorites whom the lift may name, in full. Snoozed ones, and those who are another rep's, are left to the
    /// caller.
    pub fn favorites(&self) -> Result<Vec<Customer>> {
        self.db.all(
            &format!(
                "SELECT {CUSTOMER} FROM customer
                 WHERE favorite AND standing = 'active' AND archived_at IS NULL AND NOT do_not_call"
            ),
            [],
            "load the favorites",
        )
    }

    /// Says whether anyone is a favorite at all.
    pub fn has_favorites(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM customer WHERE favorite)", [], "look for favorites")
    }

    /// Counts the favorites who are not archived.
    pub fn count_favorites(&self) -> Result<usize> {
        let sql = "SELECT count(*) FROM customer WHERE favorite AND archived_at IS NULL";
        self.db.one(sql, [], "count the favorites")
    }

    /// Hands on every customer that is shown, one by one, in the order of their names.
    pub fn each_customer(&self, shown: Visibility, with: impl FnMut(Customer) -> Result<()>) -> Result<()> {
        let which = match shown {
            Visibility::Present => "archived_at IS NULL",
            Visibility::Archived => "archived_at IS NOT NULL",
        };
        let sql = format!("SELECT {CUSTOMER} FROM customer WHERE {which} ORDER BY sort_name, id");
        self.db.each(&sql, [], "list the customers", with)
    }

    /// Hands on customers one by one, in the order of their names: some, or everybody, the archived too.
    pub fn each_customer_of(
        &self,
        only: Option<&[CustomerId]>,
        with: impl FnMut(Customer) -> Result<()>,
    ) -> Result<()> {
        let which = if only.is_some() { "id IN (SELECT value FROM json_each(?1))" } else { "?1 IS NULL" };
        let sql = format!("SELECT {CUSTOMER} FROM customer WHERE {which} ORDER BY sort_name, id");
        self.db.each(&sql, [only.map(json_ids)], "list the customers", with)
    }

    /// Lists those who pointed to others, with their names.
    pub fn referrers(&self) -> Result<Vec<(CustomerId, String)>> {
        let sql = "SELECT id, name FROM customer WHERE id IN (SELECT referred_by FROM customer)";
        self.db.all(sql, [], "list who pointed to whom")
    }

    /// Returns the customer who came into the book last.
    pub fn newest_customer(&self) -> Result<Option<CustomerId>> {
        self.db.one("SELECT max(id) FROM customer", [], "find the newest customer")
    }

    /// Returns the latest customer of a name, case and accents aside, who came into the book after another one.
    pub fn added_after(&self, other: CustomerId, name: &str) -> Result<Option<Customer>> {
        let sql = format!("SELECT {CUSTOMER} FROM customer WHERE id > ?1 AND sort_name = ?2 ORDER BY id DESC LIMIT 1");
        self.db.optional(&sql, (other, text::fold(name)), "look for the customer")
    }

    /// Counts the customers who are not archived.
    pub fn count_present(&self) -> Result<usize> {
        self.counter("present")
    }

    /// Reads a count that triggers keep.
    pub(super) fn counter(&self, name: &str) -> Result<usize> {
        self.db.one("SELECT n FROM counter WHERE name = ?1", [name], "count")
    }

    /// Returns one line of the list.
    pub fn customer_line(&self, id: CustomerId) -> Result<Option<CustomerLine>> {
        self.db.optional(&format!("SELECT {LINE} FROM customer WHERE id = ?1"), [id], "load the customer")
    }

    /// Returns one line of the list, where the customer is not archived.
    pub(super) fn present_line(&self, id: CustomerId) -> Result<Option<CustomerLine>> {
        let sql = format!("SELECT {LINE} FROM customer WHERE id = ?1 AND archived_at IS NULL");
        self.db.optional(&sql, [id], "load the customer")
    }
}

impl Change<'_> {
    /// A new id for a customer.
    pub fn new_customer_id(&self) -> CustomerId {
        CustomerId(self.new_id(&self.clock))
    }

    /// Adds a customer.
    pub fn add_customer(&self, customer: &Customer) -> Result<()> {
        self.db.insert(customer, self.now_ms(), "write the customer")?;
        if customer.birthday.is_some() || customer.customer_since.is_some() {
            self.write_anniversaries(customer)?;
        }
        self.write_tags(customer, &Tags::default())?;
        if customer.others != OtherEntries::default() {
            self.write_others(customer)?;
        }
        self.index_new_customer(customer)
    }

    /// Writes a customer over the one with the same id, where anything differs; says whether it did.
    pub fn update_customer(&self, customer: &Customer) -> Result<bool> {
        let before = self.customer(customer.id)?;
        let same = Customer { updated_at: before.updated_at, ..customer.clone() };
        if same == before {
            return Ok(false);
        }
        self.db.update(customer, self.now_ms(), "write the customer")?;
        if (customer.birthday, customer.customer_since) != (before.birthday, before.customer_since) {
            self.write_anniversaries(customer)?;
        }
        self.write_tags(customer, &before.tags)?;
        if customer.others != before.others {
            self.write_others(customer)?;
        }
        self.index_customer(customer)?;
        if customer.standing != before.standing {
            self.keep_standing(&before, customer)?;
        } else if (customer.left_on, customer.left_because) != (before.left_on, before.left_because) {
            self.correct_leaving(customer)?;
        }
        let today = self.clock.today();
        let is_out = |c: &Customer| !c.in_rotation() || c.snoozed_until.is_some_and(|until| until > today);
        if is_out(customer) {
            self.withdraw_offers(customer.id)?;
        } else if is_out(&before) {
            self.offer_again(customer.id)?;
        }
        Ok(true)
    }

    /// Returns the fields as the last import brought them, as JSON; None where no import did.
    pub fn imported_fields(&self, customer: CustomerId) -> Result<Option<String>> {
        self.db.optional("SELECT fields FROM imported WHERE customer = ?1", [customer], "look at the last import")
    }

    /// Keeps the fields as an import brought them.
    pub fn keep_imported_fields(&self, customer: CustomerId, fields: &str) -> Result<()> {
        let sql = "INSERT INTO imported (id, customer, fields, updated_at) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at
                   WHERE fields <> excluded.fields";
        let values = (self.new_id(&self.clock), customer, fields, self.now_ms());
        self.db.run(sql, values, "keep what the import brought")?;
        Ok(())
    }
}
