//! What a key does to the focused idea, need, promise or referral.

use super::Ideas;
use crate::app::customers::CUSTOMER_FORM;
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::remark::{RemarkKind, RemarkState, without_marks};
use crate::error::Result;
use crate::present::{meanwhile, praise as words};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::ask::Question;
use crate::tui::screens::call::Pressed;
use crate::tui::screens::call_which;
use crate::tui::screens::customer_form::CustomerForm;

impl Ideas {
    /// Runs an action on the focused item.
    pub(super) fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(mut quoted) = self.focused().cloned() else {
            return Ok(context.nothing_for(action, self.why_nothing()));
        };
        // A correction in another window gave it another id.
        if let Some(now) = context.app.find_again(&quoted.remark)? {
            quoted.remark.id = now.remark.id;
        }
        let pressed = Pressed { scope: Scope::Ideas, action };
        if let Some(flow) = call_which::act_on(pressed, quoted.remark.customer, &mut self.warned, context)? {
            return Ok(flow);
        }
        let kind = quoted.remark.kind;
        match action {
            Action::DoneIdea | Action::Drop | Action::NextWeek | Action::Move if kind == RemarkKind::Referral => {
                let key = context.keymap.key(Scope::Ideas, Action::Open);
                context.tell(format!("Press {key} to add the person they pointed to"));
            }
            Action::DoneIdea => end(&quoted, opposite(&quoted), context)?,
            Action::Drop => end(&quoted, (RemarkState::Dropped, "Dropped"), context)?,
            Action::Move if quoted.remark.state != Some(RemarkState::Open) => {
                let key = context.keymap.key(Scope::Ideas, Action::DoneIdea);
                context.tell(format!("Press {key} to open it again; then it can move"));
            }
            Action::Move => return Ok(Flow::Push(Box::new(Question::another_day(&quoted)))),
            Action::NextWeek => self.carry(&quoted, context)?,
            Action::Copy => {
                let text = without_marks(&quoted.remark.text);
                let copied = format!("{} is copied", words::briefly(&quoted));
                context.copy(format!("{text} ({})", quoted.customer_name), &copied);
            }
            Action::GoodFor => match self.fits.get(&quoted.remark.id).and_then(|good| good.first()) {
                Some(good) => return Ok(Flow::Show(good.customer.id)),
                None => context.tell("No other customer comes to mind for this one"),
            },
            Action::Open if kind == RemarkKind::Referral => {
                let by = context.app.customer(quoted.remark.customer)?;
                let draft = context.app.draft(CUSTOMER_FORM, None)?;
                return Ok(Flow::Push(Box::new(CustomerForm::referred(&by, &quoted.remark.text, draft.as_ref()))));
            }
            Action::Open => return Ok(Flow::Show(quoted.remark.customer)),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    /// Carries an idea to the next week, unless another program ended it since the screen read it.
    fn carry(&self, quoted: &Quoted, context: &mut Context<'_>) -> Result<()> {
        if let Some(now) = changed_since(quoted, context)?.filter(|now| *now != RemarkState::Open) {
            context.outdated(format!("{}; nothing was changed", meanwhile::ended(now)));
            return Ok(());
        }
        let carried = context.app.carry_idea(quoted.remark.id)?;
        let due = carried.remark.due_on.map(|d| dates::weekday_date(d, self.today)).unwrap_or_default();
        context.done(format!("Carried to {due}: {}", words::briefly(quoted)));
        Ok(())
    }
}

/// Returns what the key that ends an item makes of it, with the word for that: what is over is open again.
fn opposite(quoted: &Quoted) -> (RemarkState, &'static str) {
    match (quoted.remark.state, quoted.remark.kind) {
        (Some(RemarkState::Open), RemarkKind::Promise) => (RemarkState::Kept, "Kept"),
        (Some(RemarkState::Open), _) => (RemarkState::Done, "Done"),
        _ => (RemarkState::Open, "Open again"),
    }
}

/// Notes what became of an idea, a need or a promise, and says it in a word; also what another program made of it meanwhile.
pub(crate) fn end(quoted: &Quoted, (state, done): (RemarkState, &str), context: &mut Context<'_>) -> Result<()> {
    let (id, briefly) = (quoted.remark.id, words::briefly(quoted));
    let meanwhile = changed_since(quoted, context)?;
    if let Some(now) = meanwhile.filter(|now| *now == state) {
        context.outdated(format!("{}: {briefly}", meanwhile::ended(now)));
        return Ok(());
    }
    match quoted.remark.kind {
        RemarkKind::Promise => context.app.end_promise(id, state).map(drop)?,
        _ => context.app.end_idea(id, state).map(drop)?,
    }
    context.done(match meanwhile {
        Some(now) => format!("{}; {} now: {briefly}", meanwhile::ended(now), done.to_lowercase()),
        None => format!("{done}: {briefly}"),
    });
    Ok(())
}

/// Returns the state of an idea, a need or a promise, where another program changed it since the screen read it.
fn changed_since(quoted: &Quoted, context: &Context<'_>) -> Result<Option<RemarkState>> {
    let now = context.app.quoted(quoted.remark.id)?.remark.state;
    Ok(now.filter(|_| now != quoted.remark.state))
}
