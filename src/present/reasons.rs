//! The reasons for offering somebody for a call.

use chrono::NaiveDate;

use super::{occasions, team};
use crate::app::team::logs::TeamLog;
use crate::app::today::TodayPick;
use crate::domain::dates;
use crate::domain::rotation::{KeptReason, Reason};
use crate::text::{clean, count};

/// What is said of the longest wait.
const LONGEST: &str = ", the longest wait";

/// Says why goodcall offers somebody: a line for each reason. Who talked to them last may have been another rep.
pub fn sentences(kept: &[KeptReason], others_talk: Option<&TeamLog>, today: NaiveDate) -> Vec<String> {
    kept.iter().map(|kept| sentence_of(others_talk, kept, today)).collect()
}

/// Says how long ago the last talk was, which may have been another rep's: "9 weeks since you last talked".
pub fn since(days: i64, others_talk: Option<&TeamLog>) -> String {
    let talked =
        others_talk.map_or_else(|| "you last talked".into(), |log| format!("{} talked to them", clean(&log.rep)));
    format!("{} since {talked}", dates::span(days))
}

/// Says why a pick is offered, what is to celebrate first.
pub fn of_pick(pick: &TodayPick, today: NaiveDate) -> Vec<String> {
    let days = pick.customer.anniversaries(today);
    let reasons = sentences(&pick.reasons, pick.others_talk.as_ref(), today);
    days.iter().map(|day| occasions::reason(day, today)).chain(reasons).collect()
}

/// Says the same without the ratings, for places that draw those.
pub fn beside_ratings(pick: &TodayPick, today: NaiveDate) -> Vec<String> {
    let rates = |kept: &&KeptReason| match kept {
        KeptReason::Data(reason) => matches!(reason, Reason::Ratings { .. }),
        KeptReason::Sentence(text) => text.starts_with("a pleasure") || text.starts_with("not rated"),
    };
    pick.reasons.iter().filter(|k| !rates(k)).map(|kept| sentence_of(pick.others_talk.as_ref(), kept, today)).collect()
}

/// Says a reason of a pick; how long ago the last talk was, as it is now, where that was another rep's.
fn sentence_of(others_talk: Option<&TeamLog>, kept: &KeptReason, today: NaiveDate) -> String {
    let Some(log) = others_talk else { return sentence(kept) };
    let talked = log.day.parse::<NaiveDate>().ok().map(|day| (today - day).num_days());
    match kept {
        KeptReason::Data(Reason::Wait { days, longest }) if *days > 0 && talked == Some(*days) => {
            let longest = if *longest { LONGEST } else { "" };
            format!("{}{longest}", since(*days, Some(log)))
        }
        KeptReason::Data(Reason::Wait { .. } | Reason::NeverTalked { .. }) => team::talked(log, today),
        _ => sentence(kept),
    }
}

fn sentence(kept: &KeptReason) -> String {
    match kept {
        KeptReason::Data(data) => reason(data),
        KeptReason::Sentence(text) => text.clone(),
    }
}

/// Says one reason in words.
fn reason(reason: &Reason) -> String {
    match *reason {
        Reason::Wait { days: 0, .. } => "you talked today".into(),
        Reason::Wait { days, longest } => {
            let longest = if longest { LONGEST } else { "" };
            format!("{}{longest}", since(days, None))
        }
        Reason::NeverTalked { days: 0 } => "no call in this book yet: a good first one".into(),
        Reason::NeverTalked { days } => {
            format!("{} in this book and no call yet: a good first one", dates::span(days))
        }
        Reason::Ratings { pleasure, profit } => ratings(pleasure, profit),
        Reason::PicksUp { reached, of } if reached == of => format!("picked up all of the last {of} times"),
        Reason::PicksUp { reached, of } => format!("picks up {} in {of}", count(reached as usize, "time", "times")),
        Reason::HardToReach { misses, hour } => match hour {
            Some(hour) => format!("hard to reach: try {} ({misses} misses in a row)", day_part(hour)),
            None => format!("hard to reach: try another time of day ({misses} misses in a row)"),
        },
        Reason::OnlyOne => "your only favorite so far".into(),
    }
}

/// Says the ratings in words; None is unrated.
pub fn ratings(pleasure: Option<u8>, profit: Option<u8>) -> String {
    let of_five = |n: Option<u8>| n.map_or("unrated".to_string(), |n| format!("{n} of 5"));
    match (pleasure, profit) {
        (None, None) => "not rated yet".into(),
        (pleasure, profit) => format!("a pleasure {}, profitable {}", of_five(pleasure), of_five(profit)),
    }
}

fn day_part(hour: u32) -> String {
    match hour {
        0..=8 => "early in the morning".into(),
        9..=11 => "in the morning".into(),
        12 => "around noon".into(),
        13..=14 => "after lunch".into(),
        15..=17 => "in the late afternoon".into(),
        _ => "in the evening".into(),
    }
}
