//! `undo` takes back the last change, of a command or of a screen; `redo` puts it back.

use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::error::Result;
use crate::present::{times, undo};
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Undo {
    /// Only list what undo can take back, newest first
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, Args)]
pub struct Redo {}

/// How many steps `--list` shows without `--json`.
const LISTED: usize = 200;
/// The key that takes up an unfinished log, unless the configuration says another.
const RESUME: &str = "r on Today";

fn list(app: &App, context: &Context) -> Result<Reply> {
    let steps = app.undo_steps(usize::MAX >> 1)?;
    if context.json {
        return Ok(Reply::new("", steps.iter().map(undo::step_json).collect::<Vec<_>>().into()));
    }
    if steps.is_empty() {
        let why = app.nothing_to_undo()?.message;
        let first = why.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        return Ok(Reply::nothing().note(format!("{first}{}.", why.chars().skip(1).collect::<String>())));
    }
    let now = app.clock().stamp();
    let mut card = Card::default();
    for step in steps.iter().take(LISTED) {
        card.line(&format!("{}  {}", clean(&step.label), context.paint.dim(&times::since(step.at, now))));
    }
    if steps.len() > LISTED {
        card.line(&context.paint.dim(&format!("… and {} earlier; --json lists them all", steps.len() - LISTED)));
    }
    Ok(Reply::new(card.finish(), Value::Null))
}

impl Run for Undo {
    fn begins_book(&self) -> bool {
        !self.list
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if self.list {
            return list(app, context);
        }
        let undone = app.undo()?;
        let text = format!("{}.", clean(&undo::undone(&undone, Some(RESUME)).concat()));
        Ok(Reply::new(text, undo::undone_json(&undone)))
    }
}

impl Run for Redo {
    fn run(&self, app: &mut App, _context: &Context) -> Result<Reply> {
        let step = app.redo()?;
        Ok(Reply::new(format!("{}.", clean(&undo::redone(&step))), json!({"redone": undo::step_json(&step)})))
    }
}
