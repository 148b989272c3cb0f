//! People who may be in the book twice: found, merged into one, or kept apart for good.

use std::collections::{HashMap, HashSet};

use super::App;
use crate::book::{Book, Change};
use crate::domain::customer::{Customer, FIELD_LIMIT};
use crate::domain::ids::CustomerId;
use crate::domain::likeness::{self, Pair, Traits, Wanted, in_order};
use crate::domain::merging;
use crate::error::{Error, Result};
use crate::text::clean;

/// Above this many customers, goodcall compares all at once rather than one by one.
pub(super) const ASKED_ONE_BY_ONE: usize = 500;

/// Two customers and why they may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePair {
    /// The older record.
    pub customer: Customer,
    /// The newer record.
    pub other: Customer,
    /// The strongest reason first; never empty.
    pub why: Vec<likeness::Likeness>,
}

/// What came of merging all records that agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedAgreeing {
    /// The records that went, each with the one it is part of now.
    pub merged: Vec<(Customer, CustomerId)>,
    /// How many pairs still look alike.
    pub left: usize,
}

impl DuplicatePair {
    /// Whether [`App::merge_agreeing`] makes the two one.
    pub fn agrees(&self) -> bool {
        !(self.customer.team.is_some() && self.other.team.is_some()) && merging::agree(&self.customer, &self.other)
    }
}

impl App {
    /// Finds everybody who may be in the book twice, the likeliest first.
    pub fn duplicates(&self) -> Result<Vec<Pair>> {
        self.book.read(duplicates)
    }

    /// Finds the pairs that include at least one of these.
    pub fn duplicates_among(&self, ids: &[CustomerId]) -> Result<Vec<Pair>> {
        self.book.read(|book| duplicates_among(book, ids))
    }

    /// Returns a pair in full; None where one of the two has gone.
    pub fn duplicate_pair(&self, pair: &Pair) -> Result<Option<DuplicatePair>> {
        duplicate_pair(&self.book, pair)
    }

    /// Merges two records: `goes` becomes part of `into`. Returns `into`.
    pub fn merge(&mut self, goes: CustomerId, into: CustomerId) -> Result<Customer> {
        let clock = self.clock();
        self.gather_first()?;
        let (gone, stays) = (self.book.customer(goes)?, self.book.customer(into)?);
        if goes == into {
            return Err(Error::usage(format!("both are {} ({into}); nothing was changed", clean(&stays.name)))
                .help("name two records of one person: goodcall merge WHO INTO, or their ids"));
        }
        let label = if gone.name == stays.name {
            format!("merged the two records of {}", stays.name)
        } else {
            format!("merged {} into {}", gone.name, stays.name)
        };
        self.book.change(&clock, label, |change| {
            merge_in(change, goes, into)?;
            change.customer(into)
        })
    }

    /// Merges every two records of one name that share a mailbox or a number and contradict each other in nothing, the later
    /// into the elder, as one change. A file that was imported on two machines leaves many.
    pub fn merge_agreeing(&mut self) -> Result<MergedAgreeing> {
        let clock = self.clock();
        self.gather_first()?;
        let pairs = self.duplicates()?;
        let merged = self.book.change(&clock, "merged the likely duplicates that agree", |change| {
            let mut merged = Vec::new();
            let mut gone_into = HashMap::new();
            for pair in &pairs {
                // A third record of the person may have taken one of them in.
                let [one, other] = [pair.customer, pair.other].map(|id| *gone_into.get(&id).unwrap_or(&id));
                if let Some((goes, into)) = merge_if_agreeing(change, one, other)? {
                    gone_into.values_mut().filter(|at| **at == goes.id).for_each(|at| *at = into);
                    gone_into.insert(goes.id, into);
                    merged.push((goes, into));
                }
            }
            Ok(merged)
        })?;
        let left = if merged.is_empty() { pairs.len() } else { self.duplicates()?.len() };
        Ok(MergedAgreeing { merged, left })
    }

    /// Keeps two customers apart for good: goodcall does not ask about them again. Returns whether that is new.
    pub fn keep_apart(&mut self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let clock = self.clock();
        let label = self.apart_label(one, other)?;
        self.book.change(&clock, label, |change| change.keep_apart(one, other))
    }

    /// Lets goodcall ask about two customers again. Returns whether they were kept apart.
    pub fn keep_apart_no_longer(&mut self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let clock = self.clock();
        let label = format!("no longer {}", self.apart_label(one, other)?);
        self.book.change(&clock, label, |change| change.keep_apart_no_longer(one, other))
    }

