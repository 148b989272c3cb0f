//! Customers: where they are, when they left and came back, and customers as JSON.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::json::{choice, day, instant};
use super::{occasions, team, times};
use crate::app::customers::{CustomerLine, StandingChange};
use crate::app::keep_in_touch::PastBuyer;
use crate::app::merge::{DuplicatePair, MergedAgreeing};
use crate::app::{App, after_log};
use crate::domain::anniversary::YearDay;
use crate::domain::cadence::Cadence;
use crate::domain::customer::{
    Customer, CustomerDraft, CustomerField, LeftBecause, ReachEntry, ReachKind, Standing, values_in,
};
use crate::domain::dates::{self, HourCycle};
use crate::domain::likeness::{Companies, Names, PersonName};
use crate::domain::peak::PeakDays;
use crate::domain::phone::Extent;
use crate::domain::spelled::Spelled;
use crate::domain::tz::Tz;
use crate::error::Result;
use crate::text;

/// Says how many customers became favorites beside those that were: "4 more favorites are in the rotation now".
pub fn now_in_rotation(made: usize, before: usize) -> String {
    let (one, many) =
        if before > 0 { ("more favorite is", "more favorites are") } else { ("favorite is", "favorites are") };
    format!("{} in the rotation now", text::count(made, one, many))
}

/// Says that two records of one name became one.
pub fn merged_namesakes(name: &str) -> String {
    format!("The two records of {name} are one now")
}

/// Says how many records were merged along with all that agree: "38 records are merged; 2 pairs still look alike".
pub fn merged_agreeing(done: &MergedAgreeing) -> String {
    let MergedAgreeing { merged, left } = done;
    let merged = text::count(merged.len(), "record is", "records are");
    let left_over = text::count(*left, "pair", "pairs");
    let look = if *left == 1 { "looks" } else { "look" };
    match (done.merged.is_empty(), left) {
        (true, 0) => "Nobody seems to be in the book twice".into(),
        (true, _) => "No two records agree in all that they say".into(),
        (false, 0) => format!("{merged} merged; nobody seems to be in the book twice now"),
        (false, _) => format!("{merged} merged; {left_over} still {look} alike"),
    }
}

pub use crate::app::after_log::who;

/// Names a customer, as JSON.
pub fn who_of(customer: &Customer) -> Value {
    who(customer.id, &customer.name)
}

/// Says what speaks for two customers' being one person, the strongest reason first.
pub fn why(pair: &DuplicatePair) -> String {
    let name = |customer: &Customer| PersonName::of(&customer.name, &text::fold);
    let (one, other) = (&pair.customer, &pair.other);
    let names = if name(one).equals(&name(other)) { Names::Equal } else { Names::Alike };
    let has_one = one.company.is_some() != other.company.is_some();
    let companies = if has_one { Companies::OneWithout } else { Companies::Others };
    pair.why.iter().map(|why| why.describe(names, companies)).collect::<Vec<_>>().join(", ")
}

/// Says peak days in words; as they were typed where they can't be read any more.
pub fn peak_days(typed: &Spelled<PeakDays>) -> String {
    typed.value().map_or_else(|| typed.as_written().to_string(), PeakDays::describe)
}

/// Says a field's value in words; None where there is nothing to say.
pub fn value(c: &Customer, field: CustomerField, (today, hours): (NaiveDate, HourCycle)) -> Option<String> {
    if field.of(c).is_unsaid() {
        return None;
    }
    let text = field.text(c);
    Some(match field {
        CustomerField::TouchesAYear => format!("{text} a year"),
        CustomerField::Hours => times::calling_hours(&text, hours),
        CustomerField::DoNotCall => "never offered for a call".to_string(),
        CustomerField::CustomerSince => c.customer_since.map_or(text, |day| dates::short(day, today)),
        _ => typed(field, text),
    })
}

/// Says in words what was typed into a field; what can't be read stays as it is.
pub fn typed(field: CustomerField, text: String) -> String {
    let said = match field {
        CustomerField::Peak => PeakDays::parse(&text).ok().map(|days| days.describe()),
        CustomerField::Cadence => Cadence::parse(&text).ok().map(Cadence::describe),
        CustomerField::Birthday => text.parse().ok().map(YearDay::words),
        CustomerField::LeftBecause => Some(text.replace('-', " ")),
        _ => None,
    };
    said.unwrap_or(text)
}

/// Names the place of a customer's clock: their city, else the zone's.
pub fn place(customer: &Customer, zone: Tz) -> String {
    match customer.city.as_deref() {
        Some(city) => city.to_string(),
        None => zone_city(zone),
    }
}

/// Says what became of the texts that were written for a customer's phones, where one is not simply a phone now.
pub fn phone_note(app: &App, draft: &CustomerDraft, customer: &Customer) -> Option<String> {
    let values = draft.phones().flat_map(|text| values_in(ReachKind::Phone, text));
    values.into_iter().find_map(|written| note_of(app, written, customer))
}

