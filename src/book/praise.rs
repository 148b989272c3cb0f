//! Praise in the book: found by a filter, starred, and shown in the engine's order.

use chrono::NaiveDate;
use rusqlite::types::Value as SqlValue;
use rusqlite::{named_params, params_from_iter};

use super::customers::Direction;
use super::query::Query;
use super::remarks::{Quoted, select_quoted};
use super::rows::REMARK;
#[cfg(test)]
use super::rows::row;
use super::search::match_expression;
use super::values::json_ids;
use super::{Book, Change, Note};
use crate::domain::ids::{CustomerId, RemarkId};
#[cfg(test)]
use crate::domain::praise::Showable;
use crate::domain::remark::Remark;
use crate::error::Result;
use crate::text::{self, Phrase};

/// Selects praise; every condition must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PraiseFilter {
    /// Only what they said.
    pub customer: Option<CustomerId>,
    /// Only what one of them said.
    pub customers: Option<Vec<CustomerId>>,
    /// A teammate's name, whatever its case and accents.
    pub teammate: Option<String>,
    /// Only what was said from this day on.
    pub since: Option<NaiveDate>,
    /// Only what was said up to this day.
    pub until: Option<NaiveDate>,
    /// Only what the user starred.
    pub starred: bool,
    /// Folded words that must begin words of the praise.
    pub words: Vec<String>,
    /// Words that must stand together in it.
    pub phrases: Vec<Phrase>,
}

impl PraiseFilter {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

const LOADING: &str = "load the praise";

impl Book {
    /// Returns the newest praise that a customer said on one of the days from one to another.
    pub fn praise_of_days(&self, customer: CustomerId, from: NaiveDate, to: NaiveDate) -> Result<Option<Remark>> {
        let sql = format!(
            "SELECT {REMARK} FROM remark WHERE kind = 'praise' AND customer = ?1 AND said_on BETWEEN ?2 AND ?3
             ORDER BY said_at DESC, touch DESC, position DESC LIMIT 1"
        );
        self.db.optional(&sql, (customer, from, to), LOADING)
    }

