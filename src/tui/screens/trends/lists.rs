//! Who lifts the mood, who praised and was praised, and how far the rotation, the contacts and the visits have come.

use ratatui::text::{Line, Span};

use crate::app::trends::Trends as Figures;
use crate::domain::trends::{CustomerMood, Mood, lifts_most};
use crate::domain::visits::Count;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{bar, flow, upright};

/// Columns of the bars.
const BAR: usize = 8;

/// Returns the title over a block.
fn title(text: &str, cx: &DrawContext<'_>) -> Line<'static> {
    Line::styled(text.to_string(), cx.theme.secondary)
}

/// Says who and what lifts the mood, with the number of calls behind each figure; too few calls make no claim.
pub(super) fn lifts(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    if t.mood.rated == 0 {
        return Vec::new();
    }
    let is_enough = |one: &&CustomerMood| one.mood.claim().is_some();
    let any_enough = t.mood_by_customer.iter().any(|one| is_enough(&one));
    let tells_of_setbacks = t.mood_by_setback.iter().any(|(_, mood)| mood.claim().is_some());
    let mut all = vec![title(if tells_of_setbacks { "What a call does after" } else { "What lifts you" }, cx)];
    if tells_of_setbacks {
        all.extend(t.mood_by_setback.iter().map(|(kind, mood)| figure(kind.describe(), mood, columns, cx)));
    } else if !t.mood_by_setback.is_empty() && !any_enough {
        let rated = t.mood_by_setback.iter().map(|(_, mood)| mood.rated).sum();
        let calls = count(rated, "call after a setback", "calls after setbacks");
        let line = format!("{calls}, too few to tell");
        all.push(Line::styled(cut(&line, columns).into_owned(), theme.text));
    }
    let most = lifts_most(&t.mood_by_customer, &t.mood);
    if let (Some(most), Some(lift)) = (most, most.and_then(|m| m.mood.claim())) {
        let calls = count(most.mood.rated, "call", "calls");
        let name = clean(&most.name).into_owned();
        let parts = [
            (cut(&name, columns).into_owned(), theme.accent),
            ("lifts you most:".into(), theme.text),
            (format!("{lift:+} ({calls})"), theme.text),
        ];
        all.extend(flow(parts.into_iter().map(|(text, style)| vec![Span::styled(text, style)]).collect(), 1, columns));
    }
    let enough = t.mood_by_customer.iter().filter(is_enough);
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
    Line::from(vec![Span::styled(format!("{}  ", pad(name, room.min(24))), theme.text), Span::styled(text, style)])
}

/// Lists the `most` customers who praised most.
pub(super) fn praised(t: &Figures, most: usize, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let names = t.praised_most.iter().take(most).map(|n| (clean(&n.name).into_owned(), n.count)).collect();
    named("Praise from", names, columns, cx)
}

/// Lists the `most` teammates who were praised most.
pub(super) fn teammates(t: &Figures, most: usize, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let names = t.teammates.iter().take(most).map(|n| (clean(&n.name).into_owned(), n.count)).collect();
    named("Praise for", names, columns, cx)
}

/// Lists names with a bar and a number each, under a title.
fn named(heading: &str, names: Vec<(String, usize)>, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    if names.is_empty() {
        return Vec::new();
    }
    let most = names.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let digits = most.to_string().len();
    let longest = names.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let room = longest.clamp(4, columns.saturating_sub(BAR + digits + 3).max(4));
    let mut all = vec![title(heading, cx)];
    for (name, n) in names {
        let full = (n * BAR).div_ceil(most);
        all.push(Line::from(vec![
            Span::styled(format!("{}  ", pad(&name, room)), theme.text),
            Span::styled("━".repeat(full), upright(theme.praise)),
            Span::styled(format!(" {n}"), theme.secondary),
        ]));
    }
    all
}

/// Draws how far the rotation, the contacts with past buyers and the visits have come.
pub(super) fn reach(t: &Figures, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let talked = Count { done: t.rotation.talked_in_last_round, target: t.rotation.favorites };
    let mut all = vec![title("Where you stand", cx)];
    if talked.target > 0 {
        all.push(share(talked, "favorites in the last round", columns, cx));
    }
    if t.past_buyers.past_buyers > 0 {
        let in_touch = Count { done: t.past_buyers.in_touch, target: t.past_buyers.past_buyers };
        all.push(share(in_touch, "past buyers in touch", columns, cx));
        if t.past_buyers.longest_years > 0 {
            let years = count(t.past_buyers.longest_years as usize, "year", "years");
            let line = format!("{}one of them {years} after leaving", " ".repeat(SHARE + 1));
            all.push(Line::styled(cut(&line, columns).into_owned(), cx.theme.secondary));
        }
    }
    if t.visits.accounts.target > 0 {
        all.push(share(t.visits.visits, "visits this year", columns, cx));
        all.push(share(t.progress.quarter, "field days this quarter", columns, cx));
        all.extend(t.progress.first_month.map(|first| share(first, "field days in the first month", columns, cx)));
    }
    if all.len() == 1 { Vec::new() } else { all }
}

/// Columns of the bars that show a share.
const SHARE: usize = 6;

/// Draws how much of a target is reached, as a bar and in numbers.
fn share(count: Count, what: &str, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let Count { done, target } = count;
    let full = (done.min(target) * SHARE).checked_div(target).unwrap_or(0);
    let reached = done >= target && target > 0;
    let mark = if reached { theme.good_mark } else { "" };
    let text = format!(" {mark}{done} of {target} {what}");
    let mut line = Line::from_iter(bar(full, SHARE, if reached { theme.good } else { theme.accent }, cx));
    line.push_span(Span::styled(cut(&text, columns.saturating_sub(SHARE)).into_owned(), theme.text));
    line
}
