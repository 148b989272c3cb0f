//! Reads people from CSV exports: finds the delimiter, the header and the columns, then goes row by row.

mod accounts;
mod cells;
mod date_columns;
mod passed_over;
mod person_draft;

use std::io::Read;

use super::columns::Special;
use super::encoding::Examined;
use super::fields::ImportField;
use super::rows::{Row, Rows};
use super::source::Source;
use super::{Format, ImportedPerson, Options, ReadError, Reading, RecordStream, Rejected, header};
use cells::{RowReader, Surroundings};

/// Opens a CSV text and reads its header.
pub(super) fn open(source: &dyn Source, examined: &Examined, options: &Options) -> Result<Reading, ReadError> {
    let header = header::find(&examined.head_text(), &options.map)?;
    let mut layout = header.layout;
    if layout.format == Format::SalesforceApi && !layout.has(ImportField::LastName) {
        return Err(ReadError::Other {
            what: "another part of a Salesforce export",
            help: "import Contact.csv or Lead.csv; goodcall also reads an Account.csv beside Contact.csv",
        });
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
    let columns = layout.columns.iter();
    Ok(Reading {
        format: layout.format,
        encoding: examined.said(),
        delimiter: Some(char::from(header.delimiter)),
        columns: columns.map(|c| (c.title.clone(), c.field)).collect(),
        notes,
        document: None,
        records: Box::new(Persons {
            rows,
            row,
            reader: RowReader::new(
                layout,
                Surroundings {
                    accounts,
                    encoding: examined.encoding.name(),
                    today: options.today,
                    numbers: options.numbers.clone(),
                },
            ),
            ended: false,
        }),
    })
}

/// The people in a CSV text, in its order.
struct Persons<R> {
    rows: Rows<R>,
    row: Row,
    reader: RowReader,
    ended: bool,
}

impl<R: Read + Send> RecordStream for Persons<R> {
    fn unused(&self) -> Vec<String> {
        self.reader.unused()
    }
}

impl<R: Read> Iterator for Persons<R> {
    type Item = Result<ImportedPerson, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.rows.next(&mut self.row) {
                Ok(false) => self.ended = true,
                Ok(true) => {
                    let person = self.reader.person(&self.row);
                    if person.is_some() {
                        return person;
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Rejected {
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
