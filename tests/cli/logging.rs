//! `log`: what it keeps, what it assumes, what it refuses.

use serde_json::{Value, json};

use crate::support::{Book, has_keys};

fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-25T10:00:00Z");
    book
}

#[test]
fn a_log_has_every_key_that_scripts_rely_on() {
    let book = book();
    let logged = book.json("log ben --minutes 12 --mood-before 2 --mood-after 4 -m '+ You and @Sally saved us\nNews'");
    has_keys(&logged, "touch settled_pick");
    let touch = &logged["touch"];
    has_keys(touch, "id customer kind outcome at minutes occasion mood_before mood_after remarks");
    assert_eq!(touch["customer"]["name"], "Ben");
    assert!(touch["id"].is_string() && touch["customer"]["id"].is_string());
    assert_eq!((&touch["kind"], &touch["outcome"]), (&"call".into(), &"reached".into()));
    assert_eq!(touch["at"], "2026-11-25T10:00:00+00:00");
    assert_eq!((&touch["minutes"], &touch["mood_before"], &touch["mood_after"]), (&12.into(), &2.into(), &4.into()));
    let remark = &touch["remarks"][0];
    has_keys(remark, "id kind text teammate teammates");
    assert_eq!((&remark["kind"], &remark["teammate"]), (&"praise".into(), &"Sally".into()));
    assert_eq!(remark["teammates"], json!(["Sally"]));
    assert_eq!((&touch["remarks"][1]["teammate"], &touch["remarks"][1]["teammates"]), (&Value::Null, &json!([])));
}

#[test]
fn only_a_call_has_an_outcome() {
    let book = book();
    for kind in ["visit", "card", "gift", "message"] {
        let logged = book.json(&format!("log ana --kind {kind} -m hello"));
        assert_eq!((&logged["touch"]["kind"], &logged["touch"]["outcome"]), (&kind.into(), &Value::Null));
        book.run(&format!("log ana --kind {kind} --outcome voicemail -m hello")).fails(2);
    }
}

#[test]
fn several_messages_are_several_lines() {
    let book = book();
    let logged = book.run("log ana -m '+ Kind' -m '! Idea' -m '- a dash' --json").json();
    let kinds: Vec<&Value> = logged["touch"]["remarks"].as_array().unwrap().iter().map(|r| &r["kind"]).collect();
    assert_eq!(kinds, ["praise", "idea", "news"]);
}

#[test]
fn a_call_without_a_word_can_be_logged() {
    let book = book();
    assert_eq!(book.json("log ana -m ''")["touch"]["remarks"], json!([]));
}

#[test]
fn a_miss_needs_no_words() {
    let book = book();
    assert_eq!(book.json("log ben --outcome voicemail")["touch"]["outcome"], "voicemail");
    assert_eq!(book.json("log ben --outcome no-answer")["touch"]["outcome"], "no-answer");
}

#[test]
fn without_a_pick_log_asks_for_a_name() {
    let book = Book::new();
    book.run("log -m hello").fails(3).warns("goodcall log");
}

#[test]
fn the_occasion_is_what_is_usual() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("add Carl").ok();
    book.run("add Paula --past").ok();
    book.run("today").ok().says("Ana");
    let occasion = |line: &str| book.json(line)["touch"]["occasion"].clone();
    assert_eq!(occasion("log carl -m hello"), "other");
    assert_eq!(occasion("log ben -m hello"), "other");
    assert_eq!(occasion("log carl --kind visit -m hello"), "visit");
    assert_eq!(occasion("log paula -m hello"), "keep-in-touch");
    assert_eq!(occasion("log ben --occasion lift -m hello"), "lift");
    assert_eq!(occasion("log ana -m hello"), "rotation");
}

#[test]
fn a_favorite_called_after_a_setback_is_a_lift() {
    let book = book();
    book.run("lift --after lost-deal --mood 2").ok();
    book.at("2026-11-25T10:30:00Z");
    let touch = book.json("log ben -m '+ We like you'")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"lift".into(), &2.into()));
    // The setback is answered.
    assert_eq!(book.json("log ben -m again")["touch"]["occasion"], "other");
}

#[test]
fn a_mood_that_is_given_comes_before_the_setbacks() {
    let book = book();
    book.run("lift --after rough-call --mood 1").ok();
    assert_eq!(book.json("log ben --mood-before 3 -m hello")["touch"]["mood_before"], 3);
}

