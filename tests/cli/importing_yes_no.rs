//! `import` of columns that hold yes or no, in the words of whatever program wrote them; who may not be called is safe.

use serde_json::json;

use super::importing_wrapped::zipped;
use crate::support::{Book, names, noted};

/// Who is not to be called.
fn not_called(book: &Book) -> Vec<String> {
    let list = book.json("list");
    let all = list.as_array().expect("a list").iter();
    all.filter(|c| c["do_not_call"] == true).map(|c| c["name"].as_str().unwrap_or_default().to_string()).collect()
}

#[test]
fn who_is_not_to_be_called_stays_so_in_every_language() {
    let yes = [
        "WAHR",
        "VRAI",
        "VERO",
        "VERDADERO",
        "VERDADEIRO",
        "WAAR",
        "J",
        "S",
        "O",
        "SÌ",
        "Sim",
        "はい",
        "DNC",
        "Do not call",
        "Opted out",
        "checked",
    ];
    let no = ["FALSCH", "FAUX", "FALSO", "ONWAAR", "Nee", "Não", "0", "N/A", "-", "unchecked", ""];
    let mut rows = String::from("name,do not call\n");
    for (at, word) in yes.iter().chain(&no).enumerate() {
        rows += &format!("Person {at:02},{word}\n");
    }
    let book = Book::new();
    book.write("people.csv", rows);
    let result = book.json("import people.csv");
    assert_eq!((&result["noted"], &result["unused"]), (&json!([]), &json!([])));
    let wanted: Vec<String> = (0..yes.len()).map(|at| format!("Person {at:02}")).collect();
    assert_eq!(not_called(&book), wanted);
}

#[test]
fn what_cant_be_read_keeps_them_from_being_called_and_is_said() {
    let book = Book::new();
    book.write("people.csv", "name,Do not call\nAna,maybe\nBen,2026-03-01\nCleo,no\nDan,\n");
    let result = book.json("import people.csv");
    assert_eq!(not_called(&book), ["Ana", "Ben"]);
    assert_eq!(
        noted(&result),
        [
            "2: do not call: \"maybe\" can't be read: taken for yes",
            "3: do not call: \"2026-03-01\" can't be read: taken for yes"
        ]
    );
    assert_eq!(result["unused"], json!([]));
    let again = book.json("import people.csv");
    assert_eq!(again["unchanged"], 4);
}

#[test]
fn deleted_records_stay_out_and_calls_are_done_in_every_language() {
    let book = Book::new();
    book.write(
        "Contact.csv",
        "Id,IsDeleted,MasterRecordId,LastName,FirstName\n003A,FALSCH,,Ribeiro,Ana\n003B,WAHR,,Gone,Greta\n003C,VRAI,,Gone,Gus\n",
    );
    book.write(
        "activities.csv",
        "Activity - Type,Activity - Due date,Activity - Done,Activity - Subject,Person - Name\n\
         Call,2026-11-10,WAHR,Dock,Ana Ribeiro\nCall,2026-11-11,FALSCH,Later,Ana Ribeiro\n",
    );
    let result = book.json("import Contact.csv activities.csv");
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro"]);
    assert_eq!((&result["touches"], &result["left_out_calls"]["not_done"]), (&1.into(), &1.into()));
}

#[test]
fn of_two_rows_about_one_person_the_one_that_forbids_calls_counts() {
    let (no, yes) =
        ("name,email,do not call\nAna,ana@x.example,no\n", "name,email,do not call\nAna,ana@x.example,yes\n");
    for order in ["one.csv", "no.csv yes.csv", "yes.csv no.csv", "both.zip"] {
        let book = Book::new();
        book.write("one.csv", format!("{no}Ana,ana@x.example,yes\n"));
        book.write("no.csv", no);
        book.write("yes.csv", yes);
        book.write("both.zip", zipped(&[("a.csv", yes.as_bytes()), ("b.csv", no.as_bytes())]));
        book.run(&format!("import {order}")).ok();
        assert_eq!(not_called(&book), ["Ana"], "{order}");
        let again = book.json(&format!("import {order}"));
        assert_eq!((&again["updated"], not_called(&book)), (&0.into(), vec!["Ana".to_string()]), "{order}");
        // What the user decides since stays.
        book.run("edit Ana --may-call").ok();
        book.run(&format!("import {order}")).ok();
        assert_eq!(not_called(&book), Vec::<String>::new(), "{order}");
    }
}
