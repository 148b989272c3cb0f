//! Draws the visits: the months, the progress, the plan.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Visits;
use super::months::{Months, ROWS};
use super::progress::{legend, progress_line, progress_lines};
use super::rows::PlanRow;
use crate::app::visits::{VisitPlan, VisitQuestion, is_proposed};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::visits::{FieldDay, Planned, PlannedVisit};
use crate::present::visits;
use crate::text::{clean, cut, pad, width};
use crate::tui::chrome::{centered, lines};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, first_lines, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 132;
/// The fewest rows of a body with room for months above the plan.
const WITH_MONTHS: u16 = 18;
/// Columns of the progress beside the months.
const PROGRESS: u16 = 26;
/// The most rows for what is wrong with an answer.
const PROBLEM_LINES: usize = 3;
/// The most columns of a city beside whom to visit there.
const CITY: usize = 18;

impl Visits {
    /// Chooses the months that fit; none on a low screen.
    fn months(&self, inner: Rect, area: Rect) -> Option<Months> {
        (area.height >= WITH_MONTHS).then(|| Months::fitting(inner.width, self.weekends()))
    }

    /// Counts the rows above the plan: the months, and the progress if it does not fit beside them.
    fn head_rows(&self, inner: Rect, area: Rect) -> u16 {
        let months = if self.months(inner, area).is_some() { ROWS + 2 } else { 0 };
        months + if self.has_room_beside(inner, area) { 0 } else { 2 }
    }

    fn has_room_beside(&self, inner: Rect, area: Rect) -> bool {
        self.months(inner, area).is_some_and(|months| inner.width >= months.columns() + PROGRESS)
    }

    /// Returns the area of the plan's rows.
    pub(super) fn list_area(&self, area: Rect) -> Rect {
        let inner = centered(area, WIDEST);
        if self.plan.as_ref().is_some_and(|plan| plan.accounts.is_empty()) {
            let below = if self.wrong().is_some() { PROBLEM_LINES } else { 0 };
            let head = u16::try_from(self.rows.len() + below).unwrap_or(0).min(inner.height);
            return Rect { y: inner.bottom() - head, height: head, ..inner };
        }
        let head = self.head_rows(inner, area) + self.filter.rows(inner, self.problem.as_deref());
        let below = self.notes_rows(inner, area);
        Rect { y: inner.y + head, height: inner.height.saturating_sub(head + below), ..inner }
    }

