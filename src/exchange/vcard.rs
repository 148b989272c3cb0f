//! Reads persons from vCards 2.1, 3.0 and 4.0, card by card.
//!
//! Lines that no person is made of, photos above all, are dropped while they are read.

use std::io::{self, Read};

use encoding_rs::Encoding;

use super::columns::PhoneKind;
use super::encoding::{Examined, Source};
use super::lines::{LINE_LIMIT, Lines};
use super::property::{self, Head};
use super::text::{self, Gathered, Reach};
use super::{FIELD_LIMIT, Format, ImportedPerson, RECORD_LIMIT, ReadError, Reading, Rejected, dates};
use crate::domain::input::shorten;

/// The properties a person is made of.
const WANTED: [&str; 15] = [
    "FN",
    "N",
    "ORG",
    "TITLE",
    "ROLE",
    "TEL",
    "EMAIL",
    "ADR",
    "TZ",
    "NOTE",
    "BDAY",
    "UID",
    "KIND",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
];

/// Opens a file of cards.
pub(super) fn open(source: &Source, examined: &Examined) -> Result<Reading, ReadError> {
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
        records: Box::new(Cards { lines: Lines::new(examined.by_lines(source)?), guess, begun: None, ended: false }),
    })
}

/// Whether a line begins a card.
pub(super) fn begins_card(line: &[u8]) -> bool {
    is_line(line, b"BEGIN:VCARD")
}

fn is_line(line: &[u8], wanted: &[u8]) -> bool {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let mut signs = line.iter().filter(|b| !b.is_ascii_whitespace());
    let mut wanted = wanted.iter();
    wanted.all(|w| signs.next().is_some_and(|s| s.eq_ignore_ascii_case(w))) && signs.next().is_none()
}

/// Whether any line is neither UTF-8 nor says its charset.
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

/// The persons of a file of cards, in its order.
struct Cards<R> {
    lines: Lines<R>,
    guess: Option<&'static Encoding>,
    /// The line where a card begins whose BEGIN has been read already.
    begun: Option<u64>,
    ended: bool,
}

/// A property whose lines are still coming.
struct OpenProperty {
    head: Head,
    wanted: bool,
    value: Vec<u8>,
    /// How long the value is, kept or not.
    length: u64,
    /// The line ended with `=`: the next belongs to it.
    soft: bool,
}

impl OpenProperty {
    fn add(&mut self, line: &[u8], length: u64) {
        let quoted = self.head.is_quoted_printable();
        if self.soft {
            self.value.pop();
        }
        self.length += length;
        if self.wanted && self.value.len() < LINE_LIMIT {
            self.value.extend_from_slice(line);
        } else {
            // Only the soft break is looked at.
            self.value.clear();
            self.value.extend(line.last());
        }
        self.soft = quoted && line.last() == Some(&b'=');
    }
}

