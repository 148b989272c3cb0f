//! Parses the files that people bring (CSV exports and vCards) into people, without touching a disk; writes calendars,
//! pages and Markdown.
//!
//! A file streams: one record is in memory at a time, even of a huge file.

mod address;
mod byte_order_marks;
mod calls;
mod columns;
mod content;
mod csv;
pub(crate) mod csv_out;
mod dates;
mod encoding;
mod fields;
mod garbled;
mod header;
pub(crate) mod holidays;
pub(crate) mod html;
pub(crate) mod ics;
mod jobs;
mod languages;
mod lines;
pub(crate) mod markdown;
pub(crate) mod own;
mod property;
mod rows;
mod source;
mod strangers;
mod text;
mod vcard;
pub(crate) mod vcard_out;
pub(crate) mod vcard_seal;
mod workbook;
mod zipped;

use std::fmt;
use std::io::{self, Read};

use chrono::NaiveDate;

pub use calls::CallRow;
pub(crate) use calls::{CallAt, CallStream, Calls, ImportedCall, LeftOut};
pub(crate) use dates::DateOrder;
use encoding::Examined;
pub(crate) use fields::ImportField;
pub(crate) use garbled::{may_be_garbled, read_back, readings};
pub(crate) use own::Own;
use source::Bytes;
pub(crate) use source::{Input, Source};
use strangers::{EXPORT_PEOPLE, Stranger};
pub(crate) use text::unread_phone;
pub(crate) use workbook::Sheet;
pub(crate) use zipped::{Member, Zip};

use crate::domain::customer::{CustomerDraft, CustomerField};
use crate::domain::input::shorten;
use crate::domain::phone::Extent;
use crate::error::io_words;

/// The largest field, in bytes.
pub const FIELD_LIMIT: usize = 64 * 1024;
/// The largest row or card, in bytes.
pub(crate) const RECORD_LIMIT: usize = 1024 * 1024;

/// The line of a note that is about the whole file.
pub(crate) const OF_THE_FILE: u64 = 0;

/// One record: what the file says of a person, as text; the import checks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedPerson {
    /// The line of the file where the record begins, from 1.
    pub line: u64,
    /// The customer's fields. A name in parts is put together; of the phones the preferred one goes first, else mobile, work,
    /// home, else the first; the facts are notes and what fits no other field, a line each.
    pub draft: CustomerDraft,
    /// As written, for numbers without a country, and to know where the person's city is.
    pub country: Option<String>,
    /// The state or province of the address, as written: many cities of one name lie in several.
    pub state: Option<String>,
    /// The vCard UID, CRM record id or LinkedIn address that a re-import matches on, with its kind: "hubspot:101".
    pub source_uid: Option<String>,
    pub last_contacted: Option<NaiveDate>,
    /// When a card was written, in digits that sort by time: "20260301090000".
    pub revised: Option<String>,
    /// What the draft holds otherwise than the file does, each as a sentence for people: "the phone ###### can't be
    /// read: kept as a fact".
    pub notes: Vec<String>,
    /// The lines of the facts that hold a number which can't be read.
    pub unread: Vec<String>,
    /// What only goodcall's own exports say; None where another program wrote the file.
    pub own: Option<Box<Own>>,
}

impl ImportedPerson {
    /// Returns what the file says of a field; None where it says nothing.
    pub fn said(&self, field: CustomerField) -> Option<&str> {
        self.draft.get(field)
    }
}

/// A rejected record, and why, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the file where the record begins, from 1.
    pub line: u64,
    pub reason: String,
    /// What the record does say; None where it can't be read.
    pub draft: Option<Box<CustomerDraft>>,
}

/// What the user says about the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Columns by their name in the file, and the field each fills; they override what the names suggest.
    pub map: Vec<(String, ImportField)>,
    /// What comes first in the dates of a column that doesn't show it.
    pub date_order: DateOrder,
    /// Nobody was born or spoken to later.
    pub today: Option<NaiveDate>,
    /// Which numbers can be read.
    pub numbers: Numbers,
    /// How many of the first rows to keep as they stand, to show what each column holds.
    pub keep_rows: usize,
}

