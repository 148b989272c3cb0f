//! The people of the year.

use chrono::{Datelike, Weekday};

pub(super) use chrono::NaiveDate as Day;

/// A day, as it is written.
pub(super) fn date(text: &str) -> Day {
    text.parse().expect("a date")
}

/// The first day at work.
pub(super) const HIRED: &str = "2026-01-05";

/// How often a past buyer should hear from us.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cadence {
    Days(i64),
    Months(u32),
}

/// Peak days, as they are written and as they are meant.
type Peak = (&'static str, fn(Day) -> bool);

#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub name: &'static str,
    /// What `add` is told beyond the name.
    pub flags: &'static str,
    pub added: &'static str,
    pub favorite: bool,
    pub pleasure: Option<i64>,
    pub profit: Option<i64>,
    pub zone: &'static str,
    /// Calling hours, in minutes of their day.
    pub hours: (i64, i64),
    pub past: bool,
    pub left_on: Option<&'static str>,
    pub cadence: Cadence,
    pub do_not_call: bool,
    pub city: &'static str,
    /// Only accounts have them.
    pub peak: Option<Peak>,
    pub visits_a_year: i64,
    /// As it is written; with or without the year.
    pub birthday: Option<&'static str>,
    /// The day on which a past buyer first said yes.
    pub customer_since: Option<&'static str>,
    pub tags: &'static [&'static str],
}

const SOMEBODY: Person = Person {
    name: "",
    flags: "",
    added: HIRED,
    favorite: false,
    pleasure: None,
    profit: None,
    zone: "Europe/Berlin",
    hours: (9 * 60, 17 * 60 + 30),
    past: false,
    left_on: None,
    cadence: Cadence::Days(90),
    do_not_call: false,
    city: "",
    peak: None,
    visits_a_year: 2,
    birthday: None,
    customer_since: None,
    tags: &[],
};
const FAVORITE: Person = Person { favorite: true, ..SOMEBODY };
const PAST: Person = Person { past: true, ..SOMEBODY };

pub(super) const ANA: Person = Person {
    name: "Ana Ribeiro",
    flags: "--favorite --pleasure 5 --profit 4 --timezone Europe/Lisbon --company 'Porto Cold Chain' --birthday 1980-11-20",
    birthday: Some("1980-11-20"),
    pleasure: Some(5),
    profit: Some(4),
    zone: "Europe/Lisbon",
    ..FAVORITE
};
pub(super) const MARCUS: Person = Person {
    name: "Marcus Webb",
    flags: "--favorite --pleasure 3 --profit 5 --timezone America/Chicago",
    pleasure: Some(3),
    profit: Some(5),
    zone: "America/Chicago",
    ..FAVORITE
};
pub(super) const JI_WOO: Person = Person {
    name: "Ji-woo Park",
    flags: "--favorite --pleasure 5 --profit 5 --timezone Asia/Seoul",
    pleasure: Some(5),
    profit: Some(5),
    zone: "Asia/Seoul",
    ..FAVORITE
};
pub(super) const DANA: Person =
    Person { name: "Dana Novak", flags: "--favorite --timezone Europe/Prague", zone: "Europe/Prague", ..FAVORITE };
pub(super) const ELIF: Person = Person {
    name: "Elif Kaya",
    flags: "--favorite --pleasure 4 --profit 2 --timezone Europe/Istanbul --birthday '11 Feb 1984'",
    birthday: Some("1984-02-11"),
    pleasure: Some(4),
    profit: Some(2),
    zone: "Europe/Istanbul",
    ..FAVORITE
};
/// A favorite and an account at once; in the office in the mornings, and never there in winter.
pub(super) const TOM: Person = Person {
    name: "Tom Brandt",
    flags: "--favorite --pleasure 1 --profit 1 --hours 09:00-12:00 --city Kiel --peak 'fri mar-oct'",
    pleasure: Some(1),
    profit: Some(1),
    hours: (9 * 60, 12 * 60),
    city: "Kiel",
    peak: Some(("fri mar-oct", |d| d.weekday() == Weekday::Fri && (3..=10).contains(&d.month()))),
    ..FAVORITE
};
/// Comes into the rotation in spring.
pub(super) const INES: Person = Person {
    name: "Ines Duarte",
    flags: "--favorite --pleasure 4 --profit 4",
    added: "2026-05-05",
    pleasure: Some(4),
    profit: Some(4),
    ..FAVORITE
};

