//! `export csv` and `export vcard`, and those files brought back.

use goodcall::domain::customer::CustomerField;
use serde_json::{Value, json};

use crate::support::{Book, names};

/// People who have something in every field, and one who has nothing.
fn full() -> Book {
    let book = Book::new();
    book.words(&[
        "add",
        "Ana Ribeiro",
        "--company=Porto, \"Cold\" Chain",
        "--role=Operations lead",
        "--phone=work: +351 22 555 0142",
        "--phone=boat: +351 912 345 678",
        "--email=ana@porto.example",
        "--email=home: ana@home.example",
        "--city=Porto",
        "--address=Rua das Flores 12\n4000-001 Porto",
        "--birthday=04-12",
        "--customer-since=2019-05-02",
        "--tag=vip",
        "--tag=Porto, north",
        "--facts==1+1 is two\n- likes tea; \\n is no break",
        "--hours=09:00-12:00",
        "--favorite",
        "--pleasure=5",
        "--profit=4",
        "--peak=tue,thu",
        "--touches-a-year=3",
        "--do-not-call",
    ])
    .ok();
    book.run("add 'Ben Okafor' --past --left-on 2025-01-05 --left-because price --every 6m --referred-by ana").ok();
    book.run("snooze ana 'in 2 weeks'").ok();
    book.run("add Zoe").ok();
    book.run("archive zoe").ok();
    book
}

/// Everybody, as JSON has them, less what the book says of the row itself.
fn everybody(book: &Book) -> Vec<Value> {
    let mut all = Vec::new();
    for list in ["list", "list --archived"] {
        for mut customer in book.json(list).as_array().expect("a list").clone() {
            customer["updated_at"] = Value::Null;
            all.push(customer);
        }
    }
    all
}

#[test]
fn a_csv_comes_back_without_a_difference() {
    let book = full();
    let csv = book.run("export csv").ok().out;
    let other = Book::new();
    other.write("people.csv", &csv);
    let imported = other.json("import people.csv");
    assert_eq!((&imported["added"], &imported["rejected"], &imported["noted"]), (&json!(3), &json!([]), &json!([])));
    assert_eq!(imported["unused"], json!([]));
    assert_eq!(everybody(&other), everybody(&book));
    // Where they are already, it changes nothing, and leaves nothing to undo.
    book.write("people.csv", &csv);
    let steps = book.json("undo --list");
    let again = book.json("import people.csv");
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(3)));
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn a_row_that_was_edited_in_a_spreadsheet_changes_the_one_whose_it_is() {
    let book = full();
    let csv = book.run("export csv").ok().out;
    book.write("people.csv", csv.replace("Ben Okafor", "Benedict Okafor").replace("Operations lead", "Director"));
    book.write("before.csv", &csv);
    book.run("import before.csv").ok();
    assert_eq!(book.json("import people.csv")["updated"], 2);
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Benedict Okafor"]);
    assert_eq!(book.json("show ana")["role"], "Director");
}

#[test]
fn no_cell_of_a_csv_is_computed_by_a_spreadsheet() {
    let book = Book::new();
    book.words(&["add", "=cmd()", "--company=+1", "--role=-1", "--city=@x", "--facts=＝1", "--phone=+351225550142"])
        .ok();
    let ran = book.run("export csv").ok();
    // Five cells, each of them but the city also under Google's name for it.
    assert_eq!(
        ran.err,
        "9 cells begin like formulas and have an apostrophe in front; goodcall import takes it off again.\n"
    );
    let csv = ran.out;
    let row = csv.lines().nth(1).expect("a row");
    assert!(row.starts_with("goodcall-"), "{row}");
    assert!(row.ends_with(",+351225550142"), "{row}");
    assert!(row.contains(",'=cmd(),'+1,'-1,+351225550142,,'@x,"), "{row}");
    assert!(row.contains(",'＝1,"), "{row}");
}

#[test]
fn an_empty_book_is_a_header_alone() {
    let book = Book::new();
    let csv = book.run("export csv").ok().out;
    assert_eq!(csv.lines().count(), 1, "{csv}");
    assert!(csv.starts_with("goodcall_id,name,company,role,phone,") && csv.contains(",First Name,"), "{csv}");
    book.write("nobody.csv", &csv);
    assert_eq!(book.json("import nobody.csv")["added"], 0);
}

