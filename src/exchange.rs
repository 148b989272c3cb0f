//! Reads the files people bring (CSV exports and vCards) into persons, as pure parsing.
//!
//! A file streams: one record is in memory at a time, whatever the size of the file.

pub(crate) mod columns;
pub(crate) mod csv;
mod dates;
mod encoding;
mod header;
pub(crate) mod ics;
mod lines;
mod property;
mod rows;
mod text;
pub(crate) mod vcard;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::Path;

use chrono::NaiveDate;

pub(crate) use columns::ImportField;
use encoding::{Examined, Source};

use crate::domain::input::shorten;

/// The largest field that is kept, in bytes.
pub const FIELD_LIMIT: usize = 64 * 1024;
/// The largest row or card that is kept, in bytes.
pub(crate) const RECORD_LIMIT: usize = 1024 * 1024;

/// One record: trimmed text, absent where the file says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedPerson {
    /// The line of the file where the record begins, from 1.
    pub line: u64,
    /// The name, composed where the file has only its parts.
    pub name: Option<String>,
    pub company: Option<String>,
    pub role: Option<String>,
    pub email: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// As written; in a vCard only where it looks like an IANA name.
    pub timezone: Option<String>,
    pub hours: Option<String>,
    /// The vCard UID, CRM record id or LinkedIn address that a re-import matches on.
    pub source_uid: Option<String>,
    /// The preferred phone, else mobile, work, home, else the first.
    pub phone: Option<String>,
    /// Notes, then one line each: other phones and emails, birthday, columns mapped to facts.
    pub facts: Option<String>,
    pub favorite: Option<bool>,
    pub do_not_call: Option<bool>,
    pub pleasure: Option<String>,
    pub profit: Option<String>,
    pub standing: Option<String>,
    pub left_on: Option<String>,
    pub left_because: Option<String>,
    pub every: Option<String>,
    pub peak: Option<String>,
    pub touches_a_year: Option<String>,
    pub last_contacted: Option<NaiveDate>,
}

/// A record that can't be taken, and why, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the file where the record begins, from 1.
    pub line: u64,
    pub reason: String,
}

/// What the person asking says about the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Columns by the name in the file, and the field each fills; goes before what is found out.
    pub map: Vec<(String, ImportField)>,
    /// Salesforce account names by id. Where it is empty, an `Account.csv` beside the file is read.
    pub accounts: HashMap<String, String>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    LinkedIn,
    Pipedrive,
    SalesforceApi,
    GoogleNew,
    GoogleOld,
    HubSpot,
    Outlook,
    SalesforceReport,
    Generic,
    VCard,
    /// goodcall's own JSON: recognized, not read here.
    Json,
}

impl Format {
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

/// A file found out and open: its records are read as the iterator is asked for them.
pub struct Reading {
    pub format: Format,
    /// The name of the encoding, only where it was guessed.
    pub encoding: Option<String>,
    /// What separates the cells; none in a vCard.
    pub delimiter: Option<char>,
    /// Each column as the file names it, and the field it fills.
    pub columns: Vec<(String, Option<ImportField>)>,
    pub records: Records,
}

/// The records of a file, in its order.
pub(crate) type Records = Box<dyn Iterator<Item = Result<ImportedPerson, Rejected>> + Send>;

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

/// Why a file can't be read at all. The path is left for the caller to say.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("can't read the file: {0}")]
    Io(#[from] io::Error),
    #[error("this is a folder: name the files in it")]
    Folder,
    #[error("the file is empty: export it again, and check that it has a header line and at least one person")]
    Empty,
    #[error("this is {what}, not text: {help}")]
    Binary { what: &'static str, help: &'static str },
    #[error("the file is encoded as UTF-32, which can't be read: save it again as UTF-8")]
    Utf32,
    #[error("this is {what}, which is not a list of people: {help}")]
    Other { what: &'static str, help: &'static str },
    #[error(
        "no header line was found: the first line ({first}) looks like a person already. Put a line with the names of the columns on top, such as name,company,phone,email"
    )]
    NoHeader { first: String },
    #[error(
        "no column holds the name. The columns found are: {}. Say which one it is, for example --map '{}=name'",
        list(columns),
        example(columns)
    )]
    NoName { columns: Vec<String> },
    #[error(
        "there is no column '{asked}' to map. {}The columns found are: {}",
        nearest.as_ref().map(|n| format!("Did you mean '{n}'? ")).unwrap_or_default(),
        list(columns)
    )]
    NoSuchColumn { asked: String, nearest: Option<String>, columns: Vec<String> },
    #[error("no vCard was found: a card begins with a line BEGIN:VCARD. Export the contacts again as vCard or CSV")]
    NoCard,
    #[error(
        "the file can't be read twice and is over {} MiB: save it to disk and import that",
        encoding::SPOOL_LIMIT >> 20
    )]
    TooLongForPipe,
}

