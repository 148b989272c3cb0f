//! Reads the all-day events of a calendar of holidays (iCalendar), those that come again among them.
//!
//! Of the rules for coming again it knows what calendars of holidays use: every second year, month, week or day, and so
//! on, by month, day of the month and weekday. calcard would read more, and is far larger than this.

mod repeats;

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::byte_order_marks::without_byte_order_marks;
use super::strangers;
use repeats::Repeats;

/// Days on which nobody works, and what they are called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holiday {
    /// The first day.
    pub first: NaiveDate,
    /// The last day; the same for a single day.
    pub last: NaiveDate,
    /// As the calendar has it.
    pub name: String,
}

/// What a calendar holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Calendar {
    /// Within the days that were asked for, by day.
    pub days: Vec<Holiday>,
    /// Events of all days.
    pub all_day: usize,
    /// Events with an hour, and those that could not be read.
    pub left_out: usize,
}

/// The longest event, in days.
const LONGEST: i64 = 366;
/// The most bytes of a name.
const NAME: usize = 200;

/// An event as its lines say it.
#[derive(Default)]
struct Event {
    uid: String,
    name: String,
    start: Option<(NaiveDate, Whole)>,
    end: Option<(NaiveDate, Whole)>,
    length: Option<i64>,
    rule: Option<String>,
    also: Vec<NaiveDate>,
    but: Vec<NaiveDate>,
    instead_of: Option<NaiveDate>,
    is_cancelled: bool,
    is_all_day: bool,
}

/// Whether a date has an hour other than midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Day,
    Midnight,
    Hour,
}

/// Reads a calendar; only days from `from` to `to` are returned. The error says what the file is instead.
pub(crate) fn read(bytes: &[u8], from: NaiveDate, to: NaiveDate) -> Result<Calendar, Option<&'static str>> {
    let text = String::from_utf8_lossy(bytes);
    let text = without_byte_order_marks(&text);
    let text = text.trim_start();
    if !strangers::starts_with_word(text, "BEGIN:VCALENDAR") {
        let stranger = strangers::of_bytes(bytes).or_else(|| strangers::of_text(text));
        let is_card = strangers::starts_with_word(text, "BEGIN:VCARD");
        return Err(if is_card { Some("a vCard") } else { stranger.map(|stranger| stranger.what) });
    }
    let mut calendar = Calendar::default();
    let events = events(text);
    let mut replaced: HashMap<&str, Vec<NaiveDate>> = HashMap::new();
    for event in &events {
        if let Some(day) = event.instead_of {
            replaced.entry(&event.uid).or_default().push(day);
        }
    }
    let mut days = BTreeSet::new();
    for event in events.iter().filter(|event| !event.is_cancelled) {
        let Some((first, length)) = event.whole_days() else {
            calendar.left_out += 1;
            continue;
        };
        calendar.all_day += 1;
        let none = Vec::new();
        let not = if event.instead_of.is_some() { &none } else { replaced.get(event.uid.as_str()).unwrap_or(&none) };
        let again = event.rule.as_deref().map(|rule| Repeats::read(rule, first));
        let begin = from.checked_sub_days(Days::new(length.unsigned_abs())).unwrap_or(from);
        let mut starts = match again {
            Some(Some(repeats)) => repeats.between(begin, to),
            // What it can't read comes at least once.
            Some(None) => {
                calendar.left_out += 1;
                vec![first]
            }
            None => vec![first],
        };
        starts.extend(&event.also);
        for first in starts.into_iter().filter(|day| !event.but.contains(day) && !not.contains(day)) {
            let last = first + Days::new(length.unsigned_abs().saturating_sub(1));
            if last >= from && first <= to {
                days.insert(Holiday { first, last, name: event.name.clone() });
            }
        }
    }
    calendar.days = days.into_iter().collect();
    Ok(calendar)
}

