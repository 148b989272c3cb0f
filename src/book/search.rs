//! Search over everything, newest first. The ids of `search_text` are chosen so that the index's own order is the
//! order of the results: customers by name, and everything else by when it happened.

use rusqlite::{OptionalExtension, named_params};

use super::customers::{CustomerLine, line};
use super::{Book, Change, Doing};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::text;

/// What a row of the index stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Customer,
    Touch,
    Remark,
}

impl Kind {
    /// The word for it in the book and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Touch => "touch",
            Self::Remark => "remark",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "customer" => Self::Customer,
            "touch" => Self::Touch,
            _ => Self::Remark,
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub kind: Kind,
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
const CUSTOMERS_FROM: i64 = 1 << 62;
/// Bits for a letter of a name; five tell a to z and a few more.
const LETTER_BITS: u32 = 5;
/// Letters of a name that order its rows.
const LETTERS: usize = 9;
/// Low bits of a customer's row, which tell apart those of one name.
const NAME_TIE_BITS: u32 = 62 - LETTER_BITS * 9;
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

/// The FTS5 expression for words that must all begin words of the row.
pub(super) fn match_expression(words: &[String]) -> String {
    words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ")
}

impl Book {
    /// Finds everything in which every word begins a word: customers by name first, then remarks and touches, newest
    /// first; at most `limit` of each group. A touch whose remark is found too is not said twice.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let expression = match_expression(words);
        let mut hits = self.search_customers(&expression, limit)?;
        hits.extend(self.search_said(&expression, words.len(), limit)?);
        Ok(hits)
    }

    fn search_customers(&self, expression: &str, limit: usize) -> Result<Vec<Hit>> {
        let mut hits: Vec<Hit> = self
            .db
            .prepare_cached(
                "SELECT customer.id, customer.name, customer.company
                 FROM search JOIN search_text ON search_text.id = search.rowid
                 JOIN customer ON customer.id = search_text.ref
                 WHERE search MATCH :words AND search.rowid >= :from ORDER BY search.rowid LIMIT :limit",
            )
            .and_then(|mut s| {
                let params = named_params! { ":words": expression, ":from": CUSTOMERS_FROM, ":limit": limit };
                s.query_map(params, |row| {
                    let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
                    let company: Option<String> = row.get(2)?;
                    Ok(Hit {
                        kind: Kind::Customer,
                        id,
                        customer: CustomerId(id),
                        text: company.map_or_else(|| name.clone(), |c| format!("{name}, {c}")),
                        customer_name: name,
                        date: None,
                        remark_kind: None,
                    })
                })?
                .collect()
            })
            .doing("search the customers")?;
        hits.sort_by_cached_key(|h| (text::fold(&h.customer_name), h.id));
        Ok(hits)
    }