/// The same of one number, without its label.
fn note_of(app: &App, written: &str, customer: &Customer) -> Option<String> {
    let phones = customer.phones();
    let number = customer.shown_phone().unwrap_or_default();
    if written.is_empty() || phones.iter().any(|phone| phone.shown.as_deref() == Some(written)) {
        return None;
    }
    let read = app.read_phone(written, customer.phone_region.as_deref());
    if read.extent == Extent::Unread {
        return Some(if phones.iter().any(|phone| phone.shown.is_none() && phone.value == written) {
            format!("\"{written}\" is kept as typed: goodcall could not read it as a phone number, and won't dial it.")
        } else {
            format!("\"{written}\" can't be read as a phone number. {number} stays; what you wrote is among the facts.")
        });
    }
    if customer.facts.as_ref().is_some_and(|facts| read.besides.iter().any(|line| facts.contains(line))) {
        let number = read.shown.as_deref().unwrap_or(&read.number);
        return Some(format!("The phone is {number}; what else you wrote is among the facts."));
    }
    let as_typed = phones.iter().find(|phone| phone.shown.is_none() && phone.value == read.number)?;
    let number = &as_typed.value;
    Some(format!("\"{number}\" is kept as typed: goodcall could not tell its country. Begin it with one, such as +44."))
}

/// Says where a customer's time zone was found: "Lisbon time, from the area code"; None where somebody said it, or that
/// is not known.
pub fn zone_source(customer: &Customer) -> Option<String> {
    let (zone, source) = (customer.timezone?, customer.zone_from?.describe()?);
    Some(format!("{} time, {source}", zone_city(zone)))
}

/// Names a zone by its city: "New York".
fn zone_city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or(zone.name()).replace('_', " ")
}

/// Says how long ago a past buyer heard from us: "2 years ago"; "never yet" where that is not known.
pub fn last_contact(c: &Customer, today: NaiveDate) -> String {
    match c.last_touch.max(c.left_on) {
        Some(day) => dates::ago(day, today),
        None => "never yet".into(),
    }
}

/// Says why and when a past buyer left: "left for a lower price, 2 years ago", "left today".
pub fn left(c: &Customer, today: NaiveDate) -> String {
    let when = c.left_on.map(|d| dates::ago(d, today));
    match (c.left_because.filter(|b| *b != LeftBecause::Other), when) {
        (Some(why), Some(when)) => format!("{}, {when}", why.describe()),
        (Some(why), None) => why.describe().into(),
        (None, Some(when)) => format!("left {when}"),
        (None, None) => "left".into(),
    }
}

/// Says what a change of standing means, in one line; None where the standing stayed.
pub fn standing_changed(before: &Customer, after: &Customer, today: NaiveDate) -> Option<String> {
    let first = after.first_name();
    match (before.standing, after.standing) {
        (Standing::Past, Standing::Active) => {
            let days = before.left_on.map(|d| (today - d).num_days()).filter(|days| *days > 0);
            let away = days.map(|days| format!(" after {}", dates::span(days)));
            Some(format!("{first} is back{}. Staying in touch was worth it.", away.unwrap_or_default()))
        }
        (Standing::Active, Standing::Past) => {
            let why = after.left_because.filter(|b| *b != LeftBecause::Other).map(|b| format!(" ({})", b.describe()));
            Some(format!("{first} is a past buyer now{}. Nothing to sell; stay in touch.", why.unwrap_or_default()))
        }
        _ => None,
    }
}

/// Says when a customer left and came back: "left 12 Mar 2025 (left for a lower price), back 3 Oct"; None if never.
pub fn standing_history(history: &[StandingChange], today: NaiveDate) -> Option<String> {
    // The customer's standing already says that they left once.
    if !history.iter().any(|s| s.standing == Standing::Active) {
        return None;
    }
    let words = history.iter().map(|s| {
        let when = s.day.map_or("once".to_string(), |d| dates::short(d, today));
        match s.standing {
            Standing::Active => format!("back {when}"),
            Standing::Past => {
                let why = s.because.filter(|b| *b != LeftBecause::Other).map(|b| format!(" ({})", b.describe()));
                format!("left {when}{}", why.unwrap_or_default())
            }
        }
    });
    Some(words.collect::<Vec<_>>().join(", "))
}

/// Names the others at a customer's company, at most `most` of them: "Porto Cold Chain: Paulo Reis, Rita Sá"; None where
/// there are none.
pub fn colleagues(c: &Customer, all: &[CustomerLine], most: usize) -> Option<String> {
    let names: Vec<&str> = all.iter().take(most).map(|line| line.name.as_str()).collect();
    let company = c.company.as_deref().filter(|_| !names.is_empty())?;
    let more = if all.len() > most { " and more" } else { "" };
    Some(format!("{company}: {}{more}", names.join(", ")))
}

/// Writes a customer as on a call card.
pub fn card(c: &Customer) -> Value {
    json!({
        "id": c.id.to_string(),
        "name": c.name,
        "company": c.company,
        "role": c.role,
        "phone": c.phone,
        "timezone": c.timezone.map(crate::domain::tz::Tz::name),
        "favorite": c.favorite,
        "standing": c.standing,
        "pleasure": c.pleasure,
        "profit": c.profit,
    })
}

