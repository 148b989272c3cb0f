//! The filter, held against a model of its own over generated books; and paged along long lists.

use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::app::Now;
use crate::book::Book;
use crate::config;
use crate::domain::choice::Choice;
use crate::domain::customer::Standing;
use crate::domain::ids::CustomerId;
use crate::domain::tags::Tags;

/// A Monday, 10:00.
const NOW: &str = "2026-11-23T10:00:00Z";

const NAMES: [&str; 6] = ["Ana Ribeiro", "Bo Sá", "Cléo Porto", "Dana O’Neil", "Ji-woo Park", "ana sousa"];
const COMPANIES: [&str; 4] = ["", "Porto Cold Chain", "Bright (Cold)", "Ölmühle Süd"];
const CITIES: [&str; 4] = ["", "Porto", "São Paulo", "Vila Nova de Gaia"];
const PHONES: [&str; 3] = ["", "+351 22 555 0142", "+55 11 5555 0143"];

const TAGS: [&str; 3] = ["VIP", "Key Account", "São Walk"];

/// Parts of a filter as they are typed; the model reads them by itself.
const PARTS: [&str; 33] = [
    "an",
    "porto",
    "SÁ",
    "cold",
    "sao",
    "oneil",
    "woo",
    "olm",
    "zz",
    "555",
    "0142",
    "ines",
    "\"porto cold\"",
    "“vila nova”",
    "\"nova vila\"",
    "city:por",
    "city:\"são pau\"",
    "City:gaia",
    "tag:vip",
    "tag:\"key acc\"",
    "tag:wal",
    "\"key account\"",
    "company:cold",
    "company:\"suld\"",
    "company:sud",
    "phone:\"22 555-01\"",
    "phone:+5511",
    "phone:0143",
    "is:favorite",
    "is:past",
    "is:active",
    "is:due",
    "is:archived",
];

#[derive(Debug, Clone)]
struct Person {
    name: &'static str,
    company: &'static str,
    city: &'static str,
    phone: &'static str,
    facts: &'static str,
    tags: Vec<&'static str>,
    favorite: bool,
    /// Days since they left; None buys.
    left: Option<u64>,
    archived: bool,
    talked: Option<u64>,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let texts = (select(&NAMES[..]), select(&COMPANIES[..]), select(&CITIES[..]), select(&PHONES[..]));
    let facts = select(&["", "Met Inês in Porto"][..]);
    let state = (any::<bool>(), proptest::option::of(0..200_u64), proptest::bool::weighted(0.2));
    let facts = (facts, subsequence(TAGS.to_vec(), 0..3));
    let one = (texts, facts, state, proptest::option::of(0..30_u64));
    let one = one.prop_map(|((name, company, city, phone), facts, (favorite, left, archived), talked)| Person {
        name,
        company,
        city,
        phone,
        facts: facts.0,
        tags: facts.1,
        favorite,
        left,
        archived,
        talked,
    });
    proptest::collection::vec(one, 0..14)
}

/// Letters without accents, in lower case.
fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    let pairs = [("á", "a"), ("ã", "a"), ("é", "e"), ("ê", "e"), ("ö", "o"), ("ü", "u"), ("’", "'"), ("-", " ")];
    pairs.iter().fold(text, |text, (accented, letter)| text.replace(accented, letter))
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = plain(text).split([' ', '(', ')', '\'']).map(str::to_string).collect();
    words.extend(plain(text).split(' ').map(|word| word.replace(['\'', '(', ')'], "")));
    words.retain(|word| !word.is_empty());
    words
}

