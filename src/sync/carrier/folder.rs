//! A folder that something else carries: Syncthing, a stick, a git checkout. FOLDER/goodcall-sync/SPACE/WRITER/SEQ-HASH.gcs.
//!
//! A file is written under a name that begins with `.tmp`, synced, and renamed. Two replicas of a folder both take a name, so
//! none can say that a number is taken: the hash in the name keeps both, and a file is only ever replaced by itself. Links,
//! which many file systems lack, are not needed. Listing reads names alone, never a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::names::{listed, name_of, read_name};
use super::{Carrier, CarrierFault, Claim, Listed, Put, Unread, What, hash_of, is_of_newer};
use crate::files;
use crate::sync::WriterId;
use crate::sync::key::SpaceId;
use crate::sync::segment::{SEALED_LIMIT, SegmentFault};

/// The folder of all spaces.
const SPACES: &str = "goodcall-sync";
/// What the name of an unfinished file begins with.
const UNFINISHED: &str = ".tmp";

/// A space in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
    space: PathBuf,
}

impl Folder {
    /// Opens a space that is there.
    ///
    /// # Errors
    /// The folder is not there, or the space is not; nothing is made.
    pub fn open(root: &Path, space: SpaceId) -> Result<Self, CarrierFault> {
        let folder = Self { root: root.to_path_buf(), space: root.join(SPACES).join(space.to_string()) };
        folder.reach()?;
        Ok(folder)
    }

    /// Makes a space in a folder that is there.
    ///
    /// # Errors
    /// The folder is not there or can't be written; then nothing is made.
    pub fn create(root: &Path, space: SpaceId) -> Result<Self, CarrierFault> {
        reach_folder(root)?;
        let spaces = root.join(SPACES);
        let folder = Self { root: root.to_path_buf(), space: spaces.join(space.to_string()) };
        for made in [&spaces, &folder.space] {
            make_folder(made).map_err(|e| CarrierFault::writing(made, &e))?;
        }
        Ok(folder)
    }

    /// Where the space's segments lie, for messages.
    pub fn path(&self) -> &Path {
        &self.space
    }

    /// Removes what a crash left unfinished among a writer's own files, and returns how many files that were.
    pub fn clean(&self, writer: WriterId) -> usize {
        let entries = fs::read_dir(self.of(writer)).into_iter().flatten().filter_map(Result::ok);
        let unfinished = entries.filter(|e| e.file_name().to_string_lossy().starts_with(UNFINISHED)).map(|e| e.path());
        unfinished.filter(|path| is_abandoned(path) && fs::remove_file(path).is_ok()).count()
    }

    /// The folder of a writer.
    fn of(&self, writer: WriterId) -> PathBuf {
        self.space.join(writer.to_string())
    }

    /// Makes sure that the space is there.
    fn reach(&self) -> Result<(), CarrierFault> {
        reach_folder(&self.root)?;
        match fs::metadata(&self.space) {
            Ok(there) if there.is_dir() => return Ok(()),
            Err(e) if !matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(CarrierFault::reading(&self.space, &e));
            }
            _ => {}
        }
        Err(CarrierFault::NoSpace { folder: self.root.clone(), others: spaces_in(&self.root).count() })
    }

    /// What a failure means: where the space is not there at all, that.
    fn fault(&self, fault: CarrierFault) -> CarrierFault {
        self.reach().err().unwrap_or(fault)
    }

    /// Writes a file that is whole and synced before it has its name.
    fn write(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), CarrierFault> {
        let begin = || tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder);
        let begun = match begin() {
            Err(e) if e.kind() == io::ErrorKind::NotFound => make_folder(folder).and_then(|()| begin()),
            begun => begun,
        };
        let written = begun.and_then(|mut file| {
            // Without locks a file in the making may be taken for one that a crash left; it is then written again.
            let _unlockable = file.as_file().try_lock();
            files::set_mode(file.path(), 0o600);
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|e| e.error)?;
            sync_names(folder)
        });
        written.map_err(|e| self.fault(CarrierFault::writing(path, &e)))
    }
}

