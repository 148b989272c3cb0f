//! `export html`: the wall of praise, a page to hang up. Looked at in a browser in `wall_looked_at.rs`.

use crate::support::attacks::{attacks, harm_in};
use crate::support::{Book, names};

/// A book in which several customers said something kind.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana Ribeiro", "Ben Okafor", "Zoe Lund"]);
    book.at("2026-11-23T10:00:00Z");
    book.run("edit ana --company 'Porto Cold Chain' --tag vip").ok();
    book.run("log ana --at 2025-03-04 -m '+ Oldest, says @Sally\n! An idea'").ok();
    book.run("log ben --at 2025-12-31 -m '+ Wow'").ok();
    book.run("log ana --at 2026-01-01 -m '+ You and @\"Rui Costa\" & @Sally\n  saved our launch'").ok();
    book.run("log zoe --at 2026-11-02 -m '+ Newest'").ok();
    book
}

/// The page, whose lines are those of the terminal.
fn page(book: &Book, line: &str) -> String {
    book.run(&format!("export html {line}")).ok().out
}

/// What stands between pairs of tags, in order; tags inside are left out, entities are read.
fn between(page: &str, from: &str, to: &str) -> Vec<String> {
    let parts = page.split(from).skip(1).map(|rest| rest.split(to).next().unwrap_or_default());
    parts.map(plain).collect()
}

/// The text of a piece of the page.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.replace("<br>", "\n").chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn headings(page: &str) -> Vec<String> {
    between(page, "<h2>", "</h2>")
}

fn remarks(page: &str) -> Vec<String> {
    between(page, "<blockquote lang=\"\">", "</blockquote>")
}

/// Headings and remarks as they follow each other; headings begin with "#".
fn order(page: &str) -> Vec<String> {
    let parts = page.split("<h2>").flat_map(|part| {
        let mut all = Vec::new();
        let mut rest = part;
        if let Some((heading, after)) = part.split_once("</h2>") {
            all.push(format!("# {}", plain(heading)));
            rest = after;
        }
        all.extend(between(rest, "<blockquote lang=\"\">", "</blockquote>"));
        all
    });
    parts.collect()
}

const LAUNCH: &str = "You and Rui Costa & Sally\nsaved our launch";

#[test]
fn the_wall_has_the_newest_praise_first_year_by_year() {
    let page = page(&book(), "");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") && page.ends_with("</html>\n"), "{page}");
    assert_eq!(order(&page), ["# 2026", "Newest", LAUNCH, "# 2025", "Wow", "Oldest, says Sally"]);
    assert_eq!(between(&page, "<header>", "</header>"), ["\nWhat they said\n4 kind sentences from 3 customers\n"]);
    assert_eq!(
        between(&page, "<figcaption>", "</figcaption>"),
        [
            "Zoe Lund\n2 November 2026",
            "Ana Ribeiro, Porto Cold Chain\n1 January 2026",
            "Ben Okafor\n31 December 2025",
            "Ana Ribeiro, Porto Cold Chain\n4 March 2025"
        ]
    );
    assert!(page.contains("<time datetime=\"2025-03-04\" dir=\"ltr\">"), "{page}");
    assert!(page.contains("You and <b>Rui Costa</b> &amp; <b>Sally</b><br>saved"), "{page}");
    assert!(!page.contains("An idea"), "only praise hangs there");
}

#[test]
fn it_hangs_by_customer_teammate_or_month_as_well() {
    let book = book();
    assert_eq!(
        order(&page(&book, "--by customer")),
        ["# Ana RibeiroPorto Cold Chain", LAUNCH, "Oldest, says Sally", "# Ben Okafor", "Wow", "# Zoe Lund", "Newest"]
    );
    assert!(!page(&book, "--by customer").contains("<cite"), "the heading says who it was");
    assert_eq!(
        order(&page(&book, "--by teammate")),
        ["# Rui Costa", LAUNCH, "# Sally", LAUNCH, "Oldest, says Sally", "# All of us", "Newest", "Wow"]
    );
    assert_eq!(headings(&page(&book, "--by month")), ["November 2026", "January 2026", "December 2025", "March 2025"]);
}

