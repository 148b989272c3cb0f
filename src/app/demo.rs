//! The demo book: two made-up years of a salesperson's life, dated relative to now, and the same for the same day.
//!
//! Nobody wrote the Monday calls down: the real rotation picks them, week after week.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, Weekday};

use super::{App, Now};
use crate::book::picks::PastPick;
use crate::book::{Book, Change};
use crate::config::Settings;
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, SetbackId, TouchId};
use crate::domain::remark::{self, RemarkKind, RemarkState};
use crate::domain::rotation::{self, Candidate, PickState, Previous};
use crate::domain::setback::Setback;
use crate::domain::spelled::Spelled;
use crate::domain::touch::{Occasion, Outcome, Touch, TouchKind};
use crate::domain::zones::ZoneFrom;
use crate::error::Result;
use crate::files;
use people::{DemoData, DemoPerson, DemoTouch};

mod people;
mod visiting;

/// How many call days come before the present one.
const CALL_DAYS: usize = 104;
/// How many days ago the book begins.
const BEGAN_DAYS_AGO: u64 = 760;

/// Opens the app on the demo book in memory, which saves nothing.
pub fn open(settings: Settings, now: Now) -> Result<App> {
    fill(Book::in_memory()?, settings, now)
}

/// Writes the demo book to a new file.
pub fn save(path: &Path, settings: Settings, now: Now) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(files::already_there(path).help("name a file that is not there yet"));
    }
    fill(Book::open(path)?, settings, now)?.book.compact()
}

fn fill(mut book: Book, settings: Settings, now: Now) -> Result<App> {
    let clock = App::over(Book::in_memory()?, settings.clone(), now).clock();
    // Written as of midnight, so that the whole day gives the same book.
    let data = DemoData::read()?;
    let morning = Clock { instant: clock.at(clock.today().and_time(NaiveTime::MIN)).to_utc(), zone: clock.zone };
    book.repeatable(0x600d_ca11);
    let days = rotation::CallDays::new(settings.weekdays.clone(), settings.away.clone());
    book.change(&morning, "made up the demo book", |change| {
        let mut life = Life::begin(change, &data, morning)?;
        life.touches_beside();
        let open_slot = days.last_up_to(morning.today());
        let mut slots = Vec::new();
        let mut at = open_slot.and_then(|s| days.last_before(s));
        while let Some(slot) = at.filter(|_| slots.len() < CALL_DAYS) {
            slots.push(slot);
            at = days.last_before(slot);
        }
        slots.reverse();
        life.live(&slots, &days)?;
        life.write()
    })?;
    // The demo changes no configuration.
    let settings = Settings { path: None, ..settings };
    // Where nobody says where home is, the agreed day is one where most of the demo's people are.
    let home = settings.home.clone().or_else(|| settings.region.clone()).or_else(|| Some("US".into()));
    let mut app = App::over(book, Settings { home, ..settings.clone() }, now);
    visiting::agree(&mut app)?;
    let mut app = App::over(app.book, settings, now);
    visiting::leave_time(&mut app)?;
    app.book.forget_changes()?;
    Ok(app)
}

/// A touch that the demo writes.
struct Planned<'a> {
    person: usize,
    at: DateTime<FixedOffset>,
    kind: TouchKind,
    outcome: Option<Outcome>,
    minutes: Option<u32>,
    occasion: Occasion,
    mood: (Option<u8>, Option<u8>),
    setback: Option<usize>,
    /// None: the person's next log, counted back from their last.
    text: Option<&'a str>,
}

struct Life<'a, 'b> {
    change: &'a Change<'b>,
    data: &'a DemoData,
    clock: Clock,
    customers: Vec<Customer>,
    setbacks: Vec<SetbackId>,
    planned: Vec<Planned<'a>>,
    chance: u32,
}

impl<'a, 'b> Life<'a, 'b> {
    fn begin(change: &'a Change<'b>, data: &'a DemoData, clock: Clock) -> Result<Self> {
        let began = clock.today() - Days::new(BEGAN_DAYS_AGO);
        let mut customers = Vec::with_capacity(data.people.len());
        for (at, person) in data.people.iter().enumerate() {
            let added_on = began + Days::new(u64::try_from(at).unwrap_or(0));
            let mut customer = customer_of(person, change.new_customer_id(), &clock);
            customer.added_on = added_on;
            customer.added_at = clock.noon(added_on).to_utc();
            change.add_customer(&customer)?;
            customers.push(customer);
        }
        let mut life =
            Self { change, data, clock, customers, setbacks: Vec::new(), planned: Vec::new(), chance: 0x2545_f491 };
        for setback in &data.setbacks {
            let id = change.new_setback_id();
            change.add_setback(&Setback {
                id,
                kind: setback.kind,
                about: Some(setback.about.clone()),
                at: life.at(setback.days_ago, setback.at),
                mood: Some(setback.mood),
                answered_by: None,
            })?;
            life.setbacks.push(id);
        }
        Ok(life)
    }

