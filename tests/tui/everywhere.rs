//! Every key on every screen, and every screen at every size: nothing panics and nothing leaves the frame.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use goodcall::app::Start;
use goodcall::tui::keymap::{Action, Keymap, Scope};
use ratatui::layout::Rect;

use super::harness::{Harness, add, blank};

/// Ways to what opens on each screen, from Today of the demo book; the tabs themselves are counted, not listed.
const ON_TODAY: [&str; 10] = ["", "l", "enter", "z", "i", "a", "?", ":", "/", "s s s s s s s s s"];
const IN_LIFT: [&str; 7] = ["d", "d 1", "d 1 enter 2", "d p", "d ?", "d enter", "d l"];
const IN_LISTS: [&str; 12] = ["2", "2 w", "2 /", "2 f", "2 J", "3", "3 right", "3 right e", "3 e", "3 r", "3 /", "3 b"];
const IN_PRACTICES: [&str; 13] =
    ["4 w", "4 /", "4 l", "4 j enter", "5 m", "5 x", "5 l", "6 e", "6 /", "6 G enter", "7 w", "X", "W"];

/// Every key of the table, and some that are not in it.
fn keys() -> Vec<KeyEvent> {
    let map = Keymap::default();
    let mut keys: Vec<KeyEvent> = Scope::ALL
        .iter()
        .flat_map(|scope| map.of_scope(*scope))
        .map(|binding| KeyEvent::new(binding.key.code, binding.key.modifiers))
        .collect();
    keys.extend(
        ['0', '9', 'w', 'W', '@', '%', 'é', '佐', '\u{301}', '\u{202e}'].map(|c| KeyEvent::from(KeyCode::Char(c))),
    );
    keys.extend(['a', 'k', 'u', 'w', 'g'].map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)));
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

/// Presses every key at the end of a way, and returns there after a key that leads elsewhere.
#[track_caller]
fn answers_every_key(mut h: Harness, way: &str) {
    let size = (60, 18);
    let mut here = String::new();
    h.size(size);
    for key in keys() {
        let pressed = catch_unwind(AssertUnwindSafe(|| {
            if h.screen() != here {
                h.press("esc esc esc q 1").press(way);
                here = h.screen();
            }
            h.key(key);
        }));
        assert!(pressed.is_ok(), "{way:?}, then {key:?}");
        stays_inside(&mut h, size, &format!("{way:?}, then {key:?}"));
        begins_with_a_capital(&mut h, &format!("{way:?}, then {key:?}"));
    }
}

/// What stands over the hairline of the footer is a sentence, and a key that it names keeps its letter.
#[track_caller]
fn begins_with_a_capital(h: &mut Harness, what: &str) {
    let screen = h.screen();
    let hairline = screen.lines().rev().nth(1).unwrap_or_default();
    let message = hairline.strip_prefix(" ─ ").unwrap_or_default();
    let is_sentence = !message.starts_with(char::is_lowercase) || message.starts_with("goodcall ");
    assert!(is_sentence && !message.starts_with("Goodcall "), "{what}: {message:?}");
}

#[test]
fn every_key_on_every_tab_is_answered() {
    let tabs = Action::ALL.iter().filter(|action| action.id().starts_with("go_")).count();
    for tab in 1..=tabs {
        answers_every_key(Harness::demo(), &tab.to_string());
    }
}

#[test]
fn every_key_on_today_and_what_opens_there_is_answered() {
    for way in ON_TODAY {
        answers_every_key(Harness::demo(), way);
    }
}

#[test]
fn every_key_on_the_screens_of_the_practices_is_answered() {
    for way in IN_PRACTICES {
        answers_every_key(Harness::demo(), way);
    }
}

#[test]
fn every_key_in_lift_and_what_opens_there_is_answered() {
    for way in IN_LIFT {
        answers_every_key(Harness::demo(), way);
    }
}

