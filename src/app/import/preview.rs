//! What a file was taken for: its format, its columns and its first rows. Only its beginning is read, so that a large
//! file is shown as soon as a small one.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{OnDisk, files_of, files_of_zip, nothing_inside};
use super::opening::options;
use super::{Format, ImportField, Within, cannot_import};
use crate::app::App;
use crate::app::transfer::kinds;
use crate::domain::customer::CustomerField;
use crate::domain::dates::Clock;
use crate::error::{Result, io_words};
use crate::exchange::{self, Input, Options, ReadError, Reading, Sheet, Source, Zip};
use crate::text;

/// How much of a file is read, in bytes.
const HEAD: u64 = 128 * 1024;
/// How much is read where a single row is longer than that.
const LONG_HEAD: u64 = 2 << 20;
/// How many rows are shown.
const SHOWN_ROWS: usize = 4;
/// How many files of a folder are tried, to find one that can be shown.
const TRIED_FILES: usize = 20;
/// How many files can be gone through one by one.
const SEEN_FILES: usize = 2000;
/// The largest goodcall JSON file whose rows are counted.
const COUNTED: u64 = 64 << 20;

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file that is shown; in a folder, the first that can be read.
    pub file: PathBuf,
    /// How many files come in.
    pub files: usize,
    /// Which of them this one is, from 0.
    pub at: usize,
    /// What wrote it.
    pub format: Format,
    /// Only if it is a guess.
    pub encoding: Option<String>,
    /// What separates the cells, if it is a table.
    pub delimiter: Option<char>,
    /// Where in the file they are.
    pub within: Within,
    /// Whether they are calls rather than people.
    pub holds_calls: bool,
    /// How many rows the file has.
    pub rows: RowsFound,
    /// What it holds of them.
    pub shape: FileShape,
}

/// How many rows a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsFound {
    /// All were counted.
    Exactly(usize),
    /// By the size of the first.
    About(usize),
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileShape {
    /// A table.
    Columns(Vec<PreviewColumn>),
    /// Cards: what the first of them say.
    Fields(Vec<PreviewColumn>),
    /// goodcall's own JSON: its rows by the table of the book; none where they are too many to count.
    Kinds(Vec<(&'static str, usize)>),
}

/// A column of a file, with what the first rows hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its name in the file; empty if it has none.
    pub title: String,
    /// Of which field it only says the kind: "work", "mobile".
    pub labels: Option<ImportField>,
    /// What it fills.
    pub field: Option<ImportField>,
    /// Its cells in the first rows; may be empty.
    pub samples: Vec<String>,
}

impl Preview {
    /// Whether something fills the name, without which nobody comes in.
    pub fn has_name(&self) -> bool {
        match &self.shape {
            FileShape::Columns(_) if self.holds_calls => true,
            FileShape::Columns(columns) => columns.iter().filter_map(|c| c.field).any(ImportField::is_name),
            FileShape::Fields(_) | FileShape::Kinds(_) => true,
        }
    }

    /// The columns that can be given another field.
    pub fn columns(&self) -> &[PreviewColumn] {
        match &self.shape {
            FileShape::Columns(columns) => columns,
            FileShape::Fields(_) | FileShape::Kinds(_) => &[],
        }
    }
}

/// Which of several files to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The first that holds people.
    First,
    /// This one, counted from 0; where it can't be read, the next that can.
    At(usize),
    /// The next before this one that can be read.
    Before(usize),
}

/// What to look at, and how.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Files, folders and zips.
    pub paths: Vec<PathBuf>,
    /// Which columns fill which field, as for an import.
    pub map: Vec<(String, ImportField)>,
    /// Which of the files.
    pub shown: Shown,
}

/// A file to look at: what the user calls it, where it is read, and its size.
type Candidate = (PathBuf, Arc<dyn Source>, u64);

