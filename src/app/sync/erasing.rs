//! Erasing who was forgotten on another machine.

use std::collections::BTreeSet;

use super::{Synced, Told};
use crate::app::App;
use crate::error::Result;

impl App {
    /// Erases everybody from this book and its backups who was forgotten on another machine. Returns how many records of
    /// people these were.
    pub(super) fn erase_forgotten(&mut self, done: &mut Synced) -> Result<usize> {
        let (mut tried, mut erased, mut copies_left) = (BTreeSet::new(), 0, false);
        while let Some((id, name)) = self.book.to_be_erased()?.into_iter().find(|(id, _)| !tried.contains(id)) {
            tried.insert(id);
            if let Some(customer) = self.book.find_customer(id)? {
                copies_left |= self.forget(&customer)?.own_left;
                // What stands for a log alone has no name.
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
    /// Tells that this many people were erased, besides those who are told of already.
    pub(in crate::app) fn tell_erased(&mut self, people: usize) {
        match self.told.iter_mut().find_map(|told| if let Told::Forgotten(n) = told { Some(n) } else { None }) {
            Some(n) => *n += people,
            None if people > 0 => self.told.push(Told::Forgotten(people)),
            None => {}
        }
    }

    /// Tells something, unless it is told already.
    pub(in crate::app) fn tell_once(&mut self, told: Told) {
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}
