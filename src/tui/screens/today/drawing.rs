//! Draws Today: the person to call, and beside them who comes next and what waits.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::call::{CallCard, Extent};
use crate::app::praise::Quoted;
use crate::app::today::{PROMISES_SHOWN, Today as Day, WhyNone};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::present::{occasions, today};
use crate::text::{clean, count, cut, pad, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{first_lines, labelled, paragraph};

use super::{MOST_IN_A_ROW, Marks, Today};

/// The narrowest body with room for the column on the right.
const TWO_COLUMNS: u16 = 96;
/// The narrowest column on the right, the gap before it, and the narrowest card on its left.
const SIDE: u16 = 34;
const GAP: u16 = 4;
const LEAST_MAIN: u16 = 46;
/// The columns of a date of those who come next.
const DATE: usize = 8;
/// How many of the ideas to show and how many lines of each, from the most room to the least; and whether past buyers
/// follow them.
const TRIES: [(usize, usize, bool); 7] =
    [(3, 4, true), (3, 2, true), (2, 2, true), (1, 2, true), (0, 0, true), (1, 2, false), (0, 0, false)];
/// The widest the two columns are drawn.
const WIDEST: u16 = 124;

impl Today {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let whole = area.width.min(WIDEST);
        let left = area.x + (area.width - whole) / 2 + 4;
        let top = if area.height >= 22 { 1 } else { 0 };
        let side_columns = self.side_columns(day).min(whole.saturating_sub(8 + GAP + LEAST_MAIN));
        let side = if area.width >= TWO_COLUMNS {
            self.side(day, usize::from(side_columns), usize::from(area.height - top), cx)
        } else {
            Vec::new()
        };
        // Without anything beside it, the card takes all columns.
        let main_width = if side.is_empty() { whole - 8 } else { whole - side_columns - 8 - GAP };
        let main = Rect { x: left, y: area.y + top, width: main_width, height: area.height - top };
        self.draw_main(frame, main, day, cx);
        let side_area = Rect { x: left + main_width + GAP, width: side_columns, ..main };
        if !side.is_empty() {
            crate::tui::chrome::lines(frame, side_area, side);
        }
    }

    /// Counts the columns in which those who come next stand with their companies; at least [`SIDE`].
    fn side_columns(&self, day: &Day) -> u16 {
        let longest = longest_name(day);
        let companies = day.ahead.iter().filter_map(|next| self.companies.get(&next.id));
        let company = companies.map(|company| width(&clean(company))).max().unwrap_or(0);
        u16::try_from(DATE + longest + 2 + company).unwrap_or(u16::MAX).max(SIDE)
    }

    fn draw_main(&self, frame: &mut Frame<'_>, area: Rect, day: &Day, cx: &DrawContext<'_>) {
        let columns = usize::from(area.width);
        let mut head = Vec::new();
        if let Some((log, ago)) = &self.unfinished {
            let key = cx.keymap.key(Scope::Today, Action::Resume);
            head.extend(offer(&key, &format!("resume the log of {} that you began {ago}", log.name), columns, cx));
            head.push(Line::default());
        }
        if let Some(first) = self.visits.first() {
            let key = cx.keymap.key(Scope::Today, Action::LogVisit);
            let place = first.city.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
            let others = match self.visits.len() {
                0 | 1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            let text = format!("log today's visit to {}{place}{others}", first.name);
            head.extend(offer(&key, &text, columns, cx));
            head.push(Line::default());
        }
        if let Some(line) = self.occasion(day) {
            head.extend(paragraph(&line, columns, cx.theme.text));
            head.push(Line::default());
        }
        let Some(card) = &self.card else {
            self.drawn.set(None);
            let owed = self.owed.lines(columns, PROMISES_SHOWN, cx);
            if !owed.is_empty() {
                head.extend(owed);
                head.push(Line::default());
            }
            head.extend(nobody(day, self.marks, columns, cx));
            crate::tui::chrome::lines(frame, area, head);
            return;
        };
        head.extend(paragraph(&self.title(day, card), columns, cx.theme.secondary));
        let below = u16::try_from(head.len()).unwrap_or(0);
        crate::tui::chrome::lines(frame, area, head);
        let rest = Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area };
        // The name and the company, after a blank row.
        self.drawn.set(Some(Rect { height: rest.height.min(3), ..rest }));
        let extent = if self.is_called() { Extent::AfterCall } else { Extent::Full };
        card.draw(frame, rest, cx, extent);
    }

    /// Says whose birthday or first yes comes next, and how many more do this week; the card tells of the pick's own.
    fn occasion(&self, day: &Day) -> Option<String> {
        let on_card = self.card.as_ref().map(|card| card.customer.id);
        let mut others = day.occasions.iter().filter(|o| Some(o.customer) != on_card);
        let first = occasions::line(others.next()?, day.date);
        let more = match others.count() {
            0 => String::new(),
            n => format!("; {n} more this week"),
        };
        Some(format!("{first}{more}"))
    }

    fn title(&self, day: &Day, card: &CallCard) -> String {
        if let Some(pick) = day.pick.as_ref().filter(|_| self.is_called()) {
            let name = first_name(&card.customer.name);
            return format!("You {} {}. {}", today::talked(pick), clean(name), today::next_call(day));
        }
        let Some(slot) = day.slot else { return "A good call".into() };
        let carried = day.pick.as_ref().and_then(today::carried_title);
        carried.unwrap_or_else(|| format!("This {}'s good call", slot.format("%A")))
    }

    /// Lists what stands beside the card: as many whole blocks as there are rows for.
    fn side(&self, day: &Day, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let first: Vec<Vec<Line<'static>>> = [self.squares(cx), self.coming_up(day, columns, cx)].into();
        let with = |(ideas, lines, in_touch): (usize, usize, bool)| {
            let mut blocks = first.clone();
            blocks.push(self.carried(day, (ideas, lines), columns, cx));
            if in_touch {
                blocks.push(self.past_buyers(columns, cx));
            }
            blocks.retain(|block| !block.is_empty());
            blocks.join(&Line::default())
        };
        let fitting = TRIES.into_iter().map(with).find(|lines| lines.len() <= rows);
        fitting.unwrap_or_else(|| self.squares(cx))
    }

    /// Draws a square for each of the latest call days, and how many in a row had their call.
    fn squares(&self, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        if !self.past.iter().any(|d| d.called) {
            return Vec::new();
        }
        let squares = self
            .past
            .iter()
            .map(|past| if past.called { Span::styled("■ ", theme.accent) } else { Span::styled("□ ", theme.empty) });
        let mut squares: Vec<Span<'static>> = squares.collect();
        if self.streak > 1 {
            let more = if self.streak == MOST_IN_A_ROW { "+" } else { "" };
            squares.push(Span::styled(format!("  {}{more} in a row", self.streak), theme.text));
        }
        vec![Line::styled(self.call_days, theme.secondary), Line::from(squares)]
    }

    /// Lists who comes next, each with their company: beside the name, or below it if that takes more columns.
    fn coming_up(&self, day: &Day, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        if day.ahead.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![Line::styled("Coming up", theme.secondary)];
        let longest = longest_name(day);
        let company_of = |id| self.companies.get(id).map(|c| clean(c).into_owned()).unwrap_or_default();
        let beside = |id| DATE + longest + 2 + width(&company_of(id)) <= columns;
        let all_beside = day.ahead.iter().all(|next| beside(&next.id));
        for next in &day.ahead {
            let date = format!("{:>6}  ", dates::short(next.day, day.date));
            let name = cut(&clean(&next.name), columns.saturating_sub(DATE)).into_owned();
            let company = company_of(&next.id);
            let mut line = vec![Span::styled(date, theme.secondary)];
            if all_beside {
                line.push(Span::styled(pad(&name, longest.max(width(&name))), theme.text));
                line.push(Span::styled(format!("  {company}"), theme.secondary));
                lines.push(Line::from(line));
                continue;
            }
            line.push(Span::styled(name, theme.text));
            lines.push(Line::from(line));
            if !company.is_empty() {
                let company = cut(&company, columns.saturating_sub(DATE)).into_owned();
                lines.push(Line::styled(format!("{}{company}", " ".repeat(DATE)), theme.secondary));
            }
        }
        lines
    }

    /// Lists the first ideas of the week, with at most some lines of each, and counts the others.
    fn carried(
        &self,
        day: &Day,
        (most, rows): (usize, usize),
        columns: usize,
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        if self.ideas.is_empty() || most == 0 {
            return Vec::new();
        }
        let mut lines = vec![Line::styled("Ideas to carry on", cx.theme.secondary)];
        for idea in self.ideas.iter().take(most) {
            lines.extend(idea_lines(idea, columns, rows, cx));
        }
        let more = day.waiting.ideas.saturating_sub(most.min(self.ideas.len()));
        if more > 0 {
            lines.push(Line::styled(format!("  and {more} more"), cx.theme.secondary));
        }
        lines
    }

    /// Says how many past buyers are left for this week.
    fn past_buyers(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if self.handful == 0 {
            return Vec::new();
        }
        let text = format!("{} would be glad to hear from you", count(self.handful, "past buyer", "past buyers"));
        let mut lines = vec![Line::styled("In touch", cx.theme.secondary)];
        lines.extend(paragraph(&text, columns, cx.theme.text));
        lines
    }
}

