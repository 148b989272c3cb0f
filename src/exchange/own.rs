//! What goodcall's own exports say of a customer besides the fields: as columns of a CSV, and as properties of a card.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::domain::choice::{Choice, choices};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::zones::ZoneFrom;

choices! {
    /// What is said besides the fields.
    Beside, "column" {
        /// The id that the customer has in the book, as [`id_text`] writes it.
        Id = "goodcall_id",
        /// The name of the one who pointed to them.
        ReferredBy = "referred_by",
        /// The id of that one.
        ReferredById = "referred_by_id",
        /// The day on which they are back in the rotation.
        SnoozedUntil = "snoozed_until",
        /// Where the time zone was found.
        TimezoneFrom = "timezone_from",
        /// The instant at which they were added.
        AddedAt = "added_at",
        /// The instant at which a field was last changed, as the export found it.
        UpdatedAt = "updated_at",
        /// The instant since which they are out of sight.
        ArchivedAt = "archived_at",
    }
}

/// What an export of goodcall's own says of a customer besides the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// The id that they had in the book that was exported.
    pub id: Option<CustomerId>,
    /// The name of the one who pointed to them.
    pub referred_by: Option<String>,
    /// The id of that one.
    pub referred_by_id: Option<CustomerId>,
    pub snoozed_until: Option<NaiveDate>,
    pub zone_from: Option<ZoneFrom>,
    pub added_at: Option<DateTime<Utc>>,
    pub updated_at: Option<DateTime<Utc>>,
    pub archived_at: Option<DateTime<Utc>>,
}

/// A customer to write, and who pointed to them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exported<'a> {
    pub customer: &'a Customer,
    /// The name of the one who pointed to them.
    pub referred_by: Option<&'a str>,
}

const ID: &str = "goodcall-";

/// Writes an id so that no spreadsheet takes it for a number.
pub(crate) fn id_text(id: CustomerId) -> String {
    format!("{ID}{id}")
}

/// Reads an id as [`id_text`] writes it.
pub(crate) fn read_id(text: &str) -> Option<CustomerId> {
    let id = text.trim().strip_prefix(ID)?.parse().ok()?;
    (id > 0).then_some(CustomerId(id))
}

/// How the properties of goodcall's own begin.
const PROPERTY: &str = "X-GOODCALL-";

/// Names the property of a card that holds a field: `X-GOODCALL-DO-NOT-CALL`.
pub(super) fn property(key: &str) -> String {
    format!("{PROPERTY}{}", key.to_uppercase().replace('_', "-"))
}

/// Reads the key out of a name as [`property`] writes it; None where it is no property of goodcall's own.
pub(super) fn key_of_property(name: &str) -> Option<String> {
    name.strip_prefix(PROPERTY).map(|key| key.to_lowercase().replace('-', "_"))
}

impl Beside {
    /// Writes what is said of a customer; "" where there is nothing to say.
    pub(super) fn text(self, exported: Exported<'_>) -> String {
        let Exported { customer, referred_by } = exported;
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let said = match self {
            Self::Id => Some(id_text(customer.id)),
            Self::ReferredBy => referred_by.map(str::to_string),
            Self::ReferredById => customer.referred_by.map(id_text),
            Self::SnoozedUntil => customer.snoozed_until.map(|day| day.to_string()),
            Self::TimezoneFrom => customer.zone_from.map(|from| from.as_str().to_string()),
            Self::AddedAt => Some(instant(customer.added_at)),
            Self::UpdatedAt => Some(instant(customer.updated_at)),
            Self::ArchivedAt => customer.archived_at.map(instant),
        };
        said.unwrap_or_default()
    }

    /// Takes what was written; what can't be read says nothing.
    pub(super) fn read(self, text: &str, own: &mut Own) {
        let instant = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
        match self {
            Self::Id => own.id = read_id(text),
            Self::ReferredBy => own.referred_by = Some(text.to_string()),
            Self::ReferredById => own.referred_by_id = read_id(text),
            Self::SnoozedUntil => own.snoozed_until = text.parse().ok(),
            Self::TimezoneFrom => own.zone_from = ZoneFrom::parse(text),
            Self::AddedAt => own.added_at = instant(),
            Self::UpdatedAt => own.updated_at = instant(),
            Self::ArchivedAt => own.archived_at = instant(),
        }
    }
}
