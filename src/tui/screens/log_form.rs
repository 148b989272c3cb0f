//! The log: a line each, the mark recognized as it is typed; nothing typed is ever lost.

use chrono::{DateTime, FixedOffset};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::{Value, json};

use super::ask::Question;
use crate::app::App;
use crate::app::log::{LOG_FORM, edit_form};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::ids::TouchId;
use crate::domain::remark::RemarkKind;
use crate::domain::touch::{Occasion, Outcome, Touch, TouchDraft, TouchKind};
use crate::error::{Error, Result};
use crate::tui::form::{Turn, field_step, turn_of};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Unsaved};
use crate::tui::text_area::TextArea;

mod drawing;

/// The details of a log, in the order in which Tab goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LogField {
    Text,
    Kind,
    Outcome,
    Minutes,
    When,
    Before,
    After,
}

const FIELDS: [LogField; 7] = [
    LogField::Text,
    LogField::Kind,
    LogField::Outcome,
    LogField::Minutes,
    LogField::When,
    LogField::Before,
    LogField::After,
];

/// A log that is being written.
pub(crate) struct LogForm {
    customer: Customer,
    /// The log that is corrected; None for a new one.
    correcting: Option<TouchId>,
    text: TextArea,
    kind: TouchKind,
    outcome: Outcome,
    minutes: TextArea,
    when: TextArea,
    before: Option<u8>,
    after: Option<u8>,
    focus: LogField,
    /// What is wrong, by field.
    wrong: Option<(LogField, String)>,
    /// When the form was opened: the log's time where none is written.
    opened: DateTime<FixedOffset>,
    /// Counts the minutes of a call that is going on.
    on_call: Option<std::time::Instant>,
    changed: bool,
    done: bool,
    /// What they were given before, newest first.
    gifts: Vec<String>,
}

/// How many gifts before are recalled.
const GIFTS: usize = 4;

impl LogForm {
    /// A log for a customer; an unfinished one is taken up.
    pub(crate) fn new(app: &App, customer: &Customer) -> Result<Self> {
        let mut form = Self::blank(app, customer);
        form.gifts = given_before(app, customer)?;
        if let Some(draft) = app.draft(LOG_FORM, Some(customer.id))? {
            form.take_up(&draft.fields);
        }
        Ok(form)
    }

    /// A log of another kind than a call; an unfinished one is taken up as it is.
    pub(crate) fn of_kind(app: &App, customer: &Customer, kind: TouchKind) -> Result<Self> {
        let mut form = Self::new(app, customer)?;
        if form.is_blank() {
            form.kind = kind;
        }
        Ok(form)
    }

    /// The log of a call that is going on.
    pub(crate) fn on_call(app: &App, customer: &Customer) -> Result<Self> {
        let mut form = Self::new(app, customer)?;
        form.on_call = Some(std::time::Instant::now());
        Ok(form)
    }

    /// A log that is to be corrected.
    pub(crate) fn correct(app: &App, customer: &Customer, touch: &Touch) -> Result<Self> {
        let mut form = Self::blank(app, customer);
        form.correcting = Some(touch.id);
        form.text = TextArea::multi_line(&touch.text);
        form.kind = touch.kind;
        form.outcome = touch.outcome.unwrap_or(Outcome::Reached);
        form.minutes = TextArea::one_line(&touch.minutes.map(|m| m.to_string()).unwrap_or_default());
        form.when = TextArea::one_line(&touch.at.format("%Y-%m-%d %H:%M").to_string());
        (form.before, form.after) = (touch.mood_before, touch.mood_after);
        form.opened = touch.at;
        if let Some(draft) = app.draft(&edit_form(touch.id), Some(customer.id))? {
            form.take_up(&draft.fields);
        }
        Ok(form)
    }

    fn blank(app: &App, customer: &Customer) -> Self {
        Self {
            customer: customer.clone(),
            correcting: None,
            text: TextArea::multi_line(""),
            kind: TouchKind::Call,
            outcome: Outcome::Reached,
            minutes: TextArea::one_line(""),
            when: TextArea::one_line(""),
            before: None,
            after: None,
            focus: LogField::Text,
            wrong: None,
            opened: app.clock().stamp(),
            on_call: None,
            changed: false,
            done: false,
            gifts: Vec::new(),
        }
    }

