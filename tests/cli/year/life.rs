//! The year, lived day by day through the program; what it answers is held against the model as it goes.

mod field_days;
mod happenings;
mod owed;
mod practices;
mod together;

use std::collections::HashMap;
use std::fs;

use chrono::{Datelike, Days, Weekday};
use serde_json::{Value, json};

use super::model::{Model, Moment, Offer, Touch, monday_of};
use super::people::*;
use super::script::*;
use crate::support::{Book, names, text};

/// No mood was noted.
const NO_MOODS: (Option<i64>, Option<i64>) = (None, None);

/// The book and the model at a moment of the year.
pub(super) struct Checkpoint {
    pub name: &'static str,
    pub now: &'static str,
    book: Vec<u8>,
    pub model: Model,
}

impl Checkpoint {
    /// A book as it was then, to ask.
    pub(super) fn open(&self) -> Life {
        let mut life = Life::new();
        life.book.write("book.db", &self.book);
        life.model = self.model.clone();
        let (day, time) = self.now.split_once(' ').expect("a day and a time");
        life.at(date(day), time);
        life
    }
}

const CHECKPOINTS: [(&str, &str); 3] = [
    ("end of the first month", "2026-02-04 18:00"),
    ("middle of the year", "2026-06-30 18:00"),
    ("end of the year", "2026-12-31 18:00"),
];

