//! Knows the columns of the exports people bring, by name and never by position.
//!
//! Phonetic, label, consent and opt-out columns are left out on purpose.

use super::Format;

/// Which phone a number belongs to, in the order in which one is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    Preferred,
    Mobile,
    Work,
    Home,
    /// A phone of which nothing more is said.
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
        } else if has(&["mobil", "cell", "handy", "iphone"]) {
            PhoneKind::Mobile
        } else if has(&["work", "business", "office", "direct"]) {
            PhoneKind::Work
        } else if has(&["home"]) {
            PhoneKind::Home
        } else if has(&["pref", "primary"]) {
            PhoneKind::Preferred
        } else {
            PhoneKind::Any
        }
    }
}

macro_rules! fields {
    ($($field:expr => $name:literal),* $(,)?) => {
        impl ImportField {
            /// Every field, as a help text lists them.
            pub const ALL: &'static [ImportField] = &[$($field),*];

            /// Names the field in `snake_case`.
            pub fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$($name),*];
                let at = Self::ALL.iter().position(|f| *f == self);
                at.and_then(|at| NAMES.get(at)).copied().unwrap_or("ignore")
            }
        }
    };
}

/// A field of a customer that a column or card property can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportField {
    Name,
    FirstName,
    MiddleName,
    LastName,
    Company,
    Role,
    Phone(PhoneKind),
    Email,
    City,
    Country,
    Timezone,
    Hours,
    Favorite,
    Pleasure,
    Profit,
    Standing,
    LeftOn,
    LeftBecause,
    Every,
    Peak,
    TouchesAYear,
    Facts,
    DoNotCall,
    SourceUid,
    LastContacted,
    Ignore,
}

fields! {
    ImportField::Name => "name",
    ImportField::FirstName => "first_name",
    ImportField::MiddleName => "middle_name",
    ImportField::LastName => "last_name",
    ImportField::Company => "company",
    ImportField::Role => "role",
    ImportField::Phone(PhoneKind::Any) => "phone",
    ImportField::Phone(PhoneKind::Preferred) => "preferred_phone",
    ImportField::Phone(PhoneKind::Mobile) => "mobile_phone",
    ImportField::Phone(PhoneKind::Work) => "work_phone",
    ImportField::Phone(PhoneKind::Home) => "home_phone",
    ImportField::Phone(PhoneKind::Fax) => "fax",
    ImportField::Phone(PhoneKind::Pager) => "pager",
    ImportField::Email => "email",
    ImportField::City => "city",
    ImportField::Country => "country",
    ImportField::Timezone => "timezone",
    ImportField::Hours => "hours",
    ImportField::Favorite => "favorite",
    ImportField::Pleasure => "pleasure",
    ImportField::Profit => "profit",
    ImportField::Standing => "standing",
    ImportField::LeftOn => "left_on",
    ImportField::LeftBecause => "left_because",
    ImportField::Every => "every",
    ImportField::Peak => "peak",
    ImportField::TouchesAYear => "touches_a_year",
    ImportField::Facts => "facts",
    ImportField::DoNotCall => "do_not_call",
    ImportField::SourceUid => "source_uid",
    ImportField::LastContacted => "last_contacted",
    ImportField::Ignore => "ignore",
}

impl ImportField {
    /// Parses the name a person types after `--map 'Column=field'`; synonyms of a column's name serve too.
    pub fn named(text: &str) -> Option<ImportField> {
        let wanted = key(text);
        let exact = Self::ALL.iter().find(|f| key(f.name()) == wanted);
        exact.copied().or_else(|| known(&wanted).map(|k| k.0))
    }

    fn is_name(self) -> bool {
        matches!(self, ImportField::Name | ImportField::FirstName | ImportField::LastName)
    }
}

