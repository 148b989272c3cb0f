//! Whom else an idea might suit.

use std::collections::HashMap;
use std::rc::Rc;

use crate::app::App;
use crate::book::ideas::Matched;
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
    with_word: HashMap<String, Rc<[CustomerId]>>,
    known: HashMap<CustomerId, Rc<Known>>,
    /// The peak days of the accounts, each spelling once.
    peaks: Option<Rc<[(String, PeakDays)]>>,
    with_peak: HashMap<String, Rc<[CustomerId]>>,
}

impl App {
    /// Makes a matcher for the ideas of a list.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher { app: self, with_word: HashMap::new(), known: HashMap::new(), peaks: None, with_peak: HashMap::new() }
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
        let had_by = idea.remark.customer;
        let Some(theirs) = self.know(&[had_by])?.into_iter().next() else { return Ok(Vec::new()) };
        let mut found = self.of_the_same_peak(&theirs)?;
        for word in ideas::telling_words(theirs.facts.iter().cloned()) {
            let with_word = self.with_word(&word)?;
            let known = self.know(&with_word)?;
            let same = with_word.iter().zip(known).filter(|(_, known)| known.facts.contains(&word));
            found.extend(same.map(|(id, _)| (*id, Fit::SameKind(word.clone()))));
        }
        for word in ideas::telling_words(text::search_words(&idea.remark.text)) {
            found.extend(self.with_word(&word)?.iter().map(|id| (*id, Fit::Word(word.clone()))));
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

    /// Returns the customers who have a word; nobody where it says nothing.
    fn with_word(&mut self, word: &str) -> Result<Rc<[CustomerId]>> {
        if let Some(known) = self.with_word.get(word) {
            return Ok(known.clone());
        }
        let found = self.app.book.customers_with_word(word, LOOKED_AT, TOO_COMMON)?;
        let found: Rc<[CustomerId]> = found.unwrap_or_default().into();
        self.with_word.insert(word.to_owned(), found.clone());
        Ok(found)
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
