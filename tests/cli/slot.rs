//! The slot of a call day: what stays, and what takes its place.

use crate::support::{Book, MONDAY, has_keys};

#[test]
fn a_monday_has_every_key_that_scripts_rely_on() {
    let book = Book::new();
    book.at("2026-09-01T09:00:00Z");
    book.run("add 'Ana Ribeiro' --favorite --company 'Porto Cold Chain' --timezone Europe/Lisbon").ok();
    book.run("log ana --at 2026-08-31 -m '+ You saved us'").ok();
    let today = book.at(MONDAY).json("today");
    has_keys(&today, "date slot call_day next_call_day pick offered_before ahead waiting");
    has_keys(&today["waiting"], "ideas past_buyers_due");
    let pick = &today["pick"];
    has_keys(pick, "state occasion carried_over customer wait_days weight score reasons local_time reachable_now");
    has_keys(&pick["customer"], "id name company role phone timezone favorite standing pleasure profit");
    assert!(pick["customer"]["id"].is_string());
    assert_eq!(pick["customer"]["phone"], serde_json::Value::Null);
    assert_eq!(pick["customer"]["standing"], "active");
    assert_eq!(pick["state"], "offered");
    assert_eq!(pick["occasion"], "rotation");
    assert_eq!(pick["local_time"], "2026-11-23T10:00:00+00:00");
    assert_eq!(pick["reachable_now"], true);
    assert!(pick["reasons"].as_array().is_some_and(|r| r.iter().all(serde_json::Value::is_string) && !r.is_empty()));
    assert_eq!(pick["last_said"]["kind"], "praise");
    assert_eq!(pick["last_said"]["text"], "You saved us");
    assert_eq!(pick["last_said"]["date"], "2026-08-31");
}

#[test]
fn an_empty_book_says_how_to_begin() {
    let book = Book::new();
    book.run("today").ok().says("goodcall add").says("goodcall import");
    assert_eq!(book.pick(), "nobody: no-favorites");
    assert_eq!(book.bare("--db book.db").run().ok().out, book.run("today").out);
}

#[test]
fn the_week_belongs_to_mondays_pick() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.at("2026-11-25T10:00:00Z").pick(), "Ana offered");
    let today = book.json("today");
    assert_eq!(today["pick"]["carried_over"], true);
    assert_eq!((&today["date"], &today["slot"]), (&"2026-11-25".into(), &"2026-11-23".into()));
    assert_eq!(today["call_day"], false);
    book.run("today").ok().says("This week's good call").says("Ana");
}

#[test]
fn a_book_begun_on_wednesday_has_a_good_call_this_week() {
    let book = Book::new();
    book.at("2026-11-25T10:00:00Z").run("add Ana --favorite").ok();
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.json("today")["slot"], "2026-11-23");
}

#[test]
fn an_offer_stays_the_answer_until_it_is_settled() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let first = book.json("today")["pick"].clone();
    book.run("edit ben --pleasure 5 --profit 5").ok();
    book.run("add Zoe --favorite --pleasure 5 --profit 5").ok();
    let thursday = book.at("2026-11-26T15:00:00Z").json("today")["pick"].clone();
    for key in ["customer", "wait_days", "weight", "score", "reasons"] {
        assert_eq!(thursday[key], first[key], "{key}");
    }
}

#[test]
fn an_offer_ends_when_the_next_call_day_comes() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.pick(), "Ana offered");
    book.at("2026-11-30T00:30:00Z");
    assert_eq!(book.pick(), "Ana offered");
    let today = book.json("today");
    assert_eq!((&today["slot"], &today["pick"]["wait_days"]), (&"2026-11-30".into(), &90.into()));
}

#[test]
fn a_skipped_customer_keeps_their_place() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("skip --because 'on holiday'").ok().says("Ben");
    assert_eq!(book.pick(), "Ben offered");
    assert_eq!(book.offered_before(), ["Ana skipped"]);
    book.run("log -m fine").ok();
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Ana offered");
    assert_eq!(book.json("today")["pick"]["wait_days"], 90);
}

#[test]
fn skip_prints_who_comes_next_as_json_too() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let next = book.json("skip");
    assert_eq!(next["pick"]["customer"]["name"], "Ben");
    assert_eq!(next["offered_before"][0]["state"], "skipped");
}

