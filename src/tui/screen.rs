//! Screens are values on a stack, dialogs too.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::figures_worker::{Counted, ToCount};
use super::keymap::{Action, Keymap, Scope};
use super::theme::Theme;
use crate::app::App;
use crate::app::search::Hit;
use crate::domain::dates::HourCycle;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// The screens with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Today,
    Praise,
    Customers,
    InTouch,
    Visits,
    Ideas,
    Trends,
}

impl Tab {
    /// Every tab, in the order of their numbers.
    pub(super) const ALL: [Self; 7] =
        [Self::Today, Self::Praise, Self::Customers, Self::InTouch, Self::Visits, Self::Ideas, Self::Trends];

    /// The word in the header.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Praise => "Praise",
            Self::Customers => "Customers",
            Self::InTouch => "In touch",
            Self::Visits => "Visits",
            Self::Ideas => "Ideas",
            Self::Trends => "Trends",
        }
    }

    /// The place among the tabs.
    pub(super) fn index(self) -> usize {
        Self::ALL.iter().position(|t| *t == self).unwrap_or(0)
    }

    /// The tab so many places on, round and round.
    pub(super) fn step(self, by: usize) -> Self {
        Self::ALL.get((self.index() + by) % Self::ALL.len()).copied().unwrap_or(self)
    }
}

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

/// What is to be searched for on the search thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub words: Vec<String>,
    pub limit: usize,
}

/// A screen or a dialog.
pub(super) trait Screen {
    /// Where its keys are looked for, innermost first: dispatch, footer and help ask this.
    fn scopes(&self) -> &'static [Scope];

    /// On top again, or the book changed: what is shown is read again; selection is kept by id.
    fn refresh(&mut self, app: &mut App) -> Result<()>;

    /// Answers to an action.
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow>;

    /// What no binding claimed: text fields.
    fn typed(&mut self, _key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// Whether typed letters are text here, so that only control keys are bindings.
    fn takes_text(&self) -> bool {
        false
    }

    /// Pasted text.
    fn pasted(&mut self, _text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// A click at a place in the body.
    fn clicked(&mut self, _at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }

    /// Draws itself: no query, no clock, no state.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>);

    /// Whether it leaves what lies below to be seen around it.
    fn is_dialog(&self) -> bool {
        false
    }

    /// Whether it takes the whole terminal, without header and footer.
    fn is_full(&self) -> bool {
        false
    }

    /// Takes what is to be kept as a draft, where something changed since it was last asked.
    fn unsaved(&mut self) -> Option<Unsaved> {
        None
    }

    /// What [`Screen::unsaved`] gave could not be kept: it is given again.
    fn not_kept(&mut self) {}

    /// Seconds until it wants to be drawn again though nothing happens.
    fn ticks(&self) -> Option<u64> {
        None
    }

    /// Takes what is to be searched for, where that changed.
    fn query(&mut self) -> Option<Query> {
        None
    }

    /// What the search found.
    fn found(&mut self, _query: &Query, _hits: Vec<Hit>) {}

    /// Takes what is to be counted aside, where that is wanted.
    fn to_count(&mut self) -> Option<ToCount> {
        None
    }

    /// What was counted.
    fn counted(&mut self, _counted: Counted, _app: &App) -> Result<()> {
        Ok(())
    }

    /// Goes to a customer; only the customers' screen does.
    fn show_customer(&mut self, _id: CustomerId, _app: &mut App) -> Result<()> {
        Ok(())
    }

    /// The words of the footer, where they differ from the scope's.
    fn footer(&self, _keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        None
    }
}
