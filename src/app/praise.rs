//! Praise: what was said, newest first, stars, and kind sentences from old emails.

use chrono::{DateTime, FixedOffset};

use super::App;
use super::customers::Direction;
use super::log::Logged;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField};
use crate::domain::filter::Filter;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{Remark, RemarkKind};
use crate::domain::touch::{Occasion, Touch, TouchDraft, TouchKind};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Phrase, search_query};

pub use crate::book::praise::PraiseFilter;
pub use crate::book::remarks::Quoted;

impl App {
    /// Returns a remark and whose it is; fails where no remark has the id.
    pub fn quoted(&self, id: RemarkId) -> Result<Quoted> {
        self.book.quoted(id)
    }

    /// Finds a remark again, though its line may have been corrected meanwhile; None where it is gone.
    pub fn find_again(&self, remark: &Remark) -> Result<Option<Quoted>> {
        self.book.find_again(remark)
    }

    /// Returns a page of praise, newest first: `limit` after one of it, or from an end; with [`Direction::Up`]
    /// the newer ones, nearest first.
    pub fn praise_page(
        &self,
        filter: &PraiseFilter,
        from: Option<&Quoted>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Quoted>> {
        self.book.praise(filter, from, direction, limit)
    }

    /// Makes a filter of praise from words and keys: the words stand in what was said, the keys hold of who said it. None
    /// where nothing can match.
    pub fn praise_narrowed(&self, filter: &Filter) -> Result<Option<PraiseFilter>> {
        let words: Option<Vec<_>> = filter.words.iter().map(|word| search_query(word)).collect();
        let phrases: Option<Vec<_>> = filter.phrases.iter().map(|phrase| Phrase::read(phrase)).collect();
        let (Some(words), Some(phrases)) = (words, phrases) else { return Ok(None) };
        let of_phrases = phrases.iter().filter_map(Phrase::asked);
        let words = words.into_iter().chain(of_phrases).flatten().collect();
        let customers = self.whom_keys_mean(filter)?;
        Ok(Some(PraiseFilter { customers, words, phrases, ..PraiseFilter::default() }))
    }

    /// Stars a praise.
    ///
    /// # Errors
    /// Fails where the remark is not in the book, or is not praise.
    pub fn star(&mut self, id: RemarkId) -> Result<Quoted> {
        let label = format!("starred what {} said", self.praise_of(id)?.customer_name);
        self.book.change(&self.clock(), label, |change| change.star(id))?;
        self.book.quoted(id)
    }

    /// Takes the star from a praise.
    ///
    /// # Errors
    /// Fails where the remark is not in the book, or is not praise.
    pub fn unstar(&mut self, id: RemarkId) -> Result<Quoted> {
        let label = format!("unstarred what {} said", self.praise_of(id)?.customer_name);
        self.book.change(&self.clock(), label, |change| change.unstar(id))?;
        self.book.quoted(id)
    }

    /// Returns the praise with an id.
    pub(super) fn praise_of(&self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.book.quoted(id)?;
        if quoted.remark.kind == RemarkKind::Praise {
            return Ok(quoted);
        }
        Err(Error::new(ErrorKind::NoMatch, format!("{id} is {}, not praise", quoted.remark.kind.article()))
            .help("goodcall praise --json shows the ids"))
    }

    /// Returns praise, newest first.
    pub fn praise(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        self.book.praise(filter, None, Direction::Down, limit)
    }

    /// Keeps a kind sentence from an old email: a message from the customer, with the sentence as its praise.
    pub fn keep_kind_words(&mut self, customer: CustomerId, words: &str, at: DateTime<FixedOffset>) -> Result<Logged> {
        let draft = TouchDraft {
            kind: Some(TouchKind::Message),
            at: Some(at),
            occasion: Some(Occasion::Other),
            text: as_praise(words),
            ..TouchDraft::default()
        };
        self.log(customer, &draft)
    }

    /// Keeps a kind sentence of somebody who is not in the book yet, and adds them, in one change.
    ///
    /// # Errors
    /// Fails where the name can't be one; the words of the problem name no field.
    pub fn keep_kind_words_of_new(
        &mut self,
        who: &Newcomer,
        words: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Name, who.name.as_str());
        if let Some(company) = &who.company {
            draft.set(CustomerField::Company, company.as_str());
        }
        let customer = self.new_customer(&draft)?;
        let label = format!("added {} with what they wrote", customer.name);
        self.book.change(&self.clock(), label, |change| {
            let customer = Customer { id: change.new_customer_id(), ..customer };
            change.add_customer(&customer)?;
            let touch = Touch {
                id: change.new_touch_id(),
                customer: customer.id,
                kind: TouchKind::Message,
                outcome: None,
                at,
                minutes: None,
                occasion: Occasion::Other,
                setback: None,
                mood_before: None,
                mood_after: None,
                imported: false,
                text: as_praise(words),
            };
            change.add_touch_with(&touch, &[customer.id])?;
            change.customer(customer.id)
        })
    }
}

/// Somebody whom the user wants to add: "Helga Brandt, Brandt Kühlung".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// Their company, behind a comma.
    pub company: Option<String>,
}

impl Newcomer {
    /// Reads a name, and a company behind a comma; None where no name stands: a number, a mailbox, nothing.
    pub fn read(text: &str) -> Option<Self> {
        let (name, company) = text.split_once(',').unwrap_or((text, ""));
        let (name, company) = (name.trim(), company.trim());
        let is_name = name.chars().any(char::is_alphabetic) && !name.contains('@');
        is_name.then(|| Self {
            name: name.to_string(),
            company: Some(company.to_string()).filter(|company| !company.is_empty()),
        })
    }
}

/// Writes a sentence as the praise of a log, however many lines it has.
fn as_praise(words: &str) -> String {
    let text = words.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n  ");
    format!("+ {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_is_a_name_with_a_company_behind_a_comma() {
        let read = |text| Newcomer::read(text).map(|n| (n.name, n.company));
        assert_eq!(read(" Helga Brandt "), Some(("Helga Brandt".into(), None)));
        assert_eq!(read("Helga, Brandt Kühlung, Kiel"), Some(("Helga".into(), Some("Brandt Kühlung, Kiel".into()))));
        assert_eq!(read("佐藤 遥"), Some(("佐藤 遥".into(), None)));
        for text in ["", " , ", "+49 431 555", "helga@brandt.example", "12"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
