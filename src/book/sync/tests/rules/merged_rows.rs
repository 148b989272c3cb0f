//! What a merge makes or moves: one row with one id on all machines.

use super::*;
use crate::domain::shared_id::shared_id;

#[test]
fn a_tag_that_came_with_a_merge_is_the_same_one_where_it_is_written_anew() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.change(0, |change| tag(change, 20, ben));
    world.merge(0, ben, ana);
    let merged = world.both(|book| ids_of(book, "tag"));
    // As an import does.
    world.change(1, |change| change.db.run("DELETE FROM tag", [], "take it off"));
    world.change(1, |change| tag(change, 10, ana));
    assert_eq!(world.both(|book| ids_of(book, "tag")), merged);
}

#[test]
fn a_tag_of_a_merged_record_that_comes_back_is_the_one_that_the_merge_makes() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.change(0, |change| tag(change, 20, ben));
    world.settle();
    world.change(1, |change| change.db.run("DELETE FROM tag", [], "take it off"));
    world.merge(0, ben, ana);
    world.settle();
    // As undo brings it back, under the id that it had.
    world.change(1, |change| tag(change, 20, ana));
    assert_eq!(world.both(|book| ids_of(book, "tag").len()), 1);
}

#[test]
fn a_tag_that_a_merge_brings_back_under_the_id_of_a_removed_one_is_no_damage() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.change(0, |change| tag(change, 20, ana));
    world.change(0, |change| tag(change, 21, ben));
    world.settle();
    world.change(0, |change| change.db.run("DELETE FROM tag WHERE id = 20", [], "take it off"));
    world.merge(1, ben, ana);
    world.settle();
    world.move_to(0, ana, "Porto");
    assert_eq!(world.both(|book| ids_of(book, "tag")), [20]);
    for part in Part::ALL {
        let found = world.desks[0].book.look_for_damage(part, &Watch::default()).unwrap();
        assert!(found.is_empty(), "{found}");
    }
}

