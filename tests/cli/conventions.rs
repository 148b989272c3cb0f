//! What holds for every command: exit codes, JSON errors, pipes, colors, help.

use serde_json::json;

use crate::support::{Book, has_keys};

#[test]
fn errors_are_json_where_json_is_asked_for() {
    let book = Book::with_favorites(&["Ana"]);
    for (line, code) in [
        ("show nobody", 3),
        ("log ana -m x --at whenever", 2),
        ("edit ana --pleasure 9", 2),
        ("log ana --mood-after 9", 2),
        ("frobnicate", 2),
        ("today --frob", 2),
        ("undo --json extra", 2),
        ("import nowhere.csv", 1),
        ("touch show 1", 3),
        ("export json -o book.db", 1),
    ] {
        let error = book.run(&format!("{line} --json")).fails(code).error();
        has_keys(&error, "kind message help");
        assert!(error["kind"].is_string() && error["message"].is_string(), "{line}: {error}");
        assert!(error["help"].is_string() || error["help"].is_null(), "{line}: {error}");
    }
}

#[test]
fn without_json_an_error_is_a_sentence() {
    let book = Book::new();
    let ran = book.run("show nobody").fails(3);
    assert!(ran.err.starts_with("goodcall: ") && !ran.err.contains('{'), "{}", ran.err);
}

#[test]
fn every_json_answer_is_one_value() {
    let book = Book::with_favorites(&["Ana"]);
    for line in
        ["today", "lift", "praise", "praise --next", "list", "show ana", "search ana", "undo --list", "config show"]
    {
        let ran = book.run(&format!("{line} --json")).ok();
        assert_eq!(serde_json::Deserializer::from_str(&ran.out).into_iter::<serde_json::Value>().count(), 1, "{line}");
        assert_eq!(ran.err, "", "{line}");
    }
}

#[test]
fn nothing_is_colored_in_a_pipe() {
    let book = Book::with_favorites(&["Ana"]);
    for line in ["today", "lift", "list", "show ana", "undo --list"] {
        book.run(line).ok().never_says("\u{1b}");
        book.go(line).env("NO_COLOR", "1").run().ok().never_says("\u{1b}");
        book.run(&format!("{line} --color never")).ok().never_says("\u{1b}");
    }
    book.run("list --color always").ok().says("\u{1b}[");
    book.run("list --color sometimes").fails(2);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let book = Book::with_favorites(&["Ana"]);
    let program = assert_cmd::cargo::cargo_bin!("goodcall").display().to_string();
    for line in ["today", "list --json", "export json", "--help", "man", "completions bash"] {
        let script = format!("{{ {program} {line}; echo $? >&2; }} | true");
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TZ", "UTC")
            .env("HOME", book.path("home"))
            .env("GOODCALL_DB", book.file())
            .env("GOODCALL_NOW", crate::support::MONDAY)
            .output()
            .expect("a shell");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n", "{line}");
    }
}

#[test]
fn help_and_version_are_no_failures() {
    let book = Book::new();
    book.bare("--help").run().ok().says("today").says("lift");
    book.bare("log --help").run().ok().says("--mood-after");
    book.bare("--version").run().ok().says("goodcall");
    assert!(!book.path("home").join(".local").exists(), "help begins no book");
}

#[test]
fn completions_and_manual_need_no_book() {
    let book = Book::new();
    book.bare("completions bash").run().ok().says("goodcall");
    book.bare("man").run().ok().says(".TH");
    book.bare("completions tin-can").run().fails(2);
}

#[test]
fn book_and_configuration_can_come_from_the_environment() {
    let book = Book::with_favorites(&["Ana"]);
    let path = book.file().display().to_string();
    let list = book.bare("list --json").env("GOODCALL_DB", &path).run().json();
    assert_eq!(list[0]["name"], "Ana");
    let config = book.write("wrong.toml", "call_dayz = []\n").display().to_string();
    book.go("list").env("GOODCALL_CONFIG", &config).run().fails(2).warns("call_days");
}

