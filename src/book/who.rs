//! WHO: finding the customer that a person means, in steps; the first step with a match decides.

use std::collections::HashMap;

use super::Book;
use super::query::Query;
use super::rows::row;
use super::search::{CUSTOMERS_FROM, Place, Wanted};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Their id.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Whether they are out of sight.
    pub archived: bool,
}

/// What a WHO came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoMatch {
    One(CustomerId),
    Several(Vec<Match>),
    /// Nobody; the most similar names.
    None(Vec<Match>),
}

/// The fewest digits of an id behind a name: a name may end in a number, and ids are long.
const ID_DIGITS: usize = 10;
/// How many similar names are offered.
const NEAREST: usize = 3;
/// How similar a name must be to be offered, from 0 to 1.
const LIKENESS: f64 = 0.7;
/// In a book of up to this many customers, all names are compared; in a larger one those that share the most letters.
const COMPARED: usize = 500;
/// How many customers are looked at who share three letters in a row with a name.
const SHARING: usize = 2000;
/// How many of those who share the most are compared.
const CLOSEST: usize = 150;

/// What is known of a customer while WHO looks for them.
struct Entry {
    id: CustomerId,
    name: String,
    company: Option<String>,
    archived: bool,
    email: Option<String>,
    /// Their other mailboxes, a line each.
    other_emails: Option<String>,
}

row! {
    /// The columns of an entry.
    const ENTRY: Entry = "customer" {
        id,
        name,
        company,
        archived: "archived_at IS NOT NULL",
        email,
        other_emails: "(SELECT group_concat(value, char(10)) FROM reach
                        WHERE reach.customer = customer.id AND reach.kind = 'email')",
    }
}

impl From<Entry> for Match {
    fn from(entry: Entry) -> Self {
        Self { id: entry.id, name: entry.name, company: entry.company, archived: entry.archived }
    }
}

const LOOKING: &str = "look for the customer";

impl Book {
    /// Finds whom a WHO means: an id, also behind words of the name; the whole name, company or email; the beginnings of words; any part. Case and
    /// accents do not matter. Within a step those present come before the archived.
    pub fn who(&self, who: &str) -> Result<WhoMatch> {
        if let Ok(id) = who.trim().parse::<i64>()
            && let Some(found) = self.find_customer(CustomerId(id))?
        {
            return Ok(WhoMatch::One(found.id));
        }
        if let Some(id) = self.who_by_name_and_id(who)? {
            return Ok(WhoMatch::One(id));
        }
        let folded = text::fold(who.trim());
        if folded.is_empty() {
            return Ok(WhoMatch::None(Vec::new()));
        }
        let known = self.who_by_whole_text(&folded)?;
        if !known.is_empty() {
            return Ok(decide(known));
        }
        let mut begins = self.who_by_words(who)?;
        let whole: Vec<Match> = if text::search_query(who).is_none() {
            self.who_by_whole(&folded)?
        } else {
            let (whole, rest) = begins.into_iter().partition(|e| is_whole(e, &folded));
            begins = rest;
            matches_of(whole)
        };
        if !whole.is_empty() {
            return Ok(decide(whole));
        }
        if !begins.is_empty() {
            return Ok(decide(matches_of(begins)));
        }
        let part = self.who_by_part(&folded)?;
        if !part.is_empty() {
            return Ok(decide(part));
        }
        Ok(WhoMatch::None(self.nearest(&folded)?))
    }

