//! Killed at random moments: what was acknowledged is there, nothing is doubled, imports are all or nothing.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use super::ground::{Background, Chance, Ran, finish, process_id, report, times, wait_for};

/// Runs a command and kills it after a while; what it had said by then.
pub(super) fn killed(mut command: Command, after: Duration) -> Ran {
    let child = command.spawn().expect("it starts");
    // The random moment is the fault.
    std::thread::sleep(after);
    let _ended = kill_process(process_id(&child), Signal::KILL);
    wait_for(child).into()
}

/// How long a run takes that nobody kills, the slowest of three, and a little more.
pub(super) fn longest(mut run: impl FnMut(usize)) -> Duration {
    let mut took = |turn| {
        let begun = Instant::now();
        run(turn);
        begun.elapsed()
    };
    (0..3).map(&mut took).max().expect("three runs").mul_f64(1.2)
}

/// A Monday morning, so many seconds on.
fn later(seconds: usize) -> String {
    format!("2026-11-23T{:02}:{:02}:{:02}Z", 10 + seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn log(ground: &Background, text: &str, second: usize) -> Command {
    let mut command = ground.command(&["log", "ana", "-m", text]);
    command.env("GOODCALL_NOW", later(second));
    command
}

#[test]
fn logs_that_were_acknowledged_survive_kills() {
    let (ground, mut chance) = (Background::new(), Chance::of("logs"));
    let typical = longest(|turn| drop(finish(&mut log(&ground, &format!("typical {turn}"), turn)).ok()));
    let (mut kills, mut told, mut number) = (0, Vec::new(), 0);
    let wanted = times(25, 500);
    while kills < wanted {
        number += 1;
        let text = format!("log {number}");
        let ran = killed(log(&ground, &text, number + 10), chance.part_of(typical));
        kills += usize::from(ran.code.is_none());
        if ran.out.contains("Logged") {
            told.push(text);
        }
        if number % 10 == 0 {
            ground.is_sound();
        }
        assert!(number < wanted * 40, "{kills} kills in {number} runs");
    }
    ground.is_sound();
    let there = ground.texts();
    let count = |text: &String| there.iter().filter(|t| *t == text).count();
    let lost: Vec<_> = told.iter().filter(|text| count(text) == 0).collect();
    let doubled: Vec<_> = there.iter().filter(|text| count(text) > 1).collect();
    report(
        "SIGKILL while logs are written",
        kills,
        &format!("{} of {} acknowledged logs lost, {} doubled", lost.len(), told.len(), doubled.len()),
    );
    assert!(lost.is_empty() && doubled.is_empty(), "lost {lost:?}, doubled {doubled:?}");
    ground.run(&["list"]).ok();
}

#[test]
fn an_import_that_is_killed_is_all_or_nothing() {
    let (ground, mut chance) = (Background::new(), Chance::of("import"));
    let rows = times(600, 3000);
    let people = (0..rows).map(|n| format!("Person {n},person{n}@example.com,Company {n}\n"));
    let file = ground.path("people.csv");
    fs::write(&file, format!("name,email,company\n{}", people.collect::<String>())).expect("a file");
    let before = ground.bytes();
    let import = || ground.command(&["import", file.to_str().expect("a path")]);
    let typical = longest(|_| {
        finish(&mut import()).ok();
        fs::write(ground.book(), &before).expect("the book as it was");
    });
    let (mut kills, mut runs, mut whole, mut partial, mut lost) = (0, 0, 0, 0, 0);
    let wanted = times(6, 100);
    while kills < wanted {
        runs += 1;
        let ran = killed(import(), chance.part_of(typical));
        kills += usize::from(ran.code.is_none());
        ground.is_sound();
        let there: usize =
            ground.look().query_row("SELECT count(*) FROM customer", [], |row| row.get(0)).expect("a count");
        whole += usize::from(there == rows + 2);
        partial += usize::from(there != 2 && there != rows + 2);
        lost += usize::from(ran.out.contains("added") && there != rows + 2);
        fs::write(ground.book(), &before).expect("the book as it was");
        assert!(runs < wanted * 40, "{kills} kills in {runs} runs");
    }
    report(
        &format!("SIGKILL in an import of {rows} rows"),
        kills,
        &format!("{partial} in part, {whole} whole; {lost} acknowledged and not there"),
    );
    assert_eq!((partial, lost), (0, 0));
}

#[test]
fn an_undo_that_is_killed_is_all_or_nothing() {
    let (ground, mut chance) = (Background::new(), Chance::of("undo"));
    finish(&mut log(&ground, "+ stays", 0)).ok();
    let (mut kills, mut turn, mut lost) = (0, 0, 0);
    let typical = longest(|turn| {
        finish(&mut log(&ground, "+ goes", turn + 1)).ok();
        ground.run(&["undo"]).ok();
    });
    let wanted = times(8, 100);
    while kills < wanted {
        turn += 1;
        finish(&mut log(&ground, "+ goes", turn + 10)).ok();
        let ran = killed(ground.command(&["undo"]), chance.part_of(typical / 2));
        kills += usize::from(ran.code.is_none());
        ground.is_sound();
        let there = ground.count("+ goes");
        lost += usize::from(ran.out.contains("Undone") && there > 0);
        assert!(there <= 1 && ground.count("+ stays") == 1, "{:?}", ground.texts());
        if there == 1 {
            ground.run(&["undo"]).ok();
        }
        assert_eq!(ground.texts(), ["+ stays"]);
        assert!(turn < wanted * 40, "{kills} kills in {turn} runs");
    }
    report("SIGKILL during undo", kills, &format!("{lost} acknowledged and not done, none in part"));
    assert_eq!(lost, 0);
}
