//! Moves between the screens after a key: on the stack and among the tabs.

use ratatui::backend::Backend;

use super::Shell;
use crate::app::meanwhile::Became;
use crate::domain::ids::CustomerId;
use crate::error::{Error, Missing, Result};
use crate::tui::event::{Ended, Host};
use crate::tui::keymap::Tab;
use crate::tui::screen::{Flow, Message, MessageKind, Screen};
use crate::tui::screens::mood::MoodAfter;

/// Whether another screen came into view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    There,
    Nowhere,
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// Does what a key leads to; returns how the program ends, if it does.
    pub(super) fn follow(&mut self, flow: Flow) -> Result<Option<Ended>> {
        match flow {
            Flow::Stay => {}
            Flow::Quit => {
                self.keep_drafts();
                if !self.leave_demo()? {
                    return Ok(Some(Ended::Quit));
                }
            }
            Flow::Push(screen) => {
                self.keep_drafts();
                self.push(screen)?;
            }
            Flow::Replace(screen) => {
                if self.keep_before_leaving(1) {
                    self.over.pop();
                    self.push(screen)?;
                }
            }
            Flow::Logged(asks) => {
                if self.close()? == Went::There
                    && let Some(touch) = asks.filter(|_| !self.top().asks_after_calls())
                {
                    self.asked = Some(self.host.now());
                    self.push(Box::new(MoodAfter::new(touch)))?;
                }
            }
            Flow::Pop => {
                self.close()?;
            }
            Flow::Go(tab) => {
                self.go(tab)?;
            }
            Flow::Show(id) => {
                let id = self.whom_to_show(id)?;
                if self.go(Tab::Customers)? == Went::There {
                    self.tabs.screen_mut(Tab::Customers).show_customer(id, &mut self.app)?;
                }
            }
            Flow::Act(action) => {
                self.over.pop();
                self.refresh_top()?;
                let flow = self.act(action)?;
                return self.follow(flow);
            }
            Flow::ActOn(tab, action) => {
                if self.go(tab)? == Went::There {
                    let flow = self.act(action)?;
                    return self.follow(flow);
                }
            }
            Flow::Demo => self.open_demo()?,
            Flow::Suspend => self.stop(Host::suspend)?,
        }
        Ok(None)
    }

    /// Keeps what was typed, stops as the host does, and draws everything when it goes on.
    pub(super) fn stop(&mut self, stop: impl FnOnce(&mut O) -> Result<()>) -> Result<()> {
        self.keep_drafts();
        self.note_shown();
        stop(&mut self.host)?;
        self.draw_anew()
    }

    /// Returns a customer's record as it is by now: another program may have merged it, or forgotten them.
    fn whom_to_show(&self, id: CustomerId) -> Result<CustomerId> {
        match self.app.what_became_of(id)? {
            Became::Here(customer) | Became::PartOf(customer) => Ok(customer.id),
            Became::Gone => Err(Error::missing(Missing::Customer, id)),
        }
    }

    fn push(&mut self, mut screen: Box<dyn Screen>) -> Result<()> {
        screen.refresh(&mut self.app)?;
        self.over.push(screen);
        Ok(())
    }

    /// Goes back to the screen below, unless that would lose a draft.
    fn close(&mut self) -> Result<Went> {
        if !self.keep_before_leaving(1) {
            return Ok(Went::Nowhere);
        }
        self.over.pop();
        self.refresh_top()?;
        Ok(Went::There)
    }

    /// Goes to a tab and closes everything over it, unless that would lose a draft.
    fn go(&mut self, tab: Tab) -> Result<Went> {
        if !self.keep_before_leaving(self.over.len()) {
            return Ok(Went::Nowhere);
        }
        self.over.clear();
        self.tab = tab;
        self.refresh_top()?;
        Ok(Went::There)
    }

    fn open_demo(&mut self) -> Result<()> {
        self.note_shown();
        let demo = crate::app::demo::open(self.app.settings().clone(), self.app.now())?;
        let own = std::mem::replace(&mut self.app, demo);
        self.own = Some(own);
        self.outdate();
        self.over.clear();
        self.tab = Tab::Today;
        self.refresh_top()?;
        let text = "This is a made-up book; nothing you do here is kept. q brings you back to yours.";
        self.say = Some(Message { text: text.into(), kind: MessageKind::Told });
        Ok(())
    }

    /// Leaves the demo for the user's own book; returns whether the demo was open.
    fn leave_demo(&mut self) -> Result<bool> {
        let Some(own) = self.own.take() else { return Ok(false) };
        self.app = own;
        self.outdate();
        self.over.clear();
        self.tab = Tab::Today;
        self.refresh_top()?;
        Ok(true)
    }

    /// Reads the screen in view again, if the book changed since. A question in the place of the footer hides nothing.
    pub(super) fn refresh_top(&mut self) -> Result<()> {
        if let Some(screen) = self.over.iter_mut().rfind(|screen| !screen.gives_way()) {
            return screen.refresh(&mut self.app);
        }
        self.tabs.refresh(self.tab, &mut self.app)
    }
}