    fn notes_rows(&self, inner: Rect, area: Rect) -> u16 {
        let room = inner.height.saturating_sub(self.head_rows(inner, area));
        let notes = if room >= 14 { u16::try_from(self.notes.len().min(2)).unwrap_or(0) } else { 0 };
        if room >= 8 { 2 + notes } else { 0 }
    }

    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = centered(area, WIDEST);
        let Some(plan) = &self.plan else {
            frame.render_widget(Span::styled("Planning the visits…", cx.theme.secondary), inner);
            return;
        };
        let list = self.list_area(area);
        if plan.accounts.is_empty() {
            let above = Rect { height: list.y.saturating_sub(inner.y), ..inner };
            lines(frame, above, no_accounts(usize::from(inner.width), cx));
            self.draw_plan(frame, list, plan, cx);
            return;
        }
        if let Some(months) = self.months(inner, area) {
            self.draw_months(frame, inner, months, cx);
            let y = inner.y + ROWS;
            frame.render_widget(legend(cx), Rect { y, height: 1, ..inner });
        }
        if self.has_room_beside(inner, area) {
            let x = inner.x + self.months(inner, area).map_or(0, Months::columns);
            let place = Rect { x, width: inner.right().saturating_sub(x), height: ROWS, ..inner };
            lines(frame, place, progress_lines(&self.measured, usize::from(place.width), cx));
        } else {
            let y = inner.y + self.head_rows(inner, area).saturating_sub(2);
            frame.render_widget(
                progress_line(&self.measured, usize::from(inner.width), cx),
                Rect { y, height: 1, ..inner },
            );
        }
        let rows = self.filter.rows(inner, self.problem.as_deref());
        let above = Rect { y: list.y.saturating_sub(rows), height: rows, ..list };
        self.filter.draw_with(frame, above, cx, self.problem.as_deref());
        self.draw_plan(frame, list, plan, cx);
        let below = self.notes_rows(inner, area);
        if below > 0 {
            let place = Rect { y: inner.bottom().saturating_sub(below), height: below, ..inner };
            lines(frame, place, self.about(usize::from(inner.width), cx));
        }
    }

    fn draw_plan(&self, frame: &mut Frame<'_>, area: Rect, plan: &VisitPlan, cx: &DrawContext<'_>) {
        if self.rows.is_empty() && !plan.accounts.is_empty() {
            let everybody = "Every account has had its visits, or has no free busy day before the plan ends.";
            let words = if self.filter.has_words() { "Nobody in the plan matches." } else { everybody };
            lines(frame, area, paragraph(words, usize::from(area.width), cx.theme.text));
            return;
        }
        let room = usize::from(area.height).max(1);
        let top = self.cursor.top(room, self.rows.len());
        let selected = u16::try_from(self.cursor.at().saturating_sub(top)).unwrap_or(0);
        let focus = Rect { y: area.y + selected, height: 1, ..area };
        self.drawn.set(Some(focus));
        let in_view = || self.rows.iter().enumerate().skip(top).take(room);
        let columns = Columns::of(in_view().map(|(_, row)| row), plan.today, area.width.into());
        let all = in_view().map(|(at, row)| {
            let line = RowLine { row, today: plan.today, mark: Row::at(at, self.cursor.at()), columns };
            if let (PlanRow::Question(question), true) = (row, line.mark.is_selected() && self.answer.is_some()) {
                return self.draw_answer(frame, focus, question, cx);
            }
            line.line(cx)
        });
        let mut all: Vec<_> = all.collect();
        if let Some(wrong) = self.wrong() {
            let below = first_lines(&clean(wrong), usize::from(area.width).saturating_sub(3), PROBLEM_LINES);
            let below = below.into_iter().map(|line| Line::styled(format!("   {line}"), cx.theme.error));
            let at = (usize::from(selected) + 1).min(all.len());
            all.splice(at..at, below);
            all.truncate(room);
        }
        lines(frame, area, all);
    }

    /// Returns what is wrong with the answer that is typed.
    fn wrong(&self) -> Option<&str> {
        self.answer.as_ref()?.1.as_deref()
    }

    /// Draws a question with the answer as it is typed.
    fn draw_answer(
        &self,
        frame: &mut Frame<'_>,
        place: Rect,
        question: &VisitQuestion,
        cx: &DrawContext<'_>,
    ) -> Line<'static> {
        let theme = cx.theme;
        let (asked, hint) = match question {
            VisitQuestion::NewInJob => ("Since which day?".to_string(), "2026-11-02 or mon"),
            VisitQuestion::PeakDays(_) => (asked(question), "tue,thu or 1,15,last or first mon"),
        };
        // What was typed is never cut for the question.
        let columns = usize::from(place.width);
        let asked = cut(&asked, columns.saturating_sub(22).max(8)).into_owned();
        let before = 4 + u16::try_from(width(&asked)).unwrap_or(0);
        let Some((text, _)) = &self.answer else { return Line::default() };
        let (shown, x) = text.view(place.width.saturating_sub(before + 1));
        frame.set_cursor_position((place.x + before + x, place.y));
        let after = if text.is_empty() { format!(" {hint}") } else { String::new() };
        let after = Span::styled(after, theme.secondary);
        Line::from(vec![
            Row::Selected.mark(cx),
            Span::styled("? ", theme.accent),
            Span::styled(format!("{asked} "), theme.text),
            Span::styled(clean(&shown).into_owned(), theme.strong()),
            after,
        ])
    }

    /// Describes the account in focus, and says where the plan falls short.
    fn about(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut all = vec![Line::default()];
        if let Some(selected) = &self.selected {
            let done = selected.this_year.map(|n| format!("{} of {} visits this year", n.done, n.target));
            let busy = selected.busy.as_deref().map(|p| format!("busy {}", clean(p)));
            let city = selected.city.as_deref().map(|c| clean(c).into_owned());
            let rest = [done, busy, city].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let name = cut(&clean(&selected.name), columns).into_owned();
            let rest = cut(&format!("  {rest}"), columns.saturating_sub(width(&name))).into_owned();
            all.push(Line::from(vec![Span::styled(name, theme.accent), Span::styled(rest, theme.text)]));
        }
        for note in self.notes.iter().take(2) {
            all.push(Line::styled(cut(&clean(note), columns).into_owned(), theme.secondary));
        }
        all
    }
}

