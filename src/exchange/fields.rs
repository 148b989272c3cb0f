//! What a column of an import may fill: a customer's fields, and their parts.

use deunicode::deunicode_char;

use super::calls::field::CallField;
use super::languages;
use super::own::Beside;
use crate::domain::choice::Choice;
use crate::domain::customer::{ColumnNames, CustomerField};

/// The kind of a phone number; goodcall prefers them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    Preferred,
    Mobile,
    Work,
    Home,
    /// A phone of unknown kind.
    Any,
    Fax,
    Pager,
}

impl PhoneKind {
    /// Whether a person may answer there.
    pub(super) fn rings(self) -> bool {
        !matches!(self, PhoneKind::Fax | PhoneKind::Pager)
    }

    pub(super) fn order(self) -> u8 {
        match self {
            PhoneKind::Preferred => 0,
            PhoneKind::Mobile => 1,
            PhoneKind::Work => 2,
            PhoneKind::Home => 3,
            PhoneKind::Any => 4,
            PhoneKind::Fax | PhoneKind::Pager => 5,
        }
    }

    /// The label of a number or mailbox of this kind; None where the kind says nothing.
    pub(super) fn label(self) -> Option<&'static str> {
        match self {
            PhoneKind::Mobile => Some("mobile"),
            PhoneKind::Work => Some("work"),
            PhoneKind::Home => Some("home"),
            PhoneKind::Preferred | PhoneKind::Any | PhoneKind::Fax | PhoneKind::Pager => None,
        }
    }

    /// Names it among the facts, where it can't be read as a number or nobody answers there.
    pub(super) fn words(self) -> &'static str {
        match self {
            PhoneKind::Mobile => "Mobile phone",
            PhoneKind::Work => "Work phone",
            PhoneKind::Home => "Home phone",
            PhoneKind::Preferred | PhoneKind::Any => "Other phone",
            PhoneKind::Fax => "Fax",
            PhoneKind::Pager => "Pager",
        }
    }

    /// Reads a label such as `* Mobile`, `Work Fax`, `CELL`.
    pub(super) fn labelled(label: &str) -> PhoneKind {
        let key = key(label);
        let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
        if has(&["fax"]) {
            PhoneKind::Fax
        } else if has(&["pager"]) {
            PhoneKind::Pager
        } else if has(&[
            "mobil",
            "mobiel",
            "movil",
            "cell",
            "celular",
            "handy",
            "iphone",
            "portable",
            "telemovel",
            "携帯",
        ]) {
            PhoneKind::Mobile
        } else if has(&[
            "work", "business", "office", "direct", "arbeit", "geschaft", "dienst", "travail", "bureau", "trabajo",
            "trabalho", "lavoro", "ufficio", "werk", "勤務", "会社", "職場",
        ]) {
            PhoneKind::Work
        } else if has(&["home", "privat", "domicile", "casa", "abitazione", "thuis", "prive", "自宅"]) {
            PhoneKind::Home
        } else if has(&["pref", "primary"]) {
            PhoneKind::Preferred
        } else {
            PhoneKind::Any
        }
    }
}

/// What a column or card property can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportField {
    Field(CustomerField),
    FirstName,
    MiddleName,
    LastName,
    /// A number of one kind; the plain phone has no kind.
    Phone(PhoneKind),
    Country,
    State,
    SourceUid,
    LastContacted,
    /// What only goodcall's own exports say.
    Own(Beside),
    /// What a column says of a call; people have none of these.
    Call(CallField),
    Ignore,
}

