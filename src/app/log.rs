//! Logging a touch: the log, its remarks, the pick it settles and the setback it answers are one change.

mod correcting;

use chrono::NaiveDate;

use super::App;
use super::today::offers::offer_before_log;
use crate::book::Change;
pub use crate::book::drafts::LOG_FORM;
use crate::book::undo::LOGGED;
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::remark::Remark;
use crate::domain::rotation::PickState;
use crate::domain::touch::{self, OccasionFacts, Outcome, Participants, Touch, TouchDraft};
use crate::error::Result;
pub(super) use correcting::corrected;
pub use correcting::edit_form;

/// What was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// As the book has it now.
    pub touch: Touch,
    /// As the book has them now, with the days that the log moved.
    pub customer: Customer,
    /// Everybody who was there.
    pub people: Participants,
    /// The remarks of the log, in its order.
    pub remarks: Vec<Remark>,
    /// Whether the log settled an offer of its slot.
    pub settled_pick: bool,
    /// Why the configured program could not be started after it, where it could not.
    pub hook_failed: Option<String>,
}

impl App {
    /// Returns a touch; fails where no touch has the id.
    pub fn touch(&self, id: TouchId) -> Result<Touch> {
        self.book.touch(id)
    }

    /// Returns everybody who was at a touch.
    pub fn participants_of(&self, touch: &Touch) -> Result<Participants> {
        self.book.participants_of(touch)
    }

    /// Returns everybody who was at each of some touches, in their order.
    pub fn participants_of_all(&self, touches: &[Touch]) -> Result<Vec<Participants>> {
        self.book.participants_of_all(touches)
    }

    /// Writes who was at a touch besides its customer, as a form takes it: names between commas, or ids.
    pub fn written_companions(&self, touch: TouchId) -> Result<String> {
        self.book.written_companions(touch)
    }

