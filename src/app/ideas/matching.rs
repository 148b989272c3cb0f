//! Whom else an idea might suit.

use std::collections::HashMap;
use std::rc::Rc;

use crate::app::App;
use crate::book::ideas::{Matched, WithWord};
use crate::book::remarks::Quoted;
use crate::domain::customer::Customer;
use crate::domain::ideas::{self, Fit};
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::peak::PeakDays;
use crate::domain::remark::RemarkKind;
use crate::error::Result;
use crate::text;

/// A word in more rows of the index than this says nothing about anybody.
const TOO_COMMON: usize = 300;
/// The most customers to name whom an idea might suit.
const NAMED: usize = 3;
/// How many customers with one word, or with one peak, to look at.
const LOOKED_AT: usize = 20;

/// A customer whom an idea might suit, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Not the one who had the idea.
    pub customer: Customer,
    /// Never empty.
    pub fits: Vec<Fit>,
}

/// What is known of somebody whom an idea might suit.
struct Known {
    /// The words of their facts.
    facts: Vec<String>,
    peak: Option<String>,
    may_be_called: bool,
}

/// Finds whom ideas might suit. It remembers what it looked up, so that an idea of a list costs little more than the words
/// that no idea before it had.
pub struct Matcher<'a> {
    app: &'a App,
    with_word: HashMap<String, Rc<WithWord>>,
    /// The customers of rows of the index.
    customers: HashMap<i64, CustomerId>,
    known: HashMap<CustomerId, Rc<Known>>,
    /// The peak days of the accounts, each spelling once.
    peaks: Option<Rc<[(String, PeakDays)]>>,
    with_peak: HashMap<String, Rc<[CustomerId]>>,
}

impl App {
    /// Makes a matcher for the ideas of a list.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher {
            app: self,
            with_word: HashMap::new(),
            customers: HashMap::new(),
            known: HashMap::new(),
            peaks: None,
            with_peak: HashMap::new(),
        }
    }

    /// Finds whom ideas might suit, a few for each; those that are gone are left out.
    pub fn fits(&self, ideas: &[RemarkId]) -> Result<Vec<(RemarkId, Vec<Suggested>)>> {
        let mut matcher = self.matcher();
        let there = ideas.iter().filter_map(|id| self.quoted(*id).ok());
        there.map(|idea| Ok((idea.remark.id, matcher.good_for(&idea)?))).collect()
    }
}

impl Matcher<'_> {
    /// Finds a few active customers who may be called and whom an idea might suit, the best fit first, and why: the same kind of company, the same
    /// peak days, or words in common. A need suits nobody else.
    pub fn good_for(&mut self, idea: &Quoted) -> Result<Vec<Suggested>> {
        if idea.remark.kind != RemarkKind::Idea {
            return Ok(Vec::new());
        }
        // SQLite then asks once for each idea, not for each word, whether another program has written; and a program that
        // wants to write waits for no more than one idea.
        self.app.book.read(|_| self.look_for(idea))
    }

    fn look_for(&mut self, idea: &Quoted) -> Result<Vec<Suggested>> {
        let had_by = idea.remark.customer;
        let Some(theirs) = self.know(&[had_by])?.into_iter().next() else { return Ok(Vec::new()) };
        let of_facts = ideas::telling_words(theirs.facts.iter().cloned());
        let of_idea = ideas::telling_words(text::search_words(&idea.remark.text));
        self.look_up(of_facts.iter().chain(&of_idea))?;
        let mut found = self.of_the_same_peak(&theirs)?;
        for word in of_facts {
            let with_word = self.customers_of(&self.with_word(&word).records);
            let known = self.know(&with_word)?;
            let same = with_word.into_iter().zip(known).filter(|(_, known)| known.facts.contains(&word));
            found.extend(same.map(|(id, _)| (id, Fit::SameKind(word.clone()))));
        }
        for word in of_idea {
            let WithWord { records, said } = &*self.with_word(&word);
            let with_word = [records, said].into_iter().flat_map(|rows| self.customers_of(rows));
            found.extend(with_word.map(|id| (id, Fit::Word(word.clone()))));
        }
        let good = ideas::good_for(had_by, found);
        let known = self.know(&good.iter().map(|good| good.customer).collect::<Vec<_>>())?;
        let callable = good.into_iter().zip(known).filter(|(_, known)| known.may_be_called);
        let best = callable
            .take(NAMED)
            .map(|(good, _)| Ok(Suggested { customer: self.app.book.customer(good.customer)?, fits: good.fits }));
        best.collect()
    }

    /// Returns what is known of customers, in their order.
    fn know(&mut self, ids: &[CustomerId]) -> Result<Vec<Rc<Known>>> {
        let new: Vec<CustomerId> = ids.iter().copied().filter(|id| !self.known.contains_key(id)).collect();
        if !new.is_empty() {
            for Matched { id, facts, peak, may_be_called } in self.app.book.matched(&new)? {
                let facts = text::search_words(facts.as_deref().unwrap_or_default());
                self.known.insert(id, Rc::new(Known { facts, peak, may_be_called }));
            }
        }
        Ok(ids.iter().filter_map(|id| self.known.get(id).cloned()).collect())
    }

    /// Looks up who has words, as far as that is not known: all of them at once.
    fn look_up<'w>(&mut self, words: impl Iterator<Item = &'w String>) -> Result<()> {
        let mut rows = Vec::new();
        for word in words {
            if !self.with_word.contains_key(word) {
                let found = self.app.book.rows_with_word(word, LOOKED_AT, TOO_COMMON)?.unwrap_or_default();
                rows.extend(found.records.iter().chain(&found.said).filter(|row| !self.customers.contains_key(row)));
                self.with_word.insert(word.clone(), found.into());
            }
        }
        if !rows.is_empty() {
            self.customers.extend(self.app.book.customers_of_rows(&rows)?);
        }
        Ok(())
    }

    /// Returns the rows that have a word which was looked up; none where it says nothing.
    fn with_word(&self, word: &str) -> Rc<WithWord> {
        self.with_word.get(word).cloned().unwrap_or_default()
    }

    /// Returns the customers of rows that were looked up.
    fn customers_of(&self, rows: &[i64]) -> Vec<CustomerId> {
        rows.iter().filter_map(|row| self.customers.get(row).copied()).collect()
    }

    fn of_the_same_peak(&mut self, theirs: &Known) -> Result<Vec<(CustomerId, Fit)>> {
        let Some(written) = &theirs.peak else { return Ok(Vec::new()) };
        let Ok(peak) = PeakDays::parse(written) else { return Ok(Vec::new()) };
        if !self.with_peak.contains_key(written) {
            let peaks = self.peaks()?;
            let same = peaks.iter().filter(|(_, other)| other.same_days(&peak));
            let spellings: Vec<String> = same.map(|(spelling, _)| spelling.clone()).collect();
            let all = self.app.book.accounts_with_peak(&spellings, LOOKED_AT)?;
            self.with_peak.insert(written.clone(), all.into());
        }
        let all = self.with_peak.get(written).cloned().unwrap_or_else(|| Rc::from([]));
        Ok(all.iter().map(|id| (*id, Fit::SamePeak(peak.describe()))).collect())
    }

    fn peaks(&mut self) -> Result<Rc<[(String, PeakDays)]>> {
        if let Some(known) = &self.peaks {
            return Ok(known.clone());
        }
        let spellings = self.app.book.peak_spellings()?.into_iter();
        let read: Rc<[_]> = spellings.filter_map(|s| PeakDays::parse(&s).ok().map(|peak| (s, peak))).collect();
        self.peaks = Some(read.clone());
        Ok(read)
    }
}
