//! What an import says for people, on both surfaces.

use std::path::{Path, PathBuf};

use crate::app::import::preview::{FileShape, Preview, RowsFound};
use crate::app::import::{Files, Format, FoundFile, ImportField, ImportNote, Imported, LeftOutCalls, Within};
use crate::domain::customer::{CustomerField, Reimport};
use crate::domain::input::capitalized;
use crate::text::{clean, count, cut, listed, thousands};

/// How many columns of which nothing was used a message names, and how many lines.
const NAMED_IN_MESSAGE: usize = 3;

/// How many groups of files to look back through for that of another file.
const LOOKED_BACK: usize = 8;

/// Names the columns of which nothing was used, the first of them where there are many; None without any.
pub fn unused(columns: &[String], shown: usize) -> Option<String> {
    let mut names: Vec<String> = columns.iter().take(shown).map(|c| cut(&clean(c), 40).into_owned()).collect();
    if columns.len() > shown {
        names.push(format!("and {} more", columns.len() - shown));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// Says what a file was taken for.
pub fn found(file: &FoundFile) -> String {
    let encoding = file.encoding.as_deref().map(|e| format!(", read as {e} (a guess)")).unwrap_or_default();
    format!("{}{encoding}", kind_of_file(file.format, &file.within))
}

/// Names a format, and the sheet where it is another than the first.
fn kind_of_file(format: Format, within: &Within) -> String {
    let words = match (format, within) {
        (Format::Generic, Within::FirstSheet | Within::Sheet(_)) => "spreadsheet",
        _ => format.words(),
    };
    match within {
        Within::Sheet(name) => format!("{words}, the sheet \"{}\"", cut(&clean(name), 40)),
        Within::File | Within::FirstSheet => words.to_string(),
    }
}

/// Says what the files were taken for, a line each; of many files those of one folder and format together.
pub fn found_files(files: &[FoundFile], most: usize) -> Vec<String> {
    let path = |path: &Path| clean(&path.display().to_string()).into_owned();
    if files.len() <= most {
        return files.iter().map(|file| format!("{}: {}", path(&file.path), found(file))).collect();
    }
    let mut groups: Vec<(&Path, String, Vec<&FoundFile>)> = Vec::new();
    for file in files {
        let (folder, words) = (file.path.parent().unwrap_or(Path::new("")), found(file));
        match groups.iter_mut().rev().take(LOOKED_BACK).find(|(f, w, _)| *f == folder && *w == words) {
            Some((.., files)) => files.push(file),
            None => groups.push((folder, words, vec![file])),
        }
    }
    let line = |(folder, words, files): &(&Path, String, Vec<&FoundFile>)| match files.as_slice() {
        [one] => format!("{}: {words}", path(&one.path)),
        several if folder.as_os_str().is_empty() => format!("{}: {words}", count(several.len(), "file", "files")),
        several => format!("{}: {}, {words}", path(folder), count(several.len(), "file", "files")),
    };
    let mut lines: Vec<String> = groups.iter().take(most).map(line).collect();
    if groups.len() > most {
        let more: usize = groups.iter().skip(most).map(|(.., files)| files.len()).sum();
        lines.push(format!("and {}", count(more, "more file", "more files")));
    }
    lines
}

/// Says which parts of a Salesforce export an import passed over; None without any.
pub fn passed_over(files: &[PathBuf]) -> Option<String> {
    const NAMED: usize = 3;
    let name = |path: &PathBuf| path.file_name().map(|name| clean(&name.to_string_lossy()).into_owned());
    let mut names: Vec<String> = files.iter().take(NAMED).filter_map(name).collect();
    if files.len() > NAMED {
        names.push(format!("and {} more", files.len() - NAMED));
    }
    let parts = count(files.len(), "part of the Salesforce export is", "parts of the Salesforce export are");
    (!names.is_empty()).then(|| format!("{parts} about something else than people: {}", names.join(", ")))
}

/// Says where a row stands: "line 3"; where the rows of several files came in, "people.csv, line 3". What is about a whole
/// file stands in no line.
pub fn place(note: &ImportNote, files: Files) -> String {
    let line = line_of(note);
    let file = note.file.file_name().filter(|_| files == Files::Several || line.is_none());
    let file = file.map(|name| clean(&name.to_string_lossy()).into_owned());
    file.into_iter().chain(line).collect::<Vec<_>>().join(", ")
}

/// Says what an import did, in a message: "Imported 12 customers. 1 may be there twice: M". `key` shows the duplicates.
pub fn done(imported: &Imported, name: &str, key: &str) -> String {
    let name = cut(&clean(name), 40).into_owned();
    if !imported.is_change() {
        let is_known = imported.rejected.is_empty() || imported.unchanged > 0;
        return if is_known { format!("Nothing new in {name}") } else { format!("Nothing of {name} came in") };
    }
    let said = match imported.duplicates.unwrap_or(0) {
        0 => [
            noted(imported, NAMED_IN_MESSAGE),
            unused(&imported.unused, NAMED_IN_MESSAGE).map(|c| format!("Not used: {c}")),
        ],
        n => [Some(format!("{} may be there twice: {key}", thousands(n))), None],
    };
    let came: Vec<String> = std::iter::once(came_in(imported)).chain(said.into_iter().flatten()).collect();
    came.join(". ")
}

/// Counts what came in, or what changed where nothing did.
fn came_in(imported: &Imported) -> String {
    let (one, many) = if imported.kinds.is_empty() { ("customer", "customers") } else { ("row", "rows") };
    let mut came = Vec::new();
    if imported.added > 0 {
        came.push(counted(imported.added, one, many));
    }
    let calls = &imported.calls;
    if calls.added > 0 {
        let left_out = match calls.left_out.all() {
            0 => String::new(),
            n => format!(" ({} left out)", thousands(n)),
        };
        came.push(format!("{}{left_out}", counted(calls.added, "call", "calls")));
    }
    match (came.is_empty(), imported.updated + calls.changed) {
        (false, _) => format!("Imported {}", came.join(" and ")),
        (true, 0) => format!("Imported {}", counted(imported.touches, "talk", "talks")),
        (true, changed) if imported.updated == 0 => format!("Changed {}", counted(changed, "call", "calls")),
        (true, _) => format!("Changed {}", counted(imported.updated, one, many)),
    }
}

/// Says on which line a note is; None where it is about the whole file.
pub fn line_of(note: &ImportNote) -> Option<String> {
    (note.line > 0).then(|| format!("line {}", note.line))
}

/// Says what an import kept, but not as it stands: what of the only one, else on which lines; None without any.
fn noted(imported: &Imported, shown: usize) -> Option<String> {
    let notes = &imported.noted;
    let first = notes.named.first()?;
    let files = imported.files();
    if notes.count() == 1 {
        let place = place(first, files);
        let place = if files == Files::Several || first.line == 0 { place } else { capitalized(&place) };
        return Some(format!("{place}: {}", clean(&first.reason)));
    }
    if files == Files::Several {
        return Some(format!("{} kept otherwise than they stand", counted(notes.count(), "row", "rows")));
    }
    let mut lines: Vec<String> = notes.named.iter().map(|note| note.line.max(1).to_string()).collect();
    lines.dedup();
    let more = lines.len().saturating_sub(shown) + notes.more;
    lines.truncate(shown);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let word = if lines.len() == 1 && more.is_empty() { "line" } else { "lines" };
    Some(format!("Not kept as they stand: {word} {}{more}", lines.join(", ")))
}

/// Says what became of the calls of a CRM: what came in, and what stayed out and why; nothing where no file held any.
pub fn calls(imported: &Imported) -> Vec<String> {
    let calls = &imported.calls;
    if calls.files == 0 {
        return Vec::new();
    }
    let verb = if imported.dry_run { "would be added" } else { "added" };
    let added = count(calls.added, "call", "calls");
    let mut lines = vec![format!("{added} {verb}, {} changed, {} as before", calls.changed, calls.unchanged)];
    lines.extend(left_out_calls(&calls.left_out));
    if calls.left_out.of_nobody > 0 {
        lines.push("Import the people together with their calls, or before, and the calls find them.".into());
    }
    lines
}

/// Says which rows of calls stayed out and why; None where none did.
pub fn left_out_calls(left_out: &LeftOutCalls) -> Option<String> {
    let LeftOutCalls { not_calls, not_done, deleted, to_come, of_nobody, of_several } = *left_out;
    let reasons = [
        (not_calls, "not a call", "not calls"),
        (not_done, "not done", "not done"),
        (deleted, "deleted there", "deleted there"),
        (to_come, "still to come", "still to come"),
        (of_nobody, "with nobody in the book", "with nobody in the book"),
        (of_several, "with one of several of that name", "with one of several of that name"),
    ];
    let said: Vec<String> =
        reasons.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(*n, one, many)).collect();
    (!said.is_empty()).then(|| format!("Left out: {}", said.join(", ")))
}

/// Says what a file was taken for: "HubSpot export, 214 rows, separated by ;, Windows-1252 by guess".
pub fn taken_for(preview: &Preview) -> String {
    if let FileShape::Kinds(kinds) = &preview.shape {
        let kinds = rows_by_kind(kinds.iter().map(|(table, rows)| (*table, *rows)));
        let own = "goodcall's own book, as JSON";
        return if kinds.is_empty() { own.to_string() } else { format!("{own}: {}", kinds.join(", ")) };
    }
    let (one, many) = match preview.format {
        Format::VCard => ("card", "cards"),
        _ if preview.holds_calls => ("row of calls", "rows of calls"),
        _ => ("row", "rows"),
    };
    let is_one = preview.rows == RowsFound::Exactly(1);
    let mut said = vec![
        kind_of_file(preview.format, &preview.within),
        format!("{} {}", preview.rows, if is_one { one } else { many }),
    ];
    // What separates the cells of a sheet is nothing that anybody sees.
    let delimiter = preview.delimiter.filter(|_| preview.within == Within::File);
    said.extend(delimiter.map(|delimiter| match delimiter {
        '\t' => "separated by tabs".to_string(),
        other => format!("separated by {other}"),
    }));
    said.extend(preview.encoding.as_deref().map(|encoding| format!("{} by guess", encoding_name(encoding))));
    said.join(", ")
}

/// Writes an encoding as people know it: "Windows-1252".
fn encoding_name(encoding: &str) -> String {
    encoding.replacen("windows-", "Windows-", 1)
}

/// Counts rows of the book's tables in words: the people and what was said; everything else together.
pub fn rows_by_kind(rows: impl Iterator<Item = (&'static str, usize)>) -> Vec<String> {
    const KINDS: [(&str, &str, &str); 4] = [
        ("customer", "customer", "customers"),
        ("touch", "touch", "touches"),
        ("remark", "remark", "remarks"),
        ("setback", "setback", "setbacks"),
    ];
    let mut counts = [0; KINDS.len()];
    let mut others = 0;
    for (table, rows) in rows {
        match counts.iter_mut().zip(KINDS).find(|(_, (kind, ..))| *kind == table) {
            Some((counted, _)) => *counted += rows,
            None => others += rows,
        }
    }
    let named = KINDS.iter().zip(counts).filter(|(_, n)| *n > 0);
    let others =
        (others > 0).then(|| format!("{} more {}", thousands(others), if others == 1 { "row" } else { "rows" }));
    named
        .map(|((_, one, many), n)| format!("{} {}", thousands(n), if n == 1 { one } else { many }))
        .chain(others)
        .collect()
}

/// Names what a column fills.
pub fn field_name(field: ImportField) -> String {
    match field {
        ImportField::Field(CustomerField::Phone) => "phone".into(),
        ImportField::Field(CustomerField::Email) => "email".into(),
        ImportField::Field(field) => field.spec().label.to_string(),
        ImportField::SourceUid => "record id".into(),
        ImportField::Ignore => "left out".into(),
        other => other.name().replace('_', " "),
    }
}

/// Whether a column that fills a field counts for new customers only: in the book the field is the user's.
pub fn is_for_the_new(field: ImportField) -> bool {
    matches!(field, ImportField::Field(field) if field.spec().reimport == Reimport::Leaves)
}

/// Says which of these columns count for new customers only; None without any.
pub fn for_the_new<'c>(columns: impl Iterator<Item = (&'c str, ImportField)>) -> Option<String> {
    let columns = columns.filter(|(_, field)| is_for_the_new(*field));
    let titles: Vec<String> = columns.map(|(title, _)| cut(&clean(title.trim()), 30).into_owned()).collect();
    let count = if titles.len() == 1 { "counts" } else { "count" };
    (!titles.is_empty()).then(|| format!("{} {count} for new customers only.", listed(&titles)))
}

