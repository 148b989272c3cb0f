//! Segments: what a writer says, in numbered parts, each sealed for those who have the space's key.
//!
//! `gcs1`, the key's epoch (4 bytes), a nonce (24 bytes), then XChaCha20-Poly1305 over DEFLATE over lines of JSON. Format,
//! space, writer, number and epoch are authenticated along with it, so a segment that was moved does not open. Segments are
//! not signed: anybody who has the key can write one.

mod batches;
mod fault;
mod wire;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value};

use super::WriterId;
use super::clock::Hlc;
use super::key::{SealingKey, SpaceId};
use super::writer::no_random;
use crate::error::{Error, Result};
pub use batches::Batches;
pub use fault::SegmentFault;

/// What a segment begins with, before the digit of its format.
const MARK: &[u8] = b"gcs";
/// The format that is written and read here.
const FORMAT: u8 = b'1';
/// Bytes of the mark and the digit.
const MARKED: usize = 4;
/// Bytes of the epoch.
const EPOCH: usize = 4;
/// Bytes of the nonce.
const NONCE: usize = 24;
/// The version of what the lines say.
pub const VERSION: u32 = 1;
/// The most that a segment unpacks to, in bytes.
pub const UNPACKED_LIMIT: usize = 64 * 1024 * 1024;
/// The largest sealed segment, in bytes: packing never adds much.
pub const SEALED_LIMIT: usize = UNPACKED_LIMIT + 1024 * 1024;
/// Of ten levels, the one that makes changes smallest for little time.
const LEVEL: u32 = 6;

/// What one file says: who wrote it, when, having seen what, and its entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The space that it belongs to.
    pub space: SpaceId,
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number among those of its writer; of a snapshot, that of the last segment before it.
    pub seq: u64,
    /// Which of the space's keys seals it; 0 is the first.
    pub epoch: u32,
    /// Its first line.
    pub header: Header,
    /// The lines behind it.
    pub entries: Vec<Entry>,
}

/// The first line of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The version of the lines, [`VERSION`].
    pub v: u32,
    /// Of each writer, the last segment that this one's writer had read: it waits until these are here.
    pub seen: BTreeMap<WriterId, u64>,
    /// When it was made by its writer's clock, in milliseconds since 1970.
    pub made: i64,
    /// The machine's name, as its user wrote it.
    pub name: String,
    /// Whether it holds what changed, or all there is.
    pub kind: Kind,
}

/// What a segment holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// What changed since the segment before it.
    Changes,
    /// All there is, in place of the segments up to these numbers.
    Snapshot {
        /// Of each writer, the last segment that is in it.
        covers: BTreeMap<WriterId, u64>,
        /// Which part of a snapshot it is that is too large for one segment.
        part: Part,
    },
}

/// The place of a segment in a snapshot of several. A snapshot holds all there is only with all its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// Tells the parts of one snapshot from those of another of the same number.
    pub set: u64,
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Part {
    /// The part that is the whole.
    pub const WHOLE: Self = Self { set: 0, number: 1, of: 1 };
}

/// A line of a segment.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Fields of a row, each with the value it got.
    Row {
        /// The table.
        table: String,
        /// The row's id.
        row: i64,
        /// When these fields got their values.
        hlc: Hlc,
        /// Whose stamp this is; None where it is the segment's writer's. In snapshots.
        writer: Option<WriterId>,
        /// The values that make the row the same one on all machines, whatever its id; of tables that have such.
        key: Option<Vec<Value>>,
        /// The fields.
        fields: Map<String, Value>,
    },
    /// A record to erase for good.
    Forget {
        /// Its id.
        row: i64,
        /// When.
        hlc: Hlc,
        /// Whose stamp this is; None where it is the segment's writer's.
        writer: Option<WriterId>,
    },
    /// What a newer version says, as it stands.
    Other(Value),
}

impl Segment {
    /// What its lines hold, the header first, for who wants to see what leaves the machine.
    ///
    /// # Errors
    /// As [`seal`].
    pub fn values(&self) -> Result<Vec<Value>> {
        let lines = wire::lines(self)?;
        let read = lines.split_inclusive(|byte| *byte == b'\n').map(serde_json::from_slice);
        read.collect::<serde_json::Result<_>>().map_err(|e| Error::failed(format!("could not read a segment: {e}")))
    }
}

impl Entry {
    /// Whose stamp it has, where that is not the segment's writer.
    pub fn writer(&self) -> Option<WriterId> {
        match self {
            Self::Row { writer, .. } | Self::Forget { writer, .. } => *writer,
            Self::Other(_) => None,
        }
    }

    /// Its stamp; None of what a newer version says.
    pub fn hlc(&self) -> Option<Hlc> {
        match self {
            Self::Row { hlc, .. } | Self::Forget { hlc, .. } => Some(*hlc),
            Self::Other(_) => None,
        }
    }
}

/// Writes entries as lines, each with its end.
///
/// # Errors
/// An entry that can't be written as JSON.
pub fn lines_of(entries: &[Entry]) -> Result<String> {
    wire::entry_lines(entries)
}

