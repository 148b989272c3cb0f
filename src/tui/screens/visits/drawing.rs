//! Draws the visits: the months, the progress, the plan.

use chrono::{Datelike, NaiveDate, Weekday};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{Mark, Visits};
use crate::app::visits::{VisitPlan, is_proposed};
use crate::domain::dates::{self, add_months};
use crate::domain::visits::{Count, PlannedVisit};
use crate::present::visits;
use crate::text::{clean, cut, pad, width};
use crate::tui::chrome::{centered, lines};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, line_width, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 124;
/// A month: seven days of three columns. Its rows: the name, the weekdays, at most six weeks.
const MONTH: u16 = 21;
const MONTH_GAP: u16 = 4;
const MONTH_ROWS: u16 = 8;
/// The fewest rows of a body with room for months above the plan.
const WITH_MONTHS: u16 = 18;
/// Columns of the progress beside the months.
const PROGRESS: u16 = 36;
/// Columns of a bar.
const BAR: usize = 18;

impl Visits {
    /// Counts the months that fit.
    fn months(inner: Rect, area: Rect) -> u16 {
        if area.height < WITH_MONTHS { 0 } else { ((inner.width + MONTH_GAP) / (MONTH + MONTH_GAP)).min(3) }
    }

    /// Counts the rows above the plan: the months, and the progress if it does not fit beside them.
    fn head_rows(inner: Rect, area: Rect) -> u16 {
        let months = if Self::months(inner, area) > 0 { MONTH_ROWS + 2 } else { 0 };
        months + if Self::has_room_beside(inner, area) { 0 } else { 2 }
    }

    fn has_room_beside(inner: Rect, area: Rect) -> bool {
        let months = Self::months(inner, area);
        months > 0 && inner.width >= months * (MONTH + MONTH_GAP) + PROGRESS - 10
    }

    /// Returns the area of the plan's rows.
    pub(super) fn list_area(&self, area: Rect) -> Rect {
        let inner = centered(area, WIDEST);
        let head = Self::head_rows(inner, area);
        let below = self.notes_rows(inner, area);
        Rect { y: inner.y + head, height: inner.height.saturating_sub(head + below), ..inner }
    }

