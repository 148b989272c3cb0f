//! What hangs on the walls: the user's own acts, and what was read of others.

mod anew;
mod by_itself;
mod pages;

use rusqlite::named_params;

use super::acting::Author;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::team::TeamSpace;
use crate::sync::team::praise::{Praise, WallEntry};

pub use pages::{TakenOff, WallFilter};

/// The most acts of one segment.
const AT_ONCE: i64 = 1_000;

/// A remark on a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallPraise {
    /// The remark's id.
    pub remark: RemarkId,
    /// The team's name.
    pub team: String,
    /// The rep who shared it.
    pub rep: String,
    /// What was said.
    pub text: String,
    /// The first teammate whom it names.
    pub teammate: Option<String>,
    /// The day on which it was said, YYYY-MM-DD.
    pub day: String,
    /// Who said it, where the rep chose to name them.
    pub customer: Option<String>,
    /// Where they work, likewise.
    pub company: Option<String>,
    /// When it came to the server, in milliseconds since 1970; None before.
    pub at: Option<i64>,
    /// The clock of the act.
    pub clock: i64,
}

row! {
    /// The columns of a remark on a wall, beside its team.
    const WALL_PRAISE: WallPraise = "sync_wall" {
        remark, team: "sync_team.name", rep, text, teammate, day, customer, company, at, clock,
    }
}

/// The rows of the walls, with their teams.
const FROM_WALLS: &str = "FROM sync_wall JOIN sync_team ON sync_team.id = sync_wall.team";

/// An act that waits to be sent, as it stands in its row.
struct Waiting {
    remark: i64,
    rep: String,
    here: bool,
    text: String,
    teammate: Option<String>,
    day: String,
    customer: Option<String>,
    company: Option<String>,
    clock: i64,
    at: Option<i64>,
}

row! {
    /// The columns of an act.
    const WAITING: Waiting = "sync_wall" { remark, rep, here, text, teammate, day, customer, company, clock, at }
}

impl From<Waiting> for WallEntry {
    fn from(row: Waiting) -> Self {
        let Waiting { remark, rep, here, text, teammate, day, customer, company, clock, at } = row;
        let praise = here.then_some(Praise { text, teammate, day, customer, company });
        Self { remark, hlc: Hlc(clock), by: rep, praise, at }
    }
}

/// A segment of a wall that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSegment {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number.
    pub seq: u64,
    /// When it came to the server, in milliseconds since 1970.
    pub at: Option<i64>,
    /// What it says; of each, the rep whom the server vouches for.
    pub entries: Vec<WallEntry>,
}

/// Which of what hangs there is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Of one team alone.
    pub team: Option<i64>,
    /// Said on this day or later, YYYY-MM-DD.
    pub since: Option<String>,
}

impl Book {
    /// Takes in segments of a team's wall, in order. Of each rep's word on a remark the latest counts. Returns how many rows
    /// came from other machines.
    pub fn take_in_wall(&mut self, clock: &Clock, team: i64, segments: &[ReadSegment]) -> Result<usize> {
        self.note(clock, |note| {
            let Author { machine: own, rep: account } = note.author()?;
            let mut read = 0;
            for segment in segments {
                let writer = segment.writer.0.cast_signed();
                for entry in &segment.entries {
                    // What was written anew came to the server before.
                    let at = entry.at.filter(|at| segment.at.is_none_or(|came| *at <= came)).or(segment.at);
                    let is_new = note.hang(team, entry, (writer, at, false), None)?;
                    read += usize::from(is_new && writer != own);
                    // Only what the user did meets what the user does: a clock of somebody else's moves none of it.
                    if entry.by == account {
                        note.saw_team_clock(entry.hlc)?;
                    }
                }
                note.segment_was_read((team, TeamSpace::Wall), segment.writer, segment.seq)?;
            }
            Ok(read)
        })
    }