#[test]
fn nobody_is_offered_twice_in_one_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("skip").ok();
    book.run("log --outcome voicemail").ok();
    assert_eq!(book.pick(), "nobody: all-offered");
    assert_eq!(book.offered_before(), ["Ana skipped", "Ben not-reached"]);
    book.run("today").ok().says("Everyone has been offered");
    book.run("skip").fails(1).warns("skip");
    book.run("log -m hello").fails(3);
    book.run("dial").fails(3);
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Ana offered");
}

#[test]
fn who_comes_new_is_offered_once_all_others_were() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("skip").ok();
    assert_eq!(book.pick(), "nobody: all-offered");
    book.run("add Ben --favorite").ok();
    assert_eq!(book.pick(), "Ben offered");
}

#[test]
fn once_called_today_says_so_and_who_comes_next() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m 'Good talk'").ok();
    assert_eq!(book.pick(), "Ana called");
    assert_eq!(book.at("2026-11-27T10:00:00Z").pick(), "Ana called");
    let today = book.json("today");
    assert_eq!(today["next_call_day"], "2026-11-30");
    assert_eq!(today["ahead"][0]["customer"]["name"], "Ben");
    book.run("today").ok().says("Ana").says("30 Nov").says("Ben");
    book.run("skip").fails(1);
    book.run("log -m again").fails(3);
}

#[test]
fn anyway_offers_one_more() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("today --anyway").ok().says("Ana");
    book.run("log -m fine").ok();
    assert_eq!(book.json("today --anyway")["pick"]["customer"]["name"], "Ben");
    assert_eq!(book.pick(), "Ben offered");
    book.run("log -m 'fine too'").ok();
    assert_eq!(book.pick(), "Ben called");
    assert_eq!(book.json("today --anyway")["pick"]["customer"]["name"], "Cleo");
    book.run("skip").ok();
    assert_eq!(book.offered_before(), ["Cleo skipped"]);
}

#[test]
fn anyway_with_everybody_called_says_that_all_were_offered() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log -m fine").ok();
    let today = book.json("today --anyway");
    assert_eq!((&today["pick"], &today["why_none"]), (&serde_json::Value::Null, &"all-offered".into()));
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn three_misses_in_a_row_are_a_reason_on_the_card() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-01T10:00:00Z").run("log ana --at '2026-10-20 14:00' -m 'After lunch'").ok();
    for monday in ["2026-11-02", "2026-11-09", "2026-11-16"] {
        book.at(&format!("{monday}T10:00:00Z")).run("log --outcome no-answer").ok();
    }
    let reasons = book.at(MONDAY).json("today")["pick"]["reasons"].to_string();
    assert!(reasons.contains("hard to reach") && reasons.contains("after lunch"), "{reasons}");
}

#[test]
fn short_is_one_line() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --phone +351225550142").ok();
    let short = book.run("today --short").ok().says("Ana").out;
    assert_eq!(short.lines().count(), 1, "{short}");
    book.run("log -m fine").ok();
    assert_eq!(book.run("today --short").ok().out.lines().count(), 1);
    assert_eq!(Book::new().run("today --short").ok().out.lines().count(), 1);
}

#[test]
fn days_are_the_users_not_those_of_the_offset_in_now() {
    let book = Book::in_zone("Pacific/Auckland");
    book.at("2026-09-01T09:00:00Z").run("add Ana --favorite").ok();
    // Sunday noon in London is Monday in Auckland.
    let today = book.at("2026-11-22T12:00:00+00:00").json("today");
    assert_eq!((&today["date"], &today["call_day"]), (&"2026-11-23".into(), &true.into()));
}

#[test]
fn the_configured_zone_comes_before_the_systems() {
    let book = Book::with_favorites(&["Ana"]);
    let config = book.write("config.toml", "timezone = \"Pacific/Auckland\"\n");
    book.at("2026-11-22T12:00:00Z");
    let today = book.go("today --json").arg("--config").arg(config).run().json();
    assert_eq!(today["date"], "2026-11-23");
}

#[test]
fn what_waits_is_counted() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-20T10:00:00Z").run("log ana -m '! Try a pilot\n? A second dock'").ok();
    book.run("add Paula --past --left-on 2026-01-05 --left-because price").ok();
    let today = book.at(MONDAY).json("today");
    assert_eq!(today["waiting"], serde_json::json!({"ideas": 2, "past_buyers_due": 1}));
}