    /// Returns up to `limit` praise, newest first, after a given one or from the newest on; with [`Direction::Up`] the newer
    /// ones before it, nearest first.
    pub fn praise(
        &self,
        filter: &PraiseFilter,
        from: Option<&Quoted>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Quoted>> {
        let (mut condition, values) = self.praise_condition(filter);
        let (beyond, order) = match direction {
            Direction::Down => ("<", "DESC"),
            Direction::Up => (">", "ASC"),
        };
        if let Some(from) = from {
            let Quoted { said_at, remark: Remark { touch, position, .. }, .. } = from;
            let place = "(remark.said_at, remark.touch, remark.position)";
            condition.push_str(&format!(" AND {place} {beyond} ({said_at}, {touch}, {position})"));
        }
        let sql = select_quoted(&format!(
            "remark.kind = 'praise' {condition}
             ORDER BY remark.said_at {order}, remark.touch {order}, remark.position {order} LIMIT {limit}"
        ));
        let found = self.db.all(&sql, params_from_iter(values), LOADING)?;
        self.with_joined_names(found)
    }

    /// Returns the praise that comes next, by the engine's order.
    pub fn next_praise(&self, filter: &PraiseFilter) -> Result<Option<Quoted>> {
        Ok(self.praise_in_order(filter, 1)?.into_iter().next())
    }

    /// Returns the first `limit` praise, by the engine's order.
    pub fn praise_in_order(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        let (condition, values) = self.praise_condition(filter);
        let never = select_quoted(&format!(
            "remark.kind = 'praise' AND last_shown_at IS NULL {condition}
             ORDER BY starred DESC, remark.said_at DESC, remark.touch DESC, remark.position DESC LIMIT ?"
        ));
        let longest_ago = select_quoted(&format!(
            "remark.kind = 'praise' AND last_shown_at IS NOT NULL {condition}
             ORDER BY last_shown_at LIMIT ?"
        ));
        let mut found: Vec<Quoted> = Vec::new();
        for sql in [never, longest_ago] {
            if found.len() < limit {
                let wanted = SqlValue::Integer(i64::try_from(limit - found.len()).unwrap_or(i64::MAX));
                let values = values.iter().cloned().map(SqlValue::Text).chain(std::iter::once(wanted));
                let more: Vec<Quoted> = self.db.all(&sql, params_from_iter(values), LOADING)?;
                found.extend(more);
            }
        }
        self.with_joined_names(found)
    }

    /// Returns what a customer said in praise that was not shown since `before` (in milliseconds since 1970), by the engine's
    /// order; `but` leaves some of it out.
    pub fn own_praise(&self, customer: CustomerId, before: i64, but: &[RemarkId]) -> Result<Option<Quoted>> {
        let sql = select_quoted(
            "remark.kind = 'praise' AND remark.customer = ?1 AND (last_shown_at IS NULL OR last_shown_at <= ?2)
             ORDER BY last_shown_at IS NOT NULL, last_shown_at, starred DESC,
               remark.said_at DESC, remark.touch DESC, remark.position DESC LIMIT ?3",
        );
        let found: Vec<Quoted> = self.db.all(&sql, (customer, before, but.len() + 1), LOADING)?;
        let first = found.into_iter().find(|q| !but.contains(&q.remark.id));
        Ok(self.with_joined_names(first.into_iter().collect())?.pop())
    }

    /// Writes what a filter asks for as SQL that follows another condition, with the values of its question marks.
    pub(super) fn praise_condition(&self, filter: &PraiseFilter) -> (String, Vec<String>) {
        let mut condition = String::new();
        let mut values = Vec::new();
        if filter.is_plain() {
            return (condition, values);
        }
        if let Some(customer) = filter.customer {
            condition.push_str(&format!(" AND remark.customer = {}", customer.0));
        }
        if let Some(since) = filter.since {
            condition.push_str(&format!(" AND remark.said_on >= '{since}'"));
        }
        if let Some(until) = filter.until {
            condition.push_str(&format!(" AND remark.said_on <= '{until}'"));
        }
        if filter.starred {
            condition.push_str(" AND remark.starred");
        }
        if let Some(teammate) = &filter.teammate {
            // SQL can't compare folded names, so the spellings that match are found first.
            let wanted = text::fold(teammate);
            let matches = self.teammate_spellings(&wanted).unwrap_or_default();
            let any: Vec<_> = matches
                .iter()
                .map(|_| "instr(char(10) || remark.teammate || char(10), char(10) || ? || char(10)) > 0")
                .collect();
            let any = if any.is_empty() { "0".to_string() } else { any.join(" OR ") };
            condition.push_str(&format!(" AND remark.teammate IS NOT NULL AND ({any})"));
            values.extend(matches);
        }
        if !filter.words.is_empty() {
            condition.push_str(
                " AND remark.id IN (SELECT ref FROM search_text WHERE kind = 'remark'
                   AND id IN (SELECT rowid FROM search WHERE search MATCH ?))",
            );
            values.push(match_expression(&filter.words));
        }
        if !filter.phrases.is_empty() {
            condition.push_str(" AND remark.id IN (SELECT value FROM json_each(?))");
            values.push(self.praise_with_phrases(filter).unwrap_or_else(|_| "[]".into()));
        }
        if let Some(customers) = &filter.customers {
            condition.push_str(" AND remark.customer IN (SELECT value FROM json_each(?))");
            values.push(json_ids(customers));
        }
        (condition, values)
    }

    /// Lists the ids of the praise with a filter's words in which its phrases stand, as JSON: SQL can't fold what was said.
    fn praise_with_phrases(&self, filter: &PraiseFilter) -> Result<String> {
        let words = match_expression(&filter.words);
        let sql = "SELECT id, text FROM remark WHERE kind = 'praise' AND id IN (SELECT ref FROM search_text
                     WHERE kind = 'remark' AND id IN (SELECT rowid FROM search WHERE search MATCH ?1))";
        let mut ids = Vec::new();
        self.db.each(sql, [words], LOADING, |(id, said): (RemarkId, String)| {
            if filter.phrases.iter().all(|phrase| phrase.stands_in(&said)) {
                ids.push(id);
            }
            Ok(())
        })?;
        Ok(json_ids(ids))
    }

