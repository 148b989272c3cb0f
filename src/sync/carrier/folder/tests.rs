use super::*;
use crate::error::{Error, ErrorKind};
use crate::sync::carrier::{hash_of, place_of};
use crate::sync::key::SpaceKey;

pub(super) const ME: WriterId = WriterId(7);
pub(super) const OTHER: WriterId = WriterId(8);

pub(super) fn space() -> SpaceId {
    SpaceKey::of_bytes([9; 32]).space()
}

fn made() -> (tempfile::TempDir, Folder) {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::create(root.path(), space()).unwrap();
    (root, folder)
}

/// Everything below a folder, by path.
pub(super) fn below(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).into_iter().flatten().map(Result::unwrap) {
        found.push(entry.file_name().into_string().unwrap());
        let inside = below(&entry.path()).into_iter().map(|name| format!("{}/{name}", found[found.len() - 1]));
        let inside: Vec<String> = inside.collect();
        found.extend(inside);
    }
    found.sort();
    found
}

pub(super) fn put(folder: &Folder, writer: WriterId, seq: u64, bytes: &[u8]) -> Listed {
    match folder.put(writer, seq, What::Changes, bytes).unwrap() {
        Put::Done(listed) => listed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_put_is_listed_and_read_in_order() {
    let (root, folder) = made();
    let two = put(&folder, ME, 2, b"two");
    let one = put(&folder, ME, 1, b"one");
    let theirs = put(&folder, OTHER, 1, b"theirs");
    let Put::Done(snapshot) = folder.put(ME, 2, What::Snapshot, b"all").unwrap() else { panic!("it was put") };
    let again = Folder::open(root.path(), space()).unwrap();
    let heads = again.heads().unwrap();
    assert_eq!(heads[&ME], [one.clone(), two.clone(), snapshot.clone()]);
    assert_eq!(heads[&OTHER].as_slice(), std::slice::from_ref(&theirs));
    assert_eq!(heads.len(), 2);
    for (listed, bytes) in [(&one, "one"), (&two, "two"), (&theirs, "theirs"), (&snapshot, "all")] {
        assert_eq!(again.get(listed).unwrap(), bytes.as_bytes());
    }
    let name = "0000000001-7692c3ad3540bb80.gcs";
    let place = format!("goodcall-sync/{}/aaaaaaaaaaaah/{name}", space());
    assert!(below(root.path()).contains(&place), "{:?}", below(root.path()));
    assert_eq!(one.path, root.path().join(place));
    let found = place_of(&one.path).unwrap();
    assert_eq!((found.space, found.listed), (space(), one));
    assert!(snapshot.path.to_string_lossy().ends_with(".gcsnap") && snapshot.snapshot);
}

#[test]
fn the_same_bytes_again_are_there_and_other_bytes_stand_beside_them() {
    let (_root, folder) = made();
    let first = put(&folder, ME, 1, b"one");
    assert_eq!(folder.put(ME, 1, What::Changes, b"one"), Ok(Put::There(first.clone())));
    let second = put(&folder, ME, 1, b"written by a copy");
    let mut both = vec![first.clone(), second];
    both.sort();
    assert_eq!(folder.heads().unwrap()[&ME], both);
    // Half of it came by a carrier: the whole takes its place.
    fs::write(&first.path, b"on").unwrap();
    assert_eq!(put(&folder, ME, 1, b"one"), first);
    assert_eq!(folder.get(&first).unwrap(), b"one");
}

#[test]
fn what_is_not_a_segment_is_passed_over() {
    let (root, folder) = made();
    let one = put(&folder, ME, 1, b"one");
    let of_me = one.path.parent().unwrap().to_path_buf();
    let spaces = root.path().join("goodcall-sync");
    for other in [
        "0000000001-7692c3ad3540bb80.sync-conflict-20261126-101500-ABCDEFG.gcs",
        "0000000001-7692c3ad3540bb80 (Ana's conflicted copy 2026-11-26).gcs",
        "0000000001-7692C3AD3540BB80.gcs",
        "0000000001-7692c3ad3540bb8.gcs",
        "000000001-7692c3ad3540bb80.gcs",
        "00000000001-7692c3ad3540bb80.gcs",
        "+000000001-7692c3ad3540bb80.gcs",
        "0000000001-+692c3ad3540bb80.gcs",
        "0000000001-7692c3ad3540bb80.gcs.tmp",
        "99999999999999999999-7692c3ad3540bb80.gcs",
        ".tmpabc",
        ".syncthing.0000000002-7692c3ad3540bb80.gcs.tmp",
        "desktop.ini",
        ".DS_Store",
    ] {
        fs::write(of_me.join(other), b"one").unwrap();
        fs::write(folder.path().join(other), b"one").unwrap();
        fs::write(spaces.join(other), b"one").unwrap();
    }
    for folder_of in [&of_me, &folder.path().to_path_buf(), &spaces] {
        fs::create_dir(folder_of.join(".stversions")).unwrap();
    }
    fs::create_dir(of_me.join("0000000009-7692c3ad3540bb80.gcs")).unwrap();
    // A file in the place of a writer's folder.
    fs::write(folder.path().join(OTHER.to_string()), b"").unwrap();
    assert_eq!(folder.heads().unwrap(), BTreeMap::from([(ME, vec![one])]));
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_damaged() {
    let (_root, folder) = made();
    let one = put(&folder, ME, 1, b"gcs1 and more");
    for (bytes, reason) in [
        (b"".as_slice(), "it is empty"),
        (b"gcs1 and", "it is not what its name says: cut off or changed"),
        (b"gcs1 and morf", "it is not what its name says: cut off or changed"),
        (b"gcs3 and more", "it is not what its name says: cut off or changed"),
        (b"another", "it is not what its name says: cut off or changed"),
    ] {
        fs::write(&one.path, bytes).unwrap();
        assert_eq!(folder.get(&one), Err(Unread::Segment(SegmentFault::damaged(reason))));
    }
    // It says itself why it can't be read.
    fs::write(&one.path, b"gcs2 and more").unwrap();
    assert_eq!(folder.get(&one).unwrap(), b"gcs2 and more");
    File::create(&one.path).unwrap().set_len(u64::try_from(SEALED_LIMIT).unwrap() + 1).unwrap();
    assert_eq!(folder.get(&one), Err(Unread::Segment(SegmentFault::damaged("it is larger than a segment"))));
    fs::remove_file(&one.path).unwrap();
    assert_eq!(folder.get(&one), Err(Unread::Gone));
}

#[test]
fn a_segment_is_read_only_as_what_its_name_says() {
    use crate::sync::segment::{Header, Kind, Segment, VERSION, seal};
    let (_root, folder) = made();
    let key = SpaceKey::of_bytes([9; 32]);
    let header = Header { v: VERSION, seen: BTreeMap::new(), made: 0, name: "x".into(), kind: Kind::Changes };
    let segment = Segment { space: space(), writer: ME, seq: 1, epoch: 0, header, entries: Vec::new() };
    let bytes = seal(&segment, &key.sealing()).unwrap();
    let read = |listed: &Listed| crate::sync::carrier::read(&folder, listed, space(), &key.sealing());
    assert_eq!(read(&put(&folder, ME, 1, &bytes)), Ok(segment));
    let Put::Done(wrong) = folder.put(ME, 1, What::Snapshot, &bytes).unwrap() else { panic!("it was put") };
    for wrong in [wrong, put(&folder, ME, 2, &bytes), put(&folder, OTHER, 1, &bytes)] {
        assert!(matches!(read(&wrong), Err(Unread::Segment(SegmentFault::Damaged(_)))), "{wrong:?}");
    }
}

#[test]
fn a_folder_that_is_gone_is_named_and_not_made() {
    let parent = tempfile::tempdir().unwrap();
    let root = parent.path().join("stick");
    let gone = CarrierFault::Unreachable { folder: root.clone(), why: "no such file or folder".into() };
    assert_eq!(Folder::create(&root, space()), Err(gone.clone()));
    assert_eq!(Folder::open(&root, space()), Err(gone.clone()));
    assert!(!root.exists());
    // Pulled out in the middle.
    fs::create_dir(&root).unwrap();
    let folder = Folder::create(&root, space()).unwrap();
    let one = put(&folder, ME, 1, b"one");
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(folder.heads(), Err(gone.clone()));
    assert_eq!(folder.get(&one), Err(Unread::Carrier(gone.clone())));
    assert_eq!(folder.put(ME, 2, What::Changes, b"two"), Err(gone.clone()));
    assert_eq!(folder.remove(&[one]), Err(gone.clone()));
    assert_eq!(folder.clean(ME), 0);
    assert!(!root.exists());
    fs::write(&root, "a file").unwrap();
    assert_eq!(
        folder.heads().map_err(|e| e.to_string()).unwrap_err(),
        format!("the folder {} can't be reached: it is not a folder", root.display())
    );
    let error = Error::from(gone);
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Unreachable, 5));
    assert!(error.help.unwrap().contains("goodcall sync now"));
}

#[test]
fn a_folder_without_the_space_stays_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let none = |others| CarrierFault::NoSpace { folder: root.path().to_path_buf(), others };
    assert_eq!(Folder::open(root.path(), space()), Err(none(0)));
    assert!(below(root.path()).is_empty());
    let other = SpaceKey::of_bytes([1; 32]).space();
    let theirs = Folder::create(root.path(), other).unwrap();
    assert_eq!(Folder::open(root.path(), space()), Err(none(1)));
    assert_eq!(Error::from(none(1)).kind, ErrorKind::Unreachable);
    // Unmounted: the mount point is there, and empty.
    fs::remove_dir_all(root.path().join("goodcall-sync")).unwrap();
    assert_eq!(theirs.heads(), Err(none(0)));
    assert_eq!(theirs.put(ME, 1, What::Changes, b"one"), Err(none(0)));
    assert!(below(root.path()).is_empty());
}

