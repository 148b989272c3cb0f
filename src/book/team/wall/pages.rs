//! Pages of what hangs on the walls, and what a rep does there with a key, which an undo takes back.

use std::cmp::Reverse;

use super::{Author, FROM_WALLS, NEVER, READING, WALL_PRAISE, WallPraise};
use crate::book::Book;
use crate::book::customers::Direction;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::Result;
use crate::sync::team::praise::{Praise, WallEntry};
use crate::text::{fold, search_text};

/// How many rows are looked at together where words are sought.
const LOOKED_AT: usize = 200;

/// What of the walls is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WallFilter {
    /// The teammate whom it names.
    pub teammate: Option<String>,
    /// Words that begin words of it or of its caption, folded.
    pub words: Vec<String>,
}

/// A remark that was taken off a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOff {
    /// As it hung there.
    pub hanging: WallPraise,
    /// The customer who said it.
    whose: Option<CustomerId>,
}

/// A place in the order of a wall: the latest day first, then what came or was hung up last.
type Place = (String, i64, i64, i64, String);

impl WallPraise {
    fn place(&self) -> Place {
        (self.day.clone(), self.at.unwrap_or(NEVER), self.clock, self.remark.0, self.rep.clone())
    }
}

impl WallFilter {
    fn is_met_by(&self, hanging: &WallPraise) -> bool {
        let WallPraise { team, rep, text, teammate, customer, company, .. } = hanging;
        if let Some(name) = &self.teammate
            && teammate.as_ref().is_none_or(|teammate| fold(teammate) != fold(name))
        {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let caption = [teammate, customer, company].into_iter().flatten();
        let all = [text, rep, team].into_iter().chain(caption);
        let all = search_text(&all.map(String::as_str).collect::<Vec<_>>().join(" "));
        self.words.iter().all(|word| all.split(' ').any(|one| one.starts_with(word.as_str())))
    }
}

impl Book {
    /// Returns a page of what hangs on the walls, the newest first: `limit` beyond one of it, or from an end; with
    /// [`Direction::Up`] the newer ones, nearest first.
    pub fn wall_page(
        &self,
        filter: &WallFilter,
        from: Option<&WallPraise>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<WallPraise>> {
        let teams: Vec<i64> = self.teams()?.into_iter().map(|team| team.id).collect();
        let at_once = if filter == &WallFilter::default() { limit } else { limit.max(LOOKED_AT) };
        let mut found: Vec<WallPraise> = Vec::new();
        let mut from = from.map(WallPraise::place);
        loop {
            let page = self.page_of_teams(&teams, from.as_ref(), direction, at_once)?;
            let is_last = page.len() < at_once;
            from = page.last().map(WallPraise::place);
            found.extend(page.into_iter().filter(|hanging| filter.is_met_by(hanging)));
            if is_last || found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    /// Of each team by its index, then the nearest of all.
    fn page_of_teams(
        &self,
        teams: &[i64],
        from: Option<&Place>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<WallPraise>> {
        let end = (String::new(), i64::MIN, i64::MIN, i64::MIN, String::new());
        let (day, beyond, order, sentinel) = match direction {
            Direction::Down => ("day <=", "<", "DESC", ("~".to_string(), NEVER, i64::MAX, i64::MAX, String::new())),
            Direction::Up => ("day >=", ">", "ASC", end),
        };
        let place = from.unwrap_or(&sentinel);
        let sql = format!(
            "SELECT {WALL_PRAISE} {FROM_WALLS}
             WHERE here AND sync_wall.team = ?1 AND {day} ?2
               AND (day, coalesce(at, {NEVER}), clock, remark, rep) {beyond} (?2, ?3, ?4, ?5, ?6)
             ORDER BY day {order}, coalesce(at, {NEVER}) {order}, clock {order}, remark {order}, rep {order} LIMIT ?7"
        );
        let mut all: Vec<WallPraise> = Vec::new();
        for team in teams {
            let values = (team, &place.0, place.1, place.2, place.3, &place.4, limit);
            all.extend(self.db.all::<WallPraise>(&sql, values, READING)?);
        }
        match direction {
            Direction::Down => all.sort_by_key(|hanging| Reverse(hanging.place())),
            Direction::Up => all.sort_by_key(WallPraise::place),
        }
        all.truncate(limit);
        Ok(all)
    }

    /// Returns the user's own remarks that hang on any wall.
    pub fn own_on_walls(&self) -> Result<Vec<RemarkId>> {
        let sql = "SELECT DISTINCT remark FROM sync_wall WHERE here AND rep = (SELECT account FROM sync_server)";
        self.db.all(sql, [], READING)
    }

    /// Takes a remark of the user's off a wall; that waits to be sent. None where it hangs there no more.
    pub fn take_off_wall(&mut self, clock: &Clock, (team, remark): (i64, RemarkId)) -> Result<Option<TakenOff>> {
        let account = self.team_server()?.map(|server| server.account).unwrap_or_default();
        let name = self.teams()?.into_iter().find(|part| part.id == team).map(|part| part.name).unwrap_or_default();
        let hanging = self.hanging(remark)?.into_iter().find(|one| one.rep == account && one.team == name);
        let Some(hanging) = hanging else { return Ok(None) };
        let whose = "SELECT whose FROM sync_wall WHERE team = ?1 AND remark = ?2 AND rep = ?3";
        let whose: Option<CustomerId> = self.db.one(whose, (team, remark, &account), READING)?;
        self.withdraw_praise(clock, team, remark)?;
        Ok(Some(TakenOff { hanging, whose }))
    }

    /// Hangs up again what was taken off; that waits to be sent.
    pub fn hang_again(&mut self, clock: &Clock, team: i64, taken: &TakenOff) -> Result<()> {
        let WallPraise { remark, text, teammate, day, customer, company, .. } = taken.hanging.clone();
        self.note(clock, |note| {
            let Author { machine, rep: by } = note.author()?;
            let praise = Some(Praise { text, teammate, day, customer, company });
            let entry = WallEntry { remark: remark.0, hlc: note.next_team_clock(clock)?, by, praise, at: None };
            note.hang(team, &entry, (machine, None, true), taken.whose).map(drop)
        })
    }
}
