//! Lift: an empty screen with one sentence that a customer once said, and the person to call now.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::call::Pressed;
use super::call_which;
use super::kind_words::KindWords;
use super::log_form::LogForm;
use crate::app::App;
use crate::app::lift::{Callable, Happened};
use crate::app::praise::Quoted;
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::{CustomerId, SetbackId, TouchId};
use crate::domain::remark::without_marks;
use crate::domain::setback::SetbackKind;
use crate::error::Result;
use crate::present::{lift, praise, today, touches};
use crate::text::{clean, clean_lines, width, wrap};
use crate::tui::chrome::keys_line;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape};
use crate::tui::widgets::{clock, line_width, said_when, speaker};
use closing::Closing;
use drawing::{SENTENCE, Spacing, centered, set_large};

mod closing;
mod drawing;

/// The state of the screen.
pub(crate) struct Lift {
    praise: Option<Quoted>,
    /// Whether a sentence was looked for yet.
    has_begun: bool,
    call: Vec<Callable>,
    /// Which of them the screen names.
    at: usize,
    /// The setback, once the user said what happened; then the screen asks for the mood.
    setback: Option<(SetbackId, SetbackKind)>,
    mood: Option<u8>,
    reach: Option<crate::app::reach::Reach>,
    today: chrono::NaiveDate,
    has_favorites: bool,
    /// Whom the user calls or logs, and the last conversation with them before.
    calling: Option<(CustomerId, Option<TouchId>)>,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// The call that the user made from here, once it is logged.
    closing: Option<Closing>,
}

impl Lift {
    /// Opens the screen. The first refresh reads whom to call and shows a sentence.
    pub(crate) fn begin(app: &App) -> Result<Self> {
        Ok(Self {
            praise: None,
            has_begun: false,
            call: Vec::new(),
            at: 0,
            setback: None,
            mood: None,
            reach: None,
            today: app.clock().today(),
            has_favorites: app.has_favorites()?,
            calling: None,
            warned: None,
            closing: None,
        })
    }

    /// Shows the next sentence after a setback that is in the book already.
    pub(crate) fn after(app: &mut App, setback: SetbackId) -> Result<Self> {
        let kind = app.setback(setback)?.kind;
        Ok(Self { setback: Some((setback, kind)), ..Self::begin(app)? })
    }

    fn named(&self) -> Option<&Callable> {
        self.call.get(self.at)
    }

    fn check_clock(&mut self, app: &App) {
        self.reach = self.named().map(|c| app.reach(&c.customer));
    }

    /// Remembers whom the user calls, to tell a new conversation from the one before.
    fn begin_call(&mut self, app: &App) -> Result<Option<Customer>> {
        let Some(customer) = self.named().map(|c| c.customer.clone()) else { return Ok(None) };
        self.calling = Some((customer.id, app.last_conversation(customer.id)?.map(|t| t.id)));
        Ok(Some(customer))
    }

    /// Closes the loop once the call is logged; opens it again where the log was undone.
    fn check_closing(&mut self, app: &mut App) -> Result<()> {
        if let Some((customer, before)) = self.calling
            && let Some(talk) = app.last_conversation(customer)?.filter(|t| Some(t.id) != before)
        {
            self.calling = None;
            let closing = Closing::of(app, talk, customer)?;
            if let Some(praise) = closing.praise() {
                app.shown_beside(praise);
            }
            self.closing = Some(closing);
        } else if let Some(closing) = self.closing.take() {
            let there = app.touch(closing.touch.id).ok();
            self.closing = there.map(|touch| Closing::of(app, touch, closing.called())).transpose()?;
        }
        Ok(())
    }

    /// Goes back to a sentence and the next person.
    fn one_more(&mut self, app: &mut App) -> Result<()> {
        let called = self.closing.take().map(|c| c.called());
        self.at = self.call.iter().position(|c| Some(c.customer.id) != called).unwrap_or(0);
        self.praise = app.show_next_praise(self.named().map(|c| c.customer.id))?;
        self.check_clock(app);
        Ok(())
    }

    /// Answers while the loop is closed.
    fn act_after_call(&mut self, closing: &Closing, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let mood = match action {
            Action::Back | Action::Call => return Ok(Flow::Pop),
            Action::CallAnother | Action::SomeoneElse | Action::Another => {
                self.one_more(context.app)?;
                return Ok(Flow::Stay);
            }
            Action::One => 1,
            Action::Two => 2,
            Action::Three => 3,
            Action::Four => 4,
            Action::Five => 5,
            _ => return Ok(Flow::Stay),
        };
        if closing.asks() {
            context.app.keep_mood_after(closing.touch.id, mood)?;
            context.done(format!("Noted how you feel: {}", touches::mood(mood)));
        }
        Ok(Flow::Stay)
    }

