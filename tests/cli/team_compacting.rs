//! Each machine keeps its part of a wall small, and leaves no word on the server that hangs there no more; on a real PostgreSQL.

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::keyfile;
use goodcall::testing::sync::segment;

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, book_says, join, praise, read_and_sent, wall_texts};
use crate::support::{Book, text};

/// The segments of a person on the wall: how many, and all that they say once opened with the key.
fn on_server(site: &Site, person: &str, book: &Book) -> (usize, String) {
    said_on_server(site, "wall", person, book)
}

/// The same in one of a team's spaces, "wall" or "team".
fn said_on_server(site: &Site, space: &str, person: &str, book: &Book) -> (usize, String) {
    let rows = site.boss(&format!(
        "SELECT writer || ' ' || seq || ' ' || encode(bytes, 'hex') FROM goodcall.segment
         WHERE space = '{space}_{}' AND owner = '{}' ORDER BY writer, seq",
        site.named(NORTH),
        site.named(person)
    ));
    let file = keyfile::read(&book.file()).expect("a key file").expect("keys");
    let keys = file.team(&site.named(NORTH)).expect("a team");
    let keys = if space == "wall" { &keys.wall } else { keys.team.as_ref().expect("a member's keys") };
    let mut said = String::new();
    let rows: Vec<&str> = rows.lines().filter(|row| !row.trim().is_empty()).collect();
    for row in &rows {
        let [writer, seq, hex] = row.split_whitespace().collect::<Vec<_>>().try_into().expect("three");
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect();
        let epoch = segment::epoch_of(&bytes).expect("an epoch");
        let key = keys.of_epoch(epoch).expect("a key").sealing();
        let of = (WriterId(writer.parse().expect("a writer")), seq.parse().expect("a number"));
        let opened = segment::open(&bytes, &key, keys.space(), of).expect("a segment");
        said.push_str(&segment::lines_of(&opened.entries).expect("lines"));
    }
    (rows.len(), said)
}

#[test]
fn once_it_was_taken_off_no_segment_on_the_server_holds_a_word_of_it() {
    let Some((site, mia, [ana, ben])) = Site::with_books("no word stays", ["ana", "ben"]) else { return };
    let first = praise(&ana, "olga", "Splendid marmalade from @Sally", &["--customer"]);
    praise(&ana, "olga", "Always on time", &[]);
    praise(&ben, "olga", "Kind of ben", &[]);
    let (many, said) = on_server(&site, "ana", &ana);
    assert!(many == 2 && said.contains("marmalade") && said.contains("Olga"), "{said}");
    // Ben has read a part of it, mia nothing.
    assert_eq!(wall_texts(&ben).len(), 3);
    let at = ben.json("team wall")[2]["at"].clone();
    ana.run(&format!("team withdraw {first}")).ok();
    let (many, said) = on_server(&site, "ana", &ana);
    assert!(!["marmalade", "Sally", "Olga"].iter().any(|word| said.contains(word)), "{said}");
    assert!(many == 1 && said.contains("Always on time"), "{many}: {said}");
    assert_eq!(read_and_sent(&ana.json("sync now")), (0, 0), "nothing is left to do");
    assert_eq!(on_server(&site, "ana", &ana).0, 1);
    for book in [&ben, &mia] {
        assert_eq!(wall_texts(book).len(), 2);
        assert!(wall_texts(book).contains(&"Always on time".to_string()));
    }
    assert!(on_server(&site, "ben", &ben).1.contains("Kind of ben"), "what others sent is theirs");
    // Who joins now reads all that hangs there, and when it first came.
    let tom = site.connected("tom");
    join(&tom, &site.invite(&mia, "tom")).ok();
    assert_eq!(wall_texts(&tom), wall_texts(&ben));
    let at_of = |book: &Book| {
        let wall = book.json("team wall");
        let on_time = wall.as_array().expect("a list").iter().find(|row| row["text"] == "Always on time").cloned();
        on_time.expect("it hangs there")["at"].clone()
    };
    assert_eq!(at_of(&tom), at_of(&ben));
    assert_ne!(at, serde_json::Value::Null);
}

#[test]
fn a_name_that_was_taken_back_and_who_was_forgotten_go_from_the_server_too() {
    let Some((site, _mia, [ana])) = Site::with_books("names go too", ["ana"]) else { return };
    let id = praise(&ana, "olga", "Splendid marmalade", &["--customer", "--company"]);
    assert!(on_server(&site, "ana", &ana).1.contains("Olga"));
    ana.run(&format!("team praise {id}")).ok();
    let (_, said) = on_server(&site, "ana", &ana);
    assert!(said.contains("marmalade") && !said.contains("Olga") && !said.contains("Norte"), "{said}");
    ana.words(&["forget", "olga", "--yes"]).ok();
    ana.run("sync now").ok();
    let (_, said) = on_server(&site, "ana", &ana);
    assert!(!said.contains("marmalade"), "{said}");
}

