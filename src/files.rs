//! Writes files: private to the user, complete before they get their name, never through a symbolic link.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tempfile::NamedTempFile;

use crate::error::{About, Error, Result, io_words};

/// The prefix of every unfinished file's name.
const UNFINISHED: &str = ".goodcall-";

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder and its parents, private to the user.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Keeps a file that is about to be made from everybody but the user.
pub(crate) fn keep_private(options: &mut fs::OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Gives a file or folder its mode, such as 0o600, whatever the umask; where the file system has none, nothing happens.
pub(crate) fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    let _without_modes = fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = (path, mode);
}

/// Whether others than its owner may read a file, as far as its mode says.
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|there| there.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Identifies a file whatever its name: its device and inode.
pub(crate) type FileId = (u64, u64);

/// Returns what identifies the file at a path; None where that can't be told.
pub(crate) fn file_id(path: &Path) -> Option<FileId> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Returns when a file or folder was last changed, or put where it is; None where there is none.
pub(crate) fn changed_at(path: &Path) -> Option<DateTime<Utc>> {
    let there = fs::metadata(path).ok()?;
    let written = there.modified().ok().map(DateTime::<Utc>::from);
    // A copy may keep an older time of writing, but not this one.
    #[cfg(unix)]
    let written = written.max(DateTime::from_timestamp(std::os::unix::fs::MetadataExt::ctime(&there), 0));
    written
}

/// Whether files can be made in a folder, as far as one can tell without making one.
pub(crate) fn can_write_into(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        true
    }
}

/// Syncs a folder, so that the names in it survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether a path is a symbolic link, even a broken one.
pub(crate) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|m| m.file_type().is_symlink())
}

/// The path with a suffix added: "book.db" and ".backup" make "book.db.backup".
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What to do if the file exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfExists {
    /// Keep it, and fail.
    Keep,
    /// Replace it in one step.
    Replace,
}

/// A file in the making, beside its target; unless it is persisted, nothing of it remains.
///
/// It is locked, which tells it from one whose maker was killed.
#[derive(Debug)]
pub(crate) struct AtomicFile(NamedTempFile);

impl AtomicFile {
    /// Begins a file in a folder.
    pub(crate) fn begin(folder: &Path) -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        // Without locks, leftovers are told by their age alone.
        let _unlockable = file.as_file().try_lock();
        Ok(Self(file))
    }

    /// Its path for now.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The file, for writing.
    pub(crate) fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Syncs the file and gives it its name.
    pub(crate) fn persist(self, path: &Path, taken: IfExists) -> Result<()> {
        self.0.as_file().sync_all().about("write", path)?;
        refuse_taken(path, IfExists::Replace)?;
        let placed = match taken {
            IfExists::Keep => self.0.persist_noclobber(path),
            IfExists::Replace => self.0.persist(path),
        };
        match placed {
            Ok(_) => sync_folder(folder_of(path)).about("write", path),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(already_there(path)),
            Err(e) => Err(Error::failed(format!("could not write {}: {}", path.display(), io_words(&e.error)))),
        }
    }

    /// Gives the file its name in one step, replacing another, and leaves it to the system when it reaches the disk: for
    /// what may be lost without harm.
    pub(crate) fn persist_unsynced(self, path: &Path) -> Result<()> {
        refuse_taken(path, IfExists::Replace)?;
        self.0.persist(path).map(drop).map_err(|e| e.error).about("write", path)
    }

    /// Syncs the file, gives it the first free name, and returns that name.
    pub(crate) fn persist_first_free(self, names: impl Iterator<Item = PathBuf>) -> Result<PathBuf> {
        let mut file = self.0;
        file.as_file().sync_all().about("write", file.path())?;
        for name in names {
            match file.persist_noclobber(&name) {
                Ok(_) => {
                    sync_folder(folder_of(&name)).about("write", &name)?;
                    return Ok(name);
                }
                Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => file = e.file,
                Err(e) => return Err(e.error).about("write", &name),
            }
        }
        Err(Error::failed(format!("there are too many copies in {}", folder_of(file.path()).display()))
            .help("nothing was written; move some of them elsewhere"))
    }
}

