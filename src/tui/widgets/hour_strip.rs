//! The hours of the user's day in one row: when a customer can be called, and where in it now is.

use ratatui::text::{Line, Span};

use crate::domain::dates::HourCycle;
use crate::domain::hours::strip::{HALF_HOURS, Strip};
use crate::text::{clean, width};
use crate::tui::screen::DrawContext;

/// How wide a strip is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// A column for each half hour.
    Narrow,
    /// Two columns for each half hour.
    Wide,
}

impl Scale {
    /// Returns the columns of a half hour.
    fn each(self) -> usize {
        match self {
            Self::Narrow => 1,
            Self::Wide => 2,
        }
    }

    /// Returns the columns of a strip.
    pub(crate) fn columns(self) -> usize {
        HALF_HOURS * self.each()
    }
}

/// What to write under the stretch that counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// What their clock shows when their hours begin: "06:00 in Flagstaff".
    pub begins: Option<String>,
    /// When the hours under way end by the user's clock: "until 18:30".
    pub until: Option<String>,
}

/// Draws the strip, and under it the mark of now with a note where it fits: always two lines.
pub(crate) fn lines(strip: &Strip, notes: &Notes, scale: Scale, cx: &DrawContext<'_>) -> [Line<'static>; 2] {
    [hours(strip, scale, cx), marks(strip, notes, scale, cx)]
}

/// Writes an hour of the clock in few columns.
fn hour(hour: u32, cycle: HourCycle) -> String {
    match (cycle, hour) {
        (HourCycle::TwentyFour, hour) => format!("{hour:02}"),
        (HourCycle::Twelve, 0) => "12am".into(),
        (HourCycle::Twelve, hour @ 1..12) => format!("{hour}am"),
        (HourCycle::Twelve, 12) => "12pm".into(),
        (HourCycle::Twelve, hour) => format!("{}pm", hour - 12),
    }
}

fn hours(strip: &Strip, scale: Scale, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let mut line = Vec::with_capacity(scale.columns());
    let mut written = Vec::new().into_iter();
    for (place, half) in strip.halves.iter().enumerate() {
        if let Some(label) = half.label() {
            written = hour(label, cx.hours).chars().collect::<Vec<_>>().into_iter();
        }
        let is_past = place < strip.now;
        let style = match half.callable {
            true if is_past => theme.secondary,
            true => theme.good,
            false => theme.empty,
        };
        for _column in 0..scale.each() {
            line.push(match written.next() {
                Some(c) if half.callable => Span::styled(c.to_string(), style),
                Some(c) => Span::styled(c.to_string(), theme.secondary),
                None => Span::styled(if half.callable { "━" } else { "·" }, style),
            });
        }
    }
    Line::from(line)
}

/// A text, and the column at which it begins.
type Placed = (usize, String);

/// Returns the ways to mark now, the best first.
fn nows(at: usize) -> Vec<Placed> {
    let left = at.checked_sub(4).map(|from| (from, "now ▲".to_string()));
    std::iter::once((at, "▲ now".to_string())).chain(left).collect()
}

/// Returns the ways to note when their hours begin: at the column of the stretch, to either side.
fn begins(first: usize, note: &str) -> Vec<Placed> {
    let short = note.split_once(" in ").map(|(time, _)| format!("{time} there"));
    let texts = std::iter::once(note.to_string()).chain(short);
    texts
        .flat_map(|text| {
            let left = format!("{text} ┘");
            let before = (first + 1).checked_sub(width(&left)).map(|from| (from, left));
            std::iter::once((first, format!("└ {text}"))).chain(before)
        })
        .collect()
}

/// Tells whether a text has room within `columns`, a blank apart from another.
fn fits((from, text): &Placed, beside: &Placed, columns: usize) -> bool {
    let end = |(from, text): &Placed| from + width(text);
    let is_apart = *from > end(beside) || beside.0 > end(&(*from, text.clone()));
    is_apart && from + width(text) <= columns
}

fn marks(strip: &Strip, notes: &Notes, scale: Scale, cx: &DrawContext<'_>) -> Line<'static> {
    let (columns, each) = (scale.columns(), scale.each());
    let is_awake = strip.halves.get(strip.now).is_some_and(|half| half.callable);
    let at = strip.now * each;
    let stretch = strip.stretch.map(|(first, end)| (first * each, end * each));
    let mut nows = nows(at);
    nows.retain(|(from, text)| from + width(text) <= columns);
    let noted: Vec<Placed> = match (stretch, is_awake, &notes.until, &notes.begins) {
        (Some((_, end)), true, Some(until), _) => {
            let text = format!("{} ┘", clean(until));
            let under = end.checked_sub(width(&text)).filter(|_| end < columns).map(|from| (from, text));
            // Right behind now where it has no room under the end.
            let behind = (at + "▲ now".chars().count(), format!(", {}", clean(until)));
            let is_behind = |now: &&Placed| now.0 == at && behind.0 + width(&behind.1) <= columns;
            if under.iter().all(|under| nows.first().is_none_or(|now| !fits(under, now, columns)))
                && let Some(now) = nows.iter().find(is_behind)
            {
                return placed(&[(now, Voice::Now), (&behind, Voice::Note)], cx);
            }
            under.into_iter().collect()
        }
        (Some((first, _)), false, _, Some(note)) => begins(first, &clean(note)),
        _ => Vec::new(),
    };
    let together = nows.iter().find_map(|now| Some((now, noted.iter().find(|note| fits(note, now, columns))?)));
    match (together, nows.first()) {
        (Some((now, note)), _) => placed(&[(now, Voice::Now), (note, Voice::Note)], cx),
        (None, Some(now)) => placed(&[(now, Voice::Now)], cx),
        (None, None) => Line::default(),
    }
}

/// What a text of the lower row says.
#[derive(Clone, Copy)]
enum Voice {
    Now,
    Note,
}

/// Draws texts at their columns.
fn placed(texts: &[(&Placed, Voice)], cx: &DrawContext<'_>) -> Line<'static> {
    let mut texts = texts.to_vec();
    texts.sort_by_key(|((from, _), _)| *from);
    let mut line = Line::default();
    let mut x = 0;
    for ((from, text), voice) in texts {
        line.push_span(" ".repeat(from.saturating_sub(x)));
        let style = match voice {
            Voice::Now => cx.theme.accent,
            Voice::Note => cx.theme.secondary,
        };
        line.push_span(Span::styled(text.clone(), style));
        x = from + width(text);
    }
    line
}