#[test]
fn a_csv_goes_into_a_file_and_nowhere_else() {
    let book = full();
    std::fs::create_dir(book.path("folder")).expect("a folder");
    book.run("export csv -o folder").fails(1).warns("folder is not a regular file");
    book.run("export csv -o folder").warns("csv goes into one file: name it");
    let long = "n".repeat(300);
    let ran = book.run(&format!("export csv -o {long}")).fails(1);
    assert!(!ran.err.contains("os error"), "{}", ran.err);
    #[cfg(unix)]
    {
        ran.warns("the name is longer than the system takes");
        book.run("export csv -o /dev/null").fails(1).warns("goodcall export csv > /dev/null");
    }
    book.run("export csv -o new/").fails(1).warns("new/ names a folder");
    book.words(&["export", "csv", "-o", "two\nlines.csv"]).ok().says("Wrote 3 customers to two␊lines.csv.");
    assert_eq!(book.run("export csv --customer ben -o ben.csv --json").json(), json!({"file": "ben.csv"}));
    let ben = book.read("ben.csv");
    // Excel takes a file for UTF-8 by this alone; a program that reads along has no use for it.
    assert!(ben.starts_with("\u{feff}goodcall_id,name,company,"), "{ben}");
    assert!(book.run("export csv").ok().out.starts_with("goodcall_id,name,"));
    assert!(!book.run("export csv -o -").ok().out.contains('\u{feff}'));
    assert_eq!(book.json("import ben.csv")["unchanged"], 1);
    assert!(ben.contains("Ben Okafor") && ben.contains("Ana Ribeiro") && !ben.contains("Operations lead"), "{ben}");
}

#[test]
fn what_a_spreadsheet_read_in_another_encoding_overwrites_no_name() {
    let book = Book::new();
    book.words(&["add", "João Conceição", "--city=São Paulo"]).ok();
    let csv = book.run("export csv").ok().out;
    let garbled: String = csv.bytes().map(char::from).collect();
    book.write("people.csv", &garbled);
    let imported = book.json("import people.csv");
    assert_eq!((&imported["updated"], &imported["unchanged"]), (&json!(0), &json!(1)), "{imported}");
    let reason = imported["noted"][0]["reason"].as_str().expect("a note");
    assert!(reason.contains("\"João Conceição\" that was read in another encoding"), "{reason}");
    assert_eq!(names(&book.json("list"), "/name"), ["João Conceição"]);
    // What was edited there comes in as it was meant.
    book.write("people.csv", garbled.replace("SÃ£o Paulo", "SÃ£o Carlos"));
    assert_eq!(book.json("import people.csv")["updated"], 1);
    assert_eq!(book.json("show joão")["city"], "São Carlos");
}

#[test]
fn whatever_encoding_a_spreadsheet_took_a_name_for_the_good_one_stays() {
    let book = Book::new();
    for name in ["João Conceição", "Łucja Żak", "Ольга Жукова", "Noé Città"] {
        book.words(&["add", name, "--facts=naïve"]).ok();
    }
    let csv = book.run("export csv").ok().out;
    for encoding in [encoding_rs::MACINTOSH, encoding_rs::WINDOWS_1250, encoding_rs::WINDOWS_1251, encoding_rs::GBK] {
        let (garbled, _, _) = encoding.decode(csv.as_bytes());
        // What can't be read in an encoding is lost in it.
        let rows = garbled.lines().filter(|row| !row.contains('\u{fffd}')).map(|row| format!("{row}\n"));
        book.write("people.csv", rows.collect::<String>());
        let imported = book.json("import people.csv");
        assert_eq!(imported["updated"], 0, "{}: {imported}", encoding.name());
    }
}

