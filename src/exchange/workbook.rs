//! Reads people from workbooks: finds the sheet that lists them, and makes a table of text of it, which is then read as a
//! CSV is. A row of the sheet is a line of the table, so that messages name the sheet's rows.

mod excel;
mod guard;
mod ods;
mod ole;
mod parts;
mod strings;
mod table;
mod xls;

use std::io::{self, BufReader, Read};

use zip::ZipArchive;

use super::source::{Bytes, Input, Kept, Source};
use super::zipped::UNPACK_LIMIT;
use super::{OF_THE_FILE, Options, ReadError, Reading};
use crate::domain::input::shorten;
use table::Table;

/// A workbook's bytes.
type Book = BufReader<Box<dyn Input>>;

/// How far from the top of a sheet a header may begin: as far as in a CSV.
const LOOKED_AT: u32 = 10;

/// The kinds of workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    /// One of Excel's with a password: it can't be seen which.
    Encrypted,
}

impl Kind {
    /// Names it with its article.
    fn words(self) -> &'static str {
        match self {
            Kind::Xlsx => "an Excel workbook (.xlsx)",
            Kind::Xlsb => "an Excel workbook (.xlsb)",
            Kind::Ods => "a spreadsheet (.ods)",
            Kind::Xls => "an old Excel workbook (.xls)",
            Kind::Encrypted => "an Excel workbook",
        }
    }

    /// Finds out what a file is, whatever its name; None where it is no workbook.
    fn of(source: &dyn Source) -> io::Result<Option<Kind>> {
        let mut book = BufReader::new(source.open()?);
        let mut magic = Vec::new();
        book.by_ref().take(8).read_to_end(&mut magic)?;
        if magic == ole::MAGIC {
            return Kind::of_ole(source.open()?);
        }
        if !magic.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        let Ok(mut zip) = ZipArchive::new(book) else { return Ok(None) };
        let names: Vec<String> =
            zip.file_names().flatten().map(|name| name.to_lowercase().replace('\\', "/")).collect();
        let has = |start: &str| names.iter().any(|name| name.starts_with(start));
        Ok(if has("xl/workbook.bin") {
            Some(Kind::Xlsb)
        } else if has("xl/worksheets/") {
            Some(Kind::Xlsx)
        } else {
            let mut mime = Vec::new();
            let told = zip.by_name("mimetype").is_ok_and(|told| told.take(64).read_to_end(&mut mime).is_ok());
            (told && mime.starts_with(ods::MIME)).then_some(Kind::Ods)
        })
    }

    /// Finds out which program's streams lie in a file.
    fn of_ole(input: impl Read) -> io::Result<Option<Kind>> {
        let mut bytes = Vec::new();
        input.take(UNPACK_LIMIT).read_to_end(&mut bytes)?;
        let Some(ole) = ole::Ole::of(bytes) else { return Ok(None) };
        Ok(if ole.has("EncryptedPackage") {
            Some(Kind::Encrypted)
        } else {
            (ole.has("Workbook") || ole.has("Book")).then_some(Kind::Xls)
        })
    }

    fn open(self, book: Book) -> Result<Box<dyn Sheets>, Unreadable> {
        match self {
            Kind::Xlsx => excel::open_xlsx(parts::checked(book)?),
            Kind::Xlsb => excel::open_xlsb(parts::checked(book)?),
            Kind::Ods => ods::open(parts::checked(book)?),
            Kind::Xls => xls::open(book),
            Kind::Encrypted => Err(Unreadable::Locked),
        }
    }
}

/// Why a workbook, or a sheet of it, can't be read.
#[derive(Debug)]
enum Unreadable {
    Io(io::Error),
    /// It has a password.
    Locked,
    /// There is more in it than is unpacked.
    TooMuch,
    /// It is not as its kind should be.
    Damaged,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.kind() {
            InvalidData | InvalidInput | UnexpectedEof => Unreadable::Damaged,
            _ => Unreadable::Io(error),
        }
    }
}

impl From<quick_xml::Error> for Unreadable {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => io::Error::new(error.kind(), error).into(),
            _ => Unreadable::Damaged,
        }
    }
}

impl Unreadable {
    /// Says it of a workbook.
    fn said_of(self, kind: Kind) -> ReadError {
        let what = kind.words();
        ReadError::Packed(match self {
            Unreadable::Io(error) => return ReadError::Io(error),
            Unreadable::Locked => {
                format!("this is {what} with a password: open it, save it without the password, then import that")
            }
            Unreadable::TooMuch => format!(
                "this is {what} with more than 200 MB in it: open it, save the sheet of the people as CSV (UTF-8), then import that"
            ),
            Unreadable::Damaged => {
                format!("this is {what} that can't be read: open it in a spreadsheet, save it again, then import that")
            }
        })
    }
}

/// A workbook that is open.
trait Sheets {
    /// Lists the sheets of cells, in the order of the workbook.
    fn list(&self) -> Vec<SheetName>;

    /// Hands the cells of a sheet over, until the table wants no more.
    fn read(&mut self, name: &str, table: &mut Table<'_>) -> Result<(), Unreadable>;
}

/// A sheet by what the workbook says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SheetName {
    name: String,
    is_hidden: bool,
}

/// The sheet of a workbook that lists people, as a table of text.
#[derive(Clone)]
pub(crate) struct Sheet {
    /// Its name, where it is not the first.
    pub(crate) name: Option<String>,
    /// What of it was left out: the row where that shows, and a sentence for people.
    pub(crate) notes: Vec<(u64, String)>,
    text: Kept,
}

