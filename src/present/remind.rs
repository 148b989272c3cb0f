//! The reminder in words: a notification for the call, one for what else the day brings.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::json::instant;
use super::{customers, ideas, occasions, reach, today};
use crate::app::App;
use crate::app::remind::{CallToMake, Reminder};
use crate::domain::claims::Agreed;
use crate::domain::dates::HourCycle;
use crate::error::Result;
use crate::system::notifier::Note;
use crate::system::timer::Timer;
use crate::text::clean;

/// Says what there is to say, a notification each; none where there is nothing.
pub fn notes(reminder: &Reminder, hours: HourCycle) -> Vec<Note> {
    let call = reminder.call.iter().map(|call| call_note(call, hours));
    call.chain(day_note(reminder)).collect()
}

/// The most lines of a notification.
const LINES: usize = 5;

/// Says what else the day brings; None where there is nothing.
fn day_note(reminder: &Reminder) -> Option<Note> {
    let today = reminder.date;
    let promises = reminder.promises.iter().map(|promise| ideas::owed(promise, today, None));
    let birthdays = reminder.birthdays.iter().map(|day| clean(&occasions::line(day, today)).into_owned());
    let mut lines: Vec<String> = promises.chain(birthdays).collect();
    let title = match (reminder.promises.as_slice(), reminder.birthdays.as_slice()) {
        ([], [_]) => "A birthday",
        ([], _) => "Birthdays",
        (_, []) => "What you promised",
        _ => "What you promised, and a birthday",
    };
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    (!lines.is_empty()).then(|| Note { title: title.into(), text: lines.join("\n") })
}

/// Says whom to call: "Ana Ribeiro, +351 22 555 0142. At work until 17:30 your time".
fn call_note(call: &CallToMake, hours: HourCycle) -> Note {
    let p = &call.pick;
    let title = today::carried_title(p).unwrap_or_else(|| "Today's good call".into());
    let number = p.customer.shown_phone().unwrap_or(reach::NO_NUMBER);
    let mut text = format!("{}, {}", clean(&p.customer.name), clean(number));
    if let Some(when) = when(call, hours) {
        text = format!("{text}. {when}");
    }
    Note { title, text }
}

/// Says when they can be called, by the user's clock; None where their zone is unknown.
fn when(call: &CallToMake, hours: HourCycle) -> Option<String> {
    let p = &call.pick;
    if let Some(at) = p.pick.kept_for {
        return Some(format!("Kept for {}", reach::hour(at, &p.reach, hours)));
    }
    match (p.reach.now?, call.until) {
        (true, Some(until)) => Some(format!("At work until {}", your_time(until, call, hours))),
        (true, None) => Some("A good time now".into()),
        (false, _) => {
            let here = clean(&reach::here(&p.customer, &p.reach, hours)?).into_owned();
            let from = p.reach.from.map(|from| format!("; from {}", your_time(from, call, hours)));
            let mut letters = here.chars();
            let first = letters.next()?.to_uppercase();
            Some(first.chain(letters).chain(from.unwrap_or_default().chars()).collect())
        }
    }
}

/// Writes an hour by the user's clock, and says that it is theirs: "14:00 your time", "09:00 tomorrow, your time".
fn your_time(at: DateTime<Utc>, call: &CallToMake, hours: HourCycle) -> String {
    let hour = reach::hour(at, &call.pick.reach, hours);
    let comma = if hour.ends_with("tomorrow") { "," } else { "" };
    format!("{hour}{comma} your time")
}

/// Says in the app how to be reminded, or that a timer does it already.
pub fn advice(installed: Option<Timer>) -> String {
    match installed {
        Some(timer) => format!("You are reminded on call days, by {}", timer.describe()),
        None => "In a shell, goodcall remind install reminds you on call days".into(),
    }
}

/// Writes what there is to say as `remind now --json` prints it.
pub fn json(app: &App, reminder: &Reminder) -> Result<Value> {
    let settings = app.settings();
    let at = |at: Option<_>| at.map(|at| instant(at, settings.zone));
    let call = reminder.call.as_ref().map(|call| {
        let p = &call.pick;
        json!({
            "customer": customers::card(&p.customer),
            "reachable_now": p.reach.now,
            "reachable_from": at(p.reach.from),
            "reachable_until": at(call.until),
            "agreed": p.agreed == Agreed::Yes,
            "kept_for": at(p.pick.kept_for),
        })
    });
    let notes = notes(reminder, settings.hours);
    let notes: Vec<Value> = notes.iter().map(|n| json!({"title": n.title, "text": n.text})).collect();
    Ok(json!({
        "date": reminder.date.to_string(),
        "call": call,
        "promises": reminder.promises.iter().map(ideas::json).collect::<Vec<_>>(),
        "birthdays": today::birthdays(app, &reminder.birthdays)?,
        "notifications": notes,
    }))
}
