//! What surrounds a command: the configuration, "now", the terminal, and which book is meant.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use super::bar::Shown;
use super::output::{Format, Paint};
use super::{CheckScreens, Dialing, Global};
use crate::app::Now;
use crate::config::{self, Settings};
use crate::domain::dates::{self, Toward};
use crate::error::{Error, Result};
use crate::{system, text};

/// What a verb may know of its surroundings.
pub(crate) struct Context {
    pub json: bool,
    /// Whether a person can answer questions.
    pub may_ask: bool,
    /// Whether standard input and output are a terminal.
    pub on_terminal: bool,
    /// Whether to print results alone.
    pub quiet: bool,
    /// What goodcall without a verb opens.
    pub surface: Surface,
    pub paint: Paint,
    pub today: chrono::NaiveDate,
    /// Whether somebody sees how far what takes long is.
    pub bars: Shown,
}

impl Context {
    /// The form of what is printed.
    pub(super) fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }

    fn new(global: &Global, today: chrono::NaiveDate) -> Self {
        let has_person = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self {
            json: global.json,
            may_ask: !global.no_input && !global.json && has_person,
            on_terminal: on_terminal(),
            quiet: global.quiet,
            surface: Surface::of(global),
            paint: Paint::new(global.color),
            today,
            bars: Shown::to(global),
        }
    }
}

impl Context {
    /// Makes the context of commands within the plain conversation, where a person answers.
    pub(super) fn of_conversation(paint: Paint, today: chrono::NaiveDate) -> Self {
        Self {
            json: false,
            may_ask: true,
            on_terminal: false,
            quiet: false,
            surface: Surface::Lines,
            paint,
            today,
            bars: Shown::No,
        }
    }
}

/// What goodcall without a verb opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// The screens.
    Screens,
    /// The same as lines and questions.
    Lines,
    /// Nothing: it prints what `today` prints.
    Commands,
}

impl Surface {
    /// Chooses the screens on a terminal, lines on one that can do no more or where they are asked for.
    pub(super) fn of(global: &Global) -> Self {
        let dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        match on_terminal() {
            _ if global.json => Self::Commands,
            _ if global.plain && !global.no_input => Self::Lines,
            true if dumb() && !global.no_input => Self::Lines,
            true if !dumb() && !global.plain => Self::Screens,
            _ => Self::Commands,
        }
    }
}

fn on_terminal() -> bool {
    std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}

/// What a command works with: the configuration and "now".
pub(super) struct Surroundings {
    pub settings: Settings,
    pub now: Now,
    pub context: Context,
    /// What reaches a team's server; only verbs on the own book have it.
    pub dial: Dialing,
}

impl Surroundings {
    /// Reads the configuration, and says which files goodcall uses if the user asked.
    pub(super) fn of(global: &Global, check_screens: CheckScreens) -> Result<Self> {
        let settings = config::load(global.config.as_deref())?;
        check_screens(&settings)?;
        let now = read_now(global.now.as_deref(), &settings)?;
        if global.verbose {
            say_places(global);
        }
        let context = Context::new(global, now.clock(settings.zone).today());
        Ok(Self { settings, now, context, dial: None })
    }
}

/// Finds the book that the command line means.
pub(super) fn named_book(global: &Global) -> Result<PathBuf> {
    match &global.db {
        Some(path) => Ok(path.clone()),
        None => Ok(system::data_folder()?.join(crate::app::BOOK)),
    }
}

/// Says on standard error where the book and the configuration lie.
fn say_places(global: &Global) {
    let path = |named: &Option<PathBuf>, usual: Result<PathBuf>| {
        let path = named.clone().or_else(|| usual.ok());
        path.map_or_else(|| "none".to_string(), |p| text::clean(&p.display().to_string()).into_owned())
    };
    let book = system::data_folder().map(|f| f.join(crate::app::BOOK));
    let mut stderr = std::io::stderr().lock();
    // Nobody misses a message on a closed stream.
    let _written = writeln!(stderr, "book: {}", path(&global.db, book));
    let _written = writeln!(stderr, "configuration: {}", path(&global.config, config::default_path()));
}

/// Reads `--now`.
pub(super) fn read_now(given: Option<&str>, settings: &Settings) -> Result<Now> {
    let Some(text) = given else { return Ok(Now::System) };
    let clock = Now::System.clock(settings.zone);
    let when = dates::parse_when(text, &clock, Toward::Past).map_err(|e| Error::usage(format!("--now: {e}")))?;
    Ok(Now::Fixed(when.instant(&clock).with_timezone(&chrono::Utc)))
}