/// The reasons of the pick, as JSON has them.
fn reasons(book: &Book) -> Vec<String> {
    let today = book.json("today");
    let all = today["pick"]["reasons"].as_array().expect("the reasons");
    all.iter().map(|r| crate::support::text(r).to_string()).collect()
}

#[test]
fn a_rating_given_after_the_offer_is_seen() {
    let book = Book::new();
    book.run("add Xenia --favorite").ok();
    let only = "your only favorite so far";
    let new = "no call in this book yet: a good first one";
    assert_eq!(reasons(&book), [new, "not rated yet", only]);
    let before = book.json("today")["pick"].clone();
    let shown = book.run("today").ok().out;
    assert!(shown.contains(&format!("Why        {new}\n             not rated yet\n             {only}\n")), "{shown}");
    book.run("edit Xenia --pleasure 5 --profit 4").ok();
    assert_eq!(reasons(&book), [new, "a pleasure 5 of 5, profitable 4 of 5", only]);
    let shown = book.run("today").ok().never_says("not rated yet").out;
    let why = format!("Why        {new}\n             a pleasure 5 of 5, profitable 4 of 5\n             {only}\n");
    assert!(shown.contains(&why), "{shown}");
    let after = book.json("today")["pick"].clone();
    for key in ["wait_days", "weight", "score", "state"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    book.run("add Ben --favorite").ok();
    assert_eq!(
        reasons(&book),
        [new, "a pleasure 5 of 5, profitable 4 of 5"],
        "Xenia is not the only favorite any more"
    );
}

#[test]
fn the_sentences_that_an_earlier_version_kept_are_shown_as_they_stand() {
    let book = Book::new();
    book.run("add Ana --favorite").ok();
    book.run("today").ok();
    let keep = |reasons: &str| {
        let db = rusqlite::Connection::open(book.file()).expect("the book");
        db.execute("UPDATE pick SET reasons = ?1", [reasons]).expect("other reasons");
    };
    keep(r#"["9 weeks since you last talked", {"reason": "only-one"}, {"reason": "of a later version"}]"#);
    assert_eq!(reasons(&book), ["9 weeks since you last talked", "your only favorite so far"]);
    keep("the longest wait");
    assert_eq!(reasons(&book), ["the longest wait"]);
}

/// A book with Ana in Lisbon, who is awake, and two who sleep: Ben in Los Angeles, and Cleo in Honolulu, who comes first.
fn asleep() -> Book {
    let book = Book::with_favorites(&["Cleo", "Ben", "Ana"]);
    book.run("edit cleo --timezone Pacific/Honolulu --phone +18085550142").ok();
    book.run("edit ben --timezone America/Los_Angeles").ok();
    book.run("edit ana --timezone Europe/Lisbon").ok();
    book
}

#[test]
fn a_pick_asleep_says_so_in_the_users_clock_and_who_is_awake() {
    let book = asleep();
    let today = book.json("today");
    let pick = &today["pick"];
    assert_eq!((&pick["customer"]["name"], &pick["reachable_now"]), (&"Cleo".into(), &false.into()));
    // 09:00 in Honolulu.
    assert_eq!(pick["reachable_from"], "2026-11-23T19:00:00+00:00");
    assert_eq!(pick["local_time"], "2026-11-23T00:00:00-10:00");
    assert_eq!(pick["kept_for"], serde_json::Value::Null);
    let instead = &today["instead"];
    has_keys(instead, "date customer wait_days weight score");
    assert_eq!((&instead["customer"]["name"], &instead["date"]), (&"Ana".into(), &"2026-11-23".into()));
    assert_eq!((&instead["wait_days"], &instead["score"]), (&83.into(), &830.into()));
    book.run("today").ok().says("asleep, 00:00 in Honolulu; from 19:00 your time").says("Ana, who can be reached now");
    assert_eq!(book.pick(), "Cleo offered", "the pick does not move");
}

#[test]
fn a_pick_awake_has_nobody_instead() {
    let book = asleep();
    let today = book.at("2026-11-23T20:00:00Z").json("today");
    assert_eq!((&today["pick"]["reachable_now"], &today["instead"]), (&true.into(), &serde_json::Value::Null));
    assert_eq!(today["pick"]["reachable_from"], serde_json::Value::Null);
}

#[test]
fn nothing_is_said_of_the_hour_where_the_zone_is_unknown() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --timezone UTC").ok();
    for now in [MONDAY, "2026-11-23T03:00:00Z"] {
        let today = book.at(now).json("today");
        let pick = &today["pick"];
        assert_eq!(pick["customer"]["name"], "Ana");
        for (key, value) in
            [("reachable_now", pick), ("reachable_from", pick), ("local_time", pick), ("instead", &today)]
        {
            assert_eq!(value[key], serde_json::Value::Null, "{key} at {now}");
        }
        book.run("today").ok().never_says("asleep").never_says("a good time").never_says("from 09:00");
    }
}

#[test]
fn whoever_was_left_out_may_stand_in_for_a_pick_asleep_and_nobody_who_was_offered() {
    let book = asleep();
    book.at("2026-11-19T10:00:00Z").run("log ana -m 'Talked on Thursday'").ok();
    book.at(MONDAY);
    assert_eq!(book.pick(), "Cleo offered");
    assert_eq!(
        book.json("today")["instead"]["customer"]["name"],
        "Ana",
        "she is left out of the rotation, not of this"
    );
    book.run("skip").ok();
    assert_eq!(book.pick(), "Ana offered");
    book.run("skip").ok();
    let today = book.json("today");
    assert_eq!((&today["pick"]["customer"]["name"], &today["instead"]), (&"Ben".into(), &serde_json::Value::Null));
}

#[test]
fn instead_is_as_of_the_day_on_which_it_is_asked() {
    let book = asleep();
    assert_eq!(book.json("today")["instead"]["wait_days"], 83);
    assert_eq!(book.at("2026-11-25T10:00:00Z").json("today")["instead"]["wait_days"], 85);
    assert_eq!(book.at("2026-11-28T10:00:00Z").json("today")["instead"], serde_json::Value::Null, "a Saturday");
}

#[test]
fn skipping_a_pick_asleep_offers_who_is_awake() {
    let book = asleep();
    let skipped = book.json("skip");
    assert_eq!(skipped["pick"]["customer"]["name"], "Ana", "Ben would be next, and sleeps too");
    assert_eq!(book.offered_before(), ["Cleo skipped"]);
    book.run("undo").ok();
    assert_eq!((book.pick(), book.offered_before()), ("Cleo offered".into(), vec![]));
    // Awake, the next in order follows.
    book.at("2026-11-23T20:00:00Z").run("skip").ok();
    assert_eq!(book.pick(), "Ben offered");
}

#[test]
fn a_pick_can_be_kept_for_its_hour_until_it_is_settled() {
    let book = asleep();
    book.run("today --at 19:00").ok().says("Kept for 19:00");
    assert_eq!(book.json("today")["pick"]["kept_for"], "2026-11-23T19:00:00+00:00");
    book.run("today --short").ok().says("Cleo").says("at 19:00");
    assert_eq!(book.at("2026-11-24T08:00:00Z").json("today")["pick"]["kept_for"], "2026-11-23T19:00:00+00:00");
    book.run("undo").ok().says("kept Cleo for 19:00");
    assert_eq!(book.json("today")["pick"]["kept_for"], serde_json::Value::Null);
    book.run("today --at 'thu 19:30'").ok().says("Kept for Thursday 19:30");
    book.run("log --outcome voicemail").ok();
    book.run("undo").ok();
    assert_eq!(book.json("today")["pick"]["kept_for"], "2026-11-26T19:30:00+00:00");
    book.run("log -m 'Good talk'").ok();
    let pick = book.json("today")["pick"].clone();
    assert_eq!((&pick["state"], &pick["kept_for"]), (&"called".into(), &serde_json::Value::Null));
}

#[test]
fn an_hour_that_does_not_fit_is_refused_and_nothing_is_kept() {
    let book = asleep();
    for (line, code) in [
        ("today --at 08:00", 2),
        ("today --at 2026-11-30", 2),
        ("today --at 'in 2 weeks'", 2),
        ("today --at someday", 2),
        ("today --at 19:00 --anyway", 2),
    ] {
        book.run(line).fails(code);
        assert_eq!(book.json("today")["pick"]["kept_for"], serde_json::Value::Null, "{line}");
    }
    book.run("log -m fine").ok();
    book.run("today --at 19:00").fails(1).warns("no pick is open");
}

#[test]
fn a_look_ahead_and_a_line_for_the_prompt_store_nothing() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    for look in ["today --short", "today --ahead 3", "today --ahead 3 --json", "today --short --anyway"] {
        book.run(look).ok().says("Ana");
    }
    // Nothing was offered on Monday, so the offer of Thursday is made on Thursday.
    assert_eq!(book.at("2026-11-26T10:00:00Z").json("today")["pick"]["wait_days"], 86);
}

