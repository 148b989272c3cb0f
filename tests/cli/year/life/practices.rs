//! The five practices, as the salesperson lives them.

use chrono::Days;

use super::super::checks;
use super::super::model::{Happened, Touch, monday_of};
use super::super::people::{LENA, OTTO};
use super::super::script::{Monday, Setback, how_monday_goes, moods_of_week};
use super::{Life, NO_MOODS, week_of};
use crate::support::{names, text};

impl Life {
    // Practice 1: the good call.

    /// Opens goodcall in the morning of a call day, or on Wednesday; gives whom it offers: whom the reminder named, if it did.
    pub(super) fn open_today(&mut self) -> &'static str {
        let today = self.ask("today");
        let told = self.reminded.take();
        let offer = told.unwrap_or_else(|| self.model.next_offer());
        checks::offer(&self.model, &today, offer);
        if told.is_some() {
            return offer.who;
        }
        let now = self.model.now.0;
        self.model.offers_of(now).push((offer.who, "offered"));
        offer.who
    }

    pub(super) fn make_the_good_call(&mut self) {
        let (day, week) = (self.model.today(), week_of(self.model.today()));
        checks::nobody_waits_too_long(&self.model);
        if how_monday_goes(week) == Monday::Reminded {
            return self.make_the_call_reminded_of(moods_of_week(week));
        }
        let first = self.open_today();
        if let Some((_, foretold)) = self.forecast.take().filter(|(on, _)| *on == day) {
            assert_eq!(first, foretold, "{day}: the forecast of Sunday");
            self.foretold += 1;
        }
        let before = self.model.call_days().into_iter().rfind(|d| *d < day);
        let called_before = before.map(|d| self.model.called_in(d)).unwrap_or_default();
        assert!(!called_before.contains(&first), "{day}: {first} was called on {before:?}");
        let moods = moods_of_week(week);
        match how_monday_goes(week) {
            Monday::Reached => drop(self.reach(first, moods)),
            Monday::Skipped => {
                self.skip();
                let next = self.open_today();
                self.reach(next, moods);
            }
            Monday::SkippedByMistake => {
                self.ask("skip");
                self.ask("undo");
                assert_eq!(self.ask("today")["pick"]["customer"]["name"], first);
                self.reach(first, moods);
            }
            Monday::Voicemail => {
                self.miss(first, "voicemail");
                let next = self.open_today();
                self.reach(next, moods);
            }
            Monday::TwoMisses => {
                self.miss(first, "voicemail");
                let next = self.open_today();
                self.miss(next, "no-answer");
                let last = self.open_today();
                self.reach(last, moods);
            }
            Monday::CallsBack => {
                self.miss(first, "voicemail");
                self.open_today();
            }
            Monday::SomebodyElse => {
                self.miss(first, "no-answer");
                let next = self.open_today();
                self.miss(next, "voicemail");
                self.open_today();
                let (_, settled) = self.reach(LENA.name, moods);
                assert!(!settled, "she was not offered");
            }
            Monday::Another => {
                self.reach(first, moods);
                let offer = self.model.next_offer();
                checks::offer(&self.model, &self.ask("today --anyway"), offer);
                self.model.offers_of(day).push((offer.who, "offered"));
                self.reach(offer.who, NO_MOODS);
            }
            Monday::Lunch => {
                let (before, after) = moods;
                let lunch = Touch { before, after, ..self.touch(LENA.name, "visit") };
                let (_, settled) = self.meet(LENA.name, first, lunch);
                assert!(settled, "whoever's log it is");
            }
            Monday::Conference => {
                let (before, after) = moods;
                let call = Touch { outcome: Some("reached"), before, after, ..self.touch(first, "call") };
                self.meet(first, OTTO.name, call);
            }
            Monday::OnWednesday | Monday::LoggedOnFriday | Monday::Reminded => {}
        }
    }

    fn skip(&mut self) {
        self.json(&["skip", "--because", "On the road"]);
        let day = self.model.today();
        self.model.offers_of(day).iter_mut().filter(|o| o.1 == "offered").for_each(|o| o.1 = "skipped");
    }

    pub(super) fn go_through_the_ideas(&mut self) {
        self.fridays += 1;
        checks::ideas(&self.model, &self.ask("ideas"));
        let now = self.model.now;
        let open: Vec<usize> = (0..self.model.ideas.len()).filter(|at| self.model.ideas[*at].state == "open").collect();
        // One a week is dealt with, the oldest first; in some weeks two.
        for (turn, at) in open.into_iter().take(1 + self.fridays % 2).enumerate() {
            let idea = &mut self.model.ideas[at];
            let act = match (self.fridays + turn) % 4 {
                0 => "drop",
                1 => "carry",
                _ => "done",
            };
            match act {
                "drop" => idea.state = "dropped",
                "carry" => {
                    // To the Friday of next week.
                    let next_friday = monday_of(now.0) + Days::new(11);
                    idea.due = next_friday.max(idea.due + Days::new(7));
                }
                _ => (idea.state, idea.done_at) = ("done", Some(now)),
            }
            let (id, state, due) = (idea.id.clone(), idea.state, idea.due);
            let ended = self.json(&["ideas", act, &id]);
            assert_eq!((&ended["state"], &ended["due_on"]), (&state.into(), &due.to_string().into()), "{act}");
        }
    }

    pub(super) fn end_the_week(&mut self) {
        let today = self.ask("today --ahead 1");
        let ahead = today["ahead"][0].clone();
        assert_eq!(ahead["date"], self.model.next_call_day().to_string());
        let week = self.ask("week");
        checks::week(&self.model, &week);
        let heard = (week["past_buyers"].clone(), checks::heard_this_week(&self.model));
        self.model.heard.insert(self.model.today(), heard);
        // The open pick comes first.
        let is_open = today["pick"]["state"] == "offered";
        let next = if is_open { &today["pick"]["customer"]["id"] } else { &ahead["customer"]["id"] };
        assert_eq!(&week["next"]["customer"]["id"], next);
        // It takes an open pick as reached, so it holds only where the pick was.
        let slot = self.model.slot_of(self.model.today());
        let was_called = !self.model.called_in(slot).is_empty();
        let named = || (self.model.next_call_day(), text(&ahead["customer"]["name"]).into());
        self.forecast = was_called.then(named);
    }

    // Practices 2 and 3: after a setback.

    pub(super) fn suffer(&mut self, setback: &'static Setback) {
        let mood = setback.mood.map(|m| m.to_string());
        let mut words = vec!["lift", "--after", setback.kind, "--about", "It hurt"];
        words.extend(mood.iter().flat_map(|m| ["--mood", m.as_str()]));
        let lift = self.json(&words);
        let Setback { kind, mood, .. } = *setback;
        self.model.setbacks.push(Happened { at: self.model.now, kind, mood, answered: false });
        assert_eq!(lift["setback"]["kind"], setback.kind);
        checks::lift(&self.model, &lift["call"]);
        let expected = self.model.show_lift_praise();
        assert_eq!(lift["praise"]["text"].as_str(), expected.as_deref(), "{}", setback.day);
        self.named.insert(setback.kind, names(&lift["call"], "/customer/name"));
    }

    /// Calls the first of those named who was not talked to today.
    pub(super) fn call_for_lift(&mut self, setback: &'static Setback) {
        let today = self.model.today();
        let fresh = |name: &&String| self.model.last_talk(name).is_none_or(|t| t.at.0 != today);
        let name = self.named[setback.kind].iter().find(fresh).expect("somebody to call");
        let who = self.model.person(name).name;
        let (logged, _) = self.reach(who, (setback.before, setback.after));
        let answers = self.model.touches.last().and_then(|t| t.answers);
        assert_eq!(logged["touch"]["setback"].is_string(), answers.is_some(), "{today}");
    }

    // Practice 4: past buyers.

    pub(super) fn keep_in_touch(&mut self) {
        checks::past_buyers(&self.model, &self.ask("due --all"), true);
        let due = self.model.past_buyers();
        let due = due.into_iter().filter(|who| self.model.is_up(who));
        // Two a week are plenty.
        for who in due.take(2).collect::<Vec<_>>() {
            let way = self.model.suggested_way(who);
            let outcome = (way == "call").then(|| {
                self.attempts += 1;
                match self.attempts % 4 {
                    1 => "reached",
                    2 => "no-answer",
                    3 => "voicemail",
                    _ => "reached",
                }
            });
            let heard = self.model.standing(who);
            self.log(Touch { outcome, ..self.touch(who, way) });
            if outcome == Some("no-answer") {
                assert_eq!(self.model.standing(who), heard, "an attempt resets nothing");
            }
        }
    }
}
