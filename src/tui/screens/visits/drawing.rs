//! Draws the visits: the plan, beside it the calendar and the progress, below it more about the row in focus.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Visits;
use super::calendar::Weeks;
use super::line::{Columns, RowLine, asks_for, fitting, more_wait, waiting};
use super::progress::{bars, legend};
use super::rows::{PlanRow, Waiting};
use crate::app::visits::{VisitPlan, VisitQuestion};
use crate::domain::visits::Count;
use crate::text::{clean, width};
use crate::tui::chrome::{lines, more_below, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, first_lines, key_line, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 128;
/// The smallest body with room for a calendar beside the plan.
const WITH_CALENDAR: (u16, u16) = (72, 15);
/// The columns between the plan and the calendar, on a wide screen and on a narrow one.
const GAPS: (u16, u16) = (4, 2);
/// The most rows for what is wrong with an answer.
const PROBLEM_LINES: usize = 4;
/// The fewest rows of a body that describes the row in focus in full, and the rows for that.
const IN_FULL: (u16, u16) = (26, 9);
/// The same in brief.
const IN_BRIEF: (u16, u16) = (16, 3);
/// The most of those who wait that are named where they are only counted.
const NAMED: usize = 5;
/// The rows that have to be left below the plan for all of them to be named.
const SPARE: usize = 6;

/// Where the parts of the screen stand.
struct Places {
    /// The rows of the plan, the filter above them.
    filter: Rect,
    list: Rect,
    /// More about the row in focus.
    about: Rect,
    side: Option<(Rect, Weeks)>,
}

impl Visits {
    fn has_accounts_or_waits(&self) -> bool {
        self.plan.as_ref().is_none_or(|plan| plan.accounts > 0)
    }

    fn places(&self, area: Rect) -> Places {
        let inner = page(area, WIDEST);
        let weeks = Weeks::fitting(inner.width, self);
        let has_side =
            self.has_accounts_or_waits() && inner.width >= WITH_CALENDAR.0 && inner.height >= WITH_CALENDAR.1;
        let gap = if weeks == Weeks::Whole { GAPS.0 } else { GAPS.1 };
        let taken = if has_side { weeks.columns() + gap } else { 0 };
        let plan = Rect { width: inner.width.saturating_sub(taken), ..inner };
        let side = has_side.then(|| (Rect { x: plan.right() + gap, width: weeks.columns(), ..inner }, weeks));
        let filter = self.filter.rows(plan, self.problem.as_deref());
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        let head = if self.has_accounts_or_waits() {
            filter
        } else {
            empty_rows(plan.width).min(plan.height.saturating_sub(rows))
        };
        let below = Rect { y: plan.y + head, height: plan.height.saturating_sub(head), ..plan };
        let kept = match plan.height {
            rows if rows >= IN_FULL.0 => IN_FULL.1,
            rows if rows >= IN_BRIEF.0 => IN_BRIEF.1,
            _ if self.has_accounts_or_waits() => 2,
            _ => 0,
        };
        let wrong = self.wrong().map_or(0, |_| PROBLEM_LINES);
        let waiting = self.waiting_below();
        let has_room = self.rows.len() + waiting + SPARE <= usize::from(below.height.saturating_sub(kept));
        let named = if has_room { waiting } else { waiting.min(NAMED) };
        // Below the names stands how many more there are.
        let more = usize::from(named > 0 && self.plan.as_ref().is_some_and(|plan| plan.plan.later.len() > named));
        let wanted = u16::try_from((self.rows.len() + named + more + wrong).max(2)).unwrap_or(u16::MAX);
        let list = Rect { height: wanted.min(below.height.saturating_sub(kept)), ..below };
        let about = Rect { y: list.bottom() + 1, height: below.bottom().saturating_sub(list.bottom() + 1), ..below };
        // Below the text of the rows, behind the mark of the row in focus.
        let about = Rect { x: about.x + 1, width: about.width.saturating_sub(1), ..about };
        Places { filter: Rect { height: filter, ..plan }, list, about, side }
    }

    /// Counts those who wait where they are only counted, so that as many as fit are named below that.
    fn waiting_below(&self) -> usize {
        let is_counted = self.waiting == Waiting::Counted && !self.filter.has_words();
        self.plan.as_ref().filter(|_| is_counted).map_or(0, |plan| plan.plan.later.len())
    }

    /// Returns the area of the plan's rows.
    pub(super) fn list_area(&self, area: Rect) -> Rect {
        self.places(area).list
    }

    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let places = self.places(area);
        let Some(plan) = &self.plan else {
            let words = Span::styled("Planning the visits…", cx.theme.secondary);
            frame.render_widget(words, page(area, WIDEST));
            return;
        };
        if !self.has_accounts_or_waits() {
            let inner = page(area, WIDEST);
            let above = Rect { height: places.list.y.saturating_sub(inner.y), ..inner };
            lines(frame, above, no_accounts(usize::from(inner.width), cx));
            self.draw_plan(frame, (places.list, true), plan, cx);
            return;
        }
        self.filter.draw_with(frame, places.filter, cx, self.problem.as_deref());
        self.draw_plan(frame, (places.list, places.side.is_some()), plan, cx);
        let (columns, rows) = (usize::from(places.about.width), usize::from(places.about.height));
        lines(frame, places.about, self.about(columns, rows, cx));
        if let Some((side, weeks)) = places.side {
            self.draw_side(frame, side, weeks, cx);
        }
    }

    /// Draws the calendar, the progress below it, and what the marks mean where there is room.
    fn draw_side(&self, frame: &mut Frame<'_>, area: Rect, weeks: Weeks, cx: &DrawContext<'_>) {
        let columns = usize::from(area.width);
        let bars = bars(&self.measured, columns, cx);
        let legend = legend(columns, cx);
        let rows = usize::from(area.height).saturating_sub(bars.len() + 1);
        let wanted = self.calendar_rows(weeks);
        let with_legend = rows.saturating_sub(legend.len() + 1);
        // The marks are explained where at least three months stay in sight.
        let explained = with_legend >= wanted.min(MONTHS_IN_WEEKS + 1);
        let rows = if explained { with_legend.min(wanted) } else { rows.min(wanted) };
        let mut all = self.calendar(weeks, rows, cx);
        for part in [Some(legend).filter(|_| explained), Some(bars)].into_iter().flatten() {
            all.push(Line::default());
            all.extend(part);
        }
        lines(frame, area, all);
    }

    /// Draws the rows of the plan in an area, with the visits of the year where nothing beside it says them.
    fn draw_plan(&self, frame: &mut Frame<'_>, (area, has_side): (Rect, bool), plan: &VisitPlan, cx: &DrawContext<'_>) {
        if self.rows.is_empty() && plan.accounts > 0 {
            lines(frame, area, paragraph("Nobody in the plan matches.", usize::from(area.width), cx.theme.text));
            return;
        }
        let room = usize::from(area.height).max(1);
        let top = self.cursor.top(room, self.rows.len());
        let selected = u16::try_from(self.cursor.at().saturating_sub(top)).unwrap_or(0);
        let focus = Rect { y: area.y + selected, height: 1, ..area };
        self.drawn.set(Some(focus));
        let first_heading = self.rows.iter().position(|row| matches!(row, PlanRow::Heading(..)));
        let in_view = || self.rows.iter().enumerate().skip(top).take(room);
        let fitting = self.waiting_below().min(room.saturating_sub(self.rows.len()));
        let named = plan.plan.later.get(..fitting).unwrap_or_default();
        let columns = Columns::of(in_view().map(|(_, row)| row), named, (plan.today, area.width.into()));
        let all = in_view().map(|(at, row)| {
            let mark = Row::at(at, self.cursor.at());
            if let (PlanRow::Question(question), true) = (row, mark.is_selected() && self.answer.is_some()) {
                return self.draw_answer(frame, focus, (question, plan.today), cx);
            }
            let (today, later, waiting) = (plan.today, plan.plan.later.as_slice(), self.waiting);
            let aside = self.visits_of_year().filter(|_| !has_side && Some(at) == first_heading);
            RowLine { row, today, mark, columns, later, waiting, aside }.line(cx)
        });
        let mut all: Vec<_> = all.collect();
        if let Some(wrong) = self.wrong() {
            let below = first_lines(&clean(wrong), usize::from(area.width).saturating_sub(3), PROBLEM_LINES);
            let below = below.into_iter().map(|line| Line::styled(format!("   {line}"), cx.theme.error));
            let at = (usize::from(selected) + 1).min(all.len());
            all.splice(at..at, below);
        }
        let left = room.saturating_sub(all.len());
        let later = plan.plan.later.len();
        let is_whole = later <= named.len().min(left);
        let shown = if is_whole { later } else { named.len().min(left.saturating_sub(1)) };
        all.extend(named.iter().take(shown).map(|later| waiting(later, Row::Other, columns, cx)));
        if !is_whole && shown > 0 {
            all.push(more_wait(later - shown, columns, cx));
        }
        if top + room < self.rows.len() {
            more_below(frame, area, cx);
        }
        all.truncate(room);
        lines(frame, area, all);
    }

    /// Says how many visits of the year were made.
    fn visits_of_year(&self) -> Option<String> {
        let Count { done, target } = self.measured.get(1)?.count;
        Some(format!("{done} of {target} visits"))
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
        (question, today): (&VisitQuestion, NaiveDate),
        cx: &DrawContext<'_>,
    ) -> Line<'static> {
        let theme = cx.theme;
        // What was typed is never cut for the question.
        let columns = usize::from(place.width);
        let (asked, hints) = asks_for(question, today);
        let asked = fitting(&asked, columns.saturating_sub(26).max(8));
        let before = 4 + u16::try_from(width(&asked)).unwrap_or(0);
        let Some((text, _)) = &self.answer else { return Line::default() };
        let (shown, x) = text.view(place.width.saturating_sub(before + 1));
        frame.set_cursor_position((place.x + before + x, place.y));
        let room = columns.saturating_sub(usize::from(before) + 2);
        let hint = hints.iter().find(|hint| text.is_empty() && width(hint) <= room);
        let after = hint.map(|hint| format!(" {hint}")).unwrap_or_default();
        Line::from(vec![
            Row::Selected.mark(cx),
            Span::styled("? ", theme.accent),
            Span::styled(format!("{asked} "), theme.text),
            Span::styled(clean(&shown).into_owned(), theme.strong()),
            Span::styled(after, theme.secondary),
        ])
    }
}

/// Three months, in weeks.
const MONTHS_IN_WEEKS: usize = 14;
/// What visits are for.
const WHAT_FOR: &str = "Visit customers on the days they use your service the most. They tell you what is good about it, \
                        and who on your team is a hero. Say which days those are, such as \"tue,thu\" or \"last\", and \
                        the visits of the year are planned here.";

/// Counts the rows of what an empty plan says, and a blank one.
fn empty_rows(columns: u16) -> u16 {
    let wrapped = paragraph(WHAT_FOR, columns.into(), Style::new()).len();
    u16::try_from(wrapped + 5).unwrap_or(u16::MAX)
}

fn no_accounts(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let (customers, edit) =
        (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Edit));
    let mut all = vec![Line::styled("Go and watch them use it.", theme.accent), Line::default()];
    all.extend(paragraph(WHAT_FOR, columns, theme.text));
    all.push(Line::default());
    all.extend(key_line(&edit, &format!("on a customer ({customers}): peak days, visits a year"), columns, cx));
    all
}
