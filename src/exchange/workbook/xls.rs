//! Reads old workbooks of Excel (.xls), record by record: calamine's reader makes all sheets at once, each with all the empty
//! cells before its last one.

use std::borrow::Cow;
use std::io::Read;

use calamine::{ExcelDateTime, ExcelDateTimeType};
use encoding_rs::{Encoding, UTF_8, UTF_16LE, WINDOWS_1252};

use super::ole::{Ole, u16_at, u32_at};
use super::strings::{Letters, Segments, shared_strings};
use super::table::{Table, Value, Wanted, moment, number};
use super::{Book, SheetName, Sheets, Unreadable};
use crate::exchange::zipped::UNPACK_LIMIT;

/// The kinds of records that matter here.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const RICH_STRING: u16 = 0x00D6;
    pub(super) const CELL_FORMAT: u16 = 0x00E0;
    pub(super) const SHARED_STRINGS: u16 = 0x00FC;
    pub(super) const LABEL_SHARED: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A record, with what continues it.
struct Record<'s> {
    kind: u16,
    data: &'s [u8],
    more: Vec<&'s [u8]>,
}

/// The records of a stream.
struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    fn one(&mut self) -> Option<(u16, &'s [u8])> {
        let (kind, length) = (u16_at(self.rest, 0)?, usize::from(u16_at(self.rest, 2)?));
        let data = self.rest.get(4..4 + length)?;
        self.rest = self.rest.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while u16_at(self.rest, 0) == Some(kind::CONTINUE) {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}

/// How a cell shows its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Number,
    Moment,
    Duration,
}

struct Xls {
    stream: Vec<u8>,
    /// Before version 8 texts are in the code page.
    is_old: bool,
    encoding: &'static Encoding,
    is_1904: bool,
    strings: Vec<String>,
    formats: Vec<Shown>,
    /// Each sheet of cells, and where in the stream it begins.
    sheets: Vec<(SheetName, usize)>,
}

