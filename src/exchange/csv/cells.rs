//! Makes people of the cells of rows.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::accounts::short_id;
use super::passed_over::{is_footer, is_header};
use super::person_draft::{PersonDraft, Took, set};
use crate::domain::customer::{CustomerField, Kind};
use crate::domain::input::{read_do_not_call, read_yes_no, shorten};
use crate::domain::likeness::is_filler;
use crate::domain::source_uid;
use crate::domain::tags;
use crate::exchange::columns::{BirthPart, Column, Layout, Special};
use crate::exchange::csv_out::undefused;
use crate::exchange::dates::{self, DateReader};
use crate::exchange::fields::{ImportField, PhoneKind, key};
use crate::exchange::property::UNSAID;
use crate::exchange::rows::{Row, RowProblem};
use crate::exchange::text::{self, Gathered, Reach};
use crate::exchange::{Format, ImportedPerson, Numbers, Rejected};

/// What is known around the rows of a file.
pub(super) struct Surroundings {
    /// Salesforce accounts by their short ids.
    pub(super) accounts: HashMap<String, String>,
    /// The encoding of the file, for messages.
    pub(super) encoding: &'static str,
    pub(super) today: Option<NaiveDate>,
    pub(super) numbers: Numbers,
}

/// Makes people of the rows of one file.
pub(super) struct RowReader {
    format: Format,
    family_first: bool,
    /// The columns that fill something, in the order in which they do.
    used: Vec<(usize, Column)>,
    titles: Vec<String>,
    /// The column that says whether the record was deleted.
    deleted: Option<usize>,
    around: Surroundings,
    /// For each column whether it held something, and whether that was used.
    seen: Vec<Seen>,
}

/// What was seen of a column.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    held: bool,
    used: bool,
}

impl RowReader {
    /// Reads rows by the columns of their file.
    pub(super) fn new(layout: Layout, around: Surroundings) -> RowReader {
        let titles: Vec<String> = layout.columns.iter().map(|c| c.title.clone()).collect();
        let mut seen = vec![Seen::default(); titles.len()];
        // What the user leaves out is not news to them; a label says which phone it is.
        let known = layout.columns.iter().enumerate().filter(|(_, c)| c.field == Some(ImportField::Ignore));
        for at in known.map(|(at, _)| at).chain(layout.columns.iter().filter_map(|c| c.label_in)) {
            if let Some(seen) = seen.get_mut(at) {
                seen.used = true;
            }
        }
        let deleted = layout.columns.iter().position(|c| c.special == Special::Deleted);
        if let Some(seen) = deleted.and_then(|at| seen.get_mut(at)) {
            seen.used = true;
        }
        let mut used: Vec<(usize, Column)> = layout
            .columns
            .into_iter()
            .enumerate()
            .filter(|(_, c)| c.field.is_some_and(|f| f != ImportField::Ignore))
            .collect();
        used.sort_by_key(|(at, c)| (c.rank, *at));
        RowReader { format: layout.format, family_first: layout.family_first, used, titles, deleted, around, seen }
    }

    /// Names the columns that held something, of which nothing was used.
    pub(super) fn unused(&self) -> Vec<String> {
        let seen = self.titles.iter().zip(&self.seen).enumerate().filter(|(_, (_, seen))| seen.held && !seen.used);
        seen.map(|(at, (title, _))| text::one_line(title).unwrap_or_else(|| format!("column {}", at + 1))).collect()
    }

    /// Makes a person of a row; None where it is blank or not a person.
    pub(super) fn person(&mut self, row: &Row) -> Option<Result<ImportedPerson, Rejected>> {
        match self.filled(row)? {
            Ok(cells) if self.is_deleted(&cells) => None,
            Ok(cells) => Some(self.draft(&cells, row.line).finish(&self.around.numbers)),
            Err(rejected) => Some(Err(rejected)),
        }
    }

    /// What is known around the rows.
    pub(super) fn around(&self) -> &Surroundings {
        &self.around
    }

