//! `remind`: the timer that tells of the call, what it says, and the line for a shell. The programs of the system are
//! stand-ins that write down what they are given.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::attacks::{HOSTILE, harm_in};
use crate::support::{Book, Go, MONDAY, Ran, same_bytes, text};

/// A machine of its own: a home, and a path that holds the stand-ins and nothing else.
struct Machine {
    book: Book,
}

/// Keeps a crontab in a file, as crontab does.
const CRONTAB: &str = r#"
case "$1" in
    -l) [ -f "$M/crontab" ] || { echo "no crontab for ana" >&2; exit 1; }; /bin/cat "$M/crontab" ;;
    -r) /bin/rm "$M/crontab" ;;
    *) /bin/cat > "$M/crontab.new"; /bin/mv "$M/crontab.new" "$M/crontab" ;;
esac
"#;

impl Machine {
    /// One with a favorite in the book, and without any program.
    fn new() -> Self {
        Self::over(Book::new())
    }

    fn over(book: Book) -> Self {
        fs::create_dir_all(book.path("bin")).expect("a folder of programs");
        let machine = Self { book };
        machine.book.at("2026-09-01T09:00:00Z");
        let add = "add 'Ana Ribeiro' --favorite --phone '+351 22 555 0142' --city Porto --timezone Europe/Lisbon";
        machine.book.run(add).ok();
        machine.book.at(MONDAY);
        machine
    }

    /// Adds a program that writes each of its arguments down, a line each, and then runs a script.
    fn with(self, program: &str, script: &str) -> Self {
        let (path, machine) = (self.book.path(&format!("bin/{program}")), self.book.path("").display().to_string());
        let note = format!("M='{machine}'; {{ printf '%s' {program}; printf '|%s' \"$@\"; echo; }} >> \"$M/calls\"");
        fs::write(&path, format!("#!/bin/sh\n{note}\n{script}\n")).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program that runs");
        self
    }

    fn go(&self, line: &str) -> Go {
        let path = self.book.path("bin");
        self.book.go(line).env("PATH", path.to_str().expect("a path"))
    }

    fn run(&self, line: &str) -> Ran {
        self.go(line).run()
    }

    /// What the programs were given since the last look, a line a call.
    fn calls(&self) -> Vec<String> {
        let path = self.book.path("calls");
        let calls = fs::read_to_string(&path).unwrap_or_default();
        let _none_yet = fs::remove_file(path);
        calls.lines().map(str::to_string).collect()
    }

    /// Everything in the home folder, files and folders.
    fn home(&self) -> Vec<PathBuf> {
        let mut found = vec![self.book.path("home")];
        let mut at = 0;
        while let Some(path) = found.get(at).cloned() {
            let inside = fs::read_dir(&path).into_iter().flatten();
            found.extend(inside.map(|entry| entry.expect("an entry").path()));
            at += 1;
        }
        found.sort();
        found
    }

