use super::*;
use crate::error::ErrorKind;

fn keys() -> KeyFile {
    let later =
        Table::from_iter([("kind".into(), "later".into()), ("url".into(), "postgres://ana@db/goodcall".into())]);
    let spaces = vec![Keyed::Own(SpaceKey::of_bytes([5; 32])), Keyed::Other(later)];
    KeyFile { writer: WriterId(33), sent: Some(7), spaces }
}

#[test]
fn the_keys_come_back_and_only_the_user_can_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("goodcall.db");
    assert_eq!(read(&book).unwrap(), None);
    assert!(!is_open_to_others(&book));
    write(&book, &keys()).unwrap();
    write(&book, &keys()).unwrap();
    assert_eq!(read(&book).unwrap(), Some(keys()));
    let (own, other) = (SpaceKey::of_bytes([5; 32]), SpaceKey::of_bytes([6; 32]));
    assert_eq!(keys().key_of(&own.space().to_string()), Some(&own));
    assert_eq!(keys().key_of(&other.space().to_string()), None);
    let path = folder.path().join("goodcall.db.sync-key");
    assert_eq!(path_of(&book), path);
    let text = std::fs::read_to_string(&path).unwrap();
    let line = SpaceKey::of_bytes([5; 32]).line();
    let expected = format!(
        "\nsent = 7\nwriter = \"aaaaaaaaaaabb\"\n\n[[space]]\nkey = \"{line}\"\nkind = \"own\"\n\n[[space]]\nkind = \"later\"\n"
    );
    assert!(text.starts_with("# The keys"), "{text}");
    assert!(text.contains(&expected), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!is_open_to_others(&book));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(is_open_to_others(&book));
        assert_eq!(read(&book).unwrap(), Some(keys()), "that is warned of, not refused");
    }
    remove(&book).unwrap();
    remove(&book).unwrap();
    assert_eq!(read(&book).unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_a_key_file_is_named_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("b.db");
    let line = SpaceKey::of_bytes([5; 32]).line();
    let slip = line.replacen("-AUCQ", "-BUCQ", 1);
    for (text, why) in [
        (b"\xff\xfe".to_vec(), "it is not text"),
        (b"writer = ".to_vec(), ""),
        (b"".to_vec(), "it names no writer"),
        (b"writer = \"ana\"".to_vec(), "its writer is not one"),
        (b"writer = \"aaaaaaaaaaabb\"\nspace = 1".to_vec(), "its spaces are not a list"),
        (b"writer = \"aaaaaaaaaaabb\"\nspace = [1]".to_vec(), "one of its spaces is not a section"),
        (b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkey = \"x\"".to_vec(), "a space has no kind"),
        (b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"own\"".to_vec(), "a space has no key"),
        (
            b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"server\"\nurl = \"x\"\nmachine = \"ana\"".to_vec(),
            "a server's machine is not one",
        ),
        (b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"team\"".to_vec(), "a team has no name"),
        (
            b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"team\"\nname = \"north\"".to_vec(),
            "a team's wall has no key",
        ),
        (
            b"writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"team\"\nname = \"north\"\nwall = {}".to_vec(),
            "a team's first key is missing",
        ),
        (
            format!("writer = \"aaaaaaaaaaabb\"\n[[space]]\nkind = \"own\"\nkey = \"{slip}\"").into_bytes(),
            "the line has a slip",
        ),
    ] {
        std::fs::write(path_of(&book), &text).unwrap();
        let error = read(&book).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Key);
        assert!(error.message.contains(&format!("b.db.sync-key is not a key file: {why}")), "{error}");
        assert!(!error.message.contains(&line) && !error.message.contains(&slip), "{error}");
        assert!(error.help.unwrap().contains("goodcall sync join LINE FOLDER"));
        assert_eq!(std::fs::read(path_of(&book)).unwrap(), text);
    }
    std::fs::write(path_of(&book), "writer = \"aaaaaaaaaaabb\"").unwrap();
    assert_eq!(read(&book).unwrap(), Some(KeyFile { writer: WriterId(33), sent: None, spaces: Vec::new() }));
}

#[test]
fn a_teams_keys_come_back_and_no_message_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("b.db");
    let secret = MachineKey::new().unwrap();
    let server = ServerKeys {
        url: "postgres://ana@db/goodcall".into(),
        account: "ana".into(),
        host: "db".into(),
        database: "goodcall".into(),
        machine: WriterId(34),
        secret: secret.clone(),
        password: Some("open sesame".into()),
    };
    let mut file = keys();
    file.set_server(server.clone());
    let mut team = TeamKeys::new().unwrap();
    team.wall.add(1, SpaceKey::new().unwrap());
    file.set_team("north", Some(team.of_wall()));
    file.set_team("north", Some(team.clone()));
    file.set_team("south", Some(team.of_wall()));
    write(&book, &file).unwrap();
    let read = read(&book).unwrap().unwrap();
    assert_eq!(read, file);
    assert_eq!((read.server(), read.team("north")), (Some(&server), Some(&team)));
    assert_eq!(read.team("south"), Some(&team.of_wall()));
    assert_eq!(read.team("west"), None);
    assert_eq!(read.others().count(), 4, "all but the key of the own machines");
    let shown = format!("{read:?}");
    assert!(!shown.contains("sesame") && !shown.contains(&secret.letters()) && !shown.contains("gc1-"), "{shown}");
    // What a version wrote that had no managers' key is there, and believes no manager.
    let path = path_of(&book);
    let text = std::fs::read_to_string(&path).unwrap();
    let (mut old, mut is_secret) = (String::new(), false);
    for line in text.lines() {
        is_secret = if line.starts_with('[') { line.contains("secrets") } else { is_secret };
        if !is_secret && !line.starts_with("managers") {
            old.push_str(&format!("{line}\n"));
        }
    }
    std::fs::write(&path, old).unwrap();
    let older = super::read(&book).unwrap().unwrap();
    let kept = older.team("north").unwrap();
    assert_eq!((&kept.team, &kept.wall), (&team.team, &team.wall));
    assert!(kept.managing.public.is_none() && !kept.can_manage() && team.can_manage());
    std::fs::write(&path, text.replace("managers = \"", "managers = \"1")).unwrap();
    assert!(super::read(&book).unwrap_err().message.contains("managers have a key that is not one"));
    file.set_team("north", None);
    assert_eq!(file.team("north"), None);
}
