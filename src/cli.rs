//! The command line: arguments in, text or JSON out. Its names, flags, JSON keys and exit codes are a contract.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, Subcommand};

use crate::app::backups::{self, BookInUse, Depth, Watch};
use crate::app::{App, IN_MEMORY, Now, Start};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::sync::server::Dial;

mod about;
mod args;
mod ask;
mod away;
mod bar;
mod completing;
mod configuration;
mod customers;
mod demo;
mod export;
mod forget;
mod global;
mod ideas;
mod keep_in_touch;
mod lift;
mod line;
mod list;
mod log;
mod manual;
mod merge;
mod misplaced;
mod open;
mod output;
mod plain;
mod praise;
mod promises;
mod reading;
mod remind;
mod search;
mod surroundings;
mod sync;
mod team;
mod teammates;
mod today;
mod touch;
mod transfer;
mod trends;
mod undo;
mod upkeep;
mod visits;
mod week;

pub use global::{Color, Global};
use output::{Format, Paint, Printing, Reply};
use surroundings::{Context, Surface, Surroundings, named_book};

/// Gets you onto the phone with a favorite customer, keeps what they said, and hands it back on the day it is needed.
#[derive(Debug, Parser)]
#[command(name = "goodcall", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Without a command goodcall opens the app. goodcall demo opens it on a made-up book.")]
pub struct Cli {
    /// The options that every command has.
    #[command(flatten)]
    pub global: Global,
    /// Without one, goodcall opens the app.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The verbs. The arguments of a verb are described only once it is the one that runs: to describe them all would take a
/// good part of the time that `goodcall today` takes.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Open the app on a made-up book in memory; it saves nothing
    Demo(demo::Demo),
    /// A verb that needs a book.
    #[command(flatten)]
    OnBook(OnBook),
    /// Remind you on call days: by a notification of the system, or in your shell
    Remind(remind::Remind),
    /// Bring the book back from a backup, and keep the present one aside
    Restore(upkeep::Restore),
    /// Check the book and its surroundings, and repair what it can
    Doctor(upkeep::Doctor),
    /// Find, create, check or show the configuration
    Config(configuration::Config),
    /// Print a completion script for a shell
    Completions(about::Completions),
    /// Print the manual page, of goodcall or of a verb
    Man(manual::Man),
}

