//! What an import says of people who may be in the book twice, and that it never brings a merged record back.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names, text};

const HEAD: &str = "Name,Company,Phone,Email,City\n";

/// Ana was added by hand; a file brings her again under another name, and Tom twice.
fn imported() -> (Book, Value) {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --company 'Porto Cold Chain' --email ana@porto.example --phone +351225550142").ok();
    book.run("add 'Priya Nair' --company 'Nair Textiles'").ok();
    book.write(
        "c.csv",
        format!(
            "{HEAD}A. Ribeiro,Porto Cold Chain Lda,+351911234567,a.ribeiro@home.example,Porto\n\
             Tom Ferreira,Ferreira & Filhos,,,\nTom Fereira,Ferreira & Filhos,,,\nLee Chen,Chen Printing,,,\n"
        ),
    );
    let result = book.json("import c.csv");
    (book, result)
}

fn counts(result: &Value) -> Value {
    json!([result["added"], result["updated"], result["unchanged"]])
}

#[test]
fn an_import_says_who_may_be_there_twice_and_why() {
    let (book, result) = imported();
    assert_eq!(counts(&result), json!([4, 0, 0]));
    let found = &result["duplicates"];
    assert_eq!((result["duplicates_found"].as_u64(), found.as_array().map(Vec::len)), (Some(2), Some(2)));
    has_keys(&found[0], "customer other why");
    has_keys(&found[0]["customer"], "id name company");
    let mut pairs: Vec<String> = Vec::new();
    for pair in found.as_array().expect("pairs") {
        assert_eq!(pair["why"], json!(["like-name"]));
        let mut both = [text(&pair["customer"]["name"]), text(&pair["other"]["name"])];
        both.sort_unstable();
        pairs.push(both.join(" + "));
    }
    pairs.sort();
    assert_eq!(pairs, ["A. Ribeiro + Ana Ribeiro", "Tom Fereira + Tom Ferreira"]);
    assert_eq!(book.json("merge"), *found);
}

#[test]
fn it_says_so_to_people_and_again_only_where_something_changed() {
    let (book, _) = imported();
    book.run("undo").ok();
    let ran = book.run("import c.csv").ok().says("4 customers added");
    let ran = ran.warns("2 likely duplicates").warns("a like name at the same company").warns("goodcall merge");
    ran.warns("A. Ribeiro (Porto Cold Chain Lda)");
    let again = book.run("import c.csv").ok();
    assert!(!again.err.contains("duplicate"), "{}", again.err);
    assert_eq!(book.json("import c.csv")["duplicates"], json!([]));
    let (book, _) = imported();
    assert_eq!(book.run("merge").ok().warns("keep-apart").out.matches("like name").count(), 2);
}

#[test]
fn a_dry_run_says_so_too_and_changes_nothing() {
    let (book, _) = imported();
    book.run("undo").ok();
    let result = book.json("import c.csv --dry-run");
    assert_eq!(result["duplicates_found"], 2);
    let of_ana = result["duplicates"].as_array().expect("pairs").iter().find(|p| p.to_string().contains("Ana"));
    let of_ana = of_ana.expect("a pair with Ana");
    for side in ["customer", "other"] {
        let new = of_ana[side]["name"] == "A. Ribeiro";
        assert_eq!(of_ana[side]["id"].is_null(), new, "whoever would only be added has no id: {of_ana}");
    }
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Priya Nair"]);
}

#[test]
fn an_archived_customer_is_found_too() {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --company Porto").ok();
    book.run("archive ana").ok();
    book.write("c.csv", format!("{HEAD}A. Ribeiro,Porto,,,\n"));
    assert_eq!(book.json("import c.csv")["duplicates_found"], 1);
    let ana = book.json("merge 'a. ribeiro' 'ana ribeiro'");
    assert_eq!((&ana["archived"], &ana["name"]), (&false.into(), &"Ana Ribeiro".into()), "back in sight");
}

#[test]
fn the_file_does_not_bring_a_merged_record_back() {
    let (book, _) = imported();
    book.run("merge 'A. Ribeiro' 'Ana Ribeiro'").ok();
    let before = book.json("show ana");
    assert_eq!(before["city"], "Porto");
    assert_eq!(counts(&book.json("import c.csv")), json!([0, 0, 4]));
    assert_eq!(book.json("show ana"), before);
    // By the number alone, by the name alone; what the file changed arrives where the user has not edited it.
    book.write("d.csv", format!("{HEAD}Ana R Ribeiro,X,+351911234567,,\n"));
    assert_eq!(book.json("import d.csv")["added"], 0);
    book.write("e.csv", format!("{HEAD}A. Ribeiro,Porto Cold Chain Lda,,,Lisboa\n"));
    assert_eq!(counts(&book.json("import e.csv")), json!([0, 1, 0]));
    let ana = book.json("show ana");
    assert_eq!((&ana["city"], &ana["email"]), (&"Lisboa".into(), &"ana@porto.example".into()));
    book.write("f.csv", format!("{HEAD}A. Ribeiro,Porto Cold Chain Lda,+351911234567,new@home.example,Braga\n"));
    book.run("import f.csv").ok();
    let ana = book.json("show ana");
    assert_eq!(
        (&ana["city"], &ana["email"]),
        (&"Braga".into(), &"ana@porto.example".into()),
        "the one that stayed wins"
    );
    assert_eq!(names(&book.json("list"), "/name").len(), 5);
}

