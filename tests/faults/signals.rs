//! Signals while a log is half typed: the terminal as it was, a quick end, the draft whole.

use std::time::Duration;

use rustix::process::Signal;

use super::ground::{Chance, report, times};
use crate::terminal::Place;

/// The promise: an end within this.
const QUICK: Duration = Duration::from_secs(3);

#[test]
fn signals_leave_the_terminal_and_the_draft() {
    let mut chance = Chance::of("signals");
    let signals = [
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::TERM,
        Signal::USR1,
        Signal::ALARM,
        Signal::ABORT,
        Signal::XCPU,
        Signal::KILL,
    ];
    let each = times(1, 5);
    for signal in signals {
        for _ in 0..each {
            let place = Place::new();
            let mut terminal = place.open();
            let words = format!("+ line {} of a log", chance.below(100_000));
            terminal.says("Ana Ribeiro").send("l").says("for later").send(&words).says(&words);
            if signal == Signal::KILL {
                // All but the last second is promised.
                std::thread::sleep(Duration::from_secs(1));
            }
            terminal.signal(signal).end(QUICK);
            if signal != Signal::KILL {
                terminal.is_restored();
            }
            let draft = place.app().latest_draft().expect("the book").map(|d| d.fields).unwrap_or_default();
            assert!(draft.contains(&words), "{signal:?}: {draft:?}");
        }
    }
    report("9 signals in a half-typed log", signals.len() * each, "0 lines lost, 0 terminals left behind");
}