#[test]
fn a_called_slot_tells_of_the_call_and_of_the_next_call_day() {
    let book = asleep();
    book.run("log cleo --at '2026-11-23 09:30' --minutes 12 -m '+ You made my day'").ok();
    let today = book.json("today");
    let pick = &today["pick"];
    assert_eq!((&pick["state"], &pick["customer"]["name"]), (&"called".into(), &"Cleo".into()));
    assert_eq!((&pick["wait_days"], &pick["score"]), (&83.into(), &830.into()), "as when the offer was made");
    assert_eq!(
        (&pick["last_said"]["text"], &pick["last_said"]["date"]),
        (&"You made my day".into(), &"2026-11-23".into())
    );
    assert_eq!((&today["instead"], &today["offered_before"]), (&serde_json::Value::Null, &serde_json::json!([])));
    assert_eq!((&today["next_call_day"], &today["ahead"][0]["date"]), (&"2026-11-30".into(), &"2026-11-30".into()));
    assert_eq!(today["ahead"][0]["customer"]["name"], "Ben");
    assert!(today.get("why_none").is_none());
}

#[test]
fn three_misses_in_a_row_are_told_in_json_as_on_the_card() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    for (days, outcome) in [(5, "voicemail"), (4, "no-answer"), (3, "voicemail")] {
        book.run(&format!("log ana --at '{days} days ago' --outcome {outcome}")).ok();
    }
    let reasons = reasons(&book).join("; ");
    assert!(reasons.contains("hard to reach: try another time of day (3 misses in a row)"), "{reasons}");
    let two = Book::with_favorites(&["Ana"]);
    two.run("log ana --at '4 days ago' --outcome voicemail").ok();
    two.run("log ana --at '3 days ago' --outcome voicemail").ok();
    assert!(!two.json("today")["pick"]["reasons"].to_string().contains("hard to reach"));
}

