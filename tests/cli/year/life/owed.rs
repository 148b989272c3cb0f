//! What the salesperson owes, dealt with on Thursdays.

use chrono::Days;

use super::super::checks;
use super::Life;

impl Life {
    /// Of what is due the oldest is dealt with: kept for the most part, else moved or dropped.
    pub(super) fn go_through_the_promises(&mut self) {
        self.thursdays += 1;
        checks::promises(&self.model, &self.ask("promises"));
        let (now, in_ten_days) = (self.model.now, self.model.today() + Days::new(10));
        let Some(id) = self.model.owed_now().first().map(|p| p.id.clone()) else { return };
        let promise = self.model.promises.iter_mut().find(|p| p.id == id).expect("a promise");
        let ten_days = in_ten_days.to_string();
        let words = match self.thursdays % 5 {
            1 => {
                promise.due = in_ten_days;
                vec!["promises", "move", &id, &ten_days]
            }
            3 => {
                promise.state = "dropped";
                vec!["promises", "drop", &id]
            }
            _ => {
                (promise.state, promise.kept_at) = ("kept", Some(now));
                vec!["promises", "kept", &id]
            }
        };
        let (state, due) = (promise.state, promise.due.to_string());
        let ended = self.json(&words);
        assert_eq!((&ended["state"], &ended["due_on"]), (&state.into(), &due.into()), "{words:?}");
    }
}
