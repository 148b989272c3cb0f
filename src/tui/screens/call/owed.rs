//! What is owed, on the card: on Today the promises that are due, with their keys; then what else the customer was promised.

use ratatui::text::{Line, Span};

use super::LABELS;
use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::today::{OPEN_SHOWN, Today};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::present::ideas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{READ_WIDTH, first_lines, flow, labelled, line_width};

/// The most lines of a promise beside a log; Today has it whole.
const LINES_EACH: usize = 2;

/// Blanks between a promise and the keys behind it.
const KEYS_GAP: usize = 3;

/// What to draw under *Owed*.
#[derive(Default)]
pub(crate) struct Owed {
    /// Each in a line of words.
    promises: Vec<String>,
    /// How many of them are due and can be acted on from here: they come first.
    due: usize,
    /// How many are due in all.
    all_due: usize,
}

impl Owed {
    /// Gathers what is owed to a customer.
    pub(super) fn to(app: &App, customer: CustomerId) -> Result<Self> {
        let today = app.clock().today();
        let theirs = app.promises_to(customer, OPEN_SHOWN)?;
        let promises = theirs.iter().map(|p| ideas::owed(p, today, Some(customer))).collect();
        Ok(Self { promises, ..Self::default() })
    }

    /// Gathers what is due today, then what else is owed to the customer of the card.
    pub(crate) fn on(app: &App, day: &Today, of_card: Option<CustomerId>) -> Result<Self> {
        let theirs = of_card.map_or(Ok(Vec::new()), |customer| app.promises_to(customer, OPEN_SHOWN))?;
        let is_due = |p: &Quoted| day.promises.iter().any(|due| due.remark.id == p.remark.id);
        let all = day.promises.iter().chain(theirs.iter().filter(|p| !is_due(p)));
        Ok(Self {
            promises: all.map(|p| ideas::owed(p, day.date, of_card)).collect(),
            due: day.promises.len(),
            all_due: day.waiting.promises_due,
        })
    }

    /// Lists the first promises, at most `most`, in words beside their label; the keys follow the first.
    pub(super) fn lines(&self, columns: usize, most: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let lines = self.body(columns.saturating_sub(LABELS), (most, LINES_EACH), cx);
        labelled("Owed", LABELS, lines, cx.theme.secondary)
    }

    /// Lists the same without a label, each promise in at most `lines_each` lines.
    pub(crate) fn body(
        &self,
        columns: usize,
        (most, lines_each): (usize, usize),
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = columns.saturating_sub(2).clamp(1, READ_WIDTH);
        let mut lines = Vec::new();
        for (at, promise) in self.promises.iter().take(most).enumerate() {
            for (row, line) in first_lines(promise, room, lines_each).into_iter().enumerate() {
                let mark = if row == 0 { "= " } else { "  " };
                lines.push(Line::from(vec![Span::styled(mark, theme.accent), Span::styled(line, theme.text)]));
            }
            if at == 0 && self.due > 0 {
                let keys = flow(Self::keys(self.all_due.saturating_sub(self.due.min(most)), cx), KEYS_GAP, room);
                let wide: usize = keys.iter().map(line_width).sum();
                let has_room = |line: &&mut Line<'_>| keys.len() == 1 && line_width(line) + KEYS_GAP + wide <= room + 2;
                match lines.last_mut().filter(has_room) {
                    Some(line) => {
                        line.push_span(" ".repeat(KEYS_GAP));
                        line.extend(keys.into_iter().flatten());
                    }
                    None => lines.extend(
                        keys.into_iter().map(|keys| Line::from_iter(std::iter::once(Span::raw("  ")).chain(keys))),
                    ),
                }
            }
        }
        lines
    }

    /// Draws the keys that act on the first, and where more are that are due.
    fn keys(more: usize, cx: &DrawContext<'_>) -> Vec<Vec<Span<'static>>> {
        let theme = cx.theme;
        let key = |action| Span::styled(cx.keymap.key(Scope::Today, action), theme.accent);
        let word = |word: String| Span::styled(word, theme.secondary);
        let mut keys = vec![
            vec![key(Action::KeepPromise), word(" kept".into())],
            vec![key(Action::Move), word(" another day".into())],
        ];
        if more > 0 {
            let there = Span::styled(cx.keymap.key(Scope::Global, Action::GoIdeas), theme.accent);
            keys.push(vec![word(format!("{more} more on ")), there]);
        }
        keys
    }

    /// The first promise, for a place with room for one line.
    pub(super) fn first(&self) -> Option<&str> {
        self.promises.first().map(String::as_str)
    }
}
