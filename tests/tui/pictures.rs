//! The picture book in docs/pictures: every screen as an SVG of a real frame, and a test that holds it to the screen.
//!
//! `GOODCALL_PICTURES=write cargo test --test tui pictures` draws it anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use goodcall::app::{Now, Start, demo};
use goodcall::config;
use goodcall::tui::glyphs::Glyphs;

use super::harness::{Harness, MONDAY, at};
use super::svg::{self, Frames};

/// One page of the picture book.
struct Page {
    /// The file's name, without its ending.
    name: &'static str,
    title: &'static str,
    size: (u16, u16),
    /// How a person gets there from Today, in the demo book.
    way: fn(&mut Harness),
}

/// The pages, as a day meets them.
const PAGES: [Page; 13] = [
    Page { name: "today", title: "Today: whom to call, and why", size: (124, 34), way: |_| {} },
    Page {
        name: "call",
        title: "On the call: the number large, what they said last, the log open beside it",
        size: (110, 30),
        way: |h| {
            h.press("enter");
        },
    },
    Page { name: "log", title: "Log: a line for each thing they said", size: (100, 26), way: log },
    Page {
        name: "lift",
        title: "Lift: a sentence that a customer once said, and whom to call now",
        size: (100, 26),
        way: |h| {
            h.press("d");
        },
    },
    Page { name: "lift-after", title: "Lift, after the call", size: (100, 26), way: lifted },
    Page { name: "praise", title: "Praise: what customers said", size: (142, 36), way: |h| to(h, "2 j") },
    Page {
        name: "customers",
        title: "Customers: a list, and one of them in full",
        size: (140, 36),
        way: |h| to(h, "3 j"),
    },
    Page { name: "customer-form", title: "The form of a customer", size: (100, 30), way: |h| to(h, "3 j e") },
    Page {
        name: "in-touch",
        title: "In touch: past buyers, by how long they have not heard from you",
        size: (124, 26),
        way: |h| to(h, "4"),
    },
    Page {
        name: "visits",
        title: "Visits: field days on the days they are busiest",
        size: (124, 34),
        way: |h| to(h, "5"),
    },
    Page {
        name: "ideas",
        title: "Ideas: what you heard, what you owe, and whom it might help",
        size: (110, 32),
        way: |h| to(h, "6"),
    },
    Page { name: "trends", title: "Trends: what a call does for you", size: (124, 34), way: |h| to(h, "7") },
    Page { name: "week", title: "The week, in words", size: (100, 30), way: week },
];

fn to(h: &mut Harness, keys: &str) {
    h.press(keys);
}

fn log(h: &mut Harness) {
    h.press("l").types("+ You saved our spring, @Sally stayed on the line till the feed was in\n");
    h.types("! They print the order list the night before\n");
    h.types("? A second store in Winslow, in March\n= Send him the price list by thu\nHis daughter starts school");
}

fn lifted(h: &mut Harness) {
    h.press("d 1 enter 2 enter").types("+ You made my day").press("ctrl-s 4");
}

fn week(h: &mut Harness) {
    log(h);
    h.press("ctrl-s 4 7 w");
}

/// Walks to a page in a theme.
fn walked(page: &Page, theme: &str) -> Harness {
    let settings = format!(
        "timezone = \"America/Chicago\"\nregion = \"US\"\nclock = \"24h\"\nweek_starts = \"mon\"\ntheme = \"{theme}\"\n\
         dial = [\"true\", \"{{number}}\"]\n"
    );
    let settings = config::parse(&settings, Path::new("config.toml")).expect("a right configuration");
    let app = demo::open(settings, Now::Fixed(at(MONDAY))).expect("the demo book");
    let mut h = Harness::with_glyphs(app, Start::Today, Glyphs::Unicode);
    h.size(page.size);
    (page.way)(&mut h);
    h
}

fn drawn(page: &Page) -> String {
    let (mut dusk, mut paper) = (walked(page, "dusk"), walked(page, "paper"));
    let frames = Frames { cursor: dusk.cursor(), dusk: dusk.buffer().clone(), paper: paper.buffer().clone() };
    svg::svg(page.title, &frames)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")
}

#[test]
fn the_picture_book_shows_the_real_screens() {
    let write = std::env::var_os("GOODCALL_PICTURES").is_some_and(|v| v == "write");
    let mut old = Vec::new();
    for page in &PAGES {
        let (path, drawn) = (folder().join(page.name).with_extension("svg"), drawn(page));
        if write {
            std::fs::create_dir_all(folder()).expect("the folder");
            std::fs::write(&path, &drawn).expect("the picture");
        }
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&drawn) {
            old.push(page.name);
        }
    }
    assert!(old.is_empty(), "these are not the screens any more: {old:?}; `just pictures` draws them anew");
}

/// The pictures that a browser makes of the wall of praise (`tests/cli/wall_looked_at.rs`).
const THE_WALL: [&str; 3] = ["wall.png", "wall-dark.png", "wall-phone.png"];

#[test]
fn the_picture_book_holds_nothing_else() {
    let names = std::fs::read_dir(folder()).expect("the picture book");
    let kept: BTreeSet<String> = names.map(|e| e.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    let mut pages: BTreeSet<String> = PAGES.iter().map(|p| format!("{}.svg", p.name)).collect();
    pages.insert("README.md".into());
    pages.extend(THE_WALL.map(String::from));
    assert_eq!(kept, pages);
    let listed = std::fs::read_to_string(folder().join("README.md")).expect("its list");
    for picture in THE_WALL {
        assert!(listed.contains(&format!("]({picture})")), "{picture} is not listed");
    }
    for page in &PAGES {
        assert!(listed.contains(&format!("![{}]({}.svg)", page.title, page.name)), "{} is not listed", page.name);
    }
}
