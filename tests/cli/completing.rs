//! What a shell's script reads when somebody presses Tab. tests/pty/completing.rs presses it in the shells themselves.

use crate::support::Book;

/// The words that are offered behind some words; the last one is being typed.
fn offered(book: &Book, shell: &str, words: &[&str]) -> Vec<String> {
    let mut go = book.bare("").env("GOODCALL_COMPLETE", shell).env("GOODCALL_DB", &book.file().display().to_string());
    for word in words {
        go = go.arg(word);
    }
    let ran = go.run().ok();
    assert_eq!(ran.err, "", "{words:?}: a completion says nothing of itself");
    ran.out.lines().map(|line| line.split('\t').next().unwrap_or_default().to_string()).collect()
}

fn fish(book: &Book, words: &[&str]) -> Vec<String> {
    offered(book, "fish", words)
}

fn book() -> Book {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --company 'Porto Cold Chain' --tag 'spring fair' --tag vip --city Porto").ok();
    book.run("add 'Ana Ribeirosa'").ok();
    book.words(&["add", "Evil $(touch X)", "--tag", "$(touch T)"]).ok();
    book
}

#[test]
fn a_customer_is_completed_by_words_that_mean_them_alone() {
    let book = book();
    // Of Ana Ribeiro alone the name would begin Ana Ribeirosa's as well.
    assert_eq!(fish(&book, &["show", "an"]), ["ana-ribeiro-porto-cold-chain", "ana-ribeirosa"]);
    assert_eq!(fish(&book, &["show", "rib"]), ["ribeiro-ana-porto-cold-chain", "ribeirosa-ana"]);
    assert_eq!(fish(&book, &["show", "ana", "ribeiros"]), ["ribeirosa"]);
    assert_eq!(fish(&book, &["log", "--kind", "visit", "ev"]), ["evil-touch-x"]);
    assert_eq!(fish(&book, &["praise", "--customer=port"]), ["--customer=porto-ana-ribeiro"]);
    for word in fish(&book, &["show", ""]) {
        book.words(&["show", &word]).ok();
    }
}

#[test]
fn namesakes_are_completed_with_the_id_behind_the_name() {
    let book = Book::new();
    book.run("add Kim --company Alpha").ok();
    book.run("add Kim --company Alpha").ok();
    let (one, other) = (book.json("list")[0]["id"].clone(), book.json("list")[1]["id"].clone());
    let offered = fish(&book, &["show", "k"]);
    assert_eq!(offered.len(), 2, "{offered:?}");
    for id in [one, other] {
        let id = id.as_str().expect("an id");
        assert!(offered.contains(&format!("kim-{id}")), "{offered:?}");
        assert_eq!(book.json(&format!("show kim-{id}"))["id"], id);
        // The id of somebody else's is nobody's.
        book.run(&format!("show ana-{id}")).fails(3);
    }
}

#[test]
fn tags_teammates_ids_and_files_are_completed_where_they_go() {
    let book = book();
    book.words(&["log", "porto", "-m", "+ @\"Sally Reyes\" was quick\n! Print labels\n= the list by thu"]).ok();
    assert_eq!(fish(&book, &["edit", "ana", "--no-tag", "sp"]), ["spring fair"]);
    assert_eq!(fish(&book, &["list", "tag:v"]), ["tag:vip"]);
    assert_eq!(fish(&book, &["list", "ci"]), ["city:"]);
    assert_eq!(fish(&book, &["kudos", "sal"]), ["Sally Reyes"]);
    assert_eq!(fish(&book, &["kudos", "Sally", "R"]), ["Reyes"]);
    assert_eq!(fish(&book, &["ideas", "done", ""]), [book.id("ideas")]);
    assert_eq!(fish(&book, &["promises", "kept", ""]), [book.id("promises")]);
    assert_eq!(fish(&book, &["praise", "--star", ""]), [book.id("praise")]);
    assert_eq!(fish(&book, &["touch", "show", ""]).len(), 1);
    assert_eq!(fish(&book, &["ideas", "reopen", ""]), [""; 0]);
    assert_eq!(fish(&book, &["vis"]), ["visits"]);
    assert_eq!(fish(&book, &["import", "--m"]), ["--map"]);
    assert_eq!(fish(&book, &["show", "--e"]), [""; 0], "no customer is an option");
    book.run("archive evil").ok();
    assert_eq!(fish(&book, &["unarchive", ""]), ["evil-touch-x"]);
    let files = book.bare("import x").env("GOODCALL_COMPLETE", "zsh").run();
    assert_eq!((files.code, files.out.as_str()), (Some(10), ""), "files are the shell's");
}

#[test]
fn bash_gets_words_that_it_can_put_on_the_line_as_they_are() {
    let book = book();
    assert_eq!(offered(&book, "bash", &["edit", "evil", "--no-tag", "\\$"]), ["\\$\\(touch\\ T\\)"]);
    assert_eq!(offered(&book, "bash", &["edit", "ana", "--no-tag", "'spr"]), ["spring fair"]);
    assert_eq!(offered(&book, "bash", &["edit", "evil", "--no-tag", "\"$"]), [""; 0], "in these quotes it would run");
    // Bash divides words at "=" and ":".
    assert_eq!(offered(&book, "bash", &["list", "tag", ":", "spr"]), ["spring\\ fair"]);
    assert_eq!(offered(&book, "bash", &["praise", "--customer", "=", "ev"]), ["evil-touch-x"]);
    assert_eq!(offered(&book, "bash list", &["show", "ev"]), ["evil-touch-x  Evil $(touch X)"]);
}

#[test]
fn a_completion_begins_no_book_and_brings_none_up_to_date() {
    let book = Book::new();
    assert_eq!(fish(&book, &["show", ""]), [""; 0]);
    assert!(!book.file().exists());
    let elsewhere = book.path("elsewhere.db").display().to_string();
    assert_eq!(fish(&book, &["--db", &elsewhere, "show", ""]), [""; 0]);
    assert!(!book.path("elsewhere.db").exists());
    let old = self::book();
    rusqlite::Connection::open(old.file()).expect("a book").pragma_update(None, "user_version", 6).expect("a version");
    let before = std::fs::read(old.file()).expect("a book");
    assert_eq!(fish(&old, &["show", ""]), [""; 0]);
    book.write("book.db", "not a book");
    assert_eq!(fish(&book, &["show", ""]), [""; 0]);
    assert!(before == std::fs::read(old.file()).expect("a book"), "the older book was touched");
}

#[test]
fn many_customers_are_offered_in_part_and_what_is_typed_stays() {
    let book = Book::new();
    let rows: String = (0..300).map(|n| format!("Ana{n:03} Lee,ana{n}@x.example\n")).collect();
    book.write("many.csv", format!("name,email\n{rows}Xenia Ott,xo@y.example\n"));
    book.run("import many.csv").ok();
    let offered = fish(&book, &["show", "a"]);
    assert!(offered.len() <= 61, "{}", offered.len());
    assert_eq!(offered.last().map(String::as_str), Some("a…"), "a shell completes no further than all of them agree");
    // All mailboxes have an x.
    assert_eq!(fish(&book, &["show", "x"]).first().map(String::as_str), Some("xenia-ott"));
}
