//! Makes people of the cells of rows.

use std::collections::{BTreeMap, HashMap};

use super::accounts::short_id;
use crate::domain::customer::{CustomerField, Kind};
use crate::domain::input::{read_yes_no, shorten};
use crate::exchange::address::Address;
use crate::exchange::columns::{Column, Layout, Special};
use crate::exchange::fields::{ImportField, PhoneKind};
use crate::exchange::rows::{Row, RowProblem};
use crate::exchange::text::{self, Gathered, Reach};
use crate::exchange::{Format, ImportedPerson, Rejected, dates};

/// Makes people of the rows of one file.
pub(super) struct RowReader {
    format: Format,
    /// The columns in use, in their order.
    used: Vec<(usize, Column)>,
    titles: Vec<String>,
    /// Salesforce accounts by their short ids.
    accounts: HashMap<String, String>,
    /// The encoding of the file, for messages.
    encoding: &'static str,
}

/// What a row says, while its cells come in.
#[derive(Default)]
struct PersonDraft {
    person: ImportedPerson,
    first: Option<String>,
    middle: Option<String>,
    last: Option<String>,
    addresses: BTreeMap<u8, Address>,
    gathered: Gathered,
}

impl RowReader {
    /// Reads rows by the columns of their file.
    pub(super) fn new(layout: Layout, accounts: HashMap<String, String>, encoding: &'static str) -> RowReader {
        let titles = layout.columns.iter().map(|c| c.title.clone()).collect();
        let mut used: Vec<(usize, Column)> = layout
            .columns
            .into_iter()
            .enumerate()
            .filter(|(_, c)| c.field.is_some_and(|f| f != ImportField::Ignore))
            .collect();
        used.sort_by_key(|(at, c)| (c.rank, *at));
        RowReader { format: layout.format, used, titles, accounts, encoding }
    }