/// Names to try until one is free: "x", then "x.2", "x.3" and so on.
pub(crate) fn numbered(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    const MOST: u32 = 100;
    let path = path.to_path_buf();
    (1..=MOST).map(move |n| if n == 1 { path.clone() } else { with_suffix(&path, &format!(".{n}")) })
}

/// Refuses to write over a link, over anything but a regular file, or over a file to keep.
pub(crate) fn refuse_taken(path: &Path, taken: IfExists) -> Result<()> {
    match path.symlink_metadata() {
        Ok(there) if there.is_symlink() => Err(leads_elsewhere(path)),
        Ok(there) if !there.is_file() => {
            Err(Error::failed(format!("{} is not a regular file; nothing was written", path.display()))
                .help("name another file"))
        }
        Ok(_) if taken == IfExists::Keep => Err(already_there(path)),
        _ => Ok(()),
    }
}

fn leads_elsewhere(path: &Path) -> Error {
    Error::failed(format!("{} is a symbolic link; nothing was written", path.display()))
        .help("name the file that it leads to, or another file")
}

/// The error for a file that exists already.
pub(crate) fn already_there(path: &Path) -> Error {
    Error::failed(format!("{} is there already; nothing was written", path.display()))
        .help("name another file, or add --force to replace it")
}

/// Finds the [`AtomicFile`]s in a folder whose maker was killed, if they are older than `since`. It leaves alone those still
/// in the making, and all other files.
pub(crate) fn leftovers(folder: &Path, since: Duration) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let ours =
        entries.filter_map(std::result::Result::ok).filter(|e| e.file_name().to_string_lossy().starts_with(UNFINISHED));
    let mut left: Vec<PathBuf> = ours
        .filter(|e| e.file_type().is_ok_and(|t| t.is_file()))
        .filter(|e| e.metadata().and_then(|m| m.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age >= since)))
        .map(|e| e.path())
        .filter(|path| is_abandoned(path))
        .collect();
    left.sort();
    left
}

fn is_abandoned(path: &Path) -> bool {
    // SQLite's journal goes with its file.
    let made = path.to_string_lossy().strip_suffix("-journal").map_or_else(|| path.to_path_buf(), PathBuf::from);
    match File::open(&made) {
        Ok(file) => !matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
        Err(e) => e.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_whole_and_private_before_it_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let mut file = AtomicFile::begin(folder.path()).unwrap();
        io::Write::write_all(file.file(), b"all of it").unwrap();
        assert!(!target.exists());
        file.persist(&target, IfExists::Keep).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"all of it");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&target.metadata().unwrap().permissions()) & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn an_existing_file_stays_unless_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        fs::write(&target, "old").unwrap();
        assert!(AtomicFile::begin(folder.path()).unwrap().persist(&target, IfExists::Keep).is_err());
        assert_eq!(fs::read(&target).unwrap(), b"old");
        AtomicFile::begin(folder.path()).unwrap().persist(&target, IfExists::Replace).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"");
        let second = AtomicFile::begin(folder.path()).unwrap().persist_first_free(numbered(&target)).unwrap();
        assert_eq!(second, folder.path().join("out.2"));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "mine").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        for taken in [IfExists::Keep, IfExists::Replace] {
            let refused = AtomicFile::begin(folder.path()).unwrap().persist(&link, taken).unwrap_err();
            assert!(refused.message.contains("symbolic link"), "{refused}");
        }
        assert!(is_link(&link));
        assert_eq!(names(folder.path()), ["link", "target"]);
        assert_eq!(fs::read(&target).unwrap(), b"mine");
    }

    #[test]
    fn only_files_that_nobody_makes_any_more_are_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let being_made = AtomicFile::begin(folder.path()).unwrap();
        let killed = AtomicFile::begin(folder.path()).unwrap();
        let left = killed.0.into_temp_path().keep().unwrap();
        fs::write(folder.path().join("not-ours"), "x").unwrap();
        assert_eq!(leftovers(folder.path(), Duration::ZERO), [left]);
        assert!(leftovers(folder.path(), Duration::from_secs(3600)).is_empty(), "it may have begun just now");
        assert!(being_made.path().exists());
    }
}
