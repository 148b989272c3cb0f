//! `export markdown`: a journal of what was done and said.

use crate::support::attacks::attacks;
use crate::support::{Book, python_with};

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

#[test]
fn markdown_read_by_another_program_has_nothing_but_headings_lists_and_what_was_said() {
    let Some(python) = python_with("markdown_it", "the journal") else { return };
    let book = Book::with_favorites(&["Ana *Ribeiro*"]);
    book.at("2026-11-23T10:00:00Z");
    let said: Vec<String> = attacks()
        .iter()
        .map(String::as_str)
        .chain(["# one", "- two", "1. three", "> four", "| a | b |", "<b>five</b>", "`six`", "[seven](x)", "![8](x)"])
        .chain([
            "*nine*",
            "__ten__",
            "~~11~~",
            "&copy; 12",
            "===",
            "---",
            "https://x.y",
            "a\\",
            "\\*",
            "<!-- 13",
            "***",
            "[x]: y",
        ])
        .map(|text| text.lines().next().unwrap_or_default().to_string())
        .collect();
    for (at, text) in said.iter().enumerate() {
        let day = format!("2026-{:02}-{:02}", at / 28 % 10 + 1, at % 28 + 1);
        book.words(&["log", "ana", "--at", &day, "-m", &format!("+ {text}\n  # below")]).ok();
    }
    let script = "
import json, sys
from markdown_it import MarkdownIt
tokens = MarkdownIt('commonmark').enable(['table', 'strikethrough']).parse(sys.stdin.buffer.read().decode())
kinds = {t.type.removesuffix('_open').removesuffix('_close') for t in tokens}
assert kinds <= {'heading', 'inline', 'paragraph', 'bullet_list', 'list_item'}, kinds
items = [tokens[i + 2] for i, t in enumerate(tokens) if t.type == 'list_item_open']
inside = {c.type for t in tokens for c in t.children or []}
assert inside <= {'text', 'text_special', 'hardbreak'}, inside
said = [''.join('\\n' if c.type == 'hardbreak' else c.content for c in t.children) for t in items]
print(json.dumps([said, [t.children[0].content if t.children else '' for i, t in enumerate(tokens) if tokens[i - 1].type == 'heading_open']]))
";
    let journal = journal(&book, "");
    let output =
        assert_cmd::Command::new(python).args(["-c", script]).write_stdin(journal.clone()).output().expect("python");
    assert!(output.status.success(), "{}\n{journal}", String::from_utf8_lossy(&output.stderr));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let items: Vec<&str> = read[0].as_array().expect("items").iter().filter_map(|one| one.as_str()).collect();
    assert!(items.len() >= said.len(), "{items:?}");
    for text in ["# one", "1. three", "| a | b |", "<b>five</b>", "`six`", "[seven](x)", "&copy; 12", "===", "a\\"] {
        let item = format!("praise: {text}\n# below");
        assert!(items.contains(&item.as_str()), "{item:?} is not in {items:?}");
    }
}
