//! Writes what search finds. The id of a row in the index is its rank, with a few low bits that tell apart rows of one
//! rank. Customers rank by the first letters of their names, everything else by when it happened.

use std::collections::HashMap;

use rusqlite::Connection;

use super::query::Query;
use super::rows::CUSTOMER;
use super::search::{AFTER_PHONE, CUSTOMERS_FROM, HitKind};
use super::{Change, Doing};
use crate::domain::customer::Customer;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::phone;
use crate::domain::remark;
use crate::domain::touch::Touch;
use crate::error::{Error, Result};
use crate::text;

/// Bits for a letter of a name: a to z, a blank, and one value for everything else.
const LETTER_BITS: u32 = 5;
/// How many letters of a name make its rank.
const LETTERS: usize = 9;
/// Low bits of a customer's row, which tell apart those of one name.
const NAME_TIE_BITS: u32 = 62 - LETTER_BITS * 9;
/// Bits of an id, the tie bits among them, that order rows of a kind.
const RANK_BITS: u32 = 61;
/// How many ids next to its own are tried for a row.
const NEIGHBORS: i64 = 64;
/// Low bits of other rows, which tell apart those of one second.
const TIME_TIE_BITS: u32 = 28;
/// Seconds from 1900 to 1970, so that every touch's rank is positive.
const SECONDS_BEFORE_1970: i64 = 2_208_988_800;

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
    (unix_seconds + SECONDS_BEFORE_1970).clamp(0, (1 << 33) - 1)
}

/// Returns the words that find a customer: name, company and emails first, then everything else, the telephone numbers at
/// its beginning.
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
        phones.iter().flat_map(|phone| phone::search_words(&phone.value, phone.shown.as_deref())).collect();
    let title = join(&title);
    if numbers.is_empty() { (title, body) } else { (title, format!("{}{AFTER_PHONE}{body}", numbers.join(" "))) }
}

/// Returns the words of a log with several remarks; those of a single remark are found by the remark itself.
pub(super) fn words_of_log(log: &str) -> Option<String> {
    (remark::parse(log).len() >= 2).then(|| text::search_text(log))
}

/// A row to be written to the index.
#[derive(Debug)]
struct Indexed {
    kind: HitKind,
    /// The id of the customer, touch or remark.
    of: i64,
    /// The first row of its rank.
    base: i64,
    /// The low bits that tell apart rows of one rank.
    tie_bits: u32,
    title: String,
    body: String,
}

/// Rows of the index that a large change writes together: FTS5 is fastest where rows come in order, with nothing else
/// between them.
#[derive(Debug, Default)]
pub(super) struct WaitingRows {
    rows: Vec<Option<Indexed>>,
    /// Where a thing's row waits.
    places: HashMap<(HitKind, i64), usize>,
    /// How to make the trigger again that was dropped, while rows are written past it.
    trigger: Option<String>,
}

/// From how many rows on they are written past the trigger, and how many wait at most.
const TOGETHER: usize = 64;
const MOST_WAITING: usize = 4096;

const INDEXING: &str = "index for search";

