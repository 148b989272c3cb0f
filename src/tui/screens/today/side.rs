//! What stands beside the card: the call days gone by, who comes next, what to carry on, and who waits.

use ratatui::text::{Line, Span};

use super::{MOST_IN_A_ROW, Today};
use crate::app::praise::Quoted;
use crate::app::today::Today as Day;
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{first_lines, labelled, paragraph};

/// The narrowest column beside the card.
const SIDE: u16 = 34;
/// The fewest columns of a date of those who come next, and the blank ones behind it.
const DATE: usize = 6;
const DATE_GAP: usize = 2;
/// How many of the ideas to show and how many lines of each, from the most room to the least; and whether past buyers
/// follow them.
const TRIES: [(usize, usize, bool); 8] =
    [(4, 6, true), (3, 4, true), (3, 2, true), (2, 2, true), (1, 2, true), (0, 0, true), (1, 2, false), (0, 0, false)];

impl Today {
    /// Counts the columns in which those who come next stand with their companies; at least [`SIDE`].
    pub(super) fn side_columns(&self, day: &Day) -> u16 {
        let longest = longest_name(day);
        let companies = day.ahead.iter().filter_map(|next| self.companies.get(&next.id));
        let company = companies.map(|company| width(&clean(company))).max().unwrap_or(0);
        u16::try_from(date_columns(day) + longest + 2 + company).unwrap_or(u16::MAX).max(SIDE)
    }

    /// Lists what stands beside the card: as many whole blocks as there are rows for.
    pub(super) fn side(&self, day: &Day, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
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
        let Some(first) = day.ahead.first() else { return Vec::new() };
        // An only favorite comes every time; once is enough to say so.
        let is_only = day.ahead.iter().all(|next| next.id == first.id);
        let shown = if is_only { 1 } else { day.ahead.len() };
        let mut lines = vec![Line::styled("Coming up", theme.secondary)];
        let (longest, before) = (longest_name(day), date_columns(day));
        let company_of = |id| self.companies.get(id).map(|c| clean(c).into_owned()).unwrap_or_default();
        let beside = |id| before + longest + 2 + width(&company_of(id)) <= columns;
        let all_beside = day.ahead.iter().all(|next| beside(&next.id));
        for next in day.ahead.iter().take(shown) {
            let date = dates::coming(next.day, day.date);
            let date = format!("{date:>0$}{1:2$}", before - DATE_GAP, "", DATE_GAP);
            let name = cut(&clean(&next.name), columns.saturating_sub(before)).into_owned();
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
                let company = cut(&company, columns.saturating_sub(before)).into_owned();
                lines.push(Line::styled(format!("{}{company}", " ".repeat(before)), theme.secondary));
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

/// Counts the columns of the dates of those who come next, with the blank ones behind: a year ahead they are longer.
fn date_columns(day: &Day) -> usize {
    let longest = day.ahead.iter().map(|next| width(&dates::coming(next.day, day.date))).max().unwrap_or(0);
    longest.max(DATE) + DATE_GAP
}

/// Measures the longest name of those who come next.
fn longest_name(day: &Day) -> usize {
    day.ahead.iter().map(|f| width(&clean(&f.name))).max().unwrap_or(0)
}

fn idea_lines(idea: &Quoted, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mark = idea.remark.kind.mark().unwrap_or(' ').to_string();
    let text = clean(&without_marks(&idea.remark.text).replace('\n', " ")).into_owned();
    let lines = first_lines(&text, columns.saturating_sub(2), rows);
    let lines = lines.into_iter().map(|line| Line::styled(line, cx.theme.text)).collect();
    let mut drawn = labelled(&mark, 2, lines, cx.theme.accent);
    let from = format!("  from {}", clean(first_name(&idea.customer_name)));
    drawn.push(Line::styled(cut(&from, columns).into_owned(), cx.theme.secondary));
    drawn
}
