//! A team's wall to be written as a page: what hangs there, narrowed and in order.

use chrono::{Datelike, NaiveDate};

use super::wall::WallPraise;
use crate::app::App;
use crate::app::export::GroupedBy;
use crate::app::wall::{Heading, first_of_month};
use crate::error::{Error, Result};
use crate::text::fold;

/// Which part of a team's wall is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPageRequest {
    /// The team; None where the book is in one, or for the walls of all.
    pub team: Option<String>,
    /// Only what names this teammate.
    pub teammate: Option<String>,
    /// Only what was said in this year.
    pub year: Option<i32>,
    /// Under what it hangs together.
    pub by: GroupedBy,
}

/// A team's wall as it hangs on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPage {
    /// The teams whose walls these are.
    pub teams: Vec<String>,
    /// What hangs there, under its headings, the newest first.
    pub groups: Vec<(Heading, Vec<WallPraise>)>,
    /// Why this is what was read before, and not what hangs there now.
    pub fault: Option<Error>,
}

impl App {
    /// Reads a team's wall, and puts in order what is asked for of it; out of reach, what was read last.
    ///
    /// # Errors
    /// The book is in no team, or in none of this name.
    pub fn team_page(&mut self, asked: &TeamPageRequest) -> Result<TeamPage> {
        let seen = self.team_wall(asked.team.as_deref(), None)?;
        let teams = match &asked.team {
            Some(team) => vec![team.trim().to_string()],
            None => self.book.teams()?.into_iter().map(|team| team.name).collect(),
        };
        let is_named = |hanging: &WallPraise| match (&asked.teammate, &hanging.teammate) {
            (Some(wanted), Some(named)) => fold(wanted) == fold(named),
            (wanted, _) => wanted.is_none(),
        };
        let dated = seen.hanging.into_iter().filter(is_named).filter_map(|hanging| Some((day_of(&hanging)?, hanging)));
        let of_year = dated.filter(|(day, _)| asked.year.is_none_or(|year| day.year() == year));
        let mut groups: Vec<(Heading, Vec<WallPraise>)> = Vec::new();
        for (day, hanging) in of_year {
            let heading = match asked.by {
                GroupedBy::Month => Heading::Month(first_of_month(day)),
                GroupedBy::Teammate => hanging.teammate.clone().map_or(Heading::Everybody, Heading::Teammate),
                GroupedBy::Year | GroupedBy::Customer => Heading::Year(day.year()),
            };
            match groups.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, all)) => all.push(hanging),
                None => groups.push((heading, vec![hanging])),
            }
        }
        if asked.by == GroupedBy::Teammate {
            // By name; what names nobody comes last.
            groups.sort_by_cached_key(|(heading, _)| match heading {
                Heading::Teammate(name) => (false, fold(name)),
                _ => (true, String::new()),
            });
        }
        Ok(TeamPage { teams, groups, fault: seen.fault })
    }
}

/// The day on which a remark was said; None where another's machine said none.
pub fn day_of(hanging: &WallPraise) -> Option<NaiveDate> {
    hanging.day.parse().ok()
}
