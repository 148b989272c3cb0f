//! Numbers where the user is. Reading one takes longer than a frame at first, so it happens when goodcall writes it.

use std::cell::RefCell;

use super::{App, places};
use crate::domain::customer::ReachEntry;
use crate::domain::phone::{Extent, Phone, read};

/// How many numbers are known again: those of a row.
const KNOWN: usize = 4;

impl App {
    /// Reads a number where the user is; `before` is the country of the number that it replaces, for users without one.
    pub fn read_phone(&self, text: &str, before: Option<&str>) -> Phone {
        read(text, self.settings.region.as_deref().or(before))
    }

    /// What a dialer is given of one of a customer's numbers; None where it can't be read.
    pub fn dialable(&self, phone: &ReachEntry) -> Option<String> {
        let region = self.settings.region.as_deref();
        // What stands as typed may have come before goodcall knew the region, or from an older version of it.
        let is_read = phone.shown.is_some() || read(&phone.value, region).extent != Extent::Unread;
        phone.dialable().filter(|_| is_read)
    }
}

/// Reads a number; of one that was just read it knows what came of it. A row of a file asks for its number several times,
/// and reading takes longer than anything else in it.
pub(super) fn read_once(text: &str, region: Option<&str>) -> Phone {
    thread_local! {
        static LAST: RefCell<Vec<(String, Option<String>, Phone)>> = const { RefCell::new(Vec::new()) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((.., phone)) = last.iter().find(|(known, of, _)| known == text && of.as_deref() == region) {
            return phone.clone();
        }
        let phone = read(text, region);
        last.truncate(KNOWN - 1);
        last.insert(0, (text.to_string(), region.map(str::to_string), phone.clone()));
        phone
    })
}

/// How far a number can be read where a person is, by their country as it is written, else where the user is.
pub(super) fn extent(text: &str, country: Option<&str>, region: Option<&str>) -> Extent {
    read_once(text, country.and_then(places::country).or(region)).extent
}
