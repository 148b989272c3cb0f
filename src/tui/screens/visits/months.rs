//! Draws three months with the days that matter.

use chrono::{Datelike, NaiveDate, Weekday};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::rows::PlanRow;
use super::{Mark, Visits};
use crate::app::visits::VisitPlan;
use crate::domain::dates::add_months;
use crate::domain::visits::is_feast;
use crate::text::pad;
use crate::tui::chrome::lines;
use crate::tui::screen::DrawContext;

/// The months in view at most.
const MONTHS: u16 = 3;
const GAP: u16 = 4;
/// A month's rows: the name, the weekdays, at most six weeks.
pub(super) const ROWS: u16 = 8;
/// The fewest columns of a body with room for weekends in cells of four columns.
const WITH_WEEKENDS: u16 = 3 * 28 + 2 * GAP;

/// Whether something in view is planned on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weekends {
    Planned,
    Free,
}

/// How the months are drawn: the days of a week, the columns of a day, and how many months there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Months {
    days: u16,
    cell: u16,
    count: u16,
}

impl Months {
    /// Chooses what fits: weekends stay in where there is room, or where one is planned.
    pub(super) fn fitting(columns: u16, weekends: Weekends) -> Self {
        let (days, cell) = match weekends {
            _ if columns >= WITH_WEEKENDS => (7, 4),
            Weekends::Planned => (7, 3),
            Weekends::Free => (5, 4),
        };
        let count = ((columns + GAP) / (days * cell + GAP)).min(MONTHS);
        Self { days, cell, count }
    }

    /// Returns the columns of all months, with a gap behind them.
    pub(super) fn columns(self) -> u16 {
        self.count * (self.days * self.cell + GAP)
    }

    fn shows(self, day: NaiveDate) -> bool {
        self.days == 7 || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

impl Visits {
    /// Says whether a day in view that is planned or visited falls on a weekend.
    pub(super) fn weekends(&self) -> Weekends {
        let Some(today) = self.plan.as_ref().map(|plan| plan.today) else { return Weekends::Free };
        let first = today.with_day(1).unwrap_or(today);
        let in_view = first..add_months(first, i32::from(MONTHS));
        let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let is_planned = self.marks.keys().any(|day| is_weekend(day) && in_view.contains(day));
        if is_planned { Weekends::Planned } else { Weekends::Free }
    }

    pub(super) fn draw_months(&self, frame: &mut Frame<'_>, inner: Rect, months: Months, cx: &DrawContext<'_>) {
        let Some(plan) = &self.plan else { return };
        let first = plan.today.with_day(1).unwrap_or(plan.today);
        let width = months.days * months.cell;
        for at in 0..months.count {
            let place = Rect { x: inner.x + at * (width + GAP), width, height: ROWS, ..inner };
            lines(frame, place, self.month(plan, add_months(first, i32::from(at)), months, cx));
        }
    }

    /// Draws a month with a mark on each day with a visit, and tints the busy days of the account in focus.
    fn month(&self, plan: &VisitPlan, first: NaiveDate, months: Months, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let begins = first.week(self.week_starts.unwrap_or(Weekday::Mon)).first_day();
        let cell = usize::from(months.cell);
        let shown = |week: NaiveDate| week.iter_days().take(7).filter(move |day| months.shows(*day));
        let head = shown(begins).map(|day| pad(&format!("{:>2.1}", day.format("%a").to_string()), cell));
        let mut all = vec![
            Line::styled(pad(&first.format("%B").to_string(), usize::from(months.days) * cell), theme.text).centered(),
            Line::styled(head.collect::<String>(), theme.secondary),
        ];
        let after = add_months(first, 1);
        for week in begins.iter_days().step_by(7).take_while(|day| *day < after) {
            if shown(week).all(|day| day.month() != first.month()) {
                continue;
            }
            let cells = shown(week).flat_map(|day| {
                if day.month() == first.month() {
                    self.day(plan, day, cell, cx)
                } else {
                    vec![Span::raw(" ".repeat(cell))]
                }
            });
            all.push(Line::from(cells.collect::<Vec<_>>()));
        }
        all
    }

    fn day(&self, plan: &VisitPlan, day: NaiveDate, cell: usize, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
        let theme = cx.theme;
        let busy = day > plan.today
            && !is_feast(day)
            && self.selected.as_ref().and_then(|s| s.peak.as_ref()).is_some_and(|peak| peak.contains(day));
        let here = self.focused().and_then(PlanRow::days).is_some_and(|(from, to)| from <= day && day <= to);
        let (mark, style) = match self.marks.get(&day) {
            Some(Mark::Made) => ("✓", theme.good),
            Some(Mark::Accepted) => ("●", theme.accent.add_modifier(Modifier::REVERSED)),
            Some(Mark::Proposed) => ("○", theme.accent),
            None if busy => ("·", theme.text),
            None => (" ", theme.secondary),
        };
        let style = if busy && self.marks.get(&day) != Some(&Mark::Accepted) { theme.tinted(style) } else { style };
        let mut number = style;
        if here {
            number = number.add_modifier(Modifier::BOLD);
        }
        if day == plan.today || here {
            number = number.add_modifier(Modifier::UNDERLINED);
        }
        let rest = " ".repeat(cell.saturating_sub(3));
        vec![Span::styled(format!("{:>2}", day.day()), number), Span::styled(mark, style), Span::raw(rest)]
    }
}