impl App {
    /// Looks at the beginning of a file, or of one in a folder or a zip.
    pub fn preview(&self, looked: &Looked) -> Result<Preview> {
        self.viewer().look(looked)
    }

    pub(super) fn viewer(&self) -> Viewer {
        Viewer { region: self.settings.region.clone(), clock: self.clock() }
    }
}

/// Looks at files for a user in a region.
pub(super) struct Viewer {
    region: Option<String>,
    clock: Clock,
}

impl Viewer {
    pub(super) fn look(&self, looked: &Looked) -> Result<Preview> {
        let files = files_of(&looked.paths)?;
        let most = if looked.shown == Shown::First { TRIED_FILES } else { SEEN_FILES };
        let found = candidates(&files, most)?;
        let count = found.len() + files.len().saturating_sub(most);
        let (mut first_refusal, mut of_calls) = (None, None);
        for at in in_order(looked.shown, found.len()).take(TRIED_FILES) {
            let Some((named, source, size)) = found.get(at) else { continue };
            match self.preview_file((named, *size), source, &looked.map) {
                // People come first, as they do in an import.
                Ok(preview) if preview.holds_calls && looked.shown == Shown::First => {
                    of_calls = of_calls.or(Some(Preview { files: count, at, ..preview }));
                }
                Ok(preview) => return Ok(Preview { files: count, at, ..preview }),
                Err(error) => {
                    let error = cannot_import(named, &error.to_string());
                    first_refusal = first_refusal.or(Some(error));
                }
            }
        }
        if let Some(preview) = of_calls {
            return Ok(preview);
        }
        let path = looked.paths.first().map_or(Path::new(""), PathBuf::as_path);
        Err(first_refusal.unwrap_or_else(|| cannot_import(path, &format!("it {}", nothing_inside()))))
    }

    /// Looks at a file with its size on disk.
    fn preview_file(
        &self,
        (named, size): (&Path, u64),
        source: &Arc<dyn Source>,
        map: &[(String, ImportField)],
    ) -> std::result::Result<Preview, ReadError> {
        match self.read_head((named, size), source, map) {
            // The user can say which column holds the name.
            Err(ReadError::NoName { columns }) => {
                let first = columns.iter().find(|title| !title.trim().is_empty()).cloned().unwrap_or_default();
                let name = (first.clone(), ImportField::Field(CustomerField::Name));
                let with_name: Vec<_> = map.iter().cloned().chain([name]).collect();
                let preview = self.read_head((named, size), source, &with_name)?;
                Ok(without_field(preview, &first))
            }
            preview => preview,
        }
    }

    fn read_head(
        &self,
        (named, size): (&Path, u64),
        source: &Arc<dyn Source>,
        map: &[(String, ImportField)],
    ) -> std::result::Result<Preview, ReadError> {
        let options = options(map, self.region.as_deref(), self.clock);
        let options = Options { keep_rows: SHOWN_ROWS, ..options };
        let (source, size, within) = match Sheet::of(source.as_ref(), &options)? {
            None => (Arc::clone(source), size, Within::File),
            Some(sheet) => {
                let within = Within::of_sheet(sheet.name.as_deref());
                let size = sheet.length();
                (Arc::new(sheet) as Arc<dyn Source>, size, within)
            }
        };
        let look = |most: u64| {
            let head = Head::of(Arc::clone(&source), most)?;
            let reading = exchange::read(&head, named.to_str(), &options)?;
            Ok(Preview { within: within.clone(), ..shown(named, reading, &head, size) })
        };
        match look(HEAD) {
            Ok(Preview { rows: RowsFound::About(0), .. }) => look(LONG_HEAD),
            seen => seen,
        }
    }
}

