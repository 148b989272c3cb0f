//! Lists of customers narrowed by a filter. What a filter asks for is first looked up (which tags it means, who is due),
//! then found by the shortest way: by an index that knows all who may hold it, else along the list's own order.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Params, params_from_iter};

use super::Book;
use super::customers::{CustomerLine, Direction, LINE, Visibility};
use super::narrowing::{NARROWING, Narrowing};
use super::ordered::{Place, beyond, key_sql, order_by};
use super::query::Query;
use super::rows::{FromRow, NamedRow};
use super::search::{CUSTOMERS_FROM, customer_expression, first_letters};
use super::search_index::{first_row_from, is_in_order, ranked_letters};
use super::values::json_texts;
use crate::domain::filter::State;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;

/// How many rows of the list, or of the index, are tried before all who may match are collected.
const LOOKED_AT: usize = 1500;
/// How many customers beyond a page may begin alike before the list's own order is the shorter way.
const ALIKE: usize = 400;
/// How many customers are few: all of them are looked at, whatever the order.
const FEW: usize = 2000;

/// A customer whom a filter found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether the index gave the order, and knows where the next page begins.
    by_index: bool,
    /// The line to show.
    pub line: CustomerLine,
}

/// What rows of the index came to.
enum Streamed {
    Page(Vec<Found>),
    /// The rows that were looked at are not enough.
    TooFew,
    /// Too many begin alike, or one stands where the index has no order.
    Unordered,
}

/// A page to read: its order, the line before it, and how many lines are enough.
#[derive(Debug, Clone, Copy)]
pub struct PageOf<'a> {
    /// What the list is sorted by.
    pub order: Order,
    /// None for the first page.
    pub after: Option<&'a Found>,
    /// The most lines of it.
    pub limit: usize,
}

/// Who may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Those whom the index of words names.
    Words,
    /// Those whom the other conditions leave: they are few, or nothing else is asked for.
    Conditions,
}

impl Book {
    /// Finds a page of the customers who match. In the order of the names the index gives them as they come, so that the
    /// first page of many costs no more than that of a few.
    pub fn narrowed_page(&self, narrowing: &Narrowing, page: PageOf<'_>) -> Result<Vec<Found>> {
        if narrowing.is_hopeless || page.limit == 0 {
            return Ok(Vec::new());
        }
        let few = self.leaves_few(narrowing)?;
        let continues = page.after.is_none_or(|after| after.by_index);
        if !few
            && !narrowing.asked().is_empty()
            && page.order == Order::Name
            && continues
            && let Some(found) = self.page_of_index(narrowing, page)?
        {
            return Ok(found);
        }
        let after = page.after.map(|found| Place::of(&found.line, page.order));
        let walked = if few { None } else { self.walk(narrowing, page, after.as_ref())? };
        let lines = match walked {
            Some(lines) => lines,
            None if page.after.is_none() && narrowing.is_checked_by_sql() => self.first_of(narrowing, page)?,
            None => {
                let source = if few || narrowing.asked().is_empty() { Source::Conditions } else { Source::Words };
                let mut lines = self.collected(narrowing, source, page.order)?;
                if let Some(after) = after {
                    lines.retain(|(place, _)| *place > after);
                }
                lines.truncate(page.limit);
                lines.into_iter().map(|(_, line)| line).collect()
            }
        };
        Ok(lines.into_iter().map(|line| Found { by_index: false, line }).collect())
    }

    /// Finds everybody who matches, in an order.
    pub fn narrowed(&self, narrowing: &Narrowing, order: Order) -> Result<Vec<CustomerId>> {
        if narrowing.is_hopeless {
            return Ok(Vec::new());
        }
        let by_words = !narrowing.asked().is_empty() && !self.leaves_few(narrowing)?;
        let source = if by_words { Source::Words } else { Source::Conditions };
        Ok(self.collected(narrowing, source, order)?.into_iter().map(|(place, _)| place.id).collect())
    }

