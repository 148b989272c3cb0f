//! The unfinished log as the book keeps it: written while somebody types, and taken up again.

use chrono::DateTime;
use serde_json::{Value, json};

use super::words::{WordsFor, YES};
use super::{LogField, LogForm};
use crate::app::App;
use crate::app::drafts::{KeptDraft, are_same, changed_together};
use crate::app::log::{LOG_FORM, edit_form};
use crate::app::start::LEFT;
use crate::domain::choice::Choice;
use crate::domain::touch::{Outcome, TouchKind};
use crate::error::Result;
use crate::tui::screen::{Drafting, Seen, Unsaved};

/// The key under which the draft of a correction keeps the log as it was before.
const BEFORE: &str = "before";

impl LogForm {
    pub(super) fn form_name(&self) -> String {
        self.correcting.map_or_else(|| LOG_FORM.to_string(), edit_form)
    }

    /// Takes up the unfinished log in the book, where it is another than the form knows.
    pub(super) fn read_draft(&mut self, app: &App) -> Result<()> {
        let draft = app.draft(&self.form_name(), Some(self.customer.id))?;
        if let Some(draft) = draft.filter(|draft| !are_same(Some(&draft.fields), self.seen.as_deref())) {
            self.take_up(&draft.fields);
            self.seen = Some(draft.fields);
        }
        Ok(())
    }

    /// Takes in what another run of the program made of the log that is being corrected. Returns whether the form holds more
    /// now than was typed into it.
    pub(super) fn catch_up(&mut self, app: &App) -> Result<bool> {
        let Some(id) = self.correcting.filter(|_| !self.is_gone()) else { return Ok(false) };
        let touch = app.find_touch(id)?;
        self.look_at(touch.as_ref());
        let Some(touch) = touch else { return Ok(false) };
        let now = Self::as_written(app, &touch)?.fields();
        if now == self.untouched {
            return Ok(false);
        }
        let mine = self.fields();
        let before = std::mem::replace(&mut self.untouched, now.clone());
        self.note_replaced(&before, &now, &mine);
        let both = changed_together(&before, &now, &mine);
        self.take_up(&both.to_string());
        let is_typed = mine != before;
        if is_typed {
            self.form.not_kept();
        }
        Ok(is_typed && both != mine)
    }

    fn take_up(&mut self, fields: &str) {
        let value: Value = serde_json::from_str(fields).unwrap_or_default();
        if self.correcting.is_some()
            && let Some(before) = value.get(BEFORE)
        {
            self.untouched = before.clone();
        }
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        let rated = |key: &str| value.get(key).and_then(Value::as_u64).filter(|m| (1..=5).contains(m));
        self.form.fill(LogField::Text, &text("text"));
        self.form.fill(LogField::Minutes, &text("minutes"));
        self.form.fill(LogField::When, &text("when"));
        self.form.fill(LogField::With, &text("with"));
        if let Some(outcome) = Outcome::parse(&text("outcome")) {
            self.form.fill(LogField::Outcome, outcome.as_str());
        }
        if value.get("words").is_some() {
            self.fill_words(if text("words") == YES { WordsFor::Team } else { WordsFor::User });
        }
        for (field, key) in [(LogField::Before, "mood_before"), (LogField::After, "mood_after")] {
            self.form.fill(field, &rated(key).map(|n| n.to_string()).unwrap_or_default());
        }
        self.set_kind(TouchKind::parse(&text("kind")).unwrap_or_else(|| self.kind()));
        if let Ok(opened) = DateTime::parse_from_rfc3339(&text("opened")) {
            self.opened = opened;
        }
    }

    fn fields_json(&self) -> String {
        let mut fields = self.fields();
        if let Value::Object(fields) = &mut fields
            && self.left
        {
            fields.insert(LEFT.into(), true.into());
        }
        if let Value::Object(fields) = &mut fields
            && self.correcting.is_some()
        {
            fields.insert(BEFORE.into(), self.untouched.clone());
        }
        fields.to_string()
    }

    pub(super) fn fields(&self) -> Value {
        let mut fields = self.fields_without_words();
        // As they usually are, a draft says nothing of them: what undo takes back says nothing either.
        if let (Some(words), Value::Object(fields)) = (self.unusual_words(), &mut fields) {
            fields.insert("words".into(), words.into());
        }
        fields
    }

    fn fields_without_words(&self) -> Value {
        json!({
            "text": self.form.text(LogField::Text),
            "kind": self.kind().as_str(),
            "outcome": self.outcome().as_str(),
            "minutes": self.form.text(LogField::Minutes),
            "when": self.form.text(LogField::When),
            "with": self.form.text(LogField::With),
            "mood_before": self.form.rating(LogField::Before),
            "mood_after": self.form.rating(LogField::After),
            "opened": self.opened.to_rfc3339(),
        })
    }

    /// Tells whether the form holds nothing that the user would miss: nothing typed, or the log as it is in the book.
    pub(super) fn is_unchanged(&self) -> bool {
        match self.correcting {
            Some(_) => self.fields() == self.untouched,
            None => self.is_blank(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        [LogField::Text, LogField::Minutes, LogField::When, LogField::Before, LogField::After, LogField::With]
            .into_iter()
            .all(|field| self.form.is_empty(field))
    }
}

impl Drafting for LogForm {
    fn not_kept(&mut self) {
        self.form.not_kept();
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.form.take_changed() {
            return None;
        }
        let fields = (!self.is_unchanged()).then(|| self.fields_json());
        let seen = Seen::Fields(self.seen.clone());
        Some(Unsaved { form: self.form_name(), customer: Some(self.customer.id), fields, seen })
    }

    fn kept(&mut self, kept: Option<&KeptDraft>) -> bool {
        if kept.is_some_and(|kept| kept.was_ended) {
            self.note_ended();
        }
        let (own, fields) = (self.fields_json(), kept.map(|kept| kept.fields.as_str()));
        let more = fields.filter(|fields| !are_same(Some(fields), Some(&own)));
        if let Some(fields) = more {
            self.take_up(fields);
        }
        self.seen = fields.map(str::to_string);
        more.is_some()
    }

    fn follow(&mut self, app: &App) -> Result<bool> {
        let is_another = self.look_for(app)?;
        if self.is_gone() { Err(app.gone_meanwhile(&self.customer.name)?) } else { Ok(is_another) }
    }

    fn leave(&mut self) {
        if !self.left && !self.is_unchanged() {
            self.left = true;
            self.form.not_kept();
        }
    }

    fn farewell(&self) -> Option<String> {
        let first = self.customer.first_name();
        (!self.is_unchanged()).then(|| format!("Your log of {first} is kept; the next start takes it up."))
    }
}
