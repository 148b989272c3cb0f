//! Keeping in touch with past buyers: who has not heard from us, for how long, and how to be in touch this time.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::App;
use crate::book::past_buyers::PastWait;
use crate::domain::cadence::{self, Standing, Wait};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Touch, TouchKind};
use crate::domain::ways::{self, Calls};
use crate::error::Result;
use crate::text::fold;

/// A past buyer, how their wait stands, and the ways to be in touch, the suggested one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBuyer {
    /// A customer who no longer buys.
    pub customer: Customer,
    /// Their wait as of today.
    pub standing: Standing,
    /// The configured ways that are open to them, the one used longest ago first; may be empty.
    pub ways: Vec<TouchKind>,
}

impl PastBuyer {
    /// Suggests a way; None where they must not be called and no other way is configured.
    pub fn suggest(&self) -> Option<TouchKind> {
        self.ways.first().copied()
    }
}

/// Past buyers who wait equally long against their cadence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alike {
    standing: Standing,
    waits: Vec<PastWait>,
    count: usize,
}

/// All past buyers in the order in which they should hear from us; pages come from the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastBuyers {
    alike: Vec<Alike>,
    /// How many past buyers goodcall brings up a week.
    pub a_week: usize,
    /// How many have heard from us since the week began.
    pub heard_this_week: usize,
}

impl PastBuyers {
    /// Counts those in some state; undated ones are due.
    pub fn count(&self, which: impl Fn(Wait) -> bool) -> usize {
        self.alike.iter().filter(|a| which(a.standing.state)).map(|a| a.count).sum()
    }

    /// Counts all of them.
    pub fn len(&self) -> usize {
        self.count(|_| true)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.alike.is_empty()
    }

    /// Counts those who are due, years and undated ones included.
    pub fn due(&self) -> usize {
        self.count(is_due)
    }

    /// Counts the due past buyers to bring up in the rest of the week; the others stay a quiet count.
    pub fn handful(&self) -> usize {
        handful(self.a_week, self.heard_this_week, self.due())
    }

    /// Keeps only those in some states.
    pub fn only(mut self, which: impl Fn(Wait) -> bool) -> Self {
        self.alike.retain(|a| which(a.standing.state));
        self
    }
}

/// How many names to look at in one step.
const NAMED_PAGE: usize = 200;

/// Counts a week's past buyers, less those who heard from us in it; never more than are due.
fn handful(a_week: usize, heard: usize, due: usize) -> usize {
    a_week.saturating_sub(heard).min(due)
}

/// Whether somebody in this state should hear from us.
pub fn is_due(wait: Wait) -> bool {
    matches!(wait, Wait::Due | Wait::Years)
}

impl App {
    /// Counts the due past buyers without putting them in order, for a fast first screen.
    pub(super) fn past_buyers_due(&self, today: NaiveDate) -> Result<usize> {
        let waits = self.book.past_waits()?;
        Ok(waits.iter().filter(|w| is_due(self.standing_of(w, today).state)).map(|w| w.count).sum())
    }

    /// Counts the due past buyers to bring up in the rest of the week.
    pub fn handful_of(&self, due: usize) -> Result<usize> {
        if due == 0 {
            return Ok(0);
        }
        let heard = self.book.past_buyers_heard(self.week_start(self.clock().today()))?;
        Ok(handful(self.a_week(), heard, due))
    }

    fn a_week(&self) -> usize {
        usize::try_from(self.settings.config.past_buyers.a_week).unwrap_or(usize::MAX)
    }

    /// Ranks the past buyers: those who wait for years first, then by elapsed against cadence; the undated last.
    pub fn past_buyers(&self) -> Result<PastBuyers> {
        let today = self.clock().today();
        let waits = self.book.past_waits()?;
        let heard_this_week = self.book.past_buyers_heard(self.week_start(today))?;
        let mut standings: Vec<(Standing, PastWait)> =
            waits.into_iter().map(|w| (self.standing_of(&w, today), w)).collect();
        standings.sort_by(|(a, _), (b, _)| in_order(a, b));
        let mut alike: Vec<Alike> = Vec::new();
        for (standing, wait) in standings {
            match alike.last_mut().filter(|last| in_order(&last.standing, &standing).is_eq()) {
                Some(last) => {
                    last.count += wait.count;
                    last.waits.push(wait);
                }
                None => alike.push(Alike { standing, count: wait.count, waits: vec![wait] }),
            }
        }
        Ok(PastBuyers { alike, a_week: self.a_week(), heard_this_week })
    }

