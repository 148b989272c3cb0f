//! The command line: arguments in, text or JSON out. Its names, flags, JSON keys and exit codes are a contract.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::app::backups::{self, BookInUse, Depth, Watch};
use crate::app::doctor::Checkup;
use crate::app::{App, Now, Start};
use crate::config::{self, Settings};
use crate::domain::dates::{self, Toward};
use crate::error::{Error, Result};
use crate::system;

mod about;
mod args;
mod ask;
mod away;
mod configuration;
mod customers;
mod demo;
mod forget;
mod ideas;
mod keep_in_touch;
mod lift;
mod log;
mod merge;
mod output;
mod praise;
mod search;
mod teammates;
mod today;
mod touch;
mod transfer;
mod trends;
mod undo;
mod upkeep;
mod visits;
mod week;

use output::{Format, Paint, Printing, Reply};

/// Gets you onto the phone with a favorite customer, keeps what they said, and hands it back on the day it is needed.
#[derive(Debug, Parser)]
#[command(name = "goodcall", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Without a command the app opens. goodcall demo shows it on a made-up book.")]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// None opens the app.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that every command has.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// The book (":memory:" keeps nothing)
    #[arg(long, global = true, env = "GOODCALL_DB", value_name = "PATH")]
    pub db: Option<PathBuf>,
    /// The configuration
    #[arg(long, global = true, env = "GOODCALL_CONFIG", value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Act as if it were then (RFC 3339); for scripts and tests
    #[arg(long, global = true, env = "GOODCALL_NOW", value_name = "INSTANT")]
    pub now: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Never ask anything
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Print no messages, only results
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: which book and configuration are used
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "a variant's comment would become a line of --help")]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the app on a made-up book in memory; nothing is kept
    Demo(demo::Demo),
    /// A verb that needs a book.
    #[command(flatten)]
    OnBook(OnBook),
    /// Bring the book back from a backup; the present one is kept aside
    Restore(upkeep::Restore),
    /// Check the book and its surroundings, and repair what can be repaired
    Doctor(upkeep::Doctor),
    /// The configuration: where it is, an example, whether it is right, what is in force
    Config(configuration::Config),
    /// Print a completion script for a shell
    Completions(about::Completions),
    /// Print the manual page
    Man,
}

