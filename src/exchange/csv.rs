//! Reads people and calls from CSV exports: finds the delimiter, the header and the columns, then goes row by row.

mod accounts;
mod calls;
mod cells;
mod date_columns;
mod passed_over;
mod person_draft;

use std::io::Read;

use super::columns::{Layout, Special, is_of_salesforce};
use super::encoding::Examined;
use super::fields::{ImportField, key};
use super::rows::{Row, Rows};
use super::source::Source;
use super::{
    CallRow, CallStream, Calls, Format, ImportedPerson, Options, ReadError, Reading, RecordStream, Records, Rejected,
    header,
};
use calls::CallReader;
use cells::{RowReader, Surroundings};

fn keys<'t>(titles: impl Iterator<Item = &'t String>) -> Vec<String> {
    titles.map(|title| key(title)).collect()
}

/// Whether a part of a Salesforce export is about contacts: its own users have names, too.
fn is_of_contacts(layout: &Layout) -> bool {
    let keys = keys(layout.columns.iter().map(|column| &column.title));
    layout.has(ImportField::LastName) && !keys.iter().any(|k| k == "profileid")
}

/// Opens a CSV text and reads its header.
pub(super) fn open(source: &dyn Source, examined: &Examined, options: &Options) -> Result<Reading, ReadError> {
    let header = header::find(&examined.head_text(), &options.map).map_err(|error| match error {
        ReadError::NoName { columns } if is_of_salesforce(&keys(columns.iter())) => ReadError::AnotherPart,
        error => error,
    })?;
    let mut layout = header.layout;
    if layout.format == Format::SalesforceApi && !layout.is_of_calls && !is_of_contacts(&layout) {
        return Err(ReadError::AnotherPart);
    }
    let joins = layout.columns.iter().any(|c| c.special == Special::Account);
    let beside = if joins { source.beside("Account.csv") } else { None };
    let accounts = beside.map(|source| accounts::read(source.as_ref())).unwrap_or_default();
    let rows = || examined.rows(source, header.delimiter);
    let notes = date_columns::decide(&mut layout.columns, rows()?, header.above, options)?;
    let mut rows = rows()?;
    let mut row = Row::default();
    for _ in 0..=header.above {
        rows.next(&mut row)?;
    }
    let format = layout.format;
    let columns = layout.columns.iter().map(|c| (c.title.clone(), c.field)).collect();
    let labels = layout.columns.iter().filter_map(|c| c.label_in.zip(c.field)).collect();
    let around = Surroundings {
        accounts,
        encoding: examined.encoding.name(),
        today: options.today,
        numbers: options.numbers.clone(),
    };
    let (records, calls): (Records, Option<Calls>) = if layout.is_of_calls {
        let calls = ByRow::new(rows, CallReader::new(layout, around), options);
        (Box::new(std::iter::empty()), Some(Box::new(calls)))
    } else {
        (Box::new(ByRow::new(rows, RowReader::new(layout, around), options)), None)
    };
    Ok(Reading {
        format,
        encoding: examined.said(),
        delimiter: Some(char::from(header.delimiter)),
        columns,
        labels,
        notes,
        document: None,
        records,
        calls,
    })
}

/// Makes records of rows.
trait ReadsRows: Send {
    type Record;

    /// Makes a record of a row; None where it stands for none.
    fn record(&mut self, row: &Row) -> Option<Self::Record>;

    /// Makes a record of what can't be read.
    fn rejected(rejected: Rejected) -> Self::Record;
}

impl ReadsRows for RowReader {
    type Record = Result<ImportedPerson, Rejected>;

    fn record(&mut self, row: &Row) -> Option<Self::Record> {
        self.person(row)
    }

    fn rejected(rejected: Rejected) -> Self::Record {
        Err(rejected)
    }
}

impl ReadsRows for CallReader {
    type Record = CallRow;

    fn record(&mut self, row: &Row) -> Option<CallRow> {
        self.call(row)
    }

    fn rejected(rejected: Rejected) -> CallRow {
        CallRow::Rejected(rejected)
    }
}

/// The records of a CSV text, in its order.
struct ByRow<R, M> {
    rows: Rows<R>,
    row: Row,
    reader: M,
    ended: bool,
    /// The first rows as they stand, and how many of them to keep.
    first: Vec<Vec<String>>,
    keep_rows: usize,
}

impl<R, M> ByRow<R, M> {
    /// Reads on behind the header.
    fn new(rows: Rows<R>, reader: M, options: &Options) -> Self {
        Self { rows, row: Row::default(), reader, ended: false, first: Vec::new(), keep_rows: options.keep_rows }
    }

    fn keep_row(&mut self) {
        if self.first.len() < self.keep_rows {
            let cell = |at| String::from_utf8_lossy(self.row.cell(at)).trim().to_string();
            self.first.push((0..self.row.len()).map(cell).collect());
        }
    }
}

impl<R: Read + Send> RecordStream for ByRow<R, RowReader> {
    fn unused(&self) -> Vec<String> {
        self.reader.unused()
    }

    fn first_rows(&self) -> &[Vec<String>] {
        &self.first
    }
}

impl<R: Read + Send> CallStream for ByRow<R, CallReader> {
    fn unused(&self) -> Vec<String> {
        self.reader.unused()
    }

    fn first_rows(&self) -> &[Vec<String>] {
        &self.first
    }
}

impl<R: Read, M: ReadsRows> Iterator for ByRow<R, M> {
    type Item = M::Record;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.rows.next(&mut self.row) {
                Ok(false) => self.ended = true,
                Ok(true) => {
                    let record = self.reader.record(&self.row);
                    if record.is_some() {
                        self.keep_row();
                        return record;
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(M::rejected(Rejected {
                        line: self.row.line,
                        reason: format!(
                            "the file can't be read further ({error}): this row and those after it are missing"
                        ),
                        draft: None,
                    }));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
