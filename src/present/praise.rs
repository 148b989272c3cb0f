//! Praise, the teammates it names, and the note to send on.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::praise::Quoted;
use crate::app::teammates::{Kudos, Teammate};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::input::one_line;
use crate::domain::remark::without_marks;
use crate::exchange::markdown::escaped;
use crate::text::{count, cut};

/// Writes a praise and whose it is.
pub fn json(q: &Quoted, today: NaiveDate) -> Value {
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

/// The most columns of a remark in a message.
const BRIEF: usize = 44;

/// Names a remark in a message line: its first words in quotation marks, and whose it is.
pub fn briefly(q: &Quoted) -> String {
    let said = one_line(&without_marks(&q.remark.text));
    format!("“{}”, {}", cut(&said, BRIEF), first_name(&q.customer_name))
}

/// Writes a teammate and how often customers praised them.
pub fn teammate(t: &Teammate) -> Value {
    json!({"name": t.name, "praise": t.praise, "last": t.last.to_string(), "spellings": t.spellings})
}

/// Writes a note to send on, and the praise in it.
pub fn kudos(k: &Kudos, text: &str, today: NaiveDate) -> Value {
    let said: Vec<Value> = k.praise.iter().map(|q| json(q, today)).collect();
    json!({"teammate": k.teammate, "praise": said, "text": text})
}

/// The form of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Text for a chat or an email.
    Plain,
    /// Markdown, with the praise as quotes.
    Markdown,
}

/// Writes the note to send on: a greeting, each praise with who said it and when, and a thank you.
pub fn note(kudos: &Kudos, today: NaiveDate, note: Note) -> String {
    let (teammate, praise) = (kudos.teammate.as_str(), &kudos.praise);
    if praise.is_empty() {
        return String::new();
    }
    let first = first_name(teammate);
    let mut speakers: Vec<_> = praise.iter().map(|quoted| quoted.remark.customer).collect();
    speakers.sort_unstable();
    speakers.dedup();
    let talk = if speakers.len() == 1 { "a customer talks" } else { "our customers talk" };
    let times = format!(
        "{} of {}",
        count(praise.len(), "sentence", "sentences"),
        count(speakers.len(), "customer", "customers")
    );
    let mut text = match note {
        Note::Plain => format!("{first}, {talk} about you. {times}:\n"),
        Note::Markdown => {
            format!("## Kudos to {}\n\n{}, {talk} about you. {times}:\n", escaped(teammate), escaped(first))
        }
    };
    for quoted in praise {
        let company = quoted.company.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
        let by = format!("{}{company}, {}", quoted.customer_name, dates::short(quoted.remark.said_on, today));
        let said = without_marks(&quoted.remark.text);
        text.push_str(&match note {
            Note::Plain => format!("\n“{said}”\n{by}\n"),
            Note::Markdown => {
                let lines: Vec<String> = said.lines().map(|l| format!("> {}", escaped(l))).collect();
                format!("\n{}\n>\n> {}\n", lines.join("\n"), escaped(&by))
            }
        });
    }
    let first = if note == Note::Markdown { escaped(first) } else { first.to_string() };
    text.push_str(&format!("\nThank you, {first}.\n"));
    text
}