/// Lists the verbs that need a book; each has a file for its arguments and for what it does with them.
macro_rules! on_book {
    ($($(#[$doc:meta])* $verb:ident($arguments:ty),)+) => {
        /// What is done with a book.
        #[derive(Debug, Subcommand)]
        pub enum OnBook {
            $($(#[$doc])* $verb($arguments),)+
        }

        impl OnBook {
            fn verb(&self) -> &dyn Run {
                match self {
                    $(Self::$verb(verb) => verb,)+
                }
            }
        }
    };
}

on_book! {
    /// Today's pick and why
    Today(today::Today),
    /// Skip today's pick; prints the next one
    Skip(today::Skip),
    /// Dial a customer's number, without WHO today's pick's
    Dial(today::Dial),
    /// Log a call, visit, card, gift or message, without WHO with today's pick
    Log(log::Log),
    /// Whom to call right now, and a kind word
    Lift(lift::Lift),
    /// What customers said in praise
    Praise(praise::Praise),
    /// Look at, correct or delete a log
    Touch(touch::Touch),
    /// All praise for a teammate, ready to send on
    Kudos(teammates::Kudos),
    /// Open ideas and needs, this week's first
    Ideas(ideas::Ideas),
    /// Past buyers by how long they have waited, with a way to be in touch
    Due(keep_in_touch::Due),
    /// The visit plan, and the progress against your targets
    Visits(visits::Visits),
    /// Who was praised how often
    Teammates(teammates::Teammates),
    /// What the week brought, in words
    Week(week::Week),
    /// Days off: no call is due, no streak breaks
    Away(away::Away),
    /// Figures: calls, streak, mood, praise, rotation, visits
    Trends(trends::Trends),
    /// Search everything
    Search(search::Search),
    /// Add a customer
    Add(customers::Add),
    /// Change a customer
    Edit(customers::Edit),
    /// Show a customer with everything they said
    Show(customers::Show),
    /// List the customers
    List(customers::List),
    /// Take a customer out of the rotation for a while
    Snooze(customers::Snooze),
    /// Put a customer out of sight
    Archive(customers::Archive),
    /// Bring an archived customer back
    Unarchive(customers::Unarchive),
    /// Make one of two records of one person; without WHO, who may be in the book twice
    Merge(merge::Merge),
    /// Never ask again whether two customers are one person
    KeepApart(merge::KeepApart),
    /// Erase a person for good, from the book and the backups that goodcall keeps
    Forget(forget::Forget),
    /// Take the last change back
    Undo(undo::Undo),
    /// Bring customers in from CSV, vCard or goodcall JSON files or folders
    Import(transfer::Import),
    /// Write the book out
    Export(transfer::Export),
    /// Take a backup now, while the book is in use
    Backup(upkeep::Backup),
}

/// A verb with its arguments.
trait Run {
    /// Does it, and says what was done.
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply>;

    /// Adds to the error of a book that can't be opened where the text is that was to be kept in it.
    fn rescue(&self, error: Error) -> Error {
        error
    }
}

/// What is to be done after the command line is read.
#[derive(Debug)]
pub enum Next {
    /// Nothing more: end with this exit code.
    Exit(u8),
    /// Open the app.
    Screens(Box<App>, Start),
}

/// Checks what the configuration says of keys and themes, which only the screens know.
pub type CheckScreens = fn(&Settings) -> Result<()>;

/// Reads the arguments and does what they say.
pub fn run(arguments: impl IntoIterator<Item = OsString>, check_screens: CheckScreens) -> Next {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return Next::Exit(misread(&error, &arguments)),
    };
    let printing = Printing::new(&cli.global);
    match dispatch(cli, check_screens) {
        Ok(Done::Reply(reply)) => Next::Exit(reply.print(printing)),
        Ok(Done::Kept(reply, app)) => {
            let code = reply.print(printing);
            back_up(*app, printing.format);
            Next::Exit(code)
        }
        Ok(Done::Screens(app, start)) => Next::Screens(app, start),
        Err(error) => {
            output::print_error(&error, printing.format);
            Next::Exit(error.kind.exit_code())
        }
    }
}

/// Says what is wrong with the arguments; help and version are printed as asked.
fn misread(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let wants_json = arguments.iter().any(|a| a == "--json");
    if error.use_stderr() && wants_json {
        let text = error.to_string();
        let first = text.lines().map(str::trim).take_while(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
        let message = first.trim_start_matches("error: ").to_string();
        output::print_error(&Error::usage(message).help("goodcall --help shows the usage"), Format::Json);
        return 2;
    }
    // A closed pipe is a quiet end.
    if !error.use_stderr() {
        let _printed = error.print();
        return 0;
    }
    // What was typed stands in the message.
    let said = crate::text::clean_lines(&error.render().to_string());
    let _printed = writeln!(std::io::stderr().lock(), "{}", said.trim_end());
    2
}

/// Takes the day's backup after a change, once its result is printed.
fn back_up(app: App, format: Format) {
    if app.command_backs_up()
        && let Err(error) = app.back_up_daily(Depth::Briefly, &Watch::default())
    {
        let message = format!("today's backup was not taken: {}", error.message);
        output::print_error(&Error { message, ..error }, format);
    }
    // Everything is saved and the process ends: to give back the book's memory piece by piece would only take time.
    std::mem::forget(app);
}

enum Done {
    Reply(Reply),
    /// A reply, and the book in which it was found.
    Kept(Reply, Box<App>),
    Screens(Box<App>, Start),
}

/// What a verb may ask of its surroundings.
pub(crate) struct Context {
    pub json: bool,
    /// Whether somebody can be asked.
    pub may_ask: bool,
    /// Whether standard input and output are a terminal.
    pub on_terminal: bool,
    pub paint: Paint,
    pub today: chrono::NaiveDate,
}

impl Context {
    fn new(global: &Global, today: chrono::NaiveDate) -> Self {
        let is_asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self {
            json: global.json,
            may_ask: !global.no_input && !global.json && is_asked,
            on_terminal: std::io::stdout().is_terminal() && std::io::stdin().is_terminal(),
            paint: Paint::new(global.color),
            today,
        }
    }
}

/// What a command is done with: the configuration and "now".
struct Surroundings {
    settings: Settings,
    now: Now,
    context: Context,
}

impl Surroundings {
    /// Reads the configuration, and says which files are used where that is asked for.
    fn of(global: &Global, check_screens: CheckScreens) -> Result<Self> {
        let settings = config::load(global.config.as_deref())?;
        check_screens(&settings)?;
        let now = read_now(global.now.as_deref(), &settings)?;
        if global.verbose {
            say_places(global);
        }
        let context = Context::new(global, now.clock(settings.zone).today());
        Ok(Self { settings, now, context })
    }
}

fn dispatch(cli: Cli, check_screens: CheckScreens) -> Result<Done> {
    let global = cli.global;
    let surroundings = || Surroundings::of(&global, check_screens);
    let reply = match cli.command {
        Some(Command::Completions(a)) => about::completions(&a),
        Some(Command::Man) => about::manual()?,
        Some(Command::Config(a)) => configuration::run(&a, global.config.as_deref(), check_screens)?,
        Some(Command::Doctor(a)) => run_checks(&a, &global, check_screens)?,
        Some(Command::Restore(a)) => {
            let Surroundings { settings, now, .. } = surroundings()?;
            upkeep::restore(&a, &named_book(&global)?, &settings, now)?
        }
        Some(Command::Demo(a)) => return demo::run(&a, surroundings()?),
        Some(Command::OnBook(verb)) => return on_own_book(Some(&verb), &global, surroundings()?),
        None => return on_own_book(None, &global, surroundings()?),
    };
    Ok(Done::Reply(reply))
}

/// Opens the book and does what is asked of it; the error of a damaged one names the backup to go back to.
fn on_own_book(verb: Option<&OnBook>, global: &Global, surroundings: Surroundings) -> Result<Done> {
    let Surroundings { settings, now, context } = surroundings;
    on_book(verb, global, (settings.clone(), now), &context).map_err(|error| match named_book(global) {
        Ok(path) => {
            let book = BookInUse { path: &path, named: global.db.is_some(), settings: &settings, today: context.today };
            backups::point_to_backup(error, &book)
        }
        Err(_) => error,
    })
}

fn on_book(
    verb: Option<&OnBook>,
    global: &Global,
    (settings, now): (Settings, Now),
    context: &Context,
) -> Result<Done> {
    let today = today::Today::default();
    let run = verb.map_or(&today as &dyn Run, OnBook::verb);
    let mut app = App::open(global.db.as_deref(), settings, now).map_err(|error| run.rescue(error))?;
    if verb.is_none() && context.on_terminal && !context.json {
        return Ok(Done::Screens(Box::new(app), Start::Today));
    }
    let mut reply = run.run(&mut app, context)?;
    let to_mark = std::mem::take(&mut reply.to_mark);
    if context.on_terminal && context.may_ask && !to_mark.is_empty() {
        reply.print(Printing::new(global));
        return Ok(Done::Screens(Box::new(app), Start::MarkFavorites(to_mark)));
    }
    Ok(Done::Kept(reply, Box::new(app)))
}

/// The book that is meant.
fn named_book(global: &Global) -> Result<PathBuf> {
    match &global.db {
        Some(path) => Ok(path.clone()),
        None => Ok(system::data_folder()?.join(crate::app::BOOK)),
    }
}

/// Looks at everything, also where the configuration or the book can't be read.
fn run_checks(args: &upkeep::Doctor, global: &Global, check_screens: CheckScreens) -> Result<Reply> {
    let loaded = config::load(global.config.as_deref()).and_then(|s| check_screens(&s).map(|()| s));
    let configuration = match &loaded {
        Ok(_) => Ok(global
            .config
            .clone()
            .or_else(|| config::default_path().ok().filter(|p| p.exists()))
            .map_or_else(|| "the defaults are in force".to_string(), |path| format!("{} is right", path.display()))),
        Err(e) => Err(e.clone()),
    };
    let settings = loaded.or_else(|_| config::parse("", std::path::Path::new("")))?;
    let now = read_now(global.now.as_deref(), &settings)?;
    let book = named_book(global)?;
    let checkup = Checkup { book: &book, named: global.db.is_some(), settings: &settings, now, configuration };
    Ok(upkeep::doctor(args, &checkup, Paint::new(global.color)))
}

fn say_places(global: &Global) {
    let path = |named: &Option<PathBuf>, usual: Result<PathBuf>| {
        let path = named.clone().or_else(|| usual.ok());
        path.map_or_else(|| "none".to_string(), |p| crate::text::clean(&p.display().to_string()).into_owned())
    };
    let book = system::data_folder().map(|f| f.join(crate::app::BOOK));
    let mut stderr = std::io::stderr().lock();
    // Messages that nobody can read are not missed.
    let _written = writeln!(stderr, "book: {}", path(&global.db, book));
    let _written = writeln!(stderr, "configuration: {}", path(&global.config, config::default_path()));
}

fn read_now(given: Option<&str>, settings: &Settings) -> Result<Now> {
    let Some(text) = given else { return Ok(Now::System) };
    let clock = Now::System.clock(settings.zone);
    let when = dates::parse_when(text, &clock, Toward::Past).map_err(|e| Error::usage(format!("--now: {e}")))?;
    Ok(Now::Fixed(when.instant(&clock).with_timezone(&chrono::Utc)))
}

/// Prints an error for people.
pub fn print_error(error: &Error) {
    output::print_error(error, Format::Text);
}

/// The definition of the command line, for completions, the manual page and its own test.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_well_formed() {
        super::definition().debug_assert();
    }
}
