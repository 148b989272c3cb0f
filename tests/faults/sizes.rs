//! A storm of sizes on every screen of the real program in a real terminal.

use std::time::Duration;

use super::ground::{Chance, report, times};
use crate::terminal::Place;

/// The keys that lead to each screen from Today.
const WAYS: [&str; 15] = ["1", "2", "3", "4", "5", "6", "7", "l", "d", "?", ":", "/", "a", "i", "3\r"];

#[test]
fn every_screen_weathers_a_storm_of_sizes() {
    let mut chance = Chance::of("sizes");
    let place = Place::new();
    std::fs::remove_file(place.book()).expect("the book of two");
    place.goodcall(&["demo", "--save", &place.book().display().to_string()]);
    let each = times(300, 300 * WAYS.len()) / WAYS.len();
    for way in WAYS {
        let mut terminal = place.open();
        terminal.says("good call").send(way);
        for step in 0..each {
            let (columns, rows) = match step % 5 {
                0 => (1, 1),
                1 => (200, 60),
                _ => (1 + chance.below(160), 1 + chance.below(50)),
            };
            terminal.resize(u16::try_from(columns).expect("columns"), u16::try_from(rows).expect("rows"));
        }
        terminal
            .resize(1, 1)
            .resize(80, 24)
            .shows(&format!("a screen after {way:?}"), |s| s.contents().lines().count() > 5)
            .send("\x03");
        assert_eq!(terminal.end(Duration::from_secs(5)), 0, "{way:?}: {}", terminal.contents());
        terminal.is_restored();
        assert!(!String::from_utf8_lossy(&terminal.bytes()).contains("panicked"), "{way:?}");
    }
    report("sizes from 1x1 on every screen", each * WAYS.len(), "0 panics, 0 terminals left behind");
}
