//! Which customer a row of a file is about. What speaks for it, the strongest first: the id that the same program gave
//! them; a row that came in before as it is now; a mailbox or number together with the name; the name and company.
//! Somebody in doubt becomes a new customer, listed among the likely duplicates.

use super::Importer;
use crate::book::identities::{Among, Identity, Said};
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, ReachEntry, ReachKind, Reimport};
use crate::domain::ids::CustomerId;
use crate::domain::likeness::{GivenNames, PersonName, company_key, is_filler, is_of_an_office, phone_key};
use crate::domain::source_uid;
use crate::domain::told::Told;
use crate::error::Result;
use crate::text;

/// A customer whom a row is about.
pub(super) struct Known {
    pub(super) id: CustomerId,
    /// The merged record that the row is about, by its row in `known_as`; None where it is the customer's own.
    pub(super) merged: Option<i64>,
    /// The id that the record has or had.
    pub(super) record: CustomerId,
    /// What imports said of the record before.
    pub(super) told: Told,
    /// Whether the book knows the row's id of another program already.
    pub(super) has_uid: bool,
    /// Whether the row is about them by its id of another program.
    pub(super) is_of_uid: bool,
}

impl Known {
    /// Makes one of a record, where the row has no id of another program that the book lacks.
    fn of(identity: &Identity) -> Self {
        let Identity { customer, known, record, fields, .. } = identity;
        let told = Told::read(fields.as_deref());
        Self { id: *customer, merged: *known, record: *record, told, has_uid: true, is_of_uid: false }
    }
}

/// What a row says, in the form in which people are compared.
pub(super) struct Row<'a> {
    customer: &'a Customer,
    name: PersonName,
    company: Option<String>,
    emails: Vec<String>,
    phones: Vec<String>,
    said: Said,
}

/// A record that a row may be about. What the last import said of it counts as what it holds.
pub(super) struct Candidate {
    pub(super) identity: Identity,
    name: PersonName,
    /// Whether the last import said of it exactly what the row says.
    is_told: bool,
    /// Whether the same program knows the customer by another id.
    pub(super) is_another: bool,
    /// Whether an earlier row of the file was about it.
    is_met_here: bool,
    pub(super) is_equal: bool,
    pub(super) called: Option<GivenNames>,
    pub(super) company: Agreement,
    pub(super) email: Agreement,
    pub(super) phone: Agreement,
    /// The mailboxes and numbers that both have.
    pub(super) shared: Vec<(Mark, String)>,
}

/// How what a row and a record say of something compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    Same,
    /// One of them says nothing.
    Open,
    Contrary,
}

/// A mailbox or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Email,
    Phone,
}

/// How well a record fits a row; the greater the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_told: bool,
    is_equal: bool,
    same_company: bool,
    marks: usize,
    called: Option<GivenNames>,
}

/// Whether goodcall wrote a row: it has the id that the customer had in the book.
pub(super) fn is_own(customer: &Customer) -> bool {
    customer.id.0 > 0
}

impl<'a> Row<'a> {
    pub(super) fn of(customer: &'a Customer, draft: &CustomerDraft) -> Self {
        let said = |field: CustomerField| draft.get(field).map(|_| field.brief(customer));
        Self {
            customer,
            name: PersonName::of(&customer.name, &text::fold),
            company: company_of(customer.company.as_deref()),
            emails: customer.emails().iter().filter_map(|email| email_key(Some(&email.value))).collect(),
            phones: customer.phones().iter().filter_map(|phone| phone_key(&phone.value)).collect(),
            said: Said {
                name: said(CustomerField::Name),
                company: said(CustomerField::Company),
                email: said(CustomerField::Email),
                phone: said(CustomerField::Phone),
            },
        }
    }
}

impl Candidate {
    /// Whether both have one company, or none.
    fn same_company(&self, row: &Row<'_>) -> bool {
        let has_none = || row.company.is_none() && company_of(self.identity.company.as_deref()).is_none();
        self.company == Agreement::Same || has_none()
    }

