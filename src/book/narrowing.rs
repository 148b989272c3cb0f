//! What a filter asks for, looked up in the book: which tags it means, and what SQL can check of it.

use rusqlite::types::Value;

use super::Book;
use super::customers::Visibility;
use super::query::Query;
use super::rows::NamedRow;
use super::search::{begins, is_dialed, phone_and_rest};
use super::values::{json_ids, json_texts};
use crate::domain::customer::Customer;
use crate::domain::filter::{Filter, Key, State};
use crate::domain::ids::CustomerId;
use crate::domain::phone;
use crate::domain::tags::Tag;
use crate::error::Result;
use crate::text::{self, Phrase};

/// Completes "could not …" for errors.
pub(super) const NARROWING: &str = "filter the customers";

/// A filter whose words are folded, and of which everything is known that is not in a customer's own row.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    /// Each begins a word of something that is known of them.
    words: Vec<String>,
    /// Each stands somewhere as it is, from the beginning of a word on.
    pub(super) phrases: Vec<Phrase>,
    /// Each begins a word of the city, or of the company.
    cities: Vec<String>,
    companies: Vec<String>,
    /// Digits of one of their numbers.
    numbers: Vec<String>,
    /// For each tag that is asked for, the tags of the book that it means, folded.
    pub(super) tags: Vec<Vec<String>>,
    pub(super) states: Vec<State>,
    /// Lists of which each must hold them.
    pub(super) among: Vec<Vec<CustomerId>>,
    /// Who is listed where the filter doesn't say; None lists everybody.
    pub(super) shown: Option<Visibility>,
    /// Whether nobody can match.
    pub(super) is_hopeless: bool,
}

impl Narrowing {
    /// Lists the archived, or those who are not, whatever else is asked for; a filter that asks for the archived decides.
    pub fn showing(mut self, shown: Visibility) -> Self {
        let archived = self.states.contains(&State::Archived);
        self.shown = Some(if archived { Visibility::Archived } else { shown });
        self
    }

    /// Lists only some of them.
    pub fn among(mut self, ids: Vec<CustomerId>) -> Self {
        self.among.push(ids);
        self
    }

    /// Lists only those who have a tag.
    pub fn tagged(mut self, tag: &Tag) -> Self {
        self.tags.push(vec![tag.folded()]);
        self
    }

    /// Whether everybody who is not archived is listed.
    pub fn is_everybody(&self) -> bool {
        let lists = [&self.words, &self.cities, &self.companies, &self.numbers];
        lists.iter().all(|list| list.is_empty())
            && self.phrases.is_empty()
            && self.tags.is_empty()
            && self.states.is_empty()
            && self.among.is_empty()
            && self.shown == Some(Visibility::Present)
            && !self.is_hopeless
    }

    /// The words to ask the index for: those who match have all of them.
    pub(super) fn asked(&self) -> Vec<String> {
        let phrases = self.phrases.iter().filter_map(Phrase::asked).flatten();
        let plain = [&self.words, &self.cities, &self.companies, &self.numbers].into_iter().flatten().cloned();
        plain.chain(phrases).collect()
    }

    /// Adds words to a list that is asked for; without a letter or digit, nobody can hold them.
    fn hold(&mut self, list: impl FnOnce(&mut Self) -> &mut Vec<String>, words: Option<Vec<String>>) {
        match words {
            Some(words) => list(self).extend(words),
            None => self.is_hopeless = true,
        }
    }

    fn reads_text(&self) -> bool {
        !self.words.is_empty()
    }

