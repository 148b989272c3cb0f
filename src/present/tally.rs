//! What a log holds, counted: "2 praise · 1 idea · 1 promise, by Thu".

use chrono::NaiveDate;

use crate::domain::choice::Choice;
use crate::domain::dates::{self, DateOrder};
use crate::domain::remark::{self, RemarkKind};
use crate::text::count;

/// Counts what the marks of a log name, as it is being written on a day, and says what is wrong with a day that they name;
/// empty where there are none. `order` says what comes first in 3/12.
pub fn of_log(log: &str, (said_on, today): (NaiveDate, NaiveDate), order: DateOrder) -> String {
    let said = remark::parse(log);
    let dues = said.iter().map(|s| (s.kind, remark::due_on(s.kind, &s.text, said_on, order)));
    let counted = |kind: &RemarkKind| {
        let number = said.iter().filter(|s| s.kind == *kind).count();
        match kind {
            _ if number == 0 => None,
            RemarkKind::News => None,
            RemarkKind::Promise => promises(dues.clone(), today),
            RemarkKind::Praise => Some(format!("{number} praise")),
            kind => Some(count(number, kind.as_str(), &format!("{}s", kind.as_str()))),
        }
    };
    let impossible = said.iter().find_map(|s| remark::impossible_day(s.kind, &s.text, said_on, order));
    RemarkKind::ALL.iter().filter_map(counted).chain(impossible).collect::<Vec<_>>().join(" · ")
}

/// Counts the promises of a log, and says when the first is due; None where there are none.
fn promises(dues: impl Iterator<Item = (RemarkKind, Option<NaiveDate>)>, today: NaiveDate) -> Option<String> {
    let dues: Vec<NaiveDate> =
        dues.filter(|(kind, _)| *kind == RemarkKind::Promise).filter_map(|(_, due)| due).collect();
    let first = dues.iter().min()?;
    Some(format!("{}, {}", count(dues.len(), "promise", "promises"), by(*first, today)))
}

/// Says by when, as briefly as can be: "today", "by Thu", "by 3 Dec".
fn by(due: NaiveDate, today: NaiveDate) -> String {
    match due.signed_duration_since(today).num_days() {
        0 => "today".into(),
        1..7 => format!("by {}", due.format("%a")),
        days if days < 0 => format!("since {}", dates::short(due, today)),
        _ => format!("by {}", dates::short(due, today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_counted_by_its_marks() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let tally = |log: &str| of_log(log, (today, today), DateOrder::DayFirst);
        assert_eq!(tally("+ kind\n+ kinder\n! pick list\n= the list by thu"), "2 praise · 1 idea · 1 promise, by Thu");
        assert_eq!(
            tally("= the list today\n= more on 3 dec\n? a\n? b\n> Tom"),
            "2 needs · 1 referral · 2 promises, today"
        );
        assert_eq!(tally("= on 3 dec"), "1 promise, by 3 Dec");
        assert_eq!(
            tally("= the list by 31 november"),
            "1 promise, by Fri · 31 November does not exist: November has 30 days"
        );
        assert_eq!(tally("news\n= \n\n+"), "");
    }
}