impl Carrier for Folder {
    fn heads(&self) -> Result<BTreeMap<WriterId, Vec<Listed>>, CarrierFault> {
        let mut heads = BTreeMap::new();
        let failed = |path: &Path, e: &io::Error| self.fault(CarrierFault::reading(path, e));
        for entry in fs::read_dir(&self.space).map_err(|e| failed(&self.space, &e))? {
            let entry = entry.map_err(|e| failed(&self.space, &e))?;
            let Some(writer) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            let folder = entry.path();
            match of_writer(writer, &folder) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => {
                    heads.insert(writer, found);
                }
                Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(e) => return Err(failed(&folder, &e)),
            }
        }
        Ok(heads)
    }

    fn get(&self, listed: &Listed) -> Result<Vec<u8>, Unread> {
        match read_file(&listed.path) {
            Ok(Some(bytes)) if hash_of(&bytes) == listed.hash || is_of_newer(&bytes) => Ok(bytes),
            Ok(Some(bytes)) if bytes.is_empty() => Err(Unread::Segment(SegmentFault::damaged("it is empty"))),
            Ok(Some(_)) => {
                Err(Unread::Segment(SegmentFault::damaged("it is not what its name says: cut off or changed")))
            }
            Ok(None) => Err(Unread::Segment(SegmentFault::damaged("it is larger than a segment"))),
            Err(e) => Err(match (self.reach(), e.kind()) {
                (Err(fault), _) => Unread::Carrier(fault),
                (Ok(()), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Unread::Gone,
                // One file that can't be read keeps none of the others.
                (Ok(()), _) => Unread::Segment(SegmentFault::damaged(crate::error::io_words(&e))),
            }),
        }
    }

    fn put(&self, writer: WriterId, seq: u64, what: What, bytes: &[u8]) -> Result<Put, CarrierFault> {
        let hash = hash_of(bytes);
        let folder = self.of(writer);
        let path = folder.join(name_of(seq, what, hash));
        let listed = listed(writer, (seq, what, hash), &path);
        // What stands under this name and is something else was cut off on its way, and is replaced.
        if read_file(&path).is_ok_and(|there| there.is_some_and(|there| there == bytes)) {
            // A run that was killed may not have come so far.
            let _unsyncable = sync_names(&folder);
            return Ok(Put::There(listed));
        }
        self.write(&folder, &path, bytes)?;
        Ok(Put::Done(listed))
    }

    fn remove(&self, listed: &[Listed]) -> Result<usize, CarrierFault> {
        let mut removed = 0;
        for path in listed.iter().map(|listed| &listed.path) {
            match fs::remove_file(path) {
                Ok(()) => removed += 1,
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(self.fault(CarrierFault::writing(path, &e))),
            }
        }
        for folder in listed.iter().filter_map(|listed| listed.path.parent()).collect::<BTreeSet<_>>() {
            match sync_names(folder) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(CarrierFault::writing(folder, &e)),
                _ => {}
            }
        }
        self.reach().map(|()| removed)
    }

    fn claim(&self, _key: &[u8; 32], _sealed: &[u8]) -> Result<Claim, CarrierFault> {
        Err(CarrierFault::Unsupported {
            what: "a folder can't decide who is first: its copies each take what they are given",
        })
    }
}

/// Lists a writer's segments by number.
fn of_writer(writer: WriterId, folder: &Path) -> io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(named) = entry.file_name().to_str().and_then(read_name) else { continue };
        match entry.file_type() {
            Ok(there) if there.is_file() => found.push(listed(writer, named, &entry.path())),
            // A folder, or a pipe, which would be waited for.
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
    }
    found.sort_unstable_by_key(|listed| (listed.seq, listed.snapshot, listed.hash));
    Ok(found)
}

/// Makes sure that a folder is there.
///
/// # Errors
/// It is not, or it is something else.
pub fn reach_folder(root: &Path) -> Result<(), CarrierFault> {
    let unreachable = |why: String| CarrierFault::Unreachable { folder: root.to_path_buf(), why };
    match fs::metadata(root) {
        Ok(there) if there.is_dir() => Ok(()),
        Ok(_) => Err(unreachable("it is not a folder".into())),
        Err(e) => Err(unreachable(crate::error::io_words(&e))),
    }
}