    fn search_said(&self, expression: &str, words: usize, limit: usize) -> Result<Vec<Hit>> {
        // One word of a log is also in one of its remarks, so only several can be in the log alone.
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT search_text.kind, ref FROM search JOIN search_text ON search_text.id = search.rowid
                 WHERE search MATCH :words AND search.rowid < :customers ORDER BY search.rowid DESC",
            )
            .doing("search what was said")?;
        let mut found = statement
            .query(named_params! { ":words": expression, ":customers": CUSTOMERS_FROM })
            .doing("search what was said")?;
        let mut hits: Vec<Hit> = Vec::new();
        let mut told: std::collections::HashSet<i64> = std::collections::HashSet::new();
        while hits.len() < limit {
            let Some(row) = found.next().doing("search what was said")? else { break };
            let kind = Kind::parse(&row.get::<_, String>(0).doing("search what was said")?);
            let id: i64 = row.get(1).doing("search what was said")?;
            match kind {
                Kind::Remark => {
                    let (hit, touch) = self.remark_hit(id)?;
                    told.insert(touch);
                    hits.push(hit);
                }
                Kind::Touch if words > 1 && !told.contains(&id) => hits.push(self.touch_hit(id)?),
                Kind::Touch | Kind::Customer => {}
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
                        kind: Kind::Remark,
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
                        kind: Kind::Touch,
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
        let expression = format!("title : ({})", match_expression(words));
        self.db
            .prepare_cached(
                "SELECT customer.id, sort_name, name, company, favorite, standing = 'past', pleasure, profit, last_talked,
                   search.rowid
                 FROM search JOIN search_text ON search_text.id = search.rowid
                 JOIN customer ON customer.id = search_text.ref
                 WHERE search MATCH :words AND search.rowid > :after AND archived_at IS NULL
                 ORDER BY search.rowid LIMIT :limit",
            )
            .and_then(|mut s| {
                let after = after.unwrap_or(CUSTOMERS_FROM - 1);
                let params = named_params! { ":words": expression, ":after": after, ":limit": limit };
                s.query_map(params, |row| Ok((row.get(9)?, line(row)?)))?.collect()
            })
            .doing("filter the customers")
    }
}

impl Change<'_> {
    /// Writes what search finds of a customer.
    pub(super) fn index_customer(&self, c: &Customer) -> Result<()> {
        let join = |parts: &[Option<&str>]| {
            let words: Vec<_> =
                parts.iter().flatten().map(|p| text::search_text(p)).filter(|t| !t.is_empty()).collect();
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
            c.timezone.map(|z| z.name()),
        ]);
        let base = CUSTOMERS_FROM | name_rank(&c.name) << NAME_TIE_BITS;
        self.index(c.id.0, Kind::Customer, base, NAME_TIE_BITS, &title, &body)
    }

    /// Writes what search finds of a touch: its whole log, where words can be spread over several remarks.
    pub(super) fn index_touch(&self, touch: &Touch) -> Result<()> {
        if self.remarks_of_touch(touch.id)?.len() < 2 {
            return self.unindex(touch.id.0, Kind::Touch);
        }
        let base = time_rank(touch.at.timestamp()) << TIME_TIE_BITS;
        self.index(touch.id.0, Kind::Touch, base, TIME_TIE_BITS, "", &text::search_text(&touch.text))
    }

    /// Writes what search finds of a remark said at an instant in seconds since 1970.
    pub(super) fn index_remark(&self, id: RemarkId, said: &str, unix_seconds: i64) -> Result<()> {
        let base = time_rank(unix_seconds) << TIME_TIE_BITS;
        self.index(id.0, Kind::Remark, base, TIME_TIE_BITS, "", &text::search_text(said))
    }

    fn index(&self, of: i64, kind: Kind, base: i64, tie_bits: u32, title: &str, body: &str) -> Result<()> {
        let before: Option<(i64, String, String)> = self
            .db
            .prepare_cached("SELECT id, title, body FROM search_text WHERE ref = ?1 AND kind = ?2")
            .and_then(|mut s| {
                s.query_row((of, kind.word()), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .doing("index for search")?;
        if let Some((id, old_title, old_body)) = before {
            if id >> tie_bits == base >> tie_bits && old_title == title && old_body == body {
                return Ok(());
            }
            self.unindex(of, kind)?;
        }
        // Spread by the thing's own id, then the next free place.
        let mask = (1_i64 << tie_bits) - 1;
        let mut tie = of.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64) as u64 as i64 >> 7 & mask;
        let mut taken = self.db.prepare_cached("SELECT 1 FROM search_text WHERE id = ?1").doing("index for search")?;
        while taken.exists([base | tie]).doing("index for search")? {
            tie = (tie + 1) & mask;
        }
        self.db
            .prepare_cached("INSERT INTO search_text (id, kind, ref, title, body) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut s| s.execute((base | tie, kind.word(), of, title, body)))
            .doing("index for search")?;
        Ok(())
    }

    /// Takes a thing out of the index.
    pub(super) fn unindex(&self, of: i64, kind: Kind) -> Result<()> {
        self.db
            .prepare_cached("DELETE FROM search_text WHERE ref = ?1 AND kind = ?2")
            .and_then(|mut s| s.execute((of, kind.word())))
            .doing("index for search")?;
        Ok(())
    }
}