fn asked(question: &VisitQuestion) -> String {
    match question {
        VisitQuestion::NewInJob => "New in this job? Then the first month has more field days.".into(),
        VisitQuestion::PeakDays(customer) => {
            let who = customer.company.as_deref().filter(|company| !company.trim().is_empty());
            format!("On which days is {} busiest?", clean(who.unwrap_or(&customer.name)))
        }
    }
}

/// The columns that the rows in view share.
#[derive(Debug, Clone, Copy)]
struct Columns {
    date: usize,
    city: usize,
    name: usize,
    all: usize,
}

impl Columns {
    fn of<'r>(rows: impl Iterator<Item = &'r PlanRow>, today: NaiveDate, all: usize) -> Self {
        let (mut date, mut city, mut name) = (width("a trip"), 0, 0);
        for row in rows {
            match row {
                PlanRow::Day(day) => {
                    date = date.max(width(&date_of(day.day, today)));
                    city = city.max(day.city.as_deref().map_or(0, |city| width(&clean(city))));
                    name = name.max(row.visit().map_or(0, |visit| width(&clean(&visit.name))));
                }
                PlanRow::Visit(visit) => name = name.max(width(&clean(&visit.name))),
                PlanRow::Waiting(later) => name = name.max(width(&clean(&later.name))),
                PlanRow::Trip(trip) => city = city.max(trip.city().map_or(0, |city| width(&clean(city)))),
                PlanRow::Question(_) | PlanRow::Later(_) | PlanRow::Trips | PlanRow::Gap => {}
            }
        }
        let gap = if all < 64 { 1 } else { 2 };
        let date = date + gap;
        let room = all.saturating_sub(3 + date);
        // The city gives way to the names, and a name is cut only where it would take all of what follows.
        let room = room.saturating_sub(width("1 of 2"));
        let city = if city == 0 { 0 } else { (city + gap).min(CITY).min(room.saturating_sub(name + gap).max(8)) };
        let name = (name + gap).min(room.saturating_sub(city));
        Self { date, city, name, all }
    }
}

fn date_of(day: NaiveDate, today: NaiveDate) -> String {
    let date = dates::weekday_date(day, today);
    if day == today { format!("{date}, today") } else { date }
}

/// A row of the plan on a line of its own.
struct RowLine<'a> {
    row: &'a PlanRow,
    today: NaiveDate,
    mark: Row,
    columns: Columns,
}

