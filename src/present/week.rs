//! The week in words.

use serde_json::{Value, json};

use super::customers::who;
use super::praise::{self, Note};
use super::{ideas, trends};
use crate::app::praise::Quoted;
use crate::app::week::{AnsweredSetback, TOLD, Week};
use crate::domain::dates;
use crate::domain::input::{capitalized, one_line};
use crate::domain::remark::without_marks;
use crate::domain::setback::SetbackKind;
use crate::domain::trends::Tenths;
use crate::exchange::markdown::escaped;
use crate::text::{count, listed};

/// The title of the week.
pub fn title(week: &Week) -> String {
    format!("Your week since {}", dates::weekday_date(week.first, week.today))
}

/// Tells the week in words: what was said, then a sentence or list item for each figure.
pub fn text(week: &Week, note: Note) -> String {
    let said = |text: &str| if note == Note::Markdown { escaped(text) } else { text.to_string() };
    let mut out = match note {
        Note::Markdown => format!("# {}\n\n", title(week)),
        Note::Plain => format!("{}\n\n", title(week)),
    };
    for quoted in &week.kind_words {
        let text = said(&kind_word(quoted));
        let by = said(&quoted.customer_name);
        out.push_str(&match note {
            Note::Markdown => format!("> {text}\n>\n> {by}\n\n"),
            Note::Plain => format!("  “{text}”\n  {by}\n\n"),
        });
    }
    for figure in figures(week) {
        out.push_str(if note == Note::Markdown { "- " } else { "  " });
        out.push_str(&said(&figure));
        out.push('\n');
    }
    out
}

/// Writes a kind word in one line, without marks.
pub fn kind_word(quoted: &Quoted) -> String {
    one_line(&without_marks(&quoted.remark.text))
}

/// Tells every figure of the week in a sentence, and what comes next.
pub fn figures(week: &Week) -> Vec<String> {
    let mut all = Vec::new();
    if week.is_empty() {
        all.push("Nothing is logged yet this week. There is time.".into());
    }
    all.extend(sentences(week));
    for idea in week.used.iter().take(TOLD) {
        all.push(format!("Used: {}, from {}.", one_line(&idea.remark.text), idea.customer_name));
    }
    for promise in week.kept.iter().take(TOLD) {
        all.push(format!("Kept: {}, to {}.", one_line(&promise.remark.text), promise.customer_name));
    }
    if let Some(next) = &week.next {
        let day = if next.day == week.today { "today".into() } else { dates::weekday_date(next.day, week.today) };
        all.push(format!("Next good call: {}, {day}.", next.name));
    }
    all
}

fn sentences(week: &Week) -> Vec<String> {
    let mut all = Vec::new();
    let b = &week.brought;
    let talks = [
        (b.calls, "call", "calls"),
        (b.visits, "visit", "visits"),
        (b.cards, "card", "cards"),
        (b.gifts, "gift", "gifts"),
        (b.messages, "message", "messages"),
    ];
    let talks: Vec<String> = talks.iter().filter(|t| t.0 > 0).map(|t| count(t.0 as usize, t.1, t.2)).collect();
    if !talks.is_empty() {
        all.push(format!("{}.", listed(&talks)));
    }
    if !week.picks.is_empty() {
        let streak = match week.streak {
            0 | 1 => String::new(),
            n => format!(" That makes {n} call days in a row."),
        };
        all.push(format!("The good call went to {}.{streak}", listed(&week.picks)));
    }
    if week.praise > 0 {
        all.push(format!("{} from customers.", count(week.praise, "kind word", "kind words")));
    }
    if b.ideas > 0 || !week.used.is_empty() {
        let heard = count(b.ideas as usize, "idea or need heard", "ideas and needs heard");
        let done = if week.used.is_empty() { String::new() } else { format!(", {} done", week.used.len()) };
        all.push(format!("{heard}{done}."));
    }
    let kept = match week.kept.len() {
        0 => String::new(),
        n => format!("{} kept", count(n, "promise", "promises")),
    };
    match (week.promised, kept.is_empty()) {
        (0, true) => {}
        (0, false) => all.push(format!("{kept}.")),
        (n, true) => all.push(format!("{} made.", count(n, "promise", "promises"))),
        (n, false) => all.push(format!("{} made, {} kept.", count(n, "promise", "promises"), week.kept.len())),
    }
    if week.past_buyers > 0 {
        all.push(format!("{} heard from you.", count(week.past_buyers, "past buyer", "past buyers")));
    }
    if !week.won_back.is_empty() {
        all.push(format!("Back again: {}.", listed(&week.won_back)));
    }
    if !week.setbacks.is_empty() {
        all.push(setbacks(&week.setbacks));
    }
    if week.mood.rated > 0 {
        let figure = |t: Option<Tenths>| t.map(|t| t.to_string()).unwrap_or_default();
        let calls = count(week.mood.rated, "rated call", "rated calls");
        all.push(format!("Mood {} before, {} after ({calls}).", figure(week.mood.before), figure(week.mood.after)));
    }
    all
}

