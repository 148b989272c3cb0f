//! Today: one name, with everything for a call.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::ask::Question;
use super::call::{self, Owed};
use super::call_which;
use super::importing::Importing;
use super::log_form::LogForm;
use crate::app::App;
use crate::app::asked::RatingQuestion;
use crate::app::praise::Quoted;
use crate::app::start::UnfinishedLog;
use crate::app::today::{OfferRequest, PastCallDay, Today as Day, TodayPick};
use crate::app::visits::UnloggedVisit;
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Outcome, TouchDraft, TouchKind};
use crate::error::Result;
use crate::present::{reach, remind, times, touches, visits};
use crate::system::timer::Timer;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};

mod acting;
mod card;
mod drawing;
mod layout;
mod nobody;
mod side;

use card::{Card, Dials};

/// The most call days in a row to count before the first frame; Trends counts them all.
const MOST_IN_A_ROW: usize = 52;
/// The past call days to draw.
const PAST_DAYS: usize = 10;
/// The state of the screen.
#[derive(Default)]
pub(crate) struct Today {
    day: Option<Day>,
    card: Option<Card>,
    /// The companies of the customers who come next.
    companies: HashMap<CustomerId, String>,
    ideas: Vec<Quoted>,
    /// What is due, where no card shows it.
    owed: Owed,
    past: Vec<PastCallDay>,
    /// How many call days in a row the user kept.
    streak: usize,
    /// The customers whom the user visits today, without the visits already logged.
    visits: Vec<Customer>,
    /// The accepted visits of the last week that were not logged.
    unlogged: Vec<UnloggedVisit>,
    /// How many past buyers are left for this week.
    handful: usize,
    call_days: &'static str,
    /// A log that nobody saved yet, and how long ago the user left it.
    unfinished: Option<(UnfinishedLog, String)>,
    empty: bool,
    marks: Marks,
    /// Where the last frame drew the name.
    drawn: std::cell::Cell<Option<Rect>>,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
}

/// What an empty card says of marking favorites.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    /// Whether there is anybody to mark.
    has_customers: bool,
    /// Whether some were marked and not confirmed.
    is_kept: bool,
    /// Whether a visit is asked about: the key of the demo book answers then.
    asks: bool,
}

impl Marks {
    fn of(app: &App) -> Result<Self> {
        Ok(Self {
            has_customers: app.count_present()? > 0,
            is_kept: !app.kept_marks()?.turned.is_empty(),
            asks: !app.unlogged_visits()?.is_empty(),
        })
    }
}

impl Today {
    /// Reads what the screen shows of a day.
    fn of(app: &App, day: &Day) -> Result<Self> {
        let mut companies = HashMap::new();
        for next in &day.ahead {
            if companies.contains_key(&next.id) {
                continue;
            }
            if let Some(company) = app.customer_line(next.id)?.and_then(|l| l.company) {
                companies.insert(next.id, company);
            }
        }
        let now = app.clock().stamp();
        Ok(Self {
            card: day.pick.as_ref().map(|pick| Card::of(app, pick, day)).transpose()?,
            companies,
            ideas: app.ideas_of_the_week(4)?,
            owed: if day.pick.is_none() { Owed::on(app, day, None)? } else { Owed::default() },
            past: app.past_call_days(PAST_DAYS)?,
            streak: app.streak_now(MOST_IN_A_ROW)?,
            visits: app.visits_on(day.date)?,
            unlogged: app.unlogged_visits()?,
            handful: app.handful_of(day.waiting.past_buyers_due)?,
            call_days: match app.call_days()?.only() {
                Some(chrono::Weekday::Mon) => "Mondays",
                _ => "Call days",
            },
            unfinished: app.unfinished_log()?.map(|log| (log.clone(), times::since(log.at, now))),
            empty: !app.has_favorites()?,
            marks: if day.pick.is_none() { Marks::of(app)? } else { Marks::default() },
            day: Some(day.clone()),
            drawn: std::cell::Cell::default(),
            warned: None,
        })
    }

    /// Lets the card ask for ratings, unless the call is made or a log waits for the same key.
    fn ask_for_rating(&mut self, app: &mut App) -> Result<()> {
        // After the call the question about the mood is enough; ratings wait for the next card.
        let asks = self.unfinished.is_none() && !self.is_called();
        let Some(card) = self.card.as_mut().filter(|_| asks) else { return Ok(()) };
        let question = app.rating_question(&card.customer)?;
        if question == RatingQuestion::New {
            app.asks_for_rating(card.customer.id);
        }
        if question != RatingQuestion::Closed {
            card.ask_for_rating();
        }
        Ok(())
    }

