//! Passes keys, pastes and the mouse on to the screen on top.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::backend::Backend;
use ratatui::layout::Position;

use super::Shell;
use crate::app::customers::CUSTOMER_FORM;
use crate::error::Result;
use crate::tui::chrome;
use crate::tui::event::Host;
use crate::tui::keymap::{Action, Scope, Tab};
use crate::tui::screen::{Flow, Shape};
use crate::tui::screens::{conflicts, customer_form, duplicates, help, lift, marking, palette, search, team_wall};
use crate::tui::text_area::edits;

/// How long after a log the numbers of the tabs are dead.
const DEAD_AFTER_LOG: Duration = Duration::from_millis(500);

impl<B: Backend, O: Host> Shell<B, O> {
    pub(super) fn key(&mut self, key: KeyEvent) -> Result<Flow> {
        self.pressed = Instant::now();
        if self.is_dead(key) {
            return Ok(Flow::Stay);
        }
        let said = self.say.take();
        self.give_way(key)?;
        let action = self.action_of(key);
        self.undo.pressed(action);
        match action {
            Some(Action::Undo) => return self.undo(said),
            Some(Action::Redo) => return self.redo(said),
            _ => {}
        }
        let Some(action) = action else {
            return self.on_top(|screen, context| match screen.text_input() {
                Some(input) => input.typed(key, context),
                None => Ok(Flow::Stay),
            });
        };
        self.act(action)
    }

    /// Tells whether a key does nothing, because a log was saved just now and the question after it asked: the number of a tab
    /// may have been meant for either, and Ctrl-S may be held.
    fn is_dead(&mut self, key: KeyEvent) -> bool {
        let Some(asked) = self.asked else { return false };
        if self.host.now().duration_since(asked) >= DEAD_AFTER_LOG {
            self.asked = None;
            return false;
        }
        if self.top().text_input().is_some() {
            return false;
        }
        let is_number = matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit());
        let scopes = self.top().scopes();
        let does = self.keymap.action(scopes, key).or_else(|| self.keymap.action(&[Scope::Global], key));
        let is_save = || self.keymap.action(&[Scope::Form], key) == Some(Action::Save);
        does.map_or_else(is_save, |does| is_number && Tab::of(does).is_some())
    }

    /// Closes a question that a key does not answer: the key does what it does below.
    fn give_way(&mut self, key: KeyEvent) -> Result<()> {
        let scopes = self.top().scopes();
        let answers = self.keymap.action(scopes, key).is_some_and(|does| does != Action::Back);
        if answers { Ok(()) } else { self.close_question() }
    }

    /// Closes a question that waits for no answer.
    fn close_question(&mut self) -> Result<()> {
        if self.top().gives_way() {
            self.over.pop();
            self.refresh_top()?;
        }
        Ok(())
    }

    /// Finds what a key does, unless it is text.
    fn action_of(&mut self, key: KeyEvent) -> Option<Action> {
        let scopes = self.top().scopes();
        let typing = self.top().text_input().is_some();
        let with = |modifiers| key.modifiers.intersects(modifiers);
        if typing && matches!(key.code, KeyCode::Char(_)) && !with(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return None;
        }
        let action = self.keymap.action(scopes, key);
        if action.is_some() || !with(KeyModifiers::CONTROL) || (typing && edits(key)) {
            return action;
        }
        // Quitting and suspending work everywhere, even if a form owns the other keys. The book beneath stays as it is.
        self.keymap.action(&[Scope::Global], key).filter(|a| !matches!(a, Action::Undo | Action::Redo))
    }

    pub(super) fn act(&mut self, action: Action) -> Result<Flow> {
        if let Some(tab) = Tab::of(action) {
            return Ok(Flow::Go(tab));
        }
        match action {
            Action::Quit => Ok(Flow::Quit),
            Action::Suspend => Ok(Flow::Suspend),
            Action::NextScreen => Ok(Flow::Go(self.tab.step(1))),
            Action::PreviousScreen => Ok(Flow::Go(self.tab.step(Tab::ALL.len() - 1))),
            Action::Help => Ok(Flow::Push(Box::new(help::Help::new(self.top().scopes(), &self.keymap)))),
            Action::Lift => Ok(Flow::Push(Box::new(lift::Lift::begin(&self.app)?))),
            Action::Search => Ok(Flow::Push(Box::new(search::SearchScreen::default()))),
            Action::Palette => {
                let scopes = self.top().scopes();
                Ok(Flow::Push(Box::new(palette::Palette::new(scopes, &self.keymap))))
            }
            Action::Duplicates => Ok(Flow::Push(Box::new(duplicates::Duplicates::default()))),
            Action::Conflicts => {
                self.sync_worker.hurry();
                Ok(Flow::Push(Box::new(conflicts::Conflicts::default())))
            }
            Action::TeamWall => {
                self.sync_worker.hurry();
                Ok(Flow::Push(Box::new(team_wall::TeamWall::default())))
            }
            Action::MarkFavorites => Ok(Flow::Push(Box::new(marking::Marking::again(&self.app)?))),
            Action::AddCustomer => {
                let draft = self.app.draft(CUSTOMER_FORM, None)?;
                Ok(Flow::Push(Box::new(customer_form::CustomerForm::add(&self.app, draft.as_ref())?)))
            }
            Action::Undo => self.undo(None),
            Action::Redo => self.redo(None),
            other => self.on_top(|screen, context| screen.act(other, context)),
        }
    }

    /// Gives pasted text to the screen on top, if it takes text.
    pub(super) fn paste(&mut self, text: &str) -> Result<Flow> {
        self.undo.pressed(None);
        self.on_top(|screen, context| match screen.text_input() {
            Some(input) => input.pasted(text, context),
            None => Ok(Flow::Stay),
        })
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Option<Result<Flow>> {
        if !self.app.settings().config.mouse {
            return None;
        }
        let at = Position { x: mouse.column, y: mouse.row };
        match mouse.kind {
            MouseEventKind::ScrollDown => Some(self.scroll(Action::Down)),
            MouseEventKind::ScrollUp => Some(self.scroll(Action::Up)),
            MouseEventKind::Down(MouseButton::Left) => {
                self.say = None;
                self.undo.pressed(None);
                if let Err(error) = self.close_question() {
                    return Some(Err(error));
                }
                if let Some(tab) =
                    chrome::tab_at(at, self.tab, self.body.width).filter(|_| self.top().shape() != Shape::Full)
                {
                    return Some(Ok(Flow::Go(tab)));
                }
                Some(self.on_top(|screen, context| screen.clicked(at, context)))
            }
            _ => None,
        }
    }

    fn scroll(&mut self, action: Action) -> Result<Flow> {
        let scopes = self.top().scopes();
        if scopes.contains(&Scope::List) || scopes.contains(&Scope::Finding) || scopes.contains(&Scope::Reading) {
            self.on_top(|screen, context| screen.act(action, context))
        } else {
            Ok(Flow::Stay)
        }
    }
}
