//! A customer, and the one check that flags, forms and imports go through.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::cadence::Cadence;
use super::choice::{Choice, choices};
use super::dates::{self, Clock, Toward};
use super::hours::CallingHours;
use super::ids::CustomerId;
use super::input;
use super::peak::PeakDays;
use super::phone::Phone;
use super::problems::Problems;

/// The longest field that is taken, in bytes.
pub const FIELD_LIMIT: usize = 64 * 1024;

choices! {
    /// Whether a customer buys from us now or once did.
    Standing, "standing" { Active = "active", Past = "past" }

    /// Why a past buyer left.
    LeftBecause, "reason" {
        NotNeeded = "not-needed",
        Solved = "solved",
        Price = "price",
        Consolidated = "consolidated",
        ChangedFocus = "changed-focus",
        Other = "other",
    }
}

impl LeftBecause {
    /// The reason in words: "left for a lower price".
    pub fn describe(self) -> &'static str {
        match self {
            Self::NotNeeded => "no longer needed",
            Self::Solved => "problem solved",
            Self::Price => "left for a lower price",
            Self::Consolidated => "head office consolidated",
            Self::ChangedFocus => "changed focus",
            Self::Other => "left",
        }
    }
}

/// A person at a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub company: Option<String>,
    pub role: Option<String>,
    /// E.164 where it parsed, else as typed.
    pub phone: Option<String>,
    /// The number as its country writes it.
    pub phone_shown: Option<String>,
    /// The number's ISO 3166 region.
    pub phone_region: Option<String>,
    pub email: Option<String>,
    pub city: Option<String>,
    pub timezone: Option<Tz>,
    /// Own calling hours, as written.
    pub hours: Option<String>,
    pub standing: Standing,
    pub favorite: bool,
    /// 1 to 5; None is unrated.
    pub pleasure: Option<u8>,
    /// 1 to 5; None is unrated.
    pub profit: Option<u8>,
    pub left_on: Option<NaiveDate>,
    pub left_because: Option<LeftBecause>,
    /// How often a past buyer should hear from us, as written ("90d").
    pub cadence: Option<String>,
    /// Peak days, as written.
    pub peak: Option<String>,
    pub touches_a_year: Option<u8>,
    pub facts: Option<String>,
    pub do_not_call: bool,
    pub referred_by: Option<CustomerId>,
    pub snoozed_until: Option<NaiveDate>,
    pub archived_at: Option<DateTime<Utc>>,
    pub added_at: DateTime<Utc>,
    /// The user's local day on which the customer was added.
    pub added_on: NaiveDate,
    pub updated_at: DateTime<Utc>,
    /// The vCard UID or record id that a re-import matches on.
    pub source_uid: Option<String>,
    /// The day of the last conversation: a reached call or a visit.
    pub last_talked: Option<NaiveDate>,
    /// The day of the last touch that arrived.
    pub last_touch: Option<NaiveDate>,
    pub last_touch_kind: Option<super::touch::TouchKind>,
}

impl Customer {
    /// A customer with a name and nothing else.
    pub fn new(id: CustomerId, name: impl Into<String>, clock: &Clock) -> Self {
        Self {
            id,
            name: name.into(),
            company: None,
            role: None,
            phone: None,
            phone_shown: None,
            phone_region: None,
            email: None,
            city: None,
            timezone: None,
            hours: None,
            standing: Standing::Active,
            favorite: false,
            pleasure: None,
            profit: None,
            left_on: None,
            left_because: None,
            cadence: None,
            peak: None,
            touches_a_year: None,
            facts: None,
            do_not_call: false,
            referred_by: None,
            snoozed_until: None,
            archived_at: None,
            added_at: clock.instant,
            added_on: clock.today(),
            updated_at: clock.instant,
            source_uid: None,
            last_talked: None,
            last_touch: None,
            last_touch_kind: None,
        }
    }

    /// The first word of the name, for speaking of them.
    pub fn first_name(&self) -> &str {
        first_name(&self.name)
    }

    /// The number to show: as its country writes it, else as typed.
    pub fn shown_phone(&self) -> Option<&str> {
        self.phone_shown.as_deref().or(self.phone.as_deref())
    }

