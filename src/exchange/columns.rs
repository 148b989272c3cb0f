//! Knows the columns of common exports, by their English names (`languages`) and never by position.
//!
//! It ignores phonetic, label, consent and opt-out columns on purpose.

use super::Format;
use super::address::{self, Part};
use super::calls;
use super::csv_out;
use super::dates::DateOrder;
use super::fields::{ImportField, PhoneKind, key, known};
use super::languages;
use super::own::Beside;
use crate::domain::choice::Choice;
use crate::domain::customer::CustomerField;

/// The use of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) title: String,
    pub(super) field: Option<ImportField>,
    /// Of several columns for one field the lower goes first, then the one on the left.
    pub(super) rank: u8,
    pub(super) special: Special,
    /// The column that says which phone or email this is.
    pub(super) label_in: Option<usize>,
    /// Which part of which address this is; the lower address goes first.
    pub(super) address: Option<(u8, Part)>,
    /// What comes first in the dates of the column, as far as they don't show it.
    pub(super) order: DateOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    None,
    /// A part of a birthday that stands in three columns.
    Birth(BirthPart),
    /// Whether the record was deleted where it comes from.
    Deleted,
    /// A part of a job, by its number from 1.
    Job(u8),
    /// A column that the user maps to facts: its name goes with the value.
    Labelled,
    /// A Salesforce account id, to look up.
    Account,
    /// The kind of an email column, from its name.
    EmailKind(PhoneKind),
    /// A column of goodcall's own, which holds what it holds.
    Own,
}

/// What a column says of a birthday, in Thunderbird's address books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BirthPart {
    Year,
    Month,
    Day,
}

impl Column {
    /// Whether it holds dates that are read here.
    pub(super) fn has_dates(&self) -> bool {
        let is_whole = !matches!(self.special, Special::Birth(_) | Special::Own);
        is_whole
            && matches!(
                self.field,
                Some(
                    ImportField::LastContacted
                        | ImportField::Field(CustomerField::Birthday | CustomerField::CustomerSince)
                )
            )
            || matches!(self.field, Some(ImportField::Call(field)) if field.has_dates())
    }

    /// Says what the column holds of a call. Of the others only those of a person stay, by whom the call is theirs.
    fn be_of_a_call(&mut self, format: Format, key: &str) {
        let found = calls::columns::field_of(format, key);
        let is_of_a_person = format == Format::Pipedrive && key.starts_with("person") && self.title.contains(" - ");
        if let Some((field, rank)) = found {
            let plain = Column { field: Some(ImportField::Call(field)), rank, ..Column::unused(&self.title) };
            *self = plain;
        } else if !is_of_a_person {
            *self = Column::unused(&self.title);
        }
    }

    /// A column that fills nothing.
    fn unused(title: &str) -> Self {
        Self {
            title: title.to_string(),
            field: None,
            rank: 0,
            special: Special::None,
            label_in: None,
            address: None,
            order: DateOrder::default(),
        }
    }

    /// Fills the field that the user asked for.
    fn fill(&mut self, field: ImportField) {
        let is_facts = field == ImportField::Field(CustomerField::Facts);
        self.special = if is_facts { Special::Labelled } else { Special::None };
        self.field = Some(field);
        self.rank = 0;
        self.address = None;
        let is_labelled = matches!(field, ImportField::Field(CustomerField::Phone | CustomerField::Email));
        self.label_in = self.label_in.filter(|_| is_labelled);
    }
}

/// Cities, states and countries alone are not an address that a card can go to.
fn drop_addresses_without_street(columns: &mut [Column]) {
    let with_street: Vec<u8> =
        columns.iter().filter_map(|c| c.address).filter(|(_, part)| part.leads()).map(|(group, _)| group).collect();
    for column in columns {
        if let Some((_, part)) = column.address.filter(|(group, _)| !with_street.contains(group)) {
            column.address = None;
            let state = (part == Part::Region).then_some(ImportField::State);
            column.field = column.field.filter(|f| *f != ImportField::Field(CustomerField::Address)).or(state);
        }
    }
}

/// The columns of a file, and what they say about it.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
    /// Whether the rows are calls, not people.
    pub(super) is_of_calls: bool,
    pub(super) columns: Vec<Column>,
    /// Whether a name is written with the family name first.
    pub(super) family_first: bool,
}