    /// Returns the cells of a row that says something; None where it is blank, or stands for no record.
    pub(super) fn filled<'r>(&self, row: &'r Row) -> Option<Result<Vec<&'r str>, Rejected>> {
        match self.cells(row) {
            Ok(cells) if cells.iter().all(|c| c.is_empty()) || !self.is_own() && is_footer(&cells) => None,
            Ok(cells) if is_header(&cells, &self.titles) => None,
            Ok(cells) => Some(Ok(cells)),
            Err(reason) => Some(Err(Rejected { line: row.line, reason, draft: None })),
        }
    }

    /// Takes what the cells of a row say of a person.
    pub(super) fn draft(&mut self, cells: &[&str], line: u64) -> PersonDraft {
        let dates = DateReader { today: self.around.today, ..DateReader::default() };
        let mut draft = PersonDraft { family_first: self.family_first, dates, ..PersonDraft::default() };
        draft.person.line = line;
        draft.person.own = self.is_own().then(Box::default);
        let mut seen = std::mem::take(&mut self.seen);
        for (seen, _) in seen.iter_mut().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            seen.held = true;
        }
        for (at, column) in &self.used {
            if let Some(cell) = cells.get(*at).filter(|c| !c.is_empty()) {
                let took = self.fill(&mut draft, column, cell, cells);
                if let Some(seen) = seen.get_mut(*at) {
                    seen.used |= took == Took::Something || column.address.is_some();
                }
            }
        }
        self.seen = seen;
        for (at, cell) in cells.iter().enumerate().skip(self.titles.len()).filter(|(_, cell)| !cell.is_empty()) {
            let (column, shown) = (at + 1, shorten(cell, 40));
            draft.person.notes.push(format!("column {column} stands behind the header: \"{shown}\" is kept as a fact"));
            draft.gathered.add_labelled(&format!("Column {column}"), cell);
        }
        draft
    }

    /// Whether goodcall wrote the file.
    fn is_own(&self) -> bool {
        self.format == Format::Own
    }

    fn is_deleted(&self, cells: &[&str]) -> bool {
        self.deleted.and_then(|at| cells.get(at)).and_then(|cell| read_yes_no(cell)) == Some(true)
    }

    /// Returns the cells of a row as text; the error says why the row is rejected.
    fn cells<'r>(&self, row: &'r Row) -> Result<Vec<&'r str>, String> {
        match row.trouble {
            Some(RowProblem::LongField { cell, bytes }) => {
                let size = text::size(bytes);
                return Err(format!("{} holds {size}, and a field holds at most 64 KiB", self.column(cell)));
            }
            Some(RowProblem::LongRow { bytes }) => {
                return Err(format!("the row is {} long, and a row may hold at most 1 MiB", text::size(bytes)));
            }
            Some(RowProblem::OpenQuote) => {
                return Err("a quote (\") opens in this row and never closes: close it, or remove it".into());
            }
            None if row.is_blank() => return Ok(Vec::new()),
            None => {}
        }
        let text = |at: usize| match std::str::from_utf8(row.cell(at)) {
            Err(_) => Err(format!("{} is not valid {}", self.column(at), self.around.encoding)),
            Ok(cell) if cell.contains('\0') => Err(format!("{} holds a NUL byte", self.column(at))),
            Ok(cell) if self.is_own() => Ok(undefused(text::trim(cell))),
            Ok(cell) => Ok(plain(cell)),
        };
        (0..row.len()).map(text).collect()
    }

    fn column(&self, at: usize) -> String {
        match self.titles.get(at).filter(|t| !t.is_empty()) {
            Some(title) => format!("column '{}'", shorten(title, 60)),
            None => format!("column {}", at + 1),
        }
    }

    fn fill(&self, draft: &mut PersonDraft, column: &Column, cell: &str, cells: &[&str]) -> Took {
        let Some(field) = column.field else { return Took::Nothing };
        if column.special == Special::Own {
            return fill_own(draft, field, cell);
        }
        let label = column.label_in.and_then(|at| cells.get(at)).copied();
        if let Some((group, part)) = column.address {
            draft.addresses.entry(group).or_default().add(part, self.first_of(cell));
        }
        match field {
            ImportField::Field(CustomerField::Phone) => draft.gathered.add_phones(PhoneKind::Any, column, label, cell),
            ImportField::Phone(kind) => draft.gathered.add_phones(kind, column, label, cell),
            ImportField::Field(CustomerField::Email) => draft.gathered.add_emails(column, label, cell),
            ImportField::Field(CustomerField::Facts) if column.special == Special::Labelled => {
                draft.gathered.add_labelled(&column.title, cell);
            }
            ImportField::Field(CustomerField::Facts) => draft.gathered.notes.extend(text::many_lines(cell)),
            ImportField::Field(CustomerField::Birthday) => self.add_birthday(draft, column, cell),
            ImportField::Field(CustomerField::Tags) => self.add_tags(draft, cell),
            ImportField::Field(CustomerField::CustomerSince) => {
                let take = |draft: &mut PersonDraft, day: NaiveDate| {
                    draft.set_field(CustomerField::CustomerSince, Some(day.to_string()))
                };
                return self.past_day(draft, column, cell, take);
            }
            ImportField::Field(CustomerField::DoNotCall) => add_do_not_call(draft, cell),
            // Composed of its parts, when all of them are there.
            ImportField::Field(CustomerField::Address) if column.address.is_some() => {}
            ImportField::Field(field) if matches!(column.special, Special::Job(_)) => {
                draft.add_job(field, column, self.line(cell));
            }
            ImportField::Field(field) => return draft.set_field(field, self.value(field, column, cell)),
            ImportField::FirstName => return set(&mut draft.first, self.line(cell)),
            ImportField::MiddleName => return set(&mut draft.middle, self.line(cell)),
            ImportField::LastName => return set(&mut draft.last, self.line(cell)),
            ImportField::Country => return set(&mut draft.person.country, self.line(cell)),
            ImportField::State => return set(&mut draft.person.state, self.line(cell)),
            ImportField::SourceUid => return set(&mut draft.person.source_uid, self.uid(column, cell)),
            ImportField::LastContacted => {
                let take = |draft: &mut PersonDraft, day| set(&mut draft.person.last_contacted, Some(day));
                return self.past_day(draft, column, cell, take);
            }
            ImportField::Call(_) | ImportField::Own(_) | ImportField::Ignore => {}
        }
        Took::Something
    }

    fn dates(&self, column: &Column) -> DateReader {
        DateReader { order: column.order, today: self.around.today }
    }

    /// Takes a birthday, or its part that stands in the column.
    fn add_birthday(&self, draft: &mut PersonDraft, column: &Column, cell: &str) {
        let slot = match column.special {
            Special::Birth(BirthPart::Year) => &mut draft.birth.0,
            Special::Birth(BirthPart::Month) => &mut draft.birth.1,
            Special::Birth(BirthPart::Day) => &mut draft.birth.2,
            _ => {
                let birthday = self.dates(column).birthday(cell);
                return text::add_birthday(birthday, cell, &mut draft.person, &mut draft.gathered);
            }
        };
        set(slot, text::one_line(cell));
    }

    /// Takes the tags of a cell: Google joins them by `:::`, others by semicolons or commas.
    fn add_tags(&self, draft: &mut PersonDraft, cell: &str) {
        let google = matches!(self.format, Format::GoogleNew | Format::GoogleOld);
        let several = if google || cell.contains(":::") {
            cell.split(":::").map(str::to_string).collect()
        } else {
            tags::parts(cell)
        };
        for tag in several {
            draft.gathered.add_tag(&tag, &mut draft.person.notes);
        }
    }

    /// Reads a day that has been; one that can't be is kept as a fact, and said.
    fn past_day(
        &self,
        draft: &mut PersonDraft,
        column: &Column,
        cell: &str,
        take: fn(&mut PersonDraft, NaiveDate) -> Took,
    ) -> Took {
        let problem = match self.dates(column).date(cell) {
            Some(day) if self.around.today.is_some_and(|today| day > today) => "is still to come",
            Some(day) => return take(draft, day),
            None if dates::is_unsaid(cell) => return Took::Something,
            None => "can't be read as a date",
        };
        let (title, said) = (shorten(&column.title, 60), shorten(cell, 40));
        draft.person.notes.push(format!("'{title}' holds \"{said}\", which {problem}: kept as a fact"));
        draft.gathered.add_labelled(&column.title, cell);
        Took::Something
    }

    /// Returns the text that a cell gives a field.
    fn value(&self, field: CustomerField, column: &Column, cell: &str) -> Option<String> {
        if column.special == Special::Account {
            return self.around.accounts.get(&short_id(cell)).cloned();
        }
        match field.spec().kind {
            Kind::YesNo => read_yes_no(cell).map(|yes| if yes { "yes" } else { "no" }.to_string()),
            Kind::Lines => text::many_lines(cell),
            Kind::Text | Kind::Reach(_) | Kind::Rating | Kind::Choice(_) | Kind::Day | Kind::Parsed => self.line(cell),
        }
    }

    /// Returns the first of the values that Google joins in a cell.
    fn first_of<'c>(&self, cell: &'c str) -> &'c str {
        let google = matches!(self.format, Format::GoogleNew | Format::GoogleOld);
        let first = if google { cell.split(":::").next() } else { None };
        first.unwrap_or(cell)
    }

    fn line(&self, cell: &str) -> Option<String> {
        text::one_line(self.first_of(cell))
    }

    /// Makes the id of a record: two services may both number their people from 1. A column `source_uid` is goodcall's own,
    /// and holds the kind already.
    fn uid(&self, column: &Column, cell: &str) -> Option<String> {
        let id = self.line(cell).filter(|id| !is_filler(id))?;
        let is_own = key(&column.title) == key(ImportField::SourceUid.name());
        Some(if is_own { id } else { source_uid::with_kind(self.format.source(), &id) })
    }
}

