//! Saves a log, and says what came of it.

use super::LogForm;
use crate::app::log::Logged;
use crate::domain::remark::RemarkKind;
use crate::domain::touch::TouchKind;
use crate::error::{Error, Result};
use crate::present::{ideas, meanwhile, touches};
use crate::text::count;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};

impl LogForm {
    pub(super) fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        self.look_for(context.app)?;
        if self.is_gone() {
            let help = "what you typed goes into a file when you leave";
            return Err(context.app.gone_meanwhile(&self.customer.name)?.help(help));
        }
        let before = self.corrects();
        let took_in = self.catch_up(context.app)?;
        self.meanwhile.news = None;
        let corrected = self.corrects();
        if before.is_some() && corrected.is_none() {
            let key = |action| context.keymap.key(Scope::Form, action);
            let (save, back) = (key(Action::Save), key(Action::Back));
            return Err(Error::failed("Another window deleted this log")
                .help(format!("{save} again logs it anew, {back} keeps it for later")));
        }
        let draft = match self.written(context.app) {
            Ok(draft) => draft,
            Err(problems) => {
                let only = problems.first().filter(|_| problems.len() == 1).map(|(_, message)| message.clone());
                self.form.set_problems(problems);
                return Err(match only {
                    Some(only) => Error::usage(only).help("it is not logged yet, and kept as you typed it"),
                    None => Error::usage(format!("Not logged, but kept: {}", self.form.problems_in_words())),
                });
            }
        };
        self.form.clear_problems();
        if let Some(flow) = self.save_besides(&draft, context)? {
            return Ok(flow);
        }
        let logged = match (corrected, self.correcting) {
            (Some(id), _) => context.app.finish_correction(id, &draft)?,
            (None, Some(deleted)) => context.app.log_anew(self.customer.id, &draft, deleted)?,
            (None, None) => context.app.finish_log_seen(self.customer.id, &draft, self.seen.as_deref())?,
        };
        self.form.saved();
        let verb = if corrected.is_some() { "Corrected" } else { "Logged" };
        let suggests = corrected.is_none() && context.app.may_suggest_reminder();
        let hint = if suggests {
            format!("; {}: remind me on call days", context.keymap.key(Scope::Today, Action::Remind))
        } else {
            String::new()
        };
        let meanwhile = self.meanwhile_in_words();
        let said = match (took_in, meanwhile.is_empty()) {
            (true, true) => ", with what another window changed".into(),
            (_, false) => meanwhile,
            (false, true) => self.what_was_said(&logged, context),
        };
        let (kind, failed) = (self.kind().article(), touches::hook_failed(&logged));
        context.done(format!("{verb} {kind} {}{said}{failed}{hint}", logged.people.names()));
        let asks = corrected.is_none() && logged.touch.is_conversation() && logged.touch.mood_after.is_none();
        Ok(Flow::Logged(asks.then_some(logged.touch.id)))
    }

    /// Counts in words what the log holds.
    fn what_was_said(&self, logged: &Logged, context: &Context<'_>) -> String {
        let promises = logged.remarks.iter().filter(|r| r.kind == RemarkKind::Promise).count();
        // What the user wrote on a card is nothing that anybody said.
        let is_written = matches!(self.kind(), TouchKind::Card | TouchKind::Gift | TouchKind::Message);
        let said = match logged.remarks.len() - promises {
            0 => String::new(),
            _ if is_written => String::new(),
            1 => ", one thing they said".into(),
            n => format!(", {n} things they said"),
        };
        let promised = match promises {
            0 => String::new(),
            n => format!(", {}", count(n, "promise", "promises")),
        };
        let today = context.app.clock().today();
        let impossible = ideas::impossible_days(&logged.remarks, self.date_order, today).into_iter().next();
        let impossible = impossible.map(|why| format!("; {why}")).unwrap_or_default();
        format!("{said}{promised}{impossible}")
    }

    /// Says what of another program went into this log, or gave way to it.
    fn meanwhile_in_words(&self) -> String {
        let was = self.meanwhile.was.as_ref();
        let merged = was.map(|was| meanwhile::merged_into_this(&was.name, &self.customer.name)).unwrap_or_default();
        format!("{merged}{}", meanwhile::replaced(&self.meanwhile.replaced))
    }
}
