//! iCalendar (RFC 5545), written: days with a summary, some at an hour, for any calendar to read.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::content::{escaped, line};

/// How long an event with an hour takes.
const CALL_MINUTES: u32 = 30;

/// A whole day in a calendar, or an hour of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayEvent {
    /// Stays the same from one export to the next, so that a calendar replaces the event.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// The instant at which it begins; None takes the whole day.
    pub at: Option<DateTime<Utc>>,
    /// When an alarm goes off, from the beginning of the event or its day; None for no alarm.
    pub alarm: Option<TimeDelta>,
    /// The line a calendar shows.
    pub summary: String,
    /// More lines; None leaves the property out.
    pub description: Option<String>,
    /// As written; None leaves the property out.
    pub location: Option<String>,
}

/// When a calendar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The instant.
    pub made_at: DateTime<Utc>,
    /// Grows with each change of the book, so that a calendar takes an event that moved.
    pub sequence: u32,
}

/// Writes a calendar of days. Hours are instants: whichever zone a calendar shows, and whether summer time has come by
/// then, each stands at its hour.
pub fn calendar(name: &str, events: &[DayEvent], edition: Edition) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, &format!("PRODID:-//goodcall//goodcall {}//EN", env!("CARGO_PKG_VERSION")));
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    let stamp = edition.made_at.format("%Y%m%dT%H%M%SZ");
    for event in events {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escaped(&event.uid)));
        line(&mut out, &format!("DTSTAMP:{stamp}"));
        line(&mut out, &format!("SEQUENCE:{}", edition.sequence));
        match event.at {
            Some(at) => {
                line(&mut out, &format!("DTSTART:{}", at.format("%Y%m%dT%H%M%SZ")));
                line(&mut out, &format!("DURATION:PT{CALL_MINUTES}M"));
            }
            None => {
                line(&mut out, &format!("DTSTART;VALUE=DATE:{}", event.day.format("%Y%m%d")));
                if let Some(end) = event.day.checked_add_days(Days::new(1)) {
                    line(&mut out, &format!("DTEND;VALUE=DATE:{}", end.format("%Y%m%d")));
                }
            }
        }
        line(&mut out, &format!("SUMMARY:{}", escaped(&event.summary)));
        if let Some(text) = &event.description {
            line(&mut out, &format!("DESCRIPTION:{}", escaped(text)));
        }
        if let Some(text) = &event.location {
            line(&mut out, &format!("LOCATION:{}", escaped(text)));
        }
        // The event blocks no time.
        line(&mut out, "TRANSP:TRANSPARENT");
        if let Some(after) = event.alarm {
            alarm(&mut out, after, &event.summary);
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Writes an alarm that goes off some minutes after the event begins, or before.
fn alarm(out: &mut String, after: TimeDelta, summary: &str) {
    line(out, "BEGIN:VALARM");
    line(out, "ACTION:DISPLAY");
    let sign = if after < TimeDelta::zero() { "-" } else { "" };
    line(out, &format!("TRIGGER:{sign}PT{}M", after.num_minutes().unsigned_abs()));
    line(out, &format!("DESCRIPTION:{}", escaped(summary)));
    line(out, "END:VALARM");
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::super::content::LINE;
    use super::*;

    fn event(summary: &str) -> DayEvent {
        DayEvent {
            uid: "visit-1-2026-12-01@goodcall".into(),
            day: "2026-12-31".parse().unwrap(),
            at: None,
            alarm: Some(TimeDelta::minutes(535)),
            summary: summary.into(),
            description: Some("Ask, then listen;\nnothing to sell \\o/".into()),
            location: None,
        }
    }

    fn edition() -> Edition {
        Edition { made_at: Utc.with_ymd_and_hms(2026, 11, 23, 14, 42, 0).unwrap(), sequence: 7 }
    }

    #[test]
    fn a_day_ends_with_the_next_and_text_is_escaped() {
        let text = calendar("goodcall", &[event("Visit Ana Ribeiro")], edition());
        for part in [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "DTSTAMP:20261123T144200Z\r\nSEQUENCE:7\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n",
            "DESCRIPTION:Ask\\, then listen\\;\\nnothing to sell \\\\o/\r\n",
            "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT535M\r\nDESCRIPTION:Visit Ana Ribeiro\r\nEND:VALARM\r\n",
            "END:VEVENT\r\nEND:VCALENDAR\r\n",
        ] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
    }

    #[test]
    fn nothing_in_it_steers_or_hides() {
        let text = calendar("goodcall", &[event("\u{1b}]0;x\u{7}\u{202e}A\u{9b}\rEND:VEVENT")], edition());
        assert!(text.contains("SUMMARY:␛]0\\;x␇‹U+202E›A‹U+009B›\\nEND:VEVENT\r\n"), "{text}");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let name = "東京".repeat(60);
        let text = calendar("goodcall", &[event(&name)], edition());
        assert!(text.split("\r\n").all(|l| l.len() <= LINE), "{text}");
        assert!(text.replace("\r\n ", "").contains(&name));
    }

    #[test]
    fn an_emoji_of_several_characters_stays_on_its_line() {
        let family = "👨‍👩‍👧‍👦".repeat(12);
        let text = calendar("goodcall", &[event(&family)], edition());
        assert!(text.split("\r\n").all(|l| l.len() <= LINE && !l.starts_with(" \u{200d}")), "{text}");
        assert!(text.replace("\r\n ", "").contains(&family));
        let endless = format!("a{}", "\u{301}".repeat(90));
        let text = calendar("goodcall", &[event(&endless)], edition());
        assert!(text.split("\r\n").all(|l| l.len() <= LINE), "{text}");
    }
}
