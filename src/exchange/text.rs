//! Small helpers for the text of cells and properties.

use std::collections::HashMap;

use super::ImportedPerson;
use super::dates::Birthday;
use super::fields::PhoneKind;
use super::property::Head;
use super::{FIELD_LIMIT, Numbers, Rejected};
use crate::domain::customer::{CustomerField, LABEL_LIMIT};
use crate::domain::input::{self, shorten, without_mailto};
use crate::domain::phone::{self, Extent};
use crate::domain::tags::{Tag, Tags};

/// Trims everything but text from both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// Writes a text on one line: trimmed, with one blank for each run of blanks and line breaks.
pub(super) fn one_line(text: &str) -> Option<String> {
    let text = trim(text);
    if text.is_empty() {
        return None;
    }
    if !text.contains(['\n', '\r', '\t']) {
        return Some(text.to_string());
    }
    Some(input::one_line(text))
}

/// Writes a text of several lines: trimmed, with `\n` between the lines.
pub(super) fn many_lines(text: &str) -> Option<String> {
    let text = trim(text);
    if text.is_empty() {
        return None;
    }
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Says a number of bytes as people do.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 10 << 20 { format!("{} KiB", bytes.div_ceil(1024)) } else { format!("{} MiB", bytes.div_ceil(1 << 20)) }
}

/// A phone or email address found in a record.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub(super) kind: PhoneKind,
    /// What the file calls it, where that says more than the kind.
    pub(super) label: Option<String>,
    /// What ties it to its label in a card.
    pub(super) group: Option<String>,
    /// Lower is preferred; 101 says nothing.
    pub(super) preferred: u8,
    pub(super) value: String,
}

impl Reach {
    /// Begins what a card's property says of a number or a mailbox.
    pub(super) fn of(head: &Head) -> Self {
        let kind = PhoneKind::labelled(&head.types());
        let label = head.own_type().filter(|_| kind == PhoneKind::Any).and_then(own_label);
        Self { kind, label, group: head.group.clone(), preferred: head.preference(), value: String::new() }
    }

    /// Writes it as a line of a customer's list.
    fn line(&self) -> String {
        match self.label.as_deref().or(self.kind.label()) {
            Some(label) => format!("{label}: {}", self.value),
            None => self.value.clone(),
        }
    }
}

/// What a file calls a number or a mailbox: `* Mobile`, `_$!<Home>!$_`, `Grandma`; None where it only says which kind it is.
pub(super) fn own_label(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('*').trim();
    let text = text.strip_prefix("_$!<").and_then(|text| text.strip_suffix(">!$_")).unwrap_or(text);
    let kind = PhoneKind::labelled(text);
    if kind.label().is_some_and(|label| is_plain(text, label)) || kind == PhoneKind::Preferred || !kind.rings() {
        return None;
    }
    let label: Vec<&str> = text.split([' ', ':', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect();
    let label = shorten(&label.join(" "), LABEL_LIMIT);
    let label = if label.eq_ignore_ascii_case("other") { label.to_lowercase() } else { label };
    Some(label).filter(|label| !label.is_empty())
}

/// Whether a label says no more than its kind: one word, beside words that every card has.
fn is_plain(text: &str, label: &str) -> bool {
    const COMMON: [&str; 6] = ["voice", "pref", "internet", "text", "phone", "number"];
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !COMMON.contains(&word.to_lowercase().as_str())).count() <= 1
        || text.eq_ignore_ascii_case(label)
}

/// What a record holds besides its plain fields, collected until the record ends.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) phones: Vec<Reach>,
    pub(super) emails: Vec<Reach>,
    /// Notes, and then lines with a label.
    pub(super) notes: Vec<String>,
    pub(super) labelled: Vec<(String, String)>,
    /// Addresses that were composed of their parts; the first is the customer's.
    pub(super) addresses: Vec<String>,
    /// Labels, groups and categories.
    pub(super) tags: Tags,
}

impl Gathered {
    /// Takes the numbers of a text, each as `like` is: of two in one cell each is one.
    pub(super) fn add_numbers(&mut self, like: &Reach, text: &str) {
        let values = phone::pieces(text).into_iter().filter_map(|piece| one_line(phone::without_scheme(&piece.text)));
        self.phones.extend(values.map(|value| Reach { value, ..like.clone() }));
    }

