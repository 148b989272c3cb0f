//! Bringing customers in from files: one change, that undo takes back whole. A re-import changes only what the file
//! says differently, never ratings, favorites, touches or what the user has edited since.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::merge::{ASKED_ONE_BY_ONE, DuplicatePair, duplicates_among, twins};
use super::{App, phones, transfer};
use crate::book::Change;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, Reimport};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Occasion, Touch, TouchKind};
use crate::error::{About, Error, ErrorKind, Result};
use crate::exchange::{self, Format, ImportField, ImportedPerson, Options, Reading};
use crate::text;

mod known;

use known::{Known, kept_field};

/// Favorites from which an import says that they are many.
pub const MANY_FAVORITES: usize = 30;

/// How many of the rows that were left out are named; beyond that they are only counted.
const NAMED_REJECTED: usize = 100_000;

/// What an import is to do.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Files and folders, in the order in which they are read.
    pub files: Vec<PathBuf>,
    /// Columns by their name in the file, and the field each is to fill whatever its name suggests.
    pub map: Vec<(String, ImportField)>,
    /// Marks everybody who is added as a favorite.
    pub favorite: bool,
    /// Adds everybody as a past buyer.
    pub past: bool,
    /// Only tell what would happen.
    pub dry_run: bool,
    /// All rows or none.
    pub strict: bool,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The file it stands in.
    pub file: PathBuf,
    /// Counted from 1: the row's first line, or where the card begins.
    pub line: u64,
    /// For people: what is wrong with it.
    pub reason: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Customers who were not in the book.
    pub added: usize,
    /// Customers in the book whom a file changed.
    pub updated: usize,
    /// Customers in the book of whom the files say nothing new.
    pub unchanged: usize,
    /// The first rows that were left out, each with its reason.
    pub rejected: Vec<LeftOut>,
    /// Rows that were left out beyond those named in `rejected`.
    pub rejected_more: usize,
    /// Columns by the name in the file, and the field each fills.
    pub columns: Vec<(String, Option<ImportField>)>,
    /// What each file was found to be.
    pub found: Vec<(PathBuf, Format, Option<String>)>,
    /// The customers that were added.
    pub new_customers: Vec<CustomerId>,
    /// The customers whom the files added or changed.
    pub concerned: Vec<CustomerId>,
    /// How many pairs that concern them may be one person twice; None where there are too many customers to compare
    /// within an import.
    pub duplicates: Option<usize>,
    /// The likeliest of them.
    pub twins: Vec<DuplicatePair>,
    /// Nothing was kept: the numbers say what would happen.
    pub dry_run: bool,
    /// The rows that were left out kept everything out.
    pub refused: bool,
}

/// The most likely duplicates that an import names.
pub const NAMED_DUPLICATES: usize = 100;
/// Up to so many customers are compared within an import: what is compared of more takes too much memory.
const COMPARED: usize = 200_000;

impl App {
    /// Imports files and folders as one change.
    pub fn import(&mut self, plan: &ImportRequest) -> Result<Imported> {
        let files = files_of(&plan.files)?;
        let clock = self.clock();
        let label = match files.as_slice() {
            [one] => format!("imported {}", file_name(one)),
            many => format!("imported {} files", many.len()),
        };
        let region = self.settings.region.clone();
        let mut imported = Imported { dry_run: plan.dry_run, ..Imported::default() };
        let run = |change: &Change<'_>, imported: &mut Imported| -> Result<()> {
            for file in &files {
                let has_known_as = change.has_known_as()?;
                let region = region.as_deref();
                Importer { change, plan, clock, region, has_known_as, imported: &mut *imported }.file(file)?;
            }
            imported.refused = plan.strict && !imported.rejected.is_empty();
            if imported.refused {
                imported.duplicates = Some(0);
                return Ok(());
            }
            find_twins(change, imported)
        };
        self.book.change_if(&clock, label, |change| {
            run(change, &mut imported)?;
            Ok(!plan.dry_run && !imported.refused)
        })?;
        if imported.refused {
            (imported.added, imported.updated) = (0, 0);
            imported.new_customers.clear();
        }
        Ok(imported)
    }
}

