//! What imports said of a customer before, so that a file that says the same again changes nothing, whatever another
//! file said in between.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::choice::Choice;
use super::customer::{CustomerField, ReachEntry, ReachKind};
use super::tags::Tags;

/// The key for what each source said, beside the fields.
const SOURCES: &str = "sources";
/// The key for the tags that one program gave, with its name: a tag of one program goes only where that one drops it.
const TAGS_OF: &str = "tags of";
/// How many sources of one customer are told apart.
const MOST_SOURCES: usize = 8;

/// What was said of a customer's fields: last of all, and where it differs, last by each source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    last: Map<String, Value>,
    /// By source, the oldest first: the fields of which it said something else, and the numbers and mailboxes it brought.
    sources: Vec<(String, Map<String, Value>)>,
}

/// A source, and what it said.
type Said<'a> = (&'a str, BTreeMap<&'a str, &'a Value>);

/// A part of it, as it is written.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Text(&'a Value),
    Sources(Vec<Said<'a>>),
}

impl Told {
    /// The key for the calls that files brought.
    pub const CALLS: &str = "calls";

    /// Reads what the book keeps.
    pub fn read(kept: Option<&str>) -> Self {
        let Some(Ok(Value::Object(mut last))) = kept.map(serde_json::from_str) else { return Self::default() };
        let sources = last.remove(SOURCES).and_then(|sources| serde_json::from_value(sources).ok()).unwrap_or_default();
        let mut told = Self { last, sources };
        for at in 0..told.sources.len() {
            for kind in ReachKind::ALL {
                let Some((source, said)) = told.sources.get(at) else { continue };
                let key = list_key(*kind);
                if let (false, Some(only)) = (said.contains_key(key), told.shown_by(source, *kind)) {
                    told.sources.get_mut(at).map(|(_, said)| said.insert(key.into(), only.into()));
                }
            }
        }
        told
    }