/// Lists the spaces of a folder, and where they lie; none where it can't be read.
fn spaces_in(root: &Path) -> impl Iterator<Item = (SpaceId, PathBuf)> + use<> {
    let entries = fs::read_dir(root.join(SPACES)).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
}

/// Returns the last numbers of some writers in all spaces of a folder but one. What can't be read is passed over.
pub fn last_elsewhere(root: &Path, but: SpaceId, writers: &[WriterId]) -> BTreeMap<WriterId, u64> {
    let mut last = BTreeMap::new();
    for (_, space) in spaces_in(root).filter(|(id, _)| *id != but) {
        for writer in writers {
            let segments = of_writer(*writer, &space.join(writer.to_string())).unwrap_or_default();
            if let Some(seq) = segments.iter().map(|listed| listed.seq).max() {
                let known = last.entry(*writer).or_default();
                *known = seq.max(*known);
            }
        }
    }
    last
}

/// Reads a file; None of one that is larger than any segment.
fn read_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // A pipe would be waited for.
    let there = fs::metadata(path)?;
    if !there.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let limit = u64::try_from(SEALED_LIMIT).unwrap_or(u64::MAX);
    let mut bytes = Vec::with_capacity(usize::try_from(there.len().min(limit)).unwrap_or_default());
    let read = File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((read <= SEALED_LIMIT).then_some(bytes))
}

/// Makes a folder for the user alone, if it is not there; its parent must be.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => {
            files::set_mode(folder, 0o700);
            sync_names(files::folder_of(folder))
        }
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(e) => Err(e),
    }
}

/// Syncs the names in a folder, where the file system can.
fn sync_names(folder: &Path) -> io::Result<()> {
    use io::ErrorKind as Io;
    match files::sync_folder(folder) {
        Err(e) if matches!(e.kind(), Io::InvalidInput | Io::Unsupported | Io::PermissionDenied) => Ok(()),
        synced => synced,
    }
}

