//! What is owed and when, whose days come, and what the reminder tells.

use super::super::script::PROMISES;
use serde_json::{Value, json};

use super::super::model::{Model, Occasion, Promise};
use super::listed;
use crate::support::{names, text};

const PROMISE: [&str; 4] = ["text", "date", "due_on", "state"];

fn row(p: &Promise) -> Value {
    json!([p.who, p.text, p.at.0.to_string(), p.due.to_string(), p.state])
}

fn rows(list: &Value) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|promise| listed(promise, &PROMISE)).collect()
}

/// The list of promises: the open ones, the due first.
pub(crate) fn promises(model: &Model, list: &Value) {
    assert_eq!(rows(list), model.owed().into_iter().map(row).collect::<Vec<_>>(), "{}", model.today());
}

/// All promises, whatever became of them.
pub(crate) fn all_promises(model: &Model, list: &Value) {
    let by_text = |rows: Vec<Value>| {
        let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
        rows.sort_unstable();
        rows
    };
    assert_eq!(by_text(rows(list)), by_text(model.promises.iter().map(row).collect()), "{}", model.today());
}

/// What somebody can be congratulated on, as rows have it.
pub(crate) fn occasions(model: &Model, who: &str) -> Value {
    let one = |o: Occasion| json!({"kind": o.kind, "date": o.on.to_string(), "turns": o.years});
    model.occasions_of(who).into_iter().map(one).collect()
}

/// The birthday of the pick is the first reason on its card.
pub(crate) fn occasion_of_pick(model: &Model, pick: &Value, who: &str) {
    let today = model.today();
    assert_eq!(pick["anniversaries"], occasions(model, who), "{today}: {who}");
    if let Some(years) = model.occasions_of(who).first().and_then(|o| o.years) {
        let reason = text(&pick["reasons"][0]);
        assert!(reason.contains(&format!("turns {years}")), "{today}: {who}: {reason}");
    }
}

fn birthdays(got: &Value, wanted: &[Occasion], when: &str) {
    let rows = got.as_array().expect("a list").iter();
    let got: Vec<Value> = rows.map(|row| listed(row, &["date", "turns"])).collect();
    let wanted = wanted.iter().map(|o| json!([o.who, o.on.to_string(), o.years]));
    assert_eq!(got, wanted.collect::<Vec<_>>(), "{when}");
}

/// What is due today, and whose birthday comes.
pub(crate) fn due_today(model: &Model, today: &Value) {
    let when = model.today().to_string();
    assert_eq!(rows(&today["promises"]), model.owed_now().into_iter().map(row).collect::<Vec<_>>(), "{when}");
    birthdays(&today["birthdays"], &model.birthdays(), &when);
}

/// What the reminder says: whom to call, where that is not done and the day is not off, the promises of the day, and the
/// birthdays in three days.
pub(crate) fn reminder(model: &Model, said: &Value, call: Option<&str>) {
    let today = model.today();
    assert_eq!(said["date"], today.to_string());
    assert_eq!(said["call"]["customer"]["name"].as_str(), call, "{today}: {said:#}");
    let due = model.owed().into_iter().filter(|p| p.due == today);
    let due: Vec<Value> = due.map(row).collect();
    assert_eq!(rows(&said["promises"]), due, "{today}");
    let soon = model.birthdays_to_remind_of();
    let is_silent = call.is_none() && due.is_empty() && soon.is_empty();
    birthdays(&said["birthdays"], &soon, &today.to_string());
    let notes = said["notifications"].as_array().expect("a list");
    assert_eq!(notes.is_empty(), is_silent, "{today}: {said:#}");
    let words = names(&said["notifications"], "/text").join("\n");
    assert!(call.is_none_or(|name| words.contains(name)), "{today}: {words}");
    assert!(due.iter().all(|p| words.contains(without_day(text(&p[1])))), "{today}: {words}");
}

/// What was promised: its day is told in other words.
pub(crate) fn without_day(said: &str) -> &str {
    let mut ends = PROMISES.iter().map(|(end, _)| *end).filter(|end| !end.is_empty());
    ends.find_map(|end| said.strip_suffix(end)).unwrap_or(said)
}
