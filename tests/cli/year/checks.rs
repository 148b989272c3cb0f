//! What must hold whenever it is looked at: the answers of the program against the model.

mod field_days;
mod owed;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model::{Idea, Model, Offer, Touch, monday_of};
use super::people::{Day, date};
use crate::support::{names, text};
pub(super) use field_days::*;
pub(super) use owed::*;

/// The mean of whole numbers to one decimal, halves away from zero; null of none.
fn mean(numbers: &[i64]) -> Value {
    let (sum, count) = (numbers.iter().sum::<i64>(), numbers.len() as i64);
    if count == 0 {
        return Value::Null;
    }
    let tenths = (20 * sum.abs() + count) / (2 * count) * sum.signum();
    json!(tenths as f64 / 10.0)
}

/// The mood figures of touches: only talks with the mood before and after.
pub(super) fn mood<'a>(touches: impl Iterator<Item = &'a Touch>) -> Value {
    let rated: Vec<(i64, i64)> = touches.filter(|t| t.is_talk()).filter_map(Touch::rated).collect();
    let before: Vec<i64> = rated.iter().map(|r| r.0).collect();
    let after: Vec<i64> = rated.iter().map(|r| r.1).collect();
    let lift: Vec<i64> = rated.iter().map(|r| r.1 - r.0).collect();
    json!({"rated": rated.len(), "before": mean(&before), "after": mean(&after), "lift": mean(&lift)})
}

/// That an object has these keys with these values, whatever else it has.
#[track_caller]
pub(super) fn holds(got: &Value, wanted: &Value, what: &str) {
    for (key, value) in wanted.as_object().expect("an object") {
        assert_eq!(&got[key], value, "{what}: {key}");
    }
}

// The good call.

pub(super) fn offer(model: &Model, today: &Value, offer: Offer) {
    let (day, slot) = (model.today(), model.slot_of(model.today()));
    let Offer { who, wait, weight } = offer;
    let offers =
        model.offers.get(&slot).into_iter().flatten().filter(|(_, state)| !matches!(*state, "called" | "offered"));
    let states: Vec<Value> = offers.map(|(who, state)| json!([who, state])).collect();
    let before = today["offered_before"].as_array().expect("a list").iter();
    let before: Vec<Value> = before.map(|o| json!([o["name"], o["state"]])).collect();
    assert_eq!(before, states, "{day}");
    let pick = &today["pick"];
    assert_eq!(pick["customer"]["name"], who, "{day}: {today:#}");
    let figures = json!({
        "state": "offered",
        "carried_over": slot < day,
        "wait_days": wait,
        "weight": weight,
        "score": wait * weight,
    });
    holds(pick, &figures, &format!("{day}: {who}"));
    let due = model.past.keys().filter(|who| matches!(model.state(who), "due" | "years")).count();
    let ideas = model.ideas.iter().filter(|i| i.state == "open").count();
    let wanted = json!({
        "date": day.to_string(),
        "slot": slot.to_string(),
        "call_day": slot == day,
        "next_call_day": model.next_call_day().to_string(),
        "waiting": {"ideas": ideas, "past_buyers_due": due},
    });
    holds(today, &wanted, &day.to_string());
    // What they said the last time is handed back, praise first.
    let last = model.last_talk(who).map(|talk| {
        let mut theirs = talk.said.iter().filter(|s| s.by.unwrap_or(talk.who) == who && s.kind != "promise");
        let praise = theirs.clone().find(|s| s.kind == "praise");
        let said = praise.or_else(|| theirs.next());
        json!(said.map(|said| json!({"kind": said.kind, "text": said.text, "date": talk.at.0.to_string()})))
    });
    assert_eq!(pick["last_said"], json!(last), "{day}: {who}");
    occasion_of_pick(model, pick, who);
    due_today(model, today);
}

pub(super) fn nobody_waits_too_long(model: &Model) {
    let candidates = model.candidates();
    let most = (7 * candidates.len()).div_ceil(3);
    for p in candidates {
        let waited = model.call_days_waited(p);
        assert!(waited <= most, "{}: {} has waited for {waited} call days", model.today(), p.name);
    }
}

pub(super) fn ideas(model: &Model, list: &Value) {
    let next_monday = monday_of(model.today()) + chrono::Days::new(7);
    let this_week = |day: Day| day < next_monday && day >= monday_of(model.today());
    let open: Vec<&Idea> = model.ideas.iter().filter(|i| i.state == "open").collect();
    let due: Vec<bool> = names(list, "/due_on").iter().map(|due| this_week(date(due))).collect();
    let first = open.iter().filter(|i| this_week(i.due)).count();
    assert!(due[..first].iter().all(|is_due| *is_due), "{}: this week's ideas come first", model.today());
    assert_eq!(by_id(list), open.into_iter().map(row_of_idea).collect(), "{}", model.today());
}

/// Rows of the idea list by id.
pub(super) fn by_id(list: &Value) -> BTreeMap<String, Value> {
    let keys = ["kind", "text", "date", "due_on", "state"];
    let rows = list.as_array().expect("a list").iter();
    rows.map(|row| (text(&row["id"]).to_string(), listed(row, &keys))).collect()
}

