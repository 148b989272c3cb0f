//! Splits CSV text into rows, with bounds on the memory of a row.
//!
//! The csv crate reads a record whole, of any length; this stops storing at the limits and goes on counting, and steps back
//! where a quote that was never closed has swallowed the rows below it.

use std::io::{self, Read};

use super::{FIELD_LIMIT, RECORD_LIMIT};

const CHUNK: usize = 64 * 1024;
/// How much a quoted cell may swallow before its quote counts as open.
const SWALLOW_LIMIT: usize = 4 * RECORD_LIMIT;
/// How much of a file open quotes may swallow in vain, beyond a multiple of what was read for good.
const PATIENCE: u64 = 16 * SWALLOW_LIMIT as u64;
/// That multiple: so a file of nothing but open quotes is read in a time that grows with its length alone.
const VAIN_PER_BYTE: u64 = 4;
/// How much a cell may always swallow: hardly any cell of several lines is longer.
const SWALLOW_LEAST: usize = 1024;

/// What is wrong with a row as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowProblem {
    /// A cell, counted from 0, is over the limit.
    LongField {
        cell: usize,
        bytes: u64,
    },
    LongRow {
        bytes: u64,
    },
    /// A quote opens in the row and never closes; the rows below are read again without it.
    OpenQuote,
}

/// One row; its memory serves the next.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    pub(super) trouble: Option<RowProblem>,
    data: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns a cell's bytes, empty where the row has fewer.
    pub(super) fn cell(&self, at: usize) -> &[u8] {
        let Some(&end) = self.ends.get(at) else {
            return &[];
        };
        let start = at.checked_sub(1).and_then(|b| self.ends.get(b)).copied();
        self.data.get(start.unwrap_or(0)..end).unwrap_or_default()
    }

    /// Whether no cell holds anything but blanks.
    pub(super) fn is_blank(&self) -> bool {
        self.trouble.is_none() && self.data.iter().all(u8::is_ascii_whitespace)
    }

    fn clear(&mut self, line: u64) {
        self.line = line;
        self.trouble = None;
        self.data.clear();
        self.ends.clear();
        // One giant row must not keep its memory.
        self.data.shrink_to(CHUNK);
        self.ends.shrink_to(CHUNK);
    }

    fn is_long(&self) -> bool {
        self.trouble.is_some()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: it was the last, or one of two.
    Closing,
    /// Behind blanks after the last quote.
    Closed,
}

/// What the number of a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountedBy {
    /// The lines above it, also those within cells.
    Lines,
    /// The rows above it.
    Rows,
}

/// The rows of a CSV text.
pub(super) struct Rows<R> {
    input: R,
    counts: CountedBy,
    delimiter: u8,
    buffer: Vec<u8>,
    at: usize,
    /// Where to step back to, and the line there: behind the row's first line break, once a quote has run over it.
    back: Option<(usize, u64)>,
    ended: bool,
    line: u64,
    /// The last byte was a carriage return: a line feed belongs to it.
    after_return: bool,
    /// How much was read from the input, and how much of it again after an open quote.
    taken: u64,
    in_vain: u64,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(input: R, delimiter: u8) -> Self {
        Self::counted(input, delimiter, CountedBy::Lines)
    }

    pub(super) fn counted(input: R, delimiter: u8, counts: CountedBy) -> Self {
        Rows {
            input,
            counts,
            delimiter,
            buffer: Vec::with_capacity(CHUNK),
            at: 0,
            back: None,
            ended: false,
            line: 1,
            after_return: false,
            taken: 0,
            in_vain: 0,
        }
    }

