//! Random commands, all taken back step by step, and put back: after each step the export is what it was before.

use serde_json::Value;

use super::ground::{Background, Chance, finish, report, times};

/// The ids at a place of the export.
fn ids(export: &Value, list: &str) -> Vec<String> {
    let all = export[list].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|row| row["id"].as_str().map(str::to_string)).collect()
}

/// Some command that changes the book, as words.
fn some_command(ground: &Background, export: &Value, chance: &mut Chance, number: usize) -> Vec<String> {
    let customers = ids(export, "customer");
    let who = customers[chance.below(customers.len())].clone();
    let any = |list: &str, chance: &mut Chance| {
        let all = ids(export, list);
        (!all.is_empty()).then(|| all[chance.below(all.len())].clone())
    };
    let praise: Vec<String> = export["remark"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter(|r| r["kind"] == "praise")
        .filter_map(|r| r["id"].as_str().map(str::to_string))
        .collect();
    let ideas: Vec<String> = export["remark"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter(|r| r["kind"] == "idea")
        .filter_map(|r| r["id"].as_str().map(str::to_string))
        .collect();
    let text = format!("+ praise {number} @Sally\n! idea {number}\nnews");
    let words: Vec<String> = match chance.below(16) {
        0 => vec!["add".into(), format!("Person {number}"), "--favorite".into(), "--pleasure".into(), "4".into()],
        1 => vec!["edit".into(), who, "--company".into(), format!("Company {number}"), "--profit".into(), "5".into()],
        2 | 3 => vec!["log".into(), who, "-m".into(), text],
        4 => vec!["log".into(), who, "-m".into(), text, "--outcome".into(), "no-answer".into()],
        5 => match any("touch", chance) {
            Some(id) => vec!["touch".into(), "edit".into(), id, "-m".into(), text],
            None => vec!["undo".into(), "--list".into()],
        },
        6 => match any("touch", chance) {
            Some(id) => vec!["touch".into(), "delete".into(), id],
            None => vec!["undo".into(), "--list".into()],
        },
        7 if !praise.is_empty() => vec!["praise".into(), "--star".into(), praise[chance.below(praise.len())].clone()],
        8 => vec!["snooze".into(), who, "in 2 weeks".into()],
        9 => vec!["archive".into(), who],
        10 => vec!["unarchive".into(), who],
        11 => vec!["away".into(), format!("2027-01-{:02}", 1 + chance.below(20)), "2027-01-25".into()],
        12 if !ideas.is_empty() => {
            let act = ["done", "drop", "carry", "reopen"][chance.below(4)];
            vec!["ideas".into(), act.into(), ideas[chance.below(ideas.len())].clone()]
        }
        13 => vec!["skip".into(), "--because".into(), "not today".into()],
        14 => vec!["lift".into(), "--after".into(), "low-day".into(), "--mood".into(), "2".into()],
        _ => {
            let file = ground.path(&format!("people-{number}.csv"));
            let rows =
                format!("name,email,company\nPerson {number},p{number}@example.com,There\nAna,,Elsewhere {number}\n");
            std::fs::write(&file, rows).expect("a file");
            vec!["import".into(), file.display().to_string()]
        }
    };
    words
}

fn steps(ground: &Background) -> usize {
    ground.run(&["undo", "--list", "--json"]).json().as_array().expect("a list").len()
}

#[test]
fn random_commands_are_taken_back_step_by_step() {
    let mut chance = Chance::of("undo all");
    let (rounds, each) = (times(2, 12), times(14, 60));
    let mut taken_back = 0;
    for _ in 0..rounds {
        let ground = Background::new();
        let mut before = Vec::new();
        let mut known = steps(&ground);
        for number in 0..each {
            let now = format!("2026-11-{:02}T1{}:{:02}:00Z", 23 + number / 30, number / 10 % 3, number % 10);
            let export = ground.export();
            let words = some_command(&ground, &export, &mut chance, number);
            let ran = finish(ground.command(&[]).args(&words).env("GOODCALL_NOW", now));
            assert!(!ran.err.contains("panicked"), "{words:?}: {ran:?}");
            let made = steps(&ground);
            if made > known {
                before.push((words, export));
            }
            known = made;
        }
        let as_it_was = |export: &Value, what: &str| {
            let now = ground.export();
            for key in export.as_object().expect("an object").keys() {
                assert_eq!(now[key], export[key], "{key}, after {what}");
            }
        };
        let mut after = Vec::new();
        for (words, export) in before.into_iter().rev() {
            after.push((words.clone(), ground.export()));
            ground.run_at("2026-11-26T10:00:00Z", &["undo"]).ok();
            as_it_was(&export, &format!("{words:?} was taken back"));
            taken_back += 1;
        }
        for (words, export) in after.into_iter().rev() {
            ground.run_at("2026-11-26T11:00:00Z", &["redo"]).ok();
            as_it_was(&export, &format!("{words:?} was put back"));
        }
        ground.is_sound();
    }
    report("random commands taken back step by step, and put back", taken_back, "0 differences in the export");
}
