//! Holds the pages that lead people to what is really there: links, paths, names, commands, rows of figures.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that meets what it does not expect fails there")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The pages for users and contributors.
const PAGES: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/keys.md",
    "docs/recipes.md",
    "docs/reminders.md",
    "docs/sync.md",
    "docs/team.md",
    "benches/README.md",
    "tests/README.md",
    "fuzz/README.md",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// What stands between two marks, for every pair of them on a line.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inside, after)) = after.split_once(close) else { break };
            found.push(inside);
            rest = after;
        }
    }
    found
}

/// The sources, tests and benches, one text.
fn code() -> String {
    fn gather(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                gather(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push_str(&std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    let mut out = String::new();
    for folder in ["src", "tests", "benches"] {
        gather(&root().join(folder), &mut out);
    }
    out
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines < 120, "{lines} lines: what a user does not need belongs on another page");
}

#[test]
fn every_link_leads_somewhere() {
    let mut strays = Vec::new();
    for page in PAGES {
        let folder = root().join(page).parent().expect("a folder").to_path_buf();
        for link in between(&read(page), "](", ")") {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                strays.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// A path such as `src/app/log.rs` or `migrations/`, a name such as `Book::change` or `settle()`.
#[test]
fn the_paths_and_names_that_contributors_read_are_there() {
    let code = code();
    let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut strays = Vec::new();
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = read(page);
        for name in between(&text, "`", "`") {
            let plain = name.trim_end_matches("()").trim_end_matches('!');
            let is_path =
                ["src/", "tests/", "benches/", "migrations/", "fuzz/", "docs/"].iter().any(|f| name.starts_with(f));
            let is_name = plain.contains("::") || name.ends_with("()");
            // A name in capitals stands for one of the reader's own.
            if name.contains(' ') || name.contains("NAME") || name.contains('*') {
                continue;
            }
            if is_path && !root().join(name).exists() {
                strays.push(format!("{page}: there is no {name}"));
            }
            if is_name && !is_path {
                let missing = plain.split("::").find(|part| !words.contains(part));
                strays.extend(missing.map(|part| format!("{page}: {name}: nothing is called {part}")));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// The commands of goodcall in the blocks of a page, each from its verb on, up to where the line's next command begins.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).filter(|line| !line.starts_with('#'));
    let commands = lines.flat_map(|line| line.split("goodcall ").skip(1)).map(|command| {
        let end = command.find(['|', ')', '>', '&', '#']).unwrap_or(command.len());
        command.get(..end).unwrap_or_default().trim_end_matches(['"', '\'', ',', ' ']).to_string()
    });
    commands.filter(|command| command.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

#[test]
fn every_command_of_the_pages_is_understood() {
    let help = |verb: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_goodcall")).args([verb, "--help"]).output().expect("the program");
        assert!(output.status.success(), "goodcall {verb} --help");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for page in ["README.md", "docs/recipes.md"] {
        let commands = commands(&read(page));
        assert!(commands.len() > 5, "{page}: the commands stand in blocks of their own");
        for command in commands {
            let (verb, arguments) = command.split_once(' ').unwrap_or((&command, ""));
            let help = help(verb);
            for flag in arguments.split_whitespace().filter(|word| word.starts_with("--")) {
                let flag = flag.trim_end_matches([';', ',', '.']);
                assert!(help.contains(flag), "{page}: goodcall {command}: {verb} does not take {flag}");
            }
        }
    }
}

#[test]
fn the_page_of_figures_has_a_row_for_what_the_bench_measures() {
    let page = read("benches/README.md");
    let bench = read("benches/driver.rs");
    let rows = between(&bench, "table.add(\"", "\"");
    assert!(rows.len() > 5, "the bench adds its rows by name");
    let missing: Vec<_> = rows.iter().filter(|row| !page.contains(&format!("| {row} |"))).collect();
    assert!(missing.is_empty(), "benches/README.md has no row for {missing:?}");
    let teams = read("benches/team.rs");
    let rows = between(&teams, "figure(\"", "\"");
    assert!(rows.len() > 5, "the bench of teams adds its rows by name");
    let missing: Vec<_> = rows.iter().filter(|row| !page.contains(&format!("| {row} |"))).collect();
    assert!(missing.is_empty(), "benches/README.md has no row for {missing:?}");
}
