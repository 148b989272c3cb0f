//! Where two windows had one unfinished log open and the other one saved it: it is not logged twice, and nothing that was
//! typed here is lost.

use serde_json::{Value, json};

use super::{LogField, LogForm};
use crate::app::App;
use crate::app::log::LOG_FORM;
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Outcome, Touch, TouchDraft, TouchKind};
use crate::error::{Error, Result};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};

/// How many of a customer's latest logs to look at.
const LOOKED_AT: usize = 20;

/// A log that another window saved while this form was open.
struct Saved {
    touch: Touch,
    /// The draft as both windows had it when the other one ended it; None where this one kept its own all along.
    shared: Option<Value>,
    is_it: IsIt,
}

/// Whether a log is what the other window saved of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsIt {
    Yes,
    /// The draft is gone, and the log is another one, or has another time and text by now.
    Perhaps,
}

/// What a form has besides the log that another window saved of it.
enum Besides {
    Nothing,
    /// What goes into that log.
    More(Box<TouchDraft>),
    /// Another text, which may be another log.
    AnotherText,
}

impl LogForm {
    /// Notes which logs there are: none of them is saved of the draft in the future.
    pub(super) fn note_known(&mut self, app: &App) -> Result<()> {
        self.known = app.touches_of(self.customer.id, LOOKED_AT)?.into_iter().map(|touch| touch.id).collect();
        Ok(())
    }

    /// Notes that another window ended the draft, before this one kept it anew.
    pub(super) fn note_ended(&mut self) {
        self.meanwhile.ended = self.meanwhile.ended.take().or_else(|| self.seen.clone());
    }

    /// Returns the draft as both windows had it, where the other one ended it.
    fn shared(&self, app: &App) -> Result<Option<Value>> {
        let shared = match (&self.meanwhile.ended, &self.seen) {
            (Some(ended), _) => Some(ended),
            (None, Some(seen)) if app.draft(LOG_FORM, Some(self.customer.id))?.is_none() => Some(seen),
            (None, _) => None,
        };
        Ok(shared.and_then(|fields| serde_json::from_str(fields).ok()))
    }

    /// Returns the log that another window saved of the draft that it had in common with this form, if it did.
    fn saved_elsewhere(&self, app: &App) -> Result<Option<Saved>> {
        if self.correcting.is_some() {
            return Ok(None);
        }
        let shared = self.shared(app)?;
        let (mine, was_theirs) = (self.trimmed(), self.meanwhile.was.is_none());
        let text = shared.as_ref().map(|shared| text_of(shared, "text").trim_end()).unwrap_or_default();
        let is_it = |touch: &Touch| {
            // The draft says when its form was opened: that is the time of the log.
            let times = [Some(self.opened), self.when].into_iter().flatten();
            let is_of_its_time = times.map(|at| at.timestamp()).any(|at| at == touch.at.timestamp());
            let is_as_shared = was_theirs && !text.is_empty() && touch.text == text;
            // One that kept the draft at the same moment has it still.
            let goes_on = !touch.text.is_empty() && mine.starts_with(&touch.text);
            if shared.is_some() { is_of_its_time || is_as_shared } else { is_of_its_time && goes_on }
        };
        let mut others = app.touches_of(self.customer.id, LOOKED_AT)?;
        others.retain(|touch| !self.known.contains(&touch.id));
        let found = match others.iter().position(is_it) {
            Some(at) => Some((others.swap_remove(at), IsIt::Yes)),
            None if shared.is_some() && was_theirs => others.into_iter().next().map(|touch| (touch, IsIt::Perhaps)),
            None => None,
        };
        Ok(found.map(|(touch, is_it)| Saved { touch, shared, is_it }))
    }

    /// Saves what the form has besides the log that another window saved of its draft. Returns None where there is no such
    /// log: then this one is logged.
    pub(super) fn save_besides(&mut self, draft: &TouchDraft, context: &mut Context<'_>) -> Result<Option<Flow>> {
        let Some(saved) = self.saved_elsewhere(context.app)? else { return Ok(None) };
        match self.besides(&saved, draft, context.app)? {
            Besides::Nothing => self.say_saved(context)?,
            Besides::More(more) => {
                let text = (!more.text.is_empty()).then(|| more.text.clone());
                context.app.edit_touch(saved.touch.id, &more, text.as_deref())?;
                self.end_draft(context)?;
                context.done("This log was saved in another window already; what you added is in it now");
            }
            Besides::AnotherText => return Err(self.ask_whether_another(context)?),
        }
        Ok(Some(Flow::Logged(None)))
    }

    /// Says on the way out that another window saved the log, where the form has nothing besides it: nothing is kept for later.
    pub(super) fn leave_saved(&mut self, context: &mut Context<'_>) -> Result<bool> {
        let Some(saved) = self.saved_elsewhere(context.app)? else { return Ok(false) };
        let Ok(draft) = self.written(context.app) else { return Ok(false) };
        let is_saved = matches!(self.besides(&saved, &draft, context.app)?, Besides::Nothing);
        if is_saved {
            self.say_saved(context)?;
        }
        Ok(is_saved)
    }

    fn say_saved(&mut self, context: &mut Context<'_>) -> Result<()> {
        self.end_draft(context)?;
        context.outdated(format!("This log of {} was saved in another window already", self.customer.name));
        Ok(())
    }