    /// Returns the spellings of a teammate's folded name that the book has, those of joined names included.
    fn teammate_spellings(&self, folded: &str) -> Result<Vec<String>> {
        let all: Vec<String> = self.db.all(
            "SELECT DISTINCT teammate FROM praised_on WHERE teammate <> ''",
            [],
            "look for the teammate",
        )?;
        let joined = self.joined_names()?;
        let stands_for = |name: &str| text::fold(joined.name(name));
        let wanted = stands_for(folded);
        let mut spellings: Vec<String> =
            all.iter().flat_map(|t| t.lines()).filter(|t| stands_for(t) == wanted).map(str::to_string).collect();
        spellings.sort_unstable();
        spellings.dedup();
        Ok(spellings)
    }

    /// Returns all praise as the rule of its order sees it, for the test that compares the index with the rule.
    #[cfg(test)]
    pub(crate) fn showable_praise(&self) -> Result<Vec<Showable>> {
        self.db.all(&format!("SELECT {SHOWABLE} FROM remark WHERE kind = 'praise'"), [], LOADING)
    }
}

impl Note<'_> {
    /// Notes that a praise was shown. Each gets a number of its own, so their order is kept even within one instant.
    pub fn praise_shown(&self, id: RemarkId) -> Result<()> {
        self.db.run(
            "UPDATE remark SET times_shown = times_shown + 1, last_shown_at = max(:now, 1 + coalesce(
               (SELECT last_shown_at FROM remark WHERE kind = 'praise' AND last_shown_at IS NOT NULL
                ORDER BY last_shown_at DESC LIMIT 1), 0))
             WHERE id = :id",
            named_params! { ":now": self.now_ms(), ":id": id },
            "note that the praise was shown",
        )?;
        Ok(())
    }
}

impl Change<'_> {
    /// Stars a remark; says whether that changed anything.
    pub fn star(&self, id: RemarkId) -> Result<bool> {
        let sql = "UPDATE remark SET starred = 1, updated_at = ?2 WHERE id = ?1 AND NOT starred";
        Ok(self.db.run(sql, (id, self.now_ms()), "star the remark")? > 0)
    }

    /// Takes the star off a remark; says whether that changed anything.
    pub fn unstar(&self, id: RemarkId) -> Result<bool> {
        let sql = "UPDATE remark SET starred = 0, updated_at = ?2 WHERE id = ?1 AND starred";
        Ok(self.db.run(sql, (id, self.now_ms()), "take the star off the remark")? > 0)
    }
}

#[cfg(test)]
row! {
    /// The columns of a praise as the order sees it.
    const SHOWABLE: Showable = "remark" { id, touch, position, starred, said_at, last_shown_at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::Customer;
    use crate::domain::dates::Clock;
    use crate::domain::praise;
    use crate::domain::touch::{Occasion, Touch, TouchKind};
    use chrono::{TimeZone, Utc};

    #[test]
    fn the_index_and_the_rule_agree_on_which_praise_comes_next() {
        let clock =
            Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: crate::domain::tz::Tz::UTC };
        let mut book = Book::in_memory().unwrap();
        book.change(&clock, "said much", |change| {
            let customer = Customer::new(change.new_customer_id(), "Ana", &clock);
            change.add_customer(&customer)?;
            for day in 0..12 {
                let touch = Touch {
                    id: change.new_touch_id(),
                    customer: customer.id,
                    kind: TouchKind::Message,
                    outcome: None,
                    at: clock.stamp() - chrono::TimeDelta::days(day / 2),
                    minutes: None,
                    occasion: Occasion::Other,
                    setback: None,
                    mood_before: None,
                    mood_after: None,
                    imported: false,
                    text: format!("+ praise {day}\nnews {day}"),
                };
                change.add_touch(&touch)?;
                let first = change.remarks_of_touch(touch.id)?[0].id;
                if day % 5 == 0 {
                    change.star(first)?;
                }
            }
            Ok(())
        })
        .unwrap();
        for _ in 0..30 {
            let rule = praise::next(&book.showable_praise().unwrap()).unwrap().id;
            let index = book.next_praise(&PraiseFilter::default()).unwrap().unwrap().remark.id;
            assert_eq!(index, rule);
            // All are shown at one instant; their order holds all the same.
            book.note(&clock, |note| note.praise_shown(index)).unwrap();
        }
    }
}
