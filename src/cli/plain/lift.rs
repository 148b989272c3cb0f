//! Lift as lines and questions: what happened, a kind word, whom to call, and how it feels.

use super::super::{Run as _, lift};
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
        let kind = lines::number(&question, 4).and_then(|n| KINDS.get(usize::from(n) - 1).copied());
        self.show_lift(kind)?;
        let Some(first) = self.app.whom_to_call()?.into_iter().next() else { return Ok(Next::Ask) };
        let name = clean(first_name(&first.customer.name)).into_owned();
        if lines::agrees(&format!("\nCall {name}?")) {
            return self.call(&[first.customer.id.to_string()]);
        }
        Ok(Next::Ask)
    }

    /// Shows what `goodcall lift` shows, after a setback if there was one.
    pub(super) fn show_lift(&mut self, kind: Option<SetbackKind>) -> Result<()> {
        let moods: Vec<String> = (1..=5).map(|n| format!("{n} {}", touches::mood(n))).collect();
        let question = format!("How do you feel? ({}; Enter: no answer)", moods.join(", "));
        let mood = kind.and_then(|_| lines::number(&question, 5));
        let reply = lift::Lift { after: kind, about: None, mood }.run(self.app, self.context)?;
        reply.print(self.printing);
        Ok(())
    }
}
