//! After the log of a conversation: how the user feels now, in one line in the place of the footer. Any other key goes on
//! and does what it does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::domain::ids::TouchId;
use crate::error::Result;
use crate::present::touches;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape};
use crate::tui::widgets::line_width;

/// The question after a log.
pub(crate) struct MoodAfter {
    touch: TouchId,
}

impl MoodAfter {
    /// Asks once how the user feels after a conversation.
    pub(crate) fn new(touch: TouchId) -> Self {
        Self { touch }
    }
}

impl Screen for MoodAfter {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Asking]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn gives_way(&self) -> bool {
        true
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let mood = match action {
            Action::One => 1,
            Action::Two => 2,
            Action::Three => 3,
            Action::Four => 4,
            Action::Five => 5,
            _ => return Ok(Flow::Pop),
        };
        context.app.keep_mood_after(self.touch, mood)?;
        context.done(if mood >= 4 { "Good. That is what they are for" } else { "Noted. Another call may help" });
        Ok(Flow::Pop)
    }

    fn question(&self, room: u16, cx: &DrawContext<'_>) -> Option<Line<'static>> {
        let theme = cx.theme;
        let key = |action| cx.keymap.key(Scope::Asking, action);
        let asked = Span::styled("How do you feel now?", theme.strong());
        let answers = [Action::One, Action::Two, Action::Three, Action::Four, Action::Five].into_iter().zip(1..);
        let scale = answers.flat_map(|(action, mood)| {
            let word = Span::styled(format!(" {}", touches::mood(mood)), theme.secondary);
            [Span::styled(format!("  {}", key(action)), theme.accent), word]
        });
        let digits = Span::styled(format!(" {}-{}", key(Action::One), key(Action::Five)), theme.accent);
        let scale: Vec<Span<'static>> = scale.collect();
        let line = |answers: &[Span<'static>], goes_on: &'static str| {
            let begins = [Span::raw("  "), asked.clone()].into_iter().chain(answers.iter().cloned());
            Line::from_iter(begins.chain([Span::styled(goes_on, theme.secondary)]))
        };
        let ways = [
            line(&scale, " · any other key goes on"),
            line(&scale, " · or go on"),
            line(&[digits], " · any other key goes on"),
        ];
        let fits = |line: &Line<'_>| line_width(line) + 2 <= usize::from(room);
        ways.iter().find(|line| fits(line)).or(ways.last()).cloned()
    }

    fn draw(&self, _frame: &mut Frame<'_>, _area: Rect, _cx: &DrawContext<'_>) {}
}
