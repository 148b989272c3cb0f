//! What a card says, while its properties come in.

use encoding_rs::Encoding;

use super::open_property::OpenProperty;
use super::own_card::OwnCard;
use crate::domain::customer::CustomerField;
use crate::domain::input::shorten;
use crate::domain::likeness::{is_filler, is_no_given_name, is_no_name};
use crate::domain::source_uid;
use crate::exchange::address::{Address, Part};
use crate::exchange::dates::{self, Birthday, DateReader, Shown};
use crate::exchange::jobs::Jobs;
use crate::exchange::lines::LINE_LIMIT;
use crate::exchange::own;
use crate::exchange::property::{self, Head, UNSAID};
use crate::exchange::text::{self, Gathered, Reach};
use crate::exchange::{FIELD_LIMIT, Format, ImportedPerson, Numbers, RECORD_LIMIT, Rejected};

/// The components of an address in the order in which an envelope shows them, by their place in `ADR`.
const ADDRESS: [(usize, Part); 7] = [
    (2, Part::Street),
    (1, Part::Extended),
    (0, Part::PoBox),
    (3, Part::City),
    (4, Part::Region),
    (5, Part::PostalCode),
    (6, Part::Country),
];

/// What a card turned out to be.
pub(super) enum Card {
    Person(Box<ImportedPerson>),
    /// The card of a group, a place or a thing: the line where it begins, and what it is.
    Other(u64, String),
}

/// A card while its properties come in.
pub(super) struct CardReader {
    person: ImportedPerson,
    guess: Option<&'static Encoding>,
    gathered: Gathered,
    /// The name in `FN`, and the one from the parts in `N`.
    full: Option<String>,
    composed: Option<String>,
    jobs: Jobs,
    role: Option<String>,
    kind: Option<String>,
    dates: DateReader,
    /// City and country of the best address, and how good it is; lower is better.
    place: (u8, [Option<String>; 3]),
    /// Addresses that a card can go to, each with how good it is; lower is better.
    addresses: Vec<(u8, String)>,
    /// What the card calls its groups.
    labels: Vec<(String, String)>,
    own: OwnCard,
    bytes: usize,
    problem: Option<String>,
}

impl CardReader {
    pub(super) fn new(line: u64, guess: Option<&'static Encoding>, dates: DateReader) -> CardReader {
        CardReader {
            person: ImportedPerson { line, ..ImportedPerson::default() },
            guess,
            gathered: Gathered::default(),
            full: None,
            composed: None,
            jobs: Jobs::default(),
            role: None,
            kind: None,
            dates,
            place: (u8::MAX, [None, None, None]),
            addresses: Vec::new(),
            labels: Vec::new(),
            own: OwnCard::default(),
            bytes: 0,
            problem: None,
        }
    }

    fn reject(&self, reason: String) -> Rejected {
        let mut draft = self.person.draft.clone();
        draft.set_first(CustomerField::Name, self.full.clone().or_else(|| self.composed.clone()));
        Rejected { line: self.person.line, reason, draft: Some(Box::new(draft)) }
    }

    pub(super) fn cut_off(&self) -> Rejected {
        self.reject("the card is cut off: it has no END:VCARD".into())
    }

