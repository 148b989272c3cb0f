//! A customer's numbers and mailboxes on their page: the preferred one first, the others quiet and close together.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::customer::{Customer, ReachEntry, ReachKind};
use crate::text::{clean, cut};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::flow;

/// Columns between two entries of a row.
const GAP: usize = 3;

/// How much room there is for the entries behind the preferred one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// For all of them.
    Full,
    /// For a row.
    Row,
}

/// Draws one of a customer's lists.
pub(super) fn rows(
    customer: &Customer,
    kind: ReachKind,
    (room, columns): (Room, usize),
    cx: &DrawContext<'_>,
) -> Vec<Line<'static>> {
    let entries = customer.entries(kind);
    let Some((preferred, others)) = entries.split_first() else { return Vec::new() };
    let quiet = cx.theme.secondary;
    let style = match kind {
        ReachKind::Phone => cx.theme.strong(),
        ReachKind::Email if others.is_empty() => quiet,
        ReachKind::Email => cx.theme.text,
    };
    let mut lines = flow(entry(preferred, style, columns, cx), 2, columns);
    let all: Vec<_> = others.iter().map(|other| entry(other, quiet, columns, cx)).collect();
    let together = |shown: usize| {
        let mut parts: Vec<Vec<Span<'static>>> = all.iter().take(shown).map(|parts| joined(parts)).collect();
        let more = all.len() - shown;
        if more > 0 {
            let and = if shown == 0 { "" } else { "and " };
            parts.push(vec![Span::styled(format!("{and}{more} more"), quiet)]);
        }
        flow(parts, GAP, columns)
    };
    let fitting = (0..=all.len()).rev().map(together).find(|rows| room == Room::Full || rows.len() <= 1);
    lines.extend(fitting.into_iter().flatten());
    lines
}

/// The parts of an entry: what it is, and its label.
fn entry(entry: &ReachEntry, style: Style, columns: usize, cx: &DrawContext<'_>) -> Vec<Vec<Span<'static>>> {
    let value = cut(&clean(entry.text()), columns).into_owned();
    let label = entry.label.as_deref().map(|label| cut(&clean(label), columns).into_owned());
    let label = label.map(|label| vec![Span::styled(label, cx.theme.secondary)]);
    std::iter::once(vec![Span::styled(value, style)]).chain(label).collect()
}

/// Puts the parts of an entry beside each other.
fn joined(parts: &[Vec<Span<'static>>]) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for part in parts {
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        spans.extend(part.iter().cloned());
    }
    spans
}