/// Finds the files in the first of these, some of which may be zips.
fn candidates(files: &[PathBuf], most: usize) -> Result<Vec<Candidate>> {
    let cannot = |named: &Path, e: &io::Error| cannot_import(named, &io_words(e));
    let mut found: Vec<Candidate> = Vec::new();
    for file in files.iter().take(most) {
        let is_file = fs::metadata(file).map_err(|e| cannot(file, &e))?.is_file();
        if !is_file {
            return Err(cannot_import(file, "it is neither a file nor a folder"));
        }
        let disk = OnDisk::at(file);
        match Zip::look_into(&disk) {
            Ok(Some(zip)) => found.extend(files_of_zip(&zip, file).into_iter().map(|(named, member)| {
                let (_, size) = member.sizes();
                (named, Arc::new(member) as Arc<dyn Source>, size)
            })),
            Ok(None) => {
                let (size, _) = disk.sizes();
                found.push((file.clone(), Arc::new(disk), size));
            }
            Err(e) if files.len() == 1 => return Err(cannot_import(file, &e.to_string())),
            Err(_) => {}
        }
    }
    Ok(found)
}

/// Returns the order in which files are tried.
fn in_order(shown: Shown, files: usize) -> Box<dyn Iterator<Item = usize>> {
    match shown {
        Shown::First => Box::new(0..files),
        Shown::At(at) => {
            let at = if at < files { at } else { 0 };
            Box::new((at..files).chain(0..at))
        }
        Shown::Before(at) => {
            let at = at.min(files);
            Box::new((0..at).rev().chain((at..files).rev()))
        }
    }
}

/// Takes the field from a column that was given one only to read the file at all.
fn without_field(mut preview: Preview, title: &str) -> Preview {
    if let FileShape::Columns(columns) = &mut preview.shape {
        columns.iter_mut().filter(|column| column.title == title).for_each(|column| column.field = None);
    }
    preview
}

/// Describes a file by its beginning.
fn shown(file: &Path, mut reading: Reading, head: &Head, size: u64) -> Preview {
    let mut people = 0;
    let mut cards: Vec<PreviewColumn> = Vec::new();
    let is_table = reading.delimiter.is_some();
    for record in reading.records.by_ref() {
        people += 1;
        let Ok(person) = record else { continue };
        if !is_table && people <= SHOWN_ROWS {
            add_card(&mut cards, people, &person.draft);
        }
    }
    let of_calls = reading.calls.as_mut().map(|calls| calls.by_ref().count());
    people += of_calls.unwrap_or(0);
    // The last card of a part may be cut off.
    if head.is_part && !is_table && people > 1 {
        people -= 1;
    }
    let first = match &reading.calls {
        Some(calls) => calls.first_rows(),
        None => reading.records.first_rows(),
    };
    let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let columns = reading.columns.iter().enumerate().map(|(at, (title, field))| PreviewColumn {
        title: title.clone(),
        labels: reading.labels.iter().find(|(of, _)| *of == at).map(|(_, field)| *field),
        field: *field,
        samples: first.iter().map(|row| cell(row, at)).collect(),
    });
    let shape = if reading.format == Format::Json {
        let counted = (size <= COUNTED).then(|| head.source.open().ok()).flatten().and_then(kinds::count_rows);
        FileShape::Kinds(counted.unwrap_or_default())
    } else if is_table {
        FileShape::Columns(columns.collect())
    } else {
        FileShape::Fields(cards)
    };
    let rows = match &shape {
        FileShape::Kinds(kinds) => RowsFound::Exactly(kinds.iter().map(|(_, rows)| rows).sum()),
        _ if head.is_part => RowsFound::About(head.estimate(people, size)),
        _ => RowsFound::Exactly(people),
    };
    let (format, encoding, delimiter) = (reading.format, reading.encoding, reading.delimiter);
    let (within, holds_calls) = (Within::File, of_calls.is_some());
    Preview { file: file.to_path_buf(), files: 1, at: 0, format, encoding, delimiter, within, holds_calls, rows, shape }
}