    /// Finds somebody by words of their name with their id behind, as shells complete namesakes: "ana-ribeiro-71283…".
    fn who_by_name_and_id(&self, who: &str) -> Result<Option<CustomerId>> {
        let Some((words, id)) = who.trim().rsplit_once('-') else { return Ok(None) };
        if id.len() < ID_DIGITS || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(None);
        }
        let (Ok(id), Some(words)) = (id.parse(), text::search_query(words)) else { return Ok(None) };
        let Some(found) = self.find_customer(CustomerId(id))? else { return Ok(None) };
        let known = format!("{} {}", found.name, found.company.as_deref().unwrap_or_default());
        Ok(text::begins_words(&known, &words).then_some(found.id))
    }

    /// Reads who some customers are, by name.
    pub(super) fn matches_by_name(&self, ids: impl Iterator<Item = CustomerId>) -> Result<Vec<Match>> {
        Ok(matches_of(self.entries(ids.map(|id| id.0))?))
    }

    /// Finds those who are not archived by their whole name, company or email, which have indexes.
    fn who_by_whole_text(&self, folded: &str) -> Result<Vec<Match>> {
        let sql = format!(
            "SELECT {ENTRY} FROM customer WHERE archived_at IS NULL AND customer.id IN (
               SELECT id FROM customer WHERE archived_at IS NULL AND sort_name = ?1
               UNION ALL SELECT id FROM customer
                 WHERE archived_at IS NULL AND coalesce(sort_company, char(1114111)) = ?1
               UNION ALL SELECT id FROM customer WHERE email IS NOT NULL AND lower(email) = ?1
               UNION ALL SELECT customer FROM reach WHERE kind = 'email' AND lower(value) = ?1)
             ORDER BY sort_name, customer.id"
        );
        Ok(matches_of(self.db.all(&sql, [folded], LOOKING)?))
    }

    fn who_by_words(&self, who: &str) -> Result<Vec<Entry>> {
        let Some(words) = text::search_query(who) else { return Ok(Vec::new()) };
        let place = Place::Titles { after: CUSTOMERS_FROM - 1 };
        let found = self.matches(Wanted { words: &words, place, limit: usize::MAX })?;
        self.entries(found.iter().map(|m| m.of))
    }

    /// Reads the entries of customers, by name.
    fn entries(&self, ids: impl Iterator<Item = i64>) -> Result<Vec<Entry>> {
        let sql = format!("SELECT {ENTRY} FROM customer WHERE id = ?1");
        let mut entries = ids.map(|id| self.db.one(&sql, [id], LOOKING)).collect::<Result<Vec<Entry>>>()?;
        entries.sort_by_cached_key(|e| (text::fold(&e.name), e.id));
        Ok(entries)
    }

    /// Finds entries as a whole. A name of punctuation alone has no words, so only this and [`Book::who_by_part`] find it.
    fn who_by_whole(&self, folded: &str) -> Result<Vec<Match>> {
        let mut found = Vec::new();
        self.each_entry(|e| {
            if is_whole(&e, folded) {
                found.push(e.into());
            }
        })?;
        Ok(found)
    }

    /// Finds everybody whose name, company or email has the folded text anywhere. The index knows three letters in a row;
    /// for fewer, it reads them all.
    pub fn who_by_part(&self, folded: &str) -> Result<Vec<Match>> {
        let has_part = |e: &Entry| fields(e).any(|f| text::fold(f).contains(folded));
        let triples = self.rarest(triples(folded))?;
        if !triples.is_empty() {
            let sql = "SELECT ref FROM search_part JOIN search_text ON search_text.id = search_part.rowid
                       WHERE search_part MATCH ?1";
            let expression = triples.iter().map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(" ");
            let found: Vec<i64> = self.db.all(sql, [expression], LOOKING)?;
            return Ok(matches_of(self.entries(found.into_iter())?.into_iter().filter(has_part).collect()));
        }
        let mut found = Vec::new();
        self.each_entry(|e| {
            if has_part(&e) {
                found.push(e.into());
            }
        })?;
        Ok(found)
    }

    /// Leaves the triples that few have, which are enough to find them, where there are such.
    fn rarest(&self, triples: Vec<String>) -> Result<Vec<String>> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM search_part WHERE search_part MATCH ?1 LIMIT ?2)";
        let mut rare = Vec::new();
        for triple in &triples {
            let count: usize = self.db.one(sql, (format!("\"{triple}\""), COMPARED), LOOKING)?;
            if count < COMPARED {
                rare.push(triple.clone());
            }
        }
        Ok(if rare.is_empty() { triples } else { rare })
    }

    /// Finds the most similar names.
    fn nearest(&self, folded: &str) -> Result<Vec<Match>> {
        let mut near: Vec<(f64, Match)> = Vec::new();
        let mut compare = |e: Entry| {
            let name = text::fold(&e.name);
            let words = name.split_whitespace().chain(std::iter::once(name.as_str()));
            let likeness = words.map(|w| strsim::jaro_winkler(w, folded)).fold(0.0, f64::max);
            if likeness >= LIKENESS {
                near.push((likeness, e.into()));
                near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
                near.truncate(NEAREST);
            }
        };
        if self.counts()?.0 <= COMPARED {
            self.each_entry(compare)?;
        } else {
            self.entries(self.sharing_letters(folded)?.into_iter())?.into_iter().for_each(&mut compare);
        }
        Ok(near.into_iter().map(|(_, m)| m).collect())
    }

    /// Finds the customers who share the most letters with a folded text, three in a row or the first two of a word.
    fn sharing_letters(&self, folded: &str) -> Result<Vec<i64>> {
        let mut shared: HashMap<i64, usize> = HashMap::new();
        let sql = "SELECT rowid FROM search_part WHERE search_part MATCH ?1 LIMIT ?2";
        for triple in triples(folded) {
            for row in self.db.all::<i64>(sql, (format!("\"{triple}\""), SHARING), LOOKING)? {
                *shared.entry(row).or_default() += 1;
            }
        }
        let begins = "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid >= ?2 LIMIT ?3";
        for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let first: String = word.chars().take(2).collect();
            for row in self.db.all::<i64>(begins, (format!("\"{first}\"*"), CUSTOMERS_FROM, SHARING), LOOKING)? {
                *shared.entry(row).or_default() += 1;
            }
        }
        let mut rows: Vec<(usize, i64)> = shared.into_iter().map(|(row, n)| (n, row)).collect();
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let id = "SELECT ref FROM search_text WHERE id = ?1";
        rows.iter().take(CLOSEST).map(|(_, row)| self.db.one(id, [row], LOOKING)).collect()
    }

    /// Goes through everybody, which is slow; only for what no index can answer.
    fn each_entry(&self, mut with: impl FnMut(Entry)) -> Result<()> {
        let sql = format!("SELECT {ENTRY} FROM customer ORDER BY sort_name, id");
        self.db.each(&sql, [], LOOKING, |entry| {
            with(entry);
            Ok(())
        })
    }
}

/// Lists the three letters in a row that the words of a folded text have.
fn triples(folded: &str) -> Vec<String> {
    let mut triples = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        triples.extend(letters.windows(3).map(|triple| triple.iter().collect::<String>()));
    }
    triples.sort_unstable();
    triples.dedup();
    triples
}

fn matches_of(entries: Vec<Entry>) -> Vec<Match> {
    entries.into_iter().map(Match::from).collect()
}

fn fields(e: &Entry) -> impl Iterator<Item = &str> {
    let own = [Some(e.name.as_str()), e.company.as_deref(), e.email.as_deref()];
    own.into_iter().flatten().chain(e.other_emails.as_deref().unwrap_or_default().lines())
}

fn is_whole(e: &Entry, folded: &str) -> bool {
    fields(e).any(|f| text::fold(f) == folded)
}

fn decide(mut found: Vec<Match>) -> WhoMatch {
    if found.iter().any(|m| !m.archived) {
        found.retain(|m| !m.archived);
    }
    match found.as_slice() {
        [one] => WhoMatch::One(one.id),
        _ => WhoMatch::Several(found),
    }
}