    /// Writes it as the book keeps it: the same is the same text.
    pub fn write(&self) -> String {
        let mut all: BTreeMap<&str, Written<'_>> =
            self.last.iter().map(|(k, v)| (k.as_str(), Written::Text(v))).collect();
        for former in CustomerField::ALL.iter().filter_map(|f| f.former_key()) {
            all.remove(former);
        }
        if !self.sources.is_empty() {
            all.insert(SOURCES, Written::Sources(self.sources.iter().map(|source| self.sorted(source)).collect()));
        }
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// What a source said, sorted. What follows from the rest is left out.
    fn sorted<'a>(&'a self, (source, said): &'a (String, Map<String, Value>)) -> Said<'a> {
        let mut sorted: BTreeMap<_, _> = said.iter().map(|(key, value)| (key.as_str(), value)).collect();
        for kind in ReachKind::ALL {
            let listed = said.get(list_key(*kind)).and_then(Value::as_str);
            if listed.is_some() && listed == self.shown_by(source, *kind).as_deref() {
                sorted.remove(list_key(*kind));
            }
        }
        (source, sorted)
    }

    /// What was said of a field last, by whatever source.
    pub fn last(&self, field: CustomerField) -> Option<&str> {
        self.last.get(field.key()).or_else(|| self.last.get(field.former_key()?))?.as_str()
    }

    /// What a source said of a field last; of one that is new, what the latest file of the same program said, else anybody.
    pub fn said(&self, source: &str, field: CustomerField) -> Option<&str> {
        let own = self.sources.iter().find(|(known, _)| known == source);
        let like = || self.sources.iter().rev().find(|(known, _)| program_of(known) == program_of(source));
        let its = own.or_else(like).and_then(|(_, said)| said.get(field.key())?.as_str());
        its.or_else(|| self.last(field))
    }

    fn is_known(&self, source: &str) -> bool {
        self.sources.iter().any(|(known, _)| known == source)
    }

    /// Whether what was said of a field last is what this source says of it.
    pub fn is_from(&self, source: &str, field: CustomerField) -> bool {
        self.sources.iter().any(|(known, said)| known == source && !said.contains_key(field.key()))
    }

    /// Whether what was said of a field last is what a file of the source's program says of it.
    pub fn is_from_program_of(&self, source: &str, field: CustomerField) -> bool {
        let is_its = |known: &str| program_of(known) == program_of(source);
        self.sources.iter().any(|(known, said)| is_its(known) && !said.contains_key(field.key()))
    }

    /// Keeps what a source says of a field now, where the book goes on with what others said of it.
    pub fn hear(&mut self, source: &str, field: CustomerField, text: &str) {
        let said = match self.sources.iter_mut().find(|(known, _)| known == source) {
            Some((_, said)) => Some(said),
            None => {
                self.begin(source);
                self.sources.last_mut().map(|(_, said)| said)
            }
        };
        if let Some(said) = said {
            said.insert(field.key().into(), text.into());
        }
    }

    fn begin(&mut self, source: &str) {
        self.sources.push((source.to_string(), Map::new()));
        if self.sources.len() > MOST_SOURCES {
            self.sources.remove(0);
        }
    }

    /// Whether only this source, or its program's files before it, has said anything of a field.
    pub fn is_only_from(&self, source: &str, field: CustomerField) -> bool {
        let others = self.sources.iter().any(|(known, _)| program_of(known) != program_of(source));
        !others || self.last(field).is_none()
    }

    /// Keeps what a source says of a field now.
    pub fn say(&mut self, source: &str, field: CustomerField, text: &str) {
        if self.said(source, field) == Some(text) {
            return;
        }
        if !self.is_known(source) {
            self.begin(source);
        }
        let before = self.last.insert(field.key().into(), text.into());
        for (known, said) in &mut self.sources {
            if known == source {
                said.remove(field.key());
            } else if let Some(before) = before.clone().filter(|before| before.as_str() != Some(text)) {
                said.entry(field.key()).or_insert(before);
            }
        }
    }

    /// The tags that the program which wrote a source gave them last.
    pub fn tags(&self, source: &str) -> Tags {
        let kept = self.note(&format!("{TAGS_OF} {}", program_of(source)));
        Tags::read(kept.unwrap_or_default()).unwrap_or_default()
    }

    /// Keeps the tags that the program which wrote a source gives them now.
    pub fn set_tags(&mut self, source: &str, tags: &Tags) {
        self.set_note(&format!("{TAGS_OF} {}", program_of(source)), tags.to_string());
    }

    /// Lists the numbers or mailboxes that a source brought, by what they are compared by; None where it never brought any.
    pub fn brought_by(&self, source: &str, kind: ReachKind) -> Option<Vec<String>> {
        let (_, said) = self.sources.iter().find(|(known, _)| known == source)?;
        let listed = said.get(list_key(kind)).and_then(Value::as_str).map(keys);
        listed.or_else(|| Some(vec![self.shown_by(source, kind)?]))
    }

    /// The number or mailbox that a source's field shows, as it is compared: the only one, where no list says otherwise.
    fn shown_by(&self, source: &str, kind: ReachKind) -> Option<String> {
        Some(key_of(kind, self.said(source, field_of(kind))?))
    }

    /// Lists the numbers or mailboxes that any source but this one brought.
    pub fn brought_by_others(&self, source: &str, kind: ReachKind) -> Vec<String> {
        let others = self.sources.iter().filter(|(known, _)| known != source);
        let mut brought: Vec<String> =
            others.flat_map(|(other, _)| self.brought_by(other, kind).unwrap_or_default()).collect();
        if self.sources.iter().all(|(known, _)| known != source) {
            brought.extend(self.last(field_of(kind)).map(|text| key_of(kind, text)));
        }
        brought.extend(self.note(list_key(kind)).map(keys).unwrap_or_default());
        brought
    }

    /// Lists all numbers or mailboxes that any source brought.
    pub fn brought(&self, kind: ReachKind) -> Vec<String> {
        self.brought_by_others("", kind)
    }

    /// Keeps the list of the numbers or mailboxes that a source has brought.
    pub fn bring(&mut self, source: &str, kind: ReachKind, list: &[String]) {
        let listed = Value::from(list.join("\n"));
        if let Some((_, said)) = self.sources.iter_mut().find(|(known, _)| known == source) {
            said.insert(list_key(kind).into(), listed);
        } else {
            self.sources.push((source.to_string(), Map::from_iter([(list_key(kind).to_string(), listed)])));
            if self.sources.len() > MOST_SOURCES {
                self.sources.remove(0);
            }
        }
    }

    /// Whether any source told a line of the facts.
    pub fn has_fact(&self, line: &str) -> bool {
        let all = std::iter::once(&self.last).chain(self.sources.iter().map(|(_, said)| said));
        all.into_iter().any(|said| holds(said, line) == Some(true))
    }

    /// Takes a line out of the facts that were told: a file that has it elsewhere now says nothing new.
    pub fn forget_fact(&mut self, line: &str) {
        let key = CustomerField::Facts.key();
        for said in std::iter::once(&mut self.last).chain(self.sources.iter_mut().map(|(_, said)| said)) {
            if let Some(facts) = said.get(key).and_then(Value::as_str) {
                match without_line(facts, line) {
                    Some(rest) => said.insert(key.into(), rest.into()),
                    None => said.remove(key),
                };
            }
        }
    }

    /// Keeps that all who told a line of the facts brought a number or a mailbox by it, as it is compared.
    pub fn bring_as_fact(&mut self, line: &str, kind: ReachKind, brought: &str) {
        let last = holds(&self.last, line) == Some(true);
        let told = self.sources.iter().filter(|(_, said)| holds(said, line).unwrap_or(last));
        let tellers: Vec<String> = told.map(|(source, _)| source.clone()).collect();
        let with = |list: Vec<String>| {
            let is_new = !list.iter().any(|known| known == brought);
            list.into_iter().chain(is_new.then(|| brought.to_string())).collect::<Vec<_>>()
        };
        for source in &tellers {
            let list = with(self.brought_by(source, kind).unwrap_or_default());
            self.bring(source, kind, &list);
        }
        if tellers.is_empty() {
            // Older books do not tell sources apart.
            let list = with(self.note(list_key(kind)).map(keys).unwrap_or_default());
            self.set_note(list_key(kind), list.join("\n"));
        }
    }

    /// What is kept under a key that is not a field's.
    pub fn note(&self, key: &str) -> Option<&str> {
        self.last.get(key)?.as_str()
    }

    /// Keeps something that is not a field.
    pub fn set_note(&mut self, key: &str, text: String) {
        self.last.insert(key.into(), text.into());
    }
}

/// The key under which a source's list is kept.
fn list_key(kind: ReachKind) -> &'static str {
    match kind {
        ReachKind::Phone => "phones",
        ReachKind::Email => "emails",
    }
}

