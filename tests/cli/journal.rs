//! `export markdown`: a journal of what was done and said.

use crate::support::Book;

fn book() -> Book {
    let book = Book::with_favorites(&["Ana Ribeiro", "Ben Okafor"]);
    book.at("2026-11-23T10:00:00Z");
    book.run("edit ana --company 'Porto Cold Chain'").ok();
    book.run("log ben --at 2026-10-30 --outcome voicemail").ok();
    book.words(&[
        "log",
        "ana",
        "--at",
        "2026-11-02",
        "--minutes",
        "12",
        "--before",
        "2",
        "--after",
        "4",
        "--with",
        "ben",
        "-m",
        "+ @Sally saved us\n  # twice\n! A chart\n? Two *loggers*\n> Zoe at | Nord\n= Send the list by 27 nov\n1. in all\n+ Ben: Indeed",
    ])
    .ok();
    book.run("log ana --at 2026-11-09 --kind card").ok();
    book
}

fn journal(book: &Book, line: &str) -> String {
    book.run(&format!("export markdown {line}")).ok().out
}

const CALL: &str = "
reached, 12 minutes; mood low before, good after; with Ben Okafor

- praise: Sally saved us\\
  \\# twice
- idea (open): A chart
- need (open): Two \\*loggers\\*
- referral: Zoe at \\| Nord
- promise (by 27 November 2026): Send the list by 27 nov
- 1\\. in all
- Ben Okafor, praise: Indeed
";

#[test]
fn a_journal_goes_month_by_month_with_the_marks_as_words() {
    let journal = journal(&book(), "");
    let expected = format!(
        "# Journal\n\n## October 2026\n\n### 30 October 2026: a call with Ben Okafor\n\nleft a voicemail\n\n\
         ## November 2026\n\n### 2 November 2026: a call with Ana Ribeiro, Porto Cold Chain\n{CALL}"
    );
    assert!(journal.starts_with(&expected), "{journal}");
    assert!(journal.ends_with("\n### 9 November 2026: a card to Ana Ribeiro, Porto Cold Chain\n"), "{journal}");
}

#[test]
fn it_goes_customer_by_customer_as_well() {
    let book = book();
    let journal = journal(&book, "--by customer");
    assert!(
        journal.contains("# Journal\n\n## Ana Ribeiro, Porto Cold Chain\n\n### 2 November 2026: a call\n"),
        "{journal}"
    );
    assert!(journal.ends_with("\n## Ben Okafor\n\n### 30 October 2026: a call\n\nleft a voicemail\n"), "{journal}");
    book.run("export markdown --by teammate")
        .fails(2)
        .warns("--by teammate or year says nothing to an export of markdown");
}

#[test]
fn it_is_narrowed_by_who_was_there_whom_they_praised_and_the_year() {
    let book = book();
    let days = |line: &str| {
        let journal = journal(&book, line);
        let days = journal.lines().filter_map(|l| l.strip_prefix("### ")).filter_map(|l| l.split_once(" November"));
        days.map(|(day, _)| day.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(days("--customer ben"), ["2"], "Ben was there too");
    assert_eq!(days("--customer ana"), ["2", "9"]);
    assert_eq!(days("--teammate sally"), ["2"]);
    assert_eq!(days("--year 2026"), ["2", "9"]);
    assert_eq!(
        journal(&book, "--year 2024"),
        "# Journal of 2024\n\nNothing stands here yet. goodcall log WHO begins it.\n"
    );
    book.run("export markdown -o journal.md").ok().says("Wrote 3 touches to journal.md.");
}
