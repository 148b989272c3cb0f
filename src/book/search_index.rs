//! Writes what search finds. The id of a row in the index is its rank, with a few low bits that tell apart rows of one
//! rank. Customers rank by the first letters of their names, everything else by when it happened.

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
struct Indexed<'a> {
    kind: HitKind,
    /// The id of the customer, touch or remark.
    of: i64,
    /// The first row of its rank.
    base: i64,
    /// The low bits that tell apart rows of one rank.
    tie_bits: u32,
    title: &'a str,
    body: &'a str,
}

const INDEXING: &str = "index for search";

impl Change<'_> {
    /// Writes what search finds of a customer.
    pub(super) fn index_customer(&self, c: &Customer) -> Result<()> {
        index_customer(&self.db, c)
    }

    /// Writes what search finds of a touch: its whole log, where that has several remarks.
    pub(super) fn index_touch(&self, touch: &Touch) -> Result<()> {
        index_touch(&self.db, touch.id, &touch.text, touch.at.timestamp())
    }

    /// Writes what search finds of a remark said at an instant in seconds since 1970.
    pub(super) fn index_remark(&self, id: RemarkId, said: &str, unix_seconds: i64) -> Result<()> {
        index_said(&self.db, (HitKind::Remark, id.0), unix_seconds, &text::search_text(said))
    }

    /// Takes a thing out of the index.
    pub(super) fn unindex(&self, of: i64, kind: HitKind) -> Result<()> {
        unindex(&self.db, of, kind)
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
    let (title, body) = words_of_customer(c);
    index(
        db,
        &Indexed {
            kind: HitKind::Customer,
            of: c.id.0,
            base: CUSTOMERS_FROM | name_rank(&text::fold(&c.name)) << NAME_TIE_BITS,
            tie_bits: NAME_TIE_BITS,
            title: &title,
            body: &body,
        },
    )
}

fn index_touch(db: &Connection, id: TouchId, log: &str, unix_seconds: i64) -> Result<()> {
    let Some(words) = words_of_log(log) else {
        return unindex(db, id.0, HitKind::Touch);
    };
    index_said(db, (HitKind::Touch, id.0), unix_seconds, &words)
}

fn index_said(db: &Connection, (kind, of): (HitKind, i64), unix_seconds: i64, words: &str) -> Result<()> {
    let base = time_rank(unix_seconds) << TIME_TIE_BITS;
    index(db, &Indexed { kind, of, base, tie_bits: TIME_TIE_BITS, title: "", body: words })
}

fn index(db: &Connection, thing: &Indexed<'_>) -> Result<()> {
    let before: Option<(i64, String, String)> = db.optional(
        "SELECT id, title, body FROM search_text WHERE ref = ?1 AND kind = ?2",
        (thing.of, thing.kind),
        INDEXING,
    )?;
    if let Some((id, title, body)) = before {
        if id >> thing.tie_bits == thing.base >> thing.tie_bits && title == thing.title && body == thing.body {
            return Ok(());
        }
        unindex(db, thing.of, thing.kind)?;
    }
    db.run(
        "INSERT INTO search_text (id, kind, ref, title, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        (free_place(db, thing)?, thing.kind, thing.of, thing.title, thing.body),
        INDEXING,
    )?;
    Ok(())
}

/// Finds a free id among those of the thing's rank. Things' own ids grow, and FTS5 is fastest where rows are added in
/// order.
fn free_place(db: &Connection, thing: &Indexed<'_>) -> Result<i64> {
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
