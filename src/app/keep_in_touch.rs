//! Keeping in touch with past buyers: who has not heard from us, for how long, and how to be in touch this time.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::App;
use super::customers::Visibility;
use super::narrowed::PageOf;
use crate::book::past_buyers::{PastBuyerApart, PastWait};
use crate::domain::anniversary::Anniversary;
use crate::domain::cadence::{self, Cadence, Standing, Wait};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, Standing as CustomerStanding};
use crate::domain::filter::{Filter, State};
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::domain::spelled::Spelled;
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
    /// The configured ways that are open to them, the one used longest ago first; may be empty. With an occasion, a card
    /// and a call go first.
    pub ways: Vec<TouchKind>,
    /// Their birthday and the day of their first yes, where these come within a week; the next first.
    pub anniversaries: Vec<Anniversary>,
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
    /// Those whose own tags decide, by folded name and id.
    tagged: Vec<(String, CustomerId)>,
    count: usize,
}

/// What waits.
enum Waiting {
    Shared(PastWait),
    Tagged(String, CustomerId),
}

impl Alike {
    fn add(&mut self, waiting: Waiting) {
        match waiting {
            Waiting::Shared(wait) => {
                self.count += wait.count;
                self.waits.push(wait);
            }
            Waiting::Tagged(sort_name, id) => {
                self.count += 1;
                self.tagged.push((sort_name, id));
            }
        }
    }
}

/// All past buyers in the order in which they should hear from us; pages come from the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastBuyers {
    /// Those with an occasion this week, the next first: they come before everybody.
    occasions: Vec<CustomerId>,
    alike: Vec<Alike>,
    /// Who is not meant by the waits they share with others, ids as a list in JSON.
    apart: String,
    /// How many past buyers goodcall brings up a week.
    pub a_week: usize,
    /// How many have heard from us since the week began.
    pub heard_this_week: usize,
}

impl PastBuyers {
    /// Counts those in some state, and those with an occasion; undated ones are due.
    pub fn count(&self, which: impl Fn(Wait) -> bool) -> usize {
        self.occasions.len() + self.waiting(which)
    }

    /// Counts those in some state, without those who have an occasion.
    fn waiting(&self, which: impl Fn(Wait) -> bool) -> usize {
        self.alike.iter().filter(|a| which(a.standing.state)).map(|a| a.count).sum()
    }

