//! `today`, `skip`, `dial`.

use clap::Args;
use serde_json::{Value, json};

use super::output::{ALL, Card, Paint, READ_WIDTH, Reply, marked, quoted};
use super::visits::unlogged_lines;
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::today::{OPEN_SHOWN, OfferRequest, Today as Day, TodayPick, WhyNone};
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::duration;
use crate::domain::remark::RemarkKind;
use crate::domain::rotation::PickState;
use crate::error::{Error, ErrorKind, Result};
use crate::present::{customers, ideas, occasions, reach, reasons, sync, team, times, today};
use crate::text::{clean, clean_lines, count, pad, wrap};

#[derive(Debug, Args, Default)]
#[command(
    after_help = "A shared customer who is anyone's is claimed first, so that no two of you call them in one slot.\n\
                  The server has a second to answer; after that the pick stands as not agreed with the team yet.\n\
                  --short and --ahead claim nothing."
)]
pub struct Today {
    /// Show the next N call days
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub ahead: Option<u16>,
    /// Offer one more, once you made this call
    #[arg(long)]
    pub anyway: bool,
    /// Print one line, for a prompt or a status bar
    #[arg(long)]
    pub short: bool,
    /// Print it once a day, while the call of a call day waits; for a shell's prompt
    #[arg(long, requires = "short")]
    pub once: bool,
    /// Keep the pick for that hour: 14:00, "tomorrow 9:00"
    #[arg(long, value_name = "WHEN", conflicts_with = "anyway")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Skip {
    /// Say why
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub because: Option<String>,
}

#[derive(Debug, Args)]
pub struct Dial {
    /// A customer: id, name, company, email, or a part of one
    #[arg(num_args = 0..)]
    pub who: Vec<String>,
    /// Which of their numbers, by its label or the number
    #[arg(long, value_name = "LABEL|NUMBER", allow_hyphen_values = true)]
    pub to: Option<String>,
}

/// How many of the birthdays and days of a first yes stand on the card; the others are counted.
const NAMED_OCCASIONS: usize = 3;

impl Run for Today {
    fn begins_book(&self) -> bool {
        !self.short && self.ahead.is_none()
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let ahead = self.ahead.map_or(crate::app::today::AHEAD, usize::from);
        let request = OfferRequest { anyway: self.anyway, ahead };
        // What only looks ahead, or stands in a prompt, stores nothing.
        let looks = self.short || self.ahead.is_some();
        let left = if looks { Vec::new() } else { app.agree_on_offer(request)? };
        if let Some(words) = &self.at {
            let clock = app.clock();
            let when = dates::parse_when(words, &clock, Toward::Future);
            let when = when.map_err(|e| Error::usage(format!("--at: {e}")))?;
            app.keep_pick_for(when.at.unwrap_or_else(|| clock.noon(when.date)).to_utc())?;
        }
        let show = |app: &App, today: &Day| {
            Ok(match () {
                () if context.json => Reply::new("", today::json(app, today, &app.promises_due(ALL)?)?),
                () if self.once && !(app.has_call_waiting(today) && app.is_first_prompt()) => Reply::nothing(),
                () if self.short => Reply::new(short(app, today), Value::Null),
                () => Reply::new(in_full(app, today, context.paint)?, Value::Null),
            })
        };
        let reply = if looks { show(app, &app.today_as_it_stands(request)?) } else { app.today_as(request, show) }?;
        Ok(left.iter().fold(reply, |reply, left| reply.note(sync::calls_instead(left))))
    }
}

/// Writes one line for a prompt or a status bar: the open pick, with the first promise that is due, or today's birthday; else what is due, else
/// how the day stands.
fn short(app: &App, today: &Day) -> String {
    let owed = today.promises.first().map(|p| format!("owed: {}", ideas::owed(p, today.date, None)));
    let birthday = || occasions::short(&today.occasions, today.date).map(|line| clean(&line).into_owned());
    let is_open = today.pick.as_ref().is_some_and(|p| p.pick.state == PickState::Offered);
    match owed.or_else(birthday) {
        Some(due) if is_open => format!("{}; {due}", short_pick(app, today)),
        Some(due) => due,
        None => short_pick(app, today),
    }
}

