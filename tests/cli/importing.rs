//! `import` of CSV files and vCards: what comes in, what is left out.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names, same_bytes};

const CONTACTS: &str = "\
Name,Company,Phone,Email
Ana Ribeiro,Porto Cold Chain,+351 225 550 142,ana@porto.example
\"Ito, Dana\",\"Bright \"\"Dental\"\"\",+1 415 555 0100,dana@bright.example
";

#[test]
fn a_table_of_contacts_comes_in() {
    let book = Book::new();
    book.write("contacts.csv", CONTACTS);
    let result = book.json("import contacts.csv");
    has_keys(&result, "added updated unchanged rejected noted columns touches dry_run");
    assert_eq!((&result["noted"], &result["touches"]), (&json!([]), &0.into()));
    assert_eq!((&result["added"], &result["rejected"], &result["dry_run"]), (&2.into(), &json!([]), &false.into()));
    assert_eq!(result["columns"]["Company"], "company");
    let list = book.json("list");
    assert_eq!(names(&list, "/name"), ["Ana Ribeiro", "Ito, Dana"]);
    assert_eq!((&list[0]["phone"], &list[1]["company"]), (&"+351225550142".into(), &"Bright \"Dental\"".into()));
    assert_eq!(list[0]["favorite"], false);
}

#[test]
fn for_people_it_says_what_happened() {
    let book = Book::new();
    book.write("contacts.csv", CONTACTS);
    book.run("import contacts.csv").ok().says("2");
}

#[test]
fn semicolons_tabs_and_old_encodings_are_found_out() {
    let book = Book::new();
    book.write("semi.csv", "Name;Company\nAna;Porto\n");
    book.write("tabs.csv", "Name\tCompany\nBen\tPorto\n");
    book.write("utf16.csv", {
        let text = "\u{feff}Name,Company\r\nÇiğdem,Porto\r\n";
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    });
    let ran = book.write("old.csv", b"Name,Company\nZo\xeb M\xfcller,Caf\xe9 Porto\nJos\xe9 N\xfa\xf1ez,Se\xf1or\n");
    book.run("import semi.csv tabs.csv utf16.csv").ok();
    let old = book.words(&["import", &ran.display().to_string()]).ok();
    assert!(format!("{}{}", old.out, old.err).to_lowercase().contains("windows-1252"), "{}{}", old.out, old.err);
    assert_eq!(names(&book.json("list"), "/name"), ["Ana", "Ben", "Çiğdem", "José Núñez", "Zoë Müller"]);
}

#[test]
fn favorite_and_past_hold_for_everyone() {
    let book = Book::new();
    book.write("contacts.csv", CONTACTS);
    book.run("import contacts.csv --favorite --past").ok();
    let list = book.json("list");
    assert!(list.as_array().is_some_and(|l| l.iter().all(|c| c["favorite"] == true && c["standing"] == "past")));
}

#[test]
fn more_than_thirty_favorites_are_said_to_be_many() {
    let book = Book::new();
    let rows = |n: usize| (0..n).map(|i| format!("Person {i},Company {i}\n")).collect::<String>();
    book.write("many.csv", format!("Name,Company\n{}", rows(31)));
    let ran = book.run("import many.csv --favorite").ok();
    assert!(format!("{}{}", ran.out, ran.err).contains("many"), "{}{}", ran.out, ran.err);
    let twice = Book::new();
    twice.write("twice.toml", "call_days = [\"mon\", \"thu\"]\n");
    twice.write("many.csv", format!("Name,Company\n{}", rows(31)));
    twice
        .go("import many.csv --favorite --config twice.toml")
        .run()
        .ok()
        .warns("31 favorites are many: with 2 call days a week, you call each once in 16 weeks.");
}

