//! Offers that machines settled without having heard of each other: a call counts before a miss, and a miss before a skip.
//! What loses is kept until a machine that had seen it says otherwise, so that the order of arrival changes nothing.

use serde_json::{Value, json};

use super::fields::{Fields, value_of};
use super::logical::{Logical, RIVALS, Stamp};
use super::placing::Placing;
use super::saying::{Said, Saying};
use crate::error::Result;

/// How an offer was settled, and when. Of those that had not seen each other, the greatest counts.
#[derive(Debug, Clone, PartialEq)]
struct Settling {
    stamp: Stamp,
    fields: Fields,
}

impl Settling {
    fn of(group: &[&str], stamp: Stamp, fields: &Fields) -> Self {
        let fields = group.iter().map(|column| ((*column).to_string(), value_of(fields, column).clone())).collect();
        Self { stamp, fields }
    }

    /// Ranks it by its state: a call is the greatest.
    fn rank(&self) -> u8 {
        match value_of(&self.fields, "state").as_str() {
            Some("called") => 3,
            Some("not-reached") => 2,
            Some("skipped") => 1,
            _ => 0,
        }
    }

    /// Orders it by its clock; of two with one stamp, which a book and its copy said, by what they say.
    fn age(&self) -> (Stamp, String) {
        (self.stamp, json!(self.fields).to_string())
    }
}

impl Placing<'_> {
    /// Takes in how an offer was settled: this replaces what its machine had seen, and stands beside what it had not.
    pub(super) fn take_offer(
        &self,
        saying: &Saying<'_>,
        said: &Said<'_>,
        group: &[&str],
        offer: &mut Logical,
    ) -> Result<()> {
        let settled = Settling::of(group, said.stamp, said.fields);
        let (mut all, mut is_outdated) = (Vec::new(), false);
        for other in known(group, offer) {
            let is_later = other.age() > settled.age();
            let is_concurrent = self.are_concurrent(saying, (said, other.stamp))?;
            is_outdated |= is_later && !is_concurrent;
            if is_later || is_concurrent {
                all.push(other);
            }
        }
        if !is_outdated {
            all.push(settled);
        }
        all.sort_by_key(|one| (one.rank(), one.age()));
        let Some(counts) = all.pop() else { return Ok(()) };
        offer.take(group, &counts.fields);
        if let Some(first) = group.first() {
            offer.set_stamp(first, counts.stamp);
        }
        if !all.is_empty() {
            let rivals = all.iter().map(|one| json!([one.stamp.clock, one.stamp.writer, one.fields])).collect();
            offer.fields.insert(RIVALS.to_string(), Value::Array(rivals));
        }
        Ok(())
    }
}

/// Lists how an offer was settled: its rivals, then what counts.
fn known(group: &[&str], offer: &Logical) -> Vec<Settling> {
    let rival = |rival: &Value| -> Option<Settling> {
        let (clock, writer, fields) = serde_json::from_value(rival.clone()).ok()?;
        Some(Settling { stamp: Stamp { clock, writer }, fields })
    };
    let rivals = value_of(&offer.fields, RIVALS).as_array().into_iter().flatten().filter_map(rival);
    let first = group.first().filter(|first| !value_of(&offer.fields, first).is_null());
    rivals.chain(first.map(|first| Settling::of(group, offer.stamp(first), &offer.fields))).collect()
}
