//! `export csv` and `export vcard`, and those files brought back.

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
    let csv = book.run("export csv").ok().out;
    let row = csv.lines().nth(1).expect("a row");
    assert!(row.starts_with("'=cmd(),'+1,'-1,'+351 22 555 0142,,'@x,"), "{row}");
    assert!(row.contains(",'＝1,"), "{row}");
}

#[test]
fn an_empty_book_is_a_header_alone() {
    let book = Book::new();
    let csv = book.run("export csv").ok().out;
    assert_eq!(csv.lines().count(), 1, "{csv}");
    assert!(csv.starts_with("name,company,role,phone,") && csv.contains(",First Name,"), "{csv}");
    book.write("nobody.csv", &csv);
    assert_eq!(book.json("import nobody.csv")["added"], 0);
}

#[test]
fn a_csv_goes_into_a_file_and_nowhere_else() {
    let book = full();
    std::fs::create_dir(book.path("folder")).expect("a folder");
    book.run("export csv -o folder").fails(1).warns("folder is not a regular file");
    book.run("export csv -o new/").fails(1).warns("new/ names a folder");
    book.words(&["export", "csv", "-o", "two\nlines.csv"]).ok().says("Wrote 3 customers to two␊lines.csv.");
    assert_eq!(book.run("export csv --customer ben -o ben.csv --json").json(), json!({"file": "ben.csv"}));
    let ben = book.read("ben.csv");
    assert!(ben.contains("Ben Okafor") && ben.contains("Ana Ribeiro") && !ben.contains("Operations lead"), "{ben}");
}
