//! Writes what search finds. The id of a row in the index is its rank, with a few low bits that tell apart rows of one
//! rank. Customers rank by the first letters of their names, everything else by the minute in which it happened.

mod newcomers;

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::Connection;

use super::query::Query;
use super::search::{AFTER_PHONE, CUSTOMERS_FROM, HitKind, digits_in_a_row, phone_and_rest};
use super::touches::text_of_touch;
use super::{Book, Change, Doing};
use crate::domain::customer::Customer;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::phone;
use crate::domain::remark;
use crate::domain::touch::Touch;
use crate::error::{Error, Result};
use crate::text;
use newcomers::{Newcomer, Newcomers};

/// Bits for a letter of a name: a to z, a blank, and one value for everything else.
const LETTER_BITS: u32 = 5;
/// How many letters of a name make its rank.
const LETTERS: usize = 7;
/// Low bits of a customer's row, which tell apart those of one name.
const NAME_TIE_BITS: u32 = 9;
/// Bits of an id, the tie bits among them, that order rows of a kind.
const RANK_BITS: u32 = 44;
/// Low bits of other rows, which tell apart those of one minute.
const TIME_TIE_BITS: u32 = 6;
/// Minutes from 1900 to 1970, so that every touch's rank is positive.
const MINUTES_BEFORE_1970: i64 = 36_816_480;
/// The last minute that has a rank of its own, in the year 2410.
const LAST_MINUTE: i64 = (1 << 28) - 1;

/// Ranks a folded name among the customers.
fn name_rank(folded: &str) -> i64 {
    let mut letters = folded.bytes().map(|b| match b {
        b' ' => 0_i64,
        b'a'..=b'z' => i64::from(b - b'a') + 2,
        _ => 1,
    });
    (0..LETTERS).fold(0, |rank, _| rank << LETTER_BITS | letters.next().unwrap_or(0))
}

/// Returns the letters of a folded name up to which ranks have the order of the names. Names that begin with them alike
/// stand together in the index, in no order.
pub(super) fn ranked_letters(folded: &str) -> &str {
    let is_letter = |b: &u8| *b == b' ' || b.is_ascii_lowercase();
    let ranked = folded.bytes().take(LETTERS).take_while(is_letter).count();
    folded.get(..ranked).unwrap_or_default().trim_end()
}

/// Returns the first row that a customer may have whose folded name is this one or comes after it.
pub(super) fn first_row_from(folded: &str) -> i64 {
    CUSTOMERS_FROM | name_rank(ranked_letters(folded)) << NAME_TIE_BITS
}

/// Whether a customer's row comes no later than their folded name does. Rare signs behind the letters come too early, and a
/// rank that is full sends its rows elsewhere.
pub(super) fn is_in_order(row: i64, folded: &str) -> bool {
    let comes_early = folded.bytes().take(LETTERS).any(|b| b > b'z');
    !comes_early && row >> NAME_TIE_BITS == CUSTOMERS_FROM >> NAME_TIE_BITS | name_rank(folded)
}

fn time_rank(unix_seconds: i64) -> i64 {
    (unix_seconds.div_euclid(60) + MINUTES_BEFORE_1970).clamp(0, LAST_MINUTE)
}

/// Returns the words that find a customer: name, company and emails first, then everything else, with all digits of the
/// telephone numbers at its beginning.
pub(super) fn words_of_customer(c: &Customer) -> (String, String) {
    let join = |parts: &[Option<&str>]| {
        let words: Vec<_> = parts.iter().flatten().map(|p| text::search_text(p)).filter(|t| !t.is_empty()).collect();
        words.join(" ")
    };
    let emails = c.emails();
    let title: Vec<_> = [Some(c.name.as_str()), c.company.as_deref()]
        .into_iter()
        .chain(emails.iter().map(|e| Some(e.text())))
        .collect();
    let phones = c.phones();
    let as_typed = phones.iter().filter(|phone| phone.shown.is_none()).map(|phone| Some(phone.value.as_str()));
    let tags = c.tags.iter().collect::<Vec<_>>().join(" ");
    let zone = c.timezone.map(crate::domain::tz::Tz::name);
    let mut body = vec![c.role.as_deref(), c.city.as_deref(), c.address.as_deref()];
    body.extend(as_typed.chain([c.facts.as_deref(), Some(&tags), zone]));
    let body = join(&body);
    let numbers: Vec<String> =
        phones.iter().flat_map(|phone| phone::longest_words(&phone.value, phone.shown.as_deref())).collect();
    let title = join(&title);
    if numbers.is_empty() { (title, body) } else { (title, format!("{}{AFTER_PHONE}{body}", numbers.join(" "))) }
}

