//! The texts that an old workbook keeps in one place, for all of its cells: one long record, cut into parts.

use super::Unreadable;
use super::ole::{u16_at, u32_at};

/// The most texts to keep.
const MOST: usize = 4_000_000;

/// The parts of a record, read one after the other.
pub(super) struct Segments<'s> {
    rest: &'s [u8],
    /// Those to come, the next one last.
    more: Vec<&'s [u8]>,
}

/// How many bytes each letter of a part has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    OneByte,
    TwoBytes,
}

impl Letters {
    /// Reads it out of the flags of a text.
    pub(super) fn of(flags: u8) -> Self {
        if flags & 1 == 1 { Self::TwoBytes } else { Self::OneByte }
    }
}

impl<'s> Segments<'s> {
    pub(super) fn of(first: &'s [u8], mut more: Vec<&'s [u8]>) -> Self {
        more.reverse();
        Self { rest: first, more }
    }

    /// Goes on to the next part where this one has ended; false at the very end.
    fn refill(&mut self) -> bool {
        while self.rest.is_empty() {
            match self.more.pop() {
                Some(next) => self.rest = next,
                None => return false,
            }
        }
        true
    }

    /// Takes bytes that are never cut.
    fn take(&mut self, count: usize) -> Option<&'s [u8]> {
        if !self.refill() {
            return None;
        }
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if !self.refill() {
                return None;
            }
            let some = count.min(self.rest.len());
            self.rest = self.rest.get(some..)?;
            count -= some;
        }
        Some(())
    }

    /// Takes letters; each part that they are cut into says for itself whether they have one byte or two.
    fn letters(&mut self, count: usize, mut letters: Letters) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count.min(1024));
        while units.len() < count {
            if self.rest.is_empty() {
                if !self.refill() {
                    return None;
                }
                letters = Letters::of(*self.take(1)?.first()?);
            }
            let wanted = count - units.len();
            if letters == Letters::TwoBytes {
                let some = wanted.min(self.rest.len() / 2);
                if some == 0 {
                    return None;
                }
                let taken = self.take(2 * some)?;
                units.extend((0..some).filter_map(|at| u16_at(taken, 2 * at)));
            } else {
                let some = wanted.min(self.rest.len());
                units.extend(self.take(some)?.iter().map(|byte| u16::from(*byte)));
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    fn text(&mut self) -> Option<String> {
        let head = self.take(3)?;
        let (count, flags) = (usize::from(u16_at(head, 0)?), *head.get(2)?);
        let runs = if flags & 8 == 8 { usize::from(u16_at(self.take(2)?, 0)?) } else { 0 };
        let extra = if flags & 4 == 4 { usize::try_from(u32_at(self.take(4)?, 0)?).ok()? } else { 0 };
        let text = self.letters(count, Letters::of(flags))?;
        self.skip(4 * runs)?;
        self.skip(extra)?;
        Some(text)
    }
}

/// Reads all texts; those behind one that is damaged are missing.
pub(super) fn shared_strings(mut record: Segments<'_>) -> Result<Vec<String>, Unreadable> {
    let mut strings = Vec::new();
    // How many there are is worth nothing: some programs write 0.
    if record.take(8).is_none() {
        return Ok(strings);
    }
    while record.refill() {
        let Some(text) = record.text() else { break };
        strings.push(text);
        if strings.len() > MOST {
            return Err(Unreadable::TooMuch);
        }
    }
    Ok(strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_goes_on_in_the_next_part() {
        // "Ana" is whole; "Ben" is cut behind its first letter, and goes on with two bytes a letter; "Eva" has a style.
        let first = [b"\0\0\0\0\0\0\0\0\x03\0\0Ana\x03\0\0B".as_slice()].concat();
        let second = b"\x01e\0n\0\x03\0\x08\x01\0Eva\0\0\0\0";
        let strings = shared_strings(Segments::of(&first, vec![second.as_slice()])).unwrap();
        assert_eq!(strings, ["Ana", "Ben", "Eva"]);
        let cut = shared_strings(Segments::of(&first, Vec::new())).unwrap();
        assert_eq!(cut, ["Ana"]);
    }
}
