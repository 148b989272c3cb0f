//! `merge --agreeing`: records that contradict each other in nothing become one in one step. Others are left to the user.

use serde_json::Value;

use crate::support::shared::{Shared, settle};
use crate::support::{Book, names};

const HEAD: &str = "Name,Company,Phone,Email,City\n";
const LEADS: &str = "Alma Lind,Firm A,+1 312 555 0101,alma@a.example,Chicago\n\
                     Bert Mora,Firm B,+1 312 555 0102,,Chicago\n\
                     Cora Diaz,Firm C,+1 312 555 0103,cora@c.example,Chicago\n";

fn many(value: &Value) -> Option<usize> {
    value.as_array().map(Vec::len)
}

#[test]
fn a_file_that_was_imported_on_two_machines_becomes_one_again() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    for book in [&laptop, &desktop] {
        book.write("leads.csv", format!("{HEAD}{LEADS}"));
        book.run("import leads.csv").ok();
    }
    // What is said of one alone goes along; what contradicts is for the user to see.
    laptop.run("log alma -m '+ Thank you for the samples'").ok();
    desktop.run("edit alma --birthday 04-12 --favorite").ok();
    desktop.run("edit cora --city Evanston").ok();
    settle(&[&laptop, &desktop]);
    assert_eq!(many(&laptop.json("merge")), Some(3));

    let done = laptop.json("merge --agreeing");
    assert_eq!(names(&done["merged"], "/customer/name"), ["Alma Lind", "Bert Mora"]);
    assert_eq!(done["left"], 1);
    assert_eq!(names(&laptop.json("merge"), "/customer/name"), ["Cora Diaz"]);
    let alma = laptop.json("show alma");
    assert_eq!((&alma["birthday"], &alma["favorite"], &alma["facts"]), (&"04-12".into(), &true.into(), &Value::Null));
    assert_eq!(names(&alma["touches"], "/text"), ["+ Thank you for the samples"]);
    settle(&[&laptop, &desktop]);
    assert_eq!(desktop.json("show alma")["birthday"], "04-12");
    assert_eq!(names(&desktop.json("merge"), "/customer/name"), ["Cora Diaz"]);

    // One step takes all of it back, on both.
    laptop.run("undo").ok().says("merged the likely duplicates that agree");
    settle(&[&laptop, &desktop]);
    assert_eq!(many(&desktop.json("merge")), Some(3));
}

#[test]
fn two_machines_that_do_it_at_once_come_to_the_same() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    for book in [&laptop, &desktop] {
        book.write("leads.csv", format!("{HEAD}{LEADS}"));
        book.run("import leads.csv").ok();
    }
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("merge --agreeing").ok().says("3 records are merged; nobody seems to be in the book twice now.");
    }
    settle(&[&laptop, &desktop]);
    assert_eq!(names(&desktop.json("list"), "/name"), ["Alma Lind", "Ana", "Ben", "Bert Mora", "Cora Diaz"]);
    desktop.run("sync conflicts").ok();
}

#[test]
fn three_records_of_a_person_become_one_and_namesakes_stay() {
    let book = Book::new();
    for _ in 0..3 {
        book.run("add 'Alma Lind' --email alma@a.example").ok();
    }
    // Two of one name at one switchboard.
    for mailbox in ["jo.park@b.example", "jo.park2@b.example"] {
        book.run(&format!("add 'Jo Park' --company Firm --phone +13125550102 --email {mailbox}")).ok();
    }
    // Like names at one company, and one who is out of sight.
    book.run("add 'Tom Ferreira' --company 'Ferreira & Filhos'").ok();
    book.run("add 'Tom Fereira' --company 'Ferreira & Filhos'").ok();
    let archived = book.json("add 'Mia Roth' --email mia@c.example");
    book.words(&["archive", archived["id"].as_str().expect("an id")]).ok();
    book.run("add 'Mia Roth' --email mia@c.example").ok();
    let done = book.json("merge --agreeing");
    assert_eq!(names(&done["merged"], "/customer/name"), ["Alma Lind"; 2]);
    assert_eq!(done["left"], 3);
    let steps = book.json("undo --list");
    book.run("merge --agreeing").ok().warns("No two records agree in all that they say.");
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn who_is_kept_apart_stays_so() {
    let book = Book::new();
    let ids: Vec<String> = (0..3)
        .map(|_| book.json("add 'Alma Lind' --email alma@a.example")["id"].as_str().expect("an id").to_string())
        .collect();
    book.words(&["keep-apart", &ids[0], &ids[2]]).ok();
    let done = book.json("merge --agreeing");
    assert_eq!(many(&done["merged"]), Some(1), "the third is not the first, so no third of the second");
    assert_eq!(many(&book.json("list")), Some(2));
    assert_eq!(many(&book.json("keep-apart --list")), Some(1));
    book.run("merge --agreeing alma").fails(2);
}
