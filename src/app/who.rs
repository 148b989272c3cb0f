//! WHO: one customer, or an error that lists whom it may mean.

use super::App;
use crate::book::who::{Match, WhoMatch};
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::text::clean;

/// How many matches an error lists.
const LISTED: usize = 10;

/// Whom a WHO means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// A customer.
    One(Box<Customer>),
    /// Nobody in the book.
    Nobody {
        /// The names that are most like it.
        near: Vec<String>,
    },
}

impl App {
    /// Finds the one customer that WHO means.
    pub fn who(&self, who: &str) -> Result<Customer> {
        match self.book.who(who)? {
            WhoMatch::One(id) => self.book.customer(id),
            WhoMatch::Several(matches) => Err(ambiguous(who, &matches)),
            WhoMatch::None(near) => Err(nobody(who, &near)),
        }
    }

    /// Finds the one customer that WHO means, or nobody; fails where it may mean several.
    pub fn who_if_known(&self, who: &str) -> Result<Known> {
        match self.book.who(who)? {
            WhoMatch::One(id) => Ok(Known::One(Box::new(self.book.customer(id)?))),
            WhoMatch::Several(matches) => Err(ambiguous(who, &matches)),
            WhoMatch::None(near) => Ok(Known::Nobody { near: near.into_iter().map(|m| m.name).collect() }),
        }
    }

    /// Finds everybody that WHO may mean, to ask about: one where it is clear.
    pub fn who_matches(&self, who: &str) -> Result<Vec<Match>> {
        match self.book.who(who)? {
            WhoMatch::One(id) => {
                let c = self.book.customer(id)?;
                Ok(vec![Match { id, archived: c.archived_at.is_some(), name: c.name, company: c.company }])
            }
            WhoMatch::Several(matches) => Ok(matches),
            WhoMatch::None(near) => Err(nobody(who, &near)),
        }
    }

    /// Returns what means a customer on the command line, for what to type next: the first name, else the whole name in
    /// quotation marks, else the id.
    pub fn who_word(&self, id: CustomerId, name: &str) -> String {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '’');
        let is_known = |who: &str| {
            let begins_well = who.starts_with(char::is_alphabetic) && who.chars().all(is_plain);
            begins_well && matches!(self.book.who(who), Ok(WhoMatch::One(found)) if found == id)
        };
        let whole = [first_name(name), name].into_iter().find(|who| is_known(who));
        match whole {
            Some(word) if word.contains(' ') => format!("\"{word}\""),
            Some(word) => word.to_string(),
            None => id.to_string(),
        }
    }

    /// The same for a customer who was read already.
    pub fn word_of(&self, customer: &Customer) -> String {
        self.who_word(customer.id, &customer.name)
    }
}

fn listed(matches: &[Match]) -> String {
    let lines = matches.iter().take(LISTED).map(|m| match &m.company {
        Some(company) => format!("  {}  {}, {}", m.id, clean(&m.name), clean(company)),
        None => format!("  {}  {}", m.id, clean(&m.name)),
    });
    let mut text = lines.collect::<Vec<_>>().join("\n");
    if matches.len() > LISTED {
        text.push_str(&format!("\n  … and {} more", matches.len() - LISTED));
    }
    text
}

fn ambiguous(who: &str, matches: &[Match]) -> Error {
    Error::new(
        ErrorKind::Ambiguous,
        format!("\"{}\" may be any of {}; nothing was done:\n{}", clean(who), matches.len(), listed(matches)),
    )
    .help("write more of the name, or the id in front of it")
}

fn nobody(who: &str, near: &[Match]) -> Error {
    let error = Error::new(ErrorKind::NoMatch, format!("nobody in the book matches \"{}\"", clean(who)));
    if near.is_empty() {
        error.help("goodcall list shows everybody; goodcall add NAME adds somebody")
    } else {
        error.help(format!("did you mean one of these?\n{}", listed(near)))
    }
}
