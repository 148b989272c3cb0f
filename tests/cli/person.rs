//! Birthdays, the day of the first yes, and tags: on the command line, in files, and through everything that moves them.

use serde_json::{Value, json};

use crate::support::Book;

fn of_ana(book: &Book) -> [Value; 3] {
    let ana = book.json("show ana");
    ["birthday", "customer_since", "tags"].map(|key| ana[key].clone())
}

#[test]
fn tags_are_added_and_taken_away_one_by_one() {
    let book = Book::new();
    assert_eq!(book.json("add Ana --tag vip --tag 'spring fair'")["tags"], json!(["spring fair", "vip"]));
    assert_eq!(book.json("add Ben")["tags"], json!([]));
    assert_eq!(book.json("edit ana --tag VIP --tag Porto --no-tag 'Spring FAIR'")["tags"], json!(["Porto", "vip"]));
    let ana = book.run("edit ana --no-tag golf --city Porto").fails(3);
    ana.warns("Ana has no tag \"golf\"; nothing was changed").warns("Porto, vip");
    assert_eq!(book.json("show ana")["city"], Value::Null);
    book.run("edit ben --no-tag golf").fails(3).warns("no tags yet");
    book.run("edit ana --tag ' '").fails(2).warns("tag: a tag needs");
    book.run("show ana").ok().says("Tags       Porto, vip");
    assert_eq!(book.json("search spring"), json!([]));
    assert_eq!(book.json("search vip")[0]["customer"]["name"], "Ana");
    book.run("undo").ok();
    assert_eq!(book.json("show ana")["tags"], json!(["spring fair", "vip"]));
    assert_eq!(book.json("search spring")[0]["customer"]["name"], "Ana");
    book.run("redo").ok();
    assert_eq!(book.json("show ana")["tags"], json!(["Porto", "vip"]));
}

#[test]
fn a_birthday_that_can_not_be_is_refused_and_nothing_is_changed() {
    let book = Book::new();
    assert_eq!(book.json("add Ana --birthday 04-12")["birthday"], "04-12");
    for (typed, why) in [
        ("1980-02-30", "birthday: \"1980-02-30\" is not a day of a year; write 1980-04-12, or 04-12"),
        ("02-30", "birthday: \"02-30\" is not a day of a year"),
        ("2099-01-01", "birthday: 2099-01-01 lies in the future"),
        ("1604-04-12", "nobody alive was born in 1604; without the year, write 04-12"),
        ("0001-01-01", "nobody alive was born in 1;"),
    ] {
        book.words(&["edit", "ana", "--birthday", typed]).fails(2).warns(why);
    }
    book.words(&["edit", "ana", "--customer-since", "2099-01-01"]).fails(2).warns("lies in the future");
    assert_eq!(of_ana(&book), [json!("04-12"), Value::Null, json!([])]);
    let edited = book.json("edit ana --birthday '12 Apr 1980' --customer-since 2019-05-02");
    assert_eq!((&edited["birthday"], &edited["customer_since"]), (&"1980-04-12".into(), &"2019-05-02".into()));
    book.run("edit ana --birthday '' --customer-since ''").ok();
    assert_eq!(of_ana(&book), [Value::Null, Value::Null, json!([])]);
    book.run("undo").ok();
    assert_eq!(of_ana(&book), [json!("1980-04-12"), json!("2019-05-02"), json!([])]);
    assert_eq!(book.json("doctor")["ok"], true);
}

#[test]
fn a_merge_unites_tags_keeps_the_birthday_and_is_undone() {
    let book = Book::new();
    book.run("add Ana --tag vip --birthday 04-12").ok();
    book.run("add 'Ana R' --tag VIP --tag golf --birthday 1981-05-03 --customer-since 2019-05-02").ok();
    book.run("merge 'Ana R' Ana").ok();
    assert_eq!(of_ana(&book), [json!("04-12"), json!("2019-05-02"), json!(["golf", "vip"])]);
    assert_eq!(book.json("show ana")["facts"], "also: name Ana R\nalso: birthday 1981-05-03");
    assert_eq!(book.json("doctor")["ok"], true);
    book.run("undo").ok();
    let all = book.json("list");
    assert_eq!((&all[0]["tags"], &all[0]["customer_since"]), (&json!(["vip"]), &Value::Null));
    assert_eq!((&all[1]["tags"], &all[1]["birthday"]), (&json!(["golf", "VIP"]), &"1981-05-03".into()));
}

#[test]
fn a_merge_keeps_the_birthday_with_its_year_in_either_direction() {
    for (stays, goes) in [("04-12", "1990-04-12"), ("1990-04-12", "04-12")] {
        let book = Book::new();
        book.run(&format!("add Ana --birthday {stays}")).ok();
        book.run(&format!("add 'Ana Ribeiro' --birthday {goes}")).ok();
        book.run("merge 'Ana Ribeiro' Ana").ok();
        let ana = book.json("show ana");
        assert_eq!((&ana["birthday"], &ana["facts"]), (&json!("1990-04-12"), &json!("also: name Ana Ribeiro")));
        book.run("undo").ok();
        assert_eq!(book.json("list")[0]["birthday"], stays);
    }
}

