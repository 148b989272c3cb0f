//! Absorbing what is said of a row into what the space has of it: group by group, the later clock counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::value_of;
use super::logical::{HERE, Key, Logical, Stamp};
use super::lost::{Fate, Place};
use super::placing::Placing;
use super::reading::Taken;
use super::remarks::{ids_before, take_ids_before};
use super::saying::{Said, Saying, Source};
use super::tables::{KNOWN_AS, PICK, REMARK, Synced};
use super::twins::Twin;
use crate::error::Result;

/// The groups of a row that are like another machine's, by the clock of the one that does not count.
type Alike<'a> = BTreeMap<Stamp, BTreeSet<&'a str>>;

impl Placing<'_> {
    /// Takes in what is said of a row.
    pub(super) fn absorb(
        &mut self,
        saying: &Saying<'_>,
        table: &'static Synced,
        said: &Said<'_>,
        changed: &mut BTreeMap<(i64, Key), Logical>,
        taken: &mut Taken,
    ) -> Result<()> {
        let Some(key) = said.key_in(table) else { return Ok(()) };
        let known = match changed.get(&(table.code, key.clone())) {
            Some(known) => Some(known.clone()),
            None => self.book.logical(&self.machines, table, &key, || self.book.row_of_key(table, &key))?,
        };
        let is_new = known.is_none();
        let mut logical = known.unwrap_or_else(Logical::unknown);
        for (column, value) in table.key.iter().zip(said.key.unwrap_or_default()) {
            logical.fields.entry((*column).to_string()).or_insert_with(|| value.clone());
        }
        if *table == KNOWN_AS && self.points_at_somebody_forgotten((said, &logical), changed, taken)?
            || self.is_of_somebody_forgotten(saying, table, (said, &logical), changed)?
        {
            return Ok(());
        }
        logical.take_id(table, said.row);
        // Otherwise nothing is known but what was said.
        if is_new && said.is_whole() {
            logical.base = said.stamp;
        }
        take_presence(table, &mut logical, said);
        let mut alike = Alike::new();
        let is_said = |group: &&&[&str]| said.is_whole() || group.iter().any(|c| said.fields.contains_key(*c));
        for group in table.groups.iter().filter(is_said) {
            let Some(first) = group.first() else { continue };
            let place = Place { table, key: &key, group, first };
            let is_said_later = said.is_whole() && saying.lines.say_later(table, said.row, first);
            if *table == PICK && !is_said_later {
                self.take_offer(saying, said, group, &mut logical)?;
            } else if is_new {
                // Of what is said later, the line that says the row whole knows nothing.
                let stamp = if is_said_later { Stamp::default() } else { said.stamp };
                logical.write(group, said.fields, stamp);
            } else if !is_said_later {
                self.drop_replaced(saying, place, said)?;
                taken.conflicts += self.take_group(saying, place, (said, &mut logical), &mut alike)?;
            }
        }
        self.add_twins(saying, (table, said), &mut logical, alike)?;
        taken.conflicts += self.take_twins(saying, (table, &key, said), (&mut logical, is_new))?;
        changed.insert((table.code, key), logical);
        Ok(())
    }

    /// Takes in what is said of a group. Returns how many values lost by it.
    fn take_group<'a>(
        &self,
        saying: &Saying<'_>,
        place: Place<'a>,
        (said, logical): (&Said<'_>, &mut Logical),
        alike: &mut Alike<'a>,
    ) -> Result<usize> {
        let Place { table, group, first, .. } = place;
        let before = logical.stamp(first);
        let is_same = group.iter().all(|c| value_of(&logical.fields, c) == value_of(said.fields, c));
        let wins = is_later(group, said, logical);
        let loser = if wins { before } else { said.stamp };
        // Books that join have many like rows, and so has an export that two of them import.
        let is_from_many = said.is_whole() || saying.source == Source::Snapshot && before == logical.base;
        let is_one_of_many = is_from_many && !table.is_made_alike_by_hand();
        let has_lost = || saying.source == Source::Snapshot && place.stands_beside(said, loser);
        let is_twin = is_same && is_one_of_many && (!wins || before == logical.base) && !has_lost();
        let mut lost = 0;
        if !is_twin && before != said.stamp {
            // Of two like values the one that loses is noted too: it may be unlike what its machine's rival says next.
            let fields = if wins { &logical.fields } else { said.fields };
            lost += self.note_clash(saying, place, (said, before), (fields, loser))?;
        }
        let fate = if wins && !is_twin { Fate::WrittenOver } else { Fate::Stays };
        lost += self.part_twins(saying, place, (said, logical), fate)?;
        if is_twin {
            alike.entry(loser).or_default().insert(first);
        }
        match (is_twin, wins) {
            (true, true) => logical.set_stamp(first, said.stamp),
            // The twins that lose by it are parted already.
            (false, true) => {
                logical.take(group, said.fields);
                logical.set_stamp(first, said.stamp);
            }
            (_, false) => {}
        }
        Ok(if is_same { 0 } else { lost })
    }

    /// The groups that a segment and this book have alike, of which neither machine had seen the other's.
    fn unseen_alike<'a>(
        &self,
        saying: &Saying<'_>,
        (said, logical): (&Said<'_>, &Logical),
        (loser, groups): (Stamp, BTreeSet<&'a str>),
    ) -> Result<BTreeSet<&'a str>> {
        let mut by_clock_there = Alike::new();
        for first in groups {
            let there = if loser == said.stamp { logical.stamp(first) } else { loser };
            by_clock_there.entry(there).or_default().insert(first);
        }
        let mut unseen = BTreeSet::new();
        for (there, groups) in by_clock_there {
            let is_others = there.writer != 0 && there.writer != said.by(saying);
            // Of books that join, nothing more has to be asked.
            let is_news = || !saying.saw(there.writer, 1);
            if is_others && (is_news() || self.are_concurrent(saying, (said, there))?) {
                unseen.extend(groups);
            }
        }
        Ok(unseen)
    }

    /// Remembers the twins of a row: rows that are alike, where neither machine had seen the other's.
    fn add_twins(
        &self,
        saying: &Saying<'_>,
        (table, said): (&Synced, &Said<'_>),
        logical: &mut Logical,
        alike: Alike<'_>,
    ) -> Result<()> {
        for (stamp, groups) in alike {
            let groups = match saying.source {
                Source::Bare => BTreeSet::new(),
                Source::Snapshot => self.stay_alike(saying, (table, said), (stamp, groups))?,
                Source::Segment => self.unseen_alike(saying, (said, logical), (stamp, groups))?,
            };
            if !groups.is_empty() {
                logical.add_twin(Twin::of(table, stamp, &groups));
            }
        }
        Ok(())
    }
}

/// Whether what is said of a group is later than what is known. Two with one stamp were said by a book and its copy: of these
/// the greater text counts.
fn is_later(group: &[&str], said: &Said<'_>, known: &Logical) -> bool {
    let texts = |fields| -> Vec<String> { group.iter().map(|column| value_of(fields, column).to_string()).collect() };
    let before = group.first().map(|first| known.stamp(first)).unwrap_or_default();
    said.stamp > before || said.stamp == before && texts(said.fields) > texts(&known.fields)
}

/// Takes whether a row is there. A remark is there with its touch.
fn take_presence(table: &Synced, logical: &mut Logical, said: &Said<'_>) {
    if *table == REMARK {
        logical.here = true;
        if said.fields.contains_key("touch") {
            logical.take(&["touch"], said.fields);
        }
        take_ids_before(logical, ids_before(said.fields));
        return;
    }
    let here = said.fields.get(HERE).and_then(Value::as_i64);
    let Some(here) = here.map(|here| here != 0) else { return };
    if (said.stamp, here) >= (logical.stamp(HERE), logical.here) {
        logical.here = here;
        logical.set_stamp(HERE, said.stamp);
    }
}