#[test]
fn it_is_narrowed_by_customer_teammate_year_tag_and_stars() {
    let book = book();
    let of_ana = page(&book, "--customer ana");
    assert_eq!(remarks(&of_ana), [LAUNCH, "Oldest, says Sally"]);
    assert_eq!(between(&of_ana, "<header>", "</header>"), ["\nWhat Ana Ribeiro said\n2 kind sentences\n"]);
    assert_eq!(remarks(&page(&book, "--tag vip")), [LAUNCH, "Oldest, says Sally"]);
    assert_eq!(remarks(&page(&book, "tag:vip --year 2025")), ["Oldest, says Sally"]);
    let of_rui = page(&book, "--teammate 'rui costa' --by teammate");
    assert_eq!(order(&of_rui), ["# Rui Costa", LAUNCH]);
    assert!(of_rui.contains("<title>What they said of Rui Costa</title>"), "{of_rui}");
    let of_year = page(&book, "--year 2025");
    assert_eq!(remarks(&of_year), ["Wow", "Oldest, says Sally"]);
    assert!(of_year.contains("<title>What they said in 2025</title>"), "{of_year}");
    let id = book.id("praise wow");
    book.run(&format!("praise --star {id}")).ok();
    let starred = page(&book, "--starred");
    assert_eq!(remarks(&starred), ["Wow"]);
    assert!(starred.contains("aria-label=\"starred\">★</span> <cite"), "{starred}");
    book.run("export html --teammate nobody").fails(3).warns("no praise in the book names");
    book.run("export json --starred").fails(2).warns("--starred says nothing to an export of json");
}

#[test]
fn spellings_that_were_joined_hang_under_one_name() {
    let book = book();
    book.run("log zoe --at 2026-10-01 -m '+ Thank @Sal and @Sally'").ok();
    book.run("teammates join Sal Sally").ok();
    let page = page(&book, "--by teammate");
    assert_eq!(headings(&page), ["Rui Costa", "Sally", "All of us"]);
    assert_eq!(remarks(&page).iter().filter(|said| said.contains("Thank Sal")).count(), 1, "named twice, hung once");
}

#[test]
fn a_wall_without_praise_says_so_warmly() {
    let book = Book::with_favorites(&["Ana"]);
    let page = page(&book, "");
    assert_eq!(between(&page, "<main>", "</main>"), ["\nNothing hangs here yet. A good call may change that.\n"]);
    book.run("export html -o wall.html").ok().says("Wrote an empty wall to");
    assert!(book.read("wall.html").contains("Nothing hangs here yet"));
}

#[test]
fn a_file_says_how_much_hangs_in_it_and_is_never_written_over() {
    let book = book();
    book.run("export html -o wall.html").ok().says("Wrote 4 kind sentences to wall.html.");
    assert_eq!(book.read("wall.html"), page(&book, ""));
    book.run("export html --year 2025 -o wall.html").fails(1).warns("is there already");
    book.run("export html --year 2025 -o wall.html --force").ok().says("Wrote 2 kind sentences");
}

#[test]
fn nothing_that_was_said_becomes_more_than_text() {
    let book = Book::with_favorites(&["Eve"]);
    for text in attacks().iter().map(String::as_str).chain([
        "</style><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "<!-- -->]]>&amp;&#60;",
        "@\"<b onclick=x>\" was kind",
    ]) {
        book.words(&["log", "eve", "--at", "2026-11-02", "-m", &format!("+ {text}")]).ok();
    }
    book.words(&["edit", "eve", "--company", "<script>\"&\u{202e}"]).ok();
    let page = page(&book, "");
    for line in page.lines() {
        let harm = harm_in(line);
        assert!(harm.is_empty(), "{harm:?} in {line:?}");
    }
    let (_, body) = page.split_once("<body>").expect("a body");
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split(['>', ' ']).next().unwrap_or_default();
        let known = "header h1 p main section h2 b span div figure blockquote br figcaption cite time footer body html";
        assert!(known.split(' ').any(|known| known == name), "{tag}");
        let attributes: Vec<&str> = tag.split('>').next().unwrap_or_default().split(' ').skip(1).collect();
        let is_ours = |a: &&str| {
            ["class=", "dir=", "lang=", "role=", "aria-label=", "datetime="].iter().any(|k| a.starts_with(k))
                || *a == "short\""
                || *a == "long\""
        };
        assert!(attributes.iter().all(is_ours), "{tag}");
    }
    let said = names(&book.json("praise"), "/text");
    assert_eq!(between(&page, "<blockquote", "</blockquote>").len(), said.len());
}