#[test]
fn a_setback_is_answered_within_a_day_only() {
    let book = book();
    book.run("lift --after low-day --mood 2").ok();
    let late = book.at("2026-11-26T10:00:01Z").json("log ben -m hello");
    assert_eq!((&late["touch"]["occasion"], &late["touch"]["mood_before"]), (&"other".into(), &Value::Null));
}

#[test]
fn a_miss_does_not_answer_a_setback() {
    let book = book();
    book.run("lift --after stalled-deal --mood 2").ok();
    let miss = book.json("log ben --outcome no-answer");
    assert_eq!(miss["touch"]["occasion"], "lift");
    assert_eq!(book.json("log ben -m reached")["touch"]["mood_before"], 2);
}

#[test]
fn somebody_else_can_answer_a_setback_without_being_a_lift() {
    let book = book();
    book.run("add Carl").ok();
    book.run("lift --after lost-deal --mood 2").ok();
    let touch = book.json("log carl -m hello")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"other".into(), &2.into()));
}

#[test]
fn a_touch_in_the_future_is_refused() {
    let book = book();
    for when in ["tomorrow", "2026-11-26", "2026-11-25 10:01", "2026-11-25T10:00:01Z", "in 2 weeks"] {
        book.run(&format!("log ana --at '{when}' -m hello")).fails(2);
    }
    assert_eq!(book.json("show ana")["touches"], json!([]));
}

#[test]
fn values_out_of_range_are_refused_and_nothing_is_kept() {
    let book = book();
    for flags in [
        "--mood-after 6",
        "--mood-before 0",
        "--minutes -3",
        "--minutes x",
        "--outcome maybe",
        "--kind fax",
        "--occasion party",
        "--at '31 February'",
        "--at 2026-02-31",
        "--at whenever",
    ] {
        book.run(&format!("log ana -m hello {flags}")).fails(2);
    }
    assert_eq!(book.json("show ana")["touches"], json!([]));
    assert_eq!(book.run("undo --list").ok().out.lines().count(), 2);
}

#[test]
fn an_unreadable_time_comes_with_examples() {
    let book = book();
    let ran = book.run("log ana -m hello --at whenever").fails(2);
    assert!(ran.err.contains("whenever") && ran.err.contains("yesterday"), "{}", ran.err);
}

#[test]
fn standard_input_is_a_log() {
    let book = book();
    let logged = book.go("log ana --stdin --json").stdin("+ Kind words\r\n  over two lines\n! Idea\n").run().json();
    let remarks = &logged["touch"]["remarks"];
    assert_eq!(remarks[0]["text"], "Kind words\nover two lines");
    assert_eq!(remarks[1]["kind"], "idea");
}

#[test]
fn standard_input_without_a_word_logs_nothing() {
    let book = book();
    book.go("log ana --stdin").stdin("").run().fails(2);
    book.go("log ana --stdin").stdin(" \n\n").run().fails(2);
    book.go("log ana --stdin").stdin(b"caf\xe9\n".to_vec()).run().fails(2).warns("UTF-8");
    book.go("log ana --stdin").stdin("x".repeat(1024 * 1024 + 1)).run().fails(2).warns("1 MiB");
    assert_eq!(book.json("show ana")["touches"], json!([]));
}

#[test]
fn without_words_or_an_editor_nothing_is_logged() {
    let book = book();
    book.go("log ana").stdin("not asked for").run().fails(2).warns("-m");
    assert_eq!(book.json("show ana")["touches"], json!([]));
}

#[test]
fn a_date_without_a_time_is_noon_and_today_is_now() {
    let book = book();
    assert_eq!(book.json("log ana --at 2026-11-20 -m x")["touch"]["at"], "2026-11-20T12:00:00+00:00");
    assert_eq!(book.json("log ana --at today -m x")["touch"]["at"], "2026-11-25T10:00:00+00:00");
    assert_eq!(book.json("log ana --at 2026-11-25 -m x")["touch"]["at"], "2026-11-25T10:00:00+00:00");
}

#[test]
fn a_touch_keeps_the_offset_of_its_day() {
    let book = Book::in_zone("America/New_York");
    book.at("2026-11-25T15:00:00Z").run("add Ana").ok();
    assert_eq!(book.json("log ana --at 2026-10-30 -m x")["touch"]["at"], "2026-10-30T12:00:00-04:00");
    assert_eq!(book.json("log ana -m x")["touch"]["at"], "2026-11-25T10:00:00-05:00");
}