impl Change<'_> {
    /// Lets what search finds of what this change writes wait for its end, or until there is much of it.
    pub fn index_together(&self) {
        self.waiting.borrow_mut().get_or_insert_default();
    }

    /// Writes what search finds of a customer.
    pub(super) fn index_customer(&self, c: &Customer) -> Result<()> {
        self.index(of_customer(c))
    }

    /// Writes what search finds of a touch: its whole log, where that has several remarks.
    pub(super) fn index_touch(&self, touch: &Touch) -> Result<()> {
        match words_of_log(&touch.text) {
            Some(words) => self.index(of_words((HitKind::Touch, touch.id.0), touch.at.timestamp(), words)),
            None => self.unindex(touch.id.0, HitKind::Touch),
        }
    }

    /// Writes what search finds of a remark said at an instant in seconds since 1970.
    pub(super) fn index_remark(&self, id: RemarkId, said: &str, unix_seconds: i64) -> Result<()> {
        self.index(of_words((HitKind::Remark, id.0), unix_seconds, text::search_text(said)))
    }

    /// Takes a thing out of the index.
    pub(super) fn unindex(&self, of: i64, kind: HitKind) -> Result<()> {
        if let Some(waiting) = self.waiting.borrow_mut().as_mut()
            && let Some(row) = waiting.places.remove(&(kind, of)).and_then(|at| waiting.rows.get_mut(at))
        {
            *row = None;
        }
        unindex(&self.db, of, kind)
    }

    fn index(&self, thing: Indexed) -> Result<()> {
        if self.waiting.borrow().is_none() {
            return index(&self.db, &thing);
        }
        match is_indexed(&self.db, &thing)? {
            IsIndexed::AsItIs => return Ok(()),
            IsIndexed::Otherwise => unindex(&self.db, thing.of, thing.kind)?,
            IsIndexed::No => {}
        }
        let is_full = self.waiting.borrow_mut().as_mut().is_some_and(|waiting| waiting.wait(thing));
        if is_full { self.write_waiting() } else { Ok(()) }
    }

    /// Writes what waits for the end of the change.
    pub(super) fn finish_index(&self) -> Result<()> {
        self.write_waiting()?;
        let trigger = self.waiting.borrow_mut().take().and_then(|waiting| waiting.trigger);
        trigger.map_or(Ok(()), |trigger| self.db.execute_batch(&trigger).doing(INDEXING))
    }

    fn write_waiting(&self) -> Result<()> {
        let mut waiting = self.waiting.borrow_mut();
        let Some(waiting) = waiting.as_mut() else { return Ok(()) };
        waiting.places.clear();
        let mut rows: Vec<Indexed> = std::mem::take(&mut waiting.rows).into_iter().flatten().collect();
        if rows.len() < TOGETHER && waiting.trigger.is_none() {
            return rows.iter().try_for_each(|row| add(&self.db, row).map(drop));
        }
        if waiting.trigger.is_none() {
            // A statement with a trigger has FTS5 write out what it has gathered.
            let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'search_text_added'";
            waiting.trigger = Some(self.db.one(sql, [], INDEXING)?);
            self.db.execute_batch("DROP TRIGGER search_text_added").doing(INDEXING)?;
        }
        rows.sort_unstable_by_key(|row| (row.base, row.of));
        let mut placed = Vec::with_capacity(rows.len());
        for row in &rows {
            placed.push((add(&self.db, row)?, row));
        }
        placed.sort_unstable_by_key(|(place, _)| *place);
        placed.into_iter().try_for_each(|(place, row)| {
            let sql = "INSERT INTO search (rowid, title, body) VALUES (?1, ?2, ?3)";
            self.db.run(sql, (place, &row.title, &row.body), INDEXING).map(drop)
        })
    }
}

impl WaitingRows {
    /// Adds a row; says whether enough of them wait.
    fn wait(&mut self, row: Indexed) -> bool {
        let thing = (row.kind, row.of);
        match self.places.get(&thing).and_then(|at| self.rows.get_mut(*at)) {
            Some(there) => *there = Some(row),
            None => {
                self.places.insert(thing, self.rows.len());
                self.rows.push(Some(row));
            }
        }
        self.rows.len() >= MOST_WAITING
    }
}

/// Brings the index of a book of an earlier version along: what is written in scripts without blanks, of which older
/// versions found no part, and telephone numbers, which they found in one spacing. Everything else has the same words as
/// before.
///
/// A look at a million remarks takes about a second; each that is written again, some 20 microseconds.
pub(super) fn bring_along(db: &Connection) -> Result<()> {
    db.each(&format!("SELECT {CUSTOMER} FROM customer"), [], INDEXING, |c: Customer| {
        let (title, body) = words_of_customer(&c);
        let is_new = c.phone.is_some() || text::is_undivided(&title) || text::is_undivided(&body);
        if is_new { index_customer(db, &c) } else { Ok(()) }
    })?;
    let touches = "SELECT id, occurred_at, text FROM touch";
    db.each(touches, [], INDEXING, |(id, at, log): (i64, i64, String)| {
        if text::is_undivided(&log) { index_touch(db, TouchId(id), &log, at.div_euclid(1000)) } else { Ok(()) }
    })?;
    let remarks = "SELECT id, said_at, text FROM remark";
    db.each(remarks, [], INDEXING, |(id, at, said): (i64, i64, String)| {
        if !text::is_undivided(&said) {
            return Ok(());
        }
        index_said(db, (HitKind::Remark, id), at.div_euclid(1000), &text::search_text(&said))
    })
}

