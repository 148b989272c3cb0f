//! After a call made from Lift: what they just said, what the call did for the mood, and the way back to work.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::drawing::{Sentence, block, choices, columns};
use crate::app::App;
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{Remark, RemarkKind, without_marks};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::{times, today, touches};
use crate::text::{clean, clean_lines, cut, width};
use crate::tui::chrome::keys_line;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::dots;

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
        let key = |action| cx.keymap.key(Scope::Lift, action);
        let words = [(key(Action::Back), "back to work"), (key(Action::CallAnother), "one more")];
        let keys = vec![keys_line(&words, cx.theme.accent, cx.theme.secondary, area.width)];
        let columns = columns(area);
        block(frame, area, &self.sentence(columns, cx), vec![self.mood(columns, cx), keys]);
    }

    fn sentence(&self, columns: usize, cx: &DrawContext<'_>) -> Sentence {
        let theme = cx.theme;
        let (text, style) = match &self.said {
            Some(said) => {
                let text = clean_lines(&without_marks(&said.text)).trim().to_string();
                match said.kind {
                    RemarkKind::Praise => (format!("“{text}”"), theme.praise),
                    _ => (text, theme.text),
                }
            }
            None => {
                let (talked, first) = (today::talked_by(Some(self.touch.kind)), first_name(&self.customer.name));
                (format!("You {talked} {}.", clean(first)), theme.text)
            }
        };
        let when = format!(", {}", self.when);
        let name = cut(&clean(&self.customer.name), columns.saturating_sub(width(&when))).into_owned();
        let caption = vec![Line::from(vec![Span::styled(name, theme.text), Span::styled(when, theme.secondary)])];
        Sentence { text, style, caption }
    }

    /// Draws the mood before and after, with what to make of it; or asks for the mood after.
    fn mood(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let rated = |mood: u8| {
            let word = Span::styled(format!("{} ", touches::mood(mood)), theme.text);
            [word].into_iter().chain(dots(Some(mood), cx)).collect::<Vec<_>>()
        };
        let Some(after) = self.touch.mood_after else {
            let words = (1..=5_u8).map(|n| (n.to_string(), touches::mood(n).to_string()));
            return choices("how do you feel now?", words, columns, cx);
        };
        let mut spans = Vec::new();
        if let Some(before) = self.touch.mood_before {
            spans.extend(rated(before));
            let style = if after > before { theme.good } else { theme.secondary };
            spans.push(Span::styled(" ━━━━▶ ", style));
        }
        spans.extend(rated(after));
        let verdict = verdict(self.touch.mood_before, after);
        vec![Line::from(spans), Line::default(), Line::styled(verdict, theme.secondary)]
    }
}

/// Says what to make of a call by the mood before and after it; kindly, also where it did not help.
fn verdict(before: Option<u8>, after: u8) -> &'static str {
    match before {
        Some(before) if after > before => "That was worth a call.",
        None if after >= 4 => "That was worth a call.",
        Some(before) if after < before => "Not every call lifts you. The next one may.",
        _ => "You made the call. That counts.",
    }
}
