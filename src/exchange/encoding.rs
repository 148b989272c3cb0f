//! Finds the encoding of a file, and passes it on as UTF-8.
//!
//! An undecodable byte arrives as 0xFF, which is never UTF-8, so that its row is rejected.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;
use super::byte_order_marks::ByteOrderMarks;
use super::rows::{CountedBy, Rows};
use super::source::Source;
use super::strangers::{self, EXPORT_PEOPLE, Stranger};

const HEAD: usize = 64 * 1024;
/// How much text a guess at an encoding reads.
const GUESS_FROM: usize = 4 << 20;

/// Opens a file behind its first bytes.
fn open_behind(source: &dyn Source, skip: usize) -> io::Result<Box<dyn Read + Send>> {
    let mut input = source.open()?;
    io::copy(&mut input.by_ref().take(skip as u64), &mut io::sink())?;
    Ok(Box::new(input))
}

/// What a first pass over the file found.
pub(super) struct Examined {
    pub(super) encoding: &'static Encoding,
    /// Whether the encoding is a guess, which the user should know.
    pub(super) guessed: bool,
    bom: usize,
    /// How many bytes to leave out, with the marks that stand behind the first or were read as letters.
    skip: usize,
    /// The text that stands there instead.
    instead: String,
    head: Vec<u8>,
    counts: CountedBy,
}

impl Examined {
    /// Reads the file through once.
    pub(super) fn of(source: &dyn Source) -> Result<Examined, ReadError> {
        let mut found = Self::with_encoding(source)?;
        let (text, _) = found.encoding.decode_without_bom_handling(found.head.get(found.bom..).unwrap_or_default());
        let marks = ByteOrderMarks::of(&text);
        let marked = text.get(..marks.length).unwrap_or_default();
        found.skip = found.bom + length_in(found.encoding, marked);
        found.instead = marks.text;
        Ok(found)
    }

    fn with_encoding(source: &dyn Source) -> Result<Examined, ReadError> {
        let mut input = source.open()?;
        let mut head = Vec::with_capacity(HEAD);
        input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let counts = if source.is_table() { CountedBy::Rows } else { CountedBy::Lines };
        let (skip, instead) = (0, String::new());
        let mut found = Examined { encoding: UTF_8, guessed: false, bom: 0, skip, instead, head, counts };
        if source.is_table() {
            return Ok(found);
        }
        if let Some(Stranger { what, help }) = strangers::of_bytes(&found.head) {
            return Err(ReadError::Binary { what, help });
        }
        if let Some((encoding, bom)) = mark(&found.head)? {
            (found.encoding, found.bom) = (encoding, bom);
            if encoding != UTF_8 {
                return Ok(found);
            }
        } else if let Some(encoding) = evident_utf16(&found.head) {
            (found.encoding, found.guessed) = (encoding, true);
            return Ok(found);
        }
        refuse_control_bytes(&found.head)?;
        let survey = Survey::of(&found.head, input)?;
        // A mark says UTF-8, whatever the lines are.
        if found.bom == 0 && !survey.lines.are_utf8() {
            (found.encoding, found.guessed) = (survey.guess(), true);
        }
        Ok(found)
    }

    /// Returns the first part of the file as text, to recognize it.
    pub(super) fn head_text(&self) -> String {
        let bytes = self.head.get(self.skip..).unwrap_or_default();
        let (text, _) = self.encoding.decode_without_bom_handling(bytes);
        self.instead.clone() + &text
    }

    /// Whether that part is the whole file.
    pub(super) fn whole_in_head(&self) -> bool {
        self.head.len() < HEAD
    }

    /// Returns the name of a guessed encoding.
    pub(super) fn said(&self) -> Option<String> {
        self.guessed.then(|| self.encoding.name().to_string())
    }

    /// Opens the file as UTF-8, from behind its byte-order marks.
    pub(super) fn decoded(&self, source: &dyn Source) -> io::Result<Box<dyn Read + Send>> {
        let input = open_behind(source, self.skip)?;
        if self.encoding == UTF_8 {
            return Ok(self.begun(input));
        }
        Ok(self.begun(Box::new(Decoded::new(input, self.encoding))))
    }

    /// Puts first what stands in place of the marks; of that every encoding has the same bytes that is read by lines.
    fn begun(&self, input: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        if self.instead.is_empty() { input } else { Box::new(io::Cursor::new(self.instead.clone()).chain(input)) }
    }

    /// Opens the file as rows of cells.
    pub(super) fn rows(&self, source: &dyn Source, delimiter: u8) -> io::Result<Rows<Box<dyn Read + Send>>> {
        Ok(Rows::counted(self.decoded(source)?, delimiter, self.counts))
    }

