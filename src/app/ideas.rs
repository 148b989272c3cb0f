//! Ideas and needs from customers: this week's, what became of them, and whom else an idea might suit.

mod matching;

use chrono::{Days, NaiveDate};

use super::App;
use crate::book::ideas::Ideas;
use crate::book::remarks::Quoted;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Named, Toward};
use crate::domain::ideas;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{RemarkKind, RemarkState, friday_after};
use crate::error::{Error, ErrorKind, Result};
use crate::text;

pub use matching::{Matcher, Suggested};

/// Ideas and needs by the week to which they belong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdeaList {
    /// Open and due this week, the earliest due first.
    pub this_week: Vec<Quoted>,
    /// Still open from weeks gone by, the latest first.
    pub before: Vec<Quoted>,
    /// Open and due in weeks to come.
    pub later: Vec<Quoted>,
    /// Done or dropped, the newest first.
    pub ended: Vec<Quoted>,
}

impl IdeaList {
    /// Returns all of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Quoted> {
        [&self.this_week, &self.before, &self.later, &self.ended].into_iter().flatten()
    }
}

/// What to say to somebody who named a day on which nothing can be due.
const DAYS_TO_COME: &str = "name a day from today on: tomorrow, thu, 3 dec, next week";

/// Whether to show ideas and needs that are done or dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// After the open ones.
    Shown,
    /// Only the open ones.
    Hidden,
}

impl App {
    /// Groups ideas and needs by week, at most `limit` in each group; those that have ended only on request.
    pub fn ideas(&self, limit: usize, ended: Ended) -> Result<IdeaList> {
        let (first, last) = ideas::week_of(self.clock().today());
        self.book.read(|book| {
            Ok(IdeaList {
                this_week: book.ideas(Ideas::DueFrom(first, last), limit)?,
                before: book.ideas(Ideas::DueBefore(first), limit)?,
                later: book.ideas(Ideas::DueAfter(last), limit)?,
                ended: match ended {
                    Ended::Shown => book.ideas(Ideas::Ended, limit)?,
                    Ended::Hidden => Vec::new(),
                },
            })
        })
    }

    /// Returns a customer's open ideas and needs, newest first.
    pub fn open_with(&self, customer: CustomerId, limit: usize) -> Result<Vec<Quoted>> {
        self.book.open_ideas_of(customer, limit)
    }

    /// Marks an idea or need as done or dropped, or opens it again. Returns it, and whether anything changed.
    pub fn end_idea(&mut self, id: RemarkId, state: RemarkState) -> Result<(Quoted, bool)> {
        let idea = self.idea(id)?;
        self.end(&idea, state)
    }

    /// Says what became of an idea, a need or a promise. Returns it, and whether anything changed.
    pub(super) fn end(&mut self, quoted: &Quoted, state: RemarkState) -> Result<(Quoted, bool)> {
        let (clock, id) = (self.clock(), quoted.remark.id);
        let verb = match state {
            RemarkState::Done => "did",
            RemarkState::Kept => "kept",
            RemarkState::Dropped => "dropped",
            RemarkState::Open => "opened again",
        };
        let label = format!("{verb} {}", what_and_whose(quoted));
        let changed = self.book.change(&clock, label, |change| match state {
            RemarkState::Open => {
                let due = quoted.remark.due_on.filter(|d| *d >= clock.today());
                change.reopen(id, due.unwrap_or_else(|| friday_after(clock.today())))
            }
            _ => change.set_remark_state(id, state),
        })?;
        Ok((self.book.quoted(id)?, changed))
    }

    /// Carries an open idea, need or promise to next week.
    pub fn carry_idea(&mut self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.to_do(id)?;
        let to = ideas::carried_to(quoted.remark.due_on, self.clock().today());
        self.move_to(&quoted, to, format!("carried {} to next week", what_and_whose(&quoted)))
    }

    /// Moves an open idea, need or promise to another day, today or later. Returns it, and whether that changed anything.
    pub fn move_due_day(&mut self, id: RemarkId, day: NaiveDate) -> Result<(Quoted, bool)> {
        let quoted = self.to_do(id)?;
        let today = self.clock().today();
        if day < today {
            let gone = dates::weekday_date(day, today);
            return Err(Error::usage(format!("{gone} is gone by; nothing was changed")).help(DAYS_TO_COME));
        }
        let changes = quoted.remark.due_on != Some(day);
        let to = dates::weekday_date(day, today);
        let moved = self.move_to(&quoted, day, format!("moved {} to {to}", what_and_whose(&quoted)))?;
        Ok((moved, changes))
    }

