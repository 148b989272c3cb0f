//! The line for a shell's start-up file. Its function compares the day at each prompt, and asks goodcall only when a new
//! one has begun.

use serde_json::json;

use super::config_of;
use crate::app::IN_MEMORY;
use crate::app::remind::setup::{BOOK_FLAG, CONFIG_FLAG};
use crate::cli::Global;
use crate::cli::output::Reply;
use crate::domain::choice::{Choice, choices};
use crate::error::{About, Error, Result};
use crate::system;

choices! {
    /// A shell that goodcall has a line for.
    ShellName, "a shell" {
        /// Bash 3.2 or newer.
        Bash = "bash",
        /// Any zsh.
        Zsh = "zsh",
        /// Fish 3 or newer.
        Fish = "fish",
    }
}

impl ShellName {
    /// The shell of the user's logins.
    fn of_user() -> Option<Self> {
        let shell = std::env::var_os("SHELL")?;
        Self::parse(&std::path::Path::new(&shell).file_name()?.to_string_lossy())
    }

    fn start_up_file(self) -> &'static str {
        match self {
            Self::Bash => "~/.bashrc",
            Self::Zsh => "~/.zshrc",
            Self::Fish => "~/.config/fish/config.fish",
        }
    }

    /// Quotes a word: nothing in single quotes counts but the quote, and in fish the backslash.
    pub(in crate::cli) fn quoted(self, word: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:,@".contains(c);
        match self {
            _ if !word.is_empty() && word.chars().all(plain) => word.into(),
            Self::Fish => format!("'{}'", word.replace('\\', "\\\\").replace('\'', "\\'")),
            Self::Bash | Self::Zsh => format!("'{}'", word.replace('\'', "'\\''")),
        }
    }

    /// Writes the line that runs a command at the first prompt of each day.
    fn line(self, command: &str) -> String {
        match self {
            Self::Bash => format!(
                "goodcall_prompt() {{ local day; printf -v day '%(%F)T' -1 2>/dev/null || day=$(date +%F); \
                 [ \"$day\" = \"$GOODCALL_DAY\" ] || {{ GOODCALL_DAY=$day; {command} 2>/dev/null; }}; }}; \
                 PROMPT_COMMAND=${{PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}}goodcall_prompt"
            ),
            Self::Zsh => format!(
                "goodcall_prompt() {{ local day=${{(%):-%D{{%F}}}}; \
                 [[ $day == $GOODCALL_DAY ]] || {{ GOODCALL_DAY=$day; {command} 2>/dev/null; }} }}; \
                 autoload -Uz add-zsh-hook && add-zsh-hook precmd goodcall_prompt"
            ),
            Self::Fish => format!(
                "function goodcall_prompt --on-event fish_prompt; set -l day (date +%F); \
                 test \"$day\" = \"$GOODCALL_DAY\"; and return; set -g GOODCALL_DAY $day; {command} 2>/dev/null; end"
            ),
        }
    }
}

/// Returns the line for a shell; for the user's own where none is named.
pub(super) fn line(shell: Option<ShellName>, global: &Global) -> Result<Reply> {
    let list = ShellName::list();
    let shell = shell.or_else(ShellName::of_user).ok_or_else(|| {
        Error::usage(format!("SHELL does not name {list}, so name the shell: goodcall remind shell bash"))
    })?;
    let mut words = vec![system::own_program()?];
    let db = global.db.as_deref().filter(|db| *db != std::path::Path::new(IN_MEMORY));
    // Without a flag, a shell finds the user's own files as this one does.
    for (flag, path) in
        [(BOOK_FLAG, db.map(ToOwned::to_owned)), (CONFIG_FLAG, global.config.clone().and(config_of(global)))]
    {
        if let Some(path) = path {
            words.extend([flag.into(), std::path::absolute(&path).about("find", &path)?]);
        }
    }
    words.extend(["today", "--short", "--once"].map(Into::into));
    let mut quoted = Vec::new();
    for word in &words {
        let word = word.to_str().filter(|word| !word.chars().any(char::is_control));
        let word = word.ok_or_else(|| {
            Error::failed("a path of goodcall or its book holds what no line for a shell can hold")
                .help("use another name for the file or its folder")
        })?;
        quoted.push(shell.quoted(word));
    }
    let line = shell.line(&quoted.join(" "));
    let file = shell.start_up_file();
    let json = json!({"shell": shell.as_str(), "file": file, "line": line});
    let shown = crate::text::clean(&line).into_owned();
    Ok(Reply::new(shown, json)
        .note(format!("Add this line to {file}: goodcall remind shell {} >> {file}", shell.as_str())))
}