#[test]
fn what_another_machine_of_the_rep_took_off_goes_from_this_ones_segments() {
    let Some((site, mia, [ana])) = Site::with_books("two machines", ["ana"]) else { return };
    let second = site.member(&mia, "ana");
    let id = praise(&ana, "olga", "Splendid marmalade", &[]);
    second.run("sync now").ok();
    second.run(&format!("team withdraw {id}")).ok();
    assert!(on_server(&site, "ana", &ana).1.contains("marmalade"), "only its own machine removes a segment");
    ana.run("sync now").ok();
    assert!(!on_server(&site, "ana", &ana).1.contains("marmalade"));
    assert!(wall_texts(&mia).is_empty() && wall_texts(&ana).is_empty());
}

#[test]
fn a_run_that_could_not_remove_the_old_segments_is_made_up_for() {
    let Some((site, mia, [ana, ben])) = Site::with_books("cut in the middle", ["ana", "ben"]) else { return };
    let id = praise(&ana, "olga", "Splendid marmalade", &[]);
    praise(&ana, "olga", "Always on time", &[]);
    site.boss("REVOKE DELETE ON goodcall.segment FROM goodcall_user");
    ana.run(&format!("team withdraw {id}")).ends(4);
    let (many, said) = on_server(&site, "ana", &ana);
    assert!(many == 4 && said.contains("marmalade"), "both the old and the new are there: {many}");
    assert_eq!(wall_texts(&ben), ["Always on time"]);
    assert_eq!(wall_texts(&mia), ["Always on time"]);
    site.boss("GRANT DELETE ON goodcall.segment TO goodcall_user");
    ana.run("sync now").ok();
    let (many, said) = on_server(&site, "ana", &ana);
    assert!(many == 1 && !said.contains("marmalade"), "{many}: {said}");
    assert_eq!((wall_texts(&ben), wall_texts(&ana)), (wall_texts(&mia), vec!["Always on time".to_string()]));
}

#[test]
fn many_segments_become_few_and_nobody_loses_a_word() {
    let Some((site, mia, [ana, ben])) = Site::with_books("many segments", ["ana", "ben"]) else { return };
    let lines: Vec<String> = (1..=66).map(|n| format!("+ Sentence {n:02} of praise")).collect();
    ana.words(&["log", "olga", "-m", &lines.join("\n")]).ok();
    let all = ana.json("praise --limit 100");
    let ids: Vec<&str> = all.as_array().expect("a list").iter().map(|row| text(&row["id"])).collect();
    assert_eq!(ids.len(), 66);
    for (at, id) in ids.iter().enumerate() {
        ana.run(&format!("team praise {id}")).ok();
        if at == 20 {
            assert_eq!(wall_texts(&ben).len(), 21);
        }
    }
    let (many, said) = on_server(&site, "ana", &ana);
    assert!(many < 10 && said.matches("Sentence ").count() >= 66, "{many} segments");
    assert_eq!(book_says(&ana, "SELECT compacted_to > 0 AND NOT compact FROM sync_team"), "Integer(1)");
    for book in [&ana, &ben, &mia] {
        assert_eq!(wall_texts(book).len(), 66);
    }
    assert_eq!(read_and_sent(&ben.json("sync now")), (0, 0));
}

#[test]
fn once_a_shared_customer_was_forgotten_no_segment_on_the_server_holds_a_word_of_them() {
    let Some((site, mia, [ana, ben])) = Site::with_books("no word of a customer", ["ana", "ben"]) else { return };
    ana.words(&["add", "Tilda Quist", "--city", "Malmo", "--facts", "Collects marmalade"]).ok();
    ana.words(&["team", "share", "tilda"]).ok();
    ana.words(&["team", "share", "olga"]).ok();
    for book in [&ben, &mia] {
        book.run("sync now").ok();
        book.words(&["log", "tilda", "-m", "Splendid herrings", "--shared"]).ok();
        book.run("sync now").ok();
    }
    ben.words(&["edit", "tilda", "--role", "Cooper"]).ok();
    ben.run("sync now").ok();
    let holds = |person: &str, book: &Book| {
        let (many, said) = said_on_server(&site, "team", person, book);
        (many, ["Tilda", "Malmo", "marmalade", "herrings", "Cooper"].iter().any(|word| said.contains(word)))
    };
    assert!([("ana", &ana), ("ben", &ben), ("mia", &mia)].iter().all(|(who, book)| holds(who, book).1));
    ana.run("sync now").ok();
    ana.words(&["forget", "tilda", "--yes"]).ok();
    for (who, book) in [("ana", &ana), ("ben", &ben), ("mia", &mia)] {
        book.run("sync now").ok();
        assert_eq!(holds(who, book), (1, false), "{who}");
    }
    // Who joins now has what is shared, and nothing of her.
    let late = site.member(&mia, "ana");
    late.run("sync now").ok();
    late.run("show tilda").fails(3);
    assert_eq!(late.json("show olga")["team"], site.named(NORTH));
    ana.run("sync now").ok();
    assert_eq!(read_and_sent(&ana.json("sync now")), (0, 0), "nothing is left to do");
}
