//! Finds customers who may be one person: the same email, the same number, or a like name at the same company.
//!
//! Each of these forms small groups, and only members of a group are compared: never everybody with everybody.

mod blank;
mod mailbox;
mod names;
mod nicknames;
mod parts;
mod person;
mod spelling;

use std::collections::{BTreeMap, HashMap, HashSet};

use names::{are_alike, name_words};

use super::choice::choices;
use super::ids::CustomerId;

pub use blank::{is_filler, is_no_given_name, is_no_name};
pub use mailbox::is_of_an_office;
pub use names::company_key;
pub use parts::NameParts;
pub use person::{Fold, GivenNames, PersonName};
pub use spelling::is_poorer;

choices! {
    /// Why two customers may be one person; the strongest first.
    Likeness, "likeness" {
        SameEmail = "same-email",
        SamePhone = "same-phone",
        /// A like name at the same company.
        LikeName = "like-name",
        /// The same name, and one of them has no company.
        SameName = "same-name",
    }
}

impl Likeness {
    /// The reason in words, for two of these names and companies.
    pub fn describe(self, names: Names, companies: Companies) -> &'static str {
        match (self, names, companies) {
            (Self::SameEmail, ..) => "the same email",
            (Self::SamePhone, ..) => "the same phone number",
            (Self::LikeName, Names::Equal, _) => "the same name at the same company",
            (Self::LikeName, Names::Alike, _) => "a like name at the same company",
            (Self::SameName, _, Companies::OneWithout) => "the same name, one without a company",
            (Self::SameName, _, Companies::Others) => "the same name",
        }
    }
}

/// How two names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Whatever the order of their words, and however they are spelled.
    Equal,
    /// By an initial, a nickname, a slip of the pen.
    Alike,
}

/// Which of two customers has a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companies {
    /// One has a company, the other has none.
    OneWithout,
    /// Both or neither.
    Others,
}

/// Larger groups with one address or number are an office rather than one person: there the names decide, as they do in
/// any group whose address is named after an office.
const FEW: usize = 4;
/// Groups up to this size compare every pair.
const SMALL: usize = 40;
/// Larger groups compare only neighbors in the order of their names.
const LARGE: usize = 200;
/// How many neighbors each is compared with.
const NEIGHBORS: usize = 8;
/// The fewest digits of a phone number.
const DIGITS: usize = 7;
/// What the book has of a customer that the comparison looks at.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// Whose it is.
    pub id: CustomerId,
    /// Folded.
    pub name: &'a str,
    /// Folded.
    pub company: Option<&'a str>,
    /// All of them as written; compared without regard to case.
    pub emails: &'a [&'a str],
    /// All of them: E.164 where it parsed, else as typed.
    pub phones: &'a [&'a str],
}

/// The same, in the form in which two customers are compared. A large book has one of each customer in memory at once, so
/// all of its texts stand in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// Whose traits they are; the lower of two ids has been in the book longer.
    pub id: CustomerId,
    text: Box<str>,
    /// Where in the text the emails, the numbers, the name, its sorted words and the company end.
    ends: [u32; 5],
}

impl Traits {
    /// Brings a customer into the form for comparing.
    pub fn of(customer: Compared<'_>) -> Self {
        let Compared { id, name, company, emails, phones } = customer;
        let name = name_words(name);
        let mut sorted = name.clone();
        sorted.sort_unstable();
        let emails = each_once(emails.iter().map(|e| e.trim().to_lowercase()).filter(|e| !e.is_empty()));
        let phones = each_once(phones.iter().filter_map(|phone| phone_key(phone)));
        let company = company.map(company_key).unwrap_or_default();
        let parts = [emails.join("\n"), phones.join("\n"), name.join(" "), sorted.join(" "), company];
        let mut end = 0;
        let ends = parts.each_ref().map(|part| {
            end += part.len();
            u32::try_from(end).unwrap_or(u32::MAX)
        });
        Self { id, text: parts.concat().into(), ends }
    }

    fn part(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let begin = at.checked_sub(1).map_or(0, end);
        self.text.get(begin..end(at)).unwrap_or_default()
    }