    /// Plans the touches besides the rotation: those of the data, and the conversations with people who are not
    /// favorites.
    fn touches_beside(&mut self) {
        for (person, one) in self.data.people.iter().enumerate() {
            for touch in &one.touches {
                self.planned.push(self.planned_touch(person, touch));
            }
            if !one.favorite {
                let latest = one.left.as_ref().map_or(24, |l| l.days_ago + 20);
                for (back, _) in one.said.iter().enumerate() {
                    let back = u32::try_from(back).unwrap_or(0);
                    let days_ago = latest + back * 61 + self.draw(30);
                    let (hour, minute, minutes) = (10 + self.draw(6), self.draw(60), 6 + self.draw(16));
                    let at = self.at(days_ago, NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
                    self.planned.push(talk(person, at, Occasion::Other, minutes));
                }
            }
        }
    }

    fn planned_touch(&self, person: usize, touch: &'a DemoTouch) -> Planned<'a> {
        let reached = (touch.kind == TouchKind::Call).then_some(Outcome::Reached);
        Planned {
            person,
            at: self.at(touch.days_ago, touch.at),
            kind: touch.kind,
            outcome: touch.outcome.or(reached),
            minutes: touch.minutes,
            occasion: touch.occasion,
            mood: (touch.mood_before, touch.mood_after),
            setback: self.data.answered_by(touch),
            text: Some(&touch.text),
        }
    }

    /// Plays the call days: most picks are reached, some at the second try, and a few days have no call.
    fn live(&mut self, slots: &[NaiveDate], days: &rotation::CallDays) -> Result<()> {
        let mut called: Option<CustomerId> = None;
        for (week, slot) in slots.iter().enumerate() {
            let candidates = self.candidates(*slot);
            let previous = days.last_before(*slot).map(|day| Previous { day, called: called.as_slice() });
            let ranked = rotation::rank(&candidates, *slot, previous);
            let luck = self.draw(100);
            if luck < 7 && week + 5 < slots.len() {
                continue;
            }
            let missed = luck > 84;
            for (position, one) in ranked.iter().take(if missed { 2 } else { 1 }).enumerate() {
                let Some(person) = self.customers.iter().position(|c| c.id == one.candidate.id) else { continue };
                let reached = !missed || position == 1;
                let state = if reached { PickState::Called } else { PickState::NotReached };
                called = Some(one.candidate.id).filter(|_| reached).or(called);
                self.change.add_past_pick(&PastPick {
                    call_day: *slot,
                    customer: one.candidate.id,
                    position: position + 1,
                    state,
                    wait_days: one.wait_days,
                    weight: one.weight,
                })?;
                let hour = 8 + u32::try_from(position).unwrap_or(0);
                let minute = 40 + self.draw(20);
                let at = self.clock.at(slot.and_hms_opt(hour, minute, 0).unwrap_or_default());
                let mut touch = talk(person, at, Occasion::Rotation, 8 + self.draw(15));
                if !reached {
                    let outcome = if self.draw(2) == 0 { Outcome::NoAnswer } else { Outcome::Voicemail };
                    (touch.outcome, touch.minutes, touch.text) = (Some(outcome), None, Some(""));
                } else if self.draw(3) == 0 {
                    touch.mood = (Some(2 + u8::try_from(self.draw(2)).unwrap_or(0)), Some(4));
                }
                self.planned.push(touch);
            }
        }
        Ok(())
    }

    fn candidates(&self, slot: NaiveDate) -> Vec<Candidate> {
        let talked = |person: usize| {
            let before = self.planned.iter().filter(|p| p.person == person && p.at.date_naive() < slot);
            before.filter(|p| crate::domain::touch::is_conversation(p.kind, p.outcome)).map(|p| p.at.date_naive()).max()
        };
        self.customers
            .iter()
            .enumerate()
            .filter(|(_, c)| c.favorite)
            .map(|(person, c)| Candidate {
                id: c.id,
                name: c.name.clone(),
                pleasure: c.pleasure,
                profit: c.profit,
                added_at: c.added_at,
                added_on: c.added_on,
                talked: talked(person),
                snoozed_until: None,
                anyones: false,
            })
            .collect()
    }

    /// Writes the touches; each person's logs go to their conversations from the last one back.
    fn write(mut self) -> Result<()> {
        self.planned.sort_by_key(|p| p.at);
        let mut left: HashMap<usize, usize> = HashMap::new();
        let mut texts = vec![""; self.planned.len()];
        for (at, planned) in self.planned.iter().enumerate().rev() {
            let said = self.data.people.get(planned.person).map(|p| p.said.as_slice()).unwrap_or_default();
            let back = left.entry(planned.person).or_insert(said.len());
            let text = match planned.text {
                Some(text) => text,
                None => {
                    *back = back.wrapping_sub(1);
                    said.get(*back).map(String::as_str).unwrap_or_default()
                }
            };
            if let Some(place) = texts.get_mut(at) {
                *place = text;
            }
        }
        let (fresh, lately) = (self.clock.today() - Days::new(26), self.clock.today() - Days::new(18));
        let mut praises = 0_usize;
        for (planned, text) in self.planned.iter().zip(texts) {
            let touch = self.touch_of(planned, text);
            self.change.add_touch(&touch)?;
            if let (Some(setback), true) = (touch.setback, touch.is_conversation()) {
                self.change.answer_setback(setback, touch.id)?;
            }
            for remark in self.change.remarks_of_touch(touch.id)? {
                let is_idea = remark.kind.is_idea_or_need();
                if is_idea && (lately..self.clock.today()).contains(&remark.said_on) {
                    self.change.move_due_day(remark.id, remark::friday_after(self.clock.today()))?;
                } else if is_idea && remark.said_on < fresh {
                    let state = if remark.id.0 % 4 == 0 { RemarkState::Dropped } else { RemarkState::Done };
                    let ended = self.clock.noon(remark.said_on + Days::new(4)).timestamp_millis();
                    self.change.set_remark_state_at(remark.id, state, ended)?;
                }
                if remark.kind == RemarkKind::Praise {
                    praises += 1;
                    if praises.is_multiple_of(9) {
                        self.change.star(remark.id)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn touch_of(&self, planned: &Planned, text: &str) -> Touch {
        let customer = self.customers.get(planned.person).map_or(CustomerId(0), |c| c.id);
        Touch {
            id: TouchId(self.change.new_touch_id().0),
            customer,
            kind: planned.kind,
            outcome: planned.outcome,
            at: planned.at,
            minutes: planned.minutes,
            occasion: planned.occasion,
            setback: planned.setback.and_then(|s| self.setbacks.get(s)).copied(),
            mood_before: planned.mood.0,
            mood_after: planned.mood.1,
            imported: false,
            text: text.to_string(),
        }
    }

    /// Returns an instant `days_ago` days back; weekends move back to the Friday before.
    fn at(&self, days_ago: u32, time: NaiveTime) -> DateTime<FixedOffset> {
        let day = self.clock.today() - Days::new(u64::from(days_ago));
        let back = match chrono::Datelike::weekday(&day) {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => 0,
        };
        self.clock.at((day - Days::new(back)).and_time(time))
    }

    /// Returns the next number below `below`, from a sequence that looks random and never changes.
    fn draw(&mut self, below: u32) -> u32 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 17;
        self.chance ^= self.chance << 5;
        self.chance % below.max(1)
    }
}

/// Makes a reached call with the person's next log.
fn talk<'a>(person: usize, at: DateTime<FixedOffset>, occasion: Occasion, minutes: u32) -> Planned<'a> {
    Planned {
        person,
        at,
        kind: TouchKind::Call,
        outcome: Some(Outcome::Reached),
        minutes: Some(minutes),
        occasion,
        mood: (None, None),
        setback: None,
        text: None,
    }
}

fn customer_of(p: &DemoPerson, id: CustomerId, clock: &Clock) -> Customer {
    let left = p.left.as_ref();
    Customer {
        company: p.company.clone(),
        role: p.role.clone(),
        phone: p.phone.clone(),
        phone_shown: p.phone_shown.clone(),
        phone_region: p.region.clone(),
        email: p.email.clone(),
        city: p.city.clone(),
        timezone: Some(p.timezone),
        zone_from: Some(ZoneFrom::Said),
        hours: p.hours.clone().map(Spelled::kept),
        standing: if left.is_some() { Standing::Past } else { Standing::Active },
        favorite: p.favorite,
        pleasure: p.pleasure,
        profit: p.profit,
        left_on: left.map(|l| clock.today() - Days::new(u64::from(l.days_ago))),
        left_because: left.map(|l| l.because),
        cadence: left.and_then(|l| l.every.clone()).map(Spelled::kept),
        peak: p.peak.clone().map(Spelled::kept),
        touches_a_year: p.touches_a_year,
        facts: p.facts.clone(),
        ..Customer::new(id, &p.name, clock)
    }
}
