//! Rules of the merge, each in a short life of a few machines.

use super::*;
use crate::book::Influx;

mod conflicts;
mod forgetting;
mod merged_rows;
mod offers;

/// Two machines of one space, whose clocks are right.
fn two_desks() -> World {
    some_desks(2)
}

fn some_desks(machines: usize) -> World {
    let mut world = World::apart(0, machines);
    for at in 0..machines {
        world.desks[at].off = TimeDelta::zero();
        world.join(at);
    }
    world
}

impl World {
    /// A minute later than anything before, a machine changes something.
    fn change<T>(&mut self, at: usize, write: impl FnOnce(&Change<'_>) -> Result<T>) -> T {
        let clock = self.next_minute(at);
        self.desks[at].book.change(&clock, "changed", write).unwrap()
    }

    fn next_minute(&mut self, at: usize) -> Clock {
        let latest = self.desks.iter().map(|desk| desk.minutes).max().unwrap();
        self.desks[at].minutes = latest + 1;
        self.desks[at].clock()
    }

    fn add(&mut self, at: usize, name: &str) -> CustomerId {
        self.change(at, |change| {
            let customer = Customer::new(change.new_customer_id(), name, change.clock());
            change.add_customer(&customer)?;
            Ok(customer.id)
        })
    }

    fn edit(&mut self, at: usize, id: CustomerId, edit: impl FnOnce(&mut Customer)) {
        self.change(at, |change| {
            let mut customer = change.customer(id)?;
            edit(&mut customer);
            change.update_customer(&customer)
        });
        self.gather(at);
    }

    fn move_to(&mut self, at: usize, id: CustomerId, city: &str) {
        self.edit(at, id, |customer| customer.city = Some(city.into()));
    }

    fn note(&mut self, at: usize, id: CustomerId, facts: &str) {
        self.edit(at, id, |customer| customer.facts = Some(facts.into()));
    }

    fn log(&mut self, at: usize, customer: CustomerId) -> TouchId {
        self.change(at, |change| {
            let touch = touch_of(change, customer, "+ Thank you");
            change.add_touch(&touch)?;
            Ok(touch.id)
        })
    }

    /// Logs a call at which others were, too.
    fn log_with(&mut self, at: usize, customer: CustomerId, with: &[CustomerId], text: &str) -> TouchId {
        self.change(at, |change| {
            let touch = touch_of(change, customer, text);
            change.add_touch_with(&touch, with)?;
            Ok(touch.id)
        })
    }

    fn delete(&mut self, at: usize, touch: TouchId) {
        self.change(at, |change| change.delete_touch(&change.touch(touch)?));
    }

    fn merge(&mut self, at: usize, gone: CustomerId, into: CustomerId) {
        self.gather(at);
        self.change(at, |change| merge(change, gone, into));
    }

    fn gather(&mut self, at: usize) {
        let clock = self.desks[at].clock();
        self.desks[at].book.gather(&clock).unwrap();
    }

    /// One machine imports what another exports.
    fn carry_export(&mut self, ending: &str, from: usize, to: usize) {
        let (there, here) = (self.next_minute(from), self.next_minute(to));
        let file = importing::export_as(&self.files, ending, (&mut self.desks[from].book, &there)).unwrap();
        importing::import(&mut self.desks[to].book, &here, file).unwrap();
    }

    /// One machine sends what it has, and another reads it.
    fn tell(&mut self, from: usize, to: usize) {
        self.sync(from, 100);
        self.folder.iter_mut().for_each(|file| file.seen_by[to] = true);
        self.sync(to, 100);
    }

    /// Offers a customer in the slot of the day on which lives begin, and settles that.
    fn settle_offer(&mut self, at: usize, customer: CustomerId, state: PickState) {
        let day = desks::clock(TimeDelta::zero(), 0).today();
        let offer = Offer { call_day: day, customer, wait_days: 3, weight: 2, score: 6, reasons: Vec::new() };
        let clock = self.next_minute(at);
        self.desks[at].book.note(&clock, |note| note.store_offer(&offer)).unwrap();
        self.change(at, |change| {
            let picks = change.picks_of_slot(day)?;
            let theirs = picks.iter().find(|pick| pick.customer == customer).unwrap();
            change.settle(theirs.id, state, None)
        });
        self.gather(at);
    }

    /// Forgets somebody, and the records that were merged into theirs.
    fn forget(&mut self, at: usize, customer: CustomerId) {
        let clock = self.next_minute(at);
        let book = &mut self.desks[at].book;
        let records = book.merged_records(customer).unwrap();
        for record in records.into_iter().map(|(record, _)| record).chain([customer]) {
            book.erase(&clock, record, "somebody").unwrap();
        }
    }

    fn undo(&mut self, at: usize) {
        let clock = self.next_minute(at);
        self.desks[at].book.undo(&clock, None).unwrap();
    }

    fn redo(&mut self, at: usize) {
        let clock = self.next_minute(at);
        self.desks[at].book.redo(&clock).unwrap();
    }

    /// What both desks have once they have heard all of each other.
    fn both<T: PartialEq + std::fmt::Debug>(&mut self, look: impl Fn(&Book) -> T) -> T {
        assert_eq!(self.desks.len(), 2);
        self.all(look)
    }

    /// What all desks have once they have heard all of each other.
    fn all<T: PartialEq + std::fmt::Debug>(&mut self, look: impl Fn(&Book) -> T) -> T {
        self.settle();
        let one = look(&self.desks[0].book);
        for desk in &self.desks {
            assert_eq!(one, look(&desk.book));
            assert_eq!(dump(&self.desks[0].book), dump(&desk.book));
        }
        one
    }
}

/// Merges two records, as part of a change.
fn merge(change: &Change<'_>, gone: CustomerId, into: CustomerId) -> Result<()> {
    let (goes, stays) = (change.customer(gone)?, change.customer(into)?);
    let pointer = goes.referred_by.map(|by| change.customer(by)).transpose()?;
    change.merge(&goes, &merging::merged(&stays, &goes, pointer.as_ref().map(|by| by.name.as_str())))
}

/// Tags a customer under an id, as a file or an undo does.
fn tag(change: &Change<'_>, id: i64, customer: CustomerId) -> Result<()> {
    let sql = "INSERT INTO tag (id, customer, folded, tag, updated_at) VALUES (?1, ?2, 'spring', 'spring', ?3)";
    change.db.run(sql, (id, customer, change.now_ms()), "tag them").map(drop)
}

fn names(book: &Book) -> Vec<String> {
    book.db.all("SELECT name FROM customer ORDER BY name", [], "look").unwrap()
}

#[test]
fn somebody_who_was_removed_and_stayed_for_a_log_stays_where_that_is_deleted() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    world.settle();
    let call = world.log(1, ana);
    world.undo(0);
    assert_eq!(world.both(names), ["Ana Ribeiro"]);
    world.delete(1, call);
    assert_eq!(world.both(names), ["Ana Ribeiro"]);
    world.undo(1);
    assert_eq!(world.both(|book| ids_of(book, "touch")), [call.0]);
}

