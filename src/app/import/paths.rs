//! The files that a person may want to import: those that were downloaded lately, and those that a typed path leads to.

use std::cmp::Reverse;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::error::{About, Result};
use crate::exchange::Format;
use crate::system;

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// A file in the folder of downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Where it lies.
    pub path: PathBuf,
    /// In bytes.
    pub size: u64,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// What lies in the folder of downloads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Downloads {
    /// None where there is no such folder.
    pub folder: Option<PathBuf>,
    /// What can be imported, the newest first.
    pub files: Vec<Downloaded>,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name; that of a folder ends in a separator.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// What something in a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A folder, or a file that an import reads.
    Wanted,
    /// Another file.
    Other,
}

/// The entries of a folder that a typed path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The path as typed, up to the last separator.
    pub typed: String,
    /// By name, what an import reads first.
    pub entries: Vec<Entry>,
}

impl App {
    /// Lists the newest files in the folder of downloads that an import reads.
    pub fn downloads(&self, most: usize) -> Downloads {
        let folder = match self.settings.config.downloads.as_str() {
            "" => None,
            "auto" => system::downloads::folder(),
            path => Some(system::at_home(path)).filter(|folder| folder.is_dir()),
        };
        let inside = folder.as_deref().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten();
        let mut files: Vec<Downloaded> = inside.take(MOST_ENTRIES).flatten().filter_map(|e| downloaded(&e)).collect();
        files.sort_by(|a, b| (Reverse(a.at), &a.path).cmp(&(Reverse(b.at), &b.path)));
        files.truncate(most);
        Downloads { folder, files }
    }
}

fn downloaded(entry: &fs::DirEntry) -> Option<Downloaded> {
    let path = entry.path();
    if !is_read(&path) || is_hidden(&path) {
        return None;
    }
    // Through links.
    let found = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
    let at = found.modified().map(DateTime::<Utc>::from).ok()?;
    Some(Downloaded { path, size: found.len(), at })
}

/// Whether a file's ending is one that an import reads.
fn is_read(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    Format::ENDINGS.contains(&ending.as_str())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Takes a typed path apart: up to the last separator, and the beginning of a name behind it.
pub fn parted(typed: &str) -> (&str, &str) {
    typed.split_at(typed.rfind(is_separator).map_or(0, |at| at + 1))
}

/// Returns the path that a typed or pasted text means: as it stands if that is there; else without the quotes and escapes
/// of a shell, or the address of a file, as it comes from a file that is dragged into the terminal.
pub fn meant(typed: &str) -> PathBuf {
    system::at_home(&plain(typed))
}

/// Returns the paths that a text means. Several files that are dragged into the terminal at once come as words of a shell,
/// or as addresses; where one of these is there, each is meant.
pub fn all_meant(typed: &str) -> Vec<PathBuf> {
    let one = meant(typed);
    if one.exists() {
        return vec![one];
    }
    let several: Vec<PathBuf> = words(typed).iter().map(|word| meant(word)).collect();
    if several.len() > 1 && several.iter().any(|path| path.exists()) { several } else { vec![one] }
}

/// Divides a text at the blanks that stand in no quotes, as a shell does; quotes and escapes stay.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (c, quote) {
            (c, None) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            ('\'', None) if cfg!(windows) => {}
            ('\'' | '"', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) if !cfg!(windows) => {
                word.push(c);
                word.extend(letters.next());
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Returns a typed or pasted path without what a shell would take from it.
pub fn plain(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() || system::at_home(typed).exists() {
        return typed.to_string();
    }
    match typed.strip_prefix("file://") {
        Some(address) => of_address(address),
        None if cfg!(windows) => typed.trim_matches('"').to_string(),
        None => without_quotes(typed),
    }
}

/// Reads the path of an address: "localhost/home/ana/in%20coming.csv".
fn of_address(address: &str) -> String {
    let path = address.strip_prefix("localhost").unwrap_or(address);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = behind.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    // On Windows the drive stands behind one more slash.
    if cfg!(windows) { path.trim_start_matches('/').to_string() } else { path }
}

/// Takes quotes and backslashes out of a text as a shell does; blanks stay.
fn without_quotes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut quote = None;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('\\', None) => plain.extend(letters.next()),
            ('\\', Some('"')) if letters.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                plain.extend(letters.next());
            }
            _ => plain.push(c),
        }
    }
    // A quote that never closes is an apostrophe.
    if quote.is_some() { text.to_string() } else { plain }
}

/// Lists the folder that a typed path leads to, with what is hidden only where a dot asks for it.
pub fn list(typed: &str) -> Result<Listing> {
    let (before, begun) = parted(typed);
    let folder = if before.is_empty() { PathBuf::from(".") } else { system::at_home(before) };
    let shows_hidden = begun.starts_with('.');
    let inside = fs::read_dir(&folder).about("read the folder", &folder)?;
    let mut entries: Vec<Entry> = inside
        .take(MOST_ENTRIES)
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| shows_hidden || !is_hidden(path))
        .filter_map(entry)
        .collect();
    entries.sort_by_cached_key(|entry| (entry.kind, entry.name.to_lowercase()));
    Ok(Listing { typed: before.to_string(), entries })
}