    fn ask_whether_another(&mut self, context: &Context<'_>) -> Result<Error> {
        self.note_known(context.app)?;
        let key = |action| context.keymap.key(Scope::Form, action);
        let (save, back) = (key(Action::Save), key(Action::Back));
        Ok(Error::failed("Another window saved this log already, with another text")
            .help(format!("{save} again logs yours too, {back} keeps it for later")))
    }

    /// Ends the draft that this form kept after the other window had ended theirs.
    fn end_draft(&mut self, context: &mut Context<'_>) -> Result<()> {
        self.form.saved();
        context.app.drop_draft_seen(LOG_FORM, Some(self.customer.id), self.seen.as_deref())
    }

    fn besides(&self, saved: &Saved, draft: &TouchDraft, app: &App) -> Result<Besides> {
        let Saved { touch, shared, is_it } = saved;
        let mine = self.trimmed();
        let text =
            match both_texts(&touch.text, &mine, shared.as_ref().map(|shared| text_of(shared, "text").trim_end())) {
                Some(text) if *is_it == IsIt::Yes => text,
                _ => return Ok(Besides::AnotherText),
            };
        let now = self.fields();
        let before = shared.clone().unwrap_or_else(blank_fields);
        let is_typed = |key: &str| now.get(key) != before.get(key);
        let minutes = draft.minutes.filter(|_| !self.form.is_empty(LogField::Minutes) && is_typed("minutes"));
        let with = if is_typed("with") { with_more(touch, draft, app)? } else { None };
        let more = TouchDraft {
            shared: None,
            kind: draft.kind.filter(|kind| is_typed("kind") && touch.kind != *kind),
            outcome: draft.outcome.filter(|outcome| is_typed("outcome") && touch.outcome != Some(*outcome)),
            at: draft.at.filter(|at| is_typed("when") && touch.at != *at),
            minutes: minutes.filter(|minutes| touch.minutes != Some(*minutes)),
            occasion: None,
            mood_before: draft.mood_before.filter(|mood| is_typed("mood_before") && touch.mood_before != Some(*mood)),
            mood_after: draft.mood_after.filter(|mood| is_typed("mood_after") && touch.mood_after != Some(*mood)),
            with,
            text: if text == touch.text { String::new() } else { text },
        };
        Ok(if more == TouchDraft::default() { Besides::Nothing } else { Besides::More(Box::new(more)) })
    }

    /// Returns the text as it is logged.
    fn trimmed(&self) -> String {
        self.form.text(LogField::Text).trim_end().to_string()
    }
}

/// Lists who was there besides the customer by the log or by the form; None where the form names nobody else.
fn with_more(touch: &Touch, draft: &TouchDraft, app: &App) -> Result<Option<Vec<CustomerId>>> {
    let people = app.participants_of(touch)?;
    let mut all: Vec<CustomerId> = people.all().map(|who| who.id).filter(|id| *id != touch.customer).collect();
    let before = all.len();
    for who in draft.with.iter().flatten().filter(|who| **who != touch.customer) {
        if !all.contains(who) {
            all.push(*who);
        }
    }
    Ok((all.len() > before).then_some(all))
}

/// Returns the text of a saved log with what was typed besides: behind it, or on lines of its own behind what both windows had
/// before. Returns None where it is another text.
fn both_texts(saved: &str, mine: &str, shared: Option<&str>) -> Option<String> {
    if saved.starts_with(mine) || shared == Some(mine) {
        return Some(saved.to_string());
    }
    if mine.starts_with(saved) {
        return Some(mine.to_string());
    }
    let added = match shared? {
        "" => mine,
        shared => mine.strip_prefix(shared)?.strip_prefix('\n')?,
    };
    Some(format!("{saved}\n{added}"))
}

/// The fields of a form into which nobody typed.
fn blank_fields() -> Value {
    json!({
        "text": "", "kind": TouchKind::Call.as_str(), "outcome": Outcome::Reached.as_str(), "minutes": "", "when": "",
        "with": "", "mood_before": null, "mood_after": null,
    })
}

fn text_of<'a>(fields: &'a Value, key: &str) -> &'a str {
    fields.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_besides_goes_behind_what_was_saved() {
        for (saved, mine, shared, both) in [
            ("+ One", "+ One", Some("+ One"), Some("+ One")),
            ("+ One\n! Two", "+ One", Some("+ One"), Some("+ One\n! Two")),
            ("+ Ones", "+ One", Some("+ One"), Some("+ Ones")),
            ("+ Other", "+ One", Some("+ One"), Some("+ Other")),
            ("+ One", "+ One, two", Some("+ One"), Some("+ One, two")),
            ("+ One", "+ One, two", None, Some("+ One, two")),
            ("+ One\n! Two", "+ One\n= Three", Some("+ One"), Some("+ One\n! Two\n= Three")),
            ("! Two", "= Three", Some(""), Some("! Two\n= Three")),
            ("+ One, red", "+ One or two", Some("+ One"), None),
            ("! Two", "= Three", None, None),
        ] {
            assert_eq!(both_texts(saved, mine, shared).as_deref(), both, "{saved:?} {mine:?} {shared:?}");
        }
    }
}