    /// Puts a row on a wall, unless it or a later one is there; returns whether it was new. What comes back as it was sent waits
    /// no longer.
    fn hang(
        &self,
        team: i64,
        entry: &WallEntry,
        (machine, at, to_send): (i64, Option<i64>, bool),
        whose: Option<CustomerId>,
    ) -> Result<bool> {
        self.sent_goes_stale(team, entry, machine)?;
        let sql = "INSERT INTO sync_wall (team, remark, rep, here, text, teammate, day, customer, company, clock, machine,
                     at, to_send, whose)
                   VALUES (:team, :remark, :rep, :here, :text, :teammate, :day, :customer, :company, :clock, :machine, :at,
                     :to_send, :whose)
                   ON CONFLICT (team, remark, rep) DO UPDATE SET here = excluded.here, text = excluded.text,
                     teammate = excluded.teammate, day = excluded.day, customer = excluded.customer,
                     company = excluded.company, clock = excluded.clock, machine = excluded.machine, at = excluded.at,
                     to_send = excluded.to_send, whose = iif(excluded.here, coalesce(excluded.whose, whose), NULL)
                   WHERE (sync_wall.clock, sync_wall.machine) < (excluded.clock, excluded.machine)
                     OR sync_wall.to_send AND (sync_wall.clock, sync_wall.machine) = (excluded.clock, excluded.machine)";
        let praise = entry.praise.as_ref();
        let values = named_params! {
            ":team": team,
            ":remark": entry.remark,
            ":rep": entry.by,
            ":here": praise.is_some(),
            ":text": praise.map_or("", |praise| &praise.text),
            ":teammate": praise.and_then(|praise| praise.teammate.as_deref()),
            ":day": praise.map_or("", |praise| &praise.day),
            ":customer": praise.and_then(|praise| praise.customer.as_deref()),
            ":company": praise.and_then(|praise| praise.company.as_deref()),
            ":clock": entry.hlc.0,
            ":machine": machine,
            ":at": at,
            ":to_send": to_send,
            ":whose": whose,
        };
        Ok(self.db.run(sql, values, WRITING)? > 0)
    }

    /// Hangs a remark of the user's on a team's wall; it waits to be sent. Where the same hangs there already, nothing is
    /// done, and false returned.
    pub fn share_praise(
        &mut self,
        clock: &Clock,
        team: i64,
        (remark, praise, whose): (RemarkId, &Praise, CustomerId),
    ) -> Result<bool> {
        self.note(clock, |note| {
            let Author { machine, rep } = note.author()?;
            let same = "SELECT EXISTS (SELECT 1 FROM sync_wall WHERE team = ?1 AND remark = ?2 AND rep = ?3 AND here
                          AND (text, teammate, day, customer, company) IS (?4, ?5, ?6, ?7, ?8))";
            let Praise { text, teammate, day, customer, company } = praise;
            let values = (team, remark, &rep, text, teammate, day, customer, company);
            if note.db.one::<bool>(same, values, READING)? {
                return Ok(false);
            }
            let hlc = note.next_team_clock(clock)?;
            let entry = WallEntry { remark: remark.0, hlc, by: rep, praise: Some(praise.clone()), at: None };
            note.hang(team, &entry, (machine, None, true), Some(whose))
        })
    }

    /// Takes a remark of the user's off a team's wall; that waits to be sent.
    pub fn withdraw_praise(&mut self, clock: &Clock, team: i64, remark: RemarkId) -> Result<()> {
        self.note(clock, |note| {
            let Author { machine, rep } = note.author()?;
            let hlc = note.next_team_clock(clock)?;
            let entry = WallEntry { remark: remark.0, hlc, by: rep, praise: None, at: None };
            note.hang(team, &entry, (machine, None, true), None).map(drop)
        })
    }

    /// Takes what a customer said off the walls, before they are forgotten. It waits to be sent. Returns how much that was.
    pub(in crate::book) fn withdraw_all_of(&self, clock: &Clock, customer: CustomerId) -> Result<usize> {
        let theirs = "rep = (SELECT account FROM sync_server)
                      AND (whose = ?1 OR remark IN (SELECT id FROM remark WHERE customer = ?1))";
        let some = format!("SELECT EXISTS (SELECT 1 FROM sync_wall WHERE here AND {theirs})");
        if !self.db.one::<bool>(&some, [customer], READING)? {
            return Ok(0);
        }
        self.words_go_stale(customer, theirs)?;
        let next = self.next_team_clock(clock)?;
        let sql = format!("{} AND {theirs}", anew::TAKE_OFF);
        self.db.run(&sql, (customer, next.0), WRITING)
    }

    /// Returns the acts that wait to be sent to a team's wall, as many as one segment takes.
    pub fn wall_outgoing(&self, team: i64) -> Result<Vec<WallEntry>> {
        let sql = format!(
            "SELECT {WAITING} FROM sync_wall WHERE team = ?1 AND to_send ORDER BY clock, remark LIMIT {AT_ONCE}"
        );
        let rows: Vec<Waiting> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(WallEntry::from).collect())
    }

    /// Notes that acts came to the server, in a segment of this number.
    pub fn wall_was_sent(
        &mut self,
        clock: &Clock,
        team: i64,
        (writer, seq, at): (WriterId, u64, Option<i64>),
        sent: &[WallEntry],
    ) -> Result<()> {
        let sql =
            "UPDATE sync_wall SET to_send = 0, at = ?5 WHERE team = ?1 AND remark = ?2 AND rep = ?3 AND clock = ?4";
        self.note(clock, |note| {
            for entry in sent {
                note.db.run(sql, (team, entry.remark, &entry.by, entry.hlc.0, at), WRITING)?;
            }
            note.segment_was_read((team, TeamSpace::Wall), writer, seq)
        })
    }

    /// Says what waits to be sent to walls as another machine: this one has a new id.
    pub(super) fn send_wall_as(&self, before: i64, now: i64) -> Result<()> {
        let sql = "UPDATE sync_wall SET machine = ?2 WHERE to_send AND machine = ?1";
        self.db.run(sql, (before, now), WRITING).map(drop)
    }

    /// Returns what hangs on the walls, the newest first.
    pub fn wall(&self, seen: &Seen) -> Result<Vec<WallPraise>> {
        let sql = format!(
            "SELECT {WALL_PRAISE} {FROM_WALLS}
             WHERE here AND sync_wall.team = coalesce(?1, sync_wall.team) AND day >= coalesce(?2, day)
             ORDER BY day DESC, coalesce(at, {NEVER}) DESC, clock DESC, remark DESC, rep DESC"
        );
        self.db.all(&sql, (seen.team, &seen.since), READING)
    }

    /// Returns everything that hangs under a remark's id, in any team.
    pub fn hanging(&self, remark: RemarkId) -> Result<Vec<WallPraise>> {
        let sql = format!(
            "SELECT {WALL_PRAISE} {FROM_WALLS}
             WHERE here AND remark = ?1 ORDER BY sync_team.name, rep"
        );
        self.db.all(&sql, [remark], READING)
    }

    /// Takes back an act that was not sent: as if it had not been done.
    pub fn take_back_praise(&mut self, clock: &Clock, team: i64, remark: RemarkId) -> Result<()> {
        let sql = "DELETE FROM sync_wall WHERE team = ?1 AND remark = ?2 AND to_send
                     AND rep = (SELECT account FROM sync_server)";
        self.note(clock, |note| note.db.run(sql, (team, remark), WRITING).map(drop))
    }
}

