//! Ideas, needs and promises: when they are due, and whom else an idea might suit.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::json::{choice, day};
use crate::app::praise::Quoted;
use crate::domain::customer::first_name;
use crate::domain::dates::{self, DateOrder};
use crate::domain::ideas::Fit;
use crate::domain::ids::CustomerId;
use crate::domain::input::one_line;
use crate::domain::remark::{self, Remark, RemarkKind, RemarkState, without_marks};
use crate::text::clean;

/// Asks what the program can't answer: no two things tell of a customer whom an idea might suit.
pub const WHOM: &str = "whom might this help?";

/// Says when an idea, a need or a promise is due: "this Friday", "since Friday, 3 days ago", "done".
pub fn due(idea: &Quoted, today: NaiveDate) -> String {
    match (idea.remark.state, idea.remark.due_on) {
        (Some(RemarkState::Done), _) => "done".into(),
        (Some(RemarkState::Kept), _) => "kept".into(),
        (Some(RemarkState::Dropped), _) => "dropped".into(),
        // Nobody promised it: it waits, and nothing is late.
        (_, Some(due)) if due < today && idea.remark.kind != RemarkKind::Promise => String::new(),
        (_, Some(due)) if due < today => format!("since {}", dates::weekday_date(due, today)),
        (_, Some(due)) if due == today => "today".into(),
        (_, Some(due)) => format!("by {}", dates::weekday_date(due, today)),
        (_, None) => String::new(),
    }
}

/// Says in a word or two when a promise is due: "today", "since Thursday", "by Fri", "by 3 Dec".
pub fn due_briefly(due: NaiveDate, today: NaiveDate) -> String {
    match due.signed_duration_since(today).num_days() {
        0 => "today".into(),
        -1 => "since yesterday".into(),
        1 => "by tomorrow".into(),
        -6..-1 => format!("since {}", due.format("%A")),
        2..7 => format!("by {}", due.format("%A")),
        days if days < 0 => format!("since {}", dates::short(due, today)),
        _ => format!("by {}", dates::short(due, today)),
    }
}

/// Writes what is owed in a line, and to whom unless it is the customer of the card: "the price list, to Ana, since
/// Thursday".
pub fn owed(promise: &Quoted, today: NaiveDate, of_card: Option<CustomerId>) -> String {
    let text = shown_line(&promise.remark.text);
    let due_on = promise.remark.due_on;
    // The day is said once: as it is today, and where it may have been moved to.
    let shorter = due_on.and_then(|_| dates::without_named_day(&text, promise.remark.said_on, DateOrder::default()));
    let text = shorter.unwrap_or(&text).trim_end_matches(['.', ',']);
    let is_said = |due: NaiveDate| shorter.is_none() && due > today && names(text, due, today);
    let to = if of_card == Some(promise.remark.customer) {
        String::new()
    } else {
        format!(", to {}", clean(first_name(&promise.customer_name)))
    };
    let due = due_on.filter(|due| !is_said(*due)).map(|due| format!(", {}", due_briefly(due, today)));
    format!("{text}{to}{}", due.unwrap_or_default())
}

/// Whether a text names a day to come in words that are as good as ours: by its weekday within a week, or by its date.
fn names(text: &str, due: NaiveDate, today: NaiveDate) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let by_weekday = || words.iter().any(|word| dates::weekday_named(word) == Some(due.weekday()));
    let by_month = || words.iter().any(|word| dates::month_named(word) == Some(due.month()));
    let by_day = || words.contains(&due.day().to_string().as_str());
    (due - today).num_days() < 7 && by_weekday() || by_month() && by_day()
}

/// Writes what is owed to one customer, a line each; None where that is nothing.
pub fn all_owed(promises: &[Quoted], today: NaiveDate) -> Option<String> {
    let lines = promises.iter().map(|p| owed(p, today, Some(p.remark.customer)));
    (!promises.is_empty()).then(|| lines.collect::<Vec<_>>().join("\n"))
}

/// Says of each promise or need of a log whose day can't be, why, and when it is due instead: "31 November does not exist:
/// November has 30 days; due Fri 27 Nov".
pub fn impossible_days(remarks: &[Remark], order: DateOrder, today: NaiveDate) -> Vec<String> {
    let said = |r: &Remark| {
        // One that was moved since is due when the user said.
        let due = r.due_on.filter(|due| *due == remark::friday_after(r.said_on))?;
        let why = remark::impossible_day(r.kind, &r.text, r.said_on, order)?;
        Some(format!("{}; due {}", clean(&why), dates::weekday_date(due, today)))
    };
    remarks.iter().filter_map(said).collect()
}

/// Writes a remark in one line, ready to be shown.
fn shown_line(text: &str) -> String {
    clean(&one_line(&without_marks(text))).into_owned()
}

/// Says why an idea might suit somebody.
pub fn reasons(fits: &[Fit]) -> Vec<String> {
    let words = |of: fn(&Fit) -> Option<&String>| {
        let found: Vec<String> = fits.iter().filter_map(of).map(|w| format!("“{w}”")).collect();
        (!found.is_empty()).then(|| found.join(", "))
    };
    let kind = words(|f| if let Fit::SameKind(w) = f { Some(w) } else { None });
    let said = words(|f| if let Fit::Word(w) = f { Some(w) } else { None });
    let peak = fits.iter().find_map(|f| if let Fit::SamePeak(days) = f { Some(days) } else { None });
    [
        kind.map(|w| format!("the same kind of company: {w}")),
        peak.map(|days| format!("busy on the same days: {days}")),
        said.map(|w| format!("{w} in common")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Writes an idea, a need or a promise, and whose it is.
pub fn json(q: &Quoted) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{RemarkId, TouchId};

    fn promise(text: &str, said_on: NaiveDate, due: NaiveDate) -> Quoted {
        let remark = Remark {
            id: RemarkId(1),
            touch: TouchId(1),
            position: 0,
            customer: CustomerId(1),
            kind: RemarkKind::Promise,
            text: text.into(),
            teammates: Vec::new(),
            starred: false,
            state: Some(RemarkState::Open),
            due_on: Some(due),
            said_on,
            times_shown: 0,
        };
        Quoted { remark, customer_name: "Ana Ribeiro".into(), company: None, said_at: 0 }
    }

    #[test]
    fn what_is_owed_says_its_day_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let monday = day("2026-11-23");
        for (text, due, today, said) in [
            ("the price list by thu", "2026-11-26", "2026-11-23", "the price list, by Thursday"),
            ("the price list by thu.", "2026-11-26", "2026-11-26", "the price list, today"),
            ("the price list by thu", "2026-11-26", "2026-11-27", "the price list, since yesterday"),
            ("the drawing on 27 November", "2026-11-27", "2026-11-23", "the drawing, by Friday"),
            ("the sample", "2026-11-27", "2026-11-23", "the sample, by Friday"),
            // Moved to another day than it names.
            ("the price list by thu", "2026-12-03", "2026-11-23", "the price list, by 3 Dec"),
            // In the middle of a sentence its words stay, and are enough for a day to come.
            ("by thu send her the list", "2026-11-26", "2026-11-23", "by thu send her the list"),
            ("by thu send her the list", "2026-11-26", "2026-11-26", "by thu send her the list, today"),
            ("on 3 dec. the list", "2026-12-03", "2026-11-23", "on 3 dec. the list"),
            ("by thu send her the list", "2026-12-10", "2026-11-23", "by thu send her the list, by 10 Dec"),
        ] {
            let promise = promise(text, monday, day(due));
            assert_eq!(owed(&promise, day(today), Some(CustomerId(1))), said, "{text} on {today}");
        }
    }
}
