//! `log` in an editor: what is written there is never lost.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::{Book, Ran};

/// A book and an editor that is a shell script; `$1` is the file to write.
fn with_editor(script: &str) -> (Book, String) {
    let book = Book::with_favorites(&["Ana"]);
    let path = book.write("editor.sh", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a script");
    (book, path.display().to_string())
}

fn log(script: &str) -> (Book, Ran) {
    let (book, editor) = with_editor(script);
    let ran = book.go("log ana").env("EDITOR", &editor).run();
    (book, ran)
}

#[test]
fn what_is_saved_in_the_editor_is_logged() {
    let (book, ran) = log("printf '+ Kind words\\n' > \"$1\"");
    ran.ok().says("Kind words");
    assert_eq!(book.json("show ana")["remarks"][0]["kind"], "praise");
}

#[test]
fn what_the_program_wrote_into_the_file_is_not_logged() {
    let (book, ran) = log("printf 'Plain news\\n' >> \"$1\"");
    ran.ok();
    let said = book.json("show ana")["remarks"].clone();
    assert_eq!(said.as_array().map(Vec::len), Some(1), "{said}");
    assert_eq!(said[0]["text"], "Plain news");
}

#[test]
fn a_mark_that_the_editor_saves_is_not_logged() {
    let (book, ran) = log("printf '\\357\\273\\277+ Kind words @Sally\\r\\n! Idea\\r\\n' > \"$1\"");
    ran.ok();
    let remarks = book.json("show ana")["remarks"].clone();
    let said: Vec<_> = remarks.as_array().expect("remarks").iter().map(|r| (&r["kind"], &r["text"])).collect();
    let praise = (&json!("praise"), &json!("Kind words @Sally"));
    assert!(said.len() == 2 && said.contains(&praise), "{said:?}");
}

#[test]
fn visual_comes_before_editor() {
    let (book, editor) = with_editor("printf 'Seen\\n' > \"$1\"");
    book.go("log ana").env("EDITOR", "/bin/false").env("VISUAL", &editor).run().ok().says("Seen");
}

#[test]
fn an_editor_may_have_arguments() {
    let (book, editor) = with_editor("test \"$1\" = --wait && printf 'Waited\\n' > \"$2\"");
    book.go("log ana").env("EDITOR", &format!("{editor} --wait")).run().ok().says("Waited");
}

#[test]
fn an_editor_in_which_nothing_is_written_logs_nothing() {
    for script in ["exit 0", ": > \"$1\"", "printf ' \\n\\n' > \"$1\""] {
        let (book, ran) = log(script);
        ran.fails(1).warns("nothing was");
        assert_eq!(book.json("show ana")["touches"], json!([]));
    }
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let (book, ran) = log("printf '+ Precious\\n' > \"$1\"; exit 3");
    ran.fails(1).warns("kept");
    assert_eq!(book.json("show ana")["touches"], json!([]));
    // The next editor opens on what was written.
    let path = book.write("again.sh", "#!/bin/sh\ngrep -q Precious \"$1\" && printf 'More\\n' >> \"$1\"\n");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a script");
    book.go("log ana").env("EDITOR", &path.display().to_string()).run().ok().says("Precious").says("More");
}

#[test]
fn an_editor_that_is_not_there_says_so() {
    let book = Book::with_favorites(&["Ana"]);
    book.go("log ana").env("EDITOR", "/no/such/editor").run().fails(1).warns("/no/such/editor");
    assert_eq!(book.json("show ana")["touches"], json!([]));
}

#[test]
fn an_editor_that_takes_the_file_away_says_so() {
    let (book, ran) = log("rm \"$1\"");
    ran.fails(1);
    assert_eq!(book.json("show ana")["touches"], json!([]));
}

#[test]
fn wrong_flags_are_found_before_the_editor_opens() {
    let (book, editor) = with_editor("touch \"$(dirname \"$0\")/opened\"");
    book.go("log ana --mood-after 9").env("EDITOR", &editor).run().fails(2);
    book.go("log ana --at tomorrow").env("EDITOR", &editor).run().fails(2);
    book.go("log nobody").env("EDITOR", &editor).run().fails(3);
    assert!(!book.path("opened").exists());
}

#[test]
fn what_was_typed_while_the_book_is_busy_is_not_lost() {
    let (book, editor) = with_editor("printf '+ Precious\\n' > \"$1\"");
    let other = rusqlite::Connection::open(book.file()).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    std::fs::create_dir(book.path("tmp")).expect("a folder");
    let tmp = book.path("tmp").display().to_string();
    let ran = book.go("log ana").env("EDITOR", &editor).env("TMPDIR", &tmp).run().fails(4);
    let kept = std::fs::read_dir(&tmp)
        .expect("the folder")
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .any(|text| text.contains("Precious"));
    assert!(kept || ran.err.contains("Precious"), "{}", ran.err);
}