    /// "Operations lead, Porto Cold Chain", as far as it is known.
    pub fn role_and_company(&self) -> String {
        [self.role.as_deref(), self.company.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whether they may be offered in the rotation or the lift at all; a snooze depends on the day.
    pub fn in_rotation(&self) -> bool {
        self.favorite && self.standing == Standing::Active && self.archived_at.is_none() && !self.do_not_call
    }
}

/// The first word of a name; "Dr." and the like do not count.
pub fn first_name(name: &str) -> &str {
    let mut words = name.split_whitespace().filter(|w| !w.ends_with('.'));
    words.next().unwrap_or(name)
}

/// The fields of a customer that a person fills in; the order is the form's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomerField {
    Name,
    Company,
    Role,
    Phone,
    Email,
    City,
    Timezone,
    Hours,
    Favorite,
    Pleasure,
    Profit,
    Standing,
    LeftOn,
    LeftBecause,
    Cadence,
    Peak,
    TouchesAYear,
    DoNotCall,
    Facts,
}

impl CustomerField {
    /// Every field, in the form's order.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Company,
        Self::Role,
        Self::Phone,
        Self::Email,
        Self::City,
        Self::Timezone,
        Self::Hours,
        Self::Favorite,
        Self::Pleasure,
        Self::Profit,
        Self::Standing,
        Self::LeftOn,
        Self::LeftBecause,
        Self::Cadence,
        Self::Peak,
        Self::TouchesAYear,
        Self::DoNotCall,
        Self::Facts,
    ];

    /// The field's name in the book, in JSON and in messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Role => "role",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::City => "city",
            Self::Timezone => "timezone",
            Self::Hours => "hours",
            Self::Favorite => "favorite",
            Self::Pleasure => "pleasure",
            Self::Profit => "profit",
            Self::Standing => "standing",
            Self::LeftOn => "left_on",
            Self::LeftBecause => "left_because",
            Self::Cadence => "every",
            Self::Peak => "peak",
            Self::TouchesAYear => "touches_a_year",
            Self::DoNotCall => "do_not_call",
            Self::Facts => "facts",
        }
    }
}

/// What a person wrote into some of a customer's fields: text as typed, "" clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerDraft(BTreeMap<CustomerField, String>);

impl CustomerDraft {
    /// Writes a field.
    pub fn set(&mut self, field: CustomerField, text: impl Into<String>) -> &mut Self {
        self.0.insert(field, text.into());
        self
    }

    /// What was written into a field; None where it is left as it is.
    pub fn get(&self, field: CustomerField) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields that were written, with their text.
    pub fn iter(&self) -> impl Iterator<Item = (CustomerField, &str)> {
        self.0.iter().map(|(f, t)| (*f, t.as_str()))
    }

    /// Every field of a customer, as text to be edited.
    pub fn of(customer: &Customer) -> Self {
        let mut draft = Self::default();
        for field in CustomerField::ALL {
            draft.set(*field, field_text(customer, *field));
        }
        draft
    }

    /// Lays the written fields over `base`; every problem at once, by field.
    pub fn check(&self, base: Customer, clock: &Clock, read_phone: ReadPhone<'_>) -> Result<Customer, Problems> {
        let mut problems = Problems::default();
        let mut customer = base;
        for (field, text) in &self.0 {
            if text.len() > FIELD_LIMIT {
                problems
                    .add(field.key(), format!("{} bytes are more than the {FIELD_LIMIT} a field holds", text.len()));
            } else if let Err(message) = apply(&mut customer, *field, text.trim(), clock, read_phone) {
                problems.add(field.key(), message);
            }
        }
        if customer.name.is_empty() && !problems.0.iter().any(|p| p.field == "name") {
            problems.add("name", "a customer needs a name");
        }
        problems.or(customer)
    }
}

/// Reads a telephone number as typed; a number that is none is kept as it is.
pub type ReadPhone<'a> = &'a dyn Fn(&str) -> Phone;

