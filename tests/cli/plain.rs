//! The app as lines and questions, for a terminal that can do no more.

use crate::support::shared::Shared;
use crate::support::{Book, MONDAY, Ran, text};

/// Two favorites on a Monday; Ana, added first, is offered.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --phone '+1 312 555 0142'").ok();
    let config = "dial = [\"/nonexistent/dialer\", \"{number}\"]\n";
    book.write("config.toml", config);
    book.at(MONDAY);
    book
}

/// Holds a conversation: a line each.
fn talk(book: &Book, lines: &[&str]) -> Ran {
    let config = book.path("config.toml");
    book.go("--plain").arg("--config").arg(config).stdin(lines.join("\n") + "\n").run().ok()
}

#[test]
fn the_conversation_begins_with_todays_call_and_ends_with_the_input() {
    let out = talk(&book(), &[]).out;
    assert!(out.contains("Today's good call") && out.contains("Ana"), "{out}");
    assert!(out.contains("What now? (call, log, no answer, skip, lift, ? for all, quit)"), "{out}");
    assert!(!out.contains('\u{1b}'), "no color and no cursor: {out:?}");
    // An empty input is Ctrl-D at once.
    book().go("--plain").stdin("").run().ok().says("Today's good call");
}

#[test]
fn it_syncs_before_the_first_question_and_at_the_end() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("add Zoe --favorite").ok();
    desktop.run("sync now").ok();
    let out = laptop.go("--plain").stdin("list\nlog ana\n+ Kind words\n\n\nquit\n").run().ok().out;
    // She comes up on the card already.
    let (zoe, question) = (out.find("Zoe").expect("Zoe"), out.find("What now?").expect("a question"));
    assert!(zoe < question && !out.contains("Sync: "), "{out}");
    assert_eq!(laptop.json("sync status")["to_send"], 0);
    desktop.run("sync now").ok();
    desktop.run("praise").ok().says("Kind words");
    // Trouble is told once, and keeps nobody.
    std::fs::rename(shared.path().join("goodcall-sync"), shared.path().join("unplugged")).expect("unplugged");
    let out = laptop.go("--plain").stdin("log ben\nFine\n\n\nquit\n").run().ok().out;
    assert_eq!(out.matches("Sync: there is nothing to sync with in").count(), 1, "{out}");
    assert!(out.contains("Nothing is lost") && out.contains("Logged a call with Ben"), "{out}");
    // A book that does not sync is told nothing.
    assert!(!talk(&book(), &[]).out.contains("ync"));
}

#[test]
fn a_call_is_made_and_what_they_say_is_kept() {
    let book = book();
    let out = talk(&book, &["call", "", "+ You saved our launch, @Sally", "! A list by weight", "", "4", "quit"]).out;
    for said in ["Dial +1 312-555-0142 for Ana.", "How did it end?", "What did Ana say?", "Logged a call with Ana"] {
        assert!(out.contains(said), "no {said:?} in\n{out}");
    }
    assert!(out.contains("Noted: good.") && out.contains("Next good call: Ben, Mon 30 Nov"), "{out}");
    assert_eq!(text(&book.json("praise")[0]["text"]), "You saved our launch, @Sally");
    assert_eq!(book.pick(), "Ana called");
    let show = book.json("show ana");
    assert_eq!(show["touches"][0]["mood_after"], 4);
}

#[test]
fn what_they_said_may_stand_where_it_is_asked_how_the_call_ended() {
    for said in ["+ You saved our launch", "+ Nice of you to call", "No hurry, she says"] {
        let book = book();
        let out = talk(&book, &["call", said, "! A list by weight", "", "", "quit"]).out;
        assert!(out.contains(&format!("ends it.\n{said}\n")), "it is shown again: {out}");
        let touch = &book.json("show ana")["touches"][0];
        assert_eq!(
            (text(&touch["outcome"]), text(&touch["text"])),
            ("reached", &*format!("{said}\n! A list by weight"))
        );
    }
}

