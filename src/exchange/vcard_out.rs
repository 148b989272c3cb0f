//! Writes customers as vCards: what the standard knows under its names, the rest under names of goodcall's own, so that a
//! card comes back as it went out.

use chrono::SecondsFormat;

use super::content::{escaped_with_tabs, line};
use super::own::{Beside, Exported, id_text, property};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField, ReachEntry, ReachKind, Standing};
use crate::domain::likeness::NameParts;
use crate::domain::source_uid;
use crate::domain::tz::Tz;
use crate::text;

/// A version of the standard of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// RFC 2426, which older telephones read.
    Three,
    /// RFC 6350.
    Four,
}

/// Returns the UID of a customer's card: the one that their card came with, else one of goodcall's own.
pub(crate) fn uid(customer: &Customer) -> String {
    let came = customer.source_uid.as_deref().and_then(|uid| match source_uid::kind_of(uid) {
        "vcard" => uid.strip_prefix("vcard:"),
        "" => Some(uid),
        _ => None,
    });
    came.map_or_else(|| id_text(customer.id), str::to_string)
}

/// Writes a customer's card as text.
pub(crate) fn written(exported: Exported<'_>, version: Version) -> String {
    let mut card = Card { out: String::new(), version, groups: 0 };
    let customer = exported.customer;
    card.put("BEGIN", "VCARD");
    card.put("VERSION", if version == Version::Three { "3.0" } else { "4.0" });
    card.put("PRODID", &format!("-//goodcall//goodcall {}//EN", env!("CARGO_PKG_VERSION")));
    card.text("UID", &uid(customer));
    card.text("FN", &customer.name);
    card.put("N", &name_parts(&customer.name));
    card.said("ORG", customer.company.as_deref());
    card.said("TITLE", customer.role.as_deref());
    for kind in [ReachKind::Phone, ReachKind::Email] {
        for (at, entry) in customer.entries(kind).iter().enumerate() {
            card.entry(kind, entry, if at == 0 { Place::First } else { Place::Further });
        }
    }
    let (address, city) =
        (customer.address.as_deref().unwrap_or_default(), customer.city.as_deref().unwrap_or_default());
    if !address.is_empty() || !city.is_empty() {
        card.put("ADR", &format!(";;{};{};;;", escaped_with_tabs(address), escaped_with_tabs(city)));
    }
    card.birthday(customer);
    let zone = if version == Version::Three { "TZ;VALUE=text" } else { "TZ" };
    card.said(zone, customer.timezone.map(Tz::name));
    let tags: Vec<String> = customer.tags.iter().map(escaped_with_tabs).collect();
    if !tags.is_empty() {
        card.put("CATEGORIES", &tags.join(","));
    }
    card.said("NOTE", customer.facts.as_deref());
    card.own(exported);
    let changed = match version {
        Version::Three => customer.updated_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        Version::Four => customer.updated_at.format("%Y%m%dT%H%M%SZ").to_string(),
    };
    card.put("REV", &changed);
    card.put("END", "VCARD");
    card.out
}

/// Where an entry stands in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the preferred one.
    First,
    Further,
}

/// A card while it is written.
struct Card {
    out: String,
    version: Version,
    groups: usize,
}

