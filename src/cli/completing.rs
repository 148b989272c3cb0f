//! Completes a command line: a shell's script calls goodcall with the words typed so far, and reads what may come next.
//!
//! Whoever presses Tab wants words or nothing, so nothing is said of what goes wrong. And what is offered must do no harm
//! on Enter: bash puts it on the line as it is.

mod line;
mod scripts;
mod wanted;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use super::remind::shell::ShellName;
use crate::app::completing::{Completion, Completions, Lookup};
use crate::app::customers::Visibility;
use crate::domain::choice::Choice;
use crate::domain::input::one_line;
use crate::system;
use crate::text;
use line::Line;
use wanted::{Asked, Wanted};

pub(super) use scripts::script;

/// By what a script says that goodcall is to complete: the shell, and " list" where it only shows what it reads.
const CALL: &str = "GOODCALL_COMPLETE";
/// The exit code that says: names of files go here, which the shell knows best.
const FILES: u8 = 10;
/// Stands for what is not shown, so that a shell takes what is shown for no more than a part.
const MORE: &str = "…";

/// A call from a shell's script.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    shell: ShellName,
    /// Whether what is printed is only shown, and not put on the line.
    only_shown: bool,
}

impl Call {
    /// Reads the environment; None where no script calls.
    pub(super) fn of_environment() -> Option<Self> {
        let call = std::env::var_os(CALL)?.into_string().ok()?;
        let (shell, rest) = call.split_once(' ').unwrap_or((call.as_str(), ""));
        Some(Self { shell: ShellName::parse(shell)?, only_shown: rest == "list" })
    }

    /// Prints what may stand where the last argument does, and returns the exit code.
    pub(super) fn answer(self, arguments: &[OsString]) -> u8 {
        let raw: Vec<String> = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
        let line = match self.shell {
            ShellName::Bash => Line::of_bash(&raw),
            ShellName::Zsh | ShellName::Fish => Line::of_words(raw),
        };
        let Some(line) = line else { return 0 };
        let (mut asked, others) = wanted::ask(&line.words);
        // An option is begun: what else could stand there begins with no dash.
        asked.retain(|one| !one.typed.starts_with('-'));
        if asked.iter().any(|one| one.wanted == Wanted::Files) {
            return FILES;
        }
        let is_asked = !asked.is_empty();
        let mut found = Completions::default();
        for one in asked {
            let of_book = one.look_up(&line).unwrap_or_default();
            found.are_more |= of_book.are_more;
            found.words.extend(of_book.words);
        }
        let is_option = |word: &Completion| word.word.starts_with('-');
        if !line.typed().starts_with('-') {
            found.words.retain(|word| !is_option(word));
        }
        // Options come where nothing else can stand, or where one is begun.
        let begun = line.typed().starts_with('-');
        let options = begun || (!is_asked && others.iter().all(is_option));
        found.words.extend(others.into_iter().filter(|other| options || !is_option(other)));
        self.print(found, &line);
        0
    }

    fn print(self, found: Completions, line: &Line) {
        let Completions { words, are_more } = found;
        let mut words: Vec<(String, String)> =
            words.into_iter().filter_map(|one| Some((self.spelled(&one.word, line)?, one.about))).collect();
        if are_more {
            let typed = format!("{}{MORE}", line.typed());
            words.extend(self.spelled(&typed, line).map(|word| (word, "and more".to_string())));
        }
        line.keep_what_is_typed(&mut words);
        let mut out = String::new();
        for (word, about) in words {
            let about = one_line(&text::clean(&about));
            out.push_str(&word);
            match self.shell {
                _ if about.is_empty() => {}
                ShellName::Bash if self.only_shown => out.push_str(&format!("  {about}")),
                ShellName::Bash => {}
                ShellName::Zsh | ShellName::Fish => out.push_str(&format!("\t{about}")),
            }
            out.push('\n');
        }
        // Nobody misses a completion on a closed stream.
        let _written = std::io::stdout().lock().write_all(out.as_bytes());
    }

    /// Spells a word so that the shell puts it on the line as one word that means itself; None where that can't be.
    fn spelled(self, word: &str, line: &Line) -> Option<String> {
        if word.chars().any(char::is_control) || text::clean(word) != word {
            return None;
        }
        match self.shell {
            ShellName::Bash if self.only_shown => line.left_of(word).map(str::to_string),
            ShellName::Bash => line.left_of(word).and_then(|word| line.quoted(word)),
            // These quote what they put on the line.
            ShellName::Zsh | ShellName::Fish => Some(word.to_string()),
        }
    }
}

impl Asked {
    /// Looks up what is asked for in the book that the line means.
    fn look_up(&self, line: &Line) -> Option<Completions> {
        let lookup = || Lookup::open(&book_of(line)?);
        // "--customer=an" asks for what begins with "an".
        let head = line.typed().strip_suffix(self.typed.as_str())?;
        let found = match self.wanted {
            Wanted::Who(shown) => lookup()?.customers(&self.before, &self.typed, shown),
            Wanted::OneWho => lookup()?.customers(&[], &self.typed, Visibility::Present),
            Wanted::Text(of) => lookup()?.texts(of, &self.typed),
            Wanted::Teammate => lookup()?.teammates(&self.before, &self.typed),
            Wanted::Id(of) => lookup()?.ids(of, &self.typed),
            Wanted::DayOff => lookup()?.days_off(&self.typed),
            Wanted::Filter => return wanted::filter(&self.typed, lookup),
            Wanted::Verb => return wanted::verbs(&self.before, &self.typed),
            Wanted::Files => return None,
        };
        let mut found = found.ok()?;
        for one in &mut found.words {
            one.word.insert_str(0, head);
        }
        Some(found)
    }
}

/// The book that the line will use.
fn book_of(line: &Line) -> Option<PathBuf> {
    let named = line.value_of("--db").map(|path| system::at_home(&path));
    let of_environment = || std::env::var_os("GOODCALL_DB").filter(|path| !path.is_empty()).map(PathBuf::from);
    named.or_else(of_environment).or_else(|| Some(system::data_folder().ok()?.join(crate::app::BOOK)))
}
