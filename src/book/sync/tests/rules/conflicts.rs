//! Which values are listed as conflicts: the same ones on all machines, in whatever order they hear of each other.

use super::*;

impl World {
    /// Some machines import what a book of somebody else exports: Ana, in Porto.
    fn import_of_another_book<const N: usize>(&mut self, desks: [usize; N]) -> CustomerId {
        let mut elsewhere = two_desks();
        let ana = elsewhere.add(0, "Ana");
        elsewhere.move_to(0, ana, "Porto");
        let there = elsewhere.next_minute(0);
        for at in desks {
            let here = self.next_minute(at);
            let file = importing::export_as(&self.files, "json", (&mut elsewhere.desks[0].book, &there)).unwrap();
            importing::import(&mut self.desks[at].book, &here, file).unwrap();
            self.gather(at);
        }
        ana
    }

    /// What a machine has sent has not arrived at another.
    fn hold_back(&mut self, from: usize, to: usize) {
        let writer = self.desks[from].writer;
        self.folder.iter_mut().filter(|file| file.arrived.writer == writer).for_each(|file| file.seen_by[to] = false);
    }
}

/// The values that lost, in the order in which they were written, with the one that counts.
fn lost_and_kept(book: &Book) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    let all = lost(book).into_iter().rev();
    all.map(|clash| (text(&clash.lost), text(&clash.kept))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(lost, kept)| ((*lost).to_string(), (*kept).to_string())).collect()
}

#[test]
fn what_a_third_machine_wrote_over_knowingly_is_listed_nowhere() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    world.settle();
    world.move_to(0, ana, "Porto");
    world.tell(0, 2);
    world.move_to(1, ana, "Faro");
    // One hears of Porto and Faro first, the other of Braga, which the third machine wrote over Porto.
    world.tell(1, 0);
    world.move_to(2, ana, "Braga");
    world.tell(2, 1);
    assert_eq!(world.all(lost_and_kept), pairs(&[("Faro", "Braga")]));
}

#[test]
fn a_value_that_lost_stands_until_it_is_settled_though_the_field_is_written_again() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    world.settle();
    world.move_to(0, ana, "Porto");
    world.move_to(1, ana, "Faro");
    world.settle();
    world.move_to(2, ana, "Braga");
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Braga")]));
    // Who had written it, and writes another, has chosen.
    world.move_to(0, ana, "Viseu");
    assert_eq!(world.all(lost_and_kept), []);
}

#[test]
fn facts_that_lost_stand_though_their_own_machine_adds_to_those_that_count() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana");
    world.settle();
    world.note(0, ana, "Two sons");
    world.note(1, ana, "Plays chess");
    world.settle();
    world.note(0, ana, "Plays chess\nLikes tea");
    assert_eq!(world.all(lost_and_kept), pairs(&[("Two sons", "Plays chess\nLikes tea")]));
}

#[test]
fn of_one_export_that_two_machines_import_either_loses_to_what_is_written_over_the_other() {
    let mut world = some_desks(3);
    let ana = world.import_of_another_book([1, 2]);
    // One hears of both before either is written over, the other of the second one after that.
    world.tell(1, 0);
    world.tell(2, 0);
    world.move_to(1, ana, "Faro");
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro")]));
}

#[test]
fn a_pointer_at_somebody_who_is_forgotten_is_listed_no_more() {
    let mut world = two_desks();
    let [ana, rui, zoe] = ["Ana", "Rui", "Zoe"].map(|name| world.add(0, name));
    world.edit(0, ana, |customer| customer.referred_by = Some(rui));
    world.settle();
    world.edit(0, ana, |customer| customer.referred_by = Some(zoe));
    world.edit(1, ana, |customer| customer.referred_by = None);
    assert_eq!(world.all(|book| lost(book).len()), 1);
    world.forget(0, zoe);
    assert_eq!(world.all(lost_and_kept), []);
}

#[test]
fn who_reads_a_snapshot_in_place_of_segments_lists_what_lost_as_well() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    world.settle();
    world.move_to(0, ana, "Porto");
    world.move_to(1, ana, "Faro");
    world.note(1, ana, "Plays chess");
    world.note(2, ana, "Two sons");
    // The segments are gone before the first machine and the third have read them.
    world.compact(1);
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro"), ("Plays chess", "Two sons")]));
}

#[test]
fn a_snapshot_brings_what_lost_before_it_and_not_what_was_written_over() {
    let mut world = some_desks(3);
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.settle();
    for (at, city) in [(0, "Porto"), (1, "Faro")] {
        world.move_to(at, ana, city);
        world.move_to(at, ben, city);
    }
    world.tell(0, 1);
    world.tell(1, 0);
    world.move_to(0, ben, "Viseu");
    world.compact(0);
    let listed = world.all(lost_and_kept);
    assert_eq!(listed, pairs(&[("Porto", "Faro")]));
}

#[test]
fn who_joins_a_compacted_space_with_the_same_people_lists_what_lost() {
    let mut world = World::apart(0, 2);
    world.desks.iter_mut().for_each(|desk| desk.off = TimeDelta::zero());
    let ana = world.import_of_another_book([0, 1]);
    world.move_to(1, ana, "Faro");
    world.join(0);
    world.move_to(0, ana, "Braga");
    world.compact(0);
    world.join(1);
    assert_eq!(world.all(lost_and_kept), pairs(&[("Faro", "Braga")]));
}