/// Lower-cases a column's name and drops its punctuation and blanks.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a column is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: String,
    pub(super) field: Option<ImportField>,
    /// Of several columns for one field the lower goes first, then the one further left.
    pub(super) rank: u8,
    pub(super) special: Special,
    /// The column that says which phone or email this is.
    pub(super) label_in: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    None,
    Birthday,
    /// A column a person mapped to facts: its name goes with the value.
    Labelled,
    /// A Salesforce account id, to be looked up.
    Account,
    /// The kind of an email column, said by its name.
    EmailKind(PhoneKind),
}

/// The columns of a file, and what they say about it.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
    pub(super) columns: Vec<Column>,
}

impl Layout {
    /// Recognizes the columns of a header row.
    pub(super) fn of(titles: &[String], map: &[(String, ImportField)]) -> Layout {
        let keys: Vec<String> = titles.iter().map(|t| key(t)).collect();
        let format = format_of(titles, &keys);
        let has = |wanted: &str| keys.iter().any(|k| k == wanted);
        let mut columns: Vec<Column> =
            titles.iter().zip(&keys).map(|(title, key)| recognize(format, title, key, &has)).collect();
        for (column, key_here) in columns.iter_mut().zip(&keys) {
            if let Some(prefix) = key_here.strip_suffix("value") {
                let label = |k: &&String| matches!(k.strip_prefix(prefix), Some("label" | "type"));
                column.label_in = keys.iter().position(|k| label(&k));
            }
            let asked = map.iter().rev().find(|(c, _)| key(c) == *key_here);
            if let Some(&(_, field)) = asked.filter(|_| !key_here.is_empty()) {
                column.special = match field {
                    ImportField::Facts => Special::Labelled,
                    _ => Special::None,
                };
                column.field = Some(field);
                column.rank = 0;
                column.label_in = column
                    .label_in
                    .filter(|_| matches!(field, ImportField::Phone(PhoneKind::Any) | ImportField::Email));
            }
        }
        let mapped = |f: ImportField| map.iter().any(|(_, m)| *m == f);
        for (column, key_here) in columns.iter_mut().zip(&keys) {
            let asked = map.iter().any(|(c, _)| key(c) == *key_here);
            // Who maps a column to a field means that column alone.
            if !asked
                && column.field.is_some_and(|f| {
                    mapped(f) && f != ImportField::Facts && !matches!(f, ImportField::Phone(_) | ImportField::Email)
                })
            {
                column.rank = column.rank.saturating_add(50);
            }
        }
        Layout { format, columns }
    }

    pub(super) fn has(&self, field: ImportField) -> bool {
        self.columns.iter().any(|c| c.field == Some(field))
    }

    pub(super) fn has_name(&self) -> bool {
        let mut fields = self.columns.iter().filter_map(|c| c.field);
        fields.any(ImportField::is_name)
    }

    pub(super) fn recognized(&self) -> usize {
        self.columns.iter().filter(|c| c.field.is_some()).count()
    }
}

fn format_of(titles: &[String], keys: &[String]) -> Format {
    let has = |wanted: &str| keys.iter().any(|k| k == wanted);
    let begins = |start: &str| {
        let mut titles = titles.iter();
        titles.any(|t| t.trim_start().to_lowercase().starts_with(start))
    };
    if has("url") && has("connectedon") {
        Format::LinkedIn
    } else if begins("person - ") || begins("activity - ") {
        Format::Pipedrive
    } else if has("masterrecordid") || has("whoid") {
        Format::SalesforceApi
    } else if has("email1label") || has("phoneticfirstname") {
        Format::GoogleNew
    } else if has("givenname") && has("yominame") {
        Format::GoogleOld
    } else if (has("recordid") || has("contactid")) && has("firstname") && !has("accountname") {
        Format::HubSpot
    } else if has("emailaddress") && has("firstname") {
        Format::Outlook
    } else if has("mailingstreet") || (has("accountname") && has("lastname")) {
        Format::SalesforceReport
    } else {
        Format::Generic
    }
}