fn short_pick(app: &App, today: &Day) -> String {
    match &today.pick {
        Some(p) if p.pick.state == PickState::Called => {
            let next = today
                .ahead
                .first()
                .map(|f| format!("; {}: {}", dates::weekday_date(f.day, today.date), clean(&f.name)));
            format!("{} {}{}", today::talked(p), clean(&p.customer.name), next.unwrap_or_default())
        }
        Some(p) => {
            let hours = app.settings().hours;
            let phone = p.customer.shown_phone().map(|n| format!(" {}", clean(n))).unwrap_or_default();
            let local = p.reach.local.map(|l| format!(" ({} there)", times::time(&l, hours))).unwrap_or_default();
            let kept = p.pick.kept_for.map(|at| format!(", at {}", reach::hour(at, &p.reach, hours)));
            format!("{}{phone}{local}{}", clean(&p.customer.name), kept.unwrap_or_default())
        }
        None => nobody(today).0.to_string(),
    }
}

/// Says why goodcall offers nobody, and what to do.
fn nobody(today: &Day) -> (&'static str, &'static str) {
    match today.why_none {
        Some(why @ WhyNone::NoFavorites) => (
            today::why_none(why),
            "Add three favorites: goodcall add NAME --phone NUMBER --favorite\n\
             or bring your contacts in: goodcall import FILE; or look around: goodcall demo",
        ),
        Some(why @ WhyNone::AllOffered) => {
            (today::why_none(why), "Call anybody you like: goodcall log WHO keeps what they say.")
        }
        Some(why @ WhyNone::OthersCall) => (
            today::why_none(why),
            "goodcall list --favorites shows them; goodcall edit WHO --favorite adds one of your own.",
        ),
        _ => (
            today::NONE_CALLABLE,
            "They are snoozed, archived, past buyers or not to be called: goodcall list --favorites",
        ),
    }
}

fn in_full(app: &App, today: &Day, paint: Paint) -> Result<String> {
    let mut card = Card::default();
    match &today.pick {
        None => {
            let (what, help) = nobody(today);
            card.line(&paint.strong(what));
            for line in help.lines() {
                card.line(line.trim_start());
            }
            if app.has_favorites()? {
                coming_up(&mut card, today, paint);
            }
            owed(&mut card, today, None, paint);
            waiting(&mut card, app, today, paint)?;
            return Ok(card.finish());
        }
        Some(p) if p.pick.state == PickState::Called => {
            card.line(&format!("You {} {}. Well done.", today::talked(p), paint.strong(&p.customer.name)));
            let next = today::next_call(today);
            if !next.is_empty() {
                card.line(&format!("{next}."));
            }
            owed(&mut card, today, None, paint);
        }
        Some(p) => card = offered(app, today, p, paint)?,
    }
    coming_up(&mut card, today, paint);
    waiting(&mut card, app, today, paint)?;
    Ok(card.finish())
}

