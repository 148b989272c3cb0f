//! `import` of files as they really look: other languages, odd dates, marks, and things other than a list of people.

use serde_json::{Value, json};

use crate::support::{Book, names, noted};

/// Imports a file a second time, which changes nothing.
fn again(book: &Book, line: &str) {
    let result = book.json(line);
    assert_eq!(
        (&result["added"], &result["updated"], &result["touches"]),
        (&0.into(), &0.into(), &0.into()),
        "{result}"
    );
}

#[test]
fn columns_that_were_not_used_are_named_by_the_import_itself() {
    let book = Book::new();
    let header = "\"Anrede\",\"Vorname\",\"Nachname\",\"Abteilung\",\"Telefon gesch\u{e4}ftlich\",\"Mobiltelefon\",\"E-Mail-Adresse\",\"E-Mail-Typ\",\"Geburtstag\",\"Suffix\"";
    let row = "\"Frau\",\"K\u{e4}the\",\"M\u{fc}ller\",\"Einkauf\",\"+49 221 5551201\",\"+49 151 55512020\",\"k@x.example\",\"SMTP\",\"0.0.00\",\"\"";
    let latin1: Vec<u8> =
        format!("{header}\r\n{row}\r\n").chars().map(|c| u8::try_from(c).expect("a letter of Latin")).collect();
    book.write("in.csv", latin1);
    let result = book.json("import in.csv --dry-run");
    assert_eq!(result["unused"], json!(["Anrede", "Abteilung", "E-Mail-Typ"]));
    let ran = book.run("import in.csv").ok();
    ran.says("windows-1252 (a guess)").says("Not used: Anrede, Abteilung, E-Mail-Typ");
    let kaethe = book.json("show käthe");
    assert_eq!((&kaethe["name"], &kaethe["email"]), (&"Käthe Müller".into(), &"k@x.example".into()));
    assert_eq!(kaethe["phone"], "+4915155512020");
    assert_eq!(kaethe["phones"][1], json!({"label": "work", "value": "+49 221 5551201", "e164": "+492215551201"}));
    assert_eq!(kaethe["facts"], Value::Null);
    again(&book, "import in.csv");
    assert_eq!(book.json("import in.csv --map 'Abteilung=facts'")["unused"], json!(["Anrede", "E-Mail-Typ"]));
    book.write("plain.csv", "name,phone\nAna,+351225550142\n");
    assert_eq!(book.json("import plain.csv")["unused"], json!([]));
}

#[test]
fn a_column_of_dates_has_one_order() {
    let book = Book::new();
    book.write(
        "dmy.csv",
        "name,Last Contacted\nAna,02/03/2026\nBen,13/02/2026\nCleo,yesterday\nDan,12 mars 2026\nEva,0/0/00\n",
    );
    let result = book.json("import dmy.csv");
    assert_eq!(result["touches"], 3);
    let notes = noted(&result);
    assert!(notes.len() == 1 && notes[0].starts_with("4: 'Last Contacted' holds \"yesterday\""), "{notes:?}");
    let day = |name: &str| {
        book.json(&format!("show {name}"))["touches"][0]["at"].as_str().unwrap_or_default()[..10].to_string()
    };
    assert_eq!([day("ana"), day("ben"), day("dan")], ["2026-03-02", "2026-02-13", "2026-03-12"]);
    assert_eq!(book.json("show cleo")["facts"], "Last Contacted: yesterday");
    again(&book, "import dmy.csv");
}

#[test]
fn where_no_date_tells_the_order_the_region_does() {
    for (region, month, words) in [("US", "03", "month first"), ("PT", "02", "day first")] {
        let book = Book::new();
        book.write("config.toml", format!("region = \"{region}\"\n"));
        book.write("c.csv", "name,Last Contacted\nAna,3/2/2026\nBen,4/2/2026\n");
        let result = book.json("import c.csv --config config.toml");
        let notes = noted(&result);
        assert!(notes.len() == 1 && notes[0].starts_with("2: ") && notes[0].contains(words), "{notes:?}");
        let at = book.json("show ana")["touches"][0]["at"].to_string();
        assert!(at.contains(&format!("2026-{month}-")), "{region}: {at}");
        again(&book, "import c.csv --config config.toml");
    }
}