/// Names the columns, as many as a message can bear.
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

fn example(columns: &[String]) -> String {
    let first = columns.iter().find(|c| !c.is_empty());
    first.map_or_else(|| "Column".into(), |c| shorten(c, 60))
}

/// Opens a file and finds out what it is: by its content, then by its extension.
///
/// # Errors
/// Says what the file is instead, or what is missing in it, and what to do.
pub(crate) fn read_path(path: &Path, options: &Options) -> Result<Reading, ReadError> {
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(ReadError::Folder);
    }
    let source =
        if about.is_file() { Source::File(path.to_path_buf()) } else { Source::spool(std::fs::File::open(path)?)? };
    let sibling = path.parent().map(Path::to_path_buf);
    read(&source, path.to_str(), sibling.as_deref(), options)
}

/// Reads the same from memory; the hint is a file name or extension.
///
/// # Errors
/// Says why the bytes are not a list of people, and what to do.
pub fn read_bytes(bytes: Vec<u8>, hint: Option<&str>, options: &Options) -> Result<Reading, ReadError> {
    read(&Source::Bytes(bytes.into()), hint, None, options)
}

fn read(source: &Source, hint: Option<&str>, folder: Option<&Path>, options: &Options) -> Result<Reading, ReadError> {
    let examined = Examined::of(source)?;
    let head = examined.head_text();
    let start = head.trim_start();
    if start.is_empty() && examined.whole_in_head() {
        return Err(ReadError::Empty);
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
                records: Box::new(std::iter::empty()),
            });
        }
        return Err(ReadError::Other {
            what: "JSON, but not goodcall's own",
            help: "export the people as CSV or vCard",
        });
    }
    if starts_with_word(start, "BEGIN:VCALENDAR") {
        return Err(ReadError::Other { what: "a calendar", help: "export the contacts as vCard or CSV" });
    }
    if starts_with_word(start, "<!DOCTYPE") || starts_with_word(start, "<html") {
        return Err(ReadError::Other { what: "a web page", help: "export the people as CSV or vCard" });
    }
    let extension = hint.map(|h| h.rsplit('.').next().unwrap_or(h).to_ascii_lowercase());
    let named_card = matches!(extension.as_deref(), Some("vcf" | "vcard"));
    let holds_card = head.lines().any(|l| vcard::begins_card(l.as_bytes()));
    if starts_with_word(start, "BEGIN:VCARD") || (named_card && holds_card) {
        return vcard::open(source, &examined);
    }
    if named_card {
        return Err(ReadError::NoCard);
    }
    csv::open(source, &examined, folder, options)
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
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
            (b"SQLite format 3\0", "goodcall export json"),
            (b"\xFF\xFE\0\0n\0\0\0", "UTF-32"),
        ] {
            let refusal = refusal(bytes);
            assert!(refusal.contains(said), "{refusal}");
        }
        let noise: Vec<u8> = (0..4000_u32).map(|n| u8::try_from(n * n / 7 % 256).unwrap_or_default()).collect();
        assert!(refusal(&noise).contains("binary"));
        let error = open(b"nothing here", Some("x.vcf")).unwrap_err();
        assert!(error.to_string().contains("BEGIN:VCARD"));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_refused() {
        let folder = std::env::temp_dir();
        let error = read_path(&folder, &Options::default()).unwrap_err();
        assert!(matches!(error, ReadError::Folder));
        let error = read_path(&folder.join("not/there.csv"), &Options::default()).unwrap_err();
        assert!(matches!(error, ReadError::Io(_)));
    }
}