fn offered(app: &App, today: &Day, p: &TodayPick, paint: Paint) -> Result<Card> {
    let mut card = Card::default();
    let c = &p.customer;
    let title = today::carried_title(p).unwrap_or_else(|| "Today's good call".into());
    card.line(&paint.dim(&format!("{}: {title}", dates::weekday_day(today.date)))).line("");
    card.line(&format!("  {}", paint.strong(&c.name)));
    let company = c.role_and_company();
    if !company.is_empty() {
        card.line(&format!("  {}", clean(&company)));
    }
    if let Some(place) = team::place_beside_call(app, c)? {
        card.line(&format!("  {}", paint.dim(&clean(&place))));
    }
    let hours = app.settings().hours;
    let number = c.shown_phone().map_or_else(|| reach::NO_NUMBER.to_string(), |n| clean(n).into_owned());
    let clock = reach::there(c, &p.reach, hours).map(|there| {
        let there = clean(&there).into_owned();
        if p.reach.is_asleep() { paint.dim(&there) } else { paint.good(&there) }
    });
    card.line(&format!("  {number}    {}", clock.unwrap_or_default()));
    asleep(&mut card, app, today, p);
    if let Some(line) = today::not_agreed(p) {
        card.line(&format!("  {}", paint.dim(&line)));
    }
    let theirs = app.promises_to(c.id, OPEN_SHOWN)?;
    owed(&mut card, today, Some((c, &theirs)), paint);
    card.line("");
    let reasons: Vec<String> = reasons::of_pick(p, today.date).iter().map(|r| clean(r).into_owned()).collect();
    card.field(paint, "Why", &reasons);
    last_time(&mut card, today, p, paint);
    let open: Vec<String> = app
        .open_with(c.id, OPEN_SHOWN)?
        .iter()
        .map(|q| &q.remark)
        .flat_map(|r| marked(r.kind.mark(), &r.text))
        .collect();
    if !open.is_empty() {
        card.line("").field(paint, "Still open", &open);
    }
    let mut questions: Vec<String> = app.settings().config.questions.iter().map(|q| clean(q).into_owned()).collect();
    questions.push(paint.dim(today::NOTHING_TO_SELL));
    card.line("").field(paint, "Ask", &questions);
    Ok(card)
}

/// Says when they were talked to last, and what they said: by another rep of the team, if that was later, and by the user.
fn last_time(card: &mut Card, today: &Day, p: &TodayPick, paint: Paint) {
    let mut lines: Vec<String> = Vec::new();
    if let Some(log) = &p.others_talk {
        lines.extend(wrap(&team::day_of(log, today.date), READ_WIDTH));
        lines.extend(team::words_of(log).iter().take(3).flat_map(|line| wrap(line, READ_WIDTH)));
    }
    if let Some(talk) = &p.last_talk {
        let own = if lines.is_empty() { "" } else { "you: " };
        let minutes = talk.minutes.map(|m| format!(", {}", duration::describe(m))).unwrap_or_default();
        lines.push(format!("{own}{}{minutes}", dates::short(talk.day(), today.date)));
        for said in p.last_said.iter().take(3) {
            if said.kind == RemarkKind::Praise {
                lines.extend(quoted(paint, &said.text));
            } else {
                lines.extend(wrap(&clean_lines(&said.text), READ_WIDTH));
            }
        }
    }
    if !lines.is_empty() {
        card.line("").field(paint, "Last time", &lines);
    }
}

/// Lists the promises that are due, and what else is owed to the customer of a pick.
fn owed(card: &mut Card, today: &Day, pick: Option<(&Customer, &[Quoted])>, paint: Paint) {
    let (of_pick, theirs) = pick.map_or((None, [].as_slice()), |(c, theirs)| (Some(c.id), theirs));
    let others = theirs.iter().filter(|t| !today.promises.iter().any(|due| due.remark.id == t.remark.id));
    let mut lines: Vec<String> = Vec::new();
    for promise in today.promises.iter().chain(others) {
        let text = ideas::owed(promise, today.date, of_pick);
        lines.extend(marked(Some('='), &text));
    }
    if lines.is_empty() {
        return;
    }
    let more = today.waiting.promises_due.saturating_sub(today.promises.len());
    let more = if more > 0 { format!("and {more} more that are due; ") } else { String::new() };
    lines.push(paint.dim(&format!("{more}goodcall promises lists them")));
    card.line("").field(paint, "Owed", &lines);
}

