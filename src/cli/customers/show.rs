//! `show`: a customer in full, with what was logged.

use chrono::NaiveDate;
use serde_json::Value;

use super::Show;
use crate::app::App;
use crate::app::listing::Listing;
use crate::app::team::logs::TeamLog;
use crate::cli::output::{ALL, Card, Paint, READ_WIDTH, Reply, marked, quoted};
use crate::cli::{Context, Run, ask};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField, Standing};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::{Remark, RemarkKind};
use crate::domain::touch::{Participants, Touch};
use crate::error::Result;
use crate::present::{customers, ideas, reasons, team, times, touches, visits};
use crate::text::{clean, clean_lines, wrap};

/// How many touches `show` prints for people.
const SHOWN_TOUCHES: usize = 12;
/// How many colleagues `show` names for people.
const SHOWN_COLLEAGUES: usize = 12;

impl Run for Show {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let c = ask::who(app, &self.who.who, context)?;
        if context.json {
            return Ok(Reply::new("", customers::show(app, &c)?));
        }
        let paint = context.paint;
        let mut card = Card::default();
        let star = if c.favorite { " ★" } else { "" };
        card.line(&format!("{}{star}  {}", paint.strong(&c.name), paint.dim(&c.id.to_string())));
        let company = c.role_and_company();
        if !company.is_empty() {
            card.line(&clean(&company));
        }
        card.line("");
        let standing = customers::standing_history(&app.standing_history(c.id)?, context.today);
        let planned = visits::planned_visits(&app.planned_visits_of(c.id)?, context.today);
        let colleagues = customers::colleagues(&c, &app.colleagues(&c, SHOWN_COLLEAGUES + 1)?, SHOWN_COLLEAGUES);
        let owed = ideas::all_owed(&app.promises_to(c.id, ALL)?, context.today);
        let kept = [("Also at", colleagues), ("History", standing), ("Planned", planned), ("Owed", owed)];
        let kept = kept.into_iter().filter_map(|(label, text)| Some((label, text?)));
        let all: Vec<(&str, String)> = facts(app, &c).into_iter().chain(kept).collect();
        card.room_for(all.iter().map(|(label, _)| *label));
        for (label, text) in all {
            let lines = wrap(&clean_lines(&text), READ_WIDTH);
            card.field(paint, label, &lines);
        }
        let touches = history(&mut card, app, &c, paint)?;
        Ok(Reply::new(card.finish(), Value::Null).numbers(Listing::Touches, touches))
    }
}

/// Lists what the book knows of a customer, as labels and text.
fn facts(app: &App, c: &Customer) -> Vec<(&'static str, String)> {
    let today = app.clock().today();
    let reach = app.reach(c);
    let local = reach.local.map(|l| {
        let from = customers::zone_source(c).map(|source| format!(" ({source})")).unwrap_or_default();
        format!("{} in {}{from}", times::time(&l, app.settings().hours), customers::place(c, l.timezone()))
    });
    let standing = match c.standing {
        Standing::Active => None,
        Standing::Past => Some(format!("past buyer: {}", customers::left(c, today))),
    };
    let referred = c.referred_by.and_then(|r| app.find_customer(r).ok().flatten()).map(|r| r.name);
    let ratings = (c.pleasure.is_some() || c.profit.is_some()).then(|| reasons::ratings(c.pleasure, c.profit));
    let snoozed = c.snoozed_until.filter(|d| *d > today).map(|d| format!("until {}", dates::weekday_date(d, today)));
    let talked = c.last_talked.map(|d| format!("{} ({})", dates::ago(d, today), dates::short(d, today)));
    // What stands in no field of its own, and the field that it follows.
    let others = [
        (CustomerField::Timezone, "Time", local),
        (CustomerField::Hours, "Standing", standing),
        (CustomerField::Hours, "Ratings", ratings),
        (CustomerField::TouchesAYear, "Snoozed", snoozed),
        (CustomerField::DoNotCall, "Archived", c.archived_at.map(|_| "out of sight".to_string())),
        (CustomerField::DoNotCall, "Referred by", referred),
        (CustomerField::DoNotCall, "Last talk", talked),
        (CustomerField::DoNotCall, "Team", team::place_of(app, c).ok().flatten()),
    ];
    let mut known = Vec::new();
    for field in CustomerField::ALL {
        known.extend(field.spec().shown.zip(customers::value(c, *field, (today, app.settings().hours))));
        let following = others.iter().filter(|(after, ..)| after == field);
        known.extend(following.filter_map(|(_, label, text)| Some((*label, text.clone()?))));
    }
    known
}

