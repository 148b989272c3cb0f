//! Draws the figures: the year as a map, the moods as two lines, the praise as bars.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Trends;
use super::block::{Block, GAP, beside, title};
use super::map::{WEEKDAYS, head, map};
use crate::app::trends::Trends as Figures;
use crate::domain::trends::{Mood, lifts_most};
use crate::domain::visits::Count;
use crate::present::trends::{month_word, mood_words};
use crate::text::{clean, count, cut, pad, width};
use crate::tui::chrome::{centered, lines};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::paragraph;
use crate::tui::widgets::plot::{Series, plot};

/// The widest it is drawn.
const WIDEST: u16 = 124;
/// The narrowest inside with two blocks side by side.
const TWO_COLUMNS: usize = 84;
/// The narrowest block beside the map.
const SIDE: usize = 36;
/// Rows of the moods' lines and of the praise's bars.
const PLOT: usize = 5;
/// The most names in a list.
const NAMED: usize = 3;
/// Columns of the bars.
const BAR: usize = 12;
const SHARE: usize = 8;
/// A bar's eighths.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

impl Trends {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = centered(area, WIDEST);
        let Some(figures) = &self.figures else {
            frame.render_widget(Span::styled("Counting…", cx.theme.secondary), inner);
            return;
        };
        let columns = usize::from(inner.width);
        let all = if figures.is_empty() { nothing(columns, cx) } else { arrange(figures, columns, cx) };
        let room = usize::from(inner.height);
        self.furthest.set(all.len().saturating_sub(room));
        let from = self.from.min(self.furthest.get());
        lines(frame, inner, all.into_iter().skip(from).take(room).collect());
        if from < self.furthest.get() {
            let more =
                Rect { x: inner.right().saturating_sub(1), y: inner.bottom().saturating_sub(1), width: 1, height: 1 };
            frame.render_widget(Span::styled("↓", cx.theme.accent), more);
        }
    }
}

/// Arranges all blocks one below the other, or two by two if they fit.
fn arrange(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let half = if columns >= TWO_COLUMNS { (columns - GAP) / 2 } else { columns };
    let map_columns = WEEKDAYS + t.heat.columns.len();
    let side = columns.saturating_sub(map_columns + GAP);
    let mut all = vec![head(t, columns, cx), Line::default()];
    let mut pairs = vec![(moods(t, half, cx), praise(t, half, cx)), (lifts(t, half, cx), named(t, half, cx))];
    if (SIDE..columns).contains(&side) && columns < 2 * t.heat.columns.len() + WEEKDAYS {
        let mut shares = reach(t, side, cx);
        shares.extend(visits(t, side, cx));
        all.extend(beside(map(t, map_columns, cx), shares, map_columns));
    } else {
        all.extend(map(t, columns, cx));
        pairs.push((reach(t, half, cx), visits(t, half, cx)));
    }
    for (left, right) in pairs {
        for block in if half < columns { vec![beside(left, right, half)] } else { vec![left, right] } {
            if !block.is_empty() {
                all.push(Line::default());
                all.extend(block);
            }
        }
    }
    all
}

/// Draws the mood before and after calls, as two lines over the months.
fn moods(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    let lifted = t.mood.claim().is_some_and(|lift| lift.tenths() > 0);
    let words = mood_words(&t.mood);
    let mut all = vec![Line::from(vec![
        Span::styled("Mood   ━ before   ", theme.secondary),
        Span::styled(theme.after_mark.unwrap_or("━"), theme.good),
        Span::styled(" after a call", theme.secondary),
    ])];
    let (mark, style) = if lifted { (theme.good_mark, theme.good) } else { ("", theme.text) };
    all.push(Line::styled(cut(&format!("{mark}{words}"), columns).into_owned(), style));
    if t.mood.rated == 0 {
        all.extend(paragraph(
            "Rate how you feel before and after a call, in the log's details. After a setback goodcall asks you once.",
            columns,
            theme.secondary,
        ));
        return all;
    }
    let values = |of: fn(&Mood) -> Option<crate::domain::trends::Tenths>| {
        t.mood_by_month.iter().map(|(_, mood)| of(mood).map(crate::domain::trends::Tenths::tenths)).collect::<Vec<_>>()
    };
    let series = [
        Series { values: values(|m| m.before), style: theme.secondary, mark: None },
        Series { values: values(|m| m.after), style: theme.good, mark: theme.after_mark },
    ];
    let label = 2;
    for (at, mut line) in plot(&series, (10, 50), columns.saturating_sub(label), PLOT).into_iter().enumerate() {
        line.spans.insert(0, Span::styled(format!("{} ", PLOT - at), theme.secondary));
        all.push(line);
    }
    all.push(months(t, columns, label, cx));
    all
}