/// Adds what a card says, by the fields that it fills.
fn add_card(fields: &mut Vec<PreviewColumn>, place: usize, draft: &crate::domain::customer::CustomerDraft) {
    for field in CustomerField::in_form() {
        let Some(said) = draft.get(field).filter(|said| !said.is_empty()) else { continue };
        let filled = Some(ImportField::Field(field));
        let at = fields.iter().position(|column| column.field == filled).unwrap_or_else(|| {
            fields.push(PreviewColumn { title: String::new(), labels: None, field: filled, samples: Vec::new() });
            fields.len() - 1
        });
        if let Some(column) = fields.get_mut(at) {
            column.samples.resize(place, String::new());
            if let Some(sample) = column.samples.last_mut() {
                *sample = said.to_string();
            }
        }
    }
    let order = CustomerField::in_form();
    fields.sort_by_key(|column| order.iter().position(|field| column.field == Some(ImportField::Field(*field))));
}

/// The beginning of a file: whole lines of it.
struct Head {
    source: Arc<dyn Source>,
    bytes: Vec<u8>,
    /// Whether the file goes on behind it.
    is_part: bool,
}

impl Head {
    /// Reads at most this many bytes.
    fn of(source: Arc<dyn Source>, most: u64) -> io::Result<Self> {
        let mut bytes = Vec::new();
        source.open()?.take(most).read_to_end(&mut bytes)?;
        let is_part = bytes.len() as u64 == most;
        if is_part && let Some(end) = bytes.iter().rposition(|b| *b == b'\n') {
            // In UTF-16 a line feed may be followed by its other half.
            let half = usize::from(bytes.get(end + 1) == Some(&0));
            bytes.truncate(end + 1 + half);
        }
        Ok(Self { source, bytes, is_part })
    }

    /// Estimates how many rows the whole file has, in two digits.
    fn estimate(&self, rows: usize, size: u64) -> usize {
        let read = self.bytes.len().max(1) as u64;
        let all = (rows as u64).saturating_mul(size) / read;
        let unit = 10_u64.pow(all.max(1).ilog10().saturating_sub(1));
        usize::try_from((all + unit / 2) / unit * unit).unwrap_or(usize::MAX)
    }
}

impl Source for Head {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(Cursor::new(self.bytes.clone())))
    }

    fn beside(&self, name: &str) -> Option<Box<dyn Source>> {
        self.source.beside(name)
    }

    fn is_table(&self) -> bool {
        self.source.is_table()
    }
}