#[test]
fn a_merge_that_a_file_brought_too_loses_alike_in_whatever_order_it_is_heard() {
    let mut world = some_desks(3);
    world.desks[1].off = -TimeDelta::hours(1);
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    world.gather(0);
    world.merge(0, ana, ben);
    world.carry_export("json", 0, 1);
    world.tell(0, 2);
    world.tell(1, 2);
    world.merge(0, ben, zoe);
    let merges = |book: &Book| -> Vec<String> {
        lost(book).into_iter().filter(|clash| clash.table == "known_as").map(|clash| clash.lost.to_string()).collect()
    };
    assert_eq!(world.all(merges), [ben.0.to_string()]);
}

#[test]
fn an_older_snapshot_lists_nothing_that_was_written_over_knowingly_in_one_read_before() {
    let mut world = some_desks(4);
    let ana = world.add(0, "Ana");
    (1..3).for_each(|at| world.tell(0, at));
    world.edit(1, ana, |customer| customer.pleasure = Some(4));
    world.compact(1);
    world.tell(1, 3);
    // This machine has not heard of the edit.
    world.add(2, "Zoe");
    world.compact(2);
    world.tell(2, 3);
    assert_eq!(world.all(lost), []);
}

#[test]
fn a_row_that_a_snapshot_says_alike_loses_to_what_was_written_before_it_was_read() {
    let mut world = some_desks(3);
    let ana = world.import_of_another_book([0, 1, 2]);
    world.tell(2, 1);
    // Of this machine the second one hears from the snapshot alone.
    world.sync(0, 100);
    world.hold_back(0, 1);
    world.move_to(1, ana, "Faro");
    world.tell(0, 2);
    world.compact(2);
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro")]));
}

#[test]
fn a_row_loses_also_where_a_snapshot_told_it_again_before_it_was_written_over() {
    let mut world = some_desks(3);
    let ana = world.import_of_another_book([0, 2]);
    world.tell(0, 1);
    world.tell(2, 1);
    world.hold_back(2, 0);
    world.hold_back(0, 2);
    world.add(0, "Zoe");
    world.compact(0);
    world.tell(0, 1);
    world.hold_back(0, 2);
    world.move_to(2, ana, "Faro");
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro")]));
}

#[test]
fn a_remark_that_two_machines_starred_is_listed_nowhere_after_a_snapshot() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    let touch = world.log(0, ana);
    world.settle();
    for at in [0, 1] {
        world.change(at, |change| {
            change.db.run("UPDATE remark SET starred = 1 WHERE touch = ?1", [touch], "star").map(drop)
        });
        world.tell(at, 2);
    }
    // Its machine knows of the first star alone.
    world.hold_back(1, 0);
    world.add(0, "Zoe");
    world.compact(0);
    world.tell(0, 2);
    assert_eq!(world.all(lost), []);
}

#[test]
fn who_first_hears_of_somebody_in_a_snapshot_lists_what_lost_as_it_was() {
    let mut world = some_desks(3);
    let ana = world.import_of_another_book([0, 1]);
    world.move_to(0, ana, "Faro");
    world.tell(0, 1);
    world.compact(1);
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro")]));
}

#[test]
fn a_merge_into_somebody_forgotten_is_listed_no_more_where_a_snapshot_says_that_it_lost() {
    let mut world = some_desks(3);
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    world.merge(0, ana, ben);
    world.merge(1, ana, zoe);
    world.tell(0, 1);
    assert_eq!(lost(&world.desks[1].book).len(), 1);
    world.compact(1);
    world.forget(2, ben);
    assert_eq!(world.all(lost), []);
}

#[test]
fn what_was_written_over_knowingly_is_listed_by_nobody_though_a_snapshot_was_made_without_knowing_of_that() {
    let mut world = some_desks(5);
    let ana = world.add(0, "Ana");
    world.move_to(0, ana, "Porto");
    world.tell(0, 3);
    world.move_to(3, ana, "Faro");
    world.note(0, ana, "Two sons");
    world.hold_back(0, 3);
    // Of the others, the one that makes the snapshot knows one who has read all of it.
    world.tell(0, 2);
    world.add(2, "Zoe");
    world.tell(2, 1);
    world.compact(1);
    world.sync(3, 100);
    assert_eq!(world.all(lost_and_kept), []);
}

#[test]
fn who_hears_in_a_snapshot_that_their_value_lost_and_that_another_wrote_it_too_lists_it() {
    let mut world = some_desks(5);
    let ana = world.import_of_another_book([0]);
    world.change(1, |change| change.add_customer(&Customer::new(ana, "Ana", change.clock())));
    world.gather(1);
    (2..5).for_each(|at| world.tell(1, at));
    world.move_to(2, ana, "Porto");
    world.tell(0, 3);
    world.tell(2, 3);
    world.hold_back(2, 0);
    world.hold_back(1, 0);
    world.compact(3);
    world.tell(3, 0);
    world.hold_back(0, 4);
    world.move_to(4, ana, "Faro");
    let cities = |book: &Book| -> Vec<(String, String)> {
        lost_and_kept(book).into_iter().filter(|(lost, _)| !lost.is_empty()).collect()
    };
    assert_eq!(world.all(cities), pairs(&[("Porto", "Faro"), ("Porto", "Faro")]));
}

#[test]
fn a_row_that_a_snapshot_says_in_parts_has_twins_as_one_that_was_said_whole() {
    let mut world = some_desks(4);
    let ana = world.import_of_another_book([1, 2, 0]);
    // The one that makes the snapshot had a row of its own before it heard of the one that counts.
    world.tell(0, 2);
    world.compact(2);
    world.tell(2, 3);
    world.tell(1, 3);
    world.move_to(0, ana, "Faro");
    assert_eq!(world.all(lost_and_kept), pairs(&[("Porto", "Faro"), ("Porto", "Faro")]));
}
