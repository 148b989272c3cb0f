//! `teammates` and `kudos`: who was praised, and the note to send on.

use clap::Args;
use serde_json::Value;

use super::output::{Bounds, Card, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::teammates::Unknown;
use crate::domain::dates::{self, Toward};
use crate::error::{Error, Result};
use crate::present::praise;
use crate::present::praise::Note;
use crate::text::{clean, clean_lines, count, pad, thousands};

#[derive(Debug, Args)]
pub struct Kudos {
    /// A teammate's name, or its beginning
    #[arg(required = true)]
    pub name: Vec<String>,
    /// Only what customers said since then
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Print at most N, the newest first; without it 1,000, and with --json all
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// How much praise to print for people without a limit.
const LIMIT: usize = 1000;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Teammates {
    #[command(subcommand)]
    pub act: Option<TeammateAct>,
}

#[derive(Debug, clap::Subcommand)]
pub enum TeammateAct {
    /// Make two spellings one name
    Join {
        /// The spelling to give up
        name: String,
        /// The name to keep the praise under
        into: String,
        /// Rename to INTO even if no praise names INTO yet
        #[arg(short, long)]
        yes: bool,
    },
}

impl Run for Teammates {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if let Some(TeammateAct::Join { name, into, yes }) = &self.act {
            let is_new = !app.knows_teammate(into)?;
            let joined = app.join_teammates(name, into, if *yes { Unknown::Taken } else { Unknown::Refused })?;
            let times = count(joined.praise, "praise", "praises");
            let text = format!("{} is {} now: {times}.", clean(name), context.paint.strong(&joined.name));
            let reply = Reply::new(text, praise::teammate(&joined));
            let new = || format!("Nobody was called {} before; goodcall undo takes it back.", clean(&joined.name));
            return Ok(if is_new { reply.note(new()) } else { reply });
        }
        let all = app.teammates()?;
        if context.json {
            return Ok(Reply::new("", all.iter().map(praise::teammate).collect::<Vec<_>>().into()));
        }
        if all.is_empty() {
            return Ok(Reply::nothing()
                .note("No praise names a teammate yet: goodcall log WHO -m \"+ @Sally stayed until it worked\""));
        }
        let today = app.clock().today();
        let mut card = Card::default();
        for teammate in &all {
            let others: Vec<&str> =
                teammate.spellings.iter().filter(|s| **s != teammate.name).map(String::as_str).collect();
            let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
            let rest = format!("{}{also}", dates::ago(teammate.last, today));
            card.line(&format!(
                "{:>4}  {} {}",
                teammate.praise,
                pad(&clean(&teammate.name), 24),
                context.paint.dim(&rest)
            ));
        }
        Ok(Reply::new(card.finish(), Value::Null))
    }
}

impl Run for Kudos {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let since = match &self.since {
            Some(words) => {
                let when = dates::parse_when(words, &app.clock(), Toward::Past);
                Some(when.map_err(|e| Error::usage(format!("--since: {e}")))?.date)
            }
            None => None,
        };
        let note = if self.markdown { Note::Markdown } else { Note::Plain };
        let bounds = Bounds::new(self.limit, LIMIT, context.format());
        let mut kudos = app.kudos(&self.name.join(" "), since, bounds.to_read())?;
        let is_cut = bounds.cut(&mut kudos.praise);
        let today = app.clock().today();
        let text = praise::note(&kudos, today, note);
        let json = if context.json { praise::kudos(&kudos, &text, today) } else { Value::Null };
        if kudos.praise.is_empty() {
            let since = since.map(|d| format!(" since {}", dates::weekday_date(d, today))).unwrap_or_default();
            return Ok(Reply::new("", json).note(format!("No praise for {}{since}.", clean(&kudos.teammate))));
        }
        let reply = Reply::new(clean_lines(&text), json);
        Ok(if is_cut { reply.note_cut(&format!("newest {}", thousands(LIMIT))) } else { reply })
    }
}