/// Takes whether somebody is not to be called. What can't be read keeps them from being called, and so does one of several
/// columns.
fn add_do_not_call(draft: &mut PersonDraft, cell: &str) {
    let says = read_do_not_call(cell);
    if says.is_none() {
        let shown = shorten(cell, 40);
        draft.person.notes.push(format!("do not call: \"{shown}\" can't be read: taken for yes"));
    }
    if says.unwrap_or(true) {
        draft.person.draft.set(CustomerField::DoNotCall, "yes");
    } else {
        draft.person.draft.set_first(CustomerField::DoNotCall, Some("no".into()));
    }
}

/// Takes a cell of goodcall's own as it stands.
fn fill_own(draft: &mut PersonDraft, field: ImportField, cell: &str) -> Took {
    match field {
        ImportField::Field(CustomerField::Facts) => draft.gathered.notes.extend(text::many_lines(cell)),
        ImportField::Field(field) => draft.person.draft.set_first(field, Some(cell.to_string())),
        ImportField::Own(beside) => beside.read(cell, draft.person.own.get_or_insert_default()),
        _ => {}
    }
    Took::Something
}

impl Gathered {
    fn add_phones(&mut self, kind: PhoneKind, column: &Column, label: Option<&str>, cell: &str) {
        let kind = match (kind, label) {
            (PhoneKind::Any, Some(label)) => PhoneKind::labelled(label),
            _ => kind,
        };
        let preferred = if kind == PhoneKind::Preferred { 1 } else { UNSAID };
        let preferred = if is_main(label) { preferred.min(50) } else { preferred };
        let own = label.and_then(text::own_label).or_else(|| label_of_title(kind, &column.title));
        self.add_numbers(&Reach { kind, label: own, group: None, preferred, value: String::new() }, cell);
    }

