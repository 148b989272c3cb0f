//! What undo and redo did, in words and as JSON.

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

use super::times;
use crate::app::undo::{Step, Undone};

/// Returns a step as JSON.
pub fn step_json(step: &Step) -> Value {
    json!({"id": step.id.to_string(), "label": step.label, "at": step.at.to_rfc3339()})
}

/// Returns as JSON what was undone: the step, and the customer whose unfinished log holds its text.
pub fn undone_json(undone: &Undone) -> Value {
    let unfinished = undone.unfinished.map(|customer| json!({"customer": customer.to_string()}));
    json!({"undone": step_json(&undone.step), "unfinished_log": unfinished})
}

/// Says what was undone, "Undone: logged a call with Ana", and how the text of a log is taken up: "r on Today"; None says
/// only that it waits. The middle part may be cut.
pub fn undone(undone: &Undone, resume: Option<&str>) -> [String; 3] {
    let key = resume.map(|resume| format!(" ({resume})")).unwrap_or_default();
    let waits = undone.unfinished.map(|_| format!(". The draft waits{key}"));
    ["Undone: ".into(), undone.step.label.clone(), waits.unwrap_or_default()]
}

/// Says what was put back: "Redone: logged a call with Ana".
pub fn redone(step: &Step) -> String {
    format!("Redone: {}", step.label)
}

/// Names an older change and its age, to ask whether to take it back: "Older: imported 24 customers, 10 weeks ago. u again
/// takes it back". `again` is the key of undo. The middle part may be cut.
pub fn older(step: &Step, now: DateTime<FixedOffset>, again: &str) -> [String; 3] {
    let age = times::since(step.at, now);
    ["Older: ".into(), step.label.clone(), format!(", {age}. {again} again takes it back")]
}
