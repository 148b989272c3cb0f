//! Reads the spreadsheets of open documents (.ods), cell by cell: calamine's reader makes a whole sheet at once, and refuses
//! one with a stray cell far away.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::table::{COLUMNS, ROWS, Table, Value, Wanted, number};
use super::{Book, SheetName, Sheets, Unreadable};
use crate::exchange::FIELD_LIMIT;

/// What the file `mimetype` in a spreadsheet begins with.
pub(super) const MIME: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// How much of the list of parts is looked at, in bytes.
const MANIFEST: u64 = 1 << 20;

struct Ods {
    zip: ZipArchive<Book>,
    sheets: Vec<SheetName>,
}

type Xml<'z> = Reader<BufReader<ZipFile<'z, Book>>>;

/// Opens a spreadsheet.
pub(super) fn open(book: Book) -> Result<Box<dyn Sheets>, Unreadable> {
    let mut zip = ZipArchive::new(book)?;
    if is_locked(&mut zip)? {
        return Err(Unreadable::Locked);
    }
    let sheets = sheets(&mut content(&mut zip)?)?;
    Ok(Box::new(Ods { zip, sheets }))
}

fn is_locked(zip: &mut ZipArchive<Book>) -> Result<bool, Unreadable> {
    let manifest = match zip.by_name("META-INF/manifest.xml") {
        Ok(manifest) => manifest,
        Err(ZipError::FileNotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let mut text = Vec::new();
    manifest.take(MANIFEST).read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).contains("encryption-data"))
}

fn content(zip: &mut ZipArchive<Book>) -> Result<Xml<'_>, Unreadable> {
    let mut xml = Reader::from_reader(BufReader::new(zip.by_name("content.xml")?));
    xml.config_mut().expand_empty_elements = true;
    Ok(xml)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = element.try_get_attribute(name).ok()??;
    Some(value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|value| value.parse().ok()).unwrap_or(1)
}

