//! Several customers marked in the list: one key acts on all of them, as one change.

use std::collections::BTreeSet;

use super::super::ask::Question;
use super::super::choose::Choose;
use super::super::tagging::Tagging;
use crate::app::App;
use crate::app::several::ForAll;
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::count;
use crate::tui::keymap::Action;
use crate::tui::screen::{Context, Flow};

/// The marked customers, wherever the list is and whatever it is narrowed to.
#[derive(Debug, Default)]
pub(super) struct Marks {
    ids: BTreeSet<CustomerId>,
}

impl Marks {
    /// Marks a customer, or takes the mark away.
    pub(super) fn turn(&mut self, id: CustomerId) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
    }

    /// Takes all marks away; returns whether there were any.
    pub(super) fn clear(&mut self) -> bool {
        let any = !self.ids.is_empty();
        self.ids.clear();
        any
    }

    pub(super) fn has(&self, id: CustomerId) -> bool {
        self.ids.contains(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Forgets the marks of customers who are gone or out of sight.
    pub(super) fn refresh(&mut self, app: &App) -> Result<()> {
        let mut gone = Vec::new();
        for id in &self.ids {
            if app.find_customer(*id)?.is_none() {
                gone.push(*id);
            }
        }
        gone.iter().for_each(|id| {
            self.ids.remove(id);
        });
        Ok(())
    }

    /// Does what a key does to each of the marked; None where the key is about one customer.
    pub(super) fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Option<Flow>> {
        if self.is_empty() {
            return Ok(None);
        }
        let ids: Vec<CustomerId> = self.ids.iter().copied().collect();
        let mut customers = Vec::with_capacity(ids.len());
        for id in &ids {
            customers.extend(context.app.find_customer(*id)?);
        }
        let all = |holds: &dyn Fn(&Customer) -> bool| customers.iter().all(holds);
        let today = context.app.clock().today();
        Ok(Some(match action {
            Action::Favorite if all(&|c| c.favorite) => done(&ids, &ForAll::NoFavorite, context)?,
            Action::Favorite => done(&ids, &ForAll::Favorite, context)?,
            Action::Tag => {
                let who = match customers.as_slice() {
                    [one] => one.first_name().to_string(),
                    several => format!("these {}", several.len()),
                };
                Flow::Push(Box::new(Tagging::of(ids, who, context.app)?))
            }
            Action::Snooze if all(&|c| c.snoozed_until.is_some_and(|until| until > today)) => {
                done(&ids, &ForAll::Snooze(None), context)?
            }
            Action::Snooze => Flow::Push(Box::new(match customers.as_slice() {
                [one] => Question::snooze(one),
                _ => Question::snooze_all(ids),
            })),
            Action::Archive => {
                let flow = done(&ids, &ForAll::Archive, context)?;
                self.ids.clear();
                flow
            }
            Action::Standing if all(&|c| c.standing == Standing::Past) => done(&ids, &ForAll::Back, context)?,
            Action::Standing => match customers.as_slice() {
                [] => Flow::Stay,
                [one] => Flow::Push(Box::new(Choose::why_they_left(one))),
                [one, ..] => Flow::Push(Box::new(Choose::why_all_left(one, ids))),
            },
            _ => return Ok(None),
        }))
    }
}

/// Does something to all of them, and says to how many.
fn done(ids: &[CustomerId], act: &ForAll, context: &mut Context<'_>) -> Result<Flow> {
    let only = match ids {
        [one] => context.app.find_customer(*one)?.map(|customer| customer.first_name().to_string()),
        _ => None,
    };
    let changed = context.app.do_to_all(ids, act)?;
    let is =
        |one: &str, many: &str| only.as_ref().map_or_else(|| count(changed, one, many), |name| format!("{name} {one}"));
    let said = match act {
        _ if changed == 0 => {
            context.tell("Nothing to change: all of them are so already");
            return Ok(Flow::Stay);
        }
        ForAll::Favorite => is("is a favorite now", "are favorites now"),
        ForAll::NoFavorite => is("is no longer a favorite", "are no longer favorites"),
        ForAll::Snooze(_) => is("is back in the rotation", "are back in the rotation"),
        ForAll::Archive => format!("{}; what they said stays", is("is out of sight", "are out of sight")),
        ForAll::Back => is("is a customer again", "are customers again"),
        ForAll::Tag(_) | ForAll::NoTag(_) | ForAll::Left(_) => is("is changed", "are changed"),
    };
    context.done(said);
    Ok(Flow::Stay)
}
