//! Whether another machine renewed the key: then it goes on under its id in another space of the same folder.

use std::path::Path;

use super::machines::called;
use super::space::id_of;
use super::store::Store;
use crate::app::App;
use crate::book::sync::Membership;
use crate::error::{Error, Result};
use crate::sync::carrier::{CarrierFault, last_elsewhere};

impl App {
    /// Finds a machine that has written later into another space of the folder than into this one: its name.
    pub(super) fn renewed_by(&self, part: &Membership, store: Option<&Store>) -> Result<Option<String>> {
        let Some(space) = id_of(part) else { return Ok(None) };
        let mut others = self.book.machines()?;
        others.retain(|machine| machine.writer != part.writer && !machine.retired);
        let writers: Vec<_> = others.iter().map(|machine| machine.writer).collect();
        let elsewhere = last_elsewhere(Path::new(&part.folder), space, &writers);
        let listed = |writer| store.into_iter().flat_map(Store::all).filter(move |listed| listed.writer == writer);
        let went_on = others.iter().find(|machine| {
            let here = listed(machine.writer).map(|listed| listed.seq).max().unwrap_or_default().max(machine.seq);
            elsewhere.get(&machine.writer).is_some_and(|there| *there > here)
        });
        Ok(went_on.map(called))
    }

    /// Makes an error of a fault. Where the folder holds another space and this one no more, it says who renewed the key.
    pub(super) fn explained(&self, part: &Membership, fault: CarrierFault) -> Error {
        let is_elsewhere = matches!(&fault, CarrierFault::NoSpace { others, .. } if *others > 0);
        let error = Error::from(fault);
        match self.renewed_by(part, None) {
            Ok(Some(name)) if is_elsewhere => Error { message: format!("{}: the key was renewed on {name}", error.message), ..error }
                .help(format!(
                    "nothing is lost; on {name}, goodcall sync key prints the new LINE; then goodcall sync join LINE FOLDER here"
                )),
            _ => error,
        }
    }
}