#[test]
fn a_mark_that_a_spreadsheet_read_as_letters_makes_nobody_twice() {
    let book = Book::new();
    book.words(&["add", "Ana Ribeiro", "--company=Porto Cold Chain"]).ok();
    book.words(&["add", "Ben Okafor"]).ok();
    let marked = |format: &str| {
        let text = book.run(&format!("export {format}")).ok().out;
        let text = text.trim_start_matches('\u{feff}');
        if format == "csv" { [text.to_string(), text.replace(',', "\t")] } else { [text.to_string(), text.to_string()] }
    };
    let files: Vec<String> = ["csv", "vcard", "json"].into_iter().flat_map(marked).collect();
    let garbled_in = [
        encoding_rs::WINDOWS_1252,
        encoding_rs::MACINTOSH,
        encoding_rs::WINDOWS_1251,
        encoding_rs::WINDOWS_1254,
        encoding_rs::GBK,
        encoding_rs::BIG5,
        encoding_rs::SHIFT_JIS,
        encoding_rs::EUC_KR,
    ];
    for text in files {
        let once = format!("\u{feff}{text}");
        let mut written = vec![once.clone(), format!("\u{feff}{once}"), format!("Ã¯Â»Â¿{text}")];
        written.extend(garbled_in.iter().map(|e| e.decode_without_bom_handling(once.as_bytes()).0.into_owned()));
        if !text.starts_with('{') {
            written.push(format!("{once}ï»¿{text}"));
        }
        for file in written {
            book.write("again", &file);
            let imported = book.json("import again");
            let counts = ["added", "updated"].map(|counted| imported[counted].as_u64());
            assert_eq!(counts, [Some(0), Some(0)], "{:?}: {imported}", &file.get(..24));
        }
    }
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Ben Okafor"]);
}

#[test]
fn text_of_another_program_that_was_read_in_another_encoding_is_said() {
    let book = Book::new();
    book.write("people.csv", "Name,City\nJoÃ£o,SÃ£o Paulo\nJosÃ©,Porto\nIrmã,BLÅ\n");
    let imported = book.json("import people.csv");
    let notes = imported["noted"].as_array().expect("notes");
    assert_eq!(notes.len(), 1, "{imported}");
    let reason = notes[0]["reason"].as_str().expect("a reason");
    assert_eq!(
        reason,
        "\"JoÃ£o\" is \"João\" that was read in another encoding; save the file as UTF-8 where it comes from, and import \
         it again"
    );
}

#[test]
fn what_a_spreadsheet_changed_of_ratings_favorites_and_standing_is_said_to_stay() {
    let book = full();
    let csv = book.run("export csv").ok().out;
    let columns: Vec<&str> = csv.lines().next().expect("a header").split(',').collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).expect("a column");
    let edited: Vec<String> = ["Ana Ribeiro", "Ben Okafor"]
        .iter()
        .map(|name| {
            let mut row = vec![String::new(); columns.len()];
            row[at("goodcall_id")] =
                format!("goodcall-{}", book.json(&format!("show '{name}'"))["id"].as_str().expect("an id"));
            row[at("name")] = (*name).to_string();
            row[at("pleasure")] = "2".into();
            if *name == "Ben Okafor" {
                row[at("standing")] = "active".into();
                row[at("favorite")] = "yes".into();
            }
            row.join(",")
        })
        .collect();
    book.write("edited.csv", format!("{}\n{}\n", columns.join(","), edited.join("\n")));
    let dry = book.run("import edited.csv --dry-run").ok().out;
    let mapped = |name: &str| dry.lines().find(|line| line.trim_start().starts_with(name)).expect("a line").to_string();
    assert!(mapped("pleasure").ends_with("pleasure (new customers only)"), "{dry}");
    assert!(mapped("left_because").ends_with("left_because (new customers only)"), "{dry}");
    assert!(mapped("city").ends_with(" city"), "{dry}");
    let imported = book.json("import edited.csv");
    assert_eq!((&imported["updated"], &imported["unchanged"]), (&json!(0), &json!(2)), "{imported}");
    let reasons: Vec<&str> =
        imported["noted"].as_array().expect("notes").iter().filter_map(|note| note["reason"].as_str()).collect();
    let said =
        "ratings, favorites and standing of 2 customers stayed as they are in the book: goodcall edit changes them";
    assert_eq!(reasons, [said]);
    assert_eq!((&book.json("show ana")["pleasure"], &book.json("show ben")["standing"]), (&json!(5), &json!("past")));
    // Of one it says who, and nothing where the book has all of it.
    let rows: Vec<&str> = edited.iter().map(String::as_str).take(1).collect();
    book.write("edited.csv", format!("{}\n{}\n", columns.join(","), rows.join("\n")));
    let one = book.json("import edited.csv");
    let said = "ratings of Ana Ribeiro stayed as they are in the book: goodcall edit changes them";
    assert_eq!(one["noted"][0]["reason"], said);
    book.run("edit ana --pleasure 2").ok();
    assert_eq!(book.json("import edited.csv")["noted"], json!([]));
}