    /// Whether a condition leaves so few customers that they are best looked at one by one.
    fn leaves_few(&self, narrowing: &Narrowing) -> Result<bool> {
        let count = |sql: &str, value: Value| -> Result<bool> {
            let n: usize = self.db.one(sql, (value, FEW + 1), NARROWING)?;
            Ok(n <= FEW)
        };
        if narrowing.among.iter().any(|ids| ids.len() <= FEW) {
            return Ok(true);
        }
        for tags in &narrowing.tags {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM tag
                       WHERE folded IN (SELECT value FROM json_each(?1)) LIMIT ?2)";
            if count(sql, Value::Text(json_texts(tags)))? {
                return Ok(true);
            }
        }
        for state in &narrowing.states {
            let few = match state {
                State::Favorite => {
                    count("SELECT count(*) FROM (SELECT ?1 FROM customer WHERE favorite LIMIT ?2)", Value::Null)?
                }
                State::Past | State::Due if narrowing.shown == Some(Visibility::Present) => {
                    self.db.one("SELECT coalesce(sum(n), 0) <= ?1 FROM past_wait", [FEW], NARROWING)?
                }
                _ => false,
            };
            if few {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads a page from the index of words, by name. Words are first cut to what the index streams. None where the index
    /// has no order for it.
    fn page_of_index(&self, narrowing: &Narrowing, page: PageOf<'_>) -> Result<Option<Vec<Found>>> {
        let asked = narrowing.asked();
        let mut cut: Vec<String> = asked.iter().map(|word| first_letters(word).to_string()).collect();
        let is_cut = cut != asked;
        cut.sort_unstable();
        cut.dedup();
        let mut streamed = Streamed::TooFew;
        if is_cut {
            streamed = self.page_with(narrowing, &cut, page, LOOKED_AT)?;
        }
        if matches!(streamed, Streamed::TooFew) {
            streamed = self.page_with(narrowing, &asked, page, usize::MAX)?;
        }
        Ok(match streamed {
            Streamed::Page(found) => Some(found),
            Streamed::TooFew | Streamed::Unordered => None,
        })
    }

    /// Looks at no more than `most` rows of the index with words. Rows of names that begin alike come in no order, so it
    /// goes on until all of those are there that the page ends among.
    fn page_with(&self, narrowing: &Narrowing, words: &[String], page: PageOf<'_>, most: usize) -> Result<Streamed> {
        let after = page.after.map(|found| (found.line.sort_name.as_str(), found.line.id));
        let (conditions, mut values) = narrowing.conditions(3, "+");
        let sql = format!(
            "SELECT search_text.id AS place, {}, {LINE} FROM search JOIN search_text ON search_text.id = search.rowid
               JOIN customer ON customer.id = search_text.ref
             WHERE search MATCH ?1 AND search.rowid >= ?2 AND {conditions} ORDER BY search.rowid",
            narrowing.columns()
        );
        let from = after.map_or(CUSTOMERS_FROM, |(name, _)| first_row_from(name));
        values.splice(0..0, [Value::Text(customer_expression(words)), Value::Integer(from)]);
        let (mut found, mut is_ordered): (Vec<Found>, bool) = (Vec::new(), true);
        // All that come before these letters are found, and how many they are.
        let (mut letters, mut known) = (String::new(), 0);
        let ended = self.scan_for(&sql, params_from_iter(values), most, |row, book| {
            let place = row.get("place")?;
            let held = book.line_that_holds(narrowing, row)?;
            Ok(held.map(|line| {
                let Some(line) = line else { return true };
                if !is_in_order(place, &line.sort_name) || found.len() >= page.limit + ALIKE {
                    is_ordered = false;
                    return false;
                }
                let begins = ranked_letters(&line.sort_name);
                if found.len() >= page.limit && letters != begins {
                    letters = begins.to_string();
                    known = found.iter().filter(|f| f.line.sort_name < letters).count();
                }
                if after.is_none_or(|after| (line.sort_name.as_str(), line.id) > after) {
                    found.push(Found { by_index: true, line });
                }
                known < page.limit
            }))
        })?;
        if !is_ordered {
            return Ok(Streamed::Unordered);
        }
        if !ended && known < page.limit {
            return Ok(Streamed::TooFew);
        }
        found.sort_unstable_by(|a, b| (&a.line.sort_name, a.line.id).cmp(&(&b.line.sort_name, b.line.id)));
        found.truncate(page.limit);
        Ok(Streamed::Page(found))
    }

    /// Goes along the list in its order from a place on; None where that does not soon find the page.
    fn walk(
        &self,
        narrowing: &Narrowing,
        page: PageOf<'_>,
        after: Option<&Place>,
    ) -> Result<Option<Vec<CustomerLine>>> {
        let mut values: Vec<Value> = Vec::new();
        if let Some(Place { key, sort_name, id }) = after {
            values.extend([Value::Text(sort_name.clone()), Value::Integer(id.0)]);
            values.extend(key_sql(page.order).map(|_| Value::Text(key.clone())));
        }
        let beyond = after.map(|_| format!(" AND {}", beyond(page.order, Direction::Down, 1))).unwrap_or_default();
        let (conditions, more) = narrowing.conditions(1 + values.len(), "+");
        values.extend(more);
        let sql = format!(
            "SELECT {}, {LINE} FROM customer{} WHERE {conditions}{beyond} ORDER BY {}",
            narrowing.columns(),
            narrowing.joined(),
            order_by(page.order, Direction::Down)
        );
        let mut lines = Vec::new();
        let ended = self.scan_for(&sql, params_from_iter(values), LOOKED_AT, |row, book| {
            let held = book.line_that_holds(narrowing, row)?;
            Ok(held.map(|line| {
                lines.extend(line);
                lines.len() < page.limit
            }))
        })?;
        Ok((ended || lines.len() >= page.limit).then_some(lines))
    }

    /// Reads the first page of those who meet conditions that SQL checks: it orders ids, and reads the page's lines alone.
    fn first_of(&self, narrowing: &Narrowing, page: PageOf<'_>) -> Result<Vec<CustomerLine>> {
        let (conditions, mut values) = narrowing.conditions(2, "");
        values.insert(0, Value::Integer(i64::try_from(page.limit).unwrap_or(i64::MAX)));
        // A sign keeps SQLite from going along the list instead, which was tried.
        let key = key_sql(page.order).map(|key| format!("+{key}, ")).unwrap_or_default();
        let sql = format!(
            "SELECT customer.id FROM customer{} WHERE {conditions} ORDER BY {key}+sort_name, +customer.id LIMIT ?1",
            narrowing.index()
        );
        let ids: Vec<CustomerId> = self.db.all(&sql, params_from_iter(values), NARROWING)?;
        let lines = ids.into_iter().map(|id| self.customer_line(id));
        lines.filter_map(Result::transpose).collect()
    }

    /// Counts those who match, where that is kept count of.
    pub fn count_narrowed(&self, narrowing: &Narrowing) -> Result<Option<usize>> {
        if narrowing.is_everybody() {
            return self.count_present().map(Some);
        }
        if !narrowing.is_checked_by_sql() || narrowing.shown != Some(Visibility::Present) {
            return Ok(None);
        }
        match narrowing.states.as_slice() {
            _ if !narrowing.tags.is_empty() || !narrowing.among.is_empty() => Ok(None),
            [State::Favorite] => self.count_favorites().map(Some),
            [State::Past] => self.db.one("SELECT coalesce(sum(n), 0) FROM past_wait", [], NARROWING).map(Some),
            _ => Ok(None),
        }
    }

    /// Collects everybody who matches, in an order.
    fn collected(&self, narrowing: &Narrowing, source: Source, order: Order) -> Result<Vec<(Place, CustomerLine)>> {
        let words = narrowing.asked();
        let (sql, values) = match source {
            Source::Words => {
                let (conditions, mut values) = narrowing.conditions(3, "+");
                values.splice(0..0, [Value::Text(customer_expression(&words)), Value::Integer(CUSTOMERS_FROM)]);
                let sql = format!(
                    "SELECT {}, {LINE} FROM search JOIN search_text ON search_text.id = search.rowid
                       JOIN customer ON customer.id = search_text.ref
                     WHERE search MATCH ?1 AND search.rowid >= ?2 AND {conditions} ORDER BY search.rowid",
                    narrowing.columns()
                );
                (sql, values)
            }
            Source::Conditions => {
                let (conditions, values) = narrowing.conditions(1, "");
                let join = narrowing.joined();
                let index = narrowing.index();
                let columns = narrowing.columns();
                (format!("SELECT {columns}, {LINE} FROM customer{index}{join} WHERE {conditions}"), values)
            }
        };
        let mut lines = Vec::new();
        self.scan_for(&sql, params_from_iter(values), usize::MAX, |row, book| {
            let held = book.line_that_holds(narrowing, row)?;
            Ok(held.map(|line| {
                lines.extend(line.map(|line| (Place::of(&line, order), line)));
                true
            }))
        })?;
        lines.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(lines)
    }

    /// Looks at rows until `with` has enough, or at most at `most`; returns whether there were no more.
    fn scan_for(
        &self,
        sql: &str,
        params: impl Params,
        most: usize,
        mut with: impl FnMut(&mut NamedRow<'_, '_>, &Self) -> rusqlite::Result<Result<bool>>,
    ) -> Result<bool> {
        let (mut looked_at, mut stopped, mut failed) = (0, false, None);
        self.db.scan(sql, params, NARROWING, |row| {
            if looked_at == most {
                stopped = true;
                return Ok(ControlFlow::Break(()));
            }
            looked_at += 1;
            match with(row, self)? {
                Ok(true) => Ok(ControlFlow::Continue(())),
                Ok(false) => {
                    stopped = true;
                    Ok(ControlFlow::Break(()))
                }
                Err(error) => {
                    failed = Some(error);
                    Ok(ControlFlow::Break(()))
                }
            }
        })?;
        failed.map_or(Ok(!stopped), Err)
    }

    /// Reads the line of a customer, if they hold what SQL could not check.
    fn line_that_holds(
        &self,
        narrowing: &Narrowing,
        row: &mut NamedRow<'_, '_>,
    ) -> rusqlite::Result<Result<Option<CustomerLine>>> {
        if !narrowing.holds(row)? {
            return Ok(Ok(None));
        }
        let line = CustomerLine::from_row(row)?;
        if narrowing.phrases.is_empty() {
            return Ok(Ok(Some(line)));
        }
        let texts = self.customer(line.id).and_then(|customer| self.texts_of(&customer));
        Ok(texts.map(|texts| narrowing.holds_phrases(&texts).then_some(line)))
    }
}
