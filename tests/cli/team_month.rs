//! A month of two reps and their manager on a real server, with the plug pulled again and again: goodcall is killed in the
//! middle, the server is stopped, crashes, and comes back. At the end all have the same.
//!
//! A week by default; `GOODCALL_FAULTS=full cargo test --test cli a_month_of_mondays -- --nocapture` lives the month, and
//! `GOODCALL_SEED` another one.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::Value;

use crate::support::postgres::Site;
use crate::support::teams::{log_praise, read_and_sent};
use crate::support::{Book, Dice, Ran, is_everything, text};

/// What must have become of a remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Hangs,
    Off,
    /// The run was killed before it said anything.
    Unknown,
}

struct Life {
    site: Site,
    mia: Book,
    reps: [Book; 2],
    dice: Dice,
    is_up: bool,
    /// Each remark, with whose it is.
    remarks: BTreeMap<String, (usize, Fate)>,
    kills: usize,
    stops: usize,
}

impl Life {
    fn new() -> Option<Self> {
        let site = Site::alone("a month of Mondays", &["north"])?;
        site.people(&[("mia", &["manager_north"]), ("ana", &["team_north"]), ("ben", &["team_north"])]);
        let mia = site.manager();
        let reps = ["ana", "ben"].map(|rep| site.member(&mia, rep));
        for rep in &reps {
            for name in ["Olga", "Bo", "Çelik"] {
                rep.words(&["add", name, "--favorite"]).ok();
            }
        }
        let seed = std::env::var("GOODCALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(4242);
        println!("seed {seed}");
        let dice = Dice::new(seed);
        Some(Self { site, mia, reps, dice, is_up: true, remarks: BTreeMap::new(), kills: 0, stops: 0 })
    }

    /// Runs something on a book. Every third is killed, and the server may go away under it.
    fn try_on(&mut self, book: usize, words: &[&str]) -> Ran {
        let kill = (self.dice.below(3) == 0).then(|| Duration::from_millis(self.dice.below(80) as u64));
        let goes = (self.is_up && self.dice.below(12) == 0).then(|| Duration::from_millis(self.dice.below(40) as u64));
        let mut go = [&self.reps[0], &self.reps[1], &self.mia][book].go("");
        for word in words {
            go = go.arg(word);
        }
        if let Some(after) = kill {
            go = go.killed_after(after);
        }
        let server = self.site.server;
        let ran = std::thread::scope(|scope| {
            if let Some(after) = goes {
                scope.spawn(move || {
                    // What is pulled at any moment is pulled at no condition.
                    std::thread::sleep(after);
                    server.crash();
                });
            }
            go.run()
        });
        self.is_up &= goes.is_none();
        self.stops += usize::from(goes.is_some());
        self.kills += usize::from(ran.code.is_none());
        assert!(matches!(ran.code, None | Some(0 | 5)), "{words:?}: {ran:?}");
        ran
    }

    fn note(&mut self, remark: &str, rep: usize, ran: &Ran, fate: Fate) {
        let fate = if ran.code.is_none() { Fate::Unknown } else { fate };
        self.remarks.insert(remark.to_string(), (rep, fate));
    }

    /// The server goes, or comes back.
    fn server(&mut self) {
        match (self.is_up, self.dice.below(4)) {
            (true, 0) => {
                self.site.server.control("stop");
                (self.is_up, self.stops) = (false, self.stops + 1);
            }
            (false, 0..=2) => self.start(),
            _ => {}
        }
    }

    fn start(&mut self) {
        self.site.server.control("start");
        self.is_up = true;
    }

    /// A rep's day.
    fn work(&mut self, rep: usize, day: NaiveDate) {
        self.reps[rep].at(&format!("{day}T0{}:00:00Z", 8 + rep));
        let customer = *self.dice.one(&["Olga", "Bo", "Çelik"]);
        let remark = log_praise(&self.reps[rep], customer, &format!("You saved our {day}"));
        let ran = self.try_on(rep, &["team", "praise", &remark, "--customer"]);
        self.note(&remark, rep, &ran, Fate::Hangs);
        let hangs = self.remarks.iter().filter(|(_, said)| **said == (rep, Fate::Hangs));
        let hangs: Vec<String> = hangs.map(|(remark, _)| remark.clone()).collect();
        if !hangs.is_empty() && self.dice.below(3) == 0 {
            let remark = self.dice.one(&hangs).clone();
            let ran = self.try_on(rep, &["team", "withdraw", &remark]);
            self.note(&remark, rep, &ran, Fate::Off);
        }
        self.try_on(rep, &["sync", "now"]);
    }

    /// What all have at the end, once everybody has synced.
    fn ends(&mut self) -> Vec<Value> {
        if !self.is_up {
            self.start();
        }
        let books = [&self.reps[0], &self.reps[1], &self.mia];
        for _ in 0..2 {
            books.iter().for_each(|book| drop(book.run("sync now").ok()));
        }
        for book in books {
            assert_eq!(read_and_sent(&book.json("sync now")), (0, 0), "nothing is read or sent twice");
        }
        books.iter().map(|book| book.json("team wall")).collect()
    }
}

#[test]
fn a_month_of_mondays_with_the_plug_pulled_ends_with_one_wall() {
    let Some(mut life) = Life::new() else { return };
    let days = if is_everything() { 26 } else { 5 };
    let monday = NaiveDate::from_ymd_opt(2026, 11, 2).expect("a Monday");
    for day in (0..days).map(|days| monday + Days::new(days)) {
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            continue;
        }
        for rep in 0..2 {
            life.server();
            life.work(rep, day);
        }
        life.try_on(2, &["team", "wall"]);
    }
    let walls = life.ends();
    assert!(walls.iter().all(|wall| *wall == walls[0]), "{walls:#?}");
    let hanging: Vec<&str> = walls[0].as_array().expect("a wall").iter().map(|one| text(&one["id"])).collect();
    for (remark, (_, fate)) in &life.remarks {
        let times = hanging.iter().filter(|id| **id == remark.as_str()).count();
        match fate {
            Fate::Hangs => assert_eq!(times, 1, "{remark} was confirmed"),
            Fate::Off => assert_eq!(times, 0, "{remark} was taken off"),
            Fate::Unknown => assert!(times <= 1, "{remark} hangs {times} times"),
        }
    }
    assert!(hanging.iter().all(|id| life.remarks.contains_key(*id)), "{hanging:?}");
    let many = life.remarks.len();
    println!("{many} remarks, {} hang, {} kills, {} stops of the server", hanging.len(), life.kills, life.stops);
}