    fn form_name(&self) -> String {
        self.correcting.map_or_else(|| LOG_FORM.to_string(), edit_form)
    }

    fn take_up(&mut self, fields: &str) {
        let value: Value = serde_json::from_str(fields).unwrap_or_default();
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        let rated = |key: &str| value.get(key).and_then(Value::as_u64).and_then(|m| u8::try_from(m).ok());
        self.text = TextArea::multi_line(&text("text"));
        self.kind = TouchKind::parse(&text("kind")).unwrap_or(self.kind);
        self.outcome = Outcome::parse(&text("outcome")).unwrap_or(self.outcome);
        self.minutes = TextArea::one_line(&text("minutes"));
        self.when = TextArea::one_line(&text("when"));
        self.before = rated("mood_before");
        self.after = rated("mood_after");
        if let Ok(opened) = DateTime::parse_from_rfc3339(&text("opened")) {
            self.opened = opened;
        }
    }

    fn fields_json(&self) -> String {
        json!({
            "text": self.text.text(),
            "kind": self.kind.as_str(),
            "outcome": self.outcome.as_str(),
            "minutes": self.minutes.text(),
            "when": self.when.text(),
            "mood_before": self.before,
            "mood_after": self.after,
            "opened": self.opened.to_rfc3339(),
        })
        .to_string()
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
            && self.minutes.is_empty()
            && self.when.is_empty()
            && self.after.is_none()
            && self.before.is_none()
    }

    fn fields(&self) -> impl Iterator<Item = LogField> {
        let is_call = self.kind == TouchKind::Call;
        FIELDS.into_iter().filter(move |f| *f != LogField::Outcome || is_call)
    }

    fn step(&mut self, back: bool) {
        let fields: Vec<LogField> = self.fields().collect();
        let at = fields.iter().position(|f| *f == self.focus).unwrap_or(0);
        let next = (if back { at + fields.len() - 1 } else { at + 1 }) % fields.len().max(1);
        self.focus = fields.get(next).copied().unwrap_or(LogField::Text);
    }

    fn minutes_now(&self) -> Option<u32> {
        match self.minutes.text().trim() {
            "" => {
                self.on_call.map(|b| u32::try_from((b.elapsed().as_secs() + 30) / 60).unwrap_or(0)).filter(|m| *m > 0)
            }
            text => text.parse().ok(),
        }
    }

    fn draft(&mut self, app: &App) -> std::result::Result<TouchDraft, (LogField, String)> {
        let clock = app.clock();
        let minutes = self.minutes.text();
        if !minutes.trim().is_empty() && minutes.trim().parse::<u32>().is_err() {
            return Err((LogField::Minutes, format!("\"{}\" is no number of minutes", minutes.trim())));
        }
        let when = self.when.text();
        let at = if when.trim().is_empty() {
            self.opened.min(clock.stamp())
        } else {
            dates::parse_when(&when, &clock, Toward::Past).map_err(|e| (LogField::When, e.to_string()))?.instant(&clock)
        };
        let draft = TouchDraft {
            kind: Some(self.kind),
            outcome: (self.kind == TouchKind::Call).then_some(self.outcome),
            at: Some(at),
            minutes: self.minutes_now(),
            occasion: None,
            mood_before: self.before,
            mood_after: self.after,
            text: self.text.text().trim_end().to_string(),
        };
        draft.check(clock.stamp()).map_err(|problems| {
            let field = problems.0.first().map_or("", |p| p.field);
            let field = match field {
                "at" => LogField::When,
                "minutes" => LogField::Minutes,
                "mood_before" => LogField::Before,
                "mood_after" => LogField::After,
                _ => LogField::Text,
            };
            (field, problems.0.first().map(|p| p.message.clone()).unwrap_or_default())
        })?;
        Ok(draft)
    }

    fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let draft = match self.draft(context.app) {
            Ok(draft) => draft,
            Err((field, message)) => {
                self.focus = field;
                self.wrong = Some((field, message.clone()));
                return Err(Error::usage(message).help("it is not logged yet, and kept as you typed it"));
            }
        };
        self.wrong = None;
        let logged = match self.correcting {
            Some(id) => context.app.edit_touch(id, &draft, Some(&draft.text))?,
            None => context.app.log(self.customer.id, &draft)?,
        };
        self.done = true;
        let remarks = match logged.remarks.len() {
            0 => String::new(),
            1 => ", one thing they said".into(),
            n => format!(", {n} things they said"),
        };
        let verb = if self.correcting.is_some() { "Corrected" } else { "Logged" };
        context.done(format!("{verb} {} {}{remarks}", self.kind.article(), self.customer.name));
        let asks = self.correcting.is_none()
            && logged.touch.is_conversation()
            && logged.touch.mood_after.is_none()
            && (logged.touch.occasion == Occasion::Lift || logged.touch.setback.is_some());
        if asks {
            return Ok(Flow::Replace(Box::new(Question::mood_after(logged.touch.id))));
        }
        Ok(Flow::Pop)
    }

    fn choose(&mut self, forward: bool) {
        fn turn<C: Choice + PartialEq>(now: C, forward: bool) -> C {
            let at = C::ALL.iter().position(|c| *c == now).unwrap_or(0);
            let step = if forward { 1 } else { C::ALL.len() - 1 };
            C::ALL.get((at + step) % C::ALL.len()).copied().unwrap_or(now)
        }
        match self.focus {
            LogField::Kind => self.kind = turn(self.kind, forward),
            LogField::Outcome => self.outcome = turn(self.outcome, forward),
            LogField::Before => self.before = turn_mood(self.before, forward),
            LogField::After => self.after = turn_mood(self.after, forward),
            LogField::Text | LogField::Minutes | LogField::When => {}
        }
        self.changed = true;
    }
}

/// What a customer was given before: "a box of doughnuts, 3 Mar 2025".
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

fn turn_mood(mood: Option<u8>, forward: bool) -> Option<u8> {
    match (mood, forward) {
        (None, true) => Some(1),
        (None, false) => Some(5),
        (Some(5), true) | (Some(1), false) => None,
        (Some(n), true) => Some(n + 1),
        (Some(n), false) => Some(n - 1),
    }
}

impl Screen for LogForm {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let mark = |kind: RemarkKind| (kind.mark().map(String::from).unwrap_or_default(), kind.as_str());
        Some(vec![
            keymap.word(Scope::Form, Action::Save, "save"),
            keymap.word(Scope::Form, Action::NextField, "details"),
            keymap.word(Scope::Form, Action::Back, "keep for later"),
            mark(RemarkKind::Praise),
            mark(RemarkKind::Idea),
            mark(RemarkKind::Need),
        ])
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(back) = field_step(action) {
            self.step(back);
            return Ok(Flow::Stay);
        }
        match action {
            Action::Save => self.save(context),
            Action::Back => {
                if !self.is_blank() {
                    context.tell(format!("The log of {} is kept for later", self.customer.name));
                }
                Ok(Flow::Pop)
            }
            _ => Ok(Flow::Stay),
        }
    }

    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        let consumed = match self.focus {
            LogField::Text => self.text.key(key),
            LogField::Minutes => self.minutes.key(key),
            LogField::When => self.when.key(key),
            LogField::Kind | LogField::Outcome | LogField::Before | LogField::After => match turn_of(key) {
                Some(Turn::Next) => {
                    self.choose(true);
                    true
                }
                Some(Turn::Previous) => {
                    self.choose(false);
                    true
                }
                Some(Turn::Digit(n)) if (1..=5).contains(&n) => {
                    match self.focus {
                        LogField::Before => self.before = Some(n),
                        LogField::After => self.after = Some(n),
                        _ => {}
                    }
                    true
                }
                _ => false,
            },
        };
        self.changed |= consumed;
        if consumed {
            self.wrong = None;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        let taken = match self.focus {
            LogField::Minutes => self.minutes.paste(text),
            LogField::When => self.when.paste(text),
            _ => self.text.paste(text),
        };
        self.changed |= taken;
        if !taken {
            context.tell("That is more than a log holds; it was not pasted");
        }
        Ok(Flow::Stay)
    }

    fn not_kept(&mut self) {
        self.changed = true;
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.changed || self.done {
            return None;
        }
        self.changed = false;
        let fields = (!self.is_blank()).then(|| self.fields_json());
        Some(Unsaved { form: self.form_name(), customer: Some(self.customer.id), fields })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>) {
        let top = u16::from(area.height >= 16);
        let area = Rect { y: area.y + top, height: area.height - top, ..area };
        self.draw_under(frame, area, look, Vec::new());
    }
}
