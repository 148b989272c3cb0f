//! What an import says for people, on both surfaces.

use std::path::Path;

use crate::app::import::{Format, FoundFile, ImportNotes, Imported, LeftOutCalls, Within};
use crate::text::{clean, count, cut};

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
    let FoundFile { format, encoding, within, .. } = file;
    let words = match (format, within) {
        (Format::Generic, Within::FirstSheet | Within::Sheet(_)) => "spreadsheet",
        _ => format.words(),
    };
    let sheet = match within {
        Within::Sheet(name) => format!(", the sheet \"{}\"", cut(&clean(name), 40)),
        Within::File | Within::FirstSheet => String::new(),
    };
    let encoding = encoding.as_deref().map(|e| format!(", read as {e} (a guess)")).unwrap_or_default();
    format!("{words}{sheet}{encoding}")
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

/// Says what an import kept, but not as it stands: what of the only one, else on which lines; None without any.
pub fn noted(notes: &ImportNotes, shown: usize) -> Option<String> {
    let first = notes.named.first()?;
    if notes.count() == 1 {
        return Some(format!("line {}: {}", first.line, clean(&first.reason)));
    }
    let mut lines: Vec<String> = notes.named.iter().map(|note| note.line.to_string()).collect();
    lines.dedup();
    let more = lines.len().saturating_sub(shown) + notes.more;
    lines.truncate(shown);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let word = if lines.len() == 1 && more.is_empty() { "line" } else { "lines" };
    Some(format!("not kept as they stand: {word} {}{more}", lines.join(", ")))
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
    fn the_first_columns_are_named_and_the_others_counted() {
        let columns = ["Anrede", "Ab\u{1b}teilung", "Suffix"].map(String::from);
        assert_eq!(unused(&columns, 2).as_deref(), Some("Anrede, Ab␛teilung, and 1 more"));
        assert_eq!(unused(&columns, 3).as_deref(), Some("Anrede, Ab␛teilung, Suffix"));
        assert_eq!(unused(&[], 3), None);
    }
}