    fn fit(&self, row: &Row<'_>) -> Fit {
        Fit {
            is_told: self.is_told,
            is_equal: self.is_equal,
            same_company: self.same_company(row),
            marks: [self.email, self.phone].iter().filter(|a| **a == Agreement::Same).count(),
            called: self.called,
        }
    }

    /// Whether another who fits too may as well be the row's: they fit as well, or have its mailbox or number where this
    /// one has not.
    fn leaves_in_doubt(&self, other: &Self, row: &Row<'_>) -> bool {
        let (own, theirs) = (&self.identity, &other.identity);
        let has = |candidate: &Self| [candidate.email, candidate.phone].map(|agreement| agreement == Agreement::Same);
        let has_more = has(other).into_iter().zip(has(self)).any(|(theirs, own)| theirs && !own);
        own.customer != theirs.customer
            && (own.is_archived || !theirs.is_archived)
            && (has_more || other.fit(row) == self.fit(row))
    }

    /// The fit, and what decides between equals: people in sight, records that an import brought, a customer's own record,
    /// one that no other row was about, the oldest.
    fn rank(&self, row: &Row<'_>) -> impl Ord + use<> {
        let Identity { is_archived, fields, known, record, .. } = &self.identity;
        let seen = (!is_archived, fields.is_some(), known.is_none(), !self.is_met_here);
        (self.fit(row), seen, std::cmp::Reverse(*record))
    }
}

fn company_of(company: Option<&str>) -> Option<String> {
    company.filter(|c| !is_filler(c)).map(|c| company_key(&text::fold(c))).filter(|c| !c.is_empty())
}

pub(super) fn email_key(email: Option<&str>) -> Option<String> {
    email.map(|e| e.trim().to_lowercase()).filter(|e| e.contains('@'))
}

/// Compares the mailboxes or numbers of a row with those that a record has now, and with those that imports brought it.
fn agree_on_any(row: &[String], present: &[String], told: &[String]) -> Agreement {
    match row {
        _ if row.iter().any(|mark| present.contains(mark) || told.contains(mark)) => Agreement::Same,
        [_, ..] if !present.is_empty() => Agreement::Contrary,
        _ => Agreement::Open,
    }
}

/// Compares what a row says with what a record holds now, and with what the last import said of it.
fn agree(row: Option<&str>, [present, told]: &[Option<String>; 2]) -> Agreement {
    match row {
        Some(_) if row == present.as_deref() || row == told.as_deref() => Agreement::Same,
        Some(_) if present.is_some() => Agreement::Contrary,
        _ => Agreement::Open,
    }
}

impl Importer<'_, '_> {
    /// The customer in the book whom a row is about.
    pub(super) fn same_person(&mut self, customer: &Customer, draft: &CustomerDraft) -> Result<Option<Known>> {
        let row = Row::of(customer, draft);
        if is_own(row.customer)
            && let Some(identity) = self.change.identity_of(customer.id)?
        {
            return Ok(Some(Known { is_of_uid: true, ..Known::of(&identity) }));
        }
        if let Some(uid) = &customer.source_uid {
            let found = self.change.identities_by_uid(&source_uid::spellings(uid), self.run.among)?;
            let candidates = found.into_iter().map(|identity| self.candidate(&row, identity));
            if let Some(best) = candidates.max_by_key(|c| c.rank(&row)) {
                return Ok(Some(Known { is_of_uid: true, ..Known::of(&best.identity) }));
            }
        }
        let told = self.told(&row)?;
        // Nobody fits better, so nobody else is looked for: a file that comes in again is mostly such rows.
        if let [only] = told.as_slice()
            && customer.source_uid.is_none()
            && !self.is_met_here(only.record)
        {
            return Ok(Some(Known::of(only)));
        }
        let candidates = self.gather(&row, told)?;
        let mut fitting = Vec::new();
        for candidate in &candidates {
            if self.fits(&row, candidate, &candidates)? && !self.is_kept_apart(&row, candidate, &candidates) {
                fitting.push(candidate.identity.record);
            }
        }
        let mut fitting: Vec<Candidate> =
            candidates.into_iter().filter(|c| fitting.contains(&c.identity.record)).collect();
        fitting.sort_by_key(|c| std::cmp::Reverse(c.rank(&row)));
        let is_in_doubt = match fitting.as_slice() {
            [best, others @ ..] => !best.is_told && others.iter().any(|other| best.leaves_in_doubt(other, &row)),
            [] => true,
        };
        let best = fitting.into_iter().next().filter(|_| !is_in_doubt);
        let has_uid = customer.source_uid.is_none();
        Ok(best.map(|best| Known { has_uid, ..Known::of(&best.identity) }))
    }