    /// Counts all of them.
    pub fn len(&self) -> usize {
        self.count(|_| true)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of them have an occasion this week.
    pub fn occasions(&self) -> usize {
        self.occasions.len()
    }

    /// Counts those who are due, years, undated ones and those with an occasion included.
    pub fn due(&self) -> usize {
        self.count(is_due)
    }

    /// Counts the due past buyers to bring up in the rest of the week, besides those with an occasion; the others stay a
    /// quiet count.
    pub fn handful(&self) -> usize {
        self.occasions.len() + handful(self.a_week, self.heard_this_week, self.waiting(is_due))
    }

    /// Keeps only those in some states, and those with an occasion.
    pub fn only(mut self, which: impl Fn(Wait) -> bool) -> Self {
        self.alike.retain(|a| which(a.standing.state));
        self
    }
}

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
        let mut waits = self.book.past_waits()?;
        let tagged = self.tagged_buyers()?;
        let due_by_tag = tagged.iter().filter(|(buyer, by_tag)| {
            take_out(&mut waits, buyer);
            is_due(self.standing_apart(buyer, *by_tag, today).state)
        });
        let due_by_tag = due_by_tag.count();
        let due = waits.iter().filter(|w| is_due(self.standing_of(w, today).state)).map(|w| w.count);
        Ok(due.sum::<usize>() + due_by_tag)
    }

    /// Lists the past buyers who should hear from us: all whom `due` lists as due, or for years.
    pub(super) fn who_is_due(&self) -> Result<Vec<CustomerId>> {
        let today = self.clock().today();
        let mut waits = self.book.past_waits()?;
        let (mut due, mut apart) = (Vec::new(), Vec::new());
        for (buyer, by_tag) in self.tagged_buyers()? {
            take_out(&mut waits, &buyer);
            apart.push(buyer.id.0);
            if is_due(self.standing_apart(&buyer, by_tag, today).state) {
                due.push(buyer.id);
            }
        }
        let apart = serde_json::json!(apart).to_string();
        for wait in waits.iter().filter(|wait| wait.count > 0 && is_due(self.standing_of(wait, today).state)) {
            due.extend(self.book.past_buyers_of(wait, usize::MAX, &apart)?.into_iter().map(|(_, id)| id));
        }
        Ok(due)
    }

    /// The past buyers who have a tag with a cadence, and none of their own; without such tags nobody is asked for.
    fn tagged_buyers(&self) -> Result<Vec<(PastBuyerApart, Option<Cadence>)>> {
        let by_tag = &self.settings.cadence_by_tag;
        if by_tag.is_empty() {
            return Ok(Vec::new());
        }
        let tags: Vec<&str> = by_tag.keys().map(String::as_str).collect();
        let today = self.clock().today();
        let tagged = self.book.past_buyers_tagged(&tags)?.into_iter().map(|(buyer, tags)| {
            let by_tag = self.cadence_of_tags(&tags, buyer.since, today);
            (buyer, by_tag)
        });
        Ok(tagged.filter(|(buyer, _)| own_cadence(buyer.cadence.as_ref()).is_none()).collect())
    }

    fn standing_apart(&self, buyer: &PastBuyerApart, by_tag: Option<Cadence>, today: NaiveDate) -> Standing {
        let own = own_cadence(buyer.cadence.as_ref()).or(by_tag);
        let cadence = own.unwrap_or_else(|| self.settings.cadence_for(buyer.left_because));
        cadence::standing(buyer.since, cadence, today)
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

    /// Ranks the past buyers: those with an occasion this week, those who wait for years, then by elapsed against
    /// cadence; the undated last.
    pub fn past_buyers(&self) -> Result<PastBuyers> {
        let today = self.clock().today();
        let mut waits = self.book.past_waits()?;
        let heard_this_week = self.book.past_buyers_heard(self.week_start(today))?;
        let mut apart = Vec::new();
        let mut occasions = Vec::new();
        for day in self.occasions(today)?.into_iter().filter(|o| o.standing == CustomerStanding::Past) {
            if !occasions.contains(&day.customer)
                && let Some(buyer) = self.book.past_buyer_apart(day.customer)?
            {
                take_out(&mut waits, &buyer);
                occasions.push(buyer.id);
                apart.push(buyer.id.0);
            }
        }
        let mut standings: Vec<(Standing, Waiting)> = Vec::new();
        for (buyer, by_tag) in self.tagged_buyers()? {
            if !occasions.contains(&buyer.id) {
                take_out(&mut waits, &buyer);
                apart.push(buyer.id.0);
                standings
                    .push((self.standing_apart(&buyer, by_tag, today), Waiting::Tagged(buyer.sort_name, buyer.id)));
            }
        }
        let shared = waits.into_iter().filter(|wait| wait.count > 0);
        standings.extend(shared.map(|wait| (self.standing_of(&wait, today), Waiting::Shared(wait))));
        standings.sort_by(|(a, _), (b, _)| in_order(a, b));
        let mut alike: Vec<Alike> = Vec::new();
        for (standing, waiting) in standings {
            if alike.last().is_none_or(|last| in_order(&last.standing, &standing).is_ne()) {
                alike.push(Alike { standing, waits: Vec::new(), tagged: Vec::new(), count: 0 });
            }
            if let Some(last) = alike.last_mut() {
                last.add(waiting);
            }
        }
        let apart = serde_json::json!(apart).to_string();
        Ok(PastBuyers { occasions, alike, apart, a_week: self.a_week(), heard_this_week })
    }

    /// Returns a page of them: `limit` from the place `from` on.
    pub fn past_buyers_page(&self, all: &PastBuyers, from: usize, limit: usize) -> Result<Vec<PastBuyer>> {
        let mut page = Vec::new();
        for id in all.occasions.iter().skip(from).take(limit) {
            page.push(self.past_buyer(self.book.customer(*id)?)?);
        }
        let mut begins = all.occasions.len();
        for alike in &all.alike {
            let (skip, left) = (from.saturating_sub(begins), limit - page.len());
            if left == 0 {
                break;
            }
            if skip < alike.count {
                let mut people = alike.tagged.clone();
                for wait in &alike.waits {
                    people.extend(self.book.past_buyers_of(wait, skip.saturating_add(left), &all.apart)?);
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

    /// Finds the past buyers who match a filter, in the same order; at most `limit`, those who wait longest.
    pub fn past_buyers_narrowed(&self, filter: &Filter, limit: usize) -> Result<Vec<PastBuyer>> {
        let mut filter = filter.clone();
        filter.states.push(State::Past);
        let narrowing = self.narrowing(&filter)?.showing(Visibility::Present);
        let page = self.narrowed_page(&narrowing, PageOf { order: Order::Wait, after: None, limit })?;
        let found = page.into_iter().map(|found| self.past_buyer(self.book.customer(found.line.id)?));
        let mut found = found.collect::<Result<Vec<_>>>()?;
        let occasion = |buyer: &PastBuyer| buyer.anniversaries.first().map_or(NaiveDate::MAX, |day| day.on);
        found.sort_by_cached_key(|buyer| fold(&buyer.customer.name));
        found.sort_by(|a, b| occasion(a).cmp(&occasion(b)).then_with(|| in_order(&a.standing, &b.standing)));
        Ok(found)
    }

    /// Adds to a past buyer how their wait stands and the ways to be in touch.
    pub fn past_buyer(&self, customer: Customer) -> Result<PastBuyer> {
        let used = self.book.ways_used(customer.id)?;
        let calls = if customer.do_not_call { Calls::Never } else { Calls::Allowed };
        let mut ways = ways::in_order(&self.ways(), &used, calls);
        let anniversaries = customer.anniversaries(self.clock().today());
        if !anniversaries.is_empty() {
            ways = ways::for_an_occasion(ways);
        }
        Ok(PastBuyer { standing: self.standing_of_customer(&customer), ways, anniversaries, customer })
    }

    /// Tells how a past buyer's wait stands today.
    pub fn standing_of_customer(&self, c: &Customer) -> Standing {
        let (since, tags) = (c.last_touch.max(c.left_on), c.tags.folded().collect::<Vec<_>>());
        let wait = PastWait { cadence: c.cadence.clone(), left_because: c.left_because, since, count: 1 };
        self.standing_of_tagged(&wait, &tags, self.clock().today())
    }

    /// The same of somebody with these folded tags.
    pub(super) fn standing_of_tagged(&self, wait: &PastWait, tags: &[String], today: NaiveDate) -> Standing {
        let own = own_cadence(wait.cadence.as_ref()).or_else(|| self.cadence_of_tags(tags, wait.since, today));
        cadence::standing(wait.since, own.unwrap_or_else(|| self.settings.cadence_for(wait.left_because)), today)
    }

    fn cadence_of_tags(&self, tags: &[String], since: Option<NaiveDate>, today: NaiveDate) -> Option<Cadence> {
        self.settings.cadence_for_tags(tags.iter().map(String::as_str), since.unwrap_or(today))
    }

    pub(super) fn standing_of(&self, wait: &PastWait, today: NaiveDate) -> Standing {
        let cadence =
            own_cadence(wait.cadence.as_ref()).unwrap_or_else(|| self.settings.cadence_for(wait.left_because));
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

/// A past buyer's own cadence; None where they have none, or one that can't be read.
fn own_cadence(cadence: Option<&Spelled<Cadence>>) -> Option<Cadence> {
    cadence.and_then(|own| own.value().copied())
}

/// Takes one past buyer out of those who share their wait.
fn take_out(waits: &mut [PastWait], buyer: &PastBuyerApart) {
    let shares = |wait: &&mut PastWait| {
        (&wait.cadence, wait.left_because, wait.since) == (&buyer.cadence, buyer.left_because, buyer.since)
    };
    if let Some(wait) = waits.iter_mut().find(shares) {
        wait.count = wait.count.saturating_sub(1);
    }
}

/// Orders those who wait for years first, then the longest wait against the cadence, the undated last.
fn in_order(a: &Standing, b: &Standing) -> Ordering {
    (b.state == Wait::Years).cmp(&(a.state == Wait::Years)).then_with(|| a.compare(b))
}
