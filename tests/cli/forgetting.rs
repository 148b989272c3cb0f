//! Forgetting a person: no byte of them stays where the program wrote it.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::{Book, files_below};

/// What only this person would leave.
const TRACES: [&str; 9] = [
    "Xiomara",
    "xiomara",
    "Quetzalpoint",
    "quetzalpoint",
    "2255501427",
    "zarzamora",
    "Zarzamora",
    "jacaranda",
    "Jacaranda",
];

/// A book in which somebody is everywhere: fields, logs, remarks, picks, visits, journal, drafts, backups, copies.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run(
        "add 'Xiomara Quetzalpoint' --favorite --company Zarzamora --email x@quetzalpoint.example --phone +12255501427 \
         --facts 'Her dog is called Jacaranda' --peak tue",
    )
    .ok();
    book.run(
        "log xiomara -m '+ The jacaranda wishes you well, @Sally' -m '! zarzamora jam' -m '> Quetzalpoint junior'",
    )
    .ok();
    book.run("backup").ok();
    book.run("log xiomara -m 'jacaranda again' --mood-before 2 --mood-after 5").ok();
    book.run("edit xiomara --city Jacaranda --past --left-on 2026-11-01").ok();
    book.run("edit xiomara --active").ok();
    book.run("edit ben --referred-by xiomara").ok();
    book.run("visits accept xiomara 2026-12-01").ok();
    book.run("touch delete").ends(2);
    book.at("2026-11-24T10:00:00Z").run("log xiomara -m 'zarzamora'").ok();
    book.run("restore book.db.backup-2026-11-24").ok();
    book.run("log xiomara -m 'more zarzamora'").ok();
    book.run("undo").ok().says("The draft waits");
    book
}

/// Files of a folder that hold one of the traces.
fn traces(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in files_below(folder) {
        let bytes = fs::read(&path).expect("a file");
        let here = TRACES.iter().filter(|trace| bytes.windows(trace.len()).any(|w| w == trace.as_bytes()));
        found.extend(here.map(|trace| format!("{trace} in {}", path.display())));
    }
    found
}

#[test]
fn no_byte_of_them_stays_where_the_program_wrote_it() {
    let book = book();
    assert!(!traces(&book.path("")).is_empty());
    let said = book.json("forget xiomara --yes");
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
    assert_eq!(said["forgotten"]["name"], "Xiomara Quetzalpoint");
    assert!(said["rewritten"].as_array().expect("copies").len() >= 3, "{said}");
    assert_eq!(said["left"], serde_json::json!([]));
    book.run("doctor").ok();
    for copy in said["rewritten"].as_array().expect("copies") {
        let list = book.bare("list --json --db").arg(copy.as_str().expect("a path")).run().json();
        assert_eq!(crate::support::names(&list, "/name"), ["Ana", "Ben"]);
    }
}

#[test]
fn the_others_lose_nothing() {
    let book = book();
    book.run("log ana -m '+ Still here' -m '! still an idea'").ok();
    let before = book.json("show ana");
    book.run("forget xiomara --yes").ok();
    assert_eq!(book.json("show ana"), before);
    assert!(book.json("show ben")["referred_by"].is_null());
    book.run("search still").ok().says("Still here");
    // What was done before stays, and what is done since can be undone.
    book.run("undo").fails(1).warns("somebody was forgotten");
    book.run("log ana -m '+ Said since'").ok();
    book.run("undo").ok().says("logged a call with Ana");
    book.run("search since").ok().never_says("Said since");
    assert_eq!(book.json("show ana")["touches"], before["touches"]);
}

#[test]
fn what_others_said_of_them_is_listed_and_kept() {
    let book = book();
    book.run("log ana -m '+ Xiomara Quetzalpoint told me how good you are'").ok();
    book.run("lift --after lost-deal --about 'Xiomara Quetzalpoint would not sign'").ok();
    let said = book.run("forget xiomara --yes").ok();
    for part in ["told me how good you are", "would not sign"] {
        assert!(said.out.contains(part), "{}", said.out);
    }
    book.run("search told").ok().says("Xiomara");
}

#[test]
fn it_is_not_done_by_mistake() {
    let book = book();
    let before = fs::read(book.file()).expect("the book");
    book.run("forget xiomara").fails(2).warns("--yes").warns("nothing was changed");
    book.run("forget xiomara --no-input").fails(2);
    book.run("forget nobody --yes").fails(3);
    crate::support::same_bytes(&book.file(), &before);
    book.run("forget xiomara --yes").ok();
    book.run("forget xiomara --yes").fails(3);
}

