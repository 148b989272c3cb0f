//! Praise is read page by page, whatever was said and however much.

use std::path::Path;

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::text::width;
use ratatui::style::Modifier;

use super::harness::{Harness, add, at, blank, log, people};

/// One customer who said so many kind things, each on a day of its own.
fn said(count: i64) -> App {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("Ana").expect("a customer").id;
    let last = at("2026-11-20T15:00:00Z");
    for n in 0..count {
        let when = last - chrono::TimeDelta::days(count - n);
        log(&mut app, ana, &when.to_rfc3339(), &format!("+ Kind word number {n}"));
    }
    app
}

/// The sentences on the screen, from the top of the left column to the foot of the right one.
fn sentences(h: &mut Harness) -> Vec<String> {
    let screen = h.screen();
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (row, line) in screen.lines().enumerate() {
        for (byte, _) in line.match_indices('“') {
            let text: String = line[byte..].chars().take_while(|c| *c != '”').collect();
            found.push((width(&line[..byte]) / 60, row, text));
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, text)| text).collect()
}

#[test]
fn wide_screens_have_two_columns_and_months_are_headings() {
    let mut h = Harness::demo();
    h.press("2");
    for (columns, two) in [(60, false), (110, false), (139, false), (140, true), (160, true), (200, true)] {
        let screen = h.size((columns, 40)).screen();
        let beside = screen.lines().any(|l| l.rfind('“').is_some_and(|at| width(&l[..at]) > 66));
        assert_eq!(beside, two, "{columns}\n{screen}");
        h.says("November");
        assert!(screen.lines().all(|l| !l.contains('…')), "{columns}\n{screen}");
    }
    h.size((80, 24)).press("G").says("November 2024").says("July 2024").says("April 2024");
}

#[test]
fn every_sentence_has_the_color_of_praise_and_only_the_one_in_focus_a_clear_name() {
    let mut h = Harness::demo();
    h.size((80, 30)).press("2");
    assert!(h.is_drawn("“I thought", Modifier::BOLD) && h.is_drawn("“You lost one", Modifier::BOLD));
    assert!(!h.is_drawn("Haruka", Modifier::DIM) && h.is_drawn("Marcus", Modifier::DIM));
    h.press("j");
    assert!(h.is_drawn("Haruka", Modifier::DIM) && !h.is_drawn("Marcus", Modifier::DIM));
}

#[test]
fn the_page_stays_until_the_focus_leaves_it_and_every_remark_has_its_page() {
    for size in [(60, 18), (80, 24), (160, 48)] {
        let mut h = Harness::over(said(120));
        h.size(size).press("2").says("↓");
        let mut read = sentences(&mut h);
        assert!(read.len() > 2, "{size:?}\n{}", h.screen());
        let mut before = read.clone();
        for _step in 1..120 {
            h.press("j");
            assert!(h.screen().contains('▎'), "{size:?}: the focus is in sight\n{}", h.screen());
            let now = sentences(&mut h);
            if now != before {
                let new: Vec<String> = now.iter().filter(|s| !before.contains(s)).cloned().collect();
                read.extend(new);
                before = now;
            }
        }
        let whole: Vec<String> = (0..120).rev().map(|n| format!("“Kind word number {n}")).collect();
        assert_eq!(read, whole, "{size:?}: newest first, none left out, none twice");
        h.never_says("↓");
        // The way back shows the same, from the end.
        let full = before.len();
        h.press(&"k ".repeat(119)).says("“Kind word number 119”");
        assert!(sentences(&mut h).len() >= full.min(3), "{size:?}\n{}", h.screen());
    }
}

#[test]
fn of_ten_thousand_remarks_the_first_and_the_last_are_a_key_away() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("Ana").expect("a customer").id;
    for day in 0..100 {
        let lines: Vec<String> = (0..100).map(|n| format!("+ Kind word {day} {n}")).collect();
        let when = at("2026-08-01T15:00:00Z") + chrono::TimeDelta::days(day);
        log(&mut app, ana, &when.to_rfc3339(), &lines.join("\n"));
    }
    let mut h = Harness::over(app);
    h.size((160, 48)).press("2").says("“Kind word 99 ").says("November");
    h.says("↓").press("G").says("“Kind word 0 ").says("August").never_says("↓");
    assert!(sentences(&mut h).len() > 20, "the last page is full\n{}", h.screen());
    h.press("g").says("“Kind word 99 ").press("/").types("42 17").says("“Kind word 42 17”");
}

#[test]
fn a_long_sentence_is_whole_and_one_longer_than_the_page_ends_in_its_place() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Porto Cold Chain")]);
    let long = format!("{}the end", "You stayed on the line with us ".repeat(9));
    log(&mut app, ana, "2026-11-18T15:00:00Z", &format!("+ {long}"));
    log(&mut app, ana, "2026-11-19T15:00:00Z", &format!("+ {}", "Thank you ".repeat(400)));
    log(&mut app, ana, "2026-11-20T15:00:00Z", "+ شكرا لك على كل شيء، لقد أنقذت إطلاقنا");
    let mut h = Harness::over(app);
    for size in [(60, 18), (80, 24), (110, 34), (160, 48)] {
        h.size(size).press("2 g").says("شكرا").says("Ana Ribeiro");
        h.press("j").says("“Thank you Thank you");
        let marked = h.screen().lines().filter(|l| l.contains('▎')).count();
        assert!(marked > 5, "{size:?}\n{}", h.screen());
        let screen = h.press("j").screen();
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("the end”") && words.contains("Porto Cold Chain"), "{size:?}\n{screen}");
    }
}

#[test]
fn praise_is_hung_on_a_wall_and_a_folder_that_is_not_there_is_said() {
    let mut h = Harness::demo();
    h.press("2 w").says("The wall of praise").says("Where shall the page go?").says("› /nonexistent/pages/praise.html");
    h.press("enter").says("could not write a file into /nonexistent/pages").says("no such file");
    h.press("esc").never_says("The wall of praise").says("“I thought a foreign company");
    // A name alone lies in the current folder, and a folder gets a page with the usual name.
    let folder = tempfile::tempdir().expect("a folder");
    let here = std::env::current_dir().expect("a folder").canonicalize().expect("its path");
    let below = |h: &mut Harness| {
        let screen = h.screen();
        let inside =
            screen.lines().filter_map(|line| Some(line.split_once('│')?.1.split_once('│')?.0.trim().to_string()));
        inside.collect::<String>().replace(' ', "")
    };
    let named = |path: &Path| goodcall::system::from_home(path).replace(' ', "");
    h.press("2 w ctrl-u").types("no/such/wall.html");
    assert!(below(&mut h).contains(&format!("itgoesto{}", named(&here.join("no/such/wall.html")))), "{}", h.screen());
    h.press("ctrl-u").types(&folder.path().display().to_string());
    let page = folder.path().join("praise.html");
    assert!(below(&mut h).contains(&format!("itgoesto{}", named(&page))), "{}", h.screen());
    std::fs::write(&page, "mine").expect("another page");
    h.press("enter").says("Enter again");
    assert!(below(&mut h).contains(&format!("{}isthere", named(&page))), "{}", h.screen());
    assert_eq!(std::fs::read_to_string(&page).expect("the page"), "mine");
    h.press("esc");
    h.press("2 f w").says("Where shall the page with the praise shown here go?").press("esc");
    h.press(":").types("hang").says("hang praise on a wall");
}