pub(super) const GRETA: Person = Person {
    name: "Greta Lund",
    flags: "--past --left-on 2024-05-15 --left-because price --tag VIP --birthday 1971-05-20",
    birthday: Some("1971-05-20"),
    tags: &["vip"],
    left_on: Some("2024-05-15"),
    cadence: Cadence::Months(6),
    ..PAST
};
pub(super) const PAVEL: Person = Person {
    name: "Pavel Horak",
    flags: "--past --left-on 2025-11-10 --left-because solved --every 12w --tag vip --customer-since 2018-03-18",
    customer_since: Some("2018-03-18"),
    tags: &["vip"],
    left_on: Some("2025-11-10"),
    cadence: Cadence::Days(84),
    ..PAST
};
pub(super) const NORA: Person = Person {
    name: "Nora Quinn",
    flags: "--past --left-on 2025-08-20 --left-because consolidated --every 60d --do-not-call --birthday 09-08",
    birthday: Some("09-08"),
    left_on: Some("2025-08-20"),
    cadence: Cadence::Days(60),
    do_not_call: true,
    ..PAST
};
/// Nobody knows when he left.
pub(super) const OTTO: Person = Person {
    name: "Otto Weiss",
    flags: "--past --left-because changed-focus --birthday 1966-10-18 --customer-since 2019-10-15",
    birthday: Some("1966-10-18"),
    customer_since: Some("2019-10-15"),
    ..PAST
};

/// An account until summer.
pub(super) const ROSA: Person = Person {
    name: "Rosa Lima",
    city: "Hamburg",
    customer_since: Some("2017-08-27"),
    peak: Some(("tue,thu", |d| matches!(d.weekday(), Weekday::Tue | Weekday::Thu))),
    ..SOMEBODY
};
pub(super) const SVEN: Person = Person {
    name: "Sven Olsen",
    city: "Hamburg",
    peak: Some(("tue", |d| d.weekday() == Weekday::Tue)),
    visits_a_year: 4,
    ..SOMEBODY
};
pub(super) const MINA: Person = Person {
    name: "Mina Sato",
    city: "Bremen",
    // In 2026 it is on the 28th.
    birthday: Some("1984-02-29"),
    peak: Some(("15,last", |d| d.day() == 15 || d.succ_opt().is_some_and(|next| next.day() == 1))),
    ..SOMEBODY
};
pub(super) const KARL: Person = Person {
    name: "Karl Voss",
    city: "Kiel",
    peak: Some(("wed and 1,2,3,4,5,6,7", |d| d.weekday() == Weekday::Wed && d.day() <= 7)),
    visits_a_year: 3,
    birthday: Some("1990-01-02"),
    ..SOMEBODY
};
/// Busy on the days on which Karl is, and on others.
pub(super) const VERA: Person = Person {
    name: "Vera Lind",
    city: "Kiel",
    peak: Some(("wed", |d| d.weekday() == Weekday::Wed)),
    visits_a_year: 3,
    ..SOMEBODY
};
/// A customer like others.
pub(super) const LENA: Person =
    Person { name: "Lena Fuchs", flags: "--city Hamburg --birthday 06-30", birthday: Some("06-30"), ..SOMEBODY };

/// What the predecessor's list holds.
pub(super) const IMPORTED: [Person; 5] = [ROSA, SVEN, MINA, KARL, VERA];
/// Who is added by hand on the first day, in this order.
pub(super) const ADDED: [Person; 11] = [ANA, MARCUS, JI_WOO, DANA, ELIF, TOM, GRETA, PAVEL, NORA, OTTO, LENA];

/// How many hours a zone is ahead of UTC at noon of a day of 2026.
pub(super) fn offset(zone: &str, day: Day) -> i64 {
    let summer_in_europe = (date("2026-03-29")..date("2026-10-25")).contains(&day);
    let summer_in_america = (date("2026-03-08")..date("2026-11-01")).contains(&day);
    match zone {
        "Europe/Lisbon" => i64::from(summer_in_europe),
        "Europe/Berlin" | "Europe/Prague" => 1 + i64::from(summer_in_europe),
        "America/Chicago" => -6 + i64::from(summer_in_america),
        "Europe/Istanbul" => 3,
        "Asia/Seoul" => 9,
        other => panic!("nobody lives in {other}"),
    }
}
