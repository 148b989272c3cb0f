//! The screens with a number, and which of them show the book as it is.

use super::screen::{Screen, Tab};
use super::screens::{customers, ideas, in_touch, praise, today, trends, visits};
use crate::app::App;
use crate::error::Result;

/// How many tabs there are.
const COUNT: usize = Tab::ALL.len();

/// The screens behind the tabs; each is read when it is first looked at.
pub(super) struct Tabs {
    screens: [Box<dyn Screen>; COUNT],
    /// Whether a tab shows the book as it is.
    fresh: [bool; COUNT],
}

impl Default for Tabs {
    fn default() -> Self {
        Self {
            screens: [
                Box::new(today::Today::default()),
                Box::new(praise::Praise::default()),
                Box::new(customers::Customers::default()),
                Box::new(in_touch::InTouch::default()),
                Box::new(visits::Visits::default()),
                Box::new(ideas::Ideas::default()),
                Box::new(trends::Trends::default()),
            ],
            fresh: [false; COUNT],
        }
    }
}

impl Tabs {
    /// The screen of a tab.
    pub(super) fn screen(&self, tab: Tab) -> &dyn Screen {
        let [today, praise, customers, in_touch, visits, ideas, trends] = &self.screens;
        match tab {
            Tab::Today => today,
            Tab::Praise => praise,
            Tab::Customers => customers,
            Tab::InTouch => in_touch,
            Tab::Visits => visits,
            Tab::Ideas => ideas,
            Tab::Trends => trends,
        }
        .as_ref()
    }

    /// The screen of a tab, to let it answer.
    pub(super) fn screen_mut(&mut self, tab: Tab) -> &mut dyn Screen {
        let [today, praise, customers, in_touch, visits, ideas, trends] = &mut self.screens;
        match tab {
            Tab::Today => today,
            Tab::Praise => praise,
            Tab::Customers => customers,
            Tab::InTouch => in_touch,
            Tab::Visits => visits,
            Tab::Ideas => ideas,
            Tab::Trends => trends,
        }
        .as_mut()
    }

    /// The book was changed: every tab is read again before it is next looked at.
    pub(super) fn outdate(&mut self) {
        self.fresh = [false; COUNT];
    }

    /// Reads a tab again, where the book changed since.
    pub(super) fn refresh(&mut self, tab: Tab, app: &mut App) -> Result<()> {
        if self.fresh.get(tab.index()).copied().unwrap_or(false) {
            return Ok(());
        }
        self.screen_mut(tab).refresh(app)?;
        if let Some(fresh) = self.fresh.get_mut(tab.index()) {
            *fresh = true;
        }
        Ok(())
    }
}