/// Looks who of those whom the files added or changed may be in the book twice.
fn find_twins(change: &Change<'_>, imported: &mut Imported) -> Result<()> {
    if imported.concerned.len() > ASKED_ONE_BY_ONE && change.count_present()? > COMPARED {
        return Ok(());
    }
    let pairs = duplicates_among(change, &imported.concerned)?;
    imported.duplicates = Some(pairs.len());
    let found = pairs.iter().take(NAMED_DUPLICATES).map(|pair| twins(change, pair));
    imported.twins = found.filter_map(Result::transpose).collect::<Result<_>>()?;
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The files named, and those in the folders named: vCard, CSV and JSON files, by name.
fn files_of(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
            .about("read the folder", path)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|p| {
                let ending = p.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
                p.is_file() && ["vcf", "vcard", "csv", "tsv", "json"].contains(&ending.as_str())
            })
            .collect();
        if inside.is_empty() {
            return Err(Error::failed(format!("the folder {} holds no vCard, CSV or JSON file", path.display()))
                .help("nothing was imported; name the files themselves"));
        }
        // Salesforce's accounts only lend the contacts their companies' names.
        let named = |p: &Path, name: &str| file_name(p).eq_ignore_ascii_case(name);
        if inside.iter().any(|p| named(p, "Contact.csv")) {
            inside.retain(|p| !named(p, "Account.csv"));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// The import of one file.
struct Importer<'a, 'b> {
    change: &'a Change<'b>,
    plan: &'a ImportRequest,
    clock: Clock,
    region: Option<&'a str>,
    /// Whether any record was ever merged into another.
    has_known_as: bool,
    imported: &'a mut Imported,
}

/// The fields of a draft that a file may change later: not ratings and favorites, which are the user's.
fn of_files(draft: &CustomerDraft) -> impl Iterator<Item = CustomerField> {
    draft.iter().map(|(field, _)| field).filter(|f| f.spec().reimport == Reimport::Changes)
}

/// The key under which the last contact that a file named is kept.
const LAST_CONTACTED: &str = "last_contacted";

impl Importer<'_, '_> {
    fn file(&mut self, path: &Path) -> Result<()> {
        if path.is_file() || !path.exists() {
            return self.regular_file(path, path);
        }
        // What can be read only once, a pipe, is kept while it is looked at and read.
        let mut kept = tempfile::NamedTempFile::new().about("keep a copy of", path)?;
        let mut source = std::fs::File::open(path).about("read", path)?;
        std::io::copy(&mut source, kept.as_file_mut()).about("read", path)?;
        self.regular_file(kept.path(), path)
    }

    /// Imports the file at `path`, that the user named `named`.
    fn regular_file(&mut self, path: &Path, named: &Path) -> Result<()> {
        let options = Options { map: self.plan.map.clone(), ..Options::default() };
        let reading = exchange::read_path(path, &options).map_err(|e| {
            Error::failed(format!("could not import {}: {e}", named.display())).help("nothing was imported")
        })?;
        self.imported.found.push((named.to_path_buf(), reading.format, reading.encoding.clone()));
        if reading.format == Format::Json {
            let file = std::fs::File::open(path).about("read", named)?;
            let (counts, customers) = transfer::take_book(self.change, file)
                .map_err(|e| Error { message: format!("could not import {}: {}", named.display(), e.message), ..e })?;
            self.imported.added += counts.added;
            self.imported.updated += counts.updated;
            self.imported.unchanged += counts.unchanged;
            self.imported.concerned.extend(customers);
            return Ok(());
        }
        for column in &reading.columns {
            if !self.imported.columns.contains(column) {
                self.imported.columns.push(column.clone());
            }
        }
        self.people(named, reading)
    }

    fn people(&mut self, path: &Path, reading: Reading) -> Result<()> {
        for record in reading.records {
            let taken = match record {
                Ok(person) => {
                    let line = person.line;
                    self.person(&person)?.map_err(|reason| (line, reason))
                }
                Err(rejected) => Err((rejected.line, rejected.reason)),
            };
            if let Err((line, reason)) = taken {
                if self.imported.rejected.len() < NAMED_REJECTED {
                    self.imported.rejected.push(LeftOut { file: path.to_path_buf(), line, reason });
                } else {
                    self.imported.rejected_more += 1;
                }
            }
        }
        Ok(())
    }

    /// Takes a person in; the inner error is why they were left out.
    fn person(&mut self, person: &ImportedPerson) -> Result<std::result::Result<(), String>> {
        let draft = draft_of(person);
        let region = person.country.as_deref().and_then(region_of).or(self.region);
        let read = |t: &str| phones::read(t, region);
        let blank = Customer::new(CustomerId(0), "", &self.clock);
        let checked = match draft.check(blank, &self.clock, &read) {
            Ok(checked) => Customer { source_uid: person.source_uid.clone(), ..checked },
            Err(problems) => return Ok(Err(problems.to_string())),
        };
        let known = match self.same_person(&checked)? {
            Some(known) => {
                let changed = self.update(&known, &checked, &draft)?;
                if changed {
                    self.imported.updated += 1;
                    self.imported.concerned.push(known.id);
                } else {
                    self.imported.unchanged += 1;
                }
                known
            }
            None => {
                self.imported.added += 1;
                let id = self.add(checked, &draft)?;
                self.imported.concerned.push(id);
                id.into()
            }
        };
        if let Some(date) = person.last_contacted {
            self.last_contacted(&known, date)?;
        }
        Ok(Ok(()))
    }

    fn add(&mut self, checked: Customer, draft: &CustomerDraft) -> Result<CustomerId> {
        let customer = Customer {
            id: self.change.new_customer_id(),
            favorite: checked.favorite || self.plan.favorite,
            standing: if self.plan.past { crate::domain::customer::Standing::Past } else { checked.standing },
            ..checked
        };
        self.change.add_customer(&customer)?;
        self.keep_fields(&customer.id.into(), &customer, draft, &Map::new())?;
        self.imported.new_customers.push(customer.id);
        Ok(customer.id)
    }

    /// Changes what the file says differently from last time, where the user has not edited it since.
    fn update(&self, known: &Known, new: &Customer, draft: &CustomerDraft) -> Result<bool> {
        let present = self.change.customer(known.id)?;
        let before = self.kept_fields(known)?;
        let mut after = present.clone();
        for field in of_files(draft) {
            let last = kept_field(&before, field);
            let untouched = match last {
                Some(last) => field.text(&present) == last,
                None => field.of(&present).is_unsaid(),
            };
            if untouched && last != Some(field.text(new).as_str()) {
                field.copy(&mut after, new);
            }
        }
        if after.source_uid.is_none() && known.alias.is_none() {
            after.source_uid.clone_from(&new.source_uid);
        }
        let changed = self.change.update_customer(&after)?;
        self.keep_fields(known, new, draft, &before)?;
        Ok(changed)
    }

    /// Keeps a "last contacted" date as one touch, marked imported.
    fn last_contacted(&mut self, known: &Known, date: chrono::NaiveDate) -> Result<()> {
        let mut fields = self.kept_fields(known)?;
        let told = fields.get(LAST_CONTACTED).and_then(Value::as_str).is_some_and(|d| *d >= *date.to_string());
        if told || date > self.clock.today() {
            return Ok(());
        }
        fields.insert(LAST_CONTACTED.into(), date.to_string().into());
        self.keep(known, fields.into_iter().collect())?;
        let noon = self.clock.noon(date);
        self.change.add_touch(&Touch {
            id: self.change.new_touch_id(),
            customer: known.id,
            kind: TouchKind::Message,
            outcome: None,
            at: noon.min(self.clock.stamp()),
            minutes: None,
            occasion: Occasion::Other,
            setback: None,
            mood_before: None,
            mood_after: None,
            imported: true,
            text: String::new(),
        })
    }
}

/// What a file says of a person, as a draft that the check goes over.
fn draft_of(person: &ImportedPerson) -> CustomerDraft {
    let mut draft = CustomerDraft::default();
    let yes_no = |b: bool| Some(if b { "yes" } else { "no" }.to_string());
    let fields = [
        (CustomerField::Name, person.name.clone()),
        (CustomerField::Company, person.company.clone()),
        (CustomerField::Role, person.role.clone()),
        (CustomerField::Phone, person.phone.clone()),
        (CustomerField::Email, person.email.clone()),
        (CustomerField::City, person.city.clone()),
        (CustomerField::Timezone, person.timezone.clone()),
        (CustomerField::Hours, person.hours.clone()),
        (CustomerField::Favorite, person.favorite.and_then(yes_no)),
        (CustomerField::Pleasure, person.pleasure.clone()),
        (CustomerField::Profit, person.profit.clone()),
        (CustomerField::Standing, person.standing.clone()),
        (CustomerField::LeftOn, person.left_on.clone()),
        (CustomerField::LeftBecause, person.left_because.clone()),
        (CustomerField::Cadence, person.every.clone()),
        (CustomerField::Peak, person.peak.clone()),
        (CustomerField::TouchesAYear, person.touches_a_year.clone()),
        (CustomerField::DoNotCall, person.do_not_call.and_then(yes_no)),
        (CustomerField::Facts, person.facts.clone()),
    ];
    for (field, value) in fields {
        if let Some(value) = value {
            draft.set(field, value);
        }
    }
    draft
}

/// A country as files write it, as a region: a code, or one of the names that exports use most.
fn region_of(country: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 24] = [
        ("united states", "US"),
        ("united states of america", "US"),
        ("usa", "US"),
        ("united kingdom", "GB"),
        ("great britain", "GB"),
        ("uk", "GB"),
        ("england", "GB"),
        ("germany", "DE"),
        ("deutschland", "DE"),
        ("france", "FR"),
        ("spain", "ES"),
        ("espana", "ES"),
        ("italy", "IT"),
        ("italia", "IT"),
        ("portugal", "PT"),
        ("canada", "CA"),
        ("australia", "AU"),
        ("ireland", "IE"),
        ("netherlands", "NL"),
        ("austria", "AT"),
        ("switzerland", "CH"),
        ("japan", "JP"),
        ("india", "IN"),
        ("brazil", "BR"),
    ];
    let folded = text::fold(country);
    let code = country.trim().to_uppercase();
    let by_code = || NAMES.iter().map(|(_, c)| *c).find(|c| *c == code);
    NAMES.iter().find(|(name, _)| *name == folded).map(|(_, code)| *code).or_else(by_code)
}

/// The error for rows that were left out, where there were any.
pub fn left_out_error(imported: &Imported) -> Option<Error> {
    if imported.rejected.is_empty() {
        return None;
    }
    let rejected = imported.rejected.len() + imported.rejected_more;
    let rows = text::count(rejected, "row was", "rows were");
    let (what, help) = if imported.refused {
        (format!("{rows} wrong, so nothing was added (--strict)"), "correct them, or import without --strict")
    } else if imported.dry_run {
        (format!("{rows} wrong and would be left out"), "correct them and look again")
    } else {
        (
            format!("{rows} left out; the others are in the book"),
            "correct them and import the file again: nothing is doubled",
        )
    };
    Some(Error::new(ErrorKind::Partial, what).help(help))
}
