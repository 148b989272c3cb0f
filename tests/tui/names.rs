//! Names and words from files never misplace a column and never reach the frame raw.

use super::harness::{Harness, SIZES, add, blank, log};
use goodcall::app::Start;
use goodcall::domain::customer::CustomerField;
use goodcall::text::width;

use crate::attacks::is_harmful;

/// Names as they come in files.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "佐藤 遥",
        "김지우",
        "Ana\u{301} Ribeiro\u{327}",
        "Z\u{351}\u{346}\u{34A}\u{357}a\u{334}\u{31B}l\u{337}\u{34E}go\u{335}\u{318}",
        "דנה כהן",
        "نور الدين",
        "👩‍👩‍👧‍👦 Family",
        "🇵🇹🇵🇹🇵 Flags",
        "\u{1b}[31mRed\u{1b}[0m",
        "\u{1b}]0;title\u{7}Bell",
        "\u{9b}31mC1",
        "\u{202e}drawkcaB",
        "\u{2066}Isolated\u{2069}",
        "Zero\u{200b}Width\u{feff}",
        "Tab\tand\u{b}feed",
        "Soft\u{ad}hyphen",
        "क्षत्रिय",
        "ﷺ",
        "\u{e000}Private",
    ]
    .map(String::from)
    .to_vec();
    names.push("Maximiliana ".repeat(25));
    names.push("長".repeat(300));
    names.push(format!("e{}", "\u{301}".repeat(300)));
    names
}

/// Asserts that every row is as wide as the terminal, and that every cell holds only characters that fit and are safe.
#[track_caller]
pub(super) fn is_sound(h: &mut Harness, what: &str) {
    let screen = h.screen();
    let buffer = h.buffer();
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            assert!(!symbol.chars().any(is_harmful), "{what}: {symbol:?} reached the frame raw\n{screen}");
            let columns = u16::try_from(width(symbol)).expect("a narrow cell");
            assert!(columns > 0, "{what}: {symbol:?} at {x},{y} takes no column\n{screen}");
            for hidden in 1..columns {
                let next = buffer.cell((x + hidden, y)).unwrap_or_else(|| panic!("{what}: {symbol:?} at the edge"));
                assert_eq!(next.symbol().trim(), "", "{what}: {symbol:?} at {x},{y} lies over the next\n{screen}");
            }
            x += columns;
        }
        assert_eq!(x, area.width, "{what}: row {y}\n{screen}");
    }
    if let Some((x, y)) = h.cursor() {
        assert!(x < area.width && y < area.height, "{what}: the cursor is at {x},{y}");
    }
}

const WAYS: [&str; 14] =
    ["1", "enter", "l", "d", "d 1", "2", "3", "3 right", "3 enter", "3 e", "3 r", "3 z", "?", "1 s"];

#[test]
fn no_name_misplaces_a_column_or_reaches_the_frame_raw() {
    for name in names() {
        let mut app = blank();
        let fields = [
            (CustomerField::Company, name.as_str()),
            (CustomerField::Role, name.as_str()),
            (CustomerField::City, name.as_str()),
            (CustomerField::Phone, name.as_str()),
            (CustomerField::Facts, name.as_str()),
            (CustomerField::Timezone, "Europe/Lisbon"),
            (CustomerField::Favorite, "yes"),
        ];
        let id = add(&mut app, &name, &fields);
        log(&mut app, id, "2026-10-05T15:00:00Z", &format!("+ {name} @{name}\n! {name}\n{name}"));
        add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
        let mut h = Harness::over(app);
        for size in [(60, 18), (110, 34)] {
            h.size(size);
            for way in WAYS {
                h.press("2 1").press(way);
                is_sound(&mut h, &format!("{name:?} at {size:?} after {way}"));
                h.press("esc esc esc");
            }
        }
    }
}

#[test]
fn no_paste_reaches_the_frame_raw() {
    for name in names() {
        let mut h = Harness::with(&["Ana Ribeiro"]);
        for way in
            ["l", "l tab tab tab", "l tab tab tab tab", "a", "a tab tab tab", ":", "/", "i", "z", "d p", "2 /", "3 /"]
        {
            h.press(way).paste(&name);
            is_sound(&mut h, &format!("{name:?} pasted after {way}"));
            h.press("shift-tab");
            is_sound(&mut h, &format!("{name:?} pasted after {way}, then left"));
            h.press("esc esc esc esc 1");
        }
    }
}

#[test]
fn messages_name_people_harmlessly() {
    for name in names() {
        let mut app = blank();
        let id = add(&mut app, &name, &[(CustomerField::Favorite, "yes"), (CustomerField::Phone, "+351225550142")]);
        let mut h = Harness::begin(app, Start::MarkFavorites(vec![id]));
        is_sound(&mut h, "marking");
        for way in
            ["enter", "3 f", "f", "r 5 5", "z enter", "z", "n", "v", "enter", "esc A", "u", "1 s", "l x ctrl-s", "u"]
        {
            h.press(way);
            is_sound(&mut h, &format!("{name:?} after {way}"));
        }
    }
}

#[test]
fn columns_stand_under_each_other_whatever_the_names() {
    let mut app = blank();
    for name in names() {
        let id = add(&mut app, &name, &[(CustomerField::Company, name.as_str())]);
        log(&mut app, id, "2026-11-20T15:00:00Z", "");
    }
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("3 g");
        let rows: Vec<String> = h.screen().lines().map(str::to_string).collect();
        let ends: Vec<usize> = rows.iter().filter_map(|r| r.find("3 d").map(|at| width(&r[..at]))).collect();
        assert!(ends.len() > 5, "{size:?}\n{}", rows.join("\n"));
        assert!(ends.windows(2).all(|two| two[0] == two[1]), "{size:?}: {ends:?}\n{}", rows.join("\n"));
    }
}

#[test]
fn a_wide_name_is_shown_whole_where_there_is_room() {
    let mut h = Harness::with(&["佐藤 遥", "דנה כהן"]);
    h.says("佐藤 遥").press("3").says("佐藤 遥").says("דנה כהן");
}

#[test]
fn an_override_is_shown_for_what_it_is() {
    Harness::with(&["\u{202e}evil"]).says("‹U+202E›evil");
    Harness::with(&["\u{1b}[2Jgone"]).says("␛[2Jgone");
}

#[test]
fn a_dialog_stands_whole_over_wide_names() {
    let mut app = blank();
    for name in ["佐".repeat(60), format!("x{}", "佐".repeat(60))] {
        for n in 0..20 {
            add(&mut app, &format!("{n:02}{name}"), &[(CustomerField::Company, name.as_str())]);
        }
    }
    let mut h = Harness::over(app);
    for size in SIZES {
        for way in ["?", ":", "r", "z"] {
            h.size(size).press("3").press(way);
            let screen = h.screen();
            let edges: Vec<_> = screen
                .lines()
                .filter_map(|line| {
                    let ends = (line.find(['╭', '│', '╰'])?, line.rfind(['╮', '│', '╯'])?);
                    Some((width(&line[..ends.0]), width(&line[..ends.1])))
                })
                .collect();
            assert!(edges.len() > 5, "{way} at {size:?}\n{screen}");
            assert!(edges.windows(2).all(|two| two[0] == two[1]), "{way} at {size:?}: {edges:?}\n{screen}");
            h.press("esc");
        }
    }
}