#[test]
fn two_files_that_each_hold_one_of_the_two_do_not_take_turns() {
    let book = Book::new();
    book.write("one.csv", format!("{HEAD}Ana Ribeiro,Porto,,ana@porto.example,Porto\n"));
    book.write("two.csv", format!("{HEAD}A. Ribeiro,Porto,,ana@home.example,Braga\n"));
    book.run("import one.csv two.csv").ok();
    book.run("merge 'A. Ribeiro' 'Ana Ribeiro'").ok();
    let before = book.json("show ana");
    for _ in 0..2 {
        for file in ["one.csv", "two.csv"] {
            assert_eq!(counts(&book.json(&format!("import {file}"))), json!([0, 0, 1]), "{file}");
        }
    }
    assert_eq!(book.json("show ana"), before);
}

#[test]
fn a_card_is_known_by_the_uid_of_the_merged_record() {
    let book = Book::new();
    let card = |name: &str| format!("BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:{name}\nEND:VCARD\n");
    book.write("c.vcf", card("Ana"));
    book.run("import c.vcf").ok();
    book.run("add 'Ana Ribeiro'").ok();
    let cards = book.json("search ana");
    assert_eq!(cards.as_array().map(Vec::len), Some(2));
    book.words(&["merge", text(&cards[0]["id"]), text(&cards[1]["id"])]).ok();
    book.write("c.vcf", card("Ana Costa"));
    let result = book.json("import c.vcf");
    assert_eq!((&result["added"], names(&book.json("list"), "/name").len()), (&0.into(), 1));
}

#[test]
fn an_older_export_does_not_bring_it_back_and_a_new_one_keeps_what_it_was_known_by() {
    let (book, _) = imported();
    book.run("log 'A. Ribeiro' -m '+ Thank you'").ok();
    book.run("export json -o old.json").ok();
    book.run("merge 'A. Ribeiro' 'Ana Ribeiro'").ok();
    book.run("keep-apart 'Tom Ferreira' 'Tom Fereira'").ok();
    let before = book.run("export json").json();
    let result = book.json("import old.json");
    assert_eq!(counts(&result)[0], 0, "{result}");
    let after = book.run("export json").json();
    for table in ["customer", "touch", "remark", "known_as", "imported", "kept_apart"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    book.run("export json -o new.json").ok();
    let other = Book::new();
    other.words(&["import", &book.path("new.json").display().to_string()]).ok();
    assert_eq!(other.json("show ana")["known_as"], book.json("show ana")["known_as"]);
    assert_eq!(other.json("merge"), json!([]));
    other.write("c.csv", book.read("c.csv"));
    assert_eq!(counts(&other.json("import c.csv")), json!([0, 0, 4]));
}

#[test]
fn hostile_names_are_shown_harmless() {
    let book = Book::new();
    let evil = "Eve \u{1b}[31m\u{202e}x";
    book.words(&["add", evil, "--email", "e@x.example", "--company", "\u{1b}]0;boo\u{7}"]).ok();
    book.write("c.csv", format!("{HEAD}{evil} Two,\u{202e}Co,,E@x.example,\n{evil} Three,\u{7}Co,,f@x.example,\n"));
    book.run("add 'Plain' --email f@x.example").ok();
    let harmless = |ran: crate::support::Ran| {
        let ran = ran.ok();
        for said in [&ran.out, &ran.err] {
            assert!(!said.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{said:?}");
        }
    };
    harmless(book.run("import c.csv"));
    book.words(&["add", "Eve Four", "--email", "e@x.example"]).ok();
    harmless(book.run("merge"));
    let found = book.json("merge");
    let id = |side: &str| text(&found[0][side]["id"]).to_string();
    harmless(book.words(&["keep-apart", &id("customer"), &id("other")]));
    harmless(book.run("keep-apart --list"));
    harmless(book.words(&["merge", &id("other"), &id("customer")]));
    harmless(book.run("undo --list"));
    harmless(book.run("undo"));
}

#[test]
fn ten_thousand_are_compared_without_a_wait() {
    let book = Book::new();
    let rows: String =
        (0..10_000).map(|n| format!("Person {n} Of{n},Company {},,p{n}@company.example,Porto\n", n % 700)).collect();
    book.write("c.csv", format!("{HEAD}{rows}"));
    assert_eq!(book.json("import c.csv")["duplicates_found"], 0);
    let began = std::time::Instant::now();
    book.run("add 'P. 17 Of17' --company 'Company 17'").ok();
    assert_eq!(book.json("merge").as_array().map(Vec::len), Some(1));
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