/// Measures the longest name of those who come next.
fn longest_name(day: &Day) -> usize {
    day.ahead.iter().map(|f| width(&clean(&f.name))).max().unwrap_or(0)
}

/// Draws a key and what it does, in as many lines as that takes.
fn offer(key: &str, does: &str, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let indent = width(key) + 1;
    let does = paragraph(does, columns.saturating_sub(indent), cx.theme.text);
    labelled(key, indent, does, cx.theme.accent)
}

fn idea_lines(idea: &Quoted, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mark = idea.remark.kind.mark().unwrap_or(' ');
    let text = clean(&without_marks(&idea.remark.text).replace('\n', " ")).into_owned();
    let lines = first_lines(&text, columns.saturating_sub(2), rows);
    let mut drawn: Vec<Line<'static>> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let mark = if at == 0 { format!("{mark} ") } else { "  ".into() };
            Line::from(vec![Span::styled(mark, cx.theme.accent), Span::styled(line, cx.theme.text)])
        })
        .collect();
    let from = format!("  from {}", clean(first_name(&idea.customer_name)));
    drawn.push(Line::styled(cut(&from, columns).into_owned(), cx.theme.secondary));
    drawn
}

fn nobody(day: &Day, marks: Marks, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let key = |scope, action, does: &str| {
        let key = cx.keymap.key(scope, action);
        let does = paragraph(does, columns.saturating_sub(4 + width(&key)), cx.theme.text);
        labelled(&format!("  {key}"), 4 + width(&key), does, cx.theme.accent)
    };
    let (customers, favorite) =
        (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Favorite));
    let why = day.why_none.unwrap_or(WhyNone::NoFavorites);
    let mut lines = vec![Line::default(), Line::styled(today::why_none(why), cx.theme.accent), Line::default()];
    match why {
        WhyNone::NoFavorites => {
            lines.extend(paragraph(
                "Add three favorites. Each Monday goodcall picks one of them: the customer who has waited \
                 longest, weighed by how good they are to talk to.",
                columns,
                cx.theme.text,
            ));
            lines.push(Line::default());
            lines.extend(key(Scope::Global, Action::AddCustomer, "add one; a name and a number will do"));
            lines.extend(key(Scope::Today, Action::Import, "import your contacts, then mark whom you like calling"));
            if marks.is_kept {
                lines.extend(key(Scope::Global, Action::MarkFavorites, "go on marking whom you like calling"));
            } else if marks.has_customers {
                lines.extend(key(Scope::Global, Action::MarkFavorites, "mark whom you like calling"));
            }
            lines.extend(key(Scope::Today, Action::Demo, "look around in a made-up book first"));
        }
        WhyNone::AllOffered => {
            lines.extend(paragraph(
                &format!("The next call day brings them back. Until then call whomever you like: {customers} shows everybody."),
                columns,
                cx.theme.text,
            ));
        }
        WhyNone::NobodyAvailable => {
            lines.extend(paragraph(
                &format!(
                    "They are snoozed, archived or not to be called. {customers} shows everybody; {favorite} makes \
                     somebody a favorite."
                ),
                columns,
                cx.theme.text,
            ));
        }
    }
    lines
}
