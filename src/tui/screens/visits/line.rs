//! Draws a row of the plan on a line of its own, on the columns that the rows in view share.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use super::rows::{Circles, PlanRow, Waiting};
use crate::app::visits::{VisitQuestion, is_proposed};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::visits::{FieldDay, Later, Planned, PlannedVisit, Trip};
use crate::present::visits::{self, Turn};
use crate::text::{clean, cut, pad, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, line_width};

/// The most columns of a city beside whom to visit there.
const CITY: usize = 28;
/// The columns that whom to visit has at least.
const WHO: usize = 20;
/// The mark of the row in focus, and of what is taken or proposed.
const MARKS: usize = 3;
/// The most circles; a target with more is a number.
const MOST_CIRCLES: usize = 12;

/// The columns that the rows in view share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    date: usize,
    city: usize,
    /// The names of those who wait, and the reasons.
    name: usize,
    reason: usize,
    all: usize,
    /// How the rows say which visit of the year theirs is: all alike.
    turn: Turn,
}

impl Columns {
    /// Measures the rows in view, and the names of those who wait.
    pub(super) fn of<'r>(
        rows: impl Iterator<Item = &'r PlanRow> + Clone,
        waiting: &[Later],
        (today, all): (NaiveDate, usize),
    ) -> Self {
        let (mut date, mut city, mut name, mut reason) = (width("later"), 0, 0, 0);
        let mut wait = |later: &Later| {
            name = name.max(width(&clean(&later.name)));
            reason = reason.max(width(visits::later_why(later.why)));
        };
        waiting.iter().for_each(&mut wait);
        let place = |city: Option<&str>| city.map_or(0, |city| width(&clean(city)));
        for row in rows.clone() {
            match row {
                PlanRow::Day(day) => {
                    date = date.max(width(&date_of(day.day, today)));
                    city = city.max(place(day.city.as_deref()));
                }
                PlanRow::Trip(trip) => {
                    date = date.max(width(&visits::trip_dates(trip)));
                    city = city.max(place(trip.city()));
                }
                PlanRow::Waiting(later) => wait(later),
                _ => {}
            }
        }
        let gap = if all < 60 { 1 } else { 2 };
        let date = date + gap;
        // The city gives way to the names.
        let room = all.saturating_sub(MARKS + date + WHO);
        let city = if city == 0 { 0 } else { (city + gap).min(CITY).min(room.max(9)) };
        let columns = Self { date, city, name, reason, all, turn: Turn::Whole };
        let is_whole = |visit: &PlannedVisit| width(&clean(&visits::whole_line(visit, today))) <= columns.room();
        let turn = if rows.filter_map(PlanRow::visit).all(is_whole) { Turn::Whole } else { Turn::Brief };
        Self { turn, ..columns }
    }

    /// The columns before the names of those who wait: under the cities, where there is room.
    fn before_names(self) -> usize {
        let under_cities = MARKS + self.date;
        let needed = under_cities + self.name + 2 + self.reason;
        if self.all >= 60 && needed <= self.all { under_cities } else { MARKS }
    }

    /// The columns before whom a day takes.
    fn before(self) -> usize {
        MARKS + self.date + self.city
    }

    fn room(self) -> usize {
        self.all.saturating_sub(self.before())
    }
}

/// Writes a day; today is called so.
fn date_of(day: NaiveDate, today: NaiveDate) -> String {
    if day == today {
        return "today".into();
    }
    format!("{} {:>6}", day.format("%a"), dates::short(day, day))
}

/// Asks the question of a row, from the longest words to the briefest.
fn asked(question: &VisitQuestion, today: NaiveDate) -> Vec<String> {
    match question {
        VisitQuestion::NewInJob => {
            vec!["New in this job? Then the first month has more field days.".into(), "New in this job?".into()]
        }
        VisitQuestion::PeakDays(customer) => {
            let who = customer.company.as_deref().filter(|company| !company.trim().is_empty());
            let who = who.unwrap_or(&customer.name);
            vec![format!("On which days is {who} busiest?"), format!("When is {who} busiest?")]
        }
        VisitQuestion::Unlogged(visit) => [visit.name.as_str(), first_name(&visit.name)]
            .map(|name| visits::did_you_visit(name, visit.day, today))
            .into(),
    }
}

