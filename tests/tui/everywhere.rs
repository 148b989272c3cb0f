//! Every key on every screen, and every screen at every size: nothing panics and nothing leaves the frame.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use goodcall::app::Start;
use goodcall::tui::keymap::{Keymap, Scope};
use ratatui::layout::Rect;

use super::harness::{Harness, add, blank};

/// Ways to every screen, from Today of the demo book.
const SCREENS: [&str; 26] = [
    "",
    "l",
    "enter",
    "z",
    "i",
    "a",
    "?",
    ":",
    "/",
    "d",
    "d 1",
    "d 1 2",
    "d p",
    "d ?",
    "d enter",
    "d l",
    "2",
    "2 /",
    "2 c",
    "3",
    "3 right",
    "3 right e",
    "3 e",
    "3 r",
    "3 /",
    "s s s s s s s s s",
];

/// Every key of the table, and some that stand in no table.
fn keys() -> Vec<KeyEvent> {
    let map = Keymap::default();
    let mut keys: Vec<KeyEvent> = Scope::ALL
        .iter()
        .flat_map(|scope| map.of_scope(*scope))
        .map(|binding| KeyEvent::new(binding.key.code, binding.key.modifiers))
        .collect();
    keys.extend((' '..='~').map(|c| KeyEvent::from(KeyCode::Char(c))));
    keys.extend(('a'..='z').map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)));
    keys.extend(['é', '佐', '\u{301}', '\u{202e}'].map(|c| KeyEvent::from(KeyCode::Char(c))));
    let others = [KeyCode::Insert, KeyCode::F(1), KeyCode::Null, KeyCode::Backspace, KeyCode::Delete, KeyCode::Enter];
    keys.extend(others.map(KeyEvent::from));
    let mut once: Vec<KeyEvent> = Vec::new();
    keys.retain(|key| {
        let new = !once.contains(key);
        once.push(*key);
        new
    });
    keys
}

#[track_caller]
fn stays_inside(h: &mut Harness, size: (u16, u16), what: &str) {
    assert_eq!(h.buffer().area, Rect::new(0, 0, size.0, size.1), "{what}");
    if let Some((x, y)) = h.cursor() {
        assert!(x < size.0 && y < size.1, "{what}: the cursor is at {x},{y} of {size:?}\n{}", h.screen());
    }
}

#[test]
fn every_key_on_every_screen_is_answered() {
    let size = (60, 18);
    for way in SCREENS {
        let mut h = Harness::demo();
        h.size(size);
        for key in keys() {
            let pressed = catch_unwind(AssertUnwindSafe(|| {
                h.press("esc esc esc esc 1").press(way).key(key);
            }));
            assert!(pressed.is_ok(), "{way:?}, then {key:?}");
            stays_inside(&mut h, size, &format!("{way:?}, then {key:?}"));
        }
    }
}

#[test]
fn every_key_in_an_empty_book_is_answered() {
    for way in ["", "2", "3", "d", "i", "?", ":", "/"] {
        let mut h = Harness::empty();
        for key in keys() {
            let pressed = catch_unwind(AssertUnwindSafe(|| {
                h.press("esc esc esc esc q 1").press(way).key(key);
            }));
            assert!(pressed.is_ok(), "{way:?}, then {key:?}");
            stays_inside(&mut h, (80, 24), &format!("{way:?}, then {key:?}"));
        }
    }
}

/// All widths at some heights, and all heights at some widths.
fn sizes() -> Vec<(u16, u16)> {
    let mut sizes: Vec<(u16, u16)> = (1..=200).flat_map(|w| [(w, 1), (w, 18 + w % 9)]).collect();
    sizes.extend((1..=60).flat_map(|h| [(1, h), (60, h), (97, h)]));
    sizes.extend([(200, 60), (160, 48), (110, 34), (104, 20), (76, 40)]);
    sizes
}

#[test]
fn every_screen_is_drawn_at_every_size() {
    for way in SCREENS {
        let mut h = Harness::demo();
        h.press(way);
        for size in sizes() {
            let drawn = catch_unwind(AssertUnwindSafe(|| {
                h.size(size);
            }));
            assert!(drawn.is_ok(), "{way:?} at {size:?}");
            stays_inside(&mut h, size, &format!("{way:?} at {size:?}"));
            if size.0 < 60 || size.1 < 18 {
                assert!(size.0 < 30 || h.screen().contains("60x18"), "{way:?} at {size:?}\n{}", h.screen());
            }
        }
        h.size((80, 24)).never_says("60x18");
    }
}

#[test]
fn the_marking_of_favorites_is_drawn_and_answered_at_every_size() {
    let mut app = blank();
    let ids: Vec<_> = (0..40).map(|n| add(&mut app, &format!("Customer {n}"), &[])).collect();
    let mut h = Harness::begin(app, Start::MarkFavorites(ids));
    for size in sizes() {
        h.size(size).press("j space");
        stays_inside(&mut h, size, "marking");
    }
    h.size((80, 24)).says("marked").press("G").says("Customer 9").press("g").says("Customer 0");
}

#[test]
fn a_long_log_scrolls_with_its_cursor() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.size((60, 18)).press("l");
    for n in 0..60 {
        h.types(&format!("line {n}\n"));
        stays_inside(&mut h, (60, 18), "a long log");
    }
    h.says("line 59").never_says("line 12");
    for _ in 0..60 {
        h.press("up");
    }
    h.says("line 0");
}
