//! Correcting and deleting logs: the pick that one settled and the setback that it answered follow.

use super::{Logged, logged, people};
use crate::app::App;
use crate::book::Change;
use crate::book::picks::Pick;
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::rotation::{CallDays, PickState};
use crate::domain::touch::{self, Occasion, OccasionFacts, Outcome, Participants, Touch, TouchDraft};
use crate::error::Result;

/// What a change of a touch says anew, and so what undo calls it.
#[derive(Debug, Clone, Copy)]
enum Anew<'a> {
    /// The whole text, and what else the draft has.
    Text(&'a str),
    /// All but the text.
    NoText,
    /// How the user feels after it.
    Mood,
}

impl App {
    /// Corrects a touch: what the draft leaves out stays. Remarks whose text stayed, or nearly did, keep their stars and states.
    /// An unfinished correction is another one, and stays.
    pub fn edit_touch(&mut self, id: TouchId, draft: &TouchDraft, text: Option<&str>) -> Result<Logged> {
        self.edit_touch_then(id, draft, text.map_or(Anew::NoText, Anew::Text), |_| Ok(()))
    }

    /// The same for the form of the correction, whose draft goes with it.
    pub fn finish_correction(&mut self, id: TouchId, draft: &TouchDraft) -> Result<Logged> {
        let customer = self.book.touch(id)?.customer;
        let finish = |change: &Change<'_>| change.finish_draft(&edit_form(id), Some(customer));
        self.edit_touch_then(id, draft, Anew::Text(&draft.text), finish)
    }