/// Reads entries from lines.
///
/// # Errors
/// What no version writes.
pub fn entries_of(lines: &str) -> std::result::Result<Vec<Entry>, SegmentFault> {
    wire::read_lines(lines.as_bytes())
}

/// Seals a segment.
///
/// # Errors
/// The system has no random numbers, or the segment is too large to be unpacked again.
pub fn seal(segment: &Segment, key: &SealingKey) -> Result<Vec<u8>> {
    let lines = wire::lines(segment)?;
    let mut packing = DeflateEncoder::new(Vec::with_capacity(lines.len() / 4), Compression::new(LEVEL));
    let packed = packing.write_all(&lines).and_then(|()| packing.finish());
    let packed = packed.map_err(|e| Error::failed(format!("could not pack a segment: {e}")))?;
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|e| no_random(&e))?;
    let beside = beside(segment.space, segment.writer, segment.seq, segment.epoch);
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), Payload { msg: &packed, aad: &beside });
    let sealed = sealed.map_err(|_| Error::failed("a segment is too large to be sealed"))?;
    Ok([MARK, &[FORMAT], &segment.epoch.to_be_bytes(), &nonce, &sealed].concat())
}

/// Opens a segment that should be the one of this space, writer and number.
///
/// # Errors
/// Whatever is not exactly what [`seal`] made of it; nothing of it is to be used then.
pub fn open(
    bytes: &[u8],
    key: &SealingKey,
    space: SpaceId,
    (writer, seq): (WriterId, u64),
) -> std::result::Result<Segment, SegmentFault> {
    let (epoch, lines) = unsealed(bytes, key, space, (writer, seq))?;
    let (header, entries) = wire::read(&lines)?;
    Ok(Segment { space, writer, seq, epoch, header, entries })
}

/// Opens a segment as [`open()`] does, and reads its header alone.
///
/// # Errors
/// As [`open()`], but for what is wrong with an entry.
pub fn open_header(
    bytes: &[u8],
    key: &SealingKey,
    space: SpaceId,
    place: (WriterId, u64),
) -> std::result::Result<Header, SegmentFault> {
    let (_, lines) = unsealed(bytes, key, space, place)?;
    wire::read_first(&lines)
}

/// The epoch of a segment, and its lines.
fn unsealed(
    bytes: &[u8],
    key: &SealingKey,
    space: SpaceId,
    (writer, seq): (WriterId, u64),
) -> std::result::Result<(u32, Vec<u8>), SegmentFault> {
    let (epoch, nonce, sealed) = parts(bytes)?;
    let beside = beside(space, writer, seq, epoch);
    let packed = cipher(key).decrypt(&nonce, Payload { msg: sealed, aad: &beside });
    let packed =
        packed.map_err(|_| SegmentFault::damaged("it was changed, or belongs to another space, machine or place"))?;
    Ok((epoch, unpacked(&packed)?))
}

/// The epoch of the key that seals a segment.
///
/// # Errors
/// It is not a segment that this version reads.
pub fn epoch_of(bytes: &[u8]) -> std::result::Result<u32, SegmentFault> {
    parts(bytes).map(|(epoch, ..)| epoch)
}

/// The number of a segment's format; None where it is not a segment.
pub(super) fn format_of(bytes: &[u8]) -> Option<u8> {
    let digit = bytes.strip_prefix(MARK)?.first()?;
    digit.is_ascii_digit().then(|| digit - b'0')
}

/// Epoch, nonce and what is sealed.
fn parts(bytes: &[u8]) -> std::result::Result<(u32, XNonce, &[u8]), SegmentFault> {
    if bytes.is_empty() {
        return Err(SegmentFault::damaged("it is empty"));
    }
    match format_of(bytes) {
        Some(1) => {}
        Some(format) => return Err(SegmentFault::Newer(u32::from(format))),
        None => return Err(SegmentFault::damaged("it is not a segment")),
    }
    let split = || {
        let (epoch, rest) = bytes.get(MARKED..)?.split_first_chunk::<EPOCH>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        Some((u32::from_be_bytes(*epoch), XNonce::from(*nonce), sealed))
    };
    split().ok_or(SegmentFault::damaged("it is cut off"))
}

fn cipher(key: &SealingKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

/// What is authenticated along with the sealed bytes.
fn beside(space: SpaceId, writer: WriterId, seq: u64, epoch: u32) -> Vec<u8> {
    [MARK, &[FORMAT], &space.0, &writer.0.to_be_bytes(), &seq.to_be_bytes(), &epoch.to_be_bytes()].concat()
}

/// Unpacks up to the limit.
fn unpacked(packed: &[u8]) -> std::result::Result<Vec<u8>, SegmentFault> {
    let mut lines = Vec::new();
    let bound = u64::try_from(UNPACKED_LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    let read = DeflateDecoder::new(packed).take(bound).read_to_end(&mut lines);
    match read {
        Ok(read) if read <= UNPACKED_LIMIT => Ok(lines),
        Ok(_) => Err(SegmentFault::damaged("it unpacks to more than 64 MiB")),
        Err(_) => Err(SegmentFault::damaged("it can't be unpacked")),
    }
}

#[cfg(test)]
mod tests;
