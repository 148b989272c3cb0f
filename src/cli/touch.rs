//! `touch show`, `touch edit`, `touch delete`: correcting a log.

use clap::Args;
use serde_json::json;

use super::log::{Said, TouchFlags};
use super::output::Reply;
use super::{Context, Run, ask, log};
use crate::app::App;
use crate::app::listing::Listing;
use crate::app::log::Logged;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::{Error, ErrorKind, Result};
use crate::present::{team, touches};
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Touch {
    #[command(subcommand)]
    pub act: TouchAct,
}

#[derive(Debug, clap::Subcommand)]
pub enum TouchAct {
    /// Show a log
    Show {
        /// The log's id, or its number in the last goodcall show WHO
        id: String,
    },
    /// Correct a log; goodcall reads its remarks anew
    Edit {
        /// The log's id, or its number in the last goodcall show WHO
        id: String,
        /// Who was not there after all; repeat --without for more people
        #[arg(long, value_name = "WHO")]
        without: Vec<String>,
        #[command(flatten)]
        touch: Box<TouchFlags>,
    },
    /// Delete a log and its remarks
    Delete {
        /// The log's id
        id: String,
    },
}

impl Run for Touch {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            TouchAct::Show { id } => {
                let id = listed_id(app, id)?;
                if let Some(log) = app.team_log(id)? {
                    let customer = app.find_customer(log.customer)?;
                    let text = team::log_line(&log, context.today);
                    let json = team::log_json(&log, customer.as_ref());
                    return Ok(Reply::new(text, json));
                }
                let touch = app.touch(id)?;
                let (customer, people) = (app.customer(touch.customer)?, app.participants_of(&touch)?);
                let remarks = app.remarks_of_touch(touch.id)?;
                let logged = Logged { touch, customer, people, remarks, settled_pick: false, hook_failed: None };
                Ok(log::reply(app, &logged, Said::Logged, context))
            }
            TouchAct::Edit { id, without, touch } => {
                let id = listed_id(app, id)?;
                app.is_own_log(id)?;
                let mut draft = log::draft_of(app, touch)?;
                draft.with = who_was_there(app, id, (&touch.with, without), context)?;
                let text = log::given_text(touch)?;
                if text.as_ref().is_some_and(|text| text.trim().is_empty()) && !app.touch(id)?.text.trim().is_empty() {
                    return Err(Error::usage("that would empty the log, so nothing was changed")
                        .help("say what they said, or remove the whole log: goodcall touch delete ID"));
                }
                if text.is_none() && draft == crate::domain::touch::TouchDraft::default() {
                    return Err(Error::usage("no change was given, so nothing was changed")
                        .help("goodcall touch edit --help shows the flags"));
                }
                let logged = app
                    .edit_touch(id, &draft, text.as_deref())
                    .map_err(|error| log::keep_given(error, touch, Some(text.unwrap_or_default())))?;
                let reply = log::reply(app, &logged, Said::Corrected, context);
                let named = log::names(&draft, logged.customer.id);
                Ok(if named { reply.note(log::said_with_itself(&logged.customer)) } else { reply })
            }
            TouchAct::Delete { id } => {
                let id = own_id(app, id)?;
                app.is_own_log(id)?;
                let remarks = app.remarks_of_touch(id)?;
                let (touch, people) = app.delete_touch(id)?;
                Ok(Reply::new(
                    format!(
                        "Deleted {} {}. goodcall undo brings it back.",
                        touch.kind.article(),
                        clean(&people.names())
                    ),
                    json!({"deleted": touches::json(&touch, &people, &remarks)}),
                ))
            }
        }
    }
}

/// Finds who was at a touch with those that `--with` adds and without those that `--without` takes out; None where neither
/// names anybody.
fn who_was_there(
    app: &App,
    id: TouchId,
    (with, without): (&[String], &[String]),
    context: &Context,
) -> Result<Option<Vec<CustomerId>>> {
    if with.is_empty() && without.is_empty() {
        return Ok(None);
    }
    let people = app.participants_of(&app.touch(id)?)?;
    let mut there: Vec<CustomerId> = people.with.iter().map(|p| p.id).collect();
    for who in without {
        let gone = match people.named(who) {
            Some(known) => known.id,
            None => ask::who(app, std::slice::from_ref(who), context)?.id,
        };
        let Some(at) = there.iter().position(|id| *id == gone) else {
            let name = clean(&app.customer(gone)?.name).into_owned();
            let why = if gone == people.first.id { "the log is theirs" } else { "they were not there" };
            return Err(Error::new(ErrorKind::NoMatch, format!("can't take out {name}: {why}; nothing was changed"))
                .help("goodcall touch show ID says who was there"));
        };
        there.remove(at);
    }
    there.extend(log::companions(app, with, context)?.unwrap_or_default());
    Ok(Some(there))
}

/// Reads an id, or a number of the last listing.
fn listed_id(app: &App, text: &str) -> Result<TouchId> {
    app.listed_id(Listing::Touches, text, |id| is_log(app, TouchId(id))).map(TouchId)
}

/// Whether a log has an id, the user's or another rep's.
fn is_log(app: &App, id: TouchId) -> bool {
    app.touch(id).is_ok() || app.team_log(id).is_ok_and(|log| log.is_some())
}

/// Reads an id alone: what is deleted is never named by a number that may have moved.
fn own_id(app: &App, text: &str) -> Result<TouchId> {
    let id = text.trim().parse().map(TouchId).ok().filter(|id| is_log(app, *id));
    id.ok_or_else(|| {
        Error::new(ErrorKind::NoMatch, format!("\"{text}\" is not the id of a touch; nothing was deleted"))
            .help("a log is deleted by its id alone: goodcall touch show NUMBER --json, or goodcall show WHO --json")
    })
}
