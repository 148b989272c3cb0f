//! `man`: a manual page for goodcall and one for each verb, made of the definition of the command line.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Arg, Args, Command};
use serde_json::json;

use super::about::printed;
use super::definition;
use super::global::GLOBAL;
use super::output::Reply;
use crate::error::{About, Error, Result};

#[derive(Debug, Args)]
pub struct Man {
    /// The verb, such as log or "touch edit"; without it, goodcall itself
    #[arg(value_name = "VERB")]
    pub verb: Vec<String>,
    /// Write the pages of all verbs into this folder, for man; with a VERB its page and those of its own verbs
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// The day on which the pages last changed in more than what the definition says.
const DATE: &str = "2026-11-26";

/// What the page of goodcall itself says of what surrounds it, as titles and paragraphs: a term and what it is.
const SURROUNDINGS: [(&str, &[(&str, &str)]); 3] = [
    (
        "ENVIRONMENT",
        &[
            ("GOODCALL_DB, GOODCALL_CONFIG, GOODCALL_NOW", "Stand for --db, --config and --now."),
            ("VISUAL, EDITOR", "The editor in which log writes what was said."),
            ("NO_COLOR", "Where it is set, nothing has colors."),
            ("LC_ALL, LC_TIME, LANG", "How times and weeks are written, where the configuration does not say."),
            ("TZ", "The time zone, where the configuration does not say."),
        ],
    ),
    (
        "FILES",
        &[
            ("~/.local/share/goodcall/goodcall.db", "The book, on Linux; goodcall -v today says where it is."),
            ("~/.config/goodcall/config.toml", "The configuration, on Linux; goodcall config path says where it is."),
        ],
    ),
    (
        "EXIT STATUS",
        &[
            ("0", "Done."),
            ("1", "It failed: a file is not there, nothing is there to skip."),
            ("2", "Wrong usage, also a value out of range."),
            ("3", "WHO, or another reference, matches none or several."),
            ("4", "The book can't be used: it is busy, damaged, from a newer goodcall, or not yours to open."),
            ("5", "Imported, with rows left out."),
        ],
    ),
];

/// Prints a page, or writes pages into a folder.
pub(super) fn run(man: &Man) -> Result<Reply> {
    let mut whole = definition();
    whole.build();
    let mut command = &mut whole;
    for verb in man.verb.iter().flat_map(|words| words.split_whitespace()) {
        let known = command.find_subcommand(verb).is_some();
        let unknown = || {
            Error::usage(format!("goodcall has no verb \"{}\"", man.verb.join(" ")))
                .help("goodcall --help lists the verbs")
        };
        command = command.find_subcommand_mut(verb).filter(|_| known).ok_or_else(unknown)?;
    }
    match &man.output {
        None => Ok(printed(page(command).as_bytes())),
        Some(folder) => write_all(command, folder),
    }
}

/// Writes the page of a command and those of its verbs into a folder, which is made where it is missing.
fn write_all(command: &mut Command, folder: &Path) -> Result<Reply> {
    let mut pages = Vec::new();
    gather(command, &mut pages);
    std::fs::create_dir_all(folder).about("make the folder", folder)?;
    for (name, text) in &pages {
        let file = folder.join(name);
        std::fs::write(&file, text).about("write", &file)?;
    }
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    let count = crate::text::count(names.len(), "page", "pages");
    let shown = crate::text::clean(&folder.display().to_string()).into_owned();
    Ok(Reply::new(format!("{count} in {shown}."), json!({"folder": folder.display().to_string(), "pages": names})))
}

fn gather(command: &mut Command, pages: &mut Vec<(String, String)>) {
    pages.push((format!("{}.1", name_of(command)), page(command)));
    command.get_subcommands_mut().for_each(|verb| gather(verb, pages));
}

/// The name of a command's page: "goodcall-touch-edit".
fn name_of(command: &Command) -> String {
    command.get_bin_name().unwrap_or_else(|| command.get_name()).replace(' ', "-")
}

/// Writes the page of a command that was built.
fn page(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let (name, version) = (name_of(command), env!("CARGO_PKG_VERSION"));
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = Page(format!(".TH {name} 1 {DATE} \"goodcall {version}\" \"goodcall\"\n"));
    page.section("NAME").line(&format!("{} \\- {}", escaped(&name), escaped(&about)));
    page.section("SYNOPSIS");
    let lines = usage.trim_start_matches("Usage:").lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(|line| format!("\\fB{}\\fR", escaped(line))).collect();
    page.line(&lines.join("\n.br\n"));
    page.section("DESCRIPTION");
    page.line(&escaped(&command.get_long_about().map_or_else(|| format!("{about}."), ToString::to_string)));
    if let Some(more) = command.get_after_help() {
        page.line(".PP").line(&escaped(&more.to_string()));
    }
    let is_global = |arg: &&Arg| arg.get_help_heading() == Some(GLOBAL);
    let shown = || command.get_arguments().filter(|arg| !arg.is_hide_set());
    page.arguments("ARGUMENTS", shown().filter(|arg| arg.is_positional()));
    page.arguments("OPTIONS", shown().filter(|arg| !arg.is_positional() && !is_global(arg)));
    let verbs: Vec<&Command> = command.get_subcommands().filter(|verb| !verb.is_hide_set()).collect();
    if !verbs.is_empty() {
        page.section("COMMANDS");
    }
    for verb in &verbs {
        let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
        page.term(&format!("\\fB{}\\fR(1)", escaped(&name_of(verb))), &format!("{about}."));
    }
    page.arguments(&GLOBAL.to_uppercase(), shown().filter(is_global));
    if name == "goodcall" {
        for (title, terms) in SURROUNDINGS {
            page.section(title);
            terms.iter().for_each(|(term, text)| page.term(&format!("\\fB{}\\fR", escaped(term)), text));
        }
    } else {
        let above =
            command.get_bin_name().and_then(|name| name.rsplit_once(' ')).map_or("goodcall", |(above, _)| above);
        let above = above.replace(' ', "-");
        page.section("SEE ALSO");
        if above != "goodcall" {
            page.line(&format!("\\fB{}\\fR(1),", escaped(&above)));
        }
        page.line("\\fBgoodcall\\fR(1)");
    }
    page.0
}

/// A page that is being written, in the language of man.
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) -> &mut Self {
        self.0.push_str(line);
        self.0.push('\n');
        self
    }

    fn section(&mut self, title: &str) -> &mut Self {
        self.line(&format!(".SH {title}"))
    }

    /// Adds a term, which is markup already, and what it is.
    fn term(&mut self, term: &str, text: &str) {
        self.line(".TP").line(term).line(&escaped(text));
    }

    /// Adds a section on arguments; none where there are none.
    fn arguments<'a>(&mut self, title: &str, arguments: impl Iterator<Item = &'a Arg>) {
        let mut arguments = arguments.peekable();
        if arguments.peek().is_some() {
            self.section(title);
        }
        for argument in arguments {
            let help = argument.get_long_help().or_else(|| argument.get_help()).map(ToString::to_string);
            let mut text = help.map(|help| format!("{}.", help.trim_end_matches('.'))).unwrap_or_default();
            let takes_value = argument.get_num_args().is_some_and(|many| many.takes_values());
            let words = argument.get_possible_values();
            if takes_value && !words.is_empty() {
                let words: Vec<&str> = words.iter().filter(|w| !w.is_hide_set()).map(PossibleValue::get_name).collect();
                text.push_str(&format!(" One of {}.", words.join(", ")));
            }
            let default: Vec<String> =
                argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
            if takes_value && !default.is_empty() {
                text.push_str(&format!(" Without it: {}.", default.join(" ")));
            }
            if let Some(variable) = argument.get_env() {
                text.push_str(&format!(" Else {}.", variable.to_string_lossy()));
            }
            self.term(&spelled(argument), text.trim_start());
        }
    }
}

