//! Birthdays and days of a first yes in words and as JSON, and what to write on a card.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::occasions::{CardWords, Celebration};
use crate::domain::anniversary::{Anniversary, AnniversaryKind};
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::text::count;

/// Says when a day comes: "today", "tomorrow", "on Fri 27 Nov".
fn when(on: NaiveDate, today: NaiveDate) -> String {
    match (on - today).num_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        _ => format!("on {}", dates::weekday_date(on, today)),
    }
}

/// Says what is to celebrate, beside a name: "turns 46 on Fri 27 Nov", "birthday today".
pub fn reason(anniversary: &Anniversary, today: NaiveDate) -> String {
    let when = when(anniversary.on, today);
    match (anniversary.kind, anniversary.years) {
        (AnniversaryKind::Birthday, Some(years)) => format!("turns {years} {when}"),
        (AnniversaryKind::Birthday, None) => format!("birthday {when}"),
        (AnniversaryKind::FirstYes, Some(years)) => {
            format!("first said yes {} ago {when}", count(years as usize, "year", "years"))
        }
        (AnniversaryKind::FirstYes, None) => format!("first said yes {when}"),
    }
}

/// Says the same in a few words: "birthday Fri 27 Nov", "first yes today".
pub fn brief(anniversary: &Anniversary, today: NaiveDate) -> String {
    let what = match anniversary.kind {
        AnniversaryKind::Birthday => "birthday",
        AnniversaryKind::FirstYes => "first yes",
    };
    format!("{what} {}", when(anniversary.on, today).trim_start_matches("on "))
}

/// Says whose day comes: "Ana Ribeiro turns 46 tomorrow", "Ben: birthday today".
pub fn line(occasion: &Celebration, today: NaiveDate) -> String {
    let reason = reason(&occasion.anniversary, today);
    let has_verb = !reason.starts_with("birthday");
    format!("{}{} {reason}", occasion.name, if has_verb { "" } else { ":" })
}

/// Says for a prompt or a status bar whose birthday is today: "Ana Ribeiro turns 46 today"; None where it is nobody's.
pub fn short(occasions: &[Celebration], today: NaiveDate) -> Option<String> {
    let of_today = || {
        let birthdays = occasions.iter().filter(|o| o.anniversary.kind == AnniversaryKind::Birthday);
        birthdays.filter(move |o| o.anniversary.on == today)
    };
    let first = of_today().next()?;
    let more = match of_today().count() {
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    Some(format!("{}{more}", line(first, today)))
}

/// Writes the days of one customer.
pub fn of_customer(anniversaries: &[Anniversary]) -> Value {
    let one = |a: &Anniversary| json!({"kind": a.kind, "date": a.on.to_string(), "turns": a.years});
    anniversaries.iter().map(one).collect::<Vec<_>>().into()
}

/// Writes what to put on a card as text to copy: the envelope, their kind word in quotes, their news.
pub fn card_text(words: &CardWords) -> String {
    let mut blocks = vec![words.envelope.join("\n")];
    blocks.extend(words.praise.as_ref().map(|praise| format!("“{}”", without_marks(&praise.text))));
    blocks.extend(words.news.as_ref().map(|news| without_marks(&news.text)));
    blocks.join("\n\n")
}
