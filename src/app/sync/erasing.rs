//! Erasing who was forgotten on another machine.

use std::collections::BTreeSet;

use super::{Synced, Told};
use crate::app::App;
use crate::error::Result;

impl App {
    /// Erases everybody from this book and its backups who was forgotten on another machine. Returns how many records had a
    /// name.
    pub(super) fn erase_forgotten(&mut self, done: &mut Synced) -> Result<usize> {
        let (mut tried, mut erased, mut copies_left) = (BTreeSet::new(), 0, false);
        while let Some((id, name)) = self.book.to_be_erased()?.into_iter().find(|(id, _)| !tried.contains(id)) {
            tried.insert(id);
            if let Some(customer) = self.book.find_customer(id)? {
                copies_left |= self.forget(&customer)?.own_left;
                // What stands for a log alone has none.
                erased += usize::from(name != id.to_string());
            }
        }
        if copies_left {
            done.tell_once(Told::CopiesLeft);
        }
        Ok(erased)
    }
}

impl Synced {
    /// Notes that this many people were erased.
    pub(in crate::app) fn erased(&mut self, people: usize) {
        match self.told.iter_mut().find_map(|told| if let Told::Forgotten(n) = told { Some(n) } else { None }) {
            Some(n) => *n += people,
            None if people > 0 => self.told.push(Told::Forgotten(people)),
            None => {}
        }
    }

    /// Adds what was read through a space that this one took the place of.
    pub(super) fn add_what_came_before(&mut self, before: Self) {
        self.read += before.read;
        self.conflicts += before.conflicts;
        for told in before.told {
            match told {
                Told::Forgotten(people) => self.erased(people),
                Told::CopiesLeft => self.tell_once(told),
                _ => {}
            }
        }
    }

    /// Tells something that is told already where it is.
    pub(in crate::app) fn tell_once(&mut self, told: Told) {
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}