impl RowLine<'_> {
    fn line(&self, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let Columns { date, city, all, .. } = self.columns;
        let mut spans = vec![self.mark.mark(cx)];
        let labelled = |label: &str| Span::styled(pad(label, date + 2), theme.secondary);
        let cut_to = |text: String| cut(&text, all.saturating_sub(3 + date)).into_owned();
        match self.row {
            PlanRow::Gap => return Line::default(),
            PlanRow::Trips => spans.push(labelled("trips")),
            PlanRow::Question(question) => {
                spans.push(Span::styled("? ", theme.accent));
                let text = cut(&asked(question), all.saturating_sub(3)).into_owned();
                spans.push(Span::styled(text, self.mark.style(cx, theme.secondary)));
            }
            PlanRow::Day(day) => self.day(&mut spans, day, cx),
            PlanRow::Visit(visit) => {
                let state = if is_proposed(visit) { "  " } else { "● " };
                spans.push(Span::styled(" ".repeat(date + city), theme.text));
                spans.push(Span::styled(state, theme.accent));
                self.visit(&mut spans, visit, cx);
            }
            PlanRow::Trip(trip) => {
                let place = trip.city().map_or_else(|| "an unknown city".into(), |city| clean(city).into_owned());
                let when = visits::trip_span(trip, self.today);
                let text = cut(&format!("{place}, {when}"), all.saturating_sub(3)).into_owned();
                spans.push(Span::styled("  ", theme.text));
                spans.push(Span::styled(text, self.mark.style(cx, theme.text)));
            }
            PlanRow::Later(count) => {
                let words = match count {
                    1 => "1 account wants a visit".to_string(),
                    count => format!("{count} accounts want a visit"),
                };
                spans.push(labelled("later"));
                spans.push(Span::styled(cut_to(words), self.mark.style(cx, theme.secondary)));
            }
            PlanRow::Waiting(later) => {
                spans.push(Span::raw(" ".repeat(date + 2)));
                let room = all.saturating_sub(3 + date);
                let name = self.columns.name.min(room);
                spans.push(Span::styled(pad(&cut(&clean(&later.name), name), name), self.mark.style(cx, theme.text)));
                let why = cut(visits::later_why(later.why), room.saturating_sub(name)).into_owned();
                spans.push(Span::styled(why, theme.secondary));
            }
        }
        Line::from(spans)
    }

    /// Draws the date and the city of a day, and whom it takes.
    fn day(&self, spans: &mut Vec<Span<'static>>, day: &FieldDay, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let Columns { date, city, all, .. } = self.columns;
        let proposed = day.state() == Planned::Proposed;
        spans.push(if proposed { Span::styled("○ ", theme.secondary) } else { Span::styled("● ", theme.accent) });
        let style = if proposed { theme.secondary } else { theme.text };
        spans.push(Span::styled(pad(&date_of(day.day, self.today), date), style));
        if city > 0 {
            let name = day.city.as_deref().map(|city| clean(city).into_owned()).unwrap_or_default();
            spans.push(Span::styled(pad(&cut(&name, city - 1), city), self.mark.style(cx, theme.text)));
        }
        if let [visit] = day.visits.as_slice() {
            return self.visit(spans, visit, cx);
        }
        let room = all.saturating_sub(3 + date + city);
        let names: Vec<_> = day.visits.iter().map(|visit| clean(first_name(&visit.name)).into_owned()).collect();
        let names = names.join(", ");
        let busy = if day.visits.len() == 2 { "both busy that day" } else { "all busy that day" };
        let all_busy = day.visits.iter().all(|visit| visit.why.peak.is_some());
        let whole = if all_busy { format!("{names}: {busy}") } else { names.clone() };
        let text = if width(&whole) <= room { whole } else { cut(&names, room).into_owned() };
        spans.push(Span::styled(text, self.mark.style(cx, theme.text)));
    }

    /// Draws whom to visit, and which of the year's visits it is.
    fn visit(&self, spans: &mut Vec<Span<'static>>, visit: &PlannedVisit, cx: &DrawContext<'_>) {
        let Columns { date, city, name, all } = self.columns;
        let before = spans.iter().map(|span| width(&span.content)).sum::<usize>().max(3 + date + city);
        let room = all.saturating_sub(before + name);
        let turn = visits::visit_turn_briefly(visit, self.today);
        // When the last visit was is left out whole where it has no room, then the year, then which visit it is.
        let brief = turn.split(';').next().unwrap_or_default();
        let which = brief.split(" in ").next().unwrap_or_default();
        let why = [turn.as_str(), brief, which].into_iter().find(|words| width(words) <= room).unwrap_or_default();
        let shown = pad(&cut(&clean(&visit.name), name.saturating_sub(1)), name);
        spans.push(Span::styled(shown, self.mark.style(cx, cx.theme.text)));
        spans.push(Span::styled(why.to_owned(), cx.theme.secondary));
    }
}

fn no_accounts(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let (customers, edit) =
        (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Edit));
    let mut all = vec![Line::styled("Go and watch them use it.", theme.accent), Line::default()];
    all.extend(paragraph(
        "Visit customers on the days they use your service the most. They tell you what is good about it, and who on \
         your team is a hero. Say which days those are, such as \"tue,thu\" or \"last\", and the visits of the year are \
         planned here.",
        columns,
        theme.text,
    ));
    all.push(Line::default());
    all.push(Line::from(vec![
        Span::styled(format!("  {edit}  "), theme.accent),
        Span::styled(format!("on a customer ({customers}): peak days, visits a year"), theme.text),
    ]));
    all
}