/// Tells which telephone numbers can be read: of several that one person has, such a one goes before others.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// The country of numbers without one.
    pub region: Option<String>,
    /// None takes every number for readable.
    pub(crate) read: Option<ReadExtent>,
}

/// Tells how far a number can be read, by the country of the person as it is written, and the region of the user.
pub(crate) type ReadExtent = fn(&str, Option<&str>, Option<&str>) -> Extent;

impl Numbers {
    fn extent(&self, text: &str, country: Option<&str>) -> Extent {
        self.read.map_or(Extent::Whole, |read| read(text, country, self.region.as_deref()))
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `Connections.csv` of a LinkedIn archive.
    LinkedIn,
    /// An export of people or activities.
    Pipedrive,
    /// A data export, by the names of the API.
    SalesforceApi,
    /// Google Contacts, by its present column names.
    GoogleNew,
    /// Google Contacts, by its earlier column names.
    GoogleOld,
    /// An export of contacts.
    HubSpot,
    /// Outlook and Outlook.com, in their own column names.
    Outlook,
    /// A report of contacts, with its footer.
    SalesforceReport,
    /// Any other CSV with a header.
    Generic,
    /// goodcall's own CSV.
    Own,
    /// Versions 2.1 to 4.0.
    VCard,
    /// goodcall's own JSON: recognized, not read here.
    Json,
}

impl Format {
    /// The endings of the files that are taken from a folder or a zip, in lower case; a file that is named itself may have any.
    pub(crate) const ENDINGS: [&'static str; 11] =
        ["vcf", "vcard", "csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "zip"];

    /// Names the program that writes it, as it stands before the ids of its records and beside what it said.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Format::LinkedIn => "linkedin",
            Format::Pipedrive => "pipedrive",
            Format::SalesforceApi | Format::SalesforceReport => "salesforce",
            Format::GoogleNew | Format::GoogleOld => "google",
            Format::HubSpot => "hubspot",
            Format::Outlook => "outlook",
            Format::Generic | Format::Json => "csv",
            Format::Own => "goodcall",
            Format::VCard => "vcard",
        }
    }

