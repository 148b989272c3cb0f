//! Lift as lines and questions: what happened, a kind word, whom to call, and how it feels.

use super::super::{Run as _, lift};
use super::lines::{Agreed, Answer};
use super::{Next, Plain, lines};
use crate::domain::customer::first_name;
use crate::domain::setback::SetbackKind;
use crate::error::Result;
use crate::present::touches;
use crate::text::clean;

const KINDS: [SetbackKind; 4] =
    [SetbackKind::LostDeal, SetbackKind::StalledDeal, SetbackKind::RoughCall, SetbackKind::LowDay];

impl Plain<'_> {
    /// Asks what happened and how it feels, then shows a kind word and offers a call.
    pub(super) fn lift(&mut self) -> Result<Next> {
        let kinds: Vec<String> =
            (1..).zip(KINDS).map(|(n, kind): (u8, _)| format!("{n} {}", kind.describe())).collect();
        let question = format!("What happened? ({}; Enter: nothing to note)", kinds.join(", "));
        let kind = match lines::number(&question, 4) {
            Answer::Number(n) => KINDS.get(usize::from(n) - 1).copied(),
            Answer::Nothing => None,
            Answer::Instead(line) => return self.answer(&line),
        };
        if let Some(line) = self.show_lift(kind)? {
            return self.answer(&line);
        }
        let Some(first) = self.app.whom_to_call()?.into_iter().next() else { return Ok(Next::Ask) };
        let name = clean(first_name(&first.customer.name)).into_owned();
        match lines::agreed(&format!("\nCall {name}?")) {
            Agreed::Yes => self.call(&[first.customer.id.to_string()]),
            Agreed::No => Ok(Next::Ask),
            Agreed::Instead(line) => self.answer(&line),
        }
    }

    /// Shows what `goodcall lift` shows, after a setback if there was one. Returns what they typed instead of how they feel.
    pub(super) fn show_lift(&mut self, kind: Option<SetbackKind>) -> Result<Option<String>> {
        let moods: Vec<String> = (1..=5).map(|n| format!("{n} {}", touches::mood(n))).collect();
        let question = format!("How do you feel? ({}; Enter: no answer)", moods.join(", "));
        let (mood, instead) = match kind.map(|_| lines::number(&question, 5)) {
            Some(Answer::Number(mood)) => (Some(mood), None),
            Some(Answer::Instead(line)) => (None, Some(line)),
            Some(Answer::Nothing) | None => (None, None),
        };
        let reply = lift::Lift { after: kind, about: None, mood }.run(self.app, self.context)?;
        reply.print(self.printing);
        Ok(instead)
    }
}
