//! How an offer was settled: alike on all machines, whoever settled it and in whatever order they heard of it.

use super::*;

/// How offers were settled.
fn settled(book: &Book) -> Vec<String> {
    book.db.all("SELECT state FROM pick WHERE state NOT IN ('offered', 'withdrawn')", [], "look").unwrap()
}

/// To whom the offers were made that are settled.
fn offered_to(book: &Book) -> Vec<CustomerId> {
    let sql = "SELECT customer FROM pick WHERE state NOT IN ('offered', 'withdrawn') ORDER BY customer";
    book.db.all(sql, [], "look").unwrap()
}

#[test]
fn how_an_offer_was_settled_is_the_same_for_all_once_a_file_brings_it_back() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana");
    world.settle();
    world.settle_offer(0, ana, PickState::NotReached);
    let clock = world.next_minute(0);
    let file = importing::export_as(&world.files, "json", (&mut world.desks[0].book, &clock)).unwrap();
    world.settle_offer(1, ana, PickState::Skipped);
    world.undo(1);
    assert_eq!(world.both(settled), Vec::<String>::new());
    let clock = world.next_minute(0);
    importing::import(&mut world.desks[0].book, &clock, file).unwrap();
    assert_eq!(world.both(settled), ["not-reached"]);
}

#[test]
fn a_miss_counts_before_a_skip_in_whatever_order_they_are_heard_of() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana");
    world.settle();
    world.settle_offer(0, ana, PickState::NotReached);
    world.settle_offer(1, ana, PickState::Called);
    world.undo(1);
    world.settle_offer(1, ana, PickState::Skipped);
    assert_eq!(world.both(settled), ["not-reached"]);
    // Who has heard of both has the last word.
    world.change(1, |change| change.db.run("UPDATE pick SET state = 'skipped'", [], "skip them"));
    assert_eq!(world.both(settled), ["skipped"]);
}

#[test]
fn a_call_counts_before_a_skip_also_where_a_snapshot_tells_of_one() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    world.settle();
    world.settle_offer(0, ana, PickState::Called);
    world.settle_offer(1, ana, PickState::Skipped);
    world.compact(1);
    world.tell(0, 2);
    world.compact(2);
    assert_eq!(world.all(settled), ["called"]);
}

#[test]
fn an_offer_that_took_the_place_of_one_that_was_taken_back_is_settled_as_late_as_it_was() {
    let mut world = two_desks();
    let ana = world.add(0, "Ana");
    world.settle();
    // What this machine makes has greater ids.
    world.desks[1].off = TimeDelta::days(300);
    world.settle_offer(1, ana, PickState::Skipped);
    world.settle();
    // As undo of an import does.
    world.change(0, |change| change.db.run("DELETE FROM pick", [], "take it back"));
    world.settle_offer(0, ana, PickState::Called);
    world.change(1, |change| change.db.run("UPDATE pick SET state = 'not-reached'", [], "miss them"));
    assert_eq!(world.both(settled), ["called"]);
    world.add(1, "Zoe");
    world.compact(1);
    assert_eq!(world.both(settled), ["called"]);
}

#[test]
fn a_miss_that_a_snapshot_tells_of_a_machine_nobody_has_heard_of_stays_its_own() {
    let mut world = some_desks(3);
    let ana = world.add(0, "Ana");
    world.settle();
    world.settle_offer(1, ana, PickState::NotReached);
    world.settle_offer(0, ana, PickState::Called);
    (0..2).for_each(|at| world.tell(at, 2));
    world.compact(2);
    world.change(0, |change| change.db.run("UPDATE pick SET state = 'skipped'", [], "skip them"));
    world.tell(2, 0);
    world.tell(0, 2);
    world.add(2, "Zoe");
    world.compact(2);
    assert_eq!(world.all(settled), ["not-reached"]);
}

#[test]
fn an_offer_that_a_file_brings_to_another_stays_though_the_group_it_was_of_is_shown_anew() {
    let mut world = two_desks();
    let [ana, ben, rui, zoe] = ["Ana", "Ben", "Rui", "Zoe"].map(|name| world.add(0, name));
    world.edit(0, ana, |customer| customer.referred_by = Some(rui));
    world.settle_offer(0, ana, PickState::Skipped);
    world.settle_offer(0, ben, PickState::NotReached);
    let both = ids_of(&world.desks[0].book, "pick");
    world.merge(0, ana, ben);
    world.settle();
    let stays = ids_of(&world.desks[0].book, "pick");
    let [went] = both.into_iter().filter(|id| !stays.contains(id)).collect::<Vec<_>>()[..] else { panic!("{stays:?}") };
    // As a file brings it. What is pointed to by somebody is shown anew once they are called otherwise.
    world.change(0, |change| {
        let bring = "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, settled_at,
                       wait_days, weight, score, reasons, updated_at)
                     SELECT ?1, call_day, ?2, 2, 'skipped', offered_at, offered_on, settled_at, wait_days, weight, score,
                       reasons, ?3 FROM pick";
        change.db.run(bring, (went, zoe, change.now_ms()), "bring it")?;
        change.update_customer(&Customer { name: "Rui Costa".into(), ..change.customer(rui)? })
    });
    assert_eq!(world.both(offered_to), [ben, zoe]);
}

#[test]
fn an_offer_that_was_never_told_before_its_customer_was_merged_is_theirs_again_once_that_is_undone() {
    let mut world = two_desks();
    let [ana, ben] = ["Ana", "Ben"].map(|name| world.add(0, name));
    world.settle();
    let clock = world.next_minute(0);
    let day = desks::clock(TimeDelta::zero(), 0).today();
    let offer = |customer| Offer { call_day: day, customer, wait_days: 3, weight: 2, score: 6, reasons: Vec::new() };
    world.desks[0].book.note(&clock, |note| note.store_offer(&offer(ana))).unwrap();
    world.change(0, |change| change.settle(change.picks_of_slot(day)?[0].id, PickState::Skipped, None));
    world.change(0, |change| merge(change, ana, ben));
    world.gather(0);
    world.undo(0);
    // An offer that is open is its machine's own.
    world.desks[0].book.note(&clock, |note| note.store_offer(&offer(ben))).unwrap();
    assert_eq!(world.both(offered_to), [ana]);
}
