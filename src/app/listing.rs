//! The numbers of the last listing, which stand for ids for an hour: "goodcall ideas done 2".
//!
//! They are kept by book in the state folder, as ids alone. Without them an id still works, so what can't be written or
//! read is passed over.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::App;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{AtomicFile, make_private_folder};
use crate::system;

/// What a listing numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Ideas and needs.
    Ideas,
    /// Praise.
    Praise,
    /// Promises.
    Promises,
    /// A customer's logs.
    Touches,
    /// What hangs on teams' walls.
    Wall,
}

impl Listing {
    fn key(self) -> &'static str {
        match self {
            Self::Ideas => "ideas",
            Self::Praise => "praise",
            Self::Promises => "promises",
            Self::Touches => "touches",
            Self::Wall => "wall",
        }
    }

    /// One of them, and the command that lists them.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Ideas => ("an idea", "goodcall ideas"),
            Self::Praise => ("a remark", "goodcall praise"),
            Self::Promises => ("a promise", "goodcall promises"),
            Self::Touches => ("a touch", "goodcall show WHO"),
            Self::Wall => ("praise on a wall", "goodcall team wall"),
        }
    }
}

/// How long numbers stand for ids, in milliseconds: an hour.
const KEPT_MS: i64 = 60 * 60 * 1000;
/// The largest number of a listing; ids are far larger.
const MOST: usize = 100_000;
/// The largest file to read, in bytes.
const FILE_LIMIT: u64 = 8 * 1024 * 1024;

impl App {
    /// Keeps the ids of a listing, in its order; its first number is 1.
    pub fn keep_listing(&self, listing: Listing, ids: &[i64]) {
        let Some(file) = self.listing_file() else { return };
        let mut kept = read(&file).unwrap_or_default();
        let ids: Vec<String> = ids.iter().take(MOST).map(ToString::to_string).collect();
        kept.insert(listing.key().into(), json!({"at": self.clock().instant.timestamp_millis(), "ids": ids}));
        // Nobody waits for the disk: numbers that a power cut takes are listed again.
        let _passed_over = write(&file, &Value::Object(kept));
    }

    /// Reads an id, or a number of the last listing.
    ///
    /// # Errors
    /// Fails where it is neither; `exists` says whether something has an id.
    pub fn listed_id(&self, listing: Listing, text: &str, exists: impl Fn(i64) -> bool) -> Result<i64> {
        let (one, command) = listing.words();
        let Ok(id) = text.trim().parse::<i64>() else {
            return Err(Error::new(
                ErrorKind::NoMatch,
                format!("\"{text}\" is not the id of {one}; nothing was changed"),
            )
            .help(format!("{command} shows the numbers, and with --json the ids")));
        };
        let Some(number) = usize::try_from(id).ok().filter(|n| *n <= MOST) else { return Ok(id) };
        let ids = self.last_listing(listing);
        if let Some(listed) = ids.as_ref().and_then(|ids| ids.get(number.checked_sub(1)?)) {
            return Ok(*listed);
        }
        if exists(id) {
            return Ok(id);
        }
        let error = match ids {
            Some(ids) if ids.is_empty() => "the last listing was empty; nothing was changed".to_string(),
            Some(ids) => {
                format!("the last listing has no number {number}: it goes to {}; nothing was changed", ids.len())
            }
            None => format!("nothing was listed as {number} in the last hour; nothing was changed"),
        };
        Err(Error::new(ErrorKind::NoMatch, error).help(format!("{command} lists them anew, with their numbers")))
    }

    /// Returns the ids of the last listing, unless it is older than an hour.
    fn last_listing(&self, listing: Listing) -> Option<Vec<i64>> {
        let kept = read(&self.listing_file()?)?;
        let of_kind = kept.get(listing.key())?;
        let age = self.clock().instant.timestamp_millis().checked_sub(of_kind.get("at")?.as_i64()?)?;
        let ids = of_kind.get("ids")?.as_array()?.iter().map(|id| id.as_str()?.parse().ok());
        (0..=KEPT_MS).contains(&age).then(|| ids.collect()).flatten()
    }

    /// The file for this book; None for a book in memory.
    fn listing_file(&self) -> Option<PathBuf> {
        let book = self.book_path()?;
        let mut hasher = DefaultHasher::new();
        book.canonicalize().ok()?.hash(&mut hasher);
        Some(system::state_folder().ok()?.join(format!("listing-{:016x}.json", hasher.finish())))
    }
}

fn read(file: &Path) -> Option<Map<String, Value>> {
    let mut text = String::new();
    std::fs::File::open(file).ok()?.take(FILE_LIMIT).read_to_string(&mut text).ok()?;
    match serde_json::from_str(&text).ok()? {
        Value::Object(kept) => Some(kept),
        _ => None,
    }
}

fn write(file: &Path, kept: &Value) -> Result<()> {
    let folder = crate::files::folder_of(file);
    let failed = |e: &std::io::Error| Error::failed(crate::error::io_words(e));
    make_private_folder(folder).map_err(|e| failed(&e))?;
    let mut begun = AtomicFile::begin(folder).map_err(|e| failed(&e))?;
    begun.file().write_all(kept.to_string().as_bytes()).map_err(|e| failed(&e))?;
    begun.persist_unsynced(file)
}