#[test]
fn a_command_typed_where_yes_or_no_is_asked_acts() {
    let book = book();
    let out = talk(&book, &["log", "", "show ben", "quit"]).out;
    assert!(out.contains("Log a call without a word?") && out.contains("Ben ★"), "{out}");
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn skip_no_answer_voicemail_and_another_settle_the_call() {
    for (line, before) in
        [("skip", "Ana skipped"), ("s", "Ana skipped"), ("no answer", "Ana not-reached"), ("v", "Ana not-reached")]
    {
        let book = book();
        let out = talk(&book, &[line]).out;
        assert!(out.contains("  Ben\n"), "{line}: {out}");
        assert_eq!(book.offered_before(), [before], "{line}");
    }
    let book = book();
    talk(&book, &["log", "Fine", "", "", "another"]);
    assert_eq!(book.pick(), "Ben offered");
}

#[test]
fn what_is_typed_of_a_log_is_kept_where_the_input_ends() {
    let book = book();
    talk(&book, &["log", "+ You saved our launch"]).says("Your log of Ana is kept; the next start takes it up.");
    // The next start takes it up.
    let out = talk(&book, &["yes", "! A list by weight", "", ""]).out;
    assert!(out.contains("You began a log of Ana just now.") && out.contains("+ You saved our launch"), "{out}");
    assert_eq!(book.json("praise").as_array().map(Vec::len), Some(1));
    assert_eq!(book.json("ideas").as_array().map(Vec::len), Some(1));
    // Logged: nothing waits any more.
    assert!(!talk(&book, &[]).out.contains("You began a log"));
}

#[test]
fn a_log_that_waits_is_said_and_resumed() {
    let book = book();
    talk(&book, &["log ben", "half a tho"]);
    let out = talk(&book, &["no", "resume", "ught", "", "", "quit"]).out;
    assert!(out.contains("A log of Ben waits") && out.contains("Logged a call with Ben"), "{out}");
    talk(&book, &["resume"]).says("No log waits.");
}

#[test]
fn nothing_is_logged_by_an_empty_line() {
    let book = book();
    talk(&book, &["log", "", "", "quit"]).says("Log a call without a word?");
    assert_eq!(book.pick(), "Ana offered");
    talk(&book, &["log", "", "yes", ""]);
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn lift_asks_what_happened_and_offers_a_call() {
    let book = book();
    book.run("log ben --at 2026-10-05 -m '+ You never sold me anything'").ok();
    let out = talk(&book, &["lift", "1", "2", "no"]).out;
    for said in [
        "What happened? (1 lost a deal, 2 deal stalled",
        "How do you feel?",
        "You never sold me anything",
        "Don't call your mother.",
        "Call ",
    ] {
        assert!(out.contains(said), "no {said:?} in\n{out}");
    }
    assert_eq!(book.json("undo --list")[0]["label"], "noted: lost a deal");
    // Two hours later it still hurts: the next start begins there.
    talk(&book, &[]).says("Don't call your mother.");
    let before = book.json("undo --list");
    talk(&book, &["d", "", "no"]).never_says("How do you feel?");
    assert_eq!(book.json("undo --list"), before, "Enter notes nothing");
}

#[test]
fn an_older_change_is_named_before_it_is_undone() {
    let book = book();
    let before = book.json("undo --list");
    let label = before[0]["label"].as_str().expect("a label").to_string();
    // Anything in between asks again.
    let out = talk(&book, &["undo", "list", "u", "help"]).out;
    assert_eq!(out.matches(&format!("Older: {label}")).count(), 2, "{out}");
    assert!(out.contains("undo again takes it back."), "{out}");
    assert_eq!(book.json("undo --list"), before);
    talk(&book, &["undo", "undo"]).says(&format!("Undone: {label}"));
    assert_ne!(book.json("undo --list"), before);
}

#[test]
fn every_command_works_without_its_name() {
    let book = book();
    let out = talk(
        &book,
        &["add 'Zoe Park' --favorite", "praise", "log zoe -m \"+ Kind words\"", "search kind", "list", "u"],
    )
    .out;
    assert!(out.contains("Zoe Park") && out.contains("Kind words"), "{out}");
    assert_eq!(book.json("praise"), serde_json::json!([]), "undone");
    book.run("show zoe").ok();
}

#[test]
fn what_is_not_understood_says_so_and_goes_on() {
    let book = book();
    let config = book.path("config.toml");
    let lines = "sing\nlog nobody-at-all\nforget --json\ncall nobody\n?\nskip\n";
    let ran = book.go("--plain").arg("--config").arg(config).stdin(lines).run().ok();
    assert!(ran.out.contains("goodcall has no command \"sing\". ? lists the words; search sing"), "{}", ran.out);
    let sung = ran.out.split("What now?").find(|said| said.contains("sing")).unwrap_or_default();
    assert!(!sung.contains("Usage:"), "{sung}");
    assert!(ran.err.contains("nobody in the book matches \"nobody-at-all\""), "{}", ran.err);
    assert!(ran.out.contains("go on with the log that was cut off"), "{}", ran.out);
    assert_eq!(book.offered_before(), ["Ana skipped"], "it went on to the last line");
}

#[test]
fn an_empty_book_says_how_to_begin_and_takes_the_first_customer() {
    let book = Book::new();
    let out =
        book.go("--plain").stdin("call\nadd 'Ana Ribeiro' --favorite --phone '+1 312 555 0142'\n\n").run().ok().out;
    assert!(out.contains("Who do you like calling?") && out.contains("no call in this book yet"), "{out}");
    assert_eq!(book.pick(), "Ana Ribeiro offered");
}

#[test]
fn nothing_is_asked_where_no_input_is_wanted_or_json_is() {
    let book = book();
    book.go("--plain --no-input").stdin("skip\n").run().ok().says("Today's good call").never_says("What now?");
    assert!(book.go("--plain --json").stdin("skip\n").run().json()["pick"].is_object());
    // Without a terminal and without --plain it prints what today prints.
    book.go("").stdin("skip\n").run().ok().says("Today's good call").never_says("What now?");
    assert_eq!(book.offered_before(), [] as [&str; 0]);
}

#[test]
fn a_command_typed_at_lifts_questions_acts() {
    for lines in
        [&["lift", "show ben", "quit"][..], &["lift", "1", "show ben", "quit"], &["lift", "1", "2", "show ben", "quit"]]
    {
        let book = book();
        let out = talk(&book, lines).out;
        assert!(out.contains("Ben ★"), "{lines:?}\n{out}");
        let noted = lines.contains(&"1");
        assert_eq!(
            book.json("undo --list")[0]["label"] == "noted: lost a deal",
            noted,
            "what was answered stays: {lines:?}"
        );
    }
}

#[test]
fn a_command_typed_where_the_mood_is_asked_acts() {
    let book = book();
    let out = talk(&book, &["log", "+ Kind", "", "show ben", "quit"]).out;
    assert!(out.contains("How do you feel now?") && out.contains("Next good call"), "{out}");
    assert!(out.contains("Ben ★"), "the command was answered: {out}");
    let out = talk(&book, &["log ben", "+ Kind too", "", "quit"]).out;
    assert!(out.matches("What now?").count() == 1, "it ends there: {out}");
    let moods: Vec<_> = ["ana", "ben"]
        .iter()
        .map(|who| book.json(&format!("show {who}"))["touches"][0]["mood_after"].clone())
        .collect();
    assert_eq!(moods, [serde_json::Value::Null, serde_json::Value::Null]);
}
