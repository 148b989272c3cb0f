//! One crate keeps its layers only if something checks.

#![expect(clippy::expect_used, reason = "a test that meets what it does not expect fails there")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a layer never mentions.
const FORBIDDEN: [(&str, &str); 10] = [
    (
        "domain",
        "rusqlite ratatui crossterm clap:: std::fs std::env ::now( crate::server crate::sync crate::book crate::exchange crate::app crate::present crate::cli crate::tui",
    ),
    (
        "sync",
        "rusqlite ratatui crossterm clap:: println! std::env ::now( crate::config crate::system crate::server crate::book crate::exchange crate::app crate::present crate::cli crate::tui",
    ),
    (
        "server",
        "rusqlite ratatui crossterm clap:: println! Utc::now( crate::config crate::book crate::exchange crate::app crate::present crate::cli crate::tui",
    ),
    ("book", "ratatui crossterm clap:: ::now( crate::server crate::app crate::present crate::cli crate::tui"),
    (
        "exchange",
        "rusqlite ratatui crossterm clap:: ::now( std::fs crate::files crate::sync crate::server crate::book crate::app crate::present crate::cli crate::tui",
    ),
    (
        "system",
        "rusqlite ratatui clap:: println! crate::config crate::sync crate::server crate::book crate::exchange crate::app crate::present crate::cli crate::tui",
    ),
    ("app", "ratatui crossterm clap:: println! crate::present crate::cli crate::tui"),
    ("present", "rusqlite ratatui crossterm clap:: crate::server crate::book crate::cli crate::tui"),
    ("cli", "rusqlite ratatui crate::tui crate::server crate::book crate::exchange crate::files"),
    ("tui", "rusqlite clap:: println! crate::cli crate::server crate::book crate::exchange"),
];

/// The Rust files of a layer: `layer.rs` and whatever lies in `layer/`.
fn files(path: PathBuf) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path];
    }
    let inside = std::fs::read_dir(&path).into_iter().flatten();
    inside
        .flat_map(|entry| files(entry.expect("an entry").path()))
        .filter(|f| f.extension().is_some_and(|e| e == "rs"))
        .collect()
}

#[test]
fn no_layer_mentions_what_it_must_not() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut strays = Vec::new();
    for (layer, forbidden) in FORBIDDEN {
        let of_layer = [files(src.join(layer)), files(src.join(format!("{layer}.rs")))].concat();
        assert!(!of_layer.is_empty(), "no sources for {layer}");
        for file in of_layer {
            // Tests may use what they like, in a file of their own too.
            if module_of(&src, &file).split("::").any(|part| part == "tests") {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a source");
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
            for (at, line) in code.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for word in forbidden.split(' ').filter(|word| code.contains(word)) {
                    strays.push(format!("{}:{}: {layer} mentions {word}", file.display(), at + 1));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// A file's module: `src/app/log.rs` is `app::log`.
fn module_of(src: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(src).expect("a source").with_extension("");
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("::")
}

/// The code of a file before its own tests, without comments.
fn code_of(file: &Path) -> String {
    let text = std::fs::read_to_string(file).expect("a source");
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Takes a tree of imports apart: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn expand(head: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((before, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return paths.push(format!("{head}{path}"));
    };
    let head = format!("{head}{}", before.trim());
    let (mut depth, mut item) = (0, String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => expand(&head, &std::mem::take(&mut item), paths),
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                item.push(c);
            }
        }
    }
    expand(&head, &item, paths);
}

/// The paths that a file imports, and those spelled out in its code.
fn mentioned(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for line in code.split(';') {
        let (_, tree) = line.rsplit_once("use ").unwrap_or(("", ""));
        expand("", &tree.replace('\n', " "), &mut paths);
    }
    let spelled_out = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let of_project = |path: &&str| ["crate::", "self::", "super::"].iter().any(|root| path.starts_with(root));
    paths.extend(spelled_out.filter(of_project).map(str::to_string));
    paths
}

/// The file in which what a module mentions lies: the longest beginning of its path that is one.
fn file_meant(module: &str, path: &str, files: &BTreeSet<String>) -> Option<String> {
    let mut parts: Vec<&str> = match path.split("::").next()? {
        "crate" => Vec::new(),
        "self" | "super" => module.split("::").collect(),
        within if files.contains(&format!("{module}::{within}")) => module.split("::").collect(),
        _ => return None,
    };
    for part in path.split("::").map(str::trim) {
        match part {
            "crate" | "self" => {}
            "super" => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    while !parts.is_empty() && !files.contains(&parts.join("::")) {
        parts.pop();
    }
    (!parts.is_empty()).then(|| parts.join("::"))
}

#[test]
fn no_two_files_import_each_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources: BTreeMap<String, String> =
        files(src.clone()).iter().map(|file| (module_of(&src, file), code_of(file))).collect();
    let modules: BTreeSet<String> = sources.keys().cloned().collect();
    // What lies in a folder may look up to the folder's own file, which stands before it.
    let is_within = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}::"));
    let mut imports: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (module, code) in sources.iter().filter(|(module, _)| !module.split("::").any(|part| part == "tests")) {
        let meant = mentioned(code).into_iter().filter_map(|path| file_meant(module, &path, &modules));
        imports.insert(module, meant.filter(|other| !is_within(module, other)).collect());
    }
    assert!(imports["app::log"].contains("domain::touch"), "the imports are read");
    // From each file, everything that it reaches.
    let reached = |from: &str| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![from.to_string()]);
        while let Some(next) = left.pop() {
            for other in imports.get(next.as_str()).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    left.push(other.clone());
                }
            }
        }
        seen
    };
    let circles: Vec<&&str> = imports.keys().filter(|module| reached(module).contains(**module)).collect();
    assert!(circles.is_empty(), "files that import each other in a circle: {circles:?}");
}