/// Opens a workbook.
pub(super) fn open(book: Book) -> Result<Box<dyn Sheets>, Unreadable> {
    let mut bytes = Vec::new();
    book.take(UNPACK_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > UNPACK_LIMIT {
        return Err(Unreadable::TooMuch);
    }
    let ole = Ole::of(bytes).ok_or(Unreadable::Damaged)?;
    if ole.has("EncryptedPackage") {
        return Err(Unreadable::Locked);
    }
    let stream = ole.stream("Workbook").or_else(|| ole.stream("Book")).ok_or(Unreadable::Damaged)?;
    drop(ole);
    Ok(Box::new(Xls::of(stream)?))
}

impl Xls {
    fn of(stream: Vec<u8>) -> Result<Xls, Unreadable> {
        let mut xls = Xls {
            stream: Vec::new(),
            is_old: false,
            encoding: WINDOWS_1252,
            is_1904: false,
            strings: Vec::new(),
            formats: Vec::new(),
            sheets: Vec::new(),
        };
        let mut shown = Vec::new();
        let mut used = Vec::new();
        for record in (Records { rest: &stream }) {
            let data = record.data;
            match record.kind {
                kind::BEGIN => xls.is_old = u16_at(data, 0).is_some_and(|version| version < 0x0600),
                kind::FILE_PASS => return Err(Unreadable::Locked),
                kind::CODE_PAGE => xls.encoding = u16_at(data, 0).map_or(WINDOWS_1252, encoding_of),
                kind::DATE_MODE => xls.is_1904 = u16_at(data, 0) == Some(1),
                kind::FORMAT => shown.extend(xls.format(data)),
                kind::CELL_FORMAT => used.push(u16_at(data, 2).unwrap_or(0)),
                kind::BOUND_SHEET => xls.sheets.extend(xls.sheet(data)),
                kind::SHARED_STRINGS => xls.strings = shared_strings(Segments::of(data, record.more))?,
                kind::EOF => break,
                _ => {}
            }
        }
        if xls.sheets.is_empty() {
            return Err(Unreadable::Damaged);
        }
        let own = |format: &u16| shown.iter().rev().find(|(number, _)| number == format).map(|(_, shown)| *shown);
        xls.formats = used.iter().map(|format| own(format).unwrap_or_else(|| built_in(*format))).collect();
        xls.stream = stream;
        Ok(xls)
    }

    /// Reads a text behind its count of characters.
    fn text<'d>(&self, data: &'d [u8], count: Count) -> Option<Cow<'d, str>> {
        let (count, data) = match count {
            Count::OneByte => (usize::from(*data.first()?), data.get(1..)?),
            Count::TwoBytes => (usize::from(u16_at(data, 0)?), data.get(2..)?),
        };
        if self.is_old {
            return Some(self.encoding.decode_without_bom_handling(data.get(..count.min(data.len()))?).0);
        }
        let (flags, data) = data.split_first()?;
        Some(if Letters::of(*flags) == Letters::TwoBytes {
            UTF_16LE.decode_without_bom_handling(data.get(..(2 * count).min(data.len()))?).0
        } else {
            data.iter().take(count).map(|byte| char::from(*byte)).collect::<String>().into()
        })
    }

    fn format(&self, data: &[u8]) -> Option<(u16, Shown)> {
        let count = if self.is_old { Count::OneByte } else { Count::TwoBytes };
        Some((u16_at(data, 0)?, shown_by(&self.text(data.get(2..)?, count)?)))
    }

    /// Reads the name of a sheet of cells and its place; None of charts and macros.
    fn sheet(&self, data: &[u8]) -> Option<(SheetName, usize)> {
        let place = usize::try_from(u32_at(data, 0)?).ok()?;
        let is_hidden = data.get(4)? & 3 != 0;
        if *data.get(5)? != 0 {
            return None;
        }
        let name = self.text(data.get(6..)?, Count::OneByte)?.replace('\0', "");
        Some((SheetName { name, is_hidden }, place))
    }

    fn number(&self, value: f64, format: u16) -> Value<'static> {
        let kind = match self.formats.get(usize::from(format)) {
            Some(Shown::Moment) => ExcelDateTimeType::DateTime,
            Some(Shown::Duration) => ExcelDateTimeType::TimeDelta,
            _ => return Value::Text(number(value).into()),
        };
        Value::Text(moment(&ExcelDateTime::new(value, kind, self.is_1904)).into())
    }

    /// Reads the cells of a record: its row, first column, and what they hold.
    fn cells(&self, record: &Record<'_>) -> Option<Vec<Value<'_>>> {
        let data = record.data;
        let format = u16_at(data, 4);
        Some(match record.kind {
            kind::NUMBER => vec![self.number(f64_at(data, 6)?, format?)],
            kind::RK => vec![self.number(packed(u32_at(data, 6)?), format?)],
            kind::MUL_RK => {
                let of = |one: &[u8]| Some(self.number(packed(u32_at(one, 2)?), u16_at(one, 0)?));
                data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6).filter_map(of).collect()
            }
            kind::LABEL_SHARED => {
                let at = usize::try_from(u32_at(data, 6)?).ok()?;
                vec![self.strings.get(at).map_or(Value::Empty, |text| Value::Text(text.as_str().into()))]
            }
            kind::LABEL | kind::RICH_STRING => {
                vec![Value::Text(self.text(data.get(6..)?, Count::TwoBytes)?.into_owned().into())]
            }
            kind::BOOL_OR_ERROR => vec![if *data.get(7)? == 1 { error(*data.get(6)?) } else { yes_no(*data.get(6)?) }],
            kind::FORMULA => vec![match data.get(6..14)? {
                [0 | 3, .., 0xFF, 0xFF] => Value::Empty,
                [1, _, value, .., 0xFF, 0xFF] => yes_no(*value),
                [2, _, value, .., 0xFF, 0xFF] => error(*value),
                _ => self.number(f64_at(data, 6)?, format?),
            }],
            _ => Vec::new(),
        })
    }

    /// Reads the text that a formula came to, which stands in a record of its own.
    fn result(&self, record: &Record<'_>) -> Option<Value<'static>> {
        let mut whole = record.data.to_vec();
        for more in &record.more {
            // Each part begins with how its letters are written; a formula's text seldom has two.
            whole.extend_from_slice(if self.is_old { more } else { more.get(1..).unwrap_or_default() });
        }
        Some(Value::Text(self.text(&whole, Count::TwoBytes)?.into_owned().into()))
    }
}

impl Sheets for Xls {
    fn list(&self) -> Vec<SheetName> {
        self.sheets.iter().map(|(sheet, _)| sheet.clone()).collect()
    }