impl Card {
    fn put(&mut self, name: &str, value: &str) {
        line(&mut self.out, &format!("{name}:{value}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped_with_tabs(value));
    }

    fn said(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.text(name, value);
        }
    }

    /// Writes a number or a mailbox. The label is a type where the standard has it, else a line beside it, as Apple's cards
    /// have it.
    fn entry(&mut self, kind: ReachKind, entry: &ReachEntry, place: Place) {
        let name = match kind {
            ReachKind::Phone => "TEL",
            ReachKind::Email => "EMAIL",
        };
        let (standard, own) = match (kind, entry.label.as_deref()) {
            (_, Some(label @ ("work" | "home"))) => (Some(label), None),
            (ReachKind::Phone, Some("mobile")) => (Some("cell"), None),
            (_, own) => (None, own),
        };
        let mut types: Vec<&str> = standard.into_iter().collect();
        let mut preference = "";
        match self.version {
            Version::Three => {
                types.extend((kind == ReachKind::Email).then_some("INTERNET"));
                types.extend((place == Place::First).then_some("pref"));
            }
            Version::Four if place == Place::First => preference = ";PREF=1",
            Version::Four => {}
        }
        let types = if types.is_empty() { String::new() } else { format!(";TYPE={}", types.join(",")) };
        let group = own.map(|_| {
            self.groups += 1;
            format!("item{}.", self.groups)
        });
        let group = group.unwrap_or_default();
        self.text(&format!("{group}{name}{types}{preference}"), entry.text());
        if let Some(label) = own {
            self.text(&format!("{group}X-ABLabel"), label);
        }
    }

    fn birthday(&mut self, customer: &Customer) {
        let Some(day) = customer.birthday else { return };
        let written = day.to_string();
        match (self.version, day.year()) {
            (Version::Three, Some(_)) => self.put("BDAY", &written),
            // As Apple writes a day without a year, which the standard of the time had no way to.
            (Version::Three, None) => self.put("BDAY;X-APPLE-OMIT-YEAR=1604", &format!("1604-{written}")),
            (Version::Four, Some(_)) => self.put("BDAY", &written.replace('-', "")),
            (Version::Four, None) => self.put("BDAY", &format!("--{}", written.replace('-', ""))),
        }
    }

    /// Writes what the standard has no name for, as far as anything is said.
    fn own(&mut self, exported: Exported<'_>) {
        let customer = exported.customer;
        for field in CustomerField::ALL.iter().filter(|field| !is_standard(**field)) {
            let is_usual = *field == CustomerField::Standing && customer.standing == Standing::Active;
            if !is_usual && !field.of(customer).is_unsaid() {
                self.said(&property(field.key()), Some(&field.text(customer)));
            }
        }
        let own_uid = uid(customer) == id_text(customer.id);
        for beside in Beside::ALL.iter().filter(|beside| **beside != Beside::Id || !own_uid) {
            self.said(&property(beside.as_str()), Some(&beside.text(exported)));
        }
        if own_uid {
            self.said(&property("source_uid"), customer.source_uid.as_deref());
        }
    }
}

/// Writes the parts of a name: family, given, further ones, titles, suffixes.
fn name_parts(name: &str) -> String {
    let NameParts { prefix, given, family, suffixes } = NameParts::of(name, &text::fold);
    let suffixes: Vec<String> = suffixes.iter().map(|suffix| escaped_with_tabs(suffix)).collect();
    let [family, given, prefix] = [family, given, prefix].map(|part| escaped_with_tabs(&part));
    format!("{family};{given};;{prefix};{}", suffixes.join(","))
}

/// Whether a field has a property of the standard's.
fn is_standard(field: CustomerField) -> bool {
    use CustomerField as F;
    matches!(
        field,
        F::Name
            | F::Company
            | F::Role
            | F::Phone
            | F::Email
            | F::City
            | F::Address
            | F::Timezone
            | F::Birthday
            | F::Tags
            | F::Facts
    )
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::domain::dates::Clock;
    use crate::domain::ids::CustomerId;

    fn ana() -> Customer {
        let instant = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let clock = Clock { instant, zone: crate::domain::tz::Tz::UTC };
        let mut ana = Customer::new(CustomerId(7), "Ana Ribeiro", &clock);
        ana.facts = Some(format!("Likes tea; no, coffee\n{}", "long ".repeat(40)));
        ana
    }

    #[test]
    fn lines_are_folded_and_signs_escaped() {
        let ana = ana();
        let card = written(Exported { customer: &ana, referred_by: None }, Version::Four);
        assert!(card.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n"), "{card}");
        assert!(card.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{card}");
        assert!(card.contains("NOTE:Likes tea\\; no\\, coffee\\nlong "), "{card}");
        assert!(card.contains("UID:goodcall-7\r\nFN:Ana Ribeiro\r\nN:Ribeiro;Ana;;;\r\n"), "{card}");
        let ana = Customer { name: "Dr. Anna-Maria van der Berg, PhD, MBA".into(), ..ana };
        let card = written(Exported { customer: &ana, referred_by: None }, Version::Four);
        assert!(card.contains("FN:Dr. Anna-Maria van der Berg\\, PhD\\, MBA\r\n"), "{card}");
        assert!(card.contains("N:van der Berg;Anna-Maria;;Dr.;PhD,MBA\r\n"), "{card}");
        assert!(card.ends_with("REV:20261123T090000Z\r\nEND:VCARD\r\n"), "{card}");
    }
}