#[test]
fn a_visit_that_an_export_brings_to_another_customer_is_with_both() {
    let mut world = two_desks();
    let [ana, ben, zoe] = ["Ana", "Ben", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    let day = world.desks[0].clock().today();
    let visit = PlannedRow { customer: ana, day, state: PlanState::Accepted, moved_to: None, because: None };
    world.change(0, |change| change.plan_visit(&visit));
    world.merge(1, ana, ben);
    world.carry_export("json", 0, 1);
    world.merge(0, ana, zoe);
    let visited = |book: &Book| -> Vec<CustomerId> {
        book.db.all("SELECT customer FROM planned_visit ORDER BY customer", [], "look").unwrap()
    };
    assert_eq!(world.both(visited), [ben, zoe]);
    // It goes with one of them alone.
    world.change(1, |change| change.db.run("DELETE FROM planned_visit WHERE customer = ?1", [ben], "cancel"));
    assert_eq!(world.both(visited), [zoe]);
}

#[test]
fn a_visit_under_the_id_of_one_that_waits_takes_nothing_from_it() {
    let mut world = two_desks();
    let ben = world.add(0, "Ben");
    let ana = world.add(0, "Ana");
    world.settle();
    let day = world.desks[0].clock().today();
    let visit = |customer| PlannedRow { customer, day, state: PlanState::Accepted, moved_to: None, because: None };
    world.change(1, |change| change.plan_visit(&visit(ana)));
    let [id] = ids_of(&world.desks[1].book, "planned_visit")[..] else { panic!("one visit") };
    // It waits for Ana, who may come back.
    world.undo(0);
    world.settle();
    // As a file says it.
    world.change(1, |change| {
        let sql =
            "INSERT INTO planned_visit (id, customer, day, state, updated_at) VALUES (?1, ?2, ?3, 'accepted', ?4)";
        change.db.run(sql, (id, ben, day, change.now_ms()), "plan it").map(drop)
    });
    world.redo(0);
    let visited = |book: &Book| -> Vec<CustomerId> {
        book.db.all("SELECT customer FROM planned_visit ORDER BY customer", [], "look").unwrap()
    };
    assert_eq!(world.both(visited), [ben, ana]);
}

#[test]
fn the_others_hear_of_a_smaller_id_also_where_nothing_else_was_changed() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.change(0, |change| tag(change, 20, ana));
    world.merge(0, ben, ana);
    world.settle();
    // As tags are written anew on a machine whose clock is behind.
    world.change(1, |change| {
        change.db.run("DELETE FROM tag WHERE id = 20", [], "take it off")?;
        tag(change, 10, ana)
    });
    assert_eq!(world.both(|book| ids_of(book, "tag")), [10]);
}

