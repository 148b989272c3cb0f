//! Adding, editing, rating, snoozing and archiving customers.

use chrono::NaiveDate;

use super::App;
use super::places::{self, Said};
use crate::domain::choice::Choice;
use crate::domain::customer::{
    Customer, CustomerDraft, CustomerField, LeftBecause, ReachEntry, ReachKind, Reader, Standing, find_entry,
};
use crate::domain::dates::{self, Toward};
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::domain::phone;
use crate::domain::problems::Problems;
use crate::error::{Error, ErrorKind, Result};
use crate::system::{self, Launch};
use crate::text::clean;

pub use crate::book::customers::{CustomerLine, Direction, Visibility};
pub use crate::book::known_as::KnownAs;
pub use crate::book::past_buyers::StandingChange;

/// What is said of a change that has no name of its own.
const EDITED: &str = "edited";

/// Where a customer's fields were written. An unfinished form goes with what it saves; anything else leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WrittenIn {
    Form,
    Elsewhere,
}

/// The name of the customer form's draft.
pub const CUSTOMER_FORM: &str = "customer";

impl App {
    /// Returns a customer; fails where no customer has the id.
    pub fn customer(&self, id: CustomerId) -> Result<Customer> {
        self.book.customer(id)
    }

    /// Returns the customer with an id, if there is one.
    pub fn find_customer(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.book.find_customer(id)
    }

    /// Passes each customer to `with`, in the order of their names.
    pub fn each_customer(&self, shown: Visibility, with: impl FnMut(Customer) -> Result<()>) -> Result<()> {
        self.book.each_customer(shown, with)
    }

    /// Returns a customer's line in the list, if there is one.
    pub fn customer_line(&self, id: CustomerId) -> Result<Option<CustomerLine>> {
        self.book.customer_line(id)
    }