#[test]
fn the_demo_comes_back_as_it_went_out_in_every_format() {
    let now = "--now 2026-11-23T14:42:00Z";
    let book = Book::new();
    let run = |words: &str, db: &str| book.bare(&format!("{words} {now} --db {db}")).run();
    let people = |db: &str| {
        let all = ["list --json", "list --archived --json", "list --past --json"].map(|list| run(list, db).json());
        let mut all: Vec<Value> = all.iter().filter_map(Value::as_array).flatten().cloned().collect();
        for customer in &mut all {
            for key in ["id", "updated_at", "source_uid", "referred_by"] {
                customer[key] = Value::Null;
            }
            // What was said came neither through a CSV nor through cards.
            customer.as_object_mut().expect("a customer").retain(|key, _| CustomerField::of_key(key).is_some());
        }
        all.sort_by_key(|customer| customer["name"].to_string());
        all
    };
    for (format, file) in
        [("csv", "people.csv"), ("vcard", "people.vcf"), ("vcard --vcard 3", "three.vcf"), ("json", "book.json")]
    {
        let (same, empty) = (format!("same-{file}.db"), format!("empty-{file}.db"));
        book.bare(&format!("demo --save {same} {now}")).run().ok();
        run(&format!("export {format} -o {file}"), &same).ok();
        let before = run("export json", &same).ok().out;
        let imported = run(&format!("import {file} --json"), &same).json();
        assert_eq!((&imported["added"], &imported["updated"]), (&json!(0), &json!(0)), "{format}: {imported}");
        assert_eq!((&imported["rejected"], &imported["noted"]), (&json!([]), &json!([])), "{format}: {imported}");
        assert!(run("export json", &same).ok().out == before, "{format} changes the book");
        run(&format!("import {file}"), &empty).ok();
        assert_eq!(people(&empty), people(&same), "{format}");
        let zones = |db: &str| {
            let csv = run("export csv", db).ok().out;
            csv.matches(",said,").count()
        };
        assert_eq!(zones(&empty), zones(&same), "{format}");
    }
}

#[test]
fn names_of_every_kind_come_back_as_they_were() {
    let names = [
        "Dr. Anna-Maria van der Berg, PhD",
        "Prof. Dr. med. Hans von Goethe",
        "Leal, Bruno",
        "Dana Fox, MBA, CFA",
        "Martin Luther King, Jr.",
        "Juan de la Cruz",
        "José Ortega y Gasset",
        "Cher",
        "van Dijk",
        "Frau Huber",
        "佐藤 花子",
        "佐藤花子",
        "محمد بن سلمان",
        "דוד בן גוריון",
        "Robert \"Bob\" Smith; Jr",
        "Anna Schmidt (Berlin)",
        "Porto Cold Chain",
    ];
    let book = Book::new();
    for name in names {
        book.words(&["add", name, "--company=Porto Cold Chain"]).ok();
    }
    for (format, file) in [("csv", "people.csv"), ("vcard", "people.vcf"), ("vcard --vcard 3", "three.vcf")] {
        book.run(&format!("export {format} -o {file}")).ok();
        let again = book.json(&format!("import {file}"));
        assert_eq!((&again["updated"], &again["unchanged"]), (&json!(0), &json!(names.len())), "{format}: {again}");
        let other = Book::new();
        other.write(file, book.read(file));
        other.run(&format!("import {file}")).ok();
        assert_eq!(everybody(&other), everybody(&book), "{format}");
    }
    let cards = book.read("people.vcf");
    for parts in [
        "N:van der Berg;Anna-Maria;;Dr.;PhD\r\n",
        "N:King;Martin Luther;;;Jr.\r\n",
        "N:;Cher;;;\r\n",
        "N:佐藤;花子;;;\r\n",
        "N:بن سلمان;محمد;;;\r\n",
    ] {
        assert!(cards.contains(parts), "{parts}");
    }
    let csv = book.read("people.csv");
    assert!(csv.contains(",Anna-Maria,van der Berg,Dr.,PhD,Porto Cold Chain,"), "{csv}");
    assert!(csv.contains(",José,Ortega y Gasset,,,"), "{csv}");
}

