//! What comes into the loop, and what lies outside of the frame: traits, so that a test can stand in for the terminal.

use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};

use super::theme::Background;
use super::work::{Counted, Query};
use crate::app::backups::BackedUp;
use crate::app::search::Hit;
use crate::error::Result;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed; releases are not reported.
    Key(KeyEvent),
    /// Text was pasted as a whole.
    Paste(String),
    /// A click or a turn of the wheel.
    Mouse(MouseEvent),
    /// The terminal has another size; it is asked for when the next frame is drawn.
    Resize,
    /// The number of a signal that asks the program to end or stop.
    Signal(i32),
    /// The terminal told its background.
    Background(Background),
    /// The search thread found something.
    Found(Query, Result<Vec<Hit>>),
    /// The counting thread is done.
    Counted(Result<Counted>),
    /// The day's backup was taken, or could not be.
    BackedUp(Result<BackedUp>),
    /// The time to wait passed.
    Nothing,
    /// The terminal is gone.
    Gone,
}

/// Where events come from.
pub trait Events {
    /// The next event; [`Event::Nothing`] after `wait`, and None when no event will ever come.
    fn next(&mut self, wait: Option<Duration>) -> Option<Event>;
}

/// What lies outside of the frame: clipboard, suspension.
pub trait Host {
    /// Puts text on the clipboard.
    fn copy(&mut self, text: &str);
    /// Asks the terminal for its background.
    fn query_background(&mut self);
    /// Stops until the shell brings the program back.
    fn suspend(&mut self) -> Result<()>;
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// The number of the signal that ended it.
    Signal(i32),
}
