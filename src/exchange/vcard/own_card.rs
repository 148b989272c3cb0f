//! What a card of goodcall's own says, as it stands: nothing of it is weighed as what other programs write is.

use crate::domain::choice::Choice;
use crate::domain::customer::CustomerField;
use crate::domain::tags::{Tag, Tags};
use crate::exchange::ImportedPerson;
use crate::exchange::own::{Beside, Own, key_of_property, read_id};
use crate::exchange::property::{self, Head};
use crate::exchange::text::{self, Gathered, Reach};

/// What the properties say, should the card prove to be goodcall's own.
#[derive(Default)]
pub(super) struct OwnCard {
    /// Whether it is.
    is_own: bool,
    own: Own,
    phones: Vec<Reach>,
    emails: Vec<Reach>,
    /// The street, which holds all lines of the address, and the city; None where another program divided them.
    place: Option<[String; 2]>,
    tags: Tags,
    /// Values by field.
    fields: Vec<(CustomerField, String)>,
    source_uid: Option<String>,
}

impl OwnCard {
    /// Looks at a property.
    pub(super) fn take(&mut self, head: &Head, value: &str) {
        let plain = || property::unescape(value);
        match head.name.as_str() {
            "FN" => self.fields.push((CustomerField::Name, plain())),
            "ORG" => {
                let company = property::texts(value).into_iter().next();
                self.fields.extend(company.map(|company| (CustomerField::Company, company)));
            }
            "TITLE" => self.fields.push((CustomerField::Role, plain())),
            "TZ" => self.fields.push((CustomerField::Timezone, plain())),
            "UID" => {
                if let Some(id) = read_id(&plain()) {
                    self.is_own = true;
                    self.own.id = Some(id);
                }
            }
            "TEL" => self.phones.push(Reach { value: plain(), ..Reach::of(head) }),
            "EMAIL" => self.emails.push(Reach { value: plain(), ..Reach::of(head) }),
            "ADR" => {
                let parts = property::components(value);
                let mut parts = parts.into_iter().enumerate();
                let mut place = [String::new(), String::new()];
                let is_divided = parts.any(|(at, part)| match at {
                    2 | 3 => {
                        if let Some(slot) = place.get_mut(at - 2) {
                            *slot = part;
                        }
                        false
                    }
                    _ => !part.is_empty(),
                });
                self.place = Some(place).filter(|_| !is_divided);
            }
            "CATEGORIES" => {
                property::list(value).iter().filter_map(|tag| Tag::read(tag).ok()).for_each(|tag| {
                    self.tags.add(tag);
                });
            }
            name => {
                if let Some(key) = key_of_property(name) {
                    self.is_own = true;
                    self.own_property(&key, plain());
                }
            }
        }
    }

    fn own_property(&mut self, key: &str, value: String) {
        if let Some(field) = CustomerField::of_key(key) {
            self.fields.push((field, value));
        } else if let Some(beside) = Beside::ALL.iter().find(|beside| beside.as_str() == key) {
            beside.read(&value, &mut self.own);
        } else if key == "source_uid" {
            self.source_uid = Some(value);
        }
    }

    /// Gives the numbers and mailboxes of a group the label that the card has for it.
    fn label(&mut self, labels: &[(String, String)]) {
        for found in self.phones.iter_mut().chain(&mut self.emails) {
            let label = labels.iter().find(|(group, _)| found.group.as_deref() == Some(group));
            if let Some((_, label)) = label {
                found.label = Some(label.clone());
            }
        }
    }

    /// Lays what the card says over what was gathered, where it is goodcall's own.
    pub(super) fn settle(
        mut self,
        person: &mut ImportedPerson,
        gathered: &mut Gathered,
        labels: &mut Vec<(String, String)>,
    ) {
        if !self.is_own {
            return;
        }
        self.label(&std::mem::take(labels));
        gathered.phones = self.phones;
        gathered.emails = self.emails;
        gathered.tags = self.tags;
        let draft = &mut person.draft;
        if let Some([address, city]) = self.place {
            gathered.addresses.clear();
            draft.set_first(CustomerField::Address, text::many_lines(&address));
            draft.set_first(CustomerField::City, text::one_line(&city));
        }
        for (field, value) in self.fields {
            draft.set_first(field, Some(value));
        }
        if person.source_uid.is_none() {
            person.source_uid = self.source_uid;
        }
        person.own = Some(Box::new(self.own));
    }
}