impl<R: Read> Cards<R> {
    fn read(&mut self) -> io::Result<Option<Result<ImportedPerson, Rejected>>> {
        let line = match self.begun.take() {
            Some(line) => line,
            None => loop {
                if !self.lines.next()? {
                    return Ok(None);
                }
                if begins_card(&self.lines.kept) {
                    break self.lines.number;
                }
            },
        };
        let mut card = CardReader::new(line, self.guess);
        let mut open: Option<OpenProperty> = None;
        // Cards within an AGENT are of other people.
        let mut within = 0_u32;
        while self.lines.next()? {
            let (kept, length) = (self.lines.kept.as_slice(), self.lines.length);
            let (begins, ends) = (begins_card(kept), is_line(kept, b"END:VCARD"));
            if begins {
                let agent = open.as_ref().is_some_and(|o| o.head.name == "AGENT");
                if !agent && within == 0 {
                    self.begun = Some(self.lines.number);
                    return Ok(Some(Err(card.cut_off())));
                }
                within += 1;
                continue;
            }
            if ends {
                if within == 0 {
                    card.take(open.take());
                    return Ok(Some(card.finish()));
                }
                within -= 1;
                if within == 0 {
                    open = None;
                }
                continue;
            }
            if within > 0 {
                continue;
            }
            if let Some(property) = &mut open {
                if property.soft {
                    if !kept.is_empty() {
                        property.add(kept, length);
                    }
                    continue;
                }
                if let [b' ' | b'\t', rest @ ..] = kept {
                    property.add(rest, length - 1);
                    continue;
                }
            }
            let Some((head, value)) = Head::parse(kept) else {
                // The body of a photo, a comment, a blank line.
                continue;
            };
            card.take(open.take());
            let wanted = WANTED.contains(&head.name.as_str()) && !head.is_base64();
            let mut property = OpenProperty { head, wanted, value: Vec::new(), length: 0, soft: false };
            let before = (kept.len() - value.len()) as u64;
            property.add(value, length - before);
            open = Some(property);
        }
        Ok(Some(Err(card.cut_off())))
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
                }))
            }
        }
    }
}

/// A card while its properties come in.
struct CardReader {
    person: ImportedPerson,
    guess: Option<&'static Encoding>,
    gathered: Gathered,
    /// A name composed of the parts in `N`.
    composed: Option<String>,
    role: Option<String>,
    kind: Option<String>,
    shown_as_company: bool,
    /// How good the address is whose city was taken; lower is better.
    address: u8,
    bytes: usize,
    problem: Option<String>,
}

impl CardReader {
    fn new(line: u64, guess: Option<&'static Encoding>) -> CardReader {
        CardReader {
            person: ImportedPerson { line, ..ImportedPerson::default() },
            guess,
            gathered: Gathered::default(),
            composed: None,
            role: None,
            kind: None,
            shown_as_company: false,
            address: u8::MAX,
            bytes: 0,
            problem: None,
        }
    }

    fn reject(&self, reason: String) -> Rejected {
        Rejected { line: self.person.line, reason }
    }

    fn cut_off(&self) -> Rejected {
        self.reject("the card is cut off: it has no END:VCARD".into())
    }

