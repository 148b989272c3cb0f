//! Writes customers as CSV: their id, every field under goodcall's own name, then what Google's contacts know of it under
//! theirs.
//!
//! A spreadsheet would compute a cell that begins as a formula does; such a cell gets an apostrophe in front, which a
//! reading of the same file takes off again. A number stands as E.164 (+351225550142), which needs none: with an
//! apostrophe in it no telephone could dial it.

use std::io::{self, Write};

use super::own::{Beside, Exported};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField, ReachEntry, ReachKind};
use crate::domain::likeness::NameParts;
use crate::text;

/// The column of the id that another program gave, with its kind.
const SOURCE_UID: &str = "source_uid";
/// What Google calls those whom it shows among the contacts.
const MY_CONTACTS: &str = "* myContacts";
/// What stands between several values in a cell of Google's.
const BETWEEN: &str = " ::: ";

/// How many numbers and mailboxes the columns have room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Width {
    phones: usize,
    emails: usize,
}

impl Width {
    /// Makes room for what a customer has.
    pub(crate) fn hold(&mut self, customer: &Customer) {
        self.phones = self.phones.max(customer.phones().len());
        self.emails = self.emails.max(customer.emails().len());
    }
}

/// Writes the names of the columns.
pub(crate) fn header(out: &mut dyn Write, width: Width) -> io::Result<()> {
    let own = CustomerField::ALL.iter().map(|field| field.key());
    let beside = behind_fields().map(Beside::as_str).chain([SOURCE_UID]);
    let id = std::iter::once(Beside::Id.as_str());
    let mut names: Vec<String> = id.chain(own).chain(beside).chain(googles()).map(str::to_string).collect();
    for (what, many) in [("E-mail", width.emails), ("Phone", width.phones)] {
        names.extend((1..=many).flat_map(|n| ["Label", "Value"].map(|part| format!("{what} {n} - {part}"))));
    }
    row(out, &names).map(drop)
}

/// What is said besides the fields, behind them: all but the id, which goes first, where a glance finds it.
fn behind_fields() -> impl Iterator<Item = Beside> {
    Beside::ALL.iter().copied().filter(|beside| *beside != Beside::Id)
}

/// The columns of Google's that are there once.
fn googles() -> impl Iterator<Item = &'static str> {
    [
        "First Name",
        "Last Name",
        "Name Prefix",
        "Name Suffix",
        "Organization Name",
        "Organization Title",
        "Birthday",
        "Notes",
        "Labels",
        "Address 1 - Label",
        "Address 1 - Formatted",
    ]
    .into_iter()
}

/// Whether a column repeats, under a name of Google's, what stands in one of goodcall's own.
pub(super) fn is_googles(title: &str) -> bool {
    let is_entry =
        |what: &str| title.strip_prefix(what).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    googles().any(|name| name == title) || is_entry("E-mail ") || is_entry("Phone ")
}

/// Writes a customer; returns how many cells got an apostrophe.
pub(crate) fn person(out: &mut dyn Write, exported: Exported<'_>, width: Width) -> io::Result<usize> {
    let customer = exported.customer;
    let phones = customer.entries(ReachKind::Phone);
    let mut cells = vec![Beside::Id.text(exported)];
    cells.extend(CustomerField::ALL.iter().map(|field| match (field, phones.as_slice()) {
        (CustomerField::Phone, [only]) if only.label.is_none() => plain(only).to_string(),
        _ => field.text(customer),
    }));
    cells.extend(behind_fields().map(|beside| beside.text(exported)));
    cells.push(customer.source_uid.clone().unwrap_or_default());
    let NameParts { prefix, given, family, suffixes } = NameParts::of(&customer.name, &text::fold);
    let said = |field: CustomerField| field.text(customer);
    let birthday = match customer.birthday {
        Some(day) if day.year().is_none() => format!("--{day}"),
        _ => said(CustomerField::Birthday),
    };
    let labels: Vec<&str> = std::iter::once(MY_CONTACTS).chain(customer.tags.iter()).collect();
    let address = said(CustomerField::Address);
    cells.extend([
        given,
        family,
        prefix,
        suffixes.join(", "),
        said(CustomerField::Company),
        said(CustomerField::Role),
        birthday,
        said(CustomerField::Facts),
        labels.join(BETWEEN),
        if address.is_empty() { String::new() } else { "Work".to_string() },
        address,
    ]);
    for (kind, many) in [(ReachKind::Email, width.emails), (ReachKind::Phone, width.phones)] {
        let entries = customer.entries(kind);
        for at in 0..many {
            cells.extend(entries.get(at).map(|entry| googles_entry(entry, at)).unwrap_or_default());
        }
    }
    row(out, &cells)
}

