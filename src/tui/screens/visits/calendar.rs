//! Draws the weeks of the plan below each other, with the days that matter.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::rows::PlanRow;
use super::{Mark, Visits};
use crate::app::visits::VisitPlan;
use crate::domain::peak::PeakDays;
use crate::domain::visits::is_feast;
use crate::tui::screen::DrawContext;

/// The columns before a week, for the name of a month that begins in it.
const MONTH: u16 = 4;
/// The columns of a day: a blank, its number, its mark.
const DAY: u16 = 4;
/// The narrowest body whose weeks have room for their weekends.
const WITH_WEEKENDS: u16 = 102;

/// The days of each week in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weeks {
    Whole,
    /// Monday to Friday.
    Working,
}

impl Weeks {
    /// Leaves the weekends out of a narrow body, unless something is planned or was made on one.
    pub(super) fn fitting(columns: u16, visits: &Visits) -> Self {
        let is_used = visits.marks.keys().any(|day| is_weekend(*day));
        if columns >= WITH_WEEKENDS || is_used { Self::Whole } else { Self::Working }
    }

    /// Returns the columns of the calendar.
    pub(super) fn columns(self) -> u16 {
        MONTH + if self == Self::Whole { 7 * DAY } else { 5 * DAY }
    }

    /// Lists the days of a week that are drawn.
    fn days(self, first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        first.iter_days().take(7).filter(move |day| self == Self::Whole || !is_weekend(*day))
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

impl Visits {
    /// Returns the first days of all weeks, from the beginning of this month to the end of the plan.
    fn weeks(&self, plan: &VisitPlan, weeks: Weeks) -> Vec<NaiveDate> {
        let first = plan.today.with_day(1).unwrap_or(plan.today);
        let begins = |day: NaiveDate| day.week(self.week_starts.unwrap_or(Weekday::Mon)).first_day();
        let all = begins(first).iter_days().step_by(7).take_while(|day| *day <= plan.until);
        all.skip_while(|week| weeks.days(*week).all(|day| day < first)).collect()
    }

    /// Counts the rows that the calendar could use.
    pub(super) fn calendar_rows(&self, weeks: Weeks) -> usize {
        self.plan.as_ref().map_or(0, |plan| self.weeks(plan, weeks).len() + 1)
    }

    /// Draws as many weeks as there are rows, the day in focus among them.
    pub(super) fn calendar(&self, weeks: Weeks, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let Some(plan) = &self.plan else { return Vec::new() };
        let theme = cx.theme;
        let all = self.weeks(plan, weeks);
        let shown = rows.saturating_sub(1);
        let focus = self.focused().and_then(PlanRow::days).map(|(first, _)| first);
        let at = focus.and_then(|day| all.iter().rposition(|week| *week <= day)).unwrap_or(0);
        // A week stays in sight behind the day in focus.
        let top = (at + 2).saturating_sub(shown).min(all.len().saturating_sub(shown));
        let mut head = vec![Span::raw(" ".repeat(MONTH.into()))];
        let names = all.first().map(|week| weeks.days(*week).map(|day| day.format("%a").to_string()));
        head.extend(names.into_iter().flatten().map(|name| Span::styled(format!("{name:>3.1} "), theme.secondary)));
        let mut lines = vec![Line::from(head)];
        let typed = self.typed_peak();
        for (n, week) in all.iter().enumerate().skip(top).take(shown) {
            let days: Vec<NaiveDate> = weeks.days(*week).collect();
            let new_month = days.iter().find(|day| day.day() <= 7 && is_first_shown(**day, weeks));
            let name = new_month.or(days.last().filter(|_| n == top));
            let name = name.map_or_else(String::new, |day| day.format("%b").to_string());
            let mut spans = vec![Span::styled(format!("{name:<4}"), theme.text)];
            spans.extend(days.into_iter().flat_map(|day| self.day(plan, day, typed.as_ref(), cx)));
            lines.push(Line::from(spans));
        }
        lines
    }

    /// Whether a day to come is a busy one: by the peak days that are being typed, else of everybody whom the row in focus
    /// is about.
    fn is_busy(&self, plan: &VisitPlan, day: NaiveDate, typed: Option<&PeakDays>) -> bool {
        day > plan.today
            && match typed {
                Some(peak) => peak.contains(day),
                None => !is_feast(day) && !self.peaks.is_empty() && self.peaks.iter().all(|peak| peak.contains(day)),
            }
    }

    /// Reads the peak days that are being typed as an answer.
    fn typed_peak(&self) -> Option<PeakDays> {
        PeakDays::parse(self.answer.as_ref()?.0.text().trim()).ok()
    }

    fn day(
        &self,
        plan: &VisitPlan,
        day: NaiveDate,
        typed: Option<&PeakDays>,
        cx: &DrawContext<'_>,
    ) -> Vec<Span<'static>> {
        let theme = cx.theme;
        let busy = self.is_busy(plan, day, typed);
        let here = self.focused().and_then(PlanRow::days).is_some_and(|(from, to)| from <= day && day <= to);
        let is_quiet = day < plan.today || is_weekend(day);
        let plain = if is_quiet { theme.secondary } else { theme.text };
        let (mark, number, style) = match self.marks.get(&day) {
            Some(Mark::Made) => ("✓", theme.good, theme.good),
            Some(Mark::Accepted) => {
                let taken = theme.accent.add_modifier(Modifier::REVERSED);
                ("●", taken, taken)
            }
            Some(Mark::Proposed) => ("○", theme.strong(), theme.accent),
            None if busy => ("·", theme.text, theme.text),
            None => (" ", plain, plain),
        };
        let mut number = number;
        if here {
            number = number.add_modifier(Modifier::BOLD);
        }
        if day == plan.today || here {
            number = number.add_modifier(Modifier::UNDERLINED);
        }
        let ground = |style: Style| if busy { theme.tinted(style) } else { style };
        let is_taken = self.marks.get(&day) == Some(&Mark::Accepted);
        let of_day = |style: Style| if is_taken { style } else { ground(style) };
        vec![
            Span::styled(" ", ground(Style::new())),
            Span::styled(format!("{:>2}", day.day()), of_day(number)),
            Span::styled(mark, of_day(style)),
        ]
    }
}

/// Whether a day is the first of its month that is drawn.
fn is_first_shown(day: NaiveDate, weeks: Weeks) -> bool {
    let before = |n: u64| day.checked_sub_days(Days::new(n)).filter(|other| other.month() == day.month());
    (1..7).filter_map(before).all(|other| weeks == Weeks::Working && is_weekend(other))
}