    fn emails(&self) -> impl Iterator<Item = &str> {
        self.part(0).lines()
    }

    fn phones(&self) -> impl Iterator<Item = &str> {
        self.part(1).lines()
    }

    /// The words of the name, titles left out.
    fn words(&self) -> Vec<&str> {
        self.part(2).split(' ').filter(|word| !word.is_empty()).collect()
    }

    /// The same words in their alphabetical order.
    fn sorted(&self) -> &str {
        self.part(3)
    }

    /// The company without its legal form; None where there is none.
    fn company(&self) -> Option<&str> {
        Some(self.part(4)).filter(|company| !company.is_empty())
    }
}

/// Lists each value once: a group of those who share one counts people.
fn each_once(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        // What divides two may stand in neither.
        let value = value.replace(['\n', '\r'], " ");
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// The digits of a phone number and its plus, by which two are compared; None where they are too few for one.
pub fn phone_key(phone: &str) -> Option<String> {
    let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (number.bytes().filter(u8::is_ascii_digit).count() >= DIGITS).then_some(number)
}

/// Two customers who may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one who has been in the book longer.
    pub customer: CustomerId,
    /// The record that came later.
    pub other: CustomerId,
    /// Why, the strongest reason first.
    pub why: Vec<Likeness>,
}

/// Two customers in the order in which the book keeps pairs.
pub fn in_order(one: CustomerId, other: CustomerId) -> (CustomerId, CustomerId) {
    if one.0 <= other.0 { (one, other) } else { (other, one) }
}

/// The keys of some customers, which pick from a large book only those who may be like them.
#[derive(Debug, Default)]
pub struct Wanted {
    ids: HashSet<CustomerId>,
    keys: HashSet<String>,
}

impl Wanted {
    /// The keys of these customers.
    pub fn of(people: &[Traits]) -> Self {
        let ids = people.iter().map(|p| p.id).collect();
        Self { ids, keys: people.iter().flat_map(keys).collect() }
    }

    /// Whether a customer is one of them or may be like one.
    pub fn wants(&self, traits: &Traits) -> bool {
        self.ids.contains(&traits.id) || keys(traits).any(|k| self.keys.contains(&k))
    }
}

/// The keys of a customer; no two kinds of key share a text.
fn keys(t: &Traits) -> impl Iterator<Item = String> {
    let emails = t.emails().map(|e| format!("@{e}"));
    let phones = t.phones().map(|p| format!("#{p}"));
    let company = t.company().into_iter().map(|c| format!("&{c}"));
    emails.chain(phones).chain(company).chain([format!("={}", t.sorted())])
}

/// Finds the pairs who may be one person, without those kept `apart` (in the order of [`in_order`]).
///
/// With `only`, each pair has at least one of these. The strongest reasons come first, then the oldest ids.
pub fn find(
    people: &[Traits],
    only: Option<&HashSet<CustomerId>>,
    apart: &HashSet<(CustomerId, CustomerId)>,
) -> Vec<Pair> {
    let mut search = PairFinder { only, apart, found: BTreeMap::new() };
    for (why, groups) in
        [(Likeness::SameEmail, grouped(people, Traits::emails)), (Likeness::SamePhone, grouped(people, Traits::phones))]
    {
        for (mark, group) in groups {
            let is_office = why == Likeness::SameEmail && is_of_an_office(mark);
            if group.len() <= FEW && !is_office { search.all(&group, why) } else { search.alike(&group, why) }
        }
    }
    for (_, group) in grouped(people, Traits::company) {
        search.alike(&group, Likeness::LikeName);
    }
    for (_, group) in grouped(people, |t| Some(t.sorted()).filter(|s| !s.is_empty())) {
        search.same_name(&group);
    }
    let mut pairs: Vec<Pair> =
        search.found.into_iter().map(|((customer, other), why)| Pair { customer, other, why }).collect();
    pairs.sort_by(|a, b| (&a.why, a.customer, a.other).cmp(&(&b.why, b.customer, b.other)));
    pairs
}

