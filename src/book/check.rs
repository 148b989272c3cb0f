//! Looking for damage: what SQLite sees, and what only the book's own rules can see, because whatever is derived is
//! derived again and compared.

use std::fmt;

use rusqlite::Connection;

use super::copy::Watch;
use super::rows::{self, CUSTOMER};
use super::{Book, Doing};
use crate::domain::choice::Choice;
use crate::domain::remark;
use crate::domain::touch::Touch;
use crate::error::{ErrorKind, Result};
use crate::text;

/// So many findings of a part are told, the others counted.
const TOLD: usize = 5;
/// Rows after which somebody may stop it.
const ROWS: usize = 512;
/// So many of the latest entries of the journal are compared with the book.
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
    /// Rows against what the journal says was last written.
    Journal,
    /// What search finds against what is in the book.
    Search,
}

impl Part {
    /// All, in the order in which they are looked at.
    pub const ALL: [Self; 6] = [Self::File, Self::References, Self::Remarks, Self::KeptUp, Self::Journal, Self::Search];
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
        if self.told.len() < TOLD {
            self.told.push(what.to_string());
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

impl Book {
    /// Looks at a part of the book. Damage that stands in the way of looking is a finding too.
    pub fn look_for_damage(&self, part: Part, watch: &Watch) -> Result<Findings> {
        watch.over(&self.db);
        let mut found = Findings::default();
        let looked = match part {
            Part::File => self.look_at_pages(&mut found),
            Part::References => self.look_at_references(&mut found),
            Part::Remarks => self.look_at_remarks(&mut found, watch),
            Part::KeptUp => self.look_at_what_is_kept_up(&mut found, watch),
            Part::Journal => self.look_at_journal(&mut found, watch),
            Part::Search => self.look_at_search(&mut found, watch),
        };
        match looked {
            Err(error) if matches!(error.kind, ErrorKind::Interrupted | ErrorKind::Busy) => return Err(error),
            Err(error) => found.add(error.message),
            Ok(()) => {}
        }
        Ok(found)
    }

    /// A row in words: what it is, and whose.
    pub(super) fn told(&self, table: &str, row: i64) -> String {
        let sql = match table {
            "customer" => "SELECT name FROM customer WHERE id = ?1".to_string(),
            "touch" | "remark" | "pick" | "planned_visit" | "imported" | "standing_change" | "known_as" => {
                format!("SELECT name FROM customer WHERE id = (SELECT customer FROM {table} WHERE id = ?1)")
            }
            _ => return format!("{} {row}", table.replace('_', " ")),
        };
        let name: rusqlite::Result<String> = self.db.query_row(&sql, [row], |r| r.get(0));
        let what = table.replace('_', " ");
        match name {
            Ok(name) if table == "customer" => format!("{name} (customer {row})"),
            Ok(name) => format!("a {what} of {name} ({row})"),
            Err(_) => format!("{what} {row}"),
        }
    }

    fn look_at_pages(&self, found: &mut Findings) -> Result<()> {
        const LOOKING: &str = "check the file";
        let mut statement = self.db.prepare("PRAGMA integrity_check(100)").doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        while let Some(row) = rows.next().doing(LOOKING)? {
            let said: String = row.get(0).doing(LOOKING)?;
            if said != "ok" {
                found.add(said.replace('\n', " "));
            }
        }
        Ok(())
    }

    fn look_at_references(&self, found: &mut Findings) -> Result<()> {
        const LOOKING: &str = "check the references";
        let mut statement = self.db.prepare("PRAGMA foreign_key_check").doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        while let Some(row) = rows.next().doing(LOOKING)? {
            let (table, id, parent): (String, Option<i64>, String) =
                (row.get(0).doing(LOOKING)?, row.get(1).doing(LOOKING)?, row.get(2).doing(LOOKING)?);
            let row = self.told(&table, id.unwrap_or_default());
            found.add(format!("{row} refers to a {parent} that is not there"));
        }
        Ok(())
    }

    /// Each log's remarks are derived again, with what they take over from their touch.
    fn look_at_remarks(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        const LOOKING: &str = "check the remarks";
        let sql = format!(
            "SELECT {}, touch.day, remark.id, remark.customer, said_at, said_on, remark.kind, remark.text, teammate
             FROM touch LEFT JOIN remark ON remark.touch = touch.id ORDER BY touch.id, remark.position",
            rows::TOUCH
        );
        let mut statement = self.db.prepare(&sql).doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        let mut at: Option<(Touch, Vec<Derived>)> = None;
        let mut seen = 0;
        while let Some(row) = rows.next().doing(LOOKING)? {
            seen += 1;
            if seen % ROWS == 0 {
                watch.go_on()?;
            }
            let id: i64 = row.get(0).doing(LOOKING)?;
            if at.as_ref().is_none_or(|(touch, _)| touch.id.0 != id) {
                compare_remarks(at.take(), found);
                let touch = rows::touch(row).doing(LOOKING)?;
                let day: String = row.get(13).doing(LOOKING)?;
                if day != touch.day().to_string() {
                    found.add(format!("touch {id} is of another day than its instant says ({day})"));
                }
                at = Some((touch, Vec::new()));
            }
            if let (Some((touch, remarks)), Some(remark)) = (&mut at, row.get::<_, Option<i64>>(14).doing(LOOKING)?) {
                let taken_over: (i64, i64, String) =
                    (row.get(15).doing(LOOKING)?, row.get(16).doing(LOOKING)?, row.get(17).doing(LOOKING)?);
                let right = (touch.customer.0, touch.at.timestamp_millis(), touch.day().to_string());
                if taken_over != right {
                    found.add(format!("remark {remark} has another customer or time than its touch {id}"));
                }
                let teammates: Option<String> = row.get(20).doing(LOOKING)?;
                remarks.push(Derived {
                    kind: row.get(18).doing(LOOKING)?,
                    text: row.get(19).doing(LOOKING)?,
                    teammates: teammates.unwrap_or_default(),
                });
            }
        }
        compare_remarks(at, found);
        Ok(())
    }

    fn look_at_what_is_kept_up(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        const LOOKING: &str = "check what is kept up";
        let mut statement =
            self.db.prepare(&format!("SELECT {CUSTOMER}, sort_name FROM customer ORDER BY id")).doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        let mut seen = 0;
        while let Some(row) = rows.next().doing(LOOKING)? {
            seen += 1;
            if seen % ROWS == 0 {
                watch.go_on()?;
            }
            let customer = rows::customer(row).doing(LOOKING)?;
            let (id, name) = (customer.id, &customer.name);
            let sort_name: String = row.get("sort_name").doing(LOOKING)?;
            if sort_name != text::fold(name) {
                found.add(format!("{name} ({id}) is listed as \"{sort_name}\""));
            }
            let kept = (customer.last_talked, customer.last_touch, customer.last_touch_kind);
            if self.last_touches(id)? != kept {
                found.add(format!("{name} ({id}) has another last conversation or touch than the logs say"));
            }
        }
        for (sql, what) in COUNTS {
            if self.db.query_row(sql, [], |row| row.get::<_, bool>(0)).doing(LOOKING)? {
                found.add(format!("{what} are counted wrong"));
            }
        }
        Ok(())
    }

    /// Whatever was written of late must stand as it was written: the newest entry of each row is compared with it.
    fn look_at_journal(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        const LOOKING: &str = "check the journal";
        // Offers are made and withdrawn outside of the journal; what search finds is looked at by itself.
        let mut statement = self
            .db
            .prepare(
                "SELECT max(id) FROM journal WHERE id > (SELECT max(id) FROM journal) - ?1 AND tbl NOT IN ('pick', 'search_text')
                 GROUP BY tbl, row ORDER BY 1",
            )
            .doing(LOOKING)?;
        let mut rows = statement.query([ENTRIES]).doing(LOOKING)?;
        let mut seen = 0;
        while let Some(row) = rows.next().doing(LOOKING)? {
            seen += 1;
            if seen % ROWS == 0 {
                watch.go_on()?;
            }
            if let Some((table, row)) = self.differs_from_entry(row.get(0).doing(LOOKING)?)? {
                found.add(format!("{} is not as it was written last", self.told(&table, row)));
            }
        }
        Ok(())
    }

    /// The index against its rows, and its rows against what they come from.
    fn look_at_search(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        const LOOKING: &str = "check the search index";
        if let Err(error) = check_index(&self.db) {
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) {
                found.add("the index does not fit what it was made from");
            } else if self.can_write {
                return Err(error).doing(LOOKING);
            }
        }
        for (kind, sql) in [
            ("customer", CUSTOMERS_INDEXED.to_string()),
            ("touch", TOUCHES_INDEXED.to_string()),
            ("remark", REMARKS_INDEXED.to_string()),
        ] {
            let mut statement = self.db.prepare(&sql).doing(LOOKING)?;
            let mut rows = statement.query([]).doing(LOOKING)?;
            let mut seen = 0;
            while let Some(row) = rows.next().doing(LOOKING)? {
                seen += 1;
                if seen % ROWS == 0 {
                    watch.go_on()?;
                }
                let id: i64 = row.get(0).doing(LOOKING)?;
                let indexed: (Option<String>, Option<String>) =
                    (row.get(1).doing(LOOKING)?, row.get(2).doing(LOOKING)?);
                let right = match kind {
                    "customer" => Some(super::search_index::words_of_customer(
                        &self.customer(crate::domain::ids::CustomerId(id))?,
                    )),
                    "touch" => super::search_index::words_of_log(&row.get::<_, String>(3).doing(LOOKING)?)
                        .map(|words| (String::new(), words)),
                    _ => Some((String::new(), text::search_text(&row.get::<_, String>(3).doing(LOOKING)?))),
                };
                let right = right.map_or((None, None), |(title, body)| (Some(title), Some(body)));
                if indexed != right {
                    found.add(difference(kind, id, &indexed, &right));
                }
            }
        }
        let orphans: usize = self
            .db
            .query_row(
                "SELECT count(*) FROM search_text WHERE CASE kind
                   WHEN 'customer' THEN NOT EXISTS (SELECT 1 FROM customer WHERE id = ref)
                   WHEN 'touch' THEN NOT EXISTS (SELECT 1 FROM touch WHERE id = ref)
                   ELSE NOT EXISTS (SELECT 1 FROM remark WHERE id = ref) END",
                [],
                |row| row.get(0),
            )
            .doing(LOOKING)?;
        if orphans > 0 {
            found.add(format!("search finds {orphans} things that are not there"));
        }
        Ok(())
    }
}

const CUSTOMERS_INDEXED: &str = "SELECT customer.id, title, body FROM customer
   LEFT JOIN search_text ON ref = customer.id AND kind = 'customer'";
const TOUCHES_INDEXED: &str = "SELECT touch.id, title, body, text FROM touch
   LEFT JOIN search_text ON ref = touch.id AND search_text.kind = 'touch'";
const REMARKS_INDEXED: &str = "SELECT remark.id, title, body, text FROM remark
   LEFT JOIN search_text ON ref = remark.id AND search_text.kind = 'remark'";

/// Whether a count differs from what it counts.
const COUNTS: [(&str, &str); 3] = [
    (
        "SELECT (SELECT n FROM tally WHERE name = 'open ideas') IS NOT (SELECT count(*) FROM remark WHERE state = 'open')",
        "open ideas",
    ),
    (
        "SELECT (SELECT n FROM tally WHERE name = 'present') IS NOT (SELECT count(*) FROM customer WHERE archived_at IS NULL)",
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
];

/// A remark as it is in the book, for comparing.
#[derive(Debug, PartialEq, Eq)]
struct Derived {
    kind: String,
    text: String,
    teammates: String,
}

fn compare_remarks(of: Option<(Touch, Vec<Derived>)>, found: &mut Findings) {
    let Some((touch, remarks)) = of else { return };
    let right: Vec<Derived> = remark::parse(&touch.text)
        .into_iter()
        .map(|said| Derived {
            kind: said.kind.as_str().to_string(),
            text: said.text,
            teammates: said.teammates.join("\n"),
        })
        .collect();
    if remarks == right {
        return;
    }
    let differs = remarks.iter().zip(&right).find(|(is, should)| is != should);
    match differs {
        Some((is, should)) if is.text != should.text => found.add(format!(
            "touch {}: the log says \"{}\" where the remark says \"{}\"",
            touch.id,
            text::cut(&should.text, 60),
            text::cut(&is.text, 60)
        )),
        _ => found.add(format!("touch {}: its remarks are not what its log says", touch.id)),
    }
}

type Words = (Option<String>, Option<String>);

fn difference(kind: &str, id: i64, indexed: &Words, right: &Words) -> String {
    let words = |w: &Words| match w {
        (Some(title), Some(body)) => format!("{title} {body}").trim().to_string(),
        _ => String::new(),
    };
    let (is, should) = (words(indexed), words(right));
    // From the word on in which they differ.
    let same =
        is.split(' ').zip(should.split(' ')).take_while(|(a, b)| a == b).map(|(a, _)| a.len() + 1).sum::<usize>();
    let part = |text: &str| match text.get(same..).map(str::trim) {
        Some("") | None => "nothing".to_string(),
        Some(part) => format!("\"{}\"", text::cut(part, 60)),
    };
    format!("{kind} {id}: search has {} where the book has {}", part(&is), part(&should))
}

/// Lets FTS5 compare its index with the table it was made from.
fn check_index(db: &Connection) -> rusqlite::Result<()> {
    // It is written as an insertion, so it begins a transaction; nothing comes of it.
    let checked = db.execute_batch("SAVEPOINT look; INSERT INTO search (search, rank) VALUES ('integrity-check', 1);");
    if !db.is_autocommit() {
        db.execute_batch("ROLLBACK TO look; RELEASE look;")?;
    }
    checked
}
