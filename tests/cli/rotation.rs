//! Who is picked, and who will be.

use crate::support::{Book, MONDAY, has_keys, names};

/// Four favorites as different as they come; the call day is 23 November.
fn worked_example() -> Book {
    let book = Book::new();
    book.at("2026-08-01T09:00:00Z");
    book.run("add 'Ana Ribeiro' --favorite --pleasure 5 --profit 4 --company 'Porto Cold Chain'").ok();
    book.run("add 'Marcus Webb' --favorite --pleasure 3 --profit 5").ok();
    book.run("add Ji-woo --favorite --pleasure 5 --profit 5").ok();
    book.at("2026-10-01T09:00:00Z").run("add Dana --favorite").ok();
    book.at("2026-11-19T09:00:00Z");
    book.run("log ana --at 2026-09-21 -m 'All well'").ok();
    book.run("log marcus --at 2026-09-28 -m 'All well'").ok();
    book.run("log ji-woo --at 2026-11-18 -m 'All well'").ok();
    book
}

#[test]
fn the_longest_wait_weighed_by_the_ratings_is_picked() {
    let book = worked_example();
    book.run("log dana --at 2026-11-02 -m 'All well'").ok();
    let today = book.at(MONDAY).json("today");
    let pick = &today["pick"];
    assert_eq!(pick["customer"]["name"], "Ana Ribeiro");
    assert_eq!((&pick["wait_days"], &pick["weight"], &pick["score"]), (&63.into(), &13.into(), &819.into()));
    assert_eq!(today["slot"], "2026-11-23");
    assert_eq!(today["call_day"], true);
    assert_eq!(today["next_call_day"], "2026-11-30");
    assert_eq!(pick["carried_over"], false);
}

#[test]
fn who_was_never_talked_to_is_picked_before_everybody_who_was() {
    let pick = worked_example().at(MONDAY).json("today")["pick"].clone();
    assert_eq!(pick["customer"]["name"], "Dana");
    assert_eq!((&pick["wait_days"], &pick["weight"], &pick["score"]), (&53.into(), &10.into(), &530.into()));
}

#[test]
fn the_first_round_names_everybody_once() {
    let book = Book::new();
    for (day, name, ratings) in [(1, "Ana", "--pleasure 5 --profit 5"), (20, "Ben", "--pleasure 1 --profit 1")] {
        book.at(&format!("2026-09-{day:02}T09:00:00Z")).run(&format!("add {name} --favorite {ratings}")).ok();
    }
    book.at("2026-11-22T09:00:00Z").run("add Cleo --favorite").ok();
    book.at(MONDAY);
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.ahead(4), ["Ben", "Cleo", "Ana", "Cleo"]);
}

#[test]
fn a_new_favorite_is_next_in_line() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana --at 2026-09-07 -m fine").ok();
    book.run("log ben --at 2026-09-08 -m fine").ok();
    book.run("add Zoe --favorite --pleasure 1 --profit 1").ok();
    assert_eq!(book.pick(), "Zoe offered");
    assert_eq!(book.json("today")["pick"]["score"], 0);
    assert_eq!(book.ahead(2), ["Ana", "Ben"]);
}

#[test]
fn the_days_ahead_are_named_with_what_decides_them() {
    let book = worked_example();
    let today = book.at(MONDAY).json("today --ahead 3");
    let ahead = today["ahead"].as_array().expect("a list");
    let shown: Vec<String> = ahead
        .iter()
        .map(|a| {
            has_keys(a, "date customer wait_days weight score");
            format!("{} {} {} {}", a["date"], a["customer"]["name"], a["weight"], a["score"]).replace('"', "")
        })
        .collect();
    assert_eq!(shown, ["2026-11-30 Ana Ribeiro 13 910", "2026-12-07 Marcus Webb 12 840", "2026-12-14 Ji-woo 14 364"]);
}

#[test]
fn ahead_shows_as_many_days_as_asked() {
    let book = worked_example();
    book.at(MONDAY);
    assert_eq!(book.ahead(0).len(), 0);
    assert_eq!(book.ahead(12).len(), 12);
    book.run("today --ahead many").fails(2);
    book.run("today --ahead -1").fails(2);
}

#[test]
fn equal_favorites_take_turns() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo", "Dora"]);
    let mut called = Vec::new();
    for day in ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"] {
        book.at(&format!("{day}T10:00:00Z"));
        called.push(book.pick());
        book.run("log -m fine").ok();
    }
    assert_eq!(called, ["Ana", "Ben", "Cleo", "Dora", "Ana", "Ben"].map(|name| format!("{name} offered")));
}

