//! One crate keeps its layers only if something checks.

#![expect(clippy::expect_used, reason = "a test that meets what it does not expect fails there")]

use std::path::{Path, PathBuf};

/// What a layer never mentions.
const FORBIDDEN: [(&str, &str); 7] = [
    (
        "domain",
        "rusqlite ratatui crossterm clap:: std::fs std::env ::now( crate::book crate::app crate::cli crate::tui crate::exchange",
    ),
    ("book", "ratatui crossterm clap:: ::now( crate::app crate::cli crate::tui"),
    ("exchange", "rusqlite ratatui crossterm clap:: ::now( crate::book crate::app crate::cli crate::tui"),
    ("app", "ratatui crossterm clap:: println! crate::present crate::cli crate::tui"),
    ("present", "rusqlite ratatui crossterm clap:: crate::book crate::cli crate::tui"),
    ("cli", "rusqlite ratatui crate::tui crate::book"),
    ("tui", "rusqlite clap:: println! crate::cli crate::book"),
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
            let text = std::fs::read_to_string(&file).expect("a source");
            // The file's own tests may use what they like.
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