/// Asks for the answer of a question, and gives examples, from the longest words to the briefest.
pub(super) fn asks_for(question: &VisitQuestion, today: NaiveDate) -> (Vec<String>, &'static [&'static str]) {
    match question {
        VisitQuestion::NewInJob => (vec!["Since which day?".into()], &["2026-11-02 or mon", "mon"]),
        VisitQuestion::PeakDays(_) => {
            let mut words = asked(question, today);
            words.push("Busiest on?".into());
            (words, &["tue,thu or 1,15,last or first mon", "tue,thu or 1,15,last", "tue,thu"])
        }
        // Its answer is a log.
        VisitQuestion::Unlogged(_) => (asked(question, today), &[]),
    }
}

/// Takes the first of several ways to say something that fits, else cuts the last.
pub(super) fn fitting(words: &[String], columns: usize) -> String {
    let cleaned = || words.iter().map(|words| clean(words));
    let fits = cleaned().find(|words| width(words) <= columns);
    let last = || cleaned().next_back().map(|last| cut(&last, columns).into_owned()).unwrap_or_default();
    fits.map_or_else(last, std::borrow::Cow::into_owned)
}

/// A row of the plan on a line of its own.
pub(super) struct RowLine<'a> {
    pub row: &'a PlanRow,
    pub today: NaiveDate,
    pub mark: Row,
    pub columns: Columns,
    /// Those who have to wait, and whether they are listed.
    pub later: &'a [Later],
    pub waiting: Waiting,
    /// What stands at the end of a heading.
    pub aside: Option<String>,
}

impl RowLine<'_> {
    pub(super) fn line(&self, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let all = self.columns.all;
        let mut spans = vec![self.mark.mark(cx)];
        match self.row {
            PlanRow::Gap => return Line::default(),
            PlanRow::Heading(words, circles) => {
                let mut line = heading(words, *circles, all, cx);
                let room = all.saturating_sub(line_width(&line));
                if let Some(aside) = self.aside.as_ref().filter(|aside| width(aside) < room) {
                    line.push_span(Span::styled(format!("{aside:>room$}"), theme.secondary));
                }
                return line;
            }
            PlanRow::Note(words) => {
                spans.push(Span::raw("  "));
                spans.push(Span::styled(cut(words, all.saturating_sub(MARKS)).into_owned(), theme.quiet));
            }
            PlanRow::Question(question) => {
                spans.push(Span::styled("? ", theme.accent));
                let text = fitting(&asked(question, self.today), all.saturating_sub(MARKS));
                spans.push(Span::styled(text, self.mark.style(cx, theme.secondary)));
            }
            PlanRow::Day(day) => self.day(&mut spans, day, cx),
            PlanRow::Visit(visit) => self.visit(&mut spans, visit, cx),
            PlanRow::Trip(trip) => self.trip(&mut spans, trip, cx),
            PlanRow::Later => self.later(&mut spans, cx),
            PlanRow::Waiting(later) => return waiting(later, self.mark, self.columns, cx),
        }
        Line::from(spans)
    }

    /// Draws the mark, the date and the city of a row.
    fn head(
        &self,
        spans: &mut Vec<Span<'static>>,
        (date, city): (&str, Option<&str>),
        proposed: bool,
        cx: &DrawContext<'_>,
    ) {
        let theme = cx.theme;
        spans.push(Span::styled(if proposed { "○ " } else { "● " }, theme.accent));
        let style = if date == "today" { theme.accent } else { theme.text };
        spans.push(Span::styled(pad(date, self.columns.date), style));
        if self.columns.city > 0 {
            let name = city.map(|city| clean(city).into_owned()).unwrap_or_default();
            let name = cut(&name, self.columns.city - 1).into_owned();
            spans.push(Span::styled(pad(&name, self.columns.city), self.mark.style(cx, theme.text)));
        }
    }

    fn visit(&self, spans: &mut Vec<Span<'static>>, visit: &PlannedVisit, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let (state, style) = if is_proposed(visit) { ("  ", theme.text) } else { ("● ", theme.accent) };
        spans.push(Span::raw(" ".repeat(self.columns.before().saturating_sub(MARKS))));
        spans.push(Span::styled(state, style));
        let words = fitting(&visits::visit_line(visit, self.today, self.columns.turn), self.columns.room());
        spans.extend(who_and_why(&visit.name, &words, self.mark, cx));
    }

    fn trip(&self, spans: &mut Vec<Span<'static>>, trip: &Trip, cx: &DrawContext<'_>) {
        self.head(spans, (&visits::trip_dates(trip), trip.city()), self.row.is_proposed(), cx);
        let taken: usize = spans.iter().map(|span| width(&span.content)).sum();
        let names: Vec<String> = self.row.visits().iter().map(|visit| visit.name.clone()).collect();
        let more = names.len().saturating_sub(1);
        let first = names.first().cloned().unwrap_or_default();
        let words = [names.join(", "), format!("{first} and {more} more")];
        let text = fitting(&words, self.columns.all.saturating_sub(taken));
        spans.push(Span::styled(text, self.mark.style(cx, cx.theme.text)));
    }

    /// Counts those who have to wait, and names the key that lists or folds them.
    fn later(&self, spans: &mut Vec<Span<'static>>, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let Columns { date, all, .. } = self.columns;
        spans.push(Span::styled(pad("later", date + 2), theme.secondary));
        let room = all.saturating_sub(MARKS + date);
        let words = cut(&visits::later_line(self.later), room).into_owned();
        let left = room.saturating_sub(width(&words));
        spans.push(Span::styled(words, self.mark.style(cx, theme.secondary)));
        let key = cx.keymap.key(Scope::Visits, Action::Decline);
        let does = if self.waiting == Waiting::Counted { "all of them" } else { "fold" };
        // Elsewhere the key does something else.
        let (key_style, here) = if self.mark.is_selected() { (theme.accent, "") } else { (theme.secondary, " here:") };
        if width(&key) + width(here) + 1 + width(does) + 3 <= left {
            spans.push(Span::styled(format!("   {key}"), key_style));
            spans.push(Span::styled(format!("{here} {does}"), theme.secondary));
        }
    }

    fn day(&self, spans: &mut Vec<Span<'static>>, day: &FieldDay, cx: &DrawContext<'_>) {
        let proposed = day.state() == Planned::Proposed;
        self.head(spans, (&date_of(day.day, self.today), day.city.as_deref()), proposed, cx);
        let text = fitting(&visits::day_line(day, self.today, self.columns.turn), self.columns.room());
        match day.visits.as_slice() {
            [visit] => spans.extend(who_and_why(&visit.name, &text, self.mark, cx)),
            _ => spans.extend(who_and_why(text.split(':').next().unwrap_or_default(), &text, self.mark, cx)),
        }
    }
}

