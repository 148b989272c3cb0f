//! The one table of a customer's fields. Forms, flags, imports, exports, JSON and the merging of two records all go by
//! it: a new field is a column of the book, a member of [`Customer`] and an entry here.

use super::spec::{FieldSpec, Flag, Kind, ListFlags, Merge, Reimport, Switch};
use super::values::{Access, FieldValue, Reader, field, set_phone, set_standing, set_timezone, up_to};
use super::{LeftBecause, Standing};
use crate::domain::choice::Choice;
use crate::domain::input::without_mailto;
use crate::domain::problems::Invalid;

macro_rules! fields {
    ($($variant:ident: $spec:expr),+ $(,)?) => {
        /// The fields of a customer that a person fills in; the order is the form's.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CustomerField { $(#[doc = concat!("The entry `", stringify!($variant), "` of the table.")] $variant),+ }

        impl CustomerField {
            /// Every field, in the form's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Everything that is said of the field.
            pub fn spec(self) -> &'static FieldSpec {
                match self { $(Self::$variant => { static SPEC: FieldSpec = $spec; &SPEC })+ }
            }
        }
    };
}

fields! {
    Name: FieldSpec {
        key: "name",
        example: "Ana Ribeiro",
        flag: Flag::Own,
        label: "name",
        hint: "",
        kind: Kind::Text,
        shown: None,
        columns: &[
            (0, &["name", "fullname"]),
            (1, &["contactname", "contact", "displayname", "personname", "contactfullname"]),
            (3, &["customername", "clientname", "customer", "client", "person"]),
        ],
        merge: Merge::Keep("name"),
        reimport: Reimport::Changes,
        access: field!(name, named),
    },
    Company: FieldSpec {
        key: "company",
        example: "Porto Cold Chain",
        flag: Flag::Takes("company", "TEXT", "Their company"),
        label: "company",
        hint: "",
        kind: Kind::Text,
        shown: None,
        columns: &[
            (0, &["company", "companyname"]),
            (1, &["organization", "organisation", "organizationname", "organisationname", "org", "account",
                "accountname", "employer", "business", "businessname"]),
            (2, &["associatedcompany", "primaryassociatedcompany"]),
        ],
        merge: Merge::Keep("company"),
        reimport: Reimport::Changes,
        access: field!(company),
    },
    Role: FieldSpec {
        key: "role",
        example: "Operations lead",
        flag: Flag::Takes("role", "TEXT", "Their role there"),
        label: "role",
        hint: "",
        kind: Kind::Text,
        shown: None,
        columns: &[
            (0, &["role", "jobtitle"]),
            (1, &["title", "position", "job", "organizationtitle", "occupation"]),
        ],
        merge: Merge::Keep("role"),
        reimport: Reimport::Changes,
        access: field!(role),
    },
    Phone: FieldSpec {
        key: "phone",
        example: "+351225550142",
        flag: Flag::Takes("phone", "NUMBER", "Their phone number"),
        label: "phone",
        hint: "e.g. +351 22 555 0142",
        kind: Kind::Phone,
        shown: Some("Phone"),
        columns: &[(0, &["phone", "phonenumber", "telephone", "telephonenumber", "tel", "phoneno", "telno", "contactphone",
            "contactphonenumber", "otherphone", "phoneother", "companymainphone", "carphone", "radiophone", "callback"])],
        merge: Merge::Keep("phone"),
        reimport: Reimport::Changes,
        access: Access {
            get: |customer| FieldValue::datum(&customer.phone),
            set: |customer, text, reader| { drop(set_phone(customer, text, reader)); Ok(()) },
            copy: |to, from| {
                to.phone.clone_from(&from.phone);
                to.phone_shown.clone_from(&from.phone_shown);
                to.phone_region.clone_from(&from.phone_region);
            },
        },
    },
    Email: FieldSpec {
        key: "email",
        example: "ana@porto.example",
        flag: Flag::Takes("email", "TEXT", "Their email address"),
        label: "email",
        hint: "",
        kind: Kind::Text,
        shown: Some("Email"),
        columns: &[
            (0, &["email", "emailaddress", "mail", "mailaddress", "primaryemail", "contactemail", "emailwork",
                "workemail", "businessemail"]),
            (1, &["emailhome", "emailother", "homeemail", "personalemail", "otheremail", "secondaryemail",
                "additionalemail"]),
        ],
        merge: Merge::Keep("email"),
        reimport: Reimport::Changes,
        access: field!(email, mailbox),
    },
    City: FieldSpec {
        key: "city",
        example: "Porto",
        flag: Flag::Takes("city", "TEXT", "Their city"),
        label: "city",
        hint: "",
        kind: Kind::Text,
        shown: Some("City"),
        columns: &[
            (0, &["city", "town"]),
            (1, &["businesscity", "workcity", "mailingcity", "postaladdresscity"]),
            (2, &["homecity", "othercity", "billingcity"]),
        ],
        merge: Merge::Keep("city"),
        reimport: Reimport::Changes,
        access: field!(city),
    },
    Address: FieldSpec {
        key: "address",
        example: "Rua das Flores 12\n4000-001 Porto",
        flag: Flag::Takes("address", "TEXT", "Their postal address, a line each"),
        label: "address",
        hint: "for a card",
        kind: Kind::Lines,
        shown: Some("Address"),
        columns: &[
            (0, &["address", "fulladdress"]),
        ],
        merge: Merge::Keep("address"),
        reimport: Reimport::Changes,
        access: field!(address),
    },
    Timezone: FieldSpec {
        key: "timezone",
        example: "Europe/Lisbon",
        flag: Flag::Takes("timezone", "IANA", "Their time zone, such as Europe/Lisbon"),
        label: "time zone",
        hint: "found from the city or number",
        kind: Kind::Parsed,
        shown: None,
        columns: &[(0, &["timezone", "tz"])],
        merge: Merge::Keep("time zone"),
        reimport: Reimport::Changes,
        access: Access {
            get: |customer| FieldValue::datum(&customer.timezone),
            set: set_timezone,
            copy: |to, from| {
                to.timezone = from.timezone;
                to.zone_from = from.zone_from;
            },
        },
    },
    Hours: FieldSpec {
        key: "hours",
        example: "09:00-12:00",
        flag: Flag::Takes("hours", "HOURS", "Their own calling hours, such as 09:00-12:00"),
        label: "calling hours",
        hint: "as configured, or e.g. 09:00-12:00",
        kind: Kind::Parsed,
        shown: Some("Hours"),
        columns: &[(0, &["hours", "callhours", "besthours", "besttimetocall"])],
        merge: Merge::Keep("calling hours"),
        reimport: Reimport::Changes,
        access: field!(hours),
    },
    Favorite: FieldSpec {
        key: "favorite",
        example: "yes",
        flag: Flag::Switches([
            Switch { name: "favorite", word: "yes", help: "Make them a favorite" },
            Switch { name: "no-favorite", word: "no", help: "Take them out of the favorites" },
        ]),
        label: "favorite",
        hint: "in the rotation",
        kind: Kind::YesNo,
        shown: None,
        columns: &[(0, &["favorite", "favourite", "favorites", "starred", "star"])],
        merge: Merge::Either,
        reimport: Reimport::Leaves,
        access: field!(favorite),
    },
    Pleasure: FieldSpec {
        key: "pleasure",
        example: "5",
        flag: Flag::Takes("pleasure", "1-5", "How good they are to work with, 1 to 5"),
        label: "a pleasure",
        hint: "to work with",
        kind: Kind::Rating,
        shown: None,
        columns: &[(0, &["pleasure"])],
        merge: Merge::Keep("pleasure"),
        reimport: Reimport::Leaves,
        access: field!(pleasure, |text, _: &Reader<'_>| up_to(5, text)),
    },
    Profit: FieldSpec {
        key: "profit",
        example: "4",
        flag: Flag::Takes("profit", "1-5", "How good they are for the business, 1 to 5"),
        label: "profitable",
        hint: "for the business",
        kind: Kind::Rating,
        shown: None,
        columns: &[(0, &["profit"])],
        merge: Merge::Keep("profit"),
        reimport: Reimport::Leaves,
        access: field!(profit, |text, _: &Reader<'_>| up_to(5, text)),
    },
    Standing: FieldSpec {
        key: "standing",
        example: "past",
        flag: Flag::Switches([
            Switch { name: "past", word: "past", help: "They are a past buyer" },
            Switch { name: "active", word: "active", help: "They buy from you now" },
        ]),
        label: "standing",
        hint: "",
        kind: Kind::Choice(|| Standing::ALL.iter().map(|s| s.as_str()).collect()),
        shown: None,
        columns: &[(0, &["standing"])],
        merge: Merge::Standing,
        reimport: Reimport::Leaves,
        access: Access {
            get: |customer| FieldValue::datum(&customer.standing),
            set: |customer, text, reader| { set_standing(customer, FieldValue::read(text, reader)?); Ok(()) },
            copy: |to, from| set_standing(to, from.standing),
        },
    },
    LeftOn: FieldSpec {
        key: "left_on",
        example: "2025-03-12",
        flag: Flag::Takes("left-on", "WHEN", "When they left"),
        label: "left on",
        hint: "e.g. 2025-03-12",
        kind: Kind::Day,
        shown: None,
        columns: &[(0, &["lefton"])],
        merge: Merge::KeepOfPast("left on"),
        reimport: Reimport::Leaves,
        access: field!(left_on),
    },
    LeftBecause: FieldSpec {
        key: "left_because",
        example: "price",
        flag: Flag::Chooses("left-because", "Why they left"),
        label: "left because",
        hint: "",
        kind: Kind::Choice(|| std::iter::once("").chain(LeftBecause::ALL.iter().map(|b| b.as_str())).collect()),
        shown: None,
        columns: &[(0, &["leftbecause"])],
        merge: Merge::KeepOfPast("why they left:"),
        reimport: Reimport::Leaves,
        access: field!(left_because),
    },
    Cadence: FieldSpec {
        key: "cadence",
        example: "90d",
        flag: Flag::Takes("every", "CADENCE", "How often a past buyer should hear from you: 90d, 12w or 6m"),
        label: "in touch every",
        hint: "e.g. 90d, 12w or 6m",
        kind: Kind::Parsed,
        shown: Some("Every"),
        columns: &[(0, &["cadence", "every"])],
        merge: Merge::Keep("in touch every"),
        reimport: Reimport::Changes,
        access: field!(cadence),
    },
    Peak: FieldSpec {
        key: "peak",
        example: "tue,thu",
        flag: Flag::Takes("peak", "DAYS", "Days on which they use the service most, such as tue,thu or 'last fri'"),
        label: "peak days",
        hint: "e.g. tue,thu",
        kind: Kind::Parsed,
        shown: Some("Peak days"),
        columns: &[(0, &["peak"])],
        merge: Merge::Keep("peak days"),
        reimport: Reimport::Changes,
        access: field!(peak),
    },
    TouchesAYear: FieldSpec {
        key: "touches_a_year",
        example: "3",
        flag: Flag::Takes("touches-a-year", "1-12", "How many visits a year, 1 to 12"),
        label: "visits a year",
        hint: "1 to 12",
        kind: Kind::Parsed,
        shown: Some("Visits"),
        columns: &[(0, &["touchesayear", "touchesperyear"])],
        merge: Merge::Keep("visits a year"),
        reimport: Reimport::Changes,
        access: field!(touches_a_year, |text, _: &Reader<'_>| up_to(12, text)),
    },
    DoNotCall: FieldSpec {
        key: "do_not_call",
        example: "yes",
        flag: Flag::Switches([
            Switch { name: "do-not-call", word: "yes", help: "Never offer them for a call" },
            Switch { name: "may-call", word: "no", help: "Offer them for calls again" },
        ]),
        label: "do not call",
        hint: "",
        kind: Kind::YesNo,
        shown: Some("Do not call"),
        columns: &[(0, &["donotcall", "dontcall", "nocall"])],
        // A person who asked not to be called asked it under either name.
        merge: Merge::Either,
        reimport: Reimport::Changes,
        access: field!(do_not_call),
    },
    Birthday: FieldSpec {
        key: "birthday",
        example: "1980-04-12",
        flag: Flag::Takes("birthday", "DAY", "Their birthday: 1980-04-12, or 04-12 without the year"),
        label: "birthday",
        hint: "1980-04-12, or 04-12",
        kind: Kind::Parsed,
        shown: Some("Birthday"),
        columns: &[(0, &["birthday", "birthdate", "dateofbirth"])],
        merge: Merge::Keep("birthday"),
        reimport: Reimport::Changes,
        access: field!(birthday),
    },
    CustomerSince: FieldSpec {
        key: "customer_since",
        example: "2019-05-02",
        flag: Flag::Takes("customer-since", "WHEN", "When they first said yes"),
        label: "customer since",
        hint: "their first yes",
        kind: Kind::Day,
        shown: Some("Since"),
        columns: &[(0, &["customersince", "clientsince", "becomecustomerdate", "becameacustomerdate"])],
        merge: Merge::Keep("customer since"),
        reimport: Reimport::Changes,
        access: field!(customer_since),
    },
    Tags: FieldSpec {
        key: "tags",
        example: "Key account, Porto",
        flag: Flag::Lists(ListFlags {
            value: "NAME",
            add: ("tag", "A tag of theirs; may be given again"),
            remove: ("no-tag", "Take a tag away; may be given again"),
        }),
        label: "tags",
        hint: "e.g. vip, spring fair",
        kind: Kind::Text,
        shown: Some("Tags"),
        columns: &[(0, &["tags", "tag", "labels", "label", "groups", "group", "groupmembership", "categories", "category"])],
        merge: Merge::United,
        reimport: Reimport::Changes,
        access: field!(tags),
    },
    Facts: FieldSpec {
        key: "facts",
        example: "Two children\nLikes tea",
        flag: Flag::Takes("facts", "TEXT", "What is good to know about them"),
        label: "good to know",
        hint: "",
        kind: Kind::Lines,
        shown: Some("Facts"),
        columns: &[(0, &["facts", "notes", "note", "comment", "comments", "remarks", "description"])],
        merge: Merge::Both,
        reimport: Reimport::Changes,
        access: field!(facts),
    },
}

fn named(text: &str, _: &Reader<'_>) -> Result<String, Invalid> {
    if text.is_empty() { Err(Invalid::new("a customer needs a name")) } else { Ok(text.to_string()) }
}

/// Reads a mailbox, without what makes a link of it.
fn mailbox(text: &str, reader: &Reader<'_>) -> Result<Option<String>, Invalid> {
    FieldValue::read(without_mailto(text), reader)
}