/// Sorts what did not come to the server yet before everything else.
const NEVER: i64 = i64::MAX;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::book::team::ServerPart;
    use crate::domain::tz::Tz;

    fn clock() -> Clock {
        Clock { instant: "2026-11-23T10:00:00Z".parse().unwrap(), zone: Tz::UTC }
    }

    fn book() -> (Book, i64) {
        let mut book = Book::in_memory().unwrap();
        let server = ServerPart {
            url: "postgres://ana@db/goodcall".into(),
            account: "ana".into(),
            host: "db".into(),
            database: "goodcall".into(),
            machine: WriterId(1),
            name: "laptop".into(),
        };
        book.keep_server(&clock(), &server).unwrap();
        let team = book.keep_team(&clock(), ("north", true, false)).unwrap();
        (book, team.id)
    }

    fn praise(text: &str) -> Praise {
        Praise { text: text.into(), teammate: None, day: "2026-11-20".into(), customer: None, company: None }
    }

    fn seen(book: &Book) -> Vec<(i64, String, String)> {
        let wall = book.wall(&Seen::default()).unwrap();
        let mut seen: Vec<_> = wall.into_iter().map(|one| (one.remark.0, one.rep, one.text)).collect();
        seen.sort();
        seen
    }

    #[test]
    fn an_act_waits_until_it_was_sent_and_comes_back_as_sent() {
        let (mut book, team) = book();
        let clock = clock();
        let said = (RemarkId(7), &praise("Kind"), CustomerId(3));
        assert!(book.share_praise(&clock, team, said).unwrap());
        assert!(!book.share_praise(&clock, team, said).unwrap(), "the same again is nothing new");
        let waiting = book.wall_outgoing(team).unwrap();
        assert_eq!((waiting.len(), book.count_waiting((team, TeamSpace::Wall)).unwrap()), (1, 1));
        // A run that was killed had put it there.
        let read = ReadSegment { writer: WriterId(1), seq: 1, at: Some(5), entries: waiting };
        assert_eq!(book.take_in_wall(&clock, team, &[read]).unwrap(), 0, "its own rows are nothing that others sent");
        assert_eq!(
            (
                book.count_waiting((team, TeamSpace::Wall)).unwrap(),
                book.read_of_team((team, TeamSpace::Wall)).unwrap()[&WriterId(1)]
            ),
            (0, 1)
        );
        assert_eq!(book.wall(&Seen::default()).unwrap()[0].at, Some(5));
        book.withdraw_praise(&clock, team, RemarkId(7)).unwrap();
        let waiting = book.wall_outgoing(team).unwrap();
        assert_eq!(
            waiting.iter().map(|entry| &entry.praise).collect::<Vec<_>>(),
            [&None],
            "no word of it is sent again"
        );
        book.wall_was_sent(&clock, team, (WriterId(1), 2, Some(6)), &waiting).unwrap();
        assert_eq!((book.count_waiting((team, TeamSpace::Wall)).unwrap(), seen(&book)), (0, vec![]));
    }

    #[test]
    fn what_was_not_sent_is_taken_back_without_a_trace() {
        let (mut book, team) = book();
        book.share_praise(&clock(), team, (RemarkId(7), &praise("Kind"), CustomerId(3))).unwrap();
        book.take_back_praise(&clock(), team, RemarkId(7)).unwrap();
        assert_eq!((seen(&book), book.count_waiting((team, TeamSpace::Wall)).unwrap()), (vec![], 0));
    }

    #[test]
    fn what_a_customer_said_goes_off_the_walls_with_them_even_after_a_correction() {
        let (mut book, team) = book();
        let clock = clock();
        for (remark, customer) in [(7, 3), (8, 4)] {
            book.share_praise(&clock, team, (RemarkId(remark), &praise("Kind"), CustomerId(customer))).unwrap();
        }
        // The remark has another id by now; whose it was is known.
        let gone = book.note(&clock, |note| note.withdraw_all_of(&clock, CustomerId(3))).unwrap();
        assert_eq!((gone, seen(&book).len(), book.wall_outgoing(team).unwrap().len()), (1, 1, 2));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Each machine's segments come in order; how they are dealt out among those of others does not matter.
        #[test]
        fn walls_are_alike_in_whatever_order_they_hear_of_it(
            acts in proptest::collection::vec((2..5_u64, 1..4_i64, 0..3_usize, 1..9_i64, any::<bool>()), 1..30),
            turns in proptest::collection::vec(0..3_usize, 60),
        ) {
            let reps = ["ana", "ben", "eva"];
            let segments: Vec<ReadSegment> = acts.iter().enumerate().map(|(at, (writer, remark, rep, hlc, here))| ReadSegment {
                writer: WriterId(*writer),
                seq: at as u64 + 1,
                at: Some(1),
                entries: vec![WallEntry {
                    remark: *remark,
                    hlc: Hlc(*hlc),
                    by: reps[*rep].into(),
                    praise: here.then(|| praise(&format!("{at}"))),
                    at: None,
                }],
            }).collect();
            let (mut one, team) = book();
            one.take_in_wall(&clock(), team, &segments).unwrap();
            let mut queues: Vec<std::collections::VecDeque<ReadSegment>> = (2..5)
                .map(|writer| segments.iter().filter(|segment| segment.writer == WriterId(writer)).cloned().collect())
                .collect();
            let (mut other, team) = book();
            for turn in turns.iter().copied().chain((0..90).map(|at| at % 3)) {
                if let Some(segment) = queues[turn].pop_front() {
                    other.take_in_wall(&clock(), team, &[segment.clone(), segment]).unwrap();
                }
            }
            prop_assert_eq!(seen(&one), seen(&other));
            prop_assert_eq!(one.read_of_team((team, TeamSpace::Wall)).unwrap(), other.read_of_team((team, TeamSpace::Wall)).unwrap());
        }
    }
}
