//! `away`: days off.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::domain::dates::{self, Toward};
use crate::error::{Error, Result};
use crate::present::away;
use crate::text::{clean, count};

#[derive(Debug, Args)]
pub struct Away {
    /// The first and the last day off
    #[arg(num_args = 0.., value_names = ["FROM", "TO"], conflicts_with_all = ["list", "remove", "from"])]
    pub days: Vec<String>,
    /// List the days off
    #[arg(long, conflicts_with_all = ["remove", "from"])]
    pub list: bool,
    /// Take the all-day events of a calendar of holidays as days off
    #[arg(long, value_name = "FILE.ics", conflicts_with = "remove")]
    pub from: Option<PathBuf>,
    /// Remove the days off that begin on this day
    #[arg(long, value_name = "FROM")]
    pub remove: Option<String>,
}

impl Run for Away {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if let Some(first) = &self.remove {
            let first = read_day(app, first)?;
            app.come_back(first)?;
            return Ok(Reply::new(
                format!("You are not away from {} any more.", dates::weekday_date(first, context.today)),
                json!({"removed": first.to_string()}),
            ));
        }
        if let Some(file) = &self.from {
            return holidays(app, file, context);
        }
        if self.days.is_empty() {
            return list(app, context);
        }
        let (first, last) = read_days(app, &self.days)?;
        let added = app.go_away(first, last)?;
        let until =
            if last == first { String::new() } else { format!(" to {}", dates::weekday_date(last, context.today)) };
        let from = dates::weekday_date(first, context.today);
        let text = format!("Away {from}{until}. No call is due then, and no streak breaks.");
        let json = json!({"away": {"from": first.to_string(), "to": last.to_string()}, "added": added});
        let reply = Reply::new(text, json);
        let reply = app.visits_between(first, last)?.into_iter().fold(reply, |reply, (day, customer)| {
            let name = clean(&customer.name).into_owned();
            reply.note(format!(
                "You planned to visit {name} on {} in that time.",
                dates::weekday_date(day, context.today)
            ))
        });
        Ok(if added { reply } else { reply.note("The book has these days off already.") })
    }
}

/// Reads a calendar of holidays.
fn holidays(app: &mut App, file: &Path, context: &Context) -> Result<Reply> {
    let read = app.holidays_from(file)?;
    let json = json!({
        "added": read.added,
        "unchanged": read.unchanged,
        "left_out": read.left_out,
        "until": read.until.to_string(),
    });
    let until = dates::short(read.until, context.today);
    let text = match (read.added, read.unchanged) {
        (0, _) => format!("All of its days off up to {until} are in the book already."),
        (added, _) => {
            format!("{}, up to {until}. No call or visit is due on them.", count(added, "day off", "days off"))
        }
    };
    let reply = Reply::new(text, json);
    Ok(match read.left_out {
        0 => reply,
        n => reply.note(format!("{} with an hour or an unknown rule: left out.", count(n, "event", "events"))),
    })
}

fn list(app: &App, context: &Context) -> Result<Reply> {
    let all = app.away()?;
    if context.json {
        return Ok(Reply::new("", all.iter().map(away::json).collect::<Vec<_>>().into()));
    }
    if all.is_empty() {
        return Ok(Reply::nothing().note("No days off yet. goodcall away FROM TO adds some."));
    }
    let today = app.clock().today();
    let mut card = Card::default();
    for away in &all {
        let where_kept = if away.configured { context.paint.dim("  (configuration)") } else { String::new() };
        let last =
            if away.first == away.last { String::new() } else { format!(" to {}", dates::short(away.last, today)) };
        let name = away.name.as_deref().map(|name| format!("  {}", clean(name))).unwrap_or_default();
        card.line(&format!("{}{last}{name}{where_kept}", dates::short(away.first, today)));
    }
    Ok(Reply::new(card.finish(), Value::Null))
}

/// Reads two days, or one that is the first and the last; each may be several words.
fn read_days(app: &App, words: &[String]) -> Result<(NaiveDate, NaiveDate)> {
    if let [first, last] = words {
        return Ok((read_day(app, first)?, read_day(app, last)?));
    }
    for at in 1..words.len() {
        let (first, last) = words.split_at(at);
        if let (Ok(first), Ok(last)) = (read_day(app, &first.join(" ")), read_day(app, &last.join(" "))) {
            return Ok((first, last));
        }
    }
    let first = read_day(app, &words.join(" "))
        .map_err(|e| e.help("write the first and the last day: goodcall away 2026-12-24 2027-01-02"))?;
    Ok((first, first))
}

fn read_day(app: &App, words: &str) -> Result<NaiveDate> {
    let when = dates::parse_when(words, &app.clock(), Toward::Future)
        .map_err(|e| Error::usage(format!("{e}; nothing was changed")))?;
    if when.at.is_some() {
        return Err(Error::usage(format!("\"{words}\" is a time; write whole days; nothing was changed")));
    }
    Ok(when.date)
}
