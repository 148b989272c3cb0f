//! Looking for damage: what SQLite sees, and what only the book's own rules can see, because whatever is derived is
//! derived again and compared.

use std::collections::HashMap;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Mutex;

use chrono::NaiveDate;

use super::copy::Watch;
use super::journal::{CheckedRow, ELSEWHERE, touch_of_remark};
use super::query::Query;
use super::rows::{CUSTOMER, FromRow, NamedRow};
use super::schema::{self, Holds};
use super::{Book, errors};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Outcome, TouchKind};
use crate::error::{ErrorKind, Result};
use crate::text;

mod remarks;
mod search;

/// How many findings of a part are told; the others are counted.
const TOLD: usize = 5;
/// How many rows it reads between two looks at whether it was stopped.
const ROWS: u64 = 512;
/// About how many words of the index there are for each thing that is found.
const WORDS: u64 = 10;
/// How many words of the index are looked at as fast as one row.
const WORDS_A_ROW: u64 = 8;
/// The most parts to check at once.
const AT_ONCE: usize = 4;
/// How many of the latest entries of the journal are compared with the book.
const ENTRIES: i64 = 50_000;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Pages, tables and indexes, as SQLite sees them.
    File,
    /// Rows that refer to rows that are not there.
    References,
    /// Remarks against the logs they come from.
    Remarks,
    /// What is kept up beside customers and logs, and what is counted.
    KeptUp,
    /// Rows against what they were when a change last wrote them.
    Journal,
    /// What search finds against what is in the book.
    Search,
}

impl Part {
    /// All, in the order of the checks.
    pub const ALL: [Self; 6] = [Self::File, Self::References, Self::Remarks, Self::KeptUp, Self::Journal, Self::Search];
    /// All, what takes longest first.
    const LONGEST_FIRST: [Self; 6] =
        [Self::Search, Self::Remarks, Self::File, Self::KeptUp, Self::Journal, Self::References];
}

/// What was found in a part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The first few, in words.
    pub told: Vec<String>,
    /// How many there are.
    pub count: usize,
}

impl Findings {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn add(&mut self, what: impl fmt::Display) {
        self.count += 1;
        let what = what.to_string();
        if self.told.len() < TOLD && !self.told.contains(&what) {
            self.told.push(what);
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told.join("; "))?;
        match self.count.saturating_sub(self.told.len()) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// Lets another thread stop a long check.
struct Pace<'w> {
    watch: &'w Watch,
    rows: u64,
}

impl<'w> Pace<'w> {
    fn new(watch: &'w Watch) -> Self {
        Self { watch, rows: 0 }
    }

    /// Counts a row; an error where the check was stopped.
    fn row(&mut self) -> Result<()> {
        self.rows += 1;
        if !self.rows.is_multiple_of(ROWS) {
            return Ok(());
        }
        self.watch.looked_at(ROWS);
        self.watch.go_on()
    }
}

/// A customer with the name, company and city by which lists order them.
struct Listed {
    customer: Customer,
    sort_name: String,
    sort_company: Option<String>,
    sort_city: Option<String>,
}

impl FromRow for Listed {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            customer: Customer::from_row(row)?,
            sort_name: row.get("sort_name")?,
            sort_company: row.get("sort_company")?,
            sort_city: row.get("sort_city")?,
        })
    }
}