/// What a column may fill besides a customer's fields: its name, and the names of columns as in the table of fields.
const OTHERS: [(ImportField, &str, ColumnNames); 14] = [
    (ImportField::FirstName, "first_name", &[(0, &["firstname", "givenname", "first", "forename"])]),
    (ImportField::MiddleName, "middle_name", &[(0, &["middlename", "additionalname", "middle"])]),
    (ImportField::LastName, "last_name", &[(0, &["lastname", "familyname", "surname", "last"])]),
    (
        ImportField::Phone(PhoneKind::Preferred),
        "preferred_phone",
        &[(0, &["primaryphone", "preferredphone", "mainphone", "primaryphonenumber"])],
    ),
    (
        ImportField::Phone(PhoneKind::Mobile),
        "mobile_phone",
        &[(
            0,
            &[
                "mobile",
                "mobilephone",
                "mobilephonenumber",
                "mobilenumber",
                "mobileno",
                "cell",
                "cellphone",
                "cellphonenumber",
                "cellnumber",
                "phonemobile",
            ],
        )],
    ),
    (
        ImportField::Phone(PhoneKind::Work),
        "work_phone",
        &[(
            0,
            &[
                "workphone",
                "businessphone",
                "officephone",
                "phonework",
                "directphone",
                "workphonenumber",
                "businessphonenumber",
                "directdial",
                "directline",
                "worktelephone",
            ],
        )],
    ),
    (
        ImportField::Phone(PhoneKind::Home),
        "home_phone",
        &[(0, &["homephone", "phonehome", "homephonenumber", "hometelephone"])],
    ),
    (
        ImportField::Phone(PhoneKind::Fax),
        "fax",
        &[(0, &["fax", "businessfax", "workfax", "homefax", "otherfax", "faxnumber"])],
    ),
    (ImportField::Phone(PhoneKind::Pager), "pager", &[(0, &["pager"])]),
    (
        ImportField::Country,
        "country",
        &[
            (0, &["country", "countryregion"]),
            (1, &["businesscountryregion", "businesscountry", "workcountry", "mailingcountry", "postaladdresscountry"]),
            (2, &["homecountryregion", "homecountry", "othercountryregion", "othercountry", "billingcountry"]),
        ],
    ),
    // Its columns are known as parts of an address.
    (ImportField::State, "state", &[]),
    (ImportField::SourceUid, "source_uid", &[(0, &["sourceuid", "uid"])]),
    (
        ImportField::LastContacted,
        "last_contacted",
        &[
            (0, &["lastcontacted", "lastcontact", "lastcontactedon", "lastcall", "lastcalled", "lastspoken"]),
            (1, &["lastactivitydate", "lastactivity", "lastcontactdate"]),
        ],
    ),
    (ImportField::Ignore, "ignore", &[]),
];

/// The rank of a column that is only called as a form calls its field.
const BY_LABEL: u8 = 9;

impl ImportField {
    /// Lists everything that a column can fill, in the order of the help.
    pub fn all() -> impl Iterator<Item = ImportField> {
        let own = CustomerField::ALL.iter().copied().map(ImportField::Field);
        own.chain(OTHERS.iter().map(|(field, ..)| *field))
    }

    /// Names the field in `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            ImportField::Field(field) => field.key(),
            ImportField::Own(beside) => beside.as_str(),
            ImportField::Call(field) => field.name(),
            other => OTHERS.iter().find(|(field, ..)| *field == other).map_or("ignore", |(_, name, _)| name),
        }
    }

    /// Reads the name that a person types after `--map 'Column=field'`; the names of known columns serve too.
    pub fn named(text: &str) -> Option<ImportField> {
        let wanted = key(text);
        let exact = Self::all().find(|f| key(f.name()) == wanted);
        exact.or_else(|| known(&languages::english(&wanted)).map(|k| k.0))
    }

    pub(crate) fn is_name(self) -> bool {
        matches!(self, ImportField::Field(CustomerField::Name) | ImportField::FirstName | ImportField::LastName)
    }

    /// Whether several columns may fill it at once.
    pub(super) fn gathers(self) -> bool {
        matches!(
            self,
            ImportField::Phone(_)
                | ImportField::Field(
                    CustomerField::Phone | CustomerField::Email | CustomerField::Tags | CustomerField::Facts
                )
        )
    }
}

