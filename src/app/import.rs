//! Importing customers from files: one change, which undo takes back whole. A re-import changes only what the file
//! says differently, never ratings, favorites, touches or what the user has edited since.

mod adding;
pub(crate) mod background;
mod calls;
mod calls_told;
mod dated;
mod files;
mod garbled;
mod known;
pub mod looking;
mod marks;
mod notes;
mod opening;
mod own;
pub mod paths;
pub mod people;
mod person;
pub mod preview;
mod referrals;
mod run;
mod shared;
mod stayed;
mod update;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::App;
use super::backups::Watch;
use super::merge::{ASKED_ONE_BY_ONE, DuplicatePair, duplicate_pair, duplicates_among};
use super::transfer::{self, RowCounts, RowNote, TakenBook};
use crate::book::Change;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::exchange::{OF_THE_FILE, Reading, Rejected};
use background::Watched;
use files::{Counted, file_name, files_of};
use people::{People, Tell};
use run::RunState;
use shared::SharedMarks;
use stayed::Stayed;

pub use calls::{ImportedCalls, LeftOutCalls};
pub use files::Files;
pub use notes::{ImportNote, ImportNotes, left_out_error};

pub use crate::exchange::Format;
pub(crate) use crate::exchange::ImportField;

/// From how many favorites on an import says that they are many.
pub const MANY_FAVORITES: usize = 30;

/// What to import, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Files and folders, in reading order.
    pub files: Vec<PathBuf>,
    /// Columns by their name in the file, and the field that each fills, whatever its name suggests.
    pub map: Vec<(String, ImportField)>,
    /// Makes every new customer a favorite.
    pub favorite: bool,
    /// Makes every new customer a past buyer.
    pub past: bool,
    /// Tells what would happen, and changes nothing.
    pub dry_run: bool,
    /// Imports all rows or none.
    pub strict: bool,
    /// Whether to name everybody.
    pub tell: Tell,
}

/// A file that an import read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is; a file in a zip stands behind the zip's own path.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// The name of the encoding, only if it is a guess.
    pub encoding: Option<String>,
    /// Where in the file the people are.
    pub within: Within,
}

/// Where in a file its people are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// It is a list of people itself.
    File,
    /// In the first sheet of a workbook.
    FirstSheet,
    /// In another sheet of a workbook, by its name.
    Sheet(String),
}

