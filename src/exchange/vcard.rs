//! Reads people from vCards 2.1, 3.0 and 4.0, card by card.
//!
//! It drops the lines that describe no person, photos above all, while it reads.

mod card;
mod open_property;
mod own_card;

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::Encoding;

use super::byte_order_marks::without_byte_order_marks;
use super::dates::DateReader;
use super::encoding::Examined;
use super::lines::{LINE_LIMIT, Lines};
use super::property::Head;
use super::source::Source;
use super::{Format, ImportedPerson, Numbers, Options, ReadError, Reading, RecordStream, Rejected};
use card::{Card, CardReader};
use open_property::OpenProperty;

/// Opens a file of cards.
pub(super) fn open(source: &dyn Source, examined: &Examined, options: &Options) -> Result<Reading, ReadError> {
    let guess = examined.guessed.then_some(examined.encoding);
    let needed = match guess {
        Some(encoding) if encoding.is_ascii_compatible() => guess_is_needed(Lines::new(examined.by_lines(source)?))?,
        other => other.is_some(),
    };
    Ok(Reading {
        format: Format::VCard,
        encoding: examined.said().filter(|_| needed),
        delimiter: None,
        columns: Vec::new(),
        labels: Vec::new(),
        notes: Vec::new(),
        document: None,
        records: Box::new(Cards {
            lines: Lines::new(examined.by_lines(source)?),
            guess,
            // Cards write dates as ISO does; any other is as people write them where the user is.
            dates: DateReader { order: options.date_order, today: options.today },
            numbers: options.numbers.clone(),
            begun: None,
            ended: false,
            passed_over: Vec::new(),
        }),
        calls: None,
    })
}

/// Whether a line begins a card.
pub(super) fn begins_card(line: &[u8]) -> bool {
    is_line(line, b"BEGIN:VCARD")
}

fn is_line(line: &[u8], wanted: &[u8]) -> bool {
    // Where files were put together, a mark stands within the text; longer lines are something else.
    let may_be_marked = line.len() < 100 && line.first().is_some_and(|byte| !byte.is_ascii());
    let line = if may_be_marked {
        Cow::Owned(without_byte_order_marks(&String::from_utf8_lossy(line)).into_owned().into_bytes())
    } else {
        Cow::Borrowed(line)
    };
    let mut signs = line.iter().filter(|b| !b.is_ascii_whitespace());
    let mut wanted = wanted.iter();
    wanted.all(|w| signs.next().is_some_and(|s| s.eq_ignore_ascii_case(w))) && signs.next().is_none()
}

/// Whether any line is neither UTF-8 nor names its charset.
fn guess_is_needed<R: Read>(mut lines: Lines<R>) -> Result<bool, ReadError> {
    while lines.next()? {
        let line = &lines.kept;
        let cut = line.len() == LINE_LIMIT;
        if !cut && std::str::from_utf8(line).is_err() {
            let text = String::from_utf8_lossy(line).to_ascii_uppercase();
            if !text.contains("CHARSET=") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The people in a file of cards, in its order.
struct Cards<R> {
    lines: Lines<R>,
    guess: Option<&'static Encoding>,
    dates: DateReader,
    numbers: Numbers,
    /// The line of a BEGIN that was read already.
    begun: Option<u64>,
    ended: bool,
    /// The cards of groups, places and things that were read and nobody was told of.
    passed_over: Vec<(u64, String)>,
}

impl<R: Read> Cards<R> {
    /// Finds the line where the next card begins.
    fn next_begin(&mut self) -> io::Result<Option<u64>> {
        if let Some(line) = self.begun.take() {
            return Ok(Some(line));
        }
        while self.lines.next()? {
            if begins_card(&self.lines.kept) {
                return Ok(Some(self.lines.number));
            }
        }
        Ok(None)
    }

    /// Reads the next card of a person.
    fn read(&mut self) -> io::Result<Option<Result<ImportedPerson, Rejected>>> {
        loop {
            match self.read_card()? {
                Some(Ok(Card::Person(person))) => return Ok(Some(Ok(*person))),
                Some(Ok(Card::Other(line, what))) => self.passed_over.push((line, what)),
                Some(Err(rejected)) => return Ok(Some(Err(rejected))),
                None => return Ok(None),
            }
        }
    }

    fn read_card(&mut self) -> io::Result<Option<Result<Card, Rejected>>> {
        let Some(line) = self.next_begin()? else { return Ok(None) };
        let mut card = CardReader::new(line, self.guess, self.dates);
        let mut open: Option<OpenProperty> = None;
        // Cards within an AGENT describe other people.
        let mut within = 0_u32;
        while self.lines.next()? {
            let (kept, length) = (self.lines.kept.as_slice(), self.lines.length);
            if begins_card(kept) {
                let agent = open.as_ref().is_some_and(|o| o.head.name == "AGENT");
                if !agent && within == 0 {
                    self.begun = Some(self.lines.number);
                    return Ok(Some(Err(card.cut_off())));
                }
                within += 1;
            } else if is_line(kept, b"END:VCARD") {
                if within == 0 {
                    card.take(open.take());
                    return Ok(Some(card.finish(&self.numbers)));
                }
                within -= 1;
                if within == 0 {
                    open = None;
                }
            } else if within == 0 && !open.as_mut().is_some_and(|property| property.continues(kept, length)) {
                // Other lines are the body of a photo, comments or blank.
                if let Some((head, value)) = Head::parse(kept) {
                    card.take(open.take());
                    let before = (kept.len() - value.len()) as u64;
                    open = Some(OpenProperty::begin(head, value, length - before));
                }
            }
        }
        Ok(Some(Err(card.cut_off())))
    }
}

impl<R: Read + Send> RecordStream for Cards<R> {
    fn take_passed_over(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.passed_over)
    }
}

impl<R: Read> Iterator for Cards<R> {
    type Item = Result<ImportedPerson, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.read() {
            Ok(Some(person)) => Some(person),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(Rejected {
                    line: self.lines.number,
                    reason: format!(
                        "the file can't be read further ({error}): this card and those after it are missing"
                    ),
                    draft: None,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