fn field_of(kind: ReachKind) -> CustomerField {
    match kind {
        ReachKind::Phone => CustomerField::Phone,
        ReachKind::Email => CustomerField::Email,
    }
}

fn keys(list: &str) -> Vec<String> {
    list.lines().map(str::to_string).collect()
}

/// What the entry that a field's text shows is compared by.
fn key_of(kind: ReachKind, shown: &str) -> String {
    // Numbers that were read are shown like this, and every row of an import asks.
    let joined: String = shown.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = joined.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if kind == ReachKind::Phone && digits.is_some_and(|digits| (9..=15).contains(&digits.len())) {
        return joined;
    }
    let typed = ReachEntry { value: shown.to_string(), ..ReachEntry::default() };
    let key = typed.key(kind);
    // An extension does not belong to the number.
    if kind == ReachKind::Phone { key.split(',').next().unwrap_or_default().to_string() } else { key }
}

/// Whether what was said has a line among the facts; None where it says nothing of them.
fn holds(said: &Map<String, Value>, line: &str) -> Option<bool> {
    let facts = said.get(CustomerField::Facts.key())?.as_str()?;
    Some(facts.lines().any(|told| told == line))
}

/// Takes one of its lines out of a text; None where nothing is left.
pub fn without_line(text: &str, line: &str) -> Option<String> {
    let mut rest: Vec<&str> = text.lines().collect();
    if let Some(at) = rest.iter().position(|other| *other == line) {
        rest.remove(at);
    }
    let rest = rest.join("\n");
    (!rest.is_empty()).then_some(rest)
}

