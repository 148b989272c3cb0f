//! Search over everything, newest first. The ids of `search_text` are chosen so that the index's own order is the
//! order of the results: customers by name, and everything else by when it happened.

use std::collections::HashSet;

use rusqlite::OptionalExtension;

use super::customers::CustomerLine;
use super::{Book, Change, Doing};
use crate::domain::choice::{Choice, choices};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark;
use crate::domain::touch::Touch;
use crate::error::{Error, Result};
use crate::text;

choices! {
    /// What a row of the index stands for.
    HitKind, "hit" { Customer = "customer", Touch = "touch", Remark = "remark" }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub kind: HitKind,
    /// The id of the customer, touch or remark.
    pub id: i64,
    pub customer: CustomerId,
    pub customer_name: String,
    /// The name and company, the remark, or the log.
    pub text: String,
    /// The day on which it was said or happened; None for a customer.
    pub date: Option<String>,
    /// The kind of a remark.
    pub remark_kind: Option<String>,
}

/// Customers' rows lie from here on.
pub(super) const CUSTOMERS_FROM: i64 = 1 << 62;
/// Bits for a letter of a name; five tell a to z and a few more.
const LETTER_BITS: u32 = 5;
/// Letters of a name that order its rows.
const LETTERS: usize = 9;
/// Low bits of a customer's row, which tell apart those of one name.
const NAME_TIE_BITS: u32 = 62 - LETTER_BITS * 9;
/// Bits of a row that order it, the tie bits among them.
const RANK_BITS: u32 = 61;
/// How many places next to its own a row is tried at.
const NEIGHBORS: i64 = 64;
/// Low bits of other rows, which tell apart those of one second.
const TIME_TIE_BITS: u32 = 28;
/// Seconds from 1900 to 1970, so that every touch's rank is positive.
const SECONDS_BEFORE_1970: i64 = 2_208_988_800;

/// The place of a name among the customers.
fn name_rank(name: &str) -> i64 {
    let folded = text::fold(name);
    let mut letters = folded.bytes().map(|b| match b {
        b' ' => 0_i64,
        b'a'..=b'z' => i64::from(b - b'a') + 2,
        _ => 1,
    });
    (0..LETTERS).fold(0, |rank, _| rank << LETTER_BITS | letters.next().unwrap_or(0))
}

fn time_rank(unix_seconds: i64) -> i64 {
    (unix_seconds + SECONDS_BEFORE_1970).clamp(0, (1 << 33) - 1)
}

/// How many letters of a word the index streams: of longer prefixes FTS5 first collects every row.
const STREAMED_LETTERS: usize = 3;
/// How many rows are looked at in the hope of enough that match, before all that match are collected.
const LOOKED_AT: usize = 1500;

/// What is looked for, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// Folded words that must all begin words of the row.
    pub words: &'w [String],
    pub place: Place,
    /// At most so many.
    pub limit: usize,
}

/// Where something is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Customers, by name; everything known of them.
    Customers,
    /// Customers' names, companies and emails, after a row.
    Titles { after: i64 },
    /// What was said, newest first. One word of a log is also in one of its remarks, so logs count for several words.
    ParsedRemark,
}

/// A row of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Matched {
    pub row: i64,
    pub kind: HitKind,
    /// The id of the customer, touch or remark.
    pub of: i64,
}

/// The FTS5 expression for words that must all begin words of the row.
pub(super) fn match_expression(words: &[String]) -> String {
    words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ")
}

impl Book {
    /// Finds rows in the order of the index. Words are cut to what the index streams and the rows looked through; only
    /// where that does not find enough soon, which means that they are rare, are all of them collected.
    pub(super) fn matches(&self, wanted: Wanted<'_>) -> Result<Vec<Matched>> {
        let long = wanted.words.iter().any(|w| w.len() > STREAMED_LETTERS);
        if long && let Some(found) = self.stream(wanted, LOOKED_AT)? {
            return Ok(found);
        }
        self.collect(wanted.words, wanted, usize::MAX).map(|(found, _)| found)
    }

