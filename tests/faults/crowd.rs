//! Many at once: none is refused, nothing is lost, and nobody waits for long.

use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};

use super::ground::{Background, finish, full, report, times};

/// With the machine's own clock, as people have it.
fn log(ground: &Background, text: &str) -> Command {
    let mut command = ground.command(&["log", "ana", "-m", text]);
    command.env_remove("GOODCALL_NOW");
    command
}

#[test]
fn eight_who_write_at_once_are_all_served() {
    const WRITERS: usize = 8;
    let (ground, each) = (Background::new(), times(12, 200));
    let mut took: Vec<(Duration, bool)> = std::thread::scope(|scope| {
        let ground = &ground;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    let one = |number| {
                        let begun = Instant::now();
                        let ran = finish(&mut log(ground, &format!("writer {writer}, log {number}")));
                        (begun.elapsed(), ran.code == Some(0))
                    };
                    (0..each).map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|w| w.join().expect("a writer")).collect()
    });
    took.sort();
    ground.is_sound();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for text in ground.texts() {
        *counts.entry(text).or_default() += 1;
    }
    let refused = took.iter().filter(|(_, served)| !served).count();
    let at = |part: usize| took[(took.len() - 1) * part / 100].0.as_millis();
    let wanted = WRITERS * each;
    report(
        "8 writers at once",
        wanted,
        &format!(
            "{} kept, {refused} refused; median {} ms, 99th percentile {} ms, longest {} ms",
            counts.len(),
            at(50),
            at(99),
            at(100)
        ),
    );
    assert_eq!((counts.len(), refused), (wanted, 0));
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    assert!(!full() || at(99) < 2000, "the 99th percentile");
}