    /// Gives the numbers and mailboxes of a group the label that a card has for it.
    pub(super) fn label_group(&mut self, group: &str, label: &str) {
        for found in self.phones.iter_mut().chain(&mut self.emails).filter(|f| f.group.as_deref() == Some(group)) {
            let kind = PhoneKind::labelled(label);
            found.kind = if kind == PhoneKind::Any { found.kind } else { kind };
            found.label = own_label(label).or(found.label.take());
        }
    }

    /// Takes out the numbers that can be called, the preferred one first. One that can't be read stays, beside one that can.
    fn take_callable(&mut self, country: Option<&str>, numbers: &Numbers) -> Vec<Reach> {
        let extent = |p: &Reach| {
            let may_be_called = p.kind.rings() && phone::is_number(&p.value);
            if may_be_called { numbers.extent(&p.value, country) } else { Extent::Unread }
        };
        let phones = std::mem::take(&mut self.phones);
        let (mut callable, others): (Vec<_>, Vec<_>) = phones.into_iter().partition(|p| extent(p) != Extent::Unread);
        self.phones = others;
        put_first(&mut callable, |p| (extent(p) != Extent::Whole, p.preferred, p.kind.order()));
        let may_be = |p: &Reach| p.kind.rings() && phone::is_number(&p.value);
        if let Some(only) = self.phones.iter().position(may_be).filter(|_| callable.is_empty()) {
            // The import says what becomes of it.
            callable.push(self.phones.remove(only));
        }
        callable
    }

    /// Takes out the numbers where somebody may answer, as they stand.
    fn take_ringing(&mut self) -> Vec<Reach> {
        let phones = std::mem::take(&mut self.phones);
        let (mut ringing, others): (Vec<_>, Vec<_>) = phones.into_iter().partition(|phone| phone.kind.rings());
        self.phones = others;
        put_first(&mut ringing, |phone| phone.preferred);
        ringing
    }

    /// Takes a label, a group or a category. One that is too long for a tag is kept as a fact, and said.
    pub(super) fn add_tag(&mut self, text: &str, notes: &mut Vec<String>) {
        if is_of_the_program(text) {
            return;
        }
        match (Tag::read(text), one_line(text)) {
            (Ok(tag), _) => {
                self.tags.add(tag);
            }
            (Err(why), Some(text)) => {
                notes.push(format!("{why}: kept as a fact"));
                self.labelled.push(("Tag".into(), text));
            }
            (Err(_), None) => {}
        }
    }

    /// Puts the preferred phone and email first, and what is neither into the facts.
    pub(super) fn settle(mut self, person: &mut ImportedPerson, numbers: &Numbers) -> Result<(), Rejected> {
        let mut lines = std::mem::take(&mut self.notes);
        drop_repeated(&mut self.phones, |v| v.chars().filter(char::is_ascii_digit).collect());
        drop_repeated(&mut self.emails, str::to_lowercase);
        let phones = match &person.own {
            Some(_) => self.take_ringing(),
            None => self.take_callable(person.country.as_deref(), numbers),
        };
        put_first(&mut self.emails, |e| (false, e.preferred, 0));
        person.draft.set_first(CustomerField::Phone, list_of(&phones));
        person.draft.set_first(CustomerField::Email, list_of(&self.emails));
        for Reach { kind, value, .. } in self.phones {
            let words = match kind {
                PhoneKind::Preferred | PhoneKind::Any => "Phone",
                kind => kind.words(),
            };
            let line = format!("{words}: {value}");
            if kind.rings() {
                person.notes.push(unread_phone(&value));
                person.unread.push(line.clone());
            }
            lines.push(line);
        }
        let tags = (!self.tags.is_empty()).then(|| self.tags.to_string());
        person.draft.set_first(CustomerField::Tags, tags);
        let mut addresses = std::mem::take(&mut self.addresses).into_iter();
        let address = addresses.next().unwrap_or_default();
        for other in addresses.filter(|other| *other != address) {
            lines.push(format!("Other address: {}", other.replace('\n', ", ")));
        }
        for (label, value) in self.labelled {
            lines.push(format!("{label}: {value}"));
        }
        let facts = lines.join("\n");
        for (what, text) in [("notes come", &facts), ("parts of the address come", &address)] {
            if text.len() > FIELD_LIMIT {
                let size = size(text.len() as u64);
                let reason = format!("the {what} to {size}, and a field holds at most 64 KiB");
                return Err(Rejected { line: person.line, reason, draft: None });
            }
        }
        person.draft.set_first(CustomerField::Facts, Some(facts).filter(|f| !f.is_empty()));
        person.draft.set_first(CustomerField::Address, Some(address).filter(|a| !a.is_empty()));
        Ok(())
    }
}