/// Writes the first letters of the months under a plot.
fn months(t: &Figures, columns: usize, label: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let places = t.praise_by_month.len().max(1);
    let room = columns.saturating_sub(label);
    let mut row: Vec<char> = vec![' '; columns];
    for (at, month) in t.praise_by_month.iter().enumerate() {
        let x = label + (2 * at + 1) * room / (2 * places);
        let first = month_word(month.month).chars().next();
        if let (Some(cell), Some(first)) = (row.get_mut(x), first) {
            *cell = first;
        }
    }
    Line::styled(row.into_iter().collect::<String>(), cx.theme.secondary)
}

/// Draws the praise of each month as an upright bar with its number below.
fn praise(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    let words = count(t.praise(), "kind word", "kind words");
    let mut all =
        vec![Line::from(vec![Span::styled("Praise by month   ", theme.secondary), Span::styled(words, theme.praise)])];
    let most = t.praise_by_month.iter().map(|m| m.count).max().unwrap_or(0);
    if most == 0 {
        all.extend(paragraph("Begin a line of a log with + and it is praise.", columns, theme.secondary));
        return all;
    }
    let each = (columns / t.praise_by_month.len().max(1)).clamp(2, 4);
    for row in 0..PLOT {
        let under = (PLOT - 1 - row) * 8;
        let cells = t.praise_by_month.iter().map(|m| {
            let tall = (m.count * PLOT * 8).div_ceil(most);
            let cell = EIGHTHS.get(tall.saturating_sub(under).min(8)).copied().unwrap_or(" ");
            Span::styled(pad(&cell.repeat((each / 2).max(1)), each), theme.praise)
        });
        all.push(Line::from(cells.collect::<Vec<_>>()));
    }
    let names = t.praise_by_month.iter().map(|m| pad(&month_word(m.month), each.min(4)));
    let names: String = if each >= 4 { names.collect() } else { initials(t, each) };
    let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    let counts: String = t.praise_by_month.iter().map(|m| pad(&number(m.count), each)).collect();
    all.push(Line::styled(counts.trim_end().to_string(), theme.text));
    all.push(Line::styled(names.trim_end().to_string(), theme.secondary));
    all
}

fn initials(t: &Figures, each: usize) -> String {
    t.praise_by_month.iter().map(|m| pad(&month_word(m.month).chars().take(1).collect::<String>(), each)).collect()
}

/// Says who and what lifts the mood, with the number of calls behind each figure; too few calls make no claim.
fn lifts(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    if t.mood.rated == 0 {
        return Vec::new();
    }
    let mut all = vec![title("What a call does after".into(), cx)];
    if t.mood_by_setback.iter().any(|(_, mood)| mood.claim().is_some()) {
        all.extend(t.mood_by_setback.iter().map(|(kind, mood)| figure(kind.describe(), mood, columns, cx)));
    } else if !t.mood_by_setback.is_empty() {
        let rated = t.mood_by_setback.iter().map(|(_, mood)| mood.rated).sum();
        let calls = count(rated, "call after a setback", "calls after setbacks");
        let line = format!("  {calls}, too few to tell");
        all.push(Line::styled(cut(&line, columns).into_owned(), theme.text));
    }
    let most = lifts_most(&t.mood_by_customer);
    if let (Some(most), Some(lift)) = (most, most.and_then(|m| m.mood.claim())) {
        let calls = count(most.mood.rated, "call", "calls");
        let name = clean(&most.name).into_owned();
        all.push(Line::from(vec![
            Span::styled(cut(&name, columns.saturating_sub(24)).into_owned(), theme.accent),
            Span::styled(format!(" lifts you most: {lift:+} "), theme.text),
            Span::styled(format!("({calls})"), theme.secondary),
        ]));
    }
    let enough = t.mood_by_customer.iter().filter(|one| one.mood.claim().is_some());
    for one in enough.skip(usize::from(most.is_some())).take(3) {
        all.push(figure(&clean(&one.name), &one.mood, columns, cx));
    }
    if all.len() == 1 { Vec::new() } else { all }
}