/// A field's value as the text that sets it.
pub fn field_text(customer: &Customer, field: CustomerField) -> String {
    let text = |o: &Option<String>| o.clone().unwrap_or_default();
    let number = |o: Option<u8>| o.map(|n| n.to_string()).unwrap_or_default();
    let yes_no = |b: bool| if b { "yes" } else { "no" }.to_string();
    match field {
        CustomerField::Name => customer.name.clone(),
        CustomerField::Company => text(&customer.company),
        CustomerField::Role => text(&customer.role),
        CustomerField::Phone => customer.shown_phone().unwrap_or_default().to_string(),
        CustomerField::Email => text(&customer.email),
        CustomerField::City => text(&customer.city),
        CustomerField::Timezone => customer.timezone.map(|z| z.name().to_string()).unwrap_or_default(),
        CustomerField::Hours => text(&customer.hours),
        CustomerField::Favorite => yes_no(customer.favorite),
        CustomerField::Pleasure => number(customer.pleasure),
        CustomerField::Profit => number(customer.profit),
        CustomerField::Standing => customer.standing.as_str().to_string(),
        CustomerField::LeftOn => customer.left_on.map(|d| d.to_string()).unwrap_or_default(),
        CustomerField::LeftBecause => customer.left_because.map(|r| r.as_str().to_string()).unwrap_or_default(),
        CustomerField::Cadence => text(&customer.cadence),
        CustomerField::Peak => text(&customer.peak),
        CustomerField::TouchesAYear => number(customer.touches_a_year),
        CustomerField::DoNotCall => yes_no(customer.do_not_call),
        CustomerField::Facts => text(&customer.facts),
    }
}

fn apply(
    customer: &mut Customer,
    field: CustomerField,
    text: &str,
    clock: &Clock,
    read_phone: ReadPhone<'_>,
) -> Result<(), String> {
    let some = || (!text.is_empty()).then(|| text.to_string());
    match field {
        CustomerField::Name => {
            if text.is_empty() {
                return Err("a customer needs a name".into());
            }
            customer.name = text.to_string();
        }
        CustomerField::Company => customer.company = some(),
        CustomerField::Role => customer.role = some(),
        CustomerField::Phone => apply_phone(customer, text, read_phone),
        CustomerField::Email => customer.email = some(),
        CustomerField::City => customer.city = some(),
        CustomerField::Timezone => customer.timezone = optional(text, read_zone)?,
        CustomerField::Hours => {
            optional(text, |t| CallingHours::parse(t).map_err(|e| e.to_string()))?;
            customer.hours = some();
        }
        CustomerField::Favorite => customer.favorite = read_yes_no(text)?,
        CustomerField::Pleasure => customer.pleasure = optional(text, |t| read_number(t, 1, 5))?,
        CustomerField::Profit => customer.profit = optional(text, |t| read_number(t, 1, 5))?,
        CustomerField::Standing => apply_standing(customer, read_choice(text)?),
        CustomerField::LeftOn => customer.left_on = optional(text, |t| read_past_day(t, clock))?,
        CustomerField::LeftBecause => customer.left_because = optional(text, read_choice)?,
        CustomerField::Cadence => {
            optional(text, |t| Cadence::parse(t).map_err(|e| e.to_string()))?;
            customer.cadence = some();
        }
        CustomerField::Peak => {
            optional(text, |t| PeakDays::parse(t).map_err(|e| e.to_string()))?;
            customer.peak = some();
        }
        CustomerField::TouchesAYear => customer.touches_a_year = optional(text, |t| read_number(t, 1, 12))?,
        CustomerField::DoNotCall => customer.do_not_call = read_yes_no(text)?,
        CustomerField::Facts => customer.facts = some(),
    }
    Ok(())
}

/// A customer who buys again has not left.
fn apply_standing(customer: &mut Customer, standing: Standing) {
    if customer.standing == Standing::Past && standing == Standing::Active {
        customer.left_on = None;
        customer.left_because = None;
    }
    customer.standing = standing;
}

