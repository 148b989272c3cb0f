//! After a call made from Lift: what they just said, what the call did for the mood, and the way back to work.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::drawing::{SENTENCE, Spacing, centered, set_large};
use crate::app::App;
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{Remark, RemarkKind, without_marks};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::{times, touches};
use crate::text::{clean, clean_lines};
use crate::tui::chrome::keys_line;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{dots, line_width};

/// A call that was made from Lift.
#[derive(Clone)]
pub(super) struct Closing {
    pub touch: Touch,
    customer: Customer,
    /// The best of what they said; praise, if there was any.
    said: Option<Remark>,
    /// How long ago that was.
    when: String,
}

impl Closing {
    /// Reads what there is to tell of a call with a customer.
    pub(super) fn of(app: &App, touch: Touch, customer: CustomerId) -> Result<Self> {
        let said = app.last_said_in(Some(&touch), customer)?.into_iter().next();
        let when = times::since(touch.at, app.clock().stamp());
        Ok(Self { customer: app.customer(customer)?, said, when, touch })
    }

    /// Whom the user called.
    pub(super) fn called(&self) -> CustomerId {
        self.customer.id
    }

    /// Whether it asks how the user feels: until they say so, here or in the log.
    pub(super) fn asks(&self) -> bool {
        self.touch.mood_after.is_none()
    }

    /// Returns the praise that it shows.
    pub(super) fn praise(&self) -> Option<RemarkId> {
        self.said.as_ref().filter(|said| said.kind == RemarkKind::Praise).map(|said| said.id)
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let columns = usize::from(area.width).saturating_sub(8);
        let spacing = Spacing::of_rows(area.height);
        let gap = || vec![Line::default(); if spacing.is_roomy() { 3 } else { 1 }];
        let mut lines = self.sentence(columns.min(SENTENCE), spacing, cx);
        let mood = self.mood(columns, cx);
        if !mood.is_empty() {
            lines.extend(gap());
            lines.extend(mood);
        }
        lines.extend(gap());
        let key = |action| cx.keymap.key(Scope::Lift, action);
        let words = [(key(Action::Back), "back to work"), (key(Action::CallAnother), "one more")];
        lines.push(keys_line(&words, cx.theme.accent, cx.theme.secondary, area.width));
        // One block, a little above the middle.
        let tall = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        let top = area.y + (area.height - tall) * 2 / 5;
        centered(frame, Rect { y: top, height: tall, ..area }, lines);
    }

    fn sentence(&self, columns: usize, spacing: Spacing, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = match &self.said {
            Some(said) => {
                let text = clean_lines(&without_marks(&said.text)).trim().to_string();
                match said.kind {
                    RemarkKind::Praise => set_large(&format!("“{text}”"), columns, spacing, theme.praise),
                    _ => set_large(&text, columns, spacing, theme.text),
                }
            }
            None => {
                let called = format!("You called {}.", clean(first_name(&self.customer.name)));
                set_large(&called, columns, spacing, theme.text)
            }
        };
        lines.extend(vec![Line::default(); if spacing.is_roomy() { 2 } else { 1 }]);
        lines.push(Line::from(vec![
            Span::styled(clean(&self.customer.name).into_owned(), theme.text),
            Span::styled(format!(", {}", self.when), theme.secondary),
        ]));
        lines
    }

    /// Draws the mood before and after, with what to make of it; or asks for the mood after.
    fn mood(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let rated = |mood: u8| {
            let word = Span::styled(format!("{} ", touches::mood(mood)), theme.text);
            [word].into_iter().chain(dots(Some(mood), cx)).collect::<Vec<_>>()
        };
        match (self.touch.mood_before, self.touch.mood_after) {
            (before, Some(after)) => {
                let mut spans = Vec::new();
                if let Some(before) = before {
                    spans.extend(rated(before));
                    spans.push(Span::styled(" ━━━━▶ ", theme.secondary));
                }
                spans.extend(rated(after));
                let verdict = match before {
                    Some(before) if after > before => "That was worth a call.",
                    None if after >= 4 => "That was worth a call.",
                    Some(before) if after < before => "Not every call lifts you. The next one may.",
                    _ => "You made the call. That counts.",
                };
                vec![Line::from(spans), Line::default(), Line::styled(verdict, theme.secondary)]
            }
            (_, None) if self.asks() => {
                let question = Span::styled("how do you feel now?   ", theme.secondary);
                let choices: Vec<Span<'static>> = (1..=5_u8)
                    .flat_map(|n| {
                        let word = format!(" {}   ", touches::mood(n));
                        [Span::styled(n.to_string(), theme.accent), Span::styled(word, theme.secondary)]
                    })
                    .collect();
                let whole = Line::from_iter([question.clone()].into_iter().chain(choices.iter().cloned()));
                if line_width(&whole) <= columns + 3 {
                    vec![whole]
                } else {
                    vec![Line::from(question), Line::from(choices)]
                }
            }
            (Some(before), None) => vec![Line::from(rated(before))],
            (None, None) => Vec::new(),
        }
    }
}
