//! The files and folders that an import names: which of them to read, and how to open them.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::app::backups::Watch;
use crate::error::{About, Error, Result};
use crate::exchange::{Format, Input, Member, Source, Zip};

/// How many files the rows of an import stand in: of several, a row is named with its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// One.
    One,
    /// More than one.
    Several,
}

/// A file on disk, that an import may open several times.
#[derive(Clone)]
pub(super) struct OnDisk {
    path: PathBuf,
}

impl OnDisk {
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_path_buf() }
    }

    /// How many bytes it has, as [`Counted`] wants it.
    pub(super) fn sizes(&self) -> (u64, u64) {
        let size = fs::metadata(&self.path).map_or(0, |found| found.len());
        (size, size)
    }
}

impl Source for OnDisk {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(File::open(&self.path)?))
    }

    fn beside(&self, name: &str) -> Option<Box<dyn Source>> {
        let folder = self.path.parent()?;
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut paths = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let found = paths.find(|p| p.file_name().is_some_and(|n| n.eq_ignore_ascii_case(name)))?;
        Some(Box::new(Self::at(&found)))
    }
}

/// A source that counts what is read of it, as a share of the file on disk.
pub(super) struct Counted {
    source: Arc<dyn Source>,
    /// How many bytes were read since it was opened last.
    read: Arc<AtomicU64>,
    /// How many bytes it has on disk, and how many where it is read: those of a file in a zip differ.
    sizes: (u64, u64),
    /// Whether the import was stopped.
    stopped: Arc<AtomicBool>,
}

impl Counted {
    pub(super) fn new(source: Arc<dyn Source>, sizes: (u64, u64), watch: &Watch) -> Self {
        Self { source, read: Arc::default(), sizes, stopped: watch.stopped() }
    }

    /// How many bytes it has on disk.
    pub(super) fn on_disk(&self) -> u64 {
        self.sizes.0
    }

    /// How much was read since it was opened last, in bytes on disk.
    pub(super) fn read(&self) -> u64 {
        let (read, (on_disk, in_all)) = (self.read.load(Ordering::Relaxed), self.sizes);
        if on_disk == in_all {
            return read;
        }
        let share = u128::from(read.min(in_all)) * u128::from(on_disk) / u128::from(in_all.max(1));
        u64::try_from(share).unwrap_or(read)
    }
}

impl Source for Counted {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        let input = self.source.open()?;
        self.read.store(0, Ordering::Relaxed);
        Ok(Box::new(Counting { input, read: Arc::clone(&self.read), stopped: Arc::clone(&self.stopped) }))
    }

    fn beside(&self, name: &str) -> Option<Box<dyn Source>> {
        self.source.beside(name)
    }

    fn is_table(&self) -> bool {
        self.source.is_table()
    }
}

/// An open file that counts what is read of it, and ends where the import is stopped.
struct Counting {
    input: Box<dyn Input>,
    read: Arc<AtomicU64>,
    stopped: Arc<AtomicBool>,
}