    fn notes_rows(&self, inner: Rect, area: Rect) -> u16 {
        let room = inner.height.saturating_sub(Self::head_rows(inner, area));
        let notes = if room >= 14 { u16::try_from(self.unmet.len().min(2)).unwrap_or(0) } else { 0 };
        if room >= 8 { 2 + notes } else { 0 }
    }

    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = centered(area, WIDEST);
        let Some(plan) = &self.plan else {
            frame.render_widget(Span::styled("Planning the visits…", cx.theme.secondary), inner);
            return;
        };
        if plan.accounts.is_empty() {
            lines(frame, inner, no_accounts(usize::from(inner.width), cx));
            return;
        }
        let months = Self::months(inner, area);
        let first = plan.today.with_day(1).unwrap_or(plan.today);
        for at in 0..months {
            let place = Rect { x: inner.x + at * (MONTH + MONTH_GAP), width: MONTH, height: MONTH_ROWS, ..inner };
            lines(frame, place, self.month(plan, add_months(first, i32::from(at)), cx));
        }
        if months > 0 {
            let y = inner.y + MONTH_ROWS;
            frame.render_widget(legend(cx), Rect { y, height: 1, ..inner });
        }
        let list = self.list_area(area);
        if Self::has_room_beside(inner, area) {
            let x = inner.x + months * (MONTH + MONTH_GAP);
            let place = Rect { x, width: inner.right().saturating_sub(x), height: MONTH_ROWS, ..inner };
            lines(frame, place, progress_lines(&self.measured, usize::from(place.width), cx));
        } else {
            let y = list.y.saturating_sub(2);
            frame.render_widget(
                progress_line(&self.measured, usize::from(inner.width), cx),
                Rect { y, height: 1, ..inner },
            );
        }
        self.draw_plan(frame, list, plan, cx);
        let below = self.notes_rows(inner, area);
        if below > 0 {
            let place = Rect { y: inner.bottom().saturating_sub(below), height: below, ..inner };
            lines(frame, place, self.notes(usize::from(inner.width), cx));
        }
    }

    fn draw_plan(&self, frame: &mut Frame<'_>, area: Rect, plan: &VisitPlan, cx: &DrawContext<'_>) {
        let visits = self.visits();
        if visits.is_empty() {
            let words = "Every account has had its visits, or has no free busy day before the plan ends.";
            lines(frame, area, paragraph(words, usize::from(area.width), cx.theme.text));
            return;
        }
        let room = usize::from(area.height).max(1);
        let top = self.cursor.top(room, visits.len());
        let selected = u16::try_from(self.cursor.at().saturating_sub(top)).unwrap_or(0);
        self.drawn.set(Some(Rect { y: area.y + selected, height: 1, ..area }));
        let rows = visits.iter().enumerate().skip(top).take(room);
        let longest = rows.clone().map(|(_, visit)| width(&clean(&visit.name))).max().unwrap_or(0);
        let all = rows.map(|(at, visit)| {
            let row = Row::at(at, self.cursor.at());
            PlanRow { visit, today: plan.today, row, name: longest, columns: area.width.into() }.line(cx)
        });
        let all = all.collect();
        lines(frame, area, all);
    }

    /// Describes the selected account, and the targets out of reach.
    fn notes(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut all = vec![Line::default()];
        if let (Some(visit), Some(selected)) = (self.focused(), &self.selected) {
            let done = format!("{} of {} visits this year", selected.this_year.done, selected.this_year.target);
            let busy = selected.busy.as_deref().map(|p| format!(", busy {}", clean(p))).unwrap_or_default();
            let city = selected.city.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
            let name = cut(&clean(&visit.name), columns).into_owned();
            let rest = cut(&format!("  {done}{busy}{city}"), columns.saturating_sub(width(&name))).into_owned();
            all.push(Line::from(vec![Span::styled(name, theme.accent), Span::styled(rest, theme.text)]));
        }
        for note in self.unmet.iter().take(2) {
            all.push(Line::styled(cut(&clean(note), columns).into_owned(), theme.secondary));
        }
        all
    }

    /// Draws a month with a mark on each day with a visit, and a dot on the busy days of the selected account.
    fn month(&self, plan: &VisitPlan, first: NaiveDate, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let name = first.format("%B").to_string();
        let begins = first.week(self.week_starts.unwrap_or(Weekday::Mon)).first_day();
        let mut all = vec![
            Line::styled(pad(&name, usize::from(MONTH)), theme.text).centered(),
            Line::styled(
                begins.iter_days().take(7).map(|d| format!(" {:.1} ", d.format("%a").to_string())).collect::<String>(),
                theme.secondary,
            ),
        ];
        let after = add_months(first, 1);
        let weeks = begins.iter_days().step_by(7).take_while(|day| *day < after);
        for week in weeks {
            let days = week.iter_days().take(7);
            let cells = days.flat_map(|day| {
                if day.month() == first.month() { self.day(plan, day, cx) } else { vec![Span::raw("   ")] }
            });
            all.push(Line::from(cells.collect::<Vec<_>>()));
        }
        all
    }

    fn day(&self, plan: &VisitPlan, day: NaiveDate, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
        let theme = cx.theme;
        let busy = day > plan.today
            && self.selected.as_ref().and_then(|s| s.peak.as_ref()).is_some_and(|peak| peak.contains(day));
        let here = self.focused().is_some_and(|v| v.day == day);
        let (mark, style) = match self.marks.get(&day) {
            Some(Mark::Made) => ("✓", theme.good),
            Some(Mark::Accepted) => ("●", theme.accent),
            Some(Mark::Proposed) => ("○", if here { theme.accent } else { theme.text }),
            None if busy => ("·", theme.text),
            None => (" ", theme.secondary),
        };
        let mut number = style;
        if here {
            number = theme.accent.add_modifier(Modifier::BOLD);
        }
        if day == plan.today {
            number = number.add_modifier(Modifier::UNDERLINED);
        }
        vec![Span::styled(format!("{:>2}", day.day()), number), Span::styled(mark, style)]
    }
}