#[test]
fn without_a_path_the_book_is_in_the_data_folder() {
    let book = Book::new();
    book.bare("add Ana").run().ok();
    assert_eq!(book.bare("list --json").run().json()[0]["name"], "Ana");
    if cfg!(target_os = "linux") {
        assert!(book.path("home/.local/share/goodcall/goodcall.db").is_file());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_book_is_for_its_owners_eyes_alone() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::new();
    book.bare("add Ana").run().ok();
    let mode = |path: &str| std::fs::metadata(book.path(path)).expect("made").permissions().mode() & 0o777;
    assert_eq!(mode("home/.local/share/goodcall"), 0o700);
    assert_eq!(mode("home/.local/share/goodcall/goodcall.db"), 0o600);
}

#[test]
fn a_book_in_memory_leaves_nothing() {
    let book = Book::new();
    let today = book.bare("today --json --db :memory: --now 2026-11-23T10:00:00Z").run().json();
    assert_eq!(today["why_none"], "no-favorites");
    assert!(!book.path(":memory:").exists());
}

#[test]
fn quiet_prints_results_without_remarks() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let ran = book.run("skip -q").ok().says("Ben");
    assert_eq!(ran.err, "");
}

#[test]
fn the_demo_is_lively_and_keeps_nothing() {
    let book = Book::new();
    book.bare("demo --now 2026-11-23T10:00:00Z").run().ok().says("good call");
    assert!(!book.path("home/.local/share/goodcall/goodcall.db").exists());
}

#[test]
fn the_demo_can_be_saved_once() {
    let book = Book::new();
    book.bare("demo --save demo.db --now 2026-11-23T10:00:00Z").run().ok().says("demo.db");
    let today = book.bare("today --json --db demo.db --now 2026-11-23T10:00:00Z").run().json();
    assert_eq!(today["pick"]["state"], "offered");
    assert!(book.bare("praise --json --db demo.db").run().json().as_array().is_some_and(|p| p.len() > 5));
    let bytes = std::fs::read(book.path("demo.db")).expect("a book");
    book.bare("demo --save demo.db").run().fails(1);
    crate::support::same_bytes(&book.path("demo.db"), &bytes);
}

#[test]
fn the_demo_is_the_same_for_the_same_instant() {
    let book = Book::new();
    for name in ["one.db", "two.db"] {
        book.bare(&format!("demo --save {name} --now 2026-11-23T10:00:00Z")).run().ok();
    }
    let today = |name: &str| book.bare(&format!("today --db {name} --now 2026-11-23T10:00:00Z")).run().ok().out;
    assert_eq!(today("one.db"), today("two.db"));
}

#[test]
fn an_empty_list_is_an_empty_list() {
    let book = Book::new();
    for line in ["list", "praise", "search x", "undo --list"] {
        assert_eq!(book.json(line), json!([]), "{line}");
        book.run(line).ok();
    }
}

#[test]
fn other_names_for_a_command_point_to_it() {
    let book = Book::new();
    for (line, right) in [
        ("note ana 'they like it'", "goodcall log WHO -m"),
        ("delete ana", "goodcall forget WHO"),
        ("find doughnuts", "goodcall search"),
        ("lift 'lost the Porto deal'", "goodcall lift --about \"lost the Porto deal\""),
        ("skip 'on holiday'", "goodcall skip --because \"on holiday\""),
    ] {
        let said = book.run(line).fails(2).warns(right);
        assert!(!said.err.contains("similar subcommand"), "{}", said.err);
        let json = book.run(&format!("{line} --json")).fails(2);
        let error: serde_json::Value = serde_json::from_str(&json.err).expect("JSON");
        assert!(error["error"]["help"].as_str().is_some_and(|help| help.contains(right)), "{error}");
    }
}

#[test]
fn a_number_or_an_address_is_no_part_of_a_name() {
    let book = Book::new();
    book.words(&["add", "Ana", "+351 225 550 142"]).fails(2).warns("goodcall add Ana --phone \"+351 225 550 142\"");
    book.words(&["add", "Ana", "Ribeiro", "ana@porto.example"])
        .fails(2)
        .warns("goodcall add \"Ana Ribeiro\" --email ana@porto.example");
    assert_eq!(book.json("list"), serde_json::json!([]));
    book.words(&["add", "Ana", "Ribeiro", "3"]).ok();
    book.words(&["edit", "ana", "+351225550142"]).fails(2).warns("goodcall edit ana --phone +351225550142");
}

