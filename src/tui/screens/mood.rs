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
        let mut line = Line::from(vec![
            Span::raw("  "),
            Span::styled("How do you feel now? ", theme.strong()),
            Span::styled(format!("{}-{}", key(Action::One), key(Action::Five)), theme.accent),
            Span::styled(" · any other key goes on", theme.secondary),
        ]);
        let answers = [Action::One, Action::Two, Action::Three, Action::Four, Action::Five].into_iter().zip(1..);
        let scale = Line::from_iter(answers.flat_map(|(action, mood)| {
            let word = Span::styled(format!(" {}", touches::mood(mood)), theme.secondary);
            [Span::styled(format!("   {}", key(action)), theme.accent), word]
        }));
        if line_width(&line) + line_width(&scale) + 2 <= usize::from(room) {
            line.extend(scale.spans);
        }
        Some(line)
    }

    fn draw(&self, _frame: &mut Frame<'_>, _area: Rect, _cx: &DrawContext<'_>) {}
}
