//! What a screen is. Screens and dialogs are values on a stack.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::keymap::{Action, Keymap, Scope, Tab};
use super::team_act::{DoneInTeam, TeamAct};
use super::theme::Theme;
use super::work::BackgroundWork;
use crate::app::App;
use crate::app::drafts::KeptDraft;
use crate::app::undo::Undone;
use crate::domain::dates::HourCycle;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::Result;

/// What happens after a key.
pub(super) enum Flow {
    Stay,
    Push(Box<dyn Screen>),
    /// Closes this screen after a log, and asks how the user feels after that touch, where the one below does not.
    Logged(Option<TouchId>),
    /// Replaces the screen that answers so.
    Replace(Box<dyn Screen>),
    Pop,
    /// Goes to a tab and closes everything over it.
    Go(Tab),
    /// Shows a customer on the customers' tab.
    Show(CustomerId),
    /// Closes this screen and runs an action on the one below.
    Act(Action),
    /// Goes to a tab, closes everything over it and runs an action there.
    ActOn(Tab, Action),
    /// Opens the demo book instead of the user's own.
    Demo,
    Suspend,
    Quit,
}

/// What a screen may use while it answers a key.
pub(super) struct Context<'a> {
    pub app: &'a mut App,
    pub keymap: &'a Keymap,
    /// The message line: what a key did.
    pub say: &'a mut Option<Message>,
    /// Text for the clipboard.
    pub copy: &'a mut Option<String>,
    /// Set when the book changed, so that the screens below read it again.
    pub changed: &'a mut bool,
    /// What was done with a team last, for undo.
    pub in_team: &'a mut Option<DoneInTeam>,
    /// The area of the body in the last frame.
    pub area: Rect,
}

impl Context<'_> {
    /// Says what changed, with "u undo" beside it.
    pub(super) fn done(&mut self, text: impl Into<String>) {
        *self.changed = true;
        *self.say = Some(Message { text: text.into(), kind: MessageKind::Done });
    }

    /// Says what was done with a team, with "u undo" beside it: as long as nothing else was changed, undo takes it back.
    pub(super) fn done_in_team(&mut self, text: impl Into<String>, act: TeamAct) -> Result<()> {
        *self.in_team = Some(DoneInTeam::now(act, self.app)?);
        self.done(text);
        Ok(())
    }

    /// Says what another program changed, so that a key did nothing or something else; the screens read the book again.
    pub(super) fn outdated(&mut self, text: impl Into<String>) {
        *self.changed = true;
        self.tell(text);
    }

    /// Puts text into the clipboard, and says that it is there: "The number is copied". Not every terminal allows that.
    pub(super) fn copy(&mut self, text: String, said: &str) {
        *self.copy = Some(text);
        self.tell(format!("{said}, if your terminal allows it"));
    }

    /// Says something about a key that changed nothing.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        *self.say = Some(Message { text: text.into(), kind: MessageKind::Told });
    }

    /// Says why there is nobody and nothing for a key to act on; one that only moves says nothing.
    pub(super) fn nothing_for(&mut self, action: Action, why: impl Into<String>) -> Flow {
        if !action.only_moves() {
            self.tell(why);
        }
        Flow::Stay
    }
}

/// The message line: what a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub text: String,
    pub kind: MessageKind,
}

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    /// A change that the user can undo.
    Done,
    /// An undo that the user can redo.
    Undone,
    Told,
    Wrong,
}

/// The draft of a form that is not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsaved {
    pub form: String,
    pub customer: Option<CustomerId>,
    /// The form's text as JSON; None drops the draft.
    pub fields: Option<String>,
    /// What the form knows the draft to be, where another run of the program may write it too.
    pub seen: Seen,
}

/// What a form knows of its draft in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// It does not ask: its own text replaces the draft.
    Unasked,
    /// The fields of the draft when the form last read or kept it; None where there was none.
    Fields(Option<String>),
}