#[test]
fn a_file_that_lacks_the_year_of_a_birthday_leaves_it() {
    let book = Book::new();
    let import = |file: &str, day: &str| {
        book.write(file, format!("name,email,birthday\nAna,ana@x.example,{day}\n"));
        book.json(&format!("import {file}"));
        book.json("show ana")["birthday"].clone()
    };
    assert_eq!(import("a.csv", "1990-04-12"), "1990-04-12");
    assert_eq!(import("a.csv", "04-12"), "1990-04-12");
    assert_eq!(import("b.csv", "04-12"), "1990-04-12");
    // Another day, or the year put right, is news.
    assert_eq!(import("a.csv", "1991-04-12"), "1991-04-12");
    assert_eq!(import("a.csv", "04-13"), "04-13");
    assert_eq!(import("a.csv", "1991-04-13"), "1991-04-13");
}

#[test]
fn a_file_that_comes_again_changes_its_own_tags_and_no_others() {
    let book = Book::new();
    let import = |labels: &str| {
        book.write("google.csv", format!("First Name,Phonetic First Name,Labels\nAna,,{labels}\n"));
        book.json("import google.csv")
    };
    import("* myContacts ::: Navy ::: Porto");
    assert_eq!(book.json("show ana")["tags"], json!(["Navy", "Porto"]));
    book.run("edit ana --tag vip --no-tag porto").ok();
    assert_eq!(import("* myContacts ::: Navy ::: Porto")["unchanged"], 1);
    assert_eq!(book.json("show ana")["tags"], json!(["Navy", "vip"]));
    book.write("ana.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nCATEGORIES:Fair\nBDAY:--0412\nEND:VCARD\n");
    assert_eq!(book.json("import ana.vcf")["updated"], 1);
    assert_eq!(book.json("show ana")["tags"], json!(["Fair", "Navy", "vip"]));
    assert_eq!(import("Army ::: Porto")["updated"], 1);
    assert_eq!(book.json("show ana")["tags"], json!(["Army", "Fair", "vip"]));
    assert_eq!(book.json("import ana.vcf google.csv")["unchanged"], 2);
    assert_eq!(book.json("show ana")["birthday"], "04-12");
}

#[test]
fn a_book_that_comes_as_json_holds_no_day_that_can_not_be() {
    let (book, other) = (Book::new(), Book::new());
    book.run("add Ana --birthday 1980-04-12 --tag vip").ok();
    let out = book.run("export json").ok().out;
    for (from, to) in
        [("\"month\":4,\"day\":12", "\"month\":2,\"day\":30"), ("\"kind\":\"birthday\"", "\"kind\":\"easter\"")]
    {
        let spaced = |text: &str| text.replace(':', ": ").replace(',', ", ");
        let wrong = out.replace(from, to).replace(&spaced(from), &spaced(to));
        assert_ne!(wrong, out, "{from}");
        let third = Book::new();
        third.write("book.json", &wrong);
        third.run("import book.json").ends(5).says("anniversary");
        assert_eq!(third.json("list")[0]["birthday"], Value::Null);
    }
    other.write("book.json", out.replace("\"folded\":\"vip\"", "\"folded\":\"VIP\""));
    other.run("import book.json").ok();
    assert_eq!(other.json("search vip")[0]["customer"]["name"], "Ana");
    assert_eq!(other.json("edit ana --no-tag ViP")["tags"], json!([]));
}

#[test]
fn a_person_who_is_forgotten_leaves_no_birthday_and_no_tag() {
    let book = Book::new();
    book.run("add Ana --birthday 1980-04-12 --customer-since 2019-05-02 --tag 'Quiet Regatta'").ok();
    book.run("add Ben --tag vip").ok();
    book.run("forget ana --yes").ok();
    let out = book.run("export json").ok().out;
    assert!(!out.contains("Regatta") && !out.contains("first-yes"), "{out}");
    let bytes = std::fs::read(book.file()).expect("the book");
    assert!(!bytes.windows(7).any(|part| part.eq_ignore_ascii_case(b"Regatta")));
    assert_eq!(book.json("show ben")["tags"], json!(["vip"]));
}

#[test]
fn every_label_of_a_person_has_blanks_behind_it() {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --phone +351225550142 --do-not-call").ok();
    let shown = book.run("show ana").ok().out;
    let line = |label: &str| shown.lines().find(|line| line.trim_start().starts_with(label)).unwrap_or_default();
    assert!(line("Do not call").ends_with("Do not call  never offered for a call"), "{shown}");
    let (phone, not_to_call) = (line("Phone").find("+351"), line("Do not call").find("never"));
    assert!(phone.is_some() && phone == not_to_call, "{shown}");
}
