//! `remind`: the system's own timer that tells of the call, what it says, and the line for a shell.

pub(super) mod shell;

use std::path::{Path, PathBuf};

use chrono::NaiveTime;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::args::choice;
use super::output::Reply;
use super::surroundings::{Surroundings, named_book};
use super::{CheckScreens, Context, Global, Run};
use crate::app::App;
use crate::app::remind::setup::{self, Before, Setup};
use crate::config;
use crate::domain::choice::Choice;
use crate::domain::dates::HourCycle;
use crate::domain::tz::Tz;
use crate::error::Result;
use crate::present::{remind, times};
use crate::system::notifier::{self, Shown};
use crate::system::process::Call;
use crate::system::timer::{Plan, Timer};
use crate::text::{clean, clean_lines};
use shell::ShellName;

#[derive(Debug, Args)]
pub struct Remind {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    /// Install a timer that tells of the call on call days
    Install(With),
    /// Show every file and command that install would write and run; this installs nothing
    Show(With),
    /// Remove the timer and everything that it left
    Remove(With),
    /// Say what there is to say today, as the timer does; silent where there is nothing
    Now(Now),
    /// Print a line for a shell's start-up file: it shows the pick at the first prompt of a call day
    Shell(Shell),
}

#[derive(Debug, Args)]
pub struct With {
    /// Use this timer; by default the one that this system has
    #[arg(long, value_name = "TIMER", value_parser = choice::<Timer>())]
    pub with: Option<Timer>,
}

#[derive(Debug, Args)]
pub struct Now {}

#[derive(Debug, Args)]
pub struct Shell {
    /// bash, zsh or fish; else the one that SHELL names
    #[arg(value_parser = choice::<ShellName>())]
    pub shell: Option<ShellName>,
}

impl Run for Now {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let reminder = app.remind()?;
        if context.json {
            return Ok(Reply::new("", remind::json(app, &reminder)?));
        }
        let notes = remind::notes(&reminder, app.settings().hours);
        if notes.is_empty() {
            return Ok(Reply::nothing());
        }
        Ok(match notifier::show(&notes) {
            // A timer's mail or journal needs no word of what stood on the screen; a person who asks gets one.
            Shown::By(program) if context.on_terminal => Reply::nothing().note(format!("Shown by {program}.")),
            Shown::By(_) => Reply::nothing(),
            Shown::Hung(program) if context.on_terminal => {
                Reply::nothing().note(format!("{program} did not answer, so it was ended."))
            }
            Shown::Hung(_) => Reply::nothing(),
            Shown::Nowhere => {
                let lines = notes.iter().map(|note| format!("{}: {}\n", note.title, note.text.replace('\n', "; ")));
                Reply::new(lines.collect::<String>(), Value::Null).note(NO_NOTIFIER)
            }
        })
    }
}

/// What to do where nothing shows notifications.
const NO_NOTIFIER: &str =
    "Nothing here shows notifications, so goodcall printed it; notify-send (of libnotify) is one that does.";

/// Runs what needs no book.
pub(super) fn run(act: &Act, global: &Global, check_screens: CheckScreens) -> Result<Reply> {
    match act {
        Act::Install(a) => install(a.with, &setup_of(global, check_screens)?),
        Act::Show(a) => show(a.with, &setup_of(global, check_screens)?),
        Act::Remove(a) => removed(&setup::remove(a.with)?),
        Act::Shell(a) => shell::line(a.shell, global),
        Act::Now(_) => Ok(Reply::nothing()),
    }
}

/// What is to be installed, and how the user writes hours.
struct Wanted {
    setup: Setup,
    hours: HourCycle,
}

fn setup_of(global: &Global, check_screens: CheckScreens) -> Result<Wanted> {
    let Surroundings { settings, now, .. } = Surroundings::of(global, check_screens)?;
    let setup = Setup::new(&settings, &named_book(global)?, config_of(global).as_deref(), now)?;
    Ok(Wanted { setup, hours: settings.hours })
}

/// The configuration to name to a program that a timer or a shell runs: one that is named, or lies where only this
/// environment looks.
fn config_of(global: &Global) -> Option<PathBuf> {
    let elsewhere = || std::env::var_os("XDG_CONFIG_HOME").is_some_and(|folder| !folder.is_empty());
    global.config.clone().or_else(|| config::default_path().ok().filter(|path| elsewhere() && path.exists()))
}