#[test]
fn looking_begins_no_book() {
    let book = Book::new();
    let folder = book.path("home/.local/share/goodcall");
    for line in
        ["today --short", "today --ahead 3", "today --short --json", "list", "search ana", "export json", "undo --list"]
    {
        book.bare(&format!("{line} --now 2026-11-23T10:00:00Z")).run().ok();
        assert!(!folder.exists(), "{line}");
        book.run(line).ok();
        assert!(!book.file().exists(), "{line}");
    }
    assert_eq!(book.run("today --short").ok().out.lines().count(), 1);
    assert_eq!(book.json("list"), serde_json::json!([]));
    book.run("add Ana --favorite").ok();
    assert!(book.file().exists());
}

#[test]
fn help_lists_the_options_of_every_command_last() {
    let book = Book::new();
    for (line, own) in
        [("log --help", "--minutes"), ("list --help", "--favorites"), ("touch edit --help", "--mood-after")]
    {
        let help = book.bare(line).run().ok().out;
        let place = |what: &str| help.find(what).unwrap_or_else(|| panic!("{what} is missing from {line}: {help}"));
        assert!(place(own) < place("Options of every command:"), "{help}");
        assert!(place("Options of every command:") < place("--db"), "{help}");
        assert!(place("--db") < place("--no-input"), "{help}");
    }
}

#[test]
fn usage_names_only_what_the_command_needs() {
    let book = Book::new();
    let file = book.file().display().to_string();
    let bare = book.bare("search").env("GOODCALL_DB", &file).env("GOODCALL_NOW", crate::support::MONDAY).run();
    bare.fails(2).warns("Usage: goodcall search [OPTIONS] <WORDS>...");
    book.run("touch delete").fails(2).warns("Usage: goodcall touch delete [OPTIONS] <ID>");
    book.run("teammates join Sally").fails(2).warns("Usage: goodcall teammates join [OPTIONS] <NAME> <INTO>");
    book.run("list --colour").fails(2).warns("Usage: goodcall list [OPTIONS] [WORDS]...");
}

#[test]
fn texts_that_are_files_are_a_value_for_programs() {
    let book = Book::new();
    for (command, part) in [("man", ".TH goodcall"), ("completions bash", "_goodcall()")] {
        let text = book.json(command)["text"].clone();
        assert!(text.as_str().expect("a text").contains(part), "{command}");
        assert_eq!(text.as_str().map(str::trim_end), Some(book.run(command).ok().out.trim_end()));
    }
}

#[test]
fn columns_of_customers_stay_apart_and_line_up() {
    let book = Book::new();
    let long = "Bartholomew ".repeat(4);
    book.words(&["add", long.trim(), "--company", &"Übergesellschaft".repeat(3), "--past"]).ok();
    book.words(&["add", "Ben", "--past"]).ok();
    book.run("log ben -m hello --at '3 days ago'").ok();
    let out = book.run("list --past").ok().out;
    assert!(out.contains("…  Übergesellschaft"), "{out}");
    assert!(out.contains("…  not yet"), "{out}");
    let columns = out.lines().map(|line| line.chars().take(line.chars().count() - "past".len()).count());
    assert!(out.lines().all(|line| line.ends_with("  past")), "{out}");
    assert!(columns.collect::<std::collections::BTreeSet<_>>().len() == 1, "{out}");
}

#[test]
fn a_long_remark_goes_on_below_its_first_word() {
    let book = Book::with_favorites(&["Ana"]);
    let idea = "a tour of the cold store for everybody who ever asked how the pallets are kept below zero all summer";
    book.words(&["log", "ana", "-m", &format!("! {idea}\n= {idea} today\nnews: {idea}")]).ok();
    let out = book.run("show ana").ok().says("    ! a tour of the").says("    = a tour of the").out;
    let beginnings = ["\n    ! ", "\n      are kept", "\n    = ", "\n      are kept", "\n    a tour", "\n    are kept"];
    let places = beginnings.iter().try_fold(0, |from, part| Some(from + out.get(from..)?.find(part)? + 1));
    assert!(places.is_some(), "{out}");
}