    /// Returns a customer's touches, newest first.
    pub fn touches_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.book.touches_of(customer, limit)
    }

    /// Counts a customer's touches.
    pub fn count_touches_of(&self, customer: CustomerId) -> Result<usize> {
        self.book.count_touches_of(customer)
    }

    /// Returns the last conversation with a customer.
    pub fn last_conversation(&self, customer: CustomerId) -> Result<Option<Touch>> {
        self.book.last_conversation(customer)
    }

    /// Returns the remarks of a touch, in the order of its log.
    pub fn remarks_of_touch(&self, touch: TouchId) -> Result<Vec<Remark>> {
        self.book.remarks_of_touch(touch)
    }

    /// Returns the remarks of each of several touches.
    pub fn remarks_of_touches(&self, touches: &[Touch]) -> Result<Vec<Vec<Remark>>> {
        self.book.remarks_of_touches(touches)
    }

    /// Logs a touch with a customer. An unfinished log of theirs is another one, and stays.
    pub fn log(&mut self, customer: CustomerId, draft: &TouchDraft) -> Result<Logged> {
        self.log_then(customer, draft, |_| Ok(()))
    }

    /// Logs what was unfinished, and removes its draft in the same transaction.
    pub fn finish_log(&mut self, customer: CustomerId, draft: &TouchDraft) -> Result<Logged> {
        self.log_then(customer, draft, |change| change.finish_draft(LOG_FORM, Some(customer)))
    }

    /// The same where the draft was last `seen` as these fields: one that another run of the program has written since stays.
    pub fn finish_log_seen(&mut self, customer: CustomerId, draft: &TouchDraft, seen: Option<&str>) -> Result<Logged> {
        self.log_then(customer, draft, |change| change.finish_draft_seen(LOG_FORM, Some(customer), seen))
    }

    /// Logs anew what corrected a log that is gone, and removes the draft of the correction.
    pub fn log_anew(&mut self, customer: CustomerId, draft: &TouchDraft, gone: TouchId) -> Result<Logged> {
        self.log_then(customer, draft, |change| change.finish_draft(&edit_form(gone), Some(customer)))
    }

    fn log_then(
        &mut self,
        customer: CustomerId,
        draft: &TouchDraft,
        then: impl FnOnce(&Change<'_>) -> Result<()>,
    ) -> Result<Logged> {
        let clock = self.clock();
        draft.check(clock.stamp())?;
        let customer = self.book.customer(customer)?;
        let (days, wall) = (self.call_days()?, self.wall_by_itself()?);
        let tells_words = draft.shared.unwrap_or(customer.team.is_some() && self.tells_words());
        let (kind, outcome) = (draft.kind(), draft.outcome());
        let people = people(customer.id, draft.with.as_deref().unwrap_or_default());
        let label = format!("{LOGGED} {} {}", kind.article(), self.names_of(&people)?);
        let mut logged = self.book.change(&clock, label, |change| {
            let at = draft.at.unwrap_or_else(|| clock.stamp());
            let slot = days.last_up_to(at.date_naive());
            if let Some(open) = slot.filter(|_| slot == days.last_up_to(clock.today())) {
                offer_before_log(change, &days, open, &people)?;
            }
            let setback = change.unanswered_setback(at)?;
            let talked = touch::is_conversation(kind, outcome);
            let facts = OccasionFacts {
                kind,
                is_open_pick: slot.map(|s| is_open_pick(change, s, &people)).transpose()?.unwrap_or(false),
                unanswered_setback: setback.is_some(),
                favorite: customer.favorite,
                past_buyer: customer.standing == Standing::Past,
            };
            let answers = setback.filter(|_| talked);
            let touch = Touch {
                id: change.new_touch_id(),
                customer: customer.id,
                kind,
                outcome,
                at,
                minutes: draft.minutes,
                occasion: draft.occasion.unwrap_or_else(|| touch::usual_occasion(facts)),
                setback: answers.as_ref().map(|s| s.id),
                mood_before: draft.mood_before.or(answers.as_ref().and_then(|s| s.mood)),
                mood_after: draft.mood_after,
                imported: false,
                text: draft.text.clone(),
            };
            change.add_touch_with(&touch, &people)?;
            if let Some(setback) = &answers {
                change.answer_setback(setback.id, touch.id)?;
            }
            let settled_pick = settle(change, &touch, (&people, slot))?;
            if tells_words {
                change.tell_words_of(touch.id)?;
            }
            then(change)?;
            let logged = Logged { settled_pick, ..logged(change, touch)? };
            wall.logged(change, &clock, &logged.remarks).map(|()| logged)
        })?;
        logged.hook_failed = self.after_log(&logged);
        Ok(logged)
    }

    /// Names people: "Ana Ribeiro and Paulo Silva".
    fn names_of(&self, people: &[CustomerId]) -> Result<String> {
        let names = people.iter().map(|id| Ok(self.book.customer(*id)?.name)).collect::<Result<Vec<String>>>()?;
        Ok(touch::names_in_words(names.iter().map(String::as_str)).unwrap_or_default())
    }
}

/// Lists everybody who is at a touch once, the one whose it is before the others.
fn people(first: CustomerId, with: &[CustomerId]) -> Vec<CustomerId> {
    let mut people = vec![first];
    for who in with {
        if !people.contains(who) {
            people.push(*who);
        }
    }
    people
}

/// Reads what was logged as the book has it now; it settled no pick, unless the caller knows better.
fn logged(change: &Change<'_>, touch: Touch) -> Result<Logged> {
    Ok(Logged {
        hook_failed: None,
        customer: change.customer(touch.customer)?,
        people: change.participants_of(&touch)?,
        remarks: change.remarks_of_touch(touch.id)?,
        touch,
        settled_pick: false,
    })
}

fn is_open_pick(change: &Change<'_>, slot: NaiveDate, people: &[CustomerId]) -> Result<bool> {
    Ok(change.picks_of_slot(slot)?.iter().any(|p| people.contains(&p.customer) && p.state == PickState::Offered))
}

/// Settles the offers that a slot made to people at a touch in it: called by a conversation, not reached by a miss.
fn settle(change: &Change<'_>, touch: &Touch, (people, slot): (&[CustomerId], Option<NaiveDate>)) -> Result<bool> {
    let Some(slot) = slot else { return Ok(false) };
    if touch.is_conversation() {
        let mut settled = false;
        for who in people {
            settled |= change.settle_as_called(slot, *who)?;
        }
        return Ok(settled);
    }
    let picks = change.picks_of_slot(slot)?;
    let open = picks.iter().find(|p| people.contains(&p.customer) && p.state == PickState::Offered);
    match (open, touch.outcome) {
        (Some(open), Some(Outcome::Voicemail | Outcome::NoAnswer)) => {
            change.settle(open.id, PickState::NotReached, None)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