#[test]
fn who_was_at_a_log_is_at_it_again_once_its_deletion_is_undone_whoever_was_merged() {
    let mut world = two_desks();
    let [ana, ben, eva, zoe] = ["Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
    let call = world.log_with(0, ana, &[eva], "+ Thank you");
    world.merge(0, ana, ben);
    world.settle();
    world.merge(1, eva, zoe);
    world.delete(0, call);
    world.gather(0);
    world.undo(0);
    let met = |book: &Book| -> Vec<CustomerId> { book.db.all("SELECT customer FROM touch_with", [], "look").unwrap() };
    assert_eq!(world.both(met), [zoe]);
}

#[test]
fn a_merge_makes_a_number_whose_id_a_file_brought_for_somebody_else() {
    let mut world = two_desks();
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    let number = "+351225550142";
    let id = shared_id(&["reach", &ben.to_string(), "phone", number]);
    let sql = "UPDATE customer SET phone = '+351225550143' WHERE id = ?1";
    world.change(0, |change| change.db.run(sql, [ben], "note another"));
    for (id, customer) in [(id, zoe), (id + 1, ana)] {
        world.change(0, |change| {
            let sql = "INSERT INTO reach (id, customer, kind, value, position, updated_at)
                       VALUES (?1, ?2, 'phone', ?3, 0, ?4)";
            change.db.run(sql, (id, customer, number, change.now_ms()), "note it")
        });
    }
    world.settle();
    world.merge(0, ana, ben);
    let reached = |book: &Book| -> Vec<CustomerId> {
        book.db.all("SELECT customer FROM reach ORDER BY customer", [], "look").unwrap()
    };
    assert_eq!(world.both(reached), [ben, zoe]);
}

#[test]
fn of_two_pairs_that_a_merge_makes_one_the_elder_stays_whichever_group_is_shown_anew() {
    let mut world = two_desks();
    let [ana, ben, eva, zoe] = ["Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
    world.change(0, |change| change.keep_apart(ana, ben));
    world.change(0, |change| change.keep_apart(ana, eva));
    let [elder, _] = ids_of(&world.desks[0].book, "kept_apart")[..] else { panic!("two pairs") };
    world.merge(0, ben, eva);
    world.settle();
    world.merge(1, zoe, ana);
    assert_eq!(world.both(|book| ids_of(book, "kept_apart")), [elder]);
}

#[test]
fn a_pair_with_a_merged_record_that_was_removed_is_shown_by_nobody() {
    let mut world = two_desks();
    let [ben, eva, ana] = ["Ben", "Eva", "Ana"].map(|name| world.add(0, name));
    world.settle();
    world.change(1, |change| change.keep_apart(ana, eva));
    world.merge(1, ana, ben);
    // On the other machine Ana was never added.
    world.undo(0);
    assert_eq!(world.both(names), ["Ben", "Eva"]);
    assert_eq!(world.both(|book| ids_of(book, "kept_apart")), Vec::<i64>::new());
}

#[test]
fn redo_of_adding_a_record_that_was_merged_brings_back_what_belonged_to_it() {
    let mut world = two_desks();
    let [ben, eva, ana] = ["Ben", "Eva", "Ana"].map(|name| world.add(0, name));
    world.settle();
    world.change(1, |change| change.keep_apart(ana, eva));
    world.change(1, |change| tag(change, 20, ana));
    world.move_to(1, ana, "Porto");
    world.merge(1, ana, ben);
    let made = |book: &Book| -> (Vec<String>, Vec<(i64, i64)>, Vec<i64>) {
        let cities = "SELECT name || ' ' || coalesce(city, '-') FROM customer ORDER BY name";
        let all = |sql| book.db.all(sql, [], "look");
        let pairs = book.db.all("SELECT customer, other FROM kept_apart", [], "look");
        (book.db.all(cities, [], "look").unwrap(), pairs.unwrap(), all("SELECT customer FROM tag").unwrap())
    };
    world.undo(0);
    let alone = ["Ben -", "Eva -"].map(String::from).to_vec();
    assert_eq!(world.both(made), (alone, vec![], vec![]));
    world.redo(0);
    let merged = ["Ben Porto", "Eva -"].map(String::from).to_vec();
    assert_eq!(world.both(made), (merged, vec![(ben.0, eva.0)], vec![ben.0]));
}

#[test]
fn a_log_that_was_never_told_before_its_customer_was_merged_is_theirs_again_once_that_is_undone() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    let call = world.log(0, ana);
    world.change(0, |change| merge(change, ana, ben));
    world.settle();
    world.undo(0);
    let whose = |book: &Book| -> Vec<CustomerId> { book.db.all("SELECT customer FROM touch", [], "look").unwrap() };
    assert_eq!(world.both(whose), [ana]);
    assert_eq!(world.both(|book| ids_of(book, "touch")), [call.0]);
}

#[test]
fn a_log_is_its_customers_again_where_a_merge_from_before_the_space_is_undone() {
    let mut world = World::apart(0, 2);
    world.desks.iter_mut().for_each(|desk| desk.off = TimeDelta::zero());
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.log(0, ana);
    world.merge(0, ana, ben);
    (0..2).for_each(|at| world.join(at));
    world.settle();
    world.undo(0);
    let whose = |book: &Book| -> Vec<CustomerId> { book.db.all("SELECT customer FROM touch", [], "look").unwrap() };
    assert_eq!(world.both(whose), [ana]);
}

#[test]
fn who_was_not_at_a_log_after_all_says_nothing_in_it() {
    let mut world = two_desks();
    let [ana, ben, eva] = ["Ana", "Ben", "Eva"].map(|name| world.add(0, name));
    let call = world.log_with(0, ana, &[ben], "");
    world.settle();
    world.merge(0, ben, eva);
    world.change(0, |change| change.update_touch(&Touch { text: "+ Eva: kind words".into(), ..change.touch(call)? }));
    // Later: Ben was Ana, so that nobody else was there.
    world.merge(1, ben, ana);
    let said = |book: &Book| -> Vec<(CustomerId, String)> {
        book.db.all("SELECT customer, text FROM remark", [], "look").unwrap()
    };
    assert_eq!(world.both(said), [(ana, "Eva: kind words".to_string())]);
    let found = world.desks[0].book.look_for_damage(Part::Remarks, &Watch::default()).unwrap();
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_log_that_came_while_its_customer_was_merged_is_theirs_again_once_that_is_undone() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.settle();
    world.log(1, ana);
    world.merge(0, ana, ben);
    world.tell(1, 0);
    world.undo(0);
    let whose = |book: &Book| -> Vec<CustomerId> { book.db.all("SELECT customer FROM touch", [], "look").unwrap() };
    assert_eq!(world.both(whose), [ana]);
}

#[test]
fn who_has_a_log_by_now_is_not_at_it_besides() {
    let mut world = two_desks();
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    let call = world.log_with(0, ana, &[ben, zoe], "+ Thank you");
    // As where a file told it of Ben.
    world.change(1, |change| change.add_touch(&Touch { id: call, ..touch_of(change, ben, "+ Thank you") }));
    let at_it = "SELECT customer FROM touch WHERE id = ?1 UNION ALL SELECT customer FROM touch_with WHERE touch = ?1";
    assert_eq!(world.both(|book| book.db.all::<CustomerId>(at_it, [call], "look").unwrap()), [ben, zoe]);
}