    /// Returns a page of them: `limit` from the place `from` on.
    pub fn past_buyers_page(&self, all: &PastBuyers, from: usize, limit: usize) -> Result<Vec<PastBuyer>> {
        let mut page = Vec::new();
        let mut begins = 0;
        for alike in &all.alike {
            let (skip, left) = (from.saturating_sub(begins), limit - page.len());
            if left == 0 {
                break;
            }
            if skip < alike.count {
                let mut people: Vec<(String, CustomerId)> = Vec::new();
                for wait in &alike.waits {
                    people.extend(self.book.past_buyers_of(wait, skip.saturating_add(left))?);
                }
                people.sort_unstable();
                for (_, id) in people.into_iter().skip(skip).take(left) {
                    page.push(self.past_buyer(self.book.customer(id)?)?);
                }
            }
            begins += alike.count;
        }
        Ok(page)
    }

    /// Finds past buyers in whose name, company or email every word begins a word, in the same order; at most `limit`.
    pub fn past_buyers_named(&self, words: &[String], limit: usize) -> Result<Vec<PastBuyer>> {
        let mut found = Vec::new();
        let mut after = None;
        while found.len() < limit {
            let page = self.book.filter_customers(words, after, NAMED_PAGE)?;
            let last = page.len() < NAMED_PAGE;
            after = page.last().map(|(row, _)| *row);
            for (_, line) in page.into_iter().filter(|(_, line)| line.past) {
                found.push(self.past_buyer(self.book.customer(line.id)?)?);
            }
            if last {
                break;
            }
        }
        found.truncate(limit);
        found.sort_by(|a, b| {
            in_order(&a.standing, &b.standing).then_with(|| fold(&a.customer.name).cmp(&fold(&b.customer.name)))
        });
        Ok(found)
    }

    /// Adds to a past buyer how their wait stands and the ways to be in touch.
    pub fn past_buyer(&self, customer: Customer) -> Result<PastBuyer> {
        let used = self.book.ways_used(customer.id)?;
        let calls = if customer.do_not_call { Calls::Never } else { Calls::Allowed };
        let ways = ways::in_order(&self.ways(), &used, calls);
        Ok(PastBuyer { standing: self.standing_of_customer(&customer), ways, customer })
    }

    /// Tells how a past buyer's wait stands today.
    pub fn standing_of_customer(&self, c: &Customer) -> Standing {
        let since = c.last_touch.max(c.left_on);
        let wait = PastWait { cadence: c.cadence.clone(), left_because: c.left_because, since, count: 1 };
        self.standing_of(&wait, self.clock().today())
    }

    pub(super) fn standing_of(&self, wait: &PastWait, today: NaiveDate) -> Standing {
        let own = wait.cadence.as_ref().and_then(|own| own.value().copied());
        let cadence = own.unwrap_or_else(|| self.settings.cadence_for(wait.left_because));
        cadence::standing(wait.since, cadence, today)
    }

    /// Reads the configured ways to be in touch.
    fn ways(&self) -> Vec<TouchKind> {
        self.settings.config.past_buyers.ways.iter().filter_map(|w| TouchKind::parse(w)).collect()
    }

    /// Returns the gifts to a customer, newest first.
    pub fn gifts_before(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.book.gifts_to(customer, limit)
    }
}

/// Orders those who wait for years first, then the longest wait against the cadence, the undated last.
fn in_order(a: &Standing, b: &Standing) -> Ordering {
    (b.state == Wait::Years).cmp(&(a.state == Wait::Years)).then_with(|| a.compare(b))
}