    fn add_emails(&mut self, column: &Column, label: Option<&str>, cell: &str) {
        let kind = match column.special {
            Special::EmailKind(kind) => kind,
            _ => label.map_or(PhoneKind::Any, PhoneKind::labelled),
        };
        let own = label.and_then(text::own_label);
        let preferred = if is_main(label) { 50 } else { UNSAID };
        let several: Vec<&str> = cell.split([';', ',', ' ', '\n']).filter(|p| !p.is_empty() && *p != ":::").collect();
        let apart = several.len() > 1 && several.iter().all(|p| p.contains('@'));
        let values = if apart { several } else { cell.split(":::").collect() };
        for value in values.into_iter().filter_map(text::one_line) {
            let value = text::email_address(&value);
            self.emails.push(Reach { kind, label: own.clone(), group: None, preferred, value });
        }
    }

    fn add_labelled(&mut self, title: &str, cell: &str) {
        let title = text::one_line(&title.replace('\0', "")).unwrap_or_default();
        self.labelled.extend(text::many_lines(cell).map(|value| (title, value)));
    }
}

/// Whether a label is that of the main number or mailbox, which Google marks with a star.
fn is_main(label: Option<&str>) -> bool {
    label.is_some_and(|label| label.starts_with('*'))
}

/// The label of a number whose column names it: "Car Phone", "Other Phone".
fn label_of_title(kind: PhoneKind, title: &str) -> Option<String> {
    const TELLING: [(&str, &str); 7] = [
        ("otherphone", "other"),
        ("phoneother", "other"),
        ("companymainphone", "company"),
        ("carphone", "car"),
        ("radiophone", "radio"),
        ("callback", "callback"),
        ("primaryphone", "main"),
    ];
    let title = key(title);
    let of_kind = matches!(kind, PhoneKind::Any | PhoneKind::Preferred);
    let (_, label) = TELLING.iter().find(|(name, _)| of_kind && title == *name)?;
    Some((*label).to_string())
}

/// Removes the apostrophe that keeps a cell of an export from being a formula.
fn plain(cell: &str) -> &str {
    let cell = text::trim(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => text::trim(rest),
        _ => cell,
    }
}
