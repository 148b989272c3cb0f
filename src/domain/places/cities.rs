//! The table of cities: names by country, sorted, each with its zone and how large it is. It is looked up by halves;
//! `write_cities` in `assets/places/make.py` describes its bytes.

use super::tables;
use crate::domain::tz::Tz;
use crate::domain::zones::keep_the_same_time;

static CITIES: &[u8] = include_bytes!("../../../assets/places/cities.bin");

/// Bytes of an entry of the directory: two letters of the country, and where its section begins.
const ENTRY: usize = 6;
/// How many sizes a city must be larger than its namesakes of one country for nobody to mean those: some sixty times as
/// many people.
const DWARFS: u8 = 6;
/// The same for namesakes all over the world.
const DWARFS_ABROAD: u8 = 5;
/// From what size on a city is known in other countries: some hundred thousand people.
const KNOWN_ABROAD: u8 = 8;

/// What a city's name came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lying {
    /// In one zone.
    In(Tz),
    /// There are several, and their clocks differ.
    InSeveral,
    /// The table has none of the name.
    Nowhere,
}

/// A city of a name.
#[derive(Debug, Clone, Copy)]
struct City {
    /// The state's letters; blanks where states do not matter.
    state: [u8; 2],
    zone: Tz,
    /// One more is twice as many people.
    size: u8,
}

/// Finds a city of a country, in a state if that is known.
pub(super) fn find(country: &str, name: &str, state: Option<&str>) -> Lying {
    let mut all = cities(country, name);
    in_state(&mut all, state);
    decide(&all, DWARFS)
}

/// Finds a city of which nobody says the country; `here` is the user's, with a state if that is known. One there is
/// meant, unless another is a capital and far larger. Where there is none, one that the world knows is.
pub(super) fn find_at_large(name: &str, here: Option<(&str, Option<&str>)>) -> Lying {
    let mut near = here.map(|(country, _)| cities(country, name)).unwrap_or_default();
    in_state(&mut near, here.and_then(|(_, state)| state));
    let abroad = || countries().filter(|country| here.is_none_or(|(here, _)| here != *country));
    let elsewhere: Vec<City> = abroad().flat_map(|country| cities(country, name)).collect();
    let largest = |cities: &[City]| cities.iter().map(|city| city.size).max();
    let far = largest(&elsewhere).unwrap_or(0);
    let is_capital = || abroad().any(|country| tables::is_capital(country, name));
    match largest(&near) {
        Some(near_by) if far < near_by + DWARFS_ABROAD || !is_capital() => decide(&near, DWARFS),
        None if far < KNOWN_ABROAD && !is_capital() => Lying::Nowhere,
        _ => decide(&elsewhere, DWARFS_ABROAD),
    }
}

/// Keeps those in a state, where there are any.
fn in_state(cities: &mut Vec<City>, state: Option<&str>) {
    let is_there = |city: &City| state.is_some_and(|state| state.as_bytes() == city.state);
    if state.is_some() {
        cities.retain(is_there);
    }
}

fn decide(cities: &[City], dwarfs: u8) -> Lying {
    let Some(largest) = cities.iter().max_by_key(|city| city.size) else { return Lying::Nowhere };
    let differs = |city: &City| {
        city.size + dwarfs > largest.size && city.zone != largest.zone && !keep_the_same_time(city.zone, largest.zone)
    };
    if cities.iter().any(differs) { Lying::InSeveral } else { Lying::In(largest.zone) }
}

/// Lists the countries of the table.
fn countries() -> impl Iterator<Item = &'static str> {
    let count = usize::from(u16_at(CITIES, 0).unwrap_or(0));
    (0..count).filter_map(|at| std::str::from_utf8(CITIES.get(2 + ENTRY * at..4 + ENTRY * at)?).ok())
}

/// Lists the cities of a name in a country.
fn cities(country: &str, name: &str) -> Vec<City> {
    section(country).and_then(|section| section.find(name.as_bytes())).unwrap_or_default()
}

/// The part of the table that has a country's cities.
struct Section {
    bytes: &'static [u8],
    areas: usize,
    blocks: usize,
}

