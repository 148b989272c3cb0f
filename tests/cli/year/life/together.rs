//! What the reminder says, calls that it named, and meetings with two people.

use serde_json::{Value, json};

use super::super::checks;
use super::super::model::Touch;
use super::Life;

impl Life {
    /// Logs a touch at which somebody else was.
    pub(super) fn meet(&mut self, who: &'static str, with: &'static str, touch: Touch) -> (Value, bool) {
        let heard = |life: &Self| [who, with].map(|name| life.model.last_touch(name).map(|t| t.at));
        let logged = self.log(Touch { with: vec![with], ..touch });
        assert_eq!(heard(self), [Some(self.model.now); 2], "both heard from us");
        logged
    }

    fn reminder(&mut self) -> Value {
        let said = self.json(&["remind", "now"]);
        let told = ["call", "promises", "birthdays"];
        let told = told.into_iter().filter(|key| !said[*key].is_null() && said[*key] != json!([]));
        self.model.reminders.push((self.model.today(), told.collect()));
        said
    }

    /// What the timer runs in the morning. The offer that it names is stored.
    pub(super) fn remind(&mut self) {
        let today = self.model.today();
        let said = self.reminder();
        let is_call_day = !self.model.is_away(today) && self.model.slot_of(today) == today;
        let is_open = is_call_day && self.model.offers_of(today).is_empty();
        self.reminded = is_open.then(|| self.model.next_offer());
        checks::reminder(&self.model, &said, self.reminded.map(|offer| offer.who));
        if let Some(offer) = self.reminded {
            self.model.offers_of(today).push((offer.who, "offered"));
        }
    }

    /// Calls whom the reminder named, without goodcall, and logs it without a name.
    pub(super) fn make_the_call_reminded_of(&mut self, (before, after): (Option<i64>, Option<i64>)) {
        let day = self.model.today();
        let offer = self.reminded.take().expect("somebody to call");
        if let Some((_, foretold)) = self.forecast.take().filter(|(on, _)| *on == day) {
            assert_eq!(offer.who, foretold, "{day}: the forecast of Sunday");
            self.foretold += 1;
        }
        let call = Touch { outcome: Some("reached"), before, after, ..self.touch(offer.who, "call") };
        let (_, settled) = self.log_to(None, call);
        assert!(settled, "{day}: {} was called", offer.who);
        // The call is made: nothing more is said of it, and nothing is offered.
        let said = self.reminder();
        checks::reminder(&self.model, &said, None);
        let today = self.ask("today");
        let called = json!({"state": "called", "name": offer.who});
        assert_eq!(json!({"state": today["pick"]["state"], "name": today["pick"]["customer"]["name"]}), called);
    }
}