fn begins(text: &str, word: &str) -> bool {
    words(text).iter().any(|one| one.starts_with(&plain(word)))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

impl Person {
    fn texts(&self) -> Vec<&str> {
        [self.name, self.company, self.city, self.facts].into_iter().chain(self.tags.iter().copied()).collect()
    }

    /// What the filter should say of them, part by part.
    fn holds(&self, part: &str) -> bool {
        let part = part.replace(['"', '“', '”'], "\"");
        if let Some((key, value)) = part.split_once(':') {
            let value = value.trim_matches('"');
            let all = |text: &str| value.split(' ').all(|word| begins(text, word));
            return match (key.to_lowercase().as_str(), value) {
                ("city", _) => all(self.city),
                ("company", _) => all(self.company),
                ("tag", _) => self.tags.iter().any(|tag| all(tag)),
                ("phone", _) => digits(self.phone).contains(&digits(value)),
                (_, "favorite") => self.favorite,
                (_, "past") => self.left.is_some(),
                (_, "active") => self.left.is_none(),
                // Ninety days without a word.
                (_, "due") => {
                    !self.archived && self.left.is_some_and(|left| self.talked.unwrap_or(left).min(left) >= 90)
                }
                (_, "archived") => self.archived,
                _ => panic!("{part}"),
            };
        }
        if part.starts_with('"') {
            let phrase = plain(part.trim_matches('"'));
            return self.texts().iter().any(|text| {
                let bare = plain(text).replace(['(', ')'], " ");
                format!(" {}", bare.split_whitespace().collect::<Vec<_>>().join(" ")).contains(&format!(" {phrase}"))
            });
        }
        self.texts().iter().any(|text| begins(text, &part))
            || part.bytes().all(|b| b.is_ascii_digit()) && digits(self.phone).contains(&part)
    }
}

fn day(before: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap() - chrono::Days::new(before)
}

/// A book with these people; a phone as it would be read.
fn app_of(people: &[Person]) -> (App, Vec<CustomerId>) {
    let settings = config::parse("timezone = \"UTC\"\nregion = \"PT\"\n", Path::new("")).unwrap();
    let mut app = App::over(Book::in_memory().unwrap(), settings, Now::Fixed(NOW.parse().unwrap()));
    let clock = app.clock();
    let known = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
    let ids = app
        .book
        .change(&clock, "added", |change| {
            people
                .iter()
                .map(|person| {
                    let id = change.new_customer_id();
                    let customer = Customer {
                        company: known(person.company),
                        city: known(person.city),
                        phone: known(person.phone).map(|phone| phone.replace(' ', "")),
                        phone_shown: known(person.phone),
                        facts: known(person.facts),
                        tags: Tags::read(&person.tags.join(",")).unwrap(),
                        favorite: person.favorite,
                        standing: if person.left.is_some() { Standing::Past } else { Standing::Active },
                        left_on: person.left.map(day),
                        archived_at: person.archived.then_some(clock.instant),
                        last_talked: person.talked.map(day),
                        last_touch: person.talked.map(day),
                        ..Customer::new(id, person.name, &clock)
                    };
                    change.add_customer(&customer).map(|()| id)
                })
                .collect()
        })
        .unwrap();
    (app, ids)
}

/// Reads a list page by page.
fn paged(app: &App, narrowing: &Narrowing, order: Order, limit: usize) -> Vec<CustomerId> {
    let mut all: Vec<Found> = Vec::new();
    loop {
        let page = app.narrowed_page(narrowing, PageOf { order, after: all.last(), limit }).unwrap();
        let ended = page.len() < limit;
        all.extend(page);
        if ended {
            return all.into_iter().map(|found| found.line.id).collect();
        }
    }
}

fn sorted(mut ids: Vec<CustomerId>) -> Vec<CustomerId> {
    ids.sort_unstable();
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_filter_finds_whom_a_model_finds(people in people(), parts in subsequence(PARTS.to_vec(), 0..4)) {
        let (app, ids) = app_of(&people);
        let line = parts.join(" ");
        let filter = Filter::parse(&line);
        prop_assert_eq!(&filter.problems, &[""; 0]);
        let arguments: Vec<String> = parts.iter().map(ToString::to_string).collect();
        prop_assert_eq!(&Filter::of_arguments(&arguments), &filter, "the command line reads the same");
        let narrowing = app.narrowing(&filter).unwrap();
        let of = |shown: &dyn Fn(&Person) -> bool| -> Vec<CustomerId> {
            let held = people.iter().zip(&ids).filter(|(p, _)| parts.iter().all(|part| p.holds(part)) && shown(p));
            sorted(held.map(|(_, id)| *id).collect())
        };
        let archived = parts.contains(&"is:archived");
        let present = narrowing.clone().showing(Visibility::Present);
        for order in Order::ALL {
            let listed = app.narrowed(&present, *order).unwrap();
            prop_assert_eq!(sorted(listed.clone()), of(&|p| p.archived == archived), "{} {:?}", line, order);
            for limit in [1, 3, 100] {
                prop_assert_eq!(&paged(&app, &present, *order, limit), &listed, "{} {:?}", line, order);
            }
        }
        let everybody = app.narrowed(&narrowing, Order::Name).unwrap();
        prop_assert_eq!(sorted(everybody), of(&|_| true), "{} with the archived", line);
    }
}

/// Many people, by turns with each name, company, city and state.
fn many(count: usize) -> Vec<Person> {
    let at = |list: &[&'static str], n: usize| list[n % list.len()];
    let one = |n: usize| Person {
        name: at(&NAMES, n),
        company: at(&COMPANIES, n / 3),
        city: at(&CITIES, n / 5),
        phone: at(&PHONES, n / 2),
        facts: "",
        tags: if n % 7 < 5 { vec![at(&TAGS, n)] } else { vec![] },
        favorite: n.is_multiple_of(2),
        left: (!n.is_multiple_of(5)).then_some(u64::try_from(n % 170).unwrap()),
        archived: n.is_multiple_of(97),
        talked: n.is_multiple_of(3).then_some(u64::try_from(n % 40).unwrap()),
    };
    (0..count).map(one).collect()
}

#[test]
fn a_long_list_is_paged_to_its_end_whichever_way_it_is_found() {
    let people = many(5000);
    let (app, ids) = app_of(&people);
    for parts in [
        vec![],
        vec!["an"],
        vec!["porto"],
        vec!["porto", "is:favorite"],
        vec!["city:por", "cold"],
        vec!["is:past"],
        vec!["is:past", "phone:0143"],
        vec!["is:due", "city:gaia"],
        vec!["is:archived"],
        vec!["tag:wal"],
        vec!["tag:key", "an"],
        vec!["\"porto cold\"", "is:past"],
    ] {
        let narrowing = app.narrowing(&Filter::parse(&parts.join(" "))).unwrap().showing(Visibility::Present);
        let archived = parts.contains(&"is:archived");
        let held = people.iter().zip(&ids);
        let held = held.filter(|(p, _)| parts.iter().all(|part| p.holds(part)) && p.archived == archived);
        let held = sorted(held.map(|(_, id)| *id).collect());
        for order in Order::ALL {
            let listed = app.narrowed(&narrowing, *order).unwrap();
            assert_eq!(sorted(listed.clone()), held, "{parts:?} {order:?}");
            let pages = paged(&app, &narrowing, *order, 333);
            assert_eq!(pages, listed, "{parts:?} {order:?}");
        }
    }
}

#[test]
fn names_that_begin_alike_are_in_order_in_a_long_list() {
    let mut people = many(1800);
    let alike = ["Zed", "Amy", "zoe", "Ben-Ali", "Ben Ali", "Ben7", "ben{a", "佐藤", "Ω", "", "B"];
    let begun = ["Maximilian", "Maximilia-", "Person ", "Jean-", "Jean", "P0", "(The) ", "Ana Ribeiro "];
    for (n, person) in people.iter_mut().enumerate() {
        let [first, last] = [begun[n % begun.len()], alike[n / 3 % alike.len()]];
        person.name = format!("{first}{last}{}", n * 7 % 10).leak();
        person.archived = false;
    }
    let (app, _) = app_of(&people);
    for line in ["m", "max", "maximilia", "p", "per", "j", "jean", "the", "an", "porto", "b", "porto jean"] {
        let narrowing = app.narrowing(&Filter::parse(line)).unwrap().showing(Visibility::Present);
        let listed = app.narrowed(&narrowing, Order::Name).unwrap();
        assert!(listed.len() > 60 || line.contains(' '), "{line}: {}", listed.len());
        for limit in [7, 60, 500] {
            assert_eq!(paged(&app, &narrowing, Order::Name, limit), listed, "{line} by {limit}");
        }
    }
}

#[test]
fn an_order_is_the_same_down_and_up() {
    let (app, _) = app_of(&many(400));
    let everybody = app.narrowing(&Filter::default()).unwrap().showing(Visibility::Present);
    for order in Order::ALL {
        let listed = app.narrowed(&everybody, *order).unwrap();
        let page = |from, way| app.customer_page(*order, from, way, 1000).unwrap();
        let down = page(None, crate::app::customers::Direction::Down);
        let mut up = page(None, crate::app::customers::Direction::Up);
        up.reverse();
        assert_eq!(down, up, "{order:?}");
        assert_eq!(down.iter().map(|line| line.id).collect::<Vec<_>>(), listed, "{order:?}");
        let middle = &down[200];
        assert_eq!(page(Some(middle), crate::app::customers::Direction::Down), down[201..]);
        let mut above = page(Some(middle), crate::app::customers::Direction::Up);
        above.reverse();
        assert_eq!(above, down[..200]);
    }
    let companies: Vec<_> =
        app.narrowed(&everybody, Order::Company).unwrap().iter().map(|id| app.customer(*id).unwrap().company).collect();
    assert_eq!(companies.first().unwrap().as_deref(), Some("Bright (Cold)"));
    assert_eq!(companies.last().unwrap(), &None, "who has no company comes last");
}

#[test]
fn people_of_one_company_find_each_other_however_it_is_written() {
    let mut people = many(3);
    (people[0].company, people[1].company, people[2].company) = ("Porto Cold Chain", "PORTO  COLD CHAÍN", "Porto Cold");
    people.iter_mut().for_each(|p| p.archived = false);
    let (mut app, ids) = app_of(&people);
    let colleagues = |app: &App, id: CustomerId| -> Vec<CustomerId> {
        app.colleagues(&app.customer(id).unwrap(), 10).unwrap().iter().map(|line| line.id).collect()
    };
    assert_eq!(colleagues(&app, ids[0]), [ids[1]]);
    assert_eq!(colleagues(&app, ids[1]), [ids[0]]);
    assert_eq!(colleagues(&app, ids[2]), []);
    app.set_visibility(ids[1], Visibility::Archived).unwrap();
    assert_eq!(colleagues(&app, ids[0]), []);
    app.undo().unwrap();
    assert_eq!(colleagues(&app, ids[0]), [ids[1]]);
}