/// Returns the words that the index has of a customer: of the telephone numbers every three digits in a row, and the last two.
pub(super) fn indexed_words(title: &str, body: &str) -> String {
    let (phone, rest) = phone_and_rest(body);
    let mut words = vec![title];
    for number in phone.split(' ') {
        let last = number.len().checked_sub(2).and_then(|at| number.get(at..));
        for part in digits_in_a_row(number).chain(last) {
            if !words.contains(&part) {
                words.push(part);
            }
        }
    }
    words.push(rest);
    words.join(" ")
}

/// Returns the words of a log with several remarks; those of a single remark are found by the remark itself.
pub(super) fn words_of_log(log: &str) -> Option<String> {
    (remark::parse(log).len() >= 2).then(|| text::search_text(log))
}

/// A row to be written to the index.
struct Indexed<'a> {
    kind: HitKind,
    /// The id of the customer, touch or remark.
    of: i64,
    /// The first row of its rank.
    base: i64,
    /// The low bits that tell apart rows of one rank.
    tie_bits: u32,
    /// A customer's title, and their other words; None of what was said.
    texts: Option<(&'a str, &'a str)>,
}

/// What is not in the index yet. It is written at the end of a change, in the order of the rows: FTS5 writes its tree anew for
/// each row that comes before the last one.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Rows without their words.
    places: BTreeSet<i64>,
    /// Customers without a row; None unless many are being added.
    newcomers: Option<Newcomers>,
}

/// How many rows wait at most: an import of a million takes no more memory for them than one of some ten thousand.
const MOST_WAITING: usize = 1 << 16;

/// Writes rows of the index.
#[derive(Clone, Copy)]
struct Writer<'a> {
    db: &'a Connection,
    /// None where the words are written at once.
    waiting: Option<&'a RefCell<Waiting>>,
}

const INDEXING: &str = "index for search";
const ADD_WORDS: &str = "INSERT INTO search (rowid, words) VALUES (?1, ?2)";

impl Change<'_> {
    /// Writes what search finds of a customer.
    pub(super) fn index_customer(&self, c: &Customer) -> Result<()> {
        self.writer().index_customer(c)
    }

    /// Writes what search finds of a customer whom the book did not have.
    pub(super) fn index_new_customer(&self, c: &Customer) -> Result<()> {
        let is_of_many = self.many_from.get().is_some_and(|first| c.id.0 >= first);
        if let Some(newcomers) = self.waiting.borrow_mut().newcomers.as_mut().filter(|_| is_of_many) {
            return if newcomers.add(Newcomer::of(c)).is_full() { newcomers.write(&self.db) } else { Ok(()) };
        }
        self.index_customer(c)
    }

    /// Lets the customers who come in wait from now on.
    pub(super) fn await_newcomers(&self) {
        self.waiting.borrow_mut().newcomers = Some(Newcomers::default());
    }

    /// Writes the customers who wait; those who come in later wait no longer.
    pub(super) fn write_newcomers(&self) -> Result<()> {
        let newcomers = self.waiting.borrow_mut().newcomers.take();
        newcomers.map_or(Ok(()), |mut newcomers| newcomers.write(&self.db))
    }

    /// Writes what search finds of a touch: its whole log, where that has several remarks.
    pub(super) fn index_touch(&self, touch: &Touch) -> Result<()> {
        let writer = self.writer();
        writer.unindex(touch.id.0, HitKind::Touch)?;
        if words_of_log(&touch.text).is_some() {
            writer.add_said(HitKind::Touch, touch.id.0, touch.at.timestamp())
        } else {
            Ok(())
        }
    }

    /// Writes what search finds of a remark, as the book has it, said at an instant in seconds since 1970.
    pub(super) fn index_remark(&self, id: RemarkId, unix_seconds: i64) -> Result<()> {
        let writer = self.writer();
        writer.unindex(id.0, HitKind::Remark)?;
        writer.add_said(HitKind::Remark, id.0, unix_seconds)
    }

    /// Takes a thing out of the index.
    pub(super) fn unindex(&self, of: i64, kind: HitKind) -> Result<()> {
        self.writer().unindex(of, kind)
    }

    fn writer(&self) -> Writer<'_> {
        Writer { db: &self.db, waiting: Some(&self.waiting) }
    }
}