    /// Returns a page of the customers who are not archived, in an order: `limit` lines after a line, or from an end.
    pub fn customer_page(
        &self,
        order: Order,
        from: Option<&CustomerLine>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<CustomerLine>> {
        self.book.customer_page(order, from, direction, limit)
    }

    /// Returns up to `limit` others at a customer's company, by name; the archived are left out.
    pub fn colleagues(&self, customer: &Customer, limit: usize) -> Result<Vec<CustomerLine>> {
        let company = customer.company.as_deref().unwrap_or_default();
        self.book.colleagues(customer.id, company, limit)
    }

    /// Finds customers who are not archived and in whose name, company, email or telephone number every word begins a
    /// word: `limit` of them by name, after the row `after`.
    pub fn filter_customers(
        &self,
        words: &[String],
        after: Option<i64>,
        limit: usize,
    ) -> Result<Vec<(i64, CustomerLine)>> {
        self.book.filter_customers(words, after, limit)
    }

    /// Returns when a customer left and came back, oldest first.
    pub fn standing_history(&self, id: CustomerId) -> Result<Vec<StandingChange>> {
        self.book.standing_history(id)
    }

    /// Returns the records that were merged into a customer.
    pub fn known_as(&self, id: CustomerId) -> Result<Vec<KnownAs>> {
        self.book.known_as(id)
    }

    /// Adds a customer.
    pub fn add(&mut self, draft: &CustomerDraft) -> Result<Customer> {
        self.add_referred(draft, None)
    }

    /// Adds a customer whom another one referred.
    pub fn add_referred(&mut self, draft: &CustomerDraft, by: Option<CustomerId>) -> Result<Customer> {
        self.add_from(draft, by, WrittenIn::Elsewhere)
    }

    /// Saves the customer form, for a new customer or an existing one, and removes its draft in the same transaction.
    pub fn save_customer_form(
        &mut self,
        editing: Option<CustomerId>,
        draft: &CustomerDraft,
        referred_by: Option<CustomerId>,
    ) -> Result<Customer> {
        match editing {
            None => self.add_from(draft, referred_by, WrittenIn::Form),
            Some(id) => self.edit_as(id, draft, None, (WrittenIn::Form, EDITED)),
        }
    }

    fn add_from(&mut self, draft: &CustomerDraft, by: Option<CustomerId>, from: WrittenIn) -> Result<Customer> {
        let clock = self.clock();
        let mut customer = self.new_customer(draft)?;
        // The customer who referred them may have gone while the form was open.
        customer.referred_by = by.filter(|id| self.book.find_customer(*id).is_ok_and(|found| found.is_some()));
        let label = format!("added {}", customer.name);
        self.book.change(&clock, label, |change| {
            let customer = Customer { id: change.new_customer_id(), ..customer };
            change.add_customer(&customer)?;
            if from == WrittenIn::Form {
                change.finish_draft(CUSTOMER_FORM, None)?;
            }
            Ok(customer)
        })
    }

    /// Makes a customer of a draft, who is not in the book and has no id yet.
    pub(super) fn new_customer(&self, draft: &CustomerDraft) -> Result<Customer> {
        let clock = self.clock();
        let read = |text: &str| self.read_phone(text, None);
        let mut customer = draft.check(Customer::new(CustomerId(0), "", &clock), &clock, &read)?;
        places::find_zone(&mut customer, None, Said::default(), self.settings.region.as_deref());
        Ok(customer)
    }

    /// Finds every problem of a draft, for a new customer or an existing one.
    pub fn check_customer(&self, id: Option<CustomerId>, draft: &CustomerDraft) -> std::result::Result<(), Problems> {
        let clock = self.clock();
        let blank = || Customer::new(CustomerId(0), "", &clock);
        let base = id.and_then(|id| self.book.find_customer(id).ok().flatten()).unwrap_or_else(blank);
        let region = base.phone_region.clone();
        draft.check(base, &clock, &|text| self.read_phone(text, region.as_deref())).map(|_| ())
    }

    /// Changes a customer by a draft.
    pub fn edit(&mut self, id: CustomerId, draft: &CustomerDraft) -> Result<Customer> {
        self.edit_as(id, draft, None, (WrittenIn::Elsewhere, EDITED))
    }

    /// Changes a customer by a draft, and who referred them: `None` leaves that as it is.
    pub fn edit_referred(
        &mut self,
        id: CustomerId,
        draft: &CustomerDraft,
        by: Option<Option<CustomerId>>,
    ) -> Result<Customer> {
        if by == Some(Some(id)) {
            return Err(Error::usage("customers can't refer themselves; nothing was changed"));
        }
        self.edit_as(id, draft, by, (WrittenIn::Elsewhere, EDITED))
    }

    fn edit_as(
        &mut self,
        id: CustomerId,
        draft: &CustomerDraft,
        referred_by: Option<Option<CustomerId>>,
        (from, verb): (WrittenIn, &str),
    ) -> Result<Customer> {
        let clock = self.clock();
        let region = self.settings.region.clone();
        let edited = |before: &Customer| {
            let read = |text: &str| phone::read(text, region.as_deref().or(before.phone_region.as_deref()));
            let mut after = draft.check(before.clone(), &clock, &read)?;
            places::find_zone(&mut after, Some(before), Said::default(), region.as_deref());
            if before.standing == Standing::Active && after.standing == Standing::Past && after.left_on.is_none() {
                after.left_on = Some(clock.today());
            }
            after.referred_by = referred_by.unwrap_or(after.referred_by);
            Ok::<Customer, Error>(after)
        };
        let before = self.book.customer(id)?;
        let after = edited(&before)?;
        let label = match (before.standing, after.standing) {
            (Standing::Past, Standing::Active) => format!("won {} back", after.name),
            (Standing::Active, Standing::Past) => format!("moved {} to the past buyers", after.name),
            _ => format!("{verb} {}", after.name),
        };
        self.book.change(&clock, label, |change| {
            // Another run of the program may have changed them since.
            let now = change.customer(id)?;
            change.update_customer(&if now == before { after } else { edited(&now)? })?;
            if from == WrittenIn::Form {
                change.finish_draft(CUSTOMER_FORM, Some(id))?;
            }
            change.customer(id)
        })
    }

    /// Moves a customer to the past buyers as of today, with the reason, or back to the active ones.
    pub fn move_standing(&mut self, id: CustomerId, to: Standing, because: Option<LeftBecause>) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Standing, to.as_str());
        if let Some(because) = because {
            draft.set(CustomerField::LeftBecause, because.as_str());
        }
        self.edit(id, &draft)
    }

    /// Makes a favorite of a customer.
    pub fn make_favorite(&mut self, id: CustomerId) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Favorite, "yes");
        self.edit_as(id, &draft, None, (WrittenIn::Elsewhere, "made a favorite of"))
    }

    /// Takes a customer out of the favorites.
    pub fn drop_favorite(&mut self, id: CustomerId) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Favorite, "no");
        self.edit_as(id, &draft, None, (WrittenIn::Elsewhere, "took out of the favorites:"))
    }

    /// Makes favorites of several customers, as one change.
    pub fn make_favorites(&mut self, ids: &[CustomerId]) -> Result<usize> {
        let clock = self.clock();
        let label = format!("made favorites of {}", crate::text::count(ids.len(), "customer", "customers"));
        self.book.change(&clock, label, |change| {
            let mut changed = 0;
            for id in ids {
                let customer = change.customer(*id)?;
                if change.update_customer(&Customer { favorite: true, ..customer })? {
                    changed += 1;
                }
            }
            Ok(changed)
        })
    }

    /// Rates a customer: pleasure and profit, 1 to 5.
    pub fn rate(&mut self, id: CustomerId, pleasure: u8, profit: u8) -> Result<Customer> {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Pleasure, pleasure.to_string()).set(CustomerField::Profit, profit.to_string());
        self.edit_as(id, &draft, None, (WrittenIn::Elsewhere, "rated"))
    }

    /// Reads until when to snooze a customer: today's weekday means the one in a week.
    pub fn read_snooze(&self, words: &str) -> Result<NaiveDate> {
        let clock = self.clock();
        let date = dates::parse_when(words, &clock, Toward::Future).map_err(|e| Error::usage(e.to_string()))?.date;
        let is_weekday = dates::weekday_named(words.trim()).is_some();
        Ok(if is_weekday && date == clock.today() { date + chrono::Days::new(7) } else { date })
    }

    /// Takes a customer out of the rotation until a day; on that day they are back.
    pub fn snooze(&mut self, id: CustomerId, until: NaiveDate) -> Result<Customer> {
        let clock = self.clock();
        let customer = self.book.customer(id)?;
        if until <= clock.today() {
            return Err(Error::usage(format!("{until} is not in the future; nothing was changed"))
                .help("name a day to come, such as \"in 2 weeks\" or 2026-12-01"));
        }
        let label = format!("snoozed {} until {}", customer.name, dates::short(until, clock.today()));
        self.book.change(&clock, label, |change| {
            change.update_customer(&Customer { snoozed_until: Some(until), ..change.customer(id)? })?;
            change.customer(id)
        })
    }

    /// Brings a snoozed customer back now.
    pub fn unsnooze(&mut self, id: CustomerId) -> Result<Customer> {
        let clock = self.clock();
        let customer = self.book.customer(id)?;
        self.book.change(&clock, format!("brought {} back", customer.name), |change| {
            change.update_customer(&Customer { snoozed_until: None, ..change.customer(id)? })?;
            change.customer(id)
        })
    }

    /// Archives a customer, or brings them back. Returns whether that changed anything.
    pub fn set_visibility(&mut self, id: CustomerId, visibility: Visibility) -> Result<(Customer, bool)> {
        let archived = visibility == Visibility::Archived;
        let clock = self.clock();
        let customer = self.book.customer(id)?;
        if customer.archived_at.is_some() == archived {
            return Ok((customer, false));
        }
        let verb = if archived { "archived" } else { "unarchived" };
        let customer = self.book.change(&clock, format!("{verb} {}", customer.name), |change| {
            let archived_at = archived.then_some(clock.instant);
            change.update_customer(&Customer { archived_at, ..change.customer(id)? })?;
            change.customer(id)
        })?;
        Ok((customer, true))
    }

    /// Dials a customer's preferred number.
    pub fn dial(&self, customer: &Customer) -> Result<String> {
        let Some(phone) = customer.phones().into_iter().next() else {
            return Err(Error::failed(format!("{} has no phone number in the book", clean(&customer.name)))
                .help(format!("goodcall edit {} --phone NUMBER", self.word_of(customer))));
        };
        self.dial_number(customer, &phone)
    }

    /// Dials one of a customer's numbers: with the configured program, else the system's opener for `tel:`.
    pub fn dial_number(&self, customer: &Customer, phone: &ReachEntry) -> Result<String> {
        if customer.do_not_call {
            return Err(Error::failed(format!("{} is not to be called; nothing was dialed", clean(&customer.name)))
                .help(format!("if they may be again: goodcall edit {} --may-call", self.word_of(customer))));
        }
        let shown = phone.text().to_string();
        let Some(digits) = self.dialable(phone) else {
            return Err(Error::failed(format!("\"{shown}\" is not a number that can be dialed; nothing was dialed"))
                .help(format!("correct it: goodcall edit {} --phone NUMBER", self.word_of(customer))));
        };
        let command = &self.settings.config.dial;
        if command.is_empty() {
            system::open(Launch::Address(&format!("tel:{digits}")))?;
        } else {
            // The program would take a name that begins with a dash for an option.
            let name = customer.name.trim_start_matches(['-', ' ']);
            let command: Vec<String> =
                command.iter().map(|part| part.replace("{number}", &digits).replace("{name}", name)).collect();
            system::open(Launch::Program(&command))?;
        }
        Ok(shown)
    }

    /// Lists the numbers of a customer that can be dialed, the preferred one first.
    pub fn dialable_numbers(&self, customer: &Customer) -> Vec<ReachEntry> {
        customer.phones().into_iter().filter(|phone| self.dialable(phone).is_some()).collect()
    }

    /// Finds the number of a customer that a label or a number names, among those that can be dialed.
    pub fn number_named(&self, customer: &Customer, named: &str) -> Result<ReachEntry> {
        let clock = self.clock();
        let read = |text: &str| self.read_phone(text, customer.phone_region.as_deref());
        let reader = Reader { clock: &clock, phone: &read };
        let found = find_entry(&self.dialable_numbers(customer), ReachKind::Phone, named, &reader);
        found.map_err(|why| {
            Error::new(ErrorKind::NoMatch, format!("{}: {why}", clean(&customer.name))).help("nothing was dialed")
        })
    }
}
