//! Before the call: a kind sentence, whom to call now and why, and what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Lift;
use super::drawing::{Sentence, block, choices, columns};
use crate::app::lift::Callable;
use crate::domain::customer::first_name;
use crate::domain::remark::without_marks;
use crate::domain::setback::SetbackKind;
use crate::present::lift::InTeam;
use crate::present::reach::NO_NUMBER;
use crate::present::{lift, today, touches};
use crate::text::{clean, clean_lines, cut, width, wrap};
use crate::tui::chrome::keys_line;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{clock, flow, said_when, speaker};

/// What stands where a customer's words will, until the first are kept.
const STANDS_IN: &str = "Somebody out there once said yes to you, and would be glad to hear from you today.";

impl Lift {
    pub(super) fn draw_before(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let columns = columns(area);
        let mut asks = self.asks(columns, cx);
        if !asks.is_empty() {
            asks.push(Line::default());
        }
        asks.push(self.keys(cx, area.width));
        let parts = vec![self.who(columns, cx), asks];
        let places = block(frame, area, &self.sentence(columns, cx), parts);
        if let (Some(about), Some(place)) = (&self.about, places.last()) {
            about.draw(frame, *place, cx);
        }
    }

    fn sentence(&self, columns: usize, cx: &DrawContext<'_>) -> Sentence {
        let theme = cx.theme;
        let Some(quoted) = &self.praise else {
            let soon = "One day a customer's own words stand here.";
            let mut caption: Vec<Line<'static>> =
                wrap(soon, columns).into_iter().map(|l| Line::styled(l, theme.secondary)).collect();
            caption.push(Line::from(vec![
                Span::styled(cx.keymap.key(Scope::Lift, Action::KindWords), theme.accent),
                Span::styled(" keep a kind sentence from an old email", theme.text),
            ]));
            return Sentence { text: STANDS_IN.into(), style: theme.text, caption };
        };
        let text = format!("“{}”", clean_lines(&without_marks(&quoted.remark.text)).trim());
        let (name, company) = speaker(quoted);
        let name = cut(&name, columns.saturating_sub(2)).into_owned();
        let room = columns.saturating_sub(width(&name) + 2);
        let star = if quoted.remark.starred { " ★" } else { "" };
        let caption = vec![
            Line::from(vec![
                Span::styled(name, theme.text),
                Span::styled(cut(&company, room).into_owned(), theme.secondary),
                Span::styled(star, theme.accent),
            ]),
            Line::styled(said_when(quoted.remark.said_on, self.today), theme.secondary),
        ];
        Sentence { text, style: theme.praise, caption }
    }

    fn who(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let Some(one) = self.named() else {
            if self.has_favorites {
                return vec![Line::styled(today::NONE_CALLABLE, theme.secondary)];
            }
            // Digits answer here: another screen's number would be one.
            let key = |scope, action| cx.keymap.key(scope, action);
            let back = key(Scope::Lift, Action::Back);
            let text = if self.has_customers {
                let favorite = key(Scope::Customers, Action::Favorite);
                format!("Mark somebody you like calling as a favorite: {back}, then {favorite} in Customers")
            } else {
                let add = key(Scope::Global, Action::AddCustomer);
                format!("Add somebody you like calling: {back}, then {add}")
            };
            return wrap(&text, columns).into_iter().map(|line| Line::styled(line, theme.secondary)).collect();
        };
        let first = clean(first_name(&one.customer.name)).into_owned();
        let nobody_awake = self.call.iter().all(|c| c.reachable_now == Some(false));
        let (aside, call) = match (nobody_awake, self.at) {
            (false, _) => ("Don't call your mother.", format!("Call {first}")),
            (true, 0) => ("Nobody picks up at this hour.", format!("{first} is the first who will")),
            (true, _) => ("Nobody picks up at this hour.", format!("Then {first}")),
        };
        let number = match one.customer.shown_phone() {
            Some(number) => Span::styled(clean(number).into_owned(), theme.strong()),
            None => Span::styled(NO_NUMBER, theme.secondary),
        };
        let call = cut(&call, columns).into_owned();
        let mut parts =
            vec![vec![Span::styled(aside, theme.secondary)], vec![Span::styled(call, theme.accent)], vec![number]];
        let time = self.reach.as_ref().and_then(|reach| clock(&one.customer, reach, cx));
        parts.extend(time.map(|time| vec![time]));
        let mut lines = flow(parts, 2, columns);
        lines.extend(why((one, &self.in_team), columns, cx));
        lines
    }

    fn asks(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let numbered = |words: Vec<String>| (1..).map(|n: u8| n.to_string()).zip(words);
        match (self.setback, self.mood) {
            // The question is drawn with its answer.
            _ if self.about.is_some() => vec![Line::default()],
            (None, _) => {
                let kinds =
                    [SetbackKind::LostDeal, SetbackKind::StalledDeal, SetbackKind::RoughCall, SetbackKind::LowDay];
                let words = kinds.iter().map(|k| k.describe().to_string()).collect();
                choices("what happened?", numbered(words), columns, cx)
            }
            (Some(_), None) => {
                let words = (1..=5_u8).map(|n| touches::mood(n).to_string()).collect();
                choices("how do you feel?", numbered(words), columns, cx)
            }
            (Some(_), Some(_)) => Vec::new(),
        }
    }

    fn keys(&self, cx: &DrawContext<'_>, room: u16) -> Line<'static> {
        let key = |action| cx.keymap.key(Scope::Lift, action);
        let mut words = Vec::new();
        if self.about.is_some() {
            return Line::default();
        }
        if self.praise.is_some() {
            words.push((key(Action::Another), "another"));
        }
        if self.named().is_some() {
            words.push((key(Action::Call), "call"));
        }
        if self.call.len() > 1 {
            words.push((key(Action::SomeoneElse), "someone else"));
        }
        if self.has_wall {
            words.push((key(Action::TeamWall), "the team's wall"));
        }
        words.push((key(Action::Back), "back"));
        keys_line(&words, cx.theme.accent, cx.theme.secondary, room)
    }
}

/// The most lines for the reasons.
const REASON_LINES: usize = 2;

/// Says why to call somebody: what is between you first, then how good they are.
fn why((one, in_team): (&Callable, &InTeam), columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mut reasons = lift::reasons_beside_clock(one, in_team);
    reasons.rotate_left(usize::from(one.customer.pleasure.is_some() || one.customer.profit.is_some()));
    let mut lines: Vec<String> = Vec::new();
    for reason in reasons {
        let reason = clean(&reason).into_owned();
        match lines.last_mut() {
            Some(line) if width(line) + 5 + width(&reason) <= columns => line.push_str(&format!("  ·  {reason}")),
            _ => lines.push(reason),
        }
    }
    lines.truncate(REASON_LINES);
    lines.into_iter().map(|line| Line::styled(cut(&line, columns).into_owned(), cx.theme.secondary)).collect()
}