    fn read(&mut self, name: &str, table: &mut Table<'_>) -> Result<(), Unreadable> {
        let place = self.sheets.iter().find(|(sheet, _)| sheet.name == name).map(|(_, place)| *place);
        let rest = place.and_then(|place| self.stream.get(place..)).ok_or(Unreadable::Damaged)?;
        // Charts in a sheet have records of their own.
        let mut within = 0_u32;
        let mut formula = None;
        for record in (Records { rest }) {
            match record.kind {
                kind::BEGIN => within += 1,
                kind::EOF if within <= 1 => return Ok(()),
                kind::EOF => within -= 1,
                _ if within > 1 => {}
                kind::STRING => {
                    if let (Some((row, column)), Some(text)) = (formula.take(), self.result(&record))
                        && table.cell(row, column, &text)? == Wanted::NoMore
                    {
                        return Ok(());
                    }
                }
                _ => {
                    let Some((row, first)) = u16_at(record.data, 0).zip(u16_at(record.data, 2)) else { continue };
                    let (row, first) = (u32::from(row), u32::from(first));
                    if record.kind == kind::FORMULA {
                        formula = Some((row, first));
                    }
                    for (value, column) in self.cells(&record).unwrap_or_default().iter().zip(first..) {
                        if table.cell(row, column, value)? == Wanted::NoMore {
                            return Ok(());
                        }
                    }
                }
            }
        }
        // The end of the sheet is missing.
        Err(Unreadable::Damaged)
    }
}

/// How many bytes the count of a text's characters has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    OneByte,
    TwoBytes,
}

fn yes_no(value: u8) -> Value<'static> {
    Value::Text(if value == 0 { "false" } else { "true" }.into())
}

fn error(value: u8) -> Value<'static> {
    Value::Error(
        match value {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0F => "#VALUE!",
            0x17 => "#REF!",
            0x1D => "#NAME?",
            0x24 => "#NUM!",
            0x2A => "#N/A",
            _ => "of an unknown kind",
        }
        .into(),
    )
}

/// Unpacks a number of 30 bits: the upper part of a fraction, or whole; of either perhaps the hundredfold.
fn packed(bits: u32) -> f64 {
    let value = if bits & 2 == 2 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & 0xFFFF_FFFC) << 32)
    };
    if bits & 1 == 1 { value / 100.0 } else { value }
}

fn encoding_of(code_page: u16) -> &'static Encoding {
    match code_page {
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        10000 => encoding_rs::MACINTOSH,
        65001 => UTF_8,
        page => Encoding::for_label(format!("windows-{page}").as_bytes()).unwrap_or(WINDOWS_1252),
    }
}

/// How the formats that every Excel has show a number.
fn built_in(format: u16) -> Shown {
    match format {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Moment,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// Tells how a format shows a number, by what stands in it outside of quotes and brackets.
fn shown_by(format: &str) -> Shown {
    let (mut plain, mut letters) = (String::new(), format.chars());
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => letters.by_ref().take_while(|c| *c != '"').for_each(drop),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                if matches!(inside.to_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return Shown::Duration;
                }
            }
            '\\' | '_' | '*' => drop(letters.next()),
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    let is_plain = matches!(plain.as_str(), "general" | "standard");
    if !is_plain && plain.contains(['d', 'm', 'y', 'h', 's']) { Shown::Moment } else { Shown::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for (format, shown) in [
            ("General", Shown::Number),
            ("Standard", Shown::Number),
            ("#,##0.00 \"dm\"", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("[Red]0", Shown::Number),
            ("_-* #,##0\\ _d", Shown::Number),
            ("dd/mm/yyyy", Shown::Moment),
            ("[$-407]d. MMMM", Shown::Moment),
            ("[h]:mm", Shown::Duration),
        ] {
            assert_eq!(shown_by(format), shown, "{format}");
        }
    }

    #[test]
    fn packed_numbers_are_unpacked() {
        assert_eq!(packed((1234 << 2) | 2), 1234.0);
        assert_eq!(packed((1234 << 2) | 3), 12.34);
        assert_eq!(packed(((-5_i32) << 2).cast_unsigned() | 2), -5.0);
        assert_eq!(packed(u32::try_from(2.5_f64.to_bits() >> 32).unwrap()), 2.5);
    }
}
