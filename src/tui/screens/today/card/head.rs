//! The head of the card: the name, the number, and the hours in which it may be dialed.

use ratatui::text::{Line, Span};

use super::super::layout::{Head, LABELS, NameIn, StripShown};
use super::{Card, Dials};
use crate::domain::hours::strip::strip;
use crate::present::reach;
use crate::text::{clean, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::half_blocks::Size;
use crate::tui::widgets::hour_strip::{self, Notes, Scale};
use crate::tui::widgets::team;
use crate::tui::widgets::{clock_in_words, first_lines, half_blocks, labelled, line_width, paragraph};

/// What stands before the strip where there is room for it.
const STRIP_LABEL: &str = "Your clock";

impl Card {
    /// Draws the head; returns how many of its lines are the name and the company, too.
    pub(in crate::tui::screens::today) fn head(&self, head: Head, cx: &DrawContext<'_>) -> (Vec<Line<'static>>, usize) {
        let mut lines = self.name(head, cx);
        let company = self.customer.role_and_company();
        if !company.is_empty() {
            let rows = first_lines(&clean(&company), head.columns, head.lines_each);
            lines.extend(rows.into_iter().map(|row| Line::styled(row, cx.theme.text)));
        }
        if let Some(place) = &self.place {
            team::add_place(&mut lines, (place, !company.is_empty()), head.columns, cx);
        }
        let who = lines.len();
        lines.extend(std::iter::repeat_n(Line::default(), head.before_number));
        lines.extend(self.number(head.columns, cx));
        lines.extend(self.strip(head, cx));
        lines.extend(self.asleep.lines(head.columns, cx));
        lines.extend(self.not_agreed.iter().flat_map(|text| paragraph(text, head.columns, cx.theme.quiet)));
        (lines, who)
    }

    fn name(&self, head: Head, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let name = clean(&self.customer.name);
        let blocks = match head.name {
            NameIn::Bold => None,
            NameIn::Blocks => half_blocks::name(&name, Size::Usual, head.columns),
            NameIn::LargeBlocks => half_blocks::name(&name, Size::Double, head.columns)
                .or_else(|| half_blocks::name(&name, Size::Usual, head.columns)),
        };
        let rows = match blocks {
            // A blank row keeps the company off the letters.
            Some(mut rows) => {
                if self.customer.role.is_some() || self.customer.company.is_some() {
                    rows.push(String::new());
                }
                rows
            }
            None => first_lines(&name, head.columns, head.lines_each),
        };
        rows.into_iter().map(|row| Line::styled(row, cx.theme.accent)).collect()
    }

    /// Draws the number, and beside it how late it is there.
    fn number(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut spans = match self.customer.shown_phone() {
            Some(number) => vec![Span::styled(clean(number).into_owned(), theme.strong())],
            None => {
                let key = cx.keymap.key(Scope::Today, Action::Edit);
                let adds = [Span::styled(key, theme.accent), Span::styled(" adds one", theme.secondary)];
                let none = Span::styled("no phone number yet   ", theme.secondary);
                std::iter::once(none).chain(adds).collect()
            }
        };
        if self.customer.do_not_call {
            spans.push(Span::styled("    not to be called", theme.error));
            return vec![Line::from(spans)];
        }
        let others = self.customer.phones().iter().skip(1).filter(|phone| phone.is_number()).count();
        let more = format!("  and {others} more ({})", cx.keymap.key(Scope::Today, Action::CallWhich));
        let mut line = Line::from(spans);
        let clock = self.clock(cx);
        let beside = clock.as_ref().map_or(0, |clock| 4 + width(&clock.content));
        let more_fits = others > 0 && line_width(&line) + width(&more) <= columns;
        // The hour before the other numbers, where there is room for one of them.
        let has_room = line_width(&line) + beside <= columns;
        if more_fits && (!has_room || line_width(&line) + width(&more) + beside <= columns) {
            line.push_span(Span::styled(more, theme.secondary));
        }
        let Some(clock) = clock else { return vec![line] };
        if line_width(&line) + beside <= columns {
            line.push_span("    ");
            line.push_span(clock);
            return vec![line];
        }
        std::iter::once(line).chain(paragraph(&clock.content, columns, clock.style)).collect()
    }

    /// Says how late it is there; None where their zone is unknown.
    fn clock(&self, cx: &DrawContext<'_>) -> Option<Span<'static>> {
        let there = reach::there_by_day(&self.customer, &self.reach, cx.hours)?;
        Some(clock_in_words(&there, &self.reach, cx))
    }

    /// Draws their hours on the user's clock, where there are any to claim and a call to make.
    fn strip(&self, head: Head, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let is_drawn = head.strip == StripShown::Yes && head.columns >= Scale::Narrow.columns();
        let Some(zone) = self.customer.timezone.filter(|_| is_drawn && self.dials == Dials::Yes && !self.is_called())
        else {
            return Vec::new();
        };
        let clock = self.reach.clock;
        let until = self.hours.end_of(clock.instant, zone).map(|end| reach::until(end, &self.reach, cx.hours));
        let notes = Notes { begins: reach::begins_there(&self.customer, &self.reach, cx.hours), until };
        let scale = if head.columns >= Scale::Wide.columns() { Scale::Wide } else { Scale::Narrow };
        let drawn = hour_strip::lines(&strip(&self.hours, zone, clock), &notes, scale, cx).to_vec();
        let labels = if head.columns >= LABELS + scale.columns() { LABELS } else { 0 };
        let label = if labels > width(STRIP_LABEL) { STRIP_LABEL } else { "" };
        let mut lines = labelled(label, labels, drawn, cx.theme.secondary);
        lines.splice(0..0, std::iter::repeat_n(Line::default(), head.before_strip));
        lines
    }
}
