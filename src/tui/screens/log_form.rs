//! The log form: one remark a line; it recognizes marks while the user types and never loses a word.

use chrono::{DateTime, FixedOffset, NaiveDate};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::Value;

use crate::app::App;
use crate::app::reach::Reach;
use crate::app::start::UnfinishedLog;
use crate::app::visits::UnloggedVisit;
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Clock, DateOrder, Toward};
use crate::domain::duration::parse_minutes;
use crate::domain::ids::TouchId;
use crate::domain::remark::RemarkKind;
use crate::domain::touch::{Outcome, Touch, TouchDraft, TouchKind};
use crate::error::Result;
use crate::tui::form::Form;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, TextInput};

mod companions;
mod drafts;
mod drawing;
mod fields;
mod head;
mod meanwhile;
mod saving;
mod twice;
mod words;

use fields::{LogField, fields};
use meanwhile::Meanwhile;
use words::WordsFor;

/// The form of a new log, or of one to correct.
pub(crate) struct LogForm {
    customer: Customer,
    /// The log to correct; None for a new one.
    correcting: Option<TouchId>,
    form: Form<LogField>,
    /// When the form was opened: the log's time unless the user writes another.
    opened: DateTime<FixedOffset>,
    /// When the user wrote that it was; None where nothing is written, or nothing that can be read.
    when: Option<DateTime<FixedOffset>>,
    /// The day of the log, as far as it can be read, and today.
    days: (NaiveDate, NaiveDate),
    /// The customer's clock.
    reach: Reach,
    /// How the user writes 3/12, in the words of a promise.
    date_order: DateOrder,
    /// When the call that is going on began, to count its minutes.
    on_call: Option<std::time::Instant>,
    /// Who the name that is being typed may be, the first to take before the others.
    offered: Vec<companions::Offered>,
    /// Whether the last key took a name that was offered.
    name_ends: bool,
    /// Their earlier gifts, newest first.
    gifts: Vec<String>,
    /// The fields of a correction before the user changed any.
    untouched: Value,
    /// For whom the words are unless the user says otherwise.
    usual_words: WordsFor,
    /// The draft in the book when the form last read or kept it.
    seen: Option<String>,
    /// The latest logs of the customer when the form was opened.
    known: Vec<TouchId>,
    /// Whether the user left the form for later.
    left: bool,
    /// What another program did meanwhile to what the form is about.
    meanwhile: Meanwhile,
}

/// The most earlier gifts to recall.
const GIFTS: usize = 4;

impl LogForm {
    /// Opens a log for a customer, and takes up the unfinished one.
    pub(crate) fn new(app: &App, customer: &Customer) -> Result<Self> {
        let mut form = Self::blank(app, customer);
        form.gifts = given_before(app, customer)?;
        form.note_known(app)?;
        form.read_draft(app)?;
        form.read_day(app);
        Ok(form)
    }

    /// Opens a log of a kind; takes up the unfinished one with the kind it has.
    pub(crate) fn of_kind(app: &App, customer: &Customer, kind: TouchKind) -> Result<Self> {
        let mut form = Self::new(app, customer)?;
        if form.is_blank() {
            form.set_kind(kind);
        }
        Ok(form)
    }

    /// Opens the log of a visit that was planned for a day gone by; takes up the unfinished one as it is.
    pub(crate) fn of_visit(app: &App, visit: &UnloggedVisit) -> Result<Self> {
        let mut form = Self::of_kind(app, &app.customer(visit.customer)?, TouchKind::Visit)?;
        if form.is_blank() {
            form.opened = app.clock().noon(visit.day);
            form.read_day(app);
        }
        Ok(form)
    }

    /// Opens a log that nobody saved yet.
    pub(crate) fn resume(app: &App, log: &UnfinishedLog) -> Result<Self> {
        match log.correcting {
            Some(id) => match app.find_touch(id)? {
                Some(touch) => Self::correct(app, &touch),
                None => Self::of_deleted(app, &app.customer(log.customer)?, id),
            },
            None => Self::new(app, &app.customer(log.customer)?),
        }
    }

    /// Opens the log of a call that is going on.
    pub(crate) fn on_call(app: &App, customer: &Customer) -> Result<Self> {
        let mut form = Self::new(app, customer)?;
        form.on_call = Some(std::time::Instant::now());
        Ok(form)
    }

