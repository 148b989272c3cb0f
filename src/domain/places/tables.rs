//! The tables of text: zones, countries, states and area codes. Each is a text of lines, sorted by what stands before the
//! first semicolon, and looked up by halves.

use std::sync::LazyLock;

use crate::domain::tz::Tz;
use crate::domain::zones::ZoneFrom;

static ZONES: &str = include_str!("../../../assets/places/zones.txt");
static REGIONS: &str = include_str!("../../../assets/places/regions.txt");
static COUNTRIES: &str = include_str!("../../../assets/places/countries.txt");
static CAPITALS: &str = include_str!("../../../assets/places/capitals.txt");
static STATES: &str = include_str!("../../../assets/places/states.txt");
static PREFIXES: &str = include_str!("../../../assets/places/prefixes.txt");

/// The countries whose states the tables know.
pub(super) const WITH_STATES: [&str; 4] = ["US", "CA", "AU", "BR"];
/// The most digits of an area code with its country's.
const PREFIX_DIGITS: usize = 7;
/// How many regions are offered for one that isn't.
const OFFERED: usize = 3;

/// A state of a country.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// Its letters.
    pub(super) code: &'static str,
    /// The zone in which nearly all of it lies.
    pub(super) zone: Option<Tz>,
}

/// Finds the line of a name, and returns what stands behind its semicolon.
fn line_of(table: &'static str, name: &str) -> Option<&'static str> {
    entry_of(table, name).map(|(_, rest)| rest)
}

/// Finds the line of a name, and returns what stands before and behind its semicolon.
fn entry_of(table: &'static str, name: &str) -> Option<(&'static str, &'static str)> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low.midpoint(high);
        let begin = table.as_bytes().get(low..middle)?.iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
        let end = table.as_bytes().get(middle..high)?.iter().position(|b| *b == b'\n').map_or(high, |at| middle + at);
        let (key, rest) = table.get(begin..end)?.split_once(';')?;
        match key.cmp(name) {
            std::cmp::Ordering::Equal => return Some((key, rest)),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    None
}

/// The zone of a number, as the other tables name it.
pub(super) fn zone(number: usize) -> Option<Tz> {
    static READ: LazyLock<Vec<Option<Tz>>> = LazyLock::new(|| ZONES.lines().map(|zone| zone.parse().ok()).collect());
    *READ.get(number)?
}

fn zone_named(number: &str) -> Option<Tz> {
    zone(number.parse().ok()?)
}

/// Whether a city is the capital of a country.
pub(super) fn is_capital(country: &str, name: &str) -> bool {
    line_of(CAPITALS, name) == Some(country)
}

/// Finds a state by its name or letters, folded.
pub(super) fn state(country: &str, name: &str) -> Option<State> {
    let (code, zone) = line_of(STATES, &format!("{country} {name}"))?.split_once(';')?;
    Some(State { code, zone: zone_named(zone) })
}

/// Finds the zone that the longest known beginning of a number tells; `digits` begin with the code of the country.
pub(super) fn zone_of_number(digits: &str) -> Option<(Tz, ZoneFrom)> {
    let longest = PREFIX_DIGITS.min(digits.len());
    let (length, told) =
        (1..=longest).rev().find_map(|length| Some((length, line_of(PREFIXES, digits.get(..length)?)?)))?;
    // Nearly all people of the country live by one clock.
    let is_country = length <= country_code_digits(digits);
    Some((zone_named(told)?, if is_country { ZoneFrom::Country } else { ZoneFrom::AreaCode }))
}

/// How many digits the code of a country has: 1 for North America, 7 for Russia and Kazakhstan, else two or three.
fn country_code_digits(digits: &str) -> usize {
    const TWO: [&str; 45] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98", "99",
    ];
    match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if TWO.contains(&two) => 2,
        _ => 3,
    }
}

/// The time zone of a region (ISO 3166, "JP"), if all of it keeps the same time.
pub fn only_zone(region: &str) -> Option<Tz> {
    let (_, zone) = line_of(REGIONS, region)?.split_once(';')?;
    zone_named(zone)
}