fn section(country: &str) -> Option<Section> {
    let count = usize::from(u16_at(CITIES, 0)?);
    let entry = |at: usize| CITIES.get(2 + ENTRY * at..).and_then(|entry| entry.get(..2));
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if entry(middle)? < country.as_bytes() { low = middle + 1 } else { high = middle }
    }
    let place = |at: usize| usize::try_from(u32_at(CITIES, 4 + ENTRY * at)?).ok();
    if low == count || entry(low)? != country.as_bytes() {
        return None;
    }
    let bytes = CITIES.get(place(low)?..place(low + 1)?)?;
    let areas = usize::from(*bytes.first()?);
    Some(Section { bytes, areas, blocks: usize::from(u16_at(bytes, 1 + 4 * areas)?) })
}

impl Section {
    /// Where a block of entries begins.
    fn block(&self, at: usize) -> Option<usize> {
        let place = 3 + 4 * self.areas + 3 * at;
        let bytes = self.bytes.get(place..place + 3)?;
        bytes.iter().rev().try_fold(0, |sum, byte| Some(sum << 8 | usize::from(*byte)))
    }

    fn find(&self, name: &[u8]) -> Option<Vec<City>> {
        // The last block that begins before the name holds its first entry, if there is one.
        let (mut low, mut high) = (0, self.blocks);
        while low < high {
            let middle = low.midpoint(high);
            let mut entries = self.entries(self.block(middle)?);
            entries.next()?;
            if entries.name.as_slice() < name { low = middle + 1 } else { high = middle }
        }
        let mut entries = self.entries(self.block(low.saturating_sub(1))?);
        let mut found = Vec::new();
        while let Some((size, area)) = entries.next() {
            match entries.name.as_slice().cmp(name) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => found.extend(self.city(size, area)),
                std::cmp::Ordering::Greater => break,
            }
        }
        Some(found)
    }

    fn entries(&self, from: usize) -> Entries {
        let rest = self.bytes.get(from..).unwrap_or_default();
        Entries { rest, name: Vec::new(), has_areas: self.areas > 1 }
    }

    fn city(&self, size: u8, area: u8) -> Option<City> {
        let place = 1 + 4 * usize::from(area);
        let state = self.bytes.get(place..place + 2)?.try_into().ok()?;
        Some(City { state, zone: tables::zone(usize::from(u16_at(self.bytes, place + 2)?))?, size })
    }
}

/// The entries from one on; each may share the beginning of the name before.
struct Entries {
    rest: &'static [u8],
    name: Vec<u8>,
    has_areas: bool,
}

impl Entries {
    /// Goes on to the next entry, whose name then stands in `name`; returns its size and its area.
    fn next(&mut self) -> Option<(u8, u8)> {
        let (head, mut rest) = self.rest.split_first()?;
        let mut area = 0;
        if self.has_areas {
            let (first, others) = rest.split_first()?;
            (area, rest) = (*first, others);
        }
        let end = rest.iter().position(|byte| byte & 0x80 != 0)? + 1;
        let (letters, rest) = rest.split_at_checked(end)?;
        self.name.truncate(usize::from(head >> 4));
        self.name.extend(letters.iter().map(|byte| byte & 0x7F));
        self.rest = rest;
        Some((head & 0xF, area))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::places::name_key;
    use crate::text::fold;

    /// Passes every entry of the table to `with`: country, name, city.
    fn each(mut with: impl FnMut(&str, &str, City)) {
        for country in countries() {
            let section = section(country).unwrap();
            let mut entries = section.entries(section.block(0).unwrap());
            while let Some((size, area)) = entries.next() {
                let city = section.city(size, area).unwrap();
                with(country, std::str::from_utf8(&entries.name).unwrap(), city);
            }
            assert!(entries.rest.is_empty(), "{country} is read to its end");
        }
    }

    #[test]
    fn every_city_of_the_table_is_found_by_its_name() {
        let mut count = 0;
        each(|country, name, city| {
            count += 1;
            assert_eq!(name_key(&fold(name)), name, "a name is folded as the program folds it");
            let found = cities(country, name);
            assert!(found.iter().any(|c| c.zone == city.zone && c.state == city.state), "{name}, {country}");
        });
        assert!(count > 20_000, "{count} cities");
    }

    #[test]
    fn what_is_not_in_the_table_is_nowhere() {
        for (country, name) in
            [("PT", ""), ("PT", "zzzz"), ("PT", "a"), ("XX", "lisbon"), ("", ""), ("PORTUGAL", "lisbon")]
        {
            assert_eq!(find(country, name, None), Lying::Nowhere, "{name}, {country}");
        }
    }
}
