//! `ideas`: open ideas and needs, this week's first.

use chrono::NaiveDate;
use clap::Args;
use serde_json::Value;

use super::output::{Bounds, Card, Paint, READ_WIDTH, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::ideas::{Ended, IdeaList, Matcher};
use crate::app::listing::Listing;
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::domain::remark::{RemarkKind, RemarkState, without_marks};
use crate::error::Result;
use crate::present::{customers, ideas};
use crate::text::{clean, clean_lines, wrap};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Ideas {
    #[command(subcommand)]
    pub act: Option<IdeaAct>,
    /// Include what is done or dropped
    #[arg(long)]
    pub all: bool,
    /// Print at most N, this week's first
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(Debug, clap::Subcommand)]
pub enum IdeaAct {
    /// Mark an idea as used
    Done {
        /// The idea's id, or its number in the last listing
        id: String,
    },
    /// Drop an idea that is not for you
    Drop {
        /// The idea's id, or its number in the last listing
        id: String,
    },
    /// Carry an idea to next week
    Carry {
        /// The idea's id, or its number in the last listing
        id: String,
    },
    /// Move an idea or need to another day
    Move {
        /// The idea's id, or its number in the last listing
        id: String,
        /// Today or later: thu, "3 dec", "in 2 weeks"
        #[arg(value_name = "WHEN", num_args = 1.., required = true)]
        to: Vec<String>,
    },
    /// Open an idea again
    Reopen {
        /// The idea's id, or its number in the last listing
        id: String,
    },
}

/// How many to print for people without a limit, and for how many to say whom else they might suit.
const LIMIT: usize = 200;
const FITTED: usize = LIMIT;

impl Run for Ideas {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            None => list(app, if self.all { Ended::Shown } else { Ended::Hidden }, self.limit, context),
            Some(IdeaAct::Done { id }) => end(app, id, RemarkState::Done, context),
            Some(IdeaAct::Drop { id }) => end(app, id, RemarkState::Dropped, context),
            Some(IdeaAct::Reopen { id }) => end(app, id, RemarkState::Open, context),
            Some(IdeaAct::Carry { id }) => {
                let idea = app.carry_idea(read_id(app, id)?)?;
                Ok(on_another_day("Carried to", &idea, context))
            }
            Some(IdeaAct::Move { id, to }) => {
                let id = read_id(app, id)?;
                let moved = app.move_due_day(id, app.day_to_move_to(&to.join(" "))?)?;
                Ok(moved_to(&moved, context))
            }
        }
    }
}

fn end(app: &mut App, id: &str, state: RemarkState, context: &Context) -> Result<Reply> {
    let ended = app.end_idea(read_id(app, id)?, state)?;
    Ok(ended_as(state, &ended, context))
}

/// Says what became of an idea, a need or a promise, and whether that is new.
pub(super) fn ended_as(state: RemarkState, (quoted, changed): &(Quoted, bool), context: &Context) -> Reply {
    let said = match (state, changed) {
        (_, false) => "Nothing changed; it was that way already",
        (RemarkState::Done, _) => "Done",
        (RemarkState::Kept, _) => "Kept",
        (RemarkState::Dropped, _) => "Dropped",
        (RemarkState::Open, _) => "Open again",
    };
    let text = format!("{}: {}", context.paint.good(said), first_line(quoted));
    Reply::new(text, ideas::json(quoted))
}

/// Says to which day an idea, a need or a promise was moved, or that it is due on that day already.
pub(super) fn moved_to((quoted, changed): &(Quoted, bool), context: &Context) -> Reply {
    on_another_day(if *changed { "Moved to" } else { "Nothing changed; it is due already on" }, quoted, context)
}

/// Says on which day an idea, a need or a promise is due now.
fn on_another_day(done: &str, quoted: &Quoted, context: &Context) -> Reply {
    let due = quoted.remark.due_on.map(|d| dates::weekday_date(d, context.today)).unwrap_or_default();
    Reply::new(format!("{done} {due}: {}", first_line(quoted)), ideas::json(quoted))
}

fn first_line(quoted: &Quoted) -> String {
    clean(quoted.remark.text.lines().next().unwrap_or_default()).into_owned()
}

