//! Runs the configured program after a log, with the log as JSON on its standard input.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::App;
use super::log::Logged;
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::remark::Remark;
use crate::domain::touch::{Participants, Touch};
use crate::error::io_words;
use crate::system::process;
use crate::text;

impl App {
    /// Starts the configured program; the log stands whether or not it works. Returns why it could not be started.
    pub(super) fn after_log(&self, logged: &Logged) -> Option<String> {
        let [program, arguments @ ..] = self.settings.config.after_log.as_slice() else { return None };
        // As the command line prints it, so that what collects such lines holds one for each log.
        let line = text::json(&json_of(logged)) + "\n";
        let started = process::start_aside(program, arguments, line.as_bytes());
        let failed =
            |e| format!("\"after_log\" could not start {}: {}; the log is kept", text::clean(program), io_words(&e));
        started.err().map(failed)
    }
}

/// Writes a log as `log --json` prints it.
pub fn json_of(logged: &Logged) -> Value {
    json!({"touch": touch(&logged.touch, &logged.people, &logged.remarks), "settled_pick": logged.settled_pick})
}

/// Writes a touch with its remarks as the program reads it and as the command line prints it.
pub fn touch(t: &Touch, people: &Participants, remarks: &[Remark]) -> Value {
    let remarks = remarks.iter().map(|r| {
        let mut written = remark(r);
        if let (Value::Object(fields), Some(name)) = (&mut written, people.name_of(r.customer)) {
            fields.insert("customer".into(), who(r.customer, name));
        }
        written
    });
    json!({
        "id": t.id.to_string(),
        "customer": who(people.first.id, &people.first.name),
        "with": people.with.iter().map(|p| who(p.id, &p.name)).collect::<Vec<_>>(),
        "kind": t.kind,
        "outcome": t.outcome.map(Choice::as_str),
        "at": t.at.to_rfc3339_opts(SecondsFormat::Secs, false),
        "minutes": t.minutes,
        "occasion": t.occasion,
        "mood_before": t.mood_before,
        "mood_after": t.mood_after,
        "setback": t.setback.map(|s| s.to_string()),
        "imported": t.imported,
        "text": t.text,
        "remarks": remarks.collect::<Vec<_>>(),
    })
}

/// Writes a remark of a log.
pub fn remark(r: &Remark) -> Value {
    json!({
        "id": r.id.to_string(),
        "kind": r.kind,
        "text": r.text,
        "teammate": r.teammates.first(),
        "teammates": r.teammates,
        "starred": r.starred,
        "state": r.state.map(Choice::as_str),
        "due_on": r.due_on.map(|d| d.to_string()),
        "date": r.said_on.to_string(),
    })
}

/// Writes who somebody is: id and name.
pub fn who(id: CustomerId, name: &str) -> Value {
    json!({"id": id.to_string(), "name": name})
}
