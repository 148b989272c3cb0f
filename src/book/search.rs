//! Search over everything. The ids of `search_text` are chosen so that the index is in the order of the results:
//! customers by name, everything else by when it happened, newest first.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::Book;
use super::customers::CustomerLine;
use super::query::Query;
use super::rows::row;
use super::values::choice_values;
use crate::domain::choice::choices;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

choices! {
    /// What a row of the index stands for.
    HitKind, "hit" { Customer = "customer", Touch = "touch", Remark = "remark" }
}
choice_values!(HitKind);

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What was found.
    pub kind: HitKind,
    /// The id of the customer, touch or remark.
    pub id: i64,
    /// Whose it is; for a customer, themselves.
    pub customer: CustomerId,
    /// Their name, for showing the hit without another look into the book.
    pub customer_name: String,
    /// The name and company, the remark, or the log.
    pub text: String,
    /// The day on which it was said or happened; None for a customer.
    pub date: Option<String>,
    /// The kind of a remark.
    pub remark_kind: Option<String>,
}

/// The first row of a customer; all other rows come before it.
pub(super) const CUSTOMERS_FROM: i64 = 1 << 44;
/// How many letters of a word are asked of the index: for longer prefixes FTS5 collects every row before the first.
const STREAMED_LETTERS: usize = 3;
/// Stands in the body behind the words of a telephone number; a separator for FTS5.
pub(super) const AFTER_PHONE: &str = " | ";
/// How many digits a question needs to mean a telephone number: fewer are part of most.
const DIALED_DIGITS: usize = 4;
/// What was said, as the touch or the remark has it.
const SAID: &str = "CASE kind WHEN 'touch' THEN (SELECT text FROM touch WHERE id = ref)
                      ELSE (SELECT text FROM remark WHERE id = ref) END AS said";
/// How many streamed rows are tried before all matches are collected instead.
const LOOKED_AT: usize = 1500;

/// A question to the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// Folded words that must all begin words of the row.
    pub words: &'w [String],
    pub place: Place,
    /// How many matches are enough.
    pub limit: usize,
}

/// Where to look, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Everything known of customers, by name.
    Customers,
    /// Customers' names, companies, emails and telephone numbers, by name, after a row.
    Titles { after: i64 },
    /// Logs and their remarks, newest first. One word of a log is also in one of its remarks, so a log itself is found
    /// only by several words.
    Logs,
}

/// A remark that was found.
struct FoundRemark {
    customer: CustomerId,
    name: String,
    text: String,
    said_on: String,
    touch: i64,
    kind: String,
}

row! {
    /// The columns of a remark that was found, joined with its customer.
    const FOUND_REMARK: FoundRemark = "remark" { customer, name: "customer.name", text, said_on, touch, kind }
}

/// A touch that was found.
struct FoundTouch {
    customer: CustomerId,
    name: String,
    text: String,
    day: String,
}

row! {
    /// The columns of a touch that was found, joined with its customer.
    const FOUND_TOUCH: FoundTouch = "touch" { customer, name: "customer.name", text, day }
}

const LOADING: &str = "load what was found";

/// A row of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Matched {
    pub row: i64,
    pub kind: HitKind,
    /// The id of the customer, touch or remark.
    pub of: i64,
}

/// Makes the FTS5 expression for words that must all begin words of the row.
pub(super) fn match_expression(words: &[String]) -> String {
    words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ")
}

/// Makes the same for customers, of whose telephone numbers the index has every three digits in a row. What it finds by
/// more digits than that has still to be looked at.
pub(super) fn customer_expression(words: &[String]) -> String {
    let asked = |word: &String| {
        if !is_long_number(word) {
            return format!("\"{word}\"*");
        }
        let parts: Vec<String> = digits_in_a_row(word).map(|part| format!("\"{part}\"*")).collect();
        format!("(\"{word}\"* OR ({}))", parts.join(" AND "))
    };
    words.iter().map(asked).collect::<Vec<_>>().join(" AND ")
}

/// Lists every three digits in a row of a number.
pub(super) fn digits_in_a_row(number: &str) -> impl Iterator<Item = &str> {
    (0..number.len()).filter_map(|at| number.get(at..at + STREAMED_LETTERS))
}

/// Whether a word is digits, more than the index has together.
fn is_long_number(word: &str) -> bool {
    word.len() > STREAMED_LETTERS && is_digits(word)
}

/// Divides a customer's body into the digits of the telephone numbers, which come first, and everything else.
pub(super) fn phone_and_rest(body: &str) -> (&str, &str) {
    body.split_once(AFTER_PHONE).unwrap_or(("", body))
}

/// Whether the digits of telephone numbers have a word among them.
pub(super) fn is_dialed(phone: &str, word: &str) -> bool {
    is_digits(word) && phone.split(' ').any(|number| number.contains(word))
}

