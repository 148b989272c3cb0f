//! The search index against its rows, and its rows against what they come from.

use rusqlite::Connection;

use crate::book::check::{Findings, Pace};
use crate::book::copy::Watch;
use crate::book::query::Query;
use crate::book::search_index::{words_of_customer, words_of_log};
use crate::book::{Book, Doing};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

const LOOKING: &str = "check the search index";

/// Selects a thing's id with the title and body of its row in the index.
const CUSTOMERS: &str = "SELECT customer.id, title, body FROM customer
   LEFT JOIN search_text ON ref = customer.id AND kind = 'customer'";
const TOUCHES: &str = "SELECT touch.id, title, body, text FROM touch
   LEFT JOIN search_text ON ref = touch.id AND search_text.kind = 'touch'";
const REMARKS: &str = "SELECT remark.id, title, body, text FROM remark
   LEFT JOIN search_text ON ref = remark.id AND search_text.kind = 'remark'";

impl Book {
    pub(super) fn check_search(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        if let Err(error) = check_index(&self.db) {
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) {
                found.add("the index does not fit what it was made from");
            } else if self.can_write {
                return Err(error).doing(LOOKING);
            }
        }
        self.check_words(found, watch)?;
        let orphans: usize = self.db.one(
            "SELECT count(*) FROM search_text WHERE CASE kind
               WHEN 'customer' THEN NOT EXISTS (SELECT 1 FROM customer WHERE id = ref)
               WHEN 'touch' THEN NOT EXISTS (SELECT 1 FROM touch WHERE id = ref)
               ELSE NOT EXISTS (SELECT 1 FROM remark WHERE id = ref) END",
            [],
            LOOKING,
        )?;
        if orphans > 0 {
            found.add(format!("search finds {orphans} things that are not there"));
        }
        Ok(())
    }

    /// Folds the words of everything again, and compares them with those of the index.
    fn check_words(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        type Said = (i64, Option<String>, Option<String>, String);
        let mut pace = Pace::new(watch);
        let mut compare = |kind: &str, id: i64, indexed: Words, right: Option<(String, String)>| {
            let right = right.map_or((None, None), |(title, body)| (Some(title), Some(body)));
            if indexed != right {
                found.add(difference(kind, id, &indexed, &right));
            }
            pace.row()
        };
        self.db.each(CUSTOMERS, [], LOOKING, |(id, title, body): (i64, _, _)| {
            let right = words_of_customer(&self.customer(CustomerId(id))?);
            compare("customer", id, (title, body), Some(right))
        })?;
        self.db.each(TOUCHES, [], LOOKING, |(id, title, body, log): Said| {
            compare("touch", id, (title, body), words_of_log(&log).map(|words| (String::new(), words)))
        })?;
        self.db.each(REMARKS, [], LOOKING, |(id, title, body, said): Said| {
            compare("remark", id, (title, body), Some((String::new(), text::search_text(&said))))
        })
    }
}

/// The title and body of a row of the index; None where there is no row.
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