/// Whether nobody is writing an unfinished file any more.
fn is_abandoned(path: &Path) -> bool {
    path.is_file() && File::open(path).is_ok_and(|file| !matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests;

/// A full disk, one that can only be read, a umask and a kill, each for a run of its own.
#[cfg(target_os = "linux")]
#[cfg(test)]
mod disks {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use super::tests::{ME, OTHER, below, put, space};
    use super::*;
    use crate::error::{Error, ErrorKind};
    use crate::sync::key::SpaceKey;
    use crate::sync::keyfile::{self, KeyFile};

    /// A test of this file as the test's program names it.
    fn path_of(test: &str) -> String {
        format!("{}::{test}", module_path!().split_once("::").unwrap().1)
    }

    /// Runs a test of this file once more, over a file system of its own that `mount` makes at the folder named in ROOT.
    fn again_over(test: &str, mount: &str) {
        let folder = tempfile::tempdir().unwrap();
        let script = format!("mount -t tmpfs {mount} && exec \"$@\"");
        let program = std::env::current_exe().unwrap();
        let test = path_of(test);
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", &script, "sh"]).arg(program).args(["--exact", "--nocapture", &test]);
        match command.env("ROOT", folder.path()).output() {
            Ok(ran) if ran.status.success() => {
                assert!(String::from_utf8_lossy(&ran.stdout).contains("1 passed"), "{ran:?}");
            }
            Ok(ran) if String::from_utf8_lossy(&ran.stdout).contains("running 1 test") => panic!("{ran:?}"),
            _ => println!("not run: {test}: there is no namespace to be had"),
        }
    }

    #[test]
    fn a_full_folder_keeps_no_half_file() {
        let Some(root) = std::env::var_os("ROOT").map(PathBuf::from) else {
            return again_over("a_full_folder_keeps_no_half_file", "-o size=256k none \"$ROOT\"");
        };
        let folder = Folder::create(&root, space()).unwrap();
        put(&folder, ME, 1, b"one");
        let before = below(&root);
        let large = vec![7; 1024 * 1024];
        let full = folder.put(ME, 2, What::Changes, &large).unwrap_err();
        assert_eq!(Error::from(full.clone()).kind, ErrorKind::Full, "{full}");
        assert_eq!(below(&root), before);
        put(&folder, ME, 2, b"two");
    }

    #[test]
    fn a_folder_that_can_only_be_read_is_read() {
        let Some(root) = std::env::var_os("ROOT").map(PathBuf::from) else {
            return again_over("a_folder_that_can_only_be_read_is_read", "none \"$ROOT\"");
        };
        let folder = Folder::create(&root, space()).unwrap();
        let one = put(&folder, ME, 1, b"one");
        let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&root).status().unwrap();
        assert!(remounted.success());
        let before = below(&root);
        assert_eq!(folder.get(&one).unwrap(), b"one");
        assert_eq!(folder.put(ME, 1, What::Changes, b"one"), Ok(Put::There(one.clone())));
        for (writer, seq) in [(ME, 2), (OTHER, 1)] {
            let refused = folder.put(writer, seq, What::Changes, b"two").unwrap_err();
            assert!(matches!(refused, CarrierFault::ReadOnly { .. }), "{refused}");
        }
        assert!(matches!(folder.remove(&[one]), Err(CarrierFault::ReadOnly { .. })));
        assert!(matches!(
            Folder::create(&root, SpaceKey::of_bytes([1; 32]).space()),
            Err(CarrierFault::ReadOnly { .. })
        ));
        assert_eq!(below(&root), before);
    }

    #[test]
    fn the_umask_changes_no_mode() {
        use std::os::unix::fs::PermissionsExt;
        let Some(root) = std::env::var_os("ROOT").map(PathBuf::from) else {
            return again_over("the_umask_changes_no_mode", "none \"$ROOT\" && umask 777");
        };
        let folder = Folder::create(&root, space()).unwrap();
        let one = put(&folder, ME, 1, b"one");
        let keys = KeyFile::of(ME, Vec::new(), None);
        keyfile::write(&root.join("b.db"), &keys).unwrap();
        assert!(!keyfile::is_open_to_others(&root.join("b.db")));
        assert_eq!(keyfile::path_of(&root.join("b.db")).metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(one.path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(folder.of(ME).metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_kill_leaves_no_half_segment_and_takes_none_that_was_there() {
        let name = "a_kill_leaves_no_half_segment_and_takes_none_that_was_there";
        if let Some(root) = std::env::var_os("ROOT") {
            let folder = Folder::open(Path::new(&root), space()).unwrap();
            let begin: u64 = std::env::var("BEGIN").unwrap().parse().unwrap();
            for seq in begin.. {
                put(&folder, ME, seq, &seq.to_be_bytes().repeat(30_000));
                println!("put {seq}");
            }
        }
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::create(root.path(), space()).unwrap();
        let mut said = BTreeSet::new();
        for begin in [1_u64, 100, 200, 300, 400] {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--exact", "--nocapture", &path_of(name)]).env("ROOT", root.path());
            let mut child = command.env("BEGIN", begin.to_string()).stdout(Stdio::piped()).spawn().unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
            let seqs = lines.by_ref().filter_map(|line| line.strip_prefix("put ")?.parse::<u64>().ok());
            said.extend(seqs.take(usize::try_from(begin / 100).unwrap() + 1));
            child.kill().unwrap();
            child.wait().unwrap();
            said.extend(lines.filter_map(|line| line.strip_prefix("put ")?.parse::<u64>().ok()));
        }
        folder.clean(ME);
        assert!(!below(root.path()).iter().any(|name| name.contains(".tmp")));
        let there = folder.heads().unwrap().remove(&ME).unwrap();
        for listed in &there {
            assert_eq!(folder.get(listed).unwrap(), listed.seq.to_be_bytes().repeat(30_000));
        }
        let there: BTreeSet<u64> = there.iter().map(|listed| listed.seq).collect();
        assert!(said.len() >= 15 && said.is_subset(&there), "{said:?} {there:?}");
    }
}