    /// Streams rows with the words' first letters, and keeps those that match; None where that would take too long.
    fn stream(&self, wanted: Wanted<'_>, most: usize) -> Result<Option<Vec<Matched>>> {
        let mut cut: Vec<String> =
            wanted.words.iter().map(|w| w.get(..STREAMED_LETTERS.min(w.len())).unwrap_or(w).to_string()).collect();
        cut.sort_unstable();
        cut.dedup();
        let (found, looked_at) = self.collect(&cut, wanted, most)?;
        Ok((found.len() >= wanted.limit || looked_at < most).then_some(found))
    }

    /// The first `wanted.limit` rows that match, of at most `most` that have the words `asked`; and how many were looked at.
    fn collect(&self, asked: &[String], wanted: Wanted<'_>, most: usize) -> Result<(Vec<Matched>, usize)> {
        // No column filter: before FTS5 goes to the first row that is asked for, it would go through all that was said.
        let (range, order) = match wanted.place {
            Place::Customers => ("search.rowid >= ?2", "search.rowid"),
            Place::Titles { .. } => ("search.rowid > ?2", "search.rowid"),
            Place::ParsedRemark => ("search.rowid < ?2", "search.rowid DESC"),
        };
        let bound = match wanted.place {
            Place::Titles { after } => after,
            Place::Customers | Place::ParsedRemark => CUSTOMERS_FROM,
        };
        let sql = format!(
            "SELECT search_text.id, kind, ref, search_text.title, search_text.body
             FROM search JOIN search_text ON search_text.id = search.rowid
             WHERE search MATCH ?1 AND {range} ORDER BY {order}"
        );
        let titles = matches!(wanted.place, Place::Titles { .. });
        let exact = asked == wanted.words && !titles;
        let mut statement = self.db.prepare_cached(&sql).doing("search")?;
        let mut rows = statement.query((match_expression(asked), bound)).doing("search")?;
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while found.len() < wanted.limit && looked_at < most {
            let Some(row) = rows.next().doing("search")? else { break };
            looked_at += 1;
            let kind = HitKind::parse(row.get_ref(1).and_then(|k| Ok(k.as_str()?)).doing("search")?);
            let kind = kind.unwrap_or(HitKind::Remark);
            if kind == HitKind::Touch && wanted.words.len() == 1 {
                continue;
            }
            let has_words = || -> rusqlite::Result<bool> {
                let title = row.get_ref(3)?.as_str()?;
                let body = if titles { "" } else { row.get_ref(4)?.as_str()? };
                let begins = |text: &str, word: &str| text.split(' ').any(|t| t.starts_with(word));
                Ok(wanted.words.iter().all(|w| begins(title, w) || begins(body, w)))
            };
            if exact || has_words().doing("search")? {
                let (row, of) = (row.get(0).doing("search")?, row.get(2).doing("search")?);
                found.push(Matched { row, kind, of });
            }
        }
        Ok((found, looked_at))
    }

