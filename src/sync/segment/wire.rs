//! The lines of a segment: JSON, one value a line, the header first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Entry, Header, Kind, Part, Segment, SegmentFault, UNPACKED_LIMIT, VERSION};
use crate::error::{Error, Result};
use crate::sync::WriterId;
use crate::sync::clock::{Hlc, is_beyond_2100};

/// The first word of an entry that forgets; no table is called so.
const FORGET: &str = "forget";

/// The header as it stands in its line. What it says besides is a newer version's, and left out.
#[derive(Serialize, Deserialize)]
struct FirstLine {
    v: u32,
    seen: BTreeMap<WriterId, u64>,
    made: i64,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    covers: Option<BTreeMap<WriterId, u64>>,
    /// Set, number and count of the parts; left out of a snapshot that is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<(u64, u32, u32)>,
}

impl From<&Header> for FirstLine {
    fn from(header: &Header) -> Self {
        let (covers, part) = match &header.kind {
            Kind::Changes => (None, None),
            Kind::Snapshot { covers, part } => {
                (Some(covers.clone()), (*part != Part::WHOLE).then_some((part.set, part.number, part.of)))
            }
        };
        Self { v: header.v, seen: header.seen.clone(), made: header.made, name: header.name.clone(), covers, part }
    }
}

/// Writes a segment's lines.
pub(super) fn lines(segment: &Segment) -> Result<Vec<u8>> {
    let is_taken = |entry: &Entry| matches!(entry, Entry::Row { table, .. } if table == FORGET);
    if segment.entries.iter().any(is_taken) {
        return Err(Error::failed(format!("no table can be called {FORGET}")));
    }
    let mut out = Vec::new();
    let written = serde_json::to_writer(&mut out, &FirstLine::from(&segment.header)).and_then(|()| {
        out.push(b'\n');
        segment.entries.iter().try_for_each(|entry| {
            write_entry(&mut out, entry)?;
            out.push(b'\n');
            Ok(())
        })
    });
    written.map_err(|e| Error::failed(format!("could not write a segment: {e}")))?;
    if out.len() > UNPACKED_LIMIT {
        return Err(Error::failed("a segment would hold more than 64 MiB").help("nothing was sent"));
    }
    Ok(out)
}

/// Writes entries without a header.
pub(super) fn entry_lines(entries: &[Entry]) -> Result<String> {
    let mut out = Vec::new();
    let written = entries.iter().try_for_each(|entry| {
        write_entry(&mut out, entry)?;
        out.push(b'\n');
        Ok(())
    });
    let unwritten = |e: &dyn std::fmt::Display| Error::failed(format!("could not write a segment: {e}"));
    written.map_err(|e: serde_json::Error| unwritten(&e))?;
    String::from_utf8(out).map_err(|e| unwritten(&e))
}

/// Reads entries that stand without a header.
pub(super) fn read_lines(lines: &[u8]) -> std::result::Result<Vec<Entry>, SegmentFault> {
    let Some(lines) = lines.strip_suffix(b"\n") else { return Ok(Vec::new()) };
    lines.split(|byte| *byte == b'\n').zip(1..).map(|(line, at)| checked_entry(line, at)).collect()
}

/// Writes an entry, without the end of its line.
fn write_entry(out: &mut impl Write, entry: &Entry) -> serde_json::Result<()> {
    match entry {
        Entry::Row { table, row, hlc, writer: None, key: None, fields } => {
            serde_json::to_writer(out, &(table, row, hlc, fields))
        }
        Entry::Row { table, row, hlc, writer, key: None, fields } => {
            serde_json::to_writer(out, &(table, row, hlc, fields, writer))
        }
        Entry::Row { table, row, hlc, writer, key, fields } => {
            serde_json::to_writer(out, &(table, row, hlc, fields, writer, key))
        }
        Entry::Forget { row, hlc, writer: None } => serde_json::to_writer(out, &(FORGET, row, hlc)),
        Entry::Forget { row, hlc, writer } => serde_json::to_writer(out, &(FORGET, row, hlc, writer)),
        Entry::Other(value) => serde_json::to_writer(out, value),
    }
}