    /// Says the format in words for people.
    pub fn words(self) -> &'static str {
        match self {
            Format::LinkedIn => "LinkedIn connections",
            Format::Pipedrive => "Pipedrive export",
            Format::SalesforceApi => "Salesforce data export",
            Format::GoogleNew => "Google Contacts",
            Format::GoogleOld => "Google Contacts (older export)",
            Format::HubSpot => "HubSpot export",
            Format::Outlook => "Outlook contacts",
            Format::SalesforceReport => "Salesforce report",
            Format::Generic => "CSV",
            Format::Own => "goodcall CSV",
            Format::VCard => "vCard",
            Format::Json => "goodcall JSON",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A recognized, open file: the iterator reads its records one by one.
pub struct Reading {
    pub format: Format,
    /// The name of the encoding, only if it is a guess.
    pub encoding: Option<String>,
    /// What separates the cells; none in a vCard.
    pub delimiter: Option<char>,
    /// Each column as the file names it, and the field it fills.
    pub columns: Vec<(String, Option<ImportField>)>,
    /// The columns that only say what kind of number or mailbox another holds, by their place, with its field.
    pub labels: Vec<(usize, ImportField)>,
    /// What was assumed of the file as a whole, and left out of a sheet: the line where that shows, and a sentence for
    /// people.
    pub notes: Vec<(u64, String)>,
    /// The text of goodcall's own JSON.
    pub document: Option<Box<dyn Read + Send>>,
    pub records: Records,
    /// The calls of a file that holds calls, and then no people.
    pub calls: Option<Calls>,
}

/// The records of a file, in its order.
pub(crate) type Records = Box<dyn RecordStream>;

/// Reads the records of a file.
pub trait RecordStream: Iterator<Item = Result<ImportedPerson, Rejected>> + Send {
    /// Names the columns that held something in the records read so far, of which nothing was used.
    fn unused(&self) -> Vec<String> {
        Vec::new()
    }

    /// Takes out what was passed over since it was asked last, because it is about no person: the line where each begins,
    /// and what it is.
    fn take_passed_over(&mut self) -> Vec<(u64, String)> {
        Vec::new()
    }

    /// Returns the cells of the first rows read so far, as many rows as [`Options::keep_rows`] asks for.
    fn first_rows(&self) -> &[Vec<String>] {
        &[]
    }
}

impl RecordStream for std::iter::Empty<Result<ImportedPerson, Rejected>> {}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading")
            .field("format", &self.format)
            .field("encoding", &self.encoding)
            .field("delimiter", &self.delimiter)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// Why a file can't be read at all. The caller adds the path.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("can't read the file: {}", io_words(.0))]
    Io(#[from] io::Error),
    #[error("the file is empty: export it again, and check that it has a header line and at least one person")]
    Empty,
    #[error("this is {what}, not text: {help}")]
    Binary { what: &'static str, help: &'static str },
    #[error("the file is encoded as UTF-32, which goodcall can't read: save it again as UTF-8")]
    Utf32,
    #[error("this is {what}, which is not a list of people: {help}")]
    Other { what: &'static str, help: &'static str },
    #[error(
        "no header line was found in the first 10 lines: the first line ({first}) looks like a person already. Put a line with the names of the columns on top, such as name,company,phone,email"
    )]
    NoHeader { first: String },
    #[error(
        "no column holds the name; the header was looked for in the first 10 lines. The columns found are: {}. Say which one it is, for example --map '{}=name'",
        list(columns),
        example(columns)
    )]
    NoName { columns: Vec<String> },
    #[error(
        "the file has no column '{asked}' to map. {}The columns found are: {}",
        nearest.as_ref().map(|n| format!("Did you mean '{n}'? ")).unwrap_or_default(),
        list(columns)
    )]
    NoSuchColumn { asked: String, nearest: Option<String>, columns: Vec<String> },
    #[error("no vCard was found: a card begins with a line BEGIN:VCARD. Export the contacts again as vCard or CSV")]
    NoCard,
    #[error(
        "this is another part of a Salesforce export, which is not a list of people: import Contact.csv, Lead.csv or Task.csv; goodcall also reads an Account.csv beside Contact.csv"
    )]
    AnotherPart,
    #[error("{0}")]
    Packed(String),
}

impl ReadError {
    /// Whether the file itself is the reason, rather than that it can't be opened or what the user asked of it.
    pub(crate) fn is_of_the_file(&self) -> bool {
        !matches!(self, Self::Io(_) | Self::NoSuchColumn { .. })
    }
}

/// Names the columns, as many as fit a message.
fn list(columns: &[String]) -> String {
    const SHOWN: usize = 40;
    let mut names: Vec<String> = columns.iter().filter(|c| !c.is_empty()).take(SHOWN).map(|c| shorten(c, 60)).collect();
    if names.is_empty() {
        return "none with a name".into();
    }
    if columns.len() > SHOWN {
        names.push(format!("and {} more", columns.len() - SHOWN));
    }
    names.join(", ")
}

/// Returns the name of a column to show how to map one.
fn example(columns: &[String]) -> &str {
    let is_plain =
        |c: &&String| (1..=40).contains(&c.len()) && !c.contains(|c: char| c.is_control() || "<>'=\"".contains(c));
    columns.iter().find(is_plain).map_or("Column", String::as_str)
}

/// Reads a file from memory; the hint is a file name or extension.
///
/// # Errors
/// Says what the file is instead, or what is missing in it, and what to do.
pub fn read_bytes(bytes: Vec<u8>, hint: Option<&str>, options: &Options) -> Result<Reading, ReadError> {
    read(&Bytes(bytes.into()), hint, options)
}

