//! The timeline of a customer's page: what was logged with them, by the user, and by other reps of the team that shares them.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::team::logs::TeamLog;
use crate::domain::choice::Choice;
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::ids::CustomerId;
use crate::domain::remark::Remark;
use crate::domain::touch::{Outcome, Participants, Touch};
use crate::error::Result;
use crate::present::{team, touches};
use crate::text::{cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, paragraph, remark, spans_of};

/// The most logs that are read.
const LOGS: usize = 40;
/// The columns before what was said.
const INDENT: usize = 4;

/// A log of the user's, with what was said.
pub(super) struct Logged {
    pub touch: Touch,
    pub remarks: Vec<Remark>,
    people: Participants,
}

/// A log of the timeline.
enum Entry {
    Own(Box<Logged>),
    /// Another rep's.
    Others(TeamLog),
}

impl Entry {
    /// When it was, in milliseconds since 1970.
    fn at(&self) -> i64 {
        match self {
            Self::Own(logged) => logged.touch.at.timestamp_millis(),
            Self::Others(log) => log.occurred_at,
        }
    }
}

/// The logs, the newest first.
pub(super) struct Timeline {
    entries: Vec<Entry>,
    /// How many more there are.
    pub earlier: usize,
    customer: CustomerId,
    today: NaiveDate,
}

impl Timeline {
    /// Reads the latest logs of a customer.
    pub(super) fn load(app: &App, customer: CustomerId) -> Result<Self> {
        let own = app.touches_of(customer, LOGS)?;
        let remarks = app.remarks_of_touches(&own)?;
        let people = app.participants_of_all(&own)?;
        let mut count = app.count_touches_of(customer)?;
        let own = own.into_iter().zip(remarks).zip(people);
        let own = own.map(|((touch, remarks), people)| Entry::Own(Box::new(Logged { touch, remarks, people })));
        let mut entries: Vec<Entry> = own.collect();
        let others = app.team_logs_of(customer, LOGS)?;
        if !others.is_empty() {
            count += app.count_team_logs_of(customer)?;
            entries.extend(others.into_iter().map(Entry::Others));
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.at()));
            entries.truncate(LOGS);
        }
        Ok(Self { earlier: count.saturating_sub(entries.len()), entries, customer, today: app.clock().today() })
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns a log of the user's.
    pub(super) fn own(&self, at: usize) -> Option<&Logged> {
        match self.entries.get(at)? {
            Entry::Own(logged) => Some(logged),
            Entry::Others(_) => None,
        }
    }

    /// Returns a log of another rep's.
    pub(super) fn others(&self, at: usize) -> Option<&TeamLog> {
        match self.entries.get(at)? {
            Entry::Own(_) => None,
            Entry::Others(log) => Some(log),
        }
    }

    /// Draws a log, with a blank row behind.
    pub(super) fn lines(&self, at: usize, row: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let (first, below) = match self.entries.get(at) {
            Some(Entry::Own(logged)) => self.own_lines(logged, row, columns, cx),
            Some(Entry::Others(log)) => self.others_lines(log, row, columns, cx),
            None => return Vec::new(),
        };
        let edge = if row.is_selected() { row.mark(cx) } else { Span::styled("│", theme.hairline) };
        let mut lines = vec![Line::from_iter(std::iter::once(edge).chain(first))];
        let edge = std::iter::once(Span::styled("│   ", theme.hairline));
        lines.extend(below.into_iter().map(|line| Line::from_iter(edge.clone().chain(spans_of(line)))));
        lines.push(Line::styled("│", theme.hairline));
        lines
    }

    /// Draws one of the user's: what stands behind the edge of its first row, and what was said.
    fn own_lines(
        &self,
        logged: &Logged,
        row: Row,
        columns: usize,
        cx: &DrawContext<'_>,
    ) -> (Vec<Span<'static>>, Vec<Line<'static>>) {
        let theme = cx.theme;
        let Logged { touch, remarks, people } = logged;
        let outcome =
            touch.outcome.filter(|o| *o != Outcome::Reached).map(|o| format!(", {}", o.as_str().replace('-', " ")));
        let minutes = touch.minutes.map(|m| format!(", {}", duration::brief(m))).unwrap_or_default();
        let style = row.style(cx, theme.secondary);
        let what = format!("{}{}{minutes}", touch.kind.as_str(), outcome.unwrap_or_default());
        let mut first = vec![
            Span::styled(format!(" {}  ", dates::short(touch.day(), self.today)), style),
            Span::styled(what, style),
        ];
        if touch.mood_before.is_some() || touch.mood_after.is_some() {
            let number = |m: Option<u8>| m.map_or("–".to_string(), |m| m.to_string());
            first.push(Span::styled(
                format!("  mood {} → {}", number(touch.mood_before), number(touch.mood_after)),
                theme.secondary,
            ));
        }
        let with = touches::with_others(people, self.customer);
        let used: usize = 1 + first.iter().map(|span| width(&span.content)).sum::<usize>();
        let fits = used + width(&with) <= columns;
        if fits {
            first.push(Span::styled(with.clone(), style));
        }
        let room = columns.saturating_sub(INDENT);
        let mut below = if fits { Vec::new() } else { paragraph(with.trim_start_matches(", "), room, theme.secondary) };
        for one in remarks {
            below.extend(remark(one, room, cx));
            let by = touches::said_by(one, people, self.customer);
            below.extend(by.map(|by| Line::styled(cut(&by, room).into_owned(), theme.secondary)));
        }
        (first, below)
    }

    /// Draws another rep's, dim beside the user's: whose it is, and the words where they are shared.
    fn others_lines(
        &self,
        log: &TeamLog,
        row: Row,
        columns: usize,
        cx: &DrawContext<'_>,
    ) -> (Vec<Span<'static>>, Vec<Line<'static>>) {
        let theme = cx.theme;
        let line = format!(" {}", team::brief_log_line(log, self.today));
        let first =
            vec![Span::styled(cut(&line, columns.saturating_sub(1)).into_owned(), row.style(cx, theme.secondary))];
        let room = columns.saturating_sub(INDENT);
        let words = team::words_of(log);
        (first, words.iter().flat_map(|line| paragraph(line, room, theme.secondary)).collect())
    }
}