/// The bytes of an entry's line.
pub(super) fn size_of(entry: &Entry) -> usize {
    let mut counted = Counted(1);
    // What can't be written is found when it is sealed.
    let _unwritable = write_entry(&mut counted, entry);
    counted.0
}

/// Counts what is written.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a segment's lines.
pub(super) fn read(lines: &[u8]) -> std::result::Result<(Header, Vec<Entry>), SegmentFault> {
    let lines = lines.strip_suffix(b"\n").ok_or(SegmentFault::damaged("its last line does not end"))?;
    let mut lines = lines.split(|byte| *byte == b'\n');
    let header = read_header(lines.next().unwrap_or_default())?;
    let entries = lines.zip(2..).map(|(line, at)| checked_entry(line, at));
    Ok((header, entries.collect::<std::result::Result<_, _>>()?))
}

/// Reads the header of a segment's lines.
pub(super) fn read_first(lines: &[u8]) -> std::result::Result<Header, SegmentFault> {
    let end = lines.iter().position(|byte| *byte == b'\n');
    let first = end.and_then(|end| lines.get(..end)).ok_or(SegmentFault::damaged("its first line does not end"))?;
    read_header(first)
}

fn checked_entry(line: &[u8], at: usize) -> std::result::Result<Entry, SegmentFault> {
    let entry = read_entry(line).map_err(|e| SegmentFault::Damaged(format!("line {at}: {e}")))?;
    match entry.as_ref().map(Entry::hlc) {
        Some(Some(stamp)) if stamp.is_beyond_2100() => Err(SegmentFault::Clock),
        Some(Some(stamp)) if stamp < Hlc(0) => Err(SegmentFault::Damaged(format!("line {at}: a time before all"))),
        _ => entry.ok_or_else(|| SegmentFault::Damaged(format!("line {at} is not an entry"))),
    }
}

fn read_header(line: &[u8]) -> std::result::Result<Header, SegmentFault> {
    let version = serde_json::from_slice::<Versioned>(line).map_or(VERSION, |line| line.v);
    if version > VERSION {
        return Err(SegmentFault::Newer(version));
    }
    let read: FirstLine =
        serde_json::from_slice(line).map_err(|e| SegmentFault::Damaged(format!("its first line: {e}")))?;
    if is_beyond_2100(read.made) {
        return Err(SegmentFault::Clock);
    }
    let part = read.part.map_or(Part::WHOLE, |(set, number, of)| Part { set, number, of });
    if read.v != VERSION || part.number == 0 || part.number > part.of || read.part.is_some() && read.covers.is_none() {
        return Err(SegmentFault::damaged("its first line says what can't be"));
    }
    let kind = read.covers.map_or(Kind::Changes, |covers| Kind::Snapshot { covers, part });
    Ok(Header { v: read.v, seen: read.seen, made: read.made, name: read.name, kind })
}

/// What the first line says in every version.
#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

/// The line of a row; its last two parts may be missing.
#[derive(Deserialize)]
struct RowLine(
    String,
    i64,
    Hlc,
    Map<String, Value>,
    #[serde(default)] Option<WriterId>,
    #[serde(default)] Option<Vec<Value>>,
);

/// The line of a record to erase; its last part may be missing.
#[derive(Deserialize)]
struct ForgetLine(String, i64, Hlc, #[serde(default)] Option<WriterId>);

/// Reads an entry. What begins with a word, but goes on otherwise than this version writes it, is a newer one's. None for
/// what no version writes.
fn read_entry(line: &[u8]) -> serde_json::Result<Option<Entry>> {
    if let Ok(RowLine(table, row, hlc, fields, writer, key)) = serde_json::from_slice(line)
        && table != FORGET
    {
        return Ok(Some(Entry::Row { table, row, hlc, writer, key, fields }));
    }
    if let Ok(ForgetLine(word, row, hlc, writer)) = serde_json::from_slice(line)
        && word == FORGET
    {
        return Ok(Some(Entry::Forget { row, hlc, writer }));
    }
    let value: Value = serde_json::from_slice(line)?;
    let is_entry = match &value {
        Value::Array(parts) => parts.first().is_some_and(Value::is_string),
        value => value.is_object(),
    };
    Ok(is_entry.then_some(Entry::Other(value)))
}
