//! The system's own timers, which run a program every day: one module for each.

mod cron;
mod launchd;
mod schtasks;
mod systemd;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveTime;

use super::process::{Call, Ended};
use crate::domain::choice::{Choice, choices};
use crate::domain::tz::Tz;
use crate::error::{About, Error, Result};
use crate::files::{AtomicFile, IfExists, folder_of, make_private_folder};

choices! {
    /// A timer of the system.
    Timer, "a timer" {
        /// A timer of the user's own systemd.
        Systemd = "systemd",
        /// A launchd agent of the user's.
        Launchd = "launchd",
        /// A task of the Windows Task Scheduler.
        Schtasks = "schtasks",
        /// A line of the user's crontab.
        Cron = "cron",
    }
}

/// The name under which timers know the reminder.
const NAME: &str = "goodcall-remind";
/// What the reminder is, where timers show it.
const DESCRIPTION: &str = "goodcall: whom to call today";
/// How long a program of the system may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

/// What a timer runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The program's absolute path, then its arguments.
    pub words: Vec<OsString>,
    /// When, every day.
    pub at: NaiveTime,
    /// The zone of that hour; None is the system's own. Only systemd knows others.
    pub zone: Option<Tz>,
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// Where.
    pub path: PathBuf,
    /// What it holds.
    pub content: Vec<u8>,
}

/// What an installation writes and runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The programs to run first, which may fail: they end what an earlier installation began.
    pub before: Vec<Call>,
    /// The files, which are written next.
    pub files: Vec<PlannedFile>,
    /// The lines between marks that are added to the crontab; empty for other timers.
    pub lines: Vec<u8>,
    /// The programs to run, in this order.
    pub commands: Vec<Call>,
}

impl Plan {
    /// The content of all that stays, to compare with what is installed.
    pub fn text(&self) -> Vec<u8> {
        self.files.iter().flat_map(|f| f.content.iter()).chain(&self.lines).copied().collect()
    }
}

/// A reminder that is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What it runs; None where that can't be read.
    pub words: Option<Vec<OsString>>,
    /// What stands in its files, as [`Plan::text`] has it; None where that can't be read.
    pub text: Option<Vec<u8>>,
}

impl Timer {
    /// Chooses the timer of this system; None where there is none.
    pub fn of_this_system() -> Option<Self> {
        let first: &[Self] = if cfg!(windows) {
            &[Self::Schtasks]
        } else if cfg!(target_os = "macos") {
            &[Self::Launchd, Self::Cron]
        } else {
            &[Self::Systemd, Self::Cron]
        };
        first.iter().copied().find(|timer| timer.answers())
    }

    /// Describes it in a few words: "a systemd timer".
    pub fn describe(self) -> &'static str {
        match self {
            Self::Systemd => "a systemd timer",
            Self::Launchd => "a launchd agent",
            Self::Schtasks => "a task of the Task Scheduler",
            Self::Cron => "a crontab line",
        }
    }

    /// Whether it can be asked for something here.
    fn answers(self) -> bool {
        match self {
            Self::Systemd => systemd::answers(),
            Self::Launchd | Self::Schtasks | Self::Cron => self.has_program(),
        }
    }

    /// Whether the program that steers it is there.
    fn has_program(self) -> bool {
        super::process::is_on_path(self.program())
    }

    /// The program that steers it.
    fn program(self) -> &'static str {
        match self {
            Self::Systemd => "systemctl",
            Self::Launchd => "launchctl",
            Self::Schtasks => "schtasks",
            Self::Cron => "crontab",
        }
    }

    /// Says what an installation writes and runs.
    pub fn plan(self, job: &Job) -> Result<Plan> {
        match self {
            Self::Systemd => systemd::plan(job),
            Self::Launchd => launchd::plan(job),
            Self::Schtasks => schtasks::plan(job),
            Self::Cron => cron::plan(job),
        }
    }

    /// Installs the reminder, or brings it up to date; where that fails, nothing of it stays.
    pub fn install(self, job: &Job) -> Result<()> {
        let plan = self.plan(job)?;
        let folders = folders_to_make(&plan);
        let done = match self {
            Self::Systemd | Self::Launchd => carry_out(&plan),
            Self::Schtasks => schtasks::install(&plan),
            Self::Cron => cron::install(&plan),
        };
        if done.is_err() && self != Self::Cron {
            // What failed is the error to tell.
            let _taken_back = self.remove();
            for folder in folders {
                // One that is not empty, or went already, is passed over.
                let _passed_over = std::fs::remove_dir(folder);
            }
        }
        done
    }

    /// Removes the reminder; whether there was one.
    pub fn remove(self) -> Result<bool> {
        match self {
            Self::Systemd => systemd::remove(),
            Self::Launchd => launchd::remove(),
            Self::Schtasks => schtasks::remove(),
            Self::Cron => cron::remove(),
        }
    }

    /// Finds the reminder, if it is installed.
    pub fn installed(self) -> Option<Installed> {
        match self {
            Self::Systemd => systemd::installed(),
            Self::Launchd => launchd::installed(),
            Self::Schtasks => self.has_program().then(schtasks::installed).flatten(),
            Self::Cron => self.has_program().then(cron::installed).flatten(),
        }
    }

    /// Finds every timer on which the reminder is installed.
    pub fn all_installed() -> Vec<(Self, Installed)> {
        Self::ALL.iter().filter_map(|timer| Some((*timer, timer.installed()?))).collect()
    }
}