#[test]
fn a_tab_goes_through_cards_as_it_stands() {
    let book = Book::new();
    book.words(&["add", "Zed\tTab", "--facts=one\ttwo\n\tthree"]).ok();
    for version in ["3", "4"] {
        let cards = book.run(&format!("export vcard --vcard {version}")).ok().out;
        assert!(cards.contains("FN:Zed\tTab\r\n") && cards.contains("one\ttwo\\n\tthree"), "{cards}");
        let other = Book::new();
        other.write("people.vcf", &cards);
        assert_eq!(other.json("import people.vcf")["added"], 1);
        assert_eq!(everybody(&other), everybody(&book));
        book.write("people.vcf", &cards);
        assert_eq!(book.json("import people.vcf")["unchanged"], 1);
    }
}

#[test]
fn cards_come_back_without_a_difference_in_both_versions() {
    for version in ["3", "4"] {
        let book = full();
        let cards = book.run(&format!("export vcard --vcard {version}")).ok().out;
        assert_eq!(cards.matches("BEGIN:VCARD\r\n").count(), 2, "the archived have none: {cards}");
        assert!(cards.contains(&format!("\r\nVERSION:{version}.0\r\n")), "{cards}");
        assert!(cards.contains("X-GOODCALL-DO-NOT-CALL:yes\r\n"), "{cards}");
        let other = Book::new();
        other.write("people.vcf", &cards);
        let imported = other.json("import people.vcf");
        assert_eq!(
            (&imported["added"], &imported["rejected"], &imported["noted"]),
            (&json!(2), &json!([]), &json!([]))
        );
        book.run("forget zoe --yes").ok();
        assert_eq!(everybody(&other), everybody(&book));
        book.write("people.vcf", &cards);
        let again = book.json("import people.vcf");
        assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
        // What another program edits in a card comes in.
        book.write("edited.vcf", cards.replace("TITLE:Operations lead", "TITLE:Director"));
        assert_eq!(book.json("import edited.vcf")["updated"], 1);
        assert_eq!(book.json("show ana")["role"], "Director");
    }
}

#[test]
fn a_card_that_came_with_a_uid_goes_out_with_it() {
    let book = Book::new();
    book.write("ana.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:5B2C-\\,x\r\nFN:Ana Ribeiro\r\nEND:VCARD\r\n");
    book.run("import ana.vcf").ok();
    let card = book.run("export vcard").ok().out;
    assert!(card.contains("\r\nUID:5B2C-\\,x\r\n"), "{card}");
    let other = Book::new();
    other.write("ana.vcf", &card);
    other.run("import ana.vcf").ok();
    assert_eq!(other.run("export vcard").ok().out.lines().nth(3), card.lines().nth(3));
    assert_eq!(everybody(&other)[0]["source_uid"], everybody(&book)[0]["source_uid"]);
}

#[test]
fn an_empty_book_has_no_card() {
    assert_eq!(Book::new().run("export vcard").ok().out, "");
    Book::new().run("export vcard --by month").fails(2);
    Book::new().run("export csv --vcard 3").fails(2).warns("it goes with vcard");
}

/// The files of a folder, with their content and when they were written.
fn files(book: &Book, folder: &str) -> std::collections::BTreeMap<String, (String, std::time::SystemTime)> {
    let entries = std::fs::read_dir(book.path(folder)).expect("a folder").map(|entry| entry.expect("an entry"));
    let about = |path: std::path::PathBuf| {
        let written = path.metadata().and_then(|m| m.modified()).expect("a file");
        (std::fs::read_to_string(path).expect("a file"), written)
    };
    entries.map(|e| (e.file_name().into_string().expect("a name"), about(e.path()))).collect()
}