/// Says how many rows a file has, in words: "214", "about 100,000".
impl std::fmt::Display for RowsFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(rows) => f.write_str(&text::thousands(*rows)),
            Self::About(rows) => write!(f, "about {}", text::thousands(*rows)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Now;
    use crate::book::Book;

    fn app() -> App {
        let settings = crate::config::parse("region = \"PT\"", Path::new("")).unwrap();
        App::over(Book::in_memory().unwrap(), settings, Now::Fixed("2026-11-23T14:42:00Z".parse().unwrap()))
    }

    fn look(paths: &[&Path], shown: Shown) -> Preview {
        let paths = paths.iter().map(|path| path.to_path_buf()).collect();
        app().preview(&Looked { paths, map: Vec::new(), shown }).unwrap()
    }

    fn preview(name: &str, content: impl AsRef<[u8]>) -> Preview {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        look(&[&file], Shown::First)
    }

    #[test]
    fn a_large_file_is_known_by_its_beginning() {
        let rows: String = (0..40_000).map(|n| format!("Customer {n},\"Company\nno {n}\"\n")).collect();
        let found = preview("people.csv", format!("Name,Company\n{rows}"));
        assert!(matches!(found.rows, RowsFound::About(36_000..=44_000)), "{:?}", found.rows);
        let [name, company] = found.columns() else { panic!("{found:?}") };
        assert_eq!((name.title.as_str(), name.samples.len()), ("Name", SHOWN_ROWS));
        assert_eq!(company.samples[1], "Company\nno 1");
        // In UTF-16 the beginning ends with a whole line, too.
        let wide: Vec<u8> = format!("\u{feff}Name\n{}", "Ana Ribeiro\n".repeat(20_000))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let found = preview("wide.csv", wide);
        assert!(matches!(found.rows, RowsFound::About(19_000..=21_000)), "{:?}", found.rows);
    }

    #[test]
    fn cards_show_what_the_first_of_them_say() {
        let cards = "BEGIN:VCARD\nFN:Ana\nTEL:+351225550142\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\nORG:Acme\nEND:VCARD\n";
        let found = preview("people.vcf", cards);
        let FileShape::Fields(fields) = &found.shape else { panic!("{found:?}") };
        let said: Vec<Vec<&str>> =
            fields.iter().map(|field| field.samples.iter().map(String::as_str).collect()).collect();
        assert_eq!(said, [vec!["Ana", "Ben"], vec!["", "Acme"], vec!["+351225550142"]]);
        assert_eq!((found.rows, found.has_name()), (RowsFound::Exactly(2), true));
    }

    #[test]
    fn a_file_without_a_name_shows_its_columns_all_the_same() {
        let found = preview("people.csv", "Wer,Company\nAna,Acme\n");
        assert!(!found.has_name());
        let fields: Vec<_> = found.columns().iter().map(|column| column.field).collect();
        assert_eq!(fields, [None, Some(ImportField::Field(CustomerField::Company))]);
    }

    #[test]
    fn a_row_that_is_longer_than_the_beginning_is_counted() {
        let titles: String = (0..20_000).map(|n| format!(",c{n}")).collect();
        let found = preview("wide.csv", format!("Name{titles}\nAna{}\n", ",x".repeat(20_000)));
        assert_eq!(found.rows, RowsFound::Exactly(1));
    }

    #[test]
    fn the_people_of_a_folder_are_shown_rather_than_its_calls() {
        let folder = tempfile::tempdir().unwrap();
        let head = "Subject,Type,Note,Due date,Due time,Done,Contact person";
        let calls = format!("{head}\nCall,Call,Fine talk,2026-11-05,10:30,Done,Ana\n");
        fs::write(folder.path().join("activities.csv"), calls).unwrap();
        assert!(look(&[folder.path()], Shown::First).holds_calls);
        fs::write(folder.path().join("people.csv"), "name\nAna\n").unwrap();
        let found = look(&[folder.path()], Shown::First);
        assert_eq!((found.files, found.file), (2, folder.path().join("people.csv")));
    }

    #[test]
    fn the_first_file_of_a_folder_that_can_be_read_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "").unwrap();
        fs::write(folder.path().join("b.csv"), "name\nAna\n").unwrap();
        let found = look(&[folder.path()], Shown::First);
        assert_eq!((found.files, found.file), (2, folder.path().join("b.csv")));
    }

    #[test]
    fn each_file_that_can_be_read_is_shown_in_its_turn() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.csv", "b.csv", "c.csv"].map(|name| folder.path().join(name));
        fs::write(&paths[0], "name\nAna\n").unwrap();
        fs::write(&paths[1], "").unwrap();
        fs::write(&paths[2], "name,city\nBen,Porto\n").unwrap();
        let [a, b, c] = [0, 1, 2].map(|at| paths[at].as_path());
        for (shown, at) in [
            (Shown::First, 0),
            (Shown::At(0), 0),
            (Shown::At(1), 2),
            (Shown::At(3), 0),
            (Shown::Before(2), 0),
            (Shown::Before(0), 2),
        ] {
            let found = look(&[folder.path()], shown);
            assert_eq!((found.at, found.files, &found.file), (at, 3, &paths[at]), "{shown:?}");
            assert_eq!(look(&[a, b, c], shown).file, paths[at], "{shown:?}");
        }
    }
}
