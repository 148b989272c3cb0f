//! Erasing who was forgotten on another machine.

use std::collections::BTreeSet;

use super::{Synced, Told};
use crate::app::App;
use crate::error::Result;

impl App {
    /// Erases everybody from this book and its backups who was forgotten on another machine.
    pub(super) fn erase_forgotten(&mut self, done: &mut Synced) -> Result<()> {
        let (mut tried, mut erased, mut copies_left) = (BTreeSet::new(), 0, false);
        while let Some((id, _)) = self.book.to_be_erased()?.into_iter().find(|(id, _)| !tried.contains(id)) {
            tried.insert(id);
            if let Some(customer) = self.book.find_customer(id)? {
                copies_left |= self.forget(&customer)?.own_left;
                erased += 1;
            }
        }
        if erased > 0 {
            match done.told.iter_mut().find_map(|told| if let Told::Forgotten(n) = told { Some(n) } else { None }) {
                Some(n) => *n += erased,
                None => done.told.push(Told::Forgotten(erased)),
            }
        }
        if copies_left && !done.told.contains(&Told::CopiesLeft) {
            done.told.push(Told::CopiesLeft);
        }
        Ok(())
    }
}
