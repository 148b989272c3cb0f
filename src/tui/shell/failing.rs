//! Says why a key did nothing.

use ratatui::backend::Backend;

use super::Shell;
use crate::error::{Error, ErrorKind};
use crate::present::meanwhile;
use crate::tui::event::Host;
use crate::tui::screen::{Message, MessageKind, Shape};

impl<B: Backend, O: Host> Shell<B, O> {
    /// Says why a key did nothing. Where the book no longer has what it was about, the question about that closes, and the
    /// screens read the book again.
    pub(super) fn could_not(&mut self, error: &Error) {
        let Some(missing) = error.what_is_missing() else { return self.wrong(error) };
        let top = self.top();
        if top.shape() == Shape::Dialog && top.draft().is_none() {
            self.over.pop();
        }
        self.outdate();
        match self.refresh_top() {
            Err(error) if error.what_is_missing().is_none() => self.wrong(&error),
            _ => self.say = Some(Message { text: meanwhile::gone(missing).into(), kind: MessageKind::Told }),
        }
    }

    pub(super) fn wrong(&mut self, error: &Error) {
        self.say = Some(message(error));
    }
}

/// Says what went wrong, and what to do.
pub(super) fn message(error: &Error) -> Message {
    let help = match (error.kind, error.help.as_deref()) {
        (ErrorKind::Damaged, _) => "; goodcall doctor says more, and names the newest good backup".to_string(),
        (_, help) => help.map(|h| format!("; {h}")).unwrap_or_default(),
    };
    Message { text: format!("{}{help}", error.message), kind: MessageKind::Wrong }
}
