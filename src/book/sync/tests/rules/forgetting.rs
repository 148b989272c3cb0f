//! What is forgotten with somebody, whichever machine knew what of them.

use super::*;

#[test]
fn a_log_goes_with_whom_another_machine_has_it_for() {
    for is_heard_first in [true, false] {
        let mut world = two_desks();
        let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
        world.settle();
        let call = world.log(0, ana);
        // As where a file told it of Ben.
        world.change(1, |change| change.add_touch(&Touch { id: call, ..touch_of(change, ben, "+ Thank you") }));
        if is_heard_first {
            world.settle();
        }
        world.forget(0, ben);
        assert_eq!(world.both(names), ["Ana"]);
        let kept = "SELECT count(*) FROM (SELECT old AS text FROM journal UNION ALL SELECT text FROM touch
                      UNION ALL SELECT state FROM sync_row UNION ALL SELECT lines FROM sync_out)
                    WHERE instr(text, 'Thank you')";
        assert_eq!(world.both(|book| book.db.one::<i64>(kept, [], "look").unwrap()), 0);
    }
}

#[test]
fn a_log_that_nobody_else_has_heard_of_is_forgotten_with_whom_it_was_for() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.settle();
    world.forget(1, ben);
    let call = world.log(0, ben);
    world.change(1, |change| change.add_touch(&Touch { id: call, ..touch_of(change, ana, "+ Thank you") }));
    assert_eq!(world.both(|book| (names(book), ids_of(book, "touch"))), (vec!["Ana".to_string()], vec![]));
}

#[test]
fn a_log_goes_with_a_record_that_another_machine_has_it_for_and_that_was_merged() {
    let mut world = two_desks();
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    let call = world.log(0, ana);
    // As where a file told it of Ben.
    world.change(1, |change| change.add_touch(&Touch { id: call, ..touch_of(change, ben, "+ Thank you") }));
    world.settle();
    world.merge(0, ana, zoe);
    world.forget(0, zoe);
    assert_eq!(world.both(|book| (names(book), ids_of(book, "touch"))), (vec!["Ben".to_string()], vec![]));
}

#[test]
fn what_another_program_calls_a_record_is_forgotten_with_it_whoever_it_was_merged_into() {
    for is_merged_before in [true, false] {
        let mut world = two_desks();
        let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
        world.settle();
        world.merge(0, ana, ben);
        if is_merged_before {
            world.gather(0);
        }
        // As a file says it of whom the user knows as Ben.
        world.change(0, |change| change.add_source_record(ben, ana, "hubspot:1001"));
        world.forget(1, ana);
        let kept = "SELECT count(*) FROM (SELECT old AS text FROM journal UNION ALL SELECT uid FROM source_record
                      UNION ALL SELECT key FROM sync_row UNION ALL SELECT lines FROM sync_out)
                    WHERE instr(text, 'hubspot:1001')";
        let left = |book: &Book| (names(book), book.db.one::<i64>(kept, [], "look").unwrap());
        assert_eq!(world.both(left), (vec!["Ben".to_string()], 0));
    }
}

#[test]
fn nobody_who_was_forgotten_comes_back_under_their_id() {
    for ending in ["json", "csv", "vcf"] {
        let mut world = two_desks();
        let [ana, _ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
        world.settle();
        world.forget(1, ana);
        // The other machine has not heard of it.
        world.carry_export(ending, 0, 1);
        assert_eq!(names(&world.desks[1].book), ["Ben"], "{ending}");
        assert_eq!(world.both(names), ["Ben"], "{ending}");
    }
}

#[test]
fn a_name_from_before_the_space_is_forgotten_with_whose_it_was() {
    let mut world = World::apart(0, 2);
    world.desks.iter_mut().for_each(|desk| desk.off = TimeDelta::zero());
    let [old, ana] = ["Ana R.", "Ana Ribeiro"].map(|name| world.add(0, name));
    world.merge(0, old, ana);
    (0..2).for_each(|at| world.join(at));
    let zoe = world.add(1, "Zoe");
    world.settle();
    world.merge(1, ana, zoe);
    world.forget(0, ana);
    assert_eq!(world.both(|book| (names(book), pointers(book))), (vec!["Zoe".to_string()], vec![]));
}

#[test]
fn facts_that_lost_are_listed_no_more_once_what_was_merged_into_them_is_taken_out() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.note(0, ana, "Likes tea");
    world.settle();
    world.merge(0, ana, ben);
    world.note(0, ben, "Likes tea\nTwo sons");
    world.note(1, ben, "Likes tea\nPlays chess");
    world.forget(1, ana);
    world.settle();
    assert_eq!(world.both(lost), []);
    let facts = |book: &Book| book.customer(ben).unwrap().facts;
    assert_eq!(world.both(facts).as_deref(), Some("Plays chess"));
}

#[test]
fn facts_that_came_with_a_merge_go_also_where_a_snapshot_says_them_along_with_the_forgetting() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.note(0, ana, "Likes tea");
    world.note(0, ben, "Plays chess");
    world.settle();
    world.merge(0, ana, ben);
    world.note(0, ben, "Likes tea\nPlays chess");
    world.note(1, ben, "Likes tea\nTwo sons");
    world.forget(1, ana);
    world.compact(1);
    let facts = |book: &Book| book.customer(ben).unwrap().facts;
    assert_eq!(world.both(facts).as_deref(), Some("Two sons"));
}

