//! The list of customers in its orders: the key of each, and pages of those present.

use super::Book;
use super::customers::{CustomerLine, Direction, LINE};
use super::query::Query;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;
use crate::text;

/// What stands in a key for a company or city that nobody said: it comes behind all others.
const NOTHING: char = char::MAX;

/// The SQL of an order's key before the name; each has an index, which the migrations say the same way.
pub(super) fn key_sql(order: Order) -> Option<&'static str> {
    match order {
        Order::Name => None,
        Order::Company => Some("coalesce(sort_company, char(1114111))"),
        Order::City => Some("coalesce(sort_city, char(1114111))"),
        Order::Wait => Some("coalesce(last_talked, added_on)"),
    }
}

/// The columns by which an order sorts, with a direction behind each.
pub(super) fn order_by(order: Order, way: Direction) -> String {
    let way = if way == Direction::Down { "" } else { " DESC" };
    let columns = key_sql(order).into_iter().chain(["sort_name", "customer.id"]);
    columns.map(|column| format!("{column}{way}")).collect::<Vec<_>>().join(", ")
}

/// Where a line stands in an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Empty in the order of the names.
    pub key: String,
    pub sort_name: String,
    pub id: CustomerId,
}

impl Place {
    /// The place of a line.
    pub(super) fn of(line: &CustomerLine, order: Order) -> Self {
        let folded = |text: &Option<String>| text::fold_known(text.as_deref()).unwrap_or_else(|| NOTHING.into());
        let key = match order {
            Order::Name => String::new(),
            Order::Company => folded(&line.company),
            Order::City => folded(&line.city),
            Order::Wait => line.last_talked.unwrap_or(line.added_on).to_string(),
        };
        Self { key, sort_name: line.sort_name.clone(), id: line.id }
    }
}

/// The SQL for lines beyond a place, whose parts are the parameters from `first` on: the name, the id, and the key.
pub(super) fn beyond(order: Order, way: Direction, first: usize) -> String {
    let sign = if way == Direction::Down { ">" } else { "<" };
    let (id, key) = (first + 1, first + 2);
    match key_sql(order) {
        None => format!("(sort_name, customer.id) {sign} (?{first}, ?{id})"),
        Some(sql) => format!("({sql}, sort_name, customer.id) {sign} (?{key}, ?{first}, ?{id})"),
    }
}

impl Book {
    /// Returns a page of the list of those present: `limit` lines from a line (not included) on, or from an end.
    pub fn customer_page(
        &self,
        order: Order,
        from: Option<&CustomerLine>,
        way: Direction,
        limit: usize,
    ) -> Result<Vec<CustomerLine>> {
        const LISTING: &str = "list the customers";
        let beyond = from.map(|_| format!("AND {}", beyond(order, way, 2))).unwrap_or_default();
        let by = order_by(order, way);
        let sql = format!("SELECT {LINE} FROM customer WHERE archived_at IS NULL {beyond} ORDER BY {by} LIMIT ?1");
        match (from.map(|line| Place::of(line, order)), key_sql(order)) {
            (None, _) => self.db.all(&sql, [limit], LISTING),
            (Some(from), None) => self.db.all(&sql, (limit, from.sort_name, from.id), LISTING),
            (Some(from), Some(_)) => self.db.all(&sql, (limit, from.sort_name, from.id, from.key), LISTING),
        }
    }

    /// Returns up to `limit` others at a customer's company who are not archived, by name.
    pub fn colleagues(&self, customer: CustomerId, company: &str, limit: usize) -> Result<Vec<CustomerLine>> {
        let Some(company) = text::fold_known(Some(company)) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {LINE} FROM customer WHERE archived_at IS NULL
               AND coalesce(sort_company, char(1114111)) = ?1 AND customer.id <> ?2
             ORDER BY sort_name, customer.id LIMIT ?3"
        );
        self.db.all(&sql, (company, customer, limit), "look for colleagues")
    }
}
