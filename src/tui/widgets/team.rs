//! What a team has to do with a customer, as several screens draw it.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use super::{line_width, paragraph};
use crate::app::team::logs::TeamLog;
use crate::present::team;
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;

/// The blanks before what stands beside a company.
const GAP: usize = 3;

/// Says that another rep talked to somebody last, with at most so many lines of what is shared of it.
pub(in crate::tui) fn others_talk(
    log: Option<&TeamLog>,
    (columns, most, today): (usize, usize, NaiveDate),
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    let Some(log) = log else { return Vec::new() };
    let mut lines = paragraph(&team::talked(log, today), columns, cx.theme.text);
    lines.extend(words(log, columns, most, cx));
    lines
}

/// Says in a block of several talks when another rep's was, with at most so many lines of what is shared of it.
pub(in crate::tui) fn others_day(
    log: Option<&TeamLog>,
    (columns, most, today): (usize, usize, NaiveDate),
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    let Some(log) = log else { return Vec::new() };
    let mut lines = paragraph(&team::day_of(log, today), columns, cx.theme.secondary);
    lines.extend(words(log, columns, most, cx));
    lines
}

fn words(log: &TeamLog, columns: usize, most: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let words = team::words_of(log).into_iter().take(most);
    words.flat_map(|line| paragraph(&line, columns, cx.theme.secondary)).collect()
}

/// Says below a name and a company, if there is one, whose somebody is in a team: beside the company where that fits.
pub(in crate::tui) fn add_place(
    lines: &mut Vec<Line<'static>>,
    (place, has_company): (&str, bool),
    columns: usize,
    cx: &DrawContext<'_>,
) {
    let place = clean(place).into_owned();
    match lines.last_mut().filter(|last| has_company && line_width(last) + GAP + width(&place) <= columns) {
        Some(last) => last.push_span(Span::styled(format!("{}{place}", " ".repeat(GAP)), cx.theme.secondary)),
        None => lines.push(Line::styled(cut(&place, columns).into_owned(), cx.theme.secondary)),
    }
}
