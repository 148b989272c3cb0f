//! Files as they come after an accident: cut, swapped, doubled, with bytes thrown in. None ends in a panic or never, and
//! one that is refused leaves the book as it was.
//!
//! `GOODCALL_FAULTS=full` tries ten times as many; `GOODCALL_CASES` names a folder of files that are tried too.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Book, Dice, is_everything, same_bytes};

const CSV: &str = "Name,Company,Email,Phone,Notes,Pleasure,Last Contacted\n\
    Ana Ribeiro,\"Porto, \"\"Cold\"\" Chain\",ana@example.com,+351 225 550 142,\"two\nlines\",4,2024-03-12\n\
    Zoë Müller,,zoe@example.com,,,,3/15/2024 2:30 PM\r\n,only a company,,,,9,\n佐藤 遥,支店,,+81 3 5555 0142,=1+1,5,\n";
const OUTLOOK: &[u8] = b"First Name;Last Name;E-mail Address;Business Phone;Birthday\r\nJ\xf6rg;M\xfcller;j@example.com;+49 30 5555;0/0/00\r\n";
const CARD_2: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=\r\n=C3=AB\r\n\
    TEL;CELL:+491711234567\r\nPHOTO;ENCODING=BASE64:AAAA\r\n\r\nEND:VCARD\r\n";
const CARD_3: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\\, Ribeiro\r\nitem1.TEL;TYPE=pref,WORK:+351225550142\r\n\
    ADR;TYPE=work:;;Rua;Porto;;4000;Portugal\r\nNOTE:a\\nb\r\nUID:1\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\nEND:VCARD\r\n";
const CARD_4: &str = "BEGIN:VCARD\nVERSION:4.0\nFN:Ben\nTEL;VALUE=uri;PREF=1:tel:+1-312-555-0142\nTZ:Europe/Lisbon\n\
    KIND:individual\nBDAY:--0312\nUID:urn:uuid:1\nEND:VCARD\n";

/// What is thrown in.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"\r",
    b":",
    b"=",
    b"=\r\n",
    b"\\",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"BEGIN:VCARD\n",
    b"END:VCARD\n",
    b"[[[[[[[[",
    b"{\"",
    b"null",
    b"99999999999999999999",
    b"\\u0000",
];

fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, other) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (at.min(other), at.max(other));
        match dice.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes[from..to].reverse(),
            4 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
            5 => {
                let piece = dice.one(&PIECES).repeat(1 + dice.below(40));
                bytes.splice(at..at, piece);
            }
            _ => {
                let piece = dice.one(&PIECES).to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// A book with somebody in it, and its own export as a sample.
fn begun() -> (Book, Vec<u8>) {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --company Porto --hours 09:00-12:00 --peak tue,thu --every 3m").ok();
    book.run("log ana -m '+ Kind @Sally\n! Idea\n? Need' --mood-after 4").ok();
    book.run("lift --after lost-deal --about x").ok();
    let export = book.run("export json").ok().out.into_bytes();
    (book, export)
}

/// Imports a file, for show and then for real.
fn tries(book: &Book, file: &Path, what: &str) {
    let path = file.display().to_string();
    let before = fs::read(book.file()).expect("a book");
    for words in [vec!["import", &path, "--dry-run"], vec!["import", &path, "--json"]] {
        let ran = book.words(&words);
        assert!(matches!(ran.code, Some(0 | 1 | 2 | 5)), "{what}: {words:?} ended with {:?}\n{:?}", ran.code, ran.err);
        assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
        if matches!(ran.code, Some(1 | 2)) || words.contains(&"--dry-run") {
            same_bytes(&book.file(), &before);
        }
    }
}

fn files_in(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a file").path();
        if path.is_dir() { files_in(&path, into) } else { into.push(path) }
    }
    into.sort();
}

#[test]
fn a_spoiled_file_never_panics_hangs_or_spoils_the_book() {
    let (mut book, export) = begun();
    let mut samples: Vec<(String, Vec<u8>)> = vec![
        ("list.csv".into(), CSV.into()),
        ("outlook.csv".into(), OUTLOOK.into()),
        ("two.vcf".into(), CARD_2.into()),
        ("three.vcf".into(), CARD_3.into()),
        ("four.vcf".into(), CARD_4.into()),
        ("book.json".into(), export),
    ];
    if let Some(folder) = std::env::var_os("GOODCALL_CASES") {
        let mut files = Vec::new();
        files_in(Path::new(&folder), &mut files);
        for file in files {
            tries(&book, &file, &format!("{} as it is", file.display()));
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            samples.push((name, fs::read(&file).expect("a case")));
        }
    }
    let turns = if is_everything() { 2000 } else { 200 };
    let mut dice = Dice::new(4);
    for turn in 0..turns {
        if turn % 100 == 99 {
            book = begun().0;
        }
        let (name, sample) = &samples[turn % samples.len()];
        let file = book.write(&format!("spoiled-{name}"), mutate(sample, &mut dice));
        tries(&book, &file, &format!("turn {turn}, {name}"));
        fs::remove_file(file).expect("a file of the test");
    }
    book.run("today").ok();
    book.run("list").ok();
}
