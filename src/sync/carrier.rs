//! What takes segments to other machines and brings theirs: six verbs, and a folder that has four of them.
//!
//! A carrier knows names and bytes only; what they hold is sealed.

mod fault;
mod folder;
mod names;
mod server_fault;

use std::collections::BTreeMap;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::WriterId;
use super::key::{SealingKey, SpaceId};
use super::segment::{self, Header, Kind, Segment, SegmentFault};
pub use fault::CarrierFault;
pub use folder::{Folder, last_elsewhere, reach_folder};
use names::hex;
#[cfg(feature = "team")]
pub(crate) use names::name_of;
pub use names::{Place, place_of};
pub use server_fault::ServerFault;

/// Bytes of the hash in a name.
const HASH: usize = 8;

/// A segment that a carrier has. One number may be there twice, with unlike hashes: two machines wrote as the same writer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listed {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number among those of its writer.
    pub seq: u64,
    /// Whether it is (a part of) a snapshot.
    pub snapshot: bool,
    /// The beginning of the SHA-256 of its bytes.
    pub hash: [u8; HASH],
    /// Where it is, for messages.
    pub path: PathBuf,
    /// What a server vouches for; None of a folder, which can't.
    pub vouched: Option<Vouched>,
}

/// What a server vouches for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vouched {
    /// The role that put the segment there.
    pub owner: String,
    /// When it did, by the server's clock, in milliseconds since 1970.
    pub at: i64,
    /// Whether it was put there by a manager, who was one then.
    pub by_manager: bool,
}

impl Listed {
    /// The hash as it stands in the name of the file.
    pub fn hash_hex(&self) -> String {
        hex(self.hash)
    }
}

/// What is put under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A segment of changes.
    Changes,
    /// One of changes that a manager alone may make: a server takes it from nobody else, and vouches for that. In a folder
    /// it is as any other.
    ByManager,
    /// A snapshot, or a part of one.
    Snapshot,
}

/// What came of putting a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is there now.
    Done(Listed),
    /// These very bytes were there already.
    There(Listed),
    /// Other bytes have the number; the next one is to be used. Never said by a folder, where both stay.
    Taken,
}

/// What came of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is the caller's.
    Won,
    /// It was claimed before, maybe by the same user.
    Lost(Claimed),
}

/// A claim that a carrier has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The role that made it, as the server vouches for.
    pub owner: String,
    /// What was sealed along with it.
    pub sealed: Vec<u8>,
}

/// Why a segment that is listed could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Somebody removed it since it was listed, for a snapshot that covers it: list again.
    Gone,
    /// The carrier has failed, and would again with the next one.
    Carrier(CarrierFault),
    /// This one segment can't be read.
    Segment(SegmentFault),
}

/// What has the segments of one space.
pub trait Carrier {
    /// Lists all segments, each writer's by number.
    ///
    /// # Errors
    /// The carrier can't be reached, or has nothing of the space.
    fn heads(&self) -> Result<BTreeMap<WriterId, Vec<Listed>>, CarrierFault>;

    /// Lists the segments beyond those of which all up to a number are known, each writer's by number.
    ///
    /// # Errors
    /// As [`Carrier::heads`].
    fn after(&self, known: &BTreeMap<WriterId, u64>) -> Result<BTreeMap<WriterId, Vec<Listed>>, CarrierFault> {
        let mut heads = self.heads()?;
        for (writer, all) in &mut heads {
            let known = known.get(writer).copied().unwrap_or_default();
            all.retain(|listed| listed.seq > known);
        }
        heads.retain(|_, left| !left.is_empty());
        Ok(heads)
    }

    /// Reads a segment's bytes, which are those that its name says.
    ///
    /// # Errors
    /// It is gone, damaged, or the carrier has failed.
    fn get(&self, listed: &Listed) -> Result<Vec<u8>, Unread>;

    /// Puts a segment there, wholly or not at all; once that is done it survives a power cut.
    ///
    /// # Errors
    /// The carrier can't be reached, is full, or can only be read. The same bytes can be put again later.
    fn put(&self, writer: WriterId, seq: u64, what: What, bytes: &[u8]) -> Result<Put, CarrierFault>;

    /// Removes segments, and returns how many were there.
    ///
    /// # Errors
    /// The carrier has failed; those before may be gone.
    fn remove(&self, listed: &[Listed]) -> Result<usize, CarrierFault>;

    /// Claims a key for the caller, unless somebody has it.
    ///
    /// # Errors
    /// The carrier has failed, or can't decide between two who claim at once.
    fn claim(&self, key: &[u8; 32], sealed: &[u8]) -> Result<Claim, CarrierFault>;

    /// Removes the caller's claims of days that are long past. Nothing is done by a carrier that has none.
    ///
    /// # Errors
    /// The carrier has failed.
    fn remove_old_claims(&self) -> Result<(), CarrierFault> {
        Ok(())
    }
}

/// The beginning of the SHA-256 of a segment's bytes, which stands in its name.
pub fn hash_of(bytes: &[u8]) -> [u8; HASH] {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// Whether bytes that are not what their name says are of a newer version, which may name its files otherwise; a single bit
/// that flipped in the format's digit does not make them so.
pub(crate) fn is_of_newer(bytes: &[u8]) -> bool {
    segment::format_of(bytes).is_some_and(|format| (format ^ 1).count_ones() > 1)
}

/// Reads a listed segment and opens it.
///
/// # Errors
/// As [`Carrier::get`] and [`segment::open`]; also where its name says a snapshot and it holds changes, or the other way.
pub fn read(carrier: &dyn Carrier, listed: &Listed, space: SpaceId, key: &SealingKey) -> Result<Segment, Unread> {
    let bytes = carrier.get(listed)?;
    let opened = segment::open(&bytes, key, space, (listed.writer, listed.seq)).map_err(Unread::Segment)?;
    is_as_named(&opened.header, listed)?;
    Ok(opened)
}

/// Reads the header of a segment alone.
///
/// # Errors
/// As [`read`], but for what is wrong with an entry.
pub fn read_header(carrier: &dyn Carrier, listed: &Listed, space: SpaceId, key: &SealingKey) -> Result<Header, Unread> {
    let bytes = carrier.get(listed)?;
    let header = segment::open_header(&bytes, key, space, (listed.writer, listed.seq)).map_err(Unread::Segment)?;
    is_as_named(&header, listed)?;
    Ok(header)
}

fn is_as_named(header: &Header, listed: &Listed) -> Result<(), Unread> {
    if matches!(header.kind, Kind::Snapshot { .. }) == listed.snapshot {
        return Ok(());
    }
    Err(Unread::Segment(SegmentFault::damaged("its name says something else than it holds")))
}
