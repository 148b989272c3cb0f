//! What stands on an entry of a calendar: the card of the call or the visit, as text.

use super::ideas::owed;
use super::today::NOTHING_TO_SELL;
use super::visits::LOOK_FOR;
use super::{customers, reasons, team};
use crate::app::calendar::{Entry, EventCard};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::input::one_line;
use crate::domain::remark::{Remark, RemarkKind, without_marks};

/// The most lines of another rep's words.
const SHARED_LINES: usize = 3;

/// Writes the card of a call or a visit: who and how to reach them, why, what they said, what is owed, what to ask.
pub fn card(card: &EventCard<'_>) -> String {
    let customer = card.customer;
    let number = customer.shown_phone().map(str::to_string);
    let mut blocks = vec![Some(customer.role_and_company()), number.filter(|_| !customer.do_not_call)];
    blocks = vec![Some(lines(blocks.into_iter().flatten()))];
    let why = match card.entry {
        Entry::Pick(kept) => reasons::sentences(kept, card.others_talk.as_ref(), card.today),
        Entry::Ahead { wait_days } if customer.last_talked.is_some() => {
            let since = reasons::since(wait_days, card.others_talk.as_ref());
            vec![since, reasons::ratings(customer.pleasure, customer.profit)]
        }
        Entry::Ahead { .. } => {
            vec!["no call in this book yet".into(), reasons::ratings(customer.pleasure, customer.profit)]
        }
        Entry::Visit => {
            let days = customer.peak.as_ref().map(|days| format!("their busy days are {}", customers::peak_days(days)));
            days.into_iter().collect()
        }
    };
    blocks.push(under("Why", why));
    blocks.extend(last_talks(card));
    blocks.push(under("Still open", card.open.iter().map(|open| self::said(&open.remark)).collect()));
    let promised = card.owed.iter().map(|p| format!("= {}", owed(p, card.today, Some(customer.id))));
    blocks.push(under("Owed", promised.collect()));
    blocks.push(match card.entry {
        Entry::Visit => under("Look for", LOOK_FOR.map(str::to_string).to_vec()),
        Entry::Pick(_) | Entry::Ahead { .. } => {
            let questions = card.questions.iter().cloned();
            under("Ask", questions.chain(std::iter::once(NOTHING_TO_SELL.into())).collect())
        }
    });
    blocks.into_iter().flatten().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Says when they were last talked to, and what they said: first what another rep shares of a later talk, then the user's own.
fn last_talks(card: &EventCard<'_>) -> [Option<String>; 2] {
    let others = card.others_talk.as_ref();
    let theirs = others.map(|log| {
        let day = format!("Last time, {}", team::day_of(log, card.today));
        lines(std::iter::once(day).chain(team::words_of(log).into_iter().take(SHARED_LINES)))
    });
    let own = card.last_talk.as_ref().map(|talk| {
        let minutes = talk.minutes.map(|m| format!(", {}", duration::describe(m))).unwrap_or_default();
        let label = if others.is_some() { "You:" } else { "Last time," };
        let day = format!("{label} {}{minutes}", dates::short(talk.day(), card.today));
        lines(std::iter::once(day).chain(card.last_said.iter().map(said)))
    });
    [theirs, own]
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Puts a heading over lines; None where there are none.
fn under(heading: &str, all: Vec<String>) -> Option<String> {
    (!all.is_empty()).then(|| format!("{heading}\n{}", lines(all.into_iter())))
}

/// Writes a remark as it stands on the card: praise in quotation marks, the others with their mark.
pub(super) fn said(remark: &Remark) -> String {
    let text = one_line(&without_marks(&remark.text));
    match remark.kind.mark() {
        _ if remark.kind == RemarkKind::Praise => format!("“{text}”"),
        Some(mark) => format!("{mark} {text}"),
        None => text,
    }
}
