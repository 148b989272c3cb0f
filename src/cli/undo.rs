//! `undo`: takes back the last change, of a command or of a screen.

use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::undo::Step;
use crate::error::Result;
use crate::present::times;
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Undo {
    /// Only list what undo can take back, newest first
    #[arg(long)]
    pub list: bool,
}

/// How many steps `--list` shows.
const LISTED: usize = 200;

fn step_json(step: &Step) -> Value {
    json!({"id": step.id.to_string(), "label": step.label, "at": step.at.to_rfc3339()})
}

impl Run for Undo {
    fn begins_book(&self) -> bool {
        !self.list
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if self.list {
            let steps = app.undo_steps(LISTED)?;
            if context.json {
                return Ok(Reply::new("", steps.iter().map(step_json).collect::<Vec<_>>().into()));
            }
            if steps.is_empty() {
                return Ok(Reply::nothing().note("There is nothing to undo."));
            }
            let now = app.clock().stamp();
            let mut card = Card::default();
            for step in &steps {
                card.line(&format!("{}  {}", clean(&step.label), context.paint.dim(&times::since(step.at, now))));
            }
            return Ok(Reply::new(card.finish(), Value::Null));
        }
        let step = app.undo()?;
        Ok(Reply::new(format!("Undone: {}.", clean(&step.label)), json!({"undone": step_json(&step)})))
    }
}
