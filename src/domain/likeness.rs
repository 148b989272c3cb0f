//! Finds customers who may be one person: the same email, the same number, or a like name at the same company.
//!
//! Each of these forms small groups, and only members of a group are compared: never everybody with everybody.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::choice::choices;
use super::ids::CustomerId;

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
    /// The reason in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::SameEmail => "the same email",
            Self::SamePhone => "the same phone number",
            Self::LikeName => "a like name at the same company",
            Self::SameName => "the same name, one without a company",
        }
    }
}

/// Larger groups with one address or number are an office rather than one person: there the names decide.
const FEW: usize = 4;
/// Groups up to this size compare every pair.
const SMALL: usize = 40;
/// Larger groups compare only neighbors in the order of their names.
const LARGE: usize = 200;
/// How many neighbors each is compared with.
const NEIGHBORS: usize = 8;
/// The fewest digits of a phone number.
const DIGITS: usize = 7;
/// The most letters in which two names may differ.
const SLIPS: usize = 2;

/// What the book has of a customer that the comparison looks at.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    pub id: CustomerId,
    /// Folded.
    pub name: &'a str,
    /// Folded.
    pub company: Option<&'a str>,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
}

/// The same, in the form in which two customers are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// Whose traits they are; the lower of two ids has been in the book longer.
    pub id: CustomerId,
    email: Option<String>,
    phone: Option<String>,
    /// The words of the name, titles left out.
    name: Vec<String>,
    /// The same words in their alphabetical order.
    sorted: String,
    /// The company without its legal form.
    company: Option<String>,
}

impl Traits {
    /// Brings a customer into the form for comparing.
    pub fn of(customer: Compared<'_>) -> Self {
        let Compared { id, name, company, email, phone } = customer;
        let name = name_words(name);
        let mut sorted = name.clone();
        sorted.sort_unstable();
        Self {
            id,
            email: email.map(|e| e.trim().to_lowercase()).filter(|e| !e.is_empty()),
            phone: phone.map(number).filter(|p| p.bytes().filter(u8::is_ascii_digit).count() >= DIGITS),
            sorted: sorted.join(" "),
            name,
            company: company.map(company_key).filter(|c| !c.is_empty()),
        }
    }
}

