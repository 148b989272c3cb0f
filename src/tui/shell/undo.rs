//! Undo that can't be leaned on. One press takes back what this run of the program did; a change of an earlier run, or of
//! another program, is named first, and goes with a second press.

use std::time::{Duration, Instant};

use ratatui::backend::Backend;

use super::Shell;
use crate::app::undo::{DoneBy, Step, Undone};
use crate::domain::ids::ChangeId;
use crate::domain::input::capitalized;
use crate::error::Result;
use crate::present::undo;
use crate::text::{clean, cut, width};
use crate::tui::chrome::MESSAGE_FRAME;
use crate::tui::event::Host;
use crate::tui::keymap::{Action, Scope, Tab};
use crate::tui::screen::{Flow, Message, MessageKind};
use crate::tui::team_act::{DoneInTeam, is_refusal};

/// Presses closer together than this are one: the key is held.
const HELD: Duration = Duration::from_millis(300);
/// How long after the first press a second one counts.
const SECOND_AFTER: Duration = Duration::from_secs(1);

/// The presses of the undo key, or of that of redo, with no other key between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Presses {
    /// When the last one was answered.
    last: Option<Instant>,
    /// The older change that was named, and the press that asked for it.
    named: Option<(ChangeId, Instant)>,
}

impl Presses {
    /// Ends them, because something else was pressed.
    fn end(&mut self) {
        *self = Self::default();
    }

    /// Counts a press; returns whether the key is only held since an earlier one.
    fn is_held(&mut self, now: Instant) -> bool {
        self.last.replace(now).is_some_and(|last| now.duration_since(last) < HELD)
    }

    /// Notes that a press was answered: what is pressed meanwhile waits.
    fn answered(&mut self, now: Instant) {
        self.last = Some(now);
    }

    /// Returns whether a press takes back an older change: the second one, a while after the first.
    fn confirms(&mut self, older: ChangeId, now: Instant) -> bool {
        match self.named {
            Some((named, first)) if named == older => now.duration_since(first) >= SECOND_AFTER,
            _ => {
                self.named = Some((older, now));
                false
            }
        }
    }
}

/// What the undo key and the redo key are about.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The presses of the undo key.
    undoing: Presses,
    /// The presses of the redo key.
    redoing: Presses,
    /// What was done with a team last.
    pub in_team: Option<DoneInTeam>,
}

impl State {
    /// Ends the presses of a key, unless it is the one that is pressed now.
    pub(super) fn pressed(&mut self, action: Option<Action>) {
        if action != Some(Action::Undo) {
            self.undoing.end();
        }
        if action != Some(Action::Redo) {
            self.redoing.end();
        }
    }
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// Takes the last change back, or names it where it is older. A held key is one press, and leaves what it `said`.
    pub(super) fn undo(&mut self, said: Option<Message>) -> Result<Flow> {
        let now = self.host.now();
        if self.undo.undoing.is_held(now) {
            self.say = said;
            return Ok(Flow::Stay);
        }
        if self.take_back_in_team()? {
            self.undo.undoing.answered(self.host.now());
            return Ok(Flow::Stay);
        }
        let undone = self.undo_at(now);
        self.undo.undoing.answered(self.host.now());
        self.outdate();
        self.refresh_top()?;
        if let Some(undone) = undone? {
            let screen = super::in_view(&mut self.over, &mut self.tabs, self.tab);
            screen.came_back(&undone, &mut self.app)?;
            let is_over = screen.is_over();
            self.say_undone(&undone);
            if is_over {
                return Ok(Flow::Go(Tab::Today));
            }
        }
        Ok(Flow::Stay)
    }

    /// Takes back what was done with a team, if that is the last that was done; returns whether it is.
    fn take_back_in_team(&mut self) -> Result<bool> {
        let Some(done) = self.undo.in_team.take() else { return Ok(false) };
        if !done.is_latest(&mut self.app)? {
            return Ok(false);
        }
        let said = match done.take_back(&mut self.app) {
            Err(error) if is_refusal(&error) => capitalized(&error.message),
            said => said?,
        };
        self.outdate();
        self.refresh_top()?;
        self.tell(said.trim_end_matches('.').to_string(), MessageKind::Told);
        Ok(true)
    }

    /// Takes the last change back; None where it is older, and the press only names it.
    fn undo_at(&mut self, now: Instant) -> Result<Option<Undone>> {
        let Some(step) = self.app.next_undo()? else { return Err(self.app.nothing_to_undo()?) };
        if self.app.done_by(&step) == DoneBy::Another && !self.undo.undoing.confirms(step.id, now) {
            self.name_older(&step);
            return Ok(None);
        }
        self.undo.undoing.named = None;
        self.app.undo_step(&step).map(Some)
    }

    fn name_older(&mut self, step: &Step) {
        let again = self.keymap.key(Scope::Global, Action::Undo);
        let words = undo::older(step, self.app.clock().stamp(), &again);
        self.tell(fitted(words, self.room()), MessageKind::Told);
    }

    fn say_undone(&mut self, undone: &Undone) {
        let resume = self.keymap.key(Scope::Today, Action::Resume);
        let redo = self.keymap.key(Scope::Global, Action::Redo);
        let room = self.room().saturating_sub(width(&redo) + "   redo".len());
        let mut words = undo::undone(undone, Some(&format!("{resume} on Today")));
        if width(&words.concat()) > room {
            // Elsewhere the key is another.
            let is_here = self.over.is_empty() && self.tab == Tab::Today;
            words = undo::undone(undone, Some(resume.as_str()).filter(|_| is_here));
        }
        self.tell(fitted(words, room), MessageKind::Undone);
    }

    /// Returns the columns that a message has.
    fn room(&self) -> usize {
        usize::from(self.body.width).saturating_sub(MESSAGE_FRAME)
    }

    /// Puts back what undo took last. A held key is one press, and leaves what it `said`.
    pub(super) fn redo(&mut self, said: Option<Message>) -> Result<Flow> {
        if self.undo.redoing.is_held(self.host.now()) {
            self.say = said;
            return Ok(Flow::Stay);
        }
        let redone = self.app.redo();
        self.undo.redoing.answered(self.host.now());
        self.outdate();
        self.refresh_top()?;
        self.tell(undo::redone(&redone?), MessageKind::Done);
        Ok(Flow::Stay)
    }

    fn tell(&mut self, text: String, kind: MessageKind) {
        self.say = Some(Message { text, kind });
    }
}

/// Joins the parts of a message, and cuts the middle one where there is no room for all.
fn fitted([before, middle, after]: [String; 3], room: usize) -> String {
    let room = room.saturating_sub(width(&before) + width(&after));
    format!("{before}{}{after}", cut(&clean(&middle), room))
}