#[test]
fn removing_twice_is_removing_once() {
    let (_root, folder) = made();
    let (one, two) = (put(&folder, ME, 1, b"one"), put(&folder, ME, 2, b"two"));
    assert_eq!(folder.remove(std::slice::from_ref(&one)), Ok(1));
    assert_eq!(folder.remove(&[one, two.clone()]), Ok(1));
    assert_eq!(folder.remove(&[two]), Ok(0));
    assert!(folder.heads().unwrap().is_empty());
}

#[test]
fn what_a_crash_left_of_the_own_files_goes() {
    let (root, folder) = made();
    put(&folder, ME, 1, b"one");
    put(&folder, OTHER, 1, b"theirs");
    for writer in [ME, OTHER] {
        fs::write(folder.of(writer).join(".tmpAbC123"), b"half").unwrap();
    }
    let being_made = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder.of(ME)).unwrap();
    being_made.as_file().lock().unwrap();
    assert_eq!(folder.clean(ME), 1);
    assert!(being_made.path().exists());
    drop(being_made);
    let left: Vec<String> = below(root.path()).into_iter().filter(|name| name.contains(".tmp")).collect();
    assert_eq!(left, [format!("goodcall-sync/{}/{OTHER}/.tmpAbC123", space())]);
}

#[test]
fn a_folder_claims_nothing() {
    let (_root, folder) = made();
    let refused = folder.claim(&[0; 32], b"mine").unwrap_err();
    assert!(matches!(refused, CarrierFault::Unsupported { .. }));
}