impl Event {
    /// Returns the first day and the number of days; None for an event with an hour.
    fn whole_days(&self) -> Option<(NaiveDate, i64)> {
        let (first, whole) = self.start?;
        let ends_whole = self.end.is_none_or(|(_, whole)| whole != Whole::Hour);
        let is_long = self.end.is_some_and(|(end, _)| end > first) || self.length.is_some_and(|length| length > 0);
        let is_whole = match whole {
            Whole::Day => true,
            Whole::Midnight => self.is_all_day || ends_whole && is_long,
            Whole::Hour => false,
        };
        let days = self.end.map(|(end, _)| (end - first).num_days()).or(self.length).unwrap_or(1).max(1);
        (is_whole && days <= LONGEST).then_some((first, days))
    }
}

fn events(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut event = Event::default();
    for line in unfolded(text) {
        let Some((head, value)) = line.split_once(':') else { continue };
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let name = name.trim().to_ascii_uppercase();
        let value = value.trim();
        match name.as_str() {
            "BEGIN" => {
                let what = value.to_ascii_uppercase();
                if what == "VEVENT" {
                    event = Event::default();
                }
                open.push(what);
            }
            "END" => {
                let ended = open.pop().filter(|what| what == "VEVENT");
                events.extend(ended.map(|_| std::mem::take(&mut event)));
            }
            name if open.last().is_some_and(|what| what == "VEVENT") => event.take(name, parameters, value),
            _ => {}
        }
    }
    events
}

impl Event {
    fn take(&mut self, name: &str, parameters: &str, value: &str) {
        let dates = || value.split(',').filter_map(|text| date(parameters, text));
        match name {
            "UID" => self.uid = value.to_owned(),
            "SUMMARY" => self.name = unescaped(value),
            "DTSTART" => self.start = date(parameters, value),
            "DTEND" => self.end = date(parameters, value),
            "DURATION" => self.length = length(value),
            "RRULE" => self.rule = Some(value.to_owned()),
            "RDATE" => self.also.extend(dates().map(|(day, _)| day)),
            "EXDATE" => self.but.extend(dates().map(|(day, _)| day)),
            "RECURRENCE-ID" => self.instead_of = dates().next().map(|(day, _)| day),
            "STATUS" => self.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            "X-MICROSOFT-CDO-ALLDAYEVENT" => self.is_all_day = value.eq_ignore_ascii_case("TRUE"),
            _ => {}
        }
    }
}

/// Joins the lines that were folded.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn unescaped(value: &str) -> String {
    let text =
        value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
    let mut end = text.len().min(NAME);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().trim().to_owned()
}

/// Reads "20261225" or "20261225T000000Z".
fn date(parameters: &str, value: &str) -> Option<(NaiveDate, Whole)> {
    let value = value.trim();
    let (day, time) = value.split_once('T').map_or((value, None), |(day, time)| (day, Some(time)));
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
    let is_date = parameters.to_ascii_uppercase().split(';').any(|one| one.trim() == "VALUE=DATE");
    Some((
        day,
        match time {
            None => Whole::Day,
            Some(_) if is_date => Whole::Day,
            Some(time) if time.trim_end_matches('Z').bytes().all(|b| b == b'0') => Whole::Midnight,
            Some(_) => Whole::Hour,
        },
    ))
}