#[test]
fn what_belongs_to_somebody_whom_another_machine_removed_or_merged_is_passed_over_by_undo() {
    for is_merged in [false, true] {
        let mut world = two_desks();
        let marcus = world.add(0, "Marcus Webb");
        let ana = world.add(0, "Ana Ribeiro");
        world.settle();
        let zoe = world.add(1, "Zoe");
        let call = world.log(1, ana);
        world.delete(1, call);
        if is_merged {
            world.merge(0, ana, marcus);
        } else {
            world.undo(0);
        }
        assert_eq!(world.both(names), ["Marcus Webb", "Zoe"]);
        // The deletion, and the log before it; then comes who was added before both.
        for _ in 0..2 {
            let clock = world.next_minute(1);
            let refused = world.desks[1].book.undo(&clock, None).unwrap_err();
            assert!(refused.message.contains("changed on another machine since"), "{}", refused.message);
        }
        world.undo(1);
        assert!(world.both(|book| book.find_customer(zoe).unwrap().is_none()));
    }
}

#[test]
fn an_offer_in_whose_place_another_machine_settled_one_is_passed_over_by_undo() {
    // The smaller of two ids stays: of one of them, the one that is merged away.
    for is_first in [true, false] {
        let mut world = two_desks();
        let [ana, ben] = ["Ana Ribeiro", "Ben"].map(|name| world.add(0, name));
        let (goes, stays) = if is_first { (ana, ben) } else { (ben, ana) };
        world.settle();
        let zoe = world.add(0, "Zoe");
        world.settle_offer(0, stays, PickState::Skipped);
        world.settle_offer(1, goes, PickState::NotReached);
        world.merge(1, goes, stays);
        world.settle();
        let before = world.both(dump);
        let clock = world.next_minute(0);
        let refused = world.desks[0].book.undo(&clock, None).unwrap_err();
        assert!(refused.message.contains("changed on another machine since"), "{}", refused.message);
        assert_eq!(world.both(dump), before);
        world.undo(0);
        assert!(world.both(|book| book.find_customer(zoe).unwrap().is_none()));
    }
}