    fn object(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    pub(super) fn take(&mut self, property: Option<OpenProperty>) {
        let Some(mut property) = property.filter(|property| property.wanted) else { return };
        property.end_soft();
        let OpenProperty { head, value, length, .. } = property;
        let name = head.name.as_str();
        self.bytes = self.bytes.saturating_add(value.len());
        if self.bytes > RECORD_LIMIT {
            return self.object("the card holds over 1 MiB of text, the most that a card may hold".into());
        }
        let decoded = head.decode(&value, self.guess);
        let size = decoded.as_ref().map_or(0, String::len);
        if length > LINE_LIMIT as u64 || size > FIELD_LIMIT {
            let size = text::size(length.max(size as u64));
            return self.object(format!("{name} holds {size}, and a field holds at most 64 KiB"));
        }
        match decoded {
            None => self.object(format!("{name} is not valid UTF-8")),
            Some(value) if value.contains('\0') => self.object(format!("{name} holds a NUL byte")),
            Some(value) => self.fill(&head, value.trim()),
        }
    }

    fn fill(&mut self, head: &Head, value: &str) {
        self.own.take(head, value);
        let plain = || text::one_line(&property::unescape(value));
        let draft = &mut self.person.draft;
        match head.name.as_str() {
            "FN" => set(&mut self.full, plain().filter(|name| !is_no_name(name))),
            "N" => {
                let parts = property::components(value);
                let part = |at: usize| parts.get(at).map(String::as_str);
                let (last, first) = (part(0).filter(|l| !is_filler(l)), part(1).filter(|f| !is_no_given_name(f)));
                set(&mut self.composed, text::compose([first, part(2), last]).filter(|name| !is_no_name(name)));
            }
            "ORG" => {
                let parts = property::texts(value);
                self.jobs.add_company(head.preference(), parts.iter().find_map(|p| text::one_line(p)));
            }
            "TITLE" => self.jobs.add_role(head.preference(), plain()),
            "ROLE" => set(&mut self.role, plain()),
            "TEL" => self.add_phone(head, value),
            "EMAIL" => {
                if let Some(value) = plain() {
                    let email = Reach { value: text::email_address(&value), ..Reach::of(head) };
                    self.gathered.emails.push(email);
                }
            }
            "ADR" => self.add_address(head, value),
            "TZ" => draft.set_first(CustomerField::Timezone, plain().filter(|z| is_zone_name(z))),
            "NOTE" => {
                let note = text::many_lines(&property::unescape(value));
                self.gathered.notes.extend(note);
            }
            "BDAY" => {
                if let Some(value) = plain() {
                    self.add_birthday(head, &value);
                }
            }
            "CATEGORIES" => {
                for tag in property::list(value) {
                    self.gathered.add_tag(&tag, &mut self.person.notes);
                }
            }
            "UID" => {
                let uid = plain().filter(|uid| !is_filler(uid) && own::read_id(uid).is_none());
                set(&mut self.person.source_uid, uid.map(|uid| source_uid::with_kind(Format::VCard.source(), &uid)));
            }
            "REV" => set(&mut self.person.revised, plain().and_then(|revised| dates::instant_digits(&revised))),
            "X-ABLABEL" => self.labels.extend(head.group.clone().zip(plain())),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.kind = Some(value.to_ascii_lowercase()),
            _ => {}
        }
    }

    fn add_birthday(&mut self, head: &Head, value: &str) {
        // Apple writes a year where there is none, and says which.
        let known = head.omitted_year().and_then(|year| value.strip_prefix(year));
        let yearless = known.map(|rest| format!("--{}", rest.trim_start_matches('-')));
        let birthday = self.dates.birthday(yearless.as_deref().unwrap_or(value));
        if let (Birthday::Day(day), Shown::Either) = (&birthday, dates::order_shown(value)) {
            let order = self.dates.order.words();
            let value = shorten(value, 40);
            let day = if day.year().is_some() { day.to_string() } else { day.words() };
            let note = format!("the birthday {value} was read as {day} ({order}, as is usual in your region)");
            self.person.notes.push(note);
        }
        text::add_birthday(birthday, value, &mut self.person, &mut self.gathered);
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
        self.gathered.add_numbers(&Reach::of(head), &number);
    }

    fn add_address(&mut self, head: &Head, value: &str) {
        let parts = property::components(value);
        let part = |at: usize| parts.get(at).and_then(|p| text::one_line(p));
        let (city, country) = (part(3), part(6));
        let rank = match head.preference() {
            UNSAID if head.is("WORK") => 101,
            UNSAID if head.is("HOME") => 102,
            UNSAID => 103,
            said => said,
        };
        if (city.is_some() || country.is_some()) && rank < self.place.0 {
            self.place = (rank, [city, part(4), country]);
        }
        let mut address = Address::default();
        for (at, part) in ADDRESS {
            if let Some(text) = parts.get(at) {
                address.add(part, text);
            }
        }
        if let Some(address) = address.compose() {
            self.addresses.push((rank, address));
        }
    }

    pub(super) fn finish(mut self, numbers: &Numbers) -> Result<Card, Rejected> {
        if let Some(problem) = self.problem.take() {
            return Err(self.reject(problem));
        }
        if let Some(what) = self.other() {
            return Ok(Card::Other(self.person.line, what));
        }
        std::mem::take(&mut self.own).settle(&mut self.person, &mut self.gathered, &mut self.labels);
        let mut jobs = std::mem::take(&mut self.jobs).sort().into_iter();
        let job = jobs.next().unwrap_or_default();
        self.gathered.labelled.extend(jobs.map(|other| ("Other job".into(), other.words())));
        let draft = &mut self.person.draft;
        // A card that is shown as its company has the person in N; the card of a company is a customer too.
        let full = self.full.take().filter(|full| self.composed.is_none() || job.company.as_ref() != Some(full));
        draft.set_first(CustomerField::Name, full.or(self.composed.take()).or_else(|| job.company.clone()));
        draft.set_first(CustomerField::Company, job.company);
        draft.set_first(CustomerField::Role, job.role);
        draft.set_first(CustomerField::Role, self.role.take());
        let (_, [city, state, country]) = std::mem::take(&mut self.place);
        self.person.state = state;
        draft.set_first(CustomerField::City, city);
        self.person.country = country;
        self.addresses.sort_by_key(|(rank, _)| *rank);
        self.gathered.addresses = std::mem::take(&mut self.addresses).into_iter().map(|(_, address)| address).collect();
        for (group, label) in std::mem::take(&mut self.labels) {
            self.gathered.label_group(&group, &label);
        }
        std::mem::take(&mut self.gathered).settle(&mut self.person, numbers)?;
        if self.person.said(CustomerField::Name).is_none() {
            return Err(self.reject(text::no_name(&self.person, "the card")));
        }
        Ok(Card::Person(Box::new(self.person)))
    }

    /// Says what the card of a group, a place or a thing is; None for the card of a person or a company.
    fn other(&self) -> Option<String> {
        let whose = match self.kind.as_deref().unwrap_or_default() {
            "" | "individual" | "org" => return None,
            "group" => "a group",
            "location" => "a place",
            _ => "a thing",
        };
        let name = self.full.as_ref().map(|name| format!(" ({})", shorten(name, 60))).unwrap_or_default();
        Some(format!("this is the card of {whose}{name}, not of a person"))
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
