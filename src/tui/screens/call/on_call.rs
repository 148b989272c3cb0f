//! The call itself: their last words on the left, the open log on the right.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{CallCard, LABELS};
use crate::app::App;
use crate::app::today::OPEN_SHOWN;
use crate::domain::customer::Customer;
use crate::domain::remark::RemarkKind;
use crate::error::Result;
use crate::text::cut;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, TextInput};
use crate::tui::screens::log_form::LogForm;
use crate::tui::widgets::{big, labelled, paragraph, remark};

/// The narrowest body with card and log side by side.
const SIDE_BY_SIDE: u16 = 104;

/// A call that is going on.
pub(crate) struct Call {
    card: CallCard,
    form: LogForm,
    began: Instant,
    /// The number, if the user has to dial it by hand.
    large: Option<String>,
}

impl Call {
    pub(super) fn new(app: &mut App, customer: &Customer, large: Option<String>) -> Result<Self> {
        Ok(Self {
            card: CallCard::of(app, customer)?,
            form: LogForm::on_call(app, customer)?,
            began: Instant::now(),
            large,
        })
    }

    fn left(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = self.card.who(columns, cx);
        lines.push(Line::default());
        let large = self.large.as_deref().and_then(|n| big::number(n, columns));
        match large {
            Some(rows) => lines.extend(rows.into_iter().map(|r| Line::styled(r, theme.accent))),
            None => lines.extend(self.card.number(columns, cx)),
        }
        lines.push(Line::default());
        lines.push(Line::styled(self.timer(cx), theme.good));
        lines.push(Line::default());
        let owed = self.card.owed.lines(columns, OPEN_SHOWN, cx);
        if !owed.is_empty() {
            lines.extend(owed);
            lines.push(Line::default());
        }
        let last = self.card.last(columns, cx, 3);
        if !last.is_empty() {
            lines.extend(last);
            lines.push(Line::default());
        }
        let open = self.card.still_open(columns, cx, OPEN_SHOWN);
        if !open.is_empty() {
            lines.extend(open);
            lines.push(Line::default());
        }
        if let Some(facts) = &self.card.customer.facts {
            let facts = paragraph(facts, columns.saturating_sub(LABELS), theme.text);
            lines.extend(labelled("Facts", LABELS, facts, theme.secondary));
            lines.push(Line::default());
        }
        lines.extend(self.card.ask(columns, cx, 3));
        lines
    }

    fn timer(&self, cx: &DrawContext<'_>) -> String {
        let seconds = self.began.elapsed().as_secs();
        if cx.still {
            format!("on the call, {} min", seconds / 60)
        } else {
            format!("on the call  {}:{:02}", seconds / 60, seconds % 60)
        }
    }

    /// Lists what stays in sight if the card has no room.
    fn strip(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let large = self.large.as_deref().and_then(|n| big::number(n, columns));
        let mut lines = match large {
            Some(rows) => rows.into_iter().map(|r| Line::styled(r, cx.theme.accent)).collect(),
            None => self.card.number(columns, cx),
        };
        lines.push(Line::styled(self.timer(cx), cx.theme.good));
        if let Some(owed) = self.card.owed.first() {
            let owed = cut(owed, columns.saturating_sub(2)).into_owned();
            lines.push(Line::from(vec![Span::styled("= ", cx.theme.accent), Span::styled(owed, cx.theme.text)]));
        }
        if let Some(praise) = self.card.last_said.iter().find(|r| r.kind == RemarkKind::Praise) {
            lines.extend(remark(praise, columns, cx).into_iter().take(2));
        }
        lines
    }
}

impl Screen for Call {
    fn scopes(&self) -> &'static [Scope] {
        self.form.scopes()
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        self.form.footer(keymap)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.form.refresh(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        self.form.act(action, context)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        self.form.clicked(at, context)
    }

    fn ticks(&self) -> Option<u64> {
        Some(1)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        self.form.text_input()
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        self.form.draft()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        if area.width >= SIDE_BY_SIDE {
            let left = Rect { x: area.x + 4, width: area.width / 2 - 8, ..area };
            crate::tui::chrome::lines(frame, left, self.left(usize::from(left.width), cx));
            let x = area.x + area.width / 2;
            self.form.draw_beside(frame, Rect { x, width: (area.width / 2).saturating_sub(4), ..area }, cx);
            return;
        }
        let mut strip = self.strip(usize::from(area.width).saturating_sub(8), cx);
        strip.truncate(usize::from(area.height / 3).max(1));
        self.form.draw_under(frame, area, cx, strip);
    }
}
