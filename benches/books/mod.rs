//! Books of any size to measure with. The library makes them, the same every time, and they stay in `target/bench-books`
//! until the schema or this file changes.

use std::collections::hash_map::DefaultHasher;
use std::error::Error;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use goodcall::domain::customer::{Customer, LeftBecause, Standing};
use goodcall::domain::dates::Clock;
use goodcall::domain::ids::CustomerId;
use goodcall::domain::spelled::Spelled;
use goodcall::domain::touch::{Occasion, Outcome, Touch, TouchKind};
use goodcall::domain::tz::Tz;
use goodcall::testing::{Book, Change};

/// The time of every measurement: a Monday morning.
pub(crate) const NOW: &str = "2026-11-23T15:10:00Z";
/// Touches of each customer, with one remark each.
pub(crate) const TOUCHES: usize = 10;
/// Favorites in a book of any size.
pub(crate) const FAVORITES: usize = 100;
/// The word in every fifth remark, and the one in nearly all.
pub(crate) const FIFTH: &str = "pricing";
pub(crate) const NEARLY_ALL: &str = "the";

/// The number of words that remarks draw from, besides the two above.
const WORDS: usize = 20_000;
/// The years that the touches span.
const YEARS: i64 = 8;
const SYLLABLES: [&str; 40] = [
    "ba", "be", "bo", "ca", "co", "da", "de", "di", "fa", "fo", "ga", "go", "ha", "he", "ju", "ka", "la", "le", "li",
    "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "pa", "pe", "po", "ra", "re", "ri", "sa", "se", "si", "ta", "te",
    "to", "vi",
];

/// Numbers that look random and never change.
pub(crate) struct Chance(u64);

impl Chance {
    /// Starts a sequence of numbers.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `below`.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // A remainder is as even as a measurement needs.
        usize::try_from(self.0 >> 16).unwrap_or(0) % below.max(1)
    }
}

/// The words of the remarks: common ones are short and come first; the place decides the frequency.
pub(crate) struct Words {
    words: Vec<String>,
    /// The sum of the frequencies up to each word.
    upto: Vec<f64>,
}

impl Words {
    /// The same words every time.
    pub(crate) fn new() -> Self {
        let mut chance = Chance::new(0x2545_f491_4f6c_dd1d);
        let mut seen = std::collections::HashSet::new();
        let (mut words, mut upto, mut sum) = (Vec::with_capacity(WORDS), Vec::with_capacity(WORDS), 0.0);
        while words.len() < WORDS {
            let syllables = if words.len() < 60 { 1 + chance.below(2) } else { 2 + chance.below(3) };
            let word: String =
                (0..=syllables).filter_map(|_| SYLLABLES.get(chance.below(SYLLABLES.len()))).copied().collect();
            if seen.insert(word.clone()) {
                // Zipf's law, flattened at its head as in any language.
                sum += 1.0 / (words.len() as f64 + 2.7);
                words.push(word);
                upto.push(sum);
            }
        }
        Self { words, upto }
    }

    /// Draws a word by frequency.
    pub(crate) fn draw(&self, chance: &mut Chance) -> &str {
        let total = self.upto.last().copied().unwrap_or(1.0);
        let at = total * chance.below(1 << 30) as f64 / f64::from(1 << 30);
        let place = self.upto.partition_point(|sum| *sum <= at);
        self.words.get(place).map_or(NEARLY_ALL, String::as_str)
    }

    /// The word at a place in the order of frequency.
    pub(crate) fn at(&self, place: usize) -> &str {
        self.words.get(place % WORDS).map_or(NEARLY_ALL, String::as_str)
    }

    /// Makes up a sentence of some twelve words.
    pub(crate) fn sentence(&self, chance: &mut Chance) -> String {
        let mut said = Vec::with_capacity(18);
        if chance.below(500) > 0 {
            said.push(NEARLY_ALL);
        }
        if chance.below(5) == 0 {
            said.push(FIFTH);
        }
        for _ in 0..6 + chance.below(10) {
            said.push(self.draw(chance));
        }
        said.join(" ")
    }
}

/// The time of every measurement.
pub(crate) fn clock() -> Result<Clock, chrono::ParseError> {
    let instant: DateTime<Utc> = NOW.parse()?;
    Ok(Clock { instant, zone: Tz::America__New_York })
}

/// The folder of the books to measure with.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-books")
}

/// The book with this many customers; makes it if it is missing.
pub(crate) fn book(customers: usize) -> Result<PathBuf, Box<dyn Error>> {
    let mut made_by = DefaultHasher::new();
    let schema = (include_str!("../../migrations/0001_book.sql"), include_str!("../../migrations/0002_practices.sql"));
    (schema, include_str!("mod.rs")).hash(&mut made_by);
    let path = folder().join(format!("{customers}-{:016x}.db", made_by.finish()));
    if !path.exists() {
        fs::create_dir_all(folder())?;
        let began = std::time::Instant::now();
        eprintln!("making a book of {customers} customers");
        let unfinished = path.with_extension("unfinished");
        if unfinished.exists() {
            fs::remove_file(&unfinished)?;
        }
        fill(&unfinished, customers)?;
        fs::rename(&unfinished, &path)?;
        eprintln!("made it in {:.1} s", began.elapsed().as_secs_f64());
    }
    Ok(path)
}

/// A copy of the book with this many customers, to write to.
pub(crate) fn copy(customers: usize, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let path = folder().join(format!("{name}.db"));
    fs::copy(book(customers)?, &path)?;
    Ok(path)
}

