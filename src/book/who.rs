//! WHO: finding the customer that a person means, in steps; the first step with a match decides.

use super::Book;
use super::query::Query;
use super::rows::row;
use super::search::{Place, Wanted};
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

/// How many similar names are offered.
const NEAREST: usize = 3;
/// How similar a name must be to be offered, from 0 to 1.
const LIKENESS: f64 = 0.7;

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
    /// Finds whom a WHO means: an id; the whole name, company or email; the beginnings of words; any part. Case and
    /// accents do not matter. Within a step those present come before the archived.
    pub fn who(&self, who: &str) -> Result<WhoMatch> {
        if let Ok(id) = who.trim().parse::<i64>()
            && let Some(found) = self.find_customer(CustomerId(id))?
        {
            return Ok(WhoMatch::One(found.id));
        }
        let folded = text::fold(who.trim());
        if folded.is_empty() {
            return Ok(WhoMatch::None(Vec::new()));
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

    fn who_by_words(&self, who: &str) -> Result<Vec<Entry>> {
        let Some(words) = text::search_query(who) else { return Ok(Vec::new()) };
        let place = Place::Titles { after: (1 << 62) - 1 };
        let found = self.matches(Wanted { words: &words, place, limit: usize::MAX })?;
        let sql = format!("SELECT {ENTRY} FROM customer WHERE id = ?1");
        let mut entries = found.iter().map(|m| self.db.one(&sql, [m.of], LOOKING)).collect::<Result<Vec<Entry>>>()?;
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

    /// Finds everybody whose name, company or email has the folded text anywhere; reads them all.
    pub fn who_by_part(&self, folded: &str) -> Result<Vec<Match>> {
        let mut found = Vec::new();
        self.each_entry(|e| {
            if fields(&e).any(|f| text::fold(f).contains(folded)) {
                found.push(e.into());
            }
        })?;
        Ok(found)
    }

    fn nearest(&self, folded: &str) -> Result<Vec<Match>> {
        let mut near: Vec<(f64, Match)> = Vec::new();
        self.each_entry(|e| {
            let name = text::fold(&e.name);
            let words = name.split_whitespace().chain(std::iter::once(name.as_str()));
            let likeness = words.map(|w| strsim::jaro_winkler(w, folded)).fold(0.0, f64::max);
            if likeness >= LIKENESS {
                near.push((likeness, e.into()));
                near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
                near.truncate(NEAREST);
            }
        })?;
        Ok(near.into_iter().map(|(_, m)| m).collect())
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