/// Writes a number or a mailbox as Google has it: its label, with a star for the preferred one, and its value.
fn googles_entry(entry: &ReachEntry, at: usize) -> [String; 2] {
    let star = if at == 0 { "* " } else { "" };
    let label = entry.label.as_deref().map(|label| format!("{star}{label}"));
    [label.unwrap_or_default(), plain(entry).to_string()]
}

/// What a cell holds of a number or a mailbox: E.164 where that says all there is, else as it is shown.
fn plain(entry: &ReachEntry) -> &str {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let says_all = is_e164(&entry.value) && digits(entry.text()) == digits(&entry.value);
    if says_all { &entry.value } else { entry.text() }
}

/// Whether a text is a number as ITU-T E.164 writes it: a plus sign, and 7 to 15 digits.
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|rest| (7..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Writes a row; returns how many of its cells got an apostrophe.
fn row(out: &mut dyn Write, cells: &[String]) -> io::Result<usize> {
    let written: Vec<String> = cells.iter().map(|cell| quoted(&defused(cell))).collect();
    out.write_all(written.join(",").as_bytes())?;
    out.write_all(b"\r\n")?;
    Ok(cells.iter().filter(|cell| is_computed(cell)).count())
}

fn quoted(cell: &str) -> String {
    let must_be = cell.contains([',', '"', '\n', '\r', ';', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
    if must_be { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_string() }
}

/// Whether a spreadsheet computes a cell that begins so, or would once apostrophes are taken off it.
fn is_computed(cell: &str) -> bool {
    !is_e164(cell)
        && cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Puts an apostrophe before what a spreadsheet would compute.
fn defused(cell: &str) -> String {
    if is_computed(cell) { format!("'{cell}") } else { cell.to_string() }
}

/// Takes the apostrophe off that [`defused`] put there, and no other.
pub(super) fn undefused(cell: &str) -> &str {
    // Older exports put one before numbers, too.
    cell.strip_prefix('\'').filter(|rest| is_computed(rest) || is_e164(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_defused_and_comes_back_as_it_was() {
        for cell in ["=1+1", "+351 22", "-4", "@SUM(A1)", "'=1", "''+1", "'tis", "'", "", "a=b", "＝1", "1980-04-12"] {
            let written = defused(cell);
            assert!(!written.starts_with(['=', '+', '-', '@', '＝']), "{written}");
            assert_eq!(undefused(&written), cell);
        }
        assert_eq!((defused("'tis").as_str(), defused("a=b").as_str()), ("'tis", "a=b"));
        assert_eq!((defused("+351225550142").as_str(), defused("+1+2").as_str()), ("+351225550142", "'+1+2"));
    }

    #[test]
    fn the_columns_that_repeat_are_known_by_their_names() {
        for name in ["First Name", "E-mail 12 - Label", "Phone 1 - Value", "Address 1 - Formatted"] {
            assert!(is_googles(name), "{name}");
        }
        for name in ["name", "Phone", "birthday", "first name", "Address 2 - City"] {
            assert!(!is_googles(name), "{name}");
        }
    }
}
