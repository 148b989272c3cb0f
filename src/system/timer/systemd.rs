//! A timer of the user's own systemd: a service and a timer in the configuration folder.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::super::process::{Call, Ended};
use super::words::{WordOf, read_systemd, systemd};
use super::{ANSWERS_WITHIN, DESCRIPTION, Installed, Job, NAME, Plan, PlannedFile, delete, delete_empty, home};
use crate::error::{Error, Result};

/// How the line begins that says what to run.
const RUNS: &str = "ExecStart=";
/// What starts a program whose path systemd would not take.
const STARTER: &str = "/usr/bin/env";

/// The folder of a kind that XDG names in the environment, else its usual place in the home folder.
fn xdg(variable: &str, usual: &str) -> Result<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    named.map_or_else(|| Ok(home()?.join(usual)), Ok)
}

/// The files, and the folders up to which empty folders go.
struct Places {
    service: PathBuf,
    timer: PathBuf,
    /// The link that enables the timer.
    wanted: PathBuf,
    /// In which systemd keeps when the timer ran last.
    stamp: PathBuf,
    /// For what lies in it, and in the folders of XDG outside it.
    home: PathBuf,
    config: PathBuf,
    data: PathBuf,
}

impl Places {
    fn find() -> Result<Self> {
        let (config, data) = (xdg("XDG_CONFIG_HOME", ".config")?, xdg("XDG_DATA_HOME", ".local/share")?);
        let folder = config.join("systemd/user");
        Ok(Self {
            service: folder.join(format!("{NAME}.service")),
            timer: folder.join(format!("{NAME}.timer")),
            wanted: folder.join(format!("timers.target.wants/{NAME}.timer")),
            stamp: data.join(format!("systemd/timers/stamp-{NAME}.timer")),
            home: home()?,
            config,
            data,
        })
    }

    fn all(&self) -> [&Path; 4] {
        [&self.wanted, &self.timer, &self.service, &self.stamp]
    }
}

fn systemctl(words: &[&str]) -> Call {
    Call::new("systemctl", std::iter::once(&"--user").chain(words))
}

fn timer_unit() -> String {
    format!("{NAME}.timer")
}

/// Whether the user's systemd runs and can be reached from here.
pub(super) fn answers() -> bool {
    matches!(systemctl(&["show-environment"]).run(ANSWERS_WITHIN), Ended::Ran { ok: true, .. })
}

pub(super) fn plan(job: &Job) -> Result<Plan> {
    let places = Places::find()?;
    let service =
        format!("[Unit]\nDescription={DESCRIPTION}\n\n[Service]\nType=oneshot\n{RUNS}{}\n", command_line(&job.words)?);
    let zone = job.zone.map(|zone| format!(" {}", zone.name())).unwrap_or_default();
    let timer = format!(
        "[Unit]\nDescription={DESCRIPTION}\n\n[Timer]\nOnCalendar=*-*-* {}{zone}\n# A computer that was off tells of it once \
         it is on again.\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
        job.at.format("%H:%M:%S"),
    );
    let file = |path: PathBuf, text: String| PlannedFile { path, content: text.into_bytes() };
    Ok(Plan {
        before: Vec::new(),
        files: vec![file(places.service, service), file(places.timer, timer)],
        lines: Vec::new(),
        // A timer that runs already takes a new hour only when it is started again.
        commands: vec![
            systemctl(&["daemon-reload"]),
            systemctl(&["enable", &timer_unit()]),
            systemctl(&["restart", &timer_unit()]),
        ],
    })
}

/// Writes what to run. Systemd starts no program with a quote or a backslash in its path, so another program starts that.
fn command_line(words: &[OsString]) -> Result<String> {
    let [program, arguments @ ..] = words else { return Err(Error::failed("the timer has no program to run")) };
    let bytes = program.as_encoded_bytes();
    let is_refused = |b: &u8| b.is_ascii_control() || b"'\"\\".contains(b);
    let mut line = Vec::new();
    if bytes.iter().any(is_refused) {
        if bytes.contains(&b'=') {
            let shown = crate::text::clean(&program.to_string_lossy()).into_owned();
            return Err(Error::failed(format!("systemd can't start a program with this path: {shown}"))
                .help("nothing was installed; move goodcall to a folder without quotes in its name"));
        }
        line.push(STARTER.to_string());
        line.push(systemd(program, WordOf::Argument));
    } else {
        line.push(systemd(program, WordOf::Program));
    }
    line.extend(arguments.iter().map(|word| systemd(word, WordOf::Argument)));
    Ok(line.join(" "))
}

/// Stops the timer, and deletes every file of it, also where systemd is no longer there to be told.
pub(super) fn remove() -> Result<bool> {
    let places = Places::find()?;
    if !places.all().iter().any(|path| path.symlink_metadata().is_ok()) {
        return Ok(false);
    }
    let told = |call: Call| !matches!(call.run(ANSWERS_WITHIN), Ended::NotThere);
    let is_there = told(systemctl(&["disable", "--now", &timer_unit()]));
    for path in places.all() {
        delete(path)?;
        let folder = crate::files::folder_of(path);
        let tops = [&places.home, &places.config, &places.data];
        if let Some(top) = tops.into_iter().find(|top| folder.starts_with(top)) {
            delete_empty(folder, top);
        }
    }
    if is_there {
        told(systemctl(&["daemon-reload"]));
    }
    Ok(true)
}

pub(super) fn installed() -> Option<Installed> {
    let places = Places::find().ok()?;
    let (service, timer) = (std::fs::read(&places.service), std::fs::read(&places.timer));
    if service.is_err() && timer.is_err() {
        return None;
    }
    let (service, timer) = (service.unwrap_or_default(), timer.unwrap_or_default());
    let text = String::from_utf8_lossy(&service).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix(RUNS));
    let words = line.and_then(read_systemd).map(|mut words| {
        if words.first().is_some_and(|w| w == OsStr::new(STARTER)) {
            words.remove(0);
        }
        words
    });
    Some(Installed { words, text: Some([service, timer].concat()) })
}