fn recognize(format: Format, title: &str, full_key: &str, has: &dyn Fn(&str) -> bool) -> Column {
    let mut column = Column { title: title.to_string(), field: None, rank: 0, special: Special::None, label_in: None };
    let mut key = full_key;
    if format == Format::Pipedrive {
        // Activities and deals tell of other things than the person.
        if let Some(own) = key.strip_prefix("person") {
            key = own;
        } else if key == "organizationname" {
            key = "associatedcompany";
        } else if key.starts_with("activity") || key.starts_with("deal") || key.starts_with("organization") {
            return column;
        }
    }
    if key.starts_with("birthday") || matches!(key, "birthdate" | "dateofbirth" | "geburtstag") {
        column.field = Some(ImportField::Facts);
        column.special = Special::Birthday;
        return column;
    }
    let special = match (format, key) {
        (Format::SalesforceApi, "accountid") => {
            column.special = Special::Account;
            Some((ImportField::Company, 5))
        }
        (Format::SalesforceApi, "id") => Some((ImportField::SourceUid, 0)),
        (Format::Pipedrive, "id") => Some((ImportField::SourceUid, 0)),
        (Format::HubSpot, "recordid") => Some((ImportField::SourceUid, 0)),
        (_, "contactid" | "recordid") => Some((ImportField::SourceUid, 1)),
        (Format::LinkedIn, "url") => Some((ImportField::SourceUid, 0)),
        // There it is Mr. or Ms.
        (_, "title") if has("jobtitle") => return column,
        // A card of French or Spanish columns: the surname or the whole name.
        (_, "nom") if has("prénom") || has("prenom") => Some((ImportField::LastName, 0)),
        (_, "nombre") if has("apellidos") || has("apellido") => Some((ImportField::FirstName, 0)),
        (_, "customer" | "client" | "kunde") if has("name") || has("contact") || has("contactname") => {
            Some((ImportField::Company, 3))
        }
        _ => known(key).or_else(|| numbered(key)),
    };
    if let Some((field, rank)) = special {
        column.field = Some(field);
        column.rank = rank;
    }
    if column.field == Some(ImportField::Email) {
        column.special = match PhoneKind::labelled(key) {
            kind @ (PhoneKind::Work | PhoneKind::Home) => Special::EmailKind(kind),
            _ => Special::None,
        };
    }
    column
}

/// Recognizes groups such as `E-mail 1 - Value`, `Address 2 - City`, `Organization 1 - Name`.
fn numbered(key: &str) -> Option<(ImportField, u8)> {
    let digits_at = key.find(|c: char| c.is_ascii_digit())?;
    let (group, rest) = key.split_at_checked(digits_at)?;
    let part = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest.strip_suffix(part)?.parse::<u8>().ok()?.min(40);
    let field = match (group, part) {
        ("email", "value" | "address" | "") => ImportField::Email,
        ("phone" | "telephone", "value" | "") => ImportField::Phone(PhoneKind::Any),
        ("businessphone" | "workphone" | "officephone", "") => ImportField::Phone(PhoneKind::Work),
        ("homephone", "") => ImportField::Phone(PhoneKind::Home),
        ("mobilephone" | "mobile" | "cell", "") => ImportField::Phone(PhoneKind::Mobile),
        ("address", "city") => ImportField::City,
        ("address", "country") => ImportField::Country,
        ("organization", "name") => ImportField::Company,
        ("organization", "title") => ImportField::Role,
        _ => return None,
    };
    Some((field, number))
}