/// The folders of a plan's files that are not there yet, each before the one around it.
fn folders_to_make(plan: &Plan) -> Vec<PathBuf> {
    let of = |file: &PlannedFile| {
        let missing = folder_of(&file.path).ancestors().take_while(|folder| !folder.exists());
        missing.map(Path::to_path_buf).collect::<Vec<_>>()
    };
    plan.files.iter().flat_map(of).collect()
}

/// Carries a plan out, in its order.
fn carry_out(plan: &Plan) -> Result<()> {
    for call in &plan.before {
        call.run(ANSWERS_WITHIN);
    }
    for file in &plan.files {
        write(file)?;
    }
    plan.commands.iter().try_for_each(must_work)
}

fn write(file: &PlannedFile) -> Result<()> {
    let folder = folder_of(&file.path);
    let nothing = |e: Error| e.help("nothing was installed; goodcall remind shell needs no timer");
    make_private_folder(folder).about("make the folder", folder).map_err(nothing)?;
    let mut begun = AtomicFile::begin(folder).about("write", &file.path).map_err(nothing)?;
    std::io::Write::write_all(begun.file(), &file.content).about("write", &file.path).map_err(nothing)?;
    begun.persist(&file.path, IfExists::Replace)
}

/// Runs a program whose failure is an error.
fn must_work(call: &Call) -> Result<()> {
    ask(call).map(drop)
}

/// Runs a program, and returns what it printed.
fn ask(call: &Call) -> Result<Vec<u8>> {
    let shown = shown(call);
    let failed = match call.run(ANSWERS_WITHIN) {
        Ended::Ran { ok: true, out, .. } => return Ok(out),
        Ended::Ran { said, .. } => match said.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(said) => format!("{shown} failed: {said}"),
            None => format!("{shown} failed and did not say why"),
        },
        Ended::Hung => format!("{shown} did not answer within {} seconds, and was ended", ANSWERS_WITHIN.as_secs()),
        Ended::NotThere => format!("{} is not on this system", call.program),
        Ended::Refused(why) => format!("could not start {}: {why}", call.program),
    };
    Err(Error::failed(failed).help(instead_of(call.program)))
}

/// Says what to do where the program that steers a timer fails: another timer that answers here, else none.
fn instead_of(program: &str) -> String {
    let other = Timer::ALL.iter().find(|timer| timer.program() != program && timer.answers());
    match other {
        Some(timer) => format!(
            "goodcall remind install --with {} uses another timer; goodcall remind shell needs none",
            timer.as_str()
        ),
        None => "goodcall remind shell needs no timer: it shows the pick at the first prompt of a call day".into(),
    }
}

/// Writes a program and its arguments for people.
fn shown(call: &Call) -> String {
    let words = call.arguments.iter().map(|a| a.to_string_lossy());
    let words: Vec<_> = std::iter::once(call.program.into()).chain(words).collect();
    words.join(" ")
}

/// Deletes a file, if it is there; whether it was.
fn delete(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e).about("delete", path),
    }
}

/// Deletes a folder and those around it, up to `top` and without it, where nothing lies in them.
fn delete_empty(folder: &Path, top: &Path) {
    let inside = folder.ancestors().take_while(|f| f.starts_with(top) && *f != top);
    for folder in inside {
        // One that is not empty stays, and so do those around it.
        if std::fs::remove_dir(folder).is_err() && folder.exists() {
            break;
        }
    }
}

fn home() -> Result<PathBuf> {
    etcetera::home_dir().map_err(|_| Error::failed("could not find your home folder").help("set HOME, and try again"))
}
