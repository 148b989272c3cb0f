//! Events for the loop, and the terminal beyond the frame: traits, so that tests can stand in for the terminal.

use std::time::{Duration, Instant};

use crossterm::event::{KeyEvent, MouseEvent};

use super::theme::Background;
use super::work::{Counted, Query};
use crate::app::backups::BackedUp;
use crate::app::search::Hit;
use crate::app::sync::Synced;
use crate::error::Result;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// The user pressed a key; releases don't count.
    Key(KeyEvent),
    /// The user pasted text.
    Paste(String),
    /// A click or a turn of the wheel.
    Mouse(MouseEvent),
    /// The terminal changed its size; the next frame asks for it.
    Resize,
    /// A signal asks the program to end; its number.
    Signal(i32),
    /// Another program asks it to stop until it is continued.
    Stop,
    /// It was continued after a stop.
    Continued,
    /// The terminal reported its background.
    Background(Background),
    /// The terminal named itself as one that shows 256 colors, whatever TERM says.
    Shows256,
    /// The search thread finished a search.
    Found(Query, Result<Vec<Hit>>),
    /// The counting thread is done.
    Counted(Result<Counted>),
    /// The day's backup is done, or failed.
    BackedUp(Result<BackedUp>),
    /// A sync is done, or failed.
    Synced(Box<Result<Synced>>),
    /// Nothing happened in the time to wait.
    Nothing,
    /// The terminal is gone.
    Gone,
}

/// Where events come from.
pub trait Events {
    /// Waits for the next event: [`Event::Nothing`] after `wait`, None when no event will ever come.
    fn next(&mut self, wait: Option<Duration>) -> Option<Event>;
}

/// The terminal beyond the frame: clipboard, background, suspension, and the time that passes between keys.
pub trait Host {
    /// Returns the time, to tell a held key from several presses.
    fn now(&self) -> Instant {
        Instant::now()
    }
    /// Puts text on the clipboard.
    fn copy(&mut self, text: &str);
    /// Asks the terminal for its background.
    fn query_background(&mut self);

    /// Asks the terminal which program it is; the answer may come as an event.
    fn query_identity(&mut self);
    /// Stops until the shell brings the program back.
    fn suspend(&mut self) -> Result<()>;
    /// The same where another program asks for it, and brings it back.
    fn stop(&mut self) -> Result<()> {
        self.suspend()
    }
    /// Takes the terminal again after a stop that nothing announced.
    fn continued(&mut self) -> Result<()> {
        Ok(())
    }
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// The number of the signal that ended it.
    Signal(i32),
}
