//! A customer: a person at a company, whom we call, visit or once sold to.

mod draft;
mod field;
mod fields;
mod reach;
mod reach_kind;
mod spec;
mod values;

use chrono::{DateTime, NaiveDate, Utc};

use super::anniversary::{Anniversary, AnniversaryKind, YearDay};
use super::cadence::Cadence;
use super::choice::choices;
use super::dates::Clock;
use super::hours::CallingHours;
use super::ids::CustomerId;
use super::peak::PeakDays;
use super::phone;
use super::spelled::Spelled;
use super::tags::Tags;
use super::tz::Tz;
use super::zones::ZoneFrom;

pub use draft::{CustomerDraft, FIELD_LIMIT};
pub use fields::{CustomerField, NEEDS_NAME};
pub use reach::{LABEL_LIMIT, OtherEntries, ReachEntry, Refused, find_entry, values_in};
pub use reach_kind::ReachKind;
pub use spec::{ColumnNames, FieldSpec, Flag, Group, Kind, ListEdit, ListFlags, Merge, Reimport, Switch};
pub use values::{Datum, ReadPhone, Reader};

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
    /// Stays theirs for good; grows with the time they were added.
    pub id: CustomerId,
    /// As the user wrote it, cleaned; never empty.
    pub name: String,
    /// As the user wrote it; None where it is not known.
    pub company: Option<String>,
    /// What they do there, such as "Operations lead".
    pub role: Option<String>,
    /// E.164 where it parsed, else as typed.
    pub phone: Option<String>,
    /// The number as its country writes it.
    pub phone_shown: Option<String>,
    /// The number's ISO 3166 region.
    pub phone_region: Option<String>,
    /// Which of their numbers the preferred one is; None where nobody said.
    pub phone_label: Option<String>,
    /// As the user wrote it; compared without regard to case.
    pub email: Option<String>,
    /// Which of their mailboxes the preferred one is; None where nobody said.
    pub email_label: Option<String>,
    /// Their numbers and mailboxes besides the preferred ones.
    pub others: OtherEntries,
    /// Visits to one city are planned together.
    pub city: Option<String>,
    /// Where a card goes: the lines of an envelope.
    pub address: Option<String>,
    /// The year may be unknown.
    pub birthday: Option<YearDay>,
    /// The local day on which they first said yes.
    pub customer_since: Option<NaiveDate>,
    /// The user's own words for the groups that they belong to.
    pub tags: Tags,
    /// Where they are, so that their hours can be told; None is unknown, and nothing is said of their hours.
    pub timezone: Option<Tz>,
    /// Where the zone was found; None where there is none, or an older version wrote it.
    pub zone_from: Option<ZoneFrom>,
    /// Own calling hours, as written.
    pub hours: Option<Spelled<CallingHours>>,
    /// Whether they buy now or once did.
    pub standing: Standing,
    /// In the rotation, unless something else keeps them out: see [`Customer::in_rotation`].
    pub favorite: bool,
    /// 1 to 5; None is unrated.
    pub pleasure: Option<u8>,
    /// 1 to 5; None is unrated.
    pub profit: Option<u8>,
    /// The local day on which a past buyer left; None where it is not known.
    pub left_on: Option<NaiveDate>,
    /// Why a past buyer left; None where nobody said.
    pub left_because: Option<LeftBecause>,
    /// How often a past buyer should hear from us, as written ("90d").
    pub cadence: Option<Spelled<Cadence>>,
    /// Peak days, as written.
    pub peak: Option<Spelled<PeakDays>>,
    /// Visits a year, 1 to 12; None is as configured.
    pub touches_a_year: Option<u8>,
    /// What else is good to know, in lines of text.
    pub facts: Option<String>,
    /// Never offered for a call; other ways to be in touch remain.
    pub do_not_call: bool,
    /// Who pointed to them.
    pub referred_by: Option<CustomerId>,
    /// Out of the rotation until this local day, on which they are back.
    pub snoozed_until: Option<NaiveDate>,
    /// Out of sight since then; None is in sight.
    pub archived_at: Option<DateTime<Utc>>,
    /// The first of two who wait equally long.
    pub added_at: DateTime<Utc>,
    /// The user's local day on which the customer was added.
    pub added_on: NaiveDate,
    /// When a field was last changed; a newer file wins over an older record.
    pub updated_at: DateTime<Utc>,
    /// The vCard UID or record id that a re-import matches on.
    pub source_uid: Option<String>,
    /// The day of the last conversation: a reached call or a visit.
    pub last_talked: Option<NaiveDate>,
    /// The day of the last touch that arrived.
    pub last_touch: Option<NaiveDate>,
    /// What kind it was; None where there was none.
    pub last_touch_kind: Option<super::touch::TouchKind>,
    /// The team that shares them; None where they are this book's alone.
    pub team: Option<String>,
    /// The rep whose they are in the team; None is anyone's.
    pub owner: Option<String>,
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
            phone_label: None,
            email: None,
            email_label: None,
            others: OtherEntries::default(),
            city: None,
            address: None,
            birthday: None,
            customer_since: None,
            tags: Tags::default(),
            timezone: None,
            zone_from: None,
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
            team: None,
            owner: None,
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

    /// What a dialer is given of their number; None where it can't be read, or there is none.
    pub fn dialable(&self) -> Option<String> {
        phone::dialable(self.phone.as_deref()?, self.phone_shown.as_deref())
    }

    /// Adds a line to the facts that is not there yet.
    pub fn add_fact(&mut self, line: &str) {
        let facts = self.facts.get_or_insert_default();
        if facts.lines().any(|fact| fact.trim() == line) {
            return;
        }
        if !facts.is_empty() {
            facts.push('\n');
        }
        facts.push_str(line);
    }

    /// "Operations lead, Porto Cold Chain", as far as it is known.
    pub fn role_and_company(&self) -> String {
        [self.role.as_deref(), self.company.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The days of theirs that are occasions to be in touch on a day, the next first: the birthday, and for a past buyer
    /// the day of the first yes.
    pub fn anniversaries(&self, today: NaiveDate) -> Vec<Anniversary> {
        let first_yes = self.customer_since.filter(|_| self.standing == Standing::Past).map(YearDay::from);
        let days = [(AnniversaryKind::Birthday, self.birthday), (AnniversaryKind::FirstYes, first_yes)];
        let near = days.into_iter().filter_map(|(kind, day)| Anniversary::of(kind, day?, today));
        let mut near: Vec<Anniversary> = near.collect();
        near.sort_by_key(|anniversary| anniversary.on);
        near
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

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::super::phone::Phone;
    use super::super::problems::Problems;
    use super::*;

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
