//! Completion in real shells: Tab puts a word on the line that means the customer, and runs nothing on Enter.

use goodcall::domain::customer::{CustomerDraft, CustomerField};

use super::terminal::{Place, Terminal};

/// Names as an attacker, a typist or the world writes them.
const NAMES: [&str; 9] = [
    "Evil $(touch X)",
    "Semi; touch Y; \"",
    "Tick `touch Z`",
    "Sean O'Brien",
    "-rf Dash",
    "박지우",
    "محمد علي",
    "Zoë  Müller",
    "Star * ~ {a,b} !!",
];
/// What is typed before Tab, and what then stands on the line.
const COMPLETED: [(&str, &str); 12] = [
    ("goodcall show ev", "goodcall show evil-touch-x"),
    ("goodcall show Sem", "goodcall show semi-touch-y"),
    ("goodcall show tic", "goodcall show tick-touch-z"),
    ("goodcall show obr", "goodcall show obrien-sean"),
    ("goodcall show rf", "goodcall show rf-dash"),
    ("goodcall show bag", "goodcall show bagjiu"),
    ("goodcall show mhm", "goodcall show mhmd-ly"),
    ("goodcall show zoe mu", "goodcall show zoe muller"),
    ("goodcall show star-", "goodcall show star-a-b"),
    ("goodcall praise --customer=ev", "goodcall praise --customer=evil-touch-x"),
    ("goodcall list city:", "goodcall list city:São\\ Paulo"),
    ("goodcall edit ana-ribeiro --no-tag ", "--no-tag \\$\\(touch\\ T\\)"),
];

fn place() -> Place {
    let place = Place::new();
    let mut app = place.app();
    for name in NAMES {
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Name, name);
        app.add(&draft).expect("a customer");
    }
    place.goodcall(&["edit", "ana-ribeiro", "--tag", "$(touch T)", "--city", "São Paulo"]);
    place
}

/// Presses Tab in a shell that is ready, and Enter behind what it completed.
fn complete(place: &Place, shell: &mut Terminal) {
    shell.says("READY>");
    for (typed, line) in COMPLETED {
        shell.send(typed).says(typed.trim_end()).send("\t").says(line);
        // The whole line goes.
        shell.send("\x05\x15").no_longer_says(line);
    }
    shell.send("goodcall show ev\t").says("evil-touch-x").send("\r").says("Evil $(touch X)").says("READY>");
    shell.send("goodcall list tag:\t").says("tag:\\$").send("\r").says("Ana Ribeiro").says("READY>");
    for made in ["X", "Y", "Z", "T"] {
        assert!(!place.path("home").join(made).exists(), "{made} was made: a name ran");
    }
    // Another book on the line is asked instead, and none is begun.
    shell.send("goodcall --db nowhere.db show ev\t \x08").says("nowhere.db show ev");
    shell.send("\x05\x15echo its end\r").says("its end");
    assert!(!place.path("home").join("nowhere.db").exists());
    shell.send("exit\r");
}

fn not_run(shell: &str) {
    println!("not run: there is no {shell} here");
}

#[test]
fn bash_completes_names_from_the_book_and_runs_none() {
    let place = place();
    let file = place.path("home").join("rc");
    let start_up = "PS1='READY> '\nbind 'set bell-style none'\neval \"$(goodcall completions bash)\"\n";
    std::fs::write(&file, start_up).expect("a file");
    match place.open_shell("bash", &["--noprofile", "--rcfile", &file.display().to_string(), "-i"]) {
        Some(mut shell) => complete(&place, &mut shell),
        None => not_run("bash"),
    }
}

#[test]
fn zsh_completes_names_from_the_book_and_runs_none() {
    let place = place();
    let start_up = "PS1='READY> '\nunsetopt beep\nautoload -Uz compinit && compinit -u -D\n\
                    eval \"$(goodcall completions zsh)\"\n";
    std::fs::write(place.path("home").join(".zshrc"), start_up).expect("a file");
    match place.open_shell("zsh", &["--no-globalrcs", "-i"]) {
        Some(mut shell) => complete(&place, &mut shell),
        None => not_run("zsh"),
    }
}

#[test]
fn fish_completes_names_from_the_book_and_runs_none() {
    let place = place();
    let folder = place.path("config").join("fish");
    std::fs::create_dir_all(&folder).expect("a folder");
    let start_up = "function fish_prompt; echo -n 'READY> '; end\nfunction fish_greeting; end\n\
                    set -g fish_autosuggestion_enabled 0\ngoodcall completions fish | source\n";
    std::fs::write(folder.join("config.fish"), start_up).expect("a file");
    match place.open_shell("fish", &["-i"]) {
        Some(mut shell) => complete(&place, &mut shell),
        None => not_run("fish"),
    }
}
