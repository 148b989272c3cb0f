//! The search index against its rows, and its rows against what they come from.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Connection;

use crate::book::check::{Findings, Pace, WORDS_A_ROW};
use crate::book::copy::Watch;
use crate::book::query::Query;
use crate::book::rows::{CUSTOMER, FromRow, NamedRow};
use crate::book::search_index::{indexed_words, words_of_customer, words_of_log};
use crate::book::{Book, Doing};
use crate::domain::customer::Customer;
use crate::error::Result;
use crate::text;

const LOOKING: &str = "check the search index";
/// Of a longer word FTS5 keeps as many bytes.
const LONGEST_WORD: usize = 32_768;

/// Selects a thing's id and text with the id of its row in the index.
const TOUCHES: &str = "SELECT touch.id, search_text.id, text FROM touch
   LEFT JOIN search_text ON ref = touch.id AND search_text.kind = 'touch'";
const REMARKS: &str = "SELECT remark.id, search_text.id, text FROM remark
   LEFT JOIN search_text ON ref = remark.id AND search_text.kind = 'remark'";
/// Lists every word of the index with every row that has it.
const LIST: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab (main, search, instance)";

impl Book {
    pub(super) fn check_search(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        if let Err(error) = check_parts(&self.db) {
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

    /// Folds the words of everything again, and compares them with those of the index: those of customers one by one, and
    /// all of them by a sum over every word and its row.
    fn check_words(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        let (mut pace, mut sum) = (Pace::new(watch), WordSum::default());
        let customers = format!(
            "SELECT {CUSTOMER}, search_text.id AS place, search_text.title, search_text.body FROM customer
               LEFT JOIN search_text ON ref = customer.id AND search_text.kind = 'customer'"
        );
        self.db.each(&customers, [], LOOKING, |indexed: IndexedCustomer| {
            let IndexedCustomer { customer, place, words } = indexed;
            let (title, body) = words_of_customer(&customer);
            if let Some(place) = place {
                sum.add(place, &indexed_words(&title, &body));
            }
            let right = (Some(title), Some(body));
            if words != right {
                found.add(difference("customer", customer.id.0, &words, &right));
            }
            pace.row()
        })?;
        let mut said = |kind: &str, id: i64, place: Option<i64>, right: Option<String>| {
            match (place, right) {
                (Some(place), Some(right)) => sum.add(place, &right),
                (None, None) => {}
                (None, Some(right)) => {
                    let right = (Some(String::new()), Some(right));
                    found.add(difference(kind, id, &(None, None), &right));
                }
                (Some(_), None) => found.add(format!("{kind} {id}: search finds a log that has one remark")),
            }
            pace.row()
        };
        self.db.each(TOUCHES, [], LOOKING, |(id, place, log): (i64, Option<i64>, String)| {
            said("touch", id, place, words_of_log(&log))
        })?;
        self.db.each(REMARKS, [], LOOKING, |(id, place, text): (i64, Option<i64>, String)| {
            said("remark", id, place, Some(text::search_text(&text)))
        })?;
        if found.is_empty() && self.sum_of_index(&mut pace)? != sum.0 {
            found.add("the index does not fit what it was made from");
        }
        Ok(())
    }

    /// Adds up the words of the index, each with its row.
    fn sum_of_index(&self, pace: &mut Pace<'_>) -> Result<u64> {
        self.db.execute_batch(LIST).doing(LOOKING)?;
        let (mut sum, mut words) = (WordSum::default(), 0);
        let mut statement = self.db.prepare("SELECT term, doc FROM temp.search_word").doing(LOOKING)?;
        let mut rows = statement.query([]).doing(LOOKING)?;
        // By position, and each word as it lies there: a large index has millions of these rows.
        while let Some(row) = rows.next().doing(LOOKING)? {
            let word = row.get_ref(0).and_then(|term| Ok(term.as_bytes()?)).doing(LOOKING)?;
            sum.add_word(row.get(1).doing(LOOKING)?, word);
            words += 1;
            if words % WORDS_A_ROW == 0 {
                pace.row()?;
            }
        }
        Ok(sum.0)
    }
}

/// A sum over words and their rows, the same in any order.
#[derive(Debug, Default)]
struct WordSum(u64);

impl WordSum {
    /// Adds the words of a row, each once.
    fn add(&mut self, place: i64, words: &str) {
        let mut seen = HashSet::new();
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let word = word.as_bytes();
            if seen.insert(word) {
                self.add_word(place, word.get(..LONGEST_WORD).unwrap_or(word));
            }
        }
    }

    fn add_word(&mut self, place: i64, word: &[u8]) {
        let mut hasher = DefaultHasher::new();
        (place, word).hash(&mut hasher);
        self.0 = self.0.wrapping_add(hasher.finish());
    }
}

/// A customer, with their row in the index.
struct IndexedCustomer {
    customer: Customer,
    place: Option<i64>,
    words: Words,
}

impl FromRow for IndexedCustomer {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        let words = (row.get("title")?, row.get("body")?);
        Ok(Self { customer: Customer::from_row(row)?, place: row.get("place")?, words })
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

/// Lets FTS5 compare the index of parts with the titles it was made from.
fn check_parts(db: &Connection) -> rusqlite::Result<()> {
    // It is written as an insertion, so it begins a transaction; nothing comes of it.
    let check = "SAVEPOINT look; INSERT INTO search_part (search_part, rank) VALUES ('integrity-check', 1);";
    let checked = db.execute_batch(check);
    if !db.is_autocommit() {
        db.execute_batch("ROLLBACK TO look; RELEASE look;")?;
    }
    checked
}