/// Recognizes a file by its content, then by the extension of the hint, and opens it.
///
/// # Errors
/// Says what the file is instead, or what is missing in it, and what to do.
pub(crate) fn read(source: &dyn Source, hint: Option<&str>, options: &Options) -> Result<Reading, ReadError> {
    if let Some(sheet) = Sheet::of(source, options)? {
        let mut reading = read(&sheet, None, options)?;
        reading.notes.extend(sheet.notes);
        return Ok(reading);
    }
    let examined = Examined::of(source)?;
    let head = examined.head_text();
    let start = head.trim_start();
    if start.is_empty() && examined.whole_in_head() {
        return Err(ReadError::Empty);
    }
    if source.is_table() {
        return csv::open(source, &examined, options);
    }
    let json = start.starts_with('{')
        || start.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"', '[', ']']));
    if json {
        if start.starts_with('{') && start.contains("goodcall") {
            return Ok(Reading {
                format: Format::Json,
                encoding: None,
                delimiter: None,
                columns: Vec::new(),
                labels: Vec::new(),
                notes: Vec::new(),
                document: Some(examined.by_lines(source)?),
                records: Box::new(std::iter::empty()),
                calls: None,
            });
        }
        return Err(ReadError::Other { what: "JSON, but not goodcall's own", help: EXPORT_PEOPLE });
    }
    if let Some(Stranger { what, help }) = strangers::of_text(&head) {
        return Err(ReadError::Other { what, help });
    }
    let extension = hint.map(|h| h.rsplit('.').next().unwrap_or(h).to_ascii_lowercase());
    let named_card = matches!(extension.as_deref(), Some("vcf" | "vcard"));
    let holds_card = head.lines().any(|l| vcard::begins_card(l.as_bytes()));
    if strangers::starts_with_word(start, "BEGIN:VCARD") || (named_card && holds_card) {
        return vcard::open(source, &examined, options);
    }
    if named_card {
        return Err(ReadError::NoCard);
    }
    csv::open(source, &examined, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &[u8], hint: Option<&str>) -> Result<Reading, ReadError> {
        read_bytes(bytes.to_vec(), hint, &Options::default())
    }

    fn refusal(bytes: &[u8]) -> String {
        open(bytes, None).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_found_out_by_its_content_before_its_name() {
        let card = b"\xEF\xBB\xBF\r\n BEGIN:VCARD\nFN:Ana\nEND:VCARD\n";
        assert_eq!(open(card, Some("people.csv")).unwrap().format, Format::VCard);
        let csv = b"name\nAna\n";
        assert_eq!(open(csv, Some("csv")).unwrap().format, Format::Generic);
        let noted = b"made by a tool\nbegin:vcard\nFN:Ana\nEND:VCARD\n";
        assert_eq!(open(noted, Some("a.VCF")).unwrap().format, Format::VCard);
    }

    #[test]
    fn goodcalls_own_json_is_recognized_and_left_to_the_caller() {
        let reading = open(b" {\n \"goodcall\": 1}", None).unwrap();
        assert_eq!(reading.format, Format::Json);
        assert_eq!(reading.records.count(), 0);
        assert!(refusal(b"{\"name\": \"Ana\"}").contains("not goodcall's own"));
        assert!(refusal(b"[{\"name\": \"Ana\"}]").contains("JSON"));
    }

    #[test]
    fn what_is_no_list_of_people_says_what_it_is_and_what_to_do() {
        for (bytes, said) in [
            (&b""[..], "empty"),
            (b"\xEF\xBB\xBF \r\n", "empty"),
            (b"PK\x03\x04....", "save it as CSV"),
            (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "calendar"),
            (b"<html><body>", "web page"),
            (b"<table><tr><td>Name</td></tr></table>", "web page"),
            (b"dn: cn=Ana,dc=x\ncn: Ana\n", "LDIF"),
            (b"SQLite format 3\0", "goodcall export json"),
            (b"\xFF\xFE\0\0n\0\0\0", "UTF-32"),
        ] {
            let refusal = refusal(bytes);
            assert!(refusal.contains(said), "{refusal}");
        }
        let noise: Vec<u8> = (0..4000_u32).map(|n| u8::try_from(n * n / 7 % 256).unwrap_or_default()).collect();
        assert!(refusal(&noise).contains("binary"));
        let odd = refusal(b"<a>,'b'\n1,2\n");
        assert!(odd.contains("--map 'Column=name'"), "{odd}");
        let error = open(b"nothing here", Some("x.vcf")).unwrap_err();
        assert!(error.to_string().contains("BEGIN:VCARD"));
    }
}