/// Whether two letters are a region by ISO 3166.
pub fn is_region(code: &str) -> bool {
    line_of(REGIONS, code).is_some()
}

/// The English name of a region.
pub fn region_name(code: &str) -> Option<&'static str> {
    Some(line_of(REGIONS, code)?.split_once(';')?.0)
}

/// Finds the region of a country by its name, in one of some languages, or by its letters. `folded` is the key of the
/// name in Latin letters, `typed` is in lower case.
pub fn country_named(folded: &str, typed: &str) -> Option<&'static str> {
    if let Some(code) = line_of(COUNTRIES, folded).or_else(|| line_of(COUNTRIES, typed)) {
        return Some(code);
    }
    entry_of(REGIONS, &folded.to_ascii_uppercase()).map(|(code, _)| code)
}

fn regions() -> impl Iterator<Item = (&'static str, &'static str)> {
    REGIONS.lines().filter_map(|line| {
        let (code, rest) = line.split_once(';')?;
        Some((code, rest.split_once(';')?.0))
    })
}

/// Returns the regions that somebody may mean who writes what isn't one, each with its English name: by what they are
/// often taken for, else the nearest by name or letters.
pub fn nearest_regions(typed: &str) -> Vec<(&'static str, &'static str)> {
    let typed = typed.trim().to_lowercase();
    let named = country_named(&typed, &typed);
    let meant = |code: &str| if typed == "en" { matches!(code, "GB" | "US") } else { named == Some(code) };
    let meant: Vec<_> = regions().filter(|(code, _)| meant(code)).collect();
    if !meant.is_empty() {
        return meant;
    }
    let likeness = |(code, name): &(&str, &str)| {
        strsim::jaro_winkler(&code.to_lowercase(), &typed).max(strsim::jaro_winkler(&name.to_lowercase(), &typed))
    };
    let mut all: Vec<_> = regions().map(|region| (likeness(&region), region)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().take(OFFERED).map(|(_, region)| region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_sorted_and_every_zone_exists() {
        assert!(ZONES.lines().all(|line| line.parse::<Tz>().is_ok()));
        for table in [REGIONS, COUNTRIES, STATES, PREFIXES, CAPITALS] {
            let keys: Vec<&str> = table.lines().map(|line| line.split_once(';').unwrap().0).collect();
            assert!(keys.is_sorted());
            for key in keys {
                assert!(line_of(table, key).is_some(), "{key}");
            }
            assert_eq!(line_of(table, "~"), None);
        }
        for table in [REGIONS, STATES, PREFIXES] {
            let zones = table.lines().filter_map(|line| Some(line.rsplit_once(';')?.1)).filter(|zone| !zone.is_empty());
            assert!(zones.into_iter().all(|number| zone_named(number).is_some()));
        }
    }

    #[test]
    fn a_country_of_several_zones_has_none() {
        assert_eq!(only_zone("JP"), Some(Tz::Asia__Tokyo));
        assert_eq!(only_zone("US"), None);
        assert_eq!(only_zone("PT"), None);
        assert_eq!(only_zone("DE"), Some(Tz::Europe__Berlin));
        assert_eq!(only_zone("GB"), Some(Tz::Europe__London));
        assert_eq!(only_zone("ZZ"), None);
    }

    #[test]
    fn countries_are_known_by_the_names_that_exports_use() {
        for (name, code) in [
            ("portugal", "PT"),
            ("uk", "GB"),
            ("england", "GB"),
            ("gb", "GB"),
            ("usa", "US"),
            ("united states", "US"),
            ("estados unidos", "US"),
            ("deutschland", "DE"),
            ("allemagne", "DE"),
            ("espana", "ES"),
            ("brasil", "BR"),
            ("holland", "NL"),
            ("fr", "FR"),
            ("deu", "DE"),
        ] {
            assert_eq!(country_named(name, name), Some(code), "{name}");
        }
        assert_eq!(country_named("", "日本"), Some("JP"));
        for nothing in ["", "zz", "eu", "atlantis"] {
            assert_eq!(country_named(nothing, nothing), None, "{nothing}");
        }
    }
}
