//! The book's things as JSON, as the command line's contract has them: ids as strings, dates, instants with offset,
//! absent things null.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::away::Away;
use super::keep_in_touch::PastBuyer;
use super::lift::Callable;
use super::merge::DuplicatePair;
use super::teammates::{Kudos, Teammate};
use super::today::Today;
use super::{App, reach::Reach};
use crate::book::remarks::Quoted;
use crate::book::search::Hit;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::remark::Remark;
use crate::domain::rotation::Forecast;
use crate::domain::touch::Touch;
use crate::error::Result;

fn choice<C: Choice>(choice: Option<C>) -> Value {
    choice.map_or(Value::Null, |c| c.as_str().into())
}

fn day(date: Option<chrono::NaiveDate>) -> Value {
    date.map_or(Value::Null, |d| d.to_string().into())
}

/// An instant, by the clock of a zone.
pub fn instant(at: DateTime<Utc>, zone: Tz) -> Value {
    at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false).into()
}

/// Who somebody is: id and name.
pub fn who(id: CustomerId, name: &str) -> Value {
    json!({"id": id.to_string(), "name": name})
}

/// A customer as on a call card.
pub fn card(c: &Customer) -> Value {
    json!({
        "id": c.id.to_string(),
        "name": c.name,
        "company": c.company,
        "role": c.role,
        "phone": c.phone,
        "timezone": c.timezone.map(chrono_tz::Tz::name),
        "favorite": c.favorite,
        "standing": c.standing,
        "pleasure": c.pleasure,
        "profit": c.profit,
    })
}

/// A customer with all fields.
pub fn customer(c: &Customer, zone: Tz) -> Value {
    let mut value = card(c);
    let fields = CustomerField::ALL.iter().map(|field| (field.key().to_string(), json!(field.of(c))));
    let rest = json!({
        "phone_shown": c.phone_shown,
        "phone_region": c.phone_region,
        "referred_by": c.referred_by.map(|r| r.to_string()),
        "snoozed_until": day(c.snoozed_until),
        "archived": c.archived_at.is_some(),
        "archived_at": c.archived_at.map(|a| instant(a, zone)),
        "added_at": instant(c.added_at, zone),
        "updated_at": instant(c.updated_at, zone),
        "source_uid": c.source_uid,
        "last_talked": day(c.last_talked),
        "last_touch": c.last_touch.map(|d| json!({"kind": choice(c.last_touch_kind), "date": d.to_string()})),
    });
    if let (Value::Object(all), Value::Object(rest)) = (&mut value, rest) {
        all.extend(fields);
        all.extend(rest);
    }
    value
}

/// A remark of a log.
pub fn remark(r: &Remark) -> Value {
    json!({
        "id": r.id.to_string(),
        "kind": r.kind,
        "text": r.text,
        "teammate": r.teammates.first(),
        "teammates": r.teammates,
        "starred": r.starred,
        "state": choice(r.state),
        "due_on": day(r.due_on),
        "date": r.said_on.to_string(),
    })
}

/// A touch with its remarks.
pub fn touch(t: &Touch, name: &str, remarks: &[Remark]) -> Value {
    json!({
        "id": t.id.to_string(),
        "customer": who(t.customer, name),
        "kind": t.kind,
        "outcome": choice(t.outcome),
        "at": t.at.to_rfc3339_opts(SecondsFormat::Secs, false),
        "minutes": t.minutes,
        "occasion": t.occasion,
        "mood_before": t.mood_before,
        "mood_after": t.mood_after,
        "setback": t.setback.map(|s| s.to_string()),
        "imported": t.imported,
        "text": t.text,
        "remarks": remarks.iter().map(remark).collect::<Vec<_>>(),
    })
}

/// A praise with whose it is.
pub fn praise(q: &Quoted, today: chrono::NaiveDate) -> Value {
    json!({
        "id": q.remark.id.to_string(),
        "text": q.remark.text,
        "customer": {"id": q.remark.customer.to_string(), "name": q.customer_name, "company": q.company},
        "teammate": q.remark.teammates.first(),
        "teammates": q.remark.teammates,
        "date": q.remark.said_on.to_string(),
        "starred": q.remark.starred,
        "times_shown": q.remark.times_shown,
        "anniversary_years": dates::anniversary(q.remark.said_on, today),
    })
}

/// An idea or a need with whose it is.
pub fn idea(q: &Quoted) -> Value {
    json!({
        "id": q.remark.id.to_string(),
        "kind": q.remark.kind,
        "text": q.remark.text,
        "customer": {"id": q.remark.customer.to_string(), "name": q.customer_name, "company": q.company},
        "date": q.remark.said_on.to_string(),
        "due_on": day(q.remark.due_on),
        "state": choice(q.remark.state),
    })
}

/// A past buyer with how their wait stands.
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
    })
}

/// A teammate and how often they were praised.
pub fn teammate(t: &Teammate) -> Value {
    json!({"name": t.name, "praise": t.praise, "last": t.last.to_string(), "spellings": t.spellings})
}