#[test]
fn facts_that_lost_are_not_listed_where_they_are_heard_along_with_a_merge_into_somebody_forgotten() {
    let mut world = two_desks();
    let [ana, ben, eva, zoe] = ["Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
    world.note(0, ana, "Likes tea");
    world.settle();
    world.merge(1, ana, ben);
    // Said in one segment, first who was merged into whom.
    world.change(0, |change| {
        for (goes, stays) in [(ana, zoe), (eva, ben)] {
            merge(change, goes, stays)?;
        }
        change.update_customer(&Customer { facts: Some("Plays chess".into()), ..change.customer(ben)? })
    });
    world.note(1, ben, "Likes tea\nTwo sons");
    world.forget(1, zoe);
    let facts = |book: &Book| (book.customer(ben).unwrap().facts, lost(book));
    assert_eq!(world.both(facts), (Some("Two sons".to_string()), vec![]));
}

#[test]
fn a_log_that_was_never_told_before_its_customer_was_merged_is_forgotten_with_them() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.settle();
    world.log(0, ana);
    world.change(0, |change| merge(change, ana, ben));
    world.forget(1, ana);
    assert_eq!(world.both(|book| (names(book), ids_of(book, "touch"))), (vec!["Ben".to_string()], vec![]));
}

#[test]
fn a_name_that_a_file_brought_is_forgotten_with_whom_another_machine_has_under_it() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.merge(0, ana, ben);
    // The other machine has Ana only as a name of Ben's.
    world.carry_export("json", 0, 1);
    world.undo(0);
    world.forget(0, ana);
    assert_eq!(world.both(|book| (names(book), pointers(book))), (vec!["Ben".to_string()], vec![]));
    let kept = "SELECT count(*) FROM (SELECT old AS text FROM journal UNION ALL SELECT state FROM sync_row
                  UNION ALL SELECT lines FROM sync_out UNION ALL SELECT label FROM change)
                WHERE instr(text, 'Ana')";
    assert_eq!(world.both(|book| book.db.one::<i64>(kept, [], "look").unwrap()), 0);
}

#[test]
fn when_somebody_left_is_forgotten_with_them_though_a_file_says_it_of_another() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.edit(0, ana, |customer| customer.standing = Standing::Past);
    world.merge(0, ana, ben);
    // The other machine has it for Ben.
    world.carry_export("json", 0, 1);
    assert_eq!(world.desks[1].book.standing_history(ben).unwrap().len(), 1);
    world.undo(0);
    world.forget(0, ana);
    assert_eq!(world.both(|book| (names(book), ids_of(book, "standing_change"))), (vec!["Ben".to_string()], vec![]));
}

#[test]
fn when_somebody_left_comes_back_with_no_file_once_it_is_forgotten() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.edit(0, ana, |customer| customer.standing = Standing::Past);
    world.merge(0, ana, ben);
    let clock = world.next_minute(0);
    let file = importing::export_as(&world.files, "json", (&mut world.desks[0].book, &clock)).unwrap();
    world.undo(0);
    world.forget(0, ana);
    let clock = world.next_minute(0);
    importing::import(&mut world.desks[0].book, &clock, file).unwrap();
    assert_eq!(world.both(|book| (names(book), ids_of(book, "standing_change"))), (vec!["Ben".to_string()], vec![]));
}

#[test]
fn a_log_goes_though_it_is_told_along_with_a_merge_into_somebody_forgotten() {
    let mut world = some_desks(3);
    let [ana, ben, eva, zoe] = ["Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    let call = world.log(0, ana);
    world.change(0, |change| merge(change, ben, eva));
    world.merge(1, ana, ben);
    world.tell(1, 2);
    world.forget(2, eva);
    world.sync(0, 100);
    // As where a file told it of Zoe, before this machine hears of the log.
    world.folder.iter_mut().for_each(|file| file.seen_by[1] = false);
    world.change(1, |change| change.add_touch(&Touch { id: call, ..touch_of(change, zoe, "+ Thank you") }));
    world.sync(1, 100);
    world.tell(0, 2);
    assert_eq!(world.all(|book| (names(book), ids_of(book, "touch"))), (vec!["Zoe".to_string()], vec![]));
}

#[test]
fn who_is_forgotten_is_named_no_more_among_the_facts_that_a_merge_makes() {
    for is_told_first in [true, false] {
        let mut world = two_desks();
        let [old, ana, eva, ben] = ["Ana", "Ana", "Eva", "Ben"].map(|name| world.add(0, name));
        world.edit(0, old, |customer| customer.referred_by = Some(eva));
        world.edit(0, ana, |customer| customer.referred_by = Some(ben));
        world.settle();
        world.merge(0, old, ana);
        if is_told_first {
            world.settle();
        }
        world.forget(1, eva);
        let facts = |book: &Book| book.customer(ana).unwrap().facts;
        assert_eq!(world.both(facts), None);
    }
}