impl Book {
    /// Checks all parts of the book, several at once, each through a connection of its own; in the order of the checks.
    pub fn look_for_any_damage(&self, watch: &Watch) -> Result<Vec<(Part, Findings)>> {
        self.expect(watch)?;
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(AT_ONCE));
        let others: Vec<Self> = match &self.path {
            Some(path) => (1..threads).map_while(|_| Self::open_again(path).ok()).collect(),
            None => Vec::new(),
        };
        let (left, looked) = (Mutex::new(Part::LONGEST_FIRST.into_iter()), Mutex::new(Vec::new()));
        let look = |book: &Self| {
            // Nobody panics while holding one of these.
            while let Some(part) = left.lock().ok().and_then(|mut left| left.next()) {
                let found = book.look_for_damage(part, watch).map(|found| (part, found));
                if let Ok(mut looked) = looked.lock() {
                    looked.push(found);
                }
            }
        };
        std::thread::scope(|scope| {
            for book in others {
                let look = &look;
                scope.spawn(move || look(&book));
            }
            look(self);
        });
        let looked = looked.into_inner().unwrap_or_default().into_iter().collect::<Result<Vec<_>>>()?;
        let of = |part: Part| looked.iter().find(|(looked, _)| *looked == part).cloned();
        Ok(Part::ALL.into_iter().filter_map(of).collect())
    }

    /// Says how many rows there are to look at.
    fn expect(&self, watch: &Watch) -> Result<()> {
        let sql = "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM touch), (SELECT count(*) FROM remark),
                     (SELECT count(*) FROM (SELECT 1 FROM journal LIMIT ?1))";
        let (customers, touches, remarks, entries): (u64, u64, u64, u64) =
            self.db.one(sql, [ENTRIES], "count what is in the book")?;
        let things = customers + touches + remarks;
        let words = (customers + remarks) * WORDS / WORDS_A_ROW;
        watch.expect(things + remarks + touches + entries + things + words);
        Ok(())
    }

    /// Checks a part of the book. Damage that keeps it from looking is a finding too.
    pub fn look_for_damage(&self, part: Part, watch: &Watch) -> Result<Findings> {
        watch.over(&self.db);
        let mut found = Findings::default();
        let looked = match part {
            Part::File => self.check_pages(&mut found, watch),
            Part::References => self.check_references(&mut found),
            Part::Remarks => self.check_remarks(&mut found, watch),
            Part::KeptUp => self.check_what_is_kept_up(&mut found, watch),
            Part::Journal => self.check_journal(&mut found, watch),
            Part::Search => self.check_search(&mut found, watch),
        };
        match looked {
            Err(error) if matches!(error.kind, ErrorKind::Interrupted | ErrorKind::Busy) => return Err(error),
            Err(error) => found.add(error.message),
            Ok(()) => {}
        }
        Ok(found)
    }

    /// Says in words what a row is, and whose.
    pub(super) fn told(&self, table: &str, row: i64) -> String {
        let what = table.replace('_', " ");
        let has_customer = schema::table(table)
            .and_then(|t| t.column("customer"))
            .is_some_and(|c| table != "kept_apart" && c.holds == Holds::Customer);
        let sql = match table {
            "customer" => "SELECT name FROM customer WHERE id = ?1".to_string(),
            _ if has_customer => {
                format!("SELECT name FROM customer WHERE id = (SELECT customer FROM {table} WHERE id = ?1)")
            }
            _ => return format!("{what} {row}"),
        };
        match self.db.one::<String>(&sql, [row], "look whose it is") {
            Ok(name) if table == "customer" => format!("{name} (customer {row})"),
            Ok(name) => format!("{} of {name} ({row})", text::a(&what)),
            Err(_) => format!("{what} {row}"),
        }
    }

    fn check_pages(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        let (customers, touches) = self.counts().unwrap_or_default();
        self.db.each("PRAGMA integrity_check(100)", [], "check the file", |said: String| {
            if said != "ok" {
                found.add(errors::finding(&said));
            }
            Ok(())
        })?;
        // SQLite does not tell how far it is.
        watch.looked_at(u64::try_from(customers + 2 * touches).unwrap_or_default());
        Ok(())
    }

    fn check_references(&self, found: &mut Findings) -> Result<()> {
        let sql = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check";
        self.db.each(sql, [], "check the references", |(table, id, parent): (String, Option<i64>, String)| {
            let row = self.told(&table, id.unwrap_or_default());
            found.add(format!("{row} refers to {} that is not there", text::a(&parent)));
            Ok(())
        })
    }

    fn check_what_is_kept_up(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        const LOOKING: &str = "check what is kept up";
        let mut pace = Pace::new(watch);
        let latest = self.latest_touches(&mut pace)?;
        let sql = format!("SELECT {CUSTOMER}, sort_name, sort_company, sort_city FROM customer ORDER BY id");
        self.db.each(&sql, [], LOOKING, |listed: Listed| {
            let Listed { customer, sort_name, sort_company, sort_city } = listed;
            let (id, name) = (customer.id, &customer.name);
            if sort_name != text::fold(name) {
                found.add(format!("{name} ({id}) is listed as \"{sort_name}\""));
            }
            let (company, city) = (customer.company.as_deref(), customer.city.as_deref());
            if (sort_company, sort_city) != (text::fold_known(company), text::fold_known(city)) {
                found.add(format!("{name} ({id}) is listed under another company or city"));
            }
            let kept = (customer.last_talked, customer.last_touch, customer.last_touch_kind);
            let latest = latest.get(&id).copied().unwrap_or_default();
            if latest.told() != kept && self.last_touches(id)? != kept {
                found.add(format!("{name} ({id}) has another last conversation or touch than the logs say"));
            }
            Ok(())
        })?;
        for (sql, what) in COUNTS {
            if self.db.one(sql, [], LOOKING)? {
                found.add(format!("{what} are counted wrong"));
            }
        }
        Ok(())
    }

    /// Finds each customer's latest conversation and touch in one go through all of them.
    fn latest_touches(&self, pace: &mut Pace<'_>) -> Result<HashMap<CustomerId, Latest>> {
        let mut latest: HashMap<CustomerId, Latest> = HashMap::new();
        let sql = "SELECT customer, day, occurred_at, id, kind, outcome FROM touch
                   UNION ALL SELECT touch_with.customer, day, occurred_at, touch.id, kind, outcome
                     FROM touch_with JOIN touch ON touch.id = touch_with.touch";
        let mut stopped = Ok(());
        self.db.scan(sql, [], "look at the touches", |row| {
            let theirs = latest.entry(row.get("customer")?).or_default();
            let (day, at, id) = (row.get("day")?, row.get("occurred_at")?, row.get("id")?);
            let (kind, outcome): (TouchKind, Option<Outcome>) = (row.get("kind")?, row.get("outcome")?);
            let touch = Some((day, at, id, kind));
            if outcome == Some(Outcome::Reached) || kind == TouchKind::Visit {
                theirs.talk = theirs.talk.max(touch);
            }
            if outcome != Some(Outcome::NoAnswer) {
                theirs.touch = theirs.touch.max(touch);
            }
            stopped = pace.row();
            Ok(if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        stopped.map(|()| latest)
    }

    /// Compares every row that a recent change wrote with the checksum that the row's newest entry holds.
    fn check_journal(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        // Offers are made and withdrawn outside of the journal, and what another machine changed has no checksum here.
        let newest = format!(
            "SELECT tbl, row, upto, checksum FROM journal AS entry
             WHERE id > (SELECT max(id) FROM journal) - ?1 AND tbl <> 'pick' AND checksum <> ?2
               AND NOT EXISTS (SELECT 1 FROM journal AS later
                               WHERE later.tbl = entry.tbl AND later.id > entry.id
                                 AND later.row BETWEEN entry.row AND coalesce(entry.upto, entry.row))
               AND NOT (tbl = 'remark' AND upto IS NOT NULL
                        AND EXISTS (SELECT 1 FROM journal AS later
                                    WHERE later.tbl = entry.tbl AND later.id > entry.id AND later.upto IS NULL
                                      AND {} BETWEEN entry.row AND entry.upto))
               AND NOT EXISTS (SELECT 1 FROM journal AS later
                               WHERE later.upto IS NOT NULL AND later.tbl = entry.tbl AND later.id > entry.id
                                 AND entry.row BETWEEN later.row AND later.upto)
             ORDER BY id",
            touch_of_remark("later")
        );
        let mut pace = Pace::new(watch);
        self.db.each(&newest, (ENTRIES, ELSEWHERE), "check the journal", |row: CheckedRow| {
            pace.row()?;
            if self.differs_from_checksum(&row)? {
                let (table, row, upto, _) = row;
                let what = match upto {
                    Some(_) => format!("a {} of those that came in at once", table.replace('_', " ")),
                    None => self.told(&table, row),
                };
                found.add(format!("{what} is not as it was written last"));
            }
            Ok(())
        })
    }
}

/// A customer's latest conversation, and their latest touch that arrived: by day, then by instant.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    talk: Option<(NaiveDate, i64, i64, TouchKind)>,
    touch: Option<(NaiveDate, i64, i64, TouchKind)>,
}

impl Latest {
    /// What is kept of them beside the customer.
    fn told(self) -> (Option<NaiveDate>, Option<NaiveDate>, Option<TouchKind>) {
        let day = |of: Option<(NaiveDate, i64, i64, TouchKind)>| of.map(|(day, ..)| day);
        (day(self.talk), day(self.touch), self.touch.map(|(.., kind)| kind))
    }
}

/// Whether a count differs from what it counts.
const COUNTS: [(&str, &str); 5] = [
    (
        "SELECT (SELECT n FROM counter WHERE name = 'open ideas') IS NOT (SELECT count(*) FROM remark WHERE state = 'open' AND kind <> 'promise')",
        "open ideas",
    ),
    (
        "SELECT (SELECT n FROM counter WHERE name = 'present') IS NOT (SELECT count(*) FROM customer WHERE archived_at IS NULL)",
        "customers",
    ),
    (
        "SELECT EXISTS (
           SELECT cadence, because, since, n FROM past_wait EXCEPT
           SELECT coalesce(cadence, ''), coalesce(left_because, ''),
             coalesce(max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)), ''), count(*)
             FROM customer WHERE standing = 'past' AND archived_at IS NULL GROUP BY 1, 2, 3)
         OR (SELECT coalesce(sum(n), 0) FROM past_wait)
           IS NOT (SELECT count(*) FROM customer WHERE standing = 'past' AND archived_at IS NULL)",
        "past buyers",
    ),
    (
        "WITH counted AS (SELECT said_on, coalesce(teammate, ''), count(*) FROM remark WHERE kind = 'praise' GROUP BY 1, 2)
         SELECT EXISTS (SELECT day, teammate, n FROM praised_on EXCEPT SELECT * FROM counted)
           OR (SELECT count(*) FROM praised_on) IS NOT (SELECT count(*) FROM counted)",
        "days of praise",
    ),
    (
        "WITH counted AS (SELECT day, sum(kind = 'call'), sum(kind = 'visit') FROM touch
                          WHERE outcome = 'reached' OR kind = 'visit' GROUP BY day)
         SELECT EXISTS (SELECT day, calls, visits FROM talked_on EXCEPT SELECT * FROM counted)
           OR (SELECT count(*) FROM talked_on) IS NOT (SELECT count(*) FROM counted)",
        "days of conversations",
    ),
];