/// Knows the names of columns, and the order in which several for one field go.
fn known(key: &str) -> Option<(ImportField, u8)> {
    use PhoneKind::{Any, Fax, Home, Mobile, Pager, Preferred, Work};
    let known = match key {
        "name" | "fullname" => (ImportField::Name, 0),
        "contactname" | "contact" | "displayname" | "personname" | "contactfullname" => (ImportField::Name, 1),
        "customername" | "clientname" | "customer" | "client" | "person" | "kunde" | "nom" | "nombre"
        | "nomcomplet" | "nombrecompleto" | "ansprechpartner" => (ImportField::Name, 3),
        "firstname" | "givenname" | "first" | "forename" | "vorname" | "prénom" | "prenom" => {
            (ImportField::FirstName, 0)
        }
        "middlename" | "additionalname" | "middle" => (ImportField::MiddleName, 0),
        "lastname" | "familyname" | "surname" | "last" | "nachname" | "familienname" | "nomdefamille" | "apellidos"
        | "apellido" => (ImportField::LastName, 0),
        "company" | "companyname" => (ImportField::Company, 0),
        "organization" | "organisation" | "organizationname" | "organisationname" | "org" | "account"
        | "accountname" | "employer" | "business" | "businessname" | "firma" | "unternehmen" | "société"
        | "societe" | "entreprise" | "empresa" => (ImportField::Company, 1),
        "associatedcompany" | "primaryassociatedcompany" => (ImportField::Company, 2),
        "role" | "jobtitle" => (ImportField::Role, 0),
        "title" | "position" | "job" | "organizationtitle" | "occupation" | "puesto" | "poste" | "cargo" | "beruf" => {
            (ImportField::Role, 1)
        }
        "phone" | "phonenumber" | "telephone" | "telephonenumber" | "tel" | "phoneno" | "telno" | "contactphone"
        | "contactphonenumber" | "otherphone" | "phoneother" | "companymainphone" | "carphone" | "radiophone"
        | "callback" | "telefon" | "telefonnummer" | "téléphone" | "teléfono" | "telefono" | "telefone" => {
            (ImportField::Phone(Any), 0)
        }
        "primaryphone" | "preferredphone" | "mainphone" | "primaryphonenumber" => (ImportField::Phone(Preferred), 0),
        "mobile" | "mobilephone" | "mobilephonenumber" | "mobilenumber" | "mobileno" | "cell" | "cellphone"
        | "cellphonenumber" | "cellnumber" | "phonemobile" | "handy" | "handynummer" | "mobil" | "mobiltelefon"
        | "móvil" | "movil" | "celular" | "portable" => (ImportField::Phone(Mobile), 0),
        "workphone"
        | "businessphone"
        | "officephone"
        | "phonework"
        | "directphone"
        | "workphonenumber"
        | "businessphonenumber"
        | "directdial"
        | "directline"
        | "worktelephone" => (ImportField::Phone(Work), 0),
        "homephone" | "phonehome" | "homephonenumber" | "hometelephone" => (ImportField::Phone(Home), 0),
        "fax" | "businessfax" | "workfax" | "homefax" | "otherfax" | "faxnumber" => (ImportField::Phone(Fax), 0),
        "pager" => (ImportField::Phone(Pager), 0),
        "email" | "emailaddress" | "mail" | "mailaddress" | "primaryemail" | "contactemail" | "emailwork"
        | "workemail" | "businessemail" | "correo" | "correoelectrónico" | "correoelectronico" | "courriel" => {
            (ImportField::Email, 0)
        }
        "emailhome" | "emailother" | "homeemail" | "personalemail" | "otheremail" | "secondaryemail"
        | "additionalemail" => (ImportField::Email, 1),
        "city" | "town" | "ort" | "stadt" | "ville" | "ciudad" | "cidade" => (ImportField::City, 0),
        "businesscity" | "workcity" | "mailingcity" | "postaladdresscity" => (ImportField::City, 1),
        "homecity" | "othercity" | "billingcity" => (ImportField::City, 2),
        "country" | "countryregion" | "land" | "pays" | "país" | "pais" => (ImportField::Country, 0),
        "businesscountryregion" | "businesscountry" | "workcountry" | "mailingcountry" | "postaladdresscountry" => {
            (ImportField::Country, 1)
        }
        "homecountryregion" | "homecountry" | "othercountryregion" | "othercountry" | "billingcountry" => {
            (ImportField::Country, 2)
        }
        "timezone" | "tz" => (ImportField::Timezone, 0),
        "hours" | "callhours" | "besthours" | "besttimetocall" => (ImportField::Hours, 0),
        "favorite" | "favourite" | "favorites" | "starred" | "star" => (ImportField::Favorite, 0),
        "pleasure" => (ImportField::Pleasure, 0),
        "profit" => (ImportField::Profit, 0),
        "standing" => (ImportField::Standing, 0),
        "lefton" => (ImportField::LeftOn, 0),
        "leftbecause" => (ImportField::LeftBecause, 0),
        "every" | "cadence" => (ImportField::Every, 0),
        "peak" => (ImportField::Peak, 0),
        "touchesayear" | "touchesperyear" => (ImportField::TouchesAYear, 0),
        "facts" | "notes" | "note" | "comment" | "comments" | "remarks" | "description" | "notizen" | "notiz"
        | "bemerkung" | "bemerkungen" | "notas" => (ImportField::Facts, 0),
        "donotcall" | "dontcall" | "nocall" => (ImportField::DoNotCall, 0),
        "sourceuid" | "uid" => (ImportField::SourceUid, 0),
        "lastcontacted" | "lastcontact" | "lastcontactedon" | "lastcall" | "lastcalled" | "lastspoken" => {
            (ImportField::LastContacted, 0)
        }
        "lastactivitydate" | "lastactivity" | "lastcontactdate" => (ImportField::LastContacted, 1),
        _ => return None,
    };
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(header: &str) -> Layout {
        let titles: Vec<String> = header.split(',').map(str::to_string).collect();
        Layout::of(&titles, &[])
    }

    fn field(header: &str, at: usize) -> Option<ImportField> {
        layout(header).columns[at].field
    }

    #[test]
    fn every_field_is_named_as_it_is_typed() {
        for field in ImportField::ALL {
            assert_eq!(ImportField::named(field.name()), Some(*field), "{}", field.name());
        }
        assert_eq!(ImportField::named("Job Title"), Some(ImportField::Role));
        assert_eq!(ImportField::named("shoe size"), None);
    }

    #[test]
    fn known_exports_are_told_apart_by_their_columns() {
        for (header, format) in [
            ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", Format::LinkedIn),
            ("Person - Name,Person - Email - Work", Format::Pipedrive),
            ("Id,MasterRecordId,AccountId,LastName,FirstName", Format::SalesforceApi),
            ("First Name,Phonetic First Name,Organization Name,Labels", Format::GoogleNew),
            ("Name,Given Name,Family Name,Yomi Name,E-mail 1 - Value", Format::GoogleOld),
            ("Record ID,First Name,Last Name,Email", Format::HubSpot),
            ("First Name,Last Name,E-mail Address,Business Phone", Format::Outlook),
            ("First Name,Last Name,Mailing Street,Account Name", Format::SalesforceReport),
            ("name,company,phone,email", Format::Generic),
        ] {
            assert_eq!(layout(header).format, format, "{header}");
        }
    }

    #[test]
    fn phonetic_label_and_opt_out_columns_fill_nothing() {
        for title in [
            "Phonetic First Name",
            "Yomi Name",
            "E-mail 1 - Label",
            "Email Opt Out",
            "Has Opted Out Of Email",
            "HasOptedOutOfFax",
        ] {
            assert_eq!(field(title, 0), None, "{title}");
        }
    }

    #[test]
    fn a_title_beside_a_job_title_is_the_salutation() {
        assert_eq!(field("Title,First Name,Job Title", 0), None);
        assert_eq!(field("Title,First Name", 0), Some(ImportField::Role));
    }

    #[test]
    fn a_mapped_column_fills_the_field_asked_for() {
        let titles = ["Wer".to_string(), "Name".to_string()];
        let layout = Layout::of(&titles, &[("wer".into(), ImportField::Name), ("NAME".into(), ImportField::Company)]);
        let fields: Vec<_> = layout.columns.iter().map(|c| c.field).collect();
        assert_eq!(fields, [Some(ImportField::Name), Some(ImportField::Company)]);
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
