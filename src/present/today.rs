//! The day's pick as JSON, and why there is none in words.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::json::{day, instant};
use super::{customers, ideas, occasions, reasons, visits};
use crate::app::App;
use crate::app::occasions::Celebration;
use crate::app::praise::Quoted;
use crate::app::today::{Opened, Today, TodayPick, WhyNone};
use crate::domain::anniversary::AnniversaryKind;
use crate::domain::claims::Agreed;
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::rotation::{Forecast, PickState};
use crate::domain::touch::TouchKind;
use crate::error::Result;

/// Stands below the questions of a call.
pub const NOTHING_TO_SELL: &str = "Nothing to sell today.";

/// Stands below a pick whom another rep may call as well.
pub const NOT_AGREED: &str = "Not agreed with the team yet";

/// Says that every favorite is snoozed, archived, a past buyer or not to be called.
pub const NONE_CALLABLE: &str = "None of your favorites can be called now.";

/// Says in one sentence why there is nobody to offer.
pub fn why_none(why: WhyNone) -> &'static str {
    match why {
        WhyNone::NoFavorites => "Who do you like calling?",
        WhyNone::AllOffered => "Everyone has been offered this time.",
        WhyNone::NobodyAvailable => NONE_CALLABLE,
        WhyNone::OthersCall => "Others on your team call your favorites.",
    }
}

/// Says whose day an offer is of that was carried over; None on its call day.
pub fn carried_title(pick: &TodayPick) -> Option<String> {
    match pick.opened {
        Opened::Today => None,
        Opened::ThisWeek => Some("This week's good call".into()),
        Opened::Before => Some(format!("The good call of {}", dates::weekday_day(pick.pick.call_day))),
    }
}

/// Says how the user got hold of a pick: "called", or "visited".
pub fn talked(pick: &TodayPick) -> &'static str {
    talked_by(pick.last_talk.as_ref().map(|talk| talk.kind))
}

/// Says how the user talked to somebody: "called", or "visited".
pub fn talked_by(kind: Option<TouchKind>) -> &'static str {
    if kind == Some(TouchKind::Visit) { "visited" } else { "called" }
}

/// Says when the next good call is, and with whom: "Next good call: Greg, Mon 21 Dec". Empty where none is to come.
pub fn next_call(today: &Today) -> String {
    let next = today.ahead.first();
    let name = next.map(|f| format!("{}, ", crate::text::clean(first_name(&f.name)))).unwrap_or_default();
    let day = next.map(|f| f.day).or(today.next_call_day);
    day.map(|d| format!("Next good call: {name}{}", dates::weekday_date(d, today.date))).unwrap_or_default()
}

/// Whether an open pick may be another rep's, as far as is known.
pub fn is_unagreed(pick: &TodayPick) -> bool {
    pick.pick.state == PickState::Offered && pick.agreed != Agreed::Yes
}

/// Says that an open pick may be another rep's, as far as is known; None where the team agrees.
pub fn not_agreed(pick: &TodayPick) -> Option<String> {
    let first = crate::text::clean(first_name(&pick.customer.name)).into_owned();
    is_unagreed(pick).then(|| format!("{NOT_AGREED}: somebody else may call {first}, too"))
}

/// Writes today as `today --json` prints it; `promises` are all that are due.
pub fn json(app: &App, today: &Today, promises: &[Quoted]) -> Result<Value> {
    let pick = today.pick.as_ref().map(|p| {
        let (reach, own) = (&p.reach, app.settings().zone);
        let said = p.last_said.first();
        json!({
            "state": p.pick.state,
            "occasion": "rotation",
            "carried_over": p.opened != Opened::Today,
            "customer": customers::card(&p.customer),
            "wait_days": p.pick.wait_days,
            "weight": p.pick.weight,
            "score": p.pick.score,
            "reasons": reasons::of_pick(p, today.date),
            "anniversaries": occasions::of_customer(&p.customer.anniversaries(today.date)),
            "local_time": reach.local.map(|l| l.to_rfc3339_opts(SecondsFormat::Secs, false)),
            "reachable_now": reach.now,
            "reachable_from": reach.from.map(|at| instant(at, own)),
            "agreed": p.agreed == Agreed::Yes,
            "kept_for": p.pick.kept_for.map(|at| instant(at, own)),
            "last_said": said.map(|r| json!({"kind": r.kind, "text": r.text, "date": r.said_on.to_string()})),
        })
    });
    let mut value = json!({
        "date": today.date.to_string(),
        "slot": day(today.slot),
        "call_day": today.call_day,
        "next_call_day": day(today.next_call_day),
        "pick": pick,
        "instead": today.instead.as_ref().map(ahead),
        "offered_before": today.offered_before.iter().map(|p| {
            json!({"id": p.customer.to_string(), "name": p.customer_name, "state": p.state, "because": p.because})
        }).collect::<Vec<_>>(),
        "ahead": today.ahead.iter().map(ahead).collect::<Vec<_>>(),
        "promises": promises.iter().map(ideas::json).collect::<Vec<_>>(),
        "birthdays": birthdays(app, &today.occasions)?,
        "unlogged_visits": visits::unlogged_json(&app.unlogged_visits()?),
        "waiting": {"ideas": today.waiting.ideas, "past_buyers_due": today.waiting.past_buyers_due},
    });
    if let (Some(why), Value::Object(all)) = (today.why_none, &mut value) {
        all.insert("why_none".into(), why.as_str().into());
    }
    Ok(value)
}

/// Writes the birthdays of today and the seven days after.
pub(super) fn birthdays(app: &App, occasions: &[Celebration]) -> Result<Vec<Value>> {
    let birthdays = occasions.iter().filter(|o| o.anniversary.kind == AnniversaryKind::Birthday);
    let one = |o: &Celebration| {
        let customer = customers::card(&app.customer(o.customer)?);
        Ok(json!({"customer": customer, "date": o.anniversary.on.to_string(), "turns": o.anniversary.years}))
    };
    birthdays.map(one).collect()
}

fn ahead(f: &Forecast) -> Value {
    json!({
        "date": f.day.to_string(),
        "customer": customers::who(f.id, &f.name),
        "wait_days": f.wait_days,
        "weight": f.weight,
        "score": f.score,
    })
}
