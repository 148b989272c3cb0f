//! What an import says for people, on both surfaces.

use crate::app::import::{Format, FoundFile, ImportNotes, Within};
use crate::text::{clean, cut};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_columns_are_named_and_the_others_counted() {
        let columns = ["Anrede", "Ab\u{1b}teilung", "Suffix"].map(String::from);
        assert_eq!(unused(&columns, 2).as_deref(), Some("Anrede, Ab␛teilung, and 1 more"));
        assert_eq!(unused(&columns, 3).as_deref(), Some("Anrede, Ab␛teilung, Suffix"));
        assert_eq!(unused(&[], 3), None);
    }
}
