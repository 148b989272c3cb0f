//! What a row says of a person, while its cells come in.

use std::collections::BTreeMap;

use crate::domain::customer::CustomerField;
use crate::domain::likeness::{is_filler, is_no_given_name, is_no_name};
use crate::exchange::address::Address;
use crate::exchange::columns::{Column, Special};
use crate::exchange::dates::DateReader;
use crate::exchange::jobs::Jobs;
use crate::exchange::text::{self, Gathered};
use crate::exchange::{ImportedPerson, Numbers, Rejected};

/// What a row says, while its cells come in.
#[derive(Default)]
pub(super) struct PersonDraft {
    pub(super) person: ImportedPerson,
    pub(super) family_first: bool,
    pub(super) dates: DateReader,
    pub(super) first: Option<String>,
    pub(super) middle: Option<String>,
    pub(super) last: Option<String>,
    pub(super) jobs: Jobs,
    /// Year, month and day of birth from columns of their own.
    pub(super) birth: (Option<String>, Option<String>, Option<String>),
    pub(super) addresses: BTreeMap<u8, Address>,
    pub(super) gathered: Gathered,
}

/// Whether a cell was of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    Something,
    Nothing,
}

/// Sets what is not set yet.
pub(super) fn set<T>(slot: &mut Option<T>, value: Option<T>) -> Took {
    if slot.is_some() || value.is_none() {
        return Took::Nothing;
    }
    *slot = value;
    Took::Something
}

impl PersonDraft {
    pub(super) fn set_field(&mut self, field: CustomerField, value: Option<String>) -> Took {
        let value = value.filter(|v| field != CustomerField::Name || !is_no_name(v));
        let is_new = value.is_some() && self.person.said(field).is_none();
        self.person.draft.set_first(field, value);
        if is_new { Took::Something } else { Took::Nothing }
    }

    pub(super) fn add_job(&mut self, field: CustomerField, column: &Column, value: Option<String>) {
        let Special::Job(number) = column.special else { return };
        match field {
            CustomerField::Company => self.jobs.add_company(number, value),
            _ => self.jobs.add_role(number, value),
        }
    }

    /// Takes the first job, and keeps the others as facts.
    fn settle_jobs(&mut self) {
        let mut jobs = std::mem::take(&mut self.jobs).sort().into_iter();
        if self.person.said(CustomerField::Company).is_none() {
            let job = jobs.next().unwrap_or_default();
            self.person.draft.set_first(CustomerField::Company, job.company);
            self.person.draft.set_first(CustomerField::Role, job.role);
        }
        self.gathered.labelled.extend(jobs.map(|other| ("Other job".into(), other.words())));
    }

    /// Puts a birthday together that stands in three columns.
    fn add_birth(&mut self) {
        let written = match std::mem::take(&mut self.birth) {
            (year, Some(month), Some(day)) => {
                let year = year.unwrap_or_else(|| "-".into());
                format!("{year}-{month:0>2}-{day:0>2}")
            }
            (year, month, day) => {
                let parts = [year, month, day].into_iter().flatten();
                parts.collect::<Vec<_>>().join("-")
            }
        };
        let birthday = self.dates.birthday(&written);
        text::add_birthday(birthday, &written, &mut self.person, &mut self.gathered);
    }

    pub(super) fn finish(self, numbers: &Numbers) -> Result<ImportedPerson, Rejected> {
        let person = self.whoever(numbers)?;
        if person.said(CustomerField::Name).is_none() {
            let reason = text::no_name(&person, "the row");
            return Err(Rejected { line: person.line, reason, draft: Some(Box::new(person.draft)) });
        }
        Ok(person)
    }

    /// Puts together what the row says, also where it names nobody.
    pub(super) fn whoever(mut self, numbers: &Numbers) -> Result<ImportedPerson, Rejected> {
        self.first = self.first.filter(|first| !is_no_given_name(first));
        self.last = self.last.filter(|last| !is_filler(last));
        // A middle name alone is not a name.
        if self.first.is_some() || self.last.is_some() {
            let parts = if self.family_first {
                [&self.last, &self.first, &self.middle]
            } else {
                [&self.first, &self.middle, &self.last]
            };
            let name = text::compose(parts.map(Option::as_deref));
            self.set_field(CustomerField::Name, name);
        }
        let state = self.addresses.values().find_map(Address::region).map(str::to_string);
        self.person.state = self.person.state.take().or(state);
        if self.person.said(CustomerField::Address).is_none() {
            self.gathered.addresses =
                std::mem::take(&mut self.addresses).into_values().filter_map(Address::compose).collect();
        }
        self.add_birth();
        self.settle_jobs();
        self.gathered.settle(&mut self.person, numbers)?;
        Ok(self.person)
    }
}