fn apply_phone(customer: &mut Customer, text: &str, read_phone: ReadPhone<'_>) {
    if text.is_empty() {
        customer.phone = None;
        customer.phone_shown = None;
        customer.phone_region = None;
        return;
    }
    if Some(text) == customer.phone_shown.as_deref() || Some(text) == customer.phone.as_deref() {
        return; // As it stands: reading it again could only lose the region it was written in.
    }
    let phone = read_phone(text);
    if customer.timezone.is_none() {
        customer.timezone = phone.zone;
    }
    customer.phone = Some(phone.number);
    customer.phone_shown = phone.shown;
    customer.phone_region = phone.region;
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Reads an IANA name, whatever its case.
pub fn read_zone(text: &str) -> Result<Tz, String> {
    let exact = text.parse().ok();
    let in_any_case = || chrono_tz::TZ_VARIANTS.iter().copied().find(|z| z.name().eq_ignore_ascii_case(text));
    exact
        .or_else(in_any_case)
        .ok_or_else(|| format!("there is no time zone \"{text}\"; write an IANA name such as Europe/Lisbon"))
}

fn read_number(text: &str, low: u8, high: u8) -> Result<u8, String> {
    match text.parse::<u8>() {
        Ok(n) if (low..=high).contains(&n) => Ok(n),
        _ => Err(format!("\"{text}\" is not a number from {low} to {high}")),
    }
}

fn read_yes_no(text: &str) -> Result<bool, String> {
    if text.is_empty() {
        return Ok(false);
    }
    input::read_yes_no(text).ok_or_else(|| format!("\"{text}\" is neither yes nor no"))
}

fn read_choice<C: Choice>(text: &str) -> Result<C, String> {
    C::parse(text).ok_or_else(|| format!("\"{text}\" is no {}; write {}", C::WHAT, C::list()))
}

fn read_past_day(text: &str, clock: &Clock) -> Result<NaiveDate, String> {
    let day = dates::parse_when(text, clock, Toward::Past).map_err(|e| e.to_string())?.date;
    if day > clock.today() { Err(format!("{day} lies in the future")) } else { Ok(day) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn clock() -> Clock {
        Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: Tz::UTC }
    }

    fn as_typed(text: &str) -> Phone {
        Phone { number: text.to_string(), ..Phone::default() }
    }

    fn check(fields: &[(CustomerField, &str)]) -> Result<Customer, Problems> {
        let mut draft = CustomerDraft::default();
        for (field, text) in fields {
            draft.set(*field, *text);
        }
        draft.check(Customer::new(CustomerId(1), "", &clock()), &clock(), &as_typed)
    }

    #[test]
    fn every_problem_is_named_at_once() {
        use CustomerField::*;
        let problems = check(&[(Pleasure, "6"), (Timezone, "Mars/Base"), (LeftOn, "2026-02-31")]).unwrap_err();
        let fields: Vec<_> = problems.0.iter().map(|p| p.field).collect();
        assert_eq!(fields, ["timezone", "pleasure", "left_on", "name"]);
        assert!(problems.to_string().contains("\"6\" is not a number from 1 to 5"), "{problems}");
    }

    #[test]
    fn an_edited_customer_reads_back_as_it_was_written() {
        use CustomerField::*;
        let written = check(&[
            (Name, "Ana Ribeiro"),
            (Phone, "+351 22"),
            (Timezone, "europe/lisbon"),
            (Hours, "09:00-12:00"),
            (Favorite, "yes"),
            (Peak, "tue,thu"),
            (Cadence, "90d"),
        ])
        .unwrap();
        assert_eq!(written.timezone, Some(Tz::Europe__Lisbon));
        let again = CustomerDraft::of(&written).check(written.clone(), &clock(), &as_typed).unwrap();
        assert_eq!(again, written);
    }

    #[test]
    fn a_past_buyer_who_buys_again_has_not_left() {
        use CustomerField::*;
        let past = check(&[(Name, "Tom"), (Standing, "past"), (LeftOn, "2025-01-01"), (LeftBecause, "price")]).unwrap();
        let mut draft = CustomerDraft::default();
        draft.set(Standing, "active");
        let back = draft.check(past, &clock(), &as_typed).unwrap();
        assert_eq!((back.left_on, back.left_because), (None, None));
    }

    #[test]
    fn titles_are_not_first_names() {
        assert_eq!(first_name("Dr. Ana Ribeiro"), "Ana");
        assert_eq!(first_name("Prince"), "Prince");
    }
}