    /// Finds the records that may be the row's: those of which the last import said the same, and those with its mailbox,
    /// number or name.
    pub(super) fn gather(&self, row: &Row<'_>, told: Vec<Identity>) -> Result<Vec<Candidate>> {
        let mut found: Vec<(Identity, bool)> = told.into_iter().map(|identity| (identity, true)).collect();
        let among = self.run.among;
        let mut others = Vec::new();
        let run = &self.run;
        for email in row.emails.iter().filter(|email| run.may_hold(Mark::Email, email)) {
            others.extend(self.change.identities_by_email(email, among)?);
        }
        for ReachEntry { value, .. } in row.customer.phones() {
            if phone_key(&value).is_some() && run.may_hold(Mark::Phone, &value) {
                others.extend(self.change.identities_by_phone(&value, among)?);
            }
        }
        if run.may_name(&row.customer.name) {
            others.extend(self.change.identities_by_name(&row.customer.name, among)?);
        }
        for identity in others {
            if !found.iter().any(|(known, _)| known.record == identity.record) {
                found.push((identity, false));
            }
        }
        let mut candidates = Vec::with_capacity(found.len());
        for (identity, is_told) in found {
            let is_another = match &row.customer.source_uid {
                Some(uid) => {
                    let known = self.change.uids_of(identity.customer)?;
                    known.iter().any(|known| source_uid::are_of_two(uid, known))
                }
                None => false,
            };
            candidates.push(Candidate { is_told, is_another, ..self.candidate(row, identity) });
        }
        Ok(candidates)
    }

    /// Finds the records of which the last import said exactly what the row says. Of several customers who have nothing
    /// but a name, each row of a file finds another.
    fn told(&mut self, row: &Row<'_>) -> Result<Vec<Identity>> {
        if !self.run.has_imported {
            return Ok(Vec::new());
        }
        let mut found = if self.run.among == Among::Merged { self.change.merged_told(&row.said)? } else { Vec::new() };
        let has_mark = !row.emails.is_empty() || !row.phones.is_empty();
        let mut after = self.run.passed(&row.said);
        while let Some(identity) = self.change.identity_told(&row.said, after)? {
            if has_mark || !self.is_met_here(identity.record) {
                found.push(identity);
                break;
            }
            after = identity.customer;
            self.run.pass(&row.said, after);
        }
        Ok(found)
    }

    /// Whether an earlier row of the file was about a record.
    fn is_met_here(&self, record: CustomerId) -> bool {
        self.run.met(record, self.file.number).is_some()
    }