/// Writes an argument as it is typed: "-m, --message TEXT".
fn spelled(argument: &Arg) -> String {
    let takes_value = argument.get_num_args().is_some_and(|many| many.takes_values());
    let names = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string);
    let names: Vec<String> = names.map(|name| format!("\\fI{}\\fR", escaped(&name))).collect();
    let values = if takes_value { names.join(" ") } else { String::new() };
    if argument.is_positional() {
        return values;
    }
    let short = argument.get_short().map(|short| format!("\\fB\\-{short}\\fR"));
    let longs = argument.get_long_and_visible_aliases().unwrap_or_default();
    let longs = longs.iter().map(|long| format!("\\fB\\-\\-{}\\fR", escaped(long)));
    let flags: Vec<String> = short.into_iter().chain(longs).collect();
    format!("{} {values}", flags.join(", ")).trim_end().to_string()
}

/// Escapes text for man: every line is text, and no sign in it is markup.
fn escaped(text: &str) -> String {
    let escape = |line: &str| {
        let line = line.trim().replace('\\', "\\(rs").replace('-', "\\-").replace('\'', "\\(aq").replace('"', "\\(dq");
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
    };
    text.lines().map(escape).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(escaped("a \\fB --b's \"c\""), "a \\(rsfB \\-\\-b\\(aqs \\(dqc\\(dq");
        assert_eq!(escaped(".TH x\n\n 'y"), "\\&.TH x\n\\(aqy");
    }
}
