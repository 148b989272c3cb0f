//! `ideas`: open ideas and needs, this week's first.

use serde_json::Value;

use super::output::{Card, Paint, READ_WIDTH, Reply};
use super::{Context, args};
use crate::app::App;
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::domain::remark::{RemarkState, without_marks};
use crate::error::{Error, ErrorKind, Result};
use crate::present::{customers, ideas};
use crate::text::{clean, clean_lines, wrap};

/// The most of each group that is printed.
const LIMIT: usize = 10_000;
/// For how many ideas it is told for whom they might be good.
const FITTED: usize = 200;
/// For how many customers an idea might be good, at most.
const GOOD_FOR: usize = 3;

pub(super) fn ideas(app: &mut App, args: &args::Ideas, context: &Context) -> Result<Reply> {
    match &args.act {
        None => list(app, args.all, context),
        Some(args::IdeaAct::Done { id }) => end(app, id, RemarkState::Done, context),
        Some(args::IdeaAct::Drop { id }) => end(app, id, RemarkState::Dropped, context),
        Some(args::IdeaAct::Reopen { id }) => end(app, id, RemarkState::Open, context),
        Some(args::IdeaAct::Carry { id }) => {
            let idea = app.carry_idea(read_id(id)?)?;
            let due = idea.remark.due_on.map(dates::weekday_day).unwrap_or_default();
            Ok(Reply::new(format!("Carried to {due}: {}", first_line(&idea)), ideas::json(&idea)))
        }
    }
}

fn end(app: &mut App, id: &str, state: RemarkState, context: &Context) -> Result<Reply> {
    let (idea, changed) = app.end_idea(read_id(id)?, state)?;
    let said = match (state, changed) {
        (_, false) => "Nothing changed, it was so already",
        (RemarkState::Done, _) => "Done",
        (RemarkState::Dropped, _) => "Dropped",
        (RemarkState::Open, _) => "Open again",
    };
    let text = format!("{}: {}", context.paint.good(said), first_line(&idea));
    Ok(Reply::new(text, ideas::json(&idea)))
}

fn first_line(idea: &Quoted) -> String {
    clean(idea.remark.text.lines().next().unwrap_or_default()).into_owned()
}

fn list(app: &App, all: bool, context: &Context) -> Result<Reply> {
    let found = app.ideas(LIMIT, all)?;
    if context.json {
        let with_fit = |q: &Quoted, fit: bool| -> Result<Value> {
            let mut value = ideas::json(q);
            let fit = fit && q.remark.state == Some(RemarkState::Open);
            if let (true, Value::Object(fields)) = (fit, &mut value) {
                let good = app.good_for(q, GOOD_FOR)?;
                let good: Vec<Value> = good
                    .iter()
                    .map(|g| {
                        let mut who = customers::who(g.customer.id, &g.customer.name);
                        if let Value::Object(who) = &mut who {
                            who.insert("reasons".into(), ideas::reasons(&g.fits).into());
                        }
                        who
                    })
                    .collect();
                fields.insert("good_for".into(), good.into());
            }
            Ok(value)
        };
        let all = found.iter().enumerate().map(|(at, q)| with_fit(q, at < FITTED));
        return Ok(Reply::new("", all.collect::<Result<Vec<_>>>()?.into()));
    }
    if found.iter().next().is_none() {
        return Ok(Reply::nothing().note(
            "No open ideas or needs. What customers say goes here: goodcall log WHO -m \"! an idea\" -m \"? a need\"",
        ));
    }
    let mut card = Card::default();
    let groups = [
        ("This week", &found.this_week),
        ("Still open", &found.before),
        ("Later", &found.later),
        ("Done or dropped", &found.ended),
    ];
    let mut written = 0;
    for (at, (title, ideas)) in groups.into_iter().filter(|(_, i)| !i.is_empty()).enumerate() {
        if at > 0 {
            card.line("");
        }
        card.line(&context.paint.dim(title));
        for idea in ideas {
            let fit = written < FITTED && idea.remark.state == Some(RemarkState::Open);
            write(&mut card, app, idea, fit, context.paint)?;
            written += 1;
        }
    }
    Ok(Reply::new(card.finish(), Value::Null))
}

fn write(card: &mut Card, app: &App, idea: &Quoted, with_fit: bool, paint: Paint) -> Result<()> {
    let mark = idea.remark.kind.mark().unwrap_or(' ');
    let said = without_marks(&idea.remark.text);
    for (at, line) in wrap(&clean_lines(&said), READ_WIDTH).iter().enumerate() {
        let mark = if at == 0 { paint.strong(&mark.to_string()) } else { " ".into() };
        card.line(&format!("  {mark} {line}"));
    }
    let due = ideas::due(idea, app.clock().today());
    let by = format!(
        "{}, {}; {due}; {}",
        idea.customer_name,
        dates::ago(idea.remark.said_on, app.clock().today()),
        idea.remark.id
    );
    card.line(&format!("    {}", paint.dim(&by)));
    if with_fit {
        for good in app.good_for(idea, GOOD_FOR)? {
            let name = clean(&good.customer.name).into_owned();
            card.line(&format!(
                "    for {}: {}",
                paint.strong(&name),
                paint.dim(&ideas::reasons(&good.fits).join("; "))
            ));
        }
    }
    Ok(())
}

fn read_id(text: &str) -> Result<RemarkId> {
    text.trim().parse().map(RemarkId).map_err(|_| {
        Error::new(ErrorKind::NoMatch, format!("\"{text}\" is no idea's id; nothing was changed"))
            .help("goodcall ideas shows the ids")
    })
}