#[test]
fn cards_of_outlook_apple_and_companies_come_in() {
    let book = Book::new();
    book.write(
        "in.vcf",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Wit;Tess\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\r\ntwo=0D=0A=\r\n\r\n\
         TEL;WORK;VOICE:+31 10 123 4567\r\nTEL;CELL;VOICE:+31 6 12345678\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Lia Gomes\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Rui Sousa\r\nBDAY:--0230\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nORG:Cafe Atlas\r\nTEL:+351 22 555 0404\r\nUID:3554\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Hugo Torres\r\nORG;PREF=2:Torres Farm\r\nTITLE;PREF=2:Owner\r\n\
         ORG;PREF=1:City Hospital\r\nTITLE;PREF=1:Head buyer\r\nEND:VCARD\r\n",
    );
    let result = book.json("import in.vcf");
    assert_eq!((&result["added"], &result["rejected"]), (&5.into(), &json!([])));
    let notes = noted(&result);
    assert!(notes.len() == 1 && notes[0].starts_with("15: ") && notes[0].contains("--0230"), "{notes:?}");
    let tess = book.json("show tess");
    assert_eq!(
        (&tess["phone"], &tess["phones"][1]["e164"], &tess["facts"]),
        (&"+31612345678".into(), &"+31101234567".into(), &"one\ntwo".into())
    );
    let lia = book.json("show lia");
    assert_eq!((&lia["birthday"], &lia["facts"]), (&"04-12".into(), &Value::Null));
    assert_eq!(book.json("show rui")["facts"], "Birthday, as written: --0230");
    assert_eq!(book.json("show atlas")["name"], "Cafe Atlas");
    let hugo = book.json("show hugo");
    assert_eq!((&hugo["company"], &hugo["role"]), (&"City Hospital".into(), &"Head buyer".into()));
    assert_eq!(hugo["facts"], "Other job: Owner, Torres Farm");
    again(&book, "import in.vcf");
}