fn hour((at, zone): (NaiveTime, Option<Tz>), hours: HourCycle) -> String {
    let zone = zone.map(|zone| format!(" ({})", zone.name())).unwrap_or_default();
    format!("{}{zone}", times::time(&at, hours))
}

fn install(with: Option<Timer>, wanted: &Wanted) -> Result<Reply> {
    let timer = setup::timer(with)?;
    let before = wanted.setup.install(timer)?;
    let at = hour(wanted.setup.hour(timer), wanted.hours);
    let did = match before {
        Before::None => "Installed",
        Before::Same => "Was installed already",
        Before::Other => "Brought up to date",
    };
    let text = format!(
        "{did}: {} tells you at {at} whom to call, on call days.\n\
         goodcall remind now says what it would say; goodcall remind remove takes it away.",
        timer.describe()
    );
    let mut json = json_of(timer, wanted, &wanted.setup.plan(timer)?);
    if let Value::Object(all) = &mut json {
        all.insert("installed".into(), true.into());
        all.insert("changed".into(), (before != Before::Same).into());
    }
    let reply = Reply::new(text, json);
    Ok(if notifier::is_there() { reply } else { reply.note(NO_NOTIFIER_YET) })
}

const NO_NOTIFIER_YET: &str =
    "Nothing here shows notifications yet; install notify-send (of libnotify), or the timer can only print.";

fn show(with: Option<Timer>, wanted: &Wanted) -> Result<Reply> {
    let timer = setup::timer(with)?;
    let plan = wanted.setup.plan(timer)?;
    let at = hour(wanted.setup.hour(timer), wanted.hours);
    let mut text = format!("goodcall remind install would set up {}, every day at {at}.\n", timer.describe());
    let indented = |bytes: &[u8]| -> String {
        shown_text(bytes).lines().map(|line| format!("    {line}").trim_end().to_string() + "\n").collect()
    };
    for file in &plan.files {
        text.push_str(&format!("\nIt would write {}:\n\n{}", shown_path(&file.path), indented(&file.content)));
    }
    if !plan.lines.is_empty() {
        text.push_str(&format!("\nIt would add to your crontab:\n\n{}", indented(&plan.lines)));
    }
    text.push_str("\nIt would run:\n\n");
    for call in plan.before.iter().chain(&plan.commands) {
        text.push_str(&format!("    {}\n", clean(&words_of(call).join(" "))));
    }
    text.push_str("\nNothing was installed.");
    Ok(Reply::new(text, json_of(timer, wanted, &plan)))
}

fn shown_path(path: &Path) -> String {
    clean(&path.display().to_string()).into_owned()
}

/// Reads the content of a file to show it; the Task Scheduler's is in UTF-16.
fn shown_text(bytes: &[u8]) -> String {
    let text = match bytes.strip_prefix(b"\xff\xfe") {
        Some(units) => {
            let units: Vec<u16> = units.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    };
    // A tab only indents.
    clean_lines(&text.replace("\r\n", "\n").replace('\t', "  "))
}

fn words_of(call: &Call) -> Vec<String> {
    let arguments = call.arguments.iter().map(|a| a.to_string_lossy().into_owned());
    std::iter::once(call.program.to_string()).chain(arguments).collect()
}

fn json_of(timer: Timer, wanted: &Wanted, plan: &Plan) -> Value {
    let (at, zone) = wanted.setup.hour(timer);
    let files =
        plan.files.iter().map(|f| json!({"path": f.path.display().to_string(), "content": shown_text(&f.content)}));
    let lines = (!plan.lines.is_empty()).then(|| shown_text(&plan.lines));
    json!({
        "with": timer.as_str(),
        "at": at.format("%H:%M").to_string(),
        "timezone": zone.map(Tz::name),
        "runs": wanted.setup.words().iter().map(|w| w.to_string_lossy()).collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "crontab": lines,
        "commands": plan.before.iter().chain(&plan.commands).map(words_of).collect::<Vec<_>>(),
    })
}

fn removed(timers: &[Timer]) -> Result<Reply> {
    let text = match timers {
        [] => "No reminder was installed, so nothing was removed.".to_string(),
        timers => {
            let words: Vec<&str> = timers.iter().map(|timer| timer.describe()).collect();
            format!("Removed {}.", words.join(" and "))
        }
    };
    let json = json!({"removed": timers.iter().map(|timer| timer.as_str()).collect::<Vec<_>>()});
    Ok(Reply::new(text, json))
}
