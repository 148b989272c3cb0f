//! What can be done with a field, whatever it holds.

use super::Customer;
use super::fields::CustomerField;
use super::reach::{ReachEntry, Refused, edit_list, entries_of};
use super::spec::{Kind, ListEdit, Merge};
use super::values::{Datum, Reader};
use crate::domain::problems::Invalid;
use crate::domain::tags::{Tag, Tags};
use crate::domain::together;

impl CustomerField {
    /// The field's name in the book, in JSON and in messages.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// The fields that hold text of several lines.
    pub fn of_lines() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|field| matches!(field.spec().kind, Kind::Lines))
    }

    /// Finds the field with a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// The name under which older books keep what was typed or imported.
    pub fn former_key(self) -> Option<&'static str> {
        (self == Self::Cadence).then_some("every")
    }

    /// Gives a customer's value out.
    pub fn of(self, customer: &Customer) -> Datum<'_> {
        (self.spec().access.get)(customer)
    }

    /// Writes a customer's value as the text that sets it: numbers as their countries write them, a line each.
    pub fn text(self, customer: &Customer) -> String {
        match self.spec().kind {
            Kind::Reach(kind) => {
                let lines: Vec<_> = customer.entries(kind).iter().map(ReachEntry::line).collect();
                lines.join("\n")
            }
            _ => self.of(customer).to_text(),
        }
    }

    /// Writes what stands for the value in one line: of several numbers or mailboxes the preferred one, without its label.
    pub fn brief(self, customer: &Customer) -> String {
        match self {
            Self::Phone => customer.shown_phone().unwrap_or_default().to_string(),
            _ => self.of(customer).to_text(),
        }
    }

    /// Reads trimmed text into a customer's field; "" clears it.
    ///
    /// # Errors
    /// Says what is wrong with the text, and what would be right.
    pub fn set(self, customer: &mut Customer, text: &str, reader: &Reader<'_>) -> Result<(), Invalid> {
        (self.spec().access.set)(customer, text, reader)
    }

    /// Adds something to a field that holds several things, takes it away, or puts it first; a tag that is not there is not
    /// taken. Returns what the field does not hold of the text, as lines for the facts.
    ///
    /// # Errors
    /// Says what is wrong with the text, or which of several numbers or mailboxes is not the only one meant.
    pub fn edit(self, customer: &mut Customer, edit: &ListEdit, reader: &Reader<'_>) -> Result<Vec<String>, Refused> {
        match (self.spec().kind, edit) {
            (Kind::Reach(kind), edit) => return edit_list(customer, kind, edit, reader),
            (_, ListEdit::Add(text)) if self == Self::Tags => customer.tags.add(Tag::read(text)?),
            (_, ListEdit::Remove(text)) if self == Self::Tags => customer.tags.remove(&Tag::read(text)?),
            _ => false,
        };
        Ok(Vec::new())
    }

    /// Whether it holds several things, of which each may be changed by itself.
    pub fn is_several(self) -> bool {
        matches!(self.spec().merge, Merge::All(_) | Merge::United | Merge::Both)
    }

    /// Does to the text of a field as it is now, `theirs`, what mine did to the text that both had `seen`: where it holds
    /// several things, each by itself; else mine counts.
    pub fn together(self, seen: &str, theirs: &str, mine: &str) -> String {
        if theirs == seen {
            return mine.to_string();
        }
        match self.spec().merge {
            Merge::All(kind) => {
                let [seen, theirs, mine] = [seen, theirs, mine].map(|text| entries_of(kind, text));
                together::lists(&seen, &theirs, &mine).join("\n")
            }
            Merge::United => tags_together(seen, theirs, mine).unwrap_or_else(|| mine.to_string()),
            Merge::Both => together::texts(seen, theirs, mine),
            Merge::Keep(_) | Merge::Either | Merge::Standing | Merge::KeepOfPast(_) => mine.to_string(),
        }
    }

    /// Copies a value from one customer to another.
    pub fn copy(self, to: &mut Customer, from: &Customer) {
        (self.spec().access.copy)(to, from);
    }
}

/// Takes from the tags as they are now what mine took away, and adds what it added; None where a text can't be read.
fn tags_together(seen: &str, theirs: &str, mine: &str) -> Option<String> {
    let [seen, mut both, mine] = [Tags::read(seen).ok()?, Tags::read(theirs).ok()?, Tags::read(mine).ok()?];
    for gone in seen.without(&mine).chain(mine.respelled(&seen)) {
        both.remove(gone);
    }
    for new in mine.without(&seen).chain(mine.respelled(&seen)) {
        both.add(new.clone());
    }
    Some(both.to_string())
}