    /// Finds everything in which every word begins a word: customers by name first, then remarks and touches, newest
    /// first; at most `limit` of each group. A touch whose remark is found too is not said twice.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits = self.search_customers(words, limit)?;
        hits.extend(self.search_said(words, limit)?);
        Ok(hits)
    }

    fn search_customers(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        let found = self.matches(Wanted { words, place: Place::Customers, limit })?;
        let mut hits = found
            .iter()
            .map(|m| {
                let line = self.customer_line(CustomerId(m.of))?;
                Ok(line.map(|l| Hit {
                    kind: HitKind::Customer,
                    id: m.of,
                    customer: l.id,
                    text: l.company.map_or_else(|| l.name.clone(), |c| format!("{}, {c}", l.name)),
                    customer_name: l.name,
                    date: None,
                    remark_kind: None,
                }))
            })
            .filter_map(Result::transpose)
            .collect::<Result<Vec<Hit>>>()?;
        hits.sort_by_cached_key(|h| (text::fold(&h.customer_name), h.id));
        Ok(hits)
    }

    fn search_said(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        // A log is left out where its remark is told, so more than enough are asked for.
        let found = self.matches(Wanted { words, place: Place::ParsedRemark, limit: limit.saturating_mul(2) })?;
        let mut hits: Vec<Hit> = Vec::new();
        let mut told: HashSet<i64> = HashSet::new();
        for matched in found {
            if hits.len() >= limit {
                break;
            }
            match matched.kind {
                HitKind::Remark => {
                    let (hit, touch) = self.remark_hit(matched.of)?;
                    told.insert(touch);
                    hits.push(hit);
                }
                HitKind::Touch if !told.contains(&matched.of) => hits.push(self.touch_hit(matched.of)?),
                HitKind::Touch | HitKind::Customer => {}
            }
        }
        Ok(hits)
    }

    fn remark_hit(&self, id: i64) -> Result<(Hit, i64)> {
        self.db
            .prepare_cached(
                "SELECT remark.customer, customer.name, remark.text, said_on, remark.touch, remark.kind
                 FROM remark JOIN customer ON customer.id = remark.customer WHERE remark.id = ?1",
            )
            .and_then(|mut s| {
                s.query_row([id], |row| {
                    let hit = Hit {
                        kind: HitKind::Remark,
                        id,
                        customer: CustomerId(row.get(0)?),
                        customer_name: row.get(1)?,
                        text: row.get(2)?,
                        date: row.get(3)?,
                        remark_kind: row.get(5)?,
                    };
                    Ok((hit, row.get(4)?))
                })
            })
            .doing("load what was found")
    }

    fn touch_hit(&self, id: i64) -> Result<Hit> {
        self.db
            .prepare_cached(
                "SELECT touch.customer, customer.name, touch.text, day
                 FROM touch JOIN customer ON customer.id = touch.customer WHERE touch.id = ?1",
            )
            .and_then(|mut s| {
                s.query_row([id], |row| {
                    Ok(Hit {
                        kind: HitKind::Touch,
                        id,
                        customer: CustomerId(row.get(0)?),
                        customer_name: row.get(1)?,
                        text: row.get(2)?,
                        date: row.get(3)?,
                        remark_kind: None,
                    })
                })
            })
            .doing("load what was found")
    }

    /// The customers who are not archived and in whose name, company or email every word begins a word; by name,
    /// `limit` of them after the row `after`.
    pub fn filter_customers(
        &self,
        words: &[String],
        after: Option<i64>,
        limit: usize,
    ) -> Result<Vec<(i64, CustomerLine)>> {
        let place = Place::Titles { after: after.unwrap_or(CUSTOMERS_FROM - 1) };
        let found = self.matches(Wanted { words, place, limit })?;
        let mut lines = Vec::with_capacity(found.len());
        for matched in found {
            if let Some(line) = self.present_line(CustomerId(matched.of))? {
                lines.push((matched.row, line));
            }
        }
        Ok(lines)
    }
}

/// What search finds of a customer: by name, company and email, and by everything else.
pub(super) fn words_of_customer(c: &Customer) -> (String, String) {
    let join = |parts: &[Option<&str>]| {
        let words: Vec<_> = parts.iter().flatten().map(|p| text::search_text(p)).filter(|t| !t.is_empty()).collect();
        words.join(" ")
    };
    let title = join(&[Some(&c.name), c.company.as_deref(), c.email.as_deref()]);
    let number = c.phone.as_deref().map(|p| p.trim_start_matches('+'));
    let body = join(&[
        c.role.as_deref(),
        c.city.as_deref(),
        number,
        c.phone_shown.as_deref(),
        c.facts.as_deref(),
        c.timezone.map(chrono_tz::Tz::name),
    ]);
    (title, body)
}

/// What search finds of a log as a whole: its words, where they are spread over several remarks.
pub(super) fn words_of_log(log: &str) -> Option<String> {
    (remark::parse(log).len() >= 2).then(|| text::search_text(log))
}