    /// Rates the customer whom the card asks about, or leaves the question for good.
    fn answer_rating(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(card) = self.card.as_mut().filter(|card| card.asks_for_rating()) else {
            return Ok(context.nothing_for(action, "No log waits to be taken up"));
        };
        if action == Action::Resume {
            return Ok(Flow::Push(Box::new(Question::rate(&card.customer))));
        }
        context.app.decline_rating(card.customer.id)?;
        let key = context.keymap.key(Scope::Customers, Action::Rate);
        let tab = context.keymap.key(Scope::Global, Action::GoCustomers);
        context.tell(format!("Not asked again; {key} in Customers ({tab}) rates {}", card.customer.first_name()));
        self.refresh(context.app)?;
        Ok(Flow::Stay)
    }

    fn customer(&self) -> Option<&Customer> {
        self.card.as_ref().map(|c| &c.customer)
    }

    fn is_called(&self) -> bool {
        self.card.as_ref().is_some_and(Card::is_called)
    }

    /// Tells whether a key dials the pick.
    fn dials(&self) -> bool {
        self.card.as_ref().is_some_and(|card| card.dials == Dials::Yes)
    }

    /// Returns the pick, open or called, if it is known that they can't be reached now.
    fn asleep(&self) -> Option<&TodayPick> {
        let pick = self.day.as_ref().and_then(|d| d.pick.as_ref())?;
        Some(pick).filter(|p| p.reach.is_asleep())
    }

    /// Calls the pick as a key asks for; one who is asleep only at the second key.
    fn call(&mut self, action: Action, warned: Option<CustomerId>, context: &mut Context<'_>) -> Result<Flow> {
        let Some(customer) = self.customer().cloned() else { return Ok(Flow::Stay) };
        let hours = context.app.settings().hours;
        let here = self.asleep().and_then(|p| reach::here(&p.customer, &p.reach, hours));
        match here.filter(|_| warned != Some(customer.id) && self.dials()) {
            Some(here) => {
                self.warned = Some(customer.id);
                let key = context.keymap.key(Scope::Today, action);
                context.tell(format!("Press {key} again to call {} anyway: {here}", first_name(&customer.name)));
                Ok(Flow::Stay)
            }
            None if action == Action::CallWhich => call_which::call_which(&customer, context),
            None => call::call(&customer, context),
        }
    }

    fn missed(&self, outcome: Outcome, context: &mut Context<'_>) -> Result<Flow> {
        let Some(customer) = self.customer() else { return Ok(Flow::Stay) };
        log_miss(customer, outcome, NextPick::Here, context)
    }
}

/// Where the next pick is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextPick {
    Here,
    OnToday,
}

/// Logs a call without an answer.
pub(crate) fn log_miss(
    customer: &Customer,
    outcome: Outcome,
    next: NextPick,
    context: &mut Context<'_>,
) -> Result<Flow> {
    let draft = TouchDraft { outcome: Some(outcome), ..TouchDraft::default() };
    let logged = context.app.log(customer.id, &draft)?;
    let name = first_name(&customer.name);
    let what = match outcome {
        Outcome::Voicemail => format!("Left {name} a voicemail"),
        _ => format!("No answer from {name}"),
    };
    let next = match next {
        _ if !logged.settled_pick => String::new(),
        NextPick::Here => "; here is the next".into(),
        NextPick::OnToday => {
            let key = context.keymap.key(Scope::Global, Action::GoToday);
            format!("; Today ({key}) has the next")
        }
    };
    context.done(format!("{what}{next}{}", touches::hook_failed(&logged)));
    Ok(Flow::Stay)
}

impl Today {
    /// Opens the log of the visit that is asked about, else of today's.
    fn log_visit(&self, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(visit) = self.unlogged.first() {
            return Ok(Flow::Push(Box::new(LogForm::of_visit(context.app, visit)?)));
        }
        let Some(customer) = self.visits.first() else {
            let key = context.keymap.key(Scope::Global, Action::GoVisits);
            context.tell(format!("No visit is planned for today; {key} shows the plan"));
            return Ok(Flow::Stay);
        };
        Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, customer, TouchKind::Visit)?)))
    }

    /// Keeps that the visit that is asked about did not take place.
    fn call_off_visit(&self, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(visit) = self.unlogged.first() {
            context.app.visit_not_made(visit)?;
            context.done(visits::no_visit(&visit.name, visit.day, context.app.clock().today()));
        }
        Ok(Flow::Stay)
    }
}