/// Reads "P1D" or "P2W" as days.
fn length(value: &str) -> Option<i64> {
    let value = value.trim().trim_start_matches('+').strip_prefix('P')?;
    let number = |end: char| value.strip_suffix(end).and_then(|n| n.parse::<i64>().ok());
    number('D').or_else(|| number('W').map(|weeks| weeks.saturating_mul(7)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(events: &str) -> Vec<String> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}\r\nEND:VCALENDAR\r\n");
        let read = read(text.as_bytes(), day("2026-01-01"), day("2028-12-31")).unwrap();
        read.days.iter().map(|one| format!("{} {} {}", one.first, one.last, one.name)).collect()
    }

    fn event(lines: &str) -> Vec<String> {
        of(&format!("BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Feast\r\n{lines}\r\nEND:VEVENT"))
            .into_iter()
            .map(|line| line.replace(" Feast", ""))
            .collect()
    }

    #[test]
    fn all_day_events_are_read() {
        assert_eq!(event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226"), ["2026-12-25 2026-12-25"]);
        assert_eq!(event("DTSTART:20261225"), ["2026-12-25 2026-12-25"]);
        assert_eq!(event("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261228"), ["2026-12-24 2026-12-27"]);
        assert_eq!(event("DTSTART;VALUE=DATE:20261224\r\nDURATION:P2W"), ["2026-12-24 2027-01-06"]);
        assert_eq!(event("DTSTART:20261225T000000\r\nDTEND:20261226T000000"), ["2026-12-25 2026-12-25"]);
        assert_eq!(event("DTSTART:20261225T090000Z\r\nDTEND:20261225T100000Z"), [""; 0]);
        assert_eq!(event("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED"), [""; 0]);
        assert_eq!(event("DTSTART;VALUE=DATE:20201225"), [""; 0], "long ago");
        assert_eq!(
            of("BEGIN:VEVENT\r\nSUMMARY:All Saints\\, a\r\n  feast\r\nDTSTART:20261101\r\nEND:VEVENT"),
            ["2026-11-01 2026-11-01 All Saints, a feast"]
        );
        assert_eq!(
            event("DTSTART;VALUE=DATE:20261225\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM"),
            ["2026-12-25 2026-12-25"]
        );
    }

    #[test]
    fn those_that_come_again_are_read() {
        let firsts =
            |lines: &str| event(lines).iter().map(|line| line.chars().take(10).collect::<String>()).collect::<Vec<_>>();
        let christmas = ["2026-12-25", "2027-12-25", "2028-12-25"];
        assert_eq!(firsts("DTSTART;VALUE=DATE:19901225\r\nRRULE:FREQ=YEARLY"), christmas);
        assert_eq!(firsts("DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY;COUNT=3"), christmas[..2]);
        assert_eq!(firsts("DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY;UNTIL=20271224"), christmas[..1]);
        assert_eq!(firsts("DTSTART;VALUE=DATE:20241225\r\nRRULE:FREQ=YEARLY;INTERVAL=2"), ["2026-12-25", "2028-12-25"]);
        let thanksgiving = "DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH";
        assert_eq!(firsts(thanksgiving), ["2026-11-26", "2027-11-25", "2028-11-23"]);
        let memorial = "DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO";
        assert_eq!(firsts(memorial), ["2026-05-25", "2027-05-31", "2028-05-29"]);
        assert_eq!(firsts("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY"), ["2028-02-29"]);
        assert_eq!(
            firsts("DTSTART;VALUE=DATE:20261130\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2"),
            ["2026-11-30", "2026-12-31"]
        );
        assert_eq!(
            firsts("DTSTART;VALUE=DATE:20261102\r\nRRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MO,WE"),
            ["2026-11-02", "2026-11-04"]
        );
        assert_eq!(
            firsts("DTSTART;VALUE=DATE:20251225\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20261225"),
            christmas[1..]
        );
        assert_eq!(firsts("DTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20271227"), ["2026-12-25", "2027-12-27"]);
        assert_eq!(
            firsts("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;BYSETPOS=1"),
            ["2026-12-25"],
            "at least once"
        );
        let moved = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:F\r\nDTSTART:20251225\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nEND:VEVENT\r\n\
                     BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:F\r\nRECURRENCE-ID:20261225\r\nDTSTART:20261228\r\nEND:VEVENT";
        assert_eq!(of(moved), ["2026-12-28 2026-12-28 F"]);
    }

    #[test]
    fn what_is_no_calendar_says_what_it_is() {
        let told = |bytes: &[u8]| read(bytes, day("2026-01-01"), day("2026-12-31")).unwrap_err();
        assert_eq!(told(b"BEGIN:VCARD\nFN:Ana\nEND:VCARD"), Some("a vCard"));
        assert_eq!(
            told(b"<!doctype html><html></html>"),
            strangers::of_text("<!doctype html><html></html>").map(|s| s.what)
        );
        assert_eq!(told(b"name,date\n"), None);
    }
}