fn entry(path: PathBuf) -> Option<Entry> {
    // A name that is no text can't be typed.
    let mut name = path.file_name()?.to_str()?.to_string();
    let is_folder = path.is_dir();
    if is_folder {
        name.push(MAIN_SEPARATOR);
    }
    let kind = if is_folder || is_read(&path) { EntryKind::Wanted } else { EntryKind::Other };
    Some(Entry { name, path, kind })
}

impl Listing {
    /// The entries whose name begins so; where none does, without regard to case.
    pub fn beginning_with(&self, begun: &str) -> Vec<&Entry> {
        let exact: Vec<&Entry> = self.entries.iter().filter(|entry| entry.name.starts_with(begun)).collect();
        if !exact.is_empty() {
            return exact;
        }
        let begun = begun.to_lowercase();
        self.entries.iter().filter(|entry| entry.name.to_lowercase().starts_with(&begun)).collect()
    }

    /// Completes a typed path as far as the names that begin so agree.
    pub fn completed(&self, typed: &str) -> String {
        let (before, begun) = parted(typed);
        let found = self.beginning_with(begun);
        let mut found = found.iter().map(|entry| entry.name.as_str());
        let Some(first) = found.next() else { return typed.to_string() };
        let common = found.fold(first, |common, name| {
            let same = common.char_indices().zip(name.chars()).take_while(|((_, a), b)| a == b);
            let end = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
            common.get(..end).unwrap_or_default()
        });
        // Names in other cases may agree in less than what was typed.
        if common.chars().count() < begun.chars().count() { typed.to_string() } else { format!("{before}{common}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_completed_as_far_as_the_names_agree() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["contacts may.csv", "contacts june.csv", "notes.txt", ".hidden.csv", "Zoë.vcf"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("cards")).unwrap();
        let typed = |end: &str| format!("{}/{end}", folder.path().display());
        let complete = |end: &str| list(&typed(end)).unwrap().completed(&typed(end));
        assert_eq!(complete("cont"), typed("contacts "));
        assert_eq!(complete("contacts m"), typed("contacts may.csv"));
        assert_eq!(complete("CONTACTS M"), typed("contacts may.csv"));
        assert_eq!(complete("car"), typed("cards/"));
        assert_eq!(complete("zo"), typed("Zoë.vcf"));
        assert_eq!(complete("nothing"), typed("nothing"));
        assert_eq!(complete(".h"), typed(".hidden.csv"));
        let names: Vec<String> = list(&typed("")).unwrap().entries.into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["cards/", "contacts june.csv", "contacts may.csv", "Zoë.vcf", "notes.txt"]);
        assert!(list("/nonexistent/x").unwrap_err().to_string().contains("no such file or folder"));
    }

    #[cfg(unix)]
    #[test]
    fn quotes_escapes_and_addresses_of_a_dragged_file_are_taken_off() {
        for (typed, path) in [
            ("/a/people.csv ", "/a/people.csv"),
            ("'/a/my people.csv' ", "/a/my people.csv"),
            (r"'/a/ana'\''s people.csv'", "/a/ana's people.csv"),
            (r"/a/my\ people\ \(2\).csv", "/a/my people (2).csv"),
            ("\"/a/my \\\"best\\\" people.csv\"", "/a/my \"best\" people.csv"),
            ("file:///a/my%20people%C3%A9.csv", "/a/my peopleé.csv"),
            ("/a/my people.csv", "/a/my people.csv"),
            ("/a/ana's people.csv", "/a/ana's people.csv"),
        ] {
            assert_eq!(plain(typed), path, "{typed}");
        }
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join(r"a\ b'.csv");
        fs::write(&odd, "").unwrap();
        assert_eq!(meant(&odd.display().to_string()), odd, "what is there is meant as it stands");
    }

    #[cfg(unix)]
    #[test]
    fn several_files_that_are_dragged_at_once_are_all_meant() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (one, two) = (at("my people.csv"), at("ana's.csv"));
        fs::write(&one, "").unwrap();
        fs::write(&two, "").unwrap();
        let there = folder.path().display();
        for dragged in [
            format!("'{there}/my people.csv' '{there}/ana'\\''s.csv' "),
            format!("{there}/my\\ people.csv {there}/ana\\'s.csv"),
            format!("\"{there}/my people.csv\" \"{there}/ana's.csv\""),
            format!("file://{there}/my%20people.csv\r\nfile://{there}/ana%27s.csv\r\n"),
        ] {
            assert_eq!(all_meant(&dragged), [one.clone(), two.clone()], "{dragged}");
        }
        assert_eq!(all_meant(&one.display().to_string()), std::slice::from_ref(&one), "blanks in a path that is there");
        let gone = format!("'{}' '{there}/gone.csv'", one.display());
        assert_eq!(all_meant(&gone), [one, at("gone.csv")], "one that is not there is said, not passed over");
        assert_eq!(all_meant("no such file"), [PathBuf::from("no such file")]);
    }
}