#[test]
fn rows_left_out_are_named_by_line_and_the_rest_comes_in() {
    let book = Book::new();
    book.write(
        "rough.csv",
        "Name,Company,Pleasure\nAna,Porto,5\n,Nameless,3\n\n,,\nBen,\"Two\nlines\",9\nCleo,Porto,4\n",
    );
    let ran = book.run("import rough.csv --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(result["added"], 2);
    let rejected = result["rejected"].as_array().expect("a list");
    let lines: Vec<&Value> = rejected.iter().map(|r| &r["line"]).collect();
    assert_eq!(lines, [3, 6]);
    for row in rejected {
        has_keys(row, "file line reason");
        assert!(row["file"].as_str().is_some_and(|f| f.ends_with("rough.csv")), "{row}");
        assert!(row["reason"].is_string());
    }
    assert_eq!(names(&book.json("list"), "/name"), ["Ana", "Cleo"]);
    let again = Book::new();
    again.write("rough.csv", "Name,Company\n,Nameless\n");
    let ran = again.run("import rough.csv").ends(5);
    assert!(format!("{}{}", ran.out, ran.err).contains("line 2"), "{}{}", ran.out, ran.err);
}

#[test]
fn strict_takes_all_rows_or_none() {
    let book = Book::new();
    book.write("rough.csv", "Name,Company\nAna,Porto\n,Nameless\n");
    let ran = book.run("import rough.csv --strict --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&result["added"], result["rejected"].as_array().map(Vec::len)), (&0.into(), Some(1)));
    assert_eq!(book.json("list"), json!([]));
    assert_eq!(book.json("undo --list"), json!([]));
    book.write("good.csv", CONTACTS);
    book.run("import good.csv --strict").ok();
}

#[test]
fn a_dry_run_writes_nothing() {
    let book = Book::with_favorites(&["Zoe"]);
    book.write("contacts.csv", CONTACTS);
    let before = fs::read(book.file()).expect("a book");
    let result = book.json("import contacts.csv --dry-run");
    assert_eq!((&result["added"], &result["dry_run"]), (&2.into(), &true.into()));
    book.run("import contacts.csv --dry-run").ok().says("2");
    same_bytes(&book.file(), &before);
}

#[test]
fn a_column_can_be_said_to_fill_a_field() {
    let book = Book::new();
    book.write("odd.csv", "Who,Where they work,Pleasure\nAna,Porto,5\n");
    let result = book.run("import odd.csv --map 'Who=name' --map 'Where they work=company' --json").json();
    assert_eq!((&result["columns"]["Who"], &result["added"]), (&"name".into(), &1.into()));
    let ana = book.json("show ana");
    assert_eq!((&ana["company"], &ana["pleasure"]), (&"Porto".into(), &5.into()));
    book.run("import odd.csv --map 'Who=shoe-size'").fails(2);
    book.run("import odd.csv --map Who").fails(2);
}

#[test]
fn unknown_columns_are_shown_as_such() {
    let book = Book::new();
    book.write("odd.csv", "Name,Shoe size\nAna,39\n");
    let result = book.json("import odd.csv");
    assert!(result["columns"].as_object().is_some_and(|c| c.contains_key("Shoe size")), "{result}");
    assert_ne!(result["columns"]["Shoe size"], "name");
}

#[test]
fn files_that_hold_nobody_are_said_to() {
    let book = Book::new();
    book.run("import nowhere.csv").fails(1).warns("nowhere.csv");
    fs::create_dir(book.path("folder")).expect("a folder");
    book.run("import folder").fails(1).warns("folder");
    book.write("empty.csv", "");
    book.run("import empty.csv").fails(1).warns("empty.csv");
    book.write("noise.csv", [0_u8, 159, 146, 150, 0, 1, 2, 3].repeat(64));
    assert_ne!(book.run("import noise.csv").code, Some(0));
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn one_missing_file_among_several_brings_nobody_in() {
    let book = Book::new();
    book.write("contacts.csv", CONTACTS);
    book.run("import contacts.csv nowhere.csv").fails(1);
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn an_import_is_undone_whole() {
    let book = Book::with_favorites(&["Zoe"]);
    book.write("contacts.csv", CONTACTS);
    book.run("import contacts.csv").ok();
    assert_eq!(names(&book.json("list"), "/name").len(), 3);
    book.run("undo").ok().says("contacts.csv");
    assert_eq!(names(&book.json("list"), "/name"), ["Zoe"]);
}

#[test]
fn cards_of_every_version_come_in() {
    let book = Book::new();
    book.write(
        "all.vcf",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB\r\n\
         TEL;CELL:+491711234567\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Rib\r\n eiro\r\nORG:Porto Cold Chain;Docks\r\n\
         item1.TEL;TYPE=WORK:+351225550142\r\nTITLE:Boss\r\nUID:abc\r\nEND:VCARD\r\n\
         BEGIN:VCARD\nVERSION:4.0\nFN:Ben\nEMAIL:ben@x.example\nTZ:Europe/Lisbon\nEND:VCARD\n",
    );
    let result = book.json("import all.vcf");
    assert_eq!((&result["added"], &result["rejected"]), (&3.into(), &json!([])));
    let list = book.json("list");
    assert_eq!(names(&list, "/name"), ["Ana Ribeiro", "Ben", "Zoë Müller"]);
    assert_eq!((&list[0]["phone"], &list[0]["role"]), (&"+351225550142".into(), &"Boss".into()));
    assert_eq!((&list[1]["timezone"], &list[2]["phone"]), (&"Europe/Lisbon".into(), &"+491711234567".into()));
}

#[test]
fn a_folder_of_cards_comes_in() {
    let book = Book::new();
    fs::create_dir(book.path("cards")).expect("a folder");
    for name in ["Ana", "Ben"] {
        book.write(
            &format!("cards/{name}.vcf"),
            format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nUID:{name}\nEND:VCARD\n"),
        );
    }
    book.write("cards/readme.txt", "not a card");
    assert_eq!(book.json("import cards")["added"], 2);
}

#[test]
fn of_several_phones_the_preferred_then_the_mobile_is_taken() {
    let book = Book::new();
    let card = |name: &str, phones: &str| format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n{phones}END:VCARD\n");
    let work = "TEL;TYPE=WORK:+351225550142\n";
    let mobile = "TEL;TYPE=CELL:+351915550142\n";
    let home = "TEL;TYPE=HOME,PREF:+351235550142\n";
    book.write("phones.vcf", card("Ana", &format!("{work}{mobile}{home}")) + &card("Ben", &format!("{work}{mobile}")));
    book.run("import phones.vcf").ok();
    let (ana, ben) = (book.json("show ana"), book.json("show ben"));
    assert_eq!((&ana["phone"], &ben["phone"]), (&"+351235550142".into(), &"+351915550142".into()));
    assert_eq!(names(&ana["phones"], "/e164"), ["+351235550142", "+351225550142", "+351915550142"]);
    assert_eq!(names(&ana["phones"], "/label"), ["home", "work", "mobile"]);
    assert_eq!(names(&ben["phones"], "/e164"), ["+351915550142", "+351225550142"]);
    assert_eq!((&ana["facts"], &ben["facts"]), (&serde_json::Value::Null, &serde_json::Value::Null));
}

#[test]
fn an_account_beside_the_contacts_is_a_company_and_no_customer() {
    let book = Book::new();
    fs::create_dir(book.path("export")).expect("a folder");
    book.write("export/Contact.csv", "Id,AccountId,LastName,FirstName,MasterRecordId\n003A,001A,Hu,Ivy,\n");
    book.write("export/Account.csv", "Id,Name\n001A,Big Corp\n");
    book.run("import export").ok();
    let list = book.json("list");
    assert_eq!((names(&list, "/name"), names(&list, "/company")), (vec!["Ivy Hu".into()], vec!["Big Corp".into()]));
}

#[test]
fn what_a_row_has_beside_its_columns_is_kept_and_said() {
    let book = Book::new();
    book.write(
        "a.csv",
        "Name,,Company,Timezone,Hours\nAna,1,Porto,Mars/Olympus,9-12\nBea,2,Porto, Lda,mornings,likes tea\nCaio,3,Sul,Europe/Lisbon,\n",
    );
    let imported = book.json("import a.csv");
    assert_eq!((&imported["added"], &imported["rejected"]), (&3.into(), &serde_json::json!([])), "{imported}");
    assert_eq!(imported["unused"], serde_json::json!(["column 2"]));
    let facts = |who: &str| book.json(&format!("show {who}"))["facts"].clone();
    assert_eq!(facts("ana"), "Time zone: Mars/Olympus");
    assert_eq!(facts("bea"), "Column 6: likes tea\nTime zone: Lda\nCalling hours: mornings");
    assert_eq!(facts("caio"), serde_json::Value::Null);
    let noted = imported["noted"].as_array().expect("notes");
    let said: Vec<_> =
        noted.iter().map(|note| (note["line"].as_u64(), crate::support::text(&note["reason"]))).collect();
    for (line, quoted) in [(2, "Mars/Olympus"), (3, "likes tea"), (3, "Lda"), (3, "mornings")] {
        assert!(said.iter().any(|(at, reason)| *at == Some(line) && reason.contains(quoted)), "{quoted}: {said:?}");
    }
    let again = book.json("import a.csv");
    assert_eq!((&again["updated"], &again["unchanged"]), (&0.into(), &3.into()));
}

#[test]
fn one_row_that_is_left_out_is_spoken_of_as_one() {
    let book = Book::new();
    book.write("one.csv", "Name,Company\nAna,Porto\n,Sul\n");
    book.run("import one.csv").warns("1 row was left out").warns("correct it and import the file again");
    book.write("two.csv", "Name,Company\nBea,Porto\n,Sul\n,Norte\n");
    book.run("import two.csv").warns("2 rows were left out").warns("correct them and import the file again");
    book.run("import one.csv --dry-run").warns("correct it and look again");
    book.run("import one.csv --strict").warns("correct it, or import without --strict");
}

#[test]
fn where_every_row_is_left_out_nobody_is_said_to_be_in_the_book() {
    let book = Book::new();
    book.write("none.csv", "Name,Company\n,Sul\n");
    book.run("import none.csv").warns("1 row was left out; nothing was imported");
    book.write("one.csv", "Name,Company\nAna,Porto\n,Sul\n");
    book.run("import one.csv").warns("1 row was left out; the others are in the book");
}

#[test]
fn a_guess_at_an_encoding_is_said_to_programs_too() {
    let book = Book::new();
    let old = book.write("old.csv", b"Name,Company\nZo\xeb M\xfcller,Caf\xe9 Porto\nJos\xe9 N\xfa\xf1ez,Se\xf1or\n");
    book.write("contacts.csv", CONTACTS);
    let files = &book.json("import old.csv contacts.csv")["files"];
    assert_eq!((&files[0]["encoding"], &files[1]["encoding"]), (&"windows-1252".into(), &Value::Null));
    assert!(old.ends_with(files[0]["file"].as_str().expect("a path")), "{files}");
}

#[test]
fn a_file_that_is_not_there_is_said_in_words() {
    let book = Book::new();
    let ran = book.run("import gone.csv").fails(1);
    assert!(ran.err.contains("no such file or folder") && !ran.err.contains("os error"), "{}", ran.err);
}

#[test]
fn equal_names_are_called_the_same() {
    let book = Book::new();
    book.write("a.csv", "Name,Company\nAna Reis,Porto\nAna Reis,Porto Lda\nA. Reis,Porto\nBea Lima,\nBea Lima,\n");
    book.run("import a.csv").ok().warns("the same name at the same company").warns("a like name at the same company");
    book.run("merge")
        .ok()
        .says("the same name at the same company")
        .says("the same name\n")
        .never_says("without a company");
}

#[test]
fn a_rehearsal_begins_no_book() {
    let book = Book::new();
    book.write("a.csv", "Name\nAna\n");
    assert_eq!(book.json("import a.csv --dry-run")["added"], 1);
    assert!(!book.file().exists());
    book.run("import a.csv").ok();
    assert_eq!(book.json("import a.csv --dry-run")["unchanged"], 1);
}

#[test]
fn folders_within_a_folder_are_read_and_hidden_files_are_not() {
    let book = Book::new();
    let card = |name: &str| format!("BEGIN:VCARD\nFN:{name}\nEND:VCARD\n");
    for folder in ["cards/home", "cards/work/.cache"] {
        std::fs::create_dir_all(book.path(folder)).expect("a folder");
    }
    for (file, name) in [
        ("cards/a.vcf", "Ana"),
        ("cards/home/b.vcf", "Bea"),
        ("cards/work/c.vcf", "Caio"),
        ("cards/.d.vcf", "Dora"),
        ("cards/work/.cache/e.vcf", "Eva"),
    ] {
        book.write(file, card(name));
    }
    book.run("import cards").ok().says("3 customers added");
    assert_eq!(crate::support::names(&book.json("list"), "/name"), ["Ana", "Bea", "Caio"]);
}
