//! Trends: what the calls do for the mood, and every figure as JSON.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::customers::who;
use crate::app::trends::Trends;
use crate::domain::dates;
use crate::domain::trends::{self, DayKind, Month, Mood, Tenths};
use crate::text::count;

/// Says in one line what the calls do for the mood; claims nothing from fewer than five.
pub fn mood_words(mood: &Mood) -> String {
    let calls = count(mood.rated, "rated call", "rated calls");
    match mood.claim() {
        None if mood.rated == 0 => "no call with a mood before and after yet".into(),
        None => format!("{calls} so far; {} will tell whether they lift you", trends::ENOUGH),
        Some(lift) if lift.tenths() > 0 => format!("a call lifts you by {lift} ({calls})"),
        Some(lift) if lift.tenths() == 0 => format!("a call leaves your mood as it was ({calls})"),
        Some(lift) => format!("after a call you feel {} lower ({calls})", Tenths::new(-lift.tenths())),
    }
}

/// Names a month briefly: "Nov".
pub fn month_word(month: Month) -> String {
    let day = NaiveDate::from_ymd_opt(month.year(), month.month(), 1).unwrap_or_default();
    dates::short(day, day).trim_start_matches("1 ").to_string()
}

/// Writes the figures as `trends --json` prints them.
pub fn json(t: &Trends) -> Value {
    let mut mood = mood_json(&t.mood);
    if let Value::Object(fields) = &mut mood {
        let by_setback = t.mood_by_setback.iter().map(|(kind, m)| with(mood_json(m), "setback", json!(kind)));
        let by_customer =
            t.mood_by_customer.iter().map(|m| with(mood_json(&m.mood), "customer", who(m.customer, &m.name)));
        let by_month = t.mood_by_month.iter().map(|(month, m)| with(mood_json(m), "month", month.to_string().into()));
        fields.insert("by_setback".into(), by_setback.collect());
        fields.insert("by_customer".into(), by_customer.collect());
        fields.insert("by_month".into(), by_month.collect());
    }
    let months = t.praise_by_month.iter().map(|m| json!({"month": m.month.to_string(), "count": m.count}));
    let weeks = t
        .weeks
        .iter()
        .map(|w| json!({"week_start": w.week_start.to_string(), "calls": w.calls, "pick_called": w.pick_called}));
    let first_month = t.progress.first_month.map(|c| json!({"done": c.done, "target": c.target}));
    json!({
        "weeks": weeks.collect::<Vec<_>>(),
        "streak": t.streak.now,
        "best_streak": t.streak.best,
        "mood": mood,
        "praise_by_month": months.collect::<Vec<_>>(),
        "praised_most": t.praised_most.iter()
            .map(|n| json!({"customer": who(n.id, &n.name), "count": n.count})).collect::<Vec<_>>(),
        "teammates": t.teammates.iter().map(|n| json!({"name": n.name, "count": n.count})).collect::<Vec<_>>(),
        "rotation": {"favorites": t.rotation.favorites, "talked_in_last_round": t.rotation.talked_in_last_round},
        "past_buyers": {
            "count": t.past_buyers.past_buyers,
            "in_touch": t.past_buyers.in_touch,
            "longest_years": t.past_buyers.longest_years,
            "years": t.past_buyers.total_years,
        },
        "visits": {
            "done": t.visits.visits.done,
            "target": t.visits.visits.target,
            "accounts": t.visits.accounts.target,
            "accounts_at_target": t.visits.accounts.done,
            "quarter": {"done": t.progress.quarter.done, "target": t.progress.quarter.target},
            "first_month": first_month,
        },
        "days": t.heat.columns.iter().flatten().filter(|c| c.talks > 0 || day_word(c.kind).is_some()).map(|c| {
            json!({"date": c.day.to_string(), "talks": c.talks, "call_day": day_word(c.kind)})
        }).collect::<Vec<_>>(),
    })
}

/// Says what became of a call day, in JSON; None for other days.
fn day_word(kind: DayKind) -> Option<&'static str> {
    match kind {
        DayKind::Kept => Some("kept"),
        DayKind::Missed => Some("missed"),
        DayKind::Open => Some("open"),
        DayKind::Away => Some("away"),
        DayKind::OutOfRange | DayKind::NoCallDay | DayKind::Future => None,
    }
}

/// Writes a mood and the number of calls behind it; `enough` tells whether they carry a claim.
pub(super) fn mood_json(mood: &Mood) -> Value {
    let figure = |t: Option<Tenths>| t.and_then(|t| serde_json::from_str::<Value>(&t.to_string()).ok());
    json!({
        "rated": mood.rated,
        "before": figure(mood.before),
        "after": figure(mood.after),
        "lift": figure(mood.lift),
        "enough": mood.claim().is_some(),
    })
}

fn with(value: Value, key: &str, own: Value) -> Value {
    let mut all = serde_json::Map::new();
    all.insert(key.into(), own);
    if let Value::Object(fields) = value {
        all.extend(fields);
    }
    all.into()
}