    /// The conditions that SQL can check, and the values of their parameters, which have numbers from `first` on. A sign
    /// keeps SQLite from choosing an index by them: the rows come in an order that is wanted.
    pub(super) fn conditions(&self, first: usize, sign: &str) -> (String, Vec<Value>) {
        let mut sql = String::from("1");
        let mut values = Vec::new();
        match self.shown {
            Some(Visibility::Present) => sql.push_str(" AND archived_at IS NULL"),
            Some(Visibility::Archived) => sql.push_str(" AND archived_at IS NOT NULL"),
            None => {}
        }
        for state in &self.states {
            sql.push_str(&match state {
                State::Favorite => format!(" AND {sign}favorite"),
                State::Past | State::Due => format!(" AND {sign}standing = 'past'"),
                State::Active => format!(" AND {sign}standing = 'active'"),
                State::Shared => " AND customer.team IS NOT NULL".to_string(),
                State::Archived => " AND archived_at IS NOT NULL".to_string(),
            });
        }
        for tags in &self.tags {
            let at = first + values.len();
            let has = format!("SELECT customer FROM tag WHERE folded IN (SELECT value FROM json_each(?{at}))");
            sql.push_str(&format!(" AND {sign}customer.id IN ({has})"));
            values.push(Value::Text(json_texts(tags)));
        }
        for ids in &self.among {
            let at = first + values.len();
            sql.push_str(&format!(" AND {sign}customer.id IN (SELECT value FROM json_each(?{at}))"));
            values.push(Value::Text(json_ids(ids)));
        }
        (sql, values)
    }

    /// Whether SQL checks all that is asked for.
    pub(super) fn is_checked_by_sql(&self) -> bool {
        self.asked().is_empty() && !self.is_hopeless
    }

    /// The index that knows all who may match, where SQLite would choose another.
    pub(super) fn index(&self) -> &'static str {
        let is_past = self.states.iter().any(|state| matches!(state, State::Past | State::Due));
        if is_past && self.shown == Some(Visibility::Present) { " INDEXED BY customer_past" } else { "" }
    }

    /// What is joined to the customers, so that words can be checked.
    pub(super) fn joined(&self) -> &'static str {
        if self.reads_text() {
            " JOIN search_text ON search_text.ref = customer.id AND search_text.kind = 'customer'"
        } else {
            ""
        }
    }

    /// What is read of a row to check it.
    pub(super) fn columns(&self) -> String {
        let mut columns = vec!["customer.id"];
        if self.reads_text() {
            columns.extend(["search_text.title", "search_text.body"]);
        }
        if !self.cities.is_empty() {
            columns.push("customer.city");
        }
        if !self.companies.is_empty() {
            columns.push("customer.company");
        }
        if !self.numbers.is_empty() {
            columns.push(
                "(SELECT group_concat(number || char(9) || shown, char(10)) FROM (
                    SELECT customer.phone AS number, coalesce(customer.phone_shown, '') AS shown
                      WHERE customer.phone IS NOT NULL
                    UNION ALL SELECT value, coalesce(reach.shown, '') FROM reach
                      WHERE reach.customer = customer.id AND kind = 'phone')) AS numbers",
            );
        }
        columns.join(", ")
    }

    /// Checks what SQL did not, of the columns that were read; phrases are left to [`Narrowing::holds_phrases`].
    pub(super) fn holds(&self, row: &mut NamedRow<'_, '_>) -> rusqlite::Result<bool> {
        let mut holds = true;
        if self.reads_text() {
            let title = row.text("title")?;
            let (phone, rest) = phone_and_rest(row.text("body")?);
            holds &= self.words.iter().all(|word| begins(title, word) || begins(rest, word) || is_dialed(phone, word));
        }
        for (column, words) in [("city", &self.cities), ("company", &self.companies)] {
            if !words.is_empty() {
                let text = text::search_text(row.optional_text(column)?.unwrap_or_default());
                holds &= words.iter().all(|word| begins(&text, word));
            }
        }
        if !self.numbers.is_empty() {
            let numbers = row.optional_text("numbers")?.unwrap_or_default();
            let numbers: Vec<&str> = numbers.lines().collect();
            holds &= self.numbers.iter().all(|digits| numbers.iter().any(|number| has_digits(number, digits)));
        }
        Ok(holds)
    }

    /// Whether every phrase stands in one of the texts that are known of a customer.
    pub(super) fn holds_phrases(&self, texts: &[String]) -> bool {
        self.phrases.iter().all(|phrase| texts.iter().any(|text| phrase.stands_in(text)))
    }
}

