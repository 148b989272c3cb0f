//! `touch show`, `touch edit`, `touch delete`: correcting a log.

use serde_json::json;

use super::output::Reply;
use super::{Context, args, log};
use crate::app::App;
use crate::app::log::Logged;
use crate::domain::ids::TouchId;
use crate::error::{Error, ErrorKind, Result};
use crate::present::touches;
use crate::text::clean;

pub(super) fn touch(app: &mut App, args: &args::Touch, context: &Context) -> Result<Reply> {
    match &args.act {
        args::TouchAct::Show { id } => {
            let touch = app.touch(read_id(id)?)?;
            let customer = app.customer(touch.customer)?;
            let remarks = app.remarks_of_touch(touch.id)?;
            Ok(log::reply(&Logged { touch, customer, remarks, settled_pick: false }, context))
        }
        args::TouchAct::Edit { id, touch } => {
            let id = read_id(id)?;
            let draft = log::draft_of(app, touch)?;
            let text = log::given_text(touch)?;
            if text.is_none() && draft == crate::domain::touch::TouchDraft::default() {
                return Err(Error::usage("there is nothing to change; nothing was changed")
                    .help("goodcall touch edit --help shows the flags"));
            }
            let logged = app
                .edit_touch(id, &draft, text.as_deref())
                .map_err(|error| log::keep_given(error, touch, Some(text.unwrap_or_default())))?;
            Ok(log::reply(&logged, context))
        }
        args::TouchAct::Delete { id } => {
            let id = read_id(id)?;
            let remarks = app.remarks_of_touch(id)?;
            let (touch, customer) = app.delete_touch(id)?;
            Ok(Reply::new(
                format!("Deleted {} {}. goodcall undo brings it back.", touch.kind.article(), clean(&customer.name)),
                json!({"deleted": touches::json(&touch, &customer.name, &remarks)}),
            ))
        }
    }
}

fn read_id(text: &str) -> Result<TouchId> {
    text.trim().parse().map(TouchId).map_err(|_| {
        Error::new(ErrorKind::NoMatch, format!("\"{text}\" is no touch's id"))
            .help("goodcall show WHO --json shows the ids")
    })
}
