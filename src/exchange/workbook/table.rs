//! Writes the cells of a sheet as a table of text that reads like a CSV: a line for each row, also for those without a cell.

use std::borrow::Cow;
use std::io::Write;

use super::Unreadable;
use crate::exchange::FIELD_LIMIT;
use crate::exchange::zipped::UNPACK_LIMIT;

/// How many rows a sheet has at most, as in Excel.
pub(super) const ROWS: u32 = 1_048_576;
/// How many columns are read; no list of people has more.
pub(super) const COLUMNS: u32 = 1024;
/// How many cells with errors to name.
const NAMED_ERRORS: usize = 100;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'v> {
    Empty,
    Text(Cow<'v, str>),
    /// An error of a formula, as the sheet shows it.
    Error(String),
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    More,
    NoMore,
}

/// A table that is being written.
pub(super) struct Table<'o> {
    out: &'o mut dyn Write,
    /// How many rows are wanted.
    rows: u32,
    /// The row that is being written, from 0; how many commas it has, and the first column that may follow.
    row: u32,
    commas: u32,
    next: u32,
    /// How much was written, in bytes.
    written: u64,
    left_out: LeftOut,
}

/// What of a sheet does not become text.
#[derive(Default)]
struct LeftOut {
    errors: Vec<(u64, String)>,
    more_errors: usize,
    /// The rows of the first cells that stand too far to the right, and at a place that was passed already.
    beyond: Option<u32>,
    disordered: Option<u32>,
}

impl<'o> Table<'o> {
    /// Begins a table of all rows.
    pub(super) fn whole(out: &'o mut dyn Write) -> Self {
        Self::top(out, ROWS)
    }

    /// Begins a table of the first rows.
    pub(super) fn top(out: &'o mut dyn Write, rows: u32) -> Self {
        Self { out, rows, row: 0, commas: 0, next: 0, written: 0, left_out: LeftOut::default() }
    }

    /// Writes a cell, by its row and column from 0; they come row by row.
    pub(super) fn cell(&mut self, row: u32, column: u32, value: &Value<'_>) -> Result<Wanted, Unreadable> {
        if !self.wants(row) {
            return Ok(Wanted::NoMore);
        }
        let text = match value {
            Value::Text(text) if !text.is_empty() => text,
            Value::Empty | Value::Text(_) => return Ok(Wanted::More),
            Value::Error(shown) => {
                self.left_out.error(row, column, shown);
                return Ok(Wanted::More);
            }
        };
        if column >= COLUMNS {
            self.left_out.beyond.get_or_insert(row);
        } else if row < self.row || row == self.row && column < self.next {
            self.left_out.disordered.get_or_insert(row);
        } else {
            self.go_to(row, column)?;
            self.text(text)?;
        }
        Ok(Wanted::More)
    }

    /// Whether it wants a row, from 0.
    pub(super) fn wants(&self, row: u32) -> bool {
        row < self.rows
    }

    fn go_to(&mut self, row: u32, column: u32) -> Result<(), Unreadable> {
        while self.row < row {
            self.put(b"\n")?;
            self.row += 1;
            self.commas = 0;
        }
        while self.commas < column {
            self.put(b",")?;
            self.commas += 1;
        }
        self.next = column + 1;
        Ok(())
    }

    /// Writes the text of a cell in quotes, of one that is too long no more than shows that.
    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        let end = (0..=text.len().min(FIELD_LIMIT + 1)).rev().find(|end| text.is_char_boundary(*end));
        let text = if text.len() > FIELD_LIMIT { text.get(..end.unwrap_or(0)).unwrap_or_default() } else { text };
        let is_plain = !text.contains(['"', ',', ';', '\t', '\n', '\r']) && !text.starts_with(' ');
        if is_plain {
            return self.put(text.as_bytes());
        }
        self.put(b"\"")?;
        self.put(text.replace('"', "\"\"").as_bytes())?;
        self.put(b"\"")
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        self.written += bytes.len() as u64;
        if self.written > UNPACK_LIMIT {
            return Err(Unreadable::TooMuch);
        }
        self.out.write_all(bytes).map_err(Unreadable::Io)
    }

    /// Ends the table; returns what was left out: the row where that shows, and a sentence for people.
    pub(super) fn finish(mut self) -> Result<Vec<(u64, String)>, Unreadable> {
        if self.written > 0 {
            self.put(b"\n")?;
        }
        Ok(self.left_out.said())
    }
}