impl Layout {
    /// Recognizes the columns of a header row.
    pub(super) fn of(titles: &[String], map: &[(String, ImportField)]) -> Layout {
        let keys: Vec<String> = titles.iter().map(|t| key(t)).collect();
        let english = languages::pipedrive::in_english(titles).unwrap_or_else(|| languages::in_english(&keys));
        let of_calls = calls::columns::format_of(&english);
        let format = of_calls.unwrap_or_else(|| format_of(titles, &english));
        let has = |wanted: &str| english.iter().any(|k| k == wanted);
        let mut columns: Vec<Column> =
            titles.iter().zip(&english).map(|(title, key)| recognize(format, title, key, &has)).collect();
        if of_calls.is_some() {
            for (column, key) in columns.iter_mut().zip(&english) {
                column.be_of_a_call(format, key);
            }
        }
        for ((column, key_here), english_here) in columns.iter_mut().zip(&keys).zip(&english) {
            if let Some(prefix) = english_here.strip_suffix("value") {
                let label = |k: &&String| matches!(k.strip_prefix(prefix), Some("label" | "type"));
                column.label_in = english.iter().position(|k| label(&k));
            }
            let asked = map.iter().rev().find(|(c, _)| key(c) == *key_here);
            if let Some(&(_, field)) = asked.filter(|_| !key_here.is_empty()) {
                column.fill(field);
            }
        }
        drop_addresses_without_street(&mut columns);
        let mapped = |f: ImportField| map.iter().any(|(_, m)| *m == f);
        // What stands in goodcall's own columns goes before what somebody added.
        for column in columns.iter_mut().filter(|c| format == Format::Own && c.special != Special::Own) {
            column.rank = column.rank.saturating_add(1);
        }
        for (column, key_here) in columns.iter_mut().zip(&keys) {
            let asked = map.iter().any(|(c, _)| key(c) == *key_here);
            // A column that the user maps to a field is the only one for it.
            if !asked && column.field.is_some_and(|f| mapped(f) && !f.gathers()) {
                column.rank = column.rank.saturating_add(50);
            }
        }
        Layout { format, is_of_calls: of_calls.is_some(), columns, family_first: languages::family_first(&keys) }
    }

    pub(super) fn has(&self, field: ImportField) -> bool {
        self.columns.iter().any(|c| c.field == Some(field))
    }

    /// Whether it says who a row is about.
    pub(super) fn has_name(&self) -> bool {
        let mut fields = self.columns.iter().filter_map(|c| c.field);
        self.is_of_calls || fields.any(ImportField::is_name)
    }

    pub(super) fn recognized(&self) -> usize {
        self.columns.iter().filter(|c| c.field.is_some()).count()
    }
}

/// Whether a file of Salesforce's data export has these columns, whatever it is about.
pub(super) fn is_of_salesforce(keys: &[String]) -> bool {
    let has = |wanted: &str| keys.iter().any(|k| k == wanted);
    has("id") && has("systemmodstamp")
}

/// Whether people stand under the API names of Salesforce, in an export of chosen columns.
fn is_people_of_salesforce(titles: &[String]) -> bool {
    const API_ALONE: &[&str] =
        &["AccountId", "IsDeleted", "OwnerId", "MailingStreet", "MailingCity", "MailingCountry", "DoNotCall"];
    let has = |wanted: &str| titles.iter().any(|title| title == wanted);
    has("Id") && has("LastName") && API_ALONE.iter().any(|title| has(title))
}

fn format_of(titles: &[String], keys: &[String]) -> Format {
    let has = |wanted: &str| keys.iter().any(|k| k == wanted);
    if titles.iter().any(|title| title == Beside::Id.as_str()) {
        Format::Own
    } else if has("url") && has("connectedon") {
        Format::LinkedIn
    } else if languages::pipedrive::has_things(titles) {
        Format::Pipedrive
    } else if has("masterrecordid") || has("whoid") || is_of_salesforce(keys) || is_people_of_salesforce(titles) {
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
    let mut column = Column::unused(title);
    if format == Format::Own
        && let Some(field) = of_own(title)
    {
        column.field = Some(field);
        column.special = Special::Own;
        return column;
    }
    let mut key = full_key;
    if format == Format::Pipedrive {
        // Activities and deals describe other things than the person.
        if let Some(own) = key.strip_prefix("person") {
            key = own;
        } else if key == "organizationname" {
            key = "associatedcompany";
        } else if key.starts_with("activity") || key.starts_with("deal") || key.starts_with("organization") {
            return column;
        }
    }
    if let Some((field, special)) = by_itself(format, key, has) {
        column.field = field;
        column.special = special;
        return column;
    }
    // There it is Mr. or Ms.
    if key == "title" && has("jobtitle") {
        return column;
    }
    if (format, key) == (Format::SalesforceApi, "accountid") {
        column.special = Special::Account;
    }
    let found = of_format(format, key, has).or_else(|| known(key)).or_else(|| numbered(key));
    if let Some((field, rank)) = found {
        column.field = Some(field);
        column.rank = rank;
        if key.strip_prefix("organization").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            column.special = Special::Job(rank);
        }
    }
    column.address = address::part_of(key);
    match column.field {
        Some(ImportField::Field(CustomerField::Email)) => {
            if let kind @ (PhoneKind::Work | PhoneKind::Home) = PhoneKind::labelled(key) {
                column.special = Special::EmailKind(kind);
            }
        }
        Some(ImportField::Field(CustomerField::Address)) => {
            column.address = column.address.or(Some((address::PLAIN, Part::Whole)));
        }
        None if column.address.is_some() => column.field = Some(ImportField::Field(CustomerField::Address)),
        _ => {}
    }
    column
}

