//! What is asked before a customer is shared with a team, handed over, or taken back. All of it is done in the book alone;
//! the next sync sends it.

use super::{Answer, Choose};
use crate::app::team::Sending;
use crate::app::team::sharing::{NewOwner, SharedAct};
use crate::domain::customer::Customer;
use crate::error::Result;
use crate::present::team;
use crate::text::clean;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::ask::Question;
use crate::tui::screens::meanwhile::{Subject, subject};
use crate::tui::screens::shared_acts;
use crate::tui::team_act::TeamAct;

/// The title of what is asked.
const WITH_THE_TEAM: &str = "With the team";
/// The most reps that are named as answers, beside the user.
const REPS: usize = 4;

impl Choose {
    /// Asks what is to become of a customer in a team: with which they are shared, or whose they are from now on. None where
    /// there is nothing to ask, which is said.
    pub(crate) fn share(customer: &Customer, context: &mut Context<'_>) -> Result<Option<Self>> {
        if let Some(team) = &customer.team {
            return Self::hand_over(customer, team, context);
        }
        let mut teams = context.app.teams_to_share_with()?;
        let Some(team) = teams.pop() else {
            let key = context.keymap.key(Scope::Global, Action::TeamWall);
            context.tell(format!("You are in no team that could share them; {key} says how to begin"));
            return Ok(None);
        };
        if teams.is_empty() {
            return Ok(Some(Self::share_with(customer, &team)));
        }
        teams.push(team);
        let question = format!("Share {} with which team?", clean(customer.first_name()));
        let answers = teams.into_iter().map(|team| (clean(&team).into_owned(), Answer::WithTeam(team))).collect();
        Ok(Some(Self::new(WITH_THE_TEAM, question, customer, answers)))
    }

    /// Asks whether a customer is to be the user's own in a team.
    fn share_with(customer: &Customer, team: &str) -> Self {
        let answer = |owner| Answer::Share(team.to_string(), owner);
        let answers = vec![
            ("yes, as yours".to_string(), answer(NewOwner::User)),
            ("yes, as anyone's: who is first calls them".to_string(), answer(NewOwner::Anyone)),
        ];
        let question = format!("Share {} with {}?", clean(customer.first_name()), clean(team));
        Self::new(WITH_THE_TEAM, question, customer, answers)
    }

    /// Asks whose a shared customer is to be.
    fn hand_over(customer: &Customer, team: &str, context: &mut Context<'_>) -> Result<Option<Self>> {
        if let Err(error) = context.app.may_hand_over(customer.id) {
            return shared_acts::tell_why_not(error, context).map(|()| None);
        }
        let own = context.app.team_role()?;
        let owner = customer.owner.as_deref();
        let mut reps = context.app.reps_known(team)?;
        reps.retain(|rep| Some(rep.as_str()) != owner);
        reps.truncate(REPS);
        let is_own = owner == Some(own.as_str());
        // What holds now comes first: nobody is handed over by a key too many.
        let is = team::whose(customer, &own);
        let mut answers = vec![(format!("{is}, as before"), Answer::Nothing)];
        if !is_own {
            answers.push(("yours".to_string(), Answer::Give(NewOwner::User)));
        }
        let whose = |rep: String| (format!("{}'s", clean(&rep)), Answer::Give(NewOwner::Rep(rep)));
        answers.extend(reps.into_iter().map(whose));
        answers.push(("another rep's".to_string(), Answer::GiveToAnother));
        if owner.is_some() {
            answers.push(("anyone's: who is first calls them".to_string(), Answer::Give(NewOwner::Anyone)));
        }
        let team = clean(team).into_owned();
        answers.push((format!("not shared with {team} any more"), Answer::Unshare));
        let question = format!("{} is {is} in {team}. And from now on?", clean(customer.first_name()));
        Ok(Some(Self::new(WITH_THE_TEAM, question, customer, answers)))
    }

    /// Does what an answer about a team's customer says.
    pub(super) fn answer_of_sharing(&self, answer: &Answer, context: &mut Context<'_>) -> Result<Flow> {
        let Some(Subject { customer, merged }) = subject(self.customer.id, &self.customer.name, context)? else {
            return Ok(Flow::Pop);
        };
        let id = customer.id;
        match answer {
            Answer::WithTeam(team) => {
                return Ok(Flow::Replace(Box::new(Self::share_with(&customer, team))));
            }
            Answer::GiveToAnother => return Ok(Flow::Replace(Box::new(Question::give(&customer)))),
            Answer::Nothing => {}
            Answer::Share(team, owner) => {
                let done = context.app.share_customer(id, (Some(team), owner), Sending::Later);
                shared_acts::tell(done, (team::shared, &merged), |_| Some(TeamAct::Shared(id)), context)?;
            }
            Answer::Give(to) => shared_acts::give(&Subject { customer, merged }, to, context)?,
            Answer::Unshare => {
                let done = context.app.unshare_customer(id, Sending::Later);
                let before = shared_acts::owner_of(&customer);
                let back = |act: &SharedAct| Some(TeamAct::Unshared(id, act.team.clone(), before));
                shared_acts::tell(done, (|act, _| team::unshared(act), &merged), back, context)?;
            }
            _ => return Ok(Flow::Stay),
        }
        Ok(Flow::Pop)
    }
}
