//! What a file of goodcall's own says of a person besides the fields. It counts for those who are new to the book: of the
//! others the book knows better.

use super::Importer;
use super::known::Known;
use super::referrals::{Referral, Referrals};
use super::run::RunState;
use crate::book::Change;
use crate::domain::customer::{Customer, CustomerField, Reimport};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::exchange::{ImportedPerson, Own};
use crate::text;

/// Says whether a row tells exactly what a book held, so that nothing of it is weighed again.
pub(super) fn is_exact(person: &ImportedPerson) -> bool {
    person.own.as_ref().is_some_and(|own| own.id.is_some())
}

/// Takes over what says who somebody is, and where their zone was found.
pub(super) fn identify(customer: &mut Customer, person: &ImportedPerson) {
    let Some(own) = &person.own else { return };
    customer.id = own.id.unwrap_or(customer.id);
    if customer.timezone.is_some() {
        customer.zone_from = own.zone_from.or(customer.zone_from);
    }
}

/// Takes over what is said of somebody who is new.
pub(super) fn complete(customer: &mut Customer, own: &Own, clock: &Clock) {
    customer.snoozed_until = own.snoozed_until;
    customer.archived_at = own.archived_at;
    if let Some(at) = own.added_at.filter(|at| *at <= clock.instant) {
        customer.added_at = at;
        customer.added_on = Clock { instant: at, zone: clock.zone }.today();
    }
}

/// Whether the book has somebody as they went out: then what the file says differently was edited there.
pub(super) fn is_as_exported(present: &Customer, person: &ImportedPerson) -> bool {
    let own = person.own.as_ref().filter(|own| own.id == Some(present.id));
    own.and_then(|own| own.updated_at).is_some_and(|at| present.updated_at.timestamp_millis() <= at.timestamp_millis())
}

/// Takes over what was edited in the file.
pub(super) fn take(field: CustomerField, (to, new): (&mut Customer, &Customer), (known, source): (&mut Known, &str)) {
    // What steers or hides goes out as it is shown, and is no edit when it comes back so.
    let (held, said) = (field.text(to), field.text(new));
    if text::clean_tabbed(&held) != said && text::clean_lines(&held) != said {
        field.copy(to, new);
    }
    if let Reimport::Adds(kind) = field.spec().reimport {
        let brought: Vec<String> = new.entries(kind).iter().map(|entry| entry.key(kind)).collect();
        known.told.bring(source, kind, &brought);
    }
    match field {
        CustomerField::Tags => known.told.set_tags(source, &new.tags),
        _ => known.told.say(source, field, &field.brief(new)),
    }
}

impl Importer<'_, '_> {
    /// Remembers who pointed to somebody new, and under which id the book has somebody.
    pub(super) fn note_own(&mut self, person: &ImportedPerson, customer: CustomerId) {
        let Some(own) = &person.own else { return };
        if let Some(id) = own.id.filter(|id| *id != customer) {
            self.run.referrals.others.insert(id, customer);
        }
        let is_new = self.imported.new_customers.last() == Some(&customer);
        if is_new && (own.referred_by.is_some() || own.referred_by_id.is_some()) {
            let (by, name) = (own.referred_by_id, own.referred_by.clone());
            self.run.referrals.open.push(Referral { customer, by, name });
        }
    }
}

/// Joins those who came in to the ones who pointed to them. Somebody who is nowhere in the book is named among the facts.
pub(super) fn settle_referrals(change: &Change<'_>, run: &mut RunState) -> Result<()> {
    let Referrals { open, others } = std::mem::take(&mut run.referrals);
    for Referral { customer, by, name } in open {
        let by = by.map(|id| others.get(&id).copied().unwrap_or(id));
        let mut found = match by {
            Some(id) => change.identity_of(id)?.map(|identity| identity.customer),
            None => None,
        };
        if let (None, Some(name)) = (found, &name) {
            let called = change.identities_by_name(name, run.among)?;
            found = match called.as_slice() {
                [only] => Some(only.customer),
                _ => None,
            };
        }
        let mut customer = change.customer(customer)?;
        match (found.filter(|found| *found != customer.id), name) {
            (Some(found), _) => customer.referred_by = Some(found),
            (None, Some(name)) => customer.add_fact(&format!("Referred by: {name}")),
            (None, None) => continue,
        }
        change.update_customer(&customer)?;
    }
    Ok(())
}
