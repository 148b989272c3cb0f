//! Tells whom other reps handed over to the user.

use crate::app::App;
use crate::app::sync::{Synced, Told};
use crate::book::team::TeamPart;
use crate::domain::ids::CustomerId;
use crate::error::Result;

impl App {
    /// Notes which of a team's customers are the user's own now and were not `before` a sync, because another rep handed
    /// them over. What was so when the book joined is not news.
    pub(super) fn tell_of_handed(&self, team: &TeamPart, before: &[CustomerId], done: &mut Synced) -> Result<()> {
        if team.last_ok.is_none() {
            return Ok(());
        }
        let mut handed = Vec::new();
        for id in self.book.own_in_team(team.id)?.into_iter().filter(|id| !before.contains(id)) {
            let by = self.book.handed_over_by(team.id, id)?;
            handed.extend(by.zip(self.find_customer(id)?.map(|customer| customer.name)));
        }
        if !handed.is_empty() {
            done.told.push(Told::HandedOver(handed));
        }
        Ok(())
    }
}