/// What the salesperson does at a time of the day.
#[derive(Clone, Copy)]
enum Act {
    GoodCall,
    Script,
    GoodCallOnWednesday,
    CallsBack,
    LogOnFriday,
    Remind,
    Lunch(&'static str, &'static str),
    PlanVisits,
    /// The visits that were accepted.
    FieldDay,
    Visit(&'static str),
    Promises,
    Setback(&'static Setback),
    CallForLift(&'static Setback),
    KindWords,
    PastBuyers,
    Ideas,
    EndOfWeek,
    Keep(usize),
}

pub(super) struct Life {
    pub book: Book,
    pub model: Model,
    ids: HashMap<&'static str, String>,
    /// What the reminder said this week, where goodcall was not opened.
    reminded: Option<Offer>,
    /// Whom the forecast of Sunday named.
    forecast: Option<(Day, String)>,
    /// How often it was borne out.
    foretold: usize,
    /// Whom a lift named, by what had happened.
    named: HashMap<&'static str, Vec<String>>,
    talks: usize,
    attempts: usize,
    fridays: usize,
    plans: usize,
    thursdays: usize,
    meetings: usize,
    kept: Vec<Checkpoint>,
}

impl Life {
    fn new() -> Self {
        let book = Book::new();
        book.write("config.toml", CONFIG);
        let model = Model { away: vec![(date(CHRISTMAS.0), date(CHRISTMAS.1))], ..Model::default() };
        let (ids, named) = (HashMap::new(), HashMap::new());
        Self {
            book,
            model,
            ids,
            reminded: None,
            forecast: None,
            foretold: 0,
            named,
            talks: 0,
            attempts: 0,
            fridays: 0,
            plans: 0,
            thursdays: 0,
            meetings: 0,
            kept: Vec::new(),
        }
    }

    /// Sets the clock, in UTC.
    fn at(&mut self, day: Day, time: &str) -> Moment {
        self.book.at(&format!("{day}T{time}:00Z"));
        self.model.now = moment(day, time);
        self.model.now
    }

    pub(super) fn json(&self, words: &[&str]) -> Value {
        let go = self.book.go("--json").arg("--config").arg(self.book.path("config.toml"));
        words.iter().fold(go, crate::support::Go::arg).run().json()
    }

    /// The same, with the words of a line.
    pub(super) fn ask(&self, line: &str) -> Value {
        self.book.go(line).arg("--json").arg("--config").arg(self.book.path("config.toml")).run().json()
    }

    // The days.

    fn live_day(&mut self, day: Day) {
        let is_ill = (date(ILL.0)..=date(ILL.1)).contains(&day);
        for (time, act) in self.acts_of(day, self.model.is_away(day) || is_ill) {
            self.at(day, time);
            self.act(act);
        }
    }

    fn acts_of(&self, day: Day, is_off: bool) -> Vec<(&'static str, Act)> {
        let mut acts = Vec::new();
        for (place, (_, when)) in CHECKPOINTS.iter().enumerate() {
            let at = when.split_once(' ').filter(|(on, _)| date(on) == day);
            acts.extend(at.map(|(_, time)| (time, Act::Keep(place))));
        }
        let monday = how_monday_goes(week_of(day));
        let without_goodcall = is_off || matches!(monday, Monday::OnWednesday | Monday::Reminded);
        let is_reminded = day == monday_of(day) && without_goodcall || REMINDED.contains(&day.to_string());
        acts.extend(is_reminded.then_some(("07:00", Act::Remind)));
        if is_off {
            // Back tomorrow: a look at who is due.
            acts.extend((day == date(SUMMER.1)).then_some(("20:00", Act::EndOfWeek)));
            return acts;
        }
        match day.weekday() {
            Weekday::Mon => {
                acts.extend((monday != Monday::OnWednesday).then_some(("08:00", Act::GoodCall)));
                acts.extend((day.day() <= 7).then_some(("10:00", Act::PlanVisits)));
            }
            Weekday::Tue => {
                acts.extend((monday == Monday::CallsBack).then_some(("13:00", Act::CallsBack)));
                acts.push(("16:00", Act::KindWords));
            }
            Weekday::Wed => {
                acts.extend((monday == Monday::OnWednesday).then_some(("08:00", Act::GoodCallOnWednesday)));
                acts.push(("10:30", Act::PastBuyers));
            }
            Weekday::Thu => acts.extend([("16:45", Act::Promises), ("17:00", Act::KindWords)]),
            Weekday::Fri => {
                acts.extend((monday == Monday::LoggedOnFriday).then_some(("11:00", Act::LogOnFriday)));
                acts.push(("16:30", Act::Ideas));
            }
            Weekday::Sat => {}
            Weekday::Sun => acts.push(("20:00", Act::EndOfWeek)),
        }
        acts.push(("09:00", Act::Script));
        acts.extend(self.model.accepted.iter().any(|(on, _)| *on == day).then_some(("12:00", Act::FieldDay)));
        acts.extend(FURTHER_FIELD_DAYS.iter().filter(|on| date(on) == day).map(|_| ("12:00", Act::Visit(LENA.name))));
        let lunches = LUNCHES.iter().filter(|(on, ..)| date(on) == day);
        acts.extend(lunches.map(|(_, who, with)| ("11:30", Act::Lunch(who, with))));
        for setback in &SETBACKS {
            acts.extend((date(setback.day) == day).then_some((setback.at, Act::Setback(setback))));
            let call = setback.call.filter(|(later, _)| date(setback.day) + Days::new(*later) == day);
            acts.extend(call.map(|(_, time)| (time, Act::CallForLift(setback))));
        }
        acts.sort_by_key(|(time, _)| *time);
        acts
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::GoodCall => self.make_the_good_call(),
            Act::Script => self.follow_the_script(),
            Act::GoodCallOnWednesday => {
                let offer = self.open_today();
                self.reach(offer, NO_MOODS);
            }
            Act::CallsBack => {
                let missed = self.model.offers_of(self.model.today())[0].0;
                let (_, settled) = self.reach(missed, NO_MOODS);
                assert!(settled, "{missed} called back");
            }
            Act::LogOnFriday => {
                let offer = self.model.offers_of(self.model.today())[0].0;
                let monday = monday_of(self.model.today());
                let call = Touch { outcome: Some("reached"), ..self.touch(offer, "call") };
                self.log(Touch { at: moment(monday, "08:15"), ..call });
            }
            Act::PlanVisits => self.plan_visits(),
            Act::Remind => self.remind(),
            Act::Lunch(who, with) => drop(self.meet(who, with, self.touch(who, "visit"))),
            Act::FieldDay => self.spend_a_day_in_the_field(),
            Act::Visit(who) => drop(self.log(self.touch(who, "visit"))),
            Act::Promises => self.go_through_the_promises(),
            Act::Setback(setback) => self.suffer(setback),
            Act::CallForLift(setback) => self.call_for_lift(setback),
            Act::KindWords => {
                let expected = self.model.show_praise();
                let shown = self.ask("praise --next");
                assert_eq!(shown["text"].as_str(), expected.as_deref(), "{}", self.model.today());
            }
            Act::PastBuyers => self.keep_in_touch(),
            Act::Ideas => self.go_through_the_ideas(),
            Act::EndOfWeek => self.end_the_week(),
            Act::Keep(place) => {
                let (name, now) = CHECKPOINTS[place];
                let book = fs::read(self.book.file()).expect("the book");
                self.kept.push(Checkpoint { name, now, book, model: self.model.clone() });
            }
        }
    }

    // Logging.

    /// A touch at this moment.
    fn touch(&self, who: &'static str, kind: &'static str) -> Touch {
        let (at, with, said) = (self.model.now, Vec::new(), Vec::new());
        Touch { at, who, with, kind, outcome: None, before: None, after: None, occasion: "", answers: None, said }
    }

    /// Logs a touch, with what is said in it; gives the answer, and whether an offer was settled.
    fn log(&mut self, touch: Touch) -> (Value, bool) {
        let who = self.ids[touch.who].clone();
        self.log_to(Some(&who), touch)
    }

    /// The same; without somebody it is with today's open pick.
    fn log_to(&mut self, whom: Option<&str>, mut touch: Touch) -> (Value, bool) {
        if !touch.with.is_empty() {
            self.meetings += 1;
            touch.said = what_several_say(self.meetings, touch.with[0]);
        } else if touch.is_talk() {
            self.talks += 1;
            touch.said = what_they_say(self.talks);
        }
        let lines: Vec<String> = touch.said.iter().map(Said::line).collect();
        let (who, (day, minute)) = (touch.who, touch.at);
        let local = minute + 60 * offset("Europe/Berlin", day);
        let flags = [
            ("--kind", Some(touch.kind.to_string())),
            ("--outcome", touch.outcome.map(str::to_string)),
            ("--at", (touch.at != self.model.now).then(|| format!("{day} {:02}:{:02}", local / 60, local % 60))),
            ("--mood-before", touch.before.map(|mood| mood.to_string())),
            ("--mood-after", touch.after.map(|mood| mood.to_string())),
        ];
        let with: Vec<String> = touch.with.iter().map(|who| self.ids[who].clone()).collect();
        let mut words = vec!["log"];
        words.extend(whom);
        words.extend(with.iter().flat_map(|id| ["--with", id.as_str()]));
        for (flag, value) in &flags {
            words.extend(value.iter().flat_map(|value| [flag, value.as_str()]));
        }
        words.extend(lines.iter().flat_map(|line| ["-m", line.as_str()]));
        let logged = self.json(&words);
        let (first_new, first_owed) = (self.model.ideas.len(), self.model.promises.len());
        let (occasion, settled) = self.model.log(touch);
        let (kept, lived) = (&logged["touch"], self.model.touches.last().expect("a touch"));
        let at = self.model.now.0;
        assert_eq!((&kept["occasion"], &logged["settled_pick"]), (&occasion.into(), &settled.into()), "{at} {who}");
        assert_eq!((&kept["mood_before"], &kept["mood_after"]), (&json!(lived.before), &json!(lived.after)), "{at}");
        assert_eq!(names(&kept["remarks"], "/text"), lived.said.iter().map(|s| s.text.clone()).collect::<Vec<_>>());
        assert_eq!(
            (&kept["customer"]["name"], names(&kept["with"], "/name")),
            (&who.into(), named(&lived.with)),
            "{at}"
        );
        let remarks = kept["remarks"].as_array().expect("remarks").iter();
        for (remark, said) in remarks.clone().zip(&lived.said) {
            assert_eq!((&remark["kind"], &remark["teammates"]), (&json!(said.kind), &json!(said.teammates)), "{at}");
            assert_eq!(remark["customer"]["name"], said.by.unwrap_or(who), "{at}");
        }
        let promised = remarks.clone().filter(|r| r["kind"] == "promise");
        for (promise, remark) in self.model.promises[first_owed..].iter_mut().zip(promised) {
            promise.id = text(&remark["id"]).into();
        }
        let to_do = remarks.filter(|r| matches!(text(&r["kind"]), "idea" | "need"));
        for (idea, remark) in self.model.ideas[first_new..].iter_mut().zip(to_do) {
            idea.id = text(&remark["id"]).into();
        }
        (logged, settled)
    }

    /// A call that is answered, with the moods before and after it.
    fn reach(&mut self, who: &'static str, (before, after): (Option<i64>, Option<i64>)) -> (Value, bool) {
        let call = Touch { outcome: Some("reached"), before, after, ..self.touch(who, "call") };
        self.log(call)
    }

    /// A call to whom today offers that is not answered.
    fn miss(&mut self, who: &'static str, outcome: &'static str) {
        let call = Touch { outcome: Some(outcome), ..self.touch(who, "call") };
        let (_, settled) = self.log(call);
        assert!(settled, "{who} was not reached");
    }
}

/// Lives the year.
pub(super) fn live() -> Vec<Checkpoint> {
    let mut life = Life::new();
    life.begin();
    for day in date(HIRED).iter_days().take_while(|d| *d <= date("2026-12-31")) {
        life.live_day(day);
    }
    assert!(life.foretold > 35, "{} Mondays were foretold", life.foretold);
    life.kept
}

pub(super) fn named(people: &[&str]) -> Vec<String> {
    people.iter().map(|name| (*name).to_string()).collect()
}

/// The week of the year's work, from 1.
fn week_of(day: Day) -> i64 {
    (day - date(HIRED)).num_days() / 7 + 1
}

fn moment(day: Day, time: &str) -> Moment {
    let (hours, minutes) = time.split_once(':').expect("a time");
    let number = |text: &str| text.parse::<i64>().expect("a number");
    (day, number(hours) * 60 + number(minutes))
}
