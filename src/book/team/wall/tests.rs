//! Acts on a wall, and what several machines make of them.

use proptest::prelude::*;

use super::*;
use crate::book::team::ServerPart;
use crate::domain::dates::Clock;
use crate::domain::tz::Tz;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::team::TeamSpace;
use crate::sync::team::praise::Praise;

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
    assert_eq!(waiting.iter().map(|entry| &entry.praise).collect::<Vec<_>>(), [&None], "no word of it is sent again");
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
