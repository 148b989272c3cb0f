//! Random damages anywhere in the file: it works, or it says so; it never panics, hangs, or begins a new book.

use std::fs;

use super::ground::{Background, Chance, report, times};

/// Commands that only read: the file stays as it is.
const READING: [&[&str]; 5] = [&["list"], &["praise"], &["search", "x"], &["show", "ana"], &["export", "json"]];
/// Commands that write, if only an offer.
const WRITING: [&[&str]; 2] = [&["today"], &["log", "ana", "-m", "after the damage"]];

/// Damages a file somewhere.
fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) -> String {
    // Now and then where it hurts most.
    let at = if chance.below(6) == 0 { chance.below(4096) } else { chance.below(bytes.len()) };
    match chance.below(4) {
        0 => {
            bytes[at] ^= 1 << chance.below(8);
            format!("a bit at {at}")
        }
        1 => {
            let end = (at + 1 + chance.below(8192)).min(bytes.len());
            bytes[at..end].fill_with(|| chance.next().to_le_bytes()[0]);
            format!("noise in {at}..{end}")
        }
        2 => {
            let end = (at + 1 + chance.below(8192)).min(bytes.len());
            bytes[at..end].fill(0);
            format!("zeros in {at}..{end}")
        }
        _ => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
    }
}

/// What the book holds, apart from when it was told and how often praise was shown; None where it can't be told.
fn contents(ground: &Background) -> Option<serde_json::Value> {
    let ran = ground.run(&["export", "json"]);
    let mut book: serde_json::Value = serde_json::from_str(&ran.out).ok().filter(|_| ran.code == Some(0))?;
    book["goodcall"] = serde_json::Value::Null;
    for remark in book["remark"].as_array_mut()? {
        (remark["times_shown"], remark["last_shown_at"]) = Default::default();
    }
    Some(book)
}

#[test]
fn a_damaged_book_works_or_says_so() {
    let (ground, mut chance) = (Background::lively(), Chance::of("damage"));
    ground.run(&["backup"]).ok();
    let whole = ground.bytes();
    let right = contents(&ground);
    let (mut refused, mut worked, mut silent) = (0, 0, 0);
    let wanted = times(30, 200);
    for _ in 0..wanted {
        let mut bytes = whole.clone();
        let what = damage(&mut bytes, &mut chance);
        fs::write(ground.book(), &bytes).expect("a damaged book");
        for words in READING.into_iter().chain(WRITING) {
            let bytes = ground.bytes();
            let ran = ground.run(words);
            let context = format!("{what}, {words:?}: {ran:?}");
            assert!(!ran.err.contains("panicked"), "{context}");
            match ran.code {
                Some(0) => worked += 1,
                // The damage may have taken a name away.
                Some(3) if matches!(words[0], "show" | "log") => worked += 1,
                Some(4) => {
                    refused += 1;
                    let plain = [
                        "damaged",
                        "did not write",
                        "not a goodcall book",
                        "another program",
                        "is empty",
                        "newer",
                        "cut short",
                    ];
                    assert!(plain.iter().any(|p| ran.err.contains(p)), "{context}");
                }
                _ => panic!("{context}"),
            }
            let now = ground.bytes();
            assert!(now.len() >= bytes.len(), "the book became small: {context}");
            if READING.contains(&words) || ran.code != Some(0) {
                assert!(now == bytes, "the file was changed: {context}");
            }
            if words[0] == "list" && ran.code == Some(0) {
                assert!(ran.out.lines().count() > 3, "an empty book: {context}");
            }
        }
        // Whatever differs from what was written, doctor sees.
        fs::write(ground.book(), &bytes).expect("a damaged book");
        let differs = contents(&ground) != right;
        let doctor = ground.run(&["doctor", "--dry-run"]);
        assert!(matches!(doctor.code, Some(0 | 1 | 4)) && !doctor.err.contains("panicked"), "{what}: {doctor:?}");
        assert!(!differs || doctor.code != Some(0), "{what}: doctor sees nothing: {doctor:?}");
        assert!(ground.bytes() == bytes, "{what}: doctor changed what it was only to look at");
        silent += usize::from(doctor.code == Some(0));
    }
    report(
        "random damages of the file",
        wanted,
        &format!(
            "0 panics, 0 hangs, 0 books replaced ({worked} runs worked, {refused} said it is damaged); {silent} damages \
             changed nothing that was written, doctor saw all others"
        ),
    );
}
