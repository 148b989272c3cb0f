//! `touch show`, `touch edit`, `touch delete`: correcting a log.

use clap::Args;
use serde_json::json;

use super::log::TouchFlags;
use super::output::Reply;
use super::{Context, Run, log};
use crate::app::App;
use crate::app::listing::Listing;
use crate::app::log::Logged;
use crate::domain::ids::TouchId;
use crate::error::{Error, ErrorKind, Result};
use crate::present::touches;
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
                let touch = app.touch(listed_id(app, id)?)?;
                let customer = app.customer(touch.customer)?;
                let remarks = app.remarks_of_touch(touch.id)?;
                Ok(log::reply(&Logged { touch, customer, remarks, settled_pick: false }, context))
            }
            TouchAct::Edit { id, touch } => {
                let id = listed_id(app, id)?;
                let draft = log::draft_of(app, touch)?;
                let text = log::given_text(touch)?;
                if text.is_none() && draft == crate::domain::touch::TouchDraft::default() {
                    return Err(Error::usage("no change was given, so nothing was changed")
                        .help("goodcall touch edit --help shows the flags"));
                }
                let logged = app
                    .edit_touch(id, &draft, text.as_deref())
                    .map_err(|error| log::keep_given(error, touch, Some(text.unwrap_or_default())))?;
                Ok(log::reply(&logged, context))
            }
            TouchAct::Delete { id } => {
                let id = own_id(app, id)?;
                let remarks = app.remarks_of_touch(id)?;
                let (touch, customer) = app.delete_touch(id)?;
                Ok(Reply::new(
                    format!(
                        "Deleted {} {}. goodcall undo brings it back.",
                        touch.kind.article(),
                        clean(&customer.name)
                    ),
                    json!({"deleted": touches::json(&touch, &customer.name, &remarks)}),
                ))
            }
        }
    }
}

/// Reads an id, or a number of the last listing.
fn listed_id(app: &App, text: &str) -> Result<TouchId> {
    app.listed_id(Listing::Touches, text, |id| app.touch(TouchId(id)).is_ok()).map(TouchId)
}

/// Reads an id alone: what is deleted is never named by a number that may have moved.
fn own_id(app: &App, text: &str) -> Result<TouchId> {
    let id = text.trim().parse().map(TouchId).ok().filter(|id| app.touch(*id).is_ok());
    id.ok_or_else(|| {
        Error::new(ErrorKind::NoMatch, format!("\"{text}\" is not the id of a touch; nothing was deleted"))
            .help("a log is deleted by its id alone: goodcall touch show NUMBER --json, or goodcall show WHO --json")
    })
}