/// Writes one of a customer's lists, the preferred entry first.
fn entries(c: &Customer, kind: ReachKind) -> Value {
    let entry = |entry: &ReachEntry| {
        let e164 = entry.shown.as_ref().map(|_| entry.value.as_str());
        json!({"label": entry.label, "value": entry.text(), "e164": e164})
    };
    c.entries(kind).iter().map(entry).collect()
}

/// Writes a customer with all fields.
pub fn json(c: &Customer, zone: Tz) -> Value {
    let mut value = card(c);
    let fields = CustomerField::ALL.iter().map(|field| (field.key().to_string(), json!(field.of(c))));
    let rest = json!({
        "phones": entries(c, ReachKind::Phone),
        "emails": entries(c, ReachKind::Email),
        "phone_shown": c.phone_shown,
        "phone_region": c.phone_region,
        "timezone_from": choice(c.zone_from),
        "referred_by": c.referred_by.map(|r| r.to_string()),
        "snoozed_until": day(c.snoozed_until),
        "archived": c.archived_at.is_some(),
        "archived_at": c.archived_at.map(|a| instant(a, zone)),
        "added_at": instant(c.added_at, zone),
        "updated_at": instant(c.updated_at, zone),
        "source_uid": c.source_uid,
        "team": c.team,
        "owner": c.owner,
        "last_talked": day(c.last_talked),
        "last_touch": c.last_touch.map(|d| json!({"kind": choice(c.last_touch_kind), "date": d.to_string()})),
    });
    if let (Value::Object(all), Value::Object(rest)) = (&mut value, rest) {
        all.extend(fields);
        all.extend(rest);
    }
    value
}

/// Writes a customer with their touches and remarks as `show --json` prints them.
pub fn show(app: &App, c: &Customer) -> Result<Value> {
    let touches = app.touches_of(c.id, usize::MAX >> 1)?;
    let mut all: Vec<(i64, Value)> = Vec::with_capacity(touches.len());
    let mut said = Vec::new();
    let remarks = app.remarks_of_touches(&touches)?;
    for ((t, people), remarks) in touches.iter().zip(app.participants_of_all(&touches)?).zip(remarks) {
        all.push((t.at.timestamp_millis(), after_log::touch(t, &people, &remarks)));
        said.extend(remarks.iter().filter(|r| r.customer == c.id).map(after_log::remark));
    }
    let others = app.team_logs_of(c.id, usize::MAX >> 1)?;
    all.extend(others.iter().map(|log| (log.occurred_at, team::log_json(log, Some(c)))));
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut value = json(c, app.settings().zone);
    if let Value::Object(fields) = &mut value {
        let wait = (app.clock().today() - c.last_talked.unwrap_or(c.added_on)).num_days().max(0);
        fields.insert("touches".into(), all.into_iter().map(|(_, touch)| touch).collect());
        fields.insert("remarks".into(), said.into());
        fields.insert("wait_days".into(), wait.into());
        let history = app.standing_history(c.id)?;
        let history = history
            .iter()
            .map(|s| json!({"date": day(s.day), "standing": s.standing, "left_because": choice(s.because)}));
        fields.insert("standing_history".into(), history.collect());
        let planned = app.planned_visits_of(c.id)?;
        let planned = planned.iter().map(
            |p| json!({"date": p.day.to_string(), "state": p.state, "moved_to": day(p.moved_to), "because": p.because}),
        );
        fields.insert("planned_visits".into(), planned.collect());
        let colleagues = app.colleagues(c, usize::MAX >> 1)?;
        let colleagues = colleagues.iter().map(|line| json!({"id": line.id.to_string(), "name": line.name}));
        fields.insert("colleagues".into(), colleagues.collect());
        let known_as = app.known_as(c.id)?;
        let known_as =
            known_as.iter().map(|k| json!({"name": k.name, "company": k.company, "phone": k.phone, "email": k.email}));
        fields.insert("known_as".into(), known_as.collect());
    }
    Ok(value)
}

/// Writes a past buyer and how their wait stands.
pub fn past_buyer(p: &PastBuyer) -> Value {
    let c = &p.customer;
    let mut who = card(c);
    if let Value::Object(fields) = &mut who {
        fields.insert("left_on".into(), day(c.left_on));
        fields.insert("left_because".into(), choice(c.left_because));
    }
    json!({
        "customer": who,
        "elapsed_days": p.standing.elapsed_days,
        "cadence_days": p.standing.cadence_days,
        "state": p.standing.state,
        "last_touch": c.last_touch.map(|d| json!({"kind": choice(c.last_touch_kind), "date": d.to_string()})),
        "suggest": choice(p.suggest()),
        "anniversaries": occasions::of_customer(&p.anniversaries),
    })
}

/// Writes two customers who may be one person, and why.
pub fn pair(t: &DuplicatePair) -> Value {
    json!({"customer": card(&t.customer), "other": card(&t.other), "why": t.why})
}