/// Draws words that begin with names: these in full color, the rest dim.
fn who_and_why(names: &str, words: &str, mark: Row, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    let names = clean(names);
    let (who, why) = match words.strip_prefix(names.as_ref()) {
        Some(why) => (names.as_ref(), why),
        None => (words, ""),
    };
    vec![
        Span::styled(who.to_string(), mark.style(cx, cx.theme.text)),
        Span::styled(why.to_string(), cx.theme.secondary),
    ]
}

/// Draws a heading with a circle for each field day of the target.
fn heading(words: &str, circles: Circles, all: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let Circles { made, taken, open } = circles;
    let total = made + taken + open;
    let room = all.saturating_sub(width(words) + 4);
    if total > MOST_CIRCLES || 2 * total > room {
        let count = format!("   {made} of {total}");
        let words = cut(words, all.saturating_sub(1 + width(&count)));
        return Line::from(vec![Span::styled(format!(" {words}"), theme.secondary), Span::styled(count, theme.text)]);
    }
    let mut spans = vec![Span::styled(format!(" {}", cut(words, all.saturating_sub(1))), theme.secondary)];
    let of = |mark: &'static str, count: usize, style| std::iter::repeat_n(Span::styled(mark, style), count);
    spans.push(Span::raw("  "));
    spans.extend(of(" ✓", made, theme.good));
    spans.extend(of(" ●", taken, theme.accent));
    spans.extend(of(" ○", open, theme.empty));
    Line::from(spans)
}

/// Counts those who wait besides the ones above.
pub(super) fn more_wait(count: usize, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
    let before = " ".repeat(columns.before_names());
    Line::styled(format!("{before}and {count} more"), cx.theme.secondary)
}

/// Draws who waits, and why.
pub(super) fn waiting(later: &Later, mark: Row, columns: Columns, cx: &DrawContext<'_>) -> Line<'static> {
    let before = columns.before_names();
    let room = columns.all.saturating_sub(before);
    let name = cut(&clean(&later.name), columns.name.min(room)).into_owned();
    let why = [visits::later_why(later.why), visits::later_why_briefly(later.why)];
    let left = room.saturating_sub(columns.name.min(room) + 2);
    let why = why.into_iter().find(|why| width(why) <= left).map(|why| format!("  {why}")).unwrap_or_default();
    Line::from(vec![
        mark.mark(cx),
        Span::raw(" ".repeat(before - 1)),
        Span::styled(pad(&name, columns.name.min(room)), mark.style(cx, cx.theme.text)),
        Span::styled(why, cx.theme.secondary),
    ])
}
