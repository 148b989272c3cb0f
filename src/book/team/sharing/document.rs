//! A customer as a team has them: fields by name, each a value of JSON, so that two reps who change two of them lose
//! neither. Numbers and mailboxes behind the preferred ones, and tags, are a field each.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::domain::anniversary::YearDay;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, FIELD_LIMIT, LeftBecause, ReachEntry, ReachKind, Standing};
use crate::domain::spelled::Spelled;
use crate::domain::tags::Tag;
use crate::domain::zones::ZoneFrom;

/// The fields of a document; one that is missing is empty.
pub(super) type Document = Map<String, Value>;

/// Only who has no record of them yet takes it.
pub(super) const FAVORITE: &str = "favorite";

const TAG: &str = "tag";

/// A number or mailbox behind the preferred one: its place, label, and how it is shown.
type Behind = (i64, Option<String>, Option<String>, Option<String>);

/// Writes what a team shares of a customer.
pub(super) fn document_of(c: &Customer) -> Document {
    let mut document = Document::new();
    let mut put = |name: String, value: Value| {
        if !value.is_null() {
            document.insert(name, value);
        }
    };
    for (name, value) in [
        ("name", Some(&c.name)),
        ("company", c.company.as_ref()),
        ("role", c.role.as_ref()),
        ("city", c.city.as_ref()),
        ("address", c.address.as_ref()),
        ("facts", c.facts.as_ref()),
    ] {
        put(name.into(), json!(value));
    }
    put("hours".into(), json!(c.hours.as_ref().map(Spelled::as_written)));
    put("peak".into(), json!(c.peak.as_ref().map(Spelled::as_written)));
    put("do_not_call".into(), if c.do_not_call { json!(true) } else { Value::Null });
    put("birthday".into(), json!(c.birthday.map(|day| day.to_string())));
    put("customer_since".into(), json!(c.customer_since));
    put("timezone".into(), c.timezone.map_or(Value::Null, |zone| json!([zone.name(), c.zone_from])));
    put("standing".into(), json!([c.standing, c.left_on, c.left_because]));
    let phone = (&c.phone, &c.phone_label, &c.phone_shown, &c.phone_region);
    put("phone".into(), c.phone.as_ref().map_or(Value::Null, |_| json!(phone)));
    put("email".into(), c.email.as_ref().map_or(Value::Null, |email| json!((email, &c.email_label))));
    for (kind, entries) in [(ReachKind::Phone, &c.others.phones), (ReachKind::Email, &c.others.emails)] {
        for (place, entry) in (0..).zip(entries) {
            let behind: (i64, _, _, _) = (place, &entry.label, &entry.shown, &entry.region);
            put(format!("{}:{}", kind.as_str(), entry.value), json!(behind));
        }
    }
    for tag in c.tags.iter().filter_map(|tag| Tag::read(tag).ok()) {
        put(format!("{TAG}:{}", tag.folded()), json!(tag.as_str()));
    }
    document
}

/// Takes a field into a customer. What can't be read, or would be too long for the book, is left as it was.
pub(super) fn take_field(c: &mut Customer, name: &str, value: &Value) {
    // What it can't take leaves the field alone.
    let _left = taken(c, name, value);
}

fn taken(c: &mut Customer, name: &str, value: &Value) -> Option<()> {
    if is_too_long(value) {
        return None;
    }
    match name {
        "name" => c.name = text(value)?.filter(|name| !name.trim().is_empty())?,
        "company" => c.company = text(value)?,
        "role" => c.role = text(value)?,
        "city" => c.city = text(value)?,
        "address" => c.address = text(value)?,
        "facts" => c.facts = text(value)?,
        "hours" => c.hours = text(value)?.map(Spelled::kept),
        "peak" => c.peak = text(value)?.map(Spelled::kept),
        "do_not_call" => c.do_not_call = read::<Option<bool>>(value)?.unwrap_or_default(),
        "birthday" => c.birthday = text(value)?.map(|day| day.parse::<YearDay>()).transpose().ok()?,
        "customer_since" => c.customer_since = read::<Option<NaiveDate>>(value)?,
        "timezone" => {
            let zone = read::<Option<(String, Option<String>)>>(value)?;
            let (zone, from) = match zone {
                Some((zone, from)) => (Some(zone.parse().ok()?), word::<ZoneFrom>(from)?),
                None => (None, None),
            };
            (c.timezone, c.zone_from) = (zone, from);
        }
        "standing" => {
            let (standing, left_on, because) = read::<(String, Option<NaiveDate>, Option<String>)>(value)?;
            let (standing, because) = (Standing::parse(&standing)?, word::<LeftBecause>(because)?);
            (c.standing, c.left_on, c.left_because) = (standing, left_on, because);
        }
        "phone" => {
            type Phone = (String, Option<String>, Option<String>, Option<String>);
            let (phone, label, shown, region) = read::<Option<Phone>>(value)?
                .map_or((None, None, None, None), |(phone, label, shown, region)| (Some(phone), label, shown, region));
            (c.phone, c.phone_label, c.phone_shown, c.phone_region) = (phone, label, shown, region);
        }
        "email" => {
            let email = read::<Option<(String, Option<String>)>>(value)?;
            (c.email, c.email_label) = email.map_or((None, None), |(email, label)| (Some(email), label));
        }
        _ => return taken_behind(c, name, value),
    }
    Some(())
}

