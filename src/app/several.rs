//! What is done to several customers at once: each act is one change, which undo takes back whole.

use chrono::NaiveDate;

use super::App;
use crate::domain::customer::{Customer, LeftBecause, Standing};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::tags::Tag;
use crate::error::{Error, Result};
use crate::text::count;

/// Something that is done to several customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForAll {
    /// Makes favorites of them.
    Favorite,
    /// Takes them out of the favorites.
    NoFavorite,
    /// Gives them a tag.
    Tag(Tag),
    /// Takes a tag from them.
    NoTag(Tag),
    /// Takes them out of the rotation until a day; None brings them back now.
    Snooze(Option<NaiveDate>),
    /// Puts them out of sight.
    Archive,
    /// Moves them to the past buyers as of today, with the reason.
    Left(Option<LeftBecause>),
    /// Moves them back to the active customers.
    Back,
}

/// How many customers a list holds, and of which kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Everybody who is not archived.
    pub present: usize,
    /// The favorites among them.
    pub favorites: usize,
    /// The past buyers among them.
    pub past: usize,
}

impl App {
    /// Does something to several customers, as one change; returns how many it changed. Who is gone is passed over.
    ///
    /// # Errors
    /// Fails where a snooze does not end in the future; then nobody is changed.
    pub fn do_to_all(&mut self, ids: &[CustomerId], act: &ForAll) -> Result<usize> {
        let clock = self.clock();
        let today = clock.today();
        if let ForAll::Snooze(Some(until)) = act
            && *until <= today
        {
            return Err(Error::usage(format!("{until} is not in the future; nothing was changed"))
                .help("name a day to come, such as \"in 2 weeks\" or 2026-12-01"));
        }
        let whom = match ids {
            [one] => self.book.find_customer(*one)?.map(|customer| customer.name),
            _ => None,
        };
        let label = label(act, &whom.unwrap_or_else(|| count(ids.len(), "customer", "customers")), today);
        self.book.change(&clock, label, |change| {
            let mut changed = 0;
            for id in ids {
                let Some(customer) = change.find_customer(*id)? else { continue };
                let after = after(customer, act, clock.instant, today);
                changed += usize::from(change.update_customer(&after)?);
            }
            Ok(changed)
        })
    }

    /// Counts whom the list of customers holds.
    pub fn list_counts(&self) -> Result<ListCounts> {
        Ok(ListCounts {
            present: self.book.count_present()?,
            favorites: self.book.count_favorites()?,
            past: self.book.past_waits()?.iter().map(|wait| wait.count).sum(),
        })
    }

    /// Lists the tags that the book has, by their folded texts.
    pub fn tags(&self) -> Result<Vec<String>> {
        self.book.tags_in_use()
    }
}

/// The label of a change, for undo: `whom` is a name, or how many.
fn label(act: &ForAll, whom: &str, today: NaiveDate) -> String {
    match act {
        ForAll::Favorite => format!("made favorites of {whom}"),
        ForAll::NoFavorite => format!("took {whom} out of the favorites"),
        ForAll::Tag(tag) => format!("tagged {whom}: {}", tag.as_str()),
        ForAll::NoTag(tag) => format!("took the tag {} from {whom}", tag.as_str()),
        ForAll::Snooze(Some(until)) => format!("snoozed {whom} until {}", dates::short(*until, today)),
        ForAll::Snooze(None) => format!("brought {whom} back"),
        ForAll::Archive => format!("archived {whom}"),
        ForAll::Left(_) => format!("moved {whom} to the past buyers"),
        ForAll::Back => format!("won {whom} back"),
    }
}

/// A customer after it was done; one who is so already stays as they are.
fn after(customer: Customer, act: &ForAll, now: chrono::DateTime<chrono::Utc>, today: NaiveDate) -> Customer {
    match act {
        ForAll::Favorite => Customer { favorite: true, ..customer },
        ForAll::NoFavorite => Customer { favorite: false, ..customer },
        ForAll::Tag(tag) => {
            let mut customer = customer;
            customer.tags.add(tag.clone());
            customer
        }
        ForAll::NoTag(tag) => {
            let mut customer = customer;
            customer.tags.remove(tag);
            customer
        }
        ForAll::Snooze(until) => Customer { snoozed_until: *until, ..customer },
        ForAll::Archive => Customer { archived_at: customer.archived_at.or(Some(now)), ..customer },
        ForAll::Left(because) if customer.standing == Standing::Active => {
            Customer { standing: Standing::Past, left_on: Some(today), left_because: *because, ..customer }
        }
        ForAll::Back => Customer { standing: Standing::Active, left_on: None, left_because: None, ..customer },
        ForAll::Left(_) => customer,
    }
}