    fn happened(&mut self, kind: SetbackKind, mood: u8, context: &mut Context<'_>) -> Result<Flow> {
        match self.setback {
            None => {
                self.setback = context.app.record_setback(&Happened { kind: Some(kind), about: None, mood: None })?;
                context.done(format!("Noted: {}", kind.describe()));
            }
            Some((id, _)) if self.mood.is_none() => {
                context.app.keep_setback_mood(id, mood)?;
                self.mood = Some(mood);
                context.done(format!("Noted how you feel: {}", touches::mood(mood)));
            }
            Some(_) => {}
        }
        Ok(Flow::Stay)
    }
}

impl Screen for Lift {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Lift]
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn asks_after_calls(&self) -> bool {
        true
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let named = self.named().map(|c| c.customer.id);
        self.call = app.whom_to_call()?;
        self.at = named.and_then(|id| self.call.iter().position(|c| c.customer.id == id)).unwrap_or(0);
        if let Some((id, _)) = self.setback {
            match app.setback(id) {
                Ok(setback) => self.mood = setback.mood,
                // The setback was undone: ask again what happened.
                Err(_) => (self.setback, self.mood) = (None, None),
            }
        }
        if !self.has_begun {
            self.has_begun = true;
            self.praise = app.show_next_praise(self.named().map(|c| c.customer.id))?;
        } else if let Some(quoted) = &self.praise {
            // An undo or a deletion may have taken it meanwhile.
            self.praise = app.quoted(quoted.remark.id).ok();
        }
        self.check_clock(app);
        self.check_closing(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallAnother | Action::CallWhich) {
            self.warned = None;
        }
        if let Some(closing) = self.closing.clone() {
            return self.act_after_call(&closing, action, context);
        }
        match action {
            Action::Back => Ok(Flow::Pop),
            Action::Another => {
                match context.app.show_next_praise(self.named().map(|c| c.customer.id))? {
                    Some(praise) => self.praise = Some(praise),
                    None => context.tell("No praise in the book yet"),
                }
                Ok(Flow::Stay)
            }
            Action::SomeoneElse => {
                if !self.call.is_empty() {
                    self.at = (self.at + 1) % self.call.len();
                    let named = self.named().map(|c| c.customer.id);
                    let own = named.map(|id| context.app.show_own_words(id)).transpose()?.flatten();
                    self.praise = own.or(self.praise.take());
                    self.check_clock(context.app);
                }
                Ok(Flow::Stay)
            }
            Action::Call | Action::CallAnother | Action::CallWhich => match self.begin_call(context.app)? {
                Some(customer) => {
                    let pressed = Pressed { scope: Scope::Lift, action };
                    let flow = call_which::act_on(pressed, customer.id, &mut self.warned, context)?;
                    Ok(flow.unwrap_or(Flow::Stay))
                }
                None => Ok(Flow::Stay),
            },
            Action::Log => match self.begin_call(context.app)? {
                Some(customer) => Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?))),
                None => Ok(Flow::Stay),
            },
            Action::Star => {
                match &self.praise {
                    Some(quoted) if quoted.remark.starred => {
                        context.done(format!("No longer starred: {}", praise::briefly(quoted)));
                        self.praise = Some(context.app.unstar(quoted.remark.id)?);
                    }
                    Some(quoted) => {
                        context.done(format!("Starred: {}", praise::briefly(quoted)));
                        self.praise = Some(context.app.star(quoted.remark.id)?);
                    }
                    None => {}
                }
                Ok(Flow::Stay)
            }
            Action::KindWords => Ok(Flow::Push(Box::new(KindWords::default()))),
            Action::One => self.happened(SetbackKind::LostDeal, 1, context),
            Action::Two => self.happened(SetbackKind::StalledDeal, 2, context),
            Action::Three => self.happened(SetbackKind::RoughCall, 3, context),
            Action::Four => self.happened(SetbackKind::LowDay, 4, context),
            Action::Five => match self.setback {
                Some(_) => self.happened(SetbackKind::LowDay, 5, context),
                None => Ok(Flow::Stay),
            },
            _ => Ok(Flow::Stay),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        if let Some(closing) = &self.closing {
            return closing.draw(frame, area, cx);
        }
        let columns = usize::from(area.width).saturating_sub(8);
        let spacing = Spacing::of_rows(area.height);
        let roomy = spacing.is_roomy();
        let sentence = self.sentence(columns.min(SENTENCE), spacing, cx);
        let who = self.who(columns, cx);
        let asks = self.asks(columns, cx);
        let tall = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let (sentence_rows, who_rows, asks_rows) = (tall(&sentence), tall(&who), tall(&asks));
        let gap = if roomy { 4 } else { 1 };
        let keys = area.bottom().saturating_sub(if roomy { 3 } else { 2 });
        let asks_at = keys.saturating_sub(asks_rows + u16::from(roomy));
        let above = sentence_rows + gap + who_rows;
        let free = asks_at.saturating_sub(area.y).saturating_sub(above);
        let top = area.y + free * 2 / 5;
        let at = |y: u16, rows: u16| Rect { y, height: rows.min(area.bottom().saturating_sub(y)), ..area };
        centered(frame, at(top, sentence_rows), sentence);
        centered(frame, at(top + sentence_rows + gap, who_rows), who);
        centered(frame, at(asks_at, asks_rows), asks);
        centered(frame, at(keys, 1), vec![self.keys(cx, area.width)]);
    }
}

