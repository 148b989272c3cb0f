//! Draws Today: the person to call, and beside them who comes next and what waits.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::call::{CallCard, Extent};
use crate::app::praise::Quoted;
use crate::app::today::{Today as Day, WhyNone};
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::present::today;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{labelled, paragraph};

use super::{MOST_IN_A_ROW, Today};

/// The narrowest body with room for the column on the right.
const TWO_COLUMNS: u16 = 96;
/// The column on the right.
const SIDE: u16 = 34;
/// The widest the two columns are drawn.
const WIDEST: u16 = 124;

impl Today {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let two = area.width >= TWO_COLUMNS;
        let whole = area.width.min(WIDEST);
        let left = area.x + (area.width - whole) / 2 + 4;
        let gap = 4;
        let main_width = if two { whole - SIDE - 8 - gap } else { area.width - 8 };
        let top = if area.height >= 22 { 1 } else { 0 };
        let main = Rect { x: left, y: area.y + top, width: main_width, height: area.height - top };
        self.draw_main(frame, main, day, cx);
        if two {
            let side = Rect { x: left + main_width + gap, width: SIDE, ..main };
            crate::tui::chrome::lines(frame, side, self.side(day, side, cx));
        }
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
        let Some(card) = &self.card else {
            head.extend(nobody(day, columns, cx));
            crate::tui::chrome::lines(frame, area, head);
            return;
        };
        head.push(Line::styled(self.title(day, card), cx.theme.secondary));
        let below = u16::try_from(head.len()).unwrap_or(0);
        crate::tui::chrome::lines(frame, area, head);
        let rest = Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area };
        let extent = if self.is_called() { Extent::AfterCall } else { Extent::Full };
        card.draw(frame, rest, cx, extent);
    }

    fn title(&self, day: &Day, card: &CallCard) -> String {
        if self.is_called() {
            let name = first_name(&card.customer.name);
            return format!("You called {}. {}", clean(name), today::next_call(day));
        }
        let carried = day.pick.as_ref().is_some_and(|p| p.carried_over);
        match day.slot {
            Some(_) if carried => "This week's good call".into(),
            Some(slot) => format!("This {}'s good call", slot.format("%A")),
            None => "A good call".into(),
        }
    }

    fn side(&self, day: &Day, area: Rect, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let columns = usize::from(area.width);
        let mut lines = Vec::new();
        if self.past.iter().any(|d| d.called) {
            lines.push(Line::styled(self.call_days, theme.secondary));
            let mut marks: Vec<Span<'static>> = Vec::new();
            for past in &self.past {
                let mark =
                    if past.called { Span::styled("■ ", theme.accent) } else { Span::styled("□ ", theme.hairline) };
                marks.push(mark);
            }
            if self.streak > 1 {
                let more = if self.streak == MOST_IN_A_ROW { "+" } else { "" };
                marks.push(Span::styled(format!("  {}{more} in a row", self.streak), theme.text));
            }
            lines.push(Line::from(marks));
            lines.push(Line::default());
        }
        if !day.ahead.is_empty() {
            lines.push(Line::styled("Coming up", theme.secondary));
            let names = day.ahead.iter().map(|f| width(&clean(&f.name)));
            let longest = names.max().unwrap_or(0).min(16);
            for next in &day.ahead {
                let date = dates::short(next.day, day.date);
                let name = cut(&clean(&next.name), columns - 8).into_owned();
                let company = self.companies.get(&next.id).map(|c| clean(c).into_owned()).unwrap_or_default();
                let room = columns.saturating_sub(8 + longest + 2);
                lines.push(Line::from(vec![
                    Span::styled(format!("{date:>6}  "), theme.secondary),
                    Span::styled(pad(&name, longest.max(width(&name))), theme.text),
                    Span::styled(
                        format!("  {}", if room >= 6 { cut(&company, room) } else { "".into() }),
                        theme.secondary,
                    ),
                ]));
            }
            lines.push(Line::default());
        }
        if !self.ideas.is_empty() {
            lines.push(Line::styled("Ideas to carry on", theme.secondary));
            for idea in self.ideas.iter().take(3) {
                lines.extend(idea_lines(idea, columns, cx));
            }
            let more = day.waiting.ideas.saturating_sub(3);
            if more > 0 {
                lines.push(Line::styled(format!("  and {more} more"), theme.secondary));
            }
            lines.push(Line::default());
        }
        if self.handful > 0 {
            lines.push(Line::styled("In touch", theme.secondary));
            let text = format!("{} would be glad to hear from you", count(self.handful, "past buyer", "past buyers"));
            lines.extend(paragraph(&text, columns, theme.text));
        }
        lines
    }
}

/// Draws a key and what it does, in as many lines as that takes.
fn offer(key: &str, does: &str, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let indent = width(key) + 1;
    let does = paragraph(does, columns.saturating_sub(indent), cx.theme.text);
    labelled(key, indent, does, cx.theme.accent)
}

fn idea_lines(idea: &Quoted, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mark = idea.remark.kind.mark().unwrap_or(' ');
    let text = clean(&without_marks(&idea.remark.text).replace('\n', " ")).into_owned();
    let mut lines = crate::text::wrap(&text, columns - 2);
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), columns - 2).into_owned();
        }
    }
    let mut drawn: Vec<Line<'static>> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let mark = if at == 0 { format!("{mark} ") } else { "  ".into() };
            Line::from(vec![Span::styled(mark, cx.theme.accent), Span::styled(line, cx.theme.text)])
        })
        .collect();
    let from = format!("  from {}", clean(first_name(&idea.customer_name)));
    drawn.push(Line::styled(pad(&from, columns.min(width(&from).max(1))), cx.theme.secondary));
    drawn
}

fn nobody(day: &Day, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let key = |scope, action, does: &str| {
        let key = cx.keymap.key(scope, action);
        Line::from(vec![
            Span::styled(format!("  {key}  "), cx.theme.accent),
            Span::styled(does.to_string(), cx.theme.text),
        ])
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
            lines.push(key(Scope::Global, Action::AddCustomer, "add one; a name and a number will do"));
            lines.push(key(Scope::Today, Action::Import, "import your contacts, then mark whom you like calling"));
            lines.push(key(Scope::Today, Action::Demo, "look around in a made-up book first"));
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