    fn candidate(&self, row: &Row<'_>, identity: Identity) -> Candidate {
        let told = Told::read(identity.fields.as_deref());
        let last = |field| told.last(field);
        let told_name = last(CustomerField::Name).filter(|name| *name != identity.name);
        let names = [Some(identity.name.as_str()), told_name];
        let names: Vec<PersonName> = names.into_iter().flatten().map(|n| PersonName::of(n, &text::fold)).collect();
        let companies = [identity.company.as_deref(), last(CustomerField::Company)].map(company_of);
        let present = |own: &Option<String>, others: &[ReachEntry]| {
            own.iter().chain(others.iter().map(|entry| &entry.value)).cloned().collect::<Vec<_>>()
        };
        let mailboxes = |of: Vec<String>| of.iter().filter_map(|e| email_key(Some(e))).collect::<Vec<_>>();
        let numbers = |of: Vec<String>| of.iter().filter_map(|p| phone_key(p)).collect::<Vec<_>>();
        let [emails, brought_emails] =
            [present(&identity.email, &identity.others.emails), told.brought(ReachKind::Email)].map(mailboxes);
        let [phones, brought_phones] =
            [present(&identity.phone, &identity.others.phones), told.brought(ReachKind::Phone)].map(numbers);
        let has = |of: [&[String]; 2], mark: &String| of.iter().any(|list| list.contains(mark));
        let shared_emails = row.emails.iter().filter(|email| has([&emails, &brought_emails], email));
        let shared_phones = row.phones.iter().filter(|phone| has([&phones, &brought_phones], phone));
        let shared = shared_emails.map(|email| (Mark::Email, email.clone()));
        Candidate {
            shared: shared.chain(shared_phones.map(|phone| (Mark::Phone, phone.clone()))).collect(),
            is_told: false,
            is_another: false,
            is_met_here: self.is_met_here(identity.record),
            is_equal: names.iter().any(|name| row.name.equals(name)) || identity.name == row.customer.name,
            called: names.iter().filter_map(|name| row.name.called_alike(name)).max(),
            company: agree(row.company.as_deref(), &companies),
            email: agree_on_any(&row.emails, &emails, &brought_emails),
            phone: agree_on_any(&row.phones, &phones, &brought_phones),
            name: names.into_iter().next().unwrap_or_default(),
            identity,
        }
    }

    /// Whether a record is the row's by the rules; two that fit are weighed by the caller.
    fn fits(&mut self, row: &Row<'_>, candidate: &Candidate, all: &[Candidate]) -> Result<bool> {
        let c = candidate;
        // Two rows of a file are two people, unless name and mailbox, or name and number are equal.
        let is_row_of_another = c.is_met_here && (is_own(row.customer) || !c.is_equal || c.shared.is_empty());
        if c.is_another || is_row_of_another {
            return Ok(false);
        }
        if c.is_told {
            return Ok(true);
        }
        for mark in &c.shared {
            let is_enough = match c.is_equal {
                true if c.is_met_here && c.company == Agreement::Contrary => !self.is_shared(mark, all)?,
                true => true,
                false => c.called.is_some() && !self.is_shared(mark, all)?,
            };
            if is_enough {
                return Ok(true);
            }
        }
        let contradicts = [c.email, c.phone].contains(&Agreement::Contrary);
        Ok(c.is_equal && c.same_company(row) && !contradicts)
    }

    /// Whether the row is rather somebody's from whom the user keeps this customer apart.
    fn is_kept_apart(&self, row: &Row<'_>, candidate: &Candidate, all: &[Candidate]) -> bool {
        let likeness = |c: &Candidate| (c.is_told, c.is_equal, c.same_company(row));
        all.iter().any(|other| {
            self.run.are_kept_apart(candidate.identity.customer, other.identity.customer)
                && likeness(other) > likeness(candidate)
        })
    }

    /// Whether a mailbox or number says nothing by itself: it is an office's by its name, or stands beside several names
    /// in the book or the file.
    fn is_shared(&mut self, mark: &(Mark, String), all: &[Candidate]) -> Result<bool> {
        let (kind, value) = mark;
        if matches!(kind, Mark::Email) && is_of_an_office(value) {
            return Ok(true);
        }
        let mut holders = all.iter().filter(|c| c.shared.contains(mark));
        let first = holders.next();
        let are_two =
            |a: &Candidate, b: &Candidate| a.identity.customer != b.identity.customer && !a.name.equals(&b.name);
        if first.is_some_and(|first| holders.any(|other| are_two(first, other))) {
            return Ok(true);
        }
        Ok(self.shared_marks()?.holds(value))
    }
}

/// Returns the fields of a draft that a file may change later: not ratings and favorites, which are the user's.
pub(super) fn of_files(draft: &CustomerDraft) -> impl Iterator<Item = CustomerField> {
    draft.iter().map(|(field, _)| field).filter(|f| f.spec().reimport != Reimport::Leaves)
}