/// Lists the verbs that need a book; each has a file for its arguments and for what it does with them.
macro_rules! on_book {
    ($($(#[$doc:meta])* $verb:ident($arguments:ty),)+) => {
        /// The verbs that need a book.
        #[derive(Debug, Subcommand)]
        #[command(defer = true)]
        pub enum OnBook {
            $($(#[$doc])* $verb($arguments),)+
        }

        impl OnBook {
            /// Defines the verb of a name by itself.
            fn define(name: &str) -> Option<clap::Command> {
                let verb = || clap::Command::new(name.to_string());
                $(if reading::is_called(stringify!($verb), name) {
                    return Some(<$arguments as clap::Args>::augment_args(verb()));
                })+
                None
            }

            fn verb(&self) -> &dyn Run {
                match self {
                    $(Self::$verb(verb) => verb,)+
                }
            }
        }
    };
}

on_book! {
    /// Show today's pick and why
    Today(today::Today),
    /// Skip today's pick, and show the next one
    Skip(today::Skip),
    /// Dial a customer; without WHO, today's pick
    Dial(today::Dial),
    /// Open a customer's record in another program; without WHO, that of today's pick
    Open(open::Open),
    /// Log a call, visit, card, gift or message; without WHO, with today's pick
    Log(log::Log),
    /// Show whom to call right now, and a kind word
    Lift(lift::Lift),
    /// List what customers said in praise
    Praise(praise::Praise),
    /// Show, correct or delete a log
    Touch(touch::Touch),
    /// Print all praise for a teammate, ready to send on
    Kudos(teammates::Kudos),
    /// List open ideas and needs, this week's first
    Ideas(ideas::Ideas),
    /// List what you promised, the due first
    Promises(promises::Promises),
    /// List past buyers by how long they have waited, with a way to be in touch
    Due(keep_in_touch::Due),
    /// Show the visit plan and your progress against the targets
    Visits(visits::Visits),
    /// List your teammates by how often customers praised them
    Teammates(teammates::Teammates),
    /// Tell in words what the week brought
    Week(week::Week),
    /// Plan days off: no call is due, and no streak breaks
    Away(away::Away),
    /// Show the figures: calls, streak, mood, praise, rotation, visits
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
    List(list::List),
    /// Take a customer out of the rotation for a while
    Snooze(customers::Snooze),
    /// Hide a customer; nothing is deleted
    Archive(customers::Archive),
    /// Bring an archived customer back
    Unarchive(customers::Unarchive),
    /// Merge two records of one person; without WHO, list who may be in the book twice
    Merge(merge::Merge),
    /// Record that two customers are different people
    KeepApart(merge::KeepApart),
    /// Erase a person for good, from the book and the backups that goodcall keeps
    Forget(forget::Forget),
    /// Take the last change back
    Undo(undo::Undo),
    /// Put back what undo took, until something else is changed
    Redo(undo::Redo),
    /// Import customers, and calls of a CRM, from CSV, workbooks, vCard or goodcall JSON: files, folders or zips
    Import(transfer::Import),
    /// Export the book, for other programs or for goodcall
    Export(export::Export),
    /// Take a backup now; the book may be in use
    Backup(upkeep::Backup),
    /// Keep the same book on several machines, through a folder that something else carries
    Sync(sync::Sync),
    /// Share with a team, through its own PostgreSQL server
    Team(team::Team),
}

/// Finds the book that the command line means.
type BookNamed<'g> = dyn Fn() -> Result<PathBuf> + 'g;

/// A verb with its arguments.
trait Run {
    /// Runs the verb, and returns what it has to say.
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply>;

    /// Whether the verb begins a book where there is none yet; one that only looks runs on an empty book in memory.
    fn begins_book(&self) -> bool {
        true
    }

    /// Looks at what can be known before the book is opened, or begun. What it returns is the whole answer.
    fn before(&self, _book: &BookNamed<'_>, _dial: Dialing) -> Result<Option<Reply>> {
        Ok(None)
    }

    /// Where the book can't be opened: adds to the error where the text is that the book should have kept.
    fn rescue(&self, error: Error) -> Error {
        error
    }
}

/// What follows the command.
#[derive(Debug)]
pub enum Next {
    /// Nothing more: end with this exit code.
    Exit(u8),
    /// Open the app.
    Screens(Box<App>, Start),
}

/// Checks what the configuration says of keys and themes, which only the screens know.
pub type CheckScreens = fn(&Settings) -> Result<()>;

/// What reaches a team's server; None in a build without teams.
pub type Dialing = Option<&'static dyn Dial>;

/// Reads the arguments and runs the command.
pub fn run(arguments: impl IntoIterator<Item = OsString>, check_screens: CheckScreens, dial: Dialing) -> Next {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(call) = completing::Call::of_environment() {
        return Next::Exit(call.answer(&arguments));
    }
    let cli = match reading::read(&arguments) {
        Ok(cli) => cli,
        Err(error) => return Next::Exit(reading::misread(error, &arguments)),
    };
    let printing = Printing::new(&cli.global);
    let (surface, paint) = (Surface::of(&cli.global), Paint::new(cli.global.color));
    match dispatch(cli, check_screens, dial) {
        Ok(Done::Reply(reply)) => Next::Exit(reply.print(printing)),
        Ok(Done::Kept(mut reply, app)) => {
            let listed = reply.listed.take().filter(|_| printing.format == Format::Text);
            let code = reply.print(printing);
            if let Some((listing, ids)) = listed {
                app.keep_listing(listing, &ids);
            }
            back_up(*app, printing.format);
            Next::Exit(code)
        }
        Ok(Done::Screens(mut app, start)) if surface == Surface::Lines => {
            let context = Context::of_conversation(paint, app.clock().today());
            plain::run(&mut app, start, &context, printing);
            back_up(*app, printing.format);
            Next::Exit(0)
        }
        Ok(Done::Screens(app, start)) => Next::Screens(app, start),
        Err(error) => {
            output::print_error(&error, printing.format);
            Next::Exit(error.kind.exit_code())
        }
    }
}

/// Takes the day's backup after a change, once the user has the result.
fn back_up(app: App, format: Format) {
    if app.command_backs_up()
        && let Err(error) = app.back_up_daily(Depth::Briefly, &Watch::default())
    {
        let message = format!("today's backup was not taken: {}", error.message);
        output::print_error(&Error { message, ..error }, format);
    }
    // The book is saved and the process ends: freeing its memory would only take time.
    std::mem::forget(app);
}

enum Done {
    Reply(Reply),
    /// A reply, and the book it came from.
    Kept(Reply, Box<App>),
    Screens(Box<App>, Start),
}

fn dispatch(cli: Cli, check_screens: CheckScreens, dial: Dialing) -> Result<Done> {
    let global = cli.global;
    let surroundings = || Surroundings::of(&global, check_screens).map(|around| Surroundings { dial, ..around });
    let reply = match cli.command {
        Some(Command::Completions(a)) => about::completions(&a)?,
        Some(Command::Man(a)) => manual::run(&a)?,
        Some(Command::Config(a)) => configuration::run(&a, global.config.as_deref(), check_screens)?,
        Some(Command::Doctor(a)) => upkeep::doctor(&a, &global, check_screens)?,
        Some(Command::Restore(a)) => {
            let Surroundings { settings, now, .. } = surroundings()?;
            upkeep::restore(&a, &named_book(&global)?, &settings, now)?
        }
        Some(Command::Demo(a)) => return demo::run(&a, surroundings()?),
        Some(Command::Remind(remind::Remind { act: remind::Act::Now(now) })) => {
            return on_own_book(Some(&now), &global, surroundings()?);
        }
        Some(Command::Remind(a)) => remind::run(&a.act, &global, check_screens)?,
        Some(Command::OnBook(verb)) => return on_own_book(Some(verb.verb()), &global, surroundings()?),
        None => return on_own_book(None, &global, surroundings()?),
    };
    Ok(Done::Reply(reply))
}

/// Opens the book and runs a verb on it; the error of a damaged book names the backup to go back to.
fn on_own_book(verb: Option<&dyn Run>, global: &Global, surroundings: Surroundings) -> Result<Done> {
    let Surroundings { settings, now, dial, context } = surroundings;
    on_book(verb, global, (settings.clone(), now, dial), &context).map_err(|error| match named_book(global) {
        Ok(path) => {
            let book = BookInUse { path: &path, named: global.db.is_some(), settings: &settings, today: context.today };
            backups::point_to_backup(error, &book)
        }
        Err(_) => error,
    })
}

fn on_book(
    verb: Option<&dyn Run>,
    global: &Global,
    (settings, now, dial): (Settings, Now, Dialing),
    context: &Context,
) -> Result<Done> {
    let today = today::Today::default();
    let run = verb.unwrap_or(&today);
    if let Some(reply) = run.before(&|| named_book(global), dial)? {
        return Ok(Done::Reply(reply));
    }
    let path = if run.begins_book() || is_there(&named_book(global)?) {
        global.db.as_deref()
    } else {
        Some(Path::new(IN_MEMORY))
    };
    let mut app = App::open(path, settings, now).map_err(|error| run.rescue(error))?.with_servers(dial);
    if verb.is_none() && context.surface != Surface::Commands {
        // What can't be read is for the screens to report.
        let start = app.where_to_start().unwrap_or_default();
        return Ok(Done::Screens(Box::new(app), start));
    }
    let mut reply = run.run(&mut app, context)?;
    reply.notes.extend(app.settings().zone_problem().map(|problem| crate::text::clean(&problem).into_owned()));
    let to_mark = std::mem::take(&mut reply.to_mark);
    if context.on_terminal && context.may_ask && !to_mark.is_empty() {
        reply.print(Printing::new(global));
        return Ok(Done::Screens(Box::new(app), Start::MarkFavorites(to_mark)));
    }
    Ok(Done::Kept(reply, Box::new(app)))
}

/// Whether anything stands at a path; where nobody may look, opening says so.
fn is_there(path: &Path) -> bool {
    !matches!(path.symlink_metadata(), Err(e) if e.kind() == std::io::ErrorKind::NotFound)
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
    use super::*;

    #[test]
    fn the_definition_is_well_formed() {
        super::definition().debug_assert();
    }

    #[test]
    fn each_verb_is_defined_by_itself_as_among_the_others() {
        let all = OnBook::augment_subcommands(clap::Command::new("goodcall"));
        for verb in all.get_subcommands() {
            let mut alone = OnBook::define(verb.get_name()).expect("a definition");
            let mut among = verb.clone();
            alone.build();
            among.build();
            let arguments = |of: &clap::Command| of.get_arguments().map(|a| format!("{a:?}")).collect::<Vec<_>>();
            assert_eq!(arguments(&alone), arguments(&among), "{}", verb.get_name());
        }
        assert!(OnBook::define("tod").is_none() && OnBook::define("todays").is_none());
    }
}