#[test]
fn a_folder_of_cards_is_kept_current() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("export vcard -o cards/").ok().says("Wrote 3 cards into cards/; 0 as before, 0 removed.");
    std::fs::write(book.path("cards/notes.txt"), "mine").expect("a file");
    std::fs::write(book.path("cards/mum.vcf"), "BEGIN:VCARD\nVERSION:3.0\nUID:mum\nFN:Mum\nEND:VCARD\n")
        .expect("a file");
    let before = files(&book, "cards");
    assert_eq!(before.len(), 5);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| book.path(path).metadata().expect("it is there").permissions().mode() & 0o777;
        let card = before.keys().find(|name| name.starts_with("goodcall-")).expect("a card");
        assert_eq!((mode("cards"), mode(&format!("cards/{card}"))), (0o700, 0o600));
    }
    let kept = book.json("export vcard -o cards");
    assert_eq!((&kept["written"], &kept["unchanged"], &kept["removed"]), (&json!(0), &json!(3), &json!(0)));
    assert_eq!(files(&book, "cards"), before);

    book.run("edit ben --role Buyer").ok();
    assert_eq!(book.json("export vcard -o cards/")["written"], 1);
    let after = files(&book, "cards");
    let changed: Vec<_> = before.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.len() == 1 && after[changed[0]].0.contains("TITLE:Buyer\r\n"), "{changed:?}");

    // Somebody forgotten, merged or archived has no card any more; whoever else is in the folder stays.
    book.run("forget ana --yes").ok().says("cards");
    book.run("archive cleo").ok();
    assert_eq!(book.json("export vcard --customer ben -o cards/")["removed"], 1, "with a name only the forgotten go");
    assert_eq!(book.json("export vcard -o cards/")["removed"], 1);
    let left = files(&book, "cards");
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!((&left["mum.vcf"], &left["notes.txt"]), (&before["mum.vcf"], &before["notes.txt"]));
    // Another book keeps its own cards there.
    let other = Book::with_favorites(&["Dora"]);
    let cards = book.path("cards").display().to_string();
    let kept = other.words(&["export", "vcard", "-o", &cards, "--json"]).json();
    assert_eq!((&kept["written"], &kept["removed"]), (&json!(1), &json!(0)));
    assert_eq!(files(&book, "cards").len(), 4);
}

#[test]
fn a_card_that_another_program_edited_or_owns_is_left_alone() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("export vcard -o cards/").ok();
    let name = files(&book, "cards").into_keys().next().expect("a card");
    let path = format!("cards/{name}");
    let edited = book.read(&path).replace("FN:Ana", "FN:Anna");
    book.write(&path, &edited);
    book.run("edit ana --role Buyer").ok();
    book.run("export vcard -o cards/").ok().warns("edited by another program");
    assert_eq!(book.read(&path), edited);
    book.run("export vcard -o cards/ --force").ok().says("Wrote 1 card");
    assert!(book.read(&path).contains("FN:Ana\r\n") && book.read(&path).contains("TITLE:Buyer"));

    // A card of the same UID that another program keeps there.
    let folder = Book::new();
    std::fs::create_dir(folder.path("in")).expect("a folder");
    folder.write("in/ana.vcf", "BEGIN:VCARD\nVERSION:3.0\nUID:u-1\nFN:Ana\nEND:VCARD\n");
    folder.run("import in").ok();
    let before = files(&folder, "in");
    folder.run("export vcard -o in --force").ok().says("Wrote 0 cards").warns("another program's");
    assert_eq!(files(&folder, "in"), before);
    // Cards inside the folder that is imported are the same people.
    folder.run("export vcard -o in/out/").ok().says("Wrote 1 card");
    let again = folder.json("import in");
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(0)));
    assert_eq!(folder.json("export vcard -o in/out/")["written"], 0);
}

#[test]
fn a_folder_that_can_not_be_written_says_so() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("people", "a file");
    book.run("export vcard -o people/").fails(1);
    book.run("export vcard -o people").fails(1).warns("--force");
    #[cfg(unix)]
    if !is_root() {
        use std::os::unix::fs::PermissionsExt;
        std::fs::create_dir(book.path("cards")).expect("a folder");
        std::fs::set_permissions(book.path("cards"), std::fs::Permissions::from_mode(0o500)).expect("a mode");
        book.run("export vcard -o cards/").fails(1).warns("0 cards are up to date");
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::env::temp_dir().metadata().expect("a folder")) == 0
        && std::fs::metadata("/root").is_ok_and(|_| std::fs::read_dir("/root").is_ok())
}