/// The groups of two or more who share a key, with the key.
fn grouped<'a, K: IntoIterator<Item = &'a str>>(
    people: &'a [Traits],
    keys: impl Fn(&'a Traits) -> K,
) -> Vec<(&'a str, Vec<&'a Traits>)> {
    let mut keyed: Vec<(&str, &Traits)> = Vec::with_capacity(people.len());
    for person in people {
        keyed.extend(keys(person).into_iter().map(|key| (key, person)));
    }
    // Those of one key stay in the order of the people.
    keyed.sort_by_key(|(key, _)| *key);
    let groups = keyed.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1);
    groups.filter_map(|group| Some((group.first()?.0, group.iter().map(|(_, person)| *person).collect()))).collect()
}

struct PairFinder<'a> {
    only: Option<&'a HashSet<CustomerId>>,
    apart: &'a HashSet<(CustomerId, CustomerId)>,
    found: BTreeMap<(CustomerId, CustomerId), Vec<Likeness>>,
}

impl<'a> PairFinder<'a> {
    fn may(&self, one: &Traits, other: &Traits) -> bool {
        one.id != other.id
            && self.only.is_none_or(|only| only.contains(&one.id) || only.contains(&other.id))
            && !self.apart.contains(&in_order(one.id, other.id))
    }

    fn add(&mut self, one: &Traits, other: &Traits, why: Likeness) {
        let reasons = self.found.entry(in_order(one.id, other.id)).or_default();
        if !reasons.contains(&why) {
            reasons.push(why);
            reasons.sort_unstable();
        }
    }

    /// Pairs each of a group with every other.
    fn all(&mut self, group: &[&'a Traits], why: Likeness) {
        self.pairs(group, usize::MAX, why, |_, _| true);
    }

    /// Pairs those of a group whose names are alike.
    fn alike(&mut self, group: &[&'a Traits], why: Likeness) {
        let like = |a: &Traits, b: &Traits| are_alike(&a.words(), &b.words());
        if group.len() <= SMALL {
            return self.pairs(group, usize::MAX, why, like);
        }
        // Like names share a word, or at least their initials.
        let mut parts: HashMap<String, Vec<&Traits>> = HashMap::new();
        for person in group {
            let named = person.words();
            let mut initials: Vec<char> = named.iter().filter_map(|w| w.chars().next()).collect();
            initials.sort_unstable();
            let initials = format!("{} ", initials.into_iter().collect::<String>());
            let words: HashSet<&str> = named.into_iter().filter(|w| w.len() > 1).collect();
            for part in words.into_iter().map(str::to_string).chain(std::iter::once(initials)) {
                parts.entry(part).or_default().push(person);
            }
        }
        for mut part in parts.into_values().filter(|p| p.len() > 1) {
            if part.len() > LARGE {
                part.sort_by(|a, b| (a.sorted(), a.id).cmp(&(b.sorted(), b.id)));
                self.pairs(&part, NEIGHBORS, why, like);
            } else {
                self.pairs(&part, usize::MAX, why, like);
            }
        }
    }

    /// Pairs those of one name of whom one has no company; a first name alone is too little.
    fn same_name(&mut self, group: &[&'a Traits]) {
        let enough = |a: &Traits, b: &Traits| match (a.company(), b.company()) {
            (None, None) => true,
            (Some(_), Some(_)) => false,
            _ => a.words().len() > 1,
        };
        if group.len() <= SMALL {
            return self.pairs(group, usize::MAX, Likeness::SameName, enough);
        }
        let (bare, others): (Vec<&Traits>, Vec<&Traits>) = group.iter().partition(|t| t.company().is_none());
        if let Some(first) = bare.first() {
            for other in bare.iter().chain(&others).filter(|o| enough(first, o)) {
                if self.may(first, other) {
                    self.add(first, other, Likeness::SameName);
                }
            }
        }
    }

    /// Pairs each of a group with the next `with` if they are alike.
    fn pairs(&mut self, group: &[&'a Traits], with: usize, why: Likeness, like: impl Fn(&Traits, &Traits) -> bool) {
        for (at, one) in group.iter().enumerate() {
            for other in group.iter().skip(at + 1).take(with) {
                if self.may(one, other) && like(one, other) {
                    self.add(one, other, why);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