    /// Makes a person of a row; None where it is blank or not a person.
    pub(super) fn person(&self, row: &Row) -> Option<Result<ImportedPerson, Rejected>> {
        let cells = match self.cells(row) {
            Ok(cells) if cells.iter().all(|c| c.is_empty()) || is_footer(&cells) => return None,
            Ok(cells) => cells,
            Err(reason) => return Some(Err(Rejected { line: row.line, reason })),
        };
        let mut draft = PersonDraft::default();
        draft.person.line = row.line;
        for (at, column) in &self.used {
            if let Some(cell) = cells.get(*at).filter(|c| !c.is_empty()) {
                self.fill(&mut draft, column, cell, &cells);
            }
        }
        Some(draft.finish())
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
            Err(_) => Err(format!("{} is not valid {}", self.column(at), self.encoding)),
            Ok(cell) if cell.contains('\0') => Err(format!("{} holds a NUL byte", self.column(at))),
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

    fn fill(&self, draft: &mut PersonDraft, column: &Column, cell: &str, cells: &[&str]) {
        let Some(field) = column.field else { return };
        let label = column.label_in.and_then(|at| cells.get(at)).copied();
        if let Some((group, part)) = column.address {
            draft.addresses.entry(group).or_default().add(part, self.first_of(cell));
        }
        match field {
            ImportField::Field(CustomerField::Phone) => draft.gathered.add_phones(PhoneKind::Any, label, cell),
            ImportField::Phone(kind) => draft.gathered.add_phones(kind, label, cell),
            ImportField::Field(CustomerField::Email) => draft.gathered.add_emails(column, label, cell),
            ImportField::Field(CustomerField::Facts) => draft.gathered.add_fact(column, cell),
            // Composed of its parts, when all of them are there.
            ImportField::Field(CustomerField::Address) if column.address.is_some() => {}
            ImportField::Field(field) => draft.person.draft.set_first(field, self.value(field, column, cell)),
            ImportField::FirstName => set(&mut draft.first, self.line(cell)),
            ImportField::MiddleName => set(&mut draft.middle, self.line(cell)),
            ImportField::LastName => set(&mut draft.last, self.line(cell)),
            ImportField::Country => set(&mut draft.person.country, self.line(cell)),
            ImportField::SourceUid => set(&mut draft.person.source_uid, self.uid(cell)),
            ImportField::LastContacted => set(&mut draft.person.last_contacted, dates::parse(cell)),
            ImportField::Ignore => {}
        }
    }

    /// Returns the text that a cell gives a field.
    fn value(&self, field: CustomerField, column: &Column, cell: &str) -> Option<String> {
        if column.special == Special::Account {
            return self.accounts.get(&short_id(cell)).cloned();
        }
        match field.spec().kind {
            Kind::YesNo => read_yes_no(cell).map(|yes| if yes { "yes" } else { "no" }.to_string()),
            Kind::Lines => text::many_lines(cell),
            Kind::Text | Kind::Phone | Kind::Rating | Kind::Choice(_) | Kind::Day | Kind::Parsed => self.line(cell),
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

    /// Makes the id of a record: two services may both number their people from 1.
    fn uid(&self, cell: &str) -> Option<String> {
        match self.format {
            Format::HubSpot => Some(format!("hubspot:{cell}")),
            Format::Pipedrive => Some(format!("pipedrive:{cell}")),
            _ => self.line(cell),
        }
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

impl PersonDraft {
    fn finish(mut self) -> Result<ImportedPerson, Rejected> {
        // A middle name alone is not a name.
        if self.first.is_some() || self.last.is_some() {
            let parts = [&self.first, &self.middle, &self.last];
            self.person.draft.set_first(CustomerField::Name, text::compose(parts.map(Option::as_deref)));
        }
        if self.person.said(CustomerField::Address).is_none() {
            self.gathered.addresses = self.addresses.into_values().filter_map(Address::compose).collect();
        }
        self.gathered.settle(&mut self.person)?;
        if self.person.said(CustomerField::Name).is_none() {
            return Err(Rejected { line: self.person.line, reason: text::no_name(&self.person, "the row") });
        }
        Ok(self.person)
    }
}

impl Gathered {
    fn add_phones(&mut self, kind: PhoneKind, label: Option<&str>, cell: &str) {
        let kind = match (kind, label) {
            (PhoneKind::Any, Some(label)) => PhoneKind::labelled(label),
            _ => kind,
        };
        for value in cell.split(":::").filter_map(text::one_line) {
            let mut found = Reach::new(kind, value);
            // Google marks the main number with a star.
            if label.is_some_and(|l| l.starts_with('*')) {
                found.preferred = found.preferred.min(50);
            }
            self.phones.push(found);
        }
    }

    fn add_emails(&mut self, column: &Column, label: Option<&str>, cell: &str) {
        let kind = match column.special {
            Special::EmailKind(kind) => kind,
            _ => label.map_or(PhoneKind::Any, PhoneKind::labelled),
        };
        let several: Vec<&str> = cell.split([';', ',', ' ', '\n']).filter(|p| !p.is_empty() && *p != ":::").collect();
        let apart = several.len() > 1 && several.iter().all(|p| p.contains('@'));
        let values = if apart { several } else { cell.split(":::").collect() };
        for value in values.into_iter().filter_map(text::one_line) {
            let mut found = Reach::new(kind, text::email_address(&value));
            if label.is_some_and(|l| l.starts_with('*')) {
                found.preferred = 50;
            }
            self.emails.push(found);
        }
    }

    fn add_fact(&mut self, column: &Column, cell: &str) {
        match column.special {
            Special::Birthday => {
                if let Some(birthday) = dates::birthday(cell) {
                    self.labelled.push(("Birthday".into(), birthday));
                }
            }
            Special::Labelled => {
                let title = text::one_line(&column.title).unwrap_or_default();
                self.labelled.extend(text::many_lines(cell).map(|v| (title, v)));
            }
            _ => self.notes.extend(text::many_lines(cell)),
        }
    }
}

/// Removes the apostrophe that keeps a cell of an export from being a formula.
fn plain(cell: &str) -> &str {
    let cell = text::trim(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => text::trim(rest),
        _ => cell,
    }
}

/// Whether a row belongs to the footer of a Salesforce report.
fn is_footer(cells: &[&str]) -> bool {
    const FOOTERS: [&str; 5] = [
        "grand totals (",
        "grand total",
        "confidential information - do not distribute",
        "copyright (c) 2",
        "generated by:",
    ];
    let mut filled = cells.iter().filter(|c| !c.is_empty());
    let first = filled.next().map(|c| c.to_lowercase()).unwrap_or_default();
    // A comma in the sentence splits it where it isn't quoted.
    filled.count() < 3 && FOOTERS.iter().any(|f| first.starts_with(f))
}
