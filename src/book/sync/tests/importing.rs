//! Imports in random lives: files of other programs with the same people again and again, and the exports of another desk.

use std::path::{Path, PathBuf};

use crate::app::export::Version;
use crate::app::import::ImportRequest;
use crate::app::{App, Now};
use crate::book::Book;
use crate::book::chance::Chance;
use crate::config;
use crate::domain::dates::Clock;
use crate::error::Result;

/// People whom other programs know, each by an id of theirs; the first have names that are also typed.
const PEOPLE: [(&str, &str, &str); 7] = [
    ("1001", "Ana", "Ribeiro"),
    ("1002", "Marcus", "Webb"),
    ("1003", "Rui", "Costa"),
    ("1004", "Zoe", "Lind"),
    ("1005", "Ines", "Prado"),
    ("1006", "Tom", "Vale"),
    // Two in the files may be one in life.
    ("1007", "Ana", "Ribeiro"),
];
const PHONES: [&str; 4] = ["", "+351225550142", "+351225550143", "+351225550144"];
const CITIES: [&str; 3] = ["", "Porto", "Faro"];
const COMPANIES: [&str; 3] = ["", "Norte", "Acme"];
const TAGS: [&str; 3] = ["", "vip", "spring; vip"];
const NOTES: [&str; 3] = ["", "Likes tea", "Plays chess"];
const LAST_CONTACTED: [&str; 4] = ["", "", "2026-10-05", "2026-11-02"];
const HEADER: &str = "Record ID,First Name,Last Name,Email,Phone Number,City,Company,Tags,Notes,Last Contacted,Unused";
/// From so many bytes on an import notes its rows together.
const MANY_BYTES: usize = 60_000;

/// What lies in the files of a life: each desk's own, and one that all of them read.
pub(super) struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A file that all desks have at the same place, or one desk's own.
    fn place(&self, chance: &mut Chance, desk: usize, ending: &str) -> PathBuf {
        let name = if chance.one_in(2) { format!("desk-{desk}.{ending}") } else { format!("people.{ending}") };
        self.folder.path().join(name)
    }
}

/// Has the app do something with a desk's book.
fn as_app<T>(book: &mut Book, clock: &Clock, act: impl FnOnce(&mut App) -> T) -> T {
    let settings = config::parse("timezone = \"UTC\"\nregion = \"PT\"\n", Path::new("")).unwrap();
    App::lent(book, (settings, Now::Fixed(clock.instant)), act)
}

/// Imports a file; undo and redo come like those of any other act.
pub(super) fn import(book: &mut Book, clock: &Clock, file: PathBuf) -> Result<String> {
    let request = ImportRequest { files: vec![file], ..ImportRequest::default() };
    let imported = as_app(book, clock, |app| app.import(&request))?;
    let (added, updated) = (imported.added, imported.updated);
    Ok(format!("imported: {added} added, {updated} updated, {} rejected", imported.rejected.count()))
}

/// Writes some people as another program would.
pub(super) fn people_of_a_crm(files: &Files, chance: &mut Chance, desk: usize) -> PathBuf {
    if chance.one_in(3) { cards(files, chance, desk) } else { rows(files, chance, desk) }
}

fn some<'t>(chance: &mut Chance, all: &'t [&'t str]) -> &'t str {
    chance.of(all).copied().unwrap_or_default()
}

fn rows(files: &Files, chance: &mut Chance, desk: usize) -> PathBuf {
    let padding = if chance.one_in(3) { "x".repeat(MANY_BYTES) } else { String::new() };
    let mut text = format!("{HEADER}\n");
    for (id, first, last) in (0..2 + chance.below(4)).filter_map(|_| chance.of(&PEOPLE).copied()).collect::<Vec<_>>() {
        let email = if chance.one_in(2) { format!("{}@example.com", last.to_lowercase()) } else { String::new() };
        let cells =
            [PHONES.as_slice(), &CITIES, &COMPANIES, &TAGS, &NOTES, &LAST_CONTACTED].map(|all| some(chance, all));
        text.push_str(&format!("{id},{first},{last},{email},{},{padding}\n", cells.join(",")));
    }
    let place = files.place(chance, desk, "csv");
    std::fs::write(&place, text).unwrap();
    place
}

fn cards(files: &Files, chance: &mut Chance, desk: usize) -> PathBuf {
    let mut text = String::new();
    for (id, first, last) in (0..2 + chance.below(3)).filter_map(|_| chance.of(&PEOPLE).copied()).collect::<Vec<_>>() {
        text.push_str(&format!("BEGIN:VCARD\nVERSION:3.0\nUID:{id}\nN:{last};{first};;;\nFN:{first} {last}\n"));
        for (property, all) in [("TEL", &PHONES[..]), ("ORG", &COMPANIES), ("NOTE", &NOTES)] {
            let said = some(chance, all);
            if !said.is_empty() {
                text.push_str(&format!("{property}:{said}\n"));
            }
        }
        if chance.one_in(3) {
            text.push_str("BDAY:1990-04-12\n");
        }
        text.push_str("END:VCARD\n");
    }
    let place = files.place(chance, desk, "vcf");
    std::fs::write(&place, text).unwrap();
    place
}

/// Writes what a desk's book holds, in one of the forms that goodcall reads again.
pub(super) fn export(files: &Files, chance: &mut Chance, from: (&mut Book, &Clock)) -> Result<PathBuf> {
    let ending = *chance.of(&["json", "json", "vcf", "csv"]).unwrap();
    export_as(files, ending, from)
}

/// Does the same in the form of files with this ending.
pub(super) fn export_as(files: &Files, ending: &str, (book, clock): (&mut Book, &Clock)) -> Result<PathBuf> {
    let mut text = Vec::new();
    as_app(book, clock, |app| match ending {
        "json" => app.export_json(None, &mut text),
        "vcf" => app.export_vcards(None, Version::Four, &mut text).map(drop),
        _ => app.export_csv(None, &mut text).map(drop),
    })?;
    let place = files.folder.path().join(format!("export.{ending}"));
    std::fs::write(&place, text).unwrap();
    Ok(place)
}
