//! The options that every command has.

use std::path::PathBuf;

use clap::ValueEnum;

/// The heading under which help lists the options that every command has, after a command's own.
pub(super) const GLOBAL: &str = "Options of every command";

/// Options that every command has.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// Use this book (":memory:" saves nothing)
    #[arg(help_heading = GLOBAL, long, global = true, env = "GOODCALL_DB", value_name = "PATH")]
    pub db: Option<PathBuf>,
    /// Use this configuration
    #[arg(help_heading = GLOBAL, long, global = true, env = "GOODCALL_CONFIG", value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Act as if it were this moment (RFC 3339); for scripts and tests
    #[arg(help_heading = GLOBAL, long, global = true, env = "GOODCALL_NOW", value_name = "INSTANT")]
    pub now: Option<String>,
    /// Print JSON
    #[arg(help_heading = GLOBAL, long, global = true)]
    pub json: bool,
    /// When to use color
    #[arg(help_heading = GLOBAL, long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Never ask questions
    #[arg(help_heading = GLOBAL, long, global = true)]
    pub no_input: bool,
    /// Print only results, no messages
    #[arg(help_heading = GLOBAL, short, long, global = true)]
    pub quiet: bool,
    /// Say which book and configuration goodcall uses
    #[arg(help_heading = GLOBAL, short, long, global = true)]
    pub verbose: bool,
    /// Open the app as plain lines and questions
    #[arg(long)]
    pub plain: bool,
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "a variant's comment would become a line of --help")]
pub enum Color {
    Auto,
    Always,
    Never,
}