    /// Reads the day to which to move something, as it would be read from the words of a promise, or as any date to come.
    pub fn day_to_move_to(&self, words: &str) -> Result<NaiveDate> {
        let clock = self.clock();
        match dates::read_due(words, clock.today(), self.date_order()) {
            Named::Day(day) => Ok(day),
            Named::NoSuch(why) => Err(Error::usage(format!("{why}; nothing was changed")).help(DAYS_TO_COME)),
            Named::Nothing => match dates::parse_when(words, &clock, Toward::Future) {
                Ok(when) => Ok(when.date),
                Err(e) => Err(Error::usage(e.to_string())),
            },
        }
    }

    fn move_to(&mut self, quoted: &Quoted, day: NaiveDate, label: String) -> Result<Quoted> {
        let (clock, id) = (self.clock(), quoted.remark.id);
        if quoted.remark.state != Some(RemarkState::Open) {
            let what = quoted.remark.kind.article();
            return Err(Error::failed(format!(
                "only {what} that is open can move to another day; nothing was changed"
            )));
        }
        if quoted.remark.due_on == Some(day) {
            return Ok(quoted.clone());
        }
        self.book.change(&clock, label, |change| change.move_due_day(id, day))?;
        self.book.quoted(id)
    }

    /// Returns an idea or a need; fails where the id is of something else.
    fn idea(&self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.book.quoted(id)?;
        let kind = quoted.remark.kind;
        if kind.is_idea_or_need() {
            return Ok(quoted);
        }
        let help = if kind == RemarkKind::Promise {
            format!("goodcall promises kept {id} keeps it, goodcall promises drop {id} drops it")
        } else {
            "goodcall ideas --json shows the ids".into()
        };
        let what = kind.article();
        Err(Error::new(ErrorKind::NoMatch, format!("{id} is neither an idea nor a need, but {what}")).help(help))
    }

    /// Returns an idea, a need or a promise; fails where the id is of something else.
    fn to_do(&self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.book.quoted(id)?;
        if quoted.remark.kind == RemarkKind::Promise { Ok(quoted) } else { self.idea(id) }
    }

    /// Returns people whom customers referred lately and who are not customers yet, newest first.
    pub fn open_referrals(&self, limit: usize) -> Result<Vec<Quoted>> {
        let since = self.clock().today() - Days::new(REFERRALS_OF_DAYS);
        let mut open = Vec::new();
        for quoted in self.book.referrals(since, REFERRALS_LOOKED_AT)? {
            if open.len() == limit {
                break;
            }
            let said = text::search_words(&quoted.remark.text);
            let known = self.book.referred_by(quoted.remark.customer)?;
            if !known.iter().any(|name| is_named(name, &said)) {
                open.push(quoted);
            }
        }
        Ok(open)
    }

    /// Tells whether a customer is the one whom somebody pointed to in these words: that referral is open no longer.
    pub fn settles_referral(&self, customer: &Customer, said: &str) -> Result<bool> {
        let Some(by) = customer.referred_by else { return Ok(false) };
        Ok(is_named(&customer.name, &text::search_words(said)) && self.book.find_customer(by)?.is_some())
    }
}

/// Tells whether every word of a name is among those that were said.
fn is_named(name: &str, said: &[String]) -> bool {
    let name = text::search_words(name);
    !name.is_empty() && name.iter().all(|word| said.contains(word))
}

/// What something is and whose, in the label of a change: "an idea of Ana", "a promise to Ana".
fn what_and_whose(quoted: &Quoted) -> String {
    let of = if quoted.remark.kind == RemarkKind::Promise { "to" } else { "of" };
    format!("{} {of} {}", quoted.remark.kind.article(), quoted.customer_name)
}

/// For how many days to bring up a referral.
const REFERRALS_OF_DAYS: u64 = 180;
/// How many referrals to look at.
const REFERRALS_LOOKED_AT: usize = 200;