    fn apart_label(&self, one: CustomerId, other: CustomerId) -> Result<String> {
        let (a, b) = (self.book.customer(one)?, self.book.customer(other)?);
        if one == other {
            return Err(Error::usage(format!("both are {} ({one}); nothing was changed", clean(&a.name)))
                .help("name two customers, or their ids"));
        }
        Ok(format!("kept {} and {} apart", a.name, b.name))
    }

    /// Returns the pairs that the user keeps apart.
    pub fn kept_apart(&self) -> Result<Vec<(Customer, Customer)>> {
        self.book.read(|book| {
            let pairs = book.kept_apart()?;
            pairs.into_iter().map(|(one, other)| Ok((book.customer(one)?, book.customer(other)?))).collect()
        })
    }
}

fn merge_in(change: &Change<'_>, goes: CustomerId, into: CustomerId) -> Result<()> {
    let (gone, stays) = (change.customer(goes)?, change.customer(into)?);
    if let Some(team) = &gone.team {
        // The others' books have the record, and what they logged on it.
        let (name, team) = (clean(&gone.name), clean(team));
        return Err(Error::failed(format!(
            "{name} is shared with {team}, so that record has to stay; nothing was changed"
        ))
        .help(format!("merge the other way round, or first: goodcall team unshare {goes}")));
    }
    let pointer = gone.referred_by.map(|by| change.find_customer(by)).transpose()?.flatten();
    let merged = merging::merged(&stays, &gone, pointer.as_ref().map(|c| c.name.as_str()));
    let facts = merged.facts.as_ref().map_or(0, String::len);
    if facts > FIELD_LIMIT {
        return Err(Error::usage(format!(
            "the facts of both are {facts} bytes together, more than the {FIELD_LIMIT} a field holds; nothing was changed"
        ))
        .help("shorten the facts of one of them first: goodcall edit WHO --facts TEXT"));
    }
    change.merge(&gone, &merged)
}

/// Merges the later of two records into the elder, or the one that is the user's own into one that a team shares, where
/// they agree and the user keeps them not apart. Returns the record that went, and the one that stays.
fn merge_if_agreeing(
    change: &Change<'_>,
    one: CustomerId,
    other: CustomerId,
) -> Result<Option<(Customer, CustomerId)>> {
    let (elder, later) = in_order(one, other);
    let why = Vec::new();
    let Some(pair) = duplicate_pair(change, &Pair { customer: elder, other: later, why })? else { return Ok(None) };
    if elder == later || !pair.agrees() || change.are_kept_apart(elder, later)? {
        return Ok(None);
    }
    let DuplicatePair { customer, other, .. } = pair;
    let (goes, into) = if other.team.is_some() { (customer, later) } else { (other, elder) };
    merge_in(change, goes.id, into)?;
    Ok(Some((goes, into)))
}

fn duplicates(book: &Book) -> Result<Vec<Pair>> {
    let mut people = Vec::new();
    book.each_traits(|t| people.push(t))?;
    Ok(likeness::find(&people, None, &apart(book)?))
}

/// The pairs of whom at least one is among these; of everybody else only those who may be like them are compared.
pub(super) fn duplicates_among(book: &Book, ids: &[CustomerId]) -> Result<Vec<Pair>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let only: HashSet<CustomerId> = ids.iter().copied().collect();
    let mut people = Vec::new();
    if ids.len() > ASKED_ONE_BY_ONE {
        book.each_traits(|t| people.push(t))?;
    } else {
        let theirs = only.iter().filter_map(|id| book.traits_of(*id).transpose()).collect::<Result<Vec<Traits>>>()?;
        let wanted = Wanted::of(&theirs);
        book.each_traits(|t| {
            if wanted.wants(&t) {
                people.push(t);
            }
        })?;
    }
    Ok(likeness::find(&people, Some(&only), &apart(book)?))
}

fn apart(book: &Book) -> Result<HashSet<(CustomerId, CustomerId)>> {
    Ok(book.kept_apart()?.into_iter().collect())
}

pub(super) fn duplicate_pair(book: &Book, pair: &Pair) -> Result<Option<DuplicatePair>> {
    let (customer, other) = (book.find_customer(pair.customer)?, book.find_customer(pair.other)?);
    Ok(customer.zip(other).map(|(customer, other)| DuplicatePair { customer, other, why: pair.why.clone() }))
}
