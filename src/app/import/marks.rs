//! Which names, mailboxes and numbers the book has. Most rows of a large file bring none of these, and then the import looks for
//! nobody. It takes a new mark for a known one now and then, and looks in vain; it never misses a known one.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::known::Mark;
use crate::book::Book;
use crate::domain::customer::Customer;
use crate::error::Result;
use crate::text;

/// How many bits each mark sets.
const BITS_SET: u64 = 4;
/// How many bits there are for a customer, who has about three marks: one in some two hundred is looked for in vain.
const BITS_EACH: u64 = 48;
const WORD: u64 = u64::BITS as u64;

/// A Bloom filter of marks.
pub(super) struct Marks(Vec<u64>);

/// A name, or a mailbox or number.
#[derive(Hash)]
enum Key<'a> {
    Name(&'a str),
    Email(&'a str),
    Phone(&'a str),
}

impl Marks {
    /// Notes the marks of everybody in a book, with room for as many customers more.
    pub(super) fn of(book: &Book, more: u64) -> Result<Self> {
        let customers = more + book.count_present()? as u64;
        let words = customers.saturating_mul(BITS_EACH) / WORD + 1;
        let mut marks = Self(vec![0; usize::try_from(words).unwrap_or(usize::MAX)]);
        book.each_identity(|name, email, phone| marks.add(name, email, phone))?;
        Ok(marks)
    }

    /// Notes the marks of a customer.
    pub(super) fn add_customer(&mut self, customer: &Customer) {
        self.add(Some(&customer.name), customer.email.as_deref(), customer.phone.as_deref());
        let others = &customer.others;
        others.emails.iter().for_each(|email| self.add(None, Some(&email.value), None));
        others.phones.iter().for_each(|phone| self.add(None, None, Some(&phone.value)));
    }

    fn add(&mut self, name: Option<&str>, email: Option<&str>, phone: Option<&str>) {
        if let Some(name) = name {
            self.set(&Key::Name(&text::fold(name)));
        }
        if let Some(email) = email {
            self.set(&Key::Email(&email.to_lowercase()));
        }
        if let Some(phone) = phone {
            self.set(&Key::Phone(phone));
        }
    }

    /// Whether anybody may have a name.
    pub(super) fn may_name(&self, name: &str) -> bool {
        self.has(&Key::Name(&text::fold(name)))
    }

    /// Whether anybody may have a mailbox or number.
    pub(super) fn may_hold(&self, kind: Mark, value: &str) -> bool {
        match kind {
            Mark::Email => self.has(&Key::Email(&value.to_lowercase())),
            Mark::Phone => self.has(&Key::Phone(value)),
        }
    }

    fn set(&mut self, key: &Key<'_>) {
        for bit in self.bits(key) {
            if let Some(word) = self.0.get_mut(place(bit)) {
                *word |= 1 << (bit % WORD);
            }
        }
    }

    fn has(&self, key: &Key<'_>) -> bool {
        self.bits(key).all(|bit| self.0.get(place(bit)).is_some_and(|word| word & 1 << (bit % WORD) != 0))
    }

    fn bits(&self, key: &Key<'_>) -> impl Iterator<Item = u64> + use<> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let (hash, all) = (hasher.finish(), self.0.len() as u64 * WORD);
        let stride = hash.rotate_left(32) | 1;
        (0..BITS_SET).map(move |nth| hash.wrapping_add(nth.wrapping_mul(stride)) % all)
    }
}

fn place(bit: u64) -> usize {
    usize::try_from(bit / WORD).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::domain::customer::{OtherEntries, ReachEntry};
    use crate::domain::dates::Clock;
    use crate::domain::ids::CustomerId;

    #[test]
    fn every_mark_of_a_customer_is_known_and_hardly_any_other() {
        let now = chrono::Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let clock = Clock { instant: now, zone: crate::domain::tz::Tz::UTC };
        let mut marks = Marks::of(&Book::in_memory().unwrap(), 1000).unwrap();
        let entry = |value: String| ReachEntry { value, ..ReachEntry::default() };
        for n in 0..1000 {
            let others =
                OtherEntries { phones: vec![entry(format!("+44{n}"))], emails: vec![entry(format!("O{n}@x.y"))] };
            let customer = Customer::new(CustomerId(n), format!("Zoë {n}"), &clock);
            let email = Some(format!("Zoe{n}@X.y"));
            marks.add_customer(&Customer { email, phone: Some(format!("+351{n}")), others, ..customer });
        }
        for n in 0..1000 {
            assert!(marks.may_name(&format!("ZOE {n}")), "{n}");
            for email in [format!("zoe{n}@x.y"), format!("o{n}@x.y")] {
                assert!(marks.may_hold(Mark::Email, &email), "{email}");
            }
            for phone in [format!("+351{n}"), format!("+44{n}")] {
                assert!(marks.may_hold(Mark::Phone, &phone), "{phone}");
            }
        }
        let in_vain = (0..1000).filter(|n| marks.may_hold(Mark::Phone, &format!("+1{n}"))).count();
        assert!(in_vain < 50, "{in_vain}");
    }
}