/// Rows of each change: a journal of millions would outgrow the book and every cache.
const ROWS_OF_A_CHANGE: usize = 2_500;

fn fill(path: &Path, customers: usize) -> Result<(), Box<dyn Error>> {
    let clock = clock()?;
    let mut book = Book::open(path)?;
    let mut chance = Chance::new(0x9e37_79b9_7f4a_7c15);
    let words = Words::new();
    let mut ids = Vec::with_capacity(customers);
    let places: Vec<usize> = (0..customers).collect();
    in_changes(&mut book, &clock, &places, |change, place| {
        let customer = person(change.new_customer_id(), *place, customers, &clock, &words, &mut chance);
        ids.push(customer.id);
        change.add_customer(&customer)
    })?;
    // Oldest first, as a book grows.
    let total = ids.len() * TOUCHES;
    let step = TimeDelta::days(YEARS * 365).num_seconds() / i64::try_from(total).unwrap_or(i64::MAX).max(1);
    for round in 0..TOUCHES {
        let whose: Vec<(usize, CustomerId)> = ids.iter().copied().enumerate().collect();
        in_changes(&mut book, &clock, &whose, |change, (place, customer)| {
            let back = i64::try_from(total - round * ids.len() - place).unwrap_or(0) * step;
            change.add_touch(&touch(change, *customer, &clock, back, &words, &mut chance))
        })?;
    }
    drop(book);
    // The journal of the changes leaves free pages behind, which no book of this size would have.
    rusqlite::Connection::open(path)?.execute_batch("VACUUM")?;
    Ok(())
}

/// Writes rows in changes of a few thousand each, and drops their journal.
fn in_changes<T>(
    book: &mut Book,
    clock: &Clock,
    rows: &[T],
    mut write: impl FnMut(&Change<'_>, &T) -> goodcall::error::Result<()>,
) -> goodcall::error::Result<()> {
    for some in rows.chunks(ROWS_OF_A_CHANGE) {
        book.repeatable(7);
        book.change(clock, "made up a part of a book", |change| some.iter().try_for_each(|row| write(change, row)))?;
        book.forget_changes()?;
    }
    Ok(())
}

fn person(
    id: CustomerId,
    place: usize,
    customers: usize,
    clock: &Clock,
    words: &Words,
    chance: &mut Chance,
) -> Customer {
    let mut name_of = |places: usize| {
        let word = words.at(places + chance.below(400));
        let mut letters = word.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let name = format!("{} {}", name_of(100), name_of(1_000));
    let company = format!("{} {}", name_of(3_000), name_of(5_000));
    let apart = (customers / FAVORITES).max(1);
    let favorite = place.is_multiple_of(apart) && place / apart < FAVORITES;
    let past = !favorite && chance.below(10) == 0;
    let peaks = ["tue,thu", "mon", "wed,fri", "1,15", "last", "tue and 1,8,15", "mon-fri nov-jan"];
    let peak = (!past && chance.below(4) == 0).then(|| peaks.get(chance.below(peaks.len())).copied()).flatten();
    let zones = [Tz::America__New_York, Tz::America__Chicago, Tz::Europe__Lisbon, Tz::Asia__Tokyo];
    let rating = |n: usize| u8::try_from(1 + n).ok();
    Customer {
        company: Some(company),
        role: Some("Operations".into()),
        phone: Some(format!("+1503{:07}", 5_550_000 + place)),
        phone_shown: Some(format!("(503) 555-{place:04}")),
        phone_region: Some("US".into()),
        email: Some(format!("{}{place}@example.com", words.at(place))),
        city: Some(format!("Port {}", words.at(chance.below(60)))),
        peak: peak.map(|days| Spelled::kept(days.into())),
        facts: Some(words.sentence(chance)),
        timezone: zones.get(chance.below(zones.len() * 2)).copied(),
        favorite,
        standing: if past { Standing::Past } else { Standing::Active },
        left_on: past.then(|| clock.today() - chrono::Days::new(30 + chance.below(900) as u64)),
        left_because: past.then_some(LeftBecause::Price),
        pleasure: favorite.then(|| rating(chance.below(5))).flatten(),
        profit: favorite.then(|| rating(chance.below(5))).flatten(),
        added_on: clock.today() - chrono::Days::new(3_000),
        added_at: clock.instant - TimeDelta::days(3_000),
        ..Customer::new(id, name, clock)
    }
}

fn touch(
    change: &Change<'_>,
    customer: CustomerId,
    clock: &Clock,
    seconds_back: i64,
    words: &Words,
    chance: &mut Chance,
) -> Touch {
    let said = words.sentence(chance);
    let text = match chance.below(20) {
        0..=4 => format!("+ {said}, thanks to @{}", ["Sally", "Jordan", "Priya"][chance.below(3)]),
        5 => format!("Idea: {said}"),
        _ => said,
    };
    let kind = match chance.below(24) {
        0 => TouchKind::Visit,
        1 => TouchKind::Card,
        2 => TouchKind::Gift,
        3 => TouchKind::Message,
        _ => TouchKind::Call,
    };
    let rated = chance.below(20) == 0;
    let mut mood = || u8::try_from(1 + chance.below(5)).ok().filter(|_| rated);
    Touch {
        id: change.new_touch_id(),
        customer,
        kind,
        outcome: (kind == TouchKind::Call).then_some(Outcome::Reached),
        mood_before: mood(),
        mood_after: mood(),
        at: clock.stamp() - TimeDelta::seconds(seconds_back),
        minutes: Some(12),
        occasion: Occasion::Other,
        setback: None,
        imported: false,
        text,
    }
}