    /// Opens the file with its own bytes if they show where lines end, else as UTF-8.
    pub(super) fn by_lines(&self, source: &dyn Source) -> io::Result<Box<dyn Read + Send>> {
        if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            return self.decoded(source);
        }
        Ok(self.begun(open_behind(source, self.skip)?))
    }
}

/// Counts the bytes of a text in an encoding.
fn length_in(encoding: &'static Encoding, text: &str) -> usize {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return 2 * text.encode_utf16().count();
    }
    encoding.encode(text).0.len()
}

/// Reads the byte-order mark and its length.
fn mark(head: &[u8]) -> Result<Option<(&'static Encoding, usize)>, ReadError> {
    if head.starts_with(&[0xFF, 0xFE, 0, 0]) || head.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(ReadError::Utf32);
    }
    Ok(Encoding::for_bom(head))
}

/// Recognizes UTF-16 without a mark: nearly every second byte is zero.
fn evident_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let sample = head.get(..head.len().min(4096))?;
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0);
    let (even, odd) = (zeros(0).count(), zeros(1).count());
    let (many, few) = (pairs * 2 / 5, pairs / 20);
    if odd >= many && even <= few {
        Some(UTF_16LE)
    } else if even >= many && odd <= few {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Refuses what holds too many control bytes to be text; a few only spoil their rows.
fn refuse_control_bytes(head: &[u8]) -> Result<(), ReadError> {
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B);
    let controls = head.iter().filter(odd).count();
    if controls > 16 && controls * 20 > head.len() {
        return Err(ReadError::Binary { what: "a binary file", help: EXPORT_PEOPLE });
    }
    Ok(())
}

/// What the bytes of a whole file say of its encoding.
struct Survey {
    lines: Lines,
    detector: EncodingDetector,
    /// How many bytes the detector has seen.
    fed: usize,
}

impl Survey {
    /// Reads a file to its end; its first bytes are read already.
    fn of(head: &[u8], mut input: impl Read) -> io::Result<Self> {
        let detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut survey = Self { lines: Lines::default(), detector, fed: 0 };
        survey.take(head);
        let mut chunk = vec![0; HEAD];
        loop {
            match input.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => survey.take(chunk.get(..n).unwrap_or_default()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        survey.lines.end_line();
        Ok(survey)
    }

    fn take(&mut self, chunk: &[u8]) {
        self.lines.see(chunk);
        if self.fed < GUESS_FROM && !chunk.is_ascii() {
            self.fed += chunk.len();
            self.detector.feed(chunk, false);
        }
    }

    /// Guesses the encoding of a file that is not UTF-8.
    fn guess(mut self) -> &'static Encoding {
        self.detector.feed(&[], true);
        self.detector.guess(None, Utf8Detection::Deny)
    }
}

/// Counts the lines that are UTF-8 beyond ASCII, and those that are not.
#[derive(Default)]
struct Lines {
    good: u64,
    bad: u64,
    /// A line that is not UTF-8 has bytes that would be letters in another encoding.
    legible: bool,
    /// Continuation bytes still to come, and the bounds of the next one.
    need: u8,
    bounds: (u8, u8),
    line_good: bool,
    line_bad: bool,
    line_legible: bool,
}

impl Lines {
    fn see(&mut self, chunk: &[u8]) {
        if chunk.is_ascii() && self.need == 0 && !self.line_good && !self.line_bad {
            return;
        }
        for &byte in chunk {
            self.see_byte(byte);
        }
    }

    fn see_byte(&mut self, byte: u8) {
        if self.need > 0 {
            if byte >= self.bounds.0 && byte <= self.bounds.1 {
                self.need -= 1;
                self.bounds = (0x80, 0xBF);
                self.line_good = true;
                return;
            }
            self.need = 0;
            // The byte that began the sequence was not UTF-8.
            self.line_bad = true;
            self.line_legible = true;
        }
        match byte {
            b'\n' | b'\r' => self.end_line(),
            0..=0x7F => {}
            0xC2..=0xDF => self.expect(1, 0x80, 0xBF),
            0xE0 => self.expect(2, 0xA0, 0xBF),
            0xED => self.expect(2, 0x80, 0x9F),
            0xE1..=0xEF => self.expect(2, 0x80, 0xBF),
            0xF0 => self.expect(3, 0x90, 0xBF),
            0xF1..=0xF3 => self.expect(3, 0x80, 0xBF),
            0xF4 => self.expect(3, 0x80, 0x8F),
            _ => {
                self.line_bad = true;
                // These are not letters in Windows-1252, and rare alone in any other encoding.
                self.line_legible |= !matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0xFE | 0xFF);
            }
        }
    }

    fn expect(&mut self, need: u8, low: u8, high: u8) {
        self.need = need;
        self.bounds = (low, high);
    }

