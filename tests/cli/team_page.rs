//! `export html --team`: the wall as a page, on a real PostgreSQL.

use crate::support::Book;
use crate::support::postgres::Site;
use crate::support::teams::{NORTH, praise};

/// The texts of the page's remarks and headings in order; headings begin with "#".
fn order(page: &str) -> Vec<String> {
    let of = |line: &str| {
        let text = |line: &str| {
            let mut inside = false;
            let plain: String = line
                .chars()
                .filter(|c| {
                    inside = *c == '<' || inside && *c != '>';
                    !inside && *c != '>'
                })
                .collect();
            plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        };
        match (line.contains("<h2>"), line.contains("<blockquote")) {
            (true, _) => Some(format!("# {}", text(line))),
            (_, true) => Some(text(line.split("</blockquote>").next().unwrap_or_default())),
            _ => None,
        }
    };
    page.lines().filter_map(of).collect()
}

fn at(book: &Book, day: &str) {
    book.at(&format!("{day}T10:00:00Z"));
}

#[test]
fn the_wall_of_all_reps_is_a_page_by_year_month_or_teammate() {
    let Some((site, mia, [ana, ben])) = Site::with_books("a page", ["ana", "ben"]) else { return };
    for (book, day, said, flags) in [
        (&ana, "2025-12-30", "The first, says @Sally", &[][..]),
        (&ben, "2026-11-02", "Fast & <kind>, like @Rui", &["--customer"][..]),
        (&ana, "2026-11-20", "The newest", &["--customer", "--company"][..]),
    ] {
        at(book, day);
        praise(book, "olga", said, flags);
    }
    at(&mia, "2026-11-23");
    let page = mia.run("export html --team").ok().out;
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert_eq!(order(&page), ["# 2026", "The newest", "Fast & <kind>, like Rui", "# 2025", "The first, says Sally"]);
    for said in [
        &format!("<h1 dir=\"auto\">The wall of {}</h1>", site.named(NORTH)),
        "3 kind sentences, shared by 2 reps",
        "<cite dir=\"auto\">Olga</cite>, <span dir=\"auto\">Norte</span>",
        &format!("shared by <span dir=\"auto\">{}</span>", site.named("ben")),
    ] {
        assert!(page.contains(said), "no {said} in {page}");
    }
    assert!(!page.contains("<script"));
    let months =
        mia.words(&["export", "html", "--team", &site.named(NORTH), "--by", "month", "--year", "2026"]).ok().out;
    assert_eq!(order(&months), ["# November 2026", "The newest", "Fast & <kind>, like Rui"]);
    let teammates = mia.run("export html --by teammate --team").ok().out;
    assert_eq!(
        order(&teammates),
        ["# Rui", "Fast & <kind>, like Rui", "# Sally", "The first, says Sally", "# All of us", "The newest"]
    );
    assert_eq!(order(&mia.run("export html --teammate sally --team").ok().out), ["# 2025", "The first, says Sally"]);
    assert_eq!(order(&mia.run("export html --year 2020 --team").ok().out), Vec::<String>::new());
    let file = mia.path("wall.html");
    mia.words(&["export", "html", "--team", "-o", &file.display().to_string()]).ok().says("Wrote 3 kind sentences to");
    assert_eq!(std::fs::read_to_string(&file).expect("a page"), page);
    mia.words(&["export", "html", "--team", "-o", &file.display().to_string()]).fails(1);
}

#[test]
fn out_of_reach_the_page_is_what_was_read_last_and_ends_so() {
    let Some((site, _mia, [ana])) = Site::with_books("an old page", ["ana"]) else { return };
    praise(&ana, "olga", "Kind", &[]);
    site.unplug(&ana);
    let ran = ana.run("export html --team").ends(5).warns("This is what was read last.").warns("can't be reached");
    assert_eq!(order(&ran.out), ["# 2026", "Kind"]);
    let file = ana.path("wall.html");
    ana.words(&["export", "html", "--team", "-o", &file.display().to_string()]).ends(5).warns("what was read last");
    assert!(std::fs::read_to_string(&file).expect("a page").contains("Kind"));
    ana.words(&["export", "html", "--team", "nowhere"]).fails(3);
    for flags in [&["--starred"][..], &["--tag", "vip"], &["--customer", "olga"], &["--by", "customer"]] {
        ana.words(&[&["export", "html", "--team"], flags].concat()).fails(2).warns("--team is what all reps hung up");
    }
    ana.run("export markdown --team").fails(2).warns("it goes with html");
    let other = Book::with_favorites(&["Ana"]);
    other.run("export html --team").fails(1).warns("this book is in no team");
}