    /// Returns how much the next open quote may swallow.
    fn patience(&self) -> usize {
        let left = (PATIENCE + VAIN_PER_BYTE * self.taken).saturating_sub(self.in_vain);
        usize::try_from(left).unwrap_or(SWALLOW_LIMIT).clamp(SWALLOW_LEAST, SWALLOW_LIMIT)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if let Some(&byte) = self.buffer.get(self.at) {
            return Ok(Some(byte));
        }
        if self.ended {
            return Ok(None);
        }
        let keep = self.back.map_or(self.at, |(back, _)| back.min(self.at));
        self.buffer.drain(..keep);
        self.at -= keep;
        if let Some((back, _)) = &mut self.back {
            *back -= keep;
        }
        if self.back.is_none() {
            self.buffer.shrink_to(2 * CHUNK);
        }
        let had = self.buffer.len();
        self.buffer.resize(had + CHUNK, 0);
        let read = loop {
            let free = self.buffer.get_mut(had..).unwrap_or_default();
            match self.input.read(free) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(had + count);
        self.taken += count as u64;
        self.ended = read? == 0;
        Ok(self.buffer.get(self.at).copied())
    }

    /// Reads the next row, even a blank one; false at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        if std::mem::take(&mut self.after_return) && self.peek()? == Some(b'\n') {
            self.at += 1;
        }
        row.clear(self.line);
        self.back = None;
        if self.peek()?.is_none() {
            return Ok(false);
        }
        let mut open = OpenRow { state: State::Start, row_bytes: 0, field_bytes: 0, return_in_quotes: false };
        let patience = self.patience();
        loop {
            let Some(byte) = self.peek()? else {
                if open.state == State::Quoted {
                    self.step_back(row);
                } else {
                    open.end_cell(row);
                    open.end(row);
                }
                return Ok(true);
            };
            self.at += 1;
            open.row_bytes += 1;
            let ends = match byte {
                _ if open.state == State::Quoted => self.quoted(&mut open, row, byte, patience),
                b'\n' | b'\r' => {
                    self.line += 1;
                    self.after_return = byte == b'\r';
                    open.end_cell(row);
                    open.row_bytes -= 1;
                    open.end(row);
                    true
                }
                _ if byte == self.delimiter => {
                    open.end_cell(row);
                    false
                }
                _ => self.unquoted(&mut open, row, byte),
            };
            if ends {
                if self.counts == CountedBy::Rows {
                    self.line = row.line + 1;
                }
                return Ok(true);
            }
        }
    }

    /// Takes a byte within quotes; returns whether the row ends with it.
    fn quoted(&mut self, open: &mut OpenRow, row: &mut Row, byte: u8, patience: usize) -> bool {
        if byte == b'"' {
            open.state = State::Closing;
            return false;
        }
        if byte == b'\r' || (byte == b'\n' && !open.return_in_quotes) {
            self.line += 1;
            self.back = self.back.or(Some((self.at, self.line)));
        } else if byte == b'\n' && self.back.is_some_and(|(b, _)| b + 1 == self.at) {
            self.back = Some((self.at, self.line));
        }
        open.return_in_quotes = byte == b'\r';
        open.push(row, byte);
        let swallowed = self.back.map_or(0, |(back, _)| self.at - back);
        if swallowed > patience {
            self.step_back(row);
        }
        swallowed > patience
    }

    /// Takes a byte outside quotes that divides nothing; returns whether the row ends with it.
    fn unquoted(&mut self, open: &mut OpenRow, row: &mut Row, byte: u8) -> bool {
        match (open.state, byte) {
            // Blanks before a quote don't hide it, and elsewhere they are trimmed.
            (State::Start | State::Closed, b' ') => {}
            (State::Start, b'"') => {
                open.state = State::Quoted;
                open.return_in_quotes = false;
            }
            (State::Closing, b'"') => {
                open.push(row, byte);
                open.state = State::Quoted;
            }
            (State::Closing, b' ') => open.state = State::Closed,
            (State::Closing | State::Closed, _) if self.back.is_some() => {
                // What seemed to close the cell opens the next one, rows further down.
                self.step_back(row);
                return true;
            }
            _ => {
                open.push(row, byte);
                open.state = State::Plain;
            }
        }
        false
    }

    /// Ends the row as one with an open quote, and goes on behind its first line.
    fn step_back(&mut self, row: &mut Row) {
        row.trouble = Some(RowProblem::OpenQuote);
        row.data.clear();
        row.ends.clear();
        if let Some((back, line)) = self.back.take() {
            self.in_vain += (self.at - back) as u64;
            self.at = back;
            self.line = line;
        }
    }
}

/// A row while its bytes come in.
struct OpenRow {
    state: State,
    row_bytes: u64,
    field_bytes: u64,
    return_in_quotes: bool,
}

impl OpenRow {
    fn push(&mut self, row: &mut Row, byte: u8) {
        self.field_bytes += 1;
        if self.field_bytes <= FIELD_LIMIT as u64 && self.row_bytes <= RECORD_LIMIT as u64 && !row.is_long() {
            row.data.push(byte);
        }
    }

    fn end_cell(&mut self, row: &mut Row) {
        if self.field_bytes > FIELD_LIMIT as u64 && row.trouble.is_none() {
            row.trouble = Some(RowProblem::LongField { cell: row.ends.len(), bytes: self.field_bytes });
        }
        // Even a row of nothing but delimiters is bounded.
        if row.ends.len() <= RECORD_LIMIT {
            row.ends.push(row.data.len());
        }
        self.field_bytes = 0;
        self.state = State::Start;
    }

