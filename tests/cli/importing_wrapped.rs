//! `import` of what comes wrapped: zips with files in them.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::{Book, names};

/// A zip with these files in it.
pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file in a zip");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a zip").into_inner()
}

fn card(name: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEND:VCARD\r\n")
}

/// Imports, and returns what was said, where some things were left out.
fn partly(book: &Book, line: &str) -> (Value, Vec<String>) {
    let ran = book.run(&format!("{line} --json")).ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    let rejected = result["rejected"].as_array().expect("a list").iter();
    let said = rejected.map(|r| format!("{}: {}", r["file"].as_str().unwrap_or_default(), r["reason"])).collect();
    (result, said)
}

#[test]
fn a_takeout_comes_in_as_the_files_in_it() {
    let book = Book::new();
    let google = "Name,Given Name,Family Name,Yomi Name,E-mail 1 - Value\nBen Dias,Ben,Dias,,ben@x.example\n";
    let zip = zipped(&[
        ("Takeout/archive_browser.html", b"<html></html>"),
        ("Takeout/Kontakte/Alle Kontakte/Alle Kontakte.vcf", (card("Ana Serra") + &card("Eva Lima")).as_bytes()),
        ("Takeout/Kontakte/Alle Kontakte/Ana Serra.jpg", b"\xFF\xD8\xFF\xE0"),
        ("Takeout/連絡先/すべて.csv", google.as_bytes()),
        ("__MACOSX/._a.csv", b"\0\x05\x16\x07"),
        ("Takeout/.hidden.csv", b"name\nNobody\n"),
    ]);
    book.write("takeout.zip", zip);
    let dry = book.json("import takeout.zip --dry-run");
    assert_eq!((&dry["added"], names(&book.json("list"), "/name").len()), (&3.into(), 0));
    let ran = book.run("import takeout.zip").ok();
    ran.says("takeout.zip/Takeout/Kontakte/Alle Kontakte/Alle Kontakte.vcf: vCard").says("3 customers added");
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Serra", "Ben Dias", "Eva Lima"]);
    let again = book.json("import takeout.zip");
    assert_eq!((&again["added"], &again["updated"], &again["unchanged"]), (&0.into(), &0.into(), &3.into()));
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn salesforces_accounts_are_found_beside_its_contacts_in_the_zip() {
    let book = Book::new();
    let contacts = "Id,MasterRecordId,AccountId,LastName,FirstName\n003A,,001000000000001,Silva,Rui\n";
    let accounts = "Id,MasterRecordId,Name\n001000000000001AAA,,Acme\n";
    let files: [(&str, &[u8]); 2] =
        [("WE_1/Account.csv", accounts.as_bytes()), ("WE_1/Contact.csv", contacts.as_bytes())];
    book.write("export.zip", zipped(&files));
    assert_eq!(book.json("import export.zip")["added"], 1);
    assert_eq!(book.json("show rui")["company"], "Acme");
    // The same zip by another way to it is the same file.
    let whole = book.path("export.zip").display().to_string();
    let again = book.words(&["import", &whole, "--json"]).ok().json();
    assert_eq!((&again["added"], &again["updated"]), (&0.into(), &0.into()));
    // In a folder, too.
    std::fs::create_dir(book.path("in")).expect("a folder");
    book.write("in/export.zip", zipped(&files));
    assert_eq!(book.json("import in")["unchanged"], 1);
}

#[test]
fn what_cant_be_read_in_a_zip_is_said_and_the_others_come_in() {
    let book = Book::new();
    let mut zip = ZipWriter::new(Cursor::new(zipped(&[])));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, options: SimpleFileOptions, content: &[u8]| {
        zip.start_file(name, options).expect("a file in a zip");
        zip.write_all(content).expect("its content");
    };
    add("a.csv", plain, b"<html><body>signed out</body></html>");
    add("b/damaged.csv", plain, b"name\nDAMAGED HERE\n");
    add("c.zip", plain, &zipped(&[("d.csv", b"name\nNobody\n")]));
    add("e.csv", plain, b"name\nEva\n");
    add("../../../out.csv", plain, b"name\nOla\n");
    add("/etc/root.csv", plain, b"name\nRui\n");
    let mut bytes = zip.finish().expect("a zip").into_inner();
    let at = bytes.windows(7).position(|w| w == b"DAMAGED").expect("a place");
    bytes[at] = b'X';
    book.write("mixed.zip", bytes);
    let (result, said) = partly(&book, "import mixed.zip");
    assert_eq!(result["added"], 3);
    for (said, (file, what)) in said.iter().zip([
        ("mixed.zip/a.csv", "web page"),
        ("mixed.zip/b/damaged.csv", "damaged"),
        ("mixed.zip/c.zip", "a zip in a zip"),
    ]) {
        assert!(said.starts_with(file) && said.contains(what), "{said}");
    }
    assert_eq!(said.len(), 3);
    let ran = book.run("import mixed.zip").ends(5);
    ran.says("mixed.zip/out.csv: CSV").says("mixed.zip/etc/root.csv: CSV").warns("3 files were not understood");
    book.run("import mixed.zip --strict").ends(5).warns("nothing was added");
}

#[test]
fn zips_with_nothing_to_read_say_so() {
    let book = Book::new();
    let whole = zipped(&[("people.csv", b"name\nAna\n")]);
    for (name, bytes, what) in [
        ("empty.zip", zipped(&[]), "holds no file to import"),
        ("pictures.zip", zipped(&[("a.jpg", b"\xFF\xD8\xFF"), ("b.txt", b"hello")]), "(.vcf, .vcard, .csv"),
        ("cut.zip", whole[..whole.len() - 20].to_vec(), "damaged"),
        ("short.zip", b"PK\x03\x04....".to_vec(), "damaged"),
        ("text.zip", zipped(&[("notes.csv", b"%PDF-1.7")]), "PDF"),
        ("letter.zip", zipped(&[("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")]), "text document"),
    ] {
        book.write(name, bytes);
        book.words(&["import", name]).fails(1).warns(what).warns(name).warns("nothing was imported");
    }
    assert_eq!(book.json("list"), json!([]));
    // Any name will do.
    book.write("people.csv", whole);
    assert_eq!(book.json("import people.csv")["added"], 1);
}

/// A zip with an entry whose size, in the list at its end, is another one.
fn with_size(mut zip: Vec<u8>, size: u32) -> Vec<u8> {
    let list = zip.windows(4).rposition(|w| w == b"PK\x01\x02").expect("a list");
    zip[list + 24..list + 28].copy_from_slice(&size.to_le_bytes());
    zip
}

#[test]
fn a_bomb_is_not_unpacked() {
    let book = Book::new();
    let much = [b"name\n".to_vec(), vec![b' '; 2_000_000]].concat();
    let zip = zipped(&[("Eva.csv", b"name\nEva\n"), ("bomb.csv", &much)]);
    book.write("bomb.zip", with_size(zip.clone(), 250_000_000));
    let (result, said) = partly(&book, "import bomb.zip");
    assert_eq!(result["added"], 1);
    assert!(said[0].contains("no more than 200 MB"), "{said:?}");
    // One that lies about its size ends where it says.
    book.write("liar.zip", with_size(zip, 1000));
    let (result, said) = partly(&book, "import liar.zip");
    assert_eq!((&result["added"], &result["unchanged"]), (&0.into(), &1.into()));
    assert!(said[0].contains("damaged"), "{said:?}");
}

#[test]
fn a_file_with_a_password_is_said_to_have_one() {
    let book = Book::new();
    let mut zip = zipped(&[("a.csv", b"name\nAna\n"), ("b.csv", b"name\nBen\n")]);
    // The mark that says so, before the file and in the list at the end.
    let list = zip.windows(4).position(|w| w == b"PK\x01\x02").expect("a list");
    zip[6] |= 1;
    zip[list + 8] |= 1;
    book.write("locked.zip", zip);
    let (result, said) = partly(&book, "import locked.zip");
    assert_eq!(result["added"], 1);
    assert!(said[0].contains("a.csv") && said[0].contains("password"), "{said:?}");
}

#[test]
fn the_other_parts_of_a_salesforce_export_bring_nobody() {
    let book = Book::new();
    let contacts = "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,SystemModstamp\n003A,0,,,Silva,Rui,2024\n";
    let users =
        "Id,Username,LastName,FirstName,Email,ProfileId,SystemModstamp\n005A,me,Boss,Big,b@us.example,00e,2024\n";
    let deals = "Id,IsDeleted,AccountId,Name,StageName,SystemModstamp\n006A,0,001A,200 widgets,Closed,2024\n";
    let shares = "Id,OpportunityId,UserId,SystemModstamp\n00t,006A,005A,2024\n";
    let parts: [(&str, &[u8]); 4] = [
        ("Contact.csv", contacts.as_bytes()),
        ("User.csv", users.as_bytes()),
        ("Opportunity.csv", deals.as_bytes()),
        ("OpportunityShare.csv", shares.as_bytes()),
    ];
    book.write("export.zip", zipped(&parts));
    let ran = book.run("import export.zip").ok();
    ran.says("3 parts of the Salesforce export are about something else than people: Opportunity.csv,");
    assert_eq!(names(&book.json("list"), "/name"), ["Rui Silva"]);
    let again = book.json("import export.zip");
    assert_eq!(again["unchanged"], 1);
    assert_eq!(again["passed_over"].as_array().map(Vec::len), Some(3));
    // Without people it is refused, and so is a part by itself.
    book.write("deals.zip", zipped(&parts[1..]));
    book.run("import deals.zip").fails(1).warns("another part of a Salesforce export");
    book.write("User.csv", users);
    book.run("import User.csv").fails(1).warns("another part of a Salesforce export");
}

#[test]
fn files_of_one_name_are_told_apart_by_their_path() {
    let book = Book::new();
    std::fs::create_dir_all(book.path("two/a")).expect("a folder");
    std::fs::create_dir_all(book.path("two/b")).expect("a folder");
    book.write("two/a/list.csv", "name,do not call\nAna,maybe\n");
    book.write("two/b/list.csv", "name,do not call\nBen,perhaps\n");
    book.write("two/b/bad.csv", "%PDF-1.4\n");
    let ran = book.run("import two --dry-run");
    for said in ["two/a/list.csv, line 2: ", "two/b/list.csv, line 2: ", "two/b/bad.csv: this is a PDF"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    book.run("import two/a/list.csv --dry-run").ok().says("  list.csv, line 2: ");
}

#[cfg(unix)]
#[test]
fn a_device_that_never_ends_is_refused() {
    Book::new().run("import /dev/zero").fails(1).warns("it is a device, not a file");
}
