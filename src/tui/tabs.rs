//! The screens with a number, and which of them are up to date.

use super::keymap::Tab;
use super::screen::Screen;
use super::screens::of_tab;
use crate::app::App;
use crate::error::Result;

/// The screens behind the tabs; each reads the book when it first comes into view.
pub(super) struct Tabs {
    /// The first screen in view.
    today: Box<dyn Screen>,
    others: Vec<(Tab, Box<dyn Screen>)>,
    /// The tabs that are up to date.
    fresh: Vec<Tab>,
}

impl Default for Tabs {
    fn default() -> Self {
        let others = Tab::ALL.iter().filter(|tab| **tab != Tab::Today);
        Self { today: of_tab(Tab::Today), others: others.map(|tab| (*tab, of_tab(*tab))).collect(), fresh: Vec::new() }
    }
}

impl Tabs {
    /// Returns the screen of a tab.
    pub(super) fn screen(&self, tab: Tab) -> &dyn Screen {
        self.others.iter().find(|(t, _)| *t == tab).map_or(self.today.as_ref(), |(_, screen)| screen.as_ref())
    }

    /// Returns the screen of a tab, to let it answer.
    pub(super) fn screen_mut(&mut self, tab: Tab) -> &mut dyn Screen {
        match self.others.iter_mut().find(|(t, _)| *t == tab) {
            Some((_, screen)) => screen.as_mut(),
            None => self.today.as_mut(),
        }
    }

    /// Notes that the book changed: every tab reads it again before it comes into view.
    pub(super) fn outdate(&mut self) {
        self.fresh.clear();
    }

    /// Reads a tab again, if the book changed since.
    pub(super) fn refresh(&mut self, tab: Tab, app: &mut App) -> Result<()> {
        if self.fresh.contains(&tab) {
            return Ok(());
        }
        self.screen_mut(tab).refresh(app)?;
        self.fresh.push(tab);
        Ok(())
    }
}
