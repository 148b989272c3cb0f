//! `demo`: the app on a made-up book, or that book in a file.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::output::Reply;
use super::surroundings::{Surface, Surroundings};
use super::today::Today;
use super::{Done, Run};
use crate::app::{Start, demo};
use crate::error::Result;
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Demo {
    /// Save the made-up book in a new file instead
    #[arg(long, value_name = "PATH")]
    pub save: Option<PathBuf>,
}

/// Makes the book up, and opens or saves it; in a pipe, prints what Today shows.
pub(super) fn run(args: &Demo, surroundings: Surroundings) -> Result<Done> {
    let Surroundings { settings, now, context, .. } = surroundings;
    if let Some(path) = &args.save {
        demo::save(path, settings, now)?;
        let shown = path.display().to_string();
        let text = format!("Wrote the demo book to {}. goodcall --db FILE opens it.", clean(&shown));
        return Ok(Done::Reply(Reply::new(text, json!({"file": shown}))));
    }
    let mut app = demo::open(settings, now)?;
    if std::io::stdout().is_terminal() || context.surface != Surface::Commands {
        return Ok(Done::Screens(Box::new(app), Start::Today));
    }
    Ok(Done::Reply(Today::default().run(&mut app, &context)?))
}
