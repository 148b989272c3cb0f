//! The slot, held against a model of its own: random acts, and after each the same answer.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::app::Now;
use crate::book::Book;
use crate::config;
use crate::domain::choice::Choice;
use crate::domain::customer::{CustomerDraft, CustomerField};
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Outcome, TouchDraft, TouchKind};

const NAMES: [&str; 4] = ["Ana", "Bea", "Cleo", "Dora"];
/// Pleasure and profit of each; an empty text is unrated.
const RATINGS: [(&str, &str); 4] = [("5", "5"), ("", ""), ("1", "1"), ("4", "2")];
/// A Monday, 10:00.
const BEGINNING: &str = "2026-11-23T10:00:00Z";

/// Something that the user does; people are places in [`NAMES`].
#[derive(Debug, Clone, Copy)]
enum Act {
    Ask,
    Another,
    Talk(usize),
    /// Days ago.
    TalkBefore(usize, u64),
    Miss(usize),
    Card(usize),
    Skip,
    Snooze(usize, u64),
    Favorite(usize),
    Undo,
    Redo,
    Pass(u64),
}

fn acts() -> impl Strategy<Value = Act> {
    let who = || 0..NAMES.len();
    prop_oneof![
        4 => Just(Act::Ask),
        2 => Just(Act::Another),
        5 => who().prop_map(Act::Talk),
        2 => (who(), 1..9_u64).prop_map(|(who, days)| Act::TalkBefore(who, days)),
        4 => who().prop_map(Act::Miss),
        1 => who().prop_map(Act::Card),
        3 => Just(Act::Skip),
        2 => (who(), 1..10_u64).prop_map(|(who, days)| Act::Snooze(who, days)),
        4 => who().prop_map(Act::Favorite),
        5 => Just(Act::Undo),
        3 => Just(Act::Redo),
        3 => (1..8_u64).prop_map(Act::Pass),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Made {
    who: usize,
    state: PickState,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Person {
    favorite: bool,
    snoozed: Option<NaiveDate>,
    /// The instant and the day of each conversation.
    talks: Vec<(DateTime<Utc>, NaiveDate)>,
}

/// What the contract says, in plain lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct World {
    people: Vec<Person>,
    slots: BTreeMap<NaiveDate, Vec<Made>>,
}

/// A world, and the ones before and after each change that can be undone.
struct Model {
    now: DateTime<Utc>,
    world: World,
    changes: Vec<(World, World)>,
    /// What was undone and can be redone, each with the world as the undo found it.
    undone: Vec<(World, World, World, Option<NaiveDate>)>,
}

fn slot_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

impl World {
    fn score(&self, who: usize, today: NaiveDate) -> i64 {
        let since = self.people[who].talks.iter().map(|t| t.1).max();
        let added = "2026-09-01".parse().unwrap();
        let rating = |text: &str| text.parse::<i64>().unwrap_or(3);
        (today - since.unwrap_or(added)).num_days().max(0) * (4 + rating(RATINGS[who].0) + rating(RATINGS[who].1))
    }

    /// Whom a slot called, in the order of the conversations.
    fn called(&self, slot: NaiveDate) -> Vec<usize> {
        let made = self.slots.get(&slot).into_iter().flatten().filter(|m| m.state == PickState::Called);
        let last = |who: usize| {
            let talks = self.people[who].talks.iter().filter(|t| slot_of(t.1) == slot);
            talks.map(|t| t.0).max()
        };
        let mut called: Vec<usize> = made.map(|m| m.who).collect();
        called.sort_by_key(|who| last(*who));
        called
    }

    fn next(&self, today: NaiveDate) -> Option<usize> {
        let slot = slot_of(today);
        let before = slot - Days::new(7);
        let called = self.called(before);
        let place = |who: &usize| {
            let talked = self.people[*who].talks.iter().map(|t| t.1).max();
            let rating = |text: &str| -text.parse::<i64>().unwrap_or(3);
            let group = match talked {
                None => (0, 0),
                Some(day) if day < before => (1, 0),
                Some(_) => match called.iter().position(|c| c == who) {
                    None => (2, 0),
                    Some(order) => (3, order),
                },
            };
            let by_call = if group.0 == 3 { 0 } else { -self.score(*who, today) };
            (group, by_call, rating(RATINGS[*who].0), rating(RATINGS[*who].1), *who)
        };
        let offered = self.slots.get(&slot).cloned().unwrap_or_default();
        let is_free = |who: &usize| {
            let p = &self.people[*who];
            p.favorite && p.snoozed.is_none_or(|until| until <= today) && !offered.iter().any(|m| m.who == *who)
        };
        (0..NAMES.len()).filter(is_free).min_by_key(place)
    }

    fn standing(&self, today: NaiveDate) -> Option<Made> {
        let made = self.slots.get(&slot_of(today)).into_iter().flatten();
        let open = made.copied().find(|m| m.state == PickState::Offered);
        let called = self.called(slot_of(today)).last().map(|who| Made { who: *who, state: PickState::Called });
        open.or(called)
    }

    fn offer(&mut self, today: NaiveDate) {
        if let Some(who) = self.next(today) {
            self.slots.entry(slot_of(today)).or_default().push(Made { who, state: PickState::Offered });
        }
    }

    fn settle(&mut self, which: impl Fn(&Made) -> bool, state: PickState) {
        self.slots.values_mut().flatten().filter(|m| which(m)).for_each(|m| m.state = state);
    }

    /// Keeps a touch; says whether it settled an offer.
    fn log(&mut self, who: usize, at: DateTime<Utc>, kind: (TouchKind, Option<Outcome>), today: NaiveDate) -> bool {
        let (day, slot) = (at.date_naive(), slot_of(at.date_naive()));
        let made = self.slots.get(&slot).cloned().unwrap_or_default();
        let theirs = made.iter().find(|m| m.who == who).copied();
        if slot == slot_of(today) && self.standing(today).is_none() && theirs.is_none() {
            self.offer(today);
        }
        let made = self.slots.entry(slot).or_default();
        let theirs = made.iter().position(|m| m.who == who);
        let is_talk = crate::domain::touch::is_conversation(kind.0, kind.1);
        let settled = match theirs {
            Some(at) if is_talk && made[at].state != PickState::Called => {
                made.iter_mut().filter(|m| m.state == PickState::Offered).for_each(|m| m.state = PickState::Withdrawn);
                made[at].state = PickState::Called;
                true
            }
            Some(at) if kind.1 == Some(Outcome::NoAnswer) && made[at].state == PickState::Offered => {
                made[at].state = PickState::NotReached;
                true
            }
            _ => false,
        };
        if is_talk {
            self.people[who].talks.push((at, day));
        }
        settled
    }

    /// They are out of the rotation, or back.
    fn moved(&mut self, who: usize, today: NaiveDate) {
        let p = &self.people[who];
        if !p.favorite || p.snoozed.is_some_and(|until| until > today) {
            return self.settle(|m| m.who == who && m.state == PickState::Offered, PickState::Withdrawn);
        }
        let Some((_, made)) = self.slots.iter_mut().rfind(|(_, made)| !made.is_empty()) else { return };
        let Some(theirs) = made.iter().position(|m| m.who == who && m.state == PickState::Withdrawn) else { return };
        // Once the slot has its call, it stays as it is.
        if made.iter().any(|m| m.state == PickState::Called) {
            return;
        }
        if made.iter().any(|m| m.state == PickState::Offered) {
            made.remove(theirs);
        } else {
            made[theirs].state = PickState::Offered;
        }
    }

    /// Takes back open offers of the latest slot to somebody who is not in the rotation; returns the slot, where there were.
    fn take_back_offers_to_nobody(&mut self, today: NaiveDate) -> Option<NaiveDate> {
        let people = &self.people;
        let is_out = |who: usize| !people[who].favorite || people[who].snoozed.is_some_and(|until| until > today);
        let (day, made) = self.slots.iter_mut().rfind(|(_, made)| !made.is_empty())?;
        let before = made.len();
        made.retain(|m| m.state != PickState::Offered || !is_out(m.who));
        (made.len() < before).then_some(*day)
    }

    /// The answer of today, in words.
    fn answer(&self, today: NaiveDate) -> String {
        let mut told = self.clone();
        if told.standing(today).is_none() {
            told.offer(today);
        }
        let pick = told.standing(today).map(|m| format!("{} {}", NAMES[m.who], m.state.as_str()));
        let made = self.slots.get(&slot_of(today)).cloned().unwrap_or_default();
        let before = made.iter().filter(|m| !matches!(m.state, PickState::Offered | PickState::Called));
        let before: Vec<String> = before.map(|m| format!("{} {}", NAMES[m.who], m.state.as_str())).collect();
        let why = match pick {
            Some(_) => "",
            None if !self.people.iter().any(|p| p.favorite) => "no-favorites",
            None if made.iter().any(|m| self.people[m.who].favorite) => "all-offered",
            None => "nobody-available",
        };
        format!("{} {before:?} {why}", pick.unwrap_or_default())
    }
}

impl Model {
    fn new(now: DateTime<Utc>) -> Self {
        let people = vec![Person { favorite: true, ..Person::default() }; NAMES.len()];
        Self { now, world: World { people, slots: BTreeMap::new() }, changes: Vec::new(), undone: Vec::new() }
    }

    fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    fn change<T>(&mut self, make: impl FnOnce(&mut World) -> T) -> T {
        let before = self.world.clone();
        let made = make(&mut self.world);
        if self.world != before {
            self.changes.push((before, self.world.clone()));
            self.undone.clear();
        }
        made
    }

    /// What the change touched is as it was before, with nothing that followed; other offers stay, but for those to
    /// somebody who is out of the rotation then.
    fn undo(&mut self) {
        let Some((before, after)) = self.changes.pop() else { return };
        let found = self.world.clone();
        let mut slots = self.world.slots.clone();
        for day in before.slots.keys().chain(after.slots.keys()) {
            if before.slots.get(day) != after.slots.get(day) {
                slots.insert(*day, before.slots.get(day).cloned().unwrap_or_default());
            }
        }
        self.world = World { people: before.people.clone(), slots };
        let emptied = self.world.take_back_offers_to_nobody(self.now.date_naive());
        self.undone.push((before, after, found, emptied));
    }

    /// What the change touched is as the undo found it; offers that were made meanwhile make way.
    fn redo(&mut self) {
        let Some((before, after, found, emptied)) = self.undone.pop() else { return };
        let mut slots = self.world.slots.clone();
        for day in before.slots.keys().chain(after.slots.keys()).chain(&emptied) {
            if before.slots.get(day) != after.slots.get(day) || emptied == Some(*day) {
                slots.insert(*day, found.slots.get(day).cloned().unwrap_or_default());
            }
        }
        self.world = World { people: after.people.clone(), slots };
        self.world.take_back_offers_to_nobody(self.now.date_naive());
        self.changes.push((before, after));
    }
}

fn answer(app: &App) -> String {
    let today = app.today_as_it_stands(OfferRequest::default()).unwrap();
    let pick = today.pick.map(|p| format!("{} {}", p.customer.name, p.pick.state.as_str()));
    let before: Vec<String> =
        today.offered_before.iter().map(|p| format!("{} {}", p.customer_name, p.state.as_str())).collect();
    format!("{} {before:?} {}", pick.unwrap_or_default(), today.why_none.map_or("", WhyNone::as_str))
}

fn app() -> (App, Vec<CustomerId>) {
    let settings = config::parse("timezone = \"UTC\"\n", Path::new("config.toml")).unwrap();
    let added: DateTime<Utc> = "2026-09-01T10:00:00Z".parse().unwrap();
    let mut app = App::over(Book::in_memory().unwrap(), settings, Now::Fixed(added));
    let mut ids = Vec::new();
    for (name, (pleasure, profit)) in NAMES.iter().zip(RATINGS) {
        app.set_now(added + TimeDelta::seconds(i64::try_from(ids.len()).unwrap()));
        let mut draft = CustomerDraft::default();
        draft.set(CustomerField::Name, *name);
        draft.set(CustomerField::Favorite, "yes");
        draft.set(CustomerField::Pleasure, pleasure);
        draft.set(CustomerField::Profit, profit);
        ids.push(app.add(&draft).unwrap().id);
    }
    (app, ids)
}

/// Does one thing in the program and in the model; both must say the same of it.
fn act(app: &mut App, model: &mut Model, ids: &[CustomerId], act: Act) {
    let today = model.today();
    let log = |app: &mut App, model: &mut Model, who: usize, at, kind: (TouchKind, Option<Outcome>)| {
        let draft = TouchDraft { kind: Some(kind.0), outcome: kind.1, at: Some(at), ..TouchDraft::default() };
        let logged = app.log(ids[who], &draft).unwrap();
        // A touch always leaves a step.
        let before = model.world.clone();
        let settled = model.world.log(who, at.to_utc(), kind, today);
        model.changes.push((before, model.world.clone()));
        model.undone.clear();
        assert_eq!(logged.settled_pick, settled, "{} at {at}", NAMES[who]);
    };
    let (now, reached) = (app.clock().stamp(), (TouchKind::Call, Some(Outcome::Reached)));
    match act {
        Act::Ask => {
            app.today(OfferRequest::default()).unwrap();
            if model.world.standing(today).is_none() {
                model.world.offer(today);
            }
        }
        Act::Another => {
            app.today(OfferRequest { anyway: true, ahead: 0 }).unwrap();
            if model.world.standing(today).is_none_or(|m| m.state == PickState::Called) {
                model.world.offer(today);
            }
        }
        Act::Talk(who) => log(app, model, who, now, reached),
        Act::TalkBefore(who, days) => {
            let at = now - TimeDelta::days(i64::try_from(days).unwrap());
            log(app, model, who, at, reached);
        }
        Act::Miss(who) => log(app, model, who, now, (TouchKind::Call, Some(Outcome::NoAnswer))),
        Act::Card(who) => log(app, model, who, now, (TouchKind::Card, None)),
        Act::Skip => {
            if model.world.standing(today).is_none() {
                model.world.offer(today);
            }
            let open = model.world.standing(today).filter(|m| m.state == PickState::Offered);
            assert_eq!(app.skip(None).is_ok(), open.is_some());
            if let Some(open) = open {
                let slot = slot_of(today);
                model.change(|world| {
                    let made = world.slots.get_mut(&slot).unwrap();
                    made.iter_mut().filter(|m| **m == open).for_each(|m| m.state = PickState::Skipped);
                });
            }
        }
        Act::Snooze(who, days) => {
            let until = today + Days::new(days);
            app.snooze(ids[who], until).unwrap();
            model.change(|world| {
                world.people[who].snoozed = Some(until);
                world.moved(who, today);
            });
        }
        Act::Favorite(who) => {
            let favorite = !model.world.people[who].favorite;
            if favorite { app.make_favorite(ids[who]) } else { app.drop_favorite(ids[who]) }.unwrap();
            model.change(|world| {
                world.people[who].favorite = favorite;
                world.moved(who, today);
            });
        }
        Act::Undo => {
            if !model.changes.is_empty() {
                app.undo().unwrap();
                model.undo();
            }
        }
        Act::Redo => {
            assert_eq!(app.redo().is_ok(), !model.undone.is_empty());
            model.redo();
        }
        Act::Pass(days) => {
            model.now += TimeDelta::days(i64::try_from(days).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_in_a_slot_the_answer_is_that_of_the_model(acts in prop::collection::vec(acts(), 1..40)) {
        let (mut app, ids) = app();
        let mut model = Model::new(BEGINNING.parse().unwrap());
        for (at, one) in acts.iter().enumerate() {
            model.now += TimeDelta::minutes(1);
            app.set_now(model.now);
            act(&mut app, &mut model, &ids, *one);
            app.set_now(model.now);
            prop_assert_eq!(answer(&app), model.world.answer(model.today()), "after {:?}", &acts[..=at]);
        }
    }
}