#[test]
fn an_idea_is_due_on_friday() {
    let heard = |day: &str| {
        let book = Book::with_favorites(&["Ana"]);
        book.at(&format!("{day}T10:00:00Z"));
        book.json("log ana -m '! Try a pilot'")["touch"]["remarks"][0]["due_on"].clone()
    };
    assert_eq!(heard("2026-11-23"), "2026-11-27");
    assert_eq!(heard("2026-11-26"), "2026-11-27");
    assert_eq!(heard("2026-11-27"), "2026-12-04");
    assert_eq!(heard("2026-11-29"), "2026-12-04");
}

#[test]
fn what_came_through_a_pipe_is_kept_where_nobody_is_meant() {
    let book = Book::with_favorites(&["Ana"]);
    for line in ["log nobody --stdin", "log ana --stdin --at someday"] {
        let ran = book.go(line).stdin("+ Said once\n").run();
        let path = ran.err.split("kept in ").nth(1).unwrap_or_else(|| panic!("{line}: {}", ran.err)).trim().to_string();
        assert_eq!(std::fs::read_to_string(path).expect("the text"), "+ Said once");
    }
    let ran = book.run("log nobody -m 'still in the shell'").fails(3);
    assert!(!ran.err.contains("kept in"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_hook_that_reads_nothing_keeps_nobody_waiting() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("config.toml", "after_log = [\"sleep\", \"1\"]\n");
    let long = "x".repeat(500_000);
    book.go("log ana --stdin").arg("--config").arg(book.path("config.toml")).stdin(long).run().ok();
}

#[test]
fn what_they_said_beside_who_points_to_its_flag() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --name 'Ana Ribeiro'").ok();
    for (words, right) in [
        (vec!["log", "ana", "loved the new boxes"], "goodcall log ana -m \"loved the new boxes\""),
        (vec!["log", "ana", "ribeiro", "+ They love it"], "goodcall log ana ribeiro -m \"+ They love it\""),
        (vec!["log", "ben", "happy"], "goodcall log ben -m happy"),
        (vec!["log", "ana", "it's $5 \"off\""], "goodcall log ana -m 'it'\\''s $5 \"off\"'"),
    ] {
        book.words(&words).fails(2).warns("-m").warns(right);
    }
    assert_eq!(book.json("show ana")["touches"], serde_json::json!([]));
    // A name that was mistyped is still that.
    book.words(&["log", "ana", "ribero", "-m", "x"]).fails(3).warns("Ana Ribeiro");
    book.words(&["log", "nobody", "said anything"]).fails(3);
    book.words(&["log", "Ana", "Ribeiro", "-m", "+ Kind"]).ok();
}

#[test]
fn moods_have_a_short_name_too() {
    let book = Book::with_favorites(&["Ana"]);
    let logged = book.run("log ana -m Hi --before 2 --after 5 --json").json();
    assert_eq!((&logged["touch"]["mood_before"], &logged["touch"]["mood_after"]), (&2.into(), &5.into()));
    let id = logged["touch"]["id"].as_str().expect("an id").to_string();
    let edited = book.run(&format!("touch edit {id} --after 4 --json")).json();
    assert_eq!((&edited["touch"]["mood_before"], &edited["touch"]["mood_after"]), (&2.into(), &4.into()));
    book.run("log ana -m Hi --before 6").fails(2);
}

#[test]
fn minutes_are_read_and_said_as_people_write_them() {
    let book = Book::with_favorites(&["Ana"]);
    for (typed, minutes) in
        [("1h", 60), ("1h 20", 80), ("1h20m", 80), ("1:20", 80), ("90 min", 90), ("1 h 20 min", 80), ("7", 7)]
    {
        let logged = book.words(&["log", "ana", "-m", "Hi", "--minutes", typed, "--json"]).json();
        assert_eq!(logged["touch"]["minutes"], minutes, "{typed}");
    }
    book.run("show ana").ok().says("1h 20").says("1h 30").says("7 min");
    for wrong in ["soon", "1:75", "25h", "1h 20 30"] {
        book.words(&["log", "ana", "-m", "Hi", "--minutes", wrong]).fails(2).warns("minutes");
    }
}

#[test]
fn long_logs_of_one_instant_keep_every_line() {
    let book = Book::with_favorites(&["Ana"]);
    for of in ["one", "two", "three"] {
        let log: String = (0..4000).map(|n| format!("News {of} {n}\n")).collect();
        book.go("log ana --stdin").stdin(log).run().ok();
    }
    let touches = book.json("show ana")["touches"].clone();
    let kept: usize =
        touches.as_array().expect("a list").iter().map(|t| t["remarks"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(kept, 12_000);
    book.run("doctor").ok();
}