impl Read for Counting {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let read = self.input.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counting {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

/// Returns the name of a file, for a message.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// How many folders within a folder are looked into.
const DEPTH: usize = 8;

/// Lists the named files, and those in the named folders and the folders within that have one of [`Format::ENDINGS`], by
/// name. What is hidden there is passed over.
pub(super) fn files_of(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        add_folder(path, DEPTH, &mut inside)?;
        if inside.is_empty() {
            return Err(Error::failed(format!("the folder {} {}", path.display(), nothing_inside()))
                .help("nothing was imported; name the files themselves"));
        }
        files.append(&mut inside);
    }
    Ok(files)
}

/// Adds the files of a folder, then those of the folders in it. Links to folders are not followed: they may lead back.
fn add_folder(folder: &Path, deeper: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).about("read the folder", folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut entries: Vec<PathBuf> = entries.filter(|path| !file_name(path).starts_with('.')).collect();
    entries.sort();
    let is_folder = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let (folders, mut inside): (Vec<PathBuf>, Vec<PathBuf>) = entries.into_iter().partition(is_folder);
    inside.retain(|path| {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        path.is_file() && Format::ENDINGS.contains(&ending.as_str())
    });
    leave_out_accounts(&mut inside, |path| (folder.to_path_buf(), file_name(path)));
    files.append(&mut inside);
    for folder in folders.iter().filter(|_| deeper > 0) {
        add_folder(folder, deeper - 1, files)?;
    }
    Ok(())
}

/// Leaves out Salesforce's accounts where its contacts lie beside them: they only lend these their companies' names.
fn leave_out_accounts<T>(files: &mut Vec<T>, place: impl Fn(&T) -> (PathBuf, String)) {
    let is_named = |place: &(PathBuf, String), name: &str| place.1.eq_ignore_ascii_case(name);
    let contacts = files.iter().map(&place).filter(|place| is_named(place, "Contact.csv"));
    let with_contacts: Vec<PathBuf> = contacts.map(|(folder, _)| folder).collect();
    files.retain(|file| {
        let place = place(file);
        !(is_named(&place, "Account.csv") && with_contacts.contains(&place.0))
    });
}

/// Lists the files of a zip to read, each with what to call it: the zip, then its way through the folders in it.
pub(super) fn files_of_zip(zip: &Zip, named: &Path) -> Vec<(PathBuf, Member)> {
    let mut members: Vec<(PathBuf, Member)> =
        zip.members().into_iter().map(|member| (named.join(member.path()), member)).collect();
    leave_out_accounts(&mut members, |(named, _)| {
        (named.parent().map(Path::to_path_buf).unwrap_or_default(), file_name(named))
    });
    members
}

/// Says of a folder or a zip that it holds nothing to read.
pub(super) fn nothing_inside() -> String {
    let endings = Format::ENDINGS.map(|ending| format!(".{ending}")).join(", ");
    format!("holds no file to import ({endings})")
}

/// Names a file as a source: the program that wrote it, and a fingerprint of the file's place. A file in a zip has its
/// place behind that of the zip.
pub(super) fn source_of(program: &str, file: &Path) -> String {
    let on_disk = file.ancestors().find_map(|place| Some((place.canonicalize().ok()?, file.strip_prefix(place).ok()?)));
    let place = match on_disk {
        Some((place, inside)) if inside.as_os_str().is_empty() => place,
        Some((place, inside)) => place.join(inside),
        None => file.to_path_buf(),
    };
    let place = place.as_os_str().as_encoded_bytes();
    // FNV-1a.
    let fingerprint = place.iter().fold(0x811c_9dc5_u32, |hash, b| (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193));
    format!("{program}:{fingerprint:08x}")
}

#[cfg(test)]
mod tests {
    use crate::domain::customer::CustomerField::Company;
    use crate::exchange::{self, ImportedPerson, Options, ReadError, Reading};

    use super::*;

    fn read(path: &Path) -> std::result::Result<Reading, ReadError> {
        exchange::read(&OnDisk::at(path), path.to_str(), &Options::default())
    }

    #[test]
    fn a_salesforce_account_beside_the_contacts_names_the_company() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("account.csv"), "Id,MasterRecordId,Name\n001000000000001AAA,,Acme\n").unwrap();
        let contacts = folder.path().join("Contact.csv");
        fs::write(&contacts, "Id,MasterRecordId,AccountId,LastName\n003A,,001000000000001,Silva\n").unwrap();
        let people: Vec<ImportedPerson> = read(&contacts).unwrap().records.map(std::result::Result::unwrap).collect();
        assert_eq!(people[0].said(Company), Some("Acme"));
    }

    #[test]
    fn a_missing_file_and_an_empty_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(&folder.path().join("not/there.csv")), Err(ReadError::Io(_))));
        assert!(matches!(read(folder.path()), Err(ReadError::Io(_))));
        let error = files_of(&[folder.path().to_path_buf()]).unwrap_err();
        assert!(error.to_string().contains("holds no file to import (.vcf, .vcard, .csv, .tsv, "), "{error}");
    }

    #[test]
    fn a_folder_gives_the_files_of_every_format_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let mut wanted: Vec<PathBuf> =
            Format::ENDINGS.map(|ending| folder.path().join(format!("people.{ending}"))).into();
        wanted.push(folder.path().join("MORE.CSV"));
        wanted.sort();
        for path in wanted.iter().chain([&folder.path().join("notes.txt"), &folder.path().join("csv")]) {
            fs::write(path, "name\nAna\n").unwrap();
        }
        // A folder of cards within, and what programs hide.
        fs::create_dir_all(folder.path().join("work/.cache")).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for hidden in [".people.csv", ".git/a.vcf", "work/.cache/b.vcf", "work/.c.vcf"] {
            fs::write(folder.path().join(hidden), "name\nAna\n").unwrap();
        }
        wanted.push(folder.path().join("work/ana.vcf"));
        fs::write(folder.path().join("work/ana.vcf"), "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n").unwrap();
        assert_eq!(files_of(&[folder.path().to_path_buf()]).unwrap(), wanted);
    }
}