/// The digits of a number, and its plus.
fn number(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn name_words(folded: &str) -> Vec<String> {
    const TITLES: [&str; 9] = ["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "sir", "dipl"];
    let joined: String = folded.chars().filter(|c| !matches!(c, '\'' | '`' | '-')).collect();
    let words = || joined.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named: Vec<String> = words().filter(|w| !TITLES.contains(w)).map(str::to_string).collect();
    if named.is_empty() { words().map(str::to_string).collect() } else { named }
}

/// A company's name without its legal form: "Porto Cold Chain, Lda." and "Porto Coldchain" are one.
fn company_key(folded: &str) -> String {
    const FORMS: [&str; 34] = [
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "ohg",
        "ug",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "as",
        "oy",
        "oyj",
        "lda",
        "ltda",
        "pty",
        "the",
        "and",
    ];
    let joined: String = folded.chars().filter(|c| !matches!(c, '\'' | '`' | '.')).collect();
    let words = || joined.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named: String = words().filter(|w| !FORMS.contains(w)).collect();
    if named.is_empty() { words().collect() } else { named }
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
    let email = t.email.as_ref().map(|e| format!("@{e}"));
    let phone = t.phone.as_ref().map(|p| format!("#{p}"));
    let company = t.company.as_ref().map(|c| format!("&{c}"));
    [email, phone, company, Some(format!("={}", t.sorted))].into_iter().flatten()
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
    for (why, key) in [
        (Likeness::SameEmail, (|t: &Traits| t.email.as_deref()) as fn(&Traits) -> Option<&str>),
        (Likeness::SamePhone, |t| t.phone.as_deref()),
    ] {
        for group in grouped(people, key) {
            if group.len() <= FEW { search.all(&group, why) } else { search.alike(&group, why) }
        }
    }
    for group in grouped(people, |t| t.company.as_deref()) {
        search.alike(&group, Likeness::LikeName);
    }
    for group in grouped(people, |t| Some(t.sorted.as_str()).filter(|s| !s.is_empty())) {
        search.same_name(&group);
    }
    let mut pairs: Vec<Pair> =
        search.found.into_iter().map(|((customer, other), why)| Pair { customer, other, why }).collect();
    pairs.sort_by(|a, b| (&a.why, a.customer, a.other).cmp(&(&b.why, b.customer, b.other)));
    pairs
}

/// The groups of two or more who share a key.
fn grouped<'a>(people: &'a [Traits], key: impl Fn(&'a Traits) -> Option<&'a str>) -> Vec<Vec<&'a Traits>> {
    let mut groups: HashMap<&str, Vec<&Traits>> = HashMap::new();
    for person in people {
        if let Some(key) = key(person) {
            groups.entry(key).or_default().push(person);
        }
    }
    groups.into_values().filter(|g| g.len() > 1).collect()
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
        let like = |a: &Traits, b: &Traits| are_alike(&a.name, &b.name);
        if group.len() <= SMALL {
            return self.pairs(group, usize::MAX, why, like);
        }
        // Like names share a word, or at least their initials.
        let mut parts: HashMap<String, Vec<&Traits>> = HashMap::new();
        for person in group {
            let mut initials: Vec<char> = person.name.iter().filter_map(|w| w.chars().next()).collect();
            initials.sort_unstable();
            let initials = format!("{} ", initials.into_iter().collect::<String>());
            let words: HashSet<&String> = person.name.iter().filter(|w| w.len() > 1).collect();
            for part in words.into_iter().cloned().chain(std::iter::once(initials)) {
                parts.entry(part).or_default().push(person);
            }
        }
        for mut part in parts.into_values().filter(|p| p.len() > 1) {
            if part.len() > LARGE {
                part.sort_by(|a, b| (&a.sorted, a.id).cmp(&(&b.sorted, b.id)));
                self.pairs(&part, NEIGHBORS, why, like);
            } else {
                self.pairs(&part, usize::MAX, why, like);
            }
        }
    }

    /// Pairs those of one name of whom one has no company; a first name alone is too little.
    fn same_name(&mut self, group: &[&'a Traits]) {
        let enough = |a: &Traits, b: &Traits| match (&a.company, &b.company) {
            (None, None) => true,
            (Some(_), Some(_)) => false,
            _ => a.name.len() > 1,
        };
        if group.len() <= SMALL {
            return self.pairs(group, usize::MAX, Likeness::SameName, enough);
        }
        let (bare, others): (Vec<&Traits>, Vec<&Traits>) = group.iter().partition(|t| t.company.is_none());
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

/// Whether two names may be one person's: the same words in any order, apart from missing words, initials, short forms
/// and slips of the pen. At least one word is whole, or all are nearly so.
fn are_alike(a: &[String], b: &[String]) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a.concat() == b.concat() {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut left: Vec<&String> = long.iter().collect();
    let mut take = |fits: &dyn Fn(&str) -> bool| {
        let at = left.iter().position(|w| fits(w))?;
        Some(left.swap_remove(at))
    };
    let (mut whole, mut slips, mut shortened) = (false, 0, false);
    let mut rest = Vec::new();
    for word in short {
        match take(&|w| w == word) {
            Some(_) => whole |= word.len() > 1,
            None => rest.push(word),
        }
    }
    for word in rest {
        if take(&|w| is_short_for(word, w) || is_short_for(w, word)).is_some() {
            shortened = true;
        } else if let Some(w) = take(&|w| slips_between(word, w).is_some()) {
            slips += slips_between(word, w).unwrap_or(0);
        } else {
            return false;
        }
    }
    slips <= SLIPS && (whole || (!shortened && a.len() == b.len() && a.len() > 1))
}

/// Whether a word is an initial, the beginning, or the usual short form of another.
fn is_short_for(short: &str, long: &str) -> bool {
    const SHORT: [(&str, &str); 24] = [
        ("bob", "robert"),
        ("bill", "william"),
        ("liz", "elizabeth"),
        ("beth", "elizabeth"),
        ("dick", "richard"),
        ("rick", "richard"),
        ("peggy", "margaret"),
        ("jim", "james"),
        ("mike", "michael"),
        ("tony", "anthony"),
        ("kate", "katherine"),
        ("kate", "catherine"),
        ("jack", "john"),
        ("ted", "edward"),
        ("chuck", "charles"),
        ("hank", "henry"),
        ("harry", "henry"),
        ("andy", "andrew"),
        ("dave", "david"),
        ("steve", "stephen"),
        ("joe", "joseph"),
        ("tom", "thomas"),
        ("pepe", "jose"),
        ("hans", "johannes"),
    ];
    if has_digit(short) || has_digit(long) {
        return false;
    }
    let letters = short.chars().count();
    (letters == 1 || letters > 2) && long.starts_with(short) || SHORT.contains(&(short, long))
}

/// How many slips apart two words are, if few for their length and with the same first letter. Numbers never slip.
fn slips_between(a: &str, b: &str) -> Option<usize> {
    let letters = a.chars().count().max(b.chars().count());
    let most = match letters {
        0..4 => return None,
        4..8 => 1,
        _ => SLIPS,
    };
    if has_digit(a) || has_digit(b) || a.chars().next() != b.chars().next() {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|slips| *slips <= most)
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
