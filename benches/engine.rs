//! Measures, within one process and over books of 100, 10,000 and 100,000 customers, the ranking, the forecast, today's
//! pick, lift, praise, search, and the writes. `cargo bench --bench engine`; a name filters, such as `-- today`.

#![expect(
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a bench stops at what it can't measure"
)]

mod books;

use std::error::Error;
use std::path::PathBuf;

use chrono::{Days, TimeDelta};
use divan::{Bencher, black_box};
use goodcall::app::ideas::Ended;
use goodcall::app::search::SearchBook;
use goodcall::app::today::OfferRequest;
use goodcall::app::{App, Now};
use goodcall::domain::dates::Clock;
use goodcall::domain::ids::CustomerId;
use goodcall::domain::rotation::{self, CallDays, Candidate, OpenSlot, Outlook, Previous};
use goodcall::domain::touch::{Outcome, TouchDraft};
use goodcall::testing::{PraiseFilter, book};

const SIZES: [usize; 3] = [100, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Ends the measurement at an error.
fn must<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

fn clock() -> Clock {
    must(books::clock())
}

fn app_over(book: &std::path::Path) -> App {
    let settings = must(goodcall::config::parse("timezone = \"America/New_York\"", "config.toml".as_ref()));
    must(App::open(Some(book), settings, Now::Fixed(clock().instant)))
}

/// A copy of a book, deleted after the measurement.
struct Copy(PathBuf);

impl Copy {
    fn of(customers: usize) -> Self {
        let made: Result<PathBuf, Box<dyn Error>> = books::copy(customers, "engine");
        Self(must(made))
    }

    /// The app, with today's pick stored.
    fn app(&self) -> App {
        let mut app = app_over(&self.0);
        must(app.today(OfferRequest::default()));
        app
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // The next copy overwrites one that stays behind.
        let _removed = std::fs::remove_file(&self.0);
    }
}

fn candidates(count: usize) -> Vec<Candidate> {
    let (clock, mut chance) = (clock(), books::Chance::new(42));
    let words = books::Words::new();
    let rating = |n: usize| u8::try_from(n).ok().filter(|n| *n > 0);
    (0..count)
        .map(|place| Candidate {
            id: CustomerId(i64::try_from(place).unwrap_or(0)),
            name: format!("{} {}", words.at(place), words.at(place / 3)),
            pleasure: rating(chance.below(6)),
            profit: rating(chance.below(6)),
            added_at: clock.instant - TimeDelta::days(2_000),
            added_on: clock.today() - Days::new(2_000),
            talked: Some(clock.today() - Days::new(1 + chance.below(900) as u64)),
            snoozed_until: None,
            anyones: false,
        })
        .collect()
}

fn mondays() -> CallDays {
    CallDays::new(vec![chrono::Weekday::Mon], Vec::new())
}

#[divan::bench(args = [100, 10_000])]
fn rank(bencher: Bencher<'_, '_>, count: usize) {
    let (candidates, today) = (candidates(count), clock().today());
    let previous = mondays().last_before(today).map(|day| Previous { day, called: &[] });
    bencher.bench_local(|| rotation::rank(black_box(&candidates), today, previous).len());
}

#[divan::bench(args = [100, 10_000])]
fn forecast(bencher: Bencher<'_, '_>, count: usize) {
    let (candidates, days, today) = (candidates(count), mondays(), clock().today());
    bencher.bench_local(|| {
        rotation::forecast(black_box(&candidates), Outlook { days: &days, today, open: OpenSlot::default() }, 3)
    });
}

#[divan::bench(args = SIZES)]
fn open(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    bencher.bench_local(|| app_over(&copy.0));
}

#[divan::bench(args = SIZES)]
fn today(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let mut app = copy.app();
    bencher.bench_local(|| must(app.today(OfferRequest::default())));
}

#[divan::bench(args = SIZES)]
fn past_call_days(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.past_call_days(10)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn past_buyers(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.past_buyers_page(&must(app.past_buyers()), 0, 40)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn visit_plan(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.visit_plan(None)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn ideas(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.ideas(200, Ended::Hidden)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn trends(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.trends(goodcall::app::trends::WEEKS)));
}

#[divan::bench(args = SIZES)]
fn whom_to_call(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.whom_to_call()).len());
}

#[divan::bench(args = SIZES)]
fn next_praise(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(book(&app).next_praise(&PraiseFilter::default())));
}

#[divan::bench(args = SIZES, sample_count = 40)]
fn show_praise(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let mut app = copy.app();
    bencher.bench_local(|| must(app.show_praise(&PraiseFilter::default())));
}

#[divan::bench(args = SIZES)]
fn a_page_of_praise(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.praise(&PraiseFilter::default(), 40)));
}

#[divan::bench(args = SIZES)]
fn count_customers(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    bencher.bench_local(|| must(app.count_present()));
}

#[divan::bench(args = SIZES)]
fn who(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let app = copy.app();
    let name = must(book(&app).favorites()).into_iter().next().map(|c| c.name).unwrap_or_default();
    bencher.bench_local(|| must(book(&app).who(&name)));
}

/// The words to search for: the beginning of a common word at each length, the word in a fifth of the remarks, the one in
/// nearly all, and a rare one.
fn asked() -> Vec<String> {
    let words = books::Words::new();
    let common = words.at(0).to_string();
    let mut asked: Vec<String> = (1..=common.len()).filter_map(|n| common.get(..n).map(str::to_string)).collect();
    asked.extend([books::FIFTH.get(..4).unwrap_or_default(), books::FIFTH, books::NEARLY_ALL].map(str::to_string));
    asked.push(words.at(15_000).to_string());
    asked
}

#[divan::bench(args = SIZES)]
fn search(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let book = must(SearchBook::open(&copy.0));
    let asked = asked();
    bencher.bench_local(|| asked.iter().map(|w| must(book.search(std::slice::from_ref(w), 60)).len()).sum::<usize>());
}

#[divan::bench(args = SIZES, sample_count = 40)]
fn log(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let mut app = copy.app();
    let favorites: Vec<CustomerId> = must(book(&app).favorites()).iter().map(|c| c.id).collect();
    let mut whose = favorites.iter().cycle();
    let (words, mut chance) = (books::Words::new(), books::Chance::new(99));
    let mut next = || TouchDraft {
        outcome: Some(Outcome::Reached),
        minutes: Some(9),
        text: format!("+ {}\n{}", words.sentence(&mut chance), words.sentence(&mut chance)),
        ..TouchDraft::default()
    };
    bencher.bench_local(|| whose.next().map(|c| must(app.log(*c, &next()))));
}

#[divan::bench(args = SIZES, sample_count = 40)]
fn log_and_undo(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let mut app = copy.app();
    let favorite = must(book(&app).favorites()).first().map(|c| c.id);
    let draft = TouchDraft { outcome: Some(Outcome::NoAnswer), ..TouchDraft::default() };
    bencher.bench_local(|| {
        favorite.map(|c| must(app.log(c, &draft)));
        must(app.undo())
    });
}

#[divan::bench(args = SIZES, sample_count = 40)]
fn keep_draft(bencher: Bencher<'_, '_>, size: usize) {
    let copy = Copy::of(size);
    let mut app = copy.app();
    let favorite = must(book(&app).favorites()).first().map(|c| c.id);
    let mut typed = 0;
    bencher.bench_local(|| {
        typed += 1;
        must(app.keep_draft("log", favorite, &format!("{{\"text\": \"she said {typed}\"}}")));
    });
}