    fn end(&self, row: &mut Row) {
        if self.row_bytes > RECORD_LIMIT as u64 && row.trouble.is_none() {
            row.trouble = Some(RowProblem::LongRow { bytes: self.row_bytes });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, delimiter: u8) -> Vec<(u64, Option<RowProblem>, Vec<String>)> {
        let mut rows = Rows::new(text.as_bytes(), delimiter);
        let mut row = Row::default();
        let mut all = Vec::new();
        while rows.next(&mut row).unwrap() {
            let cells = (0..row.len()).map(|i| String::from_utf8(row.cell(i).to_vec()).unwrap());
            all.push((row.line, row.trouble, cells.collect()));
        }
        all
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text, b',').into_iter().map(|(.., c)| c).collect()
    }

    #[test]
    fn quotes_doubled_quotes_and_line_breaks_in_cells_are_read() {
        assert_eq!(cells("a,\"b \"\"c\"\"\nd\",e\n"), [["a", "b \"c\"\nd", "e"]]);
        assert_eq!(cells("1, \"x, y\" ,2"), [["1", "x, y", "2"]]);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row_and_lines_are_counted() {
        for text in ["a\nb\nc", "a\r\nb\r\nc\r\n", "a\rb\rc\r"] {
            let lines: Vec<u64> = read(text, b',').iter().map(|r| r.0).collect();
            assert_eq!(lines, [1, 2, 3], "{text:?}");
        }
    }

    #[test]
    fn a_line_break_in_quotes_counts_for_the_lines_below() {
        let rows = read("a,\"x\r\ny\"\r\nb,c\r\n", b',');
        assert_eq!((rows[0].0, rows[1].0), (1, 3));
    }

    #[test]
    fn an_open_quote_costs_its_own_row_only() {
        let rows = read("a,b\n\"x,1\ny,2\nz,3\n", b',');
        assert_eq!(rows.len(), 4);
        assert_eq!((rows[1].0, rows[1].1), (2, Some(RowProblem::OpenQuote)));
        assert_eq!((rows[2].0, rows[2].2[0].as_str()), (3, "y"));
        assert_eq!((rows[3].0, rows[3].2[0].as_str()), (4, "z"));
    }

    #[test]
    fn an_open_quote_that_meets_a_later_quote_costs_its_own_row_only() {
        let rows = read("\"x,1\r\ny,\"Acme, Inc\"\r\nz,3\r\n", b',');
        assert_eq!(rows[0].1, Some(RowProblem::OpenQuote));
        assert_eq!((rows[1].0, rows[1].2[1].as_str()), (2, "Acme, Inc"));
        assert_eq!((rows[2].0, rows.len()), (3, 3));
    }

    #[test]
    fn an_open_quote_before_many_rows_is_bounded() {
        let below = "someone,else\n".repeat(SWALLOW_LIMIT / 10);
        let mut rows = Rows::new(io::Read::chain(&b"\"open,1\n"[..], below.as_bytes()), b',');
        let mut row = Row::default();
        let mut count = 0;
        while rows.next(&mut row).unwrap() {
            assert_eq!(row.trouble.is_some(), count == 0);
            assert!(rows.buffer.capacity() <= 2 * SWALLOW_LIMIT + 4 * CHUNK);
            count += 1;
        }
        assert_eq!(count, 1 + SWALLOW_LIMIT / 10);
    }

    #[test]
    fn a_file_of_nothing_but_open_quotes_is_read_in_time() {
        // Read from its start each line opens a quote; read within one it closes that and opens the next.
        let lines = 300_000;
        let text = "x\",\"\n".repeat(lines);
        let mut rows = Rows::new(text.as_bytes(), b',');
        let mut row = Row::default();
        let mut count = 0;
        while rows.next(&mut row).unwrap() {
            assert_eq!(row.trouble, Some(RowProblem::OpenQuote));
            count += 1;
        }
        assert_eq!(count, lines);
        assert!(rows.in_vain < PATIENCE + (VAIN_PER_BYTE + 300) * text.len() as u64 + SWALLOW_LIMIT as u64);
    }

    #[test]
    fn a_huge_cell_is_counted_and_not_kept() {
        let text = format!("a,{}\nb,c\n", "x".repeat(5_000_000));
        let mut rows = Rows::new(text.as_bytes(), b',');
        let mut row = Row::default();
        assert!(rows.next(&mut row).unwrap());
        let long = RowProblem::LongField { cell: 1, bytes: 5_000_000 };
        assert_eq!(row.trouble, Some(long));
        assert!(row.data.len() <= FIELD_LIMIT + 1 && rows.buffer.capacity() < 4 * CHUNK);
        assert!(rows.next(&mut row).unwrap());
        assert_eq!((row.cell(0), row.trouble), (&b"b"[..], None));
    }

    #[test]
    fn a_huge_row_of_small_cells_is_named_as_such() {
        let rows = read(&format!("{}\nb,c\n", "abc,".repeat(400_000)), b',');
        assert_eq!(rows[0].1, Some(RowProblem::LongRow { bytes: 1_600_000 }));
        assert_eq!(rows[1].2, ["b", "c"]);
    }
}
