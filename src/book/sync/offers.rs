//! Offers that machines settled without having heard of each other: a call counts before a miss, and a miss before a skip.
//! What loses is kept until a machine that had seen it says otherwise, so that the order of arrival changes nothing.

use serde_json::{Value, json};

use super::fields::{Fields, value_of};
use super::logical::{Logical, RIVALS, Stamp};
use super::placing::Placing;
use super::saying::{Said, Saying, Source};
use crate::error::Result;

/// The column that names the group of how an offer was settled.
const FIRST: &str = "state";

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
        let here = known(group, offer.stamp(FIRST), &offer.fields);
        let mut all = match saying.source {
            Source::Segment => self.after_segment(saying, said, (here, group))?,
            Source::Snapshot => self.after_snapshot(saying, here, known(group, said.stamp, said.fields))?,
            Source::Bare => {
                let latest = here.into_iter().chain([Settling::of(group, said.stamp, said.fields)]);
                Vec::from_iter(latest.max_by_key(Settling::age))
            }
        };
        all.sort_by_key(|one| (one.rank(), one.age()));
        let Some(counts) = all.pop() else { return Ok(()) };
        offer.take(group, &counts.fields);
        offer.set_stamp(FIRST, counts.stamp);
        if !all.is_empty() {
            let rivals = all.iter().map(|one| json!([one.stamp.clock, one.stamp.writer, one.fields])).collect();
            offer.fields.insert(RIVALS.to_string(), Value::Array(rivals));
        }
        Ok(())
    }

    /// What is left of how an offer was settled here, and what a segment says, unless that was replaced.
    fn after_segment(
        &self,
        saying: &Saying<'_>,
        said: &Said<'_>,
        (here, group): (Vec<Settling>, &[&str]),
    ) -> Result<Vec<Settling>> {
        let settled = Settling::of(group, said.stamp, said.fields);
        let (mut all, mut is_outdated) = (Vec::new(), false);
        for other in here {
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
        Ok(all)
    }

    /// What is left of how an offer was settled here and in a snapshot: either side has replaced what it had read of the other
    /// and has no more.
    fn after_snapshot(&self, saying: &Saying<'_>, here: Vec<Settling>, there: Vec<Settling>) -> Result<Vec<Settling>> {
        let (is_first, stamps) = (here.is_empty(), here.iter().map(|one| one.stamp).collect::<Vec<_>>());
        let mut all = Vec::new();
        for one in here {
            let is_there = there.iter().any(|other| other.stamp == one.stamp);
            if is_there || self.unread_there(saying, one.stamp)?.is_some() {
                all.push(one);
            }
        }
        for one in there.into_iter().filter(|one| !stamps.contains(&one.stamp)) {
            if is_first || self.unread_here(saying, one.stamp)?.is_some() {
                all.push(one);
            }
        }
        Ok(all)
    }
}

/// Lists how an offer was settled: its rivals, then what counts.
fn known(group: &[&str], stamp: Stamp, fields: &Fields) -> Vec<Settling> {
    let rival = |rival: &Value| -> Option<Settling> {
        let (clock, writer, fields) = serde_json::from_value(rival.clone()).ok()?;
        Some(Settling { stamp: Stamp { clock, writer }, fields })
    };
    let rivals = value_of(fields, RIVALS).as_array().into_iter().flatten().filter_map(rival);
    let counts = Some(FIRST).filter(|first| !value_of(fields, first).is_null());
    rivals.chain(counts.map(|_| Settling::of(group, stamp, fields))).collect()
}
