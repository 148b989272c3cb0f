//! Whom this book writes as: the numbers of its segments after a restored backup, and a new id where another book has the
//! same.

use serde_json::json;

use super::{Membership, READING, Upto, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::{Entry, entries_of};

/// The number of this machine in the clocks.
pub(super) const OWN: &str = "(SELECT id FROM sync_machine WHERE writer = (SELECT writer FROM sync_self))";

impl Book {
    /// Gives what waits to be sent numbers behind this one, and all that comes after: the store has others under theirs.
    pub fn number_behind(&mut self, last: u64) -> Result<()> {
        self.transaction(|book| {
            let waiting: Vec<i64> = book.db.all("SELECT seq FROM sync_out ORDER BY seq", [], READING)?;
            let seq: i64 = book.db.one("SELECT seq FROM sync_self", [], READING)?;
            let mut next = seq.max(last.cast_signed());
            for old in waiting {
                next += 1;
                book.db.run("UPDATE sync_out SET seq = ?2 WHERE seq = ?1", (old, next), WRITING)?;
                let made = format!("UPDATE sync_segment SET seq = ?2 WHERE seq = ?1 AND hash = '' AND machine = {OWN}");
                book.db.run(&made, (old, next), WRITING)?;
                let lost = "UPDATE sync_clash SET seq = ?2
                            WHERE seq = ?1 AND lost_by = (SELECT writer FROM sync_self)";
                book.db.run(lost, (old, next), WRITING)?;
            }
            book.set_number(next)
        })
    }

    /// Writes as another from here on: the old id is another machine's. What waits to be sent is said by the new one, with
    /// the stamps that it has; what was changed here since is gathered under the new id.
    pub fn write_as(&mut self, new: WriterId) -> Result<()> {
        self.transaction(|book| book.write_as_in(new))
    }

    fn write_as_in(&self, new: WriterId) -> Result<()> {
        let sql = "SELECT writer, name, seq FROM sync_self";
        let (old, name, seq): (i64, String, i64) = self.db.one(sql, [], READING)?;
        let sql = "SELECT seq, made, seen, lines FROM sync_out ORDER BY seq";
        let waiting: Vec<(i64, i64, String, String)> = self.db.all(sql, [], READING)?;
        let said = waiting.first().map_or(seq, |(first, ..)| first - 1);
        let number: i64 = self.db.one(&format!("SELECT {OWN}"), [], READING)?;
        let sent = "DELETE FROM sync_segment WHERE machine = ?1 AND hash = ''";
        self.db.run(sent, [number], WRITING)?;
        self.db.run("UPDATE sync_machine SET seq = ?2 WHERE id = ?1", (number, said), WRITING)?;
        let (id, many) = (new.0.cast_signed(), i64::try_from(waiting.len()).unwrap_or_default());
        let me = "INSERT INTO sync_machine (writer, name, seq) VALUES (?1, ?2, ?3)";
        self.db.run(me, (id, &name, many), WRITING)?;
        self.db.run("UPDATE sync_self SET writer = ?1, seq = ?2", (id, many), WRITING)?;
        self.db.run("DELETE FROM sync_out", [], WRITING)?;
        let old = WriterId(old.unsigned_abs());
        for ((_, made, seen, lines), seq) in waiting.into_iter().zip(1..) {
            self.say_as_before((seq, made), &seen, &lines, (old, said.unsigned_abs()))?;
        }
        Ok(())
    }

    /// Goes along into another space that holds what this one does: under a new id, and with all that the book has of the old
    /// one, each with its stamps. `covers` is what the new one has of each machine.
    pub fn move_along(&mut self, clock: &Clock, part: &Membership, covers: &Upto) -> Result<()> {
        self.transaction(|book| {
            book.write_as_in(part.writer)?;
            book.gather_in(clock)?;
            let seen =
                book.seen()?.into_iter().filter_map(|(writer, seq)| Some((writer, seq.min(*covers.get(&writer)?))));
            let seen = json!(seen.collect::<Upto>()).to_string();
            let to = "UPDATE sync_self SET space = ?1, folder = ?2, name = ?3, last_ok = NULL, compact = 0";
            book.db.run(to, (&part.space, &part.folder, &part.name), WRITING)?;
            let sql = format!("UPDATE sync_machine SET name = ?1 WHERE id = {OWN}");
            book.db.run(&sql, [&part.name], WRITING)?;
            // What waits is in all that the book has.
            book.db.run("DELETE FROM sync_out", [], WRITING)?;
            book.db.run("DELETE FROM sync_segment WHERE hash = ''", [], WRITING)?;
            let all = book.entries_of_space()?;
            book.set_number(0)?;
            book.put_out(all, clock.instant.timestamp_millis())?;
            // What the new space never had can't be waited for.
            book.db.run("UPDATE sync_out SET seen = ?1", [&seen], WRITING)?;
            book.db.run(&format!("UPDATE sync_segment SET seen = ?1 WHERE machine = {OWN}"), [&seen], WRITING).map(drop)
        })
    }

    /// Puts a segment out again that was to be another writer's, who had said all up to a number.
    fn say_as_before(
        &self,
        (seq, made): (i64, i64),
        seen: &str,
        lines: &str,
        (old, said): (WriterId, u64),
    ) -> Result<()> {
        let mut entries = entries_of(lines).unwrap_or_default();
        for entry in &mut entries {
            if let Entry::Row { writer, .. } | Entry::Forget { writer, .. } = entry {
                writer.get_or_insert(old);
            }
        }
        let mut seen: Upto = serde_json::from_str(seen).unwrap_or_default();
        if said > 0 {
            seen.insert(old, said);
        }
        let newest = entries.iter().filter_map(Entry::hlc).map(|hlc| hlc.0).max().unwrap_or_default();
        self.put_segment((seq, made, newest), &seen, &entries)
    }

    /// Goes on in another space, with all that this one holds.
    pub fn move_to_space(&mut self, clock: &Clock, space: &str) -> Result<()> {
        self.note(clock, |note| {
            note.book.db.run("UPDATE sync_self SET space = ?1, compact = 0", [space], WRITING).map(drop)
        })
    }

    /// Goes on with the same space in another folder, and under a name.
    pub fn carry_through(&mut self, clock: &Clock, folder: &str, name: &str) -> Result<()> {
        self.note(clock, |note| {
            note.book.db.run("UPDATE sync_self SET folder = ?1, name = ?2", (folder, name), WRITING)?;
            let sql = format!("UPDATE sync_machine SET name = ?1 WHERE id = {OWN}");
            note.book.db.run(&sql, [name], WRITING).map(drop)
        })
    }

    /// Finds the machine whose clock is furthest ahead: its name, and its newest stamp in milliseconds since 1970.
    pub fn newest_of_others(&self) -> Result<Option<(String, i64)>> {
        let sql = format!(
            "SELECT name, max(sync_segment.clock) FROM sync_segment JOIN sync_machine ON sync_machine.id = machine
             WHERE machine <> {OWN} GROUP BY machine ORDER BY 2 DESC LIMIT 1"
        );
        let newest: Option<(String, i64)> = self.db.optional(&sql, [], READING)?;
        Ok(newest.map(|(name, clock)| (name, Hlc(clock).instant_ms())))
    }

    /// Notes that the user was told today of a clock that is ahead.
    pub fn told_of_clock(&mut self, clock: &Clock) -> Result<()> {
        let today = clock.today().to_string();
        self.note(clock, |note| note.book.db.run("UPDATE sync_self SET warned_on = ?1", [today], WRITING).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::book::sync::Arrived;
    use crate::domain::customer::Customer;
    use crate::domain::ids::CustomerId;
    use crate::domain::tz::Tz;
    use crate::sync::segment::{Header, Kind, VERSION};

    const ME: WriterId = WriterId(7);
    const OTHER: WriterId = WriterId(8);
    const NEW: WriterId = WriterId(9);

    fn clock(minute: u32) -> Clock {
        Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, minute, 0).unwrap(), zone: Tz::UTC }
    }

    fn machine(writer: WriterId) -> Book {
        let mut book = Book::in_memory().unwrap();
        let part = Membership::new("space", "/folder", writer, &format!("machine {}", writer.0));
        book.join_space(&clock(0), &part).unwrap();
        book
    }

    fn add(book: &mut Book, minute: u32, name: &str) -> CustomerId {
        let clock = clock(minute);
        let id = book.change(&clock, "added", |change| {
            let customer = Customer::new(change.new_customer_id(), name, change.clock());
            change.add_customer(&customer)?;
            Ok(customer.id)
        });
        book.gather(&clock).unwrap();
        id.unwrap()
    }

    fn rename(book: &mut Book, minute: u32, id: CustomerId, name: &str) {
        let clock = clock(minute);
        let renamed = book.change(&clock, "renamed", |change| {
            let customer = Customer { name: name.into(), ..change.customer(id)? };
            change.update_customer(&customer)
        });
        renamed.unwrap();
        book.gather(&clock).unwrap();
    }

    /// Sends all that waits, and returns it.
    fn send(book: &mut Book) -> Vec<Arrived> {
        let part = book.membership().unwrap().unwrap();
        let mut sent = Vec::new();
        while let Some(out) = book.outgoing(0).unwrap() {
            let hash = format!("{}-{}", part.writer, out.seq);
            book.was_sent(&clock(0), out.seq, &hash).unwrap();
            let (seen, made, name) = (out.seen, out.made, part.name.clone());
            let header = Header { v: VERSION, seen, made, name, kind: Kind::Changes };
            sent.push(Arrived { writer: part.writer, seq: out.seq, hash, header, entries: out.entries });
        }
        sent
    }

    fn read(book: &mut Book, sent: &[Arrived]) {
        book.take_in(&clock(30), sent).unwrap();
    }

    fn names(book: &Book) -> Vec<String> {
        book.db.all("SELECT name FROM customer ORDER BY name", [], "look").unwrap()
    }

    fn numbers(sent: &[Arrived]) -> Vec<u64> {
        sent.iter().map(|arrived| arrived.seq).collect()
    }

    #[test]
    fn what_waits_comes_behind_the_numbers_that_are_taken() {
        let mut book = machine(ME);
        add(&mut book, 1, "Ana");
        assert_eq!(numbers(&send(&mut book)), [1]);
        add(&mut book, 2, "Ben");
        add(&mut book, 3, "Zoe");
        book.number_behind(5).unwrap();
        assert_eq!(book.membership().unwrap().unwrap().seq, 7);
        add(&mut book, 4, "Rui");
        let sent = send(&mut book);
        assert_eq!(numbers(&sent), [6, 7, 8]);
        let read: Vec<u64> = book.read_segments().unwrap()[&ME].iter().map(|(seq, _)| *seq).collect();
        assert_eq!(read, [1, 6, 7, 8]);
        book.number_behind(3).unwrap();
        add(&mut book, 5, "Eva");
        assert_eq!(numbers(&send(&mut book)), [9], "a lower number changes nothing");
    }

    #[test]
    fn a_new_id_says_what_waits_with_the_stamps_that_it_has() {
        let (mut book, mut other) = (machine(ME), machine(OTHER));
        let ana = add(&mut book, 1, "Ana");
        let before = send(&mut book);
        read(&mut other, &before);
        rename(&mut book, 2, ana, "Anabela");
        add(&mut book, 3, "Ben");
        book.write_as(NEW).unwrap();
        assert_eq!(book.membership().unwrap().unwrap().writer, NEW);
        rename(&mut book, 5, ana, "Ana Maria");
        let sent = send(&mut book);
        assert_eq!(numbers(&sent), [1, 2, 3]);
        assert!(sent.iter().all(|arrived| arrived.writer == NEW));
        let writers: Vec<Option<WriterId>> = sent
            .iter()
            .flat_map(|arrived| &arrived.entries)
            .map(|entry| match entry {
                Entry::Row { writer, .. } | Entry::Forget { writer, .. } => *writer,
                Entry::Other(_) => None,
            })
            .collect();
        assert_eq!(writers, [Some(ME), Some(ME), None]);
        assert!(sent.iter().take(2).all(|arrived| arrived.header.seen.get(&ME) == Some(&1)));
        read(&mut other, &sent);
        assert_eq!(names(&other), ["Ana Maria", "Ben"]);
        // Who has the old id still is read as any other.
        let mut old = machine(ME);
        read(&mut old, &before);
        let said = add(&mut old, 6, "Zoe");
        old.number_behind(1).unwrap();
        let again = send(&mut old);
        read(&mut book, &again);
        read(&mut other, &again);
        assert_eq!(names(&book), names(&other));
        assert!(book.find_customer(said).unwrap().is_some());
    }

    #[test]
    fn a_sign_says_nothing_but_what_was_read() {
        let (mut book, mut other) = (machine(ME), machine(OTHER));
        add(&mut other, 1, "Ana");
        read(&mut book, &send(&mut other));
        assert!(book.outgoing(0).unwrap().is_none());
        book.give_a_sign(&clock(2)).unwrap();
        let sent = send(&mut book);
        assert_eq!((numbers(&sent), sent[0].entries.len()), (vec![1], 0));
        read(&mut other, &sent);
        let machines = other.machines().unwrap();
        let seen = machines.iter().find(|machine| machine.writer == ME).map(|machine| &machine.seen);
        assert_eq!(seen, Some(&BTreeMap::from([(OTHER, 1)])));
    }

    #[test]
    fn all_hear_of_a_machine_that_is_retired() {
        let (mut book, mut other) = (machine(ME), machine(OTHER));
        other.give_a_sign(&clock(1)).unwrap();
        read(&mut book, &send(&mut other));
        book.retire(&clock(2), OTHER).unwrap();
        read(&mut other, &send(&mut book));
        for desk in [&book, &other] {
            let retired: Vec<WriterId> = desk
                .machines()
                .unwrap()
                .iter()
                .filter(|machine| machine.retired)
                .map(|machine| machine.writer)
                .collect();
            assert_eq!(retired, [OTHER]);
        }
        // A snapshot tells it too, and what they are called.
        let mut third = machine(NEW);
        let whole = book.whole_space(&clock(3)).unwrap();
        let header = Header {
            v: VERSION,
            seen: BTreeMap::new(),
            made: 0,
            name: "machine 7".into(),
            kind: Kind::Snapshot { covers: whole.covers, part: crate::sync::segment::Part::WHOLE },
        };
        let arrived = Arrived { writer: ME, seq: 1, hash: "x".into(), header, entries: whole.entries };
        read(&mut third, &[arrived]);
        let of_other = third.machines().unwrap().into_iter().find(|machine| machine.writer == OTHER);
        assert_eq!(of_other.map(|machine| (machine.name, machine.retired)), Some(("machine 8".into(), true)));
    }
}
