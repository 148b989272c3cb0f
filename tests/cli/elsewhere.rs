//! A customer's record in another program, and a program of the user's that runs after a log.

#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Book, Go, text};

/// What a file holds once it is written whole: a line.
fn line_of(file: &Path) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if text.ends_with('\n') {
            return text.trim_end().to_string();
        }
        assert!(Instant::now() < until, "{} was not written", file.display());
        std::thread::yield_now();
    }
}

/// Writes a program, which has "opened" beside it for its results.
fn program(book: &Book, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(book.path("bin")).expect("a folder");
    let file = book.write(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("a program");
    file.display().to_string()
}

/// Prepares a run with a configuration, and with programs of the test alone.
fn go(book: &Book, line: &str, config: &str) -> Go {
    let config = book.write("config.toml", config);
    book.go(line).arg("--config").arg(config).env("PATH", &format!("{}:/usr/bin:/bin", book.path("bin").display()))
}

fn book_of_hubspot() -> Book {
    let book = Book::new();
    book.write(
        "hubspot.csv",
        "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Lifecycle Stage,Contact owner\n\
         101,Ana,Ribeiro,ana@porto.example,,Porto,customer,me\n",
    );
    book.run("import hubspot.csv").ok();
    book.run("add 'Zoe & Co $(touch X)'").ok();
    program(&book, "xdg-open", "printf '%s\\n' \"$1\" > \"$(dirname \"$0\")/../opened\"");
    book
}

#[test]
fn a_record_opens_at_the_address_with_the_id_of_its_source() {
    let book = book_of_hubspot();
    let config =
        "open = [\"https://x.pipedrive.example/person/{pipedrive}\", \"https://app.example/1/contact/{hubspot}\"]";
    let opened = go(&book, "open ana --json", config).run().ok().json();
    assert_eq!(opened["address"], "https://app.example/1/contact/101");
    assert_eq!(text(&opened["customer"]["name"]), "Ana Ribeiro");
    if cfg!(target_os = "linux") {
        assert_eq!(line_of(&book.path("opened")), "https://app.example/1/contact/101");
    }
    go(&book, "open zoe", config)
        .run()
        .fails(1)
        .warns("Zoe & Co $(touch X) has no id from Pipedrive")
        .warns("an import");
    let neither =
        "open = [\"https://x.example/{pipedrive}\", \"https://y.example/{hubspot}/{pipedrive}\", \"{company}:x\"]";
    let lacks = "has no id from Pipedrive and no id from HubSpot and no company, so there is nothing to open";
    go(&book, "open zoe", neither).run().fails(1).warns(lacks);
    book.run("add Mallory --company javascript").ok();
    go(&book, "open mallory", neither).run().fails(1).warns("\"javascript:\" are never opened");
    let named = go(&book, "open zoe --json", "open = \"https://app.example/?q={name}&x={id\"").run().ok().json();
    assert_eq!(named["address"], "https://app.example/?q=Zoe%20%26%20Co%20%24%28touch%20X%29&x={id");
    go(&book, "open ana", "").run().fails(1).warns("no address to open is configured");
    go(&book, "open", config).run().fails(3).warns("goodcall open WHO");
    assert!(!book.path("X").exists() && !book.path("home/X").exists());
}

#[test]
fn an_opener_that_fails_leaves_the_address_to_copy() {
    let book = book_of_hubspot();
    for opener in ["xdg-open", "wslview", "gio", "gnome-open", "kde-open"] {
        program(&book, opener, "exit 3");
    }
    let config = "open = \"https://app.example/{id}\"";
    if cfg!(target_os = "linux") {
        go(&book, "open ana", config).run().fails(1).warns("open it yourself: https://app.example/101");
    }
    for (wrong, why) in [
        ("open = \"https://app.example/{hubsppot}\"", "{hubsppot} stands for nothing; there are {hubspot}"),
        ("open = \"javascript:alert(1)\"", "open: addresses that begin with \"javascript:\" are never opened"),
        ("open = \"file:///etc/passwd\"", "open: addresses that begin with \"file:\" are never opened"),
        ("\nopen = \"app.example\"", "line 2: open: \"app.example\" is not an address"),
    ] {
        go(&book, "open ana", wrong).run().fails(2).warns(why);
    }
    go(&book, "list", "open = \"\"").run().ok();
}

#[test]
fn the_program_after_a_log_reads_what_log_prints_as_json() {
    let book = Book::with_favorites(&["Ana"]);
    let hook = program(&book, "hook", "cat > \"$1.part\"; echo >> \"$1.part\"; mv \"$1.part\" \"$1\"");
    let heard = book.path("heard");
    let config = format!("after_log = [{hook:?}, {:?}]", heard.display().to_string());
    let printed = go(&book, "log ana -m '+ Kind, @Sally' --json", &config).run().ok().json();
    let read: Value = serde_json::from_str(&line_of(&heard)).expect("JSON");
    assert_eq!(read, printed);
    assert_eq!(text(&read["touch"]["remarks"][0]["teammate"]), "Sally");
    // A correction is no new log.
    std::fs::remove_file(&heard).expect("a file");
    let id = text(&printed["touch"]["id"]);
    go(&book, &format!("touch edit {id} -m '+ Kinder'"), &config).run().ok();
    go(&book, "log ana -m again", &config).run().ok();
    assert!(line_of(&heard).contains("again"));
}

#[test]
fn a_program_after_a_log_gets_a_line_for_each() {
    let book = Book::with_favorites(&["Ana"]);
    let hook = program(&book, "hook", "cat > \"$1.part\"; mv \"$1.part\" \"$1\"");
    let heard = book.path("heard");
    let config = format!("after_log = [{hook:?}, {:?}]", heard.display().to_string());
    let printed = go(&book, "log ana -m 'a\u{202e}b' --json", &config).run().ok().out;
    line_of(&heard);
    assert_eq!(std::fs::read_to_string(&heard).expect("a line"), printed);
}

#[test]
fn a_program_after_a_log_that_fails_hangs_or_writes_neither_loses_nor_delays_it() {
    let book = Book::with_favorites(&["Ana"]);
    program(&book, "fails", "exit 7");
    // It holds all streams that it has, for longer than the test may take.
    program(&book, "hangs", "echo $$ > \"$(dirname \"$0\")/../pid\"; exec sleep 300");
    program(&book, "writes", "echo out; echo err >&2");
    for hook in ["fails", "hangs", "writes"] {
        let ran = go(&book, &format!("log ana -m {hook}"), &format!("after_log = \"{hook}\"")).run().ok();
        let is_of_hook = |line: &str| line == "out" || line == "err" || line.contains("could not start");
        assert!(!ran.out.lines().chain(ran.err.lines()).any(is_of_hook), "{hook}: {}{}", ran.out, ran.err);
    }
    let pid = line_of(&book.path("pid"));
    std::process::Command::new("kill").arg(pid).status().expect("kill");
    let ran = go(&book, "log ana -m missing", "after_log = \"not-there\"").run().ok();
    assert!(ran.err.contains("could not start not-there") && ran.err.contains("the log is kept"), "{}", ran.err);
    let touches = book.json("show ana")["touches"].as_array().map(Vec::len);
    assert_eq!(touches, Some(4));
}