    fn home_file(&self, name: &str) -> PathBuf {
        self.book.path("home").join(name)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const SERVICE: &str = ".config/systemd/user/goodcall-remind.service";
const TIMER: &str = ".config/systemd/user/goodcall-remind.timer";
const AGENT: &str = "Library/LaunchAgents/goodcall.remind.plist";

#[test]
fn with_systemd_it_is_a_timer_of_the_user_s_own() {
    let machine = Machine::new().with("systemctl", "");
    let before = machine.home();
    machine.run("remind install").ok().says("a systemd timer tells you at 08:55");
    assert_eq!(
        machine.calls(),
        [
            "systemctl|--user|show-environment",
            "systemctl|--user|daemon-reload",
            "systemctl|--user|enable|goodcall-remind.timer",
            "systemctl|--user|restart|goodcall-remind.timer",
        ]
    );
    let service = read(&machine.home_file(SERVICE));
    let runs = service.lines().find_map(|l| l.strip_prefix("ExecStart=")).expect("what it runs");
    let book = machine.book.file().display().to_string();
    assert!(runs.starts_with('/') && runs.ends_with(&format!(" --db {book} remind now")), "{service}");
    let timer = read(&machine.home_file(TIMER));
    for line in ["OnCalendar=*-*-* 08:55:00", "Persistent=true", "WantedBy=timers.target"] {
        assert!(timer.lines().any(|l| l == line), "{line}: {timer}");
    }
    let installed = machine.home();
    machine.run("remind install").ok().says("Was installed already");
    assert_eq!(machine.home(), installed, "twice is once");
    machine.calls();
    machine.run("remind remove").ok().says("Removed a systemd timer.");
    assert_eq!(
        machine.calls(),
        ["systemctl|--user|disable|--now|goodcall-remind.timer", "systemctl|--user|daemon-reload"]
    );
    assert_eq!(machine.home(), before, "no file and no folder is left");
    machine.run("remind remove").ok().says("nothing was removed");
    assert_eq!(machine.calls(), [""; 0]);
}

#[test]
fn folders_of_xdg_outside_the_home_folder_stay_as_they_were() {
    let machine = Machine::new().with("systemctl", "echo 'No such unit' >&2; [ \"$2\" = show-environment ]");
    for there_before in [true, false] {
        let (outside, before) = (machine.book.path("outside"), machine.home());
        let folders = [outside.join("config"), outside.join("data")];
        let _gone = fs::remove_dir_all(&outside);
        if there_before {
            folders.iter().for_each(|folder| fs::create_dir_all(folder).expect("a folder"));
        }
        let go = |line: &str| {
            let mut go = machine.go(line);
            for (name, folder) in ["XDG_CONFIG_HOME", "XDG_DATA_HOME"].iter().zip(&folders) {
                go = go.env(name, folder.to_str().expect("a path"));
            }
            go.run()
        };
        let inside = || folders.iter().map(|f| fs::read_dir(f).map(Iterator::count).ok()).collect::<Vec<_>>();
        let as_before = inside();
        go("remind install --with systemd").fails(1).warns("No such unit");
        assert_eq!(
            (inside(), outside.exists()),
            (as_before.clone(), there_before),
            "a failed installation leaves nothing"
        );
        let refusing = machine.book.path("bin/systemctl");
        let script = read(&refusing);
        fs::write(&refusing, script.replace("[ \"$2\" = show-environment ]", "exit 0")).expect("a program");
        go("remind install --with systemd").ok();
        let stamps = folders[1].join("systemd/timers");
        fs::create_dir_all(&stamps).expect("a folder");
        fs::write(stamps.join("stamp-goodcall-remind.timer"), "").expect("a stamp");
        go("remind remove").ok().says("Removed a systemd timer.");
        assert_eq!(inside(), [Some(0), Some(0)], "no folder of ours is left in them");
        assert_eq!(machine.home(), before);
        fs::write(&refusing, script).expect("a program");
    }
}

#[test]
fn what_systemd_itself_made_goes_too_and_what_is_not_ours_stays() {
    let machine = Machine::new().with("systemctl", "");
    let mine = machine.home_file(".config/systemd/user/mine.service");
    fs::create_dir_all(mine.parent().expect("a folder")).expect("a folder");
    fs::write(&mine, "mine").expect("a unit of the user's");
    let before = machine.home();
    machine.run("remind install").ok();
    let folder = machine.home_file(".config/systemd/user/timers.target.wants");
    fs::create_dir(&folder).expect("a folder");
    std::os::unix::fs::symlink("../goodcall-remind.timer", folder.join("goodcall-remind.timer")).expect("a link");
    let stamps = machine.home_file(".local/share/systemd/timers");
    fs::create_dir_all(&stamps).expect("a folder");
    fs::write(stamps.join("stamp-goodcall-remind.timer"), "").expect("a stamp");
    machine.run("remind remove").ok();
    assert_eq!(machine.home(), before);
    same_bytes(&mine, b"mine");
}

#[test]
fn show_prints_all_of_it_and_installs_nothing() {
    for (timer, program, file, command) in [
        ("systemd", "systemctl", SERVICE, "systemctl --user enable goodcall-remind.timer"),
        ("launchd", "launchctl", AGENT, "launchctl bootstrap gui/"),
        ("schtasks", "schtasks", "tmp/goodcall-remind.xml", "schtasks /Create /F /TN goodcall-remind /XML"),
        ("cron", "crontab", "", "crontab -"),
    ] {
        let machine = Machine::new().with(program, if timer == "cron" { CRONTAB } else { "" });
        let before = machine.home();
        let shown =
            machine.run(&format!("remind show --with {timer}")).ok().says(command).says("Nothing was installed.");
        assert!(shown.out.contains(&machine.home_file(file).display().to_string()) || file.is_empty(), "{}", shown.out);
        assert!(shown.out.contains("remind") && shown.out.contains("now"), "{}", shown.out);
        assert_eq!(machine.home(), before, "{timer}");
        assert_eq!(machine.calls(), [""; 0], "{timer}: nothing is run");
        let as_json = machine.run(&format!("remind show --with {timer} --json")).json();
        assert_eq!((text(&as_json["with"]), text(&as_json["at"])), (timer, "08:55"));
        assert!(as_json["commands"][0].is_array() && as_json["files"].is_array(), "{as_json}");
        machine.run(&format!("remind install --with {timer}")).ok();
        for planned in as_json["files"].as_array().expect("files").iter().filter(|_| timer != "schtasks") {
            assert_eq!(
                read(Path::new(text(&planned["path"]))).replace('\t', "  "),
                text(&planned["content"]),
                "{timer}"
            );
        }
    }
}

#[test]
fn with_launchd_it_is_an_agent() {
    let machine = Machine::new().with("launchctl", "");
    let before = machine.home();
    machine.run("remind install --with launchd").ok().says("a launchd agent");
    let agent = read(&machine.home_file(AGENT));
    for part in ["<integer>8</integer>", "<integer>55</integer>", "<string>--db</string>", "<string>now</string>"] {
        assert!(agent.contains(part), "{agent}");
    }
    let calls = machine.calls();
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert!(calls[0].starts_with("launchctl|bootout|gui/"), "launchd takes a label only once: {calls:?}");
    assert!(calls[1].starts_with("launchctl|bootstrap|gui/") && calls[1].ends_with(AGENT), "{calls:?}");
    machine.run("remind install --with launchd").ok().says("Was installed already");
    machine.calls();
    machine.run("remind remove").ok().says("Removed a launchd agent.");
    assert!(machine.calls()[0].ends_with("/goodcall.remind"));
    assert_eq!(machine.home(), before);
}

#[test]
fn with_the_task_scheduler_it_is_a_task() {
    let there = "case \"$1\" in /Query) [ -f \"$M/task\" ] ;; /Delete) /bin/rm \"$M/task\" ;; \
                 *) /bin/cp \"$6\" \"$M/task\" ;; esac";
    let machine = Machine::new().with("schtasks", there);
    let before = machine.home();
    let go = machine.go("remind install --with schtasks").env("USERDOMAIN", "DESK").env("USERNAME", "Ana & Co");
    go.run().ok().says("a task of the Task Scheduler");
    let units: Vec<u16> = fs::read(machine.book.path("task")).expect("the task")[2..]
        .chunks(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let task = String::from_utf16(&units).expect("UTF-16");
    assert!(task.contains("T08:55:00</StartBoundary>") && task.contains("remind now</Arguments>"), "{task}");
    assert!(task.contains("<UserId>DESK\\Ana &amp; Co</UserId>"), "{task}");
    assert_eq!(machine.home(), before, "its description goes once it was read");
    machine.run("remind remove").ok().says("Removed a task");
    assert!(!machine.book.path("task").exists());
    machine.run("remind remove").ok().says("nothing was removed");
}

#[test]
fn a_crontab_keeps_its_other_lines_to_the_byte() {
    for (at, lines) in
        ["", "MAILTO=ana\n\n# *\t* *\n0 1 * * * x %a\n", "* * * * * without an end", "\r\n"].iter().enumerate()
    {
        let machine = Machine::new().with("crontab", CRONTAB);
        let crontab = machine.book.path("crontab");
        if at > 0 {
            fs::write(&crontab, lines).expect("a crontab");
        }
        machine.run("remind install").ok().says("a crontab line tells you at 08:55");
        let with = read(&crontab);
        let ours: Vec<&str> =
            with.lines().filter(|l| l.starts_with("55 8 * * * /") && l.ends_with(" remind now")).collect();
        assert!(with.starts_with(lines) && ours.len() == 1, "{with}");
        machine.run("remind install").ok().says("Was installed already");
        assert_eq!(read(&crontab), with, "twice is once");
        machine.run("remind remove").ok().says("Removed a crontab line.");
        if at > 0 {
            same_bytes(&crontab, lines.as_bytes());
        } else {
            assert!(!crontab.exists(), "there was none before");
        }
    }
}

#[test]
fn a_crontab_that_is_refused_stays_as_it_was() {
    let refused = "echo 'You (ana) are not allowed to use this program (crontab)' >&2; exit 1";
    let machine = Machine::new().with("crontab", refused);
    let ran =
        machine.run("remind install --with cron").fails(1).warns("not allowed").warns("the crontab stays as it was");
    assert!(ran.err.contains("goodcall remind shell needs no timer") && !ran.err.contains("--with"), "{}", ran.err);
    machine.run("remind remove").ok().says("nothing was removed");
    let machine = machine.with("systemctl", "");
    machine
        .run("remind install --with cron")
        .fails(1)
        .warns("goodcall remind install --with systemd uses another timer");
    // It can be read, and then not written.
    let machine = Machine::new().with("crontab", &format!("[ \"$1\" = -l ] || {{ {refused}; }}; {CRONTAB}"));
    let crontab = machine.book.write("crontab", "0 1 * * * mine\n");
    machine.run("remind install").fails(1).warns("not allowed");
    same_bytes(&crontab, b"0 1 * * * mine\n");
}

#[test]
fn a_systemd_that_does_not_run_leaves_it_to_cron() {
    let machine =
        Machine::new().with("systemctl", "echo 'Failed to connect to bus' >&2; exit 1").with("crontab", CRONTAB);
    let before = machine.home();
    machine.run("remind install").ok().says("a crontab line");
    machine.run("remind remove").ok();
    machine.run("remind install --with systemd").fails(1).warns("Failed to connect to bus").warns("--with cron");
    assert_eq!(machine.home(), before, "what was written is taken back");
}

#[test]
fn where_there_is_no_timer_it_says_so() {
    let machine = Machine::new();
    machine.run("remind install").fails(1).warns("no timer was found").warns("goodcall remind shell");
    machine.run("remind install --with systemd").fails(1).warns("systemctl is not on this system");
    machine.run("remind install --with cron").fails(1).warns("crontab is not on this system");
    machine.run("remind install --with anacron").fails(2);
    machine.book.bare("--db :memory: remind show --with cron").run().fails(2).warns("in memory");
}

#[test]
fn another_timer_takes_the_place_of_the_first() {
    let machine = Machine::new().with("crontab", CRONTAB);
    machine.run("remind install").ok();
    let machine = machine.with("systemctl", "");
    machine.run("remind install").ok().says("Brought up to date: a systemd timer");
    assert!(!machine.book.path("crontab").exists(), "nobody is told twice");
    machine.run("remind remove --with cron").ok().says("nothing was removed");
    machine.run("remind remove").ok().says("Removed a systemd timer.");
}

#[test]
fn a_program_that_moved_can_still_take_it_away() {
    for (timer, program) in [("systemd", "systemctl"), ("cron", "crontab"), ("launchd", "launchctl")] {
        let machine = Machine::new().with(program, if timer == "cron" { CRONTAB } else { "" });
        let (old, before) = (machine.book.path("old goodcall"), machine.home());
        fs::copy(assert_cmd::cargo::cargo_bin!("goodcall"), &old).expect("a copy of the program");
        let output = std::process::Command::new(&old)
            .args(["remind", "install", "--with", timer, "--db"])
            .arg(machine.book.file())
            .env_clear()
            .env("HOME", machine.book.path("home"))
            .env("PATH", machine.book.path("bin"))
            .output()
            .expect("the copy runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(machine.run("doctor").ok().out.contains("reminder"), "{timer}");
        fs::remove_file(&old).expect("it moves");
        machine.run("doctor").ends(1).says("old goodcall is not there any more");
        machine.run("remind remove").ok().says("Removed");
        assert_eq!(machine.home(), before, "{timer}");
    }
}

#[test]
fn hard_paths_come_through_and_back() {
    let hard = "a b/50%/$HOME/it's \"ä\"\\/book.db";
    for (timer, program) in [("systemd", "systemctl"), ("cron", "crontab"), ("launchd", "launchctl")] {
        let machine = Machine::new().with(program, if timer == "cron" { CRONTAB } else { "" });
        let path = machine.book.path(hard);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::copy(machine.book.file(), &path).expect("a book");
        let go = |line: &str| machine.book.bare(line).env("PATH", machine.book.path("bin").to_str().expect("a path"));
        go(&format!("remind install --with {timer}")).arg("--db").arg(&path).run().ok();
        let written = match timer {
            "systemd" => read(&machine.home_file(SERVICE)),
            "cron" => read(&machine.book.path("crontab")),
            _ => read(&machine.home_file(AGENT)),
        };
        let expected = match timer {
            "systemd" => "/a b/50%%/$$HOME/it's \\\"ä\\\"\\\\/book.db\" remind now",
            "cron" => "/a b/50\\%/$HOME/it'\"'\"'s \"ä\"\\\\/book.db' remind now",
            _ => "/a b/50%/$HOME/it's &quot;ä&quot;\\/book.db</string>",
        };
        assert!(written.contains(expected), "{timer}: {written}");
        // Doctor reads the path back, and finds the book there.
        machine.run("doctor").ok().says("installed as");
        fs::remove_file(&path).expect("the book goes");
        let report = machine.run("doctor --json").ends(1).out;
        assert!(report.contains("is not there any more"), "{timer}: {report}");
    }
}

#[test]
fn a_home_that_can_t_be_written_is_told() {
    let machine = Machine::new().with("systemctl", "");
    // A file stands where a folder would have to be, which holds root up too.
    fs::write(machine.home_file(".config"), "").expect("a file");
    machine.run("remind install").fails(1).warns("could not make the folder").warns("nothing was installed");
    assert!(!machine.calls().iter().any(|call| call.contains("enable")));
}

#[test]
fn the_hour_is_that_of_the_configuration() {
    let machine = Machine::new().with("systemctl", "").with("notify-send", "");
    let config = machine.book.write("config.toml", "timezone = \"America/New_York\"\n[reminder]\nat = \"7:30 am\"\n");
    let with = |line: &str| machine.go(line).arg("--config").arg(&config).run();
    with("remind install").ok().says("07:30 (America/New_York)");
    assert!(read(&machine.home_file(TIMER)).contains("OnCalendar=*-*-* 07:30:00 America/New_York"));
    assert!(read(&machine.home_file(SERVICE)).contains(&format!(" --config {} remind now", config.display())));
    with("doctor").ok().says("installed as a systemd timer");
    machine.book.write("config.toml", "timezone = \"America/New_York\"\n[reminder]\nat = \"09:00\"\n");
    with("doctor").ends(1).says("not as the configuration says now");
    with("remind install").ok().says("Brought up to date");
    with("doctor").ok();
}

#[test]
fn an_hour_that_can_t_be_read_is_told() {
    let book = Book::new();
    for (text, what) in [
        ("[reminder]\nat = \"25:00\"\n", "\"25:00\" is not a time of day; write \"08:55\""),
        ("[reminder]\nat = \"soon\"\n", "line 2: at: \"soon\" is not a time of day"),
        ("[reminder]\ndays_before_birthday = 31\n", "31 is not from 0 to 30"),
        ("[reminder]\nhour = \"08:55\"\n", "unknown key \"hour\""),
    ] {
        let config = book.write("config.toml", text);
        book.bare("config check").arg("--config").arg(config).run().fails(2).warns(what);
    }
}

#[test]
fn doctor_says_that_there_is_none() {
    let machine = Machine::new();
    machine.run("doctor").ok().says("none; goodcall remind install sets one up");
}

/// What a notifier was given: the title and the text.
fn told(machine: &Machine) -> Vec<(String, String)> {
    let calls = machine.calls();
    let words = calls.iter().map(|call| call.split('|').map(str::to_string).collect::<Vec<_>>());
    words.map(|words| (words[words.len() - 2].clone(), words[words.len() - 1].clone())).collect()
}

fn call(text: &str) -> Vec<(String, String)> {
    vec![("Today's good call".into(), text.into())]
}

#[test]
fn on_a_call_day_it_tells_name_number_and_hour() {
    let machine = Machine::new().with("notify-send", "");
    let ran = machine.run("remind now").ok();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    assert_eq!(told(&machine), call("Ana Ribeiro, +351 22 555 0142. At work until 17:30 your time"));
    assert_eq!(machine.book.json("today")["pick"]["customer"]["name"], "Ana Ribeiro");
    machine.book.run("log ana -m fine").ok();
    let ran = machine.run("remind now").ok();
    assert_eq!((ran.out.as_str(), ran.err.as_str(), machine.calls().len()), ("", "", 0), "the call is made");
}

#[test]
fn the_hour_is_in_the_user_s_own_clock() {
    let machine = Machine::over(Book::in_zone("America/New_York")).with("notify-send", "");
    machine.book.at("2026-11-23T13:55:00Z");
    machine.run("remind now").ok();
    assert_eq!(told(&machine), call("Ana Ribeiro, +351 22 555 0142. At work until 12:30 your time"));
    // In the middle of their night, on a Monday of the user's.
    machine.book.at("2026-11-24T02:00:00Z");
    machine.run("remind now").ok();
    assert_eq!(
        told(&machine),
        call("Ana Ribeiro, +351 22 555 0142. Asleep, 02:00 in Porto; from 04:00 tomorrow, your time")
    );
    machine.book.run("today --at 'tomorrow 04:30'").ok();
    machine.run("remind now").ok();
    assert_eq!(told(&machine), call("Ana Ribeiro, +351 22 555 0142. Kept for 04:30 tomorrow"));
    // The day for which it is kept brings it again, and the day after is quiet.
    machine.book.at("2026-11-24T09:00:00Z");
    machine.run("remind now").ok();
    let title = "This week's good call".to_string();
    assert_eq!(told(&machine), [(title, "Ana Ribeiro, +351 22 555 0142. Kept for 04:30".into())]);
    machine.book.at("2026-11-25T09:00:00Z");
    machine.run("remind now").ok();
    assert_eq!(machine.calls(), [""; 0]);
}

#[test]
fn nothing_is_said_of_the_hour_where_the_zone_is_unknown() {
    let machine = Machine::new().with("notify-send", "");
    machine.book.run("archive ana").ok();
    machine.book.run("add 'Ben & <b>Co</b>' --favorite").ok();
    machine.run("remind now").ok();
    assert_eq!(told(&machine), call("Ben &amp; &lt;b&gt;Co&lt;/b&gt;, no phone number yet"));
}

#[test]
fn on_other_days_and_days_off_it_is_silent_and_stores_nothing() {
    let machine = Machine::new().with("notify-send", "");
    let silent = |machine: &Machine| {
        let ran = machine.run("remind now").ok();
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
        assert_eq!(machine.calls(), [""; 0]);
        let nothing = machine.run("remind now --json").json();
        assert_eq!((&nothing["call"], &nothing["notifications"]), (&Value::Null, &json!([])));
    };
    machine.book.at("2026-11-24T10:00:00Z");
    silent(&machine);
    machine.book.at(MONDAY).run("away 2026-11-23 2026-11-27").ok();
    silent(&machine);
    let empty = Machine { book: Book::new() };
    fs::create_dir_all(empty.book.path("bin")).expect("a folder");
    silent(&empty);
    assert!(!empty.book.file().exists(), "no book is begun");
}

#[test]
fn as_json_it_says_what_it_would_say_and_shows_nothing() {
    let machine = Machine::new().with("notify-send", "");
    let said = machine.run("remind now --json").json();
    assert_eq!(said["date"], "2026-11-23");
    assert_eq!(said["call"]["customer"]["name"], "Ana Ribeiro");
    assert_eq!(said["call"]["reachable_until"], "2026-11-23T17:30:00+00:00");
    assert_eq!(said["notifications"][0]["title"], "Today's good call");
    assert_eq!(machine.calls(), [""; 0]);
}

#[test]
fn the_next_notifier_is_tried_and_without_any_the_line_is_printed() {
    let refused = "exit 1";
    let machine = Machine::new().with("notify-send", refused).with("gdbus", refused).with("busctl", "");
    let ran = machine.run("remind now").ok();
    assert_eq!(ran.out, "");
    let calls = machine.calls();
    let programs: Vec<&str> = calls.iter().map(|call| call.split('|').next().unwrap_or_default()).collect();
    assert_eq!(programs, ["notify-send", "gdbus", "busctl"]);
    assert!(calls[1].contains("|'Ana Ribeiro, +351 22 555 0142. At work until 17:30 your time'|"), "{calls:?}");
    let machine = machine.with("busctl", refused);
    let ran = machine.run("remind now").ok().warns("notify-send");
    assert_eq!(ran.out, "Today's good call: Ana Ribeiro, +351 22 555 0142. At work until 17:30 your time\n");
}

#[test]
fn a_hostile_name_harms_no_notifier_and_no_terminal() {
    let machine = Machine::new().with("notify-send", "exit 1");
    machine.book.run("archive ana").ok();
    machine.book.words(&["add", HOSTILE, "--favorite"]).ok();
    let printed = machine.run("remind now").ok().out;
    assert!(printed.starts_with("Today's good call: Eve") && printed.lines().count() == 1, "{printed}");
    assert_eq!(harm_in(&printed), Vec::<String>::new());
    assert_eq!(harm_in(&machine.calls().join("\n")), Vec::<String>::new());
    let shown = machine.run("remind now --json").json()["notifications"].to_string();
    assert_eq!(harm_in(&shown), Vec::<String>::new());
}

#[test]
fn a_notifier_that_hangs_is_ended_and_nothing_more_is_said() {
    let hangs = "/bin/sleep 600 & echo $! > \"$M/sleeper\"; echo $$ > \"$M/notifier\"; wait";
    let machine = Machine::new().with("notify-send", hangs).with("gdbus", "");
    let ran = machine.run("remind now").ok();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    assert_eq!(machine.calls().len(), 1, "no other is tried");
    for name in ["notifier", "sleeper"] {
        let id = read(&machine.book.path(name));
        let is_there = || {
            let kill = std::process::Command::new("/bin/kill").args(["-0", id.trim()]).output();
            let zombie =
                fs::read_to_string(format!("/proc/{}/stat", id.trim())).is_ok_and(|stat| stat.contains(") Z "));
            kill.is_ok_and(|o| o.status.success()) && !zombie
        };
        while is_there() {
            std::thread::yield_now();
        }
    }
}

#[test]
fn a_shell_shows_the_pick_once_a_day_whichever_comes_first() {
    let machine = Machine::new();
    let line = machine.run("today --short --once").ok().out;
    assert_eq!(line, "Ana Ribeiro +351 22 555 0142 (10:00 there)\n");
    assert_eq!(machine.run("today --short --once").ok().out, "");
    assert_eq!(machine.run("today --short").ok().out, line, "a status bar always shows it");
    let other = Machine::new();
    assert_eq!(other.run("today --short --once").ok().out, line, "another book is another day's call");
    machine.book.at("2026-11-24T10:00:00Z");
    assert_eq!(machine.run("today --short --once").ok().out, "", "no call day");
    machine.book.at("2026-11-30T10:00:00Z");
    assert_eq!(machine.run("today --short --once").ok().out, line);
    machine.book.at("2026-12-07T10:00:00Z").run("log ana -m fine").ok();
    assert_eq!(machine.run("today --short --once").ok().out, "", "the call is made");
    machine.run("today --once").fails(2);
    machine.run("remind remove").ok();
    assert!(!machine.home().iter().any(|path| path.display().to_string().contains("prompt-")));
}

#[test]
fn the_line_for_a_shell_is_one_that_it_understands() {
    let machine = Machine::new();
    let book = machine.book.path("it's a book.db");
    fs::copy(machine.book.file(), &book).expect("a book");
    for shell in ["bash", "zsh", "fish"] {
        let go = machine.book.bare(&format!("remind shell {shell}")).arg("--db").arg(&book);
        let line = go.run().ok().warns(&format!("goodcall remind shell {shell} >> ~/")).out;
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(line.contains("today --short --once"), "{line}");
    }
    machine.go("remind shell").env("SHELL", "/usr/bin/zsh").run().ok().says("precmd");
    machine.go("remind shell").env("SHELL", "/usr/bin/nu").run().fails(2).warns("goodcall remind shell bash");
    machine.run("remind shell tcsh").fails(2);
    // Bash is on every machine that runs these tests: its first prompt shows the pick, the second does not.
    let go = machine.book.bare("remind shell bash").arg("--db").arg(&book).arg("--now").arg(MONDAY);
    let line = go.run().ok().out;
    let script = format!("PROMPT_COMMAND='first=1;'\n{line}\neval \"$PROMPT_COMMAND\"\neval \"$PROMPT_COMMAND\"\n");
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .env_clear()
        .env("HOME", machine.book.path("home"))
        .env("GOODCALL_NOW", MONDAY)
        .env("TZ", "UTC")
        .output()
        .expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Ana Ribeiro +351 22 555 0142 (10:00 there)\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn after_the_first_log_a_line_tells_of_it_once() {
    let machine = Machine::new().with("systemctl", "");
    machine.run("log ana -m fine").ok().warns("goodcall remind install");
    assert!(!machine.run("log ana -m 'fine again'").ok().err.contains("remind"));
    let machine = Machine::new().with("systemctl", "");
    machine.run("remind install").ok();
    assert!(!machine.run("log ana -m fine").ok().err.contains("remind"), "it is there already");
}

#[test]
fn a_promise_is_told_on_its_day_and_not_after() {
    let machine = Machine::new().with("notify-send", "");
    machine.book.run("log ana -m '= send her the R&D price list by thu'").ok();
    let silent = |now: &str| {
        machine.book.at(now);
        machine.run("remind now").ok();
        assert_eq!(machine.calls(), [""; 0], "{now}");
    };
    silent("2026-11-25T08:55:00Z");
    machine.book.at("2026-11-26T08:55:00Z");
    machine.run("remind now").ok();
    let text_of = "send her the R&amp;D price list, to Ana, today".to_string();
    assert_eq!(told(&machine), [("What you promised".to_string(), text_of)]);
    let said = machine.run("remind now --json").json();
    assert_eq!(said["promises"][0]["text"], "send her the R&D price list by thu");
    silent("2026-11-27T08:55:00Z");
}

#[test]
fn on_a_day_off_a_promise_and_a_birthday_are_told_and_no_call() {
    let machine = Machine::new().with("notify-send", "");
    machine.book.run("edit ana --birthday 11-26").ok();
    machine.book.run("log ana --kind message -m '= the price list by mon'").ok();
    machine.book.run("away 2026-11-23 2026-11-30").ok();
    let owed = "the price list, to Ana, today".to_string();
    let birthday = "Ana Ribeiro: birthday on Thu 26 Nov".to_string();
    for (now, title, text) in
        [("2026-11-23T08:55:00Z", "A birthday", birthday), ("2026-11-30T08:55:00Z", "What you promised", owed)]
    {
        machine.book.at(now);
        machine.run("remind now").ok();
        assert_eq!(told(&machine), [(title.to_string(), text)], "{now}");
        assert_eq!(machine.run("remind now --json").json()["call"], Value::Null, "{now}");
    }
}

#[test]
fn one_line_has_the_pick_and_what_is_owed() {
    let machine = Machine::new();
    machine.book.at("2026-11-18T10:00:00Z").run("add Ben --favorite").ok();
    machine.book.run("log ben -m '= the price list by mon'").ok();
    machine.book.at(MONDAY);
    let short = |machine: &Machine| machine.run("today --short").ok().out;
    let owed = "owed: the price list, to Ben, today\n";
    assert_eq!(short(&machine), format!("Ana Ribeiro +351 22 555 0142 (10:00 there); {owed}"));
    machine.book.run("today --at 15:00").ok();
    assert_eq!(short(&machine), format!("Ana Ribeiro +351 22 555 0142 (10:00 there), at 15:00; {owed}"));
    machine.book.run("log ana -m fine").ok();
    assert_eq!(short(&machine), owed, "the call is made");
    let id = machine.book.id("promises");
    machine.book.run(&format!("promises kept {id}")).ok();
    assert!(short(&machine).starts_with("called Ana Ribeiro"), "{}", short(&machine));
}

#[test]
fn a_birthday_is_told_as_many_days_before_as_are_configured() {
    let machine = Machine::new().with("notify-send", "");
    machine.book.run("edit ana --birthday 1980-11-27").ok();
    let on = |machine: &Machine, now: &str, options: &str| {
        machine.book.at(now);
        machine.run(&format!("remind now {options}")).ok();
        told(machine)
    };
    assert_eq!(on(&machine, "2026-11-25T08:55:00Z", ""), [], "two days before");
    let line = ("A birthday".to_string(), "Ana Ribeiro turns 46 on Fri 27 Nov".to_string());
    assert_eq!(on(&machine, "2026-11-24T08:55:00Z", ""), [line]);
    let said = machine.run("remind now --json").json();
    assert_eq!((&said["birthdays"][0]["date"], &said["birthdays"][0]["turns"]), (&json!("2026-11-27"), &json!(46)));
    machine.book.write("config.toml", "[reminder]\ndays_before_birthday = 0\n");
    assert_eq!(on(&machine, "2026-11-24T08:55:00Z", "--config config.toml"), []);
    let line = ("A birthday".to_string(), "Ana Ribeiro turns 46 today".to_string());
    assert_eq!(on(&machine, "2026-11-27T08:55:00Z", "--config config.toml"), [line]);
    assert!(machine.run("today --short").ok().out.ends_with("; Ana Ribeiro turns 46 today\n"));
    // Far ahead, and on the day that only some years have.
    machine.book.write("config.toml", "[reminder]\ndays_before_birthday = 30\n");
    machine.book.run("edit ana --birthday 02-29").ok();
    let line = ("A birthday".to_string(), "Ana Ribeiro: birthday on Sun 28 Feb".to_string());
    assert_eq!(on(&machine, "2027-01-29T08:55:00Z", "--config config.toml"), [line]);
    machine.book.run("archive ana").ok();
    assert_eq!(on(&machine, "2027-01-29T08:55:00Z", "--config config.toml"), []);
}

#[test]
fn the_call_has_a_notification_and_what_else_the_day_brings_another() {
    let machine = Machine::new().with("notify-send", "");
    machine.book.at("2026-11-18T10:00:00Z").run("add Ben --birthday 11-26").ok();
    machine.book.run("log ben -m '= the price list by mon'").ok();
    machine.book.at(MONDAY);
    machine.run("remind now").ok();
    let calls = machine.calls().join("\n");
    assert!(calls.contains("|Today's good call|Ana Ribeiro, +351 22 555 0142."), "{calls}");
    let day = "|What you promised, and a birthday|the price list, to Ben, today\nBen: birthday on Thu 26 Nov";
    assert!(calls.ends_with(day), "{calls}");
}