/// Says in a sentence what an import would bring.
pub fn outlook(imported: &Imported) -> String {
    let is_own = !imported.kinds.is_empty();
    let (one, many) = if is_own { ("row", "rows") } else { ("customer", "customers") };
    match (imported.added, imported.updated) {
        (0, 0) if imported.touches > 0 => format!("{} would come in.", counted(imported.touches, "talk", "talks")),
        (0, 0) if imported.calls.changed > 0 => {
            format!("{} would change.", counted(imported.calls.changed, "call", "calls"))
        }
        (0, 0) if imported.unchanged + imported.calls.unchanged > 0 => "Nothing new: your book has all of this.".into(),
        (0, 0) => "Nothing of this would come in.".into(),
        (0, updated) => format!("{} would change.", counted(updated, one, many)),
        (added, _) => format!("{} would come in.", counted(added, &format!("new {one}"), &format!("new {many}"))),
    }
}

/// Counts what an import would do, each with its word; what there is none of is left out.
pub fn sums(imported: &Imported) -> Vec<(String, &'static str)> {
    let all = [
        (imported.added, "new"),
        (imported.updated, "changed"),
        (imported.unchanged, "as before"),
        (imported.touches, if imported.touches == 1 { "touch" } else { "touches" }),
        (imported.rejected.count(), "left out"),
        (imported.noted.count(), "kept otherwise"),
        (imported.not_people.count(), "not people"),
        (imported.duplicates.unwrap_or(0), "maybe twice"),
    ];
    all.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| (thousands(n), word)).collect()
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// Says how long a round through so many favorites takes.
pub fn many_favorites(favorites: usize, days_a_week: usize) -> String {
    let days = days_a_week.max(1);
    let a_week = if days == 1 { "one call day".to_string() } else { count(days, "call day", "call days") };
    let weeks = favorites.div_ceil(days);
    format!("{favorites} favorites are many: with {a_week} a week, you call each once in {weeks} weeks.")
}

