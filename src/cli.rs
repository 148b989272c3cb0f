//! The command line: arguments in, text or JSON out. Its names, flags, JSON keys and exit codes are a contract.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::app::backups::{self, Depth, Watch};
use crate::app::doctor::Checkup;
use crate::app::{App, IN_MEMORY, Now, Start};
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

use output::{Paint, Reply};

/// Gets you onto the phone with a favorite customer, keeps what they said, and hands it back on the day it is needed.
#[derive(Debug, Parser)]
#[command(name = "goodcall", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Without a command the app opens. goodcall demo shows it on a made-up book.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
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
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the app on a made-up book in memory; nothing is kept
    Demo(args::Demo),
    /// Today's pick and why
    Today(args::Today),
    /// Skip today's pick; prints the next one
    Skip(args::Skip),
    /// Dial a customer's number, without WHO today's pick's
    Dial(args::Dial),
    /// Log a call, visit, card, gift or message, without WHO with today's pick
    Log(args::Log),
    /// Whom to call right now, and a kind word
    Lift(args::Lift),
    /// What customers said in praise
    Praise(args::Praise),
    /// Look at, correct or delete a log
    Touch(args::Touch),
    /// All praise for a teammate, ready to send on
    Kudos(args::Kudos),
    /// Open ideas and needs, this week's first
    Ideas(args::Ideas),
    /// Past buyers by how long they have waited, with a way to be in touch
    Due(args::Due),
    /// The visit plan, and the progress against your targets
    Visits(args::Visits),
    /// Who was praised how often
    Teammates(args::Teammates),
    /// What the week brought, in words
    Week(args::Week),
    /// Days off: no call is due, no streak breaks
    Away(args::Away),
    /// Figures: calls, streak, mood, praise, rotation, visits
    Trends(args::Trends),
    /// Search everything
    Search(args::Search),
    /// Add a customer
    Add(args::Add),
    /// Change a customer
    Edit(args::Edit),
    /// Show a customer with everything they said
    Show(args::Who),
    /// List the customers
    List(args::List),
    /// Take a customer out of the rotation for a while
    Snooze(args::Snooze),
    /// Put a customer out of sight
    Archive(args::Who),
    /// Bring an archived customer back
    Unarchive(args::Who),
    /// Make one of two records of one person; without WHO, who may be in the book twice
    Merge(args::Merge),
    /// Never ask again whether two customers are one person
    KeepApart(args::KeepApart),
    /// Erase a person for good, from the book and the backups that goodcall keeps
    Forget(args::Forget),
    /// Take the last change back
    Undo(args::Undo),
    /// Bring customers in from CSV, vCard or goodcall JSON files or folders
    Import(args::Import),
    /// Write the book out
    Export(args::Export),
    /// Take a backup now, while the book is in use
    Backup(args::Backup),
    /// Bring the book back from a backup; the present one is kept aside
    Restore(args::Restore),
    /// Check the book and its surroundings, and repair what can be repaired
    Doctor(args::Doctor),
    /// The configuration: where it is, an example, whether it is right, what is in force
    Config(args::Config),
    /// Print a completion script for a shell
    Completions(args::Completions),
    /// Print the manual page
    Man,
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
    let (json, quiet) = (cli.global.json, cli.global.quiet);
    match dispatch(cli, check_screens) {
        Ok(Done::Reply(reply)) => Next::Exit(reply.print(json, quiet)),
        Ok(Done::Kept(reply, app)) => {
            let code = reply.print(json, quiet);
            back_up(*app, json);
            Next::Exit(code)
        }
        Ok(Done::Screens(app, start)) => Next::Screens(app, start),
        Err(error) => {
            output::print_error(&error, json);
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
        output::print_error(&Error::usage(message).help("goodcall --help shows the usage"), true);
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
fn back_up(app: App, json: bool) {
    if app.command_backs_up()
        && let Err(error) = app.back_up_daily(Depth::Briefly, &Watch::default())
    {
        let message = format!("today's backup was not taken: {}", error.message);
        output::print_error(&Error { message, ..error }, json);
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
    pub paint: Paint,
    pub today: chrono::NaiveDate,
}

fn dispatch(cli: Cli, check_screens: CheckScreens) -> Result<Done> {
    let global = cli.global;
    let context = Context {
        json: global.json,
        may_ask: !global.no_input && !global.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
        paint: Paint::new(global.color),
        today: chrono::NaiveDate::default(),
    };
    let reply = match cli.command {
        Some(Command::Completions(a)) => about::completions(&a),
        Some(Command::Man) => about::manual()?,
        Some(Command::Config(a)) => configuration::run(&a, global.config.as_deref(), check_screens)?,
        Some(Command::Doctor(a)) => run_checks(&a, &global, check_screens, context.paint)?,
        command => {
            let settings = config::load(global.config.as_deref())?;
            check_screens(&settings)?;
            let now = read_now(global.now.as_deref(), &settings)?;
            if global.verbose {
                say_places(&global);
            }
            let today = now.clock(settings.zone).today();
            let context = Context { today, ..context };
            if let Some(Command::Restore(a)) = command {
                upkeep::restore(&a, &named_book(&global)?, &settings, now)?
            } else {
                let named = global.db.is_some();
                let done = with_book(command, &global, settings.clone(), now, &context);
                return done.map_err(|e| match named_book(&global) {
                    Ok(book) => backups::point_to_backup(e, &book, named, &settings, today),
                    Err(_) => e,
                });
            }
        }
    };
    Ok(Done::Reply(reply))
}

/// The book that is meant.
fn named_book(global: &Global) -> Result<PathBuf> {
    match &global.db {
        Some(path) => Ok(path.clone()),
        None => Ok(system::data_folder()?.join(crate::app::BOOK)),
    }
}

/// Looks at everything, also where the configuration or the book can't be read.
fn run_checks(args: &args::Doctor, global: &Global, check_screens: CheckScreens, paint: Paint) -> Result<Reply> {
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
    Ok(upkeep::doctor(args, &checkup, paint))
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

fn with_book(
    command: Option<Command>,
    global: &Global,
    settings: Settings,
    now: Now,
    context: &Context,
) -> Result<Done> {
    if let Some(Command::Demo(demo)) = &command {
        return match &demo.save {
            Some(path) => Ok(Done::Reply(about::save_demo(path, settings, now)?)),
            None if std::io::stdout().is_terminal() => {
                Ok(Done::Screens(Box::new(crate::app::demo::open(settings, now)?), Start::Today))
            }
            None => {
                let mut app = crate::app::demo::open(settings, now)?;
                Ok(Done::Reply(today::today(&mut app, &args::Today::default(), context)?))
            }
        };
    }
    let mut app = match (App::open(global.db.as_deref(), settings, now), &command) {
        (Ok(app), _) => app,
        (Err(error), Some(Command::Log(a))) => return Err(log::keep_given(error, &a.touch, None)),
        (Err(error), _) => return Err(error),
    };
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    let reply = match command {
        None if terminal && !global.json => return Ok(Done::Screens(Box::new(app), Start::Today)),
        None => today::today(&mut app, &args::Today::default(), context)?,
        Some(Command::Today(a)) => today::today(&mut app, &a, context)?,
        Some(Command::Skip(a)) => today::skip(&mut app, &a, context)?,
        Some(Command::Dial(a)) => today::dial(&mut app, &a, context)?,
        Some(Command::Log(a)) => log::log(&mut app, &a, context)?,
        Some(Command::Lift(a)) => lift::lift(&mut app, &a, context)?,
        Some(Command::Praise(a)) => praise::praise(&mut app, &a, context)?,
        Some(Command::Touch(a)) => touch::touch(&mut app, &a, context)?,
        Some(Command::Kudos(a)) => teammates::kudos(&app, &a, context)?,
        Some(Command::Ideas(a)) => ideas::ideas(&mut app, &a, context)?,
        Some(Command::Due(a)) => keep_in_touch::due(&app, &a, context)?,
        Some(Command::Visits(a)) => visits::visits(&mut app, &a, context)?,
        Some(Command::Teammates(a)) => teammates::teammates(&mut app, &a, context)?,
        Some(Command::Week(a)) => week::week(&app, &a, context)?,
        Some(Command::Away(a)) => away::away(&mut app, &a, context)?,
        Some(Command::Trends(a)) => trends::trends(&app, &a, context)?,
        Some(Command::Search(a)) => search::search(&app, &a, context)?,
        Some(Command::Add(a)) => customers::add(&mut app, &a, context)?,
        Some(Command::Edit(a)) => customers::edit(&mut app, &a, context)?,
        Some(Command::Show(a)) => customers::show(&app, &a, context)?,
        Some(Command::List(a)) => customers::list(&app, &a, context)?,
        Some(Command::Snooze(a)) => customers::snooze(&mut app, &a, context)?,
        Some(Command::Archive(a)) => customers::archive(&mut app, &a, true, context)?,
        Some(Command::Unarchive(a)) => customers::archive(&mut app, &a, false, context)?,
        Some(Command::Merge(a)) => merge::merge(&mut app, &a, context)?,
        Some(Command::KeepApart(a)) => merge::keep_apart(&mut app, &a, context)?,
        Some(Command::Forget(a)) => upkeep::forget(&mut app, &a, context)?,
        Some(Command::Undo(a)) => undo::undo(&mut app, &a, context)?,
        Some(Command::Backup(a)) => upkeep::backup(&mut app, &a)?,
        Some(Command::Import(a)) => {
            let (reply, added) = transfer::import(&mut app, &a, context)?;
            let in_memory = global.db.as_deref().is_some_and(|p| p.as_os_str() == IN_MEMORY);
            if terminal && context.may_ask && !added.is_empty() && !a.favorite && !in_memory {
                reply.print(false, global.quiet);
                return Ok(Done::Screens(Box::new(app), Start::MarkFavorites(added)));
            }
            reply
        }
        Some(Command::Export(a)) => transfer::export(&mut app, &a)?,
        Some(
            Command::Demo(_)
            | Command::Config(_)
            | Command::Restore(_)
            | Command::Doctor(_)
            | Command::Completions(_)
            | Command::Man,
        ) => Reply::nothing(),
    };
    Ok(Done::Kept(reply, Box::new(app)))
}

/// Prints an error for people.
pub fn print_error(error: &Error) {
    output::print_error(error, false);
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