/// Whether a word begins one of a text's words.
pub(super) fn begins(text: &str, word: &str) -> bool {
    text.split(' ').any(|one| one.starts_with(word))
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// What of a word is asked of the index.
pub(super) fn first_letters(word: &str) -> &str {
    word.char_indices().nth(STREAMED_LETTERS).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

impl Book {
    /// Finds rows in the order of the index. Words are first cut to what the index streams, and the rows checked in full.
    /// Where that doesn't soon find enough, matches are rare, and all of them are collected.
    pub(super) fn matches(&self, wanted: Wanted<'_>) -> Result<Vec<Matched>> {
        let long = wanted.words.iter().any(|w| first_letters(w) != w);
        if long && let Some(found) = self.stream(wanted, LOOKED_AT)? {
            return Ok(found);
        }
        self.collect(wanted.words, wanted, usize::MAX).map(|(found, _)| found)
    }

    /// Streams rows by the words' first letters and keeps those that match; None where that would take too long.
    fn stream(&self, wanted: Wanted<'_>, most: usize) -> Result<Option<Vec<Matched>>> {
        let mut cut: Vec<String> = wanted.words.iter().map(|w| first_letters(w).to_string()).collect();
        cut.sort_unstable();
        cut.dedup();
        let (found, looked_at) = self.collect(&cut, wanted, most)?;
        Ok((found.len() >= wanted.limit || looked_at < most).then_some(found))
    }

    /// Goes through at most `most` rows with the words `asked`. Returns the first `wanted.limit` that match, and how many
    /// rows it looked at.
    fn collect(&self, asked: &[String], wanted: Wanted<'_>, most: usize) -> Result<(Vec<Matched>, usize)> {
        // No column filter: with one, FTS5 goes through all logs before it reaches the first row of the range.
        let (range, order) = match wanted.place {
            Place::Customers => ("search.rowid >= ?2", "search.rowid"),
            Place::Titles { .. } => ("search.rowid > ?2", "search.rowid"),
            Place::Logs => ("search.rowid < ?2", "search.rowid DESC"),
        };
        let bound = match wanted.place {
            Place::Titles { after } => after,
            Place::Customers | Place::Logs => CUSTOMERS_FROM,
        };
        let titles = matches!(wanted.place, Place::Titles { .. });
        let is_said = wanted.place == Place::Logs;
        let exact = asked == wanted.words && !titles && (is_said || !asked.iter().any(|word| is_long_number(word)));
        let texts = match wanted.place {
            _ if exact => "NULL AS title",
            Place::Customers | Place::Titles { .. } => "title, body",
            Place::Logs => SAID,
        };
        let sql = format!(
            "SELECT search_text.id, kind, ref, {texts} FROM search JOIN search_text ON search_text.id = search.rowid
             WHERE search MATCH ?1 AND {range} ORDER BY {order}"
        );
        let dials = wanted.words.iter().filter(|w| is_digits(w)).map(String::len).sum::<usize>() >= DIALED_DIGITS;
        let (mut found, mut looked_at) = (Vec::new(), 0);
        if wanted.limit == 0 || most == 0 {
            return Ok((found, looked_at));
        }
        let expression = if is_said { match_expression(asked) } else { customer_expression(asked) };
        self.db.scan(&sql, (expression, bound), "search", |row| {
            looked_at += 1;
            let matched = Matched { row: row.get("id")?, kind: row.get("kind")?, of: row.get("ref")? };
            if matched.kind != HitKind::Touch || wanted.words.len() > 1 {
                let has_words = exact
                    || match wanted.place {
                        Place::Logs => text::begins_words(row.text("said")?, wanted.words),
                        Place::Customers | Place::Titles { .. } => {
                            let title = row.text("title")?;
                            let (phone, rest) = phone_and_rest(row.text("body")?);
                            let (phone, rest) = match titles {
                                true if dials => (phone, ""),
                                true => ("", ""),
                                false => (phone, rest),
                            };
                            wanted.words.iter().all(|w| begins(title, w) || begins(rest, w) || is_dialed(phone, w))
                        }
                    };
                if has_words {
                    found.push(matched);
                }
            }
            let go_on = found.len() < wanted.limit && looked_at < most;
            Ok(if go_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok((found, looked_at))
    }

    /// Finds everything in which every word begins a word: customers by name first, then remarks and touches, newest
    /// first; at most `limit` of each group. A touch is left out where one of its remarks is found.
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
        // Logs whose remarks are found are left out, so ask for more than enough.
        let found = self.matches(Wanted { words, place: Place::Logs, limit: limit.saturating_mul(2) })?;
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

    /// Loads a remark that was found, and the touch it belongs to.
    fn remark_hit(&self, id: i64) -> Result<(Hit, i64)> {
        let found: FoundRemark = self.db.one(
            &format!(
                "SELECT {FOUND_REMARK} FROM remark JOIN customer ON customer.id = remark.customer WHERE remark.id = ?1"
            ),
            [id],
            LOADING,
        )?;
        let hit = Hit {
            kind: HitKind::Remark,
            id,
            customer: found.customer,
            customer_name: found.name,
            text: found.text,
            date: Some(found.said_on),
            remark_kind: Some(found.kind),
        };
        Ok((hit, found.touch))
    }

    fn touch_hit(&self, id: i64) -> Result<Hit> {
        let found: FoundTouch = self.db.one(
            &format!(
                "SELECT {FOUND_TOUCH} FROM touch JOIN customer ON customer.id = touch.customer WHERE touch.id = ?1"
            ),
            [id],
            LOADING,
        )?;
        Ok(Hit {
            kind: HitKind::Touch,
            id,
            customer: found.customer,
            customer_name: found.name,
            text: found.text,
            date: Some(found.day),
            remark_kind: None,
        })
    }

    /// Finds the customers who are not archived and in whose name, company, email or telephone number every word begins a
    /// word; by name, `limit` of them after the row `after`.
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