/// Knows the names of columns, and the order in which several for one field go. What a form, a page or a flag calls a field
/// serves too, behind everything else.
pub(super) fn known(key: &str) -> Option<(ImportField, u8)> {
    let own = CustomerField::ALL.iter().map(|f| (ImportField::Field(*f), f.spec().columns));
    let mut all = own.chain(OTHERS.iter().map(|(field, _, columns)| (*field, *columns)));
    let named = all.find_map(|(field, columns)| {
        let (rank, _) = columns.iter().find(|(_, names)| names.contains(&key))?;
        Some((field, *rank))
    });
    named.or_else(|| {
        let own =
            CustomerField::ALL.iter().find(|field| names_on_screen(**field).any(|name| self::key(name) == key))?;
        Some((ImportField::Field(*own), BY_LABEL))
    })
}

/// Lists what a field is called where people see it.
fn names_on_screen(field: CustomerField) -> impl Iterator<Item = &'static str> {
    let spec = field.spec();
    // A word alone, such as "Visits", may head anything.
    let shown = spec.shown.filter(|shown| shown.contains(' '));
    [Some(spec.label), shown, spec.flag.takes_text(), Some(spec.key)].into_iter().flatten()
}

/// Lower-cases a column's name and drops its punctuation, blanks and accents; wide letters become narrow.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        // Other scripts than Latin would be spelled out.
        let is_latin = matches!(c, '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF10}'..='\u{FF5A}');
        match is_latin.then(|| deunicode_char(c)).flatten() {
            Some(plain) => key.extend(plain.chars().flat_map(char::to_lowercase)),
            None => key.extend(c.to_lowercase()),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_as_it_is_typed() {
        for field in ImportField::all() {
            assert_eq!(ImportField::named(field.name()), Some(field), "{}", field.name());
        }
        assert_eq!(ImportField::named("Job Title"), Some(ImportField::Field(CustomerField::Role)));
        for cadence in ["every", "cadence"] {
            assert_eq!(ImportField::named(cadence), Some(ImportField::Field(CustomerField::Cadence)));
        }
        assert_eq!(ImportField::named("shoe size"), None);
    }

    #[test]
    fn a_column_may_be_called_as_the_form_the_page_or_the_flag_calls_its_field() {
        for (name, field) in [
            ("Peak days", CustomerField::Peak),
            ("Customer since", CustomerField::CustomerSince),
            ("Calling hours", CustomerField::Hours),
            ("In touch every", CustomerField::Cadence),
            ("Good to know", CustomerField::Facts),
            ("touches-a-year", CustomerField::TouchesAYear),
            ("Visits a year", CustomerField::TouchesAYear),
            ("left_because", CustomerField::LeftBecause),
            ("Phones", CustomerField::Phone),
        ] {
            assert_eq!(known(&key(name)).map(|k| k.0), Some(ImportField::Field(field)), "{name}");
        }
        for field in CustomerField::ALL {
            assert_eq!(known(&key(field.spec().label)).map(|k| k.0), Some(ImportField::Field(*field)));
        }
        assert_eq!((known("visits"), known("since")), (None, None));
    }

    #[test]
    fn no_name_of_a_column_stands_for_two_fields() {
        let own = CustomerField::ALL.iter().map(|f| (ImportField::Field(*f), f.spec().columns));
        for (field, columns) in own.chain(OTHERS.iter().map(|(field, _, columns)| (*field, *columns))) {
            for name in columns.iter().flat_map(|(_, names)| *names) {
                assert_eq!(known(name).map(|k| k.0), Some(field), "{name}");
                assert_eq!(key(name), *name);
            }
        }
    }

    #[test]
    fn a_label_says_which_phone_it_is() {
        for (label, kind) in [
            ("* Mobile", PhoneKind::Mobile),
            ("Work Fax", PhoneKind::Fax),
            ("HOME VOICE", PhoneKind::Home),
            ("Direct", PhoneKind::Work),
            ("grandma", PhoneKind::Any),
        ] {
            assert_eq!(PhoneKind::labelled(label), kind, "{label}");
        }
    }
}