#[test]
fn what_was_undone_redone_and_undone_does_not_keep_undo_from_what_was_done_before() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    world.settle();
    world.move_to(0, ana, "Porto");
    world.undo(0);
    world.settle();
    let clock = world.next_minute(0);
    world.desks[0].book.redo(&clock).unwrap();
    world.settle();
    world.undo(0);
    world.settle();
    world.undo(0);
    assert!(world.both(|book| book.find_customer(ana).unwrap().is_none()));
}

#[test]
fn damaged_steps_of_undo_keep_nobody_from_syncing() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    let ben = world.change(0, |change| {
        let many = change.begin_many(Influx::Some)?.expect("no later ids");
        let ben = Customer::new(change.new_customer_id(), "Ben Okafor", change.clock());
        change.add_customer(&ben)?;
        change.end_many(many)?;
        Ok(ben.id)
    });
    world.settle();
    world.change(1, |change| tag(change, 10, ana));
    world.settle();
    // The tag comes back under an id of its own, and is the one that others know.
    let untag = "DELETE FROM tag";
    world.change(0, |change| change.db.run(untag, [], "untag").map(drop));
    world.settle();
    world.change(0, |change| tag(change, 20, ana));
    world.change(0, |change| change.db.run(untag, [], "untag").map(drop));
    world.undo(0);
    for id in [ana, ben] {
        let touch = world.log(0, id);
        world.change(0, |change| {
            change.db.run("UPDATE remark SET starred = 1 WHERE touch = ?1", [touch], "star").map(drop)
        });
        world.move_to(0, id, "Porto");
    }
    let damage = "UPDATE journal SET old = '{' WHERE old IS NOT NULL";
    world.desks[0].book.db.execute_batch(damage).unwrap();
    for id in [ana, ben] {
        world.note(0, id, "Two sons");
        world.undo(0);
    }
    world.settle();
    for id in [ana, ben] {
        let city = |book: &Book| book.find_customer(id).unwrap().unwrap().city;
        assert_eq!(world.both(city).as_deref(), Some("Porto"));
    }
    assert_eq!(world.both(|book| ids_of(book, "tag")), [10]);
    for part in Part::ALL {
        world.desks[0].book.look_for_damage(part, &Watch::default()).unwrap();
    }
}

#[test]
fn a_merge_that_lost_is_listed_no_more_once_its_machine_merges_again() {
    let mut world = two_desks();
    let [ana, ben, eva, zoe] = ["Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
    world.settle();
    world.merge(1, ana, ben);
    world.merge(0, ana, eva);
    assert_eq!(world.both(lost).len(), 1);
    world.merge(1, eva, zoe);
    assert_eq!(world.both(lost), []);
}

#[test]
fn remarks_are_as_old_as_their_log_where_an_export_says_it_again() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana");
    let call = world.log(0, ana);
    world.gather(0);
    world.carry_export("json", 0, 1);
    // Then the log is younger than its words.
    world.delete(0, call);
    world.gather(0);
    world.undo(0);
    let dated =
        "SELECT count(DISTINCT updated_at) FROM (SELECT updated_at FROM touch UNION ALL SELECT updated_at FROM remark)";
    assert_eq!(world.both(|book| book.db.one::<i64>(dated, [], "look").unwrap()), 2);
}

/// The pointers: which record was merged into which, each with its id.
fn pointers(book: &Book) -> Vec<(i64, CustomerId, CustomerId)> {
    book.db.all("SELECT id, gone, customer FROM known_as ORDER BY gone", [], "look").unwrap()
}

#[test]
fn a_merge_that_was_undone_keeps_its_id_where_the_record_it_was_into_is_forgotten() {
    let mut world = two_desks();
    let [ana, ben, eva] = ["Ana", "Ben", "Eva"].map(|name| world.add(0, name));
    world.settle();
    world.merge(0, ana, ben);
    let [(elder, ..)] = pointers(&world.desks[0].book)[..] else { panic!("one merge") };
    world.tell(0, 1);
    world.undo(0);
    world.forget(0, ben);
    world.tell(0, 1);
    world.merge(1, ana, eva);
    assert_eq!(world.both(pointers), [(elder, ana, eva)]);
}

