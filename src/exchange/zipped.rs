//! Looks into zips: names the files in them, and unpacks them one by one, within bounds. Nothing is ever unpacked to a place
//! that the zip names.

use std::io::{self, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;
use zip::result::ZipError;

use super::source::{Input, Kept, Source};
use super::{Format, ReadError, strangers};

/// How much to unpack of one zip, in bytes.
pub(super) const UNPACK_LIMIT: u64 = 200_000_000;

/// How much of a zip shows what it is, in bytes.
const HEAD: u64 = 64 * 1024;

/// A zip that holds files to read.
pub(crate) struct Zip(Arc<Shared>);

/// What the files of a zip share.
struct Shared {
    archive: Mutex<Archive>,
    entries: Vec<Entry>,
}

type ZipInput = ZipArchive<BufReader<Box<dyn Input>>>;

struct Archive {
    zip: ZipInput,
    /// How much may still be unpacked, in bytes.
    left: u64,
}

/// A file in a zip, by what the zip says of it.
#[derive(Debug, Clone)]
struct Entry {
    /// Its number in the zip.
    number: usize,
    /// Its way through the folders of the zip, joined by `/`.
    path: String,
    packed: u64,
    unpacked: u64,
    is_locked: bool,
}

impl Entry {
    fn folder_and_name(&self) -> (&str, &str) {
        self.path.rsplit_once('/').unwrap_or(("", &self.path))
    }
}

impl Zip {
    /// Looks into a file; None where it is something else than a zip of files: a workbook is one inside, too.
    pub(crate) fn look_into(source: &dyn Source) -> Result<Option<Zip>, ReadError> {
        let mut input = BufReader::new(source.open()?);
        let mut head = Vec::new();
        input.by_ref().take(HEAD).read_to_end(&mut head)?;
        if !head.starts_with(b"PK\x03\x04") && !head.starts_with(b"PK\x05\x06") {
            return Ok(None);
        }
        let what = strangers::of_bytes(&head).map_or("a zip archive", |stranger| stranger.what);
        let mut zip = ZipArchive::new(input).map_err(|e| refusal(what, e))?;
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap_or_default().into_owned()).collect();
        if names.iter().any(|name| is_document(name)) {
            return Ok(None);
        }
        let entries = (0..zip.len()).filter_map(|number| Entry::of(&mut zip, number)).collect();
        let archive = Mutex::new(Archive { zip, left: UNPACK_LIMIT });
        Ok(Some(Zip(Arc::new(Shared { archive, entries }))))
    }

    /// Lists the files that have one of [`Format::ENDINGS`], in the order of their paths. What is hidden is passed over.
    pub(crate) fn members(&self) -> Vec<Member> {
        let is_wanted = |entry: &Entry| {
            let ending = entry.path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
            let is_hidden = entry.path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
            Format::ENDINGS.contains(&ending.as_str()) && !is_hidden
        };
        let mut wanted: Vec<usize> =
            (0..self.0.entries.len()).filter(|at| self.0.entries.get(*at).is_some_and(is_wanted)).collect();
        wanted.sort_by_key(|at| self.0.entries.get(*at).map(|entry| &entry.path));
        let member = |at: usize| Some(Member::new(&self.0, self.0.entries.get(at)?));
        wanted.into_iter().filter_map(member).collect()
    }
}

/// Whether a zip that holds this is a document of some program.
fn is_document(name: &str) -> bool {
    matches!(name, "[Content_Types].xml" | "mimetype" | "Index/Document.iwa") || name.starts_with("Index/Tables/")
}

impl Entry {
    /// Reads what a zip says of a file; None for folders, links and what has no name.
    fn of(zip: &mut ZipInput, number: usize) -> Option<Entry> {
        let entry = zip.by_index_data(number).ok()?;
        if !entry.is_file() {
            return None;
        }
        let name = entry.name().ok()?;
        let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
        let path = parts.collect::<Vec<_>>().join("/");
        Some(Entry {
            number,
            path,
            packed: entry.compressed_size(),
            unpacked: entry.size(),
            is_locked: entry.encrypted(),
        })
        .filter(|entry| !entry.path.is_empty())
    }
}

/// A file in a zip.
pub(crate) struct Member {
    zip: Arc<Shared>,
    entry: Entry,
    kept: Mutex<Option<Kept>>,
}

impl Member {
    fn new(zip: &Arc<Shared>, entry: &Entry) -> Self {
        Self { zip: Arc::clone(zip), entry: entry.clone(), kept: Mutex::default() }
    }

    /// Returns its way through the folders of the zip, joined by `/`.
    pub(crate) fn path(&self) -> &str {
        &self.entry.path
    }

    /// How many bytes it has in the zip, and unpacked.
    pub(crate) fn sizes(&self) -> (u64, u64) {
        (self.entry.packed, self.entry.unpacked)
    }

    /// Unpacks it, where that was not done yet.
    ///
    /// # Errors
    /// Says why it can't be unpacked, and what to do.
    pub(crate) fn unpack(&self) -> Result<(), ReadError> {
        self.unpacked().map(|_| ())
    }

    fn unpacked(&self) -> Result<Kept, ReadError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = &*kept {
            return Ok(kept.clone());
        }
        let new = self.zip.unpack(&self.entry)?;
        *kept = Some(new.clone());
        Ok(new)
    }
}

impl Source for Member {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        self.unpacked().map_err(io::Error::other)?.open()
    }

    fn beside(&self, name: &str) -> Option<Box<dyn Source>> {
        let (folder, _) = self.entry.folder_and_name();
        let is_there = |entry: &&Entry| {
            let (its_folder, its_name) = entry.folder_and_name();
            its_folder == folder && its_name.eq_ignore_ascii_case(name)
        };
        Some(Box::new(Member::new(&self.zip, self.zip.entries.iter().find(is_there)?)))
    }
}

impl Shared {
    fn unpack(&self, entry: &Entry) -> Result<Kept, ReadError> {
        if entry.is_locked {
            let why = "it is locked with a password: unpack the zip with that, then import the file";
            return Err(ReadError::Packed(why.into()));
        }
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let Archive { zip, left } = &mut *archive;
        if entry.unpacked > *left {
            return Err(ReadError::Packed(
                "goodcall unpacks no more than 200 MB of a zip: unpack it, then import the file by itself".into(),
            ));
        }
        let mut member = zip.by_index(entry.number).map_err(|e| refusal("a file in a zip", e))?;
        *left -= entry.unpacked;
        let kept = Kept::written(|out| {
            // One that is larger than it says ends there.
            io::copy(&mut member.by_ref().take(entry.unpacked + 1), out).map(|_| ())
        });
        let kept = kept.map_err(|e| refusal("a file in a zip", e.into()))?;
        if kept.length() > entry.unpacked {
            return Err(ReadError::Packed(damaged("a file in a zip", "it is larger than the zip says")));
        }
        Ok(kept)
    }
}

/// Says why a zip or a file in it can't be read.
fn refusal(what: &str, error: ZipError) -> ReadError {
    match error {
        ZipError::Io(e) if !is_of_the_zip(&e) => ReadError::Io(e),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => ReadError::Packed(format!(
            "this is {what}, packed in a way that goodcall can't read: unpack it, then import what is in it"
        )),
        _ => ReadError::Packed(damaged(what, "it is cut off, or not as the zip says")),
    }
}

/// Whether what was read is wrong, rather than that it can't be read.
fn is_of_the_zip(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | Other | UnexpectedEof)
}

fn damaged(what: &str, why: &str) -> String {
    format!("this is {what}, which is damaged ({why}): save or download it again")
}