impl Within {
    fn of_sheet(name: Option<&str>) -> Self {
        name.map_or(Within::FirstSheet, |name| Within::Sheet(name.to_string()))
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Customers who are new to the book.
    pub added: usize,
    /// Customers in the book whom a file changed.
    pub updated: usize,
    /// Customers in the book about whom the files say nothing new.
    pub unchanged: usize,
    /// The rejected rows, each with its reason.
    pub rejected: ImportNotes,
    /// How many of these are whole files of a folder that are something else than a list of people.
    pub not_understood: usize,
    /// What was kept, but not as it stands in the file; of rows that came in.
    pub noted: ImportNotes,
    /// What was passed over, because it is about a group, a place or a thing.
    pub not_people: ImportNotes,
    /// How many touches came in.
    pub touches: usize,
    /// What became of calls that a CRM knows.
    pub calls: ImportedCalls,
    /// Columns by the name in the file, and the field each fills.
    pub columns: Vec<(String, Option<ImportField>)>,
    /// The columns that held something, of which nothing was used.
    pub unused: Vec<String>,
    /// Each file that was read.
    pub found: Vec<FoundFile>,
    /// Everybody by name, if that was asked for.
    pub people: People,
    /// The rows of goodcall's own JSON, by the table of the book.
    pub kinds: Vec<(&'static str, RowCounts)>,
    /// The parts of a Salesforce export that are about something else than people; they are read by nobody.
    pub passed_over: Vec<PathBuf>,
    /// The new customers.
    pub new_customers: Vec<CustomerId>,
    /// The other customers whom the files changed, and those of goodcall's own JSON.
    pub concerned: Vec<CustomerId>,
    /// How many pairs that concern them may be one person twice; None where there are too many customers to compare
    /// within an import.
    pub duplicates: Option<usize>,
    /// The likeliest of them.
    pub likeliest: Vec<DuplicatePair>,
    /// Whether nothing was saved: the numbers say what would happen.
    pub dry_run: bool,
    /// Whether rejected rows kept everything out.
    pub refused: bool,
}

impl Imported {
    /// Says whether the files hold anything that the book did not: only then is there a step to undo.
    pub fn is_change(&self) -> bool {
        self.added + self.updated + self.touches + self.calls.changed > 0
    }

    /// Says in how many files its rows stand.
    pub fn files(&self) -> Files {
        let mut files = self.rejected.named.iter().chain(&self.noted.named).map(|note| &note.file);
        let first = files.next();
        if self.found.len() > 1 || files.any(|file| Some(file) != first) { Files::Several } else { Files::One }
    }
}

/// How many likely duplicates an import names.
pub const NAMED_DUPLICATES: usize = 100;
/// The most customers that an import compares: more would take too much memory.
const COMPARED: usize = 200_000;

impl App {
    /// Imports files and folders as one change.
    pub fn import(&mut self, plan: &ImportRequest) -> Result<Imported> {
        self.import_watched(plan, &Watch::default())
    }

    /// The same while another thread watches; where it stops the import, nothing comes in.
    pub fn import_watched(&mut self, plan: &ImportRequest, watch: &Watch) -> Result<Imported> {
        let files = files_of(&plan.files)?;
        // After the last row comes what is worked out from all of them.
        let bytes = background::sizes(&files);
        watch.expect(bytes + bytes / 4);
        self.book.be_watched(watch);
        let clock = self.clock();
        let label = match files.as_slice() {
            [one] => format!("imported {}", file_name(one)),
            many => format!("imported {} files", many.len()),
        };
        let region = self.settings.region.clone();
        let slot = self.call_days()?.last_up_to(clock.today());
        let mut imported =
            Imported { dry_run: plan.dry_run, people: People::to_tell(plan.tell), ..Imported::default() };
        let run = |change: &Change<'_>, imported: &mut Imported| -> Result<()> {
            let run = &mut RunState::begin(change)?;
            run.begin_many(change, bytes)?;
            let (region, file) = (region.as_deref(), FileState::default());
            let mut importer =
                Importer { change, plan, watch, clock, region, slot, run, imported: &mut *imported, file };
            files.iter().try_for_each(|file| importer.file(file))?;
            importer.has_read_something()?;
            importer.calls_of_files()?;
            own::settle_referrals(change, run)?;
            run.end_many(change)?;
            imported.refused = plan.strict && !imported.rejected.is_empty();
            if imported.refused {
                imported.duplicates = Some(0);
                return Ok(());
            }
            find_duplicates(change, imported)
        };
        let keep = |change: &Change<'_>| {
            run(change, &mut imported)?;
            // What files said of people whom they did not change is not worth a step to undo.
            Ok(imported.is_change() && !plan.dry_run && !imported.refused)
        };
        let kept = self.book.with_room(|book| book.change_if(&clock, label, keep));
        // A stop breaks off whatever was being done.
        kept.map_err(|error| watch.go_on().err().unwrap_or(error))?;
        if imported.refused {
            (imported.added, imported.updated, imported.touches) = (0, 0, 0);
            imported.new_customers.clear();
            (imported.calls.added, imported.calls.changed) = (0, 0);
        }
        Ok(imported)
    }
}

/// Finds which of the added or changed customers may be in the book twice.
fn find_duplicates(change: &Change<'_>, imported: &mut Imported) -> Result<()> {
    let concerned = imported.new_customers.len() + imported.concerned.len();
    if concerned > ASKED_ONE_BY_ONE && change.count_present()? > COMPARED {
        return Ok(());
    }
    let concerned: Vec<CustomerId> = imported.new_customers.iter().chain(&imported.concerned).copied().collect();
    let pairs = duplicates_among(change, &concerned)?;
    imported.duplicates = Some(pairs.len());
    let found = pairs.iter().take(NAMED_DUPLICATES).map(|pair| duplicate_pair(change, pair));
    imported.likeliest = found.filter_map(Result::transpose).collect::<Result<_>>()?;
    Ok(())
}

