//! Screens are values on a stack, dialogs too.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::keymap::{Action, Keymap, Scope, Tab};
use super::theme::Theme;
use super::work::BackgroundWork;
use crate::app::App;
use crate::domain::dates::HourCycle;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// What follows from a key.
pub(super) enum Flow {
    Stay,
    Push(Box<dyn Screen>),
    /// Takes the place of the screen that says so.
    Replace(Box<dyn Screen>),
    Pop,
    /// To a tab; whatever lies over it goes.
    Go(Tab),
    /// To a customer on the customers' tab.
    Show(CustomerId),
    /// As if a key for this action had been pressed on the screen below.
    Act(Action),
    /// Opens the demo book instead of the user's own.
    Demo,
    Suspend,
    Quit,
}

/// What a screen may use while it answers to a key.
pub(super) struct Context<'a> {
    pub app: &'a mut App,
    pub keymap: &'a Keymap,
    /// One line that says what was done.
    pub say: &'a mut Option<Message>,
    /// Text for the clipboard.
    pub copy: &'a mut Option<String>,
    /// Set when the book was changed, so that what lies below is read again.
    pub changed: &'a mut bool,
    /// The body's area as last drawn.
    pub area: Rect,
}

impl Context<'_> {
    /// Says what was done, with "u undo" beside it.
    pub(super) fn done(&mut self, text: impl Into<String>) {
        *self.changed = true;
        *self.say = Some(Message { text: text.into(), kind: MessageKind::Done });
    }

    /// Says something that changed nothing.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        *self.say = Some(Message { text: text.into(), kind: MessageKind::Told });
    }
}

/// One line that says what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub text: String,
    pub kind: MessageKind,
}

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    /// A change, that can be undone.
    Done,
    Told,
    Wrong,
}

/// A form that is not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsaved {
    pub form: String,
    pub customer: Option<CustomerId>,
    /// JSON; None throws the draft away.
    pub fields: Option<String>,
}

/// What drawing may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrawContext<'a> {
    pub theme: &'a Theme,
    pub keymap: &'a Keymap,
    pub hours: HourCycle,
    /// Without running seconds.
    pub still: bool,
}

/// How much of the terminal a screen takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The body, between header and footer.
    Page,
    /// A part of the body; what lies below is seen around it.
    Dialog,
    /// The whole terminal, without header and footer.
    Full,
}

/// A screen or a dialog.
pub(super) trait Screen {
    /// Where its keys are looked for, innermost first: dispatch, footer and help ask this.
    fn scopes(&self) -> &'static [Scope];

    /// On top again, or the book changed: what is shown is read again; selection is kept by id.
    fn refresh(&mut self, app: &mut App) -> Result<()>;

    /// Answers to an action.
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow>;

    /// Draws itself: it reads no book and no clock, and keeps nothing but where things were drawn.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>);

    /// How much of the terminal it takes.
    fn shape(&self) -> Shape {
        Shape::Page
    }

    /// The words of the footer, where they differ from the scope's.
    fn footer(&self, _keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        None
    }

    /// Answers to a click at a place in the body.
    fn clicked(&mut self, _at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// Seconds until it wants to be drawn again though nothing happens.
    fn ticks(&self) -> Option<u64> {
        None
    }

    /// Where typed letters go, while they are text here: then only control keys are bindings.
    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        None
    }

    /// What keeps a draft of what is typed and not saved.
    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        None
    }

    /// What asks for work in the background.
    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        None
    }

    /// Goes to a customer; only the customers' screen does.
    fn show_customer(&mut self, _id: CustomerId, _app: &mut App) -> Result<()> {
        Ok(())
    }
}

/// A screen into which text is typed.
pub(super) trait TextInput {
    /// Takes a key that no binding claimed.
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow>;

    /// Takes pasted text.
    fn pasted(&mut self, _text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }
}

/// A form whose unsaved text is kept in the book.
pub(super) trait Drafting {
    /// Takes what is to be kept as a draft, where something changed since it was last asked.
    fn unsaved(&mut self) -> Option<Unsaved>;

    /// What [`Drafting::unsaved`] gave could not be kept: it is given again.
    fn not_kept(&mut self);
}