/// Takes a field whose name holds more: a tag, a number, a mailbox.
fn taken_behind(c: &mut Customer, name: &str, value: &Value) -> Option<()> {
    let (kind, of) = name.split_once(':')?;
    if of.len() > FIELD_LIMIT || of.trim().is_empty() {
        return None;
    }
    if kind == TAG {
        let tag = Tag::read(&text(value)?.unwrap_or_else(|| of.to_string())).ok().filter(|tag| tag.folded() == of)?;
        c.tags.remove(&tag);
        if !value.is_null() {
            c.tags.add(tag);
        }
        return Some(());
    }
    let entries = match ReachKind::parse(kind)? {
        ReachKind::Phone => &mut c.others.phones,
        ReachKind::Email => &mut c.others.emails,
    };
    let behind = read::<Option<Behind>>(value)?;
    entries.retain(|entry| entry.value != of);
    if let Some((place, label, shown, region)) = behind {
        let at = usize::try_from(place).unwrap_or_default().min(entries.len());
        entries.insert(at, ReachEntry { label, value: of.to_string(), shown, region });
    }
    Some(())
}

/// Reads a text, or that there is none; None where it is neither.
#[expect(clippy::option_option, reason = "one layer says whether it was read, the other whether there is a text")]
fn text(value: &Value) -> Option<Option<String>> {
    read(value)
}

/// Reads a word of a list, where there is one.
#[expect(clippy::option_option, reason = "one layer says whether it was read, the other whether there is a word")]
fn word<C: Choice>(word: Option<String>) -> Option<Option<C>> {
    match word {
        Some(word) => C::parse(&word).map(Some),
        None => Some(None),
    }
}

fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Whether a value holds more text than a field of the book.
fn is_too_long(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() > FIELD_LIMIT,
        Value::Array(parts) => parts.iter().any(is_too_long),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::domain::dates::Clock;
    use crate::domain::ids::CustomerId;
    use crate::domain::tags::Tags;
    use crate::domain::tz::Tz;

    fn blank() -> Customer {
        let clock = Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: Tz::UTC };
        Customer::new(CustomerId(1), "Olga", &clock)
    }

    fn full() -> Customer {
        let entry = |label: &str, value: &str, shown: Option<&str>| ReachEntry {
            label: Some(label.into()),
            value: value.into(),
            shown: shown.map(Into::into),
            region: shown.map(|_| "PT".into()),
        };
        let mut c = blank();
        c.company = Some("Norte".into());
        c.role = Some("Lead".into());
        (c.phone, c.phone_shown) = (Some("+351225550142".into()), Some("+351 22 555 0142".into()));
        (c.phone_region, c.phone_label) = (Some("PT".into()), Some("work".into()));
        (c.email, c.email_label) = (Some("o@norte.example".into()), None);
        c.others.phones = vec![
            entry("mobile", "+351915550142", Some("+351 915 550 142")),
            entry("home", "+351225550143", Some("+351 22 555 0143")),
        ];
        c.others.emails = vec![entry("home", "olga@example.org", None)];
        (c.city, c.address) = (Some("Porto".into()), Some("Rua 1\nPorto".into()));
        c.birthday = YearDay::new(None, 4, 12);
        c.customer_since = NaiveDate::from_ymd_opt(2020, 1, 2);
        c.tags = Tags::read("vip, Spring fair").unwrap();
        (c.timezone, c.zone_from) = (Some(Tz::Europe__Lisbon), Some(ZoneFrom::City));
        c.hours = Some(Spelled::kept("09:00-12:00".into()));
        (c.standing, c.left_on) = (Standing::Past, NaiveDate::from_ymd_opt(2025, 1, 2));
        c.left_because = Some(LeftBecause::Price);
        c.peak = Some(Spelled::kept("tue,thu".into()));
        c.facts = Some("Likes tea\nTwo dogs".into());
        c.do_not_call = true;
        c
    }

    #[test]
    fn a_customer_comes_whole_out_of_their_document() {
        let (full, mut read) = (full(), blank());
        for (name, value) in document_of(&full) {
            take_field(&mut read, &name, &value);
        }
        assert_eq!(read, full);
        for name in document_of(&full).keys().filter(|name| !["name", "standing"].contains(&name.as_str())) {
            take_field(&mut read, name, &Value::Null);
        }
        let left =
            Customer { standing: read.standing, left_on: read.left_on, left_because: read.left_because, ..blank() };
        assert_eq!(read, left, "each is emptied by null");
    }

    #[test]
    fn what_is_each_reps_own_is_in_no_document() {
        let mut own = blank();
        let before = document_of(&own);
        (own.favorite, own.pleasure, own.profit) = (true, Some(5), Some(4));
        (own.cadence, own.touches_a_year) = (Some(Spelled::kept("90d".into())), Some(3));
        (own.snoozed_until, own.archived_at) = (NaiveDate::from_ymd_opt(2026, 12, 1), Some(own.added_at));
        assert_eq!(document_of(&own), before);
    }

    #[test]
    fn what_nobody_can_read_leaves_a_customer_as_they_were() {
        let mut read = full();
        for (name, value) in [
            ("name", json!("")),
            ("name", json!(5)),
            ("name", Value::Null),
            ("company", json!(["Norte"])),
            ("facts", json!("x".repeat(FIELD_LIMIT + 1))),
            ("birthday", json!("2026-02-31")),
            ("customer_since", json!("soon")),
            ("timezone", json!(["Mars/Base", null])),
            ("standing", json!(["gone", null, null])),
            ("standing", Value::Null),
            ("phone", json!([5, null, null, null])),
            ("phone:", json!([0, null, null, null])),
            ("fax:1", json!([0, null, null, null])),
            ("tag:vip", json!("something else")),
            ("do_not_call", json!("yes")),
            ("shoe size", json!(44)),
        ] {
            take_field(&mut read, name, &value);
            assert_eq!(read, full(), "{name} {value}");
        }
    }
}