/// Tells of the setbacks and the calls after them: "Three lost deals this week. You called after one of them, and it
/// helped." A call helped if the mood was rated and rose.
fn setbacks(all: &[AnsweredSetback]) -> String {
    let mut kinds: Vec<(SetbackKind, usize)> = Vec::new();
    for setback in all {
        match kinds.iter_mut().find(|(kind, _)| *kind == setback.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((setback.kind, 1)),
        }
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, n)| setbacks_of(kind, n)).collect();
    let answered = all.iter().filter(|s| s.is_answered()).count();
    let helped = all.iter().filter(|s| s.helped()).count();
    let called = match (answered, all.len()) {
        (0, 1) => "No call has answered it yet".to_string(),
        (0, _) => "No call has answered them yet".into(),
        (1, 1) => "You called after it".into(),
        (n, of) if n == of => "You called after each of them".into(),
        (n, _) => format!("You called after {} of them", number(n)),
    };
    let helped = match (helped, answered) {
        (0, _) => String::new(),
        (1, 1) => ", and it helped".into(),
        (n, of) if n == of => ", and it helped each time".into(),
        (1, _) => ", and once it helped".into(),
        (2, _) => ", and twice it helped".into(),
        (n, _) => format!(", and {} times it helped", number(n)),
    };
    format!("{} this week. {called}{helped}.", capitalized(&listed(&kinds)))
}

/// Counts setbacks of a kind in words: "a lost deal", "three lost deals".
fn setbacks_of(kind: SetbackKind, n: usize) -> String {
    let (one, many) = match kind {
        SetbackKind::LostDeal => ("a lost deal", "lost deals"),
        SetbackKind::StalledDeal => ("a stalled deal", "stalled deals"),
        SetbackKind::RoughCall => ("a rough call", "rough calls"),
        SetbackKind::LowDay => ("a low day", "low days"),
    };
    if n == 1 { one.into() } else { format!("{} {many}", number(n)) }
}

/// Writes a number as in a sentence: in a word up to twelve.
fn number(n: usize) -> String {
    dates::number_word(n).map_or_else(|| n.to_string(), str::to_string)
}

/// Writes the week as `week --json` prints it.
pub fn json(week: &Week) -> Value {
    let b = &week.brought;
    json!({
        "week_start": week.first.to_string(),
        "date": week.today.to_string(),
        "calls": b.calls,
        "visits": b.visits,
        "cards": b.cards,
        "gifts": b.gifts,
        "messages": b.messages,
        "picks_called": week.picks,
        "streak": week.streak,
        "kind_words": week.praise,
        "praise": week.kind_words.iter().map(|q| praise::json(q, week.today)).collect::<Vec<_>>(),
        "ideas_heard": b.ideas,
        "ideas_used": week.used.iter().map(ideas::json).collect::<Vec<_>>(),
        "promises_made": week.promised,
        "promises_kept": week.kept.iter().map(ideas::json).collect::<Vec<_>>(),
        "setbacks": week.setbacks.iter().map(|s| json!({"kind": s.kind, "answered": s.is_answered()})).collect::<Vec<_>>(),
        "mood": trends::mood_json(&week.mood),
        "past_buyers": week.past_buyers,
        "won_back": week.won_back,
        "next": week.next.as_ref().map(|n| json!({"date": n.day.to_string(), "customer": who(n.id, &n.name)})),
    })
}
