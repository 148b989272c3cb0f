//! The journal in Markdown: what was done, with whom, and what they said, with the marks as words.

use std::io::Write;

use crate::app::App;
use crate::app::journal::{JournalPiece, JournalRequest, ToldTouch};
use crate::domain::choice::Choice;
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::{Remark, RemarkKind, RemarkState, without_marks};
use crate::domain::touch::Outcome;
use crate::error::{Error, Result};
use crate::exchange::markdown::{escaped, escaped_lines};
use crate::present::touches::mood;
use crate::text::{a, clean, count};

/// What stands in a journal without touches.
const NOTHING: &str = "Nothing stands here yet. goodcall log WHO begins it.";

/// Writes a journal in Markdown; returns what was written, in words: "12 touches".
pub fn write_markdown(app: &App, asked: &JournalRequest, out: &mut dyn Write) -> Result<String> {
    let mut put = |text: &str| out.write_all(text.as_bytes()).map_err(|e| Error::unwritten(&e));
    put(&format!("# {}\n", title(asked)))?;
    let mut under = Under::Month;
    let touches = app.each_of_journal(asked, |piece| match piece {
        JournalPiece::Month(day) => {
            under = Under::Month;
            put(&format!("\n## {}\n", dates::month_and_year(day)))
        }
        JournalPiece::Customer(name, company) => {
            under = Under::Customer;
            put(&format!("\n## {}\n", line(&with_company(name, company))))
        }
        JournalPiece::Touch(told) => put(&touch(told, under)),
    })?;
    if touches == 0 {
        put(&format!("\n{NOTHING}\n"))?;
    }
    Ok(count(touches, "touch", "touches"))
}

/// What a touch stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Under {
    Month,
    Customer,
}

fn title(asked: &JournalRequest) -> String {
    let of = asked.scope.teammate.as_ref().map(|name| format!(", praise of {}", line(name))).unwrap_or_default();
    let year = asked.scope.year.map(|year| format!(" of {year}")).unwrap_or_default();
    format!("Journal{year}{of}")
}

/// Writes text on one line.
fn line(text: &str) -> String {
    escaped(&clean(text))
}

fn with_company(name: &str, company: Option<&str>) -> String {
    company.map_or_else(|| name.to_string(), |company| format!("{name}, {company}"))
}

/// Writes a touch: when and with whom, how it went, and what was said, a line each.
fn touch(told: &ToldTouch, under: Under) -> String {
    let touch = &told.touch;
    let what = match under {
        Under::Month => {
            let name = with_company(&told.people.first.name, told.company.as_deref());
            format!("{} {}", touch.kind.article(), line(&name))
        }
        Under::Customer => a(touch.kind.as_str()),
    };
    let mut text = format!("\n### {}: {what}\n", dates::in_full(touch.day()));
    let how = how(told);
    if !how.is_empty() {
        text.push_str(&format!("\n{how}\n"));
    }
    if !told.remarks.is_empty() {
        text.push('\n');
    }
    told.remarks.iter().for_each(|remark| text.push_str(&said(remark, told)));
    text
}

/// Says how a touch went: "reached, 12 minutes; low before, good after; with Paulo Silva".
fn how(told: &ToldTouch) -> String {
    let touch = &told.touch;
    let outcome = touch.outcome.map(|outcome| match outcome {
        Outcome::Reached => "reached".to_string(),
        Outcome::Voicemail => "left a voicemail".to_string(),
        Outcome::NoAnswer => "nobody answered".to_string(),
    });
    let minutes = touch.minutes.map(duration::describe);
    let call: Vec<String> = outcome.into_iter().chain(minutes).collect();
    let feelings = [(touch.mood_before, "before"), (touch.mood_after, "after")];
    let moods: Vec<String> =
        feelings.iter().filter_map(|(felt, when)| Some(format!("{} {when}", mood((*felt)?)))).collect();
    let mood = if moods.is_empty() { String::new() } else { format!("mood {}", moods.join(", ")) };
    let with = told.people.names_without(touch.customer).map(|names| format!("with {}", line(&names)));
    let parts = [call.join(", "), mood, with.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Writes a remark as an item of a list, with its mark as a word: "- idea (done): a humidity chart".
fn said(remark: &Remark, told: &ToldTouch) -> String {
    let by = told.people.name_of(remark.customer).filter(|_| remark.customer != told.touch.customer);
    let kind = (remark.kind != RemarkKind::News).then(|| remark.kind.as_str().to_string());
    let state = match (remark.state, remark.due_on) {
        (Some(RemarkState::Open), Some(day)) if remark.kind == RemarkKind::Promise => {
            Some(format!("by {}", dates::in_full(day)))
        }
        (Some(state), _) => Some(state.as_str().to_string()),
        (None, _) => remark.starred.then(|| "starred".to_string()),
    };
    let kind = kind.map(|kind| state.map_or(kind.clone(), |state| format!("{kind} ({state})")));
    let head: Vec<String> = by.map(line).into_iter().chain(kind).collect();
    let head = if head.is_empty() { String::new() } else { format!("{}: ", head.join(", ")) };
    format!("- {head}{}\n", escaped_lines(&without_marks(&remark.text), "  "))
}