/// A note to send on.
pub fn kudos(k: &Kudos, today: chrono::NaiveDate) -> Value {
    let said: Vec<Value> = k.praise.iter().map(|q| praise(q, today)).collect();
    json!({"teammate": k.teammate, "praise": said, "text": k.text})
}

/// A time away.
pub fn away(a: &Away) -> Value {
    let kept_in = if a.configured { "configuration" } else { "book" };
    json!({"from": a.first.to_string(), "to": a.last.to_string(), "kept_in": kept_in})
}

/// Something that search found.
pub fn hit(h: &Hit) -> Value {
    json!({
        "kind": h.kind.as_str(),
        "id": h.id.to_string(),
        "customer": who(h.customer, &h.customer_name),
        "text": h.text,
        "date": h.date,
        "remark_kind": h.remark_kind,
    })
}

/// Two customers who may be one person, and why.
pub fn twins(t: &DuplicatePair) -> Value {
    json!({"customer": card(&t.customer), "other": card(&t.other), "why": t.why})
}

fn ahead(f: &Forecast) -> Value {
    json!({
        "date": f.day.to_string(),
        "customer": who(f.id, &f.name),
        "wait_days": f.wait_days,
        "weight": f.weight,
        "score": f.score,
    })
}

impl App {
    /// Today, as `today --json` prints it.
    pub fn today_json(&self, today: &Today) -> Value {
        let pick = today.pick.as_ref().map(|p| {
            let reach: Reach = self.reach(&p.customer);
            let said = p.last_said.first();
            json!({
                "state": p.pick.state,
                "occasion": "rotation",
                "carried_over": p.carried_over,
                "customer": card(&p.customer),
                "wait_days": p.pick.wait_days,
                "weight": p.pick.weight,
                "score": p.pick.score,
                "reasons": p.reasons,
                "local_time": reach.local.map(|l| l.to_rfc3339_opts(SecondsFormat::Secs, false)),
                "reachable_now": reach.now,
                "last_said": said.map(|r| json!({"kind": r.kind, "text": r.text, "date": r.said_on.to_string()})),
            })
        });
        let mut value = json!({
            "date": today.date.to_string(),
            "slot": day(today.slot),
            "call_day": today.call_day,
            "next_call_day": day(today.next_call_day),
            "pick": pick,
            "offered_before": today.offered_before.iter().map(|p| {
                json!({"id": p.customer.to_string(), "name": p.customer_name, "state": p.state, "because": p.because})
            }).collect::<Vec<_>>(),
            "ahead": today.ahead.iter().map(ahead).collect::<Vec<_>>(),
            "waiting": {"ideas": today.waiting.ideas, "past_buyers_due": today.waiting.past_buyers_due},
        });
        if let (Some(why), Value::Object(all)) = (today.why_none, &mut value) {
            all.insert("why_none".into(), why.as_str().into());
        }
        value
    }

    /// Somebody to call now, as `lift --json` prints them.
    pub fn callable_json(&self, c: &Callable) -> Value {
        let zone = c.customer.timezone.unwrap_or(self.settings().zone);
        json!({
            "customer": card(&c.customer),
            "reachable_now": c.reachable_now,
            "reachable_from": c.reachable_from.map(|at| instant(at, zone)),
            "rested": c.rested,
            "merit": c.merit,
            "wait_days": c.wait_days,
            "reasons": c.reasons,
        })
    }

    /// A customer with their touches and remarks, as `show --json` prints them.
    pub fn show_json(&self, c: &Customer) -> Result<Value> {
        let touches = self.book.touches_of(c.id, usize::MAX >> 1)?;
        let mut all = Vec::with_capacity(touches.len());
        let mut said = Vec::new();
        for t in &touches {
            let remarks = self.book.remarks_of_touch(t.id)?;
            all.push(touch(t, &c.name, &remarks));
            said.extend(remarks.iter().map(remark));
        }
        let mut value = customer(c, self.settings().zone);
        if let Value::Object(fields) = &mut value {
            let wait = (self.clock().today() - c.last_talked.unwrap_or(c.added_on)).num_days().max(0);
            fields.insert("touches".into(), all.into());
            fields.insert("remarks".into(), said.into());
            fields.insert("wait_days".into(), wait.into());
            let history = self.book.standing_history(c.id)?;
            let history = history
                .iter()
                .map(|s| json!({"date": day(s.day), "standing": s.standing, "left_because": choice(s.because)}));
            fields.insert("standing_history".into(), history.collect());
            let planned = self.book.planned_visits_of(c.id)?;
            let planned = planned.iter().map(|p| {
                json!({"date": p.day.to_string(), "state": p.state, "moved_to": day(p.moved_to), "because": p.because})
            });
            fields.insert("planned_visits".into(), planned.collect());
            let known_as = self.book.known_as(c.id)?;
            let known_as = known_as
                .iter()
                .map(|k| json!({"name": k.name, "company": k.company, "phone": k.phone, "email": k.email}));
            fields.insert("known_as".into(), known_as.collect());
        }
        Ok(value)
    }
}