fn figure(name: &str, mood: &Mood, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let calls = count(mood.rated, "call", "calls");
    let (text, style) = match (mood.claim(), mood.before, mood.after) {
        (Some(lift), Some(before), Some(after)) => {
            let (mark, style) = if lift.tenths() > 0 { (theme.good_mark, theme.good) } else { ("", theme.text) };
            (format!("{mark}{before} → {after}  {lift:+}  {calls}"), style)
        }
        _ => (format!("{calls}, too few to tell"), theme.secondary),
    };
    let room = columns.saturating_sub(width(&text) + 2).max(4);
    Line::from(vec![Span::styled(format!("  {}", pad(name, room.min(24))), theme.text), Span::styled(text, style)])
}

/// Lists who praised most, and who was praised most.
fn named(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    let mut all = Vec::new();
    let mut list = |heading: &str, names: Vec<(String, usize)>| {
        if names.is_empty() {
            return;
        }
        all.push(title(heading.to_string(), cx));
        let most = names.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
        for (name, n) in names {
            let full = (n * BAR).div_ceil(most);
            let room = columns.saturating_sub(BAR + 7).clamp(4, 24);
            all.push(Line::from(vec![
                Span::styled(format!("  {}", pad(&clean(&name), room)), theme.text),
                Span::styled("━".repeat(full), theme.praise),
                Span::styled(format!(" {n}"), theme.secondary),
            ]));
        }
    };
    list("Who praised most", t.praised_most.iter().take(NAMED).map(|n| (n.name.clone(), n.count)).collect());
    list("Who was praised most", t.teammates.iter().take(NAMED).map(|n| (n.name.clone(), n.count)).collect());
    all
}

/// Draws how far the rotation and the contacts with past buyers have come.
fn reach(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    let mut all = vec![title("The rotation".into(), cx)];
    let talked = Count { done: t.rotation.talked_in_last_round, target: t.rotation.favorites };
    all.push(share(talked, "in the last round", columns, cx));
    if t.past_buyers.past_buyers > 0 {
        all.push(title("Past buyers".into(), cx));
        let in_touch = Count { done: t.past_buyers.in_touch, target: t.past_buyers.past_buyers };
        all.push(share(in_touch, "in touch", columns, cx));
        if t.past_buyers.longest_years > 0 {
            let years = count(t.past_buyers.longest_years as usize, "year", "years");
            all.push(Line::styled(format!("  one of them {years} after leaving"), cx.theme.secondary));
        }
    }
    all
}

/// Draws the visits against their targets.
fn visits(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Block {
    if t.visits.accounts.target == 0 {
        return Vec::new();
    }
    let mut all = vec![title("Visits".into(), cx)];
    all.push(share(t.visits.visits, "this year", columns, cx));
    all.push(share(t.progress.quarter, "field days this quarter", columns, cx));
    if let Some(first) = t.progress.first_month {
        all.push(share(first, "field days in the first month", columns, cx));
    }
    all
}

/// Draws how much of a target is reached, as a bar and in numbers.
fn share(count: Count, what: &str, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let Count { done, target } = count;
    let full = (done.min(target) * SHARE).checked_div(target).unwrap_or(0);
    let reached = done >= target && target > 0;
    let mark = if reached { theme.good_mark } else { "" };
    let text = format!(" {mark}{done} of {target} {what}");
    Line::from(vec![
        Span::raw("  "),
        Span::styled("━".repeat(full), if reached { theme.good } else { theme.accent }),
        Span::styled("─".repeat(SHARE - full), theme.empty),
        Span::styled(cut(&text, columns.saturating_sub(SHARE + 2)).into_owned(), theme.text),
    ])
}

fn nothing(columns: usize, cx: &DrawContext<'_>) -> Block {
    let theme = cx.theme;
    let mut all = vec![Line::styled("Nothing to look at yet.", theme.accent), Line::default()];
    all.extend(paragraph(
        "Here the year becomes a picture: the call days you kept, how calls change your mood, what customers praised. It \
         begins with the first call that you log.",
        columns,
        theme.text,
    ));
    let key = cx.keymap.key(Scope::Global, Action::GoToday);
    all.push(Line::default());
    all.push(Line::from(vec![
        Span::styled(format!("  {key}  "), theme.accent),
        Span::styled("today's good call", theme.text),
    ]));
    all
}
