//! Practice 5: visits, planned by days in the field.

use std::collections::BTreeSet;

use chrono::Days;

use super::super::checks;
use super::super::model::Touch;
use super::super::people::Day;
use super::Life;
use crate::support::names;

impl Life {
    pub(super) fn plan_visits(&mut self) {
        self.plans += 1;
        let (today, soon) = (self.model.today(), self.model.today() + Days::new(35));
        let visits = self.ask("visits");
        checks::visits(&self.model, &visits);
        let mut proposed: Vec<(Day, &'static str)> = checks::planned(&self.model, &visits, "proposed");
        proposed.retain(|(day, _)| *day <= soon);
        // In its second month one is declined, in its fourth one is moved.
        if let Some((day, who)) = proposed.first().copied().filter(|_| self.plans == 2 || self.plans == 4) {
            proposed.remove(0);
            self.model.refused.insert((day, who));
            if self.plans == 2 {
                self.json(&["visits", "decline", who, &day.to_string(), "--because", "Stock-taking"]);
            } else {
                let is_peak = self.model.person(who).peak.expect("an account").1;
                let taken = |d: &Day| proposed.iter().chain(&self.model.accepted).any(|(on, _)| on == d);
                let to = day.iter_days().skip(1).find(|d| is_peak(*d) && !taken(d)).expect("a peak day");
                let moved = self.json(&["visits", "move", who, &day.to_string(), &to.to_string()]);
                assert_eq!((&moved["date"], &moved["state"]), (&to.to_string().into(), &"accepted".into()));
                self.model.accepted.insert((to, who));
            }
            // The plan makes room for what was decided.
            let visits = self.ask("visits");
            checks::visits(&self.model, &visits);
            proposed = checks::planned(&self.model, &visits, "proposed");
            proposed.retain(|(day, _)| *day <= soon);
        }
        let days: BTreeSet<Day> = proposed.iter().map(|(day, _)| *day).collect();
        for day in days {
            self.accept(day, proposed.iter().filter(|(on, _)| *on == day).map(|(_, who)| *who).collect());
        }
        let after = self.ask("visits");
        checks::visits(&self.model, &after);
        let accepted: Vec<_> = self.model.accepted.iter().copied().filter(|(day, _)| *day >= today).collect();
        assert_eq!(checks::planned(&self.model, &after, "accepted"), accepted);
    }

    /// Accepts what is proposed on a day: all at once, and in April one by one.
    fn accept(&mut self, day: Day, whom: Vec<&'static str>) {
        let on = day.to_string();
        if self.plans != 4 {
            let accepted = self.json(&["visits", "accept", &on]);
            assert_eq!(names(&accepted["visits"], "/customer/name"), super::named(&whom), "{on}");
            self.model.accepted.extend(whom.into_iter().map(|who| (day, who)));
            return;
        }
        for (place, who) in whom.iter().enumerate() {
            if place > 0 {
                let visits = self.ask("visits");
                checks::visits(&self.model, &visits);
                assert!(
                    checks::planned(&self.model, &visits, "proposed").contains(&(day, who)),
                    "{on}: the others stay"
                );
            }
            self.json(&["visits", "accept", who, &on]);
            self.model.accepted.insert((day, who));
        }
    }

    /// Visits whom it was accepted to visit today: those of one city come together.
    pub(super) fn spend_a_day_in_the_field(&mut self) {
        let today = self.model.today();
        let is_account = |who: &str| self.model.accounts().iter().any(|p| p.name == who);
        let accepted = self.model.accepted.iter().filter(|(on, who)| *on == today && is_account(who));
        let mut whom = accepted.map(|(_, who)| *who).collect::<Vec<_>>().into_iter();
        let Some(first) = whom.next() else { return };
        self.log(Touch { with: whom.collect(), ..self.touch(first, "visit") });
    }
}
