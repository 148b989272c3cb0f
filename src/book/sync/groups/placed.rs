//! Groups of which other machines said something.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Group, closed};
use crate::book::sync::fields::id_of;
use crate::book::sync::logical::Key;
use crate::book::sync::placing::Placing;
use crate::book::sync::tables::{CUSTOMER, TOUCH_WITH};
use crate::error::Result;

impl Placing<'_> {
    /// Shows the groups of which something was said. Returns the records that are in them.
    pub(in crate::book::sync) fn merge_groups(&mut self) -> Result<BTreeSet<i64>> {
        let mut groups = std::mem::take(&mut self.groups);
        groups.extend(self.book.merged_and_pointed_to_by(&self.pointers, &std::mem::take(&mut self.renamed))?);
        if groups.is_empty() {
            return Ok(groups);
        }
        let members = self.with_referring_groups(closed(&groups, &[&self.pointers]))?;
        let group = Group {
            book: self.book,
            change: self.book.deriving(self.change.clock()),
            machines: &self.machines,
            pointers: &self.pointers,
            members: &members,
            ids: json!(members).to_string(),
        };
        group.show()?;
        group.keep_what_differs()?;
        let touches = group.touches()?;
        let met = self.book.rows_where(&TOUCH_WITH, "customer", &group.ids)?;
        let referring = self.book.rows_where(&CUSTOMER, "referred_by", &group.ids)?;
        self.appeared.extend(touches.iter().chain(&members));
        self.touches.extend(touches);
        self.touches.extend(met.iter().filter_map(|row| id_of(row, "touch")));
        self.customers.extend(referring.iter().filter_map(|row| id_of(row, "id")));
        self.customers.extend(&members);
        self.show_who_was_pointed_to(&members)?;
        Ok(members)
    }

    /// Adds the groups of those who were pointed to by a member: they name whom that member is part of.
    fn with_referring_groups(&self, mut members: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        loop {
            let mut referring = self.book.merged_and_pointed_to_by(&self.pointers, &members)?;
            referring.retain(|id| !members.contains(id));
            if referring.is_empty() {
                return Ok(members);
            }
            referring.extend(&members);
            members = closed(&referring, &[&self.pointers]);
        }
    }

    /// Those who were pointed to by somebody of a group name whom that is now.
    fn show_who_was_pointed_to(&mut self, members: &BTreeSet<i64>) -> Result<()> {
        for key in self.book.kept_rows(&CUSTOMER, &["referred_by"], &json!(members).to_string())? {
            if matches!(key, Key::Id(id) if !self.pointers.is_merged(id)) {
                self.place_again(&CUSTOMER, &key)?;
            }
        }
        Ok(())
    }
}