    fn edit_touch_then(
        &mut self,
        id: TouchId,
        draft: &TouchDraft,
        anew: Anew<'_>,
        then: impl FnOnce(&Change<'_>) -> Result<()>,
    ) -> Result<Logged> {
        let clock = self.clock();
        self.is_own_log(id)?;
        let before = self.book.touch(id)?;
        TouchDraft { kind: Some(draft.kind.unwrap_or(before.kind)), ..draft.clone() }.check(clock.stamp())?;
        let (days, wall) = (self.call_days()?, self.wall_by_itself()?);
        let what = format!("{} {}", before.kind.article(), self.book.customer(before.customer)?.name);
        let (label, text) = match anew {
            Anew::Text(text) => (format!("corrected {what}"), Some(text)),
            Anew::NoText => (format!("corrected {what}"), None),
            Anew::Mood => (format!("noted how you feel after {what}"), None),
        };
        self.book.change(&clock, label, |change| {
            // Another run of the program may have corrected it since.
            let before = change.touch(id)?;
            let mut touch = corrected_by(&before, draft, text);
            let were_there = change.participants_of(&before)?;
            let mut anybody: Vec<CustomerId> = were_there.all().map(|p| p.id).collect();
            anybody.extend(draft.with.iter().flatten());
            let anybody = people(before.customer, &anybody);
            if (touch.kind, touch.outcome, touch.at) != (before.kind, before.outcome, before.at) {
                answer_again(change, &mut touch)?;
            }
            touch.occasion = match draft.occasion {
                Some(occasion) => occasion,
                None if touch.kind != before.kind => {
                    occasion_again(change, &touch, (before.occasion, &change.customer(before.customer)?))?
                }
                None => before.occasion,
            };
            let said_before = change.remarks_of_touch(touch.id)?;
            let changed = change.update_touch_with(&touch, draft.with.as_deref())?;
            for who in anybody.iter().filter(|_| changed) {
                resettle(change, &before, *who, &days)?;
                resettle(change, &touch, *who, &days)?;
            }
            match draft.shared {
                Some(true) => change.tell_words_of(touch.id)?,
                Some(false) => change.keep_words_of(touch.id)?,
                None => {}
            }
            then(change)?;
            let logged = logged(change, touch)?;
            wall.corrected(change, &clock, (&said_before, &logged.remarks)).map(|()| logged)
        })
    }

    /// Deletes a touch and its remarks, for everybody who was there.
    pub fn delete_touch(&mut self, id: TouchId) -> Result<(Touch, Participants)> {
        let clock = self.clock();
        self.is_own_log(id)?;
        let touch = self.book.touch(id)?;
        let people = self.book.participants_of(&touch)?;
        let (days, wall) = (self.call_days()?, self.wall_by_itself()?);
        let label = format!("removed {} {}", touch.kind.article(), people.names());
        self.book.change(&clock, label, |change| {
            change.delete_touch(&touch)?;
            wall.deleted(change, &clock)?;
            people.all().try_for_each(|who| resettle(change, &touch, who.id, &days))
        })?;
        Ok((touch, people))
    }

    /// Records how the user feels after a call.
    pub fn keep_mood_after(&mut self, id: TouchId, mood: u8) -> Result<Logged> {
        let draft = TouchDraft { mood_after: Some(mood), ..TouchDraft::default() };
        self.edit_touch_then(id, &draft, Anew::Mood, |_| Ok(()))
    }
}

/// The name of the draft of a correction.
pub fn edit_form(id: TouchId) -> String {
    format!("touch {id}")
}

/// Returns the log that a draft corrects; None for drafts of other forms.
pub(in crate::app) fn corrected(form: &str) -> Option<TouchId> {
    form.strip_prefix("touch ")?.parse().ok().map(TouchId)
}

/// Lays a draft over a touch: what it leaves out stays.
fn corrected_by(before: &Touch, draft: &TouchDraft, text: Option<&str>) -> Touch {
    let kind = draft.kind.unwrap_or(before.kind);
    let outcome = draft.outcome.or(before.outcome).or(Some(Outcome::Reached));
    Touch {
        kind,
        outcome: outcome.filter(|_| kind == touch::TouchKind::Call),
        at: draft.at.unwrap_or(before.at),
        minutes: draft.minutes.or(before.minutes),
        occasion: draft.occasion.unwrap_or(before.occasion),
        mood_before: draft.mood_before.or(before.mood_before),
        mood_after: draft.mood_after.or(before.mood_after),
        text: text.unwrap_or(&before.text).to_string(),
        ..before.clone()
    }
}

/// Decides which setback a corrected touch answers, if any.
fn answer_again(change: &Change<'_>, touch: &mut Touch) -> Result<()> {
    change.unanswer_setbacks(touch.id)?;
    touch.setback = None;
    if touch.is_conversation()
        && let Some(setback) = change.unanswered_setback(touch.at)?
    {
        touch.setback = Some(setback.id);
        change.answer_setback(setback.id, touch.id)?;
    }
    Ok(())
}

/// Finds the occasion of a touch that turned out to be of another kind. A call or a visit in the rotation stays in it; a card
/// is not what the slot was for.
fn occasion_again(change: &Change<'_>, touch: &Touch, (before, customer): (Occasion, &Customer)) -> Result<Occasion> {
    let can_talk = matches!(touch.kind, touch::TouchKind::Call | touch::TouchKind::Visit);
    let facts = OccasionFacts {
        kind: touch.kind,
        is_open_pick: can_talk && before == Occasion::Rotation,
        unanswered_setback: touch.setback.is_some() || change.unanswered_setback(touch.at)?.is_some(),
        favorite: customer.favorite,
        past_buyer: customer.standing == Standing::Past,
    };
    Ok(touch::usual_occasion(facts))
}

/// Settles a slot again for one who was at one of its touches, after that was corrected: the pick follows what their touches
/// now say.
fn resettle(change: &Change<'_>, touch: &Touch, who: CustomerId, days: &CallDays) -> Result<()> {
    let Some(slot) = days.last_up_to(touch.day()) else { return Ok(()) };
    let until = days.next_after(slot);
    let picks = change.picks_of_slot(slot)?;
    let Some(theirs) = picks.iter().find(|p| p.customer == who) else { return Ok(()) };
    let in_slot = |t: &Touch| t.day() >= slot && until.is_none_or(|u| t.day() < u);
    let touches: Vec<Touch> = change.touches_of(who, RESETTLE_TOUCHES)?.into_iter().filter(in_slot).collect();
    if touches.iter().any(Touch::is_conversation) {
        change.settle_as_called(slot, who)?;
    } else if matches!(theirs.state, PickState::Called | PickState::NotReached) {
        let missed = touches.iter().any(|t| matches!(t.outcome, Some(Outcome::Voicemail | Outcome::NoAnswer)));
        let another = |p: &Pick| matches!(p.state, PickState::Offered | PickState::Called) && p.id != theirs.id;
        let state = if missed {
            PickState::NotReached
        } else if theirs.because.is_some() {
            PickState::Skipped
        } else if picks.iter().any(another) {
            PickState::Withdrawn
        } else {
            PickState::Offered
        };
        if state != theirs.state {
            change.settle(theirs.id, state, None)?;
        }
    }
    Ok(())
}

/// How many of a customer's latest touches to search for a slot's.
const RESETTLE_TOUCHES: usize = 500;
