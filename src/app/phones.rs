//! Numbers where the user is. Reading one takes longer than a frame at first, so it happens when goodcall writes it.

use super::{App, places};
use crate::domain::customer::ReachEntry;
use crate::domain::phone::{Extent, Phone, read};

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

/// How far a number can be read where a person is, by their country as it is written, else where the user is.
pub(super) fn extent(text: &str, country: Option<&str>, region: Option<&str>) -> Extent {
    read(text, country.and_then(places::country).or(region)).extent
}
