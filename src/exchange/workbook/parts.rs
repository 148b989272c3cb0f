//! Looks through the parts of a workbook that is a zip inside, before they are read for good.

use std::io::{self, Read, Seek, Write};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Book, Unreadable};
use crate::exchange::zipped::UNPACK_LIMIT;

/// The fewest bytes that a shared string has: `<si/>`.
const STRING_LEAST: u64 = 5;

/// Returns the workbook, once all of its parts are as it says they are, and not too large together.
pub(super) fn checked(book: Book) -> Result<Book, Unreadable> {
    let mut zip = ZipArchive::new(book)?;
    let mut left = UNPACK_LIMIT;
    for number in 0..zip.len() {
        let entry = zip.by_index_data(number)?;
        if entry.encrypted() {
            return Err(Unreadable::Locked);
        }
        left = left.checked_sub(entry.size()).ok_or(Unreadable::TooMuch)?;
    }
    for number in 0..zip.len() {
        check(&mut zip, number)?;
    }
    let mut book = zip.into_inner();
    book.rewind()?;
    Ok(book)
}

fn check(zip: &mut ZipArchive<Book>, number: usize) -> Result<(), Unreadable> {
    let mut part = zip.by_index(number)?;
    let size = part.size();
    let has_strings = part.name()?.to_lowercase().ends_with("sharedstrings.xml");
    let mut counts = Counts::default();
    let mut unpacked = part.by_ref().take(size + 1);
    let length =
        if has_strings { io::copy(&mut unpacked, &mut counts)? } else { io::copy(&mut unpacked, &mut io::sink())? };
    // Memory is set aside for as many strings as it says there are.
    if length != size || counts.most > size / STRING_LEAST {
        return Err(Unreadable::Damaged);
    }
    Ok(())
}

impl From<ZipError> for Unreadable {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            _ => Unreadable::Damaged,
        }
    }
}

/// Finds the largest count of strings that a part claims to have.
#[derive(Default)]
struct Counts {
    /// The end of what was seen, in which a count may begin.
    tail: Vec<u8>,
    most: u64,
}

impl Write for Counts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const NAME: &[u8] = b"uniqueCount";
        const KEPT: usize = 64;
        self.tail.extend(bytes);
        for at in places_of(&self.tail, NAME) {
            let behind = self.tail.get(at + NAME.len()..).unwrap_or_default();
            let digits = behind.iter().skip_while(|b| !b.is_ascii_digit() && b"= \t\r\n\"'".contains(b));
            let count = digits.take_while(|b| b.is_ascii_digit());
            let count = count.fold(0_u64, |all, digit| all.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            self.most = self.most.max(count);
        }
        self.tail.drain(..self.tail.len().saturating_sub(KEPT));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Finds each place where a name stands.
fn places_of<'b>(bytes: &'b [u8], name: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(name.len()).enumerate().filter(move |(_, window)| *window == name).map(|(at, _)| at)
}