#[test]
fn away_the_slot_before_answers_and_no_new_one_opens() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("away 2026-11-30 2026-12-06").ok();
    let today = book.at("2026-11-30T10:00:00Z").json("today");
    assert_eq!((&today["slot"], &today["call_day"]), (&"2026-11-23".into(), &false.into()));
    assert_eq!((&today["pick"]["customer"]["name"], &today["pick"]["carried_over"]), (&"Ana".into(), &true.into()));
    assert_eq!(today["next_call_day"], "2026-12-07");
    book.run("log -m 'From the beach'").ok();
    assert_eq!((book.pick(), book.ahead(1)), ("Ana called".into(), vec!["Ben".to_string()]));
    assert_eq!(book.at("2026-12-07T10:00:00Z").pick(), "Ben offered");
}

#[test]
fn an_undo_leaves_no_offer_to_somebody_who_is_not_in_the_rotation() {
    for (steps, redone) in [
        (vec!["add Ana", "edit ana --favorite"], "Ana offered"),
        (vec!["add Ana --favorite --do-not-call", "edit ana --may-call"], "Ana offered"),
        (vec!["add Ana --favorite", "archive ana", "unarchive ana"], "Ana offered"),
        (vec!["add Ana --favorite --past", "edit ana --active"], "Ana offered"),
    ] {
        let book = Book::new();
        for step in &steps {
            book.run(step).ok();
        }
        assert_eq!(book.pick(), "Ana offered", "{steps:?}");
        book.run("undo").ok();
        assert!(book.pick().starts_with("nobody"), "{steps:?}: {}", book.pick());
        book.run("today --short").ok().never_says("Ana");
        book.run("redo").ok();
        assert_eq!(book.pick(), redone, "{steps:?}");
        book.run("doctor").ok();
    }
}

#[test]
fn a_redo_leaves_no_offer_to_somebody_who_sleeps_over_the_day() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("snooze ana 'in 3 weeks'").ok();
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    book.run("redo").ok();
    assert_eq!(book.pick(), "Ben offered");
}
