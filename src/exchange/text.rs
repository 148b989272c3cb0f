//! Small helpers for the text of cells and properties.

use std::collections::HashMap;

use super::ImportedPerson;
use super::dates::Birthday;
use super::fields::PhoneKind;
use super::{FIELD_LIMIT, Numbers, Rejected};
use crate::domain::customer::CustomerField;
use crate::domain::input::{shorten, without_mailto};
use crate::domain::phone;
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
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
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
    /// Lower is preferred; 101 says nothing.
    pub(super) preferred: u8,
    pub(super) value: String,
}

impl Reach {
    pub(super) const UNSAID: u8 = 101;

    pub(super) fn new(kind: PhoneKind, value: String) -> Self {
        let preferred = if kind == PhoneKind::Preferred { 1 } else { Self::UNSAID };
        Reach { kind, preferred, value }
    }
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
    /// Takes the numbers of a text: of two in one cell each is one.
    pub(super) fn add_numbers(&mut self, kind: PhoneKind, preferred: u8, text: &str) {
        let values = phone::pieces(text).into_iter().filter_map(|piece| one_line(phone::without_scheme(&piece.text)));
        self.phones.extend(values.map(|value| Reach { kind, preferred, value }));
    }

    /// Chooses the number to call, by its place; of several the first that can be read.
    fn choose_phone(&self, person: &mut ImportedPerson, numbers: &Numbers) -> Option<usize> {
        let callable = self.phones.iter().enumerate();
        let mut callable: Vec<(usize, &Reach)> =
            callable.filter(|(_, p)| p.kind.rings() && phone::is_number(&p.value)).collect();
        callable.sort_by_key(|(at, p)| (p.preferred, p.kind.order(), *at));
        let (first, _) = *callable.first()?;
        if callable.len() == 1 {
            return Some(first);
        }
        let country = person.country.as_deref();
        let Some(place) = callable.iter().position(|(_, p)| numbers.can_read(&p.value, country)) else {
            return Some(first);
        };
        person.notes.extend(callable.iter().take(place).map(|(_, p)| unread_phone(&p.value)));
        callable.get(place).map(|(at, _)| *at)
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

    /// Chooses phone and email, and puts the rest into the facts.
    pub(super) fn settle(mut self, person: &mut ImportedPerson, numbers: &Numbers) -> Result<(), Rejected> {
        let mut lines = std::mem::take(&mut self.notes);
        drop_repeated(&mut self.phones, |v| v.chars().filter(char::is_ascii_digit).collect());
        drop_repeated(&mut self.emails, str::to_lowercase);
        let chosen = self.choose_phone(person, numbers);
        person.draft.set_first(CustomerField::Phone, chosen.map(|at| self.phones.remove(at).value));
        let chosen = self.emails.iter().enumerate();
        let chosen = chosen.min_by_key(|(at, e)| (e.preferred, *at)).map(|(at, _)| at);
        person.draft.set_first(CustomerField::Email, chosen.map(|at| self.emails.remove(at).value));
        for Reach { kind, value, .. } in self.phones {
            let words = match kind {
                PhoneKind::Preferred | PhoneKind::Any if !phone::is_number(&value) => "Phone",
                kind => kind.words(),
            };
            let line = format!("{words}: {value}");
            if kind.rings() && !phone::is_number(&value) {
                person.notes.push(unread_phone(&value));
                person.unread.push(line.clone());
            }
            lines.push(line);
        }
        for email in self.emails {
            let which = match email.kind {
                PhoneKind::Work => "Work",
                PhoneKind::Home => "Home",
                _ => "Other",
            };
            lines.push(format!("{which} email: {}", email.value));
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

fn drop_repeated(values: &mut Vec<Reach>, key: impl Fn(&str) -> String) {
    // Of two equal numbers the preferred one stays, so that a plain repetition doesn't hide it.
    let mut kept: Vec<Reach> = Vec::with_capacity(values.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for found in values.drain(..) {
        let this = key(&found.value);
        match places.get(&this).and_then(|at| kept.get_mut(*at)) {
            Some(first) => {
                first.preferred = first.preferred.min(found.preferred);
                if first.kind == PhoneKind::Any {
                    first.kind = found.kind;
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
