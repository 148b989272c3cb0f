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

/// Whom the team has together at first. The manager forgets the last of them in the third week.
const TOGETHER: [&str; 3] = ["Iris", "Jorge", "Kim"];
/// What of them is alike in all books.
const ALIKE: [&str; 8] = ["id", "name", "company", "city", "last_talked", "team", "owner", "standing"];
/// The manager's book, behind those of the reps.
const MIA: usize = 2;

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
        reps[0].words(&["add", "Iris", "--favorite"]).ok();
        reps[0].words(&["add", "Jorge"]).ok();
        reps[1].words(&["add", "Kim"]).ok();
        reps[0].words(&["team", "share", "Iris"]).ok();
        reps[0].words(&["team", "share", "Jorge", "--anyone"]).ok();
        reps[1].words(&["team", "share", "Kim"]).ok();
        let seed = std::env::var("GOODCALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(4242);
        println!("seed {seed}");
        let dice = Dice::new(seed);
        Some(Self { site, mia, reps, dice, is_up: true, remarks: BTreeMap::new(), kills: 0, stops: 0 })
    }

    fn book(&self, number: usize) -> &Book {
        self.reps.get(number).unwrap_or(&self.mia)
    }

    /// Runs something on a book. Every third is killed, and the server may go away under it. Whether it may be refused, too,
    /// is said by `codes`.
    fn try_on(&mut self, book: usize, words: &[&str], codes: &[i32]) -> Ran {
        let kill = (self.dice.below(3) == 0).then(|| Duration::from_millis(self.dice.below(80) as u64));
        let goes = (self.is_up && self.dice.below(12) == 0).then(|| Duration::from_millis(self.dice.below(40) as u64));
        let mut go = self.book(book).go("");
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
        println!("{book} {words:?} {:?}{}", ran.code, if goes.is_some() { ", and the server crashed" } else { "" });
        let is_expected = |code: i32| matches!(code, 0 | 5) || codes.contains(&code);
        assert!(ran.code.is_none_or(is_expected), "{words:?}: {ran:?}");
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
                println!("the server was stopped");
                (self.is_up, self.stops) = (false, self.stops + 1);
            }
            (false, 0..=2) => self.start(),
            _ => {}
        }
    }

    fn start(&mut self) {
        self.site.server.control("start");
        println!("the server is back");
        self.is_up = true;
    }

    /// A rep's day.
    fn work(&mut self, rep: usize, day: NaiveDate) {
        self.reps[rep].at(&format!("{day}T0{}:00:00Z", 8 + rep));
        let customer = *self.dice.one(&["Olga", "Bo", "Çelik"]);
        let remark = log_praise(&self.reps[rep], customer, &format!("You saved our {day}"));
        let ran = self.try_on(rep, &["team", "praise", &remark, "--customer"], &[]);
        self.note(&remark, rep, &ran, Fate::Hangs);
        let hangs = self.remarks.iter().filter(|(_, said)| **said == (rep, Fate::Hangs));
        let hangs: Vec<String> = hangs.map(|(remark, _)| remark.clone()).collect();
        if !hangs.is_empty() && self.dice.below(3) == 0 {
            let remark = self.dice.one(&hangs).clone();
            let ran = self.try_on(rep, &["team", "withdraw", &remark], &[]);
            self.note(&remark, rep, &ran, Fate::Off);
        }
        self.try_on(rep, &["sync", "now"], &[]);
    }

    /// Does something to a customer of the team. They may not be here yet or any more (3), be another's (4), or not be
    /// shared now (1).
    fn share(&mut self, book: usize, day: NaiveDate) {
        self.book(book).at(&format!("{day}T1{book}:00:00Z"));
        let whom = *self.dice.one(&TOGETHER);
        let rep = *self.dice.one(&["ana", "ben", "mia"]);
        let rep = self.site.named(rep);
        let said = format!("{day} {book}");
        let words: &[&str] = match self.dice.below(7) {
            0 | 1 => &["edit", whom, "--company", &said],
            2 => &["edit", whom, "--city", &said],
            3 => &["log", whom, "-m", "We spoke"],
            4 => &["team", "give", whom, &rep],
            5 => &["team", "unshare", whom],
            _ => &["team", "share", whom],
        };
        self.try_on(book, words, &[1, 3, 4]);
        self.try_on(book, &["sync", "now"], &[]);
    }

    /// What all have at the end, once everybody has synced.
    fn ends(&mut self) -> Vec<Value> {
        if !self.is_up {
            self.start();
        }
        let books = [&self.reps[0], &self.reps[1], &self.mia];
        for _ in 0..3 {
            books.iter().for_each(|book| drop(book.run("sync now").ok()));
        }
        for book in books {
            assert_eq!(read_and_sent(&book.json("sync now")), (0, 0), "nothing is read or sent twice");
        }
        books.iter().map(|book| book.json("team wall")).collect()
    }
}

/// The customers whom the team has together, as a book shows them.
fn shared_of(book: &Book) -> Vec<Vec<Value>> {
    let all = book.json("list");
    let shared = all.as_array().expect("a list").iter().filter(|one| !one["team"].is_null());
    let mut shared: Vec<Vec<Value>> = shared.map(|one| ALIKE.map(|field| one[field].clone()).into()).collect();
    shared.sort_by_key(|one| one[0].to_string());
    shared
}

#[test]
fn a_month_of_mondays_with_the_plug_pulled_ends_with_the_same_for_all() {
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
            life.share(rep, day);
        }
        life.share(MIA, day);
        if day.day() == 18 {
            life.try_on(MIA, &["forget", "Kim", "--yes"], &[3]);
        }
        life.try_on(MIA, &["team", "wall"], &[]);
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
    let [of_ana, mut of_ben, of_mia] = [0, 1, MIA].map(|book| shared_of(life.book(book)));
    assert_eq!(of_ana, of_ben, "the reps have the same customers");
    // Whom the manager forgot while they were not shared, she does not see again.
    of_ben.retain(|one| one[1] != "Kim" || of_mia.contains(one));
    assert_eq!(of_mia, of_ben, "the manager has them too");
    let many = life.remarks.len();
    println!("{many} remarks, {} hang, {} kills, {} stops of the server", hanging.len(), life.kills, life.stops);
}
