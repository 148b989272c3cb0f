//! The months side by side: where each stands, its name, its call days, its kind words and its other talks.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::trends::Trends as Figures;
use crate::domain::dates::month_in_full;
use crate::domain::trends::{CallDay, MonthOfCalls};
use crate::present::trends::month_word;
use crate::text::{count, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{flow, upright};

/// The columns of the words left of the months, and where there is little room only of their scale.
const WORDS: usize = 12;
const SCALE: usize = 4;
/// The narrowest place with words left of the months.
const WITH_WORDS: usize = 60;
/// The fewest and the most columns of a month: a name of three letters and a blank.
const LEAST: usize = 4;
const MOST: usize = 9;
/// Columns of a name.
const NAME: usize = 3;
/// The most squares in a row.
const SQUARES: usize = 5;
/// A bar's eighths.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Where the months stand: all of the year that fit, the latest ones.
pub(super) struct Axis<'a> {
    pub months: &'a [MonthOfCalls],
    /// Columns left of the first month.
    pub label: usize,
    /// Columns of each month.
    pub each: usize,
}

impl<'a> Axis<'a> {
    pub(super) fn new(t: &'a Figures, columns: usize) -> Self {
        let label = if columns >= WITH_WORDS { WORDS } else { SCALE };
        let room = columns.saturating_sub(label);
        let most = (room / LEAST).max(1);
        let months = t.year.get(t.year.len().saturating_sub(most)..).unwrap_or_default();
        let each = (room / months.len().max(1)).clamp(LEAST, MOST);
        Self { months, label, each }
    }

    /// Tells whether words stand left of the months.
    pub(super) fn has_words(&self) -> bool {
        self.label == WORDS
    }

    /// The column of a month, from its left, in which its name has its middle.
    pub(super) fn middle(&self) -> usize {
        (self.each - NAME) / 2 + 1
    }

    /// Puts words left of a row, where there is room for them, with a blank before the months.
    pub(super) fn label(&self, words: &str) -> Span<'static> {
        let words = if self.has_words() { words } else { "" };
        Span::raw(format!("{words:>label$}  ", label = self.label - 2))
    }

    /// Puts a short text in the middle of each month.
    fn row(
        &self,
        words: &str,
        style: Style,
        text: impl Fn(&MonthOfCalls) -> String,
        cx: &DrawContext<'_>,
    ) -> Line<'static> {
        let mut line = vec![self.label(words).style(cx.theme.secondary)];
        for month in self.months {
            let text = text(month);
            let before = self.middle().saturating_sub(width(&text) / 2).min(self.each.saturating_sub(width(&text)));
            let after = self.each.saturating_sub(before + width(&text));
            line.push(Span::styled(format!("{}{text}{}", " ".repeat(before), " ".repeat(after)), style));
        }
        Line::from(line)
    }

    /// Writes the names of the months.
    pub(super) fn names(&self, cx: &DrawContext<'_>) -> Line<'static> {
        self.row("", cx.theme.text, |month| month_word(month.month).chars().take(NAME).collect(), cx)
    }

    /// Draws a square for each call day, as many in a row as fit.
    pub(super) fn squares(&self, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let fit = SQUARES.min(self.each - 1);
        let before = if fit == SQUARES { self.middle().saturating_sub(SQUARES / 2) } else { 0 };
        let rows = self.months.iter().map(|month| month.call_days.len().div_ceil(fit)).max().unwrap_or(0);
        (0..rows)
            .map(|row| {
                let words = if row == 0 { "call days" } else { "" };
                let mut line = vec![self.label(words).style(cx.theme.secondary)];
                for month in self.months {
                    let days = month.call_days.iter().skip(row * fit).take(fit);
                    line.push(Span::raw(" ".repeat(before)));
                    let used = line.len();
                    line.extend(days.map(|day| square(day, cx)));
                    let drawn = line.len() - used;
                    line.push(Span::raw(" ".repeat(self.each.saturating_sub(before + drawn))));
                }
                Line::from(line)
            })
            .collect()
    }

    /// Draws the praise of each month as an upright bar of at most `rows` rows, with its number below.
    pub(super) fn kind_words(&self, t: &Figures, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let said = |month: &MonthOfCalls| {
            t.praise_by_month.iter().find(|m| m.month == month.month).map_or(0, |counted| counted.count)
        };
        let most = self.months.iter().map(said).max().unwrap_or(0);
        if most == 0 {
            return Vec::new();
        }
        let mut all: Vec<_> = (0..rows)
            .map(|row| {
                let under = (rows - 1 - row) * 8;
                let bar = |month: &MonthOfCalls| {
                    let tall = (said(month) * rows * 8).div_ceil(most);
                    EIGHTHS.get(tall.saturating_sub(under).min(8)).copied().unwrap_or(" ").repeat(NAME)
                };
                self.row("", upright(theme.praise), bar, cx)
            })
            .collect();
        let number = |month: &MonthOfCalls| some(said(month));
        all.push(self.row("kind words", theme.text, number, cx));
        all
    }

    /// Counts the talks beside the call days, quietly.
    pub(super) fn other_talks(&self, cx: &DrawContext<'_>) -> Option<Line<'static>> {
        let any = self.months.iter().any(|month| month.other_talks > 0);
        any.then(|| self.row("more talks", cx.theme.secondary, |month| some(month.other_talks), cx))
    }
}

/// Writes a number; nothing for none.
fn some(n: usize) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// The mark of a call day that brought praise: where no color shows it, of another shape.
fn praised_mark(cx: &DrawContext<'_>) -> &'static str {
    if cx.theme.good_mark.is_empty() { "■" } else { "◆" }
}

fn square(day: &CallDay, cx: &DrawContext<'_>) -> Span<'static> {
    let theme = cx.theme;
    match day {
        CallDay { kept: true, praised: true, .. } => Span::styled(praised_mark(cx), theme.accent),
        CallDay { kept: true, .. } => Span::styled("■", theme.secondary),
        CallDay { open: true, .. } => Span::styled("□", theme.accent),
        CallDay { .. } => Span::styled("□", theme.empty),
    }
}

/// Says how many call days were kept in a row, and what the squares mean.
pub(super) fn streak(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let now = match t.streak.now {
        0 => "A new streak begins with the next call".to_string(),
        n => format!("{} in a row", count(n, "call day", "call days")),
    };
    let best = if t.streak.best > t.streak.now { format!(", {} at best", t.streak.best) } else { String::new() };
    let calls = count(t.calls(), "call", "calls");
    let calls = match t.weeks.first() {
        Some(week) if week.week_start < t.since() => format!("{calls} since {}", month_in_full(t.since(), t.today)),
        _ => format!("{calls} in {}", count(t.weeks.len(), "week", "weeks")),
    };
    let said = count(t.praise(), "kind word", "kind words");
    let key = |mark: Span<'static>, words: &str| vec![mark, Span::styled(format!(" {words}"), theme.secondary)];
    let told = vec![
        vec![Span::styled(now, theme.strong()), Span::styled(best, theme.secondary)],
        vec![Span::styled(format!("{calls}, {said}"), theme.secondary)],
    ];
    let keys = vec![
        key(Span::styled("■", theme.secondary), "called"),
        key(Span::styled(praised_mark(cx), theme.accent), "and they praised you"),
        key(Span::styled("□", theme.empty), "missed"),
    ];
    let whole = flow([told.clone(), keys.clone()].concat(), 3, columns);
    if whole.len() == 1 { whole } else { [flow(told, 3, columns), flow(keys, 3, columns)].concat() }
}
