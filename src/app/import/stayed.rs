//! What files say otherwise of fields that are the user's once a customer is in the book: said, as it stays as it is.

use crate::domain::customer::{Customer, CustomerDraft, CustomerField, Reimport};
use crate::text::{count, listed};

const RATINGS: &str = "ratings";
const FAVORITES: &str = "favorites";
const STANDING: &str = "standing";
/// What they are called, in the order in which they are said.
const WORDS: [&str; 3] = [RATINGS, FAVORITES, STANDING];

/// The fields that stayed as they are, of the rows of a file.
#[derive(Debug, Default)]
pub(super) struct Stayed {
    /// What they are called together.
    words: Vec<&'static str>,
    customers: usize,
    /// The name of the first of them.
    first: String,
}

impl Stayed {
    /// Adds what a row says otherwise than the book.
    pub(super) fn add(&mut self, draft: &CustomerDraft, present: &Customer, new: &Customer) {
        let stays = |field: &CustomerField| {
            let is_left = field.spec().reimport == Reimport::Leaves && draft.get(*field).is_some();
            is_left && field.text(present) != field.text(new)
        };
        let words: Vec<&'static str> = CustomerField::ALL.iter().copied().filter(stays).map(word).collect();
        if words.is_empty() {
            return;
        }
        if self.customers == 0 {
            self.first.clone_from(&present.name);
        }
        self.customers += 1;
        for word in words {
            if !self.words.contains(&word) {
                self.words.push(word);
            }
        }
    }

    /// Says it in a sentence; None where nothing differs.
    pub(super) fn note(&self) -> Option<String> {
        let in_order = WORDS.into_iter().filter(|word| self.words.contains(word));
        let what = listed(&in_order.map(String::from).collect::<Vec<_>>());
        let whose = match self.customers {
            1 => self.first.clone(),
            several => count(several, "customer", "customers"),
        };
        let (they_are, them) = if what == STANDING { ("it is", "it") } else { ("they are", "them") };
        (self.customers > 0)
            .then(|| format!("{what} of {whose} stayed as {they_are} in the book: goodcall edit changes {them}"))
    }
}

/// Names the kind of a field that stays.
fn word(field: CustomerField) -> &'static str {
    match field {
        CustomerField::Pleasure | CustomerField::Profit => RATINGS,
        CustomerField::Favorite => FAVORITES,
        _ => STANDING,
    }
}