impl LeftOut {
    fn error(&mut self, row: u32, column: u32, shown: &str) {
        if self.errors.len() == NAMED_ERRORS {
            self.more_errors += 1;
            return;
        }
        let (row, column) = (u64::from(row) + 1, letters(column));
        self.errors.push((row, format!("the cell {column}{row} holds the error {shown}: left empty")));
    }

    fn said(self) -> Vec<(u64, String)> {
        let mut said = self.errors;
        if self.more_errors > 0 {
            let last = said.last().map_or(1, |(row, _)| *row);
            said.push((last, format!("{} more cells below hold errors: left empty", self.more_errors)));
        }
        let row = |row: u32| u64::from(row) + 1;
        let beyond = |at| (row(at), format!("cells to the right of column {} are left out", letters(COLUMNS - 1)));
        said.extend(self.beyond.map(beyond));
        let disordered = |at| (row(at), "cells that stand behind later ones in the file are left out".to_string());
        said.extend(self.disordered.map(disordered));
        said
    }
}

/// Names a column as a spreadsheet does: A to Z, AA, AB and so on.
fn letters(column: u32) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        letters.push(u8::try_from((rest - 1) % 26).map_or('?', |letter| char::from(b'A' + letter)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Writes a number without what a spreadsheet only adds to show it: a telephone number has no `.0`.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string() }
}

/// Writes a moment, counted in days as spreadsheets do; what lies within the first day is an hour.
pub(super) fn moment(at: &calamine::ExcelDateTime) -> String {
    let days = at.as_f64();
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let clock =
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
    if at.is_duration() {
        let seconds = (days * 86_400.0).round();
        let (hours, rest) = ((seconds / 3600.0).floor(), seconds.rem_euclid(3600.0));
        return format!("{hours:.0}:{:02.0}:{:02.0}", (rest / 60.0).floor(), rest.rem_euclid(60.0));
    }
    match (days, hour, minute, second) {
        (0.0..1.0, ..) => clock,
        (_, 0, 0, 0) => date,
        _ => format!("{date} {clock}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn a_row_without_cells_is_a_line_and_a_stray_cell_costs_little() {
        let mut out = Vec::new();
        let mut table = Table::whole(&mut out);
        let text = |text: &'static str| Value::Text(text.into());
        for (row, column, value) in [
            (1, 0, text("name")),
            (1, 2, text("a \"b\"\nc")),
            (3, 0, Value::Error("#REF!".into())),
            (4, 1, text("Ana")),
            (4, 0, text("late")),
            (4, 16_383, text("stray")),
            (ROWS - 1, 0, text("last")),
        ] {
            assert_eq!(table.cell(row, column, &value).unwrap(), Wanted::More);
        }
        assert_eq!(table.cell(ROWS, 0, &text("x")).unwrap(), Wanted::NoMore);
        let said = table.finish().unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("\nname,,\"a \"\"b\"\"\nc\"\n\n\n,Ana\n\n\n") && out.ends_with("\n\nlast\n"));
        assert_eq!(out.matches('\n').count(), 1 + ROWS as usize, "a line each, and the break in a cell");
        let said: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(said[0], "the cell A4 holds the error #REF!: left empty");
        assert_eq!(said[1], "cells to the right of column AMJ are left out");
        assert!(said[2].contains("later ones"));
    }

    #[test]
    fn numbers_and_moments_are_written_as_people_do() {
        assert_eq!(number(351_225_550_142.0), "351225550142");
        assert_eq!((number(-0.0), number(2.5), number(-3.0)), ("0".into(), "2.5".into(), "-3".into()));
        let at = |days: f64, kind| moment(&ExcelDateTime::new(days, kind, false));
        assert_eq!(at(45_363.0, ExcelDateTimeType::DateTime), "2024-03-12");
        assert_eq!(at(45_363.385, ExcelDateTimeType::DateTime), "2024-03-12 09:14:24");
        assert_eq!(at(0.5, ExcelDateTimeType::DateTime), "12:00");
        assert_eq!(at(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(letters(0) + &letters(25) + &letters(26) + &letters(16_383), "AZAAXFD");
    }
}