impl Book {
    /// Writes the words of the rows that wait for the end of a change.
    pub(super) fn write_waiting_words(&self) -> Result<()> {
        let Waiting { places, newcomers } = self.waiting.take();
        newcomers.map_or(Ok(()), |mut newcomers| newcomers.write(&self.db))?;
        places.into_iter().try_for_each(|place| write_words(&self.db, place))
    }
}

/// Fills an empty index from what is in the book. Rows come in the order of the index: that is how FTS5 is fastest.
///
/// A million remarks take about a minute.
pub(super) fn fill(db: &Connection) -> Result<()> {
    // When it was said, in which touch, and as which of its lines: the log comes before those.
    let mut said: Vec<(i64, i64, Option<i64>, i64)> = Vec::new();
    let logs = "SELECT occurred_at, id, text FROM touch";
    db.each(logs, [], INDEXING, |(at, id, log): (i64, i64, String)| {
        if words_of_log(&log).is_some() {
            said.push((at, id, None, id));
        }
        Ok(())
    })?;
    let remarks = "SELECT said_at, touch, position, id FROM remark";
    db.each(remarks, [], INDEXING, |(at, touch, position, id): (i64, i64, i64, i64)| {
        said.push((at, touch, Some(position), id));
        Ok(())
    })?;
    said.sort_unstable();
    let writer = Writer { db, waiting: None };
    for (at, _, position, id) in said {
        let kind = if position.is_some() { HitKind::Remark } else { HitKind::Touch };
        writer.add_said(kind, id, at.div_euclid(1000))?;
    }
    let mut people: Vec<(i64, i64)> = Vec::new();
    db.each("SELECT id, name FROM customer", [], INDEXING, |(id, name): (i64, String)| {
        people.push((name_rank(&text::fold(&name)), id));
        Ok(())
    })?;
    people.sort_unstable();
    people.into_iter().try_for_each(|(_, id)| match db.find::<Customer>(id, INDEXING)? {
        Some(customer) => writer.index_customer(&customer),
        None => Ok(()),
    })
}

/// Writes the whole index anew, whatever state it is in.
pub(super) fn make_anew(db: &Connection) -> Result<()> {
    const EMPTYING: &str = "DROP TRIGGER search_text_removed;
      INSERT INTO search (search) VALUES ('delete-all');
      INSERT INTO search_part (search_part) VALUES ('delete-all');
      DELETE FROM search_text;";
    // Nothing is to be taken out of an empty index, row by row.
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'search_text_removed'";
    let taking_out: String = db.one(sql, [], INDEXING)?;
    db.execute_batch(EMPTYING).and_then(|()| db.execute_batch(&taking_out)).doing(INDEXING)?;
    fill(db)
}

/// Takes what no longer is in the book out of the index for good: not a word of it stays in the file.
pub(super) fn erase_what_is_gone(db: &Connection) -> Result<()> {
    let anew =
        "INSERT INTO search (search) VALUES ('optimize'); INSERT INTO search_part (search_part) VALUES ('rebuild');";
    db.execute_batch(anew).doing(INDEXING)
}

/// Writes what search finds of a customer, at once.
pub(super) fn index_customer(db: &Connection, c: &Customer) -> Result<()> {
    Writer { db, waiting: None }.index_customer(c)
}