    fn object(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    fn take(&mut self, property: Option<OpenProperty>) {
        let Some(OpenProperty { head, wanted: true, value, length, .. }) = property else {
            return;
        };
        let name = head.name.as_str();
        self.bytes = self.bytes.saturating_add(value.len());
        if self.bytes > RECORD_LIMIT {
            return self.object("the card holds over 1 MiB of text, and at most that can be read".into());
        }
        let decoded = head.decode(&value, self.guess);
        let size = decoded.as_ref().map_or(0, String::len);
        if length > LINE_LIMIT as u64 || size > FIELD_LIMIT {
            let size = text::size(length.max(size as u64));
            return self.object(format!("{name} holds {size}, and at most 64 KiB can be kept"));
        }
        match decoded {
            None => self.object(format!("{name} is not valid UTF-8")),
            Some(value) if value.contains('\0') => self.object(format!("{name} holds a NUL byte")),
            Some(value) => self.fill(&head, value.trim()),
        }
    }

    fn fill(&mut self, head: &Head, value: &str) {
        let plain = || text::one_line(&property::unescape(value));
        let person = &mut self.person;
        match head.name.as_str() {
            "FN" => set(&mut person.name, plain()),
            "N" => {
                let parts = property::components(value);
                let part = |at: usize| parts.get(at).map(String::as_str);
                set(&mut self.composed, text::compose([part(1), part(2), part(0)]));
            }
            "ORG" => {
                let parts = property::texts(value);
                let first = parts.iter().find_map(|p| text::one_line(p));
                set(&mut person.company, first);
            }
            "TITLE" => set(&mut person.role, plain()),
            "ROLE" => set(&mut self.role, plain()),
            "TEL" => self.add_phone(head, value),
            "EMAIL" => {
                if let Some(value) = plain() {
                    self.gathered.emails.push(Reach {
                        kind: PhoneKind::labelled(&head.types()),
                        preferred: head.preference(),
                        value: text::address(&value),
                    });
                }
            }
            "ADR" => self.add_address(head, value),
            "TZ" => set(&mut person.timezone, plain().filter(|z| is_zone_name(z))),
            "NOTE" => {
                let note = text::many_lines(&property::unescape(value));
                self.gathered.notes.extend(note);
            }
            "BDAY" => {
                let day = plain().and_then(|d| dates::birthday(&d));
                self.gathered.labelled.extend(day.map(|d| ("Birthday".into(), d)));
            }
            "UID" => set(&mut person.source_uid, plain()),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.kind = Some(value.to_ascii_lowercase()),
            "X-ABSHOWAS" => self.shown_as_company = value.eq_ignore_ascii_case("COMPANY"),
            _ => {}
        }
    }

    fn add_phone(&mut self, head: &Head, value: &str) {
        let value = property::unescape(value);
        let is_uri = |scheme: &str| {
            let start = value.get(..scheme.len());
            start.is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        };
        if is_uri("sip:") || is_uri("sips:") || is_uri("http") {
            return;
        }
        let number = if is_uri("tel:") {
            let mut parts = value.split(';');
            let number = parts.next().and_then(|n| n.get(4..)).unwrap_or_default();
            match parts.find_map(|p| p.strip_prefix("ext=")) {
                Some(ext) => format!("{number} ext. {ext}"),
                None => number.to_string(),
            }
        } else {
            value
        };
        let kind = PhoneKind::labelled(&head.types());
        if let Some(value) = text::one_line(&number) {
            self.gathered.phones.push(Reach { kind, preferred: head.preference(), value });
        }
    }

    fn add_address(&mut self, head: &Head, value: &str) {
        let parts = property::components(value);
        let part = |at: usize| parts.get(at).and_then(|p| text::one_line(p));
        let (city, country) = (part(3), part(6));
        let rank = match head.preference() {
            Reach::UNSAID if head.is("WORK") => 101,
            Reach::UNSAID if head.is("HOME") => 102,
            Reach::UNSAID => 103,
            said => said,
        };
        if (city.is_some() || country.is_some()) && rank < self.address {
            self.address = rank;
            self.person.city = city;
            self.person.country = country;
        }
    }

    fn finish(mut self) -> Result<ImportedPerson, Rejected> {
        if let Some(problem) = self.problem.take() {
            return Err(self.reject(problem));
        }
        let organization = self.shown_as_company
            && self.composed.is_none()
            && (self.person.name.is_none() || self.person.name == self.person.company);
        let kind = self.kind.as_deref().unwrap_or_default();
        let kind = if organization { "org" } else { kind };
        if !matches!(kind, "" | "individual") {
            let whose = match kind {
                "org" => "an organization",
                "group" => "a group",
                "location" => "a place",
                _ => "a thing",
            };
            let name = self.person.name.as_ref().or(self.person.company.as_ref());
            let name = name.map(|n| format!(" ({})", shorten(n, 60)));
            let name = name.unwrap_or_default();
            return Err(self.reject(format!("this is the card of {whose}{name}, not of a person")));
        }
        set(&mut self.person.name, self.composed.take());
        set(&mut self.person.role, self.role.take());
        std::mem::take(&mut self.gathered).settle(&mut self.person)?;
        if self.person.name.is_none() {
            return Err(self.reject(text::no_name(&self.person, "the card")));
        }
        Ok(self.person)
    }
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// Whether a time zone is a name such as `Europe/Lisbon`, not an offset.
fn is_zone_name(zone: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    zone.contains('/') && zone.starts_with(|c: char| c.is_ascii_alphabetic()) && zone.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read_bytes};
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Vec<Result<ImportedPerson, Rejected>> {
        let reading = read_bytes(text.as_ref().to_vec(), Some("vcf"), &Options::default());
        reading.unwrap().records.collect()
    }

    fn person(properties: &str) -> ImportedPerson {
        let text = format!("BEGIN:VCARD\n{properties}\nEND:VCARD\n");
        read(text).remove(0).unwrap()
    }

    fn reason(properties: &str) -> String {
        let text = format!("BEGIN:VCARD\n{properties}\nEND:VCARD\n");
        read(text).remove(0).unwrap_err().reason
    }

    #[test]
    fn a_card_of_each_version_gives_the_same_person() {
        for properties in [
            "VERSION:2.1\nN:Silva;Ana\nTEL;CELL:+351 9\nEMAIL;INTERNET;PREF:a@x.org\nADR;WORK:;;Rua 1;Lisboa;;1000;Portugal",
            "VERSION:3.0\nFN:Ana Silva\nN:Silva;Ana;;;\nTEL;TYPE=CELL,VOICE:+351 9\nitem1.EMAIL;type=pref:a@x.org\nitem2.ADR:;;Rua 1;Lisboa;;1000;Portugal",
            "VERSION:4.0\nFN:Ana Silva\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+351 9\nEMAIL;PREF=1:a@x.org\nADR;LABEL=\"a: b\":;;Rua 1;Lisboa;;1000;Portugal",
        ] {
            let ana = person(properties);
            assert_eq!(ana.name.as_deref(), Some("Ana Silva"), "{properties}");
            assert_eq!(ana.phone.as_deref(), Some("+351 9"), "{properties}");
            assert_eq!(ana.email.as_deref(), Some("a@x.org"), "{properties}");
            assert_eq!(ana.city.as_deref(), Some("Lisboa"), "{properties}");
            assert_eq!(ana.country.as_deref(), Some("Portugal"), "{properties}");
        }
    }

    #[test]
    fn every_kind_of_line_end_and_fold_is_read() {
        let text = "BEGIN:VCARD\nFN:Ana Maria\n  Silva\nNOTE:one\\ntwo\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD";
        for end in ["\n", "\r\n", "\r"] {
            let people = read(text.replace('\n', end));
            let ana = people[0].as_ref().unwrap();
            assert_eq!(ana.name.as_deref(), Some("Ana Maria Silva"));
            assert_eq!(ana.facts.as_deref(), Some("one\ntwo"));
            assert_eq!(people[1].as_ref().unwrap().line, 6);
            assert_eq!(people.len(), 2);
        }
    }

    #[test]
    fn quoted_printable_with_soft_breaks_and_a_charset_is_read() {
        let ana = person(
            "VERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg=\n M=FCller\nNOTE;QUOTED-PRINTABLE:a=3Db=0D=0Ac",
        );
        assert_eq!(ana.name.as_deref(), Some("Jörg Müller"));
        assert_eq!(ana.facts.as_deref(), Some("a=b\nc"));
        let raw = b"BEGIN:VCARD\nFN;CHARSET=SHIFT_JIS:\x88\xC0\x93\xA1\nEND:VCARD\n";
        assert_eq!(read(raw)[0].as_ref().unwrap().name.as_deref(), Some("安藤"));
    }

    #[test]
    fn the_preferred_phone_is_chosen_and_the_others_are_facts() {
        let ana = person(
            "FN:Ana\nTEL;TYPE=fax:0\nTEL;TYPE=home:1\nTEL;TYPE=work,pref:2\nTEL;TYPE=cell:3\nBDAY:--0415\nEMAIL;TYPE=home:h@x.org\nEMAIL;PREF=1:p@x.org",
        );
        assert_eq!(ana.phone.as_deref(), Some("2"));
        assert_eq!(ana.email.as_deref(), Some("p@x.org"));
        assert_eq!(
            ana.facts.as_deref(),
            Some("Fax: 0\nHome phone: 1\nMobile phone: 3\nHome email: h@x.org\nBirthday: 15 April")
        );
        let ana = person("FN:Ana\nTEL;WORK:1\nTEL;HOME:2\nTEL;CELL:3");
        assert_eq!(ana.phone.as_deref(), Some("3"));
        let ana = person("FN:Ana\nTEL:tel:+1-555;ext=7");
        assert_eq!(ana.phone.as_deref(), Some("+1-555 ext. 7"));
    }

    #[test]
    fn organization_role_zone_and_uid_are_read() {
        let ana =
            person("FN:Ana\nORG:Smith\\, Jones\\; Co;Sales\nROLE:Boss\nTITLE:CEO\nTZ:Europe/Lisbon\nUID:urn:uuid:1");
        assert_eq!(ana.company.as_deref(), Some("Smith, Jones; Co"));
        assert_eq!(ana.role.as_deref(), Some("CEO"));
        assert_eq!(ana.timezone.as_deref(), Some("Europe/Lisbon"));
        assert_eq!(ana.source_uid.as_deref(), Some("urn:uuid:1"));
        assert_eq!(person("FN:Ana\nTZ:-05:00").timezone, None);
    }

    #[test]
    fn a_card_without_a_name_or_of_an_organization_is_rejected() {
        assert!(reason("ORG:Acme").contains("no name: the card has only a company (Acme)"));
        assert!(reason("FN:Acme\nORG:Acme\nKIND:org").contains("an organization (Acme)"));
        assert!(reason("FN:Acme\nORG:Acme\nX-ABShowAs:COMPANY").contains("an organization"));
        assert!(reason("FN:All\nKIND:group").contains("a group"));
    }

    #[test]
    fn photos_do_not_count_however_large() {
        let line = "A".repeat(5_000_000);
        let folded = format!("\n {}", "B".repeat(72)).repeat(50_000);
        let ana = person(&format!("PHOTO;ENCODING=b:{line}\nLOGO;BASE64:{folded}\nZm9v\nFN:Ana"));
        assert_eq!(ana.name.as_deref(), Some("Ana"));
    }

    #[test]
    fn a_note_over_64_kib_is_rejected_with_its_size() {
        for note in ["x".repeat(1_000_000), format!("\n {}", "x".repeat(99)).repeat(10_000)] {
            let reason = reason(&format!("FN:Ana\nNOTE:{note}"));
            assert!(reason.contains("NOTE holds 9"), "{reason}");
        }
    }

    #[test]
    fn a_card_cut_off_is_rejected_with_its_line_and_the_next_is_read() {
        let read = read("BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nBEGIN:VCARD\nFN:Cy");
        assert_eq!(read[0].as_ref().unwrap_err().line, 1);
        assert!(read[0].as_ref().unwrap_err().reason.contains("cut off"));
        assert_eq!(read[1].as_ref().unwrap().name.as_deref(), Some("Bo"));
        assert_eq!((read[2].as_ref().unwrap_err().line, read.len()), (6, 3));
    }

    #[test]
    fn an_agent_is_another_person() {
        let ana = person("FN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Bo\nTEL:1\nEND:VCARD\nTEL:2");
        assert_eq!((ana.name.as_deref(), ana.phone.as_deref()), (Some("Ana"), Some("2")));
    }

    #[test]
    fn nul_and_broken_utf8_cost_only_their_card() {
        let read = read(b"BEGIN:VCARD\nFN:J\xC3\xB6rg\nEND:VCARD\nBEGIN:VCARD\nFN:B\0o\nEND:VCARD\nBEGIN:VCARD\nFN:C\xFFy\nEND:VCARD\n");
        assert!(read[0].is_ok());
        assert!(read[1].as_ref().unwrap_err().reason.contains("NUL"));
        assert!(read[2].as_ref().unwrap_err().reason.contains("not valid UTF-8"));
    }
}