    /// Opens a log in the book to correct it.
    pub(crate) fn correct(app: &App, touch: &Touch) -> Result<Self> {
        let mut form = Self::as_written(app, touch)?;
        form.untouched = form.fields();
        form.read_draft(app)?;
        form.catch_up(app)?;
        form.read_day(app);
        Ok(form)
    }

    /// Fills a form in with a log as it is in the book.
    fn as_written(app: &App, touch: &Touch) -> Result<Self> {
        let mut form = Self::blank(app, &app.customer(touch.customer)?);
        form.correcting = Some(touch.id);
        form.set_kind(touch.kind);
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        for (field, text) in [
            (LogField::Text, touch.text.clone()),
            (LogField::Outcome, touch.outcome.unwrap_or(Outcome::Reached).as_str().to_string()),
            (LogField::Minutes, number(touch.minutes)),
            (LogField::When, written_time(touch.at, &app.clock())),
            (LogField::Before, number(touch.mood_before.map(u32::from))),
            (LogField::After, number(touch.mood_after.map(u32::from))),
            (LogField::With, app.written_companions(touch.id)?),
        ] {
            form.form.fill(field, &text);
        }
        form.opened = touch.at;
        form.usual_words = if app.tells_words_of(touch.id)? { WordsFor::Team } else { WordsFor::User };
        form.fill_words(form.usual_words);
        Ok(form)
    }

    fn blank(app: &App, customer: &Customer) -> Self {
        let mut form = Self {
            customer: customer.clone(),
            correcting: None,
            form: Form::free(fields()),
            opened: app.clock().stamp(),
            when: None,
            reach: app.reach(customer),
            days: (app.clock().today(), app.clock().today()),
            date_order: app.date_order(),
            on_call: None,
            offered: Vec::new(),
            name_ends: false,
            gifts: Vec::new(),
            untouched: Value::Null,
            usual_words: if app.tells_words() { WordsFor::Team } else { WordsFor::User },
            seen: None,
            known: Vec::new(),
            left: false,
            meanwhile: Meanwhile::default(),
        };
        form.fill_words(form.usual_words);
        form.ask_for_words();
        form
    }

    /// Reads the day of the log, from which the days of promises are read.
    fn read_day(&mut self, app: &App) {
        let (clock, typed) = (app.clock(), self.form.text(LogField::When));
        self.when = dates::parse_when(&typed, &clock, Toward::Past).ok().map(|when| when.instant(&clock));
        self.days = (self.when.unwrap_or(self.opened).date_naive(), clock.today());
    }

    fn kind(&self) -> TouchKind {
        TouchKind::parse(&self.form.text(LogField::Kind)).unwrap_or(TouchKind::Call)
    }

    fn outcome(&self) -> Outcome {
        Outcome::parse(&self.form.text(LogField::Outcome)).unwrap_or(Outcome::Reached)
    }

    fn set_kind(&mut self, kind: TouchKind) {
        self.form.fill(LogField::Kind, kind.as_str());
        self.skip_outcome();
    }

    /// Only a call has an outcome.
    fn skip_outcome(&mut self) {
        match self.kind() {
            TouchKind::Call => self.form.unskip(LogField::Outcome),
            _ => self.form.skip(LogField::Outcome),
        }
    }

    fn minutes_now(&self) -> Option<u32> {
        match self.form.text(LogField::Minutes).trim() {
            "" => {
                self.on_call.map(|b| u32::try_from((b.elapsed().as_secs() + 30) / 60).unwrap_or(0)).filter(|m| *m > 0)
            }
            text => parse_minutes(text).ok(),
        }
    }