/// Whether a number holds digits, as it is dialed at home or from abroad: it stands before a tab, as it is shown behind.
fn has_digits(number: &str, wanted: &str) -> bool {
    let (number, shown) = number.split_once('\t').unwrap_or((number, ""));
    let shown = Some(shown).filter(|shown| !shown.is_empty());
    phone::search_words(number, shown).iter().any(|word| word.starts_with(wanted))
        || shown.is_none() && digits(number).contains(wanted)
}

/// The digits of a number, in any script's digits.
fn digits(text: &str) -> String {
    text::fold(text).chars().filter(char::is_ascii_digit).collect()
}

impl Book {
    /// Folds a filter, and looks up which tags it means. `due` are the past buyers who should hear from us, where the
    /// filter asks for them.
    pub fn narrowing(&self, filter: &Filter, due: Option<Vec<CustomerId>>) -> Result<Narrowing> {
        let mut narrowing = Narrowing { states: filter.states.clone(), ..Narrowing::default() };
        narrowing.phrases = filter.phrases.iter().filter_map(|phrase| Phrase::read(phrase)).collect();
        narrowing.is_hopeless = narrowing.phrases.len() < filter.phrases.len();
        narrowing.among.extend(due);
        for word in &filter.words {
            narrowing.hold(|n| &mut n.words, text::search_query(word));
        }
        for (key, value) in &filter.fields {
            match key {
                Key::City => narrowing.hold(|n| &mut n.cities, text::search_query(value)),
                Key::Company => narrowing.hold(|n| &mut n.companies, text::search_query(value)),
                Key::Phone => narrowing.hold(|n| &mut n.numbers, Some(vec![digits(value)])),
                Key::Tag => narrowing.tags.push(self.tags_meant(value)?),
            }
        }
        narrowing.is_hopeless |= narrowing.tags.iter().any(Vec::is_empty);
        if narrowing.states.contains(&State::Archived) {
            narrowing.shown = Some(Visibility::Archived);
        }
        Ok(narrowing)
    }

    /// Lists the tags of the book, folded, in which every word begins a word.
    fn tags_meant(&self, value: &str) -> Result<Vec<String>> {
        let Some(words) = text::search_query(value) else { return Ok(Vec::new()) };
        let mut meant = Vec::new();
        self.each_tag(|tag, folded| {
            let text = text::search_text(&tag);
            if words.iter().all(|word| begins(&text, word)) {
                meant.push(folded);
            }
        })?;
        Ok(meant)
    }

    /// Lists the tags that customers have, as one of them has it, by their folded texts.
    pub fn tags_in_use(&self) -> Result<Vec<String>> {
        let mut tags = Vec::new();
        self.each_tag(|tag, _| tags.push(tag))?;
        Ok(tags)
    }

    /// Passes each tag of the book to `with`, as one customer has it and folded.
    fn each_tag(&self, mut with: impl FnMut(String, String)) -> Result<()> {
        let mut last = String::new();
        // From one tag to the next: a book has few, and many customers with each.
        let sql = "SELECT tag, folded FROM tag WHERE folded > ?1 ORDER BY folded LIMIT 1";
        while let Some((tag, folded)) = self.db.optional::<(String, String)>(sql, [&last], NARROWING)? {
            last.clone_from(&folded);
            with(tag, folded);
        }
        Ok(())
    }

    /// Lists everything that is known of a customer in words: fields, tags, and further ways to reach them.
    pub(super) fn texts_of(&self, customer: &Customer) -> Result<Vec<String>> {
        let fields = [&customer.company, &customer.role, &customer.email, &customer.city];
        let more = [&customer.address, &customer.facts, &customer.phone, &customer.phone_shown];
        let mut texts: Vec<String> = fields.into_iter().chain(more).flatten().cloned().collect();
        texts.push(customer.name.clone());
        texts.extend(customer.tags.iter().map(str::to_string));
        let further = "SELECT coalesce(shown, value) FROM reach WHERE customer = ?1";
        texts.extend(self.db.all::<String>(further, [customer.id], NARROWING)?);
        Ok(texts)
    }
}