/// The program that wrote a source.
fn program_of(source: &str) -> &str {
    source.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITY: CustomerField = CustomerField::City;

    #[test]
    fn two_sources_that_contradict_each_other_do_not_take_turns() {
        let mut told = Told::default();
        told.say("google:1", CITY, "Porto");
        told.say("vcard:1", CITY, "Lisboa");
        assert_eq!((told.said("google:1", CITY), told.said("vcard:1", CITY)), (Some("Porto"), Some("Lisboa")));
        assert_eq!(told.last(CITY), Some("Lisboa"));
        let kept = told.write();
        told.say("google:1", CITY, "Porto");
        told.say("vcard:1", CITY, "Lisboa");
        assert_eq!((told.write(), Told::read(Some(&kept))), (kept, told));
    }

    #[test]
    fn a_new_file_of_a_program_goes_on_where_its_last_one_ended() {
        let mut told = Told::default();
        told.say("google:1", CITY, "Porto");
        told.say("vcard:1", CITY, "Lisboa");
        assert_eq!((told.said("google:2", CITY), told.said("hubspot:1", CITY)), (Some("Porto"), Some("Lisboa")));
        told.say("google:2", CITY, "Braga");
        assert_eq!(told.last(CITY), Some("Braga"));
        assert_eq!((told.said("google:1", CITY), told.said("vcard:1", CITY)), (Some("Porto"), Some("Lisboa")));
    }

    #[test]
    fn what_older_books_keep_is_read() {
        let told = Told::read(Some(r#"{"city":"Porto","every":"90d","last_contacted":"2026-03-12"}"#));
        assert_eq!((told.said("csv:1", CITY), told.last(CustomerField::Cadence)), (Some("Porto"), Some("90d")));
        assert_eq!(told.note("last_contacted"), Some("2026-03-12"));
        for damaged in ["", "x", "[]", r#"{"sources": 7}"#, r#"{"city": 7, "sources": [["a"]]}"#] {
            assert_eq!(Told::read(Some(damaged)).last(CITY), None, "{damaged}");
        }
    }

    #[test]
    fn what_is_only_heard_does_not_take_the_place_of_what_was_said() {
        let mut told = Told::default();
        told.say("google:1", CITY, "Porto");
        told.hear("vcard:1", CITY, "porto");
        assert_eq!((told.said("google:1", CITY), told.said("vcard:1", CITY)), (Some("Porto"), Some("porto")));
        assert_eq!(told.last(CITY), Some("Porto"));
        let is_from = |source| (told.is_from(source, CITY), told.is_from_program_of(source, CITY));
        assert_eq!(is_from("google:1"), (true, true));
        assert_eq!(is_from("google:2"), (false, true));
        assert_eq!(is_from("vcard:1"), (false, false));
        assert_eq!(Told::read(Some(&told.write())), told);
    }

    #[test]
    fn each_source_has_the_list_of_what_it_brought() {
        let (phone, list) =
            (ReachKind::Phone, |keys: &[&str]| keys.iter().map(ToString::to_string).collect::<Vec<_>>());
        let mut told = Told::default();
        told.bring("google:1", phone, &list(&["+351225550142", "+351225550143"]));
        told.bring("vcard:1", phone, &list(&["+351225550143"]));
        let told = Told::read(Some(&told.write()));
        assert_eq!(told.brought_by("google:1", phone), Some(list(&["+351225550142", "+351225550143"])));
        assert_eq!(told.brought_by_others("google:1", phone), ["+351225550143"]);
        assert_eq!(told.brought_by("google:2", phone), None);
        let older =
            r#"{"phone":"+1 202-555-0183 ext. 7","sources":[["csv:1",{}],["vcard:1",{"phone":"+351 22 555 0142"}]]}"#;
        let older = Told::read(Some(older));
        assert_eq!(older.brought_by("csv:1", phone), Some(list(&["+12025550183"])));
        assert_eq!(older.brought(phone), ["+12025550183", "+351225550142", "+12025550183"]);
    }

    #[test]
    fn a_fact_that_became_a_number_was_brought_by_those_who_told_it() {
        let (phone, line, key) = (ReachKind::Phone, "Work phone: +351 22 555 0177", "+351225550177");
        let kept = r#"{"facts":"Likes tea\nWork phone: +351 22 555 0177","phone":"+351 912 345 678",
            "sources":[["google:1",{}],["vcard:1",{"facts":"Likes coffee"}]]}"#;
        let mut told = Told::read(Some(kept));
        assert!(told.has_fact(line) && told.has_fact("Likes coffee") && !told.has_fact("Work phone"));
        told.bring_as_fact(line, phone, key);
        told.forget_fact(line);
        let told = Told::read(Some(&told.write()));
        assert_eq!(told.last(CustomerField::Facts), Some("Likes tea"));
        assert_eq!(told.brought_by("google:1", phone), Some(vec!["+351912345678".to_string(), key.to_string()]));
        assert_eq!(told.brought_by("vcard:1", phone), Some(vec!["+351912345678".to_string()]));
        let mut older = Told::read(Some(r#"{"facts":"Work phone: +351 22 555 0177","phone":"+351 912 345 678"}"#));
        older.bring_as_fact(line, phone, key);
        older.forget_fact(line);
        let older = Told::read(Some(&older.write()));
        assert_eq!(older.last(CustomerField::Facts), None);
        assert_eq!(older.brought_by_others("google:1", phone), ["+351912345678", key]);
    }

    #[test]
    fn only_a_few_sources_are_kept() {
        let mut told = Told::default();
        for n in 0..100 {
            told.say(&format!("p{n}:1"), CITY, &n.to_string());
        }
        assert_eq!(told.sources.len(), MOST_SOURCES);
        assert_eq!(told.said("p99:1", CITY), Some("99"));
    }
}