/// Says for when the pick is kept, and what to do about one who can't be reached now.
fn asleep(card: &mut Card, app: &App, today: &Day, p: &TodayPick) {
    let hours = app.settings().hours;
    if let Some(at) = p.pick.kept_for {
        card.line(&format!("  Kept for {}.", reach::hour(at, &p.reach, hours)));
    }
    if !p.reach.is_asleep() {
        return;
    }
    let from = p.reach.from.filter(|_| p.pick.kept_for.is_none()).map(|from| {
        let local = from.with_timezone(&p.reach.clock.zone);
        let day = if local.date_naive() == today.date { String::new() } else { format!("{} ", local.date_naive()) };
        format!("\"{day}{}\"", times::time(&local, hours))
    });
    if let Some(from) = from {
        card.line(&format!("  goodcall today --at {from} keeps the call for then."));
    }
    if let Some(instead) = &today.instead {
        card.line(&format!("  goodcall skip offers {}, who can be reached now.", clean(&instead.name)));
    }
}

fn coming_up(card: &mut Card, today: &Day, paint: Paint) {
    let lines: Vec<String> = today
        .ahead
        .iter()
        .map(|f| format!("{}  {}", pad(&dates::short(f.day, today.date), 11), clean(&f.name)))
        .collect();
    if !lines.is_empty() {
        card.line("").field(paint, "Coming up", &lines);
    }
}

fn waiting(card: &mut Card, app: &App, today: &Day, paint: Paint) -> Result<()> {
    let mut lines = Vec::new();
    if today.waiting.ideas > 0 {
        lines.push(format!("{} from your customers", count(today.waiting.ideas, "open idea", "open ideas")));
    }
    for occasion in today.occasions.iter().take(NAMED_OCCASIONS) {
        lines.push(clean(&occasions::line(occasion, today.date)).into_owned());
    }
    let more = today.occasions.len().saturating_sub(NAMED_OCCASIONS);
    if more > 0 {
        lines
            .push(format!("{} this week", count(more, "more birthday or first yes", "more birthdays and first yeses")));
    }
    let handful = app.handful_of(today.waiting.past_buyers_due)?;
    if handful > 0 {
        let buyers = count(handful, "past buyer", "past buyers");
        lines.push(format!("{buyers} would be glad to hear from you"));
    }
    lines.extend(app.unlogged_visits()?.iter().flat_map(|visit| unlogged_lines(app, visit, today.date)));
    for customer in app.visits_on(today.date)? {
        lines.push(format!("a visit to {} today", clean(&customer.name)));
    }
    if !lines.is_empty() {
        card.line("").field(paint, "Waiting", &lines);
    }
    Ok(())
}

impl Run for Skip {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let skipped = app.skip(self.because.as_deref())?;
        app.agree_on_offer(OfferRequest::default())?;
        let today = app.today(OfferRequest::default())?;
        if context.json {
            let mut value = today::json(app, &today, &app.promises_due(ALL)?)?;
            if let Value::Object(all) = &mut value {
                all.insert("skipped".into(), customers::who(skipped.id, &skipped.name));
            }
            return Ok(Reply::new("", value));
        }
        let text = in_full(app, &today, context.paint)?;
        Ok(Reply::new(text, Value::Null)
            .note(format!("Skipped {}; the wait goes on. goodcall undo takes it back.", clean(&skipped.name))))
    }
}

impl Run for Dial {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let customer = if self.who.is_empty() {
            if let Some(left) = app.agree_on_offer(OfferRequest::default())?.last() {
                let said = sync::calls_instead(left);
                let message = format!("{}, so nobody was dialed", said.trim_end_matches('.'));
                return Err(Error::new(ErrorKind::NoMatch, message).help("goodcall today shows whom you can call"));
            }
            let Some(open) = app.open_pick()? else {
                return Err(Error::new(ErrorKind::NoMatch, "no pick is open, so nothing was dialed")
                    .help("name a customer: goodcall dial WHO"));
            };
            app.customer(open)?
        } else {
            ask::who(app, &self.who, context)?
        };
        let (shown, number) = match &self.to {
            Some(named) => {
                let phone = app.number_named(&customer, named)?;
                (app.dial_number(&customer, &phone)?, Some(phone.value))
            }
            None => (app.dial(&customer)?, customer.phone.clone()),
        };
        Ok(Reply::new(
            format!("Calling {}, {}", clean(&customer.name), clean(&shown)),
            json!({"customer": customers::who_of(&customer), "number": number}),
        ))
    }
}