pub(super) fn index_customer(db: &Connection, c: &Customer) -> Result<()> {
    index(db, &of_customer(c))
}

fn of_customer(c: &Customer) -> Indexed {
    let (title, body) = words_of_customer(c);
    let base = CUSTOMERS_FROM | name_rank(&text::fold(&c.name)) << NAME_TIE_BITS;
    Indexed { kind: HitKind::Customer, of: c.id.0, base, tie_bits: NAME_TIE_BITS, title, body }
}

fn index_touch(db: &Connection, id: TouchId, log: &str, unix_seconds: i64) -> Result<()> {
    let Some(words) = words_of_log(log) else {
        return unindex(db, id.0, HitKind::Touch);
    };
    index(db, &of_words((HitKind::Touch, id.0), unix_seconds, words))
}

fn index_said(db: &Connection, thing: (HitKind, i64), unix_seconds: i64, words: &str) -> Result<()> {
    index(db, &of_words(thing, unix_seconds, words.to_string()))
}

fn of_words((kind, of): (HitKind, i64), unix_seconds: i64, words: String) -> Indexed {
    let base = time_rank(unix_seconds) << TIME_TIE_BITS;
    Indexed { kind, of, base, tie_bits: TIME_TIE_BITS, title: String::new(), body: words }
}

/// Whether the index has a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsIndexed {
    No,
    AsItIs,
    Otherwise,
}

fn is_indexed(db: &Connection, thing: &Indexed) -> Result<IsIndexed> {
    let before: Option<(i64, String, String)> = db.optional(
        "SELECT id, title, body FROM search_text WHERE ref = ?1 AND kind = ?2",
        (thing.of, thing.kind),
        INDEXING,
    )?;
    Ok(before.map_or(IsIndexed::No, |(id, title, body)| {
        let is_same =
            id >> thing.tie_bits == thing.base >> thing.tie_bits && title == thing.title && body == thing.body;
        if is_same { IsIndexed::AsItIs } else { IsIndexed::Otherwise }
    }))
}

fn index(db: &Connection, thing: &Indexed) -> Result<()> {
    match is_indexed(db, thing)? {
        IsIndexed::AsItIs => return Ok(()),
        IsIndexed::Otherwise => unindex(db, thing.of, thing.kind)?,
        IsIndexed::No => {}
    }
    add(db, thing).map(drop)
}

/// Adds a thing, and returns its place.
fn add(db: &Connection, thing: &Indexed) -> Result<i64> {
    let place = free_place(db, thing)?;
    db.run(
        "INSERT INTO search_text (id, kind, ref, title, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        (place, thing.kind, thing.of, &thing.title, &thing.body),
        INDEXING,
    )?;
    Ok(place)
}

/// Finds a free id among those of the thing's rank. Things' own ids grow, and FTS5 is fastest where rows are added in
/// order.
fn free_place(db: &Connection, thing: &Indexed) -> Result<i64> {
    let Indexed { of, base, tie_bits, .. } = *thing;
    // The thing's own id says where to begin.
    let mask = (1_i64 << tie_bits) - 1;
    let mut taken = db.prepare_cached("SELECT 1 FROM search_text WHERE id = ?1").doing(INDEXING)?;
    for step in 0..NEIGHBORS {
        let place = base | (of.wrapping_add(step) & mask);
        if !taken.exists([place]).doing(INDEXING)? {
            return Ok(place);
        }
    }
    // Where it is crowded, go behind the last of the rank, then of those that share fewer and fewer letters with it.
    for bits in (tie_bits..RANK_BITS).step_by(LETTER_BITS as usize).chain([RANK_BITS]) {
        let mask = (1_i64 << bits) - 1;
        let last: Option<i64> = db.one(
            "SELECT max(id) FROM search_text WHERE id BETWEEN ?1 AND ?2",
            (base & !mask, base | mask),
            INDEXING,
        )?;
        if let Some(last) = last.filter(|last| *last < base | mask) {
            return Ok(last + 1);
        }
    }
    Err(Error::failed("the search index has no room left; nothing was changed"))
}

fn unindex(db: &Connection, of: i64, kind: HitKind) -> Result<()> {
    db.run("DELETE FROM search_text WHERE ref = ?1 AND kind = ?2", (of, kind), INDEXING)?;
    Ok(())
}
