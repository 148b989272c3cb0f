//! `sync conflicts`: values that lost to another made at the same time, listed and settled.

use serde_json::{Value, json};

use super::super::Context;
use super::super::output::{Card, Reply};
use super::args::Settle;
use crate::app::App;
use crate::app::sync::conflict_words::subject;
use crate::app::sync::conflicts::{Chosen, short_id};
use crate::error::Result;
use crate::present::conflicts;
use crate::text::clean;

/// How many conflicts are listed for people.
const LISTED: usize = 200;

/// Lists them, or settles one.
pub(super) fn run(app: &mut App, act: Option<&Settle>, context: &Context) -> Result<Reply> {
    let (zone, today) = (app.clock().zone, context.today);
    let (which, chosen) = match act {
        None => return list(app, context),
        Some(Settle::Keep(which)) => (which, Chosen::Kept),
        Some(Settle::Take(which)) => (which, Chosen::Lost),
    };
    let clash = app.conflict(&which.id)?;
    app.settle_conflict(&clash, chosen)?;
    let settled = conflicts::settled(&clash, chosen, (zone, today));
    let text = match chosen {
        Chosen::Kept if clash.team.is_some() => format!("{settled}, for the whole team."),
        Chosen::Kept => format!("{settled}; nobody asks again. goodcall undo lists it again."),
        Chosen::Lost => format!("{settled}, on the other machines once both sync. goodcall undo takes it back."),
    };
    let json = json!({"settled": conflicts::conflict_json(&clash, zone), "taken": chosen == Chosen::Lost});
    Ok(Reply::new(text, json))
}

fn list(app: &App, context: &Context) -> Result<Reply> {
    let all = app.sync_conflicts()?;
    let (zone, today) = (app.clock().zone, context.today);
    let json: Value = all.iter().map(|clash| conflicts::conflict_json(clash, zone)).collect::<Vec<_>>().into();
    if all.is_empty() {
        let reply = Reply::new("", json);
        return Ok(reply.note("Nothing was changed on several machines at the same time, or all of it is settled."));
    }
    let mut card = Card::default();
    for clash in all.iter().take(LISTED) {
        let (kept, lost) = (conflicts::kept(clash, zone, today), conflicts::lost(clash, zone, today));
        let (id, on) = (short_id(clash, &all), conflicts::written(clash, zone, today));
        card.line(&format!("{}  the {}", context.paint.dim(&id), clean(&subject(clash))));
        card.line(&format!("    kept {kept} from {}", conflicts::by(&clash.kept_by)));
        card.line(&format!("    lost {lost} from {}, {on}", conflicts::by(&clash.lost_by)));
    }
    if all.len() > LISTED {
        card.line(&context.paint.dim(&format!("… and {} more; --json lists them all", all.len() - LISTED)));
    }
    Ok(Reply::new(card.finish(), json)
        .note("goodcall sync conflicts keep ID settles one, take ID writes the value that lost."))
}