/// Lists the sheets; whether one is hidden stands with its style.
fn sheets(xml: &mut Xml<'_>) -> Result<Vec<SheetName>, Unreadable> {
    let (mut style, mut hidden, mut sheets, mut buffer) = (None, Vec::new(), Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.name().as_ref() {
                "style:style" => style = attribute(&element, "style:name"),
                "style:table-properties" if attribute(&element, "table:display").as_deref() == Some("false") => {
                    hidden.extend(style.take());
                }
                "table:table" => {
                    let is_hidden = attribute(&element, "table:style-name").is_some_and(|s| hidden.contains(&s));
                    let name = attribute(&element, "table:name").unwrap_or_default();
                    sheets.push(SheetName { name, is_hidden });
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

impl Sheets for Ods {
    fn list(&self) -> Vec<SheetName> {
        self.sheets.clone()
    }

    fn read(&mut self, name: &str, table: &mut Table<'_>) -> Result<(), Unreadable> {
        let mut xml = content(&mut self.zip)?;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer)? {
                Event::Start(element)
                    if element.name().as_ref() == "table:table"
                        && attribute(&element, "table:name").as_deref() == Some(name) =>
                {
                    return Rows::default().read(&mut xml, table);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The rows of one sheet, while they are read.
#[derive(Default)]
struct Rows {
    /// The row that is being read, from 0, how often it stands there, and what its cells hold, with their columns.
    row: u32,
    repeated: u32,
    cells: Vec<(u32, Value<'static>)>,
    column: u32,
    cell: Option<OpenCell>,
    /// How many comments and shapes the reader is in: they belong to no cell.
    aside: u32,
}

impl Rows {
    fn read(mut self, xml: &mut Xml<'_>, table: &mut Table<'_>) -> Result<(), Unreadable> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer)? {
                Event::Start(element) => self.begin(&element),
                Event::End(element) => match element.name().as_ref() {
                    "office:annotation" | "draw:frame" | "table:shapes" => self.aside = self.aside.saturating_sub(1),
                    "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
                    "table:table-row" if self.end_row(table)? == Wanted::NoMore => return Ok(()),
                    "table:table" => return Ok(()),
                    _ => {}
                },
                Event::Text(text) => self.say(&text.xml10_content()),
                Event::CData(text) => self.say(&text.xml10_content()),
                Event::GeneralRef(reference) => self.say(&meant(&reference)),
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "office:annotation" | "draw:frame" | "table:shapes" => self.aside += 1,
            "table:table-row" => {
                self.repeated = count(element, "table:number-rows-repeated");
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell = Some(OpenCell::begin(element)),
            "text:p" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.aside == 0) {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.say("\n");
                    }
                }
            }
            "text:s" => {
                let blanks = usize::try_from(count(element, "text:c")).unwrap_or(1).min(FIELD_LIMIT);
                self.say(&" ".repeat(blanks));
            }
            "text:tab" => self.say("\t"),
            "text:line-break" => self.say("\n"),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| self.aside == 0 && cell.paragraphs > 0) {
            cell.say(text);
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let repeated = cell.repeated;
        let value = cell.value();
        if value != Value::Empty {
            // One too far to the right is said to be there.
            let last = self.column.saturating_add(repeated).min(COLUMNS + 1).max(self.column.saturating_add(1));
            self.cells.extend((self.column..last).map(|column| (column, value.clone())));
        }
        self.column = self.column.saturating_add(repeated);
    }

    fn end_row(&mut self, table: &mut Table<'_>) -> Result<Wanted, Unreadable> {
        let below = self.row.saturating_add(self.repeated);
        if !self.cells.is_empty() {
            for row in self.row..below.min(ROWS) {
                for (column, value) in &self.cells {
                    if table.cell(row, *column, value)? == Wanted::NoMore {
                        return Ok(Wanted::NoMore);
                    }
                }
            }
        }
        self.row = below;
        Ok(if table.wants(below) { Wanted::More } else { Wanted::NoMore })
    }
}

/// A cell, while it is read.
struct OpenCell {
    repeated: u32,
    kind: String,
    is_error: bool,
    /// What is written in it for programs; None of a text.
    said: Option<String>,
    text: String,
    paragraphs: u32,
}

impl OpenCell {
    fn begin(element: &BytesStart<'_>) -> Self {
        let kind = attribute(element, "office:value-type").unwrap_or_default();
        let said = match kind.as_str() {
            "float" | "percentage" | "currency" => attribute(element, "office:value"),
            "date" => attribute(element, "office:date-value"),
            "time" => attribute(element, "office:time-value"),
            "boolean" => attribute(element, "office:boolean-value"),
            _ => attribute(element, "office:string-value"),
        };
        Self {
            repeated: count(element, "table:number-columns-repeated"),
            kind,
            is_error: attribute(element, "calcext:value-type").as_deref() == Some("error"),
            said,
            text: String::new(),
            paragraphs: 0,
        }
    }

    fn say(&mut self, text: &str) {
        // What is too long is not kept whole.
        if self.text.len() <= FIELD_LIMIT {
            self.text.push_str(text);
        }
    }

    fn value(self) -> Value<'static> {
        let Self { kind, is_error, said, text, .. } = self;
        if is_error {
            return Value::Error(text);
        }
        let text = match (kind.as_str(), said) {
            ("", _) => return Value::Empty,
            ("float" | "percentage" | "currency", Some(said)) => said.parse().map_or(said, number),
            ("date", Some(said)) => said.strip_suffix("T00:00:00").map_or(said.replacen('T', " ", 1), str::to_string),
            ("time", Some(said)) => clock(&said),
            (_, Some(said)) if !said.is_empty() => said,
            _ => text,
        };
        if text.is_empty() { Value::Empty } else { Value::Text(text.into()) }
    }
}

/// Writes a time as people do: `PT09H14M00S` is 9:14:00.
fn clock(said: &str) -> String {
    let parts = said.strip_prefix("PT").and_then(|rest| {
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
        Some(format!("{hours}:{minutes}:{seconds}"))
    });
    parts.unwrap_or_else(|| said.to_string())
}

/// Returns the character that a reference such as `&amp;` or `&#8211;` stands for.
fn meant(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        _ => resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default().to_string(),
    }
}