fn cannot_import(file: &Path, why: &str) -> Error {
    Error::failed(format!("could not import {}: {why}", file.display())).help("nothing was imported")
}

/// The import of one file.
struct Importer<'a, 'b> {
    change: &'a Change<'b>,
    plan: &'a ImportRequest,
    watch: &'a Watch,
    clock: Clock,
    region: Option<&'a str>,
    /// The call day of the present slot.
    slot: Option<NaiveDate>,
    run: &'a mut RunState,
    imported: &'a mut Imported,
    file: FileState,
}

/// The file that is being imported.
#[derive(Default)]
struct FileState {
    /// Its number in the run.
    number: usize,
    /// Where it can be read again.
    input: Option<Arc<Counted>>,
    /// What the user calls it.
    named: PathBuf,
    /// The program that wrote it, and the file.
    source: String,
    /// Whether it was said that its text was read in another encoding.
    is_garbled: bool,
    /// What its rows say otherwise of fields that stay as they are.
    stayed: Stayed,
    /// Found where a row asks for it.
    shared: Option<SharedMarks>,
}

impl Importer<'_, '_> {
    /// Imports goodcall's own JSON, whose rows have ids of their own.
    fn own_book(&mut self, document: Box<dyn std::io::Read + Send>, named: &Path) -> Result<()> {
        self.run.end_many(self.change)?;
        // From here on rows come in that note no marks.
        self.run.marks = None;
        let Imported { rejected, noted, .. } = &mut *self.imported;
        let mut say = |note: RowNote| match note {
            RowNote::Rejected(line, reason) => rejected.add(named, line, reason),
            RowNote::Noted(line, reason) => noted.add(named, line, reason),
        };
        let document = Watched { input: document, watch: self.watch };
        let TakenBook { counts, kinds, customers } = transfer::take_book(self.change, document, &mut say)
            .map_err(|e| Error { message: format!("could not import {}: {}", named.display(), e.message), ..e })?;
        self.imported.added += counts.added;
        self.imported.updated += counts.updated;
        self.imported.unchanged += counts.unchanged;
        self.imported.touches += counts.touches;
        self.imported.kinds.extend(kinds);
        self.imported.concerned.extend(customers);
        Ok(())
    }

    /// The mailboxes and numbers that several differently named rows of the file have.
    fn shared_marks(&mut self) -> Result<&SharedMarks> {
        if let (None, Some(source)) = (&self.file.shared, self.file.input.clone()) {
            let reading = self.open(&*source, &self.file.named);
            let reading = reading.map_err(|e| cannot_import(&self.file.named, &e.to_string()))?;
            let shared = SharedMarks::of(reading, |person| self.marks_of(person));
            self.file.shared = Some(shared);
        }
        Ok(self.file.shared.get_or_insert_default())
    }

    fn people(&mut self, mut reading: Reading, source: &Counted) -> Result<()> {
        let mut told = 0;
        for (line, note) in reading.notes {
            self.imported.noted.add(&self.file.named, line, note);
        }
        for record in reading.records.by_ref() {
            self.watch.go_on()?;
            let read = source.read().max(told);
            self.watch.looked_at(read - told);
            told = read;
            let taken = match record {
                Ok(person) => {
                    let (line, taken) = (person.line, self.person(&person)?);
                    taken.map_err(|reason| Rejected { line, reason, draft: Some(Box::new(person.draft)) })
                }
                Err(rejected) => Err(rejected),
            };
            if let Err(rejected) = taken {
                self.imported.rejected.add_row(&self.file.named, rejected);
            }
        }
        if let Some(stayed) = self.file.stayed.note() {
            self.imported.noted.add(&self.file.named, OF_THE_FILE, stayed);
        }
        for (line, what) in reading.records.take_passed_over() {
            self.imported.not_people.add(&self.file.named, line, what);
        }
        self.add_unused(reading.records.unused());
        Ok(())
    }

    fn add_unused(&mut self, columns: Vec<String>) {
        for column in columns {
            if !self.imported.unused.contains(&column) {
                self.imported.unused.push(column);
            }
        }
    }
}
