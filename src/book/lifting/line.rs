//! The lines of the facts by which older versions kept what had no place of its own.

use chrono::NaiveDate;

use crate::domain::anniversary::YearDay;
use crate::domain::customer::{ReachEntry, ReachKind};
use crate::domain::phone::{self, Extent};

/// What every line that can be read has in it: a birthday, a number, a mailbox.
pub(super) const MARKS: [&str; 3] = [BIRTHDAY, " phone: ", " email: "];
const BIRTHDAY: &str = "Birthday: ";
/// How the line of a number or a mailbox begins, and the label that an import gives it now.
const ENTRIES: [(&str, ReachKind, Option<&str>); 7] = [
    ("Mobile phone: ", ReachKind::Phone, Some("mobile")),
    ("Work phone: ", ReachKind::Phone, Some("work")),
    ("Home phone: ", ReachKind::Phone, Some("home")),
    ("Other phone: ", ReachKind::Phone, None),
    ("Work email: ", ReachKind::Email, Some("work")),
    ("Home email: ", ReachKind::Email, Some("home")),
    ("Other email: ", ReachKind::Email, None),
];

/// What a line says.
pub(super) enum Found {
    Birthday(YearDay),
    Entry(ReachKind, ReachEntry),
}

/// Reads a line. `region` is the country of numbers without one; without it, only those with one are sure.
pub(super) fn read(line: &str, region: Option<&str>, today: NaiveDate) -> Option<Found> {
    if let Some(day) = line.strip_prefix(BIRTHDAY) {
        return YearDay::read_birthday(day, today).ok().map(Found::Birthday);
    }
    let (text, kind, label) = ENTRIES.iter().find_map(|(begins, kind, label)| {
        let text = line.strip_prefix(begins)?;
        Some((text.trim(), *kind, label.map(str::to_string)))
    })?;
    let entry = match kind {
        ReachKind::Phone => {
            let read = phone::read(text, region);
            let is_sure = read.extent == Extent::Whole || read.extent == Extent::AtHand && region.is_some();
            // Words beside a number have no place in the list.
            if !is_sure || !read.besides.is_empty() {
                return None;
            }
            ReachEntry { label, value: read.number, shown: read.shown, region: read.region }
        }
        ReachKind::Email if text.contains('@') && !text.contains(char::is_whitespace) => {
            ReachEntry { label, value: text.to_string(), ..ReachEntry::default() }
        }
        ReachKind::Email => return None,
    };
    Some(Found::Entry(kind, entry))
}