#[test]
fn nobody_is_called_on_two_call_days_running() {
    let book = Book::new();
    book.at("2026-09-01T09:00:00Z").run("add Ana --favorite --pleasure 5 --profit 5").ok();
    book.run("add Ben --favorite --pleasure 1 --profit 1").ok();
    let ahead = book.at(MONDAY).ahead(20);
    assert!(ahead.windows(2).all(|pair| pair[0] != pair[1]), "{ahead:?}");
}

#[test]
fn somebody_alone_is_offered_every_time() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log -m fine").ok();
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Ana offered");
}

#[test]
fn the_day_before_names_whom_the_day_offers() {
    let book = worked_example();
    for (sunday, monday) in [("2026-11-29", "2026-11-30"), ("2026-12-06", "2026-12-07"), ("2026-12-13", "2026-12-14")] {
        book.at(&format!("{sunday}T20:00:00Z"));
        // The forecast assumes that the open pick is reached, so it is.
        let foretold = book.ahead(1);
        book.run("log -m 'Good talk'").ok();
        let ahead = book.at(&format!("{monday}T09:00:00Z")).pick();
        assert_eq!(ahead, format!("{} offered", foretold[0]));
    }
}

#[test]
fn a_conversation_outside_the_rotation_counts() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.at("2026-11-19T10:00:00Z").run("log ana --kind visit -m 'By chance'").ok();
    assert_eq!(book.at(MONDAY).pick(), "Ben offered");
}

#[test]
fn a_card_or_a_missed_call_is_no_conversation() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-10T10:00:00Z");
    book.run("log ana --kind card").ok();
    book.run("log ana --kind gift").ok();
    book.run("log ana --kind message -m hello").ok();
    book.run("log ana --outcome no-answer").ok();
    assert_eq!(book.json("show ana")["wait_days"], 70);
    assert_eq!(book.at(MONDAY).pick(), "Ana offered");
}

#[test]
fn only_active_favorites_who_may_be_called_are_candidates() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo", "Dora", "Eve"]);
    book.run("add Finn").ok();
    book.run("edit ana --past").ok();
    book.run("edit ben --do-not-call").ok();
    book.run("archive cleo").ok();
    book.run("snooze dora 2026-12-01").ok();
    assert_eq!(book.pick(), "Eve offered");
    assert_eq!(book.ahead(3), ["Eve", "Dora", "Eve"]);
}

#[test]
fn a_snooze_ends_on_its_day() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-20T10:00:00Z").run("snooze ana 2026-11-23").ok();
    assert_eq!(book.at(MONDAY).pick(), "Ana offered");
}

#[test]
fn a_tie_goes_to_pleasure_then_profit_then_who_came_first() {
    let book = Book::new();
    book.at("2026-09-01T09:00:00Z").run("add Late --favorite --pleasure 3 --profit 4").ok();
    book.run("add Kind --favorite --pleasure 4 --profit 3").ok();
    book.run("add Later --favorite --pleasure 3 --profit 4").ok();
    book.at(MONDAY);
    assert_eq!(book.pick(), "Kind offered");
    assert_eq!(book.ahead(2), ["Late", "Later"]);
}

#[test]
fn nobody_starves_beside_the_best_of_customers() {
    let book = Book::new();
    book.at("2026-09-01T09:00:00Z");
    for name in ["A", "B", "C", "D"] {
        book.run(&format!("add {name} --favorite --pleasure 5 --profit 5")).ok();
    }
    book.run("add Z --favorite --pleasure 1 --profit 1").ok();
    let ahead = book.at(MONDAY).json("today --ahead 60");
    let names = names(&ahead["ahead"], "/customer/name");
    let turns: Vec<usize> = (0..names.len()).filter(|at| names[*at] == "Z").collect();
    // Five favorites: ceil(7 x 5 / 3) call days at the most.
    assert!(turns.windows(2).all(|pair| pair[1] - pair[0] <= 12), "{names:?}");
    assert!(turns.len() >= 4, "{names:?}");
}

#[test]
fn call_days_may_be_other_days() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    let config = book.write("config.toml", "call_days = [\"tue\", \"fri\"]\naway = [\"2026-11-27..2026-12-02\"]\n");
    let today = book.go("today --ahead 2 --json").arg("--config").arg(config).run().json();
    assert_eq!((&today["slot"], &today["call_day"]), (&"2026-11-20".into(), &false.into()));
    assert_eq!(names(&today["ahead"], "/date"), ["2026-11-24", "2026-12-04"]);
}