fn list(app: &App, ended: Ended, limit: Option<usize>, context: &Context) -> Result<Reply> {
    let bounds = Bounds::new(limit, LIMIT, context.format());
    let IdeaList { this_week, before, later, ended } = app.ideas(bounds.to_read(), ended)?;
    let groups = [("This week", this_week), ("Still open", before), ("Later", later), ("Done or dropped", ended)];
    let mut found: Vec<(&str, Quoted)> = Vec::new();
    for (title, ideas) in groups {
        found.extend(ideas.into_iter().map(|idea| (title, idea)));
    }
    let is_cut = bounds.cut(&mut found);
    let mut matcher = app.matcher();
    if context.json {
        let values = found.iter().map(|(_, idea)| with_fits(&mut matcher, idea));
        return Ok(Reply::new("", values.collect::<Result<Vec<_>>>()?.into()));
    }
    if found.is_empty() {
        return Ok(Reply::nothing().numbers(Listing::Ideas, Vec::new()).note(
            "No open ideas or needs. Log what customers say: goodcall log WHO -m \"! an idea\" -m \"? a need\"",
        ));
    }
    let mut card = Card::default();
    let mut group = "";
    for (at, (title, idea)) in found.iter().enumerate() {
        if *title != group {
            if at > 0 {
                card.line("");
            }
            card.line(&context.paint.dim(title));
            group = title;
        }
        let place = Place { number: at + 1, today: context.today };
        write(&mut card, idea, place, context.paint);
        if at < FITTED && idea.remark.state == Some(RemarkState::Open) {
            write_fits(&mut card, &mut matcher, idea, context.paint)?;
        }
    }
    let ids = found.iter().map(|(_, idea)| idea.remark.id.0).collect();
    let reply = Reply::new(card.finish(), Value::Null).numbers(Listing::Ideas, ids);
    Ok(if is_cut { reply.note_cut(&format!("first {LIMIT}")) } else { reply })
}

/// Writes an idea, and whom it might suit if it is open.
fn with_fits(matcher: &mut Matcher<'_>, idea: &Quoted) -> Result<Value> {
    let mut value = ideas::json(idea);
    let is_open = idea.remark.state == Some(RemarkState::Open);
    if let (true, Value::Object(fields)) = (is_open, &mut value) {
        let good = matcher.good_for(idea)?;
        let good: Vec<Value> = good
            .iter()
            .map(|g| {
                let mut who = customers::who_of(&g.customer);
                if let Value::Object(who) = &mut who {
                    who.insert("reasons".into(), ideas::reasons(&g.fits).into());
                }
                who
            })
            .collect();
        fields.insert("good_for".into(), good.into());
    }
    Ok(value)
}

/// Where an idea or a promise stands in the listing, and on which day it is listed.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub number: usize,
    pub today: NaiveDate,
}

/// Writes an idea, a need or a promise with its number, its customer and its day.
pub(super) fn write(card: &mut Card, idea: &Quoted, Place { number, today }: Place, paint: Paint) {
    let mark = idea.remark.kind.mark().unwrap_or(' ');
    let said = without_marks(&idea.remark.text);
    for (at, line) in wrap(&clean_lines(&said), READ_WIDTH).iter().enumerate() {
        let first = (at == 0).then(|| (number.to_string(), paint.strong(&mark.to_string())));
        let (number, mark) = first.unwrap_or_else(|| (String::new(), " ".into()));
        card.line(&format!("{number:>3} {mark} {line}"));
    }
    let due = Some(ideas::due(idea, today)).filter(|due| !due.is_empty()).map(|due| format!("; {due}"));
    let said = dates::ago(idea.remark.said_on, today);
    let by = format!("{}, {said}{}", clean(&idea.customer_name), due.unwrap_or_default());
    card.line(&format!("      {}", paint.dim(&by)));
}

fn write_fits(card: &mut Card, matcher: &mut Matcher<'_>, idea: &Quoted, paint: Paint) -> Result<()> {
    let good = matcher.good_for(idea)?;
    if good.is_empty() && idea.remark.kind == RemarkKind::Idea {
        card.line(&format!("      {}", paint.dim(ideas::WHOM)));
    }
    for good in good {
        let name = paint.strong(&clean(&good.customer.name));
        card.line(&format!("      for {name}: {}", paint.dim(&ideas::reasons(&good.fits).join("; "))));
    }
    Ok(())
}

/// Reads an id, or a number of the last listing.
fn read_id(app: &App, text: &str) -> Result<RemarkId> {
    app.listed_id(Listing::Ideas, text, |id| app.quoted(RemarkId(id)).is_ok()).map(RemarkId)
}