#[test]
fn a_row_with_a_company_only_is_left_out_and_says_which() {
    let book = Book::new();
    book.write("c.csv", "name,company\n,Cafe Atlas\nAna,Porto\n");
    let ran = book.run("import c.csv --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(result["rejected"][0]["line"], 2);
    assert!(result["rejected"][0]["reason"].as_str().is_some_and(|r| r.contains("Cafe Atlas")), "{result}");
}

#[test]
fn what_is_no_list_of_people_is_named_and_nothing_comes_in() {
    let book = Book::new();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let xlsx = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0f\0\0\0xl/workbook.xml<workbook/>".to_vec();
    let ole = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 600], wide("Workbook")].concat();
    for (name, content, what) in [
        ("people.xls", b"<table><tr><td>Name</td></tr></table>".to_vec(), "web page (HTML)"),
        ("people.csv", xlsx, "Excel workbook (.xlsx)"),
        ("old.xls", ole, "old Excel workbook (.xls)"),
        ("address.csv", b"dn: cn=Ana,dc=x\nobjectclass: person\ncn: Ana\n".to_vec(), "LDIF"),
        (
            "ana.contact",
            b"<?xml version=\"1.0\"?><c:contact xmlns:c=\"http://schemas.microsoft.com/Contact\"/>".to_vec(),
            "Windows contact",
        ),
        ("scan.csv", b"%PDF-1.7\n".to_vec(), "a PDF"),
        ("wide.xls", wide("\u{feff}<html><body><table>"), "web page (HTML)"),
    ] {
        book.write(name, content);
        let ran = book.words(&["import", name]).fails(1).warns(what).warns(name).warns("nothing was imported");
        assert!(!ran.err.contains("--map"), "{}", ran.err);
    }
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn a_byte_order_mark_is_no_part_of_what_it_stands_before() {
    let book = Book::with_favorites(&["Ana"]);
    book.go("log ana --stdin").stdin("\u{feff}+ bom praise\n").run().ok();
    let wide: Vec<u8> = "\u{feff}! an idea\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    book.go("log ana --stdin").stdin(wide).run().ok();
    book.words(&["log", "ana", "-m", "\u{feff}? a need"]).ok();
    let remarks = book.json("show ana")["remarks"].clone();
    let kinds: Vec<_> = remarks.as_array().expect("remarks").iter().map(|r| (&r["kind"], &r["text"])).collect();
    for said in [("praise", "bom praise"), ("idea", "an idea"), ("need", "a need")] {
        assert!(kinds.contains(&(&said.0.into(), &said.1.into())), "{said:?} is not in {kinds:?}");
    }
    let exported = book.run("export json").ok().out;
    for (name, bytes) in [
        ("marked.json", format!("\u{feff}{exported}").into_bytes()),
        ("wide.json", format!("\u{feff}{exported}").encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        let other = Book::new();
        other.write(name, bytes);
        assert_eq!(other.json(&format!("import {name}"))["rejected"], json!([]));
        assert_eq!(names(&other.json("list"), "/name"), ["Ana"]);
        assert_eq!(other.json("show ana")["remarks"].as_array().map(Vec::len), Some(3));
        again(&other, &format!("import {name}"));
    }
}

#[test]
fn a_configuration_may_have_a_mark_and_others_say_what_is_wrong() {
    let book = Book::new();
    book.write("bom.toml", "\u{feff}timezone = \"Europe/Lisbon\"\r\nregion = \"PT\"\r\n");
    book.bare("config check --config bom.toml").run().ok();
    book.write("curly.toml", "timezone = \u{201c}Europe/Lisbon\u{201d}\n");
    book.bare("config check --config curly.toml").run().fails(2).warns("line 1").warns("straight quotes");
    let wide: Vec<u8> = "\u{feff}timezone = \"Europe/Lisbon\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    book.write("utf16.toml", wide);
    book.bare("config check --config utf16.toml").run().fails(2).warns("UTF-16").warns("utf16.toml");
}

#[test]
fn one_strange_file_in_a_folder_keeps_nobody_out() {
    let book = Book::new();
    std::fs::create_dir(book.path("takeout")).expect("a folder");
    book.write("takeout/a.csv", "<html><body>signed out</body></html>");
    book.write("takeout/b.csv", "name,company\nAna,Porto\n,Nameless\n");
    book.write("takeout/c.json", "{\"other\": 1}");
    book.write("takeout/d.vcf", "BEGIN:VCARD\nFN:Ben\nEND:VCARD\n");
    let ran = book.run("import takeout --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(result["added"], 2);
    let rejected: Vec<String> = result["rejected"].as_array().expect("a list").iter().map(Value::to_string).collect();
    assert!(rejected.len() == 3 && rejected[0].contains("a.csv") && rejected[0].contains("web page"), "{rejected:?}");
    assert!(ran.err.contains("2 files were not understood, 1 row was left out"), "{}", ran.err);
    again_with(&book, "import takeout", 5);
    book.run("import takeout --strict").ends(5).warns("nothing was added");
    std::fs::remove_file(book.path("takeout/b.csv")).expect("a file");
    std::fs::remove_file(book.path("takeout/d.vcf")).expect("a file");
    book.run("import takeout").fails(1).warns("a.csv").warns("nothing was imported");
    book.run("import takeout/a.csv").fails(1).warns("web page");
}

/// The same where some rows are left out each time.
fn again_with(book: &Book, line: &str, code: i32) {
    let ran = book.run(&format!("{line} --json")).ends(code);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&result["added"], &result["updated"]), (&0.into(), &0.into()), "{result}");
}

#[test]
fn a_header_that_stands_too_low_is_said_to_be_looked_for_above() {
    let book = Book::new();
    book.write("low.csv", format!("{}name,phone\nAna,+351225550142\n", "Report,2026\n".repeat(11)));
    book.run("import low.csv").fails(1).warns("in the first 10 lines");
}