impl Screen for Today {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Today, Scope::Global]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.card.is_none() && !self.empty {
            return Some(vec![
                keymap.word(Scope::Global, Action::GoCustomers, "customers"),
                keymap.word(Scope::Global, Action::Search, "search"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if self.card.is_none() {
            let demo = keymap.word(Scope::Today, Action::Demo, "demo");
            let mut words = vec![
                keymap.word(Scope::Global, Action::AddCustomer, "add a customer"),
                keymap.word(Scope::Today, Action::Import, "import"),
            ];
            words.extend(Some(demo).filter(|_| !self.marks.asks));
            words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
            words.push(keymap.word(Scope::Global, Action::Help, "help"));
            return Some(words);
        }
        if !self.is_called() && !self.dials() {
            return Some(vec![
                keymap.word(Scope::Today, Action::Log, "log"),
                keymap.word(Scope::Today, Action::Edit, "edit"),
                keymap.word(Scope::Today, Action::Skip, "skip"),
                keymap.word(Scope::Global, Action::Search, "search"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        self.is_called().then(|| {
            vec![
                keymap.word(Scope::Today, Action::CallAnother, "call another"),
                keymap.word(Scope::Today, Action::Log, "log more"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Search, "search"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]
        })
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let mut read = app.today_as(OfferRequest::default(), Self::of)?;
        read.ask_for_rating(app)?;
        *self = Self { drawn: std::mem::take(&mut self.drawn), warned: self.warned, ..read };
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let warned = self.warned.take();
        match action {
            Action::Back => return self.answer_rating(action, context),
            Action::Resume => {
                let Some((log, _)) = &self.unfinished else { return self.answer_rating(action, context) };
                return Ok(Flow::Push(Box::new(LogForm::resume(context.app, log)?)));
            }
            Action::LogVisit => return self.log_visit(context),
            Action::KeepPromise | Action::Move => return self.act_on_promise(action, context),
            Action::Import => return Ok(Flow::Push(Box::new(Importing::new(context.app)))),
            Action::Demo if !self.unlogged.is_empty() => return self.call_off_visit(context),
            Action::Demo if self.empty => return Ok(Flow::Demo),
            Action::Demo => {
                context.tell("No visit waits for an answer here");
                return Ok(Flow::Stay);
            }
            Action::Remind => {
                let installed = Timer::all_installed().first().map(|(timer, _)| *timer);
                context.tell(remind::advice(installed));
                return Ok(Flow::Stay);
            }
            Action::CallAnother if self.is_called() => {
                context.app.today(OfferRequest { anyway: true, ..OfferRequest::default() })?;
                context.tell("One more, since it does you good");
                *context.changed = true;
                return Ok(Flow::Stay);
            }
            _ => {}
        }
        let Some(customer) = self.customer().cloned() else {
            let key = |action| context.keymap.key(Scope::Global, action);
            let why = if self.empty {
                format!("Nobody to call yet; {} adds a customer", key(Action::AddCustomer))
            } else {
                format!("Nobody to call now; {} shows everybody", key(Action::GoCustomers))
            };
            return Ok(context.nothing_for(action, why));
        };
        match action {
            Action::Call | Action::CallAnother | Action::CallWhich => self.call(action, warned, context),
            Action::Keep => self.keep(context),
            Action::OpenElsewhere => call::open_elsewhere(&customer, context),
            Action::Log => Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?))),
            Action::NoAnswer => self.missed(Outcome::NoAnswer, context),
            Action::Voicemail => self.missed(Outcome::Voicemail, context),
            Action::Skip => self.skip(context),
            Action::Snooze => Ok(Flow::Push(Box::new(Question::snooze(&customer)))),
            Action::Edit => {
                let draft = context.app.draft(crate::app::customers::CUSTOMER_FORM, Some(customer.id))?;
                let form = super::customer_form::CustomerForm::edit(&customer, draft.as_ref());
                Ok(Flow::Push(Box::new(form)))
            }
            _ => Ok(Flow::Stay),
        }
    }

    fn subject(&self) -> Option<Rect> {
        self.drawn.get()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}
