//! The names of segments in a folder: `SPACE/WRITER/SEQ-HASH.gcs`, no word of the user's in them.

use std::path::Path;

use super::{HASH, Listed, What};
use crate::sync::WriterId;
use crate::sync::key::SpaceId;

/// Digits of a number, at least.
const DIGITS: usize = 10;

/// Where a segment belongs, by the path of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The space.
    pub space: SpaceId,
    /// The segment.
    pub listed: Listed,
}

/// The name of a segment's file.
pub(crate) fn name_of(seq: u64, what: What, hash: [u8; HASH]) -> String {
    let ending = match what {
        What::Changes | What::ByManager => "gcs",
        What::Snapshot => "gcsnap",
    };
    format!("{seq:0DIGITS$}-{}.{ending}", hex(hash))
}

/// The hash in hex digits.
pub(super) fn hex(hash: [u8; HASH]) -> String {
    format!("{:016x}", u64::from_be_bytes(hash))
}

/// Number, kind and hash of a name; None of what is not a segment's: a conflict copy, an unfinished file.
pub(super) fn read_name(name: &str) -> Option<(u64, What, [u8; HASH])> {
    let (stem, ending) = name.split_once('.')?;
    let what = match ending {
        "gcs" => What::Changes,
        "gcsnap" => What::Snapshot,
        _ => return None,
    };
    let (seq, hash) = stem.split_once('-')?;
    let is_hash = hash.len() == HASH * 2 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_seq =
        seq.bytes().all(|b| b.is_ascii_digit()) && (seq.len() == DIGITS || seq.len() > DIGITS && !seq.starts_with('0'));
    if !is_hash || !is_seq {
        return None;
    }
    Some((seq.parse().ok()?, what, u64::from_str_radix(hash, 16).ok()?.to_be_bytes()))
}

/// The place that a path names, by its last three parts: SPACE/WRITER/SEQ-HASH.gcs.
pub fn place_of(path: &Path) -> Option<Place> {
    let (seq, what, hash) = read_name(path.file_name()?.to_str()?)?;
    let of_writer = path.parent()?;
    let writer = of_writer.file_name()?.to_str()?.parse().ok()?;
    let space = of_writer.parent()?.file_name()?.to_str()?.parse().ok()?;
    Some(Place { space, listed: listed(writer, (seq, what, hash), path) })
}

/// A segment by what its name says.
pub(super) fn listed(writer: WriterId, (seq, what, hash): (u64, What, [u8; HASH]), path: &Path) -> Listed {
    Listed { writer, seq, snapshot: what == What::Snapshot, hash, path: path.to_path_buf(), vouched: None }
}