    /// Reads the log from the fields, or finds everything that is wrong with it, by field.
    fn written(&self, app: &App) -> std::result::Result<TouchDraft, Vec<(LogField, String)>> {
        let clock = &app.clock();
        let mut problems = Vec::new();
        let with = self.companions(app).map_err(|unclear| problems.push((LogField::With, unclear))).ok();
        let minutes = self.form.text(LogField::Minutes);
        if !minutes.trim().is_empty()
            && let Err(invalid) = parse_minutes(&minutes)
        {
            problems.push((LogField::Minutes, invalid.to_string()));
        }
        let when = self.form.text(LogField::When);
        let is_as_it_was = self.corrects().is_some() && self.untouched.get("when").is_some_and(|was| *was == when);
        let at = if is_as_it_was {
            None
        } else if when.trim().is_empty() {
            Some(self.opened.min(clock.stamp()))
        } else {
            let at = dates::parse_when(&when, clock, Toward::Past).map(|at| at.instant(clock));
            at.map_err(|e| problems.push((LogField::When, e.to_string()))).ok()
        };
        let kind = self.kind();
        let draft = TouchDraft {
            shared: self.shares_words(),
            kind: Some(kind),
            outcome: (kind == TouchKind::Call).then(|| self.outcome()),
            at,
            minutes: self.minutes_now(),
            occasion: None,
            mood_before: self.form.rating(LogField::Before),
            mood_after: self.form.rating(LogField::After),
            with,
            text: self.form.text(LogField::Text).trim_end().to_string(),
        };
        if let Err(found) = draft.check(clock.stamp()) {
            problems.extend(found.0.into_iter().map(|p| (LogField::of_problem(p.field), p.message)));
        }
        if problems.is_empty() { Ok(draft) } else { Err(problems) }
    }
}

/// Writes the time of a log so that it is read back as it was, also where that was in another zone.
fn written_time(at: DateTime<FixedOffset>, clock: &Clock) -> String {
    let is_at_home = clock.at(at.naive_local()) == at;
    at.format(if is_at_home { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M %:z" }).to_string()
}

/// Lists a customer's earlier gifts: "a box of doughnuts, 3 Mar 2025".
fn given_before(app: &App, customer: &Customer) -> Result<Vec<String>> {
    let today = app.clock().today();
    let gifts = app.gifts_before(customer.id, GIFTS)?;
    let words = gifts.iter().map(|gift| {
        let what = gift.text.lines().next().unwrap_or_default().trim();
        let what = if what.is_empty() { "a gift" } else { what };
        format!("{what}, {}", dates::short(gift.day(), today))
    });
    Ok(words.collect())
}

impl Screen for LogForm {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.look_for(app)?;
        // What another run of the program wrote meanwhile, as long as nothing here would be lost by it.
        if self.form.is_kept() {
            self.read_draft(app)?;
        }
        self.catch_up(app)?;
        self.read_day(app);
        self.reach = app.reach(&self.customer);
        self.ask_for_words();
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let details = LogField::DETAILS.iter().find(|(field, ..)| self.form.is_focused(*field));
        if let Some((_, keys)) = details {
            let mut footer = vec![
                keymap.word(Scope::Form, Action::Save, "save"),
                keymap.word(Scope::Form, Action::NextField, "next"),
                keymap.word(Scope::Form, Action::Back, "for later"),
            ];
            footer.splice(0..0, keys.iter().map(|(key, word)| ((*key).to_string(), *word)));
            return Some(footer);
        }
        let mark = |kind: RemarkKind| (kind.mark().map(String::from).unwrap_or_default(), kind.as_str());
        Some(vec![
            keymap.word(Scope::Form, Action::Save, "save"),
            keymap.word(Scope::Form, Action::NextField, "details"),
            // Without room for all, those go first that are needed least.
            mark(RemarkKind::Praise),
            mark(RemarkKind::Idea),
            mark(RemarkKind::Promise),
            keymap.word(Scope::Form, Action::Back, "for later"),
        ])
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.form.act(action) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Save => self.save(context),
            Action::Back => {
                if !self.leave_saved(context)? && !self.is_unchanged() {
                    context.tell(format!("Kept the log of {} for later", self.customer.name));
                }
                Ok(Flow::Pop)
            }
            _ => Ok(Flow::Stay),
        }
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        Some(self)
    }

    fn news(&mut self) -> Option<String> {
        self.meanwhile.news.take()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_page(frame, area, cx, (None, Vec::new()));
    }
}

impl TextInput for LogForm {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.complete(key) {
            return Ok(Flow::Stay);
        }
        self.part_names(key);
        self.form.typed(key);
        self.skip_outcome();
        self.read_day(context.app);
        self.offer_names(context.app)?;
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        // A choice takes no paste: it must be what they said.
        let on_text = [LogField::Text, LogField::Minutes, LogField::When, LogField::With]
            .into_iter()
            .any(|f| self.form.is_focused(f));
        if !on_text {
            self.form.focus_on(LogField::Text);
        }
        self.form.pasted(text);
        self.read_day(context.app);
        self.offer_names(context.app)?;
        Ok(Flow::Stay)
    }
}