impl Sheet {
    /// Finds the sheet of a workbook that lists people; None where the file is no workbook.
    ///
    /// # Errors
    /// Says why the workbook can't be read, or what is missing in it, and what to do.
    pub(crate) fn of(source: &dyn Source, options: &Options) -> Result<Option<Sheet>, ReadError> {
        let kind = if source.is_table() { None } else { Kind::of(source)? };
        let Some(kind) = kind else { return Ok(None) };
        let said = |unreadable: Unreadable| unreadable.said_of(kind);
        let mut open = None;
        let found = guard::guarded(|| {
            let book = BufReader::new(source.open()?);
            let book = open.insert(kind.open(book).map_err(said)?);
            Sheet::choose(book.as_mut(), options, &said)
        });
        let (mut sheet, chosen) = found.unwrap_or_else(|| Err(said(Unreadable::Damaged)))?;
        let others = open.and_then(|mut book| guard::guarded(|| others(book.as_mut(), &chosen, options)));
        let others = others.unwrap_or_default();
        if !others.is_empty() {
            sheet.notes.insert(0, (OF_THE_FILE, not_read(&chosen, &others)));
        }
        Ok(Some(sheet))
    }

    /// How many bytes its text has.
    pub(crate) fn length(&self) -> u64 {
        self.text.length()
    }

    /// Takes the first sheet whose header is known, of those that are not hidden where one of them has one; returns it with
    /// its name.
    fn choose(
        book: &mut dyn Sheets,
        options: &Options,
        said: &dyn Fn(Unreadable) -> ReadError,
    ) -> Result<(Sheet, String), ReadError> {
        let names = book.list();
        let whole = |book: &mut dyn Sheets, at: usize, name: &str| {
            Sheet::whole(book, name, at).map(|sheet| (sheet, name.to_string())).map_err(said)
        };
        let mut refusal = None;
        for is_hidden in [false, true] {
            let mut likely = None;
            for (at, sheet) in names.iter().enumerate().filter(|(_, sheet)| sheet.is_hidden == is_hidden) {
                match columns_known(book, &sheet.name, options).map_err(said).and_then(|known| known) {
                    Ok(2..) => return whole(book, at, &sheet.name),
                    // A single word that is known may be a heading.
                    Ok(_) => likely = likely.or(Some((at, sheet))),
                    Err(ReadError::Empty) => {}
                    Err(error) => refusal = refusal.or(Some(error)),
                }
            }
            if let Some((at, sheet)) = likely {
                return whole(book, at, &sheet.name);
            }
        }
        Err(refusal.unwrap_or(ReadError::Empty))
    }

    fn whole(book: &mut dyn Sheets, name: &str, at: usize) -> Result<Sheet, Unreadable> {
        let mut notes = Vec::new();
        let text = Kept::written(|out| {
            let mut table = Table::whole(out);
            book.read(name, &mut table)?;
            notes = table.finish()?;
            Ok::<_, Unreadable>(())
        })?;
        Ok(Sheet { name: (at > 0).then(|| name.to_string()), notes, text })
    }
}

/// Reads the top of a sheet, and counts the columns that it has a use for.
fn columns_known(book: &mut dyn Sheets, name: &str, options: &Options) -> Result<Result<usize, ReadError>, Unreadable> {
    Ok(read_top(book, name, options)?.map(|reading| known_in(&reading)))
}

fn read_top(book: &mut dyn Sheets, name: &str, options: &Options) -> Result<Result<Reading, ReadError>, Unreadable> {
    let mut top = Vec::new();
    let mut table = Table::top(&mut top, LOOKED_AT);
    book.read(name, &mut table)?;
    table.finish()?;
    Ok(super::read(&Top(Bytes(top.into())), None, options))
}

fn known_in(reading: &Reading) -> usize {
    reading.columns.iter().filter(|(_, field)| field.is_some()).count()
}

/// Names the other sheets that are shown and have a known header with rows below it.
fn others(book: &mut dyn Sheets, chosen: &str, options: &Options) -> Vec<String> {
    let mut names = book.list();
    names.retain(|sheet| !sheet.is_hidden && sheet.name != chosen);
    names.retain(|sheet| match read_top(book, &sheet.name, options) {
        Ok(Ok(mut reading)) if known_in(&reading) > 1 => {
            reading.records.next().is_some() || reading.calls.is_some_and(|mut calls| calls.next().is_some())
        }
        _ => false,
    });
    names.into_iter().map(|sheet| sheet.name).collect()
}

/// Says which sheets hold a list and were not read.
fn not_read(chosen: &str, others: &[String]) -> String {
    const NAMED: usize = 12;
    let mut names: Vec<String> = others.iter().take(NAMED).map(|name| format!("\"{}\"", shorten(name, 40))).collect();
    if others.len() > NAMED {
        names.push(format!("and {} more", others.len() - NAMED));
    }
    let (hold, each) =
        if others.len() == 1 { ("holds a list, too, and was", "it") } else { ("hold lists, too, and were", "each") };
    format!(
        "only the sheet \"{}\" was read; {} {hold} not read: save {each} as a file of its own, then import that",
        shorten(chosen, 40),
        names.join(", ")
    )
}

/// The first rows of a sheet.
struct Top(Bytes);

impl Source for Top {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        self.0.open()
    }

    fn beside(&self, _name: &str) -> Option<Box<dyn Source>> {
        None
    }

    fn is_table(&self) -> bool {
        true
    }
}

impl Source for Sheet {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        self.text.open()
    }

    fn beside(&self, _name: &str) -> Option<Box<dyn Source>> {
        None
    }

    fn is_table(&self) -> bool {
        true
    }
}