/// Writes the size of a file: "48 KB", "1.2 MB".
pub fn file_size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000)];
    let Some((unit, of)) = UNITS.into_iter().find(|(_, of)| bytes >= *of) else { return format!("{bytes} B") };
    let (whole, tenth) = (bytes / of, bytes % of * 10 / of);
    if whole >= 10 || unit == "KB" { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_stay_out_are_counted_by_the_reason() {
        let left_out = LeftOutCalls { not_calls: 3, of_nobody: 1, ..LeftOutCalls::default() };
        let said = "Left out: 3 not calls, 1 with nobody in the book";
        assert_eq!(left_out_calls(&left_out).as_deref(), Some(said));
        assert_eq!(left_out_calls(&LeftOutCalls::default()), None);
        assert!(calls(&Imported::default()).is_empty());
    }

    #[test]
    fn the_columns_that_count_for_new_customers_only_are_named() {
        let columns = [
            ("Fun", ImportField::Field(CustomerField::Pleasure)),
            ("City", ImportField::Field(CustomerField::City)),
            ("left_on", ImportField::Field(CustomerField::LeftOn)),
        ];
        let said = |n| for_the_new(columns.into_iter().take(n));
        assert_eq!(said(3).as_deref(), Some("Fun and left_on count for new customers only."));
        assert_eq!(said(2).as_deref(), Some("Fun counts for new customers only."));
        assert_eq!(for_the_new(columns.into_iter().skip(1).take(1)), None);
    }

    #[test]
    fn the_size_of_a_file_takes_few_letters() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 KB"),
            (48_999, "48 KB"),
            (1_250_000, "1.2 MB"),
            (12_900_000, "12 MB"),
        ] {
            assert_eq!(file_size(bytes), words);
        }
    }

    #[test]
    fn the_rows_of_a_book_are_counted_by_what_people_know() {
        let rows = [("customer", 2), ("touch", 1), ("tag", 3), ("reach", 1200)];
        assert_eq!(rows_by_kind(rows.into_iter()), ["2 customers", "1 touch", "1,203 more rows"]);
    }

    #[test]
    fn the_first_columns_are_named_and_the_others_counted() {
        let columns = ["Anrede", "Ab\u{1b}teilung", "Suffix"].map(String::from);
        assert_eq!(unused(&columns, 2).as_deref(), Some("Anrede, Ab␛teilung, and 1 more"));
        assert_eq!(unused(&columns, 3).as_deref(), Some("Anrede, Ab␛teilung, Suffix"));
        assert_eq!(unused(&[], 3), None);
    }
}