impl Writer<'_> {
    fn index_customer(self, c: &Customer) -> Result<()> {
        let newcomer = Newcomer::of(c);
        if let Some(waiting) = self.waiting
            && let Some(newcomers) = &mut waiting.borrow_mut().newcomers
            && newcomers.holds(c.id.0)
        {
            newcomers.add(newcomer);
            return Ok(());
        }
        let Newcomer { base, title, body, .. } = &newcomer;
        let before: Option<(i64, String, String)> = self.db.optional(
            "SELECT id, title, body FROM search_text WHERE ref = ?1 AND kind = ?2",
            (c.id, HitKind::Customer),
            INDEXING,
        )?;
        if let Some((id, before_title, before_body)) = before {
            let is_same = before_title == *title && before_body == *body;
            if is_same && (id >> NAME_TIE_BITS == base >> NAME_TIE_BITS || self.is_full(*base)?) {
                return Ok(());
            }
            self.unindex(c.id.0, HitKind::Customer)?;
        }
        self.add(&newcomer.indexed())
    }

    /// Whether a rank of customers has no place left.
    fn is_full(self, base: i64) -> Result<bool> {
        let last = base | ((1 << NAME_TIE_BITS) - 1);
        self.db.one("SELECT EXISTS (SELECT 1 FROM search_text WHERE id = ?1)", [last], INDEXING)
    }

    fn add_said(self, kind: HitKind, of: i64, unix_seconds: i64) -> Result<()> {
        let base = time_rank(unix_seconds) << TIME_TIE_BITS;
        self.add(&Indexed { kind, of, base, tie_bits: TIME_TIE_BITS, texts: None })
    }

    /// Adds a row of a thing that has none.
    fn add(self, thing: &Indexed<'_>) -> Result<()> {
        let place = free_place(self.db, thing)?;
        add_row(self.db, place, thing)?;
        let Some(waiting) = self.waiting else { return write_words(self.db, place) };
        let places = &mut waiting.borrow_mut().places;
        places.insert(place);
        if places.len() < MOST_WAITING {
            return Ok(());
        }
        std::mem::take(places).into_iter().try_for_each(|place| write_words(self.db, place))
    }

    fn unindex(self, of: i64, kind: HitKind) -> Result<()> {
        if let (HitKind::Customer, Some(waiting)) = (kind, self.waiting)
            && waiting.borrow_mut().newcomers.as_mut().is_some_and(|newcomers| newcomers.remove(of))
        {
            return Ok(());
        }
        if let Some(waiting) = self.waiting.filter(|waiting| !waiting.borrow().places.is_empty()) {
            let place = "SELECT id FROM search_text WHERE ref = ?1 AND kind = ?2";
            let place: Option<i64> = self.db.optional(place, (of, kind), INDEXING)?;
            // What is taken out takes its words along, so they have to be there.
            if let Some(place) = place.filter(|place| waiting.borrow_mut().places.remove(place)) {
                write_words(self.db, place)?;
            }
        }
        self.db.run("DELETE FROM search_text WHERE ref = ?1 AND kind = ?2", (of, kind), INDEXING).map(drop)
    }
}

fn add_row(db: &Connection, place: i64, thing: &Indexed<'_>) -> Result<()> {
    let (title, body) = thing.texts.unzip();
    let add = "INSERT INTO search_text (id, kind, ref, title, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.run(add, (place, thing.kind, thing.of, title, body), INDEXING).map(drop)
}

/// Writes the words of a row, where it is still there: those that it has itself, or those of what was said.
fn write_words(db: &Connection, place: i64) -> Result<()> {
    type Row = (HitKind, i64, Option<String>, Option<String>);
    let row = "SELECT kind, ref, title, body FROM search_text WHERE id = ?1";
    let Some((kind, of, title, body)) = db.optional::<Row>(row, [place], INDEXING)? else { return Ok(()) };
    let words = match (title.zip(body), kind) {
        (Some((title, body)), _) => return write_words_of_customer(db, place, (&title, &body)),
        (None, HitKind::Touch) => {
            let log = text_of_touch(db, TouchId(of), INDEXING)?;
            log.and_then(|log| words_of_log(&log)).unwrap_or_default()
        }
        (None, HitKind::Remark | HitKind::Customer) => {
            let said: Option<String> = db.optional("SELECT text FROM remark WHERE id = ?1", [of], INDEXING)?;
            said.map(|said| text::search_text(&said)).unwrap_or_default()
        }
    };
    db.run(ADD_WORDS, (place, words), INDEXING).map(drop)
}

fn write_words_of_customer(db: &Connection, place: i64, (title, body): (&str, &str)) -> Result<()> {
    db.run("INSERT INTO search_part (rowid, title) VALUES (?1, ?2)", (place, title), INDEXING)?;
    db.run(ADD_WORDS, (place, indexed_words(title, body)), INDEXING).map(drop)
}

/// Finds a free id in the thing's rank, behind those that have one: FTS5 is fastest where rows are added in order. Where it
/// is crowded, behind the last of those that share fewer and fewer letters, or are further and further apart.
fn free_place(db: &Connection, thing: &Indexed<'_>) -> Result<i64> {
    let Indexed { base, tie_bits, .. } = *thing;
    for bits in (tie_bits..RANK_BITS).step_by(LETTER_BITS as usize).chain([RANK_BITS]) {
        let mask = (1_i64 << bits) - 1;
        let sql = "SELECT max(id) FROM search_text WHERE id BETWEEN ?1 AND ?2";
        let last: Option<i64> = db.one(sql, (base & !mask, base | mask), INDEXING)?;
        match last {
            None => return Ok(base),
            Some(last) if last < base | mask => return Ok(last + 1),
            Some(_) => {}
        }
    }
    Err(Error::failed("the search index has no room left; nothing was changed"))
}