#[test]
fn every_key_in_praise_and_customers_is_answered() {
    for way in IN_LISTS {
        answers_every_key(Harness::demo(), way);
    }
}

#[test]
fn every_key_in_an_empty_book_is_answered() {
    for way in ["", "2", "3", "d", "i", "?", ":", "/"] {
        answers_every_key(Harness::empty(), way);
    }
}

#[test]
fn every_tab_begins_in_one_column() {
    let edge = |h: &mut Harness| {
        let screen = h.screen();
        let rows: Vec<&str> = screen.lines().collect();
        let body = rows.get(2..rows.len() - 2).unwrap_or_default().iter().filter(|row| !row.trim().is_empty());
        body.map(|row| row.len() - row.trim_start().len()).min()
    };
    for size in [(60, 18), (75, 22), (80, 24), (96, 28), (110, 34), (140, 40), (160, 48), (200, 60)] {
        for keys in ["1", "2", "3", "4", "5", "6", "7"] {
            assert_eq!(edge(Harness::demo().size(size).press(keys)), Some(4), "{keys} at {size:?}");
            assert_eq!(edge(Harness::empty().size(size).press(keys)), Some(4), "{keys} at {size:?}, empty");
        }
    }
}

/// Widths at some heights and heights at some widths, different ones each time.
fn sizes(turn: u16) -> Vec<(u16, u16)> {
    let mut sizes: Vec<(u16, u16)> = (1 + turn % 5..=200).step_by(5).map(|w| (w, 18 + w % 9)).collect();
    sizes.extend((1 + turn % 3..=60).step_by(3).flat_map(|h| [(60, h), (97, h)]));
    sizes.extend([(1, 1), (1, 60), (200, 1), (2, 18), (59, 18), (60, 17), (60, 18), (61, 19), (75, 22), (96, 24)]);
    sizes.extend([(200, 60), (160, 48), (110, 34), (104, 20), (76, 40)]);
    sizes
}

#[test]
fn every_screen_is_drawn_at_every_size() {
    for (turn, way) in (0..).zip(ON_TODAY.into_iter().chain(IN_LIFT).chain(IN_LISTS)) {
        let mut h = Harness::demo();
        h.press(way);
        for size in sizes(turn) {
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
    for size in sizes(0) {
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

/// The scopes of the tabs, in their order.
const TABS: [Scope; 7] =
    [Scope::Today, Scope::Praise, Scope::Customers, Scope::InTouch, Scope::Visits, Scope::Ideas, Scope::Trends];

#[test]
fn every_key_of_a_tab_does_something_or_says_why_it_does_not() {
    for (book, make) in [("demo", Harness::demo as fn() -> Harness), ("empty", Harness::empty)] {
        for (tab, scope) in (1..).zip(TABS) {
            let moves = |code| matches!(code, KeyCode::Esc | KeyCode::Left);
            for binding in Keymap::default().of_scope(scope).filter(|binding| !moves(binding.key.code)) {
                let mut h = make();
                h.size((110, 34)).press(&tab.to_string());
                let (screen, outside) = (h.screen(), h.outside.all());
                h.key(KeyEvent::new(binding.key.code, binding.key.modifiers));
                let is_dead = h.screen() == screen && h.outside.all() == outside;
                assert!(!is_dead || h.ended.is_some(), "{book}, tab {tab}: {:?}", binding.key);
            }
        }
    }
}

#[test]
fn an_empty_book_says_of_no_key_that_works_that_it_does_not() {
    for tab in 1..=TABS.len() {
        for binding in Keymap::default().of_scope(Scope::Global) {
            let mut h = Harness::empty();
            h.size((110, 34)).press(&tab.to_string());
            h.key(KeyEvent::new(binding.key.code, binding.key.modifiers));
            h.never_says("─ Nobody").never_says("─ Nothing kind").never_says("─ No idea").never_says("─ No customer");
        }
    }
}