/// A log of the history.
enum Logged {
    Own(Box<OwnLog>),
    /// Another rep's of the team.
    Others(TeamLog),
}

/// One of the user's own, with who was there and what they said.
struct OwnLog {
    touch: Touch,
    people: Participants,
    remarks: Vec<Remark>,
}

impl Logged {
    fn at(&self) -> i64 {
        match self {
            Self::Own(own) => own.touch.at.timestamp_millis(),
            Self::Others(log) => log.occurred_at,
        }
    }

    fn id(&self) -> i64 {
        match self {
            Self::Own(own) => own.touch.id.0,
            Self::Others(log) => log.touch.0,
        }
    }
}

/// Returns the latest logs of a customer, the newest first, those of other reps too.
fn logs_of(app: &App, c: &Customer) -> Result<Vec<Logged>> {
    let touches = app.touches_of(c.id, SHOWN_TOUCHES)?;
    let said = app.remarks_of_touches(&touches)?;
    let people = app.participants_of_all(&touches)?;
    let own = touches.into_iter().zip(people).zip(said);
    let own = own.map(|((touch, people), remarks)| Logged::Own(Box::new(OwnLog { touch, people, remarks })));
    let others = app.team_logs_of(c.id, SHOWN_TOUCHES)?.into_iter().map(Logged::Others);
    let mut all: Vec<Logged> = own.chain(others).collect();
    all.sort_by_key(|log| std::cmp::Reverse(log.at()));
    all.truncate(SHOWN_TOUCHES);
    Ok(all)
}

/// Lists the touches with their numbers; returns their ids in that order.
fn history(card: &mut Card, app: &App, c: &Customer, paint: Paint) -> Result<Vec<i64>> {
    let today = app.clock().today();
    let all = logs_of(app, c)?;
    for (number, log) in (1..).zip(&all) {
        match log {
            Logged::Own(own) => own_log(card, (number, own), (c, today), paint),
            Logged::Others(log) => {
                card.line("").line(&paint.dim(&format!("{number:>2}  {}", team::log_line(log, today))));
                for line in log.text.iter().flat_map(|text| text.lines()) {
                    for line in wrap(&clean(line), READ_WIDTH) {
                        card.line(&format!("    {line}"));
                    }
                }
            }
        }
    }
    let count = app.count_touches_of(c.id)? + app.count_team_logs_of(c.id)?;
    if count > SHOWN_TOUCHES {
        card.line("").line(&paint.dim(&format!("… and {} earlier", count - SHOWN_TOUCHES)));
    }
    Ok(all.iter().map(Logged::id).collect())
}

/// Writes one of the user's own logs.
fn own_log(card: &mut Card, (number, own): (usize, &OwnLog), (c, today): (&Customer, NaiveDate), paint: Paint) {
    let OwnLog { touch, people, remarks } = own;
    let outcome = touch.outcome.map(|o| format!(", {}", o.as_str().replace('-', " "))).unwrap_or_default();
    let minutes = touch.minutes.map(|m| format!(", {}", duration::brief(m))).unwrap_or_default();
    let with = touches::with_others(people, c.id);
    let line =
        format!("{number:>2}  {}  {}{outcome}{minutes}{with}", dates::short(touch.day(), today), touch.kind.as_str());
    card.line("").line(&paint.dim(&line));
    for remark in remarks {
        let lines = if remark.kind == RemarkKind::Praise {
            quoted(paint, &remark.text)
        } else {
            marked(remark.kind.mark(), &remark.text)
        };
        let by = touches::said_by(remark, people, c.id).map(|by| paint.dim(&by));
        for line in lines.into_iter().chain(by) {
            card.line(&format!("    {line}"));
        }
    }
}
