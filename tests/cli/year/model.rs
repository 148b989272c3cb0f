//! What was lived, kept in plain lists, and what the program has to make of it: counted here by its contract alone.

mod expected;
mod occasions;
mod promises;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days};
use serde_json::Value;

use super::people::{Cadence, Day, HIRED, Person, date};
use super::script::Said;
pub(super) use occasions::Occasion;
pub(super) use promises::Promise;

/// A day, and the minutes of it that have gone by (UTC).
pub(super) type Moment = (Day, i64);

/// Minutes from one moment to another.
fn minutes_between(from: Moment, to: Moment) -> i64 {
    (to.0 - from.0).num_days() * 24 * 60 + to.1 - from.1
}

/// The Monday of a day's week.
pub(super) fn monday_of(day: Day) -> Day {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

#[derive(Debug, Clone)]
pub(super) struct Touch {
    pub at: Moment,
    /// Whose log it is.
    pub who: &'static str,
    /// Who else was there.
    pub with: Vec<&'static str>,
    pub kind: &'static str,
    /// Of calls.
    pub outcome: Option<&'static str>,
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub occasion: &'static str,
    /// The setback that it answers.
    pub answers: Option<&'static str>,
    pub said: Vec<Said>,
}

impl Touch {
    /// A reached call or a visit.
    pub(super) fn is_talk(&self) -> bool {
        self.kind == "visit" || self.outcome == Some("reached")
    }

    pub(super) fn people(&self) -> impl Iterator<Item = &'static str> {
        [self.who].into_iter().chain(self.with.iter().copied())
    }

    /// Whether somebody was there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.people().any(|who| who == name)
    }

    /// They heard from us.
    pub(super) fn arrived(&self) -> bool {
        self.outcome != Some("no-answer")
    }

    pub(super) fn rated(&self) -> Option<(i64, i64)> {
        self.before.zip(self.after)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Praise {
    pub at: Moment,
    pub who: &'static str,
    pub text: String,
    pub teammates: Vec<&'static str>,
    pub starred: bool,
    /// The number of its last showing, and when that was.
    pub shown: Option<usize>,
    pub shown_at: Option<Moment>,
}

#[derive(Debug, Clone)]
pub(super) struct Idea {
    pub id: String,
    pub at: Moment,
    pub who: &'static str,
    pub kind: &'static str,
    pub text: String,
    pub due: Day,
    pub state: &'static str,
    pub done_at: Option<Moment>,
}

#[derive(Debug, Clone)]
pub(super) struct Happened {
    pub at: Moment,
    pub kind: &'static str,
    pub mood: Option<i64>,
    pub answered: bool,
}

#[derive(Debug, Clone)]
pub(super) struct PastBuyer {
    pub left_on: Option<Day>,
    /// Their own, else that of their reason.
    pub cadence: Cadence,
    pub is_own: bool,
    /// Folded.
    pub tags: BTreeSet<&'static str>,
    pub do_not_call: bool,
}

/// Who was offered, and what became of it.
pub(super) type Offered = (&'static str, &'static str);

/// An offer that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub who: &'static str,
    pub wait: i64,
    pub weight: i64,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub now: Moment,
    pub people: Vec<Person>,
    pub past: BTreeMap<&'static str, PastBuyer>,
    pub snoozed: BTreeMap<&'static str, Day>,
    pub touches: Vec<Touch>,
    pub praise: Vec<Praise>,
    pub ideas: Vec<Idea>,
    pub promises: Vec<Promise>,
    pub setbacks: Vec<Happened>,
    /// By slot.
    pub offers: BTreeMap<Day, Vec<Offered>>,
    pub away: Vec<(Day, Day)>,
    /// Planned visits that were accepted or moved there, and those that were declined or moved away.
    pub accepted: BTreeSet<(Day, &'static str)>,
    pub refused: BTreeSet<(Day, &'static str)>,
    pub won_back: Vec<(Day, &'static str)>,
    /// What the reminder told, as the program said, on each day on which it was looked at.
    pub reminders: Vec<(Day, Vec<&'static str>)>,
    /// How many past buyers had heard from us at the end of a week: as the program said, and in truth.
    pub heard: BTreeMap<Day, (Value, usize)>,
    /// "Sal" is "Sally" from then on.
    pub joined: bool,
    pub shown: usize,
}

impl Model {
    pub(super) fn today(&self) -> Day {
        self.now.0
    }

    pub(super) fn person(&self, name: &str) -> &Person {
        self.people.iter().find(|p| p.name == name).expect("somebody of this year")
    }

    pub(super) fn is_away(&self, day: Day) -> bool {
        self.away.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    // The rotation.

    /// The call days up to today.
    pub(super) fn call_days(&self) -> Vec<Day> {
        let mondays = date(HIRED).iter_weeks().take_while(|d| *d <= self.today());
        mondays.filter(|d| !self.is_away(*d)).collect()
    }

    pub(super) fn next_call_day(&self) -> Day {
        let mondays = monday_of(self.today()).iter_weeks().skip(1);
        mondays.into_iter().find(|d| !self.is_away(*d)).expect("a Monday")
    }

    /// The slot that is open on a day.
    pub(super) fn slot_of(&self, day: Day) -> Day {
        self.call_days().into_iter().rfind(|d| *d <= day).expect("a call day")
    }

    pub(super) fn favorites(&self) -> Vec<&Person> {
        self.people.iter().filter(|p| p.favorite).collect()
    }

    pub(super) fn last_talk(&self, who: &str) -> Option<&Touch> {
        self.touches.iter().filter(|t| t.has(who) && t.is_talk()).max_by_key(|t| t.at)
    }

    pub(super) fn wait(&self, p: &Person) -> i64 {
        (self.today() - self.last_talk(p.name).map_or(date(p.added), |t| t.at.0)).num_days()
    }

    /// Who is in the rotation today.
    pub(super) fn candidates(&self) -> Vec<&Person> {
        let back = |p: &&Person| self.snoozed.get(p.name).is_none_or(|until| *until <= self.today());
        self.favorites().into_iter().filter(back).collect()
    }

    /// Whom the open slot offers next: not offered in it yet, first of all who was never talked to, then the highest score;
    /// last of all whom the user talked to since the call day before.
    pub(super) fn next_offer(&self) -> Offer {
        let slot = self.slot_of(self.today());
        let before = self.call_days().into_iter().rfind(|d| *d < slot);
        let offered: Vec<&str> = self.offers.get(&slot).into_iter().flatten().map(|(who, _)| *who).collect();
        let place = |p: &&Person| {
            let talked = self.last_talk(p.name).map(|t| t.at.0);
            let left_out = talked.zip(before).is_some_and(|(talked, before)| talked >= before);
            let ratings = (p.pleasure.unwrap_or(3), p.profit.unwrap_or(3));
            (talked.is_none(), !left_out, self.wait(p) * (4 + ratings.0 + ratings.1), ratings)
        };
        let free = self.candidates().into_iter().filter(|p| !offered.contains(&p.name));
        let first = free.max_by_key(place).expect("somebody to offer");
        let weight = 4 + first.pleasure.unwrap_or(3) + first.profit.unwrap_or(3);
        Offer { who: first.name, wait: self.wait(first), weight }
    }

    /// Who was offered in the slot of a day.
    pub(super) fn offers_of(&mut self, day: Day) -> &mut Vec<Offered> {
        let slot = self.slot_of(day);
        self.offers.entry(slot).or_default()
    }

    /// Who was called in a slot.
    pub(super) fn called_in(&self, slot: Day) -> Vec<&'static str> {
        let offers = self.offers.get(&slot).into_iter().flatten();
        offers.filter(|(_, state)| *state == "called").map(|(who, _)| *who).collect()
    }

    /// How many call days have come since somebody was talked to, or came into the rotation.
    pub(super) fn call_days_waited(&self, p: &Person) -> usize {
        let since = self.last_talk(p.name).map_or(date(p.added), |t| t.at.0);
        let since = self.snoozed.get(p.name).map_or(since, |until| since.max(*until));
        self.call_days().into_iter().filter(|d| *d > since).count()
    }

    // What was logged.

    /// Keeps a touch; gives its occasion and whether it settles an offer.
    pub(super) fn log(&mut self, mut touch: Touch) -> (&'static str, bool) {
        let slot = self.slot_of(touch.at.0);
        // A log makes the offer of its slot where none stands, unless it is with somebody offered before.
        let offers = self.offers.get(&slot).into_iter().flatten();
        let stands = offers.clone().any(|(who, state)| touch.has(who) || matches!(*state, "offered" | "called"));
        if slot == self.slot_of(self.today()) && !stands {
            let offer = self.next_offer();
            self.offers.entry(slot).or_default().push((offer.who, "offered"));
        }
        let offers = self.offers.get(&slot).into_iter().flatten();
        let is_open_pick = offers.clone().any(|(who, state)| touch.has(who) && *state == "offered");
        let unanswered = |h: &&mut Happened| !h.answered && (0..=24 * 60).contains(&minutes_between(h.at, touch.at));
        let setback = self.setbacks.iter_mut().filter(unanswered).max_by_key(|h| h.at);
        let is_favorite = self.people.iter().any(|p| p.name == touch.who && p.favorite);
        let occasion = match &setback {
            _ if is_open_pick => "rotation",
            Some(_) if is_favorite => "lift",
            _ if touch.kind == "visit" => "visit",
            _ if self.past.contains_key(touch.who) => "keep-in-touch",
            _ => "other",
        };
        if let Some(setback) = setback.filter(|_| touch.is_talk()) {
            setback.answered = true;
            touch.answers = Some(setback.kind);
            touch.before = touch.before.or(setback.mood);
        }
        touch.occasion = occasion;
        let mut settled = false;
        for who in touch.people() {
            settled |= self.settle(slot, &touch, who);
        }
        self.hear(&touch);
        self.touches.push(touch);
        (occasion, settled)
    }

    fn settle(&mut self, slot: Day, touch: &Touch, who: &str) -> bool {
        let offers = self.offers.entry(slot).or_default();
        let Some(theirs) = offers.iter().position(|(offered, _)| *offered == who) else { return false };
        let state = offers[theirs].1;
        if touch.is_talk() && state != "called" {
            offers.iter_mut().filter(|o| o.1 == "offered").for_each(|o| o.1 = "withdrawn");
            offers[theirs].1 = "called";
            return true;
        }
        let missed = touch.kind == "call" && !touch.is_talk() && state == "offered";
        if missed {
            offers[theirs].1 = "not-reached";
        }
        missed
    }

    fn hear(&mut self, touch: &Touch) {
        for said in &touch.said {
            let (at, who, text) = (touch.at, said.by.unwrap_or(touch.who), said.text.clone());
            if said.kind == "praise" {
                let teammates = said.teammates.clone();
                self.praise.push(Praise { at, who, text, teammates, starred: false, shown: None, shown_at: None });
            } else if matches!(said.kind, "idea" | "need") {
                let (id, due) = (String::new(), promises::friday_after(at.0));
                self.ideas.push(Idea { id, at, who, kind: said.kind, text, due, state: "open", done_at: None });
            } else if said.kind == "promise" {
                let (id, due) = (String::new(), promises::due(said.day, at.0));
                self.promises.push(Promise { id, at, who, text, due, state: "open", kept_at: None });
            }
        }
    }
}