#[test]
fn what_the_system_says_becomes_what_the_user_can_do() {
    let path = Path::new("/stick/x");
    for (said, kind) in [
        (io::ErrorKind::StorageFull, ErrorKind::Full),
        (io::ErrorKind::QuotaExceeded, ErrorKind::Full),
        (io::ErrorKind::ReadOnlyFilesystem, ErrorKind::ReadOnly),
        (io::ErrorKind::PermissionDenied, ErrorKind::ReadOnly),
        (io::ErrorKind::StaleNetworkFileHandle, ErrorKind::Unreachable),
        (io::ErrorKind::NotConnected, ErrorKind::Unreachable),
        (io::ErrorKind::Other, ErrorKind::Unreachable),
    ] {
        let error = Error::from(CarrierFault::writing(path, &said.into()));
        assert_eq!((error.kind, error.kind.exit_code()), (kind, 5));
        assert!(error.message.contains("/stick/x") && error.help.unwrap().starts_with("nothing is lost"));
    }
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_root, folder) = made();
    let one = put(&folder, ME, 1, b"one");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&one.path), 0o600);
    for private in one.path.ancestors().skip(1).take(3) {
        assert_eq!(mode(private), 0o700, "{}", private.display());
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_link_with_a_segments_name_is_passed_over() {
    let (root, folder) = made();
    let one = put(&folder, ME, 1, b"one");
    let secret = root.path().join("secret");
    fs::write(&secret, b"one").unwrap();
    let name = one.path.file_name().unwrap();
    let links = folder.of(OTHER);
    fs::create_dir(&links).unwrap();
    std::os::unix::fs::symlink(&secret, links.join(name)).unwrap();
    let pipe = links.join("0000000002-7692c3ad3540bb80.gcs");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(folder.heads().unwrap().len(), 1);
    let listed = Listed { writer: OTHER, seq: 2, snapshot: false, hash: hash_of(b"one"), path: pipe, vouched: None };
    assert_eq!(folder.get(&listed), Err(Unread::Gone));
}