/// What a screen may use to draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrawContext<'a> {
    pub theme: &'a Theme,
    pub keymap: &'a Keymap,
    pub hours: HourCycle,
    /// Whether to keep still, without running seconds.
    pub still: bool,
    /// What a dialog is about, on the screen below it.
    pub about: &'a [Rect],
}

/// How much of the terminal a screen takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The body, between header and footer.
    Page,
    /// A part of the body; the screen below stays in sight around it.
    Dialog,
    /// The whole terminal, without header and footer.
    Full,
}

/// A screen or a dialog.
pub(super) trait Screen {
    /// Lists the scopes of its keys, innermost first, for dispatch, footer and help.
    fn scopes(&self) -> &'static [Scope];

    /// Reads again what it shows, when it comes on top or the book changed; the selection stays, by id.
    fn refresh(&mut self, app: &mut App) -> Result<()>;

    /// Answers an action.
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow>;

    /// Draws itself without reading the book or the clock; remembers only where it drew things.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>);

    /// Says how much of the terminal it takes.
    fn shape(&self) -> Shape {
        Shape::Page
    }

    /// Tells whether it is only a question in the place of the footer: a key that does not answer it closes it, and does what
    /// it does below.
    fn gives_way(&self) -> bool {
        false
    }

    /// Tells whether it asks by itself how the user feels after a call that was made from it.
    fn asks_after_calls(&self) -> bool {
        false
    }

    /// Returns where the last frame drew what is in focus, so that a dialog leaves it in sight.
    fn subject(&self) -> Option<Rect> {
        None
    }

    /// Returns where the last frame drew all that a dialog may be about, from the top down.
    fn subjects(&self) -> Vec<Rect> {
        self.subject().into_iter().collect()
    }

    /// Returns the words of the footer if they differ from the scope's.
    fn footer(&self, _keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        None
    }

    /// Returns a question that stands in the place of the footer.
    fn question(&self, _room: u16, _cx: &DrawContext<'_>) -> Option<Line<'static>> {
        None
    }

    /// Answers a click at a position in the body.
    fn clicked(&mut self, _at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// Returns the seconds between frames for a screen that changes on its own.
    fn ticks(&self) -> Option<u64> {
        None
    }

    /// Looks, once a second, at what a screen that changes on its own waits for.
    fn ticked(&mut self, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// Returns where typed letters go while they are text; then only control keys are bindings.
    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        None
    }

    /// Returns the form whose unsaved text is kept as a draft.
    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        None
    }

    /// Returns the part that asks for work in the background.
    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        None
    }

    /// Selects what an undo was about, if it lists that.
    fn came_back(&mut self, _undone: &Undone, _app: &mut App) -> Result<()> {
        Ok(())
    }

    /// Tells whether an undo took away all that it was about: then Today follows.
    fn is_over(&self) -> bool {
        false
    }

    /// Takes what became of the screen's subject in another program, to be said once.
    fn news(&mut self) -> Option<String> {
        None
    }

    /// Selects a customer; only the customers' screen does.
    fn show_customer(&mut self, _id: CustomerId, _app: &mut App) -> Result<()> {
        Ok(())
    }
}

/// A screen that takes text.
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
    /// Returns the draft if it changed since the last call.
    fn unsaved(&mut self) -> Option<Unsaved>;

    /// Makes [`Drafting::unsaved`] return the draft again, because the book could not take it.
    fn not_kept(&mut self);

    /// Takes in what the book keeps of the form now: what it gave, or more where another run of the program wrote it too;
    /// returns whether it was more.
    fn kept(&mut self, _kept: Option<&KeptDraft>) -> bool {
        false
    }

    /// Looks whom the form is about now, where another program merged records; returns whether that is somebody else.
    ///
    /// # Errors
    /// Fails where the book has them no longer, and says so.
    fn follow(&mut self, _app: &App) -> Result<bool> {
        Ok(false)
    }

    /// Notes that the user leaves the form for later; else the program ended over it.
    fn leave(&mut self) {}

    /// Says at the end of the program what is kept, and how to take it up; None if the form holds nothing new.
    fn farewell(&self) -> Option<String>;
}