impl Change<'_> {
    /// Writes what search finds of a customer.
    pub(super) fn index_customer(&self, c: &Customer) -> Result<()> {
        let (title, body) = words_of_customer(c);
        let base = CUSTOMERS_FROM | name_rank(&c.name) << NAME_TIE_BITS;
        self.index(c.id.0, HitKind::Customer, base, NAME_TIE_BITS, &title, &body)
    }

    /// Writes what search finds of a touch: its whole log, where words can be spread over several remarks.
    pub(super) fn index_touch(&self, touch: &Touch) -> Result<()> {
        let Some(words) = words_of_log(&touch.text) else {
            return self.unindex(touch.id.0, HitKind::Touch);
        };
        let base = time_rank(touch.at.timestamp()) << TIME_TIE_BITS;
        self.index(touch.id.0, HitKind::Touch, base, TIME_TIE_BITS, "", &words)
    }

    /// Writes what search finds of a remark said at an instant in seconds since 1970.
    pub(super) fn index_remark(&self, id: RemarkId, said: &str, unix_seconds: i64) -> Result<()> {
        let base = time_rank(unix_seconds) << TIME_TIE_BITS;
        self.index(id.0, HitKind::Remark, base, TIME_TIE_BITS, "", &text::search_text(said))
    }

    fn index(&self, of: i64, kind: HitKind, base: i64, tie_bits: u32, title: &str, body: &str) -> Result<()> {
        let before: Option<(i64, String, String)> = self
            .db
            .prepare_cached("SELECT id, title, body FROM search_text WHERE ref = ?1 AND kind = ?2")
            .and_then(|mut s| {
                s.query_row((of, kind.as_str()), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .doing("index for search")?;
        if let Some((id, old_title, old_body)) = before {
            if id >> tie_bits == base >> tie_bits && old_title == title && old_body == body {
                return Ok(());
            }
            self.unindex(of, kind)?;
        }
        let place = self.free_place(base, of, tie_bits)?;
        self.db
            .prepare_cached("INSERT INTO search_text (id, kind, ref, title, body) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut s| s.execute((place, kind.as_str(), of, title, body)))
            .doing("index for search")?;
        Ok(())
    }

    /// Finds a free row for a thing among those of its rank: ids grow, and FTS5 is fastest where rows come in their order.
    fn free_place(&self, base: i64, of: i64, tie_bits: u32) -> Result<i64> {
        // By the thing's own id, then the next free place.
        let mask = (1_i64 << tie_bits) - 1;
        let mut taken = self.db.prepare_cached("SELECT 1 FROM search_text WHERE id = ?1").doing("index for search")?;
        for step in 0..NEIGHBORS {
            let place = base | (of.wrapping_add(step) & mask);
            if !taken.exists([place]).doing("index for search")? {
                return Ok(place);
            }
        }
        // Where it is crowded, behind the last of the rank, then behind those that share ever fewer letters with it.
        let mut last = self
            .db
            .prepare_cached("SELECT max(id) FROM search_text WHERE id BETWEEN ?1 AND ?2")
            .doing("index for search")?;
        for bits in (tie_bits..RANK_BITS).step_by(LETTER_BITS as usize).chain([RANK_BITS]) {
            let mask = (1_i64 << bits) - 1;
            let found: Option<i64> =
                last.query_row((base & !mask, base | mask), |row| row.get(0)).doing("index for search")?;
            if let Some(last) = found.filter(|last| *last < base | mask) {
                return Ok(last + 1);
            }
        }
        Err(Error::failed("the search index has no room left; nothing was changed"))
    }

    /// Takes a thing out of the index.
    pub(super) fn unindex(&self, of: i64, kind: HitKind) -> Result<()> {
        self.db
            .prepare_cached("DELETE FROM search_text WHERE ref = ?1 AND kind = ?2")
            .and_then(|mut s| s.execute((of, kind.as_str())))
            .doing("index for search")?;
        Ok(())
    }
}