#[test]
fn the_others_hear_of_the_id_of_a_merge_that_lost_where_the_record_it_was_into_is_forgotten() {
    let mut world = two_desks();
    let [ana, ben, eva] = ["Ana", "Ben", "Eva"].map(|name| world.add(0, name));
    world.settle();
    world.merge(0, ana, ben);
    let [(elder, ..)] = pointers(&world.desks[0].book)[..] else { panic!("one merge") };
    world.merge(1, ana, eva);
    world.forget(1, ben);
    world.tell(1, 0);
    assert_eq!(world.both(pointers), [(elder, ana, eva)]);
}

#[test]
fn whom_a_merged_record_was_pointed_to_by_is_called_as_today() {
    let facts = |book: &Book| -> Vec<String> {
        book.db.all("SELECT facts FROM customer WHERE facts LIKE '%pointed%'", [], "look").unwrap()
    };
    for is_merged_there in [false, true] {
        let mut world = two_desks();
        let [ana, old, ben, eva, zoe] = ["Ana", "Ana", "Ben", "Eva", "Zoe"].map(|name| world.add(0, name));
        let edit = |world: &mut World, at: usize, id: CustomerId, edit: &dyn Fn(&mut Customer)| {
            world.change(at, |change| {
                let mut customer = change.customer(id)?;
                edit(&mut customer);
                change.update_customer(&customer)
            });
        };
        edit(&mut world, 0, ana, &|ana| ana.referred_by = Some(ben));
        edit(&mut world, 0, old, &|old| old.referred_by = Some(eva));
        world.settle();
        world.merge(0, old, ana);
        if is_merged_there {
            world.settle();
        }
        world.merge(1, eva, zoe);
        assert_eq!(world.both(facts), ["also: pointed to by Zoe"]);
        edit(&mut world, 1, zoe, &|zoe| zoe.name = "Zoe Lind".into());
        assert_eq!(world.both(facts), ["also: pointed to by Zoe Lind"]);
        if is_merged_there {
            (0..2).for_each(|_| world.undo(1));
            assert_eq!(world.both(facts), ["also: pointed to by Eva"]);
        }
    }
}

#[test]
fn undo_of_a_deletion_brings_a_log_back_as_another_edited_it_meanwhile() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    let call = world.log(0, ana);
    world.settle();
    world.change(1, |change| {
        let touch = change.touch(call)?;
        change.update_touch(&Touch { text: "+ Never late".into(), ..touch.clone() })
    });
    world.delete(0, call);
    assert_eq!(world.both(|book| ids_of(book, "touch").len()), 0);
    world.undo(0);
    let said = |book: &Book| -> Vec<String> { book.db.all("SELECT text FROM remark", [], "look").unwrap() };
    assert_eq!(world.both(said), ["Never late"]);
}

#[test]
fn undo_of_a_deletion_brings_a_remark_back_as_another_starred_it_meanwhile() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    let call = world.log(0, ana);
    let [praise] = ids_of(&world.desks[0].book, "remark")[..] else { panic!("one remark") };
    world.change(0, |change| change.star(RemarkId(praise)));
    world.settle();
    world.change(0, |change| change.unstar(RemarkId(praise)));
    world.settle();
    world.change(1, |change| change.star(RemarkId(praise)));
    world.delete(0, call);
    world.settle();
    world.undo(0);
    let starred = |book: &Book| -> Vec<i64> { book.db.all("SELECT starred FROM remark", [], "look").unwrap() };
    assert_eq!(world.both(starred), [1]);
}

#[test]
fn redo_of_adding_somebody_brings_them_back_as_another_edited_them_meanwhile() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana Ribeiro");
    world.settle();
    world.move_to(1, ana, "Porto");
    world.undo(0);
    assert_eq!(world.both(names), Vec::<String>::new());
    world.redo(0);
    let city =
        |book: &Book| -> Vec<String> { book.db.all("SELECT coalesce(city, '-') FROM customer", [], "look").unwrap() };
    assert_eq!(world.both(city), ["Porto"]);
}
