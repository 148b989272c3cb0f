//! Lists of customers narrowed by a filter.

use super::Book;
use super::customers::Visibility;
use super::query::Query;
use super::rows::CUSTOMER;
use super::search::{Place, Wanted};
use super::search_index::words_of_customer;
use crate::domain::customer::{Customer, Standing};
use crate::domain::filter::{Filter, Key, State};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text;

/// A filter with its words folded once.
struct Folded {
    /// Each begins a word of the name, the company or the email.
    titles: Vec<String>,
    /// Each stands there as it is, from the beginning of a word on.
    phrases: Vec<String>,
    /// Words of a field; each begins one of its words.
    fields: Vec<(Key, Vec<String>)>,
    states: Vec<State>,
}

impl Folded {
    /// Folds a filter; None where a word of it has no letter or digit, so that nobody can hold it.
    fn new(filter: &Filter) -> Option<Self> {
        let query = |word: &String| text::search_query(word);
        let titles: Vec<Vec<String>> = filter.words.iter().map(query).collect::<Option<_>>()?;
        let fields = filter.fields.iter().map(|(key, value)| {
            let words = if *key == Key::Phone { Some(vec![digits(value)]) } else { query(value) };
            Some((*key, words?))
        });
        Some(Self {
            titles: titles.concat(),
            phrases: filter.phrases.iter().map(|phrase| text::fold(phrase)).collect(),
            fields: fields.collect::<Option<_>>()?,
            states: filter.states.clone(),
        })
    }

    /// The words to ask the index for; they stand anywhere in what it knows of a customer.
    fn indexed(&self) -> Vec<String> {
        let of_fields = self.fields.iter().filter(|(key, _)| *key != Key::Phone).flat_map(|(_, words)| words);
        let of_phrases = self.phrases.iter().filter_map(|phrase| text::search_query(phrase)).flatten();
        self.titles.iter().chain(of_fields).cloned().chain(of_phrases).collect()
    }

    fn holds(&self, c: &Customer, is_due: &dyn Fn(&Customer) -> bool) -> bool {
        let begins = |text: &str, words: &[String]| words.iter().all(|w| text.split(' ').any(|t| t.starts_with(w)));
        let field = |(key, words): &(Key, Vec<String>)| match key {
            Key::City => c.city.as_deref().is_some_and(|city| begins(&text::search_text(city), words)),
            Key::Company => c.company.as_deref().is_some_and(|company| begins(&text::search_text(company), words)),
            Key::Phone => {
                let numbers = [c.phone.as_deref(), c.phone_shown.as_deref()].into_iter().flatten().map(digits);
                numbers.into_iter().any(|number| words.iter().all(|w| number.contains(w)))
            }
        };
        let phrase = |phrase: &String| {
            let fields = [Some(c.name.as_str()), c.company.as_deref(), c.email.as_deref()];
            fields.into_iter().flatten().any(|field| format!(" {}", text::fold(field)).contains(&format!(" {phrase}")))
        };
        let state = |state: &State| match state {
            State::Favorite => c.favorite,
            State::Past => c.standing == Standing::Past,
            State::Due => c.standing == Standing::Past && is_due(c),
        };
        self.states.iter().all(state)
            && self.fields.iter().all(field)
            && self.phrases.iter().all(phrase)
            && (self.titles.is_empty() || begins(&words_of_customer(c).0, &self.titles))
    }
}

/// The digits of a number, in any script's digits.
fn digits(text: &str) -> String {
    text::fold(text).chars().filter(char::is_ascii_digit).collect()
}

impl Book {
    /// Passes on the customers that match a filter, one by one, by name. `is_due` says whether a past buyer should hear
    /// from us. With words it looks at what the index finds, else at everybody.
    pub fn each_narrowed(
        &self,
        filter: &Filter,
        shown: Visibility,
        is_due: &dyn Fn(&Customer) -> bool,
        mut with: impl FnMut(Customer) -> Result<()>,
    ) -> Result<()> {
        let Some(folded) = Folded::new(filter) else { return Ok(()) };
        let words = folded.indexed();
        if words.is_empty() {
            let which = match shown {
                Visibility::Present => "archived_at IS NULL",
                Visibility::Archived => "archived_at IS NOT NULL",
            };
            let states = folded.states.iter().map(|state| match state {
                State::Favorite => " AND favorite",
                State::Past | State::Due => " AND standing = 'past'",
            });
            let states: String = states.collect();
            let sql = format!("SELECT {CUSTOMER} FROM customer WHERE {which}{states} ORDER BY sort_name, id");
            return self
                .db
                .each(&sql, [], "list the customers", |c| if folded.holds(&c, is_due) { with(c) } else { Ok(()) });
        }
        let found = self.matches(Wanted { words: &words, place: Place::Customers, limit: usize::MAX })?;
        let mut held = Vec::new();
        for matched in found {
            let customer = self.customer(CustomerId(matched.of))?;
            let is_shown = customer.archived_at.is_some() == (shown == Visibility::Archived);
            if is_shown && folded.holds(&customer, is_due) {
                held.push(customer);
            }
        }
        held.sort_by_cached_key(|c| (text::fold(&c.name), c.id));
        held.into_iter().try_for_each(with)
    }
}
