//! The manual: a page for goodcall and for each verb, which man and mandoc read without a word of complaint.

use std::process::Command;

use crate::support::Book;

#[test]
fn every_verb_has_a_page() {
    let book = Book::new();
    book.bare("man").run().ok().says(".TH goodcall 1").says("GOODCALL_DB").says("EXIT STATUS");
    book.bare("man log").run().ok().says(".TH goodcall-log 1").says("\\-\\-mood\\-after");
    book.bare("man touch edit").run().ok().says("goodcall touch edit");
    book.bare("man nonsense").run().fails(2).warns("goodcall has no verb \"nonsense\"");
    assert!(!book.path("home").join(".local").exists(), "the manual begins no book");

    let written = book.bare("man -o pages --json").run().ok().json();
    let pages: Vec<&str> =
        written["pages"].as_array().expect("a list").iter().filter_map(|page| page.as_str()).collect();
    for page in ["goodcall.1", "goodcall-log.1", "goodcall-touch-edit.1", "goodcall-remind-shell.1"] {
        assert!(pages.contains(&page), "{page} of {pages:?}");
    }
    for page in &pages {
        let text = book.read(&format!("pages/{page}"));
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION"] {
            assert!(text.contains(section), "{page}: {section}");
        }
        // What a page names has a page.
        for named in text
            .lines()
            .filter_map(|line| line.strip_prefix("\\fBgoodcall")?.trim_end_matches(',').strip_suffix("\\fR(1)"))
        {
            let file = format!("goodcall{}.1", named.replace("\\-", "-"));
            assert!(pages.contains(&file.as_str()), "{page} names {file}");
        }
    }
    let readers: [(&str, &[&str]); 2] =
        [("mandoc", &["-Tlint", "-Wwarning"]), ("groff", &["-man", "-ww", "-Tutf8", "-z", "-Kutf8"])];
    for (reader, arguments) in readers {
        let files = pages.iter().map(|page| book.path("pages").join(page));
        match Command::new(reader).args(arguments).args(files).output() {
            Ok(read) => {
                let said = [read.stdout, read.stderr].concat();
                assert!(said.is_empty(), "{reader}: {}", String::from_utf8_lossy(&said));
            }
            Err(_) => println!("not run: there is no {reader} here"),
        }
    }
}