/// A visit of the plan on a row of its own.
struct PlanRow<'a> {
    visit: &'a PlannedVisit,
    today: NaiveDate,
    row: Row,
    /// The columns of the longest name in view.
    name: usize,
    columns: usize,
}

impl PlanRow<'_> {
    /// Draws the day, whom to visit, and why on that day.
    fn line(&self, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let Self { visit, today, row, name, columns } = *self;
        let proposed = is_proposed(visit);
        let mark = if proposed { Span::styled("○ ", theme.secondary) } else { Span::styled("● ", theme.accent) };
        let day = dates::weekday_date(visit.day, today);
        let day = if visit.day == today { format!("{day}, today") } else { day };
        let date_columns = 17;
        let turn = visits::visit_turn_briefly(visit, today);
        let room = columns.saturating_sub(3 + date_columns);
        // A name is cut only where it would take all of what follows.
        let name_columns = (name + 2).min(room.saturating_sub(width("1 of 2")));
        let room = room.saturating_sub(name_columns);
        // When the last visit was is left out whole where it has no room.
        let brief = turn.split(';').next().unwrap_or_default();
        let why = if width(&turn) <= room { turn.clone() } else { cut(brief, room).into_owned() };
        Line::from(vec![
            row.mark(cx),
            mark,
            Span::styled(pad(&day, date_columns), if proposed { theme.secondary } else { theme.text }),
            Span::styled(format!("{} ", pad(&clean(&visit.name), name_columns - 1)), row.style(cx, theme.text)),
            Span::styled(why, theme.secondary),
        ])
    }
}

/// Explains the marks.
fn legend(cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let marks = [
        ("●", theme.accent, "accepted"),
        ("○", theme.text, "proposed"),
        ("✓", theme.good, "visited"),
        ("·", theme.text, "a busy day of theirs"),
    ];
    let spans = marks.into_iter().flat_map(|(mark, style, word)| {
        [Span::styled(mark, style), Span::styled(format!(" {word}   "), theme.secondary)]
    });
    Line::from(spans.collect::<Vec<_>>())
}

fn progress_lines(measured: &[(&'static str, Count)], columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut all = Vec::new();
    for (what, count) in measured {
        let reached = count.done >= count.target;
        let mark = if reached { theme.good_mark } else { "" };
        let number = format!(" {mark}{} of {}", count.done, count.target);
        // Shorten the bar, never a number.
        let bar = BAR.min(columns.saturating_sub(width(&number)));
        let full = (count.done.min(count.target) * bar).checked_div(count.target).unwrap_or(bar);
        all.push(Line::styled(*what, theme.secondary));
        all.push(Line::from(vec![
            Span::styled("━".repeat(full), if reached { theme.good } else { theme.accent }),
            Span::styled("─".repeat(bar - full), theme.hairline),
            Span::styled(number, theme.text),
        ]));
        all.push(Line::default());
    }
    all
}

fn progress_line(measured: &[(&'static str, Count)], columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let whole = |what: &'static str| what;
    let brief = |what: &'static str| match what {
        "field days, first month" => "first month",
        _ => what.split(" this").next().unwrap_or(what),
    };
    let line = |words: fn(&'static str) -> &'static str| {
        let each = measured.iter().flat_map(|(what, count)| {
            [
                Span::styled(format!("{} of {} ", count.done, count.target), cx.theme.text),
                Span::styled(format!("{}   ", words(what)), cx.theme.secondary),
            ]
        });
        Line::from(each.collect::<Vec<_>>())
    };
    let line_in_full = line(whole);
    if line_width(&line_in_full) <= columns + 3 { line_in_full } else { line(brief) }
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