impl Lift {
    fn sentence(&self, columns: usize, spacing: Spacing, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let Some(quoted) = &self.praise else {
            let text = "One day a customer will say something kind, and you will find it here.";
            let mut lines: Vec<Line<'static>> =
                wrap(text, columns).into_iter().map(|l| Line::styled(l, theme.secondary)).collect();
            lines.push(Line::default());
            lines.push(Line::from(vec![
                Span::styled(cx.keymap.key(Scope::Lift, Action::KindWords), theme.accent),
                Span::styled(" keep a kind sentence from an old email", theme.text),
            ]));
            return lines;
        };
        let text = format!("“{}”", clean_lines(&without_marks(&quoted.remark.text)).trim());
        let mut lines = set_large(&text, columns, spacing, theme.praise);
        let (name, company) = speaker(quoted);
        lines.push(Line::default());
        if spacing.is_roomy() {
            lines.push(Line::default());
        }
        let star = if quoted.remark.starred { " ★" } else { "" };
        lines.push(Line::from(vec![
            Span::styled(name, theme.text),
            Span::styled(company, theme.secondary),
            Span::styled(star, theme.accent),
        ]));
        lines.push(Line::styled(said_when(quoted.remark.said_on, self.today), theme.secondary));
        lines
    }

    fn who(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let Some(one) = self.named() else {
            if self.has_favorites {
                return vec![Line::styled(today::NONE_CALLABLE, theme.secondary)];
            }
            let (customers, favorite) =
                (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Favorite));
            let text = format!("Mark somebody you like calling as a favorite: {favorite} in Customers ({customers})");
            return wrap(&text, columns).into_iter().map(|line| Line::styled(line, theme.secondary)).collect();
        };
        let first = clean(first_name(&one.customer.name)).into_owned();
        let mut spans = vec![
            Span::styled("Don't call your mother.  ", theme.secondary),
            Span::styled(format!("Call {first}"), theme.accent),
        ];
        if let Some(number) = one.customer.shown_phone() {
            spans.push(Span::styled(format!("  {}", clean(number)), theme.strong()));
        }
        let time = self.reach.as_ref().and_then(|reach| clock(&one.customer, reach, cx));
        let mut lines = vec![Line::from(spans)];
        match time {
            Some(time) if lines.iter().map(line_width).sum::<usize>() + 2 + width(&time.content) <= columns => {
                lines.iter_mut().for_each(|line| line.extend([Span::raw("  "), time.clone()]));
            }
            Some(time) => lines.push(Line::from(time)),
            None => {}
        }
        lines.extend(why(one, columns).map(|why| Line::styled(why, theme.secondary)));
        lines
    }

    fn asks(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let question = match (self.setback, self.mood) {
            (None, _) => {
                let kinds =
                    [SetbackKind::LostDeal, SetbackKind::StalledDeal, SetbackKind::RoughCall, SetbackKind::LowDay];
                pairs.extend(kinds.iter().enumerate().map(|(at, k)| ((at + 1).to_string(), k.describe().to_string())));
                "what happened?"
            }
            (Some(_), None) => {
                pairs.extend((1..=5_u8).map(|n| (n.to_string(), touches::mood(n).to_string())));
                "how do you feel?"
            }
            (Some(_), Some(_)) => return vec![Line::default()],
        };
        let question = Span::styled(format!("{question}   "), theme.secondary);
        let choices: Vec<Span<'static>> = pairs
            .into_iter()
            .flat_map(|(key, word)| {
                [Span::styled(key, theme.accent), Span::styled(format!(" {word}   "), theme.secondary)]
            })
            .collect();
        let mut whole = vec![question.clone()];
        whole.extend(choices.iter().cloned());
        let whole = Line::from(whole);
        if line_width(&whole) <= columns + 3 { vec![whole] } else { vec![Line::from(question), Line::from(choices)] }
    }

    fn keys(&self, cx: &DrawContext<'_>, room: u16) -> Line<'static> {
        let key = |action| cx.keymap.key(Scope::Lift, action);
        let mut words = Vec::new();
        if self.praise.is_some() {
            words.push((key(Action::Another), "another"));
        }
        if self.named().is_some() {
            words.push((key(Action::Call), "call"));
        }
        if self.call.len() > 1 {
            words.push((key(Action::SomeoneElse), "someone else"));
        }
        words.push((key(Action::Back), "back"));
        let quiet: Style = cx.theme.secondary;
        keys_line(&words, cx.theme.accent, quiet, room)
    }
}

/// Says why to call somebody, as far as it fits into a line.
fn why(one: &Callable, columns: usize) -> Option<String> {
    let mut said = String::new();
    for reason in lift::reasons_beside_clock(one) {
        let reason = clean(&reason).into_owned();
        let more = if said.is_empty() { reason } else { format!("{said}  ·  {reason}") };
        if width(&more) > columns {
            break;
        }
        said = more;
    }
    Some(said).filter(|said| !said.is_empty())
}
