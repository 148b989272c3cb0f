//! On the card of a pick who can't be reached now: for when the call is kept, and what else can be done.

use ratatui::text::{Line, Span};

use super::dialing::can_be_called;
use crate::app::App;
use crate::app::today::TodayPick;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::rotation::{Forecast, PickState};
use crate::present::reach;
use crate::text::{clean, cut, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext};
use crate::tui::widgets::line_width;

/// What to say of a pick who can't be reached now; nothing of others.
#[derive(Default)]
pub(crate) struct Asleep {
    /// The hour for which the pick is kept.
    kept: Option<String>,
    /// What the user can do: the action, and in words.
    ways: Vec<(Action, String)>,
}

/// What was pressed to call somebody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pressed {
    /// Where it was pressed.
    pub scope: Scope,
    /// What the key does.
    pub action: Action,
}

/// Whether a customer of a list is not called yet: one who is asleep only at the second key. `warned` is whom the first was
/// about.
pub(crate) fn lets_sleep(
    customer: &Customer,
    warned: &mut Option<CustomerId>,
    pressed: Pressed,
    context: &mut Context<'_>,
) -> bool {
    let before = warned.take();
    let known = context.app.reach(customer);
    let hours = context.app.settings().hours;
    let here = if known.is_asleep() { reach::here(customer, &known, hours) } else { None };
    let Some(here) = here.filter(|_| before != Some(customer.id) && can_be_called(customer)) else { return false };
    *warned = Some(customer.id);
    let key = context.keymap.key(pressed.scope, pressed.action);
    context.tell(format!("Press {key} again to call {} anyway: {here}", customer.first_name()));
    true
}

impl Asleep {
    /// Reads what there is to say of a pick; `instead` is who could be called now.
    pub(crate) fn of(app: &App, pick: &TodayPick, instead: Option<&Forecast>) -> Self {
        let hours = app.settings().hours;
        let kept = pick.pick.kept_for.map(|at| reach::hour(at, &pick.reach, hours));
        let mut ways = Vec::new();
        if pick.pick.state == PickState::Offered && pick.reach.is_asleep() {
            let from = pick.reach.from.filter(|from| pick.pick.kept_for != Some(*from));
            ways.extend(from.map(|at| (Action::Keep, format!("at {}", reach::hour(at, &pick.reach, hours)))));
            ways.extend(instead.map(|i| (Action::Skip, format!("{}, who can be reached now", i.name))));
            ways.push((Action::Call, "twice calls anyway".into()));
        }
        Self { kept, ways }
    }

    pub(crate) fn lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = Vec::new();
        lines.extend(self.kept.as_ref().map(|hour| Line::styled(format!("kept for {hour}"), theme.good)));
        let mut line = Line::default();
        for (action, does) in &self.ways {
            let key = Span::styled(cx.keymap.key(Scope::Today, *action), theme.accent);
            let does = Span::styled(format!(" {}", cut(&clean(does), columns.saturating_sub(4))), theme.secondary);
            let wide = line_width(&line);
            if wide > 0 && wide + 3 + width(&key.content) + width(&does.content) > columns {
                lines.push(std::mem::take(&mut line));
            } else if wide > 0 {
                line.push_span(Span::raw("   "));
            }
            line.push_span(key);
            line.push_span(does);
        }
        if !line.spans.is_empty() {
            lines.push(line);
        }
        lines
    }
}
