//! Days that come back every year, and what the reminder has to tell.

use chrono::{Datelike, Days};

use super::super::people::{Day, Person, date};
use super::Model;

/// A birthday, or the day of a first yes, that is near.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occasion {
    pub on: Day,
    pub who: &'static str,
    pub kind: &'static str,
    /// How old they turn, or how long ago it was; None where nobody knows the year.
    pub years: Option<i32>,
}

/// When a day of the year comes next, and how many years it is then.
fn next(written: &str, from: Day) -> (Day, Option<i32>) {
    let (year, rest) = written.split_at(written.len() - 5);
    // Who was born on 29 February celebrates on the 28th; no year of these has another.
    let rest = if rest == "02-29" { "02-28" } else { rest };
    let of_year = |year: i32| date(&format!("{year}-{rest}"));
    let on = Some(of_year(from.year())).filter(|day| *day >= from).unwrap_or_else(|| of_year(from.year() + 1));
    (on, year.strip_suffix('-').map(|year| on.year() - year.parse::<i32>().expect("a year")))
}

impl Model {
    fn near(&self, p: &Person) -> Vec<Occasion> {
        let today = self.today();
        let first_yes = p.customer_since.filter(|_| self.past.contains_key(p.name));
        let days = [("birthday", p.birthday), ("first-yes", first_yes)];
        let all = days.into_iter().filter_map(|(kind, day)| day.map(|day| (kind, next(day, today))));
        let mut near: Vec<Occasion> =
            all.map(|(kind, (on, years))| Occasion { on, who: p.name, kind, years }).collect();
        near.retain(|o| o.on <= today + Days::new(7));
        near.sort();
        near
    }

    /// What somebody can be congratulated on today or within a week, the next first.
    pub(crate) fn occasions_of(&self, who: &str) -> Vec<Occasion> {
        self.near(self.person(who))
    }

    /// The birthdays of today and the seven days after, of everybody.
    pub(crate) fn birthdays(&self) -> Vec<Occasion> {
        let mut all: Vec<Occasion> = self.people.iter().flat_map(|p| self.near(p)).collect();
        all.retain(|o| o.kind == "birthday");
        all.sort();
        all
    }

    /// The birthdays that the reminder tells of: three days before.
    pub(crate) fn birthdays_to_remind_of(&self) -> Vec<Occasion> {
        let on = self.today() + Days::new(3);
        self.birthdays().into_iter().filter(|o| o.on == on).collect()
    }
}
