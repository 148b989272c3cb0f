//! The inputs that fuzzing found, and some to begin with, asked what fuzzing asks; and then spoiled a few times each.
//!
//! `GOODCALL_FAULTS=full` spoils each of them thousands of times; `GOODCALL_SEED` throws other numbers.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets what it does not expect fails there"
)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/properties.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets use it from another crate")]
mod properties;

/// What is thrown into a text.
const PIECES: [&str; 34] = [
    "\"",
    ",",
    ";",
    ":",
    "=",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\0",
    "\t",
    "+",
    "-",
    "@",
    "[",
    "{",
    "}",
    "]",
    "#",
    "'",
    "99999999999999999999",
    "-1",
    "0",
    "\u{301}",
    "\u{200d}",
    "\u{202e}",
    "\u{1b}[2J",
    "👨",
    "🏴\u{e0067}",
    "\u{1161}",
    "क्",
    "ﾞ",
    "東",
    "\u{feff}",
];

/// An input with some bytes cut, doubled, changed or thrown in.
fn spoil(input: &[u8], roll: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=roll(5) {
        let (one, other) = (roll(bytes.len() + 1), roll(bytes.len() + 1));
        let (from, to) = (one.min(other), one.max(other));
        match roll(7) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(one..one, part);
            }
            2 if from < bytes.len() => bytes[from] = u8::try_from(roll(256)).expect("a byte"),
            3 => {
                let piece = PIECES[roll(PIECES.len())].repeat(1 + roll(30));
                bytes.splice(one..one, piece.into_bytes());
            }
            _ => drop(bytes.splice(one..one, PIECES[roll(PIECES.len())].bytes())),
        }
    }
    bytes.truncate(8192);
    bytes
}

/// Asks a property of every input kept for it, and of what that becomes.
#[track_caller]
fn holds(name: &str, property: fn(&[u8]), times: usize) {
    let mut state =
        std::env::var("GOODCALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x9e37_79b9_7f4a_7c15_u64) | 1;
    let mut roll = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 11).expect("53 bits") % below.max(1)
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus-kept").join(name);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("a file").path();
        println!("{}", path.display());
        let input = fs::read(&path).expect("an input");
        property(&input);
        for turn in 0..times {
            let spoiled = spoil(&input, &mut roll);
            let held = std::panic::catch_unwind(|| property(&spoiled));
            assert!(held.is_ok(), "turn {turn} of {}: {:?}", path.display(), String::from_utf8_lossy(&spoiled));
        }
        count += 1;
    }
    assert!(count > 0, "nothing is kept for {name}");
}

fn many(few: usize) -> usize {
    if std::env::var_os("GOODCALL_FAULTS").is_some_and(|v| v == "full") { few * 100 } else { few }
}

#[test]
fn files_hold() {
    holds("csv", properties::csv, many(100));
    holds("vcard", properties::vcard, many(100));
    holds("workbook", properties::workbook, many(30));
    holds("json", properties::json, many(10));
    holds("calendar", properties::calendar, many(100));
    holds("page", properties::page, many(100));
}

#[test]
fn what_is_typed_holds() {
    holds("remark", properties::remark, many(500));
    holds("when", properties::when, many(100));
    holds("words", properties::words, many(30));
    holds("config", properties::config, many(100));
}

#[test]
fn texts_hold() {
    holds("text", properties::text, many(200));
}
