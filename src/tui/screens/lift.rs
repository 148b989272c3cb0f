//! Lift: an empty screen with one sentence that a customer once said, and the person to call now.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::call::Pressed;
use super::call_which;
use super::kind_words::KindWords;
use super::log_form::LogForm;
use super::praise::turn_star;
use crate::app::App;
use crate::app::lift::{Callable, Happened};
use crate::app::praise::Quoted;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, SetbackId, TouchId};
use crate::domain::setback::SetbackKind;
use crate::error::Result;
use crate::present::lift::{self, InTeam};
use crate::present::touches;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, Shape, TextInput, Unsaved};
use about::About;
use closing::Closing;

mod about;
mod before;
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
    /// The question what it was about, right after the user said what happened.
    about: Option<About>,
    reach: Option<crate::app::reach::Reach>,
    /// What the team of the one who is named has to do with calling them.
    in_team: InTeam,
    today: chrono::NaiveDate,
    has_favorites: bool,
    /// Whether there is anybody to make a favorite.
    has_customers: bool,
    /// Whether the user is in a team, whose wall they can read.
    has_wall: bool,
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
        let has_favorites = app.has_favorites()?;
        Ok(Self {
            praise: None,
            has_begun: false,
            call: Vec::new(),
            at: 0,
            setback: None,
            mood: None,
            about: None,
            reach: None,
            in_team: InTeam::default(),
            today: app.clock().today(),
            has_favorites,
            has_wall: !app.walls()?.teams.is_empty(),
            has_customers: has_favorites || app.count_present()? > 0,
            calling: None,
            warned: None,
            closing: None,
        })
    }

    /// Shows the next sentence after a setback that is in the book already.
    pub(crate) fn after(app: &mut App, setback: SetbackId) -> Result<Self> {
        let kind = app.setback(setback)?.kind;
        let about = About::resume(app, setback)?;
        Ok(Self { setback: Some((setback, kind)), about, ..Self::begin(app)? })
    }

    fn named(&self) -> Option<&Callable> {
        self.call.get(self.at)
    }

    fn check_clock(&mut self, app: &App) {
        self.reach = self.named().map(|c| app.reach(&c.customer));
        self.in_team = self.named().map(|c| lift::in_team(app, &c.customer)).unwrap_or_default();
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

    fn another_sentence(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        match context.app.show_next_praise(self.named().map(|c| c.customer.id))? {
            Some(praise) => self.praise = Some(praise),
            None => context.tell("No praise in the book yet"),
        }
        Ok(Flow::Stay)
    }

    /// Names the next person, with their own words if there are any.
    fn someone_else(&mut self, app: &mut App) -> Result<Flow> {
        if !self.call.is_empty() {
            self.at = (self.at + 1) % self.call.len();
            let named = self.named().map(|c| c.customer.id);
            let own = named.map(|id| app.show_own_words(id)).transpose()?.flatten();
            self.praise = own.or(self.praise.take());
            self.check_clock(app);
        }
        Ok(Flow::Stay)
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

    /// Keeps what the user typed about the setback.
    fn end_about(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(said) = self.about.take().map(|about| about.end(context.app)).transpose()?.flatten() {
            context.done(format!("Noted: {said}"));
        }
        Ok(Flow::Stay)
    }

    fn happened(&mut self, kind: SetbackKind, mood: u8, context: &mut Context<'_>) -> Result<Flow> {
        match self.setback {
            None => {
                self.setback = context.app.record_setback(&Happened { kind: Some(kind), about: None, mood: None })?;
                if let Some((id, _)) = self.setback {
                    let known = context.app.setback(id)?.about.is_some();
                    self.about = (!known).then(|| About::of(id));
                }
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
        if self.about.is_some() { &[Scope::Finding] } else { &[Scope::Lift] }
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
                Err(_) => (self.setback, self.mood, self.about) = (None, None, None),
            }
        }
        if !self.has_begun {
            self.has_begun = true;
            self.praise = app.show_next_praise(self.named().map(|c| c.customer.id))?;
        } else if let Some(quoted) = &self.praise {
            // An undo or a deletion may have taken it meanwhile.
            self.praise = app.find_again(&quoted.remark)?;
        }
        self.check_clock(app);
        self.check_closing(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallAnother | Action::CallWhich) {
            self.warned = None;
        }
        if self.about.is_some() {
            return if matches!(action, Action::Open | Action::Back) {
                self.end_about(context)
            } else {
                Ok(Flow::Stay)
            };
        }
        if let Some(closing) = self.closing.clone() {
            return self.act_after_call(&closing, action, context);
        }
        match action {
            Action::Back => Ok(Flow::Pop),
            Action::Another => self.another_sentence(context),
            Action::SomeoneElse => self.someone_else(context.app),
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
                if let Some(quoted) = &self.praise {
                    self.praise = Some(turn_star(quoted, context)?);
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

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.about.is_some() { Some(self) } else { None }
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        if self.about.is_some() { Some(self) } else { None }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        match &self.closing {
            Some(closing) => closing.draw(frame, area, cx),
            None => self.draw_before(frame, area, cx),
        }
    }
}

impl TextInput for Lift {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if let Some(about) = &mut self.about {
            about.typed(key);
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        if let Some(about) = &mut self.about {
            about.pasted(text);
        }
        Ok(Flow::Stay)
    }
}

impl Drafting for Lift {
    fn unsaved(&mut self) -> Option<Unsaved> {
        self.about.as_mut()?.unsaved()
    }

    fn not_kept(&mut self) {
        if let Some(about) = &mut self.about {
            about.not_kept();
        }
    }

    fn farewell(&self) -> Option<String> {
        self.about.as_ref()?.farewell()
    }
}