#[test]
fn a_copy_that_can_t_be_written_anew_is_named() {
    let book = book();
    book.write("book.db.backup-2026-11-20", "half a backup of Jacaranda");
    let ran = book.run("forget xiomara --yes --json").ends(1);
    let said: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let left = said["left"][0]["file"].as_str().expect("a file");
    assert!(left.ends_with("book.db.backup-2026-11-20"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_is_written_anew_is_private_still() {
    use std::os::unix::fs::PermissionsExt;
    let book = book();
    book.run("forget xiomara --yes").ok();
    for entry in fs::read_dir(book.path("")).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
    }
}

#[test]
fn a_record_that_was_taken_back_and_made_again_is_forgotten_in_every_backup() {
    let book = Book::with_favorites(&["Ana"]);
    let add = "add 'Xiomara Quetzalpoint' --email x@quetzalpoint.example --facts Jacaranda";
    book.run(add).ok();
    book.run("backup").ok();
    book.run("undo").ok();
    book.run(add).ok();
    book.run("forget xiomara --yes").ok();
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
}

#[test]
fn nobody_else_goes_with_them() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Always on time'").ok();
    book.run("add 'Xiomara Quetzalpoint'").ok();
    book.run("merge xiomara ana").ok();
    book.run("backup").ok();
    book.run("undo").ok();
    let said = book.json("forget xiomara --yes");
    assert_eq!((&said["left"], &said["with_them"]), (&json!([]), &json!([])));
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
    let copy = book.bare("show ana --json --db book.db.backup-2026-11-23").run().json();
    assert_eq!(copy["touches"].as_array().map(Vec::len), Some(1));
    // And the other way round, the one who was merged goes with the other.
    let book = Book::with_favorites(&["Ana"]);
    book.run("add 'Xiomara Quetzalpoint' --facts Jacaranda").ok();
    book.run("backup").ok();
    book.run("add 'X. Quetzalpoint' --facts Zarzamora").ok();
    book.run("merge 'X. Quetzalpoint' 'Xiomara Quetzalpoint'").ok();
    book.run("forget 'Xiomara Quetzalpoint' --yes").ok();
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
}

/// A book with a backup in which Xiomara is one record with Ana, and in which Ana was changed by `then` since.
fn merged_in_a_backup(merge: &str, then: &[&str]) -> Book {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Always on time'").ok();
    book.run("add 'Xiomara Quetzalpoint' --company Zarzamora --phone +12255501427 --facts Jacaranda").ok();
    book.run("log xiomara -m '+ zarzamora jam'").ok();
    book.run(merge).ok();
    for line in then {
        book.run(line).ok();
    }
    book.run("backup").ok();
    for _ in 0..=then.len() {
        book.run("undo").ok();
    }
    book
}

#[test]
fn a_merge_that_was_undone_hides_nobody_from_forget() {
    for merge in ["merge xiomara ana", "merge ana xiomara"] {
        for then in [&[][..], &["log ana -m '! A second site'"], &["edit ana --city Porto", "add Ben", "merge ben ana"]]
        {
            // What was one record has the name of the one that stayed.
            let then: Vec<String> = then
                .iter()
                .map(|line| if merge.ends_with("ana") { (*line).into() } else { line.replace("ana", "xiomara") })
                .collect();
            let then: Vec<&str> = then.iter().map(String::as_str).collect();
            let book = merged_in_a_backup(merge, &then);
            let said = book.json("forget xiomara --yes");
            assert_eq!(traces(&book.path("")), Vec::<String>::new(), "{merge}, {then:?}");
            assert_eq!((&said["left"], &said["with_them"]), (&json!([]), &json!([])), "{merge}, {then:?}");
            let copy = book.bare("show ana --json --db book.db.backup-2026-11-23").run().json();
            let texts = crate::support::names(&copy["touches"], "/text");
            assert_eq!(texts.last().map(String::as_str), Some("+ Always on time"), "{merge}, {then:?}");
            book.bare("doctor --db book.db.backup-2026-11-23").run().ok();
        }
    }
}

#[test]
fn a_record_under_another_id_is_found_inside_somebody_elses() {
    let book = merged_in_a_backup("merge xiomara ana", &[]);
    book.run("undo").ok();
    book.run("undo").ok();
    book.run("add 'Xiomara Quetzalpoint' --company Zarzamora").ok();
    book.run("forget xiomara --yes").ok();
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
    let copy = book.bare("show ana --json --db book.db.backup-2026-11-23").run().json();
    assert_eq!(copy["touches"][0]["text"], "+ Always on time");
}

#[test]
fn two_who_cannot_be_taken_apart_any_more_go_together_from_a_backup_and_forget_says_so() {
    let book = merged_in_a_backup("merge xiomara ana", &[]);
    // The backup has lost the changes that led to it.
    let copy = rusqlite::Connection::open(book.path("book.db.backup-2026-11-23")).expect("the backup");
    copy.execute_batch("DELETE FROM journal; DELETE FROM change;").expect("no journal");
    drop(copy);
    let ran = book.run("forget xiomara --yes").ok();
    assert!(ran.out.contains("Ana went with them in "), "{}", ran.out);
    assert!(ran.out.contains("book.db.backup-2026-11-23: the two are one record there."), "{}", ran.out);
    assert_eq!(traces(&book.path("")), Vec::<String>::new());
    book.run("show ana").ok().says("Always on time");
    book.bare("doctor --db book.db.backup-2026-11-23").run().ok();
}

#[test]
fn backups_and_exports_elsewhere_are_looked_for() {
    let book = book();
    fs::create_dir(book.path("elsewhere")).expect("a folder");
    book.run("backup elsewhere/copy.db").ok();
    book.run("export json -o elsewhere/book.json").ok();
    book.write("config.toml", "[backups]\nfolder = \"new\"\n");
    let said = book.go("forget xiomara --yes --json").arg("--config").arg(book.path("config.toml")).run().json();
    assert_eq!(said["left"].as_array().map(Vec::len), Some(1), "{said}");
    assert!(said["left"][0]["file"].as_str().is_some_and(|f| f.ends_with("book.json")), "{said}");
    let all = traces(&book.path(""));
    assert!(all.iter().all(|t| t.ends_with("book.json")), "{all:?}");
}

#[test]
fn facts_and_addresses_of_others_that_name_the_person_are_named() {
    let book = Book::with_favorites(&["Zebulon Quixote", "Bea", "Cal"]);
    book.words(&["edit", "bea", "--address", "c/o Zebulon Quixote\nRua 1"]).ok();
    book.words(&["edit", "cal", "--facts", "Knows Zebulon Quixote\nLikes tea"]).ok();
    let forgotten = book.json("forget zebulon --yes");
    assert_eq!(forgotten["address"], json!([{"customer": "Bea", "line": "c/o Zebulon Quixote"}]));
    assert_eq!(forgotten["facts"], json!([{"customer": "Cal", "line": "Knows Zebulon Quixote"}]));
}

#[test]
fn whoever_named_them_by_a_name_of_a_merged_record_or_the_first_alone_is_listed() {
    let book = Book::with_favorites(&["'Ji-woo Park'", "'Zoe Chen'", "Ben"]);
    book.run("log ben -m '+ Zoe saved us' -m 'A word with Ji-woo' -m 'Zoel is a brand' -m 'Ask Zoe Chen'").ok();
    book.run("edit ben --facts 'Plays chess with Zoe\nLikes tea'").ok();
    book.run("lift --after lost-deal --about 'Zoe left'").ok();
    book.run("merge zoe ji-woo").ok();
    let forgotten = book.run("forget ji-woo --yes --json").ok().json();
    let said = crate::support::names(&forgotten["mentions"], "/text");
    for line in ["Zoe saved us", "A word with Ji-woo", "Ask Zoe Chen"] {
        assert!(said.iter().any(|said| said == line), "{line}: {said:?}");
    }
    assert!(!said.iter().any(|said| said == "Zoel is a brand"), "{said:?}");
    assert_eq!(forgotten["facts"], json!([{"customer": "Ben", "line": "Plays chess with Zoe"}]));
    assert_eq!(forgotten["setbacks"], json!(["Zoe left"]));
}

#[test]
fn customers_of_the_same_first_name_are_passed_over_and_what_is_listed_ends() {
    let book = Book::with_favorites(&["'Ana Ribeiro'", "'Ana Costa'", "'Ana Maria Nunes'", "Ben"]);
    book.words(&["edit", "ana costa", "--facts", "Ana likes tea"]).ok();
    book.words(&["log", "ana costa", "-m", "Ana was in a hurry"]).ok();
    book.words(&["log", "ben", "-m", "+ Ana knows everybody"]).ok();
    let met: Vec<String> = (0..25).map(|n| format!("Met Ana Ribeiro {n} times")).collect();
    book.words(&["edit", "ben", "--facts", &met.join("\n")]).ok();
    let said = book.words(&["forget", "ana ribeiro", "--yes"]).ok();
    let said = said.says("Ana knows everybody").says("Met Ana Ribeiro 18 times").says("and 6 more");
    said.never_says("Costa").never_says("Nunes").never_says("19 times");
}

#[test]
fn a_log_is_forgotten_whole_after_a_merge_of_somebody_else_who_was_there() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("add Xiomara").ok();
    book.run("log xiomara --with ben -m '+ Always on time'").ok();
    book.run("merge ben ana").ok();
    book.run("forget xiomara --yes").ok();
    book.run("doctor --dry-run").ok();
}