/// Knows the columns of goodcall's own CSV; those of Google's beside them say it again.
fn of_own(title: &str) -> Option<ImportField> {
    let field = || CustomerField::of_key(title).map(ImportField::Field);
    let beside = || Beside::ALL.iter().find(|beside| beside.as_str() == title).map(|beside| ImportField::Own(*beside));
    let again = || csv_out::is_googles(title).then_some(ImportField::Ignore);
    field().or_else(beside).or_else(again)
}

/// Knows the columns that are read in a way of their own.
fn by_itself(format: Format, key: &str, has: &dyn Fn(&str) -> bool) -> Option<(Option<ImportField>, Special)> {
    let birthday = Some(ImportField::Field(CustomerField::Birthday));
    Some(match key {
        "birthyear" => (birthday, Special::Birth(BirthPart::Year)),
        "birthmonth" => (birthday, Special::Birth(BirthPart::Month)),
        "birthday" if has("birthmonth") => (birthday, Special::Birth(BirthPart::Day)),
        _ if key.starts_with("birthday") => (birthday, Special::None),
        "isdeleted" if format == Format::SalesforceApi => (None, Special::Deleted),
        _ => return None,
    })
}

/// Knows what a name means in one format, or beside other columns.
fn of_format(format: Format, key: &str, has: &dyn Fn(&str) -> bool) -> Option<(ImportField, u8)> {
    Some(match (format, key) {
        (Format::SalesforceApi, "accountid") => (ImportField::Field(CustomerField::Company), 5),
        (Format::SalesforceApi | Format::Pipedrive, "id")
        | (Format::HubSpot, "recordid")
        | (Format::LinkedIn, "url") => (ImportField::SourceUid, 0),
        (_, "contactid" | "recordid") => (ImportField::SourceUid, 1),
        (_, "customer" | "client") if has("name") || has("contact") || has("contactname") => {
            (ImportField::Field(CustomerField::Company), 3)
        }
        _ => return None,
    })
}

/// Recognizes groups such as `E-mail 1 - Value`, `Address 2 - City`, `Organization 1 - Name`.
fn numbered(key: &str) -> Option<(ImportField, u8)> {
    let digits_at = key.find(|c: char| c.is_ascii_digit())?;
    let (group, rest) = key.split_at_checked(digits_at)?;
    let part = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest.strip_suffix(part)?.parse::<u8>().ok()?.min(40);
    let field = match (group, part) {
        ("email", "value" | "address" | "") | ("emailaddress", "") => ImportField::Field(CustomerField::Email),
        ("phone" | "telephone", "value" | "") => ImportField::Field(CustomerField::Phone),
        ("businessphone" | "workphone" | "officephone", "") => ImportField::Phone(PhoneKind::Work),
        ("homephone", "") => ImportField::Phone(PhoneKind::Home),
        ("mobilephone" | "mobile" | "cell", "") => ImportField::Phone(PhoneKind::Mobile),
        ("address", "city") => ImportField::Field(CustomerField::City),
        ("address", "country") => ImportField::Country,
        ("organization", "name") => ImportField::Field(CustomerField::Company),
        ("organization", "title") => ImportField::Field(CustomerField::Role),
        _ => return None,
    };
    Some((field, number))
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
    fn known_exports_are_told_apart_by_their_columns() {
        for (header, format) in [
            ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", Format::LinkedIn),
            ("Person - Name,Person - Email - Work", Format::Pipedrive),
            ("Id,MasterRecordId,AccountId,LastName,FirstName", Format::SalesforceApi),
            ("Id,AccountId,LastName,FirstName,Email", Format::SalesforceApi),
            ("Id,LastName,FirstName,MailingCity,Phone", Format::SalesforceApi),
            ("Id,LastName,FirstName,Email", Format::Generic),
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
        assert_eq!(field("Title,First Name", 0), Some(ImportField::Field(CustomerField::Role)));
    }

    #[test]
    fn a_mapped_column_fills_the_field_asked_for() {
        let titles = ["Wer".to_string(), "Name".to_string()];
        let layout = Layout::of(
            &titles,
            &[
                ("wer".into(), ImportField::Field(CustomerField::Name)),
                ("NAME".into(), ImportField::Field(CustomerField::Company)),
            ],
        );
        let fields: Vec<_> = layout.columns.iter().map(|c| c.field).collect();
        assert_eq!(
            fields,
            [Some(ImportField::Field(CustomerField::Name)), Some(ImportField::Field(CustomerField::Company))]
        );
    }

    #[test]
    fn an_address_needs_a_street_or_the_whole() {
        let address = ImportField::Field(CustomerField::Address);
        assert_eq!(field("Street Address,City,State/Region,Postal Code,Country/Region", 0), Some(address));
        assert_eq!(field("Street Address,City,State/Region,Postal Code,Country/Region", 2), Some(address));
        assert_eq!(field("Name,City,State", 2), Some(ImportField::State));
        assert_eq!(field("Mailing Street,Mailing City,Other State", 2), Some(ImportField::State));
    }
}