/// Says that a number can't be read.
pub(crate) fn unread_phone(value: &str) -> String {
    format!("the phone \"{}\" can't be read as a number; it is kept among the facts", shorten(value, 60))
}

/// Whether a label is one that a program gives by itself: Google's `* myContacts`, in cards without the star.
fn is_of_the_program(label: &str) -> bool {
    let label = trim(label);
    label.starts_with('*') || matches!(label.to_lowercase().as_str(), "mycontacts" | "my contacts" | "starred")
}

/// Moves the preferred entry to the front; the others stay in the order of the file.
fn put_first<K: Ord>(entries: &mut Vec<Reach>, rank: impl Fn(&Reach) -> K) {
    let first = entries.iter().enumerate().min_by_key(|(at, entry)| (rank(entry), *at)).map(|(at, _)| at);
    if let Some(first) = first {
        let first = entries.remove(first);
        entries.insert(0, first);
    }
}

/// Writes entries as a customer's list, a line each.
fn list_of(entries: &[Reach]) -> Option<String> {
    let lines: Vec<String> = entries.iter().map(Reach::line).collect();
    Some(lines.join("\n")).filter(|list| !list.is_empty())
}

fn drop_repeated(values: &mut Vec<Reach>, key: impl Fn(&str) -> String) {
    // Of two equal numbers the preferred one stays, so that a plain repetition doesn't hide it.
    let mut kept: Vec<Reach> = Vec::with_capacity(values.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for found in values.drain(..) {
        let this = key(&found.value);
        match places.get(&this).and_then(|at| kept.get_mut(*at)) {
            Some(first) => {
                first.preferred = first.preferred.min(found.preferred);
                if first.kind == PhoneKind::Any && first.label.is_none() {
                    first.kind = found.kind;
                    first.label = found.label;
                }
            }
            None => {
                if !this.is_empty() {
                    places.insert(this, kept.len());
                }
                kept.push(found);
            }
        }
    }
    *values = kept;
}

/// Joins the parts of a name.
pub(super) fn compose<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().flatten().map(trim).filter(|p| !p.is_empty()).collect();
    one_line(&parts.join(" "))
}

/// Says why a record without a name is rejected, by what it has instead.
pub(super) fn no_name(person: &ImportedPerson, thing: &str) -> String {
    let instead = if let Some(company) = person.said(CustomerField::Company) {
        format!("only a company ({})", shorten(company, 60))
    } else if let Some(email) = person.said(CustomerField::Email) {
        format!("only an email address ({})", shorten(email, 60))
    } else if let Some(phone) = person.said(CustomerField::Phone) {
        format!("only a phone number ({})", shorten(phone, 40))
    } else {
        return format!("no name: {thing} doesn't say who this is");
    };
    format!("no name: {thing} has {instead}, not a person's name")
}

/// Takes a birthday; a second one, and one that can't be, is kept as a fact, and the latter said.
pub(super) fn add_birthday(birthday: Birthday, written: &str, person: &mut ImportedPerson, to: &mut Gathered) {
    match birthday {
        Birthday::Unsaid => {}
        Birthday::Day(day) => match person.said(CustomerField::Birthday) {
            None => {
                person.draft.set(CustomerField::Birthday, day.to_string());
            }
            Some(first) if first != day.to_string() => to.labelled.push(("Other birthday".into(), day.words())),
            Some(_) => {}
        },
        Birthday::Impossible => {
            let Some(written) = one_line(written) else { return };
            person
                .notes
                .push(format!("the birthday \"{}\" is not a day of a year: kept as a fact", shorten(&written, 40)));
            to.labelled.push(("Birthday, as written".into(), written));
        }
    }
}

/// Returns the address in `Ana <ana@example.com>` and `mailto:ana@example.com`, else the text as it is.
pub(super) fn email_address(text: &str) -> String {
    let inside = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    let address = match inside {
        Some((inside, _)) if inside.contains('@') => trim(inside),
        _ => text,
    };
    without_mailto(address).to_string()
}
