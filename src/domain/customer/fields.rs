//! The one table of a customer's fields. Forms, flags, imports, exports, JSON and the merging of two records all go by
//! it: a new field is a column of the book, a member of `Customer` and an entry here. It is data, and stays in one file.

use super::reach::{copy_list, set_list};
use super::reach_kind::ReachKind;
use super::spec::{FieldSpec, Flag, Group, Kind, ListFlags, Merge, Reimport, Switch};
use super::values::{Access, FieldValue, Reader, field, set_standing, set_timezone, up_to};
use super::{LeftBecause, Standing};
use crate::domain::choice::Choice;
use crate::domain::problems::Invalid;

macro_rules! fields {
    ($($variant:ident: $spec:expr),+ $(,)?) => {
        /// The fields of a customer that a person fills in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CustomerField { $(#[doc = concat!("The entry `", stringify!($variant), "` of the table.")] $variant),+ }

        impl CustomerField {
            /// Every field, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Lists the fields as the form has them: part by part, and each part in the order of the table.
            pub fn in_form() -> Vec<Self> {
                let mut fields = Self::ALL.to_vec();
                fields.sort_by_key(|field| field.spec().group);
                fields
            }

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
        group: Group::Who,
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
        group: Group::Who,
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
        group: Group::Who,
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
        flag: Flag::Lists(ListFlags {
            value: "[LABEL:]NUMBER",
            add: ("phone", "A phone number, such as 'work: +351 22 555 0142'; may be given again"),
            remove: ("no-phone", "Take a phone number away, by the number or its label; may be given again"),
        }),
        group: Group::Who,
        label: "phones",
        hint: "a line each, e.g. work: +351 22 555 0142",
        kind: Kind::Reach(ReachKind::Phone),
        shown: Some("Phone"),
        columns: &[(0, &["phone", "phonenumber", "telephone", "telephonenumber", "tel", "phoneno", "telno", "contactphone",
            "contactphonenumber", "otherphone", "phoneother", "companymainphone", "carphone", "radiophone", "callback"])],
        merge: Merge::All(ReachKind::Phone),
        reimport: Reimport::Adds(ReachKind::Phone),
        access: Access {
            get: |customer| FieldValue::datum(&customer.phone),
            set: |customer, text, reader| set_list(customer, ReachKind::Phone, text, reader).map(drop),
            copy: |to, from| copy_list(to, from, ReachKind::Phone),
        },
    },
    Email: FieldSpec {
        key: "email",
        example: "ana@porto.example",
        flag: Flag::Lists(ListFlags {
            value: "[LABEL:]ADDRESS",
            add: ("email", "An email address; may be given again"),
            remove: ("no-email", "Take an email address away, by the address or its label; may be given again"),
        }),
        group: Group::Who,
        label: "emails",
        hint: "a line each",
        kind: Kind::Reach(ReachKind::Email),
        shown: Some("Email"),
        columns: &[
            (0, &["email", "emailaddress", "mail", "mailaddress", "primaryemail", "contactemail", "emailwork",
                "workemail", "businessemail"]),
            (1, &["emailhome", "emailother", "homeemail", "personalemail", "otheremail", "secondaryemail",
                "additionalemail"]),
        ],
        merge: Merge::All(ReachKind::Email),
        reimport: Reimport::Adds(ReachKind::Email),
        access: Access {
            get: |customer| FieldValue::datum(&customer.email),
            set: |customer, text, reader| set_list(customer, ReachKind::Email, text, reader).map(drop),
            copy: |to, from| copy_list(to, from, ReachKind::Email),
        },
    },
    City: FieldSpec {
        key: "city",
        example: "Porto",
        flag: Flag::Takes("city", "TEXT", "Their city"),
        group: Group::Who,
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
        group: Group::Who,
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
        group: Group::WhenToCall,
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
        group: Group::WhenToCall,
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
        group: Group::HowGood,
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
        group: Group::HowGood,
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
        group: Group::HowGood,
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
        group: Group::HowGood,
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
        group: Group::PastBuyer,
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
        group: Group::PastBuyer,
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
        group: Group::PastBuyer,
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
        group: Group::Visits,
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
        group: Group::Visits,
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
        group: Group::WhenToCall,
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
        group: Group::Who,
        label: "birthday",
        hint: "e.g. 1980-04-12, or 04-12",
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
        group: Group::HowGood,
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
        group: Group::Who,
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
        group: Group::Notes,
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

/// What is said of a customer without a name.
pub const NEEDS_NAME: &str = "a customer needs a name";

fn named(text: &str, _: &Reader<'_>) -> Result<String, Invalid> {
    if text.is_empty() { Err(Invalid::new(NEEDS_NAME)) } else { Ok(text.to_string()) }
}