pub(super) fn row_of_idea(i: &Idea) -> (String, Value) {
    (i.id.clone(), json!([i.who, i.kind, i.text, i.at.0.to_string(), i.due.to_string(), i.state]))
}

pub(super) fn week(model: &Model, week: &Value) {
    let today = model.today();
    let monday = monday_of(today);
    let touches: Vec<&Touch> = model.touches.iter().filter(|t| (monday..=today).contains(&t.at.0)).collect();
    let of_kind = |kind: &str| touches.iter().filter(|t| t.kind == kind).count();
    let setbacks = model.setbacks.iter().filter(|h| h.at.0 >= monday);
    let wanted = json!({
        "week_start": monday.to_string(),
        "date": today.to_string(),
        "calls": touches.iter().filter(|t| t.outcome == Some("reached")).count(),
        "visits": of_kind("visit"),
        "cards": of_kind("card"),
        "gifts": of_kind("gift"),
        "messages": of_kind("message"),
        "streak": streaks(model).0,
        "kind_words": model.praise.iter().filter(|p| p.at.0 >= monday).count(),
        "ideas_heard": model.ideas.iter().filter(|i| i.at.0 >= monday).count(),
        "promises_made": model.promises.iter().filter(|p| p.at.0 >= monday).count(),
        "setbacks": setbacks.map(|h| json!({"kind": h.kind, "answered": h.answered})).collect::<Vec<_>>(),
        "won_back": model.won_back.iter().filter(|(day, _)| *day >= monday).map(|(_, who)| who).collect::<Vec<_>>(),
    });
    holds(week, &wanted, &format!("the week of {monday}"));
    holds(&week["mood"], &mood(touches.iter().copied()), &format!("the week of {monday}"));
    let used = model.ideas.iter().filter(|i| i.done_at.is_some_and(|at| at.0 >= monday));
    assert_eq!(names(&week["ideas_used"], "/text"), used.map(|i| i.text.clone()).collect::<Vec<_>>(), "{monday}");
    let kept = model.promises.iter().filter(|p| p.kept_at.is_some_and(|at| at.0 >= monday));
    assert_eq!(names(&week["promises_kept"], "/text"), kept.map(|p| p.text.clone()).collect::<Vec<_>>(), "{monday}");
    let mut picks: Vec<&str> = week["picks_called"].as_array().expect("a list").iter().map(text).collect();
    picks.sort_unstable();
    let mut called = if model.is_away(monday) { Vec::new() } else { model.called_in(monday) };
    called.sort_unstable();
    assert_eq!(picks, called, "the week of {monday}");
}

/// How many past buyers heard from us this week.
pub(super) fn heard_this_week(model: &Model) -> usize {
    let monday = monday_of(model.today());
    let heard = |who: &str| model.touches.iter().any(|t| t.has(who) && t.at.0 >= monday && t.arrived());
    model.past.keys().filter(|who| heard(who)).count()
}

/// Call days kept in a row: up to today, and the most of them.
pub(super) fn streaks(model: &Model) -> (usize, usize) {
    let days = model.call_days();
    let (mut now, mut best) = (0, 0);
    for (place, day) in days.iter().enumerate() {
        let next = days.get(place + 1);
        let in_slot = |t: &&Touch| t.at.0 >= *day && next.is_none_or(|next| t.at.0 < *next);
        if model.touches.iter().filter(in_slot).any(Touch::is_talk) {
            now += 1;
        } else if next.is_some() {
            now = 0;
        }
        best = best.max(now);
    }
    (now, best)
}

// The lift.

pub(super) fn lift(model: &Model, call: &Value) {
    let rows = call.as_array().expect("a list").iter();
    let keys = ["reachable_now", "reachable_from", "rested", "merit", "wait_days"];
    let got: Vec<Value> = rows.map(|row| listed(row, &keys)).collect();
    let three = model.lift().into_iter().take(3);
    let wanted = three.map(|c| json!([c.name, c.reachable_now, c.reachable_from, c.rested, c.merit, c.wait]));
    assert_eq!(got, wanted.collect::<Vec<_>>(), "{:?}", model.now);
}

/// The customer's name and some values of a row.
pub(super) fn listed(row: &Value, keys: &[&str]) -> Value {
    let name = [row["customer"]["name"].clone()].into_iter();
    name.chain(keys.iter().map(|key| row[key].clone())).collect()
}

// Past buyers.

pub(super) fn past_buyers(model: &Model, due: &Value, all: bool) {
    let mut wanted = model.past_buyers();
    wanted.retain(|who| all || model.state(who) != "fresh" || !model.occasions_of(who).is_empty());
    let row = |who: &&str| {
        let (elapsed, cadence) = model.standing(who);
        let last = model.last_touch(who).map(|t| json!({"kind": t.kind, "date": t.at.0.to_string()}));
        let (way, days) = (model.suggested_way(who), occasions(model, who));
        json!([who, elapsed, cadence, model.state(who), last, way, days])
    };
    let rows = due.as_array().expect("a list").iter();
    let keys = ["elapsed_days", "cadence_days", "state", "last_touch", "suggest", "anniversaries"];
    let got = rows.map(|row| listed(row, &keys));
    assert_eq!(got.collect::<Vec<_>>(), wanted.iter().map(row).collect::<Vec<_>>(), "{}", model.today());
}
