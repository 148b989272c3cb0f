//! What goes on beside the keys: counting, the day's backup, and a book that another is put in the place of.

use ratatui::backend::Backend;

use super::Shell;
use crate::app::App;
use crate::app::backups::BackedUp;
use crate::error::{Error, Result};
use crate::tui::event::Host;
use crate::tui::figures_worker::{Counted, ToCount};
use crate::tui::screen::{Message, MessageKind, Tab};

impl<B: Backend, O: Host> Shell<B, O> {
    pub(super) fn count(&mut self, what: ToCount) -> Result<()> {
        match self.figures_worker.count(&self.app, what)? {
            Some(counted) => self.give(counted),
            None => Ok(()),
        }
    }

    /// Takes what the thread counted, and lets it count what waited.
    pub(super) fn take_counted(&mut self, counted: Result<Counted>) -> Result<()> {
        let (of_this_book, next) = self.figures_worker.ended(&self.app);
        if of_this_book {
            self.give(counted?)?;
        }
        next.map_or(Ok(()), |next| self.count(next))
    }

    /// Gives what was counted to the screen that shows it.
    pub(super) fn give(&mut self, counted: Counted) -> Result<()> {
        let tab = match &counted {
            Counted::Visits(_) => Tab::Visits,
            Counted::Trends(_) => Tab::Trends,
        };
        self.tabs.screen_mut(tab).counted(counted, &self.app)
    }

    /// Says what is wrong with the day's backup; whether there is anything to say.
    pub(super) fn tell_of_backup(&mut self, taken: Result<BackedUp>) -> bool {
        match taken {
            Ok(taken) if taken.found.is_empty() => return false,
            Ok(_) => {
                let text = "Something in the book is not as goodcall wrote it; goodcall doctor says what.".into();
                self.say = Some(Message { text, kind: MessageKind::Wrong });
            }
            Err(error) if error.is_interrupted() => return false,
            Err(error) => {
                self.wrong(&Error { message: format!("Today's backup was not taken: {}", error.message), ..error });
            }
        }
        true
    }

    /// Opens the book that was put in the place of the one that is open, such as by a restore; whether there was one.
    pub(super) fn look_at_file(&mut self) -> Result<bool> {
        let Some(path) = self.app.book_path().filter(|_| self.app.book_was_replaced()) else { return Ok(false) };
        let app = App::open_again(path, self.app.settings().clone(), self.app.now())?;
        self.app = app;
        self.seen_version = self.app.data_version()?;
        self.tabs.outdate();
        self.refresh_top()?;
        let text = "Another book was put in the place of yours; this is the one that is there now.".into();
        self.say = Some(Message { text, kind: MessageKind::Told });
        Ok(true)
    }
}