    fn end_line(&mut self) {
        if self.need > 0 {
            self.need = 0;
            self.line_bad = true;
            self.line_legible = true;
        }
        if self.line_bad {
            self.bad += 1;
            self.legible |= self.line_legible;
        } else if self.line_good {
            self.good += 1;
        }
        (self.line_good, self.line_bad, self.line_legible) = (false, false, false);
    }

    fn are_utf8(&self) -> bool {
        self.bad == 0 || !self.legible || self.good >= self.bad.max(1)
    }
}

/// Decodes a stream to UTF-8, a chunk at a time.
struct Decoded {
    input: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    ended: bool,
    finished: bool,
    out: Vec<u8>,
    out_at: usize,
}

impl Decoded {
    fn new(input: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        Decoded {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; HEAD],
            raw_at: 0,
            raw_end: 0,
            ended: false,
            finished: false,
            out: Vec::new(),
            out_at: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_at == self.raw_end && !self.ended {
            self.raw_at = 0;
            self.raw_end = self.input.read(&mut self.raw)?;
            self.ended = self.raw_end == 0;
        }
        let raw = self.raw.get(self.raw_at..self.raw_end).unwrap_or_default();
        self.out.clear();
        self.out.resize(HEAD, 0);
        self.out_at = 0;
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.out, self.ended);
        self.raw_at += read;
        self.out.truncate(written);
        match result {
            DecoderResult::InputEmpty => self.finished = self.ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => self.out.push(0xFF),
        }
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.out_at == self.out.len() {
            if self.finished {
                return Ok(0);
            }
            self.refill()?;
        }
        let mut ready = self.out.get(self.out_at..).unwrap_or_default();
        let read = ready.read(into)?;
        self.out_at += read;
        Ok(read)
    }
}

/// Decodes a short text; None if that fails.
pub(super) fn decode(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len())?);
    let (result, _, broken) = decoder.decode_to_string(bytes, &mut text, true);
    (result == CoderResult::InputEmpty && !broken).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::source::Bytes;
    use super::*;

    fn examine(bytes: &[u8]) -> (Examined, String) {
        let source = Bytes(bytes.into());
        let found = Examined::of(&source).unwrap();
        let mut text = Vec::new();
        found.decoded(&source).unwrap().read_to_end(&mut text).unwrap();
        (found, String::from_utf8_lossy(&text).into_owned())
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn byte_order_marks_are_read_and_taken_away() {
        let text = "name\nJörg 🙂\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [marked.clone().into_bytes(), utf16(&marked, u16::to_le_bytes), utf16(&marked, u16::to_be_bytes)] {
            let (found, read) = examine(&bytes);
            assert_eq!((read.as_str(), found.said()), (text, None));
        }
    }

    #[test]
    fn utf16_without_a_mark_is_seen_and_said() {
        let (found, read) = examine(&utf16("name,phone\nAna,1\n", u16::to_le_bytes));
        assert_eq!(read, "name,phone\nAna,1\n");
        assert_eq!(found.said().as_deref(), Some("UTF-16LE"));
    }

    #[test]
    fn a_file_that_is_not_utf8_is_guessed_and_the_guess_is_said() {
        let (found, read) = examine(b"name,city\nJ\xF6rg M\xFCller,K\xF6ln\n");
        assert_eq!(found.said().as_deref(), Some("windows-1252"));
        assert!(read.contains("Jörg Müller,Köln"));
    }

    #[test]
    fn a_file_mostly_utf8_stays_utf8() {
        let (found, _) = examine("name\nJörg\nZoë\n".as_bytes());
        assert_eq!(found.said(), None);
        let (found, _) = examine(b"name\nJ\xC3\xB6rg\nZo\xC3\xAB\nbad \xE9\n");
        assert_eq!(found.said(), None);
        // Not a letter in any likely encoding.
        assert_eq!(examine(b"name\nAna\n\xFF\xFE\n").0.said(), None);
    }

    #[test]
    fn what_cant_be_decoded_is_marked_by_a_byte_that_is_no_utf8() {
        let mut bytes = utf16("\u{feff}a,", u16::to_le_bytes);
        bytes.extend([0x00, 0xD8, b'\n', 0]);
        let source = Bytes(bytes.as_slice().into());
        let mut text = Vec::new();
        let found = Examined::of(&source).unwrap();
        found.decoded(&source).unwrap().read_to_end(&mut text).unwrap();
        assert_eq!(text, b"a,\xFF\n");
    }

    #[test]
    fn a_sequence_cut_by_a_chunk_border_is_still_utf8() {
        let mut text = "a".repeat(HEAD - 1);
        text.push_str("ö\n");
        assert_eq!(examine(text.as_bytes()).0.said(), None);
    }
}
