//! `forget`: erases a person for good.

use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Paint, Reply};
use super::upkeep::shown;
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::forget::{Forgotten, NamingLine};
use crate::app::search::Hit;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField};
use crate::error::{Error, Result};
use crate::present::sync;
use crate::text::{clean, count, cut, thousands};

#[derive(Debug, Args)]
pub struct Forget {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
    /// Erase without asking
    #[arg(long)]
    pub yes: bool,
}

/// How many texts that still name a person are shown.
const STILL_NAMED: usize = 20;
/// The width of a text that still names a person.
const SAID: usize = 90;

/// What stays in the book although it names the person: what others said, and what is kept of them.
struct StillNamed {
    mentions: Vec<Hit>,
    setbacks: Vec<String>,
    lines: Vec<NamingLine>,
}

impl Run for Forget {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let customer = ask::who(app, &self.who, context)?;
        let name = clean(&customer.name).into_owned();
        let still = StillNamed {
            mentions: app.mentions_of(&customer)?,
            setbacks: app.setbacks_naming(&customer)?,
            lines: app.lines_naming(&customer)?,
        };
        let in_team = app.forgets_in_team(&customer)?;
        if !self.yes {
            if !context.may_ask {
                return Err(Error::usage(format!("forgetting {name} can't be undone, so nothing was changed"))
                    .help("add --yes to erase them without a question"));
            }
            if !agrees(&name, app.remarks_of_others(&customer)?, in_team.as_ref()) {
                return Err(Error::failed(format!("{name} was not forgotten; nothing was changed")));
            }
        }
        let done = app.forget(&customer)?;
        let told = app.told_of_forgetting()?;
        let mut text = said(&customer, &done, &still, context.paint);
        let mut json = json_of(&customer, &done, &still);
        if let (1.., Value::Object(members)) = (done.erased.hanging, &mut json) {
            members.insert("off_walls".into(), done.erased.hanging.into());
        }
        if let (Some(told), Value::Object(members)) = (&told, &mut json) {
            members.insert("sync".into(), sync::forgetting_json(told));
        }
        if let Some((team, is_for_all)) = &in_team {
            let team = clean(team);
            text.push_str(&if *is_for_all {
                format!("The others in {team} erase them at their next sync; goodcall sync now tells them.\n")
            } else {
                format!("{team} keeps them; what you logged on them goes there with the next goodcall sync now.\n")
            });
        }
        if app.is_on_machines()? {
            text.push_str("Your other machines erase them at their next sync; goodcall sync now tells them.\n");
        }
        let mut reply =
            Reply::new(text, json).note("Remove other copies yourself: files that you moved, output that you sent on.");
        if done.own_left {
            reply.error = Some(Error::failed(format!("{name} may still be in copies that goodcall could not rewrite")));
        }
        Ok(reply)
    }
}

fn said(customer: &Customer, done: &Forgotten, still: &StillNamed, paint: Paint) -> String {
    let mut card = Card::default();
    card.line(&format!(
        "{} is forgotten, with {} and {}.",
        paint.strong(&customer.name),
        count(done.erased.touches, "touch", "touches"),
        count(done.erased.remarks, "remark", "remarks")
    ));
    if done.erased.of_others > 0 {
        card.line(&format!("{} of these remarks were of others who were there.", done.erased.of_others));
    }
    if !done.rewritten.is_empty() {
        card.line(&format!("{} rewritten without them.", count(done.rewritten.len(), "copy was", "copies were")));
    }
    for (path, name) in &done.with_them {
        card.line(&format!("{} went with them in {}: the two are one record there.", clean(name), shown(path)));
    }
    if done.erased.changes > 0 {
        let changes = count(done.erased.changes, "change", "changes");
        card.line(&format!("{changes} that involved them can't be undone any more."));
    }
    if done.erased.hanging > 0 {
        let (remarks, go) =
            (count(done.erased.hanging, "remark", "remarks"), if done.erased.hanging == 1 { "goes" } else { "go" });
        card.line(&format!("{remarks} of theirs {go} off your team's wall with the next goodcall sync now."));
    }
    name_others(&mut card, still);
    for (path, why) in &done.left {
        card.line(&format!("{} may still be in {}: {}.", clean(&customer.name), shown(path), clean(why)));
    }
    card.finish()
}

fn name_others(card: &mut Card, still: &StillNamed) {
    let StillNamed { mentions, setbacks, lines } = still;
    if mentions.is_empty() && setbacks.is_empty() && lines.is_empty() {
        return;
    }
    card.line("What others said and did still names them:");
    let said = mentions.iter().map(|hit| {
        let date = hit.date.as_deref().unwrap_or("");
        format!("  {} {}  {}", clean(&hit.customer_name), date, clean(&hit.text))
    });
    let noted = lines.iter().map(|NamingLine { whose, field, line }| {
        format!("  the {} of {}: {}", field.spec().label.to_lowercase(), clean(whose), clean(line))
    });
    let setbacks = setbacks.iter().map(|about| format!("  a setback: {}", clean(about)));
    let all: Vec<String> = said.chain(noted).chain(setbacks).collect();
    for line in all.iter().take(STILL_NAMED) {
        card.line(&cut(line, SAID));
    }
    if all.len() > STILL_NAMED {
        card.line(&format!("  and {} more", thousands(all.len() - STILL_NAMED)));
    }
}

fn json_of(customer: &Customer, done: &Forgotten, still: &StillNamed) -> Value {
    let mut json = json!({
        "forgotten": {"id": customer.id.to_string(), "name": customer.name},
        "touches": done.erased.touches, "remarks": done.erased.remarks,
        "remarks_of_others": done.erased.of_others, "changes": done.erased.changes,
        "rewritten": done.rewritten.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
        "with_them": done.with_them.iter().map(|(p, name)| json!({"file": p.display().to_string(), "name": name})).collect::<Vec<_>>(),
        "left": done.left.iter().map(|(p, why)| json!({"file": p.display().to_string(), "why": why})).collect::<Vec<_>>(),
        "mentions": still.mentions.iter().map(|h| json!({
            "kind": h.kind.as_str(), "id": h.id.to_string(), "customer": h.customer_name, "date": h.date, "text": h.text,
        })).collect::<Vec<_>>(),
        "setbacks": still.setbacks,
    });
    if let Value::Object(members) = &mut json {
        for field in CustomerField::of_lines() {
            let lines = still.lines.iter().filter(|l| l.field == field);
            let lines = lines.map(|l| json!({"customer": l.whose, "line": l.line})).collect();
            members.insert(field.key().into(), lines);
        }
    }
    json
}

/// Asks whether to erase a person for good.
fn agrees(name: &str, of_others: usize, in_team: Option<&(String, bool)>) -> bool {
    let others = match of_others {
        0 => String::new(),
        n => format!(", and {} of others who were there", count(n, "remark", "remarks")),
    };
    let everywhere = match in_team {
        Some((team, true)) => format!(", in the books of all in {}", clean(team)),
        _ => String::new(),
    };
    let mut stderr = std::io::stderr().lock();
    let asked = write!(
        stderr,
        "Forget {name} for good, with everything they said{others}{everywhere}? It can't be undone. [y/N] "
    )
    .and_then(|()| stderr.flush());
    let mut answer = String::new();
    asked.is_ok()
        && std::io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
